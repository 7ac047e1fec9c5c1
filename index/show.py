"""A page with its tables as they were read, for a person to check: as text, and as a picture.

The picture of a PDF's page is the page itself with the box of every figure that was read from it; of other formats, the tables drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from index.amounts import plain
from index.documents import IndexingError
from index.facts import FAILED, Fact
from index.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image

    from index.fact_store import DocumentRecord

SCALE = 2
"""Pixels to a point (1/72 inch)."""

_READ, _DOUBTED = (30, 110, 220), (220, 40, 40)
_FONT_SIZE, _PADDING, _WIDEST = 15, 6, 420
_LISTED = 20


@dataclass(frozen=True)
class Shown:
    """A table to look at: a heading, column names, rows of as many cells."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def show(store: Store, doc: str, page: int | None = None) -> str:
    """What was read from a page (from the whole document where its format has no pages): tables, figures, gaps, passages.

    Raises IndexingError (one Chinese line, with what exists) for an unknown document or page.
    """
    record, number = _place(store, doc, page)
    remarks = _remarks(store, record, number)
    passages = [p for p in store.passages.passages if p.doc == record.doc and (number is None or p.page == number)]
    parts = [f"{record.doc}{f'  第{number}页／共{record.pages}页' if number else ''}"]
    parts += [_as_text(t) for t in (*_tables(store, record, number), *_sentences(store, record, number))]
    parts += ["\n".join(remarks)] if remarks else []
    parts += [f"〔{' › '.join(p.section) or '段落'}〕\n{p.text}" for p in passages]
    if len(parts) == 1:
        parts.append("空白模板：没有数字。" if record.template else "这里没有读出表格、数字或段落。")
    return "\n\n".join(parts)


def picture(store: Store, doc: str, page: int | None = None) -> Image:
    """The same to look at. Raises IndexingError as `show` does, and where there is nothing to draw or the original cannot be drawn."""
    record, number = _place(store, doc, page)
    if number is not None:
        original = store.original(record.sha256)
        if original is None:
            raise IndexingError(f"索引里没有 {record.doc} 的原件，画不出它的页面；请重新加入这个文件")
        return _page_picture(original, number, _facts(store, record, number))
    tables = _tables(store, record, None)
    if not tables:
        raise IndexingError(f"{record.doc} 里没有读出表格，没有可画的")
    return _tables_picture(tables)


def _place(store: Store, doc: str, page: int | None) -> tuple[DocumentRecord, int | None]:
    """The document and its page; None where its format has no pages."""
    records = {d.doc: d for d in store.documents}
    record = records.get(doc) or records.get(Path(doc).name)
    if record is None:
        more = f" 等 {len(records)} 个" if len(records) > _LISTED else ""
        raise IndexingError(f"索引里没有 {doc}；现有：{'、'.join(list(records)[:_LISTED]) or '无'}{more}")
    if record.pages == 0:
        if page not in (None, 1):
            raise IndexingError(f"{record.doc} 不分页，没有第 {page} 页；请去掉 --page")
        return record, None
    if page is None or not 1 <= page <= record.pages:
        missing = "请用 --page 写明页码" if page is None else f"没有第 {page} 页"
        raise IndexingError(f"{record.doc}：{missing}；共 {record.pages} 页（1–{record.pages}）")
    return record, page


def _facts(store: Store, record: DocumentRecord, page: int | None) -> list[Fact]:
    return [f for f in store.facts.facts(docs=[record.doc]) if page is None or f.provenance.page == page]


def _tables(store: Store, record: DocumentRecord, page: int | None) -> list[Shown]:
    """Tables and indicator forms with figures in reading order, then the forms without any."""
    grouped: dict[tuple[str, str], list[Fact]] = {}
    for fact in _facts(store, record, page):
        if fact.origin != "sentence":
            grouped.setdefault((fact.form, fact.provenance.title), []).append(fact)
    empty = [f for f in store.facts.forms([record.doc]) if not f.figures and (page is None or f.page == page)]
    return [
        *(_table(form, title, facts) for (form, title), facts in grouped.items()),
        *(Shown(f"{f.form or '其他表'}  {f.title}（空表）", ("原文",), ((f.empty_reason or "没有说明",),)) for f in empty),
    ]


def _table(form: str, title: str, facts: Sequence[Fact]) -> Shown:
    """Facts of one table put back into rows and columns. A value prints its unit where that is not the table's."""
    unit = Counter(f.unit for f in facts).most_common(1)[0][0]
    columns = tuple(dict.fromkeys(f.column for f in facts))
    rows: list[tuple[Fact, dict[str, str]]] = []
    open_rows: dict[tuple[str, ...], dict[str, str]] = {}
    for fact in facts:
        key = (fact.side, fact.row_code, fact.row_name, fact.provenance.quote)
        if fact.column in open_rows.get(key, {fact.column: ""}):  # a new row, or one printed twice
            open_rows[key] = {}
            rows.append((fact, open_rows[key]))
        open_rows[key][fact.column] = plain(fact.value) + (fact.unit if fact.unit != unit else "") + _flags(fact)
    labels = [("收支", [f.side for f, _ in rows]), ("编码", [f.row_code for f, _ in rows]), ("名称", [f.row_name for f, _ in rows])]
    used = [(name, cells) for name, cells in labels if any(cells)]
    body = tuple((*(cells[i] for _, cells in used), *(values.get(c, "") for c in columns)) for i, (_, values) in enumerate(rows))
    return Shown(f"{form or '其他表'}  {title or '无标题'}（{unit or '未写单位'}）", (*(name for name, _ in used), *columns), body)


def _sentences(store: Store, record: DocumentRecord, page: int | None) -> list[Shown]:
    """Figures in running text with the words that they stand in; none: an empty list."""
    facts = [f for f in _facts(store, record, page) if f.origin == "sentence"]
    rows = tuple((f.row_name, f.column, plain(f.value) + f.unit + _flags(f), f"{f.year}{f.basis}", f.provenance.quote) for f in facts)
    return [Shown("正文中的数字", ("名目", "栏", "数字", "年度", "原文"), rows)] if rows else []


def _doubts(fact: Fact) -> list[str]:
    return [*fact.flags, *(["勾稽不平"] if fact.checked == FAILED else [])]


def _flags(fact: Fact) -> str:
    return f"（{'、'.join(doubts)}）" if (doubts := _doubts(fact)) else ""


def _remarks(store: Store, record: DocumentRecord, page: int | None) -> list[str]:
    """Identities that do not hold and what could not be read; what concerns no page in particular is shown on every page."""
    checks = [(c.page, f"勾稽不成立：{c.message}") for c in store.facts.checks() if c.doc == record.doc]
    gaps = [(g.page, f"未读懂：{g.place}：{g.reason}") for doc, g in store.facts.gaps() if doc == record.doc]
    return [text for at, text in (*checks, *gaps) if at is None or page is None or at == page]


def _as_text(table: Shown) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for position, name in enumerate(table.columns):
        side: Literal["right", "left"] = "right" if _numeric(row[position] for row in table.rows) else "left"
        drawn.add_column(Text(name), justify=side, max_width=60, overflow="fold")
    for row in table.rows:
        drawn.add_row(*map(Text, row))
    out = StringIO()
    Console(file=out, width=1000, color_system=None).print(drawn)
    return table.heading + "\n" + "\n".join(line.rstrip() for line in out.getvalue().splitlines() if line.strip())


def _numeric(cells: Iterable[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(cell[0] in "-0123456789" for cell in filled)


def _page_picture(original: Path, number: int, facts: Iterable[Fact]) -> Image:
    """The page with the cell of every figure: blue, or red where a check doubts it."""
    import pypdfium2
    from PIL import Image, ImageDraw

    try:
        page = pypdfium2.PdfDocument(original)[number - 1]
        image = page.render(scale=SCALE).to_pil().convert("RGBA")
    except pypdfium2.PdfiumError as error:
        raise IndexingError(f"{original} 第{number}页画不出来（{error}）；文件可能已损坏") from error
    overlay = Image.new("RGBA", image.size)
    pen = ImageDraw.Draw(overlay)
    for fact in facts:
        if fact.provenance.box is not None:
            colour = _DOUBTED if _doubts(fact) else _READ
            pen.rectangle([SCALE * place for place in fact.provenance.box], fill=(*colour, 50), outline=(*colour, 190))
    return Image.alpha_composite(image, overlay).convert("RGB")


def _tables_picture(tables: Sequence[Shown]) -> Image:
    """The tables one below the other, ruled, in the font that ships."""
    from PIL import Image, ImageDraw, ImageFont

    from index.fonts import cjk_font

    font = ImageFont.truetype(str(cjk_font()), _FONT_SIZE)
    line = _FONT_SIZE + 4
    laid = [(t, [[_wrapped(cell, font.getlength) for cell in row] for row in (t.columns, *t.rows)]) for t in tables]
    widths = [[max(max(map(font.getlength, row[i])) + 2 * _PADDING for row in rows) for i in range(len(t.columns))] for t, rows in laid]
    heights = [[max(map(len, row)) * line + 2 * _PADDING for row in rows] for _, rows in laid]
    width = max(*map(sum, widths), *(font.getlength(t.heading) for t in tables)) + 4 * _PADDING
    height = sum(map(sum, heights)) + len(tables) * 4 * line
    image = Image.new("RGB", (int(width), int(height)), "white")
    pen = ImageDraw.Draw(image)
    y = float(2 * _PADDING)
    for (table, rows), columns, steps in zip(laid, widths, heights, strict=True):
        pen.text((2 * _PADDING, y), table.heading, "black", font)
        y += 2 * line
        for row, step in zip(rows, steps, strict=True):
            x = float(2 * _PADDING)
            for cell, wide in zip(row, columns, strict=True):
                pen.rectangle([x, y, x + wide, y + step], outline=(150, 150, 150), fill=(238, 243, 250) if row is rows[0] else None)
                for index, text in enumerate(cell):
                    pen.text((x + _PADDING, y + _PADDING + index * line), text, "black", font)
                x += wide
            y += step
        y += 2 * line
    return image


def _wrapped(text: str, width_of: Callable[[str], float]) -> list[str]:
    """The text as lines no wider than a column may be; at least one."""
    lines = [""]
    for character in text:
        if character == "\n" or width_of(lines[-1] + character) > _WIDEST:
            lines.append("")
        lines[-1] += character.strip("\n")
    return lines
