"""Distinct labels of facts beside the facts, ranked against the words of a question by BM25 and the small model: numpy alone.

DIRECTORY/keys.npy      hashes of the labels' texts, ascending; all else in their order
DIRECTORY/vectors.npy   their vectors (float16), mapped into memory
DIRECTORY/bm25/         their BM25 index
DIRECTORY/model.txt     the model that made the vectors

Labels are looked up by what they say, so that opening reads none of them: a reader that has facts in hand has their labels' texts.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Bm25
from index.documents import IndexingError
from index.embeddings import Embedder, LightEmbedder

_YEAR = re.compile(r"(?:19|20)\d\d年(?:度)?")
_ORDINAL = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?)(?=[^\d年月日个])")

Places = NDArray[np.int64]


@lru_cache(maxsize=65536)
def context_of(form: str, title: str) -> str:
    """What a fact's title adds to its row: the project of a performance form, the innermost heading above a sentence; "" for a standard
    form, whose title any of its rows would share.

    >>> context_of("", "2031年度项目支出绩效自评表 场馆开放经费"), context_of("", "十三、预算绩效情况说明/（三）项目支出自评结果")
    ('场馆开放经费', '项目支出自评结果')
    """
    if form:
        return ""
    last = title.rsplit("/", 1)[-1].strip()
    named = last.split(" ", 1)[-1] if re.match(r"\S*表\s", last) else last
    return _ORDINAL.sub("", _YEAR.sub("", named)).strip()


@lru_cache(maxsize=262144)
def label_text(form: str, title: str, row_name: str, column: str) -> str:
    """What a fact is found by: its context, its row, its column, each said once and without years.

    >>> label_text("", "2031年度项目支出绩效自评表 场馆开放经费", "读者满意率", "年初目标值")
    '场馆开放经费 读者满意率 年初目标值'
    """
    parts = (context_of(form, title), _YEAR.sub("", row_name), _YEAR.sub("", column))
    return " ".join(dict.fromkeys(filter(None, parts)))


class LabelIndex:
    """The labels of a directory, read-only; `LabelIndex.open`."""

    def __init__(self, keys: NDArray[np.uint64], vectors: NDArray[np.float16], bm25: Bm25, light: Embedder) -> None:
        self._keys, self._vectors, self._bm25, self._light = keys, vectors, bm25, light

    @classmethod
    def open(cls, directory: Path) -> LabelIndex:
        """Open the labels in `directory`. Raises IndexingError (Chinese) where there are none or another small model made them."""
        try:
            keys, vectors = np.load(directory / "keys.npy"), np.load(directory / "vectors.npy", mmap_mode="r")
            bm25, made_by = Bm25.open(directory / "bm25", len(keys), mapped=True), (directory / "model.txt").read_text("utf-8")
        except (OSError, ValueError) as error:
            raise IndexingError(f"{directory} 里没有可用的标签索引。请重新运行 python -m index build") from error
        light = LightEmbedder()
        if made_by != light.name:
            raise IndexingError("索引是用另一版随附向量模型建的。请重新运行 python -m index build")
        return cls(keys, vectors, bm25, light)

    @classmethod
    def write(cls, directory: Path, texts: Iterable[str]) -> None:
        """Make `directory` hold exactly these labels; those that it holds already keep their vectors."""
        directory.mkdir(parents=True, exist_ok=True)
        light = LightEmbedder()
        by_key = dict(sorted((_key(text), text) for text in set(texts)))
        keys = np.fromiter(by_key, dtype=np.uint64, count=len(by_key))
        vectors = np.zeros((len(keys), light.dimension), dtype=np.float16)
        new = np.ones(len(keys), dtype=bool)
        if (directory / "model.txt").exists() and (directory / "model.txt").read_text("utf-8") == light.name:
            known, known_vectors = np.load(directory / "keys.npy"), np.load(directory / "vectors.npy")
            at = _places(known, keys)
            new = at < 0
            vectors[~new] = known_vectors[at[~new]]
        ordered = list(by_key.values())
        if new.any():
            vectors[new] = light.encode([ordered[i] for i in np.flatnonzero(new)]).astype(np.float16)
        np.save(directory / "keys.npy", keys)
        np.save(directory / "vectors.npy", vectors)
        Bm25.build(ordered, directory / "bm25")
        (directory / "model.txt").write_text(light.name, "utf-8")

    def __len__(self) -> int:
        return len(self._keys)

    def places(self, texts: Sequence[str]) -> Places:
        """Where labels stand, −1 for those that are not there."""
        return _places(self._keys, np.fromiter((_key(t) for t in texts), dtype=np.uint64, count=len(texts)))

    def scores(self, words: str, places: Places) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(BM25, cosine) of the labels at `places` to the words, in their order; 0 where a place is −1. How rare a term is counts among
        these labels."""
        held = places >= 0
        among = np.zeros(len(self._keys), dtype=bool)
        among[places[held]] = True
        lexical, cosine = np.zeros(len(places), dtype=np.float32), np.zeros(len(places), dtype=np.float32)
        if held.any():
            lexical[held] = self._bm25.scores(words, among)[places[held]]
            cosine[held] = self._vectors[places[held]].astype(np.float32) @ self._encoded(words)
        return lexical, cosine

    def _encoded(self, words: str) -> NDArray[np.float32]:
        if words not in self._questions:
            if len(self._questions) > _REMEMBERED:
                self._questions.clear()
            self._questions[words] = self._light.encode([words])[0]
        return self._questions[words]

    @cached_property
    def _questions(self) -> dict[str, NDArray[np.float32]]:
        return {}


_REMEMBERED = 512
"""Phrases whose vectors are kept: one question asks for the same phrase in several roles and years."""


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


def _places(keys: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> Places:
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1).astype(np.int64)
