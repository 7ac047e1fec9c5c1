"""Result → Answer: what a user reads, with figures, sources and warnings. Every digit in it comes from a bound fact or from execute.

One module for each kind of answer: answer_lookup (figures one by one), answer_share (one by another), answer_compare (side by side),
answer_change (over time), answer_sum (added up), answer_list (lists); answer_parts holds what they share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.amounts import Amount, format_amount
from qa.answer_change import change, trend
from qa.answer_compare import compare, minus
from qa.answer_list import ranking, turnover
from qa.answer_lookup import exceeds, lookup, what_if
from qa.answer_parts import Binder, Lister, Unanswered, Work
from qa.answer_share import completion, per_count, share
from qa.answer_sum import rest, summed
from qa.answers import ANSWERED, Answer, Figure
from qa.execute import ExecutionError
from qa.plan import (
    Change,
    Compare,
    Completion,
    Difference,
    Exceeds,
    Lookup,
    Node,
    Per,
    Plan,
    Ranking,
    Ratio,
    Remainder,
    Scaled,
    Several,
    Sum,
    Trend,
    Turnover,
    items_of,
)

__all__ = ["Binder", "Lister", "Unanswered", "answer_plan"]


def answer_plan(plan: Plan, bind: Binder, lister: Lister) -> Answer:
    """The answer to a plan of figures. Raises Unanswered where an operand is missing or ambiguous, ExecutionError (Chinese) where the
    figures cannot be computed with each other."""
    if isinstance(plan.node, Several):
        return _several(plan.node, Work(plan, bind, lister))
    return _answer(plan.node, Work(plan, bind, lister))


def _answer(node: Node, work: Work) -> Answer:
    match node:
        case Lookup():
            return lookup(node, work)
        case Exceeds():
            return exceeds(node, work)
        case Scaled():
            return what_if(node, work)
        case Ratio():
            return share(node, work)
        case Per():
            return per_count(node, work)
        case Completion():
            return completion(node, work)
        case Difference():
            return minus(node, work)
        case Compare():
            return compare(node, work)
        case Change():
            return change(node, work)
        case Trend():
            return trend(node, work)
        case Sum():
            return summed(node, work)
        case Remainder():
            return rest(node, work)
        case Ranking():
            return ranking(node, work)
        case Turnover():
            return turnover(node, work)
        case Several():
            return _several(node, work)
    raise TypeError(f"not a plan of figures: {type(node).__name__}")


def _several(node: Several, work: Work) -> Answer:
    """Several questions in one: their answers one after another, the figures asked for first. What cannot be computed is said; where a
    figure is missing there is no answer, but those that were found are told."""
    answers: list[Answer] = []
    refused: list[str] = []
    missing: list[Unanswered] = []
    for one in node.nodes:
        try:
            answers.append(_answer(one, replace(work, plan=replace(work.plan, node=one))))
        except ExecutionError as error:
            refused.append(f"{error}。")
        except Unanswered as unanswered:
            missing.append(unanswered)
    if missing:
        found = [*(a.text.rstrip("。") for a in answers), *missing[0].found]
        raise Unanswered(missing[0].binding, found, [*(c for a in answers for c in a.citations), *missing[0].sources])
    if not answers:
        raise ExecutionError("".join(refused).rstrip("。"))
    count = max(len(a.figures) for a in answers)
    asked = [a.figures[i] for i in range(count) for a in answers if i < len(a.figures)]
    ahead, apart = _ahead(node, answers) if not refused else ("", [])
    return Answer(
        ANSWERED,
        "".join([*(a.text for a in answers), ahead, *refused]),
        (*asked[: len(answers)], *apart, *asked[len(answers) :]),
        tuple(dict.fromkeys(c for a in answers for c in a.citations)),
        tuple(dict.fromkeys(w for a in answers for w in a.warnings)),
        str(work.plan),
    )


def _ahead(node: Several, answers: Sequence[Answer]) -> tuple[str, list[Figure]]:
    """Of the same quotient of two departments or years, who is ahead and by how much; nothing for other questions."""
    owners = [tuple(dict.fromkeys((i.department, i.year) for i in items_of(one))) for one in node.nodes]
    kinds = {type(one) for one in node.nodes}
    if len(answers) != 2 or len(kinds) > 1 or not kinds <= {Per, Ratio, Completion} or any(len(o) != 1 for o in owners):
        return "", []
    (here, there), heads = (owner[0] for owner in owners), [a.figures[0] for a in answers]
    if here == there or heads[0].unit != heads[1].unit:
        return "", []
    names = [d if here[0] != there[0] else f"{y}年" for d, y in (here, there)]
    gap = heads[0].value - heads[1].value
    if not gap:
        return "两者相同。", []
    high, low = (heads[0], heads[1]) if gap > 0 else (heads[1], heads[0])
    apart = Amount(abs(gap), "个百分点" if high.unit == "%" else high.unit)
    formula = f"{format_amount(Amount(high.value, high.unit))}−{format_amount(Amount(low.value, low.unit))}＝{format_amount(apart)}"
    figure = Figure(apart.value, apart.unit, "相差", formula, tuple(dict.fromkeys((*high.facts, *low.facts))))
    return f"{names[0] if gap > 0 else names[1]}更高，高出{format_amount(apart)}（{formula}）。", [figure]
