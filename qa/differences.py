"""Frames for one figure against another: plan and outcome, two names, two years, the year before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.linking import Linked
from qa.operands import completed, item_of, names_in, says
from qa.phrases import parse_phrase
from qa.plan import Change, Compare, Difference, Lookup, Node

_LEFT = re.compile(
    r"(?:还)?(?:剩|有多少(?:钱|预算)?没|多少没|没(?:有)?(?:用|花|执行)完|未(?:用|花|执行)完|结余了?多少|没执行|未执行|没花完)"
)
_THAN_PLAN = re.compile(
    r"(?P<what>[^,，?？]*?)比(?:照)?(?P<plan>年初预算|全年预算|预算)(?:数|安排)?(?P<verb>超|多|少|节约|高|低|增|减|差|结余|省)"
)
_THAN = re.compile(
    r"(?P<left>[^,，?？]*?)比(?![例重率较])(?P<right>[^,，?？]+?)(?P<verb>多|少|高|低|超|大|小|贵)(?:出|了|花|列)*(?:多少|几|百分之几)?"
)
_BETWEEN = re.compile(
    r"(?P<left>[^,，?？]+?)(?:和|与|跟|同)(?P<right>[^,，?？]+?)(?:之间)?(?:的)?(?:相差|差额|差距|差)(?:了)?(?:是|有)?(?:多少|几)?"
)
_CHANGE = re.compile(
    r"(?:比|较|跟|与|和|同)(?:上[一]?年|去年|前一年|上年度|上年同期|相比|比)|同比|环比|增减(?:变化|情况)|变化(?:多大|了多少|多少)|变动"
)
_GROWTH = re.compile(r"多|少|增长|增加|减少|下降|增幅|降幅|涨|降了|降低|上升|变动|变化|幅度|多了|少了|砍掉|缩减|升了")
RATE_WANTED = re.compile(r"百分之|百分比|增幅|降幅|幅度|增长率|%|几成|多大")


def left_over(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _LEFT.search(question)
    if not match or re.search(r"结转|结余", question) or not re.search(r"预算|没|未", question):
        return None
    what = question[: match.start()]
    what = (
        re.sub(
            r"(?:的)?预算$|还有多少(?:预算)?$|(?:的)?(?:整体)?预算(?:还)?(?:有多少)?$", lambda m: "整体支出" if "整体" in m[0] else "", what
        )
        or question[match.end() :]
    )
    plan = item_of(what, department, year, linked, roles=("预算",))
    done = item_of(what, department, year, linked, roles=("执行数",))
    return Difference(plan, done, rate="率" in question[match.end() :], direction="剩")


def against_plan(question: str, department: str, year: int, linked: Linked) -> Node | None:
    if len(linked.years) > 1:
        return None  # a plan against another year's plan
    match = _THAN_PLAN.search(question)
    if match is None:
        pair = re.search(
            r"(?P<what>[^,，?？]+?)(?:的)?预算(?:数)?(?:和|与|跟)(?:实际)?(?:执行|决算|支出)(?:数|情况)?(?:之间)?(?:相差|差)", question
        )
        if not pair:
            return None
        return Difference(
            item_of(pair["what"], department, year, linked, roles=("预算",)),
            item_of(pair["what"], department, year, linked, roles=("执行数",)),
            direction="差",
        )
    role = match["plan"] if match["plan"] != "预算" else "预算"
    what = re.sub(r"(?:实际)?(?:决算|执行数?|执行)$", "", match["what"])
    done = item_of(what, department, year, linked, roles=("决算",))
    plan = item_of(what, department, year, linked, roles=(role,))
    rate = bool(RATE_WANTED.search(question[match.end() :]))
    return Difference(done, plan, rate=rate, direction="少" if match["verb"] in "少节低减结省" else "多")


def than(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """Two named figures against each other."""
    question = re.sub(r"(?<=.)(小于|少于|低于|大于|高于|超过|多于|等于)(?=[一-鿿])(.+?)(?:吗|么|没有)?[?？]?$", r"比\2多还是少", question)
    match = _THAN.search(question)
    if match and parse_phrase(match["right"]) != parse_phrase("") and not re.search(r"上[一]?年|去年", match["right"]):
        left, right = match["left"], match["right"]
        right_text = completed(left, right)
        if re.search(r"目标|指标值", right):
            left = re.sub(r"(?:实际|完成)+$", "", left) or question[: match.start()].strip(",，")
            left_item = item_of(left, department, year, linked, roles=("实际",))
            right_item = replace(left_item, phrase=replace(left_item.phrase, roles=("目标",)))
            return Difference(left_item, right_item, rate=bool(RATE_WANTED.search(question)), direction="多")
        return Difference(
            item_of(left, department, year, linked),
            item_of(right_text, department, year, linked),
            rate=bool(RATE_WANTED.search(question[match.start("verb") :])),
            direction="少" if match["verb"] in "少低小" else "多",
        )
    match = _BETWEEN.search(question)
    if match:
        return Difference(
            item_of(match["left"], department, year, linked),
            item_of(completed(match["left"], match["right"]), department, year, linked),
            direction="差",
        )
    return None


def implied(question: str, department: str, linked: Linked) -> Node | None:
    """2020年的X, out of what the 2021 document says about the change."""
    if not linked.implied:
        return None
    years = sorted(linked.years)
    if not years:
        return None
    target, source = (years[0], years[-1]) if len(years) > 1 else (years[0], years[0] + 1)
    item = item_of(question, department, source, linked)
    return Lookup((replace(item, prior=True, basis=linked.basis_of.get(source, linked.basis_of.get(target, ""))),))


def years_compared(question: str, department: str, linked: Linked) -> Node | None:
    """Two years of one department: each figure, the difference, the rate."""
    if len(linked.years) != 2 or not re.search(r"比|相差|差|变化|变动|涨|降|增|减|多|少|各|分别|高|低|升|砍", question):
        return None
    first, second = linked.years
    if re.search(r"科目|新(?:出现|增)|不见|消失|取消", question):
        return None
    lead = re.split(r"比(?![例重率较])|(?:跟|与|和|同)(?=[实预决]|$|[,，])", question)[0].strip("的,， ")
    if re.search(r"(?:预算|决算|实际|执行)", question[len(lead) :]) and says(lead):
        question = lead
    what = re.sub(
        r"(?:跟|与|和|同|较)?(?:相比|比)(?:较)?(?:一下)?|从(?=到)|从|(?:两年|各年)|到(?=的|$|变|预)|实际(?=相差|采购)|^[,，和与到]+|这块|这一项|这项",
        "",
        question,
    )
    what = re.sub(r"(?:这一项|这项)?[,，]?(?:预算|决算)?(?:高|多|低|少)?还是(?:高|多|低|少)[?？]?.*$", "", what)
    what = re.sub(r"[,，、]+(?=[二两三]年|预算|决算|各)", "", what)
    what = re.sub(r"[二两三]年(?=预算|决算|各|的)", "", what)
    what = re.split(r"[,，:：](?=各|分别|两|是|预算|涨|降|哪|高|多|变|下|增|减|幅|差)", what)[0]
    what = re.sub(
        r"(?:是多了还是少了|多了还是少了|是涨了还是降了|是增是减|高还是低|(?:分别)?(?:各是|各|分别)(?:是)?(?:变动|多少)*|增长|增加|减少|下降|增幅|降幅|涨了?|降了?|降低|上升|变动了?|变化了?|砍掉了?|少了|多了|幅度|多大|百分之[几多]少?|多少|几).*$",
        "",
        what,
    )
    what = re.sub(r"(?:预算|决算)(?=(?:预算|决算))|(?:预算|决算|实际)(?:与|和|跟|比)(?:预算|决算|实际)", "", what)
    later, before = (first, second) if first > second else (second, first)
    if re.search(r"分别|各是|各为|各有", question) and not re.search(r"比|差|变|涨|降|增|减|多了|少了|高|低|升|砍", question):
        return Lookup(tuple(item_of(p, department, y, linked) for p in names_in(what) for y in linked.years))
    items = [item_of(what, department, y, linked) for y in (later, before)]
    mixed = len({i.basis or ("预算" if "预算" in i.phrase.roles else "") for i in items}) > 1
    if linked.basis_of:
        items = [replace(i, phrase=replace(i.phrase, roles=()) if i.basis else i.phrase) for i in items]
    if len(names_in(what)) > 1:
        return Compare(tuple(item_of(p, department, y, linked) for p in names_in(what) for y in (later, before)))
    return Difference(items[0], items[1], rate=True) if mixed else Change(items[0], before)


def change(question: str, department: str, year: int, linked: Linked, years_of: Callable[[str, str], Sequence[int]]) -> Node | None:
    base = re.search(r"(?P<what>.*?)比(?:上[一]?年|去年|前一年|上年度)(?:的|预算)?(?P<role>执行数?|决算数?)", question)
    if base and base["what"]:
        now = item_of(base["what"], department, year, linked)
        before = item_of(base["what"], department, year - 1, linked, roles=("执行数",))
        return Difference(now, before, rate=True)
    if not (_CHANGE.search(question) and (_GROWTH.search(question) or "同比" in question)):
        return None
    what = re.split(r"(?:比|较|跟|与|和|同)(?:上[一]?年|去年|前一年|上年度|上年同期|相比|比)|同比|是涨|是增|变化|变动", question)[0]
    if not what.strip(",，"):
        return None
    held = list(years_of(department, ""))
    return Change(item_of(what, department, year or (held[-1] if held else 0), linked), (year or (held[-1] if held else 1)) - 1)
