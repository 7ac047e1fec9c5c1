"""What a document's sentences say of single cells of its forms: evidence for placing figures, never figures themselves.

Only wordings that name the cell count: "其中：基本支出 98.73 万元" after the sum of expenditure, "公务接待费支出决算为 0.15 万元，完成年初
预算的 12.9%". A budget that is not printed follows from a rate or a difference, as an interval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import MONEY, MONEY_UNITS, compact, parse_number


@dataclass(frozen=True)
class Said:
    """A cell by its words, `low` to `high` yuan; `source`: the words."""

    name: str
    low: Decimal
    high: Decimal
    source: str


BUDGET, FINAL = "预算数", "决算数"
OFFICE = "机关运行经费"

_AMOUNT = rf"(-?\d[\d,]*(?:\.\d+)?)({MONEY_UNITS})"
_TOTAL_INCOME = re.compile(rf"(?<!拨款)收入合计(?:为)?{_AMOUNT}.{{0,200}}?其中[:：](?P<parts>[^。]*)")
_TOTAL_EXPENDITURE = re.compile(rf"(?<!拨款)支出合计(?:为)?{_AMOUNT}.{{0,200}}?其中[:：](?P<parts>[^。]*)")
_GENERAL_BUDGET = re.compile(rf"一般公共预算财政拨款支出[^。]{{0,60}}?支出决算(?:数)?为{_AMOUNT}[^。]*。其中[:：](?P<parts>[^。]*)")
_INCOME_PARTS = ("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
_EXPENDITURE_PARTS = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")

_PLANNED_INCOME = re.compile(rf"(?<!拨款)收入预算(?:总额)?(?:为)?{_AMOUNT}[^。]{{0,200}}?其中[:：](?P<parts>[^。]*)")
_PLANNED_INCOME_PARTS = ("财政拨款收入", "事业收入", "事业单位经营收入", "其他收入")
_PLANNED_FUND = re.compile(
    rf"(?P<fund>一般公共预算|政府性基金|国有资本经营)(?:预算)?(?:财政)?拨款(?:的)?支出预算(?:数)?(?:为|安排)?{_AMOUNT}"
)
_PLANNED_ITEM = re.compile(rf"^(?:经费)?(?:预算)?(?:数)?(?:为|是|共|安排)?{_AMOUNT}")
_PLANNED_OFFICE = re.compile(rf"(?<!类){OFFICE}(?:财政拨款)?预算(?:数)?(?:为|是|共|安排)?{_AMOUNT}")

_ITEMS = (
    ("合计", re.compile(r"[“\"]三公[”\"]经费(?:财政拨款)?(?:支出)?")),
    ("因公出国(境)费", re.compile(r"因公出国(?:\(境\))?(?:费用|费)?")),
    ("小计", re.compile(r"公务用车购置(?:及|和|与)运行(?:维护)?费")),
    ("购置费", re.compile(r"公务用车购置费?(?!及|和|与|运行|\(|[^，。；,;:：]{0,6}辆)")),
    ("运行费", re.compile(r"(?<!及)(?<!和)(?<!与)公务用车运行(?:维护)?费|(?<!购置及)(?<!购置和)车辆运行(?:维护)?费")),
    ("公务接待费", re.compile(r"公务接待费?")),
)
_BUDGET_SAID = re.compile(rf"(?:年初|全年|调整后?|财政拨款)?预算(?:数|安排)?(?:为|是|共)?{_AMOUNT}")
_FINAL_SAID = re.compile(rf"决算(?:数)?(?:为|是|共)?{_AMOUNT}")
_SPENT_SAID = re.compile(rf"^(?:支出|费用)*(?:共计|共|为|合计)?{_AMOUNT}")
_RATE_SAID = re.compile(r"完成(?:年初|全年|调整后?)?预算(?:数)?的?(\d+(?:\.\d+)?)%")
_DIFFERENCE_SAID = re.compile(
    rf"(?:比|较)(?:年初|全年|调整后?)?预算(?:数)?(减少|少|降低|下降|节约|节省|增加|多|增长|超支)(?:了)?{_AMOUNT}"
)
_NONE_SAID = re.compile(r"(?:无|未发生|没有|未安排|未有)$")


def joined(lines: Iterable[str]) -> str:
    """Running text without line breaks and spaces, half-width: numbers cut over lines are whole again."""
    return compact("".join(lines))


def said_of_totals(text: str) -> dict[str, list[Said]]:
    """What sentences say of the parts of total income (F02), total expenditure (F03) and general budget expenditure (F05), by form id."""
    return {
        "F02": list(_parts(_TOTAL_INCOME, _INCOME_PARTS, text)),
        "F03": list(_parts(_TOTAL_EXPENDITURE, _EXPENDITURE_PARTS, text)),
        "F05": list(_parts(_GENERAL_BUDGET, _EXPENDITURE_PARTS[:2], text)),
    }


def _parts(sentence: re.Pattern[str], names: Iterable[str], text: str) -> Iterator[Said]:
    for match in sentence.finditer(text):
        parts = [(name, re.search(rf"(?:^|[，；;,、:：]){name}(?:为)?{_AMOUNT}", match["parts"])) for name in names]
        if any(part for _, part in parts):
            yield from (_interval(name, _yuan(p[1], p[2]), _last_place(p[1], p[2]), p[0]) for name, p in parts if p)
            return


def said_of_receptions(text: str) -> list[Said]:
    """What sentences say of 三公 cells: names as "决算数/公务接待费", "预算数/小计" (用车), "决算数/合计"."""
    marks = sorted(
        ((m.start(), m.end(), name) for name, pattern in _ITEMS for m in pattern.finditer(text)), key=lambda m: (m[0], -m[1])
    )
    found: list[Said] = []
    for position, (start, end, name) in enumerate(marks):
        following = marks[position + 1][0] if position + 1 < len(marks) else len(text)
        clause = re.split(r"。", text[end : min(following, end + 300)])[0]
        found.extend(_of_clause(name, clause))
        if name == "因公出国(境)费" and _NONE_SAID.search(text[max(0, start - 4) : start]):
            found.append(Said(f"{FINAL}/{name}", Decimal(0), Decimal(0), text[max(0, start - 4) : end]))
    return found


def said_of_planned_totals(text: str) -> dict[str, list[Said]]:
    """What a budget's sentences say of the parts of income (B02) and of the funds' shares in expenditure (B04), by form id."""
    funds: dict[str, Said] = {}
    for match in _PLANNED_FUND.finditer(text):
        number, unit = match[2], match[3]
        name = match["fund"] if match["fund"].endswith("预算") else f"{match['fund']}预算"
        funds.setdefault(name, _interval(name, _yuan(number, unit), _last_place(number, unit), match[0]))
    return {"B02": list(_parts(_PLANNED_INCOME, _PLANNED_INCOME_PARTS, text)), "B04": list(funds.values())}


def said_of_planned_receptions(text: str, year: int | None) -> list[Said]:
    """What a budget's sentences say of 三公 and 机关运行经费: names as "预算数/公务接待费", "预算数/机关运行经费".

    A sum of another year than `year` ("2020年“三公”经费预算数为…", 上年…) says nothing of the form.
    """
    found: dict[str, Said] = {}
    matches = [(name, m.start(), _PLANNED_ITEM.match(text[m.end() :])) for name, pattern in _ITEMS for m in pattern.finditer(text)]
    matches += [(OFFICE, m.start(), m) for m in _PLANNED_OFFICE.finditer(text)]
    for name, start, match in matches:
        before = re.search(r"(20\d\d)年(?:度|初)?$|(上年|去年|上一年)(?:度)?$", text[max(0, start - 8) : start])
        if match is None or (before and (before[2] or year is None or int(before[1]) != year)):
            continue
        said = _interval(f"{BUDGET}/{name}", _yuan(match[1], match[2]), _last_place(match[1], match[2]), name + match[0])
        found.setdefault(said.name, said)
    return list(found.values())


def _of_clause(name: str, clause: str) -> Iterator[Said]:
    budget, final = _BUDGET_SAID.search(clause), _FINAL_SAID.search(clause) or _SPENT_SAID.search(clause)
    if budget:
        yield _interval(f"{BUDGET}/{name}", _yuan(budget[1], budget[2]), _last_place(budget[1], budget[2]), name + budget[0])
    if not final:
        return
    spent, place = _yuan(final[1], final[2]), _last_place(final[1], final[2])
    yield _interval(f"{FINAL}/{name}", spent, place, name + final[0])
    rate, difference = _RATE_SAID.search(clause), _DIFFERENCE_SAID.search(clause)
    if rate and Decimal(rate[1]) > 0:
        half = Decimal("0.5").scaleb(-len(rate[1].partition(".")[2]))
        low = (spent - place) / (Decimal(rate[1]) + half) * 100
        high = (spent + place) / (Decimal(rate[1]) - half) * 100
        yield Said(f"{BUDGET}/{name}", low, high, name + rate[0])
    if difference:
        less = difference[1] in ("减少", "少", "降低", "下降", "节约", "节省")
        change = _yuan(difference[2], difference[3])
        yield _interval(f"{BUDGET}/{name}", spent + change if less else spent - change, 2 * place, name + difference[0])


def _interval(name: str, yuan: Decimal, slack: Decimal, source: str) -> Said:
    return Said(name, yuan - slack, yuan + slack, source)


def _yuan(number: str, unit: str) -> Decimal:
    return (parse_number(number) or Decimal(0)) * MONEY[unit]


def _last_place(number: str, unit: str) -> Decimal:
    """One unit of the second decimal or of the last printed one, whichever is finer: what rounding and the forms' own cents allow."""
    places = max(2, len(number.partition(".")[2]))
    return Decimal("1.1").scaleb(-places) * MONEY[unit]
