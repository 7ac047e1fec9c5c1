"""Figures in sentences: the label, the kind, the sign and the year of each, whatever office wrote the sentence."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from index.clauses import clauses
from index.documents import Document, Identity, Line, Page
from index.facts import Fact
from index.figures import sentence_facts
from index.identity import identify
from index.indicators import indicator_facts
from index.labels import bare, base_of, column_of, read_label, split_year
from index.readers import read_document
from index.textlines import clean

DEPARTMENT = "广水市教育局"


def document(*lines: str) -> Document:
    return Document("a.txt", "0", "text", (Page(None, tuple(Line(text, i) for i, text in enumerate(lines, 1))),))


def read(text: str, basis: str = "决算", year: int = 2022) -> list[Fact]:
    return sentence_facts(document(*text.split("\n")), Identity(DEPARTMENT, year, basis, aliases=("教育局",)))


def said(facts: Iterable[Fact]) -> list[tuple[str, str, str, str, str, int]]:
    return [(f.row_name, f.column, f.role, str(f.value), f.unit, f.year) for f in facts]


# (text, row_name, column, role, value, unit, year): what must be among the text's facts
FINAL = [
    # totals and changes
    ("2022年度收入总计12,345.67万元，较上年决算数增加1,234.56万元，增长11.11%。", "收入总计", "金额", "", "12345.67", "万元", 2022),
    ("2022年度收入总计12,345.67万元，较上年决算数增加1,234.56万元。", "收入总计", "比上年决算数增加", "增减额", "1234.56", "万元", 2022),
    ("与2021年度相比，收、支总计各减少5.2万元，下降31.9%。", "收、支总计", "比2021年度减少", "增减额", "-5.2", "万元", 2022),
    ("与2021年度相比，收、支总计各减少5.2万元，下降31.9%。", "收、支总计", "比2021年度下降", "增减率", "-31.9", "%", 2022),
    ("机关运行经费支出61.8万元，比年初预算数减少4.3万元。", "机关运行经费支出", "比年初预算数减少", "增减额", "-4.3", "万元", 2022),
    ("公务接待费0.15万元，比年初预算少1.01万元。", "公务接待费", "比年初预算少", "增减额", "-1.01", "万元", 2022),
    ("其他支出减少5.6万元，降幅12.3%。", "其他支出", "降幅", "增减率", "-12.3", "%", 2022),
    ("投诉量同比下降15个百分点。", "投诉量", "同比下降", "增减额", "-15", "个百分点", 2022),
    ("总收入4.56亿元，较2021年的4.32亿元增加0.24亿元。", "总收入", "2021年", "上年", "4.32", "亿元", 2021),
    ("总收入4.56亿元，较2021年的4.32亿元增加0.24亿元。", "总收入", "比2021年增加", "增减额", "0.24", "亿元", 2022),
    ("收入2,345万元，比上年预算数2,100万元增加245万元。", "收入", "上年预算数", "上年", "2100", "万元", 2021),
    # a reason's figures are compared with nothing that was said before
    ("支出比2021年减少3万元，主要原因是人员减少2人。", "人员", "减少", "增减额", "-2", "人", 2022),
    # budgets, execution, completion
    ("教育支出（类）年初预算数1000万元，支出决算数1050万元。", "教育支出", "年初预算数", "年初预算", "1000", "万元", 2022),
    ("1.教育支出(类)。年初预算为1000万元，支出决算为1050万元，完成年初预算的105%。", "教育支出", "支出决算", "决算", "1050", "万元", 2022),
    ("1.教育支出(类)。年初预算为1000万元，支出决算为1050万元，完成年初预算的105%。", "教育支出", "完成年初预算", "完成率", "105", "%",
     2022),
    ("调整预算为1100万元，决算1050万元，完成调整预算的95.5%。", "", "完成调整预算", "完成率", "95.5", "%", 2022),
    ("“三公”经费支出决算为12.34万元，完成预算15万元的82.27%。", "“三公”经费", "完成预算", "完成率", "82.27", "%", 2022),
    ("“三公”经费支出决算为12.34万元，完成预算15万元的82.27%。", "“三公”经费", "预算", "预算", "15", "万元", 2022),
    ("全年预算数3186.46万元，实际执行数3155.06万元，执行率99.01%。", "", "执行率", "完成率", "99.01", "%", 2022),
    ("2.水电气费项目绩效自评综述：项目全年预算数为80万元，执行数为79.49万元。", "水电气费", "执行数", "执行数", "79.49", "万元", 2022),
    ("3、助学经费绩效自评综合综述：项目全年预算数为13万元。", "助学经费", "全年预算数", "全年预算", "13", "万元", 2022),
    # the classes above an item
    ("教育支出（类）普通教育（款）小学教育（项）支出决算为1.5万元。", "小学教育", "支出决算", "决算", "1.5", "万元", 2022),
    ("卫生健康（类）支出63.29万元，占1.4%。", "卫生健康支出", "金额", "", "63.29", "万元", 2022),
    ("住房保障支出（类）108.11万元，占2.4%。", "住房保障支出", "占比", "占比", "2.4", "%", 2022),
    # shares
    ("基本支出998.74万元，占本年支出22.2%。", "基本支出", "占本年支出", "占比", "22.2", "%", 2022),
    ("货物采购授予中小企业合同金额占货物支出金额的98.8%。", "货物采购授予中小企业合同金额", "占货物支出金额", "占比", "98.8", "%", 2022),
    ("财政拨款收入占99.5%，其他收入占0.5%。", "其他收入", "占比", "占比", "0.5", "%", 2022),
    # wholes and parts
    ("在职实有人数33人，其中：行政22人，事业11人。", "在职实有人数/行政", "人数", "", "22", "人", 2022),
    ("在职实有人数33人，其中：行政22人，事业11人。退休人员3人。", "退休人员", "人数", "", "3", "人", 2022),
    ("在职人员43人，其中行政19人、事业24人；退休人员30人。", "退休人员", "人数", "", "30", "人", 2022),
    ("政府采购支出总额9万元，其中：政府采购货物支出1万元、政府采购服务支出8万元。", "政府采购服务支出", "金额", "", "8", "万元", 2022),
    ("政府采购预算总额9万元，其中：货物类1万元、服务类8万元。", "政府采购预算总额/货物类", "金额", "", "1", "万元", 2022),
    ("公务用车运行费5.26万元，其中：燃料费2万元；维修费2.45万元；保险费0.81万元。", "公务用车运行费/保险费", "金额", "", "0.81", "万元",
     2022),
    ("车辆7辆（一般公务用车3辆，执法执勤用车4辆）；专用设备818台/套。", "车辆/执法执勤用车", "数量", "", "4", "辆", 2022),
    ("车辆7辆（一般公务用车3辆，执法执勤用车4辆）；专用设备818台/套。", "专用设备", "数量", "", "818", "台/套", 2022),
    ("共有车辆3辆，其中，主要领导干部用车1，机要通信用车2辆。", "车辆/主要领导干部用车", "数量", "", "1", "辆", 2022),
    ("公务用车运行维护费10万元（其中：燃料费6万元，维修费4万元），公务接待费2.5万元。", "公务接待费", "金额", "", "2.5", "万元", 2022),
    # counts that follow one another
    ("因公出国（境）团组2个，5人次。", "因公出国（境）团组", "数量", "", "5", "人次", 2022),
    ("国内公务接待12批次、98人次（不含陪同人员）。", "国内公务接待", "数量", "", "98", "人次", 2022),
    ("长期投资0项，在建工程1项12277.73万元。", "在建工程", "金额", "", "12277.73", "万元", 2022),
    ("在职、退休人员分别为33人、3人。", "退休人员", "人数", "", "3", "人", 2022),
    # what is counted stands behind its figure
    ("组织12次安全检查。", "组织安全检查", "数量", "", "12", "次", 2022),
    ("编成《政务事项目录》，涉及12个部门340项。", "编成《政务事项目录》/涉及部门", "数量", "", "12", "个", 2022),
    ("编成《政务事项目录》，涉及12个部门340项。", "编成《政务事项目录》/涉及", "数量", "", "340", "项", 2022),
    # what somebody did is told of its own figure, not of how many did it
    ("组织责任科室和7个街道召开推进会、调度会2次。", "街道", "数量", "", "7", "个", 2022),
    ("组织责任科室和7个街道召开推进会、调度会2次。", "街道召开推进会、调度会", "数量", "", "2", "次", 2022),
    ("9个行业实现“一证准营”。", "行业实现“一证准营”", "数量", "", "9", "个", 2022),
    # a verb alone names nothing
    ("承接下放行政权力事项6项、取消4项、审批改备案2项。", "承接下放行政权力事项/取消", "数量", "", "4", "项", 2022),
    ("精简环节，压缩招标时间，提速25%以上。", "压缩招标时间/提速", "比例", "", "25", "%", 2022),
    ("云湖工程项目，从申请到拿证，仅用了6天。", "云湖工程项目/仅用", "数量", "", "6", "天", 2022),
    ("受理来信320批次，办结312批次，办结率97.5%。", "受理来信/办结", "数量", "", "312", "批次", 2022),
    ("受理来信320批次，办结312批次，办结率97.5%。", "受理来信/办结率", "比例", "", "97.5", "%", 2022),
    ("组织全区业务培训，60余人参训。", "组织全区业务培训/参训", "人数", "", "60", "人", 2022),
    ("发现隐患132处，已整改128处。", "发现隐患/已整改", "数量", "", "128", "处", 2022),
    ("公务用车运行费12.5万元，车均2.5万元。", "公务用车运行费/车均", "金额", "", "2.5", "万元", 2022),
    ("新增就业126人，完成目标任务的115.3%，失业率控制在3.2%以内。", "新增就业/完成目标任务", "比例", "", "115.3", "%", 2022),
    ("新增就业126人，完成目标任务的115.3%，失业率控制在3.2%以内。", "失业率", "比例", "", "3.2", "%", 2022),
    # 其中 takes apart what has its unit
    ("评价单位56家，涉及资金3.2亿元，其中优秀12家、合格44家。", "评价单位/优秀", "数量", "", "12", "家", 2022),
    ("评价单位56家，涉及资金3.2亿元，其中优秀12家、合格44家。", "评价单位/合格", "数量", "", "44", "家", 2022),
    # what a sum became
    ("因资金压减，将原合同80万修改为60万。", "原合同", "金额", "", "80", "万", 2022),
    ("外包费用合同金额80万，将原合同80万修改为60万。", "原合同", "修改为", "", "60", "万元", 2022),
    ("因资金压减，将原合同80万元调整为60万元。", "原合同", "调整为", "", "60", "万元", 2022),
    # a noun may end with 为
    ("全区累计录入监管行为2310条。", "全区累计录入监管行为", "数量", "", "2310", "条", 2022),
    ("项目预算执行为5万元。", "项目预算执行", "金额", "", "5", "万元", 2022),
    ("共涉及6个一级项目。", "涉及一级项目", "数量", "", "6", "个", 2022),
    ("资助学生3,200余名，发放资助金450余万元。", "资助学生", "人数", "", "3200", "名", 2022),
    ("全校共有49个班级的983个座位。", "全校班级的座位", "数量", "", "983", "个", 2022),
    # names that need what stands before them
    ("组织对2022年度项目支出全面开展绩效自评，共涉及项目9个，资金855.1万元。", "项目支出全面开展绩效自评/资金", "金额", "", "855.1", "万元",
     2022),
    ("绩效自评的2022年度项目4个，平均得分99.43分。", "绩效自评的2022年度项目/平均得分", "得分", "", "99.43", "分", 2022),
    ("承办提案263件，满意率96.1%。", "承办提案/满意率", "比例", "", "96.1", "%", 2022),
    ("“一张网”服务，绩效目标≥1000件，分值7分。", "“一张网”服务", "绩效目标", "", "1000", "件", 2022),
    ("数量指标（21分），评价得分20分。", "数量指标", "评价得分", "", "20", "分", 2022),
    # levels are no changes, bounds are not the thing's own figure
    ("办理时限由120个工作日压缩至5个工作日。", "办理时限", "压缩至", "", "5", "个工作日", 2022),
    ("设备故障率低于1%。", "设备故障率", "低于", "", "1", "%", 2022),
    # lists
    ("项目支出主要用于：一是取暖经费52.6万元，主要成效是保障供暖。二是教材经费8.5万元。", "教材经费", "金额", "", "8.5", "万元", 2022),
    ("八是2021年信息化运维经费9.47万元。", "2021年信息化运维经费", "金额", "", "9.47", "万元", 2022),
    ("教师租房（2019年10月－2021年12月）经费1129.87万元。", "教师租房（2019年10月－2021年12月）经费", "金额", "", "1129.87", "万元", 2022),
    # the speaker is no part of a name
    (f"2022年度{DEPARTMENT}机关运行经费支出74.5万元。", "机关运行经费支出", "金额", "", "74.5", "万元", 2022),
    ("我部门（单位）年末结转结余0万元。", "年末结转结余", "金额", "", "0", "万元", 2022),
    ("某某街道办事处共有车辆7辆。", "车辆", "数量", "", "7", "辆", 2022),
    # 万 of money, and a slip of the pen
    ("外包服务合同金额921.94万，偏差200万。", "外包服务合同金额", "金额", "", "921.94", "万元", 2022),
    ("受理投诉16.6万，办结率99%。", "受理投诉", "金额", "", "16.6", "万", 2022),
    ("增资工资万14.97元。", "增资工资", "金额", "", "14.97", "万元", 2022),
    ("单价100万元（含）以上设备（不含车辆）2台（套）。", "单价100万元（含）以上设备（不含车辆）", "数量", "", "2", "台(套)", 2022),
]  # fmt: skip

BUDGET = [
    ("2023年收入预算2,345万元。", "收入预算", "预算", "预算", "2345", "万元", 2023),
    ("支出预算20万元，其中：财政拨款支出预算18万元。", "财政拨款支出", "预算", "预算", "18", "万元", 2023),
    ("2023年部门收支总预算6334万元，比2022年预算增加1529.36万元。", "部门收支总预算", "比2022年预算增加", "增减额", "1529.36", "万元",
     2023),
    ("比2022年（上一年度，下同）预算增加1421.25万元。", "", "比2022年预算增加", "增减额", "1421.25", "万元", 2023),
    ("“教育支出（类）教育管理事务（款）行政运行（项）”2.63万元。2022年当年预算执行数为1.48万元，2023年预算安排2.63万元，比2022年预算执行数增加77.70%。",
     "行政运行", "当年预算执行数", "执行数", "1.48", "万元", 2022),
    ("“教育支出（类）教育管理事务（款）行政运行（项）”2.63万元。2022年当年预算执行数为1.48万元，2023年预算安排2.63万元，比2022年预算执行数增加77.70%。",
     "行政运行", "比2022年预算执行数增加", "增减率", "77.70", "%", 2023),
    ("截至2022年12月31日，部门共有车辆2辆。其中：一般公务用车2辆。2023年部门预算安排购置车辆1辆。", "车辆/一般公务用车", "数量", "", "2",
     "辆", 2022),
    ("截至2022年12月31日，部门共有车辆2辆。其中：一般公务用车2辆。2023年部门预算安排购置车辆1辆。", "购置车辆", "数量", "", "1", "辆",
     2023),
    ("下属1家机关和1家参公事业单位财政拨款的机关运行经费预算为786.09万元。", "机关运行经费", "预算", "预算", "786.09", "万元", 2023),
    ("第一季度用款计划25.88万元，第二季度用款计划180.74万元。", "第二季度用款计划", "金额", "", "180.74", "万元", 2023),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row", "column", "role", "value", "unit", "year"), FINAL)
def test_figures_of_final_accounts(text: str, row: str, column: str, role: str, value: str, unit: str, year: int) -> None:
    found = said(read(text))
    assert any(f[1:] == (column, role, value, unit, year) and (not row or f[0] == row) for f in found), found


@pytest.mark.parametrize(("text", "row", "column", "role", "value", "unit", "year"), BUDGET)
def test_figures_of_budgets(text: str, row: str, column: str, role: str, value: str, unit: str, year: int) -> None:
    found = said(read(text, "预算", 2023))
    assert any(f[1:] == (column, role, value, unit, year) and (not row or f[0] == row) for f in found), found


@pytest.mark.parametrize(
    "text",
    [
        "根据《关于做好2022年预算公开工作的通知》（财预〔2022〕12号）要求，经第12次会议研究。",
        "咨询电话：0712-6233456，地址：解放路21号。",
        "2019年10月至2021年12月完成改造。",
        "推广24小时自助服务区建设，落实“1050”标准。",
        "每台单价不超过标准，单价50万元以上通用设备由财政统一采购。",
        "执行97%-100%区间。",
        "与上年持平。",
        "导致21年项目支出执行偏慢。",
        "图1：收、支总计变动情况（单位：万元）",
        "27行＝（1＋2＋3）行；30行＝（27＋28）行。",
    ],
)  # fmt: skip
def test_what_is_no_figure(text: str) -> None:
    assert said(read(text)) == []


def test_numbers_broken_over_lines_are_read_whole() -> None:
    text = "2022 年度财政拨款收、支总计 4,\n507.97 万元。与 2021 年度相比，各增加 534.57 万 元，增长 194.6\n%。"
    assert [(f[3], f[4]) for f in said(read(text))] == [("4507.97", "万元"), ("534.57", "万元"), ("194.6", "%")]


def test_the_line_is_the_one_that_holds_the_figure() -> None:
    facts = read("一、收入决算情况说明\n2022 年度收入合计 12 万元，其中：财政拨款收入\n11 万元，占本年收入 91.7%。")
    assert [f.provenance.line for f in facts] == [2, 3, 3]
    assert all(f.provenance.title == "一、收入决算情况说明" for f in facts)


def test_lines_of_forms_are_left_out() -> None:
    one = document("收入合计12万元。", "支出合计13万元。")
    found = sentence_facts(one, Identity(DEPARTMENT, 2022, "决算"), frozenset({(0, 1)}))
    assert [f.row_name for f in found] == ["支出合计"]


def test_a_template_yields_nothing() -> None:
    assert sentence_facts(document("收入合计0.00万元。"), Identity("", None, "决算", template=True)) == []


def test_a_long_sentence_is_quoted_around_its_figure() -> None:
    (fact,) = read("开展了工作，" * 40 + "发放资金12万元，" + "成效明显，" * 40)
    assert len(fact.provenance.quote) <= 160
    assert "发放资金12万元" in fact.provenance.quote


def test_basis_follows_the_kind_of_figure() -> None:
    facts = read("教育支出（类）年初预算为1000万元，支出决算为1050万元。")
    assert [(f.role, f.basis) for f in facts] == [("年初预算", "预算"), ("决算", "决算")]
    (executed,) = read("2022年预算执行数为1.48万元。", "预算", 2023)
    assert (executed.basis, executed.year) == ("决算", 2022)


def test_the_classes_above_an_item_stand_in_the_title() -> None:
    (fact,) = read("“教育支出（类）普通教育（款）小学教育（项）”2.63万元。")
    assert fact.row_name == "小学教育"
    assert fact.provenance.title.endswith("教育支出/普通教育")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2022年当年预算执行数为", (2022, "当年预算执行数为")),
        ("2021年信息化运维经费", (None, "2021年信息化运维经费")),
        ("2022年、2023年养老保险补助", (None, "2022年、2023年养老保险补助")),
        ("截至2022年12月31日", (2022, "")),
        ("收入合计", (None, "收入合计")),
    ],
)
def test_the_year_that_words_begin_with(words: str, expected: tuple[int | None, str]) -> None:
    assert split_year(words) == expected


def test_what_a_clause_compares_with() -> None:
    assert base_of("与2020年度相比") == "比2020年度"
    assert base_of("与有关部门协商") == ""


def test_connectives_are_cut_and_words_that_begin_like_them_are_not() -> None:
    assert [bare(w) for w in ("共发放补贴", "共同富裕资金", "及时拨付资金", "并购贷款", "其中：货物类")] == [
        "发放补贴", "共同富裕资金", "及时拨付资金", "并购贷款", "货物类"]  # fmt: skip


def test_plain_columns_follow_the_unit() -> None:
    assert [column_of(u) for u in ("万元", "人", "分", "%", "台")] == ["金额", "人数", "得分", "比例", "数量"]


def test_a_label_without_name_leaves_it_to_what_was_said_before() -> None:
    assert read_label("比上年减少", "万元").name == ""


def test_brackets_without_figures_are_not_looked_into() -> None:
    assert [(c.before, c.depth) for c in clauses("补助（养老保险，工伤）3万元，占5%")] == [("", 0), ("，", 0)]
    assert [c.before for c in clauses("车辆7辆（轿车3辆，货车4辆）；设备2台")] == ["", "（", "，", "）", "；"]


# ---- real documents as oracles


@cache
def real(path: Path) -> tuple[Document, Identity, tuple[Fact, ...]]:
    read_in = read_document(path)
    identity = identify(read_in)
    indicators, _ = indicator_facts(read_in, identity)
    return read_in, identity, (*sentence_facts(read_in, identity), *indicators)


def facts_of(disclosures: Path, start: str) -> tuple[Fact, ...]:
    return real(next(disclosures.glob(f"{start}*")))[2]


REAL = [
    ("000", "在职实有人数/行政", "人数", "22", "人", 2021),
    ("000", "政府采购服务支出", "金额", "2573.09", "万元", 2021),
    ("000", "机关运行经费支出", "比2020年度增长", "194.6", "%", 2021),
    ("000", "一网通办工作经费", "完成预算", "95.2", "%", 2021),
    ("000", "全年新增市场主体", "数量", "18196", "户", 2021),
    ("000", "部门整体支出绩效自评得分", "得分", "99.08", "分", 2021),
    ("001", "机关运行经费支出", "比年初预算数减少", "-4.32", "万元", 2023),
    ("001", "下属单位", "数量", "2", "个", 2023),
    ("001", "社会保障和就业支出", "年初预算", "52.74", "万元", 2023),
    ("003", "公务用车运行费/维修费", "金额", "2.45", "万元", 2021),
    ("003", "“三公”经费财政拨款支出", "比2020年度增加", "0.86", "万元", 2021),
    ("003", "扶贫开发工作经费", "金额", "534.38", "万元", 2021),
    ("004", "部门收支总预算", "比2020年预算增加", "1529.36", "万元", 2021),
    ("004", "车辆", "数量", "0", "辆", 2020),
    ("putuo_czj_2024", "收入支出总计", "比2023年度减少", "-56.95", "万元", 2024),
    ("putuo_czj_2024", "机关事业单位基本养老保险缴费支出", "年初预算", "161.62", "万元", 2024),
    ("putuo_czj_2024", "绩效自评的2024年度项目/平均得分", "得分", "99.43", "分", 2024),
    ("wanli_2023", "统计管理", "当年预算执行数", "1.48", "万元", 2022),
    ("wanli_2023", "车辆/一般公务用车", "数量", "3", "辆", 2022),
    ("wanli_2024", "购置车辆", "数量", "1", "辆", 2024),
    ("wanli_2024", "政府采购工程", "预算", "815.87", "万元", 2024),
]


@pytest.mark.parametrize(("doc", "row", "column", "value", "unit", "year"), REAL)
def test_figures_of_real_documents(disclosures: Path, doc: str, row: str, column: str, value: str, unit: str, year: int) -> None:
    found = [f for f in facts_of(disclosures, doc) if f.row_name == row and f.column == column]
    assert (value, unit, year) in [(str(f.value), f.unit, f.year) for f in found], found


@pytest.mark.parametrize("start", ["000", "001", "003", "004", "putuo_czj_2024", "wanli_2023"])
def test_labels_are_the_documents_own_words(disclosures: Path, start: str) -> None:
    read_in, _, facts = real(next(disclosures.glob(f"{start}*")))
    texts = "".join(clean(b.text) for page in read_in.pages for b in page.blocks if isinstance(b, Line)).replace(" ", "")
    texts += re.sub(r"[（(][类款项][)）]", "", texts)
    for fact in facts:
        for part in fact.row_name.split("/") if fact.origin == "sentence" else ():
            source = iter(fact.provenance.quote + fact.provenance.title)
            assert part.replace(" ", "") in texts or all(c in source for c in part), (part, fact.provenance.quote)


@pytest.mark.parametrize(("file", "least"), [("figures.csv", 0.98), ("figures_more.csv", 0.98)])
def test_recall_of_printed_figures(disclosures: Path, truth: Path, tmp_path: Path, file: str, least: float) -> None:
    with (truth / file).open(encoding="utf-8-sig", newline="") as lines:
        docs = sorted({line["doc"] for line in csv.DictReader(lines)})
    export = tmp_path / "facts.csv"
    with export.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["doc", "title", "row_name", "column", "value", "unit", "quote"])
        for doc in docs:
            for f in real(disclosures / doc)[2]:
                value = abs(f.value) if f.role in ("增减额", "增减率") else f.value
                writer.writerow([doc, f.provenance.title, f.row_name, f.column, format(value, "f"), f.unit, f.provenance.quote])
    command = [sys.executable, str(truth / "compare.py"), "--figures", str(truth / file), str(export)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert float(printed.rsplit("recall", 1)[1]) >= least, printed
