"""One form of a dump between lines and table: its rows, its columns, and how far its figures are placed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from index.amounts import compact
from index.forms import groups_over
from index.halfnames import EXPENDITURE, INCOME
from index.placement import Expectation, FigureRow, Placement, Run, place, place_line
from index.textblocks import Block, without_furniture, without_repeats
from index.textbudgets import budget_layout
from index.texteconomic import economic_rows
from index.texthalves import half_rows
from index.textheads import Layout, column_count, layout_of, line_items, number_lines
from index.textorder import distrusted_order, is_local
from index.textrows import (
    DASH,
    ECONOMIC,
    FUNCTIONAL,
    NUMBER,
    TEXT,
    RawRow,
    TextLine,
    Token,
    bare_name,
    coded_rows,
    mend_cut_numbers,
    tokens_of,
)
from index.textuntangling import untangled_economic, untangled_halves

_ROLES = {"B01": "F01", "B02": "F02", "B03": "F03", "B04": "F04", "B05": "F05", "B06": "F07", "B07": "F08", "B08": "F06", "B09": "F09"}


@dataclass
class Reading:
    """A form being read. `placements`: for each row of `rows`, once `place` has run; of a row of the income half the column is 0.

    `places`: decimals that the form prints.
    """

    block: Block
    unit: str
    layout: Layout
    rows: list[RawRow]
    places: int
    placements: list[Placement] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.block.form.id

    @property
    def role(self) -> str:
        """The form of final accounts that this one corresponds to: what F02 is to F01, the budget's B02 is to B01."""
        return _ROLES.get(self.id, self.id)

    @property
    def kind(self) -> str:
        return self.block.form.layout

    @property
    def empty(self) -> bool:
        """Whether the form prints no figures at all (not: none that could be read)."""
        return not self.rows_with_figures and not any(re.search(r"\d[.,]\d", line.text) for line in self.block.body)

    @property
    def rows_with_figures(self) -> bool:
        return any(t.kind == NUMBER for row in self.rows for t in row.figures)

    @property
    def by_item(self) -> bool:
        """三公 with one row an item: the rows bear the items' names, the columns are 预算数 and 决算数."""
        return self.kind == "line" and bool(self.rows) and bool(self.rows[0].name)

    def token(self, row: int, column: int) -> Token | None:
        """The figure in a cell; None where it is blank or not placed."""
        index = self.placements[row].cells.get(column) if self.placements else None
        return None if index is None else self.rows[row].figures[index]

    def value(self, row: int, column: int) -> Decimal | None:
        token = self.token(row, column)
        return None if token is None else token.value

    def settled(self, row: int) -> bool:
        """Whether all figures of the row are placed: then a cell without one is blank."""
        return not self.rows[row].doubt and bool(self.placements) and not self.placements[row].open

    def column(self, name: str) -> int | None:
        """The column that ends with a name: of several that of 本年支出, in forms with two halves that of the expenditure half."""
        start = 1 if self.kind == "halves" else 0
        named = [(i, c) for i, c in enumerate(self.layout.columns) if i >= start and c.rsplit("/", 1)[-1] == name]
        return next((i for i, c in named if c.startswith("本年支出/")), named[0][0] if named else None)

    def total_row(self) -> int | None:
        """The 合计 of a form with one row a code; None where it has none."""
        return next((i for i, row in enumerate(self.rows) if not row.code and re.search(r"合计$|总计$", row.name)), None)

    def place(self, expected: Mapping[int, Sequence[Expectation]]) -> None:
        """Place the figures of all rows, `expected`: what the rest of the document says, by row."""
        if self.kind == "line" and not self.by_item:
            said, layout = expected.get(0, ()), self.layout
            self.placements = [
                Placement({})
                if row.doubt
                else place_line(_values(row.figures), len(layout.columns), layout.equations, said, self.places, layout.orders)
                for row in self.rows
            ]
            return
        if self.kind == "halves":
            self.placements = _place_halves(self, expected)
            return
        everywhere = tuple(range(len(self.layout.columns)))
        parents = _item_parents(self.rows) if self.by_item else _parents(self.rows)
        figure_rows = [
            FigureRow(
                () if row.doubt else tuple(Run(_values(run), everywhere) for run in row.runs),
                parents[i],
                tuple(expected.get(i, ())),
                is_local(row),
            )
            for i, row in enumerate(self.rows)
        ]
        self.placements = place(figure_rows, len(everywhere), self.layout.equations, self.places)


def _values(tokens: Sequence[Token]) -> tuple[Decimal | None, ...]:
    return tuple(t.value if t.kind == NUMBER else None for t in tokens)


def read(block: Block, cents: bool) -> Reading:
    """The rows and columns of a form; its figures are not placed yet. `cents`: the document's forms print two decimals."""
    lines = without_furniture(mend_cut_numbers(block.body) if cents else block.body)
    if cents and block.form.layout != "halves":
        lines = _without_page_numbers(lines)
    if block.form.layout == "halves":
        lines = untangled_halves(lines)
    if block.form.layout == "economic":
        lines = untangled_economic([_without_glued_codes(line) for line in lines] if cents else lines)
    numbered = number_lines(lines)
    if numbered:
        header = lines[: numbered[1]]
        rows = _rows(block, without_repeats(lines[numbered[1] :], header), cents)
    else:
        rows = _rows(block, lines, cents)
        header = lines[: lines.index(rows[0].lines[0])] if rows else lines
        rows = _rows(block, [*header, *without_repeats(lines[len(header) :], header)], cents)
    by_item = block.form.layout == "line" and bool(rows) and bool(rows[0].name)
    words = compact("".join(line.text for line in header))
    if block.form.basis == "预算":
        layout = budget_layout(block.form, [line.text for line in header], by_item)
    else:
        layout = layout_of(block.form, tokens_of(header), column_count(header), block.notes, by_item)
    layout = replace(layout, groups=groups_over(block.form, layout.columns, words))
    if layout.certain:
        rows = distrusted_order(rows, layout, block.form.layout, block.form.basis == "预算")
    return Reading(block, block.unit, layout, rows, _places(rows, cents))


def _without_glued_codes(line: TextLine) -> TextLine:
    """A line whose figures of two decimals run into the code of the next group ("491.6530201") with blanks between them."""
    return replace(line, text=re.sub(r"(?<=\d\.\d\d)(?=3(?:0[1-9]|1[0-3]|99)(?:\d\d)?(?!\d))", " ", line.text))


def _rows(block: Block, lines: Sequence[TextLine], cents: bool) -> list[RawRow]:
    tokens = tokens_of(lines)
    yuan = block.unit == "元" and not cents
    if block.form.layout == "halves":
        return [_distrusted(row, cents, yuan) for row in half_rows(tokens, _has_row_numbers(block, tokens), cents)]
    if block.form.layout == "line":
        cents_only = cents and block.form.basis == "决算"  # the one form of a budget in 万元 prints 25 beside 46.56
        return [_distrusted(row, cents_only) for row in _item_rows(tokens, cents) or _line_row(tokens)]
    if block.form.layout == "economic" and not _has_columns(tokens):
        return [_distrusted(row, cents, yuan) for row in economic_rows(tokens)]
    codes = ECONOMIC if block.form.layout == "economic" else FUNCTIONAL
    return [_distrusted(row, cents, yuan) for row in coded_rows(tokens, codes)]


def _has_columns(tokens: Sequence[Token]) -> bool:
    """Whether 基本支出 by economic subject has one row a code (合计, 人员经费, 公用经费) and not groups side by side."""
    first = next((i for i, t in enumerate(tokens) if t.whole and ECONOMIC.match(t.text)), 0)
    header = "".join(t.text for t in tokens[:first] if t.kind == TEXT)
    codes = [t.text for t in tokens if t.whole and ECONOMIC.match(t.text)]
    return codes == sorted(codes) and all(name in header for name in ("合计", "人员经费", "公用经费"))


def _has_row_numbers(block: Block, tokens: Sequence[Token]) -> bool:
    """Whether a form with two halves has 行次; where its header lost the word, the first whole numbers behind names run 1, 2, 3 …."""
    if "行次" in re.sub(r"\s+", "", "".join(line.text for line in block.body)):
        return True
    behind = [int(b.text) for a, b in zip(tokens, tokens[1:], strict=False) if a.kind == TEXT and b.whole and a.line == b.line]
    return all(n in behind for n in range(1, 6))


def _without_page_numbers(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines without lone whole numbers, but for codes and their parts (201 | 03 | 01)."""
    texts = [line.text.strip() for line in lines]
    split = any(re.match(r"\d{3}\s+\d{2}(?!\d)", text) for text in texts)
    split = split or sum(len(a) == 3 and len(b) == 2 and (a + b).isdigit() for a, b in zip(texts, texts[1:], strict=False)) > 1
    code = re.compile(r"[23]\d{2}(?:\d{2}){0,2}|0" + (r"|\d{2}" if split else ""))
    return [line for line in lines if not line.text.strip().isdigit() or code.fullmatch(line.text.strip())]


def _distrusted(row: RawRow, cents: bool, yuan: bool = False) -> RawRow:
    """The row, doubted where a figure looks like a page number, a 行次 or a piece of a number. `yuan`: the form prints whole yuan."""
    if row.doubt:
        return row
    figures = row.figures
    odd = next((t.text for t in figures if t.whole and t.text != "0"), None) if cents else None
    lone = next((t.text for t in figures if t.whole and len(t.text) <= 3 and t.line.text.strip() == t.text != "0"), None)
    if lone is not None and yuan:
        return replace(row, doubt=f"“{lone}”单独占一行，可能是页码")
    if odd is not None:
        return replace(row, doubt=f"“{odd}”不像本表的金额（其余金额都有两位小数），可能是页码、行次或被截断的数字")
    last = figures[-1] if figures else None
    if last is not None and last.whole and last.line.text.strip() == last.text != "0" and any("." in t.text for t in figures):
        return replace(row, doubt=f"“{last.text}”单独占一行，可能是页码或被截断的数字")
    return row


def _places(rows: Sequence[RawRow], cents: bool) -> int:
    if cents:
        return 2
    decimals = [len(t.text.partition(".")[2]) for row in rows for t in row.figures if t.kind == NUMBER]
    return min(max(decimals, default=0), 6)


def _line_row(tokens: Sequence[Token]) -> list[RawRow]:
    """The figures of 三公: what follows the last word of the header."""
    end = max((i for i, t in enumerate(tokens) if t.kind == NUMBER), default=-1) + 1  # a page's head may stand beneath
    while end < len(tokens) and tokens[end].kind == DASH and tokens[end].line == tokens[end - 1].line:
        end += 1
    last = max((i for i, t in enumerate(tokens[:end]) if t.kind == TEXT), default=-1)
    figures = tuple(tokens[last + 1 : end])
    if not figures or any(t.kind == NUMBER and not t.whole for t in tokens[: last + 1]):
        return []
    return [RawRow("", "", "", (figures,), tuple(dict.fromkeys(t.line for t in figures)))]


_ITEMS = (
    (1, re.compile(r"出国")),
    (2, re.compile(r"购置(?:及|和|与)运行")),
    (4, re.compile(r"用车运行|车辆运行")),
    (3, re.compile(r"用车购置|车辆购置")),
    (5, re.compile(r"公务接待费(?:用)?$")),
    (0, re.compile(r"合计$|总计$|^[“\"]?三公[”\"]?经费(?:支出)?$")),
)
"""Items of 三公 by the words of their rows: index among `line_items`."""


def _item_rows(tokens: Sequence[Token], cents: bool) -> list[RawRow]:
    """三公 with one row an item (项目 / 预算数 / 决算数); [] where the form is one line of figures."""
    items = line_items("".join(t.text for t in tokens if t.kind == TEXT))
    found: dict[int, RawRow] = {}
    name, figures, lines = "", list[Token](), list[TextLine]()
    for token in [*tokens, Token(TEXT, "", TextLine(0, 0, ""))]:
        if token.kind == TEXT and figures:
            item = next((i for i, pattern in _ITEMS if pattern.search(bare_name(name))), None)
            if item is not None and item not in found:
                printed = figures[1:] if cents and figures[0].whole and len(figures) > 1 else figures  # without 行次
                found[item] = RawRow("", "", items[item], (tuple(printed),), tuple(dict.fromkeys(lines)))
            name, figures, lines = "", [], []
        if token.kind == TEXT:
            name += token.text
        else:
            figures.append(token)
        lines.append(token.line)
    return [found[i] for i in sorted(found)] if len(found) > 2 and 0 in found else []


def _item_parents(rows: Sequence[RawRow]) -> list[int | None]:
    """合计 = 出国 + 用车 + 接待; 用车 = 购置 + 运行."""
    cars = next((i for i, row in enumerate(rows) if row.name.endswith("/小计")), 0)
    return [None if i == 0 else cars if "/" in row.name and i != cars else 0 for i, row in enumerate(rows)]


def _parents(rows: Sequence[RawRow]) -> list[int | None]:
    """Who sums whom: 项 under 款 under 类 under 合计, by the codes' digits; a missing level is skipped."""
    total = next((i for i, row in enumerate(rows) if not row.code), None)
    by_code = {row.code: i for i, row in reversed(list(enumerate(rows))) if row.code}
    parents: list[int | None] = []
    for i, row in enumerate(rows):
        if not row.code:
            parents.append(None)
            continue
        shorter = (row.code[:3],) if len(row.code) == 4 else (row.code[:-2], row.code[:-4])  # 3012: a 款 misprinted as one digit
        above = next((by_code[c] for c in shorter if len(c) >= 3 and c in by_code), total)
        parents.append(above if above != i else None)
    return parents


@dataclass(frozen=True)
class _Group:
    """One or two rows of the halves that are placed together: `left` of the income half, `right` of the expenditure half."""

    left: int | None
    right: int | None
    shared: bool = False


_HEAD = re.compile(r"合计$|总计$|^年初|^年末|^上年结转|^结转下年|^使用|^结余分配")


def _place_halves(reading: Reading, expected: Mapping[int, Sequence[Expectation]]) -> list[Placement]:
    rows = reading.rows
    groups = _groups(rows)
    home = {i: g for g, group in enumerate(groups) for i in (group.left, group.right) if i is not None}
    right_slots = tuple(range(1, len(reading.layout.columns)))
    parents = {i: _half_parent(rows, i) for i in range(len(rows))}
    figure_rows = []
    for g, group in enumerate(groups):
        members = [i for i in (group.left, group.right) if i is not None]
        above = {home[p] if (p := parents[i]) is not None else None for i in members} - {g}
        parent = above.pop() if len(above) == 1 else None
        said = [e for i in members for e in expected.get(i, ())]
        if group.shared:
            runs = [Run(_values(rows[members[-1]].figures), (0, *right_slots))]
        else:
            runs = [Run(_values(rows[i].figures), (0,) if rows[i].side == INCOME else right_slots) for i in members if not rows[i].doubt]
        figure_rows.append(FigureRow(tuple(runs), parent, tuple(said), all(is_local(rows[i]) for i in members)))
    placed = place(figure_rows, len(reading.layout.columns), reading.layout.equations, reading.places)
    found: list[Placement] = [Placement({}) for _ in rows]
    for group, placement in zip(groups, placed, strict=True):
        _share_out(rows, group, placement, found)
    return found


def _share_out(rows: Sequence[RawRow], group: _Group, placement: Placement, found: list[Placement]) -> None:
    """Give each row of a group its cells. Figures that two names share are listed in both rows."""
    offset = len(rows[group.left].figures) if group.left is not None and not group.shared and not rows[group.left].doubt else 0
    for index, is_left in ((group.left, True), (group.right, False)):
        if index is None or rows[index].doubt:
            continue
        own = {c: k for c, k in placement.cells.items() if (c == 0) == is_left}
        opened = placement.open
        if not group.shared:
            shift = 0 if is_left else offset
            own = {c: k - shift for c, k in own.items()}
            opened = {k - shift: cs for k, cs in opened.items() if (k < offset) == (is_left and group.left is not None)}
        elif is_left:
            opened = {}
        found[index] = Placement(own, opened, placement.broken)


def _groups(rows: Sequence[RawRow]) -> list[_Group]:
    groups: list[_Group] = []
    index = 0
    while index < len(rows):
        row = rows[index]
        following = rows[index + 1] if index + 1 < len(rows) else None
        paired = following is not None and (row.side, following.side) == (INCOME, EXPENDITURE) and row.lines[0] == following.lines[0]
        heads = following is not None and _HEAD.search(row.name) and _HEAD.search(following.name)
        if paired and (row.with_next or heads):
            groups.append(_Group(index, index + 1, row.with_next))
            index += 2
        else:
            groups.append(_Group(index, None) if row.side == INCOME else _Group(None, index))
            index += 1
    return groups


def _half_parent(rows: Sequence[RawRow], index: int) -> int | None:
    """The row of the same half that sums this one: 本年合计 its items, 总计 the 本年合计 and the balances, 年初结转 its parts."""
    row = rows[index]
    own = [i for i, r in enumerate(rows) if r.side == row.side]
    total = next((i for i in own if rows[i].name.endswith("总计")), None)
    year = next((i for i in own if re.search(r"合计$", rows[i].name)), None)
    if index == total or (total is None and index == year):
        return None
    if year is None or index == year:
        return total
    if index < year:
        return year
    opening = next((i for i in reversed(own) if year < i < index and re.match(r"年初|上年结转|年末|结转下年", rows[i].name)), None)
    is_part = re.search(r"财政拨款$|支出结转", row.name) is not None and not re.match(r"年初|年末", row.name)
    return opening if is_part and opening is not None else total

