"""The nine forms of fictitious budgets (B01–B09), in the manner of Shanghai: forms 1–8 in 元, form 9 in 万元, codes split over 类|款|项."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial

from eval.fiction.cells import Printer, label, subject_header, subject_rows
from eval.fiction.departments import CAPITAL, FUND, GENERAL, OTHER, SERVICES, TRADE, Department, Style, subject_name
from eval.fiction.final_forms import NUMERALS
from eval.fiction.ledger import BASIC, FISCAL, PROJECT, Year, office_costs
from eval.fiction.papers import Cell, Form

TITLES = (
    ("B01", "部门财务收支预算总表"),
    ("B02", "部门收入预算总表"),
    ("B03", "部门支出预算总表"),
    ("B04", "部门财政拨款收支预算总表"),
    ("B05", "部门一般公共预算支出功能分类预算表"),
    ("B06", "部门政府性基金预算支出功能分类预算表"),
    ("B07", "部门国有资本经营预算支出功能分类预算表"),
    ("B08", "部门一般公共预算基本支出部门预算经济分类预算表"),
    ("B09", "部门“三公”经费和机关运行经费预算表"),
)
FUNDS = ((GENERAL, "一般公共预算"), (FUND, "政府性基金预算"), (CAPITAL, "国有资本经营预算"))


def budget_forms(department: Department, year: Year, style: Style) -> tuple[Form, ...]:
    """The nine forms in their order."""
    makers = {"B01": _b01, "B02": _b02, "B03": _b03, "B04": _b04, "B08": _b08, "B09": _b09}
    forms = []
    for form, bare in TITLES:
        title = f"{year.year}年{bare}"
        unit = "万元" if form == "B09" else "元"
        make = partial(Form, form, title, "", f"编制部门：{department.name}", f"单位：{unit}")
        places = 2 if style.cents or form == "B09" else 0
        forms.append(makers.get(form, _by_fund)(make, Printer(form, title, unit, year.year, places=places), year, style))
    return tuple(forms)


def _classes(year: Year, sources: tuple[str, ...] = ()) -> list[str]:
    return [code for code in year.plan.spending.codes(sources) if len(code) == 3]


def _halves(left: Sequence[tuple[Cell, ...]], right: Sequence[tuple[Cell, ...]], columns: int) -> list[tuple[Cell, ...]]:
    """Two halves side by side, the shorter one filled up with blank cells (`columns` of the right half)."""
    blank_left, blank_right = (label(""), Cell("")), (label(""), *[Cell("")] * (columns - 1))
    return [
        (*(left[row] if row < len(left) else blank_left), *(right[row] if row < len(right) else blank_right))
        for row in range(max(len(left), len(right)))
    ]


def _b01(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.plan.spending
    sources = (
        ("一、", "财政拨款收入", FISCAL), ("1. ", "一般公共预算", (GENERAL,)), ("2. ", "政府性基金", (FUND,)),
        ("3. ", "国有资本经营预算", (CAPITAL,)), ("二、", "事业收入", (SERVICES,)), ("三、", "事业单位经营收入", (TRADE,)),
        ("四、", "其他收入", (OTHER,)),
    )  # fmt: skip
    left = [
        (label(ordinal + name), printer.amount(spending.sum(sources=of), side="收入", name=name))
        for ordinal, name, of in sources
    ]
    right = []
    for place, code in enumerate(_classes(year)):
        name = subject_name(code)
        right.append((label(f"{NUMERALS[place]}、{name}"), printer.amount(spending.sum(code), side="支出", name=name)))
    rows = _halves(left, right, 2)
    total = spending.sum()
    rows.append((Cell("收入总计"), printer.amount(total, side="收入", name="收入总计"),
                 Cell("支出总计"), printer.amount(total, side="支出", name="支出总计")))  # fmt: skip
    header = ((Cell("本年收入", span=2), Cell("本年支出", span=2)), tuple(Cell(text) for text in ("项目", "预算数") * 2))
    return make(header, tuple(rows), (16, 11, 16, 11))


Columns = Sequence[tuple[str, Callable[[str], Decimal]]]


def _by_subject(make: partial[Form], printer: Printer, codes: Sequence[str], columns: Columns, group: str, style: Style,
                notes: tuple[str, ...] = ()) -> Form:  # fmt: skip
    """A form by functional subject: 类|款|项, the columns under a common header, the total last."""
    keep = ("基本支出", "项目支出") if style.zeros and codes else ()
    rows = subject_rows(printer, codes, columns, split=True, closing_total=True, keep=keep)
    header = subject_header([column for column, _ in columns], (0, len(columns), group), False)
    names = {"功能分类科目编码": "功能分类科目编码", "科目名称": "功能分类科目名称"}
    header = tuple(tuple(Cell(names.get(cell.text, cell.text), cell.span, cell.down) for cell in row) for row in header)
    return make(header, rows, (4, 3, 3, 22, *[12] * len(columns)), notes)


def _b02(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.plan.spending
    columns: Columns = (
        ("合计", lambda code: spending.sum(code)),
        ("财政拨款收入", lambda code: spending.sum(code, sources=FISCAL)),
        ("事业收入", lambda code: spending.sum(code, SERVICES)),
        ("事业单位经营收入", lambda code: spending.sum(code, TRADE)),
        ("其他收入", lambda code: spending.sum(code, OTHER)),
    )
    return _by_subject(make, printer, spending.codes(), columns, "收入预算", style)


def _b03(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.plan.spending
    columns: Columns = (
        ("合计", lambda code: spending.sum(code)),
        ("基本支出", lambda code: spending.sum(code, kind=BASIC)),
        ("项目支出", lambda code: spending.sum(code, kind=PROJECT) + spending.sum(code, kind=TRADE)),
    )
    return _by_subject(make, printer, spending.codes(), columns, "支出预算", style)


def _b04(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.plan.spending
    income_names = ("一般公共预算资金", "政府性基金", "国有资本经营预算")
    left = [
        (label(f"{NUMERALS[place]}、{name}"),
         printer.amount(spending.sum(source=source), side="收入", name=name))
        for place, (name, (source, _)) in enumerate(zip(income_names, FUNDS, strict=True))
    ]  # fmt: skip

    def amounts(code: str, name: str) -> list[Cell]:
        amounts = (spending.sum(code, sources=FISCAL), *(spending.sum(code, source) for source, _ in FUNDS))
        return [printer.amount(amount, side="支出", name=name) for amount in amounts]

    right = []
    for place, code in enumerate(_classes(year, FISCAL)):
        right.append((label(f"{NUMERALS[place]}、{subject_name(code)}"), *amounts(code, subject_name(code))))
    rows = _halves(left, right, 5)
    total = spending.sum(sources=FISCAL)
    rows.append((Cell("收入总计"), printer.amount(total, side="收入", name="收入总计"),
                 Cell("支出总计"), *amounts("", "支出总计")))  # fmt: skip
    header = (
        (Cell("财政拨款收入", span=2), Cell("财政拨款支出", span=5)),
        tuple(Cell(text) for text in ("项目", "预算数", "项目", "合计", *(of for _, of in FUNDS))),
    )
    return make(header, tuple(rows), (14, 10, 14, 10, 10, 10, 10))


def _by_fund(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.plan.spending
    source, of = FUNDS[int(printer.form[-1]) - 5]
    columns: Columns = (
        ("合计", lambda code: spending.sum(code, source)),
        ("基本支出", lambda code: spending.sum(code, source, BASIC)),
        ("项目支出", lambda code: spending.sum(code, source, PROJECT)),
    )
    codes = spending.codes((source,))
    notes = () if codes else (f"注：本部门{year.year}年无{of}财政拨款安排的预算，故本表为空表。",)
    return _by_subject(make, printer, codes, columns, f"{of}支出", style, notes)


def _b08(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    payroll = year.plan.payroll
    group = "一般公共预算基本支出"

    def amounts(code: str, name: str) -> list[Cell]:
        total = payroll.sum(code)
        people = payroll.sum("301") + payroll.sum("303") if not code else total if code[:3] in ("301", "303") else Decimal(0)
        return [printer.amount(amount, code=code, name=name) for amount in (total, people, total - people)]

    rows = []
    for code in payroll.codes():
        name = subject_name(code)
        rows.append((Cell(code[:3]), Cell(code[3:]), label(name), *amounts(code, name)))
    rows.append((Cell("合计", span=3), *amounts("", "合计")))
    header = (
        (Cell("项目", span=3), Cell(group, span=3)),
        (Cell("部门预算经济分类科目编码", span=2), *(Cell(text, down=2) for text in ("经济分类科目名称", "合计", "人员经费", "公用经费"))),
        (Cell("类"), Cell("款")),
    )
    return make(header, tuple(rows), (5, 5, 24, 12, 12, 12))


def _b09(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    three = year.plan.three
    head, office = f"{year.year}年“三公”经费预算数", f"{year.year}年机关运行经费预算数"
    cars = "公务用车购置及运行费"
    amounts = (three.total, three.abroad, three.hosting, three.cars, three.purchase, three.running, office_costs(year.plan))
    row = tuple(printer.amount(amount, zeros=True) for amount in amounts)
    header = (
        (Cell(head, span=6), Cell(office, down=3)),
        (*(Cell(text, down=2) for text in ("合计", "因公出国(境)费", "公务接待费")), Cell(cars, span=3)),
        (Cell("小计"), Cell("购置费"), Cell("运行费")),
    )
    return make(header, (row,), (10, 10, 10, 10, 10, 10, 10))
