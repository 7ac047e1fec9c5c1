"""Readers: every format gives the same lines and grids; what cannot be read says so in one Chinese line."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from written_files import budget_sheet, grids, lines, old_workbook_file, small_pdf, word, workbook, written

from index.documents import Document, Grid, Line, UnreadableFileError
from index.readers import SUFFIXES, read_document
from index.readers.characters import plain_characters
from index.readers.rulings import DrawingError, Segment, ruled_tables

# --- what cannot be read ----------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.doc", b"x", "另存为 docx"),
        ("a.png", PNG, "不支持的格式"),
        ("a", b"x", "无扩展名"),
        *[(f"a{suffix}", b"", "0 字节") for suffix in SUFFIXES],
        ("a.pdf", PNG, "PNG 图片"),
        ("a.pdf", b"\xff\xd8\xff\xe0" + bytes(100), "JPEG 图片"),
        ("a.pdf", b"<html>404</html>", "网页"),
        ("a.pdf", small_pdf()[:-300], "没有下载完"),
        ("a.pdf", b"%PDF-1.4\nstartxref\n0\n%%EOF\n" + b"stream " * 5000, "没有下载完"),
        ("a.pdf", b"%PDF-1.4\n" + bytes(500) + b"\nstartxref\n9\n%%EOF\n", "重新下载"),
        ("a.pdf", small_pdf(encrypt="secret"), "密码"),
        ("a.txt", b"\x89\x00\x01\x02" * 50, "编码"),
        ("a.txt", " \n\t\n\ufeff".encode(), "没有文字"),
        ("a.docx", PNG, "不是 docx"),
        ("a.docx", OLE, "密码"),
        ("a.xlsx", OLE, "密码"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "不是 xlsx"),
        ("a.xls", PNG, "不是 xls"),
        ("a.html", "<html><body><script>var a = 1</script></body></html>", "可见的文字"),
    ],
)
def test_what_cannot_be_read_says_which_file_what_and_what_to_do(tmp_path: Path, name: str, data: bytes | str, says: str) -> None:
    with pytest.raises(UnreadableFileError) as raised:
        written(tmp_path / name, data)
    message = str(raised.value)
    assert message.startswith(f"{name}：") and says in message and "\n" not in message
    assert re.search(r"请|可读", message)


def zipped(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return target.getvalue()


def old_office(*streams: str) -> bytes:
    return OLE[:8] + bytes(504) + b"".join((stream + "\0").encode("utf-16-le").ljust(128, b"\0") for stream in streams)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.docx", zipped("内层.docx"), "内容是压缩包），无法读取；请解压"),
        ("a.xlsx", zipped("a.txt"), "内容是压缩包），无法读取；请解压"),
        ("a.zip", zipped("a.docx"), "请解压"),
        ("a.rar", b"Rar!\x1a\x07\0" + bytes(50), "请解压"),
        ("a.docx", zipped("[Content_Types].xml", "ppt/presentation.xml"), "演示文稿"),
        ("a.xlsx", zipped("[Content_Types].xml", "xl/workbook.bin"), "另存为 xlsx"),
        ("a.pdf", zipped("OFD.xml"), "OFD 版式文件）"),
        ("a.ofd", zipped("OFD.xml"), "另存为 pdf"),
        ("a.docx", zipped("mimetype", "content.xml"), "OpenDocument"),
        ("a.docx", old_office("WordDocument"), "旧版 Word 文件（doc）），无法读取；请用 Word 或 WPS 打开，另存为 docx"),
        ("a.doc", old_office("WordDocument"), "另存为 docx"),
        ("a.docx", b"{\\rtf1 text}", "RTF 文档"),
        ("a.pdf", b"\x07\x08" * 90, "无法识别的数据"),
        ("a.pdf", "下载失败，请稍后再试".encode(), "下载失败"),
        ("a.pdf", b"%PXF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "开头已损坏的 PDF"),
        ("a.xls", b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "XML 格式的 Office 文件）"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "文字识别"),
        ("a.xlsx", "项目,金额\n甲,1,234.50\n".encode(), "数字可能被拆开"),
        ("a.html", b"\0\1\2\3" * 100, "不是可读的文本"),
    ],
)
def test_what_is_something_else_is_named_for_what_it_is(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFileError, match="^" + re.escape(f"{name}：")) as raised:
        written(tmp_path / name, data)
    assert says in str(raised.value)


MHTML = """From: <Saved by WPS>
MIME-Version: 1.0
Content-Type: multipart/related; boundary="=_next"

--=_next
Content-Type: text/html; charset="gb2312"
Content-Transfer-Encoding: base64

{page}

--=_next
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--=_next--
"""
ROWS = (("项目", "金额"), ("甲", "1.00"))
TABLE = "<html><body><p>支出决算表</p><table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1.00</td></tr></table></body></html>"


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("a.txt", lambda: small_pdf(), "pdf"),
        ("a.doc", lambda: small_pdf(), "pdf"),
        ("a", lambda: small_pdf(), "pdf"),
        ("a.doc", lambda: word(lambda d: d.add_paragraph("text")), "word"),
        ("a.pdf", lambda: word(lambda d: d.add_paragraph("text")), "word"),
        ("a.et", lambda: workbook(budget_sheet), "spreadsheet"),
        ("a.docx", lambda: workbook(budget_sheet), "spreadsheet"),
        ("a.xlsx", lambda: old_workbook_file("支出", [(0, 0, "项目", ""), (0, 1, 1.5, ""), (1, 0, "甲", "")]), "spreadsheet"),
        ("a.doc", lambda: MHTML.format(page=base64.encodebytes(TABLE.encode("gbk")).decode()).encode(), "web"),
        ("a.mht", lambda: MHTML.format(page=base64.encodebytes(TABLE.encode("gbk")).decode()).encode(), "web"),
        ("a.xls", lambda: MHTML.format(page=base64.encodebytes(TABLE.encode("gbk")).decode()).encode(), "spreadsheet"),
        ("a.docx", lambda: TABLE.encode(), "web"),
        ("a.txt", lambda: TABLE.encode(), "web"),
        ("a.xls", lambda: "\ufeff支出决算表\n项目\t金额\n甲\t1.00\n".encode("utf-16-le"), "spreadsheet"),
        ("a.xlsx", lambda: "支出决算表\n项目,金额\n甲,\"1.00\"\n".encode("gbk"), "spreadsheet"),
        ("a.pdf", lambda: ("一般公共预算财政拨款收入4,495.20万元。\n" * 20).encode("gbk"), "text"),
    ],
)
def test_what_bears_another_name_is_read_for_what_it_is(tmp_path: Path, name: str, make: Callable[[], bytes], kind: str) -> None:
    document = written(tmp_path / name, make())
    assert (document.name, document.format) == (name, kind)
    assert any("已按内容读取" in gap.reason for gap in document.gaps) == (name != "a.mht")
    if make().find(b"1.00") > 0 or "mht" in name:
        assert [grid.rows for grid in grids(document)] == [ROWS]


def test_a_file_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="不存在"):
        read_document(tmp_path / "没有.pdf")


def test_name_hash_and_path_are_the_files_own(tmp_path: Path) -> None:
    document = written(tmp_path / "甲.TXT", "一行")
    assert (document.name, document.format, document.path) == ("甲.TXT", "text", tmp_path / "甲.TXT")
    assert document.sha256 == hashlib.sha256("一行".encode()).hexdigest()


# --- characters -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("部⻔⻋辆", "部门车辆"),  # radicals of the supplement, which NFKC leaves alone
        ("⼾⽤⾦", "户用金"),  # Kangxi radicals
        ("１２（万元）", "１２（万元）"),  # full-width forms stay as printed
        ("a\u200bb\ufeffc\xadd", "abcd"),
        ("a\xa0b\u2003c", "a b c"),
        ("上\x0c下\x07", "上\n下"),
    ],
)
def test_look_alikes_become_plain_characters(text: str, plain: str) -> None:
    assert plain_characters(text) == plain


# --- PDF --------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def putuo(disclosures: Path) -> Document:
    return read_document(disclosures / "putuo_czj_2024.pdf")


def test_figures_on_a_baseline_of_their_own_stay_in_their_sentence(putuo: Document) -> None:
    text = "".join(lines(putuo, 20))
    assert "上海市普陀区财政局2024年度收入支出总计2995.39万元。与2023年度相比" in text
    assert "其中：财政拨款收入2940.05万元，占99.79%；其他收入6.2万元，占0.21%" in text


def test_pages_count_from_one_and_title_unit_table_stand_in_order(putuo: Document) -> None:
    page = putuo.pages[7]
    assert page.number == 8
    assert [b.text for b in page.blocks if isinstance(b, Line)][:2] == ["收入决算表", "单位：万元"]
    assert isinstance(page.blocks[2], Grid)
    assert [b.number for b in page.blocks[:3]] == [1, 2, 3]


def test_merged_cells_are_none_and_text_of_tables_is_not_repeated_as_lines(putuo: Document) -> None:
    grid = grids(putuo, 7)[0]
    assert grid.rows[0][:5] == ("项目", None, None, None, "本年收入合\n计")
    assert grid.rows[3] == ("类", "款", "项", "合计", "2,946.25", "2,940.05", "", "", "", "", "6.20")
    assert grid.boxes is not None and [len(r) for r in grid.boxes] == [len(r) for r in grid.rows]
    assert not any("2,946.25" in text for text in lines(putuo, 7))


@pytest.mark.parametrize("name", ["putuo_czj_2024.pdf", "putuo_czj_2025_budget.pdf", "wanli_2023_budget.pdf"])
def test_ruled_tables_are_those_of_pdfplumber(disclosures: Path, name: str) -> None:
    import pdfplumber

    ours = read_document(disclosures / name)
    compared = 0
    with pdfplumber.open(disclosures / name) as pdf:
        for page, source in zip(ours.pages, pdf.pages, strict=True):
            theirs = [t for t in source.find_tables() if len(t.rows[0].cells) > 1]
            mine = [g.boxes or () for g in page.blocks if isinstance(g, Grid)]
            if not mine:
                continue  # a table without any text is no grid
            assert [[[c is None for c in r.cells] for r in t.rows] for t in theirs] == [[[b is None for b in r] for r in g] for g in mine]
            for table, boxes in zip(theirs, mine, strict=True):
                for row, ours_row in zip(table.rows, boxes, strict=True):
                    for cell, box in zip(row.cells, ours_row, strict=True):
                        assert (cell is None) == (box is None) or cell == pytest.approx(box, abs=0.1)
                        compared += cell is not None
    assert compared > 500


def test_a_picture_is_a_scanned_page_and_a_gap(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(72, 720, "text")
        canvas.showPage()
        canvas._code.append("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q")  # a grey picture over the page
        canvas.drawString(300, 20, "- 2 -")

    document = written(tmp_path / "a.pdf", small_pdf(draw))
    assert [p.scanned for p in document.pages] == [False, True]
    assert [(g.page, g.reason) for g in document.gaps] == [(2, "第2页是扫描图像，要先做文字识别")]


def test_an_empty_page_is_no_scan(tmp_path: Path) -> None:
    document = written(tmp_path / "a.pdf", small_pdf(lambda canvas: canvas.showPage()))
    assert document.gaps == () and [p.scanned for p in document.pages] == [False, False]


def test_bold_printed_twice_is_read_once_and_wide_gaps_separate_words(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        for x in (72, 72.3):
            canvas.drawString(x, 720, "TOTAL")
        canvas.drawString(300, 720, "12.50")

    assert lines(written(tmp_path / "a.pdf", small_pdf(draw))) == ["TOTAL 12.50"]


def test_a_page_with_a_damaged_stream_is_reported_and_not_guessed(tmp_path: Path) -> None:
    """pdfminer would give what it unpacked before the damage: half of the figures, the last one cut."""
    from eval.damaged_files import pdf_file

    content = b"BT /F1 9 Tf 72 700 Td " + b"".join(b"(%d.50) Tj 0 -12 Td " % number for number in range(50)) + b"ET"
    whole = zlib.compress(content)

    def read(data: bytes) -> Document:
        filtered = b"/Filter /FlateDecode"
        return written(tmp_path / "a.pdf", pdf_file([(filtered, data), (filtered, zlib.compress(b"BT /F1 9 Tf 72 700 Td (7.50) Tj ET"))]))

    assert read(whole).gaps == read(whole[:-4]).gaps == ()  # some producers leave out the check sum
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    wrong_sum = whole[:-4] + b"abcd"
    for damaged in (bytes(flipped), whole[: len(whole) // 2], wrong_sum):
        document = read(damaged)
        assert [(gap.page, "已损坏" in gap.reason) for gap in document.gaps] == [(1, True)]
        assert lines(document, 0) == [] and lines(document, 1) == ["7.50"]


def test_tables_of_thin_rectangles_and_of_short_pieces_are_read_alike(tmp_path: Path) -> None:
    def texts(canvas: Any) -> None:
        for r in range(3):
            for c in range(3):
                canvas.drawString(104 + 60 * c, 664 - 20 * r, f"{r}{c}")

    def rectangles(canvas: Any) -> None:
        texts(canvas)
        for k in range(4):
            canvas.rect(100, 680 - 20 * k, 180, 0.5, fill=1, stroke=0)
            canvas.rect(100 + 60 * k, 620, 0.5, 60, fill=1, stroke=0)

    def pieces(canvas: Any) -> None:
        texts(canvas)
        for r in range(4):
            for c in range(3):
                canvas.line(100 + 60 * c, 680 - 20 * r, 160 + 60 * c, 680 - 20 * r)
                canvas.line(100 + 60 * r, 680 - 20 * c, 100 + 60 * r, 660 - 20 * c)

    wanted = (("00", "01", "02"), ("10", "11", "12"), ("20", "21", "22"))
    assert [grids(written(tmp_path / "a.pdf", small_pdf(d)))[0].rows for d in (rectangles, pieces)] == [wanted, wanted]


def test_a_page_of_very_many_lines_takes_seconds() -> None:
    started = time.perf_counter()
    sheet = ruled_tables([Segment(20.0 * r, 0, 780) for r in range(1201)], [Segment(60.0 * c, 0, 24000) for c in range(14)])
    assert [(len(t.rows), len(t.rows[0])) for t in sheet] == [(1200, 13)]
    with pytest.raises(DrawingError):
        ruled_tables([Segment(4.0 * k, 0, 16000) for k in range(4000)], [Segment(4.0 * k, 0, 16000) for k in range(4000)])
    dotted = [Segment(20.0 * r, x, x + 1) for r in range(60) for x in range(0, 600, 2)]
    upright = [Segment(60.0 * c, y, y + 1) for c in range(11) for y in range(0, 1180, 2)]
    assert len(ruled_tables(dotted, upright)[0].rows) == 59
    assert time.perf_counter() - started < 30  # pdfplumber compares each line and crossing with each other: minutes


# --- text -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_is_read_in_the_encodings_of_disclosures(tmp_path: Path, encoding: str) -> None:
    document = written(tmp_path / "a.txt", "2021年度部门决算\r\n一般公共预算财政拨款收入4,495.20万元。".encode(encoding))
    assert [(b.text, b.number) for b in document.pages[0].blocks if isinstance(b, Line)] == [
        ("2021年度部门决算", 1),
        ("一般公共预算财政拨款收入4,495.20万元。", 2),
    ]
    assert document.pages[0].number is None


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    text = ["2021年度部门决算", "收入4,495.20万元"]
    assert lines(written(tmp_path / "a.txt", "\n".join(text).encode(encoding))) == text


@pytest.mark.parametrize(
    ("line", "broken", "read"),
    [
        ("收入4,495.20万元".encode(), b"9", "收入\ufffd万元"),
        ("收入4,495.20万元".encode("gbk"), b"9", "收入\ufffd万元"),
        ("收入4495.20万元，占99.1%".encode(), b"2", "收入\ufffd万元，占99.1%"),
        ("完成12.9%".encode("gbk"), b".", "完成\ufffd"),
    ],
)
@pytest.mark.parametrize("byte", [b"\xb9", b"\x02"], ids=["no character", "control character"])
def test_a_number_with_a_broken_byte_in_it_is_no_number(tmp_path: Path, line: bytes, broken: bytes, read: str, byte: bytes) -> None:
    """4,4\ufffd5.20 would be read as 4,4 and 5.20."""
    around = ("部门决算公开情况说明\n" * 40).encode("gbk" if b"\xca" in line or b"\xcd" in line else "utf-8")
    document = written(tmp_path / "a.txt", around + line.replace(broken, byte * len(broken)) + b"\n" + around)
    assert lines(document)[40] == read
    assert [gap.place for gap in document.gaps] == ["第41行"] and "损坏的字节" in document.gaps[0].reason


def test_utf8_cut_in_a_character_is_still_utf8(tmp_path: Path) -> None:
    assert "部门决算" in lines(written(tmp_path / "a.txt", ("部门决算公开\n" * 60).encode()[:-2]))[0]


def test_runs_of_tabs_are_grids_with_their_line_numbers(tmp_path: Path) -> None:
    document = written(
        tmp_path / "a.txt", "标题\n项\t目\t\t金额\n甲\t\t1\t2.50\n乙\t\t2\n\n\t缩进的一行\n\t\t缩进更深的一行\n名称：\t某局\n"
    )
    assert [(g.number, g.shifted, g.rows) for g in grids(document)] == [
        (2, True, (("项", "目", "", "金额"), ("甲", "", "1", "2.50"), ("乙", "", "2", "")))
    ]
    assert lines(document)[-4:] == ["\t缩进的一行", "\t\t缩进更深的一行", "名称：\t某局", ""]


def test_two_columns_of_tabs_are_a_grid_when_they_agree(tmp_path: Path) -> None:
    assert grids(written(tmp_path / "a.txt", "项目\t金额\n甲\t1.00\n"))[0].rows == (("项目", "金额"), ("甲", "1.00"))


def test_markdown_tables_are_grids_and_keep_line_numbers(tmp_path: Path) -> None:
    grid = grids(written(tmp_path / "a.md", "# 标题\n\n| 项目 | 金额 |\n|---|---:|\n| 甲\\|乙 | **1.00** |\n| 丙<br>丁 | |\n\n正文"))[0]
    assert (grid.number, grid.shifted) == (3, False)
    assert grid.rows == (("项目", "金额"), ("", ""), ("甲|乙", "1.00"), ("丙\n丁", ""))


def test_the_real_tab_dump_keeps_its_lines(disclosures: Path) -> None:
    path = disclosures / "001_6ee1c58f291194a1.txt"
    printed = path.read_text("utf-8").split("\n")
    document = read_document(path)
    for block in document.pages[0].blocks:
        text = block.text if isinstance(block, Line) else "\t".join(cell or "" for cell in block.rows[0])
        assert printed[block.number - 1].split() == text.split()
    assert len(grids(document)) >= 15


# --- Word -------------------------------------------------------------------------------------------------------------------


def test_word_paragraphs_and_tables_come_in_order_with_merged_cells(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("支出决算表")
        document.add_paragraph("")
        table = document.add_table(3, 3)
        for r, row in enumerate([("项目", "", "合计"), ("类", "名称", ""), ("201", "一般公共\n服务支出", "1.00")]):
            for c, text in enumerate(row):
                table.cell(r, c).text = text
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(0, 2).merge(table.cell(1, 2))
        document.add_paragraph("注：第一行\n第二行")

    blocks = written(tmp_path / "a.docx", word(fill)).pages[0].blocks
    assert [b.text if isinstance(b, Line) else b.rows for b in blocks] == [
        "支出决算表",
        (("项目", None, "合计"), ("类", "名称", None), ("201", "一般公共\n服务支出", "1.00")),
        "注：第一行",
        "第二行",
    ]
    assert [b.number for b in blocks] == [1, 2, 5, 6]


def test_nested_tables_follow_their_parent_and_deleted_text_is_gone(tmp_path: Path) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("留下")
        paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>删掉</w:delText></w:r></w:del>"))
        paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>插入</w:t></w:r></w:ins>"))
        outer = document.add_table(1, 2)
        outer.cell(0, 0).text, outer.cell(0, 1).text = "左", "右"
        inner = outer.cell(0, 1).add_table(1, 2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
        document.add_table(1, 1).cell(0, 0).text = "框里的话"

    document = written(tmp_path / "a.docx", word(fill))
    assert [g.rows for g in grids(document)] == [(("左", "右"),), (("内一", "内二"),)]
    assert lines(document) == ["留下插入", "框里的话"]


def test_raised_marks_of_footnotes_stay_no_digits(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "培训费"
        paragraph = table.cell(0, 1).paragraphs[0]
        paragraph.add_run("12.50")
        paragraph.add_run("1").font.superscript = True

    page = "<table><tr><td>培训费</td><td>12.50<sup><a>1</a></sup></td></tr></table>".encode()
    for document in (written(tmp_path / "a.docx", word(fill)), written(tmp_path / "a.html", page)):
        assert grids(document)[0].rows[0][1] == "12.50¹"


@pytest.mark.parametrize("depth", [30, 5000])
def test_tables_nested_in_word_are_read_or_reported(tmp_path: Path, depth: int) -> None:
    from eval.damaged_files import word_file

    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "<w:tbl><w:tr><w:tc>" * depth + "<w:p><w:r><w:t>深处</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * depth
    data = word_file(f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'.encode())
    if depth == 30:
        assert lines(written(tmp_path / "a.docx", data)) == ["深处"]
    else:
        with pytest.raises(UnreadableFileError, match="嵌套太深|已损坏"):
            written(tmp_path / "a.docx", data)


# --- web --------------------------------------------------------------------------------------------------------------------

PAGE = """<html><head><meta charset="{charset}"><title>不算正文</title><style>p {{}}</style></head><body>
<div>一、收入<b>决算</b>表<br>单位：万元<span style="display: none">藏着</span></div>
<table><tr><td>外层<table>
<tr><th colspan="2">项目</th><th rowspan="2">合计</th></tr><tr><td>编码</td><td>名称</td></tr>
<tr><td>201</td><td><p>一般公共</p><p>服务支出</p></td><td>1,234.50</td></tr></table></td></tr></table>
<script>document.write("没有")</script><p>注：完。</p></body></html>"""


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gbk"), ("gb2312", "utf-8")])
def test_web_pages_give_visible_lines_and_spanning_cells(tmp_path: Path, charset: str, encoding: str) -> None:
    document = written(tmp_path / "a.html", PAGE.format(charset=charset).encode(encoding))
    assert lines(document) == ["一、收入决算表", "单位：万元", "外层", "注：完。"]
    assert [g.rows for g in grids(document)] == [
        (("项目", None, "合计"), ("编码", "名称", None), ("201", "一般公共\n服务支出", "1,234.50"))
    ]


def test_deeply_nested_pages_and_absurd_spans_do_no_harm(tmp_path: Path) -> None:
    deep = "<div>" * 1500 + "深处" + "</div>" * 1500 + "<table><tr><td colspan='99999999'>宽</td><td>右</td></tr></table>"
    document = written(tmp_path / "a.htm", deep)
    assert lines(document) == ["深处"] and len(grids(document)[0].rows[0]) == 101


@pytest.mark.parametrize(("opening", "closing"), [("<div>", "</div>"), ("<font size=2>", ""), ("<ul><li>", "</li></ul>"), ("<b>", "")])
def test_pages_deeper_than_the_parser_goes_are_read_to_their_end(tmp_path: Path, opening: str, closing: str) -> None:
    table = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>甲</td><td>1.00</td></tr></table>"
    document = written(tmp_path / "a.html", f"<p>前面</p>{opening * 20_000}深处{closing * 20_000}<p>后面</p>{table}")
    assert lines(document) == ["前面", "深处", "后面"] and [grid.rows for grid in grids(document)] == [ROWS]
    assert [gap.place for gap in document.gaps] == ["文件"]


def test_tables_deeper_than_the_parser_goes_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="嵌套太深"):
        written(tmp_path / "a.html", "<p>前面</p>" + "<table><tr><td>" * 5000 + "深处")
