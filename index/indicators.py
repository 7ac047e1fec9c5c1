"""Figures in performance forms → facts: self-evaluations, targets, applications.

`row_name` is the project (its budget, execution and scores) or the indicator; `column` the form's own column (预算数（A）, 执行率,
年初目标值, 实际完成值, 得分). The title is the form's, with the project behind it. Units are as printed, even where they are wrong
(index/units.py says where).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.application_lines import application_readings
from index.documents import BUDGET, EVALUATION, Document, Gap, Grid, Identity
from index.facts import Fact, Provenance, column_year
from index.indicator_grids import grid_readings
from index.indicator_lines import evaluation_readings
from index.indicator_words import criteria_readings, is_word_a_line, word_readings
from index.performance_forms import Place, Reading, Region, is_value, regions
from index.textlines import clean, is_prose
from index.years import year_in

_QUOTE = 160


def indicator_facts(
    document: Document, identity: Identity, taken: frozenset[tuple[int, int]] = frozenset()
) -> tuple[list[Fact], list[Gap]]:
    """Facts of the document's performance forms, and what in them could not be placed.

    `taken`: (page index, line number) of lines that the standard forms consumed. A template yields none.
    """
    if identity.template:
        return [], []
    forms = [_without(region, taken) for region in regions(document)]
    broken = [form for form in forms if is_word_a_line(form)]
    readings, gaps = word_readings(broken) if broken else ([], [])
    readings += criteria_readings(document)
    project = ""
    for form in forms:
        if form not in broken:
            found, missing, project = _read(form, project)
            readings += found
            gaps += [*missing, *_unread(form, found, missing)]
    return [_fact(reading, document, identity) for reading in readings], gaps


def _without(region: Region, taken: frozenset[tuple[int, int]]) -> Region:
    kept = tuple((page, b) for page, b in region.blocks if isinstance(b, Grid) or (page, b.number) not in taken)
    return Region(region.title, region.start, kept)


def _read(region: Region, project: str) -> tuple[list[Reading], list[Gap], str]:
    """The figures of one form by how its cells stand, in grids or line after line; and the project that it is about."""
    if any(isinstance(block, Grid) for _, block in region.blocks):
        readings, gaps = grid_readings(region)
    elif re.search("申报|目标表|填报", region.title):
        return application_readings(region, project)
    else:
        readings, gaps = evaluation_readings(region)
    return readings, gaps, next((r.project for r in readings), "")


def _unread(region: Region, readings: Sequence[Reading], gaps: Sequence[Gap]) -> list[Gap]:
    """Rows with several figures of which none was read and of which nothing was said."""
    read, said = {r.place for r in readings}, "".join(g.reason for g in gaps)
    quoted: dict[Place, str] = {}  # a row whose cells were broken is quoted whole where it begins
    for reading in readings:
        quoted[reading.place] = re.sub(r"\s", "", reading.quote)
    rows: list[tuple[Place, list[str]]] = []
    for page, block in region.blocks:
        if isinstance(block, Grid):
            rows += [(Place(page, block.number + i), [clean(c) for c in row if c]) for i, row in enumerate(block.rows)]
        elif not is_prose(block.text):
            rows.append((Place(page, block.number), block.text.split()))
    left = []
    for place, cells in rows:
        figures = [c for c in cells if _is_figure(c)]
        plain = sum(bool(re.fullmatch(r"\d{1,3}", f)) for f in figures) == len(figures)
        if len(figures) < (3 if plain else 2) or place in read or all(f in said for f in figures):
            continue
        begun = (quoted.get(Place(place.page, place.line - back), "") for back in range(1, 6))
        if not any("".join(cells) in text for text in begun):
            left.append(" ".join(cells))
    return [Gap(None, region.title, f"{len(left)} 行数字无法确定各属哪一栏，未采用：{left[0][:40]}")] if left else []


def _is_figure(text: str) -> bool:
    return is_value(text) and not re.fullmatch(r"(?:19|20)\d\d年?", text)


def _fact(reading: Reading, document: Document, identity: Identity) -> Fact:
    content = document.pages[reading.place.page]
    basis = BUDGET if reading.planned or identity.basis == BUDGET else EVALUATION
    return Fact(
        department=identity.department, year=reading.year or _year(reading, identity), basis=basis, scope=identity.scope, form="", side="",
        row_code="", row_name=reading.row, column=reading.column, value=reading.value, unit=reading.unit, origin="indicator",
        role=reading.role,
        provenance=Provenance(
            doc=document.name, sha256=document.sha256, page=content.number, title=reading.form, row=reading.row, column=reading.column,
            quote=reading.quote[:_QUOTE], line=reading.place.line,
        ),
    )  # fmt: skip


def _year(reading: Reading, identity: Identity) -> int:
    """The year that a figure is about: of its column (上年预算, 指标值（前年）), else its form's, else the document's; 0 unknown."""
    year = year_in(reading.form.split(" ")[0]) or identity.year  # the title alone: a project may be called after another year
    if year is None:
        return 0
    if before := re.search(r"[（(](?P<which>前|上)年[)）]", reading.column):
        return year - (1 if before["which"] == "上" else 2)
    return column_year(reading.column, year)
