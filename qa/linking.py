"""Question → what it names: departments, years, the unit asked for, every other piece of it as a token. Against what the store holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qa.departments import DepartmentLinks, DepartmentMention, link_departments, spell_out
from qa.lexicon import Entry, scan, vocabulary
from qa.naming import Name
from qa.normalise import normalise
from qa.places import place_before
from qa.relevance import Names
from qa.schema import Schema
from qa.tokens import BREAK, CUE, DEPARTMENT, UNKNOWN, WORD, YEAR, Token

_ONE_YEAR = r"(20[0-4]\d)(?:财政年度|财年|年度|年)?(?:这一?年)?"
_SPAN = re.compile(
    rf"(?<!\d){_ONE_YEAR}(?:(?:起|开始|以来|算起)?(?:一路|一直|直|算|数)?(?:到|至|[-—–~～]+|→)了?{_ONE_YEAR}(?!\d)|(?:起|开始){_ONE_YEAR}(?=为?止)|(?:、|和|与|跟){_ONE_YEAR}(?=之间|间(?!接)|期间))"
    r"(?:为?止|结束)?(?:这?[二两三四五六七八九十几]个?年(?!度))?(?:期间|之间|间(?!接))?"
)
"""From one year to another: all the years between are meant."""
_YEAR = re.compile(
    r"(?:截[至止]到?)?(?<!\d)(20[0-4]\d)(?!\d)(?:财年|财政年度|年度|年\d{1,2}月(?:\d{1,2}日|底|末)?|年(?:底(?!薪|层|线|数|册)|末(?!结|级|端)|初(?!预算|结转|安排|给|批|定|下|中|级|等|小|始|次|步|创|审|高))?|(?![\d.%]|[万亿元个户件台套次米张项家名份]|人(?!民)|平(?!均)))(?:内|全年)?"
)
_RELATIVE = re.compile(r"(?P<word>大?前年|去年(?=同期)?|今年|本年度?(?=的?[预决]算)|明年)(?:[（(](?P<written>20\d\d)年?[)）])?")
_OFFSETS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "明年": 1}
_COMPARED = re.compile(r"(?:比|较|跟|与|和|同|对比|相比|于)(?:起|于)?$")
_RECENT = re.compile(r"(?:最?近|这|过去|前)([二两三四五])(?:个?年度?)(?:里|内|间|来)?|([二两三四五])年(?:来|间|之间|期间|以来)")
_COUNT = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_UNIT = re.compile(
    r"[,，(（]?(?:请|并)?(?:统一)?(?:换算[成到为]?|换成?|折合?[成为]?|折算[成到为]?|统一[到成为]|合成|转(?:换|化)?[成为]|用|以|按|写成|化成|单位[:：]?(?:用|为|是|按|要|以)?)(?:为)?(?P<unit>亿元|万元|千元|元|亿|万)(?:来?(?:表示|计算?|为单位|作单位|做单位|单位|说|算|表达|口径))?(?:呢|是多少|说)?[)）]?"
    r"|(?:^|(?<=[,，。]))(?:那么?|换|改)?(?P<alone>亿元|万元|千元|元)(?:的?呢|的话呢?)(?=$|[?？,，。!！])"
    r"|(?:改成|改为|改用|写作)?(?P<based>亿元|万元|千元|元)(?:为单位|作单位|做单位|的话)(?:是多少|呢|来?说|表示)?"
    r"|(?:我)?要(?P<wanted>亿元|万元|千元|元)(?:为单位)?的(?:数|口径|金额)?"
    r"|(?:是|合|等于|打算花|列了?|为|有)?(?:多少|几|若干)个?(?P<asked>亿元|万元|千元|亿|万|元)(?:人民币|钱)?(?![的/每])"
)
_DECIMALS = re.compile(r"[,，]?(?:请)?(?:保?留|精确到)(?:小数点后)?[一二两三四五六\d]位(?:小数)?|[（(][一二两三四五六\d]位小数[)）]")
_BRACKETED = re.compile(r"[（(](?:请)?(?:根据|据|由|按|依据|用)?[^（）()]*?(?:公开|自己给的|填报|按%|百分数|百分比|人数)[^（）()]*?[)）]")
_ORGAN = re.compile(r"(?:馆|中心|院|站|所|队|局|委|办|会|处|厅|部|校|园|署)$")
_ORGAN_NAME = re.compile(r"(?![咱这那你我他她该本贵各全])[一-鿿]{2,8}(?:局|委|委员会|厅|检察院|法院|街道|街道办|街道办事处)")
_OURS = re.compile(r"[咱我你他她它这那该本贵]")
"""咱这儿局里, 他们单位: no department is named."""
_IMPLIED = re.compile(r"推算|反推|倒推|推断|倒算|推出来|回推|反算|还原")


@dataclass(frozen=True)
class Linked:
    """A question with what it names.

    `text` normalised; `mentions` departments in order; `unknown` a department that the store does not hold; `regions` named on their own;
    `years` in order of mention; `unit` asked for; `tokens` the whole question; `names` what they name, as far as it counts; `everyone`:
    all departments are meant.
    """

    text: str
    mentions: tuple[DepartmentMention, ...]
    unknown: str
    regions: tuple[str, ...]
    years: tuple[int, ...]
    unit: str
    tokens: tuple[Token, ...]
    names: tuple[Name, ...] = ()
    everyone: bool = False
    corrections: tuple[str, ...] = field(default=())

    @property
    def departments(self) -> tuple[str, ...]:
        """Departments that are named without doubt, each once, in order."""
        return tuple(dict.fromkeys(m.candidates[0] for m in self.mentions if len(m.candidates) == 1))

    def says(self, *cues: str) -> bool:
        """Does some token of the question say one of these?"""
        return any(token.says(*cues) for token in self.tokens)


def link(
    question: str, schema: Schema, *, today: datetime.date, names: Mapping[str, Entry] | None = None, labels: frozenset[str] = frozenset()
) -> Linked:
    """Everything that a question names. `names`: figures by name, as qa.lexicon makes them; `labels`: names of figures, none of whose
    words are departments."""
    text = spell_out(normalise(question), schema)
    found = link_departments(text, schema, labels)
    mentions = tuple(sorted(found.mentions, key=lambda m: m.start))
    taken = _departments(text, found, mentions)
    unit, unit_tokens = _unit(text, taken)
    taken += unit_tokens
    taken += _years(text, taken, schema, [m.candidates[0] for m in mentions], today)
    taken += _aside(text, taken)
    known = names if names is not None else vocabulary()
    tokens = scan(text, sorted(taken, key=lambda t: t.start), known)
    unknown = "" if _OURS.match(found.unknown) else found.unknown
    unknown = unknown or _cut_short(tokens)
    named = Names(tokens, known)
    return Linked(
        text=text,
        mentions=mentions,
        unknown=unknown,
        regions=found.regions,
        years=tuple(dict.fromkeys(y for t in tokens if t.kind == YEAR for y in years_of(t))),
        unit=unit,
        tokens=tokens,
        names=named.counted,
        corrections=(*(f"“{m.text}”按“{m.candidates[0]}”理解" for m in mentions if m.corrected), *named.corrections),
    )


def _cut_short(tokens: Sequence[Token]) -> str:
    """澜川区档案馆, 碧溪区财政局 where only 区财政局 is known: the name of a place that is not."""
    for i, token in enumerate(tokens):
        alone = (i == 0 or tokens[i - 1].kind in (BREAK, WORD)) and (i + 1 == len(tokens) or tokens[i + 1].kind in (BREAK, WORD, YEAR))
        if token.kind == UNKNOWN and alone and _ORGAN_NAME.fullmatch(token.text):
            return token.text
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before.end != token.start:
            continue
        if before.kind == DEPARTMENT and not before.value and token.kind == UNKNOWN and _ORGAN.search(token.text):
            return before.text + token.text  # 澜川区档案馆: a region that is known, an organ that is not
        if token.kind == DEPARTMENT and token.text[0] in "区县市州旗盟镇乡" and before.kind == UNKNOWN:
            return before.text + token.text
    return ""


def years_of(token: Token) -> tuple[int, ...]:
    """The years that a token names: a range by its two ends."""
    return tuple(int(y) for y in re.findall(r"\d{4}", token.value))


def _departments(text: str, found: DepartmentLinks, mentions: Sequence[DepartmentMention]) -> list[Token]:
    tokens = [Token(DEPARTMENT, text[m.start : m.end], m.start, m.end, m.candidates[0] if len(m.candidates) == 1 else "") for m in mentions]
    for region in found.regions:
        for match in re.finditer(re.escape(region), text):
            city = re.search(r"[一-鿿]{2}市$", text[: match.start()])
            for start, end in (match.span(), city.span() if city else match.span()):
                if _free(start, end, tokens):
                    tokens.append(Token(WORD, text[start:end], start, end))
    for token in list(tokens):  # a place in front of a department
        place = place_before(text[: token.start], stems=True) if token.kind == DEPARTMENT else ""
        city = re.search(r"[一-鿿]{2,3}市$", text[: token.start]) if token.kind == DEPARTMENT else None
        start = token.start - len(place) if place else city.start() if city else token.start
        if start < token.start and _free(start, token.start, tokens):
            tokens.append(Token(WORD, text[start : token.start], start, token.start))
    return tokens


def _free(start: int, end: int, taken: Sequence[Token]) -> bool:
    return all(end <= t.start or t.end <= start for t in taken)


def _unit(text: str, taken: Sequence[Token]) -> tuple[str, list[Token]]:
    """The unit asked for, with the words that ask for it."""
    tokens = [Token(WORD, m[0], *m.span()) for m in _DECIMALS.finditer(text) if _free(*m.span(), taken)]
    unit = ""
    for match in _UNIT.finditer(text):
        if not _free(*match.span(), [*taken, *tokens]):
            continue
        unit = unit or match["unit"] or match["asked"] or match["wanted"] or match["based"] or match["alone"]
        if match["asked"]:
            tokens.append(Token(WORD, match[0], *match.span(), value="ask"))
        else:
            tokens.append(Token(BREAK if match[0][0] in ",，(（" else WORD, match[0], *match.span()))
    return {"亿": "亿元", "万": "万元"}.get(unit, unit), tokens


def _years(text: str, taken: Sequence[Token], schema: Schema, departments: Sequence[str], today: datetime.date) -> list[Token]:
    found: list[Token] = []

    def add(match: re.Match[str], value: str, kind: str = YEAR, cues: frozenset[str] = frozenset()) -> None:
        if _free(*match.span(), [*taken, *found]):
            found.append(Token(kind, match[0], *match.span(), value=value, cues=cues))

    for match in _SPAN.finditer(text):
        first, last = sorted((int(match[1]), int(match[2] or match[3] or match[4])))
        add(match, f"{first}-{last}")
    written = bool(re.search(r"20[0-4]\d", text))
    for match in _RELATIVE.finditer(text):
        offset = _OFFSETS.get(match["word"], 0)
        if match["written"]:
            add(match, match["written"])
        elif match["word"] == "去年" and (_COMPARED.search(text[: match.start()]) and written or text[match.end() :][:2] == "同期"):
            add(match, "", CUE, frozenset({"last_year"}))  # against the year before the one said
        else:
            add(match, str(today.year + offset))
    for match in _YEAR.finditer(text):
        add(match, match[1])
    if not any(t.kind == YEAR for t in found) and (recent := _RECENT.search(text)):
        count = _COUNT[next(g for g in recent.groups() if g)]
        add(recent, ",".join(map(str, schema.years(departments)[-count:])))
    return found


def _aside(text: str, taken: Sequence[Token]) -> list[Token]:
    """Brackets that say where a figure stands or how it is to be reckoned."""
    return [
        Token(BREAK, m[0], *m.span(), cues=frozenset({"implied"} if _IMPLIED.search(m[0]) else ()))
        for m in _BRACKETED.finditer(text)
        if _free(*m.span(), taken)
    ]
