"""A piece of a question that names one figure → Phrase: what is named, by code or words, and in which role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.data_files import toml_data
from index.forms import forms
from qa.normalise import bare, plain


@dataclass(frozen=True)
class Pick:
    """One place where a measure stands; regular expressions are matched against whole bare names."""

    form: str = ""
    side: str = ""
    row: str = ""
    column: str = ""
    origin: str = ""
    role: str | None = None
    basis: str = ""
    unit: str = ""
    title: str = ""


@dataclass(frozen=True)
class Measure:
    """Something asked for by name that is no classified subject. See data/measures.toml.

    `names`: what it is called, in full and bare; `weak`: names that are common words, too, and mean this only where they are the whole
    phrase; `unit` what it counts ("" money); `counted` (unit asked for, the measure that is meant then); `codes` subjects that are the
    same thing in another 口径; `instead`: the measure whose 年初预算 and 完成率 documents print for it."""

    name: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    rows: re.Pattern[str]
    picks: tuple[Pick, ...]
    unit: str = ""
    counted: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Alias:
    """What a colloquial word means in documents. `ambiguous`: it has several meanings that must be asked back; `weak`: it is common in
    names of other things and means this only where it is the whole phrase."""

    means: tuple[str, ...]
    note: str = ""
    ambiguous: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Phrase:
    """One figure asked for.

    `words`: what it is called; `codes`: subject codes printed in the question; `measure`: the Measure's name where the words are wholly
    one; `roles`: in which role (年初预算, 执行数 …; see ROLES); `columns`: a column of the row (基本支出, 财政拨款收入); `forms`: forms
    that the question names; `side` 收入 or 支出 where said; `origin` "indicator" where a performance form is named; `parent`: what the
    question named just before, of which this may be a part (政府采购支出总额，其中货物); `unit`: a count in this unit is meant (7 人次).
    """

    words: str
    codes: tuple[str, ...] = ()
    measure: str = ""
    roles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    side: str = ""
    origin: str = ""
    parent: str = ""
    unit: str = ""

    def __str__(self) -> str:
        parts = [*self.codes, self.measure or self.words, *self.columns]
        text = " ".join(dict.fromkeys(filter(None, parts)))
        return f"{text}［{'、'.join(self.roles)}］" if self.roles else text


# role → what says it, tried in order; the words are then taken out of the phrase
ROLES: tuple[tuple[str, str], ...] = (
    (
        "完成率",
        r"(?:预算)?执行率|(?:预算)?完成率|(?:完成|占)(?:了)?(?:年初|全年|部门|年度|当年)?预算(?:数)?的?(?:百分之[几多少]+|百分比|比例|%)|(?:目标)?完成率|完成进度",
    ),
    ("年初预算", r"年初预算(?:数)?|年初(?:安排|给|批)了?"),
    ("全年预算", r"全年预算(?:数)?|调整(?:后)?预算(?:数)?"),
    ("目标", r"(?:年初|绩效|全年)?目标(?:值|数)?(?:定(?:了|为|的)?)?|指标值|计划(?:值|数|完成)"),
    ("实际", r"(?:全年|年末)?(?:实际)完成(?:值|数|情况)?|(?:全年)?完成(?:值|了)|(?:全年)?完成(?=多少|了?多少)"),
    ("得分", r"(?:自评|评价|综合|绩效|总|实际|最终)*(?:得分|评分|分数|总分)|得了?(?=多少分|几分)|多少分|自评分"),
    ("权重", r"(?:指标)?权重|分值"),
    ("执行数", r"(?:全年|实际)?执行(?:数|金额|了|情况)?|实际(?:花|支出|使用|用)了?"),
    ("预算", r"(?:当年|本年|项目)?预算(?:数|金额|资金|安排)?|(?:打算|准备(?!金)|拟)(?:安排|花|用|支出)?"),
    ("决算", r"决算(?:数|金额)?"),
    ("增减率", r"增幅|降幅|增长率|增速|变动率"),
)

_FILLERS = re.compile(
    r"报一下|算算|算一下|(?:几|多少)块钱|[二两三四五]块钱|一块(?=$|多少|是)|盘子(?:有)?多大|盘子|合计数|编码的?数?|多还是少|请问|请查(?:一下)?|请列出|查(?:一下|询)|帮我(?:查|算|看)?(?:一下)?|告诉我|我想(?:知道|问)(?:一下)?|麻烦|想知道|列出|给出|说说|是不是|"
    r"(?:各|分别|一共|总共|合计|究竟|到底|大概|大约|约)?(?:是|有|为|要|占|列|花|安排|打算|列支|给|批|达到?|使用|需要|预计)*(?:了)?(?:多少|几)"
    r"(?:万元|亿元|元|万|钱|人次|人|辆|个|台(?:[（(]套[)）])?|套|件|户|次|项|平方米|分|%|百分点)*"
    r"|多少钱|多高|多大|几何|怎么样|如何|[?？!！。]|各是|分别是|各自|分别|究竟|到底|一共|总共|共计|这个项目|该项目|这一项|这项|这个科目|科目"
    r"|花了|用了|花掉|(?<![棉烟])花(?!卉)|列了|安排了|(?<!收入|益金|金额)安排(?!的支出)|给了|有没有|(?<![国所私拥专保])有(?![限关机效色偿])|没有|计划(?!生育)|了吗|吗|呢|吧|呀|啊|里面|里头|当中|之中|其中|中的|里的|(?<!公)里"
)
_CODE = re.compile(r"(?<![\d.])(\d{7}|\d{5}|\d{3})(?![\d.%万亿元人次个户件年月日台套辆平])")
COLUMNS = (
    "基本支出", "项目支出", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入", "上缴上级支出",
    "经营支出",
    "人员经费", "公用经费", "收入合计", "支出合计", "本年收入", "一般公共预算财政拨款",
)  # fmt: skip
_STRIP_TAIL = re.compile(r"(?:的)?(?:支出|经费|费用|资金|项目|金额|情况|数|总额|数额|合计|决算|收入|指标)+$")


@cache
def measures() -> tuple[Measure, ...]:
    """All measures, in the order of the data."""
    return tuple(
        Measure(
            m["name"],
            tuple(dict.fromkeys((bare(m["name"]), *m["names"], *m.get("said", ())))),
            tuple(m.get("weak", ())),
            re.compile(m["rows"]),
            tuple(Pick(**p) for p in m["picks"]),
            m.get("unit", ""),
            tuple(m.get("counted", {}).items()),
            tuple(m.get("codes", ())),
            m.get("note", ""),
            m.get("instead", ""),
        )
        for m in toml_data("measures.toml")["measure"]
    )


@cache
def _measures_by_name() -> tuple[dict[str, str], dict[str, str]]:
    """What measures are called → the measure's name: their names, and their weak names."""
    full = {name: m.name for m in measures() for name in m.names}
    return full, {name: m.name for m in measures() for name in m.weak}


def measure_named(name: str) -> Measure:
    return next(m for m in measures() if m.name == name)


@cache
def aliases() -> dict[str, Alias]:
    """Colloquial word → meaning."""
    return {
        word: Alias(tuple(a["means"]), a.get("note", ""), a.get("ambiguous", False), a.get("weak", False))
        for a in toml_data("aliases.toml")["alias"]
        for word in a["words"]
    }


def parse_phrase(text: str) -> Phrase:
    """One figure out of a piece of a question from which departments, years and units are gone already."""
    text, form_ids, side = _forms_named(plain(text))
    text, inside = _explained(text)
    form_ids += inside
    text = re.sub(r"^预算(支出|收入)(?!预算)", r"\1预算", text)
    text, unit = _counted(text)
    text = _vehicles_counted(text)
    text = re.sub(r"[（(](?=\d{3,7}[)）])", "", text)
    text, origin = _origin_named(text)
    codes = tuple(dict.fromkeys(_CODE.findall(text)))
    text = _CODE.sub("", text)
    whole = measure_of(bare(_trim(text)))
    roles: list[str] = []
    if whole in ("机关运行经费", "年初结转和结余"):
        roles = []
    for role, pattern in ROLES:
        if whole and role not in ("完成率", "年初预算", "全年预算", "预算", "决算", "执行数"):
            continue
        reduced = re.sub(pattern, "", text)
        if reduced != text and not (role == "预算" and re.search(r"预算(?:财政)?拨款|预算单位|预算支出|公共预算|基金预算|经营预算", text)):
            roles.append(role)
            text = reduced
    words = re.sub(r"^的|部分$", "", bare(_trim(text)))
    measure = measure_of(words) or whole
    columns: tuple[str, ...] = ()
    if not measure:
        words, columns = _split_column(words)
    if codes and measure:
        columns, measure = ((words,) if words in COLUMNS else ()), ""
        words = "" if columns else words
    words = re.sub(
        r"^(?:的|了|中(?!小|央|等|学|介|心)|里|在(?!职|编|建|线)|按(?!时|期)|用(?!车|款)|从|对(?!个人|口|企|外|附属)|其(?!他)|和|与)+|(?:的|了|是|在|为|和|与|那|那么|那个|那张|那部分|总|又|这块|分别|名下)+$",
        "",
        words,
    )
    words = re.sub(r"^(?:全部|整个|共|名下|它的?|其(?!他))(?=.{2,})|(?:项目)?资金$", "", words) or words
    if not measure and not codes:
        measure = measure_of(words)
    return Phrase(words, codes, measure, tuple(roles), columns, form_ids, side, origin, unit=unit)


def _counted(text: str) -> tuple[str, str]:
    """接待了多少人次: so many of a unit are asked for."""
    match = re.search(r"(?:了|共|总)?(?:多少|几)(?:个)?(?P<unit>人次|批次|团组)", text)
    return (text[: match.start()] + text[match.end() :], match["unit"]) if match else (text, "")


def _vehicles_counted(text: str) -> str:
    """有几辆公车 → 公务用车保有量; 执法执勤用车有几辆 keeps its name."""
    if "车" not in text or not re.search(r"(?:几|多少)辆|辆数", text):
        return text
    text = re.sub(r"(?:公车|公务车)(?=有?(?:几|多少)辆)", "公务用车", text)
    text = re.sub(r"有?(?:几|多少)辆(?:公车|车|公务用车)?|辆数", "", text)
    if re.search(r"(?<!公务)用车|执法|机要|应急|特种", text):
        return text
    return text + ("保有量" if text.endswith("公务用车") else "车辆" if "用车" not in text else "")


def _explained(text: str) -> tuple[str, tuple[str, ...]]:
    """吃喝招待(公务接待费): the official name in brackets says what is meant; 基本支出里的“奖金”: the group in front says which form."""
    match = re.fullmatch(r"(?P<said>[^()（）]+)[(（](?P<means>[^()（）]{2,20})[)）](?P<rest>.*)", text)
    if match and (measure_of(bare(_trim(match["means"]))) or match["means"] in aliases()):
        return match["means"] + match["rest"], ()
    reduced = re.sub(r"^(?:本年)?(?:一般公共预算)?基本支出(?:中|里|里面|当中)的?(?=.{2,})", "", text)
    return reduced, (("F06", "B08") if reduced != text else ())


def _trim(text: str) -> str:
    for _ in range(2):
        text = _FILLERS.sub("", text)
    return re.sub(r"^[,，、:：;；.\s]+|[,，、:：;；.\s]+$", "", text)


_TAILS = tuple(re.compile(rf"{tail}(?:决算|预算)?数?$") for tail in ("", "(?:合计|总额)", "支出(?:合计|总额)?"))


def measure_of(words: str) -> str:
    """The measure that the words wholly mean, with or without 决算数 or 预算数 behind them, "" where there is none.

    >>> measure_of("公务接待费决算数"), measure_of("请客吃饭的钱"), measure_of("公务接待费和培训费")
    ('公务接待费', '公务接待费', '')
    """
    full, weak = _measures_by_name()
    loosely = {**weak, **full}
    for stem in (words, *(tail.sub("", words) for tail in _TAILS[:2])):
        if stem in loosely:
            return loosely[stem]
    return full.get(_TAILS[2].sub("", words), "")


def _split_column(words: str) -> tuple[str, tuple[str, ...]]:
    """行政运行基本支出 → 行政运行, 基本支出: a column named behind a row."""
    for column in COLUMNS:
        if words.endswith(column) and len(words) > len(column):
            stem = re.sub(r"(?:支出|的|收入)+$", "", words[: -len(column)])
            if len(stem) >= 2 and stem not in ("一般公共预算财政拨款", "财政拨款", "一般公共预算"):
                return stem, (column,)
    return words, ()


def _forms_named(text: str) -> tuple[str, tuple[str, ...], str]:
    """Forms that the text names in full (…支出决算表里, …总表口径), taken out of it."""
    found: list[str] = []
    titles = {title for form in forms().values() for title in form.titles}
    for title in sorted(titles, key=lambda t: (-len(t), t)):  # 支出决算表 is part of longer titles
        pattern = re.escape(title).replace("三公", '[“"]?三公[”"]?')
        if re.search(pattern, text):
            found.append(title)
            text = re.sub(rf"[（(]?(?:按|根据|从|在)?(?:部门)?{pattern}(?:里面?|中|口径|上|内)?[)）]?", "", text)
    ids = tuple(f.id for title in found for f in forms().values() if title in f.titles)
    economic = re.search(r"(?:按|基本支出)?(?:部门预算)?经济分类(?:科目)?(?:里|中)?的?", text)
    if economic:
        text = text.replace(economic[0], "")
        ids += ("F06", "B08")
    functional = re.search(r"(?:按)?功能分类(?:科目)?(?:里|中)?的?", text)
    if functional:
        text = text.replace(functional[0], "")
    side = "收入" if re.search(r"收入", text) and not re.search(r"支出", text) else ""
    return text, ids, side


def _origin_named(text: str) -> tuple[str, str]:
    """绩效自评表, 绩效目标表, 申报表: the question wants what the performance form prints."""
    pattern = re.compile(
        r"(?:按|根据|从|照)?(?:那张|这张|[一二三四五六]张)?(?:财政)?(?:项目|部门)?(?:支出|整体)?(?:绩效)?(?:自评|评价|目标|申报|填报)+表(?:里面?|中|上)?的?[,，]?"
    )
    reduced = pattern.sub("", text)
    return (reduced, "indicator") if reduced != text else (text, "")


def strip_tail(name: str) -> str:
    """信息化建设支出 → 信息化建设: what tells names apart without the words that any figure may carry."""
    stem = _STRIP_TAIL.sub("", name)
    if stem != name and len(stem) >= 2:
        return strip_tail(stem)
    return name
