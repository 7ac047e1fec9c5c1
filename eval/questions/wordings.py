"""Files of wordings: how people put a question, name a figure, a department, a year. The loader checks slots, not language.

A file is TOML with [operations] (operation → wordings with slots in braces), [names] (what a figure is officially called → ways to say
it), [who], [when] (`patterns`) and [dress] (`before`, `after`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SLOTS: dict[str, tuple[str, str]] = {
    "lookup": ("who when basis a", ""),
    "lookup_spent": ("who when a", ""),
    "lookup_planned": ("who when a", ""),
    "lookup_several": ("who when basis a b", "c"),
    "lookup_code": ("who when basis code", ""),
    "convert": ("who when basis a unit", ""),
    "difference": ("who when basis a b", ""),
    "difference_years": ("who when when2 basis a", ""),
    "growth": ("who when when2 basis a", ""),
    "growth_last": ("who when basis a", ""),
    "against_plan": ("who when a", ""),
    "completion": ("who when a", ""),
    "share": ("who when basis a b", ""),
    "share_total": ("who when basis a", ""),
    "sum_named": ("who when basis a b", "c"),
    "sum_children": ("who when basis class", "level"),
    "sum_years": ("who when when2 basis a", ""),
    "sum_departments": ("who who2 when basis a", ""),
    "average_years": ("who when when2 basis a", ""),
    "per_head": ("who when basis a", ""),
    "per_vehicle": ("who when", "basis"),
    "per_month": ("who when basis a", ""),
    "what_if": ("who when basis a n", ""),
    "maximum": ("who when basis", "level"),
    "minimum": ("who when basis", "level"),
    "top": ("who when basis n", ""),
    "ranking": ("who when basis", ""),
    "list_economic": ("who when basis group", ""),
    "count": ("who when basis", "level"),
    "threshold": ("who when basis n", ""),
    "compare_departments": ("who who2 when basis a", ""),
    "maximum_departments": ("when basis a", ""),
    "trend": ("who when when2 basis a", ""),
    "maximum_years": ("who when when2 basis a", ""),
    "indicator": ("who when indicator", "basis"),
    "follow_department": ("who2", ""),
    "follow_year": ("when2", ""),
    "follow_measure": ("b", ""),
    "follow_share": ("", ""),
    "follow_unit": ("unit", ""),
    "follow_change": ("", ""),
    "follow_again": ("when2", ""),
    "follow_sum": ("b", ""),
    "missing_department": ("when basis a", ""),
    "missing_year": ("who basis a", ""),
    "ambiguous": ("who when basis word", ""),
    "absent_year": ("who when basis a", ""),
    "absent_department": ("other when basis a", ""),
    "absent_subject": ("who when basis x", ""),
    "opinion": ("who when", ""),
    "remainder": ("who when basis a", ""),
    "ratio_years": ("who when when2 basis a", ""),
    "exceeds": ("who when basis a n", ""),
    "implied_earlier": ("who when a", ""),
    "lookup_form": ("who when form a", "basis"),
    "lookup_crossed": ("who when basis a kind", ""),
    "sum_colloquial": ("who when basis word", ""),
    "per_output": ("who when project output unit", ""),
}
"""Operation → (slots that every wording has, slots that it may have)."""

_WHO = {"region", "bare_region", "organ", "short_organ"}
_WHEN = {"y", "yy", "cy"}
_SLOT = re.compile(r"\{(\w*)\}")


class WordingsError(Exception):
    """A file of wordings that cannot be used. The message is Chinese: file, place, what is wrong; it repeats no wording."""


@dataclass(frozen=True)
class Wordings:
    """`operations`: operation → wordings; `names`: figure → ways to say it, the official one first; `who`, `when`: patterns;
    `before`, `after`: politeness around a question."""

    operations: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    who: tuple[str, ...]
    when: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]


def load(path: Path) -> Wordings:
    """Read and check one file. Raises WordingsError."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise WordingsError(f"读不了说法文件 {path}：系统错误 {error.errno}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WordingsError(f"说法文件 {path} 不是合法的 UTF-8 TOML") from error
    unknown = data.keys() - {"operations", "names", "who", "when", "dress"}
    if unknown:
        raise WordingsError(f"{path}：不认识的表 {'、'.join(sorted(unknown))}")
    operations = _table(path, data, "operations")
    for operation, wordings in operations.items():
        _check(path, operation, wordings)
    who, when = _patterns(path, data, "who", _WHO), _patterns(path, data, "when", _WHEN)
    dress = data.get("dress", {})
    before, after = (_texts(path, f"dress.{key}", dress.get(key, [""])) for key in ("before", "after"))
    return Wordings(operations, _table(path, data, "names"), who, when, before, after)


def _texts(path: Path, place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(text, str) for text in value):
        raise WordingsError(f"{path}：{place} 应为非空的文字列表")
    return tuple(dict.fromkeys(value))


def _table(path: Path, data: Mapping[str, object], name: str) -> dict[str, tuple[str, ...]]:
    table = data.get(name)
    if not isinstance(table, dict) or not table:
        raise WordingsError(f"{path}：缺少 [{name}]")
    return {key: _texts(path, f"{name}.{key}", value) for key, value in table.items()}


def _patterns(path: Path, data: Mapping[str, object], name: str, allowed: set[str]) -> tuple[str, ...]:
    table = data.get(name)
    if not isinstance(table, dict):
        raise WordingsError(f"{path}：缺少 [{name}]")
    patterns = _texts(path, f"{name}.patterns", table.get("patterns"))
    for number, pattern in enumerate(patterns, 1):
        slots = set(_SLOT.findall(pattern))
        if not slots or slots - allowed:
            raise WordingsError(f"{path}：{name}.patterns 第 {number} 条的空位不对，只能用 {'、'.join(sorted(allowed))}")
    return patterns


def _check(path: Path, operation: str, wordings: tuple[str, ...]) -> None:
    if operation not in SLOTS:
        raise WordingsError(f"{path}：不认识的操作 {operation}")
    needed, optional = (set(slots.split()) for slots in SLOTS[operation])
    for number, wording in enumerate(wordings, 1):
        slots = set(slots_of(wording))
        missing, extra = needed - slots, slots - needed - optional
        if missing or extra:
            said = [f"缺 {'、'.join(sorted(missing))}"] * bool(missing) + [f"多 {'、'.join(sorted(extra))}"] * bool(extra)
            raise WordingsError(f"{path}：{operation} 第 {number} 条{'，'.join(said)}")


def slots_of(wording: str) -> list[str]:
    """The slots of a wording in their order."""
    return _SLOT.findall(wording)


def fill(wording: str, slots: Mapping[str, str]) -> str:
    """The wording with its slots filled; a name of a slot that a filling happens to hold stays as it is."""
    return _SLOT.sub(lambda match: slots[match[1]], wording)
