"""Lines of a dump → the rows of a form, each with its figures in printed order; which column a figure is in is not decided here.

What dumps do to a row: names broken over lines, before or after the figures; 行次 between names and figures; two or three rows side by
side in one line; codes joined or split over 类 款 项; numbers cut over two lines; dashes for blanks, or nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from index.amounts import compact, fold, parse_number
from index.subjects import name_of

TEXT, NUMBER, DASH = "text", "number", "dash"


@dataclass(frozen=True)
class TextLine:
    """A line of a dump. `page`: index in `Document.pages`; `number`: as in `Line`."""

    page: int
    number: int
    text: str


@dataclass(frozen=True)
class Token:
    """A word of a line. `kind` text, number or dash (a printed blank). `value`: of a number; a code or 行次 is one too."""

    kind: str
    text: str
    line: TextLine
    value: Decimal | None = None

    @property
    def whole(self) -> bool:
        """A number without decimals or thousands commas: a code, a 行次, or a figure."""
        return self.kind == NUMBER and self.text.isdigit()


@dataclass(frozen=True)
class RawRow:
    """A row before its figures have columns. `runs`: figures (numbers and dashes) in printed order; several where a dump printed them on
    several lines in an order of its own. `with_next`: this row and the next stand side by side and their figures follow both names; both
    rows then list all of them. `doubt`: Chinese, why its figures cannot be trusted."""

    side: str
    code: str
    name: str
    runs: tuple[tuple[Token, ...], ...]
    lines: tuple[TextLine, ...]
    with_next: bool = False
    doubt: str = ""

    @property
    def figures(self) -> tuple[Token, ...]:
        return tuple(t for run in self.runs for t in run)


_DIGITS = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
_SPACED_NUMBER = re.compile(r"(?<=\d[.,]) (?=\d{2,3}(?!\d))|(?<=\d) (?=[.,]\d)")
_DASH = re.compile(r"[-—–－_]{1,4}$")
_ORDINAL_CHUNK = re.compile(r"(?:\d{1,2}[.．、](?!\d)|[（(]\d{1,2}[)）])[一-鿿]")
_LEADING = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)([（(“]?[一-鿿].*)$")
_TRAILING = re.compile(r"(.*?[一-鿿）)、：:”])(-?\d[\d,]*(?:\.\d+)?)$")
_GLUED = re.compile(r"(?:-?\d[\d,]*?\.\d{2}){2,}$")


def tokens_of(lines: Iterable[TextLine]) -> list[Token]:
    """The words of lines; single characters set wide (合　计) and numbers with a space in them (4, 495.20) are joined, figures glued to
    names or to each other are split off."""
    found: list[Token] = []
    for line in lines:
        words: list[str] = []
        spaced = False
        text = re.sub(r"(?<=\d)，(?=\d)", ",", line.text.translate(_DIGITS))
        for chunk in _SPACED_NUMBER.sub("", text).split():
            for word in _words(chunk):
                single = len(word) == 1 and not word.isdigit() and not _DASH.match(word)
                if single and spaced:
                    words[-1] += word
                else:
                    words.append(word)
                spaced = single
        found.extend(_token(word, line) for word in words)
    return found


def _words(chunk: str) -> list[str]:
    if _ORDINAL_CHUNK.match(chunk):
        trailing = _TRAILING.match(chunk)
        return [trailing[1], trailing[2]] if trailing and "." in trailing[2] else [chunk]
    if _GLUED.match(chunk):
        return re.findall(r"-?\d[\d,]*?\.\d{2}", chunk)
    if leading := _LEADING.match(chunk):
        return [leading[1], *_words(leading[2])]
    if trailing := _TRAILING.match(chunk):
        return [*_words(trailing[1]), trailing[2]]
    return [chunk]


def _token(word: str, line: TextLine) -> Token:
    if _DASH.match(word):
        return Token(DASH, word, line)
    value = parse_number(word)
    if value is not None and not fold(word).endswith(("%", "‰")):
        return Token(NUMBER, word, line, value)
    return Token(TEXT, word, line)


_WHOLE_FIGURE = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}$")
_CUT = re.compile(r"-?(?:[\d,]*\d\.\d?|\d{1,3}(?:,\d{3})*,\d{0,2})$")


def prints_cents(lines: Iterable[TextLine]) -> bool:
    """Whether forms print their figures with two decimals: then a whole number is a 行次, a code or a page, and a shorter one was cut."""
    numbers = [w for line in lines for w in line.text.translate(_DIGITS).split() if re.fullmatch(r"-?[\d,]*\.\d+", w)]
    return len(numbers) >= 2 and sum(1 for w in numbers if _WHOLE_FIGURE.match(w)) >= 0.8 * len(numbers)


def mend_cut_numbers(lines: Sequence[TextLine]) -> list[TextLine]:
    """Numbers that a narrow cell cut over two lines ("1688.9" / "2") as one, on the first line. Only for forms that print cents."""
    mended = list(lines)
    for index in range(len(mended) - 1):
        words, following = mended[index].text.split(), mended[index + 1].text.split()
        cut = 0
        while cut < len(words) and _CUT.match(words[-1 - cut]):
            cut += 1
        if not cut and _continues_whole(words, following):
            cut = 1
        ends = following[:cut]
        if not cut or len(ends) < cut:
            continue
        joined = [a + b for a, b in zip(words[-cut:], ends, strict=True)]
        if all(re.fullmatch(r"[\d,.]+", e) for e in ends) and all(_WHOLE_FIGURE.match(j) for j in joined):
            mended[index] = TextLine(mended[index].page, mended[index].number, " ".join([*words[:-cut], *joined]))
            rest = TextLine(mended[index + 1].page, mended[index + 1].number, " ".join(following[cut:]))
            mended[index + 1] = rest
    return [line for line in mended if line.text.strip()]


def _continues_whole(words: Sequence[str], following: Sequence[str]) -> bool:
    """A number cut before its decimals ("3,141.36 314" / "1.36"), told from a 行次 by the figure before it."""
    return (
        len(words) >= 3
        and len(following) == 1
        and re.fullmatch(r"\d{1,4}|\d{1,3}(?:,\d{3})+", words[-1]) is not None
        and _WHOLE_FIGURE.match(words[-2]) is not None
        and re.fullmatch(r"\d*\.\d{2}", following[0]) is not None
    )


FUNCTIONAL = re.compile(r"2\d{2}(?:\d{2}){0,2}$")
ECONOMIC = re.compile(r"3(?:0[1-9]|1[0-3]|99)(?:\d{2})?$")
_TOTAL = re.compile(r"(?:合计|总计|总合计|本年收入合计|本年支出合计|收入合计|支出合计|本年合计)$")
_CODE_HEADER = re.compile(r"类款项?$|[类款项]$|栏次$|科目名称$|科目编码$|编码$")


@dataclass
class OpenRow:
    """A row that is being read."""

    code: str
    name: str
    runs: list[list[Token]] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)

    def add(self, token: Token, own_run: bool) -> None:
        """Add a figure; with `own_run` those of another line begin a run of their own."""
        if not self.runs or (own_run and self.runs[-1][-1].line != token.line):
            self.runs.append([])
        self.runs[-1].append(token)

    def grows_by(self, token: Token) -> bool:
        """Whether a word goes on with the name that the classification gives this code."""
        official = name_of(self.code)
        return official is not None and compact(official).startswith(compact(self.name + token.text))

    def misses(self, token: Token) -> bool:
        """Whether a word behind the row's figures can be the rest of its name: a 合计 has none, nor has a name that is complete."""
        if not self.code or len(token.text) > 20 or _ORDINAL.match(token.text):
            return False
        return self.grows_by(token) or compact(name_of(self.code) or "") != compact(self.name)

    def row(self) -> RawRow:
        return RawRow("", self.code, bare_name(self.name), tuple(map(tuple, self.runs)), _distinct(self.lines))


_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|\d{1,2}[.．、]|其中[:：])")


def bare_name(name: str) -> str:
    """A row's name without ordinal (一、 (一) 1. 其中：) and spaces."""
    bare = re.sub(r"\s+", "", name)
    before = ""
    while bare != before:
        before = bare
        bare = _ORDINAL.sub("", bare)
    return bare


def _distinct(lines: Iterable[TextLine]) -> tuple[TextLine, ...]:
    return tuple(dict.fromkeys(lines))


def coded_rows(tokens: Sequence[Token], codes: re.Pattern[str]) -> list[RawRow]:
    """The rows of a form with one row a code (F02, F03, F05, F07, F08): 合计 and 类/款/项.

    Some dumps print the name on the line of its code, others on the line above: where codes are mostly followed by figures,
    text that stands after a row's figures is the next row's name.
    """
    starts = {i: width for i in range(len(tokens)) if (width := code_width(tokens, i, codes))}
    first = min((*starts, *(i for i in range(len(tokens)) if _is_total(tokens, i))), default=None)
    if first is None:
        return []
    name_first = _prints_names_first(tokens, starts)
    rows: list[OpenRow] = []
    pending, waiting, above = "", list[Token](), list[TextLine]()
    if name_first and first in starts:
        pending = _name_before(tokens, first)
    index = first
    while index < len(tokens):
        token, width = tokens[index], starts.get(index, 0)
        if width:
            code = "".join(t.text for t in tokens[index : index + width])
            rows.append(OpenRow(code, pending, [waiting] if waiting else [], [*above, token.line]))
            pending, waiting, above = "", [], []
            index += width
            continue
        if _is_total(tokens, index) and (not rows or rows[-1].runs):
            rows.append(OpenRow("", token.text, [], [token.line]))
            pending = ""
        elif token.kind == TEXT:
            behind = bool(rows[-1].runs) and token.line != rows[-1].lines[-1]
            if behind and (name_first or (_nameless_next(tokens, index, starts) and not rows[-1].grows_by(token))):
                pending += token.text
                above.append(token.line)
            elif not rows[-1].runs or rows[-1].misses(token):
                rows[-1].name += token.text
                rows[-1].lines.append(token.line)
        elif name_first and pending:
            waiting.append(token)
            above.append(token.line)
        else:
            rows[-1].add(token, own_run=name_first)
            rows[-1].lines.append(token.line)
        index += 1
    codes_printed = Counter(row.code for row in rows if row.code)
    return [_doubted(row.row(), codes_printed) for row in rows]


def _nameless_next(tokens: Sequence[Token], index: int, starts: dict[int, int]) -> bool:
    """Whether the next code has figures but no name behind it: the words before it then are its name, set around a tall cell."""
    at = next((i for i in range(index, len(tokens)) if i in starts or tokens[i].kind != TEXT), None)
    if at is None or at not in starts:
        return False
    after = tokens[at + starts[at] : at + starts[at] + 1]
    return bool(after) and after[0].kind != TEXT and after[0].line == tokens[at].line


def _doubted(row: RawRow, codes: Counter[str]) -> RawRow:
    repeated = codes[row.code] > 1 and bool(row.figures)
    return replace(row, doubt=f"科目编码{row.code}出现多次，各行的内容可能交错在一起") if repeated else row


def code_width(tokens: Sequence[Token], index: int, codes: re.Pattern[str]) -> int:
    """How many words from `index` are a code: 0, 1 (2010301), or up to 3 where it is split (201 03 01)."""
    token = tokens[index]
    if not token.whole or not codes.match(token.text):
        return 0
    opens = index == 0 or tokens[index - 1].line != token.line
    width, joined = 1, token.text
    while (
        index + width < len(tokens)
        and re.fullmatch(r"\d{2}", tokens[index + width].text)
        and codes.match(joined + tokens[index + width].text)
        and (tokens[index + width].line == token.line or all(_alone(tokens, i) for i in range(index, index + width)))
    ):
        joined += tokens[index + width].text
        width += 1
    if opens and width == 1 and len(joined) == 3 and _is_misprinted_part(tokens[index + 1 : index + 3], token.line):
        return 2
    after = tokens[index + width] if index + width < len(tokens) else None
    named = after is not None and after.kind == TEXT and (after.line == token.line or codes is ECONOMIC)
    return width if opens or named else 0


def _is_misprinted_part(following: Sequence[Token], line: TextLine) -> bool:
    """A 款 printed with one digit (301 2 津贴补贴): the digit stands between 类 and name on their line."""
    if len(following) < 2 or any(t.line != line for t in following):
        return False
    return re.fullmatch(r"[1-9]", following[0].text) is not None and following[1].kind == TEXT


def _alone(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word has its line for itself."""
    before, after = tokens[index - 1 : index], tokens[index + 1 : index + 2]
    return all(t.line != tokens[index].line for t in (*before, *after))


def _is_total(tokens: Sequence[Token], index: int) -> bool:
    """A 合计 that heads a row: figures or nothing follow it, not another column's name."""
    if tokens[index].kind != TEXT or not _TOTAL.match(tokens[index].text):
        return False
    return index + 1 < len(tokens) and tokens[index + 1].kind != TEXT


def _prints_names_first(tokens: Sequence[Token], starts: dict[int, int]) -> bool:
    followed = [tokens[i + w] for i, w in starts.items() if i + w < len(tokens) and tokens[i + w].line == tokens[i].line]
    return 2 * sum(1 for t in followed if t.kind != TEXT) > len(starts)


def _name_before(tokens: Sequence[Token], index: int) -> str:
    name = ""
    for token in reversed(tokens[max(0, index - 3) : index]):
        if token.kind != TEXT or _CODE_HEADER.search(token.text):
            return name
        name = token.text + name
    return ""
