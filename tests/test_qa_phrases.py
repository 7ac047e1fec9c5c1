"""A piece of a question → which figure it names: measure, code, column, form, role."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from typing import Any

import pytest

from index.forms import forms
from index.subjects import codes_named, name_of
from qa.normalise import bare
from qa.phrases import Phrase, aliases, measure_named, measure_of, measures, parse_phrase, strip_tail


def said(text: str) -> dict[str, Any]:
    """What a phrase says besides its words."""
    phrase = parse_phrase(text)
    return {f.name: value for f in fields(Phrase) if f.name != "words" and (value := getattr(phrase, f.name))}


@pytest.mark.parametrize(
    ("text", "measure"),
    [
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
    ],
)
def test_a_measure_is_known_by_its_official_and_everyday_names(text: str, measure: str) -> None:
    assert parse_phrase(text).measure == measure


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
        ("", ""),
        ("是多少？", ""),
    ],
)
def test_the_words_that_are_left_are_the_name(text: str, words: str) -> None:
    assert parse_phrase(text).words == words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2050101", {"codes": ("2050101",)}),
        ("2050101科目", {"codes": ("2050101",)}),
        ("2050101和2050102", {"codes": ("2050101", "2050102")}),
        ("20501", {"codes": ("20501",)}),
        ("205类", {"codes": ("205",)}),
        ("2050101的基本支出", {"codes": ("2050101",), "columns": ("基本支出",)}),
        ("行政运行的项目支出", {"columns": ("项目支出",)}),
        ("2050101的财政拨款收入", {"codes": ("2050101",), "columns": ("财政拨款收入",), "side": "收入"}),
        ("支出决算表中的2050101", {"codes": ("2050101",), "forms": ("F03",)}),
        ("收入决算表的合计", {"forms": ("F02",)}),
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
        ("500人次接待", {}),
    ],
)
def test_codes_columns_forms_and_roles_are_taken_out(text: str, expected: dict[str, Any]) -> None:
    assert said(text) == expected


def test_a_phrase_shows_what_it_names() -> None:
    assert str(parse_phrase("2050101的基本支出年初预算")) == "2050101 基本支出［年初预算］"
    assert str(parse_phrase("招待费")) == "公务接待费"


def test_every_measure_is_found_by_each_of_its_names() -> None:
    """The name that an answer uses can be asked for, and so can every other, with the words that say which figure of it is meant."""
    for measure in measures():
        assert bare(measure.name) in measure.names
        for name in (*measure.names, *measure.weak):
            assert name == bare(name), name
            assert measure_of(name) == measure.name, name
        assert measure_of(f"{bare(measure.name)}决算数") == measure.name
        assert measure_named(measure.name) is measure
    assert measure_of("") == measure_of("公务接待费和培训费") == measure_of("收入支出") == ""


def test_no_name_is_claimed_twice() -> None:
    """Neither by two measures, nor by a measure and an alias, nor by one of them and the official name of a subject that is another."""
    claimed = [name for m in measures() for name in (*m.names, *m.weak)] + list(aliases())
    assert len(claimed) == len(set(claimed)), [name for name, count in Counter(claimed).items() if count > 1]
    for measure in measures():
        for name in (*measure.names, *measure.weak):
            assert set(codes_named(name)) <= set(measure.codes), name
    for word, alias in aliases().items():
        assert {name_of(code) for code in codes_named(word)} <= set(alias.means), word


def test_the_data_of_measures_and_aliases_is_sound() -> None:
    names = [m.name for m in measures()]
    assert len(names) == len(set(names)) > 20
    for measure in measures():
        assert measure.picks, measure.name
        assert {p.form for p in measure.picks} - {""} <= set(forms()), measure.name
        assert {p.side for p in measure.picks} <= {"", "收入", "支出"}, measure.name
        assert measure.instead == "" or measure.instead in names, measure.name
        assert all(measure_named(meant).unit for _, meant in measure.counted), measure.name
        assert all(name_of(code) for code in measure.codes), measure.name
        assert not measure.unit or all(p.unit or p.role for p in measure.picks), measure.name
        for pattern in (p for pick in measure.picks for p in (pick.row, pick.column, pick.title)):
            re.compile(pattern)
    for word, alias in aliases().items():
        assert word == bare(word), word
        assert not alias.ambiguous or (len(alias.means) > 1 and alias.note), word


def test_every_meaning_of_an_alias_is_in_the_vocabulary() -> None:
    """The official name of a subject or the name of a measure, neither the word itself alone nor another alias."""
    measured = {m.name for m in measures()}
    for word, alias in aliases().items():
        assert len(set(alias.means)) == len(alias.means) > 0, word
        for meant in alias.means:
            assert meant in measured or meant in {name_of(code) for code in codes_named(meant)}, (word, meant)
        assert alias.means != (word,), word


def test_a_word_means_only_what_it_says_by_its_official_name() -> None:
    """Several official names under one word are several figures, unless they are the two classifications of the same spending."""
    for word, alias in aliases().items():
        if len(alias.means) > 1 and not alias.ambiguous:
            assert alias.note, f"{word} stands for {alias.means} and says nothing of their 口径"


@pytest.mark.parametrize(
    ("name", "stem"),
    [("信息化建设支出", "信息化建设"), ("学前教育经费", "学前教育"), ("行政运行", "行政运行"), ("支出", "支出"), ("", "")],
)
def test_a_stem_is_what_tells_names_apart(name: str, stem: str) -> None:
    assert strip_tail(name) == stem
