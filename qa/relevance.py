"""Which of the names in a question count: what is said by the way, and what nobody prints beside what is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from qa.lexicon import Entry
from qa.naming import Name, content_words, is_ask, names_in, only_verbs
from qa.normalise import bare
from qa.operands import TOTAL
from qa.phrases import COLUMNS
from qa.tokens import BREAK, CUE, DEPARTMENT, FIGURE, ROLE, SIDE, UNKNOWN, WORD, YEAR, Token
from qa.typos import mistaken

_LISTS = ("level_class", "level_section", "level_item", "subject", "economic", "quarter", "which_department")
_STOPS = frozenset(",，。;；?？!！:：")


@dataclass(frozen=True, eq=False)
class Names:
    """What a question names. `known`: names of figures, for telling what an unknown word means."""

    tokens: tuple[Token, ...]
    known: Mapping[str, Entry]

    @cached_property
    def counted(self) -> tuple[Name, ...]:
        """The names that count, in order, each by itself."""
        return self._relevant(names_in(self.tokens))

    @cached_property
    def corrections(self) -> tuple[str, ...]:
        """Mistyped names, and what they were read as."""
        respelt = [(n, self._respelt(n)) for n in names_in(self.tokens) if n.loose]
        return tuple(f"“{n.text}”按“{m.phrase.words}”理解" for n, m in respelt if not m.loose and m.phrase)

    def _relevant(self, names: Sequence[Name]) -> tuple[Name, ...]:
        """Beside a figure that is known, unknown words count only where they belong to its list or where documents use them."""
        names = self._drawn_together([self._freed(self._respelt(n)) for n in names])
        if any(n.kind == FIGURE and not n.loose and not n.weak for n in names):
            names = [n for n in names if not (n.weak and (_spends(n) or self._leads_on(n, names)))]
        if not any(n.kind == FIGURE and not n.loose or n.kind == SIDE for n in names):
            return self.asked(tuple(n for n in names if not (n.loose and only_verbs(n.text))), lists_only=True)
        return tuple(n for n in names if not n.loose or not self._aside(n, names))

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

    def asked(self, names: tuple[Name, ...], *, lists_only: bool = False) -> tuple[Name, ...]:
        """The names without those that stand in a clause of their own that asks nothing (打听个事，…), where another clause names or asks
        something. `lists_only`: where a list is asked for, which needs no figure."""
        if lists_only and not any(t.says(*_LISTS) for t in self.tokens):
            return names
        kept = tuple(n for n in names if not n.loose or not self._alone(n, names))
        return kept if kept or any(t.kind == CUE for t in self.tokens) else names

    def _alone(self, name: Name, names: Sequence[Name]) -> bool:
        start, end = clause_start(self.tokens, name.start), clause_end(self.tokens, name.end, self.tokens[-1].end)
        others = [n for n in names if n is not name and start <= n.start and n.end <= end]
        clause = [t for t in self.tokens if start <= t.start and t.end <= end]
        elsewhere = [t for t in self.tokens if not (start <= t.start and t.end <= end) and t.kind != BREAK]
        asks = any(is_ask(t) or t.text in ("呢", "的") or t.kind == CUE for t in clause)
        return not others and not asks and any(t.kind != WORD for t in elsewhere)

    def _freed(self, name: Name) -> Name:
        """看不懂支出合计: a known figure with a verb in front that no document uses is the figure."""
        inside = [t for t in self.tokens if name.start <= t.start and t.end <= name.end]
        unknown = [t for t in inside if t.kind == UNKNOWN]
        if not name.loose or not any(t.kind == FIGURE for t in inside) or not all(only_verbs(t.text) for t in unknown):
            return name
        if any(word in known for t in unknown for word in (content_words(t.text) or (t.text,)) for known in self.known):
            return name
        freed = names_in([t for t in inside if t.kind != UNKNOWN])
        return replace(freed[0], start=name.start, end=name.end) if len(freed) == 1 and freed[0].kind == FIGURE else name

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
        start, end = clause_start(self.tokens, name.start), clause_end(self.tokens, name.end, self.tokens[-1].end)
        clause = [t for t in self.tokens if start <= t.start and t.end <= end and (t.end <= name.start or name.end <= t.start)]
        others = [n for n in names if n is not name and not n.loose and start <= n.start and n.end <= end]
        if not others and not any(is_ask(t) or t.says("share", "share_of", "percent", "than", "which", "each", "inside") for t in clause):
            return True  # a clause that neither names nor asks anything
        if self._leads_in(name, others):
            return True
        if self._used(name):
            return False
        if only_verbs(name.text):
            return True
        behind = next((n for n in names if n.start >= name.end), None)
        if behind is None or behind.kind != FIGURE or behind.loose or behind.phrase is None:
            return False
        between = [t.text for t in self.tokens if name.end <= t.start and t.end <= behind.start]
        return between == ["的"] and behind.phrase.words not in COLUMNS and behind.phrase.measure not in COLUMNS

    def _leads_in(self, name: Name, others: Sequence[Name]) -> bool:
        """老师要我们查教育局…: in front of the department, with a plain word between them."""
        department = next((n for n in others if n.kind == DEPARTMENT and n.start > name.end), None)
        if department is None or not any(n.kind == FIGURE and n.start > department.start for n in others):
            return False
        between = [t for t in self.tokens if name.end <= t.start and t.end <= department.start]
        return any(t.kind == WORD and t.text != "的" for t in between) and all(t.kind in (WORD, BREAK, YEAR) for t in between)

    def _used(self, name: Name) -> bool:
        """Do names of figures use its words?"""
        return any(word in known for word in content_words(name.text) for known in self.known)


def clause_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """Where the clause that stands at `at` ends: at a stop, not at brackets or quotation marks."""
    return next((t.start for t in tokens if t.kind == BREAK and t.start >= at and _STOPS & set(t.text)), end)


def clause_start(tokens: Sequence[Token], at: int) -> int:
    return next((t.end for t in reversed(tokens) if t.kind == BREAK and t.end <= at and _STOPS & set(t.text)), 0)


def _spends(name: Name) -> bool:
    """花销, 开支, 来钱: all of the spending, or of the income, where no other figure is named."""
    return name.phrase is not None and name.phrase.measure in TOTAL.values()
