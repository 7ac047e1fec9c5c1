"""Which departments a question means: exact names and short names first, then slips of the pen, then a region; and which it names that the
store does not hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, replace

from qa.places import lies_in, place_before, places_in, stems_of
from qa.schema import Schema
from qa.surfaces import LEVELS, SHORTEST_ALONE, known_organs, region_names
from qa.unheld import CLOSES, OPENS, head_office, unheld

_LONGEST_REGION = 8
_TELLING = frozenset("上下东西南北中新老大小前后内外第一二三四五六七八九十百")
"""Characters that tell one street or school from another."""
_TELLING_FRONT = re.compile(r"(?:(?<![问查看算说一加比再])[上下东西南北新老大小前后]|第?[一二三四五六七八九十]+|[省市区县州旗盟])$")
_FILLER = re.compile(r"[的和与跟及同比、里内下]|^(?:人民)?政府$|各|所有|全部|年")
_BETWEEN = re.compile(r"(?:的|[,，]|\d{4}年度?)+$")


@dataclass(frozen=True)
class DepartmentMention:
    """One place where a question names departments. `candidates` has several names where the words fit several ("行政审批局").

    `start`, `end` into the normalised question; `corrected`: a mistyped name was read as this one."""

    start: int
    end: int
    text: str
    candidates: tuple[str, ...]
    corrected: bool = False


@dataclass(frozen=True)
class DepartmentLinks:
    """`mentions` in order; `unknown`: a department or region that the question names and the store does not hold ("" none);
    `regions`: regions named on their own."""

    mentions: tuple[DepartmentMention, ...]
    unknown: str = ""
    regions: tuple[str, ...] = ()


def spell_out(text: str, schema: Schema) -> str:
    """澜川区和砚溪区教育局 → 澜川区教育局和砚溪区教育局: the organ said once belongs to every region in front of it."""
    if not re.search(r"[区县市镇乡盟旗州][和与跟及、]", text):
        return text
    for start, first in reversed(schema.regions.apart(text)):
        end = start + len(first)
        if not re.match(r"[和与跟及、]", text[end:]):
            continue
        after = schema.surfaces.longest(text, end + 1)
        region = schema.regions.longest(after, 0)
        if region and region != after and first + after[len(region) :] in schema.surfaces:
            text = text[:end] + after[len(region) :] + text[end:]
    return text


def link_departments(text: str, schema: Schema, labels: Set[str] = frozenset()) -> DepartmentLinks:
    """Departments named in a normalised question. `labels` are names of figures: words of theirs are no departments
    (公共资源交易中心工作经费)."""
    spots = _with_slips(text, _exact(text, schema), schema)
    masked = _mask(text, [(s.start, s.end) for s in spots])
    regions, foreign = _regions(masked, schema)
    spots, elsewhere = _narrow(text, spots, regions, schema)
    unknown = foreign or elsewhere or _head_office(text, spots, schema, labels) or unheld(masked, schema.regions, labels)
    if not spots and not unknown:
        spots = _by_region(text, schema)
    return DepartmentLinks(tuple(spots), unknown, tuple(regions))


# names -------------------------------------------------------------------------------------------------------------------------


def _exact(text: str, schema: Schema) -> list[DepartmentMention]:
    """Longest known names, left to right; a name inside a longer one does not count."""
    spots: list[DepartmentMention] = []
    taken = [False] * len(text)
    for start, surface in schema.surfaces.inside(text):
        end = start + len(surface)
        if any(taken[start:end]) or _runs_on(text, surface, start, end, schema):
            continue
        spots.append(DepartmentMention(start, end, surface, schema.called[surface]))
        taken[start:end] = [True] * (end - start)
    return sorted(spots, key=lambda s: s.start)


def _runs_on(text: str, surface: str, start: int, end: int, schema: Schema) -> bool:
    """Part of another word: 政府办 in 政府办公设备; 区行政审批局 where the 区 belongs to a region's name in front of it."""
    if surface[-1] == "办" and text[end : end + 1] in ("公", "理", "法", "事", "学", "案"):
        return True
    if len(surface) < SHORTEST_ALONE and not (OPENS.search(text[:start]) and CLOSES.match(text, end)):
        return True
    return surface[0] in LEVELS and bool(place_before(text[: start + 1], stems=True) or _region_before(text[: start + 1], schema))


def _region_before(text: str, schema: Schema) -> str:
    """The longest region of the store that the text ends with."""
    return next((text[at:] for at in range(max(0, len(text) - _LONGEST_REGION), len(text) - 1) if text[at:] in schema.regions), "")


def _with_slips(text: str, spots: Sequence[DepartmentMention], schema: Schema) -> list[DepartmentMention]:
    """The names with those that are mistyped. A short name found inside a longer, mistyped one (万里街 in 万里街到办, 区财政局 in
    普坨区财政局) takes in the whole of it."""
    found: dict[tuple[int, int], set[str]] = {}
    for start, end, surface in schema.slips.inside(text):
        if _may_be(text, start, end, surface, schema):
            found.setdefault((start, end), set()).update(schema.called[surface])
    kept = list(spots)
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        over = [s for s in kept if s.start < end and start < s.end]
        names = found[start, end]
        for spot in over:
            names = (
                names & set(spot.candidates) if start <= spot.start and spot.end <= end and spot.end - spot.start < end - start else set()
            )
        if names:
            kept = [s for s in kept if s not in over]
            kept.append(DepartmentMention(start, end, text[start:end], tuple(sorted(names)), corrected=True))
    return sorted(kept, key=lambda s: s.start)


def _may_be(text: str, start: int, end: int, surface: str, schema: Schema) -> bool:
    """May the words be this name mistyped? Not where they name another region or an organ of their own, begin within a region's name, or
    lack or change a word that tells names apart (第十一中学 is not 第一中学)."""
    window = text[start:end]
    if window in schema.surfaces or _runs_on(text, surface, start, end, schema):
        return False
    if _another_place(window, surface) or any(r not in surface for _, r in schema.regions.inside(window) if len(r) > 2):
        return False
    if surface[0] in LEVELS and place_before(text[: start + 1], stems=True):
        return False
    for stop in range(start + 1, min(start + _LONGEST_REGION, len(text)) + 1):
        if max(len(place_before(text[:stop], stems=True)), len(_region_before(text[:stop], schema))) > stop - start:
            return False
    if set(_changed(window, surface)) & _TELLING:
        return False
    return not any(window.endswith(organ) and not surface.endswith(organ) for organ in known_organs())


def _changed(said: str, meant: str) -> str:
    """The characters in which two names differ."""
    while said and meant and said[0] == meant[0]:
        said, meant = said[1:], meant[1:]
    while said and meant and said[-1] == meant[-1]:
        said, meant = said[:-1], meant[:-1]
    return said + meant


def _another_place(window: str, surface: str) -> bool:
    """Does the window name a real region that the known name does not?"""
    named = {window[i : i + 3] for i in range(len(window) - 2) if window[i + 2] in "区县市"} & region_names()
    stems = {window[:length] for length in range(2, len(window))} & stems_of()
    return any(region not in surface for region in named) or any(not surface.startswith(stem) for stem in stems)


# regions -----------------------------------------------------------------------------------------------------------------------


def _foreign_before(text: str, spot: DepartmentMention, schema: Schema) -> str:
    """A real region right in front of a name, which the departments meant do not lie in."""
    front = text[: spot.start]
    place = place_before(front, stems=True)
    if not place and (filler := _BETWEEN.search(front)):
        place = place_before(front[: filler.start()], stems=True)
        place = place if len(place) >= 3 or place in region_names() else ""
    if not place or place in schema.inside:
        return ""
    meant = [schema.by_name[name].regions for name in spot.candidates]
    inside = [regions for regions in meant if any(spot.text.startswith(r) for r in regions)]
    if inside and all(lies_in(regions, place) for regions in inside):
        return ""
    return place


def _regions(masked: str, schema: Schema) -> tuple[list[str], str]:
    """Regions named outside department names: (known ones in order, the first one that the store does not hold)."""
    found = schema.regions.apart(masked)
    rest = _mask(masked, [(start, start + len(region)) for start, region in found])
    return [region for _, region in found], places_in(rest, schema.inside)


def _narrow(text: str, spots: Sequence[DepartmentMention], regions: Sequence[str], schema: Schema) -> tuple[list[DepartmentMention], str]:
    """A name that fits several departments belongs to the region named beside it, or to the region of the other departments named.

    Also returns the name of a department that the store does not hold: a known organ behind the name of another region."""
    settled = {r for s in spots if len(s.candidates) == 1 for r in schema.by_name[s.candidates[0]].regions[:2]}
    narrowed, elsewhere = [], ""
    for spot in spots:
        others = _mask(text, [(s.start, s.end) for s in spots if s is not spot])
        candidates = spot.candidates
        in_front = next((r for r in sorted(regions, key=len, reverse=True) if text[: spot.start].endswith(r)), "")
        if in_front and not any(in_front in schema.by_name[c].regions[:2] for c in candidates):  # another place, or a level above
            elsewhere = elsewhere or in_front + spot.text
        if place := _foreign_before(text, spot, schema):
            elsewhere = elsewhere or place + spot.text
        if not in_front and (more := _told_apart(others, spot, schema)):
            elsewhere = elsewhere or more + spot.text
        for wanted in ({in_front} - {""}, set(regions), settled):
            if len(candidates) > 1 and wanted:
                inside = tuple(c for c in candidates if wanted & set(schema.by_name[c].regions))
                candidates = inside or candidates
        narrowed.append(replace(spot, candidates=candidates))
    return narrowed, elsewhere


def _told_apart(text: str, spot: DepartmentMention, schema: Schema) -> str:
    """What makes another name of it in front of a name: 下柘渡街道, 第二实验小学, 市教育局 where only a district's is held,
    农业农村水利局 where a 水利局 is."""
    if any(spot.text.startswith(region) for name in spot.candidates for region in schema.by_name[name].regions):
        return ""
    front = text[: spot.start]
    match = _TELLING_FRONT.search(front)
    if longer := _longer_organ(text, spot, schema):
        return longer
    if not match or spot.corrected and spot.text[0] in LEVELS or place_before(front, stems=True) or _region_before(front, schema):
        return ""
    if match[0] in LEVELS + "省":
        own = any(schema.by_name[name].regions[:1] and schema.by_name[name].regions[0].endswith(match[0]) for name in spot.candidates)
        return "" if own or re.search(r"[全各本我该]$", front[:-1]) else match[0]
    return match[0]


def _longer_organ(text: str, spot: DepartmentMention, schema: Schema) -> str:
    """The words that stand between a region and a name that does not begin with one, or that make a longer organ of it."""
    front = text[: spot.start]
    between = re.search(r"[一-鿿]{2,8}$", front)
    for start in range(between.start() if between else spot.start, spot.start):
        words = front[start:]
        if words + spot.text in known_organs():
            return words
        region = _region_before(front[:start], schema)
        if region and len(words) > 1 and not _FILLER.search(words) and any(region in schema.by_name[n].regions for n in spot.candidates):
            return region + words
    return ""


def _head_office(text: str, spots: Sequence[DepartmentMention], schema: Schema, labels: Set[str]) -> str:
    """A department's own figures without those below it (本级), where only those of the whole are held."""
    for spot in spots:
        held = any(schema.has_head_office(name) for name in spot.candidates)
        if not held and (head := head_office(text, spot.end, labels)):
            return spot.text + head
    return ""


def _by_region(text: str, schema: Schema) -> list[DepartmentMention]:
    """Regions that stand for their departments; 云泽市澜川区 is one region, 澜川区和砚溪区 are two."""
    mentions: list[DepartmentMention] = []
    for start, region in schema.regions.apart(text):
        inside = schema.inside[region]
        if mentions and mentions[-1].end == start and set(inside) & set(mentions[-1].candidates):
            above = mentions.pop()
            inside = tuple(name for name in inside if name in above.candidates)
        mentions.append(DepartmentMention(start, start + len(region), region, inside))
    return list({m.candidates: m for m in reversed(mentions)}.values())[::-1]


def _mask(text: str, spans: Collection[tuple[int, int]]) -> str:
    masked = list(text)
    for start, end in spans:
        masked[start:end] = "＿" * (end - start)
    return "".join(masked)
