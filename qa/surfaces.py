"""What a department may be called: its official name with more or less of its region, its organ in full or as people shorten it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from index.data_files import csv_data, toml_data
from index.naming import split_region

LEVELS = "区县市州旗盟"
SHORTEST_ALONE = 3
"""An organ's short name of fewer characters (妇联, 法院) stands without its region only where it cannot be part of another word."""


@cache
def region_names() -> frozenset[str]:
    """Names of real provinces, cities, counties and districts."""
    return frozenset(row["name"] for row in csv_data("regions.csv"))


@cache
def not_organs() -> tuple[str, ...]:
    """Words that end like a department's name and are none."""
    return tuple(toml_data("organs.toml")["words"]["not_organs"])


@cache
def known_organs() -> frozenset[str]:
    """Organs as they are named everywhere, in full and in short: 财政局, 人力资源和社会保障局, 人社局."""
    data = toml_data("organs.toml")
    return frozenset(name for full, shorts in data["short"].items() for name in (full, *shorts))


def parts_of(name: str, region: str = "") -> tuple[str, list[str], str]:
    """(head, regions from the largest to the smallest, organ) of a department's official name. `region`: where its documents say it is,
    for a name that leaves out some of its region.

    >>> parts_of("中共云泽市澜川区委组织部"), parts_of("澜川区教育局", "云泽市澜川区")
    (('中共', ['云泽市', '澜川区'], '委组织部'), ('', ['云泽市', '澜川区'], '教育局'))
    """
    head = next((h for h in toml_data("organs.toml")["words"]["heads"] if name.startswith(h) and len(name) > len(h) + 2), "")
    regions, organ = split_region(name[len(head) :])
    above, _ = split_region(region + "某局") if region else ([], "")
    if len(above) > len(regions) and above[len(above) - len(regions) :] == regions:
        regions = above
    return head, regions, organ


def surfaces_of(name: str, aliases: Iterable[str], region: str = "") -> set[str]:
    """Everything that a department may be called."""
    head, regions, organ = parts_of(name, region)
    organs = _forms(head, organ)
    aliases = sorted(aliases)
    for alias in aliases:
        alias_head, alias_regions, alias_organ = parts_of(alias)
        if alias_organ not in organs and not set(alias_regions) - set(regions):
            organs |= _forms(alias_head, alias_organ)
    surfaces = {prefix + form for prefix in _prefixes(regions) for form in organs if len(prefix + form) >= 2}
    if head:
        surfaces |= {head + prefix + form for prefix in _prefixes(regions) if prefix for form in (organ, re.sub("^委员会", "委", organ))}
    if regions:  # 区政府办, 市财政局: the level alone stands for the region
        surfaces |= {regions[-1][-1] + form for form in organs}
    return surfaces - set(not_organs()) | {name, *aliases}


def _forms(head: str, organ: str) -> set[str]:
    """An organ's own name and its short names: 人民政府云桥街道办事处 → 云桥街道办事处, 云桥街道 …"""
    inner = re.sub(r"^人民政府(?=.+(?:街道|镇|乡))", "", organ)
    forms = {*_headed(head, organ)} | (set() if head else {inner, organ})
    data = toml_data("organs.toml")
    for form in sorted(forms):
        forms |= set(_shortened(form, data["short"], alone=True)) | set(_shortened(form, data["placed"], alone=False))
        forms |= {re.sub(p["name"], p["short"], form) for p in data["numbered"] if re.search(p["name"], form)}
    return {form for form in forms if len(form) >= 2}


def _shortened(form: str, shorts: dict[str, list[str]], *, alone: bool) -> Iterator[str]:
    """The form with its ending shortened. `alone`: also where nothing stands before the ending."""
    for full, others in shorts.items():
        if form.endswith(full) and (alone or form != full):
            yield from (form[: -len(full)] + short for short in others)


def _headed(head: str, organ: str) -> Iterator[str]:
    """The forms of bodies whose name begins before its region: 中共…委员会组织部 → 委组织部, 组织部."""
    for rule in toml_data("organs.toml")["headed"]:
        if found := re.fullmatch(rule["name"], f"{head}~{organ}"):
            yield from (found.expand(form) for form in rule["forms"])


def _prefixes(regions: list[str]) -> set[str]:
    """Ways to say a region in front of an organ: 云泽市澜川区, 澜川区, 澜川, 云泽澜川区 … and nothing at all."""
    prefixes = {""}
    for count in range(1, len(regions) + 1):
        tail = regions[-count:]
        options = [""]
        for region in tail:
            options = [o + r for o in options for r in dict.fromkeys((region, bare_region(region)))]
        prefixes |= set(options)
    if len(regions) == 3:
        prefixes |= {regions[0] + regions[2], bare_region(regions[0]) + regions[2]}
    return prefixes


def bare_region(region: str) -> str:
    """澜川区 → 澜川; names of two characters stay whole (西区 does not lose its 区)."""
    stem = re.sub(r"(?:特别行政区|自治区|自治州|自治县|地区|[省市区县旗盟])$", "", region)
    return stem if len(stem) >= 2 else region
