"""Names that hold a joint: 社会保障和就业支出 is one thing, 基本支出和项目支出 are two.

Where a question spells out a name that the documents print, the joints inside it are written with stand-ins from Unicode's private use
area, which no frame takes for an “and”; `plain` gives the characters back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from index.subjects import subjects
from qa.normalise import STAND_INS, bare
from qa.phrases import measure_of, strip_tail

_JOINT = re.compile("[和与及跟加、]")
_HIDE = str.maketrans({character: stand_in for stand_in, character in STAND_INS.items()})
_SHORTEST = 4
_SAID = (
    "社会保障和就业",
    "社保和就业",
    "商品和服务",
    "个人和家庭",
    "结转和结余",
    "购置及运行",
    "城乡社区和",
    "文化和旅游",
    "人力资源和",
    "货物和服务采购",
    "检查和",
    "管理和",
)
"""Pieces of names as people shorten them: whatever the store prints, they are one thing."""


def hide_joints(text: str, labels: frozenset[str] = frozenset()) -> str:
    """The text with the joints inside names replaced by stand-ins. `labels`: names of figures that the documents print.

    >>> plain(hide_joints("商品和服务支出和项目支出")), hide_joints("商品和服务支出和项目支出").count("和")
    ('商品和服务支出和项目支出', 1)
    """
    if not _JOINT.search(text):
        return text
    for name in (*_compounds(labels), *_SAID):
        if name in text:
            text = text.replace(name, name.translate(_HIDE))
    return text


@lru_cache(maxsize=4)
def _compounds(labels: frozenset[str]) -> tuple[str, ...]:
    """Names with a joint that are not just two names joined, the longest first."""
    official = {name for subject in subjects().values() for name in (subject.name, *subject.aliases)}
    rows = official | {label.split(" ")[0] for label in labels}
    known = {bare(name) for name in rows}
    names = {stem for row in rows if _JOINT.search(row) for stem in (row, strip_tail(row)) if _JOINT.search(stem)}
    return tuple(sorted((n for n in names if len(n) >= _SHORTEST and not _two(n, known)), key=lambda n: (-len(n), n)))


def _two(name: str, known: Iterable[str]) -> bool:
    """会议费和培训费: every part is itself the name of a figure."""
    return all(bare(part) in known or measure_of(bare(part)) for part in _JOINT.split(name))
