"""Names of government departments as documents print them: which words are one, what hangs on to it, where its region ends."""

from __future__ import annotations

import re
from functools import cache

from index.data_files import toml_data
from index.years import FISCAL

PLACEHOLDER = re.compile(r"(?<![A-Za-z])[Xx×✕＊*○]{2,}|某某")

OFFICIAL, FORM, PROJECT = 5, 4, 1
"""How far a label in front of a name is to be trusted: a cover's, a form's, a project's."""
_LABELS = (
    (
        "预算主管部门|编制部门|编报部门|预算部门|部门名称|部门编码及名称|部门[(]单位[)]名称|部门/单位名称|公开部门|公开单位|编报单位",
        OFFICIAL,
    ),
    ("编制单位|填报单位|填报部门|单位名称|部门/单位|部门[(]单位[)]|部门|单位", FORM),
    ("项目主管部门|主管部门及代码|主管部门|预算单位", PROJECT),
)
SEAL = r"\s*(?:[(](?:盖章|公章|签章)[)])?\s*"
_LABELLED = [(re.compile(rf"(?:^|(?<=[\s)]))(?:{words}){SEAL}[:：]\s*(?P<value>\S.*)"), weight) for words, weight in _LABELS]
_NEXT_FIELD = re.compile(
    r"\s*(?:(?:金额)?单位\s*[:：(]|填报|编制日期|日期|报送|公开\d|预算\d|财决|代码|项目|联系|[(](?:盖章|公章|签章)[)]|(?:20\d\d|二[〇○零])\S*年).*"
)
_LEVELS = re.compile(
    r"^(?P<province>[^市区县旗]{2,8}?(?:省|自治区))?(?P<city>[^省区县]{2,8}?(?:市|自治州|地区|盟))?"
    r"(?P<county>市[中南北]区|(?![社园校景库]区)[^市省]{1,8}?(?:区|县|旗)|[^市省]{2,8}?市)?(?P<rest>.{2,})$"
)
_AFFIX = re.compile(rf"^(?:{FISCAL}|关于|附件\d*|附|第[一二三四]部分|年度|年|度|公布|公开)[:：、]?|(?:关于|的|公开|公布)$")
_SUBORDINATE = re.compile(r"^.{4,}?(?:所属|下属)(?:事业)?(?:单位)?(?=.{4,})")
_SCOPE = re.compile(r"[（(]?(?:[省市区县]?本级|本部|机关|汇总|部门|单位|盖章|公章|含下属单位|[省市区县]级)[)）]?$")
_CODE = re.compile(r"^[\[【(（]?[0-9A-Z]{2,14}[\]】)）]?[-—–_:： ]*(?=[一-鿿])")
_FOREIGN = re.compile(
    r"项目实施|实施单位|主管部门|项目单位|预算|决算|情况|本表|说明|反映|经费|支出|收入|目录|部分|绩效|报告|公开|名称|[、，。；：:?？!！]"
)
_OPENS = re.compile(
    r"^(?:本[^溪]|我|各|该|所属|下属|纳入|有关|相关|按照|根据|依据|以及|对于|为[了做]|由|将|从|与|和(?!平)|及|上述|其中|经[^济开]|报)"
)


@cache
def _ending() -> re.Pattern[str]:
    endings = sorted(toml_data("organs.toml")["words"]["endings"], key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, endings))})$")


def department_name(text: str) -> str:
    """The department that a piece of a title or a label's value names, in full and with full-width brackets; "" where it names none.

    >>> department_name("[105]云泽市教育局（本级）"), department_name("云泽市"), department_name("本部门")
    ('云泽市教育局', '', '')
    """
    name = re.sub(r"[\s“”\"《》]", "", text).replace("(", "（").replace(")", "）")
    name = _CODE.sub("", re.sub(r"^（([^（）]+)）$", r"\1", name))
    name = _SUBORDINATE.sub("", name)
    before = None
    while name != before:
        before, name = name, _SCOPE.sub("", _AFFIX.sub("", name)) if not _bracketed_organ(name) else _AFFIX.sub("", name)
    plain = re.sub(r"（[^（）]*）", "", name)
    if PLACEHOLDER.search(name) or not re.fullmatch(r"[一-鿿·（）]{3,50}", name) or not 3 <= len(plain) <= 40:
        return ""
    if _FOREIGN.search(name) or _OPENS.match(name) or not _ending().search(plain) or plain in _common():
        return ""
    return name


def labelled_name(line: str) -> tuple[str, int]:
    """The department that a label of the line names (部门：…, 编制单位：…) and the label's weight; ("", 0) where none does.

    >>> labelled_name("编制单位：云泽市教育局 金额单位：万元")
    ('云泽市教育局', 4)
    """
    for pattern, weight in _LABELLED:
        if found := pattern.search(line):
            return department_name(_NEXT_FIELD.sub("", found["value"])), weight
    return "", 0


def _bracketed_organ(name: str) -> bool:
    """A second name in brackets at the end: 云泽市城市管理委员会（云泽市综合行政执法局）."""
    inner = re.search(r"（([^（）]{4,})）$", name)
    return inner is not None and _ending().search(inner[1]) is not None


@cache
def _common() -> frozenset[str]:
    """Words that are no department's name by themselves."""
    words = toml_data("organs.toml")["words"]
    return frozenset((*words["not_organs"], *words["endings"]))


def region_of(text: str) -> str:
    """The region at the head of a name or title, level by level; "" where it begins with none.

    >>> region_of("岚曲省溟川市禾洲县农业农村局"), region_of("气象部")
    ('岚曲省溟川市禾洲县', '')
    """
    return "".join(split_region(re.sub(r"^(?:中共|中国共产党|政协|共青团)", "", text))[0])


def split_region(name: str) -> tuple[list[str], str]:
    """A department's regions, largest first, and the rest of its name.

    >>> split_region("云泽市澜川区行政审批局")
    (['云泽市', '澜川区'], '行政审批局')
    """
    match = _LEVELS.match(name)
    if not match:
        return [], name
    regions = [match[level] for level in ("province", "city", "county") if match[level]]
    return regions, match["rest"]
