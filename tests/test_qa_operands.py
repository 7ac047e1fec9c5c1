"""Names → operands: what stands together, what is taken from the neighbours, every combination or pair by pair."""

from __future__ import annotations

import pytest
from fictitious_facts import EDUCATION, OTHER_EDUCATION, read

from qa.operands import Bundle, bundles, completed, merged
from qa.phrases import Phrase
from qa.plan import Item

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
