"""Performance forms (绩效自评表, 绩效目标表, 项目申报表): where they stand in a document, and what their cells say.

Their layout differs from office to office; what they share are the words of their headers, in data/performance_forms.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from index.amounts import COUNTED, MONEY, PER, compact, find_amounts, fold, parse_number
from index.data_files import toml_data
from index.documents import Document, Gap, Grid, Line
from index.forms import form_of_title
from index.textlines import MARKERS, clean, is_prose

_OPERATORS = "≥≤<>＞＜=＝≧≦"
_RANGE = re.compile(rf"\d\s*[%％]?\s*(?:[-~～—–至到]|[{_OPERATORS}])\s*\d")
_UNIT = "|".join(map(re.escape, sorted((*MONEY, *COUNTED, "度", "人数"), key=len, reverse=True)))
_VALUE = re.compile(rf"[{_OPERATORS}]*\s*-?[\d,]*\.?\d+\s*(?:[%％]{{1,2}}|[万亿]?(?:{_UNIT})?%?(?:/(?:{PER}))?)?(?:\([^()]+\))?")
_DATE = re.compile(
    r"(?:19|20)\d\d年|(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?(?:$|[前底])|\d{1,2}月(?:份|底|初|末|前|中旬|上旬|下旬|\d|$)|\d{1,2}日(?:前|内|$)|第[一二三四\d]+季度|[一二三四1-4]季度(?:末|底|前)"
)
_UNKNOWN_UNIT = re.compile(
    r"(?:[不大小多少高低超达等于过到至为约]{1,3})?[\d,.]+(?P<unit>(?![年月日号级版届点以余])[一-鿿]{0,3}?)(?:以上|以下|以内|左右|及以上|及以下)?$"
)
_FOREIGN = re.compile(
    r"[≥≤＜＞=＝%％]|^[A-Z]?[)）]|\d(?:个工作日|[人次件个户项天座套台场份家处名]|人次|[万亿]元?)$|[标成]值|得分|分值|每[年月周天日]\d"
    r"|(?:产出|效益|数量|质量|时效|成本|满意度)指标|^前年|预计当年"
)
_IN_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_BARE_NUMBER = re.compile(rf"[{_OPERATORS}]*\d[\d,.]*")
_SCORE = "自评得分|自评总分|总得分|总分|得分|评分"
SCORED = re.compile(rf"(?:{_SCORE})\s*[：:]\s*(?P<score>\d+(?:\.\d+)?)\s*分?\s*$")
"""The end of a line or cell that prints a form's score behind its label."""
SCORE_AHEAD = re.compile(rf"^(?:{_SCORE})\s*[：:]\s*分?$")
"""A label whose score stands on the next line."""
_BRACKETED = re.compile(r"^(?P<number>[-\d.,]+)\s*[（(](?P<unit>[^（()）\d]{1,8})[)）]$")


def vocabulary() -> dict[str, Any]:
    """The words of data/performance_forms.toml."""
    return toml_data("performance_forms.toml")


@dataclass(frozen=True)
class Place:
    """`page`: index in `Document.pages`; `line`: number of the line, or of the row of a grid."""

    page: int
    line: int


@dataclass(frozen=True)
class Reading:
    """One figure of a form. `form`: its title; `project`: what it is about ("" a whole department). `row`, `column`, `role`: as in `Fact`.
    `year`: where the form names another year than its own. `planned`: a budget's target, not an evaluation."""

    form: str
    project: str
    row: str
    column: str
    value: Decimal
    unit: str
    place: Place
    quote: str
    role: str = ""
    year: int | None = None
    planned: bool = False


@dataclass(frozen=True)
class Region:
    """The lines and grids of one form, from its title to the next one. `title` "" for a grid that no title stands above."""

    title: str
    start: Place
    blocks: tuple[tuple[int, Line | Grid], ...] = field(default=())

    @property
    def lines(self) -> list[tuple[int, Line]]:
        return [(page, block) for page, block in self.blocks if isinstance(block, Line)]


def form_title(text: str) -> str:
    """The title of a performance form that a line is; "" where it is none.

    >>> form_title("2021 年度项目支出绩效自评表"), form_title("详见单位的项目绩效目标表")
    ('2021年度项目支出绩效自评表', '')
    """
    title = re.sub(r"^[-*•#\s]+", "", clean(text))
    words = vocabulary()["titles"]
    if len(title) > 50 or is_prose(title) or re.match(words["mentioned"], title) or form_of_title(title) is not None:
        return ""
    return title if re.search(words["title"], title) else ""


def regions(document: Document) -> list[Region]:
    """The document's performance forms in order."""
    found: list[Region] = []
    title, start, blocks = "", Place(0, 0), []  # type: tuple[str, Place, list[tuple[int, Line | Grid]]]

    def close() -> None:
        if title and blocks:
            found.append(Region(title, start, tuple(blocks)))

    flows = document.format in ("word", "web")  # a table's own text stands in its cells there
    for page, content in enumerate(document.pages):
        for block in content.blocks:
            named = form_title(block.text) if isinstance(block, Line) else _grid_title(block)
            if named and not _is_entry(block):
                close()
                title, start, blocks = named, Place(page, block.number), [] if isinstance(block, Line) else [(page, block)]
            elif title and isinstance(block, Line) and (_ends_form(block.text) or flows and _is_told_after(block.text, blocks)):
                close()
                title, blocks = "", []
            elif title:
                blocks.append((page, block))
            elif isinstance(block, Grid) and is_indicator_grid(block, ()):
                found.append(Region("", Place(page, block.number), ((page, block),)))
    close()
    return found


def form_regions(document: Document) -> frozenset[tuple[int, int]]:
    """(page index, line number) of the lines that belong to performance forms."""
    return frozenset(
        (page, number)
        for region in regions(document)
        for page, number in [(region.start.page, region.start.line), *((page, line.number) for page, line in region.lines)]
    )


def indicator_grids(document: Document) -> list[Grid]:
    """The grids whose figures are left to `indicator_facts`."""
    blocks = [(region.title, block) for region in regions(document) for _, block in region.blocks]
    return [block for title, block in blocks if isinstance(block, Grid) and is_indicator_grid(block, (title,))]


def is_indicator_grid(grid: Grid, title_lines: tuple[str, ...] | list[str]) -> bool:
    """Whether a grid is a performance form (or a part of one) and its figures are left to `indicator_facts`.

    `title_lines`: the lines that stand above the grid.
    """
    words = vocabulary()["grid"]
    cells = [clean(cell) for row in grid.rows for cell in row if cell and cell.strip()]
    seen = {word for cell in cells if len(cell) <= 40 for word in words["telling"] if word in cell}
    if any(cell.endswith("指标") and not indicator_name(cell) for cell in cells):
        seen.add("指标")  # a level of indicators alone in its cell
    if any(form_title(cell) for row in grid.rows[:2] for cell in row if cell) or any(form_title(line) for line in title_lines):
        return len(seen) >= 1
    return len(seen) >= 2


def _grid_title(grid: Grid) -> str:
    """The title that stands in a grid's own first rows."""
    for row in grid.rows[:2]:
        cells = [cell for cell in row if cell and cell.strip()]
        if len(cells) == 1 and (title := form_title(cells[0])):
            return title
    return ""


def _is_entry(block: Line | Grid) -> bool:
    """A line of a list of forms, numbered like a heading: - 一、…自评表."""
    return isinstance(block, Line) and bool(re.match(r"\s*[-*•]\s*[一二三四五六七八九十]+、", block.text))


def _ends_form(text: str) -> bool:
    line = clean(text)
    if MARKERS[0].match(line) or form_of_title(line) is not None:
        return True
    words = vocabulary()["titles"]
    heading = MARKERS[1].match(line) and not is_prose(line) and re.search(words["section"], line)
    return bool(heading) or len(line) <= 20 and bool(re.search(words["apart"], line))


def _is_told_after(text: str, blocks: list[tuple[int, Line | Grid]]) -> bool:
    """A sentence behind a form's grid that is no note to it."""
    behind: list[str] = []
    for _, block in reversed(blocks):
        if isinstance(block, Grid):
            return text.strip().endswith("。") and not any(re.match(r"[\s*]*(?:备?注|说明|填[报表])", t) for t in (*behind, text))
        behind.append(block.text)
    return False


def value_of(text: str, unit: str = "") -> tuple[Decimal, str] | None:
    """The number and unit of a cell that states one: ≥24次, 13459.00(平方米), 达到1000个, 35.2万, 每月1次; None where it states none,
    several or a date.

    `unit`: what the form prints for the column.

    >>> value_of("≥13459.00(平方米)"), value_of("97%-100%"), value_of("提升"), value_of("每月1次")
    ((Decimal('13459.00'), '平方米'), None, None, (Decimal('1'), '次/月'))
    """
    bare = compact(text)
    if not bare or _RANGE.search(bare):
        return None
    stripped = re.sub(rf"^[{_OPERATORS}]+", "", bare)
    bracketed = _BRACKETED.match(stripped)
    if bracketed and (number := parse_number(bracketed["number"])) is not None:
        return number, bracketed["unit"]
    number = parse_number(stripped)
    if number is not None and not (re.fullmatch(r"20\d\d\.\d{1,2}", stripped) and not unit):  # else a month as like as a figure
        return number, "%" if stripped.endswith("%") else unit
    money = re.fullmatch(r"(?P<number>[\d.,]+)万(?P<per>/.+)?", stripped)
    if money and (number := parse_number(money["number"])) is not None:
        return number, "万" + (money["per"] or "")
    found = [] if _DATE.search(stripped) else find_amounts(stripped)
    if len(found) != 1:
        return None
    start, end, amount = found[0]
    if not amount.unit:
        counted = _UNKNOWN_UNIT.match(stripped)
        return (amount.value, counted["unit"] or unit) if counted else None
    before = re.search(r"每个?(?P<per>年|季度|季|月|周|天|日|人|户|次)(?:至少|最多)?$", stripped[:start])
    behind = re.match(r"/(?P<per>[一-鿿]{1,3})", stripped[end:])
    each = before or behind
    return amount.value, f"{amount.unit}/{each['per']}" if each and "/" not in amount.unit else amount.unit


def unread(text: str) -> bool:
    """Whether a cell prints figures that `value_of` cannot give as one: a range, or several.

    >>> unread("80-90公斤"), unread("2023年6月底前"), unread("慰问100人、走访20户"), unread("≥95%")
    (True, False, True, False)
    """
    bare = compact(text)
    if value_of(text) is not None or _DATE.search(bare):
        return False
    return bool(_RANGE.search(bare)) or any(amount.unit for _, _, amount in find_amounts(bare))


def ranges_gap(form: str, cells: Sequence[str]) -> list[Gap]:
    """A word on the cells of a form whose figures `unread` tells of; nothing where there are none."""
    named = "、".join(cells[:3]) + ("等" if len(cells) > 3 else "")
    return [Gap(None, form, f"{len(cells)} 格写的是区间或不止一个数字，未采用：{named}")] if cells else []


def project_name(text: str) -> str:
    """A project's name without the code in front of it: 51000021R000000012-乡村振兴 → 乡村振兴."""
    return re.sub(r"^(?=[0-9A-Z]*\d{6})[0-9A-Z]{10,}[-－—_:：]?(?=\D)", "", text)


def is_value(text: str) -> bool:
    """Whether a token is a figure, with operator and unit or without, and nothing else."""
    return bool(_VALUE.fullmatch(fold(text)))


def joins(number: str, token: str) -> bool:
    """Whether a token is the unit of the number in front of it: 60 | 万人次."""
    return bool(_BARE_NUMBER.fullmatch(number)) and not token[0].isdigit() and is_value(number + token)


def without_brackets(label: str) -> str:
    """A label without what is explained in brackets, and without the colon at its end: 资金总额（万元）： → 资金总额."""
    return _IN_BRACKETS.sub("", label).strip("：: ")


def column_name(header: str) -> str:
    """A column's name without what is only explained in brackets: 得分（20分*执行率） → 得分, 预算数 （A） → 预算数（A）."""
    bare = re.sub(r"\s+", "", header)
    letter = re.search(r"[（(]([AB])[)）]", bare) if re.search(r"预算数|执行数", bare) else None
    before = ""
    while bare != before:
        before, bare = bare, _IN_BRACKETS.sub("", bare)
    return bare.strip("：:*/") + (f"（{letter[1]}）" if letter else "")


def indicator_name(text: str) -> str:
    """An indicator's own name: without the levels above it and its number (数量指标, 指标1：)."""
    name = re.sub(r"\s+", "", text)
    before = ""
    while name != before:
        before = name
        name = re.sub(r"^指标\d+[:：]+", "", name)
        name = re.sub(vocabulary()["indicators"]["levels"], "", name)
    name = re.sub("^服务对象满意度(?=[一-鿿]+满意[度率]$)", "", name)
    return name.strip("：:")


def is_indicator(name: str) -> bool:
    """Whether a name is one indicator's alone: cells of other rows or columns that a dump put beside it are no part of it.

    >>> is_indicator("新改建农村户厕"), is_indicator("新改建农村户1500座"), is_indicator("20产出指标合格率")
    (True, False, False)
    """
    return not _FOREIGN.search(name)


def role_of(column: str) -> str:
    """The role that a form's column gives its figures."""
    for role, pattern in vocabulary()["columns"]["roles"].items():
        if re.search(pattern, column):
            return str(role)
    return ""
