"""Labels beside the facts: found by what they say, kept over builds, ranked by BM25 and the small model, mapped into memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from fictitious_facts import built, fact

from index.bm25 import Bm25
from index.documents import IndexingError
from index.embeddings import LightEmbedder, Vectors
from index.label_index import LabelIndex, context_of, label_text
from index.store import Store

TEXTS = [
    "公务接待费 决算数",
    "公务用车运行维护费 决算数",
    "场馆开放经费 读者满意率 年初目标值",
    "场馆开放经费 读者满意率 得分",
    "在职人员 人数",
]


@pytest.fixture
def labels(tmp_path: Path) -> LabelIndex:
    LabelIndex.write(tmp_path / "labels", TEXTS)
    return LabelIndex.open(tmp_path / "labels")


@pytest.mark.parametrize(
    ("form", "title", "row", "column", "text"),
    [
        ("F05", "2031年度一般公共预算财政拨款支出决算表", "行政运行", "合计", "行政运行 合计"),
        ("F09", "财政拨款“三公”经费支出决算表", "", "决算数/公务接待费", "决算数/公务接待费"),
        ("", "2031年度项目支出绩效自评表 场馆开放经费", "读者满意率", "年初目标值", "场馆开放经费 读者满意率 年初目标值"),
        ("", "2031年度项目支出绩效自评表 场馆开放经费", "场馆开放经费", "得分", "场馆开放经费 得分"),
        ("", "项目申报表 2031年档案整理费", "2031年档案整理费", "当年预算", "档案整理费 当年预算"),
        ("", "十三、预算绩效情况说明/（三）项目支出自评结果", "修复古籍", "数量", "项目支出自评结果 修复古籍 数量"),
        ("", "", "比2030年度增加", "", "比增加"),
    ],
)
def test_a_label_says_each_thing_once_and_no_year(form: str, title: str, row: str, column: str, text: str) -> None:
    assert label_text(form, title, row, column) == text
    assert context_of("F05", title) == ""


def test_labels_are_found_by_what_they_say(labels: LabelIndex) -> None:
    places = labels.places([TEXTS[3], "没有这一条", TEXTS[0]])
    assert len(labels) == len(TEXTS) and places[1] == -1 and min(places[0], places[2]) >= 0 and places[0] != places[2]


def test_scores_are_those_of_the_formula_among_the_labels_asked_for(labels: LabelIndex, tmp_path: Path) -> None:
    question, asked = "读者满意率", [TEXTS[4], TEXTS[2], TEXTS[3]]
    lexical, cosine = labels.scores(question, labels.places(asked))
    light = LightEmbedder()
    np.testing.assert_allclose(cosine, light.encode(asked) @ light.encode([question])[0], atol=2e-3)
    places = labels.places(asked)
    among = np.isin(np.arange(len(TEXTS)), places)
    wanted = Bm25.open(tmp_path / "labels" / "bm25", len(TEXTS)).scores(question, among)[places]
    np.testing.assert_allclose(lexical, wanted, rtol=1e-5)
    assert lexical[0] == 0.0 < lexical[2]


def test_a_label_that_is_not_there_scores_nothing(labels: LabelIndex) -> None:
    lexical, cosine = labels.scores("读者满意率", labels.places(["没有这一条"]))
    assert (lexical.tolist(), cosine.tolist()) == ([0.0], [0.0])


def test_writing_again_embeds_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    LabelIndex.write(tmp_path / "step", TEXTS[:3])
    asked: list[str] = []
    encode = LightEmbedder.encode

    def counted(self: LightEmbedder, texts: Sequence[str]) -> Vectors:
        asked.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(LightEmbedder, "encode", counted)
    LabelIndex.write(tmp_path / "step", TEXTS[1:])
    assert sorted(asked) == sorted(TEXTS[3:])
    LabelIndex.write(tmp_path / "once", TEXTS[1:])
    step, once = LabelIndex.open(tmp_path / "step"), LabelIndex.open(tmp_path / "once")
    assert step.places(TEXTS[:1]).tolist() == [-1]
    for a, b in zip(step.scores("用车运行", step.places(TEXTS)), once.scores("用车运行", once.places(TEXTS)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_nothing_to_find_is_no_error(tmp_path: Path) -> None:
    LabelIndex.write(tmp_path, [])
    empty = LabelIndex.open(tmp_path)
    assert len(empty) == 0 and empty.places(TEXTS).tolist() == [-1] * len(TEXTS)
    assert empty.scores("满意率", empty.places(TEXTS))[0].tolist() == [0.0] * len(TEXTS)


def test_labels_of_another_model_are_refused(tmp_path: Path) -> None:
    LabelIndex.write(tmp_path, TEXTS)
    (tmp_path / "model.txt").write_text("static:other", "utf-8")
    with pytest.raises(IndexingError, match="另一版随附向量模型"):
        LabelIndex.open(tmp_path)
    with pytest.raises(IndexingError, match="没有可用的标签索引"):
        LabelIndex.open(tmp_path / "none")


def test_a_store_holds_the_labels_of_its_facts_and_no_others(tmp_path: Path) -> None:
    facts = [fact("读者满意率", "97", "%", column="比例"), fact("公务接待费", "3.10", form="F05", column="合计", origin="table")]
    with Store.open(built(tmp_path, facts)) as store:
        texts = store.facts.label_texts()
        assert sorted(texts) == sorted({label_text(f.form, f.provenance.title, f.row_name, f.column) for f in facts})
        assert len(store.labels) == len(texts) and (store.labels.places(texts) >= 0).all()
