"""Grids of text dumps whose columns cannot be trusted → the lines that they would be without tabs and pipes.

Converters lose merged cells, repeat them, or drop blank ones; the header then stands over other columns than its own. A standard form is
left as a grid where its own sums bear the columns out, else its rows go the way of lines, where evidence places every figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from index.amounts import parse_number
from index.checks import check
from index.documents import Document, Grid, Identity, Line, Page
from index.facts import facts_of
from index.forms import Form, forms
from index.grids import grid_tables
from index.halfnames import is_torn_name
from index.headers import is_code
from index.tables import Table
from index.textblocks import form_regions
from index.textheads import column_count, column_equations
from index.textrows import ECONOMIC, FUNCTIONAL, TextLine

Block = Line | Grid
_FAILURES = 0.1
"""A form that breaks more than this share of its sums is not read as its grid stands; a document's own slips are fewer."""


def flattened(document: Document) -> Document:
    """The document with the untrusted grids of its standard forms as lines, row by row, each with its number; others as they are."""
    if document.format != "text" or not any(isinstance(b, Grid) for page in document.pages for b in page.blocks):
        return document
    return replace(document, pages=tuple(replace(page, blocks=tuple(_flattened(document, page))) for page in document.pages))


def _flattened(document: Document, page: Page) -> Iterator[Block]:
    end = 0
    for form, start, stop in form_regions(page.blocks):
        yield from page.blocks[end:start]
        region = page.blocks[start:stop]
        if any(isinstance(b, Grid) for b in region) and not _trusted(document, region):
            yield from _lines(form, region)
        else:
            yield from region
        end = stop
    yield from page.blocks[end:]


def _trusted(document: Document, region: Sequence[Block]) -> bool:
    """Whether the grids of a form can be read column by column."""
    grids = [b for b in region if isinstance(b, Grid)]
    if any(_once(row) != row for grid in grids for row in _rows(grid) if _prints_figures(row)):
        return False
    tables = grid_tables(replace(document, pages=(Page(None, tuple(region)),), gaps=()))
    placed = sum(len(row.values) for table in tables for row in table.rows)
    if not placed:
        return not any(table.gaps for table in tables) and not any(_is_figure(cell) for grid in grids for row in grid.rows for cell in row)
    if any(not table.form or table.gaps for table in tables):
        return False
    return all(_sound(table, document) for table in tables) and not _lost_blanks(grids, tables)


def _sound(table: Table, document: Document) -> bool:
    """Whether rows, columns and codes are those of the form, and its sums hold."""
    form = forms()[table.form]
    values = [value for row in table.rows for value in row.values]
    if form.layout in ("halves", "economic"):
        names = {c.rpartition("/")[2] for c in (*form.columns, *form.other_columns, *form.expenditure_columns)}
        if any(v.column.rpartition("/")[2] not in names for v in values):
            return False
        rows = [row for row in table.rows if row.values]
        if form.layout == "halves" and (len({row.side for row in rows}) != 2 or any(is_torn_name(row.name) for row in rows)):
            return False
    codes = ECONOMIC if form.layout == "economic" else FUNCTIONAL
    if any(re.search(r"\d{4}|\d\.\d", row.name) for row in table.rows):
        return False  # figures in a name
    printed = [row.code for row in table.rows if row.code and row.values]
    if len(set(printed)) < len(printed) or any(not codes.match(code) for code in printed):
        return False
    if form.layout == "line":
        return _line_holds(table)
    held, failed = check(facts_of(table, document, Identity("", 2000, form.basis)))
    return held > 0 and len(failed) <= _FAILURES * held and _rows_hold(table, form)


def _rows_hold(table: Table, form: Form) -> bool:
    """Whether the total column is the sum of its parts in the rows: what adds up down the columns says nothing of their heads."""
    columns = form.expenditure_columns or form.columns
    rows = [row for row in table.rows if row.values and (row.side == "支出" or not form.expenditure_columns)]
    if len(columns) == 1:
        return True
    held = 0
    for row in rows:
        cells = {value.column.rpartition("/")[2]: value.value for value in row.values}
        sums = [(_total(cells, form, columns[total - 1]), [cells.get(columns[i - 1]) for i in parts]) for total, parts in form.identities]
        held += any(t is not None and 200 * abs(t - sum(p for p in ps if p)) <= len(ps) + 1 for t, ps in sums)
    return held >= (1 - _FAILURES) * len(rows)


def _total(cells: Mapping[str, Decimal], form: Form, name: str) -> Decimal | None:
    return next((cells[n] for n in (name, *form.other_columns) if n in cells), None)


def _line_holds(table: Table) -> bool:
    """三公: whether the sums hold that the names of its columns speak of."""
    rows = [row for row in table.rows if row.values]
    columns = tuple(v.column for v in rows[0].values) if len(rows) == 1 else ()
    halves = [[re.sub(rf"{half}|^/|/$", "", c) for c in table.columns if half in c] for half in ("预算数", "决算数")]
    if all(halves) and sorted(halves[0]) != sorted(halves[1]):
        return False  # a header that stands over other columns than its own
    equations = column_equations(columns)
    figures = [v.value for v in rows[0].values]
    return bool(equations) and all(100 * abs(figures[e.total] - sum(figures[i] for i in e.plus)) <= len(e.plus) for e in equations)


def _lost_blanks(grids: Sequence[Grid], tables: Sequence[Table]) -> bool:
    """Whether blank cells may have been dropped: rows of unequal length whose figures never leave a blank between them."""
    lengths = {n for grid in grids for n in grid.lengths}
    if len(lengths) < 2:
        return False
    for table in tables:
        order = list(dict.fromkeys(table.columns))
        rows = [[order.index(v.column) for v in row.values if v.column in order] for row in table.rows if row.values]
        if any(at != list(range(len(at))) for at in rows):
            return False
    return True


def _is_figure(cell: str | None) -> bool:
    return parse_number(cell) is not None and bool(re.search(r"\d[.,]\d", cell or ""))


# --- lines -----------------------------------------------------------------------------------------------------------------


def _lines(form: Form, region: Sequence[Block]) -> Iterator[Block]:
    columns = _columns_printed(form, region)
    above: list[str] = []
    header = True
    for block in region:
        if isinstance(block, Line):
            above = _words(block.text.split("\t")) if block.text.strip() else above
            yield block
            continue
        for offset, row in enumerate(_rows(block)):
            words = _once(row)
            header = header and not _prints_figures(words)
            if header and any(words):
                words, above = _once_down(words, above), words
            if columns and (at := _behind_labels(words)) is not None and _prints_figures(words[at:]):
                words = [*words[:at], *(word or "—" for word in words[at:])]
            yield Line(" ".join(word for word in words if word), block.number + offset)


def _rows(grid: Grid) -> list[list[str]]:
    """Rows with the cells that they print, without those that fill them up."""
    lengths = grid.lengths or tuple(map(len, grid.rows))
    return [_words(row[:n]) for row, n in zip(grid.rows, lengths, strict=True)]


def _words(cells: Sequence[str | None]) -> list[str]:
    return [" ".join((cell or "").split()) for cell in cells]


def _once(row: Sequence[str]) -> list[str]:
    """A row in which no label and no code is repeated for each column that its cell covers."""
    found: list[str] = []
    for at, cell in enumerate(row):
        repeated = at > 0 and cell == row[at - 1] and (bool(re.search(r"[一-鿿]", cell)) or is_code(cell) and len(cell) >= 3)
        if not repeated:
            found.append(cell)
    return found


def _once_down(row: Sequence[str], above: Sequence[str]) -> list[str]:
    """A row of the header without the words that a merged cell repeats from the row above, counted from the left or from the right."""
    width = min(len(row), len(above))
    same = {k for k in range(width) if row[k] == above[k]} | {len(row) - k for k in range(1, width + 1) if row[-k] == above[-k]}
    return [word for at, word in enumerate(row) if at not in same]


def _columns_printed(form: Form, region: Sequence[Block]) -> bool:
    """Whether every row prints a cell for each column of figures, blank ones too."""
    if form.layout not in ("subjects", "line"):
        return False
    rows = [words for b in region if isinstance(b, Grid) for row in _rows(b) for words in [_once(row)]]
    numbers = column_count([TextLine(0, 0, " ".join(filter(None, words))) for words in rows])
    columns = numbers or len(form.columns)
    behind = [words[at:] for words in rows if (at := _behind_labels(words)) is not None]
    behind = [cells for cells in behind if _prints_figures(cells)]
    return bool(behind) and all(len(cells) == columns for cells in behind)


def _behind_labels(words: Sequence[str]) -> int | None:
    """Where the cells behind a row's code and name begin; 0 where it has neither, None where text stands between or behind figures."""
    labels = [i for i, word in enumerate(words) if re.search(r"[一-鿿]", word)]
    start = labels[-1] + 1 if labels else 0
    return None if any(_is_figure(word) for word in words[:start]) else start


def _prints_figures(cells: Sequence[str]) -> bool:
    return any(_is_figure(cell) for cell in cells)
