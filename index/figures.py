"""Figures in sentences → facts.

How a fact of a sentence is named: `row_name` is what the figure is of, in the document's words. A part that cannot stand alone has
its whole in front, joined with "/": 在职实有人数/行政, 公务用车运行费/燃料费, 车辆/机要通信用车; one that can, has not: 政府采购货物支出,
人员经费. The same holds for words that say nothing by themselves: 整体支出绩效自评/资金, 绩效自评的2024年度项目/平均得分. A functional
item bears its own name; the classes above it stand in the title. `column` is the kind of figure in words (支出决算, 完成年初预算,
占本年支出, 比2020年度增加); a figure that nothing else is said of has 金额, 人数, 得分, 比例 or 数量. A fall is negative.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.amounts import is_money
from index.clauses import CJK, Clause, Figure, clauses, vocabulary
from index.documents import BUDGET, FINAL, Document, Identity
from index.facts import Fact, Provenance
from index.labels import Label, bare, base_of, column_of, read_label, split_year, tidy
from index.performance_forms import form_regions
from index.sentences import Prose, prose_of
from index.series import Told, series_of, settled

_QUOTE, _NAME, _NOUN = 160, 60, 32
_OPENS_PARTS = re.compile(r"^(?P<whole>.*?)(?:其中|包括|分别为|分别是|具体为|具体如下|如下)$")
_SUMMARY = re.compile(r"(?:项目)?(?:支出)?(?:绩效)?(?:自评|评价)(?:综合|情况|结果)*综?述?$|(?:具体)?情况$")
_HEADING_TAIL = re.compile(
    r"(?:的)?(?:支出|收入|工作|完成|开展|占用|占有|使用|设置|管理|构成)*(?:决算|预算)?(?:总体|结构|具体)?(?:情况|说明|报告|结果)+(?:的?说明)?$"
)
_NO_SUBJECT = re.compile(r"^(?:总体|结构|具体|执行率|完成的?绩效目标|未完成的?绩效目标|其他.*|其它.*|项目|年度预算安排|部门预算编制|)$")
_APPROXIMATE = re.compile(r"^(?:（含）|\(含\))?(?:以[上下内]|之内|左右|上下|多|余)")
_OF_MONEY = re.compile(r"金额|费|资金|经费|预算|决算|支出|收入|款|价")
_LABELS_NEXT = re.compile(r"(?:为|是|达到?)$")
_MEASURED = re.compile(r"(?:数|量|率|(?<!年)度|面积|总数|金额|人次|次数|用车|保有量|得分|人员|设备)(?:[（(][^（()）]*[)）])?$")
_COMPLETING = re.compile(r"完成(?:年初|全年|调整后?的?|部门)*预算数?$")
_UNCHANGED = re.compile(
    r"(?:支出|收入)?(?:决算|预算)?数?(?:比|较|与|同)[^，]{1,16}?(?:无增减|无变化|无变动|持平|一致|相同|不变)[^，]{0,4}$"
)
_DEED = re.compile(r"(?<=[一-鿿）)”])(?:共|共计|累计|全部|已)?(?:召开|举办|举行|参加|完成(?!率)|新增|发放(?!率)|投入|组织(?=召开|开展|了))")
_BECAME = re.compile(r"^(?:修改|调整|变更)[为至到]")
_VISITS = {"批次", "人次", "人", "批", "次"}
_BUDGET_ROLES = ("年初预算", "全年预算", "预算")


def sentence_facts(document: Document, identity: Identity, taken: frozenset[tuple[int, int]] = frozenset()) -> list[Fact]:
    """Facts of the figures in running text. `taken`: (page index, line number) of lines that the standard forms consumed.

    Performance forms are left to `indicator_facts`. A template yields none.
    """
    if identity.template:
        return []
    hidden = taken | form_regions(document)
    facts = [fact for prose in prose_of(document, hidden) for fact in _facts_of(prose, document, identity)]
    return [f for f in facts if f.row_name]


@dataclass
class _Scope:
    """What is known while a paragraph is read. `subject`: the row of the last named figure; `named`: whether this sentence set it;
    `first`: the paragraph's first row; `latest`: the latest year that this sentence named. `whole`: what 其中 takes apart, `listed` how
    many figures were named since. `paid`: the last row of this sentence that is money. `before`: the mark before the clause. `group`: the
    last strong name since a semicolon. `counted`: this sentence's last row in each unit. `context`: clauses without figures since then."""

    head: str
    heading: str
    subject: str = ""
    named: bool = False
    year: int | None = None
    dated: int | None = None
    base: str = ""
    whole: str = ""
    group: str = ""
    lead: str = ""
    unit: str = ""
    whole_unit: str = ""
    parts: int = 0
    listed: int = 0
    paid: str = ""
    first: str = ""
    latest: int = 0
    before: str = ""
    chain: tuple[str, ...] = ()
    counted: dict[str, str] = field(default_factory=dict)
    context: list[str] = field(default_factory=list)


def _facts_of(prose: Prose, document: Document, identity: Identity) -> Iterator[Fact]:
    parts = clauses(prose.text)
    if not any(clause.figures for clause in parts):
        return
    department = (identity.department, *identity.aliases)
    scope = _Scope(*_head(prose.text, parts, department), _heading_subject(prose.headings, department))
    series, told = series_of(parts, prose.text, department), Told()
    stack: list[_Scope] = []
    for number, clause in enumerate(parts):
        if clause.before == "（":
            stack.append(replace(scope, context=list(scope.context)))
            _open(scope, stack[-1], clause, parts[number - 1], prose.text, department)
        elif clause.before == "）" and stack:
            outer = stack.pop()
            scope.whole, scope.whole_unit, scope.group = outer.whole, outer.whole_unit, outer.group
            scope.subject, scope.context = outer.subject, outer.context
        else:
            _enter(scope, clause, prose.text)
        if clause.before in ("。", "！", "？", "") or re.match(r"\s*(?:其中|包括)", prose.text[clause.start : clause.end]):
            told = Told()
        if clause.figures:
            for figure, label, row in _read(clause, prose.text, scope, department):
                if figure.start in series:
                    label, row = settled(series[figure.start], label, row, figure.amount.unit, told)
                elif not label.role:
                    told.rows.append(row)
                yield _fact(figure, label, row, prose, scope, document, identity)
        elif clause is not parts[0] or not scope.head:
            _listen(scope, prose.text[clause.start : clause.end], department)


def _head(text: str, parts: list[Clause], department: tuple[str, ...]) -> tuple[str]:
    """What the paragraph is about where its first words say so: 1.一般公共服务支出(类)。年初预算为…, 1.水电气费项目绩效自评综述：…"""
    first = parts[0]
    following = parts[1].before if len(parts) > 1 else ""
    words = text[first.start : first.end]
    if first.figures or following not in ("。", "：", ":") or len(words) > 80 or re.search(r"其中|包括|如下|主要", words):
        return ("",)
    return (read_label(_SUMMARY.sub("", words), "", department).name,)


def _heading_subject(headings: tuple[str, ...], department: tuple[str, ...]) -> str:
    """What the nearest heading that names something is about: 十、机关运行经费支出情况 → 机关运行经费."""
    for heading in reversed(headings):
        words = split_year(bare(heading, department))[1]
        subject = tidy(_HEADING_TAIL.sub("", bare(words, department)), department)
        if not _NO_SUBJECT.match(subject):
            return subject
    return ""


def _open(scope: _Scope, outer: _Scope, clause: Clause, before: Clause, text: str, department: tuple[str, ...]) -> None:
    """Brackets: parts of the figure before them, or more about the words before them: 数量指标（21分）."""
    if before.figures:
        scope.whole, scope.whole_unit, scope.group, scope.context = scope.subject, scope.unit, "", []
        return
    words = tidy(text[before.start : before.end], department)
    scope.group, scope.context = "", [words] if words else []
    if len(clause.figures) == 1 and clause.figures[0].start == clause.start and clause.figures[0].end == clause.end and words:
        scope.subject = outer.subject = words
        scope.named = outer.named = True


def _enter(scope: _Scope, clause: Clause, text: str) -> None:
    """What ends with the separator before the clause."""
    if clause.before in ("。", "！", "？", ""):
        scope.base, scope.group, scope.paid, scope.latest, scope.named, scope.context = "", "", "", 0, False, []
        scope.counted = {}
        if not re.match(r"\s*其中", text[clause.start : clause.end]):
            if scope.whole and scope.listed >= 2:  # after its parts the whole is spoken of again: 与上年相比，增加…
                scope.subject = scope.whole
            scope.whole, scope.year = "", scope.dated
    elif clause.before in ("；", ";"):
        scope.group, scope.named, scope.context = "", False, []
        if scope.parts >= 2:  # 其中甲1人，乙2人；丙3人: the parts end with the semicolon
            scope.whole = ""
        scope.parts = 0


def _listen(scope: _Scope, words: str, department: tuple[str, ...]) -> None:
    """Learn from a clause without a figure."""
    words = words.strip()
    if re.search(r"原因|由于", words):
        scope.base = ""
    year, rest = split_year(bare(words, department)) if not words.startswith("截") else split_year(words)
    if year is not None and (base_of(words) == ""):
        scope.year = year
        scope.dated = year if words.startswith("截") else scope.dated
        words = rest
    opens = _OPENS_PARTS.match(words)
    if opens:
        name = tidy(opens["whole"], department)
        told = name and len(name) <= 12 and not re.match(vocabulary()["names"]["opening"], name)
        scope.whole = name if told else scope.subject
        scope.whole_unit, scope.parts, scope.listed = scope.unit, 0, 0
    elif base := base_of(words):
        scope.base = base
    elif words.endswith("用于") and len(words) > 4:
        scope.lead = bare(words, department)
    elif words and not words.endswith("持平"):
        scope.context.append(words)


def _read(clause: Clause, text: str, scope: _Scope, department: tuple[str, ...]) -> Iterator[tuple[Figure, Label, str]]:
    """The clause's figures with their labels and row names."""
    scope.before = clause.before
    if re.match(r"\s*其中", text[clause.start : clause.end]):
        counted = clause.figures[0].amount.unit  # 评价12家，资金3万元，其中优秀2家: parts of the 12家
        alike = counted if not is_money(counted) and counted in scope.counted else scope.unit
        scope.whole, scope.whole_unit = scope.counted[alike] if alike == counted != scope.unit else scope.subject, alike
        scope.parts, scope.listed = 0, 0
    if re.search(r"原因|由于", text[clause.start : clause.figures[0].start]):
        scope.base = ""
    spent = re.match(r"\s*(?P<lead>[^，]{0,12}支出(?:主要)?用于)", text[clause.start : clause.figures[0].start])
    if spent:
        scope.lead = spent["lead"]
    start, last, used, whose = clause.start, "", "", ""
    for number, figure in enumerate(clause.figures):
        end = clause.figures[number + 1].start if number + 1 < len(clause.figures) else clause.end
        figure, words = _unit_read(figure, text[start : figure.start], scope)
        owner = last if used and words.endswith("的") else ""
        label = read_label(words.removeprefix(used), figure.amount.unit, department, scope.base)
        if number and words.strip() == "的" and (done := _COMPLETING.search(text[clause.start : clause.figures[0].start])):
            label = Label("", done[0], "完成率")
        between = clause.before == "、" and not number and not label.name and len(clause.figures) > 1
        noun = "" if between else _noun(text[figure.end : end], number + 1 < len(clause.figures))
        if number and not label.name and not noun:  # 涉及5个部门20项: the noun was the first one's
            label = replace(label, name=whose if used and words.strip() == used else "")
            row = _row(label, figure.amount.unit, scope, department) if label.name else last
        else:
            plain, label = label, _with_noun(label, noun, figure.amount.unit, owner)
            led = _LABELS_NEXT.search(text[figure.end : end]) or _DEED.match(text, figure.end + len(noun), end)
            used, whose = "" if label is plain or led else noun, plain.name
            if clause.before == "（" and not label.name and label.column == "得分":  # 质量指标（21分）: what it may bring
                label = replace(label, column="分值")
            if label.name.startswith("无") and not figure.amount.value:
                label = replace(label, name=label.name[1:])
            row = _row(label, figure.amount.unit, scope, department)
        if label.year is not None and label.role != "上年":
            scope.year, scope.latest = label.year, max(scope.latest, label.year)
        if label.base:
            scope.base = label.base
        _remember(scope, label, row, figure)
        if not row:  # nothing says what it is of: its own words
            row = re.sub("[为是]$", "", tidy(split_year(bare(words, department))[1], department))
        last, start = row, figure.end
        yield figure, label, row


def _unit_read(figure: Figure, words: str, scope: _Scope) -> tuple[Figure, str]:
    """The figure in the unit that is meant: 万 of money is 万元; a bare count among parts has the unit of its whole."""
    unit = figure.amount.unit
    if unit == "元" and words.rstrip().endswith("万"):
        return replace(figure, amount=replace(figure.amount, unit="万元")), words.rstrip()[:-1]
    became = scope.unit == "万元" and _BECAME.match(words.strip())
    if unit.startswith("万") and unit[1:2] in ("", "/") and (became or _OF_MONEY.search(words + scope.subject + scope.group)):
        return replace(figure, amount=replace(figure.amount, unit="万元" + unit[1:])), words
    if not unit and scope.unit:
        return replace(figure, amount=replace(figure.amount, unit=scope.unit)), words
    return figure, words


def _noun(suffix: str, followed: bool = False) -> str:
    """The words right behind a figure that say what is counted, "" where it ends there. `followed`: by a figure that they lead to."""
    rest = _APPROXIMATE.sub("", suffix)
    if followed:  # 5个街道召开推进会3次; 80万元调整为60万元
        rest = _BECAME.split(_DEED.split(rest)[0])[0]
    told = r"(?<!^)(?:已经?)?(?:(?<!内)(?:进行|开展|实施)了?(?!.*(?:评价|自评|监控))|通过(?!率)|获得|取得|对[^，]{2,20}进行)"
    rest = re.split(told, rest)[0]
    if _LABELS_NEXT.search(suffix):
        rest = re.split(r"财政拨款|的|预算|支出|收入|经费", rest)[0]
    rest = re.sub(r"(?<=单位)(?:的)?(?:预算|决算)?(?:组成|构成)$", "", rest)
    match = re.match(rf"(?:24小时)?[{CJK}A-Za-z“][{CJK}A-Za-z0-9“”、（）()·+]*?(?=的|$|[^{CJK}A-Za-z0-9“”、（）()·+])", rest)
    if match and match[0] == "的":
        match = re.match(rf"的[{CJK}A-Za-z“”、（）()]+", rest)
    return re.sub(r"(?:和|及|与|以及|、)$", "", match[0]).strip()[:_NOUN] if match else ""


def _with_noun(label: Label, noun: str, unit: str, owner: str) -> Label:
    """The label with what is counted, where that stands behind the figure: 组织12次安全检查."""
    if not noun or label.role or label.column != column_of(unit) or _MEASURED.search(label.name):
        return label
    if (is_money(unit) or unit in ("%", "‰")) and len(label.name) >= 4 and not noun.startswith("的"):
        return label
    before = re.sub(r".*?(?:(?:和|(?<!涉)及|以及|由)$|(?=下属$))", "", label.name)
    return replace(label, name=tidy(f"{owner}的{before}{noun}" if owner else f"{before}{noun}")[:_NAME])


def _row(label: Label, unit: str, scope: _Scope, department: tuple[str, ...]) -> str:
    """The row's name, with what it needs in front."""
    names = vocabulary()["names"]
    name = label.name
    if re.match(names["again"], name):
        return _inherited(label, unit, scope, department)
    if not name or re.match(names["generic"], name) and scope.head:
        return scope.head if name else _inherited(label, unit, scope, department)
    if re.match(names["spent"], name) and not label.role and is_money(unit) and scope.group and scope.unit and not is_money(scope.unit):
        return _path(scope.group, name)  # 接待24批次，支出2万元
    if re.match(names["of_fund"], name) and (fund := _fund(scope)):
        return _path(fund, name)
    if re.search(names["weak"], name):
        if re.search(r"结[转余]$", name) and scope.whole and scope.before != "、":  # 收入100万元，其中：拨款90万元，上年结转10万元
            return _path(scope.whole, name)
        return _path(scope.group or _context(scope, department) or scope.whole or scope.head or scope.heading, name)
    alike = unit == scope.whole_unit or {unit, scope.whole_unit} <= _VISITS
    if scope.whole and alike and not re.search(names["complete"], name) and not re.search(names["official"], name):
        scope.parts += 1
        return _path(scope.whole, name)
    return name


def _inherited(label: Label, unit: str, scope: _Scope, department: tuple[str, ...]) -> str:
    """Whose figure it is where its own clause does not say."""
    if scope.named:
        if unit == "分" and re.search(vocabulary()["names"]["weak"], scope.subject.rsplit("/", 1)[-1]):
            return scope.subject.rpartition("/")[0] or scope.subject  # 绩效自评，资金5万元，自评得分98分
        return scope.paid if is_money(unit) and scope.paid and not is_money(scope.unit) else scope.subject
    if not label.role and scope.context and len(scope.context[0]) <= 40:
        return tidy(scope.context[0], department)
    context = _context(scope, department)
    changed = label.role in ("增减额", "增减率", "占比")
    candidates = (context, scope.subject, scope.head) if changed else (context, scope.head, scope.subject)
    return next((c for c in (*candidates, scope.heading) if c), "")


def _context(scope: _Scope, department: tuple[str, ...]) -> str:
    """The last clause before the figure that names something."""
    for at in range(len(scope.context) - 1, -1, -1):
        words = scope.context[at]
        own = bare(tidy(split_year(bare(words, department))[1], department), department)
        own = _UNCHANGED.sub("", own)
        if words.endswith("的") and at and re.match(r"在.*中$", scope.context[at - 1]):
            return f"{scope.context[at - 1]}{own}"[-_NAME:]
        if own and len(own) <= 40 and own[0] not in "（(" and not _tells(own) and not _tells(words):
            return own
    spoken = [w for w in scope.context if re.search(r"(?:开展|进行|组织).", w)]
    return tidy(re.sub(r"^(?:组织)?对(?:(?:19|20)\d\d年度?)?", "", bare(spoken[-1], department)))[-_NAME:] if spoken else ""


def _tells(words: str) -> bool:
    """A clause that tells of circumstances or deeds and names nothing."""
    said = vocabulary()["text"]
    return bool(re.match(said["circumstance"], words) or re.search(said["told"], words))


def _fund(scope: _Scope) -> str:
    """The fund whose income, spending and balances a paragraph tells one after another; "" where it begins with none."""
    fund = rf"(?:{vocabulary()['names']['funds']})(?:预算)?(?:财政拨款)?"
    named = re.match(fund, scope.first) or re.match(fund, scope.heading)
    return named[0] if named else ""


def _path(whole: str, name: str) -> str:
    if not whole or whole == name or whole.endswith("/" + name):
        return name
    return f"{'/'.join(whole.split('/')[-2:])}/{name}"


def _remember(scope: _Scope, label: Label, row: str, figure: Figure) -> None:
    """What later figures may refer to."""
    if label.chain or label.name:
        scope.chain = label.chain
    if label.name:
        scope.subject, scope.named = row, True
        scope.counted[figure.amount.unit] = row
        scope.listed += 1
        scope.first = scope.first or row
        if not re.search(vocabulary()["names"]["weak"], label.name):
            scope.group = row
    elif row and (not scope.named or row == scope.paid):
        scope.subject, scope.named = row, True
    scope.paid = row if is_money(figure.amount.unit) and label.name else scope.paid
    scope.unit = figure.amount.unit


def _fact(figure: Figure, label: Label, row: str, prose: Prose, scope: _Scope, document: Document, identity: Identity) -> Fact:
    page, line = prose.place(figure.start)
    value = figure.amount.value
    if label.falls and value > 0:
        value = -value
    year = label.year or scope.year or identity.year or 0
    if label.role == "上年" and label.year is None:
        year = (identity.year or 1) - 1
    against = re.match(r"比((?:19|20)\d\d)年", label.base or label.column) if label.role in ("增减额", "增减率") else None
    if against and year <= int(against[1]) < (identity.year or 0):  # 2021年执行数为8万元，比2021年执行数增加5%: this year's is compared
        year = identity.year or 0
    if label.role in ("增减额", "增减率") and label.year is None:  # 2023年为8万元，2022年为5万元，增长60%
        year = max(year, scope.latest)
    headings = [h for h in prose.headings if not re.match(r"第.{1,3}部分", h)] or list(prose.headings)
    title = "/".join([*headings[-2:], *(lead for lead in (prose.lead or scope.lead,) if lead), *scope.chain])
    return Fact(
        department=identity.department, year=year, basis=_basis(label, identity), scope=identity.scope, form="", side="", row_code="",
        row_name=row, column=label.column, value=value, unit=figure.amount.unit.replace("％", "%"), origin="sentence", role=label.role,
        provenance=Provenance(
            doc=document.name, sha256=document.sha256, page=document.pages[page].number, title=title, row=row, column=label.column,
            quote=_quoted(prose.text, figure), line=line,
        ),
    )  # fmt: skip


def _basis(label: Label, identity: Identity) -> str:
    if label.role in _BUDGET_ROLES or label.role == "上年" and "预算" in label.column:
        return BUDGET
    return FINAL if label.role in ("执行数", "决算") and identity.basis == BUDGET else identity.basis


def _quoted(text: str, figure: Figure) -> str:
    """The sentence, or what stands around the figure where the sentence is long."""
    start = max(text.rfind(mark, 0, figure.start) for mark in "。！？") + 1
    ends = [at for mark in "。！？" if (at := text.find(mark, figure.end)) >= 0]
    end = min(ends) + 1 if ends else len(text)
    if end - start > _QUOTE:
        start = max(start, min(figure.start - _QUOTE // 2, end - _QUOTE))
        end = min(end, start + _QUOTE)
    return text[start:end].strip()
