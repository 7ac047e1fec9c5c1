"""Among facts that fit an item's words: those in the role, column and unit it means, and the one that is used. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.amounts import MONEY, format_amount
from index.facts import Fact
from index.label_index import context_of
from index.subjects import codes_named
from qa.bindings import Ambiguous, Binding, Bound
from qa.matching import ANSWERING, PLAIN, TOTAL_COLUMNS, bare_path, comes_from, pairs, reading_of, role_of, stem_of, yuan
from qa.normalise import bare
from qa.phrases import Phrase
from qa.plan import Item
from qa.rivals import differs
from qa.scope import Pool

EXPENDITURE = ("F03", "F05", "F01", "F04", "F06", "F07", "F08", "B03", "B05", "B01", "B04", "B08", "B06", "B07", "F02", "B02", "F09", "B09")
_OF_MONEY = re.compile(r"(?:经费|费用|开支|开销)$")
_RATES = ("完成率", "增减率", "得分", "权重", "预算差率")
INCOME = ("F02", "F01", "F04", "B02", "B01", "B04")


def wanted_basis(item: Item) -> str:
    """预算 or 决算 where the item or its role says so, "" where either will do."""
    if item.basis:
        return item.basis
    roles = set(item.phrase.roles)
    if roles & {"年初预算", "全年预算", "预算"} and not roles & {"执行数", "决算", "完成率"}:
        return "预算"
    return "决算" if roles & {"决算", "执行数"} else ""


def form_order(phrase: Phrase) -> tuple[str, ...]:
    """The forms that a subject's figure is looked for in, best first."""
    if phrase.forms:
        return phrase.forms
    return INCOME if phrase.side == "收入" else EXPENDITURE


def in_forms(facts: Sequence[Fact], phrase: Phrase) -> list[Fact]:
    return [f for f in facts if f.form in phrase.forms] if phrase.forms else list(facts)


def column_fits(fact: Fact, phrase: Phrase) -> bool:
    """Does it stand in the column that is meant: the one named, else the total?"""
    last = bare_path(fact.column).rsplit("/", 1)[-1]
    if phrase.columns:
        aliases_of_total = TOTAL_COLUMNS if phrase.columns[0] in ("收入合计", "支出合计", "本年收入") else frozenset()
        return last == bare(phrase.columns[0]) or last in aliases_of_total
    return last in TOTAL_COLUMNS


def role_fits(fact: Fact, phrase: Phrase) -> bool:
    role = role_of(fact)
    wanted = _wanted(phrase)
    if phrase.roles and phrase.roles[0] in ("得分", "权重", "完成率", "增减率"):
        return role in wanted
    if fact.origin == "table" and fact.form:
        if role == "" and fact.form.startswith("B") and phrase.roles[:1] == ("年初预算",):
            return True  # the budget that a department publishes is the one of the year's beginning
        return role in wanted or (role == "" and phrase.roles[:1] in ((), ("预算",), ("决算",), ("执行数",), ("实际",)))
    return role in wanted


def _of_income(fact: Fact) -> bool:
    """Is a figure one of income? Only a table that is no known form leaves its side open."""
    if fact.side == "收入" or "收入" in fact.column or "收入" in fact.row_name:
        return True
    return fact.origin == "table" and not fact.form


def fits(fact: Fact, phrase: Phrase) -> bool:
    """May it answer the phrase, whatever it is called: form, role, column, origin?"""
    if phrase.forms and fact.form not in phrase.forms:
        return False
    if _OF_MONEY.search(phrase.words) and fact.unit not in MONEY and role_of(fact) not in _RATES:
        return False  # 退休人员费用 is no number of people
    if phrase.side == "收入" and not _of_income(fact):
        return False
    if not role_fits(fact, phrase) or fact.origin == "table" and fact.form and not column_fits(fact, phrase):
        return False
    if not comes_from(fact, phrase.origin) or phrase.columns and fact.origin != "table":
        return False
    return _counts_fit(phrase, fact)


_COUNTS = re.compile(r"(?:人数|人次|次数|批次|辆数|户数|面积|件数|台数|个数|数量)$")
_SHARES = re.compile(r"(?:率|比例|占比|比重)$")


def in_other_units(phrase: Phrase) -> bool:
    """Is it asked for in points or per cent, whatever the words name?"""
    return phrase.roles[:1] in (("得分",), ("权重",), ("完成率",), ("增减率",), ("占比",))


def _counts_fit(phrase: Phrase, fact: Fact) -> bool:
    """A count is no rate and no amount; a rate is no amount."""
    if in_other_units(phrase):
        return True
    if _COUNTS.search(phrase.words):
        return fact.unit not in MONEY and fact.unit not in ("%", "‰", "个百分点")
    return not (_SHARES.search(phrase.words) and fact.unit in MONEY)


def under(parent: str, facts: Sequence[Fact], pool: Pool) -> list[Fact]:
    """Those of the project or whole that the question named in front; where that is a project of the pool, no other project's."""
    if not parent:
        return list(facts)
    inside = [f for f in facts if _about(parent, f)]
    if inside or not any(_speaks_of(parent, project) for project in pool.projects):
        return inside or list(facts)
    return [f for f in facts if f.origin != "indicator"]


def _about(parent: str, fact: Fact) -> bool:
    return _speaks_of(parent, context_of(fact.form, fact.provenance.title)) or _speaks_of(parent, fact.row_name.rpartition("/")[0])


def _speaks_of(parent: str, name: str) -> bool:
    said, stem = stem_of(parent), stem_of(name)
    return len(stem) >= 2 and len(said) >= 2 and (said in stem or len(stem) >= 4 and stem in said)


def _wanted(phrase: Phrase) -> tuple[str, ...]:
    return ANSWERING.get(phrase.roles[0], (phrase.roles[0],)) if phrase.roles else PLAIN


def by_preference(item: Item, best: Sequence[Fact], exact: bool) -> Binding:
    """Among equally good labels: the role asked for, then standard forms (official subjects), indicator forms, other tables, sentences."""
    phrase, wanted = item.phrase, _wanted(item.phrase)
    rank = {form: i for i, form in enumerate(form_order(phrase))}

    def key(fact: Fact) -> tuple[int, ...]:
        role = role_of(fact)
        kind = rank.get(fact.form, 50) if fact.form else {"indicator": 60, "table": 70, "sentence": 80}[fact.origin]
        other_basis = wanted_basis(item) == "预算" and fact.basis != "预算"
        part_score = role == "得分" and not re.search(r"自评|综合|总|评价", fact.column)
        elsewhere = fact.origin == "indicator" and bare(fact.row_name) != bare(context_of("", fact.provenance.title))
        return (wanted.index(role) if role in wanted and not fact.form else 0, int(other_basis or part_score), kind, int(elsewhere))

    ordered = sorted(best, key=key)
    first = key(ordered[0])
    group = [f for f in ordered if key(f) == first]
    found = one_of(item, group, exact=exact)
    if isinstance(found, Bound):
        rest = [f for f in ordered if f not in group and f.origin != "table" and _same_thing(f, found.fact)]
        note = _other_sense(found.fact, ordered)
        return Bound(found.item, found.fact, found.amount, (*found.others, *rest), found.note or note, exact)
    return found


def one_of(item: Item, rows: Sequence[Fact], note: str = "", *, exact: bool = True) -> Binding:
    """One fact out of rows that all fit: the same figure printed several times is one; different figures under several names, or of
    several projects, are asked back."""
    first = rows[0]
    values = {yuan(f) for f in rows}
    if len(values) > 1:
        named = {(yuan(f), bare(f.row_name), f.row_code, _project(f)): f for f in reversed(rows)}
        if len({key[1:] for key in named}) > 1:
            return Ambiguous(item, tuple(dict.fromkeys(reversed(named.values()))))
    others = tuple(f for f in rows[1:] if yuan(f) != yuan(first) and f.column == first.column)
    return Bound(item, first, reading_of(first), others, note, exact)


def _project(fact: Fact) -> str:
    """Whose figure it is, among figures of one name: a project's, or the subject's under whose heading a sentence stands."""
    context = context_of(fact.form, fact.provenance.title)
    return context if fact.origin == "indicator" or codes_named(context) else ""


def _same_thing(a: Fact, b: Fact) -> bool:
    return bare(a.row_name.rsplit("/", 1)[-1]) == bare(b.row_name.rsplit("/", 1)[-1])


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


def near(words: str, pool: Pool) -> tuple[str, ...]:
    """Names in the pool that share most with the words: what there is instead."""
    wanted, said = set(bare(words)), pairs(bare(words))
    names = dict.fromkeys(bare(label.row) for label, _ in pool.ranked(words) if bare(label.row))
    scored = {name: len(wanted & set(name)) / len(wanted | set(name)) for name in names}
    ordered = sorted(scored, key=lambda n: (-scored[n] - 0.1 * len(said & pairs(n)), n))
    return tuple(name for name in ordered if scored[name] >= 0.25)[:5]


def beside_rows(facts: Sequence[Fact], phrase: Phrase) -> list[Fact]:
    """Those in the role asked for, best first."""
    wanted = _wanted(phrase)
    return sorted((f for f in facts if role_of(f) in wanted), key=lambda f: wanted.index(role_of(f)))
