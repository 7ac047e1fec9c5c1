"""How well a fact's label answers to the words of a question. Pure.

Order of trust: subject code, official name, alias, then similarity of labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from index.amounts import MONEY, Amount, convert
from index.facts import UNIT_DOUBTED, Fact
from index.subjects import codes_named, name_of
from qa.normalise import bare
from qa.phrases import Alias, aliases, measure_named, measure_of, strip_tail

EXACT, ALIAS, STEM = 1.0, 0.97, 0.95
PART = 0.963
"""The last part of a longer name (公务用车运行费/维修费) is called no more surely than what an everyday word stands for (维修(护)费)."""

ENOUGH = 0.62
"""Below this two names of a list are about different things."""

SURE = 0.93
"""At or above this a name is the one that the words call; nothing between it and 0 is."""
TOTAL_COLUMNS = frozenset(
    ["本年收入合计", "本年支出合计", "小计", "合计", "决算数", "预算数", "金额", "决算金额", "预算金额", "总计", "支出合计", "收入合计"]
)

# role asked for → roles of facts that answer it, best first
ANSWERING: dict[str, tuple[str, ...]] = {
    "年初预算": ("年初预算", "预算"),
    "全年预算": ("全年预算", "预算"),
    "预算": ("预算", "全年预算", "年初预算", ""),
    "执行数": ("执行数", "实际", "决算", ""),
    "决算": ("决算", "执行数", ""),
    "完成率": ("完成率",),
    "得分": ("得分",),
    "目标": ("目标", "预算", "年初预算"),
    "实际": ("实际", "执行数", "决算", ""),
    "权重": ("权重",),
    "增减率": ("增减率",),
    "占比": ("占比",),
    "增减额": ("增减额",),
    "预算差额": ("预算差额",),
}
PLAIN = ("决算", "执行数", "", "实际", "预算", "全年预算", "年初预算", "得分")
"""What a question means that names no role: an outcome before a plan."""


def role_of(fact: Fact) -> str:
    """The role of a fact, from what its reader said or from its column's words."""
    return _role_said(fact.column, fact.role, fact.origin)


@lru_cache(maxsize=65536)
def _role_said(column: str, role: str, origin: str) -> str:
    if origin != "table":
        for named, pattern in (
            ("得分", r"得分|评分|评价分"),
            ("权重", r"权重|分值"),
            ("完成率", r"执行率|完成率"),
            ("目标", r"目标值|指标值|年初目标|绩效目标"),
            ("实际", r"实际完成|完成值|完成情况"),
            ("执行数", r"执行数"),
        ):
            if re.search(pattern, column):
                return named
    if role in ("增减额", "增减率") and "预算" in column and not re.search(r"20\d\d|上年", column):
        return "预算差额" if role == "增减额" else "预算差率"
    if role:
        return role
    if origin == "table":
        if re.search(r"执行率|完成率", column):
            return "完成率"
        return "预算" if re.search(r"预算数", column) else ""
    if re.search(r"年初预算", column):
        return "年初预算"
    return "预算" if re.search(r"预算", column) else ""


def comes_from(fact: Fact, origin: str) -> bool:
    """Is it of this origin ("" any)? What a performance report says in sentences of scores and targets is of its forms."""
    if not origin or fact.origin == origin:
        return True
    reported = fact.origin == "sentence" and role_of(fact) in ("得分", "目标", "实际", "完成率")
    return origin == "indicator" and reported and re.search(r"绩效|自评|评价", fact.provenance.title) is not None


@lru_cache(maxsize=65536)
def pairs(text: str) -> frozenset[str]:
    """Character pairs of a text; a single character stands for itself."""
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset([text])


def same_words(text: str) -> str:
    """One wording for what is said in several (小型和微型企业, 小微企业)."""
    return re.sub(r"20\d\d年(?:度)?", "", re.sub(r"小型(?:和|、)?微型", "小微", text)) or text


@lru_cache(maxsize=65536)
def stem_of(name: str) -> str:
    """What tells a name apart: bare, one wording, without the words that any figure may carry."""
    return strip_tail(same_words(bare(name)))


@lru_cache(maxsize=65536)
def name_score(words: str, name: str) -> float:
    """How surely a name is what the words call: EXACT, ALIAS, STEM, a little less where they call the last part of it; 0.0 where it is
    another name."""
    if not words or not name:
        return 0.0
    target, plain = same_words(bare(name)), same_words(bare(words))
    if plain == target:
        return EXACT
    alias = alias_of(words)
    if alias and target in [bare(m) for m in alias.means]:
        return ALIAS - 0.005 * [bare(m) for m in alias.means].index(target)
    if stem_of(words) == stem_of(name) and not _other_side(plain, target):
        return STEM
    return min(name_score(words, name.rsplit("/", 1)[-1]) - 0.01, PART) if "/" in name else 0.0


def _other_side(words: str, name: str) -> bool:
    """收入 in the one, 支出 in the other."""
    return any(a in words and a not in name and b in name and b not in words for a, b in (("收入", "支出"), ("支出", "收入")))


def alias_of(words: str) -> Alias | None:
    """What the words are colloquial or former for."""
    plain = same_words(bare(words))
    return aliases().get(plain) or aliases().get(strip_tail(plain))


@lru_cache(maxsize=65536)
def _official(words: str) -> frozenset[str]:
    """The official names that words stand for, those of subjects and of measures; none where they are no known name."""
    alias = alias_of(words)
    names = {name_of(code) or "" for code in codes_named(words)} | set(alias.means if alias else ())
    return frozenset(names | ({measure} if (measure := measure_of(bare(words))) else set()))


def is_amount(words: str) -> bool:
    """Are the words a known name of money? Then nothing that is counted is meant."""
    measure = measure_of(bare(words))
    return bool(_official(words)) and not (measure and measure_named(measure).unit)


def other_names(words: str, name: str) -> bool:
    """Are both known names, and of different things? Then no likeness makes the one mean the other (公共卫生, 卫生健康支出)."""
    said = _official(words)
    return bool(said) and not said & (printed := _official(name)) and bool(printed)


@lru_cache(maxsize=65536)
def loose_score(words: str, name: str) -> float:
    """The same, or 0…0.8 where one name stands in the other or most of it does: for choosing among the few names of a list."""
    sure, stem, target = name_score(words, name), stem_of(words), stem_of(name)
    if sure or len(stem) <= 2:
        return sure
    if len(target) >= 2 and target in stem:
        return 0.8 * (0.55 + 0.45 * len(target) / len(stem))
    if stem in target:
        return 0.8 * (0.6 + 0.4 * len(stem) / len(target))
    shared = len(pairs(stem) & pairs(target))
    characters, covered = len(set(stem) & set(target)) / len(set(stem)), shared / len(pairs(stem))
    return 0.45 * characters + 0.3 * covered + 0.15 * shared / len(pairs(target)) if characters >= 0.9 and covered >= 0.55 else 0.0


def part_score(words: str, parent: str, fact: Fact) -> float:
    """A part named after its whole: 政府采购支出总额，其中货物 → 政府采购货物支出, or 纳入政府采购预算支出合计/货物类."""
    above = strip_tail(bare(parent))
    own, name = strip_tail(bare(words)), fact.row_name
    last = strip_tail(bare(name.rsplit("/", 1)[-1]))
    if len(above) < 2:
        return 0.0
    role = bare(name.rsplit("/", 1)[-1]).removesuffix(bare(fact.column))
    if "/" in name and own in (last, role, last + "类") and above[:4] in bare(name):
        return EXACT
    return STEM if strip_tail(bare(name)) in (above + own, above + own.rstrip("类"), own + above) else 0.0


def path_score(words: str, fact: Fact, names: dict[str, str]) -> float:
    """A subject named with the one above it (群众团体事务一般行政管理事务): the own name must stand at the end."""
    own, parent = strip_tail(bare(fact.row_name)), names.get(fact.row_code[:-2], "")
    stem = strip_tail(bare(words))
    if not parent or len(fact.row_code) < 5 or not stem.endswith(own) or stem == own:
        return 0.0
    rest, above = stem[: -len(own)], bare(parent)
    grand = bare(names.get(fact.row_code[:3], ""))
    return EXACT if rest and (rest in (above, strip_tail(above), grand + above) or above.startswith(rest)) else 0.0


def best_first(facts: Sequence[Fact], order: Sequence[str]) -> list[Fact]:
    """Facts by the given order of their forms; facts of other forms and of no form last."""
    rank = {form: i for i, form in enumerate(order)}
    return sorted(facts, key=lambda f: rank.get(f.form, len(rank)))


@lru_cache(maxsize=65536)
def bare_path(text: str) -> str:
    """A header path or parent path with each of its names bare."""
    return "/".join(bare(part) for part in text.split("/"))


def reading_of(fact: Fact) -> Amount:
    """The amount a fact means: as printed, but a form under a 万元 heading whose figures are plainly 元 is read in 元, and the other way
    round."""
    doubted = any(UNIT_DOUBTED in flag for flag in fact.flags)
    return Amount(fact.value, {"万元": "元", "元": "万元"}.get(fact.unit, fact.unit) if doubted else fact.unit)


def yuan(fact: Fact) -> tuple[Decimal, str]:
    """What a fact means, in 元 where it is money: for telling whether two facts print the same."""
    amount = reading_of(fact)
    return (convert(amount, "元").value.normalize(), "元") if amount.unit in MONEY else (amount.value.normalize(), amount.unit)
