"""Whose document it is: covers and titles of invented documents of many kinds, and the real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.documents import Document, Grid, Identity, Line, Page
from index.identity import identify
from index.store import Store


def document(*lines: str | Grid, name: str = "甲.txt") -> Document:
    blocks = tuple(Line(line, number) if isinstance(line, str) else line for number, line in enumerate(lines, 1))
    return Document(name, "0" * 64, "text", (Page(None, blocks),))


@pytest.mark.parametrize(
    ("cover", "department", "year", "basis"),
    [
        # the title in one line, over two, over three
        (["云泽市澜川区教育局2023年度部门决算公开", "目录"], "云泽市澜川区教育局", 2023, "决算"),
        (["2023年度云泽市澜川区教育局", "部门决算", "2024年9月20日"], "云泽市澜川区教育局", 2023, "决算"),
        (["云泽市澜川区教育局", "2023年度部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["附件1", "2023年度云泽市澜川区教育局部门决算公开"], "云泽市澜川区教育局", 2023, "决算"),
        (["云泽市澜川区教育局2024年部门预算", "目录"], "云泽市澜川区教育局", 2024, "预算"),
        (["部门预算公开", "二〇二四年部门预算", "预算主管部门：云泽市澜川区卫生健康委员会"], "云泽市澜川区卫生健康委员会", 2024, "预算"),
        (["云泽市澜川区教育局部门决算（2023年度）"], "云泽市澜川区教育局", 2023, "决算"),
        (["云泽市澜川区教育局2023年度决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["云泽市澜川区", "教育局", "2023年度", "部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        # a title that calls itself an explanation, before lines about another kind of document
        (["云泽市澜川区教育局2021年部门预算公开说明", "比2020年决算减少", "2020年部门决算情况"], "云泽市澜川区教育局", 2021, "预算"),
        # forms without a cover
        (["收入决算表", "部门：云泽市澜川区教育局", "2023年度", "支出决算表", "2023年度"], "云泽市澜川区教育局", 2023, "决算"),
        # how years are written
        (["二〇二三年度云泽市澜川区教育局部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["二○二三年度云泽市澜川区教育局部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["二零二三年度云泽市澜川区教育局部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["二〇一九年度云泽市澜川区教育局部门决算"], "云泽市澜川区教育局", 2019, "决算"),
        (["２０２３年度云泽市澜川区教育局部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["云泽市澜川区教育局 2023 年度部门决算"], "云泽市澜川区教育局", 2023, "决算"),
        (["云 泽 市 澜 川 区 教 育 局", "2 0 2 3 年 度 部 门 决 算"], "云泽市澜川区教育局", 2023, "决算"),
        # kinds of departments and levels
        (["霁州市望汐区人民政府柘渡街道办事处2024年部门预算"], "霁州市望汐区人民政府柘渡街道办事处", 2024, "预算"),
        (["岚曲省溟川市禾洲县农业农村局2022年部门预算公开"], "岚曲省溟川市禾洲县农业农村局", 2022, "预算"),
        (["青榆自治县民政局2022年部门预算"], "青榆自治县民政局", 2022, "预算"),
        (["中共云泽市澜川区委宣传部2023年度部门决算"], "中共云泽市澜川区委宣传部", 2023, "决算"),
        (["云泽市澜川区总工会2023年度部门决算"], "云泽市澜川区总工会", 2023, "决算"),
        (["云泽市澜川区人民法院2023年度部门决算"], "云泽市澜川区人民法院", 2023, "决算"),
        (["云泽市澜川区人民检察院2022年度部门决算公开"], "云泽市澜川区人民检察院", 2022, "决算"),
        (["云泽市澜川区科学技术协会2023年部门预算"], "云泽市澜川区科学技术协会", 2023, "预算"),
        (["云泽市澜川区机关事务服务中心2023年度部门决算"], "云泽市澜川区机关事务服务中心", 2023, "决算"),
        (["云泽高新技术产业开发区管理委员会2023年部门预算"], "云泽高新技术产业开发区管理委员会", 2023, "预算"),
        (["政协云泽市澜川区委员会办公室2023年部门预算"], "政协云泽市澜川区委员会办公室", 2023, "预算"),
        (["云泽市第三中学2023年度部门决算"], "云泽市第三中学", 2023, "决算"),
        # performance
        (["2024年度云泽市澜川区教育局整体绩效自评结果", "一、部门整体绩效自评得分"], "云泽市澜川区教育局", 2024, "绩效"),
        (["部门整体支出绩效自评表", "（2023年度）", "单位名称：云泽市澜川区教育局 填报日期："], "云泽市澜川区教育局", 2023, "绩效"),
        (["项目支出绩效自评表", "（2023年度）", "项目主管部门：云泽市澜川区教育局 项目名称"], "云泽市澜川区教育局", 2023, "绩效"),
    ],
)
def test_department_year_and_basis_stand_on_the_cover(cover: list[str], department: str, year: int, basis: str) -> None:
    assert identify(document(*cover)) == Identity(department, year, basis)


def test_years_that_the_text_mentions_are_not_the_documents() -> None:
    lines = ["云泽市澜川区教育局2021年部门预算", "与2019年预算持平", "截至2020年12月31日，共有车辆3辆", "2020年收支总计", "2022年计划"]
    assert identify(document(*lines)) == Identity("云泽市澜川区教育局", 2021, "预算")


def test_the_files_name_says_nothing() -> None:
    named = document("2023年度云泽市澜川区教育局部门决算", name="云泽市砚溪区财政局2019年部门预算.txt")
    assert identify(named) == Identity("云泽市澜川区教育局", 2023, "决算")


@pytest.mark.parametrize(
    ("title", "scope"),
    [
        ("云泽市澜川区教育局2023年度部门决算", "部门"),
        ("云泽市澜川区教育局（本级）2023年度单位决算", "单位本级"),
        ("云泽市澜川区实验小学2023年单位预算", "单位本级"),
    ],
)
def test_a_units_own_accounts_are_told_from_the_departments(title: str, scope: str) -> None:
    found = identify(document(title))
    assert found.scope == scope
    assert found.department == title.split("2023")[0].removesuffix("（本级）")


def test_a_grid_names_the_department_too() -> None:
    grid = Grid((("部门：云泽市澜川区教育局", None, "单位：万元"), ("项目", "行次", "决算数")))
    assert identify(document("2023年度收入决算表", grid)).department == "云泽市澜川区教育局"
    assert identify(document("2023年度收入决算表", grid)).year == 2023


def test_the_most_forms_give_the_year_where_no_title_does() -> None:
    forms = ["2022年度收入决算表", "2022年度支出决算表", "2022年度财政拨款收入支出决算总表", "2021年度项目支出对照表"]
    found = identify(document("公开部门：云泽市澜川区教育局", *forms))
    assert (found.department, found.year, found.basis) == ("云泽市澜川区教育局", 2022, "决算")


@pytest.mark.parametrize(
    "lines",
    [
        ["XX局2023年度部门决算", "第一部分 XX局概况", "XX局主要职责", "单位：XX局"],
        ["××市××局2023年度部门决算", "第一部分 ××局概况", "编制单位：××局"],
        ["（某某部门）2026年部门预算", "部门：某某局", "某某局主要职能", "一、某某局"],
        ["○○○2024年度部门决算", "第一部分 ○○○概况", "○○○机构设置"],
    ],
)
def test_a_form_to_be_filled_in_is_a_template_and_nobodys(lines: list[str]) -> None:
    found = identify(document(*lines))
    assert (found.template, found.department) == (True, "")


def test_a_real_document_with_a_blanked_name_is_no_template() -> None:
    """Personal names are blanked with XX in published texts; one or two of them do not make a template."""
    lines = ["云泽市澜川区教育局2023年度部门决算", "第一部分 云泽市澜川区教育局概况", "联系人：XX", "本年收入合计 5,158.40"]
    assert identify(document(*lines)) == Identity("云泽市澜川区教育局", 2023, "决算")


@pytest.mark.parametrize(
    "lines", [[], [""], ["普通的一篇文章", "没有什么可说的"], ["本部门支出5,164.86万元，比上年增加。"], ["目录", "一、概况", "二、说明"]]
)
def test_what_is_not_said_stays_unknown(lines: list[str]) -> None:
    assert identify(document(*lines)) == Identity("", None, "")


@pytest.mark.parametrize(
    "line",
    ["关于本部门预算情况的说明", "我局2023年度部门决算", "本单位2023年度部门决算", "各部门2023年度部门预算", "支出决算表"],
)
def test_a_common_word_is_no_departments_name(line: str) -> None:
    assert identify(document(line)).department == ""


REAL = {
    "000_be7f69a70cfeb214.txt": ("武汉市江汉区行政审批局", 2021, "决算"),
    "001_6ee1c58f291194a1.txt": ("武汉市蔡甸区行政审批局", 2023, "决算"),
    "002_bc7e6e641607c96a.txt": ("武汉市洪山区行政审批局", 2024, "绩效"),
    "003_a4a5e0261d017fb9.txt": ("武汉市江汉区人民政府办公室", 2021, "决算"),
    "004_6b15edb281b2cfcb.txt": ("武汉市东西湖区行政审批局", 2021, "预算"),
    "putuo_czj_2024.pdf": ("上海市普陀区财政局", 2024, "决算"),
    "putuo_czj_2025_budget.pdf": ("上海市普陀区财政局", 2025, "预算"),
    "template_2024.pdf": ("", 2024, "决算"),
    "template_2026_budget.xlsx": ("", 2026, "预算"),
    "wanli_2023_budget.pdf": ("上海市普陀区人民政府万里街道办事处", 2023, "预算"),
    "wanli_2024_budget.pdf": ("上海市普陀区人民政府万里街道办事处", 2024, "预算"),
    "yuzhong_2021_evaluation.xlsx": ("渝中区人力资源和社会保障局", 2021, "绩效"),
}
"""As their covers say."""


def test_every_real_document_is_known(real_store: Path) -> None:
    with Store.open(real_store) as store:
        found = {d.doc: (d.department, d.year, d.basis) for d in store.documents}
        templates = {d.doc for d in store.documents if d.template}
    assert {doc: about for doc, about in found.items() if doc not in templates} == {d: a for d, a in REAL.items() if a[0]}
    assert templates == {doc for doc, about in REAL.items() if not about[0]}
