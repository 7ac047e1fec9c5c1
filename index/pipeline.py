"""build(): files → documents → tables, facts, passages, checks → store. All stages, one screen."""

from __future__ import annotations

import hashlib
import os
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.checks import Discrepancy, checked
from index.documents import Document, Gap, Identity, IndexingError, UnreadableFileError
from index.embeddings import Embedder
from index.fact_store import DocumentRecord, FormRecord, form_record
from index.facts import Fact
from index.passages import Passage
from index.store import Draft, Holdings, Store, drafting, holdings, is_store, publish
from index.workers import Failure, Outcome, side_by_side

BROKEN = "\ufffd"  # stands for what could not be read
NOTHING = "没有读入任何文件，索引未改动"
LARGEST = 512 << 20
"""Bytes of the largest file that is tried: what is larger cannot be read in a process of 1 GB."""


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
    """What became of one file. `error` is "" where it was read or was there already; `note` says what a user should know.

    `seconds` and `memory`: how long it was read, and the most bytes that the reading process held.
    """

    path: Path
    record: DocumentRecord | None
    error: str = ""
    note: str = ""
    unchanged: bool = False
    seconds: float = 0.0
    memory: int = 0


@dataclass(frozen=True)
class Source:
    """A file to be read: the name that its document has in the store, and its content. `note`: why it is read, where nobody named it."""

    doc: str
    path: Path
    sha256: str
    note: str = ""


def build(
    paths: Sequence[Path], root: Path, *, embedder: Embedder, told: Callable[[Report], None] = lambda _: None,
    begun: Callable[[Sequence[str]], None] = lambda _: None,
) -> list[Report]:  # fmt: skip
    """Read files and folders into the store at `root`; unchanged files are kept, changed ones replaced, bad ones reported.

    `told` gets what became of each file; `begun`, first, the names of those that are going to be read (whose reports have `seconds`).
    A store of another version of this program or another embedding is read anew from its originals. Raises IndexingError where
    nothing can be built at all (no such path, no readable file, another build running, a full disk).
    """
    held = holdings(root, embedder.name)
    files, problems = _find(paths, root)
    sources, refused = _distinct(files, held)
    kept = [Report(s.path, held.records[s.doc], unchanged=True) for s in sources if held.unchanged(s.doc, s.sha256)]
    changed = [s for s in sources if not held.unchanged(s.doc, s.sha256)]
    outdated, lost = _outdated(held, {s.doc for s in sources}) if files else ([], [])
    reports = [*problems, *refused, *lost, *kept]
    for report in reports:
        told(report)
    if not changed and not outdated:
        if not kept and not held.compatible:
            raise IndexingError(NOTHING)
        return reports
    with drafting(root, since=held.generation, fresh=not held.compatible) as draft:
        docs: list[str] = []
        passages: list[Passage] = []
        begun([source.doc for source in (*changed, *outdated)])
        for source, outcome in _extract_all([*changed, *outdated]):
            report = _take_in(draft, source, outcome)
            told(report)
            reports.append(report)
            if isinstance(outcome.result, Extraction) and not report.error:
                docs.append(source.doc)
                passages += outcome.result.passages
        if not docs and not draft.facts.documents():
            raise IndexingError(NOTHING)
        if docs:
            _index_passages(draft, docs, passages, embedder)
            publish(draft, embedder=embedder.name, dimension=embedder.dimension)
    return reports


def remove(docs: Sequence[str], root: Path, *, embedder: Embedder) -> None:
    """Take documents out of the store, by name. Raises IndexingError where one is not in it."""
    with Store.open(root) as store:
        generation, present = store.generation, {d.doc for d in store.documents}
    missing = [d for d in docs if d not in present]
    if missing:
        raise IndexingError(f"索引里没有 {'、'.join(missing)}；现有：{'、'.join(sorted(present)) or '无'}")
    with drafting(root, since=generation) as draft:
        draft.facts.remove(docs)
        _index_passages(draft, docs, (), embedder)
        publish(draft, embedder=embedder.name, dimension=embedder.dimension)


def extract(document: Document) -> Extraction:
    """Everything a document says, as values: pure but for the clock."""
    from index.facts import table_facts
    from index.figures import sentence_facts
    from index.flattening import flattened
    from index.identity import identify
    from index.indicators import indicator_facts
    from index.leftovers import left_over
    from index.passages import passages_of
    from index.tables import tables_of
    from index.textforms import form_lines, tables_from_lines
    from index.units import doubt_units

    started = time.perf_counter()
    identity = identify(document)
    if identity.template:
        return Extraction(_record(document, identity, (), (), (), (), 0, time.perf_counter() - started), (), (), document.gaps, (), ())
    document = flattened(document)
    taken = form_lines(document)
    tables = [*tables_of(document), *tables_from_lines(document)]
    indicators, indicator_gaps = indicator_facts(document, identity, taken)
    figures, year_gaps = table_facts(tables, document, identity)
    facts = [*figures, *indicators, *sentence_facts(document, identity, taken)]
    facts = list({f.id: f for f in facts}.values())  # the same figure read twice from the same place is one fact
    facts, illegible = _legible(facts)
    facts, unit_gaps = doubt_units(facts)
    facts, held, failed = checked(facts)
    passages = passages_of(document, identity, taken)
    table_gaps = (*(g for t in tables for g in t.gaps), *year_gaps, *illegible, *unit_gaps)
    gaps = (*document.gaps, *table_gaps, *indicator_gaps, *_unidentified(identity))
    gaps += tuple(left_over(document, facts, gaps))
    named = sorted({t.form for t in tables if t.form})
    record = _record(document, identity, facts, named, passages, failed, held, time.perf_counter() - started)
    forms = tuple(form_record(document.name, t) for t in tables)
    return Extraction(record, tuple(facts), forms, gaps, tuple(failed), tuple(passages))


def _legible(facts: Sequence[Fact]) -> tuple[list[Fact], list[Gap]]:
    """Figures without those of tables whose header, or half of whose name, could not be read: what they count is not certain."""

    def lost(f: Fact) -> bool:
        return f.origin == "table" and (BROKEN in f.column or f.row_name.count(BROKEN) * 2 >= len(f.row_name) > 0)

    pages = Counter(f.provenance.page for f in facts if lost(f))
    gaps = [Gap(page, "表头或行名", f"{count} 个数字的表头或行名有读不出的字，未采用") for page, count in pages.items()]
    return [f for f in facts if not lost(f)], gaps


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
        aliases=",".join(identity.aliases), region=identity.region, published=identity.published,
        units=",".join(dict.fromkeys(f.department for f in facts if f.department != identity.department)),
        pages=sum(1 for p in document.pages if p.number is not None), forms=",".join(forms),
        facts=len(facts), passages=len(passages), checks_held=held, checks_failed=len(failed), seconds=round(seconds, 3),
    )  # fmt: skip


def _unidentified(identity: Identity) -> list[Gap]:
    said = {"部门": identity.department, "年度": identity.year, "预算或决算": identity.basis}
    missing = [name for name, value in said.items() if not value]
    unknown = [f"未能从标题认出{'、'.join(missing)}，其数字不会参与回答"] if missing else []
    return [Gap(None, "标题", reason) for reason in (*unknown, *identity.contradictions)]


def _note(extraction: Extraction) -> str:
    record = extraction.record
    if record.template:
        return "空白模板：没有数字，不作为部门或选项"
    scanned = [str(g.page) for g in extraction.gaps if "扫描" in g.reason and g.page is not None]
    parts = [f"第{'、'.join(scanned)}页是扫描图像，要先做文字识别"] if scanned else []
    parts += [g.reason for g in extraction.gaps if g.place == "标题"]
    return "；".join(parts)


def _find(paths: Sequence[Path], root: Path) -> tuple[list[Path], list[Report]]:
    """Files named, and files of the folders named; what is hidden or belongs to a store is left out of folders."""
    files: list[Path] = []
    problems: list[Report] = []

    def refused(error: OSError) -> None:
        problems.append(Report(Path(error.filename), None, f"{error.filename}：{_reason(error)}，请检查后重新加入"))

    for path in paths:
        try:
            if path.is_file():
                files.append(path)
            elif path.is_dir():
                before = len(files) + len(problems)
                files += _readable_files(path, root, refused)
                if len(files) + len(problems) == before:
                    problems.append(Report(path, None, f"{path}：文件夹里没有可读的文件（支持 pdf、txt、md、docx、xlsx、xls、html）"))
            else:
                problems.append(Report(path, None, f"没有这个文件或文件夹：{path}"))
        except OSError as error:
            refused(error)
    return files, problems


def _readable_files(top: Path, root: Path, refused: Callable[[OSError], None]) -> Iterator[Path]:
    from index.readers import is_document

    for folder, inner, names in os.walk(top, onerror=refused):
        here = Path(folder)
        inner[:] = sorted(name for name in inner if not name.startswith(".") and not is_store(here / name, root))
        for path in (here / name for name in sorted(names) if not name.startswith((".", "~$"))):
            if path.is_file() and is_document(path):
                yield path


def _distinct(files: Sequence[Path], held: Holdings) -> tuple[list[Source], list[Report]]:
    """Files by name and content: of two with one name the second is refused, of two with one content the second is left out."""
    found: dict[Path, str] = {}
    refused: list[Report] = []
    for path in dict.fromkeys(p.resolve() for p in files):
        try:
            if path.stat().st_size > LARGEST:
                refused.append(Report(path, None, f"{path.name}：文件超过 {LARGEST >> 20} MB，未读入；请拆成几个较小的文件后加入"))
                continue
            found[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            refused.append(Report(path, None, f"{path.name}：{_reason(error)}，请检查后重新加入"))
    named = {path.name for path in found}
    contents = {record.sha256: f"索引里的 {doc}" for doc, record in held.records.items() if doc not in named}
    sources: dict[str, Source] = {}
    for path, sha256 in sorted(found.items(), key=lambda item: not held.unchanged(item[0].name, item[1])):
        former = held.records.get(path.name)
        if path.name in sources:
            if sources[path.name].sha256 != sha256:
                refused.append(Report(path, None, f"{path}：与 {sources[path.name].path} 同名而内容不同，未读入，请改名后再试"))
        elif sha256 in contents and path.stat().st_size:  # empty files are alike, and each is to be told of
            stale = f"；索引里的 {former.doc} 仍是原来的内容，不要时请用 remove 去掉" if former and former.sha256 != sha256 else ""
            refused.append(Report(path, None, "", f"与{contents[sha256]} 内容相同，只读一份{stale}"))
        else:
            contents[sha256] = f" {path.name}"
            sources[path.name] = Source(path.name, path, sha256)
    return list(sources.values()), refused


def _reason(error: OSError) -> str:
    return "没有读取权限" if isinstance(error, PermissionError) else f"读不了（{error.strerror}）"


def _outdated(held: Holdings, named: set[str]) -> tuple[list[Source], list[Report]]:
    """Documents that another version of the program read and that nobody named now: to be read anew from the store's originals."""
    sources: list[Source] = []
    lost: list[Report] = []
    for doc, record in {} if held.compatible else held.records.items():
        original = held.original(doc)
        if doc in named:
            continue
        if original is None:
            lost.append(Report(Path(doc), None, f"{doc}：程序已更新，要重新读取，而索引里没有它的原件；请重新加入"))
        else:
            sources.append(Source(doc, original, record.sha256, "程序或向量模型已更新，按索引里的原件重新读取"))
    return sources, lost


def _take_in(draft: Draft, source: Source, outcome: Outcome[Extraction | str]) -> Report:
    """Put one document into the draft; what came of it."""
    path, read = Path(source.doc) if source.note else source.path, outcome.result
    report = Report(path, None, seconds=outcome.seconds, memory=outcome.memory)
    if isinstance(read, Failure):
        return replace(report, error=f"{source.doc}：{_failed(read, outcome.seconds)}")
    if isinstance(read, str):
        return replace(report, error=read)
    if not draft.keep_original(source.path, read.record.sha256):
        return replace(report, error=f"{source.doc}：读取时文件被改动或移走，未读入，请再运行一次")
    draft.facts.remove([source.doc])
    draft.facts.add(read.record, read.facts, read.forms, read.gaps, read.checks)
    return replace(report, record=read.record, note="；".join(filter(None, (source.note, _note(read)))))


def _extract_all(sources: Sequence[Source]) -> Iterator[tuple[Source, Outcome[Extraction | str]]]:
    """Read files side by side, in order."""
    return side_by_side(_extract_file, sources, min(len(sources), os.cpu_count() or 1))


def _failed(failure: Failure, seconds: float) -> str:
    if failure.reason == "time":
        return f"{seconds:.0f} 秒内没有读完，已跳过，其余文件不受影响。请检查文件是否损坏，或拆成几个较小的文件后加入"
    if failure.reason == "memory":
        return "读取所需的内存超过上限，已跳过，其余文件不受影响。请检查文件是否损坏，或拆成几个较小的文件后加入"
    cause = f"（信号 {failure.signal}）" if failure.signal else ""
    return f"读取时程序崩溃{cause}，已跳过，其余文件不受影响。请换一份文件，或把它发给维护者"


def _extract_file(source: Source, counted: Callable[[int], None]) -> Extraction | str:
    from index.readers import read_document

    try:
        return extract(replace(read_document(source.path, counted), name=source.doc))
    except UnreadableFileError as error:
        return str(error)
    except MemoryError:
        raise
    except RecursionError:
        return f"{source.doc}：内容嵌套太深，无法读取，已跳过，其余文件不受影响。请把内容复制到新文件后加入"
    except Exception as error:  # noqa: BLE001  the one place where a document's failure must not stop the build
        place = traceback.extract_tb(error.__traceback__)[-1]
        detail = " ".join(f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})".split())
        return f"{source.doc}：处理时出错，已跳过，其余文件不受影响。请把此行发给维护者：{detail}"


def _index_passages(draft: Draft, docs: Sequence[str], passages: Sequence[Passage], embedder: Embedder) -> None:
    from index.passage_store import PassageStore

    PassageStore.update(draft.passages, passages, _labels(draft.facts.labels()), embedder, removed_docs=docs)


def _labels(labels: Sequence[str]) -> list[tuple[str, str, dict[str, str]]]:
    return [(text, text, {}) for text in labels]
