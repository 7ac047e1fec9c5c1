"""Phrases about the labels of a store, with what they are to find: paraphrases of labels, and phrases for which nothing is printed.

    python tests/label_queries.py STORE [SEED]

prints how they are bound, kind by kind, and the curve over the thresholds of `qa.similarity`: how many phrases a threshold answers, how
many of them rightly, and how many about nothing it answers.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from index.facts import Fact
from index.label_index import context_of
from index.store import Store
from index.subjects import codes_named
from qa.bind import Ambiguous, Bound, bind
from qa.bind_subjects import by_name
from qa.desk import Desk
from qa.likeness import telling
from qa.matching import ANSWERING, PLAIN, role_of, yuan
from qa.normalise import bare
from qa.phrases import Phrase, measure_of
from qa.plan import Item
from qa.scope import Scope
from qa.similarity import alike

Readings = frozenset[tuple[Decimal, str]]

_FOREIGN = ("无人机", "海外", "夜间", "宠物", "航空", "核电", "足球", "沙漠", "地铁", "民航", "冬季", "古树")
_SUFFIXES = ("维修费", "维修人数", "合同编号", "平均年龄", "罚款", "负责人")
_SWAPS = (
    ("货物", "工程"), ("服务", "货物"), ("收入", "支出"), ("第一", "第五"), ("在职", "返聘"), ("退休", "遗属"), ("中小企业", "大型企业"),
    ("及时", "超时"), ("满意", "投诉"), ("事业", "企业"), ("合格", "淘汰"), ("群众", "军人"), ("新增", "注销"), ("完成数量", "返工数量"),
)  # fmt: skip
_SYNONYMS = (("满意率", "满意度"), ("满意度", "满意率"), ("人数", "人员数量"), ("数量", "个数"), ("率", "比例"), ("户数", "数量"))


@dataclass(frozen=True)
class Query:
    """`right`: the readings that answer it, None where nothing does. `kind`: what was done to the label."""

    kind: str
    item: Item
    right: Readings | None


def label_queries(facts: Sequence[Fact], seed: int = 0, each: int = 60) -> list[Query]:
    """At most `each` phrases of a kind about labels of sentences, performance forms and unknown tables."""
    dice = Random(seed)
    held: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        held[fact.department, fact.year].append(fact)
    labels = {(f.department, f.year, context_of("", f.provenance.title), f.row_name, role_of(f)): f for f in facts if not f.form}
    chosen = [f for f in labels.values() if len(_name(f)) >= 4 and (role_of(f) == "" or role_of(f) in ANSWERING) and not _standard(f)]
    dice.shuffle(chosen)
    texts = {key: "".join(bare(f.row_name + f.provenance.title + f.column) for f in group) for key, group in held.items()}
    counts: Counter[str] = Counter()
    queries = []
    for fact in chosen:
        group, text = held[fact.department, fact.year], texts[fact.department, fact.year]
        for kind, words, right in (*_paraphrases(fact, group, dice), *_about_nothing(fact, group, text, dice)):
            if counts[kind] < each:
                counts[kind] += 1
                roles = (role_of(fact),) if role_of(fact) else ()
                queries.append(Query(kind, Item(fact.department, fact.year, Phrase(words, roles=roles)), right))
    return queries


def _standard(fact: Fact) -> bool:
    """Is it of a subject or a measure, which the standard forms print, too?"""
    return bool(codes_named(_name(fact)) or measure_of(_name(fact)))


def _name(fact: Fact) -> str:
    return bare(fact.row_name.rsplit("/", 1)[-1])


def _readings(group: Sequence[Fact], fact: Fact, *, own: bool) -> Readings:
    """Readings of the facts of that name and role; `own`: of that row of that form or section."""
    return frozenset(
        yuan(f)
        for f in group
        if role_of(f) in ((role_of(fact),) if role_of(fact) else PLAIN) and _name(f) == _name(fact)
        and (not own or (f.row_name, f.provenance.title) == (fact.row_name, fact.provenance.title))
    )  # fmt: skip


def _paraphrases(fact: Fact, group: Sequence[Fact], dice: Random) -> Iterator[tuple[str, str, Readings]]:
    name, project = _name(fact), bare(context_of("", fact.provenance.title))
    named, own = _readings(group, fact, own=False), _readings(group, fact, own=True)
    yield "name", name, named
    if fact.origin == "indicator" and project and project not in name:
        yield "project", f"{project}项目的{name}", own
        yield "project, short", f"{re.sub('(?:专项)?经费$', '', project)}{name}指标", own
    if len(name) >= 7:
        at = dice.randrange(2, len(name) - 4)
        for kind, words in (("cut in front", name[2:]), ("cut within", name[:at] + name[at + 2 :])):
            if all(_name(f) != words for f in group):
                yield kind, words, named
    if len(name) >= 6:
        yield "with words around", f"开展{name}情况", named
    for said, other in _SYNONYMS:
        if name.endswith(said):
            yield "synonym", name[: -len(said)] + other, named
            break


def _about_nothing(fact: Fact, group: Sequence[Fact], text: str, dice: Random) -> Iterator[tuple[str, str, None]]:
    name = _name(fact)
    foreign, suffix = dice.choice(_FOREIGN), dice.choice(_SUFFIXES)
    at = dice.randrange(1, len(name) - 1)
    if foreign not in text:
        yield "−modifier", foreign + name, None
        yield "−modifier within", name[:at] + foreign + name[at:], None
    if suffix not in text:
        yield "−suffix", name + suffix, None
    for said, other in _SWAPS:
        if said in name and name.replace(said, other) not in text:
            yield "−swapped", name.replace(said, other), None
            break
    digits = re.search(r"\d+", name)
    if digits and (other := name.replace(digits[0], str(int(digits[0]) * 2 + 1))) not in text:
        yield "−number", other, None
    projects = {context_of("", f.provenance.title) for f in group if f.origin == "indicator" and "得分" not in f.provenance.title}
    having = {context_of("", f.provenance.title) for f in group if _name(f) == name}
    if fact.origin == "indicator" and (others := sorted(p for p in projects - having if not set(bare(p)) & set(name))):
        yield "−another project", f"{bare(dice.choice(others))}项目的{name}", None


def outcome(query: Query, scope: Scope) -> str:
    """right, wrong, asked (with the right reading, or about nothing), asked wrongly, declined."""
    found = bind(query.item, scope)
    if isinstance(found, Bound):
        return "right" if query.right and yuan(found.fact) in query.right else "wrong"
    if isinstance(found, Ambiguous):
        return "asked" if query.right is None or {yuan(f) for f in found.options} & query.right else "asked wrongly"
    return "declined"


def _curve(queries: Sequence[Query], desk: Desk) -> None:
    points = []
    for query in queries:
        scope = desk.scope([query.item.department])
        pool = scope.pool(query.item.department, query.item.year, own=False, basis="", performance=True)
        named = by_name(query.item, pool)
        if isinstance(named, Bound) and named.exact:
            continue
        best = alike(query.item, pool)[:1]
        right = bool(best and query.right and query.right & {yuan(f) for f in best[0][2]})
        points.append((best[0][0] if best else 0.0, len(telling(query.item.phrase.words)), query.right is None, right))
    print("门槛｜转述：作答｜其中对｜不存在的：作答（其中四字以上）")
    for step in range(40, 100, 4):
        above = [p for p in points if p[0] >= step / 100]
        about, nothing = [p for p in above if not p[2]], [p for p in above if p[2]]
        print(f"{step / 100:.2f}｜{len(about)}｜{sum(p[3] for p in about)}｜{len(nothing)}（{sum(p[1] >= 4 for p in nothing)}）")


def main(root: Path, seed: int) -> None:
    with Store.open(root) as store:
        desk, queries = Desk(store), label_queries(store.facts.facts(), seed)
        table: dict[str, Counter[str]] = defaultdict(Counter)
        for query in queries:
            table[query.kind][outcome(query, desk.scope([query.item.department]))] += 1
        for kind, counts in table.items():
            print(kind, dict(counts))
        _curve(queries, desk)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
