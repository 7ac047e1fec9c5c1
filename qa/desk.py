"""A store at hand: what every question of a session shares, read when it is first asked for and bounded in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import overload

from index.checks import broken
from index.facts import Fact
from index.store import Store
from qa.across import FEW, GENERAL, Sieve, bound_each
from qa.bind import Binding, Scope
from qa.lexicon import Entry, names_of
from qa.plan import Item
from qa.schema import Schema, schema_of

KEPT = 60_000
"""Facts that a desk keeps in memory, about one kilobyte each."""
SCOPES = 64
"""Scopes that it keeps."""


class StoredFacts(Sequence[Fact]):
    """The facts of some departments, of each year when it is first asked for; asked for as a whole, all of them.

    A fact is the same object however it was come by. `read`: (department, year) → facts in the store's order, 0 for every year.
    """

    def __init__(self, departments: Sequence[str], read: Callable[[str, int], Sequence[Fact]]) -> None:
        self._departments, self._read = tuple(departments), read
        self._held: dict[tuple[str, int], tuple[Fact, ...]] = {}

    def of(self, department: str, year: int) -> tuple[Fact, ...]:
        """A department's facts about a year; 0: about any."""
        key = (department, year)
        if key not in self._held and department in self._departments:
            whole = self._held.get((department, 0))
            if whole is not None:
                self._held[key] = tuple(f for f in whole if f.year == year)
            elif year:
                self._held[key] = tuple(self._read(department, year))
            else:
                self._held[key] = self._whole(department)
        return self._held.get(key, ())

    def _whole(self, department: str) -> tuple[Fact, ...]:
        """All facts of a department, those that are there already in their places."""
        known = {year: iter(facts) for (name, year), facts in self._held.items() if name == department}
        return tuple(next(known[f.year]) if f.year in known else f for f in self._read(department, 0))

    @property
    def held(self) -> int:
        """How many facts lie in memory."""
        whole = {name for name, year in self._held if not year}
        return sum(len(facts) for (name, year), facts in self._held.items() if not year or name not in whole)

    def __iter__(self) -> Iterator[Fact]:
        for department in self._departments:
            yield from self.of(department, 0)

    def __len__(self) -> int:
        return sum(len(self.of(department, 0)) for department in self._departments)

    @overload
    def __getitem__(self, at: int) -> Fact: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Fact]: ...
    def __getitem__(self, at: int | slice) -> Fact | Sequence[Fact]:
        if isinstance(at, int) and at >= 0:
            found = next(islice(self, at, None), None)
            if found is None:
                raise IndexError(at)
            return found
        return tuple(self)[at]


@dataclass(frozen=True)
class Desk:
    """A store with its schema read once."""

    store: Store

    @cached_property
    def schema(self) -> Schema:
        return schema_of(self.store)

    @cached_property
    def labels(self) -> frozenset[str]:
        """Names of rows and of columns: words of theirs are no departments."""
        return frozenset((*self.row_names, *self.store.facts.columns()))

    @cached_property
    def names(self) -> Mapping[str, Entry]:
        """Names of figures, as they are looked for in questions."""
        return names_of(frozenset(self.row_names))

    @cached_property
    def row_names(self) -> tuple[str, ...]:
        """Distinct names of rows, as printed."""
        return tuple(self.store.facts.row_names())

    def bound(self, items: Sequence[Item]) -> dict[Item, Binding]:
        """What the same figure of many departments is, without reading all of their facts; nothing of few, whose facts are read anyway."""
        departments = {item.department for item in items}
        if len(departments) <= FEW:
            return {}

        def read(wanted: Sieve, year: int) -> list[Fact]:
            return self.store.facts.facts_called(year, wanted.codes, wanted.names, wanted.forms, GENERAL)

        return bound_each(items, read, self.row_names, self.scope(sorted(departments)))

    @cached_property
    def _scopes(self) -> OrderedDict[tuple[str, ...], Scope]:
        return OrderedDict()

    def scope(self, departments: Sequence[str]) -> Scope:
        """Facts and forms of some departments; those asked for last are kept."""
        key = tuple(sorted(set(departments)))
        scopes = self._scopes
        if key not in scopes:
            docs = {d.doc: (d.department, d.year, d.basis) for d in self.schema.documents_of(key)}
            scopes[key] = Scope(StoredFacts(key, self._read), tuple(self.store.facts.forms(list(docs))), docs, lambda: self.store.labels)
        scopes.move_to_end(key)
        while len(scopes) > 1 and (len(scopes) > SCOPES or sum(map(_held, scopes.values())) > KEPT):
            scopes.popitem(last=False)
        return scopes[key]

    def forget(self) -> None:
        """Let go of all facts."""
        self._scopes.clear()
        self._failed.clear()

    def _read(self, department: str, year: int) -> list[Fact]:
        return self.store.facts.facts(departments=[department], years=[year] if year else None)

    @cached_property
    def _failed(self) -> dict[str, list[tuple[str, frozenset[str]]]]:
        return {}

    def failed(self, doc: str) -> list[tuple[str, frozenset[str]]]:
        """The document's identities that do not hold: what does not add up, and the ids of the facts that stand in it."""
        if doc not in self._failed:
            known = doc in self.schema.document and self.schema.document[doc].checks_failed
            found = broken(self.store.facts.facts(docs=[doc])) if known else []
            self._failed[doc] = [(d.message, ids) for d, ids in found]
        return self._failed[doc]


def _held(scope: Scope) -> int:
    return scope.facts.held if isinstance(scope.facts, StoredFacts) else len(scope.facts)


_desks: dict[int, Desk] = {}


def desk_of(store: Store) -> Desk:
    """The store's desk; a store that was opened anew gets a new one."""
    if id(store) not in _desks or _desks[id(store)].store is not store:
        _desks.clear()
        _desks[id(store)] = Desk(store)
    return _desks[id(store)]
