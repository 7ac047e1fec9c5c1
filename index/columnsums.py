"""Which columns of a budget's table add up: its forms have other columns in every province, so the header's own shape and the rows say it.

A group's total (合计, 小计 or 总计 among its columns) is the sum of the other columns beside it. That is a conjecture until the rows bear
it out: 其中 columns, and columns that are merely listed beside a total, do not add up in any row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import is_money
from index.facts import Fact

Path = tuple[str, ...]

_TOTAL = re.compile(r"(?:[“”\"]*三公[“”\"]*经费)?(?:合计|总计|小计)|[“”\"]*三公[“”\"]*经费|金额")
_NO_PART = re.compile(r"其中|增减|增长|幅度|比率|占比|%|(?<!占)[比较](?:上年|20\d\d年)|备注|数量|单价|会议费|培训费|机关运行")
# 三公 is one line: its sums are known by their names. 购置 and 运行 are parts of 公务用车, wherever they stand
_CERTAIN = re.compile(r".*(?:因公出国|公务接待|公务用车|购置|运行).*")
_HALVES = {frozenset(("基本支出", "项目支出")), frozenset(("人员经费", "公用经费")), frozenset(("人员经费", "日常公用经费"))}
_CARS = re.compile(r".*公务用车(?!.*(?:购置|运行)).*|.*购置.*运行.*|.*运行.*购置.*")
# a conjecture needs rows that could have spoken against it
_LEAST_ROWS = 2


@dataclass(frozen=True)
class ColumnSum:
    """In one row, what the total column prints and what it is the sum of."""

    total: Fact
    parts: tuple[Fact, ...]


def column_sums(facts: Sequence[Fact]) -> Iterator[ColumnSum]:
    """The sums across the columns of one form's facts that hold in most rows, in each row, whether they hold there or not."""
    tables: dict[tuple[str, str, int, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if is_money(fact.unit):
            tables[fact.provenance.title, fact.side, fact.year, fact.unit].append(fact)
    for members in tables.values():
        rows = _rows(members)
        columns = list(dict.fromkeys(path for cells in rows for path in cells))
        for total, parts in _conjectures(columns):
            yield from _borne_out(total, parts, rows)


def _rows(facts: Sequence[Fact]) -> list[dict[Path, Fact]]:
    """The facts by row and column; the same subject printed again is another row."""
    rows: dict[tuple[object, ...], list[dict[Path, Fact]]] = defaultdict(lambda: [{}])
    for fact in facts:
        same = rows[fact.row_code, fact.row_name, fact.provenance.page, fact.provenance.line]
        path = tuple(fact.column.split("/"))
        if path in same[-1]:
            same.append({})
        same[-1][path] = fact
    return [cells for same in rows.values() for cells in same]


def _conjectures(columns: Sequence[Path]) -> Iterator[tuple[Path, tuple[tuple[Path, ...], ...]]]:
    """Each total with its parts; a part is a column, or the columns of a group that has no total of its own."""
    groups: dict[Path, dict[str, list[Path]]] = defaultdict(lambda: defaultdict(list))
    for path in columns:
        for depth in range(len(path)):
            groups[path[:depth]][path[depth]].append(path)
    for prefix, members in groups.items():
        totals = [name for name in members if _TOTAL.fullmatch(name)]
        if len(totals) != 1 or members[totals[0]] != [(*prefix, totals[0])]:
            continue
        names = [name for name in members if name != totals[0] and not _NO_PART.search(name)]
        if any(_CARS.fullmatch(name) for name in names):
            names = [name for name in names if _CARS.fullmatch(name) or not re.search("购置|运行", name)]
        parts = [_part((*prefix, name), members[name]) for name in names]
        if len(parts) > 1 or (parts and len(parts[0]) > 1):
            yield (*prefix, totals[0]), tuple(parts)


def _part(node: Path, paths: Sequence[Path]) -> tuple[Path, ...]:
    """A node's own figure: its total where it has one, else all its columns."""
    own = [p for p in paths if len(p) == len(node) + 1 and _TOTAL.fullmatch(p[-1])]
    return tuple(own[:1] or (p for p in paths if not any(_NO_PART.search(name) for name in p[len(node) :])))


def _borne_out(total: Path, parts: Sequence[Sequence[Path]], rows: Sequence[Mapping[Path, Fact]]) -> Iterator[ColumnSum]:
    sums = []
    for cells in rows:
        found = tuple(cells[path] for part in parts for path in part if path in cells)
        if total in cells and found:
            sums.append(ColumnSum(cells[total], found))
    speaking = [s for s in sums if sum(1 for p in s.parts if p.value) > 1]
    held = sum(map(_holds, speaking))
    names = [path[len(total) - 1 :] for part in parts for path in part]
    certain = all(_CERTAIN.fullmatch("/".join(name)) for name in names) or {name[0] for name in names} in _HALVES
    if certain or (held >= _LEAST_ROWS and held * 2 > len(speaking)):
        yield from sums


def _holds(found: ColumnSum) -> bool:
    exponent = found.total.value.as_tuple().exponent
    last = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(found.total.value - sum((p.value for p in found.parts), Decimal(0))) <= last * (len(found.parts) + 1) / 2
