"""Units, columns and notes of forms in dumps; the columns of 三公."""

from __future__ import annotations

from index.textforms import tables_from_lines
from tests.dumps import F05, cells, document, only


def test_the_unit_is_the_forms_own() -> None:
    assert only(F05.replace("万元", "元")).unit == "元"
    assert only(F05.replace("部门：云岭市档案馆 单位：万元", "公开05表\n金额单位：元")).unit == "元"


def test_a_form_without_a_unit_line_has_no_unit_and_says_so() -> None:
    table = only(F05.replace("部门：云岭市档案馆 单位：万元\n", ""))
    assert table.unit == "" and [gap.reason for gap in table.gaps] == ["本表没有印出单位（元、万元），其中的数字不带单位"]
    assert cells(table)["201", "基本支出"] == "70.00"


def test_notes_are_kept_and_columns_have_their_printed_names() -> None:
    table = only(F05)
    assert table.notes == ("注：本表反映部门本年度一般公共预算财政拨款支出情况。", "1栏各行＝（2＋3）栏各行。")
    assert table.columns == ("本年支出/小计", "本年支出/基本支出", "本年支出/项目支出")
    assert only(F05.replace("科目名称 小计", "科目名称 合计")).columns[0] == "本年支出/合计"
    assert only(F05.replace("项 目 本年支出\n", "")).columns == ("小计", "基本支出", "项目支出")


def test_a_form_with_columns_that_nobody_knows_is_a_gap() -> None:
    table = only(F05.replace("栏 次 1 2 3", "栏 次 1 2 3 4 5"))
    assert table.rows == () and "栏数" in table.gaps[0].reason


def test_the_older_form_with_thirteen_columns() -> None:
    table = only(
        """
2018年度一般公共预算财政拨款收入支出决算表
单位：万元
项目 年初结转和结余 本年收入 本年支出 年末结转和结余
科目名称 合计 基本支出结转 项目支出结转和结余 合计 基本支出 项目支出 合计 基本支出 项目支出 合计 基本支出结转 项目支出结转 项目支出结余
栏次 1 2 3 4 5 6 7 8 9 10 11 12 13
合计 8.00 3.00 5.00 50.00 30.00 20.00 48.00 31.00 17.00 10.00 2.00 7.00 1.00
201 一般公共服务支出 8.00 3.00 5.00 50.00 30.00 20.00 48.00 31.00 17.00 10.00 2.00 7.00 1.00
20126 档案事务 8.00 3.00 5.00 50.00 30.00 20.00 48.00 31.00 17.00 10.00 2.00 7.00 1.00
2012601 行政运行 3.00 3.00 30.00 30.00 31.00 31.00 2.00 2.00
2012604 档案馆 5.00 5.00 20.00 20.00 17.00 17.00 8.00 7.00 1.00
"""
    )
    found = {(row.code, value.column): value.text for row in table.rows for value in row.values}
    assert {c: v for (r, c), v in found.items() if r == "2012601"} == {
        "年初结转和结余/合计": "3.00", "年初结转和结余/基本支出结转": "3.00", "本年收入/合计": "30.00", "本年收入/基本支出": "30.00",
        "本年支出/合计": "31.00", "本年支出/基本支出": "31.00", "年末结转和结余/合计": "2.00", "年末结转和结余/基本支出结转": "2.00",
    }  # fmt: skip
    assert found["2012604", "年末结转和结余/项目支出结余"] == "1.00"


F09 = """
2022年度财政拨款“三公”经费支出决算表（表7）
单位：万元
预算数 决算数
合计 因公出国
（境）费
公务用车购置及运行费
公务
接待费 合计
小计 公务用车
购置费
公务用车
运行费
1 2 3 4 5 6 7 8 9 10 11 12
{figures}
注：本表反映“三公”经费支出预决算情况。
"""
SENTENCES = """
第三部分 情况说明
2022年度“三公”经费财政拨款年初预算数为 7.30 万元，支出决算为 4.10 万元，其中：
2.公务用车购置及运行费支出决算为 3.90 万元；其中：（2）公务用车运行费 3.90 万元，完成年初预算的 65.0%，比年初预算减
少 2.10 万元。
3.公务接待费支出决算为 0.20 万元，完成年初预算的 15.4%，比年初预算少 1.10 万元。
"""


def test_a_full_line_needs_no_inference() -> None:
    table = only(F09.format(figures="9.00 1.00 6.00 2.00 4.00 2.00 7.50 0.50 6.00 2.00 4.00 1.00"))
    (row,) = table.rows
    assert (row.code, row.name) == ("", "") and cells(table)["", "决算数/公务用车购置及运行费/公务用车购置费"] == "2.00"
    assert cells(table)["", "预算数/因公出国(境)费"] == "1.00"


def test_sentences_place_a_line_that_contradicts_itself() -> None:
    (table,) = tables_from_lines(document(F09.format(figures="7.30 7.30 6.00 1.30 4.10 3.90 3.90 0.20") + SENTENCES))
    assert cells(table) == {
        ("", "预算数/合计"): "7.30", ("", "预算数/公务用车购置及运行费/小计"): "7.30",
        ("", "预算数/公务用车购置及运行费/公务用车运行费"): "6.00", ("", "预算数/公务接待费"): "1.30",
        ("", "决算数/合计"): "4.10", ("", "决算数/公务用车购置及运行费/小计"): "3.90",
        ("", "决算数/公务用车购置及运行费/公务用车运行费"): "3.90", ("", "决算数/公务接待费"): "0.20",
    }  # fmt: skip
    assert table.gaps == ()


def test_without_sentences_only_what_the_sums_decide_is_placed() -> None:
    table = only(F09.format(figures="7.30 6.00 6.00 1.30 4.10 3.90 3.90 0.20"))
    assert set(cells(table)) == {
        ("", f"{half}/{item}") for half in ("预算数", "决算数") for item in ("合计", "公务用车购置及运行费/小计", "公务接待费")
    }
    cars = "预算数/公务用车购置及运行费"
    assert f"6.00无法归栏（可能是{cars}/公务用车购置费、{cars}/公务用车运行费）" in table.gaps[0].reason


def test_budget_and_final_side_by_side_for_each_item() -> None:
    text = """
财政拨款“三公”经费支出决算表
单位：万元
合计 因公出国（境）费 公务用车购置及运行维护费 公务接待费
小计 公务用车购置费 公务用车运行维护费
预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数
3.00 1.00 3.00 1.00
公务接待费年初预算为3.00万元，支出决算为1.00万元。
"""
    (table,) = tables_from_lines(document(text))
    assert cells(table) == {
        ("", "合计/预算数"): "3.00", ("", "合计/决算数"): "1.00", ("", "公务接待费/预算数"): "3.00", ("", "公务接待费/决算数"): "1.00",
    }  # fmt: skip


def test_reception_before_cars() -> None:
    text = """
财政拨款“三公”经费支出决算表
单位：元
预算数 决算数
合计 因公出国（境）费 公务接待费 公务用车购置及运行费
小计 公务用车购置费 公务用车运行费
1 2 3 4 5 6 7 8 9 10 11 12
12.00 3.00 2.00 7.00 3.00 4.00 8.00 1.00 7.00 3.00 4.00
公务接待费支出决算为1元。
"""
    (table,) = tables_from_lines(document(text))
    found = cells(table)
    assert found["", "预算数/公务接待费"] == "2.00" and found["", "决算数/公务接待费"] == "1.00"
    assert table.unit == "元"
    assert found["", "预算数/因公出国(境)费"] == "3.00"
    assert found["", "决算数/公务用车购置及运行费/公务用车运行费"] == "4.00"


def test_printed_formulas_that_contradict_the_order_of_columns_leave_the_form_open() -> None:
    text = F09.format(figures="9.00 2.00 7.00 3.00 4.00 8.00 1.00 7.00 3.00 4.00") + "1栏＝（2＋3＋4）栏；4栏＝（5＋6）栏。"
    assert only(text).rows == () and "栏间公式" in only(text).gaps[0].reason


def test_one_row_an_item() -> None:
    text = """
2022年度一般公共预算财政拨款“三公”经费支出决算表
单位：万元
项 目 预算数 决算数
合 计 9.00 7.50
1.因公出国（境）费 1.00 0.50
2.公务用车购置及运行维护费 6.00 6.00
（1）公务用车购置费 2.00 2.00
（2）公务用车运行维护费 4.00 4.00
3.公务接待费 2.00 1.00
"""
    found = cells(only(text))
    assert len(found) == 12 and found["", "决算数/公务接待费"] == "1.00"
    assert found["", "预算数/公务用车购置及运行维护费/公务用车运行维护费"] == "4.00"


def test_meetings_and_training_beside_the_three() -> None:
    figures = "10.00 8.00 8.00 2.00 5.00 4.00 4.00 1.00"
    text = F09.format(figures=figures).replace("公务\n接待费", "公务接待费 会议费 培训费").replace("11 12", "11 12 13 14 15 16")
    assert len(only(text).columns) == 16
