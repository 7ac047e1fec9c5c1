"""Results as tables for people: one run by kind of question, or two runs beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from eval.metrics import BAD, OUTCOMES, Tally, tally
from eval.run import Row

KINDS = {
    "lookup": "查数",
    "compute": "计算",
    "compare": "比较",
    "list": "列举",
    "text": "文字",
    "followup": "追问",
    "conflict": "矛盾",
    "clarify": "反问",
    "no_data": "无数据",
    "out_of_scope": "范围外",
}
NAMES = {"correct": "正确", "wrong": "答错", "declined": "未答", "invented": "臆答", "misrouted": "误判", "failed": "出错"}


@dataclass(frozen=True)
class Change:
    """A case that ended differently in two runs; `before` and `after` are its rows."""

    before: Row
    after: Row

    @property
    def better(self) -> bool:
        return _rank(self.after) > _rank(self.before)

    @property
    def worse(self) -> bool:
        return _rank(self.after) < _rank(self.before)


@dataclass(frozen=True)
class Comparison:
    """Two runs over the cases they share. `better` and `worse` by outcome; `only_before`, `only_after`: ids that one of them lacks;
    `changed_cases`: ids of cases that are not the same any more, and are left out."""

    before: Tally
    after: Tally
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    changed_cases: tuple[str, ...]


def _rank(row: Row) -> int:
    """A wrong figure is worse than none."""
    if row.outcome == "correct":
        return 2
    return 0 if row.outcome in BAD else 1


def compare(before: Sequence[Row], after: Sequence[Row]) -> Comparison:
    """What got better and what got worse, over the cases that both runs asked in the same words."""
    old, new = {r.id: r for r in before}, {r.id: r for r in after}
    both = [i for i in old if i in new]
    same = [i for i in both if old[i].case == new[i].case]
    changes = [Change(old[i], new[i]) for i in same if old[i].outcome != new[i].outcome]
    return Comparison(
        before=tally(old[i].verdict for i in same),
        after=tally(new[i].verdict for i in same),
        better=tuple(c for c in changes if c.better),
        worse=tuple(c for c in changes if c.worse),
        only_before=tuple(i for i in old if i not in new),
        only_after=tuple(i for i in new if i not in old),
        changed_cases=tuple(i for i in both if old[i].case != new[i].case),
    )


def print_run(rows: Sequence[Row], console: Console, failures: int = 20) -> None:
    """The first failures with their reasons, then a line a kind and the total."""
    bad = [row for row in rows if row.outcome != "correct"]
    for row in bad[:failures]:
        line = f"{NAMES[row.outcome]} {row.id} [{KINDS[row.kind]}] {row.question} — {row.why}"
        console.print(line, style="red", markup=False, highlight=False)
    if len(bad) > failures:
        console.print(f"（另有 {len(bad) - failures} 题未列出，见结果文件）")
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False)  # twelve columns in eighty characters
    for column in ("题型", "题数", *NAMES.values(), "正确率", "答错率", "引用率", "平均秒数"):
        table.add_column(column, justify="left" if column == "题型" else "right", no_wrap=True)
    for kind, name in KINDS.items():
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            table.add_row(name, *_cells(of_kind))
    table.add_section()
    table.add_row("合计", *_cells(rows), style="bold")
    console.print(table)


def summary(rows: Sequence[Row]) -> dict[str, dict[str, float | int | None]]:
    """Numbers alone, by operation (by kind where a case has none) and in all: nothing of what was asked or answered."""
    return {name: _numbers(of) for name, of in [*_by_operation(rows), ("all", rows)]}


def _by_operation(rows: Sequence[Row]) -> list[tuple[str, Sequence[Row]]]:
    names = sorted({row.operation or row.kind for row in rows})
    return [(name, [row for row in rows if (row.operation or row.kind) == name]) for name in names]


def _numbers(rows: Sequence[Row]) -> dict[str, float | int | None]:
    total = tally(row.verdict for row in rows)
    cited = total.citation_rate
    rates = {"accuracy": round(total.accuracy, 4), "wrong_rate": round(total.wrong_rate, 4)}
    counts = {outcome: total.outcomes.get(outcome, 0) for outcome in OUTCOMES}
    return {"n": total.n, **counts, **rates, "citation_rate": None if cited is None else round(cited, 4)}


def print_summary(rows: Sequence[Row], console: Console) -> None:
    """A line an operation and the total, without any text of questions or answers; plain columns, as wide as they need to be."""
    columns = ("n", *OUTCOMES, "accuracy", "wrong_rate", "citation_rate")
    lines: list[tuple[str, ...]] = [("operation", *columns)]
    lines += [(name, *("" if of[column] is None else str(of[column]) for column in columns)) for name, of in summary(rows).items()]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *rest in lines:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        console.print("  ".join(cells), markup=False, highlight=False, soft_wrap=True)


def _cells(rows: Sequence[Row]) -> list[str]:
    total = tally(row.verdict for row in rows)
    counts = [str(total.outcomes.get(outcome, 0) or "") for outcome in OUTCOMES]
    cited = "" if total.citation_rate is None else f"{total.citation_rate:.1%}"
    seconds = sum(row.seconds for row in rows) / len(rows) if rows else 0.0
    return [str(total.n), *counts, _accuracy(total), f"{total.wrong_rate:.1%}", cited, f"{seconds:.2f}"]


def _accuracy(total: Tally) -> str:
    """With its standard error: on few cases, a small difference is none."""
    return f"{total.accuracy:.1%} ± {total.standard_error:.1%}"


def print_comparison(comparison: Comparison, console: Console) -> None:
    """What got better, what got worse, then the totals of both."""
    for title, style, changes in (("变好", "green", comparison.better), ("变差", "red", comparison.worse)):
        console.print(f"{title} {len(changes)} 题", style=style)
        for change in changes:
            before, after = change.before, change.after
            line = f"  {after.id} {NAMES[before.outcome]} → {NAMES[after.outcome]}  {after.question} — {after.why or before.why}"
            console.print(line, markup=False, highlight=False)
    for name, ids in (("只在前者", comparison.only_before), ("只在后者", comparison.only_after), ("题目已改", comparison.changed_cases)):
        if ids:
            console.print(f"{name}（不计入）：{'、'.join(ids)}", markup=False, highlight=False)
    for name, total in (("前", comparison.before), ("后", comparison.after)):
        console.print(f"{name}：{total.n} 题，正确率 {_accuracy(total)}，答错率 {total.wrong_rate:.1%}", highlight=False)
