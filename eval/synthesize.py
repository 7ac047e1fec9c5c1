"""Fictitious disclosures with the table of their true facts: the corpus of the demo and of the tests at scale.

A department's budget and final accounts of every year, as PDF, Word, Excel, web page or text as real departments publish them, and
`truth.csv`, what they print in the columns of `python -m index facts --csv`. The same arguments give the same bytes.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from eval.fiction.budget_text import budget
from eval.fiction.departments import Department, Style
from eval.fiction.departments import departments as first_departments
from eval.fiction.dumps import render_dump, render_tabs
from eval.fiction.final_text import final_accounts
from eval.fiction.ledger import Year, ledger
from eval.fiction.office import render_docx, render_xls, render_xlsx
from eval.fiction.papers import COLUMNS, Paper, TrueFact, facts_without_pages
from eval.fiction.pdf import render_pdf
from eval.fiction.web import render_html, render_markdown
from eval.fiction.wording import Words

DEPARTMENTS, YEARS, SEED = 8, (2022, 2024), 7
TRUTH = "truth.csv"


def synthesize(out: Path, departments: int = DEPARTMENTS, years: tuple[int, int] = YEARS, seed: int = SEED) -> list[Path]:
    """Write the documents of some departments from the first to the last of `years`, and truth.csv, into `out` (made if need be).

    Returns the documents' paths. A department's documents do not depend on how many others there are. Raises ValueError where there
    are not that many departments or the years run backwards; the message is Chinese, for users.
    """
    first, last = years
    if last < first:
        raise ValueError(f"起始年 {first} 晚于结束年 {last}")
    chosen = first_departments(departments)
    out.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    rows: list[dict[str, str]] = []
    for department in chosen:
        figures = ledger(department, first, last, seed)
        for step, year in enumerate(range(first, last + 1)):
            for basis in ("预算", "决算"):
                path, facts, paper = _document(department, figures[year], figures[year - 1], basis, step, seed, out)
                paths.append(path)
                rows += _truth(path, paper, facts)
    with (out / TRUTH).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return paths


def _document(department: Department, year: Year, before: Year, basis: str, step: int, seed: int, out: Path
              ) -> tuple[Path, Sequence[TrueFact], Paper]:  # fmt: skip
    style, file_format = department.style(step), department.file_format(basis, step)
    dice = Random(f"{seed}/{department.name}/{year.year}/{basis}")
    if basis == "决算":
        paper = final_accounts(department, year, before, Words(style, year.year, dice))
    else:
        style = replace(style, spaced=False)
        paper = budget(department, year, before, Words(style, year.year, dice), landscape=department.number % 2 == 1)
    suffix = {"tab": "txt", "old": "html"}.get(file_format, file_format)
    path = out / f"{department.name}_{year.year}_{paper.kind}.{suffix}"
    return path, _render(paper, path, file_format, style), paper


def _render(paper: Paper, path: Path, file_format: str, style: Style) -> Sequence[TrueFact]:
    """Write the file; its facts with their pages where the format has pages."""
    if file_format == "pdf":
        return render_pdf(paper, path, style)
    writers: dict[str, Callable[[], None]] = {
        "docx": lambda: render_docx(paper, path),
        "xlsx": lambda: render_xlsx(paper, path, style),
        "xls": lambda: render_xls(paper, path, style),
        "html": lambda: render_html(paper, path, old=False),
        "old": lambda: render_html(paper, path, old=True),
        "md": lambda: render_markdown(paper, path),
        "txt": lambda: render_dump(paper, path),
        "tab": lambda: render_tabs(paper, path),
    }
    writers[file_format]()
    return list(facts_without_pages(paper))


def _truth(path: Path, paper: Paper, facts: Iterable[TrueFact]) -> list[dict[str, str]]:
    return [
        {
            "doc": path.name,
            "page": "" if fact.page is None else str(fact.page),
            "form": fact.form,
            "title": fact.title,
            "side": fact.side,
            "row_code": fact.row_code,
            "row_name": fact.row_name,
            "column": fact.column,
            "value": fact.value,
            "unit": fact.unit,
            "origin": fact.origin,
            "department": paper.department,
            "year": str(fact.year),
            "basis": fact.basis or paper.basis,
            "quote": fact.quote,
        }
        for fact in facts
    ]
