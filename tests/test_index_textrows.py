"""Rows of subjects and of the economic classification, as dumps break them."""

from __future__ import annotations

import re

import pytest

from tests.dumps import F05, cells, only


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
