"""Header rows of performance forms in grids: which column holds what.

Three kinds: of indicators (三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分), of the budget's execution (预算数 | 执行数), of amounts
in a list (子项目名称 | 预算金额, 资金来源 | 金额, 2022年决算数 | 2023年预算数).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.amounts import MONEY_UNITS
from index.performance_forms import column_name, vocabulary

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]|\s")
_NUMBER = re.compile(r"^-?\d[\d,]*(?:\.\d+)?%?$")
_PERIOD = re.compile(r"(?:前|上|本|当|预计).*年|20\d\d")
_UNIT = re.compile(rf"[（(]\s*(?:单位[：:])?\s*(?P<unit>{MONEY_UNITS}|%|％|分|人)\s*[)）]$")

FIGURES = ("target", "actual", "score", "weight", "coefficient")
"""Roles of columns that hold an indicator's figures."""

_OF_BUDGET = ("budget", "spent", "rate", "score", "weight", "why")
_ORDER = ("coefficient", "operator", "unit", "name", "score", "weight", "target", "actual")


@dataclass(frozen=True)
class Cell:
    """A printed cell with the column where it begins."""

    column: int
    text: str


@dataclass(frozen=True)
class Column:
    """A column under a header. `role`: one of FIGURES, budget, money (a project's, beside its indicators),
    name, level, unit, operator, project; "" for what holds no figure. `unit`: as the header
    prints it, "" where it prints none."""

    start: int
    role: str
    name: str
    unit: str = ""


def lists_projects(head: Sequence[Column]) -> bool:
    """Whether a list is one of projects or tasks."""
    return any(c.role == "name" and re.search(vocabulary()["lists"]["first"], c.name) for c in head)


def is_number(text: str) -> bool:
    """Whether a cell holds a plain number and nothing else."""
    return bool(_NUMBER.match(text))


def indicator_head(cells: Sequence[Cell]) -> tuple[Column, ...]:
    """The columns of the indicators' header; () where the row is none."""
    if any(is_number(c.text) for c in cells):
        return ()
    columns = [Column(c.column, _role(c.text), column_name(c.text), _unit(c.text)) for c in cells]
    columns = _with_name([*map(_of_project, columns)])
    roles = {c.role for c in columns}
    if "name" not in roles or not roles & {"target", "actual", "weight"}:
        return ()
    twice = {c.name for c in columns if sum(o.name == c.name for o in columns) > 1}
    printed = {c.column: re.sub(r"\s+", "", c.text) for c in cells}
    told = [Column(c.start, c.role, printed[c.start] if c.name in twice and _PERIOD.search(printed[c.start]) else c.name, c.unit)
            for c in columns]  # fmt: skip
    return tuple(told)


def second_row(head: Sequence[Column], cells: Sequence[Cell]) -> tuple[Column, ...]:
    """The header with the row beneath it that splits some columns (指标值 over 前年 | 上年 | 预计当年实现); () where the row is none."""
    below = [(over, c) for c in cells for over in [_over(head, c.column)] if over is not None and over.role in (*FIGURES, "budget")]
    if len(below) < 2 or len(below) != len(cells) or any(len(c.text) > 14 or _figure(c.text) for c in cells):
        return ()
    split = {over for over, _ in below}
    joint = "（{}）" if any(c.role in FIGURES for c in split) else "/{}"
    told = [
        Column(c.column, over.role, over.name + joint.format(re.sub(r"^其中[：:]?", "", column_name(c.text))), _unit(c.text) or over.unit)
        if not (role := _role(c.text))
        else Column(c.column, role, column_name(c.text), _unit(c.text))
        for over, c in below
    ]
    return tuple(sorted([*(c for c in head if c not in split), *told], key=lambda c: c.start))


def budget_head(cells: Sequence[Cell]) -> tuple[Column, ...]:
    """The columns of the budget's header (预算数, 执行数, 执行率, 得分); () where the row is none."""
    patterns = vocabulary()["columns"]
    found = []
    for cell in cells:
        bare = re.sub(r"[（(].*[)）]", "", cell.text)
        kind = next((k for k in _OF_BUDGET if re.search(patterns[k], bare)), "")
        if kind and not re.search("执行情况|资金情况", bare) and not is_number(cell.text) and len(bare) <= 12:
            found.append(Column(cell.column, "" if kind == "why" else "budget", column_name(cell.text), _unit(cell.text)))
    figures = [c for c in found if c.role]
    return tuple(found) if len(figures) >= 2 and any("执行" in c.name for c in figures) else ()


def list_head(cells: Sequence[Cell]) -> tuple[Column, ...]:
    """The columns of a list of amounts: its heading ("level"), what is listed ("name"), then the amounts; () where the row is none."""
    words = vocabulary()["lists"]
    bare = [_BRACKETS.sub("", c.text).strip("：:") for c in cells]
    if any(is_number(c.text) for c in cells):
        return ()
    amounts = [bool(len(b) <= 18 and re.search(words["amounts"], b) and not re.search(words["words"], b)) for b in bare]
    named = [i for i, b in enumerate(bare) if len(b) <= 12 and re.search(words["names"], b)]
    at = max((i for i in named if not any(amounts[:i])), default=None)
    if at is None or not any(amounts[at + 1 :]):
        return ()
    roles = ["level"] * at + ["name"] + ["budget" if a else "" for a in amounts[at + 1 :]]
    return tuple(Column(c.column, role, column_name(c.text), _unit(c.text)) for c, role in zip(cells, roles, strict=True))


def _role(text: str) -> str:
    bare = _BRACKETS.sub("", text).strip("：:")
    patterns = vocabulary()["columns"]
    if len(bare) > 14 or not bare:
        return ""
    return next((role for role in _ORDER if re.search(patterns[role], bare)), "")


def _of_project(column: Column) -> Column:
    """Columns of a list of several projects: whose indicators they are, and what it costs."""
    words = vocabulary()["columns"]
    role = "project" if re.search(words["project"], column.name) else "money" if re.search(words["money"], column.name) else column.role
    return column if role == column.role else Column(column.start, role, column.name, column.unit)


def _with_name(columns: list[Column]) -> list[Column]:
    """The deepest level of indicators is the name where no column is called so."""
    if any(c.role == "name" for c in columns):
        return columns
    words = vocabulary()["columns"]["levels"]
    levels = [c for c in columns if not c.role and re.search(words, c.name)]
    return [Column(c.start, "name", c.name) if levels and c is levels[-1] else c for c in columns]


def _figure(text: str) -> bool:
    return bool(re.search(r"\d", re.sub(r"20\d\d\s*年", "", text)))


def _over(head: Sequence[Column], column: int) -> Column | None:
    covering = [c for c in head if c.start <= column]
    return max(covering, key=lambda c: c.start) if covering else None


def _unit(text: str) -> str:
    match = _UNIT.search(re.sub(r"\s+", "", text).rstrip("：:"))
    return match["unit"].replace("％", "%") if match else ""
