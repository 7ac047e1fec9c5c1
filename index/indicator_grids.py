"""Performance forms whose cells are known (PDF, spreadsheet, Word) or stand between tabs in a dump → readings.

In a grid a figure's column is where it stands. In a dump with shifted tabs it is its rank among the row's cells, counted from the right,
where a row is full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.amounts import parse_number
from index.documents import Gap, Grid, Line
from index.performance_forms import (
    Place,
    Reading,
    Region,
    column_name,
    form_title,
    indicator_name,
    is_indicator_grid,
    role_of,
    value_of,
    vocabulary,
)
from index.textlines import clean

_PROJECT = re.compile(r"^(?:一级|二级)?(?:项目|政策|专项)(?:（政策）|\(政策\))?名称[：:]?$")
_UNIT = re.compile(r"[（(]\s*(?:单位[：:])?\s*(?P<unit>万元|元|亿元|千元)\s*[)）]|单位[：:]\s*(?P<plain>万元|元|亿元|千元)")
_SCORE_LABEL = re.compile(r"^(?:自评得分|自评总分|总得分|总分|得分|评分)\s*[：:]\s*(?P<score>\d+(?:\.\d+)?)?\s*分?$")
_POINTS = re.compile(r"^(?:年度(?:绩效)?目标|年度绩效指标)\s*(?P<number>\d+)")
_OF_MONEY = re.compile(r"总额|资金|拨款|预算|支出|收入|合计|金额|结转")
_NUMBER = re.compile(r"^-?\d[\d,]*(?:\.\d+)?%?$")
_ROLES = ("name", "target", "actual", "score", "weight", "unit", "operator")


@dataclass(frozen=True)
class _Cell:
    column: int
    text: str


@dataclass
class _State:
    """What is known while the rows of a form are read. `head`: (column, role, printed header) of the indicators; `budget`: (column, printed
    header) of the budget's execution; `above`: the label that the last figure of a column stood beside."""

    title: str
    project: str = ""
    goal: str = ""
    unit: str = ""
    head: tuple[tuple[int, str, str], ...] = ()
    budget: tuple[tuple[int, str], ...] = ()
    budget_label: str = ""
    above: dict[int, str] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    scores: list[tuple[Decimal, Place, str]] = field(default_factory=list)
    awaits_score: bool = False
    width: int = 0


def grid_readings(region: Region) -> tuple[list[Reading], list[Gap]]:
    """The figures of a form that stands in grids, and what could not be placed."""
    state = _State(region.title, unit=_only_unit(region))
    for page, block in region.blocks:
        if isinstance(block, Line):
            _read_line(state, page, block)
            continue
        if not is_indicator_grid(block, (region.title,)):
            continue
        width = max(map(len, block.rows), default=0)
        if width != state.width:  # a grid as wide as the one before goes on with it over a page
            state.head, state.budget, state.above = (), (), {}
        state.width = width
        for offset, row in enumerate(block.rows):
            cells = [_Cell(c, clean((text or "").replace("\n", ""))) for c, text in enumerate(row) if text and text.strip()]
            if cells:
                _read_row(state, Place(page, block.number + offset), cells, block, row)
    for value, place, quote in state.scores:
        _add(state, state.project or "部门整体", "自评得分", value, "分", place, quote)
    return state.readings, state.gaps


def _add(state: _State, row: str, column: str, value: Decimal, unit: str, place: Place, quote: str, planned: bool = False) -> None:
    form = " ".join(x for x in (state.title, state.project, state.goal) if x)
    state.readings.append(Reading(form, state.project, row, column, value, unit, place, quote, role_of(column), None, planned))


def _read_line(state: _State, page: int, line: Line) -> None:
    """Lines between title and grid: the form's score, its unit."""
    text, place = clean(line.text), Place(page, line.number)
    if not text:
        return
    scored = _SCORE_LABEL.search(text) or re.search(r"(?:自评得分|总分|评分|得分)[：:]\s*(?P<score>\d+(?:\.\d+)?)\s*分?$", text)
    if scored and scored["score"]:
        state.scores.append((Decimal(scored["score"]), place, text))
    elif state.awaits_score and re.fullmatch(r"\d+(?:\.\d+)?", text):
        state.scores.append((Decimal(text), place, f"总分：{text}"))
    state.awaits_score = bool(scored) and not (scored and scored["score"])
    state.unit = _unit(text) or state.unit


def _only_unit(region: Region) -> str:
    """The unit of money that the form prints, where it prints one only."""
    cells = [cell for _, b in region.blocks for cell in ([b.text] if isinstance(b, Line) else [c for r in b.rows for c in r if c])]
    units = {unit for cell in cells if len(cell) <= 40 and (unit := _unit(clean(cell.replace("\n", ""))))}
    return units.pop() if len(units) == 1 else ""


def _unit(text: str) -> str:
    match = _UNIT.search(text)
    return (match["unit"] or match["plain"]) if match else ""


def _read_row(state: _State, place: Place, cells: list[_Cell], grid: Grid, row: Sequence[str | None]) -> None:
    texts = [c.text for c in cells]
    quote = " ".join(texts)
    if len(cells) == 1 and (title := form_title(texts[0])):
        state.title = title
        return
    state.unit = next((u for t in texts if len(t) <= 30 and (u := _unit(t))), state.unit)
    if any(_PROJECT.match(t) for t in texts):
        at = next(i for i, t in enumerate(texts) if _PROJECT.match(t))
        state.project = texts[at + 1] if at + 1 < len(texts) else state.project
        state.goal, state.head, state.budget, state.above = "", (), (), {}
        return
    goal = _POINTS.match(texts[0])
    if goal:
        state.goal = f"年度目标{goal['number']}"
    head = _indicator_head(cells)
    if head:
        state.head, state.budget = head, ()
        return
    budget = _budget_head(cells)
    if budget:
        state.budget = budget
        state.budget_label = next((t for t in texts if re.search(r"总额$", t)), "")
        return
    if state.head:
        _read_indicator(state, place, cells, grid, row, quote)
    elif state.budget and _read_budget(state, place, cells, grid, quote):
        return
    else:
        _read_pairs(state, place, cells, quote)


def _indicator_head(cells: list[_Cell]) -> tuple[tuple[int, str, str], ...]:
    """The columns of the indicators' header; () where the row is none."""
    patterns = vocabulary()["columns"]
    found: list[tuple[int, str, str]] = []
    for cell in cells:
        text = re.sub(r"[（(][^（()）]*[)）]|\s", "", cell.text)
        role = next((r for r in _ROLES if len(text) <= 14 and re.search(patterns[r], text)), None)
        if role and not (role in ("target", "score") and any(r == role for _, r, _ in found)):
            found.append((cell.column, role, column_name(cell.text)))
    roles = {role for _, role, _ in found}
    return tuple(found) if "name" in roles and roles & {"target", "actual"} else ()


def _budget_head(cells: list[_Cell]) -> tuple[tuple[int, str], ...]:
    """The columns of the budget's header (预算数, 执行数, 执行率, 得分); () where the row is none."""
    patterns = vocabulary()["columns"]
    found = [
        (cell.column, column_name(cell.text))
        for cell in cells
        if not re.search("执行情况", cell.text) and not _NUMBER.match(cell.text) and len(re.sub(r"[（(].*[)）]", "", cell.text)) <= 12
        for kind in ("budget", "spent", "rate", "score", "weight")
        if re.search(patterns[kind], re.sub(r"[（(].*[)）]", "", cell.text))
    ]
    found = list(dict.fromkeys(found))
    return tuple(found) if len(found) >= 2 and any("执行" in name for _, name in found) else ()


def _read_budget(state: _State, place: Place, cells: list[_Cell], grid: Grid, quote: str) -> bool:
    """A row of the budget's execution; False where the row holds none of its figures."""
    numbers = [c for c in cells if _NUMBER.match(c.text)]
    if not numbers:
        return False
    words = [c.text for c in cells if not _NUMBER.match(c.text) and c.column < numbers[0].column]
    label = re.sub(r"[（(][^（()）]*[)）]", "", words[-1] if words else state.budget_label)
    columns = dict(state.budget)
    if grid.shifted:
        if len(numbers) != len(state.budget):
            state.gaps.append(Gap(None, f"{state.title} {state.project}", f"预算执行情况的数字无法确定各属哪一栏：{quote[:60]}"))
            return True
        placed = [(name, cell) for (_, name), cell in zip(state.budget, numbers, strict=True)]
    else:
        placed = [(columns[c.column], c) for c in numbers if c.column in columns]
    if not placed:
        return False
    label = "" if re.search("预算执行情况", label) else label.removeprefix("其中：").removeprefix("其中")
    whole = not label or bool(re.search(r"合计|总额|资金总", label))
    row = "/".join(x for x in (state.project, label) if x)
    if whole:
        row = state.project or label or state.budget_label or "部门整体支出总额"
    for name, cell in placed:
        number = parse_number(cell.text)
        if number is not None:
            unit = "%" if cell.text.endswith("%") or "率" in name else "分" if re.search("得分|分值|权重", name) else state.unit
            _add(state, row, name, number, unit, place, quote)
    return True


def _read_indicator(state: _State, place: Place, cells: list[_Cell], grid: Grid, row: Sequence[str | None], quote: str) -> None:
    if re.match(vocabulary()["columns"]["total"], cells[0].text):
        _read_total(state, place, cells, quote)
        return
    if re.match(vocabulary()["indicators"]["ends"], cells[0].text):
        return
    by_role = _shifted_cells(state, cells) if grid.shifted else _placed_cells(state, cells, row)
    name = indicator_name(by_role.get("name", ("", ""))[0])
    if not name or _NUMBER.match(name):
        return
    printed = by_role.get("unit", ("", ""))[0]
    unit = printed if printed not in ("无", "/", "") else ""
    for role in ("target", "actual", "score", "weight"):
        text, header = by_role.get(role, ("", ""))
        own = "分" if role in ("score", "weight") else unit
        found = value_of(text, own) if text else None
        if found is not None:
            planned = "actual" not in {r for _, r, _ in state.head}
            _add(state, name, header, found[0], found[1], place, quote, planned)


def _read_total(state: _State, place: Place, cells: list[_Cell], quote: str) -> None:
    """The row of totals: the score that stands in the column of scores."""
    column = next((column for column, role, _ in state.head if role == "score"), None)
    total = next((c for c in cells if c.column == column and _NUMBER.match(c.text)), None)
    if total is not None and (number := parse_number(total.text)) is not None:
        _add(state, state.project or "部门整体", "自评得分", number, "分", place, quote)


def _placed_cells(state: _State, cells: list[_Cell], row: Sequence[str | None]) -> dict[str, tuple[str, str]]:
    """The row's cells by the header above them; a header covers the columns up to the next one."""
    starts = sorted((column, role, header) for column, role, header in state.head)
    found: dict[str, tuple[str, str]] = {}
    for cell in cells:
        covering = [s for s in starts if s[0] <= cell.column]
        if covering:
            column, role, header = covering[-1]
            own = cell.column == column or row[column] is None
            if own and role not in found:
                found[role] = (cell.text, header)
    return found


def _shifted_cells(state: _State, cells: list[_Cell]) -> dict[str, tuple[str, str]]:
    """The last cells of a row by the headers from the name on; nothing where the row has fewer cells or does not end with a score."""
    order = [(role, header) for _, role, header in sorted(state.head)]
    order = order[[role for role, _ in order].index("name") :]
    if len(cells) < len(order) or order[-1][0] == "score" and not _NUMBER.match(cells[-1].text):
        return {}
    return {role: (cell.text, header) for (role, header), cell in zip(order, cells[-len(order) :], strict=True)}


def _read_pairs(state: _State, place: Place, cells: list[_Cell], quote: str) -> None:
    """Labels with figures beside them: 项目资金总额 | 4,100,000.00 | 年度资金申请总额 | 4,100,000.00."""
    for label, cell in zip(cells, cells[1:], strict=False):
        if not _NUMBER.match(cell.text) or _NUMBER.match(label.text) or not _OF_MONEY.search(label.text):
            continue
        number = parse_number(cell.text)
        if number is None:
            continue
        name = re.sub(r"[（(][^（()）]*[)）]", "", label.text)
        part = re.match(r"其中[：:]?(?P<name>.+)", name)
        if part is None and re.search(r"总额$|合计$", name):
            state.above[label.column] = name
        whole = state.above.get(label.column, "")
        column = name if not whole or whole == name else f"{whole}/{part['name'] if part else name}"
        unit = "%" if cell.text.endswith("%") else state.unit
        if state.project:
            _add(state, state.project, column, number, unit, place, quote, planned=True)
        else:
            _add(state, column, "金额", number, unit, place, quote)
