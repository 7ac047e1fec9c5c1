"""Which departments a question means: exact names and short names first, then a region, then one mistyped character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.data_files import csv_data
from qa.normalise import normalise
from qa.schema import Schema, not_organs, region_names
from qa.typos import mistaken

_ORGAN_TAIL = (
    "局|厅|委员会|委(?![托员])|政协办|人大办|办公室|街道办事处|街道|镇政府|镇人民政府|乡政府|检察院|法院|中学|小学|医院|管委会|支队"
)
_UNKNOWN = re.compile(rf"(?P<region>[一-鿿]{{2,6}}?[区县市])?(?P<organ>(?:[一-鿿]{{2,10}}?)(?:{_ORGAN_TAIL}))")
_SUBORDINATE = re.compile(r"(?:下属|所属|下辖)的?(?P<name>[一-鿿]{2,14}?(?:所|中心|队|站|院|校|馆|处))(?:单独|自己|本身|的|20)")
_AREA = re.compile(r"(?:城区|城乡|城市|市区|郊区|社区|辖区|片区|园区|景区|全区|农村|各)街道$")
_LEVELS = "区县市州旗盟"
_BETWEEN = re.compile(r"(?:的|[,，]|\d{4}年度?)+$")
_REGION_LEVEL = re.compile(r"(?<![全城社地市园校街景片郊辖小各本该我片])[一-鿿]{2,3}[区县]")


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
    regions = {region for d in schema.departments for region in d.regions if len(region) >= 2}
    surfaces = sorted({s for d in schema.departments for s in d.surfaces}, key=len, reverse=True)
    for first in sorted(regions, key=len, reverse=True):
        for match in reversed([*re.finditer(rf"{re.escape(first)}(?=[和与跟及、](?P<next>[一-鿿]+))", text)]):
            after = next((name for name in surfaces if match["next"].startswith(name)), "")
            region = next((r for r in sorted(regions, key=len, reverse=True) if after.startswith(r) and r != after), "")
            if region and first + after[len(region) :] in surfaces:
                text = text[: match.end()] + after[len(region) :] + text[match.end() :]
    return text


def link_departments(text: str, schema: Schema, labels: frozenset[str] = frozenset()) -> DepartmentLinks:
    """Departments named in a normalised question. `labels` are names of figures: words of theirs are no departments
    (公共资源交易中心工作经费)."""
    spots = _exact(text, schema)
    masked = _mask(text, [(s.start, s.end) for s in spots])
    regions, foreign = _regions(masked, schema)
    if not spots and not foreign:
        spots = _mistyped(text, schema)
        masked = _mask(text, [(s.start, s.end) for s in spots])
    spots, elsewhere = _narrow(text, [_stretched(text, s, schema) for s in spots], regions, schema)
    unknown = foreign or elsewhere or _subordinate(masked, text) or _unknown_organ(masked, schema, labels, named=bool(spots))
    if not spots and regions and not unknown:
        spots = [_by_region(text, regions[0], schema)]
    return DepartmentLinks(tuple(spots), unknown, tuple(regions))


def _exact(text: str, schema: Schema) -> list[DepartmentMention]:
    """Longest known names, left to right; a name inside a longer one does not count."""
    surfaces: dict[str, list[str]] = {}
    for department in schema.departments:
        for surface in department.surfaces:
            surfaces.setdefault(surface, []).append(department.name)
    spots: list[DepartmentMention] = []
    taken = [False] * len(text)
    for surface in sorted(surfaces, key=len, reverse=True):
        for match in re.finditer(re.escape(surface), text):
            start, end = match.span()
            if any(taken[start:end]) or _runs_on(text, surface, start, end):
                continue
            spots.append(DepartmentMention(start, end, surface, tuple(sorted(surfaces[surface]))))
            taken[start:end] = [True] * (end - start)
    return sorted(spots, key=lambda s: s.start)


def _stretched(text: str, spot: DepartmentMention, schema: Schema) -> DepartmentMention:
    """A short name found inside a longer, mistyped one (万里街 in 万里街到办, 区财政局 in 普坨区财政局) takes in the whole of it."""
    best = spot
    for department in (d for d in schema.departments if d.name in spot.candidates):
        for surface in department.surfaces:
            at = surface.find(spot.text)
            start, end = spot.start - at, spot.start - at + len(surface)
            if at < 0 or start < 0 or end > len(text) or len(surface) <= best.end - best.start or _another_place(text[start:end], surface):
                continue
            if surface[0] in _LEVELS and _place_before(text[: start + 1], stems=True):
                continue
            wrong = [i for i, (a, b) in enumerate(zip(text[start:end], surface, strict=True)) if a != b]
            if not wrong or len(wrong) == 1 and mistaken(text[start:end], surface):
                best = DepartmentMention(start, end, text[start:end], (department.name,), corrected=bool(wrong))
    return best


def _runs_on(text: str, surface: str, start: int, end: int) -> bool:
    """Part of another word: 政府办 in 政府办公设备; 区行政审批局 where the 区 belongs to a region's name in front of it."""
    if surface[-1] == "办" and text[end : end + 1] in ("公", "理", "法", "事", "学", "案"):
        return True
    if surface[0] in _LEVELS:
        return bool(_place_before(text[: start + 1]))
    return False


@cache
def _places() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Real regions with the regions above them, as a question writes them; and their names without 区, 县, 自治州 …"""
    above: dict[str, set[str]] = {}
    for row in csv_data("regions.csv"):
        for name in (row["name"], normalise(row["name"])):
            above.setdefault(name, set()).add(row["parent"])
    closed = {}
    for name, parents in above.items():
        reached, new = set(parents), set(parents)
        while new := {p for n in new for p in above.get(n, ())} - reached:
            reached |= new
        closed[name] = frozenset(reached - {""})
    return closed, frozenset(stem for name in above for stem in _stems(name))


def _stems(name: str) -> Iterator[str]:
    """How a region's name is shortened: 南昌市 → 南昌, 恩施土家族苗族自治州 → 恩施州, 恩施; never to one character."""
    stem = re.sub(r"(?:特别行政区|自治[区州县旗]|地区|[省市区县旗盟])$", "", name)
    peoples = re.match(r"(?P<place>[一-鿿]{2,}?)(?:[一-鿿]{1,5}族|维吾尔)+$", stem)
    short = peoples["place"] if peoples and "自治" in name else stem
    for form in (stem, short, short + name[-1] if "自治" in name else stem):
        if len(form) >= 2:
            yield form


def _place_before(text: str, *, stems: bool = False) -> str:
    """The longest real region that the text ends with; `stems`: also without its 区, 县, 市 …"""
    full, short = _places()
    for length in range(min(len(text), 20), 1, -1):
        if text[-length:] in full or stems and text[-length:] in short:
            return text[-length:]
    return ""


def _foreign_before(text: str, spot: DepartmentMention, schema: Schema) -> str:
    """A real region right in front of a name, which the departments meant do not lie in."""
    meant = [d for d in schema.departments if d.name in spot.candidates]
    own = {r for d in schema.departments for r in d.regions}
    front = text[: spot.start]
    place = _place_before(front, stems=True)
    if not place and (filler := _BETWEEN.search(front)):
        place = _place_before(front[: filler.start()], stems=True)
        place = place if len(place) >= 3 or place in _places()[0] else ""
    if not place or place in own:
        return ""
    inside = [d for d in meant if any(spot.text.startswith(r) for r in d.regions)]
    if inside and all(_lies_in(d.regions, place) for d in inside):
        return ""
    return place


def _lies_in(regions: Sequence[str], place: str) -> bool:
    """Is the place above one of the regions (湖北省, 湖北 for 武汉市)?"""
    above = {a for r in regions for a in _places()[0].get(r, ())}
    return place in above or any(place in _stems(a) for a in above)


def _regions(masked: str, schema: Schema) -> tuple[list[str], str]:
    """Regions named outside department names: (known ones in order, the first one that the store does not hold)."""
    own = {r for d in schema.departments for r in d.regions if len(r) >= 2}
    found: list[tuple[int, str]] = []
    rest = masked
    for region in sorted(own, key=len, reverse=True):
        for match in re.finditer(re.escape(region), rest):
            found.append((match.start(), region))
        rest = rest.replace(region, "＿" * len(region))
    foreign = ""
    for match in _REGION_LEVEL.finditer(rest):
        for name in (match[0], match[0][-3:]):
            if name in region_names() and name not in own:
                foreign = foreign or name
    for match in re.finditer(r"[一-鿿]{2,3}市|[一-鿿]{2,3}省", rest):
        if match[0] in region_names() and match[0] not in own and not (rest[match.end() :][:1] == "＿" and _lies_in([*own], match[0])):
            foreign = foreign or match[0]
    for end in range(3, len(rest) + 1):
        name = _place_before(rest[:end])
        above = rest[end : end + 1] == "＿" and _lies_in([*own], name)
        if name not in own and not above and (len(name) > 3 or len(name) == 3 and name[-1] not in "区县市省"):
            foreign = foreign or name
    return [name for _, name in sorted(found)], foreign


def _narrow(text: str, spots: Sequence[DepartmentMention], regions: Sequence[str], schema: Schema) -> tuple[list[DepartmentMention], str]:
    """A name that fits several departments belongs to the region named beside it, or to the region of the other departments named.

    Also returns the name of a department that the store does not hold: a known organ behind the name of another region."""
    by_name = {d.name: d for d in schema.departments}
    settled = {r for s in spots if len(s.candidates) == 1 for r in by_name[s.candidates[0]].regions[:2]}
    narrowed, elsewhere = [], ""
    for spot in spots:
        candidates = spot.candidates
        in_front = next((r for r in sorted(regions, key=len, reverse=True) if text[: spot.start].endswith(r)), "")
        if in_front and not any(in_front in by_name[c].regions[:2] for c in candidates):  # another place, or a level above
            elsewhere = elsewhere or in_front + spot.text
        if place := _foreign_before(text, spot, schema):
            elsewhere = elsewhere or place + spot.text
        for wanted in ({in_front} - {""}, set(regions), settled):
            if len(candidates) > 1 and wanted:
                inside = tuple(c for c in candidates if wanted & set(by_name[c].regions))
                candidates = inside or candidates
        narrowed.append(DepartmentMention(spot.start, spot.end, spot.text, candidates, spot.corrected))
    return narrowed, elsewhere


def _by_region(text: str, region: str, schema: Schema) -> DepartmentMention:
    start = text.find(region)
    inside = tuple(d.name for d in schema.departments if region in d.regions)
    return DepartmentMention(start, start + len(region), region, inside)


def _mistyped(text: str, schema: Schema) -> list[DepartmentMention]:
    """One wrong character in a name of at least five that carries a region or a distinctive organ; never a way to another region."""
    found: dict[tuple[int, int], set[str]] = {}
    for department in schema.departments:
        for surface in department.surfaces:
            if len(surface) < 5:
                continue
            for start in range(len(text) - len(surface) + 1):
                window = text[start : start + len(surface)]
                wrong = [i for i, (a, b) in enumerate(zip(window, surface, strict=True)) if a != b]
                if len(wrong) == 1 and mistaken(window, surface) and not _another_place(window, surface):
                    found.setdefault((start, start + len(surface)), set()).add(department.name)
    if not found:
        return []
    longest = max(found, key=lambda span: span[1] - span[0])
    names = set().union(*(n for span, n in found.items() if span[0] <= longest[1] and longest[0] <= span[1] and n <= found[longest]))
    start, end = longest
    return [DepartmentMention(start, end, text[start:end], tuple(sorted(names or found[longest])), corrected=True)]


def _another_place(window: str, surface: str) -> bool:
    """Does the window name a real region that the known name does not?"""
    named = {window[i : i + 3] for i in range(len(window) - 2) if window[i + 2] in "区县市"} & region_names()
    stems = {window[:length] for length in range(2, len(window))} & _places()[1]
    return any(region not in surface for region in named) or any(not surface.startswith(stem) for stem in stems)


def _subordinate(masked: str, text: str) -> str:
    """A unit below a department, asked for on its own."""
    match = _SUBORDINATE.search(masked)
    return match["name"] if match else ""


def _unknown_organ(masked: str, schema: Schema, labels: frozenset[str], *, named: bool) -> str:
    """A department that is named like one and is not in the store; beside known ones only where its region is said."""
    for match in _UNKNOWN.finditer(masked):
        organ = match["organ"]
        if named and not match["region"]:
            continue
        if any(word in organ for word in not_organs()) or "＿" in match[0]:
            continue
        if not match["region"] and any(organ in label for label in labels):
            continue
        core = re.sub(r"^.*(?:的|和|与|请问|查|看|把)", "", organ)
        name = re.sub(r"^年度?", "", (match["region"] or "") + core)
        if len(core) >= 3 and not _AREA.search(name):
            return name
    return ""


def _mask(text: str, spans: Sequence[tuple[int, int]]) -> str:
    masked = list(text)
    for start, end in spans:
        masked[start:end] = "＿" * (end - start)
    return "".join(masked)
