"""Plain text and Markdown → one page of numbered lines; tab-separated runs and pipe tables become grids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.documents import Document, Gap, Grid, Line, Page, UnreadableFileError
from index.readers.characters import plain_characters

_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_HEADING = re.compile(r"^#{1,6}\s+")
BROKEN = "\ufffd"
"""Stands for bytes that are no character."""
_BREAKING = re.compile(r"[\ufffd\0-\x08\x0e-\x1f]")
# \x07 ends the cells of Word's tables: only between two digits it breaks a number
_BROKEN_NUMBER = re.compile(
    r"[\d.,，．%％+－-]*(?:[\ufffd\0-\x06\x08\x0e-\x1f]|(?<=\d)\x07(?=\d))[\d.,，．%％\ufffd\0-\x08\x0e-\x1f+－-]*"
)
_ODD = re.compile(r"[\0-\x08\x0b\x0e-\x1f\ue000-\uf8ff]+")
_COMMON = re.compile(r"[\t\r\n -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\ufffd]+")
_MARKS = re.compile(r"</?(?:sup|sub|b|i|u|em|strong|span)>", re.IGNORECASE)
# a pipe that no backslash stands before
_PIPE = re.compile(r"(?<!\\)\|")


def read(path: Path, data: bytes, sha256: str) -> Document:
    """The document as a single page without number. Raises UnreadableFileError where it is neither Unicode nor GB18030 text."""
    text = decoded(path, data)
    lines = [plain_characters(line) for line in re.split(r"\r\n|\r|\n", text)]
    if path.suffix.lower() == ".md":
        lines = [_MARKS.sub("", _HEADING.sub("", line)) for line in lines]
    if not any(line.strip() for line in lines):
        raise UnreadableFileError(f"{path.name}：文件里没有文字；请检查文件后重新加入")
    return Document(path.name, sha256, "text", (Page(None, tuple(_blocks(lines))),), broken_characters(lines), path)


def decoded(path: Path, data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030; single broken bytes are U+FFFD, and so is a number that they touch.

    Raises UnreadableFileError.
    """
    for encoding, errors, sure in _encodings(data):
        try:
            text = data.decode(encoding, errors)
        except UnicodeDecodeError:
            continue
        # GB18030 decodes nearly anything: bytes that are no text come out as control and private-use characters
        odd = sum(map(len, _ODD.findall(text)))
        if max(odd * 100, text.count(BROKEN) * 200) <= len(text) and (sure or _is_chinese(text)):
            return without_broken_numbers(text)
    raise UnreadableFileError(f"{path.name}：不是可读的文本（编码既不是 UTF-8 也不是 GB18030）；请另存为 UTF-8 后重新加入")


def _encodings(data: bytes) -> list[tuple[str, str, bool]]:
    """What may be tried, what to do about an error, and whether it is more than a guess."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [("utf-16", "replace", True)]
    if data.count(b"\0") * 200 > len(data):
        return [("utf-16-le", "strict", False), ("utf-16-be", "strict", False)]
    # UTF-8 with a few broken bytes (cut in the middle of a character) also decodes as GB18030, into other characters
    return [("utf-8-sig", "strict", True), ("utf-8-sig", "replace", True), ("gb18030", "strict", True), ("gb18030", "replace", False)]


def without_broken_numbers(text: str) -> str:
    """A number with something in it or beside it that is no character lost a digit: it becomes U+FFFD."""
    return _BROKEN_NUMBER.sub(BROKEN, text) if _BREAKING.search(text) else text


def _is_chinese(text: str) -> bool:
    """Whether a guess at the encoding makes sense: most characters are plain letters, common ideographs or their punctuation."""
    sample = text[:100_000]
    return sum(map(len, _COMMON.findall(sample))) * 10 >= 9 * len(sample)


def broken_characters(lines: Iterable[str]) -> tuple[Gap, ...]:
    """A gap that names the lines in which bytes are broken, where there are any."""
    broken = [str(number) for number, line in enumerate(lines, 1) if BROKEN in line]
    if not broken:
        return ()
    shown = "、".join(broken[:10]) + ("等" if len(broken) > 10 else "")
    return (Gap(None, f"第{shown}行", f"有 {len(broken)} 行含损坏的字节（第{shown}行），碰到的数字未读取；请重新下载后再加入"),)


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
    return _filled([[cell.strip() for cell in line.split("\t")] for line in run], True, number)


def _filled(rows: list[list[str]], shifted: bool, number: int) -> Grid:
    """A grid of rows filled up to the longest."""
    width = max(map(len, rows))
    filled = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    return Grid(filled, shifted=shifted, number=number, lengths=tuple(map(len, rows)))


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
    return _filled(rows, False, number)
