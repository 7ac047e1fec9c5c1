"""Painted characters → lines of text, and the text of a table's cells.

A figure's characters stay together: one that hangs over its cell's border belongs to the cell with most of it. What lies on a ruling or
over other characters cannot be read for certain and becomes U+FFFD.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from index.documents import Box, turned
from index.readers.columns import Word
from index.readers.painting import BELOW_BASELINE, Char
from index.readers.rulings import RuledTable

UNREADABLE = "\ufffd"

# a character belongs to a line where it shares this part of its height with it: digits may stand on a baseline of their own
SHARED_HEIGHT = 0.4
# a gap wider than this part of the type size separates words
WORD_GAP = 0.45
# characters no further apart than this part of the type size are one word even across a ruling
_TOUCHING = 0.06
# digits and ideographs that begin this close, in parts of the type size, are printed over each other
_OVERPRINTED = 0.2
# so much of a word must lie in one cell for the word to belong there
_MOST = 0.6
# letters so many times the page's usual size across a table's rulings are a watermark
_LARGE = 1.6
# how far apart, in points, a character may be printed twice to look bold
_HAIR = 1.0
_BUCKET = 10.0

Cells = tuple[tuple[str | None, ...], ...]
Placed = tuple[Box, list[Char]]


def once_each(chars: Iterable[Char]) -> list[Char]:
    """Characters once each: bold is often printed twice, a hair apart."""
    seen: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    kept = []
    for char in chars:
        text, x, y = char.text, char.x0, char.top
        column, row = int(x // _HAIR), int(y // _HAIR)
        for c in (column - 1, column, column + 1):
            near = (place for r in (row - 1, row, row + 1) for place in seen.get((text, c, r), ()))
            if any(abs(x - a) < _HAIR and abs(y - b) < _HAIR for a, b in near):
                break
        else:
            seen.setdefault((text, column, row), []).append((x, y))
            kept.append(char)
    return kept


def in_sight(chars: Sequence[Char]) -> list[Char]:
    """Characters without those that nobody sees: words that lie wholly outside of what is shown of them."""
    kept: list[Char] = []
    for word in _words(chars):
        if any(c.clip is None or _within(c, c.clip) for c in word):
            kept += word
    return kept


def _within(char: Char, box: Box) -> bool:
    x, y = (char.x0 + char.x1) / 2, (char.top + char.bottom) / 2
    return box[0] - _HAIR <= x <= box[2] + _HAIR and box[1] - _HAIR <= y <= box[3] + _HAIR


def _words(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Characters painted one after the other without a gap, in one line."""
    word: list[Char] = []
    for char in chars:
        if word:
            last = word[-1]
            size = char.size
            together = -0.3 * size <= char.x0 - last.x1 <= _TOUCHING * size and abs(char.bottom - last.bottom) < 0.1 * size
            if not together or char.turn != 0 or char.clip != last.clip or char.text == " ":
                yield word
                word = []
        word.append(char)
    if word:
        yield word


# --- cells ----------------------------------------------------------------------------------------------------------------


def share_out(chars: Sequence[Char], tables: Sequence[RuledTable]) -> tuple[list[Cells], list[Char]]:
    """The text of every table's cells (None where there is no cell), and the characters that stand in none."""
    buckets: dict[int, list[Placed]] = defaultdict(list)
    held: list[list[list[list[Char] | None]]] = []
    for table in tables:
        held.append([[None if box is None else [] for box in row] for row in table.rows])
        for row, lists in zip(table.rows, held[-1], strict=True):
            for box, inside in zip(row, lists, strict=True):
                if box is not None and inside is not None:
                    for bucket in range(int(box[1] // _BUCKET), int(box[3] // _BUCKET) + 1):
                        buckets[bucket].append((box, inside))
    rest: list[Char] = []
    outside: Placed = ((0.0, 0.0, 0.0, 0.0), rest)

    def cell_at(x: float, y: float) -> Placed:
        for placed in buckets.get(int(y // _BUCKET), ()):
            x0, top, x1, bottom = placed[0]
            if x0 <= x < x1 and top <= y < bottom:
                return placed
        return outside

    usual = median(c.size for c in chars) if chars else 0.0
    for word in _words(chars):
        cells = [cell_at((c.x0 + c.x1) / 2, (c.top + c.bottom) / 2) for c in word]
        crossing = any(cell is not cells[0] for cell in cells)
        if word[0].size > _LARGE * usual and (crossing or _over(word[0], cells[0][0], outside[0])):
            rest += word
        elif crossing:
            _settle(word, cells)
        elif (torn := _torn(word, cells[0][0])) and cells[0] is not outside:
            mark = word[0]._replace(text=UNREADABLE, x1=word[-1].x1)
            cells[0][1].append(mark)
            cell_at((mark.x0 + mark.x1) / 2, torn)[1].append(mark)
        else:
            cells[0][1].extend(word)
    texts = [
        tuple(tuple(None if cell is None else "\n".join(t for t, _ in lines(cell)) for cell in row) for row in rows)
        for rows in held
    ]
    return texts, rest


def divided(tables: Sequence[RuledTable], chars: Sequence[Char]) -> list[RuledTable]:
    """The tables with their rows that are not ruled within, between ruled or shaded ones, cut at the columns of the others.

    Such a row is one cell over several columns with a word in each of them, two figures at least.
    """
    return [
        replace(table, rows=tuple(_divided(row, table, chars) for row in table.rows)) if any(map(_is_undivided, table.rows)) else table
        for table in tables
    ]


def _is_undivided(row: Sequence[Box | None]) -> bool:
    return len(row) > 2 and row[0] is not None and all(box is None for box in row[1:])


def _divided(row: tuple[Box | None, ...], table: RuledTable, chars: Sequence[Char]) -> tuple[Box | None, ...]:
    whole = row[0]
    if whole is None or not _is_undivided(row):
        return row
    x0, top, x1, bottom = whole
    lefts = [min(r[i][0] for r in table.rows if r[i] is not None) for i in range(len(row))]  # type: ignore[index]
    edges = list(zip(lefts, [*lefts[1:], x1], strict=True))
    inside = [c for c in chars if x0 <= c.x0 and c.x1 <= x1 and top <= (c.top + c.bottom) / 2 < bottom]
    words = [word for line in word_lines(inside) for word in line]
    fitting = all(any(left - 1 <= w.box[0] and w.box[2] <= right + 1 for left, right in edges) for w in words)
    if sum(w.is_figure for w in words) < 2 or not fitting:
        return row
    return tuple((left, top, right, bottom) for left, right in edges)


def _settle(word: Sequence[Char], cells: Sequence[Placed]) -> None:
    """A word that hangs over a border: to the cell that it is cut off by, or that holds most of it, or where its letters begin.

    A figure for which none of these says where it belongs is unreadable in all its cells.
    """
    clip = word[0].clip
    distinct = list({id(cell[1]): cell for cell in cells}.values())
    homes = [c for c in distinct if clip and c[0][2] and c[0][0] - 2 <= clip[0] and clip[2] <= c[0][2] + 2]
    shares = {id(c[1]): sum(char.x1 - char.x0 for char, at in zip(word, cells, strict=True) if at[1] is c[1]) for c in distinct}
    most = max(distinct, key=lambda c: shares[id(c[1])])
    if len(homes) == 1:
        homes[0][1].extend(word)
    elif shares[id(most[1])] >= _MOST * sum(shares.values()):
        most[1].extend(word)
    elif any(c.text.isdigit() for c in word):
        for cell in distinct:
            cell[1].append(word[0]._replace(text=UNREADABLE))
    else:
        cells[0][1].extend(word)


def _over(char: Char, box: Box, outside: Box) -> bool:
    """Whether a character is taller than its cell."""
    spill = 0.15 * char.size
    return box is not outside and (char.top < box[1] - spill or char.bottom > box[3] + spill)


def _torn(word: Sequence[Char], box: Box) -> float | None:
    """For a figure through whose middle a cell's upper or lower border runs, a height on the border's other side."""
    char = word[0]
    if char.turn != 0 or not any(c.text.isdigit() for c in word):
        return None
    baseline = char.bottom - BELOW_BASELINE * char.size
    if box[1] > baseline - 0.55 * char.size:
        return box[1] - 1
    return box[3] + 1 if box[3] < baseline - 0.15 * char.size else None


# --- lines ----------------------------------------------------------------------------------------------------------------


def lines(chars: Iterable[Char]) -> list[tuple[str, Box]]:
    """Characters as lines of text with their boxes, from the top down. What is written aslant, as watermarks are, is left out."""
    by_turn: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        if char.turn is not None:
            by_turn[char.turn].append(char)
    found = []
    for turn, members in by_turn.items():
        if turn:
            members = [c._replace(x0=b[0], top=b[1], x1=b[2], bottom=b[3]) for c in members if (b := turned(_box([c]), turn, 0, 0))]
        for band in _bands(members):
            band.sort(key=lambda c: c.x0)
            text = _joined(band)
            if text:
                found.append((text, turned(_box(band), (360 - turn) % 360, 0, 0)))
    return sorted(found, key=lambda line: (line[1][1], line[1][0]))


def word_lines(chars: Iterable[Char]) -> list[list[Word]]:
    """The upright characters as lines of words, from the top down."""
    found = []
    for band in _bands([c for c in chars if c.turn == 0]):
        band.sort(key=lambda c: c.x0)
        groups: list[list[Char]] = []
        for char in band:
            if char.text.isspace():
                continue
            if not groups or _apart(groups[-1][-1], char):
                groups.append([])
            groups[-1].append(char)
        if groups:
            found.append([Word(_joined(group), _box(group)) for group in groups])
    return sorted(found, key=lambda line: min(word.box[1] for word in line))


def _apart(last: Char, char: Char) -> bool:
    return char.x0 - last.x1 > WORD_GAP * max(1.0, min(char.size, last.size))


def _box(chars: Sequence[Char]) -> Box:
    return min(c.x0 for c in chars), min(c.top for c in chars), max(c.x1 for c in chars), max(c.bottom for c in chars)


def _bands(chars: list[Char]) -> list[list[Char]]:
    """Characters that share a line. The height with most characters leads; what overlaps it most joins it."""
    heights: dict[tuple[float, float], list[Char]] = defaultdict(list)
    for char in chars:
        heights[round(char.top, 1), round(char.bottom, 1)].append(char)
    bands: list[tuple[float, float, list[Char]]] = []
    near: dict[int, list[int]] = defaultdict(list)
    leading = sorted(heights.items(), key=lambda item: (-sum(not c.text.isspace() for c in item[1]), item[0]))
    for (top, bottom), members in leading:
        best, shared = -1, SHARED_HEIGHT
        span = range(int(top // _BUCKET), int(bottom // _BUCKET) + 1)
        for index in {i for bucket in span for i in near[bucket]}:
            overlap = min(bottom, bands[index][1]) - max(top, bands[index][0])
            part = overlap / max(0.1, min(bottom - top, bands[index][1] - bands[index][0]))
            if part > shared:
                best, shared = index, part
        if best >= 0:
            bands[best][2].extend(members)
            continue
        for bucket in span:
            near[bucket].append(len(bands))
        bands.append((top, bottom, list(members)))
    return [members for _, _, members in bands]


def _joined(chars: list[Char]) -> str:
    """A line's characters from left to right, a space where the gap is wide."""
    pieces: list[str] = []
    last: Char | None = None
    for char in chars:
        text = char.text
        if last is not None:
            if _apart(last, char):
                pieces.append(" ")
            elif char.x0 - last.x0 < _OVERPRINTED * min(char.size, last.size) and _solid(text) and _solid(last.text):
                pieces[-1] = text = UNREADABLE
        pieces.append(text)
        last = char
    line = "".join(pieces)
    if UNREADABLE in line:
        line = re.sub(rf"[\d,.]*{UNREADABLE}[\d,.{UNREADABLE}]*", UNREADABLE, line)  # of a figure nothing is left to be misread
    return re.sub(r"[ \t\n\r\u3000]+", " ", line).strip()


def _solid(text: str) -> bool:
    return text.isdigit() or "\u4e00" <= text <= "\u9fff"
