"""Rows of one list as one document prints them: classified subjects, economic subjects; sums that tell a list from its total. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import MONEY
from index.facts import Fact
from qa.matching import TOTAL_COLUMNS, name_score, reading_of, yuan
from qa.normalise import bare
from qa.phrases import Phrase
from qa.plan import Ranking

LEVELS = {"类": 3, "款": 5, "项": 7}
GROUPS = {"人员经费": ("301", "303"), "公用经费": ("302", "307", "309", "310", "312", "313", "399")}
"""Measures that are groups of economic subjects."""
TOTAL_ROW = re.compile(r"(?:本年|部门)?(?:收入|支出|人员经费|公用经费|基本支出|项目支出)?(?:合计|总计|小计|总额|合计数)")
_COLUMNS = {"基本支出": "基本支出", "项目支出": "项目支出"}
_FUNDS = {"一般公共预算财政拨款支出": ("F05", "B05"), "政府性基金预算支出": ("F07", "B06"), "国有资本经营预算支出": ("F08", "B07")}
_OF_ALL = frozenset(["支出合计", "支出总计", "收入合计", "收入总计", "部门整体支出总额", *_COLUMNS, *_FUNDS])
"""Measures under which all subjects are listed."""
_SPENT, _EARNED = ("F03", "F05", "B03", "B05"), ("F02", "B02")
_HALF = Decimal("0.005")


@dataclass(frozen=True)
class Rows:
    """A list in the order of its document. `whole`: the printed total that its rows should come to, None where none is printed; `across`:
    the rows of the list are columns of one printed row; `note`: how its head was understood."""

    facts: tuple[Fact, ...]
    whole: Fact | None = None
    across: bool = False
    note: str = ""


def last(path: str) -> str:
    """The last name of a path: 本年支出/小计 → 小计."""
    return path.rsplit("/", 1)[-1]


def is_total(fact: Fact) -> bool:
    """A row that by its name is the total of others."""
    return TOTAL_ROW.fullmatch(bare(last(fact.row_name))) is not None


def same_kind(facts: Sequence[Fact], other: Fact) -> list[Fact]:
    """Those counted in what `other` is counted in; any two units of money are alike."""
    unit = yuan(other)[1]
    return [f for f in facts if yuan(f)[1] == unit]


def adds_up(parts: Sequence[Fact], whole: Fact) -> bool:
    """Do the parts come to the whole, within the rounding of every one of them?"""
    return abs(gap(parts, whole)) <= tolerance([*parts, whole])


def gap(parts: Sequence[Fact], whole: Fact) -> Decimal:
    """The sum of the parts less the whole, money in 元."""
    return sum((yuan(f)[0] for f in parts), Decimal(0)) - yuan(whole)[0]


def tolerance(facts: Sequence[Fact]) -> Decimal:
    """What rounding may make of a sum of these figures: half a hundredth of the coarsest unit for each."""
    return _HALF * len(facts) * max((MONEY.get(reading_of(f).unit, Decimal(1)) for f in facts), default=Decimal(1))


def without_totals(facts: Sequence[Fact]) -> Rows:
    """A list without the row that is the total of the others: by its name, or because three or more others come to it."""
    rest = [f for f in facts if not is_total(f)]
    named = next((f for f in facts if is_total(f) and adds_up(rest, f)), next((f for f in facts if is_total(f)), None))
    if named is not None and rest:
        return Rows(tuple(rest), named)
    for one in facts:
        others = [f for f in facts if f is not one]
        if len(others) > 2 and one.unit in MONEY and one.value and adds_up(others, one):
            return Rows(tuple(others), one)
    return Rows(tuple(facts))


def without_details(facts: Sequence[Fact]) -> list[Fact]:
    """Rows without those that only say what the row before them is made of: 财政拨款收入 10, 其中 一般公共预算 8, 基金 2 → the first."""
    kept: list[Fact] = []
    at = 0
    while at < len(facts):
        kept.append(facts[at])
        at += 1 + _details(facts, at)
    return kept


def _details(facts: Sequence[Fact], at: int) -> int:
    """How many rows after the one at `at` are its parts: they come to it together."""
    if not yuan(facts[at])[0]:
        return 0
    for count in range(1, len(facts) - at):
        if adds_up(facts[at + 1 : at + 1 + count], facts[at]):
            return count
    return 0


# the functional classification -----------------------------------------------------------------------------------------------------


def subjects(node: Ranking, facts: Sequence[Fact]) -> Rows | None:
    """Functional subjects of the node's level under its head, from the first form of a document that prints them. Without a level: 类 where
    no head is named, else the finest rows under the head."""
    head = code_of(node.head, facts)
    if names_a_subject(node.head) and not head:
        return None
    wanted = _column(node.head)
    for form in _forms(node.head, node.basis):
        table = [f for f in facts if f.form == form and in_column(f, wanted)]
        rows = list({f.row_code: f for f in reversed(table) if f.row_code.isdigit()}.values())[::-1]
        if head:
            rows = [f for f in rows if f.row_code.startswith(head) and f.row_code != head]
        if head and not node.level:
            rows = finest(rows)
        else:
            rows = [f for f in rows if len(f.row_code) == LEVELS[node.level or "类"]]
        if rows:
            whole = next((f for f in table if (f.row_code == head if head else not f.row_code and is_total(f))), None)
            return Rows(tuple(rows), whole)
    return None


def overview(rows: Rows, facts: Sequence[Fact]) -> Rows | None:
    """The same 类 as the overview form prints them, by name alone."""
    form = {"F03": "F01", "B03": "B01"}.get(rows.facts[0].form)
    if any(len(f.row_code) != LEVELS["类"] or last(f.column) not in TOTAL_COLUMNS for f in rows.facts):
        return None
    again = [f for f in facts if form and f.form == form and f.side == "支出" and not is_total(f)]
    return Rows(tuple(again)) if again else None


def finest(rows: Sequence[Fact]) -> list[Fact]:
    """Coded rows that no other row is a part of."""
    codes = {f.row_code for f in rows}
    return [f for f in rows if not any(c != f.row_code and c.startswith(f.row_code) for c in codes)]


def in_column(fact: Fact, wanted: str) -> bool:
    """Does a fact stand in the wanted column, or "" in that of totals?"""
    return last(fact.column) == wanted if wanted else last(fact.column) in TOTAL_COLUMNS


def code_of(head: Phrase | None, facts: Sequence[Fact]) -> str:
    """The code of the subject whose parts are asked for: printed in the question, or by its name; the highest level of that name."""
    if head is None:
        return ""
    if head.codes:
        return head.codes[0]
    if not names_a_subject(head):
        return ""
    names = {(f.row_code, f.row_name) for f in facts if f.row_code.isdigit() and f.form}
    codes = {code for code, name in names if name_score(head.words, name) >= 0.94}
    return min(codes, key=lambda c: (len(c), c), default="")


def names_a_subject(head: Phrase | None) -> bool:
    """Does the head name something of its own, and not only a column, a fund or the total?"""
    return head is not None and bool(head.codes or head.measure not in _OF_ALL and (head.words or head.measure))


def _column(head: Phrase | None) -> str:
    return next((c for c in (*head.columns, head.measure) if c in _COLUMNS or c in head.columns), "") if head else ""


def _forms(head: Phrase | None, basis: str) -> tuple[str, ...]:
    if head and head.forms:
        return head.forms
    if head and (head.side == "收入" or head.measure in ("收入合计", "收入总计")):
        return _EARNED
    return _FUNDS.get(head.measure, _SPENT) if head else _SPENT


# the economic classification -------------------------------------------------------------------------------------------------------


def economic(node: Ranking, facts: Sequence[Fact]) -> Rows | None:
    """Economic subjects of a group (人员经费, 公用经费, a 类 by its name or code), or all of them: 款, or 类 where the node says so."""
    measure = node.head.measure if node.head else ""
    length = LEVELS["类"] if node.level == "类" else LEVELS["款"]
    for form in ("F06", "B08"):
        table = [f for f in facts if f.form == form]
        totals = [f for f in table if last(f.column) in TOTAL_COLUMNS]
        rows = list({f.row_code: f for f in reversed(totals) if f.row_code.isdigit()}.values())[::-1]
        whole: Fact | None = None
        if measure in GROUPS:
            own = [f for f in table if last(f.column) == measure and f.row_code.isdigit() and f.value]
            rows = own or [f for f in rows if f.row_code[:3] in GROUPS[measure]]
            whole = next((f for f in table if _totals_of(f, measure)), None)
        elif names_a_subject(node.head):
            head = node.head.codes[0] if node.head and node.head.codes else _group_of(node.head, rows)
            rows = [f for f in rows if head and f.row_code.startswith(head) and f.row_code != head]
            whole = next((f for f in totals if f.row_code == head), None)
        else:
            whole = next((f for f in totals if not f.row_code and bare(f.row_name) in ("合计", "总计", "基本支出合计")), None)
        rows = [f for f in rows if len(f.row_code) == length]
        if rows:
            return Rows(tuple(rows), whole)
    return None


def _group_of(head: Phrase | None, rows: Sequence[Fact]) -> str:
    return next((f.row_code for f in rows if head and len(f.row_code) == 3 and name_score(head.words, f.row_name) >= 0.95), "")


def _totals_of(fact: Fact, measure: str) -> bool:
    """人员经费合计, or the total row's column 人员经费."""
    name = bare(fact.row_name)
    return name == f"{measure}合计" or not fact.row_code and name in ("合计", "总计") and last(fact.column) == measure
