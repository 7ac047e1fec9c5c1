"""How a wording says a department, a year, a figure: patterns and names of a file of wordings, filled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from eval.questions.measures import COUNT, EXPENSE, INCOME, vocabulary
from eval.questions.truth import FINAL, PLAN
from eval.questions.wordings import Wordings, fill, slots_of

_PLACE = re.compile(r"(?P<region>(?:.{2,4}?市)?(?P<bare>.{2,4}?[区县市]))(?P<organ>.+)")
_DIGITS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))

_FUNDS = re.compile(r"公共预算|基金预算|经营预算|计划生育")
"""Parts of names that say nothing of the basis."""
_CUES = (
    # cue in a wording or a name, the bases and natures that it goes with
    (r"花|支出了|用掉|用了|用去|用到|支了|开销|开支|实际|实支|执行|付|耗", (FINAL,), (EXPENSE,)),
    (r"收到|进账|入账|到账|收了|拿到|收进", (FINAL,), (INCOME,)),
    (r"安排|批了|批复|计划|编列|编了|打算|预备|准备|拟|年初", (PLAN,), None),
    (r"预算", (PLAN,), None),
    (r"决算", (FINAL,), None),
    (r"支出|开支|费用|花费", None, (EXPENSE,)),
    (r"收入", None, (INCOME,)),
    (r"钱|元|款|资金|金额|花|用|费|支|财", None, (EXPENSE, INCOME, "balance")),
    (r"几个|几人|多少人|几名|几辆|台", None, (COUNT,)),
)
"""Words that fit some bases and natures of figures only: nobody asks what was spent of an income, or spent of a plan."""


_RATE = re.compile(r"率|幅|百分|%|％|几成|比例|几个点|几个百分点|增速")
_AMOUNT = re.compile(r"多少钱|多少元|多少万|[金差减加动]额|绝对|差多少|多多少|少多少|多出多少|几万")


def asks_rate(wording: str) -> bool:
    """Does a wording ask for the rate of a change?"""
    return bool(_RATE.search(wording))


def asks_amount(wording: str) -> bool:
    """Does a wording ask for the amount of a change?"""
    return bool(_AMOUNT.search(wording))


def split(department: str) -> dict[str, str]:
    """region (with the city), bare_region (without it) and organ of a department's full name."""
    match = _PLACE.fullmatch(department)
    if match is None:
        raise ValueError(f"{department}: no region in front")
    return {"region": match["region"], "bare_region": match["bare"], "organ": match["organ"]}


def say_department(department: str, among: Sequence[str], wordings: Wordings, random: Random) -> str:
    """A department as one of the patterns says it, such that it is no other one of `among`."""
    parts = split(department)
    others = [split(other) for other in among if other != department]
    same_place = any((other["bare_region"], other["organ"]) == (parts["bare_region"], parts["organ"]) for other in others)
    same_kind = any(other["organ"] == parts["organ"] for other in others)
    slots = {pattern: set(slots_of(pattern)) for pattern in wordings.who}
    clear = [
        pattern
        for pattern, own in slots.items()
        if "region" in own or ("bare_region" in own and not same_place) or ("bare_region" not in own and not same_kind)
    ]
    short = random.choice(vocabulary()["short"].get(parts["organ"], [parts["organ"]]))
    return fill(random.choice(clear or ["{region}{organ}"]), {**parts, "short_organ": short})


def say_year(year: int, wordings: Wordings, random: Random, pattern: str = "") -> str:
    """A year as one of the patterns says it."""
    digits = str(year)
    return fill(pattern or random.choice(wordings.when), {"y": digits, "yy": digits[2:], "cy": "".join(map(_DIGITS.__getitem__, digits))})


def fits(wording: str, basis: str = "", nature: str = "") -> bool:
    """Does a wording go with a basis and a nature ("" any)?"""
    text = _FUNDS.sub("", wording)
    return not any(
        re.search(cue, text) and ((basis and bases and basis not in bases) or (nature and natures and nature not in natures))
        for cue, bases, natures in _CUES
    )


def suits(name: str, basis: str) -> bool:
    """Does a name of a figure go with a basis? Nobody asks what the plan has spent."""
    text = _FUNDS.sub("", name)
    return not any(bases and basis not in bases and re.search(cue, text) for cue, bases, _ in _CUES)
