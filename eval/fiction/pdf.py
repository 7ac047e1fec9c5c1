"""Fictitious documents as PDF: running text, and forms with real ruling lines.

Written on a canvas and not with reportlab's flowables, so that every figure's page is known, and so that the lines are
drawn as different producers draw them: short segments cell by cell, long lines, or thin filled rectangles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from eval.fiction.departments import Style
from eval.fiction.papers import NOTICE, Cell, Form, Paper, Paragraph, TrueFact, facts_of_paragraph, facts_of_row, placed
from eval.fiction.typesetting import Line, break_lines
from index.fonts import cjk_font

FONT = "FictionCJK"
A4 = (595.28, 841.89)
MARGIN, TOP, BOTTOM = 56.0, 62.0, 46.0
SIZES = {"cover": 24.0, "part": 17.0, "heading": 14.0, "subheading": 12.0, "text": 12.0}


@cache
def _widths() -> dict[int, float]:
    """Registers the font; the width of every character at one point."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(FONT, str(cjk_font()))
    pdfmetrics.registerFont(font)
    return {code: width / 1000 for code, width in font.face.charWidths.items()}


def _width(text: str, size: float) -> float:
    widths = _widths()
    return sum(widths[ord(character)] for character in text) * size


def render_pdf(paper: Paper, path: Path, style: Style) -> list[TrueFact]:
    """Write the document; its facts in printed order, each with its page."""
    press = _Press(paper, path, style)
    for position, block in enumerate(paper.blocks):
        if isinstance(block, Form):
            press.form(block)
        elif block.kind == "break":
            press.end_page()
        elif block.kind == "cover":
            press.cover(block, position)
        else:
            press.paragraph(block)
    return press.finish()


@dataclass
class _Row:
    """A laid out row: its cells, the column each starts in, their lines and its height."""

    cells: tuple[Cell, ...]
    starts: list[int]
    lines: list[list[str]]
    height: float


class _Press:
    """The page under the pen: a canvas with a place, a page number and the facts printed so far."""

    def __init__(self, paper: Paper, path: Path, style: Style) -> None:
        from reportlab.pdfgen.canvas import Canvas

        _widths()
        self.paper, self.style = paper, style
        self.canvas: Any = Canvas(str(path), pageCompression=1, invariant=1)
        self.canvas.setTitle(f"{paper.department}{paper.year}年{paper.kind}（虚构样例）")
        self.canvas.setSubject(NOTICE)
        self.canvas.setAuthor("虚构样例")
        self.page = 0
        self.open = False
        self.width, self.height = A4
        self.y = 0.0
        self.heading = ""
        self.facts: list[TrueFact] = []

    def finish(self) -> list[TrueFact]:
        self.end_page()
        self.canvas.save()
        return self.facts

    def end_page(self) -> None:
        if self.open:
            self.canvas.showPage()
            self.open = False

    def start_page(self, landscape: bool) -> None:
        self.end_page()
        self.width, self.height = (A4[1], A4[0]) if landscape else A4
        self.canvas.setPageSize((self.width, self.height))
        self.open = True
        self.page += 1
        self.y = self.height - TOP
        self.canvas.setFillGray(0.35)
        self._put(NOTICE, self.width / 2, self.height - 34, 8, "center")
        self._put(f"— {self.page} —", self.width / 2, 28, 9, "center")
        self.canvas.setFillGray(0)

    def _room(self, height: float, landscape: bool | None = None) -> None:
        """Make sure that `height` points are left, on a new page if need be."""
        wanted = self.paper.landscape if landscape is None else landscape
        if not self.open:
            self.start_page(wanted)
        elif self.y - height < BOTTOM:
            self.start_page(self.width > self.height)

    def _put(self, text: str, x: float, y: float, size: float, align: str = "left") -> None:
        if align != "left":
            width = _width(text, size)
            x -= width / 2 if align == "center" else width
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, y, text)

    def cover(self, block: Paragraph, position: int) -> None:
        if position == 0:
            self.start_page(self.paper.landscape)
            self.y = self.height * 0.68
        size = 11.0 if block.text == NOTICE else SIZES["cover"]
        for line in break_lines(block.text, self.width - 2 * MARGIN, lambda text: _width(text, size)):
            self._put(block.text[line.start : line.end], self.width / 2, self.y, size, "center")
            self.y -= SIZES["cover"] * 1.9

    def paragraph(self, block: Paragraph) -> None:
        if block.kind in ("part", "heading"):
            self.heading = block.text
        size = SIZES[block.kind] - (1.5 if self.paper.landscape else 0)
        leading = size * 1.75
        indent = 2 * size if block.kind != "part" else 0.0
        lines = break_lines(block.text, self.width - 2 * MARGIN, lambda text: _width(text, size), indent)
        pages = []
        for number, line in enumerate(lines):
            self._room(leading * (2 if block.kind != "text" and number == 0 else 1))
            pages.append(self.page)
            text = block.text[line.start : line.end]
            if block.kind == "part":
                self._put(text, self.width / 2, self.y, size, "center")
            else:
                self._put(text, MARGIN + (indent if number == 0 else 0), self.y, size)
            self.y -= leading
        for position, fact in facts_of_paragraph(block, self.heading, self.paper.year):
            self.facts.append(replace(fact, page=pages[_line_of(lines, position)]))

    def form(self, form: Form) -> None:
        """A form on a page of its own, running on over further pages."""
        landscape = self.paper.landscape or form.wide
        part_above = self.open and self.y > self.height - TOP - 60 and (self.width > self.height) == landscape
        if not part_above:  # a form follows its part's heading on the same page only where the page lies right
            self.start_page(landscape)
        size = 8.5
        self._form_head(form)
        scale = (self.width - 2 * MARGIN) / sum(form.widths)
        edges = [MARGIN]
        for width in form.widths:
            edges.append(edges[-1] + width * scale)
        header = _lay_out(form.header, edges, size)
        body = _lay_out(form.body, edges, size)
        waiting = list(body)
        first = True
        while waiting:
            rows = list(header) if first or self.style.repeat else []
            space = self.y - BOTTOM - sum(row.height for row in rows)
            while waiting and (space >= waiting[0].height or not rows):
                space -= waiting[0].height
                row = waiting.pop(0)
                rows.append(row)
                self.facts += [replace(fact, page=self.page) for fact in facts_of_row(form, row.cells)]
            self._fragment(rows, edges, size)
            first = False
            if waiting:
                self.start_page(landscape)
        self.y -= 14
        for note in form.notes:
            for line in break_lines(note, self.width - 2 * MARGIN, lambda text: _width(text, 9)):
                self._room(14)
                self._put(note[line.start : line.end], MARGIN, self.y, 9)
                self.y -= 14
        self.end_page()

    def _form_head(self, form: Form) -> None:
        old = form.number.startswith("表")
        self.y -= 8
        self._put(f"{form.title}（{form.number}）" if old else form.title, self.width / 2, self.y, 15, "center")
        self.y -= 20
        if form.number and not old:
            self._put(form.number, self.width - MARGIN, self.y, 9, "right")
            self.y -= 14
        self._put(form.owner, MARGIN, self.y, 9)
        self._put(form.unit_line, self.width - MARGIN, self.y, 9, "right")
        self.y -= 6

    def _fragment(self, rows: Sequence[_Row], edges: list[float], size: float) -> None:
        """Text and rules of the part of a form that stands on this page."""
        tops = [self.y]
        for row in rows:
            tops.append(tops[-1] - row.height)
        owner: list[list[int]] = [[-1] * (len(edges) - 1) for _ in rows]
        count = 0
        for place, row in enumerate(rows):
            for cell, start, lines in zip(row.cells, row.starts, row.lines, strict=True):
                for i in range(place, min(place + cell.down, len(rows))):
                    for j in range(start, start + cell.span):
                        owner[i][j] = count
                count += 1
                self._text(cell, lines, (edges[start], tops[place + cell.down], edges[start + cell.span], tops[place]), size)
        self._rules(owner, edges, tops)
        self.y = tops[-1]

    def _text(self, cell: Cell, lines: list[str], box: tuple[float, float, float, float], size: float) -> None:
        left, bottom, right, top = box
        x = {"left": left + 3, "center": (left + right) / 2, "right": right - 3}[cell.align]
        y = (top + bottom) / 2 + len(lines) * size * 1.2 / 2 - size * 0.98
        for line in lines:
            self._put(line, x, y, size, cell.align)
            y -= size * 1.2

    def _rules(self, owner: list[list[int]], edges: list[float], tops: list[float]) -> None:
        """Draw every edge between two different cells, in the manner of the style."""
        segments = []
        rows, columns = len(owner), len(owner[0])
        for i in range(rows + 1):
            drawn = [i in (0, rows) or owner[i - 1][j] != owner[i][j] for j in range(columns)]
            segments += [(edges[a], tops[i], edges[b], tops[i]) for a, b in self._runs(drawn)]
        for j in range(columns + 1):
            drawn = [j in (0, columns) or owner[i][j - 1] != owner[i][j] for i in range(rows)]
            segments += [(edges[j], tops[a], edges[j], tops[b]) for a, b in self._runs(drawn)]
        self.canvas.setLineWidth(0.6)
        for x0, y0, x1, y1 in segments:
            if self.style.rules == "rects":
                self.canvas.rect(x0 - 0.25, y1 - 0.25, x1 - x0 + 0.5, y0 - y1 + 0.5, stroke=0, fill=1)
            else:
                self.canvas.line(x0, y0, x1, y1)

    def _runs(self, drawn: list[bool]) -> list[tuple[int, int]]:
        """[start, end) of the edges to draw: one by one where the style has short segments, else joined."""
        runs: list[tuple[int, int]] = []
        for place, wanted in enumerate(drawn):
            if wanted and runs and runs[-1][1] == place and self.style.rules != "short":
                runs[-1] = (runs[-1][0], place + 1)
            elif wanted:
                runs.append((place, place + 1))
        return runs


def _line_of(lines: Sequence[Line], position: int) -> int:
    return next(number for number, line in enumerate(lines) if position < line.end)


def _lay_out(rows: Sequence[tuple[Cell, ...]], edges: list[float], size: float) -> list[_Row]:
    """Where every cell starts, how its text breaks and how high its row is."""
    laid: list[_Row] = []
    for row, line in zip(rows, placed(rows, len(edges) - 1), strict=True):
        starts = [start for start, _, reaching in line if not reaching]
        lines = []
        height = size * 1.2 + 6.5
        for start, cell in zip(starts, row, strict=True):
            width = edges[start + cell.span] - edges[start] - 6
            broken = [cell.text[part.start : part.end] for part in break_lines(cell.text, width, lambda text: _width(text, size))]
            lines.append(broken)
            height = max(height, len(broken) * size * 1.2 / cell.down + 6.5)
        laid.append(_Row(row, starts, lines, height))
    return laid
