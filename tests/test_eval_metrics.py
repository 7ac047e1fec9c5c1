from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from eval.dataset import Case, ExpectedFigure, load
from eval.metrics import Verdict, in_base, judge, matches, stated_figures, tally
from qa.answers import Answer, Citation, Figure


def case(kind: str = "lookup", status: str = "answered", **expect: Any) -> Case:
    return Case.model_validate({"id": "T", "kind": kind, "question": "？", "expect": {"status": status, **expect}})


def figure(value: str, unit: str = "万元") -> Figure:
    return Figure(Decimal(value), unit, "")


SPENT = {"values": [{"value": "4507.97", "unit": "万元"}]}


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("支出4,507.97万元", [(Decimal("45079700"), "money")]),
        ("4507.97 万元，33 人", [(Decimal("45079700"), "money"), (Decimal(33), "人")]),
        ("０．６３３４亿元", [(Decimal("63340000"), "money")]),
        ("下降27.5%、-3个百分点", [(Decimal("27.5"), "%"), (Decimal(-3), "%")]),
        ("接待3.2万人次", [(Decimal(32000), "人次")]),
        ("合计12,5和7", [(Decimal(12), ""), (Decimal(5), "和"), (Decimal(7), "")]),  # no thousands: three numbers
    ],
)
def test_stated_figures_are_read_in_base_units(text: str, stated: list[tuple[Decimal, str]]) -> None:
    assert stated_figures(text) == stated


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("1.2", "亿元", (Decimal(120000000), "money")),
        ("3", "元/平方米", (Decimal(3), "money")),
        ("5", "个百分点", (Decimal(5), "%")),
        ("2", "万卷", (Decimal(20000), "卷")),
        ("2", "万", (Decimal(20000), "money")),
        ("7", "辆", (Decimal(7), "辆")),
    ],
)
def test_units_have_one_base(value: str, unit: str, base: tuple[Decimal, str]) -> None:
    assert in_base(Decimal(value), unit) == base


@pytest.mark.parametrize(
    ("expected", "stated", "same"),
    [
        (("4507.97", "万元"), "45079700元", True),
        (("4507.97", "万元"), "0.450797亿元", True),
        (("4507.97", "万元"), "4507.97元", False),  # a unit mismatch is wrong
        (("4507.97", "万元"), "4507.98万元", False),
        (("4507.97", "万元"), "4507.965万元", True),  # rounds to it
        (("4508", "万元"), "4507.97万元", True),  # at the expected one's own precision
        (("27.5", "%"), "-27.5%", True),
        (("33", "人"), "33个", True),
        (("33", "人"), "第33页", False),
        (("33", "人"), "33%", False),
    ],
)
def test_a_figure_matches_at_its_own_precision_and_unit(expected: tuple[str, str], stated: str, same: bool) -> None:
    wanted = ExpectedFigure(value=expected[0], unit=expected[1])  # type: ignore[arg-type]
    assert matches(wanted, stated_figures(stated)) is same


@pytest.mark.parametrize(
    ("asked", "given", "outcome", "why"),
    [
        (case(**SPENT), Answer("answered", "支出4507.97万元", (figure("4507.97"),)), "correct", ""),
        (case(**SPENT), Answer("answered", "支出4507.97元", (figure("4507.97"),)), "wrong", "figure 4507.97万元 is not stated"),
        (case(**SPENT), Answer("answered", "支出4507.97万元"), "wrong", "figure 4507.97万元 is not among the first of `figures`"),
        (case("compare", **SPENT), Answer("answered", "支出4507.97万元"), "correct", ""),
        (case(**SPENT), Answer("no_data", "没有"), "declined", "got no_data"),
        (case("no_data", "no_data"), Answer("answered", "1万元"), "invented", "expected no_data"),
        (case("no_data", "no_data"), Answer("clarify", "哪一年？"), "misrouted", "expected no_data, got clarify"),
        (case("no_data", "no_data"), Answer("no_data", "没有"), "correct", ""),
        (case("text", contains=["不 变"]), Answer("answered", "保持不变"), "correct", ""),
        (case("text", contains=[["增", "涨"]]), Answer("answered", "下降"), "wrong", "does not contain 增 / 涨"),
        (case("text", contains=["增"], not_contains=["约"]), Answer("answered", "约增"), "wrong", "contains 约"),
    ],
)
def test_verdicts(asked: Case, given: Answer, outcome: str, why: str) -> None:
    verdict = judge(asked, given)
    assert (verdict.outcome, verdict.why) == (outcome, why)


def test_a_pile_of_figures_is_no_answer() -> None:
    pile = "，".join(f"{n}.5万元" for n in range(13))
    given = Answer("answered", f"4507.97万元，{pile}", (figure("4507.97"),))
    assert judge(case(**SPENT), given) == Verdict("wrong", "buried among 14 amounts and rates")
    assert judge(case("list", **SPENT), given).outcome == "correct"


@pytest.mark.parametrize(
    ("expect", "docs", "cited"),
    [
        ({}, ["a.pdf"], None),
        ({"evidence": [{"doc": "a.pdf"}]}, ["store/a.pdf"], True),
        ({"evidence": [{"doc": "a.pdf"}]}, ["b.pdf"], False),
        ({"evidence": [{"doc": "a.pdf"}], "any_document": True}, ["b.pdf"], True),
        ({"evidence": [{"doc": "a.pdf"}], "any_document": True}, [], False),
    ],
)
def test_citations_count_where_the_answer_is_correct(expect: dict[str, Any], docs: list[str], cited: bool | None) -> None:
    citations = tuple(Citation(doc, 1, "", "", "", "") for doc in docs)
    right = Answer("answered", "增长", citations=citations)
    assert judge(case("text", contains=["增"], **expect), right).cited is cited
    assert judge(case("text", contains=["减"], **expect), right).cited is None


def test_totals() -> None:
    correct = [Verdict("correct", cited=True), Verdict("correct", cited=False)]
    total = tally([*correct, Verdict("wrong"), Verdict("invented"), Verdict("failed")])
    assert (total.n, total.accuracy, total.wrong_rate, total.citation_rate) == (5, 0.4, 0.4, 0.5)
    assert total.standard_error == pytest.approx((0.4 * 0.6 / 5) ** 0.5)
    nothing = tally([])
    assert (nothing.accuracy, nothing.wrong_rate, nothing.standard_error, nothing.citation_rate) == (0, 0, 0, None)


# The verdicts have to be those of the scorer beside the golden files: over all golden cases, answers right and mangled.


@pytest.fixture(scope="module")
def scorer(golden: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", golden / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ideal(asked: Case) -> Answer:
    expect = asked.expect
    said = [f"{v.value}{v.unit}" for v in expect.values] + [fact[0] for fact in expect.contains]
    return Answer(
        expect.status,
        "；".join(said),
        tuple(Figure(v.value, v.unit, "") for v in expect.values),
        tuple(Citation(e.doc, 1, "", "", "", e.quote) for e in expect.evidence),
    )


def scaled(answer: Answer, factor: str, unit: str) -> Answer:
    """Money in another unit: still the same amounts."""
    figures = tuple(Figure(f.value * Decimal(factor), unit, "") if f.unit == "万元" else f for f in answer.figures)
    text = "；".join(f"{f.value:f}{f.unit}" for f in figures) + "；" + answer.text.split("；", len(figures))[-1]
    return replace(answer, figures=figures, text=text)


MANGLES: dict[str, Callable[[Answer], Answer]] = {
    "as it should be": lambda a: a,
    "refused": lambda a: replace(a, status="no_data"),
    "asked back": lambda a: replace(a, status="clarify"),
    "answered": lambda a: replace(a, status="answered", text=a.text or "约3万元"),
    "in yuan": lambda a: scaled(a, "10000", "元"),
    "in 亿元": lambda a: scaled(a, "0.0001", "亿元"),
    "digits shifted": lambda a: replace(a, text=a.text.replace(".", "")),
    "one digit off": lambda a: replace(a, text=a.text.replace("1", "2")),
    "unit lost": lambda a: replace(a, text=a.text.replace("万元", "元")),
    "units swapped in figures": lambda a: replace(a, figures=tuple(replace(f, unit="%") for f in a.figures)),
    "no figures": lambda a: replace(a, figures=()),
    "figures too late": lambda a: replace(a, figures=tuple(figure(str(n)) for n in range(1, 9)) + a.figures),
    "buried": lambda a: replace(a, text=a.text + "".join(f"，{n}.25万元" for n in range(40))),
    "thousands and spaces": lambda a: replace(a, text=" ".join(a.text).replace("。", "，")),
    "full width": lambda a: replace(a, text=a.text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.%"})),
    "negative": lambda a: replace(a, text="-" + a.text, figures=tuple(replace(f, value=-f.value) for f in a.figures)),
    "rounded": lambda a: replace(a, text="；".join(f"{f.value:.1f}{f.unit}" for f in a.figures)),
    "facts lost": lambda a: replace(a, text=a.text.split("；")[0]),
    "cites another": lambda a: replace(a, citations=(Citation("other.pdf", 1, "", "", "", ""),)),
    "cites nothing": lambda a: replace(a, citations=()),
}


def banned(cases: list[Case]) -> Iterator[tuple[Case, Answer]]:
    for asked in cases:
        for fact in asked.expect.not_contains:
            yield asked, replace(ideal(asked), text=ideal(asked).text + "；" + fact[-1])


def test_verdicts_are_those_of_the_golden_scorer(golden: Path, scorer: ModuleType) -> None:
    paths = [golden / "visible.jsonl", golden / "visible2.jsonl"]
    items = {item["id"]: item for path in paths for item in scorer.read_lines(str(path))}
    cases = load(paths)
    pairs = [(asked, mangle(ideal(asked))) for asked in cases for mangle in MANGLES.values()] + list(banned(cases))
    seen = set()
    for asked, given in pairs:
        item, ours, plain = items[asked.id], judge(asked, given), given.to_json()
        outcome, reason = scorer.judge(item, plain)
        assert ours.outcome == outcome, f"{asked.id}: {given.text!r}: theirs {reason!r}, ours {ours.why!r}"
        if outcome == "correct" and given.status == "answered":
            assert ours.cited == scorer.cited(item["expect"], plain), asked.id
        seen.add(outcome)
    assert seen == {"correct", "wrong", "declined", "invented", "misrouted"}


@pytest.mark.parametrize("mangle", MANGLES)
def test_totals_are_those_of_the_golden_scorer(golden: Path, scorer: ModuleType, mangle: str) -> None:
    path = golden / "visible.jsonl"
    cases, items = load([path]), scorer.read_lines(str(path))
    answers = {asked.id: MANGLES[mangle](ideal(asked)) for asked in cases}
    theirs = scorer.score(items, [{"id": i, **a.to_json()} for i, a in answers.items()])
    total = tally(judge(asked, answers[asked.id]) for asked in cases)
    assert dict(total.outcomes) == theirs["outcomes"]
    assert (round(total.accuracy, 4), round(total.wrong_rate, 4)) == (theirs["accuracy"], theirs["wrong_rate"])
    assert theirs["citation_rate"] == (None if total.citation_rate is None else round(total.citation_rate, 4))
