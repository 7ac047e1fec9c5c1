"""Real provinces, cities, counties and districts, as questions name them: what the store does not hold is not replaced by what it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from index.data_files import csv_data
from qa.normalise import normalise
from qa.surfaces import region_names

_REGION_LEVEL = re.compile(r"(?<![全城社地市园校街景片郊辖小各本该我片])[一-鿿]{2,3}[区县]")
_LONGEST = 20


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


def stems_of() -> frozenset[str]:
    """Real regions without their 区, 县, 市 …"""
    return _places()[1]


def place_before(text: str, *, stems: bool = False) -> str:
    """The longest real region that the text ends with; `stems`: also without its 区, 县, 市 …"""
    full, short = _places()
    for length in range(min(len(text), _LONGEST), 1, -1):
        if text[-length:] in full or stems and text[-length:] in short:
            return text[-length:]
    return ""


def lies_in(regions: Iterable[str], place: str) -> bool:
    """Is the place above one of the regions (湖北省, 湖北 for 武汉市)?"""
    above = {a for r in regions for a in _places()[0].get(r, ())}
    return place in above or any(place in _stems(a) for a in above)


def places_in(rest: str, own: Collection[str]) -> str:
    """The first real region in a text that is neither one of `own` nor one above them; ＿ stands for what was named before."""
    found = ""
    for match in _REGION_LEVEL.finditer(rest):
        for name in (match[0], match[0][-3:]):
            if name in region_names() and name not in own:
                found = found or name
    for match in re.finditer(r"[一-鿿]{2,3}市|[一-鿿]{2,3}省", rest):
        name = match[0]
        if name in region_names() and name not in own and not (rest[match.end() :][:1] == "＿" and lies_in(own, name)):
            found = found or name
    for end in range(3, len(rest) + 1):
        name = place_before(rest[:end])
        if name and name not in own and (len(name) > 3 or len(name) == 3 and name[-1] not in "区县市省"):
            found = found or ("" if rest[end : end + 1] == "＿" and lies_in(own, name) else name)
    return found
