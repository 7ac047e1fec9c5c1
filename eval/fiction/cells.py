"""Cells of fictitious forms: amounts with the fact that they tell, codes joined or split, headers of forms by subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.fiction.departments import subject_name
from eval.fiction.papers import Cell, TrueFact, money


@dataclass(frozen=True)
class Printer:
    """Prints the amounts of one form. `unit` 元 or 万元 with `places` decimals; `zeros`: a zero is printed, else the cell is blank."""

    form: str
    title: str
    unit: str
    year: int
    zeros: bool = False
    places: int = 2

    def amount(self, yuan: Decimal, *, side: str = "", code: str = "", name: str = "", zeros: bool | None = None) -> Cell:
        if not yuan and not (self.zeros if zeros is None else zeros):
            return Cell("", align="right")
        text = money(yuan, self.unit, places=self.places)
        fact = TrueFact(self.form, self.title, side, code, name, "", text.replace(",", ""), self.unit, "table", self.year)
        return Cell(text, align="right", fact=fact)


def label(text: str, span: int = 1) -> Cell:
    """A row's name, on the left."""
    return Cell(text, span=span, align="left")


def code_cells(code: str, split: bool) -> tuple[Cell, ...]:
    """A functional code in the three columns 类|款|项: joined in one cell, or split."""
    if not split:
        return (Cell(code, span=3, align="left"),)
    return tuple(Cell(part) for part in (code[:3], code[3:5], code[5:7]))


def subject_header(columns: Sequence[str], group: tuple[int, int, str] | None, numbered: bool) -> tuple[tuple[Cell, ...], ...]:
    """The header of a form by functional subject. `group`: columns [start, end) stand under a common name; `numbered`: with 栏次."""
    first, second = [Cell("项目", span=4)], [Cell("功能分类科目编码", span=3), Cell("科目名称", down=1 if numbered else 2)]
    for position, column in enumerate(columns):
        if group and group[0] <= position < group[1]:
            if position == group[0]:
                first.append(Cell(group[2], span=group[1] - group[0]))
            second.append(Cell(column, down=1 if numbered else 2))
        else:
            first.append(Cell(column, down=2 if numbered else 3))
    third = [Cell("类"), Cell("款"), Cell("项")]
    if numbered:
        third += [Cell("栏次"), *(Cell(str(number)) for number in range(1, len(columns) + 1))]
    return tuple(first), tuple(second), tuple(third)


def subject_rows(printer: Printer, codes: Sequence[str], columns: Sequence[tuple[str, Callable[[str], Decimal]]], *, split: bool,
                 closing_total: bool, total: str = "合计", keep: Sequence[str] = ()) -> tuple[tuple[Cell, ...], ...]:  # fmt: skip
    """One row a subject and the total, first or last. `columns`: (column, amount under a code, the total for ""); those in `keep` print
    a zero as 0."""
    rows = []
    for code in codes:
        name = subject_name(code)
        amounts = (
            printer.amount(value(code), code=code, name=name, zeros=column in keep or None) for column, value in columns
        )
        rows.append((*code_cells(code, split), label(name), *amounts))
    sums = (printer.amount(value(""), name="合计", zeros=column in keep or None) for column, value in columns)
    last = (Cell(total, span=4), *sums) if closing_total else (Cell("", span=3), Cell(total), *sums)
    return (*rows, last) if closing_total else (last, *rows)
