"""What can be asked for, and where the documents print it: figures of whole departments (measures.toml) and subjects by their names.

A figure is given only where a document prints it with one value: where forms disagree, a name stands for several things, or nothing
(or zero) is printed, there is none, and nothing is asked.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from eval.questions.truth import FINAL, PLAN, Corpus, Figure, Paper, Row, folded

EXPENSE, INCOME, BALANCE, COUNT = "expense", "income", "balance", "count"
FUNCTIONAL = {FINAL: ("F03", "本年支出合计"), PLAN: ("B03", "支出预算/合计")}
GENERAL = {FINAL: ("F05", "本年支出/小计"), PLAN: ("B05", "一般公共预算支出/合计")}
RECEIVED = {FINAL: ("F02", "本年收入合计"), PLAN: ("B02", "收入预算/合计")}
_ECONOMIC = {FINAL: "F06", PLAN: "B08"}
_ECONOMIC_COLUMNS = {FINAL: ("人员经费/决算数", "公用经费/决算数"), PLAN: ("一般公共预算基本支出/合计",)}
_VAGUE = ("其他支出", "其他收入", "合计")
"""Names that mean something else in other forms."""


@dataclass(frozen=True)
class Measure:
    """Something to ask for. `key`: the official name; `names`: all official ones; `nature`: expense, income, balance or count; `family`:
    what it may be added up with; `within`: keys of what it is part of; `final`, `plan`: where it is printed, none for a subject."""

    key: str
    names: tuple[str, ...]
    nature: str = EXPENSE
    family: str = ""
    within: tuple[str, ...] = ()
    final: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()


@cache
def vocabulary() -> Mapping[str, Any]:
    """measures.toml: measures, ambiguous words, departments that no corpus holds, short names of departments."""
    return tomllib.loads(files("eval.questions").joinpath("measures.toml").read_text("utf-8"))


@cache
def totals() -> Mapping[str, Measure]:
    """Official name → figure of a whole department."""
    found = {}
    for entry in vocabulary()["measure"]:
        names = (entry["key"], *entry.get("also", ()))
        lists = {key: tuple(entry.get(key, ())) for key in ("within", "final", "plan")}
        measure = Measure(
            entry["key"], tuple(dict.fromkeys((*names, *map(folded, names)))), entry["nature"], entry.get("family", ""), **lists
        )
        found.update(dict.fromkeys(measure.names, measure))
    return found


@dataclass(frozen=True)
class Measures:
    """The figures of a corpus by what they are called."""

    corpus: Corpus
    _known: dict[tuple[str, str, int, str], Figure | None] = field(default_factory=dict, repr=False)

    def measure(self, name: str) -> Measure | None:
        """What an official name stands for; None where no document of the corpus prints it."""
        return totals().get(name) or self.subjects.get(folded(name))

    @cached_property
    def subjects(self) -> dict[str, Measure]:
        """Name → every functional and economic subject that documents print spending for."""
        codes: dict[str, set[str]] = defaultdict(set)
        for paper in self.corpus.papers.values():
            for name, of_name in paper_codes(paper).items():
                codes[name] |= of_name
        return {
            name: Measure(name, (name,), family=f"subjects{max(map(len, codes[name]))}") for name in sorted(codes) if name not in _VAGUE
        }

    def figure(self, measure: Measure, department: str, year: int, basis: str) -> Figure | None:
        """The one value that the documents of a department, a year and a basis print; None where they print none, zero or several."""
        key = (measure.key, department, year, basis)
        if key not in self._known:
            self._known[key] = self._figure(measure, department, year, basis)
        return self._known[key]

    def _figure(self, measure: Measure, department: str, year: int, basis: str) -> Figure | None:
        paper = self.corpus.paper(department, year, basis)
        if paper is None:
            return None
        figures = [Figure(row.value, row.unit, (doc,), row.quote) for doc, row in self._placed(measure, paper)]
        if not figures or not figures[0].value:
            return None
        first = figures[0]
        if any((figure.yuan or figure.value) != (first.yuan or first.value) for figure in figures):
            return None
        return Figure(first.value, first.unit, tuple(dict.fromkeys(doc for figure in figures for doc in figure.docs)), first.quote)

    def _placed(self, measure: Measure, paper: Paper) -> list[tuple[str, Row]]:
        """(document, row) of every place that prints a figure."""
        places = measure.final if paper.basis == FINAL else measure.plan
        if not measure.final and not measure.plan:
            return [(paper.doc, row) for row in subject_rows(paper, measure.key)]
        found: list[tuple[str, Row]] = []
        for place in places:
            other = place.removeprefix("final:")
            of = self.corpus.paper(paper.department, paper.year, FINAL) if other != place else paper
            found += [(of.doc, row) for row in _matching(of, other)] if of else []
        return found


def _matching(paper: Paper, place: str) -> Iterator[Row]:
    """The rows of a document at form|side|row|column; a column is given by its end, before … by its beginning too."""
    form, side, name, column = folded(place).split("|")
    start, _, end = column.rpartition("…")
    for row in paper.rows:
        if (row.origin == "sentence") if form == "sentence" else (row.form == form):
            at_home = (not side or row.side == side) and (not name or row.name == name) and row.year == paper.year
            if at_home and row.column.startswith(start) and row.column.endswith(end):
                yield row


@cache
def paper_codes(paper: Paper) -> dict[str, set[str]]:
    """Name → codes of the functional and economic subjects that a document prints spending for."""
    forms = (FUNCTIONAL[paper.basis][0], GENERAL[paper.basis][0], _ECONOMIC[paper.basis])
    found: dict[str, set[str]] = defaultdict(set)
    for (form, code), columns in paper.subjects.items():
        if form in forms:
            for row in columns.values():
                found[row.name].add(code)
    return dict(found)


def codes_of(paper: Paper, name: str) -> set[str]:
    """The codes of the functional and economic subjects with a name that a document prints spending for."""
    return paper_codes(paper).get(name, set())


def spending(paper: Paper, code: str) -> Row | None:
    """What a document prints as the spending of a functional subject, from all money."""
    form, column = FUNCTIONAL[paper.basis]
    return paper.subjects.get((form, code), {}).get(column)


def economic(paper: Paper, code: str) -> Row | None:
    """What a document prints as the basic spending of an economic subject."""
    columns = paper.subjects.get((_ECONOMIC[paper.basis], code), {})
    return next((columns[column] for column in _ECONOMIC_COLUMNS[paper.basis] if column in columns), None)


def core(name: str) -> str:
    """What names of one thing in both classifications share: 职业年金 of 机关事业单位职业年金缴费支出 (项) and 职业年金缴费 (款)."""
    return name.removeprefix("机关事业单位").removesuffix("支出").removesuffix("缴费")


def subject_rows(paper: Paper, name: str) -> list[Row]:
    """Every row that tells the spending of subjects with a name or one with the same core: from all money, from the general budget
    alone, and what was received for it unless the name says that it is spending."""
    rows: list[Row] = []
    own = codes_of(paper, name)
    twins = {code for other, codes in paper_codes(paper).items() if other != name and core(other) == core(name) for code in codes}
    for code in [*sorted(own), *sorted(twins - own)] if own else []:
        row, detail = spending(paper, code), economic(paper, code)
        rows += [found for found in (row, detail) if found is not None]
        if row is not None:
            places = [GENERAL] + [RECEIVED] * (not name.endswith("支出"))
            for form, column in (place[paper.basis] for place in places):
                other = paper.subjects.get((form, code), {}).get(column)
                rows += [other] if other is not None else []
    return rows


def plain_code(paper: Paper, code: str) -> Row | None:
    """The spending under a code, where all money and the general budget alone do not differ."""
    row = spending(paper, code) if code[0] == "2" else economic(paper, code)
    if row is None or not row.value:
        return None
    form, column = GENERAL[paper.basis]
    other = paper.subjects.get((form, code), {}).get(column)
    return None if other is not None and other.value != row.value else row


def spent_by(paper: Paper, digits: int) -> list[Row]:
    """The spending of every functional subject with so many digits, largest first; empty where two are equal."""
    form, column = FUNCTIONAL[paper.basis]
    rows = [columns[column] for (of, code), columns in paper.subjects.items() if of == form and len(code) == digits and column in columns]
    rows = sorted((row for row in rows if row.value), key=lambda row: -row.value)
    return rows if len({row.value for row in rows}) == len(rows) else []


def under(paper: Paper, group: str) -> list[Row]:
    """The economic subjects (款) under a group (类) with their amounts, as printed."""
    form = _ECONOMIC[paper.basis]
    codes = sorted(code for of, code in paper.subjects if of == form and len(code) == 5 and code.startswith(group))
    return [row for code in codes if (row := economic(paper, code)) is not None and row.value]


def one_name_each(rows: Iterable[Row]) -> bool:
    names = [row.name for row in rows]
    return len(set(names)) == len(names)
