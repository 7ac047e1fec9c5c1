"""Phrase × label → how far the one says what the other says, or that they speak of different things. Pure.

What the phrase says must stand in the label: in the row's name, in the names of the wholes above it, in its project or heading, in its
column; only words that tell no figure from another may be missing. And what tells the label from others must stand in the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from index.amounts import MONEY
from index.data_files import toml_data
from qa.matching import alias_of, pairs
from qa.normalise import bare
from qa.phrases import measure_of


@dataclass(frozen=True)
class Likeness:
    """`named`: how much of the row's own name the phrase says; `own`: how much of the phrase the row, its wholes and its project say;
    `project`: how much of the project's name or heading the phrase says besides; all 0…1. `columns`: words of the phrase that only
    the column says."""

    named: float
    own: float
    project: float
    columns: str = ""


@cache
def _words(kind: str) -> tuple[Any, ...]:
    return tuple(toml_data("similarity.toml")[kind])


@cache
def _light() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(sorted(map(re.escape, _words('light')), key=len, reverse=True))})+")


@cache
def _naming() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, (*_words("light"), *_words("roles"))), key=len, reverse=True)))


@cache
def _telling() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _words("telling")), key=len, reverse=True)))


@cache
def _same() -> tuple[tuple[re.Pattern[str], str], ...]:
    groups = toml_data("similarity.toml")["same"]
    return tuple((re.compile("|".join(sorted(map(bare, others), key=len, reverse=True))), first) for first, *others in groups)


@lru_cache(maxsize=65536)
def plainly(text: str) -> str:
    """A text's words, one wording for what is said in several; no years, no marks."""
    said = re.sub(r"(?:19|20)\d\d年(?:度)?|的(?!确)", "", bare(text))
    for pattern, first in _same():
        said = pattern.sub(first, said)
    return said


_DIGITS = re.compile(r"\d+(?:\.\d+)?")


def likeness(words: str, own: str, above: str, context: str, columns: Sequence[str], units: Sequence[str] = ()) -> Likeness | None:
    """How far `words` and a label say the same; None where either says something that the other does not.

    `own`: the row's own name; `above`: names of the wholes it is part of; `context`: its project or heading; `columns`: its columns;
    `units`: what its figures may be called.
    """
    if not names_something(plainly(own)):  # 绩效自评项目/资金
        own, above = above + own, ""
    phrase, name = plainly(words), plainly(own if "含" in words else _NOTE.sub("", own))
    rest, heads = f"{plainly(above)}|{plainly(context)}", "|".join(map(plainly, columns))
    if not names_something(phrase) or not name or not set(_DIGITS.findall(phrase)) <= set(_DIGITS.findall(f"{name}|{rest}|{heads}")):
        return None
    besides = _without(phrase, plainly(context), name)
    if not names_something(besides) and len(telling(name)) >= 4 and all(_covered(telling(name), phrase)):
        besides = phrase  # 档案整理的数量, of the project 档案整理费: 整理档案数量
    by_name, by_heads = _covered(besides, name), _covered(phrase, heads)
    seen = [a or b for a, b in zip(by_name, _covered(phrase, rest), strict=True)]
    counted = _covered(phrase, "|".join(units))
    unsaid = _runs(phrase, [s or h or c for s, h, c in zip(seen, by_heads, counted, strict=True)])
    if not any(by_name) or not all(_light().fullmatch(run) or _another_word(run, own) for run in unsaid):
        return None
    if above and all(a or not n for a, n in zip(_covered(phrase, plainly(above)), by_name, strict=True)):
        return None  # all of it says the whole's name: the whole is meant, not this part
    said = _covered(name, besides)
    if _opposed(phrase, name, plainly(above) + heads) or _says_otherwise(name, said, phrase):
        return None
    project, left = plainly(context), "".join("|" if n else c for c, n in zip(phrase, by_name, strict=True))
    in_columns = "".join(c for c, s, h in zip(phrase, seen, by_heads, strict=True) if h and not s)
    return Likeness(_part(name, said), _part(phrase, seen, _FAINT), _part(project, _covered(project, left)), in_columns)


@lru_cache(maxsize=65536)
def _without(phrase: str, project: str, name: str) -> str:
    """The phrase with blanks where it names the project, most of it in one piece: those words are not said of the row."""
    shortest = max(3, (len(project) * 3 + 4) // 5)
    for length in range(min(len(project), len(phrase)), shortest - 1, -1):
        for start in range(len(project) - length + 1):
            piece = project[start : start + length]
            if piece in phrase and piece not in name:
                return phrase.replace(piece, "|" * length, 1)
    return phrase


_NOTE = re.compile(r"[（(][^（）()]*含[^（）()]*[）)]")
"""单价100万元（含）以上设备（不含车辆）: a note on what is counted, which nobody repeats."""


def names_something(phrase: str) -> bool:
    """Or does it only say that some figure is meant, and in which role?"""
    return len(telling(phrase)) >= 2


def telling(phrase: str) -> str:
    """What of a phrase names a figure."""
    return _naming().sub("", plainly(phrase)).replace("|", "")


def _another_word(run: str, own: str) -> bool:
    """车补（其他交通费用）: a colloquial word in front of the official name that it means."""
    alias, measure = alias_of(run), measure_of(run)
    return alias is not None and bare(own) in [bare(m) for m in alias.means] or measure != "" and measure == measure_of(bare(own))


def _opposed(phrase: str, name: str, rest: str) -> bool:
    """收入 asked for, 支出 printed."""
    for group in _words("opposed"):
        said = [word for word in group if word in phrase]
        if len(said) == 1 and said[0] not in name + rest and any(word in name for word in group):
            return True
    return False


def _covered(text: str, by: str) -> list[bool]:
    """Which characters of `text` stand in `by` together with a neighbour."""
    known = pairs(by)
    found = [False] * len(text)
    for i in range(len(text) - 1):
        if text[i : i + 2] in known:
            found[i] = found[i + 1] = True
    return found


def _runs(text: str, covered: Sequence[bool]) -> list[str]:
    """The stretches of `text` that are not covered."""
    runs, run = [], ""
    for character, held in zip(text, covered, strict=True):
        if held:
            runs.append(run)
            run = ""
        else:
            run += character
    return [r for r in (*runs, run) if r]


_FAINT = 0.25
"""What a character of a light word counts in a phrase; in a name it counts nothing."""


def _part(text: str, held: Sequence[bool], light: float = 0.0) -> float:
    """How much of what a text tells is held; 0.0 of nothing."""
    weights = [1.0] * len(text)
    for match in _light().finditer(text):
        weights[match.start() : match.end()] = [light] * len(match[0])
    if not any(weights):
        weights = [1.0] * len(text)
    return sum(w for w, h in zip(weights, held, strict=True) if h) / (sum(weights) or 1.0)


def _says_otherwise(name: str, said: Sequence[bool], phrase: str) -> bool:
    """Does the label say something beside what the phrase says that makes it another figure's (上年, 其他)?"""
    for match in _telling().finditer(name):
        start, end = match.span()
        if all(said[start:end]) or match[0] in phrase:
            continue
        if end < len(name) and said[end] or start > 0 and said[start - 1]:
            return True
    return False


@cache
def unit_words(unit: str) -> tuple[str, ...]:
    """What a figure in this unit may be called: 人次, 人数, 率."""
    return (unit, *(word for word, units in toml_data("similarity.toml")["units"].items() if unit in units))


def unit_fits(words: str, unit: str) -> bool:
    """May a figure in this unit be what the words name? A number of people is no amount, an amount is no rate."""
    said = bare(words)
    for word, units in toml_data("similarity.toml")["units"].items():
        if said.endswith(word):
            return unit in units or unit == "" and word not in ("率", "比例", "金额") or "金额" in units and unit in MONEY
    return not said.endswith(("数量", "个数")) or unit not in MONEY and unit != "%"
