"""Answers that list figures under one head, and which subjects came and went between two years."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from index.amounts import Amount, format_amount
from qa.answer_parts import Unanswered, Work, absence_text, answered
from qa.answers import ANSWERED, Answer
from qa.bind import Absent, Bound, Missing
from qa.execute import Value, printed, short, total
from qa.phrases import Phrase
from qa.plan import RANKED, Item, Ranking, Turnover, limit_words
from qa.rankings import Listing


def ranking(node: Ranking, work: Work) -> Answer:
    """The figures in order of size, so many as are asked for; their sum and their number where those are."""
    found = work.lister.listing(node)
    if isinstance(found, Absent):
        return answered(work, f"{node.department}：{absence_text(found)}。", [], [], absences=[found])
    if not isinstance(found, Listing):
        raise Unanswered(found)
    if not found.rows:
        return _none(node, work)
    parts, names = found.shown(node.top)
    values = [printed(b, unit=work.unit) for b in parts]
    order = "；".join(f"{i}. {name} {value.text}" for i, (name, value) in enumerate(zip(names, values, strict=True), 1))
    what = _what(node, found)
    head = f"{node.department}{node.year}年{what}"
    results: list[Value] = []
    said: list[str] = []
    if node.count:
        facts = tuple(b.fact for b in found.rows)
        results.append(Value(Amount(Decimal(len(found.rows)), "个"), f"{what}的个数", f"共列出{len(found.rows)}个", facts))
        said.append(f"共{len(found.rows)}个")
    if node.total:
        value = total(parts, unit=work.unit)
        results.append(value)
        said.append(f"{len(parts)}项合计{value.text}")
    if not said and node.top == 1:
        text = f"{head}中最{'低' if node.ascending else '高'}的是{names[0]}，为{values[0].text}。"
        return answered(work, text, values, parts, warnings=found.notes)
    if not said:
        way = "按文件中的先后" if not found.ordered else "从低到高" if node.ascending else "从高到低"
        text = f"{head}（{way}{f'，前{node.top}位' if node.top > 1 else ''}）：{order}。"
        return answered(work, text, values, parts, warnings=found.notes)
    told = [found.whole] if found.whole is not None and found.agreed and node.total else []
    agreed = "".join(f"{note}。" for note in found.agreed) if told else ""
    used = found.rows if node.count else parts
    return answered(
        work,
        f"{head}{'，'.join(said)}：{order}。{agreed}",
        [*results, *values, *map(printed, told)],
        [*used, *told],
        warnings=found.notes,
    )


def _what(node: Ranking, found: Listing) -> str:
    """What is listed, with the limit that it keeps to."""
    basis = found.rows[0].fact.basis if found.rows and found.rows[0].fact.basis != "绩效" else ""
    head = (node.head.words or node.head.measure or "".join(node.head.codes[:1])) if node.head else ""
    kind = RANKED[found.kind or node.kind].replace("科目", f"{node.level}级科目" if node.level else "科目")
    return f"{basis}{head and f'{head}的'}{kind}{node.role and f'（{node.role}）'}{_limit(node)}"


def _limit(node: Ranking) -> str:
    said = []
    if node.threshold:
        said.append(f"{limit_words(node)}{format_amount(node.threshold)}")
    if node.equal:
        said.append(f"等于{format_amount(node.equal)}")
    return f"中{'、'.join(said)}的" if said else ""


def _none(node: Ranking, work: Work) -> Answer:
    """Nothing keeps to the limit: which is an answer, where there is a list at all."""
    found = work.lister.listing(replace(node, threshold=None, below=False, equal=None, top=0))
    if not isinstance(found, Listing) or not found.rows:
        raise Unanswered(Missing(Item(node.department, node.year, node.head or Phrase("")), "没有可以排列的明细"))
    pairs = sorted(zip(found.rows, found.names, strict=True), key=_size)
    nearest, name = pairs[0] if node.below else pairs[-1]
    value = printed(nearest, unit=work.unit)
    what, count = _what(node, found), len(found.rows)
    number = Value(Amount(Decimal(0), "个"), f"{what}的个数", f"{count}个中0个", tuple(b.fact for b in found.rows))
    text = f"{node.department}{node.year}年{what}一个也没有（共{count}个，最{'小' if node.below else '大'}的是{name}，{value.text}）。"
    return answered(work, text, [number, value], found.rows)


def _size(pair: tuple[Bound, str]) -> Decimal:
    amount = pair[0].amount
    return amount.value if amount.yuan is None else amount.yuan


def turnover(node: Turnover, work: Work) -> Answer:
    """Subjects that are in one year's forms and not in the other's."""
    new, gone = work.lister.turnover(node)
    missing = [y for y in (node.year, node.base_year) if not _listed_in(y, node, work)]
    if not new and not gone and missing:
        item = Item(node.department, missing[0], Phrase(""), node.basis)
        raise Unanswered(Missing(item, "没有可以比较的科目"))
    came = "、".join(f"{_named(b)} {format_amount(b.amount)}" for b in new) or "无"
    went = "、".join(f"{_named(b)} {format_amount(b.amount)}" for b in gone) or "无"
    text = f"{node.department}{node.year}年与{node.base_year}年相比，{node.level}级科目新增：{came}；减少：{went}。"
    bounds = [*new, *gone]
    return replace(answered(work, text, [printed(b, unit=work.unit) for b in bounds], bounds), status=ANSWERED)


def _listed_in(year: int, node: Turnover, work: Work) -> bool:
    return bool(work.lister.ranked(Ranking(node.department, year, "subjects", level=node.level, basis=node.basis)))


def _named(one: Bound) -> str:
    code = f"（{one.fact.row_code}）" if one.fact.row_code else ""
    return f"{short(one)}{code}"
