"""Running text → clauses with their figures. What is a date, an ordinal, a threshold or part of a name is no figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.amounts import Amount, find_amounts, is_money
from index.data_files import toml_data

CJK = "㐀-鿿"
_OPENING, _CLOSING = "（(", "）)"
_QUOTES = {"“": "”", "《": "》", "【": "】", "〔": "〕", "‘": "’", "「": "」"}
_SEPARATORS = "。！？；;，,：:"
_CODE_BEFORE = {"类": re.compile(r"[（(]\d{3}类$"), "项": re.compile(r"[（(]0\d项$|款[)）][^（()）]{1,40}[（(]\d\d项$")}
"""（201类）, （06款）财政事务（01项）: a code, no count."""
_RANGE_BEFORE = re.compile(rf"\d\s*(?:%|％|[{CJK}]{{0,2}})?\s*(?:[-－~～—–]+|至|到)\s*$")
_RANGE_AFTER = re.compile(r"\s*(?:[-－~～—–]+|至|到)\s*\d")
_BOUND = re.compile(r"\s*(?:[（(]含[^（()）]*[)）]|含)?(?:及|或)?以[上下]")
_OR_MORE = re.compile(rf"\s*(?:（含[^）]*）|\(含[^)]*\)|含)?(?:及|或)?(?:以[上下内]|之内)(?=的|[{CJK}“])(?![，。；、])")


def vocabulary() -> dict[str, Any]:
    """The words of data/figures.toml."""
    return toml_data("figures.toml")


@dataclass(frozen=True)
class Figure:
    """A figure and where it stands in the text, unit included."""

    start: int
    end: int
    amount: Amount


@dataclass(frozen=True)
class Clause:
    """The text from `start` to `end`. `before`: the separator that it follows ("" at the beginning; "（" where it is the first one in
    brackets that hold figures, "）" where it follows them). `depth`: how many such brackets it stands in."""

    start: int
    end: int
    before: str
    depth: int
    figures: tuple[Figure, ...]


def clauses(text: str) -> list[Clause]:
    """The clauses of a paragraph in order; brackets and quotations without figures are not looked into."""
    figures = _figures(text)
    ends = {f.end for f in figures}
    inside = {i for f in figures for i in range(f.start, f.end)}
    found: list[Clause] = []
    start, before, depth = 0, "", 0
    opaque = _opaque(text, figures)

    def close(at: int, mark: str) -> None:
        nonlocal start, before
        if at > start or {before, mark} & set(_OPENING + _CLOSING):
            found.append(Clause(start, at, before, depth, tuple(f for f in figures if start <= f.start < at)))
        before, start = mark, at + 1

    for at, char in enumerate(text):
        if at in inside or at in opaque:
            continue
        if char in _OPENING:
            close(at, "（")
            depth += 1
        elif char in _CLOSING and depth:
            close(at, "）")
            depth -= 1
        elif char in _SEPARATORS:
            close(at, char)
        elif char == "、" and (at in ends or start == at or text[max(0, at - 2) : at] in ("以上", "左右", "以下")):
            close(at, "、")
    close(len(text), "")
    return found


def _figures(text: str) -> list[Figure]:
    return [f for start, end, amount in find_amounts(text) if _is_figure(text, f := Figure(start, end, amount))]


def _is_figure(text: str, figure: Figure) -> bool:
    """Whether a number with its unit is something that the document states."""
    before, after, amount = text[max(0, figure.start - 100) : figure.start], text[figure.end : figure.end + 100], figure.amount
    if amount.unit in ("类", "项") and after[:1] in _CLOSING and _CODE_BEFORE[amount.unit].search(before + amount.text):
        return False
    if re.search(r"\d\s+$", before):  # 1 500.50: one number or two, nobody can tell
        return False
    if not amount.unit:
        return bool(re.match(r"\d{1,3}$", amount.text.strip())) and bool(re.search(r"用车\s*$", before)) and after[:1] in "，,、；;。"
    if amount.unit == "年" and (abs(amount.value) >= 1900 or re.match(rf"[{CJK}]", after) and after[0] not in "以之内左"):
        return False
    dash = amount.value < 0 and re.search(rf"[{CJK}\d%％]$", before) and not re.search(r"[为是加少降长]$", before)
    if re.search(r"第\s*$", before) or dash:
        return False
    if amount.unit == "个" and after.startswith("月"):
        return False
    if _RANGE_BEFORE.search(before[-8:]) or _RANGE_AFTER.match(after):
        return False
    if any(text.startswith(word, figure.start) for word in vocabulary()["text"]["idioms"]) and re.match(rf"[{CJK}]", after):
        return False
    if is_money(amount.unit) and re.search(vocabulary()["text"]["threshold"], before) and _BOUND.match(after):
        return False
    return not (is_money(amount.unit) and _OR_MORE.match(after)) and not _is_quoted(text, figure)


def _is_quoted(text: str, figure: Figure) -> bool:
    """Inside quotation marks or a book title: part of a name."""
    before, after = text[max(0, figure.start - 60) : figure.start], text[figure.end : figure.end + 60]
    return any(  # a lone “ quotes nothing
        before.rfind(opening) > before.rfind(closing) and -1 < after.find(closing) < (after + opening).find(opening)
        for opening, closing in _QUOTES.items()
    )


def _opaque(text: str, figures: list[Figure]) -> set[int]:
    """Positions inside quotations, and inside brackets without figures, their marks included."""
    hidden: set[int] = set()
    for opening, closing in [*_QUOTES.items(), ("（", "）"), ("(", ")")]:
        for start, end in _pairs(text, opening, closing):
            if opening in _QUOTES or not any(start < f.start < end for f in figures):
                hidden.update(range(start, end + 1))
    return hidden


def _pairs(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Outermost pairs; round brackets may be closed by the mark of the other width."""
    closings = _CLOSING if opening in _OPENING else closing
    openings = _OPENING if opening in _OPENING else opening
    stack: list[int] = []
    for at, char in enumerate(text):
        if char in openings:
            stack.append(at)
        elif char in closings and stack:
            start = stack.pop()
            if text[start] == opening:
                yield start, at
