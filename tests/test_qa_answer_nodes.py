"""Every kind of plan over the invented ledger: its figures in order, what the sentence says, what it warns of, what it refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from fictitious_facts import EDUCATION, NONE_SPENT, OTHER_EDUCATION, fact, ledger, phrase, scope
from test_qa_computed import Desk

from index.amounts import Amount
from index.facts import Fact
from qa.answer import Unanswered, answer_plan
from qa.answers import ANSWERED, Answer
from qa.bind import Missing
from qa.citations import unbacked
from qa.execute import ExecutionError
from qa.phrases import Phrase
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
    Ranking,
    Ratio,
    Remainder,
    Scaled,
    Several,
    Sum,
    Trend,
    Turnover,
)


def item(words: str, year: int = 2023, department: str = EDUCATION, basis: str = "") -> Item:
    return Item(department, year, phrase(words), basis)


def amount(value: str, unit: str) -> Amount:
    return Amount(Decimal(value), unit)


def answer(node: Node, *extra: Fact, unit: str = "") -> Answer:
    desk = Desk(scope(*ledger(), *extra) if extra else scope())
    return answer_plan(Plan(node, unit), desk, desk)


def figures(found: Answer) -> list[str]:
    return [f"{f.value:f}{f.unit}" for f in found.figures]


OFFICE, PRINTING, TRAVEL = item("办公费"), item("印刷费"), item("差旅费")
NOWHERE = "云泽市无此局"
ALL, BASIC, PROJECTS, EARNED = item("支出合计"), item("基本支出"), item("项目支出"), item("收入合计")
GUESTS, BEFORE = item("公务接待费"), item("公务接待费", 2022)
OTHERS = item("支出合计", department=OTHER_EDUCATION)
YEARS = (item("支出合计", 2022), item("支出合计", 2023))


@pytest.mark.parametrize(
    ("node", "expected", "says"),
    [
        # one figure by another
        (Ratio(BASIC, ALL), ["63.16%", "3262.00万元", "5164.86万元"], ["占", "分母是"]),
        (Ratio(ALL, item("公务接待费"), times=True), ["9222.96倍", "5164.86万元", "0.56万元"], ["是", "9,222.96倍"]),
        (Ratio(item("基本支出", 2024), item("支出合计", 2024, basis="预算")), ["75.78%", "18150000元", "23950000元"], []),
        (Ratio(GUESTS, item("“三公”经费", basis="预算")), ["9.68%", "1.50万元", "15.50万元"], []),
        (Ratio(GUESTS, ALL), ["0.01%", "0.56万元", "5164.86万元"], []),
        (Per(item("工资福利支出"), item("在职人数")), ["36.47万元", "3136.82万元", "86人"], ["在职人员86人"]),
        (Per(ALL, amount("12", "个月")), ["430.41万元", "5164.86万元"], ["12个月", "一年的月数"]),
        (Per(item("办公费"), amount("27", "个月")), ["3.34万元", "90.11万元"], ["27个月", "问题所给"]),
        (Per(GUESTS, amount("27", "个月")), ["207.41元", "0.56万元"], ["每个月207.41元"]),
        (Per(GUESTS, amount("27", "个月"), "万元"), ["0.02万元", "0.56万元"], []),
        # added up, taken off
        (Sum((item("办公费"), item("印刷费"))), ["104.71万元", "90.11万元", "14.60万元"], ["办公费90.11万元＋印刷费14.60万元"]),
        (Sum(YEARS, average=True), ["5012.79万元", "4860.71万元", "5164.86万元"], ["平均每年", "÷2"]),
        (Sum((ALL, OTHERS)), ["12912.16万元", "5164.86万元", "7747.30万元"], [f"{EDUCATION}5,164.86万元＋{OTHER_EDUCATION}7,747.30万元"]),
        (Sum((BASIC, PROJECTS)), ["5164.86万元", "3262.00万元", "1902.86万元"], []),
        (Sum((item("公务接待费", basis="预算"), item("公务用车运行维护费"))), ["15.50万元", "1.50万元", "14.00万元"], []),
        (Remainder(item("“三公”经费", basis="预算"), (GUESTS,)), ["14.00万元", "15.50万元", "1.50万元"], []),
        (Remainder(ALL, (item("教育支出"),)), ["741.54万元", "5164.86万元", "4423.32万元"], ["扣除教育支出后"]),
        (Remainder(item("工资福利支出"), (item("奖金"), item("津贴补贴"))), ["2085.27万元", "3136.82万元", "411.30万元", "640.25万元"], []),
        # over time
        (Change(ALL, 2022), ["304.15万元", "6.26%", "5164.86万元", "4860.71万元"], ["增加304.15万元", "增长6.26%"]),
        (Change(ALL), ["304.15万元", "6.26%", "5164.86万元", "4860.71万元"], []),
        (Change(ALL, 2022, rate=True), ["6.26%", "304.15万元"], ["增长6.26%"]),
        (Change(GUESTS, 2022), ["0.16万元", "22.22%", "0.56万元", "0.72万元"], ["减少0.16万元", "下降22.22%"]),
        (Change(item("退休费"), 2022), ["38.90万元", "100.00%", "0.00万元", "38.90万元"], ["减少", "下降100.00%"]),
        (Trend(YEARS), ["4860.71万元", "5164.86万元", "304.15万元", "6.26%"], ["从2022年的4,860.71万元到2023年的5,164.86万元"]),
        # side by side
        (Difference(PROJECTS, BASIC, direction="多"), ["1359.14万元", "1902.86万元", "3262.00万元"], ["项目支出比基本支出少1,359.14万元"]),
        (Difference(BASIC, PROJECTS, rate=True), ["1359.14万元", "71.43%", "3262.00万元", "1902.86万元"], ["多1,359.14万元", "高71.43%"]),
        (Difference(GUESTS, BEFORE, direction="差"), ["0.16万元", "0.56万元", "0.72万元"], ["相差0.16万元"]),
        (Compare((ALL, OTHERS)), ["5164.86万元", "7747.30万元", "2582.44万元"], [f"{OTHER_EDUCATION}更高，高出2,582.44万元"]),
        (Compare((BASIC, PROJECTS)), ["3262.00万元", "1902.86万元", "1359.14万元"], ["基本支出更高"]),
        (Compare(YEARS, top=1), ["5164.86万元", "304.15万元"], ["最高的是2023年"]),
        (Compare((OFFICE, PRINTING, TRAVEL), ascending=True), ["7.43万元", "14.60万元", "90.11万元"], ["最低的是差旅费"]),
        (Compare((OFFICE, PRINTING, TRAVEL), top=2), ["90.11万元", "14.60万元"], ["前2位：1. 办公费 90.11万元"]),
        (Compare((ALL, OTHERS), average=True), ["6456.08万元"], ["2个数平均6,456.08万元"]),
        (Compare((ALL, OTHERS, item("支出合计", department=NOWHERE)), whoever=True), ["7747.30万元"], [f"没有这项数字的：{NOWHERE}"]),
        (Compare((item("支出合计", 2021), *YEARS), whoever=True, top=1), ["5164.86万元"], ["没有这项数字的：2021年"]),
        # thresholds and suppositions
        (Exceeds(ALL, amount("5000", "万元")), ["5164.86万元", "164.86万元"], ["是：", "比5,000万元多164.86万元"]),
        (Exceeds(ALL, amount("1", "亿元")), ["5164.86万元", "4835.14万元"], ["没有超过：", "比1亿元少4,835.14万元"]),
        (Exceeds(ALL, amount("5000", "万元"), below=True), ["5164.86万元", "164.86万元"], ["没有低于："]),
        (Exceeds(GUESTS, amount("5600", "元")), ["0.56万元"], ["没有超过", "正好等于5,600元"]),
        (Scaled(ALL, Decimal(10), "part"), ["516.49万元", "5164.86万元"], ["10%", "假设"]),
        (Scaled(ALL, Decimal(10), "more"), ["5681.35万元", "516.49万元", "5164.86万元"], ["增加10%后"]),
        (Scaled(ALL, Decimal("2.5"), "less"), ["5035.74万元", "129.12万元", "5164.86万元"], ["减少2.5%后"]),
        # plan and outcome
        (Completion(GUESTS), ["37.33%", "0.56万元", "1.50万元"], ["完成"]),
        (Completion(item("学前教育")), ["105.26%", "799.95万元", "760.00万元"], ["年初预算"]),
        # lists
        (Ranking(EDUCATION, 2023, "subjects", "类", count=True), ["4个", "4423.32万元"], ["共4个"]),
        (Ranking(EDUCATION, 2023, "subjects", "项", threshold=amount("1", "亿元")), ["0个", "2392.56万元"], ["超过1亿元的一个也没有"]),
        (Ranking(EDUCATION, 2023, "subjects", "项", threshold=amount("800", "万元")), ["2392.56万元", "912.36万元"], ["超过800万元的"]),
        (Turnover(EDUCATION, 2023, 2022, "项"), ["41.22万元", "38.90万元"], ["新增：购房补贴", "减少：事业单位离退休"]),
        # several at once
        (Several((Ratio(BASIC, ALL), Change(GUESTS, 2022))), ["63.16%", "0.16万元"], ["占", "减少0.16万元"]),
        (
            Several((Ratio(BASIC, ALL), Ratio(item("基本支出", 2022), item("支出合计", 2022)))),
            ["63.16%", "64.09%", "0.93个百分点"], ["2022年更高，高出0.93个百分点"],
        ),
        (Several((Ratio(BASIC, ALL), Ratio(PROJECTS, ALL))), ["63.16%", "36.84%", "3262.00万元"], []),
        (Ranking(EDUCATION, 2023, "subjects", "项", top=1), ["2392.56万元"], ["最高的是小学教育"]),
        (Lookup((GUESTS, item("政府性基金预算支出"))), ["0.56万元"], [NONE_SPENT.rstrip("。"), "不是0"]),
        (Sum((GUESTS, item("政府性基金预算支出"), item("办公费"))), ["90.67万元"], ["没有计入", NONE_SPENT.rstrip("。")]),
    ],
)  # fmt: skip
def test_the_result_comes_first_then_the_operands(node: Node, expected: list[str], says: list[str]) -> None:
    found = answer(node)
    assert found.status == ANSWERED
    assert figures(found)[: len(expected)] == expected
    assert [part for part in says if part not in found.text] == [], found.text
    assert unbacked(found) == set(), found.text
    assert all(f.facts for f in found.figures)
    cited = {c.fact for c in found.citations}
    assert all(set(f.facts) <= cited for f in found.figures)


@pytest.mark.parametrize(
    ("node", "warned"),
    [
        (Ratio(PROJECTS, BASIC), "不是“基本支出”的组成部分"),
        (Ratio(ALL, EARNED), "不是占比"),
        (Ratio(ALL, BASIC), "不是它的一部分"),
        (Ratio(item("支出合计", 2022), ALL), "年度不同"),
        (Ratio(ALL, OTHERS), "部门不同"),
        (Ratio(item("奖金"), ALL), "资金范围不同"),
        (Difference(ALL, item("支出合计", 2024), direction="多"), "口径不同"),
        (Compare((item("支出合计", 2022), OTHERS)), "年度不同"),
        (Compare((ALL, item("支出合计", 2024))), "口径不同"),
        (Trend((*YEARS, item("支出合计", 2024))), "口径不同"),
        (Sum((BASIC, item("教育支出"))), "有重叠的部分"),
        (Scaled(ALL, Decimal(10), "more"), "提问所给的假设"),
    ],
)
def test_what_is_hard_to_compare_is_said(node: Node, warned: str) -> None:
    assert any(warned in w for w in answer(node).warnings), answer(node).warnings


@pytest.mark.parametrize("node", [Ratio(BASIC, ALL), Change(ALL, 2022), Compare((ALL, OTHERS)), Sum((BASIC, PROJECTS)), Trend(YEARS)])
def test_what_can_be_compared_is_compared_without_warnings(node: Node) -> None:
    assert answer(node).warnings == ()


def test_a_plan_and_its_outcome_may_be_compared_where_both_are_asked_for() -> None:
    node = Difference(item("公务接待费的决算"), item("公务接待费的年初预算"), direction="少")
    assert answer(node).warnings == ()


def test_a_part_of_one_unit_and_one_of_the_whole_are_told_apart() -> None:
    alone = replace(fact("支出合计", "100.00", department=OTHER_EDUCATION, year=2022, role="决算"), scope="单位本级")
    found = answer(Compare((item("支出合计", 2022), item("支出合计", 2022, OTHER_EDUCATION))), alone)
    assert any("范围不同（单位本级、部门）" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("node", "why"),
    [
        (Sum((item("奖金"), item("工资福利支出"))), "已经包含在“工资福利支出（301）”"),
        (Sum((ALL, PROJECTS)), "已经包含在"),
        (Sum((item("奖金"), item("奖金"))), "同一个数"),
        (Sum((item("行政运行"), item("教育支出"), item("办公费"))), "相加会重复计算"),
        (Lookup((replace(ALL, computed=Sum((item("奖金"), item("工资福利支出")))),)), "已经包含在"),
        (Remainder(ALL, (EARNED,)), "不是“本年支出合计”的组成部分"),
        (Remainder(BASIC, (PROJECTS,)), "不是“基本支出”的组成部分"),
        (Remainder(BASIC, (ALL,)), "范围大"),
        (Remainder(ALL, (ALL,)), "扣除后没有余下的"),
        (Remainder(ALL, (item("教育支出"), item("行政运行"))), "已经包含在"),
        (Remainder(ALL, (item("支出合计", 2022),)), "组成部分"),
        (Ratio(BASIC, item("退休费")), "为0"),
        (Per(ALL, item("退休费")), "不能"),
        (Exceeds(ALL, amount("10", "%")), "单位不同"),
        (Scaled(ALL, Decimal(120), "less"), "比全部还多"),
        (Difference(item("在职人数"), ALL), "单位不同"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(node: Node, why: str) -> None:
    with pytest.raises(ExecutionError, match=re.escape(why)):
        answer(node)


RATES = (fact("设备完好率", "97.5", "%"), fact("群众满意率", "99", "%"))


@pytest.mark.parametrize("average", [False, True])
def test_rates_are_neither_added_nor_averaged(average: bool) -> None:
    with pytest.raises(ExecutionError, match="比率"):
        answer(Sum((item("设备完好率"), item("群众满意率")), average=average), *RATES)


def test_rates_differ_by_percentage_points() -> None:
    found = answer(Difference(item("群众满意率"), item("设备完好率"), rate=True), *RATES)
    assert figures(found)[:2] == ["1.5个百分点", "99%"]
    assert any("百分点" in w for w in found.warnings)


@pytest.mark.parametrize("base", ["0.00", "-3.00"])
def test_no_rate_from_a_base_of_zero_or_below(base: str) -> None:
    earlier, now = fact("补助收入", base, year=2022), fact("补助收入", "5.00")
    found = answer(Change(Item(EDUCATION, 2023, Phrase("补助收入")), 2022), earlier, now)
    assert figures(found) == [f"{Decimal(5) - Decimal(base)}万元", "5.00万元", f"{base}万元"]
    assert "%" not in found.text
    assert any("不能计算增长率" in w for w in found.warnings)


def test_years_without_the_figure_are_named_in_a_trend() -> None:
    found = answer(Trend((item("支出合计", 2021), *YEARS)))
    assert "没有这项数字的年度：2021年" in found.text


# what documents state ----------------------------------------------------------------------------------------------------------------


def stated(name: str, value: str, role: str, unit: str = "万元", year: int = 2023, base: int = 2022) -> Fact:
    return fact(name, value, unit, year=year, column=f"比{base}年{'增加' if role == '增减额' else '增长'}", role=role)


def test_a_change_that_the_later_document_states_otherwise_is_named() -> None:
    found = answer(Change(ALL, 2022), stated("本年支出合计", "300.00", "增减额"))
    assert figures(found)[0] == "304.15万元"
    assert any("300.00万元" in w and "4,864.86万元" in w and "4,860.71万元" in w for w in found.warnings)


def test_a_statement_about_something_else_is_no_contradiction() -> None:
    assert answer(Change(ALL, 2022), stated("收、支总计", "297.69", "增减额")).warnings == ()


def test_a_base_year_without_a_document_is_taken_from_what_the_later_one_states() -> None:
    said = stated("支出合计", "60.71", "增减额", year=2022, base=2021), stated("支出合计", "1.26", "增减率", "%", 2022, 2021)
    found = answer(Change(item("支出合计", 2022), 2021), *said)
    assert figures(found) == ["60.71万元", "1.26%", "4800.00万元", "4860.71万元"]
    assert found.warnings == ()


def test_a_stated_rate_that_its_own_amounts_do_not_give_is_told() -> None:
    said = stated("支出合计", "60.71", "增减额", year=2022, base=2021), stated("支出合计", "2.26", "增减率", "%", 2022, 2021)
    found = answer(Change(item("支出合计", 2022), 2021, rate=True), *said)
    assert figures(found)[0] == "2.26%"
    assert any("1.26%" in w and "对不上" in w for w in found.warnings)


def test_a_change_of_the_whole_balance_is_not_put_on_expenditure() -> None:
    """收、支总计 grew by so much: the earlier year's expenditure does not follow from that."""
    found = answer(Change(item("支出合计", 2022), 2021), stated("收、支总计", "60.71", "增减额", year=2022, base=2021))
    assert "4800.00万元" not in figures(found)
    assert figures(found)[1] in ("1.26%", "1.25%")
    assert any("没有单独说" in w for w in found.warnings)


def test_without_the_base_year_there_is_no_change_but_what_is_there_is_said() -> None:
    with pytest.raises(Unanswered) as caught:
        answer(Change(item("支出合计", 2022), 2021))
    assert isinstance(caught.value.binding, Missing)
    assert "2021年" in caught.value.binding.reason
    assert any("4,860.71万元" in said for said in caught.value.found)


def completing(rate: str) -> list[Fact]:
    quote = "年初预算为100.00万元，支出决算为80.00万元。"
    return [
        fact("宣传费", "100.00", column="年初预算", role="年初预算", quote=quote), fact("宣传费", "80.00", role="决算", quote=quote),
        fact("宣传费", rate, "%", column="完成年初预算", role="完成率", quote=quote),
    ]  # fmt: skip


@pytest.mark.parametrize(("rate", "told"), [("80", False), ("80.0", False), ("85", True)])
def test_a_printed_rate_of_completion_is_checked(rate: str, told: bool) -> None:
    found = answer(Completion(item("宣传费")), *completing(rate))
    assert figures(found) == [f"{rate}%", "80.00万元", "100.00万元"]
    assert "文件印出" in found.text
    assert "年初预算100.00万元" in found.text
    assert any("80.00%" in w and "对不上" in w for w in found.warnings) is told


@pytest.mark.parametrize("node", [Completion(item("退休费")), Completion(item("火箭发射费"))])
def test_without_a_plan_nothing_is_completed(node: Node) -> None:
    with pytest.raises(Unanswered) as caught:
        answer(node)
    assert isinstance(caught.value.binding, Missing)


@pytest.mark.parametrize("node", ["difference", "completion"])
def test_plan_and_outcome_are_of_the_same_money(node: str) -> None:
    """The form prints 318.45 of all funds; the sentence sets 268.45 of the general budget against its plan."""
    quote = "年初预算为300.00万元，支出决算为268.45万元。"
    said = (
        fact("一般行政管理事务", "300.00", column="年初预算", role="年初预算", quote=quote, title="具体情况", basis="预算",
             doc="云泽市澜川区教育局_2023_决算.pdf"),
        fact("一般行政管理事务", "268.45", column="支出决算", role="决算", quote=quote, title="具体情况"),
    )  # fmt: skip
    if node == "completion":
        assert figures(answer(Completion(item("一般行政管理事务")), *said)) == ["89.48%", "268.45万元", "300.00万元"]
    else:
        compared = Difference(item("一般行政管理事务的决算"), item("一般行政管理事务的年初预算"), direction="少")
        assert figures(answer(compared, *said)) == ["31.55万元", "268.45万元", "300.00万元"]


# partly there ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "node",
    [
        Lookup((GUESTS, item("火箭发射费"))),
        Compare((GUESTS, item("公务接待费", department="云泽市无此局"))),
        Several((Lookup((GUESTS,)), Lookup((item("火箭发射费"),)))),
    ],
)
def test_what_is_there_is_told_beside_what_is_missing(node: Node) -> None:
    with pytest.raises(Unanswered) as caught:
        answer(node)
    assert any("0.56万元" in said for said in caught.value.found)
    assert caught.value.sources


def test_of_several_questions_one_that_cannot_be_computed_does_not_spoil_the_others() -> None:
    found = answer(Several((Lookup((GUESTS,)), Ratio(BASIC, item("退休费")))))
    assert figures(found) == ["0.56万元"]
    assert "为0，不能计算占比" in found.text


@pytest.mark.parametrize("unit", ["元", "亿元"])
def test_the_unit_asked_for_is_used_throughout(unit: str) -> None:
    for node in (Difference(BASIC, PROJECTS), Change(ALL, 2022), Sum((BASIC, PROJECTS)), Trend(YEARS), Compare((ALL, OTHERS))):
        found = answer(node, unit=unit)
        assert {f.unit for f in found.figures} <= {unit, "%"}, node
