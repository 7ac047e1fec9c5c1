"""Departments that a question names and the store does not hold: said, never answered with another's figure."""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache, lru_cache

from index.data_files import toml_data
from qa.lexicon import vocabulary
from qa.names import Names
from qa.normalise import bare
from qa.surfaces import known_organs, not_organs

OPENS = re.compile(r"(?:^|[,，、。？?：:＿]|年度?|和|与|跟|及|比|同|[请查问下看])$")
CLOSES = re.compile(r"$|[,，、。？?：:＿和与跟及比]|的|20\d\d|[去前今明当]年|本级|机关|各|一共|总共|共|花|用|年初|全年")
"""What stands around 妇联 or 法院 where it is a department and no part of a subject's name (工会经费, 法院支出)."""

_TAIL = "局|厅|委员会|委(?![托员])|政协办|人大办|办公室|街道办事处|街道|镇政府|镇人民政府|乡政府|检察院|法院|中学|小学|医院|管委会|支队"
_ANYWHERE = re.compile(rf"(?P<region>[一-鿿]{{2,6}}?[区县市])?(?P<organ>(?:[一-鿿]{{2,10}}?)(?:{_TAIL}))")
_AREA = re.compile(r"(?:城区|城乡|城市|市区|郊区|社区|辖区|片区|园区|景区|全区|农村|各)街道$")
_ENDS = r"(?=$|[,，、。？?：:＿和与跟及比]|的|20\d\d|[去前今明当本]年|年度|(?:部门)?(?:预|决)算|支出|收入|一共|总共|共|花|用|没有|拿|是)"
_JOINT = "[和与跟及同、比]"
_HEAD_OFFICE = re.compile(r"(?:20\d\d年?度?)?的?[（(]?(?:部门)?(?:机关)?(?P<name>本级)")
_BELOW = re.compile(
    r"(?:下属|所属|下辖|直属)(?:的)?(?:(?:事业|二级|预算)?单位)?(?:的)?"
    rf"(?P<name>[一-鿿]{{2,14}}?(?:所|中心|队|站|院|校|馆|处|中学|小学|幼儿园))(?:单独|自己|本身|{_ENDS})"
)


@cache
def _tails() -> str:
    """How organs end that are named right behind a region or a department; words that also end other things are not among them."""
    words = toml_data("organs.toml")["words"]
    return "|".join(sorted(map(re.escape, set(words["endings"]) - set(words["ambiguous_endings"])), key=len, reverse=True))


def unheld(masked: str, regions: Names, labels: Set[str]) -> str:
    """The name of a department that the text names and the store does not hold; "" where there is none.

    `masked`: the question with ＿ for the departments that are known; `regions`: those of the store; `labels`: names of figures, none of
    whose words are departments.
    """
    figures = _figures(labels)
    named = "＿" in masked
    return (
        _below(masked, figures)
        or _behind(masked, regions, labels)
        or (_beside(masked, figures) if named else _alone(masked, figures))
        or _anywhere(masked, labels, named=named)
    )


def _figure_at(text: str, start: int, length: int, figures: Names) -> bool:
    """Does a figure's name stand here that is longer than the words in question?"""
    return len(figures.longest(text, start)) > length


def _organ_of(text: str, start: int, end: int, figures: Names) -> str:
    organ = text[start:end]
    return "" if _figure_at(text, start, end - start, figures) or any(word in organ for word in not_organs()) else organ


def _below(masked: str, figures: Names) -> str:
    """A unit below a department, asked for on its own."""
    for match in _BELOW.finditer(masked):
        if not _figure_at(masked, match.start("name"), len(match["name"]) - 1, figures):
            return match["name"]
    return ""


def head_office(text: str, start: int, labels: Set[str]) -> str:
    """本级, where the words behind a department or a region say it; "" where they do not or say a figure's name."""
    match = _HEAD_OFFICE.match(text, start)
    return match["name"] if match and not _figure_at(text, match.start("name"), 2, _figures(labels)) else ""


def _behind(masked: str, regions: Names, labels: Set[str]) -> str:
    """澜川区档案馆, 澜川区本级, 教育局招生中心: an organ right behind a region or a department that is held."""
    figures = _figures(labels)
    organ = re.compile(rf"的?(?P<organ>[一-鿿]{{0,12}}?(?:{_tails()})){_ENDS}")
    for start, region in regions.apart(masked):
        if head := head_office(masked, start + len(region), labels):
            return region + head
        match = organ.match(masked, start + len(region))
        if match and len(match["organ"]) >= 2 and (name := _organ_of(masked, *match.span("organ"), figures)):
            return region + name
    for place in re.finditer(rf"＿+{_JOINT}?", masked):
        match = organ.match(masked, place.end())
        if not match or match.start("organ") != place.end() or not _own_name(match["organ"], place[0][-1] != "＿"):
            continue
        if not _figure_at(masked, place.end(), len(match["organ"]) - 1, figures):
            return match["organ"]
    return ""


def _own_name(organ: str, joined: bool) -> bool:
    """Is it long enough for a name: 财政所, 分院; behind a joint also no word for others of the kind (和其他局)?"""
    if re.search(r"预算|决算|支出|收入|经费", organ) or joined and re.match(r"[其他各上下所全]", organ):
        return False
    return len(organ) >= 3 or organ[0] == "分"


def _beside(masked: str, figures: Names) -> str:
    """＿和财政局, 财政局比＿: an organ in one breath with a department that is held."""
    for start, organ in _organs().apart(masked):
        end = start + len(organ)
        joined = re.search(rf"＿{_JOINT}[一-鿿]{{0,8}}$", masked[:start]) and CLOSES.match(masked, end)
        follows = re.match(rf"{_JOINT}＿", masked[end:]) and OPENS.search(masked[:start])
        if (joined or follows) and not _inside_figure(masked, start, end, figures):
            return masked[masked.rfind("＿", 0, start) + 2 : end] if joined else organ
    return ""


def _alone(masked: str, figures: Names) -> str:
    """妇联2023年支出: an organ that everybody knows, whose ending is no organ's."""
    for start, organ in _organs().apart(masked):
        end = start + len(organ)
        if OPENS.search(masked[:start]) and CLOSES.match(masked, end) and not _inside_figure(masked, start, end, figures):
            return organ
    return ""


def _inside_figure(text: str, start: int, end: int, figures: Names) -> bool:
    """Do the words stand inside a figure's name that is longer?"""
    return any(
        at + len(name) >= end and len(name) > end - start for at in range(max(0, start - 30), start + 1) for name in figures.at(text, at)
    )


def _anywhere(masked: str, labels: Set[str], *, named: bool) -> str:
    """What is named like a department, wherever it stands; beside known ones only where its region is said."""
    for match in _ANYWHERE.finditer(masked):
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


@cache
def _organs() -> Names:
    return Names(known_organs())


@lru_cache(maxsize=4)
def _figures(labels: Set[str]) -> Names:
    """Names of figures: those that the documents print and those that people know."""
    return Names({*map(bare, labels), *vocabulary()})


@lru_cache(maxsize=4)
def _joined(labels: Set[str]) -> str:
    """All labels as one text: whether some label holds a word is then one search."""
    return "\n".join(labels)
