"""Shares, times, per head, per month, suppositions: which figure is divided by which. Whole plans are in tests/plans."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fictitious_facts import planned, read

from qa.plan import Amount, Completion, Per, Ratio, Scaled, Several
from qa.proportions import like, per, share, spread, supposed, value_of
from qa.tokens import NUMBER, WORD, Token

OURS = "澜川区教育局2023年"


def ratios(question: str) -> list[tuple[str, str]]:
    """(part, whole) of every share in the question's plan."""
    node = planned(question).node
    nodes = node.nodes if isinstance(node, Several) else (node,)
    return [(str(n.part.phrase), str(n.whole.phrase)) for n in nodes if isinstance(n, Ratio)]


@pytest.mark.parametrize(
    "wording",
    [
        "基本支出占支出合计的比例是多少",
        "基本支出占支出合计的百分之几",
        "基本支出占支出合计多少",
        "基本支出在支出合计中占多少",
        "基本支出在支出合计里的占比",
        "支出合计里基本支出占多大比重",
        "支出合计中基本支出所占比例",
        "基本支出占总支出几成",
        "基本支出占总支出的份额",
        "基本支出占比",
        "基本支出的占比是多少",
        "基本支出占多大比例",
    ],
)
def test_one_share_in_many_wordings(wording: str) -> None:
    assert ratios(OURS + wording) == [("基本支出", "支出合计")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("其他收入占比", [("其他收入", "收入合计")]),  # of all income
        ("教育支出占比", [("教育支出", "支出合计")]),
        (
            "公务接待费占三公经费的比例，公务用车运行维护费占三公经费的比例",
            [("公务接待费", "“三公”经费"), ("公务用车运行维护费", "“三公”经费")],
        ),
        ("2050202占20502的百分之几", [("2050202", "20502")]),
        ("2050202占教育支出的百分之几", [("2050202", "教育支出")]),
        ("其中运行费占多少万元", []),  # an amount is asked for
    ],
)
def test_the_whole_is_the_one_named_or_the_natural_one(words: str, expected: list[tuple[str, str]]) -> None:
    assert ratios(OURS + words) == expected


def test_a_share_is_no_rate_of_change_and_no_completion() -> None:
    assert share(read(OURS + "支出合计比上年增长百分之几")) is None
    assert share(read(OURS + "学前教育的预算执行率")) is None
    assert isinstance(planned(OURS + "学前教育完成年初预算的百分之几").node, Completion)


@pytest.mark.parametrize(
    ("words", "figure", "count"),
    [
        ("人均工资福利支出", "工资福利支出", "在职人数"),
        ("平均每人工资福利支出", "工资福利支出", "在职人数"),
        ("工资福利支出摊到每个在职人员是多少", "工资福利支出", "在职人数"),
        ("每辆车的公务用车运行维护费", "公务用车运行维护费", "公务用车保有量"),
        ("办公费除以在职人数", "办公费", "在职人数"),
    ],
)
def test_a_figure_by_a_number_that_is_printed(words: str, figure: str, count: str) -> None:
    node = planned(OURS + words).node
    assert isinstance(node, Per)
    assert not isinstance(node.count, Amount)
    assert (str(node.amount.phrase), str(node.count.phrase)) == (figure, count)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("办公费平均每月多少", "12个月"),
        ("办公费按27个月摊", "27个月"),
        ("办公费分摊到27个月，每月多少", "27个月"),
        ("办公费月均多少", "12个月"),
    ],
)
def test_a_figure_by_a_number_that_the_question_gives(words: str, count: str) -> None:
    node = planned(OURS + words).node
    assert isinstance(node, Per)
    assert isinstance(node.count, Amount)
    assert f"{node.count.value}{node.count.unit}" == count


@pytest.mark.parametrize(
    ("words", "percent", "mode"),
    [
        ("如果办公费压减10%", "10", "less"),
        ("假如办公费增加两成", "20", "more"),
        ("若办公费下降5.5%", "5.5", "less"),
        ("办公费按照10%计提是多少", "10", "part"),
    ],
)
def test_a_rate_that_the_question_supposes(words: str, percent: str, mode: str) -> None:
    node = planned(OURS + words).node
    assert isinstance(node, Scaled)
    assert (str(node.percent), node.mode) == (percent, mode)


def test_without_a_number_nothing_is_spread_and_nothing_supposed() -> None:
    for words in ("办公费", "如果办公费压减", "办公费摊下来", "人均", "每月"):
        assert spread(read(OURS + words)) is None
        assert supposed(read(OURS + words)) is None
    assert per(read("人均是多少")) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("27个月", "27"),
        ("1,234.5万元", "1234.5"),
        ("三", "3"),
        ("两成", "2"),
        ("十二个月", "12"),
        ("二十", "20"),
        ("二十五项", "25"),
        ("10%", "10"),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, value: str) -> None:
    assert value_of(Token(NUMBER, text, 0, len(text), text)) == Decimal(value)
    assert value_of(Token(WORD, text, 0, len(text))) == 0


@pytest.mark.parametrize(
    ("own", "whole", "meant"),
    [
        ("小微", "预留给中小企业的采购", "预留给小微企业的采购"),
        ("服务", "政府采购货物支出", "政府采购服务支出"),
        ("奖金", "工资福利支出", "奖金"),
    ],
)
def test_a_short_name_follows_the_pattern_of_the_one_before(own: str, whole: str, meant: str) -> None:
    assert like(own, whole) == meant
