"""Figures that a document prints in rows and that became no fact and no gap: told by page, so that nothing is lost in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from index.amounts import compact, fold, parse_number, without_marks
from index.documents import Document, Gap, Line, Page
from index.facts import Fact

# amounts as tables print them; whole numbers may count lines, columns or pages
_AMOUNT = re.compile(r"[-−(]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,4})\)?")
_SENTENCE = re.compile(r"[，。；、：:]|[一-鿿].*\d.*[一-鿿]")
_NAMED = 3


def left_over(document: Document, facts: Iterable[Fact], gaps: Iterable[Gap]) -> list[Gap]:
    """A gap for every page of a PDF, every sheet, every other document with amounts in table cells, or in lines of a PDF that are mostly
    amounts, which neither a fact of the page or of its neighbours nor a gap of the page accounts for."""
    read: dict[int | None, set[Decimal]] = defaultdict(set)
    for fact in facts:
        read[fact.provenance.page].add(abs(fact.value))
    told: dict[int | None, str] = defaultdict(str)
    for gap in gaps:
        told[gap.page] += gap.place + gap.reason
    found = []
    for page in document.pages:
        number = page.number or 0
        known = read[number - 1] | read[number] | read[number + 1] | read[page.number]
        amounts = _amounts(page, document.format == "pdf")
        lost = [text for text in amounts if (value := parse_number(text)) is not None and abs(value) not in known]
        lost = [text for text in dict.fromkeys(lost) if text not in told[page.number]]
        if lost and not (page.number and "未采用" in told[page.number]):
            some = "、".join(lost[:_NAMED]) + (" 等" if len(lost) > _NAMED else "")
            place = f"第{number}页" if page.number else page.sheet and f"工作表“{page.sheet}”" or "文件"
            found.append(Gap(page.number, place, f"{place}的表里有 {len(lost)} 个数字（{some}）未能归到行和栏，未采用"))
    return found


def _amounts(page: Page, lines: bool) -> Iterator[str]:
    """The amounts in the page's table cells, and, where `lines`, in its lines of amounts."""
    for block in page.blocks:
        if isinstance(block, Line):
            words = fold(block.text).split() if lines else []
            amounts = _of(words)
            if (len(amounts) > 1 or len(words) == 1) and 2 * len(amounts) >= len(words) and not _SENTENCE.search(block.text):
                yield from amounts
        else:
            for cell in (cell for row in block.rows for cell in row if cell):
                if not _SENTENCE.search(cell):
                    cell = without_marks(cell)
                    whole = compact(cell)  # a figure may be broken over lines
                    yield from [whole] if _AMOUNT.fullmatch(whole) else _of(fold(cell).split())


def _of(words: Sequence[str]) -> list[str]:
    return [word for word in words if _AMOUNT.fullmatch(word)]
