"""What an answer carries: the same object feeds the chat, the command line, the batch file and the evaluation."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from index.amounts import plain

ANSWERED, CLARIFY, NO_DATA, OUT_OF_SCOPE = "answered", "clarify", "no_data", "out_of_scope"
STATUSES = (ANSWERED, CLARIFY, NO_DATA, OUT_OF_SCOPE)


@dataclass(frozen=True)
class Figure:
    """One figure of an answer. `value` in `unit`; `label` says in words what it is (department, year, basis, item, column).

    `formula` is "" for a figure that is printed, else the computation with its operands in words and digits.
    `facts` are the ids of the facts it came from.
    """

    value: Decimal
    unit: str
    label: str
    formula: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """Where evidence stands. `page` None where the format has none; `form` F01–F09, B01–B09 or ""; `title` the table's printed title
    or the section path; `line` the line of a text file (None elsewhere); `fact` the id of the fact it backs ("" for a passage);
    `quote` the printed row or sentence."""

    doc: str
    page: int | None
    form: str
    row: str
    column: str
    quote: str
    title: str = ""
    fact: str = ""
    line: int | None = None


@dataclass(frozen=True)
class Reading:
    """One way to understand an ambiguous question: a label in words, the full question it stands for, its answer where computed."""

    label: str
    question: str
    value: str = ""


@dataclass(frozen=True)
class Answer:
    """`status` is one of STATUSES; `text` is what a user reads, in Chinese, sources not included.

    `figures`: the ones asked for first, then operands. `warnings`: contradictions, differing years or bases, flags.
    `plan`: how it was understood and computed, as text. `made_by`: "rules" or "model" (who chose the words).
    `readings`: what to ask back with (clarify). `question`: the standalone question answered (follow-ups resolved).
    """

    status: str
    text: str
    figures: tuple[Figure, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[str, ...] = ()
    plan: str = ""
    made_by: str = "rules"
    readings: tuple[Reading, ...] = ()
    question: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.status not in STATUSES:
            raise ValueError(f"unknown status {self.status!r}; one of {', '.join(STATUSES)}")

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data: the shape of `--json` and of batch files."""
        return {
            "status": self.status,
            "answer": self.text,
            "figures": [
                {"value": plain(f.value), "unit": f.unit, "label": f.label, "formula": f.formula, "facts": list(f.facts)}
                for f in self.figures
            ],
            "citations": [
                {
                    "doc": c.doc,
                    "page": c.page,
                    "line": c.line,
                    "form": c.form,
                    "title": c.title,
                    "row": c.row,
                    "column": c.column,
                    "quote": c.quote,
                }
                for c in self.citations
            ],
            "warnings": list(self.warnings),
            "plan": self.plan,
            "made_by": self.made_by,
            "readings": [{"label": r.label, "question": r.question, "value": r.value} for r in self.readings],
            "question": self.question,
        }
