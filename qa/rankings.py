"""Which figures are listed under one head, in which order, and what has to be said about the list; and sums of lists. Pure.

A list comes from one place of one document: figures of several documents are never mixed, and no subtotal stands beside its parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.amounts import MONEY, Amount, convert, format_amount
from index.facts import Fact
from qa.bind import Absent, Ambiguous, Binding, Bound, Missing, Scope
from qa.bind import bind as bind_one
from qa.execute import ExecutionError, in_order, short, total
from qa.listing_parts import columns, composition, parts
from qa.listing_projects import estimates, form_of, indicators, projects, quarters
from qa.listing_rows import GROUPS, Rows, adds_up, economic, gap, last, names_a_subject, overview, subjects, tolerance
from qa.matching import reading_of, role_of, yuan
from qa.normalise import bare
from qa.phrases import Phrase
from qa.plan import RANKED, Item, Ranking, Turnover
from qa.rivals import differs, rivals
from qa.scope import Pool

NoBinding = Absent | Ambiguous | Missing
"""Why there is no list."""
Bind = Callable[[Item], Binding]
_BASES = ("决算", "预算", "绩效")
_ALIKE = 6
"""So many rows of one size are named."""


@dataclass(frozen=True)
class Listing:
    """`rows` in the order asked for, all that hold the node's limits (not cut to its `top`); `names`: what each is called in this list.
    `whole`: the printed total of the whole list. `notes`: what is to be said of it (Chinese): that it does not add up, that another place
    prints it otherwise, which rows are alike. `agreed`: the printed total that the whole list comes to, in words. `ordered`: by size, not
    as in the document. `kind`: what is listed in fact, where the head is of another classification than the one named."""

    rows: tuple[Bound, ...]
    names: tuple[str, ...]
    whole: Bound | None = None
    notes: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    ordered: bool = True
    kind: str = ""

    def shown(self, top: int) -> tuple[tuple[Bound, ...], tuple[str, ...]]:
        """The first `top` rows (0: all) with their names."""
        return (self.rows[:top], self.names[:top]) if top else (self.rows, self.names)


def ranked(node: Ranking, scope: Scope) -> list[Bound]:
    """The figures that a ranking lists, in its order; empty where there are none."""
    found = listing(node, scope)
    return list(found.rows) if isinstance(found, Listing) else []


def listing(node: Ranking, scope: Scope, bind: Bind | None = None) -> Listing | NoBinding:
    """What a ranking lists, or why its head is not there. Raises ExecutionError (Chinese) where figures of different units would
    have to be put in order."""
    item = Item(node.department, node.year, node.head or Phrase(""), node.basis)
    bind = bind or (lambda one: bind_one(one, scope))
    found = _below_head(node, scope, bind) if node.kind in ("parts", "kinds") else _lists(node, scope, bind)
    if not isinstance(found, list):
        return found
    lists = found
    if not lists:
        return Missing(item, "没有可以排列的明细")
    if node.kind == "quarters" and len({_named_list(rows) for rows in lists}) > 1:
        return Ambiguous(item, tuple(rows.facts[0] for rows in lists), "分期列出的不止一项")
    return _listing(node, lists, scope)


def _lists(node: Ranking, scope: Scope, bind: Bind) -> list[Rows] | NoBinding:
    """The lists of all documents. Subjects under a head that the documents call otherwise are those of the figure that the head means,
    whichever classification it is of."""
    lists = [rows for facts in by_document(node, scope) for rows in _rows(node, facts)]
    if lists or node.kind not in ("subjects", "economic") or not names_a_subject(node.head) or node.head is None:
        return lists
    binding = bind(Item(node.department, node.year, node.head, node.basis))
    if not isinstance(binding, Bound):
        return binding
    code, form = binding.fact.row_code, binding.fact.form
    meant = replace(node, kind="economic" if form in ("F06", "B08") else "subjects", head=replace(node.head, codes=(code,)))
    if code and (meant.kind, meant.head) != (node.kind, node.head):
        lists = [rows for facts in by_document(meant, scope) for rows in _rows(meant, facts)]
    elif not code and (found := _parts_of(node, binding.fact, scope.of(node.department, binding.fact.year), earned=False)):
        lists = [found]
    if not lists:
        return Missing(binding.item, f"文件没有列出“{short(binding)}”由哪些部分组成")
    note = binding.note if binding.exact else f"按“{binding.fact.row_name}”这一项理解"
    return [replace(rows, note=note) for rows in lists]


def _listing(node: Ranking, lists: Sequence[Rows], scope: Scope) -> Listing:
    rows = lists[0]
    item = Item(node.department, node.year, Phrase(""))
    facts, zeros = _without_zeros(node, rows)
    names = _names(node, [*facts, *zeros], rows.across)
    notes = [*filter(None, [rows.note]), *_told_zeros(names[len(facts) :])]
    bounds = [Bound(item, f, reading_of(f)) for f in facts]
    bounds = _ordered(node, [b for b in bounds if _holds(node, b)])
    cut = bounds[: node.top] if node.top else bounds
    agreed, differing = _against_total(rows)
    notes += differing + _unlisted(node, rows, scope) + _other_notes(rows, lists[1:]) + _ties(node, bounds)
    contradicted = _contradicted(cut, rows, scope)
    named = dict(zip(map(id, facts), names, strict=False))
    ordered = len({yuan(b.fact)[1] for b in bounds}) < 2 and (node.kind != "quarters" or node.top > 0)
    return Listing(
        (*contradicted, *bounds[len(contradicted) :]), tuple(named[id(b.fact)] for b in bounds),
        Bound(item, rows.whole, reading_of(rows.whole)) if rows.whole else None, tuple(dict.fromkeys(notes)), tuple(agreed), ordered,
        _kind(node, rows.facts[0]),
    )  # fmt: skip


def _kind(node: Ranking, first: Fact) -> str:
    """What is listed in fact: the head may be of another classification than the one named, or of none."""
    if node.kind not in ("subjects", "economic"):
        return node.kind
    return "economic" if first.form in ("F06", "B08") else "subjects" if first.row_code else "parts"


def by_document(node: Ranking, scope: Scope) -> list[list[Fact]]:
    """The department's figures of the year, each document's by itself: the year's own documents first, those of the basis asked for, those
    of the whole department before those of its head office alone."""
    documents: dict[tuple[str, str], list[Fact]] = {}
    for fact in scope.of(node.department, node.year):
        documents.setdefault((fact.provenance.doc, fact.scope), []).append(fact)

    def place(key: tuple[str, str]) -> tuple[bool, int, bool, str]:
        _, year, basis = scope.documents.get(key[0], ("", node.year, ""))
        wanted = (node.basis, *_BASES) if node.basis else _BASES
        return (bool(node.year) and year != node.year, wanted.index(basis) if basis in wanted else len(wanted), key[1] != "部门", key[0])

    ordered = [documents[key] for key in sorted(documents, key=place)]
    if node.basis:
        ordered = [[f for f in facts if _of_basis(f, node, scope)] for facts in ordered]
    return ordered


def _of_basis(fact: Fact, node: Ranking, scope: Scope) -> bool:
    """Figures of the basis asked for. Lists of projects and indicators are wholly of their document's; what performance forms of other
    documents call 预算数 is planned, and what they say was done is not."""
    if node.kind in ("projects", "indicators", "quarters") and scope.documents.get(fact.provenance.doc, ("", 0, ""))[2] == node.basis:
        return True
    planned = role_of(fact) in ("预算", "全年预算", "年初预算", "目标")
    return fact.basis == node.basis or fact.basis == "绩效" and planned == (node.basis == "预算")


def _rows(node: Ranking, facts: Sequence[Fact]) -> list[Rows]:
    """A document's lists for a node, the best first."""
    if node.kind == "projects":
        return estimates(node.head, facts) if node.head and node.head.words and not _all_projects(node) else projects(node, facts)
    if node.kind == "quarters":
        return quarters(node, facts)
    one = {"economic": economic, "indicators": indicators}.get(node.kind, subjects)(node, facts)
    again = overview(one, facts) if one and node.kind == "subjects" else None
    return [rows for rows in (one, again) if rows]


def _all_projects(node: Ranking) -> bool:
    """Does the head only say which of the projects' figures is meant (资金总额)?"""
    return node.head is not None and re.fullmatch(r"(?:项目)?(?:支出|经费|资金)?(?:总额|总预算)?", bare(node.head.words)) is not None


def _named_list(rows: Rows) -> tuple[str, str, str]:
    first = rows.facts[0]
    return first.provenance.title, re.sub(r"[^/]*$", "", first.row_name), role_of(first)


# parts -----------------------------------------------------------------------------------------------------------------------------


def _below_head(node: Ranking, scope: Scope, bind: Bind) -> list[Rows] | NoBinding:
    """The parts of the figure that the head names (支出合计 where none is named)."""
    head = node.head
    if head is None or not (head.words or head.codes or head.measure or head.columns):
        whole = "收入合计" if head and head.side == "收入" else "支出合计"
        head = Phrase(whole, measure=whole, forms=head.forms if head else ())
    if node.kind == "parts" and head.measure in GROUPS:
        group = replace(node, kind="economic", head=head, level=node.level or "类")
        return [rows for facts in by_document(node, scope) for rows in _rows(group, facts)]
    binding = bind(Item(node.department, node.year, head, node.basis))
    earned = head.side == "收入" or head.measure in ("收入合计", "收入总计") or isinstance(binding, Bound) and binding.fact.side == "收入"
    found = _parts_of(node, binding.fact, scope.of(node.department, binding.fact.year), earned) if isinstance(binding, Bound) else None
    if found is None and not isinstance(binding, Absent) and head.measure in _OF_ALL:
        own = [composition("收入" if earned else "支出", facts) for facts in by_document(node, scope)]
        found = next((rows for rows in own if rows), None)
    if found:
        return [found]
    return Missing(binding.item, f"文件没有列出“{short(binding)}”由哪些部分组成") if isinstance(binding, Bound) else binding


_OF_ALL = ("支出合计", "支出总计", "收入合计", "收入总计")


def _parts_of(node: Ranking, whole: Fact, facts: Sequence[Fact], earned: bool) -> Rows | None:
    """Kinds of expenditure stand in the columns beside a total, sources of income in the rows above it, parts in either."""
    across = node.kind == "kinds" and (not earned or bool(whole.row_code))
    return (columns(whole, facts) if across else None) or parts(whole, facts, node.level) or columns(whole, facts)


# limits, order ---------------------------------------------------------------------------------------------------------------------


def _without_zeros(node: Ranking, rows: Rows) -> tuple[list[Fact], list[Fact]]:
    """(rows to list, rows that print 0 and are only told of): where parts, a number of rows or the smallest are asked for."""
    spared = node.threshold is not None or node.equal is not None or node.kind in ("indicators", "quarters")
    held = [f for f in rows.facts if f.value]
    if not held or spared or not (_kind(node, rows.facts[0]) in ("kinds", "parts") or node.count or node.ascending and node.top):
        return list(rows.facts), []
    return held, [f for f in rows.facts if not f.value]


def _told_zeros(names: Sequence[str]) -> list[str]:
    return [f"另有{len(names)}项印作0，未列入：{'、'.join(names[:8])}{'等' if len(names) > 8 else ''}"] if names else []


def _holds(node: Ranking, bound: Bound) -> bool:
    """Is a figure within the node's limits? A figure of another kind than the limit is not."""
    if node.threshold is not None:
        pair = _comparable(bound.amount, node.threshold)
        if pair is not None and pair[0] == pair[1]:
            return node.inclusive
        return pair is not None and (pair[0] < pair[1]) == node.below
    if node.equal is not None:
        pair = _comparable(bound.amount, node.equal)
        return pair is not None and pair[0] == pair[1]
    return True


def _comparable(amount: Amount, limit: Amount) -> tuple[Decimal, Decimal] | None:
    """Both in one unit; a limit without a unit is in that of the figure. None where they are of different kinds."""
    if amount.unit == limit.unit or not limit.unit:
        return amount.value, limit.value
    if amount.unit in MONEY and limit.unit in MONEY:
        return convert(amount, "元").value, convert(limit, "元").value
    return None


def _ordered(node: Ranking, bounds: list[Bound]) -> list[Bound]:
    """By size; what is printed by quarter stays in the order of the year, and figures of several units in that of the document, unless the
    largest or smallest are asked for."""
    if node.kind == "quarters" and not node.top:
        return bounds
    kinds = {yuan(b.fact)[1] for b in bounds}
    if len(kinds) > 1:
        if node.top:
            raise ExecutionError(f"各项的单位不同（{'、'.join(sorted(k or '无单位' for k in kinds))}），不能比较大小")
        return bounds
    return in_order(bounds, ascending=node.ascending)


# names -----------------------------------------------------------------------------------------------------------------------------


def _names(node: Ranking, facts: Sequence[Fact], across: bool) -> list[str]:
    """What each row is called in its list; rows of one name are told apart by their forms or by what is above them."""
    names = [_column_name(f) if across else _name(f) for f in facts]
    if node.kind == "indicators" and len({f.provenance.title for f in facts}) > 1:
        return [f"{n}（{form_of(f) or f.provenance.title}）" for n, f in zip(names, facts, strict=True)]
    doubled = {n for n in names if names.count(n) > 1}
    return [f.row_name.replace("/", "·") if n in doubled and "/" in f.row_name else n for n, f in zip(names, facts, strict=True)]


def _name(fact: Fact) -> str:
    name = last(fact.row_name) or _column_name(fact)
    name = fact.row_name if len(name) < 3 else name  # 刻章费用标准/套 is one name
    return f"{name}（{fact.row_code}）" if fact.row_code else name


def _column_name(fact: Fact) -> str:
    steps = [s for s in fact.column.split("/") if s not in ("小计", "合计")]
    return steps[-1] if steps else fact.column


# what is to be said ----------------------------------------------------------------------------------------------------------------


def _against_total(rows: Rows) -> tuple[list[str], list[str]]:
    """(that the rows come to the printed total of the list, that they do not)."""
    if rows.whole is None or len(rows.facts) < 2 or yuan(rows.facts[0])[1] != yuan(rows.whole)[1]:
        return [], []
    name = last(rows.whole.row_name)
    column = _column_name(rows.whole)
    printed = f"{name}{'' if name == column or rows.whole.origin == 'table' and name else column}{format_amount(reading_of(rows.whole))}"
    if adds_up(rows.facts, rows.whole):
        return [f"各项之和与文件所载的{printed}一致"], []
    off = gap(rows.facts, rows.whole)
    unit = reading_of(rows.whole).unit
    size = Amount(abs(off) / MONEY.get(unit, Decimal(1)), unit)
    return [], [f"所列各项之和与文件所载的{printed}不一致，{'多' if off > 0 else '少'}{format_amount(_trimmed(size))}"]


def _trimmed(amount: Amount) -> Amount:
    return Amount(Decimal(format(amount.value.normalize(), "f")), amount.unit)


def _unlisted(node: Ranking, rows: Rows, scope: Scope) -> list[str]:
    """That the document counts more projects than it prints figures of."""
    first = rows.facts[0]
    if node.kind != "projects" or node.head and node.head.words and not _all_projects(node) or rows.whole is not None:
        return []
    held = [f for f in scope.of(node.department, first.year) if f.provenance.doc == first.provenance.doc]
    counts = [f for f in held if f.unit == "个" and re.search(r"(?:绩效目标|自评|评价).*项目(?:支出)?(?:个?数)?$", bare(f.row_name))]
    told = next((f for f in counts if f.value > len(rows.facts)), None)
    return [f"文件说“{told.row_name.replace('/', '·')}”有{told.value}个，这里列出的只有{len(rows.facts)}个"] if told else []


def _other_notes(rows: Rows, others: Sequence[Rows]) -> list[str]:
    """Another place of the same document that prints the same list with other figures."""
    notes = []
    mine = _by_name(rows)
    for other in others:
        theirs = _by_name(other)
        shared = [name for name in mine if name in theirs and yuan(mine[name])[1] == yuan(theirs[name])[1]]
        first, second = rows.facts[0], other.facts[0]
        if first.provenance.doc != second.provenance.doc or _planned(first) != _planned(second) or len(shared) * 2 < len(rows.facts):
            continue
        for name in shared:
            if differs(mine[name], theirs[name]):
                notes.append(
                    f"“{_name(theirs[name])}”在《{theirs[name].provenance.title}》写作{format_amount(reading_of(theirs[name]))}，"
                    f"这里取{format_amount(reading_of(mine[name]))}"
                )
        off = abs(gap(other.facts, first) - gap(rows.facts, first)) if first.unit in MONEY else 0
        if len(other.facts) == len(rows.facts) > len(shared) and off > tolerance([*rows.facts, *other.facts]):
            notes.append(f"《{second.provenance.title}》也列有{len(other.facts)}项，名称或数字与这里不同")
    return notes[:3]


def _by_name(rows: Rows) -> dict[str, Fact]:
    """Rows by their bare names, those of names that occur twice left out."""
    names = [bare(last(f.row_name)) for f in rows.facts]
    return {name: f for name, f in zip(names, rows.facts, strict=True) if names.count(name) == 1}


def _planned(fact: Fact) -> bool:
    return role_of(fact) in ("预算", "全年预算", "年初预算", "目标") or fact.basis == "预算" and role_of(fact) == ""


def _ties(node: Ranking, bounds: Sequence[Bound]) -> list[str]:
    """Rows of one size: that they are alike, and that the last one shown is only one of several."""
    if not node.top or node.top >= len(bounds):
        return []
    edge, after = bounds[node.top - 1], bounds[node.top]
    if yuan(edge.fact) != yuan(after.fact):
        return []
    alike = [b for b in bounds if yuan(b.fact) == yuan(edge.fact)]
    named = "、".join(_name(b.fact) for b in alike[:_ALIKE]) + (f"等{len(alike)}项" if len(alike) > _ALIKE else "")
    return [f"{named}并列，都是{format_amount(edge.amount)}，按文件中的先后列出"]


def _contradicted(bounds: Sequence[Bound], rows: Rows, scope: Scope) -> list[Bound]:
    """The rows shown, each with what sentences of the same document print for it otherwise. A sentence under the heading of another subject
    (组织事务) speaks of that one's part of the same name."""
    wanted = {bare(last(b.fact.row_name)) for b in bounds}
    first = rows.facts[0]
    own = [f for f in scope.of(first.department, first.year) if f.provenance.doc == first.provenance.doc]
    subjects_named = {f.row_code: bare(f.row_name) for f in own if f.row_code and f.form == first.form}
    said: dict[str, list[Fact]] = {}
    for fact in own:
        if (fact.origin == "sentence" or fact.form) and (name := bare(last(fact.row_name))) in wanted:
            said.setdefault(name, []).append(fact)

    def elsewhere(fact: Fact, code: str) -> bool:
        heading = bare(last(fact.provenance.title))
        return heading in subjects_named.values() and heading not in (subjects_named.get(code[:n]) for n in (3, 5, 7))

    found = []
    for bound in bounds:
        others = [f for f in said.get(bare(last(bound.fact.row_name)), []) if not elsewhere(f, bound.fact.row_code)]
        found.append(replace(bound, others=rivals(bound.fact, (), Pool(others), None)) if bound.fact.origin == "table" else bound)
    return found


# turnover, sums --------------------------------------------------------------------------------------------------------------------


def turnover(node: Turnover, scope: Scope) -> tuple[list[Bound], list[Bound]]:
    """Subjects of `level` that are in one year's form and not in the same form of the other: (new, gone). Where no basis is asked for, both
    years' are of one, if there is one that both have."""

    def rows(year: int, basis: str) -> dict[str, Fact]:
        ranking = Ranking(node.department, year, "subjects", level=node.level, basis=basis)
        return {b.fact.row_code: b.fact for b in ranked(ranking, scope)}

    now: dict[str, Fact] = {}
    before: dict[str, Fact] = {}
    for basis in (node.basis,) if node.basis else ("决算", "预算", ""):
        now, before = rows(node.year, basis), rows(node.base_year, basis)
        if now and before:
            break
    if not now or not before:
        return [], []

    def bound(fact: Fact) -> Bound:
        return Bound(Item(node.department, fact.year, Phrase("", (fact.row_code,))), fact, reading_of(fact))

    return [bound(f) for c, f in now.items() if c not in before], [bound(f) for c, f in before.items() if c not in now]


def computed(item: Item, scope: Scope, bind: Bind) -> Binding:
    """What a computed item comes to, with its addends as parts; or why one of them is not there. Raises ExecutionError (Chinese) where
    their units differ."""
    of = item.computed
    if of is None:
        return bind(item)
    addends: list[Bound] = []
    if isinstance(of, Ranking):
        found = listing(of, scope, bind)
        if not isinstance(found, Listing):
            return replace(found, item=item)
        addends = list(found.shown(of.top)[0])
        if not addends:
            return Missing(item, "没有可以相加的明细")
        named = item.phrase.words or f"{RANKED[of.kind]}合计（{len(addends)}项）"
    else:
        for one in of.items:
            binding = bind(one)
            if not isinstance(binding, Bound):
                return binding
            addends.append(binding)
        named = item.phrase.words or f"（{'＋'.join(short(p) for p in addends)}）"
    average = not isinstance(of, Ranking) and of.average
    return Bound(item, addends[0].fact, total(addends, average=average).amount, measure=named, parts=tuple(addends))
