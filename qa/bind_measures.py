"""Measures and counts → facts: what is asked for by name and is no classified subject. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from index.fact_store import FormRecord
from index.facts import Fact
from qa.bindings import Absent, Ambiguous, Binding, Bound, Missing
from qa.choosing import near, one_of, wanted_basis
from qa.matching import ANSWERING, bare_path, comes_from, pairs, reading_of, role_of
from qa.normalise import bare
from qa.phrases import Measure, Pick, measure_named
from qa.plan import Item
from qa.scope import Pool, Scope


def by_measure(item: Item, measure: Measure, pool: Pool, scope: Scope) -> Binding:
    """The figure of a measure: of the first of its places that the pool has."""
    roles = [r for r in item.phrase.roles if r not in ("预算", "决算", "执行数")]
    if roles:
        return _in_role(item, measure, roles[0], pool, scope)
    own_budget = wanted_basis(item) == "预算"  # the budget document itself before what the final accounts repeat of it
    for pick in sorted(measure.picks, key=lambda p: own_budget and not p.form.startswith("B")):
        if _open_to(pick, item):
            rows = _picked(pick, pool, item)
            if rows:
                return one_of(item, rows, measure.note)
    empty = declared_empty(item, measure, scope)
    if empty:
        return Absent(item, empty)
    return Missing(item, f"没有找到“{measure.name}”", near(measure.name, pool))


def _in_role(item: Item, measure: Measure, role: str, pool: Pool, scope: Scope) -> Binding:
    """年初预算, 完成率 …: what sentences and performance forms print under the measure's names."""
    wanted = ANSWERING.get(role, (role,))
    rows = [f for name, facts in pool.by_row.items() if measure.rows.match(bare(name)) for f in facts if role_of(f) in wanted]
    if role == "年初预算":  # a self-evaluation's 预算数 is the adjusted one
        rows = [f for f in rows if f.origin != "indicator" or role_of(f) == "年初预算"]
    if role in ("年初预算", "全年预算"):  # 三公: the form's own column of budgets says which of the two it is
        rows += [f for pick in measure.picks if pick.form == "F09" and pick.basis == "预算" for f in _picked(pick, pool, item)]
    rows.sort(key=lambda f: (wanted.index(role_of(f)) if role_of(f) in wanted else 9, f.origin != "table", f.origin != "indicator"))
    if rows:
        return one_of(item, rows, measure.note)
    if measure.instead:
        found = by_measure(item, measure_named(measure.instead), pool, scope)
        return replace(found, measure=measure.instead) if isinstance(found, Bound) else found
    return Missing(item, f"没有“{measure.name}”的{role}", near(measure.name, pool))


def _open_to(pick: Pick, item: Item) -> bool:
    """Is it a place for the basis and the forms that the item names?"""
    basis, phrase = wanted_basis(item), item.phrase
    if pick.basis and basis and pick.basis != basis or pick.basis == "预算" and not basis:
        return False
    return not phrase.forms or pick.form in phrase.forms


def _picked(pick: Pick, pool: Pool, item: Item) -> list[Fact]:
    asked = item.phrase.roles[:1]

    def fits(fact: Fact) -> bool:
        if pick.origin and not comes_from(fact, item.phrase.origin):
            return False
        if pick.side and fact.side != pick.side or pick.unit and fact.unit != pick.unit:
            return False
        if pick.row and not re.fullmatch(pick.row, bare_path(fact.row_name)):
            return False
        if pick.origin == "indicator" and asked and asked[0] in ("预算", "执行数", "决算"):
            if role_of(fact) not in ANSWERING[asked[0]] or role_of(fact) == "":
                return False
        elif pick.column and not re.fullmatch(pick.column, bare_path(fact.column)):
            return False
        if pick.title and not re.fullmatch(pick.title, bare(fact.provenance.title)):
            return False
        if pick.role is not None and role_of(fact) not in pick.role.split("|"):
            return False
        if pick.origin and pick.role is None and role_of(fact) in ("增减额", "增减率", "占比", "完成率", "上年", "得分", "权重"):
            return False
        return not (pick.origin == "sentence" and not pick.unit and _counts_money(item) and fact.unit in ("%", "个百分点"))

    return [f for f in pool.by_place.get((pick.form, pick.origin), []) if fits(f)]


def _counts_money(item: Item) -> bool:
    return not set(item.phrase.roles) & {"完成率", "增减率", "得分"}


def declared_empty(item: Item, measure: Measure, scope: Scope) -> FormRecord | None:
    """A form of the measure in a document of the item's year that the document itself says is empty."""
    wanted = {p.form for p in measure.picks if p.form}
    for form in scope.forms:
        department, year, _ = scope.documents.get(form.doc, ("", 0, ""))
        if department == item.department and year == item.year and form.form in wanted and form.empty_reason and not form.figures:
            return form
    return None


def counted(item: Item, pool: Pool) -> Binding:
    """So many 人次, 批次 …: the figure in that unit whose label speaks of the same thing; a part of another figure does not count."""
    stem = re.sub(r"^公务|[费了]+$", "", item.phrase.words or item.phrase.measure)
    rows = [f for f in pool.facts if f.unit == item.phrase.unit and "/" not in f.row_name and pairs(stem) & pairs(bare(f.row_name))]
    values = {f.value for f in rows}
    if len(values) == 1:
        return Bound(item, rows[0], reading_of(rows[0]))
    return Ambiguous(item, tuple(rows)) if rows else Missing(item, f"没有“{stem}”的{item.phrase.unit}数", near(stem, pool))
