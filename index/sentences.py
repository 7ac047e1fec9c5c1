"""Paragraphs → running text with the headings above it and the place of every character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from index.documents import Document, Line
from index.paragraphs import Paragraph, paragraphs_of
from index.textlines import MARKERS

_TITLE_LEVEL = 0.5  # a title without an ordinal stands between 第一部分 and 一、
_HEADING_LENGTH = 60
_FUSED = re.compile(r"(?P<heading>^[^。；，]{6,50}?(?:情况说明|情况|说明))(?=(?:19|20)\d\d年)")
_FIGURE = re.compile(r"\d\s*(?:万元|元|%|％|人|辆|个|项|件|户)")


@dataclass(frozen=True)
class Prose:
    """A paragraph without its ordinal. `headings` above it, outermost first. `lead`: the words that opened the list it is an item of
    ("项目支出主要用于"), "" otherwise. `level`: an index of MARKERS, None without an ordinal.

    `places`: (offset in `text`, index in `Document.pages`, line number) of the lines it was joined from, in order.
    """

    text: str
    headings: tuple[str, ...]
    lead: str
    level: int | None
    places: tuple[tuple[int, int, int], ...]

    def place(self, at: int) -> tuple[int, int]:
        """The page index and the line number of the character at `at`."""
        index = bisect_right([offset for offset, _, _ in self.places], at) - 1
        _, page, line = self.places[max(0, index)]
        return page, line


def prose_of(document: Document, taken: frozenset[tuple[int, int]]) -> Iterator[Prose]:
    """The document's running text in reading order, without what stands in grids.

    `taken`: (page index, line number) of lines that are no running text: standard forms, performance forms.
    """
    path: list[tuple[float, str]] = []
    lead: tuple[int, str] | None = None
    lines = {(page, b.number) for page, content in enumerate(document.pages) for b in content.blocks if isinstance(b, Line)}
    paragraphs = [p for p in paragraphs_of(document, taken) if not p.row and p.places[0][1:] in lines]
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        heading, body = _unfused(paragraph.text)
        if heading or _is_heading(paragraph, following):
            rank = _TITLE_LEVEL if paragraph.title else float(paragraph.level or 0)
            path = [*(h for h in path if h[0] < rank), (rank, (heading or body).rstrip("。：: "))]
            lead = None
            if not heading:
                continue
        level = None if heading else paragraph.level
        if lead is not None and (level is None or level < lead[0]):
            lead = None
        skipped = len(heading) + _ordinal(body)
        places = tuple((max(0, offset - skipped), page, line) for offset, page, line in paragraph.places)
        headings = (*(h for _, h in path), *((paragraph.subject,) if paragraph.subject else ()))
        yield Prose(paragraph.text[skipped:], headings, lead[1] if lead else "", level, places)
        if body[-1:] in "：:" and following is not None and following.level is not None:
            words = re.split(r"[。；，,：:]", body.rstrip("：:"))[-1]
            lead = (following.level, words) if len(words) > 4 else None


def _unfused(text: str) -> tuple[str, str]:
    """Heading and text where one runs into the other (六、…情况说明2021年度…); no heading otherwise."""
    match = _FUSED.match(text)
    return ("", text) if match is None else (text[: match.end()], text[match.end() :])


def _ordinal(text: str) -> int:
    return next((m.end() for marker in MARKERS if (m := marker.match(text))), 0)


def _is_heading(paragraph: Paragraph, following: Paragraph | None) -> bool:
    """A title, or a numbered line without figure and sentence that has text beneath it."""
    if paragraph.title:
        return not re.match("我|本(?:部门|单位|局)", paragraph.text)
    bare = paragraph.text.rstrip("。：: ")
    if paragraph.level is None or len(bare) > _HEADING_LENGTH or _FIGURE.search(bare) or re.search(r"[。；，,！？]", bare):
        return False
    if paragraph.level <= 2:
        return True
    return "：" not in bare and following is not None and (following.level is None or following.level > paragraph.level)
