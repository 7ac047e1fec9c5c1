"""Pieces of a question → items of a plan: what several frames of the planner share."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.linking import Linked, undated, years_in
from qa.phrases import parse_phrase
from qa.plan import Item

_AND = re.compile(r"[、]|(?:以及|还有|和|与|及|跟|加上|加)(?!国|谐|睦)")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}


def item_of(text: str, department: str, year: int, linked: Linked, **changes: object) -> Item:
    phrase = parse_phrase(text)
    if changes:
        phrase = replace(phrase, **changes)  # type: ignore[arg-type]
    return Item(department, year, phrase, linked.basis_of.get(year, ""))


def dated_item(text: str, department: str, year: int, linked: Linked) -> Item:
    """The figure that a piece of the dated question names, of the year and basis said in it."""
    years = years_in(text)
    own = years[0] if years else year
    item = item_of(undated(text), department, own, linked)
    said = "决算" if "决算" in text else "预算" if "预算" in re.sub("公共预算|基金预算|经营预算", "", text) else ""
    return replace(item, basis=said if years else item.basis)


def names_in(text: str) -> list[str]:
    """Names joined by 、和与及; a joint inside a name does not separate (收、支总计; others are hidden by
    qa.compounds when the question is linked)."""
    whole = parse_phrase(text)
    if whole.measure and not whole.columns and not re.search(r"[、]", text):
        return [text]
    parts = _AND.split(re.sub(r"收[、,]支", "收支", text))
    return [p for p in (q.strip(",，的 ") for q in parts) if p]


def operand(segment: str) -> str:
    """A segment without what is asked about it: 支出各是多少?哪个更多 → 支出."""
    text = re.split(r"[?？]|[,，](?=哪|谁|差|相差|前者|后者|高|多|大|分别|各)", segment)[0]
    text = re.sub(r"减去|等于(?:多少|几)?|多还是少.*$", "", text)
    text = re.sub(r"[二两三四五六七八九十几\d]+个?(?:部门|单位|局|家)|[（()）]", "", text)
    text = re.sub(r"(?:加起来|合起来|加总|合计|总共|一共|共计)(?:是)?(?:多少|几)?$", "", text) if len(text) > 4 else text
    text = re.sub(r"^(?:相比|比较一下|比较|比一比)[,，]?", "", text)
    text = re.sub(r"(?:相比)?(?:哪个|哪家|谁)(?:的)?(?:(?:更|最)?(?:多|高|大|少|低|小)(?:一些|些)?$)?|(?:最高|最低|更多|更高)", "", text)
    return re.sub(r"(?:分别|各)?(?:是|有|花了|支出)?(?:多少|几)?(?:相差|差额|差)?$", "", text).strip(",，、和与的 ")


def says(text: str) -> bool:
    phrase = parse_phrase(text)
    return bool(phrase.measure or phrase.codes or len(phrase.words) >= 2)


def number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_NUMERALS.get(text[1:], 0) if len(text) > 1 else 0)
    return _NUMERALS.get(text[:1], 0)


def completed(left: str, right: str) -> str:
    """The right side says only what differs: 2010302的支出比收入 → 2010302的收入."""
    phrase = parse_phrase(left)
    if phrase.codes and right in ("收入", "支出"):
        return f"{phrase.codes[0]}的{right}"
    return right


def like(own: str, whole: str) -> str:
    """A short name completed after the pattern of the one before: 小微 beside 预留给中小企业的采购 → 预留给小微企业的采购."""
    kinds = ("中小微企业", "中小企业", "小微企业", "货物", "工程", "服务")
    for kind in kinds:
        if kind in whole and not own.endswith(("采购", "金额")):
            return whole.replace(kind, own if own.endswith("企业") or kind in ("货物", "工程", "服务") else own + "企业")
    return own
