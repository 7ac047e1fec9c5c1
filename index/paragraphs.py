"""Lines and grids → paragraphs: what a reader of the page would take for one piece of text, in reading order.

Lines of a PDF or a text dump end where the paper ended; here they are joined again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.documents import Document, Grid
from index.text_grids import TextRow, text_rows
from index.textlines import (
    CJK,
    CLOSING,
    TITLE_END,
    UNIT_FIRST,
    TextLine,
    clean,
    ends_sentence,
    is_prose,
    is_title,
    marker_level,
    text_blocks,
)

# characters of a paragraph that goes on after the end of a sentence, and of any paragraph: what is longer never ended its paragraphs
_LONG, _LONGEST = 3_000, 30_000
_EMPTY_NOTE = re.compile(r"注[：:]\s*(?:1\s*[.、．])?\s*本表反映[^。]*?情况。")


@dataclass(frozen=True)
class Paragraph:
    """`places`: (offset in `text`, index in `Document.pages`, line number) of each line it was joined from.

    `level`: the kind of ordinal it begins with (an index of MARKERS), None without one. `title`: a heading without an ordinal.
    `row`: a row of a table of text, with its header words. `sheet`: stands in a performance form, about the project `subject`, under
    the label `label` ("" where the form names none).
    """

    text: str
    places: tuple[tuple[int, int, int], ...]
    level: int | None = None
    title: bool = False
    row: bool = False
    sheet: bool = False
    subject: str = ""
    label: str = ""


def paragraphs_of(document: Document, taken: frozenset[tuple[int, int]] = frozenset()) -> list[Paragraph]:
    """The document's running text. `taken`: (page index, line number) pairs of lines that forms have consumed; they are left out."""
    found: list[Paragraph] = []
    grids: list[tuple[int, Grid]] = []
    above = ""
    for index, block in text_blocks(document, taken):
        if isinstance(block, Grid):
            grids.append((index, block))
            continue
        found += _of_rows(grids, above, found)
        grids = []
        found += _joined(block)
        above = block[-1].text if block[-1].title else next((p.text for p in reversed(found) if p.title), "")
    found += _of_rows(grids, above, found)
    return [p for p in found if p.text]


def _of_rows(grids: Sequence[tuple[int, Grid]], title: str, before: Sequence[Paragraph]) -> list[Paragraph]:
    """Rows that hold text. A table that the paragraph before announces (包括：) belongs to its section, any other to the title above."""
    announced = bool(before) and before[-1].text.endswith(("：", ":"))
    return [_of_row(row, announced) for row in text_rows(grids, title)]


def _of_row(row: TextRow, announced: bool) -> Paragraph:
    text = clean(row.text)
    level = marker_level(text) if row.lone else None
    title = row.lone and level is None and is_title(text)
    sheet = row.in_form or not row.lone and not announced
    return Paragraph(text, ((0, row.page, row.number),), level, title, not row.lone, sheet, row.about)


def _joined(lines: Sequence[TextLine]) -> Iterator[Paragraph]:
    """Lines joined into paragraphs."""
    full = _full_widths(lines)
    group: list[TextLine] = []
    text = ""
    before: TextLine | None = None
    for i, line in enumerate(lines):
        if group and _continues(text, group, line, full[i - 1], before):
            blank = " " if re.search(r"[A-Za-z]$", text) and re.match(r"[A-Za-z]", line.text) else ""
            text, group = text + blank + line.text, [*group, line]
            continue
        if group:
            yield from _paragraph(text, group, before)
            before = group[-1]
        text, group = line.text, [line]
    yield from _paragraph(text, group, before)


def _paragraph(text: str, group: Sequence[TextLine], before: TextLine | None) -> Iterator[Paragraph]:
    """The paragraph, unless it is a row of figures or stray words of a table. `before`: the line above it."""
    first = group[0]
    title = first.level is None and not first.sheet and (first.title or group[-1].title) and is_title(text)
    if not title and not _reads(text, group, before):
        return
    places, at = [], 0
    for line in group:
        at = max(at, text.find(line.text, at))
        places.append((at, line.page, line.number))
    note = _EMPTY_NOTE.match(text)
    if note and not text[note.end() :].startswith("其中"):  # every such form says this of itself
        text, places = text[note.end() :], [(max(0, offset - note.end()), page, number) for offset, page, number in places]
    labelled = next((line.label for line in group if line.label), "")
    yield Paragraph(text, tuple(places), first.level, title, False, first.sheet, first.subject, labelled)


def _reads(text: str, group: Sequence[TextLine], before: TextLine | None) -> bool:
    words = len(re.findall(f"[{CJK}]", text))
    first = group[0]
    if len(group) == 1 and (first.figures or first.header):
        return False
    if first.sheet:
        return words >= 10 and bool(re.search("[，。；]", text)) or first.level is not None and words >= 6
    if first.level is not None:
        return words >= 2
    beneath = before is not None and before.level in (1, 2) and words >= 2 and len(text) >= 6
    return is_prose(text) and words >= 4 or ends_sentence(text) or beneath


def _full_widths(lines: Sequence[TextLine]) -> list[float]:
    """For each line: how wide a full line is around it (of its page, or of the lines near it)."""
    widths: list[float] = []
    for i, line in enumerate(lines):
        prose = sorted(p.width for p in lines[max(0, i - 30) : i + 31] if p.page == line.page and is_prose(p.text))
        widths.append(float(prose[int(len(prose) * 0.8)]) if prose else 40.0)
    return widths


def _continues(text: str, group: Sequence[TextLine], line: TextLine, full: float, before: TextLine | None) -> bool:
    """Whether `line` goes on with the paragraph `text` whose lines are `group`. `full`: the width of a full line there; `before`: the line
    above the paragraph."""
    last, first = group[-1], group[0]
    apart = (last.subject, last.label, last.sheet, last.header) != (line.subject, line.label, line.sheet, line.header)
    if line.level is not None or apart or len(text) > _LONGEST or len(text) > _LONG and ends_sentence(text):
        return False
    if line.words:
        return _continues_words(text, line, before)
    if re.search(r"\d[,，.]$", text) and re.match(r"\d", line.text):  # a number broken at its separator
        return True
    reached = last.width >= 0.8 * (max(p.width for p in group) if len(group) > 1 else full)
    open_prose = is_prose(text) and not ends_sentence(text)
    if line.figures and not (open_prose and reached):
        return False
    if re.match(rf"[，。；：、！？%％{CLOSING}]", line.text) and not ends_sentence(text):
        return True
    if line.title and not (open_prose and last.width >= 0.93 * full and last.page == line.page):
        return _wrapped_title(text, group, line, full)
    if first.title and len(group) == 1 and first.width < 0.93 * full:
        return len(line.text) <= 4 and not is_prose(line.text) and not TITLE_END.search(text)
    if ends_sentence(text):
        return last.width >= 0.85 * full and (is_prose(line.text) or line.width >= 0.8 * full)
    if text[-1] in "，、（(“《；" or re.search(r"[A-Za-z]$", text) and re.match(r"[a-z]", line.text):
        return True
    if _may_be_heading(text, first) and (not reached or TITLE_END.search(text.rstrip("：:"))):
        return _goes_on_heading(text, first, line) or (first.level or 0) >= 3 and _same_cell(last, line)
    if text[-1] in "：:":
        return reached
    if is_prose(text):
        return last.width >= 0.7 * max(p.width for p in group) or len(group) == 1
    return reached or _same_cell(last, line)


def _continues_words(text: str, line: TextLine, before: TextLine | None) -> bool:
    """The same where every word has a line of its own: punctuation holds a sentence together, and a number with its unit."""
    if ends_sentence(text):
        return False
    if re.match(rf"[，。；：、！？%％{CLOSING}]", line.text) or text[-1] in "，、（(“《；：+-":
        return True
    counted = line.text.isdigit() or text[-1].isdigit() and bool(UNIT_FIRST.match(line.text))
    return bool(re.search("[，、；]", text)) or counted and before is not None and ends_sentence(before.text)


def _may_be_heading(text: str, first: TextLine) -> bool:
    """A numbered line without a sentence in it. An outer heading may be a long one with commas."""
    return first.level is not None and not first.sheet and not re.search("[。；]" if first.level <= 1 else "[，。；]", text)


def _goes_on_heading(text: str, first: TextLine, line: TextLine) -> bool:
    """A heading goes on for a word (…决算情况说 / 明), or was set in a larger type and broke early (第二部分 某局 / 2021年度部门决算表)."""
    if is_prose(line.text.rstrip("。：")):
        return False
    if len(line.text) <= 4:
        return True
    return first.level == 0 and len(line.text) <= 25 and not TITLE_END.search(text)


def _wrapped_title(text: str, group: Sequence[TextLine], line: TextLine, full: float) -> bool:
    """A title over two lines: 某局2021年一般公 / 共预算“三公”经费预算情况说明."""
    first = group[0]
    if first.level == 0:
        return _goes_on_heading(text, first, line)
    short = len(group) == 1 and not first.title and not first.figures and not is_prose(text) and len(text) >= 8
    return short and first.level is None and first.page == line.page and len(text) + len(line.text) <= 45 and first.width < 0.93 * full


def _same_cell(last: TextLine, line: TextLine) -> bool:
    """Two lines of one narrow cell: as wide as each other, the second one of a sentence."""
    return abs(last.width - line.width) <= 4 and min(last.width, line.width) >= 14 and bool(re.search("[，。；、：]", line.text))
