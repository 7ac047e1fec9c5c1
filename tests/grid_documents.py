"""Documents of grids as tests write them, and the tables read from them in short."""

from __future__ import annotations

from collections.abc import Sequence

from index.amounts import plain
from index.documents import Document, Grid, Line, Page
from index.tables import Table, tables_of

N = None
Cells = Sequence[Sequence[str | None]]
HEAD = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]
"""The header of a form by functional subject."""


def document(*pages: Sequence[str | Cells | Grid], kind: str = "word", sheets: Sequence[str] = ()) -> Document:
    """A document of lines (text) and grids (rows of cells); several pages where the format has them."""
    made = []
    for number, blocks in enumerate(pages, 1):
        shown: list[Line | Grid] = []
        for place, block in enumerate(blocks, 1):
            if isinstance(block, str):
                shown.append(Line(block, place))
            else:
                shown.append(block if isinstance(block, Grid) else Grid(tuple(map(tuple, block)), shifted=kind == "text", number=place))
        made.append(Page(number if kind == "pdf" else None, tuple(shown), sheets[number - 1] if sheets else ""))
    return Document("甲.pdf", "0" * 64, kind, tuple(made))


def only(document_: Document) -> Table:
    (table,) = tables_of(document_)
    return table


def cells(table: Table) -> list[tuple[str, str, str, str, str, str]]:
    """Every figure of a table: side, code, name, column, value, unit."""
    return [
        (row.side, row.code, row.name, value.column, plain(value.value), value.unit or table.unit)
        for row in table.rows
        for value in row.values
    ]


def figures(table: Table) -> list[tuple[str, str, str]]:
    """Every figure as row, column, value."""
    return [(code or name, column, value) for _, code, name, column, value, _ in cells(table)]
