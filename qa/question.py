"""A linked question as frames read it: its cues, its names, its operands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qa.lexicon import Entry
from qa.linking import Linked
from qa.naming import Name, content_words, names_in, nested, only_verbs
from qa.normalise import bare
from qa.operands import TOTAL, Bundle, bundles, completed, merged
from qa.phrases import COLUMNS, Phrase
from qa.plan import Item
from qa.tokens import BREAK, CUE, FIGURE, NUMBER, ROLE, SIDE, WORD, Token
from qa.typos import mistaken

_TOPICS = re.compile(r"下属|职能|职责|成效|措施|问题|原因|依据|机构|科室|直属单位|重点工作")
"""Names that ask for text themselves."""

_ASKED = frozenset(["多少", "几", "多少钱", "是多少"])
_SPENT = re.compile(r"花|用了|支出|开支|预算|决算|多少钱|投入|执行")
_LISTS = ("indicator", "project", "quarter", "subject", "economic", "level_class", "level_section", "level_item")

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
        return self._relevant(names_in(self.tokens))

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
        return self.items(self.said) or self._total()

    def _total(self) -> tuple[Item, ...]:
        """一共花了多少钱: where no figure is named but spending is asked for, all of it is meant."""
        if any(b.measured for b in self.said) or not _SPENT.search(self.linked.text):
            return ()
        said = self.said or (Bundle(),)
        if named := self._rate_as_figure(said):
            return named
        income = all(f in ("F02", "B02") for b in said for f in b.forms) and any(b.forms for b in said)
        return self.items((replace(said[0], sides=("收入" if income else "支出",)), *said[1:]))

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
        """Where the clause that stands at `at` ends: at a stop, not at brackets or quotation marks."""
        stop = next((t for t in self.tokens if t.kind == BREAK and t.start >= at and any(c in t.text for c in ",，。;；?？!！")), None)
        return stop.start if stop else len(self.linked.text)

    def clause_start(self, at: int) -> int:
        stop = next(
            (t for t in reversed(self.tokens) if t.kind == BREAK and t.end <= at and any(c in t.text for c in ",，。;；?？!！")), None
        )
        return stop.end if stop else 0

    def _default_year(self, department: str) -> int:
        if department == self.department:
            return self.year
        held = set(self.years_of(department, ""))
        return held.pop() if len(held) == 1 else 0

    def _relevant(self, names: Sequence[Name]) -> tuple[Name, ...]:
        """Beside a figure that is known, unknown words count only where they belong to its list or where documents use them."""
        names = self._drawn_together([self._respelt(n) for n in names])
        if any(n.kind == FIGURE and not n.loose and not n.weak for n in names):
            names = [n for n in names if not (n.weak and (_spends(n) or self._leads_on(n, names)))]
        if not any(n.kind == FIGURE and not n.loose or n.kind == SIDE for n in names):
            return tuple(names)
        return tuple(n for n in names if not n.loose or self._used(n) or not self._aside(n, names))

    def _leads_on(self, name: Name, names: Sequence[Name]) -> bool:
        """A common word in front of the figure it belongs to (采购里的货物): nothing is asked of it itself."""
        behind = next((n for n in names if n.start >= name.end and n.kind == FIGURE), None)
        between = [t for t in self.tokens if name.end <= t.start and (behind is None or t.end <= behind.start)]
        return behind is not None and all(t.kind in (WORD, ROLE) and t.value != "ask" or t.says("inside") for t in between)

    def _respelt(self, name: Name) -> Name:
        """A mistyped name as the one that it can only mean."""
        text = bare(name.text)
        if not name.loose or len(text) < 4 or name.phrase is None:
            return name
        meant = [known for known in self.known if len(known) == len(text) and mistaken(text, known)]
        if len(meant) != 1:
            return name
        phrase = replace(name.phrase, words=self.known[meant[0]].value, measure=self.known[meant[0]].measure)
        return replace(name, phrase=phrase, loose=False)

    def _drawn_together(self, names: Sequence[Name]) -> tuple[Name, ...]:
        """中小企业多少合同金额: unknown words of one clause with nothing but words that carry no figure between them are one name."""
        out: list[Name] = []
        for name in names:
            last = out[-1] if out else None
            if last and last.loose and name.loose and last.phrase and name.phrase:
                between = [t for t in self.tokens if last.end <= t.start and t.end <= name.start]
                if all(t.kind == WORD for t in between):
                    phrase = replace(last.phrase, words=last.phrase.words + name.phrase.words)
                    out[-1] = replace(last, end=name.end, text=last.text + name.text, phrase=phrase)
                    continue
            out.append(name)
        return tuple(out)

    def _aside(self, name: Name, names: Sequence[Name]) -> bool:
        """Is it said by the way: in a clause of its own that asks nothing, or in front of a known figure (大家关心的三公经费)?

        Anything else stands where a figure is asked for: if the store does not hold it, that must be said."""
        start, end = self.clause_start(name.start), self.clause_end(name.end)
        clause = [t for t in self.tokens if start <= t.start and t.end <= end and (t.end <= name.start or name.end <= t.start)]
        if all(t.kind == WORD and t.value != "ask" and t.text not in _ASKED for t in clause) or only_verbs(name.text):
            return True
        behind = next((n for n in names if n.start >= name.end), None)
        if behind is None or behind.kind != FIGURE or behind.loose or behind.phrase is None:
            return False
        between = [t.text for t in self.tokens if name.end <= t.start and t.end <= behind.start]
        return between == ["的"] and behind.phrase.words not in COLUMNS and behind.phrase.measure not in COLUMNS

    def _used(self, name: Name) -> bool:
        """Do names of figures use its words?"""
        return any(word in known for word in content_words(name.text) for known in self.known)

    @cached_property
    def corrections(self) -> tuple[str, ...]:
        """Mistyped names, and what they were read as."""
        respelt = [(n, self._respelt(n)) for n in names_in(self.tokens) if n.loose]
        return tuple(f"“{n.text}”按“{m.phrase.words}”理解" for n, m in respelt if not m.loose and m.phrase)

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


def _spends(name: Name) -> bool:
    """花销, 开支, 来钱: all of the spending, or of the income, where no other figure is named."""
    return name.phrase is not None and name.phrase.measure in TOTAL.values()


def _repeats(bundle: Bundle, before: Sequence[Bundle]) -> bool:
    """2024年决算…，2025年预算…，预算比决算…: a role alone that an operand with a year or a figure carries already."""
    if bundle.measured or bundle.years or bundle.departments or not bundle.roles:
        return False
    return sum(set(bundle.roles) <= set(b.roles) and bool(b.years) for b in before) > 0 and len({b.roles for b in before if b.roles}) > 1
