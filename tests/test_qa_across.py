"""One figure of many departments at once: the same as binding each among all that its department prints, with far less read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fictitious_facts import phrase as phrase_of

from index.store import Store
from qa.across import GENERAL, Sieve, bound_each, sieve
from qa.bind import Bound, Missing, bind
from qa.desk import Desk
from qa.phrases import Phrase, measures
from qa.plan import Item

PHRASES = ("2080505", "30201", "教育支出", "办公费", "行政运行", "住房公积金", "在职人数", *(m.name for m in measures()))


@pytest.fixture(scope="module")
def desk(invented_store: Path) -> Iterator[Desk]:
    with Store.open(invented_store) as store:
        yield Desk(store)


def items_of(desk: Desk, phrase: Phrase, basis: str = "", year: int = 2023) -> list[Item]:
    return [Item(d.name, year, phrase, basis) for d in desk.schema.departments]


@pytest.mark.parametrize("basis", ["决算", "预算", ""])
@pytest.mark.parametrize("words", PHRASES)
def test_each_figure_is_the_one_found_among_everything(desk: Desk, words: str, basis: str) -> None:
    """Oracle: binding every item in the whole scope of its department. What is not there may be missing for another reason."""
    read = 0

    def reading(wanted: Sieve, year: int) -> list[object]:
        nonlocal read
        facts = desk.store.facts.facts_called(year, wanted.codes, wanted.names, wanted.forms, GENERAL)
        read += len(facts)
        return facts  # type: ignore[return-value]

    items = items_of(desk, phrase_of(words), basis)
    whole = desk.scope([i.department for i in items])
    found = bound_each(items, reading, desk.row_names, whole)  # type: ignore[arg-type]
    for item in items if found else []:
        expected, got = bind(item, whole), found[item]
        if isinstance(expected, Bound):
            assert isinstance(got, Bound) and (got.fact, got.amount, got.others) == (expected.fact, expected.amount, expected.others)
        else:
            assert isinstance(got, type(expected) | Missing)
    assert read * 4 < desk.store.facts.count()


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (Phrase("", codes=("30202",)), Sieve(codes=("30202",), names=("印刷费",))),
        (Phrase("办公费"), Sieve(names=("办公费",))),
        (Phrase("没有人印过的名目"), None),
        (Phrase("公务接待", unit="人次"), None),
        (Phrase("货物", parent="政府采购"), None),
    ],
)
def test_what_a_phrase_lets_through(phrase: Phrase, expected: Sieve | None) -> None:
    assert sieve(phrase, ["", "合计", "学前教育", "办公费", "印刷费", "公务接待"]) == expected


def test_a_measure_is_looked_for_in_its_forms_and_under_its_names() -> None:
    wanted = sieve(Phrase("支出合计", measure="支出合计"), ["合计", "本年支出合计", "支出预算", "印刷费"])
    assert wanted is not None
    assert {"本年支出合计", "支出预算"} <= set(wanted.names) and "印刷费" not in wanted.names and "合计" not in wanted.names
    assert {"F01", "F03", "B03"} <= set(wanted.forms)


@pytest.mark.parametrize(
    ("codes", "names", "forms"),
    [
        (["2080505"], [], []),
        ([], ["办公费", "基本支出"], []),
        ([], [], ["F03", "F09"]),
        (["30201"], ["办公费"], ["B03"]),
        ([], [], []),
    ],
)
@pytest.mark.parametrize("year", [2023, 0])
def test_facts_by_what_their_rows_are_called(desk: Desk, year: int, codes: list[str], names: list[str], forms: list[str]) -> None:
    """Oracle: all facts, looked through one by one."""
    found = desk.store.facts.facts_called(year, codes, names, forms, GENERAL)
    expected = [
        f for f in desk.store.facts.facts()
        if year in (0, f.year) and (f.row_code in codes or f.row_name in names or f.form in forms and f.row_name in GENERAL)
    ]  # fmt: skip
    assert found == expected


def test_few_departments_are_read_whole(desk: Desk) -> None:
    assert desk.bound(items_of(desk, phrase_of("支出合计"))) == {}
