"""The one place where text becomes money.

`value` is the figure as printed (a Decimal without thousands separators), `unit` the unit as printed; yuan are derived and never stored
in its place. A blank cell is no amount, a printed 0 is one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MONEY: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}

# units of things that disclosures count; a longer one first, so that 人次 is not read as 人
COUNTED = (
    "平方米", "个工作日", "工作日", "公里", "人次", "批次", "台套", "台（套）", "台(套)", "批（次）", "批(次)", "人（次）", "人(次)",
    "剂次", "家次", "户次", "台次", "车次", "架次", "件次", "平方公里", "个百分点", "小时", "分钟",
    "个月", "人", "辆", "户", "件", "项", "个", "次", "台", "套", "家", "份", "分", "批", "册", "万卷", "卷", "条", "篇", "期", "场",
    "起", "名", "处", "所", "只", "种", "类", "张", "间", "座", "吨", "天", "年", "组", "本", "米", "亩",
    "台/套", "台,套", "台、套", "团组", "场次", "班次", "课时", "学时", "千瓦时", "立方米", "公顷", "公斤", "千克", "位", "例", "宗", "笔",
    "株", "棵", "头", "艘", "架", "块", "幅", "幢", "栋", "㎡",
)  # fmt: skip
PER = "平方米|人次|件|套|台|年|月|天|日|人|次|个|户|亩|辆|批|册|小时"
"""What a unit may be counted by: 800元/件, 10次/年."""

MONEY_UNITS = "|".join(sorted(MONEY, key=len, reverse=True))
COUNTED_UNITS = "|".join(map(re.escape, sorted(COUNTED, key=len, reverse=True)))
"""Alternatives for a pattern, a longer unit before one that it begins with."""

# a figure before a word that begins like a unit: 12.50 本年支出合计, 3 项目支出, 7 人员经费
_NO_WORD = "(?:(?<!本)|(?!年度?(?:收|支)|级|部门|单位))(?:(?<!项)|(?!目支出))(?:(?<!人)|(?!员经费|均))"
_NUMBER = r"[-−－]?(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_MONEY_UNIT = "(?:百万|千万|万|亿|千)[余多]?元|元"
_IN_TEXT = re.compile(
    rf"(?<![\d.A-Za-z])(?P<number>{_NUMBER})\s*(?:余\s*(?=[万亿]?[^\W\d]))?"
    rf"(?P<unit>(?:{_MONEY_UNIT}|%|％|‰|个百分点|(?:[万亿][余多]?)?(?:{COUNTED_UNITS}){_NO_WORD}|万(?=/))(?:/(?:{PER}))?|[万亿](?=[，。；、,;）)]|$|(?:修改|调整|变更)[为至到]))?"
)


@dataclass(frozen=True)
class Amount:
    """A figure as printed: its value, its unit ("万元", "元", "%", "人" …; "" where none is printed) and the text it was read from."""

    value: Decimal
    unit: str
    text: str = field(default="", compare=False, repr=False)

    @property
    def yuan(self) -> Decimal | None:
        """The amount in yuan; None where the unit is not money."""
        factor = MONEY.get(self.unit)
        return None if factor is None else self.value * factor


def fold(text: str) -> str:
    """Full-width digits and compatibility forms (radicals, ％, ，in numbers) as their plain counterparts."""
    return unicodedata.normalize("NFKC", text)


def compact(text: str) -> str:
    """Text without any white space, full-width forms folded: what labels and names are compared by."""
    return re.sub(r"\s+", "", fold(text))


def without_marks(text: str) -> str:
    """A figure without the footnote marks behind it (700.00①, 700.00²); one inside a figure becomes ○, which no figure holds."""
    ends = text.rstrip()
    bare = ends.rstrip("*＊※" + "".join(c for c in ends if _is_mark(c))).rstrip()
    if re.search(r"\d", bare):
        text = bare
    return "".join("○" if _is_mark(c) else c for c in text)


def _is_mark(character: str) -> bool:
    """①, ² or ⑴: a number that is no digit of a figure, though its compatible form is one."""
    return unicodedata.category(character) == "No"


def parse_number(text: str | None) -> Decimal | None:
    """The number that a cell prints, exactly; None where the cell holds no number (blank, a dash, words).

    >>> parse_number("1,234.50"), parse_number("—"), parse_number("0.00"), parse_number("7.50①")
    (Decimal('1234.50'), None, Decimal('0.00'), Decimal('7.50'))
    """
    if text is None:
        return None
    folded = compact(without_marks(text)).replace("−", "-").rstrip("%‰")
    negative = re.fullmatch(r"\((\d[\d,.]*)\)", folded)
    if negative:
        folded = "-" + negative.group(1)
    if not re.fullmatch(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", folded):
        return None
    try:
        return Decimal(folded.replace(",", ""))
    except InvalidOperation:
        return None


def parse_amount(text: str | None, unit: str = "") -> Amount | None:
    """The amount that a cell prints; `unit` is its table's unit and gives way to a unit printed in the cell itself.

    >>> parse_amount("99.91%", "万元")
    Amount(value=Decimal('99.91'), unit='%')
    """
    if text is None:
        return None
    value = parse_number(text)
    folded = fold(without_marks(text)).strip()
    if value is not None:
        return Amount(value, folded[-1] if folded[-1] in "%‰" else unit, text)
    match = _IN_TEXT.fullmatch(re.sub(r"^[≥≤=<>]+", "", re.sub(r"\s+", "", folded)))
    if not match or not match["unit"]:
        return None
    number = parse_number(match["number"])
    return None if number is None else Amount(number, _unit(match["unit"]), text)


def _unit(printed: str) -> str:
    """万余元 → 万元, 亿 → 亿元 (万 stays, it counts people too)."""
    unit = re.sub(r"(?<=[万亿千])[余多]", "", printed.replace("％", "%"))
    return "亿元" if unit == "亿" else unit


def find_amounts(text: str) -> list[tuple[int, int, Amount]]:
    """Every number in running text with its unit ("" where none follows), as (start, end, amount).

    Positions refer to `text` itself: full-width digits are one character wide like plain ones.
    """
    folded = "".join(c if len(n := fold(c)) != 1 or n.isdecimal() and not c.isdecimal() else n for c in text)  # ① is no 1
    found = []
    for match in _IN_TEXT.finditer(folded):
        value = parse_number(match["number"])
        if value is not None:
            found.append((match.start(), match.end(), Amount(value, _unit(match["unit"] or ""), text[match.start() : match.end()])))
    return found


def is_money(unit: str) -> bool:
    return unit in MONEY


def convert(amount: Amount, unit: str) -> Amount:
    """The same amount in another unit of its kind, exact. Raises ValueError where the units are of different kinds."""
    if amount.unit == unit:
        return amount
    if amount.unit not in MONEY or unit not in MONEY:
        raise ValueError(f"cannot convert {amount.unit!r} to {unit!r}")
    value = amount.value * MONEY[amount.unit] / MONEY[unit]
    return Amount(value, unit, amount.text)


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Commercial rounding, as the documents use."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A decimal without exponent: 4.495E+3 → 4495; trailing zeros as they are."""
    return format(value, "f")


def format_amount(amount: Amount) -> str:
    """How an amount is shown to people: thousands separated, all printed decimals kept, the unit behind it."""
    return f"{amount.value:,f}{amount.unit}"
