"""Ruled tables → meaning: the real forms cell by cell, and the layouts of forms as small grids."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from grid_documents import Cells, N, cells, document, figures, only

from index.amounts import plain
from index.documents import Document, Identity
from index.facts import Fact, facts_of
from index.readers import read_document
from index.tables import Row, Table, tables_of
from index.years import year_in

# --- the real documents, cell by cell -----------------------------------------------------------------------------------------

REAL = {
    "001_6ee1c58f291194a1.txt": ("cells.csv", Identity("甲局", 2023, "决算")),
    "putuo_czj_2024.pdf": ("cells.csv", Identity("甲局", 2024, "决算")),
    "putuo_czj_2025_budget.pdf": ("budget_cells.csv", Identity("甲局", 2025, "预算")),
    "wanli_2023_budget.pdf": ("budget_cells.csv", Identity("甲局", 2023, "预算")),
    "wanli_2024_budget.pdf": ("budget_cells.csv", Identity("甲局", 2024, "预算")),
}


def folded(text: str) -> str:
    return re.sub(r"[\s“”\"'、,]+", "", unicodedata.normalize("NFKC", text))


def meant(form: str, side: str, code: str, name: str, column: str, value: Decimal, unit: str) -> tuple[str, ...]:
    """A cell as compared: by code, or name; the column by its last name, in one-line forms by first and last."""
    path = folded(column).split("/")
    last = "/".join(sorted({path[0], path[-1]})) if form in ("F09", "B09") else path[-1]
    return form, side, code or folded(name), last, format(value.normalize(), "f"), unit


@pytest.fixture(scope="module")
def real(disclosures: Path) -> dict[str, tuple[Document, list[Table]]]:
    documents = {name: read_document(disclosures / name) for name in REAL}
    return {name: (document_, tables_of(document_)) for name, document_ in documents.items()}


@pytest.mark.parametrize("name", REAL)
def test_every_printed_cell_of_the_standard_forms_is_extracted_and_no_other(
    name: str, real: dict[str, tuple[Document, list[Table]]], truth: Path
) -> None:
    file, identity = REAL[name]
    document_, tables = real[name]
    with (truth / file).open(encoding="utf-8-sig", newline="") as opened:
        printed = Counter(
            meant(r["table"], r["side"], r["row_code"], r["row_name"], r["column"], Decimal(r["value"]), r["unit"])
            for r in csv.DictReader(opened)
            if r["doc"] == name
        )
    extracted = Counter(
        meant(f.form, f.side, f.row_code, f.row_name, f.column, f.value, f.unit)
        for table in tables
        for f in facts_of(table, document_, identity)
        if f.form
    )
    assert (printed - extracted, extracted - printed) == (Counter(), Counter())
    assert [g for table in tables for g in table.gaps] == []
    assert [t.form for t in tables if t.form] == sorted({t.form for t in tables if t.form}, key=[t.form for t in tables].index)
    assert {t.form for t in tables if t.form} == {f"{identity.basis == '决算' and 'F' or 'B'}0{n}" for n in range(1, 10)}


def test_a_row_on_a_later_page_says_so_and_keeps_its_box(real: dict[str, tuple[Document, list[Table]]]) -> None:
    document_, tables = real["putuo_czj_2024.pdf"]
    facts = facts_of(next(t for t in tables if t.form == "F02"), document_, REAL["putuo_czj_2024.pdf"][1])
    first, last = facts[0], facts[-1]
    assert (first.row_name, first.provenance.page, last.row_code, last.provenance.page) == ("合计", 8, "2210203", 9)
    assert last.provenance.quote == "221 02 03 购房补贴 258.50 258.50" and last.provenance.box is not None
    assert (last.provenance.title, last.provenance.row, last.provenance.column) == ("收入决算表", "2210203 购房补贴", "财政拨款收入")


def test_empty_forms_keep_the_documents_own_sentence(real: dict[str, tuple[Document, list[Table]]]) -> None:
    by_form = {t.form: t for t in real["putuo_czj_2024.pdf"][1]}
    assert (by_form["F07"].rows, by_form["F07"].empty_reason) == ((), "注：上海市普陀区财政局无政府性基金预算财政拨款支出，故本表无数据。")
    contradictory = {t.form: t for t in real["wanli_2024_budget.pdf"][1]}["B09"]
    assert contradictory.empty_reason == "" and contradictory.notes == ("注:本部门2024年无“三公”经费和机关运行经费预算，故本表为空表。",)


def test_facts_of_a_text_know_their_line(real: dict[str, tuple[Document, list[Table]]], disclosures: Path) -> None:
    name = "001_6ee1c58f291194a1.txt"
    printed = (disclosures / name).read_text("utf-8").split("\n")
    document_, tables = real[name]
    for table in tables:
        for fact in facts_of(table, document_, REAL[name][1]):
            assert fact.provenance.line is not None and fact.provenance.page is None
            assert f"{fact.value:,f}" in printed[fact.provenance.line - 1]


@pytest.mark.parametrize("name", ["template_2024.pdf", "template_2026_budget.xlsx"])
def test_forms_to_fill_in_have_no_figures(disclosures: Path, name: str) -> None:
    tables = tables_of(read_document(disclosures / name))
    assert len({t.form for t in tables}) == 9
    assert [t.form for t in tables if t.rows] == []


def test_performance_forms_are_left_to_their_own_reader(disclosures: Path) -> None:
    assert tables_of(read_document(disclosures / "yuzhong_2021_evaluation.xlsx")) == []


# --- layouts ------------------------------------------------------------------------------------------------------------------


def test_two_halves_with_line_numbers_blank_first_row_and_printed_zero() -> None:
    table = only(
        document([
            "2023年度收入支出决算总表", "公开01表", "部门：某局", "金额单位：万元",
            [
                ["收入", N, N, "支出", N, N],
                ["项目", "行次", "金额", "项目", "行次", "金额"],
                ["栏次", "", "1", "栏次", "", "2"],
                ["一、一般公共预算财政拨款收入", "1", "", "一、一般公共服务支出", "32", ""],
                ["二、政府性基金预算财政拨款收入", "2", "3.00", "二、外交支出", "33", "0.00"],
                ["", "9", "", "", "40", ""],
                ["本年收入合计", "27", "3.00", "本年支出合计", "58", "—"],
            ],
            "注：本表反映部门本年度的总收支情况。",
        ])
    )  # fmt: skip
    assert cells(table) == [
        ("收入", "", "政府性基金预算财政拨款收入", "决算数", "3.00", "万元"),
        ("支出", "", "外交支出", "决算数", "0.00", "万元"),
        ("收入", "", "本年收入合计", "决算数", "3.00", "万元"),
    ]
    assert [(r.side, r.name) for r in table.rows][:2] == [("收入", "一般公共预算财政拨款收入"), ("支出", "一般公共服务支出")]
    assert table.notes == ("注：本表反映部门本年度的总收支情况。",) and table.gaps == ()


def test_halves_with_budgets_beside_the_final_figures() -> None:
    table = only(
        document([
            "2022年度收入支出决算总表", "单位：万元",
            [
                ["收入", N, N, N, "支出", N, N, N],
                ["项目", "行次", "年初预算数", "决算数", "项目（按功能分类）", "行次", "年初预算数", "决算数"],
                ["一、财政拨款收入", "1", "10", "12", "一、教育支出", "31", "10", "11"],
            ],
        ])
    )  # fmt: skip
    assert [(s, c, v) for s, _, _, c, v, _ in cells(table)] == [
        ("收入", "年初预算数", "10"), ("收入", "决算数", "12"), ("支出", "年初预算数", "10"), ("支出", "决算数", "11"),
    ]  # fmt: skip
    facts = facts_of(table, document(), Identity("甲局", 2022, "决算"))
    assert [f.basis for f in facts] == ["预算", "决算", "预算", "决算"]


SUBJECTS = [
    ["项目", N, N, N, "本年支出合\n计", "基本支出", "项目支\n出"],
    ["支出功能分类", N, N, "科目名称", N, N, N],
    ["科目编码", N, N, N, N, N, N],
]


def test_the_total_may_stand_in_the_rows_of_the_header() -> None:
    rows = [*SUBJECTS, ["类", "款", "项", "合计", "10.00", "6.00", "4.00"], ["205", "", "", "教育支出", "10.00", "6.00", "4.00"],
            ["205", "02", "", "普通教育", "10.00", "6.00", "4.00"], ["205", "02", "1", "学前\n教育", "10.00", "6.00", "4.00"]]  # fmt: skip
    table = only(document(["支出决算表", "单位：万元", rows]))
    assert table.columns == ("本年支出合计", "基本支出", "项目支出")
    assert [(r.code, r.name, len(r.values)) for r in table.rows] == [
        ("", "合计", 3), ("205", "教育支出", 3), ("20502", "普通教育", 3), ("205021", "学前教育", 3),
    ]  # fmt: skip
    assert table.rows[3].quote == "205 02 1 学前教育 10.00 6.00 4.00"


@pytest.mark.parametrize(
    "header",
    [
        [["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]],
        [["项目", N, "本年支出合计", "基本支出", "项目支出"], ["科目编码", "科目名称", N, N, N], ["栏次", N, "1", "2", "3"]],
        [["功能分类\n科目编码", "科目\n名称", "本年支出\n合计", "基本\n支出", "项目\n支出"], ["类款项", "栏次", "1", "2", "3=1-2"]],
        [["科目代码", "科目名称", "本年支出合计", "其中", N], [N, N, N, "基本支出", "项目支出"]],
    ],
)
@pytest.mark.parametrize("total", ["first", "last"])
def test_subject_forms_in_many_headers(header: Cells, total: str) -> None:
    rows = [["205", "教育支出", "10.00", "6.00", "4.00"], ["2050201", "学前教育", "10.00", "6.00", ""]]
    whole = ["合计", N, "10.00", "6.00", "4.00"]
    table = only(
        document(
            ["支出决算表", "单位：万元", [*header, *([whole] if total == "first" else []), *rows, *([whole] if total == "last" else [])]]
        )
    )
    leaves = [(row, column.rpartition("/")[2], value) for row, column, value in figures(table)]
    expected = [("205", "10.00 6.00 4.00"), ("2050201", "10.00 6.00")]
    expected.insert(0 if total == "first" else 2, ("合计", "10.00 6.00 4.00"))
    names = ("本年支出合计", "基本支出", "项目支出")
    assert leaves == [(row, names[i], value) for row, values in expected for i, value in enumerate(values.split())]
    assert table.gaps == ()


def test_blank_header_cells_of_a_sheet_belong_to_the_label_left_of_them() -> None:
    table = only(document(["收入预算总表", [
        ["编制部门：某局", "", "", "单位：元"],
        ["项目", "", "收入预算", ""],
        ["科目编码", "科目名称", "合计", "事业收入"],
        ["201", "一般公共服务支出", "100", "0"],
    ]], kind="spreadsheet", sheets=["收入"]))  # fmt: skip
    assert (table.unit, figures(table)) == ("元", [("201", "收入预算/合计", "100"), ("201", "收入预算/事业收入", "0")])


ECONOMIC = [
    ["人员经费", N, N, "公用经费", N, N, N, N, N],
    ["科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数", "科目编码", "科目名称", "决算数"],
    ["301", "工资福利支出", "80.00", "302", "商品和服务支出", "7.00", "310", "资本性支出", "3.00"],
    ["30101", "基本工资", "80.00", "30201", "办公费", "7.00", "", "", ""],
]


def test_three_groups_side_by_side_with_totals_over_several_columns() -> None:
    table = only(document(["一般公共预算财政拨款基本支出决算明细表", "单位：万元",
                           [*ECONOMIC, ["人员经费合计", N, "80.00", "公用经费合计", N, N, N, N, "10.00"]]]))  # fmt: skip
    assert [(row, value) for row, _, value in figures(table)] == [
        ("301", "80.00"), ("302", "7.00"), ("310", "3.00"), ("30101", "80.00"), ("30201", "7.00"),
        ("人员经费合计", "80.00"), ("公用经费合计", "10.00"),
    ]  # fmt: skip
    assert {column.rpartition("/")[2] for _, column, _ in figures(table)} == {"决算数"}


CAR = "公务用车购置及运行维护费"
LINE_COLUMNS = [
    "预算数/合计", "预算数/因公出国(境)费",
    f"预算数/{CAR}/小计", f"预算数/{CAR}/公务用车购置费", f"预算数/{CAR}/公务用车运行维护费", "预算数/公务接待费",
    "决算数/合计", "决算数/因公出国(境)费",
    f"决算数/{CAR}/小计", f"决算数/{CAR}/公务用车购置费", f"决算数/{CAR}/公务用车运行维护费", "决算数/公务接待费",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["word", "text"])
def test_one_line_of_figures_has_no_name_and_its_columns_are_paths(kind: str) -> None:
    def blank(text: str | None) -> str | None:
        return "" if kind == "text" and text is None else text

    half = ["合计", "因公出国（境）费", CAR, N, N, "公务接待费"]
    sub = [N, N, "小计", "公务用车\n购置费", "公务用车\n运行维护费", N]
    rows = [["预算数", N, N, N, N, N, "决算数", N, N, N, N, N], half * 2, sub * 2, [str(n) for n in range(1, 13)],
            ["3.50", "0.00", "3.00", "0.00", "3.00", "0.50", "2.10", "", "2.00", "", "2.00", "0.10"]]  # fmt: skip
    table = only(document(["财政拨款“三公”经费支出决算表", "单位：万元", [[blank(c) for c in row] for row in rows]], kind=kind))
    assert table.columns == tuple(LINE_COLUMNS)
    (row,) = table.rows
    assert (row.side, row.code, row.name) == ("", "", "")
    assert [(v.column, plain(v.value)) for v in row.values][5:8] == [
        ("预算数/公务接待费", "0.50"),
        ("决算数/合计", "2.10"),
        (f"决算数/{CAR}/小计", "2.00"),
    ]
    assert {f.column: f.basis for f in facts_of(table, document(), Identity("甲局", 2021, "决算"))}["预算数/合计"] == "预算"


def test_numbers_of_columns_that_words_hide_are_no_figures() -> None:
    rows = [["合计", "因公出国（境）费", "公务用车", "公务接待费"], ["1", "2", "\ufffd行费", "4"], ["3.00", "1.00", "", "2.00"]]
    table = only(document(["“三公”经费支出决算表", "单位：万元", rows]))
    assert [(c.rpartition("/")[2] or c, v) for _, c, v in figures(table)][-1] == ("公务接待费", "2.00") and len(figures(table)) == 3


def test_the_items_of_a_line_form_may_head_the_columns_or_the_rows() -> None:
    above = only(document(["“三公”经费支出决算表", "单位：万元", [
        ["财政拨款“三公”经费", N, N, N],
        ["合计", N, "公务接待费", N],
        ["预算数", "决算数", "预算数", "决算数"],
        ["3.50", "2.10", "0.50", ""],
    ]]))  # fmt: skip
    assert figures(above) == [("", "合计/预算数", "3.50"), ("", "合计/决算数", "2.10"), ("", "公务接待费/预算数", "0.50")]
    beside = only(document(["“三公”经费支出决算表", "单位：万元", [
        ["项目", "预算数", "决算数"], ["合计", "3.50", "2.10"], ["1.因公出国（境）费用", "", ""], ["2.公务接待费", "0.50", "0.10"],
    ]]))  # fmt: skip
    assert figures(beside) == [
        ("", "预算数/合计", "3.50"),
        ("", "决算数/合计", "2.10"),
        ("", "预算数/公务接待费", "0.50"),
        ("", "决算数/公务接待费", "0.10"),
    ]
    rows = only(
        document(
            ["“三公”经费支出决算表", "单位：万元", [["项目", "合计", "公务接待费"], ["预算数", "3.50", "0.50"], ["决算数", "2.10", ""]]]
        )
    )
    assert figures(rows) == [("", "预算数/合计", "3.50"), ("", "预算数/公务接待费", "0.50"), ("", "决算数/合计", "2.10")]


# --- tab dumps --------------------------------------------------------------------------------------------------------------------


def tabs(*lines: str) -> Cells:
    split = [line.split("|") for line in lines]
    width = max(map(len, split))
    return [row + [""] * (width - len(row)) for row in split]


def test_a_nonsense_header_gives_way_to_the_forms_own_columns_where_the_sums_hold() -> None:
    rows = ("项|||目|||本年支出|", "科目编码|||科目名称|||小计|", "类 款 项|||栏次|||1|", "合 计|||计|||2|",
            "项目支出|||3|||4|", "|||30.00|12.00|18.00||",
            "205 教育支出|||10.00|6.00|4.00||", "206 科学技术支出|||20.00|6.00|14.00||")  # fmt: skip
    table = only(document(["一般公共预算财政拨款支出决算表", "单位：万元", tabs(*rows)], kind="text"))
    assert figures(table)[:3] == [
        ("合计", f"本年支出/{name}", value) for name, value in (("小计", "30.00"), ("基本支出", "12.00"), ("项目支出", "18.00"))
    ]
    assert [(r.code, r.name) for r in table.rows[1:]] == [("205", "教育支出"), ("206", "科学技术支出")]
    broken = (*rows[:-1], "206 科学技术支出|||20.00|6.00|13.00||")
    table = only(document(["一般公共预算财政拨款支出决算表", "单位：万元", tabs(*broken)], kind="text"))
    assert table.rows == () and "错位" in table.gaps[0].reason


def test_rows_beside_their_columns_are_moved_where_the_sums_leave_no_doubt() -> None:
    head = ("项目||||本年支出||", "功能分类科目编码|||科目名称|小计|基本支出|项目支出", "类|款|项|栏次|1|2|3")
    table = only(document(["一般公共预算财政拨款支出决算表", "单位：万元", tabs(
        *head, "合 计|||30.00|12.00|18.00|", "205|||教育支出|10.00|6.00|4.00", "206|||科学技术支出|20.00|6.00|14.00",
        "207|||体育|||20.00|5.00")],
        kind="text"))  # fmt: skip
    assert [(r.code or r.name, [plain(v.value) for v in r.values]) for r in table.rows] == [
        ("合计", ["30.00", "12.00", "18.00"]), ("205", ["10.00", "6.00", "4.00"]), ("206", ["20.00", "6.00", "14.00"]),
    ]  # fmt: skip
    assert ["错位" in g.reason for g in table.gaps] == [True]


def test_a_total_of_two_groups_reaches_the_last_of_them() -> None:
    table = only(document(["一般公共预算财政拨款基本支出决算明细表", "单位：万元", tabs(
        "人员经费|||公用经费|||||||", "科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数|",
        "301|工资福利支出|80.00|302|商品和服务支出|7.00|310|资本性支出||", "30101|基本工资|80.00|30201|办公费|7.00|31002|办公设备购置||",
        "人员经费合计||80.00|公用经费合计||||||7.00")], kind="text"))  # fmt: skip
    assert [(r, v) for r, _, v in figures(table)][-2:] == [("人员经费合计", "80.00"), ("公用经费合计", "7.00")]


def test_rows_of_an_unknown_table_with_figures_beside_the_columns_are_gaps() -> None:
    rows = ("序号|事项|金额|备注", "1|采购|10.00|", "2|培训|20.00|已付", "3|差旅||30.00", "4|会议|5.00|")
    table = only(document(["经费情况表", "单位：万元", tabs(*rows)], kind="text"))
    assert [(r.name, plain(r.values[0].value)) for r in table.rows] == [("采购", "10.00"), ("培训", "20.00"), ("会议", "5.00")]
    assert [g.place for g in table.gaps] == ["经费情况表：3 差旅 30.00"]


# --- facts ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2021年度收入决算表", 2021),
        ("2021 年度收入决算表", 2021),
        ("二〇二一年度收入决算表", 2021),
        ("收入决算表", N),
        ("2020年至2021年对照表", N),
        ("202 年度", N),
    ],
)
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    assert year_in(title) == year


def facts(title: str, column: str, identity: Identity) -> list[Fact]:
    table = only(document([title, "单位：万元", [["项目", column], ["甲", "1.00"]]]))
    return facts_of(table, document(), identity)


@pytest.mark.parametrize(
    ("column", "year", "basis"),
    [
        ("决算数", 2023, "决算"),
        ("年初预算数", 2023, "预算"),
        ("2022年预算数", 2022, "预算"),
        ("2022年决算数", 2022, "决算"),
        ("上年决算数", 2022, "决算"),
        ("上年结转", 2023, "决算"),
        ("金额", 2023, "决算"),
    ],
)
def test_a_columns_own_year_and_basis_win(column: str, year: int, basis: str) -> None:
    (fact,) = facts("收支情况表", column, Identity("甲局", 2023, "决算", "单位本级"))
    assert (fact.year, fact.basis, fact.department, fact.scope, fact.origin) == (year, basis, "甲局", "单位本级", "table")


def test_the_titles_year_wins_over_the_documents_and_without_any_there_is_no_fact() -> None:
    assert [f.year for f in facts("2020年收支情况表", "金额", Identity("甲局", 2023, "决算"))] == [2020]
    assert facts("收支情况表", "金额", Identity("甲局", None, "决算")) == []


def test_rows_compare_by_meaning_not_by_place() -> None:
    assert Row("", "205", "教育支出", (), "印一", 1) == Row("", "205", "教育支出", (), "印二", 2)
