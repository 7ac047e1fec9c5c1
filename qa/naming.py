"""Tokens → what the question names, in order: departments, years, roles, sides, figures; names and words of one figure drawn together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from index.subjects import subjects
from qa.lexicon import words
from qa.normalise import bare
from qa.phrases import COLUMNS, Phrase, measure_named, measure_of, strip_tail
from qa.tokens import AND, BREAK, CODE, CUE, DEPARTMENT, FIGURE, FORM, ORIGIN, ROLE, SIDE, UNKNOWN, WORD, YEAR, Token

_CONTENT = re.compile(r"^(?:n|v|a|j|i|l|b|s|t|z|x|eng|g|f)")
_TAILS = frozenset(
    [
        "经费",
        "费用",
        "资金",
        "项目",
        "款",
        "专项",
        "金额",
        "总额",
        "数额",
        "款项",
        "个",
        "数量",
        "总数",
        "数",
        "额",
        "规模",
        "情况",
        "科目",
        "总量",
    ]
)
_ASKS = frozenset(["多少", "几", "多少钱", "是多少", "有多少", "几何", "多大", "多高"])
_OF = frozenset(["的", "之"])
_BRACKETS = re.compile(r"^[（(]$|^[“\"「『]$")
_QUOTES = frozenset('“”"‘’')
_TOTALS = frozenset(["支出合计", "收入合计", "支出总计", "收入总计"])
_ECONOMIC, _FUNCTIONAL = "F06,B08", "F03,F05,B03,B05"
FUNDS = {
    "一般公共预算财政拨款支出": ("F05", "B05"),
    "政府性基金预算支出": ("F07", "B06"),
    "国有资本经营预算支出": ("F08", "B07"),
}
"""Measures that say which fund a subject is paid from → the forms of that fund."""
_BY_FUND, _FUNDED = ("基本支出", "项目支出"), ("F05", "B05", "F06", "B08")
_GENERIC = ("支出", "收入", "经费", "费用", "合计", "总额")
_BASIC = ("F06", "B08")


@dataclass(frozen=True)
class Name:
    """Something that a question names, between `start` and `end`: a department, years, a role, a side or a figure.

    `years`: those that the words name; `spread`: a range (both ends); `phrase` for figures; `loose`: its words are unknown to the store and
    the vocabulary, at least in part; `text` the question's own words."""

    kind: str
    start: int
    end: int
    text: str
    value: str = ""
    years: tuple[int, ...] = ()
    spread: bool = False
    phrase: Phrase | None = None
    loose: bool = False
    weak: bool = False


def names_in(tokens: Sequence[Token]) -> tuple[Name, ...]:
    """What the tokens name, in order."""
    names: list[Name] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind in (FIGURE, UNKNOWN, CODE):
            length = _group(tokens, at)
            name = _figure(tokens[at : at + length])
            if name and name.phrase and name.phrase.measure == "公务用车保有量" and _bought(tokens, at):
                name = replace(name, phrase=Phrase("公务用车购置数", measure="公务用车购置数"))
            if name:
                names.append(name)
                names += _basis_within(name)
            at += length
            continue
        if token.kind == DEPARTMENT:
            names.append(Name(DEPARTMENT, token.start, token.end, token.text, token.value))
        elif token.kind == YEAR:
            years = tuple(int(y) for y in re.findall(r"\d{4}", token.value))
            names.append(Name(YEAR, token.start, token.end, token.text, token.value, years, "-" in token.value))
        elif token.says("economic") or token.says("subject") and "功能" in token.text:
            names.append(Name(FORM, token.start, token.end, token.text, _ECONOMIC if token.says("economic") else _FUNCTIONAL))
        elif token.value == "ask" and token.text.endswith("辆"):
            names += _vehicles(tokens, at)
            if at + 1 < len(tokens) and re.fullmatch(r"公?车辆?|公务用?车|车子", tokens[at + 1].text):
                at += 1
        elif token.kind in (ROLE, SIDE, FORM, ORIGIN):
            values = token.value.split(",") if token.kind == ROLE else [token.value]
            names += [Name(token.kind, token.start, token.end, token.text, value) for value in values]
        at += 1
    return tuple(names)


def _basis_within(name: Name) -> list[Name]:
    """预算总支出: a name that says plan or outcome beside the figure's own name."""
    said = re.search("(?<!公共)(?<!基金)(?<!资本经营)预算|决算", name.text) if name.phrase and name.phrase.measure else None
    if said is None or re.search("预算|决算", name.phrase.measure if name.phrase else ""):
        return []
    return [Name(ROLE, name.end, name.end, said[0], said[0])]


def _vehicles(tokens: Sequence[Token], at: int) -> list[Name]:
    """有几辆公车, 计划买几辆车: how many vehicles there are, or are bought; a kind of vehicle that is named stands for itself."""
    token = tokens[at]
    clause = [t for t in tokens[max(0, at - 6) : at + 2] if t is not token]
    if any(t.kind == FIGURE and "用车" in t.text and t.measure != "公务用车购置及运行维护费" for t in clause):
        return []
    words = "公务用车购置数" if _bought(tokens, at) else "公务用车保有量"
    return [Name(FIGURE, token.start, token.end, token.text, phrase=Phrase(words, measure=words))]


def _bought(tokens: Sequence[Token], at: int) -> bool:
    return any(re.search(r"买|购|更新|新增", t.text) for t in tokens[max(0, at - 3) : at])


def _group(tokens: Sequence[Token], at: int) -> int:
    """How many tokens from `at` on make one name: words that touch, a code in brackets behind a name."""
    length = 1
    while at + length < len(tokens):
        token, rest = tokens[at + length], tokens[at + length :]
        before = tokens[at + length - 1]
        if token.says("project") and len(rest) > 1 and rest[1].kind in (FIGURE, UNKNOWN) and rest[1].start == token.end:
            return length  # X项目Y: Y is said of X
        if token.kind == WORD and before.kind == UNKNOWN and _runs_through(before, token, rest):
            length += 2  # 国有资产有偿使用收入: a plain word inside an unknown name
        elif _apart(before, token, rest):
            return length
        elif token.kind in (FIGURE, UNKNOWN, CODE, SIDE) or token.kind in (WORD, CUE) and token.text in _TAILS:
            length += 1
        elif token.kind == BREAK and _BRACKETS.match(token.text) and len(rest) > 1 and _explains(tokens[at], rest[1]):
            length += 2 + (len(rest) > 2 and rest[2].kind == BREAK and rest[2].text[0] in '）)”"」』')
        else:
            return length
    return length


def _apart(before: Token, token: Token, rest: Sequence[Token]) -> bool:
    """Does a token that touches not belong to the name: a lone character that leads to no figure, a second figure?"""
    if token.kind == UNKNOWN:
        return len(token.text) == 1 and not (rest[1:] and rest[1].kind == FIGURE)
    return token.kind == before.kind == FIGURE and _side_by_side(before, token)


def _runs_through(before: Token, word: Token, rest: Sequence[Token]) -> bool:
    behind = rest[1] if len(rest) > 1 else None
    plain = word.value != "ask" and word.text not in _OF and len(before.text) > 1
    return plain and behind is not None and (behind.kind == UNKNOWN and len(behind.text) > 1 or behind.kind == SIDE)


def _explains(named: Token, token: Token) -> bool:
    """行政运行（2010301）, 吃喝招待（公务接待费）, 2080505（机关事业单位基本养老保险缴费支出）"""
    return token.kind == CODE or token.kind == FIGURE and named.kind in (CODE, UNKNOWN, FIGURE)


def _figure(tokens: Sequence[Token]) -> Name | None:
    """One figure out of tokens that belong together; None where they say nothing."""
    codes = tuple(dict.fromkeys(t.text for t in tokens if t.kind == CODE))
    tokens = _explained([*tokens])
    inner = [t for t in tokens if t.kind in (FIGURE, UNKNOWN)]
    loose = any(t.kind == UNKNOWN and (content(t.text) or _qualifies(t, tokens)) for t in tokens)
    side = next((t.value for t in tokens if t.kind == SIDE), "")
    start, end, text = tokens[0].start, tokens[-1].end, "".join(t.text for t in tokens)
    if not loose:
        inner = [t for t in inner if t.kind == FIGURE]
    if not inner and not codes:
        return None
    words = inner[0].value if len(inner) == 1 and inner[0].kind == FIGURE else "".join(t.text for t in inner)
    forms: tuple[str, ...] = ()
    if len(inner) > 1 and inner[0].measure in FUNDS:
        forms, inner = FUNDS[inner[0].measure], inner[1:]
        words = "".join(t.text for t in inner)
    if (
        inner
        and not codes
        and len(inner) == 1
        and len(tokens) > 1
        and inner[0].measure
        and measure_named(inner[0].measure).unit
        and _of_money(tokens)
    ):
        return Name(FIGURE, start, end, text, phrase=Phrase(bare(text)), loose=True)  # 退休人员费用: no number of people
    if (
        len(inner) == 1
        and tokens[-1].text in ("资金", "经费")
        and not inner[0].measure
        and inner[0].value == words
        and words.endswith("项目")
    ):
        words += tokens[-1].text  # 编报绩效目标的项目资金: their money, not their number
    if inner and not codes:
        whole = "".join(t.text for t in tokens if t.kind in (FIGURE, UNKNOWN, SIDE) or t.text in _TAILS)
        if measure := (inner[0].measure if len(inner) == 1 else "") or measure_of(bare(whole)) or measure_of(bare(words)):
            if measure in _BY_FUND and words.startswith(("一般公共预算", "财政拨款")):
                forms = _FUNDED
            weak = len(inner) == 1 and inner[0].weak and len(tokens) == 1
            return Name(FIGURE, start, end, text, phrase=Phrase(bare(words), measure=measure, forms=forms), weak=weak)
    columns: tuple[str, ...] = ()
    figures = [t for t in inner if t.kind == FIGURE]
    if (codes or len(figures) > 1) and figures and bare(figures[-1].text) in COLUMNS:
        columns = (bare(figures[-1].text),)
        inner = inner[: inner.index(figures[-1])]
        words = "".join(t.text for t in inner)
    measure = "" if codes or loose else (inner[0].measure if len(inner) == 1 else "")
    phrase = Phrase(bare(trimmed(words)), codes, measure, columns=columns, forms=forms, side=side if side == "收入" else "")
    return Name(FIGURE, start, end, text, phrase=phrase, loose=loose)


def _qualifies(token: Token, tokens: Sequence[Token]) -> bool:
    """男职工: a single unknown character in front of a figure makes it another one."""
    return any(t.kind == FIGURE and t.start == token.end for t in tokens)


def _side_by_side(first: Token, second: Token) -> bool:
    """水费电费: two figures without a joint; a class and its subject, or a row and its column, are one."""
    if bare(second.text) in COLUMNS or measure_of(bare(first.text + second.text)):
        return False
    return all(t.value in _economic() or t.measure and not measure_named(t.measure).unit for t in (first, second))


@cache
def _economic() -> frozenset[str]:
    """Names of the economic classification's 款."""
    return frozenset(bare(s.name) for code, s in subjects().items() if code.startswith("3") and len(code) == 5)


def _of_money(tokens: Sequence[Token]) -> bool:
    return tokens[-1].kind == SIDE or tokens[-1].text in ("经费", "费用", "资金", "开支", "开销", "费")


def _explained(tokens: list[Token]) -> list[Token]:
    """吃喝招待（公务接待费）: the name in brackets says what is meant; a code in brackets only adds to the name."""
    at = next((i for i, t in enumerate(tokens) if t.kind == BREAK), -1)
    inside = [t for t in tokens[at + 1 :] if t.kind == FIGURE] if at > 0 else []
    if inside and tokens[0].kind in (FIGURE, UNKNOWN):
        return inside[:1]
    return [t for t in tokens if t.kind != BREAK]


def is_ask(token: Token) -> bool:
    """多少, 几辆, 是多少万元"""
    return token.kind == WORD and (token.value == "ask" or token.text in _ASKS)


def content(text: str) -> bool:
    """Does an unknown piece say something a figure could be named by? Particles, pronouns and the like do not.

    >>> content("拢共"), content("中央空调维修")
    (False, True)
    """
    return bool(content_words(text))


def content_words(text: str) -> tuple[str, ...]:
    """The words of a piece that could tell a figure from others: of two characters and more, no particles."""
    import rjieba

    return tuple(word for word, tag in rjieba.tag(text) if len(word) > 1 and _CONTENT.match(tag) and word not in words())


def only_verbs(text: str) -> bool:
    """Does an unknown piece say nothing but what is done (反映到, 砸进去)? A figure is named by a noun."""
    import rjieba

    return all(tag[0] in "vdpcruy" and not tag.startswith("vn") for _, tag in rjieba.tag(text))


def trimmed(text: str) -> str:
    return re.sub(r"^[的之]+|[的之]+$", "", text)


def nested(names: Sequence[Name], tokens: Sequence[Token]) -> tuple[Name, ...]:
    """A的B, A里的B, A中B和C: B is a column of A, or a part of it. Roles and years may stand between."""
    out: list[Name] = []
    inside: Name | None = None
    for name in names:
        if name.kind != FIGURE or name.phrase is None:
            out.append(name)
            continue
        before = next((n for n in reversed(out) if n.kind == FIGURE), None)
        between = [t for t in tokens if before and before.end <= t.start and t.end <= name.start]
        opened = before is not None and _contains(between)
        if opened:
            inside = before
        elif not (before and inside and all(t.kind in (AND, BREAK) for t in between)):
            inside = None
        if inside and inside.phrase:
            part = within(inside.phrase, name.phrase, loose=inside.loose)
            if part.columns:
                out = [_in_column(n, part.columns) if n is not inside and _of_list(n, inside, tokens) else n for n in out]
            merged = opened and inside in out and not any(is_ask(t) for t in between)  # A是多少，其中B names both
            if merged:
                out.remove(inside)
            name = replace(name, phrase=part, start=inside.start if merged else name.start)
        out.append(name)
    return tuple(out)


def _of_list(name: Name, last: Name, tokens: Sequence[Token]) -> bool:
    """Is it listed before the last name, joined to it (A和B的基本支出)?"""
    if name.kind != FIGURE or name.end > last.start or name.phrase is None or name.phrase.measure:
        return False
    between = [t for t in tokens if name.end <= t.start and t.end <= last.start]
    return any(t.kind == AND for t in between) and all(
        t.kind in (AND, FIGURE, CODE) or t.kind == BREAK and t.text in _QUOTES for t in between
    )


def _in_column(name: Name, columns: tuple[str, ...]) -> Name:
    return replace(name, phrase=replace(name.phrase, columns=columns)) if name.phrase else name


def _contains(between: Sequence[Token]) -> bool:
    last = next((t for t in reversed(between) if t.kind != BREAK), None)
    if last is not None and last.says("inside") and last.text in ("其中", "里面", "里头", "当中"):
        return True
    if any(t.kind == ORIGIN for t in between) and all(t.kind in (ORIGIN, BREAK, WORD) or t.says("inside") for t in between):
        return True  # 就业补助资金自评表：城镇新增就业人数
    if between and between[0].kind == BREAK and len(between) == 1:
        return False
    links = [t for t in between if t.says("inside", "project") or t.text in _OF]
    return bool(links) and all(t in links or t.kind in (ROLE, YEAR, BREAK) or t.says("economic", "subject") for t in between)


def within(whole: Phrase, part: Phrase, *, loose: bool) -> Phrase:
    """The part as it is meant inside the whole: a column of its row, the same subject in its form, a part of it."""
    column = part.words if part.words in COLUMNS else part.measure
    if column in COLUMNS and not part.codes and (whole.codes or not whole.measure):
        return replace(whole, columns=(column,), side="收入" if "收入" in column else whole.side)
    head = strip_tail(part.words)[-2:]
    if (
        whole.measure
        and part.measure
        and len(head) == 2
        and head not in _GENERIC
        and head in whole.measure
        and not whole.measure.startswith(part.measure)
    ):
        return whole  # 预留给小微企业的政府采购: the same, said at length
    if part.words and not part.codes and (joined := measure_of(strip_tail(whole.words) + part.words)):
        return Phrase(part.words, measure=joined)  # 政府采购里的服务支出
    if whole.measure in FUNDS and not part.measure:
        return replace(part, forms=FUNDS[whole.measure])
    if whole.measure == "基本支出" and not part.measure:
        return replace(part, forms=_BASIC)
    if whole.measure in _TOTALS or part.codes:
        return part
    if loose:  # 预留给小微企业的政府采购: what stands in front narrows the figure
        return replace(part, words=whole.words + part.words, measure="")
    return replace(part, parent=strip_tail(whole.words) if not whole.codes else "")
