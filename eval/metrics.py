"""Verdicts on answers and their totals. Pure: values in, values out.

An answer ends in one of five outcomes, a case that could not be asked in a sixth:

    correct    status as expected, every expected figure stated, every key fact contained
    wrong      answered, but a figure or a key fact is missing or wrong, or it is buried among many others
    declined   an answer exists, and none was given
    invented   no answer exists, and one was given
    misrouted  not answered, as expected, but for another reason than expected
    failed     an error instead of an answer
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

from eval.dataset import Case, Expectation, ExpectedFigure
from index.amounts import MONEY, plain
from qa.answers import ANSWERED, Answer

OUTCOMES = ("correct", "wrong", "declined", "invented", "misrouted", "failed")
BAD = ("wrong", "invented")
"""Worse than no answer."""

POINTED = frozenset({"lookup", "compute", "followup", "conflict"})
"""Kinds whose answer is a few figures: they come first, and not among many others."""

_NUMBER = re.compile(r"(?<![\d.])([-−]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?)\s*(%|‰|[一-鿿]{0,4})")
_LONGEST_FIRST = (*sorted(MONEY, key=len, reverse=True), "个百分点", "百分点")
_MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_COUNTERS = "件人次户个项条辆台套册份卷起场家批所处平名期篇"
_PLACES = "页年月日表栏行号"  # what follows a number that counts nothing
_SLACK = Decimal("0.501")  # half a step of the last decimal, and a hair for a tie rounded the other way

Quantity = tuple[Decimal, str]
"""A figure in its base unit: (yuan, "money"), (percent, "%") or (count, counting word)."""


@dataclass(frozen=True)
class Verdict:
    """`outcome` is one of OUTCOMES; `why` says what was amiss, "" where correct. `cited`: did a citation name a document that holds
    the evidence? None where the case names none or the answer is not a correct one."""

    outcome: str
    why: str = ""
    cited: bool | None = None


@dataclass(frozen=True)
class Tally:
    """Counts of outcomes over n cases; `cited` of `citable` correct answers named the right document."""

    n: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    cited: int = 0
    citable: int = 0

    @property
    def accuracy(self) -> float:
        """Share of correct ones, 0 where there are no cases."""
        return self.outcomes.get("correct", 0) / self.n if self.n else 0.0

    @property
    def wrong_rate(self) -> float:
        """Share answered wrongly, or answered where no answer exists."""
        return sum(self.outcomes.get(o, 0) for o in BAD) / self.n if self.n else 0.0

    @property
    def standard_error(self) -> float:
        """Of the accuracy, as of a share: √(p(1−p)/n)."""
        return math.sqrt(self.accuracy * (1 - self.accuracy) / self.n) if self.n else 0.0

    @property
    def citation_rate(self) -> float | None:
        return self.cited / self.citable if self.citable else None


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """Total up verdicts."""
    verdicts = list(verdicts)
    cited = [v.cited for v in verdicts if v.cited is not None]
    return Tally(len(verdicts), Counter(v.outcome for v in verdicts), sum(cited), len(cited))


def judge(case: Case, answer: Answer) -> Verdict:
    """The verdict on one answer."""
    expect = case.expect
    if expect.status != ANSWERED:
        if answer.status == ANSWERED:
            return Verdict("invented", f"expected {expect.status}")
        if answer.status != expect.status:
            return Verdict("misrouted", f"expected {expect.status}, got {answer.status}")
        return Verdict("correct")
    if answer.status != ANSWERED:
        return Verdict("declined", f"got {answer.status}")
    amiss = _figures_amiss(case, answer) or _wording_amiss(expect, answer.text)
    return Verdict("wrong", amiss) if amiss else Verdict("correct", cited=_cited(expect, answer))


def _figures_amiss(case: Case, answer: Answer) -> str:
    """What is wrong with the figures of an answer; "" where nothing is."""
    expected = case.expect.values
    stated = stated_figures(answer.text)
    headline = [in_base(f.value, f.unit) for f in answer.figures[: len(expected) + 2]]
    for figure in expected:
        name = f"figure {plain(figure.value)}{figure.unit}"
        if not matches(figure, stated):
            return f"{name} is not stated"
        if case.kind in POINTED and not matches(figure, headline):
            return f"{name} is not among the first of `figures`"
    amounts = {figure for figure in stated if figure[1] in ("money", "%")}
    if case.kind in POINTED and len(amounts) > 10 + 3 * len(expected):
        return f"buried among {len(amounts)} amounts and rates"
    return ""


def _wording_amiss(expect: Expectation, text: str) -> str:
    said = _as_read(text)
    for fact in expect.contains:
        if not _says(fact, said):
            return f"does not contain {' / '.join(fact)}"
    for fact in expect.not_contains:
        if _says(fact, said):
            return f"contains {' / '.join(fact)}"
    return ""


def _cited(expect: Expectation, answer: Answer) -> bool | None:
    wanted = {e.doc for e in expect.evidence}
    if not wanted:
        return None
    if expect.any_document:
        return bool(answer.citations)
    return bool(wanted & {PurePath(c.doc).name for c in answer.citations})


def _as_read(text: str) -> str:
    """Width, case, white space and thousands separators folded: wording compares as a reader sees it."""
    return re.sub(r"[\s,]+", "", unicodedata.normalize("NFKC", text).lower()).replace("−", "-")


def _says(fact: Sequence[str], said: str) -> bool:
    return any(_as_read(wording) in said for wording in fact)


def in_base(value: Decimal, unit: str) -> Quantity:
    """A figure in its base unit; 元/平方米 and 元每人 count as money."""
    unit = re.split(r"[/每]", unicodedata.normalize("NFKC", unit).strip())[0]
    if unit in MONEY:
        return value * MONEY[unit], "money"
    if unit in ("%", "个百分点", "百分点"):
        return value, "%"
    if unit[:1] in _MULTIPLES:
        counted = unit[1:2] and unit[1] in _COUNTERS
        return value * _MULTIPLES[unit[0]], unit[1:] if counted else "money"
    return value, unit


def stated_figures(text: str) -> list[Quantity]:
    """Every number that a text states, with what follows it as its unit.

    Reads more loosely than index.amounts does, on purpose: it has to find the figures of answers of any wording.
    """
    folded = unicodedata.normalize("NFKC", text.replace("，", "、"))  # a full-width comma would fold into a thousands separator
    found = []
    for digits, tail in _NUMBER.findall(folded):
        unit = next((u for u in _LONGEST_FIRST if tail.startswith(u)), tail[:3])
        found.append(in_base(Decimal(digits.replace(",", "").replace("−", "-")), unit))
    return found


def matches(expected: ExpectedFigure, figures: Sequence[Quantity]) -> bool:
    """Is one of `figures` the expected one, at its own precision? A sign may be in the words: 下降27.5% is -27.5%."""
    exponent = expected.value.as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
    wanted, kind = in_base(expected.value, expected.unit)
    slack = in_base(step, expected.unit)[0] * _SLACK
    return any(_same_kind(kind, got_kind) and abs(abs(got) - abs(wanted)) <= slack for got, got_kind in figures)


def _same_kind(expected: str, got: str) -> bool:
    """Money with money, rates with rates; one counting word with any other, but not with the number of a page or a year."""
    if expected == got:
        return True
    counts = expected not in ("money", "%") and got not in ("money", "%")
    place = got[:1] in _PLACES and got[:1] != expected[:1] if got else False
    return counts and not place
