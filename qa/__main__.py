"""python -m qa: ask, batch, bench. Reads the environment; no other logic."""

from __future__ import annotations

import contextlib
import datetime
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from index.documents import IndexingError
from qa.answers import OUT_OF_SCOPE, Answer

app = typer.Typer(help="用已读入的预算、决算文件回答问题。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

StoreOption = Annotated[Path, typer.Option("--store", envvar="DISCLOSURE_QA_STORE", help="索引所在文件夹")]


def _open(path: Path) -> Any:
    from index.store import Store
    from qa.settings import questions_embedder

    try:
        return Store.open(path, questions_embedder())
    except IndexingError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def _day(text: str | None) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        print(f"日期写成 YYYY-MM-DD，例如 2026-01-31；收到的是 {text}", file=sys.stderr)
        raise typer.Exit(2) from error


@app.command("ask")
def ask_command(
    question: Annotated[str, typer.Argument(help="问题")],
    history: Annotated[list[str] | None, typer.Option("--history", help="同一次对话里先前的问题，可多次给出")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出整个答案对象")] = False,
    store: StoreOption = Path("store"),
    today: Annotated[str | None, typer.Option("--today", help="今天的日期 YYYY-MM-DD（去年、前年由此推算）")] = None,
) -> None:
    """回答一个问题：数字、出处、算法。"""
    from qa.pipeline import ask
    from qa.rendering import render_text

    with _open(store) as opened:
        answer = ask(question, history or (), store=opened, today=_day(today))
    print(json.dumps(answer.to_json(), ensure_ascii=False) if as_json else render_text(answer, question))


@app.command("batch")
def batch_command(
    questions: Annotated[Path, typer.Argument(help="每行一个 JSON：id、question、history")],
    answers: Annotated[Path, typer.Argument(help="写到这个文件")],
    store: StoreOption = Path("store"),
    today: Annotated[str | None, typer.Option("--today", help="今天的日期 YYYY-MM-DD")] = None,
) -> None:
    """逐行回答一个文件里的问题。"""
    from qa.pipeline import ask

    day = _day(today)
    try:
        lines = [(n, line) for n, line in enumerate(questions.read_text("utf-8-sig").split("\n"), 1) if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        print(f"读不了 {questions}：{error}", file=sys.stderr)
        raise typer.Exit(1) from error
    failed = 0
    with _open(store) as opened, _output(answers) as out:
        for number, line in lines:
            case = None
            try:
                case = json.loads(line)
                question, history = str(case["question"]), [str(q) for q in case.get("history") or []]
                on = datetime.date.fromisoformat(case["today"]) if case.get("today") else day
            except (ValueError, KeyError, TypeError) as error:
                print(f"{questions} 第{number}行读不懂（{error}），需要 id 和 question，today 写成 YYYY-MM-DD", file=sys.stderr)
                known = case.get("id") if isinstance(case, dict) else None
                out.write(_line(known, Answer(OUT_OF_SCOPE, "这一行不是有效的问题。"), 0.0))
                failed += 1
                continue
            started = time.perf_counter()
            answer = ask(question, history, store=opened, today=on)
            out.write(_line(case.get("id"), answer, time.perf_counter() - started))
    if failed:
        raise typer.Exit(1)


@contextlib.contextmanager
def _output(path: Path) -> Iterator[TextIO]:
    """The file to write to; one line of complaint where it cannot be opened or filled (a full disk's error names no file)."""
    try:
        with path.open("w", encoding="utf-8") as out:
            yield out
    except OSError as error:
        if error.filename not in (None, str(path), path):
            raise
        print(f"写不了 {path}：{error}", file=sys.stderr)
        raise typer.Exit(1) from error


def _line(case: Any, answer: Answer, seconds: float) -> str:
    """One line of a batch's answers."""
    data = answer.to_json()
    kept = {key: data[key] for key in ("status", "answer", "figures", "citations", "warnings", "plan")}
    return json.dumps({"id": case, **kept, "seconds": round(seconds, 4)}, ensure_ascii=False) + "\n"


@app.command("bench")
def bench_command(
    store: StoreOption = Path("store"),
    questions: Annotated[Path | None, typer.Option(help="测这个文件里的问题（每行一个 JSON：question、history）")] = None,
    today: Annotated[str | None, typer.Option("--today", help="今天的日期 YYYY-MM-DD")] = None,
) -> None:
    """测量回答的快慢：数字问题、文字问题，以及与直接查库的倍数。"""
    from qa.bench import STARTS, bench, read_questions

    day = _day(today)
    with _open(store) as opened:
        try:
            asked = read_questions(questions, day) if questions else []
            print(bench(opened, starts=0 if asked else STARTS, asked=asked))
        except IndexingError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(1) from error


if __name__ == "__main__":
    from dotenv import load_dotenv

    load_dotenv(".env")
    app()
