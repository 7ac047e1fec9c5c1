"""Names that a dump in order of height prints around their row, put back into it.

A name on two lines in the middle of its cell leaves "对个人和家庭的补" above the line of its row ("303 111.01 30215 会议费") and "助"
beneath it. Which name it is says the classification or the form: a pair of pieces that makes no known name stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from index.amounts import compact
from index.halfnames import EXPENDITURE, INCOME, is_half_name, side_of
from index.subjects import subjects
from index.textrows import ECONOMIC, TEXT, TextLine, Token, tokens_of

_PIECES = 2
"""A name has at most so many lines above and beneath that of its row."""


Fit = Callable[[Sequence[Sequence[str]], list[Token], Sequence[Sequence[str]]], list[str] | None]
"""Words of the lines above, the row, words of the lines beneath → the row's lines with the names in their places; None for no name."""


def untangled_halves(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a form with two halves with the pieces of names in their rows."""
    return _untangled(lines, _fit_half)


def untangled_economic(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of a form by economic subject, groups of codes side by side, with the pieces of names in their rows."""
    return _untangled(lines, _fit_economic)


def _untangled(lines: Sequence[TextLine], fit: Fit) -> list[TextLine]:
    words = [tokens_of([line]) for line in lines]
    numbered = [i for i, tokens in enumerate(words) if any(t.kind != TEXT for t in tokens)]
    taken: set[int] = set()
    rewritten: dict[int, list[str]] = {}
    edges = [-1, *numbered, len(lines)]
    for before, at, after in zip(edges, numbered, edges[2:], strict=False):  # none where no line has a figure
        for up, down in _reaches():
            above, beneath = range(at - up, at), range(at + 1, at + 1 + down)
            if above[0] <= before or beneath[-1] >= after or taken.intersection(above):
                continue
            row = fit([_texts(words[i]) for i in above], words[at], [_texts(words[i]) for i in beneath])
            if row is not None:
                taken.update(above, beneath)
                rewritten[at] = row
                break
    return [
        TextLine(line.page, line.number, text)
        for i, line in enumerate(lines)
        if i not in taken
        for text in rewritten.get(i, [line.text])
    ]


def _reaches() -> list[tuple[int, int]]:
    """How many lines a name has above and beneath its row, the longest first."""
    counts = [(up, down) for up in range(1, _PIECES + 1) for down in range(1, _PIECES + 1)]
    return sorted(counts, key=sum, reverse=True)


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [t.text for t in tokens]


def _joined(above: Sequence[Sequence[str]], beneath: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Beginnings and ends of the names whose pieces these are: one, or two that stand side by side; [] where lines differ in that."""
    counts = {len(line) for line in (*above, *beneath)}
    if counts not in ({1}, {2}):
        return []
    return [("".join(line[k] for line in above), "".join(line[k] for line in beneath)) for k in range(counts.pop())]


# --- by economic subject ---------------------------------------------------------------------------------------------------


def _fit_economic(above: Sequence[Sequence[str]], row: list[Token], beneath: Sequence[Sequence[str]]) -> list[str] | None:
    words = _texts(row)
    codes = [i for i, t in enumerate(row) if t.whole and ECONOMIC.match(t.text) and t.text in subjects()]
    for start, end in _joined(above, beneath):
        fitting = [i for i in codes if _names(row[i].text, start + _behind(row, i) + end)]
        if len(fitting) != 1:
            return None
        at = fitting[0]
        words[at] = f"{row[at].text} {start}{_behind(row, at)}{end}"
        if _behind(row, at):
            words[at + 1] = ""
    return [" ".join(filter(None, words))] if words != _texts(row) else None


def _behind(row: Sequence[Token], at: int) -> str:
    """The piece of its name that stands behind a code."""
    return row[at + 1].text if at + 1 < len(row) and row[at + 1].kind == TEXT else ""


def _names(code: str, name: str) -> bool:
    subject = subjects()[code]
    return any(compact(known) == compact(name) for known in (subject.name, *subject.aliases))


# --- two halves ------------------------------------------------------------------------------------------------------------


def _fit_half(above: Sequence[Sequence[str]], row: list[Token], beneath: Sequence[Sequence[str]]) -> list[str] | None:
    names: dict[str, str] = {}
    tokens = list(row)
    for start, end in _joined(above, beneath):
        middle = next((t for t in tokens if t.kind == TEXT and is_half_name(start + t.text + end) and not is_half_name(t.text)), None)
        name = start + (middle.text if middle else "") + end
        if not is_half_name(name):
            return None
        if middle:
            tokens.remove(middle)
        if (side := side_of(name)) in ("", *names):
            return None
        names[side] = name
    return _with_names(names.get(INCOME, ""), names.get(EXPENDITURE, ""), tokens) if names else None


def _with_names(income: str, expenditure: str, row: list[Token]) -> list[str] | None:
    """The row with one or both of its names, as one line; as two where it does not say whose its figures are."""
    texts = [i for i, t in enumerate(row) if t.kind == TEXT]
    numbers = [i for i, t in enumerate(row) if t.whole and t.text != "0"]
    words = _texts(row)
    if len(texts) + bool(income) + bool(expenditure) > 2:
        return None
    runs_on = [b - a for a, b in pairwise(int(row[i].text) for i in numbers)]
    if len(numbers) == 2 and numbers[0] < 2 and runs_on[0] > 5:  # 行次 of either half
        return [" ".join(filter(None, (income, *words[: numbers[1]], expenditure, *words[numbers[1] :])))]
    if income and expenditure:
        return [f"{income} {expenditure}", " ".join(words)]
    if income:
        return [" ".join((income, *words))]
    if not texts:
        return [" ".join((expenditure, *words))]
    return [" ".join((*words[: texts[0] + 1], expenditure)), " ".join(words[texts[0] + 1 :])]

