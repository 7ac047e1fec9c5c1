"""What people type → what documents print."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.normalise import bare, normalise


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("澜川区教育局2023年支出合计是多少？", "澜川区教育局2023年支出合计是多少?"),  # the first row: only the width of a mark changes
        ("澜川區教育局二〇二三年度機關運行經費", "澜川区教育局2023年度机关运行经费"),
        ("教育局帳戶、出國（境）經費", "教育局账户、出国(境)经费"),
        ("帐户", "账户"),
        ("２０２３年", "2023年"),
        ("３，２６２．００萬元", "3,262.00万元"),
        ("二零二三年", "2023年"),
        ("二○二三年度", "2023年度"),
        ("二〇一九财年", "2019财年"),
        ("23年支出", "2023年支出"),
        ("23年度", "2023年度"),
        ("FY23支出", "2023年支出"),
        ("fy 2023支出", "2023年支出"),
        ("21到23年", "2021到2023年"),
        ("20-23年", "2020-2023年"),
        ("2022—23年", "2022—2023年"),
        ("2023 年 支出 合计 多少", "2023年支出合计多少"),
        ("支出\n合计", "支出合计"),
        ("\u3000支出合计\t", "支出合计"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_question_in_plain_characters_digits_and_years(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["近3年", "23年前", "15年来", "12年间", "20年期", "123年", "99年", "23人", "第3页", "1.23年", "2050101科目", "60.5%", "12批次28人次"],
)
def test_other_numbers_do_not_become_years(text: str) -> None:
    assert normalise(text) == text


@settings(max_examples=200, deadline=None, database=None, derandomize=True)
@given(st.text(alphabet="0123456789二〇零○三年度财FYfy　 \n至到-—~～万元％（）？，区區經费費支出", max_size=30))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("行政运行", "行政运行"),
        ("一般公共服务支出（类）", "一般公共服务支出"),
        ("行政运行(项)", "行政运行"),
        ("社会保障和就业支出（类级）", "社会保障和就业支出"),
        ("“三公”经费", "三公经费"),
        ("三公经费", "三公经费"),  # its 三 is no ordinal
        ("一般公共预算", "一般公共预算"),
        ("因公出国（境）费", "因公出国境费"),
        ("1.办公费", "办公费"),
        ("（1）办公费", "办公费"),
        ("30201办公费", "30201办公费"),  # a code is no ordinal
        ("一、行政运行", "行政运行"),
        ("（二）行政运行", "行政运行"),
        ("3、办公费", "办公费"),
        ("其中：货物", "货物"),
        ("收、支总计", "收支总计"),
        ("《支出决算表》", "支出决算表"),
        (" 公务 接待费 ", "公务接待费"),
        ("", ""),
    ],
)
def test_a_bare_name_keeps_what_tells_names_apart(name: str, plain: str) -> None:
    assert bare(name) == plain
    assert bare(plain) == plain
