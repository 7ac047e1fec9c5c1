"""Budgets as cities and provinces lay them out: each trap as a small grid."""

from __future__ import annotations

from decimal import Decimal

import pytest
from grid_documents import N, cells, document, figures, only

from index.checks import check
from index.columnsums import column_sums
from index.documents import Identity
from index.facts import Fact, facts_of
from index.forms import form_in, form_of_title
from index.tables import Table, tables_of

BUDGET = Identity("云泽市澜川区发展局", 2024, "预算")


def facts(table: Table, identity: Identity = BUDGET) -> list[Fact]:
    return facts_of(table, document(), identity)


# --- titles ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("表1-1 部门收入总表", "B02"),
        ("云泽市澜川区发展局2024年收支总表", "B01"),
        ("2023年收支总体情况表", "B01"),
        ("一般公共预算财政拨款支出预算表", "B05"),
        ("一般公共预算支出情况表（按功能分类科目）", "B05"),
        ("一般公共预算基本支出情况表（按支出经济分类科目）", "B08"),
        ("政府性基金支出预算表", "B06"),
        ("财政拨款（含一般公共预算和政府性基金预算）“三公”经费支出预算表", "B09"),
        ("一般公共预算“三公”经费、会议费、培训费支出表", "B09"),
        ("政府购买服务支出预算表", ""),
        ("非税收入预算表", ""),
        ("一般公共预算项目支出预算表", ""),
        ("政府性基金预算“三公”经费支出预算表", ""),
        ("一般公共预算支出表（按支出经济分类科目）", ""),
        ("一般公共预算基本支出表（按政府预算经济分类）", ""),
    ],
)
def test_titles_of_other_provinces(title: str, form: str) -> None:
    found = form_of_title(title)
    assert (found.id if found else "") == form


@pytest.mark.parametrize(
    ("title", "basis", "form"),
    [
        ("部门收支总表", "预算", "B01"),
        ("部门收支总表", "决算", "F01"),
        ("财政拨款收入支出总表", "预算", "B04"),
        ("一般公共预算财政拨款支出表", "决算", "F05"),
        ("部门支出总表", "绩效", "B03"),
        ("收入预算总表", "决算", "B02"),
        ("支出决算表", "预算", "F03"),
    ],
)
def test_a_title_that_says_neither_budget_nor_final_accounts_goes_by_its_document(title: str, basis: str, form: str) -> None:
    found = form_in(form_of_title(title), title, basis)
    assert found is not None
    assert found.id == form


def test_the_documents_title_decides_the_basis_of_its_forms() -> None:
    grid = [["单位名称", "合计", "因公出国（境）费", "公务接待费"], ["某局", "3.00", "1.00", "2.00"]]
    table = only(document(["云泽市澜川区发展局2024年部门预算", "财政拨款“三公”经费支出表", "单位：万元", grid]))
    assert (table.form, {f.basis for f in facts(table)}) == ("B09", {"预算"})


# --- codes and names ------------------------------------------------------------------------------------------------------


def test_codes_of_units_are_no_subjects() -> None:
    table = only(
        document([
            "部门收入总表", "单位：万元",
            [["单位代码", "单位名称", "合计", "本年收入", N, "上年结转"],
             [N, N, N, "小计", "一般公共预算", N],
             ["", "合计", "3.00", "2.00", "2.00", "1.00"],
             ["205", "某局", "3.00", "2.00", "2.00", "1.00"]],
        ])
    )  # fmt: skip
    assert [(c, n, v) for _, c, n, _, v, _ in cells(table)][:2] == [("", "合计", "3.00"), ("", "合计", "2.00")]
    assert {(r.code, r.name) for r in table.rows} == {("", "合计"), ("", "某局")}
    assert table.columns == ("合计", "本年收入/小计", "本年收入/一般公共预算", "上年结转")


def test_the_code_in_front_of_a_units_name_is_no_subjects() -> None:
    rows = [["205-某局", "5.00", "5.00"], ["[205001]某局本级", "5.00", "5.00"]]
    table = only(document(["收入总表", "单位：万元", [["单位", "合计", "财政拨款"], *rows]]))
    assert [(r.code, r.name) for r in table.rows] == [("", "某局"), ("", "某局本级")]


@pytest.mark.parametrize("marks", [["**", "**"], ["*", "*"], ["—", "—"], ["甲", "乙"], ["", ""], ["栏次", ""]])
def test_the_row_that_numbers_the_columns_is_none_of_the_figures(marks: list[str]) -> None:
    grid = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"], [*marks, "1", "2", "3"], ["201", "甲", "5.00", "3.00", "2.00"]]
    assert figures(only(document(["一般公共预算支出表", "单位：万元", grid]))) == [
        ("201", "合计", "5.00"), ("201", "基本支出", "3.00"), ("201", "项目支出", "2.00"),
    ]  # fmt: skip


def test_the_number_of_a_lone_column_is_no_figure() -> None:
    rows = [["项目", "2024年预算"], ["**", "1"], ["合计", "3.00"], ["公务接待费", "3.00"]]
    table = only(document(["“三公”经费预算表", "单位：万元", rows]))
    assert [(c, v) for *_, c, v, _ in cells(table)] == [("2024年预算/合计", "3.00"), ("2024年预算/公务接待费", "3.00")]
    unmarked = only(document(["“三公”经费预算表", "单位：万元", [rows[0], ["", "1"], *rows[2:]]]))
    assert len(unmarked.gaps) == 1
    assert cells(unmarked) == cells(table)


def test_the_marks_of_numbered_columns_are_no_header() -> None:
    head = [["单位代码", "单位名称", "合计", "本年收入", N], [N, N, N, "小计", "一般公共预算"], ["**", "**", "1", "2", "3"]]
    table = only(document(["收入总表", "单位：万元", [*head, ["205", "某局", "3.00", "3.00", "3.00"]]]))
    assert [(r.code, r.name) for r in table.rows] == [("", "某局")]
    assert table.columns == ("合计", "本年收入/小计", "本年收入/一般公共预算")


def test_units_and_subjects_in_one_column_of_names() -> None:
    table = only(
        document([
            "支出总表", "单位：万元",
            [["科目编码", N, N, "单位代码", "单位名称（科目）", "合计", "基本支出", "项目支出"],
             ["类", "款", "项", N, N, N, N, N],
             ["", "", "", "", "合计", "5.00", "3.00", "2.00"],
             ["", "", "", "205001", "某局", "5.00", "3.00", "2.00"],
             ["201", "03", "01", "205001", "　行政运行", "5.00", "3.00", "2.00"]],
        ])
    )  # fmt: skip
    assert [(r.code, r.name) for r in table.rows] == [("", "合计"), ("", "某局"), ("2010301", "行政运行")]


@pytest.mark.parametrize("first", ["部门预算支出经济分类科目", "政府预算支出经济分类科目"])
def test_of_two_classifications_side_by_side_the_departments_own_names_the_row(first: str) -> None:
    other = {"部门预算支出经济分类科目": "政府预算支出经济分类科目"}.get(first, "部门预算支出经济分类科目")
    own, government = ["30101", "基本工资"], ["50101", "工资奖金津补贴"]
    pair = [*own, *government] if first.startswith("部门") else [*government, *own]
    table = only(
        document([
            "一般公共预算基本支出表", "单位：万元",
            [[first, N, other, N, "本年一般公共预算基本支出", N, N],
             ["科目编码", "科目名称", "科目编码", "科目名称", "合计", "人员经费", "公用经费"],
             [*pair, "5.00", "5.00", ""], [*pair, "2.00", "", "2.00"]],
        ])
    )  # fmt: skip
    assert [(r.code, r.name) for r in table.rows] == [("30101", "基本工资")] * 2


def test_what_kind_a_project_is_says_nothing_of_its_name() -> None:
    table = only(
        document([
            "项目支出表", "单位：万元",
            [["类型", "项目名称", "项目单位", "合计", "本年拨款", N],
             [N, N, N, N, "一般公共预算", "政府性基金预算"],
             ["特定目标类", "治理经费", "某局", "3.00", "3.00", ""], [N, "改造补助", "某局", "2.00", "", "2.00"]],
        ])
    )  # fmt: skip
    assert figures(table) == [
        ("治理经费", "合计", "3.00"), ("治理经费", "本年拨款/一般公共预算", "3.00"),
        ("改造补助", "合计", "2.00"), ("改造补助", "本年拨款/政府性基金预算", "2.00"),
    ]  # fmt: skip


def test_a_unit_named_for_every_row_is_no_rows_name() -> None:
    head = ["单位名称", "资产类别", "资产名称", "计量单位", "数量", "金额（元）"]
    rows = [["某中心", "设备", "计算机", "台", "10", "50,000.00"], ["某中心", "设备", "打印机", "台", "3", "3,600.00"]]
    assert figures(only(document(["新增资产配置表", [head, *rows]]))) == [
        ("计算机", "数量", "10"), ("计算机", "金额", "50000.00"),
        ("打印机", "数量", "3"), ("打印机", "金额", "3600.00"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "rows", "names"),
    [
        # two classifications: the second tells the rows of one subject apart
        (["部门预算经济分类科目编码", "科目名称", "政府预算经济分类科目编码", "科目名称", "金额"],
         [["30201", "办公费", "50201", "办公经费", "3.00"], ["30201", "办公费", "50502", "商品和服务支出", "2.00"],
          ["30202", "印刷费", "50201", "办公经费", "1.00"]],
         ["办公费/办公经费", "办公费/商品和服务支出", "印刷费"]),
        # the same project of two units
        (["单位名称", "项目名称", "金额"], [["甲局", "运维", "3.00"], ["乙局", "运维", "2.00"], ["乙局", "培训", "1.00"]],
         ["甲局/运维", "乙局/运维", "培训"]),
        # nothing tells them apart
        (["单位名称", "项目名称", "金额"], [["甲局", "运维", "3.00"], ["甲局", "运维", "2.00"]], ["运维", "运维"]),
    ],
)  # fmt: skip
def test_rows_of_one_name_are_told_apart(head: list[str], rows: list[list[str]], names: list[str]) -> None:
    table = only(document(["预算汇总表", "单位：万元", [head, *rows]]))
    assert [r.name for r in table.rows] == names


def test_a_units_name_beside_a_subject_is_no_part_of_its_name() -> None:
    head = ["科目编码", "科目名称", "单位名称", "合计", "基本支出"]
    rows = [["2010301", "行政运行", "某局本级", "3.00", "3.00"], ["2010350", "事业运行", "某中心", "2.00", "2.00"]]
    table = only(document(["部门支出总表", "单位：万元", [head, *rows]]))
    assert [(r.code, r.name) for r in table.rows] == [("2010301", "行政运行"), ("2010350", "事业运行")]


# --- titles between tables ------------------------------------------------------------------------------------------------


def test_a_title_with_its_unit_begins_another_table() -> None:
    grid = [["科目编码", "科目名称", "合计", "基本支出"], ["201", "甲", "3.00", "3.00"]]
    tables = tables_of(document(["部门支出总表（单位：元）", grid, "一般公共预算支出表（单位：万元）", grid]))
    assert [(t.form, t.unit, len(t.rows)) for t in tables] == [("B03", "元", 1), ("B05", "万元", 1)]


@pytest.mark.parametrize("number", ["表2", "公开表2", "部门公开表2", "部门：某局"])
def test_forms_beneath_each_other_on_one_sheet_end_where_the_next_one_is_numbered(number: str) -> None:
    first = [["单位代码", "单位名称", "合计", "上年结转"], ["205", "某局", "3.00", "1.00"]]
    second = [["支出总表", N, N, N], ["科目编码", "科目名称", "合计", "基本支出"], ["201", "甲", "3.00", "3.00"]]
    rows = [*first, [number, N, N, ""], *second]
    tables = tables_of(document(["收入总表", "单位：万元", rows], kind="spreadsheet"))
    assert [(t.form, [(r.code, r.name) for r in t.rows]) for t in tables] == [("B02", [("", "某局")]), ("B03", [("201", "甲")])]


# --- headers, years, units ------------------------------------------------------------------------------------------------


def test_a_header_row_may_begin_with_of_which() -> None:
    table = only(
        document([
            "部门收入总表", "单位：万元",
            [["科目编码", "科目名称", "合计", "事业收入", N],
             [N, N, N, "金额", "其中：教育收费"],
             ["205", "教育支出", "3.00", "3.00", "1.00"]],
        ])
    )  # fmt: skip
    assert [(c, v) for *_, c, v, _ in cells(table)] == [("合计", "3.00"), ("事业收入/金额", "3.00"), ("事业收入/其中:教育收费", "1.00")]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["2023年执行数", "2024年预算数"], [(2023, "决算"), (2024, "预算")]),
        (["上年预算数", "本年预算数"], [(2023, "预算"), (2024, "预算")]),
        (["上年结转", "预算数比上年执行数增减额"], [(2024, "预算"), (2024, "预算")]),
        (["2024年预算数比2023年执行数增减（%）", "较上年增减"], [(2024, "预算"), (2024, "预算")]),
        (["支出数", "占比"], [(2024, "预算"), (2024, "预算")]),
    ],
)
def test_a_column_is_about_its_own_year_not_the_one_it_is_compared_with(columns: list[str], expected: list[tuple[int, str]]) -> None:
    table = only(document(["一般公共预算支出表", "单位：万元", [["科目编码", "科目名称", *columns], ["201", "甲", "3.00", "4.00"]]]))
    assert [(f.year, f.basis) for f in facts(table)] == expected


def test_years_down_the_side_of_the_form_of_three_expenses() -> None:
    table = only(
        document([
            "财政拨款“三公”经费支出预算表", "单位：万元",
            [["年度", "合计", "因公出国（境）费", "公务接待费"], ["2023年", "3.00", "1.00", "2.00"], ["2024年", "2.00", "", "2.00"]],
        ])
    )  # fmt: skip
    assert [(f.year, f.row_name, f.column, str(f.value)) for f in facts(table)] == [
        (2023, "", "2023年/合计", "3.00"), (2023, "", "2023年/因公出国(境)费", "1.00"), (2023, "", "2023年/公务接待费", "2.00"),
        (2024, "", "2024年/合计", "2.00"), (2024, "", "2024年/公务接待费", "2.00"),
    ]  # fmt: skip


def test_of_the_units_in_the_form_of_three_expenses_only_their_total_has_no_name() -> None:
    rows = [["合计", "3.00", "3.00"], ["某局本级", "1.00", "1.00"], ["某中心", "2.00", "2.00"]]
    table = only(document(["一般公共预算“三公”经费支出表", "单位：万元", [["单位名称", "合计", "公务接待费"], *rows]]))
    assert [r.name for r in table.rows] == ["", "某局本级", "某中心"]


def test_what_a_row_counts_is_not_the_unit_of_its_money() -> None:
    table = only(
        document([
            "政府采购预算表", "单位：万元",
            [["采购项目", "数量", "计量单位", "单价", "金额"], ["甲", "12", "台", "0.50", "6.00"], ["乙", "1", "项", "2.00", "2.00"]],
        ])
    )  # fmt: skip
    assert [(c, u) for *_, c, _, u in cells(table)] == [("数量", "台"), ("单价", "万元"), ("金额", "万元"), ("数量", "项")] + [
        ("单价", "万元"), ("金额", "万元"),
    ]  # fmt: skip


def test_text_alone_is_no_figure() -> None:
    grid = [["序号", "单位名称", "单位性质", "联系电话", "文号"], ["1", "某局", "行政", "82134567", "某发〔2017〕12号"],
            ["2", "某中心", "事业", "82134568", "某发〔2016〕3号"]]  # fmt: skip
    assert tables_of(document(["部门预算单位构成表", grid])) == []


# --- sums -----------------------------------------------------------------------------------------------------------------


def expenditure(rows: list[list[str]]) -> Table:
    head = [["科目编码", "科目名称", "合计", "基本支出", N, N, "项目支出"], [N, N, N, "小计", "人员经费", "公用经费", N]]
    return only(document(["一般公共预算支出表", "单位：万元", [*head, *rows]]))


ROWS = [
    ["201", "甲", "6.00", "4.00", "3.00", "1.00", "2.00"],
    ["20103", "乙", "6.00", "4.00", "3.00", "1.00", "2.00"],
    ["2010301", "丙", "6.00", "4.00", "3.00", "1.00", "2.00"],
]


def test_the_headers_shape_says_what_adds_up() -> None:
    found = {(s.total.column, tuple(p.column for p in s.parts)) for s in column_sums(facts(expenditure(ROWS)))}
    assert found == {("合计", ("基本支出/小计", "项目支出")), ("基本支出/小计", ("基本支出/人员经费", "基本支出/公用经费"))}
    assert check(facts(expenditure(ROWS)))[1] == []


def test_the_row_that_breaks_a_sum_is_told() -> None:
    broken = [*ROWS[:2], ["2010301", "丙", "6.00", "4.00", "3.00", "1.50", "2.00"]]
    rules = [(d.rule, d.difference) for d in check(facts(expenditure(broken)))[1]]
    assert rules == [("行内合计", Decimal("-0.50")), ("科目合计", Decimal("-0.50"))]


def test_columns_that_never_add_up_are_no_sum() -> None:
    head = ["科目编码", "科目名称", "合计", "财政拨款", "其他资金"]
    rows = [["201", "甲", "9.00", "3.00", "2.00"], ["205", "乙", "8.00", "3.00", "1.00"], ["208", "丙", "3.00", "2.00", "1.00"]]
    table = only(document(["支出总表", "单位：万元", [head, *rows]]))
    assert check(facts(table)) == (0, [])


def test_rates_and_repeated_subjects_are_not_summed() -> None:
    head = ["科目编码", "科目名称", "预算数", "比上年增减（%）"]
    rows = [["201", "甲", "3.00", "5.00"], ["20103", "乙", "3.00", "7.00"], ["201", "甲", "2.00", "1.00"], ["20103", "乙", "2.00", "1.00"]]
    table = only(document(["一般公共预算支出表", "单位：万元", [head, *rows]]))
    assert check(facts(table)) == (0, [])


def test_the_three_expenses_add_up_though_they_are_one_line() -> None:
    grid = [["合计", "因公出国（境）费", "公务用车购置及运行费", N, N, "公务接待费"], [N, N, "小计", "购置费", "运行费", N],
            ["9.00", "1.00", "5.00", "2.00", "3.00", "2.00"]]  # fmt: skip
    table = only(document(["一般公共预算“三公”经费支出表", "单位：万元", grid]))
    held, failed = check(facts(table))
    assert held == 1
    assert [(d.rule, d.left, d.right) for d in failed] == [("行内合计", Decimal("9.00"), Decimal("8.00"))]


def test_forms_that_should_agree_are_compared_as_the_province_has_them() -> None:
    overview = ["部门收支总表", "单位：万元",
                [["收入", N, "支出", N], ["项目", "预算数", "项目", "预算数"], ["一、财政拨款收入", "5.00", "一、教育支出", "6.00"],
                 ["本年收入合计", "5.00", "本年支出合计", "6.00"], ["上年结转", "1.00", "结转下年", ""],
                 ["收入总计", "6.00", "支出总计", "6.00"]]]  # fmt: skip
    for total, wrong in (("5.00", []), ("6.00", []), ("7.00", [("表间", Decimal("2.00"))])):
        income = ["部门收入总表", "单位：万元", [["科目编码", "科目名称", "合计"], ["205", "教育支出", total], ["", "合计", total]]]
        found = [f for table in tables_of(document([*overview, *income])) for f in facts(table)]
        assert [(d.rule, d.difference) for d in check(found)[1]] == wrong
