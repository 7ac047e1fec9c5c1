"""Printed lines, cleaned and told apart: text, headings, rows of figures, what belongs to the paper only.

Running headers, page numbers, tables of contents, captions and rows of forms are no reading matter and are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.documents import Document, Grid, Line, Page
from index.forms import form_of_title

CJK = "㐀-䶿一-鿿豈-﫿"
CLOSING = "”’」』）)》】"
_GLUE = rf"[{CJK}　-〿＀-￯“”‘’—…·]"
_PROSE = re.compile(rf"[，。；：！？]|[,;:](?=\s|[{CJK}])")
_NUMBER = re.compile(r"[-−≥≤<>＜＞]*[\d,，]*\.?\d+[%％]?$|[-—－]+$")
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*\d{1,4}[-—–－·\s]*$|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?$")
_DASHED_NUMBER = re.compile(r"[-—–－]\s*\d{1,4}\s*[-—–－]$|第\s*\d+\s*页")
_LEADERS = re.compile(r"(?:[…．.·]{3,}|…|\s[.．·](?:\s[.．·])+)\s*[-—]?\s*\d*\s*[-—]?$")
UNIT_FIRST = re.compile(r"(?:百万|千万|万|亿|千)?元|[%％]|[人辆个项件次台套户家条批期年月日]|平方米|公里|[，。；、）)]")
_CAPTION = re.compile(r"图\s*\d+\s*[：:、.．]?|\[image:")
_ABOUT_FORM = re.compile(
    r"(?:编制|填报|填表|预算主管|公开|主管|单位|部门)*(?:部门|单位|名称|日期|人|时间)(?:名称)?(?:[（(](?:盖章|公章|签章)[)）])?\s*[：:](?!.*[，。；])"
    r"|(?:金额)?单位\s*[：:]\s*(?:人民币)?(?:万元|元|千元|亿元)|(?:总分|评分|得分|自评得分)\s*[：:]\s*[\d.]*分?$|附[件表]\s*[\d一二三四五六七八九十]*(?:[-—]\d+)?\s*[：:]?$"
)
_SUBJECT = re.compile(
    r"(?:一级|二级)?项目名称\s*[：:]?\s*(?P<name>\S.{0,40}?)(?=项目性质|项目类别|项目类型|项目联系人|主管部门|预算单位|$)"
)

MARKERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"第\s*[一二三四五六七八九十\d]+\s*(?:部分|章)",
        r"[一二三四五六七八九十]{1,3}\s*、",
        r"[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]\s*、?",
        r"\d{1,2}\s*(?:[.．](?!\d)|、)",
        r"[（(]\s*\d{1,2}\s*[)）]",
        r"[①-⑳]|第[一二三四五六七八九十]{1,3}条",
    )
)
"""Ordinals that Chinese official documents number their headings and items with, outermost first."""

TITLE_END = re.compile(
    r"(?:职能|职责|概况|机构设置|单位构成|名词解释|名称解释|说明|报告|附件|一览表|明细表|自评表|评价表|申报表|填报表|目标表|统计表|决算表|预算表|总表|摘要"
    r"|(?<=.{6})(?:情况|目标|结果|总结|要点))(?:[（(][^（()）]{1,12}[)）])?$"
)
"""How headings end that have no ordinal: words of the trade, on lines that are short and no sentence."""

_TASK = re.compile(rf"\d{{1,2}}(?P<name>[{CJK}“][^，。；：、]{{3,16}})$")
_SHEET_TITLE = re.compile(r"(?:自评表|评价表|申报表|填报表|考核表|监控表|目标批复表)(?:[（(][^（()）]{1,12}[)）])?$")
_SECTION_TITLE = re.compile(r"名[词称]解释$|(?:情况|编制|公开|预算|决算)说明$|主要职[能责]$|机构设置$|概况$|工作报告$|评价报告$")
_SHEET_LABEL = re.compile(
    r"指标|偏差|措施|原因|备注|得分|目标|完成|预算数|执行|科目|金额|情况|结果|方案|内容|理由|依据|总额|资金|预算|单位|部门|名称|类型|类别|序号|分析|项目年度"
)
_LABEL_START = re.compile(r"项目|年度|全年|年初|改进|偏差|绩效|部门|资金|备注|[一二三]级|满意|产出|效益|预算|主管|单位|填报|整体|长期|自评")
_TOLD_LABEL = re.compile(r"原因|措施|总目标|绩效目标|年度目标|理由|主要内容|依据|工作任务|职能")


@dataclass(frozen=True)
class TextLine:
    """A line after cleaning, with what is known of it alone. `page`: index in `Document.pages`. `width`: a Chinese character counts 2.

    `level`: index of the ordinal in MARKERS. `figures`: a row of figures. `header`: the heads of a table of tasks (序号 …). `words`: in a
    stretch of the file where every word has a line of its own. `sheet`: in a table of tasks or in a performance form, whose rows are
    goals and reasons among labels; there `subject` is the task or project that it is about and `label` the label that stands before it.
    """

    text: str
    page: int
    number: int
    width: int
    level: int | None = None
    title: bool = False
    figures: bool = False
    header: bool = False
    words: bool = False
    sheet: bool = False
    subject: str = ""
    label: str = ""


def clean(text: str) -> str:
    """A line without the blanks that typesetting left: none beside a Chinese character. Full-width digits and letters are folded.

    >>> clean("2021 年度收入 1,234.50 万元，门户 Office 365")
    '2021年度收入1,234.50万元，门户Office 365'
    """
    folded = "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "ｚ" and c.isalnum() else c for c in text)
    folded = re.sub(r"[\s\u200b\ufeff\xa0]+", " ", folded).strip()
    return re.sub(rf"(?<={_GLUE}) | (?={_GLUE})", "", folded)


def marker_level(text: str) -> int | None:
    """Which kind of ordinal `text` begins with (an index of MARKERS); None where it begins with none."""
    return next((level for level, marker in enumerate(MARKERS) if marker.match(text)), None)


def is_prose(text: str) -> bool:
    """Whether `text` has a sentence's punctuation."""
    return bool(_PROSE.search(text))


def ends_sentence(text: str) -> bool:
    """Whether `text` ends where a sentence does."""
    return text.rstrip(CLOSING)[-1:] in tuple("。！？!?")


def is_title(text: str) -> bool:
    """Whether a cleaned line without an ordinal is a heading by its words."""
    if len(text) > 45 or is_prose(text) or text.startswith(("详见", "见", "注")):
        return False
    return form_of_title(text) is not None or bool(TITLE_END.search(text)) and len(text) >= 4


def text_blocks(document: Document, taken: frozenset[tuple[int, int]]) -> Iterator[tuple[int, list[TextLine] | Grid]]:
    """(page index, run of lines or grid) in reading order. A run goes on over pages until a grid or the document's end stands between."""
    running, contents = _running_lines(document), _contents_pages(document)
    run: list[TextLine] = []
    region = _Region()
    for index, page in enumerate(document.pages):
        if index in contents:
            continue
        if page.sheet and not re.match(r"Sheet\d*$|工作表\d*$", page.sheet, re.IGNORECASE):
            yield from _finished(run)
            run = [TextLine(clean(page.sheet), index, 0, 0, title=True)]
        kept = [
            b for b in page.blocks
            if isinstance(b, Grid) or (index, b.number) not in taken and _masked(b) not in running and not _is_furniture(page, b)
        ]  # fmt: skip
        for block in _with_words([b if isinstance(b, Grid) else _text_line(b, index) for b in kept]):
            if isinstance(block, Grid):
                yield from _finished(run)
                run = []
                yield index, block
            elif (line := region.placed(block)) is not None:
                run.append(line)
    yield from _finished(run)


def _with_words(blocks: Sequence[TextLine | Grid]) -> Iterator[TextLine | Grid]:
    widths = [0 if isinstance(b, Grid) else b.width for b in blocks]
    for i, block in enumerate(blocks):
        near = sorted(w for w in widths[max(0, i - 30) : i + 31] if w)
        words = len(near) >= 20 and near[len(near) // 2] <= 8
        yield replace(block, words=True) if words and isinstance(block, TextLine) else block


def _finished(run: list[TextLine]) -> Iterator[tuple[int, list[TextLine]]]:
    lines = _prose_again(_without_contents(run))
    if lines:
        yield lines[0].page, lines


class _Region:
    """Where the lines stand while they are read one after the other: in running text, in a standard form or in a performance form."""

    def __init__(self) -> None:
        self.form = self.sheet = self.tasks = self.begun = False
        self.subject = self.label = ""
        self.open = 0  # the width of the line before, where it left a sentence open
        self.read = False  # whether text has come since the label

    def placed(self, line: TextLine) -> TextLine | None:
        """The line with what its place says of it; None where it is a form's row or label, which is no text."""
        self._enter(line)
        if self.form:
            return None if _is_form_row(line) else line
        if line.words and self.sheet and not (line.title and _SHEET_TITLE.search(line.text)):
            return replace(line, title=False, sheet=True)
        if not self.sheet:
            return None if _CAPTION.match(line.text) or _ABOUT_FORM.match(line.text) else line
        if _SHEET_TITLE.search(line.text) and line.title:
            return line
        if self._tells(line):
            self.open = 0
            return None
        self.open, self.read = 0 if ends_sentence(line.text) else line.width, True
        label = self.label if _TOLD_LABEL.search(self.label) and len(self.label) <= 24 else ""
        return replace(line, title=False, sheet=True, subject=self.subject, label=label)

    def _tells(self, line: TextLine) -> bool:
        """Whether the line of a performance form or of a table of tasks is a label or a value: it says what the next lines are about."""
        subject = None if is_prose(line.text) else _SUBJECT.match(line.text) or (_TASK.match(line.text) if self.tasks else None)
        if subject:
            self.subject, self.label, self.begun = subject["name"], "", self.tasks
            return True
        if self.begun and not is_prose(line.text) and len(line.text) <= 8:
            self.subject += line.text
            return True
        self.begun = False
        if self.open >= 12 and line.width >= 0.75 * self.open and line.level is None:
            return False  # goes on with the cell's text
        if _is_sheet_label(line) or _ABOUT_FORM.match(line.text) or _CAPTION.match(line.text):
            label = line.text if self.read or _LABEL_START.match(line.text) else self.label + line.text
            self.label, self.read = "" if re.search(r"[\d%％≥≤]", label) else label, False
            return True
        return False

    def _enter(self, line: TextLine) -> None:
        sheet = _SHEET_TITLE.search(line.text) and (line.title or line.level == 1)
        if sheet or line.header:
            self.form, self.sheet, self.tasks, self.subject, self.label = False, line.level is None, line.header, "", ""
        elif line.level is None and form_of_title(line.text) is not None:
            self.form, self.sheet = True, False
        elif line.level == 0 or line.title and (_SECTION_TITLE.search(line.text) or not self.sheet):
            self.form = self.sheet = False
        elif line.level in (1, 2) and not line.figures:
            told = re.search(r"情况|说明|概况|职能|解释|构成|报告", line.text)
            if told or self.tasks and not is_prose(line.text):
                self.form = self.sheet = False


def _text_line(line: Line, page: int) -> TextLine:
    raw = re.sub(r"^\s*[-*•●]\s+(?=\S)|^#+\s*", "", line.text)
    text = clean(raw)
    width = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)
    level = marker_level(text)
    header = _is_header_row(raw) and form_of_title(text) is None
    title = level is None and is_title(text) and not header
    return TextLine(text, page, line.number, width, level, title, _is_figures(raw), header and text.startswith("序号"))


def _is_header_row(raw: str) -> bool:
    """Column heads side by side: 序号 重要事项 完成情况. A title may be spaced out (报 告) or have a blank at a number."""
    words = [w for w in raw.split() if re.match(f"[{CJK}]", w)]
    return len(words) >= 3 and max(map(len, words)) >= 2


def _is_figures(raw: str) -> bool:
    """A row of figures: words and numbers side by side, no sentence."""
    tokens = raw.split()
    return bool(tokens) and not is_prose(raw) and bool(_NUMBER.match(tokens[-1]))


def _prose_again(lines: Sequence[TextLine]) -> list[TextLine]:
    """A line that ends in a number is text where the next one begins with the number's unit: …预算 1 / 万元，与上年持平."""
    return [
        replace(line, figures=False)
        if line.figures and i + 1 < len(lines) and line.width >= 16 and UNIT_FIRST.match(lines[i + 1].text)
        else line
        for i, line in enumerate(lines)
    ]


def _is_form_row(line: TextLine) -> bool:
    """A form's own row, formula or unit line; its title and the notes beneath it are not."""
    if line.title:
        return False
    formula = re.search(r"\d\s*[行栏](?:各行)?\s*[=＝]|[=＝]\s*[（(]", line.text)
    return line.figures or bool(formula) or bool(_ABOUT_FORM.match(line.text)) or line.level == 1 and not is_prose(line.text)


def _is_sheet_label(line: TextLine) -> bool:
    """A label, an indicator or its value in a performance form."""
    if re.match(r"(?:.{0,8}指标)*\s*指标\s*\d|(?:年度|长期)目标\s*\d+\s*[:：]?[（(]", line.text):
        return True
    if line.figures or re.fullmatch(r"[\W\d]*[（(]?[\d.]+\s*分?[)）]?", line.text):
        return True
    bare = re.sub(r"[：:]$|[（(][^（()）]*[)）]", "", line.text)
    return not is_prose(bare) and (len(bare) <= 14 and bool(_SHEET_LABEL.search(bare)) or len(bare) <= 3 or "□" in bare or "√" in bare)


def _masked(line: Line) -> str:
    return re.sub(r"\d+", "#", clean(line.text))


def _running_lines(document: Document) -> set[str]:
    """Lines that stand first or last on most pages: running headers and footers, digits masked."""
    pages = [[b for b in page.blocks if isinstance(b, Line)] for page in document.pages if page.number is not None]
    seen = Counter(text for lines in pages for text in {_masked(line) for line in (*lines[:2], *lines[-2:])})
    return {text for text, count in seen.items() if count >= 4 and count * 2 >= len(pages) and len(text) > 1}


def _is_furniture(page: Page, line: Line) -> bool:
    """Page numbers, lines of dots, blank lines."""
    text = line.text.strip()
    if not clean(text) or _LEADERS.search(text) or _DASHED_NUMBER.match(text):
        return True
    if page.number is None or not _PAGE_NUMBER.match(text):
        return False
    lines = [b for b in page.blocks if isinstance(b, Line) and b.text.strip()]
    return line is lines[0] or line is lines[-1]


def _contents_pages(document: Document) -> set[int]:
    """Pages that hold nothing but the table of contents."""
    found: set[int] = set()
    for index, page in enumerate(document.pages):
        if page.number is None and not page.sheet:
            continue
        texts = [clean(b.text) for b in page.blocks if isinstance(b, Line)]
        texts += [clean(c) for b in page.blocks if isinstance(b, Grid) for row in b.rows for c in row if c]
        entries = [t for t in texts if t and not _PAGE_NUMBER.match(t)]
        starts = any(re.fullmatch(r"目\s*[录次]", t) for t in entries[:3])
        goes_on = index - 1 in found and all(not is_prose(t) and marker_level(t) is not None for t in entries)
        if entries and (starts and not any(ends_sentence(t) for t in entries) or goes_on):
            found.add(index)
    return found


def _without_contents(lines: list[TextLine]) -> list[TextLine]:
    """The lines without a table of contents in a file that has no pages: from 目录 to where its first entry comes again."""
    start = next((i for i, line in enumerate(lines) if re.fullmatch(r"目[录次]", line.text)), None)
    if start is None or start + 1 >= len(lines):
        return lines
    first = re.sub(r"\W", "", lines[start + 1].text)
    for i in range(start + 2, len(lines)):
        if ends_sentence(lines[i].text) or re.sub(r"\W", "", lines[i].text).startswith(first):
            return lines[:start] + lines[i:]
    return lines
