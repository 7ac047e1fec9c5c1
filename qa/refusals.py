"""When there is no single answer: ask back with the readings worked out, or say what there is instead."""

from __future__ import annotations

from collections.abc import Callable

from index.amounts import format_amount
from qa.answers import ANSWERED, CLARIFY, NO_DATA, Answer, Figure, Reading
from qa.bind import Absent, Ambiguous, Binding, Missing
from qa.citations import cite
from qa.departments import DepartmentMention
from qa.linking import Linked
from qa.matching import reading_of
from qa.plan import Plan
from qa.rendering import amount
from qa.schema import Schema

READINGS = 8
"""More readings than this are not worked out; they are counted."""

Ask = Callable[[str], Answer]


def unknown_department(linked: Linked, schema: Schema) -> Answer:
    """A department that the store does not hold."""
    alike = [d for d in schema.departments if any(r in linked.unknown for r in d.regions[:2]) or d.organ and d.organ in linked.text]
    shown = alike or list(schema.departments)
    names = "；".join(f"{d.name}（{schema.coverage(d.name)}）" for d in shown[:5])
    return Answer(
        NO_DATA,
        f"已读入的文件里没有“{linked.unknown}”单独的预算、决算数字。现有：{names or '无'}。",
        plan=f"查找：{linked.unknown}",
        question=linked.text,
    )


def ask_which_department(linked: Linked, mention: DepartmentMention | None, ask: Ask, schema: Schema) -> Answer:
    """Several departments fit, or none is named: each one's answer as a reading."""
    names = list(mention.candidates) if mention else [d.name for d in schema.departments]
    if linked.years and len(names) > 1:
        covered = [n for n in names if set(linked.years) & set(schema.years([n]))]
        names = covered or names
    readings = []
    for name in names[:READINGS]:
        question = linked.text.replace(mention.text, name, 1) if mention else f"{name}{linked.text}"
        answer = ask(question)
        value = amount(answer.figures[0]) if answer.status == ANSWERED and answer.figures else ""
        readings.append(Reading(name, question, value or ("有几种理解" if answer.status == CLARIFY else "没有这项数字")))
    listed = "；".join(f"{r.label}：{r.value}" for r in readings)
    more = f"等{len(names)}个部门" if len(names) > READINGS else ""
    if len(names) == 1 and mention is None:
        return ask(f"{names[0]}{linked.text}")
    said = f"“{mention.text}”可以指{len(names)}个部门" if mention else "问题没有说是哪个部门"
    return Answer(CLARIFY, f"{said}，请选一个{more}。\n{listed}。", readings=tuple(readings), plan="先问清部门", question=linked.text)


def which_department_first(linked: Linked, schema: Schema) -> Answer:
    """A question of text that names no department: nothing is worked out before it is chosen."""
    readings = tuple(Reading(d.name, f"{d.name}{linked.text}", schema.coverage(d.name)) for d in schema.departments[:READINGS])
    listed = "；".join(f"{r.label}（{r.value}）" for r in readings)
    return Answer(CLARIFY, f"问题没有说是哪个部门，请选一个。\n{listed}。", readings=readings, plan="先问清部门", question=linked.text)


def ask_which_year(linked: Linked, ask: Ask, schema: Schema) -> Answer:
    """No year is said and several are there: one answer where they all agree, else each year's as a reading."""
    found: list[tuple[int, Answer]] = []
    for year in schema.years(linked.departments):
        found.append((year, ask(f"{year}年{linked.text}")))
    answered = [(y, a) for y, a in found if a.status == ANSWERED and (a.figures or a.text)]
    values = {tuple((f.value, f.unit) for f in a.figures[:1]) for _, a in answered}
    if len(answered) == 1 or (answered and len(values) == 1 and len(answered) == len(found)):
        year, answer = answered[-1]
        note = f"问题没有说年度，按{year}年回答" + ("（各年相同）" if len(answered) > 1 else "（其他年度没有这项数字）")
        return Answer(ANSWERED, answer.text, answer.figures, answer.citations, (note, *answer.warnings), answer.plan, question=linked.text)
    if not answered:
        return found[-1][1] if found else Answer(NO_DATA, "没有可用的文件。", question=linked.text)
    readings = tuple(Reading(f"{y}年", f"{y}年{linked.text}", amount(a.figures[0]) if a.figures else "") for y, a in answered[:READINGS])
    listed = "；".join(f"{r.label}：{r.value}" for r in readings)
    return Answer(CLARIFY, f"问题没有说是哪一年，请选一个。\n{listed}。", readings=readings, plan="先问清年度", question=linked.text)


def ask_back(binding: Ambiguous, linked: Linked, plan: Plan) -> Answer:
    """Several figures fit the words equally well."""
    readings, figures, citations = [], [], []
    for fact in binding.options[:READINGS]:
        name = " ".join(filter(None, [fact.row_code, fact.row_name.replace("/", "·")]))
        value = reading_of(fact)
        where = f"（{fact.provenance.title}）" if fact.provenance.title else ""
        head = f"{fact.department}{fact.year}年"
        readings.append(
            Reading(
                f"{name}{where}",
                f"{head}{fact.basis if fact.basis != '绩效' else ''}{fact.row_code or ''}{fact.row_name}{fact.column}是多少",
                format_amount(value),
            )
        )
        figures.append(Figure(value.value, value.unit, f"{head}{name}", "", (fact.id,)))
        citations.append(cite(fact))
    listed = "；".join(f"{r.label}：{r.value}" for r in readings)
    said = binding.note or f"“{binding.item.phrase.words or binding.item.phrase.measure}”对应不止一项"
    return Answer(
        CLARIFY,
        f"{said}，请选一项。\n{listed}。",
        tuple(figures),
        tuple(citations),
        plan=str(plan),
        readings=tuple(readings),
        question=linked.text,
    )


def no_such_year(linked: Linked, schema: Schema) -> Answer:
    """No document is about the years asked for."""
    when = "、".join(f"{y}年" for y in linked.years)
    held = "；".join(f"{d}：{schema.coverage(d)}" for d in linked.departments)
    return Answer(NO_DATA, f"已读入的文件里没有{when}的。现有：{held}。", question=linked.text)


def nothing_found(binding: Binding, linked: Linked, plan: Plan, schema: Schema) -> Answer:
    """No fact fits: say so, and what there is instead."""
    item = binding.item
    coverage = schema.coverage(item.department) or "没有文件"
    if isinstance(binding, Absent):
        return Answer(NO_DATA, f"文件说明：{binding.form.empty_reason}。", plan=str(plan), question=linked.text)
    reason = binding.reason if isinstance(binding, Missing) else "没有找到"
    held = schema.years([item.department])
    when = f"{item.year}年" if item.year else ""
    if item.year and item.year not in held:
        text = f"已读入的文件里没有{item.department}{when}的预算、决算。现有：{coverage}。"
    else:
        near = f"相近的有：{'、'.join(binding.near)}。" if isinstance(binding, Missing) and binding.near else ""
        text = f"{item.department}{when}公开的文件里{reason}。{near}现有：{coverage}。"
    return Answer(NO_DATA, text, plan=str(plan), question=linked.text)
