"""What a user reads: the figures asked for first, every operand and its place, warnings, and nothing that was not computed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fictitious_facts import EDUCATION, NONE_SPENT, OTHER_EDUCATION, TODAY, accounts, built, fact, ledger, name_of

from index.amounts import find_amounts
from index.store import Store
from qa.answers import ANSWERED, CLARIFY, NO_DATA, STATUSES, Answer, Figure
from qa.pipeline import ask

OURS = "澜川区教育局"
BOOK = name_of(EDUCATION, 2023, "决算")


def figures(found: Answer) -> list[str]:
    return [f"{figure.value:f}{figure.unit}" for figure in found.figures]


def asked(words: str, store: Store) -> Answer:
    """The answer, which has to be one."""
    found = ask(f"{OURS}{words}", store=store, today=TODAY)
    assert found.status == ANSWERED, found.text
    return found


@pytest.mark.parametrize(
    ("words", "first", "operands"),
    [
        ("2023年支出合计是多少？", ["5164.86万元"], []),
        ("2023年行政运行和一般行政管理事务分别是多少？", ["912.36万元", "318.45万元"], []),
        ("2023年“三公”经费是多少？", ["13.04万元"], []),
        ("2023年退休费是多少？", ["0.00万元"], []),
        ("2023年基本支出里“奖金”是多少？用元表示", ["4113000元"], []),
        ("2023年支出合计换算成亿元是多少？", ["0.516486亿元"], []),
        ("2023年基本支出占支出合计的比例是多少？", ["63.16%"], ["3262.00万元", "5164.86万元"]),
        ("2023年奖金占工资福利支出的百分之几？", ["13.11%"], ["411.30万元", "3136.82万元"]),
        ("2023年项目支出比基本支出少多少？", ["1359.14万元"], ["1902.86万元", "3262.00万元"]),
        ("2023年基本支出和项目支出相差多少？", ["1359.14万元"], ["3262.00万元", "1902.86万元"]),
        ("2023年支出合计比上年增加多少？", ["304.15万元", "6.26%"], ["5164.86万元", "4860.71万元"]),
        ("2023年公务接待费同比下降多少？", ["0.16万元", "22.22%"], ["0.56万元", "0.72万元"]),
        ("2024年预算支出比2023年决算支出少多少？", ["2769.86万元"], ["23950000元", "5164.86万元"]),
        ("2023年办公费、印刷费和差旅费合计多少？", ["112.14万元"], ["90.11万元", "14.60万元", "7.43万元"]),
        ("2022年到2023年平均每年支出多少？", ["5012.79万元"], ["4860.71万元", "5164.86万元"]),
        ("2023年人均工资福利支出多少万元？", ["36.47万元"], ["3136.82万元", "86人"]),
        ("2023年公务接待平均每人次花了多少元？", ["200.00元"], ["0.56万元", "28人次"]),
        ("2023年支出前三的项级科目有哪些？", ["2392.56万元", "912.36万元", "799.95万元"], []),
        ("2023年最小的项级科目是哪个？", ["41.22万元"], []),
        ("2023年教育支出下面有哪些款级科目，各多少？", ["3192.51万元", "1230.81万元"], []),
        ("2023年在职人数有多少？", ["86人"], []),
        ("2024年“三公”经费预算是多少？", ["16.20万元"], []),
    ],
)
def test_the_figures_asked_for_come_first_then_the_operands(words: str, first: list[str], operands: list[str], ledger_store: Store) -> None:
    found = asked(words, ledger_store)
    assert figures(found)[: len(first)] == first
    assert set(operands) <= set(figures(found)[len(first) :])
    for shown in first:
        number = Decimal(shown.rstrip("万亿元%人次"))
        assert number in {abs(a.value) for _, _, a in find_amounts(found.text)}, found.text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("2023年支出合计是多少？", ["云泽市澜川区教育局", "2023年", "决算", "5,164.86万元"]),
        ("2024年支出合计是多少？", ["2024年", "预算", "23,950,000元"]),
        ("2023年项目支出比基本支出多多少？", ["1,359.14万元", "少"]),  # asked for more, it is less
        ("2023年公务接待费同比增长多少？", ["0.16万元", "减少"]),
        ("2023年基本支出占支出合计的比例是多少？", ["63.16%", "分母"]),  # percentages say their denominator
        ("2023年基本支出里“奖金”是多少？用元表示", ["4,113,000元", "411.30万元"]),  # what is printed is said, too
        ("2023年比2022年新增了哪些项级科目？", ["购房补贴", "2210203", "事业单位离退休"]),
        ("2023年人均工资福利支出多少万元？", ["在职人员", "86人"]),  # 人均 says by whom
    ],
)
def test_the_sentence_says_what_it_is(words: str, says: list[str], ledger_store: Store) -> None:
    text = asked(words, ledger_store).text
    assert [part for part in says if part not in text] == []


def test_every_figure_has_its_facts_and_every_fact_its_place(ledger_store: Store) -> None:
    known = {f.id: f for f in ledger_store.facts.facts()}
    for words in ("2023年支出合计", "2023年基本支出占支出合计的比例", "2023年办公费和印刷费合计多少", "2023年支出合计比上年增加多少",
                  "2023年支出前三的项级科目有哪些", "2023年人均支出", "2024年“三公”经费"):  # fmt: skip
        found = asked(words, ledger_store)
        cited = {c.fact for c in found.citations}
        for figure in found.figures:
            assert figure.facts, figure
            assert set(figure.facts) <= cited & set(known), figure
            if not figure.formula:
                [fact_id] = figure.facts
                assert (known[fact_id].value, known[fact_id].unit) == (figure.value, figure.unit)
        for citation in found.citations:
            source = known[citation.fact]
            assert (citation.doc, citation.page, citation.form) == (source.provenance.doc, source.provenance.page, source.form)
            assert citation.quote == source.provenance.quote


def test_a_citation_names_document_page_form_row_and_column(ledger_store: Store) -> None:
    [citation] = asked("2023年2050102是多少？", ledger_store).citations
    assert (citation.doc, citation.page, citation.form) == (BOOK, 8, "F03")
    assert (citation.row, citation.column, citation.title) == ("2050102 一般行政管理事务", "本年支出合计", "2023年度支出决算表")


def test_none_at_all_is_neither_zero_nor_missing(ledger_store: Store) -> None:
    found = asked("2023年政府性基金预算支出是多少？", ledger_store)
    assert found.figures == ()
    assert NONE_SPENT.strip("。") in found.text
    assert [c.quote for c in found.citations] == [NONE_SPENT]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("2023年火箭发射费是多少？", ["火箭发射费", "2023年部门决算"]),
        ("2023年30299科目支出多少？", ["30299", "30201 办公费"]),
        ("2019年支出合计是多少？", ["2019年", "2022年部门决算、2023年部门决算、2024年部门预算"]),
        ("2023年机关运行经费是多少？", ["机关运行经费"]),
        ("2023年2050101的项目支出是多少？", ["2050101", "项目支出"]),
        ("2022年支出合计比上年增加多少？", []),
    ],
)
def test_what_is_not_there_is_said_with_what_is(words: str, says: list[str], ledger_store: Store) -> None:
    found = ask(f"{OURS}{words}", store=ledger_store, today=TODAY)
    assert (found.status, found.figures) == (NO_DATA, ())
    assert [part for part in says if part not in found.text] == []


def test_what_has_several_meanings_is_asked_back_with_their_figures(ledger_store: Store) -> None:
    found = ask(f"{OURS}2023年养老花了多少？", store=ledger_store, today=TODAY)
    assert found.status == CLARIFY
    assert {"351.27万元", "0.00万元"} <= {reading.value for reading in found.readings}
    assert len({reading.question for reading in found.readings}) == len(found.readings) >= 2


@pytest.mark.parametrize("words", ["2023年养老花了多少？", "支出合计是多少？"])
def test_every_reading_offered_has_the_answer_it_promises(words: str, ledger_store: Store) -> None:
    found = ask(f"{OURS}{words}", store=ledger_store, today=TODAY)
    assert found.status == CLARIFY
    for reading in found.readings:
        again = ask(reading.question, store=ledger_store, today=TODAY)
        assert again.status == ANSWERED, (reading, again.text)
        assert reading.value in again.text


def test_a_contradiction_in_the_document_is_told(tmp_path: Path) -> None:
    said = fact("学前教育", "799.59", role="决算", title="支出决算情况说明", page=20)
    with Store.open(built(tmp_path, [*accounts(2023), said])) as store:
        found = asked("2023年学前教育支出是多少？", store)
    assert figures(found)[0] == "799.95万元"
    assert any("799.59" in w and "支出决算情况说明" in w and "20" in w for w in found.warnings)


@pytest.mark.parametrize(("value", "told"), [("268.45", False), ("318.45", False), ("268.46", True)])
def test_a_sentence_that_repeats_another_form_contradicts_nothing(value: str, told: bool, tmp_path: Path) -> None:
    """The subject has one figure of all funds and one of the general budget: both are printed in forms."""
    said = fact("一般行政管理事务", value, role="决算", title="财政拨款支出决算具体情况", page=20)
    with Store.open(built(tmp_path, [*accounts(2023), said])) as store:
        found = asked("2023年一般行政管理事务是多少？", store)
    assert figures(found)[0] == "318.45万元"
    assert any("原文另有不同的数" in w for w in found.warnings) is told


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("工资福利支出", 1),  # the total of the sum that does not add up
        ("奖金", 1),  # a direct part of it
        ("办公费", 0),
        ("支出合计", 0),
        ("工资福利支出和奖金相差多少", 1),
    ],
)
def test_a_figure_in_a_sum_that_does_not_add_up_is_told_and_left_as_printed(words: str, warned: int, tmp_path: Path) -> None:
    facts = [replace(f, value=Decimal("9999")) if (f.form, f.row_code) == ("F06", "301") else f for f in accounts(2023)]
    with Store.open(built(tmp_path / "s", facts)) as store:
        answer = ask(f"{EDUCATION}2023年{words}是多少？", store=store, today=TODAY)
        message = store.facts.checks()[0].message
    assert answer.status == ANSWERED
    assert sum(message in w for w in answer.warnings) == warned
    if words == "工资福利支出":
        assert (answer.figures[0].value, answer.figures[0].unit) == (Decimal("9999"), "万元")


def test_figures_of_different_years_or_bases_are_compared_with_a_warning(ledger_store: Store) -> None:
    found = ask(f"{OURS}2022年支出合计和砚溪区教育局2023年支出合计各是多少？", store=ledger_store, today=TODAY)
    assert set(figures(found)) >= {"4860.71万元", "7747.30万元"}
    assert any("年度不同" in w for w in found.warnings)
    other = ask(f"{OURS}2024年支出合计和砚溪区教育局2023年支出合计各是多少？", store=ledger_store, today=TODAY)
    assert any("口径不同" in w for w in other.warnings)


def test_who_is_ahead(ledger_store: Store) -> None:
    found = ask(f"{OURS}和砚溪区教育局2023年支出合计各是多少？", store=ledger_store, today=TODAY)
    assert figures(found)[:3] == ["5164.86万元", "7747.30万元", "2582.44万元"]
    assert f"{OTHER_EDUCATION}更高" in found.text


def test_every_answer_is_plain_data(ledger_store: Store) -> None:
    for words in ("2023年支出合计", "支出合计", "2023年火箭发射费", "2023年养老花了多少", "2023年支出前三的项级科目有哪些"):
        found = ask(f"{OURS}{words}", store=ledger_store, today=TODAY)
        data = found.to_json()
        assert data["status"] in STATUSES
        assert [Decimal(f["value"]) for f in data["figures"]] == [f.value for f in found.figures]
        assert all("E" not in f["value"] for f in data["figures"])
        assert data["answer"] == found.text != ""
        assert data["plan"] == found.plan != ""


def test_an_unknown_status_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="maybe"):
        Answer("maybe", "")
    assert Figure(Decimal("1.50"), "万元", "x") == Figure(Decimal("1.5"), "万元", "x")


def test_the_same_ledger_always_gives_the_same_answers(tmp_path: Path, ledger_store: Store) -> None:
    """Another store of the same facts, put in another order."""
    with Store.open(built(tmp_path, ledger()[::-1])) as other:
        for words in ("2023年支出合计", "2023年基本支出占支出合计的比例", "2023年支出前三的项级科目有哪些", "支出合计"):
            one, two = (ask(f"{OURS}{words}", store=s, today=TODAY) for s in (ledger_store, other))
            assert (one.text, one.figures) == (two.text, two.figures)
