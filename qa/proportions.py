"""Frames for one figure by another: shares, times, completion, per head, per month."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from index.amounts import Amount, parse_number
from qa.linking import years_of
from qa.naming import within
from qa.operands import TOTAL, Bundle
from qa.phrases import Phrase, measure_named
from qa.plan import Completion, Item, Node, Per, Ranking, Ratio, Scaled, Several, Sum
from qa.question import Question
from qa.tokens import AND, FIGURE, NUMBER, ROLE, SIDE, YEAR, Token

_PLANS = ("年初预算", "全年预算", "预算")
_COUNTED = {"per_head": "人", "per_vehicle": "辆", "per_visitor": "人次", "per_batch": "批次", "per_area": "平方米", "per_household": "户"}
_MEASURED = {"人": "在职人数", "辆": "公务用车保有量"}
_COUNTS = ("在职人数", "公务用车保有量", "共有车辆")
_RUNNING = "公务用车运行维护费"
_STEM = re.compile(r"^公务|[费了]+$")


def share(q: Question) -> Node | None:
    """part ÷ whole. One, or several asked for one after another."""
    pivots = _each_once(q, "share")
    if not pivots and (q.says("completion") or _moved(q) or _carried_out(q)):
        return None
    if pivots and not q.says("share_of", "percent") and any(t.value == "ask" for t in q.tokens if t.start >= pivots[0].end):
        return None  # 其中运行费占多少万元: an amount is asked for
    if not pivots and _HUNDRED.search(q.linked.text):
        return _fraction(q)
    if not pivots and not (q.says("share_of") or q.says("percent") and q.says("inside") and not _changes(q)):
        return _divided(q)
    if fraction := _fraction(q):
        return fraction
    alone = _each_once(q, "share_of")
    if not pivots and len(q.operands) == 1 and q.operands[0].phrase.measure in TOTAL.values():  # what the total is made of
        item = q.operands[0]
        return Ranking(item.department, item.year, "kinds", head=item.phrase, basis=item.basis)
    if not pivots and len(alone) > 1:
        return _one_by_one(q, alone)
    nodes: list[Node] = []
    for pivot in (*pivots,) or (None,):
        found = _share_at(q, pivot, nodes)
        if found is None:
            return None
        nodes += found.nodes if isinstance(found, Several) else [found]
    distinct = tuple(dict.fromkeys([*nodes, *_in_other_years(q, nodes)]))
    return distinct[0] if len(distinct) == 1 else Several(distinct)


_HUNDRED = re.compile(r"每[^,，。]{0,10}(?:一百|100|百)(?:块|元)")


def _fraction(q: Question) -> Node | None:
    """以A为分母、B为分子; 每一百块A里有几块是B."""
    below, above = (next((t for t in q.tokens if t.text == word), None) for word in ("分母", "分子"))
    if below and above:
        before = [[b for b in q.between(0, t.start) if b.measured] for t in (below, above)]
        if all(before) and before[0][-1].figures != before[1][-1].figures:
            return _ratio(q, before[1][-1], before[0][-1])
    if _HUNDRED.search(q.linked.text) and q.operands:
        figures = tuple(p for b in q.between(0, len(q.linked.text)) for p in b.figures)
        whole = _all(q.said)
        if len(figures) == 2:
            return _ratio(q, replace(whole, figures=figures[1:], sides=()), replace(whole, figures=figures[:1], sides=()))
        if len(figures) == 1:
            part = replace(whole, figures=figures, sides=())
            return _ratio(q, part, _natural(part))
    return None


def _each_once(q: Question, cue: str) -> list[Token]:
    """The tokens that say a cue; of those that touch (占了多大 比重) the first."""
    said = [t for t in q.tokens if t.says(cue)]
    return [t for t in said if not any(o.end == t.start for o in said)]


def _in_other_years(q: Question, nodes: list[Node]) -> list[Node]:
    """2023年A占B的比例比2022年高多少: the same share of the year it is held against."""
    pivot = q.cue("than")
    behind = q.between(pivot.end, q.clause_end(pivot.end)) if pivot else ()
    years = [y for b in behind if not b.measured for y in b.years]
    ratios = [n for n in nodes if isinstance(n, Ratio)]
    return [Ratio(replace(n.part, year=y), replace(n.whole, year=y)) for n in ratios for y in years if n.part.year != y]


def _moved(q: Question) -> bool:
    """与上一年度相比的变动数额及比例: a change, no share."""
    return q.says("change", "grow", "fall") and q.says("last_year", "than", "compared", "same_period")


def _carried_out(q: Question) -> bool:
    """年初预算里那X，到决算花了百分之几: how much of the plan, no share."""
    roles = {r for b in q.said for r in b.roles}
    return q.says("percent") and bool(roles & {"年初预算", "全年预算"}) and bool(roles & {"决算", "执行数", "实际"}) and len(q.operands) < 4


def _changes(q: Question) -> bool:
    return q.says("grow", "fall", "change", "rate", "last_year", "same_period", "than", "more", "less")


def _one_by_one(q: Question, pivots: list[Token]) -> Node | None:
    """基本支出占比，项目支出占比: each the share of its clause."""
    nodes = []
    for pivot in pivots:
        part = _all(q.between(q.clause_start(pivot.start), pivot.start))
        node = _ratio(q, part, _natural(part)) if part.measured else None
        if node is None:
            return None
        nodes.append(node)
    return Several(tuple(nodes)) if len(nodes) > 1 else None


def _share_at(q: Question, pivot: Token | None, before: list[Node]) -> Ratio | Several | Completion | None:
    end = len(q.linked.text)
    than = q.cue("than")
    if pivot is None and than and any(t.says("share_of") and t.end <= than.end for t in q.tokens):
        end = than.start  # 占比比2022年高多少: the other year is no part of the share
    left, right = q.between(0, end), q.between(end, end)
    if pivot is not None:
        stop = next(
            (t.start for t in q.tokens if t.says("than") and pivot.end <= t.start < q.clause_end(pivot.end)), q.clause_end(pivot.end)
        )
        left, right = q.between(0, pivot.start, flat=False), q.between(pivot.end, stop, flat=False)
        left = left or before and q.between(q.clause_start(pivot.start), pivot.start) or left
        if before and isinstance(before[-1], Ratio) and any(t.says("it") for t in q.tokens if pivot.end <= t.start < stop):
            return _of_the_part(q, left, before[-1])
    container = _container(q, pivot.start if pivot else end)
    if pivot and right and any(b.said for b in right):
        return _of_named(q, pivot, left, right)
    if container is not None:
        parts = [b for b in q.between(0, end) if b.figures and container not in b.figures]
        whole_bundle = next(b for b in q.between(0, end) if container in b.figures)
        own = [p for b in (parts or [whole_bundle]) for p in b.figures if p != container]
        if own:
            base = replace(whole_bundle.completed(*parts), figures=())
            inner = tuple(_part_of(container, p) for p in own)
            return _parts(q, replace(base, figures=inner if len(parts) == 1 else inner[-1:]), replace(base, figures=(container,)), pivot)
    figures = [p for b in left for p in b.figures] or [p for b in q.said for p in b.figures]
    whole = _all(left or q.said)
    if pivot is None and len(figures) == 2 and _asked_between(q):  # A占比是多少，B呢
        whole = replace(whole, figures=tuple(figures))
    elif pivot is None and len(figures) == 2 and not q.says("each"):
        return _ratio(q, replace(whole, figures=(figures[0],)), replace(whole, figures=(figures[1],)))
    if not whole.measured:
        return None
    return _parts(q, whole, _natural(whole), pivot)


def _asked_between(q: Question) -> bool:
    """Does the share asked for stand between two figures, a question of its own?"""
    asked = q.cue("share_of")
    named = [n for n in q.names if n.kind == FIGURE]
    return asked is not None and any(n.end <= asked.start for n in named) and any(q.clause_end(asked.end) <= n.start for n in named)


def _one_by_one_of(part: Bundle, whole: Bundle) -> list[tuple[Bundle, Bundle]]:
    """A share of several years, or of several departments: part and whole of each; [] where there is but one."""
    if len(part.years) > 1 and whole.years in ((), part.years):
        years = range(min(part.years), max(part.years) + 1) if part.spread else part.years
        return [(replace(part, years=(y,)), replace(whole, years=(y,))) for y in years]
    if len(part.departments) > 1 and whole.departments in ((), part.departments):
        return [(replace(part, departments=(d,)), replace(whole, departments=(d,))) for d in part.departments]
    return []


def _part_of(container: Phrase, part: Phrase) -> Phrase:
    """What stands inside another figure: a column of its row, or a part of it."""
    inside = within(container, part, loose=False)
    return inside if inside.columns else replace(part, parent=container.words)


def _parts(q: Question, part: Bundle, whole: Bundle, pivot: Token | None) -> Ratio | Several | None:
    """The share of one figure; of several each its own, or that of their sum where the question adds them up."""
    if apart := _one_by_one_of(part, whole):
        found = [_parts(q, p, w, pivot) for p, w in apart]
        ratios = [r for node in found if node for r in (node.nodes if isinstance(node, Several) else (node,))]
        return Several(tuple(ratios)) if len(ratios) > 1 else None
    if len(part.figures) < 2:
        return _ratio(q, part, whole)
    each = [r for p in part.figures if (r := _ratio(q, replace(part, figures=(p,)), whole))]
    if len(each) < 2:
        return each[0] if each else None
    if not _added_up(q, pivot):
        return Several(tuple(each))
    items = tuple(r.part for r in each)
    name = "、".join(i.phrase.measure or i.phrase.words for i in items) + "合计"
    return Ratio(replace(items[0], phrase=Phrase(name), computed=Sum(items)), each[0].whole)


def _added_up(q: Question, pivot: Token | None) -> bool:
    """甲加乙合计占…: is the share asked for that of the sum?"""
    if pivot is not None and re.search("合计|一共|总共|共", pivot.text):
        return True
    return any(t.says("sum", "plus") and (pivot is None or t.start < pivot.start) for t in q.tokens)


def _of_named(q: Question, pivot: Token, left: tuple[Bundle, ...], right: tuple[Bundle, ...]) -> Ratio | Several | Completion | None:
    """What stands in front of 占 by what stands behind it; each may say a year of its own."""
    whole, rest = right[0], left
    if not left or not left[-1].said:
        return None
    part = left[-1].completed(*reversed(left[:-1]))
    if not part.measured:
        part = part.completed(*right[1:])
    if not whole.measured:
        if whole.roles and not part.roles and whole.roles[0] in ("年初预算", "全年预算"):
            part = replace(part, roles=("决算",))
        if whole.roles and whole.roles[0] in ("年初预算", "全年预算") and (done := q.item(replace(part, roles=()))):
            plan = whole.roles[0]
            return Completion(replace(done, basis="", phrase=replace(done.phrase, roles=(plan,) if plan == "全年预算" else ())))
        whole = _whole_meant(whole, part)
    full = whole.completed(replace(part, figures=(), sides=()), *reversed(rest))
    part = part.completed(replace(whole, figures=(), sides=(), roles=(), basis=""))
    return _parts(q, part, full, pivot)


def _of_the_part(q: Question, left: tuple[Bundle, ...], before: Ratio) -> Ratio | None:
    """A占B百分之几？小微又占这部分的百分之几: the part of the share before is the whole of this one."""
    own = left[-1].figures[-1:] if left else ()
    whole = before.part
    if not own:
        return None
    words = like(own[0].words, whole.phrase.words)
    return Ratio(replace(whole, phrase=replace(whole.phrase, words=words, parent=whole.phrase.words, measure="", codes=())), whole)


def like(own: str, whole: str) -> str:
    """A short name completed after the pattern of the one before: 小微 beside 预留给中小企业的采购 → 预留给小微企业的采购."""
    for kind in ("中小微企业", "中小企业", "小微企业", "货物", "工程", "服务"):
        if kind in whole and not own.endswith(("采购", "金额")):
            return whole.replace(kind, own if own.endswith("企业") or kind in ("货物", "工程", "服务") else own + "企业")
    return own


def _ratio(q: Question, part: Bundle, whole: Bundle) -> Ratio | None:
    a, b = q.item(part), q.item(whole)
    return Ratio(a, b) if a and b and a != b else None


def _whole_meant(whole: Bundle, part: Bundle) -> Bundle:
    """A whole that is only a role: 决算占年初预算 is of the part's own plan, 城乡社区支出占预算 of the department's."""
    if whole.years and part.years and whole.years != part.years and not whole.roles:
        return replace(whole, figures=part.figures, sides=part.sides, forms=part.forms, roles=part.roles)  # 2023年X占2022年的…
    if whole.roles and (whole.roles[0] in ("年初预算", "全年预算") or {"决算", "执行数"} & set(part.roles)):
        return replace(whole, figures=part.figures, sides=part.sides, forms=part.forms)
    return _natural(replace(whole, sides=part.sides, figures=part.figures))


def _natural(part: Bundle) -> Bundle:
    """The natural total of a part: all income for income, all expenditure for anything else."""
    income = "收入" in part.sides or any("收入" in (p.measure or p.words) or p.side == "收入" for p in part.figures)
    name = TOTAL["收入" if income else "支出"]
    return replace(part, figures=(Phrase(name, measure=name),), sides=(), forms=())


def _container(q: Question, end: int) -> Phrase | None:
    """The figure that another one stands in: 政府采购里服务类, 培训费在公用经费中."""
    for name in q.flat:
        if name.kind == FIGURE and name.end <= end:
            behind = next(
                (t for t in q.tokens if t.start >= name.end and t.kind not in (ROLE, YEAR, SIDE) and t.text not in ("的", "总额")), None
            )
            if behind and behind.says("inside"):
                return name.phrase
    return None


def _all(found: tuple[Bundle, ...]) -> Bundle:
    return found[-1].completed(*reversed(found[:-1])) if found else Bundle()


def _divided(q: Question) -> Node | None:
    """A除以B; A是B的几倍."""
    pivot = q.cue("divide")
    if pivot:
        left, right = q.between(0, pivot.start), q.between(pivot.end, q.clause_end(pivot.end))
        number = next((t for t in q.numbers() if t.start >= pivot.end), None)
        if number and not right and q.operands and value_of(number) > 1:
            return Per(q.operands[0], Amount(value_of(number), "个月" if value_of(number) == 12 else ""), q.linked.unit)
        if not left or not right:
            return None
        whole = right[0].completed(*reversed(left))
        part = left[-1].completed(*reversed(left[:-1]), right[0])
        a, b = q.item(part), q.item(whole)
        if a is None or b is None:
            return None
        if q.says("rate", "grow", "fall", "change"):
            return None
        counted = b.phrase.measure and measure_named(b.phrase.measure).unit
        same = replace(a.phrase, roles=()) == replace(b.phrase, roles=()) and a.year == b.year and a.department == b.department
        return Per(a, b) if counted else Ratio(a, b, times=not (same or q.says("percent", "share_of")))
    asked = q.cue("times", "percent") or next((t for t in q.tokens if t.text == "相当于"), None)
    if asked is None or len(q.operands) != 2 or _changes(q) and not q.says("equals"):
        return None
    before = next((t for t in reversed(q.tokens) if t.end <= asked.start), None)
    first, second = q.operands
    base = _base_year(q)
    if base and _changes(q):
        return None
    if base:
        first, second = (first, second) if second.year == base else (second, first)
    elif not (asked.says("times", "equals") or before and before.text == "的"):
        return None
    if (
        first.year == second.year
        and replace(first.phrase, roles=()) == replace(second.phrase, roles=())
        and "年初预算" in second.phrase.roles
    ):
        return Completion(replace(first, basis="", phrase=replace(first.phrase, roles=())))
    return Ratio(first, second, times=asked.says("times"))


def _base_year(q: Question) -> int:
    """以2022年为100%: the year that another is measured by."""
    for year, joint, number in zip(q.tokens, q.tokens[1:], q.tokens[2:], strict=False):
        if year.kind == YEAR and joint.text in ("为", "作为", "是", "当") and (number.text in ("100%", "1", "100") or "基" in number.text):
            return years_of(year)[0]
    return 0


def spread(q: Question) -> Node | None:
    """按27个月摊: a figure spread over a number that the question gives."""
    months = next((t for t in q.numbers() if t.text.endswith(("个月", "月")) and value_of(t)), None)
    if months is None or not q.says("spread", "per_month", "suppose", "average", "divide") or not q.operands:
        return None
    return Per(q.operands[0], Amount(value_of(months), "个月"), q.linked.unit)


def per(q: Question) -> Node | None:
    """人均, 每辆车, 每月: a figure by a number of people or things."""
    if not q.operands and not q.said:
        return None
    if q.says("per_month") and q.operands:
        return Per(q.operands[0], Amount(Decimal(12), "个月"), q.linked.unit)
    counted = next((unit for cue, unit in _COUNTED.items() if q.says(cue)), "")
    if not counted or q.says("average") and len(q.linked.years) > 1:
        return None
    named = q.operands if counted != "辆" or any(b.measured for b in q.said) else ()
    amounts = [i for i in named if i.phrase.measure not in _COUNTS and i.phrase.unit != counted]
    if not amounts and counted == "辆":
        running = replace(_all(q.said), figures=(Phrase(_RUNNING, measure=_RUNNING),))
        amounts = list(q.items((running,)))
    if not amounts:
        return None
    amount = next((i for i in amounts if not i.phrase.unit), amounts[0])
    if counted == "辆":
        amount = _running_cost(amounts)
    if given := _given(q, counted):
        return Per(amount, given, q.linked.unit or ("万元" if counted == "人" else "元"))
    if counted in _MEASURED:
        name = _MEASURED[counted]
        staff = next((i for i in q.operands if i.phrase.measure == name), None)
        count = staff or replace(amount, basis="", phrase=Phrase(name, measure=name))
    else:
        count = replace(amount, phrase=Phrase(_STEM.sub("", amount.phrase.words or amount.phrase.measure), unit=counted))
    one = Per(amount, count, q.linked.unit or ("万元" if counted == "人" else "元"))
    others = [i for i in amounts if i.phrase == amount.phrase and i != amount]
    if not isinstance(one.count, Item) or not others:
        return one
    return Several((one, *(replace(one, amount=i, count=replace(one.count, department=i.department, year=i.year)) for i in others)))


def _given(q: Question, counted: str) -> Amount | None:
    """按离退休20人计算: the number that the question itself divides by."""
    for i, token in enumerate(q.tokens):
        said = any(t.text in ("按", "按照", "以") for t in q.tokens[max(0, i - 4) : i])
        if said and token.kind == NUMBER and token.text.endswith(counted) and value_of(token) > 1:
            return Amount(value_of(token), counted)
    return None


def per_output(q: Question) -> Node | None:
    """A平均每人（B）多少元, A摊到B每台, 按B算A每件: what is spent by what was done with it."""
    figures = [t for t in q.tokens if t.kind == FIGURE and not t.weak]
    if not q.says("per_output", *_COUNTED) or len(figures) != 2:
        return None
    first, second = figures
    between = [t for t in q.tokens if first.end <= t.start and t.end <= second.start]
    if any(t.kind == AND or t.says("inside", "share", "than", "sum", "plus") for t in between):
        return None
    if any(t.measure and (t.measure in _COUNTS or t is second and not measure_named(t.measure).unit) for t in figures):
        return None
    led = next((t for t in reversed(q.tokens) if t.end <= first.start), None)
    amount, count = (second, first) if led and led.text in ("按", "按照", "以", "照") else (first, second)
    roles = next((b.roles[:1] for b in q.said if b.roles), ())
    done = "目标" if roles and roles[0] in (*_PLANS, "目标") else "实际"
    a = q.item(Bundle(figures=(Phrase(amount.value, measure=amount.measure),), roles=roles))
    b = q.item(Bundle(figures=(Phrase(count.value, measure=count.measure),), roles=(done,)))
    return Per(a, b, q.linked.unit or "元") if a and b else None


def _running_cost(amounts: list[Item]) -> Item:
    """每辆公车: what the vehicles cost to run, where nothing else about them is named."""
    named = next((i for i in amounts if i.phrase.measure != "公务用车购置及运行维护费"), None)
    if named is not None:
        return named
    whole = amounts[0]
    said = whole.phrase.words in ("公车", "公务用车", "公务车")
    return replace(whole, phrase=replace(whole.phrase, words=_RUNNING, measure=_RUNNING)) if said else whole


def supposed(q: Question) -> Node | None:
    """如果压减10%能省多少: a figure changed by a rate that the question gives."""
    rate = next((t for t in q.numbers() if t.text.endswith(("%", "成")) and value_of(t)), None)
    told = q.says("grow", "fall", "less", "more") and not q.says("than", "last_year", "same_period", "yes_no", "share", "implied")
    if rate is None or not (q.says("suppose") or told) or not q.operands:
        return None
    percent = value_of(rate) * (10 if rate.text.endswith("成") else 1)
    mode = "more" if q.says("grow", "more") else "less" if q.says("fall", "less") else "part"
    return Scaled(q.operands[0], percent, mode)


_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def value_of(token: Token) -> Decimal:
    """The number that a token gives: 27个月 → 27, 三 → 3, 十二 → 12."""
    if token.kind != NUMBER:
        return Decimal(0)
    digits = re.match(r"[\d,.]+", token.text)
    if digits:
        return parse_number(digits[0]) or Decimal(0)
    text = re.match(r"[一二两三四五六七八九十]+", token.text)
    if not text:
        return Decimal(0)
    tens, _, ones = text[0].rpartition("十")
    if "十" not in text[0]:
        return Decimal(_NUMERALS.get(text[0][:1], 0))
    return Decimal((_NUMERALS.get(tens, 1) if tens else 1) * 10 + (_NUMERALS.get(ones, 0) if ones else 0))
