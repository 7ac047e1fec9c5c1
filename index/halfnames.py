"""Names of rows of forms with two halves (收入支出总表): which are known, which are known ones torn, and which half has them."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from index.amounts import compact
from index.subjects import FUNCTIONAL, codes_named, subjects
from index.textrows import bare_name

INCOME, EXPENDITURE = "收入", "支出"
_LONG = 8

_HALF_NAMES = re.compile(
    r"(?:一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?)(?:资金|(?:(?:财政)?拨款)?(?:收入|支出)?)(?:结转(?:结余)?)?"
    r"|(?:财政专户管理|单位|其他)资金(?:收入)?|财政拨款(?:收入|资金)?|上级补助收入|事业收入|(?:事业单位)?经营收入|附属单位上[缴交]收入|其他收入"
    r"|(?:本年)?(?:收入|支出)(?:合计|总计)|合计|总计|使用(?:非财政拨款|专用)结余(?:[和与]专用结余)?(?:\(含专用结余\))?|用事业基金弥补收支差额"
    r"|结余分配|(?:年初|年末|上年)(?:财政拨款)?结转(?:[和与]?结余)?|结转下年|(?:其中:)?(?:基本支出|项目支出)(?:结转)?(?:和结余)?"
    r"|社会保险基金支出|预备费|转移性支出|债务发行费用支出"
)
_INCOME_NAME = re.compile(
    r"收入(?:合计|总计)?$|财政拨款$|年初|上年结转|^使用|^用事业基金|财政拨款结转和结余$"
    r"|^(?:一般公共预算|政府性基金(?:预算)?|国有资本经营(?:预算)?|财政专户管理|单位)(?:资金)?$"
)
_EXPENDITURE_NAME = re.compile(r"支出(?:合计|总计)?$|年末|结转下年|结余分配|^提取|^转入|^交纳|^缴纳|支出结转")


def side_of(name: str) -> str:
    """收入 or 支出 by a row's name; "" where either half has such a row (总计)."""
    bare = bare_name(name)
    if _EXPENDITURE_NAME.search(bare):
        return EXPENDITURE
    return INCOME if _INCOME_NAME.search(bare) else ""


def is_half_name(name: str) -> bool:
    """Whether a row of a form with two halves is known to bear this name."""
    bare = bare_name(name)
    return _HALF_NAMES.fullmatch(compact(bare)) is not None or any(len(code) == 3 for code in codes_named(bare))


@cache
def _long_names() -> list[Counter[str]]:
    """The characters of the long names of rows that a form with two halves may have."""
    funds = ("一般公共预算", "政府性基金", "政府性基金预算", "国有资本经营", "国有资本经营预算")
    names = [n for s in subjects().values() if s.kind == FUNCTIONAL and len(s.code) == 3 for n in (s.name, *s.aliases)]
    names += [fund + rest for fund in funds for rest in ("财政拨款收入", "财政拨款", "拨款收入", "资金")]
    return [Counter(name) for name in names if len(name) >= _LONG]


def is_torn_name(name: str) -> bool:
    """Whether a name is a known one with its pieces out of order, or with a character or two lost or gained."""
    bare = compact(bare_name(name))
    if len(bare) < _LONG - 2 or is_half_name(bare):
        return False
    printed = Counter(bare)
    return any((printed - known).total() + (known - printed).total() <= 2 for known in _long_names())
