"""Plan item × facts → exactly one fact, or an ambiguity that is asked back, or the reason why there is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.amounts import MONEY, Amount, format_amount
from index.fact_store import FormRecord
from index.facts import Fact
from index.forms import forms
from qa.matching import (
    ANSWERING,
    ENOUGH,
    PLAIN,
    TOTAL_COLUMNS,
    bare_path,
    best_first,
    label_score,
    name_score,
    pairs,
    part_score,
    path_score,
    reading_of,
    role_of,
    yuan,
)
from qa.normalise import bare
from qa.phrases import Measure, Phrase, Pick, aliases, measure_named, measure_of, measures, strip_tail
from qa.plan import Item
from qa.rivals import differs, rivals
from qa.typos import mistaken

EXPENDITURE = ("F03", "F05", "F01", "F04", "F06", "F07", "F08", "B03", "B05", "B01", "B04", "B08", "B06", "B07", "F02", "B02", "F09", "B09")
INCOME = ("F02", "F01", "F04", "B02", "B01", "B04")
NEAR = 0.08
"""Two labels whose scores differ by less than this answer the question equally well."""


@dataclass(frozen=True)
class Bound:
    """`fact` is what the item means; `amount` its value in the unit it is to be read in (see 单位存疑); `others`: facts that should say the
    same and do not; `note`: the 口径 to be said; `exact`: found by code, official name or measure, not by similarity;
    `measure`: the measure it was found as, where it was one. `parts`: of a computed item what `amount` is the sum of; `fact` is then
    the first one's and `measure` what the sum is called."""

    item: Item
    fact: Fact
    amount: Amount
    others: tuple[Fact, ...] = ()
    note: str = ""
    exact: bool = True
    measure: str = ""
    parts: tuple[Bound, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The printed figures it rests on."""
        return tuple(part.fact for part in self.parts) or (self.fact,)


@dataclass(frozen=True)
class Absent:
    """The document itself says that there is none (本单位无…): not a zero, and not a figure that is missing."""

    item: Item
    form: FormRecord


@dataclass(frozen=True)
class Ambiguous:
    """Several facts fit equally well."""

    item: Item
    options: tuple[Fact, ...]
    note: str = ""


@dataclass(frozen=True)
class Missing:
    """No fact fits. `near`: labels of facts in scope that come closest, for saying what there is instead."""

    item: Item
    reason: str
    near: tuple[str, ...] = ()


Binding = Bound | Absent | Ambiguous | Missing


@dataclass(frozen=True)
class Scope:
    """What items are bound against: facts of the departments in question and their empty forms."""

    facts: Sequence[Fact]
    forms: tuple[FormRecord, ...] = ()
    documents: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """doc → (department, year, basis)"""

    def of(self, department: str, year: int) -> Sequence[Fact]:
        """A department's facts about a year; 0: about any. Facts that are read from a store as they are asked for know them apart."""
        read = getattr(self.facts, "of", None)
        return read(department, year) if read else [f for f in self.facts if f.department == department and year in (0, f.year)]


def bind(item: Item, scope: Scope) -> Binding:
    """The fact that an item means: in the documents of its year, else in what documents of other years say of it."""
    facts = list(scope.of(item.department, item.year))
    own = [f for f in facts if scope.documents.get(f.provenance.doc, ("", item.year, ""))[1] == item.year]
    found = _bound_among(own, item, scope) if item.year and own else None
    return _bound_among(facts, item, scope) if found is None or isinstance(found, Missing) and len(own) < len(facts) else found


def _bound_among(facts: list[Fact], item: Item, scope: Scope) -> Binding:
    facts = _of_basis(facts, item, scope)
    phrase = item.phrase
    if not facts:
        return Missing(item, "没有这一年或这一口径的数字")
    ambiguous = aliases().get(bare(phrase.words))
    if ambiguous and ambiguous.ambiguous:
        options = [b.fact for m in ambiguous.means if isinstance(b := _by_name(_renamed(item, m), facts), Bound)]
        if len(options) > 1:
            return Ambiguous(item, tuple(options), ambiguous.note)
    if phrase.unit:
        return _counted(item, facts)
    if phrase.measure:
        found = _by_measure(item, measure_named(phrase.measure), facts, scope)
        if isinstance(found, Bound) and not found.measure:
            found = replace(found, measure=phrase.measure)
    elif phrase.codes:
        found = _by_code(item, facts)
    else:
        found = _by_name(item, facts)
    if not isinstance(found, Bound):
        return found
    return replace(found, others=rivals(found.fact, found.others, facts, measure_named(found.measure).rows if found.measure else None))


def _renamed(item: Item, words: str) -> Item:
    return replace(item, phrase=replace(item.phrase, words=words, measure=""))


def wanted_basis(item: Item) -> str:
    """预算 or 决算 where the item or its role says so, "" where either will do."""
    if item.basis:
        return item.basis
    roles = set(item.phrase.roles)
    if roles & {"年初预算", "全年预算", "预算"} and not roles & {"执行数", "决算", "完成率"}:
        return "预算"
    return "决算" if roles & {"决算", "执行数"} else ""


def _of_basis(facts: list[Fact], item: Item, scope: Scope) -> list[Fact]:
    """Facts of the basis asked for. A performance report's 执行数 answers for neither 预算 nor 决算 unless its form is meant."""
    basis = wanted_basis(item)
    if not basis:
        return facts
    own = [f for f in facts if f.basis == basis]
    if basis == "预算":  # what reports on execution call 预算数 are budget figures, too
        own += [f for f in facts if f.basis == "绩效" and role_of(f) in ("预算", "全年预算", "年初预算", "目标")]
        own += [f for f in facts if f.basis == "决算" and f.origin != "table" and role_of(f) in ("预算", "全年预算", "年初预算")]
    if basis == "决算" and "决算" not in item.phrase.roles and item.basis != "决算":
        own += [f for f in facts if f.basis == "绩效"]
    return list(dict.fromkeys(own)) if len(own) < 2000 else own


# measures ----------------------------------------------------------------------------------------------------------------------


def _by_measure(item: Item, measure: Measure, facts: list[Fact], scope: Scope) -> Binding:
    roles = [r for r in item.phrase.roles if r not in ("预算", "决算", "执行数")]
    if roles:
        wanted = ANSWERING[roles[0]]
        rows = [f for f in facts if measure.rows.match(bare(f.row_name)) and role_of(f) in wanted]
        if roles[0] == "年初预算":  # a self-evaluation's 预算数 is the adjusted one
            rows = [f for f in rows if f.origin != "indicator" or role_of(f) == "年初预算"]
        if roles[0] in ("年初预算", "全年预算"):  # 三公: the form's own column of budgets says which of the two it is
            rows += [f for pick in measure.picks if pick.form == "F09" and pick.basis == "预算" for f in _picked(pick, facts, item)]
        rows.sort(key=lambda f: (wanted.index(role_of(f)) if role_of(f) in wanted else 9, f.origin != "table", f.origin != "indicator"))
        if rows:
            return _one(item, rows, measure.note)
        if measure.instead:
            found = _by_measure(item, measure_named(measure.instead), facts, scope)
            return replace(found, measure=measure.instead) if isinstance(found, Bound) else found
        return Missing(item, f"没有“{measure.name}”的{roles[0]}", _near(measure.name, facts))
    own_budget = wanted_basis(item) == "预算"  # the budget document itself before what the final accounts repeat of it
    for pick in sorted(measure.picks, key=lambda p: own_budget and not p.form.startswith("B")):
        if pick.basis and wanted_basis(item) and pick.basis != wanted_basis(item):
            continue
        if pick.basis == "预算" and not wanted_basis(item):
            continue
        if item.phrase.forms and pick.form not in item.phrase.forms:
            continue
        if item.phrase.origin and pick.origin and pick.origin != item.phrase.origin:
            continue
        rows = _picked(pick, facts, item)
        if rows:
            return _one(item, rows, measure.note)
    empty = _declared_empty(item, measure.picks, scope)
    if empty:
        return Absent(item, empty)
    return Missing(item, f"没有找到“{measure.name}”", _near(measure.name, facts))


def _picked(pick: Pick, facts: Sequence[Fact], item: Item) -> list[Fact]:
    def fits(fact: Fact) -> bool:
        if pick.form and fact.form != pick.form or pick.origin and fact.origin != pick.origin:
            return False
        if pick.side and fact.side != pick.side or pick.unit and fact.unit != pick.unit:
            return False
        if pick.row and not re.fullmatch(pick.row, bare_path(fact.row_name)):
            return False
        asked = item.phrase.roles[:1]
        if pick.origin == "indicator" and asked and asked[0] in ("预算", "执行数", "决算"):
            if role_of(fact) not in ANSWERING[asked[0]] or role_of(fact) == "":
                return False
        elif pick.column and not re.fullmatch(pick.column, bare_path(fact.column)):
            return False
        if pick.title and not re.fullmatch(pick.title, bare(fact.provenance.title)):
            return False
        if pick.role is not None and role_of(fact) not in pick.role.split("|"):
            return False
        if pick.origin and pick.role is None and role_of(fact) in ("增减额", "增减率", "占比", "完成率", "上年", "得分", "权重"):
            return False
        return not (pick.origin == "sentence" and not pick.unit and _counts_money(item) and fact.unit in ("%", "个百分点"))

    return [f for f in facts if fits(f)]


def _counts_money(item: Item) -> bool:
    return not set(item.phrase.roles) & {"完成率", "增减率", "得分"}


def _declared_empty(item: Item, picks: Sequence[Pick], scope: Scope) -> FormRecord | None:
    wanted = {p.form for p in picks if p.form}
    for form in scope.forms:
        department, year, _ = scope.documents.get(form.doc, ("", 0, ""))
        if department == item.department and year == item.year and form.form in wanted and form.empty_reason and not form.figures:
            return form
    return None


# codes and names ----------------------------------------------------------------------------------------------------------------


def _order(phrase: Phrase) -> tuple[str, ...]:
    if phrase.forms:
        return phrase.forms
    return INCOME if phrase.side == "收入" else EXPENDITURE


def _in_forms(facts: Sequence[Fact], phrase: Phrase) -> list[Fact]:
    return [f for f in facts if f.form in phrase.forms] if phrase.forms else list(facts)


def _column_fits(fact: Fact, phrase: Phrase) -> bool:
    last = bare_path(fact.column).rsplit("/", 1)[-1]
    if phrase.columns:
        aliases_of_total = TOTAL_COLUMNS if phrase.columns[0] in ("收入合计", "支出合计", "本年收入") else frozenset()
        return last == bare(phrase.columns[0]) or last in aliases_of_total
    return last in TOTAL_COLUMNS


_TELLING = re.compile(
    r"(?:基本|项目|经营|上缴上级|附属单位|财政拨款|上级补助|事业|其他|人员|公用)(?:支出|收入|经费)|人数|人次|增|减|占|比|除|倍|率|以外|不含|月|季|上年|差"
)
"""Words beside a code that say that another figure than the subject's total is meant."""


def _by_code(item: Item, facts: list[Fact]) -> Binding:
    code = item.phrase.codes[0]
    rows = [f for f in _in_forms(facts, item.phrase) if f.row_code == code]
    if not rows:
        return Missing(
            item, f"没有科目 {code}", tuple(sorted({f"{f.row_code} {f.row_name}" for f in facts if f.row_code.startswith(code[:3])})[:6])
        )
    if item.phrase.side == "收入":  # the expenditure of the same code is no answer
        rows = [f for f in rows if f.side == "收入" or "收入" in f.column or f.form in ("F02", "B02")]
        if not rows:
            return Missing(item, f"收入表里没有科目 {code}")
    words = strip_tail(bare(item.phrase.words))
    if _TELLING.search(words) and not any(_names(words, f, facts) for f in rows):
        return Missing(item, f"科目 {code} 是“{rows[0].row_name}”，没有“{item.phrase.words}”这一栏或这一项")
    in_role = [f for f in rows if _role_fits(f, item.phrase)]
    if not in_role:  # sentences print no codes: what is asked for may stand there under the subject's name
        named = _by_name(replace(item, phrase=replace(item.phrase, codes=(), words=rows[0].row_name)), facts)
        return replace(named, item=item) if isinstance(named, Bound) else named
    rows = [f for f in in_role if _column_fits(f, item.phrase)]
    if not rows:
        column = item.phrase.columns[0] if item.phrase.columns else "合计"
        return Missing(item, f"科目 {code} 的“{column}”一栏没有数字")
    ordered = best_first(rows, _order(item.phrase))
    return _one(item, [f for f in ordered if f.form == ordered[0].form])


def _names(words: str, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Do words printed beside a code name its subject, with or without the subjects above it, and nothing else?"""
    names = {bare(f.row_name) for f in facts if f.row_code in (fact.row_code, fact.row_code[:-2], fact.row_code[:3])}
    left = bare(words)
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(name, "").replace(strip_tail(name), "")
    return not _TELLING.search(left)


def _by_name(item: Item, facts: list[Fact]) -> Binding:
    phrase = item.phrase
    if not phrase.words:
        return Missing(item, "没有说清要查哪一项")
    names = {f.row_code: f.row_name for f in facts if f.row_code}
    scored: list[tuple[float, Fact]] = []
    for fact in _in_forms(facts, phrase):
        if not _role_fits(fact, phrase) or fact.origin == "table" and fact.form and not _column_fits(fact, phrase):
            continue
        if phrase.origin and fact.origin != phrase.origin or phrase.columns and fact.origin != "table":
            continue
        if not _unit_fits(phrase, fact):
            continue
        score = label_score(phrase.words, fact)
        if phrase.parent:
            score = max(score, part_score(phrase.words, phrase.parent, fact))
        if fact.row_code:
            score = max(score, path_score(phrase.words, fact, names))
        if score >= ENOUGH:
            scored.append((score, fact))
    if not scored and phrase.columns and (blank := _blank_cell(phrase, facts)):
        return Missing(item, blank)
    if not scored:
        meant = _mistyped(phrase.words, facts)
        if meant:
            found = bind_words(item, meant, facts)
            return replace(found, exact=False) if isinstance(found, Bound) else found
        return Missing(item, f"没有找到“{phrase.words}”", _near(phrase.words, facts))
    top = max(score for score, _ in scored)
    exact = top >= 0.93
    best = [fact for score, fact in scored if score >= top - NEAR]
    if exact:
        best = [fact for score, fact in scored if score >= top - 0.012]
    return _by_preference(item, best, exact)


def _blank_cell(phrase: Phrase, facts: Sequence[Fact]) -> str:
    """The row asked for is printed, and so is the column, but nothing stands where they meet; "" where it is otherwise."""
    for fact in best_first([f for f in _in_forms(facts, phrase) if f.form and f.origin == "table"], _order(phrase)):
        if not fact.row_name or name_score(phrase.words, fact.row_name) < 0.93:
            continue
        form = [f for f in facts if (f.form, f.provenance.doc, f.side) == (fact.form, fact.provenance.doc, fact.side)]
        if any(_column_fits(f, phrase) for f in form):
            name = " ".join(filter(None, (fact.row_code, fact.row_name)))
            return f"有“{name}”这一行（《{fact.provenance.title}》），但它的“{phrase.columns[0]}”一栏是空白，没有印出数字"
    return ""


def _counted(item: Item, facts: list[Fact]) -> Binding:
    """So many 人次, 批次 …: the figure in that unit whose label speaks of the same thing; a part of another figure does not count."""
    stem = re.sub(r"^公务|[费了]+$", "", item.phrase.words or item.phrase.measure)
    rows = [f for f in facts if f.unit == item.phrase.unit and "/" not in f.row_name and any(p in bare(f.row_name) for p in pairs(stem))]
    values = {f.value for f in rows}
    if len(values) == 1:
        return Bound(item, rows[0], reading_of(rows[0]))
    return Ambiguous(item, tuple(rows)) if rows else Missing(item, f"没有“{stem}”的{item.phrase.unit}数", _near(stem, facts))


def bind_words(item: Item, words: str, facts: list[Fact]) -> Binding:
    """The item under another name: a measure's or a row's."""
    measure = measure_of(words)
    renamed = replace(item, phrase=replace(item.phrase, words=words, measure=measure))
    found = _by_measure(renamed, measure_named(measure), facts, Scope(tuple(facts))) if measure else _by_name(renamed, facts)
    return replace(found, item=item) if isinstance(found, Bound) else found


def _mistyped(words: str, facts: Sequence[Fact]) -> str:
    """The one name in scope that differs in a single character; "" where there is none or several."""
    known = {bare(name) for name in [f.row_name for f in facts] + [m.name for m in measures()]}
    for said, names in ((bare(words), known), (strip_tail(bare(words)), {strip_tail(n) for n in known})):
        alike = {n for n in names if len(said) >= 4 and mistaken(said, n)}
        if len(alike) == 1:
            return alike.pop()
    return ""


_COUNTS = re.compile(r"(?:人数|人次|次数|批次|辆数|户数|面积|件数|台数|个数|数量)$")
_SHARES = re.compile(r"(?:率|比例|占比|比重)$")


def _unit_fits(phrase: Phrase, fact: Fact) -> bool:
    """A count is no rate and no amount; a rate is no amount."""
    if _COUNTS.search(phrase.words):
        return fact.unit not in MONEY and fact.unit not in ("%", "‰", "个百分点")
    return not (_SHARES.search(phrase.words) and fact.unit in MONEY)


def _role_fits(fact: Fact, phrase: Phrase) -> bool:
    role = role_of(fact)
    wanted = ANSWERING[phrase.roles[0]] if phrase.roles else PLAIN
    if phrase.roles and phrase.roles[0] in ("得分", "权重", "完成率", "增减率"):
        return role in wanted
    if fact.origin == "table" and fact.form:
        if role == "" and fact.form.startswith("B") and phrase.roles[:1] == ("年初预算",):
            return True  # the budget that a department publishes is the one of the year's beginning
        return role in wanted or (role == "" and phrase.roles[:1] in ((), ("预算",), ("决算",), ("执行数",), ("实际",)))
    return role in wanted


def _by_preference(item: Item, best: list[Fact], exact: bool) -> Binding:
    """Among equally good labels: the role asked for, then standard forms (official subjects), indicator forms, other tables, sentences."""
    phrase = item.phrase
    wanted = ANSWERING[phrase.roles[0]] if phrase.roles else PLAIN
    rank = {form: i for i, form in enumerate(_order(phrase))}

    def key(fact: Fact) -> tuple[int, int, int]:
        role = role_of(fact)
        kind = rank.get(fact.form, 50) if fact.form else {"indicator": 60, "table": 70, "sentence": 80}[fact.origin]
        other_basis = wanted_basis(item) == "预算" and fact.basis != "预算"
        part_score = role == "得分" and not re.search(r"自评|综合|总|评价", fact.column)
        return (wanted.index(role) if role in wanted and not fact.form else 0, int(other_basis or part_score), kind)

    best = sorted(best, key=key)
    first = key(best[0])
    group = [f for f in best if key(f) == first]
    found = _one(item, group, exact=exact)
    if isinstance(found, Bound):
        rest = [f for f in best if f not in group and f.origin != "table" and _same_thing(f, found.fact)]
        note = _other_sense(found.fact, best)
        return Bound(found.item, found.fact, found.amount, (*found.others, *rest), found.note or note, exact)
    return found


def _other_sense(fact: Fact, best: Sequence[Fact]) -> str:
    """住房公积金 is a functional subject (all funds) and an economic one (basic expenditure only): where they differ, both are said."""
    kinds = ("F06", "B08")
    other = next(
        (f for f in best if (f.form in kinds) != (fact.form in kinds) and f.form and f.basis == fact.basis and differs(f, fact)), None
    )
    if other is None or not fact.form:
        return ""
    sense = "经济分类（只含基本支出）" if other.form in kinds else "功能分类（含各项资金）"
    return f"同名的另一口径：{sense}的{other.row_name}（{other.row_code}）为{format_amount(reading_of(other))}"


def _one(item: Item, rows: Sequence[Fact], note: str = "", *, exact: bool = True) -> Binding:
    """One fact out of rows that all fit: the same figure printed several times is one; different figures under one name are asked back."""
    first = rows[0]
    values = {yuan(f) for f in rows}
    if len(values) > 1:
        same_label = [f for f in rows if bare(f.row_name) == bare(first.row_name) and f.row_code == first.row_code and f.form == first.form]
        labels = {(bare(f.row_name), f.row_code, bare(f.provenance.title)) for f in rows}
        if len(labels) > 1 and len({yuan(f) for f in same_label}) <= len(values):
            distinct = {(yuan(f), bare(f.row_name), f.row_code): f for f in rows}
            if len({(k[1], k[2]) for k in distinct}) > 1:
                return Ambiguous(item, tuple(distinct.values()))
    others = tuple(f for f in rows[1:] if yuan(f) != yuan(first) and f.column == first.column)
    return Bound(item, first, reading_of(first), others, note, exact)


def _same_thing(a: Fact, b: Fact) -> bool:
    return bare(a.row_name.rsplit("/", 1)[-1]) == bare(b.row_name.rsplit("/", 1)[-1])


def beside(item: Item, other: Bound, scope: Scope) -> Bound | None:
    """The item bound to the row that `other` stands in: plan and outcome are compared within one row where both are printed there."""
    wanted = ANSWERING[item.phrase.roles[0]] if item.phrase.roles else PLAIN
    rows = [
        f
        for f in scope.of(item.department, other.fact.year)
        if f.origin == other.fact.origin
        and f.row_name == other.fact.row_name and f.provenance.title == other.fact.provenance.title and role_of(f) in wanted
        and f.provenance.doc == other.fact.provenance.doc
        and ((f.unit in MONEY) == (other.fact.unit in MONEY) or role_of(other.fact) == "完成率")
    ]  # fmt: skip
    rows.sort(key=lambda f: wanted.index(role_of(f)))
    return Bound(item, rows[0], reading_of(rows[0])) if rows and other.fact.origin != "table" else None


def _near(words: str, facts: Sequence[Fact]) -> tuple[str, ...]:
    """Names in scope that share most with the words: what there is instead."""
    stem = bare(words)
    scored: dict[str, float] = {}
    for fact in facts:
        name = bare(fact.row_name)
        if name:
            scored[name] = max(scored.get(name, 0.0), len(set(stem) & set(name)) / len(set(stem) | set(name)))
    return tuple(name for name, score in sorted(scored.items(), key=lambda x: (-x[1], x[0])) if score >= 0.25)[:5]


def form_title(form_id: str) -> str:
    """A form's canonical name, "" where there is no such form."""
    return forms()[form_id].name if form_id in forms() else ""
