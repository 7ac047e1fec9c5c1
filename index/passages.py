"""Page text → passages with their section path."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Passage:
    """A piece of running text along the document's own structure.

    `section` is the path of headings above it, outermost first. `page` is where it starts (None where the format has none), `line` the
    line (see `Line.number`). `start` and `end` are character positions in the document's joined text.
    `previous` and `next` are neighbours' ids ("" at an end).
    """

    id: str
    doc: str
    sha256: str
    department: str
    year: int
    basis: str
    section: tuple[str, ...]
    text: str
    page: int | None
    line: int
    start: int
    end: int
    previous: str = ""
    next: str = ""
