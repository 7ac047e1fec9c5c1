"""What to compute, before any figure is known: a tree that prints itself.

Leaves are Items: one figure of one department and year, named by a Phrase. Nodes check their own shape when they are made. The text of a
plan names everything that decides its result: two plans of the same text have the same result over the same documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.amounts import Amount, format_amount, plain
from qa.phrases import Phrase

BASES = ("", "预算", "决算", "绩效")
DIRECTIONS = ("", "多", "少", "剩", "差")
LEVELS = ("", "类", "款", "项")
MODES = ("part", "more", "less")
READS = {"plain": "原文", "reason": "原因", "list": "列举", "definition": "名词解释"}
RANKED = {
    "subjects": "支出功能分类科目",
    "economic": "经济分类科目",
    "projects": "项目",
    "indicators": "绩效指标",
    "quarters": "各期数字",
    "kinds": "各类",
    "parts": "各组成部分",
}
"""What a Ranking may list, and what it is called."""


class PlanError(ValueError):
    """A plan of the wrong shape: a mistake of whoever made it, not of the user."""


def _require(held: bool, message: str) -> None:
    if not held:
        raise PlanError(message)


@dataclass(frozen=True)
class Item:
    """One figure. `year` 0: whichever year there is. `basis` "": the one that fits best. `prior`: the year before `year`, to be derived
    from what the document of `year` says about the change. `computed`: no printed figure but the sum of what a ranking lists or of other
    items, in place of what `phrase` names."""

    department: str
    year: int
    phrase: Phrase
    basis: str = ""
    prior: bool = False
    computed: Ranking | Sum | None = None

    def __post_init__(self) -> None:
        _require(self.basis in BASES, f"no basis {self.basis!r}; one of {BASES}")

    def __str__(self) -> str:
        when = f"{self.year}年" if self.year else "年度不限"
        of = f"（{'；'.join(line.strip() for line in _lines(self.computed, 0))}）" if self.computed else ""
        return f"〔{self.department} {when}{self.basis}{' 的上年' if self.prior else ''}〕{self.phrase}{_narrowed(self.phrase)}{of}"


def _narrowed(phrase: Phrase) -> str:
    """What narrows a phrase beside its own words: forms, side, origin, the whole named before it, the unit it is counted in."""
    said = [
        f"限表{'、'.join(phrase.forms)}" if phrase.forms else "",
        f"{phrase.side}方" if phrase.side else "",
        {"indicator": "限绩效表", "sentence": "限正文", "table": "限表格"}.get(phrase.origin, phrase.origin),
        f"“{phrase.parent}”中" if phrase.parent else "",
        f"以{phrase.unit}计数" if phrase.unit else "",
    ]
    return f"｛{'；'.join(filter(None, said))}｝" if any(said) else ""


@dataclass(frozen=True)
class Lookup:
    """The printed figures themselves."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        _require(bool(self.items), "a lookup needs at least one item")


@dataclass(frozen=True)
class Difference:
    """left − right; also a rate (left − right) / right where `rate`. `direction`: "多" or "少" as asked, "剩" where left is what was
    planned and right what was done, "差" or "" neutral."""

    left: Item
    right: Item
    rate: bool = False
    direction: str = ""

    def __post_init__(self) -> None:
        _require(self.direction in DIRECTIONS, f"no direction {self.direction!r}; one of {DIRECTIONS}")


@dataclass(frozen=True)
class Ratio:
    """part / whole in per cent; how many times the whole where `times`."""

    part: Item
    whole: Item
    times: bool = False


@dataclass(frozen=True)
class Per:
    """amount / count: per head, per visitor, per square metre. `count` is an Amount where the question gives the number (按27个月摊) or
    the calendar does (12个月). `unit` "": 元 or 万元 by size."""

    amount: Item
    count: Item | Amount
    unit: str = ""

    def __post_init__(self) -> None:
        _require(isinstance(self.count, Item) or self.count.value > 0, "nothing is divided by zero or less")


@dataclass(frozen=True)
class Sum:
    """The sum of named items; `average` divides by their number."""

    items: tuple[Item, ...]
    average: bool = False

    def __post_init__(self) -> None:
        _require(len(self.items) >= 2, "a sum needs at least two items")


@dataclass(frozen=True)
class Remainder:
    """whole − parts: what is left of a whole without some of its parts."""

    whole: Item
    parts: tuple[Item, ...]

    def __post_init__(self) -> None:
        _require(bool(self.parts), "a remainder needs at least one part")


@dataclass(frozen=True)
class Change:
    """How much a figure changed against `base_year` (0: the year before): from two documents, or as the later one states. `rate`: the rate
    is what is asked for."""

    item: Item
    base_year: int = 0
    rate: bool = False

    def __post_init__(self) -> None:
        _require(not self.base_year or self.base_year != self.item.year, "a change needs another year")


@dataclass(frozen=True)
class Trend:
    """The same figure over several years, ascending: each year's figure, what changed between neighbours and from first to last."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        _require(len(self.items) >= 2, "a trend needs at least two items")
        years = [item.year for item in self.items]
        _require(all(a < b for a, b in zip(years, years[1:], strict=False)), "the years of a trend ascend")
        _require(len({(i.department, i.phrase) for i in self.items}) == 1, "a trend is of one figure of one department")


@dataclass(frozen=True)
class Compare:
    """Figures side by side: of several departments, of several years or under several names; who is ahead, and by how much.

    `whoever`: those without the figure are left out and named; `ascending`: the smallest first; `top`: so many are asked for, 0 all;
    `average`: also their average."""

    items: tuple[Item, ...]
    whoever: bool = False
    ascending: bool = False
    top: int = 0
    average: bool = False

    def __post_init__(self) -> None:
        _require(len(self.items) >= 2, "a comparison needs at least two items")
        _require(self.top >= 0, "the number asked for is not negative")


@dataclass(frozen=True)
class Exceeds:
    """Is the figure above the threshold (`below`: under it)?"""

    item: Item
    threshold: Amount
    below: bool = False


@dataclass(frozen=True)
class Scaled:
    """What if: `percent` of the figure ("part"), the figure and so much more ("more") or less ("less"). The rate is the question's own."""

    item: Item
    percent: Decimal
    mode: str

    def __post_init__(self) -> None:
        _require(self.mode in MODES, f"no mode {self.mode!r}; one of {MODES}")
        _require(self.percent >= 0, "a rate is not negative: the mode says which way")


@dataclass(frozen=True)
class Completion:
    """How much of the budget was carried out: the printed 完成率, else 决算 or 执行数 ÷ budget."""

    item: Item


@dataclass(frozen=True)
class Ranking:
    """Figures under one head in order of size. `kind`: one of RANKED:

    subjects: functional subjects of `level` (类, 款, 项; "": the head's finest parts); economic: subjects of the economic classification
    (`level` 类 or 款, "": 款); projects: what each project gets, or the itemised estimate of the project that `head` names; indicators:
    rows of performance forms (of the project that `head` names), with their figures of `role` (权重, 得分, 目标, 实际, 完成率); quarters:
    the figures of what `head` names that are printed for each quarter or month; kinds: the sources of income or the kinds of expenditure
    that a total is made of; parts: whatever is printed as a part of what `head` names.

    `top` 0: all. `role`: which figure of each row. `total`: also their sum. `count`: also how many there are. `threshold`: only those
    above it (`below`: under it; `inclusive`: or just so much). `equal`: only those that are exactly so much."""

    department: str
    year: int
    kind: str
    level: str = ""
    head: Phrase | None = None
    top: int = 0
    ascending: bool = False
    basis: str = ""
    total: bool = False
    role: str = ""
    threshold: Amount | None = None
    below: bool = False
    count: bool = False
    equal: Amount | None = None
    inclusive: bool = False

    def __post_init__(self) -> None:
        _require(self.kind in RANKED, f"nothing is ranked as {self.kind!r}; one of {tuple(RANKED)}")
        _require(self.level in LEVELS, f"no level {self.level!r}; one of {LEVELS}")
        _require(self.basis in BASES, f"no basis {self.basis!r}; one of {BASES}")
        _require(self.top >= 0, "the number asked for is not negative")
        _require(self.threshold is not None or not (self.below or self.inclusive), "below what?")
        _require(self.threshold is None or self.equal is None, "a list has a threshold or a figure to be equal to, not both")


@dataclass(frozen=True)
class Turnover:
    """Which subjects of a level (类, 款, 项) came and which went between two years."""

    department: str
    year: int
    base_year: int
    level: str
    basis: str = ""

    def __post_init__(self) -> None:
        _require(self.level in LEVELS[1:], f"no level {self.level!r}; one of {LEVELS[1:]}")
        _require(self.base_year != self.year, "a turnover needs another year")
        _require(self.basis in BASES, f"no basis {self.basis!r}; one of {BASES}")


@dataclass(frozen=True)
class Read:
    """An answer that stands in sentences. `kind`: one of READS."""

    question: str
    departments: tuple[str, ...]
    years: tuple[int, ...]
    kind: str = "plain"
    bases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(self.kind in READS, f"nothing is read as {self.kind!r}; one of {tuple(READS)}")


@dataclass(frozen=True)
class Several:
    """Several computations that one question asks for."""

    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        _require(len(self.nodes) >= 2, "several means at least two")


Node = (
    Lookup | Difference | Ratio | Per | Sum | Remainder | Change | Trend | Compare | Exceeds | Scaled | Completion | Ranking | Turnover
    | Read | Several
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A node and how its result is to be shown: in `unit` where the question asks for one. `assumed`: what the question did not say."""

    node: Node
    unit: str = ""
    assumed: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        lines = list(_lines(self.node, 0))
        if self.unit:
            lines.append(f"换算：{self.unit}")
        return "\n".join(lines + [f"假定：{a}" for a in self.assumed])


def items_of(node: Node) -> tuple[Item, ...]:
    """The leaves of a plan, in order. Rankings, turnovers and readings have none."""
    match node:
        case Lookup(items) | Compare(items) | Sum(items) | Trend(items):
            return items
        case Difference(left, right) | Ratio(left, right):
            return (left, right)
        case Per(amount, count):
            return (amount, count) if isinstance(count, Item) else (amount,)
        case Remainder(whole, parts):
            return (whole, *parts)
        case Change(item) | Exceeds(item) | Scaled(item) | Completion(item):
            return (item,)
        case Several(nodes):
            return tuple(item for node in nodes for item in items_of(node))
    return ()


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(node, Several):
        yield f"{pad}分别计算"
        for one in node.nodes:
            yield from _lines(one, depth + 1)
        return
    yield pad + _heading(node)
    for item in items_of(node):
        yield f"{pad}  {item}"
    if isinstance(node, Per) and isinstance(node.count, Amount):
        yield f"{pad}  {format_amount(node.count)}（{given_by(node.count)}）"


def given_by(count: Amount) -> str:
    """Where a number comes from that stands in no document: from the calendar, or from the question."""
    return "一年的月数" if count.unit in ("个月", "月") and count.value == 12 else "问题所给"


def _heading(node: Node) -> str:
    """The operation with everything that decides its result beside its items."""
    match node:
        case Lookup():
            return "查找"
        case Difference():
            return _with("相减（前−后）", "并求相差幅度（÷后）" if node.rate else "", f"问的是“{node.direction}”" if node.direction else "")
        case Ratio():
            return "倍数（前÷后）" if node.times else "占比（前÷后）"
        case Per():
            return _with("相除（前÷后）", f"以{node.unit}计" if node.unit else "")
        case Sum():
            return "平均" if node.average else "求和"
        case Remainder():
            return "扣除（第一项减去其余各项）"
        case Change():
            return _with("比上年" if not node.base_year else f"与{node.base_year}年相比", "问的是幅度" if node.rate else "")
        case Trend():
            return "逐年变化"
        case Compare():
            return _compare_heading(node)
        case Exceeds():
            return f"是否{'低于' if node.below else '超过'}{format_amount(node.threshold)}"
        case Scaled():
            word = {"part": "取其{}%", "more": "增加{}%", "less": "减少{}%"}[node.mode]
            return f"假设：{word.format(plain(node.percent))}"
        case Completion():
            return "预算完成率（执行数或决算数÷预算数）"
        case Ranking():
            return _ranking_heading(node)
        case Turnover():
            return f"增减科目：〔{node.department} {node.year}年{node.basis}〕与{node.base_year}年相比，{node.level}级科目"
        case Read():
            return _read_heading(node)
    raise TypeError(f"not a plan: {type(node).__name__}")


def _with(name: str, *marks: str) -> str:
    return "，".join([name, *filter(None, marks)])


def _compare_heading(node: Compare) -> str:
    return _with(
        "比较",
        "从小到大" if node.ascending else "",
        f"前{node.top}" if node.top else "",
        "没有这项数字的不参加比较" if node.whoever else "",
        "并求平均" if node.average else "",
    )


def limit_words(node: Ranking) -> str:
    """How a ranking's figures stand to its threshold."""
    if node.below:
        return "不超过" if node.inclusive else "低于"
    return "不低于" if node.inclusive else "超过"


def _ranking_heading(node: Ranking) -> str:
    head = f"{node.head}{_narrowed(node.head)}之下" if node.head else ""
    which = RANKED[node.kind].replace("科目", f"{node.level}级科目" if node.level else "科目")
    limit = f"{limit_words(node)}{format_amount(node.threshold)}" if node.threshold else ""
    return _with(
        f"排序：〔{node.department} {node.year}年{node.basis}〕{head}{which}",
        f"{node.role}" if node.role else "",
        "从小到大" if node.ascending else "从大到小",
        f"前{node.top}" if node.top else "全部",
        limit,
        f"等于{format_amount(node.equal)}" if node.equal else "",
        "并求合计" if node.total else "",
        "并计个数" if node.count else "",
    )


def _read_heading(node: Read) -> str:
    def said(parts: Sequence[str], otherwise: str) -> str:
        return "、".join(parts) or otherwise

    years = said([f"{y}年" for y in node.years], "年度不限")
    return f"查原文：{node.question}（{READS[node.kind]}；{said(node.departments, '不限部门')}；{years}{'、'.join(node.bases)}）"
