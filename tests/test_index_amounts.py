"""Text → money: cells as disclosures print them, figures in running text, and every amount back again."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.amounts import (
    COUNTED,
    MONEY,
    Amount,
    convert,
    find_amounts,
    fold,
    format_amount,
    is_money,
    parse_amount,
    parse_number,
    plain,
    round_half_up,
)

FIGURES = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4)
# ㎡ becomes m2 in compatibility form and is found in running text only
UNITS = st.sampled_from([*MONEY, "%", *(unit for unit in COUNTED if fold(unit) == unit)])


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("4,495.20", "4495.20", "万元"),
        ("0.00", "0.00", "万元"),
        ("0", "0", "万元"),
        ("12,345,678.90", "12345678.90", "万元"),
        ("130000", "130000", "万元"),
        (" 1,234 ", "1234", "万元"),
        ("\u30001.0", "1.0", "万元"),
        ("\xa012", "12", "万元"),
        ("１，２３４．５６", "1234.56", "万元"),
        ("1688.9\n2", "1688.92", "万元"),  # cut over two lines
        ("-12.50", "-12.50", "万元"),
        ("−12.5", "-12.5", "万元"),
        ("－12.5", "-12.5", "万元"),
        ("(12.50)", "-12.50", "万元"),  # as bookkeepers write a negative
        ("（1,212.50）", "-1212.50", "万元"),
        ("99.91%", "99.91", "%"),
        ("99.91％", "99.91", "%"),
        ("0.6334亿元", "0.6334", "亿元"),
        ("12 万元", "12", "万元"),
        ("700.00①", "700.00", "万元"),  # marks of footnotes are no digits
        ("700.00 ²", "700.00", "万元"),
        ("(7.50)⑴", "-7.50", "万元"),
        ("93.1%*", "93.1", "%"),
        ("12个③", "12", "个"),
        ("2,460,000元", "2460000", "元"),
        ("12.5千元", "12.5", "千元"),
        ("30台", "30", "台"),
        ("3 批次", "3", "批次"),
        ("95分", "95", "分"),
        ("8.63万件", "8.63", "万件"),
        ("1.5个百分点", "1.5", "个百分点"),
        ("800元/件", "800", "元/件"),
        ("10次/年", "10", "次/年"),
        ("≥95%", "95", "%"),
        ("≤ 5 个工作日", "5", "个工作日"),
        ("=100%", "100", "%"),
        ("3余万元", "3", "万元"),
        ("3万余元", "3", "万元"),
        ("5‰", "5", "‰"),  # a rate, whatever its table counts in
    ],
)
def test_a_cell_is_read_as_printed(cell: str, value: str, unit: str) -> None:
    amount = parse_amount(cell, "万元")
    assert amount is not None
    assert (str(amount.value), amount.unit, amount.text) == (value, unit, cell)


@pytest.mark.parametrize(
    "cell",
    [None, "", " ", "\n", "-", "—", "——", "－", "/", "*", "…", "无", "无此项", "未公开", "×", "三", "壹万元", "Infinity", "NaN", "12,34",
     "1,234,5", "1.2.3", ".5", "5.", "1e5", "+5", "5~10", "5-10", "1.00 2.00", "约3万元", "100%以上", "支出 3,262.00"],
)  # fmt: skip
def test_what_is_no_single_figure_is_no_amount(cell: str | None) -> None:
    assert parse_amount(cell, "万元") is None


def test_blank_dash_and_zero_are_three_things() -> None:
    """A blank cell and a dash are no amount, a printed zero is one, and how many decimals it has is kept."""
    assert [parse_number(cell) for cell in ("", "—", "0", "0.00")] == [None, None, Decimal(0), Decimal(0)]
    assert [str(parse_number(cell)) for cell in ("0", "0.00")] == ["0", "0.00"]
    assert parse_amount("0.00", "万元") == Amount(Decimal(0), "万元") != Amount(Decimal(0), "元")


def test_the_unit_of_a_table_is_an_argument_never_a_guess() -> None:
    assert [parse_amount("130000", unit) for unit in ("元", "万元", "")] == [
        Amount(Decimal(130000), "元"), Amount(Decimal(130000), "万元"), Amount(Decimal(130000), "")]  # fmt: skip


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(FIGURES, UNITS)
@example(Decimal("0.00"), "万元")
@example(Decimal("-0.5"), "%")
@example(Decimal("1000.00"), "个工作日")
def test_reading_what_was_written_gives_it_back(value: Decimal, unit: str) -> None:
    amount = Amount(value, unit)
    shown = format_amount(amount)
    assert parse_amount(shown) == amount
    assert [found for _, _, found in find_amounts(f"共{shown}。")] == [amount]
    assert parse_number(plain(value)) == value


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(FIGURES, st.sampled_from(sorted(MONEY)), st.sampled_from(sorted(MONEY)))
def test_conversion_is_exact_both_ways(value: Decimal, unit: str, other: str) -> None:
    amount = Amount(value, unit)
    there = convert(amount, other)
    assert there.unit == other
    assert there.yuan == amount.yuan
    assert convert(there, unit) == amount


def test_a_figure_is_the_same_money_in_every_unit() -> None:
    amounts = [Amount(Decimal(value), unit) for value, unit in [
        ("63340000", "元"), ("63340", "千元"), ("6334", "万元"), ("63.34", "百万元"), ("6.334", "千万元"), ("0.6334", "亿元")]]  # fmt: skip
    assert {amount.unit for amount in amounts} == set(MONEY)
    assert {amount.yuan for amount in amounts} == {Decimal(63_340_000)}


@pytest.mark.parametrize(("unit", "other"), [("%", "万元"), ("万元", "%"), ("人", "元"), ("", "元"), ("元/件", "元"), ("万元", "")])
def test_units_of_different_kinds_do_not_convert(unit: str, other: str) -> None:
    assert is_money(unit) is (unit == "万元")
    with pytest.raises(ValueError, match=unit or "''"):
        convert(Amount(Decimal(1), unit), other)


def test_what_is_not_money_has_no_yuan() -> None:
    assert [Amount(Decimal(5), unit).yuan for unit in ("%", "人", "", "万", "元/件")] == [None] * 5


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2023年度收、支总计各增加1,234.56万元，增长27.5%。", [("2023", "年"), ("1234.56", "万元"), ("27.5", "%")]),
        ("完成年初预算的102.3％。", [("102.3", "%")]),
        ("国内公务接待4批次28人次（不含陪同人员）", [("4", "批次"), ("28", "人次")]),
        ("共有车辆3辆，其中：特种车1辆", [("3", "辆"), ("1", "辆")]),
        ("结余12.77万。", [("12.77", "万")]),
        ("投入1.5亿。", [("1.5", "亿元")]),
        ("结余3万余元，涉及2万多人", [("3", "万元"), ("2", "万人")]),
        ("由3万元增至4.5亿元", [("3", "万元"), ("4.5", "亿元")]),
        ("下降0.5个百分点", [("0.5", "个百分点")]),
        ("减少－12万元", [("-12", "万元")]),
        ("约1.2亿元，3余万元", [("1.2", "亿元"), ("3", "万元")]),
        ("满意度≥95%，时限≤5个工作日", [("95", "%"), ("5", "个工作日")]),
        ("面积2000平方米，每平方米12元", [("2000", "平方米"), ("12", "元")]),
        ("面积2,000㎡", [("2000", "㎡")]),
        ("每件800元/件、每年10次/年", [("800", "元/件"), ("10", "次/年")]),
        ("科目2050101行政运行", [("2050101", "")]),
        ("１２３万元", [("123", "万元")]),
        ("本部门无此项支出。", []),
    ],
)
def test_figures_in_running_text(text: str, found: list[tuple[str, str]]) -> None:
    assert [(str(a.value), a.unit) for _, _, a in find_amounts(text)] == found


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.text(alphabet="0123456789,.，。％%-−－（）()万亿元年人次支出增长 １２㎡⼗", max_size=40))
def test_positions_are_those_of_the_text_itself(text: str) -> None:
    """Whatever stands there: a figure's place cuts its own text out, figures do not overlap, and the cut reads as the same figure."""
    end = 0
    for start, stop, amount in find_amounts(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == amount.text
        again = find_amounts(amount.text)
        assert [a.value for _, _, a in again] == [amount.value]
        end = stop


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("0.005", 2, "0.01"), ("0.015", 2, "0.02"), ("0.025", 2, "0.03"), ("-0.005", 2, "-0.01"), ("2.675", 2, "2.68"),
     ("63.1574", 2, "63.16"), ("0.0049", 2, "0.00"), ("12.5", 0, "13"), ("1", 2, "1.00")],
)  # fmt: skip
def test_half_a_cent_is_rounded_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [("4495.20", "万元", "4,495.20万元"), ("0", "万元", "0万元"), ("-1359.14", "万元", "-1,359.14万元"), ("0.6334", "亿元", "0.6334亿元"),
     ("86", "人", "86人"), ("63.16", "%", "63.16%"), ("1E+3", "元", "1,000元")],
)  # fmt: skip
def test_an_amount_is_shown_with_all_its_printed_decimals(value: str, unit: str, shown: str) -> None:
    assert format_amount(Amount(Decimal(value), unit)) == shown


def test_plain_has_no_exponent() -> None:
    assert [plain(Decimal(text)) for text in ("4.495E+3", "1E-7", "13.50")] == ["4495", "0.0000001", "13.50"]


def test_every_printed_cell_of_the_real_forms_is_read(truth: Path) -> None:
    """Oracle: a value's digits, as a person copied them from the page, come back as they are."""
    values = []
    for name in ("cells.csv", "budget_cells.csv"):
        with (truth / name).open(encoding="utf-8-sig", newline="") as lines:
            values += [(row["value"], row["unit"]) for row in csv.DictReader(lines)]
    assert len(values) > 2500
    for text, unit in values:
        amount = parse_amount(text, unit)
        assert amount is not None, text
        assert (plain(amount.value), amount.unit) == (text.replace(",", ""), unit)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("500本年支出合计", ""),
        ("12.50 项目支出", ""),
        ("3 人员经费", ""),
        ("500本图书", "本"),
        ("3项目标", "项"),
        ("12人，其中", "人"),
        ("5项", "项"),
    ],
)
def test_a_word_that_begins_like_a_unit_is_none(text: str, unit: str) -> None:
    ((_, _, amount),) = find_amounts(text)
    assert amount.unit == unit
