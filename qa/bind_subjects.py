"""Codes and names of rows → facts. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from index.data_files import csv_data
from index.facts import Fact
from index.label_index import context_of
from index.naming import split_region
from qa.bindings import Binding, Bound, Missing
from qa.choosing import by_preference, column_fits, fits, form_order, in_forms, in_other_units, near, one_of, role_fits, under
from qa.likeness import unit_fits
from qa.matching import STEM, SURE, alias_of, best_first, name_score, part_score, path_score, role_of, stem_of
from qa.normalise import bare
from qa.phrases import Phrase, measures, strip_tail
from qa.plan import Item
from qa.scope import Pool
from qa.similarity import by_likeness
from qa.typos import mistaken

_TELLING = re.compile(
    r"(?:基本|项目|经营|上缴上级|附属单位|财政拨款|上级补助|事业|其他|人员|公用)(?:支出|收入|经费)|人数|人次|增|减|占|比|除|倍|率|以外|不含|月|季|上年|差"
)
"""Words beside a code that say that another figure than the subject's total is meant."""

_ALIKE = 0.012
"""Names whose scores differ by less are called by the words equally well."""


def by_code(item: Item, pool: Pool) -> Binding:
    """The figure of a subject in the first form that prints its code."""
    code = item.phrase.codes[0]
    rows = in_forms(pool.by_code.get(code, []), item.phrase)
    if not rows:
        return Missing(item, f"没有科目 {code}", tuple(sorted(f"{c} {n}" for c, n in pool.subjects.items() if c.startswith(code[:3])))[:6])
    if item.phrase.side == "收入":  # the expenditure of the same code is no answer
        rows = [f for f in rows if f.side == "收入" or "收入" in f.column or f.form in ("F02", "B02")]
        if not rows:
            return Missing(item, f"收入表里没有科目 {code}")
    words = strip_tail(bare(item.phrase.words))
    if _TELLING.search(words) and not any(_names(words, f, pool) for f in rows):
        return Missing(item, f"科目 {code} 是“{rows[0].row_name}”，没有“{item.phrase.words}”这一栏或这一项")
    in_role = [f for f in rows if role_fits(f, item.phrase)]
    if not in_role:  # sentences print no codes: what is asked for may stand there under the subject's name
        named = by_name(replace(item, phrase=replace(item.phrase, codes=(), words=rows[0].row_name)), pool)
        return replace(named, item=item) if isinstance(named, Bound) else named
    rows = [f for f in in_role if column_fits(f, item.phrase)]
    if not rows:
        column = item.phrase.columns[0] if item.phrase.columns else "合计"
        return Missing(item, f"科目 {code} 的“{column}”一栏没有数字")
    ordered = best_first(rows, form_order(item.phrase))
    return one_of(item, [f for f in ordered if f.form == ordered[0].form])


def _names(words: str, fact: Fact, pool: Pool) -> bool:
    """Do words printed beside a code name its subject, with or without the subjects above it, and nothing else?"""
    codes = (fact.row_code, fact.row_code[:-2], fact.row_code[:3])
    names = {bare(f.row_name) for code in codes for f in pool.by_code.get(code, [])}
    left = bare(words)
    for name in sorted(names, key=len, reverse=True):
        left = left.replace(name, "").replace(strip_tail(name), "")
    return not _TELLING.search(left)


def by_name(item: Item, pool: Pool) -> Binding:
    """The figure whose row the words call by its name, by an alias or by its name and the one above it; else the one whose label says the
    same."""
    phrase = item.phrase
    if not phrase.words:
        return Missing(item, "没有说清要查哪一项")
    called = [(score, fact) for name, score in _called(phrase, pool).items() for fact in pool.by_row[name] if fits(fact, phrase)]
    called = [(score, fact) for score, fact in called if score > STEM or in_other_units(phrase) or unit_fits(phrase.words, fact.unit)]
    called = called or [(score, fact) for score, fact in _below(phrase, pool) if fits(fact, phrase)]
    if called:
        top = max(score for score, _ in called)
        equally = {id(f): f for score, f in called if score >= top - _ALIKE}  # equal facts of two projects are two
        best = under(phrase.parent, list(equally.values()), pool)
        if best:
            return by_preference(item, best, exact=True)
        return Missing(item, f"没有找到“{phrase.parent}”的“{phrase.words}”", near(phrase.words, pool))
    if rates := _rates(phrase, pool):
        return by_preference(item, rates, exact=True)
    if phrase.columns and (blank := _blank_cell(phrase, pool)):
        return Missing(item, blank)
    if phrase.words.endswith("支出") and (other := phrase.words.removesuffix("支出") + "费") in pool.by_name:
        return by_name(replace(item, phrase=replace(phrase, words=other)), pool)  # 培训支出 where documents print 培训费
    return by_likeness(item, pool) or Missing(item, f"没有找到“{phrase.words}”", near(phrase.words, pool))


def _called(phrase: Phrase, pool: Pool) -> dict[str, float]:
    """Row names that the words call, with how surely."""
    alias = alias_of(phrase.words)
    stems = {stem_of(words) for words in (phrase.words, *(alias.means if alias else ()))}
    found = {name: name_score(phrase.words, name) for stem in stems for name in pool.by_stem.get(stem, [])}
    if phrase.parent:
        above, own = strip_tail(bare(phrase.parent)), strip_tail(bare(phrase.words))
        for stem in dict.fromkeys((own, own + "类", above + own, above + own.rstrip("类"), own + above)):
            for name in pool.by_stem.get(stem, []):
                found[name] = max(found.get(name, 0.0), part_score(phrase.words, phrase.parent, pool.by_row[name][0]))
    return {name: score for name, score in found.items() if score >= SURE}


def _rates(phrase: Phrase, pool: Pool) -> list[Fact]:
    """The rate of a project's budget where its form has it as an indicator (预算执行率) instead of a column."""
    if phrase.roles[:1] != ("完成率",) or not phrase.words:
        return []
    rows = [f for name in _RATES for f in pool.by_name.get(name, []) if f.origin == "indicator" and role_of(f) == "实际"]
    return [f for f in rows if stem_of(phrase.words) in stem_of(context_of("", f.provenance.title))]


_RATES = ("预算执行率", "资金执行率", "预算资金执行率", "执行率")


def _below(phrase: Phrase, pool: Pool) -> list[tuple[float, Fact]]:
    """Subjects that the words name together with the one above them."""
    stem = stem_of(phrase.words)
    names = {name for at in range(2, len(stem) - 1) for name in pool.by_stem.get(stem[at:], [])}
    facts = [f for name in sorted(names) for f in pool.by_row[name] if f.row_code]
    return [(score, f) for f in facts if (score := path_score(phrase.words, f, pool.subjects)) >= SURE]


def _blank_cell(phrase: Phrase, pool: Pool) -> str:
    """The row asked for is printed, and so is the column, but nothing stands where they meet; "" where it is otherwise."""
    printed = [f for name in _called(phrase, pool) for f in pool.by_row[name] if f.form and f.origin == "table"]
    for fact in best_first(in_forms(printed, phrase), form_order(phrase)):
        form = [f for f in pool.by_place[fact.form, "table"] if (f.provenance.doc, f.side) == (fact.provenance.doc, fact.side)]
        if any(column_fits(f, phrase) for f in form):
            name = " ".join(filter(None, (fact.row_code, fact.row_name)))
            return f"有“{name}”这一行（《{fact.provenance.title}》），但它的“{phrase.columns[0]}”一栏是空白，没有印出数字"
    return ""


def mistyped(words: str, pool: Pool) -> str:
    """The one name in the pool, or of a measure, that differs in one character which sounds alike; "" where there is none or several."""
    for said in dict.fromkeys((bare(words), stem_of(words))):
        known = pool.spelt.get(len(said), set()) | {m.name for m in measures() if len(m.name) == len(said)}
        alike = {name for name in known if len(said) >= 4 and mistaken(said, name)}
        if len(alike) == 1:
            return alike.pop()
    return ""


def within_region(words: str, department: str) -> str:
    """The words without the regions in front of them that the department lies in; "" where none stands there."""
    inside = _regions_of(department)
    left = words
    while region := next((r for r in inside if left.startswith(r)), ""):
        left = left[len(region) :]
    return left if left != words else ""


@lru_cache(maxsize=4096)
def _regions_of(department: str) -> tuple[str, ...]:
    """The regions that a department lies in, in full and bare, longest first; those that only the register knows are among them."""
    known = {row["name"]: row["parent"] for row in csv_data("regions.csv")}
    found = list(split_region(department)[0])
    for region in found:
        if known.get(region):
            found.append(known[region])
    bare_names = [re.sub(r"(?:特别行政区|自治[区州县]|地区|[省市区县盟])$", "", r) for r in found]
    return tuple(sorted({r for r in (*found, *bare_names) if len(r) >= 2}, key=len, reverse=True))
