"""Figures that a document prints in rows and that became no fact and no gap: told by page, so that nothing is lost in silence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from index.amounts import compact, fold, parse_number
from index.documents import Document, Gap, Line, Page
from index.facts import Fact

# amounts as tables print them; whole numbers may count lines, columns or pages
_AMOUNT = re.compile(r"[-−(]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{1,4})\)?")
_SENTENCE = re.compile(r"[，。；、：:]|[一-鿿].*\d.*[一-鿿]")
_NAMED = 3


def left_over(document: Document, facts: Iterable[Fact], gaps: Iterable[Gap]) -> list[Gap]:
    """A gap for every page of a PDF with amounts in table cells, or in lines that are mostly amounts, which neither a fact of the page
    or of its neighbours nor a gap of the page accounts for."""
    if document.format != "pdf":
        return []
    read: dict[int | None, set[Decimal]] = defaultdict(set)
    for fact in facts:
        read[fact.provenance.page].add(abs(fact.value))
    told: dict[int | None, str] = defaultdict(str)
    for gap in gaps:
        told[gap.page] += gap.place + gap.reason
    found = []
    for page in document.pages:
        number = page.number or 0
        known = read[number - 1] | read[number] | read[number + 1]
        lost = [text for text in _amounts(page) if (value := parse_number(text)) is not None and abs(value) not in known]
        lost = [text for text in dict.fromkeys(lost) if text not in told[page.number]]
        if lost and "未采用" not in told[page.number]:
            some = "、".join(lost[:_NAMED]) + (" 等" if len(lost) > _NAMED else "")
            found.append(Gap(page.number, f"第{number}页", f"第{number}页有 {len(lost)} 个数字（{some}）未能归到行和栏，未采用"))
    return found


def _amounts(page: Page) -> Iterator[str]:
    for block in page.blocks:
        if isinstance(block, Line):
            words = fold(block.text).split()
            amounts = _of(words)
            if (len(amounts) > 1 or len(words) == 1) and 2 * len(amounts) >= len(words) and not _SENTENCE.search(block.text):
                yield from amounts
        else:
            for cell in (cell for row in block.rows for cell in row if cell):
                if not _SENTENCE.search(cell):
                    whole = compact(cell)  # a figure may be broken over lines
                    yield from [whole] if _AMOUNT.fullmatch(whole) else _of(fold(cell).split())


def _of(words: Sequence[str]) -> list[str]:
    return [word for word in words if _AMOUNT.fullmatch(word)]
