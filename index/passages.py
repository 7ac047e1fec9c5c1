"""Page text → passages with their section path."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.documents import Document, Identity
from index.paragraphs import Paragraph, paragraphs_of
from index.textlines import ends_sentence, is_prose

SHORTEST, LONGEST = 300, 500
"""Characters that a passage should have where its section is long enough; only a longer sentence exceeds LONGEST."""

_TITLE, _SUBJECT, _LABEL = 0.5, 0.7, 0.8
"""Depths of headings without an ordinal, between 第一部分 (0) and 一、 (1): a title, a form's project, a form's label."""

_GLOSSARY = re.compile(r"名词解释|名称解释|术语解释|专业名词|专业术语")
_MEASURED = re.compile(r"\d(?:\s*(?:[%％]|[万亿]?元|[人辆个项件次台套户]))")


@dataclass(frozen=True)
class Passage:
    """A piece of running text along the document's own structure.

    `section` is the path of headings above it, outermost first. `page` is where it starts (None where the format has none), `line` the
    line (see `Line.number`). `start` and `end` are character positions in the document's joined text.
    `previous` and `next` are neighbours' ids ("" at an end).
    """

    id: str
    doc: str
    sha256: str
    department: str
    year: int
    basis: str
    section: tuple[str, ...]
    text: str
    page: int | None
    line: int
    start: int
    end: int
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class _Part:
    """A paragraph (or a sentence of a long one) under its section; `start` in the joined text. `alone`: a passage of its own."""

    section: tuple[str, ...]
    text: str
    page: int
    line: int
    start: int
    alone: bool = False


def passages_of(document: Document, identity: Identity, taken: frozenset[tuple[int, int]] = frozenset()) -> list[Passage]:
    """The document's text as passages along its sections, in reading order, each linked to its neighbours.

    `taken`: (page index, line number) pairs of lines whose figures a form has consumed: left out. Tables of figures are left out by
    themselves; goals, reasons and other prose in cells stay. A template yields none.
    """
    if identity.template:
        return []
    paragraphs = paragraphs_of(document, taken)
    joined = "\n".join(p.text for p in paragraphs)
    found: list[Passage] = []
    for group in _groups(_parts(paragraphs)):
        first, end = group[0], group[-1].start + len(group[-1].text)
        found.append(
            Passage(
                id=hashlib.sha256(f"{document.sha256}:{first.start}".encode()).hexdigest()[:16], doc=document.name,
                sha256=document.sha256, department=identity.department, year=identity.year or 0, basis=identity.basis,
                section=first.section, text=joined[first.start : end], page=document.pages[first.page].number, line=first.line,
                start=first.start, end=end,
            )
        )  # fmt: skip
    ids = ["", *(p.id for p in found), ""]
    return [replace(p, previous=ids[i], next=ids[i + 2]) for i, p in enumerate(found)]


def joined_text(document: Document, taken: frozenset[tuple[int, int]] = frozenset()) -> str:
    """The document's running text, a paragraph a line: what `Passage.start` and `Passage.end` count in."""
    return "\n".join(p.text for p in paragraphs_of(document, taken))


def heading_text(text: str) -> str:
    """A heading as it is shown: without the stop at its end, a blank after 第一部分."""
    return re.sub(r"^(第[一二三四五六七八九十\d]+(?:部分|章))\s*", r"\1 ", text.rstrip("。：: "))


def _parts(paragraphs: Sequence[Paragraph]) -> Iterator[_Part]:
    """Paragraphs with the headings above them; the headings themselves become the path."""
    path: list[tuple[float, str]] = []
    seen: set[tuple[tuple[str, ...], str]] = set()
    start = 0
    for i, paragraph in enumerate(paragraphs):
        at, start = start, start + len(paragraph.text) + 1
        level = _TITLE if paragraph.title else paragraph.level
        if level is not None and _is_heading(paragraph, paragraphs[i + 1] if i + 1 < len(paragraphs) else None):
            path = [*_above(path, level), (level, heading_text(paragraph.text))]
            continue
        if paragraph.sheet:
            told = [(_SUBJECT, paragraph.subject), (_LABEL, paragraph.label)]
            path = [*_above(path, _SUBJECT), *(entry for entry in told if entry[1])]
        elif level is not None:
            path = _above(path, level)
        run_in = _run_in_heading(paragraph)
        if run_in:
            path = [*path, (level or 0, run_in)]
        section = tuple(text for _, text in path)
        place = () if paragraph.sheet else section
        if len(paragraph.text) >= 30 and (place, paragraph.text) in seen:
            continue  # the same note under each of many forms, or a page that the file holds twice
        seen.add((place, paragraph.text))
        alone = any(_GLOSSARY.search(heading) for heading in section) and paragraph.level is not None
        yield from _sentences(paragraph, section, at, alone)


def _above(path: Sequence[tuple[float, str]], level: float) -> list[tuple[float, str]]:
    return [heading for heading in path if heading[0] < level]


def _is_heading(paragraph: Paragraph, following: Paragraph | None) -> bool:
    """A numbered or titled line with text beneath it; a numbered line followed by its equals is an item of a list."""
    level, text = paragraph.level, paragraph.text.rstrip("。：: ")
    if paragraph.title or level == 0:
        return len(text) <= 80
    if paragraph.row or paragraph.sheet or level is None:
        return False
    stopped = text != paragraph.text
    if len(text) > (160 if level <= 2 else 50) or "。" in text or stopped and (is_prose(text) or len(text) > 40):
        return False
    if level >= 2 and re.search("[，；]", text) or level >= 3 and _MEASURED.search(text):
        return False
    if not text or not stopped and (ends_sentence(text) or text[-1] in "；，、;,"):
        return False
    if following is None or following.title:
        return following is not None and level <= 2 and not stopped
    return following.level is None or following.level > level


def _run_in_heading(paragraph: Paragraph) -> str:
    """四、综合协调有序。一是…: the first few words name the paragraph. "" where it has no such words."""
    if paragraph.level not in (1, 2) or paragraph.sheet or len(paragraph.text) < 150:
        return ""
    first = paragraph.text.split("。", 1)[0]
    return first if len(first) <= 24 and not is_prose(first) else ""


def _sentences(paragraph: Paragraph, section: tuple[str, ...], start: int, alone: bool) -> Iterator[_Part]:
    """The paragraph as it is; a paragraph longer than a passage in sentences, a longer sentence at its semicolons."""

    def part(text: str, offset: int) -> _Part:
        _, page, line = max((place for place in paragraph.places if place[0] <= offset), default=paragraph.places[0])
        return _Part(section, text, page, line, start + offset, alone)

    if len(paragraph.text) <= LONGEST:
        yield part(paragraph.text, 0)
        return
    offset = 0
    for sentence in re.findall(r".+?(?:[。！？]+[”’」』）)》】]*|$)", paragraph.text):
        for piece in [sentence] if len(sentence) <= LONGEST else re.findall(r".+?(?:[；;]|$)", sentence):
            yield part(piece, offset)
            offset += len(piece)


def _groups(parts: Iterator[_Part]) -> Iterator[list[_Part]]:
    """Parts of one section that stand together, packed evenly to the length that a passage should have."""
    section: list[_Part] = []
    for part in parts:
        if section:
            last = section[-1]
            gap = part.start - last.start - len(last.text)
            if part.section != last.section or part.alone or last.alone or gap > 1:
                yield from _packed(section)
                section = []
        section.append(part)
    if section:
        yield from _packed(section)


def _packed(parts: Sequence[_Part]) -> Iterator[list[_Part]]:
    left = sum(len(p.text) for p in parts)
    target = max(SHORTEST, left / max(1, -(-left // (LONGEST - 60))))
    group: list[_Part] = []
    size = 0
    for part in parts:
        full = size >= target or size >= SHORTEST / 2 and size + len(part.text) > LONGEST
        if group and (full and left >= SHORTEST / 3 or size + len(part.text) > LONGEST):
            yield group
            group, size = [], 0
        group.append(part)
        size += len(part.text) + 1
        left -= len(part.text)
    if group:
        yield group
