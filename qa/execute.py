"""Bound plan → result: exact decimals, rounded once at the end. Pure; a figure never passes through a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import MONEY, Amount, convert, format_amount, plain, round_half_up
from index.facts import Fact
from qa.bind import Bound
from qa.matching import role_of
from qa.plan import Sum

RATES = ("%", "‰", "个百分点")
_TOTALS = ("合计", "总计", "小计")
_PLAIN_COLUMNS = ("决算数", "金额", "预算数", "合计", "小计", "本年支出合计", "本年收入合计", "")


class ExecutionError(Exception):
    """The figures cannot be computed with each other. The message is Chinese: it is shown to the user."""


def facts_of(*operands: Bound) -> tuple[Fact, ...]:
    """The printed figures that operands rest on."""
    return tuple(fact for operand in operands for fact in operand.facts)


@dataclass(frozen=True)
class Value:
    """A figure with its lineage: `label` in words, `formula` "" where it is printed, `facts` it came from."""

    amount: Amount
    label: str
    formula: str = ""
    facts: tuple[Fact, ...] = ()

    @property
    def text(self) -> str:
        return format_amount(self.amount)

    @property
    def size(self) -> Value:
        """Without its sign: for 减少 and 下降."""
        return Value(Amount(abs(self.amount.value), self.amount.unit), self.label, self.formula, self.facts)


def printed(operand: Bound, *, unit: str = "") -> Value:
    """An operand's figure, converted exactly where another unit is asked for; of a computed item the sum."""
    if operand.parts:
        of = operand.item.computed
        value = total(operand.parts, average=isinstance(of, Sum) and of.average, unit=unit)
        return Value(value.amount, label_of(operand), value.formula, value.facts)
    amount = in_unit(operand.amount, unit)
    formula = "" if amount.unit == operand.amount.unit else f"{format_amount(operand.amount)}＝{format_amount(amount)}"
    if not formula and amount.unit != operand.fact.unit:  # read in another unit than printed: said in both
        formula = f"{format_amount(amount)}＝{format_amount(in_unit(amount, operand.fact.unit))}"
    return Value(amount, label_of(operand), formula, (operand.fact,))


def in_unit(amount: Amount, unit: str) -> Amount:
    """In the unit asked for; trailing zeros that a conversion makes are dropped, printed ones are kept."""
    if not unit or unit == amount.unit or amount.unit not in MONEY or unit not in MONEY:
        return amount
    converted = convert(amount, unit)
    value = converted.value.normalize()
    return Amount(Decimal(format(value, "f")), unit)


def head_of(operand: Bound) -> str:
    """Who, when, on which basis: 某区某局2021年决算."""
    fact = operand.fact
    return f"{fact.department}{fact.year}年{'' if fact.basis == '绩效' else fact.basis}"


def label_of(operand: Bound, *, after: Bound | None = None) -> str:
    """Who, when, on which basis, what: 某区某局2021年决算行政运行（2010301）. What it shares of that with `after` is left out."""
    name, head = name_of(operand), head_of(operand)
    if after is None or operand.fact.department != after.fact.department:
        return head + name
    if head == head_of(after):
        return name
    return head.removeprefix(operand.fact.department) + ("" if name == name_of(after) else name)


def name_of(operand: Bound) -> str:
    """What a figure is, without department and year."""
    if operand.parts:
        return operand.measure
    fact = operand.fact
    column = fact.column.rsplit("/", 1)[-1]
    if not fact.row_name or fact.row_name in _TOTALS:
        if operand.measure:
            return operand.measure
        return fact.column.replace("/", "·") if column in ("合计", "小计") else column
    name = fact.row_name.replace("/", "·")
    code = f"（{fact.row_code}）" if fact.row_code else ""
    plain_column = column in _PLAIN_COLUMNS or role_of(fact) == "" and fact.origin == "sentence" or column == fact.row_name
    return f"{name}{code}" + ("" if plain_column else f"·{column}")


def short(operand: Bound) -> str:
    """The item in a word or two, for formulas."""
    if operand.parts:
        return operand.measure
    fact = operand.fact
    if operand.measure and (not fact.row_name or fact.row_name in _TOTALS):
        return operand.measure
    name = (fact.row_name or fact.column).rsplit("/", 1)[-1]
    column = fact.column.rsplit("/", 1)[-1]
    if name in _TOTALS and column not in (name, "决算数", "预算数", "金额"):
        return column
    said = role_of(fact) in ("年初预算", "全年预算", "预算", "执行数", "目标", "实际") and fact.origin != "table"
    return f"{name}{column}" if said else name


def told_apart(*operands: Bound) -> list[str]:
    """Their short names; where those are the same, what tells them apart in front: the year, else the department, else the basis, else
    the column behind."""
    names = [short(o) for o in operands]
    if len(set(names)) == len(names):
        return names
    for before in ([f"{o.fact.year}年" for o in operands], [o.fact.department for o in operands], [o.fact.basis for o in operands]):
        if len(set(before)) == len(before):
            return [f"{b}{n}" for b, n in zip(before, names, strict=True)]
    whole = [name_of(o) for o in operands]
    return whole if len(set(whole)) == len(whole) else names


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
    """left − right, exact; of two percentages in percentage points. The formula takes the smaller from the larger."""
    a, b = together(left.amount, right.amount)
    amount = in_unit(Amount(a.value - b.value, "个百分点" if a.unit == "%" else a.unit), unit)
    larger, smaller = (a, b) if a.value >= b.value else (b, a)
    formula = f"{_operand(larger)}−{_operand(smaller)}＝{format_amount(Amount(abs(amount.value), amount.unit))}"
    return Value(amount, "−".join(told_apart(left, right)), formula, facts_of(left, right))


def change_rate(new: Bound, old: Bound) -> Value:
    """(new − old) ÷ old in per cent, signed; the formula divides the size of the change. Raises ExecutionError from a base of zero or
    below, and of rates."""
    a, b = together(new.amount, old.amount)
    if a.unit in RATES:
        raise ExecutionError("比率之间只说相差多少个百分点，不再计算增长率")
    if b.value == 0:
        raise ExecutionError("基数为0，不能计算增长率")
    if b.value < 0:
        raise ExecutionError("基数是负数，不能计算增长率")
    rate = Amount(round_half_up((a.value - b.value) / b.value * 100), "%")
    moved = Amount(abs(a.value - b.value), a.unit)
    formula = f"{format_amount(moved)}÷{format_amount(b)}＝{format_amount(Amount(abs(rate.value), '%'))}"
    return Value(rate, "变动幅度", formula, facts_of(new, old))


def ratio(part: Bound, whole: Bound) -> Value:
    """part ÷ whole in per cent. Raises ExecutionError from a whole of zero or below, and of rates."""
    a, b = _divided(part, whole, "占比")
    exact = a.value / b.value * 100
    rate = Amount(round_half_up(exact), "%")
    formula = f"{_operand(a)}÷{format_amount(b)}＝{format_amount(rate)}" + ("（不足0.01%）" if exact and not rate.value else "")
    return Value(rate, "占".join(told_apart(part, whole)), formula, facts_of(part, whole))


def times(part: Bound, whole: Bound) -> Value:
    """part ÷ whole: how many times the whole. Raises ExecutionError as `ratio` does."""
    a, b = _divided(part, whole, "倍数")
    found = Amount(round_half_up(a.value / b.value), "倍")
    formula = f"{_operand(a)}÷{format_amount(b)}＝{format_amount(found)}"
    return Value(found, "÷".join(told_apart(part, whole)), formula, facts_of(part, whole))


def _divided(part: Bound, whole: Bound, what: str) -> list[Amount]:
    a, b = together(part.amount, whole.amount)
    if a.unit in RATES:
        raise ExecutionError(f"“{short(part)}”和“{short(whole)}”本身是比率，不再计算{what}")
    if b.value == 0:
        raise ExecutionError(f"分母“{short(whole)}”为0，不能计算{what}")
    if b.value < 0:
        raise ExecutionError(f"分母“{short(whole)}”是负数，不能计算{what}")
    return [a, b]


def per(amount: Bound, count: Bound | Amount, unit: str = "") -> Value:
    """amount ÷ count: money in `unit` ("": 元 where it is printed in 元 or comes to less than 1 万元, else 万元), anything else in its own.
    Raises ExecutionError for a count of zero, for money as the count and for rates."""
    number = count if isinstance(count, Amount) else count.amount
    called = "问题所给的数" if isinstance(count, Amount) else f"“{short(count)}”"
    if number.value <= 0:
        raise ExecutionError(f"{called}为{plain(number.value + 0)}，不能相除")
    if number.unit in MONEY or number.unit in RATES or amount.amount.unit in RATES:
        raise ExecutionError(f"“{short(amount)}”（{amount.amount.unit}）不能按{called}（{number.unit}）平均")
    if not unit and amount.amount.yuan is not None:
        unit = "元" if amount.amount.unit == "元" or abs(amount.amount.yuan / number.value) < MONEY["万元"] else "万元"
    whole = in_unit(amount.amount, unit)
    result = Amount(round_half_up(whole.value / number.value), whole.unit)
    counted = number.unit or "个"
    formula = f"{_operand(whole)}÷{format_amount(number)}＝{format_amount(result)}/{counted}"
    return Value(result, f"每{counted}{short(amount)}", formula, facts_of(amount, *([] if isinstance(count, Amount) else [count])))


def total(parts: Sequence[Bound], *, average: bool = False, unit: str = "") -> Value:
    """The sum of the parts, or their average; addends are said. Raises ExecutionError where they are rates."""
    amounts = together(*(p.amount for p in parts))
    if amounts[0].unit in RATES:
        raise ExecutionError("比率各有各的分母，不能相加" + ("、平均" if average else ""))
    amount = in_unit(Amount(sum((a.value for a in amounts), Decimal(0)), amounts[0].unit), unit)
    if average:
        amount = Amount(round_half_up(amount.value / len(amounts)), amount.unit)
    addends = "＋".join(_operand(a) for a in amounts)
    formula = f"（{addends}）÷{len(amounts)}＝{format_amount(amount)}" if average else f"{addends}＝{format_amount(amount)}"
    return Value(amount, "平均" if average else "合计", formula, facts_of(*parts))


def remainder(whole: Bound, parts: Sequence[Bound], *, unit: str = "") -> Value:
    """whole − parts, exact."""
    first, *rest = together(whole.amount, *(p.amount for p in parts))
    amount = in_unit(Amount(first.value - sum((a.value for a in rest), Decimal(0)), first.unit), unit)
    formula = "−".join([format_amount(first), *map(_operand, rest)]) + f"＝{format_amount(amount)}"
    return Value(amount, f"{short(whole)}扣除{'、'.join(map(short, parts))}", formula, facts_of(whole, *parts))


def scaled(operand: Bound, percent: Decimal, mode: str, *, unit: str = "") -> Value:
    """`percent` of a figure (mode "part"), or the figure and so much more ("more") or less ("less"), rounded to two decimals. Raises
    ExecutionError for rates and where nothing would be left."""
    if operand.amount.unit in RATES:
        raise ExecutionError(f"“{short(operand)}”本身是比率，不能再按百分比推算")
    factor = {"part": percent, "more": 100 + percent, "less": 100 - percent}[mode]
    if factor < 0:
        raise ExecutionError(f"减少{plain(percent)}%比全部还多")
    whole = in_unit(operand.amount, unit)
    found = Amount(round_half_up(whole.value * factor / 100), whole.unit)
    sign = {"part": f"{plain(percent)}%", "more": f"（1＋{plain(percent)}%）", "less": f"（1−{plain(percent)}%）"}[mode]
    return Value(found, f"{short(operand)}（假设）", f"{_operand(whole)}×{sign}＝{format_amount(found)}", facts_of(operand))


def earlier(now: Bound, change: Bound, *, unit: str = "", label: str = "") -> Value:
    """The base value that a stated change implies: now − change (a fall is a negative change)."""
    a, b = together(now.amount, change.amount)
    amount = in_unit(Amount(a.value - b.value, a.unit), unit)
    sign = "−" if b.value >= 0 else "＋"
    formula = f"{format_amount(a)}{sign}{format_amount(Amount(abs(b.value), b.unit))}＝{format_amount(amount)}"
    return Value(amount, label, formula, (now.fact, change.fact))


def implied_rate(change: Bound, base: Value) -> Value:
    """A stated change ÷ the base that it implies, in per cent, signed. Raises ExecutionError from a base of zero or below."""
    a, b = together(change.amount, base.amount)
    if b.value <= 0:
        raise ExecutionError(f"{base.label}为{base.text}，不能作为计算幅度的基数")
    rate = Amount(round_half_up(a.value / b.value * 100), "%")
    formula = f"{format_amount(Amount(abs(a.value), a.unit))}÷{format_amount(b)}＝{format_amount(Amount(abs(rate.value), '%'))}"
    return Value(rate, "变动幅度", formula, (*change.facts, *base.facts))


def rounds_to(rate: Amount, numerator: Amount, denominator: Amount) -> bool:
    """May a printed rate come from printed operands, each of them rounded? The intervals meet."""
    a, b = together(numerator, denominator)
    low, high = a.value - _half(a), a.value + _half(a)
    least, most = b.value - _half(b), b.value + _half(b)
    if least <= 0:
        return True
    corners = [x / y * 100 for x in (low, high) for y in (least, most)]
    return min(corners) - _half(rate) <= rate.value <= max(corners) + _half(rate)


def step_of(*amounts: Amount, unit: str) -> Decimal:
    """The coarsest last place that amounts are printed to, in `unit`."""
    return max(in_unit(Amount(2 * _half(a), a.unit), unit).value for a in amounts)


def _half(amount: Amount) -> Decimal:
    """Half of the last place printed."""
    exponent = amount.value.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def in_order(parts: Sequence[Bound], *, ascending: bool = False) -> list[Bound]:
    """By size; equal ones keep the document's order."""
    amounts = together(*(p.amount for p in parts)) if parts else []
    ordered = sorted(zip(parts, amounts, strict=True), key=lambda pair: pair[1].value, reverse=not ascending)
    return [bound for bound, _ in ordered]


def _operand(amount: Amount) -> str:
    """An amount inside a formula: in brackets where it is negative."""
    return f"（{format_amount(amount)}）" if amount.value < 0 else format_amount(amount)
