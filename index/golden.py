"""Golden documents: small files, one a kind of layout, and beside each the facts that are expected to be read from it.

Generated, then read by a human: nothing is overwritten without being asked for, and every difference is shown.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from index.documents import IndexingError

EXPECTED = ".facts.csv"


def golden_documents(folder: Path) -> list[Path]:
    """The documents of a folder, by name. Raises IndexingError where there is none."""
    from index.readers import SUFFIXES

    found = sorted(p for p in folder.glob("*") if p.suffix.lower() in SUFFIXES)
    if not found:
        raise IndexingError(f"{folder} 里没有样例文件；请在程序所在的文件夹里运行，或用 --golden 写明位置")
    return found


def expected_path(document: Path) -> Path:
    """Where the expected facts of a document are."""
    return document.with_name(document.name + EXPECTED)


def read_facts(document: Path) -> str:
    """The facts that are read from a document now, as CSV in reading order. Raises UnreadableFileError."""
    from index.export import COLUMNS, exported
    from index.pipeline import extract
    from index.readers import read_document

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(exported, extract(read_document(document)).facts))
    return out.getvalue()


def difference(document: Path, found: str) -> list[str]:
    """Lines of a unified diff from the facts expected to those found; empty where they are the same."""
    expected = expected_path(document)
    before = expected.read_text("utf-8") if expected.exists() else ""
    return list(_diff(before, found, expected.name))


def generate(folder: Path, *, force: bool, told: Callable[[str], None]) -> list[Path]:
    """Write the expected facts of the documents that have none (of all, with `force`) and tell every difference.

    Returns the files that differ and were left as they are.
    """
    left: list[Path] = []
    for document in golden_documents(folder):
        found, expected = read_facts(document), expected_path(document)
        lines = difference(document, found)
        for line in lines:
            told(line)
        if not lines:
            continue
        if force or not expected.exists():
            expected.write_text(found, "utf-8")
            told(f"已写入 {expected}")
        else:
            left.append(expected)
    return left


def _diff(before: str, after: str, name: str) -> Iterator[str]:
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), f"{name}（预期）", f"{name}（现在）", lineterm="", n=1):
        yield line.rstrip("\n")
