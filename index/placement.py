"""Figures → columns where a dump has lost the blank cells: by the identities of the form, or not at all.

A row prints k figures for n columns. Which columns they stand in follows from what must hold: within the row (a total column is the sum of
its parts), down the hierarchy (类 = Σ款 = Σ项, column by column) and from what the rest of the document says of a cell. Every assignment
that satisfies all of it is kept; a cell is placed where all of them agree on it, and left open where they do not. Nothing is preferred for
being likely.

Figures are compared as integers of half a last printed place, so that a sum of n figures may be off by n + 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from math import comb
from operator import add

MAX_ASSIGNMENTS = 20_000
"""Assignments of one row that are tried: 16 columns with 8 figures have 12 870. A row with more stays open."""

MAX_STATES = 4_000
"""Partial sums of one parent's children that are followed at a time; a parent with more is treated as one whose sum says nothing."""


@dataclass(frozen=True)
class Equation:
    """Within a row: column `total` = sum of `plus` − sum of `minus`. Columns count from 0; a blank counts as nothing."""

    total: int
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()


@dataclass(frozen=True)
class Expectation:
    """What the rest of the document says of a cell: its value lies between `low` and `high` (None: open upwards).

    0 to 0 is a blank or a zero. `source` in Chinese, for people.
    """

    column: int
    low: Decimal
    high: Decimal | None
    source: str = ""


@dataclass(frozen=True)
class Run:
    """Figures that stand in the order of their columns. `slots`: the columns they may stand in, as printed. None is a printed dash, a
    blank cell that was not lost."""

    figures: tuple[Decimal | None, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True)
class FigureRow:
    """A row to place. `parent`: index of the row that sums this one and its siblings, None for a root. Of several runs, each keeps its own
    order; how they interleave is unknown. `local`: its figures stand on the line of its name, so that they are its own."""

    runs: tuple[Run, ...]
    parent: int | None = None
    expected: tuple[Expectation, ...] = ()
    local: bool = True

    @property
    def figures(self) -> tuple[Decimal | None, ...]:
        """All figures, run after run: what `Placement` counts."""
        return tuple(f for run in self.runs for f in run.figures)


@dataclass(frozen=True)
class Placement:
    """Where a row's figures stand. `cells`: column → index of the figure. `open`: the other figures, each with the columns that remain
    possible (() where none fits). `broken`: the row contradicts its own identities, whatever the assignment."""

    cells: Mapping[int, int]
    open: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    broken: bool = False


Vector = tuple[int | None, ...]
"""A row's cells as integers of half a last place; None blank."""


@dataclass(frozen=True)
class _Candidate:
    columns: tuple[int, ...]
    """Column of each figure."""
    vector: Vector
    violations: int


def place(rows: Sequence[FigureRow], columns: int, equations: Sequence[Equation], places: int) -> list[Placement]:
    """Place the figures of a form's rows in its `columns`; `places`: decimals that the form prints.

    The document's own contradictions are borne: a parent whose children do not add up constrains them only by its blank columns, and a
    row that violates its identities in every assignment is placed only where the hierarchy or the rest of the document leaves one.
    """
    heeding = _Solver(rows, columns, equations, places, heed=True)
    if any(row.expected for row in rows):
        plain = _Solver(rows, columns, equations, places, heed=False)
        if len(plain.broken_sums | plain.by_parts) < len(heeding.broken_sums | heeding.by_parts):
            return plain.placements()  # sums outweigh what is said elsewhere
    return heeding.placements()


def place_line(
    figures: Sequence[Decimal | None],
    columns: int,
    equations: Sequence[Equation],
    expected: Sequence[Expectation],
    places: int,
    orders: Sequence[tuple[int, ...]] = (),
) -> Placement:
    """Place the one line of figures of a form without hierarchy (三公经费), where the text says much about single cells.

    Assignments that close are preferred, unless what the text says of at least two more cells speaks for another one: then the document
    contradicts itself and the text decides. Where it says so of one cell only, the cells in question stay open. `orders`: those in
    which the columns may be printed, () for their own."""
    row = FigureRow((Run(tuple(figures), tuple(range(columns))),), None, tuple(expected))
    runs = [Run(tuple(figures), order) for order in orders] or list(row.runs)
    candidates = tuple(dict.fromkeys(c for run in runs for c in _candidates((run,), columns, tuple(equations), places)))
    if not candidates:
        return Placement({}, {i: () for i, f in enumerate(figures) if f is not None}, True)
    scale = _scale(places)
    sound = [c for c in candidates if _is_sound(c.vector, equations)] or list(candidates)
    against = {c: _contradicted(c.vector, expected, scale) for c in sound}
    closing = [c for c in sound if c.violations == 0]
    least = min(len(a) for a in against.values())
    said = [c for c in sound if len(against[c]) == least]
    said = [c for c in said if c.violations == min(s.violations for s in said)]
    if not closing:
        convincing = len(sound) == 1 or all(_met(c.vector, expected, scale) >= 2 for c in said)
        pool = said if convincing else sound
        return _agreed(row, pool, broken=True)
    lead = min(len(against[c]) for c in closing) - least
    closing = [c for c in closing if len(against[c]) == least + lead]
    if lead == 0:
        return _agreed(row, closing, broken=False)
    if lead == 1:
        return _agreed(row, [*closing, *said], broken=True)
    return _agreed(row, said, broken=True)


def _scale(places: int) -> Decimal:
    return Decimal(2).scaleb(places)


def _scaled(value: Decimal, scale: Decimal) -> int:
    return int((value * scale).to_integral_value())


@lru_cache(maxsize=4096)
def _candidates(runs: tuple[Run, ...], columns: int, equations: tuple[Equation, ...], places: int) -> tuple[_Candidate, ...]:
    """All assignments of a row, in order of columns; () where it has more figures than columns or too many assignments."""
    scale = _scale(places)
    values = [None if f is None else _scaled(f, scale) for run in runs for f in run.figures]
    count = 1
    for run in runs:
        count *= comb(len(run.slots), len(run.figures))
    if not 0 < count <= MAX_ASSIGNMENTS:
        return ()
    found = []
    for chosen in _assignments(runs):
        vector: list[int | None] = [None] * columns
        for column, value in zip(chosen, values, strict=True):
            vector[column] = value
        found.append(_Candidate(chosen, tuple(vector), sum(not _holds(e, vector) for e in equations)))
    return tuple(found)


def _assignments(runs: Sequence[Run]) -> Iterator[tuple[int, ...]]:
    if not runs:
        yield ()
        return
    first, rest = runs[0], runs[1:]
    for chosen in combinations(first.slots, len(first.figures)):
        taken = set(chosen)
        for others in _assignments(rest):
            if taken.isdisjoint(others):
                yield (*chosen, *others)


def _holds(equation: Equation, vector: Sequence[int | None]) -> bool:
    """Whether a row's total is the sum of its parts, and printed where one of them is."""
    plus = [v for i in equation.plus if (v := vector[i]) is not None]
    minus = [v for i in equation.minus if (v := vector[i]) is not None]
    total = vector[equation.total]
    if not equation.minus and bool(total) != any(plus):
        return False
    return abs((total or 0) - sum(plus) + sum(minus)) <= len(plus) + len(minus) + 1


def _is_sound(vector: Sequence[int | None], equations: Sequence[Equation]) -> bool:
    """Whether each total is printed where one of its parts is, and has a part where it is printed, whatever the amounts."""
    return all(bool(vector[e.total]) == any(vector[i] for i in e.plus) for e in equations if not e.minus)


def _least_broken(candidates: Sequence[_Candidate], equations: Sequence[Equation]) -> list[_Candidate]:
    """Of assignments that all violate an identity, the sound ones that violate the fewest."""
    pool = [c for c in candidates if _is_sound(c.vector, equations)] or list(candidates)
    return [c for c in pool if c.violations == min(p.violations for p in pool)]


def _contradicted(vector: Vector, expected: Sequence[Expectation], scale: Decimal) -> frozenset[int]:
    """The columns of which everything that is said elsewhere fails."""
    said: dict[int, bool] = {}
    for e in expected:
        said[e.column] = said.get(e.column, False) or _meets(vector[e.column], e, scale)
    return frozenset(column for column, met in said.items() if not met)


def _met(vector: Vector, expected: Sequence[Expectation], scale: Decimal) -> int:
    """How many printed cells bear out what is said of them elsewhere."""
    return len({e.column for e in expected if vector[e.column] and _meets(vector[e.column], e, scale)})


def _meets(cell: int | None, expectation: Expectation, scale: Decimal) -> bool:
    value = cell or 0
    return expectation.low * scale <= value and (expectation.high is None or value <= expectation.high * scale)


def _agreed(row: FigureRow, candidates: Sequence[_Candidate], broken: bool) -> Placement:
    """What all assignments agree on: a cell that has the same printed value in each."""
    first = candidates[0]
    cells = {
        column: index
        for index, column in enumerate(first.columns)
        if first.vector[column] is not None and all(c.vector[column] == first.vector[column] for c in candidates)
    }
    placed = set(cells.values())
    opened = {
        index: tuple(sorted({c.columns[index] for c in candidates} - set(cells)))
        for index, figure in enumerate(row.figures)
        if figure is not None and index not in placed
    }
    return Placement(cells, opened, broken)


class _Solver:
    """All assignments of all rows that satisfy row identities and sums, tree by tree.

    For each assignment of a parent, the assignments of its children that can be part of a matching sum are found once, by following the
    partial sums forwards and the ones that lead to a match backwards.
    """

    def __init__(self, rows: Sequence[FigureRow], columns: int, equations: Sequence[Equation], places: int, heed: bool) -> None:
        self.rows, self.columns, self.scale = rows, columns, _scale(places)
        self.children: dict[int, list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            if row.parent is not None:
                self.children[row.parent].append(index)
        self.strained: set[int] = set()
        self.supported: set[int] = set()
        found = [_candidates(row.runs, columns, tuple(equations), places) for row in rows]
        self.candidates = [self._of_row(i, candidates, equations, heed) for i, candidates in enumerate(found)]
        totals = {e.total for e in equations if not e.minus}
        self.parts = [c for c in range(columns) if c not in totals]
        self.by_parts: set[int] = set()
        """Parents whose total column does not add up but whose parts do: one total is wrong in the document."""
        self.broken_sums: set[int] = set()
        self.uncounted: set[int] = set()
        self._usable: dict[tuple[int, int], tuple[frozenset[int], ...] | None] = {}
        for index in self._bottom_up():
            if self.children[index] and not self._adds_up(index):
                self.by_parts.add(index)
                self._usable = {key: usable for key, usable in self._usable.items() if key[0] != index}
                if not totals or not self._adds_up(index):
                    self.by_parts.discard(index)
                    self.broken_sums.add(index)

    def _of_row(self, index: int, found: Sequence[_Candidate], equations: Sequence[Equation], heed: bool) -> list[_Candidate]:
        closing = [c for c in found if c.violations == 0]
        if not closing and found:
            self.strained.add(index)
            if len(found) == 1 and self.rows[index].local:
                self.supported.add(index)  # every column has its figure: nothing to choose
        pool = closing or _least_broken(found, equations)
        expected = self.rows[index].expected
        if not heed or not expected:
            return pool
        agreeing = [c for c in pool if not _contradicted(c.vector, expected, self.scale)]
        if agreeing and all(_met(c.vector, expected, self.scale) for c in agreeing):
            self.supported.add(index)
        return agreeing or pool

    def _adds_up(self, index: int) -> bool:
        return any(self._matches(index, k) is not None for k in range(len(self.candidates[index])))

    def _bottom_up(self) -> Iterator[int]:
        done: set[int] = set()

        def visit(index: int) -> Iterator[int]:
            done.add(index)
            for child in self.children[index]:
                if child not in done:
                    yield from visit(child)
            yield index

        for index, row in enumerate(self.rows):
            if row.parent is None and index not in done:
                yield from visit(index)

    def _matches(self, index: int, k: int) -> tuple[frozenset[int], ...] | None:
        """For the k-th assignment of a row: which assignments of each child can be part of a matching sum; None where no sum matches."""
        if (index, k) not in self._usable:
            self._usable[index, k] = self._matching_children(index, k)
        return self._usable[index, k]

    def _matching_children(self, index: int, k: int) -> tuple[frozenset[int], ...] | None:
        children = self.children[index]
        if not children or index in self.broken_sums:
            return tuple(frozenset(range(len(self.candidates[c]))) for c in children)
        target = self.candidates[index][k].vector
        columns = self.parts if index in self.by_parts else range(self.columns)
        summed = [c for c in columns if any(c in run.slots for child in children for run in self.rows[child].runs)]
        negative = any(f is not None and f < 0 for child in children for f in self.rows[child].figures)
        options: list[list[tuple[int, Vector]]] = []
        for child in children:
            sound = [
                (j, candidate.vector)
                for j, candidate in enumerate(self.candidates[child])
                if (negative or _fits(candidate.vector, target, summed)) and self._open(child, j)
            ]
            if not sound:
                return None
            options.append(sound)
        try:
            return _summing(options, target, summed)
        except _TooManySumsError:
            self.uncounted.add(index)
            return tuple(frozenset(j for j, _ in child) for child in options)

    def placements(self) -> list[Placement]:
        allowed = self._allowed()
        return [self._placement(index, allowed[index]) for index in range(len(self.rows))]

    def _allowed(self) -> list[set[int]]:
        allowed: list[set[int]] = [set() for _ in self.rows]
        order = list(self._bottom_up())[::-1]
        for index in order:
            if self.rows[index].parent is None:
                allowed[index] = {k for k in range(len(self.candidates[index])) if self._open(index, k)}
            for position, child in enumerate(self.children[index]):
                if index in self.broken_sums or not allowed[index]:
                    allowed[child] = self._within(index, allowed[index], child)
                    continue
                for k in allowed[index]:
                    usable = self._matches(index, k)
                    if usable is not None:
                        allowed[child] |= usable[position]
        return allowed

    def _open(self, index: int, k: int) -> bool:
        return index in self.broken_sums or self._matches(index, k) is not None

    def _within(self, index: int, allowed: set[int], child: int) -> set[int]:
        """Where the children do not add up to their parent: a column that is blank in the parent is still blank in them."""
        possible = {k for k in range(len(self.candidates[child])) if self._open(child, k)}
        filled = {c for k in allowed for c, v in enumerate(self.candidates[index][k].vector) if v}
        within = {k for k in possible if all(c in filled for c, v in enumerate(self.candidates[child][k].vector) if v)}
        return within or possible

    def _placement(self, index: int, allowed: set[int]) -> Placement:
        row = self.rows[index]
        pool = [self.candidates[index][k] for k in sorted(allowed)]
        if not pool:
            return Placement({}, {i: () for i, f in enumerate(row.figures) if f is not None}, True)
        strained = index in self.strained
        if strained and index not in self.supported and not self._borne_out(index):
            return Placement({}, {i: () for i, f in enumerate(row.figures) if f is not None}, True)
        return _agreed(row, pool, strained)

    def _borne_out(self, index: int) -> bool:
        """Whether a sum with rows that are sound themselves speaks for a row that contradicts itself."""
        unsure = self.broken_sums | self.uncounted
        parent, children = self.rows[index].parent, self.children[index]
        above = parent is not None and parent not in unsure | self.strained
        return above or (len(children) > 1 and index not in unsure and not self.strained.intersection(children))


class _TooManySumsError(Exception):
    """A parent whose children have too many assignments to follow."""


def _fits(vector: Vector, target: Vector, columns: Sequence[int]) -> bool:
    """A column that is blank in the parent is blank in the child."""
    return all(target[c] or not vector[c] for c in columns)


State = tuple[int, ...]
"""For each column that is summed, the sum so far; then for each, how many rows have a figure in it (what the tolerance depends on)."""


def _summing(options: Sequence[Sequence[tuple[int, Vector]]], target: Vector, columns: Sequence[int]) -> tuple[frozenset[int], ...] | None:
    """Of each child, the assignments that occur in some choice whose sum is `target`; None where there is none."""
    width = len(columns)
    goal = tuple(target[c] or 0 for c in columns)
    bounded = all((vector[c] or 0) >= 0 for child in options for _, vector in child for c in columns)
    order = sorted(range(len(options)), key=lambda i: len(options[i]))  # certain children first: fewer sums to follow
    steps = [_changes(options[i], columns) for i in order]
    within = _bounds(steps, goal) if bounded else None
    levels: list[set[State]] = [{(0,) * (2 * width)}]
    for position, changes in enumerate(steps):
        sums = {tuple(map(add, before, change)) for before in levels[-1] for change in changes}
        levels.append(sums if within is None else {state for state in sums if within(position, state)})
        if len(levels[-1]) > MAX_STATES:
            raise _TooManySumsError
    alive = {state for state in levels[-1] if _closes(state, goal)}
    if not alive:
        return None
    usable: dict[int, frozenset[int]] = {}
    for i, changes, before in zip(reversed(order), reversed(steps), reversed(levels[:-1]), strict=True):
        leading = [(state, change) for state in before for change in changes if tuple(map(add, state, change)) in alive]
        usable[i] = frozenset(j for change in {change for _, change in leading} for j in changes[change])
        alive = {state for state, _ in leading}
    return tuple(usable[i] for i in range(len(options)))


def _changes(child: Sequence[tuple[int, Vector]], columns: Sequence[int]) -> dict[State, list[int]]:
    """What a child adds to a state, with the assignments that add it."""
    changes: dict[State, list[int]] = defaultdict(list)
    for j, vector in child:
        cells = [vector[c] for c in columns]
        changes[(*(v or 0 for v in cells), *(int(v is not None) for v in cells))].append(j)
    return changes


def _bounds(steps: Sequence[Mapping[State, object]], goal: Sequence[int]) -> Callable[[int, State], bool]:
    """Whether a partial sum can still reach the goal: not beyond it, and not out of reach of what remains (figures are not negative)."""
    slack = len(steps) + 1
    rest = [[0] * len(goal)]
    for changes in reversed(steps[1:]):
        rest.append([r + max(change[c] for change in changes) for c, r in enumerate(rest[-1])])
    rest.reverse()

    def within(position: int, state: State) -> bool:
        return all(g - slack - r <= s <= g + slack for g, r, s in zip(goal, rest[position], state, strict=False))

    return within


def _closes(state: State, goal: Sequence[int]) -> bool:
    sums, counts = state[: len(goal)], state[len(goal) :]
    return all(abs(s - g) <= n + 1 and (not g or n > 0) for s, g, n in zip(sums, goal, counts, strict=True))
