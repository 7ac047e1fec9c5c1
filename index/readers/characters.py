"""Characters as people mean them: look-alikes that fonts and producers leave behind become the plain ones.

Only what looks the same is replaced: ⻔ by 门, a no-break space by a space. Full-width digits and brackets stay as printed.
"""

from __future__ import annotations

import unicodedata

# CJK Radicals Supplement → the ideograph it looks like; NFKC leaves this block alone, unlike the Kangxi radicals.
# Source: Unicode, EquivalentUnifiedIdeograph.txt
_SUPPLEMENT = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗㣺⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺡氵⺢氺⺣灬"
    "⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪疋⺫罒⺬示⺭礻⺯糹⺰纟⺱罓⺲罒⺳网⺶羊⺷羊⺹耂⺺肀⺻聿⺼肉⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角"
    "⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻕阜⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_PLAIN: dict[int, str | None] = {ord(a): b for a, b in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)}
# Kangxi radicals and compatibility ideographs
for _block in (range(0x2F00, 0x2FD6), range(0xF900, 0xFAD9)):
    _PLAIN.update({code: unicodedata.normalize("NFKC", chr(code)) for code in _block})
# NFKC gives the traditional form of these; in the fonts of mainland documents they look like the simplified one
_PLAIN.update({ord("\u2f3e"): "户", ord("\u2fad"): "青", ord("\u2fc8"): "黄"})
_PLAIN.update(dict.fromkeys((0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F), " "))
# invisible: soft hyphen, zero-width marks, byte order mark, variation selectors, other control characters
_PLAIN.update(dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10))))
_PLAIN.update(dict.fromkeys(code for code in (*range(0x20), 0x7F) if code not in (0x09, 0x0A, 0x0D)))
_PLAIN[0x0C] = "\n"


def plain_characters(text: str) -> str:
    """The text with look-alike characters replaced and invisible ones removed; a form feed ends a line.

    >>> plain_characters("⻔⼾\\u200b\\xa0１")
    '门户 １'
    """
    return text.translate(_PLAIN)


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str) -> str:
    """Superscript as characters: the mark of a footnote stays no digit of the figure before it.

    >>> raised("1")
    '¹'
    """
    return text.translate(_RAISED)
