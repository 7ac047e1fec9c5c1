"""Ruling lines → tables of cells, as pdfplumber's line strategy finds them, in time proportional to the page.

pdfplumber compares every vertical with every horizontal line and every crossing with every other: a sheet printed as one page of some
thousand cells takes minutes. Here the same steps run over sorted lists: snap, join, cross, smallest rectangles, touching cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from index.documents import Box

# pdfplumber's defaults, in points: how far apart lines count as one, ends as touching, lines as crossing
TOLERANCE = 3.0
SHORTEST = 3.0
# a ruling that reaches further than this beyond the last one across it leaves a side of the table open
SHORTEST_OVERHANG = 8.0
# a page that needs more comparisons than this is a drawing; the fullest sheets seen need some ten thousand
MOST_STEPS = 1_000_000


class DrawingError(Exception):
    """So many crossing lines that the page is a map, chart or hatching, no table."""


@dataclass(frozen=True)
class Segment:
    """A straight piece at `place` (y of a horizontal, x of a vertical one) from `start` to `end`, in points."""

    place: float
    start: float
    end: float


@dataclass(frozen=True)
class RuledTable:
    """`rows[r][c]` is a cell's box, None where a merged cell covers the place. All rows have the same length."""

    box: Box
    rows: tuple[tuple[Box | None, ...], ...]


def _snapped(segments: Iterable[Segment]) -> list[Segment]:
    """Segments whose places differ by no more than the tolerance from the next one, moved to their common mean."""
    ordered = sorted(segments, key=lambda s: s.place)
    snapped: list[Segment] = []
    cluster: list[Segment] = []
    for segment in [*ordered, None]:
        if cluster and (segment is None or segment.place - cluster[-1].place > TOLERANCE):
            mean = sum(s.place for s in cluster) / len(cluster)
            snapped += [Segment(mean, s.start, s.end) for s in cluster]
            cluster = []
        if segment is not None:
            cluster.append(segment)
    return snapped


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Touching pieces of one line as one piece; what is shorter than a cell can be is left out."""
    joined: list[Segment] = []
    for segment in sorted(_snapped(segments), key=lambda s: (s.place, s.start)):
        last = joined[-1] if joined else None
        if last and last.place == segment.place and segment.start <= last.end + TOLERANCE:
            joined[-1] = Segment(last.place, last.start, max(last.end, segment.end))
        else:
            joined.append(segment)
    return [s for s in joined if s.end - s.start >= SHORTEST]


def _crossings(
    horizontals: list[Segment], verticals: list[Segment]
) -> tuple[dict[tuple[float, float], tuple[int, int]], dict[int, list[float]], dict[int, list[float]]]:
    """Crossing points (x, y) → (index of the horizontal, of the vertical); the xs along each horizontal, the ys along each vertical."""
    points: dict[tuple[float, float], tuple[int, int]] = {}
    along: dict[int, list[float]] = defaultdict(list)
    down: dict[int, list[float]] = defaultdict(list)
    places = [v.place for v in verticals]
    steps = 0
    for h, line in enumerate(horizontals):
        first = bisect_left(places, line.start - TOLERANCE)
        last = bisect_right(places, line.end + TOLERANCE)
        steps += last - first
        if steps > MOST_STEPS:
            raise DrawingError
        for v in range(first, last):
            upright = verticals[v]
            if upright.start - TOLERANCE <= line.place <= upright.end + TOLERANCE:
                point = (upright.place, line.place)
                if point not in points:
                    points[point] = (h, v)
                    along[h].append(upright.place)
                    down[v].append(line.place)
    return points, along, down


def _cells(horizontals: list[Segment], verticals: list[Segment]) -> list[Box]:
    """The smallest rectangle at each crossing whose four sides are drawn."""
    points, along, down = _crossings(horizontals, verticals)
    cells = []
    steps = 0
    for (x, y), (h, v) in points.items():
        rights = along[h][bisect_right(along[h], x) :]
        found: Box | None = None
        for bottom in down[v][bisect_right(down[v], y) :]:
            steps += len(rights)
            if steps > MOST_STEPS:
                raise DrawingError
            for right in rights:
                corner = points.get((right, bottom))
                upper, lower = points.get((right, y)), points.get((x, bottom))
                if corner and upper and lower and corner[1] == upper[1] and corner[0] == lower[0]:
                    found = (x, y, right, bottom)
                    break
            if found:
                break
        if found:
            cells.append(found)
    return cells


def _closed(lines: list[Segment], across: list[Segment]) -> list[Segment]:
    """The lines that cross `across`, and one more at each end where several of `across` run on together beyond the last line.

    Many tables leave their sides open: their first and last column have no ruling outside.
    """
    closing: list[Segment] = []
    places = [line.place for line in lines]

    def is_open(a: Segment, place: float) -> bool:
        near = lines[bisect_left(places, place - SHORTEST_OVERHANG) : bisect_right(places, place + SHORTEST_OVERHANG)]
        return not any(line.start - TOLERANCE <= a.place <= line.end + TOLERANCE for line in near)

    for group in _crossing_groups(lines, across):
        for end in ("start", "end"):
            beyond = [a for a in group if is_open(a, getattr(a, end))]
            for place in sorted({getattr(a, end) for a in beyond}):
                ends = [a.place for a in beyond if abs(getattr(a, end) - place) <= TOLERANCE]
                if len(ends) > 1 and not any(abs(c.place - place) <= TOLERANCE and c.start <= ends[0] <= c.end for c in closing):
                    closing.append(Segment(place, min(ends), max(ends)))
    return sorted([*lines, *closing], key=lambda s: (s.place, s.start))


def _root(parent: list[int], i: int) -> int:
    """The first of the group that `i` is in: `parent` leads there from every member."""
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def _crossing_groups(lines: list[Segment], across: list[Segment]) -> list[list[Segment]]:
    """Those of `across` that the lines hold together, a group each."""
    parent = list(range(len(across)))
    places = [a.place for a in across]
    touched: set[int] = set()
    steps = 0
    for line in lines:
        first, last = bisect_left(places, line.start - TOLERANCE), bisect_right(places, line.end + TOLERANCE)
        steps += last - first
        if steps > MOST_STEPS:
            raise DrawingError
        crossed = [i for i in range(first, last) if across[i].start - TOLERANCE <= line.place <= across[i].end + TOLERANCE]
        touched.update(crossed)
        for i in crossed[1:]:
            parent[_root(parent, i)] = _root(parent, crossed[0])
    groups: dict[int, list[Segment]] = defaultdict(list)
    for i in sorted(touched):
        groups[_root(parent, i)].append(across[i])
    return list(groups.values())


def _corners(cell: Box) -> tuple[tuple[float, float], ...]:
    x0, top, x1, bottom = cell
    return (x0, top), (x0, bottom), (x1, top), (x1, bottom)


def _groups(cells: list[Box]) -> list[list[Box]]:
    """Cells that share corners, directly or through others."""
    parent = list(range(len(cells)))
    owner: dict[tuple[float, float], int] = {}
    for i, cell in enumerate(cells):
        for corner in _corners(cell):
            parent[_root(parent, i)] = _root(parent, owner.setdefault(corner, i))
    groups: dict[int, list[Box]] = defaultdict(list)
    for i, cell in enumerate(cells):
        groups[_root(parent, i)].append(cell)
    return list(groups.values())


def _table(cells: list[Box]) -> RuledTable:
    lefts = {x: i for i, x in enumerate(sorted({cell[0] for cell in cells}))}
    rows: dict[float, list[Box | None]] = {}
    for cell in sorted(cells, key=lambda c: (c[1], c[0])):
        rows.setdefault(cell[1], [None] * len(lefts))[lefts[cell[0]]] = cell
    box = (min(c[0] for c in cells), min(c[1] for c in cells), max(c[2] for c in cells), max(c[3] for c in cells))
    return RuledTable(box, tuple(tuple(row) for row in rows.values()))


def ruled_tables(horizontals: Iterable[Segment], verticals: Iterable[Segment]) -> list[RuledTable]:
    """The tables that lines draw, from the top down; a lone rectangle is none. Raises DrawingError."""
    level, high = _joined(horizontals), _joined(verticals)
    high = _closed(high, level)
    cells = _cells(_closed(level, high), high)
    tables = [_table(group) for group in _groups(cells) if len(group) > 1]
    return sorted(tables, key=lambda t: (t.box[1], t.box[0]))
