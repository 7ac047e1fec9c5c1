"""Work side by side: in order, within limits, and what breaks them costs that piece alone."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Callable
from multiprocessing import active_children

import pytest

from index.workers import Failure, Limits, side_by_side

LIMITS = Limits(memory=400 << 20, seconds=6.0, seconds_a_page=1.0)


def work(item: str, counted: Callable[[int], None]) -> str:
    """What the item says: it stands for a reader."""
    if item == "hang":
        time.sleep(600)
    elif item == "hang in C":
        ctypes.CDLL(None).pause()
    elif item == "many pages":
        counted(30)
        time.sleep(7)
    elif item == "eat":
        return "x" * (1 << 30)
    elif item == "eat bit by bit":
        held = []
        while True:
            held.append(bytearray(1 << 20))
    elif item == "large result":
        return "y" * (50 << 20)
    elif item == "crash":
        ctypes.string_at(0)
    elif item == "exit":
        os._exit(3)
    elif item == "recurse":
        return work(item, counted)
    return f"{item} done"


def outcomes(*items: str, count: int = 2) -> list[str | Failure]:
    found = list(side_by_side(work, items, count, LIMITS))
    assert [item for item, _ in found] == list(items)
    return [outcome.result for _, outcome in found]


def test_results_come_in_order_from_as_many_processes_as_wanted() -> None:
    items = [f"{number}" for number in range(60)]
    assert outcomes(*items, count=3) == [f"{item} done" for item in items]
    assert active_children() == []


@pytest.mark.parametrize(
    ("item", "failure"),
    [
        ("hang", Failure("time")),
        ("hang in C", Failure("time")),
        ("eat", Failure("memory")),
        ("eat bit by bit", Failure("memory")),
        ("crash", Failure("crash", 11)),
        ("exit", Failure("crash", 0)),
        ("recurse", Failure("crash", 0)),  # an exception that `work` lets through
    ],
)
def test_what_breaks_a_limit_costs_that_piece_alone(item: str, failure: Failure) -> None:
    assert outcomes("a", item, "b", "c", count=1) == ["a done", failure, "b done", "c done"]
    assert active_children() == []


def test_pages_give_more_time_and_a_large_result_arrives() -> None:
    assert outcomes("many pages", "large result") == ["many pages done", "y" * (50 << 20)]


def test_what_it_took_is_told() -> None:
    (_, small), (_, large) = side_by_side(work, ["a", "large result"], 1, LIMITS)
    assert 0 < small.memory < large.memory < 600 << 20
    assert 0 < small.seconds < 6


def test_whoever_stops_early_leaves_no_process_behind() -> None:
    for item, _ in side_by_side(work, ["a", "hang", "b"], 2, LIMITS):
        assert item == "a"
        break
    assert active_children() == []
