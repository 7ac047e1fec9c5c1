"""Exported facts against true ones: scores of mangled exports, and the fictitious corpus read back in every format."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.extraction import COMPARED, ExtractionError, compare, format_of, load, origin_of
from eval.synthesize import synthesize
from index.export import COLUMNS, exported
from index.pipeline import extract
from index.readers import read_document

Row = dict[str, str]


def row(doc: str = "甲.pdf", origin: str = "table", **fields: str) -> Row:
    return dict.fromkeys(COLUMNS, "") | {"doc": doc, "origin": origin, "value": "1.50", "unit": "万元"} | fields


TRUTH = [row(), row(), row(value="2"), row("乙.docx", "sentence"), row("乙.docx", "indicator", page="3")]


def without_first(rows: list[Row]) -> list[Row]:
    return rows[1:]


def with_another(rows: list[Row]) -> list[Row]:
    return [*rows, row()]


def other_unit(rows: list[Row]) -> list[Row]:
    return [rows[0] | {"unit": "元"}, *rows[1:]]


def other_quote(rows: list[Row]) -> list[Row]:
    return [row | {"quote": "另一句"} for row in rows]


@pytest.mark.parametrize(
    ("mangle", "recall", "precision"),
    [
        (list, 1.0, 1.0),
        (lambda rows: rows[::-1], 1.0, 1.0),
        (other_quote, 1.0, 1.0),
        (without_first, 0.8, 1.0),
        (with_another, 1.0, 5 / 6),
        (other_unit, 0.8, 0.8),
        (lambda rows: [], 0.0, 1.0),
    ],
)
def test_a_mangled_export_has_known_scores(mangle: Callable[[list[Row]], list[Row]], recall: float, precision: float) -> None:
    comparison = compare(TRUTH, mangle(TRUTH))
    assert (comparison.total.recall, comparison.total.precision) == (recall, precision)


def test_scores_are_told_by_origin_and_format_with_what_is_wrong() -> None:
    comparison = compare(TRUTH, other_unit(TRUTH))
    assert {name: (s.true, s.found, s.same) for name, s in comparison.by(origin_of).items()} == {
        "表格": (3, 3, 2), "文字": (1, 1, 1), "绩效表": (1, 1, 1),
    }  # fmt: skip
    assert {name: (s.recall, s.precision) for name, s in comparison.by(format_of).items()} == {"pdf": (2 / 3, 2 / 3), "docx": (1.0, 1.0)}
    assert [r["unit"] for r in comparison.missing] == ["万元"]
    assert [r["unit"] for r in comparison.extra] == ["元"]


def written(path: Path, rows: list[Row]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


@pytest.mark.parametrize(
    ("found", "options", "status"),
    [
        (TRUTH, [], 0),
        (TRUTH[1:], [], 1),
        (TRUTH[1:], ["--min", "0.8"], 0),
        (TRUTH[:-1], ["--origin", "table"], 0),
        (TRUTH[:-1], ["--origin", "table", "--origin", "indicator"], 1),
    ],
)
def test_the_command_fails_below_the_wanted_score(tmp_path: Path, found: list[Row], options: list[str], status: int) -> None:
    files = [written(tmp_path / "truth.csv", TRUTH), written(tmp_path / "export.csv", found)]
    result = CliRunner().invoke(app, ["extraction", *files, *options])
    assert result.exit_code == status, result.output
    assert "召回率" in result.output


def test_the_command_lists_what_is_missing_and_what_is_too_much(tmp_path: Path) -> None:
    files = [written(tmp_path / "truth.csv", TRUTH), written(tmp_path / "export.csv", other_unit(TRUTH))]
    output = CliRunner().invoke(app, ["extraction", *files]).output
    assert "缺少：甲.pdf | 1.50 | 万元 | table" in output
    assert "多出：甲.pdf | 1.50 | 元 | table" in output


@pytest.mark.parametrize("content", [None, b"doc,page\n", b"\xff\xfe\x00"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "export.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ExtractionError, match=r"export\.csv"):
        load(path)


@pytest.mark.parametrize(("seed", "departments", "years"), [(23, 8, (2022, 2022)), (5, 3, (2021, 2023))])
def test_what_is_read_of_the_corpus_is_what_it_prints(tmp_path: Path, seed: int, departments: int, years: tuple[int, int]) -> None:
    paths = synthesize(tmp_path, departments, years, seed)
    truth = load(tmp_path / "truth.csv")
    read = [dict(zip(COLUMNS, exported(fact), strict=True)) for path in paths for fact in extract(read_document(path)).facts]
    comparison = compare(truth, read, COMPARED)
    assert comparison.missing == []
    assert comparison.extra == []
    assert comparison.total.true > 1000


def test_the_headings_above_a_sentence_are_not_compared() -> None:
    row = dict.fromkeys(COMPARED, "甲")
    told, found = (row | {"title": title} for title in ("五、说明", "五、说明/（一）总体"))
    assert compare([told | {"origin": "sentence"}], [found | {"origin": "sentence"}]).total.same == 1
    assert compare([told | {"origin": "table"}], [found | {"origin": "table"}]).total.same == 0
