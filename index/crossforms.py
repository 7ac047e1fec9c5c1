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
from index.evidence import BUDGET, FINAL, Said
from index.placement import Expectation
from index.subjects import codes_named
from index.textreading import Reading

_PARTS = ("基本支出", "项目支出")
_FUNDS = {"一般公共预算财政拨款": "F05", "政府性基金预算财政拨款": "F07", "国有资本经营预算财政拨款": "F08"}

Expected = Mapping[int, Sequence[Expectation]]


def expectations(reading: Reading, others: Mapping[str, Reading], said: Mapping[str, Sequence[Said]]) -> Expected:
    """For each row of `reading`, what the other forms (by id, as far as they are placed) and the sentences `said` (by form id) expect."""
    others = {id_: r for id_, r in others.items() if r.unit == reading.unit and r is not reading}
    found: dict[int, list[Expectation]] = defaultdict(list)
    if reading.id == "F09":
        found[0] += _said_of_line(reading, said.get("F09", ())) + _basic_receptions(reading, others.get("F06"))
        return found
    total = reading.total_row()
    if total is not None and reading.kind == "subjects":
        found[total] += _said_of_total(reading, said.get(reading.id, ()))
    if reading.id == "F02" and total is not None and "F01" in others:
        found[total] += _income_by_source(reading, others["F01"])
    if reading.id == "F05" and total is not None and "F06" in others:
        found[total] += _basic_expenditure(reading, others["F06"])
    if reading.id in ("F03", "F05", "F07", "F08"):
        for other in ("F03",) if reading.id != "F03" else ("F05", "F07", "F08"):
            if other in others:
                _same_subject(reading, others[other], found)
    if reading.id in ("F07", "F08") and total is not None:
        for other in ("F04", "F01"):
            if other in others:
                found[total] += _fund_balances(reading, others[other])
    if reading.id == "F04":
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


def _said_of_line(reading: Reading, said: Iterable[Said]) -> list[Expectation]:
    if reading.unit not in MONEY:
        return []
    cells = {_item(path): i for i, path in enumerate(reading.layout.columns)}
    return [_in_unit(s, cells[s.name], reading) for s in said if s.name in cells]


def _item(path: str) -> str:
    """A 三公 column by its half and item, whatever its header calls the item: "决算数/运行费"."""
    half = BUDGET if BUDGET in path else FINAL
    rest = re.sub(rf"^{half}/|/{half}$", "", path)
    leaf = rest.rsplit("/", 1)[-1]
    if "/" in rest and leaf != "小计":
        leaf = "运行费" if "运行" in leaf else "购置费"
    return f"{half}/{'因公出国(境)费' if '出国' in leaf else leaf}"


_BASIC = {"30212": "因公出国(境)费", "30217": "公务接待费", "30231": "运行费"}


def _basic_receptions(reading: Reading, basic: Reading | None) -> list[Expectation]:
    """F06 prints what 基本支出 holds of 三公: the whole is at least that."""
    if basic is None:
        return []
    cells = {_item(path): i for i, path in enumerate(reading.layout.columns)}
    found = []
    for row, raw in enumerate(basic.rows):
        column = cells.get(f"{FINAL}/{_BASIC.get(raw.code, '')}")
        value = basic.value(row, 0)
        if column is not None and value:
            slack = Decimal(1).scaleb(-reading.places)
            found.append(Expectation(column, value - slack, None, f"基本支出明细表{raw.code}{raw.name}"))
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
    if column is None or len(groups) != 2 or None in groups:
        return []
    value = sum((g for g in groups if g is not None), Decimal(0))
    slack = Decimal("1.5").scaleb(-reading.places)
    return [Expectation(column, value - slack, value + slack, "基本支出明细表合计")] if value else []


def _total_column(reading: Reading) -> int | None:
    names = ("小计", "合计", "本年支出合计")
    return next((i for name in names if (i := reading.column(name)) is not None), None)


def _same_subject(reading: Reading, other: Reading, found: dict[int, list[Expectation]]) -> None:
    """Where two forms print the same total for a subject, its 基本 and 项目支出 are the same, and nothing else is spent on it."""
    mine, theirs = _total_column(reading), _total_column(other)
    if mine is None or theirs is None:
        return
    by_key = {(raw.code or "合计"): i for i, raw in enumerate(other.rows)}
    for row, raw in enumerate(reading.rows):
        match = by_key.get(raw.code or "合计")
        if match is None or reading.value(row, mine) is None or reading.value(row, mine) != other.value(match, theirs):
            continue
        for name in _PARTS:
            here, there = reading.column(name), other.column(name)
            if here is None or there is None:
                continue
            value = other.value(match, there)
            if value is not None or other.settled(match):
                found[row].append(_exactly(here, value or Decimal(0), reading, f"{other.block.form.name}同一科目{name}"))


def _fund_balances(reading: Reading, summary: Reading) -> list[Expectation]:
    """F07 and F08 合计: 本年收入 and 年初结转和结余 as the income half of F04 (or F01) prints them for this fund."""
    fund = "政府性基金" if reading.id == "F07" else "国有资本经营"
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
    for fund, id_ in _FUNDS.items():
        column, other = reading.column(fund), others.get(id_)
        if column is None:
            continue
        if other is not None:
            values = _classes(other)
            for row, raw in enumerate(reading.rows):
                if raw.side != "支出" or not raw.figures:
                    continue
                key = "合计" if re.search(r"支出合计$", raw.name) else next((c for c in codes_named(raw.name) if len(c) == 3), raw.name)
                if key in values or (values and re.search(r"支出$", raw.name)) or _is_empty(other):
                    value = values.get(key, Decimal(0))
                    if value is not None and not _is_balance(raw.name):
                        found[row].append(_exactly(column, value, reading, f"{other.block.form.name}{raw.name}"))
        if (balance := _fund_total(reading, fund)) is not None:
            for row, raw in enumerate(reading.rows):
                if raw.side == "支出" and raw.name.endswith("总计"):
                    found[row].append(_exactly(column, balance, reading, f"收入方{fund}"))


def _is_balance(name: str) -> bool:
    return name.startswith(("年末", "结转", "年初")) or name.endswith("总计")


def _is_empty(reading: Reading) -> bool:
    return not any(raw.figures for raw in reading.rows)


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
    """本年收入 and 年初结转 of a fund in the income half; None where one of them is not certain or neither is printed."""
    kind = fund[:4]
    rows = [i for i, raw in enumerate(reading.rows) if raw.side == "收入" and raw.name.startswith(kind)]
    if len(rows) != 2 or not all(reading.settled(i) for i in rows):
        return None
    return sum((reading.value(i, 0) or Decimal(0) for i in rows), Decimal(0))
