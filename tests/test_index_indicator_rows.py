"""Dumps that keep a row's cells on one line: what stands whole is read, the rest is said to be missing."""

from __future__ import annotations

import pytest
from dumps import document
from indicator_forms import BUDGET, FINAL, told

from index.documents import Identity
from index.indicator_rows import budget_columns, budget_row, text_head, text_rows
from index.indicators import indicator_facts
from index.performance_forms import Place

MINISTRY = """
                 项目支出绩效自评表
                  （2023年度）
项目名称      高标准农田建设补助         项目类别    经常性
                    年初预算数    全年预算数 全年执行数   分值  执行率    得分
         年度资金总额     1,200.00  1,250.50 1,180.25    10   94.38%  9.44
项目资金（万元） 其中：当年财政拨款   1,100.00  1,150.50 1,080.25    —    93.89%  —
         其他资金       0.00      0.00     0.00      —    —       —
年度总体目标 预期目标             实际完成情况
         建成高标准农田2万亩。   建成高标准农田1.9万亩。
         一级指标 二级指标   三级指标    年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
               数量指标    新建高标准农田面积 ≥2万亩 1.9万亩 15 14.25 雨季工期延误
         产出指标 质量指标    项目验收合格率  =100% 100%   15   15
               时效指标    工程按期完
                       成率      ≥95%  92.5%   10   9.74
         效益指标 生态效益指标   耕地质量提升  逐步提升 提升    10   9
               经济效益     亩均增产量   80公斤 82 公斤   10   10
总分                                          100  97.43
"""
CHONGQING = """
2023年度项目支出绩效自评表
项目名称 粮油补贴
指标名称 计量单位 指标性质 年初指标 调整指标 全年完成 得分系数（%） 权重 得分
                       值    值    值
补贴面积 亩 ≥ 5000 4800 4790 99.79 20 19.96
补贴标准 元/亩 ＝ 500 500 480 96 10 9.6
满意度 % ≥ 90 92.4 100 20 20
"""
TARGETS = """
项目支出绩效目标表
（2021年度）
项目名称     湖沼生态监测
         年度资金总额：     2,350.00
项目资金（万元） 其中：财政拨款   2,150.00
         上年结转      200.00
年度总体目标 完成12个湖沼的监测任务。
         一级指标 二级指标   三级指标 指标值 分值权重（90）
         成本指标 经济成本指标  单站监测成本 ≤25.5万元 20
绩效指标     产出指标 数量指标    监测站点数量 ≥80个 20
"""


@pytest.mark.parametrize(
    ("text", "identity", "expected", "missing"),
    [
        (MINISTRY, FINAL, {
            "高标准农田建设补助|年初预算数=1200.00万元", "高标准农田建设补助|全年预算数=1250.50万元",
            "高标准农田建设补助|全年执行数=1180.25万元",
            "高标准农田建设补助|分值=10分", "高标准农田建设补助|执行率=94.38%", "高标准农田建设补助|得分=9.44分",
            "高标准农田建设补助/当年财政拨款|年初预算数=1100.00万元", "高标准农田建设补助/当年财政拨款|全年预算数=1150.50万元",
            "高标准农田建设补助/当年财政拨款|全年执行数=1080.25万元", "高标准农田建设补助/当年财政拨款|执行率=93.89%",
            "高标准农田建设补助/其他资金|年初预算数=0.00万元", "高标准农田建设补助/其他资金|全年预算数=0.00万元",
            "高标准农田建设补助/其他资金|全年执行数=0.00万元", "新建高标准农田面积|年度指标值=2万亩",
            "新建高标准农田面积|实际完成值=1.9万亩",
            "新建高标准农田面积|分值=15分", "新建高标准农田面积|得分=14.25分", "亩均增产量|年度指标值=80公斤",
            "亩均增产量|实际完成值=82公斤",
            "亩均增产量|分值=10分", "亩均增产量|得分=10分", "耕地质量提升|分值=10分", "耕地质量提升|得分=9分",
            "高标准农田建设补助|分值合计=100分", "高标准农田建设补助|自评得分=97.43分", "项目验收合格率|年度指标值=100%",
            "项目验收合格率|实际完成值=100%",
            "项目验收合格率|分值=15分", "项目验收合格率|得分=15分"} - {
            # beside the pieces of a wrapped name
            "项目验收合格率|年度指标值=100%", "项目验收合格率|实际完成值=100%", "项目验收合格率|分值=15分", "项目验收合格率|得分=15分"},
            "成率"),
        (CHONGQING, FINAL, {
            "补贴面积|年初指标值=5000亩", "补贴面积|调整指标值=4800亩", "补贴面积|全年完成值=4790亩", "补贴面积|得分系数=99.79%",
            "补贴面积|权重=20分",
            "补贴面积|得分=19.96分"}, "92.4"),
        (TARGETS, BUDGET, {
            "湖沼生态监测|年度资金总额=2350.00万元", "湖沼生态监测|年度资金总额/财政拨款=2150.00万元",
            "湖沼生态监测|年度资金总额/上年结转=200.00万元", "单站监测成本|指标值=25.5万元", "单站监测成本|分值权重=20分",
            "监测站点数量|指标值=80个", "监测站点数量|分值权重=20分"}, ""),
    ],
    ids=["财政部", "重庆", "目标表"],
)  # fmt: skip
def test_rows_that_stand_whole_are_read(text: str, identity: Identity, expected: set[str], missing: str) -> None:
    one = document(text)
    assert told(one, identity) == expected
    _, gaps = indicator_facts(one, identity)
    assert bool(gaps) == bool(missing) and missing in "".join(gap.reason for gap in gaps)


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分", "name target actual weight score"),
        ("三级指标 分值 年度指标值 全年实际完成值 得分 未完成原因", "name weight target actual score why"),
        ("三级指标 指标性质 指标值 度量单位 完成值", "name operator target unit actual"),
        ("三级指标 实施周期指标值 年度指标值", "name target target"),
        ("三级指标 得分 得分", ""),
        ("年度指标值 实际完成值", ""),
    ],
)
def test_columns_of_a_header(header: str, roles: str) -> None:
    head, _ = text_head([(header, Place(0, 1))])
    assert " ".join(c.role for c in head) == roles


@pytest.mark.parametrize(
    "row", ["面积 ≥2万亩 1.9万亩 10 15", "面积 ≥2万亩 10 9", "12 ≥2万亩 1.9万亩 10 9", "面积 增产 ≥2万亩 1.9万亩 10 9"]
)
def test_a_row_that_may_be_read_otherwise_is_left(row: str) -> None:
    """A score above its points, a cell too few, no name, a cell too many."""
    head, _ = text_head([("三级指标 年度指标值 实际完成值 分值 得分", Place(0, 1))])
    assert text_rows(head, [(row, Place(0, 2))]) == ([], [row])


def test_execution_on_one_line_must_keep_its_own_rate() -> None:
    columns = budget_columns("年初预算数（A） 全年预算数（B） 全年执行数 执行率（B/A） 得分")
    assert columns == ("年初预算数（A）", "全年预算数（B）", "全年执行数", "执行率", "得分")
    found = budget_row(columns, "其中：财政拨款 100.00 80.00 79.20 99.00% —")
    assert found is not None and [str(v) for _, v in found[1]] == ["100.00", "80.00", "79.20", "99.00"]
    assert budget_row(columns, "财政拨款 100.00 80.00 79.20 50.00% 5") is None
    assert budget_row(columns, "财政拨款 100.00 80.00 79.20") is None
    assert budget_columns("2023年执行数 100 执行率") == ()


def test_cells_of_another_row_are_no_part_of_a_name() -> None:
    """A dump of centred cells: the name goes on behind its row."""
    lines = (
        "项目支出绩效自评表", "项目名称 改厕", "一级指标 二级指标 三级指标 年初目标值（A）实际完成值（B）得分",
        "产出指标 数量指标 新改建农村户 1500座 1,512座",
        "厕          20", "质量指标 验收合格率 ≥90% 93% 18",
    )  # fmt: skip
    assert told(document("\n".join(lines))) == {"验收合格率|年初目标值=90%", "验收合格率|实际完成值=93%", "验收合格率|得分=18分"}
