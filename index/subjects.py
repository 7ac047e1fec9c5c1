"""The classifications that disclosures print: functional (201 → 20103 → 2010301), economic of departments' budgets (301 → 30101) and
economic of the government's budget (501 → 50101).

The data lies in data/subjects.csv: codes and names of the official classification 政府收支分类科目 (2024) as far as departments, streets
and towns of a district print them, with the names they had since 2018 as aliases; `years_seen`: the years of the real documents in which
the code was read, empty where in none. It is not the whole official table: an unknown code is no error, its level and parent follow
from its digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.amounts import compact
from index.data_files import csv_data

FUNCTIONAL, ECONOMIC, GOVERNMENT = "functional", "economic", "government"
_LEVELS = {3: "类", 5: "款", 7: "项"}


@dataclass(frozen=True)
class Subject:
    """One subject of a classification. `kind` functional, economic (部门预算经济分类) or government (政府预算经济分类); `aliases`: former
    names and variants, () where none is known."""

    kind: str
    code: str
    name: str
    aliases: tuple[str, ...] = ()


@cache
def subjects() -> dict[str, Subject]:
    """All known subjects by code."""
    return {
        row["code"]: Subject(row["kind"], row["code"], row["name"], tuple(filter(None, row["aliases"].split(";"))))
        for row in csv_data("subjects.csv")
    }


def _bare(name: str) -> str:
    """A name as it is compared: brackets half-width, no spaces, no (类)(款)(项) behind it."""
    return re.sub(r"\([类款项]\)$", "", compact(name))


@cache
def _codes_by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for subject in subjects().values():
        for name in dict.fromkeys((subject.name, *subject.aliases)):
            found.setdefault(_bare(name), []).append(subject.code)
    return {name: tuple(sorted(codes, key=lambda code: (len(code), code))) for name, codes in found.items()}


def name_of(code: str) -> str | None:
    """The official name of a code, 类/款/项 joined; None where the code is not in the data."""
    subject = subjects().get(code)
    return subject.name if subject else None


def codes_named(name: str) -> list[str]:
    """The codes that bear a name (official, former or variant), higher levels first; [] where none does.

    A name may have several: 行政运行 recurs under many 款, 住房公积金 is 2210201, 30113 and 50103.

    >>> codes_named("住房公积金")
    ['30113', '50103', '2210201']
    """
    return list(_codes_by_name().get(_bare(name), ()))


def level(code: str) -> str:
    """类, 款 or 项 by the number of digits ("" where it is none of them). Economic codes end at 款."""
    if not code.isdigit() or (len(code) == 7 and not code.startswith("2")):
        return ""
    return _LEVELS.get(len(code), "")


def parent(code: str) -> str | None:
    """The code one level up, by its digits, known or not; None for a 类 and for what is no code.

    >>> parent("2010301"), parent("20103"), parent("201")
    ('20103', '201', None)
    """
    return code[:-2] if level(code) in ("款", "项") else None
