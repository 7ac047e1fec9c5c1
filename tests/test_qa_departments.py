"""Which departments a question means: names, short names, regions, slips of the pen, and those that the store does not hold."""

from __future__ import annotations

import pytest
from fictitious_facts import APPROVAL, EDUCATION, OFFICE, OTHER_APPROVAL, OTHER_EDUCATION, STREET, record, schema

from index.naming import split_region
from qa.departments import DepartmentLinks, link_departments, spell_out
from qa.normalise import normalise
from qa.schema import Schema, read_schema
from qa.surfaces import region_names

LABELS = frozenset(["公共资源交易中心工作经费", "学前教育"])
SCHEMA = schema()


def named(text: str, known: Schema = SCHEMA) -> DepartmentLinks:
    return link_departments(normalise(text), known, LABELS)


def meant(text: str, known: Schema = SCHEMA) -> list[tuple[str, ...]]:
    """The candidates of every mention, unless something unknown is named."""
    found = named(text, known)
    assert found.unknown == "", found
    return [m.candidates for m in found.mentions]


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("云泽市澜川区教育局2023年支出合计", EDUCATION),
        ("澜川区教育局2023年支出合计", EDUCATION),
        ("澜川教育局2023年支出合计", EDUCATION),
        ("云泽市澜川教育局", EDUCATION),
        ("請問澜川區教育局支出", EDUCATION),
        ("2023年，澜川区教育局的支出", EDUCATION),
        ("澜川区教育局机关办公费", EDUCATION),
        ("砚溪区教育局", OTHER_EDUCATION),
        ("澜川区行政审批局", APPROVAL),
        ("澜川区审批局2023年", APPROVAL),
        ("砚溪审批局", OTHER_APPROVAL),
        ("霁州市望汐区人民政府柘渡街道办事处2024年预算", STREET),
        ("霁州市望汐区柘渡街道办事处", STREET),
        ("望汐区柘渡街道办事处", STREET),
        ("柘渡街道办事处", STREET),
        ("柘渡街道办2024年预算", STREET),
        ("柘渡街道", STREET),
        ("柘渡街办", STREET),
        ("霁州市禾洲区人民政府办公室", OFFICE),
        ("禾洲区政府办公室", OFFICE),
        ("禾洲区政府办2022年支出", OFFICE),
        ("区政府办", OFFICE),
    ],
)
def test_a_department_is_known_by_its_names(text: str, department: str) -> None:
    assert meant(text) == [(department,)]


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("教育局2023年支出", {EDUCATION, OTHER_EDUCATION}),
        ("区教育局2023年支出", {EDUCATION, OTHER_EDUCATION}),
        ("审批局支出", {APPROVAL, OTHER_APPROVAL}),
        ("云泽市的教育局2023年支出", {EDUCATION, OTHER_EDUCATION}),
        ("澜川区2023年支出", {EDUCATION, APPROVAL}),
        ("霁州市支出", {STREET, OFFICE}),
    ],
)
def test_what_fits_several_is_not_chosen(text: str, several: set[str]) -> None:
    [candidates] = meant(text)
    assert set(candidates) == several


@pytest.mark.parametrize(
    ("text", "departments"),
    [
        ("澜川区教育局和砚溪区教育局", [EDUCATION, OTHER_EDUCATION]),
        ("砚溪区教育局比澜川区教育局", [OTHER_EDUCATION, EDUCATION]),
        ("澜川区教育局、柘渡街道、禾洲区政府办", [EDUCATION, STREET, OFFICE]),
        ("澜川区教育局和行政审批局", [EDUCATION, APPROVAL]),  # said once, the region holds for both
        ("砚溪区教育局、审批局", [OTHER_EDUCATION, OTHER_APPROVAL]),
    ],
)
def test_several_departments_in_the_order_of_their_mention(text: str, departments: list[str]) -> None:
    assert meant(text) == [(d,) for d in departments]


def test_mentions_lie_where_they_stand() -> None:
    text = normalise("2023年砚溪区审批局比澜川区教育局的支出多吗")
    found = link_departments(text, SCHEMA)
    assert [text[m.start : m.end] for m in found.mentions] == [m.text for m in found.mentions] == ["砚溪区审批局", "澜川区教育局"]


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("临川区教育局2023年支出", "临川区"),  # real regions, each one character away from one in the store
        ("南川区教育局2023年支出", "南川区"),
        ("花溪区教育局2023年支出", "花溪区"),
        ("香洲区政府办公室2022年支出", "香洲区"),
        ("房山区教育局", "房山区"),
        ("北京市教育委员会2023年支出", "北京市"),
        ("澜川区财政局2023年支出", "澜川区财政局"),
        ("财政局2023年支出", "财政局"),
        ("2023年财政局支出", "财政局"),
        ("丰县的教育局支出", "丰县教育局"),
        ("内蒙古自治区2023年教育局支出", "内蒙古自治区"),
        ("恩施州教育局支出", "恩施州教育局"),
        ("南昌教育局支出", "南昌教育局"),
        ("澜川区教育局和乌鲁木齐市教育局", "乌鲁木齐市"),
        ("澜川区政府办公室支出", "澜川区政府办公室"),  # an office that only another region has
        ("澜川区人民医院支出", "澜川区人民医院"),
        ("澜川区实验小学支出", "澜川区实验小学"),
        ("澜川区教育局下属的招生中心单独的支出", "招生中心"),
    ],
)
def test_what_the_store_does_not_hold_is_named_not_replaced(text: str, unknown: str) -> None:
    assert named(text).unknown == unknown


def test_the_regions_next_door_are_real_and_ours_are_not() -> None:
    """What the cases above rest on."""
    assert {"临川区", "南川区", "花溪区", "香洲区", "房山区", "北京市"} <= region_names()
    assert not {"澜川区", "砚溪区", "禾洲区", "望汐区", "云泽市", "霁州市"} & region_names()


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("澜川区教玉局2023年支出", EDUCATION),
        ("云泽市澜川区教玉局", EDUCATION),
        ("澜川区教育居", EDUCATION),
        ("云泽市栏川区教育局", EDUCATION),
        ("兰川区教育局", EDUCATION),
        ("柘度街道办事处", STREET),
        ("柘渡街到办", STREET),
        ("霁州市禾洲区人民政府办工室", OFFICE),
    ],
)
def test_one_character_that_sounds_alike_is_corrected_and_said(text: str, department: str) -> None:
    [mention] = named(text).mentions
    assert (mention.candidates, mention.corrected) == ((department,), True)
    assert named(text).unknown == ""


@pytest.mark.parametrize("text", ["澜川区体育局2023年支出", "澜川区教导局2023年支出", "澜川区行政执法局2023年支出", "梧桐街道2024年预算"])
def test_another_word_is_another_office(text: str) -> None:
    assert named(text).unknown == text.split("20")[0]


@pytest.mark.parametrize("text", ["澜川区教育局", "砚溪区审批局", "柘渡街道"])
def test_what_is_spelt_right_is_not_called_corrected(text: str) -> None:
    assert [m.corrected for m in named(text).mentions] == [False]


def test_no_slip_of_the_pen_leads_to_another_real_region() -> None:
    """Every real region instead of ours: never our department."""
    one = schema((EDUCATION, 2023, "决算"))
    assert len(region_names()) > 3000
    for region in sorted(region_names()):
        for known in (SCHEMA, one):
            found = named(f"{region}教育局2023年支出", known)
            assert found.unknown or not found.mentions, (region, found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("湖北省武汉市江汉区行政审批局支出", "武汉市江汉区行政审批局"),
        ("湖北武汉江汉区审批局支出", "武汉市江汉区行政审批局"),
        ("区财政局支出", "上海市普陀区财政局"),
    ],
)
def test_the_regions_above_a_department_are_not_foreign(text: str, name: str) -> None:
    assert meant(text, schema(("武汉市江汉区行政审批局", 2023, "决算"), ("上海市普陀区财政局", 2023, "决算"))) == [(name,)]


@pytest.mark.parametrize(
    "text",
    ["2023年支出合计", "你好", "", "部门支出", "本单位支出", "全市教育支出", "各区支出", "教育支出", "办公室设备购置", "市民之家运行经费",
     "公共资源交易中心工作经费", "街道", "政府购买服务支出", "单位名称", "学前教育", "城区街道照明费"],
)  # fmt: skip
def test_words_for_figures_are_no_departments(text: str) -> None:
    assert named(text) == DepartmentLinks(())


def test_an_office_name_inside_another_word_does_not_count() -> None:
    found = named("澜川区教育局政府办公设备购置")
    assert [m.candidates for m in found.mentions] == [(EDUCATION,)]


@pytest.mark.parametrize(
    ("name", "regions", "organ"),
    [
        ("云泽市澜川区教育局", ["云泽市", "澜川区"], "教育局"),
        ("澜川区教育局", ["澜川区"], "教育局"),
        ("岚曲省溟川市禾洲县农业农村局", ["岚曲省", "溟川市", "禾洲县"], "农业农村局"),
        ("青榆自治区教育厅", ["青榆自治区"], "教育厅"),
        ("教育局", [], "教育局"),
    ],
)
def test_a_name_is_its_regions_and_its_organ(name: str, regions: list[str], organ: str) -> None:
    assert split_region(name) == (regions, organ)


# the schema ----------------------------------------------------------------------------------------------------------------------


def test_the_schema_says_what_there_is() -> None:
    assert [d.name for d in SCHEMA.departments] == sorted([EDUCATION, OTHER_EDUCATION, APPROVAL, OTHER_APPROVAL, STREET, OFFICE])
    assert SCHEMA.years([EDUCATION]) == [2022, 2023, 2024]
    assert SCHEMA.years([EDUCATION], "预算") == [2024]
    assert SCHEMA.years() == [2022, 2023, 2024]
    assert SCHEMA.years(["没有的部门"]) == []
    assert SCHEMA.bases(EDUCATION, 2023) == ["决算"]
    assert SCHEMA.coverage(EDUCATION) == "2022年部门决算、2023年部门决算、2024年部门预算"
    assert SCHEMA.coverage(OTHER_APPROVAL) == "2022年部门决算、2023年绩效自评"
    assert SCHEMA.named(EDUCATION).region == "澜川区"
    assert SCHEMA.named(EDUCATION).regions == ("澜川区", "澜川", "云泽市", "云泽")


def test_documents_that_cannot_answer_are_not_in_the_schema() -> None:
    documents = [record("", 2023, "决算"), record(EDUCATION, 0, "决算"), record(EDUCATION, 2023, "")]
    assert read_schema([*documents, record(EDUCATION, 2023, "决算", template=True)]).departments == ()
    assert read_schema([]).years() == []


def test_other_names_in_a_document_are_names_too() -> None:
    known = read_schema([record(EDUCATION, 2023, "决算", aliases="云泽市澜川区教育委员会,澜川区教育督导室")])
    assert [meant(text, known) for text in ("澜川区教育委员会", "澜川区教委", "澜川区教育督导室")] == [[(EDUCATION,)]] * 3


@pytest.mark.parametrize(
    "name", ["云泽市澜川区卫生健康委员会", "云泽市澜川区发展和改革局", "云泽市澜川区人民检察院", "云泽市第三中学", "云泽市交通运输局"]
)
def test_any_departments_own_name_finds_it_and_it_alone(name: str) -> None:
    known = schema((name, 2023, "决算"), (EDUCATION, 2023, "决算"))
    assert meant(f"{name}2023年支出合计是多少", known) == [(name,)]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("云泽市澜川区卫生健康委员会", "澜川区卫健委"),
        ("云泽市澜川区发展和改革委员会", "澜川区发改委"),
        ("云泽市澜川区人力资源和社会保障局", "澜川区人社局"),
        ("云泽市澜川区市场监督管理局", "市场监管局"),
        ("云泽市澜川区住房和城乡建设局", "澜川住建局"),
        ("云泽市澜川区人民法院", "澜川区法院"),
        ("云泽市澜川区退役军人事务局", "云泽市澜川区退役军人局"),
    ],
)
def test_everyday_short_names(name: str, short: str) -> None:
    assert meant(f"{short}2023年支出合计是多少", schema((name, 2023, "决算"), (EDUCATION, 2023, "决算"))) == [(name,)]


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("澜川区和砚溪区教育局2023年支出合计各是多少", "澜川区教育局和砚溪区教育局2023年支出合计各是多少"),
        ("澜川区与砚溪区行政审批局", "澜川区行政审批局与砚溪区行政审批局"),
        ("澜川区教育局和砚溪区教育局", "澜川区教育局和砚溪区教育局"),
        ("澜川区和望汐区教育局", "澜川区和望汐区教育局"),  # no such department: nothing is made up
        ("澜川区教育局的城区和农村学校", "澜川区教育局的城区和农村学校"),
    ],
)
def test_an_organ_said_once_belongs_to_both_regions(text: str, spelt: str) -> None:
    assert spell_out(text, SCHEMA) == spelt
