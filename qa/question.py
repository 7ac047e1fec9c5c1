"""A linked question as frames read it: its cues, its names, its operands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qa.lexicon import Entry
from qa.linking import Linked
from qa.naming import Name, nested
from qa.operands import PERFORMANCE, Bundle, bundles, completed, merged
from qa.phrases import Phrase
from qa.plan import Item
from qa.relevance import clause_end, clause_start
from qa.tokens import CUE, FIGURE, NUMBER, ROLE, WORD, Token

_TOPICS = re.compile(r"下属|职能|职责|成效|措施|问题|原因|依据|机构|科室|直属单位|重点工作")
"""Names that ask for text themselves."""

_LISTED = ("level_class", "level_section", "level_item", "subject", "economic", "quarter")
"""Cues of lists: what they ask for is no total."""
_SPENT = re.compile(r"花|用了|收了|收到|进账|入账|到账|支出|开支|预算|决算|多少钱|投入|执行")

_RECEIVED, _PAID = re.compile(r"收(?:到?了?$)|进账|入账|到账"), re.compile(r"花|用|支|付|耗")

YearsOf = Callable[[str, str], Sequence[int]]


@dataclass(frozen=True, eq=False)
class Question:
    """`department` and `year` stand in where the question says none (year 0: several are held); `known`: names of figures, for telling what
    an unknown word means; `years_of(department, basis)`: years that the store holds."""

    linked: Linked
    department: str
    year: int
    years_of: YearsOf
    known: Mapping[str, Entry]

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self.linked.tokens

    def says(self, *cues: str) -> bool:
        return self.linked.says(*cues)

    def cue(self, *cues: str) -> Token | None:
        """The first token that says one of the cues."""
        return next((t for t in self.tokens if t.says(*cues)), None)

    @cached_property
    def flat(self) -> tuple[Name, ...]:
        """What the question names, in order, each by itself."""
        return self.linked.names

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """What the question names, parts drawn together with the wholes in front of them."""
        return nested(self.flat, self.tokens)

    @cached_property
    def said(self) -> tuple[Bundle, ...]:
        """The operands as they stand."""
        found = bundles(self.names, self.tokens)
        return tuple(b for i, b in enumerate(found) if not _repeats(b, found[:i]))

    @cached_property
    def operands(self) -> tuple[Item, ...]:
        """Every figure the question speaks of, completed, in order, each once."""
        found = self.items(self.said) or self._total()
        own = {(i.department, i.year, replace(i.phrase, roles=())) for i in found if set(i.phrase.roles) & set(PERFORMANCE)}
        # where a performance form's role is said of a figure, 预算 and 决算 only say which document it stands in
        return tuple(
            i for i in found if not (set(i.phrase.roles) & {"预算", "决算"} and (i.department, i.year, replace(i.phrase, roles=())) in own)
        )

    def _total(self) -> tuple[Item, ...]:
        """一共花了多少钱: where no figure is named but spending is asked for, all of it is meant."""
        if any(b.measured for b in self.said) or self.says(*_LISTED) or not _SPENT.search(self.linked.text):
            return ()
        said = self.said or (Bundle(),)
        if named := self._rate_as_figure(said):
            return named
        income = all(f in ("F02", "B02") for b in said for f in b.forms) and any(b.forms for b in said) or self._received()
        return self.items((replace(said[0], sides=("收入" if income else "支出",)), *said[1:]))

    def _received(self) -> bool:
        """收了多少钱, 进账多少: is it asked what came in?"""
        return any(t.kind == WORD and _RECEIVED.match(t.text) for t in self.tokens) and not any(_PAID.match(t.text) for t in self.tokens)

    def _rate_as_figure(self, said: Sequence[Bundle]) -> tuple[Item, ...]:
        """自评表里预算执行率的完成值: a role that stands where the figure should, with a role of its own."""
        rate = next((n for n in self.flat if n.kind == ROLE and n.value == "完成率"), None)
        roles = [r for b in said for r in b.roles if r in ("实际", "目标", "得分", "权重")]
        if rate is None or not roles:
            return ()
        return self.items((replace(said[0], figures=(Phrase(rate.text),), roles=tuple(dict.fromkeys(roles))),))

    def items(self, found: Sequence[Bundle]) -> tuple[Item, ...]:
        """The items of some bundles, completed from each other; bundles that name no figure even then give none."""
        items: list[Item] = []
        for bundle in completed(found):
            if bundle.measured:
                items += self.itemised(bundle)
        return tuple(dict.fromkeys(items))

    def each_year(self) -> tuple[Item, ...]:
        """As `operands`, but a range of years is every year in it."""
        found = [b for b in completed(self.said) if b.measured]
        full = [replace(b, years=tuple(range(min(b.years), max(b.years) + 1))) if b.spread and b.years else b for b in found]
        return tuple(dict.fromkeys(i for b in full for i in self.itemised(b)))

    def itemised(self, bundle: Bundle) -> tuple[Item, ...]:
        """The items of one bundle. A range of years is taken by its two ends."""
        dated = [replace(i, year=i.year or self._default_year(i.department)) for i in bundle.items(self.department, 0)]
        if not self.says("planned"):
            return tuple(dated)
        return tuple(replace(i, basis="预算") if self._plans(i) else i for i in dated)

    def _plans(self, item: Item) -> bool:
        """安排了多少: what was planned, where there is a budget of that year."""
        return not item.basis and not item.phrase.roles and item.year in self.years_of(item.department, "预算")

    def item(self, bundle: Bundle, *others: Bundle, opposed: bool = False) -> Item | None:
        """One figure: the bundle's, with what it leaves out taken from the others. `opposed`: its role tells it from another."""
        whole = bundle.completed(*others, replace(self.common, roles=(), basis="") if opposed else self.common)
        return next(iter(self.itemised(whole)), None) if whole.measured else None

    @cached_property
    def common(self) -> Bundle:
        """What the whole question says once: its one department, its one year, its one role."""
        whole = merged(self.said)
        return Bundle(
            departments=whole.departments if len(whole.departments) == 1 else (),
            years=whole.years if len(whole.years) == 1 else (),
            roles=whole.roles if len(whole.roles) == 1 and whole.roles[0] in ("预算", "决算") else (),
            basis=whole.basis if len(whole.roles) == 1 else "",
        )

    def between(self, start: int, end: int, *, flat: bool = True) -> tuple[Bundle, ...]:
        """The bundles that the question's piece from `start` to `end` makes."""
        inside = [n for n in (self.flat if flat else self.names) if start <= n.start and n.end <= end]
        return bundles(inside, self.tokens)

    def clause_end(self, at: int) -> int:
        """Where the clause that stands at `at` ends."""
        return clause_end(self.tokens, at, len(self.linked.text))

    def clause_start(self, at: int) -> int:
        return clause_start(self.tokens, at)

    def _default_year(self, department: str) -> int:
        if department == self.department:
            return self.year
        held = set(self.years_of(department, ""))
        return held.pop() if len(held) == 1 else 0

    def numbers(self) -> list[Token]:
        return [t for t in self.tokens if t.kind == NUMBER]

    def skeleton(self) -> str:
        """The question without the names in it: what asks, not what is asked for."""
        hidden = [
            (n.start, n.end) for n in self.flat if n.kind in (FIGURE, "department", "year") and not (n.loose or _TOPICS.search(n.text))
        ]
        return "".join("" if any(s <= i < e for s, e in hidden) else c for i, c in enumerate(self.linked.text))

    def only_cues(self, *cues: str) -> bool:
        """Does every cue of the question belong to these?"""
        return all(t.cues & set(cues) for t in self.tokens if t.kind == CUE)


def _repeats(bundle: Bundle, before: Sequence[Bundle]) -> bool:
    """2024年决算…，2025年预算…，预算比决算…: a role alone that an operand with a year or a figure carries already."""
    if bundle.measured or bundle.years or bundle.departments or not bundle.roles:
        return False
    return sum(set(bundle.roles) <= set(b.roles) and bool(b.years) for b in before) > 0 and len({b.roles for b in before if b.roles}) > 1
