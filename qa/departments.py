"""Which departments a question means: exact names and short names first, then slips of the pen, then a region; and which it names that the
store does not hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache

from qa.places import lies_in, place_before, places_in, stems_of
from qa.schema import Schema
from qa.surfaces import LEVELS, SHORTEST_ALONE, known_organs, not_organs, region_names

_ORGAN_TAIL = (
    "局|厅|委员会|委(?![托员])|政协办|人大办|办公室|街道办事处|街道|镇政府|镇人民政府|乡政府|检察院|法院|中学|小学|医院|管委会|支队"
)
_UNKNOWN = re.compile(rf"(?P<region>[一-鿿]{{2,6}}?[区县市])?(?P<organ>(?:[一-鿿]{{2,10}}?)(?:{_ORGAN_TAIL}))")
_SUBORDINATE = re.compile(r"(?:下属|所属|下辖)的?(?P<name>[一-鿿]{2,14}?(?:所|中心|队|站|院|校|馆|处))(?:单独|自己|本身|的|20)")
_AREA = re.compile(r"(?:城区|城乡|城市|市区|郊区|社区|辖区|片区|园区|景区|全区|农村|各)街道$")
_OPENS = re.compile(r"(?:^|[,，、。？?：:＿]|年度?|和|与|跟|及|比|同|[请查问下看])$")
_CLOSES = re.compile(r"$|[,，、。？?：:＿和与跟及比]|的|20\d\d|[去前今明当]年|本级|机关|各|一共|总共|共|花|用|年初|全年")
"""What stands around 妇联 or 法院 where it is a department and no part of a subject's name (工会经费, 法院支出)."""
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
    unknown = foreign or elsewhere or _subordinate(masked) or _unknown_organ(masked, labels, named=bool(spots))
    if not spots and regions and not unknown:
        spots = [_by_region(text, regions[0], schema)]
    return DepartmentLinks(tuple(spots), unknown, tuple(regions))


# names -------------------------------------------------------------------------------------------------------------------------


def _exact(text: str, schema: Schema) -> list[DepartmentMention]:
    """Longest known names, left to right; a name inside a longer one does not count."""
    spots: list[DepartmentMention] = []
    taken = [False] * len(text)
    for start, surface in schema.surfaces.inside(text):
        end = start + len(surface)
        if any(taken[start:end]) or _runs_on(text, surface, start, end):
            continue
        spots.append(DepartmentMention(start, end, surface, schema.called[surface]))
        taken[start:end] = [True] * (end - start)
    return sorted(spots, key=lambda s: s.start)


def _runs_on(text: str, surface: str, start: int, end: int) -> bool:
    """Part of another word: 政府办 in 政府办公设备; 区行政审批局 where the 区 belongs to a region's name in front of it."""
    if surface[-1] == "办" and text[end : end + 1] in ("公", "理", "法", "事", "学", "案"):
        return True
    if len(surface) < SHORTEST_ALONE and not (_OPENS.search(text[:start]) and _CLOSES.match(text, end)):
        return True
    if surface[0] in LEVELS:
        return bool(place_before(text[: start + 1]))
    return False


def _with_slips(text: str, spots: Sequence[DepartmentMention], schema: Schema) -> list[DepartmentMention]:
    """The names with those that are mistyped. A short name found inside a longer, mistyped one (万里街 in 万里街到办, 区财政局 in
    普坨区财政局) takes in the whole of it."""
    found: dict[tuple[int, int], set[str]] = {}
    for start, end, surface in schema.slips.inside(text):
        if _may_be(text, start, end, surface):
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


def _may_be(text: str, start: int, end: int, surface: str) -> bool:
    """May the words be this name mistyped? Not where they name another real region or an organ of their own."""
    window = text[start:end]
    if _another_place(window, surface) or surface[0] in LEVELS and place_before(text[: start + 1], stems=True):
        return False
    return not any(window.endswith(organ) and not surface.endswith(organ) for organ in known_organs())


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
        candidates = spot.candidates
        in_front = next((r for r in sorted(regions, key=len, reverse=True) if text[: spot.start].endswith(r)), "")
        if in_front and not any(in_front in schema.by_name[c].regions[:2] for c in candidates):  # another place, or a level above
            elsewhere = elsewhere or in_front + spot.text
        if place := _foreign_before(text, spot, schema):
            elsewhere = elsewhere or place + spot.text
        for wanted in ({in_front} - {""}, set(regions), settled):
            if len(candidates) > 1 and wanted:
                inside = tuple(c for c in candidates if wanted & set(schema.by_name[c].regions))
                candidates = inside or candidates
        narrowed.append(replace(spot, candidates=candidates))
    return narrowed, elsewhere


def _by_region(text: str, region: str, schema: Schema) -> DepartmentMention:
    start = text.find(region)
    return DepartmentMention(start, start + len(region), region, schema.inside[region])


# what the store does not hold ----------------------------------------------------------------------------------------------------


def _subordinate(masked: str) -> str:
    """A unit below a department, asked for on its own."""
    match = _SUBORDINATE.search(masked)
    return match["name"] if match else ""


def _unknown_organ(masked: str, labels: Set[str], *, named: bool) -> str:
    """A department that is named like one and is not in the store; beside known ones only where its region is said."""
    for match in _UNKNOWN.finditer(masked):
        organ = match["organ"]
        if named and not match["region"]:
            continue
        if any(word in organ for word in not_organs()) or "＿" in match[0]:
            continue
        if not match["region"] and organ in _joined(labels):
            continue
        core = re.sub(r"^.*(?:的|和|与|请问|查|看|把)", "", organ)
        name = re.sub(r"^年度?", "", (match["region"] or "") + core)
        if len(core) >= 3 and not _AREA.search(name):
            return name
    return ""


@lru_cache(maxsize=4)
def _joined(labels: Iterable[str]) -> str:
    """All labels as one text: whether some label holds a word is then one search."""
    return "\n".join(labels)


def _mask(text: str, spans: Collection[tuple[int, int]]) -> str:
    masked = list(text)
    for start, end in spans:
        masked[start:end] = "＿" * (end - start)
    return "".join(masked)
