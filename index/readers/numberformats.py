"""Stored spreadsheet values → the text that the sheet shows: 0.88 formatted 0% is 88%.

Only what disclosures use is formatted (decimals, thousands, percent, scaling to thousands, sections for negatives and zero); anything
else shows its stored value in full. See ECMA-376 part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal

# what a spreadsheet keeps of a number; digits beyond are noise of binary fractions
_DIGITS = 15
_LITERAL = re.compile(r'"[^"]*"|[\\!_*].')
_RED = re.compile(r"\[(?:red|红色?|color ?3)\]", re.I)
_ELSEWHERE = re.compile(r"[Ee][+-]|[?#0]\s*/|[yYdDhHsSmM年月日时分秒]|@")


def displayed(value: object, number_format: str = "General") -> str:
    """The text of a cell. Blank for None; dates as 2024-03-01; numbers without float noise.

    >>> displayed(0.88, "0%"), displayed(0.1 + 0.2), displayed(1234.5, "#,##0.00"), displayed(90, "0_ ")
    ('88%', '0.3', '1,234.50', '90')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return _number(value, number_format)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value).strip()


def exact(value: int | float) -> Decimal:
    """The number as entered: fifteen significant digits, as spreadsheets keep them."""
    if isinstance(value, int):
        return Decimal(value)
    return Decimal(format(value, f".{_DIGITS}g"))


def _number(value: int | float, number_format: str) -> str:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return ""
    number = exact(value)
    pattern, signed = _section(number, number_format)
    literal = "".join(piece[1:-1] if piece[0] == '"' else piece[1:] for piece in _LITERAL.findall(pattern) if piece[0] in '"\\!')
    bare = re.sub(r"\[[^\]]*\]", "", _LITERAL.sub("", pattern))
    if "General" in number_format or not re.search(r"[0#?]", bare):
        # a section without digits shows its text alone: "-" for zero in accounting formats
        return _plain(number) if not pattern or "General" in number_format or _ELSEWHERE.search(bare) else literal.strip()
    if _ELSEWHERE.search(bare):
        return _plain(number)
    digits = re.sub(r"[^0#?.,%!]", "", re.sub(r'"[^"]*"|[_*].|\[[^\]]*\]', "", pattern).replace("\\", "!"))
    if not number and "0" not in digits:
        return literal.strip()  # optional digits only: zero shows none
    scaled = number.scaleb(2 * digits.count("%"))
    body = digits.replace("%", "")
    thousands = re.search(r"[0#?](,+)(?=$|\.|!)", body)
    if thousands:
        scaled = scaled.scaleb(-3 * len(thousands.group(1)))
    # 0!.0 shows its last digit behind a point of its own: tens of thousands where thousands are divided off
    shifted = re.search(r"!\.([0#?]+)", body)
    if shifted:
        places = len(shifted.group(1))
        scaled = scaled.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-places)
    else:
        decimals = body.partition(".")[2]
        places, least = len(re.findall(r"[0#?]", decimals)), decimals.count("0")
        scaled = scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if least < places:
            scaled = _trimmed(scaled, least)
    grouped = re.search(r"[0#?],[0#?]", body) is not None
    shown = f"{scaled:,f}" if grouped else f"{scaled:f}"
    if signed:
        shown = shown.removeprefix("-")
    if "(" in bare and ")" in bare and number < 0:
        shown = f"({shown.removeprefix('-')})"
    elif signed and ("-" in literal + bare or _RED.search(pattern)):  # a negative may be told by its colour alone
        shown = f"-{shown}"
    return shown + "%" * digits.count("%") + _unit(literal)


def _section(number: Decimal, number_format: str) -> tuple[str, bool]:
    """The part of the format that applies, and whether it writes the sign itself."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    if len(sections) > 1 and number < 0:
        return sections[1], True
    if len(sections) > 2 and number == 0:
        return sections[2], False
    return sections[0], False


def _unit(literal: str) -> str:
    """A unit that the format writes behind the figure (0.00"万元"); other literal text is decoration."""
    match = re.search(r"(?:万|亿|百万|千)?元|人次|人|辆|个|户|件|次|台|套", literal)
    return match.group() if match else ""


def _trimmed(number: Decimal, least: int) -> Decimal:
    """Optional decimals (#) away where they are zero, down to `least` of them."""
    text = f"{number:f}"
    while "." in text and text.endswith("0") and len(text.partition(".")[2]) > least:
        text = text[:-1]
    return Decimal(text.rstrip("."))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
