"""Questions for printed figures: by name, by code, in another unit, against a limit, of a performance form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from eval.questions.draw import Asked, Draw, Fact, Pick, docs, names_of, several, values
from eval.questions.measures import EXPENSE, FUNCTIONAL, GENERAL, Measure, codes_of, plain_code
from eval.questions.truth import FINAL, PLAN, Figure, Paper, Row
from index.amounts import MONEY

MONEY_UNITS = ("元", "万元", "亿元")


def lookup(draw: Draw) -> Asked | None:
    if (pick := draw.pick(counts=True)) is None:
        return None
    return Asked(draw.named(pick), values(pick.figure), docs=docs(pick.figure), how=pick.measure.key)


def lookup_spent(draw: Draw) -> Asked | None:
    """The wording says that it was spent, and needs no word for the final accounts."""
    return _implied(draw, FINAL)


def lookup_planned(draw: Draw) -> Asked | None:
    """The wording says that it was planned, and needs no word for the budget."""
    return _implied(draw, PLAN)


def _implied(draw: Draw, basis: str) -> Asked | None:
    if (pick := draw.pick(basis, fit=lambda paper, measure: measure.nature == EXPENSE)) is None:
        return None
    return Asked(draw.named(pick), values(pick.figure), docs=docs(pick.figure), how=f"{pick.measure.key} {basis}")


def lookup_several(draw: Draw) -> Asked | None:
    """Two or three figures of one nature, none of them part of another, no two alike."""

    def apart(picks: Sequence[Pick], measure: Measure) -> bool:
        keys = {key for pick in picks for key in (pick.measure.key, *pick.measure.within)}
        return measure.nature == picks[0].measure.nature and not keys & {measure.key, *measure.within}

    first = draw.pick()
    chosen = several(draw, first, apart) if first else []
    if not chosen or len({pick.figure.yuan for pick in chosen}) < len(chosen):
        return None
    figures = [pick.figure for pick in chosen]
    return Asked(names_of(draw, chosen), values(*figures), docs=docs(*figures), how="、".join(pick.measure.key for pick in chosen))


def lookup_code(draw: Draw) -> Asked | None:
    if (paper := draw.paper()) is None:
        return None
    codes = sorted({code for _, code in paper.subjects if len(code) in (5, 7)})
    code = draw.random.choice(codes)
    row = plain_code(paper, code)
    if row is None:
        return None
    return Asked({**draw.frame(paper), "code": code}, [(row.value, row.unit)], docs=[paper.doc], how=row.name)


def convert(draw: Draw) -> Asked | None:
    pick = draw.pick()
    unit = unit_for(draw, pick.figure) if pick else None
    if pick is None or unit is None:
        return None
    stated = [(in_unit(pick.figure, unit), unit)]
    return Asked({**draw.named(pick), "unit": unit}, stated, [unit], docs=docs(pick.figure), how=pick.measure.key)


def unit_for(draw: Draw, figure: Figure) -> str | None:
    """A unit other than the printed one, in which the figure is no tiny fraction."""
    units = [unit for unit in MONEY_UNITS if unit != figure.unit and figure.yuan and figure.yuan >= MONEY[unit] / 10]
    return draw.random.choice(units) if units else None


def in_unit(figure: Figure, unit: str) -> Decimal:
    """Exactly, without trailing zeros."""
    value = (figure.value * MONEY[figure.unit] / MONEY[unit]).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


_AFFIRMED: Fact = ["超", "高于", "大于", "多", "达到", "有", "是"]


def exceeds(draw: Draw) -> Asked | None:
    """Is a figure larger than n 万元? n is well above or below it."""
    pick = draw.pick()
    wan = (pick.figure.yuan or Decimal(0)) / 10_000 if pick else Decimal(0)
    if pick is None or wan < 5:
        return None
    over = draw.random.random() < 0.5
    limit = _round_number(wan * Decimal(str(draw.random.uniform(0.4, 0.9) if over else draw.random.uniform(1.1, 1.9))))
    if (limit < wan) != over or limit <= 0:
        return None
    denied: Fact = ["没有", "未超", "没超", "不超", "未达", "不到", "低于", "小于", "不足"]
    slots = {**draw.named(pick), "n": f"{limit:f}"}
    contains, lacks = ([_AFFIRMED], [denied]) if over else ([denied], [])
    return Asked(slots, values(pick.figure), contains, lacks, docs(pick.figure), how=pick.measure.key)


def _round_number(value: Decimal) -> Decimal:
    """Two leading digits: what people name as a limit."""
    step = Decimal(10) ** max(0, value.adjusted() - 1)
    return (value / step).to_integral_value() * step


_TARGETS = ("年初目标值", "指标值")
_KINDS = {"目标|定的": _TARGETS, "完成|实际|达到": ("实际完成值",), "得分|几分|多少分": ("得分",)}
"""What a wording asks for of an indicator → columns; one that does not say gets it with the indicator."""


def indicator(draw: Draw) -> Asked | None:
    """The target, the actual value or the score of an indicator, with the project that it is of."""
    if (paper := draw.paper()) is None:
        return None
    rows = [row for row in paper.rows if row.origin == "indicator" and row.column in sum(_KINDS.values(), ()) and not _is_project(row)]
    if not rows:
        return None
    asked = next((columns for cue, columns in _KINDS.items() if re.search(cue, draw.wording)), ())
    rows = [row for row in rows if not asked or row.column in asked]
    if not rows:
        return None
    row = draw.random.choice(rows)
    project = row.title.split(" ", 1)[1]
    named = f"{project}项目{row.name}" + ("" if asked else f"的{row.column}")
    evidence = [paper.doc]
    if "basis" not in draw.slots and row.column in _TARGETS:  # a target stands in the budget and in the accounts
        others = [(of, other) for of in draw.papers_beside(paper) for other in of.rows if _same_target(row, other)]
        if any(other.value != row.value for _, other in others):
            return None
        evidence += [of.doc for of, _ in others]
    slots = {**draw.frame(paper), "indicator": named}
    return Asked(slots, [(row.value, row.unit)], docs=list(dict.fromkeys(evidence)), how=f"{row.name}/{row.column}")


def _same_target(row: Row, other: Row) -> bool:
    """The target of the same indicator of the same project."""
    same = other.name == row.name and other.title.split(" ", 1)[-1] == row.title.split(" ", 1)[-1]
    return other.origin == "indicator" and other.column in _TARGETS and same


def _is_project(row: Row) -> bool:
    return row.title.endswith(f" {row.name}")


_BUDGET_FORM = "一般公共预算支出功能分类预算表"
_FORMS = {
    "F02": (FINAL, ("收入决算表",), "", "本年收入合计"),
    "F03": (FINAL, ("支出决算表",), "", "本年支出合计"),
    "F05": (FINAL, ("一般公共预算财政拨款支出决算表", "一般公共预算支出决算表"), "本年支出/", "小计"),
    "B02": (PLAN, ("收入预算总表",), "收入预算/", "合计"),
    "B03": (PLAN, ("支出预算总表",), "支出预算/", "合计"),
    "B05": (PLAN, (_BUDGET_FORM,), "一般公共预算支出/", "合计"),
}
"""Form → (basis, ways to name it, what its columns stand under, the column of the total)."""


def lookup_form(draw: Draw) -> Asked | None:
    """A figure by the form that prints it, also where another form has another amount: a kind of the total, or a subject."""
    form = draw.random.choice(list(_FORMS))
    basis, names, head, whole = _FORMS[form]
    if (paper := draw.paper(basis)) is None:
        return None
    said = draw.random.choice(("", "基本支出", "项目支出")) if form[1:] in ("03", "05") else ""
    column = head + (said or whole)
    if said:
        rows = [row for row in paper.rows if row.form == form and row.name == "合计" and row.column == column]
    else:
        own = [columns for (of, code), columns in paper.subjects.items() if of == form and len(code) == 7 and column in columns]
        rows = [columns[column] for columns in own]
    rows = [row for row in rows if row.value and (said or sum(row.name == other.name for other in rows) == 1)]
    if not rows:
        return None
    row = draw.random.choice(rows)
    slots = {**draw.frame(paper), "form": draw.random.choice(names), "a": said or row.name}
    return Asked(slots, [(row.value, row.unit)], docs=[paper.doc], how=f"{form} {row.name} {row.column}")


def lookup_crossed(draw: Draw) -> Asked | None:
    """The 基本支出 or 项目支出 of one subject."""
    if (paper := draw.paper()) is None:
        return None
    kind = draw.random.choice(("基本支出", "项目支出"))
    form, general = FUNCTIONAL[paper.basis][0], GENERAL[paper.basis][0]
    found = []
    for (of, code), columns in paper.subjects.items():
        row = next((row for column, row in columns.items() if column.endswith(kind)), None)
        if of == form and row is not None and row.value and len(codes_of(paper, row.name)) == 1:
            others = [other for column, other in paper.subjects.get((general, code), {}).items() if column.endswith(kind)]
            if all(other.value == row.value for other in others):
                found.append(row)
    if not found:
        return None
    row = draw.random.choice(found)
    measure = draw.measures.measure(row.name)
    if measure is None:
        return None
    slots = {**draw.frame(paper), "a": draw.say(measure, paper.basis), "kind": kind}
    return Asked(slots, [(row.value, row.unit)], docs=[paper.doc], how=f"{row.name}/{kind}")


def per_output(draw: Draw) -> Asked | None:
    """What a project cost for each of what it yielded: 每平方米, 每人次."""
    paper = draw.paper(FINAL)
    if paper is None:
        return None
    pairs = _outputs(paper)
    if not pairs:
        return None
    spent, output = draw.random.choice(pairs)
    yuan = Figure(spent.value, spent.unit, (paper.doc,)).yuan
    if yuan is None or not output.value:
        return None
    each = yuan / output.value
    if each < 100:
        return None
    slots = {**draw.frame(paper), "project": spent.name, "output": output.name, "unit": output.unit}
    return Asked(slots, [(each.quantize(Decimal(1)), "元")], docs=[paper.doc], how=f"{spent.name}÷{output.name}")


def _outputs(paper: Paper) -> list[tuple[Row, Row]]:
    """(spending of a project, what it yielded): told one after the other, and only once."""
    sentences = [row for row in paper.rows if row.origin == "sentence" and row.title.endswith("一般公共预算财政拨款支出决算情况说明")]
    pairs = [
        (spent, output)
        for spent, output in zip(sentences, sentences[1:], strict=False)
        if spent.column == "金额" and output.column in ("数量", "人数") and output.quote == spent.quote
    ]
    return [(spent, output) for spent, output in pairs if spent.value and not output.unit.startswith("万") and "/" not in output.name]
