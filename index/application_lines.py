"""Project applications and target tables of budgets whose cells stand line after line in a text dump → readings.

Such a form often prints no unit; then the unit of its own sentence holds (当年预算 460 万元 beside 项目当年预算 460.0000), or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import MONEY_UNITS, fold, parse_number
from index.documents import Gap
from index.indicator_rows import text_head, text_rows
from index.performance_forms import (
    Place,
    Reading,
    Region,
    indicator_name,
    is_indicator,
    is_value,
    joins,
    project_name,
    ranges_gap,
    value_of,
    vocabulary,
)
from index.textlines import clean

_PROJECT = re.compile(r"^\s*项目名称\s+(?P<name>\S.*?)\s*$")
_BUDGETS = re.compile(r"(?P<name>项目总预算|项目当年预算|项目本年度?预算|当年预算|年度预算)\s*[：:]?\s*(?P<number>\d[\d,.]*)(?!\s*年)")
_YEARLY = re.compile(rf"(?P<year>(?:19|20)\d\d)年度?预算(?:安排|数|为)*(?P<number>\d[\d,.]*)(?P<unit>{MONEY_UNITS})")
_OWN = re.compile(rf"(?<!\d年)(?P<name>当年预算|本年度?预算)(?:安排|数|为)*(?P<number>\d[\d,.]*)(?P<unit>{MONEY_UNITS})")
_AMOUNT_LINE = re.compile(
    r"^(?:\d{1,2}\s*[.、．]\s*)?(?P<name>[^\d\s][^\s]*?(?:[（(][^（()）]*[)）])?)\s+(?P<number>\d[\d,.]*)(?:\s+(?P<rest>\D.*))?$"
)
_UNIT_LABEL = re.compile(rf"^项目资金\s*[（(](?P<unit>{MONEY_UNITS})[)）]")
_PAIR = re.compile(r"\s*(?P<name>[^\d\s]{2,16}?(?:总额|金额|资金|拨款|结转|预算内|其他)[：:]?)\s+(?P<number>\d[\d,]*(?:\.\d+)?)(?=\s|$)")
_UNIT_LINE = re.compile(rf"单位\s*[：:]\s*(?P<unit>{MONEY_UNITS})")
_SECTIONS = (
    ("历年", re.compile(r"项目前两年预算|前两年预算|历年预算")),
    ("资金来源", re.compile(r"^项目资金来源|^资金来源\s*金额")),
    ("明细", re.compile(r"支出明细测算|^项目支出明细|^经济科目名称")),
    ("总体资金", re.compile(r"总体资金情况|^部门总体\s*资金情况")),
    ("项目支出", re.compile(r"^项目支出情况")),
    ("指标", re.compile(r"指标内容.*指标值|指标值.*绩效标准|三级指标.*指标值")),
    (
        "其他",
        re.compile(
            r"^(?:项目绩效总目标|年度绩效目标表|部门职能|年度工作任务|整体绩效总目?|长期绩效指标|项目申请理由|项目主要内容|项目类型|填报)"
        ),
    ),
)
_GOAL = re.compile(r"^(?P<name>(?:长期|年度)目标)\s*(?P<number>\d+)\s*[：:]")


@dataclass(frozen=True)
class _Row:
    text: str
    raw: str
    place: Place


def application_readings(region: Region, project: str = "") -> tuple[list[Reading], list[Gap], str]:
    """The figures of one form, what could not be placed, and the project that it is about.

    `project`: the project of the form before, whose target table may stand under a title of its own.
    """
    form = _Form(region, project)
    form.read()
    return form.readings, form.gaps, form.project


class _Form:
    """One form while it is read from its first line to its last."""

    def __init__(self, region: Region, project: str) -> None:
        self.region = region
        self.project = "" if "整体" in region.title else project
        self.goal = ""
        self.wholes: list[str] = []
        self.readings: list[Reading] = []
        self.gaps: list[Gap] = []
        lines = [(page, line) for page, line in region.lines if line.text.strip()]
        self.rows = [_Row(clean(line.text), fold(line.text).strip(), Place(page, line.number)) for page, line in lines]
        self.unit = self._proven_unit()
        headings = {m["unit"] for row in self.rows for m in [_UNIT_LABEL.search(row.raw)] if m}
        self.heading = headings.pop() if len(headings) == 1 else ""

    def _proven_unit(self) -> str:
        """The unit that the form prints, or that its own sentence about this year's budget proves."""
        for row in self.rows:
            if match := _UNIT_LINE.search(row.text):
                return match["unit"]
        budgets = {parse_number(m["number"]) for row in self.rows for m in _BUDGETS.finditer(row.raw)}
        units = {m["unit"] for m in _OWN.finditer(_together(self.rows)) if parse_number(m["number"]) in budgets}
        return units.pop() if len(units) == 1 else ""

    def read(self) -> None:
        section, kept = "", []  # type: str, list[_Row]
        for row in self.rows:
            begins = next((name for name, pattern in _SECTIONS if pattern.search(row.text) and len(row.text) <= 45), "")
            if _GOAL.match(row.text):
                begins = "其他"
            if begins:
                self._close(section, kept)
                section, kept = begins, []
            self._head(row)
            kept.append(row)
        self._close(section, kept)

    def _head(self, row: _Row) -> None:
        named = _PROJECT.match(row.raw)
        if named and "项目类型" not in row.raw:
            self.project = project_name(clean(re.split(r"\s{2,}|\s+(?=项目(?:性质|类别|编码))", named["name"].strip())[0]))
        self._pairs(row)
        goal = _GOAL.match(row.text)
        if goal:
            self.goal = f"{goal['name']}{goal['number']}"
        for match in _BUDGETS.finditer(row.raw) if "万元" not in row.raw else ():
            self._money(self.project, match["name"], match["number"], row, "预算")

    def _pairs(self, row: _Row) -> None:
        """Labels of money with their figures on one line: 项目资金总额 410.00 年度资金申请总额 410.00, 其中：财政拨款 2,150.00."""
        pairs = list(_PAIR.finditer(_UNIT_LABEL.sub("", row.raw)))
        if not pairs or "".join(m.group() for m in pairs).replace(" ", "") != _UNIT_LABEL.sub("", row.raw).replace(" ", ""):
            return
        names = [m["name"].strip("：:") for m in pairs]
        if all(re.search(r"(?:总额|总金额|年度金额)$", n) for n in names):
            self.wholes = names
            parts = names
        elif len(names) == len(self.wholes):
            parts = [f"{whole}/{re.sub('^其中[：:]?', '', name)}" for whole, name in zip(self.wholes, names, strict=True)]
        else:
            return
        for column, match in zip(parts, pairs, strict=True):
            self._money(self.project, column, match["number"], row, unit=self.heading)

    def _close(self, section: str, rows: list[_Row]) -> None:
        match section:
            case "历年":
                self._history(rows)
            case "资金来源":
                self._amounts(rows, "资金来源", of_project=True)
            case "明细":
                self._details(rows)
            case "总体资金":
                self._funds(rows)
            case "项目支出":
                self._projects(rows)
            case "指标":
                self._targets(rows)

    def _add(self, row: str, column: str, value: Decimal, unit: str, at: _Row, role: str = "", year: int | None = None) -> None:
        form = " ".join(x for x in (self.region.title, self.project, self.goal) if x)
        self.readings.append(Reading(form, self.project, row, column, value, unit, at.place, at.raw, role, year, planned=True))

    def _money(self, row: str, column: str, printed: str, at: _Row, role: str = "", year: int | None = None, unit: str = "") -> None:
        number = parse_number(printed)
        if number is None:
            return
        if not (unit or self.unit):
            self.gaps.append(Gap(None, f"{self.region.title} {self.project}".strip(), f"表中没有写明金额单位，未采用：{column} {printed}"))
            return
        self._add(row, column, number, unit or self.unit, at, role, year)

    def _history(self, rows: list[_Row]) -> None:
        """1、2019年度预算248万元；2020年度预算200万元；2、当年预算460万元."""
        for at, column, printed, unit, year in earlier_budgets(_together(rows)):
            self._money(self.project, column, printed, _row_at(rows, at), "预算", year, unit)

    def _amounts(self, rows: list[_Row], column: str, of_project: bool) -> None:
        for row in rows:
            match = _AMOUNT_LINE.match(row.raw)
            if match and parse_number(match["number"]) is not None:
                name = re.sub(r"[（(][^（()）]*[)）]$", "", match["name"])
                if of_project:
                    self._money(self.project, f"{column}/{name}", match["number"], row)
                else:
                    self._money(name, f"{column}/金额", match["number"], row)

    def _details(self, rows: list[_Row]) -> None:
        """Items with amounts, an item's name and its amount possibly on lines of their own, each name before its amount."""
        name, before = "", len(self.readings)
        for row in rows:
            amount = _AMOUNT_LINE.match(row.raw)
            if amount and not name and not re.match(r"\d", row.raw):
                self._amounts([row], "支出明细测算", of_project=False)
            elif re.fullmatch(r"\d[\d,.]*", row.raw):
                if not name:  # an amount in front of every name
                    self._disordered(before, row.raw)
                    return
                self._money(name, "支出明细/金额", row.raw, row)
                name = ""
            elif item := re.match(r"(?:\d{1,2}\s*[.、．]\s*)?(?P<name>[^\d\s].*?)(?:\s+(?P<number>\d[\d,.]*))?$", row.raw):
                fresh = bool(re.match(r"\d{1,2}\s*[.、．]", row.raw)) or item["name"] in ("合计", "小计")
                if fresh and name and not re.search("[明细金额]", name):  # two names in a row: the amounts stand elsewhere
                    self._disordered(before, name)
                    return
                name = clean(item["name"]) if fresh else name + clean(item["name"])
                if item["number"] and name:
                    self._money(name, "支出明细/金额", item["number"], row)
                    name = ""
            if re.search(r"经济科目名称|^金额|支出明细", row.text) and "/" not in name:
                name = "" if re.search(r"经济科目名称|^金额$|^项目支出明细", row.text) else name

    def _disordered(self, before: int, at: str) -> None:
        """Names and amounts of the details do not alternate: none of them is certain."""
        del self.readings[before:]
        self.gaps.append(Gap(None, f"{self.region.title} {self.project}", f"支出明细的名称与金额无法对应，未采用：{at}"))

    def _funds(self, rows: list[_Row]) -> None:
        """收入构成 and 支出构成 of this year and the two before it: a label and a figure for each column."""
        years = [int(y) for row in rows for y in re.findall(r"((?:19|20)\d\d)\s*年(?!度)", row.raw) if not re.search(r"\d\s*%", row.raw)]
        columns: list[tuple[str, int | None]] = [("当年金额", None), ("占比", None), *((f"近两年收支金额/{y}年", y) for y in years)]
        group = ""
        for row in rows:
            if re.fullmatch(r"(?:收入|支出)构成", row.text):
                group = row.text
            match = re.match(r"^(?P<name>[^\d\s%]+)\s+(?P<numbers>[\d,.%\s]+)$", row.raw)
            numbers = match["numbers"].split() if match else []
            if match is None or not group:
                continue
            if len(numbers) != len(columns):
                self.gaps.append(Gap(None, self.region.title, f"{group} {match['name']}：数字无法确定各属哪一栏"))
                continue
            for (column, year), printed in zip(columns, numbers, strict=True):
                number = parse_number(printed)
                if number is not None and printed.endswith("%"):
                    self._add(f"{group}/{match['name']}", column, number, "%", row, "占比", year)
                else:
                    self._money(f"{group}/{match['name']}", column, printed, row, "", year)

    def _projects(self, rows: list[_Row]) -> None:
        """日常工作运行经费 常年性项目 2357 2357: name, kind, total and this year's budget."""
        for row in rows:
            match = re.match(r"^(?P<name>\S+)\s+\S*项目\s+(?P<total>\d[\d,.]*)\s+(?P<own>\d[\d,.]*)$", row.raw)
            if match:
                self._money(match["name"], "项目总预算", match["total"], row, "预算")
                self._money(match["name"], "项目本年度预算", match["own"], row, "预算")

    def _targets(self, rows: list[_Row]) -> None:
        """Rows of targets; the standard (其他标准, 计划标准) ends a row."""
        standard = vocabulary()["indicators"]["standards"]
        tokens = [(token, row) for row in rows for token in row.raw.split()]
        ends = next((i for i, (token, _) in enumerate(tokens) if token.endswith("绩效标准")), -1)
        if ends < 0:
            self._whole_lines(rows)
            return
        name: list[tuple[str, _Row]] = []
        for token, row in _merged(tokens[ends + 1 :]):
            if not re.fullmatch(r"[一-鿿]{2,6}", token) or not re.search(standard, token):
                name.append((token, row))
                continue
            value = name.pop() if name and is_value(name[-1][0]) else None
            label = indicator_name(_without(self.project, "".join(t for t, _ in name)))
            found = value_of(value[0]) if value else None
            several = bool(name) and is_value(name[-1][0])
            if value is not None and (several or not is_indicator(label)):
                self.gaps.append(Gap(None, self.region.title, f"指标的名称与数字无法对应，未采用：{row.raw[:40]}"))
            elif value is not None and found is not None and label:
                quote = _Row("", " ".join(dict.fromkeys(r.raw for _, r in (*name[-2:], value))), value[1].place)
                self._add(label, "指标值", found[0], found[1], quote)
            elif value is not None:
                self.gaps.append(Gap(None, self.region.title, f"指标值前没有指标名称：{row.raw[:40]}"))
            name = []

    def _whole_lines(self, rows: list[_Row]) -> None:
        """Targets of a form without a column of standards, whose rows have a line each."""
        lines = [(row.raw, row.place) for row in rows]
        head, count = text_head(lines)
        found, left = text_rows(head, lines[count:]) if head else ([], [])
        self.gaps += ranges_gap(f"{self.region.title} {self.project}".strip(), [f"{r.name}“{c}”" for r in found for c in r.ranges])
        for row in found:
            for column, value, unit in row.figures:
                self._add(row.name or self.project, column, value, unit, _Row("", row.quote, row.place))
        if left:
            place = f"{self.region.title} {self.project}".strip()
            self.gaps.append(Gap(None, place, f"{len(left)} 行指标的名称与数字无法对应，未采用：{left[0][:40]}"))


def earlier_budgets(text: str) -> Iterator[tuple[int, str, str, str, int | None]]:
    """Budgets of earlier years and of this one in a form's sentence: where the number begins, column, number, unit, year (None: this one).

    >>> [found[1:] for found in earlier_budgets("1、2019年度预算248万元；2、当年预算460万元。")]
    [('2019年度预算', '248', '万元', 2019), ('当年预算', '460', '万元', None)]
    """
    for match in _YEARLY.finditer(text):
        yield match.start("number"), f"{match['year']}年度预算", match["number"], match["unit"], int(match["year"])
    for match in _OWN.finditer(text):
        yield match.start("number"), "当年预算", match["number"], match["unit"], None


def _without(project: str, text: str) -> str:
    return text.removeprefix(project.replace(" ", "")) if project else text


def _merged(tokens: Sequence[tuple[str, _Row]]) -> list[tuple[str, _Row]]:
    """A number and its unit as one token."""
    merged: list[tuple[str, _Row]] = []
    for token, row in tokens:
        last = merged[-1] if merged else ("", row)
        if last[1] is row and joins(last[0], token):
            merged[-1] = (last[0] + token, row)
        else:
            merged.append((token, row))
    return merged


def _together(rows: Sequence[_Row]) -> str:
    return "".join(row.text for row in rows)


def _row_at(rows: Sequence[_Row], at: int) -> _Row:
    """The row that holds a character of the rows put together."""
    for row in rows:
        if at < len(row.text):
            return row
        at -= len(row.text)
    return rows[-1]
