"""What is not answered, decided before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from index.data_files import toml_data


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = toml_data("scope.toml")
    return tuple((rule["reason"], re.compile("|".join(rule["patterns"]), re.IGNORECASE)) for rule in data["refuse"])


def refusal(question: str) -> str:
    """Why a normalised question is out of scope, in Chinese; "" where it is not."""
    return next((r for r, pattern in _rules() if any(not _in_a_name(m) for m in pattern.finditer(question))), "")


_MONEY_WORD = "经费|费用?|支出|预算|决算|项目|专项|资金"
_NAME_REST = re.compile(
    rf"(?:(?!{_MONEY_WORD})[一-鿿](?<![年局委厅区县市的会将吗呢了么是谁怎哪多少吧说下和与及跟就查看问号码])){{2,12}}(?:{_MONEY_WORD})"
)
_FORECASTING = re.compile(r"预测(?:预警|预报|监测|分析|研究|评估|平台|系统|模型|体系|服务)")


def _in_a_name(match: re.Match[str]) -> bool:
    """Is the word that was found part of a project's or a subject's name (天气预报服务费)? A word of money stands behind it.

    预测 is also what one asks for (预测公务接待费): a name says what forecasts.
    """
    if len(match[0]) > 4 or not _NAME_REST.match(match.string, match.end()):
        return False
    return match[0] != "预测" or bool(_FORECASTING.match(match.string, match.start()))


_PART_OF_YEAR = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])月份?(?!\d*日)(?!底|末|起|至|到|-|以来|在职|实有)|第?[一二三四1-4]季度|上半年|下半年")


_OF_RATES = re.compile(
    r"复合增(?:长|速)率?|年均增(?:长|速|幅)率?|平均增(?:长率|速)|排名变化|(?:增幅|降幅|增速|涨幅|跌幅|增长|下降)最(?:大|快|高|多)的?(?=[^,，。]{0,8}(?:科目|项目|部门|单位))"
)
"""Rankings by rates and rates over several years."""


def beyond(question: str, labels: Iterable[str] = ()) -> str:
    """Why a figure asked for in this way cannot be computed (that of a month); "" where nothing speaks against it.

    `labels`: names of figures: what documents print by quarter may be asked by quarter.
    """
    part = _PART_OF_YEAR.search(question)
    if part and not any(part[0] in label for label in labels):
        return f"公开文件只有全年的数字，没有“{part[0]}”的"
    if rate := _OF_RATES.search(question):
        return f"还不会算“{rate[0]}”。可以逐年问增减，或按金额排序"
    return ""
