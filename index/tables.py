"""Tables with meaning: form, unit, header paths, rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from index.documents import Box, Document, Gap


@dataclass(frozen=True)
class Value:
    """One printed figure of a row: the header path of its column ("决算数", "预算数/公务接待费"), its value, its text.

    `unit` is set only where the cell or column header prints one of its own; else the table's unit holds.
    """

    column: str
    value: Decimal
    text: str
    unit: str = ""
    box: Box | None = field(default=None, compare=False, repr=False)
    line: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Row:
    """One row of one half of a table. `side` 收入 or 支出 in forms with two halves, else "". `code` as printed, 类/款/项 joined.

    `name` without ordinals (一、) and line breaks. Blank cells have no value; a printed 0 has.
    `quote` is the printed row, for showing and searching. `page` is set where the row stands on a later page than its table's first.
    """

    side: str
    code: str
    name: str
    values: tuple[Value, ...]
    quote: str = field(default="", compare=False, repr=False)
    page: int | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Table:
    """A table as understood. `form` is F01–F09, B01–B09 or "" where its title is none of the standard forms' titles.

    `page` is where its first row stands. `notes` are the lines beneath it. `gaps` are figures that could not be placed.
    `empty_reason` is the document's own sentence that says why a form has no figures ("" where it has none). `owner`: the department or
    unit that the form names as its own ("" none).
    """

    form: str
    title: str
    unit: str
    page: int | None
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    empty_reason: str = ""
    owner: str = ""


def tables_of(document: Document) -> list[Table]:
    """The tables of a document's grids, in reading order; forms without figures have no rows.

    Tables of no standard form are kept where they hold figures; performance forms (indicators with targets and scores) are left to
    index/indicators.py. What cannot be placed for certain is in `gaps`.
    """
    from index.grids import grid_tables  # builds Tables: imported late, since it needs the types above

    return grid_tables(document)
