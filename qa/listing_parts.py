"""What a printed total is made of, in its own table, form or sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.amounts import MONEY
from index.facts import Fact
from qa.listing_rows import LEVELS, Rows, adds_up, finest, is_total, last, same_kind, without_details
from qa.matching import TOTAL_COLUMNS, best_first, role_of, yuan
from qa.normalise import bare

_FURTHEST = 16
"""Figures after a total among which its parts are looked for."""
_COLUMNED = ("F03", "B03", "F05", "B05", "F02", "B02", "F04", "B04")
"""Forms whose columns are kinds of income or expenditure, before those whose columns are funds."""


def parts(whole: Fact, facts: Sequence[Fact], level: str = "") -> Rows | None:
    """The parts of a printed total: those that come to it, else those that the document names as its parts; None where it prints none.
    `level` 款 or 项: of a classified subject the rows of that level instead of the next one."""
    held = same_kind([f for f in facts if f.year == whole.year and f.provenance.doc == whole.provenance.doc], whole)
    found = [rows for rows in _candidates(whole, held, level) if rows.facts]
    closing = next((rows for rows in found if len(rows.facts) > 1 and adds_up(rows.facts, whole)), None)
    return closing or next((rows for rows in found if len(rows.facts) > 1), None) or next(iter(found), None)


def columns(whole: Fact, facts: Sequence[Fact]) -> Rows | None:
    """The columns beside a total in its row (基本支出, 项目支出; 财政拨款收入, 其他收入); of a total that stands in a table without such
    columns those of another form's total row with the same figure."""
    held = same_kind([f for f in facts if f.year == whole.year and f.provenance.doc == whole.provenance.doc and f.form], whole)
    others = [f for f in held if last(f.column) in TOTAL_COLUMNS and is_total(f) and not f.row_code and yuan(f) == yuan(whole)]
    others = best_first([f for f in others if f.side in ("", whole.side) or not whole.side], _COLUMNED)
    found = [(total, beside) for total in (whole, *others) if (beside := _columns_beside(total, held)) and adds_up(beside, total)]
    found.sort(key=lambda pair: sum(bool(f.value) for f in pair[1]) < 2)
    return next((Rows(tuple(beside), total, across=True) for total, beside in found), None)


def composition(side: str, facts: Sequence[Fact]) -> Rows | None:
    """What a form without a functional classification prints as 收入构成 or 支出构成."""
    totals = [f for f in facts if f.row_name.startswith(f"{side}构成/") and is_total(f)]
    return next((Rows(tuple(rows), total) for total in totals if (rows := _named_below(total, facts))), None)


def _candidates(whole: Fact, held: Sequence[Fact], level: str) -> Iterator[Rows]:
    if whole.row_code:
        yield Rows(tuple(_children(whole, held, level)), whole)
    elif whole.origin == "table" and is_total(whole):
        yield Rows(tuple(_top_level(whole, held, level)), whole)
    if whole.origin != "sentence":
        yield Rows(tuple(_columns_beside(whole, held)), whole, across=True)
    yield Rows(tuple(_named_below(whole, held)), whole)
    if whole.origin == "table":
        yield Rows(tuple(_rows_before(whole, held)), whole)
    if whole.origin == "sentence":
        yield Rows(tuple(_told_next(whole, held)), whole)


def _table_of(whole: Fact, held: Sequence[Fact]) -> list[Fact]:
    """Rows of the same form in the same column and half."""
    return [
        f
        for f in held
        if (f.form, f.origin, f.column, f.side, f.basis) == (whole.form, whole.origin, whole.column, whole.side, whole.basis)
        and f.provenance.title == whole.provenance.title
    ]


def _children(whole: Fact, held: Sequence[Fact], level: str) -> list[Fact]:
    """Rows whose codes begin with the total's: of the next level printed, or of the level asked for."""
    rows = [f for f in _table_of(whole, held) if f.row_code.startswith(whole.row_code) and f.row_code != whole.row_code]
    rows = list({f.row_code: f for f in reversed(rows)}.values())[::-1]
    length = LEVELS.get(level, min((len(f.row_code) for f in rows), default=0))
    return [f for f in rows if len(f.row_code) == length]


def _top_level(whole: Fact, held: Sequence[Fact], level: str) -> list[Fact]:
    """Under the total row of a coded table its 类, or the level asked for."""
    rows = list({f.row_code: f for f in reversed(_table_of(whole, held)) if f.row_code.isdigit()}.values())[::-1]
    return [f for f in rows if len(f.row_code) == LEVELS[level or "类"]] or (finest(rows) if not level else [])


def _columns_beside(whole: Fact, held: Sequence[Fact]) -> list[Fact]:
    """The columns of the same row that a total is over: those beside 合计, or below its own name (项目资金总额/财政资金)."""
    row = [f for f in held if f is not whole and _same_row(f, whole)]
    below = _one_below(whole.column, row)
    if below or last(whole.column) not in TOTAL_COLUMNS:
        return below
    above = whole.column.rsplit("/", 1)[0] if "/" in whole.column else ""
    return _one_below(above, row)


def _same_row(fact: Fact, other: Fact) -> bool:
    def row(one: Fact) -> tuple[str, ...]:
        return (one.form, one.origin, one.row_code, one.row_name, one.side, one.basis, one.provenance.title)

    return row(fact) == row(other)


def _one_below(path: str, row: Sequence[Fact]) -> list[Fact]:
    """Of the columns below a header each one's own figure, or its 小计, and nothing below that."""
    depth = path.count("/") + 2 if path else 1
    named: dict[str, Fact] = {}
    for fact in row:
        steps = fact.column.split("/")
        if path and not fact.column.startswith(path + "/") or len(steps) < depth:
            continue
        deeper = len(steps) > depth
        if not deeper and steps[-1] in TOTAL_COLUMNS or deeper and (len(steps) > depth + 1 or steps[-1] not in ("小计", "合计")):
            continue
        named.setdefault(steps[depth - 1], fact)
    return list(named.values())


def _named_below(whole: Fact, held: Sequence[Fact]) -> list[Fact]:
    """Figures named after the total (车辆/机要通信用车 below 车辆; 支出构成/基本支出 beside 支出构成/合计)."""
    head = whole.row_name.rsplit("/", 1)[0] if "/" in whole.row_name and is_total(whole) else whole.row_name
    below = [
        f
        for f in held
        if f is not whole and f.origin == whole.origin and f.provenance.title == whole.provenance.title
        and f.row_name.startswith(head + "/") and "/" not in f.row_name[len(head) + 1 :]
        and role_of(f) == role_of(whole) and not is_total(f)
        and (whole.origin == "sentence" or f.column == whole.column)
    ]  # fmt: skip
    return list({f.row_name: f for f in reversed(below)}.values())[::-1]


def _rows_before(whole: Fact, held: Sequence[Fact]) -> list[Fact]:
    """The rows above a total, back to the total before it, or below a total that opens its table; rows that print 0 are no parts. A total
    before it may be one of its parts (本年收入合计 of 总计)."""
    table = _table_of(whole, held)
    if whole not in table or not is_total(whole):
        return []
    at = table.index(whole)
    before = [f for f in table[:at] if f.value]
    since = max((i + 1 for i, f in enumerate(before) if is_total(f)), default=0)
    options = [before[since:], before[max(since - 1, 0) :], [f for f in table[at + 1 :] if f.value and not is_total(f)]]
    for rows in options:
        plain = without_details(rows)
        if plain and adds_up(plain, whole):
            return plain
    return []


def _told_next(whole: Fact, held: Sequence[Fact]) -> list[Fact]:
    """The figures that a sentence tells right after a total and that come to it, each without what it is made of itself."""
    roles = {role_of(whole), ""} if role_of(whole) in ("", "预算", "决算", "执行数") else {role_of(whole)}
    told = [f for f in held if f.origin == "sentence" and f.provenance.title == whole.provenance.title and role_of(f) in roles]
    if whole not in told or not whole.value:
        return []
    at = told.index(whole)
    following = told[at + 1 : at + 1 + _FURTHEST]
    for end in range(2, len(following) + 1):
        for rows in (following[:end], without_details([f for f in following[:end] if f.value])):
            if len(rows) > 1 and adds_up(rows, whole) and _introduced(whole, rows):
                return list(rows)
    return []


_INTRODUCED = re.compile(r"其中|包括|包含|分别|组成|构成")


def _introduced(whole: Fact, rows: Sequence[Fact]) -> bool:
    """Are figures that come to a total its parts? Not those that stand beside it below one head, or bear its name. Two sums of money hardly
    come to a third by chance, two counts do: they have to be introduced (其中, 包括)."""
    above = whole.row_name.rpartition("/")[0]
    if any(bare(f.row_name) == bare(whole.row_name) for f in rows) or above and all(f.row_name.startswith(above + "/") for f in rows):
        return False
    if sum(bool(f.value) for f in rows) > (1 if whole.unit in MONEY else 2):
        return True
    return _INTRODUCED.search(whole.provenance.quote) is not None or _INTRODUCED.search(rows[0].provenance.quote) is not None
