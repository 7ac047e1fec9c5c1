"""Follow-ups: a question of a few words takes over what it does not say from the question before. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from qa.linking import Linked
from qa.phrases import parse_phrase

_OPENING = re.compile(r"^(?:那么|那|然后|再|还有|另外|其中|里面|换成(?!亿|万|元)|换做|改成|如果是|要是)+(?:的|是|,|，)?")
_PRONOUN = re.compile(r"^(?:它|这个|这项|这笔|前者|该项)(?:的)?")
_OPERATION_ONLY = re.compile(
    r"^[,，＿]*(?:它|这)?(?:跟|和|与|比|较|同)(?:上[一]?年|去年|前一年|前年|年|基本支出|项目支出)?.*?(?:涨|降|增|减|多|少|变动|变化|幅度|百分)|^占|^(?:增长|下降|变化|减少|增加|涨|降|超|省|多|少)(?:了)?(?:多少|百分|几)|^(?:二者|两者|两项|两个)"
)
_NEXT_YEAR = re.compile(r"(?:第二年|下一年|次年|后一年|转年)")
_LAST_YEAR = re.compile(r"^(?:那)?(?:上一年|上年|前一年|头一年)(?:的)?(?:呢|是多少|多少|$)")


def complete(linked: Linked, before: Linked | None, relink: Callable[[str], Linked], earlier: Linked | None = None) -> Linked:
    """The linked question with department, year and figure of the one before where it says none. `relink` links a rewritten question;
    `earlier` is the one before that."""
    if before is None or not before.mentions and not before.years:
        return linked
    if _stands_alone(linked):
        return linked
    if earlier and not linked.years and re.search(r"两年", linked.rest) and before.years[:1] != earlier.years[:1]:
        # 2022年…？ 2023年呢？ 两年差了多少
        asked = f"{'、'.join(before.departments)}{_figure_words(earlier)}{before.years[0]}年比{earlier.years[0]}年变化多少"
        return relink(asked) if earlier.years and before.departments == earlier.departments else linked
    merged = _with_words(linked, before)
    text = merged
    if not linked.mentions and not linked.unknown and before.departments:
        text = "、".join(before.departments) + text
    if not linked.years and before.years:
        year = before.years[0]
        if _NEXT_YEAR.search(linked.text):
            year += 1
        elif _LAST_YEAR.search(linked.text):
            year -= 1
        text = f"{year}年{text}"
    done = relink(text)
    unit = linked.unit or (before.unit if not _says_figure(linked.rest) else "")
    return replace(done, unit=done.unit or unit, basis_of=done.basis_of)


def _stands_alone(linked: Linked) -> bool:
    return bool(linked.mentions and linked.years and _says_figure(linked.rest) and not _PRONOUN.search(linked.rest))


def _says_figure(rest: str) -> bool:
    text = _NEXT_YEAR.sub("", _LAST_YEAR.sub("", _OPENING.sub("", rest.replace("＿", "")))).strip(",，?？。呢吗")
    text = re.sub(r"[,，]?留[一二两三四]位小数|两年差多少|差多少|换算?成?.*$|说$|分别|各", "", text)
    phrase = parse_phrase(re.sub(r"^(?:比|跟|与|和|较).*", "", text)) if not _OPERATION_ONLY.search(text) else parse_phrase("")
    return bool(phrase.measure or phrase.codes or phrase.words or phrase.columns) or bool(re.search(r"为什么|为啥|原因", rest))


def _with_words(linked: Linked, before: Linked) -> str:
    """The question's own text, with the earlier figure put in where it names none."""
    own = _OPENING.sub("", linked.text)
    own = _LAST_YEAR.sub("", _NEXT_YEAR.sub("", own))
    figure = _figure_words(before)
    if set(parse_phrase(linked.rest).roles) & {"预算", "决算", "执行数", "年初预算", "全年预算"}:
        figure = _without_roles(figure)  # the role said now replaces the one said before
    if _PRONOUN.search(own):
        return _PRONOUN.sub(figure, own)
    rest = _LAST_YEAR.sub("", _NEXT_YEAR.sub("", _OPENING.sub("", linked.rest.replace("＿", "")))).strip(",，?？呢吗。 ")
    if re.search(r"两年(?:相)?差|(?:跟|和|与|比)(?:上一个|刚才|前一个)", rest) and linked.years and before.years:
        return f"{figure}{linked.years[0]}年比{before.years[0]}年变化多少"
    if re.match(r"(?:增长|下降|变化|减少|增加|涨|降)(?:了)?(?:多少|百分|几)", rest):
        return f"{figure}比上年{own}"
    if re.match(r"接待(?:了)?(?:多少|几)", rest):
        return re.sub(r"费$", "", _without_roles(figure)) + own.replace("接待", "", 1)
    if _OPERATION_ONLY.search(rest) or re.search(r"^比", rest):
        return figure + own
    if re.search(r"占比|比重$", rest) and _says_figure(rest):
        return own
    if _says_figure(linked.rest):
        return own + (f"（{figure}）" if re.search(r"为什么|为啥|原因", own) and len(own) < 16 else "")
    if linked.mentions or linked.years or linked.unit or not rest or rest in ("变化多少",):
        return own.rstrip("?？呢。") + figure + "是多少" if not parse_phrase(rest).roles else _roles_behind(own, figure)
    return figure + own


def _without_roles(figure: str) -> str:
    return re.sub(r"(?:支出)?(?:年初|全年)?预算数?$|(?:支出)?决算数?$|执行(?:数|了)?$", "", figure) or figure


def _roles_behind(own: str, figure: str) -> str:
    """年初预算安排了多少 → 行政运行支出年初预算安排了多少; 2020年安排了多少 keeps the year in front."""
    match = re.match(r"((?:20\d\d年(?:度)?)?)(.*)", own)
    return f"{match[1]}{figure}{match[2]}" if match else figure + own


def _figure_words(before: Linked) -> str:
    """What the question before asked for, without its department, year and question words."""
    text = before.rest.replace("＿", "")
    text = re.split(r"[?？]|[,，](?=其中|哪|各|分别|差)", text)[0]
    text = re.sub(r"^(?:的|那|其中|里面|请问)+", "", text)
    text = re.sub(
        r"(?:一共|总共|共)?(?:花了|用了|安排了?|支出了)?(?:是|有|为|占|列了?)?(?:多少|几)(?:钱|万元|元|万|人|个|辆)?(?:呢)?$", "", text
    )
    return text.strip(",，。的 ")
