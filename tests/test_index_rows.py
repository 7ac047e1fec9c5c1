"""Rows of grids: empty forms, units, gaps, names and codes."""

from __future__ import annotations

import pytest
from grid_documents import HEAD, Cells, N, cells, document, figures, only

from index.amounts import plain
from index.tables import tables_of


@pytest.mark.parametrize("inside", [True, False])
def test_an_empty_form_has_no_rows_but_a_reason(inside: bool) -> None:
    sentence = "本部门没有政府性基金预算财政拨款收入，也没有安排的支出，故本表无数据。"
    rows: list[list[str | None]] = [["科目编码", "科目名称", "本年收入", "本年支出"], ["", "", "", ""], ["合计", N, "", ""]]
    blocks: list[str | Cells] = ["政府性基金预算财政拨款收入支出决算表", "单位：万元", [*rows, [sentence, N, N, N]] if inside else rows]
    table = only(document([*blocks, *([] if inside else [sentence])]))
    assert (table.form, table.rows, table.empty_reason, table.gaps) == ("F07", (), sentence, ())


def test_without_a_unit_line_the_unit_is_not_guessed() -> None:
    table = only(document(["2023年度收入决算表", [["科目编码", "科目名称", "本年收入合计"], ["205", "教育支出", "10.00"]]]))
    assert table.unit == "" and [g.place for g in table.gaps] == ["2023年度收入决算表"] and "没有印出单位" in table.gaps[0].reason
    tables = tables_of(document(["收入决算表", "单位：万元", [["科目编码", "科目名称", "本年收入合计"], ["205", "教育支出", "10.00"]],
                                 "支出决算表",
                                 [["科目编码", "科目名称", "本年支出合计"], ["205", "教育支出", "10.00"]]]))  # fmt: skip
    assert [t.unit for t in tables] == ["万元", ""]


def test_units_of_headers_cells_and_rows_win_over_the_tables() -> None:
    table = only(document(["项目情况表", "单位：万元", [
        ["序号", "项目名称", "预算数（元）", "执行率", "完成情况", "人数", "数量", "编号", "2023年"],
        ["1", "信息化", "10.00", "95.00", "80%", "3", "7", "0123", "5"],
        ["2", "培训（次）", "20.00", "0.5", "已完成", "", "", "", ""],
    ]]))  # fmt: skip
    assert [(c, v, u) for _, _, _, c, v, u in cells(table)] == [
        ("预算数", "10.00", "元"), ("执行率", "95.00", "%"), ("完成情况", "80", "%"), ("人数", "3", "人"),
        ("2023年", "5", "万元"), ("预算数", "20.00", "元"),
    ]  # fmt: skip
    assert [g.reason[:4] for g in table.gaps] == ["“数量”", "“执行率"]
    rows = only(
        document(
            [
                "机构运行信息表",
                "单位：万元",
                [["项目", "统计数"], ["支出合计", "5.26"], ["公务用车保有量（辆）", "2"], ["国内公务接待（批次）", "3"]],
            ]
        )
    )
    assert [(n, v, u) for _, _, n, _, v, u in cells(rows)] == [
        ("支出合计", "5.26", "万元"),
        ("公务用车保有量", "2", "辆"),
        ("国内公务接待", "3", "批次"),
    ]


def test_figures_without_a_row_name_are_gaps_unless_they_are_the_sum_of_all_classes() -> None:
    rows = [
        ["", "", "30.00", "12.00", "18.00"],
        ["205", "教育支出", "10.00", "6.00", "4.00"],
        ["206", "科学技术支出", "20.00", "6.00", "14.00"],
    ]
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows]]))
    assert table.rows[0].name == "合计" and table.gaps == ()
    rows[0][2] = "31.00"
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows]]))
    assert [r.code for r in table.rows] == ["205", "206"] and "没有行名" in table.gaps[0].reason


def test_cells_that_are_no_number_are_no_value() -> None:
    rows = [["205", "教育支出", "3,1\n42.50", "—", "12\n13"], ["206", "科学技术支出", "", "…", "12.3.4"]]
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows]]))
    assert figures(table) == [("205", "本年支出合计", "3142.50")]  # cut in half by its narrow cell; two numbers in one cell are two
    assert len(table.gaps) == 2


def test_tables_of_words_and_performance_forms_are_no_tables_of_figures() -> None:
    words = [["序号", "单位名称", "备注"], ["1", "某局（本级）", ""], ["2", "某中心", "预算不单列"]]
    indicators = [["一级指标", "二级指标", "三级指标", "年初目标值", "得分"], ["产出指标", "数量指标", "办件量", "≥1000件", "10"]]
    going_on = [["效益指标", "社会效益", "满意度", "≥95%", "20"]]
    assert tables_of(document(["一、单位构成", words], ["2023年度项目支出绩效自评表", indicators], [going_on], kind="pdf")) == []


def test_merged_names_of_rows_stand_before_the_rows_own() -> None:
    table = only(
        document(
            [
                "政府采购支出表",
                "单位：万元",
                [["项目", N, "金额"], ["政府采购支出", "货物", "1.00"], [N, "服务", "2.00"], ["合计", N, "3.00"]],
            ]
        )
    )
    assert [(n, v) for _, _, n, _, v, _ in cells(table)] == [("政府采购支出/货物", "1.00"), ("政府采购支出/服务", "2.00"), ("合计", "3.00")]


def test_names_of_a_merged_column_stand_before_every_row_of_it() -> None:
    rows = [["类别", "项目名称", "金额"], ["维修", "消防", "1.00"], [N, "电梯", "2.00"], ["信息化", "升级", "3.00"], ["合计", N, "6.00"]]
    table = only(document(["重点支出情况表", "单位：万元", rows]))
    assert [r.name for r in table.rows] == ["维修/消防", "维修/电梯", "信息化/升级", "合计"]


@pytest.mark.parametrize(
    "caption",
    [
        ["编制单位：某局", "", "2023年度", "金额单位：元"],
        ["编制单位：", "某局", "", "单位：元"],
        ["公开01表", "", "", "金额单位：元"],
        ["收入决算表", "", "公开02表", "单位：元"],
    ],
)
def test_caption_rows_of_several_cells_are_no_header(caption: list[str | None]) -> None:
    head = ["科目编码", "科目名称", "本年收入合计", "财政拨款收入"]
    rows = [["公开02表", N, N, N], caption, head, ["205", "教育支出", "10", "7"]]
    table = only(document(["2023年度收入决算表", rows], kind="spreadsheet", sheets=["表二"]))
    assert (table.form, table.unit, figures(table)) == (
        "F02", "元", [("205", "本年收入合计", "10"), ("205", "财政拨款收入", "7")],
    )  # fmt: skip


def test_years_that_head_columns_are_no_caption() -> None:
    table = only(document(["收支对照表", "单位：万元", [["", "2022年", "2023年"], ["教育支出", "1.00", "2.00"]]]))
    assert figures(table) == [("教育支出", "2022年", "1.00"), ("教育支出", "2023年", "2.00")]


def test_class_division_and_item_have_columns_of_their_own_without_a_header_over_them() -> None:
    rows = [["类", "款", "项", "科目名称", "本年支出合计", "基本支出"], ["栏次", N, N, N, "1", "2"], ["合计", N, N, N, "9", "9"],
            ["205", "", "", "教育支出", "9", "9"], ["205", "02", "", "普通教育", "9", "9"]]  # fmt: skip
    table = only(document(["支出决算表", "单位：万元", rows]))
    assert [(r.code, r.name) for r in table.rows] == [("", "合计"), ("205", "教育支出"), ("20502", "普通教育")]


def test_a_total_in_the_column_of_numbers_is_a_name() -> None:
    rows = [["序号", "项目名称", "决算数"], ["1", "普法", "2.00"], ["合计", N, "2.00"]]
    assert figures(only(document(["项目支出明细表", "单位：万元", rows]))) == [("普法", "决算数", "2.00"), ("合计", "决算数", "2.00")]


def test_a_second_header_inside_a_table_begins_another_one_of_the_same_title() -> None:
    rows = [["合计", N, "因公出国（境）费", N], ["3.00", N, "1.00", N], ["相关统计数：", N, N, N],
            ["项目", "统计数", "项目", "统计数"], ["公务用车购置数（辆）", "1", "公务用车保有量（辆）", "2"],
            ["国内公务接待批次（个）", "", "国内公务接待人次（人）", "30"]]  # fmt: skip
    tables = tables_of(document(["“三公”经费、会议费和培训费支出决算表", "单位：万元", rows]))
    assert [t.form for t in tables] == ["F09", "F09"]
    assert [c[3:] for t in tables for c in cells(t)] == [
        ("合计", "3.00", "万元"), ("因公出国(境)费", "1.00", "万元"), ("统计数/公务用车购置数", "1", "辆"),
        ("统计数/公务用车保有量", "2", "辆"), ("统计数/国内公务接待人次", "30", "人"),
    ]  # fmt: skip


def test_pairs_of_labels_and_values_need_no_header() -> None:
    rows = [["会议名称", "年度工作会", "会期（天）", "2"], ["参会人数", "120", "会议费（万元）", "3.20"],
            ["联系人", "某人", "联系电话", "5550123"], ["备注", "无", "预算数（万元）", "4.00"]]  # fmt: skip
    assert [c[2:] for c in cells(only(document(["会议情况表", rows])))] == [
        ("年度工作会", "会期", "2", "天"), ("年度工作会", "参会人数", "120", "人"), ("年度工作会", "会议费", "3.20", "万元"),
        ("年度工作会", "预算数", "4.00", "万元"),
    ]  # fmt: skip
    halves = [["项目", "金额", "项目", "金额"], ["货物", "1.00", "工程", "2.00"]]
    assert figures(only(document(["采购情况表", "单位：万元", halves]))) == [("货物", "金额", "1.00"), ("工程", "金额", "2.00")]


def test_the_only_row_of_an_unknown_table_needs_no_name() -> None:
    table = only(document(["政府采购汇总表", "单位：万元", [["合计", "货物", "服务"], ["5.00", "3.00", "2.00"]]]))
    assert figures(table) == [("", "合计", "5.00"), ("", "货物", "3.00"), ("", "服务", "2.00")] and table.gaps == ()


def test_rows_beneath_a_count_are_counted_too_until_the_next_heading() -> None:
    rows = [["项目", "统计数"], ["（一）车辆数合计（辆）", "3"], ["1．机要通信用车", "2"], ["2．其他用车", "1"], ["3. 用车费", "7.00"],
            ["（二）大型设备（台，套）", "4"], ["（三）采购金额", "9.00"]]  # fmt: skip
    table = only(document(["机构运行信息表", "单位：万元", rows]))
    assert [(n, u) for _, _, n, _, _, u in cells(table)] == [
        ("车辆数合计", "辆"), ("机要通信用车", "辆"), ("其他用车", "辆"), ("用车费", "万元"), ("大型设备", "台,套"), ("采购金额", "万元"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "unit"),
    [
        ([[["单位：元", "决算数"], ["会议费", "3.00"]]], "元"),
        (["单位：万元", [["项目（单位：元）", "金额"], ["会议费", "3.00"]]], "元"),
        ([[["项目", "金额"], ["会议费", "3.00"]], "单位：元"], "元"),
        ([[["项目", "金额"], ["会议费", "3.00"], ["单位：元", N]]], "元"),
        ([[["项目", "金额"], ["会议费", "3.00"]], "收入决算表", "单位：元"], ""),
        ([[["项目", "金额"], ["", "（元）"], ["会议费", "3.00"]]], "元"),
    ],
)
def test_a_unit_in_a_corner_or_at_the_end_is_the_tables(blocks: list[str | Cells], unit: str) -> None:
    assert [c[5] for c in cells(only(document(["会议费情况表", *blocks])))] == [unit]


def test_income_and_expenditure_one_after_the_other_are_two_sides() -> None:
    rows = [["项目", "决算数"], ["收入", ""], ["本年收入合计", "9.00"], ["支出", ""], ["一、教育支出", "8.00"], ["本年支出合计", "8.00"]]
    table = only(document(["收入支出决算总表", "单位：万元", rows]))
    assert [(r.side, r.name) for r in table.rows if r.values] == [
        ("收入", "本年收入合计"), ("支出", "教育支出"), ("支出", "本年支出合计"),
    ]  # fmt: skip


def test_rates_of_a_standard_form_are_no_money() -> None:
    rows = [["项目", "合计", "公务接待费"], ["预算数", "6.00", "1.00"], ["决算数", "4.00", "0.50"], ["完成预算比例", "66.67", "0.50"]]
    table = only(document(["“三公”经费支出决算表", "单位：万元", rows]))
    assert [c[3:] for c in cells(table)][4:] == [("完成预算比例/合计", "66.67", "%")]
    assert "无法确定是百分数还是小数" in table.gaps[0].reason
    down = [["项目", "预算数", "增减率"], ["合计", "6.00", "-5.00"], ["公务接待费", "1.00", "12%"]]
    table = only(document(["“三公”经费支出决算表", "单位：万元", down]))
    assert [c[5] for c in cells(table)] == ["万元", "%", "万元", "%"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["205", "20502", "2050201", "学前教育", "1.00"], "2050201"),
        (["205", "02", "01", "学前教育", "1.00"], "2050201"),
        (["2050201", "30201", "", "学前教育", "1.00"], "2050201"),
    ],
)
def test_codes_that_repeat_or_belong_to_another_classification_are_not_joined(row: list[str | None], code: str) -> None:
    head = ["类", "款", "项", "科目名称", "本年支出合计"]
    assert [r.code for r in only(document(["支出决算表", "单位：万元", [head, row]])).rows] == [code]


def test_lists_of_projects_are_tables_of_figures() -> None:
    rows = [["功能科目", "经济科目", "项目名称", "金额"], ["2010302", "30227", "审计", "20.00"], ["2010302", "30202", "印刷", "3.00"]]
    table = only(document(["项目支出明细", "单位：万元", rows]))
    assert [(r.code, r.name, plain(r.values[0].value)) for r in table.rows] == [("2010302", "审计", "20.00"), ("2010302", "印刷", "3.00")]
