"""Performance forms of fictitious documents: self-evaluations behind final accounts (in the manner of Wuhan), targets in budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.fiction.cells import label
from eval.fiction.departments import Department
from eval.fiction.ledger import ProjectYear, Year
from eval.fiction.papers import Cell, Form, TrueFact, money
from eval.fiction.wording import Words
from index.amounts import round_half_up

SCORES = {"quantity": 20, "quality": 15, "time": 10, "benefit": 20, "content": 15}
"""The points of each indicator; with 20 for the execution of the budget they make 100."""


@dataclass(frozen=True)
class _Indicator:
    """`levels`: first and second; `target` and `actual` as printed before `unit`, `bound` before the target (≥, ≤ or "")."""

    levels: tuple[str, str]
    name: str
    bound: str
    target: str
    actual: str
    unit: str
    points: int
    score: Decimal


def self_evaluations(department: Department, year: Year, words: Words) -> list[Form]:
    """项目支出绩效自评表 of one or two of the projects on which most was spent."""
    largest = sorted(year.projects, key=lambda project: -project.spent)
    return [_evaluated(department, year, project, words) for project in largest[: words.random.randint(1, 2)] if project.adjusted]


def targets(department: Department, year: Year, words: Words) -> list[Form]:
    """项目支出绩效目标表 of the project with the largest budget."""
    return [_planned(department, year, max(year.projects, key=lambda project: project.planned), words)]


def _indicators(project: ProjectYear, words: Words) -> list[_Indicator]:
    seed, random = project.project, words.random
    goal = _plain(Decimal(str(seed.quantity)))
    done = project.quantity >= Decimal(goal)
    rows = [
        _Indicator(("产出指标", "数量指标"), seed.output, "≥", goal, f"{project.quantity:f}", seed.unit, SCORES["quantity"],
                   Decimal(SCORES["quantity"] if done else SCORES["quantity"] - random.randint(1, 4))),
        _Indicator(("产出指标", "质量指标"), "验收合格率", "", "100", "100", "%", SCORES["quality"], Decimal(SCORES["quality"])),
    ]  # fmt: skip
    for levels, name, target, of in (
        (("产出指标", "时效指标"), "按期完成率", 95, "time"),
        (("效益指标", "社会效益指标"), "服务事项办结率", 90, "benefit"),
        (("满意度指标", "服务对象满意度指标"), "服务对象满意度", 90, "content"),
    ):
        actual = round_half_up(Decimal(str(random.uniform(target - 3, 100))), 1)
        lost = Decimal("0.5") * random.randint(1, 5) if actual < target else Decimal(0)
        rows.append(_Indicator(levels, name, "≥", str(target), _plain(actual), "%", SCORES[of], SCORES[of] - lost))
    return rows


def _plain(number: Decimal) -> str:
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"


@dataclass(frozen=True)
class _Printer:
    """Cells of one form with the facts that they tell; `title`: the form's, with the project behind it."""

    title: str
    year: int
    basis: str

    def cell(self, text: str, value: str, unit: str, row: str, column: str) -> Cell:
        fact = TrueFact("", self.title, "", "", row, column, value.replace(",", ""), unit, "indicator", self.year, basis=self.basis)
        return Cell(text, fact=fact)

    def indicator(self, of: _Indicator, columns: Sequence[str]) -> list[Cell]:
        """The target and, where `columns` has them, the actual value and the score."""
        printed = ((f"{of.bound}{of.target}{of.unit}", of.target, of.unit), (f"{of.actual}{of.unit}", of.actual, of.unit),
                   (_plain(of.score), _plain(of.score), "分"))  # fmt: skip
        return [
            self.cell(text, value, unit, of.name, column) for (text, value, unit), column in zip(printed, columns, strict=False)
        ]


def _levels(rows: Sequence[_Indicator]) -> list[list[Cell]]:
    """The cells of first and second levels: one reaches down over all rows of its level."""
    found: list[list[Cell]] = []
    for place, row in enumerate(rows):
        cells = []
        if not place or rows[place - 1].levels[0] != row.levels[0]:
            cells.append(Cell(row.levels[0], down=sum(other.levels[0] == row.levels[0] for other in rows)))
        found.append([*cells, Cell(row.levels[1])])
    return found


def _evaluated(department: Department, year: Year, project: ProjectYear, words: Words) -> Form:
    title, name = f"{year.year}年度项目支出绩效自评表", project.project.name
    printer = _Printer(f"{title} {name}", year.year, "绩效")
    rate = round_half_up(project.spent * 100 / project.adjusted)
    executed = round_half_up(rate * 20 / 100)
    budget, spent = (money(amount, "万元", words.style.commas) for amount in (project.adjusted, project.spent))
    indicators = _indicators(project, words)
    total = executed + sum(row.score for row in indicators)
    head = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")
    rows = [
        (Cell("项目名称"), label(name, 5)),
        (Cell("主管部门"), label(department.name, 2), Cell("项目实施单位"), label(department.name, 2)),
        (Cell("预算执行情况（万元）（20分）", down=2), Cell(""), Cell("预算数（A）"), Cell("执行数（B）"), Cell("执行率（B/A）"),
         Cell("得分（20分*执行率）")),
        (label("年度财政资金总额"), printer.cell(budget, budget, "万元", name, "预算数（A）"),
         printer.cell(spent, spent, "万元", name, "执行数（B）"),
         printer.cell(f"{rate:f}%", f"{rate:f}", "%", name, "执行率"), printer.cell(f"{executed:f}", f"{executed:f}", "分", name, "得分")),
        tuple(map(Cell, head)),
    ]  # fmt: skip
    for levels, row in zip(_levels(indicators), indicators, strict=True):
        rows.append((*levels, label(row.name), *printer.indicator(row, ("年初目标值", "实际完成值", "得分"))))
    rows.append((Cell("总分", span=5), printer.cell(_plain(total), _plain(total), "分", name, "自评得分")))
    return Form("", title, "", f"单位名称：{department.name}", "", (), tuple(rows), (11, 13, 16, 13, 13, 12))


def _planned(department: Department, year: Year, project: ProjectYear, words: Words) -> Form:
    title, name = f"{year.year}年项目支出绩效目标表", project.project.name
    printer = _Printer(f"{title} {name}", year.year, "预算")
    amount = money(project.planned, "万元", words.style.commas)
    zero = money(Decimal(0), "万元")
    indicators = _indicators(project, words)
    rows = [
        (Cell("项目名称"), label(name, 3)),
        (Cell("项目资金（万元）", down=3), label("年度资金总额", 2), printer.cell(amount, amount, "万元", name, "年度资金总额")),
        (label("其中：财政拨款", 2), printer.cell(amount, amount, "万元", name, "年度资金总额/财政拨款")),
        (label("其他资金", 2), printer.cell(zero, zero, "万元", name, "年度资金总额/其他资金")),
        tuple(map(Cell, ("一级指标", "二级指标", "三级指标", "指标值"))),
    ]
    for levels, row in zip(_levels(indicators), indicators, strict=True):
        rows.append((*levels, label(row.name), *printer.indicator(row, ("指标值",))))
    return Form("", title, "", f"编制部门：{department.name}", "", (), tuple(rows), (16, 18, 24, 18))
