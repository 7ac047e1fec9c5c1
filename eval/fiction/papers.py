"""What a fictitious document consists of before it becomes a file: paragraphs and forms, each knowing the true facts that it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from index.amounts import fold, round_half_up

COLUMNS = (
    "doc", "page", "form", "title", "side", "row_code", "row_name", "column", "value", "unit", "origin", "department", "year", "basis",
    "quote",
)  # fmt: skip
"""The columns of truth.csv: those of `python -m index facts --csv`."""

_SAME = {"金额": "决算数"}
"""Headers that name the same column in another way; facts bear the official one."""
NOTICE = "本文件为虚构样例，仅供演示，与任何真实单位无关"
"""On the cover and at the head of every page or text."""


@dataclass(frozen=True)
class TrueFact:
    """One printed figure, as a perfect reader would export it.

    `value` without thousands commas; an increase or a fall is the printed figure (never negative), its direction stands in `column`.
    `page` counts from 1, None where the format has no pages. `year` is the year that the figure is about; `basis` "" is the document's.
    """

    form: str
    title: str
    side: str
    row_code: str
    row_name: str
    column: str
    value: str
    unit: str
    origin: str
    year: int
    quote: str = ""
    page: int | None = None
    basis: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a form. `span` columns wide, `down` rows high. `fact`: what it tells where it prints a figure, but for
    its column and quote, which follow from where it stands."""

    text: str = ""
    span: int = 1
    down: int = 1
    align: str = "center"
    fact: TrueFact | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Form:
    """A table as it is to be printed.

    `widths`: relative widths of the columns; every row's spans (with the cells that reach down into it) add up to their number.
    `number`: 表1, 公开01表 or "". `notes`: lines beneath. `wide`: on a landscape page where the document is portrait.
    """

    form: str
    title: str
    number: str
    owner: str
    unit_line: str
    header: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    notes: tuple[str, ...] = ()
    wide: bool = False

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The header over each column, outermost first, without the numbers of columns."""
        found: list[list[str]] = [[] for _ in self.widths]
        for line in placed(self.header, len(self.widths)):
            for start, cell, reaching in line:
                if cell.text and not reaching and not cell.text.isdigit():
                    for path in found[start : start + cell.span]:
                        path.append(_SAME.get(cell.text, fold(cell.text)))
        return tuple(map(tuple, found))


@dataclass(frozen=True)
class Figure:
    """A figure in running text. `text` as printed, `unit` behind it.

    `label`: what it is of, in the document's words, without the year and the department; a part that cannot stand alone has its whole
    in front (车辆/机要通信用车), an item of the classification bears its own name without 类, 款 and 项. `column`: the kind of figure in
    words (支出决算, 年初预算, 完成年初预算, 比2021年度增加, 占本年支出); "" where nothing else is said of it: 金额, 人数, 得分, 比例 or
    数量 by its unit. `year`: 0 is the document's.
    """

    text: str
    unit: str
    label: str
    column: str = ""
    year: int = 0
    gap: str = ""

    @property
    def printed(self) -> str:
        return self.text + self.gap + self.unit


@dataclass(frozen=True)
class Paragraph:
    """`kind`: cover, part, heading, subheading, text, break (what follows starts a page). `figures`: (position in `text`, figure)."""

    text: str
    kind: str = "text"
    figures: tuple[tuple[int, Figure], ...] = ()


BREAK = Paragraph("", "break")
Block = Paragraph | Form


@dataclass(frozen=True)
class Paper:
    """A whole document. `landscape`: every page lies on its side."""

    department: str
    year: int
    basis: str
    blocks: tuple[Block, ...]
    landscape: bool = False

    @property
    def kind(self) -> str:
        return f"部门{self.basis}"


def head_of(form: Form) -> list[str]:
    """The lines above a form: its title, then its number (where it is not part of the title's line), whose it is, its unit."""
    if form.number.startswith("公开"):
        return [form.title, form.number, form.owner, form.unit_line]
    title = f"{form.title}（{form.number}）" if form.number else form.title
    return [title, *(line for line in (form.owner, form.unit_line) if line)]


def placed(rows: Sequence[tuple[Cell, ...]], columns: int) -> list[list[tuple[int, Cell, bool]]]:
    """For every row (column where a cell starts, the cell, whether it reaches down from a row above), left to right."""
    above: dict[int, tuple[Cell, int]] = {}  # start → (cell, rows that it still covers)
    found = []
    for row in rows:
        line: list[tuple[int, Cell, bool]] = []
        waiting, column, below = list(row), 0, {}
        while column < columns:
            if column in above:
                cell, left = above[column]
                line.append((column, cell, True))
            else:
                cell = waiting.pop(0)
                left = cell.down
                line.append((column, cell, False))
            if left > 1:
                below[column] = (cell, left - 1)
            column += cell.span
        above = below
        found.append(line)
    return found


def say(*pieces: str | Figure) -> Paragraph:
    """A paragraph of text from words and figures."""
    text = ""
    figures = []
    for piece in pieces:
        if isinstance(piece, Figure):
            figures.append((len(text), piece))
            text += piece.printed
        else:
            text += piece
    return Paragraph(text, "text", tuple(figures))


def sentence_at(text: str, position: int, reach: int = 60) -> str:
    """The sentence (up to 。 or ；) in which a position lies, at most `reach` characters on either side of it."""
    start = max(text.rfind(mark, 0, position) for mark in "。；") + 1
    ends = [end for mark in "。；" if (end := text.find(mark, position)) >= 0]
    end = min(ends, default=len(text) - 1) + 1
    return text[max(start, position - reach) : min(end, position + reach)].strip()


def _plain(unit: str) -> str:
    """The column of a figure that nothing else is said of."""
    kinds = {"元": "金额", "万元": "金额", "亿元": "金额", "人": "人数", "名": "人数", "分": "得分", "%": "比例"}
    return kinds.get(unit, "数量")


def _basis(column: str) -> str:
    """预算 for a plan, 决算 for what was spent; a change or a rate is the document's ("")."""
    if column in ("年初预算", "全年预算", "全年预算数", "预算", "预算数", "预算金额", "预算安排"):
        return "预算"
    return "决算" if column in ("支出决算", "执行数", "当年预算执行数") else ""


def facts_of_paragraph(paragraph: Paragraph, heading: str, year: int) -> list[tuple[int, TrueFact]]:
    """(position, fact) for every figure of a paragraph; `heading` is the heading above it, `year` the document's."""
    return [
        (
            position,
            TrueFact(
                form="", title=heading, side="", row_code="", row_name=figure.label, column=figure.column or _plain(figure.unit),
                value=figure.text.replace(",", ""), unit=fold(figure.unit), origin="sentence", year=figure.year or year,
                quote=sentence_at(paragraph.text, position), basis=_basis(figure.column),
            ),
        )
        for position, figure in paragraph.figures
    ]  # fmt: skip


def facts_of_row(form: Form, row: tuple[Cell, ...]) -> list[TrueFact]:
    """The facts that one row of a form prints, left to right: each with the header over it as its column and the row as its quote.

    A header that says the side (收入, 本年支出) is no part of the column, and an amount under 预算数 is one of the budget. Facts of
    performance forms know their columns themselves.
    """
    quote = " ".join(cell.text for cell in row if cell.text)
    facts = []
    start = 0
    for cell in row:
        if cell.fact and cell.fact.origin != "table":
            facts.append(replace(cell.fact, quote=quote))
        elif cell.fact:
            sides = (cell.fact.side, f"本年{cell.fact.side}") if cell.fact.side else ()
            column = "/".join(part for part in form.paths[start] if part not in sides)
            facts.append(replace(cell.fact, column=column, basis="预算" if "预算数" in column else "", quote=quote))
        start += cell.span
    return facts


def facts_without_pages(paper: Paper) -> Iterator[TrueFact]:
    """All facts of a document in printed order, for formats that have no pages."""
    heading = ""
    for block in paper.blocks:
        if isinstance(block, Form):
            for row in block.body:
                yield from facts_of_row(block, row)
        else:
            if block.kind in ("part", "heading"):
                heading = block.text
            yield from (fact for _, fact in facts_of_paragraph(block, heading, paper.year))


def money(yuan: Decimal, unit: str, commas: bool = True, places: int = 2) -> str:
    """An amount as printed in `unit` (元 or 万元), rounded half up.

    >>> money(Decimal("12345600"), "万元"), money(Decimal("163000"), "元", places=0)
    ('1,234.56', '163,000')
    """
    value = round_half_up(yuan / 10_000 if unit == "万元" else yuan, places)
    return f"{value:,f}" if commas else f"{value:f}"
