"""Work done side by side by processes of their own, each within limits of time and memory.

What a process cannot do within them, or does not survive, costs that one piece of work: its process is ended and another takes its place.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Work = Callable[[T, Callable[[int], None]], R]
"""A function of the top level of a module: (item, told how many pages it has) → result. Both are sent from process to process."""

# how many pieces, for each process, may be done before the results in front of them are taken: results wait in memory
_AHEAD = 8


@dataclass(frozen=True)
class Limits:
    """What one piece of work may take: `memory` in bytes of data of its process, `seconds`, or `seconds_a_page` of each page where
    that is longer."""

    memory: int = 900 << 20  # with the libraries' code less than 1 GB
    seconds: float = 24.0  # a single file is read and stored within 30 s
    seconds_a_page: float = 0.13

    def time(self, pages: int) -> float:
        return max(self.seconds, self.seconds_a_page * pages)


@dataclass(frozen=True)
class Failure:
    """Work that was not done: it took too long, needed too much memory, or ended its process (`signal`, 0 where the process ended
    itself)."""

    reason: Literal["time", "memory", "crash"]
    signal: int = 0


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """What came of a piece of work, the seconds that it took, and the most bytes that its process held meanwhile (0 where unknown)."""

    result: R | Failure
    seconds: float
    memory: int


@dataclass(frozen=True)
class _Pages:
    """What a process sends while it works: how many pages there are."""

    count: int


@dataclass(frozen=True)
class _Done(Generic[R]):
    """What a process sends at the end of a piece. `last`: it has grown, and stops."""

    result: R | Failure
    memory: int
    last: bool


def side_by_side(work: Work[T, R], items: Sequence[T], count: int, limits: Limits = Limits()) -> Iterator[tuple[T, Outcome[R]]]:
    """Every item with what came of it, in order, from `count` processes. They are ended where the caller stops early."""
    outcomes: dict[int, Outcome[R]] = {}
    crew: list[_Worker[T, R]] = []
    begun = 0
    try:
        for place, item in enumerate(items):
            while place not in outcomes:
                while begun < min(len(items), place + _AHEAD * count) and (worker := _free(crew, count, work, limits)):
                    worker.begin(begun, items[begun])
                    begun += 1
                for worker in _heard(crew):
                    outcome = worker.outcome()
                    if outcome is not None:
                        outcomes[worker.place] = outcome
                crew = [worker for worker in crew if not worker.ended]
            yield item, outcomes.pop(place)
    finally:
        for worker in crew:
            worker.end()


class _Worker(Generic[T, R]):
    """A process and the pipe to it. `place`: of the item that it works on."""

    def __init__(self, work: Work[T, R], limits: Limits) -> None:
        context = get_context("forkserver")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work, limits.memory), daemon=True)
        self._process.start()
        theirs.close()
        self._limits = limits
        self._pages = 0
        self._since = 0.0
        self.place = -1
        self.busy = self.ended = False

    @property
    def left(self) -> float:
        """Seconds until its time is up."""
        return max(0.0, self._since + self._limits.time(self._pages) - time.monotonic())

    def begin(self, place: int, item: T) -> None:
        self.place, self.busy, self._pages, self._since = place, True, 0, time.monotonic()
        with suppress(OSError):  # it has died: `outcome` says so
            self.connection.send(item)

    def outcome(self) -> Outcome[R] | None:
        """What came of its work; None while it goes on."""
        seconds = time.monotonic() - self._since
        if not self.connection.poll():
            if self.left:
                return None
            memory = most_held(self._process.pid)
            self.end()
            return Outcome(Failure("time"), seconds, memory)
        try:
            said: _Pages | _Done[R] = self.connection.recv()
        except (EOFError, OSError):
            self._process.join()
            self.end()
            return Outcome(Failure("crash", max(0, -(self._process.exitcode or 0))), seconds, 0)
        if isinstance(said, _Pages):
            self._pages = said.count
            return None
        self.busy = False
        if said.last:
            self.end()
        return Outcome(said.result, seconds, said.memory)

    def end(self) -> None:
        self.ended, self.busy = True, False
        self._process.kill()
        self._process.join()
        self.connection.close()


def _free(crew: list[_Worker[T, R]], count: int, work: Work[T, R], limits: Limits) -> _Worker[T, R] | None:
    """A process without work, a new one where there may be more; None where all are busy."""
    free = next((worker for worker in crew if not worker.busy), None)
    if free is None and len(crew) < count:
        free = _Worker(work, limits)
        crew.append(free)
    return free


def _heard(crew: Sequence[_Worker[T, R]]) -> list[_Worker[T, R]]:
    """Those that have something to say or whose time is up: waits for the first."""
    busy = [worker for worker in crew if worker.busy]
    spoke = wait([worker.connection for worker in busy], min(worker.left for worker in busy))
    return [worker for worker in busy if worker.connection in spoke or not worker.left]


# --- in the process -------------------------------------------------------------------------------------------------------


def _serve(connection: Connection[Any, Any], work: Work[T, R], memory: int) -> None:
    """Do what comes through the pipe until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts the build ends its processes
    _end_with_parent()
    _silence()
    limit_memory(memory)
    while True:
        try:
            item = connection.recv()
        except EOFError:
            return
        forget_most_held()
        try:
            result = work(item, lambda pages: connection.send(_Pages(pages)))
            held = most_held()
            done = _Done(result, held, held > memory // 2)
            connection.send(done)
        except MemoryError:
            done = _Done(Failure("memory"), most_held(), True)
            connection.send(done)
        if done.last:
            return


def limit_memory(size: int) -> None:
    """This process gets no more than `size` bytes of data: beyond it, MemoryError."""
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    size = size if most == resource.RLIM_INFINITY else min(size, most)
    resource.setrlimit(resource.RLIMIT_DATA, (size, most))


def most_held(process: int | None = None) -> int:
    """The most bytes that a process, this one by default, held since it last forgot them; 0 where the system does not tell."""
    with suppress(OSError):
        found = re.search(r"^VmHWM:\s*(\d+) kB", Path(f"/proc/{process or 'self'}/status").read_text(), re.M)
        return int(found[1]) * 1024 if found else 0
    return 0


def forget_most_held() -> None:
    """From now on `most_held` counts anew, where the system allows it."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # Linux: VmHWM begins again at what is held now; a process reads many files


def _silence() -> None:
    """What libraries print in a process would stand between the lines of the build."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.close(nowhere)


def _end_with_parent() -> None:
    """A killed build leaves no process behind, however long its work would take."""

    def watch() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
