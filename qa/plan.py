"""What to compute, before any figure is known: a tree that prints itself.

Leaves are Items: one figure of one department and year, named by a Phrase. Nodes check their own shape when they are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from index.amounts import Amount, format_amount
from qa.phrases import Phrase

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

    def __str__(self) -> str:
        when = f"{self.year}年" if self.year else "年度不限"
        of = f"（{'；'.join(line.strip() for line in _lines(self.computed, 0))}）" if self.computed else ""
        return f"〔{self.department} {when}{self.basis}{' 的上年' if self.prior else ''}〕{self.phrase}{of}"


@dataclass(frozen=True)
class Lookup:
    """The printed figures themselves. `unit`: to be shown in."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise PlanError("a lookup needs at least one item")


@dataclass(frozen=True)
class Difference:
    """left − right; also a rate (left − right) / right where `rate`. `direction`: "多" or "少" as asked, "" neutral."""

    left: Item
    right: Item
    rate: bool = False
    direction: str = ""


@dataclass(frozen=True)
class Ratio:
    """part / whole in per cent."""

    part: Item
    whole: Item


@dataclass(frozen=True)
class Per:
    """amount / count: per head, per visitor, per square metre."""

    amount: Item
    count: Item
    unit: str = "元"


@dataclass(frozen=True)
class Sum:
    """The sum of named items; `average` divides by their number."""

    items: tuple[Item, ...]
    average: bool = False

    def __post_init__(self) -> None:
        if len(self.items) < 2:
            raise PlanError("a sum needs at least two items")


@dataclass(frozen=True)
class Change:
    """How much a figure changed against the year before: from two documents, or as the later one states."""

    item: Item
    base_year: int = 0


@dataclass(frozen=True)
class Compare:
    """The same figure of several departments or years, with the difference of two and who is ahead. `whoever`: departments without the
    figure are left out and named; `ascending`: the smallest first."""

    items: tuple[Item, ...]
    whoever: bool = False
    ascending: bool = False

    def __post_init__(self) -> None:
        if len(self.items) < 2:
            raise PlanError("a comparison needs at least two items")


@dataclass(frozen=True)
class Ranking:
    """Figures under one head in order of size. `kind`: one of RANKED:

    subjects: functional subjects of `level` (类, 款, 项; "": the head's finest parts); economic: subjects of the economic classification
    (`level` 类 or 款, "": 款); projects: what each project gets, or the itemised estimate of the project that `head` names; indicators:
    rows of performance forms (of the project that `head` names), with their figures of `role` (权重, 得分, 目标, 实际, 完成率); quarters:
    the figures of what `head` names that are printed for each quarter or month; kinds: the sources of income or the kinds of expenditure
    that a total is made of; parts: whatever is printed as a part of what `head` names.

    `top` 0: all. `role`: which figure of each row. `total`: also their sum. `count`: also how many there are. `threshold`: only those
    above it (`below`: under it). `equal`: only those that are exactly so much."""

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


@dataclass(frozen=True)
class Turnover:
    """Which subjects of a level (类, 款, 项) came and which went between two years."""

    department: str
    year: int
    base_year: int
    level: str
    basis: str = ""


@dataclass(frozen=True)
class Read:
    """An answer that stands in sentences. `kind`: reason, list, definition or plain."""

    question: str
    departments: tuple[str, ...]
    years: tuple[int, ...]
    kind: str = "plain"
    bases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Several:
    """Several computations that one question asks for."""

    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        if len(self.nodes) < 2:
            raise PlanError("several means at least two")


Node = Lookup | Difference | Ratio | Per | Sum | Change | Compare | Ranking | Turnover | Read | Several


@dataclass(frozen=True)
class Plan:
    """A node and how its result is to be shown: in `unit` where the question asks for one."""

    node: Node
    unit: str = ""
    assumed: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        lines = list(_lines(self.node, 0))
        if self.unit:
            lines.append(f"换算：{self.unit}")
        return "\n".join(lines + [f"假定：{a}" for a in self.assumed])


def items_of(node: Node) -> tuple[Item, ...]:
    """The leaves of a plan, in order."""
    match node:
        case Lookup(items):
            return items
        case Compare(items):
            return items
        case Sum(items, _):
            return items
        case Difference(left, right):
            return (left, right)
        case Ratio(part, whole):
            return (part, whole)
        case Per(amount, count):
            return (amount, count)
        case Change(item):
            return (item,)
        case Several(nodes):
            return tuple(item for node in nodes for item in items_of(node))
    return ()


_NAMES = {"Lookup": "查找", "Difference": "相减", "Ratio": "占比", "Per": "相除", "Sum": "求和", "Change": "比上年", "Compare": "比较",
          "Ranking": "排序", "Turnover": "增减科目", "Read": "查原文"}  # fmt: skip


def _lines(node: Node, depth: int) -> Iterator[str]:
    pad = "  " * depth
    if isinstance(node, Several):
        for one in node.nodes:
            yield from _lines(one, depth)
        return
    name = _NAMES[type(node).__name__]
    if isinstance(node, Sum) and node.average:
        name = "平均"
    if isinstance(node, Ranking):
        which = RANKED[node.kind].replace("科目", f"{node.level}级科目" if node.level else "科目")
        head = f" {node.head} 之下" if node.head else ""
        count = f"前{node.top}" if node.top else "全部"
        if node.threshold:
            count += f"，{'低于' if node.below else '超过'}{format_amount(node.threshold)}"
        if node.equal:
            count += f"，等于{format_amount(node.equal)}"
        yield f"{pad}{name}：〔{node.department} {node.year}年〕{head}{which}，{'从小到大' if node.ascending else '从大到小'}，{count}"
        return
    if isinstance(node, Turnover):
        yield f"{pad}增减科目：〔{node.department} {node.year}年〕与{node.base_year}年相比，{node.level}级科目"
        return
    if isinstance(node, Read):
        yield f"{pad}{name}：{node.question}（{node.kind}；{'、'.join(node.departments) or '不限部门'}）"
        return
    yield f"{pad}{name}"
    for item in items_of(node):
        yield f"{pad}  {item}"
