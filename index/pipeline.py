"""build(): files → documents → tables, facts, passages, checks → store. All stages, one screen."""

from __future__ import annotations

import hashlib
import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from index.checks import Discrepancy, check
from index.documents import Document, Gap, Identity, IndexingError, UnreadableFileError
from index.embeddings import Embedder
from index.fact_store import DocumentRecord, FormRecord, form_record
from index.facts import Fact
from index.passages import Passage
from index.store import Store, compatible, drafting, publish


@dataclass(frozen=True)
class Extraction:
    """Everything that was read from one document."""

    record: DocumentRecord
    facts: tuple[Fact, ...]
    forms: tuple[FormRecord, ...]
    gaps: tuple[Gap, ...]
    checks: tuple[Discrepancy, ...]
    passages: tuple[Passage, ...] = field(repr=False)


@dataclass(frozen=True)
class Report:
    """What became of one file. `error` is "" where it was read or was there already; `note` says what a user should know."""

    path: Path
    record: DocumentRecord | None
    error: str = ""
    note: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class Source:
    """A file to be read, known by its name and content."""

    path: Path
    sha256: str


def build(paths: Sequence[Path], root: Path, *, embedder: Embedder, told: Callable[[Report], None] = lambda _: None) -> list[Report]:
    """Read files and folders into the store at `root`; unchanged files are kept, changed ones replaced, bad ones reported.

    Raises IndexingError where nothing can be built at all (no such path, no readable file, another build running).
    """
    files, problems = _find(paths)
    sources, refused = _distinct(files)
    known = _known(root, embedder)
    changed = [s for s in sources if known.get(s.path.name) != s.sha256]
    kept = [_kept(s, root) for s in sources if known.get(s.path.name) == s.sha256]
    reports = problems + refused + kept
    for report in reports:
        told(report)
    if not changed:
        if not kept and not compatible(root, embedder.name):
            raise IndexingError(_nothing(paths, reports))
        return reports
    with drafting(root, fresh=not compatible(root, embedder.name)) as draft:
        read = []
        for source, outcome in _extract_all(changed):
            report = Report(source.path, None, outcome) if isinstance(outcome, str) else Report(source.path, outcome.record, "", _note(outcome))
            told(report)
            reports.append(report)
            if not isinstance(outcome, str):
                draft.keep_original(source.path, source.sha256)
                draft.facts.remove([outcome.record.doc])
                draft.facts.add(outcome.record, outcome.facts, outcome.forms, outcome.gaps, outcome.checks)
                read.append(outcome)
        if not read and not draft.facts.documents():
            raise IndexingError(_nothing(paths, reports))
        if read:
            _index_passages(draft.passages, read, draft.facts.labels(), embedder)
            publish(draft, embedder=embedder.name, dimension=embedder.dimension)
    return reports


def remove(docs: Sequence[str], root: Path, *, embedder: Embedder) -> None:
    """Take documents out of the store, by name. Raises IndexingError where one is not in it."""
    from index.passage_store import PassageStore

    with Store.open(root) as store:
        present = {d.doc for d in store.documents}
        missing = [d for d in docs if d not in present]
        if missing:
            raise IndexingError(f"索引里没有 {'、'.join(missing)}；现有：{'、'.join(sorted(present)) or '无'}")
    with drafting(root) as draft:
        draft.facts.remove(docs)
        PassageStore.update(draft.passages, [], _labels(draft.facts.labels()), embedder, removed_docs=docs)
        publish(draft, embedder=embedder.name, dimension=embedder.dimension)


def extract(document: Document) -> Extraction:
    """Everything a document says, as values: pure but for the clock."""
    from index.facts import facts_of
    from index.figures import sentence_facts
    from index.identity import identify
    from index.indicators import indicator_facts
    from index.passages import passages_of
    from index.tables import tables_of
    from index.textforms import form_lines, tables_from_lines

    started = time.perf_counter()
    identity = identify(document)
    if identity.template:
        return Extraction(_record(document, identity, (), (), (), (), 0, time.perf_counter() - started), (), (), document.gaps, (), ())
    taken = form_lines(document)
    tables = [*tables_of(document), *tables_from_lines(document)]
    indicators, indicator_gaps = indicator_facts(document, identity, taken)
    facts = [f for t in tables for f in facts_of(t, document, identity)]
    facts += [*indicators, *sentence_facts(document, identity, taken)]
    facts = list({f.id: f for f in facts}.values())  # the same figure read twice from the same place is one fact
    held, failed = check(facts)
    passages = passages_of(document, identity, taken)
    gaps = (*document.gaps, *(g for t in tables for g in t.gaps), *indicator_gaps, *_unidentified(identity))
    record = _record(document, identity, facts, tables_ids(tables), passages, failed, held, time.perf_counter() - started)
    forms = tuple(form_record(document.name, t) for t in tables)
    return Extraction(record, tuple(facts), forms, gaps, tuple(failed), tuple(passages))


def tables_ids(tables: Iterable[object]) -> list[str]:
    """Ids of the standard forms among tables, each once, in order."""
    return sorted({form for t in tables if (form := getattr(t, "form", ""))})


def _record(
    document: Document,
    identity: Identity,
    facts: Sequence[Fact],
    forms: Sequence[str],
    passages: Sequence[Passage],
    failed: Sequence[Discrepancy],
    held: int,
    seconds: float,
) -> DocumentRecord:
    return DocumentRecord(
        doc=document.name, sha256=document.sha256, suffix=Path(document.name).suffix.lower(), format=document.format,
        department=identity.department, year=identity.year or 0, basis=identity.basis, scope=identity.scope, template=identity.template,
        aliases=",".join(identity.aliases), pages=sum(1 for p in document.pages if p.number is not None), forms=",".join(forms),
        facts=len(facts), passages=len(passages), checks_held=held, checks_failed=len(failed), seconds=round(seconds, 3),
    )  # fmt: skip


def _unidentified(identity: Identity) -> list[Gap]:
    missing = [name for name, value in (("部门", identity.department), ("年度", identity.year), ("预算或决算", identity.basis)) if not value]
    return [Gap(None, "标题", f"未能从标题认出{'、'.join(missing)}，其数字不会参与回答")] if missing else []


def _note(extraction: Extraction) -> str:
    record = extraction.record
    if record.template:
        return "空白模板：没有数字，不作为部门或选项"
    scanned = [str(g.page) for g in extraction.gaps if "扫描" in g.reason and g.page is not None]
    parts = [f"第{'、'.join(scanned)}页是扫描图像，要先做文字识别"] if scanned else []
    parts += [g.reason for g in extraction.gaps if g.place == "标题"]
    return "；".join(parts)


def _find(paths: Sequence[Path]) -> tuple[list[Path], list[Report]]:
    from index.readers import SUFFIXES

    files: list[Path] = []
    problems: list[Report] = []
    for path in paths:
        try:
            if path.is_dir():
                files += sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES and not p.name.startswith((".", "~$")))
                next(path.iterdir(), None)
            elif path.is_file():
                files.append(path)
            else:
                problems.append(Report(path, None, f"没有这个文件或文件夹：{path}"))
        except PermissionError:
            problems.append(Report(path, None, f"没有读取权限：{path}，请检查文件夹权限"))
    return files, problems


def _distinct(files: Sequence[Path]) -> tuple[list[Source], list[Report]]:
    """Files by name and content: of two with one name the second is refused, of two with one content the second is left out."""
    sources: dict[str, Source] = {}
    contents: dict[str, Path] = {}
    refused: list[Report] = []
    for path in dict.fromkeys(p.resolve() for p in files):
        try:
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            refused.append(Report(path, None, f"{path.name}：读不了（{error.strerror}），请检查文件权限"))
            continue
        if sha256 in contents:
            refused.append(Report(path, None, "", f"与 {contents[sha256].name} 内容相同，只读一份"))
        elif path.name in sources:
            refused.append(Report(path, None, f"{path}：与 {sources[path.name].path} 同名而内容不同，未读入，请改名后再试"))
        else:
            contents[sha256] = path
            sources[path.name] = Source(path, sha256)
    return list(sources.values()), refused


def _known(root: Path, embedder: Embedder) -> dict[str, str]:
    """Documents that are in the store already, as this program reads them: name → content."""
    if not compatible(root, embedder.name):
        return {}
    with Store.open(root) as store:
        return {d.doc: d.sha256 for d in store.documents}


def _kept(source: Source, root: Path) -> Report:
    with Store.open(root) as store:
        record = next(d for d in store.documents if d.doc == source.path.name)
    return Report(source.path, record, unchanged=True)


def _extract_all(sources: Sequence[Source]) -> Iterator[tuple[Source, Extraction | str]]:
    """Read files side by side, in order; a file that cannot be read yields its error line."""
    workers = min(len(sources), os.cpu_count() or 1)
    if workers == 1:
        yield from ((s, _extract_file(s)) for s in sources)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("forkserver")) as pool:
        yield from zip(sources, pool.map(_extract_file, sources), strict=True)


def _extract_file(source: Source) -> Extraction | str:
    from index.readers import read_document

    try:
        return extract(read_document(source.path))
    except UnreadableFileError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  the one place where a document's failure must not stop the build
        place = traceback.extract_tb(error.__traceback__)[-1]
        detail = f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
        return f"{source.path.name}：处理时出错，已跳过，其余文件不受影响。请把此行发给维护者：{detail}"


def _index_passages(directory: Path, read: Sequence[Extraction], labels: Sequence[str], embedder: Embedder) -> None:
    from index.passage_store import PassageStore

    passages = [p for e in read for p in e.passages]
    PassageStore.update(directory, passages, _labels(labels), embedder, removed_docs=[e.record.doc for e in read])


def _labels(labels: Sequence[str]) -> list[tuple[str, str, dict[str, str]]]:
    return [(text, text, {}) for text in labels]


def _nothing(paths: Sequence[Path], reports: Sequence[Report]) -> str:
    if any(r.error for r in reports):
        return "没有读入任何文件，索引未改动"
    return f"{'、'.join(map(str, paths))} 里没有可读的文件（支持 pdf、txt、md、docx、xlsx、xls、html）"
