"""Golden documents: what is read from them is what a human has looked at; nothing is overwritten without being asked for."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.__main__ import app
from index.export import COLUMNS
from index.golden import difference, expected_path, golden_documents, read_facts

FOLDER = Path(__file__).parent / "golden"
DOCUMENTS = golden_documents(FOLDER)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_a_golden_document_is_read_as_expected(document: Path) -> None:
    assert expected_path(document).exists(), "python -m index generate"
    assert "\n".join(difference(document, read_facts(document))) == ""


def test_every_format_has_a_golden_document_and_every_expectation_its_document() -> None:
    assert {d.suffix for d in DOCUMENTS} >= {".pdf", ".docx", ".xlsx", ".txt", ".html", ".md"}
    assert {p.name for p in FOLDER.glob("*.csv")} == {expected_path(d).name for d in DOCUMENTS}
    assert [d.name for d in DOCUMENTS if d.stat().st_size > 60_000] == []


def test_the_expected_facts_hold_all_standard_forms_of_final_accounts() -> None:
    rows = [row for d in DOCUMENTS for row in csv.DictReader(expected_path(d).open(encoding="utf-8"))]
    assert tuple(rows[0]) == COLUMNS
    assert {row["form"] for row in rows} >= {f"F0{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9)} | {"B01", "B02", "B03", "B05", "B08", "B09"}
    assert {row["origin"] for row in rows} == {"table", "sentence", "indicator"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with one golden document and its expected facts."""
    [document] = [d for d in DOCUMENTS if d.name == "final-markdown.md"]
    shutil.copy(document, tmp_path)
    shutil.copy(expected_path(document), tmp_path)
    return expected_path(tmp_path / document.name)


def generate(folder: Path, *options: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["generate", "--golden", str(folder), *options])
    return done.exit_code, done.stdout, done.stderr


def test_generating_again_says_and_changes_nothing(copy: Path) -> None:
    before = copy.read_bytes()
    assert generate(copy.parent) == (0, "", "")
    assert copy.read_bytes() == before


def test_a_difference_is_shown_and_kept_until_forced(copy: Path) -> None:
    right = copy.read_text("utf-8")
    copy.write_text(right.replace(",1284.57,", ",1284.75,"), "utf-8")
    changed = copy.read_text("utf-8")
    assert changed != right
    status, shown, complaint = generate(copy.parent)
    assert status == 1 and "--force" in complaint and len(complaint.splitlines()) == 1
    [removed] = [line for line in shown.splitlines() if line.startswith("-") and not line.startswith("---")]
    [added] = [line for line in shown.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert ",1284.75," in removed and ",1284.57," in added
    assert copy.read_text("utf-8") == changed
    assert generate(copy.parent, "--force")[0] == 0
    assert copy.read_text("utf-8") == right


def test_expected_facts_that_are_missing_are_written(copy: Path) -> None:
    right = copy.read_text("utf-8")
    copy.unlink()
    assert generate(copy.parent)[0] == 0
    assert copy.read_text("utf-8") == right


def test_a_folder_without_documents_is_said_in_one_line(tmp_path: Path) -> None:
    status, shown, complaint = generate(tmp_path)
    assert (status, shown) == (1, "") and str(tmp_path) in complaint and len(complaint.splitlines()) == 1
