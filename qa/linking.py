"""Question → what it names: departments, years, bases, unit, and the words that are left. Against what the store holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.compounds import hide_joints
from qa.departments import DepartmentLinks, DepartmentMention, link_departments, spell_out
from qa.normalise import normalise
from qa.schema import Schema

_YEAR = re.compile(
    r"(?<!\d)(20[0-4]\d)(?!\d)(?:财年|年度|年(?:底|末|初(?!预算|结转|安排|给|批))?|(?![\d.%]|[万亿元人个户件台平套次米张项家名份]))"
)
_YEAR_SPAN = re.compile(r"(20[0-4]\d)年?(?:度)?(?:到|至|[-—~])(20[0-4]\d)年?(?:度)?")
_DATE_TAIL = re.compile(r"^\d{1,2}月(?:\d{1,2}日)?")
_RELATIVE = (("前年", -2), ("去年", -1), ("今年", 0), ("明年", 1))
_RECENT = re.compile(r"近([二两三四五])年|最近([二两三四五])年|这([二两三四五])年|([二两三四五])年来")
_COUNT = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_UNIT = re.compile(
    r"[,，]?(?:请)?(?:换算?成?|折合?成?|换成|合成|用|以|按)(?:为)?(?P<unit>亿元|万元|千元|元|亿|万)(?:来?(?:表示|计|为单位|说|算))?(?:是多少|说)?|(?:是|合|等于|打算花|列了?|为)?(?:多少|几)(?P<asked>亿元|万元|亿|万|元)(?![的/每])"
)
_POLITE = re.compile(r"^(?:请问|请|你好|您好|麻烦|我想(?:知道|问)|想问|帮我|帮忙|查一下|查询|查查|查|告诉我|报一下|算算|算一下)+[,，]?")
_BASIS_BY_YEAR = re.compile(r"(20\d\d)年?度?(?:的)?(?:部门|年初)?(预算|决算|实际)")


@dataclass(frozen=True)
class Linked:
    """A question with what it names taken out.

    `text` normalised; `mentions` departments in order; `unknown` a department that the store does not hold; `years` in order of mention;
    `basis_of` year → 预算 or 决算 where a year is said with one; `unit` asked for; `rest` the words without departments, years and
    unit, `dated` with years (`＿` stands for a department); `segments`: the words that follow each department up to the next; `years_of`:
    the years beside each; `everyone`: all departments are meant.
    """

    text: str
    mentions: tuple[DepartmentMention, ...]
    unknown: str
    regions: tuple[str, ...]
    years: tuple[int, ...]
    basis_of: dict[int, str]
    unit: str
    rest: str
    dated: str
    segments: tuple[str, ...]
    years_of: tuple[tuple[int, ...], ...]
    implied: bool = False
    everyone: bool = False
    corrections: tuple[str, ...] = field(default=())

    @property
    def departments(self) -> tuple[str, ...]:
        """Departments that are named without doubt, each once, in order."""
        return tuple(dict.fromkeys(m.candidates[0] for m in self.mentions if len(m.candidates) == 1))


def link(question: str, schema: Schema, *, today: datetime.date, labels: frozenset[str] = frozenset()) -> Linked:
    """Everything that a question names."""
    text = spell_out(normalise(question), schema)
    found = link_departments(text, schema, labels)
    unitless, unit = _take_unit(text)
    unitless = _relative_years(unitless, today)
    # positions change when words are taken out: departments are marked first
    marked, mentions = _marked(unitless, found)
    marked = hide_joints(marked, labels)
    years = years_in(marked)
    if not years:
        years = _recent_years(marked, schema, [m.candidates[0] for m in mentions])
    implied = bool(re.search(r"推算|反推|倒推|推断|倒算|推出来", text))
    segments = _segments(marked)
    return Linked(
        text=text,
        mentions=mentions,
        unknown=found.unknown,
        regions=found.regions,
        years=years,
        basis_of={int(m[1]): "决算" if m[2] == "实际" else m[2] for m in _BASIS_BY_YEAR.finditer(marked)},
        unit=unit,
        rest=undated(marked),
        dated=marked.replace("＿", "", 1),
        segments=tuple(undated(s) for s in segments),
        years_of=tuple(years_in(s) for s in segments),
        implied=implied,
        corrections=tuple(f"“{m.text}”按“{m.candidates[0]}”理解" for m in mentions if m.corrected),
    )


def _take_unit(text: str) -> tuple[str, str]:
    text = re.sub(r"[,，]?(?:请)?(?:保?留)[一二两三四五六\d]位小数|[（(][一二两三四五六\d]位小数[)）]", "", text)
    match = _UNIT.search(text)
    if not match:
        return text, ""
    unit = match["unit"] or match["asked"]
    unit = {"亿": "亿元", "万": "万元"}.get(unit, unit)
    replacement = "" if match["unit"] else "是多少"
    return text[: match.start()] + replacement + text[match.end() :], unit


def _relative_years(text: str, today: datetime.date) -> str:
    for word, offset in _RELATIVE:
        text = re.sub(rf"{word}[（(](20\d\d)年?[)）]", r"\1年", text)  # 前年（2019年）: what is written out counts
        text = re.sub(word, f"{today.year + offset}年", text)
    return text


def _marked(text: str, found: DepartmentLinks) -> tuple[str, tuple[DepartmentMention, ...]]:
    """The text with each department replaced by ＿."""
    mentions = tuple(sorted(found.mentions, key=lambda m: m.start))
    marked = text
    for mention in sorted(mentions, key=lambda m: -len(m.text)):
        marked = marked.replace(mention.text, "＿", 1)
    for region in found.regions:
        if not any(m.text == region for m in mentions):
            marked = marked.replace(region, "", 1)
    return re.sub(r"[一-鿿]{2,3}市(?=＿)", "", marked), mentions


def years_in(text: str) -> tuple[int, ...]:
    """Years that a text names, in order, ranges spread where each year is asked for."""
    years: list[int] = []
    for match in _YEAR_SPAN.finditer(text):
        first, last = int(match[1]), int(match[2])
        if first < last and last - first <= 10 and re.search(r"年均|平均|每年|各年|趋势|逐年|历年|[三四五]年", text):
            years += range(first, last + 1)
    years += [int(m[1]) for m in _YEAR.finditer(text)]
    years += [int(y) for m in _YEAR_SPAN.finditer(text) for y in m.groups()]
    return tuple(dict.fromkeys(years))


def _recent_years(text: str, schema: Schema, departments: Sequence[str]) -> tuple[int, ...]:
    match = _RECENT.search(text)
    if not match:
        return ()
    count = _COUNT[next(g for g in match.groups() if g)]
    return tuple(schema.years(departments)[-count:])


def _segments(marked: str) -> list[str]:
    """The words after each department, up to the next one; words before the first belong to the first."""
    parts = marked.split("＿")
    return [parts[0] + " " + parts[1], *parts[2:]] if len(parts) > 1 else [marked]


def undated(text: str) -> str:
    """Words without years, dates and polite openings."""
    text = _POLITE.sub("", text)
    text = re.sub(r"(?:截[至止]到?)?(?<!\d)20[0-4]\d年(?:度)?(?:\d{1,2}月)(?:\d{1,2}日)?[,，]?", "", text)
    text = _YEAR_SPAN.sub("", text)
    text = re.sub(r"(?:截[至止]到?)?(?<!\d)20[0-4]\d(?:(?:财年|年度|年)(?:底|末(?!结))?|(?!\d))[,，]?", "", text)
    text = re.sub(r"^[、,，]?[二两三四五]年(?:的)?", "", _RECENT.sub("", text))
    text = re.sub(r"[（(](?:请)?(?:根据|据|由|按|依据|用)?[^（）()]*?(?:推算|倒推|反推|公开|自己给的|填报)[^（）()]*?[)）]", "", text)
    text = re.sub(r"^(?:请)?(?:根据|据|由|依据|按照?|照)[^,，]{0,24}?(?:推算|倒推|反推)?[,，]", "", text)
    text = re.sub(r"推算|倒推|反推|[（(](?:按%|百分数|百分比|按[^()（）]{0,8}人数)[)）]", "", text)
    return re.sub(r"\s+", "", text).strip(",，、 ")
