"""Tab-separated and piped forms of converters that repeat, lose or drop merged and blank cells: nothing is taken from the wrong column."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Grid
from index.flattening import flattened
from index.readers import read_document
from index.tables import Table, tables_of
from index.textforms import tables_from_lines

HEAD = "2022年度收入决算表\n部门：云岭市档案馆 单位：万元\n"
NAMES = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
ROWS = (
    ("", "合 计", "95.00", "83.00", "", "7.00", "", "", "5.00"),
    ("201", "一般公共服务支出", "75.00", "70.00", "", "", "", "", "5.00"),
    ("20126", "档案事务", "75.00", "70.00", "", "", "", "", "5.00"),
    ("2012601", "行政运行", "75.00", "70.00", "", "", "", "", "5.00"),
    ("213", "农林水支出", "20.00", "13.00", "", "7.00", "", "", ""),
    ("21305", "巩固脱贫攻坚成果衔接乡村振兴", "20.00", "13.00", "", "7.00", "", "", ""),
    ("2130505", "生产发展", "20.00", "13.00", "", "7.00", "", "", ""),
)
TRUE = {(row[0] or "合计", name, cell) for row in ROWS for name, cell in zip(NAMES, row[2:], strict=True) if cell}
MERGED_ONCE = (("项目", *NAMES), ("功能分类科目编码", "科目名称", *NAMES), ("类", "款", "项", "栏次", *map(str, range(1, 8))), *ROWS)
REPEATED = (
    ("项目",) * 4 + (*NAMES,),
    ("功能分类科目编码",) * 3 + ("科目名称", *NAMES),
    ("类", "款", "项", "栏次", *map(str, range(1, 8))),
    *((row[0],) * 3 + row[1:] for row in ROWS),
)
DROPPED = tuple(tuple(cell for cell in row if cell) for row in MERGED_ONCE)


def written(path: Path, rows: tuple[tuple[str, ...], ...], kind: str) -> Path:
    if kind == "tabs":
        path = path.with_suffix(".txt")
        path.write_text(HEAD + "\n".join("\t".join(row) for row in rows) + "\n注：本表反映部门本年度取得的各项收入情况。\n", "utf-8")
    else:
        path = path.with_suffix(".md")
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        path.write_text(HEAD + "\n" + "\n".join(lines) + "\n\n注：本表反映部门本年度取得的各项收入情况。\n", "utf-8")
    return path


def found(tables: list[Table]) -> set[tuple[str, str, str]]:
    return {(row.code or row.name, value.column, value.text) for table in tables for row in table.rows for value in row.values}


@pytest.mark.parametrize("kind", ["tabs", "pipes"])
@pytest.mark.parametrize(
    ("rows", "least"), [(MERGED_ONCE, 1.0), (REPEATED, 1.0), (DROPPED, 0.3)], ids=["merged once", "repeated", "blanks dropped"]
)
def test_converters_cells_go_to_their_columns_or_nowhere(
    rows: tuple[tuple[str, ...], ...], least: float, kind: str, tmp_path: Path
) -> None:
    document = flattened(read_document(written(tmp_path / "虚构", rows, kind)))
    cells = found([*tables_of(document), *tables_from_lines(document)])
    assert cells <= TRUE and len(cells) >= least * len(TRUE)


def test_blank_cells_that_are_printed_say_where_a_figure_stands(tmp_path: Path) -> None:
    """Two figures of a lone row could be 事业 or 其他收入: the blank cells between them decide, where each row prints all of its cells."""
    rows = (("项目", "", *NAMES), ("科目编码", "科目名称", *NAMES), ("", "合 计", "7.00", "", "", "7.00", "", "", ""))
    document = flattened(read_document(written(tmp_path / "虚构", rows, "tabs")))
    assert found([*tables_of(document), *tables_from_lines(document)]) == {("合计", "本年收入合计", "7.00"), ("合计", "事业收入", "7.00")}


def test_a_form_whose_sums_bear_out_its_columns_stays_a_grid(tmp_path: Path) -> None:
    rows = (("科目编码", "科目名称", *NAMES), *ROWS)
    document = read_document(written(tmp_path / "虚构", rows, "pipes"))
    assert flattened(document) == document
    assert any(isinstance(block, Grid) for page in document.pages for block in page.blocks)
