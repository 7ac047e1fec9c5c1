"""Fictitious documents as Word and Excel files; the same document gives the same bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eval.fiction.departments import Style
from eval.fiction.papers import NOTICE, Cell, Form, Paper, Paragraph, placed

CREATED = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ALIGN = {"left": "left", "center": "center", "right": "right"}
_STYLES = {"part": "Heading 1", "heading": "Heading 2", "subheading": "Heading 3"}


def _same_bytes(package: BytesIO, path: Path) -> None:
    """Write an Office package without the time of its making."""
    stamp = CREATED.strftime("%Y-%m-%dT%H:%M:%SZ")
    with ZipFile(package) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[^<]*<", b">" + stamp.encode() + b"<", content)
            target.writestr(ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, ZIP_DEFLATED)


def render_docx(paper: Paper, path: Path) -> None:
    """Write a Word file: headings as heading styles, forms as tables, a landscape section where a form is wide."""
    from docx import Document
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.shared import Pt

    document = Document()
    document.core_properties.created = document.core_properties.modified = CREATED
    document.core_properties.author = "虚构样例"
    document.core_properties.title = f"{paper.department}{paper.year}年{paper.kind}（虚构样例）"
    document.sections[0].header.paragraphs[0].text = NOTICE
    lying = False

    def turn(landscape: bool) -> None:
        nonlocal lying
        if landscape != lying:
            section = document.add_section(WD_SECTION.NEW_PAGE)
            section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
            section.page_width, section.page_height = section.page_height, section.page_width
            lying = landscape

    if paper.landscape:
        section = document.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        lying = True
    for block in paper.blocks:
        if isinstance(block, Form):
            turn(paper.landscape or block.wide)
            for text, alignment in _form_head(block):
                line = document.add_paragraph(text)
                line.alignment = getattr(WD_ALIGN_PARAGRAPH, alignment)
            body = document.element.body
            body.insert(len(body) - 1, parse_xml(_table_xml(block)))  # before the section's properties
            for note in block.notes or ("",):
                document.add_paragraph(note)
        elif block.kind == "break":
            turn(paper.landscape)
            document.add_page_break()
        elif block.kind == "cover":
            line = document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(block.text).font.size = Pt(11 if block.text == NOTICE else 22)
        else:
            document.add_paragraph(block.text, style=_STYLES.get(block.kind))
    package = BytesIO()
    document.save(package)
    _same_bytes(package, path)


def _form_head(form: Form) -> list[tuple[str, str]]:
    """The lines above a form with their alignment."""
    if form.number.startswith("公开"):
        return [(form.title, "CENTER"), (form.number, "RIGHT"), (form.owner, "LEFT"), (form.unit_line, "RIGHT")]
    title = f"{form.title}（{form.number}）" if form.number else form.title
    return [(title, "CENTER"), (f"{form.owner}\u3000\u3000{form.unit_line}", "LEFT")]


def _table_xml(form: Form) -> str:
    """A form as WordprocessingML. Written as text: python-docx takes seconds to fill tables cell by cell."""
    unit = 9000 // sum(form.widths)
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in edges)
    grid = "".join(f'<w:gridCol w:w="{unit * width}"/>' for width in form.widths)
    rows = []
    for part, header in ((form.header, True), (form.body, False)):
        for line in placed(part, len(form.widths)):
            cells = "".join(_cell_xml(cell, reaching, unit * sum(form.widths[start : start + cell.span])) for start, cell, reaching in line)
            rows.append(f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>")
    return (
        '<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _cell_xml(cell: Cell, reaching: bool, width: int) -> str:
    merged = ""
    if cell.down > 1:
        merged = "<w:vMerge/>" if reaching else '<w:vMerge w:val="restart"/>'
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    run = "" if reaching or not cell.text else (
        f'<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t xml:space="preserve">{escape(cell.text)}</w:t></w:r>'
    )  # fmt: skip
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merged}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{_ALIGN[cell.align]}"/></w:pPr>{run}</w:p></w:tc>'
    )


def render_xlsx(paper: Paper, path: Path, style: Style) -> None:
    """Write a spreadsheet: a sheet a form, a sheet a part of the text (a budget's text in one merged cell, else a row a paragraph)."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "虚构样例"
    book.properties.created = CREATED
    cover = book.create_sheet("封面")
    for row, line in enumerate((b.text for b in paper.blocks if isinstance(b, Paragraph) and b.kind == "cover"), start=1):
        cover.cell(row * 3, 1, line)
    text: list[Paragraph] = []
    for block in (*paper.blocks, Paragraph("", "break")):
        if isinstance(block, Paragraph) and block.kind not in ("cover", "break"):
            if block.kind == "part" and text:
                _text_sheet(book, text, paper.basis == "预算")
                text = []
            text.append(block)
            continue
        if text:
            _text_sheet(book, text, paper.basis == "预算")
            text = []
        if isinstance(block, Form):
            _form_sheet(book, block, style)
    package = BytesIO()
    book.save(package)
    _same_bytes(package, path)


def _name(book: Any, wanted: str) -> str:
    """A sheet name of at most 31 characters that the book does not have yet."""
    name = re.sub(r"[\\/*?:\[\]“”]", "", wanted)[:28]
    return name if name not in book.sheetnames else f"{name}{len(book.sheetnames)}"


def _text_sheet(book: Any, text: list[Paragraph], together: bool) -> None:
    sheet = book.create_sheet(_name(book, text[0].text))
    sheet.column_dimensions["A"].width = 100
    sheet.oddHeader.center.text = NOTICE
    sheet["A1"] = text[0].text if text[0].kind == "part" else NOTICE
    rest = text[1:] if text[0].kind == "part" else text
    if together:
        sheet["A3"] = "\n".join(f"    {paragraph.text}" for paragraph in rest) or None
        sheet.merge_cells("A3:M17")
        return
    for row, paragraph in enumerate(rest, start=3):
        sheet.cell(row, 1, paragraph.text)


def _form_sheet(book: Any, form: Form, style: Style) -> None:
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(_name(book, re.sub(r"^\d{4}年度?", "", form.title)))
    sheet.oddHeader.center.text = NOTICE
    columns = len(form.widths)
    for place, width in enumerate(form.widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = max(6, width * 1.3)
    sheet.cell(1, 1, NOTICE)
    sheet.cell(2, 1, f"{form.title}（{form.number}）" if form.number.startswith("表") else form.title)
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=columns)
    if form.number.startswith("公开"):
        sheet.cell(3, columns, form.number)
    sheet.cell(4, 1, form.owner)
    sheet.cell(4, columns, form.unit_line)
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    aligned = {align: Alignment(horizontal=align, vertical="center", wrap_text=True) for align in _ALIGN}
    row = 5
    for part in (form.header, form.body):
        for line in placed(part, columns):
            for start, cell, reaching in line:
                if reaching:
                    continue
                place = sheet.cell(row, start + 1, _value(cell, style))
                place.alignment, place.border = aligned[cell.align], border
                if not isinstance(place.value, str) and cell.fact:
                    place.number_format = "#,##0.00" if "." in cell.text else "#,##0"
                if cell.span > 1 or cell.down > 1:
                    sheet.merge_cells(start_row=row, start_column=start + 1, end_row=row + cell.down - 1, end_column=start + cell.span)
            row += 1
    for note in form.notes:
        sheet.cell(row, 1, note)
        row += 1


def _value(cell: Cell, style: Style) -> str | int | float | None:
    """What a spreadsheet's cell holds: amounts as numbers unless the style types them, a class's three digits as a number, else text."""
    if cell.fact and not style.typed:
        value = float(cell.fact.value)
        return int(value) if "." not in cell.fact.value else value
    if re.fullmatch(r"[23]\d\d", cell.text) and cell.span == 1 and cell.align == "center":
        return int(cell.text)
    return cell.text or None
