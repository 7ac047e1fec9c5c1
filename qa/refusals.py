"""When there is no single answer: ask back with the readings worked out, or say what there is instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.amounts import format_amount
from index.facts import Fact
from qa.answer_parts import Binder, Unanswered, source_of
from qa.answers import ANSWERED, CLARIFY, NO_DATA, Answer, Figure, Reading
from qa.bind import Absent, Ambiguous, Bound, Missing
from qa.citations import cite, once
from qa.departments import DepartmentMention
from qa.linking import Linked
from qa.matching import TOTAL_COLUMNS, bare_path, reading_of
from qa.normalise import bare
from qa.plan import Item, Plan
from qa.rendering import amount
from qa.schema import Schema

READINGS = 8
"""More readings than this are not worked out; they are counted."""

NAMED = 5
"""So many departments are named."""

SHOWN = 30
"""Characters of a text shown as a reading's answer."""

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
    """Several departments fit, or none is named: each one's answer as a reading; those that have none are named. Where none of them has
    one, that is the answer."""
    names = list(mention.candidates) if mention else [d.name for d in schema.departments]
    if linked.years and len(names) > 1:
        covered = [n for n in names if set(linked.years) & set(schema.years([n]))]
        names = covered or names
    if len(names) == 1 and mention is None:
        return ask(f"{names[0]}{linked.text}")
    readings, without = [], []
    for name in names[:READINGS]:
        question = linked.text.replace(mention.text, name, 1) if mention else f"{name}{linked.text}"
        answer = ask(question)
        if answer.status in (ANSWERED, CLARIFY):
            readings.append(Reading(name, question, _value(answer)))
        else:
            without.append(name)
    said = f"“{mention.text}”可以指{len(names)}个部门" if mention else "问题没有说是哪个部门"
    if not readings and len(names) <= READINGS:
        return Answer(
            NO_DATA,
            f"{said}；库里的{len(names)}个都没有查到这一问的答案。{_covered(names, schema)}",
            plan="先问清部门",
            question=linked.text,
        )
    if not readings:
        text = f"{said}，请写出部门的全称。前{READINGS}个都没有查到这一问的答案。"
        return Answer(CLARIFY, text, plan="先问清部门", question=linked.text)
    more = f"等{len(names)}个部门" if len(names) > READINGS else ""
    listed = "；".join(f"{r.label}：{r.value}" for r in readings)
    lacking = f"没有查到的：{'、'.join(without)}。" if without else ""
    text = f"{said}，请选一个{more}。{lacking}\n{listed}。"
    return Answer(CLARIFY, text, readings=tuple(readings), plan="先问清部门", question=linked.text)


def which_department_first(linked: Linked, schema: Schema) -> Answer:
    """A question of text that names no department: nothing is worked out before it is chosen."""
    readings = tuple(Reading(d.name, f"{d.name}{linked.text}", schema.coverage(d.name)) for d in schema.departments[:READINGS])
    listed = "；".join(f"{r.label}（{r.value}）" for r in readings)
    return Answer(CLARIFY, f"问题没有说是哪个部门，请选一个。\n{listed}。", readings=readings, plan="先问清部门", question=linked.text)


def _value(answer: Answer) -> str:
    """An answer in a few words, for a reading."""
    if answer.status == CLARIFY:
        return "有几种理解"
    if answer.figures:
        return amount(answer.figures[0])
    text = answer.text.rsplit("原文：", 1)[-1].strip().strip("“”")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _covered(names: Sequence[str], schema: Schema) -> str:
    """What there is of some departments."""
    return f"现有：{'；'.join(f'{n}（{schema.coverage(n)}）' for n in names[:READINGS])}。"


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
        readings.append(Reading(f"{name}{where}", f"{head}{_asked_for(fact)}是多少？", format_amount(value)))
        figures.append(Figure(value.value, value.unit, f"{head}{name}", "", (fact.id,)))
        citations.append(cite(fact))
    listed = "；".join(f"{r.label}：{r.value}" for r in readings)
    said = binding.note or f"“{binding.item.phrase.words or binding.item.phrase.measure}”对应不止一项"
    more = f"（共{len(binding.options)}项，先列{READINGS}项）" if len(binding.options) > READINGS else ""
    return Answer(
        CLARIFY,
        f"{said}，请选一项{more}。\n{listed}。",
        tuple(figures),
        tuple(citations),
        plan=str(plan),
        readings=tuple(readings),
        question=linked.text,
    )


def _asked_for(fact: Fact) -> str:
    """The words that ask for this figure and no other: basis, code, name, and its column where that is not simply the row's total."""
    basis = "" if fact.basis == "绩效" else fact.basis
    column = bare_path(fact.column).rsplit("/", 1)[-1]
    name = fact.row_name.replace("/", "的")
    if column in TOTAL_COLUMNS or column in (bare(fact.row_name), "人员经费", "公用经费"):
        column = ""
    return f"{basis}{fact.row_code}{name}{column and f'的{column}'}"


def no_such_year(linked: Linked, schema: Schema) -> Answer:
    """No document is about the years asked for."""
    when = "、".join(f"{y}年" for y in linked.years)
    held = "；".join(f"{d}：{schema.coverage(d)}" for d in linked.departments)
    return Answer(NO_DATA, f"已读入的文件里没有{when}的。现有：{held}。", question=linked.text)


def nothing_found(unanswered: Unanswered, linked: Linked, plan: Plan, schema: Schema, bind: Binder) -> Answer:
    """No fact fits: say so, and what there is instead: the figures that were found, labels that come near, other years of this department,
    other departments of this year."""
    binding = unanswered.binding
    item = binding.item
    if isinstance(binding, Absent):
        text = f"文件说明：{binding.form.empty_reason.strip('。')}。"
        return Answer(NO_DATA, text, (), (source_of(binding),), plan=str(plan), question=linked.text)
    reason = binding.reason if isinstance(binding, Missing) else "没有找到"
    coverage = schema.coverage(item.department) or "没有文件"
    when = f"{item.year}年" if item.year else ""
    said = []
    if item.year and item.year not in schema.years([item.department]):
        said.append(f"已读入的文件里没有{item.department}{when}的预算、决算。")
        said += _departments_of(item.year, schema)
    else:
        said.append(f"{item.department}{when}公开的文件里{reason}。")
        if isinstance(binding, Missing) and binding.near:
            said.append(f"相近的有：{'、'.join(binding.near)}。")
        said += _other_years(item, schema, bind)
    if unanswered.found:
        said.append(f"查到的有：{'；'.join(unanswered.found)}。")
    said.append(f"现有：{coverage}。")
    return Answer(NO_DATA, "".join(said), (), once(unanswered.sources), plan=str(plan), question=linked.text)


def _other_years(item: Item, schema: Schema, bind: Binder) -> list[str]:
    """Years of this department that have the figure."""
    if item.computed or item.prior or not item.year or not (item.phrase.words or item.phrase.codes or item.phrase.measure):
        return []
    others = [y for y in schema.years([item.department]) if y != item.year]
    held = [y for y in others if isinstance(found := bind(replace(item, year=y)), Bound) and found.exact]
    return [f"有这项数字的年度：{'、'.join(f'{y}年' for y in held)}。"] if held else []


def _departments_of(year: int, schema: Schema) -> list[str]:
    """Departments that have documents of a year."""
    names = [d.name for d in schema.departments if year in schema.years([d.name])]
    more = f"等{len(names)}个部门" if len(names) > NAMED else ""
    return [f"有{year}年文件的是：{'、'.join(names[:NAMED])}{more}。"] if names else []
