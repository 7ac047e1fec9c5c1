"""The store on disk: the only reader and writer of built data. It cannot be half written.

    STORE/CURRENT             name of the generation that answers; replaced by one rename
    STORE/generations/<name>  facts.duckdb, passages/, manifest.json
    STORE/files/<sha256>.pdf  the original files, for showing their pages

A build copies the current generation, changes the copy, checks it and then renames CURRENT. Killed at any moment, the old generation still
answers; left-over copies are removed by the next build.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.documents import IndexingError
from index.fact_store import DocumentRecord, FactStore

if TYPE_CHECKING:
    from index.passage_store import LabelIndex, PassageStore

FORMAT = 1
"""Raised whenever what is stored changes its shape: an older store is then refused instead of being misread."""


@dataclass(frozen=True)
class Manifest:
    """What a generation was built with: format of the store, the program that read the documents (a hash of its sources), the embedding's
    name and dimension, a fingerprint of the documents."""

    format: int
    reader: str
    embedder: str
    dimension: int
    fingerprint: str


class Store:
    """A built store, read-only. Facts open at once; passages and labels only when they are asked for."""

    def __init__(self, root: Path, generation: Path) -> None:
        self.root, self.generation = root, generation
        self.manifest = _read_manifest(generation)
        self.facts = FactStore(generation / "facts.duckdb")

    @classmethod
    def open(cls, root: Path | str) -> Store:
        """Open the store at `root`. Raises IndexingError (Chinese) where there is none or it is of another format."""
        root = Path(root)
        for _ in range(3):  # a build may switch and clean up between the two reads
            generation = _current(root)
            if generation is None:
                raise IndexingError(f"没有找到索引 {root}。请先运行：python -m index build 文件夹 --store {root}")
            try:
                return cls(root, generation)
            except FileNotFoundError:
                continue
        raise IndexingError(f"索引 {root} 不完整。请重新运行 python -m index build")

    def close(self) -> None:
        self.facts.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def fingerprint(self) -> str:
        return self.manifest.fingerprint

    @cached_property
    def documents(self) -> list[DocumentRecord]:
        """All documents that were read, templates included."""
        return self.facts.documents()

    @cached_property
    def passages(self) -> PassageStore:
        """Passages with their search index; opens Chroma."""
        from index.passage_store import PassageStore

        return PassageStore.open(self.generation / "passages")

    @cached_property
    def labels(self) -> LabelIndex:
        """Distinct fact labels with their search index; needs neither torch nor Chroma."""
        from index.passage_store import LabelIndex

        return LabelIndex.open(self.generation / "passages")

    def original(self, sha256: str) -> Path | None:
        """The original file with this content, for showing its pages; None where it is gone."""
        return next(iter(sorted((self.root / "files").glob(f"{sha256}.*"))), None)


class Draft:
    """A generation being written. Only `drafting` makes one."""

    def __init__(self, root: Path, generation: Path) -> None:
        self.root, self.generation = root, generation
        self.passages = generation / "passages"
        self.facts = FactStore(generation / "facts.duckdb", writable=True)

    def keep_original(self, path: Path, sha256: str) -> None:
        """Copy an original into the store; a copy that is there already is the same file."""
        target = self.root / "files" / f"{sha256}{path.suffix.lower()}"
        if not target.exists():
            part = target.with_suffix(".part")
            shutil.copyfile(path, part)
            part.replace(target)


@contextmanager
def drafting(root: Path, *, fresh: bool = False) -> Iterator[Draft]:
    """A copy of the current generation (an empty one where there is none or where `fresh`) to be changed; nothing of it is seen until
    `publish`. One writer at a time: raises IndexingError while another build runs."""
    for folder in ("generations", "files"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexingError(f"另一个进程正在写入索引 {root}，请等它结束后再试") from error
        current = _current(root)
        _remove_leftovers(root, current)
        generation = root / "generations" / uuid.uuid4().hex[:12]
        if current is not None and not fresh:
            shutil.copytree(current, generation)
            (generation / "manifest.json").unlink(missing_ok=True)
        else:
            generation.mkdir()
        draft = Draft(root, generation)
        try:
            yield draft
        finally:
            draft.facts.close()
            if _current(root) != generation:
                shutil.rmtree(generation, ignore_errors=True)


def publish(draft: Draft, *, embedder: str, dimension: int) -> None:
    """Check the draft, then make it the current generation in one rename."""
    documents = draft.facts.documents()
    expected = sum(d.facts for d in documents)
    found = draft.facts.count()
    if expected != found:
        raise IndexingError(f"索引自检未通过：应有 {expected} 条事实，实有 {found} 条。原索引未受影响，请重新运行 python -m index build")
    draft.facts.close()
    manifest = {"format": FORMAT, "reader": reader_version(), "embedder": embedder, "dimension": dimension, "fingerprint": fingerprint(documents)}
    _write(draft.generation / "manifest.json", json.dumps(manifest))
    for path in draft.generation.rglob("*"):
        if path.is_file():
            _sync(path)
    _write(draft.root / "CURRENT", draft.generation.name)


def fingerprint(documents: Sequence[DocumentRecord]) -> str:
    """The same for the same documents read the same way."""
    key = [(d.doc, d.sha256, d.department, d.year, d.basis, d.facts, d.passages) for d in documents]
    return hashlib.sha256(repr(key).encode()).hexdigest()[:16]


@cache
def reader_version() -> str:
    """A hash of this package's sources and data: documents read by another version are read anew."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".toml", ".csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def compatible(root: Path, embedder: str) -> bool:
    """Was the current generation built by this very program with this embedding, so that unchanged documents can be kept?"""
    current = _current(root)
    if current is None:
        return False
    try:
        manifest = _read_manifest(current)
    except (FileNotFoundError, KeyError, json.JSONDecodeError, IndexingError):
        return False
    return manifest.reader == reader_version() and manifest.embedder == embedder


def _current(root: Path) -> Path | None:
    try:
        name = (root / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    generation = root / "generations" / name
    return generation if name and generation.is_dir() else None


def _read_manifest(generation: Path) -> Manifest:
    data: dict[str, Any] = json.loads((generation / "manifest.json").read_text("utf-8"))
    if data.get("format") != FORMAT:
        raise IndexingError(f"索引 {generation.parent.parent} 的格式与本程序不符。请重新运行 python -m index build")
    return Manifest(data["format"], data["reader"], data["embedder"], data["dimension"], data["fingerprint"])


def _remove_leftovers(root: Path, current: Path | None) -> None:
    """Generations of killed builds. The current one's predecessor was removed when it was replaced."""
    for path in (root / "generations").iterdir():
        if path != current:
            shutil.rmtree(path, ignore_errors=True)
    for path in (root / "files").glob("*.part"):
        path.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    _sync(part)
    part.replace(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
