"""Which figures are listed under one head: classified subjects by level, economic subjects by group, projects; and their sum. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from index.amounts import convert
from index.facts import Fact
from qa.bind import Binding, Bound, Missing, Scope
from qa.execute import in_order, short, total
from qa.matching import TOTAL_COLUMNS, name_score, reading_of, role_of
from qa.normalise import bare
from qa.phrases import measure_of, parse_phrase
from qa.plan import RANKED, Item, Ranking, Turnover

_LEVELS = {"类": 3, "款": 5, "项": 7}
_GROUPS = {"人员经费": ("301", "303"), "公用经费": ("302", "307", "309", "310", "312", "313", "399")}
_PROJECT_HEADING = re.compile(r"项目支出|主要用于|绩效自评综述|项目申报|绩效目标|自评表|项目经费")


def ranked(node: Ranking, scope: Scope) -> list[Bound]:
    """The figures that a ranking lists, in its order; empty where there are none. No subtotal stands beside its parts."""
    facts = [f for f in scope.facts if f.department == node.department and (not node.year or f.year == node.year)]
    if node.basis:
        facts = [f for f in facts if f.basis == node.basis]
    if node.kind == "projects":
        rows = _projects(node, facts)
    elif node.kind == "economic":
        rows = _economic(node, facts)
    else:
        rows = _subjects(node, facts)
    item = Item(node.department, node.year, parse_phrase(""))
    bounds = [Bound(item, f, reading_of(f)) for f in rows]
    if node.threshold is not None:
        limit = convert(node.threshold, "元").value
        bounds = [b for b in bounds if b.amount.yuan is not None and (b.amount.yuan < limit if node.below else b.amount.yuan > limit)]
    return in_order(bounds, ascending=node.ascending)


def computed(item: Item, scope: Scope, bind: Callable[[Item], Binding]) -> Binding:
    """What a computed item comes to, with its addends as parts; or why one of them is not there. Raises ExecutionError (Chinese) where
    their units differ."""
    of = item.computed
    if of is None:
        return bind(item)
    parts: list[Bound] = []
    if isinstance(of, Ranking):
        rows = ranked(of, scope)
        parts = rows[: of.top] if of.top else rows
        if not parts:
            return Missing(item, "没有可以相加的明细")
        named = item.phrase.words or f"{RANKED[of.kind]}合计（{len(parts)}项）"
    else:
        for one in of.items:
            binding = bind(one)
            if not isinstance(binding, Bound):
                return binding
            parts.append(binding)
        named = item.phrase.words or f"（{'＋'.join(short(p) for p in parts)}）"
    average = not isinstance(of, Ranking) and of.average
    return Bound(item, parts[0].fact, total(parts, average=average).amount, measure=named, parts=tuple(parts))


def _subjects(node: Ranking, facts: Sequence[Fact]) -> list[Fact]:
    head = _code_of(node, facts)
    if node.head and not head:
        return []
    for form in ("F03", "F05", "B03", "B05"):
        rows = [f for f in facts if f.form == form and f.row_code.isdigit() and f.column.rsplit("/", 1)[-1] in TOTAL_COLUMNS]
        if head:
            rows = [f for f in rows if f.row_code.startswith(head) and f.row_code != head]
        if head and not node.level:  # the finest parts printed: 项 where there are any
            longest = max((len(f.row_code) for f in rows), default=0)
            rows = [f for f in rows if len(f.row_code) == longest]
        else:
            rows = [f for f in rows if len(f.row_code) == _LEVELS[node.level or "类"]]
        if rows:
            return rows
    return []


def turnover(node: Turnover, scope: Scope) -> tuple[list[Bound], list[Bound]]:
    """Subjects of `level` that are in one year's forms and not in the other's: (new, gone)."""

    def rows(year: int) -> dict[str, Fact]:
        ranking = Ranking(node.department, year, "subjects", level=node.level, basis=node.basis)
        return {b.fact.row_code: b.fact for b in ranked(ranking, scope)}

    now, before = rows(node.year), rows(node.base_year)
    if not now or not before:
        return [], []

    def bound(fact: Fact) -> Bound:
        return Bound(Item(node.department, fact.year, parse_phrase(fact.row_code)), fact, reading_of(fact))

    return [bound(f) for c, f in now.items() if c not in before], [bound(f) for c, f in before.items() if c not in now]


def _code_of(node: Ranking, facts: Sequence[Fact]) -> str:
    """The code of the subject whose parts are asked for: printed in the question, or by its name; the highest level of that name."""
    if node.head is None:
        return ""
    if node.head.codes:
        return node.head.codes[0]
    codes = {f.row_code for f in facts if f.row_code.isdigit() and f.form and name_score(node.head.words, f.row_name) >= 0.94}
    return min(codes, key=lambda c: (len(c), c), default="")


def _economic(node: Ranking, facts: Sequence[Fact]) -> list[Fact]:
    measure = node.head.measure if node.head else ""
    for form in ("F06", "B08"):
        rows = [f for f in facts if f.form == form and f.row_code.isdigit() and f.column.rsplit("/", 1)[-1] in TOTAL_COLUMNS]
        if measure in _GROUPS:
            wanted: tuple[str, ...] = _GROUPS[measure]
        elif node.head:
            wanted = tuple(f.row_code for f in rows if len(f.row_code) == 3 and name_score(node.head.words, f.row_name) >= 0.95)
        else:
            wanted = tuple({f.row_code[:3] for f in rows})
        rows = [f for f in rows if f.row_code[:3] in wanted and len(f.row_code) == 5]
        if rows:
            return rows
    return []


def _projects(node: Ranking, facts: Sequence[Fact]) -> list[Fact]:
    """Projects from the list that names the most of them: a sentence that says what 项目支出 was used for, or the projects' own forms."""
    roles = {
        "": ("", "决算", "执行数", "预算"),
        "预算": ("全年预算", "预算", "年初预算"),
        "执行数": ("执行数", "决算"),
        "完成率": ("完成率",),
    }[node.role]
    named = [f for f in facts if role_of(f) in roles and f.origin != "table" and _is_project(f)]
    if node.head:
        named = [
            f
            for f in facts
            if f.origin == "indicator"
            and node.head.words in bare(f.provenance.title)
            and re.search(r"测算|明细", f.provenance.title + f.column)
        ]
        return _distinct(_parts_only(named))
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in named:
        groups.setdefault((fact.origin, role_of(fact), fact.provenance.title if fact.origin == "sentence" else ""), []).append(fact)
    if node.role:
        groups = {k: v for k, v in groups.items() if k[0] == "indicator"} or groups
    candidates = [_distinct(g) for g in groups.values()]
    wanted = {
        reading_of(f).yuan
        for f in facts
        if bare(f.row_name) in ("项目支出", "项目支出合计") or f.column.endswith("项目支出") and bare(f.row_name) == "合计"
    }
    closing = [
        g for g in candidates if sum((reading_of(f).yuan or 0 for f in g), Decimal(0)) in wanted
    ]  # the list that adds up to 项目支出
    return max(closing or candidates, key=len, default=[])


def _parts_only(facts: Sequence[Fact]) -> list[Fact]:
    """An itemised estimate without the lines that repeat its total."""
    money = [f for f in facts if reading_of(f).yuan is not None and not re.search(r"合计|总计|小计", bare(f.row_name))]
    largest = max((reading_of(f).yuan or Decimal(0) for f in money), default=Decimal(0))
    rest = [f for f in money if reading_of(f).yuan != largest]
    return (
        rest if len(rest) > 1 and sum((reading_of(f).yuan or Decimal(0) for f in rest), Decimal(0)) <= largest * Decimal("1.001") else money
    )


def _is_project(fact: Fact) -> bool:
    name, title = bare(fact.row_name.rsplit("/", 1)[-1]), fact.provenance.title
    if fact.unit not in (("%",) if role_of(fact) == "完成率" else ("元", "万元")) or re.search(
        r"合计|总额|整体|基本支出|项目支出$|指标|财政拨款|^资金$|收入$|^支出$", name
    ):
        return False
    if measure_of(name):
        return False
    return bool(_PROJECT_HEADING.search(title) or _PROJECT_HEADING.search(fact.column)) and not re.search(r"类$|款$", name)


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    """One figure a name: the first that is printed."""
    return list({bare(f.row_name.rsplit("/", 1)[-1]): f for f in reversed(facts)}.values())[::-1]
