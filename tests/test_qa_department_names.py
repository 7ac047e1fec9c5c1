"""Forty departments of five districts whose names are alike, and how people name them: the right one, several that fit, or none."""

from __future__ import annotations

import pytest
from fictitious_facts import record
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.departments import link_departments, spell_out
from qa.normalise import normalise
from qa.places import stems_of
from qa.schema import Schema, read_schema
from qa.surfaces import known_organs, region_names

LAN, XI, CHUAN, HE, YU = "云泽市澜川区", "云泽市澜溪区", "云泽市溪川区", "霁州市禾洲县", "霁州市禾澜区"
HELD = {
    LAN: (
        "教育局", "财政局", "行政审批局", "人民政府办公室", "人力资源和社会保障局", "城市管理执法局", "卫生健康局", "住房保障和房屋管理局",
        "文化和旅游局", "退役军人事务局", "人民政府柘渡街道办事处", "人民法院", "人民检察院",
    ),
    XI: (
        "教育局", "财政局", "政务服务和大数据管理局", "规划和自然资源局", "卫生健康委员会", "住房和城乡建设局", "人民政府听澜街道办事处",
        "妇女联合会", "残疾人联合会",
    ),
    CHUAN: ("总工会", "科学技术协会", "人民代表大会常务委员会办公室"),
    HE: ("水务局", "教育局", "青桥镇人民政府", "第十一中学", "人民医院", "审计局"),
    YU: ("水利局", "实验小学", "市场监督管理局", "妇幼保健院"),
}  # fmt: skip
HEADED = (
    "中共云泽市溪川区委组织部", "中国共产党云泽市溪川区委员会宣传部", "中共云泽市溪川区委统一战线工作部", "中共云泽市溪川区委政法委员会",
    "共青团云泽市溪川区委员会",
)  # fmt: skip
NAMES = tuple(region + organ for region, organs in HELD.items() for organ in organs) + HEADED
LABELS = frozenset(["公共资源交易中心工作经费", "工会经费", "法院", "学前教育", "社会福利院改造", "中小学支出"])
SCHEMA = read_schema([record(name, year, "决算") for name in NAMES for year in (2022, 2023)])


def named(text: str, known: Schema = SCHEMA) -> tuple[list[set[str]], str]:
    """(the candidates of every mention, what is named and not held)."""
    found = link_departments(spell_out(normalise(text), known), known, LABELS)
    return [set(m.candidates) for m in found.mentions], found.unknown


def test_the_districts_are_invented_and_forty_departments_lie_in_them() -> None:
    assert len(NAMES) == len(set(NAMES)) == len(SCHEMA.departments) == 40
    places = {place for region in (LAN, XI, CHUAN, HE, YU) for place in (region[:3], region[3:])}
    assert not places & region_names() and not {place[:2] for place in places} & stems_of()


@pytest.mark.parametrize("name", NAMES)
def test_an_official_name_is_its_department_alone(name: str) -> None:
    assert named(f"{name}2023年支出合计是多少？") == ([{name}], "")


ONE = [
    # official names with less of the region, and district and function
    ("澜川区教育局", LAN + "教育局"), ("澜川教育局", LAN + "教育局"), ("云泽澜川区教育局", LAN + "教育局"),
    ("云泽市澜川教育局", LAN + "教育局"),
    ("澜溪区教育局", XI + "教育局"), ("澜溪教育局", XI + "教育局"), ("禾洲县教育局", HE + "教育局"), ("县教育局", HE + "教育局"),
    ("霁州禾洲县教育局", HE + "教育局"), ("澜川区的教育局", LAN + "教育局"), ("瀾川區教育局", LAN + "教育局"),
    ("雲澤市瀾溪區財政局", XI + "财政局"), ("霽州市禾洲縣審計局", HE + "审计局"), ("禾洲審計局", HE + "审计局"),
    # short names of organs
    ("审批局", LAN + "行政审批局"), ("澜川审批局", LAN + "行政审批局"), ("区审批局", LAN + "行政审批局"),
    ("行政审批局", LAN + "行政审批局"),
    ("区府办", LAN + "人民政府办公室"), ("区政府办", LAN + "人民政府办公室"), ("澜川区府办", LAN + "人民政府办公室"),
    ("澜川区政府办公室", LAN + "人民政府办公室"), ("政府办", LAN + "人民政府办公室"), ("人社局", LAN + "人力资源和社会保障局"),
    ("澜川区人社局", LAN + "人力资源和社会保障局"), ("人力社保局", LAN + "人力资源和社会保障局"), ("城管局", LAN + "城市管理执法局"),
    ("澜川城管局", LAN + "城市管理执法局"), ("城管执法局", LAN + "城市管理执法局"), ("卫健局", LAN + "卫生健康局"),
    ("澜川区卫健局", LAN + "卫生健康局"), ("房管局", LAN + "住房保障和房屋管理局"), ("区房管局", LAN + "住房保障和房屋管理局"),
    ("文旅局", LAN + "文化和旅游局"), ("澜川区文化旅游局", LAN + "文化和旅游局"), ("退役军人局", LAN + "退役军人事务局"),
    ("澜川区退役军人局", LAN + "退役军人事务局"), ("政数局", XI + "政务服务和大数据管理局"),
    ("澜溪区大数据局", XI + "政务服务和大数据管理局"),
    ("政务服务局", XI + "政务服务和大数据管理局"), ("规资局", XI + "规划和自然资源局"), ("澜溪区规自局", XI + "规划和自然资源局"),
    ("自然资源局", XI + "规划和自然资源局"), ("卫健委", XI + "卫生健康委员会"), ("澜溪卫健委", XI + "卫生健康委员会"),
    ("澜溪区卫生健康委", XI + "卫生健康委员会"), ("住建局", XI + "住房和城乡建设局"), ("澜溪区住建局", XI + "住房和城乡建设局"),
    ("市场监管局", YU + "市场监督管理局"), ("禾澜区市监局", YU + "市场监督管理局"), ("审计局", HE + "审计局"), ("水务局", HE + "水务局"),
    # streets and towns
    ("柘渡街道办事处", LAN + "人民政府柘渡街道办事处"), ("柘渡街道", LAN + "人民政府柘渡街道办事处"),
    ("柘渡街道办", LAN + "人民政府柘渡街道办事处"),
    ("柘渡街", LAN + "人民政府柘渡街道办事处"), ("澜川区柘渡街道", LAN + "人民政府柘渡街道办事处"),
    ("柘渡街办", LAN + "人民政府柘渡街道办事处"),
    ("澜川区人民政府柘渡街道办事处", LAN + "人民政府柘渡街道办事处"), ("听澜街", XI + "人民政府听澜街道办事处"),
    ("澜溪区听澜街道办", XI + "人民政府听澜街道办事处"), ("青桥镇", HE + "青桥镇人民政府"), ("青桥镇政府", HE + "青桥镇人民政府"),
    ("禾洲县青桥镇", HE + "青桥镇人民政府"), ("禾洲青桥镇政府", HE + "青桥镇人民政府"),
    # bodies of the party, the masses and the law
    ("组织部", HEADED[0]), ("区委组织部", HEADED[0]), ("溪川区委组织部", HEADED[0]), ("溪川组织部", HEADED[0]),
    ("中共溪川区委组织部", HEADED[0]),
    ("宣传部", HEADED[1]), ("溪川区委宣传部", HEADED[1]), ("中共溪川区委宣传部", HEADED[1]), ("统战部", HEADED[2]),
    ("区委统战部", HEADED[2]),
    ("溪川区统战部", HEADED[2]), ("政法委", HEADED[3]), ("溪川区委政法委", HEADED[3]), ("区委政法委员会", HEADED[3]), ("团委", HEADED[4]),
    ("溪川区团委", HEADED[4]), ("共青团溪川区委", HEADED[4]), ("区团委", HEADED[4]), ("妇联", XI + "妇女联合会"),
    ("澜溪区妇联", XI + "妇女联合会"),
    ("残联", XI + "残疾人联合会"), ("区残联", XI + "残疾人联合会"), ("总工会", CHUAN + "总工会"), ("溪川区工会", CHUAN + "总工会"),
    ("溪川总工会", CHUAN + "总工会"), ("科协", CHUAN + "科学技术协会"), ("溪川区科协", CHUAN + "科学技术协会"),
    ("溪川区人大", CHUAN + "人民代表大会常务委员会办公室"), ("人大办", CHUAN + "人民代表大会常务委员会办公室"),
    ("区人大常委会", CHUAN + "人民代表大会常务委员会办公室"), ("法院", LAN + "人民法院"), ("澜川区法院", LAN + "人民法院"),
    ("检察院", LAN + "人民检察院"), ("澜川检察院", LAN + "人民检察院"), ("区人民检察院", LAN + "人民检察院"),
    # schools and hospitals
    ("十一中", HE + "第十一中学"), ("禾洲县第十一中学", HE + "第十一中学"), ("禾洲十一中", HE + "第十一中学"),
    ("实验小学", YU + "实验小学"),
    ("禾澜区实验小学", YU + "实验小学"), ("禾澜实小", YU + "实验小学"), ("县人民医院", HE + "人民医院"),
    ("禾洲县人民医院", HE + "人民医院"),
    ("妇幼保健院", YU + "妇幼保健院"), ("禾澜区妇保院", YU + "妇幼保健院"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "department"), ONE)
@pytest.mark.parametrize("wording", ["{}2023年支出合计是多少？", "2023年{}的公务接待费", "{}", "请问{}一共花了多少钱"])
def test_a_department_is_known_by_every_name_that_people_give_it(said: str, department: str, wording: str) -> None:
    assert named(wording.format(said)) == ([{department}], "")


SLIPS = [
    ("澜川区教玉局", LAN + "教育局"), ("栏川区教育局", LAN + "教育局"), ("云择市澜川区教育局", LAN + "教育局"),
    ("澜川区较育局", LAN + "教育局"),
    ("澜川区教育育局", LAN + "教育局"), ("澜川川区教育局", LAN + "教育局"), ("澜川区育教局", LAN + "教育局"),
    ("川澜区财政局", LAN + "财政局"),
    ("澜川区行政审皮局", LAN + "行政审批局"), ("澜川区行审批局", LAN + "行政审批局"), ("澜川区行政审局", LAN + "行政审批局"),
    ("澜川区行政政审批局", LAN + "行政审批局"), ("澜川区监察院", LAN + "人民检察院"),
    ("澜川区人力资元和社会保障局", LAN + "人力资源和社会保障局"), ("澜川区城市管里执法局", LAN + "城市管理执法局"),
    ("澜川区卫生建康局", LAN + "卫生健康局"), ("澜川区文化和旅游游局", LAN + "文化和旅游局"),
    ("澜川区退役军人是务局", LAN + "退役军人事务局"),
    ("柘渡街到办事处", LAN + "人民政府柘渡街道办事处"), ("柘度街道办事处", LAN + "人民政府柘渡街道办事处"),
    ("柘渡街到办", LAN + "人民政府柘渡街道办事处"),
    ("柘渡街道办办事处", LAN + "人民政府柘渡街道办事处"), ("柘渡街道办处", LAN + "人民政府柘渡街道办事处"),
    ("听澜界道办事处", XI + "人民政府听澜街道办事处"),
    ("澜溪区规划和自然资原局", XI + "规划和自然资源局"), ("澜希区财政局", XI + "财政局"),
    ("澜溪区住房和城乡建社局", XI + "住房和城乡建设局"),
    ("澜溪区卫生健委员会", XI + "卫生健康委员会"), ("禾洲县审记局", HE + "审计局"), ("禾州县审计局", HE + "审计局"),
    ("禾洲县青乔镇政府", HE + "青桥镇人民政府"),
    ("禾洲县人民医医院", HE + "人民医院"), ("溪川区科学记术协会", CHUAN + "科学技术协会"), ("溪川区委组只部", HEADED[0]),
    ("禾澜区市场监督管里局", YU + "市场监督管理局"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "department"), SLIPS)
def test_a_slip_is_read_as_what_is_meant_and_said(said: str, department: str) -> None:
    text = f"{said}2023年支出合计是多少"
    assert named(text) == ([{department}], "")
    [mention] = link_departments(text, SCHEMA, LABELS).mentions
    assert mention.corrected and mention.text == said


@pytest.mark.parametrize(
    ("said", "departments"),
    [
        ("教育局", {LAN + "教育局", XI + "教育局", HE + "教育局"}),
        ("区教育局", {LAN + "教育局", XI + "教育局"}),
        ("云泽市的教育局", {LAN + "教育局", XI + "教育局"}),
        ("财政局", {LAN + "财政局", XI + "财政局"}),
        ("云泽市的财政局", {LAN + "财政局", XI + "财政局"}),
        ("禾澜区", {YU + organ for organ in HELD[YU]}),
        ("霁州市禾澜区", {YU + organ for organ in HELD[YU]}),
        ("霁州市", {HE + organ for organ in HELD[HE]} | {YU + organ for organ in HELD[YU]}),
    ],
)
def test_what_fits_several_is_not_chosen(said: str, departments: set[str]) -> None:
    assert named(f"{said}2023年支出合计是多少") == ([departments], "")


@pytest.mark.parametrize(
    ("said", "departments"),
    [
        ("澜川区教育局和澜溪区教育局", [LAN + "教育局", XI + "教育局"]),
        ("澜溪区教育局比澜川区教育局", [XI + "教育局", LAN + "教育局"]),
        ("澜川区和澜溪区教育局", [LAN + "教育局", XI + "教育局"]),
        ("澜川区、澜溪区财政局", [LAN + "财政局", XI + "财政局"]),
        ("澜川区教育局和财政局", [LAN + "教育局", LAN + "财政局"]),
        ("澜川区教育局、财政局、审批局", [LAN + "教育局", LAN + "财政局", LAN + "行政审批局"]),
        ("柘渡街道和听澜街道", [LAN + "人民政府柘渡街道办事处", XI + "人民政府听澜街道办事处"]),
        ("规资局、卫健委和禾洲县教育局", [XI + "规划和自然资源局", XI + "卫生健康委员会", HE + "教育局"]),
        ("组织部和宣传部", [HEADED[0], HEADED[1]]),
        ("妇联与残联", [XI + "妇女联合会", XI + "残疾人联合会"]),
        ("澜川区教育局加云泽市澜川区财政局", [LAN + "教育局", LAN + "财政局"]),
        ("澜川区教育局的公用经费加上云泽市澜溪区教育局", [LAN + "教育局", XI + "教育局"]),
        ("云泽市澜川区柘渡街道多还是云泽市澜川区行政审批局", [LAN + "人民政府柘渡街道办事处", LAN + "行政审批局"]),
        ("澜川区教育局和澜溪区教玉局", [LAN + "教育局", XI + "教育局"]),
        ("栏川区财政局和澜溪区财政局", [LAN + "财政局", XI + "财政局"]),
    ],
)
def test_several_departments_are_all_named(said: str, departments: list[str]) -> None:
    assert named(f"{said}2023年支出合计各是多少") == ([{name} for name in departments], "")


@pytest.mark.parametrize(
    ("said", "unknown"),
    [
        ("澜川区民政局", "澜川区民政局"), ("民政局", "民政局"), ("澜川区审计局", "澜川区审计局"), ("澜溪区审批局", "澜溪区审批局"),
        ("溪川区教育局", "溪川区教育局"), ("禾澜区财政局", "禾澜区财政局"), ("澜川区卫健委", "澜川区卫健委"),
        ("澜溪区妇幼保健院", "澜溪区妇幼保健院"),
        ("澜川区档案馆", "澜川区档案馆"), ("禾洲县疾控中心", "禾洲县疾控中心"), ("禾洲县的疾控中心", "禾洲县疾控中心"),
        ("溪川区委编办", "溪川区委"),
        ("禾洲县第一中学", "禾洲县第一中学"), ("禾洲县税务局", "禾洲县税务局"), ("澜川区残联", "澜川区残联"),
        ("云泽市教育局", "云泽市教育局"), ("霁州市教育局", "霁州市教育局"), ("市教育局", "市教育局"), ("省教育局", "省教育局"),
        ("供销社", "供销社"), ("禾洲县农业农村水利局", "禾洲县农业农村水利局"), ("澜川区城市财政局", "澜川区城市财政局"),
        ("澜溪区东听澜街道", "澜溪区东听澜街道"), ("团委和侨联", "侨联"), ("侨联", "侨联"), ("工商联", "工商联"),
        ("北京市教育委员会", "北京市"), ("朝阳区教育局", "朝阳区"),
        ("兰溪市教育局", "兰溪市"), ("兰溪教育局", "兰溪教育局"), ("丰县教育局", "丰县教育局"), ("梅县教育局", "梅县教育局"),
        ("下柘渡街道", "下柘渡街道"),
        ("澜川区教育局和民政局", "民政局"), ("民政局和澜川区教育局", "民政局"), ("澜川区教育局比侨联", "侨联"),
        ("澜川区教育局和碧溪街道办事处", "碧溪街道办事处"),
        ("澜川区教育局本级", "澜川区教育局本级"), ("澜川区教育局（本级）", "澜川区教育局本级"), ("澜川区本级", "澜川区本级"),
        ("澜川区教育局下属的招生中心", "招生中心"), ("澜川区教育局所属事业单位特殊教育学校", "特殊教育学校"),
        ("澜川区教育局招生办公室", "招生办公室"),
        ("澜川区财政局财政所", "财政所"), ("禾洲县人民医院分院", "分院"), ("禾澜区第二实验小学", "禾澜区第二实验小学"),
        ("禾澜区实验中学", "禾澜区实验中学"),
    ],
)  # fmt: skip
def test_a_department_that_is_not_held_is_said_to_be_unknown(said: str, unknown: str) -> None:
    _, found = named(f"{said}2023年支出合计是多少？")
    assert found == unknown


@pytest.mark.parametrize(
    "text",
    ["澜川区教育局2023年工会经费", "澜川区教育局2023年法院支出", "澜川区教育局2023年社会福利院改造支出", "澜川区教育局2023年中小学支出",
     "澜川区教育局2023年社会组织支出", "澜川区教育局2023年机关服务支出", "澜川区教育局2023年公共资源交易中心工作经费",
     "澜川区教育局2023年办公费",
     "澜川区教育局2023年社会保障和就业支出", "澜川区教育局2023年行政单位医疗", "澜川区教育局2023年人大事务支出",
     "澜川区教育局2023年政协事务支出",
     "澜川区教育局决算所有支出2023年"],
)  # fmt: skip
def test_words_for_figures_are_no_departments(text: str) -> None:
    assert named(text) == ([{LAN + "教育局"}], "")


def test_figures_of_a_head_office_are_held_where_a_document_is_of_one() -> None:
    own = read_schema([record(LAN + "教育局", 2023, "决算"), record(LAN + "教育局", 2023, "预算", scope="单位本级")])
    assert named("澜川区教育局本级2023年支出", own) == ([{LAN + "教育局"}], "")


# names of departments that are not held --------------------------------------------------------------------------------------------

REGIONS = st.sampled_from(["", "区", "澜川区", "澜川", "云泽市澜川区", "澜溪区", "溪川区", "禾洲县", "禾澜区", "云泽市", "霁州市"])
ORGANS = st.sampled_from(sorted(known_organs()))
WORDINGS = st.sampled_from(["{}2023年支出合计是多少？", "2023年{}的公务接待费", "{}和民政局2023年支出"])


@settings(max_examples=1500, deadline=None)
@given(REGIONS, ORGANS, WORDINGS)
def test_no_organ_leads_to_another_one_or_to_another_district(region: str, organ: str, wording: str) -> None:
    """Whatever organ is named, wherever: the department chosen bears that name there, or none is chosen without doubt."""
    said = region + organ
    mentions, unknown = named(wording.format(said))
    if not unknown:
        for candidates in mentions:
            if len(candidates) == 1:
                department = SCHEMA.named(next(iter(candidates)))
                assert said in department.surfaces, (said, department.name)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(sorted(region_names())), st.sampled_from(sorted({organ for organs in HELD.values() for organ in organs})))
def test_no_real_region_leads_to_an_invented_one(region: str, organ: str) -> None:
    mentions, unknown = named(f"{region}{organ}2023年支出合计是多少？")
    assert unknown or not mentions, (region, organ, mentions)
