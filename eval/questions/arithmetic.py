"""Questions that need one computation within a year: differences, shares, sums, averages, plan against accounts."""

from __future__ import annotations

from decimal import Decimal

from eval.questions.draw import Asked, Draw, Pick, docs, names_of, several, values
from eval.questions.measures import EXPENSE, FUNCTIONAL, INCOME, Measure, codes_of, economic, spending, totals, vocabulary
from eval.questions.phrases import asks_amount, asks_rate
from eval.questions.truth import FINAL, PLAN, Figure, Paper, divided, percentage, total
from index.amounts import round_half_up

_STAFF, _CARS, _RUNNING, _SPENT = "在职实有人数", "公务用车保有量", "公务用车运行维护费", "支出合计"
_LEAST, _LEAST_RATE = Decimal(1), Decimal("0.05")
"""A quotient or a percentage of less says too little with two decimals."""
_HALF_A_TENTH = Decimal("0.055")
"""How far a rate with one decimal may be from the one with two: both are rounded from the same."""


def difference(draw: Draw) -> Asked | None:
    """One figure less another of one nature and one document, the larger one first."""
    first = draw.pick(fit=lambda paper, measure: measure.nature in (EXPENSE, INCOME))
    if first is None:
        return None
    second = draw.beside(first, lambda m: m.nature == first.measure.nature and m.key != first.measure.key)
    if second is None or first.figure.yuan == second.figure.yuan:
        return None
    more, less = sorted((first, second), key=lambda pick: -(pick.figure.yuan or 0))
    slots = {**draw.named(more), "b": draw.say(less.measure, less.paper.basis)}
    gap = total([more.figure, less.figure], [1, -1])
    return Asked(slots, values(gap), docs=gap.docs, how=f"{more.measure.key}−{less.measure.key}")


def share(draw: Draw) -> Asked | None:
    """A part of its whole: of a named figure, of a class, of a group."""
    if (part := draw.pick()) is None:
        return None
    found = [(whole, figure) for whole in _wholes(draw, part.paper, part.measure) if (figure := draw.figure(whole, part.paper))]
    if not found:
        return None
    whole, of = draw.random.choice(found)
    rate = percentage(part.figure, of)
    if rate is None or not _LEAST_RATE <= rate <= 100:
        return None
    slots = {**draw.named(part), "b": draw.say(whole, part.paper.basis)}
    told = as_told(part.paper, part.measure, "占", rate)
    return Asked(slots, [(told, "%")], docs=docs(part.figure, of), how=f"{part.measure.key}÷{whole.key}")


def _wholes(draw: Draw, paper: Paper, part: Measure) -> list[Measure]:
    if part.within:
        return [totals()[key] for key in part.within]
    found = []
    for code in codes_of(paper, part.key):
        parents = [code[:3]] if len(code) > 3 else []
        rows = [row for parent in parents if (row := spending(paper, parent) or economic(paper, parent)) is not None]
        found += [measure for row in rows if (measure := draw.measures.measure(row.name)) is not None]
        if code[0] == "2":
            found.append(totals()[_SPENT])
    return [measure for measure in found if measure.key != part.key]


def as_told(paper: Paper, measure: Measure, column: str, rate: Decimal) -> Decimal:
    """A rate with two decimals, or with the one that the document itself prints for it: both are right then."""
    for row in paper.rows:
        coarse = row.unit == "%" and row.value.as_tuple().exponent in (0, -1)  # 83 is 83.0 with its zero trimmed
        if coarse and row.name in measure.names and column in row.column and abs(row.value - rate) <= _HALF_A_TENTH:
            return row.value.quantize(Decimal("0.1"))
    return rate


def told_otherwise(paper: Paper, measure: Measure, column: str, rate: Decimal) -> bool:
    """Does the document print another rate under a column of this beginning: against another base, or of the general budget alone?"""
    told = [row.value for row in paper.rows if row.unit == "%" and row.name in measure.names and row.column.startswith(column)]
    return any(abs(value - rate) > Decimal("0.06") for value in told)


def share_total(draw: Draw) -> Asked | None:
    """A spending's share of all spending of the year."""
    part = draw.pick(fit=_is_spending)
    whole = draw.figure(totals()[_SPENT], part.paper) if part else None
    rate = percentage(part.figure, whole) if part and whole else None
    if part is None or whole is None or rate is None or not _LEAST_RATE <= rate < 100:
        return None
    told = as_told(part.paper, part.measure, "占", rate)
    return Asked(draw.named(part), [(told, "%")], docs=docs(part.figure, whole), how=f"{part.measure.key}÷{_SPENT}")


def _is_spending(paper: Paper, measure: Measure) -> bool:
    """Is it part of all spending? 政府采购 is counted apart."""
    return measure.nature == EXPENSE and (_SPENT in measure.within or (not measure.final and bool(codes_of(paper, measure.key))))


def sum_named(draw: Draw) -> Asked | None:
    """Two or three figures that do not overlap."""
    first = draw.pick(fit=lambda paper, measure: bool(measure.family))
    chosen = several(draw, first, lambda picks, m: disjoint(picks[0].paper, picks[0].measure, m)) if first else []
    if not chosen:
        return None
    whole = total([pick.figure for pick in chosen])
    return Asked(names_of(draw, chosen), values(whole), docs=whole.docs, how="＋".join(pick.measure.key for pick in chosen))


def disjoint(paper: Paper, first: Measure, other: Measure) -> bool:
    """Of one family; subjects of one level and one classification, so that neither holds the other."""
    if first.final or other.final:
        return first.family == other.family != ""
    codes, others = codes_of(paper, first.key), codes_of(paper, other.key)
    levels = {(code[0] == "2", len(code)) for code in codes | others}
    return len(levels) == 1 and len(codes) == 1 and len(others) == 1


def sum_children(draw: Draw) -> Asked | None:
    """What the 项 (or 款) under a class come to: the class."""
    if (paper := draw.paper()) is None:
        return None
    codes = sorted(code for form, code in paper.subjects if form == FUNCTIONAL[paper.basis][0] and len(code) == 3)
    code = draw.random.choice(codes)
    row = spending(paper, code)
    measure = draw.measures.measure(row.name) if row else None
    if row is None or measure is None:
        return None
    slots = {**draw.frame(paper), "class": draw.say(measure, paper.basis), "level": draw.random.choice(("项", "款"))}
    return Asked(slots, [(row.value, row.unit)], docs=[paper.doc], how=f"Σ{row.name}")


def sum_colloquial(draw: Draw) -> Asked | None:
    """A word for several subjects at once: 水电费."""
    if (paper := draw.paper()) is None:
        return None
    bundle = draw.random.choice(vocabulary()["bundle"])
    measures = [measure for name in bundle["parts"] if (measure := draw.measures.measure(name)) is not None]
    figures = [figure for measure in measures if (figure := draw.figure(measure, paper)) is not None]
    if len(figures) != len(bundle["parts"]):
        return None
    slots = {**draw.frame(paper), "word": draw.random.choice(bundle["words"])}
    return Asked(slots, values(total(figures)), docs=docs(*figures), how="＋".join(bundle["parts"]))


def remainder(draw: Draw) -> Asked | None:
    """All spending but for one."""
    part = draw.pick(fit=lambda paper, measure: _is_spending(paper, measure) and measure.key != _SPENT)
    whole = draw.figure(totals()[_SPENT], part.paper) if part else None
    if part is None or whole is None:
        return None
    rest = total([whole, part.figure], [1, -1])
    if rest.value <= 0:
        return None
    return Asked(draw.named(part), values(rest), docs=rest.docs, how=f"{_SPENT}−{part.measure.key}")


def against_plan(draw: Draw) -> Asked | None:
    """Final accounts against the budget of the year: the amount, and the rate where the wording asks for it."""
    if (drawn := _planned(draw)) is None:
        return None
    spent, planned = drawn
    change = total([spent.figure, planned], [1, -1])
    told = [round_half_up((figure.yuan or Decimal(0)) / 10_000) for figure in (spent.figure, planned)]  # the accounts tell both in 万元
    if abs(change.value) < Decimal("0.01") or change.unit != "万元" or round_half_up(change.value) != told[0] - told[1]:
        return None
    gap = Figure(abs(change.value), change.unit, change.docs)
    rate = percentage(gap, planned)
    if asks_rate(draw.wording) and rate is None:
        return None
    stated = values(gap) if asks_amount(draw.wording) or not asks_rate(draw.wording) else []
    stated += [(rate, "%")] if rate is not None and asks_rate(draw.wording) else []
    return Asked(draw.named(spent), stated, docs=docs(spent.figure, planned), how=f"{spent.measure.key} 决算−预算")


def completion(draw: Draw) -> Asked | None:
    """Final accounts as a share of the budget of the year."""
    if (drawn := _planned(draw)) is None:
        return None
    spent, planned = drawn
    rate = percentage(spent.figure, planned)
    if rate is None or told_otherwise(spent.paper, spent.measure, "完成", rate):
        return None
    told = as_told(spent.paper, spent.measure, "完成", rate)
    return Asked(draw.named(spent), [(told, "%")], docs=docs(spent.figure, planned), how=f"{spent.measure.key} 决算÷预算")


def _planned(draw: Draw) -> tuple[Pick, Figure] | None:
    """Something spent, with what was planned for it."""
    finals = [paper for paper in draw.corpus.papers.values() if paper.basis == FINAL]
    paper = draw.random.choice(finals)
    measure = draw.measure(paper, lambda m: m.nature == EXPENSE and _comparable(m) and draw.figure(m, paper, basis=PLAN) is not None)
    spent = draw.figure(measure, paper) if measure else None
    planned = draw.figure(measure, paper, basis=PLAN) if measure else None
    return (Pick(paper, measure, spent), planned) if measure and spent and planned else None


def _comparable(measure: Measure) -> bool:
    """What is procured is no part of the budget that is carried out."""
    return not measure.key.startswith("政府采购")


def per_head(draw: Draw) -> Asked | None:
    return _divided(draw, (FINAL,), _STAFF)


def per_month(draw: Draw) -> Asked | None:
    return _divided(draw, (FINAL, PLAN), "")


def _divided(draw: Draw, bases: tuple[str, ...], by: str) -> Asked | None:
    """A spending divided by a number that the same document prints, or by twelve."""
    pick = draw.pick(*bases, fit=lambda paper, measure: measure.nature == EXPENSE)
    heads = draw.figure(totals()[by], pick.paper) if pick and by else None
    if pick is None or (by and heads is None):
        return None
    quotient = divided(pick.figure, heads.value if heads else 12)
    if quotient.value < _LEAST:
        return None
    return Asked(draw.named(pick), values(quotient), docs=quotient.docs, how=f"{pick.measure.key}÷{by or 12}")


def per_vehicle(draw: Draw) -> Asked | None:
    if (paper := draw.paper(FINAL)) is None:
        return None
    running, cars = draw.figure(totals()[_RUNNING], paper), draw.figure(totals()[_CARS], paper)
    if running is None or cars is None:
        return None
    return Asked(draw.frame(paper), values(divided(running, cars.value)), docs=docs(running), how=f"{_RUNNING}÷{_CARS}")


def what_if(draw: Draw) -> Asked | None:
    """A figure spread over some months."""
    if (pick := draw.pick()) is None:
        return None
    months = draw.random.choice([3, 5, 6, 7, 8, 9, 10, 11, 14, 15, 18, 20, 24, 27, 30])
    quotient = divided(pick.figure, months)
    if quotient.value < _LEAST:
        return None
    return Asked({**draw.named(pick), "n": str(months)}, values(quotient), docs=quotient.docs, how=f"{pick.measure.key}÷{months}")


def sum_departments(draw: Draw) -> Asked | None:
    drawn = both(draw)
    if drawn is None:
        return None
    slots, mine, others, key = drawn
    return Asked(slots, values(total([mine, others])), docs=docs(mine, others), how=f"Σ{key}")


def compare_departments(draw: Draw) -> Asked | None:
    drawn = both(draw)
    if drawn is None:
        return None
    slots, mine, others, key = drawn
    gap = total([mine, others], [1, -1])
    if not gap.value:
        return None
    stated = [*values(mine, others), (abs(gap.value), gap.unit)]
    return Asked(slots, stated, docs=docs(mine, others), how=f"{key}：差额")


def both(draw: Draw) -> tuple[dict[str, str], Figure, Figure, str] | None:
    """(slots, figure, figure of another department, key): the same figure of the same year and basis."""
    if (pick := draw.pick()) is None:
        return None
    other = draw.other_department(pick.paper)
    others = draw.figure(pick.measure, pick.paper, department=other) if other else None
    if others is None:
        return None
    return {**draw.named(pick), "who2": draw.who(other)}, pick.figure, others, pick.measure.key
