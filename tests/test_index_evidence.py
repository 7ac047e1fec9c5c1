"""What sentences say of single cells of the forms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.evidence import Said, joined, said_of_planned_receptions, said_of_planned_totals, said_of_receptions, said_of_totals


def holds(said: list[Said], name: str, yuan: str) -> bool:
    """Whether something is said of a cell and all of it agrees with an amount."""
    about = [s for s in said if s.name == name]
    return bool(about) and all(s.low <= Decimal(yuan) <= s.high for s in about)


def test_line_breaks_and_spaces_do_not_cut_numbers() -> None:
    assert joined(["外包经费 1688.9", "", "2 万", "元（境）"]) == "外包经费1688.92万元(境)"


@pytest.mark.parametrize(
    ("form", "text", "cells"),
    [
        (
            "F03",
            "2022年度支出合计 95.00 万元。其中：基本支出 70.00 万元，占73.7%；项目支出 20 万元，占21.1%；经营支出5万元。",
            {"基本支出": "700000", "项目支出": "200000", "经营支出": "50000"},
        ),
        (
            "F03",
            "支出合计95万元，与上年相比，支出合计减少5万元，下降5%，主要原因是厉行节约。其中：基本支出95万元，占100%。",
            {"基本支出": "950000"},
        ),
        (
            "F02",
            "本年收入合计9.50万元，其中： 财政拨款收入9.00万元，占95%；其他收入5000元。",
            {"财政拨款收入": "90000", "其他收入": "5000"},
        ),
        (
            "F05",
            "一般公共预算财政拨款支出年初预算为80万元，支出决算为90万元，完成年初预算的112.5%。其中：基本支出70万元，项目支出20万元。",
            {"基本支出": "700000", "项目支出": "200000"},
        ),
    ],
)
def test_parts_of_totals(form: str, text: str, cells: dict[str, str]) -> None:
    said = said_of_totals(joined([text]))[form]
    assert {s.name for s in said} == set(cells) and all(holds(said, name, yuan) for name, yuan in cells.items())


def test_parts_of_something_else_are_not_parts_of_the_total() -> None:
    assert not any(said_of_totals("财政拨款支出合计90万元。其中：基本支出70万元。").values())


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        (
            "2022年度“三公”经费财政拨款年初预算数为7.30万元，支出决算为4.10万元，完成年初预算的56.2%，其中：1.本馆无因公出国(境)支出。",
            {"预算数/合计": "73000", "决算数/合计": "41000", "决算数/因公出国(境)费": "0"},
        ),
        (
            "公务用车运行费3.90万元，完成年初预算的65.0%，比年初预算减少2.10万元，主要用于燃料费2万元。",
            {"决算数/运行费": "39000", "预算数/运行费": "60000"},
        ),
        (
            "公务用车购置及运行维护费支出决算为8万元；其中：公务用车购置费5万元，公务用车运行维护费3万元。",
            {"决算数/小计": "80000", "决算数/购置费": "50000", "决算数/运行费": "30000"},
        ),
        ("公务接待费支出决算为0.20万元，比预算增加0.05万元。", {"决算数/公务接待费": "2000", "预算数/公务接待费": "1500"}),
        ("因公出国（境）费全年预算为0万元，支出决算为0万元。", {"预算数/因公出国(境)费": "0", "决算数/因公出国(境)费": "0"}),
    ],
)
def test_receptions(text: str, cells: dict[str, str]) -> None:
    said = said_of_receptions(joined([text]))
    assert {s.name for s in said} == set(cells) and all(holds(said, name, yuan) for name, yuan in cells.items())


@pytest.mark.parametrize(
    "text",
    [
        "公务接待费支出决算比2021年度增加0.71万元，增长15.6%。",  # a change over years is no cell
        "“三公”经费支出决算数小于预算数的主要原因是厉行节约。",
        "本年度购置(更新)公务用车2辆。",
        "公务接待费、会议费、培训费。",
    ],
)
def test_wordings_that_name_no_cell(text: str) -> None:
    assert said_of_receptions(joined([text])) == []


def test_a_budget_says_what_its_income_and_funds_are() -> None:
    text = joined(
        [
            "2024年，收入预算95万元，其中：财政拨款收入90万元，比2023年预算增加1万元；事业收入5万元；事业单位经营收入0万元。",
            "财政拨款支出预算中，一般公共预算拨款支出预算80万元，比2023年预算增加1万元；政府性基金拨款支出预算10万元；",
            "国有资本经营预算拨款支出预算0万元。",
        ]
    )
    said = said_of_planned_totals(text)
    assert holds(said["B02"], "财政拨款收入", "900000") and holds(said["B02"], "事业单位经营收入", "0")
    assert not holds(said["B02"], "其他收入", "0")
    assert [s.name for s in said["B04"]] == ["一般公共预算", "政府性基金预算", "国有资本经营预算"]
    assert holds(said["B04"], "一般公共预算", "800000") and holds(said["B04"], "政府性基金预算", "100000")


def test_a_budget_says_its_receptions_and_not_another_years() -> None:
    text = joined(["2023年“三公”经费预算数为9万元。2024年“三公”经费预算数为5万元，比2023年减少4万元。其中：公务接待费1万元，",
                   "公务用车购置及运行费4万元。机关运行经费：指日常公用经费。2024年本单位机关运行经费预算为20万元。"])  # fmt: skip
    said = said_of_planned_receptions(text, 2024)
    assert holds(said, "预算数/合计", "50000") and holds(said, "预算数/公务接待费", "10000") and holds(said, "预算数/小计", "40000")
    assert holds(said, "预算数/机关运行经费", "200000") and len(said) == 4
