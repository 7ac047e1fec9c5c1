"""Known names inside texts, spelt right or with a slip: against looking for every name at every place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.names import Names
from qa.typos import Slips, mistaken

LETTERS = "教育局川"
WORDS = st.text(alphabet=LETTERS, max_size=6)


@given(st.lists(WORDS, max_size=8), st.text(alphabet=LETTERS, max_size=14))
def test_every_occurrence_is_found_longest_first(names: list[str], text: str) -> None:
    found = Names(names).inside(text)
    plain = {(i, name) for name in set(names) - {""} for i in range(len(text)) if text.startswith(name, i)}
    assert set(found) == plain and len(found) == len(plain)
    assert [len(name) for _, name in found] == sorted((len(name) for _, name in found), reverse=True)


@given(st.lists(WORDS, max_size=8), st.text(alphabet=LETTERS, max_size=14))
def test_what_is_taken_apart_does_not_overlap(names: list[str], text: str) -> None:
    found = Names(names).apart(text)
    assert all(a + len(name) <= b for (a, name), (b, _) in zip(found, found[1:], strict=False))
    assert all(text.startswith(name, start) for start, name in found)
    longest = max((name for name in names if name and name in text), key=len, default="")
    assert not longest or any(len(name) == len(longest) for _, name in found)


def test_a_dictionary_knows_its_names() -> None:
    names = Names(["教育局", "教", "", "教育局"])
    assert sorted(names) == ["教", "教育局"] and len(names) == 2
    assert "教育局" in names and "教育" not in names and "" not in names
    assert (names.longest("区教育局", 1), names.longest("区教育局", 0), names.longest("教", 0)) == ("教育局", "", "教")


NAME = "云泽市澜川区审批局"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("云泽市澜川区审皮局", True),  # sounds alike
        ("云择市澜川区审批局", True),
        ("云泽市澜川川区审批局", True),  # doubled
        ("云泽市澜区川审批局", True),  # swapped
        ("云泽市澜川区审局", True),  # one missing
        ("云泽市澜川区审计局", False),  # another word
        ("云择市栏川区审批局", False),  # two slips
        ("云泽市澜川审局", False),
        ("泽市澜川区审批局", False),  # without its first character a name is another's
        ("云泽市澜川区审批", False),
        ("云泽市澜川区审批局", False),  # no slip at all
    ],
)
def test_one_slip_is_seen_and_no_more(said: str, found: bool) -> None:
    text = f"请问{said}的支出"
    hits = Slips([NAME], 5).inside(text)
    assert {(text[start:end], name) for start, end, name in hits} == ({(said, NAME)} if found else set())


@given(st.sampled_from(range(len(NAME))), st.sampled_from(range(len(NAME) - 1)))
def test_every_place_of_a_slip_is_seen(doubled: int, swapped: int) -> None:
    slips = Slips([NAME], 5)
    twice = NAME[: doubled + 1] + NAME[doubled:]
    assert (0, len(twice), NAME) in slips.inside(twice)
    turned = NAME[:swapped] + NAME[swapped + 1] + NAME[swapped] + NAME[swapped + 2 :]
    assert (0, len(NAME), NAME) in slips.inside(turned)


@pytest.mark.parametrize("name", ["教育局", "澜川教局"])
def test_short_names_are_not_looked_for(name: str) -> None:
    assert Slips([name], 5).inside("教玉局、澜穿教局、教育育局") == []


def test_where_several_are_meant_all_are_named() -> None:
    hits = Slips(["澜川区水务局", "澜川区税务局"], 5).inside("澜川区睡务局")
    assert sorted(name for _, _, name in hits) == ["澜川区水务局", "澜川区税务局"]


@pytest.mark.parametrize(
    ("said", "meant", "expected"),
    [
        ("澜穿区", "澜川区", True),
        ("民政局", "财政局", False),
        ("澜川区", "澜川区", False),
        ("澜川", "澜川区", False),
        ("A局", "B局", False),
    ],
)
def test_a_homophone_is_no_other_word(said: str, meant: str, expected: bool) -> None:
    assert mistaken(said, meant) is expected
