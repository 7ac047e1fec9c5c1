"""Web page, or an archive of one (mht) → one page of visible lines and grids."""

from __future__ import annotations

import email
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.documents import Document, Gap, Grid, Line, Page, UnreadableFileError
from index.readers.characters import plain_characters, raised
from index.readers.text import broken_characters, decoded, without_broken_numbers

_UNSEEN = {"script", "style", "head", "noscript", "template", "svg", "button", "select", "option", "iframe", "object", "textarea"}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label",
    "mark", "o:p", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_STRUCTURE = {"html", "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "br"}
_TAG = re.compile(r"</?([A-Za-z][\w:-]*)(?:\s[^<>]*)?/?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
# spans beyond this are slips of the producer (colspan=1000 for "the whole width")
_WIDEST, _TALLEST = 100, 2000


def read(path: Path, data: bytes, sha256: str) -> Document:
    """The page without number. Raises UnreadableFileError where there is no visible text."""
    return _document(path, [data], sha256)


def read_archive(path: Path, data: bytes, sha256: str) -> Document:
    """A page saved whole (MHTML), by Word or Excel also under their own endings: its texts one after the other."""
    message = email.message_from_bytes(data)
    pages = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"]
    return _document(path, [page for page in pages if isinstance(page, bytes) and page.strip()], sha256)


def _document(path: Path, pages: Sequence[bytes], sha256: str) -> Document:
    from lxml import etree

    found: list[str | Grid] = []
    flat = False
    try:
        for page in pages:
            text = _decoded(path, page)
            root = _root(text)
            if root is None:
                flat, root = True, _root(_TAG.sub(_flat_tag, text))
            if root is None:
                raise UnreadableFileError(f"{path.name}：网页里的表格嵌套太深，无法读取；请在浏览器中打开，复制为文本后加入")
            found += _blocks(root)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(f"{path.name}：网页里没有可读的内容；请重新保存网页后再加入") from error
    if not found:
        raise UnreadableFileError(f"{path.name}：网页里没有可见的文字（内容可能由脚本载入）；请在浏览器中打开后另存或复制为文本")
    gaps = broken_characters(block if isinstance(block, str) else str(block.rows) for block in found)
    if flat:
        gaps += (Gap(None, "文件", "网页嵌套太深，已去掉排版只读文字和表格；请核对"),)
    return Document(path.name, sha256, "web", (Page(None, tuple(_numbered(found))),), gaps, path)


def _root(text: str) -> Any:
    """The page's tree; None where it is deeper than the parser goes: it leaves out the rest."""
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    return None if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log) else root


def _flat_tag(tag: re.Match[str]) -> str:
    """A tag of a page that nests too deep, mostly by tags that are never closed: those that only arrange become breaks or nothing."""
    name = tag[1].lower()
    return tag[0] if name in _STRUCTURE or name in _UNSEEN else "" if name in _INLINE else "<br>"


def _decoded(path: Path, data: bytes) -> str:
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.I)
    encoding = declared.group(1).decode("ascii").lower() if declared else ""
    if encoding in ("gb2312", "gbk", "gb18030", "big5"):
        try:
            return without_broken_numbers(data.decode("gb18030" if encoding.startswith("gb") else encoding))
        except UnicodeDecodeError:
            pass  # the declaration is wrong: what the bytes are decides
    return decoded(path, data)


def _numbered(blocks: Iterable[str | Grid]) -> Iterator[Line | Grid]:
    number = 1
    for block in blocks:
        if isinstance(block, Grid):
            yield Grid(block.rows, number=number)
            number += len(block.rows)
        else:
            yield Line(block, number)
            number += 1


def _is_unseen(element: Any) -> bool:
    return (
        not isinstance(element.tag, str)
        or element.tag.lower() in _UNSEEN
        or "hidden" in element.attrib
        or _HIDDEN.search(element.get("style", "")) is not None
    )


def _text(element: Any, tag: str) -> str:
    """What stands at the beginning of an element; footnote marks raised."""
    text = element.text or ""
    return raised(text) if tag == "sup" or next(element.iterancestors("sup"), None) is not None else text


def _clean(text: str) -> str:
    return re.sub(r"[ \t\r\n\u3000]+", " ", plain_characters(text)).strip()


def _blocks(root: Any) -> Iterator[str | Grid]:
    """Lines and grids in document order. A table that holds tables only arranges them: its cells are walked like any block.

    Iterative, since pages nest deeper than Python's call stack allows.
    """
    pieces: list[str] = []
    # (element, False) is entered; (element, True) is left, its tail read
    stack: list[tuple[Any, bool]] = [(root, False)]

    def flushed() -> Iterator[str]:
        for line in "".join(pieces).split("\v"):
            if _clean(line):
                yield _clean(line)
        pieces.clear()

    while stack:
        element, leaving = stack.pop()
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if not leaving and not _is_unseen(element):
            if tag == "table" and element.find(".//table") is None:
                yield from flushed()
                rows = _grid_rows(element)
                if sum(bool(cell) for row in rows for cell in row) and max(map(len, rows)) > 1:
                    yield Grid(rows)
                else:
                    yield from (line for row in rows for cell in row if cell for line in cell.split("\n"))
            else:
                if tag == "br":
                    pieces.append("\v")
                elif tag not in _INLINE:
                    yield from flushed()
                pieces.append(_text(element, tag))
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
                continue
        elif leaving and tag not in _INLINE and tag != "br":
            yield from flushed()
        if element is not root:
            pieces.append(element.tail or "")
    yield from flushed()


def _cell_text(cell: Any) -> str:
    """A cell's text; breaks and block elements end its lines."""
    pieces: list[str] = [cell.text or ""]
    stack: list[tuple[Any, bool]] = [(child, False) for child in reversed(cell)]
    while stack:
        element, leaving = stack.pop()
        seen = not _is_unseen(element)
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if not leaving and seen:
            pieces.append("\v" if tag == "br" or tag not in _INLINE else "")
            pieces.append(_text(element, tag))
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        pieces.append("\v" if seen and tag != "br" and tag not in _INLINE else "")
        pieces.append(element.tail or "")
    return "\n".join(filter(None, map(_clean, "".join(pieces).split("\v"))))


def _span(cell: Any, name: str, most: int) -> int:
    match = re.match(r"\s*(\d+)", cell.get(name, "1"))
    return min(max(1, int(match.group(1))) if match else 1, most)


def _grid_rows(table: Any) -> tuple[tuple[str | None, ...], ...]:
    """The table's cells on a grid; places that a wider or taller cell covers are None."""
    rows = [row for row in table.iter("tr") if not _is_unseen(row)]
    filled: list[dict[int, str | None]] = [{} for _ in rows]
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            if cell.tag not in ("td", "th") or _is_unseen(cell):
                continue
            while c in filled[r]:
                c += 1
            width = _span(cell, "colspan", _WIDEST)
            for down in range(min(_span(cell, "rowspan", _TALLEST), len(rows) - r)):
                for right in range(width):
                    filled[r + down].setdefault(c + right, None)
            filled[r][c] = _cell_text(cell)
            c += width
    width = max((max(row, default=-1) + 1 for row in filled), default=0)
    return tuple(tuple(row.get(c, "") for c in range(width)) for row in filled)
