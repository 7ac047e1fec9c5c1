"""What is not answered, decided before anything is looked up."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(files("index").joinpath("data/scope.toml").read_text("utf-8"))
    return tuple((rule["reason"], re.compile("|".join(rule["patterns"]), re.IGNORECASE)) for rule in data["refuse"])


def refusal(question: str) -> str:
    """Why a normalised question is out of scope, in Chinese; "" where it is not."""
    return next((reason for reason, pattern in _rules() if pattern.search(question)), "")


_PART_OF_YEAR = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])月份?(?!\d*日)(?!底|末|起|至|到|-|以来|在职|实有)|第?[一二三四1-4]季度|上半年|下半年")
_EXCEPT = re.compile(r"除(?:了|去|开)?.{2,20}?(?:以外|之外|外(?!交))|不含(?!税)|不包括|不算|扣除|剔除|刨去|去掉")


def beyond(question: str, labels: Iterable[str] = ()) -> str:
    """Why a figure asked for in this way cannot be computed (a month's share, everything except …); "" where nothing speaks against it.

    `labels`: names of figures: what documents print by quarter may be asked by quarter.
    """
    part = _PART_OF_YEAR.search(question)
    if part and not any(part[0] in label for label in labels):
        return f"公开文件只有全年的数字，没有“{part[0]}”的"
    exclusion = _EXCEPT.search(question)
    if exclusion and not any(exclusion[0] in label for label in labels):
        return f"还不会算“{exclusion[0]}”这样要先减去一部分的数，请把两项分别问，或直接问两项之差"
    return ""
