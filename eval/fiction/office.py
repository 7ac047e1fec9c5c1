"""Fictitious documents as Word and Excel files; the same document gives the same bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from eval.fiction.biff import workbook
from eval.fiction.departments import Style
from eval.fiction.papers import NOTICE, Cell, Form, Paper, head_of, placed
from eval.fiction.sheets import sheets_of

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
            title, *head = head_of(block)
            document.add_paragraph(title).alignment = WD_ALIGN_PARAGRAPH.CENTER
            if block.number.startswith("公开"):
                for text in head:
                    document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
            else:
                document.add_paragraph("\u3000\u3000".join(head))
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
    """Write the spreadsheet of eval/fiction/sheets.py."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Side
    from openpyxl.utils import get_column_letter

    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    aligned = {align: Alignment(horizontal=align, vertical="center", wrap_text=True) for align in _ALIGN}
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "虚构样例"
    book.properties.created = CREATED
    for content in sheets_of(paper, style):
        sheet = book.create_sheet(content.name)
        sheet.oddHeader.center.text = NOTICE
        for place, width in enumerate(content.widths, start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        for (row, column), cell in content.cells.items():
            place = sheet.cell(row + 1, column + 1, cell.value)
            if cell.align:
                place.alignment, place.border = aligned[cell.align], border
            if cell.number_format:
                place.number_format = cell.number_format
        for top, left, bottom, right in content.merged:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    package = BytesIO()
    book.save(package)
    _same_bytes(package, path)


def render_xls(paper: Paper, path: Path, style: Style) -> None:
    """Write the same spreadsheet for old Excel."""
    path.write_bytes(workbook(sheets_of(paper, style)))
