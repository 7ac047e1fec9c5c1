"""Headers whose shape a format has lost: ruled off after the first row, numbered beside their columns, merged cells as blanks."""

from __future__ import annotations

from index.documents import Box, Document, Grid, Line, Page
from index.tables import Table, tables_of


def read(title: str, *lines: str, shifted: bool = False) -> Table:
    split = [line.split("|") for line in lines]
    width = max(map(len, split))
    grid = Grid(tuple(tuple(row + [""] * (width - len(row))) for row in split), shifted=shifted, number=3)
    page = Page(None, (Line(title, 1), Line("单位：万元", 2), grid))
    (table,) = tables_of(Document("甲.md", "0" * 64, "text", (page,)))
    return table


def figures(table: Table) -> list[tuple[str, str, str]]:
    return [(row.side + (row.code or row.name), value.column, value.text) for row in table.rows for value in row.values]


def test_a_header_goes_on_beneath_the_rule_of_markdown() -> None:
    table = read("支出预算总表", "项目|||支出预算||", "", "科目编码||科目名称|合计|基本支出|项目支出", "类|款||||",
                 "205||教育支出|9.00|6.00|3.00", "205|02|普通教育|9.00|6.00|3.00", "合计|||9.00|6.00|3.00")  # fmt: skip
    assert figures(table)[:3] == [
        ("205", f"支出预算/{name}", value) for name, value in (("合计", "9.00"), ("基本支出", "6.00"), ("项目支出", "3.00"))
    ]
    assert [row.code or row.name for row in table.rows] == ["205", "20502", "合计"]


SUBJECTS = ("项目|||本年支出合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出", "编码|名称|||||||",
            "类 款 项|栏 次||1|2|3|4|5|6", "|合|计|9.00|6.00|3.00|||")  # fmt: skip


def test_rows_beside_the_numbers_of_their_columns_are_moved_where_their_sums_say_so() -> None:
    table = read("支出决算表", *SUBJECTS, "205|||教育支出|9.00|6.00||||3.00", "205|02||普通教育|5.00|5.00|||||",
                 "205|03||职业教育|4.00|1.00||||3.00", shifted=True)  # fmt: skip
    whole, basic, grants = "本年支出合计", "基本支出", "对附属单位补助支出"
    assert figures(table)[3:] == [
        ("205", whole, "9.00"), ("205", basic, "6.00"), ("205", grants, "3.00"), ("20502", whole, "5.00"), ("20502", basic, "5.00"),
        ("20503", whole, "4.00"), ("20503", basic, "1.00"), ("20503", grants, "3.00"),
    ]  # fmt: skip
    assert table.gaps == ()


def test_rows_beside_the_numbers_of_their_columns_stay_open_where_no_sum_holds() -> None:
    rows = ("205|||教育支出|9.00|7.00|3.00||||9.00", "206|||科学技术支出|5.00|4.00|||2.00||2.00")
    table = read("支出决算表", *SUBJECTS, *rows, shifted=True)
    assert [row.code or row.name for row in table.rows] == ["合计"]
    assert len(table.gaps) == 2


def test_the_heads_of_three_public_expenses_are_those_printed() -> None:
    rows = ("2024年“三公”经费预算数||||||2024年机关运行经费预算数", "合计|因公出国(境)费|公务接待费|公务用车购置及运行费|||",
            "|||小计|购置费|运行费|", "9.00|1.00|2.00|6.00|0.00|6.00|30.00")  # fmt: skip
    table = read("2024年部门“三公”经费和机关运行经费预算表", *rows, shifted=True)
    head = "2024年“三公”经费预算数"
    assert figures(table) == [
        ("", f"{head}/合计", "9.00"), ("", f"{head}/因公出国(境)费", "1.00"), ("", f"{head}/公务接待费", "2.00"),
        ("", f"{head}/公务用车购置及运行费/小计", "6.00"), ("", f"{head}/公务用车购置及运行费/购置费", "0.00"),
        ("", f"{head}/公务用车购置及运行费/运行费", "6.00"), ("", "2024年机关运行经费预算数", "30.00"),
    ]  # fmt: skip


def test_three_public_expenses_of_final_accounts_keep_the_printed_names() -> None:
    rows = ("预算数||||||决算数|||||", "合计|因公出国（境）费|公务用车购置及运行费|||公务接待费" * 2,
            "||小计|公务用车购置费|公务用车运行费|||小计|公务用车购置费|公务用车运行费|", "1|2|3|4|5|6|7|8|9|10|11|12",
            "9.00|1.00|6.00|0.00|6.00|2.00|8.00|1.00|5.00|0.00|5.00|2.00")  # fmt: skip
    rows = (rows[0], rows[1].replace("公务接待费合计", "公务接待费|合计"), *rows[2:])
    columns = [column for _, column, _ in figures(read("财政拨款“三公”经费支出决算表", *rows, shifted=True))]
    assert columns[4] == "预算数/公务用车购置及运行费/公务用车运行费"
    assert columns[10] == "决算数/公务用车购置及运行费/公务用车运行费"


def test_edges_that_differ_by_rounding_are_one_where_a_table_goes_on() -> None:
    """Else the lone total on the next page would stand a column too far right."""
    lefts = (50.0, 100.0, 200.0, 260.0, 320.0, 380.0)

    def row(top: float, cells: tuple[str | None, ...], jitter: float = 0.0) -> tuple[tuple[str | None, ...], tuple[Box | None, ...]]:
        boxes: list[Box | None] = []
        for place, cell in enumerate(cells):
            end = next((i for i in range(place + 1, len(cells)) if cells[i] is not None), len(cells))
            boxes.append(None if cell is None else (lefts[place] + jitter, top, lefts[end], top + 10))
        return cells, tuple(boxes)

    head = row(0, ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"))
    body = row(10, ("205", "教育支出", "9.00", "6.00", "3.00"), jitter=0.0004)
    first = Grid((head[0], body[0]), (head[1], body[1]), number=3)
    # the lone total's grid has the columns that its own lines make
    second = Grid((("合计", "9.00", "6.00", "3.00"),), (((50.0, 0, 200.0, 10), (200.0, 0, 260.0, 10), (260.0, 0, 320.0, 10),
                                                      (320.0, 0, 380.0, 10)),), number=1)  # fmt: skip
    pages = (Page(1, (Line("支出决算表", 1), Line("单位：万元", 2), first)), Page(2, (second,)))
    (table,) = tables_of(Document("甲.pdf", "0" * 64, "pdf", pages))
    assert figures(table)[3:] == [("合计", "本年支出合计", "9.00"), ("合计", "基本支出", "6.00"), ("合计", "项目支出", "3.00")]


def test_a_column_of_figures_stays_one_whatever_words_stand_among_them() -> None:
    table = read("收入决算表", "科目编码|科目名称|本年收入合计|财政拨款收入", "205|教育支出|9.00|详见附注", "20502|普通教育|见注|见注",
                 "2050201|学前教育|5,00.00|无法区分", "20503|职业教育|O|未分")  # fmt: skip
    assert figures(table) == [("205", "本年收入合计", "9.00")]
    assert [gap.reason for gap in table.gaps] == [f"“本年收入合计”栏的“{text}”读不成一个数" for text in ("5,00.00", "O")]
