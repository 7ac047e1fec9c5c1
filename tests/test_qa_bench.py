"""The bench asks what the store can answer, and measures what it says it measures."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.documents import IndexingError
from index.embeddings import LightEmbedder
from index.pipeline import build
from index.store import Store
from qa.__main__ import app
from qa.answers import ANSWERED, Answer
from qa.bench import Asked, Timing, bench, figure_question, read_questions, sampled_facts, text_questions
from qa.desk import desk_of
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
        "直接查库（取出一条事实）", "数字问题，首次问到", "数字问题，再次问到", "文字问题，首次问到", "文字问题，再次问到",
        "数字问题，连程序启动", "文字问题，连程序启动",
    ]  # fmt: skip
    assert rows["数字问题，连程序启动"][0] == "1" and rows["数字问题，首次问到"][0] == "6"
    assert all(cells[-1].endswith("倍") for name, cells in rows.items() if not name.startswith("直接"))


def test_the_questions_of_a_file_are_timed(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    asked = figure_question(sampled_facts(store, 1)[0])
    path.write_text(
        json.dumps({"question": asked}) + "\n\n" + json.dumps({"question": "合计呢", "history": [asked], "today": "2026-01-15"}), "utf-8"
    )
    cases = read_questions(path, datetime.date(2025, 3, 1))
    assert cases == [Asked(asked, (), datetime.date(2025, 3, 1)), Asked("合计呢", (asked,), datetime.date(2026, 1, 15))]
    done = CliRunner().invoke(app, ["bench", "--store", str(store.root), "--questions", str(path)])
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.output.splitlines() if line.startswith("│")]
    assert [row[:2] for row in rows[1:]] == [["所给问题，首次问到", "2"], ["所给问题，再次问到", "2"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有问题"),
        ("{", "第1行"),
        ('{"question": "甲"}\n[1]', "第2行"),
        ('{"history": []}', "第1行"),
        ('{"question": "甲", "today": "昨天"}', "第1行"),
    ],
)
def test_a_file_of_questions_that_cannot_be_used_is_said(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(IndexingError, match=said):
        read_questions(path)
    with pytest.raises(IndexingError, match="读不了"):
        read_questions(tmp_path / "none.jsonl")


def test_a_question_is_asked_for_the_first_time_with_no_facts_in_memory(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    held = []

    def watched(*args: object, **named: object) -> Answer:
        held.append(len(desk_of(store)._scopes))
        return ask(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("qa.bench.ask", watched)
    bench(store, questions=4, starts=0, asked=[Asked(figure_question(f)) for f in sampled_facts(store, 4)])
    assert held[1:5] == [0, 0, 0, 0] and min(held[5:]) >= 1


def test_nothing_to_ask_for_is_said(tmp_path: Path) -> None:
    build([GOLDEN / "blank-template.xlsx"], tmp_path / "store", embedder=LightEmbedder())
    with Store.open(tmp_path / "store") as store, pytest.raises(IndexingError, match="没有可以提问的数字"):
        bench(store)


def test_median_and_p95_are_of_the_runs() -> None:
    timing = Timing("", tuple(float(n) for n in range(1, 101)))
    assert (timing.median, timing.p95) == (50.5, 95.0)
    assert Timing("", (3.0,)).p95 == 3.0
