"""Asking back and saying no: every reading leads to the answer it promises; what is missing is named with what there is instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, TODAY, built, fact, ledger

from index.store import Store
from qa.answers import ANSWERED, CLARIFY, NO_DATA
from qa.pipeline import ask

DOUBTFUL = (
    "养老", "社保", "公积金", "医保", "行政运行", "一般行政管理事务", "其他支出", "事业运行", "离退休", "补贴", "培训", "采购",
    "工资", "奖金", "接待", "人员经费", "基本支出", "支出合计", "公务接待费", "人均支出", "基本支出占比",
)  # fmt: skip


@pytest.fixture(scope="module")
def demo(invented_store: Path) -> Iterator[Store]:
    """Synthesised disclosures of two departments and two years."""
    with Store.open(invented_store) as store:
        yield store


def questions(store: Store) -> list[str]:
    """Doubtful words with and without a year and a department."""
    [one, *_] = sorted({d.department for d in store.documents if d.department})
    return [f"{who}{when}{words}是多少？" for words in DOUBTFUL for who in (one, "") for when in ("2023年", "")]


def test_every_reading_leads_to_the_answer_that_it_promises(demo: Store) -> None:
    asked_back = 0
    for question in questions(demo):
        found = ask(question, store=demo, today=TODAY)
        if found.status != CLARIFY:
            continue
        asked_back += 1
        assert found.readings, question
        for reading in found.readings:
            again = ask(reading.question, store=demo, today=TODAY)
            assert again.status in (ANSWERED, CLARIFY), (question, reading, again.text)
            if again.status == ANSWERED and not reading.value.endswith("…"):
                assert reading.value in again.text, (question, reading, again.text)
    assert asked_back > 20


@pytest.mark.parametrize(
    ("question", "says"),
    [
        (f"{EDUCATION}2022年购房补贴是多少？", ["没有找到“购房补贴”", "有这项数字的年度：2023年"]),
        (f"{EDUCATION}2022年2210203是多少？", ["没有科目 2210203", "有这项数字的年度：2023年"]),
        (f"{OTHER_EDUCATION}2022年支出合计是多少？", ["没有", "2022年", f"有2022年文件的是：{EDUCATION}", "现有：2023年部门决算"]),
        (f"{EDUCATION}2019年支出合计是多少？", ["2019年", "现有：2022年部门决算、2023年部门决算、2024年部门预算"]),
        (f"{EDUCATION}2023年公务接待费和火箭发射费分别是多少？", ["没有找到“火箭发射费”", "查到的有", "0.56万元"]),
        (f"{EDUCATION}2022年支出合计比2021年增加多少？", ["2021年", "查到的有", "4,860.71万元"]),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_what_there_is(question: str, says: list[str], ledger_store: Store) -> None:
    found = ask(question, store=ledger_store, today=TODAY)
    assert found.status == NO_DATA, found.text
    assert found.figures == ()
    assert [part for part in says if part not in found.text] == [], found.text


def test_departments_without_an_answer_are_named_beside_the_readings(tmp_path: Path) -> None:
    facts = [*ledger(), fact("培训班次", "3", "次", role="决算")]
    with Store.open(built(tmp_path, facts)) as store:
        found = ask("教育局2023年培训班次是多少？", store=store, today=TODAY)
    assert found.status == CLARIFY
    assert [r.label for r in found.readings] == [EDUCATION]
    assert f"没有查到的：{OTHER_EDUCATION}" in found.text
