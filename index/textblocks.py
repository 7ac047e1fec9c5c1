"""Where the forms stand in a dump: from a standard title to the last note beneath its rows.

A list of titles (table of contents) and a sentence that mentions a form are no forms: neither a unit line nor a header follows them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.captions import plain_title
from index.documents import Document, Grid, Line
from index.forms import Form, form_of_title
from index.textheads import column_numbers, is_unit_line, unit_of
from index.textrows import TextLine

_TITLE_LINES = 3
_HEADER_WITHIN = 8
"""A form's unit line or header stands within so many lines of its title."""

_HEADER = re.compile(
    r"^项目|项目(?:行次)?(?:决算数|金额)|科目名称|科目编码|功能分类|经济分类|栏次|行次|预算数决算数|^人员经费公用经费$|^收入支出$"
)
_SECTION = re.compile(r"第[一二三四五六七八九十]{1,3}(?:部分|章)|附件\d*[:：]?$|.*情况(?:的)?说明$|.{0,30}名词解释$")
_NOTE = re.compile(r"(?:注|备注|说明|附注)[:：\d]|\d{1,2}[.、．]?本(?:表|套)|\d{1,2}(?:行|栏)(?:各行)?[=＝]")
_EMPTY = re.compile(
    r"(?:没有|未安排|未发生|不涉及|无(?!形资产|线电|障碍|偿|害化)).*(?:收入|支出|经费|数据|拨款|预算|资金|收支|内容)"
    r"|(?:此表|本表)(?:为空|无)"
)
_PRINTED_NUMBER = re.compile(r"(?:公开)?(?:\d{1,2}表|表\d{1,2})$")
_PAGE_NUMBER = re.compile(r"[-—–－·]\d{1,4}[-—–－·]$|第\d+页(?:[,，/]?共\d+页)?$")


@dataclass(frozen=True)
class Block:
    """One form in a dump. `title` as printed; `heading`: its title lines; `body`: from there to the notes; `notes`: each on one line;
    `empty_reason`: the sentence that says there is nothing to report; `lines`: all of them, as they stand in the file."""

    form: Form
    title: str
    heading: tuple[TextLine, ...]
    body: tuple[TextLine, ...]
    notes: tuple[str, ...]
    empty_reason: str
    lines: tuple[TextLine, ...]

    @property
    def unit(self) -> str:
        """The unit printed above the rows; "" where there is none."""
        return unit_of((*self.heading, *self.lines))


@dataclass(frozen=True)
class _Title:
    start: int
    end: int
    form: Form
    text: str


def blocks_of(document: Document) -> list[Block]:
    """The standard forms that stand in lines, in order; a form that runs on under a repeated title is one block.

    A form that the reader found as a grid is left to whoever reads grids.
    """
    entries = [(p, block) for p, page in enumerate(document.pages) for block in page.blocks]
    stream = [
        TextLine(p, b.number, b.text) if isinstance(b, Line) else None  # None: a grid stands here
        for p, b in entries
        if isinstance(b, Grid) or b.text.strip()
    ]
    titles = _titles(stream)
    blocks: list[Block] = []
    for position, title in enumerate(titles):
        end = titles[position + 1].start if position + 1 < len(titles) else len(stream)
        following = stream[title.end : end]
        lines = [line for line in following if line is not None]
        if len(lines) < len(following) and None in following[: _HEADER_WITHIN + 4]:
            continue
        if _has_header(lines):
            heading = tuple(line for line in stream[title.start : title.end] if line is not None)
            _add(blocks, _block(title, heading, lines))
    return blocks


def form_regions(blocks: Sequence[Line | Grid]) -> list[tuple[Form, int, int]]:
    """Where standard forms stand among the blocks of a page: from each title to the next one or to the next section's heading."""
    shown = [i for i, b in enumerate(blocks) if isinstance(b, Grid) or b.text.strip()]
    stream = [None if isinstance(b := blocks[i], Grid) else TextLine(0, b.number, b.text) for i in shown]
    titles = _titles(stream)
    found = []
    for position, title in enumerate(titles):
        end = titles[position + 1].start if position + 1 < len(titles) else len(stream)
        sections = (i for i in range(title.end, end) if (line := stream[i]) is not None and _SECTION.match(re.sub(r"\s+", "", line.text)))
        end = next(sections, end)
        found.append((title.form, shown[title.start], shown[end] if end < len(shown) else len(blocks)))
    return found


def _add(blocks: list[Block], block: Block) -> None:
    """A form whose title is repeated on the next page goes on there, unless it was closed by its notes."""
    last = blocks[-1] if blocks else None
    if last is None or last.form.id != block.form.id or last.notes or last.empty_reason:
        blocks.append(block)
        return
    blocks[-1] = Block(
        last.form, last.title, last.heading, (*last.body, *block.body), block.notes, block.empty_reason, (*last.lines, *block.lines)
    )


def _titles(stream: Sequence[TextLine | None]) -> list[_Title]:
    found: list[_Title] = []
    index = 0
    while index < len(stream):
        title = _title_at(stream, index)
        if title is not None:
            found.append(title)
        index = title.end if title is not None else index + 1
    return found


def _title_at(stream: Sequence[TextLine | None], index: int) -> _Title | None:
    """The title that begins on a line, alone or broken over up to three lines."""
    pieces: list[str] = []
    for end in range(index, min(index + _TITLE_LINES, len(stream))):
        line = stream[end]
        if line is None or (pieces and not _may_continue(pieces[-1])):
            break
        pieces.append(_title_text(line.text))
        text = "".join(pieces)
        form, alone = form_of_title(text), form_of_title(pieces[-1])
        if form is not None and (len(pieces) == 1 or alone is None or alone.id != form.id):
            return _Title(index, end + 1, form, plain_title(text))
        if alone is not None:
            return None  # a title of its own, on its own line
    return None


def _title_text(text: str) -> str:
    """A line without the department and the unit that may stand behind a title."""
    return re.split(r"(?:编制|填报)?(?:部门|单位)(?:名称)?\s*[:：]|金额单位", text)[0].strip()


def _may_continue(text: str) -> bool:
    """Whether a title can go on after this line: words of a form's name, no sentence, no figures, not closed yet."""
    bare = re.sub(r"^\d{1,2}[.．、]", "", re.sub(r"\s+", "", text))  # in a list of titles each has its number
    if not bare or len(bare) > 40 or bare.endswith("表") or re.search(r"无|没有", bare):
        return False
    return re.fullmatch(r"[一-鿿“”\"（）()〇○\d]+", bare) is not None and re.search(r"预算|决算|收入|支出|经费|拨款", bare) is not None


def _has_header(lines: Sequence[TextLine]) -> bool:
    for line in lines[:_HEADER_WITHIN]:
        bare = re.sub(r"\s+", "", line.text)
        if is_unit_line(line.text) or _HEADER.search(bare):
            return True
        if "。" in bare or _SECTION.match(bare):
            return False
    return False


def _block(title: _Title, heading: tuple[TextLine, ...], lines: Sequence[TextLine]) -> Block:
    body: list[TextLine] = []
    notes: list[str] = []
    reason = ""
    header_seen = False
    end = len(lines)
    for index, line in enumerate(lines):
        bare = re.sub(r"\s+", "", line.text)
        header_seen = header_seen or _HEADER.search(bare) is not None
        says_empty = _EMPTY.search(bare) is not None and not re.match(r"(?:\d{3}|\d{5}|\d{7})[一-鿿]", bare)
        if _SECTION.match(bare):
            end = index
            break
        if says_empty and not _NOTE.match(bare):
            reason = reason or _sentence(lines[index:])
            if header_seen:
                notes.append(bare)
        elif _NOTE.match(bare):
            notes.append(bare)
        elif notes and not _ends(notes[-1]):
            notes[-1] += bare
        elif (notes and not _is_furniture(bare)) or (not notes and _is_sentence(bare)):
            end = index
            break
        elif not notes:
            body.append(line)
    reason = reason or next((n for n in notes if _EMPTY.search(n)), "")
    kept = tuple(n for n in notes if n != reason and not reason.startswith(n))
    return Block(title.form, title.text, heading, tuple(body), kept, reason, (*heading, *lines[:end]))


def _sentence(lines: Sequence[TextLine]) -> str:
    """A sentence from its first line to its full stop, over at most three lines."""
    text = ""
    for line in lines[:3]:
        bare = re.sub(r"\s+", "", line.text)
        if text and (_NOTE.match(bare) or _SECTION.match(bare) or re.match(r"[一二三四五六七八九十]+、|\d", bare)):
            break
        text += bare
        if _ends(bare):
            break
    return text


def _ends(text: str) -> bool:
    return text.endswith(("。", "；", ";", "！"))


def _is_sentence(bare: str) -> bool:
    return "。" in bare or re.search(r"\d[万亿]?元", bare) is not None or (len(bare) > 30 and "，" in bare and not re.match(r"\d{3}", bare))


def _is_furniture(bare: str) -> bool:
    """What a page prints between two forms: page numbers, the number and department of the next form."""
    return (
        bare.isdigit()
        or _PAGE_NUMBER.match(bare) is not None
        or _PRINTED_NUMBER.match(bare) is not None
        or is_unit_line(bare)
    )


def without_furniture(lines: Sequence[TextLine]) -> list[TextLine]:
    """The body of a form without unit lines, page numbers and the form's own number."""
    return [line for line in lines if not _skipped(line.text)]


def without_repeats(lines: Sequence[TextLine], header: Sequence[TextLine]) -> list[TextLine]:
    """Rows without the header that a new page repeats: a run of header lines around its line of column numbers or 科目名称."""
    known = {re.sub(r"\s+", "", line.text) for line in header}
    bare = [re.sub(r"\s+", "", line.text) for line in lines]
    repeated: set[int] = set()
    for index, text in enumerate(bare):
        if text not in known or not (column_numbers(lines[index].text) or "科目名称" in text or "栏次" in text or text == "类款项"):
            continue
        for step in (-1, 1):
            at = index
            while 0 <= at < len(bare) and bare[at] in known:
                repeated.add(at)
                at += step
    return [line for i, line in enumerate(lines) if i not in repeated]


def _skipped(text: str) -> bool:
    bare = re.sub(r"\s+", "", text)
    return is_unit_line(text) or _PAGE_NUMBER.match(bare) is not None or _PRINTED_NUMBER.match(bare) is not None or bare == "续表"
