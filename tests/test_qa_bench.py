"""The bench asks what the store can answer, and measures what it says it measures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.documents import IndexingError
from index.embeddings import LightEmbedder
from index.pipeline import build
from index.store import Store
from qa.answers import ANSWERED
from qa.bench import Timing, bench, figure_question, sampled_facts, text_questions
from qa.pipeline import ask

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bench") / "store"
    build([GOLDEN / name for name in ("final-tabs.txt", "final-split-codes.pdf")], root, embedder=LightEmbedder())
    return root


@pytest.fixture
def store(root: Path) -> Iterator[Store]:
    with Store.open(root) as opened:
        yield opened


def test_questions_are_spread_over_the_documents(store: Store) -> None:
    facts = sampled_facts(store, 10)
    assert len(facts) == len(set(facts)) == 10
    assert [f.provenance.doc for f in facts] == ["final-split-codes.pdf"] * 5 + ["final-tabs.txt"] * 5


def test_most_questions_have_an_answer_so_that_answering_is_what_is_timed(store: Store) -> None:
    figures = [ask(figure_question(f), store=store).status for f in sampled_facts(store, 20)]
    texts = [ask(question, store=store).status for question in text_questions(store, 20)]
    assert figures.count(ANSWERED) >= 14 and texts
    assert texts.count(ANSWERED) == len(texts)


def test_the_table_names_every_measure_with_its_ratio_to_the_bare_query(store: Store) -> None:
    table = bench(store, questions=6, starts=1)
    lines = [[cell.strip() for cell in line.split("│")[1:-1]] for line in table.splitlines() if line.startswith("│")]
    rows = {name: cells for name, *cells in lines}
    assert list(rows) == [
        "直接查库（按编号取一条事实）", "数字问题，首次问到", "数字问题，再次问到", "文字问题，首次问到", "文字问题，再次问到",
        "数字问题，连程序启动", "文字问题，连程序启动",
    ]  # fmt: skip
    assert rows["数字问题，连程序启动"][0] == "1" and rows["数字问题，首次问到"][0] == "6"
    assert all(cells[-1].endswith("倍") for name, cells in rows.items() if not name.startswith("直接"))


def test_nothing_to_ask_for_is_said(tmp_path: Path) -> None:
    build([GOLDEN / "blank-template.xlsx"], tmp_path / "store", embedder=LightEmbedder())
    with Store.open(tmp_path / "store") as store, pytest.raises(IndexingError, match="没有可以提问的数字"):
        bench(store)


def test_median_and_p95_are_of_the_runs() -> None:
    timing = Timing("", tuple(float(n) for n in range(1, 101)))
    assert (timing.median, timing.p95) == (50.5, 95.0)
    assert Timing("", (3.0,)).p95 == 3.0
