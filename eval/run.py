"""Ask every case, judge the answers, keep the evidence: a folder with settings.json and results.jsonl."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.dataset import Case
from eval.metrics import Verdict, judge
from qa.answers import Answer

RESULTS, SETTINGS, SUMMARY = "results.jsonl", "settings.json", "summary.json"


class RunError(Exception):
    """A results folder that cannot be used. The message is Chinese: which one, why, what to do."""


@dataclass(frozen=True)
class Row:
    """One case with its answer and verdict: a line of results.jsonl.

    `case` is a hash of the whole case: a changed case is asked again. `plan`, `answer`, `figures`, `citations`, `warnings`, `made_by` and
    `status` are the answer's own ("" and empty where the case failed). `why` says what was amiss; `error` is the traceback of a failure.
    `seconds`: from question to answer. `operation`: the
    case's own.
    """

    id: str
    kind: str
    case: str
    question: str
    history: tuple[str, ...]
    status: str
    answer: str
    figures: tuple[Mapping[str, Any], ...]
    citations: tuple[Mapping[str, Any], ...]
    warnings: tuple[str, ...]
    plan: str
    made_by: str
    outcome: str
    why: str
    cited: bool | None
    seconds: float
    error: str = ""
    operation: str = ""

    @property
    def verdict(self) -> Verdict:
        return Verdict(self.outcome, self.why, self.cited)


def run(
    cases: Iterable[Case],
    out: Path,
    answer: Callable[[Case], Answer],
    settings: Mapping[str, str] | None = None,
    progress: Callable[[Row], None] = lambda row: None,
) -> list[Row]:
    """Ask all cases and write `out`; the rows in the cases' order.

    A run that was broken off goes on where it stopped: rows of unchanged cases are kept, failed ones are asked again. `settings` say what
    is measured (versions, the store's fingerprint, the model): a folder made with others raises RunError, since its rows would not compare.
    """
    cases = list(cases)
    out.mkdir(parents=True, exist_ok=True)
    _settle(out / SETTINGS, dict(settings or {}))
    results = out / RESULTS
    wanted = {case.id: fingerprint(case) for case in cases}
    done = {row.id: row for row in _kept(results) if row.outcome != "failed" and row.case == wanted.get(row.id)}
    _write(results, done.values())
    with results.open("a", encoding="utf-8") as file:
        for case in cases:
            if case.id not in done:
                done[case.id] = row = ask(case, answer)
                file.write(_line(row))
                file.flush()
                progress(row)
    rows = [done[case.id] for case in cases]
    _write(results, rows)
    return rows


def ask(case: Case, answer: Callable[[Case], Answer]) -> Row:
    """Ask one case and judge its answer. An error is recorded as a failure of this case, whatever it was."""
    began = time.perf_counter()
    try:
        given = answer(case)
        seconds = time.perf_counter() - began
        verdict, error = judge(case, given), ""
    except Exception as problem:  # noqa: BLE001 - the run goes on: the failure is what was measured
        seconds = time.perf_counter() - began
        given, error = None, traceback.format_exc()
        verdict = Verdict("failed", f"{type(problem).__name__}: {problem}")
    said = given.to_json() if given else {}
    return Row(
        id=case.id,
        kind=case.kind,
        case=fingerprint(case),
        question=case.question,
        history=case.history,
        status=said.get("status", ""),
        answer=said.get("answer", ""),
        figures=tuple(said.get("figures", ())),
        citations=tuple(said.get("citations", ())),
        warnings=tuple(said.get("warnings", ())),
        plan=said.get("plan", ""),
        made_by=said.get("made_by", ""),
        outcome=verdict.outcome,
        why=verdict.why,
        cited=verdict.cited,
        seconds=round(seconds, 4),
        error=error,
        operation=case.operation,
    )


def fingerprint(case: Case) -> str:
    """Changes with anything of the case, remarks included."""
    return hashlib.sha256(case.model_dump_json().encode()).hexdigest()[:16]


def code_fingerprint(folders: Sequence[Path]) -> str:
    """Of the programs, prompts and vocabularies in these folders: results of different code do not belong into one run."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in (".py", ".md", ".toml", ".csv")):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def load(folder: Path) -> list[Row]:
    """The rows of a finished or broken-off run. Raises RunError where the folder holds none."""
    rows = _kept(folder / RESULTS)
    if not rows:
        raise RunError(f"{folder} 里没有评测结果（{RESULTS}）。请先运行 python -m eval run 题目文件 --out {folder}")
    return rows


def _settle(path: Path, settings: dict[str, str]) -> None:
    """Write the settings of a new run; refuse to go on with a run that had others."""
    if path.exists():
        before = json.loads(path.read_text("utf-8"))
        changed = sorted(k for k in before.keys() | settings.keys() if before.get(k) != settings.get(k))
        if changed:
            raise RunError(f"{path.parent} 是用别的设置跑出来的（{'、'.join(changed)} 不同），不能接着跑。请换一个 --out，或先删除它")
        return
    _replace(path, json.dumps(settings, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _kept(results: Path) -> list[Row]:
    """Rows written so far; the last line of a killed run may be cut short, and is asked again."""
    if not results.exists():
        return []
    lines = results.read_text("utf-8").split("\n")
    return [_row(json.loads(line)) for line in lines[:-1]]  # every whole line ends in a newline


def _row(data: dict[str, Any]) -> Row:
    lists = {key: tuple(data[key]) for key in ("history", "figures", "citations", "warnings")}
    return Row(**{**data, **lists})


def _line(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"


def _write(path: Path, rows: Iterable[Row]) -> None:
    _replace(path, "".join(map(_line, rows)))


def _replace(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    part.write_text(text, "utf-8")
    part.replace(path)
