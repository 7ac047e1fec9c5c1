"""What exists: departments with everything they may be called, years, bases, documents — read from the store."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from index.data_files import csv_data, toml_data
from index.fact_store import DocumentRecord
from index.naming import split_region


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
        return next(d for d in self.departments if d.name == name)

    def years(self, departments: Iterable[str] = (), basis: str = "") -> list[int]:
        """Years that some document of these departments (all, where none is given) is about, ascending."""
        wanted = set(departments)
        return sorted({d.year for d in self.documents if (not wanted or wanted & set(d.departments)) and (not basis or d.basis == basis)})

    def bases(self, department: str, year: int) -> list[str]:
        return sorted({d.basis for d in self.documents if department in d.departments and d.year == year})

    def coverage(self, department: str) -> str:
        """What there is of a department, in words: 2021年决算、2023年预算."""
        rows = sorted({(d.year, d.basis) for d in self.documents if department in d.departments})
        return "、".join(f"{year}年{'绩效自评' if basis == '绩效' else '部门' + basis}" for year, basis in rows)


def read_schema(documents: Sequence[DocumentRecord]) -> Schema:
    """The schema of a store's documents."""
    usable = tuple(d for d in documents if not d.template and d.department and d.year and d.basis)
    names: dict[str, set[str]] = defaultdict(set)
    for document in usable:
        names[document.department] |= set(filter(None, document.aliases.split(",")))
        for unit in document.departments[1:]:
            names[unit] |= set()
    return Schema(tuple(_department(name, aliases) for name, aliases in sorted(names.items())), usable)


@cache
def region_names() -> frozenset[str]:
    """Names of real provinces, cities, counties and districts."""
    return frozenset(row["name"] for row in csv_data("regions.csv"))


@cache
def _organs() -> dict[str, list[str]]:
    data = toml_data("organs.toml")
    return dict(data["short"])


@cache
def not_organs() -> tuple[str, ...]:
    """Words that end like a department's name and are none."""
    data = toml_data("organs.toml")
    return tuple(data["words"]["not_organs"])


def _department(name: str, aliases: set[str]) -> Department:
    regions, organ = split_region(name)
    organs = _organ_forms(organ)
    for alias in aliases:
        alias_regions, alias_organ = split_region(alias)
        if alias_organ not in organs and not set(alias_regions) - set(regions):
            organs |= _organ_forms(alias_organ)
    prefixes = _prefixes(regions)
    surfaces = {prefix + form for prefix in prefixes for form in organs if len(prefix + form) >= 3}
    if regions:  # 区政府办, 市财政局: the level alone stands for the region
        surfaces |= {regions[-1][-1] + form for form in organs}
    surfaces |= {name, *aliases}
    named = [form for region in reversed(regions) for form in dict.fromkeys((region, _bare_region(region)))]
    return Department(name, tuple(named), organ, frozenset(surfaces))


def _organ_forms(organ: str) -> set[str]:
    """An organ's own name and its short names: 人民政府云桥街道办事处 → 云桥街道办事处, 云桥街道 …"""
    forms = {organ}
    inner = re.sub(r"^人民政府(?=.+(?:街道|镇|乡))", "", organ)
    forms.add(inner)
    for full, shorts in _organs().items():
        for form in (organ, inner):
            if form.endswith(full):
                stem = form[: -len(full)]
                forms |= {stem + short for short in shorts if stem or short not in ("街", "街道", "街道办", "街办")}
    return {form for form in forms if len(form) >= 2}


def _prefixes(regions: list[str]) -> set[str]:
    """Ways to say a region in front of an organ: 云泽市澜川区, 澜川区, 澜川, 云泽澜川区 … and nothing at all."""
    prefixes = {""}
    for count in range(1, len(regions) + 1):
        tail = regions[-count:]
        options = [""]
        for region in tail:
            options = [o + r for o in options for r in dict.fromkeys((region, _bare_region(region)))]
        prefixes |= set(options)
    if len(regions) == 3:
        prefixes |= {regions[0] + regions[2], _bare_region(regions[0]) + regions[2]}
    return prefixes


def _bare_region(region: str) -> str:
    """澜川区 → 澜川; names of two characters stay whole (西区 does not lose its 区)."""
    stem = re.sub(r"(?:特别行政区|自治区|自治州|自治县|地区|[省市区县旗盟])$", "", region)
    return stem if len(stem) >= 2 else region
