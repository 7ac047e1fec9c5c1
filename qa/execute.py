"""Bound plan → result: exact decimals, rounded once at the end. Pure; a figure never passes through a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import MONEY, Amount, convert, format_amount, round_half_up
from index.facts import Fact
from qa.bind import Bound
from qa.matching import role_of
from qa.plan import Sum


class ExecutionError(Exception):
    """The figures cannot be computed with each other. The message is Chinese: it is shown to the user."""


@dataclass(frozen=True)
class Value:
    """A figure with its lineage: `label` in words, `formula` "" where it is printed, `facts` it came from.
    `computed`: rounded to two decimals for showing; `exact` keeps what was computed."""

    amount: Amount
    label: str
    formula: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def text(self) -> str:
        return format_amount(self.amount)


def printed(bound: Bound, *, unit: str = "") -> Value:
    """A printed figure, converted exactly where another unit is asked for; of a computed item the sum."""
    if bound.parts:
        of = bound.item.computed
        value = total(bound.parts, average=isinstance(of, Sum) and of.average, unit=unit)
        return Value(value.amount, label_of(bound), value.formula, value.facts)
    amount = in_unit(bound.amount, unit)
    formula = "" if amount.unit == bound.amount.unit else f"{format_amount(bound.amount)}＝{format_amount(amount)}"
    if not formula and amount.unit != bound.fact.unit:  # read in another unit than printed: said in both
        formula = f"{format_amount(amount)}＝{format_amount(in_unit(amount, bound.fact.unit))}"
    return Value(amount, label_of(bound), formula, (bound.fact,))


def in_unit(amount: Amount, unit: str) -> Amount:
    """In the unit asked for; trailing zeros that a conversion makes are dropped, printed ones are kept."""
    if not unit or unit == amount.unit or amount.unit not in MONEY or unit not in MONEY:
        return amount
    converted = convert(amount, unit)
    value = converted.value.normalize()
    return Amount(Decimal(format(value, "f")), unit)


def head_of(bound: Bound) -> str:
    """Who, when, on which basis: 某区某局2021年决算."""
    fact = bound.fact
    return f"{fact.department}{fact.year}年{'' if fact.basis == '绩效' else fact.basis}"


def label_of(bound: Bound, *, after: Bound | None = None) -> str:
    """Who, when, on which basis, what: 某区某局2021年决算行政运行（2010301）. The head that `after` shares is left out."""
    name = name_of(bound)
    return name if after is not None and head_of(after) == head_of(bound) else head_of(bound) + name


def name_of(bound: Bound) -> str:
    """What a figure is, without department and year."""
    fact = bound.fact
    if bound.parts:
        return bound.measure
    column = fact.column.rsplit("/", 1)[-1]
    if not fact.row_name or fact.row_name in ("合计", "总计", "小计"):
        if bound.measure:
            return bound.measure
        return fact.column.replace("/", "·") if column in ("合计", "小计") else column
    name = fact.row_name.replace("/", "·")
    code = f"（{fact.row_code}）" if fact.row_code else ""
    plain = column in ("决算数", "金额", "预算数", "合计", "小计", "本年支出合计", "本年收入合计", "")
    plain = plain or role_of(fact) == "" and fact.origin == "sentence" or column == fact.row_name
    return f"{name}{code}" + ("" if plain else f"·{column}")


def short(bound: Bound) -> str:
    """The item in a word or two, for formulas."""
    fact = bound.fact
    if bound.parts:
        return bound.measure
    if bound.measure and (not fact.row_name or fact.row_name in ("合计", "总计", "小计")):
        return bound.measure
    name = (fact.row_name or fact.column).rsplit("/", 1)[-1]
    column = fact.column.rsplit("/", 1)[-1]
    if name in ("合计", "总计", "小计") and column not in (name, "决算数", "预算数", "金额"):
        return column
    return (
        f"{name}{column}"
        if role_of(fact) in ("年初预算", "全年预算", "预算", "执行数", "目标", "实际") and fact.origin != "table"
        else name
    )


def _told_apart(*operands: Bound) -> list[str]:
    """Their short names, with the year or else the department in front where the names alone are the same."""
    names = [short(o) for o in operands]
    if len(set(names)) == len(names):
        return names
    years = [f"{o.fact.year}年" for o in operands]
    before = years if len(set(years)) == len(years) else [o.fact.department for o in operands]
    return [f"{b}{n}" for b, n in zip(before, names, strict=True)] if len(set(before)) == len(before) else names


def together(*amounts: Amount) -> list[Amount]:
    """Amounts in one unit: the first one's, or 万元 where 元 and 万元 meet. Raises ExecutionError where their kinds differ."""
    units = {a.unit for a in amounts}
    if len(units) == 1:
        return list(amounts)
    if not all(a.unit in MONEY for a in amounts):
        raise ExecutionError(f"单位不同（{'、'.join(u or '无单位' for u in sorted(units))}），不能相加减")
    target = max(units, key=lambda u: MONEY[u] if u in ("元", "万元") else Decimal(0))
    return [in_unit(a, target) for a in amounts]


def difference(left: Bound, right: Bound, *, unit: str = "") -> Value:
    """left − right, exact."""
    a, b = together(left.amount, right.amount)
    amount = in_unit(Amount(a.value - b.value, a.unit), unit)
    return Value(
        amount, "−".join(_told_apart(left, right)), f"{_shown(a)}−{_shown(b)}＝{format_amount(amount)}", (*left.facts, *right.facts)
    )


def change_rate(new: Bound, old: Bound) -> Value:
    """(new − old) ÷ old in per cent. Raises ExecutionError from a zero base."""
    a, b = together(new.amount, old.amount)
    if b.value == 0:
        raise ExecutionError("基数为0，不能计算增长率")
    rate = Amount(round_half_up((a.value - b.value) / abs(b.value) * 100), "%")
    return Value(rate, "变动幅度", f"（{_shown(a)}−{_shown(b)}）÷{_shown(b)}＝{format_amount(rate)}", (*new.facts, *old.facts))


def ratio(part: Bound, whole: Bound) -> Value:
    """part ÷ whole in per cent. Raises ExecutionError from a zero whole."""
    a, b = together(part.amount, whole.amount)
    if b.value == 0:
        raise ExecutionError(f"分母“{short(whole)}”为0，不能计算占比")
    rate = Amount(round_half_up(a.value / b.value * 100), "%")
    return Value(rate, "占".join(_told_apart(part, whole)), f"{_shown(a)}÷{_shown(b)}＝{format_amount(rate)}", (*part.facts, *whole.facts))


def per(amount: Bound, count: Bound, unit: str) -> Value:
    """amount ÷ count, in `unit` (money). Raises ExecutionError for a zero count."""
    if count.amount.value == 0:
        raise ExecutionError(f"“{short(count)}”为0，不能相除")
    money = in_unit(amount.amount, unit)
    result = Amount(round_half_up(money.value / count.amount.value), money.unit)
    counted = count.amount.unit or "个"
    formula = f"{_shown(money)}÷{format_amount(count.amount)}＝{format_amount(result)}/{counted}"
    return Value(result, f"每{counted}{short(amount)}", formula, (*amount.facts, *count.facts))


def total(parts: Sequence[Bound], *, average: bool = False, unit: str = "") -> Value:
    """The sum of the parts, or their average; addends are said."""
    amounts = together(*(p.amount for p in parts))
    amount = in_unit(Amount(sum((a.value for a in amounts), Decimal(0)), amounts[0].unit), unit)
    if average:
        amount = Amount(round_half_up(amount.value / len(amounts)), amount.unit)
    addends = "＋".join(_shown(a) for a in amounts)
    formula = f"（{addends}）÷{len(amounts)}＝{format_amount(amount)}" if average else f"{addends}＝{format_amount(amount)}"
    return Value(amount, "平均" if average else "合计", formula, tuple(f for p in parts for f in p.facts))


def earlier(now: Bound, change: Bound, *, unit: str = "", label: str = "") -> Value:
    """The base value that a stated change implies: now − change (a fall is a negative change)."""
    a, b = together(now.amount, change.amount)
    amount = in_unit(Amount(a.value - b.value, a.unit), unit)
    sign = "−" if b.value >= 0 else "＋"
    formula = f"{_shown(a)}{sign}{_shown(Amount(abs(b.value), b.unit))}＝{format_amount(amount)}"
    return Value(amount, label, formula, (*now.facts, *change.facts))


def in_order(parts: Sequence[Bound], *, ascending: bool = False) -> list[Bound]:
    """By size; equal ones keep the document's order."""
    amounts = together(*(p.amount for p in parts)) if parts else []
    ordered = sorted(zip(parts, amounts, strict=True), key=lambda pair: pair[1].value, reverse=not ascending)
    return [bound for bound, _ in ordered]


def _shown(amount: Amount) -> str:
    return format_amount(amount)
