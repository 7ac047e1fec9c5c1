"""甲、乙分别为1万元、2万元: figures told together → the name of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.clauses import Clause, vocabulary
from index.labels import Label, column_of, read_label, tidy

_YEARS = re.compile(r"((?:19|20)\d\d)年")
_ENDING = re.compile(r"(?:人员|编制|支出|收入|经费|采购)$")
_DATED = re.compile(r"^(?:(?:19|20)\d\d年度?(?:、|，|和|及|与)?)+")


@dataclass(frozen=True)
class Member:
    """A figure of a series. `place` counts from 0 of `count`; `names` or `years` of all its members, () where its words name none."""

    place: int
    count: int
    names: tuple[str, ...]
    years: tuple[int, ...] = ()


@dataclass
class Told:
    """What a sentence has told so far: `rows` of its plain figures since 其中, `label`, `row` and `names` of the series it is in."""

    rows: list[str] = field(default_factory=list)
    label: Label = Label("", "")
    row: str = ""
    names: tuple[str, ...] = ()


def series_of(parts: Sequence[Clause], text: str, department: tuple[str, ...]) -> dict[int, Member]:
    """The members of a paragraph's series by where their figures start."""
    found: dict[int, Member] = {}
    opens, goes_on = _patterns()
    last, count = -2, 0
    for number, clause in enumerate(parts):
        words = text[clause.start : clause.figures[0].start] if clause.figures else ""
        again = bool(words) and last == number - 1 and bool(goes_on.fullmatch(words.strip()))  # …，增长5%、6%
        if not words or not (opens.search(words) or again):
            continue
        figures = list(clause.figures)
        end = number
        for following in parts[number + 1 :]:
            rest = text[following.start : following.figures[0].start].strip() if following.figures else "-"
            if following.before != "、" and (following.before != "，" or rest) or rest and not goes_on.fullmatch(rest):
                break
            figures += following.figures
            end += 1
        if again and len(figures) != count:
            continue
        names = () if again else _names(read_label(words, "", department).name, len(figures))
        years = tuple(int(y) for y in _YEARS.findall(words))
        years = years if len(years) == len(figures) else ()
        found |= {f.start: Member(i, len(figures), names, years) for i, f in enumerate(figures)}
        last, count = end, len(figures)
    return found


def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    change = vocabulary()["change"]
    verbs = "|".join(sorted([*change["up"], *change["down"]], key=len, reverse=True))
    opens = rf"分别(?:为|是|达到?|占[^，、]{{0,24}}|(?:[比较与同][^，、]{{1,16}}?)?(?:{verbs})了?)?$"
    return re.compile(opens), re.compile(rf"(?:分别)?(?:{verbs})了?(?:为)?")


def _names(words: str, count: int) -> tuple[str, ...]:
    """`count` names out of 甲、乙和丙; () where the words do not hold as many, or hold years."""
    for joints in ("、", "、|和|以及", "、|和|以及|与|及"):
        names = tuple(tidy(name) for name in re.split(joints, words))
        if len(names) == count and all(names) and not any(re.match(r"(?:19|20)\d\d年", n) for n in names):
            return _shared(names)
    return ()


def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """区、街道两级事项, 在职、退休人员: what the last name ends with belongs to all."""
    *others, last = names
    levels = re.match(r"(?P<own>.+?)[两二三四五]级(?P<rest>.{2,})$", last)
    if levels:
        return (*(f"{name}{levels['rest']}" for name in others), f"{levels['own']}{levels['rest']}")
    ending = _ENDING.search(last)
    if ending and ending.start() and all(len(name) <= 4 and not _ENDING.search(name) for name in others):
        return (*(f"{name}{ending[0]}" for name in others), last)
    return names


def settled(member: Member, label: Label, row: str, unit: str, told: Told) -> tuple[Label, str]:
    """The label and the row of a member. Where nothing names the members one by one, they share a row and have the column 分别为."""
    if member.place == 0:
        before = tuple(told.rows)
        told.names = member.names or (before if len(before) == member.count == len(set(before)) else ())
        told.label, told.row = label, row
    if member.years:
        return replace(label, year=member.years[member.place]), _DATED.sub("", told.row)
    if not told.names:
        return replace(label, column="分别为", role="", falls=False), told.row
    if not label.role and label.column == column_of(unit):  # the words of the first one hold for it
        label = replace(told.label, column=told.label.column if told.label.role else column_of(unit))
    if not label.role:
        told.rows = [*told.rows, told.names[member.place]] if member.place else [told.names[0]]
    return label, told.names[member.place]
