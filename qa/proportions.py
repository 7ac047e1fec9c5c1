"""Frames for one figure by another: shares, per head, per visitor."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.linking import Linked
from qa.operands import dated_item, item_of, like, says
from qa.phrases import Phrase, parse_phrase
from qa.plan import Node, Per, Ratio, Several

_SHARE = re.compile(
    r"(?P<part>[^,，?？]+?)(?:金额|资金)?[,，]?占(?:了)?(?P<whole>[^,，?？]*?)(?:的)?(?:(?:了)?(?:多大)?(?:的)?(?:比例|比重|比列|份额|百分比|百分率|占比)(?:是)?(?:多少|多高|多大|几|是|有)*|百分之[几多]少?|几成|多少(?:百分比|[（(]百分比[)）])?|[%]|$)"
)
_SHARE_OF = re.compile(
    r"(?P<whole>[^,，?？]+?)(?:中|里|内)(?:的)?(?P<part>[^,，?？]+?)(?:的)?(?:占比|占多大比例|占多少|占百分之几|所占比例|比重|占几成)"
)
_SHARE_ALONE = re.compile(
    r"(?P<part>[^,，?？]+?)(?:的)?(?:占比|所占(?:的)?比[例重]|占(?:了)?(?:几成|百分之[几多]少?|多[大少](?:的)?(?:比[例重]|份额)))"
)
_PER = re.compile(
    r"(?P<before>[^,，?？]*?)(?:平均)?(?:每(?P<unit>人次|人|辆|平方米|批次|件|户|个月|月)|(?P<word>人均|车均|户均|月均|摊到(?:每个?)?(?:在职)?的?(?:人|职工)(?:头上|身上)?))(?P<after>[^,，?？]*)"
)


def shares(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """One share, or several asked for one after another (…占…百分之几?…又占这部分的百分之几?)."""
    clauses = [c for c in re.split(r"[?？;；]", question) if "占" in c]
    if len(clauses) < 2:
        return _share(question, department, year, linked)
    nodes: list[Node] = []
    for clause in clauses:
        node = _share(re.sub(r"(?<=.)又(?=占)|^又", "", clause), department, year, linked)
        if isinstance(node, Ratio) and nodes and isinstance(nodes[-1], Ratio) and re.search(r"这部分|其|它", clause):
            whole = nodes[-1].part
            own = node.part.phrase.words
            node = Ratio(
                replace(
                    node.part,
                    phrase=replace(
                        node.part.phrase,
                        words=like(own, whole.phrase.words),
                        parent=whole.phrase.words,
                        roles=whole.phrase.roles,
                        measure="",
                    ),
                ),
                whole,
            )
        if node is None:
            return None
        nodes.append(node)
    return Several(tuple(nodes))


def _whole_meant(part: str, whole: str) -> str:
    """A whole that is only a role: 决算占年初预算 is of the part's own plan, 城乡社区支出占预算 of the department's."""
    said, own = parse_phrase(whole), parse_phrase(part)
    if said.words or said.measure or said.codes or not said.roles:
        return whole
    if said.roles[0] in ("年初预算", "全年预算") or set(own.roles) & {"决算", "执行数"}:
        return f"{''.join(own.codes[:1])}{own.measure or own.words}{said.roles[0]}"
    return f"支出合计{'预算' if '预算' in said.roles else ''}"


def _share(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """part ÷ whole; each may say a year of its own."""
    if len(linked.years) > 1:
        question = linked.dated
    question = re.sub(r"除以(?=[^,，]+(?:百分|几成|多少|几))", "占", question)
    if not re.search(r"占|比重|比例|百分之几|几成", question) or re.search(r"完成(?:了)?(?:年初|全年)?预算", question):
        return None
    inside = re.search(r"(?P<whole>[^,，?？]+?)(?:中|里)(?:的)?(?P<part>[^,，?？占]+?)占(?:了)?(?:多大|多少|百分之几|几成|的|比)", question)
    match = _SHARE.search(question) if not inside and "占比" not in question else None
    if match and match["whole"] and match["whole"] not in ("比", "比例", "比重") and parse_phrase(match["whole"]) != parse_phrase(""):
        part, whole = match["part"], match["whole"]
        if not says(part):  # 2101102,决算数占预算数: the name stands in the clause before
            part = question[: match.start()].strip(",， ") + part
        whole = _whole_meant(part, whole)
        whole = re.sub(r"^(?:全部|整个|总|其|本部门|它)(?=支出|收入)", "", whole)
        first, second = dated_item(part, department, year, linked), dated_item(whole, department, year, linked)
        if len(linked.years) > 1 and first.year == second.year:
            return None  # two years are said and both operands would be of one
        return Ratio(first, second)
    match = inside or _SHARE_OF.search(question)
    if match:
        whole_item = item_of(match["whole"], department, year, linked)
        part_item = item_of(match["part"], department, year, linked, parent=whole_item.phrase.words or whole_item.phrase.measure)
        return Ratio(part_item, whole_item)
    match = _SHARE_ALONE.search(question)
    if match:
        part = item_of(match["part"], department, year, linked)
        whole = "收入合计" if "收入" in match["part"] else "支出合计"
        return Ratio(part, item_of(whole, department, year, linked))
    return None


def per(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _PER.search(question)
    if not match or re.search(r"平均每年|年均", question):
        return None
    counted = match["unit"] or {"车均": "辆", "户均": "户", "月均": "月"}.get(match["word"], "人")
    # 公务接待共7人次,平均每人次花了多少: the thing stands in front of the comma
    before = match["before"] or (question[: match.start()].split(",")[0] if match.start() else "")
    what = (match["after"] if parse_phrase(match["after"]).words or parse_phrase(match["after"]).measure else "") or before
    what = re.sub(r"共?\d+(?:人次|人|辆|批次|件|户)", "", what)
    amount = item_of(what, department, year, linked)
    if counted in ("人", "辆"):
        count = item_of({"人": "在职人数", "辆": "公务用车保有量"}[counted], department, year, linked)
    else:
        name = amount.phrase.words or amount.phrase.measure
        count = replace(amount, phrase=Phrase(re.sub(r"^公务|费$", "", name), unit=counted))
    return Per(amount, count, linked.unit or ("万元" if counted == "人" else "元"))
