"""The forms of budgets in dumps: split codes, halves, amounts in 元 beside 三公 in 万元, headers torn over lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.readers import read_document
from index.tables import Table, tables_of
from index.textforms import tables_from_lines
from tests.dumps import cells, document, only

B01 = """
2024年部门财务收支预算总表
编制部门：云岭市档案馆 单位：元
本年收入 本年支出
项目 预算数 项目 预算数
一、财政拨款收入 900,000 一、一般公共服务支出 700,000
1. 一般公共预算 900,000 二、农林水支出 250,000
2. 政府性基金
二、事业收入 50,000
三、事业单位经营收入
四、其他收入
收入总计 950,000 支出总计 950,000
"""
B02 = """
2024年部门收入预算总表
编制部门：云岭市档案馆 单位：元
项目 收入预算
功能分类科
目编码
功能分类科目名称 合计 财政拨款收入 事业收入 事业单位经营收
入 其他收入
类 款 项
201 一般公共服务支出 700,000 700,000
201 26 档案事务 700,000 700,000
201 26 01 行政运行 700,000 700,000
213 农林水支出 250,000 200,000 50,000
213 05 巩固脱贫攻坚成果衔接乡村振兴 250,000 200,000 50,000
213 05 99 其他巩固脱贫攻坚成果衔接乡村振兴支出 250,000 200,000 50,000
合计 950,000 900,000 50,000
"""
B03_HEAD = """
2024年部门支出预算总表
编制部门：云岭市档案馆 单位：元
项目 支出预算
功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出
类 款 项
"""
B03_ROWS = """201 一般公共服务支出 700,000 600,000 100,000
201 26 档案事务 700,000 600,000 100,000
201 26 01 行政运行 600,000 600,000
201 26 02 一般行政管理事务 100,000 100,000
合计 700,000 600,000 100,000
"""
B04 = """
2024年部门财政拨款收支预算总表
编制部门：云岭市档案馆 单位：元
财政拨款收入 财政拨款支出
项目 预算数 项目 合计 一般公共预算
政府性基金预 国有资本经营
算 预算
一、一般公共预算资金 900,000 一、一般公共服务支出 700,000 700,000
二、政府性基金 100,000 二、农林水支出 200,000 200,000
三、国有资本经营预算 三、其他支出 100,000 100,000
收入总计 1,000,000 支出总计 1,000,000 900,000 100,000
"""
B08 = """
2024年部门一般公共预算基本支出部门预算经济分类预算表
编制部门：云岭市档案馆 单位：元
项目 一般公共预算基本支出
部门预算经济分类科目
编码
经济分类科目名称 合计 人员经费 公用经费
类 款
301 工资福利支出 550,000 550,000
301 01 基本工资 350,000 350,000
301 2 津贴补贴 200,000 200,000
302 商品和服务支出 50,000 50,000
302 01 办公费 50,000 50,000
合计 600,000 550,000 50,000
"""
B09 = """
2024年部门“三公”经费和机关运行经费预算表
编制部门：云岭市档案馆 单位：万元
2024年“三公”经费预算数
2024年机关运行经
公务用车购置及运行费
费预算数
合计 因公出国(境)费 公务接待费
小计 购置费 运行费
{figures}
"""
HEAD = "2024年“三公”经费预算数"


def test_split_codes_and_lost_blanks_of_a_subject_form() -> None:
    table = only(B03_HEAD + B03_ROWS)
    assert (table.form, table.unit, table.gaps) == ("B03", "元", ())
    found = cells(table)
    assert found["2012601", "基本支出"] == "600,000" and ("2012601", "项目支出") not in found
    assert found["2012602", "项目支出"] == "100,000" and found["合计", "合计"] == "700,000"


def test_without_the_rest_of_the_document_equal_columns_are_gaps() -> None:
    table = only(B02)
    assert ("201", "财政拨款收入") not in cells(table) and cells(table)["201", "合计"] == "700,000"
    assert any("无法归栏" in gap.reason for gap in table.gaps)


def test_the_summary_settles_income_by_source() -> None:
    """B01 prints 事业收入 50,000 and no other income but the treasury's: so the 50,000 of B02 are those."""
    summary, income = tables_from_lines(document(B01 + B02))
    assert (summary.form, income.form, income.gaps) == ("B01", "B02", ())
    found = cells(income)
    assert found["2130599", "财政拨款收入"] == "200,000" and found["2130599", "事业收入"] == "50,000"
    assert cells(summary)["收入一般公共预算", "预算数"] == "900,000" and cells(summary)["支出支出总计", "预算数"] == "950,000"


def test_a_sentence_in_another_unit_settles_a_form() -> None:
    said = "部门预算编制说明\n2024年，收入预算95万元，其中：财政拨款收入90万元，比上年持平；事业收入5万元；其他收入0万元。\n"
    (table,) = tables_from_lines(document(said + B02))
    assert table.gaps == () and cells(table)["213", "事业收入"] == "50,000"


def test_the_income_half_settles_the_funds_of_expenditure() -> None:
    found = cells(only(B04))
    assert found["支出其他支出", "政府性基金预算"] == "100,000" and found["支出支出总计", "一般公共预算"] == "900,000"
    assert found["支出农林水支出", "一般公共预算"] == "200,000" and found["收入政府性基金", "预算数"] == "100,000"


def test_three_columns_by_economic_subject_and_a_code_misprinted_with_one_digit() -> None:
    table = only(B08)
    found = cells(table)
    assert found["3012", "人员经费"] == "200,000" and found["30201", "公用经费"] == found["302", "合计"] == "50,000"
    assert table.gaps == () and ("302", "人员经费") not in found


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ("47.91 0 1.35 46.56 25 21.56 443.18", {"公务接待费": "1.35", "公务用车购置及运行费/购置费": "25", "因公出国(境)费": "0"}),
        ("47.91 0 46.56 25 21.56 1.35 443.18", {"公务接待费": "1.35", "公务用车购置及运行费/购置费": "25", "因公出国(境)费": "0"}),
        ("5.00 1.00 4.00 4.00 20.00", {"合计": "5.00"}),  # 购置 or 运行, 出国 or 接待: nothing says
    ],
)
def test_the_order_of_the_line_follows_from_its_sums(figures: str, expected: dict[str, str]) -> None:
    """The head of 用车 stands above its neighbours' heads, so its place in the dump says nothing of its columns."""
    table = only(B09.format(figures=figures))
    found = {column.removeprefix(f"{HEAD}/"): text for (_, column), text in cells(table).items() if column.startswith(HEAD)}
    assert {name: found[name] for name in expected} == expected
    if len(figures.split()) == 7:
        assert cells(table)["", "2024年机关运行经费预算数"] == "443.18" and table.gaps == ()
    else:
        assert "公务接待费" not in found and len(table.gaps) == 1


def test_sentences_place_a_short_line() -> None:
    said = """其他相关情况说明
2023年“三公”经费预算数为9万元。2024年“三公”经费预算数为5万元，比2023年预算减少4万元。其中：
（一）因公出国（境）费0万元，与2023年预算持平。
（二）公务用车购置及运行费4万元，其中：公务用车购置费0万元；公务用车运行费4万元。
（三）公务接待费1万元，比2023年预算减少4万元。
2024年机关运行经费预算为20万元。
"""
    (table,) = tables_from_lines(document(B09.format(figures="5.00 1.00 4.00 4.00 20.00") + said))
    assert cells(table) == {
        ("", f"{HEAD}/合计"): "5.00",
        ("", f"{HEAD}/公务接待费"): "1.00",
        ("", f"{HEAD}/公务用车购置及运行费/小计"): "4.00",
        ("", f"{HEAD}/公务用车购置及运行费/运行费"): "4.00",
        ("", "2024年机关运行经费预算数"): "20.00",
    }
    assert table.gaps == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("合计 基本支出 项目支出", "2023年执行数 合计 基本支出 项目支出"),
        ("合计 基本支出 项目支出", "合计 基本支出 项目支出 合计 基本支出 项目支出"),
        ("合计 基本支出 项目支出", "合计 基本支出 项目支出 上缴上级支出"),
        ("合计 基本支出 项目支出", "合计 项目支出 基本支出"),
        ("合计 基本支出 项目支出", "合计 基本支出"),
    ],
)
def test_a_header_with_other_columns_is_a_gap(before: str, after: str) -> None:
    table = only(B03_HEAD.replace(before, after) + B03_ROWS)
    assert table.rows == () and any("无法确定各数字属于哪一栏" in gap.reason for gap in table.gaps)


def test_an_empty_form_has_its_reason_and_no_gap() -> None:
    empty = """
2024年部门政府性基金预算支出功能分类预算表
编制部门：云岭市档案馆 单位：元
项目
政府性基金预算支出
功能分类科目编码
功能分类科目名称
合计
基本支出
项目支出
类 款 项
合计
注：本部门2024年无政府性基金预算财政拨款安排的预算，故本表为空表。
"""
    table = only(empty)
    assert (table.form, table.rows, table.gaps) == ("B06", (), ()) and "政府性基金" in table.empty_reason
    assert table.columns == ("政府性基金预算支出/合计", "政府性基金预算支出/基本支出", "政府性基金预算支出/项目支出")


def counted(tables: Iterable[Table]) -> Counter[tuple[str, ...]]:
    return Counter(
        (table.form, row.side, row.code or row.name, value.column.split("/")[-1], str(value.value), table.unit)
        for table in tables
        if table.form
        for row in table.rows
        for value in row.values
    )


@pytest.mark.parametrize("name", ["putuo_czj_2025_budget.pdf", "wanli_2023_budget.pdf", "wanli_2024_budget.pdf"])
def test_the_lines_of_a_real_budget_say_what_its_grids_say(name: str, disclosures: Path) -> None:
    """A PDF has both: the rules of its tables, and its text as a dump would have it."""
    import pdfplumber

    with pdfplumber.open(disclosures / name) as pdf:
        dump = document(*(page.extract_text() for page in pdf.pages))
    tables = tables_from_lines(dump)
    assert [t.form for t in tables] == [f"B0{n}" for n in range(1, 10)] and not any(t.gaps for t in tables)
    assert counted(tables) == counted(tables_of(read_document(disclosures / name)))
