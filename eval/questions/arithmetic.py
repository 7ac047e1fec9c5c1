"""Questions that need one computation within a year: differences, shares, sums, averages, plan against accounts."""

from __future__ import annotations

from decimal import Decimal

from eval.questions.draw import Asked, Draw, docs, values
from eval.questions.measures import BALANCE, COUNT, EXPENSE, FUNCTIONAL, INCOME, Measure, codes_of, economic, spending, totals, vocabulary
from eval.questions.phrases import asks_amount, asks_rate
from eval.questions.truth import FINAL, PLAN, Figure, Paper, divided, percentage, total
from index.amounts import round_half_up

_STAFF, _CARS, _RUNNING, _SPENT = "在职实有人数", "公务用车保有量", "公务用车运行维护费", "支出合计"
_LEAST = Decimal(1)
"""A quotient of less, in its unit, says too little with two decimals."""


def difference(draw: Draw) -> Asked | None:
    pair = _pair(draw)
    if pair is None:
        return None
    paper, (first, second), (a, b) = pair
    slots = {**draw.frame(paper), "a": draw.say(first, paper.basis), "b": draw.say(second, paper.basis)}
    return Asked(slots, values(total([a, b], [1, -1])), docs=docs(a, b), how=f"{first.key}−{second.key}")


def _pair(draw: Draw) -> tuple[Paper, tuple[Measure, Measure], tuple[Figure, Figure]] | None:
    """Two figures of one nature and one document, neither part of the other; the larger one first."""
    if (paper := draw.paper()) is None:
        return None
    first = draw.measure(paper, lambda m: m.nature in (EXPENSE, INCOME))
    if first is None:
        return None
    second = draw.measure(paper, lambda m: m.nature == first.nature and m.key != first.key)
    if second is None:
        return None
    a, b = draw.figure(first, paper), draw.figure(second, paper)
    assert a is not None and b is not None
    if (a.yuan or 0) == (b.yuan or 0):
        return None
    return (paper, (first, second), (a, b)) if (a.yuan or 0) > (b.yuan or 0) else (paper, (second, first), (b, a))


def share(draw: Draw) -> Asked | None:
    """A part of its whole: of a named figure, of a class, of a group."""
    if (paper := draw.paper()) is None or (part := draw.measure(paper)) is None:
        return None
    wholes = [whole for whole in _wholes(draw, paper, part) if draw.figure(whole, paper) is not None]
    if not wholes:
        return None
    whole = draw.random.choice(wholes)
    a, b = draw.figure(part, paper), draw.figure(whole, paper)
    assert a is not None and b is not None
    rate = percentage(a, b)
    if rate is None or rate > 100 or rate < Decimal("0.05"):
        return None
    slots = {**draw.frame(paper), "a": draw.say(part, paper.basis), "b": draw.say(whole, paper.basis)}
    return Asked(slots, [(as_told(paper, part, "占", rate), "%")], docs=docs(a, b), how=f"{part.key}÷{whole.key}")


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
    """A rate with two decimals, or with those that the document itself prints for it: both are right then."""
    for row in paper.rows:
        if row.unit == "%" and row.name in measure.names and column in row.column and row.value != rate:
            exponent = row.value.as_tuple().exponent
            step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else -2)
            if abs(row.value - rate) <= step / 2 + Decimal("0.005"):
                return row.value
    return rate


def told_otherwise(paper: Paper, measure: Measure, column: str, rate: Decimal) -> bool:
    """Does the document print another rate under a column of this beginning: against another base, or of the general budget alone?"""
    told = [row.value for row in paper.rows if row.unit == "%" and row.name in measure.names and row.column.startswith(column)]
    return any(abs(value - rate) > Decimal("0.06") for value in told)


def share_total(draw: Draw) -> Asked | None:
    """A spending's share of all spending of the year."""
    if (paper := draw.paper()) is None:
        return None
    part = draw.measure(paper, lambda m: m.nature == EXPENSE and _is_spending(paper, m))
    whole = draw.figure(totals()[_SPENT], paper)
    if part is None or whole is None:
        return None
    figure = draw.figure(part, paper)
    assert figure is not None
    rate = percentage(figure, whole)
    if rate is None or rate >= 100 or rate < Decimal("0.05"):
        return None
    slots = {**draw.frame(paper), "a": draw.say(part, paper.basis)}
    return Asked(slots, [(as_told(paper, part, "占", rate), "%")], docs=docs(figure, whole), how=f"{part.key}÷{_SPENT}")


def _is_spending(paper: Paper, measure: Measure) -> bool:
    """Part of all spending (政府采购 is counted apart)."""
    return _SPENT in measure.within or (not measure.final and bool(codes_of(paper, measure.key)))


def sum_named(draw: Draw) -> Asked | None:
    """Two or three figures that do not overlap."""
    if (paper := draw.paper()) is None or (first := draw.measure(paper, lambda m: bool(m.family))) is None:
        return None
    chosen = [first]
    for _ in range(2 if "c" in draw.slots else 1):
        other = draw.measure(paper, lambda m: m.key not in [c.key for c in chosen] and disjoint(paper, first, m))  # noqa: B023
        if other is None:
            return None
        chosen.append(other)
    figures = [figure for measure in chosen if (figure := draw.figure(measure, paper)) is not None]
    names = {slot: draw.say(measure, paper.basis) for slot, measure in zip("abc", chosen, strict=False)}
    return Asked({**draw.frame(paper), **names}, values(total(figures)), docs=docs(*figures), how="＋".join(m.key for m in chosen))


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
    if (paper := draw.paper()) is None:
        return None
    part = draw.measure(paper, lambda m: m.nature == EXPENSE and _is_spending(paper, m))
    whole = draw.figure(totals()[_SPENT], paper)
    if part is None or whole is None or part.key == _SPENT:
        return None
    figure = draw.figure(part, paper)
    assert figure is not None
    rest = total([whole, figure], [1, -1])
    if rest.value <= 0:
        return None
    return Asked(
        {**draw.frame(paper), "a": draw.say(part, paper.basis)}, values(rest), docs=docs(whole, figure), how=f"{_SPENT}−{part.key}"
    )


def against_plan(draw: Draw) -> Asked | None:
    """Final accounts against the budget of the year: the amount."""
    drawn = _planned(draw)
    if drawn is None:
        return None
    paper, measure, spent, planned = drawn
    change = total([spent, planned], [1, -1])
    told = [round_half_up((figure.yuan or Decimal(0)) / 10_000) for figure in (spent, planned)]  # the accounts tell the budget in 万元
    if abs(change.value) < Decimal("0.01") or change.unit != "万元" or round_half_up(change.value) != told[0] - told[1]:
        return None
    slots = {**draw.frame(paper), "a": draw.say(measure, FINAL)}
    rate = percentage(Figure(abs(change.value), change.unit, change.docs), planned)
    if asks_rate(draw.wording) and rate is None:
        return None
    gap = [(abs(change.value), change.unit)] if asks_amount(draw.wording) or not asks_rate(draw.wording) else []
    stated = gap + ([(rate, "%")] if rate is not None and asks_rate(draw.wording) else [])
    return Asked(slots, stated, docs=docs(spent, planned), how=f"{measure.key} 决算−预算")


def completion(draw: Draw) -> Asked | None:
    """Final accounts as a share of the budget of the year."""
    drawn = _planned(draw)
    if drawn is None:
        return None
    paper, measure, spent, planned = drawn
    rate = percentage(spent, planned)
    if rate is None or told_otherwise(paper, measure, "完成", rate):
        return None
    slots = {**draw.frame(paper), "a": draw.say(measure, FINAL)}
    return Asked(slots, [(as_told(paper, measure, "完成", rate), "%")], docs=docs(spent, planned), how=f"{measure.key} 决算÷预算")


def _planned(draw: Draw) -> tuple[Paper, Measure, Figure, Figure] | None:
    paper = draw.random.choice([paper for paper in draw.corpus.papers.values() if paper.basis == FINAL])
    measure = draw.measure(paper, lambda m: m.nature == EXPENSE and _comparable(m) and draw.figure(m, paper, basis=PLAN) is not None)
    if measure is None:
        return None
    spent, planned = draw.figure(measure, paper), draw.figure(measure, paper, basis=PLAN)
    assert spent is not None and planned is not None
    return paper, measure, spent, planned


def _comparable(measure: Measure) -> bool:
    """What is procured is no part of the budget that is carried out."""
    return not measure.key.startswith("政府采购")


def per_head(draw: Draw) -> Asked | None:
    return _divided(draw, (FINAL,), _STAFF)


def per_month(draw: Draw) -> Asked | None:
    return _divided(draw, (FINAL, PLAN), "")


def _divided(draw: Draw, bases: tuple[str, ...], by: str) -> Asked | None:
    """A spending divided by a number that the same document prints, or by twelve."""
    if (paper := draw.paper(*bases)) is None or (measure := draw.measure(paper, lambda m: m.nature == EXPENSE)) is None:
        return None
    figure, heads = draw.figure(measure, paper), draw.figure(totals()[by], paper) if by else None
    assert figure is not None
    if by and heads is None:
        return None
    quotient = divided(figure, heads.value if heads else 12)
    if quotient.value < _LEAST:
        return None
    slots = {**draw.frame(paper), "a": draw.say(measure, paper.basis)}
    return Asked(slots, values(quotient), docs=docs(figure), how=f"{measure.key}÷{by or 12}")


def per_vehicle(draw: Draw) -> Asked | None:
    if (paper := draw.paper(FINAL)) is None:
        return None
    running, cars = draw.figure(totals()[_RUNNING], paper), draw.figure(totals()[_CARS], paper)
    if running is None or cars is None:
        return None
    return Asked(draw.frame(paper), values(divided(running, cars.value)), docs=docs(running), how=f"{_RUNNING}÷{_CARS}")


def what_if(draw: Draw) -> Asked | None:
    """A figure spread over some months."""
    if (paper := draw.paper()) is None or (measure := draw.measure(paper, lambda m: m.nature in (EXPENSE, BALANCE, INCOME))) is None:
        return None
    figure = draw.figure(measure, paper)
    assert figure is not None
    months = draw.random.choice([3, 5, 6, 7, 8, 9, 10, 11, 14, 15, 18, 20, 24, 27, 30])
    quotient = divided(figure, months)
    if quotient.value < _LEAST:
        return None
    slots = {**draw.frame(paper), "a": draw.say(measure, paper.basis), "n": str(months)}
    return Asked(slots, values(quotient), docs=docs(figure), how=f"{measure.key}÷{months}")


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
    if (paper := draw.paper()) is None:
        return None
    other = draw.other_department(paper)
    measure = draw.measure(paper, lambda m: m.nature != COUNT and draw.figure(m, paper, department=other) is not None)
    if measure is None:
        return None
    mine, others = draw.figure(measure, paper), draw.figure(measure, paper, department=other)
    assert mine is not None and others is not None
    slots = {**draw.frame(paper), "who2": draw.who(other), "a": draw.say(measure, paper.basis)}
    return slots, mine, others, measure.key
