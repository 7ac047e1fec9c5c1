"""Tables without a header: labels and what they say side by side (会议名称 | 某会 | 参会人数 | 120)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.captions import unit_in_label
from index.documents import Gap
from index.headers import VALUE, Column, Segment, is_entry_of_words, is_figure, is_header_word, label
from index.rows import Cells, cell_value, row_name
from index.tables import Row, Value

_NAMING = re.compile(r".*(?:名称|项目|内容|事项)")


@dataclass(frozen=True)
class _Pair:
    """A label and the cell right of it; `index` is the column of that cell."""

    label: str
    cell: str
    index: int


def is_key_value(rows: Sequence[Cells]) -> bool:
    """Whether every row is pairs of a label and its value. Two halves side by side with a header of their own are none."""
    pairs = [_pairs(row) for row in rows if any(label(c) for c in row.cells)]
    if len(pairs) < 2 or any(not row for row in pairs) or max(map(len, pairs)) < 2:
        return False
    flat = [pair for row in pairs for pair in row]
    if any(is_header_word(pair.cell) or is_header_word(pair.label) for pair in pairs[0]):
        return False
    labels = [label(pair.label) for pair in flat]
    return any(is_figure(pair.cell) for pair in flat) and len(set(labels)) == len(labels)


def _pairs(row: Cells) -> list[_Pair]:
    """The row as pairs; none where it is no row of pairs."""
    shown = [(i, cell) for i, cell in enumerate(row.cells) if cell is not None]
    while len(shown) > 2 and not label(shown[-1][1]) and not label(shown[-2][1]):
        shown = shown[:-2]
    if len(shown) % 2:
        return []
    pairs = [_Pair(a, b, i) for (_, a), (i, b) in zip(shown[::2], shown[1::2], strict=True)]
    sound = all(re.search(r"[一-鿿]", pair.label) and not is_figure(pair.label) and len(label(pair.label)) <= 30 for pair in pairs)
    return pairs if sound else []


def key_value_rows(rows: Sequence[Cells], unit: str) -> tuple[list[Row], list[Gap]]:
    """One row a printed row: the labels are its columns; the table's first named thing is its name."""
    pairs = [(row, pair) for row in rows for pair in _pairs(row)]
    name = next((row_name(p.cell) for _, p in pairs if _NAMING.fullmatch(unit_in_label(label(p.label))[0]) and not is_figure(p.cell)), "")
    found: list[Row] = []
    gaps: list[Gap] = []
    for row in rows:
        values: list[Value] = []
        for _, pair in [(r, p) for r, p in pairs if r is row]:
            words, own = unit_in_label(label(pair.label))
            column = Column(pair.index, VALUE, (row_name(words.rstrip(":")),), own)
            if not label(pair.cell) or is_entry_of_words(words):
                continue
            value = cell_value(row, column, pair.cell, None, unit, "", Segment((), (column,)))
            if isinstance(value, Value):
                values.append(value)
            elif value:
                gaps.append(Gap(row.page, row.quote[:60], value))
        if values:
            found.append(Row("", "", name, tuple(values), row.quote, row.page))
    return found, gaps
