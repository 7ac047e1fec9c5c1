"""Questions → figures on the invented ledger: wordings that were once read as something else."""

from __future__ import annotations

import pytest
from fictitious_facts import TODAY

from index.store import Store
from qa.answers import ANSWERED, CLARIFY, OUT_OF_SCOPE
from qa.pipeline import ask


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2023年学前教育预算还剩多少没花完？", "超支39.95万元"),  # more was spent than planned: nothing is left
        ("2023年一般公共预算财政拨款支出决算表里，2050102是多少？", "268.45万元"),  # 支出决算表 is part of the title
        ("2023年支出总计是多少？", "5,171.17万元"),
        ("2023年支出合计是多少？", "5,164.86万元"),
        ("2023支出合计", "5,164.86万元"),
        ("2022年、2023年支出合计总共多少？", "10,025.57万元"),
        ("2022年和2023年支出合计分别是多少？", "5,164.86万元"),
        ("2023年学前教育年初预算是多少？支出决算是多少？", "799.95万元"),
        ("2023年公车有几辆？", "4辆"),
        ("2023年支出超过500万元的项级科目有哪些？", "2,392.56万元"),
    ],
)
def test_the_figure_meant_is_said(ledger_store: Store, words: str, said: str) -> None:
    answer = ask("澜川区教育局" + words, store=ledger_store, today=TODAY)
    assert answer.status == ANSWERED
    assert said in answer.text


def test_an_income_that_no_form_prints_is_not_its_expenditure(ledger_store: Store) -> None:
    answer = ask("澜川区教育局2023年2050102的收入是多少？", store=ledger_store, today=TODAY)
    assert answer.status != ANSWERED
    assert answer.figures == ()


def test_a_follow_up_goes_back_a_year(ledger_store: Store) -> None:
    answer = ask("上一年呢？", ["澜川区教育局2023年支出合计是多少？"], store=ledger_store, today=TODAY)
    assert "4,860.71万元" in answer.text


def test_a_text_too_long_for_a_question_is_refused_at_once(ledger_store: Store) -> None:
    answer = ask("比" * 5000, store=ledger_store, today=TODAY)
    assert answer.status == OUT_OF_SCOPE
    assert "问题太长" in answer.text


def test_all_departments_without_a_year_ask_for_the_year(ledger_store: Store) -> None:
    answer = ask("各部门谁的支出最多？", store=ledger_store, today=TODAY)
    assert answer.status == CLARIFY
    assert {reading.label for reading in answer.readings} >= {"2022年", "2023年"}


@pytest.mark.parametrize("words", ["你好", "您好！", "谢谢", "Hello"])
def test_a_greeting_is_told_what_can_be_asked(ledger_store: Store, words: str) -> None:
    answer = ask(words, store=ledger_store, today=TODAY)
    assert answer.status == OUT_OF_SCOPE
    assert "部门、年度" in answer.text
