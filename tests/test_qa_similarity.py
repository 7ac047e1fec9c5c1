"""A phrase that is no known name: words decide, similarity proposes; a near tie is asked back, and what is not printed is not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fictitious_facts import APPROVAL, TODAY, built, fact, scope

from index.facts import Fact
from qa.bind import Ambiguous, Binding, Bound, Missing, bind
from qa.likeness import likeness
from qa.phrases import Phrase
from qa.plan import Item

SELF = "2023年度项目支出绩效自评表"


def indicator(project: str, name: str, target: str, actual: str, unit: str, score: str = "10") -> list[Fact]:
    columns = (("年初目标值", target, unit), ("实际完成值", actual, unit), ("得分", score, "分"))
    return [
        fact(name, value, u, department=APPROVAL, origin="indicator", title=f"{SELF} {project}", column=column, line=i)
        for i, (column, value, u) in enumerate(columns)
        if value
    ]


def sentence(name: str, value: str, unit: str, column: str = "数量", title: str = "第四部分 重点工作完成情况") -> Fact:
    return fact(name, value, unit, department=APPROVAL, column=column, title=title)


FACTS = [
    *indicator("窗口外包经费", "窗口工作人员培训通过率", "95", "97", "%"),
    *indicator("窗口外包经费", "服务对象满意度", "90", "96", "%"),
    *indicator("档案整理费", "服务对象满意度", "90", "92", "%"),
    *indicator("档案整理费", "24小时自助设备运行正常率", "98", "99", "%"),
    *indicator("档案整理费", "整理档案数量", "3000", "3120", "卷"),
    sentence("新增市场主体", "1.8", "万户"),
    sentence("全年接待办事群众", "35.2", "万人次"),
    sentence("单价100万元（含）以上设备（不含车辆）", "2", "台(套)"),
    sentence("面向中小企业预留政府采购项目预算金额", "332.00", "万元", "预算金额", "政府采购情况"),
    sentence("第一季度用款计划", "25.88", "万元", "金额", "六、年度预算安排"),
    sentence("第二季度用款计划", "180.74", "万元", "金额", "六、年度预算安排"),
    sentence("其他城市生活救助", "30.00", "万元", "金额"),
    sentence("女职工人数", "41", "人", "人数"),
    sentence("货物采购授予中小企业合同金额", "12.00", "万元", "金额", "政府采购情况"),
    sentence("事业收入", "0", "万元", "金额"),
    sentence("省级表彰", "3", "次"),
]
SCOPE = scope(*FACTS)


def bound(words: str, *roles: str, parent: str = "") -> Binding:
    return bind(Item(APPROVAL, 2023, Phrase(words, roles=roles, parent=parent)), SCOPE)


@pytest.mark.parametrize(
    ("words", "roles", "value"),
    [
        ("培训通过率", ("实际",), "97"),
        ("窗口人员培训通过率", ("目标",), "95"),
        ("窗口工作人员培训通过比例", ("得分",), "10"),
        ("窗口外包经费项目的服务对象满意度", ("实际",), "96"),
        ("窗口外包的满意率指标", ("实际",), "96"),
        ("档案整理费项目服务对象满意度", ("实际",), "92"),
        ("档案整理自评服务对象满意度", ("目标",), "90"),
        ("自助设备运行正常率", ("实际",), "99"),
        ("开展档案整理的数量", ("实际",), "3120"),
        ("接待办事群众人次", (), "35.2"),
        ("单价100万元以上的设备", (), "2"),
        ("预留给中小企业的采购", ("预算",), "332.00"),
        ("第二季度的用款计划", (), "180.74"),
        ("新增的市场主体", (), "1.8"),
    ],
)
def test_other_words_for_a_label_find_it(words: str, roles: tuple[str, ...], value: str) -> None:
    found = bound(words, *roles)
    assert isinstance(found, Bound), found
    assert str(found.fact.value) == value


@pytest.mark.parametrize(
    "words",
    [
        "夜间窗口工作人员培训通过率",  # a modifier that the documents do not use for it
        "窗口工作人员培训体检通过率",
        "12小时自助设备运行正常率",  # a number
        "4小时自助设备运行正常率",
        "第三季度用款计划",
        "城市生活救助",  # 其他 is another one
        "市场主体",  # only the new ones are told
        "男职工人数",
        "工程采购授予中小企业合同金额",
        "事业支出",
        "市级表彰",
        "公共图书馆项目的培训通过率",  # a project that is not there
        "档案整理费项目的培训通过率",  # another project's indicator
        "培训通过人数",  # a rate is no number of people
        "整理档案金额",
        "市场主体注销数量",
        "实际",
        "情况",
    ],
)
def test_what_tells_figures_apart_is_never_glossed_over(words: str) -> None:
    found = bound(words)
    assert isinstance(found, Missing), found


def test_what_comes_close_is_named() -> None:
    found = bound("第三季度用款计划")
    assert isinstance(found, Missing)
    assert found.near[:2] == ("第一季度用款计划", "第二季度用款计划")


@pytest.mark.parametrize(
    ("words", "values"), [("服务对象满意度", {"96", "92"}), ("满意度", {"96", "92"}), ("季度用款计划", {"25.88", "180.74"})]
)
def test_a_near_tie_is_asked_back(words: str, values: set[str]) -> None:
    found = bound(words, "实际") if "满意" in words else bound(words)
    assert isinstance(found, Ambiguous), found
    assert {str(f.value) for f in found.options} == values


def test_what_was_found_by_likeness_is_told_from_what_was_named() -> None:
    named, like = bound("窗口工作人员培训通过率", "实际"), bound("培训通过率", "实际")
    assert isinstance(named, Bound) and isinstance(like, Bound)
    assert (named.exact, like.exact, named.fact) == (True, False, like.fact)


def test_the_index_of_labels_finds_what_shared_pairs_find(tmp_path: Path) -> None:
    """With the store's index and without one the same facts are bound; no torch and no Chroma is opened for it."""
    built(tmp_path, FACTS)
    code = (
        "import sys, datetime\nfrom index.store import Store\nfrom qa.pipeline import ask\n"
        f"with Store.open({str(tmp_path)!r}) as store:\n"
        f"    answer = ask('{APPROVAL}2023年窗口人员培训通过率实际完成多少', store=store, today=datetime.date({TODAY.year}, 1, 1))\n"
        "print(answer.text)\n"
        "print([m for m in ('torch', 'chromadb', 'llama_index', 'sentence_transformers', 'bm25s', 'pandas') if m in sys.modules])\n"
        "print('tokenizers' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert "97%" in said[0] and "按“窗口工作人员培训通过率”这一项理解" in said[0]
    assert said[-2:] == ["[]", "True"]


@pytest.mark.parametrize(
    ("words", "own", "above", "context", "columns", "named", "said"),
    [
        ("读者满意率", "读者满意率", "", "", (), 1.0, 1.0),
        ("读者满意度", "读者满意率", "", "", (), 1.0, 1.0),
        ("场馆读者满意率", "读者满意率", "", "场馆开放经费", (), 1.0, 1.0),
        ("开放经费读者满意率", "读者满意率", "", "场馆开放经费", (), 1.0, 1.0),
        ("其他资金", "资金", "数字档案项目", "", (), None, None),
        ("数字档案项目资金", "资金", "数字档案项目", "", (), 1.0, 1.0),
        ("规划建筑面积", "地上建筑面积", "工程规划建筑面积", "", (), None, None),
        ("地上建筑面积", "地上建筑面积", "工程规划建筑面积", "", (), 1.0, 1.0),
        ("场馆经费上年结转", "场馆经费", "", "", ("资金来源/上年结转",), 1.0, 0.43),
    ],
)
def test_likeness(
    words: str, own: str, above: str, context: str, columns: tuple[str, ...], named: float | None, said: float | None
) -> None:
    found = likeness(words, own, above, context, columns)
    assert (found and round(found.named, 2), found and round(found.own, 2)) == (named, said)


@pytest.mark.parametrize(
    ("title", "column", "unit", "found"),
    [
        ("2023年度整体绩效评价报告/（一）自评得分", "得分", "分", True),
        ("2023年度整体绩效评价报告/（一）自评得分", "金额", "万元", False),  # money is what the form prints
        ("三、支出决算情况说明", "得分", "分", False),
    ],
)
def test_a_form_that_is_named_is_spoken_for_by_its_report_in_scores_alone(title: str, column: str, unit: str, found: bool) -> None:
    held = scope(sentence("窗口服务建设", "96", unit, column, title))
    bound = bind(Item(APPROVAL, 2023, Phrase("窗口服务建设", origin="indicator")), held)
    assert isinstance(bound, Bound) is found
