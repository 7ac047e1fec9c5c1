"""Lists: which kind, which level, below which head, in which order. Whole plans are in tests/plans."""

from __future__ import annotations

import pytest
from fictitious_facts import planned, read

from qa.listings import levels_of
from qa.plan import Lookup, Ranking, Turnover

OURS = "澜川区教育局2023年"


def listed(words: str) -> Ranking:
    node = planned(OURS + words).node
    assert isinstance(node, Ranking), node
    return node


@pytest.mark.parametrize(
    "wording",
    [
        "支出最大的三个项级科目", "支出前三的项级科目有哪些", "按项级科目，支出排前三的是哪些", "项级科目里支出最多的三个是什么",
        "支出最高的3个项级科目", "花钱最多的前三个项级科目",
    ],
)  # fmt: skip
def test_one_ranking_in_many_wordings(wording: str) -> None:
    node = listed(wording)
    assert (node.kind, node.level, node.top, node.ascending, node.head) == ("subjects", "项", 3, False, None)


@pytest.mark.parametrize(
    ("words", "kind", "level", "head"),
    [
        ("各类支出从大到小", "subjects", "类", ""),
        ("款级科目支出排名", "subjects", "款", ""),
        ("教育支出下的款级科目有哪些", "subjects", "款", "教育支出"),
        ("20502下面有哪些项级科目", "subjects", "项", "20502"),
        ("工资福利支出由哪些构成", "economic", "", "工资福利支出"),
        ("商品和服务支出里最大的是哪项", "economic", "", "商品和服务支出"),
        pytest.param("按经济分类，最大的类是什么", "economic", "类", "", marks=pytest.mark.xfail(reason="45")),
        ("最大的项目是哪个", "projects", "", ""),
        ("有哪些项目，各多少", "projects", "", ""),
        ("权重最高的绩效指标", "indicators", "", ""),
        ("三公经费的构成", "parts", "", "“三公”经费"),
    ],
)
def test_what_is_listed_below_what(words: str, kind: str, level: str, head: str) -> None:
    node = listed(words)
    assert (node.kind, node.level, str(node.head) if node.head else "") == (kind, level, head)


@pytest.mark.parametrize(
    ("words", "top", "ascending"),
    [
        ("支出最大的类", 1, False), ("支出最小的类", 1, True), ("支出最少的两个类", 2, True), ("支出从低到高的类", 0, True),
        ("支出前五的类", 5, False), ("支出后三的类", 3, True), ("支出倒数两个类", 2, True),
    ],
)  # fmt: skip
def test_how_many_in_which_order(words: str, top: int, ascending: bool) -> None:
    node = listed(words)
    assert (node.top, node.ascending) == (top, ascending)


@pytest.mark.parametrize(
    ("words", "count", "limit", "below"),
    [
        ("有几个项级科目", True, "", False),
        ("支出超过500万元的项级科目有几个", True, "500万元", False),
        ("支出不到50万元的项级科目有哪些", False, "50万元", True),
        ("有哪些项级科目", False, "", False),
    ],
)
def test_counts_and_limits(words: str, count: bool, limit: str, below: bool) -> None:
    node = listed(words)
    assert (node.count, f"{node.threshold.value}{node.threshold.unit}" if node.threshold else "", node.below) == (count, limit, below)


@pytest.mark.parametrize(
    ("words", "role"),
    [("执行率最低的项目", "完成率"), ("预算最大的项目", "预算"), ("执行数超过5万元的项目", "执行数"), ("得分最低的指标", "得分")],
)
def test_the_role_in_which_rows_are_ordered(words: str, role: str) -> None:
    assert listed(words).role == role


@pytest.mark.parametrize(
    ("words", "level"),
    [("新增了哪些项级科目", "项"), ("多了哪些新增的款级科目", "款"), ("少了哪些类级科目，新增了哪些", "类"), ("哪些科目取消了", "项")],
)
def test_subjects_that_came_and_went(words: str, level: str) -> None:
    node = planned(f"{OURS}比2022年{words}").node
    assert isinstance(node, Turnover)
    assert (node.year, node.base_year, node.level) == (2023, 2022, level)


def test_a_thing_that_is_named_is_not_listed() -> None:
    for words in ("学前教育项目是多少", "“学前教育”这个项目的支出", "2050101科目支出是多少"):
        assert isinstance(planned(OURS + words).node, Lookup)


def test_levels_are_read_in_the_order_of_the_question() -> None:
    assert levels_of(read("类级和款级科目")) == ["类", "款"]
    assert levels_of(read("支出合计")) == []


@pytest.mark.parametrize("words", ["项级科目中占支出合计超过10%的有哪些", "占比超过一成的类级科目有哪些"])
def test_a_limit_that_is_a_rate_is_not_dropped(words: str) -> None:
    node = planned(OURS + words).node
    assert not isinstance(node, Ranking) or node.threshold is not None
