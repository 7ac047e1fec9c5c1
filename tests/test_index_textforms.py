"""Forms out of text dumps: the real ones against what they print, forms that help each other, random departments."""

from __future__ import annotations

import csv
import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from index.amounts import fold
from index.readers import read_document
from index.tables import Table
from index.textforms import form_lines, tables_from_lines
from tests.dumps import F03, F05, cells, document, only
from tests.fictitious_dumps import Cell, Style, dump


def printed(truth: Path, doc: str) -> Counter[tuple[str, ...]]:
    with (truth / "cells.csv").open(encoding="utf-8") as lines:
        rows = [line for line in csv.DictReader(lines) if line["doc"] == doc]
    return Counter(
        (r["table"], r["side"], r["row_code"], fold(r["row_name"]), fold(r["column"]), str(Decimal(r["value"])), r["unit"]) for r in rows
    )


@pytest.mark.parametrize("doc", ["000_be7f69a70cfeb214.txt", "003_a4a5e0261d017fb9.txt"])
def test_a_real_dump_yields_exactly_what_it_prints(doc: str, disclosures: Path, truth: Path) -> None:
    tables = tables_from_lines(read_document(disclosures / doc))
    assert sorted(t.form for t in tables) == [f"F0{n}" for n in range(1, 10)]
    found = Counter(
        (t.form, row.side, row.code, fold(row.name), fold(v.column if t.form == "F09" else v.column.rsplit("/", 1)[-1]), str(v.value),
         v.unit or t.unit)
        for t in tables
        for row in t.rows
        for v in row.values
    )  # fmt: skip
    assert found == printed(truth, doc)
    assert [gap for t in tables for gap in t.gaps] == []


def test_a_real_dump_gives_each_figure_its_line_and_quote(disclosures: Path) -> None:
    doc = read_document(disclosures / "000_be7f69a70cfeb214.txt")
    text = (disclosures / doc.name).read_text("utf-8").split("\n")
    for table in tables_from_lines(doc):
        for row in table.rows:
            for value in row.values:
                assert value.line is not None and value.text in text[value.line - 1]
                assert value.text in row.quote.split()


def test_a_real_dump_says_why_a_form_is_empty(disclosures: Path) -> None:
    reasons = {t.form: t.empty_reason for t in tables_from_lines(read_document(disclosures / "003_a4a5e0261d017fb9.txt"))}
    assert reasons["F08"].startswith("2021年度") and reasons["F08"].endswith("无国有资本经营预算财政拨款支出。")
    assert reasons["F05"] == ""


@pytest.mark.parametrize("doc", ["002_bc7e6e641607c96a.txt", "004_6b15edb281b2cfcb.txt", "001_6ee1c58f291194a1.txt"])
def test_documents_without_forms_in_lines_have_none(doc: str, disclosures: Path) -> None:
    loaded = read_document(disclosures / doc)
    assert tables_from_lines(loaded) == [] and form_lines(loaded) == frozenset()


def test_sentences_say_which_part_a_total_is() -> None:
    assert ("合计", "经营支出") not in cells(only(F03))
    said = "2022年度支出合计95万元。其中：基本支出70万元，占74%；项目支出 20 万\n元，占21%；经营支出5万元。"
    doc = document(F03 + "三、支出决算情况说明\n" + said)
    (table,) = tables_from_lines(doc)
    found = cells(table)
    assert found["合计", "经营支出"] == found["2012601", "经营支出"] == "5.00" and found["213", "项目支出"] == "20.00"


def test_forms_help_each_other() -> None:
    """F03 alone does not say that 213 is 项目支出: F05 does, because all of it is the general budget's."""
    tables = {t.form: cells(t) for t in tables_from_lines(document(F03 + F05))}
    assert tables["F03"]["2130599", "项目支出"] == "20.00"
    assert ("201", "经营支出") not in tables["F03"]  # 75.00 is not what F05 has: nobody says what the 5.00 are


def test_income_by_source_settles_the_columns_of_income() -> None:
    f02 = """
2022年度收入决算表（表2）
单位：万元
本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入
栏 次 1 2 3 4 5 6 7
合 计 95.00 90.00 5.00
201 一般公共服务支出 75.00 70.00 5.00
213 农林水支出 20.00 20.00
"""
    f01 = """
2022年度收入支出决算总表（表1）
单位：万元
项目 行次 决算数 项目 行次 决算数
一、一般公共预算财政拨款收入 1 60.00 一、一般公共服务支出 12 75.00
二、政府性基金预算财政拨款收入 2 30.00 二、外交支出 13
三、国有资本经营预算财政拨款收入 3 三、农林水支出 14 20.00
四、事业收入 4 5.00 15
五、其他收入 5 16
本年收入合计 6 95.00 本年支出合计 17 95.00
总计 7 95.00 总计 18 95.00
"""
    assert ("合计", "财政拨款收入") not in cells(only(f02))
    tables = {t.form: cells(t) for t in tables_from_lines(document(f02 + f01))}
    assert tables["F02"]["合计", "财政拨款收入"] == "90.00" and tables["F02"]["201", "事业收入"] == "5.00"
    assert tables["F02"]["213", "财政拨款收入"] == "20.00"
    assert tables["F01"]["收入政府性基金预算财政拨款收入", "决算数"] == "30.00"


def counted(tables: list[Table]) -> Counter[Cell]:
    return Counter(
        (t.form, r.side, f"{r.code}{r.name}", v.column if t.form == "F09" else v.column.rsplit("/", 1)[-1], str(v.value))
        for t in tables
        for r in t.rows
        for v in r.values
    )


STYLES = {
    "rows on a line": (Style(), 0.99),
    "without narrative": (Style(narrative=False), 0.95),
    "no row numbers, split codes": (Style(row_numbers=False, split_codes=True, column_numbers=False, total_last=True), 0.99),
    "dashes for blanks": (Style(blank="—"), 0.999),
    "yuan": (Style(unit="元"), 0.99),
    "names mostly broken": (Style(wrapped=0.7), 0.99),
    "cut numbers": (Style(cut=0.3), 0.99),
    "repeated headers": (Style(paged=7, row_numbers=False, split_codes=True, column_numbers=False), 0.99),
    "a cell a line": (Style(one_word_lines=True), 0.99),
    "a cell a line, split codes": (Style(one_word_lines=True, row_numbers=False, split_codes=True, column_numbers=False), 0.99),
    "one half after the other": (Style(halves_apart=True, row_numbers=False), 0.99),
    "misprints": (Style(slips=0.02), 0.80),
    "misprints without narrative": (Style(slips=0.03, narrative=False), 0.70),
    "little evidence": (Style(narrative=False, omitted=("F01", "F04", "F05", "F06", "F07")), 0.30),
}


@pytest.mark.parametrize("style", STYLES)
def test_every_placed_figure_is_right(style: str) -> None:
    """Of random departments no figure is misplaced, and most are placed: how many depends on what the dump leaves to go by."""
    how, share = STYLES[style]
    printed_cells, found_cells = 0, 0
    for seed in range(6):
        true = dump(random.Random(seed), how)
        found = counted(tables_from_lines(document(true.text)))
        assert found - true.cells == Counter(), f"seed {seed}"
        printed_cells, found_cells = printed_cells + true.cells.total(), found_cells + found.total()
    assert found_cells >= share * printed_cells
