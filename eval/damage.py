"""No document stops a build: damaged files are built like any others, and each must be read or reported within its limits.

    python -m eval damage FOLDER… --count 300 --seed 1
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from eval.damaged_files import Whole, damaged_files
from index.workers import forget_most_held, most_held

if TYPE_CHECKING:
    from index.pipeline import Report

SECONDS, SECONDS_A_PAGE, MEMORY = 30.0, 0.15, 1 << 30
"""What reading a file may take: so long, or so long for each of its pages where that is more, and so many bytes."""

_CHECKED = (".pdf", ".docx", ".xlsx")
"""Formats that carry check sums: what damage changed in them can be told."""


@dataclass(frozen=True)
class Verdict:
    """What became of one damaged file: 读入, 报告, 崩溃 (ended its process, and was reported), or 违规 with the reason in `fault`."""

    name: str
    kind: str
    state: str
    fault: str
    seconds: float
    memory: int


def run_damage(documents: Sequence[Whole], count: int, seed: int, folder: Path, size: float = 1.0) -> list[Verdict]:
    """Write `count` damaged files into `folder`, build them, and judge what became of them and of the process that built."""
    from index.embeddings import embedder
    from index.pipeline import build

    files, store = folder / "files", folder / "store"
    files.mkdir(parents=True, exist_ok=True)
    made: dict[str, str] = {}
    sources: dict[str, str] = {}
    for number, (kind, make) in enumerate(damaged_files(documents, count, seed, size)):
        damaged = make()
        name = f"{number:03d}_{kind}{damaged.suffix}"
        (files / name).write_bytes(damaged.data)
        made[name] = kind
        if Path(damaged.source).suffix.lower() in _CHECKED and kind != "错乱":  # two documents may have become one
            sources[name] = damaged.source
    reports: dict[str, list[Report]] = {}
    forget_most_held()
    begun = time.monotonic()
    build([files], store, embedder=embedder(None, None), told=lambda r: reports.setdefault(r.path.name, []).append(r))
    held, seconds = most_held(), time.monotonic() - begun
    wrong = _wrong_figures(store, sources, documents, folder)
    verdicts = [_verdict(name, kind, reports.get(name, []), wrong.get(name, 0)) for name, kind in made.items()]
    fault = f"占用内存 {held >> 20} MB" if held > MEMORY else ""
    return [*verdicts, Verdict("建索引", "建索引", "违规" if fault else "读入", fault, seconds, held)]


def _verdict(name: str, kind: str, reports: Sequence[Report], wrong: int) -> Verdict:
    if len(reports) != 1:
        return Verdict(name, kind, "违规", "没有报告" if not reports else "报告了多次", 0.0, 0)
    [report] = reports
    pages = report.record.pages if report.record else _pages_of(report)
    fault = ""
    if report.seconds > max(SECONDS, SECONDS_A_PAGE * pages):
        fault = f"用时 {report.seconds:.0f} 秒"
    elif report.memory > MEMORY:
        fault = f"占用内存 {report.memory >> 20} MB"
    elif report.error and not _is_proper(name, report.error):
        fault = f"报告不合规矩：{report.error[:120]}"
    elif wrong:
        fault = f"{wrong} 个与原件不同的数字"
    state = "读入" if not report.error else "崩溃" if "崩溃" in report.error else "报告"
    return Verdict(name, kind, "违规" if fault else state, fault, report.seconds, report.memory)


def _pages_of(report: Report) -> int:
    """Pages of a file that was given up: where it took longer, it must have had so many; the limit is known from the file."""
    import pypdfium2

    if report.seconds <= SECONDS or report.path.suffix != ".pdf":
        return 0
    try:
        with pypdfium2.PdfDocument(report.path) as pdf:
            return len(pdf)
    except pypdfium2.PdfiumError:
        return 0


def _is_proper(name: str, error: str) -> bool:
    """One line in Chinese that begins with the file's name and was foreseen."""
    return error.startswith(name) and "\n" not in error and "处理时出错" not in error and re.search(r"[一-鿿]{4}", error) is not None


def _wrong_figures(store: Path, sources: dict[str, str], documents: Sequence[Whole], folder: Path) -> dict[str, int]:
    """How many figures each damaged document has that its original, the one in `sources`, has not."""
    from index.pipeline import extract
    from index.readers import read_document
    from index.store import Store

    found: dict[str, Counter[tuple[str, str]]] = {}
    with Store.open(store) as opened:
        for fact in opened.facts.facts():
            if fact.provenance.doc in sources:
                found.setdefault(fact.provenance.doc, Counter())[str(fact.value), fact.unit] += 1
    printed: dict[str, Counter[tuple[str, str]]] = {}
    for whole in documents:
        if whole.name in {sources[name] for name in found}:
            (folder / whole.name).write_bytes(whole.data)
            printed[whole.name] = Counter((str(f.value), f.unit) for f in extract(read_document(folder / whole.name)).facts)
    wrong: dict[str, int] = {}
    for name, figures in found.items():
        original = printed[sources[name]]
        values = {value for value, _ in original}  # a table whose first page is lost has no unit, which is reported
        wrong[name] = sum(n for (value, unit), n in (figures - original).items() if unit or value not in values)
    return wrong


def documents_in(paths: Sequence[Path]) -> list[Whole]:
    """The documents in files and folders, those of one name once."""
    from index.readers import SUFFIXES

    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    found = {file.name: file for file in files if file.is_file() and file.suffix.lower() in SUFFIXES}
    return [Whole(name, file.read_bytes()) for name, file in found.items()]


def print_verdicts(verdicts: Sequence[Verdict], console: Console) -> None:
    """A row a kind of damage; beneath, every violation."""
    states = ("读入", "报告", "崩溃", "违规")
    table = Table("损坏方式", "文件", *states, "最长（秒）", "最大内存（MB）")
    for kind in dict.fromkeys(v.kind for v in verdicts):
        mine = [v for v in verdicts if v.kind == kind]
        counts = Counter(v.state for v in mine)
        longest, most = max(v.seconds for v in mine), max(v.memory for v in mine)
        table.add_row(kind, str(len(mine)), *(str(counts[state]) for state in states), f"{longest:.1f}", str(most >> 20))
    console.print(table)
    for verdict in verdicts:
        if verdict.state == "违规":
            console.print(f"{verdict.name}：{verdict.fault}", markup=False, highlight=False)
