"""Facts as rows of text: the columns of `python -m index facts --csv` and of the golden files."""

from __future__ import annotations

from index.amounts import plain
from index.facts import Fact

COLUMNS = (
    "doc", "page", "form", "title", "side", "row_code", "row_name", "column", "value", "unit", "origin", "department", "year", "basis",
    "quote",
)  # fmt: skip


def exported(fact: Fact) -> list[str]:
    """A fact in the order of COLUMNS: `page` "" where the format has none, `value` as printed without thousands commas.

    A fall in a sentence (减少57.5万元) prints no minus sign; its column says the direction.
    """
    p = fact.provenance
    printed = abs(fact.value) if fact.origin == "sentence" and fact.role in ("增减额", "增减率") else fact.value
    return [
        p.doc, "" if p.page is None else str(p.page), fact.form, p.title, fact.side, fact.row_code, fact.row_name, fact.column,
        plain(printed), fact.unit, fact.origin, fact.department, str(fact.year), fact.basis, p.quote,
    ]  # fmt: skip
