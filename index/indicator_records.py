"""Indicators of forms whose file holds one word a line: records that stand together, and what two lists of them say of each other.

A list of names may stand apart from its figures. It is put together again only where nothing is left open: the same numbering with the same
targets elsewhere, or as many scores as indicators, which add up to the form's points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.performance_forms import Place, is_value, value_of

_UNNUMBERED = re.compile(r"(?:经济效益|社会效益|生态效益|可持续影响)指标")
_OPERATOR = re.compile(r"[≥≤<>＜＞=＝]+$")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?$")
BARE = re.compile(r"\d{1,3}(?:\.\d+)?$")
_QUALITY = re.compile(r"[一-鿿]{2,6}(?<![数量率度费额次件人户])")
_CATEGORY = re.compile(
    r"(?:数量|质量|时效|成本|经济成本|社会成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|社会公众满意度|满意度)指标$"
)


@dataclass(frozen=True)
class Word:
    text: str
    place: Place


@dataclass(frozen=True)
class Record:
    """An indicator as far as it stands together: its name ("" unknown), its values with the words they were read from."""

    category: str
    index: int
    name: str
    values: tuple[Word, ...]
    quality: str = ""
    """A target in words that stands between name and values, "" where none does."""


def blocks_of(words: list[Word]) -> list[list[Record]]:
    """Records of indicators (数量指标 | 1 | name | values), a new block where the numbering begins again."""
    starts = [i for i, w in enumerate(words[:-1]) if _is_category(words, i)]
    blocks: list[list[Record]] = []
    seen: set[tuple[str, int]] = set()
    for start, end in zip(starts, [*starts[1:], len(words)], strict=False):  # without any start there is no end
        width = 2 if words[start].text.endswith("指标") else 3
        index = int(words[start + width - 1].text)
        category = "".join(w.text for w in words[start : start + width - 1])
        if not blocks or (category, index) in seen:
            blocks.append([])
            seen = set()
        seen.add((category, index))
        blocks[-1].append(_record(category, index, words[start + width : end]))
    return blocks


def _is_category(words: list[Word], at: int) -> bool:
    """数量指标 | 1, or 服务对象满意度 | 指标 | 1."""
    joined = words[at].text + words[at + 1].text
    numbered = re.fullmatch(r"\d{1,2}", words[at + 1].text) and _CATEGORY.match(words[at].text)
    return bool(numbered) or bool(_CATEGORY.match(joined)) and at + 2 < len(words) and bool(re.fullmatch(r"\d{1,2}", words[at + 2].text))


def _record(category: str, index: int, words: Sequence[Word]) -> Record:
    merged = joined(words)
    first = next((i for i in range(len(merged)) if all(is_value(w.text) for w in merged[i:]) or _values_from(merged, i)), len(merged))
    values: list[Word] = []
    for word in merged[first:]:
        if not is_value(word.text):
            break
        values.append(word)
    names = [w.text for w in merged[:first]]
    quality = ""
    if len(names) >= 2 and (values and values[0].text.startswith("=") or _QUALITY.fullmatch(names[-1])):
        quality = names.pop()
    return Record(category, index, "".join(names), tuple(values), quality)


def _values_from(words: Sequence[Word], at: int) -> bool:
    """A figure that is no part of a name: it has an operator, or another figure behind it."""
    if not is_value(words[at].text):
        return False
    return bool(re.match(r"[≥≤<>＜＞=＝]", words[at].text)) or at > 0 and (at + 1 >= len(words) or is_value(words[at + 1].text))


def joined(words: Sequence[Word]) -> list[Word]:
    """Operator, number and unit as one word: ≥ | 7 | 万件, ≤ | 2.316 | 万元 | / | 台."""
    merged: list[Word] = []
    for word in words:
        last = merged[-1] if merged else Word("", word.place)
        unit = word.text == "/" or not word.text[0].isdigit() and is_value(last.text + word.text)
        if last.text and _OPERATOR.fullmatch(last.text) and NUMBER.match(word.text):
            merged[-1] = Word(last.text + word.text, word.place)
        elif re.match(r"[≥≤<>＜＞=]*\d", last.text) and unit:
            merged[-1] = Word(last.text + word.text, last.place)
        else:
            merged.append(word)
    return merged




def twin_of(block: Sequence[Record], named: Sequence[Sequence[Record]]) -> dict[tuple[str, int], Record]:
    """The records of the one block with names that has every numbered target of this block without names, by category and number; {} where
    there is none, or more than one."""
    targets = {(r.category, r.index): r.values[0].text for r in block if r.values and not r.name}
    fitting = []
    for other in named:
        theirs = {(r.category, r.index): r for r in other}
        if len(targets) >= 5 and all(k in theirs and theirs[k].values and theirs[k].values[0].text == t for k, t in targets.items()):
            fitting.append(theirs)
    return fitting[0] if len(fitting) == 1 else {}


def twin_figures(block: Sequence[Record], twin: dict[tuple[str, int], Record]) -> list[tuple[Record, str, Word]]:
    """Figures of a block without names, by those of its twin: the twin's record, the column, the word.

    What follows a target is the actual value where it says the same as the twin's, and else a score, where most records end with one.
    """
    scored = sum(len(r.values) > 1 and bool(BARE.match(r.values[-1].text)) for r in block) * 2 > len(block)
    found: list[tuple[Record, str, Word]] = []
    for record in block:
        other = twin.get((record.category, record.index))
        if other is None or record.name or not record.values:
            continue
        target, rest = record.values[0], list(record.values[1:])
        found.append((other, "年初目标值", target))
        actual = other.values[1].text if len(other.values) > 1 else ""
        if len(rest) == (2 if scored else 1) and value_of(rest[0].text) == value_of(actual):
            found.append((other, "实际完成值", rest.pop(0)))
        if scored and len(rest) == 1 and BARE.match(rest[0].text):
            found.append((other, "得分", rest[0]))
    return found


def tail_figures(block: Sequence[Record], points: Decimal) -> list[tuple[Record, str, Word]]:
    """Figures of a block whose actual values and scores stand behind its last record, in the order of its records.

    [] unless there are as many scores as indicators, their sum is the form's points, no indicator has two actual values, and units agree.
    """
    rows: list[Record | None] = []
    for record in block:
        rows += [record, *[None] * len(_UNNUMBERED.findall(record.name))]
    last = block[-1]
    fitting = []
    for own in (1, 2):
        pairs = _pairs(last.values[own:])
        whole = replace(last, values=last.values[:own])
        if len(pairs) == len(rows) > 5 and sum((Decimal(s.text) for _, s in pairs), Decimal(0)) == points:
            told = [(whole if row is last else row, *pair) for row, pair in zip(rows, pairs, strict=True)]
            if all(_may_be(row, actual) for row, actual, _ in told):
                fitting.append(told)
    if len(fitting) != 1:
        return []
    found: list[tuple[Record, str, Word]] = []
    for row, actual, score in fitting[0]:
        if row is None or _UNNUMBERED.search(row.name) or not (row.values or row.name.endswith("/")):
            continue  # its name may hold a target in words
        named = replace(row, name=row.name.rstrip("/"))
        values = [*row.values[:2], *([actual] if actual else [])]
        columns = ("年初目标值", "实际完成值") if row.values else ("实际完成值",)
        found += [(named, column, word) for column, word in zip(columns, values, strict=False)]
        found.append((named, "得分", score))
    return found


def _pairs(words: Sequence[Word]) -> list[tuple[Word | None, Word]]:
    """Actual values, where there are any, with the score behind each; [] where a word is neither."""
    pairs: list[tuple[Word | None, Word]] = []
    actual: Word | None = None
    for word in words:
        if BARE.match(word.text):
            pairs.append((actual, word))
            actual = None
        elif actual is not None or not is_value(word.text):
            return []
        else:
            actual = word
    return pairs if actual is None else []


def _may_be(row: Record | None, actual: Word | None) -> bool:
    """Whether an actual value may be that of a record: of one that has none yet, in the unit of its target."""
    if row is None or actual is None:
        return row is None and actual is None or actual is None
    target, value = value_of(row.values[0].text) if row.values else None, value_of(actual.text)
    return len(row.values) < 2 and (target is None or value is None or target[1] == value[1])
