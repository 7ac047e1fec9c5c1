"""Fictitious final accounts as text dumps would print them, with the table of their true cells.

The accounts are drawn in yuan and every cell is rounded on its own, as the real ones are, so that sums are off by a cent here and there.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from index.subjects import subjects

Cell = tuple[str, str, str, str, str]
"""form, side, code and name, last name of the column (F09: the whole path), figure"""

GENERAL, FUND, STATE = "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"
ORDINALS = [*"一二三四五六七八九十", *(f"十{c}" for c in "一二三四五六七八九"), "二十", *(f"二十{c}" for c in "一二三四五六")]
CLASSES = {
    "201": "一般公共服务支出", "202": "外交支出", "203": "国防支出", "204": "公共安全支出", "205": "教育支出", "206": "科学技术支出",
    "207": "文化旅游体育与传媒支出", "208": "社会保障和就业支出", "210": "卫生健康支出", "211": "节能环保支出", "212": "城乡社区支出",
    "213": "农林水支出", "214": "交通运输支出", "215": "资源勘探工业信息等支出", "216": "商业服务业等支出", "217": "金融支出",
    "219": "援助其他地区支出", "220": "自然资源海洋气象等支出", "221": "住房保障支出", "222": "粮油物资储备支出",
    "223": "国有资本经营预算支出", "224": "灾害防治及应急管理支出", "229": "其他支出",
}  # fmt: skip
F02_COLUMNS = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
F03_COLUMNS = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
F07_COLUMNS = ("年初结转和结余", "本年收入", "小计", "基本支出", "项目支出", "年末结转和结余")
ITEMS = (
    "合计", "因公出国（境）费", "公务用车购置及运行费/小计", "公务用车购置及运行费/公务用车购置费",
    "公务用车购置及运行费/公务用车运行费", "公务接待费",
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How a dump prints. `row_numbers`: 行次; `split_codes`: 201 03 01; `column_numbers`: 栏次 1 2 3; `wrapped`: share of names broken over
    lines; `blank`: what stands in an empty cell ("" lost); `narrative`: sentences that repeat the totals; `total_last`: 合计 closes F05;
    `cut`: share of lines of subjects whose last figure is cut; `paged`: rows to a page, whose header is printed again; `slips`: share
    of figures that the document itself has wrong; `one_word_lines`: each cell on a line; `halves_apart`: income first, then the rest."""

    row_numbers: bool = True
    split_codes: bool = False
    column_numbers: bool = True
    wrapped: float = 0.2
    blank: str = ""
    narrative: bool = True
    total_last: bool = False
    unit: str = "万元"
    omitted: tuple[str, ...] = ()
    cut: float = 0.0
    paged: int = 0
    slips: float = 0.0
    one_word_lines: bool = False
    halves_apart: bool = False


@dataclass
class Dump:
    """`text` and the figures it prints: `cells`, each as often as it is printed."""

    text: str
    cells: Counter[Cell] = field(default_factory=Counter)


class _Printer:
    def __init__(self, rng: random.Random, style: Style) -> None:
        self.rng, self.style = rng, style
        self.lines: list[str] = []
        self.header: list[str] = []
        self.cells: Counter[Cell] = Counter()

    def figure(self, yuan: int | None) -> str:
        if not yuan:
            return self.style.blank
        scale = Decimal(10_000) if self.style.unit == "万元" else Decimal(1)
        value = (Decimal(yuan) / 100 / scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if self.rng.random() < self.style.slips:
            value += self.rng.choice([Decimal("0.05"), Decimal(-9), Decimal(90), Decimal("-0.90")])
        return f"{value:,}" if value else self.style.blank

    def figures(self, form: str, side: str, key: str, columns: tuple[str, ...], cells: list[int | None]) -> str:
        printed = [self.figure(c) for c in cells]
        for column, text in zip(columns, printed, strict=True):
            if text and text != "—":
                last = column if form == "F09" else column.rsplit("/", 1)[-1]
                self.cells[form, side, key, last, text.replace(",", "")] += 1
        return " ".join(t for t in printed if t)

    def name(self, name: str) -> str:
        """A name, now and then broken over lines as a narrow cell breaks it."""
        if len(name) > 6 and self.rng.random() < self.style.wrapped:
            cut = self.rng.randint(3, len(name) - 2)
            return f"\n{name[:cut]}\n{name[cut:]}\n"
        return name

    def add(self, *lines: str) -> None:
        for line in lines:
            self.lines += [part.strip() for part in line.split("\n") if part.strip()]

    def title(self, title: str, *header: str, columns: int) -> None:
        numbers = ["栏 次 " + " ".join(str(i + 1) for i in range(columns))] if self.style.column_numbers and columns else []
        self.header = [*header, *numbers]
        self.add(f"2022年度{title}", f"部门：云岭市档案馆 单位：{self.style.unit}", *self.header)


Amounts = dict[str, int]
"""Yuan cents by key."""


@dataclass
class Account:
    """Expenditure by 项 and kind, income by kind, balances by fund: all in cents."""

    spent: dict[str, Amounts]
    income: dict[str, Amounts]
    opening: Amounts
    names: dict[str, str]
    receptions: dict[str, list[int]]
    economic: Amounts


def account(rng: random.Random) -> Account:
    """A random department: some 项, mostly of the general budget, now and then of another fund or of its own income."""
    known = {c: s.name for c, s in subjects().items() if s.kind == "functional"}
    items = rng.sample(sorted(c for c in known if len(c) == 7 and c[:3] in CLASSES and c[:5] in known), rng.randint(3, 14))
    for code in items[: rng.randint(0, 3)]:  # subjects that the product's data does not know
        known[f"{code[:5]}77"] = rng.choice(["云岭档案征集与数字化保护利用工作", "馆藏抢救", "其他云岭地方文献整理出版专项业务支出"])
        items.append(f"{code[:5]}77")
    items = sorted(set(items))
    spent: dict[str, Amounts] = {}
    for code in items:
        kinds: Amounts = {}
        if rng.random() < 0.75:
            kinds["general basic"] = _money(rng)
        if rng.random() < 0.5:
            kinds["general project"] = _money(rng)
        if rng.random() < 0.12:
            kinds["own basic"] = _money(rng)
        if rng.random() < 0.12:
            kinds["own project"] = _money(rng)
        if rng.random() < 0.05:
            kinds["business"] = _money(rng)
        if code.startswith(("212", "229")) or rng.random() < 0.05:
            kinds["fund project"] = _money(rng)
        if code.startswith("223"):
            kinds["state project"] = _money(rng)
        spent[code] = kinds or {"general project": _money(rng)}
    opening = {fund: _money(rng) if rng.random() < share else 0 for fund, share in (("general", 0.5), ("fund", 0.3), ("state", 0.1))}
    income = {code: _income(rng, kinds) for code, kinds in spent.items()}
    names = {**known, **CLASSES}
    basic = sum(k.get("general basic", 0) for k in spent.values())
    return Account(spent, income, opening, names, _receptions(rng), _economic(rng, basic))


def _money(rng: random.Random) -> int:
    return int(10 ** rng.uniform(5.5, 9.5)) if rng.random() < 0.9 else rng.choice([1_000_000, 5_000_000, 120_000_000])


def _income(rng: random.Random, kinds: Amounts) -> Amounts:
    found = {fund: sum(v for k, v in kinds.items() if k.startswith(fund)) for fund in ("general", "fund", "state")}
    own = sum(v for k, v in kinds.items() if k.startswith("own"))
    found[rng.choice(["事业收入", "其他收入"])] = own
    found["经营收入"] = kinds.get("business", 0)
    return {k: v for k, v in found.items() if v}


def _receptions(rng: random.Random) -> dict[str, list[int]]:
    lines: dict[str, list[int]] = {}
    for half in ("预算数", "决算数"):
        abroad, buying, running, hosting = (
            _money(rng) if rng.random() < share else 0 for share in (0.2, 0.2, 0.7, 0.6)
        )  # fmt: skip
        lines[half] = [abroad + buying + running + hosting, abroad, buying + running, buying, running, hosting]
    return lines


def _economic(rng: random.Random, basic: int) -> Amounts:
    codes = rng.sample(["30101", "30102", "30103", "30108", "30113", "30201", "30202", "30228", "30239", "30302", "31002"], 6)
    cuts = sorted(rng.randint(0, basic) for _ in codes[1:])
    return {c: b - a for c, a, b in zip(codes, [0, *cuts], [*cuts, basic], strict=True) if b > a}


def dump(rng: random.Random, style: Style) -> Dump:
    """One department's nine forms and, if the style has one, its narrative."""
    accounts = account(rng)
    printer = _Printer(rng, style)
    printer.add("云岭市档案馆2022年度部门决算", "目 录", "一、收入支出决算总表", "二、收入决算表", "第二部分 2022年度部门决算表")
    printers = {"F01": _f01, "F02": _f02, "F03": _f03, "F04": _f04, "F05": _f05, "F06": _f06, "F07": _f07, "F08": _f08, "F09": _f09}
    order = list(printers)
    rng.shuffle(order)
    for form in order:
        if form not in style.omitted:
            printers[form](printer, accounts)
            printer.add("注：本表反映部门本年度情况。")
    printer.add("第三部分 2022年度部门决算情况说明")
    if style.narrative:
        _narrative(printer, accounts)
    lines = [w for line in printer.lines for w in re.sub("(?<=[合总]) (?=计)", "", line).split()] if style.one_word_lines else printer.lines
    return Dump("\n".join(lines), printer.cells)


def _tree(rows: dict[str, list[int]]) -> list[tuple[str, list[int]]]:
    """合计 (code ""), 类, 款 and 项 with their sums."""
    sums: dict[str, list[int]] = defaultdict(list)
    for code, cells in rows.items():
        for key in ("", code[:3], code[:5], code):
            sums[key] = [a + b for a, b in zip(sums[key] or [0] * len(cells), cells, strict=True)]
    return sorted(sums.items())


def _coded(printer: _Printer, form: str, columns: tuple[str, ...], rows: dict[str, list[int]], names: dict[str, str]) -> None:
    tree = _tree(rows)
    if form == "F05" and printer.style.total_last:
        tree = [*tree[1:], tree[0]]
    for row, (code, cells) in enumerate(tree, 1):
        label = "合 计" if not code else names[code]
        figures = printer.figures(form, "", f"{code}{names[code]}" if code else "合计", columns, list(cells))
        shown = " ".join(filter(None, (code[:3], code[3:5], code[5:]))) if printer.style.split_codes else code
        if figures and printer.rng.random() < printer.style.cut:
            at = len(figures) - printer.rng.randint(1, 2)
            figures = f"{figures[:at]}\n{figures[at:]}"
        printer.add(f"{shown} {printer.name(label) if code else label} {figures}")
        if printer.style.paged and row % printer.style.paged == 0:
            printer.add(f"— {row} —", *printer.header)


def _f02(printer: _Printer, a: Account) -> None:
    printer.title("收入决算表（表2）", "项 目", "本年收入", "合计", "财政拨款收入 上级补助收入", "事业收入 经营收入 附属单位上缴收入",
                  "其他收入", "科目名称", "类 款 项", columns=7)  # fmt: skip
    kinds = ("事业收入", "经营收入", "其他收入")
    rows = {}
    for code, income in a.income.items():
        fiscal = sum(income.get(f, 0) for f in ("general", "fund", "state"))
        own = {k: income.get(k, 0) for k in kinds}
        rows[code] = [fiscal + sum(own.values()), fiscal, 0, own["事业收入"], own["经营收入"], 0, own["其他收入"]]
    _coded(printer, "F02", F02_COLUMNS, rows, a.names)


def _spending(kinds: Amounts) -> list[int]:
    basic = kinds.get("general basic", 0) + kinds.get("own basic", 0)
    project = sum(v for k, v in kinds.items() if k.endswith("project"))
    business = kinds.get("business", 0)
    return [basic + project + business, basic, project, 0, business, 0]


def _f03(printer: _Printer, a: Account) -> None:
    printer.title("支出决算表（表3）", "项 目", "本年支出合计 基本支出 项目支出 上缴上级支出 经营支出", "对附属单位补助", "支出",
                  "科目名称", "类 款 项", columns=6)  # fmt: skip
    _coded(printer, "F03", F03_COLUMNS, {c: _spending(k) for c, k in a.spent.items()}, a.names)


def _f05(printer: _Printer, a: Account) -> None:
    printer.title("一般公共预算财政拨款支出决算表（表5）", "项 目 本年支出", "科目名称 小计 基本支出 项目支出", "类 款 项", columns=3)
    rows = {}
    for code, kinds in a.spent.items():
        basic, project = kinds.get("general basic", 0), kinds.get("general project", 0)
        if basic + project:
            rows[code] = [basic + project, basic, project]
    _coded(printer, "F05", ("小计", "基本支出", "项目支出"), rows, a.names)


def _f07(printer: _Printer, a: Account) -> None:
    printer.title("政府性基金预算财政拨款收入支出决算表（表8）", "项 目", "年初结转和结余 本年收入", "本年支出", "年末结转和结余",
                  "科目名称 小计 基本支出 项目支出", "类 款 项", columns=6)  # fmt: skip
    spent = {c: k["fund project"] for c, k in a.spent.items() if "fund project" in k}
    rows = {c: [0, v, v, 0, v, 0] for c, v in spent.items()}
    if rows and a.opening["fund"]:
        first = next(iter(rows))
        rows[first][0] = rows[first][5] = a.opening["fund"]
    if rows:
        _coded(printer, "F07", F07_COLUMNS, rows, a.names)
    else:
        printer.add("合 计", "本部门2022年度无政府性基金预算财政拨款收入支出。")


def _f08(printer: _Printer, a: Account) -> None:
    printer.title("国有资本经营预算财政拨款支出决算表（表9）", "项 目 本年支出", "科目名称 合计 基本支出 项目支出", "类 款 项", columns=3)
    rows = {c: [k["state project"], 0, k["state project"]] for c, k in a.spent.items() if "state project" in k}
    if rows:
        _coded(printer, "F08", ("合计", "基本支出", "项目支出"), rows, a.names)
    else:
        printer.add("合 计", "本部门没有国有资本经营预算财政拨款支出。")


Half = list[tuple[str, list[int]]]
"""The rows of one half: name and cells, ("", []) where only the other half has a row."""


def _halves(printer: _Printer, form: str, left: Half, right: Half, columns: tuple[str, ...]) -> None:
    """Rows side by side; a row that only one half has leaves its 行次 behind."""
    height = max(len(left), len(right))
    if printer.style.halves_apart:
        for rows, side, first, names in ((left, "收入", 1, ("决算数",)), (right, "支出", height + 1, columns)):
            for i, (name, cells) in enumerate(rows):
                number = [str(first + i)] if printer.style.row_numbers else []
                key = (name.partition("、")[2] or name).replace(" ", "")
                printer.add(" ".join([printer.name(name), *number, printer.figures(form, side, key, names, list(cells)) if cells else ""]))
        return
    for i in range(height):
        words = []
        for rows, side, first, names in ((left, "收入", 1, ("决算数",)), (right, "支出", height + 1, columns)):
            name, cells = rows[i] if i < len(rows) else ("", [])
            words += [printer.name(name)] if name else []
            words += [str(first + i)] if printer.style.row_numbers else []
            if cells:
                key = name.partition("、")[2] or name
                words.append(printer.figures(form, side, key.replace(" ", ""), names, list(cells)))
        printer.add(" ".join(words))


def _classes(rows: dict[str, list[int]], width: int) -> Half:
    sums = dict(_tree(rows)) if rows else {}
    return [(f"{o}、{name}", sums.get(code, [0] * width)) for o, (code, name) in zip(ORDINALS, CLASSES.items(), strict=False)]


def _balanced(left: Half, right: Half, ends: list[tuple[str, str, list[int], list[int]]]) -> None:
    """Fill both halves up to the same height and add the rows that stand side by side."""
    while len(left) < len(right):
        left.append(("", []))
    for a, b, x, y in ends:
        left.append((a, x))
        right.append((b, y))


def _f01(printer: _Printer, a: Account) -> None:
    header = "项目 行次 决算数 项目 行次 决算数" if printer.style.row_numbers else "项目 决算数 项目 决算数"
    printer.title("收入支出决算总表（表1）", "收入 支出", header, columns=2)
    income: Amounts = defaultdict(int)
    for kinds in a.income.values():
        for kind, value in kinds.items():
            income[kind] += value
    names = [
        ("一般公共预算财政拨款收入", "general"), ("政府性基金预算财政拨款收入", "fund"), ("国有资本经营预算财政拨款收入", "state"),
        ("上级补助收入", ""), ("事业收入", "事业收入"), ("经营收入", "经营收入"), ("附属单位上缴收入", ""), ("其他收入", "其他收入"),
    ]  # fmt: skip
    left = [(f"{o}、{name}", [income.get(kind, 0)]) for o, (name, kind) in zip(ORDINALS, names, strict=False)]
    right = _classes({c: [_spending(k)[0]] for c, k in a.spent.items()}, 1)
    year_in, year_out = sum(income.values()), sum(_spending(k)[0] for k in a.spent.values())
    opening = sum(a.opening.values())
    _balanced(left, right, [
        ("本年收入合计", "本年支出合计", [year_in], [year_out]),
        ("使用非财政拨款结余", "结余分配", [0], [0]),
        ("年初结转和结余", "年末结转和结余", [opening], [year_in + opening - year_out]),
        ("总 计", "总 计", [year_in + opening], [year_in + opening]),
    ])  # fmt: skip
    _halves(printer, "F01", left, right, ("决算数",))


def _f04(printer: _Printer, a: Account) -> None:
    header = "项 目 行次 决算数 项 目 行次" if printer.style.row_numbers else "项 目 决算数 项 目"
    printer.title("财政拨款收入支出决算总表（表4）", "收 入 支 出", header, "决算数", "合计", GENERAL, FUND, STATE, columns=5)
    funds = ("general", "fund", "state")
    income = {f: sum(k.get(f, 0) for k in a.income.values()) for f in funds}
    rows = {}
    for code, kinds in a.spent.items():
        own = [sum(v for k, v in kinds.items() if k.startswith(f)) for f in funds]
        rows[code] = [sum(own), *own]
    year = dict(_tree(rows))[""]
    closing = [income[f] + a.opening[f] - year[i + 1] for i, f in enumerate(funds)]
    left = [(f"{o}、{n}", [income[f]]) for o, n, f in zip("一二三", (GENERAL, FUND, "国有资本经营财政拨款"), funds, strict=True)]
    right = _classes(rows, 4)
    total = [sum(income.values()) + sum(a.opening.values())]
    _balanced(left, right, [
        ("本年收入合计", "本年支出合计", [sum(income.values())], year),
        ("年初财政拨款结转和结余", "年末财政拨款结转和结余", [sum(a.opening.values())], [sum(closing), *closing]),
        (GENERAL, "", [a.opening["general"]], []),
        (FUND, "", [a.opening["fund"]], []),
        (STATE, "", [a.opening["state"]], []),
        ("总 计", "总 计", total, [y + c for y, c in zip(year, [sum(closing), *closing], strict=True)]),
    ])  # fmt: skip
    _halves(printer, "F04", left, right, ("合计", GENERAL, FUND, STATE))


def _f06(printer: _Printer, a: Account) -> None:
    printer.title("一般公共预算财政拨款基本支出决算明细表（表6）", "人员经费 公用经费", "经济分类科目编码 科目名称 决算数", columns=0)
    sums: Amounts = defaultdict(int)
    for code, value in a.economic.items():
        sums[code[:3]] += value
        sums[code] += value
    known = {c: s.name for c, s in subjects().items() if s.kind == "economic"}
    groups = [[c for c in sorted(known) if c[:3] in heads] for heads in (("301", "303"), ("302",), ("310",))]
    for i in range(max(map(len, groups))):
        words = []
        for codes in groups:
            if i < len(codes):
                code = codes[i]
                shown = f"{code[:3]} {code[3:]}".strip() if printer.style.split_codes else code
                words += [shown, printer.name(known[code]), printer.figures("F06", "", code + known[code], ("决算数",), [sums.get(code)])]
        printer.add(" ".join(w for w in words if w))
    staff, office = sums["301"] + sums["303"], sums["302"] + sums["310"]
    left = printer.figures("F06", "", "人员经费合计", ("决算数",), [staff])
    right = printer.figures("F06", "", "公用经费合计", ("决算数",), [office])
    printer.add(f"人员经费合计 {left} 公用经费合计 {right}")


def _f09(printer: _Printer, a: Account) -> None:
    printer.title("财政拨款“三公”经费支出决算表（表7）", "预算数 决算数", "合计 因公出国（境）费 公务用车购置及运行费 公务接待费",
                  "小计 公务用车购置费 公务用车运行费", columns=12)  # fmt: skip
    columns = tuple(f"{half}/{item}".replace("（", "(").replace("）", ")") for half in a.receptions for item in ITEMS)
    printer.add(printer.figures("F09", "", "", columns, [v for cells in a.receptions.values() for v in cells]))


def _narrative(printer: _Printer, a: Account) -> None:
    wan = _Printer(printer.rng, replace(printer.style, unit="万元", blank="0"))
    spent = [sum(column) for column in zip(*(_spending(k) for k in a.spent.values()), strict=True)]
    printer.add("二、支出决算情况说明")
    printer.add(f"本年支出合计{wan.figure(spent[0])}万元，其中：基本支出{wan.figure(spent[1])}万元，占50%；项目支出{wan.figure(spent[2])}"
                f"万元，占50%；经营支出{wan.figure(spent[4])}万元，占0%。")  # fmt: skip
    budget, final = a.receptions["预算数"], a.receptions["决算数"]
    said = [f"“三公”经费财政拨款支出年初预算为{wan.figure(budget[0])}万元，支出决算为{wan.figure(final[0])}万元，其中：\n"]
    names = ("因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费")
    for index, name in enumerate(names, 1):
        said.append(f"{name}年初预算为{wan.figure(budget[index])}万元，支出决算为{wan.figure(final[index])}万元。\n")
    printer.add("".join(said))
