"""Tab-separated dumps whose columns cannot be trusted: figures to columns by what the form says, or not at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from index.amounts import parse_number
from index.documents import Gap
from index.forms import Form, groups_over
from index.headers import CODE, COUNTER, NAME, TEXT, VALUE, Column, Header, Segment, is_code, label
from index.rows import Cells, rounding
from index.textbudgets import budget_layout
from index.textheads import line_columns

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
    """Header and rows with every figure under the column that it belongs to; rows for which that is not certain are gaps.

    The row that numbers the columns (栏次 1 2 3 …) says best where they stand; then headers that are the form's own; then the columns of
    figures themselves, where there are as many as the form has and its sums hold in every row.
    """
    rows = list(body)
    if not any(_figures(header, row) for row in rows):
        return header, rows, []
    settled = (
        _by_numbers(header, form, rows)
        or (header if _is_known(header, form, rows) else None)
        or _by_order(header, form, rows)
        or _by_numbers(header, form, rows, beside=True)
    )  # fmt: skip
    if settled is None:
        gap = Gap(rows[0].page, form.name, "表头与数字错位，无法确定每个数字属于哪一栏，这张表的数字未采用")
        return Header(header.rows, header.columns), [], [gap]
    if form.layout == "subjects":
        return _shifted_rows(settled, rows, form)
    return _named_rows(settled, rows) if form.layout in ("halves", "economic") else (settled, rows, [])


def aligned(header: Header, body: Sequence[Cells]) -> tuple[Header, list[Cells], list[Gap]]:
    """The rows of a table of no standard form whose figures stand under figures' headers; a row with figures elsewhere is a gap."""
    inside = {c.index for s in header.segments for c in s.values}
    kept = [row for row in body if all(i in inside for i in _figures(header, row))]
    return header, kept, [_misplaced(row) for row in body if row not in kept]


# --- columns --------------------------------------------------------------------------------------------------------------


def _figures(header: Header, row: Cells) -> list[int]:
    """Where the row prints figures; codes and line numbers are none."""
    kinds = {c.index: c.kind for c in header.columns}
    return [
        i
        for i, cell in enumerate(row.cells)
        if parse_number(cell) is not None
        and not is_code(cell)
        and kinds.get(i) != COUNTER
        and not (kinds.get(i) == CODE and label(cell).isdecimal())
    ]


def _columns_of(header: Header, rows: Iterable[Cells]) -> list[int]:
    """Columns that hold figures in more than one row, or under a header; a lone figure elsewhere is its row's matter."""
    rows = list(rows)
    headed = {c.index for s in header.segments for c in s.values if c.path}
    use = Counter(i for row in rows for i in _figures(header, row))
    return sorted(i for i, count in use.items() if count > 1 or i in headed or len(rows) == 1)


def _targets(form: Form, words: str = "") -> list[tuple[str, str]]:
    """The form's columns of figures in printed order, as (side, name); `words`: the header's, where the printed names matter."""
    if form.id == "F09" and len(printed := line_columns(words, len(form.columns))) == len(form.columns):
        return [("", name) for name in printed]
    if form.id == "B09" and len((layout := budget_layout(form, [words])).orders) == 1 and len(layout.columns) == len(form.columns):
        return [("", layout.columns[place]) for place in layout.orders[0]]
    if form.layout != "halves":
        return [("", name) for name in form.columns]
    return [("收入", form.columns[0]), *(("支出", name) for name in form.expenditure_columns or form.columns)]


def _by_numbers(header: Header, form: Form, rows: Sequence[Cells], beside: bool = False) -> Header | None:
    """Columns where the header numbers them, if it numbers as many as the form has and all figures stand there (with `beside`: in forms
    with sums, which say how far a row is shifted, there or a few places away)."""
    targets = _targets(form)
    for labels in header.rows:
        numbered = [(i, int(m.group(1))) for i, text in enumerate(labels) if (m := re.fullmatch(r"\(?(\d{1,2})\)?栏?", text))]
        if form.layout != "economic" and [n for _, n in numbered] == list(range(1, len(targets) + 1)):
            places = [i for i, _ in numbered]
            built = _built(header, form, rows, places)
            used = _columns_of(built, rows)
            if set(used) <= set(places):
                return built
            if beside and form.layout == "subjects" and form.identities and places[0] <= used[0] and used[-1] <= places[-1] + _FARTHEST:
                return built
    return None


def _is_known(header: Header, form: Form, rows: Sequence[Cells]) -> bool:
    """Whether every column of figures is headed by one of the form's own columns."""
    names = [path.rpartition("/")[2] for path in (*form.columns, *form.other_columns, *form.expenditure_columns)]
    values = {c.index: c for s in header.segments for c in s.values}
    return all(i in values and any(_same(values[i].leaf, name) for name in (*names, "金额", "合计")) for i in _columns_of(header, rows))


def _same(a: str, b: str) -> bool:
    return re.sub(r"[“”\"'()]|维护", "", a) == re.sub(r"[“”\"'()]|维护", "", b)


def _by_order(header: Header, form: Form, rows: Sequence[Cells]) -> Header | None:
    """Columns of figures in the form's own order, where there are as many and every row's sums hold."""
    used = _columns_of(header, rows)
    if form.layout not in ("subjects", "line") or len(used) != len(form.columns) or used[-1] - used[0] != len(used) - 1:
        return None
    built = _built(header, form, rows, used)
    values = built.segments[0].values
    return built if form.identities and all(_balanced(row, values, form) for row in rows) else None


def _built(header: Header, form: Form, rows: Sequence[Cells], places: Sequence[int]) -> Header:
    """A header from the form itself: its columns of figures at `places`, the others by what stands in them."""
    printed = {text for labels in header.rows for text in labels}
    words = "".join(text for labels in header.rows for text in labels)
    values = []
    for place, (side, name) in zip(places, _targets(form, words), strict=True):
        if name == form.columns[0] and name not in printed:
            name = next((other for other in form.other_columns if other in printed and other != "金额"), name)
        values.append((side, Column(place, VALUE, tuple(name.split("/")))))
    groups = groups_over(form, [column.path[-1] for _, column in values], words)
    values = [(side, replace(column, path=(*over, *column.path))) for (side, column), over in zip(values, groups, strict=True)]
    width = max(len(row.cells) for row in rows)
    labels = [_label_column(i, [row.cells[i] for row in rows], form) for i in range(width) if i not in places]
    segments = []
    start = 0
    for side in dict.fromkeys(side for side, _ in values):
        own = tuple(column for s, column in values if s == side)
        segments.append(Segment(tuple(c for c in labels if start <= c.index < own[0].index), own, side))
        start = own[-1].index
    columns = sorted([*labels, *(column for _, column in values)], key=lambda c: c.index)
    return Header(header.rows, tuple(columns), tuple(segments))


def _label_column(index: int, cells: Sequence[str | None], form: Form) -> Column:
    shown = [label(cell) for cell in cells if label(cell)]
    digits = sum(text.isdecimal() for text in shown)
    if digits and 2 * digits > len(shown):
        return Column(index, CODE if form.layout in ("subjects", "economic") else COUNTER, ())
    return Column(index, NAME if any(re.search(r"[一-鿿]", text) for text in shown) else TEXT, ())


# --- rows -----------------------------------------------------------------------------------------------------------------


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
    """Rows whose figures stand beside their columns are moved where one move alone makes the form's sums hold."""
    values = tuple(c for s in header.segments for c in s.values)
    inside = {c.index for c in values}
    complete = len(values) == len(form.columns)
    placed, gaps = [], []
    for row in rows:
        stray = any(i not in inside for i in _figures(header, row))
        if not stray and (not complete or _balanced(row, values, form)):
            placed.append(row)
            continue
        shifts = [s for s in range(-_FARTHEST, _FARTHEST + 1) if s and _lands(header, row, values, s) and _balanced(row, values, form, s)]
        if complete and len(shifts) == 1:
            placed.append(_moved(row, values, shifts[0]))
        elif stray:
            gaps.append(_misplaced(row))
        else:
            placed.append(row)  # every figure has its column; that they do not add up is for the checks to say
    return header, placed, gaps


def _misplaced(row: Cells) -> Gap:
    return Gap(row.page, row.quote[:60], "这一行的数字与表头错位，无法确定属于哪一栏，未采用")


def _lands(header: Header, row: Cells, values: Sequence[Column], shift: int) -> bool:
    """Whether all figures of the row stand in columns of figures, the first in the first, once moved."""
    figures = _figures(header, row)
    targets = {c.index + shift for c in values}
    return bool(figures) and all(i in targets for i in figures) and figures[0] == values[0].index + shift


def _moved(row: Cells, values: Sequence[Column], shift: int) -> Cells:
    cells = list(row.cells)
    read = [row.cells[c.index + shift] if 0 <= c.index + shift < len(row.cells) else "" for c in values]
    for column in values:
        if 0 <= column.index + shift < len(cells):
            cells[column.index + shift] = ""
    for column, cell in zip(values, read, strict=True):
        name, cells[column.index] = cells[column.index], cell
        if re.search(r"[一-鿿]", name or ""):  # the row's name stands where its figures belong: it goes left, to the labels
            _put_left(cells, name, values[0].index)
    return replace(row, cells=tuple(cells))


def _put_left(cells: list[str | None], name: str | None, end: int) -> None:
    """Put a name into a blank cell left of `end`; where codes fill them all, they are joined into the first."""
    if end < 2:
        return
    if all(label(cell).isdecimal() for cell in cells[:end]):
        cells[0] = "".join(label(cell) for cell in cells[:end])
        cells[1:end] = [""] * (end - 1)
    free = next((i for i in range(end - 1, -1, -1) if not label(cells[i])), None)
    if free is not None:
        cells[free] = name


def _named_rows(header: Header, rows: Sequence[Cells]) -> tuple[Header, list[Cells], list[Gap]]:
    """Side-by-side groups: a figure outside the columns of figures belongs to the name left of it, if only one figure follows that name."""
    inside = {c.index for s in header.segments for c in s.values if c.path}
    placed, gaps = [], []
    for row in rows:
        if all(i in inside for i in _figures(header, row)):
            placed.append(row)
            continue
        moved = _by_names(row, header)
        if moved is None:
            gaps.append(_misplaced(row))
        else:
            placed.append(moved)
    return header, placed, gaps


def _by_names(row: Cells, header: Header) -> Cells | None:
    width = len(row.cells)
    names = [i for i, cell in enumerate(row.cells) if re.search(r"[一-鿿]", cell or "")]
    cells: list[str | None] = [cell if i in names else "" for i, cell in enumerate(row.cells)]
    for start, end in zip(names, [*names[1:], width], strict=True):
        figures = [i for i in _figures(header, row) if start <= i < end]
        segment = next((s for s in header.segments if start in [c.index for c in s.labels]), None)
        values = [c for c in segment.values if c.path] if segment else []
        if len(values) != 1 or len(figures) > 1:
            return None
        if figures:
            cells[values[0].index] = row.cells[figures[0]]
    return replace(row, cells=tuple(cells)) if names else None
