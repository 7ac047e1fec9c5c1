"""Frames for one figure against another: plan and outcome, two names, two years, the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.operands import TOTAL, Bundle
from qa.phrases import Phrase
from qa.plan import Change, Compare, Difference, Item, Lookup, Node, Ratio, Read, Remainder, Several, Sum, Trend
from qa.question import Question
from qa.tokens import AND, BREAK, DEPARTMENT, FIGURE, ROLE, YEAR, Token

PLANS = ("年初预算", "全年预算", "预算", "目标")
OUTCOMES = ("决算", "执行数", "实际")
_AGAINST_PLAN = ("超", "超支", "节约", "节省", "超了", "结省", "省")
_MOVES = ("grow", "fall", "change", "rate", "same_period", "last_year", "either", "more", "less", "differ", "compared", "than")
_MINUS = frozenset(["减", "减去", "减掉", "减除", "-", "－", "−"])


def rate_wanted(q: Question) -> bool:
    return q.says("rate", "percent")


def left_over(q: Question) -> Node | None:
    """还有多少预算没用完: what was planned less what was done."""
    if not q.says("left") or any("结余" in i.phrase.measure for i in q.operands):
        return None
    if q.says("inside") and len(q.operands) > 1:
        return None
    item = q.operands[0] if q.operands else None
    if item is None:
        return None
    plan_role = next((r for r in item.phrase.roles if r in PLANS), "预算")
    plan, done = _in_role(item, plan_role), _in_role(item, "执行数")
    return Difference(plan, done, rate=_says_completion(q), direction="剩")


def recomputed(q: Question) -> Node | None:
    """用它自己给的两个数重算增幅: this year's plan against what the document says was carried out the year before."""
    if not q.says("recomputed") or len(q.operands) != 1 or not q.operands[0].year:
        return None
    item = q.operands[0]
    before = replace(item, year=item.year - 1, basis="", phrase=replace(item.phrase, roles=("执行数",)))
    plan = item.basis == "预算" or bool(set(item.phrase.roles) & set(PLANS))
    return Difference(_in_role(item, "预算" if plan else "决算"), before, rate=True)


def overspent(q: Question) -> Node | None:
    """X超支了多少, 节约了多少: the outcome against what was planned for it."""
    if (
        len(q.operands) != 1
        or q.says("than", "last_year")
        or not any(t.text.startswith(_AGAINST_PLAN) for t in q.tokens if t.says("more", "less"))
    ):
        return None
    item = q.operands[0]
    held = item.year in q.years_of(item.department, "预算")  # a budget of its own says more than what the accounts repeat of it
    plan_role = next((r for r in item.phrase.roles if r in PLANS), "预算" if held else "年初预算")
    return Difference(_in_role(item, "决算"), _in_role(item, plan_role), rate_wanted(q), _direction(q))


def _says_completion(q: Question) -> bool:
    return any(t.kind == ROLE and t.value == "完成率" or t.says("completion") for t in q.tokens)


def _in_role(item: Item, role: str) -> Item:
    return replace(item, basis="", phrase=replace(item.phrase, roles=(role,)))


def signed(q: Question) -> Node | None:
    """A加B减C: what is added less what is taken away."""
    signs = [t for t in q.tokens if t.says("plus") or t.text in _MINUS]
    figures = [n for n in q.names if n.kind == FIGURE]
    if len(figures) < 3 or not any(t.text in _MINUS for t in signs) or q.says("than", "share", "share_of", "divide", "except_end"):
        return None
    if len(q.operands) != len(figures):
        return Read(q.linked.text, q.linked.departments, q.linked.years)
    added: list[Item] = []
    taken: list[Item] = []
    for name, item in zip(figures, q.operands, strict=True):
        last = next((t for t in reversed(signs) if t.end <= name.start), None)
        (taken if last and last.text in _MINUS else added).append(item)
    if not added or not taken:
        return None
    return Difference(together(added), together(taken), rate_wanted(q), "差")


def together(items: Sequence[Item]) -> Item:
    """Several items as the one that is their sum."""
    if len(items) == 1:
        return items[0]
    name = "、".join(i.phrase.measure or str(replace(i.phrase, roles=())) for i in items) + "合计"
    return replace(items[0], phrase=Phrase(name), computed=Sum(tuple(items)))


def than(q: Question) -> Node | None:
    """A比B多多少: what stands in front of 比 against what stands behind it."""
    pivot = q.cue("than")
    if pivot is None or _threshold_behind(q, pivot):
        return None
    end = q.clause_end(pivot.end)
    right = q.between(pivot.end, end, flat=False)
    last_year = any(t.says("last_year") and pivot.end <= t.start < end for t in q.tokens)
    left = q.between(0, pivot.start, flat=False) or q.between(q.clause_start(pivot.start), pivot.start, flat=False)
    if last_year:
        return _against_last_year(q, left, right)
    if not right or not right[0].said or not left:
        return None
    right = tuple(_at_the_beginning(b, left) for b in right)
    named = [b for b in left if b.said]
    if not named:
        return None
    a, b = named[-1].completed(*reversed(named[:-1])), right[0]
    if _anaphoric(named[-1], b) and len(named) > 1:  # 2024年决算…，2025年预算…，预算比上年决算增长…
        return None
    other = b.completed(replace(a, roles=() if b.roles or not (b.departments or b.years) and b.measured else a.roles))
    bare_left = not (a.measured or a.roles or a.basis)  # 甲局比乙局2024年预算X多多少: all but the department is said behind
    shared = bare_left or (b.departments or b.years) and not b.measured
    own = a.completed(replace(b, roles=b.roles if shared else (), basis=b.basis if bare_left else ""))
    both = named[-1].measured and b.measured and not (own.roles or other.roles)  # two figures: a role said behind is of both
    apart = not both and not (own.departments and other.departments and own.departments != other.departments)
    lefts, rights = _side(q, own, 0, pivot.start, apart), _side(q, other, pivot.end, end, apart)
    nodes = [node for x in lefts for y in rights if (node := opposed(q, x, y, a, b))]
    if (
        len(nodes) == 1
        and isinstance(nodes[0], Difference)
        and pivot.text.startswith("相对")
        and q.says("percent")
        and not q.says("more", "less")
    ):
        return Ratio(nodes[0].left, nodes[0].right)  # A相对于B的百分比
    return nodes[0] if len(nodes) == 1 else Several(tuple(nodes)) if nodes else None


def _side(q: Question, bundle: Bundle, start: int, end: int, apart: bool) -> list[Item]:
    """One side of a comparison: its figure; of several that are joined the sum where it says so, else each."""
    each = [replace(bundle, figures=(figure,)) for figure in bundle.figures] if len(bundle.figures) > 1 else [bundle]
    items = [item for one in each if (item := q.item(one, opposed=apart))]
    added = any(t.says("sum", "plus") for t in q.tokens if start <= t.start and t.end <= end)
    return [together(items)] if added and len(items) > 1 else items


def _at_the_beginning(right: Bundle, left: tuple[Bundle, ...]) -> Bundle:
    """年末结转结余比年初多多少: the same at the other end of the year."""
    said = right.figures[0].words if right.figures else ""
    own = next((p for b in reversed(left) for p in b.figures if p.measure.startswith("年末")), None)
    if said in ("年初", "期初", "上年末") and own:
        name = own.measure.replace("年末", "年初")
        return replace(right, figures=(Phrase(name, measure=name),))
    return right


def _anaphoric(left: Bundle, right: Bundle) -> bool:
    return not (left.measured or left.years or left.departments or right.measured or right.years or right.departments)


def _threshold_behind(q: Question, pivot: Token) -> bool:
    following = next((t for t in q.tokens if t.start >= pivot.end), None)
    return following is not None and following.kind == "number"


def opposed(q: Question, left: Item | None, right: Item | None, a: Bundle, b: Bundle) -> Node | None:
    """Two operands against each other, as what differs between them asks for."""
    if left is None or right is None or left == right:
        return None
    rate = rate_wanted(q)
    if left.department != right.department:
        return Compare((left, right))
    if left.year != right.year and _same_figure(left, right):
        return Change(left, right.year, rate) if left.year > right.year else Change(right, left.year, rate)
    if left.year == right.year and replace(left.phrase, roles=()) == replace(right.phrase, roles=()):
        if right.phrase.roles[:1] and right.phrase.roles[0] in PLANS and not left.phrase.roles:
            done = "实际" if right.phrase.roles[0] == "目标" else "决算"
            left = replace(left, phrase=replace(left.phrase, roles=(done,)))
        if left.phrase.roles[:1] and left.phrase.roles[0] in PLANS and not right.phrase.roles:
            right = replace(right, phrase=replace(right.phrase, roles=("决算",)))
        return Difference(replace(left, basis=""), replace(right, basis=""), rate, _direction(q))
    return Difference(left, right, rate, _direction(q))


def _same_figure(a: Item, b: Item) -> bool:
    return a.phrase == b.phrase and a.basis == b.basis


def _direction(q: Question) -> str:
    if q.says("either"):
        return ""
    more, less = q.says("more", "grow"), q.says("less", "fall")
    return "差" if more == less else "多" if more else "少"


def _against_last_year(q: Question, left: tuple[Bundle, ...], right: tuple[Bundle, ...]) -> Node | None:
    found = left or q.said
    if not found:
        return None
    items = q.items(found)
    if len(items) != 1:
        items = tuple(i for i in items if not i.phrase.roles or i.phrase.roles[0] not in PLANS) or items
    if not items:
        return None
    item = items[-1] if len(items) > 1 and len({i.year for i in items}) == 1 and len(items) < 3 and not right else items[0]
    role = next((b.roles[0] for b in right if b.roles), "")
    if role and role != next(iter(item.phrase.roles), ""):
        return Difference(item, replace(item, year=item.year - 1, basis="", phrase=replace(item.phrase, roles=(role,))), True)
    return Change(item, item.year - 1, rate_wanted(q)) if item.year else None


def changed(q: Question) -> Node | None:
    """Two years of one figure, or one year against the one before it."""
    if not q.says(*_MOVES) or not q.operands:
        return None
    years = list(dict.fromkeys(i.year for i in q.operands))
    figures = list(dict.fromkeys((i.department, replace(i.phrase, roles=())) for i in q.operands))
    if len(years) > 1 and len(figures) == 1:
        return _between_years(q, years)
    if len(years) == 2 and len({d for d, _ in figures}) == 1 and len(q.operands) == 2 * len(figures):
        return Several(tuple(Change(replace(i, year=max(years)), min(years), rate_wanted(q)) for i in q.operands if i.year == max(years)))
    if len(years) == 2 and len({d for d, _ in figures}) == 1 and q.says("grow", "fall", "change", "rate", "than", "either", "differ"):
        return Compare(tuple(i for i in sorted(q.operands, key=lambda i: -i.year)))
    if len(years) == 1 and len(figures) == 1 and years[0] and q.says("last_year", "same_period", "grow", "fall", "change", "rate"):
        return Change(q.operands[0], years[0] - 1, rate_wanted(q))
    return None


def _between_years(q: Question, years: list[int]) -> Node | None:
    ordered = sorted(q.operands, key=lambda i: i.year)
    if len(years) > 2 or q.says("trend") and len(years) > 1:
        return _trend(ordered)
    earlier, later = ordered[0], ordered[-1]
    if len(q.operands) > 2:  # one year was said with a role of its own, too
        firm = [i for i in q.operands if i.basis or i.phrase.roles]
        earlier, later = (
            (sorted(firm, key=lambda i: i.year)[0], sorted(firm, key=lambda i: i.year)[-1])
            if len({i.year for i in firm}) == 2
            else (earlier, later)
        )
    if _same_figure(earlier, later):
        return Change(later, earlier.year, rate_wanted(q))
    return Difference(later, earlier, True)


def _trend(items: list[Item]) -> Node | None:
    first = items[0]
    by_year = {i.year: replace(i, phrase=first.phrase, basis=first.basis) for i in items}
    return Trend(tuple(by_year[y] for y in sorted(by_year))) if len(by_year) > 1 else None


def trend(q: Question) -> Node | None:
    """逐年变化, 近三年走势: every year's figure and how it moved."""
    years = spelled(q)
    described = len(years) > 2 and any(t.says("change") and t.text.endswith("情况") for t in q.tokens)
    if not (q.says("trend") or described) or not q.operands:
        return None
    item = q.operands[0]
    years = years or list(q.years_of(item.department, item.basis or next((r for r in item.phrase.roles if r in ("预算", "决算")), "")))
    items = tuple(replace(item, year=y) for y in sorted(set(years)))
    return Trend(items) if len(items) > 1 and item.year in (0, *years) else None


def spelled(q: Question) -> list[int]:
    """The years that the question means one by one: a range with all the years inside it."""
    years: list[int] = []
    for bundle in q.said:
        years += range(min(bundle.years), max(bundle.years) + 1) if bundle.spread and bundle.years else bundle.years
    return list(dict.fromkeys(years)) if len(set(years)) > 1 else []


def implied(q: Question) -> Node | None:
    """2020年的X, out of what the 2021 document says about the change."""
    before = _year_before(q)
    derived = q.says("implied")
    if not derived and before is None:
        return None
    years = sorted(q.linked.years)
    item = next(iter(q.operands), None)
    if not years or item is None or len({i.phrase for i in q.operands}) > 1:
        return None
    if len(years) > 1:
        target, source = years[0], years[-1]
    else:
        source = years[0] if before or _by_document(q) else years[0] + 1
        target = source - 1
    if not derived and target in q.years_of(item.department, item.basis):
        return Lookup((replace(item, year=target),))
    return Lookup((replace(item, year=source, prior=True),))


def _year_before(q: Question) -> Token | None:
    """上年X是多少: the year before is what is asked for, not what something is compared with."""
    for i, token in enumerate(q.tokens):
        if not token.says("last_year") or token.text[0] in "比较":
            continue
        before, behind = q.tokens[i - 1] if i else None, q.tokens[i + 1 : i + 2]
        if before and (before.kind == AND or before.says("than", "compared") or before.text in ("对", "相对", "于")):
            continue
        if any(t.says("compared", "than", "same_period") for t in (token, *behind)):
            continue
        asked = [t for t in q.tokens if token.end <= t.start < q.clause_end(token.end)]
        if q.says("implied") or not any(t.says(*_MOVES) for t in asked):
            return token
    return None


def _by_document(q: Question) -> bool:
    """根据2023年决算: the year is that of the document which says it."""
    return any(
        a.text in ("根据", "按", "按照", "由", "从", "据", "依据", "依照") and (b.kind == YEAR or b.kind == DEPARTMENT and c.kind == YEAR)
        for a, b, c in zip(q.tokens, q.tokens[1:], q.tokens[2:], strict=False)
    )


def differing(q: Question) -> Node | None:
    """A和B相差多少, 预算与决算差多少: two operands that are joined."""
    if not q.says("differ", "either", "more", "less", "compared", "than") or len(q.operands) < 2:
        return None
    left, right = q.operands[0], q.operands[1]
    if len(q.operands) > 2:
        least = q.says("which") and q.says("less") and not q.says("more")
        return Compare(q.operands, ascending=least) if len({i.department for i in q.operands}) > 1 else None
    if left.department != right.department:
        return Compare((left, right), ascending=q.says("which") and q.says("less") and not q.says("more"))
    if left.year == right.year and replace(left.phrase, roles=()) == replace(right.phrase, roles=()):
        roles = (left.phrase.roles[:1] or ("",))[0], (right.phrase.roles[:1] or ("",))[0]
        if roles[0] in OUTCOMES and roles[1] in PLANS or roles[0] in PLANS:
            return Difference(replace(left, basis=""), replace(right, basis=""), rate_wanted(q), "差")
    return Difference(left, right, rate_wanted(q), "差")


def _taken_off(q: Question, pivot: Token) -> Node | None:
    """A扣掉B: the first less the second, whether or not it is a part of it."""
    left = [b for b in q.between(0, pivot.start, flat=False) if b.measured]
    right = [b for b in q.between(pivot.end, q.clause_end(pivot.end), flat=False) if b.measured]
    if not left or not right or q.says("except_end") and pivot.text.startswith("除"):
        return None
    a, b = q.item(left[-1]), q.item(right[0])
    return Difference(a, b, direction="差") if a and b and a != b and len(right[0].figures) == 1 else None


def remainder(q: Question) -> Node | None:
    """除X以外的Y: a whole without some of its parts."""
    pivot = q.cue("except") or next((t for t in q.tokens if t.says("except_end") and len(t.text) > 1), None)
    if pivot is None or pivot.text == "除" and not q.says("except_end"):
        return None
    also = next((t for t in q.tokens if t.start > pivot.end and t.text in ("还", "还想", "也", "另外", "再")), None)
    if also and any(n.kind == FIGURE and n.start >= also.end for n in q.flat):
        return None  # 除了A，我还想知道B
    if taken := _taken_off(q, pivot):
        return taken
    end = next((t.start for t in q.tokens if t.says("except_end") and t.start > pivot.end), q.clause_end(pivot.end))
    start = pivot.end
    if not any(n.kind == FIGURE and start <= n.start and n.end <= end for n in q.flat):  # X以外, X除外, 把X去掉
        named = [n for n in q.flat if n.kind == FIGURE and q.clause_start(pivot.start) <= n.start and n.end <= pivot.start]
        joined = [i for i, (a, b) in enumerate(zip(named, named[1:], strict=False)) if not _joined(q, a.end, b.start)]
        named = named[joined[-1] + 1 :] if joined else named
        if not named:
            return None
        start, end = named[0].start, pivot.start
    parts = [p for b in q.between(start, end) for p in b.phrases()]
    inside = {n.phrase for n in q.flat if n.kind == FIGURE and start <= n.start and n.end <= end}
    rest = tuple(replace(b, figures=tuple(p for p in b.figures if p not in inside)) for b in q.said)
    rest = tuple(replace(b, figures=(), sides=("支出",)) if [p.words for p in b.figures] in _OTHERS else b for b in rest)
    whole = next((i for i in q.items(rest) if replace(i.phrase, roles=()) not in inside), None)
    if whole is None and parts:  # 除教育支出外还有多少: all that was spent is the whole
        name = TOTAL["支出"]
        whole = q.item(replace(rest[0], figures=(Phrase(name, measure=name),), sides=())) if rest else None
    if whole is None or not parts:
        return None
    return Remainder(whole, tuple(replace(whole, phrase=replace(p, roles=whole.phrase.roles)) for p in parts))


_OTHERS = (["其他支出"], ["其它支出"], ["其余支出"])
"""除了X，其他支出: whatever else was spent, not the subject of that name."""


def _joined(q: Question, start: int, end: int) -> bool:
    return all(t.kind in (AND, BREAK) for t in q.tokens if start <= t.start and t.end <= end)
