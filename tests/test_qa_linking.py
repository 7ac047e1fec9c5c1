"""What a question names: departments, years, units; every other piece of it as a token."""

from __future__ import annotations

import datetime

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, linked, schema

from qa.linking import link
from qa.tokens import DEPARTMENT, SIDE, YEAR, shape

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
        ("2022年到2024年平均每年支出", (2022, 2024)),  # those between are the plan's business
        ("2022至2024年逐年支出", (2022, 2024)),
        ("2024-2022年平均支出", (2022, 2024)),  # runs backwards: the same span
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
    ("question", "tokens"),
    [
        (f"{OURS}2023年支出合计", f"〔department {OURS}〕〔year 2023年〕〔figure 支出合计〕"),
        (
            f"请问{OURS}2023年支出合计是多少？",
            f"〔word 请问〕〔department {OURS}〕〔year 2023年〕〔figure 支出合计〕〔word 是多少〕〔break ?〕",
        ),
        (f"2023年{OURS}的支出合计", f"〔year 2023年〕〔department {OURS}〕〔word 的〕〔figure 支出合计〕"),
        (f"截至2023年12月31日{OURS}在职人数", f"〔year 截至2023年12月31日〕〔department {OURS}〕〔figure 在职人数〕"),
        (f"{OURS}2023年支出合计，用亿元表示", f"〔department {OURS}〕〔year 2023年〕〔figure 支出合计〕〔break ,用亿元表示〕"),
        (f"云泽市{OURS}2023年支出合计", f"〔department 云泽市{OURS}〕〔year 2023年〕〔figure 支出合计〕"),
        (f"{OURS}和砚溪区教育局2023年支出", f"〔department {OURS}〕〔and 和〕〔department 砚溪区教育局〕〔year 2023年〕〔side 支出〕"),
        (
            f"{OURS}2023年行政运行（2050101）",
            f"〔department {OURS}〕〔year 2023年〕〔figure 行政运行〕〔break (〕〔code 2050101〕〔break )〕",
        ),
        (f"{OURS}2023年火箭发射费", f"〔department {OURS}〕〔year 2023年〕〔unknown 火箭发射费〕"),
    ],
)
def test_every_piece_of_a_question_is_a_token(question: str, tokens: str) -> None:
    assert shape(linked(question).tokens) == tokens


def test_tokens_cover_the_question_without_gaps() -> None:
    for question in (f"{OURS}2023年支出合计是多少万元？", "2022到2024年，澜川区教育局的奖金（按万元）一共多少", "？？你好", f"{OURS}" * 20):
        found = linked(question)
        assert "".join(token.text for token in found.tokens) == found.text
        ends = [0, *(token.end for token in found.tokens)]
        assert [token.start for token in found.tokens] == ends[:-1]
        assert all(found.text[t.start : t.end] == t.text for t in found.tokens)


def test_departments_and_years_stand_in_the_order_of_the_question() -> None:
    found = linked(f"{OURS}2022年支出和砚溪区教育局2023年收入")
    assert found.departments == (EDUCATION, OTHER_EDUCATION)
    named = [t.value for t in found.tokens if t.kind in (DEPARTMENT, YEAR, SIDE)]
    assert named == [EDUCATION, "2022", "支出", OTHER_EDUCATION, "2023", "收入"]


@pytest.mark.parametrize(
    ("words", "cue", "said"),
    [
        ("2022年支出合计（根据2023年决算推算）", "implied", True),
        ("从2023年决算倒推2022年支出合计", "implied", True),
        ("2022年支出合计", "implied", False),
        ("2023年支出合计比去年多多少", "last_year", True),  # the year before the one said, not the one before today
        ("2023年支出合计与去年同期相比", "last_year", True),
        ("去年支出合计", "last_year", False),
        ("2023年支出合计比上年多多少", "last_year", True),
    ],
)
def test_a_cue_is_said_or_not(words: str, cue: str, said: bool) -> None:
    assert linked(f"{OURS}{words}").says(cue) is said


def test_a_correction_is_said() -> None:
    assert linked("澜川区教玉局2023年支出").corrections == (f"“澜川区教玉局”按“{EDUCATION}”理解",)
    assert linked(f"{OURS}2023年支出").corrections == ()


@pytest.mark.parametrize("question", ["", "？", "2023", "￥%……&*", "a" * 3000, "支出" * 800, "澜川区教育局" * 100, "2023年" * 200])
def test_whatever_is_typed_links(question: str) -> None:
    found = linked(question)
    assert found.unit == ""
    assert found.departments in ((), (EDUCATION,))
