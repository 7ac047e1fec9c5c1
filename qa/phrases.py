"""What a figure is called: Phrase, the measures and colloquial words that questions know."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.data_files import toml_data
from qa.normalise import bare


@dataclass(frozen=True)
class Pick:
    """One place where a measure stands; regular expressions are matched against whole bare names."""

    form: str = ""
    side: str = ""
    row: str = ""
    column: str = ""
    origin: str = ""
    role: str | None = None
    basis: str = ""
    unit: str = ""
    title: str = ""


@dataclass(frozen=True)
class Measure:
    """Something asked for by name that is no classified subject. See data/measures.toml.

    `names`: what it is called, in full and bare; `weak`: names that are common words, too, and mean this only where they are the whole
    phrase; `unit` what it counts ("" money); `counted` (unit asked for, the measure that is meant then); `codes` subjects that are the
    same thing in another 口径; `instead`: the measure whose 年初预算 and 完成率 documents print for it."""

    name: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    rows: re.Pattern[str]
    picks: tuple[Pick, ...]
    unit: str = ""
    counted: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Alias:
    """What a colloquial word means in documents. `ambiguous`: it has several meanings that must be asked back; `together`: they are the
    parts of what it names, one alone is never meant; `weak`: it is common in names of other things and means this only where it is the
    whole phrase."""

    means: tuple[str, ...]
    note: str = ""
    ambiguous: bool = False
    together: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Phrase:
    """One figure asked for.

    `words`: what it is called; `codes`: subject codes printed in the question; `measure`: the Measure's name where the words are wholly
    one; `roles`: in which role (年初预算, 执行数 …; see data/questions.toml); `columns`: a column of the row (基本支出); `forms`: those
    that the question names; `side` 收入 or 支出 where said; `origin` "indicator" where a performance form is named; `parent`: what the
    question named just before, of which this may be a part (政府采购支出总额，其中货物); `unit`: a count in this unit is meant (7 人次).
    """

    words: str
    codes: tuple[str, ...] = ()
    measure: str = ""
    roles: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    side: str = ""
    origin: str = ""
    parent: str = ""
    unit: str = ""

    def __str__(self) -> str:
        parts = [*self.codes, self.measure or self.words, *self.columns]
        text = " ".join(dict.fromkeys(filter(None, parts)))
        return f"{text}［{'、'.join(self.roles)}］" if self.roles else text


COLUMNS = (
    "基本支出", "项目支出", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入", "上缴上级支出",
    "经营支出", "人员经费", "公用经费", "收入合计", "支出合计", "本年收入", "一般公共预算财政拨款",
)  # fmt: skip
_STRIP_TAIL = re.compile(r"(?:的)?(?:支出|经费|费用|资金|项目|金额|情况|数|总额|数额|合计|决算|收入|指标)+$")


@cache
def measures() -> tuple[Measure, ...]:
    """All measures, in the order of the data."""
    return tuple(
        Measure(
            m["name"],
            tuple(dict.fromkeys((bare(m["name"]), *m["names"], *m.get("said", ())))),
            tuple(m.get("weak", ())),
            re.compile(m["rows"]),
            tuple(Pick(**p) for p in m["picks"]),
            m.get("unit", ""),
            tuple(m.get("counted", {}).items()),
            tuple(m.get("codes", ())),
            m.get("note", ""),
            m.get("instead", ""),
        )
        for m in toml_data("measures.toml")["measure"]
    )


@cache
def _measures_by_name() -> tuple[dict[str, str], dict[str, str]]:
    """What measures are called → the measure's name: their names, and their weak names."""
    full = {name: m.name for m in measures() for name in m.names}
    return full, {name: m.name for m in measures() for name in m.weak}


def measure_named(name: str) -> Measure:
    return next(m for m in measures() if m.name == name)


@cache
def aliases() -> dict[str, Alias]:
    """Colloquial word → meaning."""
    return {
        word: Alias(tuple(a["means"]), a.get("note", ""), **{k: a.get(k, False) for k in ("ambiguous", "together", "weak")})
        for a in toml_data("aliases.toml")["alias"]
        for word in a["words"]
    }


_TAILS = tuple(re.compile(rf"{tail}(?:决算|预算)?数?$") for tail in ("", "(?:合计|总额)", "支出(?:合计|总额)?"))


def measure_of(words: str) -> str:
    """The measure that the words wholly mean, with or without 决算数 or 预算数 behind them, "" where there is none.

    >>> measure_of("公务接待费决算数"), measure_of("请客吃饭的钱"), measure_of("公务接待费和培训费")
    ('公务接待费', '公务接待费', '')
    """
    full, weak = _measures_by_name()
    loosely = {**weak, **full}
    for stem in (words, *(tail.sub("", words) for tail in _TAILS[:2])):
        if stem in loosely:
            return loosely[stem]
    return full.get(_TAILS[2].sub("", words), "")


def strip_tail(name: str) -> str:
    """信息化建设支出 → 信息化建设: what tells names apart without the words that any figure may carry."""
    stem = _STRIP_TAIL.sub("", name)
    if stem != name and len(stem) >= 2:
        return strip_tail(stem)
    return name
