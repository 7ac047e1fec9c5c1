"""Lines and grids → passages: joined, sectioned, whole, and nothing that is no text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.documents import Document, Grid, Identity, Line, Page
from index.passages import LONGEST, Passage, joined_text, passages_of
from index.textlines import clean

IDENTITY = Identity("某市某区档案馆", 2031, "决算")
REAL = (
    "000_be7f69a70cfeb214.txt", "001_6ee1c58f291194a1.txt", "002_bc7e6e641607c96a.txt", "003_a4a5e0261d017fb9.txt",
    "004_6b15edb281b2cfcb.txt", "putuo_czj_2024.pdf", "putuo_czj_2025_budget.pdf", "wanli_2023_budget.pdf", "wanli_2024_budget.pdf",
    "yuzhong_2021_evaluation.xlsx",
)  # fmt: skip


def document(*pages: Sequence[str | Grid], numbered: bool = False) -> Document:
    """A document of pages of lines (counted within the page) and grids."""
    made = []
    for index, blocks in enumerate(pages):
        lines = [b if isinstance(b, Grid) else Line(b, number) for number, b in enumerate(blocks, 1)]
        made.append(Page(index + 1 if numbered else None, tuple(lines)))
    return Document("made.txt", "0" * 64, "pdf" if numbered else "text", tuple(made))


def read(*pages: Sequence[str | Grid], numbered: bool = False, taken: frozenset[tuple[int, int]] = frozenset()) -> list[Passage]:
    return passages_of(document(*pages, numbered=numbered), IDENTITY, taken)


@pytest.fixture(scope="module")
def real(disclosures: Path) -> dict[str, tuple[Document, list[Passage]]]:
    from index.readers import read_document

    documents = {name: read_document(disclosures / name) for name in REAL}
    return {name: (d, passages_of(d, IDENTITY)) for name, d in documents.items()}


# --- joining ---------------------------------------------------------------------------------------------------------------------------

NARRATIVE = [
    "第一部分 某市某区档案馆概况",
    "一、部门主要职能",
    "1.贯彻执行国家和本市有关档案工作的法律、法规、规章和方针政策，研究拟订本区档案事业发展规划，并组织实施。",
    "2.负责接收、征集、整理、保管和提供利用本区范围内的各类档案资料，维护档案的完整与安全，编辑出版档案史料。",
    "第三部分 某市某区档案馆2031年度部门决算情况说明",
    "一、收入支出决算总体情况说明",
    "2031年度收、支总计1,234.50万元。与2030年度相比，收、支总计各减少56.00万元，下降4.3%，主要原因是新馆建设完成，库房改造经费减少。",
    "七、政府性基金预算财政拨款支出决算情况",
    "某市某区档案馆2031年度没有使用政府性基金预算财政拨款安排的支出。",
    "第五部分 名词解释",
    "（一）基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
    "（二）项目支出：指在基本支出之外为完成特定行政任务或事业发展目标所发生的支出。",
]


def wrapped(paragraphs: list[str], width: int) -> list[str]:
    return [p[i : i + width] for p in paragraphs for i in range(0, len(p), width)]


@pytest.mark.parametrize("width", [200, 44, 33, 30, 25])
def test_where_the_paper_breaks_lines_makes_no_difference(width: int) -> None:
    once = read(NARRATIVE)
    assert [(p.section, p.text) for p in read(wrapped(NARRATIVE, width))] == [(p.section, p.text) for p in once]
    assert [p.section for p in once] == [
        ("第一部分 某市某区档案馆概况", "一、部门主要职能"),
        ("第三部分 某市某区档案馆2031年度部门决算情况说明", "一、收入支出决算总体情况说明"),
        ("第三部分 某市某区档案馆2031年度部门决算情况说明", "七、政府性基金预算财政拨款支出决算情况"),
        ("第五部分 名词解释",),
        ("第五部分 名词解释",),
    ]


@pytest.mark.parametrize(
    ("printed", "joined"),
    [
        ("2021 年度收入 4,495.20 万元", "2021年度收入4,495.20万元"),
        ("元 ， 财 政 业 务 费 10.00 万 元", "元，财政业务费10.00万元"),
        ("门户网站 Office 365 升级", "门户网站Office 365升级"),
        ("２０２１年，占９％", "2021年，占9％"),
    ],
)
def test_typesetting_leaves_no_blanks_between_characters(printed: str, joined: str) -> None:
    assert clean(printed) == joined


def test_latin_words_stay_apart_over_lines() -> None:
    (passage,) = read(["推进“互联网+监管”等数字政府建设工作，使用 Microsoft", "Office 的正版软件，本年共更新四十台。"])
    assert "使用Microsoft Office的正版软件" in passage.text


def test_a_number_at_the_end_of_a_line_keeps_its_sentence() -> None:
    (passage,) = read(["二、“三公”经费财政拨款预算情况：", "2031年部门财政拨款资金安排的“三公”经费预算 1", "万元，与2030年预算持平。"])
    assert passage.text == "2031年部门财政拨款资金安排的“三公”经费预算1万元，与2030年预算持平。"


def test_a_word_a_line_is_read_as_sentences() -> None:
    form = ["部门整体绩效自评表", *["一级指标", "分", "（", "A", "）"] * 8]
    text = ["高效完成登记", "、", "审批工作", "，", "办理事项", "8.63", "万件", "，", "“", "网上办", "”", "审批", "3", "万件", "。"]
    words = [*form, *text]
    (passage,) = read(words)
    assert passage.text == "高效完成登记、审批工作，办理事项8.63万件，“网上办”审批3万件。"


# --- what is no text -------------------------------------------------------------------------------------------------------------------


def test_page_furniture_is_left_out() -> None:
    topics = ("查档接待", "库房管理", "档案征集", "数字化扫描", "宣传教育")
    pages = [
        [
            f"某区档案馆 {n} 年鉴", f"{topic}工作全年平稳有序，群众反映良好，", f"各科室通力合作，{topic}没有发生差错，",
            f"{topic}获得上级表彰。", f"— {n} —", str(n),
        ]  # fmt: skip
        for n, topic in enumerate(topics, 41)
    ]
    text = "".join(p.text for p in read(*pages, numbered=True))
    assert "年鉴" not in text and "—" not in text and not re.search(r"\d", text)
    assert all(text.count(topic) == 3 for topic in topics)


def test_contents_are_left_out_with_and_without_pages() -> None:
    contents = ["目 录", "一、部门主要职能 ………………… 1", "二、部门机构设置", "三、名词解释", "四、2031年部门预算编制说明"]
    body = ["某区档案馆主要职能", "某区档案馆是主管全区档案工作的事业单位。"]
    assert [p.text for p in read(contents, body, numbered=True)] == ["某区档案馆是主管全区档案工作的事业单位。"]
    flat = ["目录", "第一部分 概况", "第二部分 决算表", "第一部分 概况", "一、主要职责", "某区档案馆是主管全区档案工作的事业单位。"]
    (passage,) = read(flat)
    assert passage.section == ("第一部分 概况", "一、主要职责")


FORM = [
    "2031年度收入支出决算总表（表1）", "部门：某市某区档案馆 单位：万元", "收入 支出", "项目 行次 决算数 项目 行次 决算数",
    "一、一般公共预算财政拨款收入 1 1,234.50 一、一般公共服务支出 31 1,100.00", "二、政府性基金预算财政拨款收入 2 二、外交支出 32",
    "本年收入合计 27 1,234.50 本年支出合计 57 1,234.50", "注：本表反映部门本年度的总收支和年末结转结余情况。",
    "27行＝（1＋2＋3＋4＋5＋6＋7＋8）行；30行＝（27＋28＋29）行；", "本单位无政府性基金预算财政拨款收入支出。",
]  # fmt: skip


def test_rows_of_forms_are_left_out_and_what_the_form_says_stays() -> None:
    (passage,) = read(["第二部分 某区档案馆2031年度部门决算表", *FORM, "第三部分 情况说明"])
    assert passage.text == "本单位无政府性基金预算财政拨款收入支出。"
    assert passage.section == ("第二部分 某区档案馆2031年度部门决算表", "2031年度收入支出决算总表（表1）")


def test_taken_lines_are_left_out() -> None:
    lines = ["一、基本情况", "本馆现有在职人员三十人。", "本馆现有库房十二间。"]
    assert "三十人" not in "".join(p.text for p in read(lines, taken=frozenset({(0, 2)})))
    assert "三十人" in "".join(p.text for p in read(lines, taken=frozenset({(1, 2)})))


def test_a_template_has_no_passages() -> None:
    assert passages_of(document(NARRATIVE), Identity("", 2031, "决算", template=True)) == []


def test_a_page_that_the_file_holds_twice_is_read_once() -> None:
    page = ["某区档案馆预算编制说明", "财政拨款收入支出增加的主要原因是人员经费增加、信息化系统日常维护费增加和新馆搬迁费用增加。"]
    assert len(read(page, list(page), numbered=True)) == 1


# --- tables of text --------------------------------------------------------------------------------------------------------------------

TASKS = Grid(
    (
        ("序号", "重要事项", "工作内容及目标", "完成情况"),
        ("1", "数字档案馆", "完成馆藏档案数字化扫描二十万页，建成数字\n档案查询平台", "完成"),
        ("2", "新馆搬迁", "分批完成馆藏档案搬迁，确保档案安全，做到零", "完成"),
    )
)
REST = Grid((("", "", "丢失、零损坏", ""), ("3", "档案宣传", "举办国际档案日宣传活动，接待参观群众三百人次", "完成")))


def test_a_table_of_tasks_is_a_row_a_paragraph_also_over_a_page_break() -> None:
    (passage,) = read(["第四部分 重点工作完成情况", TASKS], [REST], numbered=True)
    assert passage.section == ("第四部分 重点工作完成情况",)
    assert passage.text.split("\n") == [
        "重要事项：数字档案馆；工作内容及目标：完成馆藏档案数字化扫描二十万页，建成数字档案查询平台；完成情况：完成。",
        "重要事项：新馆搬迁；工作内容及目标：分批完成馆藏档案搬迁，确保档案安全，做到零丢失、零损坏；完成情况：完成。",
        "重要事项：档案宣传；工作内容及目标：举办国际档案日宣传活动，接待参观群众三百人次；完成情况：完成。",
    ]


EVALUATION = Grid(
    (
        ("项目名称", "档案数字化经费", "项目主管部门", "某区档案馆"),
        ("预算数（A）", "执行数（B）", "执行率", "得分"),
        ("100.00", "97.50", "97.50%", "19.5"),
        ("指标类型", "指标名称", "指标值", "评价标准"),
        ("数量指标", "扫描页数", "200000", "达到目标得满分，未达到按完成比例得分或不得分"),
        ("偏差大或\n目标未完成\n原因分析", "因扫描设备到货延迟，部分批次顺延至次年一季度完成。", None, None),
    )
)


def test_reasons_and_standards_in_a_form_of_figures_are_read_under_its_project() -> None:
    (passage,) = read(["2031年度项目支出绩效自评表", EVALUATION], numbered=True)
    assert passage.section == ("2031年度项目支出绩效自评表", "档案数字化经费")
    assert passage.text.split("\n") == [
        "指标类型：数量指标；指标名称：扫描页数；指标值：200000；评价标准：达到目标得满分，未达到按完成比例得分或不得分。",
        "偏差大或目标未完成原因分析：因扫描设备到货延迟，部分批次顺延至次年一季度完成。",
    ]


def test_a_form_of_figures_is_not_read() -> None:
    rows = (("科目编码", "科目名称", "合计"), ("2080505", "机关事业单位基本养老保险缴费支出", "38.91"), ("2080599", "其他养老支出", "0.33"))
    assert read(["2031年度支出决算表", Grid(rows)], numbered=True) == []


# --- passages --------------------------------------------------------------------------------------------------------------------------


def test_a_long_section_is_cut_between_sentences_only() -> None:
    sentence = "本馆第{}项工作是持续推进档案资源体系、利用体系、安全体系建设，努力提升服务水平和工作效率。"
    found = read(["一、工作情况", "".join(sentence.format(n) for n in range(30))])
    assert len(found) > 1 and all(250 <= len(p.text) <= LONGEST for p in found)
    assert all(p.text.endswith("。") for p in found)
    assert "".join(p.text for p in found) == "".join(sentence.format(n) for n in range(30))
    assert [p.next for p in found[:-1]] == [p.id for p in found[1:]]
    assert [p.previous for p in found[1:]] == [p.id for p in found[:-1]]
    assert found[0].previous == found[-1].next == ""


def test_ids_are_stable_and_follow_the_content_of_the_file() -> None:
    again = [p.id for p in read(NARRATIVE)]
    assert again == [p.id for p in read(NARRATIVE)]
    other = Document("made.txt", "1" * 64, "text", document(NARRATIVE).pages)
    assert not set(again) & {p.id for p in passages_of(other, IDENTITY)}


def test_a_passage_knows_where_it_stands() -> None:
    long = "档案利用工作稳步推进，全年接待查档群众三千余人次，提供复制件五千余份，群众满意率达到百分之九十九以上。"
    pages = [["一、工作情况", *wrapped([long * 6], 40)], wrapped([long * 16], 40)]
    found = read(*pages, numbered=True)
    assert [p.page for p in found][0] == 1 and [p.page for p in found][-1] == 2
    assert found[0].line == 2 and found[0].department == IDENTITY.department and found[0].year == 2031 and found[0].basis == "决算"


# --- real documents --------------------------------------------------------------------------------------------------------------------


def test_real_passages_are_slices_of_the_joined_text(real: dict[str, tuple[Document, list[Passage]]]) -> None:
    for name, (made, passages) in real.items():
        text = joined_text(made)
        assert len(passages) >= 5 and len({p.id for p in passages}) == len(passages), name
        assert all(text[p.start : p.end] == p.text for p in passages), name
        assert max(len(p.text) for p in passages) <= LONGEST, name


def test_real_passages_hold_no_paper_and_no_forms(real: dict[str, tuple[Document, list[Passage]]]) -> None:
    figures = re.compile(r"(?:\d[\d,]*\.\d\d ?){3}|…{4}|—\s*\d+\s*—|[一-鿿] [一-鿿]|行\s*[=＝]\s*[（(]")
    for name, (_, passages) in real.items():
        assert not [p.text for p in passages if figures.search(p.text)], name


@pytest.mark.parametrize(
    ("name", "words", "section"),
    [
        (REAL[0], "放管服”改革不断深入", "第三部分 武汉市江汉区行政审批局2021年度部门决算情况说明 › 十、机关运行经费支出情况"),
        (REAL[0], "由于邮寄费、刻章费", "第六部分 附件 › 2021年度项目支出绩效自评表 › 一网通办工作经费 › 偏差大或目标未完成原因分析"),
        (REAL[1], "上线“云”踏勘小程序", "实行“云辅导”“云帮办”“云勘验”，勘验时间压缩至半个小时以内"),
        (REAL[2], "30台国产电脑未能完成。今后", "一、部门整体绩效评价自评报告 › （二）部门整体绩效目标完成情况 › 3.未完成的绩效目标"),
        (REAL[3], "姑嫂树垃圾转运站", "五、一般公共预算财政拨款支出决算情况说明 › （三）财政拨款支出决算具体情况"),
        (REAL[3], "未能到相关地区考察扶贫成效", "2021年度项目支出绩效自评表 › 扶贫开发工作 › 偏差大或目标未完成原因分析"),
        (REAL[4], "码头潭综合楼", "项目申报表 › 新大楼管理服务运行经费 › 项目申请理由"),
        (REAL[5], "更换了老旧照明设施", "2024年度部门决算情况说明 › 十一、其他重要事项的情况说明 › （一）机关运行经费支出情况"),
        (REAL[6], "财政拨款收入支出增加的主要原因", "2025年部门预算编制说明"),
        (REAL[8], "主要原因是购置公务用车", "其他相关情况说明 › 一、2024年“三公”经费预算情况说明"),
        (REAL[9], "90%以上计满分", "2021年度项目支出绩效自评表 › 就业补助资金"),
    ],
)
def test_real_sections(real: dict[str, tuple[Document, list[Passage]]], name: str, words: str, section: str) -> None:
    assert any(" › ".join(p.section).endswith(section) for p in real[name][1] if words in p.text)


def test_real_glossaries_have_a_passage_an_entry(real: dict[str, tuple[Document, list[Passage]]]) -> None:
    for name, entries in ((REAL[0], 23), (REAL[5], 11), (REAL[6], 4)):
        passages = [p for p in real[name][1] if any("名词解释" in heading for heading in p.section)]
        assert len(passages) == entries, name
        assert all(p.text.endswith(("。", "支出", "附属事业单位")) for p in passages), name


def test_what_the_golden_questions_quote_is_in_a_passage(real: dict[str, tuple[Document, list[Passage]]], golden: Path) -> None:
    def plain(text: str) -> str:
        return re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))

    lines = [line for file in ("visible.jsonl", "visible2.jsonl") for line in (golden / file).read_text("utf-8").splitlines()]
    asked = [item for item in map(json.loads, lines) if item["kind"] == "text"]
    wanted = [(item["id"], e["doc"], plain(e["quote"])) for item in asked for e in item["expect"]["evidence"]]
    texts = {name: [plain(p.text) for p in passages] for name, (_, passages) in real.items()}
    missing = [(key, doc, quote) for key, doc, quote in wanted if not any(quote in text for text in texts[doc])]
    assert len(wanted) >= 30 and not missing
