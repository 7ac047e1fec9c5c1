"""Linked question → plan, without a model: frames tried in order, the most specific first.

A frame recognises an operation by its cues and takes its operands from the names in the question; everything else is left to binding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from qa import differences, listings, proportions, totals
from qa.lexicon import Entry, vocabulary
from qa.linking import Linked
from qa.listings import GROUPS
from qa.plan import Node, Plan, Read
from qa.question import Question, YearsOf

_TEXT = re.compile(
    r"为什么|为何(?![?？,，]|$)|为啥|原因|怎么回事|怎么(?:扣分|改|做|解决)|如何(?:改|做|解决)|什么意思|指(?:的是)?什么|含义|定义|什么是|什么叫|啥叫|解释|职能|职责|主要(?:做|干|负责|任务)|"
    r"是做什么|干什么|做什么|成效|效果|问题|措施|打算怎|计划怎么|改进|目标写|有哪些(?:单位|职|工作|成|问题|措施|机构|内设|绩效目标)|哪些(?:单位|事|工作|内容)|(?:哪|那)几家|产出和效益|"
    r"包括(?:哪|什么)|叫什么|在什么位置|在哪(?:里|儿)|用途|主要用于|口径$|怎么样[?？]?$|没有完成|未完成|为了什么|依据"
)
_NUMERIC = re.compile(r"多少|几(?!家)|占比|比例|比重|百分|排|最[大小高低多少]|金额|合计|差额|相差|幅度|一共|总共|有没有|得分")
_REASON = re.compile(r"为什么|为何(?![?？,，]|$)|为啥|原因|怎么回事")
_DEFINITION = re.compile(r"什么意思|指(?:的是)?什么|含义|定义|什么是|什么叫|啥叫|是什么[?？]?$|解释")

FRAMES: tuple[Callable[[Question], Node | None], ...] = (
    totals.everyone,
    differences.implied,
    differences.recomputed,
    differences.remainder,
    differences.signed,
    proportions.spread,
    proportions.per_output,
    proportions.supposed,
    proportions.share,
    differences.left_over,
    proportions.per,
    totals.exceeding,
    listings.turnover,
    totals.over_years,
    listings.forms_against,
    differences.than,
    differences.trend,
    differences.changed,
    listings.ranking,
    totals.completion,
    differences.overspent,
    differences.differing,
    totals.summed,
    totals.averaged,
    totals.compared,
    totals.lookup,
)


def make_plan(linked: Linked, *, years_of: YearsOf, names: Mapping[str, Entry] | None = None) -> Plan:
    """The plan for a question whose departments are settled. `years_of(department, basis)`: years that the store holds for it."""
    department = linked.departments[0] if linked.departments else ""
    year, noted = _main_year(linked, department, years_of)
    assumed = (*linked.corrections, *noted)
    question = Question(linked, department, year, years_of, names if names is not None else vocabulary())
    asked = question.skeleton()
    if _asks_text(asked) and not _lists(question):
        kind = "reason" if _REASON.search(asked) else "definition" if _DEFINITION.search(asked) else "list"
        bases = tuple(dict.fromkeys(b.basis for b in question.said if b.basis))
        return Plan(Read(linked.text, linked.departments, linked.years, kind, bases), "", linked.corrections)
    for frame in FRAMES:
        node = frame(question)
        if node is not None:
            return Plan(node, linked.unit, assumed)
    return Plan(Read(linked.text, linked.departments, linked.years), linked.unit, assumed)


def _lists(question: Question) -> bool:
    """商品和服务支出包括哪些: what a figure is made of are figures."""
    return question.says("listed") and any(GROUPS.match(i.phrase.words) for i in question.operands)


def _asks_text(question: str) -> bool:
    if re.search(r"用(?:在|于)了?哪|哪些方面", question) and re.search(r"金额|多少", question):
        return False
    if re.search(r"什么意思|什么是|什么叫|啥叫|指的是什么|含义", question):
        return True
    return bool(_TEXT.search(question)) and not (
        _NUMERIC.search(question) and not _REASON.search(question) and not re.search(r"下属|成效|产出和效益|为什么", question)
    )


def _main_year(linked: Linked, department: str, years_of: YearsOf) -> tuple[int, tuple[str, ...]]:
    """The year that a figure is of where nothing stands beside it: the one said, the only one held, or 0."""
    if linked.years:
        return linked.years[0], ()
    held = set(years_of(department, "")) if department else set()
    if len(held) != 1:
        return 0, ()
    year = held.pop()
    return year, (f"问题没有说年度，按{year}年理解（只有这一年的文件）",)
