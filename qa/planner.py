"""Linked question → plan, without a model: frames tried in order, the most specific first.

A frame recognises an operation by the words that ask for it, cuts its operands out of the question and leaves everything else to binding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from qa.differences import against_plan, change, implied, left_over, than, years_compared
from qa.linking import Linked
from qa.listings import average_years, compare_departments, lookup, ranking, summed, turnover
from qa.plan import Node, Plan, Read
from qa.proportions import per, shares

_TEXT = re.compile(
    r"为什么|为何|为啥|原因|怎么回事|怎么(?:扣分|改|做|解决)|如何(?:改|做|解决)|什么意思|指(?:的是)?什么|含义|定义|什么是|解释|职能|职责|主要(?:做|干|负责|任务)|"
    r"是做什么|干什么|做什么|成效|效果|问题|措施|打算|计划怎么|改进|目标写|有哪些(?:单位|职|工作|成|问题|措施|机构|内设|绩效目标)|哪些(?:单位|事|工作|内容)|(?:哪|那)几家|产出和效益|"
    r"包括(?:哪|什么)|叫什么|在什么位置|在哪(?:里|儿)|用途|主要用于|口径|怎么样|没有完成|未完成|为了什么|依据|如何"
)
_NUMERIC = re.compile(r"多少|几(?!家)|占比|比例|比重|百分|排|最[大小高低多少]|金额|合计|差额|相差|幅度|一共|总共|有没有|得分")
_REASON = re.compile(r"为什么|为何|为啥|原因|怎么回事")
_DEFINITION = re.compile(r"什么意思|指(?:的是)?什么|含义|定义|什么是|是什么[?？]?$|解释")


def make_plan(linked: Linked, *, years_of: Callable[[str, str], Sequence[int]]) -> Plan:
    """The plan for a question whose departments are settled. `years_of(department, basis)`: years that the store holds for it."""
    question = _tidy(linked.rest)
    assumed = list(linked.corrections)
    if _asks_text(question):
        kind = "reason" if _REASON.search(question) else "definition" if _DEFINITION.search(question) else "list"
        return Plan(Read(linked.text, linked.departments, linked.years, kind, tuple(linked.basis_of.values())), "", tuple(assumed))
    department = linked.departments[0] if linked.departments else ""
    year, noted = _main_year(linked, department, years_of)
    assumed += noted
    several = len(linked.departments) > 1
    frames: list[Callable[[], Node | None]] = [
        lambda: compare_departments(linked, years_of) if several else None,
        lambda: shares(question, department, year, linked),
        lambda: left_over(question, department, year, linked),
        lambda: against_plan(question, department, year, linked),
        lambda: per(question, department, year, linked),
        lambda: average_years(question, department, linked),
        lambda: implied(question, department, linked),
        lambda: turnover(question, department, linked),
        lambda: years_compared(question, department, linked),
        lambda: change(question, department, year, linked, years_of),
        lambda: ranking(question, department, year, linked),
        lambda: than(question, department, year, linked),
        lambda: summed(question, department, year, linked),
        lambda: lookup(question, department, year, linked),
    ]
    for frame in frames:
        node = frame()
        if node is not None:
            return Plan(node, linked.unit, tuple(assumed))
    return Plan(Read(linked.text, linked.departments, linked.years), linked.unit, tuple(assumed))


def _tidy(rest: str) -> str:
    text = rest.replace("＿", "", 1) if rest.count("＿") == 1 else rest
    text = re.sub(r"^(?:的|在(?!职|编)|中(?!小)|里|由|度|年(?!初|末)|据|把|将|,|，)+", "", text)
    return re.sub(r"比列", "比例", text)


def _asks_text(question: str) -> bool:
    if re.search(r"用(?:在|于)了?哪|哪些方面", question) and re.search(r"金额|多少", question):
        return False
    if re.search(r"什么意思|什么是|指的是什么|含义", question):
        return True
    return bool(_TEXT.search(question)) and not (
        _NUMERIC.search(question) and not _REASON.search(question) and not re.search(r"下属|成效|产出和效益|为什么", question)
    )


def _main_year(linked: Linked, department: str, years_of: Callable[[str, str], Sequence[int]]) -> tuple[int, list[str]]:
    if linked.years:
        return linked.years[0], []
    held = list(years_of(department, "")) if department else []
    return (held[0], [f"问题没有说年度，按{held[0]}年理解（只有这一年的文件）"]) if len(set(held)) == 1 else (0, [])
