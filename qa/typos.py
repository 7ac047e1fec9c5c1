"""Mistyped names: a homophone, as input methods produce them, or a character too many, too few, or two in the wrong order.

Any other character makes another word (民政局 is not 财政局).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from qa.names import Names


def mistaken(said: str, meant: str) -> bool:
    """Do the two differ in exactly one character, and do those two sound alike?

    >>> mistaken("澜穿区", "澜川区"), mistaken("民政局", "财政局")
    (True, False)
    """
    if len(said) != len(meant):
        return False
    wrong = [(a, b) for a, b in zip(said, meant, strict=True) if a != b]
    return len(wrong) == 1 and _sound(wrong[0][0]) == _sound(wrong[0][1]) != ""


@lru_cache(maxsize=16384)
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character)) if "一" <= character <= "鿿" else ""


class Slips:
    """Names as they may be mistyped. `shortest`: names with fewer characters are not looked for; one more is needed where a character
    is missing or two are swapped."""

    def __init__(self, names: Iterable[str], shortest: int) -> None:
        self._known = [name for name in names if len(name) >= shortest]
        self._shortest = shortest

    def inside(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, name meant) for every place where one of the names stands with one slip; overlapping ones, too."""
        return [*self._homophones(text), *self._doubled(text), *self._swapped(text), *self._lacking(text)]

    def _homophones(self, text: str) -> Iterator[tuple[int, int, str]]:
        sounded, meant = self._sounded
        for start, sounds in sounded.inside(_sounds(text)):
            window = text[start : start + len(sounds)]
            for name in meant[sounds]:
                if mistaken(window, name):
                    yield start, start + len(name), name

    def _doubled(self, text: str) -> Iterator[tuple[int, int, str]]:
        for i in range(len(text) - 1):
            if text[i] == text[i + 1] and "一" <= text[i] <= "鿿":
                shorter = text[:i] + text[i + 1 :]
                for start in range(max(0, i - self._longest + 1), i + 1):
                    for name in self._names.at(shorter, start):
                        if start + len(name) > i:
                            yield start, start + len(name) + 1, name

    def _swapped(self, text: str) -> Iterator[tuple[int, int, str]]:
        for i in range(len(text) - 1):
            if text[i] != text[i + 1]:
                other = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
                for start in range(max(0, i - self._longest + 1), i + 1):
                    for name in self._names.at(other, start):
                        if start + len(name) > i + 1 and len(name) > self._shortest:
                            yield start, start + len(name), name

    def _lacking(self, text: str) -> Iterator[tuple[int, int, str]]:
        lacking, meant = self._shortened
        for start, shorter in lacking.inside(text):
            for name in meant[shorter]:
                yield start, start + len(shorter), name

    @cached_property
    def _names(self) -> Names:
        return Names(self._known)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._known), default=0)

    @cached_property
    def _sounded(self) -> tuple[Names, dict[str, list[str]]]:
        return _grouped((_sounds(name), name) for name in self._known)

    @cached_property
    def _shortened(self) -> tuple[Names, dict[str, list[str]]]:
        """Names without one of their characters; the first and the last are what a name is known by."""
        return _grouped(
            (name[:i] + name[i + 1 :], name) for name in self._known if len(name) > self._shortest for i in range(1, len(name) - 1)
        )


def _grouped(pairs: Iterable[tuple[str, str]]) -> tuple[Names, dict[str, list[str]]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for key, name in pairs:
        if name not in groups[key]:
            groups[key].append(name)
    return Names(groups), dict(groups)


_codes: dict[str, str] = {}


def _sounds(text: str) -> str:
    """One character for the sound of each: texts that sound alike are equal."""
    return "".join(_codes.setdefault(_sound(c), chr(0xF0000 + len(_codes))) if "一" <= c <= "鿿" else c for c in text)
