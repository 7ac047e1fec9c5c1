"""Forms with two halves side by side (收入支出总表), flattened into lines: which words are rows of the income half, which of the other.

With 行次 the numbers run on within each half (1, 2, 3 … and 31, 32, 33 …; where the second half begins varies by year), so a leftover
`9 九、卫生健康支出 39 63.29` is the empty income row 9 beside an expenditure row. Without 行次 the names decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.halfnames import EXPENDITURE, INCOME, is_half_name, is_torn_name, side_of
from index.textrows import DASH, NUMBER, TEXT, RawRow, TextLine, Token, bare_name

_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|其中[:：]|\d{1,2}[.．、](?!\d)")
_LABEL = re.compile(
    r"本年收入|本年支出|收入合计|支出合计|收入总计|支出总计|总计|合计|使用非财政拨款|使用专用结余|用事业基金|结余分配|年初|年末|上年结转|结转下年"
    r"|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营(?:预算)?财政拨款|基本支出结转|项目支出结转|提取|转入事业基金|交纳|缴纳"
)
_TOTAL = re.compile(r"总计|合计$")


@dataclass
class _Item:
    """A row of one half that is being read. `number`: its 行次, None before it was met or without one."""

    name: str
    lines: list[TextLine]
    side: str = ""
    number: int | None = None
    figures: list[Token] = field(default_factory=list)
    doubt: str = ""


def half_rows(tokens: Sequence[Token], numbered: bool, cents: bool) -> list[RawRow]:
    """The rows of both halves in printed order, `side` set. `numbered`: the form has 行次; `cents`: figures have two decimals."""
    start = next((i for i in range(len(tokens)) if _opens_rows(tokens, i)), None)
    if start is None:
        return []
    reader = _Reader(tokens[start:], numbered, cents)
    items = reader.read()
    return _rows(items, numbered)


def _opens_rows(tokens: Sequence[Token], index: int) -> bool:
    """The first row: 一、…, or a name of the income half with a number behind it."""
    token = tokens[index]
    if token.kind != TEXT:
        return False
    if token.text.startswith("一、"):
        return True
    follows = index + 1 < len(tokens) and tokens[index + 1].kind != TEXT
    return follows and re.match(r"(?:一般公共预算)?财政拨款(?:收入)?$|本年收入", token.text) is not None


class _Reader:
    """Words one after the other; what a number is follows from which 行次 each half expects next."""

    def __init__(self, tokens: Sequence[Token], numbered: bool, cents: bool) -> None:
        self.tokens, self.numbered, self.cents = tokens, numbered, cents
        self.items: list[_Item] = []
        self.last: dict[str, int | None] = {INCOME: 0, EXPENDITURE: None}
        self.tangled = False

    def read(self) -> list[_Item]:
        for index, token in enumerate(self.tokens):
            if token.kind == TEXT:
                self._text(index, token)
            elif self.numbered and token.whole:
                self._whole(token)
            else:
                self._figure(token)
        named = [item for item in self.items if item.name]
        if self.numbered and 3 * sum(item.number is None for item in named) > len(named):
            for item in self.items:
                item.doubt = item.doubt or "名称、行次和数字没有逐行印出"
        for item in self.items:
            if item.figures and (is_torn_name(item.name) or (self.tangled and not is_half_name(item.name))):
                item.doubt = item.doubt or "上下行的名称交错在一起，无法确定本行的名称"
        return self.items

    def _text(self, index: int, token: Token) -> None:
        item = self.items[-1] if self.items else None
        if item is None or self._begins(index, token, item):
            self.items.append(_Item(token.text, [token.line]))
        elif item.figures and token.line != item.lines[-1] and not is_half_name(item.name + token.text):
            self.tangled = True  # no name goes on behind its row's figures
        else:
            item.name += token.text
            item.lines.append(token.line)

    def _begins(self, index: int, token: Token, item: _Item) -> bool:
        if not item.name:
            return True
        begun = self._with_rest(index)
        if _ORDINAL.match(begun) or _LABEL.match(begun):
            return _ORDINAL.fullmatch(item.name) is None  # "一、" alone goes on
        if self.numbered:
            return item.number is not None and self._row_number_ahead(index)
        return bool(item.figures) and len(token.text) > 4

    def _with_rest(self, index: int) -> str:
        """A word with the ones that follow it up to a number: a label may be broken over lines ("使用非财" / "政拨款结余")."""
        words = []
        for token in self.tokens[index : index + 3]:
            if token.kind != TEXT:
                break
            words.append(token.text)
        return "".join(words)

    def _row_number_ahead(self, index: int) -> bool:
        """Whether the 行次 that comes next belongs to this name: then it is a row of its own, not the tail of the one before."""
        for token in self.tokens[index + 1 :]:
            if token.kind == TEXT and (_ORDINAL.match(token.text) or _LABEL.match(token.text)):
                return False
            if token.kind != TEXT:
                return token.whole and self._expected(token) is not None
        return False

    def _expected(self, token: Token) -> str | None:
        """The half whose next 行次 this number is."""
        number = int(token.text)
        return next((side for side, last in self.last.items() if last is not None and number == last + 1), None)

    def _whole(self, token: Token) -> None:
        item = self.items[-1] if self.items else None
        if item is not None and item.name and item.number is None and not item.figures:
            item.number = int(token.text)
            item.side = side_of(item.name) or self._expected(token) or ""
            if item.side:
                self.last[item.side] = item.number
            item.lines.append(token.line)
        elif (side := self._expected(token)) is not None:
            self.items.append(_Item("", [token.line], side, int(token.text)))
            self.last[side] = int(token.text)
        elif item is not None and not self._is_page_number(token):
            self._figure(token)

    def _is_page_number(self, token: Token) -> bool:
        return self.cents and token.line.text.strip() == token.text

    def _figure(self, token: Token) -> None:
        if not self.items:
            return
        item = self.items[-1]
        item.figures.append(token)
        item.lines.append(token.line)
        if token.kind == NUMBER and token.whole and self.cents and token.text != "0":
            item.doubt = f"“{token.text}”是行次还是金额无法确定"


def _rows(items: Sequence[_Item], numbered: bool) -> list[RawRow]:
    _settle_sides(items)
    rows = []
    for position, item in enumerate(items):
        following = items[position + 1] if position + 1 < len(items) else None
        shared = not numbered and following is not None and _share_figures(item, following)
        doubt = item.doubt
        if not item.name and any(t.kind == NUMBER for t in item.figures):
            doubt = f"行次{item.number}一行没有名称"
        if item.name or doubt:
            figures = following.figures if shared and following is not None else item.figures
            runs = (tuple(figures),) if figures else ()
            rows.append(RawRow(item.side, "", bare_name(item.name), runs, tuple(dict.fromkeys(item.lines)), shared, doubt))
    return rows


def _settle_sides(items: Sequence[_Item]) -> None:
    """Names that both halves have: the first of a pair is income."""
    seen: dict[str, int] = {}
    for item in items:
        name = bare_name(item.name)
        item.side = item.side or side_of(item.name)
        if not item.side and name:
            seen[name] = seen.get(name, 0) + 1
            item.side = INCOME if seen[name] % 2 else EXPENDITURE


def _share_figures(left: _Item, right: _Item) -> bool:
    """Two names in one line, their figures together in the next: which of the two a figure belongs to is not printed."""
    return (
        (left.side, right.side) == (INCOME, EXPENDITURE)
        and not left.figures
        and bool(right.figures)
        and left.lines[0] == right.lines[0]
        and all(t.kind != DASH and t.line != right.lines[0] for t in right.figures)
    )
