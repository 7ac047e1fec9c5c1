"""Where figures stand, and whether every figure of an answer stands anywhere. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from index.amounts import parse_number
from index.facts import Fact
from qa.answers import Answer, Citation

_NUMBER = re.compile(r"(?<![\d.A-Za-z])\d[\d,]*(?:\.\d+)?")

_DOCUMENT_YEAR = re.compile(r"20\d\d年")


class CitationError(Exception):
    """An answer states a figure that stands neither in its figures nor in its evidence: a mistake of the program, never shown to users."""


def cite(fact: Fact) -> Citation:
    """Where a fact stands."""
    p = fact.provenance
    return Citation(
        p.doc,
        p.page,
        fact.form,
        p.row or fact.row_name,
        p.column or fact.column,
        p.quote,
        p.title,
        fact.id,
        p.line if p.page is None else None,
    )


def once(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """Each place once, in order."""
    return tuple(dict.fromkeys(citations))


def unbacked(answer: Answer) -> set[Decimal]:
    """Numbers of the answer's text that stand in none of: its figures and formulas, its evidence, its readings, the question, its plan.

    Small ordinals (1. 2. 3. of a list) and counts up to the number of figures are the text's own, and so are the years of documents.
    """
    evidence = [answer.question, answer.plan]
    for figure in answer.figures:
        evidence += [f"{figure.value:f} ", figure.label, figure.formula]
    for citation in answer.citations:
        evidence += [citation.quote, citation.title, citation.row, citation.column, citation.doc]
    evidence += [f"{r.label} {r.question} {r.value}" for r in answer.readings]
    allowed = {abs(n) for text in evidence for n in _numbers(text)} | {Decimal(n) for n in range(len(answer.figures) + 2)}
    return {n for n in _numbers(_DOCUMENT_YEAR.sub("", answer.text)) if n not in allowed}


def verify(answer: Answer) -> None:
    """Raise CitationError where the text states a figure of unknown origin."""
    unknown = unbacked(answer)
    if unknown:
        listed = ", ".join(sorted(f"{n:f}" for n in unknown))
        raise CitationError(f"figures without evidence in an answer to {answer.question!r}: {listed}")


def _numbers(text: str) -> set[Decimal]:
    folded = unicodedata.normalize("NFKC", text or "")
    return {value.normalize() for token in _NUMBER.findall(folded) if (value := parse_number(token.rstrip(","))) is not None}
