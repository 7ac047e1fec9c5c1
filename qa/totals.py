"""Frames for several figures taken together or side by side: sums, averages, comparisons, look-ups."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from index.amounts import Amount
from qa.differences import spelled
from qa.lexicon import Entry
from qa.normalise import bare
from qa.phrases import aliases, measure_named
from qa.plan import Compare, Completion, Exceeds, Item, Lookup, Node, Several, Sum, Trend
from qa.proportions import value_of
from qa.question import Question
from qa.tokens import FIGURE, NUMBER, WORD

_MONEY = re.compile(r"(?P<unit>亿元|万元|千元|元|亿|万)$")
_REACHED = frozenset(["过", "到", "达", "超", "够", "破", "达到"])
_UPWARDS, _DOWNWARDS = (
    ("以上", "之上", "起的", "起步", "往上", "开外", "及以上", "出头"),
    ("以下", "之下", "以内", "往下", "及以下", "之内"),
)
_FEES = re.compile("(?:费用?|支出|经费|开支)?(?:合计)?$")
_ALL = frozenset(["所有", "所有的", "全部", "整个"])
_LEVELS = ("level_class", "level_section", "level_item")


def everyone(q: Question) -> Node | None:
    """哪个部门的X最多: the same figure of every department that has documents of that year."""
    if not q.linked.everyone:
        return None
    items = q.operands
    if not items:
        return None
    phrase, basis, year = items[0].phrase, items[0].basis, items[0].year
    each = tuple(Item(name, year, phrase, basis) for name in q.linked.departments)
    if q.says("sum") and not q.says("largest", "smallest", "top", "sorted", "which", "each"):
        return Sum(each)
    return Compare(each, whoever=True, ascending=q.says("smallest", "ascending"), top=how_many(q), average=q.says("average"))


def over_years(q: Question) -> Node | None:
    """One figure over several years: in which year it was largest, their sum, their average."""
    years = spelled(q)
    if q.says("which_year") and q.operands:
        item = q.operands[0]
        wanted = years or list(q.years_of(item.department, _basis(item)))
        items = tuple(replace(item, year=y) for y in sorted(set(wanted)))
        if q.says("grow", "fall", "change", "rate"):  # 哪年涨得最多: what moved from year to year
            return Trend(items) if len(items) > 1 else None
        return Compare(items, ascending=q.says("smallest", "ascending", "less"), top=1) if len(items) > 1 else None
    if len(years) < 2 or not q.operands or not (adds(q) or q.says("average")):
        return None
    if q.says("grow", "fall", "change", "rate", "differ", "than", "share") or q.says("trend") and not q.says("sum", "average"):
        return None
    if sum(bool(b.years) for b in q.said) > 1:  # 2022年A和2023年B: each operand says its own year
        items = q.each_year() if q.says("average") else addends(q, q.each_year())
    else:
        named = _one_each(q.operands if q.says("average") else addends(q, q.operands))
        items = tuple(replace(i, year=y) for i in named for y in years)
    return Sum(tuple(dict.fromkeys(items)), average=q.says("average")) if len(set(items)) > 1 else None


_OTHERWISE = (
    "each", "which", "differ", "compared", "than", "either", "more", "less", "largest", "smallest", "sorted", "average", "trend", "share",
    "share_of", "change", "rate", "grow", "fall",
)  # fmt: skip


def adds(q: Question) -> bool:
    """Is a sum asked for? 机关运行经费支出合计: by a total's name behind a figure's own, too."""
    behind = [b for a, b in zip(q.tokens, q.tokens[1:], strict=False) if a.kind == FIGURE and a.end == b.start or a.text in _ALL]
    other = q.says(*_OTHERWISE)  # a total's own name adds nothing up where something else is asked for
    spread = (
        not other
        and (any(b.spread for b in q.said) or len(q.linked.departments) > 1)
        and any(n.kind == FIGURE and n.text.endswith(("总额", "合计", "总数")) for n in q.names)
    )
    return q.says("sum", "plus") or spread or any(b.kind == FIGURE and b.text.endswith("合计") for b in behind)


def _one_each(items: tuple[Item, ...]) -> list[Item]:
    """The first item of each department and figure."""
    return list({(i.department, i.phrase): i for i in reversed(items)}.values())[::-1]


def _basis(item: Item) -> str:
    return item.basis or next((r for r in item.phrase.roles if r in ("预算", "决算")), "")


def summed(q: Question) -> Node | None:
    """Several named figures, or one of several departments, together."""
    items = addends(q, q.operands) if adds(q) else ()
    if len({replace(i, basis="") for i in items}) < 2:
        return None
    if q.says("each", "which", "differ", "largest", "smallest") and not q.says("plus"):
        return None
    if len({i.phrase.roles for i in items}) > 1 or len({i.year for i in items}) > 1 and len({i.phrase for i in items}) > 1:
        return None
    if items[0].phrase.measure and any(i.phrase.parent for i in items[1:]):  # 政府采购一共多少，其中货物…
        return None
    if _first_alone(q):
        return None
    return Sum(items, average=False)


def addends(q: Question, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The operands of a sum; a word that names several figures at once (水电费, 会议培训费) stands for each of them."""
    found: list[Item] = []
    for item in items:
        parts = [] if item.phrase.measure or item.phrase.codes else _parts_of(bare(item.phrase.words), q.known)
        phrases = [replace(item.phrase, words=entry.value, measure=entry.measure) for entry in parts] or [item.phrase]
        found += [replace(item, phrase=phrase) for phrase in phrases]
    return tuple(dict.fromkeys(found))


def _parts_of(words: str, known: Mapping[str, Entry]) -> list[Entry]:
    """The figures that a word names together; [] for a word that names one."""
    alias = aliases().get(words)
    if alias:
        return [known.get(bare(name), Entry(FIGURE, name)) for name in alias.means] if alias.together else []
    if words in known:
        return []
    stem = _FEES.sub("", words)
    found: dict[int, list[Entry]] = {0: []}
    for end in range(1, len(stem) + 1):
        for start in (start for start in range(end) if start in found and end not in found):
            name = f"{stem[start:end]}费"
            parts = _parts_of(name, known) if name in aliases() else []
            if parts or name in known:
                found[end] = [*found[start], *(parts or [known[name]])]
    whole = found.get(len(stem), [])
    return whole if len(whole) > 1 and stem != words else []


def _first_alone(q: Question) -> bool:
    """A一共多少，B多少: the total belongs to the first alone. A question word stands between the figures."""
    ends = [n.end for n in q.names if n.kind == "figure"]
    asks = [t for t in q.tokens if t.kind == WORD and (t.text in ("多少", "几", "多少钱", "是多少") or t.value == "ask")]
    return len(ends) > 1 and any(ends[0] <= t.start and t.end <= ends[-1] for t in asks)


def averaged(q: Question) -> Node | None:
    """The average of several named figures or departments of one year."""
    if q.says("average") and len(q.operands) > 1 and not q.says("project", "per_head", "per_vehicle", "per_month"):
        return Sum(q.operands, average=True)
    return None


def compared(q: Question) -> Node | None:
    """Several departments or names side by side: who has more."""
    items = q.operands
    if len(items) < 2:
        return None
    several = len({i.department for i in items}) > 1
    if several and adds(q) and not q.says("each", "which", "differ", "compared", "than", "either", "more", "less", "largest"):
        return Sum(items)
    asked = q.says("which", "largest", "smallest", "sorted", "compared", "both") and not q.says("each", "sum")
    if several or asked and q.says("which", "largest", "smallest", "compared") and len({replace(i.phrase, roles=()) for i in items}) > 1:
        return Compare(items, ascending=q.says("smallest", "less", "ascending"))
    return None


def exceeding(q: Question) -> Node | None:
    """X超过50万元了吗: yes or no, of each figure that is named."""
    limit = threshold(q)
    asked = q.says("yes_no", "either") or re.search(r"没有?[?？]?$", q.linked.text)
    if limit is None or not q.operands or not asked or q.says("which_several", "listed", "count", *_LEVELS):
        return None
    each = tuple(Exceeds(item, limit[0], limit[1]) for item in q.operands)
    return each[0] if len(each) == 1 else Several(each)


def threshold(q: Question) -> tuple[Amount, bool] | None:
    """(50万元, below?) for 超过50万元, 50万元以上, 比50万元多."""
    for i, token in enumerate(q.tokens):
        unit = _MONEY.search(token.text) if token.kind == NUMBER else None
        if not unit:
            continue
        over, under = _bounds(q, i)
        if over or under:
            name = {"亿": "亿元", "万": "万元"}.get(unit["unit"], unit["unit"])
            return Amount(value_of(token), name), under
    return None


def _bounds(q: Question, i: int) -> tuple[bool, bool]:
    """Is the number that the i-th token gives a lower limit, an upper one?"""
    token = q.tokens[i]
    before, behind = q.tokens[i - 1] if i else None, q.tokens[i + 1] if i + 1 < len(q.tokens) else None
    tail = q.linked.text[token.end : token.end + 3]
    over = before is not None and (before.says("exceeding", "more") or before.text in _REACHED) or tail.startswith(_UPWARDS)
    under = before is not None and before.says("below", "less") or tail.startswith(_DOWNWARDS)
    if before is not None and before.says("than") and behind is not None:
        over, under = over or behind.says("more"), under or behind.says("less")
    return over, under


def limited_share(q: Question) -> bool:
    """占比10%以上, 超过一成: a limit that is no amount; no list of amounts holds it."""
    return any(t.kind == NUMBER and t.text.endswith(("%", "成")) and any(_bounds(q, i)) for i, t in enumerate(q.tokens))


def inclusive(q: Question) -> bool:
    """不低于50万元, 50万元以上: the limit itself counts, too."""
    said = any(t.text.startswith(("不", "未", "至")) or t.text in ("达到", "满", "够") for t in q.tokens if t.says("exceeding", "below"))
    return said and not q.says("than") or bool(re.search(r"\d(?:[万亿]元?|元)(?:及?以上|及?以下|以内|起)", q.linked.text))


def how_many(q: Question) -> int:
    """前三 → 3, 最大 → 1, none said → 0."""
    if q.says("sorted") and re.search("全都|全部|所有|都排|整个|[放排]在?最前", q.linked.text):
        return 0
    if q.says("top", "largest", "smallest", "bottom"):
        counts = [t for i, t in enumerate(q.tokens) if _counts(q, i)]
        if counts:
            return int(value_of(counts[0]))
    several = next((t for t in q.tokens if t.says("which_several") and len(t.text) == 3 and t.text[1] in "两三五"), None)
    if several and q.says("largest", "smallest"):
        return {"两": 2, "三": 3, "五": 5}[several.text[1]]
    return 1 if q.says("largest", "smallest") else 0


_NOUNS = ("subject", "economic", "project", "indicator", "level_class", "level_section", "level_item")


def _counts(q: Question, at: int) -> bool:
    """Is this number how many are asked for: beside what ranks, or in front of what is listed (哪3个项级科目)?"""
    token = q.tokens[at]
    if token.kind != NUMBER or not value_of(token) or _MONEY.search(token.text) or token.text.endswith(("年", "月", "%")):
        return False
    before, behind = q.tokens[max(0, at - 3) : at][::-1], q.tokens[at + 1 : at + 4]
    near = (*before[:1], *behind[:1])
    ranks = any(t.says("top", "largest", "smallest", "bottom") for t in (*before[:2], *behind[:2]))
    return ranks or any(t.says(*_NOUNS) for t in behind[:2]) or any(t.says("which", "which_several") for t in near)


def completion(q: Question) -> Node | None:
    """X的预算执行率, 给X的预算花掉了百分之几: how much of the budget was carried out."""
    done = [i for i in q.operands if "完成率" in i.phrase.roles]
    if not done and q.says("percent") and not q.says("share", "grow", "fall", "rate", "than", "equals"):
        done = [i for i in q.operands if set(i.phrase.roles) & {"预算", "年初预算", "全年预算"}]
    figures = {(i.department, i.year, replace(i.phrase, roles=())) for i in q.operands}
    if not done or q.says("each") and len(q.operands) > 1 or len(figures) > 1:
        return None
    plan = next((r for i in q.operands for r in i.phrase.roles if r in ("全年预算", "目标")), "")
    item = replace(done[0], basis="", phrase=replace(done[0].phrase, roles=(plan,) if plan else ()))
    return Completion(item)


def lookup(q: Question) -> Node | None:
    """The figures themselves."""
    items = list(q.operands)
    if not items:
        return None
    first = items[0]
    kept: list[Item] = []
    for item in items:
        phrase = item.phrase
        if (
            item is not first
            and phrase.words != first.phrase.words
            and not phrase.measure
            and not phrase.codes
            and not phrase.parent
            and len(phrase.words) <= 4
        ):
            item = replace(item, phrase=replace(phrase, parent=first.phrase.words or first.phrase.measure))
        kept.append(item)
    return Lookup(tuple(dict.fromkeys(_counted(q, kept))))


def _counted(q: Question, items: list[Item]) -> list[Item]:
    """接待了多少人次, 有几辆公车: the count that is asked for."""
    unit = counted_unit(q)
    counted = any(i.phrase.measure and measure_named(i.phrase.measure).unit == unit for i in items)
    counts = {i: dict(measure_named(i.phrase.measure).counted).get(unit, "") if i.phrase.measure and not counted else "" for i in items}
    if any(counts.values()):
        return [replace(i, phrase=replace(i.phrase, words=counts[i], measure=counts[i])) if counts[i] else i for i in items]
    last = items[-1]
    if unit not in ("人次", "批次", "团组") or last.phrase.measure and measure_named(last.phrase.measure).unit:
        return items
    return [*items[:-1], replace(last, phrase=replace(last.phrase, unit=unit))]


def counted_unit(q: Question) -> str:
    """The unit that a question counts in: 人次, 批次, 团组, 辆."""
    match = re.search(r"(?:多少|几)(?:个)?(?P<unit>人次|批次|团组|辆|台|批|人|个)", q.linked.text)
    return match["unit"] if match else ""
