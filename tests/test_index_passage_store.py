"""Passages and labels on disk: found by words and by vectors, replaced document by document, one embedder a store."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.bm25 import Bm25
from index.documents import IndexingError
from index.embeddings import Vectors
from index.passage_store import PassageStore, searched_text
from index.passages import Passage


class FakeEmbedder:
    """Vectors from a hash of each character; remembers what it was asked for."""

    def __init__(self, name: str = "fake", dimension: int = 32) -> None:
        self.name, self.dimension = name, dimension
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = [sum((self._of(c) for c in text), np.full(self.dimension, 1e-3)) for text in texts]
        found: Vectors = np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32).reshape(-1, self.dimension)
        return found

    def _of(self, character: str) -> NDArray[np.float64]:
        seed = int.from_bytes(hashlib.sha256(character.encode()).digest()[:4])
        return np.random.default_rng(seed).normal(size=self.dimension)


def passage(key: str, text: str, doc: str = "a.txt", department: str = "某区档案馆", year: int = 2031, basis: str = "决算") -> Passage:
    sha256 = hashlib.sha256(doc.encode()).hexdigest()
    return Passage(key, doc, sha256, department, year, basis, ("第三部分 情况说明",), text, 3, 1, 0, len(text))


PASSAGES = [
    passage("a1", "收、支总计减少，主要原因是新馆建设项目完成。"),
    passage("a2", "公务接待费支出决算为零，本年没有接待任务。"),
    passage("a3", "政府采购支出总额增加，主要用于库房设备更新。"),
    passage("b1", "收、支总计增加，主要原因是新建游泳馆。", "b.txt", "某区体育局"),
    passage("b2", "公务接待费支出用于接待外省市代表团。", "b.txt", "某区体育局"),
    passage("c1", "收支预算减少，主要原因是压减一般性支出。", "c.txt", "某区档案馆", 2032, "预算"),
]
LABELS = [
    ("F06/30217", "公务接待费", {"form": "F06"}),
    ("F06/30231", "公务用车运行维护费", {"form": "F06"}),
    ("F01/总计", "收入支出决算总表 总计", {"form": "F01"}),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    PassageStore.build(tmp_path / "store", PASSAGES, LABELS, FakeEmbedder())
    return tmp_path / "store"


def ids(directory: Path, question: str, **filters: object) -> list[str]:
    opened = PassageStore.open(directory, FakeEmbedder())
    try:
        return [m.passage.id for m in opened.search(question, **filters)]  # type: ignore[arg-type]
    finally:
        opened.close()


@pytest.mark.parametrize(
    ("filters", "first", "allowed"),
    [
        ({}, None, {"a1", "a2", "a3", "b1", "b2", "c1"}),
        ({"departments": ["某区档案馆"]}, None, {"a1", "a2", "a3", "c1"}),
        ({"departments": ["某区档案馆"], "years": [2031]}, "a1", {"a1", "a2", "a3"}),
        ({"departments": ["某区体育局"]}, "b1", {"b1", "b2"}),
        ({"bases": ["预算"]}, "c1", {"c1"}),
        ({"docs": ["b.txt"]}, "b1", {"b1", "b2"}),
        ({"departments": ["某区体育局", "某区档案馆"], "bases": ["决算"]}, None, {"a1", "a2", "a3", "b1", "b2"}),
        ({"departments": ["没有的部门"]}, None, set()),
        ({"departments": ["某区体育局"], "years": [2032]}, None, set()),
    ],
)
def test_filters_apply_before_ranking(store: Path, filters: dict[str, object], first: str | None, allowed: set[str]) -> None:
    found = ids(store, "收支为什么变化，主要原因是什么", **filters)
    assert set(found) == allowed
    assert first is None or found[0] == first


def test_scores_are_those_of_the_formula(store: Path) -> None:
    opened = PassageStore.open(store, FakeEmbedder())
    question = "公务接待费用于什么"
    found = opened.search(question, departments=["某区体育局"], k=5, weight=0.7)
    among = np.array([p.department == "某区体育局" for p in opened.passages])
    lexical = Bm25.open(store / "bm25", len(PASSAGES)).scores(question, among)
    vectors = FakeEmbedder().encode([searched_text(p) for p in opened.passages])
    cosine = vectors @ FakeEmbedder().encode([question])[0]
    for match in found:
        place = opened.passages.index(match.passage)
        assert match.bm25 == pytest.approx(lexical[place], rel=1e-5)
        assert match.dense == pytest.approx(cosine[place], abs=1e-5)
        assert match.score == pytest.approx(lexical[place] / lexical.max() + 0.7 * cosine[place], abs=1e-5)
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)
    opened.close()


@pytest.mark.parametrize("question", ["", "  ", "？？"])
def test_an_empty_question_finds_nothing_or_all_but_never_fails(store: Path, question: str) -> None:
    assert len(ids(store, question)) in (0, len(PASSAGES))


def test_updating_replaces_documents_and_embeds_nothing_twice(store: Path) -> None:
    embedder = FakeEmbedder()
    new = [passage("a1", "收、支总计增加，主要原因是馆藏数字化。"), passage("a9", "新设数字化科。")]
    PassageStore.update(store, new, [*LABELS[1:], ("F05/208", "社会保障和就业支出", {})], embedder)
    assert [t for t in embedder.asked if "\n" in t] == [searched_text(p) for p in new]
    assert [t for t in embedder.asked if "\n" not in t] == ["社会保障和就业支出"]
    opened = PassageStore.open(store, FakeEmbedder())
    assert {p.id for p in opened.passages} == {"a1", "a9", "b1", "b2", "c1"}
    assert opened.search("主要原因是馆藏数字化", departments=["某区档案馆"], years=[2031])[0].passage.text == new[0].text
    assert opened.collection.count() == 5 + 3
    kinds = opened.collection.get(where={"kind": "label"}, include=["documents"])
    assert sorted(kinds["documents"]) == sorted(["公务用车运行维护费", "收入支出决算总表 总计", "社会保障和就业支出"])
    opened.close()


@pytest.mark.parametrize("named", ["b.txt", hashlib.sha256(b"b.txt").hexdigest()])
def test_documents_are_removed_by_name_or_content(store: Path, named: str) -> None:
    embedder = FakeEmbedder()
    PassageStore.update(store, [], LABELS, embedder, removed_docs=[named])
    assert embedder.asked == []
    assert set(ids(store, "公务接待费")) == {"a1", "a2", "a3", "c1"}


def test_updating_step_by_step_equals_building_at_once(store: Path, tmp_path: Path) -> None:
    steps = tmp_path / "steps"
    for doc in ("b.txt", "c.txt", "a.txt", "b.txt"):
        PassageStore.update(steps, [p for p in PASSAGES if p.doc == doc], LABELS, FakeEmbedder())
    for question in ("收支为什么减少", "接待费"):
        assert set(ids(steps, question)) == set(ids(store, question))
        assert ids(steps, question)[0] == ids(store, question)[0]


def test_everything_can_be_taken_out(store: Path) -> None:
    PassageStore.update(store, [], [], FakeEmbedder(), removed_docs=["a.txt", "b.txt", "c.txt"])
    assert ids(store, "收支") == []


def test_another_embedder_is_refused(store: Path) -> None:
    for other, said in ((FakeEmbedder("other"), "不能混用"), (FakeEmbedder("fake", 16), "16 维")):
        with pytest.raises(IndexingError, match=said):
            PassageStore.update(store, [], LABELS, other)
        with pytest.raises(IndexingError, match=said):
            PassageStore.open(store, other).search("收支")
    with pytest.raises(IndexingError, match="不能混用"):
        PassageStore.open(store).search("收支")  # the small model by default


def test_no_store_and_a_store_of_another_format_are_told_apart(store: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexingError, match="没有可用的段落索引"):
        PassageStore.open(tmp_path / "none")
    with pytest.raises(IndexingError, match="已有段落索引"):
        PassageStore.build(store, PASSAGES, LABELS, FakeEmbedder())
    (store / "store.json").write_text((store / "store.json").read_text("utf-8").replace('"format": 2', '"format": 0'), "utf-8")
    with pytest.raises(IndexingError, match="格式"):
        PassageStore.open(store)


def test_a_store_can_be_copied_changed_and_renamed(store: Path, tmp_path: Path) -> None:
    """What the store of generations does with it: the old one answers until the new one stands in its place."""
    old = PassageStore.open(store, FakeEmbedder())
    assert old.search("接待费")
    shutil.copytree(store, tmp_path / "draft")
    PassageStore.update(tmp_path / "draft", [passage("d1", "接待费用于来访。", "d.txt")], LABELS, FakeEmbedder())
    assert "d1" not in [m.passage.id for m in old.search("接待费用于来访")]
    old.close()
    shutil.rmtree(store)
    (tmp_path / "draft").rename(store)
    assert "d1" in ids(store, "接待费用于来访")


def test_a_store_that_was_taken_away_is_not_made_anew(store: Path) -> None:
    opened = PassageStore.open(store, FakeEmbedder())
    shutil.rmtree(store / "chroma")
    with pytest.raises(IndexingError, match="已被移走"):
        opened.collection.count()
    assert not (store / "chroma").exists()


def test_neighbours_are_found_by_id(store: Path) -> None:
    opened = PassageStore.open(store)
    assert opened.passage("a2") == replace(PASSAGES[1]) and opened.passage("") is None and opened.passage("zz") is None
