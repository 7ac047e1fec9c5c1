"""Follow-ups: what a question leaves out comes from the questions before, and nothing else does."""

from __future__ import annotations

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, TODAY, linked, schema

from index.store import Store
from qa.answers import ANSWERED, CLARIFY, Answer
from qa.conversation import complete
from qa.linking import Linked
from qa.pipeline import ask

TOTAL = "澜川区教育局2023年支出合计是多少？"


def talk(store: Store, *questions: str) -> Answer:
    return ask(questions[-1], questions[:-1], store=store, today=TODAY)


@pytest.mark.parametrize(
    ("before", "question", "standalone"),
    [
        ([TOTAL], "2022年呢？", "澜川区教育局2022年支出合计是多少？"),
        (["澜川区教育局2023年办公费是多少？"], "加上印刷费一共多少？", "澜川区教育局2023年办公费与印刷费合计多少？"),
        (["澜川区教育局2023年办公费是多少？"], "它和印刷费两项合计呢", "澜川区教育局2023年办公费与印刷费合计多少？"),
        (["澜川区教育局2023年办公费是多少？"], "把印刷费也加进去呢", "澜川区教育局2023年办公费与印刷费合计多少？"),
        (["澜川区教育局2023年办公费是多少？"], "在总支出里占比多少", "澜川区教育局2023年办公费占支出合计的百分之几？"),
        ([TOTAL], "你好，亿元呢？", "澜川区教育局2023年支出合计换算成亿元是多少？"),
        ([TOTAL], "那2022年呢", "澜川区教育局2022年支出合计是多少？"),
        ([TOTAL], "那基本支出呢？", "澜川区教育局2023年基本支出是多少？"),
        ([TOTAL], "公务接待费花了多少？", "澜川区教育局2023年公务接待费是多少？"),
        ([TOTAL], "砚溪区教育局呢？", "砚溪区教育局2023年支出合计是多少？"),
        ([TOTAL], "那么收入合计呢？", "澜川区教育局2023年收入合计是多少？"),
        ([TOTAL], "比上年增加多少？", "澜川区教育局2023年支出合计比上年增加多少？"),
        ([TOTAL], "换算成亿元是多少？", "澜川区教育局2023年支出合计换算成亿元是多少？"),
        ([TOTAL], "其中项目支出占比多少？", "澜川区教育局2023年项目支出占支出合计的百分之几？"),
        ([TOTAL], "它占收入合计的百分之几？", "澜川区教育局2023年支出合计占收入合计的百分之几？"),
        (["澜川区教育局2023年“三公”经费是多少？"], "其中公务接待费是多少？", "澜川区教育局2023年公务接待费是多少？"),
        ([TOTAL, "那公务接待费呢？"], "2022年呢？", "澜川区教育局2022年公务接待费是多少？"),
        ([TOTAL, "砚溪区教育局呢？"], "人员经费是多少？", "砚溪区教育局2023年人员经费是多少？"),
        ([TOTAL, "2022年呢？"], "砚溪区教育局2023年呢？", "砚溪区教育局2023年支出合计是多少？"),
        (["2023年支出合计是多少？"], "澜川区教育局", TOTAL),
        (["教育局2023年支出合计是多少？"], "澜川区的", TOTAL),
        (["澜川区教育局2023年学前教育支出是多少？"], "年初预算是多少？", "澜川区教育局2023年学前教育年初预算是多少？"),
    ],
)
def test_a_follow_up_is_the_question_it_stands_for(before: list[str], question: str, standalone: str, ledger_store: Store) -> None:
    expected = talk(ledger_store, standalone)
    assert expected.status == ANSWERED, expected.text
    found = talk(ledger_store, *before, question)
    assert (found.status, found.figures[0].value, found.figures[0].unit) == (
        ANSWERED, expected.figures[0].value, expected.figures[0].unit), found.text  # fmt: skip


@pytest.mark.parametrize(
    "question",
    ["砚溪区教育局2023年公务接待费是多少？", "澜川区教育局2022年基本支出是多少？", "澜川区教育局2023年基本支出占支出合计的比例是多少？",
     "澜川区教育局2023年支出前三的项级科目有哪些？"],
)  # fmt: skip
@pytest.mark.parametrize("history", [[TOTAL], ["今天天气怎么样？"], ["？"], [""], ["澜川区教育局2024年“三公”经费预算是多少亿元？"]])
def test_a_question_that_stands_alone_owes_nothing_to_the_ones_before(question: str, history: list[str], ledger_store: Store) -> None:
    alone, later = talk(ledger_store, question), talk(ledger_store, *history, question)
    assert alone.status == ANSWERED
    assert (later.text, later.figures, later.plan) == (alone.text, alone.figures, alone.plan)


def test_the_answer_says_which_question_it_answers(ledger_store: Store) -> None:
    found = talk(ledger_store, TOTAL, "2022年呢？")
    assert "2022年" in found.question
    assert ask(found.question, store=ledger_store, today=TODAY).figures == found.figures


def test_without_a_question_before_what_is_missing_is_asked(ledger_store: Store) -> None:
    assert talk(ledger_store, "2022年呢？").status == CLARIFY
    assert talk(ledger_store, "那基本支出呢？").status == CLARIFY


def test_a_unit_once_asked_for_holds_for_the_same_figure(ledger_store: Store) -> None:
    found = talk(ledger_store, "澜川区教育局2023年支出合计是多少亿元？", "2022年呢？")
    assert (str(found.figures[0].value), found.figures[0].unit) == ("0.486071", "亿元")


def test_a_conversation_may_be_long(ledger_store: Store) -> None:
    asked = [TOTAL, *(f"{year}年呢？" for year in (2022, 2023) * 15)]
    assert str(talk(ledger_store, *asked, "2022年呢？").figures[0].value) == "4860.71"


def completed(*questions: str) -> Linked:
    known = schema((EDUCATION, 2022, "决算"), (EDUCATION, 2023, "决算"), (OTHER_EDUCATION, 2023, "决算"))
    before: Linked | None = None
    for question in questions:
        before = complete(linked(question, known), before, lambda text: linked(text, known))
    assert before is not None
    return before


def test_what_is_said_is_never_replaced() -> None:
    first = linked(TOTAL)
    assert complete(first, None, linked) == first
    assert completed(TOTAL, "2022年呢？").years == (2022,)
    assert completed(TOTAL, "砚溪区教育局呢？").departments == (OTHER_EDUCATION,)
    assert completed(TOTAL, "砚溪区教育局2022年呢？").years == (2022,)


@pytest.mark.xfail(reason="15")
def test_a_department_that_is_not_held_is_no_figure() -> None:
    assert completed(TOTAL, "那财政局呢？").unknown.endswith("财政局")


def test_a_department_is_inherited_with_its_year() -> None:
    found = completed(TOTAL, "那基本支出呢？")
    assert (found.departments, found.years) == ((EDUCATION,), (2023,))
    assert completed(TOTAL, "第二年呢？").years == (2024,)
