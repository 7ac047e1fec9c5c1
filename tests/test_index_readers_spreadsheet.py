"""Spreadsheets: a page a sheet, figures as the sheet shows them."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from written_files import Cell, budget_sheet, grids, lines, old_workbook, workbook, written

from index.documents import Grid, Line
from index.readers import read_document
from index.readers.numberformats import displayed


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (None, "General", ""),
        (0.88, "0%", "88%"),
        (0.9823, "0.00%", "98.23%"),
        (0.1 + 0.2, "General", "0.3"),
        (2946.25, "General", "2946.25"),
        (31214205.8, "General", "31214205.8"),
        (7574, "General", "7574"),
        (7574.0, "0_ ", "7574"),
        (0, "0.00", "0.00"),
        (12.5, "0.00", "12.50"),
        (2995.385, "0.00", "2995.39"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-12.5, "0.00;-0.00", "-12.50"),
        (-12.5, "#,##0.00;[Red]#,##0.00", "-12.50"),  # told by its colour alone
        (-12.5, "#,##0.00;[红色](#,##0.00)", "(12.50)"),
        (-12.5, "#,##0.00_ ", "-12.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (12.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12.50"),
        (12.5, "0.##", "12.5"),
        (12.0, "0.##", "12"),
        (12.5, '0.00"万元"', "12.50万元"),
        (3508644, "#,##0,", "3,509"),
        (25121091, "0!.0,", "2512.1"),
        (1e16, "General", "10000000000000000"),
        (True, "General", "TRUE"),
        (" 文字 ", "@", "文字"),
    ],
)
def test_figures_are_shown_as_the_sheet_shows_them(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


def test_a_sheet_is_a_page_with_title_grid_and_notes(tmp_path: Path) -> None:
    page = written(tmp_path / "a.xlsx", workbook(budget_sheet)).pages[0]
    assert (page.number, page.sheet) == (None, "收入总表")
    title, grid, note = page.blocks
    assert isinstance(title, Line) and (title.text, title.number) == ("2023年部门收入预算总表", 1)
    assert isinstance(note, Line) and (note.text, note.number) == ("注：本表由单位填报。", 6)
    assert isinstance(grid, Grid) and grid.number == 2
    assert grid.rows == (
        ("编制部门：某局", "", "", "单位：元"),
        ("项目", None, "收入预算", None),
        ("科目编码", "科目名称", "合计", "占比"),
        ("201", "一般公共服务支出", "1,234.50", "50%"),
    )


def test_blank_cells_down_to_row_65536_cost_nothing(tmp_path: Path) -> None:
    data = workbook(budget_sheet)
    bloated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(bloated, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            xml = source.read(item)
            if item.filename.endswith("sheet1.xml"):
                blanks = "".join(
                    f'<row r="{r}">' + "".join(f'<c r="{c}{r}" s="1"/>' for c in ("A", "B", "IV")) + "</row>" for r in range(7, 65537)
                )
                xml = xml.replace(b"</sheetData>", blanks.encode() + b"</sheetData>").replace(b'ref="A1:D6"', b'ref="A1:IV65536"')
                xml = xml.replace(b'ref="A1:D1"', b'ref="A1:IV1"')
            target.writestr(item.filename, xml)
    plain, started = written(tmp_path / "a.xlsx", data), time.perf_counter()
    assert written(tmp_path / "b.xlsx", bloated.getvalue()).pages == plain.pages
    assert time.perf_counter() - started < 8


@pytest.mark.parametrize("last", [True, False])
def test_a_million_empty_rows_cost_little(tmp_path: Path, last: bool) -> None:
    from eval.damaged_files import sheet_file

    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>项目</t></is></c><c r="B1"><v>1.5</v></c></row>'
    blank = "".join(f'<row r="{row}" ht="14.25"><c r="A{row}" s="0"/></row>' for row in range(2, 1_000_000))
    end = '<row r="1000000"><c r="A1000000"><v>7</v></c></row>' if last else ""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    merged = '<mergeCells><mergeCell ref="A1:A9"/></mergeCells>'
    xml = f'<worksheet xmlns="{namespace}"><sheetData>{head}{blank}{end}</sheetData>{merged}</worksheet>'
    data, started = sheet_file(xml.encode()), time.perf_counter()
    document = written(tmp_path / "a.xlsx", data)
    assert grids(document)[0].rows[0] == ("项目", "1.5") and len(grids(document)[0].rows) == 1
    assert lines(document) == (["7"] if last else [])
    assert time.perf_counter() - started < 15


def test_hidden_sheets_and_uncomputed_formulas_are_gaps(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        budget_sheet(book)
        book.active["C7"] = "=SUM(C5:C5)"
        book.create_sheet("底稿")["A1"] = "内部数字"
        book["底稿"].sheet_state = "hidden"

    document = written(tmp_path / "a.xlsx", workbook(fill))
    assert [p.sheet for p in document.pages] == ["收入总表"]
    assert [g.place for g in document.gaps] == ["收入总表", "底稿"] and "C7" in document.gaps[0].reason


def test_a_sheet_of_paragraphs_is_lines(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        book.active["A1"] = "编制说明"
        book.active["A3"] = "2023年收入预算100万元。\n支出预算100万元。"

    document = written(tmp_path / "a.xlsx", workbook(fill))
    assert [(b.text, b.number) for b in document.pages[0].blocks if isinstance(b, Line)] == [
        ("编制说明", 1),
        ("2023年收入预算100万元。", 3),
        ("支出预算100万元。", 3),
    ]
    assert grids(document) == []


def test_the_real_self_evaluation_sheet(disclosures: Path) -> None:
    document = read_document(disclosures / "yuzhong_2021_evaluation.xlsx")
    assert lines(document)[0] == "2021年度项目支出绩效自评表"
    cells = {cell for row in grids(document)[0].rows for cell in row}
    assert {"7574", "6643", "88%", "49358"} <= cells  # 0.88 formatted 0% shows 88%


def test_an_old_workbook_is_read_with_merged_cells_and_formats(tmp_path: Path) -> None:
    cells: list[Cell] = [
        (0, 0, "支出决算表", ""), (1, 0, "项目", ""), (1, 2, "金额", ""), (1, 3, "完成率", ""),
        (2, 0, 201.0, ""), (2, 1, "一般公共服务支出", ""), (2, 2, 12.5, "0.00"), (2, 3, 0.88, "0%"),
    ]  # fmt: skip
    document = written(tmp_path / "a.xls", old_workbook("支出", cells, [(1, 1, 0, 1)]))
    assert (document.format, document.pages[0].sheet) == ("spreadsheet", "支出")
    assert lines(document) == ["支出决算表"]
    assert grids(document)[0].rows == (("项目", None, "金额", "完成率"), ("201", "一般公共服务支出", "12.50", "88%"))


def test_a_web_page_or_new_workbook_called_xls_is_read_for_what_it_is(tmp_path: Path) -> None:
    page = written(tmp_path / "a.xls", "<html><table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1.00</td></tr></table></html>")
    assert (page.format, grids(page)[0].rows) == ("spreadsheet", (("项目", "金额"), ("甲", "1.00")))
    assert written(tmp_path / "b.xls", workbook(budget_sheet)).pages == written(tmp_path / "b.xlsx", workbook(budget_sheet)).pages
