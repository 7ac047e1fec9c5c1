"""PDF → pages of lines and ruled tables, with positions."""

from __future__ import annotations

import io
import logging
import re
import struct
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.documents import Box, Document, Gap, Grid, Line, Page, UnreadableFileError
from index.readers.rulings import DrawingError, RuledTable, ruled_tables

if TYPE_CHECKING:
    from index.readers.painting import Char, Painted

# a character belongs to a line where it shares this part of its height with it: digits may stand on a baseline of their own
SHARED_HEIGHT = 0.4
# a gap wider than this part of the type size separates words
WORD_GAP = 0.45
# how far apart, in points, a character may be printed twice to look bold
_HAIR = 1.0
_BUCKET = 10.0


def read(path: Path, data: bytes, sha256: str) -> Document:
    """The document with 1-based page numbers. Raises UnreadableFileError for what is no whole, open PDF."""
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    from index.readers.painting import painted

    _check_container(path, data)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font; gaps say what matters
    # what pdfminer lets through on damaged objects
    damaged = (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, OverflowError,
               struct.error, RecursionError)  # fmt: skip
    try:
        sources = list(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(data)))))
    except PDFPasswordIncorrect as error:
        raise UnreadableFileError(f"{path.name}：PDF 有打开密码，无法读取；请去掉密码后重新加入") from error
    except damaged as error:
        raise UnreadableFileError(f"{path.name}：PDF 已损坏或不完整，无法读取；请重新下载后再加入") from error
    if not sources:
        raise UnreadableFileError(f"{path.name}：PDF 里没有页；请检查文件后重新加入")
    pages, gaps = [], []
    resources = PDFResourceManager()
    for number, source in enumerate(sources, 1):
        try:
            page, gap = _page(number, painted(source, resources))
        except damaged:
            page, gap = Page(number, ()), Gap(number, f"第{number}页", f"第{number}页已损坏，未能读出；请换一份完整的文件")
        pages.append(page)
        gaps += [gap] if gap else []
    return Document(path.name, sha256, "pdf", tuple(pages), tuple(gaps), path)


def _check_container(path: Path, data: bytes) -> None:
    if b"%PDF-" not in data[:1024]:
        raise UnreadableFileError(f"{path.name}：不是 PDF 文件（{_looks_like(data)}），无法读取；请换成真正的 PDF 后重新加入")
    # a linearised file has a further startxref at its beginning; zeros behind the end are harmless
    if b"startxref" not in data.rstrip(b"\0\r\n\t ")[-8192:]:
        raise UnreadableFileError(f"{path.name}：PDF 不完整（末尾缺失，可能没有下载完），无法读取；请重新下载后再加入")


def _looks_like(data: bytes) -> str:
    signatures = (
        (b"\xff\xd8\xff", "内容是 JPEG 图片"),
        (b"\x89PNG", "内容是 PNG 图片"),
        (b"GIF8", "内容是 GIF 图片"),
        (b"BM", "内容是 BMP 图片"),
        (b"II*\0", "内容是 TIFF 图片"),
        (b"MM\0*", "内容是 TIFF 图片"),
        (b"PK\x03\x04", "内容是压缩包或新版 Office 文件"),
        (b"\xd0\xcf\x11\xe0", "内容是旧版 Office 文件"),
        (b"Rar!", "内容是压缩包"),
    )
    for signature, words in signatures:
        if data.startswith(signature):
            return words
    return "内容是网页" if data.lstrip()[:1] == b"<" else "内容无法识别"


def _page(number: int, source: Painted) -> tuple[Page, Gap | None]:
    chars = _visible_chars(source.chars)
    text = "".join(c.text for c in chars)
    if re.search(r"[^\W\d_]", text) is None and _is_picture(source, text):
        return Page(number, (), scanned=True), Gap(number, f"第{number}页", f"第{number}页是扫描图像，要先做文字识别")
    gap = None
    if text.count("\ufffd") * 10 > len(text):
        gap = Gap(number, f"第{number}页", f"第{number}页的字体没有文字对照，读出的字不可靠；请换一份文件或先做文字识别")
    try:
        tables = [t for t in ruled_tables(source.horizontals, source.verticals) if len(t.rows[0]) > 1]
    except DrawingError:
        tables = []
        gap = gap or Gap(number, f"第{number}页", f"第{number}页的图形线条过多，未按表格读取，只读了文字")
    placed, rest = _share_out(chars, tables)
    blocks: list[tuple[float, float, Line | Grid]] = []
    for table, texts in zip(tables, placed, strict=True):
        if any(text for row in texts for text in row):
            blocks.append((table.box[1], table.box[0], Grid(texts, table.rows)))
    for text, box in _lines(rest):
        blocks.append((box[1], box[0], Line(text, 0, box)))
    ordered = [block for _, _, block in sorted(blocks, key=lambda b: b[:2])]
    return Page(number, tuple(_numbered(ordered))), gap


def _numbered(blocks: list[Line | Grid]) -> Iterable[Line | Grid]:
    """Lines count from 1 within the page; a grid's number is that of the line it would begin on."""
    number = 1
    for block in blocks:
        if isinstance(block, Line):
            yield Line(block.text, number, block.box)
            number += 1
        else:
            yield Grid(block.rows, block.boxes, block.shifted, number)
            number += len(block.rows)


def _visible_chars(chars: Iterable[Char]) -> list[Char]:
    """Characters once each: bold is often printed twice, a hair apart."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    visible = []
    for char in chars:
        text, x, y, _, _, _ = char
        column, row = int(x // _HAIR), int(y // _HAIR)
        for c in (column - 1, column, column + 1):
            near = (place for r in (row - 1, row, row + 1) for place in seen.get((text, c, r), ()))
            if any(abs(x - a) < _HAIR and abs(y - b) < _HAIR for a, b in near):
                break
        else:
            seen.setdefault((text, column, row), []).append((x, y))
            visible.append(char)
    return visible


def _is_picture(source: Painted, text: str) -> bool:
    """A page without letters that shows a picture, or letters drawn as curves."""
    area = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in source.pictures)
    large = area > 0.2 * source.width * source.height
    return large or (not text.strip() and (bool(source.pictures) or source.curves > 50))


def _share_out(
    chars: list[Char], tables: list[RuledTable]
) -> tuple[list[tuple[tuple[str | None, ...], ...]], list[Char]]:
    """The text of every table's cells (None where there is no cell), and the characters that stand in none."""
    buckets: dict[int, list[tuple[Box, list[Char]]]] = defaultdict(list)
    held: list[list[list[list[Char] | None]]] = []
    for table in tables:
        held.append([[None if box is None else [] for box in row] for row in table.rows])
        for row, lists in zip(table.rows, held[-1], strict=True):
            for box, inside in zip(row, lists, strict=True):
                if box is not None and inside is not None:
                    for bucket in range(int(box[1] // _BUCKET), int(box[3] // _BUCKET) + 1):
                        buckets[bucket].append((box, inside))
    rest = []
    for char in chars:
        x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
        for (x0, top, x1, bottom), inside in buckets.get(int(y // _BUCKET), ()):
            if x0 <= x < x1 and top <= y < bottom:
                inside.append(char)
                break
        else:
            rest.append(char)
    texts = [
        tuple(tuple(None if cell is None else "\n".join(t for t, _ in _lines(cell)) for cell in row) for row in rows)
        for rows in held
    ]
    return texts, rest


def _lines(chars: list[Char]) -> list[tuple[str, Box]]:
    """Characters as lines of text with their boxes, from the top down."""
    lines = []
    for members in _bands(chars):
        members.sort(key=lambda c: c.x0)
        text = _joined(members)
        if text:
            box = (members[0].x0, min(c.top for c in members), max(c.x1 for c in members), max(c.bottom for c in members))
            lines.append((text, box))
    return sorted(lines, key=lambda line: (line[1][1], line[1][0]))


def _bands(chars: list[Char]) -> list[list[Char]]:
    """Characters that share a line. The height with most characters leads; what overlaps it most joins it."""
    heights: dict[tuple[float, float], list[Char]] = defaultdict(list)
    for char in chars:
        heights[round(char.top, 1), round(char.bottom, 1)].append(char)
    lines: list[tuple[float, float, list[Char]]] = []
    near: dict[int, list[int]] = defaultdict(list)
    leading = sorted(heights.items(), key=lambda item: (-sum(not c.text.isspace() for c in item[1]), item[0]))
    for (top, bottom), members in leading:
        best, shared = -1, SHARED_HEIGHT
        span = range(int(top // _BUCKET), int(bottom // _BUCKET) + 1)
        for index in {i for bucket in span for i in near[bucket]}:
            overlap = min(bottom, lines[index][1]) - max(top, lines[index][0])
            part = overlap / max(0.1, min(bottom - top, lines[index][1] - lines[index][0]))
            if part > shared:
                best, shared = index, part
        if best >= 0:
            lines[best][2].extend(members)
            continue
        for bucket in span:
            near[bucket].append(len(lines))
        lines.append((top, bottom, list(members)))
    return [members for _, _, members in lines]


def _joined(chars: list[Char]) -> str:
    """A line's characters from left to right, a space where the gap is wide."""
    pieces: list[str] = []
    last: Char | None = None
    for char in chars:
        if last is not None and char.x0 - last.x1 > WORD_GAP * max(1.0, min(char.size, last.size)):
            pieces.append(" ")
        pieces.append(char.text)
        last = char
    return re.sub(r"[ \t\n\r\u3000]+", " ", "".join(pieces)).strip()
