"""The standard forms of final accounts and of budgets out of plain text dumps: title → block → rows → figures in their columns → Table.

Blank cells are lost in a dump, so a figure's column follows from identities and from the rest of the document (index/placement.py), or
it is a Gap.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.crossforms import expectations
from index.documents import Document, Gap, Line
from index.evidence import Said, joined, said_of_planned_receptions, said_of_planned_totals, said_of_receptions, said_of_totals
from index.tables import Row, Table, Value
from index.textblocks import Block, blocks_of
from index.textreading import Reading, read
from index.textrows import NUMBER, RawRow, Token, prints_cents
from index.years import year_in

_ORDER = ("F01", "F06", "F02", "F05", "F03", "F07", "F08", "F04", "F09", "B01", "B08", "B02", "B05", "B03", "B06", "B07", "B04", "B09")
STAFF, OFFICE = "人员经费", "公用经费"
_ROUNDS = 3
"""Each round hands what one form's figures settled on to the others; a third changes nothing in practice."""


def form_lines(document: Document) -> frozenset[tuple[int, int]]:
    """The lines that are forms here, titles and notes included, as (index of the page, number of the line): no reading matter."""
    return _lines_of(blocks_of(document))


def _lines_of(blocks: Sequence[Block]) -> frozenset[tuple[int, int]]:
    return frozenset((line.page, line.number) for block in blocks for line in block.lines)


def tables_from_lines(document: Document) -> list[Table]:
    """The standard forms that stand in a document's lines, in its order; [] where it has none or has them as grids."""
    blocks = blocks_of(document)
    if not blocks:
        return []
    cents = _cents_by_unit(blocks)
    readings = [read(block, cents[block.unit]) for block in blocks]
    _place_all(readings, _said(document, blocks))
    return [_table(reading, document) for reading in readings]


def _cents_by_unit(blocks: Sequence[Block]) -> dict[str, bool]:
    """Whether forms print two decimals, by their unit: budgets print whole yuan in some forms and 万元 with decimals in another."""
    return {unit: prints_cents(line for b in blocks if b.unit == unit for line in b.body) for unit in {b.unit for b in blocks}}


def _said(document: Document, blocks: Sequence[Block]) -> dict[str, Sequence[Said]]:
    """What the sentences outside the forms say of single cells, by form."""
    taken = _lines_of(blocks)
    prose = joined(
        block.text
        for p, page in enumerate(document.pages)
        for block in page.blocks
        if isinstance(block, Line) and (p, block.number) not in taken
    )
    planned = next((year_in(block.title) for block in blocks if block.form.id == "B09"), None)
    return {
        **said_of_totals(prose),
        **said_of_planned_totals(prose),
        "F09": said_of_receptions(prose),
        "B09": said_of_planned_receptions(prose, planned),
    }


def _place_all(readings: Sequence[Reading], said: Mapping[str, Sequence[Said]]) -> None:
    """Place the figures of all forms, each with what the others have settled so far. Of a form printed twice, only the first has help."""
    by_id = {reading.id: reading for reading in reversed(readings)}
    ordered = sorted((r for r in readings if r.layout.certain), key=lambda r: _ORDER.index(r.id))
    before: list[object] = []
    for _ in range(_ROUNDS):
        for reading in ordered:
            others = {i: r for i, r in by_id.items() if (r.placements or r.empty) and by_id[reading.id] is reading}
            reading.place(expectations(reading, others, said))
        after: list[object] = [reading.placements for reading in ordered]
        if after == before:
            break
        before = after


def _table(reading: Reading, document: Document) -> Table:
    block = reading.block
    rows: list[Row] = []
    gaps = _gaps_of_form(reading, document)
    if reading.layout.certain and reading.by_item:
        rows = [_row_of_items(reading)]
    elif reading.layout.certain:
        rows = [_row(reading, index) for index in range(len(reading.rows))]
    if reading.layout.certain:
        gaps += [g for index in range(len(reading.rows)) for g in _gaps_of_row(reading, index, document)]
    printed = reading.rows_with_figures
    first = next((row.lines[0] for row in reading.rows), block.lines[0])
    reason = re.sub(r"^(?:注|备注|说明|附注)[:：]", "", block.empty_reason)
    notes = block.notes if not (printed and block.empty_reason) else (*block.notes, block.empty_reason)
    return Table(
        form=block.form.id,
        title=block.title,
        unit=reading.unit,
        page=document.pages[first.page].number,
        columns=_columns(reading),
        rows=tuple(rows) if printed else (),
        notes=notes,
        gaps=tuple(gaps),
        empty_reason="" if printed else reason,
    )


def _columns(reading: Reading) -> tuple[str, ...]:
    if not reading.layout.certain:
        return ()
    if reading.by_item:
        return tuple(f"{half}/{raw.name}" for half in reading.layout.columns for raw in reading.rows)
    columns = range(len(reading.layout.columns))
    return tuple(dict.fromkeys(reading.layout.path(column, group) for group in (STAFF, OFFICE) for column in columns))


def _row(reading: Reading, index: int) -> Row:
    raw = reading.rows[index]
    cells = reading.placements[index].cells if not raw.doubt else {}
    values = []
    for column in sorted(cells):
        token = reading.token(index, column)
        if token is not None and token.value is not None:
            values.append(Value(reading.layout.path(column, _group(raw)), token.value, token.text, line=token.line.number))
    return Row(raw.side, raw.code, raw.name, tuple(values), _quote(raw))


def _group(row: RawRow) -> str:
    """The part of basic expenditure that an economic row belongs to."""
    return STAFF if row.code[:3] in ("301", "303") or STAFF in row.name else OFFICE


def _row_of_items(reading: Reading) -> Row:
    """三公 with one row an item, as the one row of figures that the form is elsewhere."""
    rows = [_row(reading, index) for index in range(len(reading.rows))]
    order = [(c, r, v) for r, row in enumerate(rows) for v in row.values for c in [reading.layout.columns.index(v.column)]]
    values = tuple(replace(v, column=f"{v.column}/{rows[r].name}") for c, r, v in sorted(order, key=lambda o: o[:2]))
    return Row("", "", "", values, " ".join(row.quote for row in rows))


def _quote(raw: RawRow) -> str:
    return " ".join(" ".join(line.text.split()) for line in raw.lines)


def _gaps_of_form(reading: Reading, document: Document) -> list[Gap]:
    block = reading.block
    page = document.pages[block.lines[0].page].number
    found = []
    if not reading.unit:
        found.append(Gap(page, block.title, "本表没有印出单位（元、万元），其中的数字不带单位"))
    if not reading.layout.certain and not reading.empty:
        found.append(Gap(page, block.title, "本表印出的栏数或栏间公式与已知的各版式都不同，无法确定各数字属于哪一栏；请查看原表"))
    if not reading.rows_with_figures and not reading.empty:
        found.append(Gap(page, block.title, "本表印有数字，但认不出它们属于哪些行；请查看原表"))
    return found


def _gaps_of_row(reading: Reading, index: int, document: Document) -> list[Gap]:
    raw, placement = reading.rows[index], reading.placements[index]
    place = _place_name(reading, raw)
    page = document.pages[raw.lines[0].page].number
    if raw.doubt:
        return [Gap(page, place, f"本行的数字未采用：{raw.doubt}")] if raw.figures else []
    if not placement.open:
        return []
    printed = "、".join(t.text for t in raw.figures if t.kind == NUMBER)
    lost = [_open_figure(reading, raw.figures[k], columns) for k, columns in sorted(placement.open.items())]
    why = "本行各栏不相加" if placement.broken else "空白栏未印出，行内合计、上下级科目和其他表格都不足以确定"
    return [Gap(page, place, f"本行印有{printed}，其中{'；'.join(lost)}：{why}")]


def _open_figure(reading: Reading, token: Token, columns: Sequence[int]) -> str:
    names = [reading.layout.columns[c] for c in columns]
    return f"{token.text}无法归栏" + (f"（可能是{'、'.join(names)}）" if names else "")


def _place_name(reading: Reading, raw: RawRow) -> str:
    label = f"{raw.side if reading.kind == 'halves' else ''}{raw.code}{raw.name}"
    return f"{reading.block.title}第{raw.lines[0].number}行{label}"
