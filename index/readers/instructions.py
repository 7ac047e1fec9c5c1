"""A PDF page's content stream → its drawing instructions, in one pass of a regular expression.

pdfminer's tokenizer goes through the stream by the character and takes longer than all that is then done with the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import LIT, literal_name

_SPACE = rb"\x00\t\n\x0c\r "
_TOKEN = re.compile(
    rb"[" + _SPACE + rb"]*(?:"
    rb"([+-]?(?:\d+\.?\d*|\.\d+))"  # 1 number
    rb"|([A-Za-z][^" + _SPACE + rb"()<>\[\]{}/%#]*|['\"])"  # 2 operator
    rb"|\(([^()\\]*)\)"  # 3 plain string
    rb"|<([0-9A-Fa-f" + _SPACE + rb"]*)>"  # 4 hexadecimal string
    rb"|(\[)|(\])|(<<)|(>>)"  # 5–8
    rb"|/([^" + _SPACE + rb"()<>\[\]{}/%]*)"  # 9 name
    rb"|(\()"  # 10 string with brackets or escapes
    rb"|%[^\r\n]*|.)",
    re.DOTALL,
)
_NUMBER, _OPERATOR, _STRING, _HEX, _OPEN, _CLOSE, _OPEN_DICT, _CLOSE_DICT, _NAME, _BRACKET = range(1, 11)
_STRING_PART = re.compile(rb"[^()\\]+|\\[0-7]{1,3}|\\\r\n|\\.|[()]|\\$", re.DOTALL)
_ESCAPES = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r", b"\n": b"", b"\r": b"", b"\r\n": b""}
_HEX_OF_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_END_OF_IMAGE = re.compile(rb"(?:^|[" + _SPACE + rb"])EI(?=[" + _SPACE + rb"]|$)")
_BINARY = re.compile(rb"[^\t\n\r\x20-\x7e]")
_WORDS: dict[bytes, Any] = {b"true": True, b"false": False, b"null": None}


def instructions(data: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """Each operator with the operands in front of it: numbers, bytes, lists, dicts, pdfminer's names.

    An inline image is the operator EI with a PDFStream. What is no token is left out, as viewers do.
    """
    operands: list[Any] = []
    outer: list[list[Any]] = []
    match, position, end = _TOKEN.match, 0, len(data)
    while position < end and (found := match(data, position)):
        position, kind = found.end(), found.lastindex
        if kind == _NUMBER:
            text = found[1]
            operands.append(float(text) if b"." in text else int(text))
        elif kind == _OPERATOR:
            word = found[2]
            if word in _WORDS:
                operands.append(_WORDS[word])
            elif word == b"BI":
                outer, operands = [[]], []
            elif word == b"ID" and outer:
                image, position = _inline_image(operands, data, position)
                outer, operands = [], []
                yield b"EI", [image]
            elif not outer:
                yield word, operands
                operands = []
        elif kind == _STRING:
            operands.append(found[3])
        elif kind == _HEX:
            operands.append(_from_hex(found[4]))
        elif kind in (_OPEN, _OPEN_DICT):
            outer.append(operands)
            operands = []
        elif kind in (_CLOSE, _CLOSE_DICT) and outer:
            inner, operands = operands, outer.pop()
            operands.append(inner if kind == _CLOSE else _dictionary(inner))
        elif kind == _NAME:
            operands.append(_name(found[9]))
        elif kind == _BRACKET:
            text, position = _string(data, position)
            operands.append(text)


def _from_hex(digits: bytes) -> bytes:
    digits = digits.translate(None, b"\x00\t\n\x0c\r ")
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _name(raw: bytes) -> Any:
    raw = _HEX_OF_NAME.sub(lambda m: bytes((int(m[1], 16),)), raw) if b"#" in raw else raw
    try:
        return LIT(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return LIT(raw)


def _dictionary(items: list[Any]) -> dict[str, Any]:
    return {literal_name(key): value for key, value in zip(items[::2], items[1::2], strict=False)}


def _string(data: bytes, position: int) -> tuple[bytes, int]:
    """A string's bytes from behind its opening bracket, and where it ends. One that is never closed reaches to the end."""
    pieces: list[bytes] = []
    depth = 1
    for part in _STRING_PART.finditer(data, position):
        piece = part[0]
        if piece == b"(":
            depth += 1
        elif piece == b")":
            depth -= 1
            if not depth:
                return b"".join(pieces), part.end()
        elif piece[:1] == b"\\":
            escaped = piece[1:]
            piece = bytes((int(escaped, 8) & 255,)) if escaped[:1].isdigit() and escaped < b"8" else _ESCAPES.get(escaped, escaped)
        pieces.append(piece)
    return b"".join(pieces), len(data)


def _inline_image(items: list[Any], data: bytes, position: int) -> tuple[PDFStream, int]:
    """The image whose data begins a space behind ID, and where its EI ends: an EI that no binary data follows."""
    start = position + 1
    for end in _END_OF_IMAGE.finditer(data, start):
        if not _BINARY.search(data, end.end(), end.end() + 24):
            return PDFStream(_dictionary(items), data[start : end.start()]), end.end()
    return PDFStream(_dictionary(items), data[start:]), len(data)
