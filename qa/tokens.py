"""A question cut into tokens: what each piece of it is."""

from __future__ import annotations

from dataclasses import dataclass

DEPARTMENT, YEAR, FIGURE, CODE, ROLE, SIDE, FORM, ORIGIN = "department", "year", "figure", "code", "role", "side", "form", "origin"
CUE, AND, WORD, NUMBER, UNKNOWN, BREAK = "cue", "and", "word", "number", "unknown", "break"


@dataclass(frozen=True)
class Token:
    """`text` is question[start:end]. `value`: a department's name, a year, a role, a side, a form's ids joined with commas, a number with
    its unit; `cues`: the operations that a cue may ask for; `measure`: the Measure that a figure's name wholly means; `weak`: the name is a
    common word, too, and means the figure only where nothing else is named."""

    kind: str
    text: str
    start: int
    end: int
    value: str = ""
    cues: frozenset[str] = frozenset()
    measure: str = ""
    weak: bool = False

    def says(self, *cues: str) -> bool:
        return bool(self.cues.intersection(cues))


def shape(tokens: tuple[Token, ...]) -> str:
    """The tokens for people who look at how a question was read: 〔figure 公务接待费〕〔cue:share 占〕…"""
    return "".join(f"〔{t.kind}{':' + '|'.join(sorted(t.cues)) if t.cues else ''} {t.text}〕" for t in tokens)
