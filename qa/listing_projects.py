"""Projects, what they are planned to cost by quarter, and their indicators, as one document prints them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.amounts import MONEY
from index.facts import Fact
from qa.listing_rows import Rows, adds_up, is_total, last, without_totals
from qa.matching import ENOUGH, loose_score, pairs, role_of, yuan
from qa.normalise import bare
from qa.phrases import Phrase, measure_of, strip_tail
from qa.plan import Ranking

_HEADING = re.compile(r"项目支出|主要用于|绩效自评综述|项目申报|绩效目标|自评结果|自评表|项目经费|年度预算安排")
_NO_PROJECT = re.compile(
    r"合计|总额|整体|基本支出|项目支出$|指标|财政拨款|涉及|^资金$|收入$|^支出$|类$|款$|部门预算|(?:中小|小微)企业|政府采购(?:货物|工程|服务)?"
)
_ESTIMATE = re.compile(r"测算|明细")
_PERIOD = re.compile(
    r"^(?:20\d\d年)?(?:第?([一二三四1-4])季度|(1[0-2]|[1-9])月份?(?!\d)|(十[一二]?|[一二三四五六七八九])月份?|([上下])半年)(?!至|到|[-—－~])"
)

# which of a project form's figures answers a role, best first: (role of the fact, its column)
_FIGURES: dict[str, tuple[tuple[str, str], ...]] = {
    "执行数": (("执行数|决算", r".*"),),
    "预算": (
        ("预算|全年预算|年初预算", r"(?:全年)?预算数.*"),
        (".*", r"年度资金(?:申请)?总额|项目?本?当?年度?预算(?:数|安排)?"),
        (".*", r"项目资金总额|资金总额|项目总预算"),
        ("预算|全年预算|年初预算", r"[^/]*"),
    ),
    "总额": ((".*", r"项目资金总额|资金总额|项目总预算"), (".*", r"年度资金(?:申请)?总额")),
    "完成率": (("完成率", r"[^/]*"),),
    "得分": (("得分", r"自评(?:得)?分|总(?:得)?分|综合得分|评价得分"),),
}  # fmt: skip


# role → roles of sentences that answer it
_TOLD: dict[str, tuple[str, ...]] = {
    "": ("", "决算", "执行数", "预算"),
    "执行数": ("执行数", "决算"),
    "预算": ("全年预算", "预算", "年初预算", ""),
    "完成率": ("完成率",),
    "得分": ("得分",),
}


def projects(node: Ranking, facts: Sequence[Fact]) -> list[Rows]:
    """Lists of projects that a document prints, the most trustworthy first: sentences that say what 项目支出 went to, the projects' own
    forms, a form that lists them; otherwise the longest list that knows the projects which have forms of their own. A head without words
    narrows to where it points (`origin`)."""
    origin = node.head.origin if node.head else ""
    lists = [rows for rows in [*_told(node, facts), *_own_forms(node, facts), *_listed(node, facts)] if rows.facts]
    lists = [rows for rows in lists if not origin or rows.facts[0].origin == origin]
    totals = [f for f in facts if bare(last(f.row_name)) in ("项目支出", "项目支出合计", "项目支出总额") or _of_all(f, "项目支出")]
    closed = [Rows(r.facts, whole) for r in lists if (whole := next((t for t in totals if _closes(r, t)), None))]
    rest = [without_totals(r.facts) for r in lists if all(r.facts != c.facts for c in closed)]
    forms = max((r.facts for r in rest if r.facts[0].origin == "indicator" and form_of(r.facts[0])), key=len, default=())
    known = {bare(f.row_name) for f in forms}

    def place(rows: Rows) -> tuple[bool, int, bool]:
        shared = sum(bare(last(f.row_name)) in known for f in rows.facts)
        return shared * 2 < len(known), -len(rows.facts), rows.facts[0].origin != "indicator"

    return [*closed, *sorted(rest, key=place)]


def _closes(rows: Rows, total: Fact) -> bool:
    return len(rows.facts) > 1 and yuan(rows.facts[0])[1] == yuan(total)[1] and bool(yuan(total)[0]) and adds_up(rows.facts, total)


def _of_all(fact: Fact, column: str) -> bool:
    return fact.origin == "table" and last(fact.column) == column and is_total(fact)


def _told(node: Ranking, facts: Sequence[Fact]) -> list[Rows]:
    """Projects in sentences: those of one section and one role. What a project brought about is no project."""
    roles = _TOLD.get(node.role, ())
    sections: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        answers = role_of(fact) in roles and (node.role != "预算" or role_of(fact) or fact.basis == "预算")
        if fact.origin == "sentence" and answers and _HEADING.search(fact.provenance.title) and _is_project(fact):
            sections.setdefault((fact.provenance.title, role_of(fact)), []).append(fact)
    return [Rows(tuple(_leading(section))) for section in sections.values()]


def _is_project(fact: Fact) -> bool:
    name = bare(last(fact.row_name))
    units = {"完成率": ("%",), "得分": ("分",)}.get(role_of(fact), tuple(MONEY))
    return fact.unit in units and not measure_of(name) and not _PERIOD.search(name) and not _NO_PROJECT.search(name)


def _leading(section: Sequence[Fact]) -> list[Fact]:
    """Figures that open an item of an enumeration: at the beginning of a sentence, after ；or ：, or straight after another's amount. All
    figures of a section that has none of them."""
    opening = [f for f in section if _opens(f)]
    distinct: dict[tuple[str, object], Fact] = {}
    for fact in opening or section:
        distinct.setdefault((bare(last(fact.row_name)), yuan(fact)), fact)
    return list(distinct.values())


_BEFORE = re.compile(
    r"(?:^|[；;。：:]|[一二三四五六七八九十]+是|[（(]?\d+[)）.、]|(?:[\d.]+(?:万|亿)?元)[，,、和及])(?:其中|主要)?(?:用于|为|是|包括)?[：:“\"]*$"
)


def _opens(fact: Fact) -> bool:
    quote, name = fact.provenance.quote, last(fact.row_name)
    at = quote.find(name)
    return at < 0 or _BEFORE.search(quote[:at]) is not None


def form_of(fact: Fact) -> str:
    """The project that a performance form is about: the end of its title."""
    return fact.provenance.title.rsplit(" ", 1)[-1] if " " in fact.provenance.title else ""


def _own_forms(node: Ranking, facts: Sequence[Fact]) -> list[Rows]:
    """One figure for each project form. Without a role what was spent, where the forms say so, else what is planned."""
    forms: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.origin == "indicator" and "/" not in fact.row_name and form_of(fact) and bare(fact.row_name) in bare(fact.provenance.title):
            forms.setdefault(fact.provenance.title, []).append(fact)
    if not forms:
        return []
    roles = (node.role,) if node.role else ("执行数", "预算")
    if node.head and re.search(r"总额|总预算", node.head.words):
        roles = ("总额",)
    for role in roles:
        found = [_figure(own, _FIGURES.get(role, ())) for own in forms.values()]
        rows = [f for f in found if f is not None]
        if rows:
            return [Rows(tuple(_kinds_apart(rows)))]
    return []


def _figure(own: Sequence[Fact], wanted: Iterable[tuple[str, str]]) -> Fact | None:
    """The figure of a project's form that answers a role, in the first unit it is printed in."""
    for role, column in wanted:
        for fact in own:
            if re.fullmatch(role, role_of(fact)) and re.fullmatch(column, bare(fact.column).replace("／", "/")):
                return fact
    return None


def _kinds_apart(rows: Sequence[Fact]) -> list[Fact]:
    """Rows of one kind of unit: that of most of them."""
    kinds = [yuan(f)[1] for f in rows]
    common = max(dict.fromkeys(kinds), key=kinds.count, default="")
    return [f for f, kind in zip(rows, kinds, strict=True) if kind == common]


def _listed(node: Ranking, facts: Sequence[Fact]) -> list[Rows]:
    """Forms and unknown tables with a row for each project."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        title = bare(fact.provenance.title)
        listing = fact.origin == "indicator" and not form_of(fact) or fact.origin == "table" and not fact.form and "项目" in title
        units = ("%",) if node.role == "完成率" else tuple(MONEY)
        listing = listing and "/" not in fact.row_name and fact.unit in units and bool(re.search("项目|预算|执行|金额", fact.column))
        if listing and (is_total(fact) or not _NO_PROJECT.search(bare(fact.row_name))):
            groups.setdefault((title, fact.column), []).append(fact)
    roles = {"": (".*",), "预算": ("预算|全年预算|年初预算",), "执行数": ("执行数|决算",), "完成率": ("完成率",)}
    return [
        without_totals(g) for g in groups.values() if len(g) > 1 and any(re.fullmatch(r, role_of(g[0])) for r in roles.get(node.role, ()))
    ]


def estimates(head: Phrase, facts: Sequence[Fact]) -> list[Rows]:
    """The itemised estimate of the project that the head names, the one of most lines first."""
    own = named_forms(head, facts)
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        itemised = _ESTIMATE.search(fact.provenance.title) or _ESTIMATE.search(fact.column)
        if itemised and fact.origin != "sentence" and fact.provenance.title in own and fact.unit in MONEY:
            groups.setdefault((fact.provenance.title, fact.column), []).append(fact)
    lists = [without_totals(group) for group in groups.values()]
    return sorted((rows for rows in lists if rows.facts), key=lambda rows: -len(rows.facts))


def named_forms(head: Phrase, facts: Sequence[Fact]) -> frozenset[str]:
    """Titles of the performance forms that are about what the head names."""
    titles = {f.provenance.title: form_of(f) for f in facts if f.origin != "sentence"}
    words = bare(head.words)
    if not words:
        return frozenset()
    inside = frozenset(title for title in titles if words in bare(title))
    if inside:
        return inside
    scores = {title: loose_score(words, name) for title, name in titles.items() if name}
    best = max(scores.values(), default=0.0)
    return frozenset(title for title, score in scores.items() if score == best >= ENOUGH)


# indicators ------------------------------------------------------------------------------------------------------------------------


def indicators(node: Ranking, facts: Sequence[Fact]) -> Rows | None:
    """Rows of the performance forms that the head names (all, where none is named) with their figure of the node's role: 得分 unless it
    says another. Figures of a project or a department as a whole are no indicators."""
    role = node.role or "得分"
    held = [f for f in facts if f.origin == "indicator"]
    measured = {f.provenance.title for f in held if role_of(f) in ("目标", "实际")}  # others only sum up their scores
    rows = [f for f in held if role_of(f) == role and _is_indicator(f) and (not measured or f.provenance.title in measured)]
    if node.head and node.head.words:
        titles = named_forms(node.head, rows)
        rows = [f for f in rows if f.provenance.title in titles]
    return Rows(tuple(rows)) if rows else None


def _is_indicator(fact: Fact) -> bool:
    name = bare(fact.row_name)
    whole = bare(form_of(fact))
    about = name.split("/")[0]
    return not (
        about == whole or about and whole and about in bare(fact.provenance.title) and loose_score(about, whole) >= ENOUGH
    ) and not re.match(r"部门整体|单位整体|(?:年度|长期)目标\d*$|.*支出总额$|预算执行$", name)


# quarters and months ---------------------------------------------------------------------------------------------------------------


def period_of(fact: Fact) -> int:
    """The month that a figure's period ends with, 0 where it names no part of a year."""
    match = _PERIOD.search(last(fact.row_name)) or _PERIOD.search(last(fact.column))
    if not match:
        return 0
    quarter, digits, words, half = match.groups()
    if quarter:
        return 3 * ("一二三四".find(quarter) + 1 or int(quarter))
    if half:
        return 6 if half == "上" else 12
    return int(digits) if digits else "一二三四五六七八九十".find(words[0]) + 1 + (" 一二".find(words[1]) if len(words) > 1 else 0)


def quarters(node: Ranking, facts: Sequence[Fact]) -> list[Rows]:
    """The figures of each quarter or month of what the head names, in the order of the year. Several lists where several things are printed
    by quarter and the head does not tell which."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        if period_of(fact):
            above = fact.row_name.rsplit("/", 1)[0] if "/" in fact.row_name else ""
            plain = _PERIOD.sub("", last(fact.row_name))
            groups.setdefault((fact.provenance.title, above, plain, _PERIOD.sub("", fact.column), role_of(fact), yuan(fact)[1]), []).append(
                fact
            )
    lists = []
    for key, group in groups.items():
        ordered = sorted({period_of(f): f for f in reversed(group)}.items())
        if len(ordered) > 1 and _about(node.head, key[1], group[0], facts):
            lists.append(Rows(tuple(f for _, f in ordered), _planned_in(group[0], facts, [f for _, f in ordered])))
    return lists


def _about(head: Phrase | None, above: str, fact: Fact, facts: Sequence[Fact]) -> bool:
    """Is what is printed by quarter about what the head names? By the name in front of it, its title, or the text of its chapter."""
    if head is None or not strip_tail(bare(head.words)):
        return True
    words = strip_tail(re.sub(r"的?(?:用款)?(?:计划|安排)?$", "", bare(head.words)))
    if above:
        return loose_score(words, above) >= ENOUGH or words in bare(above)
    chapter = fact.provenance.title.split("/")[0]
    texts = [
        f.provenance.title + f.provenance.quote for f in facts if f.provenance.title.split("/")[0] == chapter and f.origin == "sentence"
    ]
    return any(_within(words, bare(text)) for text in dict.fromkeys(texts))


def _within(words: str, text: str) -> bool:
    """Nearly all pairs of characters of the words stand in the text."""
    wanted = pairs(words)
    return len(wanted & pairs(text)) >= 0.75 * len(wanted)


def _planned_in(fact: Fact, facts: Sequence[Fact], rows: Sequence[Fact]) -> Fact | None:
    """The printed total of the same thing: a plan of the same chapter, or the funds of a project form, that the rows come to."""
    chapter = fact.provenance.title.split("/")[0]
    plans = [
        f
        for f in facts
        if f not in rows and (f.origin == "sentence" and f.provenance.title.split("/")[0] == chapter or f.origin == "indicator")
        and yuan(f)[1] == yuan(fact)[1] and not period_of(f)
    ]  # fmt: skip
    return next((f for f in plans if yuan(f)[0] and adds_up(rows, f)), None)
