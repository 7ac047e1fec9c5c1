"""Grids that belong together, and grids that do not: tables over pages, several forms in one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from grid_documents import HEAD, Cells, N, document, figures, only

from index.amounts import plain
from index.documents import Box, Grid
from index.tables import tables_of


def rows_of(*codes: str) -> list[list[str | None]]:
    return [[code, f"科目{code}", "10.00", "6.00", "4.00"] for code in codes]


@pytest.mark.parametrize(
    "second",
    [
        [rows_of("20502")],
        ["— 4 —", rows_of("20502")],
        ["续表", "单位：万元", [HEAD, *rows_of("20502")]],
        ["支出决算表", "单位：万元", [HEAD, *rows_of("20502")]],
        ["支出决算表（续表）", [HEAD, *rows_of("20502")]],
    ],
)
def test_a_table_goes_on_over_pages(second: list[str | Cells]) -> None:
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows_of("205")], "- 3 -"], second, kind="pdf"))
    assert [(r.code, r.page) for r in table.rows] == [("205", N), ("20502", 2)] and table.page == 1


@pytest.mark.parametrize(
    "second",
    [
        [
            "财政拨款收入支出决算总表",
            "单位：万元",
            [["项目", "决算数", "项目", "合计", "其他"], ["一、财政拨款", "1.00", "一、教育支出", "1.00", ""]],
        ],
        ["另一张表", "单位：元", [HEAD, *rows_of("20502")]],
        [[["序号", "单位名称", "人数", "车辆", "备注"], ["1", "某局", "3", "1", ""]]],
    ],
)
def test_another_title_or_header_begins_another_table(second: list[str | Cells]) -> None:
    first, other = tables_of(document(["支出决算表", "单位：万元", [HEAD, *rows_of("205")]], second, kind="pdf"))
    assert [r.code for r in first.rows] == ["205"] and other.page == 2


def boxed(rows: Cells, edges: Sequence[float]) -> Grid:
    """A grid with boxes: each row's cells reach to the next cell that is not None."""
    made: list[tuple[Box | None, ...]] = []
    for r, row in enumerate(rows):
        starts = [c for c, cell in enumerate(row) if cell is not None]
        ends = dict(zip(starts, [*starts[1:], len(row)], strict=True))
        made.append(tuple((edges[c], 20.0 * r, edges[ends[c]], 20.0 * r + 20) if c in ends else None for c in range(len(row))))
    return Grid(tuple(map(tuple, rows)), tuple(made))


def test_a_lone_total_on_the_next_page_stands_under_the_columns_that_its_cells_cover() -> None:
    first = boxed([HEAD, *rows_of("205")], [50, 90, 300, 400, 500, 600])
    rest = boxed([["合计", "10.00", "6.00", "4.00"]], [51, 299, 400, 500, 600])
    table = only(document(["支出决算表", "单位：万元", first], [rest], kind="pdf"))
    assert figures(table)[3:] == [("合计", "本年支出合计", "10.00"), ("合计", "基本支出", "6.00"), ("合计", "项目支出", "4.00")]
    narrower = boxed([["合计", "10.00", "6.00", "4.00"]], [51, 200, 300, 400, 450])
    assert len(tables_of(document(["支出决算表", "单位：万元", first], [narrower], kind="pdf"))[0].rows) == 1


def test_a_name_cut_by_the_page_break_is_put_together() -> None:
    table = only(document(["支出决算表", "单位：万元", [HEAD, ["20805", "行政事业单位养老", "10.00", "6.00", "4.00"]]],
                          [[["", "支出", "", "", ""], *rows_of("20899")]], kind="pdf"))  # fmt: skip
    assert [(r.code, r.name, len(r.values)) for r in table.rows] == [("20805", "行政事业单位养老支出", 3), ("20899", "科目20899", 3)]


def test_figures_cut_by_the_page_break_are_put_together() -> None:
    table = only(document(["支出决算表", "单位：元", [HEAD, ["20805", "行政事业单位养老", "1,000.00", "1,000.0", "0.00"]]],
                          [[["", "支出", "", "0", ""], *rows_of("20899")]], kind="pdf"))  # fmt: skip
    assert [(r.code, r.name, [plain(v.value) for v in r.values]) for r in table.rows][0] == (
        "20805", "行政事业单位养老支出", ["1000.00", "1000.00", "0.00"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rest", "names"),
    [
        (["财政拨款收入", "", "", ""], ["一般公共预算财政拨款收入", "总计"]),
        (["二、其他收入", "", "", ""], ["一般公共预算", "其他收入", "总计"]),
        (["年初结转和结余", "", "", ""], ["一般公共预算", "年初结转和结余", "总计"]),
    ],
)
def test_a_name_of_a_half_goes_on_over_the_page_break(rest: list[str], names: list[str]) -> None:
    head = [["收入", N, "支出", N], ["项目", "决算数", "项目", "决算数"]]
    first = [*head, ["一、一般公共预算", "1.00", "一、教育支出", "1.00"]]
    table = only(document(["收入支出决算总表", "单位：万元", first], [[rest, ["总计", "1.00", "总计", "1.00"]]], kind="pdf"))
    assert [r.name for r in table.rows if r.side == "收入"] == names


def test_several_forms_in_one_sheet_or_table_come_apart() -> None:
    one = [["收入决算表", N, N], ["单位：元", "", ""], ["科目编码", "科目名称", "本年收入合计"], ["205", "教育支出", "10"],
           ["支出决算表", N, N],
           ["单位：万元", "", ""], ["科目编码", "科目名称", "本年支出合计"], ["205", "教育支出", "9"]]  # fmt: skip
    tables = tables_of(document([one], kind="spreadsheet"))
    assert [(t.form, t.unit, figures(t)) for t in tables] == [
        ("F02", "元", [("205", "本年收入合计", "10")]), ("F03", "万元", [("205", "本年支出合计", "9")]),
    ]  # fmt: skip


def test_a_sheet_does_not_go_on_in_the_next() -> None:
    tables = tables_of(
        document(["支出决算表", "单位：万元", [HEAD, *rows_of("205")]], [rows_of("20502")], kind="spreadsheet", sheets=["一", "二"])
    )
    assert [[r.code for r in t.rows] for t in tables] == [["205"]]
