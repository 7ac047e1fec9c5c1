"""What an item is bound to: a figure, the document's own word that there is none, several figures, or nothing. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from index.amounts import Amount
from index.fact_store import FormRecord
from index.facts import Fact
from qa.plan import Item


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
