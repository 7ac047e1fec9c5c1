"""PDF pages as producers paint them: turned, cropped, cut off, printed over; what cannot be read for certain is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.documents import Document, Grid, Line
from index.readers import read_document
from index.readers.instructions import instructions
from index.readers.rulings import Segment, ruled_tables

WIDTH, HEIGHT = 400, 300
ROWS = (("code", "total", "basic"), ("201", "1,234.50", "1,000.00"), ("208", "310.06", ""))
GRID_LEFT, GRID_TOP, COLUMN, ROW = 60, 240, 80, 20


def paged(draw: Callable[[Any], None], **options: Any) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def table(canvas: Any, *, borders: bool = True) -> None:
    canvas.setFont("Helvetica", 10)
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            x, y = GRID_LEFT + COLUMN * c, GRID_TOP - ROW * r
            if borders:
                canvas.rect(x, y - ROW, COLUMN, ROW)
            canvas.drawString(x + 4, y - 14, text)


def read(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    return read_document(path)


def grids(document: Document) -> list[tuple[tuple[str | None, ...], ...]]:
    return [b.rows for page in document.pages for b in page.blocks if isinstance(b, Grid)]


def lines(document: Document) -> list[str]:
    return [b.text for page in document.pages for b in page.blocks if isinstance(b, Line)]


# --- the same table, whatever is around, under or over it -------------------------------------------------------------------


def plain(canvas: Any) -> None:
    table(canvas)


def page_turned(turn: int) -> Callable[[Any], None]:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        table(canvas)

    return draw


def written_upwards(canvas: Any) -> None:
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    table(canvas)


def watermark(canvas: Any) -> None:
    table(canvas)
    canvas.translate(80, 140)
    canvas.rotate(30)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(0, 0, "SPECIMEN")


def level_watermark(canvas: Any) -> None:
    table(canvas)
    canvas.setFont("Helvetica", 40)
    canvas.drawString(70, 195, "COPY 9")


def written_twice(canvas: Any) -> None:
    table(canvas)
    canvas.translate(0.4, 0)
    table(canvas, borders=False)


def white_words(canvas: Any) -> None:
    table(canvas)
    canvas.setFillGray(1)
    canvas.drawString(GRID_LEFT + 110, GRID_TOP - 34, "77.77")


def invisible_words(canvas: Any) -> None:
    table(canvas)
    text = canvas.beginText(GRID_LEFT + 110, GRID_TOP - 34)
    text.setTextRenderMode(3)
    text.textOut("77.77")
    canvas.drawText(text)


def words_cut_off(canvas: Any) -> None:
    table(canvas)
    path = canvas.beginPath()
    path.rect(0, 0, 30, 30)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(GRID_LEFT + 110, GRID_TOP - 34, "77.77")


def off_the_page(canvas: Any) -> None:
    table(canvas)
    canvas.drawString(100, -40, "88.88")
    canvas.drawString(500, 100, "88.88")


def white_on_dark(canvas: Any) -> None:
    canvas.rect(GRID_LEFT, GRID_TOP - ROW, 3 * COLUMN, ROW, fill=1)
    table(canvas, borders=False)
    canvas.setFillGray(1)
    canvas.setFont("Helvetica", 10)
    for c, text in enumerate(ROWS[0]):
        canvas.drawString(GRID_LEFT + COLUMN * c + 4, GRID_TOP - 14, text)
    for r in range(3):
        for c in range(3):
            canvas.rect(GRID_LEFT + COLUMN * c, GRID_TOP - ROW * (r + 1), COLUMN, ROW)


def open_sides(canvas: Any) -> None:
    table(canvas, borders=False)
    for r in range(4):
        canvas.line(GRID_LEFT, GRID_TOP - ROW * r, GRID_LEFT + 3 * COLUMN, GRID_TOP - ROW * r)
    for c in (1, 2):
        canvas.line(GRID_LEFT + COLUMN * c, GRID_TOP, GRID_LEFT + COLUMN * c, GRID_TOP - 3 * ROW)


def open_below(canvas: Any) -> None:
    table(canvas, borders=False)
    for r in range(3):
        canvas.line(GRID_LEFT, GRID_TOP - ROW * r, GRID_LEFT + 3 * COLUMN, GRID_TOP - ROW * r)
    for c in range(4):
        canvas.line(GRID_LEFT + COLUMN * c, GRID_TOP, GRID_LEFT + COLUMN * c, GRID_TOP - 3 * ROW)


def letters_as_outlines(canvas: Any) -> None:
    table(canvas)
    for r in range(3):
        for k in range(12):  # chains of short upright edges, each near the next
            x, y = GRID_LEFT + COLUMN + 2.5 * k, GRID_TOP - ROW * r - 16
            path = canvas.beginPath()
            path.moveTo(x, y)
            path.lineTo(x, y + 8)
            path.curveTo(x + 1, y + 9, x + 2, y + 9, x + 2, y + 8)
            path.lineTo(x + 2, y)
            path.close()
            canvas.drawPath(path, fill=1, stroke=0)


def in_a_form(canvas: Any) -> None:
    canvas.beginForm("table")
    canvas.translate(-30, -20)
    table(canvas)
    canvas.endForm()
    canvas.translate(30, 20)
    canvas.doForm("table")


@pytest.mark.parametrize(
    "draw",
    [plain, page_turned(90), page_turned(180), page_turned(270), written_upwards, watermark, level_watermark, written_twice, white_words,
     invisible_words, words_cut_off, off_the_page, white_on_dark, open_sides, open_below, letters_as_outlines, in_a_form],
)  # fmt: skip
def test_a_table_is_read_the_same_whatever_is_painted_with_it(tmp_path: Path, draw: Callable[[Any], None]) -> None:
    document = read(tmp_path, paged(draw))
    assert grids(document) == [ROWS]
    assert document.gaps == ()


@pytest.mark.parametrize("options", [{"cropBox": (50, 100, 330, 280)}, {"pageCompression": 0}], ids=["cropped", "uncompressed"])
def test_a_table_is_read_the_same_however_the_page_is_kept(tmp_path: Path, options: dict[str, Any]) -> None:
    assert grids(read(tmp_path, paged(plain, **options))) == [ROWS]


def test_a_file_that_needs_no_password_to_open_is_read(tmp_path: Path) -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    assert grids(read(tmp_path, paged(plain, encrypt=StandardEncryption("", ownerPassword="owner")))) == [ROWS]


# --- figures over borders ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "y", "text", "row", "said"),
    [
        (70, 14, "1234567.89", ("", "1234567.89", ""), ""),  # begins in the cell before
        (120, 14, "1234567.89", ("", "1234567.89", ""), ""),  # ends in the cell behind
        (55, 14, "1234567.89", ("\ufffd", "\ufffd", ""), "未采用"),  # half and half
        (84, 14, "Socialsecurityandemployment", ("", "Socialsecurityandemployment", ""), ""),  # a name runs on
        (84, 23, "1234567.89", ("", "\ufffd", ""), "未采用"),  # on the line below
    ],
)
def test_a_word_over_a_border_belongs_to_one_cell_or_to_none(
    tmp_path: Path, x: float, y: float, text: str, row: tuple[str, ...], said: str
) -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont("Helvetica", 10)
        for r in range(2):
            for c in range(3):
                canvas.rect(GRID_LEFT + COLUMN * c, GRID_TOP - ROW * (r + 1), COLUMN, ROW)
        canvas.drawString(GRID_LEFT + 4, GRID_TOP - ROW - 14, "last")
        canvas.drawString(GRID_LEFT + x, GRID_TOP - y, text)

    document = read(tmp_path, paged(draw))
    assert grids(document)[0][0] == row
    assert said in "".join(g.reason for g in document.gaps) and bool(said) == bool(document.gaps)


def test_figures_printed_over_each_other_are_no_figures(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        table(canvas)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(GRID_LEFT + COLUMN + 5.5, GRID_TOP - 34, "7,654.32")

    document = read(tmp_path, paged(draw))
    assert grids(document)[0][1][1] == "\ufffd"
    assert [g.page for g in document.gaps] == [1] and "重叠" in document.gaps[0].reason


# --- pictures and fonts -----------------------------------------------------------------------------------------------------


def picture(canvas: Any, x: float, y: float, width: float, height: float) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), (200, 190, 180))), x, y, width, height)


def scan(canvas: Any) -> None:
    picture(canvas, 0, 0, WIDTH, HEIGHT)


def scan_with_hidden_text(canvas: Any) -> None:
    scan(canvas)
    text = canvas.beginText(60, 200)
    text.setTextRenderMode(3)
    text.textOut("recognised 12.50")
    canvas.drawText(text)


def text_under_a_scan(canvas: Any) -> None:
    canvas.drawString(60, 200, "recognised 12.50")
    scan(canvas)


def text_on_a_background(canvas: Any) -> None:
    scan(canvas)
    canvas.drawString(60, 200, "recognised 12.50")


def text_beside_a_picture(canvas: Any) -> None:
    canvas.drawString(60, 280, "recognised 12.50")
    picture(canvas, 20, 20, 360, 240)


@pytest.mark.parametrize(
    ("draw", "read_lines", "said"),
    [
        (scan, [], "扫描图像"),
        (scan_with_hidden_text, ["recognised 12.50"], "识别结果"),
        (text_under_a_scan, ["recognised 12.50"], "识别结果"),
        (text_on_a_background, ["recognised 12.50"], ""),
        (text_beside_a_picture, ["recognised 12.50"], "大图"),
    ],
)
def test_pictures_are_told_with_their_page(tmp_path: Path, draw: Callable[[Any], None], read_lines: list[str], said: str) -> None:
    document = read(tmp_path, paged(draw))
    assert lines(document) == read_lines
    assert [g.page for g in document.gaps] == ([1] if said else [])
    assert said in "".join(g.reason for g in document.gaps)


@pytest.mark.parametrize(
    ("mapped", "read_lines"),
    [("<0041>", ["AAAA AAAA"]), ("<E041>", []), ("<00D6>", [])],
    ids=["letters", "private characters", "bytes as Latin letters"],
)
def test_a_page_in_a_font_that_says_nothing_is_to_be_recognised_first(tmp_path: Path, mapped: str, read_lines: list[str]) -> None:
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"BT /F 10 Tf 50 200 Td (aaaa aaaa) Tj ET",
        b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 32/LastChar 97/Widths[" + b"500 " * 66 + b"]/ToUnicode 6 0 R>>",
        b"1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfchar <61> " + mapped.encode() + b" <20> <0020> endbfchar",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        stream = b"<</Length %d>>\nstream\n%s\nendstream" % (len(body), body) if number in (4, 6) else body
        data += b"%d 0 obj\n%s\nendobj\n" % (number, stream)
    table_of_objects = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 7\n0000000000 65535 f \n" + table_of_objects + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)
    document = read(tmp_path, data)
    assert lines(document) == read_lines
    assert [("要先做文字识别" in g.reason, g.page) for g in document.gaps] == ([] if read_lines else [(True, 1)])


# --- parts ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"1 0 0 -1 .5 +2.50 cm", [(b"cm", [1, 0, 0, -1, 0.5, 2.5])]),
        (b"q\nQ", [(b"q", []), (b"Q", [])]),
        (b"(a\\(b\\)\\101\\\n(c)) Tj", [(b"Tj", [b"a(b)A(c)"])]),
        (b"[(x)-12.5<414>]TJ", [(b"TJ", [[b"x", -12.5, b"A@"]])]),
        (b"% comment ( [\n5 w", [(b"w", [5])]),
        (b"T* (never closed", [(b"T*", [])]),
        (b"1 -- 2 ] >> ) m", [(b"m", [1, 2])]),
        (b"true false null n", [(b"n", [True, False, None])]),
        (b"0 g(a)'", [(b"g", [0]), (b"'", [b"a"])]),
    ],
)
def test_a_content_stream_is_cut_into_instructions(data: bytes, expected: list[tuple[bytes, list[Any]]]) -> None:
    assert list(instructions(data)) == expected


def test_marked_content_and_inline_pictures_end_where_they_end() -> None:
    found = list(instructions(b"/P <</MCID 3/A[1 2]>> BDC BI /W 2 /H 1 ID \x00 EI \xff\x01 EI Q EMC"))
    assert [operator for operator, _ in found] == [b"BDC", b"EI", b"Q", b"EMC"]
    assert found[0][1][1] == {"MCID": 3, "A": [1, 2]}
    assert found[1][1][0].rawdata == b"\x00 EI \xff\x01"


def test_a_rule_far_above_a_table_closes_nothing() -> None:
    level = [Segment(20, 0, 300), *(Segment(y, 50, 250) for y in (100, 120, 140))]
    high = [Segment(x, 100, 140) for x in (50, 150, 250)]
    assert [len(t.rows) for t in ruled_tables(level, high)] == [2]
