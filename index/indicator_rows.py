"""Rows of indicators in dumps that keep a row's cells on one line → their figures.

A line is read only where it has a cell for every column of the header, and no piece of a wrapped cell stands beside it: its name would
not be whole. The rest is handed back, to be reported.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import fold, parse_number
from index.indicator_heads import FIGURES, Column, is_number
from index.performance_forms import Place, indicator_name, is_value, joins, unread, value_of, vocabulary, without_brackets

_HEAD = re.compile(
    "|".join((
        "(?P<name>三级指标|指标名称|指标内容|三级目标)",
        "(?P<coefficient>得分系数|完成系数)",
        "(?P<unit>计量单位|度量单位)",
        "(?P<operator>指标性质|指标方向|运算符号)",
        "(?P<target>(?:(?:实施周期|年初|年度|全年|调整|预期|计划)(?:绩效)?(?:指标|目标)值?|(?:指标|目标)(?:目标)?值))(?:\\([前上预计当本]+年(?:实现)?\\))?",
        "(?P<actual>(?:全年|实际)?(?:实际)?完成(?:值|情况)|(?:全年|实际)(?:实际)?完成|(?:全年)?实际值)",
        "(?P<weight>分值权重|指标权重|分值|权重)",
        "(?P<score>得分|自评分)",
        "(?P<why>(?:偏差|未完成)?原因|备注|改进措施)",
        "(?P<other>评价标准|评分标准|绩效标准|指标属性)",
    ))
)  # fmt: skip
_PIECES = re.compile(
    r"(?:(?:一级|二级|绩效|年度)+(?:指标|目标)?|偏差|分析|及|拟?采取的?|改进|措施|[值数一二级指标绩效情况原因（）()、:：/])+"
)
_OPERATOR = re.compile(r"[≥≤<>＜＞=＝≧≦]+|定性|无")
_LEVEL_WORDS = re.compile(
    "(?:产出|效益)?(?:数量|质量|时效|进度|成本|效果)|服务对象满意度|满意度|(?:经济|社会|生态|环境)(?:效益|成本)|可持续影响|产出|效益"
)
_DASH = ("/", "—", "-", "－", "——", "无")


@dataclass(frozen=True)
class TextRow:
    """An indicator on a line: its name ("" for the row of totals) and its figures: column, value, unit.
    `ranges`: cells with several figures."""

    name: str
    figures: tuple[tuple[str, Decimal, str], ...]
    place: Place
    quote: str
    ranges: tuple[str, ...] = ()


def text_head(lines: Sequence[tuple[str, Place]]) -> tuple[tuple[Column, ...], int]:
    """The columns that a header names, from the indicators' name on, and how many lines it takes; () where it names none in order."""
    taken = ""
    count = 0
    for text, _ in lines:
        bare = re.sub(r"\((?!前年|上年|预计当年|当年)[^()]*\)|\s", "", fold(text))
        if len(bare) > 1 and _PIECES.sub("", _HEAD.sub("", bare)):
            break
        taken += bare
        count += 1
    found = [(str(m.lastgroup), m.group()) for m in _HEAD.finditer(taken)]
    at = next((i for i, (role, _) in enumerate(found) if role == "name"), None)
    if at is None:
        return (), count
    columns = [Column(i, role, _whole(role, text)) for i, (role, text) in enumerate(found[at:])]
    roles = [c.role for c in columns]
    while roles[-2:] == ["why", "why"]:
        columns.pop()
        roles.pop()
    unique = all(roles.count(r) == 1 for r in roles if r != "target") and "name" not in roles[1:]
    return (tuple(columns) if unique and set(roles) & {"target", "weight"} else ()), count


def _whole(role: str, text: str) -> str:
    if role in ("target", "actual") and not text.endswith(("值", "情况", ")")):
        return text + "值"
    return text.replace("(", "（").replace(")", "）")


def text_rows(head: Sequence[Column], lines: Sequence[tuple[str, Place]]) -> tuple[list[TextRow], list[str]]:
    """The rows that stand whole on their lines, and the lines with figures that could not be read."""
    rows = [_row(head, text, place) for text, place in lines]
    pieces = [row is None and not _is_level(text) for row, (text, _) in zip(rows, lines, strict=True)]
    found: list[TextRow] = []
    left: list[str] = []
    for i, (row, (text, _)) in enumerate(zip(rows, lines, strict=True)):
        beside = pieces[max(0, i - 1) : i] + pieces[i + 1 : i + 2]
        if row is not None and (not any(beside) or not row.name):
            found.append(row)
        elif any(is_value(token) for token in fold(text).split()):
            left.append(text.strip())
    return found, left


def _row(head: Sequence[Column], text: str, place: Place) -> TextRow | None:
    tokens = _tokens(fold(text), joined=not any(c.role == "unit" for c in head))
    if tokens and re.match(vocabulary()["columns"]["total"], tokens[0]):
        return _totals(head, tokens[1:], text, place)
    while tokens and _is_level(tokens[0]):
        tokens = tokens[1:]
    readings = [
        (list(columns), cells)
        for cells in (tokens, tokens[1:] if tokens and _LEVEL_WORDS.fullmatch(tokens[0]) else [])
        for columns in (head, *([head[:-1]] if head[-1].role == "why" else []))
        if len(cells) == len(columns) and all(_fits(c, t) for c, t in zip(columns, cells, strict=True))
    ]
    if len(readings) != 1:
        return None
    head, tokens = readings[0]
    cells = {c: t for c, t in zip(head, tokens, strict=True) if c.role in FIGURES}
    points = [parse_number(next((t for c, t in cells.items() if c.role == role), "")) for role in ("score", "weight")]
    if points[0] is not None and points[1] is not None and points[0] > points[1]:
        return None
    unit = next((t for c, t in zip(head, tokens, strict=True) if c.role == "unit" and t not in _DASH), "")
    figures = []
    for column, token in cells.items():
        own = {"score": "分", "weight": "分", "coefficient": "%"}.get(column.role, unit)
        if (value := value_of(token, own)) is not None:
            figures.append((column.name, *value))
    name = indicator_name(tokens[0])
    ranges = tuple(token for token in cells.values() if unread(token))
    return TextRow(name, tuple(figures), place, text.strip(), ranges) if name else None


def _totals(head: Sequence[Column], tokens: Sequence[str], text: str, place: Place) -> TextRow | None:
    columns = [c.role for c in head if c.role in ("weight", "score")]
    if len(tokens) != len(columns) or not all(map(is_number, tokens)):
        return None
    names = {"weight": "分值合计", "score": "自评得分"}
    figures = tuple((names[c], number, "分") for c, t in zip(columns, tokens, strict=True) if (number := parse_number(t)) is not None)
    return TextRow("", figures, place, text.strip())


def _tokens(text: str, *, joined: bool) -> list[str]:
    """The cells of a line; a number and its unit as one, where the form has no column of units."""
    tokens: list[str] = []
    for token in text.split():
        last = tokens[-1] if joined and tokens else ""
        if joins(last, token) or _OPERATOR.fullmatch(last) and re.match(r"\d", token):
            tokens[-1] += token
        else:
            tokens.append(token)
    return tokens


def _is_level(text: str) -> bool:
    """Whether a text is nothing but the levels above indicators: 产出指标（50分） 数量指标."""
    return all(re.fullmatch(r"(?:\d[.、])?[一-鿿]{2,10}(?:指标|目标)(?:[（(]?\d+分?[)）]?)?", t) for t in fold(text).split())


def _fits(column: Column, token: str) -> bool:
    match column.role:
        case "score" | "weight":
            return token in _DASH or is_number(token) and "%" not in token
        case "coefficient":
            return token in _DASH or is_number(token)
        case "unit":
            return not re.search(r"\d", token)
        case "operator":
            return bool(_OPERATOR.fullmatch(token))
        case "name":
            return len(token) >= 2 and not is_value(token) and not re.search(r"[≥≤＜＞]", token)
    return True


_BUDGET = re.compile(
    "(?:年初|全年|调整后?|年度|本年)预算(?:金额|数)?|预算(?:金额|数)|(?:全年|预算|实际)?执行(?:金额|数)|(?:预算)?执行率|分值|权重|得分"
)


def budget_columns(text: str) -> tuple[str, ...]:
    """The columns of a line that heads the budget's execution (年初预算数 全年预算数 全年执行数 分值 执行率 得分); () where it is none."""
    bare = without_brackets(fold(text))
    names = tuple(_BUDGET.findall(bare))
    joined = " ".join(names)
    whole = len(names) >= 3 and "预算" in names[0] and "执行数" in joined and "执行率" in joined and len(set(names)) == len(names)
    return tuple(_lettered(name, fold(text)) for name in names) if whole and not re.search(r"\d", bare) else ()


def _lettered(name: str, text: str) -> str:
    """A column with the letter that the header gives it: 预算数（A）."""
    letter = re.search(rf"{name}\s*\((?P<letter>[AB])\)", text)
    return f"{name}（{letter['letter']}）" if letter else name


def budget_row(columns: Sequence[str], text: str) -> tuple[str, list[tuple[str, Decimal]]] | None:
    """The label of a line of the budget's execution, and its figures; None where it has not a cell a column, or breaks its own rate."""
    tokens = fold(text).split()
    cells = tokens[len(tokens) - len(columns) :]
    words = tokens[: len(tokens) - len(columns)]
    if not words or len(tokens) < len(columns) or not all(is_number(c) or c in _DASH for c in cells) or is_number(words[-1]):
        return None
    figures = [(n, number) for n, c in zip(columns, cells, strict=True) if (number := parse_number(c)) is not None]
    said = dict(figures)
    budget = next((v for n, v in reversed(figures) if "预算" in n and "执行" not in n), None)
    spent = next((v for n, v in figures if "执行数" in n), None)
    rate = next((v for n, v in figures if "执行率" in n), None)
    if budget and spent is not None and rate is not None and abs(spent / budget * 100 - rate) > Decimal("0.6"):
        return None
    return (words[-1], figures) if said else None
