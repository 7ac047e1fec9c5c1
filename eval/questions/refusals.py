"""Questions without a figure for an answer: something is missing, two things are meant, nothing is held, or nothing should be said."""

from __future__ import annotations

from eval.questions.draw import Asked, Draw
from eval.questions.measures import subject_rows, vocabulary
from eval.questions.phrases import split
from eval.questions.truth import Paper

CLARIFY, NO_DATA, OUT_OF_SCOPE = "clarify", "no_data", "out_of_scope"


def missing_department(draw: Draw) -> Asked | None:
    """Several departments print it, with different amounts."""
    if (pick := draw.pick()) is None:
        return None
    paper, measure = pick.paper, pick.measure
    figures = [draw.figure(measure, paper, department=of) for of in draw.corpus.departments]
    if len({figure.yuan for figure in figures if figure}) < 2:
        return None
    slots = {"when": draw.when(paper.year), "basis": paper.basis, "a": draw.say(measure, paper.basis)}
    return Asked(slots, status=CLARIFY, how=measure.key)


def missing_year(draw: Draw) -> Asked | None:
    """Several years are held, with different amounts."""
    if (pick := draw.pick()) is None:
        return None
    paper, measure = pick.paper, pick.measure
    figures = [draw.figure(measure, paper, year=year) for year in draw.corpus.years]
    if len({figure.yuan for figure in figures if figure}) < 2:
        return None
    slots = {"who": draw.who(paper.department), "basis": paper.basis, "a": draw.say(measure, paper.basis)}
    return Asked(slots, status=CLARIFY, how=measure.key)


def ambiguous(draw: Draw) -> Asked | None:
    """A word with two meanings, both of which the department's documents print with amounts of their own."""
    if (paper := draw.paper()) is None:
        return None
    entry = draw.random.choice(vocabulary()["ambiguous"])
    amounts = {rows[0].value for name in entry["means"] if (rows := subject_rows(paper, name))}
    if len(amounts) < 2:
        return None
    return Asked({**draw.frame(paper), "word": entry["word"]}, status=CLARIFY, how="、".join(entry["means"]))


def absent_year(draw: Draw) -> Asked | None:
    """A year that no document tells: not even as the year before the first one."""
    if (pick := draw.pick()) is None:
        return None
    paper, measure = pick.paper, pick.measure
    first, last = draw.corpus.years[0], draw.corpus.years[-1]
    year = draw.random.choice([*range(first - 6, first - 1), last + 1])
    slots = {**draw.frame(paper), "when": draw.when(year), "a": draw.say(measure, paper.basis)}
    return Asked(slots, status=NO_DATA, how=measure.key)


def absent_department(draw: Draw) -> Asked | None:
    """A department of this or another district that the corpus does not hold."""
    if (pick := draw.pick()) is None:
        return None
    paper, measure = pick.paper, pick.measure
    parts = split(paper.department)
    held = {split(department)["organ"] for department in draw.corpus.departments}
    organs = [organ for organ in vocabulary()["absent"]["organs"] if organ not in held]
    other = draw.random.choice((parts["region"], parts["bare_region"])) + draw.random.choice(organs)
    slots = {**draw.frame(paper), "other": other, "a": draw.say(measure, paper.basis)}
    return Asked(slots, status=NO_DATA, how=measure.key)


def absent_subject(draw: Draw) -> Asked | None:
    """A project or a subject of other departments that none of this one's documents tells."""
    if (paper := draw.paper()) is None:
        return None
    own = {name for key, of in draw.corpus.papers.items() if key[0] == paper.department for name in of.names}
    own |= {part for name in own for part in (name.removesuffix("支出"), name.removesuffix("经费"))}
    names = sorted({name for of in draw.corpus.papers.values() for name in _telling(of)} - own)
    strange = [name for name in names if len(name) >= 5 and not any(name in mine or mine in name for mine in own if len(mine) > 3)]
    if not strange:
        return None
    return Asked({**draw.frame(paper), "x": draw.random.choice(strange)}, status=NO_DATA)


def _telling(paper: Paper) -> set[str]:
    """Names that belong to one kind of department: items of the classification and projects."""
    items = {row.name for (_, code), columns in paper.subjects.items() if len(code) == 7 for row in columns.values()}
    projects = {row.title.split(" ", 1)[1] for row in paper.rows if row.origin == "indicator"}
    return {name for name in items | projects if not name.startswith(("其他", "行政运行", "一般行政", "事业运行"))}


def opinion(draw: Draw) -> Asked | None:
    if (paper := draw.paper()) is None:
        return None
    return Asked(draw.frame(paper), status=OUT_OF_SCOPE)
