"""Answers that add figures up or take parts off a whole; nothing is counted twice."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer_parts import (
    Work,
    absence_text,
    answered,
    leaves,
    listed,
    mixed,
    must,
    of_one_basis,
    refuse_overlaps,
    told_apart,
)
from qa.answers import Answer
from qa.bind import Absent, Bound
from qa.execute import ExecutionError, head_of, label_of, name_of, printed, remainder, short, total
from qa.plan import Remainder, Sum
from qa.wholes import APART, CROSSING, PART, SAME, WHOLE, relation, siblings

NAMED = 4
"""So many names are said in full."""


def summed(node: Sum, work: Work) -> Answer:
    """The sum of named figures or their average, with its addends."""
    bindings = [work.bind(item) for item in node.items]
    absences = [b for b in bindings if isinstance(b, Absent)]
    parts = of_one_basis([b.item for b in bindings if not isinstance(b, Absent)], work)
    if not parts:
        must(absences[0])
    refuse_overlaps(leaves(parts))
    if len(parts) == 1:
        value = printed(parts[0], unit=work.unit)
        text = f"{value.label}为{value.text}；{'；'.join(f'{a.item.phrase}：{absence_text(a)}' for a in absences)}，没有可加的数。"
        return answered(work, text, [value], parts, absences=absences)
    value = total(parts, average=node.average, unit=work.unit)
    values = [printed(p, unit=work.unit) for p in parts]
    each = listed(list(zip(told_apart(parts), values, strict=True)), "、" if node.average else "＋")
    divided = f"，相加后÷{len(parts)}" if node.average else ""
    text = f"{_heading(parts, node.average)}{value.text}（{each}{divided}）。"
    if absences:
        text += "".join(f"{a.item.department}{a.item.year}年{a.item.phrase}没有计入：{absence_text(a)}。" for a in absences)
    warnings = mixed(parts, over_years=True) + _crossings(parts)
    return answered(work, text, [value, *values], parts, absences=absences, warnings=warnings)


def _heading(parts: Sequence[Bound], average: bool) -> str:
    """What is added up: whose, of when, what, and the word for the result."""
    names, facts = list(dict.fromkeys(name_of(p) for p in parts)), [p.fact for p in parts]
    if len({head_of(p) for p in parts}) == 1:
        what = "、".join(short(p) for p in parts[:NAMED]) + (f"等{len(parts)}项" if len(parts) > NAMED else "")
        return f"{head_of(parts[0])}{names[0] if len(names) == 1 else what}{'平均每项' if average else '合计'}"
    departments, years = list(dict.fromkeys(f.department for f in facts)), sorted({f.year for f in facts})
    owners = "、".join(departments) if len(departments) <= NAMED else f"{len(departments)}个部门"
    word = "平均每年" if len(years) == len(parts) else "平均每个部门" if len(departments) == len(parts) else "平均每项"
    what = names[0] if len(names) == 1 else ""
    return f"{owners}{'、'.join(map(str, years))}年{what}{word if average else '共' if what.endswith('计') else '合计'}"


def _crossings(parts: Sequence[Bound]) -> list[str]:
    """Addends that share something without the one containing the other: said."""
    found = []
    for i, one in enumerate(parts):
        for other in parts[i + 1 :]:
            if relation(one, other) == CROSSING:
                found.append(f"“{name_of(one)}”和“{name_of(other)}”是两种分法，有重叠的部分，相加的数会重复计算")
    return found[:2]


def rest(node: Remainder, work: Work) -> Answer:
    """A whole without some of its parts; refused where something taken off is no part of it."""
    bindings = [work.bind(item) for item in node.parts]
    absences = [b for b in bindings if isinstance(b, Absent)]
    whole, *parts = of_one_basis([node.whole, *(b.item for b in bindings if not isinstance(b, Absent))], work)
    for part in parts:
        _must_be_part(part, whole)
    refuse_overlaps(leaves(parts))
    said = "".join(f"{a.item.phrase}没有可扣的数：{absence_text(a)}。" for a in absences)
    base = printed(whole, unit=work.unit)
    if not parts:
        return answered(work, f"{base.label}为{base.text}。{said}", [base], [whole], absences=absences)
    value = remainder(whole, parts, unit=work.unit)
    if value.amount.value < 0:
        raise ExecutionError(f"要扣除的（{'、'.join(short(p) for p in parts)}）比“{name_of(whole)}”还多，它们不是它的组成部分")
    values = [printed(p, unit=work.unit) for p in parts]
    each = listed([(short(p), v) for p, v in zip(parts, values, strict=True)])
    taken = "、".join(short(p) for p in parts)
    text = f"{label_of(whole)}扣除{taken}后是{value.text}（{value.formula}）：{short(whole)}{base.text}，{each}。{said}"
    return answered(work, text, [value, base, *values], [whole, *parts], absences=absences, warnings=mixed([whole, *parts]))


def _must_be_part(part: Bound, whole: Bound) -> None:
    """Raise ExecutionError where a figure is known not to be a part of the whole, or may not be one."""
    kind = relation(part, whole)
    names = f"“{label_of(part)}”", f"“{name_of(whole) if head_of(part) == head_of(whole) else label_of(whole)}”"
    if kind == SAME:
        raise ExecutionError(f"{names[0]}就是{names[1]}，扣除后没有余下的")
    if kind == WHOLE:
        raise ExecutionError(f"{names[0]}比{names[1]}范围大，不能从后者里扣除")
    if kind == PART or kind not in (APART, CROSSING) and siblings(part, whole) and _fits(part, whole):
        return
    raise ExecutionError(f"{names[0]}不是{names[1]}的组成部分（或文件里看不出是），不能从后者里扣除；两个数要相减，请问“相差多少”")


def _fits(part: Bound, whole: Bound) -> bool:
    return 0 <= part.amount.value <= whole.amount.value
