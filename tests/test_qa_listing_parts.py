"""What a printed total is made of: in columns, rows, codes, names and sentences; never a subtotal beside its parts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fictitious_facts import EDUCATION, fact, phrase, scope

from index.facts import Fact
from qa.bind import Absent, Ambiguous, Missing, Scope
from qa.listing_parts import parts
from qa.listing_rows import adds_up, without_totals
from qa.phrases import Phrase
from qa.plan import Ranking
from qa.rankings import Listing, listing

SCOPE = scope()


def below(kind: str, head: str | Phrase | None, year: int = 2023, level: str = "", basis: str = "", held: Scope = SCOPE) -> Listing:
    named = phrase(head) if isinstance(head, str) else head
    found = listing(Ranking(EDUCATION, year, kind, level, named, basis=basis), held)
    assert isinstance(found, Listing)
    return found


@pytest.mark.parametrize(
    ("kind", "head", "level", "year", "expected"),
    [
        ("kinds", None, "", 2023, ["基本支出", "项目支出"]),
        ("kinds", "支出合计", "", 2024, ["基本支出", "项目支出"]),
        ("kinds", "收入合计", "", 2023, ["一般公共预算财政拨款收入", "其他收入"]),
        ("kinds", Phrase("", side="收入"), "", 2023, ["一般公共预算财政拨款收入", "其他收入"]),
        ("kinds", "学前教育", "", 2023, ["基本支出", "项目支出"]),
        ("parts", None, "", 2023, ["教育支出", "社会保障和就业支出", "住房保障支出", "卫生健康支出"]),
        ("parts", "教育支出", "", 2023, ["普通教育（20502）", "教育管理事务（20501）"]),  # the next level
        ("parts", "205", "项", 2023, ["小学教育（2050202）", "行政运行（2050101）", "学前教育（2050201）", "一般行政管理事务（2050102）"]),
        ("parts", "“三公”经费", "", 2023, ["公务用车购置及运行维护费", "公务接待费"]),
        ("parts", "公务用车购置及运行维护费", "", 2023, ["公务用车运行维护费"]),
        ("parts", "人员经费", "", 2022, ["工资福利支出（301）", "对个人和家庭的补助（303）"]),
        ("parts", "工资福利支出", "", 2022,
         ["基本工资（30101）", "津贴补贴（30102）", "奖金（30103）", "机关事业单位基本养老保险缴费（30108）", "住房公积金（30113）"]),
    ],
)  # fmt: skip
def test_what_a_total_of_the_forms_is_made_of(kind: str, head: str | Phrase | None, level: str, year: int, expected: list[str]) -> None:
    """Oracle: the total itself, printed elsewhere in the form."""
    found = below(kind, head, year, level)
    assert list(found.names) == expected
    assert found.whole is not None and adds_up([b.fact for b in found.rows], found.whole.fact)
    assert found.agreed and not any("不一致" in note for note in found.notes)


def test_rows_that_print_nothing_are_told_not_listed() -> None:
    assert "另有1项印作0，未列入：因公出国（境）费" in below("parts", "“三公”经费").notes


@pytest.mark.parametrize(
    ("head", "kind", "reason"),
    [("航天支出", Missing, "没有找到"), ("在职人员", Missing, "没有列出"), ("政府性基金预算支出", Absent, "")],
)
def test_why_there_are_no_parts(head: str, kind: type, reason: str) -> None:
    found = listing(Ranking(EDUCATION, 2023, "parts", head=phrase(head)), SCOPE)
    assert isinstance(found, kind)
    assert not isinstance(found, Listing | Absent | Ambiguous) and reason in found.reason or reason == ""


# in sentences and forms of projects -----------------------------------------------------------------------------------------------


def told(*figures: tuple[str, str], unit: str = "万元", title: str = "三、政府采购情况", **rest: object) -> list[Fact]:
    return [fact(name, value, unit, title=title, line=i, **rest) for i, (name, value) in enumerate(figures)]  # type: ignore[arg-type]


TOTAL_FIRST = told(
    ("政府采购", "830.00"), ("政府采购货物", "10.00"), ("政府采购工程", "550.00"), ("政府采购服务", "270.00"), ("预留金额", "332.00")
)
NESTED = told(("用车经费", "30.00"), ("购置费", "12.00"), ("运行费", "18.00"), ("燃料费", "10.00"), ("维修费", "8.00"), ("接待费", "2.00"))
NAMED = told(("车辆", "7"), ("车辆/轿车", "3"), ("车辆/越野车", "4"), ("设备", "9"), unit="辆")
SHORT = told(("面积", "900"), ("面积/地上", "500"), ("面积/地上/计容", "480"), ("面积/地下", "300"), unit="平方米")
OPEN = told(("合同金额", "100.00"), ("小微企业合同金额", "40.00"))
ROLES = told(("资金", "100.00"), ("资金", "5.00"), ("甲费", "60.00"), ("乙费", "40.00"))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (TOTAL_FIRST, ["政府采购货物", "政府采购工程", "政府采购服务"]),
        (NESTED, ["购置费", "运行费"]),  # not what the running costs are made of themselves
        (NAMED, ["车辆/轿车", "车辆/越野车"]),
        (SHORT, ["面积/地上", "面积/地下"]),  # named as its parts, though they come to less
        (OPEN, []),
        (ROLES, []),
        (told(("会议", "18"), ("党课", "6"), ("培训", "12"), unit="次"), []),  # by chance
        (told(("会议", "18"), ("党课", "6"), ("培训", "12"), unit="次", quote="会议18次，其中：党课6次，培训12次"), ["党课", "培训"]),
        (told(("得分", "21.5"), ("数量", "7"), ("质量", "7"), ("时效", "7.5"), unit="分"), ["数量", "质量", "时效"]),
        (told(("清单/甲局", "9"), ("清单/乙局", "5"), ("清单/丙局", "4"), unit="项", quote="其中"), []),  # beside it, not of it
        (told(("金额", "9.90"), ("中小企业金额", "9.90"), ("小微企业金额", "0")), []),
    ],
)
def test_what_a_total_in_a_sentence_is_made_of(facts: list[Fact], expected: list[str]) -> None:
    found = parts(facts[0], facts)
    assert [f.row_name for f in found.facts] == expected if found else not expected


def test_parts_that_do_not_come_to_their_total_are_said() -> None:
    held = scope(*SHORT)
    assert below("parts", "面积", held=held).notes == ("所列各项之和与文件所载的面积900平方米不一致，少100平方米",)


def project_form(name: str, **columns: str) -> list[Fact]:
    title = f"项目支出绩效目标表 {name}"
    return [
        fact(name, value, column=column.replace("_", "/"), origin="indicator", title=title, basis="预算", line=i)
        for i, (column, value) in enumerate(columns.items())
    ]


def test_sources_of_a_projects_money() -> None:
    facts = project_form("校舍维修", 资金总额="80.00", 资金总额_财政资金="50.00", 资金总额_其他资金="30.00", 年度目标="1")
    found = parts(facts[0], facts)
    assert found is not None and [f.column for f in found.facts] == ["资金总额/财政资金", "资金总额/其他资金"]


def test_kinds_of_expenditure_where_only_an_application_form_prints_them() -> None:
    rows = [fact(f"支出构成/{n}", v, column="当年金额", origin="indicator", basis="预算", title="部门整体支出绩效目标申报表", line=i)
            for i, (n, v) in enumerate([("基本支出", "60.00"), ("项目支出", "40.00"), ("合计", "100.00")])]  # fmt: skip
    assert below("kinds", None, held=scope(*rows)).names == ("基本支出", "项目支出")


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["100", "60", "40"], 3),  # two may come to a third by chance
        (["100", "60", "30", "10"], 3),  # three hardly
        (["60", "30", "10"], 3),
        (["0", "0", "0", "0"], 4),
    ],
)
def test_a_total_without_a_name_is_known_by_what_it_comes_to(values: list[str], kept: int) -> None:
    rows = told(*[(f"第{'甲乙丙丁'[i]}项", v) for i, v in enumerate(values)])
    assert len(without_totals(rows).facts) == kept


def test_the_sum_of_parts_allows_for_rounding_only() -> None:
    """Half a hundredth for each figure of the sum."""
    whole, *three = told(("计", "10.02"), ("甲", "3.33"), ("乙", "3.33"), ("丙", "3.34"))
    assert adds_up(three, whole)
    assert not adds_up(three, told(("计", "10.03"))[0])
    assert sum((f.value for f in three), Decimal(0)) == Decimal("10.00")
