"""Cuts the font that ships (index/data/fonts) out of the whole font: `python -m eval.fonts wqy-microhei.ttc`.

Needed only to make the file anew; the same source gives the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

from index.fonts import cjk_font

EXTRA = "—–·…〇〈〉《》「」『』【】〔〕〖〗①②③④⑤⑥⑦⑧⑨⑩㎡％‰℃£€¥￥²³×÷≤≥≠≈±→←↑↓√■□●○▲△★☆※〃々"
"""What official documents print beyond GB 2312 (which encodes — and · as other characters)."""


def gb2312() -> set[str]:
    """Every character of GB 2312: 6,763 Han of two levels, full-width forms, punctuation."""
    characters = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                characters.add(bytes((row, cell)).decode("gb2312"))
            except UnicodeDecodeError:
                continue  # an unassigned place of the table
    return characters


def cut(source: Path, target: Path) -> None:
    """Write `target` with the outlines, widths and names of the wanted characters; no hints, no layout tables.

    A source that lacks a wanted character of GB 2312 raises ValueError.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    wanted = gb2312() | set(EXTRA) | {chr(code) for code in range(0x20, 0x7F)}
    font = TTFont(source, fontNumber=0, recalcTimestamp=False)
    missing = gb2312() - {chr(code) for code in font.getBestCmap()}
    if missing:
        raise ValueError(f"{source} lacks {len(missing)} characters of GB 2312, among them {sorted(missing)[:10]}")
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.notdef_outline = True
    options.name_languages = [0x409]
    options.name_IDs = ["*"]
    options.drop_tables += ["FFTM", "GSUB", "GPOS", "GDEF", "kern"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in wanted])
    subsetter.subset(font)
    font.save(target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m eval.fonts wqy-microhei.ttc")
    cut(Path(sys.argv[1]), cjk_font())
