"""Plans: their shape is checked when they are made, they print themselves, their leaves are known."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, phrase

import qa.plan
from index.amounts import Amount
from qa.plan import (
    Change,
    Compare,
    Completion,
    Difference,
    Exceeds,
    Item,
    Lookup,
    Node,
    Per,
    Plan,
    PlanError,
    Ranking,
    Ratio,
    Read,
    Remainder,
    Scaled,
    Several,
    Sum,
    Trend,
    Turnover,
    items_of,
)

INVALID = (Path(__file__).parent / "plans" / "invalid.txt").read_text("utf-8")
ITEM = Item(EDUCATION, 2023, phrase("基本支出"))
SECOND = Item(EDUCATION, 2022, phrase("项目支出"), "决算")
LIMIT = Amount(Decimal(500), "万元")
WHOLE: tuple[Node, ...] = (
    Lookup((ITEM, SECOND)), Difference(ITEM, SECOND), Ratio(ITEM, SECOND), Per(ITEM, SECOND), Sum((ITEM, SECOND)), Change(ITEM, 2022),
    Compare((ITEM, SECOND)), Ranking(EDUCATION, 2023, "subjects", "项", top=3), Turnover(EDUCATION, 2023, 2022, "项"),
    Read("为什么", (EDUCATION,), (2023,), "reason"), Several((Lookup((ITEM,)), Ratio(ITEM, SECOND))), Remainder(ITEM, (SECOND,)),
    Trend((replace(ITEM, year=2022), ITEM)), Exceeds(ITEM, LIMIT), Scaled(ITEM, Decimal(10), "part"), Completion(ITEM),
    Per(ITEM, Amount(Decimal(12), "个月")),
)  # fmt: skip


def invalid() -> list[tuple[str, str]]:
    """(plan, what is wrong with it) of tests/plans/invalid.txt."""
    cases = []
    for block in INVALID.split("\n---\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        plan, _, message = "\n".join(lines).strip().partition("\n\n")
        cases.append((plan, message.strip()))
    return cases


@pytest.mark.parametrize(("plan", "message"), invalid())
def test_a_plan_of_a_wrong_shape_cannot_be_made(plan: str, message: str) -> None:
    names = {name: getattr(qa.plan, name) for name in dir(qa.plan) if not name.startswith("_")}
    with pytest.raises(PlanError, match=message):
        eval(plan, {"__builtins__": {}}, names | {"item": ITEM, "second": SECOND, "replace": replace})


def test_every_kind_of_node_is_tried() -> None:
    assert {type(node) for node in WHOLE} == set(get_args(Node))


@pytest.mark.parametrize("node", WHOLE, ids=lambda node: type(node).__name__)
def test_a_plan_prints_itself_and_stays_as_it_is(node: Node) -> None:
    plan = Plan(node, "万元", ("问题没有说年度",))
    lines = str(plan).splitlines()
    assert lines[-2:] == ["换算：万元", "假定：问题没有说年度"]
    assert str(plan) == "\n".join([*str(Plan(node)).splitlines(), *lines[-2:]])
    assert hash(plan) == hash(replace(plan))
    with pytest.raises(FrozenInstanceError):
        plan.unit = "元"  # type: ignore[misc]


@pytest.mark.parametrize("node", WHOLE, ids=lambda node: type(node).__name__)
def test_every_leaf_is_listed_and_printed(node: Node) -> None:
    items, text = items_of(node), str(Plan(node))
    assert all(str(item) in text for item in items)
    alone = isinstance(node, Per) and not isinstance(node.count, Item)
    one = {Change: 1, Exceeds: 1, Scaled: 1, Completion: 1, Several: 3, Ranking: 0, Turnover: 0, Read: 0}
    assert len(items) == (1 if alone else one.get(type(node), 2))


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (ITEM, "〔云泽市澜川区教育局 2023年〕基本支出"),
        (SECOND, "〔云泽市澜川区教育局 2022年决算〕项目支出"),
        (replace(ITEM, year=0), "〔云泽市澜川区教育局 年度不限〕基本支出"),
        (replace(ITEM, prior=True), "〔云泽市澜川区教育局 2023年 的上年〕基本支出"),
        (replace(ITEM, phrase=phrase("2050101的年初预算")), "〔云泽市澜川区教育局 2023年〕2050101［年初预算］"),
        (Item(OTHER_EDUCATION, 2023, phrase("行政运行的项目支出")), "〔云泽市砚溪区教育局 2023年〕行政运行 项目支出"),
    ],
)
def test_a_leaf_says_who_when_and_what(item: Item, text: str) -> None:
    assert str(item) == text


@pytest.mark.parametrize(
    ("node", "says"),
    [
        (Sum((ITEM, SECOND)), "求和"),
        (Sum((ITEM, SECOND), average=True), "平均"),
        (Ratio(ITEM, SECOND), "占比"),
        (Per(ITEM, SECOND), "相除"),
        (Ranking(EDUCATION, 2023, "economic", head=phrase("工资福利支出"), ascending=True), "从小到大，全部"),
        (Ranking(EDUCATION, 2023, "projects", top=5), "项目，从大到小，前5"),
        (Ranking(EDUCATION, 2023, "projects", threshold=LIMIT), "超过500万元"),
        (Ranking(EDUCATION, 2023, "projects", threshold=LIMIT, below=True), "低于500万元"),
        (Turnover(EDUCATION, 2023, 2022, "款"), "与2022年相比，款级科目"),
        (Read("支出为什么增加", (), ()), "不限部门"),
    ],
)
def test_the_operation_is_said(node: Node, says: str) -> None:
    assert says in str(Plan(node))


RANKED = Ranking(EDUCATION, 2023, "subjects", "项")
TURNED = Turnover(EDUCATION, 2023, 2022, "项")
ASKED = Read("支出为什么增加", (), (), "reason")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Lookup((ITEM,)), Lookup((replace(ITEM, year=2022),))),
        (Lookup((ITEM,)), Lookup((replace(ITEM, basis="预算"),))),
        (Lookup((ITEM,)), Lookup((replace(ITEM, prior=True),))),
        *[
            (Lookup((ITEM,)), Lookup((replace(ITEM, phrase=replace(ITEM.phrase, **{name: value})),)))
            for name, value in [("codes", ("2050101",)), ("roles", ("年初预算",)), ("columns", ("项目支出",)), ("forms", ("F05",)),
                                ("side", "收入"), ("origin", "indicator"), ("parent", "政府采购"), ("unit", "人次")]
        ],
        (Lookup((ITEM,)), Lookup((replace(ITEM, computed=Sum((ITEM, SECOND))),))),
        (Lookup((replace(ITEM, computed=RANKED),)), Lookup((replace(ITEM, computed=Sum((ITEM, SECOND))),))),
        (Difference(ITEM, SECOND), Difference(SECOND, ITEM)),
        (Difference(ITEM, SECOND), Difference(ITEM, SECOND, rate=True)),
        *[(Difference(ITEM, SECOND), Difference(ITEM, SECOND, direction=word)) for word in ("多", "少", "剩", "差")],
        (Ratio(ITEM, SECOND), Ratio(ITEM, SECOND, times=True)),
        (Per(ITEM, SECOND), Per(ITEM, SECOND, "元")),
        (Per(ITEM, Amount(Decimal(27), "个月")), Per(ITEM, Amount(Decimal(12), "个月"))),
        (Sum((ITEM, SECOND)), Sum((ITEM, SECOND), average=True)),
        (Sum((ITEM, SECOND)), Remainder(ITEM, (SECOND,))),
        (Change(ITEM), Change(ITEM, 2022)),
        (Change(ITEM, 2022), Change(ITEM, 2021)),
        (Change(ITEM), Change(ITEM, rate=True)),
        *[(Compare((ITEM, SECOND)), Compare((ITEM, SECOND), **{name: value}))
          for name, value in [("whoever", True), ("ascending", True), ("top", 3), ("average", True)]],
        (Exceeds(ITEM, LIMIT), Exceeds(ITEM, LIMIT, below=True)),
        (Exceeds(ITEM, LIMIT), Exceeds(ITEM, replace(LIMIT, unit="元"))),
        (Scaled(ITEM, Decimal(10), "part"), Scaled(ITEM, Decimal(15), "part")),
        (Scaled(ITEM, Decimal(10), "more"), Scaled(ITEM, Decimal(10), "less")),
        (Lookup((ITEM,)), Completion(ITEM)),
        *[(RANKED, replace(RANKED, **{name: value}))
          for name, value in [("department", OTHER_EDUCATION), ("year", 2022), ("kind", "projects"), ("level", "款"),
                              ("head", phrase("教育支出")), ("top", 3), ("ascending", True), ("basis", "预算"), ("total", True),
                              ("role", "预算"), ("threshold", LIMIT), ("equal", LIMIT), ("count", True)]],
        (replace(RANKED, threshold=LIMIT), replace(RANKED, threshold=LIMIT, below=True)),
        (RANKED, replace(RANKED, head=replace(phrase("教育支出"), side="收入"))),
        *[(TURNED, replace(TURNED, **{name: value}))
          for name, value in [("department", OTHER_EDUCATION), ("year", 2024), ("base_year", 2021), ("level", "款"), ("basis", "预算")]],
        *[(ASKED, replace(ASKED, **{name: value}))
          for name, value in [("question", "支出"), ("departments", (EDUCATION,)), ("years", (2023,)), ("kind", "plain"),
                              ("bases", ("预算",))]],
    ],
)  # fmt: skip
def test_whatever_decides_a_result_is_printed(one: Node, other: Node) -> None:
    assert str(Plan(one)) != str(Plan(other))


def test_plans_are_equal_by_what_they_compute() -> None:
    assert Plan(Lookup((ITEM,))) == Plan(Lookup((replace(ITEM),)))
    assert Difference(ITEM, SECOND) != Difference(SECOND, ITEM)
    assert {f.name for f in fields(Plan)} >= {"node", "unit", "assumed"}
