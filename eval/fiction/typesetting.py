"""Breaking text into lines as Chinese typesetting does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_UNBROKEN = re.compile(r"[0-9A-Za-z.,%]+|.", re.DOTALL)
_NOT_FIRST = "，。；：、）》”％？！"


class Line(NamedTuple):
    """[start, end) of a line in its text."""

    start: int
    end: int


def break_lines(text: str, width: float, measure: Callable[[str], float], indent: float = 0.0) -> list[Line]:
    """Lines of at most `width`; numbers stay whole, closing punctuation hangs over the edge. `indent` narrows the first line.

    A text without characters is no line.
    """
    lines: list[Line] = []
    start, room = 0, width - indent
    for match in _UNBROKEN.finditer(text):
        needed = measure(match.group())
        if needed > room and match.start() > start and match.group() not in _NOT_FIRST:
            lines.append(Line(start, match.start()))
            start, room = match.start(), width
        room -= needed
    if start < len(text):
        lines.append(Line(start, len(text)))
    return lines
