from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import html

from qa.answers import ANSWERED, CLARIFY, NO_DATA, OUT_OF_SCOPE, Answer, Citation, Figure, Reading
from qa.rendering import SHOWN_LARGE, SOURCES_OPEN, amount, place, render_html, render_text

TABLE = Citation("a.pdf", 9, "F03", "合计", "本年支出合计/项目支出", "合计 4,507.97\n998.73 3,509.24", "2021年度支出决算表")
SENTENCE = Citation("b.txt", None, "", "", "", "基本支出998.74万元", "第三部分 / 三、支出决算情况")
MORE = Figure(Decimal("2510.51"), "万元", "项目支出比基本支出多", "3,509.24万元 − 998.73万元")
PROJECT = Figure(Decimal("3509.24"), "万元", "项目支出")
COMPUTED = Answer(
    ANSWERED, "项目支出多2,510.51万元。", (MORE, PROJECT), (TABLE, SENTENCE), ("正文与表不一致。",), "Difference\n  Lookup 项目支出"
)
READINGS = (Reading("按功能分类", "2210201支出多少？", "67.28万元"), Reading("按经济分类", "30113支出多少？"))
HOSTILE = "<script>x</script>\" onclick='y' & ${z}"


def test_text_has_sentence_sources_computation_and_warnings_in_this_order() -> None:
    assert render_text(COMPUTED) == (
        "项目支出多2,510.51万元。\n"
        "\n"
        "出处：\n"
        "  [1] a.pdf 第 9 页 《2021年度支出决算表》 “合计”行“本年支出合计/项目支出”栏\n"
        "      原文：合计 4,507.97 998.73 3,509.24\n"
        "  [2] b.txt 《第三部分 / 三、支出决算情况》\n"
        "      原文：基本支出998.74万元\n"
        "\n"
        "计算：\n"
        "  项目支出比基本支出多：3,509.24万元 − 998.73万元 = 2,510.51万元\n"
        "\n"
        "注意：\n"
        "  正文与表不一致。"
    )


def test_text_of_a_question_back_lists_the_readings() -> None:
    text = render_text(Answer(CLARIFY, "哪一种？", readings=READINGS))
    assert text == "哪一种？\n\n可以这样问：\n  1. 2210201支出多少？ → 67.28万元\n  2. 30113支出多少？"


@pytest.mark.parametrize("status", [NO_DATA, OUT_OF_SCOPE])
def test_text_of_a_refusal_is_the_sentence_alone(status: str) -> None:
    assert render_text(Answer(status, "没有。现有：2023年决算。\n")) == "没有。现有：2023年决算。"


def test_a_place_cited_twice_is_shown_once_and_in_order() -> None:
    text = render_text(Answer(ANSWERED, "是。", citations=(SENTENCE, TABLE, SENTENCE)))
    assert text.count("b.txt") == 1
    assert text.index("b.txt") < text.index("a.pdf")


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        (Citation("a.pdf", 9, "F03", "", "", ""), "第 9 页 《支出决算表》"),  # no printed title: the form's own name
        (Citation("a.txt", None, "", "奖金", "", ""), "“奖金”行"),
        (Citation("a.pdf", 3, "", "", "金额", "", "《说明》"), "第 3 页 《说明》 “金额”栏"),
        (Citation("a.txt", None, "", "", "", ""), ""),
        (Citation("a.pdf", 1, "", "因公出国\n（境）费", "", ""), "第 1 页 “因公出国 （境）费”行"),
    ],
)
def test_place(citation: Citation, said: str) -> None:
    assert place(citation) == said


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("4507.97", "万元", "4,507.97万元"),
        ("0.6334", "亿元", "0.6334亿元"),
        ("-1234.5", "元", "-1,234.5元"),
        ("0.00", "%", "0.00%"),
        ("2024", "", "2024"),
    ],
)
def test_amounts_keep_their_decimals(value: str, unit: str, shown: str) -> None:
    assert amount(Figure(Decimal(value), unit, "")) == shown


def test_a_formula_that_states_its_result_is_left_as_it_is() -> None:
    stated = Figure(Decimal("50.00"), "%", "占比", "占比 = 1万元 ÷ 2万元 = 50.00%")
    assert "  占比 = 1万元 ÷ 2万元 = 50.00%" in render_text(Answer(ANSWERED, "占50.00%。", (stated,))).splitlines()


def test_html_sets_the_first_figure_large_and_folds_the_computation() -> None:
    page = html.fromstring(render_html(COMPUTED))
    assert page.xpath("string(.//*[contains(@class, 'headline')]//*[@class='value'])") == "2,510.51"
    assert page.xpath("string(.//*[contains(@class, 'headline')]//*[@class='unit'])") == "万元"
    assert [e.text_content() for e in page.xpath(".//dt")] == ["项目支出比基本支出多", "项目支出"]
    assert page.xpath("string(.//blockquote)") == "合计 4,507.97 998.73 3,509.24"
    assert page.xpath("string(.//*[@class='formula'])") == "项目支出比基本支出多：3,509.24万元 − 998.73万元 = 2,510.51万元"
    assert not page.xpath(".//details[@class='method']/@open")
    assert page.xpath("string(.//pre)") == COMPUTED.plan


@pytest.mark.parametrize(("count", "large"), [(1, True), (SHOWN_LARGE, True), (SHOWN_LARGE + 1, False)])
def test_html_of_a_long_list_has_no_headline(count: int, large: bool) -> None:
    page = html.fromstring(render_html(Answer(ANSWERED, "如下。", (PROJECT,) * count)))
    assert bool(page.xpath(".//*[contains(@class, 'headline')]")) is large


@pytest.mark.parametrize(("count", "shown"), [(SOURCES_OPEN, True), (SOURCES_OPEN + 1, False)])
def test_html_folds_many_sources(count: int, shown: bool) -> None:
    citations = tuple(Citation("a.pdf", n + 1, "", "", "", "x") for n in range(count))
    page = html.fromstring(render_html(Answer(ANSWERED, "是。", citations=citations)))
    assert bool(page.xpath(".//details[@class='sources']/@open")) is shown
    assert page.xpath("string(.//summary)") == f"出处（{count} 处）"


def test_html_of_a_question_back_has_a_button_for_each_reading() -> None:
    page = html.fromstring(render_html(Answer(CLARIFY, "哪一种？", (PROJECT,), readings=READINGS)))
    assert page.xpath(".//button/@data-question") == ["2210201支出多少？", "30113支出多少？"]
    assert [b.text_content() for b in page.xpath(".//button")] == ["按功能分类67.28万元", "按经济分类"]
    assert not page.xpath(".//dl")  # nothing has been answered yet: no figure in large type


def test_html_links_only_sources_that_can_be_shown() -> None:
    page = html.fromstring(render_html(COMPUTED, lambda c: "originals/a.pdf#page=9" if c.page else ""))
    assert page.xpath(".//a/@href") == ["originals/a.pdf#page=9"]


def test_html_escapes_everything() -> None:
    hostile = Answer(
        status=ANSWERED,
        text=HOSTILE,
        figures=(Figure(Decimal(1), HOSTILE, HOSTILE, HOSTILE),),
        citations=(Citation(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        warnings=(HOSTILE,),
        plan=HOSTILE,
        readings=(Reading(HOSTILE, HOSTILE, HOSTILE),),
    )
    written = render_html(hostile, lambda c: HOSTILE)
    page = html.fromstring(written)
    assert "<script" not in written
    assert not page.xpath(".//*[@onclick]")
    assert page.xpath(".//button/@data-question") == [HOSTILE]
    assert page.xpath("string(.//*[@class='answer-text'])") == HOSTILE


def test_html_says_when_a_model_chose_the_words() -> None:
    by_model = Answer(ANSWERED, "是。", plan="Read", made_by="model")
    assert "语言模型" in render_html(by_model)
    assert "语言模型" not in render_html(Answer(ANSWERED, "是。", plan="Read"))


def test_html_keeps_the_lines_of_a_list() -> None:
    assert "一、甲<br>二、乙" in render_html(Answer(ANSWERED, "一、甲\n二、乙"))


@pytest.mark.parametrize(
    ("asked", "question", "shown"),
    [
        ("那砚溪区呢？", "砚溪区教育局2023年支出合计是多少?", True),
        ("去年支出多少", "2024年支出多少", True),
        ("砚溪区教育局2023年支出合计是多少？", "砚溪区教育局2023年支出合计是多少?", False),
        ("砚溪区教育局 2023 年支出合计", "砚溪区教育局2023年支出合计", False),
        ("", "砚溪区教育局2023年支出合计", False),
        ("你好", "", False),
    ],
)
def test_a_question_that_was_completed_is_shown_as_it_was_understood(asked: str, question: str, shown: bool) -> None:
    answer = Answer(ANSWERED, "是。", question=question)
    assert (f"按这个问题理解：{question}" in render_text(answer, asked)) is shown
    assert (len(html.fromstring(render_html(answer, asked=asked)).xpath("//*[@class='understood']")) == 1) is shown


def test_what_a_visitor_typed_is_escaped() -> None:
    assert "<script>" not in render_html(Answer(ANSWERED, "是。", question=HOSTILE), asked="那个呢")
