"""Units that cannot be right: a form under a 万元 heading whose figures are 元, or the other way round.

The same thing stands elsewhere in the document with exactly the ten-thousandth, or ten thousand times, of it: in a sentence, which prints
its own unit, or in another form. The figure stays as printed; its fact carries the flag UNIT_DOUBTED, and whoever answers reads it in the
other unit.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.amounts import MONEY
from index.documents import Gap
from index.facts import UNIT_DOUBTED, Fact

_OTHER = {"万元": "元", "元": "万元"}
_TOTAL = re.compile(r"^(?:.*[收支]入?[出]?)?(?:总计|合计)$")
_AROUND_NAME = re.compile(
    r"^(?:19|20)\d\d年度?|[（(][^（()）]*[)）]|(?:工作)?(?:专项)?(?:经费|资金|补助资金)$|项目$|工作$|(?<=支出|收入)总额$|[“”\"\s]"
)
_GENERAL = re.compile(r"^(?:合计|总计|小计|部门整体.*|年度资金总额|其他资金|财政拨款|上年结转.*|金额|部门|其中)?$")

_MANY = 24
_Group = tuple[str, str, str, str]
"""Facts that share one printed unit of money: origin, form, title, unit."""


@dataclass(frozen=True)
class _Money:
    """An amount that a document prints: what it is of, in yuan, with the step of its last printed place."""

    fact: Fact
    group: _Group | None
    """None where the unit is printed beside the figure itself: it cannot have slipped."""
    name: str
    yuan: Decimal
    step: Decimal


def doubt_units(facts: Sequence[Fact]) -> tuple[list[Fact], list[Gap]]:
    """The facts of one document, flagged where their unit cannot be right, and a word on every form that it is so of."""
    money = [_money(f) for f in facts if f.unit in MONEY and f.value]
    groups: dict[_Group, list[_Money]] = defaultdict(list)
    for amount in money:
        if amount.group is not None and amount.fact.unit in _OTHER:
            groups[amount.group].append(amount)
    if not groups:
        return list(facts), []
    wrong = _wrong(groups, _Ledger(money))
    flagged = {f.fact.id for g in wrong for f in groups[g]}
    found = [replace(f, flags=(*f.flags, UNIT_DOUBTED)) if f.id in flagged else f for f in facts]
    first = {g: groups[g][0].fact.provenance for g in wrong}
    reason = "单位印作{}，但数字与同一份文件其他处相差一万倍，应为{}；数字照原样保留"
    return found, [Gap(p.page, p.title, reason.format(g[3], _OTHER[g[3]])) for g, p in first.items()]


def _money(fact: Fact) -> _Money:
    own = fact.origin == "sentence" or _beside(fact)
    group = None if own else (fact.origin, fact.form, fact.provenance.title, fact.unit)
    return _Money(fact, group, _name(fact.row_name), fact.value * MONEY[fact.unit], _step(fact.value) * MONEY[fact.unit])


def _step(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def _beside(fact: Fact) -> bool:
    """Whether the unit is printed right behind the figure, in its cell."""
    quote = re.sub(r"[,，\s]", "", fact.provenance.quote)
    return fact.origin == "indicator" and bool(re.search(rf"{re.escape(format(fact.value, 'f'))}[（(]?{fact.unit}", quote))


def _name(row: str) -> str:
    name, before = row.split("/")[0], ""
    while name != before:
        before, name = name, _AROUND_NAME.sub("", name)
    return "" if _GENERAL.match(name) else name


class _Ledger:
    """All amounts of a document: those with a unit of their own by size, the others by name."""

    def __init__(self, money: Iterable[_Money]) -> None:
        self.told = sorted((m for m in money if m.group is None), key=lambda m: m.yuan)
        self.sizes = [m.yuan for m in self.told]
        self.named: dict[str, list[_Money]] = defaultdict(list)
        for amount in money:
            if amount.group is not None and len(self.named[amount.name]) < _MANY:
                self.named[amount.name].append(amount)

    def others(self, amount: _Money, *, other: bool, told: bool) -> Iterator[_Money]:
        """Amounts outside the group of this one that say what it says, read in its own unit or in the `other` one. `told`: those with a
        unit of their own, else those of other forms under the same name."""
        factor = MONEY[_OTHER[amount.fact.unit]] / MONEY[amount.fact.unit] if other else Decimal(1)
        yuan, step = amount.yuan * factor, amount.step * factor
        candidates = self._near(yuan) if told else iter(self.named.get(amount.name, ()))
        for found in candidates:
            coarse = max(step, found.step)
            same = found.yuan == yuan or coarse * 100 <= abs(yuan) and abs(found.yuan - yuan) < coarse
            if same and (found.group is None or found.group != amount.group):
                yield found

    def _near(self, yuan: Decimal) -> Iterator[_Money]:
        """Amounts within a hundredth, the first of them: a figure that stands everywhere proves nothing."""
        low, high = sorted((yuan * Decimal("0.99"), yuan * Decimal("1.01")))
        first = bisect_left(self.sizes, low)
        for at in range(first, min(len(self.sizes), first + _MANY)):
            if self.sizes[at] > high:
                return
            yield self.told[at]


def _wrong(groups: dict[_Group, list[_Money]], ledger: _Ledger) -> list[_Group]:
    """The groups whose unit has slipped: their figures agree with the rest of the document in the other unit and nowhere in this one."""
    wrong: list[_Group] = []
    for group, members in groups.items():
        for told in (True, False):  # a sentence decides before another form does
            agree = _agrees(members, ledger, told)
            slips = set() if agree else {m.fact.value for m in members if any(_slip(m, o) for o in ledger.others(m, other=True, told=told))}
            if agree or slips:
                totals = any(_TOTAL.match(m.fact.row_name) and m.fact.value in slips for m in members)
                if not agree and (len(slips) >= 2 or not group[1] or totals):
                    wrong.append(group)
                break
    kinds = {_kind(g) for g in wrong}
    for group, members in groups.items():  # whoever filled one form of a kind so filled the others so
        slipped = _kind(group) in kinds and group not in wrong and not _agrees(members, ledger, True)
        if slipped and any(True for m in members for _ in ledger.others(m, other=True, told=True)):
            wrong.append(group)
    return wrong


def _kind(group: _Group) -> tuple[str, str, str, str]:
    return group[0], group[1], group[2].split(" ")[0], group[3]


def _agrees(members: Iterable[_Money], ledger: _Ledger, told: bool) -> bool:
    return any(_same_thing(m, o) for m in members for o in ledger.others(m, other=False, told=told))


def _same_thing(amount: _Money, other: _Money) -> bool:
    """Do two amounts name the same thing? A total of a standard form is known by its figure, where that has five digits."""
    if _TOTAL.match(amount.fact.row_name) and amount.fact.form:
        return len(amount.fact.value.normalize().as_tuple().digits) >= 5
    name = amount.name
    if len(name) < 2:
        return False
    if other.group is None:
        return name[:6] in re.sub(r"[“”\"\s]", "", other.fact.row_name + other.fact.provenance.quote)
    return name == other.name


def _slip(amount: _Money, other: _Money) -> bool:
    """Of two amounts of one thing that differ by ten thousand, is it this one whose unit is wrong? Where both print the same number under
    different units, the form in 元 is wrong for a small number and the one in 万元 for a large one."""
    if not _same_thing(amount, other):
        return False
    if other.group is None or other.fact.unit == amount.fact.unit:
        return True
    number = abs(amount.fact.value)
    return number < 10_000 if amount.fact.unit == "元" else number >= 100_000
