"""Known names inside a text: a dictionary that is read once and asked many times. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class Names:
    """A set of names that finds its members in texts, in time that does not grow with their number. An empty name is never found."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names) - {""}
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in self._names:
            if len(name) > 1:
                lengths[name[:2]].add(len(name))
        self._lengths = {head: tuple(sorted(known, reverse=True)) for head, known in lengths.items()}

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def at(self, text: str, start: int) -> Iterator[str]:
        """Names that stand at a position, the longest first.

        >>> list(Names(["教育", "教育局", "育局"]).at("区教育局", 1))
        ['教育局', '教育']
        """
        for length in (*self._lengths.get(text[start : start + 2], ()), 1):
            name = text[start : start + length]
            if len(name) == length and name in self._names:
                yield name

    def longest(self, text: str, start: int) -> str:
        """The longest name at a position, "" where none stands there."""
        return next(self.at(text, start), "")

    def inside(self, text: str) -> list[tuple[int, str]]:
        """(position, name) of every occurrence, overlapping ones too: the longest names first, then by position."""
        found = [(start, name) for start in range(len(text)) for name in self.at(text, start)]
        return sorted(found, key=lambda hit: (-len(hit[1]), hit[0]))

    def apart(self, text: str) -> list[tuple[int, str]]:
        """(position, name) of occurrences that do not overlap, in order: longer ones win, earlier ones of equal length.

        >>> Names(["教育", "教育局", "局2023"]).apart("教育局2023年教育")
        [(0, '教育局'), (8, '教育')]
        """
        taken = [False] * len(text)
        found = []
        for start, name in self.inside(text):
            if not any(taken[start : start + len(name)]):
                taken[start : start + len(name)] = [True] * len(name)
                found.append((start, name))
        return sorted(found)
