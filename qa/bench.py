"""How fast answers are: questions made from what the store holds, beside the bare query for the same figure."""

from __future__ import annotations

import datetime
import json
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from index.documents import IndexingError
from index.facts import Fact
from index.store import Store
from qa.answers import ANSWERED
from qa.desk import desk_of
from qa.pipeline import ask
from qa.schema import schema_of

QUESTIONS, STARTS = 60, 3
"""Questions of each kind; how often the program is started anew."""


@dataclass(frozen=True)
class Timing:
    """Seconds that each of some runs took; `answered`: how many gave an answer (None where that is not the question)."""

    name: str
    seconds: tuple[float, ...]
    answered: int | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 runs end."""
        return sorted(self.seconds)[math.ceil(0.95 * len(self.seconds)) - 1]


@dataclass(frozen=True)
class Asked:
    """A question to be timed, after earlier ones of its conversation; `today`: None for the day of the run."""

    question: str
    history: tuple[str, ...] = ()
    today: datetime.date | None = None


def read_questions(path: Path, today: datetime.date | None = None) -> list[Asked]:
    """The questions of a file with one JSON object a line: question, and history and today where it has them.

    Raises IndexingError (Chinese) where it cannot be read or holds none."""
    found = []
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexingError(f"读不了 {path}：{error}") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                case = json.loads(line)
                day = datetime.date.fromisoformat(case["today"]) if case.get("today") else today
                found.append(Asked(str(case["question"]), tuple(map(str, case.get("history") or ())), day))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise IndexingError(f"{path} 第{number}行读不懂（{error}），需要 question，today 写成 YYYY-MM-DD") from error
    if not found:
        raise IndexingError(f"{path} 里没有问题")
    return found


def bench(store: Store, questions: int = QUESTIONS, starts: int = STARTS, asked: Sequence[Asked] = ()) -> str:
    """A table of times to print: of `asked` where given, else of questions made from the store.

    A question is asked for the first time where nothing of its departments lies in memory; what all questions share is there already.
    Raises IndexingError where the store holds nothing to ask for."""
    facts = sampled_facts(store, questions)
    if not facts:
        raise IndexingError("索引里没有可以提问的数字。请先运行 python -m index build")
    queries = [partial(store.facts.facts, docs=[f.provenance.doc], ids=[f.id]) for f in facts]
    bare = _timed("直接查库（取出一条事实）", queries)
    groups = [("所给问题", list(asked))] if asked else [("数字问题", [Asked(figure_question(f)) for f in facts])]
    if not asked and (store.generation / "passages").is_dir():
        groups.append(("文字问题", [Asked(question) for question in text_questions(store, questions)]))
    timings = [bare]
    for name, group in groups:
        if group:
            ask(group[0].question, group[0].history, store=store, today=group[0].today)  # what is read once is no part of a question
            timings += [_asked(f"{name}，首次问到", group, store, first=True), _asked(f"{name}，再次问到", group, store)]
    timings += [_started(name.removesuffix("问题"), group[0].question, store.root, starts) for name, group in groups if group and starts]
    return _table(timings, bare, f"{len(store.documents)} 个文件，{store.facts.count()} 条事实")


def sampled_facts(store: Store, count: int) -> list[Fact]:
    """Figures of tables, spread evenly over the documents that take part in answers."""
    documents = schema_of(store).documents
    chosen = documents[:: max(1, len(documents) // count)][:count]
    each = math.ceil(count / max(1, len(chosen)))
    found: list[Fact] = []
    for document in chosen:
        read = store.facts.facts(docs=[document.doc])
        usable = [f for f in read if f.origin == "table" and f.form and f.row_name and f.year == document.year]
        found += usable[:: max(1, len(usable) // each)][:each]
    return found[:count]


def figure_question(fact: Fact) -> str:
    """A question that asks for a fact in its own words."""
    column = fact.column.rsplit("/", 1)[-1]
    return f"{fact.department}{fact.year}年{fact.basis}{fact.row_code}{fact.row_name}的{column}是多少？"


def text_questions(store: Store, count: int) -> list[str]:
    """Questions for the reasons that documents give for a rise or a fall, spread evenly over the documents."""
    documents = schema_of(store).documents
    chosen = documents[:: max(1, len(documents) // count)][:count]
    asked: dict[str, None] = {}
    for fact in store.facts.facts(docs=[d.doc for d in chosen]):
        if fact.role == "增减额" and "原因" in fact.provenance.quote:
            asked[f"{fact.department}{fact.year}年{fact.row_name}{'减少' if fact.value < 0 else '增加'}的原因是什么？"] = None
    return list(asked)[:: max(1, len(asked) // count)][:count]


def _timed(name: str, runs: Sequence[Callable[[], object]]) -> Timing:
    runs[0]()  # what is loaded once is no part of a query
    seconds = []
    for run in runs:
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return Timing(name, tuple(seconds))


def _asked(name: str, questions: Sequence[Asked], store: Store, *, first: bool = False) -> Timing:
    seconds, answered = [], 0
    for one in questions:
        if first:
            desk_of(store).forget()
        started = time.perf_counter()
        answer = ask(one.question, one.history, store=store, today=one.today)
        seconds.append(time.perf_counter() - started)
        answered += answer.status == ANSWERED
    return Timing(name, tuple(seconds), answered)


def _started(kind: str, question: str, root: Path, starts: int) -> Timing:
    """The program started, one question answered, the program ended."""
    command = [sys.executable, "-m", "qa", "ask", question, "--store", str(root.resolve())]
    seconds = []
    for _ in range(starts):
        started = time.perf_counter()
        done = subprocess.run(command, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=False)
        seconds.append(time.perf_counter() - started)
        if done.returncode:
            raise IndexingError(f"另起进程提问失败：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
    return Timing(f"{kind}问题，连程序启动", tuple(seconds))


def _table(timings: Sequence[Timing], bare: Timing, title: str) -> str:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("次数", "有答案", "中位数", "95%以内", "中位数是查库的"):
        table.add_column(name, justify="right")
    for t in timings:
        answered = "" if t.answered is None else str(t.answered)
        ratio = "" if t is bare else f"{t.median / bare.median:.1f} 倍"
        table.add_row(t.name, str(len(t.seconds)), answered, _shown(t.median), _shown(t.p95), ratio)
    out = StringIO()
    Console(file=out, width=120).print(table)
    return out.getvalue().rstrip()


def _shown(seconds: float) -> str:
    return f"{seconds:.2f} 秒" if seconds >= 1 else f"{seconds * 1000:.1f} 毫秒"
