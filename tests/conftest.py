"""What every test can rely on: the real documents where they are, and no network but loopback."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from index.store import Store

ROOT = Path(__file__).resolve().parent.parent


def _shared(name: str, variable: str) -> Path:
    path = Path(os.environ.get(variable, ROOT.parent / "shared" / name))
    if not path.is_dir():
        reason = f"real documents not found at {path} (set {variable})"
        if os.environ.get("REQUIRE_REAL_DOCUMENTS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def disclosures() -> Path:
    """The folder of real disclosures."""
    return _shared("disclosures", "DISCLOSURES_DIR")


@pytest.fixture(scope="session")
def truth() -> Path:
    """What the real documents print, and compare.py."""
    return _shared("truth", "TRUTH_DIR")


@pytest.fixture(scope="session")
def golden() -> Path:
    """Questions with known answers, and score.py."""
    return _shared("golden", "GOLDEN_DIR")


@pytest.fixture(scope="session")
def real_store(disclosures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of all real disclosures, built once."""
    return _built([disclosures], tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fictitious disclosures of two departments and years with their truth.csv."""
    from eval.synthesize import synthesize

    out = tmp_path_factory.mktemp("invented")
    synthesize(out, 2, (2022, 2023), seed=3)
    return out


@pytest.fixture(scope="session")
def invented_store(invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of `invented`, built once."""
    return _built([invented], tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def ledger_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The invented ledger of fictitious_facts, open; it has no passages."""
    from fictitious_facts import EMPTY, built, ledger

    from index.store import Store

    with Store.open(built(tmp_path_factory.mktemp("ledger"), ledger(), [EMPTY])) as store:
        yield store


def _built(paths: list[Path], root: Path) -> Path:
    from index.embeddings import embedder
    from index.pipeline import build

    reports = build(paths, root, embedder=embedder(None, None))
    assert [report.error for report in reports if report.error] == []
    return root


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only loopback and local sockets may be reached: nothing phones home, and a test that tries fails."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    yield
