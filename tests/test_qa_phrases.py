"""What a figure is called: phrases, measures and their names, colloquial words."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from index.forms import forms
from index.subjects import codes_named, name_of
from qa.normalise import bare
from qa.phrases import Phrase, aliases, measure_named, measure_of, measures, strip_tail


def test_a_phrase_shows_what_it_names() -> None:
    assert str(Phrase("", ("2050101",), columns=("基本支出",), roles=("年初预算",))) == "2050101 基本支出［年初预算］"
    assert str(Phrase("招待费", measure="公务接待费")) == "公务接待费"
    assert str(Phrase("行政运行", ("2050101",))) == "2050101 行政运行"
    assert str(Phrase("")) == ""


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
        assert alias.ambiguous or not alias.together, word


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
