"""Compressed streams of a PDF: what is damaged in them is an error. pdfminer goes on with the part before the damage, or with none."""

from __future__ import annotations

import zlib


def inflated(data: bytes) -> bytes:
    """The content of a stream that zlib refuses, where nothing is lost but its check sum: some producers cut it off.

    Raises PDFException where the content is cut or does not fit its check sum.
    """
    from pdfminer.pdfexceptions import PDFException

    try:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        content = inflate.decompress(data[2:])
    except zlib.error as error:
        raise PDFException("a damaged stream") from error
    if not inflate.eof:
        raise PDFException("a stream that is cut")
    found = inflate.unused_data[:4]
    if len(found) == 4 and found != zlib.adler32(content).to_bytes(4, "big"):
        raise PDFException("a stream with a wrong check sum")
    return content


def refuse_damaged_streams() -> None:
    """From now on pdfminer raises PDFException for streams that are not whole."""
    from pdfminer import pdftypes

    pdftypes.decompress_corrupted = inflated
