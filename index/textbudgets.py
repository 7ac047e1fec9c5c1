"""The columns of a budget's forms in a dump. No line numbers them, so a layout counts only where the header's own words bear it out.

Header cells are torn over lines and interleaved ("政府性基金预 国有资本经营" / "算 预算"), so the words are compared by their characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.amounts import compact
from index.forms import Form
from index.placement import Equation
from index.textheads import Layout

_COMMON = "项目功能分类科目编码功能分类科目名称类款项序号栏次行次年度预算数"
_OWN = {
    "B01": "项目本年收入本年支出预算数金额金额",
    "B02": "收入预算",
    "B03": "支出预算",
    "B04": "项目本年财政拨款收入本年财政拨款支出预算数金额",
    "B05": "一般公共预算支出",
    "B06": "政府性基金预算支出",
    "B07": "国有资本经营预算支出",
    "B08": "一般公共预算基本支出部门预算经济分类科目编码经济分类科目名称",
}
"""What headers print besides the names of columns; any character more is a column that is not known."""

_CARS, _PARTS = "公务用车购置及运行费", ("小计", "购置费", "运行费")
_LINE_WORDS = (
    "三公经费财政拨款预算数年机关运行经费预算数年项目合计小计因公出国境费用公务接待费公务用车购置及和与运行维护费公务用车购置费公务用车运行维护费"
)
def budget_layout(form: Form, header: Sequence[str], by_item: bool = False) -> Layout:
    """The columns of a budget's form from the lines above its rows; `by_item`: 三公 with one row an item. Not `certain` where the header
    has other columns than the form's, or the same in another order."""
    text = compact("".join(header))
    text = re.sub(r"(?<=类款|款项)合计$", "", text)  # the lone row of an empty form
    if form.layout == "line":
        return _line_layout(form, header, text, by_item)
    columns, equations = form.columns, _identities(form.identities, 0)
    if form.layout == "halves":
        parts = form.expenditure_columns if any(name in text for name in ("一般公共预算", "政府性基金")) else ()
        columns = (*form.columns, *(parts or form.columns))
        equations = _identities(form.identities, 1) if parts else ()
        return Layout(columns, equations, _is_header_of(form, parts, text) and _has_halves(text, len(parts) or 1))
    return Layout(columns, equations, _is_header_of(form, columns, text) and text.count("合计") == 1)


def _identities(identities: Sequence[tuple[int, tuple[int, ...]]], offset: int) -> tuple[Equation, ...]:
    return tuple(Equation(total - 1 + offset, tuple(part - 1 + offset for part in parts)) for total, parts in identities)


def _is_header_of(form: Form, columns: Sequence[str], text: str) -> bool:
    """Whether a header has these columns, in this order as far as they stand in one piece, and no others."""
    printed, named = _characters(text), _characters("".join(columns))
    found = [text.rfind(name) for name in columns if name in text]
    known = _characters(_COMMON + _OWN[form.id]) + named
    return printed >= named and printed <= known and found == sorted(found)


def _has_halves(text: str, expenditure_columns: int) -> bool:
    """收入 with one column of amounts, 支出 with one or with 合计 and the funds."""
    amounts = len(re.findall("预算数|金额", text))
    return amounts == 2 if expenditure_columns == 1 else amounts == 1 and text.count("合计") == 1


def _characters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[^一-鿿]", "", text))


def _line_layout(form: Form, header: Sequence[str], text: str, by_item: bool) -> Layout:
    """三公 and 机关运行经费; the two heads as printed ("2023年“三公”经费预算数"), the items as the form names them."""
    known = _characters(text) <= _characters(_LINE_WORDS)
    head = _head(r"(?:20\d\d年(?:度)?)?[“\"]?三公[”\"]?经费(?:财政拨款)?预算数", text, "“三公”经费预算数")
    if by_item:
        return Layout((head,), (), known and text.count("预算数") == 1)
    office = re.search(r"(20\d\d年(?:度)?)?机关运行", text)
    items = [f"{head}/{name}" for name in ("合计", "因公出国(境)费", "公务接待费", *(f"{_CARS}/{part}" for part in _PARTS))]
    if office:
        items.append(f"{office[1] or ''}机关运行经费预算数")
    orders = _orders(header, len(items))
    certain = known and bool(orders) and "合计" in text and "小计" in text
    return Layout(tuple(items), _identities(form.identities, 0), certain, orders)


def _orders(header: Sequence[str], columns: int) -> tuple[tuple[int, ...], ...]:
    """Whether 接待 or 用车 comes first. The cell above 小计, 购置费 and 运行费 stands higher than its neighbours, so a dump may print it
    before them wherever it belongs: only on one line with 接待 does its place count. () where the items are not those of the form."""
    at = [_position(header, pattern) for pattern in ("因公出国", "公务接待", "用车购置(?:及|和|与)运行")]
    abroad, reception, cars = at
    if abroad is None or reception is None or cars is None or abroad > reception:
        return ()
    tail = tuple(range(6, columns))
    reception_first, cars_first = (0, 1, 2, 3, 4, 5, *tail), (0, 1, 3, 4, 5, 2, *tail)
    if reception < cars:
        return (reception_first,)
    return (cars_first,) if reception[0] == cars[0] else (reception_first, cars_first)


def _position(header: Sequence[str], pattern: str) -> tuple[int, int] | None:
    """Line and place of a name."""
    for number, line in enumerate(header):
        if match := re.search(pattern, compact(line)):
            return number, match.start()
    return None


def _head(pattern: str, text: str, canonical: str) -> str:
    match = re.search(pattern, text)
    return match[0] if match else canonical
