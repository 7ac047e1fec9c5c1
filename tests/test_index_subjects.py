"""The classifications: names, aliases, levels, parents."""

from __future__ import annotations

import pytest

from index.subjects import ECONOMIC, FUNCTIONAL, GOVERNMENT, codes_named, level, name_of, parent, subjects


@pytest.mark.parametrize(
    ("code", "name", "its_level", "its_parent"),
    [
        ("201", "一般公共服务支出", "类", None),
        ("20103", "政府办公厅(室)及相关机构事务", "款", "201"),
        ("2010301", "行政运行", "项", "20103"),
        ("301", "工资福利支出", "类", None),
        ("50101", "工资奖金津补贴", "款", "501"),
        ("30113", "住房公积金", "款", "301"),
        ("2019876", None, "项", "20198"),  # unknown: level and parent follow from the digits
    ],
)
def test_codes(code: str, name: str | None, its_level: str, its_parent: str | None) -> None:
    assert (name_of(code), level(code), parent(code)) == (name, its_level, its_parent)


@pytest.mark.parametrize("text", ["", "20", "2010", "行政运行", "20103012", "3011301"])
def test_what_is_no_code_has_no_level(text: str) -> None:
    assert (level(text), parent(text)) == ("", None)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("住房公积金", ["30113", "50103", "2210201"]),
        ("住房公积金（项）", ["30113", "50103", "2210201"]),
        ("医疗卫生与计划生育支出", ["210"]),  # its name until 2019
        ("扶贫", ["21305"]),  # its name until 2021
        ("因公出国（境）费用", ["30212", "50207"]),  # full-width brackets
        ("政府办公厅 (室) 及相关机构事务", ["20103"]),
        ("没有这个科目", []),
    ],
)
def test_names(name: str, codes: list[str]) -> None:
    assert codes_named(name) == codes


def test_administrative_costs_recur_under_many_items() -> None:
    assert len(codes_named("行政运行")) > 3


def test_every_code_has_its_parents_and_kind() -> None:
    for code, subject in subjects().items():
        assert level(code), code
        assert subject.kind == {"2": FUNCTIONAL, "3": ECONOMIC, "5": GOVERNMENT}[code[0]]
        assert subject.name and subject.name not in subject.aliases and "" not in subject.aliases, code
        above = parent(code)
        assert above is None or name_of(above), f"{code} without {above}"


def test_no_two_subjects_of_one_head_bear_the_same_name() -> None:
    """Else a name with its parent would not tell which is meant. A 款 may be called like its only 项, and like the rest of its class."""
    for code, subject in subjects().items():
        heads = [c for c in codes_named(subject.name) if c != code and parent(c) == parent(code) and subjects()[c].kind == subject.kind]
        assert not heads or parent(code) is None, (code, heads)
