"""Units that cannot be right: which forms are flagged, and which are not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from dumps import document

from index.documents import EVALUATION
from index.facts import UNIT_DOUBTED, Fact, Provenance
from index.pipeline import extract
from index.readers import read_document
from index.units import doubt_units


def fact(printed: str, origin: str = "indicator", form: str = "", title: str = "自评表", **place: str) -> Fact:
    """`printed`: row|column=value unit, as in `督查工作|预算数=40000 万元`. A sentence's quote is its row with the figure."""
    row, rest = printed.split("|")
    column, rest = rest.split("=")
    value, unit = rest.split()
    quote = place.get("quote", f"{row}{value}{unit}。" if origin == "sentence" else f"{row} {value}")
    return Fact("云泽市档案局", 2023, EVALUATION, "部门", form, "", "", row, column, Decimal(value), unit, origin,
                provenance=Provenance("a.txt", "0", None, title if origin != "sentence" else "说明", row, column, quote))  # fmt: skip


def told(printed: str, **about: str) -> Fact:
    return fact(printed, "sentence", **about)


def row(printed: str, title: str = "2023年度支出决算表") -> Fact:
    return fact(printed, "table", "F03", title)


@pytest.mark.parametrize(
    ("facts", "flagged"),
    [
        ([fact("督查工作|预算数=40000 万元"), told("督查工作经费|金额=4 万元")], ["督查工作"]),
        ([fact("督查工作|预算数=40000 万元"), told("督查工作经费|金额=40000 元")], ["督查工作"]),
        ([fact("督查工作|预算数=4 元"), told("督查工作经费|金额=4 万元")], ["督查工作"]),
        ([fact("督查工作|预算数=4 万元"), told("督查工作经费|金额=40000 元")], []),
        ([fact("督查工作|预算数=40000 万元"), told("督查工作经费|金额=4 亿元")], []),
        ([fact("督查工作|预算数=40000 万元"), told("慰问|金额=4 万元")], []),
        # rounded in the sentence
        ([fact("扶贫开发工作|执行数=5343879.38 万元"), told("精准扶贫开发工作经费|执行数=534.39 万元")], ["扶贫开发工作"]),
        ([fact("扶贫开发工作|执行数=5353879.38 万元"), told("精准扶贫开发工作经费|执行数=534.39 万元")], []),
        # another form says it
        ([fact("督查工作|预算数=40000 万元"), fact("督查工作|全年预算数=4 万元", title="汇总表")], ["督查工作"]),
        ([fact("督查工作|预算数=4 元"), fact("督查工作|全年预算数=4 万元", title="汇总表")], ["督查工作"]),
        ([fact("督查工作|预算数=400000 元"), fact("督查工作|全年预算数=400000 万元", title="汇总表")], ["督查工作"]),
        # all of a form goes by its heading, its other rows too; a unit printed beside a figure is the figure's own
        ([fact("督查|预算数=40000 万元"), fact("督查/其他资金|预算数=30000 万元"), fact("单价|目标值=1.3 万元", quote="单价 ≤1.3万元"),
          told("督查经费|金额=4 万元")], ["督查", "督查/其他资金"]),
        # a sentence agrees with the form: nothing has slipped
        ([fact("督查|预算数=40000 万元"), told("督查经费|金额=4 万元"), told("督查经费|金额=40000 万元")], []),
        # forms of one kind were filled in alike
        ([fact("督查|预算数=40000 万元", title="自评表 督查"), told("督查经费|金额=4 万元"),
          fact("慰问|预算数=120000 万元", title="自评表 慰问"), told("走访职工|金额=12 万元")], ["督查", "慰问"]),
        # a standard form: its total, or two rows of it
        ([row("合计|本年支出合计=12345678.90 万元"), row("行政运行|本年支出合计=9000 万元"), told("本年支出|决算=1234.57 万元")],
         ["合计", "行政运行"]),
        ([row("行政运行|本年支出合计=9000.12 元"), row("档案馆|本年支出合计=800.10 元"), told("行政运行|决算=9000.12 万元"),
          told("档案馆|决算=800.10 万元")], ["行政运行", "档案馆"]),
        ([row("行政运行|本年支出合计=9000.12 元"), row("档案馆|本年支出合计=800.10 元"), told("行政运行|决算=9000.12 万元")], []),
        ([row("行政运行|本年支出合计=9000.12 万元"), told("行政运行|决算=9000.12 万元"), told("行政运行定额|金额=9000.12 元")], []),
    ],
)  # fmt: skip
def test_which_facts_are_flagged(facts: list[Fact], flagged: list[str]) -> None:
    found, gaps = doubt_units(facts)
    assert [f.row_name for f in found if UNIT_DOUBTED in f.flags] == flagged
    assert [(f.value, f.unit) for f in found] == [(f.value, f.unit) for f in facts]
    assert bool(gaps) == bool(flagged)


def test_a_dump_with_a_form_in_yuan_under_ten_thousands() -> None:
    lines = (
        "云泽市澜川区档案局2022年度部门决算", "（1）督查工作经费 4 万元，用于督查。", "2022年度项目支出绩效自评表", "项目名称 督查工作",
        "预算执行情况", "（万元）", "预算数 执行数 执行率 得分", "年度资金总额", "40000 40000 100% 20",
    )  # fmt: skip
    facts = [f for f in extract(document("\n".join(lines))).facts if f.origin == "indicator"]
    assert [(str(f.value), f.unit, f.flags) for f in facts[:3]] == [
        ("40000", "万元", ("单位存疑",)), ("40000", "万元", ("单位存疑",)), ("100", "%", ())]  # fmt: skip


def test_real_forms_in_yuan_under_ten_thousands_are_flagged_throughout_and_nothing_else_is(disclosures: Path) -> None:
    flagged = {}
    for path in sorted(disclosures.iterdir()):
        doubted = [f for f in extract(read_document(path)).facts if UNIT_DOUBTED in f.flags]
        assert all(f.unit == "万元" and f.value >= 10_000 for f in doubted)
        flagged[path.name[:3]] = len(doubted)
    assert {name: count for name, count in flagged.items() if count} == {"003": 16}
