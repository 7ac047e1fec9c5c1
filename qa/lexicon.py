"""Text → tokens: the cheapest cover of a question by names of figures, roles, cues and plain words; what nothing covers stays unknown.

Names are those that the store prints and those of the vocabulary; cues and plain words are data/questions.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.data_files import toml_data
from index.forms import forms
from index.subjects import subjects
from qa.normalise import bare
from qa.phrases import aliases, measures, strip_tail
from qa.tokens import AND, BREAK, CODE, CUE, FIGURE, FORM, NUMBER, ORIGIN, ROLE, SIDE, UNKNOWN, WORD, Token

_CODE = re.compile(
    r"(?<![\d.])(?:\d{7}(?![\d.%万亿元])|\d{5}(?![\d.%万亿元人次个户件台套辆]|平(?!均))|\d{3}(?![\d.%万亿元人次个户件年月日台套辆平天分]))"
)
_NUMBER = re.compile(
    r"(?P<digits>\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十]+)(?P<unit>个百分点|亿元|万元|千元|个月|个|大|项|类|款|名|位|家|年|笔|元|万|亿|%|人次|人|辆|户|平方米|分|种|月|条|张|倍|成|级|强)?(?!级)"
)
_STOP = re.compile(r"[\s,，。;；:：?？!！()（）\"“”'‘’《》〈〉【】\[\]…—~=]+")
_ASK = re.compile(r"(?:多少|几)(?:台[（(]套[)）]|平方米|平米|人次|批次|团组|公里|[台套件户次辆人名家场条册座间份所栋亩吨张])")
_PER = re.compile(
    r"(?:元[每/]|每)一?(?:家次|人次|批次|户次|件次|平方米|平米|公里|[台套件处场所个家户次间座条项名位人辆部吨张份篇期米亩])(?![月年季类款])"
)
"""每台, 元/人: what a figure is divided by; 每个月 and the like have cues of their own."""
_ROLE_TAIL = re.compile(r"(?:年初|全年|财政)?(?:预算|决算|执行)(?:数|情况)?$|^(?:平均|其中|合计|总计|占|预算(?!单位|外|收入|稳定|内)|决算)")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_COUNTED = re.compile(r"[两三四五](?:个|项|家|者)$")
_CLAUSE = re.compile(r"[,，。;；?？!！:：]")
_NAME_COST, _WORD_COST, _ALIGNED_COST, _PIVOT_COST, _SHORT_COST = 0.95, 1.0, 1.15, 1.5, 1.7
_UNKNOWN_COST, _UNKNOWN_START, _LONGEST_UNKNOWN = 1.6, 0.4, 16
_LONGEST_NAME = 40
_SHORTEST_STEM = 3


@dataclass(frozen=True)
class Entry:
    """What a surface may be."""

    kind: str
    value: str = ""
    cues: frozenset[str] = frozenset()
    measure: str = ""
    stem: bool = False
    weak: bool = False


@cache
def words() -> Mapping[str, Entry]:
    """Cues, roles, plain words, forms: everything that asks and names no figure."""
    data = toml_data("questions.toml")
    table: dict[str, Entry] = {}
    for surfaces in data["words"].values():
        table |= {s: Entry(WORD) for s in surfaces}
    table |= {s: Entry(AND) for s in data["words"]["and"]}
    for role, surfaces in data["roles"].items():
        table |= {s: Entry(ROLE, role) for s in surfaces}
    for side, surfaces in data["sides"].items():
        table |= {s: Entry(SIDE, side) for s in surfaces}
    for origin, surfaces in data["origins"].items():
        table |= {s: Entry(ORIGIN, origin) for s in surfaces}
    table |= {s: Entry(ROLE, "完成率") for s in data["cues"]["completion"]}
    cues = data["cues"]
    said: dict[str, set[str]] = {}
    for cue, surfaces in cues.items():
        for surface in surfaces:
            said.setdefault(surface, set()).add(cue)
    for surface, names in said.items():
        before = table.get(surface)
        if before and (
            before.kind == ROLE or before.kind == WORD and names == {"planned"}
        ):  # 执行率: a role that is asked for by itself, too
            table[surface] = Entry(before.kind, before.value, frozenset(names))
        else:
            table[surface] = Entry(CUE, "", frozenset(names))
    for surface in (s for s in cues["both"] if _COUNTED.match(s)):
        table[surface] = Entry(NUMBER, surface, frozenset({"both"}))
    titles = {title for form in forms().values() for title in form.titles}
    for title in titles:
        ids = ",".join(f.id for f in forms().values() if title in f.titles)
        table[bare(title)] = table[title] = Entry(FORM, ids)
    return table


@cache
def vocabulary() -> Mapping[str, Entry]:
    """Names of figures that people know: measures, classified subjects, colloquial words; under ~ their stems, for other endings."""
    table: dict[str, Entry] = {}
    official = [bare(form) for s in subjects().values() for form in dict.fromkeys((s.name, _BRACKETS.sub("", s.name)))]
    former = {bare(alias): bare(s.name) for s in subjects().values() for alias in s.aliases}
    colloquial = [bare(name) for word, alias in aliases().items() for name in (word, *alias.means)]
    for name in (*official, *colloquial):
        table.setdefault(name, Entry(FIGURE, name))
    for alias, name in former.items():
        table.setdefault(alias, Entry(FIGURE, name))
    for measure in measures():
        table |= {bare(name): Entry(FIGURE, bare(name), measure=measure.name) for name in measure.names}
        for name in measure.weak:
            table.setdefault(bare(name), Entry(FIGURE, bare(name), measure=measure.name, weak=True))
    table = {name: entry for name, entry in table.items() if _usable(name) or entry.weak and _FUND.search(name)}
    own = [bare(measure.name) for measure in measures()]
    return {**_stems({name: table[name] for name in (*official, *own) if name in table}), **table}


_FUND = re.compile(r"(?:公共|基金|资本经营|国资)预算$")
"""Names of funds: their 预算 is no role."""
_JOINT = re.compile("[和与及、]")
_ENDING = re.compile(
    r"(?:支出合计|支出总额|总支出|费用支出|方面的经费|方面经费|部分的经费|部分经费|部分的支出|部分支出|方面的开支|方面的支出|方面的费用|上的支出|上的开支|上的费用|上的钱|的花费|花费|类的支出|方面支出|科目支出|这块支出|类支出|类开支|类经费|性支出|性开支"
    r"|的支出|的费用|的经费|的开支|的钱|费支出|费开支|支出|经费|费用|开支|开销|花销|合计|总额|资金|费|款)$"
)
"""What people put behind the stem of a name: 培训费, 培训支出, 培训类的支出 …"""
_OFFICIAL_ENDING = re.compile(r"(?:支出|经费|费用)$")


def _stems(names: Mapping[str, Entry]) -> dict[str, Entry]:
    """~stem → the name it is of: also with another joint, or shortened as people do. A stem that two names have is left out."""
    found: dict[str, Entry] = {}
    doubtful: set[str] = set()
    for name, entry in names.items():
        for stem in _stems_of(name):
            other = found.setdefault(stem, entry).value
            if other != entry.value and strip_tail(other) != strip_tail(entry.value):
                doubtful.add(stem)
    return {"~" + stem: Entry(FIGURE, e.value, measure=e.measure, stem=True) for stem, e in found.items() if stem not in doubtful}


def _stems_of(name: str) -> set[str]:
    short = strip_tail(name)
    stem = short if len(short) >= 2 and short != name else _OFFICIAL_ENDING.sub("", name)
    stem = name if name.endswith("收入") else stem  # 财政拨款收入 and 财政拨款支出 are told apart by their endings
    forms = {stem, stem[:-1]} if stem.endswith("费") and len(stem) >= 2 else {stem}
    for form in list(forms):
        if _JOINT.search(form):
            forms |= {_JOINT.sub(joint, form) for joint in ("和", "与", "及", "、", "")}
        forms |= {form.replace(full, said) for full, ways in _shorter().items() if full in form for said in ways}
    return {form for form in forms if form}


@cache
def _shorter() -> dict[str, list[str]]:
    return dict(toml_data("questions.toml")["short"])


def _usable(name: str) -> bool:
    return 2 <= len(name) <= _LONGEST_NAME and name not in words() and not _ROLE_TAIL.search(name) and not re.fullmatch(r"[\d.%]+", name)


def _add(table: dict[str, Entry], names: Iterable[str]) -> None:
    """Names, and names without 支出, 经费 … where that leaves enough and means one of them alone."""
    stems: dict[str, set[str]] = {}
    for name in names:
        table.setdefault(name, Entry(FIGURE, name))
        stems.setdefault(strip_tail(name), set()).add(name)
    for stem, full in stems.items():
        if len(stem) >= _SHORTEST_STEM and stem not in table:
            table[stem] = Entry(FIGURE, full.pop() if len(full) == 1 else stem, stem=True)


@lru_cache(maxsize=8)
def names_of(labels: frozenset[str]) -> Mapping[str, Entry]:
    """Names of figures that documents print, as they are looked for in questions. `labels`: row names of facts, paths joined with /."""
    table: dict[str, Entry] = {}
    _add(table, sorted({bare(part) for label in labels for part in (label.rsplit("/", 1)[-1], label.replace("/", ""))}))
    table = {name: entry for name, entry in table.items() if _usable(name)}
    return {**table, **vocabulary()}


def scan(text: str, taken: Sequence[Token], names: Mapping[str, Entry]) -> tuple[Token, ...]:
    """The tokens of a normalised question. `taken`: tokens that are settled already (departments, years), in order."""
    tokens: list[Token] = []
    at = 0
    for token in (*taken, None):
        gap_end = token.start if token else len(text)
        tokens += _cover(text, at, gap_end, names)
        if token:
            tokens.append(token)
            at = token.end
    return tuple(tokens)


def _cover(text: str, start: int, end: int, names: Mapping[str, Entry]) -> list[Token]:
    """The cheapest cover of text[start:end]."""
    if start >= end:
        return []
    edges = _word_edges(text[start:end], start)
    best: list[tuple[float, Token | None]] = [(0.0, None)]
    best += [(float("inf"), None)] * (end - start)
    for at in range(start, end):
        cost = best[at - start][0]
        for token, price in _candidates(text, at, end, names, edges):
            slot = token.end - start
            if cost + price < best[slot][0]:
                best[slot] = (cost + price, token)
    found: list[Token] = []
    last = best[-1][1]
    while last is not None:
        found.append(last)
        last = best[last.start - start][1]
    return found[::-1]


def _word_edges(text: str, offset: int) -> frozenset[int]:
    """Where words begin and end: a word of one character must not be cut out of a longer one."""
    import rjieba

    edges, at = {offset}, offset
    for word in rjieba.cut(text):
        at += len(word)
        edges.add(at)
    return frozenset(edges)


def _price_of_one(at: int, edges: frozenset[int], entry: Entry) -> float:
    """A word of one character: cheap where a word begins and ends, dear inside another; 占 and 比 may stand behind a name nobody knows."""
    if at in edges and at + 1 in edges:
        return _ALIGNED_COST
    return _PIVOT_COST if at + 1 in edges and entry.cues & {"share", "than"} else _SHORT_COST


def _named(piece: str, names: Mapping[str, Entry]) -> Entry | None:
    """The name that a piece is: as it is known, with a 了 in it (编报了绩效目标的项目), with another ending, shortened."""
    said = piece if piece.isalnum() else bare(piece)
    if "、" in piece and _listed(piece, names):
        return None
    if not said or said[0] != piece[0] or said[-1] != piece[-1] and piece[-1] not in ")）" or piece.startswith("其中"):
        return None
    name = names.get(said) or (names.get(said.replace("了", "")) if "了" in said[1:-1] else None)
    if name:
        return name
    if len(said) >= _SHORTEST_STEM and (stem := names.get("~" + said)):
        return stem
    ending = _ENDING.search(said) if said[-1] in "出费用支销计额金款钱分" else None
    if ending is None or said in words():
        return None
    stem, whole = names.get("~" + said[: ending.start()]), names.get(said[: ending.start()])
    return stem or (whole if whole and not whole.weak and not whole.measure else None)


def _listed(piece: str, names: Mapping[str, Entry]) -> bool:
    """公务接待费、支出合计: two names, whatever name they make without the joint."""
    if "~" + piece in names:  # 津贴、补贴
        return False
    return any(left in names and (right in names or right in words()) for left, _, right in (piece.partition("、"), piece.rpartition("、")))


def _candidates(text: str, at: int, end: int, names: Mapping[str, Entry], edges: frozenset[int]) -> Iterable[tuple[Token, float]]:
    """What may begin at a place, with its price. A word of one character costs more inside a longer one."""
    stop = _STOP.match(text, at, end)
    if stop:
        yield Token(BREAK, stop[0], at, stop.end()), 0.1
        return
    run = _STOP.search(text, at, end)
    for length in range(1, min(_LONGEST_UNKNOWN, (run.start() if run else end) - at) + 1):
        yield Token(UNKNOWN, text[at : at + length], at, at + length), _UNKNOWN_START + _UNKNOWN_COST * length
    if code := _CODE.match(text, at, end):
        yield Token(CODE, code[0], at, code.end(), code[0]), _NAME_COST
    number = _NUMBER.match(text, at, end)
    inside = number is not None and number[0] == "一" and number.end() not in edges  # 一般
    code_level = (
        number is not None and number["unit"] in ("类", "款", "项") and number["digits"].isdigit() and len(number["digits"]) in (3, 5, 7)
    )
    if number and not inside and not code_level:
        yield Token(NUMBER, number[0], at, number.end(), number[0]), _WORD_COST + (0.1 if number["unit"] else 0.3)
    if ask := _ASK.match(text, at, end):
        yield Token(WORD, ask[0], at, ask.end(), "ask"), _WORD_COST
    if per := _PER.match(text, at, end):
        said = words().get(per[0])
        yield Token(CUE, per[0], at, per.end(), cues=frozenset({"per_output"}) | (said.cues if said else frozenset())), _WORD_COST
    for length in range(1, min(_LONGEST_NAME, end - at) + 1):
        piece = text[at : at + length]
        if entry := words().get(piece):
            price = _WORD_COST if length > 1 else _price_of_one(at, edges, entry)
            yield Token(entry.kind, piece, at, at + length, entry.value, entry.cues), price
        name = _named(piece, names) if length > 1 and not _CLAUSE.search(piece) else None
        if name:
            price = _NAME_COST + (0.1 if name.stem or name.weak else 0)
            yield Token(FIGURE, piece, at, at + length, name.value, _together(piece, names), name.measure, name.weak), price


def _together(piece: str, names: Mapping[str, Entry]) -> frozenset[str]:
    """津贴补贴合计: a name that people know without 合计 asks for a sum where it stands among others."""
    name = bare(piece)
    if not name.endswith(("合计", "总和", "之和", "总额")) or name.endswith("总额") and (name not in names or names[name].measure):
        return frozenset()
    return frozenset({"sum"}) if name[:-2] in names or name[:-2].removesuffix("支出") in names else frozenset()
