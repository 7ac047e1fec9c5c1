"""Whether a dump prints a form row by row.

One that prints it column by column (names, then their figures) gives rows the figures of others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.amounts import compact
from index.textheads import Layout
from index.textrows import NUMBER, RawRow, bare_name

_SCATTERED = "本表的名称和数字没有逐行印出，无法确定本行的数字"
_EMPTY_ROWS = 0.1
"""A form with one row a code leaves out rows without figures; with more of them than this share, the figures stand elsewhere."""


def distrusted_order(rows: Sequence[RawRow], layout: Layout, kind: str, complete: bool) -> list[RawRow]:
    """The rows of a form, doubted where it is not printed row by row, but for those whose figures stand on the line of their name.

    `kind`: the form's layout; `complete`: its expenditure half has no rows without figures (budgets).
    """
    if kind not in ("subjects", "halves", "economic") or not _is_scattered(rows, layout, kind, complete):
        return list(rows)
    return [row if row.doubt or (is_local(row) and _is_named(row)) else replace(row, doubt=_SCATTERED) for row in rows]


def _is_named(row: RawRow) -> bool:
    """Whether a row has a name of its own, not the 合计 of a header."""
    return len(row.name) > (0 if row.code else 2)


def is_local(row: RawRow) -> bool:
    """Whether all figures of a row stand on one line, and its code or the end of its name with them."""
    lines = {t.line for t in row.figures}
    if len(lines) != 1 or row.with_next:
        return not row.figures
    text = compact(next(iter(lines)).text)
    return (bool(row.code) and row.code in text) or compact(bare_name(row.name)) in text


def _is_scattered(rows: Sequence[RawRow], layout: Layout, kind: str, complete: bool) -> bool:
    printed = [sum(t.kind == NUMBER for t in row.figures) for row in rows]
    shared = [row.with_next or (i > 0 and rows[i - 1].with_next) for i, row in enumerate(rows)]
    if any(n > _width(row, both, layout, kind) for row, both, n in zip(rows, shared, printed, strict=True)):
        return True
    if kind == "halves":
        return complete and _halves_scattered(rows, printed)
    empty = sum(1 for row, n in zip(rows, printed, strict=True) if row.code and not n)
    return kind == "subjects" and any(printed) and empty >= 2 and empty > _EMPTY_ROWS * len(rows)


def _halves_scattered(rows: Sequence[RawRow], printed: Sequence[int]) -> bool:
    """Whether expenditure has no figure, or the halves' rows do not take turns."""
    spending = [n for row, n in zip(rows, printed, strict=True) if row.side == "支出" and row.name.endswith("支出")]
    if any(spending) and not all(spending):
        return True
    last = max((i for i, row in enumerate(rows) if row.side == "支出" and row.name.endswith("支出")), default=0)
    pairs = zip(pairwise(rows[:last]), pairwise(printed), strict=False)
    return any((a.side, b.side) == ("收入", "收入") and not n and m and not is_local(b) for (a, b), (n, m) in pairs)


def _width(row: RawRow, both: bool, layout: Layout, kind: str) -> int:
    """How many figures a row can have; `both`: those of the other half's row are among them."""
    if kind != "halves":
        return len(layout.columns)
    income, expenditure = 1, len(layout.columns) - 1
    return income + expenditure if both else income if row.side == "收入" else expenditure
