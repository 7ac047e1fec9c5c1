"""Sentences as offices of other regions write them: every figure of each, with its label, kind, sign, unit and year."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Document, Identity, Line, Page
from index.figures import sentence_facts

# A case: basis, year of the document and text, then every fact in order: row_name | column | role | value and unit | year | basis.
WORDINGS = Path(__file__).parent / "wordings.txt"


def _cases() -> list[tuple[str, int, str, list[str]]]:
    cases = []
    for block in WORDINGS.read_text("utf-8").strip().split("\n\n"):
        first, *facts = block.split("\n")
        basis, year, text = first.split(" ", 2)
        cases.append((basis, int(year), text, facts))
    return cases


@pytest.mark.parametrize(("basis", "year", "text", "facts"), _cases())
def test_every_figure_of_a_sentence(basis: str, year: int, text: str, facts: list[str]) -> None:
    document = Document("a.txt", "0", "text", (Page(None, (Line(text, 1),)),))
    found = sentence_facts(document, Identity("云泽市澜川区教育局", year, basis))
    said = [f"{f.row_name} | {f.column} | {f.role} | {f.value} {f.unit} | {f.year} | {f.basis}" for f in found]
    assert [line.split(" | ") for line in facts] == [line.split(" | ") for line in said]
