"""Years and dates as Chinese documents write them."""

from __future__ import annotations

import re

_YEAR = r"(?:20\d\d(?!\d)|二[〇○零Oo0][一二三四五六七八九〇○零]{2})"
FISCAL = rf"(?<!\d){_YEAR}\s*(?:年度|年|度)?"
"""A fiscal year as titles write it; a date's year looks the same, so dates are taken out first."""

DATE = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})(?:\s*年\s*|[-/.])(?P<month>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})"
    r"(?:\s*月(?:\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?|[-/.](?P<short>\d{1,2}))(?!\d)"
)


def year_in(title: str) -> int | None:
    """The fiscal year that a title names (2021年度…, 二〇二一年…); None where it names none or two."""
    years = {chinese_year(y) for y in re.findall(rf"(?<!\d)({_YEAR})\s*年", title)}
    return years.pop() if len(years) == 1 else None


def fiscal_years(text: str) -> list[int]:
    """The years of a title or label in order, dates left out; 年 may be missing (2023部门决算)."""
    return [chinese_year(y) for y in re.findall(rf"(?<!\d)({_YEAR})", DATE.sub("", text))]


def chinese_year(text: str) -> int:
    """2023 or 二〇二三 as a number."""
    digits = str.maketrans("零一二三四五六七八九〇○Oo", "01234567890000")
    return int(text.translate(digits))
