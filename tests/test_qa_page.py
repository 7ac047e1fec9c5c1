from __future__ import annotations

from dataclasses import dataclass

import pytest
from lxml import html

from qa.page import EXAMPLES, Turn, example_questions, library_html, talk_html


@dataclass(frozen=True)
class Record:
    doc: str
    department: str = "甲局"
    year: int = 2024
    basis: str = "决算"
    template: bool = False
    facts: int = 9


def test_examples_ask_for_what_each_kind_of_document_holds_newest_first() -> None:
    finals = [Record("old.pdf", year=2022), Record("new.pdf")]
    questions = example_questions([*finals, Record("plan.pdf", "乙局", 2025, "预算"), Record("self.xlsx", "丙局", 2021, "绩效")])
    assert questions[:3] == ["甲局2024年一共支出多少？", "乙局2025年部门预算收入安排了多少？", "丙局2021年绩效自评的预算执行率是多少？"]
    assert questions[3].startswith("甲局2022年")
    assert len(questions) == EXAMPLES


@pytest.mark.parametrize(
    "document",
    [Record("t", template=True), Record("u", department=""), Record("y", year=0), Record("f", facts=0), Record("b", basis="")],
)
def test_no_example_is_made_from_a_document_that_answers_nothing(document: Record) -> None:
    assert example_questions([document]) == []


@pytest.mark.parametrize(
    ("documents", "summary"),
    [
        ([], "库中有 0 份文件，0 个部门"),
        ([Record("a.pdf")], "库中有 1 份文件，1 个部门，2024 年"),
        ([Record("a.pdf"), Record("b.pdf", "乙局", 2021), Record("t.pdf", template=True)], "库中有 2 份文件，2 个部门，2021–2024 年"),
        ([Record("a.pdf"), Record("x.pdf", "", 0, "")], "库中有 2 份文件，1 个部门，2024 年"),
    ],
)
def test_library_says_which_documents_there_are(documents: list[Record], summary: str) -> None:
    page = html.fromstring(library_html(documents))
    assert page.xpath("string(.//summary)") == summary
    named = page.xpath(".//tbody/tr/td[4]/text()")
    assert sorted(named) == sorted(d.doc for d in documents if not d.template)


def test_talk_escapes_questions_and_shows_that_one_is_being_answered() -> None:
    page = html.fromstring(f"<div>{talk_html([Turn('一<b>', '<p>答</p>'), Turn('二')], ['例'])}</div>")
    assert page.xpath(".//h2/text()") == ["一<b>", "二"]
    assert page.xpath("count(.//*[@class='pending'])") == 1
    assert "例" not in page.text_content()


def test_talk_offers_examples_before_the_first_question() -> None:
    page = html.fromstring(talk_html([], ['“三公”"<经费>"？']))
    assert page.xpath(".//button/@data-question") == ['“三公”"<经费>"？']
    assert "请在下面输入问题" in talk_html([], [])
