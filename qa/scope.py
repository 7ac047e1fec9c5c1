"""The facts that items are bound against, with the ways into them: by code, by name, by label. Each way is made once a scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.fact_store import FormRecord
from index.facts import Fact
from index.label_index import LabelIndex, context_of, label_text
from qa.matching import pairs, role_of, stem_of
from qa.normalise import bare

SHORTLIST = 60
"""Labels that are compared with a phrase word by word: the best by BM25 and cosine."""

COSINE_WEIGHT = 0.3
"""Of the cosine beside BM25 / best BM25: labels are short, and mostly asked for in their own words."""


@dataclass(frozen=True)
class Label:
    """The facts that bear one label: one thing of one form or section in all its roles (目标值, 完成值, 得分 …).

    `row`: the row's name as printed; `context`: its project or heading."""

    row: str
    context: str
    facts: tuple[Fact, ...]

    @property
    def own(self) -> str:
        """The row's own name, without the wholes that it is part of."""
        return self.row.rsplit("/", 1)[-1]

    @property
    def above(self) -> str:
        return self.row.rpartition("/")[0]


class Pool:
    """Facts of one department, year and basis. `ranker`: opens the index of labels; without one, labels are ranked by shared pairs."""

    def __init__(self, facts: Sequence[Fact], ranker: Callable[[], LabelIndex] | None = None) -> None:
        self.facts, self._ranker = tuple(facts), ranker

    @cached_property
    def by_code(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.row_code:
                found[fact.row_code].append(fact)
        return dict(found)

    @cached_property
    def subjects(self) -> dict[str, str]:
        """Code → name."""
        return {code: rows[-1].row_name for code, rows in self.by_code.items()}

    @cached_property
    def by_row(self) -> dict[str, list[Fact]]:
        """Row name as printed → facts."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.row_name].append(fact)
        return dict(found)

    @cached_property
    def by_name(self) -> dict[str, list[Fact]]:
        """The last part of a row's name, bare → facts."""
        found: dict[str, list[Fact]] = defaultdict(list)
        for name, facts in self.by_row.items():
            found[bare(name.rsplit("/", 1)[-1])] += facts
        return dict(found)

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        """What tells a row's name, or the last part of it, from others → the row names that have it."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.by_row:
            for stem in dict.fromkeys((stem_of(name), stem_of(name.rsplit("/", 1)[-1]))):
                found[stem].append(name)
        return dict(found)

    @cached_property
    def spelt(self) -> dict[int, set[str]]:
        """Length → names of rows, bare, with and without the words that any figure may carry."""
        found: dict[int, set[str]] = defaultdict(set)
        for name in map(bare, self.by_row):
            found[len(name)].add(name)
            found[len(stem_of(name))].add(stem_of(name))
        return dict(found)

    @cached_property
    def by_place(self) -> dict[tuple[str, str], list[Fact]]:
        """(form, origin) → facts; either may be "" for all that have the other."""
        found: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            for place in {(fact.form, fact.origin), (fact.form, ""), ("", fact.origin), ("", "")}:
                found[place].append(fact)
        return dict(found)

    @cached_property
    def projects(self) -> frozenset[str]:
        """What its performance forms are about."""
        return frozenset(context_of("", f.provenance.title) for f in self.facts if f.origin == "indicator")

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        groups: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.row_name:
                groups[fact.row_name, context_of(fact.form, fact.provenance.title), fact.form].append(fact)
        return tuple(Label(row, context, tuple(members)) for (row, context, _), members in groups.items())

    @cached_property
    def _places(self) -> NDArray[np.int64]:
        first = [label.facts[0] for label in self.labels]
        texts = [label_text(f.form, f.provenance.title, f.row_name, f.column) for f in first]
        return self._ranker().places(texts) if self._ranker else np.zeros(0, dtype=np.int64)

    def ranked(self, words: str) -> list[tuple[Label, float]]:
        """The labels that share most with the words, best first, each with its cosine to them (without an index: the part of the words'
        pairs that it holds)."""
        if not self.labels or not words:
            return []
        if self._ranker is None:
            wanted = pairs(bare(words))
            cosine = np.array([len(wanted & pairs(bare(x.context + x.row + x.facts[0].column))) / len(wanted) for x in self.labels])
            score = cosine
        else:
            lexical, cosine = self._ranker().scores(words, self._places)
            score = lexical / (float(lexical.max()) or 1.0) + COSINE_WEIGHT * cosine
        best = np.argsort(-score, kind="stable")[:SHORTLIST]
        return [(self.labels[int(i)], float(cosine[i])) for i in best]


@dataclass(frozen=True)
class Scope:
    """What items are bound against: facts of the departments in question and their empty forms."""

    facts: Sequence[Fact]
    forms: tuple[FormRecord, ...] = ()
    documents: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """doc → (department, year, basis)"""
    ranker: Callable[[], LabelIndex] | None = None

    @cached_property
    def _by_year(self) -> dict[tuple[str, int], list[Fact]]:
        found: dict[tuple[str, int], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            found[fact.department, fact.year].append(fact)
            found[fact.department, 0].append(fact)
        return dict(found)

    @cached_property
    def _pools(self) -> dict[tuple[object, ...], Pool]:
        return {}

    def of(self, department: str, year: int) -> Sequence[Fact]:
        """A department's facts about a year; 0: about any. Facts that are read from a store as they are asked for know them apart."""
        read: Callable[[str, int], Sequence[Fact]] | None = getattr(self.facts, "of", None)
        return read(department, year) if read else self._by_year.get((department, year), ())

    def pool(self, department: str, year: int, *, own: bool, basis: str, performance: bool) -> Pool:
        """Its facts that answer for a basis ("" for any), `own`: only those of that year's own documents; `performance`: also what
        performance reports print of outcomes."""
        key = (department, year, own, basis, performance)
        if key not in self._pools:
            facts = [f for f in self.of(department, year) if not own or self.documents.get(f.provenance.doc, ("", year, ""))[1] == year]
            self._pools[key] = Pool(_of_basis(facts, basis, performance), self.ranker)
        return self._pools[key]


_PLANS = ("预算", "全年预算", "年初预算")


def _of_basis(facts: Sequence[Fact], basis: str, performance: bool) -> Sequence[Fact]:
    """Facts of the basis asked for. A performance report's 执行数 answers for neither 预算 nor 决算 unless its form is meant."""
    if not basis:
        return facts
    own = [f for f in facts if f.basis == basis]
    if basis == "预算":  # what reports on execution call 预算数 are budget figures, too
        own += [f for f in facts if f.basis == "绩效" and role_of(f) in (*_PLANS, "目标")]
        own += [f for f in facts if f.basis == "决算" and f.origin != "table" and role_of(f) in _PLANS]
    elif performance:
        own += [f for f in facts if f.basis == "绩效"]
    return own
