"""The year before out of a document that tells the change: derived when asked for, said to be derived, never exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fictitious_facts import TODAY

from index.embeddings import LightEmbedder
from index.pipeline import build
from index.store import Store
from qa.answers import ANSWERED
from qa.pipeline import ask

DEPARTMENT = "云泽市澜川区档案局"
TEXT = f"""{DEPARTMENT}2023年度部门决算
第三部分 {DEPARTMENT}2023年度部门决算情况说明
一、机关运行经费支出情况
2023年度{DEPARTMENT}机关运行经费支出100.50万元，比2022年度增加20.25万元，增长25.2%，主要原因是办公费增加。
二、公务接待情况
公务接待费支出2.00万元，比2022年度减少0.50万元，下降20%，主要原因是接待减少。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    root: Path = tmp_path_factory.mktemp("implied")
    (root / "a.txt").write_text(TEXT, encoding="utf-8")
    (report,) = build([root / "a.txt"], root / "store", embedder=LightEmbedder())
    assert not report.error
    with Store.open(root / "store") as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "formula"),
    [
        ("2022年机关运行经费支出是多少（根据2023年决算推算）？", "100.50万元−20.25万元＝80.25万元"),
        ("2023年机关运行经费支出比上年增加多少，上年是多少？", "100.50万元−20.25万元＝80.25万元"),
        ("2022年公务接待费支出是多少（根据2023年决算推算）？", "2.00万元＋0.50万元＝2.50万元"),
    ],
)
def test_the_year_before_is_derived_with_its_formula(store: Store, question: str, formula: str) -> None:
    answer = ask(DEPARTMENT + question, store=store, today=TODAY)
    assert answer.status == ANSWERED
    assert formula in answer.text
    assert any(figure.formula == formula and len(figure.facts) >= 2 for figure in answer.figures)


def test_what_is_derived_is_no_printed_fact(store: Store) -> None:
    printed = {str(fact.value) for fact in store.facts.facts()}
    assert printed == {"100.50", "20.25", "25.2", "2.00", "-0.50", "-20"}
