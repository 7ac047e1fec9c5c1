"""Sums, averages, look-ups side by side, limits and numbers in a question. Whole plans are in tests/plans."""

from __future__ import annotations

import pytest
from fictitious_facts import planned, read

from qa.plan import Compare, Exceeds, Lookup, Sum, items_of
from qa.totals import counted_unit, how_many, threshold

OURS = "澜川区教育局2023年"


@pytest.mark.parametrize(
    "wording",
    [
        "办公费和印刷费合计",
        "办公费、印刷费一共多少",
        "办公费与印刷费之和",
        "办公费和印刷费加起来是多少",
        "办公费加印刷费",
        "办公费再加上印刷费等于多少",
        "办公费和印刷费两项总共花了多少钱",
        "办公费、印刷费相加得多少",
        "办公费和印刷费共计多少",
        "把办公费和印刷费加总",
    ],
)
def test_one_sum_in_many_wordings(wording: str) -> None:
    node = planned(OURS + wording).node
    assert isinstance(node, Sum)
    assert not node.average
    assert [str(i.phrase) for i in node.items] == ["办公费", "印刷费"]


def test_the_words_behind_the_last_name_add_up_all_of_them() -> None:
    node = planned(OURS + "公务接待费和小学教育支出合计是多少").node
    assert isinstance(node, Sum)
    assert [str(i.phrase) for i in node.items] == ["公务接待费", "小学教育"]


@pytest.mark.parametrize(
    "wording",
    ["办公费和印刷费各是多少", "办公费、印刷费分别是多少", "办公费多少，印刷费多少", "办公费是多少？印刷费呢？", "办公费和印刷费"],
)
def test_figures_asked_for_one_by_one_are_not_added_up(wording: str) -> None:
    node = planned(OURS + wording).node
    assert isinstance(node, Lookup)
    assert [str(i.phrase) for i in node.items] == ["办公费", "印刷费"]


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("澜川区教育局2022年和2023年办公费一共多少", [2022, 2023]),
        ("澜川区教育局2022到2024年办公费合计", [2022, 2023, 2024]),
        ("澜川区教育局2022到2024年办公费一共多少", [2022, 2023, 2024]),
        ("澜川区教育局近两年办公费加起来", [2023, 2024]),
    ],
)
def test_a_sum_over_years_takes_every_year(question: str, years: list[int]) -> None:
    node = planned(question).node
    assert isinstance(node, Sum)
    assert [i.year for i in node.items] == years


@pytest.mark.parametrize(
    ("question", "average"),
    [
        ("澜川区教育局2022、2023年办公费年均多少", True),
        ("澜川区教育局2022到2023年平均每年办公费", True),
        ("澜川区教育局2022、2023年办公费总共", False),
    ],
)
def test_an_average_is_told_from_a_sum(question: str, average: bool) -> None:
    node = planned(question).node
    assert isinstance(node, Sum)
    assert node.average is average


@pytest.mark.parametrize(
    ("question", "ascending"),
    [
        ("澜川区教育局和砚溪区教育局2023年办公费哪个多", False),
        ("澜川区教育局和砚溪区教育局2023年办公费哪家更少", True),
        ("澜川区教育局和砚溪区教育局2023年办公费谁少", True),
        ("澜川区教育局与砚溪区教育局2023年办公费相比", False),
    ],
)
def test_departments_are_compared(question: str, ascending: bool) -> None:
    node = planned(question).node
    assert isinstance(node, Compare)
    assert node.ascending is ascending
    assert len(node.items) == 2


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("超过50万元的项目", ("50万元", False)),
        ("50万元以上的项目", ("50万元", False)),
        ("不到1,200.5元的项目", ("1200.5元", True)),
        ("低于2亿的科目", ("2亿元", True)),
        ("500万以下的科目", ("500万元", True)),
        ("50万元的项目", None),
        ("超过三个的项目", None),
        ("", None),
    ],
)
def test_a_limit_is_an_amount_and_a_side(words: str, limit: tuple[str, bool] | None) -> None:
    found = threshold(read(OURS + words))
    assert (f"{found[0].value}{found[0].unit}", found[1]) == limit if found else limit is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("前三的科目", 3), ("前5名", 5), ("排名前十的科目", 10), ("最大的项级科目", 1), ("最大的5个项级科目", 5), ("金额最小的两个类", 2),
        ("哪三项最多", 3), ("从大到小排列", 0), ("公务接待费", 0), ("最高的三项", 3), ("支出最多的前三个", 3),
    ],
)  # fmt: skip
def test_how_many_are_asked_for(words: str, number: int) -> None:
    assert how_many(read(OURS + words)) == number


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("接待了多少人次", "人次"),
        ("接待多少批次", "批次"),
        ("有几辆公车", "辆"),
        ("几个团组出国", "团组"),
        ("花了多少钱", ""),
        ("多少人", "人"),
    ],
)
def test_the_unit_that_is_counted_in(words: str, unit: str) -> None:
    assert counted_unit(read(OURS + words)) == unit


@pytest.mark.parametrize(
    ("words", "yes_or_no"),
    [
        ("公务接待费超过1万元了吗", True),
        ("公务接待费是否超过1万元", True),
        ("公务接待费有没有超过1万元", True),
        ("公务接待费是多少", False),
    ],
)
def test_a_limit_for_one_figure_is_a_question_of_yes_or_no(words: str, yes_or_no: bool) -> None:
    assert isinstance(planned(OURS + words).node, Exceeds) is yes_or_no


def test_every_item_asked_for_is_planned_once() -> None:
    for words in ("办公费，办公费", "办公费和办公费", "办公费（办公费）"):
        assert len(items_of(planned(OURS + words).node)) == 1


@pytest.mark.parametrize("words", ["基本工资加津贴补贴减奖金", "奖金减津贴补贴再加基本工资"])
def test_what_is_taken_off_is_never_added(words: str) -> None:
    assert not isinstance(planned(OURS + words).node, Sum)
