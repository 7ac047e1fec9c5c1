"""Lists of figures: by level, below a head, of projects; no subtotal beside its parts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, fact, phrase, scope

from index.amounts import Amount
from index.fact_store import FactStore
from index.facts import Fact
from index.store import Store
from qa.bind import Bound, Scope
from qa.phrases import Phrase
from qa.plan import Ranking, Turnover
from qa.rankings import Listing, listing, ranked, turnover

SCOPE = scope()


def ranking(
    kind: str = "subjects", level: str = "", head: str = "", year: int = 2023, department: str = EDUCATION, **rest: object
) -> Ranking:
    return Ranking(department, year, kind, level, phrase(head) if head else None, **rest)  # type: ignore[arg-type]


def codes(bounds: list[Bound]) -> list[str]:
    return [b.fact.row_code for b in bounds]


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        (ranking(level="类"), ["205", "208", "221", "210"]),
        (ranking(level="款"), ["20502", "20501", "20805", "22102", "21011"]),
        (ranking(level="项"), ["2050202", "2050101", "2050201", "2080505", "2050102", "2080506", "2210201", "2101101", "2210203"]),
        (ranking(level="类", ascending=True), ["210", "221", "208", "205"]),
        (ranking(level="款", head="教育支出"), ["20502", "20501"]),
        (ranking(level="项", head="教育支出"), ["2050202", "2050101", "2050201", "2050102"]),
        (ranking(level="项", head="20502"), ["2050202", "2050201"]),
        (ranking(head="205"), ["2050202", "2050101", "2050201", "2050102"]),  # no level: the finest printed
        (ranking(head="普通教育"), ["2050202", "2050201"]),
        (ranking(head="国防支出"), []),
        (ranking(level="项", year=2019), []),
        (ranking(level="项", department="云泽市没有的局"), []),
        (ranking("economic", head="商品和服务支出"), ["30201", "30202", "30231", "30211", "30217"]),
        (ranking("economic", head="公用经费"), ["30201", "30202", "30231", "30211", "30217"]),
        (ranking("economic", head="人员经费"), ["30101", "30102", "30103", "30108", "30113", "30302"]),
        (ranking("economic", head="工资福利支出", ascending=True), ["30113", "30108", "30103", "30102", "30101"]),
        (ranking(level="项", year=2024), ["2050101", "2050201", "2080505", "2050102"]),
    ],
)
def test_what_is_listed_and_in_which_order(node: Ranking, expected: list[str]) -> None:
    assert codes(ranked(node, SCOPE)) == expected


@pytest.mark.parametrize("level", ["类", "款", "项"])
def test_the_order_is_that_of_sql(level: str, ledger_store: Store) -> None:
    """Oracle: the same query in SQL."""
    length = {"类": 3, "款": 5, "项": 7}[level]
    facts: FactStore = ledger_store.facts
    with duckdb.connect(str(facts.path), read_only=True) as oracle:
        rows = oracle.execute(
            "SELECT row_code FROM facts WHERE department = ? AND year = 2023 AND form = 'F03' AND \"column\" = '本年支出合计' "
            "AND length(row_code) = ? ORDER BY amount DESC, row_code", [EDUCATION, length],
        ).fetchall()  # fmt: skip
    assert codes(ranked(ranking(level=level), SCOPE)) == [code for (code,) in rows]


@pytest.mark.parametrize("head", ["", "教育支出", "社会保障和就业支出", "20805"])
def test_the_parts_of_a_level_add_up_to_their_head(head: str) -> None:
    """No subtotal stands beside its parts, and no part is missing."""
    own = [f for f in SCOPE.facts if (f.department, f.year, f.form, f.column) == (EDUCATION, 2023, "F03", "本年支出合计")]
    totals = {f.row_name: f.value for f in own}
    expected = totals[{"": "合计", "20805": "行政事业单位养老支出"}.get(head, head)]
    for level in ("类", "款", "项") if not head else ("项",):
        assert sum((b.fact.value for b in ranked(ranking(level=level, head=head), SCOPE)), Decimal(0)) == expected


@pytest.mark.parametrize(
    ("limit", "unit", "below", "expected"),
    [
        ("900", "万元", False, ["2050202", "2050101"]),
        ("9000000", "元", False, ["2050202", "2050101"]),
        ("0.09", "亿元", False, ["2050202", "2050101"]),
        ("912.36", "万元", False, ["2050202"]),  # above, not at
        ("100", "万元", True, ["2101101", "2210203"]),
        ("97.41", "万元", True, ["2210203"]),
        ("99999", "万元", False, []),
    ],
)
def test_a_threshold_in_any_unit(limit: str, unit: str, below: bool, expected: list[str]) -> None:
    node = ranking(level="项", threshold=Amount(Decimal(limit), unit), below=below)
    assert codes(ranked(node, SCOPE)) == expected


def test_mixed_units_are_ordered_by_what_they_are_worth() -> None:
    rows = [fact(n, v, u, form="F03", code=c, column="本年支出合计", origin="table", line=i) for i, (n, v, u, c) in enumerate(
        [("甲", "9", "万元", "2010101"), ("乙", "100000", "元", "2010102"), ("丙", "0.0001", "亿元", "2010103")])]  # fmt: skip
    assert [b.fact.row_name for b in ranked(ranking(level="项"), scope(*rows))] == ["乙", "甲", "丙"]


def test_equal_figures_keep_the_documents_order() -> None:
    rows = [fact(n, "5.00", form="F03", code=f"201010{i}", column="本年支出合计", origin="table", line=i) for i, n in enumerate("丙甲乙")]
    assert [b.fact.row_name for b in ranked(ranking(level="项"), scope(*rows))] == ["丙", "甲", "乙"]


def subjects_of(form: str, column: str, *rows: tuple[str, str], year: int = 2023, basis: str = "决算") -> list[Fact]:
    """Coded rows of one form; a row without a code is the total."""
    return [
        fact(f"科目{code}" if code else "合计", value, form=form, code=code, column=column, origin="table", line=i, year=year, basis=basis)
        for i, (code, value) in enumerate(rows)
    ]


FORM = subjects_of(
    "F03", "本年支出合计", ("", "10.00"), ("201", "10.00"), ("20101", "7.00"), ("2010101", "4.00"), ("2010102", "3.00"), ("20102", "3.00")
)


def found(node: Ranking, *facts: Fact) -> Listing:
    listed = listing(node, scope(*facts) if facts else SCOPE)
    assert isinstance(listed, Listing)
    return listed


def test_a_row_without_parts_of_its_own_stands_for_itself_among_the_finest() -> None:
    """20102 is printed without 项 beneath it: leaving it out would lose 3.00."""
    assert codes(list(found(ranking(head="201"), *FORM).rows)) == ["2010101", "2010102", "20102"]
    assert found(ranking(head="201"), *FORM).notes == ()


def test_a_level_that_is_not_printed_throughout_is_said() -> None:
    assert found(ranking(level="项"), *FORM).notes == ("所列各项之和与文件所载的合计10.00万元不一致，少3万元",)


@pytest.mark.parametrize(
    ("top", "notes"),
    [
        (1, ()),
        (2, ("科目2010102（2010102）、科目20102（20102）并列，都是3.00万元，按文件中的先后列出",)),
        (3, ()),
        (0, ()),
    ],
)
def test_a_tie_at_the_edge_is_said(top: int, notes: tuple[str, ...]) -> None:
    assert found(ranking(head="201", top=top), *FORM).notes == notes


def test_what_a_sentence_says_of_a_listed_row_otherwise_is_told() -> None:
    said = fact("科目2010101", "4.44", title="说明")
    listed = found(ranking(level="项", top=1), *FORM, said)
    assert [f.value for f in listed.rows[0].others] == [said.value]


@pytest.mark.parametrize(("value", "notes"), [("4.00", ()), ("4.50", ("“科目202”在《收入支出决算总表》写作4.50万元，这里取4.00万元",))])
def test_what_the_overview_form_prints_otherwise_is_told(value: str, notes: tuple[str, ...]) -> None:
    rows = subjects_of("F03", "本年支出合计", ("", "10.00"), ("201", "6.00"), ("202", "4.00"))
    again = [fact(n, v, form="F01", side="支出", column="决算数", origin="table", title="收入支出决算总表")
             for n, v in (("科目201", "6.00"), ("科目202", value), ("本年支出合计", "10.00"))]  # fmt: skip
    assert found(ranking(level="类"), *rows, *again).notes == notes


def test_a_sentence_under_another_subjects_heading_is_about_that_ones_part() -> None:
    rows = subjects_of("F03", "本年支出合计", ("201", "9"), ("20101", "4"), ("2010102", "4"), ("20103", "5"), ("2010302", "5"))
    named = [replace(f, row_name={"2010102": "一般行政管理事务", "2010302": "一般行政管理事务"}.get(f.row_code, f.row_name)) for f in rows]
    said = [fact("一般行政管理事务", v, title=f"支出情况/科目201/{h}") for h, v in (("科目20101", "4"), ("科目20103", "6"))]
    others = {b.fact.row_code: [f.value for f in b.others] for b in found(ranking(level="项"), *named, *said).rows}
    assert others == {"2010302": [Decimal("6")], "2010102": []}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (Phrase("", columns=("项目支出",)), ["2050202", "2050102", "2050201"]),
        (Phrase("项目支出", measure="项目支出"), ["2050202", "2050102", "2050201"]),
        (Phrase("", columns=("基本支出",), codes=("205",)), ["2050202", "2050101", "2050201"]),
        (Phrase("", forms=("F05",)), ["2050202", "2050101", "2050201", "2080505", "2050102", "2080506", "2210201", "2101101", "2210203"]),
        (Phrase("一般公共预算财政拨款支出", measure="一般公共预算财政拨款支出"),
         ["2050202", "2050101", "2050201", "2080505", "2050102", "2080506", "2210201", "2101101", "2210203"]),
        (Phrase("", side="收入"), []),  # no income by subject is printed
    ],
)  # fmt: skip
def test_a_column_or_a_form_of_the_head(head: Phrase, expected: list[str]) -> None:
    node = Ranking(EDUCATION, 2023, "subjects", "项", head)
    rows = ranked(node, SCOPE)
    assert codes(rows) == expected
    assert {b.fact.column for b in rows} <= {"项目支出", "基本支出", "小计"}


def test_the_smallest_is_none_that_prints_nothing() -> None:
    listed = found(ranking("economic", head="人员经费", ascending=True, top=1))
    assert listed.names[0] == "住房公积金（30113）"
    assert listed.notes == ("另有1项印作0，未列入：退休费（30302）",)


def test_economic_subjects_by_class() -> None:
    assert codes(ranked(ranking("economic", level="类"), SCOPE)) == ["301", "302", "303"]


@pytest.mark.parametrize(
    ("kind", "head", "listed_as", "expected"),
    [
        ("subjects", "商品和服务支出", "economic", ["30201", "30202", "30231", "30211", "30217"]),
        ("subjects", "302", "economic", ["30201", "30202", "30231", "30211", "30217"]),
        ("economic", "普通教育", "subjects", ["2050202", "2050201"]),
        ("economic", "205", "subjects", ["2050202", "2050101", "2050201", "2050102"]),
        ("subjects", "“三公”经费", "parts", ["", ""]),
    ],
)
def test_a_head_of_another_classification_is_listed_in_its_own(kind: str, head: str, listed_as: str, expected: list[str]) -> None:
    listed = found(ranking(kind, head=head))
    assert (listed.kind, codes(list(listed.rows))) == (listed_as, expected)


@pytest.mark.parametrize("head", ["国防支出", "学前教育", "在职人员", "30201"])
def test_a_head_without_parts_lists_nothing_else(head: str) -> None:
    """Least of all the subjects of the whole department."""
    assert ranked(ranking(head=head), SCOPE) == []


# projects ------------------------------------------------------------------------------------------------------------------------


def projects(*rows: tuple[str, str], title: str = "（二）项目支出。主要用于以下方面", **rest: object) -> list[Fact]:
    return [fact(name, value, title=title, line=i, **rest) for i, (name, value) in enumerate(rows)]  # type: ignore[arg-type]


SPENT = projects(("校舍维修", "300.00"), ("智慧课堂", "200.50"), ("教师培训专项", "99.50"))


def test_projects_are_those_the_text_says_project_expenditure_went_to() -> None:
    total = projects(("项目支出", "600.00"))
    found = ranked(ranking("projects"), scope(*SPENT, *total))
    assert [b.fact.row_name for b in found] == ["校舍维修", "智慧课堂", "教师培训专项"]


def test_a_project_told_twice_is_one() -> None:
    again = projects(("校舍维修", "300.00"), title="项目支出绩效自评综述")
    assert len(ranked(ranking("projects"), scope(*SPENT, *again))) == 3


def test_the_list_that_adds_up_to_project_expenditure_is_taken() -> None:
    """Oracle: the total row."""
    total = fact("合计", "600.00", form="F03", column="项目支出", origin="table", title="支出决算表")
    longer = projects(("甲", "1"), ("乙", "2"), ("丙", "3"), ("丁", "4"), title="项目支出绩效自评综述")
    assert [b.fact.row_name for b in ranked(ranking("projects"), scope(*longer, *SPENT, total))] == ["校舍维修", "智慧课堂", "教师培训专项"]


def test_rates_are_ranked_as_rates() -> None:
    rates = [fact(n, v, "%", origin="indicator", role="完成率", column="执行率", title="项目支出绩效自评表", line=i)
             for i, (n, v) in enumerate([("校舍维修", "98.20"), ("智慧课堂", "100"), ("教师培训专项", "87.5")])]  # fmt: skip
    found = ranked(ranking("projects", role="完成率", ascending=True), scope(*SPENT, *rates))
    assert [(b.fact.row_name, b.amount.unit) for b in found] == [("教师培训专项", "%"), ("校舍维修", "%"), ("智慧课堂", "%")]


# what came and went --------------------------------------------------------------------------------------------------------------


def test_subjects_that_came_and_went() -> None:
    new, gone = turnover(Turnover(EDUCATION, 2023, 2022, "项"), SCOPE)
    assert (codes(new), codes(gone)) == (["2210203"], ["2080502"])
    new, gone = turnover(Turnover(EDUCATION, 2022, 2023, "项"), SCOPE)
    assert (codes(new), codes(gone)) == (["2080502"], ["2210203"])


@pytest.mark.parametrize("level", ["类", "款"])
def test_nothing_came_and_nothing_went(level: str) -> None:
    assert turnover(Turnover(EDUCATION, 2023, 2022, level), SCOPE) == ([], [])


def test_two_years_are_needed() -> None:
    assert turnover(Turnover(OTHER_EDUCATION, 2023, 2022, "项"), SCOPE) == ([], [])


def test_years_are_compared_within_one_basis() -> None:
    """2023 has accounts and a budget, 2024 a budget only: the budgets are compared."""
    budgets = [
        *subjects_of("B03", "合计", ("201", "5"), year=2023, basis="预算"),
        *subjects_of("B03", "合计", ("201", "5"), ("202", "1"), year=2024, basis="预算"),
    ]
    accounts = subjects_of("F03", "本年支出合计", ("201", "5"), ("203", "2"), year=2023)
    new, gone = turnover(Turnover(EDUCATION, 2024, 2023, "类"), scope(*accounts, *budgets))
    assert (codes(new), codes(gone)) == (["202"], [])


# over all documents at hand ------------------------------------------------------------------------------------------------------


LISTS = [("subjects", "类"), ("subjects", "款"), ("subjects", "项"), ("kinds", ""), ("parts", ""), ("economic", "类"), ("economic", "款")]


@pytest.mark.parametrize(("kind", "level"), LISTS)
def test_lists_come_to_their_printed_totals(kind: str, level: str, invented_store: Path) -> None:
    """Oracle: the totals that the fictitious documents print, for every department, year and basis."""
    store = Store.open(invented_store)
    checked = 0
    for document in store.documents:
        facts = tuple(store.facts.facts(docs=[document.doc]))
        held = Scope(facts, (), {document.doc: (document.department, document.year, document.basis)})
        node = Ranking(document.department, document.year, kind, level, basis=document.basis)
        listed = listing(node, held)
        assert isinstance(listed, Listing), (document.doc, listed)
        assert not [note for note in listed.notes if "不一致" in note], document.doc
        checked += listed.whole is not None
    assert checked >= (2 if kind == "economic" else 4)
