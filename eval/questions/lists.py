"""Questions whose answer is a list or an extreme: the largest, the smallest, rankings, subjects of a group, beyond a limit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from eval.questions.draw import Asked, Draw, Fact, docs, values
from eval.questions.measures import GENERAL, one_name_each, spent_by, under
from eval.questions.phrases import split
from eval.questions.truth import Paper, Row

LEVELS = {"类": 3, "款": 5, "项": 7}
_GROUPS = ("301", "302", "303")


def _level(draw: Draw) -> tuple[str, bool]:
    """(类, 款 or 项, whether the wording says so)."""
    if "level" in draw.slots:  # 哪一项 may be any thing, 哪个项级科目 is a level
        return draw.random.choice(("类", "项")) if "{level}级" in draw.wording else "类", True
    said = re.search(r"(项)级|(类)级|(款)级|(项)科目|大(类)|(类)|哪一?个?(项)科目|([款项])$", re.sub(r"\{\w+\}", "", draw.wording))
    return (next(filter(None, said.groups())), True) if said else ("类", False)


def _extreme(draw: Draw, place: int) -> Asked | None:
    """The largest (place 0) or smallest (place −1) subject of a level; either level's where the wording leaves the level open."""
    if (paper := draw.paper()) is None:
        return None
    level, said = _level(draw)
    ranked = spent_by(paper, LEVELS[level])
    if len(ranked) < 2:
        return None
    row = ranked[place]
    slots = {**draw.frame(paper), "level": level}
    if said:
        return Asked(slots, _values([row]), [row.name], docs=[paper.doc], how=f"{level} {place}")
    others = [rows[place] for rows in (spent_by(paper, digits) for digits in LEVELS.values()) if rows]
    names, amounts = [other.name for other in others], [f"{other.value:f}" for other in others]
    return Asked(slots, contains=[names, amounts], docs=[paper.doc], how=f"类款项 {place}")


def _values(rows: Sequence[Row]) -> list[tuple[Decimal, str]]:
    return [(row.value, row.unit) for row in rows]


def maximum(draw: Draw) -> Asked | None:
    return _extreme(draw, 0)


def minimum(draw: Draw) -> Asked | None:
    return _extreme(draw, -1)


def top(draw: Draw) -> Asked | None:
    """The n largest 项, with amounts."""
    if (paper := draw.paper()) is None:
        return None
    ranked = spent_by(paper, LEVELS["项"])
    count = draw.random.choice((2, 3, 3, 4, 5))
    chosen = ranked[:count]
    if len(ranked) <= count or not one_name_each(chosen):
        return None
    said = draw.random.choice((str(count), str(count), "二三四五"[count - 2])) if count > 2 else str(count)
    return Asked({**draw.frame(paper), "n": said}, _values(chosen), _names(chosen), docs=[paper.doc], how=f"前{count}项")


def ranking(draw: Draw) -> Asked | None:
    """All 类 with their amounts."""
    if (paper := draw.paper()) is None:
        return None
    ranked = spent_by(paper, LEVELS["类"])
    if len(ranked) < 3:
        return None
    return Asked(draw.frame(paper), _values(ranked), _names(ranked), docs=[paper.doc], how="类排序")


def _names(rows: Sequence[Row]) -> list[Fact]:
    return [row.name for row in rows]


def list_economic(draw: Draw) -> Asked | None:
    """The economic subjects under a group, with their amounts."""
    if (paper := draw.paper()) is None:
        return None
    group = draw.random.choice(_GROUPS)
    rows = under(paper, group)
    heads = [row for (_, code), columns in paper.subjects.items() if code == group for row in columns.values()]
    measure = draw.measures.measure(heads[0].name) if heads else None
    if len(rows) < 2 or measure is None:
        return None
    slots = {**draw.frame(paper), "group": draw.say(measure, paper.basis)}
    return Asked(slots, _values(rows), _names(rows), docs=[paper.doc], how=group)


def count(draw: Draw) -> Asked | None:
    """How many 类 or 项 the spending has."""
    if (paper := draw.paper()) is None:
        return None
    level, said = _level(draw)
    rows = spent_by(paper, LEVELS[level])
    if not said or not rows:
        return None
    return Asked({**draw.frame(paper), "level": level}, [(Decimal(len(rows)), "个")], docs=[paper.doc], how=f"{level}的个数")


def threshold(draw: Draw) -> Asked | None:
    """The 项 with more than n 万元; the same ones whether from all money or from the general budget alone."""
    if (paper := draw.paper()) is None:
        return None
    ranked = spent_by(paper, LEVELS["项"])
    wan = [_wan(row) for row in ranked]
    limit = draw.random.choice([5, 10, 20, 50, 80, 100, 150, 200, 300, 400, 500, 800, 1000, 1500, 2000, 3000, 5000])
    over = [row for row, amount in zip(ranked, wan, strict=True) if amount > limit]
    near = any(abs(amount - limit) < limit * Decimal("0.02") for amount in wan)
    if near or not 1 <= len(over) <= 6 or len(over) == len(ranked) or _general_over(paper, limit) != {row.code for row in over}:
        return None
    return Asked({**draw.frame(paper), "n": str(limit)}, _values(over), _names(over), docs=[paper.doc], how=f"项>{limit}万元")


def _wan(row: Row) -> Decimal:
    return row.value if row.unit == "万元" else row.value / 10_000


def _general_over(paper: Paper, limit: int) -> set[str]:
    """The 项 with more than a limit, by the general budget where it pays for them, else by all money."""
    form, column = GENERAL[paper.basis]
    found = set()
    for row in spent_by(paper, LEVELS["项"]):
        general = paper.subjects.get((form, row.code), {}).get(column, row)
        if _wan(general) > limit:
            found.add(row.code)
    return found


def maximum_departments(draw: Draw) -> Asked | None:
    """The department with the most of something, where all departments print it."""
    if (paper := draw.paper()) is None:
        return None
    departments = [of for of in draw.corpus.departments if draw.corpus.paper(of, paper.year, paper.basis)]
    measure = draw.measure(paper, lambda m: all(draw.figure(m, paper, department=of) is not None for of in departments))
    if measure is None or len(departments) < 2:
        return None
    figures = [(figure, of) for of in departments if (figure := draw.figure(measure, paper, department=of)) is not None]
    ranked = sorted(figures, key=lambda pair: -(pair[0].yuan or pair[0].value))
    if ranked[0][0].yuan == ranked[1][0].yuan:
        return None
    most, department = ranked[0]
    slots = {"when": draw.when(paper.year), "basis": paper.basis, "a": draw.say(measure, paper.basis)}
    said = [department, department.removeprefix(split(department)["region"].removesuffix(split(department)["bare_region"]))]
    return Asked(slots, values(most), [said], docs=docs(most), how=f"{measure.key} 最多的部门")
