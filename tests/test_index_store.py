"""The store on disk: what answers, what is being written, what is left over."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, accounts, built, fact, name_of, record

from index.documents import IndexingError
from index.facts import Fact
from index.store import Draft, Store, current_generation, drafting, fingerprint, holdings, publish, reader_version

ROOT = Path(__file__).resolve().parent.parent
FIRST = [fact("在职人员", "86", "人"), fact("公务用车保有量", "4", "辆")]
SECOND = [fact("在职人员", "90", "人", department=OTHER_EDUCATION)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return built(tmp_path / "store", FIRST)


def names(root: Path) -> list[str]:
    with Store.open(root) as store:
        return [f.row_name + str(f.value) for f in store.facts.facts()]


def generations(root: Path) -> set[str]:
    return {path.name for path in (root / "generations").iterdir()}


def add(draft: Draft, facts: list[Fact], counted: int | None = None) -> None:
    one = facts[0]
    draft.facts.add(record(one.department, one.year, one.basis, len(facts) if counted is None else counted), facts, (), (), ())


def published(root: Path, facts: list[Fact]) -> None:
    with drafting(root, since=current_generation(root)) as draft:
        add(draft, facts)
        publish(draft, embedder="none", dimension=1)


@pytest.mark.parametrize("made", ["nothing", "folder", "file"])
def test_where_there_is_no_store_the_command_to_build_one_is_said(tmp_path: Path, made: str) -> None:
    root = tmp_path / "store"
    if made == "folder":
        root.mkdir()
    elif made == "file":
        root.write_text("not a store")
    with pytest.raises(IndexingError, match="python -m index build"):
        Store.open(root)
    assert current_generation(root) is None


def test_what_was_published_answers(root: Path) -> None:
    assert names(root) == ["在职人员86", "公务用车保有量4"]
    assert generations(root) == {(root / "CURRENT").read_text("utf-8")}


def test_the_old_generation_answers_until_the_new_one_is_published(root: Path) -> None:
    before = current_generation(root)
    with drafting(root, since=before) as draft:
        add(draft, SECOND)
        assert names(root) == ["在职人员86", "公务用车保有量4"]
        assert current_generation(root) == before
        publish(draft, embedder="none", dimension=1)
        assert names(root) == ["在职人员86", "公务用车保有量4", "在职人员90"]
    assert generations(root) == {(root / "CURRENT").read_text("utf-8")}
    assert current_generation(root) != before


def test_whoever_reads_keeps_the_old_generation_until_done(root: Path) -> None:
    reader = Store.open(root)
    published(root, SECOND)
    assert len(reader.facts.facts()) == 2
    assert reader.generation.name in generations(root)
    reader.close()
    published(root, [fact("在职人员", "1", "人", year=2022)])
    assert reader.generation.name not in generations(root)
    assert len(names(root)) == 4


@pytest.mark.parametrize("error", [RuntimeError("broken"), KeyboardInterrupt(), IndexingError("停")])
def test_a_build_that_fails_leaves_nothing_behind(root: Path, error: BaseException) -> None:
    before = current_generation(root)
    with pytest.raises(type(error)), drafting(root, since=before) as draft:
        add(draft, SECOND)
        raise error
    assert current_generation(root) == before
    assert generations(root) == {before.name if before else ""}
    assert names(root) == ["在职人员86", "公务用车保有量4"]


def test_a_killed_build_changes_nothing_and_is_cleared_away_by_the_next(root: Path) -> None:
    code = f"""
import os, signal, sys
from pathlib import Path
from index.store import current_generation, drafting
root = Path({str(root)!r})
with drafting(root, since=current_generation(root)) as draft:
    (root / "files" / "x.part").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert names(root) == ["在职人员86", "公务用车保有量4"]
    assert len(generations(root)) == 2
    published(root, SECOND)
    assert len(generations(root)) == 1
    assert list((root / "files").iterdir()) == []
    assert len(names(root)) == 3


def test_one_writer_at_a_time(root: Path) -> None:
    since = current_generation(root)
    with drafting(root, since=since) as draft:
        with pytest.raises(IndexingError, match="另一个进程正在写入"), drafting(root, since=since):
            pass
        add(draft, SECOND)
        publish(draft, embedder="none", dimension=1)
    assert len(names(root)) == 3


def test_what_was_decided_by_an_older_state_is_not_written(root: Path) -> None:
    since = current_generation(root)
    published(root, SECOND)
    with pytest.raises(IndexingError, match="再运行一次"), drafting(root, since=since):
        pass
    assert len(names(root)) == 3


def test_a_draft_that_lost_facts_is_not_published(root: Path) -> None:
    before = current_generation(root)
    with pytest.raises(IndexingError, match="应有 7 条事实，实有 3 条"), drafting(root, since=before) as draft:
        add(draft, SECOND, counted=5)
        publish(draft, embedder="none", dimension=1)
    assert current_generation(root) == before
    assert names(root) == ["在职人员86", "公务用车保有量4"]


def test_a_fresh_draft_starts_empty(root: Path) -> None:
    with drafting(root, since=current_generation(root), fresh=True) as draft:
        assert draft.facts.documents() == []
        add(draft, SECOND)
        publish(draft, embedder="none", dimension=1)
    assert names(root) == ["在职人员90"]


def test_another_format_is_refused_not_misread(root: Path) -> None:
    generation = current_generation(root)
    assert generation is not None
    manifest = generation / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"format": 0}), "utf-8")
    with pytest.raises(IndexingError, match="格式.*python -m index build"):
        Store.open(root)
    assert holdings(root, "none").records == {}


def test_a_store_without_its_generation_says_so(root: Path) -> None:
    (root / "CURRENT").write_text("0123456789ab", "utf-8")
    with pytest.raises(IndexingError, match="没有找到索引"):
        Store.open(root)


def test_a_file_where_the_folder_should_be_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("x")
    with pytest.raises(IndexingError, match="是文件而不是文件夹") as caught, drafting(tmp_path / "store", since=None):
        pass
    assert "\n" not in str(caught.value)


def test_the_fingerprint_is_the_documents(tmp_path: Path, root: Path) -> None:
    def of(root: Path) -> str:
        with Store.open(root) as store:
            return store.fingerprint

    same, more = built(tmp_path / "same", FIRST), built(tmp_path / "more", [*FIRST, *SECOND])
    assert of(root) == of(same) != of(more)
    one = record(EDUCATION, 2023, "决算", 2)
    changes = [replace(one, sha256="x"), replace(one, doc="x"), replace(one, department="x"), replace(one, year=1), replace(one, facts=3)]
    assert len({fingerprint([d]) for d in [one, *changes]}) == 6
    assert fingerprint([replace(one, seconds=9.0)]) == fingerprint([one])  # how long it took is no matter


def test_originals_are_kept_by_content_and_cleared_when_nobody_needs_them(root: Path, tmp_path: Path) -> None:
    source = tmp_path / "文件.PDF"
    source.write_bytes(b"content")
    sha256 = hashlib.sha256(b"content").hexdigest()
    about = replace(record(OTHER_EDUCATION, 2023, "决算", 0), sha256=sha256)
    with drafting(root, since=current_generation(root)) as draft:
        assert draft.keep_original(source, sha256)
        assert draft.keep_original(tmp_path / "gone.pdf", sha256)  # it is there already
        assert not draft.keep_original(source, "0" * 64)  # changed since it was read
        assert not draft.keep_original(tmp_path / "gone.pdf", "1" * 64)
        draft.facts.add(about, [], (), (), ())
        publish(draft, embedder="none", dimension=1)
    with Store.open(root) as store:
        kept = store.original(sha256)
        assert kept is not None
        assert (kept.read_bytes(), kept.suffix) == (b"content", ".pdf")
        assert store.original("0" * 64) is None
    with drafting(root, since=current_generation(root)) as draft:
        draft.facts.remove([about.doc])
        publish(draft, embedder="none", dimension=1)
    assert list((root / "files").iterdir()) == []


def test_what_is_held_is_kept_only_for_the_same_reader_and_embedding(root: Path) -> None:
    doc, sha256 = name_of(EDUCATION, 2023, "决算"), record(EDUCATION, 2023, "决算").sha256
    held = holdings(root, "none")
    assert held.compatible
    assert [held.unchanged(*of) for of in ((doc, sha256), (doc, "x"), ("x", sha256))] == [True, False, False]
    assert holdings(root, "another").compatible is False
    assert holdings(root, "another").unchanged(doc, sha256) is False
    assert holdings(root.parent / "none", "none").records == {}
    assert len(reader_version()) == 16


def test_the_ledger_comes_back_whole(tmp_path: Path) -> None:
    facts = [*accounts(2022), *accounts(2023)]
    root = built(tmp_path / "store", facts)
    with Store.open(root) as store:
        assert [f.id for f in store.facts.facts()] == [f.id for f in facts]
        assert {d.doc: d.facts for d in store.documents} == {name_of(EDUCATION, year, "决算"): len(accounts(year)) for year in (2022, 2023)}
        assert sum((f.value for f in store.facts.facts()), Decimal(0)) == sum((f.value for f in facts), Decimal(0))
