"""Word (docx) → one page of lines and grids in document order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.documents import Document, Grid, Line, Page, UnreadableFileError
from index.readers.characters import plain_characters, raised

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_OFFICE_DOCUMENT = "/officeDocument"


def read(path: Path, data: bytes, sha256: str) -> Document:
    """The document as a single page without number. Raises UnreadableFileError for what is no whole, open docx."""
    from lxml.etree import LxmlError

    try:
        root = _main_part(data)
        if root.tag.startswith(_STRICT):
            raise UnreadableFileError(f"{path.name}：Word 文件是“严格 Open XML”格式，无法读取；请另存为普通的 docx 后重新加入")
        body = root.find(f"{_W}body")
        if body is None:
            raise ValueError("no body")
        blocks = tuple(_numbered(_blocks(body)))
    except RecursionError as error:
        raise UnreadableFileError(f"{path.name}：Word 文件里的表格嵌套太深，无法读取；请把内容复制到新文件后加入") from error
    except (zipfile.BadZipFile, zlib.error, LxmlError, KeyError, ValueError, EOFError, OSError, RuntimeError) as error:
        raise UnreadableFileError(f"{path.name}：Word 文件已损坏或不是 docx，无法读取；请重新下载后再加入") from error
    if not blocks:
        raise UnreadableFileError(f"{path.name}：Word 文件里没有文字（可能只有图片）；请先做文字识别")
    return Document(path.name, sha256, "word", (Page(None, blocks),), (), path)


def _main_part(data: bytes) -> Any:
    """The root element of the text. Pictures and other parts are not unpacked."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        relations = etree.fromstring(archive.read("_rels/.rels"), parser)
        part = next((r.get("Target", "") for r in relations if r.get("Type", "").endswith(_OFFICE_DOCUMENT)), "word/document.xml")
        return etree.fromstring(archive.read(part.lstrip("/")), parser)


def _numbered(blocks: Iterator[str | Grid]) -> Iterator[Line | Grid]:
    number = 1
    for block in blocks:
        if isinstance(block, Grid):
            yield Grid(block.rows, number=number)
            number += len(block.rows)
        elif block.strip():
            yield Line(block.strip(), number)
            number += 1


def _blocks(container: Any) -> Iterator[str | Grid]:
    """Paragraphs and tables in order; content controls (tables of contents, form fields) are looked into."""
    for child in container:
        if child.tag == f"{_W}p":
            yield from _paragraph(child).split("\n")
            yield from (block for box in _text_boxes(child) for block in _blocks(box))
        elif child.tag == f"{_W}tbl":
            yield from _table(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> str:
    """The paragraph's text with its breaks, tracked insertions included, deletions and text boxes not."""
    pieces: list[str] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}t":
            text = element.text or ""
            pieces.append(raised(text) if _value(element.getparent(), "rPr", "vertAlign") == "superscript" else text)
        elif element.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif element.tag == f"{_W}tab":
            pieces.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif element.tag not in (f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}txbxContent", f"{_MC}Fallback"):
            stack.extend(reversed(element))
    return plain_characters("".join(pieces))


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    """Text boxes once each: compatible producers store every box a second time as fallback."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(True for _ in box.iterancestors(f"{_MC}Fallback")):
            yield box


def _number(element: Any, *path: str) -> int:
    """The w:val of a nested property as a number; 0 where there is none."""
    value = _value(element, *path) or ""
    return int(value) if value.isdecimal() else 0


def _value(element: Any, *path: str) -> str | None:
    """The w:val of a nested property; "" where the property has none, None where there is no such property."""
    for name in path:
        element = element.find(f"{_W}{name}")
        if element is None:
            return None
    found = element.get(f"{_W}val", "")
    return str(found)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _cells(child)


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"):
            yield from _rows(child)


def _table(table: Any) -> Iterator[str | Grid]:
    """The table, then the tables inside its cells. A table of one column is a frame around text: its lines."""
    rows: list[list[str | None]] = []
    nested: list[Any] = []
    for row in _rows(table):
        cells: list[str | None] = [""] * _number(row, "trPr", "gridBefore")
        for cell in _cells(row):
            merge = _value(cell, "tcPr", "vMerge")
            inner = list(_blocks_of_cell(cell, nested))
            cells.append(None if merge is not None and merge != "restart" else "\n".join(inner))
            cells += [None] * (max(1, _number(cell, "tcPr", "gridSpan")) - 1)
        rows.append(cells)
    width = max(map(len, rows), default=0)
    full = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    if any(sum(cell is not None for cell in row) > 1 for row in full):
        yield Grid(full)
    else:
        yield from (line for row in full for cell in row if cell for line in cell.split("\n"))
    for inner_table in nested:
        yield from _table(inner_table)


def _blocks_of_cell(container: Any, nested: list[Any]) -> Iterator[str]:
    """The lines of a cell; tables inside are put aside."""
    for child in container:
        if child.tag == f"{_W}p":
            text = _paragraph(child).strip()
            if text:
                yield text
        elif child.tag == f"{_W}tbl":
            nested.append(child)
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
            yield from _blocks_of_cell(child, nested)
