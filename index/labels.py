"""What the words before a figure say: what the figure is of, and what kind of figure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from index.amounts import is_money
from index.clauses import CJK, vocabulary

_YEAR = re.compile(
    r"(?:截[至止](?:到)?)?(?P<year>(?:19|20)\d\d)年(?P<part>度|末|底|初(?!预算|批复|安排)|\d{1,2}月份?(?:\d{1,2}日|底|末|初)?)?(?:止|期间)?[，,]?"
)
_YEAR_FOLLOWED = re.compile(
    r"(?:全年|当年|本年|预算|决算|年初|一般公共预算|政府性基金|国有资本|财政拨款|“?三公|收入|支出|收、?支|机关运行|政府采购|部门|整体|实际|在职|编制|公务|因公|国内|国（境）外|会议费|培训费|项目支出|基本支出|共|使用|实行|安排|开展|政府购买|收支|无)"
)
_BASE = r"(?P<how>同比(?=[上去]年)|(?<![同环])比|较|与|同(?!比)|和)(?P<base>[^，。]{1,24}?)(?:相比较|相比|比较|对比|比)?"
_RATIO = re.compile(
    r"(?P<name>.*?)(?:占到?|占比(?:重)?(?:为|达)?)(?P<whole>[^，]{0,40}?)(?:的比重|的比例|的比率|比重|比例)?(?:的)?(?:为|达到?|约为?)?$"
)
_COMPLETED = re.compile(
    r"(?P<name>.*?)(?P<column>(?:完成|为|达到?)(?P<of>(?:年初|全年|当年|年度|调整后?的?|部门)*预算(?:数|安排)?))的?(?:比例)?(?:为|达到?)?$"
)
_CHAIN = re.compile(
    r"(?P<name>(?:[^（()）“”]|[（(](?!\d*[类款项]?级?[)）])[^（()）“”]{1,8}[)）]){1,60})"
    r"[（(](?=[\d类款项])(?P<code>\d{2,7})?(?P<level>类|款|项)?(?:级)?[)）]"
)
_EARLIER = re.compile(
    r"(?P<name>.*?)(?:同比|比|较|与)(?P<base>(?:(?P<year>(?:19|20)\d\d)年度?|上一?年度?同?期?|去年(?:同期)?)(?:的?(?:决算|预算|执行|支出)数?)?)的?$"
)
_ORDINAL = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}是(?!否)|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]{1,3}[)）]、?|\d{1,2}[.．、](?!\d)|[①-⑳]|[\s，。；：、,;:)）]+)"
)
_CONDUCT = re.compile(r"[一-鿿](?<![执实银发运施进履])行为$")
"""录入监管行为20条: a noun that ends with 为."""
_AIMED = re.compile(r"(?P<column>绩效目标|年初目标值?|目标值)(?:为|是)?[^，]*$")
_NOTE = re.compile(r"[（(][^（()）]*(?:为准|下同|上一年|含税|口径|详见|以下简称|按|同口径|其中)[^（()）]*[)）]")


@dataclass(frozen=True)
class Label:
    """`name`: what the figure is of ("" where the words leave it to what was said before). `column`, `role`: as in `Fact`. `falls`: a
    decrease. `base`: what a change is measured against, "" unsaid. `year`: the year that the words begin with, None where they do not.
    `chain`: the classes above a functional item (一般公共服务支出, 财政事务)."""

    name: str
    column: str
    role: str = ""
    falls: bool = False
    base: str = ""
    year: int | None = None
    chain: tuple[str, ...] = ()


def read_label(words: str, unit: str, department: Iterable[str] = (), base: str = "") -> Label:
    """The label of a figure in `unit` that follows `words`. `department`: names by which the document calls its department. `base`: what
    the sentence compares with so far.

    >>> read_label("公务接待费支出决算为", "万元")
    Label(name='公务接待费', column='支出决算', role='决算', falls=False, base='', year=None, chain=())
    """
    aimed = _AIMED.match(words.strip())
    if aimed:
        return Label("", aimed["column"])
    year, rest = split_year(bare(_NOTE.sub("", words), department))
    rest = re.sub(r"^实际(?=[“一-鿿])(?!支出|执行|发生|使用|收入|到位|完成|在职|缴|发放|安排)", "", bare(rest, department))
    found = (
        _change(rest, unit, base)
        or _level(rest)
        or _bound(rest)
        or _rate(rest, unit)
        or _named_role(rest)
        or Label(_plain(rest), column_of(unit))
    )
    dated = re.search(r"(?P<year>(?:19|20)\d\d)年度?$", found.name)
    if dated and dated.start():
        found, year = replace(found, name=found.name[: dated.start()]), int(dated["year"])
    name, chain = _class(tidy(found.name, department))
    name = re.sub(r"^(?:用|用于)$", "", name)
    name = re.sub(r"^(?:本|当|今)年度?$", "", name) if found.role else name
    if name in _empty_words() and not re.match(vocabulary()["names"]["weak"], name):
        name = ""
    return Label(name, found.column, found.role, found.falls, found.base, found.year or year, chain)


@cache
def _empty_words() -> frozenset[str]:
    """Words that are no name even where they stand alone."""
    strip = vocabulary()["strip"]
    return frozenset((*strip["leading"], *strip["trailing"], *strip["leading_character"]))


def bare(words: str, department: Iterable[str] = ()) -> str:
    """Words without ordinals, connectives and the speaker in front."""
    strip = vocabulary()["strip"]
    speakers = [*sorted(department, key=len, reverse=True), *vocabulary()["names"]["speakers"]]
    text, before = words.strip(), ""
    while text != before:
        before = text
        text = _ORDINAL.sub("", text)
        for word in sorted(strip["leading"], key=len, reverse=True):
            if text.startswith(word) and len(text) > len(word):
                text = text[len(word) :]
                break
        text = re.sub(rf"^[{CJK}]{{0,24}}根据对(?:(?:19|20)\d\d年度?)?", "", text)
        text = re.sub(r"^(?:所属|下属)(?:各)?(?:预算)?单位(?:共有|现有)|^(?:计划)?安排(?=公务|因公|政府采购|“?三公)", "", text)
        text = re.sub(r"^全年(?:共)?(?=因公|国内公务|公务|国（境）外|国\(境\)外|外事)", "", text)
        if text[:1] in strip["leading_character"] and text[1:2] not in strip["leading_character"][text[0]]:
            text = text[1:]
        for speaker in speakers:
            if speaker and text.startswith(speaker) and len(text) > len(speaker):
                text = re.sub(r"^(?:[（(](?:部门|本级|本部|单位)[)）])?(?:的)?", "", text[len(speaker) :])
                break
        text = _office().sub("", text)
        text = re.sub(r"^.{0,30}?(?:主要)?原因(?:是|为|：)", "", text)
        text = re.sub(r"^(?:组织|组织开展)?对(?!附属|个人|企业|社会)(?:(?:19|20)\d\d年度?)?(?=$|[一-鿿]{0,6}(?:项目|支出|预算))", "", text)
    return text.strip()


@cache
def _office() -> re.Pattern[str]:
    """An office's name before what it has, also where it is none of the document's own names for its department."""
    offices = vocabulary()["names"]["offices"]
    return re.compile(rf"^[{CJK}]{{1,24}}?(?:{offices})(?:[（(][^（()）]*[)）])?(?=共有|现有|机关运行经费|在职|政府采购(?!中心))")


def split_year(words: str) -> tuple[int | None, str]:
    """The year that a clause begins with, and the rest; a year that belongs to a name (2021年信息化运维经费) stays in it.

    >>> split_year("2022年当年预算执行数为"), split_year("2021年信息化运维经费")
    ((2022, '当年预算执行数为'), (None, '2021年信息化运维经费'))
    """
    match = _YEAR.match(words)
    if match is None:
        return None, words
    rest = words[match.end() :]
    if rest.startswith("初"):  # 2023年初预算数
        return int(match["year"]), f"年{rest}"
    apart = match["part"] or words[match.end() - 1] in "，," or not rest or words.startswith("截") or _YEAR_FOLLOWED.match(rest)
    if not apart and not re.match(rf"本|我|[^，。“]{{2,20}}(?:局|委员会|办公室|办事处|中心|街道|政府)(?=.{{0,8}}(?:{_behind()}))", rest):
        return None, words
    return int(match["year"]), rest


@cache
def _behind() -> str:
    return str(vocabulary()["names"]["behind_department"])


def column_of(unit: str) -> str:
    """The column of a figure that nothing else is said of."""
    if is_money(unit) or unit == "万":
        return "金额"
    if unit in ("人", "名", "位", "万人"):
        return "人数"
    return {"分": "得分", "%": "比例", "‰": "比例"}.get(unit, "数量")


def _change(words: str, unit: str, base: str) -> Label | None:
    """比2020年度增加, 下降, 较上年增长: the verb stands last."""
    if not unit:
        return None
    change = vocabulary()["change"]
    up, down = change["up"], change["down"]
    verbs = "|".join(sorted([*up, *down], key=len, reverse=True))
    short = "|".join([*change["short_up"], *change["short_down"]])
    tail = r"(?:[（(][^（()）]{1,6}[)）])?(?:了|额|数|率|幅度)?(?:为|约|共|达到?|近|超过|至少)?$"
    if base and words in (*change["short_up"], *change["short_down"]):  # 比去年3.01万元少0.07万元
        return Label("", f"{base}{words}", "增减率" if unit in ("%", "‰") else "增减额", words in change["short_down"], base)
    based = re.match(rf"(?P<name>.*?){_BASE}(?:各|均|共|也|分别|略有?|小幅|大幅)*(?P<verb>{verbs}|{short})(?:了)?{tail}", words)
    first = None if based else _verb_first(words, unit, verbs) if is_money(unit) else None
    if first:
        return first
    match = based or re.match(rf"(?P<name>.*?)(?:同比|环比|各|均|共|分别|略有?)*(?P<verb>{verbs}){tail}", words)
    if match is None:
        return _verb_first(words, unit, verbs)
    if not based and (match["name"].endswith(("新", "由")) or match["verb"] == "提升" and is_money(unit)):
        return None
    printed = _base_words(match["base"]) if based else ("同比" if "同比" in words else base)
    verb = match["verb"]
    falls = verb in down or verb in change["short_down"]
    name = re.sub(r"(?:同比|环比|各|均|共|分别)+$", "", match["name"])
    name = re.sub(r"(?<=费)支出决算数?$|决算数?$|预算数?$", "", name) if name[-3:-1] + name[-1:] else name
    return Label(name, f"{printed}{verb}", "增减率" if unit in ("%", "‰") else "增减额", falls, printed)


def _verb_first(words: str, unit: str, verbs: str) -> Label | None:
    """减少窗口数量30%, 增加项目支出200万元: the verb stands before its noun."""
    if is_money(unit):
        kinds = "支出|收入|经费|拨款|费用?"
        spent = re.match(rf"(?:相应|同时|共|较上年|比上年)*(?P<verb>增加|减少|压减)(?P<name>[{CJK}“”（）、]*(?:{kinds}))$", words)
        if spent and not re.search(r"[至到为]", spent["name"]):
            return Label(spent["name"], spent["verb"], "增减额", spent["verb"] != "增加")
        return None
    match = re.match(rf"(?P<whose>[{CJK}]*?)(?P<verb>{verbs})(?P<name>[{CJK}]{{2,8}})$", words) if unit == "%" else None
    ends = r"(?:数量|数|人员|时长|时间|时限|环节|材料|成本|费用|开支|支出)$"
    if match is None or match["name"][-1] in "至到为" or match["whose"] and not re.search(ends, match["name"]):
        return None
    return Label(match["whose"] + match["name"], match["verb"], "增减率", match["verb"] in vocabulary()["change"]["down"])


def _level(words: str) -> Label | None:
    """由120个工作日压缩至5个工作日: what something was and what it became, no change."""
    change = vocabulary()["change"]
    dated = r"(?:(?P<year>(?:19|20)\d\d)年度?的?)?"
    became = rf"(?:{'|'.join([*change['up'], *change['down']])})(?:至|到|为)|(?:^|(?<=了))(?:修改|调整|变更)[为至到]"
    match = re.match(rf"(?P<name>.*?)(?P<column>{became}|由|从){dated}$", words)
    earlier = _EARLIER.match(words)
    if earlier:
        year = int(earlier["year"]) if earlier["year"] else None
        return Label(earlier["name"], earlier["base"], "上年", base=f"比{earlier['base']}", year=year)
    same = re.match(r"(?P<name>.*?)(?P<column>(?:与|同|和)[^，]{2,20}?(?:一致|相同|相等))$", words)
    if same:
        return Label(same["name"], same["column"])
    if match is None or match["name"].endswith("新"):
        return None
    year = int(match["year"]) if match["year"] else None
    return Label(match["name"], match["column"], "上年" if year and match["column"] in ("由", "从") else "", year=year)


def _bound(words: str) -> Label | None:
    """设备故障率低于1%: the figure is not the thing's own."""
    for word in vocabulary()["bound"]["words"]:
        if words.endswith(word):
            return Label(_plain(words[: -len(word)]), word)
    return None


def _base_words(base: str) -> str:
    words = re.sub(r"[（(][^（()）]*[)）]|(?<=[年期数度])\d[\d.,，]*$", "", base)
    return "比" + re.sub(r"(?:相|进行)$", "", words)


def base_of(clause: str) -> str:
    """What a clause without a figure compares with: 与2020年度相比 → 比2020年度; "" where it compares nothing.

    >>> base_of("与2020年度相比")
    '比2020年度'
    """
    match = re.match(r"^(?:与|同|比|较|和)(?P<base>[^，]{2,20}?)(?:相比较?|比较|对比|相较|比)?$", clause.strip())
    return _base_words(match["base"]) if match and re.search(r"年|上期|同期|预算|决算", match["base"]) else ""


def _rate(words: str, unit: str) -> Label | None:
    """占…的, 完成年初预算的: percentages of something."""
    if unit not in ("%", "‰"):
        return None
    completed = _COMPLETED.match(words)
    if completed and not (completed["column"].startswith("为") and not words.rstrip("为达到").endswith("的")):
        return Label(completed["name"], completed["column"], "完成率")
    if words == "完成":
        return Label("", words, "完成率")
    ratio = _RATIO.match(words)
    if ratio is None:
        return None
    whole = re.sub(r"(?:的|比重|比例)+$", "", ratio["whole"])
    name = re.sub(r"(?:所|提高|提升|分别|各|均)+$", "", ratio["name"])
    return Label(name, f"占{whole}" if whole else "占比", "占比")


_FUND = re.compile(r"(?:一般公共|政府性基金|国有资本经营|社会保险基金)$")
_PLANS = ("年初预算", "全年预算", "预算")


def _named_role(words: str) -> Label | None:
    """A word for the kind of figure stands last: 支出决算为, 年初预算数, 执行率达."""
    body = _plain(words)
    for word, role, complete, alone in _roles():
        if not body.endswith(word) or alone and body != word:
            continue
        name = re.sub(r"(?:完成|占|达到)$", "", body[: -len(word)])
        if role in _PLANS and name.endswith(("比", "较", "与")):
            return Label(name[:-1], word, role, base=f"比{word}")
        if role == "上年" and re.search(r"(?:^|[比较与])$", name):
            return Label(name.rstrip("比较与"), word, role, base=f"比{word}" if name else "")
        if word == "预算" and _FUND.search(name):  # 其中一般公共预算12万元: where the money comes from, no plan
            return None
        if complete and name and not _may_stand(name) and not re.match(vocabulary()["names"]["generic"], name):
            return Label(body, word, role)
        if role == "决算" and word.startswith(("支出", "收入")) and name and not name.endswith(("费", "费用", "经费", "）", ")", "”")):
            kept = word[:2] if not name.endswith(word[:2]) else ""
            return Label(name + kept, word, role)
        return Label(name, word, role)
    return None


def _may_stand(name: str) -> bool:
    """Whether what stands before 预算 is a name in full: 收支总, 部门 and 收入 are not."""
    return len(name) > 2 and not re.search(r"(?:总|部门|年度|当年|本年|全年|年初|单位|项目|上年|新增)$", name)


@cache
def _roles() -> tuple[tuple[str, str, bool, bool], ...]:
    """(word, role, whether it needs a full name before it, whether it stands alone), longest word first."""
    rows = [(w, r["role"], "complete" in r, "alone" in r) for r in vocabulary()["role"] for w in r["words"]]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def _plain(words: str) -> str:
    trailing = sorted(vocabulary()["strip"]["trailing"], key=len, reverse=True)
    text, before = words.strip(), ""
    while text != before and text:
        before = text
        for word in trailing:
            if text.endswith(word) and len(text) > len(word) and not (word == "为" and _CONDUCT.search(text)):
                text = text[: -len(word)].rstrip()
                break
    if text in ("实", "现"):  # 实有28人
        return f"{text}有"
    return re.sub(r"(?<=[一-鿿]{2})(?<![平人车年月日户村])均$", "", text)


def tidy(name: str, department: Iterable[str] = ()) -> str:
    """A name without notes, stray marks and unpaired brackets."""
    text = bare(_NOTE.sub("", name.strip()), department)
    text = re.sub(r"(?<=[费款金出助])项目$", "", text)
    text = re.sub(r"^.*财政拨款的(?=机关运行经费|“?三公)", "", text)
    text = re.sub(r"^的|[的：:、，,；;。\s]+$", "", text)
    if text.startswith("“") and text.endswith("”") and text.count("“") == 1:
        text = text[1:-1]
    for opening, closing in (("（", "）"), ("(", ")"), ("“", "”")):
        if text.count(opening) != text.count(closing) and not ("（" in text and ")" in text) and not ("(" in text and "）" in text):
            text = text.replace(opening, "").replace(closing, "")
    return text.strip()


def _class(name: str) -> tuple[str, tuple[str, ...]]:
    """The item's own name and the classes above it: 一般公共服务支出（类）财政事务（款）行政运行（项） → 行政运行."""
    text = name.strip("“”")
    found = list(_CHAIN.finditer(text))
    if not any(m["level"] or len(m["code"]) in (3, 5, 7) for m in found):
        return name, ()
    levels = [m["name"].strip() for m in found]
    behind = text[found[-1].end() :].strip("”“ ")
    own = levels[-1]
    if behind == "支出" and not own.endswith("支出"):
        own, behind = own + behind, ""
    if behind and behind != "支出":
        return name, tuple(levels)
    return own, tuple(levels[:-1])
