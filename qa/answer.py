"""Result → Answer: what a user reads, with figures, sources and warnings. Every digit in it comes from a bound fact or from execute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from index.amounts import Amount, format_amount
from index.facts import YEAR_DOUBTED, Fact
from qa.answers import ANSWERED, NO_DATA, Answer, Citation, Figure
from qa.bind import Absent, Binding, Bound, Missing
from qa.citations import cite, once
from qa.execute import Value, change_rate, difference, earlier, in_order, in_unit, label_of, name_of, per, printed, ratio, short, total
from qa.matching import reading_of, role_of
from qa.phrases import parse_phrase
from qa.plan import RANKED, Change, Compare, Difference, Item, Lookup, Per, Plan, Ranking, Ratio, Several, Sum, Turnover
from qa.rankings import Listing, NoBinding


class Binder(Protocol):
    """Binds items against a scope; the same item always to the same binding."""

    def __call__(self, item: Item) -> Binding: ...

    def beside(self, item: Item, other: Bound) -> Bound | None: ...


class Unanswered(Exception):  # noqa: N818  not an error: the reason why there is no figure, carried to the front door
    """A plan whose operands are not all there. `binding` says why."""

    def __init__(self, binding: Binding) -> None:
        super().__init__(str(binding.item))
        self.binding = binding


class Lister(Protocol):
    """Lists figures of a scope."""

    def ranked(self, node: Ranking) -> Sequence[Bound]: ...

    def listing(self, node: Ranking) -> Listing | NoBinding: ...

    def turnover(self, node: Turnover) -> tuple[Sequence[Bound], Sequence[Bound]]: ...


def answer_plan(plan: Plan, bind: Binder, lister: Lister) -> Answer:
    """The answer to a plan of figures. Raises Unanswered where an operand is missing or ambiguous, ExecutionError (Chinese) where the
    figures cannot be computed with each other."""
    node = plan.node
    match node:
        case Lookup():
            return _lookup(node, plan, bind)
        case Difference():
            return _difference(node, plan, bind)
        case Ratio():
            return _ratio(node, plan, bind)
        case Per():
            return _per(node, plan, bind)
        case Sum():
            return _sum(node, plan, bind)
        case Change():
            return _change(node, plan, bind)
        case Compare():
            return _compare(node, plan, bind)
        case Ranking():
            return _ranking(node, plan, lister)
        case Turnover():
            return _turnover(node, plan, lister)
        case Several(nodes):
            return _several([answer_plan(replace(plan, node=n), bind, lister) for n in nodes], plan)
    raise TypeError(f"not a plan of figures: {type(node).__name__}")


def must(binding: Binding) -> Bound:
    """The bound fact, or Unanswered."""
    if isinstance(binding, Bound):
        return binding
    raise Unanswered(binding)


def _lookup(node: Lookup, plan: Plan, bind: Binder) -> Answer:
    sentences: list[str] = []
    values: list[Value] = []
    bounds: list[Bound] = []
    absences: list[Absent] = []
    missing: list[Missing] = []
    for item in node.items:
        if item.prior:
            value, used = _prior(item, plan, bind)
            values.append(value)
            bounds += used
            sentences.append(f"{value.label}为{value.text}（由{item.year}年文件所载的增减额推算：{value.formula}）")
            continue
        binding = bind(item)
        if isinstance(binding, Absent):
            absences.append(binding)
            sentences.append(absence_text(binding))
        elif isinstance(binding, Missing) and (planned := _planned(item, plan, bind)):
            value, used = planned
            values.append(value)
            bounds += used
            sentences.append(f"{value.label}为{value.text}（由文件所载的差额推算：{value.formula}）")
        elif isinstance(binding, Missing) and len(node.items) > 1:
            missing.append(binding)
        elif isinstance(binding, Missing) and item.phrase.roles[:1] == ("完成率",):
            return _rate_of_plan(item, plan, bind)
        else:
            bound = must(binding)
            value = printed(bound, unit=plan.unit)
            values.append(value)
            sentences.append(_stated(value, bound, bounds[-1] if bounds else None))
            bounds.append(bound)
    if missing and (len(missing) == len(node.items) or not values):
        raise Unanswered(missing[0])
    if missing:
        raise Unanswered(missing[0])
    budgets = [note for b in bounds[:3] if (note := _budget_beside(b, bind))] if not any(i.prior for i in node.items) else []
    answer = _answer(plan, "；".join(sentences) + "。", values, bounds, absences=absences)
    return replace(answer, warnings=(*answer.warnings, *budgets))


def _budget_beside(bound: Bound, bind: Binder) -> str:
    """Where nothing says whether plan or outcome is meant and the year's budget is there, too: its figure as a note."""
    item = bound.item
    if item.basis or item.phrase.roles or bound.fact.basis != "决算" or bound.fact.origin != "table":
        return ""
    other = bind(replace(item, basis="预算"))
    if isinstance(other, Bound) and other.exact and other.fact.provenance.doc != bound.fact.provenance.doc:
        return f"这里是决算数；同年部门预算的{name_of(other)}为{format_amount(other.amount)}"
    return ""


def _stated(value: Value, bound: Bound, before: Bound | None) -> str:
    text = f"{label_of(bound, after=before)}为{value.text}"
    if bound.parts:
        return f"{text}（{value.formula}）"
    if value.formula and bound.amount.unit == bound.fact.unit:
        text += f"（印作{format_amount(bound.amount)}）"
    if bound.amount.unit != bound.fact.unit:
        text += f"（表上单位印作{bound.fact.unit}，按同一份文件其他处应为{bound.amount.unit}）"
        if bound.amount.unit == "元" and value.formula:
            text += f"，合{value.formula.rsplit('＝', 1)[-1]}"
    return text


def absence_text(absent: Absent) -> str:
    """The document's own sentence that there is none."""
    return f"文件说明：{absent.form.empty_reason.strip('。')}（《{absent.form.title}》是空表，不是0）"


def _prior(item: Item, plan: Plan, bind: Binder) -> tuple[Value, list[Bound]]:
    """The base year's figure out of the stated change."""
    change = must(bind(_asked(item, "增减额")))
    now = must(bind(_plainly(_as_measure(item, change.measure) if change.measure else item)))
    label = f"{now.fact.department}{_base_year(change.fact) or item.year - 1}年{short(now)}"
    return earlier(now, change, unit=plan.unit, label=label), [now, change]


def _planned(item: Item, plan: Plan, bind: Binder) -> tuple[Value, list[Bound]] | None:
    """年初预算 that is not printed, out of what the document says of the difference from it."""
    if item.phrase.roles[:1] not in (("年初预算",), ("预算",)):
        return None
    change = bind(_asked(item, "预算差额"))
    now = bind(_asked(item, "决算"))
    if not (isinstance(change, Bound) and isinstance(now, Bound)):
        return None
    label = f"{now.fact.department}{now.fact.year}年{short(now)}年初预算"
    return earlier(now, change, unit=plan.unit, label=label), [now, change]


def _plainly(item: Item) -> Item:

    return replace(item, prior=False)


def _asked(item: Item, role: str) -> Item:

    return replace(item, prior=False, basis="", phrase=replace(item.phrase, roles=(role,)))


def _base_year(fact: Fact) -> int:
    import re

    match = re.search(r"20\d\d", fact.column)
    return int(match[0]) if match else 0


def _rate_of_plan(item: Item, plan: Plan, bind: Binder) -> Answer:
    """完成率 that is not printed: 执行 ÷ 预算."""
    target, actual = bind(_asked(item, "目标")), bind(_asked(item, "实际"))
    if isinstance(target, Bound) and isinstance(actual, Bound) and role_of(target.fact) == "目标":
        done, planned = actual, target
    else:
        done, planned = must(bind(_asked(item, "决算"))), must(bind(_asked(item, "年初预算")))
    value = ratio(done, planned)
    text = f"{label_of(done)}完成{short(planned)}的{value.text}（{value.formula}）。"
    return _answer(plan, text, [value, printed(done), printed(planned)], [done, planned])


def _difference(node: Difference, plan: Plan, bind: Binder) -> Answer:
    left, right = _pair(node.left, node.right, bind)
    value = difference(left, right, unit=plan.unit)
    low = value.amount.value < 0
    size = Amount(abs(value.amount.value), value.amount.unit)
    shown = Value(size, value.label, value.formula, value.facts)
    values = [shown]
    operands = [printed(left, unit=plan.unit), printed(right, unit=plan.unit)]
    second = label_of(right, after=left)
    left_word = "超支" if low else "还剩"  # more was spent than planned: nothing is left
    word = {"剩": left_word, "差": "相差"}.get(node.direction, "少" if low else "多")
    if node.direction in ("剩", "差"):
        text = f"{operands[0].label}为{operands[0].text}，{second}为{operands[1].text}，{word}{shown.text}"
    elif value.amount.value == 0:
        text = f"{operands[0].label}与{second}相同，都是{operands[0].text}"
    else:
        text = f"{operands[0].label}为{operands[0].text}，{second}为{operands[1].text}，前者比后者{word}{shown.text}"
    if node.rate and right.amount.value != 0:
        if node.direction == "剩":
            rate = ratio(right, left)
            text += f"，执行率{rate.text}（{rate.formula}）"
        else:
            rate = change_rate(left, right)
            verb = "低" if rate.amount.value < 0 else "高"
            rate = Value(Amount(abs(rate.amount.value), "%"), rate.label, rate.formula, rate.facts)
            text += f"，{verb}{rate.text}（{rate.formula}）"
        values.append(rate)
    return _answer(plan, f"{text}（{value.formula}）。", [*values, *operands], [left, right])


def _pair(left: Item, right: Item, bind: Binder) -> tuple[Bound, Bound]:
    """Both operands of the same thing: from one row where the document prints both there, as one measure where one of them is only printed
    as that."""
    a, b = must(bind(left)), must(bind(right))
    alike = (left.department, left.year, left.basis) == (right.department, right.year, right.basis)
    if (
        alike
        and left.phrase.words == right.phrase.words
        and left.phrase.measure == right.phrase.measure
        and a.fact.row_name != b.fact.row_name
    ):
        if a.measure != b.measure and b.measure:
            again = bind(_as_measure(left, b.measure))
            return (again, b) if isinstance(again, Bound) else (a, b)
        beside = bind.beside(right, a) or None
        if beside:
            return a, beside
        beside = bind.beside(left, b) or None
        if beside:
            return beside, b
    return a, b


def _as_measure(item: Item, measure: str) -> Item:
    return replace(item, phrase=replace(item.phrase, measure=measure, words=measure))


def _ratio(node: Ratio, plan: Plan, bind: Binder) -> Answer:
    part, whole = must(bind(node.part)), must(bind(node.whole))
    value = ratio(part, whole)
    text = f"{label_of(part)}占{short(whole)}的{value.text}（{value.formula}；分母是{label_of(whole)}）。"
    return _answer(plan, text, [value, printed(part), printed(whole)], [part, whole])


def _per(node: Per, plan: Plan, bind: Binder) -> Answer:
    if isinstance(node.count, Amount):
        raise TypeError("a number of the question's own")
    amount, count = must(bind(node.amount)), must(bind(node.count))
    value = per(amount, count, node.unit or "元")
    text = f"{label_of(amount)}平均每{count.amount.unit or '个'}{value.text}（{value.formula}；按{label_of(count)}计）。"
    return _answer(plan, text, [value, printed(amount), printed(count)], [amount, count])


def _sum(node: Sum, plan: Plan, bind: Binder) -> Answer:
    parts = [must(bind(item)) for item in node.items]
    value = total(parts, average=node.average, unit=plan.unit)
    each = "、".join(f"{_brief(p, node.average)}{format_amount(in_unit(p.amount, plan.unit))}" for p in parts)
    head = f"{parts[0].fact.department}{'' if node.average else str(parts[0].fact.year) + '年'}"
    word = "平均每年" if node.average else "合计"
    return _answer(plan, f"{head}{each}，{word}{value.text}（{value.formula}）。", [value, *map(printed, parts)], parts)


def _brief(bound: Bound, years: bool) -> str:
    return f"{bound.fact.year}年" if years else short(bound)


def _change(node: Change, plan: Plan, bind: Binder) -> Answer:
    """Against an earlier year: from that year's own document where there is one, else as the later document states it."""

    now = must(bind(node.item))
    before = bind(replace(node.item, year=node.base_year, basis=node.item.basis or now.fact.basis)) if node.base_year else None
    if isinstance(before, Bound) and (before.fact.year == node.base_year) and before.fact is not now.fact:
        value = difference(now, before, unit=plan.unit)
        size = Value(Amount(abs(value.amount.value), value.amount.unit), value.label, value.formula, value.facts)
        word = _direction(value.amount.value)
        operands = [printed(now, unit=plan.unit), printed(before, unit=plan.unit)]
        text = f"{operands[0].label}为{operands[0].text}，{node.base_year}年为{operands[1].text}，{word}{size.text}（{value.formula}）"
        values = [size]
        if before.amount.value != 0 and value.amount.value != 0:
            rate = change_rate(now, before)
            shown = Value(Amount(abs(rate.amount.value), "%"), rate.label, rate.formula, rate.facts)
            text += f"，{'降幅' if rate.amount.value < 0 else '增幅'}{shown.text}（{rate.formula}）"
            values.append(shown)
        return _answer(plan, text + "。", [*values, *operands], [now, before])
    return _stated_change(node, now, plan, bind)


def _stated_change(node: Change, now: Bound, plan: Plan, bind: Binder) -> Answer:
    change = must(bind(_asked(node.item, "增减额")))
    if change.measure and change.measure != now.measure:
        now = must(bind(_as_measure(node.item, change.measure)))
    rate = bind(_asked(node.item, "增减率"))
    base = _base_year(change.fact) or node.item.year - 1
    if node.base_year and base != node.base_year:
        raise Unanswered(Missing(node.item, f"文件里没有{node.base_year}年的数，只说了与{base}年相比的变化"))
    previous = earlier(now, change, unit=plan.unit, label=f"{base}年{short(now)}")
    amount = in_unit(change.amount, plan.unit)
    size = Value(Amount(abs(amount.value), amount.unit), f"{short(now)}比{base}年{_direction(amount.value)}", "", (change.fact,))
    text = f"{label_of(now)}为{printed(now, unit=plan.unit).text}，比{base}年{_direction(amount.value)}{size.text}"
    values, used = [size], [now, change]
    if isinstance(rate, Bound):
        shown = Value(Amount(abs(rate.amount.value), rate.amount.unit), "变动幅度", "", (rate.fact,))
        text += f"，{'下降' if rate.amount.value < 0 else '增长'}{shown.text}（文件所载）"
        values.append(shown)
        used.append(rate)
    elif previous.amount.value:
        computed = abs(amount.value) / previous.amount.value * 100
        from index.amounts import round_half_up

        shown = Value(Amount(round_half_up(computed), "%"), "变动幅度", f"{size.text}÷{previous.text}", (change.fact, now.fact))
        text += f"，幅度{shown.text}（{shown.formula}）"
        values.append(shown)
    text += f"；{base}年相应为{previous.text}（{previous.formula}）。"
    return _answer(plan, text, [*values, previous, printed(now, unit=plan.unit)], used)


def _direction(value: Decimal) -> str:
    return "减少" if value < 0 else "增加" if value > 0 else "持平，变动"


def _compare(node: Compare, plan: Plan, bind: Binder) -> Answer:
    if node.whoever:
        return _whoever(node, plan, bind)
    bindings = [bind(item) for item in node.items]
    bounds = [b for b in bindings if isinstance(b, Bound)]
    absences = [b for b in bindings if isinstance(b, Absent)]
    for binding in bindings:
        if not isinstance(binding, Bound | Absent):
            raise Unanswered(binding)
    values = [printed(b, unit=plan.unit) for b in bounds]
    sentences = [f"{v.label}为{v.text}" for v in values] + [f"{a.item.department}：{absence_text(a)}" for a in absences]
    extra: list[Value] = []
    pairs = _year_pairs(node)
    if pairs:
        for later, before in pairs:
            value = difference(must(bind(later)), must(bind(before)), unit=plan.unit)
            size = Value(Amount(abs(value.amount.value), value.amount.unit), value.label, value.formula, value.facts)
            extra.append(size)
            sentences.append(f"{short(must(bind(later)))}{_direction(value.amount.value)}{size.text}（{value.formula}）")
    elif len(bounds) == 2:
        high, low = in_order(bounds)
        value = difference(high, low, unit=plan.unit)
        if value.amount.value == 0:
            sentences.append("两者相同")
        else:
            sentences.append(f"{_who(high, low)}更高，高出{value.text}（{value.formula}）")
        extra.append(value)
    elif len(bounds) > 2:
        ordered = in_order(bounds)
        sentences.append(f"{_who(ordered[0], ordered[-1])}最高，{_who(ordered[-1], ordered[0])}最低")
    elif bounds and absences:
        sentences.append(f"有数字的是{bounds[0].fact.department}")
    return _answer(plan, "；".join(sentences) + "。", [*values, *extra], bounds, absences=absences, caveat=True)


def _several(answers: Sequence[Answer], plan: Plan) -> Answer:
    """Several questions in one: their answers one after another, the figures asked for first."""
    count = max(len(a.figures) for a in answers)
    asked = [a.figures[i] for i in range(count) for a in answers if i < len(a.figures)]
    return Answer(
        ANSWERED,
        "".join(a.text for a in answers),
        tuple(asked),
        tuple(dict.fromkeys(c for a in answers for c in a.citations)),
        tuple(dict.fromkeys(w for a in answers for w in a.warnings)),
        str(plan),
    )


def _whoever(node: Compare, plan: Plan, bind: Binder) -> Answer:
    """Every department that prints the figure, in order; the others are named."""
    bindings = [bind(item) for item in node.items]
    bounds = [b for b in bindings if isinstance(b, Bound)]
    without = [b.item.department for b in bindings if not isinstance(b, Bound)]
    if len(bounds) < 2:
        raise Unanswered(next(b for b in bindings if not isinstance(b, Bound)))
    ordered = in_order(bounds, ascending=node.ascending)
    values = [printed(b, unit=plan.unit) for b in ordered]
    listed = "；".join(f"{i}. {b.fact.department} {v.text}" for i, (b, v) in enumerate(zip(ordered, values, strict=True), 1))
    first = ordered[0]
    extreme = "最低" if node.ascending else "最高"
    text = f"{first.fact.year}年{name_of(first)}{extreme}的是{first.fact.department}（{values[0].text}）。依次为：{listed}。"
    if without:
        text += f"没有这项数字的：{'、'.join(without)}。"
    return _answer(plan, text, values, ordered, caveat=True)


def _year_pairs(node: Compare) -> list[tuple[Item, Item]]:
    """Several figures of one department in two years: (later, earlier) for each figure; empty for other comparisons."""
    figures, years = {i.phrase for i in node.items}, {i.year for i in node.items}
    if len(figures) < 2 or len(years) < 2 or len({i.department for i in node.items}) > 1:
        return []
    return [(node.items[i], node.items[i + 1]) for i in range(0, len(node.items) - 1, 2)]


def _who(one: Bound, other: Bound) -> str:
    if one.fact.department != other.fact.department:
        return one.fact.department + (f"（{one.fact.year}年）" if one.fact.year != other.fact.year else "")
    return f"{one.fact.year}年" if one.fact.year != other.fact.year else short(one)


def _turnover(node: Turnover, plan: Plan, lister: Lister) -> Answer:
    new, gone = lister.turnover(node)
    if not new and not gone and not lister.ranked(Ranking(node.department, node.base_year, "subjects", level=node.level)):
        raise Unanswered(Missing(Item(node.department, node.base_year, parse_phrase("")), "没有可以比较的科目"))
    came = "、".join(f"{_listed(b)} {format_amount(b.amount)}" for b in new) or "无"
    went = "、".join(f"{_listed(b)} {format_amount(b.amount)}" for b in gone) or "无"
    text = f"{node.department}{node.year}年与{node.base_year}年相比，{node.level}级科目新增：{came}；减少：{went}。"
    bounds = [*new, *gone]
    answer = _answer(plan, text, [printed(b, unit=plan.unit) for b in bounds], bounds)
    return replace(answer, status=ANSWERED)


def _ranking(node: Ranking, plan: Plan, lister: Lister) -> Answer:
    found = lister.listing(node)
    if not isinstance(found, Listing):
        raise Unanswered(found)
    parts, names = found.shown(node.top)
    if not parts:
        raise Unanswered(Missing(Item(node.department, node.year, node.head or parse_phrase("")), "没有符合条件的项目"))
    values = [printed(b, unit=plan.unit) for b in parts]
    listed = "；".join(f"{i}. {n} {v.text}" for i, (n, v) in enumerate(zip(names, values, strict=True), 1))
    head = f"{node.department}{node.year}年"
    results: list[Value] = []
    said: list[str] = []
    if node.count:
        results.append(Value(Amount(Decimal(len(found.rows)), "个"), f"{RANKED[node.kind]}的个数"))
        said.append(f"共{len(found.rows)}个")
    if node.total:
        value = total(parts, unit=plan.unit)
        results.append(value)
        said.append(f"{len(parts)}项合计{value.text}（{value.formula}）")
    if said:
        told = [found.whole] if found.whole is not None and found.agreed and node.total else []
        agreed = "".join(f"{note}。" for note in found.agreed) if told else ""
        text = f"{head}{'，'.join(said)}。其中：{listed}。{agreed}"
        answer = _answer(plan, text, [*results, *values, *map(printed, told)], [*parts, *told])
    else:
        order = "按文件中的先后" if not found.ordered else "从低到高" if node.ascending else "从高到低"
        answer = _answer(plan, f"{head}（{order}{f'，前{node.top}位' if node.top > 1 else ''}）：{listed}。", values, parts)
    return replace(answer, warnings=tuple(dict.fromkeys([*answer.warnings, *found.notes])))


def _listed(bound: Bound) -> str:
    code = f"（{bound.fact.row_code}）" if bound.fact.row_code else ""
    return f"{short(bound)}{code}"


def _answer(
    plan: Plan, text: str, values: Sequence[Value], bounds: Sequence[Bound], *, absences: Sequence[Absent] = (), caveat: bool = False
) -> Answer:
    notes = list(dict.fromkeys(filter(None, (b.note for b in bounds))))
    guessed = [b for b in bounds if not b.exact]
    if guessed:
        text = text.rstrip("。") + "。（" + "；".join(dict.fromkeys(f"按“{b.fact.row_name}”这一项理解" for b in guessed)) + "）"
    figures = tuple(Figure(v.amount.value, v.amount.unit, v.label, v.formula, tuple(f.id for f in v.facts)) for v in values)
    warnings = [*plan.assumed, *contradictions(bounds), *(_caveats(bounds) if caveat else []), *notes]
    citations = [cite(f) for b in bounds for f in b.facts] + [
        Citation(a.form.doc, a.form.page, a.form.form, "", "", a.form.empty_reason, a.form.title) for a in absences
    ]
    status = ANSWERED if values or absences else NO_DATA
    return Answer(status, text, figures, once(citations), tuple(dict.fromkeys(warnings)), str(plan))


def contradictions(bounds: Iterable[Bound]) -> list[str]:
    """Where the document prints another figure for the same thing: said, with its place."""
    found = []
    for bound in bounds:
        for other in bound.others[:3]:
            place = other.provenance
            where = f"{place.title}" if place.title else place.doc
            at = f"第{place.page}页" if place.page else f"第{place.line}行" if place.line else ""
            shown = format_amount(reading_of(other))
            found.append(f"原文另有不同的数：{where}{at and '（' + at + '）'}写作{shown}，这里取{format_amount(bound.amount)}")
        if bound.amount.unit != bound.fact.unit:
            size = "大" if bound.fact.unit == "万元" else "小"
            found.append(
                f"《{bound.fact.provenance.title}》的单位印作{bound.fact.unit}，但数字比同一份文件其他处{size}一万倍，按{bound.amount.unit}理解"
            )
        if YEAR_DOUBTED in bound.fact.flags:
            found.append(f"《{bound.fact.provenance.title}》的表名写的是另一个年度，按文件的年度（{bound.fact.year}年）理解")
    return found


def _caveats(bounds: Sequence[Bound]) -> list[str]:
    years, bases = {b.fact.year for b in bounds}, {b.fact.basis for b in bounds}
    caveats = []
    if len(years) > 1 and len({b.fact.department for b in bounds}) > 1:
        caveats.append(f"年度不同（{'、'.join(map(str, sorted(years)))}年），只能作参考比较")
    if len(bases) > 1:
        caveats.append(f"口径不同（{'、'.join(sorted(bases))}），预算是计划数，决算是执行数")
    return caveats
