"""Two halves side by side, flattened into lines."""

from __future__ import annotations

import re

import pytest

from tests.dumps import cells, only

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
