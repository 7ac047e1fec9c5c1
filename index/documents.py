"""What a reader hands on: a document as pages of lines and grids, before any meaning."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

BUDGET, FINAL, EVALUATION = "预算", "决算", "绩效"
UNIT = "单位本级"

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in points from the page's upper left corner."""


def turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page of that width and height, once the page is turned back by `turn` clockwise degrees (0, 90, 180, 270)."""
    x0, top, x1, bottom = box
    if turn == 90:
        return top, width - x1, bottom, width - x0
    if turn == 180:
        return width - x1, height - bottom, width - x0, height - top
    if turn == 270:
        return height - bottom, x0, height - top, x1
    return box


@dataclass(frozen=True)
class Line:
    """One line of running text. `number` counts from 1: within the file (text dumps) or within the page (other formats)."""

    text: str
    number: int
    box: Box | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Grid:
    """A table as it stands in the file: rows of cells, no meaning yet.

    `rows[r][c]` is the cell's text with its line breaks ("" where the cell is blank, None where a merged cell to the left or above
    covers it). `boxes` has the same shape; None where the format has no positions. `shifted` is set where the file's
    columns cannot be trusted (tab-separated dumps): a figure's column then follows from the form, not from its place.
    `number` is the line (text) or row (spreadsheet) on which the grid starts. `lengths`: how many cells each row prints where rows of
    a text file were filled up to the same number; () elsewhere.
    """

    rows: tuple[tuple[str | None, ...], ...]
    boxes: tuple[tuple[Box | None, ...], ...] | None = field(default=None, compare=False, repr=False)
    shifted: bool = False
    number: int = 1
    lengths: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Page:
    """`number` counts from 1 as a PDF viewer does; None where the format has no pages (text, Word, web).

    `blocks` holds lines and grids in reading order. `sheet` names a spreadsheet's sheet. `scanned`: a picture without text. Where the
    writing is turned, `turn` says by how many clockwise degrees; boxes are then measured on the page turned upright, `width` by `height`.
    """

    number: int | None
    blocks: tuple[Line | Grid, ...]
    sheet: str = ""
    scanned: bool = False
    turn: int = field(default=0, compare=False)
    width: float = field(default=0.0, compare=False, repr=False)
    height: float = field(default=0.0, compare=False, repr=False)

    def as_shown(self, box: Box | None) -> Box | None:
        """A box on the page as a viewer shows it."""
        return box and turned(box, (360 - self.turn) % 360, self.width, self.height)


@dataclass(frozen=True)
class Gap:
    """Something that could not be read for certain: said, never guessed. `reason` is Chinese, for users."""

    page: int | None
    place: str
    reason: str


@dataclass(frozen=True)
class Document:
    """A file as read. `name` is the file's own name, `sha256` of its bytes, `format` one of pdf, text, word, spreadsheet, web."""

    name: str
    sha256: str
    format: str
    pages: tuple[Page, ...]
    gaps: tuple[Gap, ...] = ()
    path: Path | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Identity:
    """Whose document it is.

    `department` as the document names it in full ("" unknown); `year` the fiscal year of its title (None unknown); `basis` 预算, 决算, 绩效
    ("" unknown); `scope` 部门 or 单位本级; `template`: a form to be filled in, which yields no facts. `region`: 云泽市澜川区, "" unknown;
    `published`: 2024-09-29 or 2024-09, "" unknown; `contradictions`: Chinese sentences on places that say otherwise.
    """

    department: str
    year: int | None
    basis: str
    scope: str = "部门"
    template: bool = False
    aliases: tuple[str, ...] = ()
    region: str = field(default="", compare=False)
    published: str = field(default="", compare=False)
    contradictions: tuple[str, ...] = field(default=(), compare=False)


class IndexingError(Exception):
    """A file or store that cannot be used. The message is Chinese: what, where, what to do."""


class UnreadableFileError(IndexingError):
    """A single file that cannot be read; the other files of a build are not affected."""
