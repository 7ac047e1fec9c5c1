"""Files as tests write them, and what was read from them in short."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.documents import Document, Grid, Line
from index.readers import read_document


def lines(document: Document, page: int = 0) -> list[str]:
    return [b.text for b in document.pages[page].blocks if isinstance(b, Line)]


def grids(document: Document, page: int = 0) -> list[Grid]:
    return [b for b in document.pages[page].blocks if isinstance(b, Grid)]


def written(path: Path, data: bytes | str) -> Document:
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return read_document(path)


def small_pdf(draw: Callable[[Any], None] = lambda c: c.drawString(72, 720, "text"), **options: Any) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def word(fill: Callable[[Any], None]) -> bytes:
    import docx

    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def workbook(fill: Callable[[Any], None]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def budget_sheet(book: Any) -> None:
    sheet = book.active
    sheet.title = "收入总表"
    sheet["A1"] = "2023年部门收入预算总表"
    sheet.merge_cells("A1:D1")
    sheet["A2"], sheet["D2"] = "编制部门：某局", "单位：元"
    sheet["A3"], sheet["C3"] = "项目", "收入预算"
    sheet.merge_cells("A3:B3")
    sheet.merge_cells("C3:D3")
    for row, cells in enumerate([("科目编码", "科目名称", "合计", "占比"), (201, "一般公共服务支出", 1234.5, 0.5)], 4):
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
    sheet["C5"].number_format, sheet["D5"].number_format = "#,##0.00", "0%"
    sheet["A6"] = "注：本表由单位填报。"


Cell = tuple[int, int, float | str, str]


def old_workbook(name: str, cells: Sequence[Cell], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    """A minimal BIFF8 stream, as xls holds it. Cells: row, column, value, number format; merged: first, last row, first, last column."""

    def record(code: int, data: bytes) -> bytes:
        return struct.pack("<HH", code, len(data)) + data

    def words(text: str, length: str = "<H") -> bytes:
        return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")

    def begin(kind: int) -> bytes:
        return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 1997, 0, 0x0600))

    keys = {f: 164 + i for i, f in enumerate(sorted({f for *_, f in cells if f}))}
    head = begin(0x0005) + record(0x0042, struct.pack("<H", 1200))
    head += record(0x0031, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + words("宋体", "<B"))
    head += b"".join(record(0x041E, struct.pack("<H", key) + words(f)) for f, key in keys.items())
    # the first style is the one that the others stand on
    for key, kind in ((0, 0xFFF5), (0, 1), *((key, 1) for key in keys.values())):
        head += record(0x00E0, struct.pack("<HHHBBBBIIH", 0, key, kind, 0, 0, 0, 4 * (kind == 1), 0, 0, 0))
    sheet = words(name, "<B")
    head += record(0x0085, struct.pack("<IBB", len(head) + 4 + 6 + len(sheet) + 4, 0, 0) + sheet) + record(0x000A, b"")
    body = begin(0x0010)
    for row, column, value, number_format in cells:
        at = struct.pack("<HHH", row, column, 1 + (list(keys).index(number_format) + 1 if number_format else 0))
        body += record(0x0204, at + words(value)) if isinstance(value, str) else record(0x0203, at + struct.pack("<d", value))
    body += record(0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", *m) for m in merged))
    return head + body + record(0x000A, b"")


def old_workbook_file(name: str, cells: Sequence[Cell]) -> bytes:
    """The same in its container, a compound file: a sector of its sector table, one of its directory, then the stream."""
    stream = old_workbook(name, cells, []).ljust(4096, b"\0")  # shorter streams would lie elsewhere
    sectors = -(-len(stream) // 512)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0) + b"\xff\xff\xff\xff" * 108
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        named = (title + "\0").encode("utf-16-le")
        links = struct.pack("<IIII", 0xFFFFFFFF, 0xFFFFFFFF, child, 0)
        return named.ljust(64, b"\0") + struct.pack("<HBB", len(named), kind, 1) + links + bytes(32) + struct.pack("<III", start, size, 0)

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))
    packed_table = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    return head[:512] + packed_table + directory.ljust(512, b"\0") + stream.ljust(512 * sectors, b"\0")
