"""Tables of text → rows to read: each cell with the words that stand above or beside it.

Forms of figures are facts and no reading matter; goals, reasons, tasks and standards that stand in cells are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.amounts import parse_number
from index.documents import Grid
from index.forms import form_of_title

_HEADER_WORD = re.compile(
    r"^(?:序号|项目|指标|年度|全年|单位|重要|工作|完成)|(?:号|名称|指标|目标|内容|事项|情况|标准|依据|说明|备注|单位|得分|分值|权重|金额|预算数?|执行数?|率|科目"
    r"|原因|措施|完成值|指标值|类型|性质|责任人?|时间|类别)(?:[（(].{0,12}[)）])?$"
)
_PUNCTUATED = re.compile(r"[，。；：]|[,;:]\s?[一-鿿]")
_CELL_LINE = re.compile(
    r"(?<=[。；：:])\s*\n\s*|\n\s*(?=[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d))"
)
_PROJECT = re.compile(r"(?:一级|二级)?项目(?:[（(]政策[)）])?名称")


@dataclass(frozen=True)
class TextRow:
    """One row to read. `page`: index of its page; `number`: its line or row. `lone`: one cell over the whole width: a title or prose.
    `about`: the project that the table is about, "" where it names none. `in_form`: other cells of the table hold figures."""

    text: str
    page: int
    number: int
    lone: bool
    about: str
    in_form: bool


@dataclass
class _Row:
    cells: list[str]
    printed: tuple[str | None, ...]
    page: int
    number: int


def text_rows(grids: Sequence[tuple[int, Grid]], title: str) -> Iterator[TextRow]:
    """The rows that hold text, of grids that follow each other: (page index, grid) pairs.

    All rows of a table without figures, else the rows with a cell of prose. `title` is the heading above: under the title of a standard
    form all short cells are labels.
    """
    standard = form_of_title(title) is not None
    header: list[str] = []
    columns = 0
    about = group = ""
    for rows in _tables(grids):
        worded = not standard and _is_worded(rows)
        if columns != len(rows[0].printed):
            header, group, about, columns = [], "", "", len(rows[0].printed)
        for row in rows:
            cells = [c for c in row.cells if c]
            about = _project(row.cells) or about
            if len(cells) == 1 and _spans(row):
                yield from (TextRow(t, row.page, row.number, True, about, not worded) for t in _lines(cells[0]) if _reads(t, standard))
            elif _is_header(cells):
                header, group = _spread(row), ""
            elif cells:
                if row.cells[0] and not _is_number(row.cells[0]):
                    group = row.cells[0]
                if worded or any(is_long(c) for c in cells):
                    yield TextRow(_with_headers(row.cells, header, group), row.page, row.number, False, about, not worded)


def is_long(cell: str) -> bool:
    """A cell of prose, not a label: punctuated, or longer than official names of items are."""
    words = len(re.findall(r"[一-鿿]", cell))
    return words >= 10 and bool(_PUNCTUATED.search(cell)) or words >= 28


def _tables(grids: Sequence[tuple[int, Grid]]) -> Iterator[list[_Row]]:
    """Rows table by table; a row that a page break cut in two is put together, also where the second half begins the next grid."""
    rows: list[_Row] = []
    for page, grid in grids:
        if rows and len(rows[0].printed) != len(grid.rows[0]):
            yield rows
            rows = []
        for offset, printed in enumerate(grid.rows):
            cells = [_joined_cell(cell) for cell in printed]
            filled = [i for i, c in enumerate(cells) if c]
            rest = bool(rows) and len(filled) == 1 and filled[0] > 0 and not offset and printed[0] is not None
            if rest and re.search(r"[^。；！？]$", rows[-1].cells[filled[0]]):
                rows[-1].cells[filled[0]] += cells[filled[0]]
            elif filled:
                rows.append(_Row(cells if len(filled) > 1 else [(c or "").strip() for c in printed], printed, page, grid.number + offset))
    if rows:
        yield rows


def _joined_cell(cell: str | None) -> str:
    """A cell's lines joined as the paper broke them: no blank between Chinese characters."""
    joined = re.sub(r"\s*\n\s*", "\n", (cell or "").strip())
    return re.sub(r"(?<=[A-Za-z])\n(?=[A-Za-z])", " ", joined).replace("\n", "")


def _spans(row: _Row) -> bool:
    """Whether the row's only cell is the first one or covers all others: a title or a paragraph, not a lone value."""
    return bool(row.cells[0]) or all(cell is None for cell in row.printed[1:])


def _lines(cell: str) -> list[str]:
    """A lone cell's paragraphs: its own line breaks count where a line ends a sentence or begins with an ordinal."""
    return [text for part in _CELL_LINE.split(cell) if (text := _joined_cell(part))]


def _reads(text: str, standard: bool) -> bool:
    words = len(re.findall(r"[一-鿿]", text))
    return is_long(text) or text.endswith("。") or not standard and words >= 4 and not _is_number(text)


def _is_number(cell: str) -> bool:
    return parse_number(cell) is not None or not re.search(r"[一-鿿A-Za-z]", cell)


def _is_worded(rows: Sequence[_Row]) -> bool:
    """A table of words: well filled, next to no figures but a running number in front."""
    cells = [c for row in rows for c in row.cells[1:] if c]
    figures = sum(parse_number(c) is not None for c in cells)
    filled = sum(bool(c) for row in rows for c in row.cells)
    return bool(cells) and figures <= 0.1 * len(cells) and filled >= 0.6 * sum(len(row.cells) for row in rows)


def _is_header(cells: Sequence[str]) -> bool:
    words = sum(bool(_HEADER_WORD.search(c)) and len(c) <= 14 for c in cells)
    return len(set(cells)) >= 2 and words * 3 >= len(cells) * 2 and not any(_is_number(c) or is_long(c) for c in cells)


def _spread(row: _Row) -> list[str]:
    """Header words over all the columns that a merged cell covers."""
    spread: list[str] = []
    for text, cell in zip(row.cells, row.printed, strict=True):
        spread.append(spread[-1] if cell is None and spread else text)
    return spread


def _project(cells: Sequence[str]) -> str:
    """The project that the row names (项目名称 | 水电气费), "" where it names none."""
    for at, cell in enumerate(cells):
        if _PROJECT.fullmatch(cell):
            return next((c for c in cells[at + 1 :] if c), "")
    return ""


def _with_headers(cells: Sequence[str], header: Sequence[str], group: str) -> str:
    """Cells with their header words: 指标名称：预算执行率；评价标准：90%以上计满分. A label before a lone text: 原因分析：….

    The same text under two headers is said once.
    """
    filled = [(header[i] if i < len(header) else "", c) for i, c in enumerate(cells) if c]
    filled = [(word, c) for word, c in filled if word != "序号" and not (c.isdigit() and c == cells[0])]
    said: list[tuple[str, str]] = []
    for word, cell in filled:
        if said and is_long(cell) and said[-1][1] == cell:
            said[-1] = ("、".join(dict.fromkeys(w for w in (said[-1][0], word) if w)), cell)
        else:
            said.append((word, cell))
    label = said[0][1] if len(said) == 2 else group if len(said) == 1 and not cells[0] and not said[0][0] else ""
    if label and is_long(said[-1][1]) and not is_long(label) and not _is_number(label):
        return f"{label}：{said[-1][1]}"
    parts = [group] if group and group != cells[0] else []
    parts += [f"{word}：{cell}" if word and word != cell else cell for word, cell in said]
    return "；".join(part.rstrip("；。") for part in parts) + "。"
