"""Tables without rulings, by the places of their words: read where their places leave no doubt, else left as lines."""

from __future__ import annotations

import pytest

from index.readers.columns import Aligned, Word, aligned_tables


def words(*placed: tuple[str, float, float], top: float, height: float = 10) -> list[Word]:
    """Words given by text, left and right edge."""
    return [Word(text, (left, top, right, top + height)) for text, left, right in placed]


HEAD = [("科目编码", 50, 90), ("科目名称", 120, 160), ("合计", 230, 250), ("基本支出", 300, 340), ("项目支出", 400, 440)]
BODY = [
    [("合计", 100, 120), ("1,500.00", 210, 250), ("1,200.00", 300, 340), ("300.00", 410, 440)],
    [("201", 50, 65), ("一般公共服务支出", 120, 200), ("1,500.00", 210, 250), ("1,200.00", 300, 340), ("300.00", 410, 440)],
    [("2010601", 50, 85), ("行政运行", 120, 160), ("1,200.00", 210, 250), ("1,200.00", 300, 340)],
    [("2010602", 50, 85), ("其他事务", 120, 160), ("300.00", 220, 250), ("300.00", 410, 440)],
]
ROWS = (
    ("", "合计", "1,500.00", "1,200.00", "300.00"),
    ("201", "一般公共服务支出", "1,500.00", "1,200.00", "300.00"),
    ("2010601", "行政运行", "1,200.00", "1,200.00", ""),
    ("2010602", "其他事务", "300.00", "", "300.00"),
)


def page(*lines: list[tuple[str, float, float]]) -> list[list[Word]]:
    return [words(*line, top=100 + 15 * i) for i, line in enumerate(lines)]


def read(lines: list[list[Word]]) -> list[tuple[tuple[str | None, ...], ...]]:
    return [table.rows for table in aligned_tables(lines)]


TITLE: list[tuple[str, float, float]] = [("一般公共预算财政拨款支出决算表", 150, 350)]
UNIT: list[tuple[str, float, float]] = [("公开05表", 50, 90), ("单位：万元", 390, 440)]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ([HEAD], (tuple(text for text, _, _ in HEAD),)),
        (
            [[("项目", 100, 120), ("合计", 230, 250), ("其中", 360, 380)], [HEAD[0], HEAD[1], *HEAD[3:]]],
            (("项目", None, "合计", "其中", None), ("科目编码", "科目名称", None, "基本支出", "项目支出")),
        ),
        (
            [[("科目编码", 50, 90), ("科目名称", 120, 160), ("本年支", 222, 252), ("基本支出", 300, 340), ("项目支出", 400, 440)],
             [("出合计", 222, 252)]],
            (("科目编码", "科目名称", "本年支\n出合计", "基本支出", "项目支出"),),
        ),
    ],
    ids=["one line", "headers over headers", "a header broken over lines"],
)  # fmt: skip
def test_aligned_words_are_a_table(header: list[list[tuple[str, float, float]]], rows: tuple[tuple[str | None, ...], ...]) -> None:
    assert read(page(TITLE, UNIT, *header, *BODY)) == [rows + ROWS]


def test_cells_have_boxes_that_hold_their_words() -> None:
    [table] = aligned_tables(page(TITLE, HEAD, *BODY))
    assert isinstance(table, Aligned) and [len(row) for row in table.boxes] == [5] * 5
    box = table.boxes[1][2]
    assert box is not None and box[0] <= 210 and box[2] >= 250 and (box[1], box[3]) == (130, 140)


def test_a_table_that_goes_on_at_the_top_of_a_page_has_no_header() -> None:
    assert read(page(*BODY)) == [ROWS]


@pytest.mark.parametrize(
    "lines",
    [
        [TITLE, HEAD, *BODY[:2]],
        [TITLE, HEAD[:4], *BODY],  # a column without a header
        [TITLE, [*HEAD[:3], ("其中", 300, 440)], *BODY],  # a header over two columns and none beneath
        [TITLE, HEAD, *BODY[:3], [("2010602", 50, 85), ("3.00", 140, 160), ("3.00", 410, 440)]],
        [[("一、概况", 50, 90), ("1", 430, 440)], [("二、收支", 50, 90), ("3", 430, 440)], [("三、说明", 50, 90), ("9", 430, 440)]],
        [[("全年支出1,200.00万元，", 50, 300)], [("其中基本支出1,000.00万元。", 50, 300)]],
    ],
    ids=["too few rows", "no header", "no header beneath", "a figure among names", "contents", "prose"],
)
def test_what_is_not_certain_stays_lines(lines: list[list[tuple[str, float, float]]]) -> None:
    found = read(page(*lines))
    assert found == []


def test_names_broken_over_lines_belong_to_the_row_of_their_figures() -> None:
    beside_first = page(TITLE, HEAD, BODY[1], BODY[2], [("补充名称", 120, 160)], BODY[3])
    assert [row[1] for row in read(beside_first)[0][1:]] == ["一般公共服务支出", "行政运行补充名称", "其他事务"]
    lines = page(TITLE, HEAD, BODY[1])
    lines += [
        words(("上半名称", 120, 160), top=160), words(("2010601", 50, 85), ("7.00", 225, 250), ("7.00", 320, 340), top=166),
        words(("下半名称", 120, 160), top=172), words(*BODY[3], top=190),
    ]  # fmt: skip
    assert [row[1] for row in read(lines)[0][1:]] == ["一般公共服务支出", "上半名称下半名称", "其他事务"]
