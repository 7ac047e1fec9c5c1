"""Plain text and Markdown → one page of numbered lines; tab-separated runs and pipe tables become grids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from index.documents import Document, Grid, Line, Page, UnreadableFileError
from index.readers.characters import plain_characters

_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_HEADING = re.compile(r"^#{1,6}\s+")
# a pipe that no backslash stands before
_PIPE = re.compile(r"(?<!\\)\|")


def read(path: Path, data: bytes, sha256: str) -> Document:
    """The document as a single page without number. Raises UnreadableFileError where it is neither UTF-8 nor GB18030 text."""
    text = decoded(path, data)
    lines = [plain_characters(line) for line in re.split(r"\r\n|\r|\n", text)]
    if path.suffix.lower() == ".md":
        lines = [_HEADING.sub("", line) for line in lines]
    if not any(line.strip() for line in lines):
        raise UnreadableFileError(f"{path.name}：文件里没有文字；请检查文件后重新加入")
    return Document(path.name, sha256, "text", (Page(None, tuple(_blocks(lines))),), (), path)


def decoded(path: Path, data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 (with its mark) or GB18030. Raises UnreadableFileError."""
    problem = UnreadableFileError(f"{path.name}：不是可读的文本（编码既不是 UTF-8 也不是 GB18030）；请另存为 UTF-8 后重新加入")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise problem
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            # a few broken bytes in UTF-8 (a file cut in the middle of a character) are no reason to read it as something else
            text = data.decode("utf-8-sig", "replace") if encoding == "utf-8-sig" else ""
            if not text or text.count("\ufffd") * 200 > len(text):
                continue
        # GB18030 decodes nearly anything: bytes that are no text come out as control and private-use characters
        odd = sum(c < " " and c not in "\t\r\n\f" or "\ue000" <= c <= "\uf8ff" for c in text)
        if odd * 100 <= len(text):
            return text
    raise problem


def _blocks(lines: list[str]) -> Iterator[Line | Grid]:
    index = 0
    while index < len(lines):
        tabbed, piped = _tabbed(lines, index), _piped(lines, index)
        if tabbed:
            yield _tab_grid(lines[index : index + tabbed], index + 1)
        elif piped:
            yield _pipe_grid(lines[index : index + piped], index + 1)
        else:
            yield Line(lines[index].rstrip(), index + 1)
        index += tabbed or piped or 1


def _tabbed(lines: list[str], start: int) -> int:
    """How many lines from `start` on are rows of one tab-separated table: two tabs each, or one tab inside each, twice or more."""
    end = start
    while end < len(lines) and lines[end].count("\t") >= 2 and lines[end].strip():
        end += 1
    if any(sum(bool(cell.strip()) for cell in line.split("\t")) > 1 for line in lines[start:end]):
        return end - start
    end = start
    while end < len(lines) and lines[end].count("\t") == 1 and all(lines[end].split("\t")):
        end += 1
    return end - start if end - start >= 2 else 0


def _tab_grid(run: list[str], number: int) -> Grid:
    rows = [[cell.strip() for cell in line.split("\t")] for line in run]
    width = max(map(len, rows))
    return Grid(tuple(tuple(row + [""] * (width - len(row))) for row in rows), shifted=True, number=number)


def _piped(lines: list[str], start: int) -> int:
    """How many lines from `start` on are a Markdown table: a header, a separator line, rows."""
    if start + 1 >= len(lines) or "|" not in lines[start] or not _SEPARATOR.fullmatch(lines[start + 1]) or "|" not in lines[start + 1]:
        return 0
    end = start + 2
    while end < len(lines) and "|" in lines[end] and lines[end].strip():
        end += 1
    return end - start


def _pipe_grid(run: list[str], number: int) -> Grid:
    """The separator line stays as a blank row, so that rows keep their line numbers."""
    rows = []
    for position, line in enumerate(run):
        text = line.strip().removeprefix("|")
        if text.endswith("|") and not text.endswith("\\|"):
            text = text[:-1]
        cells = [re.sub(r"<br\s*/?>", "\n", cell.replace("\\|", "|")).strip(" \t*") for cell in _PIPE.split(text)]
        rows.append([""] * len(cells) if position == 1 else cells)
    width = max(map(len, rows))
    return Grid(tuple(tuple(row + [""] * (width - len(row))) for row in rows), number=number)
