"""Passages and fact labels on disk, to be searched: Chroma (vectors, through llama-index) and BM25, side by side.

DIRECTORY/store.json       format, names and dimensions of the embedders
DIRECTORY/passages.jsonl   a passage a line
DIRECTORY/bm25/            their BM25 index (section path and text)
DIRECTORY/chroma/          one collection: passages and labels, told apart by `kind`
DIRECTORY/labels.jsonl     key and text of the labels, to tell at an update which are new

`update` changes the directory that it is given; that a reader never sees a half written one is the caller's business.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Bm25
from index.documents import IndexingError
from index.embeddings import Embedder, LightEmbedder
from index.passages import Passage

FORMAT = 2
COLLECTION = "disclosures"
PASSAGE, LABEL = "passage", "label"

WEIGHT = 0.5
"""Of the cosine beside BM25 / best BM25: chosen by `train_embedding.measured` on one half of a held-out set, gain checked on the other."""

_CANDIDATES = 60
_BATCH = 5_000  # Chroma takes at most 5,461 records at once
_SECTION = " › "

Label = tuple[str, str, Mapping[str, Any]]
"""(key, text, metadata): the key is unique and stable, the text is what is searched."""


class Filters(NamedTuple):
    """Which passages may be found; an empty one leaves all."""

    doc: Collection[str] = ()
    department: Collection[str] = ()
    year: Collection[int] = ()
    basis: Collection[str] = ()


class Match(NamedTuple):
    """A passage found: `score` = BM25 / the question's best BM25 + WEIGHT × cosine; `bm25` undivided; `dense` the cosine."""

    passage: Passage
    score: float
    bm25: float
    dense: float


@dataclass(frozen=True)
class _Manifest:
    format: int
    embedder: str
    dimension: int


class PassageStore:
    """The passages of a directory, read-only; `PassageStore.open`. Chroma and the embedder are opened by the first question."""

    def __init__(self, directory: Path, embedder: Embedder | None = None) -> None:
        self.directory = directory
        self._manifest = _read_manifest(directory)
        self._embedder = embedder
        self._borrowed: TemporaryDirectory[str] | None = None
        if embedder is not None:
            _same_name(self._manifest, embedder)
        self.passages = _read_passages(directory)
        self._by_id = {p.id: i for i, p in enumerate(self.passages)}

    @classmethod
    def open(cls, directory: Path, embedder: Embedder | None = None) -> PassageStore:
        """Open the store in `directory`. `embedder` encodes the questions; None: the small model that ships.

        Raises IndexingError (Chinese) where there is no store or another embedder built it.
        """
        return cls(directory, embedder)

    @classmethod
    def build(cls, directory: Path, passages: Sequence[Passage], labels: Sequence[Label], embedder: Embedder) -> None:
        """Write a store into `directory`, which must not hold one. Raises IndexingError where it does."""
        if (directory / "store.json").exists():
            raise IndexingError(f"{directory} 里已有段落索引，不能在上面新建。请改用更新，或换一个文件夹")
        cls.update(directory, passages, labels, embedder)

    @classmethod
    def update(
        cls, directory: Path, passages: Sequence[Passage], labels: Sequence[Label], embedder: Embedder, removed_docs: Collection[str] = ()
    ) -> None:  # fmt: skip
        """Add documents' passages, replacing those of the same documents; take `removed_docs` (names or content hashes) out.

        `labels`: all labels that the store shall hold from now on. What is there already is not embedded again. Raises IndexingError
        where another embedder built the store.
        """
        directory.mkdir(parents=True, exist_ok=True)
        manifest = _Manifest(FORMAT, embedder.name, embedder.dimension)
        known: list[Passage] = []
        if (directory / "store.json").exists():
            _same_name(_read_manifest(directory), embedder)
            _same_dimension(_read_manifest(directory), embedder.name, embedder.dimension)
            known = _read_passages(directory)
        gone = {*removed_docs, *(p.doc for p in passages)}
        kept = [p for p in known if p.doc not in gone and p.sha256 not in gone]
        before = {p.id: p for p in known}
        after = {p.id: p for p in (*kept, *passages)}
        labels_before, labels_after = _read_labels(directory), {k: t for k, t, _ in labels}
        with _collection(directory) as collection:
            stale = [f"{PASSAGE}:{k}" for k, p in before.items() if after.get(k) != p]
            stale += [f"{LABEL}:{k}" for k, text in labels_before.items() if labels_after.get(k) != text]
            for at in range(0, len(stale), _BATCH):
                collection.delete(ids=stale[at : at + _BATCH])
            _add(collection, [p for k, p in after.items() if before.get(k) != p], embedder)
            _add_labels(collection, [one for one in labels if labels_before.get(one[0]) != one[1]], embedder)
        _write_lines(directory / "passages.jsonl", (asdict(p) for p in after.values()))
        Bm25.build([_asked_for(p) for p in after.values()], directory / "bm25")
        _write_lines(directory / "labels.jsonl", ({"key": k, "text": t} for k, t, _ in labels))
        (directory / "store.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False), "utf-8")

    def passage(self, key: str) -> Passage | None:
        """The passage with this id; None where there is none ("" asks for a neighbour beyond an end)."""
        at = self._by_id.get(key)
        return None if at is None else self.passages[at]

    def search(
        self, question: str, *, docs: Collection[str] = (), departments: Collection[str] = (), years: Collection[int] = (),
        bases: Collection[str] = (), k: int = 8, weight: float = WEIGHT,
    ) -> list[Match]:  # fmt: skip
        """The `k` best passages for `question`, best first, among those that the filters leave (an empty filter leaves all).

        Candidates are the best of Chroma and the best of BM25; both scores of every candidate are exact.
        """
        filters = Filters(docs, departments, years, bases)
        among = self._mask(filters)
        if not question.strip() or not among.any():
            return []
        lexical = self._bm25.scores(question, among)
        limit = max(_CANDIDATES, 4 * k)
        best = [int(i) for i in np.argsort(-lexical, kind="stable")[:limit] if lexical[i] > 0]
        cosines = self._cosines(question, _where(filters), best, limit)
        top = max((float(lexical[i]) for i in best), default=0.0) or 1.0
        scored = [Match(self.passages[i], float(lexical[i]) / top + weight * c, float(lexical[i]), c) for i, c in cosines.items()]
        return sorted(scored, key=lambda m: (-m.score, m.passage.id))[:k]

    def close(self) -> None:
        """Let go of Chroma's files."""
        if "_client" in self.__dict__:
            self._client.close()
            del self.__dict__["_client"]
        if self._borrowed is not None:
            self._borrowed.cleanup()
            self._borrowed = None

    @cached_property
    def embedder(self) -> Embedder:
        """What encodes the questions. Raises IndexingError where the store was built with another one than the small model."""
        if self._embedder is None:
            self._embedder = LightEmbedder()
            _same_name(self._manifest, self._embedder)
        return self._embedder

    @property
    def collection(self) -> Any:
        """The Chroma collection, for llama-index and for looking at."""
        return self._client.get_collection(COLLECTION, embedding_function=None)

    @cached_property
    def _client(self) -> Any:
        if not (self.directory / "chroma").is_dir():  # Chroma would make an empty one
            raise IndexingError(f"段落索引 {self.directory} 已被移走（可能刚重建过）。请重新提问")
        if os.access(self.directory / "chroma" / "chroma.sqlite3", os.W_OK):
            return _chroma(self.directory)
        self._borrowed = TemporaryDirectory()  # Chroma writes even where it only reads: a store without write permission is copied
        shutil.copytree(self.directory / "chroma", Path(self._borrowed.name) / "chroma", copy_function=shutil.copyfile)
        return _chroma(Path(self._borrowed.name))

    @cached_property
    def _bm25(self) -> Bm25:
        return Bm25.open(self.directory / "bm25", len(self.passages))

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        return {name: np.array([getattr(p, name) for p in self.passages]) for name in Filters._fields}

    def _mask(self, filters: Filters) -> NDArray[np.bool_]:
        mask = np.ones(len(self.passages), dtype=bool)
        for name, wanted in filters._asdict().items():
            if wanted and len(mask):
                mask &= np.isin(self._columns[name], np.array(list(wanted)))
        return mask

    def _cosines(self, question: str, where: dict[str, Any], lexical: Sequence[int], limit: int) -> dict[int, float]:
        """The cosine of each candidate, by its place: the nearest of Chroma and the best of BM25."""
        vector = self.embedder.encode([question])[0]
        _same_dimension(self._manifest, self.embedder.name, len(vector))
        collection = self.collection
        near = collection.query(query_embeddings=[vector], n_results=min(limit, len(self.passages)), where=where, include=["distances"])
        found = {self._by_id[key.split(":", 1)[1]]: 1.0 - float(d) for key, d in zip(near["ids"][0], near["distances"][0], strict=True)}
        missing = [f"{PASSAGE}:{self.passages[i].id}" for i in lexical if i not in found]
        if missing:
            rest = collection.get(ids=missing, include=["embeddings"])
            for key, other in zip(rest["ids"], rest["embeddings"], strict=True):
                found[self._by_id[key.split(":", 1)[1]]] = float(np.dot(vector, other))
        return found


def _where(filters: Filters) -> dict[str, Any]:
    """The same as Chroma's condition."""
    parts: list[dict[str, Any]] = [{"kind": PASSAGE}, *({name: {"$in": list(v)}} for name, v in filters._asdict().items() if v)]
    return parts[0] if len(parts) == 1 else {"$and": parts}


def searched_text(passage: Passage) -> str:
    """What a passage is found by: its headings and its text."""
    return f"{_SECTION.join(passage.section)}\n{passage.text}"


def _asked_for(passage: Passage) -> str:
    """The same with whose text it is, for BM25: see `Bm25.scores` on what a name weighs that all passages have."""
    return f"{passage.department} {passage.year or ''}年{passage.basis}\n{searched_text(passage)}"


def _chroma(directory: Path) -> Any:
    """A Chroma client that tells nobody of itself."""
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(directory / "chroma"), settings=Settings(anonymized_telemetry=False))


@contextmanager
def _collection(directory: Path) -> Iterator[Any]:
    """The collection to write to; closed afterwards, so that the directory can be copied and renamed."""
    client = _chroma(directory)
    try:
        # no embedding function: Chroma would otherwise fetch a model of its own
        yield client.get_or_create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )
    finally:
        client.close()


def _add(collection: Any, passages: Sequence[Passage], embedder: Embedder) -> None:
    entries = [
        (
            f"{PASSAGE}:{p.id}",
            p.text,
            {
                "kind": PASSAGE, "doc": p.doc, "department": p.department, "year": p.year, "basis": p.basis,
                "section": _SECTION.join(p.section), "page": p.page or 0,
            },
        )
        for p in passages
    ]  # fmt: skip
    _add_nodes(collection, entries, [searched_text(p) for p in passages], embedder)


def _add_labels(collection: Any, labels: Sequence[Label], embedder: Embedder) -> None:
    entries = [
        (f"{LABEL}:{key}", text, {"kind": LABEL, **{n: v for n, v in metadata.items() if isinstance(v, (str, int, float, bool))}})
        for key, text, metadata in labels
    ]
    _add_nodes(collection, entries, [text for _, text, _ in labels], embedder)


def _add_nodes(collection: Any, entries: Sequence[tuple[str, str, dict[str, Any]]], texts: Sequence[str], embedder: Embedder) -> None:
    """Embed and add through llama-index, so that its retrievers find the nodes again."""
    if not entries:
        return
    from llama_index.core.schema import TextNode
    from llama_index.vector_stores.chroma import ChromaVectorStore

    store = ChromaVectorStore(chroma_collection=collection)
    for at in range(0, len(entries), _BATCH):
        vectors = embedder.encode(texts[at : at + _BATCH])
        store.add(
            [
                TextNode(id_=key, text=text or " ", metadata=metadata, embedding=vector.tolist())
                for (key, text, metadata), vector in zip(entries[at : at + _BATCH], vectors, strict=True)
            ]
        )


def _read_manifest(directory: Path) -> _Manifest:
    try:
        data = json.loads((directory / "store.json").read_text("utf-8"))
        manifest = _Manifest(**{field.name: data[field.name] for field in fields(_Manifest)})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexingError(f"{directory} 里没有可用的段落索引。请运行 python -m index build") from error
    if manifest.format != FORMAT:
        raise IndexingError(f"{directory} 的段落索引格式与本程序不符。请重新运行 python -m index build")
    return manifest


def _same_name(manifest: _Manifest, embedder: Embedder) -> None:
    if manifest.embedder != embedder.name:
        raise IndexingError(
            f"索引是用向量模型 {manifest.embedder} 建的，现在设置的是 {embedder.name}，两者不能混用。"
            "请改回 EMBEDDING_MODEL，或换一个文件夹重新运行 python -m index build"
        )


def _same_dimension(manifest: _Manifest, name: str, dimension: int) -> None:
    if manifest.dimension != dimension:
        raise IndexingError(f"向量模型 {name} 现在是 {dimension} 维，建索引时是 {manifest.dimension} 维。请重新运行 python -m index build")


def _read_passages(directory: Path) -> list[Passage]:
    with (directory / "passages.jsonl").open(encoding="utf-8") as lines:
        return [Passage(**{**data, "section": tuple(data["section"])}) for data in map(json.loads, lines)]


def _read_labels(directory: Path) -> dict[str, str]:
    try:
        with (directory / "labels.jsonl").open(encoding="utf-8") as lines:
            return {d["key"]: d["text"] for d in map(json.loads, lines)}
    except FileNotFoundError:
        return {}


def _write_lines(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
