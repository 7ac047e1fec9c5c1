"""Fact: one printed figure with everything that is needed to find, compute with and cite it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from index.documents import BUDGET, EVALUATION, FINAL, UNIT, Box, Document, Gap, Identity
from index.forms import forms
from index.tables import Table
from index.years import year_in

HELD, FAILED, NOT_CHECKED = "held", "failed", "not checked"
YEAR_DOUBTED, UNIT_DOUBTED = "年度存疑", "单位存疑"


@dataclass(frozen=True)
class Provenance:
    """Where a figure stands. `page` counts from 1, None where the format has none; `line` is the line of a text file, else None.

    `row` and `column` as printed in words; `quote` the printed line, row or sentence.
    """

    doc: str
    sha256: str
    page: int | None
    title: str
    row: str
    column: str
    quote: str
    line: int | None = None
    box: Box | None = None


@dataclass(frozen=True)
class Fact:
    """One printed figure.

    `year`: the year that the figure is about (2020 for 上年 in a 2021 text). `basis`: 预算, 决算 or 绩效.
    `form`: F01–F09, B01–B09 or "". `side`: 收入, 支出 or "". `row_code`: only where the row prints one, 类/款/项 joined.
    `row_name`: the row's own name, or a sentence figure's label ("政府采购支出总额", "外包工作人员经费"). `column`: header path; for
    sentences the role in words ("支出决算", "年初预算", "完成年初预算", "比上年增加", "比上年增长", "占比").
    `value` as printed, in `unit` as printed. `origin`: table, sentence or indicator.
    `role`: what kind of figure a sentence gives: 决算, 预算, 年初预算, 全年预算, 执行数, 完成率, 增减额, 增减率, 占比, 上年, "" (plain).
    A fall is a negative 增减额 or 增减率.
    `flags`: what is doubtful about it as printed ("单位存疑", "年度存疑"). `checked`: HELD where every identity that it stands in holds,
    FAILED where one does not, NOT_CHECKED where it stands in none. Equality is about meaning: neither that nor provenance decides it.
    """

    department: str
    year: int
    basis: str
    scope: str
    form: str
    side: str
    row_code: str
    row_name: str
    column: str
    value: Decimal
    unit: str
    origin: str
    role: str = ""
    flags: tuple[str, ...] = ()
    provenance: Provenance = field(compare=False, repr=False, default=Provenance("", "", None, "", "", "", ""))
    checked: str = field(compare=False, default=NOT_CHECKED)

    @property
    def id(self) -> str:
        """Stable over builds of the same file: a hash of what the figure is and where it stands."""
        p = self.provenance
        box = None if p.box is None else tuple(f"{x:.2f}" for x in p.box)  # as stored
        key = (p.sha256, self.form, p.page, p.line, p.title, self.side, self.row_code, self.row_name, self.column, self.value, self.unit,
               self.origin, self.year, p.quote, box, self.department)  # fmt: skip
        return hashlib.sha256(repr(key).encode()).hexdigest()[:16]


_PLANNED = re.compile(r"预算(?:数|金额|安排)|(?:年初|全年|调整|当年|本年|上年)预算")
_SPENT = re.compile(r"决算(?:数|金额)?|执行数")
# of a budget's own year these are planned
_OUTLAY = re.compile(r"支出数|完成数")
_COMPARISON = re.compile(r"(?:(?<!占)比|较|与|相对)(?:上年|去年|上一年|前年|20\d\d年|年初|当年|本年|全年|预算|决算|执行).*")
# a change between years that other columns name: it is the later one's
_CHANGE = re.compile(r"(?:增减|增长|变动|升降|差额)(?!.*(?:19|20)\d\d年)")
_ROW_YEAR = re.compile(r"20\d\d年?度?(?:预算数?|决算数?|执行数?)?|上年度?(?:预算数?|决算数?|执行数?)")
_LAST_YEAR = re.compile(r"上年度?(?:的)?(?:决算|预算|执行|支出数|完成数|数|实际|金额)|^上年度?$|上年同期|去年")


def table_facts(tables: Sequence[Table], document: Document, identity: Identity) -> tuple[list[Fact], list[Gap]]:
    """The figures of a document's tables, and a word on every table whose title names another year than the document's.

    Where a document prints a form several times for different owners (a department and its units), each form's figures are its owner's.
    """
    facts: list[Fact] = []
    gaps: list[Gap] = []
    by_owner = _printed_by_owner(tables)
    for table in tables:
        slipped = _left_over(table, tables, identity)
        found = facts_of(table, document, identity, identity.year if slipped else None)
        if slipped and found:
            said = f"表名写的是{year_in(table.title)}年，文件是{identity.year}年的，按文件的年度认定"
            gaps.append(Gap(table.page, table.title, said))
            found = [replace(f, flags=(*f.flags, YEAR_DOUBTED)) for f in found]
        if by_owner and table.owner not in ("", identity.department, *identity.aliases):
            found = [replace(f, department=table.owner, scope=UNIT) for f in found]
        facts += found
    return facts, gaps


def _printed_by_owner(tables: Sequence[Table]) -> bool:
    owners: dict[str, set[str]] = {}
    for table in tables:
        if table.form and table.owner and table.rows:
            owners.setdefault(table.form, set()).add(table.owner)
    return any(len(names) > 1 for names in owners.values())


def _left_over(table: Table, tables: Sequence[Table], identity: Identity) -> bool:
    """Is the year in a standard form's title a slip, left over from another year's document? Not where the document holds that form for its
    own year as well, nor where most of its forms say so."""
    year = year_in(table.title)
    if not table.form or identity.year is None or year in (None, identity.year):
        return False
    dated = [(t.form, said) for t in tables if t.form and (said := year_in(t.title))]
    return (table.form, identity.year) not in dated and sum(said == year for _, said in dated) * 2 <= len(dated)


def facts_of(table: Table, document: Document, identity: Identity, settled: int | None = None) -> list[Fact]:
    """The figures of a table. A figure is about the year of its column's header, else of its row where that is named by a year, else of its
    table's title (not where `settled` says which year that is), else of the document; without any of them it is no fact. Its basis is
    that of its column (预算数 in final accounts), else of its form, else of the document."""
    form = forms().get(table.form)
    year = settled or year_in(table.title) or identity.year
    if year is None:
        return []
    facts = []
    pages = {page.number: page for page in document.pages}
    compared = {named for row in table.rows for value in row.values if (named := year_in(value.column))}
    for row in table.rows:
        page = pages.get(row.page or table.page)
        for value in row.values:
            said = f"{row.name}/{value.column}" if _ROW_YEAR.fullmatch(row.name) else value.column
            later = max(compared) if len(compared) > 1 and _CHANGE.match(said) and not year_in(table.title) else None
            facts.append(
                Fact(
                    department=identity.department,
                    year=later or column_year(said, year),
                    basis=_basis_of(said, form.basis if form else identity.basis),
                    scope=identity.scope,
                    form=table.form,
                    side=row.side,
                    row_code=row.code,
                    row_name=row.name,
                    column=value.column,
                    value=value.value,
                    unit=value.unit or table.unit,
                    origin="table",
                    provenance=Provenance(
                        doc=document.name,
                        sha256=document.sha256,
                        page=row.page or table.page,
                        title=table.title,
                        row=f"{row.code} {row.name}".strip(),
                        column=value.column,
                        quote=row.quote,
                        line=value.line,
                        box=page.as_shown(value.box) if page else value.box,
                    ),
                )
            )
    return facts


def column_year(column: str, year: int) -> int:
    """The year that a column is about: one that its header names, the one before for 上年, else `year`, its form's."""
    column = _compared(column)
    return year_in(column) or (year - 1 if _LAST_YEAR.search(column) else year)


def _basis_of(column: str, basis: str) -> str:
    parts = _compared(column).split("/")
    for part in (*reversed(parts),):
        if _SPENT.search(part) or (_OUTLAY.search(part) and (basis != BUDGET or _LAST_YEAR.search(part))):
            return FINAL if basis != EVALUATION else basis
        if _PLANNED.search(part):
            return BUDGET if basis != EVALUATION else basis
    return basis


def _compared(column: str) -> str:
    """A column's path without what its figures are compared with: 2024年预算数比2023年执行数/增减额 is of 2024."""
    return "/".join(_COMPARISON.sub("", part) for part in column.split("/"))
