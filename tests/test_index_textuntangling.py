"""Names printed above and beneath the line of their row go back into it; a name that stays torn takes its figures with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.halfnames import is_half_name, is_torn_name
from index.textforms import tables_from_lines
from index.textrows import TextLine
from index.textuntangling import untangled_economic, untangled_halves
from tests.dumps import cells, document, only

ECONOMIC = """
2022年度一般公共预算财政拨款基本支出决算明细表
单位：万元
人员经费 公用经费
科目编码 科目名称 决算数 科目编码 科目名称 决算数 科目编码 科目名称 决算数
301 工资福利支出 30.00 302 商品和服务支出 9.00 310 资本性支出 2.00
信息网络及软件购
30103 奖金 10.00 30203 咨询费 1.00 31007 2.00
置更新
机关事业单位基本
30108 20.00 30206 电费 8.00
养老保险缴费
对个人和家庭的补
303 5.00
助
30305 生活补助 5.00
人员经费合计 35.00 公用经费合计 11.00
云岭市档案馆部门决算公开
"""
NUMBERED = """
2022年度收入支出决算总表
单位：万元
收入 支出
项目 行次 金额 项目 行次 金额
栏次 1 栏次 2
一、一般公共预算财政拨款收入 1 30.00 一、一般公共服务支出 9 0.00
三、国有资本经营预算财政拨款收
2 4.00 二、教育支出 10 30.00
入
三、资源勘探工业信息等
三、事业收入 3 0.00 11 4.00
支出
本年收入合计 4 34.00 本年支出合计 12 34.00
总计 5 34.00 总计 13 34.00
"""
BUDGET = """
2022年部门财政拨款收支预算总表
单位：元
财政拨款收入 财政拨款支出
项目 预算数 项目 合计 一般公共预算 政府性基金预算 国有资本经营预算
一、一般公共预算资
96,000 一、教育支出 60,000 60,000
金
二、社会保障和就业
二、政府性基金 26,000 26,000
支出
三、国有资本经营预
三、卫生健康支出 10,000 10,000
算
收入总计 96,000 支出总计 96,000 96,000
"""


def test_pieces_of_economic_names_go_to_their_codes() -> None:
    table = only(ECONOMIC)
    assert {(row.code, row.name, value.text) for row in table.rows for value in row.values} == {
        ("301", "工资福利支出", "30.00"), ("302", "商品和服务支出", "9.00"), ("310", "资本性支出", "2.00"), ("30103", "奖金", "10.00"),
        ("30203", "咨询费", "1.00"), ("31007", "信息网络及软件购置更新", "2.00"), ("30108", "机关事业单位基本养老保险缴费", "20.00"),
        ("30206", "电费", "8.00"), ("303", "对个人和家庭的补助", "5.00"), ("30305", "生活补助", "5.00"), ("", "人员经费合计", "35.00"),
        ("", "公用经费合计", "11.00"),
    }  # fmt: skip
    assert table.gaps == ()


def test_pieces_of_names_of_either_half_go_to_their_rows() -> None:
    found = cells(only(NUMBERED))
    assert found["收入国有资本经营预算财政拨款收入", "决算数"] == "4.00" and found["支出教育支出", "决算数"] == "30.00"
    assert found["支出资源勘探工业信息等支出", "决算数"] == "4.00" and found["收入事业收入", "决算数"] == "0.00"


def test_without_row_numbers_sums_say_whose_the_figures_are() -> None:
    found = cells(only(BUDGET))
    assert found["收入一般公共预算资金", "预算数"] == "96,000"
    assert found["支出社会保障和就业支出", "合计"] == found["支出社会保障和就业支出", "一般公共预算"] == "26,000"
    assert not any(row.startswith("收入政府性基金") for row, _ in found)


@pytest.mark.parametrize("piece", ["入", "拨款收"])
def test_a_name_that_stays_torn_takes_no_figures(piece: str) -> None:
    (table,) = tables_from_lines(document(NUMBERED.replace("\n入\n", f"\n{piece}乙\n")))
    assert not [row for row in table.rows if row.values and (row.name.startswith("国有资本") or "乙" in row.name)]
    assert any("名称交错" in gap.reason for gap in table.gaps)


@pytest.mark.parametrize(
    ("name", "known", "torn"),
    [
        ("一、一般公共预算财政拨款收入", True, False),
        ("二、政府性基金预算拨款收入", True, False),
        ("文化体育与传媒支出", True, False),
        ("使用非财政拨款结余（含专用结余）", True, False),
        ("金一般公共预算资", False, True),
        ("一社会保障和就业支出", False, True),
        ("国有资本经营预算财政拨款收", False, True),
        ("其他专项事务支出", False, False),
    ],
)
def test_names_of_rows_of_the_halves(name: str, known: bool, torn: bool) -> None:
    assert (is_half_name(name), is_torn_name(name)) == (known, torn)


@pytest.mark.parametrize("untangled", [untangled_halves, untangled_economic])
@pytest.mark.parametrize("texts", [[], ["收入 支出"], ["人员经费", "公用经费"]])
def test_lines_without_figures_stay_as_they_are(untangled: Callable[[list[TextLine]], list[TextLine]], texts: list[str]) -> None:
    lines = [TextLine(None, number, text) for number, text in enumerate(texts, 1)]
    assert untangled(lines) == lines
