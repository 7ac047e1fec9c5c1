"""Text → tokens: the longest names win, cues and plain words are told from them, what nobody knows stays unknown."""

from __future__ import annotations

import pytest
from fictitious_facts import names

from index.forms import forms
from index.subjects import subjects
from qa.lexicon import names_of, scan, vocabulary, words
from qa.normalise import bare
from qa.phrases import aliases, measures
from qa.tokens import CODE, CUE, DEPARTMENT, FIGURE, FORM, NUMBER, ROLE, WORD, Token, shape


def cut(text: str) -> str:
    return shape(scan(text, (), names()))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ""),
        ("请问支出合计是多少?", "〔word 请问〕〔figure 支出合计〕〔word 是多少〕〔break ?〕"),
        ("一共花了多少钱", "〔cue:sum 一共〕〔word 花了〕〔word 多少钱〕"),
        ("行政运行(2050101)", "〔figure 行政运行〕〔break (〕〔code 2050101〕〔break )〕"),
        ("2050101科目", "〔code 2050101〕〔cue:subject 科目〕"),
        ("12.5万元", "〔number 12.5万元〕"),
        ("按27个月摊", "〔word 按〕〔number 27个月〕〔cue:spread 摊〕"),
        ("前三", "〔cue:top 前〕〔number 三〕"),
        ("最大的5个项级科目", "〔cue:largest 最大〕〔word 的〕〔number 5个〕〔cue:level_item 项级科目〕"),
        ("三项之和", "〔number:both 三项〕〔cue:sum 之和〕"),
        ("超过500万元", "〔cue:exceeding|than 超过〕〔number 500万元〕"),
        # names with joints in them are one name
        ("社会保障和就业支出和卫生健康支出", "〔figure 社会保障和就业支出〕〔and 和〕〔figure 卫生健康支出〕"),
        ("公务用车购置及运行维护费", "〔figure 公务用车购置及运行维护费〕"),
        ("对个人和家庭的补助", "〔figure 对个人和家庭的补助〕"),
        ("三公经费、支出合计", "〔figure 三公经费〕〔and 、〕〔figure 支出合计〕"),
        ("火箭发射费占支出合计", "〔unknown 火箭发射费〕〔cue:share 占〕〔figure 支出合计〕"),
        ("30103平均", "〔code 30103〕〔cue:average 平均〕"),
        # the longest name wins over cues and roles inside it
        ("其他交通费用", "〔figure 其他交通费用〕"),
        ("一般公共预算财政拨款支出决算表", "〔form 一般公共预算财政拨款支出决算表〕"),
        ("支出决算表", "〔form 支出决算表〕"),
        ("办公费加印刷费", "〔figure 办公费〕〔cue:plus 加〕〔figure 印刷费〕"),
        # roles and sides
        ("决算比预算", "〔role 决算〕〔cue:than 比〕〔role 预算〕"),
        ("年初预算执行率", "〔role 年初预算〕〔role:completion 执行率〕"),
        ("支出比收入", "〔side 支出〕〔cue:than 比〕〔side 收入〕"),
        # change
        ("同比增长", "〔cue:same_period 同比〕〔cue:grow 增长〕"),
        ("比上年", "〔cue:last_year 比上年〕"),
        ("从高到低", "〔cue:sorted 从高到低〕"),
        # what nobody knows
        ("火箭发射费", "〔unknown 火箭发射费〕"),
        ("请问火箭发射费是多少", "〔word 请问〕〔unknown 火箭发射费〕〔word 是多少〕"),
        ("的的的", "〔word 的〕〔word 的〕〔word 的〕"),
        (",。", "〔break ,。〕"),
    ],
)
def test_a_question_is_cut_into_what_it_is_made_of(text: str, tokens: str) -> None:
    assert cut(text) == tokens


@pytest.mark.parametrize(
    ("digits", "kind"),
    [("2050101", CODE), ("20501", CODE), ("205", CODE), ("20501011", NUMBER), ("2050101元", NUMBER), ("205万元", NUMBER), ("50%", NUMBER)],
)
def test_digits_are_a_code_only_where_subjects_are_numbered_so(digits: str, kind: str) -> None:
    assert [t.kind for t in scan(digits, (), names())] == [kind]


@pytest.mark.parametrize("text", ["1", "支", "支出" * 50, "一二三四五", "(((", "abc def", "￥%&", "占" * 30, "是多少" * 20, "x" * 100])
def test_tokens_cover_a_text_without_gaps(text: str) -> None:
    found = scan(text, (), names())
    assert "".join(t.text for t in found) == text
    assert [t.start for t in found] == [0, *(t.end for t in found)][:-1]


def test_tokens_that_are_settled_stay_as_they_are() -> None:
    taken = (Token(DEPARTMENT, "支出合计", 2, 6, "某局"),)
    found = scan("请问支出合计的支出合计", taken, names())
    assert found[1] is taken[0]
    assert [t.kind for t in found] == [WORD, DEPARTMENT, WORD, FIGURE]


def test_every_measure_alias_and_subject_is_found_in_a_sentence() -> None:
    known = [(name, m.name) for m in measures() for name in (*m.names, *m.weak)]
    known += [(bare(word), "") for word in aliases()] + [(bare(s.name), "") for s in subjects().values()]
    for name, measure in known:
        if name not in vocabulary():
            continue
        found = scan(f"请问{name}是多少", (), vocabulary())
        assert [t.text for t in found if t.kind == FIGURE] == [name]
        assert not measure or next(t.measure for t in found if t.kind == FIGURE) == measure, name


def test_names_of_figures_are_no_words_that_ask() -> None:
    assert not set(vocabulary()) & set(words())
    assert {"多少", "一共", "占比", "预算", "支出"} <= set(words())
    assert not {"预算", "决算", "合计", "多少", "支出"} & set(vocabulary())


def test_every_form_is_known_by_its_titles() -> None:
    for form in forms().values():
        for title in form.titles:
            assert form.id in words()[title].value.split(",")
            assert words()[title].kind == FORM


@pytest.mark.parametrize(
    ("labels", "name", "known"),
    [
        (["环湖步道新建"], "环湖步道新建", True),
        (["环湖步道新建"], "路灯改造", False),
        (["面积/地上"], "地上", True),  # the last of a path
        (["面积/地上"], "面积地上", True),
        (["路灯改造经费"], "路灯改造", True),  # without the words that any figure may carry
        (["合计"], "合计", False),  # a word that asks
        (["年初预算数"], "年初预算数", False),
        (["12.50"], "12.50", False),
        (["某"], "某", False),
    ],
)
def test_what_documents_print_becomes_a_name(labels: list[str], name: str, known: bool) -> None:
    assert (name in names_of(frozenset(labels)) and names_of(frozenset(labels))[name].kind == FIGURE) is known


def test_a_wording_asks_for_all_that_it_may_ask_for() -> None:
    assert words()["超过"].cues == {"than", "exceeding"}
    assert words()["执行率"].kind == ROLE
    assert "completion" in words()["执行率"].cues
    assert words()["三项"].kind == NUMBER
    assert words()["占"].kind == CUE
