"""What people type → what documents print: simplified characters, plain digits, four-digit years. In the question only."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from index.amounts import fold

_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "Ｏ": "0"}
_CHINESE_YEAR = re.compile(r"[二][〇○零Ｏ][一二三四五六七八九〇○零][一二三四五六七八九〇○零](?=年|度|财年)")
_SHORT_YEAR = re.compile(r"(?<![\d.])([123]\d)(?=年(?!前|后|内|来|间|期)|年度|财年)")
_SHORT_RANGE = re.compile(r"(?<![\d.])([123]\d)(?=(?:到|至|[-—~～])(?:20)?[123]\d年)")
_SHORT_END = re.compile(r"(20[0-4]\d(?:财政年度|财年|年度|年)?(?:起|开始)?(?:到|至|[-—~～]))([123]\d)(?=年)")
_FISCAL = re.compile(r"(?i)FY\s?(?:20)?([123]\d)(?!\d)")
_SPACE_IN_CHINESE = re.compile(r"(?<=[一-鿿，。；：、（）“”？！])\s+|\s+(?=[一-鿿，。；：、（）“”？！])")


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def normalise(question: str) -> str:
    """The question in simplified characters, with plain digits, four-digit years and no spaces inside Chinese.

    >>> normalise("瀾川區二〇二一年度 機關運行經費")
    '澜川区2021年度机关运行经费'
    """
    text = fold(_converter().convert(question)).strip()
    text = text.replace("帐", "账")
    text = _CHINESE_YEAR.sub(lambda m: "".join(_DIGITS.get(c, "2" if c == "二" else c) for c in m[0]), text)
    text = _FISCAL.sub(lambda m: f"20{m[1]}年", text)
    text = _SHORT_YEAR.sub(r"20\1", text)
    text = _SHORT_RANGE.sub(r"20\1", text)
    text = _SHORT_END.sub(r"\g<1>20\2", text)
    return _SPACE_IN_CHINESE.sub("", text)


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """A name without what does not tell names apart: brackets' marks, quotation marks, spaces, (类)(款)(项), ordinals.

    >>> bare("一般公共服务支出（类）"), bare("“三公”经费")
    ('一般公共服务支出', '三公经费')
    """
    text = re.sub(r"[（(](?:类|款|项|级|类级|项级)[）)]", "", fold(name))
    text = re.sub(r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|\d{1,2}、)(?=.)", "", text.strip())
    text = re.sub(r"[\s“”\"'‘’《》【】\[\]，,。；;：:、·\-—~]", "", text)
    return re.sub(r"^(?:其中|指标\d*|\(?\d{1,2}[.)])", "", text).replace("(", "").replace(")", "")
