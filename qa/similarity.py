"""A phrase that is no known name → the facts whose label says the same, where one clearly does. Pure but for the label index.

Labels are ranked by BM25 and the small embedding, then compared with the phrase word by word (see `likeness`): similarity proposes, words
decide. One clear winner is used and its label shown, a near tie is asked back, anything else is left alone.
"""

from __future__ import annotations

from index.amounts import MONEY
from index.facts import Fact
from qa.bindings import Binding
from qa.choosing import by_preference, fits, in_other_units, under
from qa.likeness import likeness, plainly, telling, unit_fits, unit_words
from qa.matching import is_amount, other_names, pairs, stem_of
from qa.plan import Item
from qa.scope import Label, Pool

ENOUGH, ENOUGH_OF_MANY = 0.69, 0.62
"""Below this a label is about something else; the second for phrases of four characters and more that tell something. What decides is
`likeness`: of 1,080 paraphrases of labels the right ones score above 0.70, of 1,070 phrases for which nothing is printed it leaves four, of
which a threshold keeps out the short ones (tests/label_queries.py prints the curve)."""

NEAR = 0.06
"""Two labels whose scores differ by less than this answer the phrase equally well."""


def by_likeness(item: Item, pool: Pool) -> Binding | None:
    """What the phrase is bound to by its likeness to labels; None where no label says enough of it."""
    if len(plainly(item.phrase.words)) < 3:
        return None  # 运行, 货物: too short to be told by likeness
    scored = alike(item, pool)
    if not scored or scored[0][0] < (ENOUGH_OF_MANY if len(telling(item.phrase.words)) >= 4 else ENOUGH):
        return None
    best = [f for score, _, facts in scored if score >= scored[0][0] - NEAR for f in facts]
    return by_preference(item, best, exact=False)


def alike(item: Item, pool: Pool) -> list[tuple[float, Label, list[Fact]]]:
    """(score, label, its facts that may be meant), best first, of the labels that say what the phrase says."""
    phrase = item.phrase
    projects = _named(phrase.words, pool)
    found: list[tuple[float, Label, list[Fact]]] = []
    amount = not in_other_units(phrase) and is_amount(phrase.words)
    for label, cosine in pool.ranked(phrase.words):
        facts = [f for f in label.facts if fits(f, phrase) and (in_other_units(phrase) or unit_fits(phrase.words, f.unit))]
        facts = under(phrase.parent, [f for f in facts if not amount or f.unit in MONEY], pool)
        if not facts or other_names(phrase.words, facts[0].row_name.rsplit("/", 1)[-1]):
            continue
        if projects and facts[0].origin == "indicator" and not projects & {stem_of(label.context), stem_of(label.own)}:
            continue
        units = [word for f in facts for word in unit_words(f.unit)]
        like = likeness(phrase.words, label.own, label.above, _context(label), [f.column for f in facts], units)
        if like is None:
            continue
        project = max(like.project, _shared(phrase.parent, label))
        score = 0.45 * like.named + 0.45 * like.own + 0.1 * project + 0.1 * cosine
        found.append((score, label, _in_column(facts, like.columns)))
    return sorted(found, key=lambda x: -x[0])


def _named(words: str, pool: Pool) -> frozenset[str]:
    """The projects that the words name in full: an indicator is of one of them."""
    said = plainly(words)
    return frozenset(stem for project in pool.projects if len(stem := stem_of(project)) >= 4 and plainly(stem) in said)


def _context(label: Label) -> str:
    return "" if stem_of(label.own) == stem_of(label.context) else label.context


def _shared(parent: str, label: Label) -> float:
    """How much of what the question named just before stands about the label."""
    about = pairs(plainly(label.context)) | pairs(plainly(label.row))
    return len(pairs(plainly(parent)) & about) / len(pairs(plainly(parent))) if parent else 0.0


def _in_column(facts: list[Fact], words: str) -> list[Fact]:
    """Those whose column says what of the phrase only columns say."""
    if not words:
        return facts
    shared = [len(pairs(words) & pairs(plainly(f.column))) for f in facts]
    return [f for f, n in zip(facts, shared, strict=True) if n == max(shared)]
