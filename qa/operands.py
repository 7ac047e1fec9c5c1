"""Names in a question → operands: bundles of department, years, figure and role, each completed by what the others say.

澜川区教育局2021年 和 砚溪区教育局2022年 的 支出合计 are two operands: what one bundle leaves out, its neighbours say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from qa.naming import Name
from qa.phrases import Phrase
from qa.plan import Item
from qa.tokens import AND, BREAK, FIGURE, FORM, ORIGIN, ROLE, SIDE, WORD, YEAR, Token

_BASES = ("预算", "决算")
PERFORMANCE = ("目标", "得分", "权重")
_WHOLE = ("支出合计", "部门整体支出总额")
_SCORE = Phrase("部门整体绩效自评得分", measure="部门整体绩效自评得分")
"""部门整体支出得了多少分: the department's score, none of its money."""
TOTAL = {"支出": "支出合计", "收入": "收入合计"}


@dataclass(frozen=True)
class Bundle:
    """What stands together in a question. Empty fields are said elsewhere, or not at all. `names`: where it stands."""

    departments: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    spread: bool = False
    figures: tuple[Phrase, ...] = ()
    roles: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    basis: str = ""
    forms: tuple[str, ...] = ()
    origin: str = ""
    start: int = -1
    end: int = -1

    @property
    def said(self) -> bool:
        """Does it say anything that makes an operand?"""
        return bool(self.departments or self.years or self.figures or self.roles or self.sides)

    @property
    def measured(self) -> bool:
        """Does it say which figure is meant?"""
        return bool(self.figures or self.sides)

    def completed(self, *others: Bundle) -> Bundle:
        """With what it leaves out taken from the others, the first that says it. A role goes with the figure it was said of."""
        own = self
        for other in others:
            takes_figure = not own.measured and other.measured
            own = replace(
                own,
                departments=own.departments or other.departments,
                years=own.years or other.years,
                spread=own.spread or not own.years and other.spread,
                figures=own.figures or (() if own.sides and not _coded(other) else other.figures),
                sides=own.sides or (other.sides if takes_figure and not other.figures else ()),
                forms=own.forms or (other.forms if takes_figure else ()),
                origin=own.origin or other.origin,
                roles=own.roles or other.roles,
                basis=own.basis or (other.basis if not own.roles else ""),
            )
        return own

    def items(self, department: str = "", year: int = 0) -> tuple[Item, ...]:
        """Every combination of what it names, in its order: departments, then figures, then years, then roles."""
        found = []
        for name in self.departments or (department,):
            for phrase in self.phrases():
                for when in self.years or (year,):
                    for roles in self._roles():
                        own = () if roles and phrase.measure.endswith(roles[0]) else roles
                        basis = self.basis if not roles or roles[0] == self.basis else ""
                        found.append(Item(name, when, replace(phrase, roles=own), basis))
        return tuple(dict.fromkeys(found))

    def item(self, department: str = "", year: int = 0) -> Item | None:
        """Its one figure; the first where there are several; None where it names none."""
        return next(iter(self.items(department, year)), None)

    def phrases(self) -> tuple[Phrase, ...]:
        """Its figures with the side and the forms they are meant in; a side alone is that side's total."""
        if not self.figures:
            return tuple(Phrase(TOTAL[s], measure=TOTAL[s], forms=self.forms, origin=self.origin) for s in self.sides)
        scored = "得分" in self.roles
        side = "收入" if self.sides == ("收入",) else ""
        return tuple(
            replace(p, forms=p.forms or self.forms, origin=p.origin or self.origin, side=p.side or (side if not p.measure else ""))
            for p in (_SCORE if scored and p.measure in _WHOLE else p for p in self.figures)
        )

    def _roles(self) -> tuple[tuple[str, ...], ...]:
        """Its roles one by one. Where a performance form's own role is said, 预算 and 决算 only say which document it stands in."""
        performance = any(r in PERFORMANCE for r in self.roles)
        return tuple((r,) for r in self.roles if not (performance and r in _BASES)) or ((),)


def _coded(bundle: Bundle) -> bool:
    """2010302的支出比收入多多少: the side said alone is the coded subject's."""
    return bool(bundle.figures) and bool(bundle.figures[0].codes)


def bundles(names: Sequence[Name], tokens: Sequence[Token]) -> tuple[Bundle, ...]:
    """The operands that the names make, in order, not yet completed. Names of a kind that are joined belong together; a kind that comes
    again begins a new operand."""
    found: list[Bundle] = []
    kinds: set[str] = set()
    last: Name | None = None
    for name in names:
        kind = "figure" if name.kind in (FIGURE,) else name.kind
        if (
            found
            and last
            and kind == last.kind
            and _joined(last, name, tokens)
            or found
            and kind == ROLE
            and _goes_in(found[-1], name.value)
        ):
            found[-1] = _with(found[-1], name)
        elif not found or kind in kinds and kind not in (FORM, ORIGIN, SIDE) or kind == SIDE and SIDE in kinds:
            found.append(_with(Bundle(start=name.start), name))
            kinds = {kind}
        else:
            found[-1] = _with(found[-1], name)
            kinds.add(kind)
        last = name
    return tuple(found)


def _goes_in(bundle: Bundle, role: str) -> bool:
    """A role that says over again what the operand says (年初批的…预算), or a performance form's own beside the document's (决算…得分)."""
    if role in PERFORMANCE:
        return bool(bundle.roles) and set(bundle.roles) <= set(_BASES) and bool(bundle.figures)
    return role == "预算" and bool({"年初预算", "全年预算"} & set(bundle.roles))


def _joined(a: Name, b: Name, tokens: Sequence[Token]) -> bool:
    """Does nothing but a joint stand between two names of a kind?"""
    if a.start == b.start or a.end == b.start:
        return True  # 预决算, 水费电费
    between = [t for t in tokens if a.end <= t.start and t.end <= b.start]
    if not between:
        return a.kind == ROLE
    plain = all(t.kind in (AND, BREAK) or t.says("plus") or t.kind == WORD and t.text in ("或", "或者", "的") for t in between)
    return plain and (a.kind == YEAR or any(t.kind == AND or t.says("plus") for t in between))


def _with(bundle: Bundle, name: Name) -> Bundle:
    bundle = replace(bundle, start=bundle.start if bundle.start >= 0 else name.start, end=name.end)
    match name.kind:
        case "department":
            return replace(bundle, departments=_added(bundle.departments, name.value))
        case "year":
            return replace(bundle, years=tuple(dict.fromkeys((*bundle.years, *name.years))), spread=bundle.spread or name.spread)
        case "role":
            basis = name.value if name.value in _BASES and bundle.years and not bundle.roles else bundle.basis
            return replace(bundle, roles=_roles_with(bundle.roles, name.value), basis=basis)
        case "side":
            return replace(bundle, sides=_added(bundle.sides, name.value))
        case "form":
            return replace(bundle, forms=(*bundle.forms, *name.value.split(",")))
        case "origin":
            return replace(bundle, origin=name.value)
    return replace(bundle, figures=(*bundle.figures, name.phrase)) if name.phrase else bundle


def _roles_with(held: tuple[str, ...], role: str) -> tuple[str, ...]:
    """决算实际花了: the outcome said twice is one role."""
    if role == "预算" and {"年初预算", "全年预算"} & set(held):
        return held  # 年初安排的预算: one role
    if role in ("实际", "执行数", "决算") and {"决算", "执行数"} & set(held) and not (role == "执行数" and held[-1:] == ("预算",)):
        return held
    return _added(held, role)


def _added(held: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*held, value))) if value else held


def completed(found: Sequence[Bundle]) -> tuple[Bundle, ...]:
    """Each bundle completed by those before it, the nearest first, and then by those behind it."""
    return tuple(b.completed(*(_before(o, b) for o in reversed(found[:i])), *found[i + 1 :]) for i, b in enumerate(found))


def _before(other: Bundle, own: Bundle) -> Bundle:
    """What stands in front of an operand, as far as it is said of it, too: 2022年A年初预算和2023年B: the plan is A's alone."""
    apart = own.measured and (own.years or own.departments) and other.figures and own.figures != other.figures
    return replace(other, roles=tuple(r for r in other.roles if r in _BASES)) if apart else other


def merged(found: Iterable[Bundle]) -> Bundle:
    """All of them as one: every department, year and figure named."""
    whole = Bundle()
    for b in found:
        whole = Bundle(
            tuple(dict.fromkeys((*whole.departments, *b.departments))), tuple(dict.fromkeys((*whole.years, *b.years))),
            whole.spread or b.spread, tuple(dict.fromkeys((*whole.figures, *b.figures))), tuple(dict.fromkeys((*whole.roles, *b.roles))),
            tuple(dict.fromkeys((*whole.sides, *b.sides))), whole.basis or b.basis, whole.forms or b.forms, whole.origin or b.origin,
        )  # fmt: skip
    return whole
