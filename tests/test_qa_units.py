"""A form under the wrong unit, from the file to the answer: kept as printed, flagged, read as the rest of the document has it, and said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from fictitious_facts import TODAY

from index.embeddings import LightEmbedder
from index.pipeline import build
from index.store import Store
from qa.answers import ANSWERED
from qa.pipeline import ask

PROJECT = """
<p>项目支出绩效自评表</p>
<table><tr><td>项目名称</td><td colspan="6">{project}</td></tr>
<tr><td>项目资金（{unit}）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>执行率</td><td>得分</td></tr>
<tr><td></td><td>年度资金总额</td><td>{planned}</td><td>{planned}</td><td>{spent}</td><td>98.00%</td><td>9.80</td></tr>
<tr><td>绩效指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>
<tr><td></td><td>成本指标</td><td>人均成本</td><td>≤1.3万元</td><td>1.2万元</td><td>10</td><td>10</td></tr></table>
"""
SUMMARY = """
<p>2023年度项目支出绩效自评情况汇总表</p>
<table><tr><td>序号</td><td>项目名称</td><td>全年预算数（万元）</td><td>全年执行数（万元）</td><td>自评得分</td></tr>
<tr><td>1</td><td>{project}</td><td>128.00</td><td>125.44</td><td>98</td></tr></table>
"""
FORM = """
<p>2023年度支出决算表</p><p>单位：{unit}</p>
<table><tr><td>科目编码</td><td>科目名称</td><td>本年支出合计</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td></td><td>合计</td><td>{0}</td><td>{1}</td><td>{2}</td></tr>
<tr><td>201</td><td>一般公共服务支出</td><td>{0}</td><td>{1}</td><td>{2}</td></tr>
<tr><td>20126</td><td>档案事务</td><td>{0}</td><td>{1}</td><td>{2}</td></tr>
<tr><td>2012601</td><td>行政运行</td><td>{1}</td><td>{1}</td><td></td></tr>
<tr><td>2012604</td><td>档案馆</td><td>{2}</td><td></td><td>{2}</td></tr></table>
"""
TOLD = "<p>二、支出决算情况说明</p><p>2023年度本年支出合计1,345.68万元，其中：基本支出1,234.57万元，项目支出111.11万元。</p>"
YUAN, TEN_THOUSANDS = ("13456789.12", "12345678.90", "1111110.22"), ("1,345.68", "1,234.57", "111.11")


def page(department: str, *parts: str) -> str:
    title = f"{department}2023年度部门决算"
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>{''.join(parts)}</body></html>"


def project(unit: str, planned: str, spent: str) -> str:
    return PROJECT.format(project="城乡档案抢救", unit=unit, planned=planned, spent=spent)


DOCUMENTS = {
    "云泽市甲川区档案馆": (project("万元", "1280000", "1254400"), "<p>城乡档案抢救经费128万元，用于抢救受损档案。</p>"),
    "云泽市乙川区档案馆": (project("万元", "1280000", "1254400"), SUMMARY.format(project="城乡档案抢救")),
    "云泽市丙川区档案馆": (project("元", "128", "125.44"), "<p>城乡档案抢救项目安排资金128万元。</p>"),
    "云泽市丁川区档案馆": (project("万元", "128", "125.44"), "<p>城乡档案抢救项目安排资金128万元。</p>"),
    "云泽市戊川区档案馆": (FORM.format(*YUAN, unit="万元"), TOLD),
    "云泽市己川区档案馆": (FORM.format(*TEN_THOUSANDS, unit="元"), TOLD),
    "云泽市庚川区档案馆": (FORM.format(*YUAN, unit="元"), TOLD),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("units")
    for department, parts in DOCUMENTS.items():
        (folder / f"{department}.html").write_text(page(department, *parts), "utf-8")
    build([folder], folder / "store", embedder=LightEmbedder())
    return Store.open(Path(folder / "store"))


@pytest.mark.parametrize(
    ("question", "printed", "read", "warned"),
    [
        ("云泽市甲川区档案馆2023年城乡档案抢救项目的全年执行数是多少？", "1254400万元", "1254400元", "大一万倍，按元理解"),
        ("云泽市乙川区档案馆2023年城乡档案抢救项目的年初预算数是多少？", "1280000万元", "1280000元", "大一万倍，按元理解"),
        ("云泽市丙川区档案馆2023年城乡档案抢救项目的全年执行数是多少？", "125.44元", "125.44万元", "小一万倍，按万元理解"),
        ("云泽市丁川区档案馆2023年城乡档案抢救项目的全年执行数是多少？", "125.44万元", "125.44万元", ""),
        ("云泽市戊川区档案馆2023年行政运行决算数是多少？", "12345678.90万元", "12345678.90元", "大一万倍，按元理解"),
        ("云泽市己川区档案馆2023年行政运行决算数是多少？", "1234.57元", "1234.57万元", "小一万倍，按万元理解"),
        ("云泽市庚川区档案馆2023年行政运行决算数是多少？", "12345678.90元", "12345678.90元", ""),
    ],
)
def test_the_answer_reads_the_unit_that_the_rest_of_the_document_has_and_says_so(
    store: Store, question: str, printed: str, read: str, warned: str
) -> None:
    answer = ask(question, store=store, today=TODAY)
    assert answer.status == ANSWERED, answer.text
    figure = answer.figures[0]
    assert f"{figure.value}{figure.unit}" == read
    (fact,) = [f for f in store.facts.facts() if f.id in figure.facts]
    assert f"{fact.value}{fact.unit}" == printed
    assert warned in "；".join(answer.warnings)
    assert ("一万倍" in "；".join(answer.warnings)) == bool(warned)


def test_a_unit_beside_its_own_figure_is_not_doubted(store: Store) -> None:
    costs = [f for f in store.facts.facts() if f.row_name == "人均成本" and f.unit == "万元"]
    assert {f.value for f in costs} == {Decimal("1.3"), Decimal("1.2")}
    assert not any(f.flags for f in costs)
