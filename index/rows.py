"""Rows of a grid → rows of a table: names, codes, values, each in its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.amounts import COUNTED, MONEY, Amount, parse_amount
from index.captions import unit_in_label
from index.documents import Box, Gap
from index.forms import Form
from index.headers import CODE, COUNTER, DASHES, NAME, TEXT, UNIT, UNITS, Column, Header, Segment, header_labels, label
from index.tables import Row, Value
from index.twins import told_apart

_ORDINAL = re.compile(
    r"^(?:其\s*中\s*[:：]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:[、]|[.．](?!\d))|[①-⑳⒈-⒛]|[—–\-]+(?=[一-鿿]))"
)
# how deep a row stands, by its ordinal
_LEVEL_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[一二三四五六七八九十]{1,3}[、.．]",
        r"[(（][一二三四五六七八九十]{1,3}[)）]",
        r"\d{1,2}[、.．]",
        r"[(（]\d{1,2}[)）]",
        r"其\s*中",
    )
)
_OF_MONEY = re.compile(r"(?:费用?|金额|总额|支出|收入|资金|原值|净值|价值)(?:[(（].*)?$")
_LEADING_CODE = re.compile(r"^\[?(\d{3}(?:\d{2}){0,2})\]?[\s\-]*(?=\D)")
_LEVELS = {"类", "款", "项", "目", "节", "类款项", "类款"}
_RATE = re.compile(r"率$|率\(|占比|比重|比例|增减幅|增幅|降幅|增长(?:幅度)?$|百分比")
# what a column counts where its header says so in words
_COUNTS = {"人数": "人", "人员数": "人", "户数": "户", "车辆数": "辆", "辆数": "辆", "保有量": "辆", "批次": "批次", "批次数": "批次",
           "人次": "人次", "人次数": "人次", "台数": "台", "套数": "套", "团组数": "个", "个数": "个", "次数": "次",
           "天数": "天", "场次": "场次", "期数": "期", "件数": "件", "份数": "份", "册数": "册"}  # fmt: skip
# names of the units of a department, not of subjects
_OF_UNITS = re.compile(r"(?!.*科目)(?:.*(?:单位|部门)(?:\(.*\))?名称|单位|部门|预算单位)(?:\(.*\))?")
ITEM = re.compile("接待|因公|公务用车")
"""What names a row of a 三公 form whose items stand down the side."""
_UNIT_CODE = re.compile(r"^\s*\[?\d{3,12}\]?[\s\-_—]*(?=[一-鿿])")
_GOVERNMENT = re.compile(r"政府(?:预算)?(?:支出)?经济")
_COUNTING = re.compile(r"数量|.*(?:面积|人数|辆数|台数|套数|个数)")
# headings over the income and the expenditure of a form that lists them one after the other
_SECTIONS = {name: side for side in ("收入", "支出") for name in (side, f"本年{side}", f"{side}部分", f"{side}项目")}
# what a cell of figures prints that was meant as one: digits, the letter O for 0, the error of a formula
_MEANT = re.compile(r"\d|^\s*(?:[OoＯ]|#[A-Z].*)\s*$")
_UNCOUNTED = re.compile(r"(?:数量|面积|得分|分值|权重|标准|期限|时间)$")


@dataclass(frozen=True)
class Cells:
    """A row of the grid's body: its cells laid out on the table's columns, their boxes, where it stands."""

    cells: tuple[str | None, ...]
    boxes: tuple[Box | None, ...] | None = None
    page: int | None = None
    line: int | None = None

    @property
    def quote(self) -> str:
        """The printed row: its cells joined by spaces, line breaks removed."""
        return " ".join(re.sub(r"\s*\n\s*", "", cell).strip() for cell in self.cells if cell and cell.strip())


class _Counted:
    """What a row's heading counts: 其他用车, one level below 车辆数合计（辆）, is counted in 辆, too."""

    def __init__(self) -> None:
        self.level = 0
        self.unit = ""

    def unit_of(self, name: str, own: str) -> str:
        """The unit of a row by its own unit, or by that of the row that it stands beneath."""
        level = next((depth for depth, pattern in enumerate(_LEVEL_MARKS, 1) if pattern.match(name.strip())), 0)
        if own:
            self.level, self.unit = level, own if own in COUNTED else ""
        elif not level or level <= self.level:
            self.level, self.unit = 0, ""
        return own or ("" if _OF_MONEY.search(row_name(name)) else self.unit)


def row_name(text: str) -> str:
    """A row's own name: without ordinals (一、 （一） 1. 其中：), line breaks and spaces.

    >>> row_name("二、因 公 出 国 （ 境 ） 费\\n用"), row_name("其中：1. 一般公共预算")
    ('因公出国（境）费用', '一般公共预算')
    """
    bare = re.sub(r"\s+", "", text)
    while match := _ORDINAL.match(bare):
        if match.end() == len(bare):
            break
        bare = bare[match.end() :]
    return bare


def split_code(text: str) -> tuple[str, str]:
    """A code printed in one cell with its name: 201 一般公共服务支出 → 201, 一般公共服务支出."""
    match = _LEADING_CODE.match(text.strip())
    return (match.group(1), text.strip()[match.end() :]) if match else ("", text)


def read_rows(body: Sequence[Cells], header: Header, form: Form | None, unit: str) -> tuple[list[Row], list[Gap]]:
    """All rows of a table. Figures that belong to no named column or row are gaps."""
    rows: list[Row] = []
    gaps: list[Gap] = []
    above: list[str | None] = []
    groups = _groups(body) - _lone_units(header, body)
    side = next((_SECTIONS[t] for labels in header.rows[-1:] for t in labels if t in _SECTIONS and sum(map(bool, labels)) == 1), "")
    counted = [_Counted() for _ in header.segments]
    labels: list[dict[int, str]] = []
    for cells in body:
        if not any(label(c) for c in cells.cells) or _repeats(cells, header):
            continue
        above = [over if cell is None else cell for cell, over in zip(cells.cells, above or [None] * len(cells.cells), strict=True)]
        found = [_segment_row(cells, s, above, form, unit, groups, c) for s, c in zip(header.segments, counted, strict=True)]
        if form and form.layout == "economic":
            found = _totals_across(found)
        if form and form.layout == "halves" and len(found) == 1 and (row := found[0][0]) and not row.side:
            side = _SECTIONS.get(row.name, side)
            found = [(replace(row, side=side), found[0][1])]
        for row, row_gaps in found:
            gaps += row_gaps
            if row and (row.name or row.code or row.values):
                rows.append(row)
                labels.append(_texts(above, header.segments[0]))
    return told_apart(rows, labels) if len(header.segments) == 1 else rows, gaps


def _texts(above: Sequence[str | None], segment: Segment) -> dict[int, str]:
    """What a row prints in words left of its figures, by column."""
    columns = [c.index for c in segment.labels if c.kind in (NAME, TEXT) and c.index < min(len(above), segment.values[0].index)]
    return {i: row_name(above[i] or "") for i in columns if label(above[i])}


def _repeats(cells: Cells, header: Header) -> bool:
    """A header repeated inside the body, or the row that numbers the columns."""
    labels = header_labels([cells.cells])
    return bool(labels) and labels[0] in header.rows


def _segment_row(
    cells: Cells, segment: Segment, above: Sequence[str | None], form: Form | None, unit: str, groups: frozenset[int], counted: _Counted
) -> tuple[Row | None, list[Gap]]:
    """One segment of a row."""
    code, name = _labels(cells, segment, above, form, groups)
    values, gaps, headless = [], [], []
    own_unit = counted.unit_of(name, _row_unit(cells, segment, name))
    for column in segment.values:
        cell = cells.cells[column.index] if column.index < len(cells.cells) else None
        if not label(cell) or DASHES.fullmatch(label(cell)):
            continue
        value = cell_value(cells, column, cell or "", form, unit, own_unit, segment, name)
        if isinstance(value, Value):
            values.append(value)
        elif value == HEADLESS:
            headless.append(label(cell))
        elif value:
            gaps.append(Gap(cells.page, cells.quote[:60], value))
    if headless:
        gaps.append(Gap(cells.page, cells.quote[:60], f"数字 {'、'.join(headless)} {HEADLESS}"))
    name = unit_in_label(name)[0] if own_unit and own_unit == unit_in_label(name)[1] else name
    return Row(segment.side, code, row_name(name), tuple(values), cells.quote, cells.page), gaps


def _labels(
    cells: Cells, segment: Segment, above: Sequence[str | None], form: Form | None, groups: frozenset[int]
) -> tuple[str, str]:
    """Code and name of a row: digits of 类/款/项 joined as printed; words wherever they stand left of the figures."""
    first_value = segment.values[0].index
    code, names = "", []
    for column in _own_labels(segment):
        if column.index > first_value or column.index >= len(cells.cells):
            continue
        cell = cells.cells[column.index]
        if column.kind == CODE:
            # a code merged down several rows is printed for each of them
            printed = label(above[column.index] if cell is None and _is_digits(above[column.index]) and _has_code(cells, segment) else cell)
            if _is_digits(printed):
                code = _joined_code(code, re.sub(r"\D", "", printed))
            elif printed and printed not in _LEVELS:
                names.append((column, cell or ""))
        elif column.kind == COUNTER and re.search(r"[一-鿿]", label(cell)) and label(cell) not in ("栏次", "行次"):
            names.append((column, cell or ""))  # 合计 where other rows have their number
        elif column.kind in (NAME, TEXT):
            # merged down from above, unless a cell of the row itself stands left of it and may reach over here
            covered = cell is None and not form and all(c is None for c in cells.cells[: column.index])
            text = above[column.index] if covered else cell
            if label(text) and not (form and label(text) in ("栏次", "行次")):
                names.append((column, text or ""))
    if form is None:
        return code, _generic_name(names, cells, groups)
    own = [text for column, text in names if not _OF_UNITS.fullmatch(column.leaf)]
    if not own:  # a unit's code in front of its name is no subject's
        return code, "".join(_UNIT_CODE.sub("", text) for _, text in names)
    name = "".join(own)
    if not code and form.layout in ("subjects", "economic"):
        code, name = split_code(name)
    return code, name


def _own_labels(segment: Segment) -> list[Column]:
    """The columns of a row's own code and name. Where two classifications stand side by side (部门预算 and 政府预算支出经济分类), those of
    the first that is not the government's."""
    groups: list[list[Column]] = [[]]
    for column in segment.labels:
        kinds = {c.kind for c in groups[-1]}
        if column.kind == CODE and {CODE, NAME} <= kinds and groups[-1][-1].kind != CODE:
            groups.append([])
        groups[-1].append(column)
    return next((g for g in groups if not any(_GOVERNMENT.match(part) for c in g for part in c.path)), groups[0])


def _joined_code(code: str, digits: str) -> str:
    """类, 款 and 项 put together, whether each prints its own digits or all from the beginning; a code of another classification in a
    further column is none of them."""
    if code and digits.startswith(code):
        return digits
    return code if code and len(digits) >= 3 else code + digits


def _is_digits(text: str | None) -> bool:
    return re.fullmatch(r"[\d\s.]+", text or "") is not None and bool(re.search(r"\d", text or ""))


def _has_code(cells: Cells, segment: Segment) -> bool:
    """Whether the row prints a part of a code itself."""
    return any(c.kind == CODE and c.index < len(cells.cells) and _is_digits(cells.cells[c.index]) for c in segment.labels)


def _groups(body: Sequence[Cells]) -> frozenset[int]:
    """The leading columns whose cells reach down over several rows: what they say stands before the rows' own names."""
    merged: set[int] = set()
    for row in body:
        for index, cell in enumerate(row.cells):
            if cell is not None:
                break
            merged.add(index)
    return frozenset(merged)


def _lone_units(header: Header, body: Sequence[Cells]) -> frozenset[int]:
    """Columns of units' names that name one unit only: it is the whole table's and tells no rows apart."""
    units = [c.index for c in header.columns if _OF_UNITS.fullmatch(c.leaf)]
    said = {i: {label(row.cells[i]) for row in body if i < len(row.cells) and label(row.cells[i])} - {"合计", "总计"} for i in units}
    return frozenset(i for i, names in said.items() if len(names) == 1)


def _generic_name(names: list[tuple[Column, str]], cells: Cells, groups: frozenset[int]) -> str:
    """In a table of no standard form: the column of 科目 or 项目 names where there is one, else the first words.

    What is merged over several rows stands in front of what the row prints itself (政府采购支出/货物).
    """
    proper = any(c.kind == NAME and re.search(".名称", c.leaf) and c.index not in groups for c, _ in names)
    # beside a 项目名称 what is no name (类型) says nothing of it
    merged = [(c, t) for c, t in names if c.index in groups and not (proper and c.kind == TEXT)]
    lead = [t for _, t in merged if row_name(t).strip(":：") not in ("", "其中")]
    rest = [(c, t) for c, t in names if c.index not in groups and cells.cells[c.index] is not None]
    subject = [t for c, t in rest if c.kind == NAME and re.search("科目|项目", c.leaf)]
    named = [t for c, t in rest if c.kind == NAME]
    named = [t for c, t in rest if c.kind == NAME and not _OF_UNITS.fullmatch(c.leaf)] or named
    own = (subject or named or [t for _, t in rest])[:1]
    if not lead or not own:
        return (lead or own or [""])[-1]
    return "/".join(map(row_name, (*lead, *own)))


def _row_unit(cells: Cells, segment: Segment, name: str) -> str:
    """The unit that a row prints for its own figures: in a 计量单位 column or behind its name (公务用车保有量（辆）)."""
    for column in segment.labels:
        if column.kind == UNIT and label(cells.cells[column.index]) in UNITS:
            return label(cells.cells[column.index])
    return unit_in_label(re.sub(r"\s+", "", name))[1]


HEADLESS = "所在的栏没有表头，无法确定含义"


def cell_value(
    cells: Cells, column: Column, cell: str, form: Form | None, unit: str, own_unit: str, segment: Segment, name: str = ""
) -> Value | str | None:
    """The value of a cell; the reason (Chinese) why its figure cannot be placed; None where it prints no figure."""
    amount = _amount(cell, form)
    if amount is None:
        return f"“{column.leaf}”栏的“{re.sub(chr(10), '', cell)[:20]}”读不成一个数" if form and _MEANT.search(cell) else None
    path = column_path(column, segment, form)
    if not path:
        return HEADLESS
    counted_elsewhere = _RATE.search(column.leaf) or _is_money_beside(column, segment, own_unit)
    value_unit = amount.unit or column.unit or ("" if counted_elsewhere else own_unit)
    if not value_unit:
        rate = next((words for words in (column.leaf, row_name(name)) if _RATE.search(words)), "")
        value_unit, reason = _rate_unit(rate, amount.value) if rate else ("", "") if form else _spoken_unit(column, unit)
        if reason:
            return reason
    box = cells.boxes[column.index] if cells.boxes else None
    return Value("/".join(path), amount.value, label(cell), value_unit, box, cells.line)


def _is_money_beside(column: Column, segment: Segment, own_unit: str) -> bool:
    """Whether a unit that a row prints (台, 平方米) is not this column's: another one counts (数量 beside 单价 and 金额)."""
    counts = own_unit in MONEY or _COUNTING.fullmatch(column.leaf)
    return not counts and any(_COUNTING.fullmatch(other.leaf) for other in segment.values)


def _amount(cell: str, form: Form | None) -> Amount | None:
    """The amount that a cell prints. Two whole numbers on two lines of a cell are two figures, not one cut in half."""
    parts = cell.split()
    if len(parts) > 1 and all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        return None
    amount = parse_amount(cell)
    if amount is None or (form and amount.unit and amount.unit not in MONEY and amount.unit != "%"):
        return None
    return amount


def column_path(column: Column, segment: Segment, form: Form | None) -> tuple[str, ...]:
    """The column's header path; 金额 alone, or no header over the only column of figures, says what the form's own column says."""
    path = column.path
    if form and form.layout in ("halves", "economic"):
        if path[-1:] == ("金额",):
            return (*path[:-1], form.columns[0])
        if not path and len(segment.values) == 1:
            return form.columns[:1]
    return path


def _rate_unit(words: str, value: Decimal) -> tuple[str, str]:
    """The unit of a rate. The second item says why there is none: 98.23 under 执行率 can only be a percentage; 0.98 might be either."""
    return ("%", "") if abs(value) >= 2 or not value else ("", f"“{words}”没有印出单位，无法确定是百分数还是小数")


def _spoken_unit(column: Column, unit: str) -> tuple[str, str]:
    """The unit of a column that cannot hold the table's. The second item says why there is none."""
    for word, counted in _COUNTS.items():
        if column.leaf.endswith(word):
            return counted, ""
    if unit in MONEY and _UNCOUNTED.search(column.leaf):
        return "", f"“{column.leaf}”没有印出单位，表的单位（{unit}）不适用"
    return "", ""


def _totals_across(found: list[tuple[Row | None, list[Gap]]]) -> list[tuple[Row | None, list[Gap]]]:
    """公用经费合计 over two groups: its figure stands in the last group's column, without a name of its own."""
    result = list(found)
    for position, (row, _) in enumerate(result):
        if not row or row.values or not row.name.endswith("计"):
            continue
        for later in range(position + 1, len(result)):
            other = result[later][0]
            if other is None or other.name or other.code:
                break
            if other.values:
                result[position] = (replace(row, values=other.values), result[position][1])
                result[later] = (None, result[later][1])
                break
    return result


def name_grand_total(rows: Sequence[Row], form: Form | None) -> Iterator[Row | Gap]:
    """A row without a name whose figures are the sums of all classes is the 合计; any other nameless row is a gap.

    The only row of a table needs no name: its columns say everything.
    """
    classes = [row for row in rows if len(row.code) == 3]
    # a line of figures has no name, unless the items stand down the side
    alone = len(rows) == 1 if form is None else form.layout == "line" and not any(ITEM.search(row.name) for row in rows)
    for row in rows:
        if row.name or row.code or not row.values or alone:
            yield row
        elif form and form.layout == "subjects" and classes and all(_is_sum(value, classes) for value in row.values):
            yield replace(row, name="合计")
        else:
            yield Gap(row.page, row.quote[:60], "这一行的数字没有行名，无法确定含义")


def _is_sum(total: Value, classes: Sequence[Row]) -> bool:
    parts = [value.value for row in classes for value in row.values if value.column == total.column]
    return bool(parts) and abs(sum(parts, Decimal(0)) - total.value) <= rounding(total.value, len(parts))


def rounding(value: Decimal, parts: int) -> Decimal:
    """How far a printed total may be from the sum of so many printed parts: half a last digit each."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * (parts + 1) / 2


def transposed(rows: Sequence[Row], name_first: bool = False) -> list[Row]:
    """Several named rows as one line of figures: their names become part of the columns' paths, as the form prints them elsewhere."""
    if not rows:
        return []
    values = [replace(v, column=f"{row.name}/{v.column}" if name_first else f"{v.column}/{row.name}") for row in rows for v in row.values]
    return [Row("", "", "", tuple(values), " ".join(row.quote for row in rows), rows[0].page)]
