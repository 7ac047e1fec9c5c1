"""Answers that set figures side by side: one against another, several departments, years or names."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer_parts import (
    Unanswered,
    Work,
    absence_text,
    answered,
    as_measure,
    bound,
    direction,
    funds_differ,
    in_both,
    mixed,
    refuse_same,
    source_of,
    told_apart,
)
from qa.answers import Answer
from qa.bind import Absent, Binding, Bound
from qa.citations import cite
from qa.execute import ExecutionError, Value, change_rate, difference, in_order, label_of, name_of, printed, ratio, total
from qa.plan import Compare, Difference, Item


def minus(node: Difference, work: Work) -> Answer:
    """left − right, the larger first where neither is asked to be; the rate where it is asked for."""
    left, right = _pair(node.left, node.right, work)
    refuse_same(left, right)
    value = difference(left, right, unit=work.unit)
    size, low = value.size, value.amount.value < 0
    one, other = printed(left, unit=work.unit), printed(right, unit=work.unit)
    second = label_of(right, after=left)
    values = [size]
    one_text, other_text = in_both(one, other)
    each = f"前者为{one_text}，后者为{other_text}"
    if node.direction == "剩":  # more was spent than planned: nothing is left
        text = f"{one.label}与{second}相比，{'超支' if low else '还剩'}{size.text}（{value.formula}）"
    elif value.amount.value == 0:
        text, each = f"{one.label}与{second}相同", f"都是{one_text}"
    elif node.direction == "差":
        text = f"{one.label}与{second}相差{size.text}，前者{'少' if low else '多'}（{value.formula}）"
    else:
        text = f"{one.label}比{second}{'少' if low else '多'}{size.text}（{value.formula}）"
    warnings = mixed([left, right]) + _same_phrase_funds(node, left, right)
    if node.rate:
        rate, why = _rate(node, left, right)
        if rate is None:
            warnings.append(why)
        else:
            text += f"，{'执行率' if node.direction == '剩' else '低' if rate.amount.value < 0 else '高'}{rate.size.text}（{rate.formula}）"
            values.append(rate.size)
    return answered(work, f"{text}；{each}。", [*values, one, other], [left, right], warnings=warnings)


def _rate(node: Difference, left: Bound, right: Bound) -> tuple[Value | None, str]:
    try:
        return (ratio(right, left) if node.direction == "剩" else change_rate(left, right)), ""
    except ExecutionError as error:
        return None, str(error)


def _same_phrase_funds(node: Difference, left: Bound, right: Bound) -> list[str]:
    same = (node.left.phrase.words, node.left.phrase.measure) == (node.right.phrase.words, node.right.phrase.measure)
    return funds_differ([left, right]) if same else []


def _pair(left: Item, right: Item, work: Work) -> tuple[Bound, Bound]:
    """Both operands of the same thing: from one row or sentence where the document prints plan and outcome there, as one measure where one
    of them is only printed as that."""
    a, b = bound(left, work), bound(right, work)
    alike = (left.department, left.year, left.basis) == (right.department, right.year, right.basis)
    same = (left.phrase.words, left.phrase.measure, left.phrase.codes) == (right.phrase.words, right.phrase.measure, right.phrase.codes)
    if not (alike and same) or a.parts or b.parts or left.phrase.roles == right.phrase.roles:
        return a, b
    if a.measure != b.measure and b.measure:
        again = work.bind(as_measure(left, b.measure))
        return (again, b) if isinstance(again, Bound) else (a, b)
    if (a.fact.origin == "table") == (b.fact.origin == "table") and a.fact.row_name == b.fact.row_name:
        return a, b
    if beside := work.bind.beside(right, a):
        return a, beside
    if beside := work.bind.beside(left, b):
        return beside, b
    return a, b


# ---- several ----


def compare(node: Compare, work: Work) -> Answer:
    """The figures with who is ahead. Those without the figure are named where `whoever`, else they are the reason for no answer; what the
    document says not to exist is said in its words."""
    bindings = [work.bind(item) for item in node.items]
    bounds = [bound(b.item, work) for b in bindings if isinstance(b, Bound)]
    absences = [b for b in bindings if isinstance(b, Absent)]
    lacking = [b for b in bindings if not isinstance(b, Bound | Absent)]
    if lacking and (not node.whoever or len(bounds) < 2):
        found = [f"{v.label}为{v.text}" for v in (printed(b, unit=work.unit) for b in bounds)]
        raise Unanswered(lacking[0], found, [*map(cite, (f for b in bounds for f in b.facts)), *map(source_of, absences)])
    pairs = _year_pairs(node)
    if pairs and not absences and not lacking:
        return _changes(pairs, bounds, work)
    if node.whoever or node.top or node.ascending or node.average:
        return _ranked(node, bounds, absences, lacking, work)
    return _side_by_side(bounds, absences, work)


def _side_by_side(bounds: Sequence[Bound], absences: Sequence[Absent], work: Work) -> Answer:
    values = [printed(b, unit=work.unit) for b in bounds]
    each = [f"{v.label}为{text}" for v, text in zip(values, in_both(*values), strict=True)] + [
        f"{a.item.department}：{absence_text(a)}" for a in absences
    ]
    extra: list[Value] = []
    head, warnings = "", []
    try:
        if len(bounds) == 2:
            head, extra = _ahead(bounds[0], bounds[1], work)
        elif len(bounds) > 2:
            ordered = in_order(bounds)
            names = told_apart(ordered)
            first, last = printed(ordered[0], unit=work.unit).text, printed(ordered[-1], unit=work.unit).text
            head = f"{names[0]}最高（{first}），{names[-1]}最低（{last}）"
    except ExecutionError as error:
        warnings.append(str(error).replace("相加减", "比较"))
    if bounds and absences:
        each.append(f"有数字的是{'、'.join(dict.fromkeys(b.fact.department for b in bounds))}")
    text = "；".join([*filter(None, [head]), *each]) + "。"
    return answered(work, text, [*values, *extra], bounds, absences=absences, warnings=_caveats(bounds) + warnings)


def _ahead(one: Bound, other: Bound, work: Work) -> tuple[str, list[Value]]:
    high, low = in_order([one, other])
    value = difference(high, low, unit=work.unit)
    if value.amount.value == 0:
        return "两者相同", [value]
    return f"{told_apart([high, low])[0]}更高，高出{value.text}（{value.formula}）", [value]


def _ranked(node: Compare, bounds: Sequence[Bound], absences: Sequence[Absent], lacking: Sequence[Binding], work: Work) -> Answer:
    """In order of size, so many as are asked for; the average of all of them where that is."""
    ordered = in_order(bounds, ascending=node.ascending)
    shown = ordered[: node.top] if node.top else ordered
    values = [printed(b, unit=work.unit) for b in shown]
    texts = in_both(*values)
    names = told_apart(ordered)
    first, extreme = ordered[0], "低" if node.ascending else "高"
    level = [name for name, b in zip(names, ordered, strict=True) if not difference(first, b).amount.value]
    departments, years = {b.fact.department for b in bounds}, {b.fact.year for b in bounds}
    head = (first.fact.department if len(departments) == 1 else "") + (f"{first.fact.year}年" if len(years) == 1 else "")
    what = name_of(first) if len({name_of(b) for b in bounds}) == 1 else ""
    text = f"{head}{what}最{extreme}的是{'、'.join(level)}（{texts[0]}"
    if len(ordered) > 1 and len(level) == 1:
        gap = difference(ordered[0], ordered[1], unit=work.unit).size
        text += f"，比第二{extreme}的{names[1]}{'少' if node.ascending else '多'}{gap.text}"
        values.append(gap)
    text += "，并列）。" if len(level) > 1 else "）。"
    if len(shown) > 1:
        order = "；".join(f"{i}. {name} {text}" for i, (name, text) in enumerate(zip(names, texts, strict=False), 1))
        text += f"{f'前{len(shown)}位' if node.top else '依次为'}：{order}。"
    if node.average:
        mean = total(ordered, average=True, unit=work.unit)
        text += f"{len(ordered)}个数平均{mean.text}。"
        values.insert(0, mean)
    without = [b.item.department if b.item.department not in departments else f"{b.item.year}年" for b in lacking]
    text += f"没有这项数字的：{'、'.join(dict.fromkeys(without))}。" if without else ""
    text += "".join(f"{a.item.department}：{absence_text(a)}。" for a in absences)
    return answered(work, text, values, ordered, absences=absences, warnings=_caveats(bounds))


def _caveats(bounds: Sequence[Bound]) -> list[str]:
    one_phrase = len({(b.item.phrase.words, b.item.phrase.measure, b.item.phrase.codes) for b in bounds}) == 1
    return mixed(bounds) + (funds_differ(bounds) if one_phrase else [])


def _year_pairs(node: Compare) -> list[tuple[Item, Item]]:
    """Several figures of one department in two years: (later, earlier) for each figure; empty for other comparisons."""
    figures, years = {i.phrase for i in node.items}, {i.year for i in node.items}
    if len(figures) < 2 or len(years) != 2 or len({i.department for i in node.items}) > 1:
        return []
    later, before = max(years), min(years)
    by_figure = {(i.phrase, i.year): i for i in node.items}
    pairs = [(by_figure.get((p, later)), by_figure.get((p, before))) for p in dict.fromkeys(i.phrase for i in node.items)]
    return [(a, b) for a, b in pairs if a and b] if all(a and b for a, b in pairs) else []


def _changes(pairs: Sequence[tuple[Item, Item]], bounds: Sequence[Bound], work: Work) -> Answer:
    """Several figures, each against the year before."""
    values = [printed(b, unit=work.unit) for b in bounds]
    sentences, extra = [], []
    for later, before in pairs:
        now, then = bound(later, work), bound(before, work)
        value = difference(now, then, unit=work.unit)
        extra.append(value.size)
        sentences.append(f"{name_of(now)}{direction(value.amount.value)}{value.size.text}（{value.formula}）")
    head = f"{bounds[0].fact.department}{pairs[0][0].year}年与{pairs[0][1].year}年相比："
    each = "；".join(f"{v.label}为{v.text}" for v in values)
    return answered(work, f"{head}{'；'.join(sentences)}。{each}。", [*values, *extra], bounds, warnings=mixed(bounds, over_years=True))
