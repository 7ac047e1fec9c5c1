"""Ruled tables → meaning: the real forms cell by cell, and every trap of their layouts as a small grid."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from index.amounts import plain
from index.captions import caption_of, notes_of, unit_in_label, unit_of
from index.documents import Box, Document, Grid, Identity, Line, Page
from index.facts import Fact, facts_of
from index.forms import form_of_title, forms
from index.readers import read_document
from index.rows import row_name, split_code
from index.tables import Row, Table, tables_of
from index.years import year_in

N = None
Cells = Sequence[Sequence[str | None]]


def document(*pages: Sequence[str | Cells | Grid], kind: str = "word", sheets: Sequence[str] = ()) -> Document:
    """A document of lines (text) and grids (rows of cells); several pages where the format has them."""
    made = []
    for number, blocks in enumerate(pages, 1):
        shown: list[Line | Grid] = []
        for place, block in enumerate(blocks, 1):
            if isinstance(block, str):
                shown.append(Line(block, place))
            else:
                shown.append(block if isinstance(block, Grid) else Grid(tuple(map(tuple, block)), shifted=kind == "text", number=place))
        made.append(Page(number if kind == "pdf" else None, tuple(shown), sheets[number - 1] if sheets else ""))
    return Document("甲.pdf", "0" * 64, kind, tuple(made))


def only(document_: Document) -> Table:
    (table,) = tables_of(document_)
    return table


def cells(table: Table) -> list[tuple[str, str, str, str, str, str]]:
    """Every figure of a table: side, code, name, column, value, unit."""
    return [
        (row.side, row.code, row.name, value.column, plain(value.value), value.unit or table.unit)
        for row in table.rows
        for value in row.values
    ]


def figures(table: Table) -> list[tuple[str, str, str]]:
    """Every figure as row, column, value."""
    return [(code or name, column, value) for _, code, name, column, value, _ in cells(table)]


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


# --- titles, units, notes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", forms().values(), ids=lambda f: f.id)
def test_every_alias_names_its_own_form_with_year_number_and_department_before_it(form: object) -> None:
    titles, id_ = form.titles, form.id  # type: ignore[attr-defined]
    for title in titles:
        for printed in (title, f"2023年度{title}", f"{title}（公开03表）", f"一、{title}", f"某市某局2023年{title}"):
            found = form_of_title(printed)
            assert found is not None and found.id == id_, printed


@pytest.mark.parametrize(
    "title",
    [
        "项目支出决算表", "机关运行经费支出决算表", "财政专户管理资金收入预算表", "政府采购支出预算表", "支出决算情况说明",
        "政府性基金预算财政拨款“三公”经费支出决算表", "财政拨款支出决算明细表", "一般公共预算财政拨款项目支出决算表",
        "政府性基金预算财政拨款基本支出决算表", "财政拨款支出决算表",
    ],
)
def test_a_narrower_title_is_another_table(title: str) -> None:
    assert form_of_title(title) is None


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位:元", "元"),
        ("编制部门：某局    单位：元", "元"),
        ("编制部门：某局单位：元", "元"),
        ("单 位： 万 元", "万元"),
        ("（单位：人民币万元）", "万元"),
        ("单位：万元 公开02表", "万元"),
        ("公开02表 金额单位：万元", "万元"),
        ("单位：人", "人"),
        ("单位：人、万元", "万元"),
        ("单位：台/套、辆、元", "元"),
        ("单位：元（列至角分）", "元"),
        ("编制单位：元氏县财政局", ""),
        ("单位名称：万元街道办事处", ""),
        ("本单位：亿元以上项目3个", ""),
        ("部门：某局", ""),
    ],
)
def test_only_a_unit_line_gives_a_unit(line: str, unit: str) -> None:
    assert unit_of(line) == unit


@pytest.mark.parametrize(
    ("label", "bare", "unit"),
    [
        ("预算数（万元）", "预算数", "万元"),
        ("数量(台)", "数量", "台"),
        ("金额：万元", "金额", "万元"),
        ("预算数/元", "预算数", "元"),
        ("决算数 单位：千元", "决算数", "千元"),
        ("完成率（%）", "完成率", "%"),
        ("增长%", "增长", "%"),
        ("因公出国（境）费", "因公出国（境）费", ""),
        ("执行率（B/A）", "执行率（B/A）", ""),
    ],
)
def test_a_unit_in_a_header_is_taken_off(label: str, bare: str, unit: str) -> None:
    assert unit_in_label(label) == (bare, unit)


@pytest.mark.parametrize(
    ("above", "title", "form", "unit"),
    [
        (["2023年度收入决算表", "公开02表", "部门：某局", "金额单位：万元"], "2023年度收入决算表", "F02", "万元"),
        (["单位：万元", "收入决算表"], "收入决算表", "F02", "万元"),
        (["收入决算表 单位：元"], "收入决算表", "F02", "元"),
        (["支出决算表（万元）"], "支出决算表（万元）", "F03", "万元"),
        (["国有资本经营预算财政拨款", "支出决算表", "单位：元"], "国有资本经营预算财政拨款支出决算表", "F08", "元"),
        (["一、支出决算表", "本年支出合计100万元。", "二、机构情况", "名单如下"], "名单如下", "", ""),
        (["政府采购情况表", "单位：万元"], "政府采购情况表", "", "万元"),
        (["2022年项目情况汇总表", "（续表）", "- 3 -"], "2022年项目情况汇总表", "", ""),
        ([], "", "", ""),
    ],
)
def test_the_nearest_title_above_a_table_is_its_own(above: list[str], title: str, form: str, unit: str) -> None:
    caption = caption_of(above)
    assert (caption.title, caption.form.id if caption.form else "", caption.unit) == (title, form, unit)


def test_notes_end_at_the_next_title_or_heading() -> None:
    assert notes_of(["注：1. 本表反映收支。", "2. 尾数有误差。", "2023年度收入决算表", "注：不是这张表的"]) == (
        "注：1. 本表反映收支。",
        "2. 尾数有误差。",
    )
    assert notes_of(["", "本单位无国有资本经营预算支出。", "第三部分 情况说明", "说明：……"]) == ("本单位无国有资本经营预算支出。",)
    assert notes_of(["二、收入决算情况说明", "2023年度无收入。"]) == ()


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("二十六、抗疫特别国债安排\n的支出", "抗疫特别国债安排的支出"),
        ("（一）支出合计", "支出合计"),
        ("1. 一般公共预算资金", "一般公共预算资金"),
        ("其中：（1）公务用车购置", "公务用车购置"),
        ("因 公 出 国 （ 境 ） 费\n用", "因公出国（境）费用"),
        ("使用非财政拨款结余（含专用结余）", "使用非财政拨款结余（含专用结余）"),
        ("2023年项目", "2023年项目"),
        ("一、", "一、"),
        ("", ""),
    ],
)
def test_row_names_lose_ordinals_breaks_and_spaces(printed: str, name: str) -> None:
    assert row_name(printed) == name


@pytest.mark.parametrize(
    ("cell", "code", "name"),
    [
        ("201 一般公共服务支出", "201", "一般公共服务支出"),
        ("2010301行政运行", "2010301", "行政运行"),
        ("[20103]政府办公厅（室）", "20103", "政府办公厅（室）"),
        ("合计", "", "合计"),
        ("2023年项目", "", "2023年项目"),
    ],
)
def test_codes_printed_with_their_names_come_apart(cell: str, code: str, name: str) -> None:
    assert split_code(cell) == (code, name)


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


# --- tables over pages ----------------------------------------------------------------------------------------------------------

HEAD = ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"]


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


# --- empty forms, units, gaps ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [True, False])
def test_an_empty_form_has_no_rows_but_a_reason(inside: bool) -> None:
    sentence = "本部门没有政府性基金预算财政拨款收入，也没有安排的支出，故本表无数据。"
    rows: list[list[str | None]] = [["科目编码", "科目名称", "本年收入", "本年支出"], ["", "", "", ""], ["合计", N, "", ""]]
    blocks: list[str | Cells] = ["政府性基金预算财政拨款收入支出决算表", "单位：万元", [*rows, [sentence, N, N, N]] if inside else rows]
    table = only(document([*blocks, *([] if inside else [sentence])]))
    assert (table.form, table.rows, table.empty_reason, table.gaps) == ("F07", (), sentence, ())


def test_without_a_unit_line_the_unit_is_not_guessed() -> None:
    table = only(document(["2023年度收入决算表", [["科目编码", "科目名称", "本年收入合计"], ["205", "教育支出", "10.00"]]]))
    assert table.unit == "" and [g.place for g in table.gaps] == ["2023年度收入决算表"] and "没有印出单位" in table.gaps[0].reason
    tables = tables_of(document(["收入决算表", "单位：万元", [["科目编码", "科目名称", "本年收入合计"], ["205", "教育支出", "10.00"]],
                                 "支出决算表",
                                 [["科目编码", "科目名称", "本年支出合计"], ["205", "教育支出", "10.00"]]]))  # fmt: skip
    assert [t.unit for t in tables] == ["万元", ""]


def test_units_of_headers_cells_and_rows_win_over_the_tables() -> None:
    table = only(document(["项目情况表", "单位：万元", [
        ["序号", "项目名称", "预算数（元）", "执行率", "完成情况", "人数", "数量", "编号", "2023年"],
        ["1", "信息化", "10.00", "95.00", "80%", "3", "7", "0123", "5"],
        ["2", "培训（次）", "20.00", "0.5", "已完成", "", "", "", ""],
    ]]))  # fmt: skip
    assert [(c, v, u) for _, _, _, c, v, u in cells(table)] == [
        ("预算数", "10.00", "元"), ("执行率", "95.00", "%"), ("完成情况", "80", "%"), ("人数", "3", "人"),
        ("2023年", "5", "万元"), ("预算数", "20.00", "元"),
    ]  # fmt: skip
    assert [g.reason[:4] for g in table.gaps] == ["“数量”", "“执行率"]
    rows = only(
        document(
            [
                "机构运行信息表",
                "单位：万元",
                [["项目", "统计数"], ["支出合计", "5.26"], ["公务用车保有量（辆）", "2"], ["国内公务接待（批次）", "3"]],
            ]
        )
    )
    assert [(n, v, u) for _, _, n, _, v, u in cells(rows)] == [
        ("支出合计", "5.26", "万元"),
        ("公务用车保有量", "2", "辆"),
        ("国内公务接待", "3", "批次"),
    ]


def test_figures_without_a_row_name_are_gaps_unless_they_are_the_sum_of_all_classes() -> None:
    rows = [
        ["", "", "30.00", "12.00", "18.00"],
        ["205", "教育支出", "10.00", "6.00", "4.00"],
        ["206", "科学技术支出", "20.00", "6.00", "14.00"],
    ]
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows]]))
    assert table.rows[0].name == "合计" and table.gaps == ()
    rows[0][2] = "31.00"
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows]]))
    assert [r.code for r in table.rows] == ["205", "206"] and "没有行名" in table.gaps[0].reason


def test_cells_that_are_no_number_are_no_value() -> None:
    rows = [["205", "教育支出", "3,1\n42.50", "—", "12\n13"], ["206", "科学技术支出", "", "…", "12.3.4"]]
    table = only(document(["支出决算表", "单位：万元", [HEAD, *rows]]))
    assert figures(table) == [("205", "本年支出合计", "3142.50")]  # cut in half by its narrow cell; two numbers in one cell are two
    assert len(table.gaps) == 2


def test_tables_of_words_and_performance_forms_are_no_tables_of_figures() -> None:
    words = [["序号", "单位名称", "备注"], ["1", "某局（本级）", ""], ["2", "某中心", "预算不单列"]]
    indicators = [["一级指标", "二级指标", "三级指标", "年初目标值", "得分"], ["产出指标", "数量指标", "办件量", "≥1000件", "10"]]
    going_on = [["效益指标", "社会效益", "满意度", "≥95%", "20"]]
    assert tables_of(document(["一、单位构成", words], ["2023年度项目支出绩效自评表", indicators], [going_on], kind="pdf")) == []


def test_merged_names_of_rows_stand_before_the_rows_own() -> None:
    table = only(
        document(
            [
                "政府采购支出表",
                "单位：万元",
                [["项目", N, "金额"], ["政府采购支出", "货物", "1.00"], [N, "服务", "2.00"], ["合计", N, "3.00"]],
            ]
        )
    )
    assert [(n, v) for _, _, n, _, v, _ in cells(table)] == [("政府采购支出/货物", "1.00"), ("政府采购支出/服务", "2.00"), ("合计", "3.00")]


def test_names_of_a_merged_column_stand_before_every_row_of_it() -> None:
    rows = [["类别", "项目名称", "金额"], ["维修", "消防", "1.00"], [N, "电梯", "2.00"], ["信息化", "升级", "3.00"], ["合计", N, "6.00"]]
    table = only(document(["重点支出情况表", "单位：万元", rows]))
    assert [r.name for r in table.rows] == ["维修/消防", "维修/电梯", "信息化/升级", "合计"]


@pytest.mark.parametrize(
    "caption",
    [
        ["编制单位：某局", "", "2023年度", "金额单位：元"],
        ["编制单位：", "某局", "", "单位：元"],
        ["公开01表", "", "", "金额单位：元"],
        ["收入决算表", "", "公开02表", "单位：元"],
    ],
)
def test_caption_rows_of_several_cells_are_no_header(caption: list[str | None]) -> None:
    head = ["科目编码", "科目名称", "本年收入合计", "财政拨款收入"]
    rows = [["公开02表", N, N, N], caption, head, ["205", "教育支出", "10", "7"]]
    table = only(document(["2023年度收入决算表", rows], kind="spreadsheet", sheets=["表二"]))
    assert (table.form, table.unit, figures(table)) == (
        "F02", "元", [("205", "本年收入合计", "10"), ("205", "财政拨款收入", "7")],
    )  # fmt: skip


def test_years_that_head_columns_are_no_caption() -> None:
    table = only(document(["收支对照表", "单位：万元", [["", "2022年", "2023年"], ["教育支出", "1.00", "2.00"]]]))
    assert figures(table) == [("教育支出", "2022年", "1.00"), ("教育支出", "2023年", "2.00")]


def test_class_division_and_item_have_columns_of_their_own_without_a_header_over_them() -> None:
    rows = [["类", "款", "项", "科目名称", "本年支出合计", "基本支出"], ["栏次", N, N, N, "1", "2"], ["合计", N, N, N, "9", "9"],
            ["205", "", "", "教育支出", "9", "9"], ["205", "02", "", "普通教育", "9", "9"]]  # fmt: skip
    table = only(document(["支出决算表", "单位：万元", rows]))
    assert [(r.code, r.name) for r in table.rows] == [("", "合计"), ("205", "教育支出"), ("20502", "普通教育")]


def test_a_total_in_the_column_of_numbers_is_a_name() -> None:
    rows = [["序号", "项目名称", "决算数"], ["1", "普法", "2.00"], ["合计", N, "2.00"]]
    assert figures(only(document(["项目支出明细表", "单位：万元", rows]))) == [("普法", "决算数", "2.00"), ("合计", "决算数", "2.00")]


def test_a_second_header_inside_a_table_begins_another_one_of_the_same_title() -> None:
    rows = [["合计", N, "因公出国（境）费", N], ["3.00", N, "1.00", N], ["相关统计数：", N, N, N],
            ["项目", "统计数", "项目", "统计数"], ["公务用车购置数（辆）", "1", "公务用车保有量（辆）", "2"],
            ["国内公务接待批次（个）", "", "国内公务接待人次（人）", "30"]]  # fmt: skip
    tables = tables_of(document(["“三公”经费、会议费和培训费支出决算表", "单位：万元", rows]))
    assert [t.form for t in tables] == ["F09", "F09"]
    assert [c[3:] for t in tables for c in cells(t)] == [
        ("合计", "3.00", "万元"), ("因公出国(境)费", "1.00", "万元"), ("统计数/公务用车购置数", "1", "辆"),
        ("统计数/公务用车保有量", "2", "辆"), ("统计数/国内公务接待人次", "30", "人"),
    ]  # fmt: skip


def test_pairs_of_labels_and_values_need_no_header() -> None:
    rows = [["会议名称", "年度工作会", "会期（天）", "2"], ["参会人数", "120", "会议费（万元）", "3.20"],
            ["联系人", "某人", "联系电话", "5550123"], ["备注", "无", "预算数（万元）", "4.00"]]  # fmt: skip
    assert [c[2:] for c in cells(only(document(["会议情况表", rows])))] == [
        ("年度工作会", "会期", "2", "天"), ("年度工作会", "参会人数", "120", "人"), ("年度工作会", "会议费", "3.20", "万元"),
        ("年度工作会", "预算数", "4.00", "万元"),
    ]  # fmt: skip
    halves = [["项目", "金额", "项目", "金额"], ["货物", "1.00", "工程", "2.00"]]
    assert figures(only(document(["采购情况表", "单位：万元", halves]))) == [("货物", "金额", "1.00"), ("工程", "金额", "2.00")]


def test_the_only_row_of_an_unknown_table_needs_no_name() -> None:
    table = only(document(["政府采购汇总表", "单位：万元", [["合计", "货物", "服务"], ["5.00", "3.00", "2.00"]]]))
    assert figures(table) == [("", "合计", "5.00"), ("", "货物", "3.00"), ("", "服务", "2.00")] and table.gaps == ()


def test_rows_beneath_a_count_are_counted_too_until_the_next_heading() -> None:
    rows = [["项目", "统计数"], ["（一）车辆数合计（辆）", "3"], ["1．机要通信用车", "2"], ["2．其他用车", "1"], ["3. 用车费", "7.00"],
            ["（二）大型设备（台，套）", "4"], ["（三）采购金额", "9.00"]]  # fmt: skip
    table = only(document(["机构运行信息表", "单位：万元", rows]))
    assert [(n, u) for _, _, n, _, _, u in cells(table)] == [
        ("车辆数合计", "辆"), ("机要通信用车", "辆"), ("其他用车", "辆"), ("用车费", "万元"), ("大型设备", "台,套"), ("采购金额", "万元"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "unit"),
    [
        ([[["单位：元", "决算数"], ["会议费", "3.00"]]], "元"),
        (["单位：万元", [["项目（单位：元）", "金额"], ["会议费", "3.00"]]], "元"),
        ([[["项目", "金额"], ["会议费", "3.00"]], "单位：元"], "元"),
        ([[["项目", "金额"], ["会议费", "3.00"], ["单位：元", N]]], "元"),
        ([[["项目", "金额"], ["会议费", "3.00"]], "收入决算表", "单位：元"], ""),
        ([[["项目", "金额"], ["", "（元）"], ["会议费", "3.00"]]], "元"),
    ],
)
def test_a_unit_in_a_corner_or_at_the_end_is_the_tables(blocks: list[str | Cells], unit: str) -> None:
    assert [c[5] for c in cells(only(document(["会议费情况表", *blocks])))] == [unit]


def test_income_and_expenditure_one_after_the_other_are_two_sides() -> None:
    rows = [["项目", "决算数"], ["收入", ""], ["本年收入合计", "9.00"], ["支出", ""], ["一、教育支出", "8.00"], ["本年支出合计", "8.00"]]
    table = only(document(["收入支出决算总表", "单位：万元", rows]))
    assert [(r.side, r.name) for r in table.rows if r.values] == [
        ("收入", "本年收入合计"), ("支出", "教育支出"), ("支出", "本年支出合计"),
    ]  # fmt: skip


def test_rates_of_a_standard_form_are_no_money() -> None:
    rows = [["项目", "合计", "公务接待费"], ["预算数", "6.00", "1.00"], ["决算数", "4.00", "0.50"], ["完成预算比例", "66.67", "0.50"]]
    table = only(document(["“三公”经费支出决算表", "单位：万元", rows]))
    assert [c[3:] for c in cells(table)][4:] == [("完成预算比例/合计", "66.67", "%")]
    assert "无法确定是百分数还是小数" in table.gaps[0].reason
    down = [["项目", "预算数", "增减率"], ["合计", "6.00", "-5.00"], ["公务接待费", "1.00", "12%"]]
    table = only(document(["“三公”经费支出决算表", "单位：万元", down]))
    assert [c[5] for c in cells(table)] == ["万元", "%", "万元", "%"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["205", "20502", "2050201", "学前教育", "1.00"], "2050201"),
        (["205", "02", "01", "学前教育", "1.00"], "2050201"),
        (["2050201", "30201", "", "学前教育", "1.00"], "2050201"),
    ],
)
def test_codes_that_repeat_or_belong_to_another_classification_are_not_joined(row: list[str | None], code: str) -> None:
    head = ["类", "款", "项", "科目名称", "本年支出合计"]
    assert [r.code for r in only(document(["支出决算表", "单位：万元", [head, row]])).rows] == [code]


def test_lists_of_projects_are_tables_of_figures() -> None:
    rows = [["功能科目", "经济科目", "项目名称", "金额"], ["2010302", "30227", "审计", "20.00"], ["2010302", "30202", "印刷", "3.00"]]
    table = only(document(["项目支出明细", "单位：万元", rows]))
    assert [(r.code, r.name, plain(r.values[0].value)) for r in table.rows] == [("2010302", "审计", "20.00"), ("2010302", "印刷", "3.00")]


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
