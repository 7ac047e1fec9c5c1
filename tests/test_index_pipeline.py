"""Building: bad files are named and skipped, what did not change is kept, and nothing that can happen to a build harms the store."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path

import pytest
from builds import ROOT, built, run, totals, write

from index import pipeline as pipeline_module
from index import store as store_module
from index.documents import IndexingError
from index.embeddings import LightEmbedder
from index.pipeline import extract, remove
from index.progress import bar
from index.readers import read_document
from index.store import Store, current_generation, drafting

# --- bad files --------------------------------------------------------------------------------------------------------------


def pdf(password: str = "") -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, canPrint=0) if password else None)
    for _ in range(3):
        canvas.drawString(72, 720, "2023")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture() -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def office(kind: str) -> bytes:
    import docx
    import openpyxl

    out = BytesIO()
    if kind == "docx":
        docx.Document().save(out)
    else:
        openpyxl.Workbook().save(out)
    return out.getvalue()


BAD = {
    "零字节.pdf": ("0 字节", lambda: b""),
    "也是零字节.pdf": ("0 字节", lambda: b""),
    "只有一半.pdf": ("不完整", lambda: pdf()[: len(pdf()) // 2]),
    "有密码.pdf": ("密码", lambda: pdf("secret")),
    "是图片.pdf": ("PNG 图片", picture),
    "不是文本.txt": ("不是可读的文本", lambda: bytes(range(256)) * 40),
    "坏表格.xlsx": ("已损坏", lambda: office("xlsx")[:900]),
    "坏文档.docx": ("已损坏", lambda: office("docx")[:900]),
    "空文本.txt": ("没有文字", lambda: b" \n\n"),
}
"""name → (what is said of it, how to make it)"""


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A folder of all bad files and two good ones, built with the real command."""
    folder, root = tmp_path_factory.mktemp("坏文件"), tmp_path_factory.mktemp("索引") / "store"
    for name, (_, make) in BAD.items():
        (folder / name).write_bytes(make())
    write(folder / "好的.txt", "553.91")
    write(folder / "另一个好的.txt", "1310.02", department="霁州市望汐区图书馆")
    return run("build", folder, "--store", root), root


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_fault_in_one_line(troubled: tuple[subprocess.CompletedProcess[str], Path], name: str) -> None:
    [line] = [line for line in troubled[0].stderr.splitlines() if line.startswith(name)]
    assert BAD[name][0] in line
    assert len(re.findall(r"[一-鿿]", line)) > 10


def test_the_other_files_are_read_and_the_status_tells_that_something_failed(
    troubled: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, root = troubled
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == len(BAD)
    assert totals(root) == {"好的.txt": "553.91", "另一个好的.txt": "1310.02"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    write(tmp_path / "锁着.txt", "1.00").chmod(0)
    (tmp_path / "锁着的文件夹").mkdir(mode=0)
    write(tmp_path / "开着.txt", "2.00")
    errors = [r.error for r in built(tmp_path / "store", tmp_path) if r.error]
    assert len(errors) == 2 and all("没有读取权限" in e and "锁着" in e for e in errors)


def test_a_file_that_the_system_refuses_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As above, for those who run the tests as root."""
    refused, read_bytes = write(tmp_path / "锁着.txt", "1.00"), Path.read_bytes

    def reading(path: Path) -> bytes:
        if path.name == refused.name:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", reading)
    with pytest.raises(IndexingError, match="没有读入任何文件"):
        built(tmp_path / "store", refused)
    reports = built(tmp_path / "store", refused, write(tmp_path / "开着.txt", "2.00"))
    assert [r.error for r in reports if r.error] == ["锁着.txt：没有读取权限，请检查后重新加入"]


@pytest.mark.parametrize("make", [lambda path: None, Path.mkdir], ids=["missing", "empty"])
def test_a_missing_or_empty_folder_is_named_and_changes_nothing(tmp_path: Path, make: object) -> None:
    folder, root = tmp_path / "没有的文件夹", tmp_path / "store"
    make(folder)  # type: ignore[operator]
    done = run("build", folder, "--store", root)
    assert done.returncode == 1
    assert [str(folder) in line for line in done.stderr.splitlines()] == [True, False]
    assert not root.exists()
    built(root, write(tmp_path / "甲.txt", "3.00"))
    assert [bool(r.error) for r in built(root, folder, tmp_path / "甲.txt")] == [True, False]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("旧文档.doc", "另存为 docx"), ("文档.wps", "另存为 docx"), ("票据.ofd", "另存为 pdf"), ("没有扩展名", "不支持的格式")],
)
def test_a_format_that_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, hint: str) -> None:
    (tmp_path / name).write_bytes(b"something")
    reports = built(tmp_path / "store", tmp_path / name, write(tmp_path / "甲.txt", "3.00"))
    [error] = [r.error for r in reports if r.error]
    assert error.startswith(name) and hint in error


def test_in_a_folder_documents_that_cannot_be_read_are_named_and_stray_files_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "文件"
    folder.mkdir()
    for name in ("旧.doc", "表.et", "扫描.JPG", "包.zip", "版式.ofd", "程序.exe", "Thumbs.db", "truth.csv", "~$甲.docx", "无扩展名"):
        (folder / name).write_bytes(name.encode() + b"\0")
    (folder / "download.jsp").write_bytes(pdf())
    write(folder / "甲.txt", "3.00")
    reports = {r.path.name: r.error for r in built(tmp_path / "store", folder)}
    assert {name: error.rpartition("请")[2][:7] for name, error in reports.items()} == {
        "旧.doc": "用 Word ", "表.et": "用 Excel", "扫描.JPG": "先做文字识别，", "包.zip": "解压后把里面的", "版式.ofd": "另存为 pdf",
        "download.jsp": "", "甲.txt": "",
    }  # fmt: skip


def test_a_file_too_large_to_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = write(tmp_path / "大.txt", "3.00"), write(tmp_path / "小.txt", "3.00")
    large.write_text(large.read_text("utf-8") * 10, "utf-8")
    monkeypatch.setattr(pipeline_module, "LARGEST", large.stat().st_size - 1)
    assert [r.error[:10] for r in built(tmp_path / "store", large, small)] == ["大.txt：文件超过", ""]


def test_a_terminal_sees_a_bar(tmp_path: Path) -> None:
    write(tmp_path / "甲.txt", "3.00")
    (tmp_path / "坏.txt").write_bytes(b"")
    command = [sys.executable, "-m", "index", "build", tmp_path, "--store", tmp_path / "one"]
    terminal, theirs = os.openpty()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    pieces: list[bytes] = []
    with suppress(OSError):  # so a terminal ends
        while piece := os.read(terminal, 4096):
            pieces.append(piece)
    seen, printed = b"".join(pieces).decode(), process.communicate(timeout=120)[0].decode()
    assert "读取" in seen and "0/2" in seen and "2/2" in seen and "整理索引" in seen
    assert "坏.txt：文件是空的" in seen
    assert [line[:5] for line in printed.splitlines()] == ["✓ 甲.t", "完成：1 "]


@pytest.mark.parametrize(("wanted", "looks"), [(True, False), (False, True)], ids=["piped", "--json"])
def test_nobody_else_sees_a_bar(wanted: bool, looks: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: looks)
    with bar(wanted=wanted) as (begun, advance):
        begun(["甲.txt"])
        advance()
    assert capsys.readouterr() == ("", "")


def test_figures_under_a_header_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    def read(amount: str, name: str) -> tuple[set[str], list[str]]:
        head = f"<p>霁州市望汐区档案馆2023年度部门决算</p><p>{'收集、保管、利用本区档案。' * 60}</p><p>资产情况表</p><p>单位：万元</p>"
        rows = f"<tr><td>项目</td><td>{amount}</td></tr><tr><td>{name}</td><td>12.50</td></tr><tr><td>车辆购置</td><td>7.25</td></tr>"
        (tmp_path / "a.html").write_text(f"<html><body>{head}<table>{rows}</table></body></html>", "utf-8")
        extraction = extract(read_document(tmp_path / "a.html"))
        return {str(f.value) for f in extraction.facts}, [g.reason for g in extraction.gaps if "读不出" in g.reason]

    assert read("金额", "房屋维修") == ({"12.50", "7.25"}, [])
    assert read("金\ufffd", "房屋维修") == (set(), ["2 个数字的表头或行名有读不出的字，未采用"])
    assert read("金额", "房\ufffd\ufffd\ufffd") == ({"7.25"}, ["1 个数字的表头或行名有读不出的字，未采用"])


# --- again, changed, alike ----------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two documents, built into `tmp_path / "store"`."""
    folder = tmp_path / "文件"
    folder.mkdir()
    write(folder / "甲.txt", "553.91")
    write(folder / "乙.txt", "1310.02", department="霁州市望汐区图书馆")
    assert [r.error for r in built(tmp_path / "store", folder)] == ["", ""]
    return folder


@pytest.fixture
def root(folder: Path) -> Path:
    return folder.parent / "store"


def test_the_same_again_is_kept_and_nothing_is_written(folder: Path, root: Path) -> None:
    before = current_generation(root)
    assert [(r.unchanged, r.error) for r in built(root, folder)] == [(True, ""), (True, "")]
    assert current_generation(root) == before
    assert run("build", folder, "--store", root).returncode == 0


def test_a_changed_file_replaces_what_was_read_from_it(folder: Path, root: Path) -> None:
    write(folder / "甲.txt", "554.00")
    assert {r.path.name: r.unchanged for r in built(root, folder)} == {"甲.txt": False, "乙.txt": True}
    assert totals(root) == {"甲.txt": "554.00", "乙.txt": "1310.02"}
    with Store.open(root) as store:
        assert "553.91" not in "".join(p.text for p in store.passages.passages)
        assert len(list((root / "files").iterdir())) == 2


def test_a_file_that_became_bad_leaves_its_old_facts(folder: Path, root: Path) -> None:
    (folder / "甲.txt").write_bytes(b"\0\1\2")
    assert [bool(r.error) for r in built(root, folder)] == [False, True]
    assert totals(root) == {"甲.txt": "553.91", "乙.txt": "1310.02"}


def test_of_two_files_with_one_name_the_second_is_refused(folder: Path, root: Path) -> None:
    (folder / "再").mkdir()
    write(folder / "再" / "甲.txt", "1.00")
    [error] = [r.error for r in built(root, folder) if r.error]
    assert "同名" in error and str(folder / "再" / "甲.txt") in error and str(folder / "甲.txt") in error
    assert totals(root)["甲.txt"] == "553.91"


@pytest.mark.parametrize("name", ["丙.txt", "0.txt"], ids=["after", "before"])
def test_of_two_names_with_one_content_one_is_read(folder: Path, root: Path, name: str) -> None:
    """Whether its name sorts before or after that of the file that is there already, alone or together with it."""
    shutil.copy(folder / "甲.txt", folder / name)
    for paths in ([folder / name], [folder]):
        notes = [r.note for r in built(root, *paths) if r.path.name == name]
        assert len(notes) == 1 and "甲.txt 内容相同" in notes[0]
        assert totals(root) == {"甲.txt": "553.91", "乙.txt": "1310.02"}


def test_two_files_that_swap_their_contents_are_both_read_anew(folder: Path, root: Path) -> None:
    one, other = (folder / "甲.txt").read_bytes(), (folder / "乙.txt").read_bytes()
    (folder / "甲.txt").write_bytes(other)
    (folder / "乙.txt").write_bytes(one)
    assert [r.error + r.note for r in built(root, folder)] == ["", ""]
    assert totals(root) == {"甲.txt": "1310.02", "乙.txt": "553.91"}


def test_a_store_inside_a_folder_is_not_read_as_documents(folder: Path, root: Path) -> None:
    inner = folder / "store"
    built(inner, folder)
    assert [r.unchanged for r in built(inner, folder)] == [True, True]
    shutil.copytree(root, folder / "别处的索引")
    assert [r.unchanged for r in built(inner, folder)] == [True, True]


def test_a_removed_document_is_gone_with_its_original(folder: Path, root: Path) -> None:
    remove(["甲.txt"], root, embedder=LightEmbedder())
    assert totals(root) == {"乙.txt": "1310.02"}
    assert len(list((root / "files").iterdir())) == 1
    with pytest.raises(IndexingError, match="没有 甲.txt；现有：乙.txt"):
        remove(["甲.txt"], root, embedder=LightEmbedder())


def test_another_version_of_the_program_reads_all_documents_anew(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that nobody names: else a build of one new file would lose all the others."""
    shutil.rmtree(folder)
    folder.mkdir()
    monkeypatch.setattr(store_module, "reader_version", lambda: "another")
    reports = built(root, write(folder / "丙.txt", "7.77", department="霁州市望汐区文化馆"))
    assert {r.path.name: "重新读取" in r.note for r in reports} == {"丙.txt": False, "甲.txt": True, "乙.txt": True}
    assert totals(root) == {"甲.txt": "553.91", "乙.txt": "1310.02", "丙.txt": "7.77"}
    assert all(r.unchanged for r in built(root, folder))


def test_a_document_without_its_original_cannot_be_read_anew_and_is_named(
    folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(root) as store:
        [sha256] = [d.sha256 for d in store.documents if d.doc == "甲.txt"]
    (root / "files" / f"{sha256}.txt").unlink()
    monkeypatch.setattr(store_module, "reader_version", lambda: "another")
    errors = [r.error for r in built(root, folder / "乙.txt") if r.error]
    assert len(errors) == 1 and errors[0].startswith("甲.txt") and "重新加入" in errors[0]


def test_removing_keeps_the_version_that_read_the_others(folder: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an older version read is not passed off as read by this one."""
    monkeypatch.setattr(store_module, "reader_version", lambda: "another")
    remove(["甲.txt"], root, embedder=LightEmbedder())
    assert [r.unchanged for r in built(root, folder / "乙.txt")] == [False]


def test_a_store_that_may_not_be_written_to_answers_questions_of_text(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server under another user than the builder: nothing in the store changes by being asked."""

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    before = files()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with Store.open(root) as store:
        assert store.passages.search("收、支总计增加的原因", docs=["甲.txt"])[0].passage.doc == "甲.txt"
    assert files() == before


def test_a_build_copies_whole_what_a_reader_is_writing_to(root: Path) -> None:
    """Chroma's database without a transaction that is under way, half of it on disk already, and without the journal of it."""
    generation = current_generation(root)
    assert generation is not None
    [database] = (generation / "passages" / "chroma").glob("*.sqlite3")
    half_way = threading.Event()

    def write_and_give_up() -> None:
        with closing(sqlite3.connect(database)) as writer:
            writer.execute("PRAGMA cache_size = 1")  # pages go to disk before the transaction ends
            writer.execute("BEGIN")
            writer.execute("UPDATE embedding_metadata SET string_value = string_value || string_value")
            writer.execute("CREATE TABLE half (x)")
            writer.executemany("INSERT INTO half VALUES (?)", [("x" * 4000,)] * 200)
            half_way.set()
            time.sleep(0.5)
            writer.rollback()

    thread = threading.Thread(target=write_and_give_up)
    thread.start()
    assert half_way.wait(10)
    with drafting(root, since=generation) as draft:
        [copy] = (draft.passages / "chroma").glob("*.sqlite3*")
        with closing(sqlite3.connect(copy)) as reader, closing(sqlite3.connect(database)) as original:
            assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert list(reader.iterdump()) == list(original.iterdump())
    thread.join()


# --- crashes, kills, full disks -----------------------------------------------------------------------------------------------


def test_a_second_build_at_the_same_time_is_refused(folder: Path, root: Path) -> None:
    write(folder / "甲.txt", "554.00")
    with drafting(root, since=current_generation(root)):
        done = run("build", folder, "--store", root)
    assert done.returncode == 1
    assert "另一个进程正在写入索引" in done.stderr.splitlines()[-1]
    assert totals(root)["甲.txt"] == "553.91"


CRASHING = """
import os
import index.readers as readers
from index.readers import text

def read(path, data, sha256):
    if "崩溃".encode() in data:
        os._exit(11)
    return text.read(path, data, sha256)

readers._READERS[".txt"] = read
if __name__ == "__main__":
    from index.__main__ import app
    app()
"""


def test_a_file_that_kills_its_reader_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    program = tmp_path / "crashing.py"
    program.write_text(CRASHING, "utf-8")
    folder = tmp_path / "文件"
    folder.mkdir()
    for number in range(7):
        path = write(folder / f"{number}.txt", f"{number}.00", department=f"霁州市望汐区第{'一二三四五六七'[number]}中学")
        if number in (1, 4):
            path.write_text("崩溃" + path.read_text("utf-8"), "utf-8")
    done = run("build", folder, "--store", tmp_path / "store", program=program)
    assert done.returncode == 1
    assert [line[:5] for line in done.stderr.splitlines()] == ["1.txt", "4.txt"]
    assert all("崩溃" in line and "其余文件不受影响" in line for line in done.stderr.splitlines())
    assert totals(tmp_path / "store") == {f"{n}.txt": f"{n}.00" for n in (0, 2, 3, 5, 6)}


SMALL_DISK = """
import resource, signal, sys

if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = int(sys.argv.pop(1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    from index.__main__ import app
    app()
"""


@pytest.mark.parametrize("limit", [1_000, 40_000, 400_000], ids=["copying", "facts", "passages"])
def test_a_disk_that_refuses_leaves_the_store_as_it_was(folder: Path, root: Path, limit: int) -> None:
    """A file may not grow beyond `limit` bytes: what a full disk does, at several places of a build."""
    program = folder.parent / "small.py"
    program.write_text(SMALL_DISK, "utf-8")
    write(folder / "甲.txt", "554.00")
    before = sorted(root.rglob("*"))
    done = run(limit, "build", folder, "--store", root, program=program)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    [line] = done.stderr.splitlines()
    assert line.startswith(f"写不进索引 {root}") and "原有索引未受影响" in line
    assert sorted(root.rglob("*")) == before
    assert totals(root)["甲.txt"] == "553.91"
