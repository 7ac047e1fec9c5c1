"""Lists of projects, of what is planned for each quarter, and of indicators: from one place, without details and totals among them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fictitious_facts import EDUCATION, fact, phrase, scope

from index.amounts import Amount
from index.facts import Fact
from qa.bind import Ambiguous, Missing, Scope
from qa.listing_projects import period_of
from qa.phrases import Phrase
from qa.plan import Ranking
from qa.rankings import Listing, listing

SPENT_ON = "五、支出决算情况/项目支出主要用于"
REVIEWED = "十、预算绩效情况说明/项目支出自评结果"


def said(title: str, text: str, *figures: tuple[str, str], basis: str = "决算", role: str = "", year: int = 2023) -> list[Fact]:
    """Figures of one sentence."""
    return [fact(n, v, title=title, quote=text, basis=basis, role=role, year=year, line=i) for i, (n, v) in enumerate(figures)]


def form(
    project: str, planned: str, spent: str, *indicators: tuple[str, str, str, str, str], year: int = 2023, unit: str = "万元"
) -> list[Fact]:
    """A self-evaluation: what was planned and spent, and for each indicator (name, target, outcome, unit, score)."""
    title = f"{year}年度项目支出绩效自评表 {project}"
    rate = f"{Decimal(spent) / Decimal(planned) * 100:.2f}"

    def own(name: str, value: str, unit: str, column: str, role: str = "") -> Fact:
        return fact(name, value, unit, column=column, role=role, title=title, origin="indicator", basis="绩效", year=year)

    found = [
        own(project, planned, unit, "预算数（A）", "预算"),
        own(project, spent, unit, "执行数（B）", "执行数"),
        own(project, rate, "%", "执行率", "完成率"),
        own(project, "19.50", "分", "得分"),
        own(project, "96.00", "分", "自评得分"),
    ]
    for name, target, outcome, counted, score in indicators:
        found += [own(name, target, counted, "年初目标值"), own(name, outcome, counted, "实际完成值"), own(name, score, "分", "得分")]
    return found


LIGHTS = form("路灯改造", "50.00", "45.00", ("改造路灯数", "200", "180", "盏", "8"), ("验收合格率", "100", "100", "%", "10"))
TREES = form("行道树补植", "30.00", "30.00", ("补植株数", "900", "910", "株", "10"), ("成活率", "95", "97", "%", "10"))
FORMS = [*LIGHTS, *TREES]
THREE = [
    *said(SPENT_ON, "一是路灯改造45.00万元，主要成效：清查线路，追回违约金7.70万元。", ("路灯改造", "45.00"), ("追回违约金", "7.70")),
    *said(SPENT_ON, "二是行道树补植30.00万元；三是巡查车租赁12.30万元，", ("行道树补植", "30.00"), ("巡查车租赁", "12.30")),
]
TOTAL = fact("合计", "87.30", form="F03", column="项目支出", origin="table", title="支出决算表")


def listed(held: Scope, kind: str = "projects", head: str | Phrase | None = None, **rest: object) -> list[tuple[str, str]]:
    named = phrase(head) if isinstance(head, str) else head
    found = listing(Ranking(EDUCATION, 2023, kind, head=named, **rest), held)  # type: ignore[arg-type]
    return [(n, str(b.amount.value)) for n, b in zip(found.names, found.rows, strict=True)] if isinstance(found, Listing) else []


@pytest.mark.parametrize(
    ("facts", "rest", "expected"),
    [
        (THREE, {}, [("路灯改造", "45.00"), ("行道树补植", "30.00"), ("巡查车租赁", "12.30")]),  # what was recovered is no project
        ([*THREE, *FORMS, TOTAL], {}, [("路灯改造", "45.00"), ("行道树补植", "30.00"), ("巡查车租赁", "12.30")]),
        (FORMS, {}, [("路灯改造", "45.00"), ("行道树补植", "30.00")]),  # what was spent, where nothing else is asked for
        ([*THREE, *FORMS], {"role": "预算"}, [("路灯改造", "50.00"), ("行道树补植", "30.00")]),
        (FORMS, {"role": "执行数"}, [("路灯改造", "45.00"), ("行道树补植", "30.00")]),
        (FORMS, {"role": "完成率", "ascending": True}, [("路灯改造", "90.00"), ("行道树补植", "100.00")]),
        (FORMS, {"role": "得分"}, [("路灯改造", "96.00"), ("行道树补植", "96.00")]),
        ([*THREE, *FORMS], {"head": Phrase("", origin="indicator")}, [("路灯改造", "45.00"), ("行道树补植", "30.00")]),
        (THREE, {"threshold": Amount(Decimal("30"), "万元")}, [("路灯改造", "45.00")]),
        (THREE, {"threshold": Amount(Decimal("30"), "万元"), "inclusive": True}, [("路灯改造", "45.00"), ("行道树补植", "30.00")]),
        (THREE, {"threshold": Amount(Decimal("300000"), "元"), "below": True, "inclusive": True},
         [("行道树补植", "30.00"), ("巡查车租赁", "12.30")]),
        (THREE, {"equal": Amount(Decimal("0.003"), "亿元")}, [("行道树补植", "30.00")]),
        ([], {}, []),
    ],
)  # fmt: skip
def test_which_projects_are_listed(facts: list[Fact], rest: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert listed(scope(*facts) if facts else scope(TOTAL), **rest) == expected  # type: ignore[arg-type]


def planned(project: str, whole: str, year: str, unit: str = "元") -> list[Fact]:
    title = f"财政项目支出绩效目标填报表 {project}"
    columns = (("项目资金总额", whole), ("年度资金申请总额", year), ("年度资金申请总额/当年财政拨款", year))
    return [fact(project, v, unit, column=c, title=title, origin="indicator", basis="预算", doc="x_2023_预算.pdf") for c, v in columns]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (None, ["3000000", "800000"]),
        (Phrase("项目资金总额"), ["9000000", "800000"]),
        (Phrase("资金总额", origin="indicator"), ["9000000", "800000"]),
    ],
)
def test_the_years_money_unless_the_whole_is_asked_for(head: str | Phrase | None, expected: list[str]) -> None:
    held = scope(*planned("环湖步道", "9000000", "3000000"), *planned("路灯改造", "800000", "800000"))
    assert [v for _, v in listed(held, head=head, basis="预算", role="预算")] == expected


def test_a_project_of_two_amounts_under_one_name_stays_two() -> None:
    twice = said(
        SPENT_ON,
        "路灯改造45.00万元；路灯改造6.00万元；巡查车租赁12.30万元",
        ("路灯改造", "45.00"),
        ("路灯改造", "6.00"),
        ("巡查车租赁", "12.30"),
    )
    assert [v for _, v in listed(scope(*twice))] == ["45.00", "12.30", "6.00"]


def test_what_another_place_says_of_a_project_is_told() -> None:
    other = said(REVIEWED, "路灯改造：执行数为54.00万元", ("路灯改造", "54.00"), role="执行数") + said(
        REVIEWED, "行道树补植：执行数为30.00万元", ("行道树补植", "30.00"), role="执行数"
    )
    found = listing(Ranking(EDUCATION, 2023, "projects"), scope(*THREE, *other))
    assert isinstance(found, Listing)
    assert found.notes == (f"“路灯改造”在《{REVIEWED}》写作54.00万元，这里取45.00万元",)


def test_fewer_projects_than_the_document_counts_are_said() -> None:
    counted = fact("编报绩效目标的项目", "9", "个", title="四、绩效目标设置情况", basis="绩效")
    found = listing(Ranking(EDUCATION, 2023, "projects"), scope(*FORMS, counted))
    assert isinstance(found, Listing) and found.notes == ("文件说“编报绩效目标的项目”有9个，这里列出的只有2个",)


# estimates -----------------------------------------------------------------------------------------------------------------------

ESTIMATE = [
    fact(name, value, column="支出明细/金额", title="项目申报表 环湖步道管护", origin="indicator", basis="预算")
    for name, value in (("合计", "46.00"), ("保洁", "20.00"), ("绿化", "16.00"), ("维修", "10.00"))
]


@pytest.mark.parametrize(
    ("head", "rest", "expected"),
    [
        ("环湖步道管护", {}, ["保洁", "绿化", "维修"]),
        ("步道管护", {"top": 2}, ["保洁", "绿化", "维修"]),  # `rows` are not cut: the answer shows the first
        ("环湖步道管护", {"ascending": True}, ["维修", "绿化", "保洁"]),
        ("路灯改造", {}, []),
    ],
)
def test_the_estimate_of_a_project(head: str, rest: dict[str, object], expected: list[str]) -> None:
    assert [n for n, _ in listed(scope(*ESTIMATE), head=head, **rest)] == expected  # type: ignore[arg-type]


# indicators ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        ({"role": "得分", "head": "路灯改造"}, [("验收合格率", "10"), ("改造路灯数", "8")]),
        ({"head": "路灯改造", "ascending": True}, [("改造路灯数", "8"), ("验收合格率", "10")]),
        ({"role": "实际", "head": "行道树补植"}, [("补植株数", "910"), ("成活率", "97")]),  # several units: as in the document
        ({"equal": Amount(Decimal("8"), "")}, [("改造路灯数（路灯改造）", "8")]),
        ({"equal": Amount(Decimal("10.0"), "分"), "head": "路灯改造"}, [("验收合格率", "10")]),
        ({"role": "目标", "threshold": Amount(Decimal("96"), "%")}, [("验收合格率（路灯改造）", "100")]),  # 株 are no per cent
        ({"role": "权重"}, []),
        ({"role": "得分", "head": "环湖步道"}, []),
    ],
)
def test_which_indicators_are_listed(rest: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert listed(scope(*FORMS), "indicators", **rest) == expected  # type: ignore[arg-type]


def test_figures_of_several_units_have_no_largest() -> None:
    from qa.execute import ExecutionError

    with pytest.raises(ExecutionError, match="单位不同"):
        listed(scope(*TREES), "indicators", role="目标", top=1)


# quarters ------------------------------------------------------------------------------------------------------------------------

CHAPTER = "项目经费情况说明"
BY_QUARTER = (("第一季度用款计划", "1.50"), ("第二季度用款计划", "4.00"), ("第三季度用款计划", "0.00"), ("第四季度用款计划", "2.50"))
PLAN = [
    *said(f"{CHAPTER}/一、项目概况", "本项目为澜川区环湖步道新建工程，全长3公里。", ("项目概况投资", "0.50"), basis="预算"),
    *said(f"{CHAPTER}/六、年度预算安排", "第一季度用款计划1.50万元，第二季度用款计划4.00万元……", *BY_QUARTER, basis="预算"),
]
FUNDS = [fact("环湖步道新建", "80000.00", "元", column="项目资金总额", title="绩效目标表 环湖步道新建", origin="indicator", basis="预算")]
NAMED = [fact(f"巡查服务/{q}用款计划", v, title="年度预算安排", basis="预算") for q, v in (("第一季度", "3"), ("第二季度", "4"))]


@pytest.mark.parametrize(
    ("facts", "head", "rest", "expected"),
    [
        (PLAN, None, {}, ["1.50", "4.00", "0.00", "2.50"]),
        (PLAN, "环湖步道新建项目", {}, ["1.50", "4.00", "0.00", "2.50"]),
        (PLAN, "环湖步道新建工程的用款计划", {"top": 1}, ["4.00", "2.50", "1.50", "0.00"]),
        (PLAN, "学校操场翻修项目", {}, []),  # another project's
        (NAMED, "巡查服务", {}, ["3", "4"]),
        ([*PLAN, *NAMED], "巡查服务", {}, ["3", "4"]),
        ([*PLAN, *NAMED], "环湖步道新建", {}, ["1.50", "4.00", "0.00", "2.50"]),
    ],
)
def test_what_is_planned_for_each_quarter(facts: list[Fact], head: str | None, rest: dict[str, object], expected: list[str]) -> None:
    assert [v for _, v in listed(scope(*facts), "quarters", head, **rest)] == expected  # type: ignore[arg-type]


def test_quarters_of_several_things_are_asked_back() -> None:
    assert isinstance(listing(Ranking(EDUCATION, 2023, "quarters"), scope(*PLAN, *NAMED)), Ambiguous)


def test_quarters_that_come_to_the_projects_money_say_so() -> None:
    found = listing(Ranking(EDUCATION, 2023, "quarters", head=phrase("环湖步道新建"), total=True), scope(*PLAN, *FUNDS))
    assert isinstance(found, Listing)
    assert found.agreed == ("各项之和与文件所载的环湖步道新建项目资金总额80,000.00元一致",)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("第一季度用款计划", 3),
        ("四季度支出", 12),
        ("2023年3月份支出", 3),
        ("十二月支出", 12),
        ("上半年执行数", 6),
        ("下半年", 12),
        ("10月", 10),
        ("大厅租金（2019年10月－2021年12月）", 0),
        ("1月至6月租金", 0),
        ("季度巡查次数", 0),
        ("用款计划", 0),
    ],
)
def test_parts_of_a_year_are_read_at_the_beginning_of_a_name(name: str, month: int) -> None:
    assert period_of(fact(name, "1")) == month


# several documents ---------------------------------------------------------------------------------------------------------------


def test_documents_are_never_mixed() -> None:
    """The accounts list three projects, the budget two, the head office one: each answers alone."""
    budget = [*planned("环湖步道", "100000", "100000"), *planned("广场绿化", "70000", "70000")]
    office = [fact("路灯改造", "45.00", title=SPENT_ON, doc="a_2023_决算.pdf")]
    alone = [Fact(**{**{k: getattr(f, k) for k in f.__dataclass_fields__}, "scope": "单位"}) for f in office]
    held = scope(*alone, *budget, *THREE)
    assert [n for n, _ in listed(held)] == ["路灯改造", "行道树补植", "巡查车租赁"]
    assert [n for n, _ in listed(held, basis="预算")] == ["环湖步道", "广场绿化"]
    assert listing(Ranking(EDUCATION, 2022, "projects"), held) == listing(Ranking(EDUCATION, 2022, "projects"), scope(TOTAL))
    assert isinstance(listing(Ranking(EDUCATION, 2022, "projects"), held), Missing)
