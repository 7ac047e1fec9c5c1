"""BM25 over single characters and character pairs: no dictionary of words, so no word that it does not know.

Built with bm25s (https://github.com/xhluca/bm25s, eager scores in sparse columns); read with numpy alone, so that a question waits for
no other library.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

K1, B = 1.5, 0.75
"""bm25s's defaults: saturation of a term's frequency, weight of a text's length."""

_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_CJK_RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+")


def terms(text: str) -> list[str]:
    """What a text is indexed and asked by: each Chinese character, each pair of neighbours, Latin words, numbers.

    Width, case, blanks and quotation marks make no difference.

    >>> terms("“三公”经费 2021")
    ['三', '公', '经', '费', '三公', '公经', '经费', '2021']
    """
    folded = re.sub(r"[\s“”\"'‘’《》]+", "", unicodedata.normalize("NFKC", text)).lower().replace(",", "")
    found: list[str] = []
    for run in _CJK_RUN.findall(folded):
        found += run
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found + _WORD.findall(folded)


@dataclass(frozen=True)
class Bm25:
    """`columns[t]` is a term's place; documents that hold it are `documents[starts[t]:starts[t+1]]`, its scores there `weights[…]`."""

    columns: dict[str, int]
    weights: NDArray[np.float32]
    documents: NDArray[np.int32]
    starts: NDArray[np.int64]
    size: int

    @classmethod
    def build(cls, texts: Sequence[str], directory: Path) -> None:
        """Index `texts` and save the index in `directory` (created; an index that is there is replaced)."""
        import bm25s

        corpus = [terms(text) or [""] for text in texts] or [[""]]
        index = bm25s.BM25(k1=K1, b=B, method="lucene")
        index.index(corpus, show_progress=False)
        index.save(directory, show_progress=False)

    @classmethod
    def open(cls, directory: Path, size: int, *, mapped: bool = False) -> Bm25:
        """Open the index of `size` texts in `directory`: bm25s's own files; `mapped`: left on disk until they are asked for."""
        columns = json.loads((directory / "vocab.index.json").read_text("utf-8"))
        mode: Literal["r"] | None = "r" if mapped else None
        weights, documents, starts = (np.load(directory / f"{n}.csc.index.npy", mmap_mode=mode) for n in ("data", "indices", "indptr"))
        return cls(columns, weights, documents, starts, size)

    def scores(self, question: str, among: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
        """BM25 of every text; 0 outside `among` (a mask of length `size`).

        How rare a term is counts among the texts of `among`: a department's name, in each of its own texts, then weighs nothing.
        """
        total = np.zeros(self.size, dtype=np.float32)
        inside = self.size if among is None else int(among.sum())
        for term in dict.fromkeys(terms(question)):
            column = self.columns.get(term)
            if column is None:
                continue
            span = slice(int(self.starts[column]), int(self.starts[column + 1]))
            documents, weights = self.documents[span], self.weights[span]
            if among is not None:
                kept = among[documents]
                rarity = _idf(inside, int(kept.sum())) / _idf(self.size, len(documents))
                documents, weights = documents[kept], weights[kept] * np.float32(rarity)
            total[documents] += weights
        return total


def _idf(size: int, holding: int) -> float:
    """Lucene's inverse document frequency, never negative."""
    return float(np.log1p((size - holding + 0.5) / (holding + 0.5)))
