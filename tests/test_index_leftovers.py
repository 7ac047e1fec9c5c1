"""Figures printed in rows that became no fact are told by page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from index.documents import Document, Gap, Grid, Line, Page
from index.facts import Fact, Provenance
from index.leftovers import left_over


def fact(value: str, page: int) -> Fact:
    place = Provenance("a.pdf", "", page, "", "", "", "")
    return Fact("", 2023, "决算", "部门", "F05", "", "", "", "", Decimal(value), "万元", "table", provenance=place)


GRID = Grid((("名称", "金额"), ("甲", "1,234.\n50"), ("乙", "7.25")))


@pytest.mark.parametrize(
    ("blocks", "facts", "gaps", "said"),
    [
        ((GRID,), [], [], "2 个数字（1,234.50、7.25）"),
        ((GRID,), [fact("1234.50", 2), fact("7.25", 1)], [], ""),
        ((GRID,), [fact("1234.50", 2), fact("7.25", 9)], [], "1 个数字（7.25）"),
        ((GRID,), [fact("1234.50", 2)], [Gap(2, "某表", "“金额”栏的“7.25”读不成一个数")], ""),
        ((GRID,), [], [Gap(2, "某表", "这张表的数字未采用")], ""),
        ((Line("甲 1.50 2.50", 1),), [], [], "2 个数字"),
        ((Line("1.50", 1),), [], [], "1 个数字"),
        ((Line("其中：甲1.50万元，乙2.50万元。", 1),), [], [], ""),
        ((Line("第 12 页", 1), Grid((("序号", "得分"), ("1", "20")))), [], [], ""),
        ((Grid((("说明", "全年支出1.50万元，比上年增加 0.20 万元。"),)),), [], [], ""),
    ],
)
def test_what_neither_facts_nor_gaps_account_for_is_told(
    blocks: tuple[Line | Grid, ...], facts: list[Fact], gaps: list[Gap], said: str
) -> None:
    document = Document("a.pdf", "", "pdf", (Page(1, ()), Page(2, blocks)))
    found = left_over(document, facts, gaps)
    assert [g.page for g in found] == ([2] if said else [])
    assert said in "".join(g.reason for g in found)


@pytest.mark.parametrize(
    ("format_", "sheet", "place"), [("spreadsheet", "收入", "工作表“收入”"), ("word", None, "文件"), ("web", None, "文件")]
)
def test_tables_of_unpaged_documents_lose_nothing_in_silence_either(format_: str, sheet: str | None, place: str) -> None:
    grid = Grid((*GRID.rows, ("丙", "9.50①")))
    document = Document("a", "", format_, (Page(None, (Line("1.50 2.50", 1), grid), sheet),))
    (gap,) = left_over(document, [replace(fact("7.25", 1), provenance=Provenance("a", "", None, "", "", "", ""))], [])
    assert (gap.page, gap.place) == (None, place)
    assert "2 个数字（1,234.50、9.50）" in gap.reason
