"""Frames for lists: rankings, the parts of a head, subjects that came and went."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from index.amounts import Amount
from index.subjects import ECONOMIC, FUNCTIONAL, subjects
from qa.naming import Name
from qa.normalise import bare
from qa.operands import merged
from qa.phrases import Phrase, strip_tail
from qa.plan import Difference, Item, Node, Ranking, Read, Several, Turnover
from qa.proportions import value_of
from qa.question import Question
from qa.tokens import FIGURE, NUMBER, ORIGIN, UNKNOWN, Token
from qa.totals import how_many, inclusive, limited_share, threshold

_LEVELS = {"level_class": "类", "level_section": "款", "level_item": "项"}
GROUPS = re.compile(r"^(?:工资福利支出|商品和服务支出|对个人和家庭的?补助(?:支出)?|资本性支出|公用经费|人员经费|债务利息及费用支出)$")
_ORDER = ("largest", "smallest", "top", "bottom", "sorted", "ascending")
_NOUNS = ("subject", "economic", "project", "indicator", "quarter", *_LEVELS)
_KINDS = ("政府采购支出总额", "“三公”经费", "公务用车购置及运行维护费", "收入合计", "支出合计", "公务用车保有量", "在职人数")


def turnover(q: Question) -> Node | None:
    """Which subjects are new, which are gone."""
    years = sorted(set(q.linked.years))
    if (
        len(years) != 2
        or not q.says("subject", *_LEVELS)
        or not re.search(r"新(?:出现|增|设)|多出来|多了哪|增加了哪|不见|消失|取消|没有了|少了哪|没了", q.linked.text)
    ):
        return None
    basis = next((b.basis or next(iter(b.roles), "") for b in q.said if b.roles), "")
    levels = levels_of(q) or ["项"]
    nodes = tuple(Turnover(q.department, years[-1], years[0], level, basis if basis in ("预算", "决算") else "") for level in levels)
    return nodes[0] if len(nodes) == 1 else Several(nodes)


def all_forms(q: Question) -> bool:
    """五张绩效目标表的资金总额: the forms of all projects."""
    pairs = zip(q.tokens, q.tokens[1:], strict=False)
    return any(a.kind == NUMBER and a.text[-1] in "张份个" and b.kind == ORIGIN for a, b in pairs)


def forms_against(q: Question) -> Node | None:
    """五张绩效目标表的资金总额加起来比X多多少: the sum of what all projects' forms print against a figure."""
    pivot = q.cue("than")
    if pivot is None or not (all_forms(q) and q.says("sum")):
        return None
    behind = q.between(pivot.end, q.clause_end(pivot.end))
    right = q.item(behind[0], replace(merged(q.said), figures=(), origin="")) if behind else None
    if right is None:
        return None
    of = Ranking(right.department, right.year, "projects", role="预算", total=True)
    left = Item(right.department, right.year, Phrase("各项目绩效表的资金总额"), computed=of)
    return Difference(left, right, direction="多" if q.says("more") else "少" if q.says("less") else "")


def levels_of(q: Question) -> list[str]:
    return list(dict.fromkeys(_LEVELS[cue] for t in q.tokens for cue in _LEVELS if t.says(cue)))


def ranking(q: Question) -> Node | None:
    """Figures in order of size, the parts of a head, how many there are, or those above a limit."""
    limit = threshold(q)
    if limited_share(q) and q.says(*_NOUNS, "listed", "which_several"):
        return Read(q.linked.text, q.linked.departments, q.linked.years)
    ordered, listy = q.says(*_ORDER), q.says("listed", "which_several") or limit is not None
    nouns = any(t.says(*_NOUNS) and not _particular(q, t) for t in q.tokens) or all_forms(q)
    head = _head(q)
    mainly = q.says("mainly") and nouns
    if not mainly and not (
        ordered
        or listy
        and (nouns or head or q.says("listed") and not q.operands)
        or nouns
        and (q.says("sum", "count", "each", "average") or not q.operands)
    ):
        return None
    if len(q.linked.departments) > 1 or len(set(q.linked.years)) > 1:
        return None
    chosen = _chosen(q, head)
    if chosen is None:
        return None
    kind, level, phrase, role = chosen
    year = q.linked.years[0] if q.linked.years else q.year
    equal = _equal(q) if kind == "indicators" else None
    total = q.says("sum") and not q.says("largest", "smallest")
    return Ranking(
        q.department, year, kind, level, phrase, how_many(q) or int(mainly and q.says("which")),
        q.says("smallest", "ascending", "bottom"), _basis(q), total, role,
        limit[0] if limit else None, limit[1] if limit else False, q.says("count") and not q.says("each", "largest"), equal,
        limit is not None and inclusive(q),
    )  # fmt: skip


def _particular(q: Question, noun: Token) -> bool:
    """“…”这个项目, 信息化项目: one that is named, not a kind of things that are listed."""
    before = next((t for t in reversed(q.tokens) if t.end <= noun.start), None)
    return (
        noun.says("project") and before is not None and (before.says("it") or before.kind in (FIGURE, UNKNOWN) and before.end == noun.start)
    )


def _basis(q: Question) -> str:
    roles = [r for b in q.said for r in b.roles]
    if {"预算", "年初预算"} & set(roles) and not {"执行数", "决算", "完成率"} & set(roles):
        return "预算"
    return "决算" if "决算" in roles else ""


def _head(q: Question) -> Name | None:
    """The figure whose parts are asked for: the last one named in front of what asks for them."""
    figures = [n for n in q.names if n.kind == FIGURE and n.phrase]
    return figures[0] if figures else None


def _chosen(q: Question, head: Name | None) -> tuple[str, str, Phrase | None, str] | None:
    """(kind, level, head, role)"""
    level = next(iter(levels_of(q)), "")
    phrase = head.phrase if head else None
    name = bare(phrase.words or phrase.measure) if phrase else ""
    if q.says("quarter"):
        return "quarters", "", phrase, _role(q, ("执行数", "实际", "预算"))
    if q.says("indicator"):
        return "indicators", "", phrase, _role(q, ("权重", "得分", "目标", "实际", "完成率"))
    if phrase and (GROUPS.match(name) or phrase.measure in ("人员经费", "公用经费") or _classes(name) == {ECONOMIC}):
        return "economic", "类" if level == "类" else "", phrase, ""
    if q.says("economic") and not q.says("project"):
        return (
            "economic",
            level if level in ("类", "款") else "",
            None if phrase and phrase.measure in ("支出合计", "基本支出") else phrase,
            "",
        )
    if phrase and phrase.measure == "项目支出":
        return "projects", "", None, _role(q, ("完成率", "执行数", "预算"))
    if all_forms(q):
        return "projects", "", None, _role(q, ("完成率", "执行数", "预算")) or "预算"
    spent = q.says("project") or re.search(r"(?:用|花)(?:在|于|到)了?(?:哪|什么|何)|用途|支出明细", q.linked.text)
    if spent and not level and not (phrase and (phrase.codes or FUNCTIONAL in _classes(name))):
        role = _role(q, ("完成率", "执行数", "预算"))
        return "projects", "", None if phrase is None or phrase.measure or q.says("project") else phrase, role
    if phrase and phrase.codes and len(phrase.codes[0]) < 7:
        return "subjects", level, phrase, ""
    if phrase and not phrase.measure and not phrase.codes:
        return "subjects", level, phrase, ""
    if level or q.says("subject"):
        return "subjects", level or "类", None, ""
    if phrase and phrase.measure in _KINDS and q.says("listed", "which_several") and not q.says("largest", "smallest", "sorted"):
        return "parts", "", phrase, ""
    return ("subjects", "类", None, "") if phrase is None or phrase.measure in ("支出合计", "支出总计") else None


def _classes(name: str) -> frozenset[str]:
    """The classifications that have a head (类 or 款 with parts of its own) of this name."""
    return _heads().get(_stem(name), frozenset())


@cache
def _heads() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for subject in subjects().values():
        if len(subject.code) == 3 or len(subject.code) == 5 and subject.kind == FUNCTIONAL:
            for name in (subject.name, *subject.aliases):
                found.setdefault(_stem(name), set()).add(ECONOMIC if subject.kind != FUNCTIONAL else FUNCTIONAL)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def _stem(name: str) -> str:
    """A name without what people leave out or put otherwise: joints and 支出.

    >>> _stem("商品和服务支出"), _stem("商品服务")
    ('商品服务', '商品服务')
    """
    return re.sub("[和与及、的]", "", strip_tail(bare(name)))


def _role(q: Question, roles: tuple[str, ...]) -> str:
    said = [{"全年预算": "预算", "年初预算": "预算"}.get(r, r) for b in q.said for r in b.roles]
    return next((r for r in roles if r in said), "")


def _equal(q: Question) -> Amount | None:
    """权重是15的指标: the figure that rows must have."""
    number = next((t for t in q.numbers() if value_of(t) and not re.search(r"[个项年大类款张]$", t.text)), None)
    return Amount(value_of(number), "分" if "分" in number.text else "") if number else None
