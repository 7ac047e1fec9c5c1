"""Questions over several years: changes, rates, sums, averages, trends, the year with the most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from eval.questions.arithmetic import as_told, told_otherwise
from eval.questions.draw import Asked, Draw, Fact, direction, docs, values
from eval.questions.measures import Measure
from eval.questions.phrases import asks_amount, asks_rate
from eval.questions.truth import FINAL, Figure, Paper, divided, percentage, total
from index.amounts import round_half_up


@dataclass(frozen=True)
class _Span:
    """A figure over consecutive years, the earliest first."""

    paper: Paper
    measure: Measure
    years: tuple[int, ...]
    figures: tuple[Figure, ...]
    slots: dict[str, str]


def _span(draw: Draw, longest: int) -> _Span | None:
    """A figure that is printed for every year from an earlier one; `longest`: 2 for two years, 0 for all that there are."""
    if (paper := draw.paper()) is None:
        return None
    earlier = [year for year in draw.corpus.years if year < paper.year and draw.corpus.paper(paper.department, year, paper.basis)]
    if not earlier:
        return None
    first = draw.random.choice(earlier)
    years = (first, paper.year) if longest == 2 else tuple(range(first, paper.year + 1))
    measure = draw.measure(paper, lambda m: all(draw.figure(m, paper, year=year) is not None for year in years))
    if measure is None:
        return None
    figures = tuple(figure for year in years if (figure := draw.figure(measure, paper, year=year)) is not None)
    now, then = draw.years(paper.year, first)
    slots = {"who": draw.who(paper.department), "when": now, "when2": then, "basis": paper.basis, "a": draw.say(measure, paper.basis)}
    return _Span(paper, measure, years, figures, slots)


def _rate(span: _Span) -> tuple[Decimal, Decimal] | None:
    """(rate, rate as told): of the change from the first to the last; None where nothing changed or the rate is debatable."""
    then, now = span.figures[0], span.figures[-1]
    exact = percentage(total([now, then], [1, -1]), then)
    if exact is None or not exact:
        return None
    if span.years[0] != span.paper.year - 1:
        return exact, abs(exact)
    if told_otherwise(span.paper, span.measure, f"比{span.paper.year - 1}", abs(exact)):
        return None
    return exact, as_told(span.paper, span.measure, "比", abs(exact))


def difference_years(draw: Draw) -> Asked | None:
    span = _span(draw, 2)
    if span is None:
        return None
    change = total([span.figures[1], span.figures[0]], [1, -1])
    if not change.value:
        return None
    gap = Figure(abs(change.value), change.unit, change.docs)
    return Asked(span.slots, values(gap), [direction(change.value)], docs=docs(*span.figures), how=f"{span.measure.key} {span.years}")


def growth(draw: Draw) -> Asked | None:
    span = _span(draw, 2)
    rate = _rate(span) if span else None
    if span is None or rate is None:
        return None
    return Asked(span.slots, [(rate[1], "%")], [direction(rate[0])], docs=docs(*span.figures), how=f"{span.measure.key} {span.years}")


def growth_last(draw: Draw) -> Asked | None:
    """Against the year before, said relatively: the amount or the rate, whichever the wording asks for, either where it does not say."""
    span = _span(draw, 2)
    rate = _rate(span) if span else None
    if span is None or rate is None or span.years[0] != span.paper.year - 1:
        return None
    stated, facts = amount_or_rate(draw.wording, span.figures[0], span.figures[1], rate[1])
    contains = [direction(rate[0]), *facts]
    return Asked(span.slots, stated, contains, docs=docs(*span.figures), how=f"{span.measure.key} {span.years}")


def amount_or_rate(wording: str, then: Figure, now: Figure, rate: Decimal) -> tuple[list[tuple[Decimal, str]], list[Fact]]:
    """(values, facts) of a change, by what the wording asks for."""
    change = total([now, then], [1, -1])
    gap = Figure(abs(change.value), change.unit, change.docs)
    stated = values(gap) * asks_amount(wording) + [(rate, "%")] * asks_rate(wording)
    either = len(stated) == 2 and "或" in wording
    if stated and not either:
        return stated, []
    return [], [[f"{gap.value:f}", f"{rate:f}%"]]


def change_of(draw: Draw, measure: Measure, paper: Paper) -> tuple[Figure, Figure, Decimal] | None:
    """(year before, this year, rate as told) of a figure."""
    figures = tuple(draw.figure(measure, paper, year=year) for year in (paper.year - 1, paper.year))
    then, now = figures
    if then is None or now is None:
        return None
    rate = _rate(_Span(paper, measure, (paper.year - 1, paper.year), (then, now), {}))
    return (then, now, rate[1]) if rate else None


def ratio_years(draw: Draw) -> Asked | None:
    """How many times, or what per cent of, the earlier year: per cent where the wording says so, else times."""
    span = _span(draw, 2)
    if span is None:
        return None
    then, now = span.figures
    rate = percentage(now, then)
    if rate is None or then.yuan is None or now.yuan is None:
        return None
    if asks_rate(draw.wording):
        return Asked(span.slots, [(rate, "%")], docs=docs(then, now), how=f"{span.measure.key} {span.years}")
    times = round_half_up(now.yuan / then.yuan)
    return Asked(span.slots, contains=[[f"{times:f}", f"{rate:f}%"]], docs=docs(then, now), how=f"{span.measure.key} {span.years}")


def sum_years(draw: Draw) -> Asked | None:
    span = _span(draw, 0)
    if span is None:
        return None
    return Asked(span.slots, values(total(span.figures)), docs=docs(*span.figures), how=f"Σ{span.measure.key} {span.years}")


def average_years(draw: Draw) -> Asked | None:
    span = _span(draw, 0)
    if span is None:
        return None
    mean = divided(total(span.figures), len(span.figures))
    if mean.value < Decimal("0.1"):
        return None
    return Asked(span.slots, values(mean), docs=docs(*span.figures), how=f"平均 {span.measure.key} {span.years}")


def trend(draw: Draw) -> Asked | None:
    span = _span(draw, 0)
    if span is None or len(span.years) < 3:
        return None
    return Asked(span.slots, values(*span.figures), docs=docs(*span.figures), how=f"{span.measure.key} {span.years}")


def maximum_years(draw: Draw) -> Asked | None:
    span = _span(draw, 0)
    if span is None or len(span.years) < 3:
        return None
    ranked = sorted(zip(span.figures, span.years, strict=True), key=lambda pair: -(pair[0].yuan or pair[0].value))
    if ranked[0][0].value == ranked[1][0].value:
        return None
    most, year = ranked[0]
    return Asked(span.slots, values(most), [str(year)], docs=docs(most), how=f"{span.measure.key} {span.years}")


def implied_earlier(draw: Draw) -> Asked | None:
    """The year before the first one held, from what the first final accounts say of the change."""
    first = draw.corpus.years[0]
    pick = draw.pick(FINAL, fit=lambda paper, measure: paper.year == first and _stated_change(paper, measure) is not None)
    change = _stated_change(pick.paper, pick.measure) if pick else None
    if pick is None or change is None:
        return None
    earlier = Figure(pick.figure.value - change, pick.figure.unit, pick.figure.docs)
    return Asked(draw.named(pick), values(earlier), docs=earlier.docs, how=f"{pick.measure.key} {first} − 变动")


def _stated_change(paper: Paper, measure: Measure) -> Decimal | None:
    """How much more (or less, below zero) the document says that it is than the year before; None where it does not, or twice."""
    found = {
        row.value if row.column.endswith("增加") else -row.value
        for row in paper.rows
        if row.unit == "万元" and row.name in measure.names and row.column.startswith(f"比{paper.year - 1}年") and row.origin == "sentence"
    }
    return found.pop() if len(found) == 1 else None
