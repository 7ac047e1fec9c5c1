"""Forms out of text dumps: the real ones against what they print, and each trap on its own."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from index.amounts import fold
from index.documents import Document, Grid, Line, Page
from index.readers import read_document
from index.tables import Table
from index.textforms import form_lines, tables_from_lines
from tests.fictitious_dumps import Cell, Style, dump


def document(*texts: str) -> Document:
    """A dump; several texts are pages."""
    pages = tuple(
        Page(n if len(texts) > 1 else None, tuple(Line(text, i) for i, text in enumerate(page.strip("\n").split("\n"), 1)))
        for n, page in enumerate(texts, 1)
    )
    return Document("虚构.txt", "0", "text", pages)


def only(text: str) -> Table:
    (table,) = tables_from_lines(document(text))
    return table


def cells(table: Table) -> dict[tuple[str, str], str]:
    """(side, code and name, column) in short: the row's code or name with its side, and the column path → figure."""
    return {(row.side + (row.code or row.name), value.column): value.text for row in table.rows for value in row.values}


# ---- the real documents


def printed(truth: Path, doc: str) -> Counter[tuple[str, ...]]:
    with (truth / "cells.csv").open(encoding="utf-8") as lines:
        rows = [line for line in csv.DictReader(lines) if line["doc"] == doc]
    return Counter(
        (r["table"], r["side"], r["row_code"], fold(r["row_name"]), fold(r["column"]), str(Decimal(r["value"])), r["unit"]) for r in rows
    )


@pytest.mark.parametrize("doc", ["000_be7f69a70cfeb214.txt", "003_a4a5e0261d017fb9.txt"])
def test_a_real_dump_yields_exactly_what_it_prints(doc: str, disclosures: Path, truth: Path) -> None:
    tables = tables_from_lines(read_document(disclosures / doc))
    assert sorted(t.form for t in tables) == [f"F0{n}" for n in range(1, 10)]
    found = Counter(
        (t.form, row.side, row.code, fold(row.name), fold(v.column), str(v.value), v.unit or t.unit)
        for t in tables
        for row in t.rows
        for v in row.values
    )
    assert found == printed(truth, doc)
    assert [gap for t in tables for gap in t.gaps] == []


def test_a_real_dump_gives_each_figure_its_line_and_quote(disclosures: Path) -> None:
    doc = read_document(disclosures / "000_be7f69a70cfeb214.txt")
    text = (disclosures / doc.name).read_text("utf-8").split("\n")
    for table in tables_from_lines(doc):
        for row in table.rows:
            for value in row.values:
                assert value.line is not None and value.text in text[value.line - 1]
                assert value.text in row.quote.split()


def test_a_real_dump_says_why_a_form_is_empty(disclosures: Path) -> None:
    reasons = {t.form: t.empty_reason for t in tables_from_lines(read_document(disclosures / "003_a4a5e0261d017fb9.txt"))}
    assert reasons["F08"].startswith("2021年度") and reasons["F08"].endswith("无国有资本经营预算财政拨款支出。")
    assert reasons["F05"] == ""


@pytest.mark.parametrize("doc", ["002_bc7e6e641607c96a.txt", "004_6b15edb281b2cfcb.txt", "001_6ee1c58f291194a1.txt"])
def test_documents_without_forms_in_lines_have_none(doc: str, disclosures: Path) -> None:
    loaded = read_document(disclosures / doc)
    assert tables_from_lines(loaded) == [] and form_lines(loaded) == frozenset()


# ---- which lines are forms

F05 = """
2022年度一般公共预算财政拨款支出决算表（表5）
部门：云岭市档案馆 单位：万元
项 目 本年支出
科目名称 小计 基本支出 项目支出
类 款 项
栏 次 1 2 3
合 计 90.00 70.00 20.00
201 一般公共服务支出 70.00 70.00
20126 档案事务 70.00 70.00
2012601 行政运行 70.00 70.00
213 农林水支出 20.00 20.00
21305 巩固脱贫攻坚成果衔接乡村振兴 20.00 20.00
2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00
注：本表反映部门本年度一般公共预算财政拨款支出情况。
1栏各行＝（2＋3）栏各行。
"""


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


# ---- unit, columns, notes


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
    assert table.columns == ("小计", "基本支出", "项目支出")
    assert only(F05.replace("科目名称 小计", "科目名称 合计")).columns == ("合计", "基本支出", "项目支出")


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
    found = cells(table)
    assert {c: v for (r, c), v in found.items() if r == "2012601"} == {
        "年初结转和结余/合计": "3.00", "年初结转和结余/基本支出结转": "3.00", "本年收入/合计": "30.00", "本年收入/基本支出": "30.00",
        "本年支出/合计": "31.00", "本年支出/基本支出": "31.00", "年末结转和结余/合计": "2.00", "年末结转和结余/基本支出结转": "2.00",
    }  # fmt: skip
    assert found["2012604", "年末结转和结余/项目支出结余"] == "1.00"


# ---- one row a subject


def test_lost_blanks_are_found_again_from_the_sums() -> None:
    found = cells(only(F05))
    assert found["2012601", "基本支出"] == found["201", "基本支出"] == "70.00"
    assert found["2130599", "项目支出"] == found["213", "项目支出"] == "20.00"
    assert ("213", "基本支出") not in found


def test_what_no_sum_decides_is_a_gap_in_chinese_and_not_a_fact() -> None:
    table = only(F05.replace("90.00 70.00 20.00", "140.00 70.00 70.00").replace("20.00 20.00", "70.00 70.00"))
    assert {c for _, c in cells(table)} == {"小计", "基本支出", "项目支出"} and ("201", "基本支出") not in cells(table)
    gap = next(g for g in table.gaps if "2012601行政运行" in g.place)
    assert gap.place == "2022年度一般公共预算财政拨款支出决算表第10行2012601行政运行"
    assert gap.reason.startswith("本行印有70.00、70.00，其中70.00无法归栏（可能是基本支出、项目支出）")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00", "2130599\n其他巩固脱贫攻坚成果\n\n衔接乡村振兴支出\n20.00 20.00"),
        ("2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00", "2130599 其他巩固脱贫攻坚成果 20.00 20.00\n衔接乡村振兴支出"),
        ("2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00", "213 05 99 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00"),
        ("2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00", "2130599其他巩固脱贫攻坚成果衔接乡村振兴支出20.00 20.00"),
        ("213 农林水支出 20.00 20.00", "213\n农林水支出\n20.00\n20.00"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 20.0020.00"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 20.00 20.0\n0"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 20.0 20.0\n0 0"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 20.00 20\n.00"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 ２０.００ 20.00"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 20.00 — 20.00"),
        ("213 农林水支出 20.00 20.00", "213 农林水支出 20 .00 20. 00"),
        ("21305 巩固脱贫攻坚成果衔接乡村振兴 20.00 20.00", "巩固脱贫攻坚成果衔接\n21305 20.00 20.00\n乡村振兴"),
        ("213 农林水支出 20.00 20.00", "12\n213 农林水支出 20.00 20.00"),
        ("合 计 90.00", "合  计\n90.00"),
        ("栏 次 1 2 3\n合 计", "栏次\n1\n2\n3\n合计"),
        ("类 款 项\n栏 次 1 2 3\n合 计 90.00", "类 款 项 合计 90.00"),
    ],
)
def test_ways_in_which_dumps_break_rows_change_nothing(before: str, after: str) -> None:
    assert before in F05
    table, whole = only(F05.replace(before, after)), only(F05)
    short = {key: value.translate(str.maketrans("０２", "02")) for key, value in cells(table).items()}
    assert short == cells(whole) and [row.name for row in table.rows] == [row.name for row in whole.rows]
    assert table.gaps == ()


def test_names_above_their_codes() -> None:
    rows = re.sub(r"^(2\d+) (\S+) (.*)$", r"\2\n\1 \3", F05, flags=re.M)
    assert cells(only(rows)) == cells(only(F05)) and [r.name for r in only(rows).rows] == [r.name for r in only(F05).rows]


def test_a_code_that_comes_twice_is_doubted() -> None:
    table = only(F05.replace("213 农林水支出", "201 农林水支出"))
    assert not any(code == "201" for code, _ in cells(table)) and any("出现多次" in gap.reason for gap in table.gaps)


def test_a_page_number_among_the_figures_is_doubted() -> None:
    table = only(F05.replace("213 农林水支出 20.00 20.00", "213 农林水支出 20.00 7 20.00"))
    assert ("213", "小计") not in cells(table) and any("“7”不像本表的金额" in gap.reason for gap in table.gaps)


F03 = """
2022年度支出决算表（表3）
单位：万元
本年支出合计 基本支出 项目支出 上缴上级支出 经营支出 对附属单位补助支出
栏 次 1 2 3 4 5 6
合 计 95.00 70.00 20.00 5.00
201 一般公共服务支出 75.00 70.00 5.00
20126 档案事务 75.00 70.00 5.00
2012601 行政运行 75.00 70.00 5.00
213 农林水支出 20.00 20.00
21305 巩固脱贫攻坚成果衔接乡村振兴 20.00 20.00
2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00
注：本表反映部门本年度各项支出情况。
"""


def test_sentences_say_which_part_a_total_is() -> None:
    assert ("合计", "经营支出") not in cells(only(F03))
    said = "2022年度支出合计95万元。其中：基本支出70万元，占74%；项目支出 20 万\n元，占21%；经营支出5万元。"
    doc = document(F03 + "三、支出决算情况说明\n" + said)
    (table,) = tables_from_lines(doc)
    found = cells(table)
    assert found["合计", "经营支出"] == found["2012601", "经营支出"] == "5.00" and found["213", "项目支出"] == "20.00"


def test_forms_help_each_other() -> None:
    """F03 alone does not say that 213 is 项目支出: F05 does, because all of it is the general budget's."""
    tables = {t.form: cells(t) for t in tables_from_lines(document(F03 + F05))}
    assert tables["F03"]["2130599", "项目支出"] == "20.00"
    assert ("201", "经营支出") not in tables["F03"]  # 75.00 is not what F05 has: nobody says what the 5.00 are


def test_income_by_source_settles_the_columns_of_income() -> None:
    f02 = """
2022年度收入决算表（表2）
单位：万元
本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入
栏 次 1 2 3 4 5 6 7
合 计 95.00 90.00 5.00
201 一般公共服务支出 75.00 70.00 5.00
213 农林水支出 20.00 20.00
"""
    f01 = """
2022年度收入支出决算总表（表1）
单位：万元
项目 行次 决算数 项目 行次 决算数
一、一般公共预算财政拨款收入 1 60.00 一、一般公共服务支出 12 75.00
二、政府性基金预算财政拨款收入 2 30.00 二、外交支出 13
三、国有资本经营预算财政拨款收入 3 三、农林水支出 14 20.00
四、事业收入 4 5.00 15
五、其他收入 5 16
本年收入合计 6 95.00 本年支出合计 17 95.00
总计 7 95.00 总计 18 95.00
"""
    assert ("合计", "财政拨款收入") not in cells(only(f02))
    tables = {t.form: cells(t) for t in tables_from_lines(document(f02 + f01))}
    assert tables["F02"]["合计", "财政拨款收入"] == "90.00" and tables["F02"]["201", "事业收入"] == "5.00"
    assert tables["F02"]["213", "财政拨款收入"] == "20.00"
    assert tables["F01"]["收入政府性基金预算财政拨款收入", "决算数"] == "30.00"


# ---- two halves side by side

F04 = """
2022年度财政拨款收入支出决算总表（表4）
单位：万元
收 入 支 出
项 目 行次 决算数 项 目 行次 决算数
合计 一般公共预算财政拨款 政府性基金预算财政拨款 国有资本经营预算财政拨款
栏 次 1 栏 次 2 3 4 5
一、一般公共预算财政拨款 1 70.00 一、一般公共服务支出 12 64.00 64.00
二、政府性基金预算财政拨款 2 20.00 二、外交支出 13
三、国有资本经营预算财政拨款 3 三、城乡社区支出 14 20.00 20.00
4 四、资源勘探工业信息等支出 15
5
五、灾害防治及应急
管理支出
16 5.00 5.00
本年收入合计 6 90.00 本年支出合计 17 89.00 69.00 20.00
年初财政拨款结转和结余 7 3.00 年末财政拨款结转和结余 18 4.00 4.00
一般公共预算财政拨款 8 3.00 19
政府性基金预算财政拨款 9 20
国有资本经营预算财政拨款 10 21
总 计 11 93.00 总 计 22 93.00 73.00 20.00
注：本表反映收支情况。
"""


def test_leftover_row_numbers_are_no_figures() -> None:
    table = only(F04)
    found = cells(table)
    assert found["支出灾害防治及应急管理支出", "合计"] == "5.00" and found["收入一般公共预算财政拨款", "决算数"] == "3.00"
    assert [v.text for r in table.rows if r.name == "一般公共预算财政拨款" for v in r.values] == ["70.00", "3.00"]
    assert table.gaps == ()


def test_funds_are_told_apart_by_the_balance_of_each_fund() -> None:
    found = cells(only(F04))
    assert found["支出本年支出合计", "一般公共预算财政拨款"] == "69.00"
    assert found["支出城乡社区支出", "政府性基金预算财政拨款"] == "20.00"
    assert found["支出灾害防治及应急管理支出", "一般公共预算财政拨款"] == "5.00"


def test_a_fund_that_nothing_tells_apart_is_open() -> None:
    table = only(F04.replace("69.00 20.00", "69.00").replace("73.00 20.00", "73.00"))  # the totals do not close any more
    assert ("支出本年支出合计", "一般公共预算财政拨款") not in cells(table) and table.gaps


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r" (行次|\d{1,2})(?= |$)|^\d{1,2}(?: |$)", ""),  # no 行次 at all
        (r"^(\S+) (\d+) ([\d.]+) (\S+) (\d+) (.*)$", r"\1 \2 \3\n\4 \5 \6"),  # each half on its line
        (r"^总 计", "总  计"),
        (r"行次", "行\n次"),
    ],
)
def test_ways_in_which_dumps_break_halves_change_nothing(before: str, after: str) -> None:
    broken = "\n".join(line for line in re.sub(before, after, F04, flags=re.M).split("\n") if line.strip())
    if not after:
        broken = broken.replace("栏 次 栏 次", "栏 次")
    assert cells(only(broken)) == cells(only(F04))


def test_figures_that_follow_both_names_are_shared_out_by_the_sums() -> None:
    text = """
收入支出决算总表
单位：万元
收入 支出
项目 决算数 项目 决算数
一、一般公共预算财政拨款收入 一、一般公共服务支出
90.00 70.00
二、其他收入 二、外交支出
6.00
本年收入合计 本年支出合计
96.00 70.00
年初结转和结余 年末结转和结余
26.00
总计 总计
96.00 96.00
"""
    found = cells(only(text))
    assert found["收入其他收入", "决算数"] == "6.00" and ("支出外交支出", "决算数") not in found
    assert found["支出年末结转和结余", "决算数"] == "26.00" and found["支出本年支出合计", "决算数"] == "70.00"


# ---- economic subjects

F06 = """
2022年度一般公共预算财政拨款基本支出决算明细表（表6）
单位：万元
人员经费 公用经费
科目编码 科目名称 决算数 科目编码 科目名称 决算数
301 工资福利支出 60.00 302 商品和服务支出 9.00 310 资本性支出 1.00
30101 基本工资 40.00 30201 办公费 6.00 31002 办公设备购置 1.00
30102 津贴补贴 30202 印刷费 31007
信息网络及软件
购置更新
30108
机关事业单位基
本养老保险缴费
20.00 30211 差旅费 3.00
303 对个人和家庭的补助 30212
因公出国（境）
费用
人员经费合计 60.00 公用经费合计 10.00
注：本表反映基本支出。
"""


def test_three_groups_of_codes_side_by_side() -> None:
    table = only(F06)
    assert cells(table) == {
        (key, "决算数"): value
        for key, value in {
            "301": "60.00", "302": "9.00", "310": "1.00", "30101": "40.00", "30201": "6.00", "31002": "1.00", "30108": "20.00",
            "30211": "3.00", "人员经费合计": "60.00", "公用经费合计": "10.00",
        }.items()
    }  # fmt: skip
    names = {row.code: row.name for row in table.rows}
    assert names["30108"] == "机关事业单位基本养老保险缴费" and names["30212"] == "因公出国（境）费用"
    assert names["31007"] == "信息网络及软件购置更新" and table.gaps == ()


def test_a_wrapped_name_goes_to_the_code_that_lacks_it() -> None:
    before = "30108\n机关事业单位基\n本养老保险缴费\n20.00 30211 差旅费 3.00"
    after = "30108 机关事业单位基本养老保险缴 20.00 30211 差旅费 3.00\n费"
    assert before in F06
    broken = F06.replace(before, after)
    assert {r.code: r.name for r in only(broken).rows}["30108"] == "机关事业单位基本养老保险缴费"
    assert {r.code: r.name for r in only(broken).rows}["30211"] == "差旅费"


def test_split_economic_codes() -> None:
    assert cells(only(re.sub(r"(3\d\d)(\d\d)(?=\s)", r"\1 \2", F06))) == cells(only(F06))


def test_interleaved_groups_are_doubted_but_for_groups_that_add_up() -> None:
    text = F06.replace("30101 基本工资 40.00 30201 办公费 6.00", "30101 30201\n基本工资 办公费\n40.00 6.00")
    found = cells(only(text))
    assert ("30101", "决算数") not in found and ("30201", "决算数") not in found and ("30211", "决算数") not in found
    assert found["31002", "决算数"] == "1.00" and only(text).gaps


def test_basic_expenditure_with_columns() -> None:
    table = only(
        """
2022年度一般公共预算财政拨款基本支出决算表
单位：元
科目编码 科目名称 合计 人员经费 公用经费
合计 1,000.00 700.00 300.00
301 工资福利支出 700.00 700.00
30101 基本工资 700.00 700.00
302 商品和服务支出 300.00 300.00
30201 办公费 300.00 300.00
"""
    )
    found = cells(table)
    assert found["30101", "人员经费"] == "700.00" and found["30201", "公用经费"] == "300.00" and table.unit == "元"


# ---- 三公

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


# ---- empty forms


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


# ---- random departments


def counted(tables: list[Table]) -> Counter[Cell]:
    return Counter(
        (t.form, r.side, f"{r.code}{r.name}", v.column if t.form == "F09" else v.column.rsplit("/", 1)[-1], str(v.value))
        for t in tables
        for r in t.rows
        for v in r.values
    )


STYLES = {
    "rows on a line": (Style(), 0.99),
    "without narrative": (Style(narrative=False), 0.95),
    "no row numbers, split codes": (Style(row_numbers=False, split_codes=True, column_numbers=False, total_last=True), 0.99),
    "dashes for blanks": (Style(blank="—"), 0.999),
    "yuan": (Style(unit="元"), 0.99),
    "names mostly broken": (Style(wrapped=0.7), 0.99),
    "cut numbers": (Style(cut=0.3), 0.99),
    "repeated headers": (Style(paged=7, row_numbers=False, split_codes=True, column_numbers=False), 0.99),
    "a cell a line": (Style(one_word_lines=True), 0.99),
    "a cell a line, split codes": (Style(one_word_lines=True, row_numbers=False, split_codes=True, column_numbers=False), 0.99),
    "one half after the other": (Style(halves_apart=True, row_numbers=False), 0.99),
    "misprints": (Style(slips=0.02), 0.80),
    "misprints without narrative": (Style(slips=0.03, narrative=False), 0.70),
    "little evidence": (Style(narrative=False, omitted=("F01", "F04", "F05", "F06", "F07")), 0.30),
}


@pytest.mark.parametrize("style", STYLES)
def test_every_placed_figure_is_right(style: str) -> None:
    """Of random departments no figure is misplaced, and most are placed: how many depends on what the dump leaves to go by."""
    how, share = STYLES[style]
    printed_cells, found_cells = 0, 0
    for seed in range(6):
        true = dump(random.Random(seed), how)
        found = counted(tables_from_lines(document(true.text)))
        assert found - true.cells == Counter(), f"seed {seed}"
        printed_cells, found_cells = printed_cells + true.cells.total(), found_cells + found.total()
    assert found_cells >= share * printed_cells
