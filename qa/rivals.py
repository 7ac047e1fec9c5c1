"""Facts that should say the same as another and do not: what a document contradicts itself in. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from index.amounts import MONEY
from index.facts import Fact
from index.label_index import context_of
from qa.matching import TOTAL_COLUMNS, bare_path, reading_of, role_of, yuan
from qa.normalise import bare
from qa.scope import Pool

_OUTCOMES, _PLANS = frozenset(["", "决算", "执行数", "实际"]), frozenset(["预算", "全年预算", "年初预算"])


def rivals(fact: Fact, known: Sequence[Fact], pool: Pool, measured: re.Pattern[str] | None) -> tuple[Fact, ...]:
    """Facts that name the same thing in the same role and print another figure: said, never smoothed over.

    `known`: those found before; `measured`: row names of the measure that `fact` was found as, where it was one."""
    if not fact.row_name and fact.form:
        found = [*known, *_said_otherwise(fact, pool, measured)]
    else:
        found = [f for f in (*known, *_of_same_name(fact, pool)) if f.basis == fact.basis and f.year == fact.year and differs(f, fact)]
    distinct = {f.id: f for f in found if not _part(f) and _same_plan(f, fact) and _same_project(f, fact, pool)}
    return tuple(f for f in distinct.values() if not _printed(f, pool))


def _of_same_name(fact: Fact, pool: Pool) -> list[Fact]:
    name = bare(fact.row_name.rsplit("/", 1)[-1])
    last = bare_path(fact.column).rsplit("/", 1)[-1]
    if len(name) < 3 or name in ("合计", "小计", "总计"):
        return []
    if fact.origin == "table" and fact.form and last not in TOTAL_COLUMNS:
        return []  # sentences that name a subject alone state its total, not this column of it
    role = role_of(fact)
    alike = _PLANS if role in _PLANS else _OUTCOMES if role in _OUTCOMES else frozenset([role])
    return [
        f
        for f in pool.by_name.get(name, [])
        if f is not fact and f.side in ("", fact.side) and f.origin in ("sentence", "indicator") and role_of(f) in alike
        and yuan(f)[1] == yuan(fact)[1]
    ]  # fmt: skip


def _same_plan(other: Fact, fact: Fact) -> bool:
    """The year's budget as another document has it adjusted is another figure, not another value of this one."""
    return role_of(other) == role_of(fact) or role_of(fact) not in _PLANS or other.provenance.doc == fact.provenance.doc


def _same_project(other: Fact, fact: Fact, pool: Pool) -> bool:
    """Performance forms of several projects have indicators of one name, and a form several amounts of one project: only the same column
    of the same project says the same. A sentence speaks of an indicator only where no two projects have it."""
    printed = [f for f in (other, fact) if f.origin == "indicator"]
    if len(printed) == 2:
        return _project(other) == _project(fact) and _column(other) == _column(fact)
    if not printed or fact.form or other.form:
        return True
    named = pool.by_name.get(bare(printed[0].row_name.rsplit("/", 1)[-1]), [])
    return len({_project(f) for f in named if f.origin == "indicator" and _column(f) == _column(printed[0])}) <= 1


def _project(fact: Fact) -> str:
    """The project that a figure of a performance form is of: the form's, or the one that its row names in a list of projects."""
    name, context = bare_path(fact.row_name), bare(context_of("", fact.provenance.title))
    return context if role_of(fact) not in _PLANS | _OUTCOMES or fact.unit not in MONEY else name


def _column(fact: Fact) -> str:
    return re.sub(r"[(（]?[A-C][)）]?$|^(?:全年|年度|当年)", "", bare_path(fact.column).rsplit("/", 1)[-1])


def _printed(other: Fact, pool: Pool) -> bool:
    """A sentence that says what another of the document's tables prints under that name: it speaks of that table's funds, not against
    this one."""
    if other.origin != "sentence":
        return False
    name = bare(other.row_name.rsplit("/", 1)[-1])
    rows = (*pool.by_name.get(name, []), *pool.by_name.get("合计", []))
    return any(
        f.origin == "table" and f.form and yuan(f)[1] == yuan(other)[1] and not differs(f, other)
        and (name in (bare(f.row_name), bare_path(f.column).rsplit("/", 1)[-1]))
        for f in rows
    )  # fmt: skip


def _part(fact: Fact) -> bool:
    """资金来源/其他资金: a source of a project's money is no rival to the whole."""
    path = bare_path(fact.column)
    return fact.origin == "indicator" and "/" in path and not re.search(r"合计|小计|总额|总计", path.rsplit("/", 1)[-1])


def _said_otherwise(fact: Fact, pool: Pool, measured: re.Pattern[str] | None) -> list[Fact]:
    """A form of one line names its figures by their columns (决算数/公务接待费): sentences of the same document that state the same measure
    in the same role otherwise. What a sentence prints as part of something else is not that measure."""
    heads = [p for p in bare_path(fact.column).split("/") if not re.search(r"(?:预算|决算)数?$|^(?:小计|合计|总计|金额)$", p)]

    def same(name: str) -> bool:
        return len(name) >= 4 and (heads[-1:] == [name] or measured is not None and measured.match(name) is not None)

    plans = _planned(fact)
    said = [
        f
        for f in pool.by_place.get(("", "sentence"), [])
        if f.provenance.doc == fact.provenance.doc and f.year == fact.year and f.basis == fact.basis
        and "/" not in f.row_name and same(bare(f.row_name)) and yuan(f)[1] == yuan(fact)[1]
        and (_planned(f) if plans else role_of(f) in _OUTCOMES)
    ]  # fmt: skip
    agreed = any(not differs(f, fact) for f in said)  # then 年初预算 beside 全年预算 is another figure, not another value
    return [f for f in said if differs(f, fact) and not (plans and agreed and role_of(f) not in ("", role_of(fact)))]


def _planned(fact: Fact) -> bool:
    """A plan's figure; what a budget states without a role is one."""
    return role_of(fact) in _PLANS or role_of(fact) == "" and fact.basis == "预算"


def differs(a: Fact, b: Fact) -> bool:
    """Different beyond the rounding of the coarser of the two (sentences print 1506.1 for 1,506.10)."""
    (x, unit_x), (y, unit_y) = yuan(a), yuan(b)
    if unit_x != unit_y:
        return False
    step = max(_step(a), _step(b))
    return bool(abs(x - y) > step * Decimal("0.51"))


def _step(fact: Fact) -> Decimal:
    exponent = fact.value.as_tuple().exponent
    places = exponent if isinstance(exponent, int) else 0
    return Decimal(1).scaleb(max(min(places, 0), -2)) * MONEY.get(reading_of(fact).unit, Decimal(1))
