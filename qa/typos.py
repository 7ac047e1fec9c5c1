"""One mistyped character: a homophone, as input methods produce them. Any other character makes another word (民政局 is not 财政局)."""

from __future__ import annotations

from functools import lru_cache


def mistaken(said: str, meant: str) -> bool:
    """Do the two differ in exactly one character, and do those two sound alike?

    >>> mistaken("澜穿区", "澜川区"), mistaken("民政局", "财政局")
    (True, False)
    """
    if len(said) != len(meant):
        return False
    wrong = [(a, b) for a, b in zip(said, meant, strict=True) if a != b]
    return len(wrong) == 1 and _sound(wrong[0][0]) == _sound(wrong[0][1]) != ""


@lru_cache(maxsize=4096)
def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(character)) if "一" <= character <= "鿿" else ""
