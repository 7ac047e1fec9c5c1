"""Names → operands: what stands together, what is taken from the neighbours, every combination or pair by pair."""

from __future__ import annotations

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, planned, read

from qa.operands import Bundle, bundles, completed, merged
from qa.phrases import Phrase
from qa.plan import Change, Item, items_of

OURS, THEIRS = "澜川区教育局", "砚溪区教育局"
TOTAL, BASIC = Phrase("支出合计", measure="支出合计"), Phrase("基本支出", measure="基本支出")


def said(question: str) -> list[tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...], tuple[str, ...]]]:
    """(departments, years, figures, roles) of each bundle."""
    q = read(question)
    return [(b.departments, b.years, tuple(str(p) for p in b.phrases()), b.roles) for b in bundles(q.names, q.tokens)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (f"{OURS}2023年支出合计", [((EDUCATION,), (2023,), ("支出合计",), ())]),
        (f"2023年{OURS}的支出", [((EDUCATION,), (2023,), ("支出合计",), ())]),
        (f"{OURS}2023年学前教育年初预算", [((EDUCATION,), (2023,), ("学前教育",), ("年初预算",))]),
        # names of a kind that are joined belong together
        (f"{OURS}和{THEIRS}2023年支出", [((EDUCATION, OTHER_EDUCATION), (2023,), ("支出合计",), ())]),
        (f"{OURS}2022、2023年支出", [((EDUCATION,), (2022, 2023), ("支出合计",), ())]),
        (f"{OURS}2023年奖金、津贴补贴和基本工资", [((EDUCATION,), (2023,), ("奖金", "津贴补贴", "基本工资"), ())]),
        (f"{OURS}2023年学前教育预算数和决算数", [((EDUCATION,), (2023,), ("学前教育",), ("预算", "决算"))]),
        # a kind that comes again begins another
        (
            f"{OURS}2022年支出合计和{THEIRS}2023年收入合计",
            [((EDUCATION,), (2022,), ("支出合计",), ()), ((OTHER_EDUCATION,), (2023,), ("收入合计",), ())],
        ),
        (
            f"{OURS}2022年和{THEIRS}2023年的支出合计",
            [((EDUCATION,), (2022,), (), ()), ((OTHER_EDUCATION,), (2023,), ("支出合计",), ())],
        ),
        (f"{OURS}2023年基本支出比2022年", [((EDUCATION,), (2023,), ("基本支出",), ()), ((), (2022,), (), ())]),
        ("请问是多少", []),
    ],
)
def test_what_stands_together_is_one_operand(
    question: str, expected: list[tuple[tuple[str, ...], tuple[int, ...], tuple[str, ...], tuple[str, ...]]]
) -> None:
    assert said(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # paired: each says what it says
        (f"{OURS}2022年支出合计和{THEIRS}2023年基本支出", [(EDUCATION, 2022, "支出合计"), (OTHER_EDUCATION, 2023, "基本支出")]),
        # what the first leaves out the last says, and the other way round
        (f"{OURS}2022年和{THEIRS}2023年的支出合计", [(EDUCATION, 2022, "支出合计"), (OTHER_EDUCATION, 2023, "支出合计")]),
        (f"{OURS}2022年支出合计和{THEIRS}2023年", [(EDUCATION, 2022, "支出合计"), (OTHER_EDUCATION, 2023, "支出合计")]),
        (f"2023年{OURS}支出合计和{THEIRS}基本支出", [(EDUCATION, 2023, "支出合计"), (OTHER_EDUCATION, 2023, "基本支出")]),
        (f"支出合计，{OURS}和{THEIRS}2023年", [(EDUCATION, 2023, "支出合计"), (OTHER_EDUCATION, 2023, "支出合计")]),
        # every combination
        (
            f"{OURS}和{THEIRS}2023年基本支出和项目支出",
            [(EDUCATION, 2023, "基本支出"), (EDUCATION, 2023, "项目支出"), (OTHER_EDUCATION, 2023, "基本支出"),
             (OTHER_EDUCATION, 2023, "项目支出")],
        ),
        (
            f"{OURS}2022年和2023年基本支出、项目支出",
            [(EDUCATION, 2022, "基本支出"), (EDUCATION, 2023, "基本支出"), (EDUCATION, 2022, "项目支出"), (EDUCATION, 2023, "项目支出")],
        ),
        (f"{OURS}2023年学前教育预算数和决算数", [(EDUCATION, 2023, "学前教育［预算］"), (EDUCATION, 2023, "学前教育［决算］")]),
        # said twice is meant once
        (f"{OURS}2023年支出合计，2023年支出合计", [(EDUCATION, 2023, "支出合计")]),
        # all that was spent
        (f"{OURS}2023年花了多少钱", [(EDUCATION, 2023, "支出合计")]),
        (f"{OURS}2023年支出", [(EDUCATION, 2023, "支出合计")]),
        (f"{OURS}2023年收入", [(EDUCATION, 2023, "收入合计")]),
        (f"{OURS}2023年得分", []),
    ],
)  # fmt: skip
def test_operands_are_completed_from_each_other(question: str, expected: list[tuple[str, int, str]]) -> None:
    assert [(i.department, i.year, str(i.phrase)) for i in read(question).operands] == expected


FIGURES = (
    ("支出合计", "支出合计"), ("社会保障和就业支出", "社会保障和就业支出"), ("2050202", "2050202"), ("三公经费", "“三公”经费"),
    ("奖金", "奖金"), ("行政运行（2050101）", "2050101 行政运行"), ("公务用车购置及运行维护费", "公务用车购置及运行维护费"),
    ("火箭发射费", "火箭发射费"), ("对个人和家庭的补助", "对个人和家庭的补助"), ("年末结转和结余", "年末结转和结余"),
    ("吃喝费", "公务接待费"), ("小学教育", "小学教育"),
)  # fmt: skip
"""(as it is asked for, as it is called)"""
LAYOUTS = (
    # two figures
    ("{d}{y}年{f}{j}{g}{op}", "dyf dyg"), ("{y}年{d}的{f}{j}{g}{op}", "dyf dyg"), ("{d}的{f}{j}{g}，{y}年{op}", "dyf dyg"),
    ("请问{y}年{d}{f}{j}{g}{op}？", "dyf dyg"),
    # two years
    ("{d}{y}年{j}{z}年{f}{op}", "dyf dzf"), ("{d}{y}年{f}{j}{z}年{f}{op}", "dyf dzf"), ("{d}{y}、{z}年的{f}{op}", "dyf dzf"),
    ("{y}年{j}{z}年{d}的{f}{op}", "dyf dzf"), ("{d}{f}，{y}年{j}{z}年{op}", "dyf dzf"),
    # two departments
    ("{d}{j}{e}{y}年{f}{op}", "dyf eyf"), ("{y}年{d}{j}{e}的{f}{op}", "dyf eyf"), ("{d}{y}年{f}{j}{e}{y}年{f}{op}", "dyf eyf"),
    ("{f}，{y}年{d}{j}{e}{op}", "dyf eyf"), ("{d}{y}年{f}{j}{e}{f}{op}", "dyf eyf"),
    # each says its own
    ("{d}{y}年{f}{j}{z}年{g}{op}", "dyf dzg"), ("{d}{y}年{j}{e}{z}年的{f}{op}", "dyf ezf"), ("{d}{y}年{f}{j}{e}{z}年{g}{op}", "dyf ezg"),
    ("{y}年{d}{f}{j}{z}年{e}{g}{op}", "dyf ezg"),
)  # fmt: skip
OPERATIONS = (
    ("合计是多少", "Sum"), ("一共多少钱", "Sum"), ("加起来是多少", "Sum"), ("相差多少", "Difference Compare Change"),
    ("各是多少", "Lookup Compare"), ("分别是多少", "Lookup Compare"), ("哪个多", "Difference Compare Change"),
)  # fmt: skip


@pytest.mark.parametrize(("operation", "kinds"), OPERATIONS)
@pytest.mark.parametrize(("layout", "leaves"), LAYOUTS)
def test_two_operands_in_every_layout(layout: str, leaves: str, operation: str, kinds: str) -> None:
    """Whatever the order in which departments, years and figures are said, the plan computes with the two figures that were meant."""
    for n, (f, g) in enumerate(zip(FIGURES[::2], FIGURES[5::2] + FIGURES[1:5:2], strict=True)):
        said = {"d": OURS, "e": THEIRS, "y": 2022, "z": 2023, "f": f[0], "g": g[0], "j": "和与跟"[n % 3], "op": operation}
        meant = {"d": EDUCATION, "e": OTHER_EDUCATION, "y": 2022, "z": 2023, "f": f[1], "g": g[1]}
        node = planned(layout.format(**said)).node
        found = [(i.department, i.year, str(i.phrase)) for i in items_of(node)]
        if isinstance(node, Change):
            found.append((found[0][0], node.base_year, found[0][2]))
        assert type(node).__name__ in kinds.split(), layout.format(**said)
        assert sorted(found) == sorted(tuple(meant[key] for key in leaf) for leaf in leaves.split()), layout.format(**said)


def test_a_bundle_takes_only_what_it_leaves_out() -> None:
    own = Bundle(("甲局",), (2023,), figures=(TOTAL,))
    other = Bundle(("乙局",), (2022,), figures=(BASIC,), roles=("决算",))
    assert own.completed(other) == Bundle(("甲局",), (2023,), figures=(TOTAL,), roles=("决算",))
    assert Bundle().completed(own, other).items() == (Item("甲局", 2023, Phrase("支出合计", measure="支出合计", roles=("决算",))),)
    assert Bundle(years=(2021,)).completed(own).items() == (Item("甲局", 2021, TOTAL),)


def test_the_nearest_in_front_completes_first() -> None:
    found = completed([Bundle(("甲局",), (2022,)), Bundle(("乙局",), figures=(TOTAL,)), Bundle(years=(2023,))])
    assert [(b.departments, b.years, b.figures) for b in found] == [
        (("甲局",), (2022,), (TOTAL,)),
        (("乙局",), (2022,), (TOTAL,)),
        (("乙局",), (2023,), (TOTAL,)),
    ]


def test_merged_bundles_name_everything_once() -> None:
    whole = merged([Bundle(("甲局",), (2022,), figures=(TOTAL,)), Bundle(("乙局", "甲局"), (2022, 2023), figures=(TOTAL, BASIC))])
    assert (whole.departments, whole.years, whole.figures) == (("甲局", "乙局"), (2022, 2023), (TOTAL, BASIC))
    assert merged([]) == Bundle()


@pytest.mark.parametrize(
    ("bundle", "measured", "anything"),
    [
        (Bundle(), False, False),
        (Bundle(("甲局",)), False, True),
        (Bundle(years=(2023,)), False, True),
        (Bundle(roles=("决算",)), False, True),
        (Bundle(sides=("收入",)), True, True),
        (Bundle(figures=(TOTAL,)), True, True),
    ],
)
def test_a_bundle_knows_whether_it_names_a_figure(bundle: Bundle, measured: bool, anything: bool) -> None:
    assert (bundle.measured, bundle.said) == (measured, anything)
    assert (bundle.item("甲局", 2023) is not None) is measured
