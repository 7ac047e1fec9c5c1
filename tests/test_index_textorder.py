"""Forms that a dump prints column by column, or with page numbers among their figures: no figure goes to another row."""

from __future__ import annotations

import pytest

from tests.dumps import cells, only

SUBJECTS = """
2022年度一般公共预算财政拨款支出决算表
单位：万元
项目 本年支出
科目名称 小计 基本支出 项目支出
栏次 1 2 3
合计 90.00 70.00 20.00
"""
COLUMNS = SUBJECTS + """
201
20126
2012601
213
21305
2130599
一般公共服务支出
档案事务
行政运行
农林水支出
巩固脱贫攻坚成果衔接乡村振兴
其他巩固脱贫攻坚成果衔接乡村振兴支出
70.00
70.00
70.00
20.00
20.00
20.00
"""
HALVES = """
2022年度收入支出决算总表
单位：万元
收入
支出
项目
行次
决算数
项目
行次
决算数
一、一般公共预算财政拨款收入
二、政府性基金预算财政拨款收入
三、其他收入
本年收入合计
1
2
3
4
80.00
5.00
5.00
90.00
一、一般公共服务支出
二、外交支出
三、教育支出
本年支出合计
5
6
7
8
30.00
60.00
90.00
"""


def test_columns_one_after_the_other_give_rows_no_figures() -> None:
    table = only(COLUMNS)
    assert {row for row, _ in cells(table)} <= {"合计"} and len(table.gaps) >= 1


def test_halves_column_by_column_give_rows_no_figures() -> None:
    assert cells(only(HALVES)) == {}


@pytest.mark.parametrize("number", ["8", "12"])
def test_a_lone_page_number_is_no_amount(number: str) -> None:
    text = f"""
2022年部门支出预算总表
单位：元
项目 支出预算
功能分类科目编码 功能分类科目名称 合计 基本支出 项目支出
合计 900,000 700,000 200,000
205 教育支出 900,000 700,000 200,000
20502 普通教育 900,000 700,000 200,000
2050202 小学教育
900,000
700,000
200,000
2050203 初中教育
{number}
"""
    assert not any(value == number for value in cells(only(text)).values())
