"""The store on disk: the only reader and writer of built data. It cannot be half written.

    STORE/CURRENT             name of the generation that answers; replaced by one rename
    STORE/generations/<name>  facts.duckdb, labels/, passages/, manifest.json
    STORE/files/<sha256>.pdf  the original files, for showing their pages

A build copies the current generation, changes the copy, checks it and then renames CURRENT. Killed at any moment, the old generation still
answers; left-over copies are removed by the next build. Whoever has a generation open holds a shared lock on its manifest: it is removed
only when nobody reads it any more.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from index.documents import IndexingError
from index.fact_store import DocumentRecord, FactStore

if TYPE_CHECKING:
    from index.embeddings import Embedder
    from index.label_index import LabelIndex
    from index.passage_store import PassageStore

FORMAT = 3
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

    def __init__(self, root: Path, generation: Path, embedder: Embedder | None = None) -> None:
        self.root, self.generation, self._embedder = root, generation, embedder
        self._held = _hold(generation)
        try:
            self.manifest = _read_manifest(generation)
            self.facts = FactStore(generation / "facts.duckdb")
        except BaseException:  # whatever it is, the lock must not stay
            self._held.close()
            raise

    @classmethod
    def open(cls, root: Path | str, embedder: Embedder | None = None) -> Store:
        """Open the store at `root`. `embedder` encodes questions of text; None: the small one that ships.

        Raises IndexingError (Chinese) where there is no store or it is of another format.
        """
        root = Path(root)
        for _ in range(3):  # a build may switch and clean up between the two reads
            generation = current_generation(root)
            if generation is None:
                raise IndexingError(f"没有找到索引 {root}。请先运行：python -m index build 文件夹 --store {root}")
            try:
                return cls(root, generation, embedder)
            except FileNotFoundError:
                continue
        raise IndexingError(f"索引 {root} 不完整。请重新运行 python -m index build")

    def close(self) -> None:
        self.facts.close()
        if "passages" in self.__dict__:
            self.passages.close()
        self._held.close()

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

        return PassageStore.open(self.generation / "passages", self._embedder)

    @cached_property
    def labels(self) -> LabelIndex:
        """Distinct fact labels with their search index; needs neither torch nor Chroma."""
        from index.label_index import LabelIndex

        return LabelIndex.open(self.generation / "labels")

    def original(self, sha256: str) -> Path | None:
        """The original file with this content, for showing its pages; None where it is gone."""
        return _original(self.root, sha256)


class Draft:
    """A generation being written. Only `drafting` makes one. `reader`: the program that read the documents in it."""

    def __init__(self, root: Path, generation: Path, reader: str) -> None:
        self.root, self.generation, self.reader = root, generation, reader
        self.passages = generation / "passages"
        self.facts = FactStore(generation / "facts.duckdb", writable=True)
        self._copied: list[Path] = []

    def close(self) -> None:
        """Let go of the files; what was not published leaves nothing behind."""
        self.facts.close()
        if current_generation(self.root) != self.generation:
            for path in self._copied:
                path.unlink(missing_ok=True)

    def keep_original(self, path: Path, sha256: str) -> bool:
        """Copy an original into the store, where it is not there already. False where `path` is gone or holds something else by now."""
        target = self.root / "files" / f"{sha256}{path.suffix.lower()}"
        if target.exists():
            return True
        try:
            data = path.read_bytes()
        except OSError:
            return False
        if hashlib.sha256(data).hexdigest() != sha256:
            return False
        part = target.with_suffix(".part")
        self._copied += [part, target]
        part.write_bytes(data)
        _sync(part)
        part.replace(target)
        return True


@contextmanager
def drafting(root: Path, *, since: Path | None, fresh: bool = False) -> Iterator[Draft]:
    """A copy of the generation `since` to be changed, an empty one where it is None or where `fresh`; nothing is seen until `publish`.

    One writer at a time: raises IndexingError while another build runs, where `since` is no longer the current generation (what was
    decided by looking at it may be wrong now), and where the disk refuses.
    """
    with _disk_willing(root):
        for folder in ("generations", "files"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        with (root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexingError(f"另一个进程正在写入索引 {root}，请等它结束后再试") from error
            if current_generation(root) != since:
                raise IndexingError(f"索引 {root} 刚被另一个进程更新，请再运行一次")
            _remove_leftovers(root)
            generation = root / "generations" / uuid.uuid4().hex[:12]
            try:
                with closing(_draft(root, generation, None if fresh else since)) as draft:
                    yield draft
            finally:
                if current_generation(root) != generation:
                    shutil.rmtree(generation, ignore_errors=True)


def _draft(root: Path, generation: Path, source: Path | None) -> Draft:
    if source is None:
        generation.mkdir()
        return Draft(root, generation, reader_version())
    shutil.copytree(source, generation, ignore=shutil.ignore_patterns("manifest.json", "*.sqlite3-*"), copy_function=_copy)
    return Draft(root, generation, _read_manifest(source).reader)


def _copy(source: str, target: str) -> None:
    """A file as it stands; of Chroma's database a snapshot, since Chroma writes to it even where it is only read."""
    if not source.endswith(".sqlite3"):
        shutil.copyfile(source, target)
        return
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.backup(copy)


@contextmanager
def _disk_willing(root: Path) -> Iterator[None]:
    """A full disk, a file where the folder should be, a folder without permission: said in one line, and the old generation stands."""
    try:
        yield
    except _disk_errors() as error:  # looked up only where something was raised
        said = str(error).splitlines()[0]
        reason = {errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已满", errno.EACCES: "没有写入权限", errno.EROFS: "磁盘只读",
                  errno.ENOTDIR: "该处是文件而不是文件夹", errno.EEXIST: "该处是文件而不是文件夹"}.get(
            getattr(error, "errno", None) or 0, "磁盘已满" if re.search("No space left|disk is full", said) else said
        )  # fmt: skip
        raise IndexingError(f"写不进索引 {root}：{reason}。请检查磁盘空间和文件夹权限后再试；原有索引未受影响") from error


def _disk_errors() -> tuple[type[BaseException], ...]:
    """What the system, SQLite, DuckDB and Chroma raise where the disk refuses."""
    import chromadb.errors
    import duckdb

    return OSError, sqlite3.OperationalError, duckdb.OperationalError, duckdb.FatalException, chromadb.errors.InternalError


def publish(draft: Draft, *, embedder: str, dimension: int) -> None:
    """Check the draft, write the labels of its facts beside them, make it the current generation in one rename, then clear away what it
    replaced."""
    from index.label_index import LabelIndex

    draft.facts.close()
    with FactStore(draft.generation / "facts.duckdb") as written:
        documents, found, labels = written.documents(), written.count(), written.label_texts()
    expected = sum(d.facts for d in documents)
    if expected != found:
        raise IndexingError(f"索引自检未通过：应有 {expected} 条事实，实有 {found} 条。原索引未受影响，请重新运行 python -m index build")
    LabelIndex.write(draft.generation / "labels", labels)
    manifest = Manifest(FORMAT, draft.reader, embedder, dimension, fingerprint(documents))
    _write(draft.generation / "manifest.json", json.dumps(asdict(manifest)))
    for path in (*draft.generation.rglob("*"), draft.generation.parent):
        _sync(path)
    _write(draft.root / "CURRENT", draft.generation.name)
    _sync(draft.root)  # before anything of the old generation goes
    _remove_leftovers(draft.root, keep_files={d.sha256 for d in documents})


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


@dataclass(frozen=True)
class Holdings:
    """What a store holds before a build. `generation` None: nothing. `compatible`: read by this very program with this embedding, so
    that unchanged documents can be kept. `records` by name."""

    root: Path
    generation: Path | None
    compatible: bool
    records: dict[str, DocumentRecord]

    def unchanged(self, doc: str, sha256: str) -> bool:
        return self.compatible and doc in self.records and self.records[doc].sha256 == sha256

    def original(self, doc: str) -> Path | None:
        """The original file of a document; None where it is gone."""
        return _original(self.root, self.records[doc].sha256)


def holdings(root: Path, embedder: str) -> Holdings:
    """The documents of the store at `root` by name; none where there is no store, or one that can no longer be read."""
    generation = current_generation(root)
    try:
        with Store.open(root) as store:
            same = store.manifest.reader == reader_version() and store.manifest.embedder == embedder
            return Holdings(root, store.generation, same, {d.doc: d for d in store.documents})
    except (IndexingError, ValueError, KeyError):
        return Holdings(root, generation, False, {})


def is_store(folder: Path, root: Path) -> bool:
    """Is the folder a store: the one at `root`, or another? Its originals are no files to be read."""
    return (folder / "CURRENT").is_file() or folder.resolve() == root.resolve()


def current_generation(root: Path) -> Path | None:
    """The generation that answers; None where there is none."""
    try:
        name = (root / "CURRENT").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    generation = root / "generations" / name
    return generation if name and generation.is_dir() else None


def _original(root: Path, sha256: str) -> Path | None:
    return next(iter(sorted((root / "files").glob(f"{sha256}.*"))), None)


def _hold(generation: Path) -> IO[bytes]:
    """The manifest, locked against removal until it is closed. Raises FileNotFoundError where the generation is being removed."""
    manifest = (generation / "manifest.json").open("rb")
    try:
        fcntl.flock(manifest, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        manifest.close()
        raise FileNotFoundError(generation) from error
    if os.fstat(manifest.fileno()).st_nlink == 0:
        manifest.close()
        raise FileNotFoundError(generation)
    return manifest


def _read_manifest(generation: Path) -> Manifest:
    data: dict[str, Any] = json.loads((generation / "manifest.json").read_text("utf-8"))
    if data.get("format") != FORMAT:
        raise IndexingError(f"索引 {generation.parent.parent} 的格式与本程序不符。请重新运行 python -m index build")
    return Manifest(data["format"], data["reader"], data["embedder"], data["dimension"], data["fingerprint"])


def _remove_leftovers(root: Path, keep_files: Collection[str] | None = None) -> None:
    """Drafts of killed builds and former generations that nobody reads any more; originals other than `keep_files`, where given."""
    current = current_generation(root)
    for generation in (root / "generations").iterdir():
        if generation != current:
            _remove_generation(generation)
    for path in (root / "files").iterdir():
        if path.suffix == ".part" or keep_files is not None and path.stem not in keep_files:
            path.unlink(missing_ok=True)


def _remove_generation(generation: Path) -> None:
    try:
        with (generation / "manifest.json").open("r+b") as manifest:
            fcntl.flock(manifest, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(generation, ignore_errors=True)
    except FileNotFoundError:  # a draft that was never finished
        shutil.rmtree(generation, ignore_errors=True)
    except BlockingIOError:
        pass  # somebody still reads it


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
