"""A bar for whoever waits for a build: on standard error, and only where that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Begun = Callable[[Sequence[str]], None]
Advance = Callable[[], None]


@contextmanager
def bar(*, wanted: bool) -> Iterator[tuple[Begun, Advance]]:
    """Two functions: one is told the names of the files that are going to be read, in order, the other that the next of them is done.

    Lines that are printed meanwhile stand above the bar. Nothing is shown where it is not `wanted` or nobody looks.
    """
    if not (wanted and sys.stderr.isatty()):
        yield (lambda names: None), (lambda: None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("读取"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    progress = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    task = progress.add_task("", total=None, visible=False)
    waiting: list[str] = []

    def awaited() -> str:
        return waiting[0] if waiting else "整理索引"

    def begun(names: Sequence[str]) -> None:
        waiting.extend(names)
        progress.update(task, total=len(names), visible=True, description=awaited())

    def advance() -> None:
        del waiting[:1]
        progress.update(task, advance=1, description=awaited())

    with progress:
        yield begun, advance
