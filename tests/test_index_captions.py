"""What stands around a table, and the names of its rows: titles, units, notes, ordinals, codes."""

from __future__ import annotations

import pytest

from index.captions import caption_of, notes_of, unit_in_label, unit_of
from index.forms import form_of_title, forms
from index.rows import row_name, split_code


@pytest.mark.parametrize("form", forms().values(), ids=lambda f: f.id)
def test_every_alias_names_its_own_form_with_year_number_and_department_before_it(form: object) -> None:
    titles, id_ = form.titles, form.id  # type: ignore[attr-defined]
    for title in titles:
        for printed in (title, f"2023年度{title}", f"{title}（公开03表）", f"一、{title}", f"某市某局2023年{title}"):
            found = form_of_title(printed)
            assert found is not None and found.id == id_, printed


@pytest.mark.parametrize(
    "title",
    [
        "项目支出决算表", "机关运行经费支出决算表", "财政专户管理资金收入预算表", "政府采购支出预算表", "支出决算情况说明",
        "政府性基金预算财政拨款“三公”经费支出决算表", "财政拨款支出决算明细表", "一般公共预算财政拨款项目支出决算表",
        "政府性基金预算财政拨款基本支出决算表", "财政拨款支出决算表",
    ],
)
def test_a_narrower_title_is_another_table(title: str) -> None:
    assert form_of_title(title) is None


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位:元", "元"),
        ("编制部门：某局    单位：元", "元"),
        ("编制部门：某局单位：元", "元"),
        ("单 位： 万 元", "万元"),
        ("（单位：人民币万元）", "万元"),
        ("单位：万元 公开02表", "万元"),
        ("公开02表 金额单位：万元", "万元"),
        ("单位：人", "人"),
        ("单位：人、万元", "万元"),
        ("单位：台/套、辆、元", "元"),
        ("单位：元（列至角分）", "元"),
        ("编制单位：元氏县财政局", ""),
        ("单位名称：万元街道办事处", ""),
        ("本单位：亿元以上项目3个", ""),
        ("部门：某局", ""),
    ],
)
def test_only_a_unit_line_gives_a_unit(line: str, unit: str) -> None:
    assert unit_of(line) == unit


@pytest.mark.parametrize(
    ("label", "bare", "unit"),
    [
        ("预算数（万元）", "预算数", "万元"),
        ("数量(台)", "数量", "台"),
        ("金额：万元", "金额", "万元"),
        ("预算数/元", "预算数", "元"),
        ("决算数 单位：千元", "决算数", "千元"),
        ("完成率（%）", "完成率", "%"),
        ("增长%", "增长", "%"),
        ("因公出国（境）费", "因公出国（境）费", ""),
        ("执行率（B/A）", "执行率（B/A）", ""),
    ],
)
def test_a_unit_in_a_header_is_taken_off(label: str, bare: str, unit: str) -> None:
    assert unit_in_label(label) == (bare, unit)


@pytest.mark.parametrize(
    ("above", "title", "form", "unit"),
    [
        (["2023年度收入决算表", "公开02表", "部门：某局", "金额单位：万元"], "2023年度收入决算表", "F02", "万元"),
        (["单位：万元", "收入决算表"], "收入决算表", "F02", "万元"),
        (["收入决算表 单位：元"], "收入决算表", "F02", "元"),
        (["支出决算表（万元）"], "支出决算表（万元）", "F03", "万元"),
        (["国有资本经营预算财政拨款", "支出决算表", "单位：元"], "国有资本经营预算财政拨款支出决算表", "F08", "元"),
        (["一、支出决算表", "本年支出合计100万元。", "二、机构情况", "名单如下"], "名单如下", "", ""),
        (["政府采购情况表", "单位：万元"], "政府采购情况表", "", "万元"),
        (["2022年项目情况汇总表", "（续表）", "- 3 -"], "2022年项目情况汇总表", "", ""),
        ([], "", "", ""),
    ],
)
def test_the_nearest_title_above_a_table_is_its_own(above: list[str], title: str, form: str, unit: str) -> None:
    caption = caption_of(above)
    assert (caption.title, caption.form.id if caption.form else "", caption.unit) == (title, form, unit)


def test_notes_end_at_the_next_title_or_heading() -> None:
    assert notes_of(["注：1. 本表反映收支。", "2. 尾数有误差。", "2023年度收入决算表", "注：不是这张表的"]) == (
        "注：1. 本表反映收支。",
        "2. 尾数有误差。",
    )
    assert notes_of(["", "本单位无国有资本经营预算支出。", "第三部分 情况说明", "说明：……"]) == ("本单位无国有资本经营预算支出。",)
    assert notes_of(["二、收入决算情况说明", "2023年度无收入。"]) == ()


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("一、一般公共服务支出", "一般公共服务支出"),
        ("二十六、抗疫特别国债安排\n的支出", "抗疫特别国债安排的支出"),
        ("（一）支出合计", "支出合计"),
        ("1. 一般公共预算资金", "一般公共预算资金"),
        ("其中：（1）公务用车购置", "公务用车购置"),
        ("因 公 出 国 （ 境 ） 费\n用", "因公出国（境）费用"),
        ("使用非财政拨款结余（含专用结余）", "使用非财政拨款结余（含专用结余）"),
        ("2023年项目", "2023年项目"),
        ("一、", "一、"),
        ("", ""),
    ],
)
def test_row_names_lose_ordinals_breaks_and_spaces(printed: str, name: str) -> None:
    assert row_name(printed) == name


@pytest.mark.parametrize(
    ("cell", "code", "name"),
    [
        ("201 一般公共服务支出", "201", "一般公共服务支出"),
        ("2010301行政运行", "2010301", "行政运行"),
        ("[20103]政府办公厅（室）", "20103", "政府办公厅（室）"),
        ("合计", "", "合计"),
        ("2023年项目", "", "2023年项目"),
    ],
)
def test_codes_printed_with_their_names_come_apart(cell: str, code: str, name: str) -> None:
    assert split_code(cell) == (code, name)
