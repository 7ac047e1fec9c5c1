"""A desk reads what is asked for, once, and lets go of what was asked for long ago."""

from __future__ import annotations

from collections import Counter

import pytest
from fictitious_facts import EDUCATION, OFFICE, OTHER_EDUCATION, fact

from index.facts import Fact
from index.store import Store
from qa import desk
from qa.desk import Desk, StoredFacts, desk_of

YEARS = (2021, 2022, 2023)
FACTS = [fact(f"第{i}项", str(i), department=name, year=YEARS[i % 3]) for i in range(9) for name in (EDUCATION, OTHER_EDUCATION)]


class Reader:
    """Makes new facts at every call, as a store does, and counts the calls."""

    def __init__(self) -> None:
        self.calls: Counter[tuple[str, int]] = Counter()

    def __call__(self, department: str, year: int) -> list[Fact]:
        self.calls[department, year] += 1
        return [Fact(**f.__dict__) for f in FACTS if f.department == department and year in (0, f.year)]


@pytest.mark.parametrize("asked", [(2022, 0), (0, 2022), (2022, 2023, 0, 2021), (0,), (2021, 2022, 2023)])
def test_a_fact_is_one_object_whichever_way_it_is_asked_for(asked: tuple[int, ...]) -> None:
    facts = StoredFacts([EDUCATION], Reader())
    seen = {year: facts.of(EDUCATION, year) for year in asked}
    whole = {id(f) for f in facts}
    for year, found in seen.items():
        assert list(found) == [f for f in FACTS if f.department == EDUCATION and year in (0, f.year)]
        assert {id(f) for f in found} <= whole


def test_what_was_read_is_not_read_again_and_nothing_else_is_read() -> None:
    reader = Reader()
    facts = StoredFacts([EDUCATION, OTHER_EDUCATION], reader)
    for _ in range(3):
        facts.of(EDUCATION, 2022)
        assert facts.of(OFFICE, 2022) == ()
    assert reader.calls == {(EDUCATION, 2022): 1}
    assert facts.held == 3


def test_the_whole_is_a_sequence() -> None:
    facts = StoredFacts([EDUCATION, OTHER_EDUCATION], Reader())
    expected = [f for name in (EDUCATION, OTHER_EDUCATION) for f in FACTS if f.department == name]
    assert list(facts) == expected and len(facts) == facts.held == len(expected)
    assert (facts[0], facts[-1], list(facts[2:4])) == (expected[0], expected[-1], expected[2:4])
    with pytest.raises(IndexError):
        facts[len(expected)]


def test_a_desk_gives_the_facts_and_documents_of_its_departments(ledger_store: Store) -> None:
    at = Desk(ledger_store)
    scope = at.scope([EDUCATION])
    assert list(scope.facts) == ledger_store.facts.facts(departments=[EDUCATION])
    assert list(scope.of(EDUCATION, 2023)) == ledger_store.facts.facts(departments=[EDUCATION], years=[2023])
    assert {name for name, _, _ in scope.documents.values()} == {EDUCATION}
    assert at.scope([EDUCATION, EDUCATION]) is scope
    assert "教育支出" in at.names
    assert desk_of(ledger_store) is desk_of(ledger_store)


def test_memory_is_bounded_and_the_last_scope_is_always_kept(ledger_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Desk(ledger_store)
    monkeypatch.setattr(desk, "KEPT", 1)
    first = at.scope([EDUCATION])
    assert len(first.of(EDUCATION, 2023)) > 1 and at.scope([EDUCATION]) is first
    second = at.scope([OTHER_EDUCATION])
    assert at.scope([OTHER_EDUCATION]) is second
    assert at.scope([EDUCATION]) is not first
    monkeypatch.setattr(desk, "KEPT", 10**6)
    monkeypatch.setattr(desk, "SCOPES", 2)
    kept = [at.scope([name]) for name in (EDUCATION, OTHER_EDUCATION, OFFICE)]
    assert at.scope([OFFICE]) is kept[2] and at.scope([OTHER_EDUCATION]) is kept[1]
    assert at.scope([EDUCATION]) is not kept[0]
