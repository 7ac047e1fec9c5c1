"""From tables to facts: which year a figure is about where a form's title and the document disagree."""

from __future__ import annotations

import pytest

from index.documents import Document, Grid, Identity, Line, Page
from index.facts import YEAR_DOUBTED, table_facts
from index.tables import tables_of

WHOSE = Identity("云泽市澜川区教育局", 2023, "决算")
FORMS = ["收入决算表", "支出决算表", "一般公共预算财政拨款支出决算表"]


def document(*titles: str) -> Document:
    """A form of one row under each title; 收入决算表/云泽市教育局: with its owner."""

    header = ("科目编码", "科目名称", "本年收入合计", "财政拨款收入")
    spent = ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出")
    blocks: list[Line | Grid] = []
    for title in titles:
        rows = (header, ("205", "教育支出", "8.00", "8.00")) if "收入" in title else (spent, ("205", "教育支出", "8.00", "5.00", "3.00"))
        title, _, owner = title.partition("/")
        blocks += [Line(text, len(blocks) + 1) for text in (title, f"部门：{owner} 单位：万元" if owner else "单位：万元")]
        blocks.append(Grid(rows))
    return Document("甲.docx", "0" * 64, "word", (Page(None, tuple(blocks)),))


@pytest.mark.parametrize(
    ("titles", "years", "said"),
    [
        ([f"2023年度{f}" for f in FORMS], [2023, 2023, 2023], []),
        (FORMS, [2023, 2023, 2023], []),
        # one title left over from last year's file: the document's year, and it is said
        (["2023年度收入决算表", "2022年度支出决算表", FORMS[2]], [2023, 2022, 2023], ["2022年度支出决算表"]),
        # two years' accounts in one file: each its own
        (["2023年度收入决算表", "2022年度收入决算表", "2023年度支出决算表"], [2023, 2022, 2023], []),
        # most of its forms say so
        (["2022年度收入决算表", "2022年度支出决算表", FORMS[2]], [2022, 2022, 2023], []),
    ],
)
def test_a_forms_year_is_its_titles_but_for_one_left_over(titles: list[str], years: list[int], said: list[str]) -> None:
    paper = document(*titles)
    facts, gaps = table_facts(tables_of(paper), paper, WHOSE)
    found = {f.provenance.title: (f.year, f.flags) for f in facts}
    expected = {
        title: (WHOSE.year, (YEAR_DOUBTED,)) if title in said else (year, ()) for title, year in zip(titles, years, strict=True)
    }
    assert found == expected
    assert [g.place for g in gaps] == said


SCHOOL = "云泽市澜川区实验小学"


@pytest.mark.parametrize(
    ("titles", "owners"),
    [
        ([f"收入决算表/{WHOSE.department}", f"支出决算表/{WHOSE.department}"], [WHOSE.department] * 2),
        # a department's forms and those of one of its units
        (
            [f"收入决算表/{WHOSE.department}", f"支出决算表/{WHOSE.department}", f"收入决算表/{SCHOOL}", f"支出决算表/{SCHOOL}"],
            [WHOSE.department] * 2 + [SCHOOL] * 2,
        ),
        ([f"收入决算表/{WHOSE.department}", f"收入决算表/{SCHOOL}", "支出决算表"], [WHOSE.department, SCHOOL, WHOSE.department]),
        # another name in the only form of its kind is a left-over of somebody's template
        ([f"收入决算表/{WHOSE.department}", f"支出决算表/{SCHOOL}"], [WHOSE.department] * 2),
    ],
)
def test_forms_printed_once_for_each_owner_are_their_owners(titles: list[str], owners: list[str]) -> None:
    paper = document(*titles)
    facts, _ = table_facts(tables_of(paper), paper, WHOSE)
    found = [f.department for f in facts if f.column.endswith("合计")]
    assert found == owners
    assert len({f.id for f in facts}) == len(facts)  # the same figures of two owners are two facts
    assert {f.scope for f in facts if f.department == SCHOOL} <= {"单位本级"}
    assert {f.scope for f in facts if f.department != SCHOOL} == {"部门"}


@pytest.mark.parametrize(
    ("years", "title", "year"),
    [
        (("2023年", "2024年"), "两年收支对比表", 2024),
        (("2024年", "2023年"), "两年收支对比表", 2024),
        (("2022年", "2023年"), "2023年度收支对比表", 2023),
        (("上年数", "本年数"), "两年收支对比表", WHOSE.year),
    ],
)
def test_a_change_between_two_years_is_the_later_ones(years: tuple[str, str], title: str, year: int) -> None:
    grid = Grid((("项目", *years, "增减额", "增减率"), ("收入合计", "100.50", "211.00", "110.50", "109.95%")))
    paper = Document("a.xlsx", "0" * 64, "spreadsheet", (Page(None, (Line(title, 1), Line("单位：万元", 2), grid)),))
    facts, _ = table_facts(tables_of(paper), paper, WHOSE)
    assert {f.year for f in facts if f.column.startswith("增减")} == {year}
