"""The standard forms: titles and aliases, layout, columns, printed formulas. The data lies in data/forms.toml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from index.amounts import compact, fold
from index.data_files import toml_data

_YEARS = re.compile(r"\d{4}年?度?|二[〇○0零][一二三四五六七八九〇]{2}年度?")


@dataclass(frozen=True)
class Form:
    """One standard form. `columns` in printed order, total first; `expenditure_columns` where the expenditure half has columns of its
    own; `identities`: (index of a total, indices of the columns it sums), counting from 1 over the (expenditure) columns;
    `counterpart`: the id of the same form of the other basis; `groups`: (name of a header cell, the columns that it stands over)."""

    id: str
    name: str
    basis: str
    titles: tuple[str, ...]
    layout: str
    columns: tuple[str, ...]
    other_columns: tuple[str, ...] = ()
    expenditure_columns: tuple[str, ...] = ()
    identities: tuple[tuple[int, tuple[int, ...]], ...] = ()
    counterpart: str = ""
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()


@cache
def forms() -> dict[str, Form]:
    """All standard forms by id."""
    data = toml_data("forms.toml")
    return {
        item["id"]: Form(
            id=item["id"],
            name=item["name"],
            basis=item["basis"],
            titles=tuple(sorted(item["titles"], key=len, reverse=True)),
            layout=item["layout"],
            columns=tuple(item["columns"]),
            other_columns=tuple(item.get("other_columns", ())),
            expenditure_columns=tuple(item.get("expenditure_columns", ())),
            identities=tuple((total, tuple(parts)) for total, parts in item.get("identities", ())),
            counterpart=item["counterpart"],
            groups=tuple((name, tuple(columns)) for name, columns in item.get("groups", ())),
        )
        for item in data["form"]
    }


def groups_over(form: Form, columns: Sequence[str], printed: str) -> tuple[tuple[str, ...], ...]:
    """For each column the form's header cells over it, as far as the header prints them: where a text lost how its header was merged.

    `printed`: the header's words without white space. A name that also heads a column has to stand there once more. More than one name
    over a column: they stand over different groups of rows.
    """
    said = [name for name, _ in form.groups if printed.count(name) > sum(name in column for column in columns)]
    return tuple(tuple(name for name, over in form.groups if name in said and column in over) for column in columns)


def bare_title(text: str) -> str:
    """A title without year, number, spaces, quotation marks and brackets' contents: what forms are compared by."""
    folded = re.sub(r"[\s“”\"'‘’《》:：]", "", fold(text))
    folded = re.sub(r"\([^()]*\)", "", folded)
    if not folded[:4].isdigit():
        # an ordinal in words ends in a mark: 一、 is one, the 一 of 一般公共预算 and the 三 of 三公经费 are not
        ordinal = r"\d+[-—.、)]?|[一二三四五六七八九十]+[-—.、)]"
        folded = re.sub(rf"^(?:(?:续表|附表|附件|公开|表)(?:{ordinal})?|{ordinal})", "", folded)
    folded = _YEARS.sub("", folded)
    return re.sub(r"^(?:公开)?\d{1,2}表|(?:公开)?(?:\d{1,2}表|表\d{1,2})$", "", folded)


# what may stand before a title: nothing, a number, or whose it is; any other word makes it the end of another title
_OWNER = re.compile(
    r"(?:^|[\d\-—.:|]|表|表[一二三四五六七八九十]|\|(?:部门|单位)?|部门|单位|本级|区级|县级|市级|省级|汇总|(?:部门|单位)(?:预算|决算)(?:信息)?(?:公开)?|公开|"
    r"省|市|州|盟|旗|县|区|镇|乡|街道|局|委|厅|署|处|所|院|中心|馆|会|团|部|站|队|司|社|校|学|园|场|办|室|台|厂|库|集团|基地)$"
)
_FUNDS = re.compile(r"一般公共预算|政府性基金预算|国有资本经营预算|(?:部门|政府)预算(?=支出?经济)")
_ECONOMIC = re.compile(r"(?P<government>政府(?:预算)?(?:支出)?)?经济(?:分类|科目)")


@cache
def form_of_title(text: str) -> Form | None:
    """The form that a title line names; the longest matching alias wins. None where it is no standard title.

    The line has to be the title itself (a department's name may stand before it), not a sentence or a heading that mentions it
    (…情况说明). What narrows the title makes it another table's: 项目支出决算表 is not 支出决算表.

    >>> form_of_title("2021年度一般公共预算财政拨款支出决算表（表5）").id
    'F05'
    """
    # a year ends what stands before a title
    bare = bare_title(_YEARS.sub("|", compact(text)))
    if not bare.endswith("表") or len(bare) > 60 or "。" in text:
        return None
    if "三公" in bare:
        bare = _joined_items(bare)
    best: tuple[int, Form] | None = None
    for form in forms().values():
        for title in form.titles:
            alias = _joined_items(title) if "三公" in title else title
            if bare.endswith(alias) and (best is None or len(alias) > best[0]):
                best = (len(alias), form)
    if best is None or _is_classified_otherwise(fold(text), best[1]):
        return None
    alias, before = bare[-best[0] :], bare[: -best[0]]
    if alias.startswith("三公"):  # it says enough, whatever stands before it but another fund
        return None if re.search("政府性基金|国有资本", before) else best[1]
    return best[1] if alias.startswith(("部门", "单位")) or _OWNER.search(before) else None


def _joined_items(title: str) -> str:
    """A title's items joined in one way: 三公经费、会议费和培训费, 三公经费及会议费、培训费."""
    return re.sub("[和及与]", "、", title)


def _is_classified_otherwise(title: str, form: Form) -> bool:
    """Whether a title says that the form's rows are classified in another way: （按政府预算经济分类）."""
    said = _ECONOMIC.search(title)
    return said is not None and (form.layout == "subjects" or (form.layout == "economic" and bool(said["government"])))


def form_in(form: Form | None, title: str, basis: str) -> Form | None:
    """The form that a title means in a document of this basis (预算, 决算): 部门收支总表 is said of budgets and of final accounts.

    A title that says 预算 or 决算 itself, other than in the name of a fund, means what it says.
    """
    if form is None or form.basis == basis or basis not in {other.basis for other in forms().values()}:
        return form
    return form if re.search("预算|决算", _FUNDS.sub("", bare_title(title))) else forms()[form.counterpart]
