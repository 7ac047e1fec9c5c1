"""Plan item × facts → exactly one fact, or an ambiguity that is asked back, or the reason why there is none. Pure."""

from __future__ import annotations

from dataclasses import replace

from index.amounts import MONEY
from index.forms import forms
from qa.bind_measures import by_measure, counted
from qa.bind_subjects import by_code, by_name, mistyped, within_region
from qa.bindings import Absent, Ambiguous, Binding, Bound, Missing
from qa.choosing import beside_rows, wanted_basis
from qa.matching import reading_of, role_of, yuan
from qa.normalise import bare
from qa.phrases import aliases, measure_named, measure_of
from qa.plan import Item
from qa.rivals import rivals
from qa.scope import Pool, Scope

__all__ = ["Absent", "Ambiguous", "Binding", "Bound", "Missing", "Scope", "beside", "bind", "form_title", "wanted_basis"]


def bind(item: Item, scope: Scope) -> Binding:
    """The fact that an item means: in the documents of its year, else in what documents of other years say of it. Where nothing says
    whether plan or outcome is meant, the outcome is."""
    basis = wanted_basis(item)
    found: Binding = Missing(item, "没有这一年或这一口径的数字")
    alike: Bound | None = None
    for own in (True, False) if item.year else (False,):
        for wanted in (basis,) if basis or item.phrase.origin else ("决算", ""):
            pool = _pool(item, scope, wanted, own=own)
            if pool.facts:
                found = _bound_among(pool, item, scope)
            if isinstance(found, Bound) and not found.exact:  # a label of that very name comes first, wherever it stands
                alike = alike or found
            elif not isinstance(found, Missing):
                return found
    return alike or found


def _pool(item: Item, scope: Scope, basis: str, *, own: bool) -> Pool:
    meant = "决算" in item.phrase.roles or item.basis == "决算"  # then a performance report's outcome is not
    return scope.pool(item.department, item.year, own=own, basis=basis, performance=not meant)


def _bound_among(pool: Pool, item: Item, scope: Scope) -> Binding:
    phrase = item.phrase
    if not pool.facts:
        return Missing(item, "没有这一年或这一口径的数字")
    alias = aliases().get(bare(phrase.words))
    if alias and alias.ambiguous:
        named = [_named(item, meant, pool, scope) for meant in alias.means]
        readings = [found for found in named if isinstance(found, Bound) and found.exact]
        if readings and (alias.together or len({yuan(found.fact) for found in readings}) > 1):
            return Ambiguous(item, tuple({found.fact.id: found.fact for found in readings}.values()), alias.note)
        if readings:  # whichever is meant, it is this figure
            return replace(readings[0], note=alias.note)
    if phrase.unit:
        return counted(item, pool)
    if phrase.measure:
        found = by_measure(item, measure_named(phrase.measure), pool, scope)
        if isinstance(found, Bound) and not found.measure:
            found = replace(found, measure=phrase.measure)
    elif phrase.codes:
        found = by_code(item, pool)
    else:
        found = by_name(item, pool)
        if isinstance(found, Missing) and (meant := within_region(phrase.words, item.department) or mistyped(phrase.words, pool)):
            found = _as_if_named(item, meant, pool, scope)
    if not isinstance(found, Bound):
        return found
    if alias and not found.note and bare(found.fact.row_name) != bare(phrase.words):
        found = replace(found, note=alias.note)
    return replace(found, others=rivals(found.fact, found.others, pool, measure_named(found.measure).rows if found.measure else None))


def _named(item: Item, words: str, pool: Pool, scope: Scope) -> Binding:
    """The item under another name: a measure's or a row's."""
    measure = measure_of(words)
    renamed = replace(item, phrase=replace(item.phrase, words=words, measure=measure))
    found = by_measure(renamed, measure_named(measure), pool, scope) if measure else by_name(renamed, pool)
    return replace(found, item=item) if isinstance(found, Bound) else found


def _as_if_named(item: Item, words: str, pool: Pool, scope: Scope) -> Binding:
    """The item under a name that was not said, only meant."""
    found = _named(item, words, pool, scope)
    return replace(found, exact=False) if isinstance(found, Bound) else found


def beside(item: Item, other: Bound, scope: Scope) -> Bound | None:
    """The item bound to the row that `other` stands in: plan and outcome are compared within one row where both are printed there."""
    fact = other.fact
    if fact.origin == "table":
        return None
    same = [
        f
        for f in scope.of(item.department, fact.year)
        if f.origin == fact.origin and f.row_name == fact.row_name and f.provenance.title == fact.provenance.title
        and f.provenance.doc == fact.provenance.doc and ((f.unit in MONEY) == (fact.unit in MONEY) or role_of(fact) == "完成率")
    ]  # fmt: skip
    rows = beside_rows(same, item.phrase)
    return Bound(item, rows[0], reading_of(rows[0])) if rows else None


def form_title(form_id: str) -> str:
    """A form's canonical name, "" where there is no such form."""
    return forms()[form_id].name if form_id in forms() else ""
