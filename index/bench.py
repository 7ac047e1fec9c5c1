"""How long PDFs take to read, beside what pdfplumber alone needs to extract the tables of their table pages.

    python -m index bench 文件.pdf …
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.documents import Grid, IndexingError

RUNS = 3
# what a file may take beside its tables, in seconds, and how many times pdfplumber's time they may take
_APART, _TIMES = 0.3, 1.5


@dataclass(frozen=True)
class Reading:
    """Seconds of processor time, each the median of some runs: of reading, of facts and checks, and of pdfplumber's tables."""

    name: str
    pages: int
    table_pages: int
    reading: float
    extracting: float
    tables: float

    @property
    def ratio(self) -> float:
        """How many times pdfplumber's time the file took, what it may take apart from its tables taken off."""
        return max(0.0, self.reading + self.extracting - _APART) / self.tables if self.tables else 0.0


def bench(paths: Sequence[Path], runs: int = RUNS) -> list[Reading]:
    """A Reading for each PDF. Raises IndexingError for what is no PDF or cannot be read."""
    return [_timed(path, runs) for path in paths]


def table_of(readings: Sequence[Reading]) -> str:
    """The readings to print; those over the limit are marked."""
    lines = ["文件｜页｜有表的页｜读取（秒）｜事实与勾稽（秒）｜pdfplumber 取表（秒）｜倍数"]
    for r in readings:
        over = f"，超过 {_TIMES} 倍" if r.tables and r.ratio > _TIMES else ""
        lines.append(
            f"{r.name}｜{r.pages}｜{r.table_pages}｜{r.reading:.2f}｜{r.extracting:.2f}｜{r.tables:.2f}｜{r.ratio:.2f}{over}"
        )
    lines.append(f"倍数 =（读取 + 事实与勾稽 − {_APART} 秒）÷ pdfplumber 取表；都是处理器时间，{RUNS} 次取中位数")
    return "\n".join(lines)


def _timed(path: Path, runs: int) -> Reading:
    import pdfplumber

    from index.pipeline import extract
    from index.readers import read_document

    if path.suffix.lower() != ".pdf":
        raise IndexingError(f"{path.name}：只能测 PDF；请换一个文件")
    reading, extracting, tables = [], [], []
    pages = found = 0
    for _ in range(runs):
        started = time.process_time()
        document = read_document(path)
        read = time.process_time()
        extract(document)
        done = time.process_time()
        numbers = [p.number for p in document.pages if p.number and any(isinstance(b, Grid) for b in p.blocks)]
        with pdfplumber.open(path) as pdf:
            for number in numbers:
                pdf.pages[number - 1].extract_tables()
        reading.append(read - started)
        extracting.append(done - read)
        tables.append(time.process_time() - done)
        pages, found = len(document.pages), len(numbers)
    return Reading(
        path.name, pages, found, statistics.median(reading), statistics.median(extracting), statistics.median(tables) if found else 0.0
    )
