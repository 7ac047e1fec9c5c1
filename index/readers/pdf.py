"""PDF → pages of lines and tables, ruled or in columns, with positions."""

from __future__ import annotations

import io
import logging
import re
import struct
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.documents import Box, Document, Gap, Grid, Line, Page, UnreadableFileError
from index.readers.pdfstreams import refuse_damaged_streams
from index.readers.rulings import DrawingError, RuledTable, ruled_tables

if TYPE_CHECKING:
    from index.readers.columns import Aligned, Word
    from index.readers.lettering import Cells
    from index.readers.painting import Char, Painted

# a picture over more than this part of a page may hold a table
_LARGE_PICTURE = 0.3


def read(path: Path, data: bytes, sha256: str, counted: Callable[[int], None] = lambda pages: None) -> Document:
    """The document with 1-based page numbers; `counted` is told how many before they are read.

    Raises UnreadableFileError for what is no whole, open PDF.
    """
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfinterp import PDFResourceManager
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    from index.readers.painting import painted

    _check_container(path, data)
    refuse_damaged_streams()
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
    counted(len(sources))
    pages: list[Page] = []
    gaps: list[Gap] = []
    resources = PDFResourceManager()
    for number, source in enumerate(sources, 1):
        try:
            page, remarks = _page(number, painted(source, resources))
        except damaged:
            page, remarks = Page(number, ()), [_gap(number, "已损坏，未能读出；请换一份完整的文件")]
        pages.append(page)
        gaps += remarks
    return Document(path.name, sha256, "pdf", tuple(pages), tuple(gaps), path)


def _check_container(path: Path, data: bytes) -> None:
    # a linearised file has a further startxref at its beginning; zeros behind the end are harmless
    if b"startxref" not in data.rstrip(b"\0\r\n\t ")[-8192:]:
        raise UnreadableFileError(f"{path.name}：PDF 不完整（末尾缺失，可能没有下载完），无法读取；请重新下载后再加入")


def _page(number: int, source: Painted) -> tuple[Page, list[Gap]]:
    from index.readers.lettering import UNREADABLE, divided, in_sight, lines, once_each, share_out
    from index.readers.painting import upright

    source, turn = upright(source)
    chars, recognised = _shown(source)
    chars = once_each(in_sight(chars))
    text = "".join(c.text for c in chars)
    if re.search(r"[^\W\d_]", text) is None and _is_picture(source, text):
        return Page(number, (), scanned=True), [_gap(number, "是扫描图像，要先做文字识别")]
    if _is_garbled(text):
        return Page(number, (), scanned=True), [_gap(number, "的字体没有文字对照，读不出文字，要先做文字识别")]
    gaps = _remarks(number, source, chars, recognised)
    try:
        tables = [t for t in ruled_tables(source.horizontals, source.verticals) if len(t.rows[0]) > 1]
    except DrawingError:
        tables = []
        gaps.append(_gap(number, "的图形线条过多，未按表格读取，只读了文字"))
    tables = divided(tables, chars)
    placed, rest = share_out(chars, tables)
    aligned, replaced = _aligned(chars, rest, tables, placed)
    rest = [c for c in rest if not any(_within(c, found.box) for found in aligned)]
    written = lines(rest)
    texts = [*(cell or "" for rows in placed for row in rows for cell in row), *(words for words, _ in written)]
    if UNREADABLE not in text and any(UNREADABLE in words for words in texts):
        gaps.append(_gap(number, "有数字压在表格线上或与别的字重叠，看不清属于哪一格，未采用"))
    blocks: list[tuple[float, float, Line | Grid]] = []
    for table, cells in zip(tables, placed, strict=True):
        if table not in replaced and any(cell for row in cells for cell in row):
            blocks.append((table.box[1], table.box[0], Grid(cells, table.rows)))
    blocks += [(found.box[1], found.box[0], Grid(found.rows, found.boxes)) for found in aligned]
    blocks += [(box[1], box[0], Line(text, 0, box)) for text, box in written]
    ordered = [block for _, _, block in sorted(blocks, key=lambda b: b[:2])]
    return Page(number, tuple(_numbered(ordered)), turn=turn, width=source.width, height=source.height), gaps


def _aligned(
    chars: list[Char], rest: list[Char], tables: list[RuledTable], placed: list[Cells]
) -> tuple[list[Aligned], list[RuledTable]]:
    """The tables without rulings, and the ruled ones that are only shaded rows or the header of one of them."""
    from index.readers.columns import aligned_tables, has_figures, is_figure
    from index.readers.lettering import word_lines

    loose = word_lines(rest)
    rows = [line for line in loose if has_figures(line)]
    if not rows:
        return [], []

    def beside(table: RuledTable) -> bool:
        x0, top, x1, bottom = table.box
        return any(
            row[0].box[0] < x1 and x0 < row[-1].box[2] and min(abs(row[0].box[1] - bottom), abs(top - row[0].box[3])) < 2 * _high(row)
            for row in rows
        )

    shaded = [
        table
        for table, cells in zip(tables, placed, strict=True)
        if len(cells) < 3 or not any(is_figure(cell or "") for row in cells for cell in row)
    ]
    if any(map(beside, shaded)):
        found = aligned_tables(word_lines([*rest, *(c for c in chars if any(_within(c, t.box) for t in shaded))]))
        replaced = [t for t in shaded if any(a.box[1] <= (t.box[1] + t.box[3]) / 2 <= a.box[3] for a in found)]
        if all(table in replaced for table in shaded if beside(table)):
            return found, replaced
    return aligned_tables(loose), []


def _high(row: Sequence[Word]) -> float:
    return row[0].box[3] - row[0].box[1]


def _within(char: Char, box: Box) -> bool:
    return box[0] <= (char.x0 + char.x1) / 2 <= box[2] and box[1] <= (char.top + char.bottom) / 2 <= box[3]


def _gap(number: int, reason: str) -> Gap:
    return Gap(number, f"第{number}页", f"第{number}页{reason}")


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


def _shown(source: Painted) -> tuple[list[Char], bool]:
    """The characters to read, and whether they are text that was recognised on a picture of the page and lies hidden over or under it."""
    pictured = _pictured(source) > _LARGE_PICTURE
    if pictured and len(source.hidden) > 2 * len(source.chars):
        return [*source.chars, *source.hidden], True
    return source.chars, bool(source.covered) and 2 * source.covered > len(source.chars)


def _pictured(source: Painted) -> float:
    """The part of the page that pictures cover."""
    area = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in source.pictures)
    return area / max(1.0, source.width * source.height)


def _is_picture(source: Painted, text: str) -> bool:
    """A page without letters that shows a picture, or letters drawn as curves."""
    return _pictured(source) > 0.2 or (not text.strip() and (bool(source.pictures) or source.curves > 50))


def _is_garbled(text: str) -> bool:
    """Whether most characters are none: the font does not say which they are, or gives bytes of Chinese as Latin letters."""
    shown = [c for c in text if not c.isspace()]
    unknown = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in shown)
    foreign = sum("\xa1" <= c <= "\xff" and c not in "·×±°§÷" for c in shown)
    return unknown * 10 > len(shown) or foreign * 3 > len(shown)


def _remarks(number: int, source: Painted, chars: list[Char], recognised: bool) -> list[Gap]:
    """What a reader of this page's figures should know."""
    gaps = []
    if recognised:
        gaps.append(_gap(number, "是图像，所读文字是附在图像上的识别结果，可能有错字；引用前请对照原页"))
    unknown = sum(c.text == "\ufffd" for c in chars)
    if unknown:
        gaps.append(_gap(number, f"有 {unknown} 个字的字体没有文字对照，未能读出"))
    if not recognised:
        for x0, top, x1, bottom in source.pictures:
            large = (x1 - x0) * (bottom - top) > _LARGE_PICTURE * source.width * source.height
            if large and not any(x0 < c.x0 < x1 and top < c.top < bottom for c in chars):
                gaps.append(_gap(number, "有一幅大图；图里若有文字或数字，要先做文字识别"))
                break
    return gaps
