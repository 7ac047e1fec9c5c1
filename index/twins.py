"""Rows of one table that share a name: told apart by what else they print left of their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.tables import Row

Labels = Mapping[int, str]
"""What a row prints in the columns left of its figures, by column; what is merged down from above included."""


def told_apart(rows: Sequence[Row], labels: Sequence[Labels]) -> list[Row]:
    """The rows, those of one name with the unit, kind or second classification that tells them apart: 某局/办公费, 办公费/办公经费.

    Rows stay as they are where no single column tells all of one name apart.
    """
    twins: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        if row.values and row.name:
            twins[row.side, row.code, row.name].append(index)
    found = list(rows)
    for (_, _, name), places in twins.items():
        column = _telling([labels[i] for i in places], name) if len(places) > 1 else None
        if column is None:
            continue
        for i in places:
            own = next((c for c, text in labels[i].items() if text == name), -1)
            other = labels[i][column]
            found[i] = replace(found[i], name=f"{name}/{other}" if own < column else f"{other}/{name}")
    return found


def _telling(labels: Sequence[Labels], name: str) -> int | None:
    """The first column in which all of these rows print something of their own."""
    for column in sorted(set.intersection(*(set(texts) for texts in labels))):
        texts = {row[column] for row in labels}
        if len(texts) == len(labels) and name not in texts:
            return column
    return None
