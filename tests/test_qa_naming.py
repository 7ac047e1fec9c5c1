"""Tokens → names: which figure words name, with its code, column, role, form; which words belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from fictitious_facts import EDUCATION, names, phrase, read

from qa.lexicon import Entry, scan
from qa.naming import Name, content, names_in, nested
from qa.phrases import Phrase
from qa.tokens import DEPARTMENT, FIGURE, FORM, ORIGIN, ROLE, SIDE, YEAR

MEASURES = [
    ("支出合计", "支出合计"),
    ("本年支出合计是多少？", "支出合计"),
    ("总支出", "支出合计"),
    ("收入合计", "收入合计"),
    ("总收入有多少", "收入合计"),
    ("收支总计", "收入总计"),
    ("收、支总计", "收入总计"),
    ("财政拨款收入", "财政拨款收入"),
    ("一般公共预算财政拨款收入", "一般公共预算财政拨款收入"),
    ("一般公共预算财政拨款支出", "一般公共预算财政拨款支出"),
    ("政府性基金预算支出", "政府性基金预算支出"),
    ("基本支出", "基本支出"),
    ("项目支出有多少钱", "项目支出"),
    ("人员经费", "人员经费"),
    ("日常公用经费", "公用经费"),
    ("三公经费", "“三公”经费"),
    ("“三公”经费支出合计", "“三公”经费"),
    ("因公出国（境）费用", "因公出国（境）费"),
    ("出国花了多少", "因公出国（境）费"),
    ("公务用车购置及运行维护费", "公务用车购置及运行维护费"),
    ("养车钱", "公务用车购置及运行维护费"),
    ("买车的钱", "公务用车购置费"),
    ("公务用车运行维护费", "公务用车运行维护费"),
    ("公务接待费", "公务接待费"),
    ("吃喝费", "公务接待费"),
    ("招待费花了多少钱", "公务接待费"),
    ("吃喝招待（公务接待费）", "公务接待费"),
    ("机关运行经费", "机关运行经费"),
    ("年初结转和结余", "年初结转和结余"),
    ("年末结转和结余", "年末结转和结余"),
    ("在职人数", "在职人数"),
    ("有多少在职职工", "在职人数"),
    ("政府采购支出总额", "政府采购支出总额"),
    ("部门整体绩效自评得分", "部门整体绩效自评得分"),
    ("有几辆公车", "公务用车保有量"),
    ("公务用车有几辆", "公务用车保有量"),
    ("买了几辆车", "公务用车购置数"),
    pytest.param("计划购置几辆公务用车", "公务用车购置数", marks=pytest.mark.xfail(reason="30")),
]


@pytest.mark.parametrize(("text", "measure"), MEASURES)
def test_a_measure_is_known_by_its_official_and_everyday_names(text: str, measure: str) -> None:
    assert phrase(text).measure == measure


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("行政运行", "行政运行"),
        ("请问行政运行是多少？", "行政运行"),
        ("行政运行花了多少钱", "行政运行"),
        ("其中：货物", "货物"),
        ("社会保障和就业支出", "社会保障和就业支出"),  # an official name with 和 in it
        ("“学前教育”这一项", "学前教育"),
        ("其他收入", "其他收入"),
        ("其他交通费用", "其他交通费用"),
        ("用车补贴", "用车补贴"),
        ("对个人和家庭的补助", "对个人和家庭的补助"),
        ("中小学建设", "中小学建设"),
        ("在建工程", "在建工程"),
        ("行政运行这一项", "行政运行"),
        ("火箭发射费", "火箭发射费"),
        ("火箭发射", "火箭发射"),
    ],
)
def test_the_words_that_are_left_are_the_name(text: str, words: str) -> None:
    assert phrase(text).words == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2050101", {"codes": ("2050101",)}),
        ("2050101科目", {"codes": ("2050101",)}),
        ("行政运行（2050101）", {"codes": ("2050101",)}),
        ("2050101（行政运行）", {"codes": ("2050101",)}),
        ("20501", {"codes": ("20501",)}),
        ("205类", {"codes": ("205",)}),
        ("2050101的基本支出", {"codes": ("2050101",), "columns": ("基本支出",)}),
        ("行政运行的项目支出", {"columns": ("项目支出",)}),
        ("2050101的财政拨款收入", {"codes": ("2050101",), "columns": ("财政拨款收入",), "side": "收入"}),
        ("支出决算表中的2050101", {"codes": ("2050101",), "forms": ("F03",)}),
        ("收入决算表的合计", {"measure": "收入合计", "forms": ("F02",)}),
        ("基本支出里的奖金", {"forms": ("F06", "B08")}),
        ("经济分类的住房公积金", {"forms": ("F06", "B08")}),
        ("学前教育年初预算", {"roles": ("年初预算",)}),
        ("学前教育全年预算数", {"roles": ("全年预算",)}),
        ("学前教育调整后预算", {"roles": ("全年预算",)}),
        ("学前教育预算数", {"roles": ("预算",)}),
        ("学前教育执行数", {"roles": ("执行数",)}),
        ("学前教育支出决算", {"roles": ("决算",)}),
        ("学前教育完成率", {"roles": ("完成率",)}),
        ("学前教育预算执行率", {"roles": ("完成率",)}),
        ("三公经费预算数", {"measure": "“三公”经费", "roles": ("预算",)}),
        ("满意度目标值", {"roles": ("目标",)}),
        ("满意度实际完成值", {"roles": ("实际",)}),
        ("满意度得分", {"roles": ("得分",)}),
        ("自评表里满意度得分", {"roles": ("得分",), "origin": "indicator"}),
        ("12.5万元的学前教育", {}),  # a figure is no code
    ],
)
def test_codes_columns_forms_and_roles_are_taken_out(text: str, expected: dict[str, Any]) -> None:
    named = phrase(text)
    assert {f.name: value for f in fields(Phrase) if f.name != "words" and (value := getattr(named, f.name))} == expected


def named(text: str, known: Mapping[str, Entry] | None = None) -> tuple[Name, ...]:
    tokens = scan(text, (), known or names())
    return nested(names_in(tokens), tokens)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("学前教育和小学教育", [(FIGURE, "学前教育"), (FIGURE, "小学教育")]),
        ("基本工资、津贴补贴、奖金", [(FIGURE, "基本工资"), (FIGURE, "津贴补贴"), (FIGURE, "奖金")]),
        ("社会保障和就业支出和卫生健康支出", [(FIGURE, "社会保障和就业支出"), (FIGURE, "卫生健康支出")]),
        ("2050201、2050202", [(FIGURE, "2050201"), (FIGURE, "2050202")]),
        ("行政运行(2050101)和2050102", [(FIGURE, "行政运行2050101"), (FIGURE, "2050102")]),
        ("学前教育年初预算", [(FIGURE, "学前教育"), (ROLE, "年初预算")]),
        ("收入决算表里其他收入", [(FORM, "收入决算表"), (FIGURE, "其他收入")]),
        ("支出比收入", [(SIDE, "支出"), (SIDE, "收入")]),
        ("自评表的满意度得分", [(ORIGIN, "自评表"), (FIGURE, "满意度"), (ROLE, "得分")]),
        ("学前教育经费情况", [(FIGURE, "学前教育经费情况")]),
        ("请问一共是多少钱", []),
        ("", []),
    ],
)
def test_names_stand_in_the_order_of_the_question(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(n.kind, n.text) for n in names_in(scan(text, (), names()))] == expected


def test_departments_and_years_are_names_too() -> None:
    found = read("澜川区教育局2022到2024年支出合计").flat
    assert [(n.kind, n.value, n.years, n.spread) for n in found[:2]] == [
        (DEPARTMENT, EDUCATION, (), False),
        (YEAR, "2022-2024", (2022, 2024), True),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a column of a row
        ("行政运行的基本支出", [Phrase("行政运行", columns=("基本支出",))]),
        ("学前教育里的项目支出", [Phrase("学前教育", columns=("项目支出",))]),
        ("2050201的基本支出和项目支出", [Phrase("", ("2050201",), columns=("基本支出",)), Phrase("", ("2050201",), columns=("项目支出",))]),
        # a part of a whole
        ("工资福利支出中的奖金", [Phrase("奖金", parent="工资福利")]),
        ("工资福利支出里的奖金和津贴补贴", [Phrase("奖金", parent="工资福利"), Phrase("津贴补贴", parent="工资福利")]),
        # the fund that pays
        ("一般公共预算财政拨款支出里的学前教育", [Phrase("学前教育", forms=("F05", "B05"))]),
        ("政府性基金预算支出中的学前教育", [Phrase("学前教育", forms=("F07", "B06"))]),
        ("国有资本经营预算支出中的学前教育", [Phrase("学前教育", forms=("F08", "B07"))]),
        ("基本支出中的奖金", [Phrase("奖金", forms=("F06", "B08"))]),
        # of everything: nothing is narrowed
        ("支出合计中的基本支出", [Phrase("基本支出", measure="基本支出")]),
        # what is joined is no part
        ("工资福利支出和奖金", [Phrase("工资福利支出"), Phrase("奖金")]),
    ],
)
def test_a_part_is_drawn_together_with_its_whole(text: str, expected: list[Phrase]) -> None:
    assert [n.phrase for n in named(text) if n.kind == FIGURE] == expected


@pytest.mark.parametrize(
    ("text", "loose"),
    [("学前教育", False), ("公务接待费", False), ("2050101", False), ("火箭发射费", True), ("火箭发射", True), ("学前教育火箭发射", True)],
)
def test_a_name_that_nobody_knows_is_loose(text: str, loose: bool) -> None:
    assert [n.loose for n in named(text)] == [loose]


def test_a_common_word_means_a_figure_only_where_nothing_else_is_named() -> None:
    assert [n.weak for n in named("接待")] == [True]
    assert [n.weak for n in named("公务接待费")] == [False]


@pytest.mark.parametrize(
    ("text", "says"),
    [("中央空调维修", True), ("火箭发射", True), ("拢共", False), ("的", False), ("是不是", False), ("", False), ("，", False)],
)
def test_particles_name_nothing(text: str, says: bool) -> None:
    assert content(text) is says
