"""Answers about figures one by one: as printed, derived from what is said of them, against a threshold, under a supposition."""

from __future__ import annotations

import re
from dataclasses import replace

from index.amounts import Amount, format_amount, plain
from index.facts import Fact
from qa.answer_parts import Unanswered, Work, absence_text, answered, as_measure, asked, bound, counterpart, must, source_of
from qa.answer_share import completion, done_and_planned
from qa.answers import Answer
from qa.bind import Absent, Bound, Missing
from qa.citations import cite
from qa.execute import Value, earlier, head_of, label_of, name_of, printed, ratio, scaled, short, together
from qa.plan import Completion, Exceeds, Item, Lookup, Scaled

_PLANS = (("年初预算",), ("预算",))


def lookup(node: Lookup, work: Work) -> Answer:
    """Every figure as it is printed; one that is not printed, as what is said of it implies."""
    sentences: list[str] = []
    values: list[Value] = []
    used: list[Bound] = []
    absences: list[Absent] = []
    missing: list[Missing] = []
    for item in node.items:
        binding = None if item.prior else work.bind(item)
        if isinstance(binding, Absent):
            absences.append(binding)
            sentences.append(absence_text(binding))
        elif binding is None or isinstance(binding, Missing) and item.phrase.roles[:1] in _PLANS:
            derived = _prior(item, work) if binding is None else _planned(item, work)
            if derived is None:
                missing += [binding] if isinstance(binding, Missing) else []
                continue
            value, operands, said = derived
            values.append(value)
            used += operands
            sentences.append(f"{value.label}为{value.text}（{said}：{value.formula}）")
        elif isinstance(binding, Missing) and item.phrase.roles[:1] == ("完成率",) and (pair := done_and_planned(item, work)):
            if len(node.items) == 1:
                return completion(Completion(item), work)
            rate = ratio(*pair)
            values.append(rate)
            used += pair
            sentences.append(f"{head_of(pair[0])}{short(pair[0])}的完成率为{rate.text}（{rate.formula}）")
        elif isinstance(binding, Missing):
            missing.append(binding)
        else:
            one = bound(item, work)
            value = printed(one, unit=work.unit)
            values.append(value)
            sentences.append(_stated(value, one, used[-1] if used else None))
            used.append(one)
    if missing:
        raise Unanswered(missing[0], sentences, [*map(cite, (f for b in used for f in b.facts)), *map(source_of, absences)])
    budgets = [note for b in used[:3] if (note := _budget_beside(b, work))] if not any(i.prior for i in node.items) else []
    return answered(work, "；".join(sentences) + "。", values, used, absences=absences, warnings=budgets)


def _budget_beside(one: Bound, work: Work) -> str:
    """Where nothing says whether plan or outcome is meant and the year's budget is there, too: its figure as a note."""
    item = one.item
    if item.basis or item.phrase.roles or item.computed or one.fact.basis != "决算" or one.fact.origin != "table":
        return ""
    other = work.bind(replace(item, basis="预算"))
    if isinstance(other, Bound) and other.exact and other.fact.provenance.doc != one.fact.provenance.doc:
        return f"这里是决算数；同年部门预算的{name_of(other)}为{format_amount(other.amount)}"
    return ""


def _stated(value: Value, one: Bound, before: Bound | None) -> str:
    shared = before is not None and head_of(before) == head_of(one)
    text = f"{name_of(one) if shared else label_of(one)}为{value.text}"
    if one.parts:
        return f"{text}（{value.formula}）"
    if value.formula and one.amount.unit == one.fact.unit:
        text += f"（印作{format_amount(one.amount)}）"
    if one.amount.unit != one.fact.unit:
        text += f"（表上单位印作{one.fact.unit}，按同一份文件其他处应为{one.amount.unit}）"
        if one.amount.unit == "元" and value.formula:
            text += f"，合{value.formula.rsplit('＝', 1)[-1]}"
    return text


def _prior(item: Item, work: Work) -> tuple[Value, list[Bound], str]:
    """The base year's figure out of the stated change."""
    change = must(work.bind(replace(asked(item, "增减额"), basis=item.basis)))
    plainly = replace(item, prior=False)
    found = must(work.bind(as_measure(plainly, change.measure) if change.measure else plainly))
    now = counterpart(plainly, change, found, work)
    if now is None:
        raise Unanswered(Missing(item, f"只说了“{change.fact.row_name}”的增减，没有“{short(found)}”的"))
    label = f"{now.fact.department}{base_year(change.fact) or item.year - 1}年{short(now)}"
    return earlier(now, change, unit=work.unit, label=label), [now, change], f"由{item.year}年文件所载的增减额推算"


def _planned(item: Item, work: Work) -> tuple[Value, list[Bound], str] | None:
    """年初预算 that is not printed, out of what the document says of the difference from it."""
    change = work.bind(asked(item, "预算差额"))
    now = work.bind(asked(item, "决算"))
    if not (isinstance(change, Bound) and isinstance(now, Bound)):
        return None
    label = f"{now.fact.department}{now.fact.year}年{short(now)}年初预算"
    return earlier(now, change, unit=work.unit, label=label), [now, change], "由文件所载的差额推算"


def base_year(fact: Fact) -> int:
    """The year that a stated change is against, 0 where it is not named."""
    match = re.search(r"20\d\d", fact.column)
    return int(match[0]) if match else 0


def exceeds(node: Exceeds, work: Work) -> Answer:
    """Yes or no, with the figure and how far it is from the threshold."""
    one = bound(node.item, work)
    a, b = together(one.amount, node.threshold)
    gap = a.value - b.value
    unit = "个百分点" if a.unit == "%" else a.unit
    value = printed(one, unit=work.unit)
    limit = format_amount(node.threshold)
    word = "低于" if node.below else "超过"
    held = gap < 0 if node.below else gap > 0
    if gap == 0:
        return answered(work, f"没有{word}：{value.label}为{value.text}，正好等于{limit}。", [value], [one])
    larger, smaller = (a, b) if gap > 0 else (b, a)
    formula = f"{format_amount(larger)}−{format_amount(smaller)}＝{format_amount(Amount(abs(gap), unit))}"
    distance = Value(Amount(abs(gap), unit), f"与{limit}相差", formula, one.facts)
    text = f"{'是' if held else '没有'}：{value.label}为{value.text}，比{limit}{'多' if gap > 0 else '少'}{distance.text}（{formula}）。"
    return answered(work, text.replace("没有：", f"没有{word}：", 1) if not held else text, [value, distance], [one])


def what_if(node: Scaled, work: Work) -> Answer:
    """A part of a figure, or the figure and so much more or less: a supposition of the question, and said to be one."""
    one = bound(node.item, work)
    value = scaled(one, node.percent, node.mode, unit=work.unit)
    rate = f"{plain(node.percent)}%"
    said = {"part": f"的{rate}是{value.text}", "more": f"增加{rate}后是{value.text}", "less": f"减少{rate}后是{value.text}"}[node.mode]
    text = f"假设按提问所给的{rate}推算，{label_of(one)}{said}（{value.formula}）"
    values = [value]
    if node.mode != "part":
        base = printed(one, unit=work.unit)
        moved = Amount(abs(value.amount.value - base.amount.value), value.amount.unit)
        size = Value(moved, "变动额（假设）", f"{base.text}×{rate}＝{format_amount(moved)}", one.facts)
        text += f"，即{'多' if node.mode == 'more' else '少'}{size.text}"
        values.append(size)
    warning = f"{rate}是提问所给的假设，不是文件公布的数"
    return answered(work, text + "。", [*values, printed(one, unit=work.unit)], [one], warnings=[warning])
