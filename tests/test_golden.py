"""The real disclosures, from files to answers: read as printed, asked as people ask, scored by the scripts that came with the questions."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fictitious_facts import TODAY
from typer.testing import CliRunner

import index.__main__
import qa.__main__
from index.store import Store
from qa.answers import ANSWERED
from qa.pipeline import ask

ASKED_ON = "2026-11-20"


def said(script: Path, *arguments: Path | str) -> str:
    """The last line that a script prints: its figures."""
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def store(real_store: Path) -> Iterator[Store]:
    with Store.open(real_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def export(real_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All facts, as `python -m index facts` writes them."""
    path = tmp_path_factory.mktemp("export") / "facts.csv"
    done = CliRunner().invoke(index.__main__.app, ["facts", "--csv", str(path), "--store", str(real_store)])
    assert done.exit_code == 0, done.output
    return path


@pytest.mark.parametrize(("cells", "least"), [("cells.csv", 980), ("budget_cells.csv", 1700)])
def test_every_printed_cell_is_read_and_nothing_else(cells: str, least: int, truth: Path, export: Path) -> None:
    figures = re.fullmatch(r"cells (\d+)  recall ([\d.]+)  precision ([\d.]+)", said(truth / "compare.py", truth / cells, export))
    assert figures
    assert int(figures[1]) >= least
    assert float(figures[2]) >= 0.99
    assert float(figures[3]) >= 0.99


@pytest.mark.parametrize(("name", "accuracy"), [("visible", 0.93), ("visible2", 0.8)])
def test_questions_as_people_ask_them(name: str, accuracy: float, golden: Path, real_store: Path, tmp_path: Path) -> None:
    """A wrong figure is worse than none: what is answered wrongly is bounded more tightly than what is declined."""
    questions, answers, report = golden / f"{name}.jsonl", tmp_path / "answers.jsonl", tmp_path / "report.json"
    asked = ["batch", str(questions), str(answers), "--store", str(real_store), "--today", ASKED_ON]
    done = CliRunner().invoke(qa.__main__.app, asked)
    assert done.exit_code == 0, done.output
    said(golden / "score.py", questions, answers, "--json", report)
    scored: dict[str, Any] = json.loads(report.read_text("utf-8"))
    failures = [(f["outcome"], f["id"], f["question"], f["reason"]) for f in scored["failures"]]
    assert scored["accuracy"] >= accuracy, failures
    assert scored["wrong_rate"] <= 0.05, failures
    assert scored["citation_rate"] >= 0.97
    assert len(answers.read_text("utf-8").splitlines()) == scored["items"]


@pytest.mark.parametrize(
    ("file", "form", "column", "basis"),
    [("cells.csv", "F03", "本年支出合计", "决算"), ("cells.csv", "F06", "决算数", "决算"), ("budget_cells.csv", "B03", "合计", "预算")],
)
def test_every_coded_row_of_the_real_forms_is_answered_as_printed(
    file: str, form: str, column: str, basis: str, truth: Path, store: Store
) -> None:
    """Oracle: the printed cells. A code that a form misprints twice has two figures and is left out."""
    about = {d.doc: d for d in store.documents}
    printed: dict[tuple[str, str], list[tuple[Decimal, str]]] = defaultdict(list)
    with (truth / file).open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["table"] == form and row["row_code"] and row["column"].split("/")[-1] == column:
                printed[row["doc"], row["row_code"]].append((Decimal(row["value"].replace(",", "")), row["unit"]))
    wrong = []
    for (doc, code), [figure, *more] in printed.items():
        if more or len(code) not in (3, 5, 7):
            continue
        answer = ask(f"{about[doc].department}{about[doc].year}年{basis}{code}是多少？", store=store, today=TODAY)
        first = (answer.figures[0].value, answer.figures[0].unit) if answer.figures else None
        if answer.status != ANSWERED or first != figure or answer.citations[0].doc != doc:
            wrong.append((doc, code, figure, answer.text))
    assert len(printed) > 50
    assert wrong == []


def test_no_document_says_what_another_one_says(store: Store) -> None:
    """Every fact is its own document's, with a place where a person finds it."""
    documents = {d.doc: d for d in store.documents}
    for fact in store.facts.facts():
        place, document = fact.provenance, documents[fact.provenance.doc]
        assert fact.department == document.department
        assert place.sha256 == document.sha256
        assert place.quote
        assert (place.page is not None) if document.format == "pdf" else place.page is None or document.format == "spreadsheet"
        assert document.format != "text" or place.line
