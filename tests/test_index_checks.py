"""Accounting identities: forms that close hold, one changed cell is found, rounding is no error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fictitious_facts import EDUCATION, accounts, budget, fact

from index.checks import Discrepancy, broken, check, checked
from index.facts import FAILED, HELD, NOT_CHECKED, Fact
from index.store import Store


def changed(facts: list[Fact], by: str, form: str, code: str = "", name: str = "", column: str = "", side: str = "") -> list[Fact]:
    """The facts with one cell off by so much."""
    hits = [
        i
        for i, f in enumerate(facts)
        if (f.form, f.row_code) == (form, code) and name in ("", f.row_name) and f.column.endswith(column) and side in ("", f.side)
    ]
    assert len(hits) == 1, hits
    return [replace(f, value=f.value + Decimal(by)) if i == hits[0] else f for i, f in enumerate(facts)]


def failed(facts: list[Fact]) -> list[Discrepancy]:
    return check(facts)[1]


@pytest.mark.parametrize("make", [lambda: accounts(2022), lambda: accounts(2023), lambda: accounts(2023, scale="1.37"), budget])
def test_forms_that_close_hold(make: Callable[[], list[Fact]]) -> None:
    held, discrepancies = check(make())
    assert discrepancies == []
    assert held > 20


def test_a_part_that_heads_columns_of_its_own_is_their_total() -> None:
    facts = [replace(f, column=f"{f.column}/小计") if f.form == "F02" and f.column == "财政拨款收入" else f for f in accounts(2023)]
    assert any(f.column == "财政拨款收入/小计" and f.value for f in facts)
    assert failed(facts) == []
    (across,) = (d for d in failed(changed(facts, "5", "F02", name="合计", column="财政拨款收入/小计")) if d.rule == "行内合计")
    assert across.difference == Decimal("-5")


def test_a_total_that_is_not_its_parts_is_found_with_figures_place_and_words() -> None:
    found = {d.rule: d for d in failed(changed(accounts(2023), "10", "F05", "2050201", column="项目支出"))}
    assert set(found) == {"行内合计", "科目合计"}
    across = found["行内合计"]
    assert (across.left, across.right, across.difference) == (Decimal("799.95"), Decimal("809.95"), Decimal("-10.00"))
    assert (across.severity, across.doc, across.page) == ("错误", f"{EDUCATION}_2023_决算.pdf", 10)
    assert "一般公共预算财政拨款支出决算表" in across.message
    assert all(text in across.message for text in ("学前教育", "799.95", "809.95", "10.00万元"))


@pytest.mark.parametrize(
    ("form", "cell", "rules"),
    [
        ("F03", {"code": "2050201", "column": "项目支出"}, {"行内合计", "科目合计"}),
        ("F03", {"code": "20502", "column": "本年支出合计"}, {"行内合计", "科目合计"}),
        ("F03", {"name": "合计", "column": "本年支出合计"}, {"行内合计", "科目合计", "表间"}),
        ("F02", {"name": "合计", "column": "本年收入合计"}, {"行内合计", "表间"}),
        ("F01", {"name": "本年支出合计", "side": "支出"}, {"表内合计", "表间"}),
        ("F01", {"name": "本年收入合计", "side": "收入"}, {"表内合计", "表间"}),
        ("F01", {"name": "年初结转和结余", "side": "收入"}, {"表内合计"}),
        ("F01", {"name": "年末结转和结余", "side": "支出"}, {"表内合计"}),
        ("F01", {"name": "教育支出", "side": "支出"}, {"表内合计"}),
        ("F01", {"name": "总计", "side": "收入"}, {"表内合计", "表间"}),
        ("F05", {"name": "合计", "column": "基本支出"}, {"行内合计", "科目合计", "表间"}),
        ("F06", {"name": "人员经费合计"}, {"表间", "科目合计"}),
        ("F06", {"code": "301"}, {"科目合计"}),
    ],
)
def test_one_wrong_cell_breaks_the_identities_it_stands_in(form: str, cell: dict[str, str], rules: set[str]) -> None:
    facts = changed(accounts(2023), "7.00", form, **cell)
    assert {d.rule for d in failed(facts)} == rules
    assert {abs(d.difference) for d in failed(facts)} == {Decimal("7.00")}


def test_nothing_is_repaired() -> None:
    facts = changed(accounts(2023), "7", "F03", "20502", column="本年支出合计")
    before = list(facts)
    check(facts)
    assert facts == before


def row(total: str, *parts: str, unit: str = "万元") -> list[Fact]:
    """A row of F05: its total and its two parts."""
    cells = zip(("小计", "基本支出", "项目支出"), (total, *parts), strict=False)
    return [fact("普通教育", v, unit, form="F05", code="20502", column=c, origin="table", line=1, title="支出决算表") for c, v in cells]


@pytest.mark.parametrize(
    ("total", "parts", "severity"),
    [
        ("100.00", ("60.00", "40.00"), ""),
        ("100.01", ("60.00", "40.00"), ""),  # three rounded figures: up to 0.015
        ("100.02", ("60.00", "40.00"), "提示"),
        ("99.99", ("60.00", "40.00"), ""),
        ("100.06", ("60.00", "40.00"), "提示"),
        ("100.07", ("60.00", "40.00"), "错误"),
        ("93.00", ("60.00", "40.00"), "错误"),
        ("101", ("60", "40"), ""),  # printed without decimals: half a unit each
        ("102", ("60", "40"), "提示"),
        ("60.00", ("60.00",), ""),  # a blank part is nothing, not unknown
        ("61.00", ("60.00",), "错误"),
    ],
)
def test_rounding_is_no_error(total: str, parts: tuple[str, ...], severity: str) -> None:
    assert [d.severity for d in failed(row(total, *parts))] == ([severity] if severity else [])


def test_children_may_each_be_rounded() -> None:
    """A 类 of n 款 may be off by (n + 1) half cents; one cent more is told."""

    def tree(total: str) -> list[Fact]:
        children = [(f"2080{n}", "10.00") for n in range(1, 7)]
        rows = [("208", total), *children]
        return [
            fact("项", v, form="F05", code=c, column="小计", origin="table", line=i, title="支出决算表") for i, (c, v) in enumerate(rows)
        ]

    assert [len(failed(tree(total))) for total in ("60.00", "60.03", "59.97", "60.04", "59.96")] == [0, 0, 0, 1, 1]


def test_facts_of_sentences_and_tables_without_a_form_are_left_alone() -> None:
    wrong = row("93.00", "60.00", "40.00")
    assert check([replace(f, origin="sentence") for f in wrong]) == (0, [])
    assert check([replace(f, form="") for f in wrong]) == (0, [])
    assert check([]) == (0, [])


def test_one_form_alone_says_nothing_of_the_others() -> None:
    alone = [f for f in accounts(2023) if f.form == "F01" and f.side == "收入" and f.row_name != "总计"]
    assert check(alone) == (0, [])


@pytest.mark.parametrize(
    ("form", "without"),
    [
        ("F01", "教育支出"),  # F03 spends on it: its row was not read, or is blank
        ("F01", "本年支出合计"),
        ("F03", "教育支出"),  # its subjects are there
        ("F03", "合计"),
    ],
)
def test_a_sum_whose_parts_are_not_all_there_is_not_checked(form: str, without: str) -> None:
    assert failed([f for f in accounts(2023) if (f.form, f.row_name) != (form, without)]) == []


def test_a_row_of_the_overview_that_is_no_class_leaves_its_sum_unchecked() -> None:
    facts = accounts(2023)
    education = next(f for f in facts if (f.form, f.row_name) == ("F01", "教育支出"))
    detail = replace(education, row_name="其中：学前教育", value=Decimal("1.00"))
    assert failed([*facts, detail]) == []


def test_a_failed_identity_knows_its_total_and_its_direct_parts() -> None:
    facts = changed(accounts(2023), "7", "F06", "30101")
    ((found, ids),) = broken(facts)
    assert found == failed(facts)[0]
    assert {f.row_code for f in facts if f.id in ids} == {"301", "30101", "30102", "30103", "30108", "30113"}


CAR = "公务用车购置及运行维护费"
FEW = {"合计": "3.00", "因公出国（境）费": "1.00", f"{CAR}/小计": "1.50", f"{CAR}/公务用车运行维护费": "1.50", "公务接待费": "0.50"}
LISTED = {"支出合计": "3.00", "因公出国（境）费": "1.00", CAR: "1.50", "公务用车运行维护费": "1.50", "公务接待费": "0.50",
          "国内接待费": "0.40"}  # fmt: skip
BOTH = {
    "“三公”经费/小计": "3.00", "“三公”经费/因公出国（境）费": "1.00", f"“三公”经费/{CAR}/小计": "1.50",
    f"“三公”经费/{CAR}/公务用车购置费": "1.50", "“三公”经费/公务接待费": "0.50", "会议费": "2.00", "合计": "5.00",
}  # fmt: skip


@pytest.mark.parametrize("items", [FEW, LISTED, BOTH])
@pytest.mark.parametrize("path", ["决算数/{}", "{}/决算数", "2023年决算数/{}"])
def test_three_public_expenses_add_up_in_every_layout(items: dict[str, str], path: str) -> None:
    facts = [fact("", v, form="F09", column=path.format(c), origin="table", title="“三公”经费支出决算表") for c, v in items.items()]
    assert check(facts) == (2, [])
    guests = next(f for f in facts if "公务接待费" in f.column)
    wrong = [replace(f, value=Decimal(7)) if f is guests else f for f in facts]
    assert [(d.left, d.right) for d in failed(wrong)] == [(Decimal("3.00"), Decimal("9.50"))]


def cells_of(form: str, cells: dict[str, str], code: str = "", name: str = "合计") -> list[Fact]:
    return [fact(name, v, form=form, code=code, column=c, origin="table", title="表") for c, v in cells.items()]


CARRIED = {"年初结转和结余": "1.00", "本年收入": "5.00", "本年支出/小计": "4.00", "本年支出/项目支出": "4.00", "年末结转和结余": "2.00"}
GROUPS = {"年初结转和结余/合计": "1.00", "本年收入/合计": "5.00", "本年收入/基本支出": "2.00", "本年收入/项目支出": "3.00",
          "本年支出/合计": "4.00", "本年支出/基本支出": "4.00"}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "cells", "held"),
    [
        ("F07", CARRIED, 2),
        ("F05", GROUPS, 2),
        ("F05", {"2022年决算数/合计": "9.00", "2023年决算数/合计": "4.00", "2023年决算数/基本支出": "4.00"}, 1),
        ("F06", {"基本支出/合计": "3.00", "基本支出/人员经费": "2.00", "基本支出/日常公用经费": "1.00"}, 1),
    ],
)
def test_columns_add_up_within_their_own_group(form: str, cells: dict[str, str], held: int) -> None:
    assert check(cells_of(form, cells)) == (held, [])


def test_a_balance_carried_over_follows_from_what_came_and_went() -> None:
    (found,) = failed(cells_of("F07", CARRIED | {"年末结转和结余": "3.00"}))
    assert (found.left, found.right) == (Decimal("3.00"), Decimal("2.00"))


def test_staff_and_office_expenses_are_sums_of_their_classes() -> None:
    classes = [f for code, v in (("301", "5.00"), ("303", "1.00"), ("302", "2.00"), ("310", "0.50")) for f in
               cells_of("F06", {"决算数": v}, code, code)]  # fmt: skip
    totals = [*cells_of("F06", {"决算数": "6.00"}, name="人员经费合计"), *cells_of("F06", {"决算数": "2.40"}, name="公用经费合计")]
    assert [(d.left, d.right) for d in failed([*classes, *totals])] == [(Decimal("2.40"), Decimal("2.50"))]


def test_the_real_final_accounts_close(real_store: Path) -> None:
    """Oracle: those who published them added up; what does not hold is known: two sums of one 三公 form that lost its blanks."""
    with Store.open(real_store) as store:
        held = {d.doc: d.checks_held for d in store.documents if d.basis == "决算" and not d.template}
        wrong = [(c.doc, c.severity) for c in store.facts.checks()]
    assert min(held.values()) > 100
    assert len(wrong) == 2
    assert {doc for doc, _ in wrong} == {"003_a4a5e0261d017fb9.txt"}


def test_every_fact_knows_what_the_checks_said_of_it() -> None:
    """In an identity that fails: its total and its parts; in one that holds and in none that fails: held; sentences: not checked."""
    facts = [*changed(accounts(2023), "10", "F05", "2050201", column="项目支出"), fact("政府采购支出总额", "12.00")]
    marked, held, discrepancies = checked(facts)
    assert (held, discrepancies) == check(facts) and marked == facts
    failing = {i for _, ids in broken(facts) for i in ids}
    assert {f.id for f in marked if f.checked == FAILED} == failing != set()
    said = {(f.form, f.row_code, f.column.rsplit("/", 1)[-1]): f.checked for f in marked}
    assert said["F05", "2050201", "项目支出"] == said["F05", "2050201", "小计"] == FAILED
    assert said["F03", "2050201", "项目支出"] == HELD
    assert said["", "", ""] == NOT_CHECKED


@pytest.mark.parametrize(("codes", "found"), [(["30101", "30102"], 0), (["30101", "3012"], 0), (["30101"], 1)])
def test_a_code_that_lost_its_zero_stands_below_its_class(codes: list[str], found: int) -> None:
    parts = {"30101": "60.00", "30102": "40.00", "3012": "40.00"}
    rows = [("301", "100.00"), *((code, parts[code]) for code in codes)]
    facts = [fact(f"科目{c}", v, form="B08", code=c, column="合计", origin="table", side="支出") for c, v in rows]
    assert len(failed(facts)) == found
