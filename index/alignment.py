"""Tab-separated dumps whose columns cannot be trusted: figures to columns by what the form says, or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.amounts import parse_number
from index.documents import Gap
from index.forms import Form
from index.headers import CODE, COUNTER, NAME, VALUE, Column, Header, Segment, is_code, label
from index.rows import Cells, rounding

# labels that dumps tear into two cells
_TORN = {("项", "目"), ("栏", "次"), ("行", "次"), ("合", "计"), ("总", "计"), ("小", "计"), ("收", "入"), ("支", "出")}
# how far a row's cells may stand from where they belong
_FARTHEST = 3


def rejoined(rows: Sequence[Sequence[str | None]]) -> tuple[tuple[str | None, ...], ...]:
    """Rows with torn labels (项 | 目, 合 | 计) put together again in the first of their cells."""
    result = []
    for row in rows:
        cells = list(row)
        shown = [i for i, cell in enumerate(cells) if label(cell)]
        for first, second in zip(shown, shown[1:], strict=False):
            if (label(cells[first]), label(cells[second])) in _TORN:
                cells[first], cells[second] = label(cells[first]) + label(cells[second]), ""
        result.append(tuple(cells))
    return tuple(result)


def realigned(header: Header, body: Sequence[Cells], form: Form) -> tuple[Header, list[Cells], list[Gap]]:
    """Header and rows with every figure under the column that it belongs to; rows for which that is not certain are gaps."""
    rows = list(body)
    if not any(_figure_columns(header, [row]) for row in rows):
        return header, rows, []
    if not _known_columns(header, form, rows):
        by_form = _columns_by_form(header, form, rows)
        if by_form is None:
            gap = Gap(rows[0].page, form.name, "表头与数字错位，无法确定每个数字属于哪一栏，这张表的数字未采用")
            return Header(header.rows, header.columns), [], [gap]
        header = by_form
    if form.layout == "subjects":
        return _shifted_rows(header, rows, form)
    return _named_rows(header, rows) if form.layout in ("halves", "economic") else (header, rows, [])


def _same(a: str, b: str) -> bool:
    return re.sub(r"[“”\"'()]|维护", "", a) == re.sub(r"[“”\"'()]|维护", "", b)


def _names(form: Form) -> list[str]:
    return [path.rpartition("/")[2] for path in (*form.columns, *form.other_columns, *form.expenditure_columns)]


def _figure_columns(header: Header, rows: Sequence[Cells]) -> list[int]:
    """Columns that hold figures, codes and line numbers apart."""
    labels = {c.index for c in header.columns if c.kind == COUNTER}
    return [
        i
        for i in range(max((len(r.cells) for r in rows), default=0))
        if i not in labels and any(parse_number(r.cells[i]) is not None and not is_code(r.cells[i]) for r in rows)
    ]


def _known_columns(header: Header, form: Form, rows: Sequence[Cells]) -> bool:
    """Whether every column of figures is headed by one of the form's own columns; a lone figure beyond them is its row's matter."""
    values = {c.index: c for s in header.segments for c in s.values}
    use = Counter(i for row in rows for i in _figure_columns(header, [row]))
    used = [i for i, count in use.items() if count > 1 or (i in values and values[i].path) or len(rows) == 1]
    return all(i in values and any(_same(values[i].leaf, name) for name in (*_names(form), "金额", "合计")) for i in used)


def _columns_by_form(header: Header, form: Form, rows: Sequence[Cells]) -> Header | None:
    """Columns of figures in the form's own order, where there are as many and every row's sums hold; None where that is not so."""
    used = _figure_columns(header, rows)
    names = form.columns
    if form.layout not in ("subjects", "line") or len(used) != len(names) or used != list(range(used[0], used[-1] + 1)):
        return None
    printed = {text for row in header.rows for text in row}
    total = next((n for n in (names[0], *form.other_columns) if n in printed), names[0])
    paths = [tuple(name.split("/")) for name in (total if form.layout == "subjects" else names[0], *names[1:])]
    values = tuple(Column(i, VALUE, path) for i, path in zip(used, paths, strict=True))
    if not form.identities or not all(_balanced(row, values, form) for row in rows):
        return None
    first = next((c for c in header.columns if c.kind in (NAME, CODE)), Column(0, NAME, ()))
    labels = tuple(c if c.index != first.index else replace(c, kind=c.kind) for c in header.columns if c.index < used[0])
    return Header(header.rows, (*labels, *values), (Segment(labels or (first,), values),))


def _balanced(row: Cells, values: Sequence[Column], form: Form, shift: int = 0) -> bool:
    """Whether the form's sums hold in the row when its cells are read `shift` places further right; blanks count as nothing."""
    figures = [parse_number(row.cells[c.index + shift]) if 0 <= c.index + shift < len(row.cells) else None for c in values]
    for total, parts in form.identities:
        if max(total, *parts) > len(figures):
            continue
        whole = figures[total - 1]
        known = [f for f in (figures[p - 1] for p in parts) if f is not None]
        if whole is None:
            if known and sum(known) != 0:
                return False
        elif abs(sum(known, Decimal(0)) - whole) > rounding(whole, len(parts)):
            return False
    return True


def _shifted_rows(header: Header, rows: Sequence[Cells], form: Form) -> tuple[Header, list[Cells], list[Gap]]:
    values = tuple(c for s in header.segments for c in s.values)
    if len(values) != len(form.columns):
        return header, list(rows), []
    inside = {c.index for c in values}
    placed, gaps = [], []
    for row in rows:
        stray = [i for i in _figure_columns(header, [row]) if i not in inside]
        if not stray and _balanced(row, values, form):
            placed.append(row)
            continue
        shifts = [s for s in range(-_FARTHEST, _FARTHEST + 1) if s and _lands(row, values, s) and _balanced(row, values, form, s)]
        if len(shifts) == 1:
            placed.append(_moved(row, values, shifts[0]))
        elif stray:
            gaps.append(Gap(row.page, row.quote[:60], "这一行的数字与表头错位，无法确定属于哪一栏，未采用"))
        else:
            placed.append(row)  # every figure has its column; that they do not add up is for the checks to say
    return header, placed, gaps


def _named_rows(header: Header, rows: Sequence[Cells]) -> tuple[Header, list[Cells], list[Gap]]:
    """Side-by-side groups: a figure outside the columns of figures belongs to the name left of it, if that is followed by one figure only."""
    inside = {c.index for s in header.segments for c in s.values if c.path}
    placed, gaps = [], []
    for row in rows:
        if all(i in inside for i in _figure_columns(header, [row])):
            placed.append(row)
            continue
        moved = _by_names(row, header)
        if moved is None:
            gaps.append(Gap(row.page, row.quote[:60], "这一行的数字与表头错位，无法确定属于哪一栏，未采用"))
        else:
            placed.append(moved)
    return header, placed, gaps


def _by_names(row: Cells, header: Header) -> Cells | None:
    width = len(row.cells)
    names = [i for i, cell in enumerate(row.cells) if re.search(r"[一-鿿]", cell or "")]
    cells: list[str | None] = [cell if i in names else "" for i, cell in enumerate(row.cells)]
    for start, end in zip(names, [*names[1:], width], strict=True):
        figures = [i for i in range(start, end) if parse_number(row.cells[i]) is not None and not is_code(row.cells[i])]
        segment = next((s for s in header.segments if start in [c.index for c in s.labels]), None)
        values = [c for c in segment.values if c.path] if segment else []
        if len(values) != 1 or len(figures) > 1:
            return None
        if figures:
            cells[values[0].index] = row.cells[figures[0]]
    return replace(row, cells=tuple(cells)) if names else None


def _lands(row: Cells, values: Sequence[Column], shift: int) -> bool:
    """Whether all figures of the row stand in columns of figures, the total among them, once moved."""
    targets = {c.index + shift for c in values}
    figures = [i for i, cell in enumerate(row.cells) if parse_number(cell) is not None and not is_code(cell)]
    return bool(figures) and all(i in targets for i in figures) and figures[0] == values[0].index + shift


def _moved(row: Cells, values: Sequence[Column], shift: int) -> Cells:
    cells = list(row.cells)
    read = [row.cells[c.index + shift] if 0 <= c.index + shift < len(row.cells) else "" for c in values]
    for column in values:
        if 0 <= column.index + shift < len(cells):
            cells[column.index + shift] = ""
    for column, cell in zip(values, read, strict=True):
        cells[column.index] = cell
    return replace(row, cells=tuple(cells))
