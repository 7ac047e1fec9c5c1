"""The small embedding that ships: a table of vectors, one a piece of text, trained from scratch on question → passage pairs.

A unigram tokenizer is trained on the texts; then the table (sentence-transformers `StaticEmbedding`), so that the mean of a question's
pieces lies near the mean of its passage's, with the other passages of the batch as negatives (MultipleNegativesRankingLoss). A minute
or two on two cores.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bm25 import Bm25, terms
from index.documents import IndexingError
from index.embeddings import Embedder, LightEmbedder

PIECES, DIMENSION = 14_000, 256
"""14,000 × 256 float16 are 7.2 MB: small enough to lie in the repository."""

EPOCHS, BATCH, RATE, START = 20, 512, 0.02, 0.3
DROPPED = 0.2  # part of the pieces left out of a training text, so that no single piece is leaned on
QUESTION_WINDOW, NEIGHBOUR_WINDOW = 180, 90  # characters of a passage that a question, or a neighbouring window, is paired with
WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)


@dataclass(frozen=True)
class Pairs:
    """A passage and the questions that it answers."""

    title: str
    passage: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Recall:
    """Part of the questions whose passage is the first, or among the first five."""

    at_1: float
    at_5: float

    def __str__(self) -> str:
        return f"recall@1 {self.at_1:.4f}  recall@5 {self.at_5:.4f}"


def train(
    pairs: Sequence[Path], out: Path, *, held_out: Path | None = None, pieces: int = PIECES, dimension: int = DIMENSION,
    epochs: int = EPOCHS, seed: int = 0, say: Callable[[str], None] = print,
) -> None:  # fmt: skip
    """Train on `pairs` and write tokenizer.json and model.safetensors (float16) to `out`; with `held_out`, say what it finds there.

    Raises IndexingError where a file holds no pairs.
    """
    from safetensors.numpy import save

    read = [one for path in pairs for one in read_pairs(path)]
    tokenizer = _tokenizer([text for one in read for text in (one.passage, *one.questions)], pieces)
    matched = _matched(read)
    say(f"训练：{len(read)} 段文字，{len(matched)} 对，{tokenizer.get_vocab_size()} 个词片，{dimension} 维")
    table = _table(tokenizer, matched, dimension, epochs, seed)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    (out / "model.safetensors").write_bytes(save({"embedding.weight": table.astype(np.float16)}))
    size = sum((out / file).stat().st_size for file in ("tokenizer.json", "model.safetensors")) / 1e6
    say(f"已写入 {out}（{size:.1f} MB）")
    if held_out is not None:
        for name, recall in measured(LightEmbedder(out), held_out).items():
            say(f"{held_out.name}  {name}：{recall}")


def read_pairs(path: Path) -> list[Pairs]:
    """The pairs of a .jsonl or .jsonl.gz file, a passage a line: title, passage, questions."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            found = [Pairs(d["title"], d["passage"], tuple(d["questions"])) for d in map(json.loads, lines)]
    except (ValueError, KeyError, TypeError, EOFError) as error:
        raise IndexingError(f"{path} 不是问答对文件（每行一个 JSON：title、passage、questions）：{error}") from error
    if not found:
        raise IndexingError(f"{path} 里没有问答对")
    return found


def measured(model: Embedder, held_out: Path) -> dict[str, Recall]:
    """Question → its passage among all of `held_out`: by vectors (best window of a passage), by BM25, by both.

    Both: BM25 divided by the question's best score, plus a weight times the cosine. The weight is chosen on every other passage's questions
    and measured on the rest; it stands in the name.
    """
    read = read_pairs(held_out)
    questions = [(q, i) for i, one in enumerate(read) for q in one.questions]
    gold = np.array([i for _, i in questions])
    dense = _window_cosines(model, [q for q, _ in questions], [one.passage for one in read])
    lexical = _bm25_scores([q for q, _ in questions], [one.passage for one in read])
    lexical /= np.maximum(lexical.max(axis=1, keepdims=True), 1e-6)
    choosing = gold % 2 == 0
    weight = max(WEIGHTS, key=lambda w: recall((lexical + w * dense)[choosing], gold[choosing]).at_1)
    both = recall((lexical + weight * dense)[~choosing], gold[~choosing])
    return {
        "向量": recall(dense, gold),
        "BM25": recall(lexical, gold),
        "BM25（另一半段落）": recall(lexical[~choosing], gold[~choosing]),
        f"BM25 + {weight} × 余弦（权重在一半段落上选，在另一半上测）": both,
    }


def recall(scores: NDArray[Any], gold: NDArray[Any]) -> Recall:
    """`scores` (questions, passages); `gold`: each question's passage. A tie counts against."""
    own = scores[np.arange(len(gold)), gold]
    rank = (scores >= own[:, None]).sum(axis=1) - 1
    return Recall(float((rank < 1).mean()), float((rank < 5).mean()))


def windows(passage: str, size: int) -> list[str]:
    """Whole sentences put together up to `size` characters."""
    found: list[str] = []
    for sentence in re.findall(r".+?(?:[。！？；\n]|$)", passage, re.DOTALL):
        if found and len(found[-1]) + len(sentence) <= size:
            found[-1] += sentence
        else:
            found.append(sentence)
    return found or [passage]


def _tokenizer(texts: Sequence[str], pieces: int) -> Any:
    """Every common character is a piece of its own, whether the texts hold it or not: an unseen one still tells two texts apart."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation(), pre_tokenizers.Digits(individual_digits=True)]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=pieces, initial_alphabet=list(_common_characters()), special_tokens=["<unk>"], unk_token="<unk>",
        max_piece_length=6, show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def _common_characters() -> Iterator[str]:
    """The 3,755 characters of GB 2312, level 1."""
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA):
            yield bytes([row, cell]).decode("gb2312")


def _matched(read: Sequence[Pairs]) -> list[tuple[str, str]]:
    """Training pairs: a question and the window of its passage that shares most with it, a title and the first window, neighbours."""
    found: list[tuple[str, str]] = []
    for one in read:
        cut = windows(one.passage, QUESTION_WINDOW)
        shares = [set(terms(w)) for w in cut]
        for question in one.questions:
            asked = set(terms(question))
            found.append((question, max(zip(cut, shares, strict=True), key=lambda w: len(asked & w[1]))[0]))
        found.append((one.title, cut[0]))
        near = windows(one.passage, NEIGHBOUR_WINDOW)
        found += zip(near[::2], near[1::2], strict=False)
    return found


def _table(tokenizer: Any, matched: Sequence[tuple[str, str]], dimension: int, epochs: int, seed: int) -> NDArray[np.float32]:
    """The trained vectors of the tokenizer's pieces, float32 (pieces, dimension)."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    torch.manual_seed(seed)
    chance = random.Random(seed)
    static = StaticEmbedding(tokenizer, embedding_dim=dimension)
    static.embedding.weight.data *= START
    model = SentenceTransformer(modules=[static], device="cpu")
    loss = MultipleNegativesRankingLoss(model)
    encoded = [tokenizer.encode_batch([pair[side] for pair in matched], add_special_tokens=False) for side in (0, 1)]
    sides = [[torch.tensor(encoding.ids or [0]) for encoding in side] for side in encoded]
    batch = min(BATCH, len(matched))
    steps = epochs * (len(matched) // batch)
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps))
    order = list(range(len(matched)))
    for _ in range(epochs):
        chance.shuffle(order)
        for at in range(0, len(order) - batch + 1, batch):
            chosen = order[at : at + batch]
            features = [_features([_thinned(side[i], torch) for i in chosen], torch) for side in sides]
            optimizer.zero_grad()
            loss(features, torch.arange(batch)).backward()
            optimizer.step()
            schedule.step()
    found: NDArray[np.float32] = static.embedding.weight.detach().numpy().astype(np.float32)
    return found


def _thinned(ids: Any, torch: Any) -> Any:
    kept = torch.rand(len(ids)) > DROPPED
    return ids[kept] if len(ids) >= 4 and bool(kept.any()) else ids


def _features(ids: Sequence[Any], torch: Any) -> dict[str, Any]:
    offsets = np.cumsum([0] + [len(i) for i in ids[:-1]])
    return {"input_ids": torch.cat(list(ids)), "offsets": torch.from_numpy(offsets)}


def _window_cosines(model: Embedder, questions: Sequence[str], passages: Sequence[str]) -> NDArray[np.float32]:
    """Cosine of each question with the best window of each passage: (questions, passages)."""
    cut = [(i, w) for i, passage in enumerate(passages) for w in windows(passage, QUESTION_WINDOW)]
    starts = np.flatnonzero(np.diff([-1] + [i for i, _ in cut]))
    cosines = model.encode(questions) @ model.encode([w for _, w in cut]).T
    return np.maximum.reduceat(cosines, starts, axis=1)


def _bm25_scores(questions: Sequence[str], passages: Sequence[str]) -> NDArray[np.float32]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        Bm25.build(passages, Path(folder))
        index = Bm25.open(Path(folder), len(passages))
    return np.stack([index.scores(q) for q in questions])
