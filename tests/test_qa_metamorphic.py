"""What must hold between the answers to questions that differ in one thing: no expected figures, only relations.

Wording, order and script change nothing; another department or year gives that one's figure or none; a share times its whole is the
part, a difference added to what was taken away is what it was taken from; the parts that are listed make up their printed total.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import opencc
import pytest
from fictitious_facts import APPROVAL, EDUCATION, OTHER_EDUCATION, TODAY, accounts, budget, built, name_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.facts import Fact
from index.store import Store
from qa.answers import ANSWERED, CLARIFY, NO_DATA, Answer
from qa.normalise import bare
from qa.phrases import aliases, measures
from qa.pipeline import ask

ROOT = Path(__file__).resolve().parent.parent
DEPARTMENTS = (EDUCATION, OTHER_EDUCATION, APPROVAL)
YEARS = (2022, 2023)
AMOUNTS = (
    "支出合计", "收入合计", "基本支出", "项目支出", "教育支出", "社会保障和就业支出", "普通教育", "学前教育", "小学教育",
    "一般行政管理事务",
    "机关事业单位基本养老保险缴费支出", "工资福利支出", "商品和服务支出", "办公费", "印刷费", "差旅费", "津贴补贴", "人员经费",
    "公用经费", "年末结转和结余",
    "“三公”经费", "公务接待费", "公务用车运行维护费", "政府采购支出总额",
)  # fmt: skip
SHARES = (
    ("教育支出", "支出合计"), ("普通教育", "教育支出"), ("学前教育", "普通教育"), ("基本支出", "支出合计"), ("办公费", "商品和服务支出"),
    ("津贴补贴", "工资福利支出"),
    ("公务接待费", "“三公”经费"), ("人员经费", "基本支出"), ("政府采购货物支出", "政府采购支出总额"), ("社会保障和就业支出", "支出合计"),
)  # fmt: skip
PAIRS = (
    ("支出合计", "收入合计"), ("基本支出", "项目支出"), ("学前教育", "小学教育"), ("办公费", "差旅费"),
    ("工资福利支出", "商品和服务支出"), ("人员经费", "公用经费"),
    ("公务接待费", "公务用车运行维护费"), ("教育支出", "社会保障和就业支出"), ("津贴补贴", "奖金"),
)  # fmt: skip
Say = Callable[..., Answer]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts: list[Fact] = [*budget(2024)]
    for department, scale in zip(DEPARTMENTS, ("1", "1.5", "0.6"), strict=True):
        facts += [f for year in YEARS for f in accounts(year, department, scale)]
    return built(tmp_path_factory.mktemp("metamorphic"), facts)


@pytest.fixture(scope="module")
def store(root: Path) -> Iterator[Store]:
    with Store.open(root) as opened:
        yield opened


@pytest.fixture(scope="module")
def say(store: Store) -> Say:
    return lambda *questions: ask(questions[-1], questions[:-1], store=store, today=TODAY)


def printed(say: Say, item: str, department: str = EDUCATION, year: int = 2023) -> Decimal:
    """The figure that an item has."""
    return value(say(f"{department}{year}年{item}是多少？"))


def value(answer: Answer, unit: str = "万元") -> Decimal:
    assert answer.status == ANSWERED, answer.text
    assert answer.figures[0].unit == unit, answer.text
    return answer.figures[0].value


def substance(answer: Answer) -> tuple[object, ...]:
    """What an answer says, whatever the question's wording."""
    return answer.status, answer.figures, answer.citations, answer.warnings


# wording, order, script ------------------------------------------------------------------------------------------------------------

PLAIN = "{d}{y}年{i}是多少？"
POLITE = (
    "请问{d}{y}年{i}是多少？", "你好，请问{d}{y}年{i}是多少？", "麻烦查一下{d}{y}年{i}是多少", "我想知道{d}{y}年{i}是多少",
    "帮我查查{d}{y}年{i}", "能告诉我{d}{y}年{i}是多少吗？",
    "{d}{y}年{i}是多少？谢谢！", "劳驾，{d}{y}年{i}有多少", "想了解一下{d}{y}年的{i}", "{d}{y}年{i}到底是多少呢", "给我报一下{d}{y}年{i}",
    "您好！{d}{y}年{i}是多少？麻烦了",
)  # fmt: skip
ORDERED = (
    "{y}年{d}的{i}是多少？", "{d}的{i}{y}年是多少？", "{i}，{d}{y}年是多少？", "{y}年度{d}{i}是多少", "{d}{i}（{y}年）是多少？",
    "{y}年的{i}，{d}是多少？", "{d}，{y}年，{i}", "{d} {y}年 {i}",
    "{i}是多少？{d}，{y}年", "在{y}年，{d}的{i}有多少？",
)  # fmt: skip


def traditional(text: str) -> str:
    return str(opencc.OpenCC("s2t").convert(text))


def full_width(text: str) -> str:
    """１２３ for 123."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalnum() else c for c in text)


def numerals(text: str, zero: str = "〇") -> str:
    """Years in Chinese numerals; codes stay."""
    for year in YEARS:
        text = text.replace(f"{year}年", "".join(zero if c == "0" else "零一二三四五六七八九"[int(c)] for c in str(year)) + "年")
    return text


SCRIPTS: dict[str, Callable[[str], str]] = {
    "繁體": traditional,
    "full width": full_width,
    "〇": numerals,
    "零": lambda text: numerals(text, "零"),
    "○": lambda text: numerals(text, "○"),
    "two digits": lambda text: text.replace("2022年", "22年").replace("2023年", "23年"),
    "FY": lambda text: text.replace("2022年", "FY2022").replace("2023年", "FY2023"),
    "年度": lambda text: text.replace("年", "年度", 1),
    "繁體 and numerals": lambda text: traditional(numerals(text)),
    "full stop": lambda text: text.rstrip("？") + "。",
    "no mark": lambda text: text.rstrip("？"),
    "spaces": lambda text: text.replace("年", "年 ", 1),
    "plain quotation marks": lambda text: text.replace("“", '"').replace("”", '"'),
    "no quotation marks": lambda text: text.replace("“", "").replace("”", ""),
}


def some(items: tuple[str, ...], seed: str, count: int = 8) -> list[str]:
    """A few of the items, others for another seed, the same ones in every run."""
    return random.Random(seed).sample(items, count)


@pytest.mark.parametrize("wording", POLITE + ORDERED)
def test_politeness_and_order_change_nothing(say: Say, wording: str) -> None:
    for item in some(AMOUNTS, wording):
        said = {"d": OTHER_EDUCATION, "y": 2022, "i": item}
        assert substance(say(wording.format(**said))) == substance(say(PLAIN.format(**said))), item


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_changes_nothing(say: Say, script: str) -> None:
    for item in some(AMOUNTS, script):
        question = PLAIN.format(d=EDUCATION, y=2023, i=item)
        assert substance(say(SCRIPTS[script](question))) == substance(say(question)), item


@pytest.mark.parametrize("code", ["2050202", "20502", "205", "30201", "302"])
@pytest.mark.parametrize(
    "wording",
    [
        "{d}{y}年科目{i}是多少？",
        "{y}年{d}{i}是多少",
        "{d}{y}年編碼{i}的支出是多少",
        "請問{d}{y}年{i}有多少",
        "{d}{y}年{i}类科目是多少",
        "{i}，{d}{y}年",
    ],
)
def test_a_code_is_a_code_in_every_wording(say: Say, code: str, wording: str) -> None:
    plain = substance(say(PLAIN.format(d=EDUCATION, y=2023, i=code)))
    assert plain[0] == ANSWERED
    assert substance(say(wording.format(d=EDUCATION, y=2023, i=code))) == plain


# everyday names ---------------------------------------------------------------------------------------------------------------------

NARROWED = re.compile("预算|决算|^财政拨款(?=基本|项目)")  # a basis or a fund is named with it
NAMES = {m.name: [n for n in m.names if n == bare(m.name) or not NARROWED.search(n)] for m in measures()}
HELD = {
    *AMOUNTS, "支出总计", "收入总计", "一般公共预算财政拨款收入", "共有车辆", "公务用车购置及运行维护费", "公务用车购置费",
    "因公出国（境）费", "年初结转和结余", "一般公共预算财政拨款支出", "财政拨款收入", "在职人数", "其他收入", "国内公务接待人次",
    "国内公务接待批次", "公务用车保有量", "政府采购货物支出",
}  # fmt: skip


@pytest.mark.parametrize("measure", sorted(NAMES))
def test_a_measure_is_the_same_by_each_of_its_names(say: Say, measure: str) -> None:
    """… or not there by any of them."""
    official = say(PLAIN.format(d=EDUCATION, y=2023, i=measure))
    assert (official.status == ANSWERED) == (measure in HELD)
    for name in some(tuple(NAMES[measure]), measure, min(6, len(NAMES[measure]))):
        answer = say(PLAIN.format(d=EDUCATION, y=2023, i=name))
        assert (answer.status, answer.figures) == (official.status, official.figures), name


@pytest.mark.parametrize("word", random.Random("aliases").sample(sorted(w for w, a in aliases().items() if not a.weak), 90))
def test_an_everyday_word_means_what_it_stands_for(say: Say, word: str) -> None:
    """Its figure is that of one of its meanings; where they have several figures, they are named; where none has one, neither has it."""
    answer = say(f"{EDUCATION}2023年度{word}是多少？")
    meant = [say(f"{EDUCATION}2023年度{name}是多少？") for name in aliases()[word].means]
    held = {m.figures for m in meant if m.status == ANSWERED}
    if aliases()[word].ambiguous and (len({f[0].value for f in held}) > 1 or held and aliases()[word].together):
        assert answer.status == CLARIFY
    elif held:
        assert answer.figures in held
    else:
        assert not answer.figures


# another department, another year ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", AMOUNTS)
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024])
@pytest.mark.parametrize("department", DEPARTMENTS)
def test_another_department_or_year_has_its_own_figure_or_none(say: Say, item: str, year: int, department: str) -> None:
    answer = say(f"{department}{year}年{item}决算是多少？")
    if year not in YEARS:
        assert answer.status == NO_DATA
        assert not answer.figures
        return
    assert answer.status == ANSWERED
    assert {c.doc for c in answer.citations} == {name_of(department, year, "决算")}
    assert department in answer.text
    assert f"{year}年" in answer.text


@pytest.mark.parametrize("item", AMOUNTS)
def test_a_department_that_has_no_documents_gets_no_figure(say: Say, item: str) -> None:
    for stranger in ("云泽市澜川区档案局", "云泽市砚溪区行政审批局", "霁州市望汐区教育局"):
        answer = say(f"{stranger}2023年{item}是多少？")
        assert answer.status != ANSWERED
        assert not answer.figures


# arithmetic ------------------------------------------------------------------------------------------------------------------------

HALF_A_CENT_OF_A_PERCENT = Decimal("0.00005")


@pytest.mark.parametrize(("part", "whole"), SHARES)
@pytest.mark.parametrize("wording", ["{d}{y}年{p}占{w}的百分之几？", "{d}{y}年{p}占{w}的比重是多少？", "{y}年{d}{w}中{p}占多大比例？"])
def test_a_share_times_its_whole_is_the_part(say: Say, part: str, whole: str, wording: str) -> None:
    for department, year in ((EDUCATION, 2023), (APPROVAL, 2022)):
        share = value(say(wording.format(d=department, y=year, p=part, w=whole)), "%")
        total = printed(say, whole, department, year)
        assert abs(share / 100 * total - printed(say, part, department, year)) <= HALF_A_CENT_OF_A_PERCENT * total


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("wording", ["{d}{y}年{a}比{b}多多少？", "{d}{y}年{a}减去{b}是多少？", "{d}{y}年{a}与{b}相差多少？"])
def test_a_difference_added_to_the_one_is_the_other(say: Say, one: str, other: str, wording: str) -> None:
    for department, year in ((EDUCATION, 2022), (OTHER_EDUCATION, 2023)):
        there = abs(value(say(wording.format(d=department, y=year, a=one, b=other))))
        back = abs(value(say(wording.format(d=department, y=year, a=other, b=one))))
        low, high = sorted(printed(say, i, department, year) for i in (one, other))
        assert there == back
        assert low + there == high


@pytest.mark.parametrize("item", [i for i in AMOUNTS if not i.isdigit() and i != "政府采购支出总额"])
@pytest.mark.parametrize("wording", ["{d}2023年{i}比2022年增长百分之几？", "{d}{i}2023年较2022年的增幅是多少？"])
def test_growth_applied_to_the_base_gives_the_later_figure(say: Say, item: str, wording: str) -> None:
    base, later = (printed(say, item, EDUCATION, year) for year in YEARS)
    answer = say(wording.format(d=EDUCATION, i=item))
    assert answer.status == ANSWERED
    rate = next(f.value for f in answer.figures if f.unit == "%")
    fallen = later < base and rate > 0  # 下降5%: the rate without its sign
    assert abs(base * (1 + (-rate if fallen else rate) / 100) - later) <= HALF_A_CENT_OF_A_PERCENT * base
    assert not fallen or any(word in answer.text for word in ("下降", "减少", "降低", "减"))


def test_no_growth_is_said_to_be_none(say: Say) -> None:
    assert printed(say, "政府采购支出总额", year=2022) == printed(say, "政府采购支出总额")
    answer = say(f"{EDUCATION}2023年政府采购支出总额比2022年增长百分之几？")
    assert answer.status == ANSWERED
    assert "持平" in answer.text


@pytest.mark.parametrize(("one", "other"), PAIRS[1:])
@pytest.mark.parametrize("wording", ["{d}{y}年{a}和{b}合计多少？", "{d}{y}年{a}与{b}加起来是多少？", "{y}年{d}{a}、{b}一共多少？"])
def test_a_sum_is_that_of_its_addends_in_either_order(say: Say, one: str, other: str, wording: str) -> None:
    there, back = (value(say(wording.format(d=APPROVAL, y=2023, a=a, b=b))) for a, b in ((one, other), (other, one)))
    assert there == back == printed(say, one, APPROVAL) + printed(say, other, APPROVAL)


@pytest.mark.parametrize(("part", "whole"), [s for s in SHARES if "采购" not in s[0]])
def test_a_part_is_not_added_to_its_whole(say: Say, part: str, whole: str) -> None:
    """基本支出 is part of 支出合计, and so on: such a sum counts twice."""
    for a, b in ((part, whole), (whole, part)):
        answer = say(f"{EDUCATION}2023年{a}和{b}合计多少？")
        assert answer.status != ANSWERED or printed(say, part) + printed(say, whole) not in [f.value for f in answer.figures]


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("{d}{y}年工资福利支出的明细科目各是多少？", "工资福利支出"),
        ("{d}{y}年商品和服务支出下面有哪些科目，各多少？", "商品和服务支出"),
        ("{d}{y}年普通教育下的各项分别是多少？", "普通教育"),
        ("{d}{y}年教育支出下各款分别是多少？", "教育支出"),
        ("{d}{y}年支出按功能分类各类是多少？", "支出合计"),
        ("列出{d}{y}年“三公”经费的构成和金额", "“三公”经费"),
    ],
)
def test_the_parts_that_are_listed_make_up_their_total(say: Say, question: str, total: str) -> None:
    for department in DEPARTMENTS:
        for year in YEARS:
            answer = say(question.format(d=department, y=year))
            assert answer.status == ANSWERED, answer.text
            whole = printed(say, total, department, year)
            parts = [f.value for f in answer.figures if not f.formula]
            parts = parts if sum(parts) == whole else [v for v in parts if v != whole]
            assert sum(parts) == whole or any("合计" in w or "对不上" in w for w in answer.warnings)


@pytest.mark.parametrize("item", AMOUNTS)
def test_the_unit_asked_for_moves_the_point_and_nothing_else(say: Say, item: str) -> None:
    plain = printed(say, item, EDUCATION, 2022)
    for unit, power in (("元", 4), ("万元", 0), ("亿元", -4)):
        for wording in ("{d}2022年{i}是多少{u}？", "{d}2022年{i}换算成{u}是多少？", "以{u}为单位，{d}2022年{i}是多少？"):
            assert value(say(wording.format(d=EDUCATION, i=item, u=unit)), unit) == plain.scaleb(power)


# comparison and conversation -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", AMOUNTS)
@pytest.mark.parametrize("wording", ["{a}和{b}2023年{i}谁更多，多多少？", "2023年{a}与{b}的{i}相差多少？", "{a}2023年{i}和{b}比，哪个高？"])
def test_a_comparison_is_the_mirror_of_its_reverse(say: Say, item: str, wording: str) -> None:
    there, back = (say(wording.format(a=a, b=b, i=item)) for a, b in ((EDUCATION, OTHER_EDUCATION), (OTHER_EDUCATION, EDUCATION)))
    assert there.status == back.status == ANSWERED

    def said(answer: Answer) -> set[tuple[Decimal, str]]:
        return {(abs(f.value), f.unit) for f in answer.figures}

    assert said(there) == said(back)
    mine, theirs = printed(say, item, EDUCATION), printed(say, item, OTHER_EDUCATION)
    assert {(mine, "万元"), (theirs, "万元")} <= said(there)


FOLLOW_UPS = (
    ("{d}2023年{i}是多少？", "那{o}呢？", "{o}2023年{i}是多少？"),
    ("{d}2023年{i}是多少？", "2022年呢？", "{d}2022年{i}是多少？"),
    ("{d}2023年{i}是多少？", "那2022年的呢", "{d}2022年{i}是多少？"),
    ("{d}2023年{i}是多少？", "换成元呢？", "{d}2023年{i}是多少元？"),
    ("{d}2023年公用经费是多少？", "{i}呢？", "{d}2023年{i}是多少？"),
    ("{d}2023年{i}是多少？", "占支出合计的比重呢？", "{d}2023年{i}占支出合计的比重是多少？"),
    ("{d}2023年{i}是多少？", "比上年增加了多少？", "{d}2023年{i}比上年增加了多少？"),
)


@pytest.mark.parametrize("item", AMOUNTS)
@pytest.mark.parametrize("turn", FOLLOW_UPS, ids=[f[1] for f in FOLLOW_UPS])
def test_asking_after_a_question_is_asking_in_full(say: Say, item: str, turn: tuple[str, str, str]) -> None:
    before, after, full = (text.format(d=EDUCATION, o=OTHER_EDUCATION, i=item) for text in turn)
    assert substance(say(before, after)) == substance(say(full))


# the same again ------------------------------------------------------------------------------------------------------------------------

SAMPLE = [
    *(PLAIN.format(d=d, y=y, i=i) for d in DEPARTMENTS for y in YEARS for i in AMOUNTS[::5]),
    *(f"{EDUCATION}2023年{part}占{whole}的百分之几？" for part, whole in SHARES),
    *(f"{EDUCATION}和{OTHER_EDUCATION}2023年{item}谁更多？" for item in AMOUNTS[::4]),
    f"{EDUCATION}2023年工资福利支出里最大的三项是什么？", f"{EDUCATION}2023年养老花了多少？", "教育局2023年支出合计是多少？",
    "2023年哪个部门花得最多？",
    f"{EDUCATION}2030年支出合计是多少？", f"{EDUCATION}2023年火星探测费是多少？", f"{EDUCATION}2023年支出按功能分类各类是多少？",
]  # fmt: skip
SCRIPT = """
import datetime, json, sys
from pathlib import Path
from index.store import Store
from qa.pipeline import ask
questions = json.loads(sys.stdin.read())
with Store.open(Path(sys.argv[1])) as store:
    for question in questions:
        print(json.dumps(ask(question, store=store, today=datetime.date(2025, 3, 1)).to_json(), ensure_ascii=False, sort_keys=True))
"""


def test_the_same_questions_have_the_same_answers_byte_for_byte(say: Say, root: Path) -> None:
    """Here, and in two fresh processes whose hashes of strings differ."""
    here = "".join(json.dumps(say(q).to_json(), ensure_ascii=False, sort_keys=True) + "\n" for q in SAMPLE)
    there = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(root)],
            input=json.dumps(SAMPLE), capture_output=True, text=True, check=True, cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "4242")
    ]  # fmt: skip
    assert here == there[0] == there[1]


def test_earlier_questions_leave_no_trace(say: Say) -> None:
    """Whatever was asked before in other conversations, and in whichever order."""
    first = [substance(say(q)) for q in SAMPLE]
    assert [substance(say(q)) for q in reversed(SAMPLE)] == first[::-1]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    st.sampled_from(DEPARTMENTS),
    st.sampled_from(YEARS),
    st.sampled_from(AMOUNTS),
    st.sampled_from(POLITE + ORDERED),
    st.sampled_from(sorted(SCRIPTS)),
)
def test_wording_and_script_together_change_nothing(say: Say, department: str, year: int, item: str, wording: str, script: str) -> None:
    said = {"d": department, "y": year, "i": item}
    assert substance(say(SCRIPTS[script](wording.format(**said)))) == substance(say(PLAIN.format(**said)))


# found later: units, years, everyday words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", AMOUNTS)
def test_thousands_of_yuan(say: Say, item: str) -> None:
    plain = printed(say, item, EDUCATION, 2022)
    assert value(say(f"{EDUCATION}2022年{item}是多少千元？"), "千元") == plain.scaleb(1)


@pytest.mark.parametrize("word", ["初中教育", "初中支出", "初中经费", "底薪"])
def test_a_year_is_cut_where_it_ends(say: Say, word: str) -> None:
    """2023年初中教育 is no 年初; 2023年底薪 no 年底."""
    assert say(f"{EDUCATION}2023年{word}是多少？").figures == say(f"{EDUCATION}2023年度{word}是多少？").figures


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("收了多少钱", "收入合计是多少"),
        ("进账多少", "收入合计是多少"),
        ("一般公共预算花了多少", "一般公共预算财政拨款支出是多少"),
    ],
)
def test_everyday_questions(say: Say, said: str, meant: str) -> None:
    full = say(f"{EDUCATION}2023年{meant}？")
    assert say(f"{EDUCATION}2023年{said}？").figures == full.figures != ()


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_a_proportion_is_no_difference_and_an_average_no_sum(say: Say, a: str, b: str) -> None:
    x, y = printed(say, a), printed(say, b)
    ratio = say(f"{EDUCATION}2023年{a}与{b}之比是多少？")
    assert ratio.status != ANSWERED or abs(ratio.figures[0].value - x / y) < Decimal("0.006") or ratio.figures[0].unit == "%"
    mean = say(f"{EDUCATION}2023年{a}和{b}的平均数是多少？")
    assert mean.status != ANSWERED or abs(mean.figures[0].value - (x + y) / 2) < Decimal("0.006")


@pytest.mark.parametrize("item", ["支出合计", "教育支出", "人员经费", "“三公”经费", "公务接待费"])
def test_recent_years_are_of_one_basis(say: Say, item: str) -> None:
    """近两年年均 must not average a budget with an account unsaid."""
    answer = say(f"{EDUCATION}近两年{item}年均多少？")
    want = (printed(say, item, year=2022) + printed(say, item)) / 2
    mixed = any("预算" in warning and "决算" in warning for warning in answer.warnings)
    assert answer.status != ANSWERED or abs(answer.figures[0].value - want) < Decimal("0.006") or mixed


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_a_side_of_several_figures_is_their_sum_or_each(say: Say, a: str, b: str) -> None:
    """Never the first of them alone."""
    x, y, rest = printed(say, a), printed(say, b), printed(say, "印刷费")
    sums = say(f"{EDUCATION}2023年{a}与{b}之和比印刷费多多少？")
    assert sums.status != ANSWERED or abs(sums.figures[0].value) == abs(x + y - rest)
    each = say(f"{EDUCATION}2023年{a}和{b}比印刷费多多少？")
    assert each.status != ANSWERED or {abs(x - rest), abs(y - rest)} <= {abs(f.value) for f in each.figures}
    signed = say(f"{EDUCATION}2023年{a}加{b}减印刷费是多少？")
    assert signed.status != ANSWERED or abs(signed.figures[0].value) == abs(x + y - rest)


@pytest.mark.parametrize("subject", ["教育支出", "普通教育", "学前教育", "小学教育", "社会保障和就业支出"])
def test_the_income_of_a_subject_is_never_its_expenditure(say: Say, subject: str) -> None:
    spent = {f.value for year in YEARS for f in say(f"{EDUCATION}{year}年{subject}是多少？").figures}
    name = subject.removesuffix("支出")
    earned = say(f"{EDUCATION}2023年{name}收入是多少？")
    assert not spent & {f.value for f in earned.figures}
    assert earned.status != ANSWERED or "收入" in earned.text
