"""What a question names: years, units, bases, and which words stand beside which department."""

from __future__ import annotations

import datetime

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, linked, schema

from qa.linking import link

OURS = "澜川区教育局"


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("2023年支出合计", (2023,)),
        ("2023年度支出合计", (2023,)),
        ("2023财年支出合计", (2023,)),
        ("23年支出合计", (2023,)),
        ("二〇二三年度支出合计", (2023,)),
        ("2023年末在职人数", (2023,)),
        ("2023年度年初预算", (2023,)),
        ("支出合计", ()),
        ("2050101科目支出", ()),  # a code is no year
        ("支出超过20230000元的项目", ()),
        ("2022年和2023年支出合计", (2022, 2023)),
        ("2023年支出比2022年", (2023, 2022)),  # in order of mention
        ("2022-2023年支出合计", (2022, 2023)),
        ("2022到2024年支出变化", (2022, 2024)),  # two ends to be compared
        ("2022年到2024年平均每年支出", (2022, 2023, 2024)),  # every year of a span
        ("2022至2024年逐年支出", (2022, 2023, 2024)),
        ("2024-2022年平均支出", (2024, 2022)),  # runs backwards: no span
        ("2023年、2023年支出", (2023,)),
        ("今年预算", (2025,)),
        ("去年支出", (2024,)),
        ("前年和去年支出", (2023, 2024)),
        ("近两年支出", (2023, 2024)),
        ("最近三年支出", (2022, 2023, 2024)),
    ],
)
def test_years(words: str, years: tuple[int, ...]) -> None:
    assert linked(f"{OURS}{words}").years == years


def test_relative_years_count_from_today() -> None:
    for year in (2024, 2031):
        assert link(f"{OURS}去年支出", schema(), today=datetime.date(year, 1, 1)).years == (year - 1,)


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("2023年支出合计", ""),
        ("2023年支出合计是多少？", ""),
        ("2023年支出合计是多少万元？", "万元"),
        ("2023年支出合计多少元", "元"),
        ("2023年支出合计多少亿", "亿元"),
        ("2023年支出合计多少万", "万元"),
        ("2023年支出合计用亿元表示", "亿元"),
        ("2023年支出合计，换算成元", "元"),
        ("2023年支出合计折合万元是多少", "万元"),
        ("2023年支出合计以千元为单位", "千元"),
        ("2023年公务接待费按元计", "元"),
        ("2023年超过500万元的科目", ""),  # a threshold is no wish for a unit
        ("2023年在职人员多少人", ""),
    ],
)
def test_the_unit_asked_for(words: str, unit: str) -> None:
    assert linked(f"{OURS}{words}").unit == unit


@pytest.mark.parametrize(
    ("words", "basis_of"),
    [
        ("2023年支出合计", {}),
        ("2024年预算支出合计", {2024: "预算"}),
        ("2024年部门预算支出合计", {2024: "预算"}),
        ("2023年度决算支出合计", {2023: "决算"}),
        ("2023年实际支出", {2023: "决算"}),
        ("2024年预算比2023年决算多多少", {2024: "预算", 2023: "决算"}),
        ("2023年支出合计是2024年预算的多少", {2024: "预算"}),
        ("今年预算", {2025: "预算"}),
    ],
)
def test_the_basis_said_with_a_year(words: str, basis_of: dict[int, str]) -> None:
    assert linked(f"{OURS}{words}").basis_of == basis_of


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        (f"{OURS}2023年支出合计", "＿支出合计"),
        (f"请问{OURS}2023年支出合计是多少？", "＿支出合计是多少?"),
        (f"2023年{OURS}的支出合计", "＿的支出合计"),
        (f"截至2023年12月31日{OURS}在职人数", "＿在职人数"),
        (f"{OURS}2023年支出合计，用亿元表示", "＿支出合计"),
        (f"云泽市{OURS}2023年“三公”经费", "＿“三公”经费"),
        (f"{OURS}和砚溪区教育局2023年支出", "＿和＿支出"),
    ],
)
def test_what_is_left_are_the_words_for_the_figure(question: str, rest: str) -> None:
    assert linked(question).rest == rest


def test_words_and_years_belong_to_the_department_in_front_of_them() -> None:
    found = linked(f"{OURS}2022年支出和砚溪区教育局2023年收入")
    assert found.departments == (EDUCATION, OTHER_EDUCATION)
    assert found.years_of == ((2022,), (2023,))
    assert [segment.strip("和的") for segment in found.segments] == ["支出", "收入"]


def test_words_before_the_first_department_are_the_firsts() -> None:
    found = linked(f"2023年“三公”经费，{OURS}和砚溪区教育局各是多少")
    assert found.years == (2023,)
    assert "“三公”经费" in found.segments[0]


@pytest.mark.parametrize(
    ("words", "implied"),
    [("2022年支出合计（根据2023年决算推算）", True), ("从2023年决算倒推2022年支出合计", True), ("2022年支出合计", False)],
)
def test_a_year_to_be_worked_out_of_another_is_told_from_one_to_be_looked_up(words: str, implied: bool) -> None:
    assert linked(f"{OURS}{words}").implied is implied


def test_a_correction_is_said() -> None:
    assert linked("澜川区教玉局2023年支出").corrections == (f"“澜川区教玉局”按“{EDUCATION}”理解",)
    assert linked(f"{OURS}2023年支出").corrections == ()


@pytest.mark.parametrize("question", ["", "？", "2023", "￥%……&*", "a" * 3000, "支出" * 800, "澜川区教育局" * 100, "2023年" * 200])
def test_whatever_is_typed_links(question: str) -> None:
    found = linked(question)
    assert found.unit == ""
    assert found.departments in ((), (EDUCATION,))
