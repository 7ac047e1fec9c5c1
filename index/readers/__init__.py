"""Readers: path → Document. No meaning yet.

A module a format: pdf, word, spreadsheet, web, text. `contents` says what a file is, whatever it is called; `characters` are cleaned in
all of them; `numberformats` are those of spreadsheets. Behind pdf stand `pdfstreams` and `instructions` (bytes → drawing instructions),
`painting` (→ characters, lines, pictures), `lettering` (→ lines of text), `rulings` and `columns` (→ tables, with rulings and without).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.documents import Document, Gap, UnreadableFileError
from index.readers import pdf, spreadsheet, text, web, word
from index.readers.contents import ADVICE, UNKNOWN, Content, content_of

_READERS: dict[str, Callable[[Path, bytes, str], Document]] = {
    ".pdf": pdf.read,
    ".txt": text.read,
    ".md": text.read,
    ".docx": word.read,
    ".xlsx": spreadsheet.read,
    ".xls": spreadsheet.read,
    ".html": web.read,
    ".htm": web.read,
}
# what only the content tells, not the name
_UNNAMED: dict[str, Callable[[Path, bytes, str], Document]] = {".mht": web.read_archive, ".csv": spreadsheet.read_delimited}
SUFFIXES = tuple(_READERS)
"""The endings of files that can be read, lower case."""
# a page or text of fewer characters, under the name of another format, is what a server says instead of the file
_SHORTEST_PAGE = 200


def read_document(path: Path, counted: Callable[[int], None] = lambda pages: None) -> Document:
    """The file as pages of lines and grids, read as what its content is. `counted` is told of many pages before they are read.

    Raises UnreadableFileError; its message is one Chinese line: which file, what is wrong, what to do.
    """
    suffix = path.suffix.lower()
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path.name}：文件不存在；请检查路径") from error
    except OSError as error:
        raise UnreadableFileError(f"{path.name}：文件打不开（{error.strerror}）；请检查权限后重新加入") from error
    if not data:
        raise UnreadableFileError(f"{path.name}：文件是空的（0 字节）；请重新下载后再加入")
    content = content_of(data, suffix)
    reader = (_READERS | _UNNAMED).get(content.suffix)
    if reader is None:
        raise UnreadableFileError(_refusal(path, content))
    sha256 = hashlib.sha256(data).hexdigest()
    document = pdf.read(path, data, sha256, counted) if reader is pdf.read else reader(path, data, sha256)
    return document if _named_rightly(suffix, content) else _misnamed(document, suffix, content)


def is_document(path: Path) -> bool:
    """Whether a file of a folder is one to be read, or to be told of because it cannot be: by its name, else by its first bytes."""
    suffix = path.suffix.lower()
    if suffix in _READERS or suffix in ADVICE or suffix in (".mht", ".mhtml"):
        return True
    try:
        with path.open("rb") as file:
            head = file.read(8)
            return head.startswith(b"%PDF-") or (
                head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) and bool(content_of(head + file.read(), "").suffix)
            )
    except OSError:
        return False


def _named_rightly(suffix: str, content: Content) -> bool:
    same = {".htm": ".html", ".md": ".txt", ".mhtml": ".mht"}
    return same.get(suffix, suffix) == same.get(content.suffix, content.suffix)


def _misnamed(document: Document, suffix: str, content: Content) -> Document:
    """The document with a gap that says so."""
    if content.suffix in (".html", ".txt") and suffix not in (".txt", ".md"):
        shown = sum(len(b.text) if hasattr(b, "text") else _SHORTEST_PAGE for page in document.pages for b in page.blocks)
        if shown < _SHORTEST_PAGE:
            raise UnreadableFileError(
                f"{document.name}：不是 {suffix[1:]} 文件（内容是{content.words}，只有几句话，多半是下载失败的提示）；请重新下载后再加入"
            )
    if suffix in (".xls", ".xlsx") and document.format == "web":
        document = replace(document, format="spreadsheet")
    name = f"扩展名是 {suffix}" if suffix else "没有扩展名"
    return replace(document, gaps=(Gap(None, "文件", f"{name}，内容是{content.words}，已按内容读取"), *document.gaps))


def _refusal(path: Path, content: Content) -> str:
    suffix = path.suffix.lower()
    if suffix in _READERS:
        return f"{path.name}：不是 {suffix[1:]} 文件（内容是{content.words}），无法读取；{content.advice}"
    known = "、".join(suffix[1:] for suffix in SUFFIXES)
    advice = ADVICE.get(suffix, "") if content.words == UNKNOWN else content.advice
    return f"{path.name}：不支持的格式“{suffix or '无扩展名'}”；可读 {known}{'；' if advice else ''}{advice}"
