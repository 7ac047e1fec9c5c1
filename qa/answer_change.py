"""Answers about a figure over time: against one earlier year, and over several years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from index.amounts import Amount, format_amount
from qa.answer_lookup import base_year
from qa.answer_parts import Unanswered, Work, answered, as_measure, asked, bound, counterpart, direction, funds_differ, in_both, mixed
from qa.answers import Answer
from qa.bind import Ambiguous, Binding, Bound, Missing
from qa.citations import cite
from qa.execute import (
    ExecutionError,
    Value,
    change_rate,
    difference,
    earlier,
    implied_rate,
    in_unit,
    label_of,
    name_of,
    printed,
    rounds_to,
    short,
    step_of,
    together,
)
from qa.plan import Change, Trend


def change(node: Change, work: Work) -> Answer:
    """Against an earlier year: from that year's own document where there is one, else as the later document states it."""
    now = bound(node.item, work)
    base = node.base_year or now.fact.year - 1
    before = work.bind(replace(node.item, year=base, basis=node.item.basis or now.fact.basis))
    if not (isinstance(before, Bound) and before.fact.year == base and before.fact.id != now.fact.id):
        return _as_stated(node, now, base, before, work)
    moved = _moved(now, before, work)
    one, other = printed(now, unit=work.unit), printed(before, unit=work.unit)
    said = moved.said(rate_first=node.rate)
    one_text, other_text = in_both(one, other)
    text = (
        f"{one.label}{'比' if moved.amount.amount.value else '与'}{base}年{said}；{now.fact.year}年为{one_text}，{base}年为{other_text}。"
    )
    warnings = [*filter(None, [moved.why]), *mixed([now, before], over_years=True), *funds_differ([now, before])]
    warnings += _said_otherwise(node, now, before, work)
    return answered(work, text, [*moved.figures(node.rate), one, other], [now, before], warnings=warnings)


@dataclass(frozen=True)
class _Movement:
    """What changed between two figures, signed; `rate` None where `why` says that there is none."""

    amount: Value
    rate: Value | None
    why: str = ""

    def figures(self, rate_first: bool = False) -> list[Value]:
        found = [self.amount.size, *([self.rate.size] if self.rate else [])]
        return found[::-1] if rate_first else found

    def said(self, *, rate_first: bool = False, formulas: bool = True) -> str:
        if not self.amount.amount.value:
            return "持平"
        formula = f"（{self.amount.formula}）" if formulas else ""
        clauses = [f"{direction(self.amount.amount.value)}{self.amount.size.text}{formula}"]
        if self.rate:
            formula = f"（{self.rate.formula}）" if formulas else ""
            clauses.append(f"{'下降' if self.rate.amount.value < 0 else '增长'}{self.rate.size.text}{formula}")
        return "，".join(clauses[::-1] if rate_first else clauses)


def _moved(now: Bound, before: Bound, work: Work) -> _Movement:
    value = difference(now, before, unit=work.unit)
    if not value.amount.value:
        return _Movement(value, None)
    try:
        return _Movement(value, change_rate(now, before))
    except ExecutionError as error:
        return _Movement(value, None, str(error))


def _said_otherwise(node: Change, now: Bound, before: Bound, work: Work) -> list[str]:
    """What the later document says of the change, where the earlier year's own document says otherwise."""
    stated = _stated(node, now, "增减额", work)
    if stated is None or base_year(stated.fact) not in (0, before.fact.year) or stated.fact.year != now.fact.year:
        return []
    if stated.amount.yuan is None or before.fact.provenance.doc == stated.fact.provenance.doc:
        return []
    own = counterpart(node.item, stated, now, work)
    if own is None or own.amount.yuan != now.amount.yuan:
        return []  # it speaks of something else
    implied = earlier(now, stated)
    a, b = together(implied.amount, before.amount)
    if abs(a.value - b.value) <= step_of(now.amount, before.amount, stated.amount, unit=a.unit) * 2:
        return []
    said = f"{direction(stated.amount.value)}{format_amount(Amount(abs(stated.amount.value), stated.amount.unit))}"
    return [
        f"{now.fact.year}年的文件说比{before.fact.year}年{said}，即{before.fact.year}年为{implied.text}，"
        f"与{before.fact.year}年自己的文件所印的{format_amount(before.amount)}不同，这里取后者"
    ]


def _as_stated(node: Change, now: Bound, base: int, before: Binding, work: Work) -> Answer:
    """As the later document states it: no document of the base year has the figure."""
    found = _stated(node, now, "增减额", work)
    if found is None and isinstance(before, Ambiguous):
        raise Unanswered(before)
    if found is None or (base_year(found.fact) or base) != base:
        other = f"，只说了与{base_year(found.fact)}年相比的变化" if found else ""
        reason = f"没有{base}年的“{short(now)}”{other}，不能与{now.fact.year}年比较"
        raise Unanswered(Missing(node.item, reason), [f"{label_of(now)}为{printed(now, unit=work.unit).text}"], [cite(now.fact)])
    if found.measure and found.measure != now.measure:
        now = bound(as_measure(node.item, found.measure), work)
    meant, own = now, counterpart(node.item, found, now, work)
    if own is None:
        reason = f"没有{base}年的“{short(meant)}”，{meant.fact.year}年的文件也只说了“{found.fact.row_name}”的增减"
        raise Unanswered(Missing(node.item, reason), [f"{label_of(meant)}为{printed(meant, unit=work.unit).text}"], [cite(meant.fact)])
    now = own
    previous = earlier(now, found, unit=work.unit, label=f"{base}年{short(now)}")
    amount = in_unit(found.amount, work.unit)
    way = direction(amount.value)
    size = Value(Amount(abs(amount.value), amount.unit), f"{short(now)}比{base}年{way}", "", found.facts)
    one = printed(now, unit=work.unit)
    stated = _stated(node, now, "增减率", work)
    rate, said, warnings = _stated_rate(stated, found, previous)
    clauses = [f"{way}{size.text}（文件所载）", *([said] if said else [])]
    values = [size, *([rate] if rate else [])]
    if node.rate and rate:
        clauses.reverse()
        values.reverse()
    years = f"{now.fact.year}年为{one.text}，{base}年相应为{previous.text}（{previous.formula}）"
    text = f"{label_of(now)}比{base}年{'，'.join(clauses)}；{years}。"
    used = [now, found, *([stated] if stated else [])]
    if now.amount.yuan != meant.amount.yuan:
        warnings.append(f"文件没有单独说“{short(meant)}”的增减，这里是“{short(now)}”的")
    return answered(work, text, [*values, previous, one], used, warnings=warnings)


def _stated(node: Change, now: Bound, role: str, work: Work) -> Bound | None:
    """What the documents of the year state of the change, on the basis of the figure itself."""
    found = work.bind(replace(asked(node.item, role), basis=now.fact.basis))
    return found if isinstance(found, Bound) and found.fact.basis == now.fact.basis else None


def _stated_rate(stated: Bound | None, found: Bound, previous: Value) -> tuple[Value | None, str, list[str]]:
    """The rate that the document states, checked against its own amounts; else computed from them."""
    positive = previous.amount.value > 0
    if stated is not None:
        rate = Value(Amount(abs(stated.amount.value), stated.amount.unit), "变动幅度", "", stated.facts)
        said = f"{'下降' if stated.amount.value < 0 else '增长'}{rate.text}（文件所载）"
        signed = Amount(stated.amount.value, "%")
        if positive and stated.amount.unit == "%" and not rounds_to(signed, found.amount, previous.amount):
            again = implied_rate(found, previous)
            return rate, said, [f"文件写的幅度是{rate.text}，按它自己的数重算是{again.text}（{again.formula}），两者对不上"]
        return rate, said, []
    try:
        again = implied_rate(found, previous)
    except ExecutionError as error:
        return None, "", [str(error)]
    return again.size, f"{'下降' if found.amount.value < 0 else '增长'}{again.size.text}（{again.formula}）", []


# ---- over several years ----


def trend(node: Trend, work: Work) -> Answer:
    """Every year's figure, what changed between neighbours, and from first to last. Years without the figure are named."""
    bindings = [work.bind(item) for item in node.items]
    bounds = [bound(b.item, work) for b in bindings if isinstance(b, Bound)]
    lacking = [b for b in bindings if not isinstance(b, Bound)]
    values = [printed(b, unit=work.unit) for b in bounds]
    if len(bounds) < 2:
        raise Unanswered(lacking[0], [f"{v.label}为{v.text}" for v in values], [cite(b.fact) for b in bounds])
    moves = [_moved(now, before, work) for before, now in pairwise(bounds)]
    texts = in_both(*values)
    each = [f"{bounds[0].fact.year}年{texts[0]}"]
    for (before, now), text, moved in zip(pairwise(bounds), texts[1:], moves, strict=True):
        way = "比" if moved.amount.amount.value else "与"
        each.append(f"{now.fact.year}年{text}（{way}{before.fact.year}年{moved.said(formulas=False)}）")
    first, last = bounds[0], bounds[-1]
    whole = _moved(last, first, work)
    span = f"从{first.fact.year}年的{texts[0]}到{last.fact.year}年的{texts[-1]}"
    text = f"{first.fact.department}{name_of(first)}{span}，{whole.said()}。逐年：{'；'.join(each)}。"
    if lacking:
        text += f"没有这项数字的年度：{'、'.join(f'{b.item.year}年' for b in lacking)}。"
    steps = [value for moved in moves for value in moved.figures()] if len(bounds) > 2 else []
    reasons = [f"{b.fact.year}年：{m.why}" for (b, _), m in zip(pairwise(bounds), moves, strict=True) if m.why]
    warnings = [*reasons, *mixed(bounds, over_years=True), *funds_differ(bounds)]
    return answered(work, text, [*values, *whole.figures(), *steps], bounds, warnings=warnings)
