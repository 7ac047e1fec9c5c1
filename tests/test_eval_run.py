from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from eval import __main__ as command_line
from eval import report
from eval.dataset import Case
from eval.run import RunError, code_fingerprint, load, run
from index.documents import IndexingError
from qa.answers import Answer, Citation, Figure


def case(number: int, value: str = "3.5", **changes: Any) -> Case:
    expect = {"status": "answered", "values": [{"value": value, "unit": "万元"}], "evidence": [{"doc": "a.pdf"}]}
    return Case.model_validate({"id": f"T{number}", "kind": "lookup", "question": f"第{number}问？", "expect": expect, **changes})


def right(asked: Case) -> Answer:
    value = asked.expect.values[0].value
    figure = Figure(value, "万元", "支出", facts=("f1",))
    citation = Citation("a.pdf", 2, "F03", "合计", "支出", "合计 3.5")
    return Answer("answered", f"支出{value}万元。", (figure,), (citation,), plan="Lookup 支出")


def wrong(asked: Case) -> Answer:
    return Answer("answered", "支出9万元。", (Figure(Decimal(9), "万元", "支出"),))


def sometimes_broken(asked: Case) -> Answer:
    if asked.id == "T2":
        raise ZeroDivisionError("上年为 0")
    return right(asked)


def counting(answer: Callable[[Case], Answer]) -> tuple[list[str], Callable[[Case], Answer]]:
    asked: list[str] = []

    def ask(case: Case) -> Answer:
        asked.append(case.id)
        return answer(case)

    return asked, ask


def test_a_run_keeps_the_evidence_of_its_verdicts(tmp_path: Path) -> None:
    cases = [case(1), case(2, history=["先问？"])]
    rows = run(cases, tmp_path / "out", right, {"store": "abc"})
    assert [(r.id, r.outcome, r.cited) for r in rows] == [("T1", "correct", True), ("T2", "correct", True)]
    assert json.loads((tmp_path / "out" / "settings.json").read_text("utf-8")) == {"store": "abc"}
    lines = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text("utf-8").splitlines()]
    assert lines[1]["history"] == ["先问？"]
    assert lines[0]["plan"] == "Lookup 支出"
    assert lines[0]["figures"] == [{"value": "3.5", "unit": "万元", "label": "支出", "formula": "", "facts": ["f1"]}]
    assert lines[0]["citations"][0]["page"] == 2
    assert load(tmp_path / "out") == rows


def test_a_failed_case_never_stops_a_run(tmp_path: Path) -> None:
    rows = run([case(1), case(2), case(3)], tmp_path, sometimes_broken)
    assert [r.outcome for r in rows] == ["correct", "failed", "correct"]
    assert rows[1].why == "ZeroDivisionError: 上年为 0"
    assert "sometimes_broken" in rows[1].error
    assert (rows[1].status, rows[1].figures) == ("", ())


def test_a_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def killed(asked: Case) -> Answer:
        if asked.id == "T3":
            raise KeyboardInterrupt
        return sometimes_broken(asked)

    with pytest.raises(KeyboardInterrupt):
        run([case(1), case(2), case(3)], tmp_path, killed)
    with (tmp_path / "results.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "T3", "kind": "loo')  # the line that was being written
    asked, answer = counting(right)
    rows = run([case(3), case(1, value="7.5"), case(2), case(4)], tmp_path, answer)
    assert asked == ["T3", "T1", "T2", "T4"]  # T1 has changed, T2 had failed
    assert [r.id for r in load(tmp_path)] == [r.id for r in rows] == ["T3", "T1", "T2", "T4"]
    asked, answer = counting(right)
    assert run([case(1, value="7.5"), case(2)], tmp_path, answer) == [rows[1], rows[2]]
    assert asked == []


def test_rows_of_other_settings_are_not_mixed(tmp_path: Path) -> None:
    run([case(1)], tmp_path, right, {"store": "abc", "llm_mode": "off"})
    with pytest.raises(RunError, match="store 不同"):
        run([case(1)], tmp_path, right, {"store": "def", "llm_mode": "off"})


def test_the_code_fingerprint_changes_with_programs_and_prompts_only(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    first = code_fingerprint([tmp_path])
    (tmp_path / "notes.txt").write_text("x")
    assert code_fingerprint([tmp_path]) == first
    (tmp_path / "plan.md").write_text("x")
    assert code_fingerprint([tmp_path]) != first


def printed(show: Callable[[Console], None]) -> str:
    console = Console(file=StringIO(), width=200)
    show(console)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return text


def test_the_report_says_what_failed_and_why(tmp_path: Path) -> None:
    rows = run([case(1), case(2), case(3, kind="compute", question="[b]比例[/b]？")], tmp_path, sometimes_broken)
    text = printed(lambda console: report.print_run(rows, console))
    assert "出错 T2 [查数] 第2问？ — ZeroDivisionError: 上年为 0" in text
    total = next(line for line in text.splitlines() if "合计" in line)
    assert "66.7% ± 27.2%" in total
    assert "100.0%" in total  # both correct ones cite the right document
    lookup = next(line for line in text.splitlines() if line.strip().startswith("查数"))
    assert lookup.split()[1:3] == ["2", "1"]


def test_a_comparison_says_what_got_better_and_worse(tmp_path: Path) -> None:
    before = run([case(1), case(2), case(3), case(4), case(6)], tmp_path / "a", lambda c: wrong(c) if c.id == "T1" else right(c))
    refusing = Answer("no_data", "没有")
    answers = {"T1": refusing, "T2": refusing, "T3": refusing}
    after = run([case(1), case(2), case(3, value="8"), case(4), case(5)], tmp_path / "b", lambda c: answers.get(c.id) or right(c))
    comparison = report.compare(before, after)
    assert [c.after.id for c in comparison.better] == ["T1"]  # no answer is better than a wrong one
    assert [c.after.id for c in comparison.worse] == ["T2"]
    assert (comparison.only_before, comparison.only_after, comparison.changed_cases) == (("T6",), ("T5",), ("T3",))
    assert (comparison.before.n, comparison.after.n) == (3, 3)
    text = printed(lambda console: report.print_comparison(comparison, console))
    assert "T1 答错 → 未答" in text
    assert "T2 正确 → 未答" in text
    assert "题目已改（不计入）：T3" in text


class FakeStore:
    fingerprint = "abc"

    @classmethod
    def open(cls, path: Path, embedder: object = None) -> FakeStore:
        if not path.exists():
            raise IndexingError(f"没有找到索引 {path}")
        return cls()

    def __enter__(self) -> FakeStore:
        return self

    def __exit__(self, *_: object) -> None:
        return


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The command line over a fake store and a fake front door: T2 gets a wrong answer, all others the right one."""
    by_question = {case(n).question: case(n) for n in range(9)}

    def ask(question: str, history: Sequence[str] = (), *, store: FakeStore, today: object = None) -> Answer:
        asked = by_question[question]
        return wrong(asked) if asked.id == "T2" else right(asked)

    pipeline, stores = ModuleType("qa.pipeline"), ModuleType("index.store")
    pipeline.ask, stores.Store = ask, FakeStore  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "qa.pipeline", pipeline)
    monkeypatch.setitem(sys.modules, "index.store", stores)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "store").mkdir()
    (tmp_path / "cases.jsonl").write_text("\n".join(case(n).model_dump_json() for n in (1, 2, 3, 4)), "utf-8")
    return lambda *arguments: CliRunner().invoke(command_line.app, list(arguments))


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        ((), 0, ""),
        (("--min-accuracy", "0.75", "--max-wrong", "0.25"), 0, ""),
        (("--min-accuracy", "0.8"), 1, "正确率 75.0% 低于要求的 80.0%"),
        (("--max-wrong", "0.2"), 1, "答错率 25.0% 高于允许的 20.0%"),
        (("--store", "nowhere"), 1, "没有找到索引 nowhere"),
        (("--min-accuracy", "80"), 2, ""),
    ],
)
def test_run_fails_below_and_above_its_bounds(invoke: Callable[..., Any], options: tuple[str, ...], status: int, said: str) -> None:
    result = invoke("run", "cases.jsonl", "--out", "out", *options)
    assert result.exit_code == status
    assert said in result.stderr
    if status == 0:
        assert "答错 T2" in result.stdout


def test_run_reports_unusable_cases(invoke: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text('{"id": 1}', "utf-8")
    result = invoke("run", "cases.jsonl", "--out", "out")
    assert result.exit_code == 1
    assert "cases.jsonl 第 1 行" in result.stderr
    assert not (tmp_path / "out").exists()


def test_compare_needs_two_runs(invoke: Callable[..., Any]) -> None:
    assert invoke("run", "cases.jsonl", "--out", "one").exit_code == 0
    assert invoke("compare", "one", "one").exit_code == 0
    missing = invoke("compare", "one", "two")
    assert missing.exit_code == 1
    assert "two 里没有评测结果" in missing.stderr


@pytest.mark.parametrize(("years", "status"), [("2022-2024", 0), ("2023", 0), ("2024-2022", 2), ("22-24", 2)])
def test_synthesize_passes_on_what_was_asked(invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, years: str, status: int) -> None:
    made: list[tuple[object, ...]] = []
    fake = SimpleNamespace(synthesize=lambda *arguments: made.append(arguments))
    monkeypatch.setitem(sys.modules, "eval.synthesize", fake)  # type: ignore[arg-type]
    result = invoke("synthesize", "corpus", "--departments", "3", "--years", years, "--seed", "7")
    assert result.exit_code == status
    expected = {"2022-2024": (2022, 2024), "2023": (2023, 2023)}
    assert made == ([(Path("corpus"), 3, expected[years], 7)] if status == 0 else [])
