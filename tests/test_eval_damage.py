"""No document stops a build: a sample of what `python -m eval damage` does three hundred times."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from rich.console import Console
from typer.testing import CliRunner

from eval.__main__ import app
from eval.damage import MEMORY, SECONDS, Verdict, _is_proper, documents_in, print_verdicts, run_damage
from eval.damaged_files import KINDS, Whole, damaged_files, large_pdf
from eval.synthesize import synthesize


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Whole]:
    """A fictitious document of every format."""
    found = documents_in(synthesize(tmp_path_factory.mktemp("documents"), 4, (2023, 2023)))
    return list({whole.suffix: whole for whole in found}.values())


@pytest.fixture(scope="module")
def verdicts(documents: list[Whole], tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    return run_damage(documents, 26, 5, tmp_path_factory.mktemp("damage"), 0.01)


def test_every_damaged_file_is_read_or_reported_within_its_limits(verdicts: list[Verdict]) -> None:
    assert [f"{v.name}：{v.fault}" for v in verdicts if v.state == "违规"] == []
    assert {v.kind for v in verdicts} == {*KINDS, "建索引"}
    assert {v.state for v in verdicts} >= {"读入", "报告"}
    assert 0 < max(v.seconds for v in verdicts[:-1]) <= SECONDS and 0 < max(v.memory for v in verdicts) <= MEMORY


def test_the_table_has_a_row_a_kind_and_names_violations(verdicts: list[Verdict]) -> None:
    console = Console(record=True, width=160, quiet=False)
    print_verdicts([*verdicts, Verdict("999_截断.pdf", "截断", "违规", "没有报告", 0.0, 0)], console)
    text = console.export_text()
    assert all(kind in text for kind in KINDS) and text.rstrip().endswith("999_截断.pdf：没有报告")


def test_a_folder_without_documents_is_an_error(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["damage", str(tmp_path)])
    assert (done.exit_code, done.stderr) == (1, f"{tmp_path}：没有可读的文件\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_bytes(documents: list[Whole], kind: str) -> None:
    one, other = (KINDS[kind](Random("7"), documents, 0.001) for _ in range(2))
    if kind not in ("嵌套压缩包", "压缩炸弹", "百万空行", "深层文档"):  # archives hold the time at which they were packed
        assert one == other
    assert one.data and one.suffix.startswith(".")


def test_every_kind_comes_first_and_the_common_ones_more_often(documents: list[Whole]) -> None:
    kinds = [kind for kind, _ in damaged_files(documents, 300, 1)]
    assert kinds[: len(KINDS)] == list(KINDS)
    assert min(kinds.count(kind) for kind in KINDS) >= 5 and kinds.count("翻转字节") > 40


@pytest.mark.parametrize(
    ("error", "proper"),
    [
        ("a.pdf：PDF 已损坏或不完整，无法读取；请重新下载后再加入", True),
        ("b.pdf：PDF 已损坏或不完整，无法读取；请重新下载后再加入", False),
        ("a.pdf：已损坏\nTraceback (most recent call last)", False),
        ("a.pdf：KeyError", False),
        ("a.pdf：处理时出错，已跳过，其余文件不受影响。请把此行发给维护者：KeyError: 1", False),
    ],
)
def test_a_report_is_one_line_in_chinese_that_was_foreseen(error: str, proper: bool) -> None:
    assert _is_proper("a.pdf", error) == proper


def test_pages_without_text_are_named_as_scanned(tmp_path: Path) -> None:
    from index.readers import read_document

    (tmp_path / "a.pdf").write_bytes(large_pdf(12, "pictures"))
    assert [gap.page for gap in read_document(tmp_path / "a.pdf").gaps if "先做文字识别" in gap.reason] == list(range(1, 13))
