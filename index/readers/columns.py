"""Words that stand in columns without rulings → tables, where their places leave no doubt.

Figures make the columns: rows of words whose left and right edges never run into the next column. The words above are headers where each
column has one and a header over several columns stands over their middle. Anything else stays lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.amounts import parse_number
from index.captions import is_furniture, is_title, notes_of, unit_of
from index.documents import Box

# so many rows of figures make a table, or so many figures
_FEWEST, _MANY = 3, 5
# rows further apart than so many times their height are not of one table
_APART = 3.5
# a table that goes on from the page before begins below no more lines than these
_HEAD_LINES = 2
# with how many lines a name is compared to see whether it stands over two columns
_COMPARED = 40
# header lines above the first figures
_HEADER_LINES = 6
# how far, in points, a header's middle may lie from the middle of its columns, and the outer edge of a table from its words
_OFF_CENTRE, _MARGIN = 6.0, 15.0
_FIGURE = re.compile(r"[-−(]?\d[\d,]*\.\d{1,4}\)?%?|[-−]?\d{1,3}(?:,\d{3})+|0")


@dataclass(frozen=True)
class Word:
    """Characters without a wide gap, and their box."""

    text: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def is_figure(self) -> bool:
        return is_figure(self.text)


@dataclass(frozen=True)
class _Column:
    """The edges between which a column's words stand, and whether they are figures."""

    left: float
    right: float
    figures: bool


@dataclass(frozen=True)
class Aligned:
    """A table found: texts and boxes of its cells, header rows first."""

    rows: tuple[tuple[str | None, ...], ...]
    boxes: tuple[tuple[Box | None, ...], ...]
    box: Box


Line = Sequence[Word]


def is_figure(text: str) -> bool:
    """Whether a word is an amount as tables print it."""
    return _FIGURE.fullmatch(text) is not None and parse_number(text) is not None


def aligned_tables(lines: Sequence[Line]) -> list[Aligned]:
    """The tables among lines of words, from the top down."""
    found = []
    for first, last in _bodies(lines):
        columns = _columns(lines[first:last])
        if columns is None:
            continue
        header = _header(lines, first, columns)
        if header or (header == [] and first <= _HEAD_LINES):
            found.append(_table(header, _rows(lines[first:last], columns), columns))
    return found


def has_figures(line: Line) -> bool:
    return len(line) > 1 and any(word.is_figure for word in line)


# --- body -----------------------------------------------------------------------------------------------------------------


def _bodies(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Runs of lines with figures, at most two lines of names between them."""
    bodies: list[tuple[int, int]] = []
    start = end = -1
    for i, line in enumerate(lines):
        if not has_figures(line):
            continue
        between = lines[end:i] if start >= 0 else []
        near = start >= 0 and len(between) <= 2 and not any(_ends_a_table(b) for b in between) and _near(lines[end - 1 : i + 1])
        if not near:
            bodies += [(start, end)] if start >= 0 else []
            start = i
        end = i + 1
    bodies += [(start, end)] if start >= 0 else []
    reached = [(_with_blank_rows(lines, first), _with_last_name(lines, first, last)) for first, last in bodies]
    return [(a, b) for a, b in reached if sum(map(has_figures, lines[a:b])) >= _FEWEST or _figures(lines[a:b]) >= _MANY]


def _figures(lines: Sequence[Line]) -> int:
    return sum(word.is_figure for line in lines for word in line)


def _near(lines: Sequence[Line]) -> bool:
    return all(_top(b) - _top(a) < _APART * max(w.box[3] - w.box[1] for w in a) for a, b in zip(lines, lines[1:], strict=False))


def _top(line: Line) -> float:
    return min(word.box[1] for word in line)


def _ends_a_table(line: Line) -> bool:
    text = " ".join(word.text for word in line)
    return is_title(text) or is_furniture(text) or bool(unit_of(text)) or bool(notes_of([text])) or "。" in text


def _with_blank_rows(lines: Sequence[Line], first: int) -> int:
    """The beginning of a body with the rows in front that print a name and a number or code but no figure."""
    while first and _near(lines[first - 1 : first + 1]) and not _ends_a_table(lines[first - 1]):
        words = lines[first - 1]
        numbers = sum(word.text.isdigit() for word in words)
        if not 0 < numbers <= sum(bool(re.search(r"[一-鿿]", word.text)) for word in words):
            break
        first -= 1
    return first


def _with_last_name(lines: Sequence[Line], first: int, last: int) -> int:
    """The end of a body with the line that continues its last name, if one follows closely."""
    if last - first < 2 or last >= len(lines) or len(lines[last]) > 1 or _ends_a_table(lines[last]):
        return last
    word, above = lines[last][0], lines[last - 1]
    close = word.box[1] - _top(above) < 1.6 * (word.box[3] - word.box[1])
    return last + 1 if close and any(abs(word.box[0] - w.box[0]) < 2 and not w.is_figure for w in above) else last


def _columns(lines: Sequence[Line]) -> list[_Column] | None:
    """The left and right edges of the columns; None where figures and names share one, or a line has two words in one."""
    words = [word for line in lines for word in line]
    plain = [word for word in words if word.is_figure or not any(_bridges(word, line) for line in lines[:_COMPARED])]
    edges: list[tuple[float, float]] = []
    for word in sorted(plain, key=lambda w: w.box[0]):
        if edges and word.box[0] < edges[-1][1]:
            edges[-1] = (edges[-1][0], max(edges[-1][1], word.box[2]))
        else:
            edges.append((word.box[0], word.box[2]))
    edges = [e for e in edges if len(inside := [w for w in words if e[0] <= w.middle <= e[1]]) > 1 or inside[0].is_figure]
    if len(edges) < 2:
        return None
    columns = [_Column(left, right, any(w.is_figure and left <= w.middle <= right for w in words)) for left, right in edges]
    for line in lines:
        places = [_column_of(word, columns) for word in line]
        if len(set(places)) < len(places):
            return None
    mixed = any(columns[_column_of(w, columns)].figures and re.search(r"[一-鿿]", w.text) for line in lines for w in line)
    return None if mixed else columns


def _bridges(word: Word, line: Line) -> bool:
    """Whether a name (合计) stands over two words of another line: it says nothing of columns."""
    return sum(word.box[0] < other.box[2] and other.box[0] < word.box[2] for other in line) > 1


def _column_of(word: Word, columns: Sequence[_Column]) -> int:
    """The column that the word overlaps most, else the nearest."""
    return max(range(len(columns)), key=lambda i: min(word.box[2], columns[i].right) - max(word.box[0], columns[i].left))


def _rows(lines: Sequence[Line], columns: Sequence[_Column]) -> list[list[list[Word]]]:
    """Lines as rows of cells; a name broken over lines is put together with the line of its figures.

    Names are set beside the middle of their lines where any line is nearer to figures than a line's height, else beside the first.
    """
    full = [i for i, line in enumerate(lines) if has_figures(line)]
    beside = {i: full[max(0, bisect_left(full, i) - 1) : bisect_left(full, i) + 1] for i in range(len(lines))}
    nearest = {i: min(beside[i], key=lambda f: abs(_top(lines[f]) - _top(line))) for i, line in enumerate(lines)}
    near = {i: abs(_top(lines[nearest[i]]) - _top(line)) < 0.9 * (line[0].box[3] - line[0].box[1]) for i, line in enumerate(lines)}
    centred = any(near[i] for i in nearest if i not in full)
    coded = sum(line[0].text.isdigit() for line in lines) * 2 > len(full)
    rows: dict[int, list[list[Word]]] = {}
    for i, line in enumerate(lines):
        home = i
        if i not in full and len(line) == 1 and not line[0].text.isdigit():
            above = [f for f in beside[i] if f < i]
            if near[i] or (coded and centred):
                home = nearest[i]
            elif coded and above:
                home = above[-1]
        row = rows.setdefault(home, [[] for _ in columns])
        for word in line:
            row[_column_of(word, columns)].append(word)
    return [rows[i] for i in sorted(rows)]


# --- header ---------------------------------------------------------------------------------------------------------------


@dataclass
class _Head:
    """A header: its words from the top down and the columns that it stands over, first and last."""

    words: list[Word]
    first: int
    last: int
    level: int = 0


def _header(lines: Sequence[Line], body: int, columns: Sequence[_Column]) -> list[_Head] | None:
    """The headers above a body, none where no line is one; None where a column has no header or a header's columns are not certain."""
    heads: list[_Head] = []
    below = lines[body]
    for line in reversed(lines[max(0, body - _HEADER_LINES) : body]):
        if _ends_a_table(line) or any(word.is_figure for word in line) or not _near([line, below]) or not _inside(line, columns):
            break
        placed = [_placed(word, columns, heads) for word in line]
        stood_on = [i for head in placed if head for i in range(head.first, head.last + 1)]
        if None in placed or len(set(stood_on)) < len(stood_on):
            return None
        for head in filter(None, placed):
            below_it = next((h for h in heads if (h.first, h.last) == (head.first, head.last)), None)
            if below_it is not None:  # a header broken over lines
                below_it.words[:0] = head.words
            else:
                heads.append(head)
        if {i for h in heads for i in range(h.first, h.last + 1)} == set(range(len(columns))) and _is_lone_title(line, heads):
            break
        below = line
    covered = {i for h in heads for i in range(h.first, h.last + 1)}
    if heads and covered != set(range(len(columns))):
        return None
    for head in heads:
        head.level = len({id(o) for o in heads if o.first <= head.first and head.last <= o.last and o is not head})
    return heads


def _is_lone_title(line: Line, heads: Sequence[_Head]) -> bool:
    return len(line) == 1 and any(h.words[0] is line[0] and h.last > h.first for h in heads)


def _inside(line: Line, columns: Sequence[_Column]) -> bool:
    reach = 0.1 * (columns[-1].right - columns[0].left)
    return all(columns[0].left - reach <= w.box[0] and w.box[2] <= columns[-1].right + reach for w in line)


def _placed(word: Word, columns: Sequence[_Column], heads: Sequence[_Head]) -> _Head | None:
    """The columns that a header word stands over: the one that it overlaps, or those over whose middle it may stand."""
    overlapped = [i for i, column in enumerate(columns) if word.box[0] < column.right and column.left < word.box[2]]
    one = _column_of(word, columns)
    beneath = {h.first: h for h in heads if h.first == h.last}
    if len(overlapped) < 2 and (one not in beneath or abs(beneath[one].words[0].middle - word.middle) < _OFF_CENTRE):
        return _Head([word], one, one)
    names = [i for i, column in enumerate(columns) if not column.figures and i in beneath]
    if len(names) > 1 and one in names and set(overlapped) <= set(names) and names == list(range(names[0], names[-1] + 1)):
        return _Head([word], names[0], names[-1])
    spans = [
        (first, last)
        for first in range(len(columns))
        for last in range(first + 1, len(columns))
        if set(overlapped) <= set(range(first, last + 1)) and all(i in beneath for i in range(first, last + 1))
        if _may_be_centred(word, first, last, columns)
    ]
    return _Head([word], *spans[0]) if len(spans) == 1 else None


def _may_be_centred(word: Word, first: int, last: int, columns: Sequence[_Column]) -> bool:
    """Whether the word may stand in the middle of these columns, whose outer edges lie somewhere between them and their neighbours."""
    left, right = columns[first].left, columns[last].right
    leftmost = columns[first - 1].right if first else left - _MARGIN
    rightmost = columns[last + 1].left if last + 1 < len(columns) else right + _MARGIN
    return leftmost + right - 2 * _OFF_CENTRE <= 2 * word.middle <= left + rightmost + 2 * _OFF_CENTRE


# --- result ---------------------------------------------------------------------------------------------------------------


def _table(heads: Sequence[_Head], body: Sequence[Sequence[Sequence[Word]]], columns: Sequence[_Column]) -> Aligned:
    words = [*(w for h in heads for w in h.words), *(w for row in body for cell in row for w in cell)]
    middles = [(a.right + b.left) / 2 for a, b in zip(columns, columns[1:], strict=False)]
    edges = [columns[0].left - 1, *middles, columns[-1].right + 1]
    texts: list[list[str | None]] = []
    boxes: list[list[Box | None]] = []
    for level in range(max((h.level for h in heads), default=-1) + 1):
        texts.append(["" if not any(h.first <= i <= h.last for h in heads if h.level < level) else None for i in range(len(columns))])
        row = [h for h in heads if h.level == level]
        boxes.append([None] * len(columns))
        for head in row:
            texts[-1][head.first : head.last + 1] = ["\n".join(w.text for w in head.words), *[None] * (head.last - head.first)]
            boxes[-1][head.first] = (edges[head.first], *_span(head.words)[:1], edges[head.last + 1], _span(head.words)[1])
    for cells in body:
        top, bottom = _span([w for cell in cells for w in cell])
        texts.append(["".join(w.text for w in sorted(cell, key=lambda w: w.box[1])) for cell in cells])
        boxes.append([(edges[i], top, edges[i + 1], bottom) for i in range(len(columns))])
    top, bottom = _span(words)
    left, right = min(w.box[0] for w in words), max(w.box[2] for w in words)
    return Aligned(tuple(map(tuple, texts)), tuple(map(tuple, boxes)), (left, top, right, bottom))


def _span(words: Iterable[Word]) -> tuple[float, float]:
    listed = list(words)
    return min(w.box[1] for w in listed), max(w.box[3] for w in listed)
