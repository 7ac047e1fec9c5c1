"""What a file is by its content, whatever it is called: downloads and exports often bear the wrong name."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

_SAVE_AS_DOCUMENT = "请用 Word 或 WPS 打开，另存为 docx 后加入"
_SAVE_AS_SHEET = "请用 Excel 或 WPS 打开，另存为 xlsx 后加入"
_SAVE_AS_PDF = "请另存为 pdf 后加入"
_UNPACK = "请解压后把里面的文件加入"
UNKNOWN = "无法识别的数据"
_RECOGNISE = "请先做文字识别，把识别出的文字加入"

ADVICE = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".wps", ".wpt", ".rtf", ".odt"), _SAVE_AS_DOCUMENT),
    **dict.fromkeys((".et", ".ett", ".xlsb", ".xlt", ".ods"), _SAVE_AS_SHEET),
    **dict.fromkeys((".ofd", ".ceb", ".caj", ".ppt", ".pptx", ".dps"), _SAVE_AS_PDF),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar"), _UNPACK),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".gif", ".webp"), _RECOGNISE),
}
"""Ending → what to do with a document that cannot be read."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG 图片", _RECOGNISE),
    (b"\x89PNG", "PNG 图片", _RECOGNISE),
    (b"GIF8", "GIF 图片", _RECOGNISE),
    (b"BM", "BMP 图片", _RECOGNISE),
    (b"II*\0", "TIFF 图片", _RECOGNISE),
    (b"MM\0*", "TIFF 图片", _RECOGNISE),
    (b"Rar!", "压缩包", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "压缩包", _UNPACK),
    (b"\x1f\x8b", "压缩包", _UNPACK),
    (b"{\\rtf", "RTF 文档", _SAVE_AS_DOCUMENT),
)
_ZIP, _EMPTY_ZIP, _OLE = b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0"
_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]|<(?:head|body|meta|table|div|p|frameset)[\s>]", re.I)
_WHOLE_PAGE = re.compile(rb"<!doctype\s+html|<html[\s>]", re.I)
_OFFICE_XML = re.compile(rb"<\?mso-application|<(?:\w+:)?(?:wordDocument|Workbook|package)\b|<\?xml[^>]*>\s*<(?!!|html)", re.I)
_MIME = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?mime-version:", re.I)


@dataclass(frozen=True)
class Content:
    """`suffix`: the ending that such a file ought to have, "" where no reader reads it; what it is and what to do, for users."""

    suffix: str
    words: str = ""
    advice: str = "请重新下载后再加入"


def content_of(data: bytes, suffix: str) -> Content:
    """What the bytes are; `suffix` (lower case) decides only where they leave it open."""
    head = data[:4096]
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _of_zip(data, suffix)
    if data.startswith(_OLE):
        return _of_ole(data, suffix)
    if b"%PDF-" in (head[:1024] if suffix == ".pdf" else head[:8]):
        return Content(".pdf", "PDF")
    for signature, words, advice in _SIGNATURES:
        if data.startswith(signature) and not (signature == b"BM" and _is_plain(head)):
            return Content("", words, advice)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and suffix != ".xls":
        # UTF-16 without a mark, or nothing that can be read: the text reader knows
        return Content(suffix if suffix in (".txt", ".md", ".html", ".htm") else "", UNKNOWN)
    return _of_text(head, suffix)


def _of_text(head: bytes, suffix: str) -> Content:
    """UTF-16 pages and archives are told apart by their plain letters."""
    plain = head.replace(b"\0", b"").lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")
    if re.search(rb"(?m)^\d+ \d+ obj\b", plain):
        return Content("", "开头已损坏的 PDF")
    if _MIME.match(plain) and re.search(rb"content-type:\s*(?:multipart/related|text/html)", plain, re.I):
        return Content(".mht", "网页归档（MHTML）")
    if plain.startswith(b"<") and suffix not in (".html", ".htm"):
        if not _PAGE.search(plain) and _OFFICE_XML.match(plain):
            return Content("", "XML 格式的 Office 文件", _SAVE_AS_SHEET if b"orkbook" in plain else _SAVE_AS_DOCUMENT)
        if (_WHOLE_PAGE if suffix in (".txt", ".md") else _PAGE).search(plain):
            return Content(".html", "网页")
    if suffix in (".html", ".htm", ".txt", ".md"):
        return Content(suffix)
    readable = head.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_plain(head)
    if suffix == ".xls" and not readable:
        return Content(".xls")  # BIFF without a container
    if suffix in (".xls", ".xlsx", ".docx", ".pdf") and readable:
        return Content(".csv" if suffix in (".xls", ".xlsx") and re.search(rb"[\t,;]", plain) else ".txt", "纯文本")
    return Content("", UNKNOWN)


def _is_plain(head: bytes) -> bool:
    """Bytes that may be text: no control characters but those of text."""
    return re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]", head) is None


def _of_zip(data: bytes, suffix: str) -> Content:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError):
        return Content(suffix if suffix in (".docx", ".xlsx") else "", "损坏的压缩包或新版 Office 文件")
    if "[Content_Types].xml" in names:
        if any(name.startswith("word/") for name in names):
            return Content(".docx", "Word 文件（docx）")
        if "xl/workbook.bin" in names:
            return Content("", "二进制的 Excel 文件（xlsb）", _SAVE_AS_SHEET)
        if any(name.startswith("xl/") for name in names):
            return Content(".xlsx", "Excel 文件（xlsx）")
        if any(name.startswith("ppt/") for name in names):
            return Content("", "演示文稿", _SAVE_AS_PDF)
    if "OFD.xml" in names:
        return Content("", "OFD 版式文件", _SAVE_AS_PDF)
    if "mimetype" in names and "content.xml" in names:
        return Content("", "OpenDocument 文件", "请另存为 docx 或 xlsx 后加入")
    return Content("", "压缩包", _UNPACK)


def _of_ole(data: bytes, suffix: str) -> Content:
    """Old Office files, and new ones with a password, name their streams in UTF-16."""

    def holds(stream: str) -> bool:
        return (stream + "\0").encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return Content("", "有打开密码的 Office 文件", "请去掉密码后重新加入")
    sheet, text = holds("Workbook") or holds("Book"), holds("WordDocument")
    if sheet and not (text and suffix in (".doc", ".docx", ".wps")):
        return Content(".xls", "Excel 文件（xls）")
    if text:
        return Content("", "旧版 Word 文件（doc）", _SAVE_AS_DOCUMENT)
    if holds("PowerPoint Document"):
        return Content("", "演示文稿", _SAVE_AS_PDF)
    return Content(suffix if suffix == ".xls" else "", "旧版 Office 文件", "请用 Word、Excel 或 WPS 打开，另存为 docx 或 xlsx 后加入")
