"""Fact: one printed figure with everything that is needed to find, compute with and cite it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from decimal import Decimal

from index.documents import Box


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
    `flags`: what the checks said ("不平", "单位存疑" …). Equality is about meaning: provenance does not decide it.
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

    @property
    def id(self) -> str:
        """Stable over builds of the same file: a hash of what the figure is and where it stands."""
        p = self.provenance
        key = (p.sha256, self.form, p.page, p.line, p.title, self.side, self.row_code, self.row_name, self.column, self.value, self.unit,
               self.origin, self.year, p.quote, p.box)  # fmt: skip
        return hashlib.sha256(repr(key).encode()).hexdigest()[:16]
