"""Grids → tables: titles, continued tables, headers, rows put together over a whole document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.alignment import aligned, realigned, rejoined
from index.amounts import MONEY, compact
from index.captions import (
    Caption,
    caption_of,
    empty_reason_of,
    is_furniture,
    is_title,
    notes_of,
    owner_of,
    plain_title,
    unit_of,
    without_unit,
)
from index.documents import Box, Document, Gap, Grid, Line
from index.forms import Form, form_in, form_of_title
from index.headers import NAME, Header, has_header_words, header_height, header_labels, heads_anew, is_code, label, read_header
from index.identity import basis_of
from index.keyvalues import is_key_value, key_value_rows
from index.performance_forms import indicator_grids
from index.rows import ITEM, Cells, column_path, name_grand_total, read_rows, transposed
from index.tables import Row, Table
from index.years import year_in

# how far, in points, the edges of a table's parts on two pages may be apart
_SAME_EDGE = 6.0
# how far the edges of the cells beneath each other may be apart
_SAME_LINE = 1.0
# numbers of columns and years that head columns: they caption a table only beside other words
_MERE_NUMBER = re.compile(r"\W*\d{1,4}\W*|\(?20\d\d年度?\)?")
# rows of a form of one line: what kind of figures they are
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")
_PLAN_OR_YEAR = re.compile(r"预算|决算|执行|支出数|^20\d\d年?度?$")
_BASIS_ROW = re.compile(r"^20\d\d年?度?$|预算|决算|执行|支出数|增减|增长|下降|差额|差异|完成|比例|率")


@dataclass
class _Part:
    """A grid, or the stretch of one between titles inside it: its rows, and the caption lines that stood in its first rows."""

    rows: list[Cells]
    lines: list[str]
    page: int | None
    number: int
    shifted: bool


@dataclass
class _Assembly:
    """A table while its parts come together."""

    caption: Caption
    header_rows: list[Cells]
    body: list[Cells]
    shifted: bool
    page: int | None
    last_page: int | None
    last: bool = False


def grid_tables(document: Document) -> list[Table]:
    """All tables of the document's grids; see index.tables.tables_of."""
    tables: list[Table] = []
    current: _Assembly | None = None
    between: list[tuple[int | None, str]] = []
    sheet: str | None = None
    running, basis = _running_heads(document), basis_of(document)
    performance = {id(block) for block in indicator_grids(document)}
    for page in document.pages:
        if sheet is not None and page.sheet != sheet:
            tables += _finished(current, between, last=True)
            current, between = None, []
        sheet = page.sheet
        for block in page.blocks:
            if isinstance(block, Line):
                if _unpaged(block.text) not in running:
                    between.append((page.number, block.text))
                continue
            if id(block) in performance and caption_of([line for _, line in between]).form is None:
                tables += _finished(current, between)
                current, between = None, []
                continue
            for part in _parts(block, page.number, document.format):
                lines = between + [(page.number, line) for line in part.lines]
                if current and _continues(current, part, [line for _, line in lines]):
                    _append(current, part)
                elif part.rows:
                    tables += _finished(current, lines)
                    current = _begun(part, [line for _, line in lines], basis)
                else:
                    between = lines
                    continue
                between = []
    return [*tables, *_finished(current, between, last=True)]


def _running_heads(document: Document) -> set[str]:
    """Short lines that stand on many pages: heads and feet, no part of what is between two tables. Titles of tables are none."""
    if document.format != "pdf":
        return set()
    seen = Counter(
        text
        for page in document.pages
        for text in {_unpaged(b.text) for b in page.blocks if isinstance(b, Line)}
        if 0 < len(text) <= 80 and not is_title(text) and not unit_of(text) and not notes_of([text])
    )
    return {text for text, count in seen.items() if count >= 3}


def _unpaged(text: str) -> str:
    """A line as running heads are compared: without the 3/14 or 第3页 that counts the pages."""
    return re.sub(r"\d+/\d+$|第\d+页(?:,?共\d+页)?$", "", compact(text))


# --- parts of a grid ------------------------------------------------------------------------------------------------------


def _parts(grid: Grid, page: int | None, format_: str) -> Iterator[_Part]:
    """A grid cut at the titles that stand inside it; caption rows at the top of each part taken off as lines."""
    rows = [
        Cells(cells, grid.boxes[i] if grid.boxes else None, page, grid.number + i if format_ == "text" else None)
        for i, cells in enumerate(rejoined(grid.rows) if grid.shifted else grid.rows)
    ]
    part = _Part([], [], page, grid.number, grid.shifted)
    for row in rows:
        words = _caption_words(row, bool(part.rows))
        if words is None:
            part.rows.append(row)
            continue
        if part.rows:
            yield part
            part = _Part([], [], page, grid.number, grid.shifted)
        part.lines += words
    yield part


def _caption_words(row: Cells, inside: bool) -> list[str] | None:
    """The lines that a row is which is no row but a caption: a title, the unit line, a note over the whole width. None for other rows.

    Inside a table only a standard title or a note ends it; a lone name with blank figures is a row.
    """
    shown = [cell for cell in row.cells if label(cell)]
    if not shown:
        return None
    words = "  ".join(re.sub(r"\s*\n\s*", "", cell or "") for cell in shown)
    spanning = len(shown) == 1 and len(row.cells) > 1 and bool(label(row.cells[0])) and all(c is None for c in row.cells[1:])
    if inside:
        lone_title = len(shown) == 1 and form_of_title(words) is not None and label(row.cells[0]) != ""
        lone_title = lone_title or (len(shown) == 1 and is_furniture(words) and bool(re.search("[表:]", compact(words))))
        return [words] if lone_title or (spanning and (is_title(words) or bool(notes_of([words])))) else None
    if len(shown) == 1 and (spanning or is_furniture(words) or (is_title(words) and label(row.cells[0]) != "")):
        return [words]
    parts = _entries(row)
    says = [not _MERE_NUMBER.fullmatch(compact(part)) and (is_furniture(part) or is_title(part)) for part in parts]
    return parts if any(says) and all(said or is_furniture(part) for said, part in zip(says, parts, strict=True)) else None


def _entries(row: Cells) -> list[str]:
    """The texts of a row; what stands behind a label with a colon (编制单位：| 某局) belongs to it."""
    parts: list[str] = []
    for cell in row.cells:
        text = re.sub(r"\s*\n\s*", "", cell or "").strip()
        if text and parts and compact(parts[-1]).endswith(":"):
            parts[-1] += text
        elif text:
            parts.append(text)
    return parts


# --- continued tables -----------------------------------------------------------------------------------------------------


def _continues(current: _Assembly, part: _Part, lines: Sequence[str]) -> bool:
    """Whether the part is the current table going on: nothing but furniture (or the same title) between, the same columns, no header
    of its own."""
    if part.page is not None and current.last_page is not None and part.page > current.last_page + 1:
        return False
    titles = [line for line in lines if not is_furniture(line)]
    same_title = all(_same_title(current.caption, line) for line in titles)
    if not same_title or not part.rows or len({current.caption.owner, owner_of(lines)} - {""}) > 1:
        return False
    if not _fits(current, part):
        return False
    height = _repeated_header(current, part)
    if titles:
        return height > 0
    return height > 0 or not (has_header_words(part.rows[0].cells) and header_height([r.cells for r in part.rows], current.caption.form))


def _same_title(caption: Caption, line: str) -> bool:
    line = without_unit(line)
    form = form_of_title(line)
    if form is not None:
        years = {year_in(line), year_in(caption.title)} - {None}
        return caption.form is not None and caption.form.id in (form.id, form.counterpart) and len(years) < 2
    return compact(re.sub(r"[(（]?续表?[)）]?", "", line)) == compact(without_unit(caption.title))


def _repeated_header(current: _Assembly, part: _Part) -> int:
    """How many rows at the top of the part repeat the table's header."""
    wanted = header_labels([r.cells for r in current.header_rows])
    height = 0
    for row in part.rows[: len(current.header_rows) + 2]:
        labels = header_labels([row.cells])
        if labels and labels[0] not in wanted and _packed(labels[0]) not in map(_packed, wanted):
            break
        height += 1
    return height if any(header_labels([r.cells]) for r in part.rows[:height]) else 0


def _packed(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, labels))


def _fits(current: _Assembly, part: _Part) -> bool:
    """The same columns: by their edges where there are boxes, else by their number."""
    model = _edges(current.header_rows + current.body)
    if model and part.rows[0].boxes:
        there = _edges(part.rows)
        return bool(there) and abs(model[0] - there[0]) <= _SAME_EDGE and abs(model[-1] - there[-1]) <= _SAME_EDGE
    rows = current.header_rows + current.body
    return current.shifted == part.shifted and len(rows[0].cells) == len(part.rows[0].cells)


def _edges(rows: Sequence[Cells]) -> list[float]:
    """The left edges of the columns, and the right edge of the last one; edges that differ by rounding are one."""
    boxes = [box for row in rows for box in row.boxes or () if box]
    lefts: list[float] = []
    for left in sorted({box[0] for box in boxes}):
        if not lefts or left - lefts[-1] > _SAME_LINE:
            lefts.append(left)
    return [*lefts, max(box[2] for box in boxes)] if boxes else []


def _append(current: _Assembly, part: _Part) -> None:
    rows = part.rows[_repeated_header(current, part) :]
    model = _edges(current.header_rows + current.body)
    width = len((current.header_rows + current.body)[0].cells)
    placed = [_on_columns(row, model, width) if model and row.boxes else row for row in rows]
    if placed and current.body and _is_rest_of_row(placed[0], current):
        current.body[-1] = _joined_rows(current.body[-1], placed.pop(0))
    current.body += placed
    current.last_page = part.page


def _on_columns(row: Cells, model: Sequence[float], width: int) -> Cells:
    """The row's cells on the table's columns: each at the first column whose middle it covers."""
    if len(row.cells) == width:
        return row
    cells: list[str | None] = [None] * width
    boxes: list[Box | None] = [None] * width
    middles = [(left + right) / 2 for left, right in zip(model, model[1:], strict=False)]
    for cell, box in zip(row.cells, row.boxes or (), strict=True):
        if box is None:
            continue
        place = next((i for i, middle in enumerate(middles[:width]) if box[0] <= middle < box[2]), None)
        if place is not None:
            cells[place], boxes[place] = cell, box
    return Cells(tuple(cells), tuple(boxes), row.page, row.line)


def _is_rest_of_row(row: Cells, current: _Assembly) -> bool:
    """A row cut by the page break: on the new page only the rest of its name, which the last row's name column already began, and of
    figures whose last places are missing there."""
    form = current.caption.form
    if form is not None and form.layout == "line":
        return False
    shown = [i for i, cell in enumerate(row.cells) if label(cell)]
    names = [i for i in shown if not re.search(r"\d", label(row.cells[i]))]
    last = current.body[-1].cells
    if form is None and not any(is_code(cell) and len(label(cell)) > 3 for cell in last):
        return False  # only subjects have a row each; elsewhere a lone name may head the rows beneath it
    if len(names) != 1 or any(not label(last[i]) for i in shown) or not re.search(r"[一-鿿]", label(last[names[0]])):
        return False
    places = _usual_places(current.body)
    if any(_places(label(last[i]) + label(row.cells[i])) != places or _places(label(last[i])) >= places for i in shown if i not in names):
        return False
    name = label(row.cells[names[0]])
    if form is not None and form.layout == "halves":  # a name of its own has an ordinal there, or is one of the sums
        return bool(_NUMBERED.match(label(last[names[0]]))) and not _NUMBERED.match(name) and not re.search("结转|结余|计$|本年|其中", name)
    # codes and figures are digits; a name alone, beneath a row that has its code left of it
    return name[-1:] != "计" and any(re.search(r"\d", label(c)) for c in last[: names[0]])


def _places(figure: str) -> int:
    """How many decimals a figure prints; -1 where it is none."""
    match = re.fullmatch(r"-?[\d,]+(?:\.(\d*))?", figure)
    return len(match.group(1) or "") if match else -1


def _usual_places(rows: Sequence[Cells]) -> int:
    printed = Counter(p for row in rows for cell in row.cells if "." in label(cell) and (p := _places(label(cell))) >= 0)
    return printed.most_common(1)[0][0] if printed else 0


def _joined_rows(upper: Cells, lower: Cells) -> Cells:
    cells = tuple(f"{a}\n{b}" if label(b) else a for a, b in zip(upper.cells, lower.cells, strict=True))
    return Cells(cells, upper.boxes, upper.page, upper.line)


# --- beginning and finishing ----------------------------------------------------------------------------------------------


def _begun(part: _Part, lines: Sequence[str], basis: str) -> _Assembly:
    caption = caption_of(lines)
    caption = replace(caption, form=form_in(caption.form, caption.title, basis))
    cells = [row.cells for row in part.rows]
    height = header_height(cells, caption.form)
    return _Assembly(caption, part.rows[:height], part.rows[height:], part.shifted, part.page, part.page)


def _finished(current: _Assembly | None, beneath: Sequence[tuple[int | None, str]], last: bool = False) -> list[Table]:
    """The table as understood; nothing for performance forms and for tables without figures that are no standard form.

    A table with a second header inside is one table a header. `last`: no other table follows in the document or sheet.
    """
    if current is None:
        return []
    current.last = last
    parts = list(_headed(current))
    made = [_understood(part, beneath if part is parts[-1] else ()) for part in parts]
    tables = [table for table in made if table is not None]
    return [table for table in tables if table.rows] or tables[:1]


def _headed(current: _Assembly) -> Iterator[_Assembly]:
    """The table cut where a further header stands inside it; the label over that header's whole width goes with it."""
    printed = set(header_labels([row.cells for row in current.header_rows]))
    for index, row in enumerate(current.body):
        if not index or current.shifted or not heads_anew(row.cells) or header_labels([row.cells])[0] in printed:
            continue
        start = index - 1 if index > 1 and sum(bool(label(c)) for c in current.body[index - 1].cells) == 1 else index
        rest = current.body[start:]
        height = header_height([r.cells for r in rest], current.caption.form)
        if height == len(rest):
            continue
        yield replace(current, body=current.body[:start])
        page = rest[0].page
        yield from _headed(replace(current, header_rows=rest[:height], body=rest[height:], page=page))
        return
    yield current


def _understood(current: _Assembly, beneath: Sequence[tuple[int | None, str]]) -> Table | None:
    form = current.caption.form
    body, inner_notes = _without_notes(current.body)
    gaps: list[Gap] = []
    whole = [*current.header_rows, *body]
    unit = _own_unit(current) or _unit_beneath(current, beneath)
    if form is None and not current.shifted and is_key_value(whole):
        header = Header((), ())
        rows, row_gaps = key_value_rows(whole, unit)
    else:
        header = _header(current, body)
        unit = unit or next((c.unit for c in header.columns if c.kind == NAME and c.unit in MONEY), "")
        if current.shifted:
            header, body, gaps = realigned(header, body, form) if form else aligned(header, body)
        rows, row_gaps = read_rows(body, header, form, unit)
        rows, nameless = _named(rows, form)
        gaps += nameless
    has_figures = any(row.values for row in rows)
    if not has_figures and form is None:
        return None
    notes = (*inner_notes, *notes_of(line for page, line in beneath if page == current.last_page))
    title = plain_title(current.caption.title)
    if has_figures and not unit and any(not value.unit for row in rows for value in row.values):
        gaps.append(Gap(current.page, title, f"“{title or '表格'}”没有印出单位，数字只按原样列出，不能换算"))
    columns = tuple(dict.fromkeys("/".join(column_path(c, s, form)) for s in header.segments for c in s.values if c.path))
    if form and current.shifted and not has_figures:
        columns = form.columns
    return Table(
        form=form.id if form else "",
        title=title,
        unit=unit,
        page=current.page,
        columns=columns,
        rows=_paged(rows, current.page) if has_figures else (),
        notes=notes,
        gaps=tuple(_placed(gap, title, current.page) for gap in (*gaps, *row_gaps)),
        empty_reason="" if has_figures else empty_reason_of(notes),
        owner=current.caption.owner,
    )


def _own_unit(current: _Assembly) -> str:
    """The unit line in a corner of the header beats the one above the table."""
    return next((u for row in current.header_rows for cell in row.cells if (u := unit_of(cell or ""))), current.caption.unit)


def _unit_beneath(current: _Assembly, beneath: Sequence[tuple[int | None, str]]) -> str:
    """The unit line at a table's end, where no other table follows that it might belong to."""
    inside = [cell for row in current.body[-2:] for cell in row.cells if sum(bool(label(c)) for c in row.cells) == 1]
    lines = [line for _, line in beneath] if current.last else []
    if any(is_title(line) for line in lines):
        return ""
    return next((u for text in (*inside, *lines[:2]) if (u := unit_of(text or ""))), "")


def _named(rows: Sequence[Row], form: Form | None) -> tuple[list[Row], list[Gap]]:
    """The rows with a name, the forms of one line as that line; gaps for the others."""
    found = list(name_grand_total(rows, form))
    named = [row for row in found if isinstance(row, Row)]
    return _as_line(named) if form and form.layout == "line" else named, [gap for gap in found if isinstance(gap, Gap)]


def _placed(gap: Gap, title: str, page: int | None) -> Gap:
    place = "：".join(dict.fromkeys(filter(None, (title, gap.place))))
    return Gap(gap.page or page, place, gap.reason)


def _paged(rows: Iterable[Row], first: int | None) -> tuple[Row, ...]:
    """A row's page is set only where it is not its table's first."""
    return tuple(row if row.page != first else Row(row.side, row.code, row.name, row.values, row.quote) for row in rows)


def _without_notes(body: Sequence[Cells]) -> tuple[list[Cells], list[str]]:
    """Rows without those that are sentences over the whole width (本部门无…，故本表为空)."""
    kept, notes = [], []
    for row in body:
        shown = [cell for cell in row.cells if label(cell)]
        if len(shown) == 1 and len(label(shown[0])) > 8 and notes_of([label(shown[0])]):
            notes.append(re.sub(r"\s+", "", shown[0] or ""))
        else:
            kept.append(row)
    return kept, notes


def _header(current: _Assembly, body: Sequence[Cells]) -> Header:
    boxes = [row.boxes for row in current.header_rows if row.boxes]
    lefts = {c: box[0] for row in (*body, *current.header_rows) for c, box in enumerate(row.boxes or ()) if box}
    return read_header(
        [row.cells for row in current.header_rows],
        [row.cells for row in body],
        current.caption.form,
        boxes if len(boxes) == len(current.header_rows) else (),
        lefts,
    )


def _as_line(rows: Sequence[Row]) -> list[Row]:
    """三公 forms: one line of figures without a name, columns as paths (决算数/公务接待费).

    Items, or 预算数 and 决算数, down the side become part of the path; the lines of several units keep their names.
    """
    filled = [row for row in rows if row.values]
    if any(ITEM.search(row.name) for row in rows):
        return transposed(filled)
    if len(filled) > 1 and any(_PLAN_OR_YEAR.search(row.name) for row in filled) and all(_BASIS_ROW.search(row.name) for row in filled):
        return transposed(filled, name_first=True)
    if len(filled) == 1:
        return [replace(filled[0], side="", code="", name="")]
    return [replace(row, name="") if row.name in ("合计", "总计") else row for row in filled]
