"""One figure of many departments at once: only the facts that may answer it are read, instead of everything that each department prints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.fact_store import FormRecord
from index.facts import Fact
from index.subjects import name_of
from qa.bind import Absent, Binding, Scope, bind, wanted_basis
from qa.bind_measures import declared_empty
from qa.matching import ENOUGH, bare_path, name_score
from qa.normalise import bare
from qa.phrases import Phrase, measure_named
from qa.plan import Item

FEW = 8
"""So many departments are read whole."""
GENERAL = ("", "合计", "总计", "小计")
"""Rows that hundreds of forms have: looked for in the forms in question only."""


@dataclass(frozen=True)
class Sieve:
    """Which facts may answer a phrase: those of rows with these `codes` or `names`; in `forms` rows without a name of their own, too."""

    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def sieve(phrase: Phrase, row_names: Iterable[str]) -> Sieve | None:
    """The sieve of a phrase; None where codes and names alone do not tell what answers it. `row_names`: all distinct names of rows."""
    if phrase.unit or phrase.parent:
        return None
    names = [name for name in row_names if name not in GENERAL]
    if phrase.measure:
        patterns, forms, codes = _of_measure(phrase.measure)
        return Sieve(codes, tuple(n for n in names if any(p.match(bare(n)) or p.fullmatch(bare_path(n)) for p in patterns)), forms)
    if phrase.codes:
        official = {bare(name) for code in phrase.codes if (name := name_of(code))}
        return Sieve(phrase.codes, tuple(name for name in names if bare(name) in official))
    called = tuple(name for name in names if name_score(phrase.words, name) >= ENOUGH)
    return Sieve(names=called) if called else None


def _of_measure(name: str) -> tuple[list[re.Pattern[str]], tuple[str, ...], tuple[str, ...]]:
    """(what its rows are called, forms that it stands in, codes that mean the same), with those of the measure that stands in for it."""
    measure = measure_named(name)
    patterns = [measure.rows, *(re.compile(pick.row) for pick in measure.picks if pick.row)]
    forms = tuple(dict.fromkeys(pick.form for pick in measure.picks if pick.form))
    if not measure.instead:
        return patterns, forms, measure.codes
    more, further, codes = _of_measure(measure.instead)
    return [*patterns, *more], tuple(dict.fromkeys([*forms, *further])), (*measure.codes, *codes)


Read = Callable[[Sieve, int], Sequence[Fact]]
"""(sieve, year) → the facts about that year that it lets through, 0: about any."""


def bound_each(items: Sequence[Item], read: Read, row_names: Sequence[str], whole: Scope) -> dict[Item, Binding]:
    """What each item means, as `bind` finds it among all figures of its department; items that have to be bound among all of them are left
    out. `whole`: the documents and empty forms of all these departments; its facts are not read."""
    alike: dict[tuple[Phrase, int], list[Item]] = defaultdict(list)
    for item in items:
        if item.computed is None and not item.prior:
            alike[item.phrase, item.year].append(item)
    empty: dict[str, list[FormRecord]] = defaultdict(list)
    for form in whole.forms:
        empty[whole.documents.get(form.doc, ("", 0, ""))[0]].append(form)
    found: dict[Item, Binding] = {}
    for (phrase, year), own in alike.items():
        wanted = sieve(phrase, row_names)
        if wanted is None:
            continue
        held: dict[str, list[Fact]] = defaultdict(list)
        for fact in read(wanted, year):
            held[fact.department].append(fact)
        for item in own:
            scope = Scope(tuple(held[item.department]), tuple(empty[item.department]), whole.documents)
            found[item] = _absent(item, scope) or bind(item, scope)
    return found


def _absent(item: Item, scope: Scope) -> Absent | None:
    """That the year's own document says there is none, where it prints none: before what other years' documents say of that year."""
    phrase = item.phrase
    if not phrase.measure or not item.year or set(phrase.roles) - {"预算", "决算", "执行数"}:
        return None
    if scope.pool(item.department, item.year, own=True, basis=wanted_basis(item) or "决算", performance=True).facts:
        return None
    form = declared_empty(item, measure_named(phrase.measure), scope)
    return Absent(item, form) if form else None
