"""Answers about one figure by another: shares, so many times, per head, how much of a budget was carried out."""

from __future__ import annotations

import re

from index.amounts import Amount, format_amount
from qa.answer_parts import Unanswered, Work, answered, as_measure, asked, bound, funds_differ, mixed, of_one_basis, refuse_same
from qa.answers import Answer
from qa.bind import Bound, Missing
from qa.execute import Value, head_of, label_of, name_of, per, printed, ratio, rounds_to, short, times
from qa.matching import role_of
from qa.plan import Completion, Item, Per, Ratio, given_by
from qa.wholes import APART, PART, SAME, relation

_DONE = ("决算", "执行数", "实际")


def share(node: Ratio, work: Work) -> Answer:
    """part ÷ whole, with its denominator; what is no share is not called one."""
    part, whole = of_one_basis((node.part, node.whole), work) if _named_apart(node) else [bound(node.part, work), bound(node.whole, work)]
    refuse_same(part, whole)
    operands = [printed(part, unit=work.unit), printed(whole, unit=work.unit)]
    warnings = mixed([part, whole]) + _years_differ(part, whole)
    if node.times:
        value = times(part, whole)
        text = f"{label_of(part)}是{label_of(whole, after=part)}的{value.text}（{value.formula}）。"
        return answered(work, text, [value, *operands], [part, whole], warnings=warnings)
    value = ratio(part, whole)
    no_share = _no_share(part, whole, value)
    verb = "相当于" if no_share else "占"
    text = f"{label_of(part)}{verb}{_whole_name(part, whole)}的{value.text}（{value.formula}；分母是{label_of(whole)}）。"
    warnings += [no_share] if no_share else funds_differ([part, whole])
    return answered(work, text, [value, *operands], [part, whole], warnings=warnings)


def _named_apart(node: Ratio) -> bool:
    """Are part and whole two things, not one thing planned and done?"""
    one, other = node.part.phrase, node.whole.phrase
    return (one.words, one.measure, one.codes) != (other.words, other.measure, other.codes)


def _whole_name(part: Bound, whole: Bound) -> str:
    """A denominator in a word or two; of the same name in full."""
    return short(whole) if short(part) != short(whole) else label_of(whole)


def _no_share(part: Bound, whole: Bound, value: Value) -> str:
    """Why a quotient is no share of a whole; "" where it is one, or may be."""
    kind = relation(part, whole)
    names = f"“{name_of(part)}”", f"“{name_of(whole)}”"
    if (part.fact.basis, role_of(part.fact)) != (whole.fact.basis, role_of(whole.fact)) and short(part) == short(whole):
        return ""  # a plan and its outcome: a rate of completion, whatever it is called
    if kind == APART:
        return f"{names[0]}不是{names[1]}的组成部分，这里只是两个数相除，不是占比"
    if value.amount.value > 100 and kind not in (PART, SAME):
        return f"{names[0]}大于{names[1]}，不是它的一部分，这里只是两个数相除，不是占比"
    if part.amount.value < 0:
        return f"{names[0]}是负数，比值不是通常意义的占比"
    return ""


def _years_differ(part: Bound, whole: Bound) -> list[str]:
    if part.fact.department != whole.fact.department:
        return [f"部门不同：{part.fact.department}、{whole.fact.department}"]
    if part.fact.year != whole.fact.year:
        return [f"年度不同：分子是{part.fact.year}年，分母是{whole.fact.year}年"]
    if part.fact.basis != whole.fact.basis and short(part) != short(whole):
        return [f"口径不同：分子是{part.fact.basis}，分母是{whole.fact.basis}"]
    return []


def per_count(node: Per, work: Work) -> Answer:
    """amount ÷ count; where the count comes from is said."""
    unit = work.unit or node.unit
    amount = bound(node.amount, work)
    if isinstance(node.count, Amount):
        value = per(amount, node.count, unit)
        counted = node.count.unit or "个"
        text = (
            f"{label_of(amount)}按{format_amount(node.count)}（{given_by(node.count)}）平均，每{counted}{value.text}（{value.formula}）。"
        )
        return answered(work, text, [value, printed(amount)], [amount])
    count = bound(node.count, work)
    value = per(amount, count, unit)
    text = f"{label_of(amount)}平均每{count.amount.unit or '个'}{value.text}（{value.formula}；按{label_of(count)}{_counted(count)}计）。"
    warnings = mixed([amount, count]) + _years_differ(amount, count)
    return answered(work, text, [value, printed(amount), printed(count)], [amount, count], warnings=warnings)


def _counted(count: Bound) -> str:
    return format_amount(count.amount)


# ---- how much of a budget was carried out ----


def completion(node: Completion, work: Work) -> Answer:
    """The printed rate, checked against its operands; else what was done ÷ what was planned. Which budget it is of, is said."""
    item = node.item
    stated = work.bind(asked(item, "完成率"))
    printed_rate = stated if isinstance(stated, Bound) and stated.amount.unit == "%" else None
    pair = done_and_planned(item, work, printed_rate)
    if printed_rate is None:
        if pair is None:
            raise Unanswered(
                Missing(item, f"没有“{item.phrase.measure or item.phrase.words}”的完成率，也没有能算出它的预算数和决算（执行）数")
            )
        done, planned = pair
        value = ratio(done, planned)
        text = f"{label_of(done)}完成{_budget_name(planned)}的{value.text}（{value.formula}；{_base(planned)}）。"
        return answered(work, text, [value, printed(done), printed(planned)], [done, planned], warnings=_of_whom(done, planned))
    rate = printed(printed_rate)
    warnings = []
    if item.phrase.measure and printed_rate.measure not in ("", item.phrase.measure):
        warnings.append(f"文件没有印“{item.phrase.measure}”的完成率，这里是“{printed_rate.measure}”的")
    if pair is None:
        return answered(work, f"{label_of(printed_rate)}为{rate.text}（文件印出）。", [rate], [printed_rate], warnings=warnings)
    done, planned = pair
    again = ratio(done, planned)
    if not rounds_to(printed_rate.amount, done.amount, planned.amount):
        warnings.append(f"文件印出的完成率是{rate.text}，按{again.formula}重算是{again.text}，两者对不上，这里取印出的")
    operands = [printed(done), printed(planned)]
    each = f"{_done_name(done)}{operands[0].text}，{_base(planned)}{operands[1].text}"
    text = f"{head_of(done)}{short(done)}完成{_base(planned)}的{rate.text}（文件印出）：{each}。"
    return answered(work, text, [rate, *operands], [printed_rate, done, planned], warnings=warnings)


def _done_name(done: Bound) -> str:
    return "执行数" if role_of(done.fact) in ("执行数", "实际") else "决算数"


def done_and_planned(item: Item, work: Work, rate: Bound | None = None) -> tuple[Bound, Bound] | None:
    """What was done and what was planned for it: in the rate's own row, sentence or form where that prints both, else in the same
    measure."""
    said = rate.fact.column if rate else ""
    plans = ("全年预算", "预算", "年初预算") if re.search(r"全年|调整", said) else ("年初预算", "全年预算", "预算")
    if rate is not None:
        done = next((b for role in _DONE if (b := work.bind.beside(asked(item, role), rate))), None)
        planned = next((b for role in (*plans, "目标") if (b := work.bind.beside(asked(item, role), rate))), None)
        if done and planned and planned.fact.id != done.fact.id and planned.amount.value > 0:
            return done, planned
    target, actual = _only(item, "目标", work), _only(item, "实际", work)
    if rate is None and target and actual and role_of(target.fact) == "目标":
        return actual, target
    for role in _DONE[:2]:
        for plan in plans:
            done, planned = _only(item, role, work), _only(item, plan, work)
            if done and planned and planned.measure and planned.measure != done.measure:
                done = _only(as_measure(item, planned.measure), role, work)
            if done and planned and done.fact.origin == "table" and planned.fact.origin != "table":  # of the money that is planned there
                done = work.bind.beside(asked(item, role), planned) or done
            if done and planned and done.fact.id != planned.fact.id and (rate is None or _alike(rate, done, planned)):
                return done, planned
    return None


def _alike(*bounds: Bound) -> bool:
    """Is it one thing whose rate, outcome and plan these are?"""
    return len({b.fact.row_name for b in bounds}) == 1 or bool(bounds[0].measure) and len({b.measure for b in bounds}) == 1


def _only(item: Item, role: str, work: Work) -> Bound | None:
    found = work.bind(asked(item, role))
    return found if isinstance(found, Bound) else None


def _budget_name(planned: Bound) -> str:
    return {"年初预算": "年初预算", "全年预算": "全年预算", "目标": "目标值"}.get(role_of(planned.fact), "预算")


def _base(planned: Bound) -> str:
    """Which budget the base is."""
    name = _budget_name(planned)
    if name != "预算":
        return name
    return "当年部门预算" if planned.fact.basis == "预算" and planned.fact.form.startswith("B") else "预算数"


def _of_whom(done: Bound, planned: Bound) -> list[str]:
    warnings = _years_differ(done, planned)
    if done.fact.provenance.doc != planned.fact.provenance.doc:
        warnings.append(f"{label_of(done)}与{label_of(planned)}出自两份文件，预算执行中有调整的，与文件自己算的完成率可能不同")
    return warnings
