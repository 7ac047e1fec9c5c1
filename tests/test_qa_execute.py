"""Bound figures → results: exact, rounded once, never from a zero base."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import duckdb
import pytest
from fictitious_facts import EDUCATION, accounts, fact, phrase
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.amounts import MONEY, Amount
from qa.bind import Bound
from qa.execute import (
    ExecutionError,
    change_rate,
    difference,
    earlier,
    in_order,
    in_unit,
    per,
    printed,
    ratio,
    remainder,
    rounds_to,
    scaled,
    short,
    times,
    together,
    total,
)
from qa.matching import reading_of
from qa.plan import Item

CENTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
POSITIVE = st.decimals(min_value="0.01", max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
UNITS = st.sampled_from(["元", "万元", "亿元"])
quick = settings(max_examples=150, deadline=None, database=None, derandomize=True)


def bound(value: str | Decimal, unit: str = "万元", name: str = "基本支出") -> Bound:
    one = fact(name, str(value), unit)
    return Bound(Item(EDUCATION, 2023, phrase(name)), one, reading_of(one))


def half_up(exact: Fraction, places: int = 2) -> Decimal:
    """Oracle: rounded in whole numbers, half away from zero."""
    scaled = abs(exact) * 10**places
    whole = int(scaled) + (1 if scaled - int(scaled) >= Fraction(1, 2) else 0)
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def yuan(amount: Amount) -> Fraction:
    return Fraction(amount.value) * Fraction(MONEY[amount.unit])


@pytest.mark.parametrize(
    ("left", "right", "unit", "value", "shown"),
    [
        (("1902.86", "万元"), ("3262.00", "万元"), "", "-1359.14", "万元"),
        (("3262.00", "万元"), ("1902.86", "万元"), "", "1359.14", "万元"),
        (("0.10", "万元"), ("0.30", "万元"), "", "-0.20", "万元"),  # a float would say -0.19999999999999998
        (("23950000", "元"), ("5164.86", "万元"), "", "-2769.86", "万元"),
        (("5164.86", "万元"), ("23950001", "元"), "", "2769.8599", "万元"),  # not rounded: money is exact
        (("3262.00", "万元"), ("1902.86", "万元"), "元", "13591400", "元"),
        (("3262.00", "万元"), ("1902.86", "万元"), "亿元", "0.135914", "亿元"),
        (("86", "人"), ("82", "人"), "", "4", "人"),
        (("99.5", "%"), ("97.25", "%"), "", "2.25", "个百分点"),
    ],
)
def test_a_difference_is_exact(left: tuple[str, str], right: tuple[str, str], unit: str, value: str, shown: str) -> None:
    found = difference(bound(*left), bound(*right), unit=unit)
    assert (found.amount.value, found.amount.unit) == (Decimal(value), shown)
    assert len(found.facts) == 2
    assert found.formula.endswith(f"＝{found.size.text}")


@pytest.mark.parametrize(("one", "other"), [("万元", "%"), ("人", "万元"), ("人", "辆"), ("", "万元"), ("元/件", "元")])
def test_units_of_different_kinds_are_not_mixed(one: str, other: str) -> None:
    with pytest.raises(ExecutionError, match="单位不同"):
        difference(bound("1", one), bound("2", other))
    with pytest.raises(ExecutionError, match="单位不同"):
        total([bound("1", one), bound("2", other)])
    with pytest.raises(ExecutionError, match="单位不同"):
        ratio(bound("1", one), bound("2", other))


@pytest.mark.parametrize("base", ["-4", "-0.01"])
def test_nothing_is_divided_by_less_than_zero(base: str) -> None:
    for rate in (change_rate, ratio, times):
        with pytest.raises(ExecutionError, match="是负数"):
            rate(bound("1"), bound(base))


@pytest.mark.parametrize("unit", ["%", "个百分点", "‰"])
def test_rates_are_not_added_up_averaged_divided_or_scaled(unit: str) -> None:
    one, other = bound("99.5", unit), bound("97.25", unit)
    for compute in (lambda: total([one, other]), lambda: total([one, other], average=True), lambda: ratio(one, other),
                    lambda: times(one, other), lambda: change_rate(one, other), lambda: per(one, bound("3", "人")),
                    lambda: scaled(one, Decimal(10), "more")):  # fmt: skip
        with pytest.raises(ExecutionError, match="比率|平均"):
            compute()


@pytest.mark.parametrize("zero", ["0", "0.00", "-0"])
def test_nothing_is_divided_by_zero(zero: str) -> None:
    with pytest.raises(ExecutionError, match="基数为0"):
        change_rate(bound("1"), bound(zero))
    with pytest.raises(ExecutionError, match="为0"):
        ratio(bound("1"), bound(zero))
    with pytest.raises(ExecutionError, match="为0"):
        per(bound("1"), bound(zero, "人"), "元")


@pytest.mark.parametrize(
    ("new", "old", "rate"),
    [
        ("5164.86", "4860.71", "6.26"),
        ("0.56", "0.72", "-22.22"),
        ("1.00", "3.00", "-66.67"),
        ("2.00", "3.00", "-33.33"),
        ("100.00", "100.00", "0.00"),
        ("0.00", "5.00", "-100.00"),
        ("1.005", "1", "0.50"),
        ("10000.5", "10000", "0.01"),  # 0.005 %: half is rounded up
        ("9999.5", "10000", "-0.01"),
        ("-2", "4", "-150.00"),
    ],
)
def test_a_rate_of_change(new: str, old: str, rate: str) -> None:
    found = change_rate(bound(new), bound(old))
    assert (str(found.amount.value), found.amount.unit) == (rate, "%")


@quick
@given(CENTS, POSITIVE, UNITS, UNITS)
def test_a_share_is_rounded_once(part: Decimal, whole: Decimal, unit: str, other: str) -> None:
    found = ratio(bound(part, unit), bound(whole, other))
    exact = Fraction(part) * Fraction(MONEY[unit]) / (Fraction(whole) * Fraction(MONEY[other])) * 100
    assert (found.amount.value, found.amount.unit) == (half_up(exact), "%")


@quick
@given(CENTS, CENTS, UNITS, UNITS)
def test_a_rate_of_change_is_rounded_once(new: Decimal, old: Decimal, unit: str, other: str) -> None:
    assume(old > 0)
    found = change_rate(bound(new, unit), bound(old, other))
    base = Fraction(old) * Fraction(MONEY[other])
    exact = (Fraction(new) * Fraction(MONEY[unit]) - base) / base * 100
    assert found.amount.value == half_up(exact)


@quick
@given(st.lists(st.tuples(CENTS, UNITS), min_size=2, max_size=6), st.sampled_from(["", "元", "万元", "亿元"]))
def test_a_sum_is_exact_in_whatever_unit(parts: list[tuple[Decimal, str]], unit: str) -> None:
    found = total([bound(value, u) for value, u in parts], unit=unit)
    assert yuan(found.amount) == sum(Fraction(v) * Fraction(MONEY[u]) for v, u in parts)
    assert not unit or found.amount.unit == unit or len({u for _, u in parts}) == 1 and found.amount.unit == parts[0][1] == unit
    assert len(found.facts) == len(parts)


def test_a_sum_lists_its_addends() -> None:
    found = total([bound("90.11"), bound("14.60"), bound("7.43")])
    assert found.formula == "90.11万元＋14.60万元＋7.43万元＝112.14万元"


@pytest.mark.parametrize(
    ("values", "mean"),
    [(["4860.71", "5164.86"], "5012.79"), (["1.00", "2.00", "2.00"], "1.67"), (["0.01", "0.02"], "0.02"), (["-0.01", "-0.02"], "-0.02"),
     (["5.00", "5.00"], "5.00")],
)  # fmt: skip
def test_an_average_is_rounded_half_up(values: list[str], mean: str) -> None:
    found = total([bound(v) for v in values], average=True)
    assert (str(found.amount.value), found.amount.unit) == (mean, "万元")


@pytest.mark.parametrize(
    ("amount", "count", "unit", "value"),
    [
        (("0.56", "万元"), ("28", "人次"), "元", "200.00"),
        (("0.56", "万元"), ("3", "批次"), "元", "1866.67"),
        (("3136.82", "万元"), ("86", "人"), "万元", "36.47"),
        (("12.48", "万元"), ("4", "辆"), "元", "31200.00"),
        (("1", "元"), ("8", "人"), "元", "0.13"),  # 0.125
    ],
)
def test_so_much_for_each(amount: tuple[str, str], count: tuple[str, str], unit: str, value: str) -> None:
    found = per(bound(*amount), bound(*count), unit)
    assert (str(found.amount.value), found.amount.unit) == (value, unit)
    assert count[1] in found.formula


@pytest.mark.parametrize(
    ("amount", "count", "value", "unit"),
    [
        (("3136.82", "万元"), ("86", "人"), "36.47", "万元"),
        (("0.56", "万元"), ("3", "批次"), "1866.67", "元"),
        (("9999.99", "元"), ("1", "人"), "9999.99", "元"),
        (("1", "万元"), ("1", "人"), "1.00", "万元"),
        (("270", "万元"), ("27", "个月"), "10.00", "万元"),
        (("28", "人次"), ("3", "批次"), "9.33", "人次"),
    ],
)
def test_the_unit_of_an_average_follows_its_size(amount: tuple[str, str], count: tuple[str, str], value: str, unit: str) -> None:
    for counted in (bound(*count), Amount(Decimal(count[0]), count[1])):
        found = per(bound(*amount), counted)
        assert (str(found.amount.value), found.amount.unit) == (value, unit)


@pytest.mark.parametrize(("count", "unit"), [("3", "万元"), ("3", "%"), ("0", "人"), ("-1", "人")])
def test_nothing_is_counted_by_money_rates_or_nothing(count: str, unit: str) -> None:
    with pytest.raises(ExecutionError, match="不能"):
        per(bound("10"), bound(count, unit))


@pytest.mark.parametrize(
    ("percent", "mode", "value"),
    [("10", "part", "516.49"), ("10", "more", "5681.35"), ("10", "less", "4648.37"), ("12.5", "part", "645.61"), ("100", "less", "0.00"),
     ("0", "more", "5164.86"), ("200", "part", "10329.72")],
)  # fmt: skip
def test_what_if(percent: str, mode: str, value: str) -> None:
    found = scaled(bound("5164.86"), Decimal(percent), mode)
    assert (str(found.amount.value), found.amount.unit) == (value, "万元")
    assert percent in found.formula


def test_more_than_all_of_it_cannot_be_taken_off() -> None:
    with pytest.raises(ExecutionError, match="比全部还多"):
        scaled(bound("5164.86"), Decimal("100.01"), "less")


def test_a_remainder_names_what_was_taken_off() -> None:
    found = remainder(bound("5164.86"), [bound("3262.00", name="甲"), bound("190286", "元", "乙")], unit="元")
    assert found.amount == Amount(Decimal("18838314"), "元")
    assert found.formula == "5,164.86万元−3,262.00万元−19.0286万元＝18,838,314元"


@pytest.mark.parametrize(
    ("rate", "done", "planned", "held"),
    [("99.73", "4507.97", "4520.20", True), ("99.7", "4507.97", "4520.20", True), ("99.74", "4507.97", "4520.20", False),
     ("100", "0.56", "0.56", True), ("33.3", "0.1", "0.3", True), ("45", "0.1", "0.3", True), ("61", "0.1", "0.3", False)],
)  # fmt: skip
def test_a_printed_rate_may_come_from_rounded_operands(rate: str, done: str, planned: str, held: bool) -> None:
    assert rounds_to(Amount(Decimal(rate), "%"), Amount(Decimal(done), "万元"), Amount(Decimal(planned), "万元")) is held


def test_a_share_too_small_to_show_says_so() -> None:
    assert ratio(bound("0.44"), bound("45066.03")).formula.endswith("＝0.00%（不足0.01%）")
    assert ratio(bound("0.00"), bound("45066.03")).formula.endswith("＝0.00%")


@pytest.mark.parametrize(("change", "before"), [("304.15", "4860.71"), ("-0.16", "5165.02"), ("0.00", "5164.86")])
def test_the_year_before_out_of_what_changed(change: str, before: str) -> None:
    """An increase is taken off, a fall (negative) is added."""
    assert earlier(bound("5164.86"), bound(change)).amount == Amount(Decimal(before), "万元")


@quick
@given(CENTS, UNITS, UNITS)
def test_showing_in_another_unit_is_exact(value: Decimal, unit: str, wanted: str) -> None:
    shown = printed(bound(value, unit), unit=wanted)
    assert shown.amount.unit == wanted
    assert yuan(shown.amount) == Fraction(value) * Fraction(MONEY[unit])
    assert (shown.formula == "") is (unit == wanted)
    assert "E" not in shown.text + shown.formula


@pytest.mark.parametrize(
    ("value", "unit", "wanted", "shown"),
    [("6334.00", "万元", "亿元", "0.6334"), ("411.30", "万元", "元", "4113000"), ("411.30", "万元", "万元", "411.30"),
     ("86", "人", "万元", "86"), ("5.00", "%", "元", "5.00"), ("0.00", "万元", "元", "0")],
)  # fmt: skip
def test_printed_decimals_stay_and_conversions_add_none(value: str, unit: str, wanted: str, shown: str) -> None:
    assert str(in_unit(Amount(Decimal(value), unit), wanted).value) == shown


def test_amounts_of_one_unit_stay_in_it() -> None:
    assert [a.unit for a in together(Amount(Decimal(1), "元"), Amount(Decimal(2), "元"))] == ["元", "元"]
    assert [a.unit for a in together(Amount(Decimal(1), "元"), Amount(Decimal(2), "万元"))] == ["万元", "万元"]


def test_a_printed_figure_has_its_fact_and_no_formula() -> None:
    one = bound("3262.00")
    found = printed(one)
    assert (found.text, found.formula, found.facts) == ("3,262.00万元", "", (one.fact,))
    assert "云泽市澜川区教育局2023年决算" in found.label
    assert "基本支出" in found.label


def test_order_by_size_is_sqls_and_ties_keep_the_documents_order() -> None:
    """Oracle: ORDER BY in DuckDB over the same cells, mixed in unit."""
    cells = [f for f in accounts(2023) if f.form == "F06" and f.row_code]
    parts = [Bound(Item(EDUCATION, 2023, phrase(f.row_name)), f, reading_of(f)) for f in cells]
    parts += [bound("4113000", "元", "奖金（元）"), bound("0", "元", "零")]
    with duckdb.connect() as oracle:
        oracle.execute("CREATE TABLE cells (place INTEGER, yuan DECIMAL(38, 4))")
        oracle.executemany("INSERT INTO cells VALUES (?, ?)", [(i, p.amount.yuan) for i, p in enumerate(parts)])
        for ascending, order in ((False, "DESC"), (True, "ASC")):
            expected = [i for (i,) in oracle.execute(f"SELECT place FROM cells ORDER BY yuan {order}, place").fetchall()]
            assert [parts.index(b) for b in in_order(parts, ascending=ascending)] == expected
        [(summed,)] = oracle.execute("SELECT sum(yuan) FROM cells").fetchall()
    assert yuan(total(parts).amount) == Fraction(summed)


def test_nothing_to_order() -> None:
    empty: Sequence[Bound] = []
    assert in_order(empty) == []


@pytest.mark.parametrize(
    ("name", "column", "form", "said"),
    [("行政运行", "本年支出合计", "F03", "行政运行"), ("合计", "基本支出", "F03", "基本支出"),
     ("", "决算数/公务接待费", "F09", "公务接待费"), ("政府采购支出总额/货物", "", "", "货物")],
)  # fmt: skip
def test_a_figure_is_called_by_what_tells_it_apart(name: str, column: str, form: str, said: str) -> None:
    one = fact(name, "1.00", form=form, column=column, origin="table" if form else "sentence")
    assert short(Bound(Item(EDUCATION, 2023, phrase(name)), one, reading_of(one))) == said
