"""The batch command: one line's fault stays that line's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fictitious_facts import EDUCATION
from typer.testing import CliRunner

from index.store import Store
from qa.__main__ import app

GOOD = {"id": "a", "question": f"{EDUCATION}2023年支出合计"}
RUN = CliRunner()


def batch(written: str | bytes, folder: Path, store: Store, out: Path | None = None) -> tuple[Any, list[dict[str, Any]]]:
    given, out = folder / "given.jsonl", out or folder / "out.jsonl"
    given.write_bytes(written if isinstance(written, bytes) else written.encode())
    result = RUN.invoke(app, ["batch", str(given), str(out), "--store", str(store.root)])
    return result, [json.loads(line) for line in out.read_text("utf-8").split("\n") if line] if out.is_file() else []


def line(**case: object) -> str:
    return json.dumps(case, ensure_ascii=False)


@pytest.mark.parametrize(
    ("bad", "known"),
    [(line(id="b", question="x", today="soon"), "b"), (line(id="b", question="x", today=7), "b"), (line(id="q7"), "q7"),
     ("{bad", None), ("[1]", None)],
)  # fmt: skip
def test_a_bad_line_has_an_error_and_the_next_its_answer(bad: str, known: str | None, tmp_path: Path, ledger_store: Store) -> None:
    result, answers = batch(f"{line(**GOOD)}\n\n{bad}\n{line(**GOOD)}\n", tmp_path, ledger_store)
    assert [(a["id"], a["status"]) for a in answers] == [("a", "answered"), (known, "out_of_scope"), ("a", "answered")]
    assert (result.exit_code, "第3行" in result.stderr) == (1, True)  # the blank line counts


@pytest.mark.parametrize("written", [line(id="a", question=f"{EDUCATION}2023年\u2028支出合计"), b"\xef\xbb\xbf" + line(**GOOD).encode()])
def test_one_line_stays_one(written: str | bytes, tmp_path: Path, ledger_store: Store) -> None:
    result, answers = batch(written, tmp_path, ledger_store)
    assert (result.exit_code, [a["id"] for a in answers]) == (0, ["a"])


@pytest.mark.parametrize("out", ["/nowhere/out.jsonl", "/dev/full"])
def test_an_output_that_cannot_be_written(out: str, tmp_path: Path, ledger_store: Store) -> None:
    result, _ = batch(line(**GOOD), tmp_path, ledger_store, Path(out))
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert result.stderr.startswith(f"写不了 {out}：")
    assert result.stderr.count("\n") == 1
