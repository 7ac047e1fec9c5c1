"""Accounting identities as data: what must hold within a form, down its hierarchy and between forms.

Never repairs, never prints: it says which identity does not hold and by how much. Tolerances follow from rounding: a sum of n figures
printed to a unit's last place may be off by (n + 1) half places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import plain
from index.facts import Fact
from index.forms import forms


@dataclass(frozen=True)
class Discrepancy:
    """An identity that does not hold: `left` should equal `right`, both in the form's unit. `severity`: 提示 (a cent or two beyond
    rounding) or 错误."""

    doc: str
    page: int | None
    rule: str
    severity: str
    message: str
    left: Decimal
    right: Decimal
    difference: Decimal


@dataclass(frozen=True)
class _Identity:
    rule: str
    words: str
    total: Fact
    parts: tuple[Fact, ...]


def check(facts: Sequence[Fact]) -> tuple[int, list[Discrepancy]]:
    """(identities that hold, the ones that do not) over the table facts of one document."""
    held, failed = 0, []
    for identity in _identities([f for f in facts if f.origin == "table" and f.form]):
        left, right = identity.total.value, sum((p.value for p in identity.parts), Decimal(0))
        difference = left - right
        if abs(difference) <= _tolerance(identity.total, len(identity.parts)):
            held += 1
            continue
        severity = "提示" if abs(difference) <= 4 * _tolerance(identity.total, len(identity.parts)) else "错误"
        where = identity.total.provenance
        message = f"{where.title}：{identity.words}应为{plain(right)}，印作{plain(left)}，相差{plain(difference)}{identity.total.unit}"
        failed.append(Discrepancy(where.doc, where.page, identity.rule, severity, message, left, right, difference))
    return held, failed


def _tolerance(total: Fact, parts: int) -> Decimal:
    exponent = total.value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Decimal(parts + 1) * Decimal("0.5").scaleb(-places)


def _identities(facts: list[Fact]) -> Iterator[_Identity]:
    by_form: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_form[fact.form].append(fact)
    for form_id, members in by_form.items():
        yield from _row_identities(form_id, members)
        yield from _hierarchy_identities(members)
    yield from _between_forms(by_form)


def _row_identities(form_id: str, facts: list[Fact]) -> Iterator[_Identity]:
    """Total column = sum of its parts, as the forms print beneath themselves."""
    form = forms()[form_id]
    columns = form.expenditure_columns or form.columns
    rows: dict[tuple[str, str, str, object], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if not form.expenditure_columns or fact.side == "支出":
            rows[fact.side, fact.row_code, fact.row_name, fact.provenance.line or fact.provenance.page][_last(fact.column)] = fact
    if form.layout == "line":
        return  # header paths vary in depth there; the sums are checked by placement
    for cells in rows.values():
        for total, parts in form.identities:
            head = cells.get(columns[total - 1]) or next((cells[c] for c in form.other_columns if c in cells), None)
            found = tuple(cells[columns[i - 1]] for i in parts if columns[i - 1] in cells)
            if head is not None and found:
                name = head.row_name or head.row_code
                yield _Identity("行内合计", f"“{name}”一行各栏之和", head, found)


def _hierarchy_identities(facts: list[Fact]) -> Iterator[_Identity]:
    """类 = Σ款, 款 = Σ项, per column."""
    columns: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.row_code.isdigit():
            columns[fact.column].setdefault(fact.row_code, fact)
    for cells in columns.values():
        children: dict[str, list[Fact]] = defaultdict(list)
        for code, fact in cells.items():
            if len(code) in (5, 7) and code[:-2] in cells:
                children[code[:-2]].append(fact)
        for code, parts in children.items():
            yield _Identity(
                "科目合计", f"{code}{cells[code].row_name}（{_last(cells[code].column)}）下级科目之和", cells[code], tuple(parts)
            )


def _between_forms(by_form: dict[str, list[Fact]]) -> Iterator[_Identity]:
    """The same figure in two forms."""

    def find(form: str, names: Sequence[str], columns: Sequence[str] = (), side: str = "") -> Fact | None:
        for fact in by_form.get(form, []):
            if fact.row_name in names and (not columns or _last(fact.column) in columns) and (not side or fact.side == side):
                return fact
        return None

    pairs = [
        ("F01 本年收入 = F02 合计", find("F01", ["本年收入合计"]), find("F02", ["合计"], ["本年收入合计"])),
        ("F01 本年支出 = F03 合计", find("F01", ["本年支出合计"]), find("F03", ["合计"], ["本年支出合计"])),
        ("F04 一般公共预算 = F05 合计", find("F04", ["本年支出合计"], ["一般公共预算财政拨款"]), find("F05", ["合计"], ["小计", "合计"])),
        ("F01 收入总计 = 支出总计", find("F01", ["总计"], (), "收入"), find("F01", ["总计"], (), "支出")),
        ("F04 收入总计 = 支出总计", find("F04", ["总计"], (), "收入"), find("F04", ["总计"], ["合计"], "支出")),
        ("B01 收入总计 = 支出总计", find("B01", ["收入总计", "总计"], (), "收入"), find("B01", ["支出总计", "总计"], (), "支出")),
    ]  # fmt: skip
    for rule, left, right in pairs:
        if left is not None and right is not None:
            yield _Identity("表间", rule, left, (right,))
    basic = find("F05", ["合计"], ["基本支出"])
    staff, office = find("F06", ["人员经费合计"]), find("F06", ["公用经费合计"])
    if basic is not None and staff is not None and office is not None:
        yield _Identity("表间", "F05 基本支出 = F06 人员经费 + 公用经费", basic, (staff, office))


def _last(column: str) -> str:
    return column.rsplit("/", 1)[-1]
