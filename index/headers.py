"""A grid's header: how many rows it takes, what each column is, which columns belong together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.amounts import COUNTED, MONEY, compact, parse_amount, parse_number
from index.captions import unit_in_label
from index.documents import Box
from index.forms import Form

Row = Sequence[str | None]

CODE, NAME, COUNTER, UNIT, VALUE, TEXT = "code", "name", "counter", "unit", "value", "text"
"""What a column holds: 科目编码; names of rows; 行次 or 序号; the unit of each row; figures; other words."""

_CODE = re.compile(r"编码|代码|科目号")
# codes of units, projects, goods: they say nothing of subjects
_OTHER_CODE = re.compile(r"(?!.*(?:科目|分类)).*(?:单位|部门|机构|项目|采购|品目|目录|资产|人员).*(?:编码|代码)")
_CODE_LEVELS = {"类", "款", "项", "目", "类款项", "类款", "节"}
_COUNTER = re.compile(r"(?:行|栏)次|序号|序|行号|栏号|编号")
_NAME = re.compile(
    r"(?:.*(?:科目|项目|单位|部门|指标|资产|事项|分类|类别|机构)名称|名称|项目(?:\(.*\))?|收入项目|支出项目|[^/]*科目(?:\(.*\))?|项目类别|"
    r"功能分类|经济分类|支出功能分类|内容|指标|事项|类别|品目|单位|部门|科室|地区|年份|年度)"
)
_WORDS = re.compile(
    r".*(?:备注|说明|日期|时间|电话|手机|传真|联系方式|邮编|邮箱|网址|[账帐]号|文号|依据|原因|地址|联系人|负责人|年份|年度|型号|编号|证号|级次|排名|名次)"
)
# words that head columns and never name a row
_HEAD_WORDS = re.compile(
    r"项目|科目编码|科目代码|科目名称|.*科目编码|.*科目名称|编码|代码|名称|行次|栏次|序号|决算数|预算数|金额|单位名称|执行数|备注|类|款|项"
)
# what heads a column of figures, or of names, in a header that stands inside a table
_HEADING = re.compile(r"(?:.*(?:数|金额|费|率|计|收入|支出|额|量|次|编码|代码|名称|序号)|项目|科目|内容|备注)(?:\(.*\))?")
# what heads nothing but figures in a standard form, and how a cell with a figure begins
_OF_FIGURES = re.compile(r"(?:.*(?:决算|预算)数?|金额|合计|小计|.*(?:收入|支出)合计|基本支出|项目支出)(?:\(.*\))?")
_BEGUN = re.compile(r"[-(]?\d{1,3}(?:,\d+)*\.\d|[-(]?\d+(?:,\d{3})*(?:\.\d+)?\D?$")
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_ORDINAL_NAME = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)")
_TOTALS = {"合计", "总计", "小计", "收入总计", "支出总计", "本年收入合计", "本年支出合计", "人员经费合计", "公用经费合计", "收入合计",
           "支出合计"}  # fmt: skip
_JOINED_CODE = re.compile(r"\[?\d{3}(?:\d{2}){0,2}\]?[\s\-]*[一-鿿]")
_SANGONG_ITEM = re.compile(r"(?:合计|总计|.*因公出国|.*公务接待|.*公务用车|.*三公.?经费)")
DASHES = re.compile(r"[-—–－_/\\*＊.…·—]+|无|空|∅|N/?A|同上|不适用")
"""Cells that print no figure and no name."""
UNITS = frozenset((*MONEY, *COUNTED, "%"))
_SIDES = {"收入", "支出", "本年收入", "本年支出"}


@dataclass(frozen=True)
class Column:
    """`path` from the outermost header inwards, without white space and units; `unit` the one the header prints ("" none)."""

    index: int
    kind: str
    path: tuple[str, ...]
    unit: str = ""

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""


@dataclass(frozen=True)
class Segment:
    """Columns that make one table when several stand side by side: names (and codes), then figures."""

    labels: tuple[Column, ...]
    values: tuple[Column, ...]
    side: str = ""


@dataclass(frozen=True)
class Header:
    """The header of a table and its columns; `segments` from left to right."""

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    segments: tuple[Segment, ...] = field(default=())


def label(cell: str | None) -> str:
    return compact(cell or "")


def is_figure(cell: str | None) -> bool:
    """A cell that prints a figure; years that head columns are none."""
    return bool(cell) and not _YEAR.fullmatch(label(cell)) and parse_amount(cell) is not None


def is_code(cell: str | None) -> bool:
    return re.fullmatch(r"\d{3}(?:\d{2}){0,2}", label(cell)) is not None


# what a row that numbers the columns prints
_NUMBERED = re.compile(rf"\(?\d{{1,2}}\)?栏?(?:=.*)?|{DASHES.pattern}|[甲乙丙丁]")
_UNREAD = "\ufffd"
"""Where a character cannot be read for certain."""


class _Counting:
    """Recognises rows that number the columns (栏次 1 2 3 …); broken dumps spread them over several rows."""

    def __init__(self) -> None:
        self.next = 1

    def numbers(self, row: Row) -> bool:
        shown = [label(c) for c in row if label(c)]
        figures = [int(m.group(1)) for c in shown if (m := re.fullmatch(r"\(?(\d{1,2})\)?栏?(?:=.*)?", c))]
        words = [c for c in shown if not re.search(r"\d", c)]
        if _UNREAD in "".join(shown) and len(figures) > 2 and _in_rank(shown):
            self.next = len(shown) + 1
            return True  # words of the header above hide some of the numbers
        if not figures or len(figures) + len(words) < len(shown) or figures != list(range(figures[0], figures[0] + len(figures))):
            return False
        says_so = bool({"栏次", "行次", "栏", "次"} & set(words))
        continues = self.next > 1 and figures[0] == self.next and bool(words)
        # ** ** 1 2 3, as budget systems print it; 甲 乙 1 2 3
        names_nothing = words[:2] == ["甲", "乙"] or all(
            is_header_word(word) or word in _CODE_LEVELS or DASHES.fullmatch(word) for word in words
        )
        marked = bool(words) and all(DASHES.fullmatch(word) for word in words)
        if not (continues or (figures[0] == 1 and (says_so or (self.next == 1 and names_nothing and (marked or len(figures) > 1))))):
            return False
        self.next = figures[-1] + 1
        return True


def _in_rank(shown: Sequence[str]) -> bool:
    """Whether every number is that of its cell's own rank."""
    return all(int(c) == rank for rank, c in enumerate(shown, 1) if re.fullmatch(r"\d{1,2}", c))


def header_height(rows: Sequence[Row], form: Form | None) -> int:
    """How many rows at the top are header: those before the first row that names or prints something of its own."""
    counting = _Counting()
    height = 0
    for index, row in enumerate(rows):
        shown = [label(c) for c in row if label(c)]
        if counting.numbers(row):
            height = index + 1
        elif _is_data(row, shown, form, height, rows[:height]):
            break
        elif shown:
            height = index + 1
        elif height and not (form and form.layout == "line"):
            # a blank row ends a header, unless words of headers or the numbers of the columns follow (Markdown rules off the first row)
            following = next((r for r in rows[index + 1 :] if any(label(c) for c in r)), None)
            if following is None or not (has_header_words(following) or _Counting().numbers(following)):
                break
    return height


def _is_data(row: Row, shown: list[str], form: Form | None, height: int, above: Sequence[Row]) -> bool:
    if not shown:
        return False
    if any(is_figure(c) for c in row) or any(_JOINED_CODE.match(c) for c in shown):
        return True
    if form and form.layout == "line":
        # items down the side: a blank line of figures still is a row
        heads = [label(next((c for c in r if label(c)), "")) for r in above]
        return bool(_SANGONG_ITEM.match(re.sub(r"[“”\"]", "", shown[0]))) and any(_NAME.fullmatch(h) for h in heads)
    if not height:
        return False
    if form is None and all(label(c) for c in (*above[-1], *row)) and not has_header_words(row):
        return True  # a header without merged or blank cells needs no second row
    if len(shown) <= 2 and all(c in _TOTALS for c in shown):
        return True
    return bool(form) and any(_ORDINAL_NAME.match(c) and len(c) > 3 for c in shown) or _ORDINAL_NAME.match(shown[0]) is not None


def has_header_words(row: Row) -> bool:
    return any(is_header_word(c) for c in row)


def is_header_word(cell: str | None) -> bool:
    """A cell that can only head a column: 项目, 决算数, 科目编码."""
    return _HEAD_WORDS.fullmatch(label(cell)) is not None


def is_entry_of_words(text: str) -> bool:
    """Whether what a label names is no figure, whatever digits it has: telephone numbers, dates, codes."""
    return bool(_WORDS.match(text) or _CODE.search(text))


def heads_anew(row: Row) -> bool:
    """A header inside a table: nothing but what heads columns, one of them the column of names."""
    shown = [label(c) for c in row if label(c)]
    return len(shown) > 1 and has_header_words(row) and all(_HEADING.fullmatch(c) for c in shown)


def header_labels(rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """Header rows in comparable form: a repeated header on a later page has the same."""
    return tuple(tuple(label(c) for c in row) for row in rows if any(label(c) for c in row))


def _covers(rows: Sequence[Row], boxes: Sequence[Sequence[Box | None]], lefts: Mapping[int, float]) -> list[list[tuple[int, int] | None]]:
    """For each place of a header the (row, column) of the cell that covers it; None where there is none.

    Boxes decide where there are any. Else a cell covers the Nones right of it, then those beneath its whole width; where the format
    marks no merged cells at all, blanks right of a label belong to it as long as a deeper header stands beneath them.
    """
    width = max((len(r) for r in rows), default=0)
    owner: list[list[tuple[int, int] | None]] = [[None] * width for _ in rows]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                owner[r][c] = (r, c)
    if boxes:
        _by_boxes(owner, boxes, lefts)
        return owner
    merged = any(cell is None for row in rows for cell in row)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if not label(cell) or owner[r][c] != (r, c):
                continue
            right = c + 1
            while right < width and _belongs(rows, owner, r, right, merged):
                owner[r][right] = (r, c)
                right += 1
            down = r + 1
            while merged and down < len(rows) and all(owner[down][k] is None for k in range(c, right)):
                for k in range(c, right):
                    owner[down][k] = (r, c)
                down += 1
    return owner


def _belongs(rows: Sequence[Row], owner: list[list[tuple[int, int] | None]], r: int, c: int, merged: bool) -> bool:
    if merged:
        return owner[r][c] is None
    # no label of its own, one beneath, and no label above it that reaches down here
    return not label(rows[r][c]) and any(label(row[c]) for row in rows[r + 1 :]) and not any(label(row[c]) for row in rows[:r])


def _by_boxes(owner: list[list[tuple[int, int] | None]], boxes: Sequence[Sequence[Box | None]], lefts: Mapping[int, float]) -> None:
    tops = [min((b[1] for b in row if b), default=None) for row in boxes]
    cells = [(r, c, box) for r, row in enumerate(boxes) for c, box in enumerate(row) if box]
    for r, top in enumerate(tops):
        for c in range(len(owner[r])):
            if owner[r][c] is not None or top is None or c not in lefts:
                continue
            x, y = lefts[c] + 1, top + 1
            owner[r][c] = next(((i, k) for i, k, b in cells if b[0] <= x < b[2] and b[1] <= y < b[3]), None)


def read_header(
    rows: Sequence[Row],
    body: Sequence[Row],
    form: Form | None,
    boxes: Sequence[Sequence[Box | None]] = (),
    lefts: Mapping[int, float] | None = None,
) -> Header:
    """Header paths and kinds of all columns, from the header rows and what stands beneath them.

    `boxes` are those of the header rows (none where the format has no positions), `lefts` the left edge of each column.
    """
    owner = _covers(rows, boxes, lefts or {})
    width = max((len(r) for r in (*rows, *body)), default=0)
    columns = []
    for c in range(width):
        path: list[str] = []
        unit = ""
        seen: tuple[int, int] | None = None
        for r in range(len(rows)):
            at = owner[r][c] if c < len(owner[r]) else None
            if at is None or at == seen:
                continue
            seen = at
            if _spans_all(owner[r], at):
                continue
            text, own = unit_in_label(label(rows[at[0]][at[1]]))
            unit = own or unit
            if text and not _NUMBERED.fullmatch(text) and (not path or path[-1] != text):
                path.append(text)
        columns.append(_column(c, path, unit, [row[c] if c < len(row) else "" for row in body], form))
    columns = _with_name(columns, body)
    return Header(header_labels(rows), tuple(columns), _segments(columns, form))


def _spans_all(owners: Sequence[tuple[int, int] | None], at: tuple[int, int]) -> bool:
    """A label over the whole width is the table's, not a column's."""
    return owners.count(at) > 2 and all(o in (at, None) for o in owners)


def _column(index: int, path: list[str], unit: str, cells: Sequence[str | None], form: Form | None) -> Column:
    if path[-1:] == ["栏次"] and len(path) > 1 and (path[-2] in _CODE_LEVELS or _CODE.search(path[-2]) or _NAME.fullmatch(path[-2])):
        path = path[:-1]  # it names the row that numbers the columns, not this column
    leaf = path[-1] if path else ""
    cells = [c for c in cells if label(c) and not DASHES.fullmatch(label(c))]
    figures = sum(is_figure(c) for c in cells)
    words = len(cells) - figures
    codes = sum(is_code(c) for c in cells)
    if _OTHER_CODE.fullmatch(leaf):
        named = sum(bool(re.search(r"[一-鿿]", c or "")) for c in cells)
        kind = NAME if named * 2 > len(cells) else COUNTER
    elif leaf in _CODE_LEVELS or any(_CODE.search(part) for part in path):
        kind = CODE if words <= max(figures, 2) or codes else NAME
    elif leaf in ("计量单位", "单位") and words and all(label(c) in UNITS for c in cells):
        kind = UNIT
    elif leaf in ("栏次", "行次") or _COUNTER.fullmatch(leaf):
        # the form's own 栏次 label may stand in the column of names
        kind = COUNTER if figures >= words else NAME
    elif _NAME.fullmatch(leaf):
        kind = CODE if codes and codes >= words else NAME if words or not figures else VALUE
    elif form and _OF_FIGURES.fullmatch(leaf) and any(_BEGUN.match(label(c)) for c in cells):
        kind = VALUE  # whatever else stands among its figures, or garbles them
    elif _WORDS.match(leaf) or (words and not figures) or (not path and not figures):
        kind = TEXT
    elif codes and codes == figures and not any(parse_number(c) and "." in label(c) for c in cells) and codes >= 2 and not path:
        kind = CODE
    else:
        kind = VALUE if figures >= words or not words else TEXT
    cleaned = tuple(part for part in path if part not in ("栏次", "行次") and (kind != CODE or part not in _CODE_LEVELS))
    return Column(index, kind, cleaned, unit)


def _with_name(columns: list[Column], body: Sequence[Row]) -> list[Column]:
    """Where no header names the column of names, it is the first one with words."""
    if any(c.kind == NAME for c in columns):
        return columns
    for position, column in enumerate(columns):
        cells = [row[column.index] for row in body if column.index < len(row)]
        if column.kind == TEXT and any(re.search(r"[一-鿿]", cell or "") for cell in cells):
            columns[position] = Column(column.index, NAME, column.path, column.unit)
            break
    return columns


def _segments(columns: Sequence[Column], form: Form | None) -> tuple[Segment, ...]:
    groups: list[tuple[list[Column], list[Column]]] = []
    for column in columns:
        if not groups or (column.kind in (CODE, NAME) and groups[-1][1]):
            groups.append(([], []))
        groups[-1][1 if column.kind == VALUE else 0].append(column)
    filled = [(labels, values) for labels, values in groups if values]
    if form is None or form.layout != "halves":
        return tuple(Segment(tuple(labels), tuple(values)) for labels, values in filled)
    return tuple(
        Segment(tuple(labels), tuple(_without_side(v) for v in values), _side((*labels, *values), position, len(filled)))
        for position, (labels, values) in enumerate(filled)
    )


def _side(columns: Sequence[Column], position: int, count: int) -> str:
    """收入 or 支出: as the header over the half says; else income stands left."""
    said = {side for column in columns for part in column.path[:1] for side in ("收入", "支出") if side in part}
    if len(said) == 1:
        return said.pop()
    return ("收入" if position == 0 else "支出") if count > 1 else ""


def _without_side(column: Column) -> Column:
    path = column.path[1:] if len(column.path) > 1 and column.path[0] in _SIDES else column.path
    return Column(column.index, column.kind, tuple(p for p in path if p not in _SIDES) or path, column.unit)
