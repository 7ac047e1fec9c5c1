"""Times of reading beside pdfplumber's: what is measured, and how it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.__main__ import app
from index.bench import Reading, bench, table_of

PDF = Path(__file__).parent / "golden" / "final-two-halves.pdf"


@pytest.mark.parametrize(
    ("reading", "tables", "ratio", "said"),
    [(1.1, 1.0, 1.0, "1.00"), (0.1, 1.0, 0.0, "0.00"), (2.1, 1.0, 2.0, "2.00，超过 1.5 倍"), (2.0, 0.0, 0.0, "0.00")],
)
def test_the_ratio_leaves_out_what_a_file_may_take_apart_from_its_tables(reading: float, tables: float, ratio: float, said: str) -> None:
    one = Reading("a.pdf", 25, 12, reading, 0.2, tables)
    assert one.ratio == pytest.approx(ratio)
    assert table_of([one]).splitlines()[1].endswith(said)


def test_a_pdf_is_measured_and_other_files_are_refused() -> None:
    [one] = bench([PDF], runs=1)
    assert (one.name, one.pages > 0, one.table_pages > 0) == (PDF.name, True, True)
    assert one.reading > 0 and one.extracting > 0 and one.tables > 0
    refused = CliRunner().invoke(app, ["bench", "a.txt"])
    assert (refused.exit_code, refused.stderr) == (1, "a.txt：只能测 PDF；请换一个文件\n")
