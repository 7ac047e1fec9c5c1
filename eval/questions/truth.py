"""The true figures of a synthesised corpus, by document: what truth.csv says that its documents print."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from eval.synthesize import TRUTH
from index.amounts import MONEY, round_half_up

FINAL, PLAN = "决算", "预算"
_BRACKETS = str.maketrans("（）", "()")


class CorpusError(Exception):
    """A folder that is no synthesised corpus. The message is Chinese."""


@dataclass(frozen=True)
class Row:
    """One printed figure: a line of truth.csv."""

    form: str
    side: str
    code: str
    name: str
    column: str
    value: Decimal
    unit: str
    origin: str
    title: str
    year: int
    quote: str


@dataclass(frozen=True)
class Figure:
    """A figure with its unit and the documents that it comes from. `yuan` for money, else None."""

    value: Decimal
    unit: str
    docs: tuple[str, ...]
    quote: str = ""

    @property
    def yuan(self) -> Decimal | None:
        return self.value * MONEY[self.unit] if self.unit in MONEY else None


@dataclass(frozen=True, eq=False)
class Paper:
    """A document of one department, year and basis (预算 or 决算)."""

    doc: str
    department: str
    year: int
    basis: str
    rows: tuple[Row, ...] = field(repr=False)

    @cached_property
    def subjects(self) -> dict[tuple[str, str], dict[str, Row]]:
        """(form, code) → {column: row} of every row with a code."""
        found: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
        for row in self.rows:
            if row.origin == "table" and row.code:
                found[row.form, row.code][row.column] = row
        return dict(found)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that a figure of this document bears."""
        return frozenset(part for row in self.rows for part in row.name.split("/") if part)

    def figure(self, row: Row) -> Figure:
        return Figure(row.value, row.unit, (self.doc,), row.quote)


@dataclass(frozen=True)
class Corpus:
    """All documents of a corpus. `papers`: (department, year, basis) → Paper."""

    papers: dict[tuple[str, int, str], Paper]

    @cached_property
    def departments(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(department for department, _, _ in self.papers))

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({year for _, year, _ in self.papers}))

    def paper(self, department: str, year: int, basis: str) -> Paper | None:
        return self.papers.get((department, year, basis))


def read(folder: Path) -> Corpus:
    """The corpus that `python -m eval synthesize` wrote into a folder. Raises CorpusError where it holds no truth.csv."""
    try:
        with (folder / TRUTH).open(encoding="utf-8", newline="") as file:
            lines = list(csv.DictReader(file))
    except OSError as error:
        raise CorpusError(f"{folder} 里没有 {TRUTH}：请先运行 python -m eval synthesize {folder} …") from error
    by_doc: dict[str, list[dict[str, str]]] = defaultdict(list)
    for line in lines:
        by_doc[line["doc"]].append(line)
    papers = {}
    for doc, of_doc in by_doc.items():
        table = next(line for line in of_doc if line["form"])
        basis = PLAN if table["form"].startswith("B") else FINAL
        key = (table["department"], int(table["year"]), basis)
        papers[key] = Paper(doc, *key, tuple(map(_row, of_doc)))
    return Corpus(papers)


def folded(text: str) -> str:
    """With half-width brackets: documents print both."""
    return text.translate(_BRACKETS)


def _row(line: dict[str, str]) -> Row:
    line = {**line, "row_name": folded(line["row_name"]), "column": folded(line["column"])}
    return Row(
        line["form"], line["side"], line["row_code"], line["row_name"], line["column"], Decimal(line["value"]), line["unit"],
        line["origin"], line["title"], int(line["year"]), line["quote"],
    )  # fmt: skip


def total(figures: Sequence[Figure], signs: Iterable[int] = ()) -> Figure:
    """The sum of figures, each with its sign (+1 where none are given): in their common unit exactly, else in 万元, rounded."""
    weights = list(signs) or [1] * len(figures)
    docs = tuple(dict.fromkeys(doc for figure in figures for doc in figure.docs))
    if len({figure.unit for figure in figures}) == 1:
        value = sum((figure.value * weight for figure, weight in zip(figures, weights, strict=True)), Decimal(0))
        return Figure(value, figures[0].unit, docs)
    yuan = sum(((figure.yuan or Decimal(0)) * weight for figure, weight in zip(figures, weights, strict=True)), Decimal(0))
    return Figure(round_half_up(yuan / 10_000), "万元", docs)


def divided(figure: Figure, by: int | Decimal) -> Figure:
    """A figure divided, two decimals in its own unit."""
    return Figure(round_half_up(figure.value / by), figure.unit, figure.docs)


def percentage(part: Figure, whole: Figure) -> Decimal | None:
    """part ÷ whole × 100 with two decimals; None where the whole is zero, or where exact yuan and printed 万元 give two different rates
    (a budget in 元 is told in 万元 by the final accounts: either is right, so that the question is left out)."""
    part_yuan, whole_yuan = part.yuan, whole.yuan
    if part_yuan is None or whole_yuan is None or not whole_yuan:
        return None
    exact = round_half_up(part_yuan * 100 / whole_yuan)
    shown, of = (round_half_up(yuan / 10_000) for yuan in (part_yuan, whole_yuan))
    if part.unit != whole.unit and (not of or round_half_up(shown * 100 / of) != exact):
        return None
    return exact
