"""Spreadsheets (xlsx, xls) → a page a sheet; comma-separated values → one page. Figures as the sheet shows them."""

from __future__ import annotations

import csv
import io
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from index.documents import Document, Gap, Grid, Line, Page, UnreadableFileError
from index.readers.characters import plain_characters
from index.readers.numberformats import displayed
from index.readers.text import broken_characters, decoded

_ZIP = b"PK\x03\x04"
# a lone cell longer than this is running text
_LONGEST_LABEL = 30
# blank rows that a table may have inside; more of them end it
_MOST_BLANK_ROWS = 30
# unpacked bytes beyond which an xlsx is no spreadsheet but a trap
_MOST_BYTES = 1 << 30
_PIECE = 4 << 20


@dataclass
class _Sheet:
    """What a sheet shows. `merged` ranges: first row, first column, last row, last column (as `cells`, from 0).

    `unfinished` names the cells whose formulas were never computed.
    """

    name: str
    cells: dict[tuple[int, int], str]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False
    unfinished: list[str] = field(default_factory=list)


def read(path: Path, data: bytes, sha256: str) -> Document:
    """A page a visible sheet, named after it. Raises UnreadableFileError for what is no whole, open workbook."""
    return _document(path, _modern(path, data) if data.startswith(_ZIP) else _old(path, data), sha256)


def read_delimited(path: Path, data: bytes, sha256: str) -> Document:
    """Text with tabs, commas or semicolons between its cells, as systems export it: one sheet without a name.

    Raises UnreadableFileError where a comma may be one inside a figure.
    """
    text = decoded(path, data)
    delimiter = max("\t,;", key=text[:100_000].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFileError(f"{path.name}：内容是文本而不是表格，格子分不清，无法读取；请另存为 xlsx 后重新加入") from error
    if delimiter == "," and len({len(row) for row in rows if len(row) > 1}) > 1:
        raise UnreadableFileError(f"{path.name}：内容是逗号分隔的文本，各行的格数不一，数字可能被拆开，未读取；请另存为 xlsx 后重新加入")
    cells = {(r, c): shown for r, row in enumerate(rows) for c, cell in enumerate(row) if (shown := plain_characters(cell).strip())}
    document = _document(path, [_Sheet("", cells)], sha256)
    return replace(document, gaps=(*document.gaps, *broken_characters(text.split("\n"))))


def _document(path: Path, sheets: Iterable[_Sheet], sha256: str) -> Document:
    pages, gaps = [], []
    for sheet in sheets:
        if sheet.hidden:
            if sheet.cells:
                gaps.append(Gap(None, sheet.name, f"工作表“{sheet.name}”是隐藏的，未读取；需要时请取消隐藏后重新加入"))
            continue
        if sheet.unfinished:
            shown = f"{len(sheet.unfinished)} 个公式没有保存计算结果（{'、'.join(sheet.unfinished[:5])}）"
            gaps.append(Gap(None, sheet.name, f"工作表“{sheet.name}”有 {shown}，按空白处理；请用表格软件打开并保存后重新加入"))
        if sheet.cells:
            pages.append(Page(None, tuple(_blocks(sheet)), sheet.name))
    if not pages:
        raise UnreadableFileError(f"{path.name}：工作簿里没有可见的内容；请检查文件后重新加入")
    return Document(path.name, sha256, "spreadsheet", tuple(pages), tuple(gaps), path)


# --- xlsx ----------------------------------------------------------------------------------------------------------------

_BLANK_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*?(?:/>|>\s*</(?:\w+:)?c>)")
_BLANK_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?(?:/>|>\s*</(?:\w+:)?row>)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
_FORMULA = re.compile(rb"<((?:\w+:)?)c\b([^<>]*)>\s*<\1f\b(?:[^<>]*/>|[^<>]*>[^<]*</\1f>)(.*?)</\1c>", re.S)


def _modern(path: Path, data: bytes) -> list[_Sheet]:
    """Sheets of an xlsx. Blank styled cells are cut out of the XML before it is parsed: some sheets carry them down to row 65536."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    damaged = (InvalidFileException, zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError,
               SyntaxError, EOFError, OSError, RuntimeError, AssertionError)  # fmt: skip
    try:
        slim, parts = _slimmed(data)
        book = openpyxl.load_workbook(io.BytesIO(slim), read_only=True, data_only=True)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            cells = {
                (cell.row - 1, cell.column - 1): text
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and (text := plain_characters(displayed(cell.value, cell.number_format)))
            }
            merged, unfinished = parts.get(sheet._worksheet_path.lstrip("/"), ([], []))
            sheets.append(_Sheet(sheet.title, cells, merged, sheet.sheet_state != "visible", unfinished))
        book.close()
    except damaged as error:
        raise UnreadableFileError(f"{path.name}：表格文件已损坏或不是 xlsx，无法读取；请重新下载后再加入") from error
    return sheets


_Part = tuple[list[tuple[int, int, int, int]], list[str]]


def _slimmed(data: bytes) -> tuple[bytes, dict[str, _Part]]:
    """The workbook without blank cells; the merged ranges and uncomputed formulas of each sheet's part."""
    from openpyxl.utils.cell import range_boundaries

    target = io.BytesIO()
    parts: dict[str, _Part] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as slim:
        if sum(item.file_size for item in source.infolist()) > _MOST_BYTES:
            raise ValueError("unpacks to more than a spreadsheet holds")
        for item in source.infolist():
            with source.open(item) as packed, slim.open(item.filename, "w") as written:
                if re.search(r"worksheets/[^/]+\.xml$", item.filename) is None:
                    shutil.copyfileobj(packed, written)
                    continue
                spans, unfinished = parts[item.filename] = ([], [])
                for xml in _pieces(packed):
                    for ref in _MERGED.findall(xml):
                        first_column, first_row, last_column, last_row = range_boundaries(ref.decode())
                        spans.append((first_row - 1, first_column - 1, last_row - 1, last_column - 1))
                    unfinished += _uncomputed(xml)
                    written.write(_BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", xml)))
    return target.getvalue(), parts


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A sheet's XML in pieces of whole rows: some sheets carry a million blank ones."""
    rest = b""
    while block := file.read(_PIECE):
        rest += block
        cut = rest.rfind(b"<", 0, max(0, rest.rfind(b"row ")))
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _uncomputed(xml: bytes) -> Iterator[str]:
    """References of formulas without a stored result; one that yields an empty text has one."""
    for _, attributes, rest in _FORMULA.findall(xml):
        reference = re.search(rb'\br="([A-Z]+\d+)"', attributes)
        if reference and b't="str"' not in attributes and not re.search(rb"<(?:\w+:)?v>[^<]", rest):
            yield reference.group(1).decode()


# --- xls -----------------------------------------------------------------------------------------------------------------


def _old(path: Path, data: bytes) -> list[_Sheet]:
    import xlrd
    from xlrd.compdoc import CompDocError

    damaged = (xlrd.XLRDError, CompDocError, struct.error, IndexError, KeyError, ValueError, TypeError, AttributeError,
               OverflowError, AssertionError)  # fmt: skip
    blank = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
        sheets = []
        for sheet in book.sheets():
            cells = {}
            for row in range(sheet.nrows):
                for column, kind in enumerate(sheet.row_types(row)):
                    if kind not in blank and (text := plain_characters(_old_text(book, sheet.cell(row, column)))):
                        cells[row, column] = text
            merged = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
            sheets.append(_Sheet(sheet.name, cells, merged, sheet.visibility != 0))
    except damaged as error:
        if "encrypted" in str(error):
            raise UnreadableFileError(f"{path.name}：表格文件有打开密码，无法读取；请去掉密码后重新加入") from error
        raise UnreadableFileError(f"{path.name}：表格文件已损坏或不是 xls，无法读取；请重新下载后再加入") from error
    return sheets


def _old_text(book: object, cell: object) -> str:
    """The text that a cell of an xls shows."""
    import xlrd

    kind, value = cell.ctype, cell.value  # type: ignore[attr-defined]
    if kind == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(value, "#ERROR!"))
    if kind == xlrd.XL_CELL_BOOLEAN:
        return displayed(bool(value))
    if kind == xlrd.XL_CELL_DATE:
        return displayed(xlrd.xldate_as_datetime(value, book.datemode))  # type: ignore[attr-defined]
    if kind == xlrd.XL_CELL_NUMBER:
        number = int(value) if value == int(value) else value
        return displayed(number, _old_format(book, cell))
    return displayed(value)


def _old_format(book: object, cell: object) -> str:
    """The number format of a cell of an xls; General where the file names none."""
    styles = book.xf_list  # type: ignore[attr-defined]
    index = cell.xf_index  # type: ignore[attr-defined]
    if index is None or index >= len(styles):
        return "General"
    found = book.format_map.get(styles[index].format_key)  # type: ignore[attr-defined]
    return found.format_str if found else "General"


# --- both ----------------------------------------------------------------------------------------------------------------


def _blocks(sheet: _Sheet) -> Iterator[Line | Grid]:
    """Titles above a table, notes beneath it and paragraphs are lines; a line's number is its row's."""
    rows: dict[int, dict[int, str]] = {}
    for (row, column), text in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = text
    run: list[int] = []
    for row, cells in rows.items():
        if run and row - run[-1] > _MOST_BLANK_ROWS:
            yield from _table(sheet, rows, run)
            run = []
        if len(cells) == 1 and (not run or _is_running_text(next(iter(cells.values())))):
            yield from _table(sheet, rows, run)
            run = []
            yield from (Line(line.strip(), row + 1) for text in cells.values() for line in text.split("\n") if line.strip())
        else:
            run.append(row)
    yield from _table(sheet, rows, run)


def _is_running_text(text: str) -> bool:
    """A lone cell that is no label of a row: a paragraph, a note, the title of a further table."""
    bare = re.sub(r"\s|[(（][^()（）]*[)）]$", "", text)
    return len(bare) > _LONGEST_LABEL or bare.endswith(("。", "；")) or re.match(r"(?:注|备注|说明|续表)\d*[:：]?", bare) is not None or (
        bare.endswith("表") and len(bare) > 4
    )  # fmt: skip


def _table(sheet: _Sheet, rows: dict[int, dict[int, str]], run: list[int]) -> Iterator[Line | Grid]:
    """The rows of `run` as a grid of the columns that they use, blank rows between them included."""
    if not run:
        return
    columns = sorted({column for row in run for column in rows[row]})
    if len(columns) == 1:
        yield from (Line(line, row + 1) for row in run for line in rows[row][columns[0]].split("\n") if line.strip())
        return
    place = {column: index for index, column in enumerate(columns)}
    first, last = run[0], run[-1]
    grid: list[list[str | None]] = [[""] * len(columns) for _ in range(last - first + 1)]
    for top, left, bottom, right in sheet.merged:
        for row in range(max(top, first), min(bottom, last) + 1):
            for column in columns:
                if left <= column <= right and (row, column) != (top, left):
                    grid[row - first][place[column]] = None
    for row in run:
        for column, text in rows[row].items():
            grid[row - first][place[column]] = text
    yield Grid(tuple(map(tuple, grid)), number=first + 1)
