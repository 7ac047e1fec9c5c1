"""What exists: departments with everything they may be called, years, bases, documents — read from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from index.documents import UNIT
from index.fact_store import DocumentRecord
from index.store import Store
from qa.names import Names
from qa.surfaces import bare_region, parts_of, surfaces_of
from qa.typos import Slips

SHORTEST_MISTYPED = 5
"""A shorter name with a slip in it is too likely another word."""


@dataclass(frozen=True)
class Department:
    """A department of the store. `regions`: its region's names, smallest first, full and bare (澜川区, 澜川, 云泽市 …);
    `organ`: its name without region; `surfaces`: everything it may be called."""

    name: str
    regions: tuple[str, ...]
    organ: str
    surfaces: frozenset[str]

    @property
    def region(self) -> str:
        """The smallest region it belongs to, "" where its name holds none."""
        return self.regions[0] if self.regions else ""


@dataclass(frozen=True)
class Schema:
    """`documents` are those that take part in answers: a department, a year and a basis are known and they are no templates."""

    departments: tuple[Department, ...]
    documents: tuple[DocumentRecord, ...]

    def named(self, name: str) -> Department:
        return self.by_name[name]

    def years(self, departments: Iterable[str] = (), basis: str = "") -> list[int]:
        """Years that some document of these departments (all, where none is given) is about, ascending."""
        wanted = set(departments)
        documents = [d for name in wanted for d in self._documents_of.get(name, ())] if wanted else self.documents
        return sorted({d.year for d in documents if not basis or d.basis == basis})

    def bases(self, department: str, year: int) -> list[str]:
        return sorted({d.basis for d in self._documents_of.get(department, ()) if d.year == year})

    def coverage(self, department: str) -> str:
        """What there is of a department, in words: 2021年决算、2023年预算."""
        rows = sorted({(d.year, d.basis) for d in self._documents_of.get(department, ())})
        return "、".join(f"{year}年{'绩效自评' if basis == '绩效' else '部门' + basis}" for year, basis in rows)

    def documents_of(self, departments: Iterable[str]) -> list[DocumentRecord]:
        """Documents that hold figures of one of the departments, by name."""
        found = {d.doc: d for name in departments for d in self._documents_of.get(name, ())}
        return [found[doc] for doc in sorted(found)]

    def has_head_office(self, department: str) -> bool:
        """Are there figures of its head office alone (本级), besides those of the whole?"""
        return any(d.scope == UNIT for d in self._documents_of.get(department, ()))

    # what questions are compared with, worked out once ---------------------------------------------------------------------------

    @cached_property
    def by_name(self) -> Mapping[str, Department]:
        return {d.name: d for d in self.departments}

    @cached_property
    def document(self) -> Mapping[str, DocumentRecord]:
        """Documents by name."""
        return {d.doc: d for d in self.documents}

    @cached_property
    def _documents_of(self) -> Mapping[str, list[DocumentRecord]]:
        found: defaultdict[str, list[DocumentRecord]] = defaultdict(list)
        for document in self.documents:
            for name in dict.fromkeys(document.departments):
                found[name].append(document)
        return dict(found)

    @cached_property
    def called(self) -> Mapping[str, tuple[str, ...]]:
        """Whatever a department may be called → names of all departments that may be called so."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for department in self.departments:
            for surface in department.surfaces:
                found[surface].append(department.name)
        return {surface: tuple(sorted(names)) for surface, names in found.items()}

    @cached_property
    def surfaces(self) -> Names:
        return Names(self.called)

    @cached_property
    def slips(self) -> Slips:
        return Slips(sorted(self.called), SHORTEST_MISTYPED)

    @cached_property
    def inside(self) -> Mapping[str, tuple[str, ...]]:
        """Region, full or bare, of at least two characters → names of the departments in it."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for department in self.departments:
            for region in department.regions:
                if len(region) >= 2:
                    found[region].append(department.name)
        return {region: tuple(names) for region, names in found.items()}

    @cached_property
    def regions(self) -> Names:
        return Names(self.inside)


_schemas: WeakKeyDictionary[Store, Schema] = WeakKeyDictionary()


def schema_of(store: Store) -> Schema:
    """The schema of an open store, read once."""
    if store not in _schemas:
        _schemas[store] = read_schema(store.documents)
    return _schemas[store]


def read_schema(documents: Sequence[DocumentRecord]) -> Schema:
    """The schema of a store's documents."""
    usable = tuple(d for d in documents if not d.template and d.department and d.year and d.basis)
    names: dict[str, set[str]] = defaultdict(set)
    regions: dict[str, str] = {}
    for document in usable:
        names[document.department] |= set(filter(None, document.aliases.split(",")))
        regions[document.department] = max(regions.get(document.department, ""), document.region, key=len)
        for unit in document.departments[1:]:
            names[unit] |= set()
    return Schema(tuple(_department(name, aliases, regions.get(name, "")) for name, aliases in sorted(names.items())), usable)


def _department(name: str, aliases: set[str], region: str) -> Department:
    _, regions, organ = parts_of(name, region)
    named = [form for place in reversed(regions) for form in dict.fromkeys((place, bare_region(place)))]
    return Department(name, tuple(named), organ, frozenset(surfaces_of(name, aliases, region)))
