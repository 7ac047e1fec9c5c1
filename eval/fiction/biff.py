"""Old Excel files (BIFF8 in an OLE2 container): text, numbers and merged cells, written without another library.

Records as in [MS-XLS], the container as in [MS-CFB]. The same sheets give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from eval.fiction.sheets import Sheet

_MOST = 8224
"""Bytes that a record's data may have."""
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_FORMATS = {"": 0, "#,##0": 3, "#,##0.00": 4}
"""Number formats that every version knows by number."""
_STYLE_XFS = 15


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """A whole xls file."""
    texts = {text: place for place, text in enumerate(dict.fromkeys(_texts(sheets)))}
    streams = [_sheet(sheet, texts) for sheet in sheets]
    head = _globals()
    tail = _strings(list(texts), sum(1 for _ in _texts(sheets))) + _record(0x000A)
    names = [sheet.name.encode("utf-16-le") for sheet in sheets]
    position = len(head) + sum(4 + 8 + len(name) for name in names) + len(tail)
    bound = b""
    for name, stream in zip(names, streams, strict=True):
        bound += _record(0x0085, struct.pack("<IBBBB", position, 0, 0, len(name) // 2, 1) + name)
        position += len(stream)
    return _container(head + bound + tail + b"".join(streams))


def _texts(sheets: Sequence[Sheet]) -> list[str]:
    return [cell.value for sheet in sheets for cell in sheet.cells.values() if isinstance(cell.value, str)]


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _globals() -> bytes:
    """From the beginning to the fonts and formats of cells."""
    name = "宋体".encode("utf-16-le")
    font = _record(0x0031, struct.pack("<HHHHHBBBBBB", 220, 0, 0x7FFF, 400, 0, 0, 0, 134, 0, len(name) // 2, 1) + name)
    style = _record(0x00E0, struct.pack("<HHHBBBBIIH", 0, 0, 0xFFF5, 0x20, 0, 0, 0xF4, 0, 0, 0x20C0))
    cells = [_record(0x00E0, struct.pack("<HHHBBBBIIH", 0, of, 0x0001, 0x28, 0, 0, 0x7C, 0, 0, 0x20C0)) for of in _FORMATS.values()]
    return b"".join((
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)),
        _record(0x0042, struct.pack("<H", 1200)),
        _record(0x003D, struct.pack("<9H", 0, 0, 16000, 9000, 0x38, 0, 0, 1, 600)),
        font * 4, style * _STYLE_XFS, *cells,
        _record(0x0293, struct.pack("<HBB", 0x8000, 0, 0xFF)),
    ))  # fmt: skip


def _strings(texts: Sequence[str], uses: int) -> bytes:
    """The table of shared strings; a text goes on in the next record where one is full."""
    blocks = [bytearray(struct.pack("<II", uses, len(texts)))]
    for text in texts:
        left = text.encode("utf-16-le")
        if len(blocks[-1]) + 5 > _MOST:
            blocks.append(bytearray())
        blocks[-1] += struct.pack("<HB", len(left) // 2, 1)
        while left:
            room = (_MOST - len(blocks[-1])) & ~1
            if not room:
                blocks.append(bytearray(b"\x01"))
                continue
            blocks[-1] += left[:room]
            left = left[room:]
    return b"".join(_record(0x003C if place else 0x00FC, bytes(block)) for place, block in enumerate(blocks))


def _sheet(sheet: Sheet, texts: dict[str, int]) -> bytes:
    rows = max(row for row, _ in sheet.cells) + 1
    columns = max(column for _, column in sheet.cells) + 1
    parts = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)),
        _record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0)),
    ]
    for (row, column), cell in sorted(sheet.cells.items()):
        if isinstance(cell.value, str):
            parts.append(_record(0x00FD, struct.pack("<HHHI", row, column, _STYLE_XFS, texts[cell.value])))
        elif cell.value is not None:
            format_ = _STYLE_XFS + list(_FORMATS).index(cell.number_format)
            parts.append(_record(0x0203, struct.pack("<HHHd", row, column, format_, cell.value)))
    parts.append(_record(0x023E, struct.pack("<HHHIHHI", 0x06B6, 0, 0, 0x40, 0, 0, 0)))
    for start in range(0, len(sheet.merged), 1000):
        some = sheet.merged[start : start + 1000]
        ranges = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in some)
        parts.append(_record(0x00E5, struct.pack("<H", len(some)) + ranges))
    return b"".join(parts) + _record(0x000A)


def _container(stream: bytes) -> bytes:
    """An OLE2 file with one stream: header, allocation table, directory, stream."""
    size = max(len(stream), 4096)  # a shorter one would need the table of small sectors
    of_stream = -(-size // _SECTOR)
    of_table = 1
    while of_table * (_SECTOR // 4) < of_table + 1 + of_stream:
        of_table += 1
    table = [_FAT] * of_table + [_END] + [of_table + 2 + place for place in range(of_stream)]
    table[-1] = _END
    table += [_FREE] * (of_table * (_SECTOR // 4) - len(table))
    places = [*range(of_table), *[_FREE] * (109 - of_table)]
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, of_table, of_table, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *places)
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, of_table + 1, size) + bytes(128) * 2
    return header + struct.pack(f"<{len(table)}I", *table) + entries + stream.ljust(of_stream * _SECTOR, b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """An entry of the directory."""
    text = f"{name}\0".encode("utf-16-le")
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIII", len(text), kind, 1, _FREE, _FREE, child, start, size, 0)
