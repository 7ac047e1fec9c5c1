"""True facts against exported ones: what was found, and what was made up, as multisets of rows."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index.export import COLUMNS

COMPARED = tuple(column for column in COLUMNS if column != "quote")
ORIGINS = {"table": "表格", "sentence": "文字", "indicator": "绩效表"}
Row = dict[str, str]
Counts = Counter[tuple[str, ...]]


class ExtractionError(Exception):
    """A file that cannot be compared; the message is Chinese, for users."""


@dataclass(frozen=True)
class Score:
    """`true` facts, `found` facts, and how many of them are the same."""

    true: int
    found: int
    same: int

    @property
    def recall(self) -> float:
        """Share of the true facts that were found; 1 where there are none."""
        return self.same / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """Share of the facts found that are true; 1 where there are none."""
        return self.same / self.found if self.found else 1.0


@dataclass(frozen=True)
class Comparison:
    """Two exports as multisets of rows over some columns."""

    truth: Counts
    found: Counts
    columns: tuple[str, ...]

    @property
    def total(self) -> Score:
        return _score(self.truth, self.found)

    def by(self, group: Callable[[Row], str]) -> dict[str, Score]:
        """A score for each group of rows."""
        names = sorted({group(self.named(key)) for key in (*self.truth, *self.found)})
        return {name: _score(self._only(self.truth, group, name), self._only(self.found, group, name)) for name in names}

    def _only(self, rows: Counts, group: Callable[[Row], str], name: str) -> Counts:
        return Counter({key: count for key, count in rows.items() if group(self.named(key)) == name})

    def named(self, key: Sequence[str]) -> Row:
        return dict(zip(self.columns, key, strict=True))

    @property
    def missing(self) -> list[Row]:
        """True facts that were not found, in their order."""
        return [self.named(key) for key in (self.truth - self.found).elements()]

    @property
    def extra(self) -> list[Row]:
        """Facts that were found and are not true, in their order."""
        return [self.named(key) for key in (self.found - self.truth).elements()]


def _score(truth: Counts, found: Counts) -> Score:
    return Score(truth.total(), found.total(), (truth & found).total())


def load(path: Path, columns: Sequence[str] = COMPARED) -> list[Row]:
    """The rows of an export. Raises ExtractionError where it cannot be read or lacks a column."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lacking = [column for column in columns if column not in (reader.fieldnames or ())]
            if lacking:
                raise ExtractionError(f"{path}：缺少列 {'、'.join(lacking)}；请用 python -m index facts --csv 导出")
            return [{column: row[column] or "" for column in columns} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ExtractionError(f"{path}：读不了（{error}），请检查文件") from error


def compare(truth: Iterable[Row], found: Iterable[Row], columns: Sequence[str] = COMPARED) -> Comparison:
    """Rows over `columns`; each counts as often as it occurs."""
    return Comparison(_counted(truth, columns), _counted(found, columns), tuple(columns))


def _counted(rows: Iterable[Row], columns: Sequence[str]) -> Counts:
    return Counter(tuple(_told(row, column) for column in columns) for row in rows)


def _told(row: Row, column: str) -> str:
    """A cell; of a sentence's figure without the headings above it: how many of them are its title is the reader's choice."""
    return "" if column == "title" and row.get("origin") == "sentence" else row[column]


def origin_of(row: Row) -> str:
    return ORIGINS.get(row["origin"], row["origin"])


def format_of(row: Row) -> str:
    """The format of the row's document: the ending of its name."""
    return Path(row["doc"]).suffix.lstrip(".").lower()


def print_comparison(comparison: Comparison, console: Console, misses: int) -> None:
    """Recall and precision by origin, by format and in total; then up to `misses` rows of either kind of error."""
    table = Table()
    for name in ("", "真实", "导出", "相同", "召回率", "精确率"):
        table.add_column(name, justify="left" if not name else "right")
    for scores in (comparison.by(origin_of), comparison.by(format_of), {"合计": comparison.total}):
        for name, score in scores.items():
            table.add_row(name, *(f"{n}" for n in (score.true, score.found, score.same)), f"{score.recall:.4f}", f"{score.precision:.4f}")
        table.add_section()
    console.print(table)
    for title, rows in (("缺少", comparison.missing), ("多出", comparison.extra)):
        for row in rows[:misses]:
            console.print(f"{title}：{' | '.join(value for value in row.values() if value)}", markup=False, highlight=False, soft_wrap=True)
        if misses and len(rows) > misses:
            console.print(f"{title}共 {len(rows)} 条，只列前 {misses} 条")
