"""The nine forms of fictitious final accounts (F01–F09), in the order and look of 2021 or of 2023."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from eval.fiction.cells import Printer, label, subject_header, subject_rows
from eval.fiction.departments import CAPITAL, FUND, GENERAL, OTHER, SERVICES, TRADE, Department, Style
from eval.fiction.ledger import BASIC, FISCAL, PROJECT, Year
from eval.fiction.papers import Cell, Form
from index.subjects import name_of

_DIGITS = ("", *"一二三四五六七八九")
NUMERALS = tuple(f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones]}" for tens in range(3) for ones in range(10))[1:]
"""一, 二 … 二十九: the ordinals of the summaries' rows."""
CLASSES = (
    "201", "202", "203", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "216", "217", "219", "220", "221",
    "222", "223", "224", "229", "231", "232", "234",
)  # fmt: skip
"""The classes that the summaries list, in their order."""

STAFF_CODES = (
    "301", "30101", "30102", "30103", "30106", "30107", "30108", "30109", "30110", "30111", "30112", "30113", "30114", "30199", "303",
    "30301", "30302", "30303", "30304", "30305", "30306", "30307", "30308", "30309", "30310", "30311", "30399",
)  # fmt: skip
OFFICE_CODES = (
    "302", "30201", "30202", "30203", "30204", "30205", "30206", "30207", "30208", "30209", "30211", "30212", "30213", "30214", "30215",
    "30216", "30217", "30218", "30224", "30225", "30226", "30227", "30228", "30229", "30231", "30239", "30240", "30299",
)  # fmt: skip
CAPITAL_CODES = ("310", "31002", "31003", "31007", "31013", "31021", "31022", "31099")

TITLES = {
    "F01": "收入支出决算总表",
    "F02": "收入决算表",
    "F03": "支出决算表",
    "F04": "财政拨款收入支出决算总表",
    "F05": "一般公共预算财政拨款支出决算表",
    "F06": "一般公共预算财政拨款基本支出决算明细表",
    "F07": "政府性基金预算财政拨款收入支出决算表",
    "F08": "国有资本经营预算财政拨款支出决算表",
}
ORDERS = {
    "2021": ("F01", "F02", "F03", "F04", "F05", "F06", "F09", "F07", "F08"),
    "2023": ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09"),
}


def bare_title(form: str, order: str) -> str:
    """A form's title without its year."""
    if form == "F09":
        return "一般公共预算财政拨款“三公”经费支出决算表" if order == "2021" else "财政拨款“三公”经费支出决算表"
    return TITLES[form]


def final_forms(department: Department, year: Year, style: Style) -> tuple[Form, ...]:
    """The nine forms in the order of the style."""
    makers = {"F01": _f01, "F02": _f02, "F03": _f03, "F04": _f04, "F05": _f05, "F06": _f06, "F07": _f07, "F08": _f08, "F09": _f09}
    forms = []
    for place, form in enumerate(ORDERS[style.order], start=1):
        title = f"{year.year}年度{bare_title(form, style.order)}"
        old = style.order == "2021"
        number, unit_line = (f"表{place}", "单位：万元") if old else (f"公开{place:02}表", "金额单位：万元")
        make = partial(Form, form, title, number, f"部门：{department.name}", unit_line)
        printer = Printer(form, title, "万元", year.year, zeros=style.order == "2023" and form in ("F01", "F04"))
        forms.append(makers[form](make, printer, year, style))
    return tuple(forms)


def _left(printer: Printer, name: str, shown: str, line: int, yuan: Decimal | None) -> tuple[Cell, ...]:
    """The income half of a summary's row: name, line number, amount (None: nothing is ever printed there)."""
    cell = Cell("", align="right") if yuan is None else printer.amount(yuan, side="收入", name=name)
    return label(shown), Cell(str(line)), cell


def _f01(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    column = "决算数" if style.order == "2021" else "金额"
    spending, income = year.real.spending, year.income
    sources = (
        ("一般公共预算财政拨款收入", income.sum(source=GENERAL)), ("政府性基金预算财政拨款收入", income.sum(source=FUND)),
        ("国有资本经营预算财政拨款收入", income.sum(source=CAPITAL)), ("上级补助收入", Decimal(0)),
        ("事业收入", income.sum(source=SERVICES)), ("经营收入", income.sum(source=TRADE)),
        ("附属单位上缴收入", Decimal(0)), ("其他收入", income.sum(source=OTHER)),
    )  # fmt: skip
    reserve = "使用非财政拨款结余" if style.order == "2021" else "使用非财政拨款结余（含专用结余）"
    base = 31 if style.order == "2021" else 32
    rows = []
    for place, code in enumerate(CLASSES):
        name = name_of(code) or ""
        if place < len(sources):
            left = _left(printer, sources[place][0], f"{NUMERALS[place]}、{sources[place][0]}", place + 1, sources[place][1])
        else:
            left = _left(printer, "", "", place + 1, None)
        amount = printer.amount(spending.sum(code), side="支出", name=name)
        rows.append((*left, label(f"{NUMERALS[place]}、{name}"), Cell(str(base + place)), amount))
    received, spent = income.sum(), spending.sum()
    ends = [
        ("本年收入合计", received, "本年支出合计", spent),
        (reserve, year.reserve, "结余分配", year.distributed),
        ("年初结转和结余", year.balance("年初"), "年末结转和结余", year.balance("年末")),
        ("总计", received + year.reserve + year.balance("年初"), "总计", spent + year.distributed + year.balance("年末")),
    ]
    line = len(CLASSES) + 1
    for name, left_amount, other, right_amount in ends:
        if name == "总计" and style.order == "2023":  # this order has an empty line above the total
            rows.append((*_left(printer, "", "", line, None), label(""), Cell(str(base + line - 1)), Cell("")))
            line += 1
        left = _left(printer, name, "总 计" if name == "总计" else name, line, left_amount)
        right = printer.amount(right_amount, side="支出", name=other)
        rows.append((*left, label("总 计" if other == "总计" else other), Cell(str(base + line - 1)), right))
        line += 1
    header = (
        (Cell("收入", span=3), Cell("支出", span=3)),
        (Cell("项目"), Cell("行次"), Cell(column), Cell("项目"), Cell("行次"), Cell(column)),
        (Cell("栏次"), Cell(""), Cell("1"), Cell("栏次"), Cell(""), Cell("2")),
    )
    last = base + line - 2
    notes = (
        "注：本表反映部门本年度的总收支和年末结转结余情况。",
        f"27行＝（1＋2＋3＋4＋5＋6＋7＋8）行；{line - 1}行＝（27＋28＋29）行；",
        f"{base + 26}行＝（{base}＋{base + 1}＋…＋{base + 25}）行；{last}行＝（{base + 26}＋{base + 27}＋{base + 28}）行。",
    )
    return make(header, tuple(rows), (17, 4, 9, 17, 4, 9), notes)


def _f02(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    columns = (
        ("本年收入合计", lambda code: year.income.sum(code)),
        ("财政拨款收入", lambda code: year.income.sum(code, sources=FISCAL)),
        ("上级补助收入", lambda code: Decimal(0)),
        ("事业收入", lambda code: year.income.sum(code, SERVICES)),
        ("经营收入", lambda code: year.income.sum(code, TRADE)),
        ("附属单位上缴收入", lambda code: Decimal(0)),
        ("其他收入", lambda code: year.income.sum(code, OTHER)),
    )
    body = subject_rows(printer, year.income.codes(), columns, split=style.split, closing_total=style.closing_total, total="合 计")
    notes = ("注：本表反映部门本年度取得的各项收入情况。", "1栏各行＝（2＋3＋4＋5＋6＋7）栏各行。")
    return make(subject_header([name for name, _ in columns], None, True), body, (4, 3, 3, 19, 10, 10, 7, 9, 8, 8, 8), notes, wide=True)


def _f03(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.real.spending
    columns = (
        ("本年支出合计", lambda code: spending.sum(code)),
        ("基本支出", lambda code: spending.sum(code, kind=BASIC)),
        ("项目支出", lambda code: spending.sum(code, kind=PROJECT)),
        ("上缴上级支出", lambda code: Decimal(0)),
        ("经营支出", lambda code: spending.sum(code, kind=TRADE)),
        ("对附属单位补助支出", lambda code: Decimal(0)),
    )
    body = subject_rows(printer, spending.codes(), columns, split=style.split, closing_total=style.closing_total, total="合 计")
    notes = ("注：本表反映部门本年度各项支出情况。", "1栏各行＝（2＋3＋4＋5＋6）栏各行。")
    return make(subject_header([name for name, _ in columns], None, True), body, (4, 3, 3, 20, 10, 10, 10, 8, 8, 9), notes, wide=True)


def _f04(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.real.spending
    funds = ((GENERAL, "一般公共预算财政拨款"), (FUND, "政府性基金预算财政拨款"), (CAPITAL, "国有资本经营预算财政拨款"))

    def right(shown: str, name: str, line: int, total: Decimal, parts: list[Decimal]) -> tuple[Cell, ...]:
        amounts = [printer.amount(total, side="支出", name=name)]
        amounts += [printer.amount(part, side="支出", name=name) for part in parts]
        return label(shown), Cell(str(line)), *amounts

    rows = []
    for place, code in enumerate(CLASSES):
        name = name_of(code) or ""
        if place < len(funds):
            source, of = funds[place]
            left = _left(printer, of, f"{NUMERALS[place]}、{of}", place + 1, year.income.sum(source=source))
        else:
            left = _left(printer, "", "", place + 1, None)
        parts = [spending.sum(code, source) for source, _ in funds]
        rows.append((*left, *right(f"{NUMERALS[place]}、{name}", name, place + 33, sum(parts, Decimal(0)), parts)))
    received = year.income.sum(sources=FISCAL)
    opening = [year.balance("年初", source) for source, _ in funds]
    closing = [year.balance("年末", source) for source, _ in funds]
    spent = [spending.sum(source=source) for source, _ in funds]
    rows.append((*_left(printer, "本年收入合计", "本年收入合计", 27, received),
                 *right("本年支出合计", "本年支出合计", 59, sum(spent, Decimal(0)), spent)))  # fmt: skip
    name, other = "年初财政拨款结转和结余", "年末财政拨款结转和结余"
    rows.append((*_left(printer, name, name, 28, sum(opening, Decimal(0))),
                 *right(other, other, 60, sum(closing, Decimal(0)), closing)))  # fmt: skip
    for place, (_, of) in enumerate(funds):
        blank = (label(""), Cell(str(61 + place)), *[Cell("")] * 4)
        rows.append((*_left(printer, of, of, 29 + place, opening[place]), *blank))
    totals = [a + b for a, b in zip(spent, closing, strict=True)]
    rows.append((*_left(printer, "总计", "总 计", 32, received + sum(opening, Decimal(0))),
                 *right("总 计", "总计", 64, sum(totals, Decimal(0)), totals)))  # fmt: skip
    header = (
        (Cell("收入", span=3), Cell("支出", span=6)),
        (*(Cell(text, down=2) for text in ("项目", "行次", "决算数", "项目", "行次")), Cell("决算数", span=4)),
        (Cell("合计"), *(Cell(of) for _, of in funds)),
        (Cell("栏次"), Cell(""), Cell("1"), Cell("栏次"), Cell(""), *(Cell(str(number)) for number in range(2, 6))),
    )
    notes = (
        "注：本表反映部门本年度一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的总收支和年末结转结余情况。",
        "27行＝（1＋2＋3）行；28行＝（29＋30＋31）行；32行＝（27＋28）行；",
        "59行＝（33＋34＋…＋58）行；64行＝（59＋60）行。",
    )
    return make(header, tuple(rows), (17, 4, 9, 17, 4, 9, 9, 9, 9), notes, wide=True)


def _f05(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.real.spending
    columns = (
        ("小计", lambda code: spending.sum(code, GENERAL)),
        ("基本支出", lambda code: spending.sum(code, GENERAL, BASIC)),
        ("项目支出", lambda code: spending.sum(code, GENERAL, PROJECT)),
    )
    codes = spending.codes((GENERAL,))
    body = subject_rows(printer, codes, columns, split=style.split, closing_total=style.closing_total, total="合 计")
    notes = ("注：本表反映部门本年度一般公共预算财政拨款支出情况。", "1栏各行＝（2＋3）栏各行。")
    header = subject_header([name for name, _ in columns], (0, 3, "本年支出"), True)
    return make(header, body, (5, 3, 3, 24, 11, 11, 11), notes)


def _f06(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    payroll = year.real.payroll
    groups = (STAFF_CODES, OFFICE_CODES, CAPITAL_CODES if style.order == "2023" else tuple(c for c in CAPITAL_CODES if c[:4] != "3102"))
    rows = []
    for place in range(max(map(len, groups))):
        row: list[Cell] = []
        for codes in groups:
            if place < len(codes):
                code = codes[place]
                name = name_of(code) or ""
                row += [Cell(code, align="left"), label(name), printer.amount(payroll.sum(code), code=code, name=name)]
            else:
                row += [Cell(""), label(""), Cell("", align="right")]
        rows.append(tuple(row))
    people = payroll.sum("301") + payroll.sum("303")
    office = payroll.sum("302") + payroll.sum("310")
    rows.append((Cell("人员经费合计", span=2), printer.amount(people, name="人员经费合计"),
                 Cell("公用经费合计", span=5), printer.amount(office, name="公用经费合计")))  # fmt: skip
    code_title = "经济分类科目编码" if style.order == "2021" else "科目代码"
    header = (
        (Cell("人员经费", span=3), Cell("公用经费", span=6)),
        tuple(Cell(text) for text in (code_title, "科目名称", "决算数") * 3),
    )
    notes = ("注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。",)
    return make(header, tuple(rows), (6, 14, 8) * 3, notes)


def _f07(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.real.spending
    columns = (
        ("年初结转和结余", lambda code: year.balance("年初", FUND, code)),
        ("本年收入", lambda code: year.income.sum(code, FUND)),
        ("小计", lambda code: spending.sum(code, FUND)),
        ("基本支出", lambda code: spending.sum(code, FUND, BASIC)),
        ("项目支出", lambda code: spending.sum(code, FUND, PROJECT)),
        ("年末结转和结余", lambda code: year.balance("年末", FUND, code)),
    )
    codes = spending.codes((FUND,))
    body = subject_rows(printer, codes, columns, split=style.split, closing_total=style.closing_total and bool(codes), total="合 计")
    notes = [
        "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。",
        "6栏各行＝（1＋2－3）栏各行；3栏各行＝（4＋5）栏各行。",
    ]
    if not codes:
        notes.append(no_funds(year.year, style))
    header = subject_header([name for name, _ in columns], (2, 5, "本年支出"), True)
    return make(header, body, (4, 3, 3, 18, 9, 9, 9, 9, 9, 9), tuple(notes), wide=True)


def _f08(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    spending = year.real.spending
    columns = (
        ("合计", lambda code: spending.sum(code, CAPITAL)),
        ("基本支出", lambda code: spending.sum(code, CAPITAL, BASIC)),
        ("项目支出", lambda code: spending.sum(code, CAPITAL, PROJECT)),
    )
    codes = spending.codes((CAPITAL,))
    body = subject_rows(printer, codes, columns, split=style.split, closing_total=style.closing_total and bool(codes), total="合 计")
    notes = ["注：本表反映部门本年度国有资本经营预算财政拨款支出情况。", "1栏各行＝（2＋3）栏各行。"]
    if not codes:
        notes.append(no_capital(year.year, style))
    header = subject_header([name for name, _ in columns], (0, 3, "本年支出"), True)
    return make(header, body, (5, 3, 3, 24, 11, 11, 11), tuple(notes))


def no_funds(year: int, style: Style) -> str:
    if style.order == "2021":
        return "本单位无政府性基金预算财政拨款收入支出。"
    return f"本部门{year}年度没有政府性基金预算财政拨款收入，也没有使用政府性基金预算财政拨款安排的支出。"


def no_capital(year: int, style: Style) -> str:
    if style.order == "2021":
        return "本单位无国有资本经营预算财政拨款支出。"
    return f"本部门{year}年度没有使用国有资本经营预算财政拨款安排的支出。"


def _f09(make: partial[Form], printer: Printer, year: Year, style: Style) -> Form:
    old = style.order == "2021"
    cars, run = ("公务用车购置及运行费", "公务用车运行费") if old else ("公务用车购置及运行维护费", "公务用车运行维护费")
    plan, real = (year.plan.three if old else year.three_adjusted), year.real.three
    row = []
    for three in (plan, real):
        amounts = (three.total, three.abroad, three.cars, three.purchase, three.running, three.hosting)
        # of two parts one may be blank only where both are: nothing else would tell them apart in a dump, which loses blanks
        row += [printer.amount(amount, zeros=not old or (place in (3, 4) and bool(three.cars))) for place, amount in enumerate(amounts)]
    middle = [Cell("合计", down=2), Cell("因公出国（境）费", down=2), Cell(cars, span=3), Cell("公务接待费", down=2)]
    header = (
        (Cell("预算数", span=6), Cell("决算数", span=6)),
        tuple(middle * 2),
        tuple(Cell(text) for text in ("小计", "公务用车购置费", run) * 2),
        tuple(Cell(str(number)) for number in range(1, 13)),
    )
    what = "一般公共预算财政拨款“三公”经费" if old else "“三公”经费"
    basis = "年初预算数" if old else "全年预算数，反映按规定程序调整后的预算数"
    notes: tuple[str, ...] = (
        f"注：本表反映部门本年度“三公”经费支出预决算情况。其中，预算数为“三公”经费{basis}，决算数是包括当年财政拨款和以前年度结转资金安排的实际支出。",
        "1栏＝（2＋3＋6）栏；3栏＝（4＋5）栏；7栏＝（8＋9＋12）栏；9栏＝（10＋11）栏。",
    )
    if not plan.total and not real.total:
        notes += (f"本单位{year.year}年度无{what}支出。",)
    return make(header, (tuple(row),), (8, 7, 7, 8, 8, 7) * 2, notes, wide=True)
