"""BM25 over characters and pairs, held to the formula."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from index.bm25 import K1, B, Bm25, terms

TEXTS = [
    "某区档案馆 公务接待费支出决算",
    "某区档案馆 公务用车运行维护费",
    "某区档案馆 收支总计减少，主要原因是项目完成",
    "某区体育局 公务接待费 公务接待费",
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("费", ["费"]),
        ("“三公”经费", ["三", "公", "经", "费", "三公", "公经", "经费"]),
        ("公务 接待", ["公", "务", "接", "待", "公务", "务接", "接待"]),
        ("２０２１年 1,234.50", ["年", "2021", "1234.50"]),
        ("App使用", ["使", "用", "使用", "app"]),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found


def formula(texts: list[str], question: str, inside: list[int]) -> list[float]:
    """Lucene's BM25 by the book; rarity counted among the texts `inside`, lengths over all."""
    tokens = [terms(t) for t in texts]
    mean = sum(map(len, tokens)) / len(texts)
    scores = []
    for i, own in enumerate(tokens):
        total = 0.0
        for term in set(terms(question)):
            holding = sum(term in tokens[j] for j in inside)
            count = own.count(term)
            if count and i in inside:
                rarity = math.log1p((len(inside) - holding + 0.5) / (holding + 0.5))
                total += rarity * count / (count + K1 * (1 - B + B * len(own) / mean))
        scores.append(total)
    return scores


@pytest.mark.parametrize("question", ["公务接待费花了多少", "收支为什么减少", "某区档案馆公务用车", "完全无关xyz"])
@pytest.mark.parametrize("inside", [[0, 1, 2, 3], [0, 1, 2], [3], []])
def test_scores_follow_the_formula(tmp_path: Path, question: str, inside: list[int]) -> None:
    Bm25.build(TEXTS, tmp_path)
    index = Bm25.open(tmp_path, len(TEXTS))
    among = np.isin(np.arange(len(TEXTS)), inside)
    np.testing.assert_allclose(index.scores(question, among), formula(TEXTS, question, inside), rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(index.scores(question), formula(TEXTS, question, [0, 1, 2, 3]), rtol=1e-4, atol=1e-6)


def test_a_name_that_all_texts_have_weighs_next_to_nothing(tmp_path: Path) -> None:
    Bm25.build(TEXTS, tmp_path)
    scores = Bm25.open(tmp_path, 4).scores("某区档案馆收支减少", np.array([True, True, True, False]))
    assert scores[2] > 3 * max(scores[0], scores[1]) and scores[3] == 0


@pytest.mark.parametrize("texts", [[], [""], ["，。"]])
def test_texts_without_terms_are_no_error(tmp_path: Path, texts: list[str]) -> None:
    Bm25.build(texts, tmp_path)
    assert not Bm25.open(tmp_path, len(texts)).scores("公务接待费").any()
