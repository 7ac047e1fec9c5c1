"""Vectors: the small model two ways, other models by name, an endpoint; training in small."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.documents import IndexingError
from index.embeddings import SHIPPED, EndpointEmbedder, LightEmbedder, SentenceTransformerEmbedder, StaticEmbedder, embedder, static_name
from index.train_embedding import measured, read_pairs, recall, train, windows

TEXTS = [
    "2021年度收、支总计4,507.97万元，与2020年度相比增加13.5%。", "公务用车购置及运行维护费", "养车花了多少钱？",
    "三", "！？……", "Office 365", "繁體字與𠮷",
    "本单位无“三公”经费支出。\n退休人员3人。", "長" * 2000, "",
]  # fmt: skip


def test_light_path_equals_sentence_transformers() -> None:
    np.testing.assert_allclose(LightEmbedder().encode(TEXTS), StaticEmbedder().encode(TEXTS), atol=1e-4)
    assert LightEmbedder().name == StaticEmbedder().name and LightEmbedder().dimension == StaticEmbedder().dimension


def test_vectors_have_length_one() -> None:
    vectors = LightEmbedder().encode(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape == (len(TEXTS), LightEmbedder().dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1.0] * (len(TEXTS) - 1) + [0.0], atol=1e-5)
    assert LightEmbedder().encode([]).shape == (0, LightEmbedder().dimension)


def test_the_light_path_and_the_stores_readers_leave_torch_alone() -> None:
    code = "import sys; from index.embeddings import embedder; embedder(None, None).encode(['经费']); import index.passage_store; "
    code += "print([m for m in ('torch', 'chromadb', 'llama_index', 'sentence_transformers', 'bm25s') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_shipped_model_is_small() -> None:
    assert sum(f.stat().st_size for f in SHIPPED.iterdir()) <= 9_000_000


def test_another_training_has_another_name(tmp_path: Path) -> None:
    for folder, content in (("a", b"1"), ("b", b"1"), ("c", b"2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "tokenizer.json").write_bytes(b"{}")
        (tmp_path / folder / "model.safetensors").write_bytes(content)
    a, b, c = (static_name(tmp_path / folder) for folder in "abc")
    assert a == b != c
    with pytest.raises(IndexingError, match="没有找到随程序附带的向量模型"):
        static_name(tmp_path / "none")


# --- settings --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "base_url", "kind", "name"),
    [
        (None, None, LightEmbedder, LightEmbedder().name),
        ("", "", LightEmbedder, LightEmbedder().name),
        (str(SHIPPED), None, LightEmbedder, LightEmbedder().name),
        ("BAAI/bge-small-zh-v1.5", None, SentenceTransformerEmbedder, "sentence-transformers:BAAI/bge-small-zh-v1.5"),
        ("bge-m3", "http://127.0.0.1:9/v1", EndpointEmbedder, "endpoint:bge-m3"),
    ],
)
def test_settings_choose_the_embedder(setting: str | None, base_url: str | None, kind: type, name: str) -> None:
    chosen = embedder(setting, base_url)
    assert isinstance(chosen, kind) and chosen.name == name


def test_an_endpoint_needs_a_model_name() -> None:
    with pytest.raises(IndexingError, match="EMBEDDING_MODEL"):
        embedder(None, "http://127.0.0.1:9/v1")


def test_a_sentence_transformers_model_from_a_folder(tmp_path: Path) -> None:
    StaticEmbedder()._model.save(str(tmp_path / "saved"))
    chosen = embedder(str(tmp_path / "saved"), None)
    assert isinstance(chosen, SentenceTransformerEmbedder)
    np.testing.assert_allclose(chosen.encode(TEXTS[:3]), LightEmbedder().encode(TEXTS[:3]), atol=1e-4)
    with pytest.raises(IndexingError, match="无法加载"):
        (tmp_path / "broken").mkdir()
        embedder(str(tmp_path / "broken"), None).encode(["经费"])


# --- endpoint --------------------------------------------------------------------------------------------------------------------------


class Endpoint(BaseHTTPRequestHandler):
    """An OpenAI-compatible server: vectors [length, 1], last first. Asked for the model "short" it forgets one, for "bad" it fails."""

    asked: list[dict[str, Any]] = []

    def do_POST(self) -> None:  # noqa: N802  the name that http.server calls
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({"path": self.path, "key": self.headers.get("Authorization", ""), **body})
        rows = [{"index": i, "embedding": [float(len(text)), 1.0]} for i, text in enumerate(body["input"])][::-1]
        answer = json.dumps({"data": rows[1:] if body["model"] == "short" else rows}).encode()
        self.send_response(500 if body["model"] == "bad" else 200)
        self.end_headers()
        self.wfile.write(b"not json" if body["model"] == "odd" else answer)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def endpoint() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Endpoint.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}/v1/"
    server.shutdown()
    server.server_close()


def test_endpoint_gives_the_vectors_in_the_order_asked(endpoint: str) -> None:
    texts = ["字" * n for n in range(1, 131)]
    vectors = embedder("some-model", endpoint, api_key="secret").encode(texts)
    np.testing.assert_allclose(vectors[:, 0] / vectors[:, 1], range(1, 131), rtol=1e-4)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    assert [len(a["input"]) for a in Endpoint.asked] == [64, 64, 2]
    assert {(a["path"], a["key"], a["model"]) for a in Endpoint.asked} == {("/v1/embeddings", "Bearer secret", "some-model")}


def test_endpoint_says_its_dimension(endpoint: str) -> None:
    assert embedder("some-model", endpoint).dimension == 2


@pytest.mark.parametrize(("model", "said"), [("bad", "HTTP 500"), ("odd", "没有正常回答"), ("short", "返回了 1 个向量，应有 2 个")])
def test_endpoint_errors_are_told_in_one_line(endpoint: str, model: str, said: str) -> None:
    with pytest.raises(IndexingError, match=said) as error:
        embedder(model, endpoint).encode(["甲", "乙"])
    assert "\n" not in str(error.value)


def test_endpoint_that_is_not_there() -> None:
    with pytest.raises(IndexingError, match="没有正常回答"):
        embedder("m", "http://127.0.0.1:9").encode(["甲"])


# --- training --------------------------------------------------------------------------------------------------------------------------

TOPICS = {
    "档案馆": "某区档案馆负责收集和保管历史档案，向公众提供查档服务。", "体育馆": "某区体育馆组织群众体育活动，夏季开放游泳池。",
    "图书馆": "某区图书馆藏书三十万册，读者凭证借阅。", "水务局": "某区水务局管理河道和排水管网，防汛期间昼夜值班。",
    "园林局": "某区园林局种植行道树，修剪公园草坪。", "消防队": "某区消防队扑救火灾，检查消火栓。",
}  # fmt: skip


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    rows = [
        {"title": title, "passage": passage, "questions": [f"{title}做什么？", passage[3:9] + "是谁？", passage[-8:-1] + "由哪家负责？"]}
        for title, passage in TOPICS.items()
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), "utf-8")
    return path


def test_training_writes_a_model_that_finds_its_passages(pairs: Path, tmp_path: Path) -> None:
    said: list[str] = []
    train([pairs], tmp_path / "model", held_out=pairs, pieces=4_200, dimension=16, epochs=30, say=said.append)
    model = LightEmbedder(tmp_path / "model")
    assert model.dimension == 16 and model.name != LightEmbedder().name
    assert sorted(f.name for f in (tmp_path / "model").iterdir()) == ["model.safetensors", "tokenizer.json"]
    assert measured(model, pairs)["向量"].at_5 == 1.0
    assert any("recall@1" in line for line in said)


@pytest.mark.parametrize("content", ["", "not json", '{"title": "甲"}'])
def test_files_that_hold_no_pairs_are_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.jsonl").write_text(content, "utf-8")
    with pytest.raises(IndexingError, match=r"x\.jsonl"):
        read_pairs(tmp_path / "x.jsonl")


def test_recall_counts_a_tie_against() -> None:
    scores = np.array([[2.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.5]])
    assert recall(scores, np.array([0, 1, 2])).at_1 == pytest.approx(1 / 3)


def test_windows_hold_the_whole_text() -> None:
    text = "第一句话说明情况。第二句话说明原因！第三句话没有句号"
    assert "".join(windows(text, 12)) == text and len(windows(text, 12)) == 3
