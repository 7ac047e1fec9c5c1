"""What stands above and below the rows of a form in a dump: unit, columns, their printed formulas, notes.

Header cells are broken over lines in an order that varies by producer, so a column's name is only taken from the header where it can be
found there in one piece; else the form's canonical name stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.amounts import MONEY_UNITS, fold
from index.forms import Form
from index.placement import Equation
from index.textrows import TextLine, Token

_UNIT = re.compile(rf"单位[:：]?(?:人民币)?({MONEY_UNITS})")
_COLUMN_NUMBERS = re.compile(r"(?:类款项)?(?:栏次)?[\d栏次行]+$")
_FORMULA = re.compile(r"(\d{1,2})栏(?:各行)?[=＝][(（]?([\d+＋\-−－]+)[)）]?栏?")


@dataclass(frozen=True)
class Layout:
    """The columns of a form as this document prints them (header paths), and what holds between them.

    In forms with two halves the income half's one column comes first, then those of the expenditure half.
    `certain`: False where the header has more or fewer columns than any known version of the form, or the printed formulas contradict it.
    `groups`: for each column the header cells over it; () where there are none.
    `orders`: of a form with one line of figures, the orders in which `columns` may be printed; () for their own.
    """

    columns: tuple[str, ...]
    equations: tuple[Equation, ...]
    certain: bool = True
    orders: tuple[tuple[int, ...], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()

    def path(self, column: int, group: str = "") -> str:
        """A column's header path; where groups of rows have header cells of their own, `group` is the row's."""
        over = self.groups[column] if self.groups else ()
        return "/".join((*(over if len(over) == 1 else [name for name in over if name == group]), self.columns[column]))


def unit_of(lines: Iterable[TextLine]) -> str:
    """The unit that the form prints above its rows (元, 万元 …); "" where it prints none."""
    for line in lines:
        if match := _UNIT.search(_bare(line.text)):
            return match[1]
    return ""


def is_unit_line(text: str) -> bool:
    bare = _bare(text)
    return _UNIT.search(bare) is not None or re.match(r"(?:编制|填报)?(?:部门|单位)(?:名称)?[:：]", bare) is not None


def column_count(lines: Sequence[TextLine]) -> int:
    """The number of the last column in the form's line of column numbers (栏次 1 2 3 …); 0 where it has none."""
    found = number_lines(lines)
    return max(int(n) for line in lines[found[0] : found[1]] for n in re.findall(r"\d+", fold(line.text))) if found else 0


def number_lines(lines: Sequence[TextLine]) -> tuple[int, int] | None:
    """Where a header numbers its columns, as a slice: one line, or more where the numbers go on or each has a line of its own."""
    for start in range(len(lines)):
        numbers = column_numbers(lines[start].text) or ([1] if lines[start].text.strip() == "1" else [])
        if not numbers:
            continue
        end = start + 1
        while end < len(lines):
            words = fold(lines[end].text).split()
            if not words or words != [str(numbers[-1] + 1 + i) for i in range(len(words))]:
                break
            numbers, end = [*numbers, *map(int, words)], end + 1
        if len(numbers) > 2 or "栏" in lines[start].text:
            return start, end
    return None


def column_numbers(text: str) -> list[int]:
    """The numbers of a line that numbers columns, with or without the word 栏次; [] for other lines."""
    bare = _bare(text)
    if not _COLUMN_NUMBERS.match(bare):
        return []
    numbers = [int(n) for n in re.findall(r"\d+", fold(text))]
    runs_on = numbers == list(range(1, len(numbers) + 1))
    return numbers if ("栏次" in bare and numbers) or (runs_on and len(numbers) > 2) else []


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def layout_of(form: Form, header: Sequence[Token], count: int, notes: Sequence[str], by_item: bool = False) -> Layout:
    """The columns of a form. `header`: words above the rows; `count`: how many columns its 栏次 number, 0 unknown; `notes`: the printed
    formulas, which outweigh the canonical ones; `by_item`: 三公 with one row an item."""
    text = _bare("".join(t.text for t in header if t.kind == "text"))
    if form.layout == "line" and by_item:
        halves = tuple(h for h in ("预算数", "决算数") if h in text)
        return Layout(halves or ("预算数", "决算数"), (), text.count("预算") <= 1 and count in (0, len(halves)))
    if form.layout == "line":
        columns = line_columns(text, count)
    elif form.layout == "halves":
        columns = _half_columns(form, text, count)
    else:
        columns = _subject_columns(form, text, count)
    if form.layout == "halves":
        parts = tuple(range(2, len(columns)))
        return Layout(columns, (Equation(1, parts),) if parts else ())
    certain = count in (0, len(columns))
    canonical = column_equations(columns)
    printed = {e.total: e for e in _printed_equations(notes, len(columns))} if certain else {}
    if form.layout == "line" and any(printed.get(e.total, e) != e for e in canonical):
        return Layout(columns, canonical, False)  # the printed formulas know another order of columns
    return Layout(columns, tuple({**{e.total: e for e in canonical}, **printed}.values()), certain)


_VERSIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    # F02 with the part of 事业收入 that is 教育收费, as schools' departments print it
    "F02": (
        (
            "本年收入合计", "财政拨款收入", "上级补助收入", "事业收入/小计", "事业收入/其中：教育收费",
            "经营收入", "附属单位上缴收入", "其他收入",
        ),
    ),
    # the older 收入支出决算表: balances and income beside the expenditure
    "F05": (
        ("年初结转和结余", "本年收入", "本年支出/小计", "本年支出/基本支出", "本年支出/项目支出", "年末结转和结余"),
        (
            "年初结转和结余/合计", "年初结转和结余/基本支出结转", "年初结转和结余/项目支出结转和结余",
            "本年收入/合计", "本年收入/基本支出", "本年收入/项目支出", "本年支出/合计", "本年支出/基本支出", "本年支出/项目支出",
            "年末结转和结余/合计", "年末结转和结余/基本支出结转", "年末结转和结余/项目支出结转和结余",
        ),
        (
            "年初结转和结余/合计", "年初结转和结余/基本支出结转", "年初结转和结余/项目支出结转和结余",
            "本年收入/合计", "本年收入/基本支出", "本年收入/项目支出", "本年支出/合计", "本年支出/基本支出", "本年支出/项目支出",
            "年末结转和结余/合计", "年末结转和结余/基本支出结转", "年末结转和结余/项目支出结转", "年末结转和结余/项目支出结余",
        ),
    ),
    "F06": (("合计", "人员经费", "公用经费"),),
    "F07": (("合计", "基本支出", "项目支出"),),
    "F08": (("年初结转和结余", "本年收入", "小计", "基本支出", "项目支出", "年末结转和结余"),),
}  # fmt: skip
"""Versions of forms besides the canonical one. A version is taken only where the 栏次 or the header's own words say so."""


def _subject_columns(form: Form, text: str, count: int) -> tuple[str, ...]:
    versions = [form.columns, *_VERSIONS.get(form.id, ())]
    if form.layout == "economic" and not all(name in text for name in ("合计", "人员经费", "公用经费")):
        versions = versions[:1]
    fitting = [v for v in versions if len(v) == count] or versions
    balanced = [v for v in fitting if any("年初" in name for name in v) == ("年初" in text)]
    columns = max(balanced if text and balanced else fitting, key=lambda v: (_share(v, text), -versions.index(v)))
    if form.id == "F05" and len(columns) == 3:
        return (_named(("小计", "合计", "本年支出合计"), text, columns[0]), *columns[1:])
    if form.id == "F08" and len(columns) == 3:
        return (_named(("合计", "小计", "本年支出合计"), text, columns[0]), *columns[1:])
    return columns


def _share(columns: Sequence[str], text: str) -> float:
    names = {name for path in columns for name in path.split("/")}
    return sum(1 for name in names if name in text) / len(names)


def _named(names: Sequence[str], text: str, canonical: str) -> str:
    """The one of several names for the same column that the header prints; the canonical one where it prints none of them."""
    if "本年支出合计" in names and "本年支出合计" in text:
        return "本年支出合计"
    return next((name for name in names if name in text), canonical)


def _half_columns(form: Form, text: str, count: int) -> tuple[str, ...]:
    """The income half's column and those of the expenditure half; 金额 is the same column as 决算数."""
    expenditure = form.expenditure_columns
    if expenditure and (count == len(expenditure) or (count == 0 and "国有资本" not in text and "政府性基金" in text)):
        expenditure = expenditure[:-1]  # before 2019: no 国有资本经营 column
    return (*form.columns, *(expenditure or form.columns))


_CARS = ("公务用车购置及运行维护费", "公务用车购置及运行费", "公务用车购置和运行维护费", "公务用车购置和运行费")
_RUNNING = ("公务用车运行维护费", "公务用车运行费", "运行维护费", "运行费")
_BUYING = ("公务用车购置费", "购置费")


def line_items(text: str) -> tuple[str, ...]:
    """The items of 三公 in printed order, with the names that a header (or a form with one row an item) prints."""
    text = fold(text)
    cars = next((n for n in _CARS if n in text), _CARS[0])
    rest = re.sub("|".join(_CARS), "", text)
    return (
        "合计",
        "因公出国(境)费用" if "因公出国(境)费用" in text else "因公出国(境)费",
        f"{cars}/小计",
        f"{cars}/{next((n for n in _BUYING if n in rest), _BUYING[0])}",
        f"{cars}/{next((n for n in _RUNNING if n in rest), _RUNNING[0])}",
        "公务接待费",
        *(name for name in ("会议费", "培训费") if name in text),
    )


def line_columns(text: str, count: int) -> tuple[str, ...]:
    """三公: 预算数 and 决算数 of each item, half after half or pair by pair."""
    items = line_items(text)
    cars, reception = text.find("公务用车购置"), text.find("公务接待")
    if 0 <= reception < cars:
        items = (*items[:2], items[5], *items[2:5], *items[6:])
    halves = [h for h in ("预算数", "决算数") if h in text] or ["预算数", "决算数"]
    if len(halves) == 2 and count == len(items):
        halves = halves[1:]
    if len(re.findall("预算数决算数", text)) > 1:
        return tuple(f"{item}/{half}" for item in items for half in halves)
    return tuple(f"{half}/{item}" for half in halves for item in items)


def _printed_equations(notes: Sequence[str], columns: int) -> tuple[Equation, ...]:
    """The formulas that forms print beneath themselves: "1栏＝（2＋3＋6）栏", "6栏各行＝（1＋2－3）栏各行"."""
    found = []
    for total, terms in _FORMULA.findall(fold(_bare("".join(notes)))):
        signed = re.findall(r"([+\-−]?)(\d{1,2})", terms)
        plus = tuple(int(n) - 1 for sign, n in signed if sign in ("", "+"))
        minus = tuple(int(n) - 1 for sign, n in signed if sign not in ("", "+"))
        equation = Equation(int(total) - 1, plus, minus)
        if len(plus) + len(minus) > 1 and all(0 <= i < columns for i in (equation.total, *plus, *minus)):
            found.append(equation)
    return tuple(dict.fromkeys(found))


def column_equations(columns: Sequence[str]) -> tuple[Equation, ...]:
    """What holds between columns by their names, where the form prints no formulas."""
    index = {name: i for i, name in enumerate(columns)}
    if any("公务接待" in name for name in columns):
        return _line_equations(columns)
    if "年末结转和结余" in index or "年末结转和结余/合计" in index:
        return _balance_equations(columns)
    if "事业收入/小计" in index:
        return (Equation(0, (1, 2, 3, 5, 6, 7)),)  # 教育收费 is a part of 事业收入, not all of it
    if len(columns) > 1:
        return (Equation(0, tuple(range(1, len(columns)))),)
    return ()


def _balance_equations(columns: Sequence[str]) -> tuple[Equation, ...]:
    """年末 = 年初 + 收入 − 支出, and each group of columns its total."""
    groups: dict[str, list[int]] = {}
    for i, name in enumerate(columns):
        head = name.split("/")[0]
        groups.setdefault("本年支出" if head in ("小计", "基本支出", "项目支出") else head, []).append(i)
    totals = {head: members[0] for head, members in groups.items()}
    sums = [Equation(members[0], tuple(members[1:])) for members in groups.values() if len(members) > 1]
    closing = Equation(totals["年末结转和结余"], (totals["年初结转和结余"], totals["本年收入"]), (totals["本年支出"],))
    return (*sums, closing)


def _line_equations(columns: Sequence[str]) -> tuple[Equation, ...]:
    found = []
    for half in ("预算数", "决算数"):
        own = {re.sub(rf"^{half}/|/{half}$", "", name): i for i, name in enumerate(columns) if half in name.split("/")}
        if not own:
            continue
        parts = {name: i for name, i in own.items() if "购置费" in name.rsplit("/", 1)[-1] or "运行" in name.rsplit("/", 1)[-1]}
        cars = next((i for name, i in own.items() if name.endswith("/小计")), None)
        others = tuple(i for name, i in own.items() if name != "合计" and name not in parts)
        if "合计" in own and others:
            found.append(Equation(own["合计"], others))
        if cars is not None and parts:
            found.append(Equation(cars, tuple(parts.values())))
    return tuple(found)
