"""Case files: questions with the answers they should get, one JSON object a line."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

Kind = Literal["lookup", "compute", "compare", "list", "text", "followup", "conflict", "clarify", "no_data", "out_of_scope"]


class DatasetError(Exception):
    """A case file that cannot be used. The message is Chinese: file, line, what is wrong."""


def _printed(value: object) -> object:
    """Only text becomes a figure: a JSON number has lost its trailing zeros, and with them the precision asked for."""
    if not isinstance(value, str):
        raise ValueError("a figure is written as text")
    return value.replace(",", "")


def _alternatives(value: object) -> object:
    return [value] if isinstance(value, str) else value


Fact = Annotated[tuple[str, ...], BeforeValidator(_alternatives), Field(min_length=1)]
"""A key fact: any one of these wordings."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExpectedFigure(_Strict):
    """A figure that a right answer states; its decimals are the precision it is compared at."""

    value: Annotated[Decimal, BeforeValidator(_printed)]
    unit: str = ""


class Evidence(_Strict):
    """A document, and a line it prints, that hold the answer."""

    doc: str
    quote: str = ""


class Expectation(_Strict):
    """What a right answer is.

    `values` are stated, `contains` said, `not_contains` left unsaid. A citation names a document of `evidence`; any one will do where
    `any_document`. `conflict`: the document contradicts itself, the table's figure counts and `other_value` is the other one.
    """

    status: Literal["answered", "clarify", "no_data", "out_of_scope"]
    values: tuple[ExpectedFigure, ...] = ()
    contains: tuple[Fact, ...] = ()
    not_contains: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    any_document: bool = False
    conflict: bool = False
    other_value: ExpectedFigure | None = None

    @model_validator(mode="after")
    def _can_fail(self) -> Expectation:
        if self.status == "answered" and not (self.values or self.contains):
            raise ValueError("an answered case needs values or contains: any answer would do")
        return self


class Case(_Strict):
    """One question. `history`: the user's earlier questions, oldest first. `today`: the day it is asked on, None for the real one.

    `operation`: what is asked of the figures, for scores by operation; "" where the file does not say. `derivation` and `note` are
    remarks for people; they are not scored.
    """

    id: str = Field(min_length=1)
    kind: Kind
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()
    today: datetime.date | None = None
    expect: Expectation
    operation: str = ""
    derivation: str = ""
    note: str = ""


def load(paths: Sequence[Path]) -> list[Case]:
    """The cases of several files in order.

    Raises DatasetError on a file that cannot be read, a line that is no case, an unknown key, or an id that occurs twice.
    """
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for path in paths:
        for place, case in _read(path):
            if case.id in seen:
                raise DatasetError(f"{place}：编号 {case.id} 重复，已见于{seen[case.id]}")
            seen[case.id] = place
            cases.append(case)
    if not cases:
        raise DatasetError(f"没有题目：{'、'.join(map(str, paths))}")
    return cases


def _read(path: Path) -> Iterable[tuple[str, Case]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path} 不是 UTF-8 文本") from error
    except OSError as error:
        raise DatasetError(f"读不了题目文件 {path}：{_why(error)}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = f"{path} 第 {number} 行"
            try:
                yield place, Case.model_validate_json(line)
            except ValidationError as error:
                raise DatasetError(f"{place}：{'；'.join(_said(dict(e)) for e in error.errors())}") from error


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    return "这是一个文件夹" if isinstance(error, IsADirectoryError) else f"系统错误 {error.errno}"


def _said(error: dict[str, Any]) -> str:
    """One validation error in Chinese."""
    where = ".".join(map(str, error["loc"]))
    if error["type"] == "json_invalid":
        return "不是合法的 JSON"
    if error["type"] == "extra_forbidden":
        return f"不认识的字段 {where}"
    if error["type"] == "missing":
        return f"缺少字段 {where}"
    if error["type"] == "literal_error":
        return f"字段 {where} 只能是 {error['ctx']['expected'].replace(' or ', '、').replace(', ', '、')}"
    if where == "expect":
        return "expect 为 answered 时须有 values 或 contains，否则什么回答都算对"
    return f"字段 {where} 的值不合要求"
