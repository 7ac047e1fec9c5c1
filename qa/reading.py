"""Answers that stand in sentences: the sentences themselves, quoted whole with their place. Nothing is rephrased."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import find_amounts
from index.naming import split_region
from index.passages import Passage
from index.store import Store
from qa.answers import ANSWERED, NO_DATA, Answer, Citation
from qa.matching import pairs
from qa.normalise import bare, normalise
from qa.phrases import aliases
from qa.plan import Read
from qa.retrieve import Hit, retrieve
from qa.schema import schema_of

HITS = 8
SPOKEN_OF = 0.5
"""So much of what a question is about must stand in a passage and its headings, else the passage is about something else."""
ABOUT = 0.6
"""So much of what a reason is asked for must stand in the paragraph that gives one, or in its headings."""
LONGEST = 600
"""Characters quoted at the most; a list is cut at the end of an item."""

_ASKING = re.compile(
    r"为什么|为何|为啥|怎么回事|什么原因|主要原因|原因|是什么意思|什么意思|指的是什么|指什么|是指什么|是什么|什么是|包括哪几?[类些项家个]?|包括什么|哪几?[些家类项个]|有哪些|哪些|"
    r"主要是?|请问|介绍一下|说说|说明|解释|官方给的|给的|怎么|如何|打算|下一步|做了|做什么用?|做的?哪些事|干什么|里说的|里面|决算公开|预算公开|公开里|文件里|一下子|那么多|大幅|有什么|什么|的|了|吗|呢|新设|地方|方面|[,，?？。“”]|(?<=[”\"」])里|^[在按从对]|在?$"
)
_REASON = re.compile(
    r"主要原因|原因[是为:：]|由于|因为|系因|主要是(?=[^，。]{4,})|因(?![公此])[^，。]{2,}|导致|受[^，。]{2,12}影响|为[^，。]{4,40}(?:需要|工作)"
)
_STRONG_REASON = re.compile(r"主要原因|原因[是为:：]|由于|因为|导致|原因分析")
_GROUNDS = re.compile(r"理由|依据|原因")
_YEARS = re.compile(r"20\d\d年?度?")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage with what it shares with the question. `before` is the sentence in front of it, "" at the beginning."""

    text: str
    passage: Passage
    before: str
    score: float
    paragraph: str = ""


def read(node: Read, store: Store) -> Answer:
    """The answer to a question of text; `no_data` where the passages do not speak of it."""
    topic = _topic(node, store)
    hits = retrieve(node.question, store.passages, departments=node.departments, years=node.years, k=HITS)
    if not hits and node.years:  # 截至上年末 and the like: the year said may not be the document's
        hits = retrieve(node.question, store.passages, departments=node.departments, k=HITS)
    if node.kind == "definition" and (entry := _definition(topic, hits)):
        return _quoted([entry])
    spoken = [h for h in hits if _speaks(topic, h)] or ([] if len(topic) > 3 else list(hits))
    if not spoken:
        return _nothing(node, hits)
    if node.kind == "reason":
        return _reason(node, topic, spoken)
    return _passage(topic, spoken, store)


def _topic(node: Read, store: Store) -> str:
    """What the question is about: without department, region, year and question words."""
    text = normalise(node.question)
    schema = schema_of(store)
    for department in (schema.named(name) for name in node.departments):
        for surface in sorted(department.surfaces, key=len, reverse=True):
            text = text.replace(surface, "")
        for region in (*split_region(department.name)[0], *department.regions):
            text = text.replace(region, "")
    topic = bare(_ASKING.sub("", _YEARS.sub("", text))).strip("?？,，。")
    said = [w for w, a in aliases().items() if w in topic and not (a.ambiguous or a.weak or any(m in topic for m in a.means))]
    if said:
        word = max(said, key=len)
        topic = topic.replace(word, aliases()[word].means[0])
    return topic


def _overlap(topic: str, text: str) -> float:
    """Share of the topic's character pairs that stand in the text."""
    if len(topic) < 2:
        return 0.0
    return len(pairs(topic) & pairs(bare(text))) / len(pairs(topic))


def _whole(passage: Passage) -> str:
    return "".join(passage.section) + passage.text


def _speaks(topic: str, hit: Hit) -> bool:
    """Does the passage speak of the topic? A passage that ranks high on words that documents use for it may say less of it literally."""
    share = _overlap(topic, _whole(hit.passage))
    return share >= SPOKEN_OF or share >= SPOKEN_OF - 0.15 and hit.score >= 1.1


def _sentences(topic: str, hit: Hit) -> list[Sentence]:
    """The sentences of a passage. A paragraph is about one thing (2. 卫生健康支出(类)。…): its sentences share its topic."""
    found = []
    for paragraph in hit.passage.text.split("\n"):
        parts = [s for s in re.split(r"(?<=[。！？])", paragraph) if s.strip()]
        for i, text in enumerate(parts):
            before = parts[i - 1] if i else ""
            score = _overlap(topic, text) + _overlap(topic, "".join(hit.passage.section[-2:]) + paragraph) + 0.2 * hit.score
            found.append(Sentence(text.strip(), hit.passage, before.strip(), score, paragraph))
    return found


def _reason(node: Read, topic: str, hits: Sequence[Hit]) -> Answer:
    """The sentence that gives the reason, with the one in front of it where that says of what."""
    wanted = (
        re.sub(r"增加|减少|增长|下降|上升|超预算|变化|没有安排|没有?完成|没花完|比?上年|比?预算|年初|预算|决算|\d+万?元?", "", topic)
        or topic
    )
    rising = _direction(normalise(node.question))
    sentences = [s for hit in hits for s in _sentences(wanted, hit) if _REASON.search(s.text) or _of_grounds(s.passage)]
    if not sentences:
        return _unexplained(hits[0])
    numbers = _numbers(node.question)

    def worth(s: Sentence) -> float:
        said = 0.5 * bool(numbers & _numbers(s.text)) + 0.1 * bool(numbers & _numbers(s.before))
        way = 0.3 * bool(rising and _direction(s.before + s.text) == rising)
        return s.score + said + way + 0.4 * bool(_STRONG_REASON.search(s.text) or _of_grounds(s.passage)) + 0.3 * _of_grounds(s.passage)

    best = max(sentences, key=worth)
    about = _overlap(wanted, "".join(best.passage.section[-2:]) + best.paragraph) >= ABOUT or _of_grounds(best.passage)
    if not about or rising and _direction(best.text) == -rising:
        return _unexplained(hits[0])
    shown = best.text
    if _overlap(wanted, best.text) < 0.6 and best.before and _overlap(wanted, best.before + best.text) > _overlap(wanted, best.text):
        shown = f"{best.before}{best.text}"
    return _quoted([Sentence(shown, best.passage, "", best.score)])


def _unexplained(hit: Hit) -> Answer:
    """The passages speak of it and give no reason."""
    return Answer(NO_DATA, "原文未说明原因。" + _where(hit.passage), citations=(_cite(hit.passage, hit.passage.text[:120]),))


def _direction(text: str) -> int:
    """1 where a text speaks of a rise, −1 of a fall, 0 of both or neither."""
    up = re.search(r"增加|增长|上升|上涨|提高|大于|超(?:出|过|预算|支)|涨|多了|变多", text)
    down = re.search(r"减少|下降|降低|小于|少于|压减|缩减|没(?:有)?(?:花|完成|用)|未(?:完成|达)|少了|变少", text)
    return bool(up) - bool(down)


def _of_grounds(passage: Passage) -> bool:
    """A part of a form that is there for reasons: 项目申请理由, 偏差原因分析, 立项依据."""
    return bool(passage.section and _GROUNDS.search(passage.section[-1]) and len(passage.section[-1]) <= 16)


def _numbers(text: str) -> set[Decimal]:
    """The figures that a text names, years left out."""
    return {a.value for _, _, a in find_amounts(text) if a.unit not in ("年", "")}


def _definition(topic: str, hits: Sequence[Hit]) -> Sentence | None:
    """The glossary's own entry for a term."""
    term = re.sub(r"[“”\"]", "", topic)
    for hit in hits:
        head = bare(hit.passage.text[:40])
        if re.search(r"指|是指|反映", hit.passage.text[:80]) and term[:6] and term[:6] in head:
            return Sentence(hit.passage.text, hit.passage, "", hit.score)
    return None


def _passage(topic: str, hits: Sequence[Hit], store: Store) -> Answer:
    """The passage that speaks most of the topic; a list goes on into its neighbours of the same section."""
    best = max(
        hits,
        key=lambda h: round(h.score + 0.6 * _overlap(topic, _whole(h.passage)) + 0.6 * _overlap(topic, "".join(h.passage.section[-2:])), 3),
    )
    chosen = [best.passage]
    following = store.passages.passage(best.passage.next)
    while (
        following is not None
        and following.section == best.passage.section
        and sum(len(p.text) for p in chosen) + len(following.text) <= LONGEST
    ):
        chosen.append(following)
        following = store.passages.passage(following.next)
    for other in hits:  # the same heading in another part of the document: both are quoted, neither is chosen
        room = LONGEST - sum(len(p.text) for p in chosen)
        if other.passage not in chosen and _heading(other.passage) == _heading(best.passage) and len(other.passage.text) <= room:
            chosen.append(other.passage)
    return _quoted([Sentence(p.text, p, "", 0.0) for p in chosen])


def _heading(passage: Passage) -> str:
    return bare(passage.section[-1]) if passage.section else ""


def _quoted(sentences: Sequence[Sentence]) -> Answer:
    text = "\n".join(s.text for s in sentences)
    first = sentences[0].passage
    where = " › ".join(first.section)
    head = f"{first.department}{first.year}年文件（{where}）原文：" if where else f"{first.department}{first.year}年文件原文："
    return Answer(ANSWERED, f"{head}\n“{text.strip()}”", citations=tuple(_cite(s.passage, s.text) for s in sentences))


def _cite(passage: Passage, quote: str) -> Citation:
    line = passage.line if passage.page is None else None
    return Citation(passage.doc, passage.page, "", "", "", quote, " › ".join(passage.section), line=line)


def _where(passage: Passage) -> str:
    return f"相关段落在{passage.doc}“{' › '.join(passage.section)}”。"


def _nothing(node: Read, hits: Sequence[Hit]) -> Answer:
    near = "、".join(dict.fromkeys("›".join(h.passage.section[-1:]) for h in hits[:3] if h.passage.section))
    said = f"文件里谈到的相近内容：{near}。" if near else ""
    return Answer(NO_DATA, f"已读入的文件里没有找到回答这个问题的文字。{said}", citations=())
