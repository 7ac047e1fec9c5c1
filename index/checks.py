"""Accounting identities as data: what must hold within a form, down its hierarchy and between forms.

Never repairs, never prints: it says which identity does not hold and by how much. Tolerances follow from rounding: a sum of n figures
printed to a unit's last place may be off by (n + 1) half places.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from index.amounts import is_money, plain
from index.columnsums import column_sums
from index.documents import BUDGET
from index.facts import FAILED, HELD, Fact
from index.forms import forms
from index.subjects import FUNCTIONAL, subjects


@dataclass(frozen=True)
class Discrepancy:
    """An identity that does not hold: `left` should equal `right`, both in the form's unit. `severity`: 提示 (a cent or two beyond
    rounding) or 错误."""

    doc: str
    page: int | None
    rule: str
    severity: str
    message: str
    left: Decimal
    right: Decimal
    difference: Decimal


@dataclass(frozen=True)
class _Identity:
    rule: str
    words: str
    total: Fact
    parts: tuple[Fact, ...]
    minus: tuple[Fact, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (self.total, *self.parts, *self.minus)


def check(facts: Sequence[Fact]) -> tuple[int, list[Discrepancy]]:
    """(identities that hold, the ones that do not) over the table facts of one document."""
    tested = [discrepancy for _, discrepancy in _judged(facts)]
    return tested.count(None), [d for d in tested if d is not None]


def broken(facts: Sequence[Fact]) -> list[tuple[Discrepancy, frozenset[str]]]:
    """The identities that do not hold over the facts of one document, each with the ids of the facts that stand in it: its total and its
    direct parts."""
    return [(d, frozenset(f.id for f in i.facts)) for i, d in _judged(facts) if d is not None]


def checked(facts: Sequence[Fact]) -> tuple[list[Fact], int, list[Discrepancy]]:
    """The facts of one document with what the checks said of each (`Fact.checked`), and what `check` gives."""
    judged = _judged(facts)
    said: dict[int, str] = {}
    for identity, discrepancy in judged:
        for fact in identity.facts:
            said[id(fact)] = FAILED if discrepancy is not None else said.get(id(fact), HELD)
    failed = [d for _, d in judged if d is not None]
    marked = [replace(f, checked=said[id(f)]) if id(f) in said else f for f in facts]
    return marked, len(judged) - len(failed), failed


def _judged(facts: Sequence[Fact]) -> list[tuple[_Identity, Discrepancy | None]]:
    """Every identity with what became of it; the forms of a department and of its units in one document each by themselves."""
    owners: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.origin == "table" and fact.form:
            owners[fact.department].append(fact)
    return [(i, _tested(i)) for members in owners.values() for i in _identities(members)]


def _tested(identity: _Identity) -> Discrepancy | None:
    """None where the identity holds."""
    left = identity.total.value
    right = sum((p.value for p in identity.parts), Decimal(0)) - sum((p.value for p in identity.minus), Decimal(0))
    difference, tolerance = left - right, _tolerance(identity.total, len(identity.parts) + len(identity.minus))
    if abs(difference) <= tolerance:
        return None
    severity = "提示" if abs(difference) <= 4 * tolerance else "错误"
    where = identity.total.provenance
    message = f"{where.title}：{identity.words}应为{plain(right)}，印作{plain(left)}，相差{plain(difference)}{identity.total.unit}"
    return Discrepancy(where.doc, where.page, identity.rule, severity, message, left, right, difference)


def _tolerance(total: Fact, parts: int) -> Decimal:
    exponent = total.value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return Decimal(parts + 1) * Decimal("0.5").scaleb(-places)


def _identities(facts: list[Fact]) -> Iterator[_Identity]:
    by_form: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_form[fact.form].append(fact)
    for form_id, members in by_form.items():
        if forms()[form_id].basis == BUDGET:
            yield from _budget_identities(members)
            continue
        yield from _row_identities(form_id, members)
        yield from _hierarchy_identities(members)
        if forms()[form_id].layout in ("subjects", "economic"):
            yield from _class_identities(members)
        if forms()[form_id].layout == "economic":
            yield from _staff_and_office(members)
        if forms()[form_id].layout == "line":
            yield from _line_identities(members)
        if form_id == "F07":
            yield from _carried_over(members)
        if form_id == "F01":
            yield from _overview_identities(members, by_form)
    yield from _between_forms(by_form)


def _row_identities(form_id: str, facts: list[Fact]) -> Iterator[_Identity]:
    """Total column = sum of its parts, as the forms print beneath themselves; where columns of one name stand in several groups
    (本年收入, 本年支出), those of the total's own group."""
    form = forms()[form_id]
    columns = form.expenditure_columns or form.columns
    if form.layout == "line":
        return  # header paths vary in depth there
    identities = form.identities or (((1, (2, 3)),) if form.layout == "economic" else ())
    names = columns if form.identities else ("合计", "人员经费", "公用经费")
    for cells in _printed_rows([f for f in facts if not form.expenditure_columns or f.side == "支出"]):
        for head in cells:
            for total, parts in identities:
                if _last(head.column) not in (names[total - 1], *(form.other_columns if total == 1 else ())):
                    continue
                found = tuple(fact for i in parts if (fact := _beside(head, cells, names[i - 1])) is not None)
                if found:
                    yield _Identity("行内合计", f"“{head.row_name or head.row_code}”一行各栏之和", head, found)


def _printed_rows(facts: list[Fact]) -> list[list[Fact]]:
    """The facts by the printed row, and by the year and basis that they are of."""
    rows: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for f in facts:
        place = f.provenance.line or f.provenance.page
        rows[f.provenance.title, f.side, f.row_code, f.row_name, place, f.year, f.basis, f.unit].append(f)
    return list(rows.values())


_WHOLE = re.compile(r"(?<=.)/(?:小计|合计)$")


def _beside(head: Fact, cells: list[Fact], name: str) -> Fact | None:
    """The figure of a row under `name`: in the same group of columns as `head`, else the only one beneath that group (其中/基本支出); a
    group of that name is its own total's (事业收入/小计)."""
    group = head.column.rpartition("/")[0]
    named = [f for f in cells if _last(_WHOLE.sub("", f.column)) in (name, f"日常{name}") and f.column.startswith(group)]
    same = [f for f in named if f.column.rpartition("/")[0] == group] or (named if len(named) == 1 else [])
    return same[0] if same else None


def _carried_over(facts: list[Fact]) -> Iterator[_Identity]:
    """年末结转和结余 = 年初结转和结余 + 本年收入 − 本年支出; blank cells count as nothing."""
    for cells in _printed_rows(facts):
        by_name = {_last(f.column): f for f in cells}
        income = [f for f in cells if f.column.split("/")[-2:] == ["本年收入", "合计"] or _last(f.column) == "本年收入"]
        spent = [f for f in cells if _last(f.column) in ("小计", "合计") and "支出" in f.column]
        end, start = by_name.get("年末结转和结余"), by_name.get("年初结转和结余")
        if end is not None and len(income) == 1 and len(spent) == 1:
            parts = tuple(f for f in (start, income[0]) if f is not None)
            yield _Identity("行内合计", f"“{end.row_name}”一行年初结转加本年收入减本年支出", end, parts, (spent[0],))


_STAFF, _OFFICE = ("301", "303"), ("302", "307", "309", "310", "311", "312", "313", "399")


def _staff_and_office(facts: list[Fact]) -> Iterator[_Identity]:
    """人员经费 = 301 + 303; 公用经费 = the other classes of economic subjects that are printed."""
    classes: dict[tuple[str, str], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if len(fact.row_code) == 3:
            classes[fact.provenance.title, _last(fact.column)].setdefault(fact.row_code, fact)
    for fact in facts:
        name = fact.row_name.removesuffix("合计").removeprefix("日常")
        if fact.row_code or name not in ("人员经费", "公用经费"):
            continue
        printed = classes[fact.provenance.title, _last(fact.column)]
        parts = tuple(f for code, f in printed.items() if code in (_STAFF if name == "人员经费" else _OFFICE))
        if parts:
            yield _Identity("科目合计", f"“{fact.row_name}”各类科目之和", fact, parts)


# what a figure of a 三公 form is of, by its item; the first that matches
_ITEMS = (
    ("abroad", re.compile(r"因公出国.*费用?")),
    ("guests", re.compile(r"公务接待费用?")),
    ("running", re.compile(r"(?:.*/)?(?:公务用车)?运行(?:维护)?费用?")),
    ("buying", re.compile(r"(?:.*/)?(?:公务用车)?购置费用?")),
    ("cars", re.compile(r"公务用车购置[及和与][^/]*(?:/(?:小计|合计))?")),
    ("three", re.compile(r"[^/]*三公[^/]*|[^/]*三公[^/]*/(?:小计|合计)|支出合计")),
    ("others", re.compile(r"(?:会议费|培训费).*")),
    ("total", re.compile(r"合计|小计|总计")),
)
_KIND_OF_FIGURE = re.compile(r"预算|决算|支出数|执行数|金额|统计数")


def _line_identities(facts: list[Fact]) -> Iterator[_Identity]:
    """三公 = 出国 + 用车 + 接待; 用车 = 购置 + 运行: in one line, down a list or over several lines. Blank cells count as nothing."""
    groups: dict[tuple[object, ...], dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        where = fact.provenance
        kind, item = _split_column(fact.column)
        of = next((name for name, pattern in _ITEMS if pattern.fullmatch(item)), "")
        if of and (is_money(fact.unit) or not fact.unit):
            groups[where.title, where.page, fact.row_name, fact.year, fact.basis, fact.unit, kind].setdefault(of, fact)
    for cells in groups.values():
        # 合计 of a form that has 会议费 and 培训费, too, may be the sum of them all
        total = cells.get("three") or (None if "others" in cells else cells.get("total"))
        for head, names in ((total, ("abroad", "cars", "guests")), (cells.get("cars"), ("buying", "running"))):
            parts = tuple(cells[name] for name in names if name in cells)
            if head is not None and parts:
                yield _Identity("行内合计", f"“{head.column}”各项之和", head, parts)


def _split_column(column: str) -> tuple[str, str]:
    """The kind of figure that a path names (预算数), wherever in the path, and the item: 预算数/公务接待费 and 公务接待费/预算数."""
    parts = re.sub(r"[“”\"]", "", column).split("/")
    kinds = [p for p in (parts[0], parts[-1]) if _KIND_OF_FIGURE.search(p) and len(parts) > 1]
    kind = kinds[0] if kinds else ""
    rest = [p for p in parts if p != kind] or [kind]
    # 三公 over the items says nothing of them, but which total is theirs
    items = [p for p in rest if "三公" not in p]
    whole = "三公" in "".join(parts) and (not items or items in (["合计"], ["小计"]))
    return kind, "三公" if whole else "/".join(items)


def _budget_identities(facts: list[Fact]) -> Iterator[_Identity]:
    """The sums across a budget's own columns and down its subjects; where several units' rows repeat the subjects, none down them."""
    for found in column_sums(facts):
        name = found.total.row_name or found.total.row_code or found.total.provenance.title
        yield _Identity("行内合计", f"“{name}”一行“{found.total.column}”以外各栏之和", found.total, found.parts)
    tables: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        tables[fact.provenance.title].append(fact)
    for members in tables.values():
        coded = Counter((f.row_code, f.column) for f in members if f.row_code)
        if not coded or max(coded.values()) == 1:
            yield from _hierarchy_identities(members)
            yield from _class_identities(members)


def _hierarchy_identities(facts: list[Fact]) -> Iterator[_Identity]:
    """类 = Σ款, 款 = Σ项, per column."""
    columns: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.row_code.isdigit() and is_money(fact.unit):
            columns[fact.column].setdefault(_whole_code(fact.row_code), fact)
    for cells in columns.values():
        children: dict[str, list[Fact]] = defaultdict(list)
        for code, fact in cells.items():
            if len(code) in (5, 7) and code[:-2] in cells:
                children[code[:-2]].append(fact)
        for code, parts in children.items():
            yield _Identity(
                "科目合计", f"{code}{cells[code].row_name}（{_last(cells[code].column)}）下级科目之和", cells[code], tuple(parts)
            )


def _whole_code(code: str) -> str:
    """An economic 款 whose zero is lost in a column of its own (301 | 2): 3012 stands below 301 as 30102 does."""
    return f"{code[:3]}0{code[3]}" if len(code) == 4 and code.startswith("3") else code


def _class_identities(facts: list[Fact]) -> Iterator[_Identity]:
    """合计 = Σ类, per column, where every class is printed once: a subject whose class is not there says that something was not read."""
    columns: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if is_money(fact.unit):
            columns[fact.column].append(fact)
    for column, cells in columns.items():
        totals = [f for f in cells if not f.row_code and f.row_name in ("合计", "总计")]
        classes = [f for f in cells if f.row_code.isdigit() and len(f.row_code) == 3]
        codes = {f.row_code for f in classes}
        below = {f.row_code[:3] for f in cells if f.row_code.isdigit()}
        if len(totals) == 1 and classes and len(codes) == len(classes) and below == codes:
            yield _Identity("科目合计", f"“合计”（{_last(column)}）各类科目之和", totals[0], tuple(classes))


_OPENING = (
    "使用非财政拨款结余",
    "使用非财政拨款结余和专用结余",
    "使用专用结余",
    "用事业基金弥补收支差额",
    "年初结转和结余",
    "上年结转和结余",
    "上年结转",
)
_CLOSING = ("结余分配", "年末结转和结余", "结转下年")


def _overview_identities(facts: list[Fact], by_form: dict[str, list[Fact]]) -> Iterator[_Identity]:
    """F01's own columns: Σ类 = 本年支出合计; the year's sum and what is carried over = 总计, on either side. Where a row is there that
    none of these knows, nothing is said."""
    columns: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        columns[fact.side, fact.column].append(fact)
    spent_on = {f.row_code for form in ("F03", "F05") for f in by_form.get(form, []) if len(f.row_code) == 3 and f.value}
    for (side, _), cells in columns.items():
        rows = {re.sub(r"[（(].*?[）)]", "", f.row_name): f for f in cells}
        if len(rows) < len(cells) or side not in ("收入", "支出"):
            continue
        carried, total_name = (_OPENING, "收入总计") if side == "收入" else (_CLOSING, "支出总计")
        year, total = rows.get(f"本年{side}合计"), rows.get("总计") or rows.get(total_name)
        over = tuple(f for name, f in rows.items() if name in carried)
        unknown = [n for n in rows if ("结转" in n or "结余" in n or "基金弥补" in n) and n not in carried]
        if year and total and over and not unknown:
            yield _Identity("表内合计", f"{side}总计（本年{side}合计与结转、结余之和）", total, (year, *over))
        classes = tuple(f for name, f in rows.items() if name in _classes())
        known = {_classes()[name] for name in rows if name in _classes()}
        others = set(rows) - set(_classes()) - {f"本年{side}合计", "总计", total_name, *_CLOSING}
        if side == "支出" and year and classes and not others and spent_on <= known:
            yield _Identity("表内合计", "“本年支出合计”各类支出之和", year, classes)


@cache
def _classes() -> dict[str, str]:
    """Names of functional classes, former ones too → code."""
    return {n: s.code for s in subjects().values() if s.kind == FUNCTIONAL and len(s.code) == 3 for n in (s.name, *s.aliases)}


# forms of expenditure, and the columns that some of them have of something else
_SPENDING = ("F05", "F07", "F08")
_NOT_SPENT = re.compile("结转|结余|收入")


def _between_forms(by_form: dict[str, list[Fact]]) -> Iterator[_Identity]:
    """The same figure in two forms."""

    def find(form: str, names: Sequence[str], columns: Sequence[str] = (), side: str = "") -> Fact | None:
        members = [f for f in by_form.get(form, []) if f.basis == forms()[form].basis]
        year = max((f.year for f in members), default=None)  # some forms print the year before, too
        for fact in members:
            if fact.year != year or (form in _SPENDING and _NOT_SPENT.search(fact.column)):
                continue
            if fact.row_name in names and (not columns or _last(fact.column) in columns) and (not side or fact.side == side):
                return fact
        return None

    whole = ["小计", "合计"]
    pairs = [
        ("F01 本年收入 = F02 合计", find("F01", ["本年收入合计"]), find("F02", ["合计"], ["本年收入合计", *whole])),
        ("F01 本年支出 = F03 合计", find("F01", ["本年支出合计"]), find("F03", ["合计"], ["本年支出合计", *whole])),
        ("F04 一般公共预算 = F05 合计", find("F04", ["本年支出合计"], ["一般公共预算财政拨款"]),
         find("F05", ["合计"], ["本年支出合计", *whole])),
        ("F04 政府性基金 = F07 合计", find("F04", ["本年支出合计"], ["政府性基金预算财政拨款"]), find("F07", ["合计"], whole)),
        ("F04 国有资本经营 = F08 合计", find("F04", ["本年支出合计"], ["国有资本经营预算财政拨款"]), find("F08", ["合计"], whole)),
        ("F01 收入总计 = 支出总计", find("F01", ["总计"], (), "收入"), find("F01", ["总计"], (), "支出")),
        ("F04 收入总计 = 支出总计", find("F04", ["总计"], (), "收入"), find("F04", ["总计"], whole, "支出")),
        ("B01 收入总计 = 支出总计", find("B01", ["收入总计", "总计"], (), "收入"), find("B01", ["支出总计", "总计"], (), "支出")),
        ("B04 收入总计 = 支出总计", find("B04", ["收入总计", "总计"], (), "收入"), find("B04", ["支出总计", "总计"], ["合计"], "支出")),
    ]  # fmt: skip
    yield from _between_budgets(find)
    for rule, left, right in pairs:
        if left is not None and right is not None and left.unit == right.unit:
            yield _Identity("表间", rule, left, (right,))
    basic = find("F05", ["合计"], ["基本支出"])
    staff, office = find("F06", ["人员经费合计", "人员经费"]), find("F06", ["公用经费合计", "公用经费", "日常公用经费"])
    if basic is not None and staff is not None and office is not None and basic.unit == staff.unit == office.unit:
        yield _Identity("表间", "F05 基本支出 = F06 人员经费 + 公用经费", basic, (staff, office))


def _between_budgets(find: Callable[..., Fact | None]) -> Iterator[_Identity]:
    """B02, B03 and B05–B08 total what B01, B04 and B05 print: the year's own, or with what is carried over, as the province has it. One
    of them has to agree."""
    whole = ["合计", "总计"]
    received = ["本年收入合计", "收入合计", "收入总计", "总计"]
    spent = ["本年支出合计", "本年支出", "支出合计", "支出总计", "总计"]
    pairs = [
        ("B02 合计 = B01 收入", find("B02", whole, whole), [find("B01", [n], (), "收入") for n in received]),
        ("B03 合计 = B01 支出", find("B03", whole, whole), [find("B01", [n], (), "支出") for n in spent]),
        *(
            (f"{form} 合计 = B04 {fund}", find(form, whole, whole), [find("B04", [n], (fund, f"{fund}财政拨款"), "支出") for n in spent])
            for form, fund in (("B05", "一般公共预算"), ("B06", "政府性基金预算"), ("B07", "国有资本经营预算"))
        ),
        ("B08 合计 = B05 基本支出", find("B08", whole, whole), [find("B05", whole, ["基本支出"])]),
    ]  # fmt: skip
    for rule, total, others in pairs:
        same = [_Identity("表间", rule, total, (o,)) for o in others if total and o and o.unit == total.unit and o.year == total.year]
        if same:
            yield next((i for i in same if _tested(i) is None), same[0])


def _last(column: str) -> str:
    return column.rsplit("/", 1)[-1]
