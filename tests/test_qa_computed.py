"""Operands that are sums: of what a list holds, of named items; told with their addends."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from fictitious_facts import EDUCATION, phrase, scope

from qa.answer import Unanswered, answer_plan
from qa.bind import Binding, Bound, Missing, Scope, beside, bind
from qa.citations import verify
from qa.plan import Compare, Difference, Item, Lookup, Node, Plan, Ranking, Ratio, Sum, Turnover
from qa.rankings import Listing, NoBinding, computed, listing, ranked, turnover

SCOPE = scope()


class Desk:
    """Binds and lists against one scope, as the front door does."""

    def __init__(self, held: Scope) -> None:
        self.held = held

    def __call__(self, item: Item) -> Binding:
        return computed(item, self.held, self) if item.computed else bind(item, self.held)

    def beside(self, item: Item, other: Bound) -> Bound | None:
        return beside(item, other, self.held)

    def ranked(self, node: Ranking) -> list[Bound]:
        return ranked(node, self.held)

    def listing(self, node: Ranking) -> Listing | NoBinding:
        return listing(node, self.held, self)

    def turnover(self, node: Turnover) -> tuple[list[Bound], list[Bound]]:
        return turnover(node, self.held)


def item(words: str, year: int = 2023) -> Item:
    return Item(EDUCATION, year, phrase(words))


def sum_of(of: Ranking | Sum, words: str = "", year: int = 2023) -> Item:
    return Item(EDUCATION, year, phrase(words), computed=of)


def under(head: str, year: int = 2023, **rest: object) -> Ranking:
    return Ranking(EDUCATION, year, "subjects", "项", phrase(head), **rest)  # type: ignore[arg-type]


NAMED = Sum((item("行政运行"), item("小学教育")))


@pytest.mark.parametrize(
    ("node", "values"),
    [
        (Lookup((sum_of(under("普通教育")),)), ["3192.51"]),  # 799.95 + 2392.56
        (Lookup((sum_of(under("教育支出", top=2)),)), ["3304.92"]),  # the two largest only
        (Lookup((sum_of(NAMED),)), ["3304.92"]),  # 912.36 + 2392.56
        (Lookup((sum_of(Sum(NAMED.items, average=True)),)), ["1652.46"]),
        (Difference(item("教育支出"), sum_of(under("普通教育"))), ["1230.81", "4423.32", "3192.51"]),
        (Ratio(sum_of(under("普通教育")), item("教育支出")), ["72.17", "3192.51", "4423.32"]),
        (Compare((sum_of(under("普通教育")), sum_of(under("普通教育", 2022), year=2022))), ["3192.51", "2960.90", "231.61"]),
    ],
)
def test_a_sum_computes_like_a_printed_figure(node: Node, values: list[str]) -> None:
    """Oracles: the ledger's own subtotals (普通教育 is printed) and sums by hand."""
    answer = answer_plan(Plan(node), Desk(SCOPE), Desk(SCOPE))
    assert [f.value for f in answer.figures] == [Decimal(v) for v in values]


def test_its_addends_are_said_and_cited() -> None:
    answer = answer_plan(Plan(Lookup((sum_of(under("普通教育")),)), unit="元"), Desk(SCOPE), Desk(SCOPE))
    assert [c.row for c in answer.citations] == ["2050202 小学教育", "2050201 学前教育"]
    assert answer.figures[0].value == Decimal("31925100")
    assert "2,392.56" in answer.figures[0].formula and "799.95" in answer.figures[0].formula
    verify(replace(answer, question="普通教育各项合计多少元"))


@pytest.mark.parametrize(
    ("of", "said"),
    [(under("国防支出"), "没有找到"), (Sum((item("行政运行"), item("航天员训练"))), "")],
)
def test_a_sum_without_its_addends_is_no_figure(of: Ranking | Sum, said: str) -> None:
    with pytest.raises(Unanswered) as caught:
        answer_plan(Plan(Lookup((sum_of(of),))), Desk(SCOPE), Desk(SCOPE))
    assert isinstance(caught.value.binding, Missing)
    assert said in caught.value.binding.reason


def test_parts_of_what_the_document_says_there_is_none_of() -> None:
    """Its own words are the answer, not a zero and not a list of nothing."""
    node = Ranking(EDUCATION, 2023, "parts", head=phrase("政府性基金预算支出"))
    answer = answer_plan(Plan(node), Desk(SCOPE), Desk(SCOPE))
    assert (answer.status, answer.figures) == ("answered", ())
    assert "没有使用政府性基金预算财政拨款安排的支出" in answer.text and answer.citations
