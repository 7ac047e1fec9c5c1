"""Which lines of a dump are forms, and what an empty form says."""

from __future__ import annotations

import re

import pytest

from index.documents import Document, Grid, Line, Page
from index.textforms import form_lines, tables_from_lines
from tests.dumps import F05, cells, document, only


def test_a_table_of_contents_and_a_mention_are_no_forms() -> None:
    text = f"""目 录
一、收入支出决算总表
二、收入决算表
三、支出决算表
第二部分 决算表
{F05}
第三部分 情况说明
本年支出见一般公共预算财政拨款支出决算表
支出合计90.00万元。"""
    assert [t.form for t in tables_from_lines(document(text))] == ["F05"]


def test_form_lines_reach_from_the_title_to_the_last_note() -> None:
    doc = document(f"第二部分 2022年度部门决算表\n{F05}\n第三部分 情况说明\n本年支出合计90.00万元。")
    lines = {block.number: block.text for block in doc.pages[0].blocks if isinstance(block, Line)}
    taken = {lines[number] for page, number in form_lines(doc)}
    assert taken == {line for line in F05.split("\n") if line}


def test_narrative_without_a_heading_ends_a_form() -> None:
    doc = document(F05 + "一、收入支出决算总体情况说明\n2022年度收、支总计各增加 5.00 万元。")
    assert max(number for _, number in form_lines(doc)) == 15
    without_notes = F05.partition("注：")[0] + "（一）收支总体情况\n2022年度收、支总计各增加 5.00 万元，增\n长5%，主要原因是"
    (table,) = tables_from_lines(document(without_notes))
    assert cells(table) == cells(only(F05)) and table.rows[-1].name == "其他巩固脱贫攻坚成果衔接乡村振兴支出"


def test_a_form_that_a_reader_found_as_a_grid_is_left_alone() -> None:
    title, unit = Line("2022年度收入决算表", 1), Line("单位：万元", 2)
    grid = Grid((("科目编码", "科目名称", "本年收入合计"), ("201", "一般公共服务支出", "1.00")))
    doc = Document("虚构.pdf", "0", "pdf", (Page(1, (title, unit, grid)),))
    assert tables_from_lines(doc) == [] and form_lines(doc) == frozenset()


def test_a_title_broken_over_lines_is_the_whole_title() -> None:
    table = only(F05.replace("2022年度一般公共预算财政拨款支出决算表（表5）", "2022年度一般公共预算财政拨款\n支出决算表"))
    assert (table.form, table.title) == ("F05", "2022年度一般公共预算财政拨款支出决算表")


def test_a_form_on_two_pages_is_one_table_with_the_page_of_its_first_row() -> None:
    head, _, rest = F05.partition("213 农林水支出")
    title, body = F05.strip().split("\n")[0], "\n".join(F05.strip().split("\n")[1:6])
    doc = document("封面", head + "— 2 —", f"{title}\n{body}\n213 农林水支出{rest}")
    (table,) = tables_from_lines(doc)
    assert table.page == 2 and cells(table) == cells(only(F05))
    assert [row.name for row in table.rows] == [row.name for row in only(F05).rows]


def test_a_repeated_header_within_a_form_is_no_part_of_a_name() -> None:
    repeated = "— 7 —\n项 目 本年支出\n科目名称 小计 基本支出 项目支出\n类 款 项\n栏 次 1 2 3\n213 农林水支出"
    assert [row.name for row in only(F05.replace("213 农林水支出", repeated)).rows] == [row.name for row in only(F05).rows]


@pytest.mark.parametrize(
    "reason",
    [
        "本单位无政府性基金预算财政拨款收入支出。", "2022年度本馆没有政府性基金预算财政拨款收入，也没有安排的支出。",
        "注：云岭市档案馆无政府性基金预算财政拨款支出，故本表无数据。", "说明：本表为空。",
    ],
)  # fmt: skip
def test_an_empty_form_says_why(reason: str) -> None:
    header = "2022年度政府性基金预算财政拨款收入支出决算表\n单位：万元\n项 目\n科目名称 小计 基本支出 项目支出\n栏 次 1 2 3 4 5 6\n合 计\n"
    table = only(header + reason)
    assert table.rows == () and table.empty_reason == re.sub("^(?:注|说明)：", "", reason)


def test_figures_without_rows_are_a_gap() -> None:
    table = only("2022年度收入决算表\n单位：万元\n科目名称 本年收入合计 财政拨款收入\n行政运行 3.00 3.00\n事业运行 4.00 4.00")
    assert table.rows == () and "认不出" in table.gaps[0].reason


def test_a_numbered_title_broken_in_the_list_of_titles_opens_no_form() -> None:
    contents = """目录
7. 2024年部门国有资本经营预算支出功能分类预算表
8. 2024年部门一般公共预算基本支出部门预算经济分类
预算表
9. 2024年部门“三公”经费和机关运行经费预算表
六、其他相关情况说明
"""
    assert tables_from_lines(document(contents)) == []
    assert [t.form for t in tables_from_lines(document(contents + F05))] == ["F05"]
