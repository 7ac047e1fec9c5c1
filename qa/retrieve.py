"""Question → passages that may answer it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace

from index.passage_store import PassageStore
from index.passages import Passage

# what people ask by → what documents write; added to the question, not put in its place
_WORDINGS = (
    (re.compile(r"为什么|为何|为啥|怎么会|原因|咋|怎么(?:增|减|涨|降|多|少)"), "主要原因"),
    (re.compile(r"没(?:有)?(?:完成|做到|达到|做完|达标)|未(?:完成|达)"), "未完成 偏差 原因分析"),
    (re.compile(r"干什么的|做什么的|职能|职责|管什么"), "主要职能 职责 负责"),
    (re.compile(r"下一步|怎么改|如何改|改进|打算"), "改进措施 下一步"),
    (re.compile(r"问题|不足"), "存在的问题"),
    (re.compile(r"位置|在哪|地点|地址"), "位于 坐落"),
    (re.compile(r"做什么用|用途|用来"), "用于 作为 建成后"),
    (re.compile(r"哪[些几]?[个家]?(?:下属)?单位|编制范围|下属"), "纳入编制范围的单位包括"),
)


_DEFINITION = re.compile(r"什么意思|是指什么|指的是什么|怎么理解|是啥|什么是|什么叫|定义|含义")
_DEFINED = 0.5  # what a glossary entry for a term of the question is worth, beside a best BM25 of 1
_ENTRY = re.compile(r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?\s*[、.．]?)?(?P<term>[^：:。，]{2,30})[：:]")


@dataclass(frozen=True)
class Hit:
    """A passage found. `score` is what hits are ranked by (BM25 / the question's best BM25 + weight × cosine); `bm25` undivided;
    `dense` the cosine, −1 to 1."""

    passage: Passage
    score: float
    bm25: float
    dense: float


def retrieve(
    question: str, store: PassageStore, *, departments: Collection[str] = (), years: Collection[int] = (), bases: Collection[str] = (),
    k: int = 8,
) -> list[Hit]:  # fmt: skip
    """The `k` best passages for `question`, best first. Empty filters leave all documents in; a passage outside a filter is never found."""
    found = store.search(asked(question), departments=departments, years=years, bases=bases, k=max(4 * k, 40))
    hits = [Hit(*match) for match in found]
    if _DEFINITION.search(question):
        hits = [replace(hit, score=hit.score + _DEFINED) if _defines(hit.passage, question) else hit for hit in hits]
    return sorted(hits, key=lambda hit: -hit.score)[:k]


def asked(question: str) -> str:
    """The question with the words that documents use for what it asks.

    >>> asked("收支为什么减少？")
    '收支为什么减少？ 主要原因'
    """
    return " ".join([question, *(words for pattern, words in _WORDINGS if pattern.search(question))])


def _defines(passage: Passage, question: str) -> bool:
    """Whether the passage is the glossary's entry for a term of the question: （九）“三公”经费：…."""
    entry = _ENTRY.match(passage.text)
    return entry is not None and _bare(entry["term"]) in _bare(question)


def _bare(text: str) -> str:
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text))


def with_neighbours(hit: Hit, store: PassageStore, *, before: int = 0, after: int = 1) -> str:
    """The hit's text with that of its neighbours in the same section, a paragraph a line: a list or a reason may go on there."""
    texts = [hit.passage.text]
    for steps, direction in ((before, "previous"), (after, "next")):
        passage = hit.passage
        for _ in range(steps):
            neighbour = store.passage(getattr(passage, direction))
            if neighbour is None or neighbour.section != hit.passage.section:
                break
            texts = [neighbour.text, *texts] if direction == "previous" else [*texts, neighbour.text]
            passage = neighbour
    return "\n".join(texts)
