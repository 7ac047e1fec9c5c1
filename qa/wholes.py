"""Which figure is a part of which: by form, side, fund, subject, column and kind of spending. Pure.

A figure's place is a path along each of several dimensions; an empty path is the whole. One figure is a part of another where every path of
the other is the beginning of its own. Figures whose paths part ways in some dimension have nothing in common.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from index.subjects import codes_named
from qa.bind import Bound
from qa.matching import bare_path, role_of
from qa.normalise import bare

SAME, PART, WHOLE, APART, CROSSING, UNKNOWN = "same", "part", "whole", "apart", "crossing", "unknown"

Path = tuple[str, ...]

_PUBLIC, _GENERAL, _FUNDS, _CAPITAL = "财政拨款", "一般公共预算", "政府性基金预算", "国有资本经营预算"
_FUND_OF_FORM: dict[str, Path] = {
    "F04": (_PUBLIC,), "F05": (_PUBLIC, _GENERAL), "F06": (_PUBLIC, _GENERAL), "F07": (_PUBLIC, _FUNDS), "F08": (_PUBLIC, _CAPITAL),
    "F09": (_PUBLIC,), "B04": (_PUBLIC,), "B05": (_PUBLIC, _GENERAL), "B06": (_PUBLIC, _FUNDS), "B07": (_PUBLIC, _CAPITAL),
    "B08": (_PUBLIC, _GENERAL), "B09": (_PUBLIC,),
}  # fmt: skip
_KINDS = ("基本支出", "项目支出", "经营支出", "上缴上级支出", "对附属单位补助支出", "事业单位经营支出")
_SOURCES = ("上级补助收入", "事业收入", "经营收入", "事业单位经营收入", "附属单位上缴收入", "其他收入")
_STAFF, _RUNNING = "人员经费", "公用经费"
_STAFF_CODES = ("301", "303")
_BALANCES = ("年初", "年末", "上年结转", "结转下年", "结余分配", "使用非财政拨款结余")
_CARS = "公务用车购置及运行维护费"


@dataclass(frozen=True)
class Place:
    """Where a figure stands: `side` 收入 or 支出; `span` () with balances carried over, ("本年",) without; `fund`, `subject` (functional),
    `kind` (基本支出 …, or the source of income), `economic` and `purpose` (三公) as paths, () for all of it."""

    side: str
    span: Path = ("本年",)
    fund: Path = ()
    subject: Path = ()
    kind: Path = ()
    economic: Path = ()
    purpose: Path = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        return ((self.side,), self.span, self.fund, self.subject, self.kind, self.economic, self.purpose)


def relation(one: Bound, other: Bound) -> str:
    """How the first figure stands to the second: SAME, PART of it, its WHOLE, APART, CROSSING (they share something), UNKNOWN."""
    if one.parts or other.parts:
        return _of_sums(one, other)
    a, b = one.fact, other.fact
    if a is b or a.id == b.id:
        return SAME
    if (a.department, a.year, a.basis) != (b.department, b.year, b.basis):
        return UNKNOWN
    here, there = place_of(one), place_of(other)
    if here is None or there is None:
        return _by_path(one, other)
    pairs = list(zip(here.paths, there.paths, strict=True))
    if here == there:
        return SAME
    if any(p[: min(len(p), len(q))] != q[: min(len(p), len(q))] for p, q in pairs):
        return APART
    if all(q == p[: len(q)] for p, q in pairs):
        return PART
    return WHOLE if all(p == q[: len(p)] for p, q in pairs) else CROSSING


def _of_sums(one: Bound, other: Bound) -> str:
    """A sum is a part of what all its addends are parts of."""
    kinds = {relation(a, b) for a in one.parts or (one,) for b in other.parts or (other,)}
    if kinds == {APART}:
        return APART
    if kinds == {PART} and not other.parts:
        return PART
    return WHOLE if kinds == {WHOLE} and not one.parts else UNKNOWN


def _by_path(one: Bound, other: Bound) -> str:
    """Figures of sentences and performance forms: 政府采购支出总额/货物 is a part of 政府采购支出总额; the same name is the same thing."""
    a, b = bare_path(one.fact.row_name), bare_path(other.fact.row_name)
    alike = role_of(one.fact) == role_of(other.fact) and one.amount.unit == other.amount.unit
    if not a or not b or not alike:
        return UNKNOWN
    if a.startswith(f"{b}/"):
        return PART
    if b.startswith(f"{a}/"):
        return WHOLE
    columns = bare_path(one.fact.column) == bare_path(other.fact.column) and one.fact.provenance.title == other.fact.provenance.title
    if a == b and one.fact.row_code == other.fact.row_code and columns:
        return SAME
    return UNKNOWN


def siblings(one: Bound, other: Bound) -> bool:
    """Figures of one table and column, or of one sentence, in one unit: the one may be a part of the other, whatever they are called."""
    a, b = one.fact, other.fact
    table = (a.provenance.doc, a.form, a.provenance.title, a.column, a.side) == (
        b.provenance.doc,
        b.form,
        b.provenance.title,
        b.column,
        b.side,
    )
    sentence = a.origin == b.origin == "sentence" and a.provenance.quote == b.provenance.quote
    return (table and a.origin != "sentence" or sentence) and one.amount.unit == other.amount.unit


def fund_of(bound: Bound) -> Path | None:
    """Of which money a figure of a standard form is: () all of it; None where that is not known."""
    place = place_of(bound)
    return place.fund if place else None


def place_of(bound: Bound) -> Place | None:
    """The place of a figure, None where it stands in no standard form and is no known total."""
    fact = bound.fact
    if not fact.form:
        return _MEASURED.get(bound.measure) if fact.origin == "sentence" else None
    row, column = bare(fact.row_name), bare_path(fact.column).rsplit("/", 1)[-1]
    fund = _FUND_OF_FORM.get(fact.form, ())
    if fact.form in ("F01", "F04", "B01", "B04"):
        return _of_totals(fact.side, row, column, fund)
    if fact.form in ("F09", "B09"):
        return _of_privileges(bare_path(fact.column))
    if fact.form in ("F06", "B08"):
        return Place("支出", fund=fund, kind=("基本支出",), economic=_economic(fact.row_code, row, bare_path(fact.column)))
    income = fact.form in ("F02", "B02") or "收入" in column
    if any(word in column for word in _BALANCES):
        return None
    kind: Path = (column,) if column in (*_KINDS, *_SOURCES) else ()
    if income and "财政拨款收入" in column:
        kind = ("财政拨款收入",)
    return Place("收入" if income else "支出", fund=fund, subject=_subject(fact.row_code), kind=kind)


def _of_totals(side: str, row: str, column: str, fund: Path) -> Place | None:
    """Rows of the forms that set income against expenditure."""
    for name in (_GENERAL, _FUNDS, _CAPITAL):
        if side == "支出" and column.startswith(name):
            fund = (_PUBLIC, name)
    if row.endswith("总计"):
        return Place(side, (), fund)
    if any(word in row for word in _BALANCES):
        return Place(side, (row,), fund)
    if side == "收入":
        if row.endswith("收入合计"):
            return Place(side, fund=fund)
        if row in _SOURCES:
            return Place(side, fund=fund, kind=(row,))
        named = next(((name,) for name in (_GENERAL, _FUNDS.removesuffix("预算"), _CAPITAL) if row.startswith(name)), ())
        return Place(side, fund=(), kind=("财政拨款收入", *named)) if named or row == "财政拨款收入" else None
    if row.endswith("支出合计"):
        return Place(side, fund=fund)
    if row in _KINDS:
        return Place(side, fund=fund, kind=(row,))
    if row in (_STAFF, _RUNNING):
        return Place(side, fund=fund, kind=("基本支出",), economic=(row,))
    code = _class_named(row)
    return Place(side, fund=fund, subject=(code,)) if code else None


@cache
def _class_named(name: str) -> str:
    return next((code for code in codes_named(name) if len(code) == 3 and code.startswith("2")), "")


def _subject(code: str) -> Path:
    return tuple(code[:n] for n in (3, 5, 7) if len(code) >= n)


def _economic(code: str, row: str, column: str) -> Path:
    last = column.rsplit("/", 1)[-1]
    group = next((name for name in (_STAFF, _RUNNING) if row.startswith(name) or last == name), "")
    if code.isdigit():
        group = group or (_STAFF if code[:3] in _STAFF_CODES else _RUNNING)
        return (group, *(code[:n] for n in (3, 5) if len(code) >= n))
    return (group,) if group else ()


def _of_privileges(column: str) -> Place | None:
    """“三公”经费: its whole, trips abroad, cars (bought, kept), receptions."""
    purpose: Path
    if "机关运行" in column or "会议" in column or "培训" in column:
        return None
    if "公务用车" in column:
        last = column.rsplit("/", 1)[-1]
        own = "购置" if last in ("购置费", "公务用车购置费") else "运行" if last.startswith(("运行", "公务用车运行")) else ""
        purpose = ("三公", _CARS, own) if own else ("三公", _CARS)
    elif "出国" in column:
        purpose = ("三公", "因公出国(境)费")
    elif "接待" in column:
        purpose = ("三公", "公务接待费")
    else:
        purpose = ("三公",)
    return Place("支出", fund=(_PUBLIC,), purpose=purpose)


_MEASURED = {
    "支出总计": Place("支出", ()),
    "收入总计": Place("收入", ()),
    "支出合计": Place("支出"),
    "收入合计": Place("收入"),
    "财政拨款收入": Place("收入", kind=("财政拨款收入",)),
    "一般公共预算财政拨款收入": Place("收入", kind=("财政拨款收入", _GENERAL)),
    "一般公共预算财政拨款支出": Place("支出", fund=(_PUBLIC, _GENERAL)),
    "政府性基金预算支出": Place("支出", fund=(_PUBLIC, _FUNDS)),
    "国有资本经营预算支出": Place("支出", fund=(_PUBLIC, _CAPITAL)),
    "基本支出": Place("支出", kind=("基本支出",)),
    "项目支出": Place("支出", kind=("项目支出",)),
    "人员经费": Place("支出", kind=("基本支出",), economic=(_STAFF,)),
    "公用经费": Place("支出", kind=("基本支出",), economic=(_RUNNING,)),
    "“三公”经费": Place("支出", fund=(_PUBLIC,), purpose=("三公",)),
    "因公出国（境）费": Place("支出", fund=(_PUBLIC,), purpose=("三公", "因公出国(境)费")),
    "公务用车购置及运行维护费": Place("支出", fund=(_PUBLIC,), purpose=("三公", _CARS)),
    "公务用车购置费": Place("支出", fund=(_PUBLIC,), purpose=("三公", _CARS, "购置")),
    "公务用车运行维护费": Place("支出", fund=(_PUBLIC,), purpose=("三公", _CARS, "运行")),
    "公务接待费": Place("支出", fund=(_PUBLIC,), purpose=("三公", "公务接待费")),
}
"""Totals by the names of their measures, for figures of sentences."""
