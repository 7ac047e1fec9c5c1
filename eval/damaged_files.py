"""Documents damaged at random, and monsters that no document ought to be: what a build is to read or to report.

A kind of damage is a function: (dice, documents, size) → (ending, content). `documents` are whole files; `size` scales the monsters, 1 for
the full two thousand pages or million rows. The same dice give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Whole:
    """A document as it was before."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()


@dataclass(frozen=True)
class Damaged:
    """A damaged file; `source` the name of the document that it was, "" where it never was one."""

    suffix: str
    data: bytes
    source: str = ""


Maker = Callable[[Random, Sequence[Whole], float], Damaged]

_SUFFIXES = (".pdf", ".txt", ".md", ".docx", ".xlsx", ".xls", ".html", ".htm")
_TEXT = (
    "云泽市澜川区档案馆2023年度部门决算\n一、收入支出决算总体情况\n"
    "2023年度收、支总计553.91万元。与2022年度相比，增加12.5万元，增长2.31%。\n"
)


# --- documents, damaged ---------------------------------------------------------------------------------------------------


def truncated(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    whole = dice.choice(documents)
    return Damaged(whole.suffix, whole.data[: dice.randrange(1, max(2, len(whole.data) - 1))], whole.name)


def flipped(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """One byte to some hundred, anywhere or within one stretch."""
    whole = dice.choice(documents)
    data, count = bytearray(whole.data), dice.choice((1, 1, 3, 10, 50, 300))
    first = dice.randrange(len(data))
    stretch = dice.choice((len(data), min(4096, len(data))))
    for _ in range(count):
        data[(first + dice.randrange(stretch)) % len(data)] = dice.randrange(256)
    return Damaged(whole.suffix, bytes(data), whole.name)


def misnamed(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    whole = dice.choice(documents)
    suffix = dice.choice([*(s for s in _SUFFIXES if s != whole.suffix), ".doc", ".wps", ".et", ".jpg"])
    return Damaged(suffix, whole.data, whole.name)


def disordered(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """A piece is lost, filled with zeros, repeated, or put elsewhere; or two documents became one."""
    whole = dice.choice(documents)
    data = whole.data
    a, b = sorted(dice.randrange(len(data) + 1) for _ in range(2))
    other = dice.choice(documents).data
    made = dice.choice((data[:a] + data[b:], data[:a] + bytes(b - a) + data[b:], data[:b] + data[a:], data[b:] + data[:b], data + other,
                        other[: len(other) // 2] + data))  # fmt: skip
    return Damaged(whole.suffix, made or b"\0", whole.name)


def noise(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """Bytes without any meaning, some behind the first bytes of a document."""
    signatures = (b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table><tr><td>", b"\xff\xfe", b"{\\rtf1")
    head = dice.choice((b"", *signatures))
    body = dice.choice((dice.randbytes(dice.randrange(1, 200_000)), bytes(dice.randrange(1, 200_000)), b"\xff" * 5000, b"<" * 50_000))
    return Damaged(dice.choice(_SUFFIXES), head + body)


def recoded(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """Text in another encoding, with bytes broken in it."""
    text = _TEXT * dice.randrange(1, 200)
    encoding = dice.choice(("gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5hkscs", "utf-8", "utf-32"))
    suffix = dice.choice((".txt", ".md", ".html", ".xls"))
    if suffix in (".html", ".xls"):
        rows = "".join(f"<tr><td>{line}</td><td>{dice.randrange(1000)}.5</td></tr>" for line in text.split("\n"))
        text = f"<html><head><meta charset={dice.choice(('gb2312', 'utf-8', 'x-none'))}></head><table>{rows}</table></html>"
    data = bytearray(text.encode(encoding, "replace"))
    for _ in range(dice.choice((0, 1, 5, 100))):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return Damaged(suffix, bytes(data))


# --- archives -------------------------------------------------------------------------------------------------------------


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def nested_archive(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """Documents packed, and packed again, under any name."""
    whole = dice.choice(documents)
    data = packed({whole.name: whole.data})
    for depth in range(dice.randrange(0, 6)):
        data = packed({f"{depth}.zip": data, "说明.txt": _TEXT.encode()})
    return Damaged(dice.choice((".docx", ".xlsx", ".zip", ".pdf", ".txt", ".html", ".xls", ".rar")), data)


_CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def word_file(*xml: bytes) -> bytes:
    """A docx with this XML, in pieces, for its text."""
    relations = _RELATIONS.format("word/document.xml").encode()
    files = {"[Content_Types].xml": _CONTENT_TYPES, "_rels/.rels": relations, "word/document.xml": b""}
    return _replaced(packed(files), "word/document.xml", xml)


def sheet_file(*xml: bytes) -> bytes:
    """An xlsx with this XML, in pieces, for its only sheet."""
    import openpyxl

    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    return _replaced(plain.getvalue(), "xl/worksheets/sheet1.xml", xml)


def _replaced(archive: bytes, name: str, pieces: Iterable[bytes]) -> bytes:
    """The archive with something else in one of its files."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in source.infolist():
            with copy.open(item.filename, "w", force_zip64=item.filename == name) as file:
                for piece in pieces if item.filename == name else [source.read(item)]:
                    file.write(piece)
    return target.getvalue()


def bomb(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """A small file that unpacks, or expands its entities, to more than a machine holds."""
    megabytes = max(1, int(dice.choice((600, 1200, 2500)) * size))
    blank = b" " * (1 << 20)
    entities = b"".join(b'<!ENTITY e%d "%s">' % (k, b"&e%d;" % (k - 1) * 10) for k in range(1, 10))
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "%s">%s]>' % (b"1.00 " * 10, entities)
    which = dice.randrange(6)
    if which == 0:
        return Damaged(".docx", word_file(b'<w:document xmlns:w="%s"><w:body><w:p>' % _WORD.encode(), *[blank] * megabytes))
    if which == 1:
        return Damaged(".xlsx", sheet_file(b'<worksheet xmlns="%s"><sheetData>' % _SHEET.encode(), *[blank] * megabytes))
    if which == 2:
        body = b'<w:document xmlns:w="%s"><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>' % _WORD.encode()
        return Damaged(".docx", word_file(laughs + body))
    if which == 3:
        rows = b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData>'
        return Damaged(".xlsx", sheet_file(laughs + b'<worksheet xmlns="%s">%s</worksheet>' % (_SHEET.encode(), rows)))
    if which == 4:
        return Damaged(".html", laughs + b"<html><body><p>&e9;</p></body></html>")
    return Damaged(".pdf", pdf_file([_deflated(blank, megabytes)]))


# --- large and deep -------------------------------------------------------------------------------------------------------


def empty_rows(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """A sheet with some figures and a million empty rows, with styled cells or without, merged or not."""
    rows, styled = max(10, int(1_000_000 * size)), dice.randrange(3)
    blank = ("", '<c r="A{0}" s="0"/><c r="F{0}" s="0"/>', '<c r="A{0}"></c>')[styled]
    head = f'<worksheet xmlns="{_SHEET}"><sheetData>'
    for number, line in enumerate(_TEXT.split("\n"), 1):
        head += f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{line}</t></is></c><c r="B{number}"><v>{number}.5</v></c></row>'
    body = "".join(f'<row r="{r}" ht="14.25">{blank.format(r)}</row>' for r in range(10, rows))
    last = f'<row r="{rows}"><c r="A{rows}"><v>7</v></c></row>' if dice.random() < 0.5 else ""
    merged = f'<mergeCells><mergeCell ref="A1:XFD1"/><mergeCell ref="A5:A{rows}"/></mergeCells>' if dice.random() < 0.5 else ""
    return Damaged(dice.choice((".xlsx", ".xlsx", ".xls")), sheet_file(f"{head}{body}{last}</sheetData>{merged}</worksheet>".encode()))


def deep_page(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """A web page nested ten thousand deep and more, closed again or not."""
    depth = max(10, int(dice.choice((10_000, 30_000, 100_000)) * size))
    opening, closing = dice.choice((
        ("<div>", "</div>"), ("<table><tr><td>", "</td></tr></table>"), ("<b>", "</b>"), ("<font size=2>", "</font>"),
        ("<ul><li>", "</li></ul>"), ("<table>", "</table>"), ("<p><span>", "</span></p>"), ("<select><option>", "</option></select>"),
    ))  # fmt: skip
    text = _TEXT.replace("\n", dice.choice(("<br>", "</p>", "<td>", "")))
    page = f"<html><body>{opening * depth}{text}{(closing * depth) if dice.random() < 0.6 else ''}"
    return Damaged(dice.choice((".html", ".htm", ".xls")), page.encode())


def deep_word(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """Tables in tables in Word, content controls in content controls; or very many paragraphs, rows or columns."""
    cell = "<w:p><w:r><w:t>2023年度收、支总计553.91万元。</w:t></w:r></w:p>"
    count, which = max(20, int(100_000 * size)), dice.randrange(4)
    if which == 0:
        depth = max(20, int(dice.choice((60, 300, 3000)) * size))
        body = "<w:tbl><w:tr><w:tc>" * depth + cell + "</w:tc></w:tr></w:tbl>" * depth
    elif which == 1:
        body = "<w:sdt><w:sdtContent>" * (count // 10) + cell + "</w:sdtContent></w:sdt>" * (count // 10)
    elif which == 2:
        body = cell * count
    else:
        row = "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{k}.50</w:t></w:r></w:p></w:tc>" for k in range(10)) + "</w:tr>"
        body = "<w:tbl>" + row * (count // 10) + "</w:tbl>"
    return Damaged(".docx", word_file(f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'.encode()))


def huge_text(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """Fifty megabytes of lines, of one line, of tabs, pipes or digits."""
    length = max(1000, int(dice.choice((5_000_000, 50_000_000)) * size))
    unit = dice.choice((
        _TEXT, "2023年度收、支总计553.91万元，", "201\t一般公共服务支出\t12.50\t\t3.00\n", "|甲|1.00|\n|--|--|\n", "1234567890", "\t",
        "(" * 50, "一、" * 30, "其中：", "\n", "1,", "A" * 80 + "\n",
    ))  # fmt: skip
    data = (unit * (length // len(unit.encode())))[:length].encode()[:length]
    return Damaged(dice.choice((".txt", ".txt", ".md", ".html", ".csv.xls")), data)


def many_pages(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """A PDF of two thousand pages: sentences, ruled tables, pictures without text, or nothing."""
    pages, which = max(5, int(2000 * size)), dice.randrange(4)
    return Damaged(".pdf", large_pdf(pages, ("text", "tables", "pictures", "blank")[which]))


def large_pdf(pages: int, kind: str) -> bytes:
    """A PDF of so many pages of one kind: "text", "tables", "pictures" or "blank"."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("STSong-Light", 10)
        if kind == "text":
            for number, line in enumerate(_TEXT.split("\n") * 6):
                canvas.drawString(72, 780 - 20 * number, line)
        elif kind == "tables":
            canvas.drawString(72, 800, f"收入决算表（续{page}）  单位：万元")
            canvas.grid([72 + 60 * k for k in range(8)], [60 + 24 * k for k in range(30)])
            for row in range(29):
                for column in range(7):
                    canvas.drawString(76 + 60 * column, 66 + 24 * row, f"{page + row * column}.{column}0" if column else f"2010{row + 100}")
        elif kind == "pictures":
            canvas._code.append("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def broken_pdf(dice: Random, documents: Sequence[Whole], size: float) -> Damaged:
    """A PDF that goes round in circles or draws without end."""
    count, which = max(100, int(300_000 * size)), dice.randrange(6)
    if which == 0:  # a form that draws itself
        return Damaged(".pdf", pdf_file([b"/X0 Do"], form=b"/X0 Do " * 10))
    if which == 1:  # hatching
        lines = (b"%d 0 m %d 800 l S 0 %d m 600 %d l S\n" % (k % 600, k % 600, k % 800, k % 800) for k in range(count))
        return Damaged(".pdf", pdf_file([b"".join(lines)]))
    if which == 2:  # letters one on the other
        return Damaged(".pdf", pdf_file([b"BT /F1 9 Tf " + b"1 0 0 1 72 700 Tm (12.50) Tj " * count + b"ET"]))
    if which == 3:  # states that are never taken back
        return Damaged(".pdf", pdf_file([b"q " * count + b"BT /F1 9 Tf (1) Tj ET"]))
    if which == 4:  # a tree of pages that contains itself
        return Damaged(".pdf", pdf_file([b"BT ET"], kids=b"[2 0 R 2 0 R 4 0 R]"))
    return Damaged(".pdf", pdf_file([b"[" * count + b"]" * count + b" (x) Tj"]))


def pdf_file(contents: Sequence[bytes | tuple[bytes, bytes]], form: bytes = b"", kids: bytes = b"") -> bytes:
    """A PDF written by hand, a page for each content stream (bytes, or filter and packed bytes). `form`: an XObject that pages draw."""
    drawn = b"<< /Font << /F1 3 0 R >> /XObject << /X0 900 0 R >> >>"
    pages = [4 + 2 * k for k in range(len(contents))]
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids %s /Count %d >>" % (kids or b"[" + b" ".join(b"%d 0 R" % n for n in pages) + b"]", len(pages)),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        900: _stream(b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources " + drawn, form),
    }
    for number, content in zip(pages, contents, strict=True):
        objects[number] = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s /Contents %d 0 R >>" % (drawn, number + 1)
        objects[number + 1] = _stream(*content) if isinstance(content, tuple) else _stream(b"", content)
    data = bytearray(b"%PDF-1.7\n")
    table = b"xref\n"
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return bytes(data) + table + b"trailer\n<< /Size 901 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(data)


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def _deflated(piece: bytes, times: int) -> tuple[bytes, bytes]:
    import zlib

    deflate = zlib.compressobj(9)
    packed_ = b"".join(deflate.compress(piece) for _ in range(times)) + deflate.flush()
    return b"/Filter /FlateDecode", packed_


KINDS: dict[str, Maker] = {
    "截断": truncated,
    "翻转字节": flipped,
    "扩展名不符": misnamed,
    "错乱": disordered,
    "无意义字节": noise,
    "编码": recoded,
    "嵌套压缩包": nested_archive,
    "压缩炸弹": bomb,
    "百万空行": empty_rows,
    "深层网页": deep_page,
    "深层文档": deep_word,
    "巨大文本": huge_text,
    "两千页PDF": many_pages,
    "异常PDF": broken_pdf,
}
"""The kinds of damage by their names, for users."""

_OFTEN = {"截断": 6, "翻转字节": 8, "扩展名不符": 5, "错乱": 4, "无意义字节": 2, "编码": 3, "嵌套压缩包": 2}
"""How often a kind comes for each time that the costly ones come."""


def damaged_files(documents: Sequence[Whole], count: int, seed: int, size: float = 1.0) -> list[tuple[str, Callable[[], Damaged]]]:
    """Kinds with what makes a file of that kind, every kind as soon as there are as many as kinds. A file's bytes depend on its place and
    the seed alone."""
    turns = [kind for turn in range(max(_OFTEN.values())) for kind in KINDS if turn < _OFTEN.get(kind, 1)]
    order = [*KINDS, *(turns[k % len(turns)] for k in range(max(0, count - len(KINDS))))][:count]

    def making(place: int, kind: str) -> Callable[[], Damaged]:
        return lambda: KINDS[kind](Random(f"{seed}/{place}/{kind}"), documents, size)

    return [(kind, making(place, kind)) for place, kind in enumerate(order)]
