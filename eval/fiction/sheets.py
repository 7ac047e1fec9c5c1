"""Fictitious documents as sheets, before they become an xlsx or xls file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from eval.fiction.departments import Style
from eval.fiction.papers import NOTICE, Cell, Form, Paper, Paragraph, placed


@dataclass(frozen=True)
class SheetCell:
    """What a cell holds. `align`: left, center or right in a bordered cell of a form, else ""; `number_format` "" is the standard one."""

    value: str | int | float | None
    align: str = ""
    number_format: str = ""


@dataclass(frozen=True)
class Sheet:
    """Rows and columns count from 0. `merged`: (top, left, bottom, right), all inside; `widths` of the first columns."""

    name: str
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)

    def put(self, row: int, column: int, value: str | None) -> None:
        if value:
            self.cells[row, column] = SheetCell(value)


def sheets_of(paper: Paper, style: Style) -> list[Sheet]:
    """The cover, a sheet a form, a sheet a part of the text (a budget's text in one merged cell, else a row a paragraph)."""
    cover = Sheet("封面")
    for place, line in enumerate(block.text for block in paper.blocks if isinstance(block, Paragraph) and block.kind == "cover"):
        cover.put(place * 3 + 2, 0, line)
    sheets = [cover]
    text: list[Paragraph] = []
    for block in (*paper.blocks, Paragraph("", "break")):
        if isinstance(block, Paragraph) and block.kind not in ("cover", "break"):
            if block.kind == "part" and text:
                sheets.append(_text_sheet(_name(sheets, text[0].text), text, paper.basis == "预算"))
                text = []
            text.append(block)
            continue
        if text:
            sheets.append(_text_sheet(_name(sheets, text[0].text), text, paper.basis == "预算"))
            text = []
        if isinstance(block, Form):
            sheets.append(_form_sheet(_name(sheets, re.sub(r"^\d{4}年度?", "", block.title)), block, style))
    return sheets


def _name(sheets: Sequence[Sheet], wanted: str) -> str:
    """A sheet name of at most 31 characters that no sheet has yet."""
    name = re.sub(r"[\\/*?:\[\]“”]", "", wanted)[:28]
    return name if name not in (sheet.name for sheet in sheets) else f"{name}{len(sheets)}"


def _text_sheet(name: str, text: Sequence[Paragraph], together: bool) -> Sheet:
    sheet = Sheet(name, widths=[100])
    sheet.put(0, 0, text[0].text if text[0].kind == "part" else NOTICE)
    rest = text[1:] if text[0].kind == "part" else text
    if together:
        sheet.put(2, 0, "\n".join(f"    {paragraph.text}" for paragraph in rest))
        sheet.merged.append((2, 0, 16, 12))
        return sheet
    for row, paragraph in enumerate(rest, start=2):
        sheet.put(row, 0, paragraph.text)
    return sheet


def _form_sheet(name: str, form: Form, style: Style) -> Sheet:
    """A form; its unit stands in the corner above the last column."""
    columns = len(form.widths)
    sheet = Sheet(name, widths=[max(6, width * 1.3) for width in form.widths])
    sheet.put(0, 0, NOTICE)
    sheet.put(1, 0, f"{form.title}（{form.number}）" if form.number.startswith("表") else form.title)
    sheet.merged.append((1, 0, 1, columns - 1))
    if form.number.startswith("公开"):
        sheet.put(2, columns - 1, form.number)
    sheet.put(3, 0, form.owner)
    sheet.put(3, columns - 1, form.unit_line)
    row = 4
    for part in (form.header, form.body):
        for line in placed(part, columns):
            for start, cell, reaching in line:
                if reaching:
                    continue
                value = _value(cell, style)
                shown = "" if isinstance(value, str) or not cell.fact else "#,##0.00" if "." in cell.text else "#,##0"
                sheet.cells[row, start] = SheetCell(value, cell.align, shown)
                if cell.span > 1 or cell.down > 1:
                    sheet.merged.append((row, start, row + cell.down - 1, start + cell.span - 1))
            row += 1
    for note in form.notes:
        sheet.put(row, 0, note)
        row += 1
    return sheet


def _value(cell: Cell, style: Style) -> str | int | float | None:
    """What a spreadsheet's cell holds: amounts as numbers unless the style types them, a class's three digits as a number, else text."""
    if cell.fact and cell.fact.origin == "table" and not style.typed:
        value = float(cell.fact.value)
        return int(value) if "." not in cell.fact.value else value
    if re.fullmatch(r"[23]\d\d", cell.text) and cell.span == 1 and cell.align == "center":
        return int(cell.text)
    return cell.text or None
