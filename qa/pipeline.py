"""ask(): question → linked → plan → bound → result → answer. All stages, one screen."""

from __future__ import annotations

import datetime
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.store import Store
from qa.answer import Unanswered, answer_plan
from qa.answers import ANSWERED, NO_DATA, OUT_OF_SCOPE, Answer
from qa.bind import Ambiguous, Binding, Bound, Scope, beside, bind
from qa.citations import CitationError, verify
from qa.conversation import complete
from qa.departments import DepartmentMention
from qa.desk import Desk, desk_of
from qa.execute import ExecutionError
from qa.guard import beyond, refusal
from qa.linking import Linked, link
from qa.normalise import normalise
from qa.plan import Item, Plan, Ranking, Read, Turnover, items_of
from qa.planner import make_plan
from qa.rankings import Listing, NoBinding, computed, listing, ranked, turnover
from qa.refusals import (
    ask_back,
    ask_which_department,
    ask_which_year,
    no_such_year,
    nothing_found,
    unknown_department,
    which_department_first,
)
from qa.schema import Schema
from qa.tokens import DEPARTMENT

log = logging.getLogger(__name__)

_LONGEST = 300
"""Characters of a question; longer texts are no questions, and patterns would take long over them."""


def ask(question: str, history: Sequence[str] = (), *, store: Store, today: datetime.date | None = None) -> Answer:
    """The answer to a question, after earlier questions of the same conversation (oldest first).

    Deterministic: the same question over the same store on the same day gives the same answer. Never raises for what a user may type.
    """
    desk = desk_of(store)
    day = today or datetime.date.today()
    text = normalise(question)
    if len(text) > _LONGEST:
        return Answer(OUT_OF_SCOPE, f"问题太长（{len(text)}个字），请用{_LONGEST}个字以内问一件事。", question=text[:_LONGEST])
    refused = refusal(text)
    if refused or not text:
        return Answer(OUT_OF_SCOPE, f"{refused or '请输入一个问题'}。", question=text)
    linked = _linked(question, history, desk, day)
    settled = _settle_departments(linked, desk, day)
    if isinstance(settled, Answer):
        return settled
    plan = _planned(settled, desk)
    return _backed(replace(_answered(plan, settled, desk, day), question=settled.text))


def _link(text: str, desk: Desk, day: datetime.date) -> Linked:
    return link(text, desk.schema, today=day, names=desk.names, labels=desk.labels)


def _planned(linked: Linked, desk: Desk) -> Plan:
    return make_plan(
        linked, years_of=lambda department, basis: desk.schema.years([department] if department else (), basis), names=desk.names
    )


def _backed(answer: Answer) -> Answer:
    """The answer, if every figure of its text has its evidence; a wrong figure is worse than none."""
    if answer.status != ANSWERED:
        return answer
    try:
        verify(answer)
    except CitationError:
        log.exception("an answer was withheld")
        return Answer(
            NO_DATA, "程序核对自己的答案时发现有数字没有出处，因此不给出数字。请换个说法再问。", plan=answer.plan, question=answer.question
        )
    return answer


def _linked(question: str, history: Sequence[str], desk: Desk, day: datetime.date) -> Linked:
    """The question linked, with what it leaves out taken from the questions before."""

    def relink(text: str) -> Linked:
        return _link(text, desk, day)

    before: Linked | None = None
    earlier: Linked | None = None
    for asked in history:
        before, earlier = complete(relink(asked), before, relink, earlier), before
    if history and not re.search(r"20\d\d", question):  # against the year of the question before, not today's
        question = re.sub(r"(?<=[比较跟与和同])去年(?!同期)", "上年", question)
    return complete(relink(question), before, relink, earlier)


def _settle_departments(linked: Linked, desk: Desk, day: datetime.date) -> Linked | Answer:
    """The linked question if its departments are clear; else what to say instead."""
    if linked.unknown:
        return unknown_department(linked, desk.schema)
    doubtful = [m for m in linked.mentions if len(m.candidates) > 1]
    if doubtful and _everyone(linked, desk.schema) is None:
        return ask_which_department(linked, doubtful[0], lambda q: ask(q, store=desk.store, today=day), desk.schema)
    if not linked.mentions and len(desk.schema.departments) == 1:
        return _link(desk.schema.departments[0].name + linked.text, desk, day)
    return linked


def _answered(plan: Plan, linked: Linked, desk: Desk, day: datetime.date) -> Answer:
    if isinstance(plan.node, Read):
        if not linked.departments and plan.node.kind != "definition" and len(desk.schema.departments) > 1:
            return which_department_first(linked, desk.schema)
        held = desk.schema.years(linked.departments)
        if linked.departments and linked.years and not set(linked.years) & {*held, *(y - 1 for y in held)}:
            return no_such_year(linked, desk.schema)
        return _read(plan.node, plan, desk)
    everyone = _everyone(linked, desk.schema)
    if everyone is not None:
        linked, plan = everyone, _planned(everyone, desk)
    if not linked.departments and not linked.years and linked.says("which_department"):
        return ask_which_year(linked, lambda q: ask(q, store=desk.store, today=day), desk.schema)
    if not linked.departments:
        return ask_which_department(linked, None, lambda q: ask(q, store=desk.store, today=day), desk.schema)
    obstacle = beyond(linked.text, desk.labels)
    if obstacle:
        return Answer(NO_DATA, f"{obstacle}。", plan=str(plan))
    scope = desk.scope(linked.departments)
    if not linked.years and any(not i.year for i in items_of(plan.node)) or isinstance(plan.node, Ranking) and not plan.node.year:
        return ask_which_year(linked, lambda q: ask(q, store=desk.store, today=day), desk.schema)
    binder = _Binder(scope, desk.bound(items_of(plan.node)))
    try:
        return _with_failed_checks(answer_plan(plan, binder, binder), desk)
    except Unanswered as unanswered:
        if isinstance(unanswered.binding, Ambiguous):
            return ask_back(unanswered.binding, linked, plan)
        return nothing_found(unanswered, linked, plan, desk.schema, binder)
    except ExecutionError as error:
        return Answer(NO_DATA, f"{error}。", plan=str(plan))


FAILED_CHECKS = 3
"""More of them are not said with one answer."""


def _with_failed_checks(answer: Answer, desk: Desk) -> Answer:
    """The answer, told which sums its figures stand in that do not add up as printed. The figures stay as printed."""
    used = {c.fact: c.doc for c in answer.citations if c.fact}
    told = [m for doc in dict.fromkeys(used.values()) for m, ids in desk.failed(doc) if ids & used.keys()]
    warnings = [f"原文数字对不上：{message}" for message in list(dict.fromkeys(told))[:FAILED_CHECKS]]
    return replace(answer, warnings=tuple(dict.fromkeys([*answer.warnings, *warnings])))


def _any_department(linked: Linked) -> bool:
    """哪个部门, 谁家…最多, 最高的单位是哪一个: does the question ask which department it is?"""
    if linked.says("which_department"):
        return True
    ordered = linked.says("largest", "smallest", "top", "bottom", "sorted") and linked.says("which")
    listed = linked.says("subject", "economic", "project", "indicator", "level_class", "level_section", "level_item", "which_year")
    return ordered and not listed and any(t.text in ("谁", "部门", "单位", "局") for t in linked.tokens)


def _everyone(linked: Linked, schema: Schema) -> Linked | None:
    """哪个部门花得最多: every department that has documents of that year (of the region named) is meant; None where one is asked about."""
    named = [m for m in linked.mentions if len(m.candidates) == 1 and m.text not in linked.regions]
    if named or not linked.years or not _any_department(linked):
        return None
    inside = {c for m in linked.mentions for c in m.candidates}
    names = [d.name for d in schema.departments if linked.years[0] in schema.years([d.name]) and (not inside or d.name in inside)]
    if len(names) < 2:
        return None
    tokens = tuple(t for t in linked.tokens if t.kind != DEPARTMENT)
    return replace(linked, mentions=tuple(DepartmentMention(0, 0, name, (name,)) for name in names), tokens=tokens, everyone=True)


@dataclass(frozen=True)
class _Binder:
    """Binds against one scope and remembers."""

    scope: Scope
    bindings: dict[Item, Binding]

    def __call__(self, item: Item) -> Binding:
        if item not in self.bindings:
            self.bindings[item] = computed(item, self.scope, self) if item.computed else bind(item, self.scope)
        return self.bindings[item]

    def beside(self, item: Item, other: Bound) -> Bound | None:
        return beside(item, other, self.scope)

    def ranked(self, node: Ranking) -> list[Bound]:
        return ranked(node, self.scope)

    def listing(self, node: Ranking) -> Listing | NoBinding:
        return listing(node, self.scope, self)

    def turnover(self, node: Turnover) -> tuple[list[Bound], list[Bound]]:
        return turnover(node, self.scope)


def _read(node: Read, plan: Plan, desk: Desk) -> Answer:
    from qa.reading import read

    answer = read(node, desk.store)
    return replace(answer, plan=str(plan), warnings=(*plan.assumed, *answer.warnings))
