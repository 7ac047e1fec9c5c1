"""The CJK font that ships with the package: for fictitious documents and for pictures of pages.

WenQuanYi Micro Hei (Apache-2.0), cut down to GB 2312, ASCII and the punctuation of official documents; see data/fonts/README.md.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

NAME = "WenQuanYiMicroHei-subset.ttf"


def cjk_font() -> Path:
    """Where the font file is. TrueType outlines, so that reportlab and Pillow can both use it."""
    return Path(str(files("index").joinpath("data/fonts", NAME)))
