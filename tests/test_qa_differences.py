"""One figure against another: which stands first, which year, which role. Whole plans are in tests/plans."""

from __future__ import annotations

import pytest
from fictitious_facts import planned, read

from qa.differences import spelled
from qa.plan import Change, Compare, Difference, Lookup, Remainder, Trend

OURS = "澜川区教育局2023年"


def two(words: str) -> tuple[str, str, str, bool]:
    """(first, second, direction, rate)"""
    node = planned(OURS + words).node
    assert isinstance(node, Difference), node
    return str(node.left.phrase), str(node.right.phrase), node.direction, node.rate


@pytest.mark.parametrize(
    ("wording", "direction"),
    [
        ("项目支出比基本支出少多少", "少"), ("项目支出较基本支出少多少", "少"), ("项目支出比基本支出多多少", "多"),
        ("项目支出与基本支出相差多少", "差"), ("项目支出和基本支出的差额", "差"), ("项目支出跟基本支出差多少", "差"),
        ("项目支出减去基本支出", "差"), ("项目支出和基本支出之间差多少", "差"), ("项目支出与基本支出的差距是多少", "差"),
        ("项目支出比基本支出高还是低", ""),
    ],
)  # fmt: skip
def test_one_difference_in_many_wordings(wording: str, direction: str) -> None:
    assert two(wording) == ("项目支出", "基本支出", direction, False)


def test_the_order_is_that_of_the_question() -> None:
    assert two("基本支出比项目支出多百分之几") == ("基本支出", "项目支出", "多", True)
    assert two("项目支出比基本支出少百分之几") == ("项目支出", "基本支出", "少", True)


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("公务接待费决算比预算少多少", ("决算", "预算")),
        ("公务接待费比预算少花了多少", ("决算", "预算")),
        ("公务接待费比年初预算少多少", ("决算", "年初预算")),
        ("公务接待费预算数和决算数相差多少", ("预算", "决算")),
        ("公务接待费执行数比全年预算数少多少", ("执行数", "全年预算")),
        ("公务接待费预算还剩多少没花", ("预算", "执行数")),
    ],
)
def test_plan_and_outcome_of_one_figure(words: str, roles: tuple[str, str]) -> None:
    node = planned(OURS + words).node
    assert isinstance(node, Difference)
    assert (*node.left.phrase.roles, *node.right.phrase.roles) == roles
    assert node.left.phrase.measure == node.right.phrase.measure == "公务接待费"


@pytest.mark.parametrize(
    "wording",
    [
        "2023年办公费比上年增加多少", "2023年办公费比2022年增加多少", "2023年办公费较2022年变化多少", "2023年办公费同比增长多少",
        "2022年到2023年办公费变化多少", "2022年和2023年办公费相差多少", "办公费2023年比2022年多多少", "2023年办公费比去年多了多少",
        "2023年比2022年办公费增长了多少", "2022至2023年，办公费涨了多少", "2023年办公费与2022年相比变化了多少",
    ],
)  # fmt: skip
def test_one_change_in_many_wordings(wording: str) -> None:
    node = planned("澜川区教育局" + wording).node
    assert isinstance(node, Change), node
    assert (str(node.item.phrase), node.item.year, node.base_year, node.rate) == ("办公费", 2023, 2022, False)


@pytest.mark.parametrize("wording", ["增长百分之几", "增幅是多少", "增长率", "涨了百分之几", "同比增速", "下降了几个百分点"])
def test_a_rate_of_change(wording: str) -> None:
    node = planned(f"{OURS}办公费比上年{wording}").node
    assert isinstance(node, Change)
    assert node.rate


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("澜川区教育局2022到2024年办公费逐年变化", [2022, 2023, 2024]),
        ("澜川区教育局2022、2023、2024年办公费变化趋势", [2022, 2023, 2024]),
        ("澜川区教育局历年办公费", [2022, 2023, 2024]),
    ],
)
def test_a_trend_takes_every_year(question: str, years: list[int]) -> None:
    node = planned(question).node
    assert isinstance(node, Trend)
    assert [i.year for i in node.items] == years


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("支出合计去掉教育支出和住房保障支出后", ["教育支出", "住房保障支出"]),
        ("除教育支出外的支出合计", ["教育支出"]),
        ("不算教育支出，支出合计是多少", ["教育支出"]),
    ],
)
def test_a_whole_without_some_of_its_parts(words: str, parts: list[str]) -> None:
    node = planned(OURS + words).node
    assert isinstance(node, Remainder)
    assert str(node.whole.phrase) == "支出合计"
    assert [str(p.phrase) for p in node.parts] == parts


@pytest.mark.parametrize("words", ["支出合计扣除教育支出", "支出合计，不包括教育支出"])
def test_what_is_taken_off_behind_the_whole_is_a_difference(words: str) -> None:
    node = planned(OURS + words).node
    assert isinstance(node, Difference)
    assert [str(node.left.phrase), str(node.right.phrase)] == ["支出合计", "教育支出"]


def test_a_year_worked_out_of_the_next_ones_document() -> None:
    node = planned("澜川区教育局2021年办公费（根据2022年决算推算）").node
    assert isinstance(node, Lookup)
    assert [(i.year, i.prior) for i in node.items] == [(2022, True)]


def test_two_departments_are_compared_rather_than_subtracted() -> None:
    assert isinstance(planned("2023年澜川区教育局办公费比砚溪区教育局多多少").node, Compare)


@pytest.mark.parametrize(
    ("question", "years"),
    [("澜川区教育局2022-2024年支出", [2022, 2023, 2024]), ("澜川区教育局2022、2024年支出", [2022, 2024]), ("澜川区教育局2023年支出", [])],
)
def test_a_range_means_all_the_years_inside(question: str, years: list[int]) -> None:
    assert spelled(read(question)) == years
