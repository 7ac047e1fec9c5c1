"""Frames for several figures: look-ups one by one, sums, rankings, comparisons of departments."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from index.amounts import Amount, parse_number
from qa.linking import Linked
from qa.normalise import plain
from qa.operands import item_of, names_in, number, operand, says
from qa.phrases import Phrase, parse_phrase
from qa.plan import Compare, Item, Lookup, Node, Ranking, Several, Sum, Turnover

_SUM = re.compile(
    r"(?:加起来|加一[块起]|加总|相加|之和|总和|[二两三四五六七八九十]项?(?:者)?(?:合计|总共|一共|共计)|合计(?:是)?多少|合计多少|一共(?:是)?多少|总共(?:是)?多少|合计$|总计|共计|合起来|累计|一共|加(?![班强快大工上])[^,，]*(?:是|等于)(?:多少|几))"
)
_TOP = re.compile(
    r"(?i:top)\s*(?P<t>\d+)|前(?P<n>[一二两三四五六七八九十\d]+)(?:名|项|个|大类?|位)?|最(?:大|多|高)的(?P<m>[一二两三四五六七八九十\d]+)(?:个|项|大)|哪(?P<k>[一二两三四五六七八九十\d]+)(?:个|项)[^,，]*?最"
)
_RANK = re.compile(
    r"(?i:top)\s*\d|最(?:烧|费|花|耗)钱|从(?:大到小|高到低|多到少|小到大|低到高)|排(?:序|名|一下|列)|最(?:大|多|高|小|少|低(?!生活|工资))|前[一二两三四五六七八九十\d]+|大头|哪(?:个|项|些|几[个项])[^,，?？]*(?:项目|科目|方面)|下面[^,，?？]*科目|由哪|用在了?哪|花在了?哪|列出|全部|科目有哪|(?:超过|大于|高于|低于|不足)[\d.]+(?:亿|万)?元的"
)
_SMALLEST = re.compile(r"最(?:小|少|低(?!生活|工资))|从(?:小到大|低到高|少到多)")
_PARTS_OF = re.compile(r"(?P<head>[^,，?？]+?)(?:包括|包含|分为|下面有|里有|由)(?:哪|几|那)")
_EACH_PROJECT = re.compile(r"(?:\d+|[一二三四五六七八九十]+)个[^,，]*项目[^,，]*(?:分别|各)")
_BOUND = re.compile(r"(?P<sign>超过|大于|高于|多于|不低于|达到|低于|小于|不足|少于)(?P<value>[\d.,]+)(?P<unit>亿元|万元|元)")
_COLUMN_WORDS = frozenset(["基本支出", "项目支出", "其他收入", "财政拨款收入", "事业收入", "经营收入"])

_OVER_YEARS = re.compile(
    r"(?:总共|一共|共计)(?:是|有|花了|支出)?(?:多少|几)|总和|之和|相加|平均每年|年均|年平均|每年平均|累计|加起来|"
    r"[二两三四五]年[^,，]{0,12}(?:平均|合计|总共|一共)"
)


def average_years(question: str, department: str, linked: Linked) -> Node | None:
    """One figure over several years: their sum or their average."""
    if len(linked.years) < 2 or not _OVER_YEARS.search(question) or re.search(r"增|减|涨|跌|降|比(?![例重])|差", question):
        return None
    what = re.sub(r"^[、,，]+|[二两三四五]年|平均每年|年均|年平均|每年平均|平均", "", question)
    what = re.sub(r"(?<!收入)(?<!支出)合计|总共|一共|共计|累计|加起来|的?(?:总和|之和)|相加", "", what)
    items = tuple(item_of(what, department, y, linked) for y in linked.years)
    return Sum(items, average=bool(re.search("平均|年均", question)))


def turnover(question: str, department: str, linked: Linked) -> Node | None:
    """Which subjects are new, which are gone."""
    if len(linked.years) != 2 or not (
        re.search(r"科目", question) and re.search(r"新(?:出现|增|设)|不见|消失|取消|没有了|少了哪", question)
    ):
        return None
    later, before = max(linked.years), min(linked.years)
    basis = next(iter(linked.basis_of.values()), "")
    levels = dict.fromkeys(re.findall(r"([类款项])级", question)) or {"项": None}
    nodes = tuple(Turnover(department, later, before, level, basis) for level in levels)
    return nodes[0] if len(nodes) == 1 else Several(nodes)


def ranking(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """Figures in order of size, or the parts of a head."""
    parts = _PARTS_OF.search(question)
    if not (_RANK.search(question) or parts or _EACH_PROJECT.search(question)):
        return None
    basis = linked.basis_of.get(year, "") or ("预算" if re.search(r"预算|安排", question) and "执行" not in question else "")
    listed = _what_is_listed(question, parts["head"] if parts else "")
    if listed is None:
        return None
    kind, level, head, role = listed
    threshold, below = _threshold(question)
    return Ranking(
        department, year, kind, level, head, _how_many(question), bool(_SMALLEST.search(question)), basis, False, role, threshold, below
    )


def _what_is_listed(question: str, head_text: str) -> tuple[str, str, Phrase | None, str] | None:
    """(kind, level, head, role): projects, economic subjects of a group, or functional subjects of a level or under a head."""
    level = next((lv for lv in ("类", "款", "项") if f"{lv}级" in question), "")
    if head_text and "项目" not in head_text:  # 项目支出由哪几个项目组成: the parts are projects
        head = parse_phrase(head_text)
        if not head.measure and (head.words or head.codes):
            return "subjects", level, head, ""
    group = re.search(r"工资福利支出|商品和服务支出|对个人和家庭的补助|资本性支出|公用经费|人员经费", plain(question))
    if group and "项目" not in question:
        return "economic", "", parse_phrase(group[0]), ""
    if re.search(r"项目(?!支出占)", question) and not level or re.search(r"用在了?哪|用途|花在了?哪|支出明细", question):
        role = "完成率" if re.search(r"执行率|完成率", question) else "执行数" if "执行" in question else ""
        return "projects", "", _head(question), role
    code = re.search(r"(?<![\d.])(\d{3}|\d{5})(?![\d.]|[万亿元个项名人])", question)
    if code:
        return "subjects", level, parse_phrase(code[0]), ""
    return ("subjects", level or "类", None, "") if level or re.search(r"科目|功能分类|支出", question) else None


def _how_many(question: str) -> int:
    """前三 → 3, 最大 → 1, none said → 0."""
    top = _TOP.search(question)
    count = number(next((g for g in top.groups() if g), "")) if top else 0
    return count or (1 if re.search(r"最(?:大|多|高|小|少|低(?!生活|工资)|[烧费花耗]钱)", question) else 0)


def _threshold(question: str) -> tuple[Amount | None, bool]:
    """超过50万元 → (50万元, False); below where the question wants the smaller ones."""
    bound = _BOUND.search(question)
    if not bound:
        return None, False
    amount = Amount(parse_number(bound["value"]) or Decimal(0), bound["unit"])
    return amount, bound["sign"] in ("低于", "小于", "不足", "少于")


def _head(question: str) -> Phrase | None:
    """The project whose parts are listed, where one is named in front (…工作经费…支出明细)."""
    match = re.match(r"(?P<head>[^,，]{4,30}?(?:经费|项目|专项|资金))(?:年)?(?:[\d.]+(?:万元|元))?(?:预算)?(?:中|里|,|，|的)", question)
    if match and re.search(r"明细|测算", question):
        return parse_phrase(match["head"])
    return None


def summed(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _SUM.search(question)
    if not match:
        return None
    what = re.sub(r"^(?:把|将)", "", question[: match.start()]) or question[match.end() :]
    if match[0].startswith("加") and "是" in match[0]:  # 甲加乙是多少: the sign stands between the names
        what = re.sub(r"(?:是|等于)(?:多少|几).*$", "", question)
    periods = re.search(r"(?P<head>.*?)[,，]?(?:全年|的|各|每|分)*(?:[四4]个|各|每|分)?(?:季度|月)(?:的|用款|支出|计划)+", what)
    if periods:
        return Ranking(department, year, "quarters", head=parse_phrase(periods["head"]), total=True)
    if re.search(r"项目", what) and re.search(r"\d+个|[一二三四五六七八九十两]+[个张]|各个|所有|全部", what):
        role = next((r for r, p in (("预算", "预算"), ("执行数", "执行"), ("预算", "资金总额")) if re.search(p, question)), "")
        return Ranking(department, year, "projects", role=role, total=True)
    parts = names_in(what)
    if len(parts) < 2:
        return None
    tail = parse_phrase(parts[-1]).roles
    items = [item_of(p, department, year, linked) for p in parts]
    items = [replace(i, phrase=replace(i.phrase, roles=i.phrase.roles or tail)) for i in items]
    return Sum(tuple(items))


def lookup(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """Figures asked for one by one; a clause without a name of its own (实际花了多少) keeps the one before."""
    items: list[Item] = []
    previous: Phrase | None = None
    carried: tuple[str, ...] = ()
    for clause in re.split(r"[,，?？;；。]", question):
        container = re.fullmatch(r"(?P<name>.+?)(?:中|里|里面|当中)", clause)
        for part in names_in(re.sub(r"^(?:其中|里面|里头)", "", clause)):
            phrase = parse_phrase(part)
            if (
                re.search(r"花|用了?多少|支出了?多少|开销", part)
                and not (phrase.words or phrase.measure or phrase.codes or phrase.roles)
                and previous is None
            ):
                phrase = parse_phrase("支出合计")
            if previous is not None and phrase.roles and re.fullmatch(r"(?:实际)?支出(?:决算|预算)数?(?:是|为|有)?(?:多少)?", part):
                phrase = replace(previous, roles=phrase.roles)  # …年初预算是多少?支出决算是多少: of the same thing
            carried = carried or phrase.forms
            if carried and not phrase.forms:
                phrase = replace(phrase, forms=carried)
            if not (phrase.words or phrase.measure or phrase.codes or phrase.columns):
                if previous is None or not phrase.roles:
                    continue
                phrase = replace(previous, roles=phrase.roles)
            elif previous and phrase.words in _COLUMN_WORDS and not phrase.codes and (previous.codes or previous.columns):
                phrase = replace(previous, columns=(phrase.words,), roles=phrase.roles)
            elif previous and phrase.measure in _COLUMN_WORDS and previous.codes:
                phrase = replace(previous, columns=(phrase.measure,), roles=phrase.roles)
            if not phrase.roles and previous is not None and previous.roles and clause.startswith(("其中", "里面", "里头")):
                phrase = replace(phrase, roles=previous.roles)
            if previous is not None and phrase.words and not phrase.parent:
                whole = previous.parent or previous.words or previous.measure
                phrase = replace(phrase, parent=whole)
            if container is None:
                items.append(Item(department, year, phrase, linked.basis_of.get(year, "")))
            previous = phrase
    items = _several_roles(items)
    return Lookup(tuple(dict.fromkeys(items))) if items else None


def _several_roles(items: list[Item]) -> list[Item]:
    """预算数、执行数和执行率: one item for each role."""
    spread: list[Item] = []
    for item in items:
        roles = item.phrase.roles
        wanted = [r for r in roles if r in ("年初预算", "全年预算", "预算", "决算", "执行数", "完成率", "目标", "实际", "得分")]
        if set(wanted) in ({"决算", "完成率"}, {"执行数", "完成率"}):
            wanted = ["完成率"]  # 决算完成预算的百分比: one figure
            item = replace(item, phrase=replace(item.phrase, roles=("完成率",)))
        if "决算" in wanted and "执行数" in wanted:
            wanted.remove("执行数")  # 实际花了…的决算: one figure
        if len(wanted) > 1 and (item.phrase.words or item.phrase.measure or item.phrase.codes):
            spread += [replace(item, phrase=replace(item.phrase, roles=(r,))) for r in wanted]
        else:
            spread.append(item)
    return spread


def compare_departments(linked: Linked, years_of: Callable[[str, str], Sequence[int]]) -> Node | None:
    """Several departments: each with the words and year beside it; words said once hold for all."""
    names = [m.candidates[0] for m in linked.mentions if len(m.candidates) == 1]
    if linked.everyone:
        return _every_department(names, linked)
    own = [re.sub(r"^[和与跟及同、,，的]+|[和与跟及同、,，比]+$", "", s) for s in linked.segments]
    own = [operand(s) for s in own]
    shared = next((s for s in reversed(own) if says(s)), "")
    if not shared:
        return None
    years = _paired_years(linked, len(names))
    items = []
    for i, name in enumerate(names):
        text = own[i] if i < len(own) and says(own[i]) else shared
        year = years[i]
        if not year:
            held = list(years_of(name, ""))
            year = held[0] if len(set(held)) == 1 else 0
        item = item_of(text, name, year, linked)
        said = [
            b for b in ("预算", "决算") if i < len(linked.segments) and b in re.sub("年初预算|公共预算|预算执行", "", linked.segments[i])
        ]
        items.append(replace(item, basis=said[0] if len(said) == 1 and "执行" not in text else ""))
    distinct = tuple(dict.fromkeys(items))
    if len(distinct) < 2:
        return None
    together = _SUM.search(linked.rest) and not re.search(r"差|各|分别|哪|谁|比较|相比", linked.rest)
    return Sum(distinct) if together else Compare(distinct)


def _every_department(names: Sequence[str], linked: Linked) -> Node | None:
    text = re.sub(
        r"(?:最|更)(?:高|多|大|低|少|小|烧钱|费钱).*$|(?:花得|花钱|排名|排序|从高到低|从低到高|比较|分别|各).*$|谁|哪[个家]|[?？]",
        "",
        linked.rest,
    )
    text = re.sub(r"(?:加起来|加总|合计|总共|一共|共计)(?:是)?(?:多少|几)?$", "", text) if len(text) > 6 else text
    text = text.strip(",，的 ") or "支出合计"
    items = tuple(item_of(text, name, linked.years[0], linked) for name in names)
    return Compare(items, whoever=True, ascending=bool(_SMALLEST.search(linked.rest)))


def _paired_years(linked: Linked, count: int) -> list[int]:
    if len(linked.years) == 1:
        return [linked.years[0]] * count
    beside = [years[0] if years else 0 for years in linked.years_of]
    return (beside + [0] * count)[:count] if any(beside) else [0] * count
