"""Performance forms as tests write them: a row a line, cells between bars; `·` is covered by the cell to the left or above."""

from __future__ import annotations

from index.documents import Document, Grid, Identity, Line, Page
from index.indicators import indicator_facts

FINAL = Identity("云泽市澜川区农业农村局", 2023, "决算")
BUDGET = Identity("云泽市澜川区农业农村局", 2021, "预算")


def grid(text: str) -> Grid:
    rows = [line.split("|") for line in text.strip().splitlines()]
    width = max(map(len, rows))
    cells = [[None if c.strip() == "·" else c.strip() for c in row] + [""] * (width - len(row)) for row in rows]
    return Grid(tuple(map(tuple, cells)))


def form(title: str, *grids: str) -> Document:
    blocks: list[Line | Grid] = [Line(text, i) for i, text in enumerate(title.splitlines(), 1)]
    return Document("虚构.docx", "0", "word", (Page(None, (*blocks, *map(grid, grids))),))


def told(document: Document, identity: Identity = FINAL) -> set[str]:
    """row|column=value unit, with the year where it is another one."""
    facts, _ = indicator_facts(document, identity)
    return {f"{f.row_name}|{f.column}={f.value}{f.unit}" + (f"@{f.year}" if f.year != identity.year else "") for f in facts}
