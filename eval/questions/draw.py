"""Drawing a question: a department, a year, a basis and figures that a wording goes with, and the words for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random

from eval.questions.measures import COUNT, Measure, Measures
from eval.questions.phrases import fits, say_department, say_year, suits
from eval.questions.truth import FINAL, PLAN, Corpus, Figure, Paper, folded
from eval.questions.wordings import Wordings, fill, slots_of

BASES = (FINAL, PLAN)
Fact = str | list[str]
_POLITE = re.compile("[请請麻帮想查我求你]")


@dataclass(frozen=True)
class Asked:
    """A question before it is put into words: what fills the slots, and what a right answer is (dataset.Expectation)."""

    slots: dict[str, str]
    values: Sequence[tuple[Decimal, str]] = ()
    contains: Sequence[Fact] = ()
    lacks: Sequence[Fact] = ()
    docs: Sequence[str] = ()
    status: str = "answered"
    history: tuple[str, ...] = ()
    how: str = ""


@dataclass(frozen=True)
class Pick:
    """Something drawn: what, in which document, with which value."""

    paper: Paper
    measure: Measure
    figure: Figure


@dataclass(frozen=True)
class Draw:
    """The dice of one operation over a corpus. `pool`: what the file has names for; `wording` is the one to be filled next."""

    measures: Measures
    wordings: Wordings
    pool: Sequence[Measure]
    random: Random
    wording: str = ""

    @property
    def corpus(self) -> Corpus:
        return self.measures.corpus

    @cached_property
    def slots(self) -> list[str]:
        return slots_of(self.wording)

    # --- whom, when, by which basis

    def paper(self, *bases: str, department: str = "", year: int = 0) -> Paper | None:
        """A document whose basis the wording goes with; None where there is none."""
        allowed = [basis for basis in bases or BASES if fits(self.wording, basis)]
        papers = [
            paper
            for (of, when, basis), paper in self.corpus.papers.items()
            if basis in allowed and (not department or of == department) and (not year or when == year)
        ]
        return self.random.choice(papers) if papers else None

    def papers_beside(self, paper: Paper) -> list[Paper]:
        """The department's other documents of the year."""
        own = (self.corpus.paper(paper.department, paper.year, basis) for basis in BASES)
        return [of for of in own if of is not None and of is not paper]

    def frame(self, paper: Paper) -> dict[str, str]:
        """The slots who, when and basis."""
        return {"who": self.who(paper.department), "when": self.when(paper.year), "basis": paper.basis}

    def who(self, department: str) -> str:
        return say_department(department, self.corpus.departments, self.wordings, self.random)

    def when(self, year: int) -> str:
        return say_year(year, self.wordings, self.random)

    def years(self, *years: int) -> list[str]:
        """Years said by one pattern, as people do within one sentence."""
        pattern = self.random.choice(self.wordings.when)
        return [say_year(year, self.wordings, self.random, pattern) for year in years]

    def other_department(self, paper: Paper) -> str:
        """Any other one; "" where there is none."""
        others = [department for department in self.corpus.departments if department != paper.department]
        return self.random.choice(others) if others else ""

    # --- of what

    def figure(self, measure: Measure, paper: Paper, *, year: int = 0, basis: str = "", department: str = "") -> Figure | None:
        return self.measures.figure(measure, department or paper.department, year or paper.year, basis or paper.basis)

    def measure(self, paper: Paper, fit: Callable[[Measure], bool] = lambda measure: True, counts: bool = False) -> Measure | None:
        """Something that a document prints with one value and that the wording goes with; mostly what the file has names for."""
        pool = self.pool if self.random.random() < 0.85 else self.measures.subjects.values()
        candidates = [measure for measure in pool if (counts or measure.nature != COUNT) and fits(self.wording, "", measure.nature)]
        self.random.shuffle(candidates)
        return next((m for m in candidates if fit(m) and self.figure(m, paper) is not None), None)

    def pick(self, *bases: str, fit: Callable[[Paper, Measure], bool] = lambda paper, measure: True, counts: bool = False) -> Pick | None:
        """A document and something that it prints with one value; None where the draw finds nothing."""
        paper = self.paper(*bases)
        measure = self.measure(paper, lambda m: fit(paper, m), counts) if paper else None
        figure = self.figure(measure, paper) if paper and measure else None
        return Pick(paper, measure, figure) if paper and measure and figure else None

    def beside(self, pick: Pick, fit: Callable[[Measure], bool]) -> Pick | None:
        """Something else that the same document prints."""
        measure = self.measure(pick.paper, fit)
        figure = self.figure(measure, pick.paper) if measure else None
        return Pick(pick.paper, measure, figure) if measure and figure else None

    def named(self, pick: Pick) -> dict[str, str]:
        """The slots who, when, basis and a."""
        return {**self.frame(pick.paper), "a": self.say(pick.measure, pick.paper.basis)}

    def say(self, measure: Measure, basis: str) -> str:
        """One of its names that goes with a basis."""
        names = [name for key, said in self.wordings.names.items() if folded(key) in measure.names for name in said] or [measure.key]
        suitable = [name for name in names if suits(name, basis)] or [measure.key]
        return self.random.choice(suitable)

    # --- put into words

    def question(self, slots: dict[str, str]) -> str:
        """The wording filled, with politeness around it unless it is polite itself."""
        said = fill(self.wording, slots)
        before = "" if _POLITE.match(self.wording) else self.random.choice(self.wordings.before)
        after = self.random.choice(self.wordings.after)
        return before + said + (after.lstrip("，") if said.endswith(("？", "?", "。", "！")) else after)


def values(*figures: Figure) -> list[tuple[Decimal, str]]:
    return [(figure.value, figure.unit) for figure in figures]


def docs(*figures: Figure) -> list[str]:
    """The documents of figures, each once."""
    return list(dict.fromkeys(doc for figure in figures for doc in figure.docs))


def several(draw: Draw, first: Pick, fit: Callable[[Sequence[Pick], Measure], bool]) -> list[Pick]:
    """`first` and one more for each further slot (b, c), each other than those before it; empty where there are not so many."""
    chosen = [first]
    while len(chosen) < len({"a", "b", "c"} & set(draw.slots)):
        known = tuple(chosen)
        pick = draw.beside(first, lambda m: fit(known, m) and m.key not in [pick.measure.key for pick in known])  # noqa: B023
        if pick is None:
            return []
        chosen.append(pick)
    return chosen


def names_of(draw: Draw, picks: Sequence[Pick]) -> dict[str, str]:
    """The slots who, when and basis, and a, b, c for things of one document."""
    names = {slot: draw.say(pick.measure, pick.paper.basis) for slot, pick in zip("abc", picks, strict=False)}
    return {**draw.frame(picks[0].paper), **names}


MORE = ["增", "上升", "提高", "多", "高", "大于", "超", "涨", "+"]
LESS = ["减", "下降", "降", "少", "节约", "低", "小于", "-"]
"""Ways to say the direction of a change."""


def direction(change: Decimal) -> Fact:
    return MORE if change > 0 else LESS
