"""Parts and wholes, checked against the arithmetic of documents that add up: a part is never larger than its whole."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from fictitious_facts import EDUCATION, accounts, fact, phrase

from index.facts import Fact
from qa.bind import Bound
from qa.matching import reading_of
from qa.plan import Item
from qa.wholes import APART, CROSSING, PART, SAME, UNKNOWN, WHOLE, place_of, relation, siblings


def bound(one: Fact, measure: str = "") -> Bound:
    return Bound(Item(EDUCATION, one.year, phrase(one.row_name)), one, reading_of(one), measure=measure)


def cell(form: str, name: str, column: str, code: str = "", side: str = "") -> Bound:
    return bound(fact(name, "1.00", form=form, code=code, column=column, side=side, origin="table"))


TOTAL = cell("F01", "本年支出合计", "决算数", side="支出")
ALL = cell("F03", "合计", "本年支出合计")
BASIC = cell("F03", "合计", "基本支出")
PROJECTS = cell("F03", "合计", "项目支出")
EDUCATING = cell("F03", "教育支出", "本年支出合计", "205")
RUNNING = cell("F03", "行政运行", "本年支出合计", "2050101")
INCOME = cell("F01", "本年收入合计", "决算数", side="收入")
SALARIES = cell("F06", "工资福利支出", "人员经费/决算数", "301")
BONUS = cell("F06", "奖金", "人员经费/决算数", "30103")
STAFF = cell("F06", "人员经费合计", "人员经费/决算数")
OFFICE = cell("F06", "办公费", "公用经费/决算数", "30201")
GUESTS = cell("F09", "", "决算数/公务接待费")
TRIPS_AND_CARS = cell("F09", "", "决算数/合计")
CARS = cell("F09", "", "决算数/公务用车购置及运行维护费/小计")
FUEL = cell("F09", "", "决算数/公务用车购置及运行维护费/公务用车运行维护费")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TOTAL, ALL, SAME), (BASIC, ALL, PART), (ALL, BASIC, WHOLE), (BASIC, PROJECTS, APART), (EDUCATING, TOTAL, PART),
        (RUNNING, EDUCATING, PART), (EDUCATING, BASIC, CROSSING), (BONUS, SALARIES, PART), (SALARIES, STAFF, PART), (STAFF, BASIC, PART),
        (OFFICE, STAFF, APART), (BONUS, TOTAL, PART), (GUESTS, TRIPS_AND_CARS, PART), (FUEL, CARS, PART), (GUESTS, CARS, APART),
        (TRIPS_AND_CARS, TOTAL, PART), (INCOME, TOTAL, APART), (BONUS, BONUS, SAME), (PROJECTS, STAFF, APART),
    ],
)  # fmt: skip
def test_parts_and_wholes(one: Bound, other: Bound, expected: str) -> None:
    assert relation(one, other) == expected
    turned = {PART: WHOLE, WHOLE: PART}
    assert relation(other, one) == turned.get(expected, expected)


@pytest.mark.parametrize("change", [{"year": 2022}, {"basis": "预算"}, {"department": "云泽市砚溪区教育局"}])
def test_figures_of_different_owners_years_or_bases_are_no_parts_of_each_other(change: dict[str, object]) -> None:
    other = replace(ALL, fact=replace(ALL.fact, **change))  # type: ignore[arg-type]
    assert relation(BASIC, other) == UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("政府采购支出总额/货物", "政府采购支出总额", PART), ("政府采购支出总额", "政府采购支出总额/服务", WHOLE),
     ("会议费", "培训费", UNKNOWN)],
)  # fmt: skip
def test_parts_of_sentences_are_named_under_their_wholes(one: str, other: str, expected: str) -> None:
    a, b = (bound(fact(name, "1.00", role="决算")) for name in (one, other))
    assert relation(a, b) == expected


def test_totals_of_sentences_are_known_by_their_measures() -> None:
    said = fact("基本支出", "1.00", role="决算")
    assert relation(bound(said, "基本支出"), ALL) == PART
    assert place_of(bound(said)) is None


def test_rows_of_one_table_are_siblings() -> None:
    assert siblings(EDUCATING, RUNNING)
    assert not siblings(EDUCATING, BASIC)


def test_no_part_of_a_table_that_adds_up_is_larger_than_its_whole() -> None:
    cells = [bound(f) for f in accounts(2023) if f.form and f.row_name]
    pairs = random.Random(7).sample([(a, b) for a in cells for b in cells if a is not b], 4000)
    found = [(a, b, kind) for a, b in pairs if (kind := relation(a, b)) in (PART, SAME)]
    assert len(found) > 200
    for part, whole, kind in found:
        smaller, larger = part.amount.yuan or Decimal(0), whole.amount.yuan or Decimal(0)
        assert smaller <= larger, (part.fact, whole.fact)
        assert kind == PART or smaller == larger, (part.fact, whole.fact)
