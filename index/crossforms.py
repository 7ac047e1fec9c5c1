"""What the forms of one document say of each other's cells: expectations for placing figures.

A figure repeats itself: F01 lists by source what F02 totals by column; F03 and F05 print the same 基本 and 项目支出 where a subject's
expenditure is all 一般公共预算财政拨款; F04's columns are the totals of F05, F07 and F08; F06 adds up to the 基本支出 of F05.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from index.amounts import MONEY
from index.evidence import BUDGET, FINAL, OFFICE, Said
from index.placement import Expectation
from index.subjects import codes_named
from index.textreading import Reading
from index.textrows import RawRow

_PARTS = ("基本支出", "项目支出")
_FUNDS = {"一般公共预算": "F05", "政府性基金预算": "F07", "国有资本经营预算": "F08"}

Expected = Mapping[int, Sequence[Expectation]]


def expectations(reading: Reading, others: Mapping[str, Reading], said: Mapping[str, Sequence[Said]]) -> Expected:
    """For each row of `reading`, what the other forms (by id, as far as they are placed) and the sentences `said` (by form id) expect.

    Budgets and final accounts say nothing of each other; the forms of either hang together alike, so a budget's go by their `role`.
    """
    basis, role = reading.block.form.basis, reading.role
    own = [r for r in others.values() if r.unit == reading.unit and r.block.form.basis == basis and r is not reading]
    others = {r.role: r for r in own}
    found: dict[int, list[Expectation]] = defaultdict(list)
    if role == "F09":
        for row, expectation in (*_said_of_items(reading, said.get(reading.id, ())), *_basic_receptions(reading, others.get("F06"))):
            found[row].append(expectation)
        return found
    total = reading.total_row()
    if total is not None and reading.kind == "subjects":
        found[total] += _said_of_total(reading, said.get(reading.id, ()))
    if role == "F02" and total is not None and "F01" in others:
        found[total] += _income_by_source(reading, others["F01"])
    if role == "F05" and total is not None and "F06" in others:
        found[total] += _basic_expenditure(reading, others["F06"])
    if role in ("F03", "F05", "F07", "F08"):
        _spending_by_fund(reading, others, found)
    if role in ("F07", "F08") and total is not None:
        for other in ("F04", "F01"):
            if other in others:
                found[total] += _fund_balances(reading, others[other])
    if role == "F04":
        for row in _closing_rows(reading):
            found[row] += _said_of_total(reading, said.get(reading.id, ()))
        _funds_of_classes(reading, others, found)
    return found


def _exactly(column: int, value: Decimal, reading: Reading, source: str) -> Expectation:
    slack = Decimal(1).scaleb(-reading.places)
    return Expectation(column, value - slack, value + slack, source) if value else Expectation(column, Decimal(0), Decimal(0), source)


def _in_unit(said: Said, column: int, reading: Reading) -> Expectation:
    factor = MONEY[reading.unit]
    return Expectation(column, said.low / factor, said.high / factor, said.source)


def _said_of_total(reading: Reading, said: Iterable[Said]) -> list[Expectation]:
    if reading.unit not in MONEY:
        return []
    columns = {name: i for i, name in enumerate(reading.layout.columns)}
    return [_in_unit(s, columns[s.name], reading) for s in said if s.name in columns]


def _items(reading: Reading) -> dict[str, tuple[int, int]]:
    """The cells of 三公, row and column, by half and item, whatever the form calls the item: "决算数/运行费"."""
    if reading.by_item:
        return {_item(f"{half}/{raw.name}"): (i, j) for i, raw in enumerate(reading.rows) for j, half in enumerate(reading.layout.columns)}
    return {_item(path): (0, i) for i, path in enumerate(reading.layout.columns)}


def _item(path: str) -> str:
    half = BUDGET if BUDGET in path else FINAL
    if OFFICE in path:
        return f"{half}/{OFFICE}"
    rest = re.sub(rf"^[^/]*{half}/|/{half}$", "", path)
    leaf = rest.rsplit("/", 1)[-1]
    if "/" in rest and leaf != "小计":
        leaf = "运行费" if "运行" in leaf else "购置费"
    return f"{half}/{'因公出国(境)费' if '出国' in leaf else leaf}"


def _said_of_items(reading: Reading, said: Iterable[Said]) -> list[tuple[int, Expectation]]:
    if reading.unit not in MONEY:
        return []
    cells = _items(reading)
    return [(cells[s.name][0], _in_unit(s, cells[s.name][1], reading)) for s in said if s.name in cells]


_BASIC = {"30212": "因公出国(境)费", "30217": "公务接待费", "30231": "运行费"}


def _basic_receptions(reading: Reading, basic: Reading | None) -> list[tuple[int, Expectation]]:
    """F06 prints what 基本支出 holds of 三公: the whole is at least that."""
    if basic is None or reading.block.form.basis != "决算":
        return []
    cells = _items(reading)
    found = []
    for row, raw in enumerate(basic.rows):
        cell, value = cells.get(f"{FINAL}/{_BASIC.get(raw.code, '')}"), basic.value(row, 0)
        if cell is not None and value:
            slack = Decimal(1).scaleb(-reading.places)
            found.append((cell[0], Expectation(cell[1], value - slack, None, f"基本支出明细表{raw.code}{raw.name}")))
    return found


def _income_by_source(reading: Reading, summary: Reading) -> list[Expectation]:
    """F02 合计 by column = the income half of F01 by row; a row that F01 prints blank is a blank column."""
    sums: dict[str, Decimal] = {}
    for row, raw in enumerate(summary.rows):
        if raw.side != "收入" or not summary.settled(row) or re.search(r"合计$|总计$|结转|结余", raw.name):
            continue
        source = re.sub(r"^(?:一般公共|政府性基金|国有资本经营)预算财政拨款收入$", "财政拨款收入", raw.name.replace("上交", "上缴"))
        value = summary.value(row, 0) or Decimal(0)
        sums[source] = max(sums.get(source, Decimal(0)), value) if raw.name == source else sums.get(source, Decimal(0)) + value
    columns = {re.sub(r"/小计$", "", name).replace("上交", "上缴"): i for i, name in enumerate(reading.layout.columns)}
    return [_exactly(columns[name], value, reading, f"收支总表{name}") for name, value in sums.items() if name in columns]


def _basic_expenditure(reading: Reading, basic: Reading) -> list[Expectation]:
    column = reading.column("基本支出")
    groups = [basic.value(i, 0) for i, raw in enumerate(basic.rows) if re.match(r"人员经费|(?:日常)?公用经费", raw.name)]
    total = basic.total_row()
    if len(basic.layout.columns) == 3 and total is not None:
        groups = [basic.value(total, c) for c in (1, 2)]
    if column is None or len(groups) != 2 or None in groups:
        return []
    value = sum((g for g in groups if g is not None), Decimal(0))
    slack = Decimal("1.5").scaleb(-reading.places)
    return [Expectation(column, value - slack, value + slack, "基本支出明细表合计")] if value else []


def _total_column(reading: Reading) -> int | None:
    names = ("小计", "合计", "本年支出合计")
    return next((i for name in names if (i := reading.column(name)) is not None), None)


def _spending_by_fund(reading: Reading, others: Mapping[str, Reading], found: dict[int, list[Expectation]]) -> None:
    """F03 = F05 + F07 + F08 for a subject whose totals say so (nothing else is spent on it): then 基本 and 项目支出 add up too. Of other
    subjects, F03 has at least what one of the others has."""
    forms = {id_: r for id_, r in (*others.items(), (reading.role, reading)) if id_ in ("F03", "F05", "F07", "F08")}
    if "F03" not in forms or len(forms) == 1:
        return
    slack = Decimal(1).scaleb(-reading.places)
    for row, raw in enumerate(reading.rows):
        rows = {id_: row if form is reading else _row_of(form, raw) for id_, form in forms.items()}
        totals = {id_: t for id_, form in forms.items() if (t := _cell(form, rows[id_], _total_column(form))) is not None}
        if len(totals) < len(forms) or not totals["F03"]:
            continue
        for name in _PARTS:
            parts = {id_: p for id_, f in forms.items() if f is not reading and (p := _cell(f, rows[id_], f.column(name))) is not None}
            column, source = reading.column(name), f"{'、'.join(forms[id_].block.form.name for id_ in parts)}同一科目{name}"
            if column is None or not parts:
                continue
            if abs(_difference(totals, "F03")) <= slack and len(parts) == len(forms) - 1:
                value = sum(parts.values()) if reading.role == "F03" else _difference(parts, "F03")
                found[row].append(_exactly(column, max(Decimal(value), Decimal(0)), reading, source))
            elif reading.role == "F03":
                found[row].append(Expectation(column, max(sum(parts.values()) - 2 * slack, Decimal(0)), None, source))
            elif "F03" in parts:
                found[row].append(Expectation(column, Decimal(0), parts["F03"] + slack if parts["F03"] else Decimal(0), source))


def _difference(values: Mapping[str, Decimal], whole: str) -> Decimal:
    return values[whole] - sum((v for id_, v in values.items() if id_ != whole), Decimal(0))


def _row_of(reading: Reading, raw: RawRow) -> int | None:
    """The row of another form for the same subject; None where it has none."""
    if not raw.code:
        return reading.total_row()
    return next((i for i, other in enumerate(reading.rows) if other.code == raw.code), None)


def _cell(reading: Reading, row: int | None, column: int | None) -> Decimal | None:
    """A cell's value: 0 where it is certainly blank, None where it is not certain."""
    if row is None or column is None:
        return Decimal(0)
    value = reading.value(row, column)
    return Decimal(0) if value is None and reading.settled(row) else value


def _fund_balances(reading: Reading, summary: Reading) -> list[Expectation]:
    """F07 and F08 合计: 本年收入 and 年初结转和结余 as the income half of F04 (or F01) prints them for this fund."""
    fund = "政府性基金" if reading.role == "F07" else "国有资本经营"
    found = []
    opened = False
    for row, raw in enumerate(summary.rows):
        if raw.side != "收入":
            continue
        opened = opened or raw.name.startswith(("年初", "上年结转"))
        column = reading.column("年初结转和结余" if opened else "本年收入")
        if fund in raw.name and column is not None and summary.settled(row):
            found.append(_exactly(column, summary.value(row, 0) or Decimal(0), reading, f"{summary.block.form.name}{raw.name}"))
    return found


def _funds_of_classes(reading: Reading, others: Mapping[str, Reading], found: dict[int, list[Expectation]]) -> None:
    """F04 by fund: a class as F05, F07 and F08 print it, 本年支出合计 as their 合计, 总计 as the funds' income with their balances."""
    for name, id_ in _FUNDS.items():
        fund = name if reading.column(name) is not None else f"{name}财政拨款"
        column, other = reading.column(fund), others.get(id_)
        if column is None:
            continue
        if other is not None:
            values = _classes(other)
            for row, raw in enumerate(reading.rows):
                if raw.side != "支出" or not raw.figures:
                    continue
                key = "合计" if re.search(r"支出合计$", raw.name) else next((c for c in codes_named(raw.name) if len(c) == 3), raw.name)
                if key in values or (values and re.search(r"支出$", raw.name)) or other.empty:
                    value = values.get(key, Decimal(0))
                    if value is not None and not _is_balance(raw.name):
                        found[row].append(_exactly(column, value, reading, f"{other.block.form.name}{raw.name}"))
        if (balance := _fund_total(reading, fund)) is not None:
            for row in _closing_rows(reading):
                found[row].append(_exactly(column, balance, reading, f"收入方{fund}"))


def _closing_rows(reading: Reading) -> list[int]:
    """支出总计 of a form with two halves."""
    return [row for row, raw in enumerate(reading.rows) if raw.side == "支出" and raw.name.endswith("总计")]


def _is_balance(name: str) -> bool:
    return name.startswith(("年末", "结转", "年初")) or name.endswith("总计")


def _classes(other: Reading) -> dict[str, Decimal | None]:
    """Expenditure of each 类 (by code and by name) and in all, None where its figure is not placed."""
    column = _total_column(other)
    values: dict[str, Decimal | None] = {}
    if column is None:
        return values
    for row, raw in enumerate(other.rows):
        if not raw.code or len(raw.code) == 3:
            value = other.value(row, column)
            known = value if value is not None or not other.settled(row) else Decimal(0)
            values[raw.code or "合计"] = known
            values[raw.name] = known
    return values


def _fund_total(reading: Reading, fund: str) -> Decimal | None:
    """本年收入 and 年初结转 of a fund in the income half (budgets may have none of the latter); None where one of them is not certain."""
    kind = fund[:4]
    rows = [i for i, raw in enumerate(reading.rows) if raw.side == "收入" and raw.name.startswith(kind)]
    counts = (2,) if reading.block.form.basis == "决算" else (1, 2)
    if len(rows) not in counts or not all(reading.settled(i) for i in rows):
        return None
    return sum((reading.value(i, 0) or Decimal(0) for i in rows), Decimal(0))
