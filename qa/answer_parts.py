"""What every answer is made of: operands found, the answer put together, warnings about its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from index.amounts import format_amount
from index.facts import YEAR_DOUBTED, Fact
from qa.answers import ANSWERED, NO_DATA, Answer, Citation, Figure
from qa.bind import Absent, Binding, Bound, wanted_basis
from qa.citations import cite, once
from qa.execute import ExecutionError, Value, in_unit, label_of, name_of, short
from qa.matching import reading_of
from qa.normalise import bare
from qa.phrases import measure_of
from qa.plan import Item, Plan, Ranking, Sum, Turnover
from qa.rankings import Listing, NoBinding
from qa.wholes import PART, SAME, WHOLE, fund_of, relation

ADDENDS_SAID = 8
"""More addends than these are not spelt out in the sentence: they stand in the formula and among the figures."""


class Binder(Protocol):
    """Binds items against a scope; the same item always to the same binding."""

    def __call__(self, item: Item) -> Binding: ...

    def beside(self, item: Item, other: Bound) -> Bound | None: ...


class Lister(Protocol):
    """Lists figures of a scope."""

    def ranked(self, node: Ranking) -> Sequence[Bound]: ...

    def listing(self, node: Ranking) -> Listing | NoBinding: ...

    def turnover(self, node: Turnover) -> tuple[Sequence[Bound], Sequence[Bound]]: ...


class Unanswered(Exception):  # noqa: N818  not an error: the reason why there is no figure, carried to the front door
    """A plan whose operands are not all there. `binding` says why; `found`: sentences about those that are, with their sources."""

    def __init__(self, binding: Binding, found: Sequence[str] = (), sources: Sequence[Citation] = ()) -> None:
        super().__init__(str(binding.item))
        self.binding = binding
        self.found = tuple(found)
        self.sources = tuple(sources)


@dataclass(frozen=True)
class Work:
    """A plan in hand, and what its operands are found with."""

    plan: Plan
    bind: Binder
    lister: Lister

    @property
    def unit(self) -> str:
        return self.plan.unit


def must(binding: Binding) -> Bound:
    """The bound fact, or Unanswered."""
    if isinstance(binding, Bound):
        return binding
    raise Unanswered(binding)


def bound(item: Item, work: Work) -> Bound:
    """What an item means: a printed figure, or the sum that it stands for. Unanswered where there is none; ExecutionError where a sum
    would count something twice."""
    found = must(work.bind(item))
    if isinstance(item.computed, Sum):
        refuse_overlaps(found.parts)
    return found


def of_one_basis(items: Sequence[Item], work: Work) -> list[Bound]:
    """Figures that belong together (a part and its whole, addends): one that does not say whether plan or outcome is meant is of the basis
    that the others say, where they are of its department and year and it is printed there."""
    said = {(i.department, i.year): b for i in items if (b := wanted_basis(i))}
    found = []
    for item in items:
        basis = said.get((item.department, item.year), "")
        on_it = work.bind(replace(item, basis=basis)) if basis and not wanted_basis(item) and not item.computed else None
        found.append(on_it if isinstance(on_it, Bound) else bound(item, work))
    return found


def leaves(operands: Iterable[Bound]) -> list[Bound]:
    """The printed figures that operands are or are made of."""
    return [leaf for operand in operands for leaf in (operand.parts or (operand,))]


def asked(item: Item, role: str) -> Item:
    """The same figure in another role."""
    return replace(item, prior=False, basis="", phrase=replace(item.phrase, roles=(role,)))


def as_measure(item: Item, measure: str) -> Item:
    return replace(item, phrase=replace(item.phrase, measure=measure, words=measure))


def counterpart(item: Item, stated: Bound, now: Bound, work: Work) -> Bound | None:
    """The figure of its own year that a stated change or difference is about: `now` where that is called the same; else the one that the
    document prints beside the statement, or under its name; None where there is none."""
    said = bare(stated.fact.row_name)
    if said == bare(now.fact.row_name) or now.measure and said == bare(now.measure) or not stated.fact.row_name:
        return now
    beside = work.bind.beside(asked(item, "决算"), stated) or work.bind.beside(asked(item, "预算"), stated)
    if beside is not None:
        return beside
    measure = measure_of(said)
    if not measure:
        return now if not now.measure else None
    if measure == now.measure:
        return now
    found = work.bind(replace(as_measure(item, measure), prior=False))
    return found if isinstance(found, Bound) else None


def direction(value: Decimal) -> str:
    return "减少" if value < 0 else "增加" if value > 0 else "持平，变动"


def told_apart(bounds: Sequence[Bound]) -> list[str]:
    """What tells figures apart: departments, years, names, whichever differ."""
    facts = [b.fact for b in bounds]
    names = [short(b) for b in bounds]
    departments, years = len({f.department for f in facts}) > 1, len({f.year for f in facts}) > 1
    named = len(set(names)) > 1 or not (departments or years)
    if named and not (departments or years) and len(set(names)) < len(names):
        names = [name_of(b) for b in bounds]
    return [
        f"{f.department if departments else ''}{f'{f.year}年' if years else ''}{name if named else ''}"
        for f, name in zip(facts, names, strict=True)
    ]


# ---- the answer ----


def answered(
    work: Work,
    text: str,
    values: Sequence[Value],
    operands: Sequence[Bound],
    *,
    absences: Sequence[Absent] = (),
    warnings: Sequence[str] = (),
) -> Answer:
    """The answer with its figures, its sources and what has to be said beside them. `operands`: whatever was used."""
    bounds = leaves(operands)
    notes = [b.note for b in bounds if b.note]
    guessed = list(dict.fromkeys(f"按“{b.fact.row_name}”这一项理解" for b in bounds if not b.exact))
    if guessed:
        text = f"{text.rstrip('。')}。（{'；'.join(guessed)}）"
    figures = tuple(Figure(v.amount.value, v.amount.unit, v.label, v.formula, tuple(f.id for f in v.facts)) for v in values)
    said = [*work.plan.assumed, *contradictions(bounds), *warnings, *notes]
    citations = [cite(b.fact) for b in bounds] + [source_of(a) for a in absences]
    return Answer(ANSWERED if values or absences else NO_DATA, text, figures, once(citations), tuple(dict.fromkeys(said)), str(work.plan))


def source_of(absent: Absent) -> Citation:
    return Citation(absent.form.doc, absent.form.page, absent.form.form, "", "", absent.form.empty_reason, absent.form.title)


def absence_text(absent: Absent) -> str:
    """The document's own sentence that there is none."""
    return f"文件说明：{absent.form.empty_reason.strip('。')}（《{absent.form.title}》是空表，不是0）"


def listed(values: Sequence[tuple[str, Value]], joint: str = "、") -> str:
    """Names with their figures; of long lists the first ones and how many there are."""
    shown = joint.join(f"{name}{value.text}" for name, value in values[:ADDENDS_SAID])
    return shown + (f"等共{len(values)}项" if len(values) > ADDENDS_SAID else "")


def in_both(*values: Value) -> list[str]:
    """Amounts as they are shown side by side: where 元 stands beside 万元, those in 元 in both."""
    units = {v.amount.unit for v in values}
    if not {"元", "万元"} <= units:
        return [v.text for v in values]
    return [f"{v.text}（{format_amount(in_unit(v.amount, '万元'))}）" if v.amount.unit == "元" else v.text for v in values]


# ---- warnings ----


def contradictions(bounds: Iterable[Bound]) -> list[str]:
    """Where the document prints another figure for the same thing: said, with its place."""
    found = []
    for one in bounds:
        for other in one.others[:3]:
            shown = format_amount(reading_of(other))
            found.append(f"原文另有不同的数：{_where(other)}写作{shown}，这里取{format_amount(one.amount)}")
        if one.amount.unit != one.fact.unit:
            size = "大" if one.fact.unit == "万元" else "小"
            found.append(
                f"《{one.fact.provenance.title}》的单位印作{one.fact.unit}，但数字比同一份文件其他处{size}一万倍，按{one.amount.unit}理解"
            )
        if YEAR_DOUBTED in one.fact.flags:
            found.append(f"《{one.fact.provenance.title}》的表名写的是另一个年度，按文件的年度（{one.fact.year}年）理解")
    return found


def _where(fact: Fact) -> str:
    place = fact.provenance
    at = f"第{place.page}页" if place.page else f"第{place.line}行" if place.line else ""
    return f"{place.title or place.doc}{at and '（' + at + '）'}"


def mixed(operands: Sequence[Bound], *, over_years: bool = False) -> list[str]:
    """What makes operands hard to compare: different years (unless years are what is compared), bases, scopes or funds."""
    bounds = leaves(operands)
    facts = [b.fact for b in bounds]
    years, bases, scopes = {f.year for f in facts}, {f.basis for f in facts}, {f.scope for f in facts}
    said = []
    if len(years) > 1 and not over_years and len({f.department for f in facts}) > 1:
        said.append(f"年度不同（{'、'.join(map(str, sorted(years)))}年），只能作参考比较")
    if len(bases) > 1 and not all(wanted_basis(b.item) for b in bounds):
        said.append(f"口径不同（{'、'.join(sorted(bases))}），预算是计划数，决算是执行数")
    if len(scopes) > 1:
        said.append(f"范围不同（{'、'.join(sorted(scopes))}）：部门数包括所属单位，单位本级数不包括")
    return said


def funds_differ(operands: Sequence[Bound]) -> list[str]:
    """The same figure taken from forms of different funds."""
    funds = {b.fact.provenance.title: fund for b in leaves(operands) if (fund := fund_of(b)) is not None}
    if len(set(funds.values())) < 2:
        return []
    named = "；".join(f"《{title}》只含{fund[-1]}" if fund else f"《{title}》含全部资金" for title, fund in funds.items() if title)
    return [f"资金范围不同：{named}"] if named else []


def refuse_same(one: Bound, other: Bound) -> None:
    """Raise ExecutionError where both operands are one printed figure: the question means two, and one of them was not found."""
    if one.fact.id == other.fact.id and not one.parts and not other.parts:
        raise ExecutionError(f"两边都是同一个数（{label_of(one)}{format_amount(one.amount)}），没有找到另一个可以相比的数")


def refuse_overlaps(parts: Sequence[Bound]) -> None:
    """Raise ExecutionError where figures would be counted twice: the same one again, or a subtotal beside its own part."""
    for i, one in enumerate(parts):
        for other in parts[i + 1 :]:
            kind = relation(one, other)
            if kind == SAME:
                raise ExecutionError(f"“{name_of(one)}”和“{name_of(other)}”是同一个数（{format_amount(one.amount)}），相加会重复计算")
            if kind in (PART, WHOLE):
                part, whole = (one, other) if kind == PART else (other, one)
                raise ExecutionError(
                    f"“{name_of(part)}”（{format_amount(part.amount)}）已经包含在“{name_of(whole)}”（{format_amount(whole.amount)}）里，"
                    "相加会重复计算"
                )
