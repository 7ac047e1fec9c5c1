"""Builds that are killed: whatever the moment, the store answers, and nothing is left behind."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from builds import ROOT, totals, write


def alive(session: int) -> list[str]:
    """Processes of a session that are not yet dead."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = status.read_text().rpartition(")")
        except OSError:  # it has just ended
            continue
        state, _, _, of_session, *_ = rest.split()
        if of_session == str(session) and state != "Z":
            found.append(name)
    return found


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_a_store_that_answers(tmp_path: Path) -> None:
    folder, root = tmp_path / "文件", tmp_path / "store"
    folder.mkdir()
    for number in range(12):
        write(folder / f"{number}.txt", f"{number}.50", department=f"霁州市望汐区{'甲乙丙丁戊己庚辛壬癸子丑'[number]}镇人民政府")
    command = [sys.executable, "-m", "index", "build", str(folder), "--store", str(root)]

    def change(total: str) -> None:
        write(folder / "0.txt", total, department="霁州市望汐区甲镇人民政府")

    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    change(value := "0.25")
    started = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    whole = time.monotonic() - started
    dice, sessions, killed = random.Random(20), [], 0
    while killed < 20:
        assert len(sessions) < 60, "the builds were too fast to be killed"
        change(newer := f"{1000 + len(sessions)}.25")
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(dice.uniform(0, 0.95 * whole))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        sessions.append(process.pid)
        found = totals(root)
        assert found["0.txt"] in (value, newer)
        value = found["0.txt"]
        assert found == {"0.txt": value, **{f"{n}.txt": f"{n}.50" for n in range(1, 12)}}
    deadline = time.monotonic() + 10
    while any(map(alive, sessions)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [name for session in sessions for name in alive(session)] == [], "processes were left behind"
    change("0.75")
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert totals(root)["0.txt"] == "0.75"
    assert [path.name for path in (root / "generations").iterdir()] == [(root / "CURRENT").read_text("utf-8")]
    assert len(list((root / "files").iterdir())) == 12
