"""Figures in performance forms, however their cells stand: in grids, between tabs, line after line, one word a line."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from index.documents import Document, Gap, Grid, Identity, Line, Page
from index.facts import Fact
from index.figures import sentence_facts
from index.identity import identify
from index.indicator_lines import execution
from index.indicators import indicator_facts
from index.performance_forms import column_name, form_regions, form_title, indicator_name, is_indicator_grid, value_of
from index.readers import read_document

N = None
IDENTITY = Identity("广水市教育局", 2022, "决算")


def text(*lines: str) -> Document:
    return Document("a.txt", "0", "text", (Page(None, tuple(Line(t, i) for i, t in enumerate(lines, 1))),))


def grids(*pages: tuple[tuple[str | None, ...], ...], shifted: bool = False) -> Document:
    return Document("a.pdf", "0", "pdf", tuple(Page(i, (Grid(rows, shifted=shifted),)) for i, rows in enumerate(pages, 1)))


def told(facts: list[Fact]) -> list[tuple[str, str, str, str]]:
    return [(f.row_name, f.column, str(f.value), f.unit) for f in facts]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("≥24次", ("24", "次")),
        ("≥60 万人次", ("60", "万人次")),
        ("100%", ("100", "%")),
        ("99.98%%", ("99.98", "%")),
        ("3种%", ("3", "种")),
        ("=100.00(%)", ("100.00", "%")),
        ("≥13459.00(平方米)", ("13459.00", "平方米")),
        ("≤ 800 元/件", ("800", "元/件")),
        ("1.9995万/台", ("1.9995", "万/台")),
        ("达到1000个", ("1000", "个")),
        ("审批率提升200%", ("200", "%")),
        ("不低于50%", ("50", "%")),
        ("<10 个工作日", ("10", "个工作日")),
        ("10398", ("10398", "")),
        ("97%-100%", None),
        ("97%≤98%≤100%", None),
        ("≤千分之四", None),
        ("有效保障", None),
        ("慰问人数不少于100人,宣传用品不少于20000份", None),
        ("2022年12月底前", None),
        ("", None),
    ],
)
def test_what_a_cell_states(cell: str, expected: tuple[str, str] | None) -> None:
    assert value_of(cell) == (None if expected is None else (Decimal(expected[0]), expected[1]))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("2021 年度项目支出绩效自评表", "2021年度项目支出绩效自评表"),
        ("部门整体支出绩效目标申报表", "部门整体支出绩效目标申报表"),
        ("财政项目支出绩效目标填报表（2023年度）", "财政项目支出绩效目标填报表（2023年度）"),
        ("详见单位的项目绩效目标表", ""),
        ("收入支出决算总表", ""),
        ("根据绩效评价结果，填写自评表。", ""),
    ],
)
def test_titles_of_performance_forms(line: str, title: str) -> None:
    assert form_title(line) == title


def test_names_without_what_stands_around_them() -> None:
    assert [indicator_name(t) for t in ("产出指标(35分)数量指标(21分)发放人数", "社会效益指标 指标 1：失学率", "满意度指标学生满意度")] == [
        "发放人数", "失学率", "学生满意度"]  # fmt: skip
    assert [column_name(t) for t in ("得分（20分*执行率）", "预算数 （A）", "全年预算数（A）\n（上年结转+追加（不含收回））")] == [
        "得分", "预算数（A）", "全年预算数（A）"]  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "placed"),
    [
        (("80", "79.49", "99.36%", "19.87"), ["80", "79.49", "99.36", "19.87"]),
        (("1688.9", "2", "1688.92", "100.00%", "20"), ["1688.92", "1688.92", "100.00", "20"]),
        (("80", "79.49", "99.36%"), ["80", "79.49", "99.36"]),
        (("80", "79.49", "50.00%", "10"), None),
        (("80", "79.49"), None),
    ],
)
def test_execution_is_placed_by_its_arithmetic(numbers: tuple[str, ...], placed: list[str] | None) -> None:
    found = execution(numbers)
    assert (None if found is None else [str(value) for _, value in found]) == placed


SELF_EVALUATION = text(
    "2022 年度项目支出绩效自评表", "单位名称（盖章）： 填报日期：2023.4 自评得分：98.6", "项目名称 困难学生资助",
    "主管部门 教育局 项目实施单位 资助中心", "预算执行情况", "（万元）", "（20 分）", "预算数", "（A）", "执行数（B）", "执行率", "（B/A）",
    "得分",
    "（20 分*执行率）", "年度财政资", "金总额", "320 310.4 97.00% 19.4", "项目绩效总目标", "（20 分）",
    "年初设定目标 全年实际完成情况 得分",
    "资助困难学生 3200 名。", "资助困难学生 3250 名。", "20", "项目年度", "绩效指标", "（60 分）", "一级指标 二级指标 三级指标",
    "年初目标值", "（A）",
    "实际完成值（B） 得分", "产出", "指标", "数量指标 资助人数 ≥3200 人 3250 人 10", "数量指标", "24 小时服务设", "备数", "12 台 12 台 10",
    "成本指标 预算执行率", "97%≤98%", "≤100%", "97% 10", "社会效益指", "标", "失学率 ≤0.5% 0.2% 10", "满意度指标 学生满意度 提升 提升 9",
    "偏差大或", "目标未完成", "原因分析", "无", "备注：", "1.定量指标计分原则：50%-0%合理确定分值。", "第七部分 名词解释",
    "一、基本支出：指50%以上的支出。",
)  # fmt: skip


def test_a_form_line_after_line() -> None:
    facts, gaps = indicator_facts(SELF_EVALUATION, IDENTITY)
    assert [gap.reason for gap in gaps] == ["1 格写的是区间或不止一个数字，未采用：预算执行率“97%≤98%≤100%”"]
    assert told(facts) == [
        ("困难学生资助", "预算数（A）", "320", "万元"),
        ("困难学生资助", "执行数（B）", "310.4", "万元"),
        ("困难学生资助", "执行率", "97.00", "%"),
        ("困难学生资助", "得分", "19.4", "分"),
        ("困难学生资助", "项目绩效总目标得分", "20", "分"),
        ("资助人数", "年初目标值", "3200", "人"),
        ("资助人数", "实际完成值", "3250", "人"),
        ("资助人数", "得分", "10", "分"),
        ("24小时服务设备数", "年初目标值", "12", "台"),
        ("24小时服务设备数", "实际完成值", "12", "台"),
        ("24小时服务设备数", "得分", "10", "分"),
        ("预算执行率", "实际完成值", "97", "%"),
        ("预算执行率", "得分", "10", "分"),
        ("失学率", "年初目标值", "0.5", "%"),
        ("失学率", "实际完成值", "0.2", "%"),
        ("失学率", "得分", "10", "分"),
        ("学生满意度", "得分", "9", "分"),
        ("困难学生资助", "自评得分", "98.6", "分"),
    ]
    assert {f.basis for f in facts} == {"绩效"} and {f.origin for f in facts} == {"indicator"}
    assert facts[0].provenance.title == "2022年度项目支出绩效自评表 困难学生资助"
    assert (facts[0].provenance.line, facts[5].provenance.line) == (17, 33)
    assert "≥3200" in facts[5].provenance.quote


def test_a_form_whose_rows_have_a_line_each_with_its_total_score() -> None:
    facts, gaps = indicator_facts(
        text(
            "2022年度项目支出绩效自评表", "单位名称：教育局", "项目名称 困难学生资助", "主管部门 教育局 项目实施单位 资助中心",
            "预算执行情况（万元）（20分） 预算数（A） 执行数（B） 执行率（B/A） 得分（20分*执行率）",
            "年度财政资金总额 1,320.00 1,280.40 97.00% 19.4", "一级指标 二级指标 三级指标 年初目标值（A） 实际完成值（B） 得分",
            "产出指标 数量指标 资助人数 ≥3200人 3250人 40", "满意度指标 服务对象满意度指标 学生满意度 ≥90% 88.5% 38.5", "总分 97.9",
        ),
        IDENTITY,
    )  # fmt: skip
    assert gaps == []
    assert told(facts) == [
        ("困难学生资助", "预算数（A）", "1320.00", "万元"), ("困难学生资助", "执行数（B）", "1280.40", "万元"),
        ("困难学生资助", "执行率", "97.00", "%"), ("困难学生资助", "得分", "19.4", "分"),
        ("资助人数", "年初目标值", "3200", "人"), ("资助人数", "实际完成值", "3250", "人"), ("资助人数", "得分", "40", "分"),
        ("学生满意度", "年初目标值", "90", "%"), ("学生满意度", "实际完成值", "88.5", "%"), ("学生满意度", "得分", "38.5", "分"),
        ("困难学生资助", "自评得分", "97.9", "分"),
    ]  # fmt: skip


def test_the_lines_of_a_form_are_no_running_text() -> None:
    assert sentence_facts(SELF_EVALUATION, IDENTITY)[:-1] == []
    assert (0, 1) in form_regions(SELF_EVALUATION) and (0, 52) not in form_regions(SELF_EVALUATION)


def test_execution_that_does_not_close_is_a_gap() -> None:
    lines = ("项目支出绩效自评表", "项目名称 取暖", "预算执行情况", "预算数 执行数 执行率 得分", "年度资金总额", "80 20 97.00% 19.4")
    facts, gaps = indicator_facts(text(*lines), IDENTITY)
    assert facts == []
    assert "无法确定" in gaps[0].reason and isinstance(gaps[0], Gap)


STANDARD = (
    ("项目支出绩效自评表", N, N, N, N, N, N, N, N),
    ("项目名称", N, "困难学生资助", N, N, N, N, N, N),
    ("项目资金\n（万元）", N, "", "年初\n预算数", "全年\n预算数", "全年\n执行数", "分值", "执行率", "得分"),
    (N, N, "年度资金总额", "300", "320", "310.4", "10", "97%", "9.7"),
    (N, N, "其中：当年财政拨款", "300", "320", "310.4", "—", "97%", "—"),
    ("绩效指标", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因"),
    (N, "产出指标", "数量指标", "资助人数", "≥3200人", "3250人", "20", "19", ""),
)
CONTINUED = ((N, "效益指标", "社会效益指标", "失学率", "≤0.5%", "0.2%", "30", "29", ""), ("总分", N, N, N, N, N, "100", "98.7", ""))


def test_a_form_in_a_grid_that_goes_on_over_a_page() -> None:
    facts, _ = indicator_facts(grids(STANDARD, CONTINUED), IDENTITY)
    found = told(facts)
    assert ("困难学生资助", "全年执行数", "310.4", "万元") in found
    assert ("困难学生资助/当年财政拨款", "年初预算数", "300", "万元") in found
    assert ("资助人数", "年度指标值", "3200", "人") in found and ("资助人数", "得分", "19", "分") in found
    assert [f.provenance.page for f in facts if f.row_name == "失学率"] == [2, 2, 2, 2]
    assert ("困难学生资助", "自评得分", "98.7", "分") in found


def test_a_target_form_with_labels_beside_figures() -> None:
    rows = (
        ("财政项目支出绩效目标填报表", N, N, N),
        ("项目名称", "公共设施", "项目性质", "经常性"),
        ("项目资金\n（元）", "", "", ""),
        ("项目资金总额", "4,100,000.00", "年度资金申请总额", "4,100,000.00"),
        ("其中：财政资金", "4,000,000.00", "其中：当年财政拨款", "4,100,000.00"),
        ("一级指标", "二级指标", "三级指标", "年度(/项目)指标值"),
        ("产出指标", "数量指标", "建筑面积", "≥13459.00(平方米)"),
        (N, "质量指标", "完工及时率", "及时"),
    )
    facts, _ = indicator_facts(grids(rows), Identity("听澜街道", 2023, "预算"))
    assert told(facts) == [
        ("公共设施", "项目资金总额", "4100000.00", "元"),
        ("公共设施", "年度资金申请总额", "4100000.00", "元"),
        ("公共设施", "项目资金总额/财政资金", "4000000.00", "元"),
        ("公共设施", "年度资金申请总额/当年财政拨款", "4100000.00", "元"),
        ("建筑面积", "年度指标值", "13459.00", "平方米"),
    ]
    assert {f.basis for f in facts} == {"预算"}


def test_shifted_cells_are_counted_from_the_right() -> None:
    rows = (
        ("项目名称", "", "餐费补贴", "", "", ""),
        ("预算执行情况 (万元)", "", "预算数 (A)", "执行数 (B)", "执行率 (B/A)", "得分"),
        ("", "一般预算内拨款", "25.90", "25.90", "100%", "20"),
        ("绩效指标", "一级指标", "二级指标", "指标名称", "年初目标值 (A)", "实际完成值 (B)", "得分"),
        ("产出指标", "", "数量指标", "就餐人数", "≥30人", "31人", "18"),
        ("", "窗口及时率", "", "及时", "及时", "9"),
        ("", "覆盖率", "100%", "", "20", ""),
    )
    one = Document(
        "a.txt", "0", "text", (Page(None, (Line("餐费补贴项目评价表", 1), Line("评分： 96.00", 2), Grid(rows, shifted=True, number=3))),)
    )
    found = told(indicator_facts(one, IDENTITY)[0])
    assert ("餐费补贴/一般预算内拨款", "执行数（B）", "25.90", "万元") in found
    assert ("就餐人数", "实际完成值", "31", "人") in found and ("窗口及时率", "得分", "9", "分") in found
    assert ("餐费补贴", "自评得分", "96.00", "分") in found
    assert not any(row == "覆盖率" for row, *_ in found)  # a cell is missing: which one is not known


def test_grids_that_are_left_to_the_indicators() -> None:
    assert is_indicator_grid(Grid(STANDARD), ())
    assert is_indicator_grid(Grid(CONTINUED), ())
    assert is_indicator_grid(Grid((("资金", "执行率"), ("1", "2%"))), ("2022年度项目支出绩效自评表",))
    assert not is_indicator_grid(Grid((("项目", "预算数"), ("一、财政拨款收入", "100"))), ("2022年部门收支总表",))


def test_an_application_proves_its_unit_by_its_own_sentence() -> None:
    lines = (
        "项目申报表", "项目名称 信息化工作经费", "项目总预算 840.75 项目当年预算 840.7500", "项目前两年预算及", "当年预算变动情况",
        "1、2020 年度预算 65 万元； 2、2021 年预算安排 140 万元；3、当年预算 840.75", "万元。", "项目资金来源", "资金来源 金额",
        "合计 840.7500",
        "1.财政拨款 840.75", "项目支出明细测算", "经济科目名称 金额 测算依据及说明 备注", "其他商品和服务支出 840.7500 项目支出明细",
        "金额", "合计", "840.75",
        "1.系统租赁与维", "护   800", "2.培训费", "40.75", "项目绩效总目标", "年度绩效目标表",
        "目标名称 一级指标 二级指标 指标内容 指标值（前", "年）",
        "绩效标准", "信息化工作", "经费", "产出指标 数量指标 指标 1：维", "护设备数", "    8 套 其他标准",
        "满意度指标 科室满意度     ≥80% 计划标准",
    )  # fmt: skip
    facts, gaps = indicator_facts(text(*lines), Identity("某局", 2022, "预算"))
    found = [(f.row_name, f.column, str(f.value), f.unit, f.year) for f in facts]
    assert gaps == []
    assert ("信息化工作经费", "项目总预算", "840.75", "万元", 2022) in found
    assert ("信息化工作经费", "2020年度预算", "65", "万元", 2020) in found
    assert ("信息化工作经费", "2021年度预算", "140", "万元", 2021) in found
    assert ("信息化工作经费", "资金来源/财政拨款", "840.75", "万元", 2022) in found
    assert ("系统租赁与维护", "支出明细/金额", "800", "万元", 2022) in found
    assert ("培训费", "支出明细/金额", "40.75", "万元", 2022) in found
    assert ("维护设备数", "指标值", "8", "套", 2022) in found and ("科室满意度", "指标值", "80", "%", 2022) in found


def test_an_application_without_unit_is_a_gap() -> None:
    facts, gaps = indicator_facts(text("项目申报表", "项目名称 取暖", "项目总预算 84 项目当年预算 84"), Identity("某局", 2022, "预算"))
    assert facts == []
    assert all("没有写明金额单位" in gap.reason for gap in gaps) and gaps


def test_one_word_a_line_places_what_stands_together() -> None:
    words = (
        "项目自评表|单位名称|：|某局|自评得分|：|99.5|分|项目名称|信息化经费|主管部门|某局|预算执行情况|（|万元|）|预算数|（|A|）|执行数|（|B|）|执行率|（|B/A|）"
        "|得分|（|20|分|）|50|45|90%|18|数量指标|1|维护|“|一张网|”|次数|≥|7|次|9|次|2|数量指标|2|24|小时终端租赁费|≤|2.3|万元|/|台|1.9|万|/|台|1"
        "|质量指标|1|数据应录|应录尽录|149|次|2|质量指标|2|准确率|100%|2"
    )
    facts, gaps = indicator_facts(text(*re.findall(r"[^|]+", words)), IDENTITY)
    found = told(facts)
    assert ("信息化经费", "自评得分", "99.5", "分") in found and ("信息化经费", "执行数（B）", "45", "万元") in found
    assert ("维护“一张网”次数", "年初目标值", "7", "次") in found and ("维护“一张网”次数", "得分", "2", "分") in found
    assert ("24小时终端租赁费", "实际完成值", "1.9", "万/台") in found
    assert ("数据应录", "实际完成值", "149", "次") in found
    assert not any(row == "准确率" for row, *_ in found) and any("准确率" in gap.reason for gap in gaps)


WHOLE = (
    "整体自评表|单位名称|：|某局|填报日期|：|总分|：|99|分|（|盖章|）|基本支出总额|160|万元|年度目标|1|（|80|分|）|数量指标|1|≥|7|万件|1|数量指标|2|≥|20|个|1|数量指标|3|≥|800|项|1"
    "|质量指标|1|99%|100%|1|质量指标|2|100%|100%|1|时效指标|1|≥|90%|1"
)
NAMED = (
    "项目自评表|单位名称|：|某局|填报日期|：|项目名称|审批经费|主管部门|某局|（|盖章|）|项目年度|绩效指标|（|{points}|分|）|数量指标|1|办件数"
    "|≥|7|万件|86256|件|数量指标|2|改革行业|≥|20|个|数量指标|3|承诺事项|≥|800|项|质量指标|1|准确率|99%|100%|质量指标|2|验收合格率|100%|100%|时效指标|1|办结率|≥|90%"
    "|{first}|12|28|个|12|1215|项|12|12|12|≥|95%|12"
)


def test_names_and_figures_apart_are_put_together_where_nothing_is_left_open() -> None:
    """The form of the whole has the project's numbering and targets; the project's results stand in one run whose scores are its points."""
    facts, gaps = indicator_facts(text(*(WHOLE + "|" + NAMED.format(points=72, first="")).replace("||", "|").split("|")), IDENTITY)
    whole = {(f.row_name, f.column, str(f.value)) for f in facts if "整体" in f.provenance.title}
    assert {("办件数", "年初目标值", "7"), ("办件数", "得分", "1"), ("准确率", "实际完成值", "100"), ("办结率", "得分", "1")} <= whole
    project = {(f.row_name, f.column, str(f.value)) for f in facts if "审批经费" in f.provenance.title}
    assert {("办件数", "实际完成值", "86256"), ("办件数", "得分", "12"), ("承诺事项", "实际完成值", "1215")} <= project
    assert ("办结率", "实际完成值", "95") in project
    assert not any("不在一处" in gap.reason for gap in gaps)


@pytest.mark.parametrize(("points", "first"), [(70, ""), (72, "30|人"), (84, "12")])
def test_results_in_one_run_that_leave_something_open_are_not_placed(points: int, first: str) -> None:
    """Scores that are not the points, a result for an indicator that has one, a score too many."""
    lines = (WHOLE + "|" + NAMED.format(points=points, first=first)).replace("||", "|").split("|")
    facts, _ = indicator_facts(text(*lines), IDENTITY)
    assert not any(f.column == "得分" for f in facts if "审批经费" in f.provenance.title)


def test_a_template_yields_nothing() -> None:
    assert indicator_facts(SELF_EVALUATION, Identity("", None, "绩效", template=True)) == ([], [])


@cache
def real(path: Path) -> tuple[tuple[Fact, ...], tuple[Gap, ...]]:
    document = read_document(path)
    facts, gaps = indicator_facts(document, identify(document))
    return tuple(facts), tuple(gaps)


REAL = [
    ("000", "外包工作人员经费", "预算数（A）", "1688.92", "万元"),
    ("000", "审批局大厅年接待群众", "年初目标值", "60", "万人次"),
    ("000", "社会类、建设类审批专家评审数", "得分", "3.7", "分"),
    ("001", "部门整体", "自评得分", "97.30", "分"),
    ("001", "政务服务外包经费", "执行率", "100", "%"),
    ("002", "基本支出总额", "金额", "1603.6", "万元"),
    ("002", "专家评审人次", "年初目标值", "315", "人次"),
    ("002", "专家评审人次", "实际完成值", "254", "人次"),
    ("002", "证照邮寄费", "实际完成值", "43.55", "万"),
    ("002", "综合绩效", "评价得分", "100", "分"),
    ("003", "部门整体", "自评得分", "99.8", "分"),
    ("003", "扶贫开发工作", "执行数（B）", "5343879.38", "万元"),
    ("004", "信息化工作经费", "2020年度预算", "140", "万元"),
    ("004", "政府采购电子化系统租赁与维护", "支出明细/金额", "160", "万元"),
    ("004", "收入构成/合计", "近两年收支金额/2019年", "5425.6", "万元"),
    ("wanli_2023", "就业援助基地补贴", "项目资金总额", "6351000.00", "元"),
    ("yuzhong", "城镇新增就业人数", "全年完成值", "49358", "人"),
    ("yuzhong", "就业补助资金", "全年预算数（A）", "7574", "万元"),
]


@pytest.mark.parametrize(("doc", "row", "column", "value", "unit"), REAL)
def test_figures_of_real_forms(disclosures: Path, doc: str, row: str, column: str, value: str, unit: str) -> None:
    facts, _ = real(next(disclosures.glob(f"{doc}*")))
    assert (value, unit) in [(str(f.value), f.unit) for f in facts if f.row_name == row and f.column == column]


def test_what_cannot_be_placed_is_said(disclosures: Path) -> None:
    _, gaps = real(next(disclosures.glob("002*")))
    assert any("不在一处" in gap.reason for gap in gaps)
