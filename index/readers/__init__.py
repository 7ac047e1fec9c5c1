"""Readers: one file a format, each path → Document. No meaning yet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from index.documents import Document, UnreadableFileError
from index.readers import pdf, spreadsheet, text, web, word

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
SUFFIXES = tuple(_READERS)
"""The endings of files that can be read, lower case."""


def read_document(path: Path) -> Document:
    """The file as pages of lines and grids.

    Raises UnreadableFileError; its message is one Chinese line: which file, what is wrong, what to do.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = "、".join(suffix[1:] for suffix in SUFFIXES)
        hint = {".doc": "，请另存为 docx", ".wps": "，请另存为 docx", ".et": "，请另存为 xlsx", ".ofd": "，请另存为 pdf"}.get(
            path.suffix.lower(), ""
        )
        raise UnreadableFileError(f"{path.name}：不支持的格式“{path.suffix or '无扩展名'}”；可读 {known}{hint}")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path.name}：文件不存在；请检查路径") from error
    except OSError as error:
        raise UnreadableFileError(f"{path.name}：文件打不开（{error.strerror}）；请检查权限后重新加入") from error
    if not data:
        raise UnreadableFileError(f"{path.name}：文件是空的（0 字节）；请重新下载后再加入")
    return reader(path, data, hashlib.sha256(data).hexdigest())
