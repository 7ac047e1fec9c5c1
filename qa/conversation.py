"""Follow-ups: a question of a few words takes over what it does not say from the question before. Pure.

A question that only names something else (那教育局呢？ 其中项目支出呢？) is the question before with that in its place; one that asks for
something else (占比呢？ 比上年多多少？) gets the department, the year and the figure that it leaves out put in front.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.linking import Linked
from qa.naming import Name
from qa.relevance import Names
from qa.tokens import AND, BREAK, CUE, DEPARTMENT, FIGURE, FORM, NUMBER, ORIGIN, ROLE, SIDE, WORD, YEAR, Token

_NEXT_YEAR = re.compile(r"(?:第二年|下一年|次年|后一年|转年|下一年度|再下一年)(?:的)?")
_LAST_YEAR = re.compile(r"^(?:那|那么)?(?:再)?(?:上一年|上年|前一年|头一年|上一年度|上年度)(?:的|度)?(?:呢|是多少|多少|情况|怎么样|$)")
_TOPIC = re.compile(r"为什么|为啥|为何|原因|怎么回事")
_DEFINED = re.compile(r"什么意思|什么是|指(?:的是)?什么|含义|定义")
_MEASURED = (FIGURE, SIDE)
_ORDERS = ("largest", "smallest", "top", "bottom", "sorted", "ascending")
_LEVELS = ("level_class", "level_section", "level_item")
_SHARES = frozenset(["share", "share_of"])
_IDLE = frozenset(["inside", "it", "each", "yes_no", "count", "which_several", "listed", "suppose", "project", "sum", "per_output"])
"""Cues that ask for no other operation than the one before."""
_LISTS = ("largest", "smallest", "top", "sorted", "ascending", "level_class", "level_section", "level_item", "economic", "indicator")


def complete(linked: Linked, before: Linked | None, relink: Callable[[str], Linked], earlier: Linked | None = None) -> Linked:
    """The linked question with department, year and figure of the one before where it says none. `relink` links a rewritten question;
    `earlier` is the one before that."""
    if before is None or not (before.mentions or before.years) or _DEFINED.search(linked.text):
        return linked
    linked = replace(linked, names=Names(linked.tokens, {}).asked(linked.names))
    names = linked.names
    if _stands_alone(linked, names):
        return linked
    text = (
        _listed_otherwise(linked, names, before)
        or _together(linked, names, before)
        or _of_both(linked, names, before, earlier)
        or _in_its_place(linked, names, before)
        or _in_front(linked, names, before)
    )
    done = relink(text)
    keeps = before.unit if not linked.unit and not any(n.kind in _MEASURED for n in names) else ""
    return replace(done, unit=done.unit or keeps)


def _stands_alone(linked: Linked, names: Sequence[Name]) -> bool:
    measured = any(n.kind in _MEASURED for n in names) or linked.says(*_LISTS)
    pivot = next((t for t in linked.tokens if t.says("than", "share")), None)
    led = pivot is None or any(n.kind in (*_MEASURED, ROLE) and n.end <= pivot.start for n in names)
    return bool(linked.mentions and linked.years and measured and led and not _pronoun(linked, names))


def _pronoun(linked: Linked, names: Sequence[Name]) -> bool:
    return linked.says("it") and not any(n.kind == FIGURE for n in names)


def _listed_otherwise(linked: Linked, names: Sequence[Name], before: Linked) -> str:
    """款级呢, 前五呢, 从小到大呢: the list before in another level, length or order."""
    said = [t for t in linked.tokens if t.kind in (CUE, NUMBER)]
    if names or not said or not before.says(*_ORDERS) or not before.says(*_LEVELS):
        return ""
    if not all(t.kind == NUMBER or t.cues & {*_ORDERS, *_LEVELS} for t in said):
        return ""
    swaps: list[tuple[int, int, str]] = []
    for cues in (_LEVELS, _ORDERS):
        new, old = _run(linked, cues), _run(before, cues)
        if new and old:
            swaps.append((old[0].start, old[-1].end, linked.text[new[0].start : new[-1].end]))
    return _swapped(before.text, swaps) if swaps else ""


def _run(linked: Linked, cues: Sequence[str]) -> list[Token]:
    """The first token that says one of the cues, with the number behind it (前五)."""
    at = next((i for i, t in enumerate(linked.tokens) if t.says(*cues)), None)
    if at is None:
        return []
    behind = [t for t in linked.tokens[at + 1 : at + 2] if t.kind == NUMBER and t.start == linked.tokens[at].end]
    return [linked.tokens[at], *behind]


def _together(linked: Linked, names: Sequence[Name], before: Linked) -> str:
    """加上X一共多少, 和X合计呢, 连2022年一起算: what this question names, added to what the one before asked for."""
    added = [n for n in names if n.kind in (*_MEASURED, DEPARTMENT, YEAR)]
    led = [t for t in linked.tokens if added and t.end <= added[0].start and (t.kind == AND or t.says("plus", "it"))]
    asked = any(t.says("sum", "plus") for t in linked.tokens if t.kind != FIGURE or led and led[0].text != "还有")
    if not added or not asked or not (led or linked.says("plus", "both")):
        return ""
    if linked.says("share", "share_of", "differ", "than", "average"):
        return ""
    figures = [n for n in added if n.kind in _MEASURED]
    if len(figures) > 1 and not led:
        return ""
    several = before.says("sum", "plus") and (len(_all(before, FIGURE)) > 1 or len(before.departments) > 1 or len(before.years) > 1)
    whole = _operands(before) if several else _told(before)
    if not whole:
        return ""
    own = _phrased(linked, figures) if figures else _first(before, before.names)
    role = next((n.text for n in names if n.kind == ROLE), "") or next((n.text for n in before.names if n.kind == ROLE), "")
    when = f"{linked.years[0]}年" if linked.years else f"{before.years[0]}年" if before.years else ""
    who = "、".join(linked.departments or before.departments[:1])
    return f"{whole}与{who}{when}{role}{own}，加起来一共多少{linked.unit}"


def _phrased(linked: Linked, figures: Sequence[Name]) -> str:
    """Its figures as they stand in the question, from the first to the last."""
    return linked.text[figures[0].start : figures[-1].end]


def _of_both(linked: Linked, names: Sequence[Name], before: Linked, earlier: Linked | None) -> str:
    """两年差了多少, 二者合计: the figures of the last two questions; or of the last one, where it named two."""
    if any(n.kind in (*_MEASURED, DEPARTMENT) for n in names) or not linked.says("differ", "sum", "compared", "which", "both", "average"):
        return ""
    if linked.says("than", "share", "last_year", "left") or not linked.says("both") and any(n.kind == YEAR for n in names):
        return ""
    now = _told(before)
    if any(n.kind == YEAR for n in names):
        return f"{_told(before, year=linked.years[0])}与{now}{_rest(linked, names)}"
    if len(_all(before, FIGURE)) > 1 or len(before.departments) > 1 or len(before.years) > 1:
        return f"{_operands(before)}{linked.text}"
    if earlier is None or _told(earlier) == now:
        return ""
    return f"{_told(earlier)}与{now}{linked.text}"


def _rest(linked: Linked, names: Sequence[Name]) -> str:
    last = max((n.end for n in names), default=0)
    return re.sub(r"^[呢的,，?？。]+", "", linked.text[last:])


def _told(linked: Linked, *, year: int = 0) -> str:
    """Its one operand in words: department, year, figure, role."""
    names = linked.names
    figure = _first(linked, names)
    role = next((n.text for n in names if n.kind == ROLE), "")
    when = year or (linked.years[0] if linked.years else 0)
    return f"{''.join(linked.departments[:1])}{f'{when}年' if when else ''}{figure}{role}"


def _first(linked: Linked, names: Sequence[Name]) -> str:
    """The words of its first figure, up to a joint, a cue or a stop."""
    first = next((n for n in names if n.kind in _MEASURED), None)
    if first is None:
        return ""
    end = first.end
    for name in (n for n in names if n.kind in _MEASURED and n.start >= end):
        if all(t.kind == WORD for t in linked.tokens if end <= t.start and t.end <= name.start):
            end = name.end
    return linked.text[first.start : end]


def _operands(linked: Linked) -> str:
    """Its text up to what it asks for."""
    names = linked.names
    return linked.text[: max((n.end for n in names), default=0)]


def _all(linked: Linked, kind: str) -> list[Name]:
    return [n for n in linked.names if n.kind == kind]


def _in_its_place(linked: Linked, names: Sequence[Name], before: Linked) -> str:
    """The question before with what this one names in the place of what that one named; "" where this one asks for something else."""
    year = _moved_year(linked, before)
    cues = [t for t in linked.tokens if t.kind == CUE and not t.cues <= _IDLE and not (year and t.says("last_year"))]
    if cues or any(t.kind == NUMBER for t in linked.tokens) or _TOPIC.search(linked.text):
        return ""
    kinds = {n.kind for n in names}
    if not (kinds or year or linked.unit) or linked.says("project", "listed", "which_several") and FIGURE not in kinds:
        return ""
    if ROLE in kinds and FIGURE not in kinds and DEPARTMENT not in kinds and len(_all(before, FIGURE)) > 1:
        return ""
    swaps: list[tuple[int, int, str]] = []
    front = ""
    for kind, said in ((DEPARTMENT, names), (YEAR, names), (FIGURE, names), (ROLE, names)):
        new = [n for n in said if n.kind == kind or kind == FIGURE and n.kind == SIDE]
        text = linked.text[new[0].start : new[-1].end] if new else (f"{year}年" if kind == YEAR and year else "")
        if not text:
            continue
        old = [n for n in before.names if n.kind == kind or kind == FIGURE and n.kind == SIDE]
        if kind == YEAR:
            old, text = _years_in_place(old, text, linked, year)
        if kind == FIGURE and before.says("share"):
            old = old[:1]
        if old:
            swaps.append((old[0].start, old[-1].end, text))
        elif kind == ROLE:
            figure = next((n for n in reversed(before.names) if n.kind in _MEASURED), None)
            if figure is not None:
                swaps.append((figure.end, figure.end, text))
        else:
            front += text
    body = _swapped(before.text, swaps)
    body = _without_unit(body, before) if linked.unit else body
    return front + body + (f"，换算成{linked.unit}" if linked.unit else "")


def _moved_year(linked: Linked, before: Linked) -> int:
    """第二年呢, 上一年呢: a year by its distance from the one before."""
    if not before.years or linked.years:
        return 0
    if _NEXT_YEAR.search(linked.text):
        return before.years[0] + 1
    return before.years[0] - 1 if _LAST_YEAR.search(linked.text) else 0


def _years_in_place(old: list[Name], text: str, linked: Linked, year: int) -> tuple[list[Name], str]:
    """Where two years were compared and one is said now, the pair moves along."""
    years = sorted({y for n in old for y in n.years})
    said = linked.years or ((year,) if year else ())
    if len(years) == 2 and len(said) == 1:
        other = said[0] - (years[1] - years[0])
        return old, f"{other}年到{said[0]}年" if len(old) == 1 else f"{said[0]}年比{other}年"
    return old, text


def _swapped(text: str, swaps: Sequence[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(swaps, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _without_unit(text: str, before: Linked) -> str:
    """The question before without the unit it asked for."""
    for token in reversed(before.tokens):
        if token.kind == BREAK and token.text.startswith(("，换", ",换", "，折", ",折")):
            text = text.replace(token.text, "")
    return re.sub(r"(?:多少|几)(?:个)?(?:亿元|万元|亿|万|元)", "多少", text)


def _in_front(linked: Linked, names: Sequence[Name], before: Linked) -> str:
    """The question's own text behind the department, the year and the figure that it leaves out."""
    kinds = {n.kind for n in names}
    front = ""
    if DEPARTMENT not in kinds and not linked.unknown and not linked.says("which_department"):
        front += "、".join(before.departments)
    if YEAR not in kinds and before.years:
        front += f"{_moved_year(linked, before) or before.years[0]}年"
    if ROLE not in kinds and YEAR not in kinds and any(n.kind in _MEASURED for n in names):
        front += next((n.value for n in before.names if n.kind == ROLE and n.value in ("预算", "决算")), "")
    pivots = ("than", "share", "share_of", *(("equals",) if linked.says("percent") else ()))
    pivot = next((t for t in linked.tokens if t.says(*pivots)), None)
    led = [
        n
        for n in names
        if n.kind in _MEASURED and (pivot is None or n.start < pivot.start and not (pivot.cues & _SHARES and _holds(linked, n)))
    ]
    wants = not led and not linked.says(*_LISTS) or _pronoun(linked, names)
    compared = linked.says("compared", "than") and not any(n.kind in _MEASURED for n in names if pivot is None or n.end <= pivot.start)
    figure = _figure(before, without_role=ROLE in kinds and not compared) if wants else ""
    own = re.sub(r"^(?:那么|那|然后|再|还有|另外|其中|里面)+(?:的|,|，)?", "", linked.text)
    if figure:
        own = re.sub(r"^(?:它的?|该项|这个|这笔|这项)(?:的)?", "", own)
    return front + figure + own


def _holds(linked: Linked, name: Name) -> bool:
    """在总支出里: a whole that something else is part of."""
    behind = next((t for t in linked.tokens if t.start >= name.end), None)
    return behind is not None and behind.says("inside")


def _figure(before: Linked, *, without_role: bool) -> str:
    """What the question before asked for: its first figure, with its role, and the form it named."""
    names = [n for n in before.names if n.kind in (*_MEASURED, ROLE, FORM, ORIGIN)]
    first = next((n for n in names if n.kind in _MEASURED), None)
    if first is None:
        return ""
    role = next((n.text for n in names if n.kind == ROLE), "") if not without_role else ""
    return _first(before, before.names) + role
