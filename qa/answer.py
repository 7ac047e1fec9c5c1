"""Result → Answer: what a user reads, with figures, sources and warnings. Every digit in it comes from a bound fact or from execute.

One module for each kind of answer: answer_lookup (figures one by one), answer_share (one by another), answer_compare (side by side),
answer_change (over time), answer_sum (added up), answer_list (lists); answer_parts holds what they share.
"""

from __future__ import annotations

from dataclasses import replace

from qa.answer_change import change, trend
from qa.answer_compare import compare, minus
from qa.answer_list import ranking, turnover
from qa.answer_lookup import exceeds, lookup, what_if
from qa.answer_parts import Binder, Lister, Unanswered, Work
from qa.answer_share import completion, per_count, share
from qa.answer_sum import rest, summed
from qa.answers import ANSWERED, Answer
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
    return Answer(
        ANSWERED,
        "".join([*(a.text for a in answers), *refused]),
        tuple(asked),
        tuple(dict.fromkeys(c for a in answers for c in a.citations)),
        tuple(dict.fromkeys(w for a in answers for w in a.warnings)),
        str(work.plan),
    )
