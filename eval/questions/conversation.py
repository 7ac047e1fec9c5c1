"""Follow-ups: a look-up, then a few words that change one thing of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from eval.questions.arithmetic import as_told, disjoint
from eval.questions.draw import Asked, Draw, docs, values
from eval.questions.measures import EXPENSE, Measure, totals
from eval.questions.single import in_unit, unit_for
from eval.questions.truth import Figure, Paper, percentage, total
from eval.questions.wordings import fill
from eval.questions.years import amount_or_rate, change_of


@dataclass(frozen=True)
class _Before:
    """The look-up that a follow-up refers to."""

    question: str
    paper: Paper
    measure: Measure
    figure: Figure


def _before(draw: Draw, nature: str = "") -> _Before | None:
    """A look-up in one of the file's wordings."""
    wordings = draw.wordings.operations.get("lookup", ())
    if not wordings:
        return None
    first = replace(draw, wording=draw.random.choice(wordings))
    paper = first.paper()
    measure = first.measure(paper, lambda m: not nature or m.nature == nature) if paper else None
    figure = first.figure(measure, paper) if measure and paper else None
    if paper is None or measure is None or figure is None:
        return None
    question = fill(first.wording, {**first.frame(paper), "a": first.say(measure, paper.basis)})
    return _Before(question, paper, measure, figure)


def follow_department(draw: Draw) -> Asked | None:
    if (before := _before(draw)) is None:
        return None
    other = draw.other_department(before.paper)
    figure = draw.figure(before.measure, before.paper, department=other) if other else None
    if figure is None:
        return None
    return Asked({"who2": draw.who(other)}, values(figure), docs=docs(figure), history=(before.question,), how=before.measure.key)


def follow_year(draw: Draw) -> Asked | None:
    if (before := _before(draw)) is None:
        return None
    year = draw.random.choice([year for year in draw.corpus.years if year != before.paper.year] or [before.paper.year])
    figure = draw.figure(before.measure, before.paper, year=year)
    if figure is None or year == before.paper.year:
        return None
    return Asked({"when2": draw.when(year)}, values(figure), docs=docs(figure), history=(before.question,), how=before.measure.key)


def follow_measure(draw: Draw) -> Asked | None:
    if (before := _before(draw)) is None:
        return None
    other = draw.measure(before.paper, lambda m: m.key != before.measure.key and m.nature == before.measure.nature)
    figure = draw.figure(other, before.paper) if other else None
    if other is None or figure is None:
        return None
    said = draw.say(other, before.paper.basis)
    return Asked({"b": said}, values(figure), docs=docs(figure), history=(before.question,), how=other.key)


def follow_share(draw: Draw) -> Asked | None:
    """Its share of all spending."""
    if (before := _before(draw, EXPENSE)) is None or (whole := draw.figure(totals()["支出合计"], before.paper)) is None:
        return None
    rate = percentage(before.figure, whole)
    if rate is None or not 0 < rate < 100 or "支出合计" not in before.measure.within + (() if before.measure.final else ("支出合计",)):
        return None
    told = as_told(before.paper, before.measure, "占", rate)
    return Asked({}, [(told, "%")], docs=docs(before.figure, whole), history=(before.question,), how=f"{before.measure.key}÷支出合计")


def follow_unit(draw: Draw) -> Asked | None:
    if (before := _before(draw)) is None or (unit := unit_for(draw, before.figure)) is None:
        return None
    value = in_unit(before.figure, unit)
    return Asked({"unit": unit}, [(value, unit)], [unit], docs=docs(before.figure), history=(before.question,), how=before.measure.key)


def follow_change(draw: Draw) -> Asked | None:
    if (before := _before(draw)) is None or (change := change_of(draw, before.measure, before.paper)) is None:
        return None
    then, now, rate = change
    stated, facts = amount_or_rate(draw.wording, then, now, rate)
    return Asked({}, stated, facts, docs=docs(then, now), history=(before.question,), how=before.measure.key)


def follow_again(draw: Draw) -> Asked | None:
    """Another department first, then another year of that one."""
    wordings = draw.wordings.operations.get("follow_department", ())
    if not wordings or (before := _before(draw)) is None:
        return None
    other = draw.other_department(before.paper)
    years = [year for year in draw.corpus.years if year != before.paper.year]
    year = draw.random.choice(years) if years else 0
    figure = draw.figure(before.measure, before.paper, department=other, year=year) if years and other else None
    if figure is None or draw.figure(before.measure, before.paper, department=other) is None:
        return None
    history = (before.question, fill(draw.random.choice(wordings), {"who2": draw.who(other)}))
    return Asked({"when2": draw.when(year)}, values(figure), docs=docs(figure), history=history, how=before.measure.key)


def follow_sum(draw: Draw) -> Asked | None:
    """Together with another figure that it does not overlap with."""
    if (before := _before(draw, EXPENSE)) is None:
        return None
    other = draw.measure(before.paper, lambda m: m.key != before.measure.key and disjoint(before.paper, before.measure, m))
    figure = draw.figure(other, before.paper) if other else None
    if other is None or figure is None:
        return None
    slots = {"b": draw.say(other, before.paper.basis)}
    both = total([before.figure, figure])
    how = f"{before.measure.key}＋{other.key}"
    return Asked(slots, values(both), docs=docs(before.figure, figure), history=(before.question,), how=how)
