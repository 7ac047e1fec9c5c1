"""Self-evaluation forms whose cells stand line after line in a text dump → readings.

A dump keeps a form's rows in order but not its columns: budget execution is placed by its own arithmetic (B/A = rate), an indicator by
its score, which ends its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import MONEY_UNITS, fold, parse_number
from index.documents import Gap
from index.indicator_heads import is_number
from index.indicator_rows import budget_columns, budget_row, text_head, text_rows
from index.performance_forms import (
    SCORED,
    Place,
    Reading,
    Region,
    indicator_name,
    is_indicator,
    is_value,
    joins,
    project_name,
    ranges_gap,
    role_of,
    unread,
    value_of,
    vocabulary,
    without_brackets,
)
from index.textlines import clean

_PROJECT = re.compile(r"^\s*项目名称\s*[：:]?\s*(?P<name>\S.*?)\s*$")
_TOTAL = re.compile(
    rf"(?P<name>[一-鿿]{{2,12}}总额)\s*(?:[（(](?P<unit>{MONEY_UNITS})[)）])?\s*(?P<number>\d[\d,.]*)\s*(?P<own>{MONEY_UNITS})?(?=\s|$)"
)
_GOAL = re.compile(r"^(?:年度|长期)(?:绩效)?目标\s*(?P<number>\d+)\s*[：:]?\s*(?:[（(]\s*(?P<points>\d+)\s*分\s*[)）])?")
_BUDGET_HEAD = re.compile(r"预算执行情况")
_GOAL_HEAD = re.compile(r"年初设定目标|全年实际完成情况|项目绩效总目标|绩效目标完成情况")
_INDICATOR_HEAD = re.compile(r"(?:三级指标|指标名称|指标内容)")
_HEAD_WORDS = re.compile(
    r"(?:预算执行情况|年度绩效指标|项目年度绩效指标|项目年度绩效|项目年度|绩效指标|项目绩效|预算数|执行数|执行率|得分|得|分|年初目标值|实际完成值|目标值"
    r"|完成值|一级指标|二级指标|三级指标|指标名称|[（(](?:A|B|B/A|A/B|万元|元|\d+\s*分(?:\s*\*\s*执行率)?)[)）]|[（(]|[)）]|一级|二级|指标|一|级|指|标|年度)+"
)
_PAGE_MARK = re.compile(r"[-—–]+\s*\d+\s*[-—–]+")


@dataclass(frozen=True)
class _Token:
    text: str
    place: Place
    line: str


def evaluation_readings(region: Region) -> tuple[list[Reading], list[Gap]]:
    """The figures of one self-evaluation form, and what could not be placed."""
    return _Form(region).read()


class _Form:
    """One form while it is read from its first line to its last."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.project = self.goal = ""
        units = {m for _, line in region.lines for m in re.findall(rf"[（(:：]\s*({MONEY_UNITS})\s*(?:[)）]|$)", line.text)}
        self.unit = units.pop() if len(units) == 1 else ""
        self.whole = "整体" in region.title or "部门" in region.title
        self.readings: list[Reading] = []
        self.gaps: list[Gap] = []
        self.ranges: list[str] = []
        self.pending: list[tuple[str, Decimal, Place, str]] = []

    def read(self) -> tuple[list[Reading], list[Gap]]:
        block, kept = "", []  # type: str, list[_Token]
        for page, line in self.region.lines:
            text = clean(line.text)
            if not text or _PAGE_MARK.fullmatch(text):
                continue
            place, ends = Place(page, line.number), bool(re.match(vocabulary()["indicators"]["ends"], text))
            ends = ends and (block != "指标" or any(re.search(r"\d", t.text) for t in kept))  # else a header: 偏差原因, 改进措施
            begins = self._begins(text, line.text, block)
            if begins or ends:
                self._close(block, kept)
                block, kept = ("" if ends else begins), []
                self._head(text, line.text, place)
            elif not block:
                self._head(text, line.text, place)
            if block:
                kept += [_Token(token, place, line.text.strip()) for token in line.text.split()]
        self._close(block, kept)
        self._settle()
        self.gaps += ranges_gap(f"{self.region.title} {self.project}".strip(), self.ranges)
        return self.readings, self.gaps

    def _begins(self, text: str, raw: str, block: str) -> str:
        """The part of the form that a line opens: 预算, 资金 (the same, a row a line), 目标, 指标; "" where it opens none."""
        if len(text) > 40 and not _BUDGET_HEAD.match(text):
            return ""
        if block != "预算" and budget_columns(raw):
            return "资金"
        if _BUDGET_HEAD.match(text):
            return "预算"
        if _INDICATOR_HEAD.search(text) and block != "指标":
            return "指标"
        if _GOAL_HEAD.search(text) and block != "目标":
            return "目标"
        if block and (_GOAL.match(text) or re.match(r"(?:项目)?年度绩效指?标?$|项目年度绩$|项目年度$|绩效指标$", text)):
            return "其他"
        return ""

    def _head(self, text: str, raw: str, place: Place) -> None:
        """What a line outside budget, goals and indicators says."""
        named = _PROJECT.match(raw)
        if named:
            own = re.split(r"\s{2,}|\s+(?=项目(?:性质|类[别型]|编码|负责人|联系人)|主管部门|实施单位|自评)", named["name"].strip())[0]
            self.project = project_name(clean(own))
        goal = _GOAL.match(text)
        if goal:
            self.goal = f"年度目标{goal['number']}"
            if goal["points"]:
                self._add(self.goal, "分值", Decimal(goal["points"]), "分", place, raw.strip())
        scored = SCORED.search(text)
        if scored:
            self.pending.append(("自评得分", Decimal(scored["score"]), place, raw.strip()))
        unit = ""
        for total in _TOTAL.finditer(fold(raw)):
            number = parse_number(total["number"])
            unit = total["unit"] or total["own"] or unit
            if number is not None:
                self._add(total["name"], "金额", number, unit or self.unit, place, raw.strip(), own=True)

    def _add(self, row: str, column: str, value: Decimal, unit: str, place: Place, quote: str, role: str = "", own: bool = False) -> None:
        form = " ".join(x for x in (self.region.title, self.project, self.goal if not own else "") if x)
        self.readings.append(Reading(form, self.project, row, column, value, unit, place, quote, role))

    def _settle(self) -> None:
        """Scores printed above the project's name."""
        for column, value, place, quote in self.pending:
            self.goal = ""
            self._add(self.project or ("部门整体" if self.whole else self.region.title), column, value, "分", place, quote)

    def _close(self, block: str, tokens: list[_Token]) -> None:
        if block == "预算":
            self._budget(tokens)
        elif block == "资金":
            self._funds(_lines(tokens))
        elif block == "目标":
            self._goal_score(tokens)
        elif block == "指标" and not self._rows(_lines(tokens)):
            self._indicators(tokens)

    def _budget(self, tokens: Sequence[_Token]) -> None:
        """年度财政资金总额 | 80 | 79.49 | 99.36% | 19.87, wherever its cells were broken."""
        unit = next((u for t in tokens for u in ("万元", "元") if re.search(rf"[（(]{u}[)）]", t.text)), "")
        self.unit = unit or self.unit
        label = ""
        numbers: list[_Token] = []
        for token in [*_without_head(tokens), _Token("", Place(0, 0), "")]:
            if token.text and (parse_number(token.text) is not None or re.fullmatch(r"[\d.,]+%", token.text)):
                numbers.append(token)
                continue
            if numbers:
                self._execution(label, numbers)
                label, numbers = "", []
            label += token.text

    def _execution(self, label: str, numbers: list[_Token]) -> None:
        placed = execution(tuple(t.text for t in numbers))
        place, quote = numbers[0].place, " ".join(dict.fromkeys(t.line for t in numbers))
        row = self._budget_row(label)
        if placed is None:
            self._gap(label, f"预算执行情况的数字无法确定各属哪一栏：{quote[:60]}")
            return
        for column, value in placed:
            unit, role = {"执行率": ("%", "完成率"), "得分": ("分", "")}.get(column, (self.unit, "执行数" if "执行" in column else "预算"))
            self._add(row, column, value, unit, place, quote, role)

    def _gap(self, label: str, reason: str) -> None:
        self.gaps.append(Gap(None, " ".join(x for x in (self.region.title, self.project, label) if x), reason))

    def _budget_row(self, label: str) -> str:
        name = without_brackets(label)
        if not self.project:
            return name or "部门整体"
        return self.project if not name or re.search(r"总额|合计|资金总", name) else f"{self.project}/{re.sub('^其中[：:]?', '', name)}"

    def _funds(self, lines: Sequence[tuple[str, Place]]) -> None:
        """The budget's execution where every row has a line of its own."""
        columns = budget_columns(lines[0][0])
        self.unit = next((m["unit"] for text, _ in lines if (m := re.search(rf"[（(](?P<unit>{MONEY_UNITS})[)）]", text))), self.unit)
        for text, place in lines[1:]:
            found = budget_row(columns, text)
            if found is None:
                if sum(map(is_number, text.split())) >= 2:
                    self._gap("", f"预算执行情况的数字无法确定各属哪一栏：{text.strip()[:60]}")
                continue
            row = self._budget_row(found[0])
            for column, value in found[1]:
                unit = "分" if re.search("得分|分值|权重", column) else "%" if "率" in column else self.unit
                self._add(row, column, value, unit, place, text.strip(), role_of(column))

    def _rows(self, lines: Sequence[tuple[str, Place]]) -> bool:
        """Indicators whose rows have a line each; False where the header is that of a form which is read by its scores alone."""
        head, count = text_head(lines)
        roles = {c.role for c in head}
        if not roles & {"weight", "unit", "operator", "coefficient"}:
            return False
        rows, left = text_rows(head, lines[count:])
        for row in rows:
            self.ranges += [f"{row.name}“{cell}”" for cell in row.ranges]
            name = row.name or self.project or ("部门整体" if self.whole else self.region.title)
            for column, value, unit in row.figures:
                self._add(name, column, value, unit, row.place, row.quote, own=not row.name)
        if left:
            self._gap("", f"{len(left)} 行指标的名称与数字无法对应，未采用：{left[0][:40]}")
        return True

    def _goal_score(self, tokens: Sequence[_Token]) -> None:
        """The score of the overall goal is the number that the goal's cells end with."""
        last = tokens[-1] if tokens else None
        if last and re.fullmatch(r"\d{1,3}(?:\.\d+)?", last.text) and any("得分" in t.text for t in tokens):
            quote = f"项目绩效总目标 得分 {last.text}"
            self._add(self.project or "部门整体", "项目绩效总目标得分", Decimal(last.text), "分", last.place, quote)

    def _indicators(self, tokens: Sequence[_Token]) -> None:
        """Rows of indicators: name, target, actual, score; the score ends the row."""
        usual = ["年初目标值", "实际完成值", "得分"]
        head = "".join(t.text for t in tokens[:24])
        columns = [c for c in usual if c in head] or usual
        row: list[_Token] = []
        found: list[tuple[list[_Token], _Token]] = []
        for token in _merged(_without_head(tokens)):
            ends_line = token.line.split()[-1] == token.text
            if re.fullmatch(r"\d{1,3}(?:\.\d+)?", token.text) and ends_line and _closes(row, token):
                found.append((row, token))
                row = []
            else:
                row.append(token)
        if any(re.search("分值|权重|计量单位|度量单位", t.text) for t in tokens[:60]):  # columns that this reading does not know
            self._gap("", f"{len(found)} 行指标的数字无法确定各属哪一栏，未采用")
            return
        wrapped = bool(indicator_name("".join(t.text for t in row)))  # a name goes on behind its row: whose, no other row can say
        for cells, score in found:
            self._indicator(cells, score, columns, wrapped)

    def _indicator(self, row: list[_Token], score: _Token, columns: list[str], wrapped: bool) -> None:
        values: dict[str, _Token] = {}
        rest = list(row)
        for column in reversed(columns[:-1]):
            if rest and (is_value(rest[-1].text) or rest[-1].place == score.place or _is_range(rest[-1].text)):
                if not indicator_name("".join(t.text for t in rest[:-1])):
                    break
                values[column] = rest.pop()
        name = indicator_name("".join(t.text for t in rest))
        if not values and re.fullmatch(vocabulary()["columns"]["total"], name):
            self._add(self.project or ("部门整体" if self.whole else self.region.title), "自评得分", Decimal(score.text), "分", score.place,
                      score.line, own=True)  # fmt: skip
            return
        elsewhere = wrapped and any(t.place != score.place and indicator_name(t.text) for t in rest)
        if not name or elsewhere or not is_indicator(name):
            said = "指标得分前没有指标名称" if not name else "指标的名称与数字无法对应，未采用"
            self._gap("", f"{said}：{score.line[:40]}")
            return
        quote = " ".join(dict.fromkeys(t.line for t in (*rest[-2:], *reversed(values.values()), score)))
        for column in columns[:-1]:
            found = value_of(values[column].text) if column in values else None
            if found is not None:
                self._add(name, column, found[0], found[1], values[column].place, quote)
            elif column in values and unread(values[column].text):
                self.ranges.append(f"{name}“{values[column].text}”")
        self._add(name, columns[-1], Decimal(score.text), "分", score.place, quote)


def execution(numbers: tuple[str, ...]) -> list[tuple[str, Decimal]] | None:
    """Budget, execution, rate and score of a row of figures whose cells may have been broken; None where they do not say which is which.

    >>> execution(("1688.9", "2", "1688.92", "100.00%", "20"))[0]
    ('预算数（A）', Decimal('1688.92'))
    """
    names = ("预算数（A）", "执行数（B）", "执行率", "得分")
    fitting = []
    for parts in _joinings(numbers):
        values = [parse_number(p) for p in parts]
        if len(parts) not in (3, 4) or any(v is None for v in values) or not parts[2].endswith("%"):
            continue
        budget, spent, rate = (v for v in values[:3] if v is not None)
        if budget and abs(spent / budget * 100 - rate) <= Decimal("0.6") or not budget and not spent:
            fitting.append(values)
    if len(fitting) != 1:
        return None
    return [(name, value) for name, value in zip(names, fitting[0], strict=False) if value is not None]


def _joinings(numbers: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The figures as they stand, else with two neighbours put together: 1688.9 | 2 → 1688.92."""
    if len(numbers) <= 4:
        yield numbers
        return
    for at in range(len(numbers) - 1):
        if "%" not in numbers[at]:
            yield from _joinings((*numbers[:at], numbers[at] + numbers[at + 1], *numbers[at + 2 :]))


def _lines(tokens: Sequence[_Token]) -> list[tuple[str, Place]]:
    """The lines that tokens stand on."""
    return list({token.place: (token.line, token.place) for token in tokens}.values())


def _without_head(tokens: Sequence[_Token]) -> list[_Token]:
    """The tokens behind the words of the header."""
    at = 0
    while at < len(tokens) and _HEAD_WORDS.fullmatch(tokens[at].text.replace(" ", "")):
        at += 1
    return list(tokens[at:])


def _merged(tokens: Sequence[_Token]) -> list[_Token]:
    """A number with its unit, and the parts of a range, as one token: 60 | 万人次, 97%≤98% | ≤100%."""
    merged: list[_Token] = []
    for token in tokens:
        last = merged[-1] if merged else _Token("", token.place, "")
        unit = last.place == token.place and joins(last.text, token.text)
        open_range = re.search(r"[≥≤<>～~-]$", last.text) or re.search(r"\d%?[≤<]\d", last.text) and token.text[0] in "≤<"
        if unit or open_range and re.match(r"[≤<\d]", token.text):
            merged[-1] = _Token(last.text + token.text, last.place, last.line)
        else:
            merged.append(token)
    return merged


def _closes(row: list[_Token], score: _Token) -> bool:
    """Whether a bare number that ends a line is a score: a name stands before it, and on its line or before it a value."""
    if not row:
        return False
    same = [t for t in row if t.place == score.place]
    return bool(same) or is_value(row[-1].text)


def _is_range(text: str) -> bool:
    return bool(re.search(r"\d\s*%?\s*[-~～≤<]\s*\d", text))
