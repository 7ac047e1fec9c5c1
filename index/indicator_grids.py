"""Performance forms whose cells are known (PDF, spreadsheet, Word, web) or stand between tabs in a dump → readings.

In a grid a figure's column is where it stands. In a dump with shifted tabs it is its rank among the row's cells, counted from the right,
where a row is full.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.amounts import MONEY_UNITS, parse_number
from index.application_lines import earlier_budgets
from index.documents import Gap, Grid, Line
from index.indicator_heads import FIGURES, Cell, Column, budget_head, indicator_head, is_number, list_head, lists_projects, second_row
from index.performance_forms import (
    SCORE_AHEAD,
    SCORED,
    Place,
    Reading,
    Region,
    form_title,
    indicator_name,
    is_indicator_grid,
    is_value,
    project_name,
    ranges_gap,
    role_of,
    unread,
    value_of,
    vocabulary,
    without_brackets,
)
from index.textlines import clean, is_prose

_PROJECT = re.compile(r"^(?:一级|二级)?(?:项目|政策|专项)(?:（政策）|\(政策\))?名称[：:]?$")
_UNIT = re.compile(rf"[（(]\s*(?:单位[：:])?\s*(?P<unit>{MONEY_UNITS})\s*[)）]|单位[：:]\s*(?P<plain>{MONEY_UNITS})")
_GOAL = re.compile(r"^(?:年度(?:绩效)?目标|年度绩效指标)\s*(?P<number>\d+)\s*[：:]?\s*(?:[（(]\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[)）])?")
_OF_MONEY = re.compile(r"总额|资金|拨款|预算|支出|收入|合计|金额|结转")
_INSIDE = re.compile(
    rf"^(?P<name>(?:其中[：:])?[一-鿿“”（）()、]{{2,20}})[：:](?P<number>-?\d[\d,]*(?:\.\d+)?)(?P<unit>{MONEY_UNITS})?$"
)
_WHOLE = re.compile(r"(?:总额|总金额|合计|总计)$")
_ORDINAL = re.compile(r"^(?:\d{1,2}\s*[.、．]|[（(]\d{1,2}[)）])\s*")


@dataclass
class _State:
    """What is known while the rows of a form are read. `head`: the columns of the rows beneath, `kind` what they hold (指标, 预算, 清单);
    `fresh`: the header was read and nothing beneath it; `first`: the first row beneath it is being read; `above`: the label that the last
    whole of a column stood beside; `carried`: labels of cells merged over rows; `unread`: cells whose figures were left."""

    title: str
    project: str = ""
    goal: str = ""
    unit: str = ""
    head: tuple[Column, ...] = ()
    kind: str = ""
    fresh: bool = False
    first: bool = False
    budget_label: str = ""
    above: dict[int, str] = field(default_factory=dict)
    carried: dict[int, str] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    scores: list[tuple[Decimal, Place, str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    awaits_score: bool = False
    width: int = 0

    def begin(self, kind: str, head: tuple[Column, ...]) -> None:
        self.kind, self.head, self.fresh, self.carried = kind, head, True, {}

    @property
    def planned(self) -> bool:
        return not any(c.role == "actual" for c in self.head)


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
            state.begin("", ())
            state.above = {}
        state.width = width
        for offset in range(len(block.rows)):
            cells = _cells(block, offset)
            if cells:
                _read_row(state, Place(page, block.number + offset), cells, block, offset)
    state.goal = ""
    for value, place, quote in state.scores:
        _add(state, state.project or "部门整体", "自评得分", value, "分", place, quote)
    return state.readings, [*state.gaps, *ranges_gap(_form(state), state.unread)]


def _cells(grid: Grid, offset: int) -> list[Cell]:
    row = grid.rows[offset]
    return [Cell(c, clean((text or "").replace("\n", ""))) for c, text in enumerate(row) if text and text.strip()]


def _form(state: _State) -> str:
    return " ".join(x for x in (state.title, state.project, state.goal) if x)


def _add(state: _State, row: str, column: str, value: Decimal, unit: str, place: Place, quote: str, planned: bool = False) -> None:
    role = role_of(column)
    state.readings.append(Reading(_form(state), state.project, row, column, value, unit, place, quote, role, None, planned))


def _read_line(state: _State, page: int, line: Line) -> None:
    """Lines between title and grid: the form's score, its unit; and rows that the file holds outside the grid."""
    text, place = clean(line.text), Place(page, line.number)
    if not text:
        return
    if scored := SCORED.search(text):
        state.scores.append((Decimal(scored["score"]), place, text))
    elif state.awaits_score and re.fullmatch(r"\d+(?:\.\d+)?", text):
        state.scores.append((Decimal(text), place, f"总分：{text}"))
    state.awaits_score = bool(SCORE_AHEAD.match(text))
    state.unit = _unit(text) or state.unit
    if state.kind and sum(map(is_value, line.text.split())) >= 2 and not is_prose(text):
        state.gaps.append(Gap(None, _form(state), f"这一行数字不在表格里，未采用：{line.text.strip()[:60]}"))


def _only_unit(region: Region) -> str:
    """The unit of money that the form prints, where it prints one only."""
    cells = [cell for _, b in region.blocks for cell in ([b.text] if isinstance(b, Line) else [c for r in b.rows for c in r if c])]
    units = {unit for cell in cells if len(cell) <= 40 and (unit := _unit(clean(cell.replace("\n", ""))))}
    return units.pop() if len(units) == 1 else ""


def _unit(text: str) -> str:
    match = _UNIT.search(text)
    return (match["unit"] or match["plain"]) if match else ""


def _read_row(state: _State, place: Place, cells: list[Cell], grid: Grid, offset: int) -> None:
    texts = [c.text for c in cells]
    quote = " ".join(texts)
    if len(cells) == 1 and (title := form_title(texts[0])):
        state.title = title
        return
    if state.kind != "指标":
        state.unit = next((u for t in texts if len(t) <= 30 and (u := _unit(t))), state.unit)
    _read_marks(state, place, cells)
    if _begins(state, cells, grid, offset):
        return
    if state.fresh and (split := second_row(state.head, cells)):
        state.head = split
        return
    state.fresh, state.first = False, state.fresh
    match state.kind:
        case "指标":
            _read_indicator(state, place, cells, grid, offset, quote)
        case "预算" if _read_budget(state, place, cells, grid, offset, quote):
            return
        case "清单" if _read_list(state, place, cells, grid, offset, quote):
            return
        case _:
            _read_pairs(state, place, cells, quote)


def _begins(state: _State, cells: list[Cell], grid: Grid, offset: int) -> bool:
    """Whether the row is a project's name or a header, which the rows beneath it are read by."""
    texts = [c.text for c in cells]
    if head := indicator_head(cells):
        state.begin("指标", head)
        return True
    amounts = [] if grid.shifted else list_head(cells)
    listed = bool(amounts) and _numbers_below(amounts, grid, offset)
    if not listed and any(_PROJECT.match(t) for t in texts):
        at = next(i for i, t in enumerate(texts) if _PROJECT.match(t))
        state.project = project_name(texts[at + 1]) if at + 1 < len(texts) else state.project
        state.goal, state.above = "", {}
        state.begin("", ())
        return True
    if listed and lists_projects(amounts):
        state.begin("清单", tuple(amounts))
        return True
    if budget := budget_head(cells):
        state.begin("预算", budget)
        state.budget_label = next((t for t in texts if re.search(r"总额$", t)), "")
        return True
    if listed:
        state.begin("清单", tuple(amounts))
        return True
    return False


def _numbers_below(head: Sequence[Column], grid: Grid, offset: int) -> bool:
    """Whether one of the two rows beneath holds a number under one of the amounts."""
    starts = {c.start for c in head if c.role == "budget"}
    return any(is_number(c.text) and c.column in starts for at in (1, 2) if offset + at < len(grid.rows) for c in _cells(grid, offset + at))


def _read_marks(state: _State, place: Place, cells: list[Cell]) -> None:
    """A goal with its points; the form's score in a cell, or beside its label."""
    goal = _GOAL.match(cells[0].text)
    if goal:
        state.goal = f"年度目标{goal['number']}"
        if goal["points"]:
            _add(state, state.goal, "分值", Decimal(goal["points"]), "分", place, cells[0].text)
    for cell, beside in zip(cells, [*cells[1:], None], strict=True):
        if scored := SCORED.search(cell.text):
            state.scores.append((Decimal(scored["score"]), place, cell.text))
            continue
        label = without_brackets(cell.text)
        scored = re.fullmatch(r"(?P<score>\d{1,3}(?:\.\d+)?)分?", beside.text) if beside else None
        alone = state.kind != "指标" and sum(is_number(c.text) for c in cells) == 1
        if scored and alone and beside is not None and re.search(vocabulary()["scores"]["label"], label):
            state.scores.append((Decimal(scored["score"]), place, f"{cell.text} {beside.text}"))


def _read_budget(state: _State, place: Place, cells: list[Cell], grid: Grid, offset: int, quote: str) -> bool:
    """A row of the budget's execution; False where the row holds none of its figures."""
    numbers = [c for c in cells if is_number(c.text)]
    if not numbers:
        return False
    words = [c.text for c in cells if not is_number(c.text) and c.column < numbers[0].column and c.text not in ("/", "—", "-")]
    if grid.shifted:
        figures = [c for c in state.head if c.role]
        if len(numbers) != len(figures):
            state.gaps.append(Gap(None, f"{state.title} {state.project}", f"预算执行情况的数字无法确定各属哪一栏：{quote[:60]}"))
            return True
        placed = list(zip(figures, numbers, strict=True))
    else:
        placed = [(column, cell) for column, cell in _placed(state.head, numbers, grid.rows[offset]) if column.role]
    if not placed:
        return False
    label = without_brackets(words[-1] if words else state.budget_label)
    label = "" if re.search("预算执行情况|资金情况", label) else re.sub(r"^其中[：:]?", "", label)
    whole = not label or bool(re.search(r"合计|总额|总金额|总计|资金总", label))
    row = "/".join(x for x in (state.project, label) if x)
    if whole:
        row = state.project or label or state.budget_label or "部门整体支出总额"
    for column, cell in placed:
        number = parse_number(cell.text)
        if number is not None:
            _add(state, row, column.name, number, _unit_of(column, cell, state.unit), place, quote)
    return True


def _unit_of(column: Column, cell: Cell, unit: str) -> str:
    """The unit of a figure in a column of the budget; `unit`: of money, where the column prints none."""
    if re.search("得分|分值|权重", column.name):
        return "分"
    return "%" if cell.text.endswith("%") or re.search("率|占比", column.name) else column.unit or unit


def _read_list(state: _State, place: Place, cells: list[Cell], grid: Grid, offset: int, quote: str) -> bool:
    """A row of a list of amounts; False where the row holds none."""
    row, name = grid.rows[offset], next(c for c in state.head if c.role == "name")
    beside = min(c.start for c in state.head if c.start > name.start)
    words = [c.text for c in cells if c.column < beside and not is_number(c.text)]
    placed = [(column, c) for column, c in _placed(state.head, cells, row) if column.role == "budget" and is_number(c.text)]
    if not placed:
        return False
    label = _label(state, row, range(name.start, beside)) or (words[-1] if words else "")
    if not label and state.first and name.unit:  # 财政供养人员情况（人） heads its only row, and is its name
        label = name.name
    if not label:
        state.gaps.append(Gap(None, _form(state), f"数字所在的行没有名称，未采用：{quote[:60]}"))
        return True
    planned = "评" not in state.title
    section = "".join(c.name for c in state.head if c.role == "level")
    for column, cell in placed:
        number = parse_number(cell.text)
        if number is None:
            continue
        unit = _unit_of(column, cell, name.unit or state.unit)
        if name.name.endswith("资金来源"):
            _add(state, state.project or label, f"资金来源/{label}", number, unit, place, quote, planned)
        elif column.name == "金额":
            told = "支出明细测算" if "科目" in name.name else "支出明细" if "明细" in name.name + section else section
            _add(state, label, f"{told}/金额".lstrip("/"), number, unit, place, quote, planned)
        else:
            _add(state, label, column.name, number, unit, place, quote, planned)
    return True


def _label(state: _State, row: Sequence[str | None], columns: range) -> str:
    """A row's name from its label cells; one that is merged over rows says its text to each of them."""
    parts: list[str] = []
    own = False
    for column in columns:
        text = row[column] if column < len(row) else None
        if text is None:
            said = "" if own else state.carried.get(column, "")
        else:
            said = clean(text.replace("\n", ""))
            own = own or bool(said)
            state.carried[column] = said
        if said:
            parts.append(re.sub(r"^其中[：:]?", "", _ORDINAL.sub("", said)).strip("：: "))
    return "/".join(re.sub(r"[（(](?:万?元|人|%)[)）]$", "", p) for p in parts)


def _read_indicator(state: _State, place: Place, cells: list[Cell], grid: Grid, offset: int, quote: str) -> None:
    if re.match(vocabulary()["columns"]["total"], re.sub(r"[（(].*[)）]", "", cells[0].text)):
        _read_total(state, place, cells, quote)
        return
    if re.match(vocabulary()["indicators"]["ends"], cells[0].text):
        return
    row = grid.rows[offset]
    placed = _shifted(state.head, cells) if grid.shifted else _placed(state.head, cells, row)
    said = {column.role: cell.text for column, cell in reversed(placed)}
    if "project" in said:
        state.project = project_name(said["project"])
    for column, cell in placed:
        if column.role == "money" and "project" in said and (number := parse_number(cell.text)) is not None:
            _add(state, state.project, column.name, number, column.unit or state.unit, place, quote, state.planned)
    figures = [(column, cell) for column, cell in placed if column.role in FIGURES]
    name = _name(state, cells, said.get("name", ""))
    if not name:
        if any(value_of(cell.text) for _, cell in figures):
            state.gaps.append(Gap(None, _form(state), f"数字所在的行没有指标名称，未采用：{quote[:60]}"))
        return
    printed = said.get("unit", "")
    for role in FIGURES:
        for column, cell in figures:
            if column.role == role:
                _read_figure(state, place, name, column, cell, "" if printed in ("无", "/", "—", "-") else printed, quote)


def _read_figure(state: _State, place: Place, name: str, column: Column, cell: Cell, printed: str, quote: str) -> None:
    own = {"score": "分", "weight": "分", "coefficient": column.unit}.get(column.role, printed or column.unit)
    found = value_of(cell.text, own)
    if found is not None:
        _add(state, name, column.name, found[0], found[1], place, quote, state.planned)
    elif unread(cell.text):
        state.unread.append(f"{name}“{cell.text[:20]}”")


def _name(state: _State, cells: Sequence[Cell], printed: str) -> str:
    """The indicator's name; where its own cell is blank, that of the level above in the same row."""
    name = "" if printed in ("/", "—", "-") else indicator_name(printed) or printed
    if name and not is_number(name):
        return name
    start = next(c.start for c in state.head if c.role == "name")
    above = [c.text for c in cells if c.column < start and not is_number(c.text)]
    return "" if is_number(printed) or not above else indicator_name(above[-1]) or above[-1]


def _read_total(state: _State, place: Place, cells: list[Cell], quote: str) -> None:
    """The row of totals: of the points, and the score."""
    goal, state.goal = state.goal, ""
    for column in state.head:
        total = next((c for c in cells if c.column == column.start and is_number(c.text)), None)
        number = parse_number(total.text) if total is not None and column.role in ("score", "weight") else None
        if number is not None:
            _add(state, state.project or "部门整体", "自评得分" if column.role == "score" else "分值合计", number, "分", place, quote)
    state.goal = goal


def _placed(head: Sequence[Column], cells: Sequence[Cell], row: Sequence[str | None]) -> list[tuple[Column, Cell]]:
    """The row's cells with the header above them, the first one under each; a header covers the columns up to the next one."""
    starts = sorted(head, key=lambda c: c.start)
    found: dict[Column, Cell] = {}
    for cell in cells:
        covering = [c for c in starts if c.start <= cell.column]
        if covering and (cell.column == covering[-1].start or row[covering[-1].start] is None):
            found.setdefault(covering[-1], cell)
    return list(found.items())


def _shifted(head: Sequence[Column], cells: Sequence[Cell]) -> list[tuple[Column, Cell]]:
    """The last cells of a row by the headers from the name on; nothing where the row has fewer cells or does not end with a score."""
    at = next(i for i, c in enumerate(head) if c.role == "name")
    order = head[at:]
    if len(cells) < len(order) or order[-1].role == "score" and not is_number(cells[-1].text):
        return []
    return list(zip(order, cells[-len(order) :], strict=True))


def _read_pairs(state: _State, place: Place, cells: list[Cell], quote: str) -> None:
    """Labels with figures beside them (项目资金总额 | 4,100,000.00 | 年度资金申请总额 | 4,100,000.00) or within (项目支出：12.5)."""
    for cell in cells:
        if (inside := _INSIDE.match(cell.text)) and _OF_MONEY.search(inside["name"]):
            _read_pair(state, place, cell.column, inside["name"], inside["number"], quote, inside["unit"] or "")
    if any(re.search(r"(?:前两年|历年|以前年度)预算", c.text) for c in cells):
        for _, column, printed, unit, year in earlier_budgets("".join(c.text for c in cells)):
            if (number := parse_number(printed)) is not None:
                of = (_form(state), state.project, state.project)
                state.readings.append(Reading(*of, column, number, unit, place, quote, "预算", year, planned=True))
    for label, cell in zip(cells, cells[1:], strict=False):
        if is_number(cell.text) and not is_number(label.text) and _OF_MONEY.search(label.text):
            _read_pair(state, place, label.column, label.text, cell.text, quote, _unit(label.text))


def _read_pair(state: _State, place: Place, column: int, label: str, printed: str, quote: str, unit: str) -> None:
    number = parse_number(printed)
    if number is None:
        return
    name = without_brackets(label)
    part = re.match(r"其中[：:]?(?P<name>.+)", name)
    if part is None and _WHOLE.search(name):
        state.above[column] = name
    whole = state.above.get(column, "")
    own = part["name"] if part else name
    path = own if not whole or whole == name else f"{whole}/{own}"
    unit = "%" if printed.endswith("%") else unit or state.unit
    if state.project:
        _add(state, state.project, path, number, unit, place, quote, planned="评" not in state.title)
    else:
        _add(state, path, "金额", number, unit, place, quote)
