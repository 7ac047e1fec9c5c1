"""Joints inside names and between them."""

from __future__ import annotations

import pytest

from qa.compounds import hide_joints
from qa.normalise import normalise, plain
from qa.operands import names_in

LABELS = frozenset(
    ["文化旅游体育与传媒支出 本年支出合计", "会议费和培训费 金额", "会议费 金额", "培训费 金额", "图书采购与数字化建设 预算数"]
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("文化旅游体育与传媒支出", ["文化旅游体育与传媒支出"]),
        ("文化旅游体育与传媒支出与教育支出", ["文化旅游体育与传媒支出", "教育支出"]),
        ("文化旅游体育与传媒和教育支出", ["文化旅游体育与传媒", "教育支出"]),  # the name without its last word
        ("会议费和培训费", ["会议费", "培训费"]),  # printed together somewhere, but two figures
        ("图书采购与数字化建设和会议费", ["图书采购与数字化建设", "会议费"]),
        ("社会保障和就业支出和商品和服务支出", ["社会保障和就业支出", "商品和服务支出"]),
        ("基本支出和项目支出", ["基本支出", "项目支出"]),
    ],
)
def test_only_joints_between_names_separate(text: str, names: list[str]) -> None:
    assert [plain(name) for name in names_in(hide_joints(text, LABELS))] == names


def test_stand_ins_do_not_outlive_a_question() -> None:
    hidden = hide_joints("文化旅游体育与传媒支出", LABELS)
    assert hidden != "文化旅游体育与传媒支出"
    assert normalise(hidden) == "文化旅游体育与传媒支出"
