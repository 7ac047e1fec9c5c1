"""Fictitious documents as text: what is left of a PDF whose text was dumped, or of one turned into tab-separated lines.

Both lose what real dumps lose: a dump has a header cell a line and no trace of blank cells; tab-separated rows have their columns shifted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from eval.fiction.papers import NOTICE, Cell, Form, Paper, Paragraph, placed
from eval.fiction.typesetting import break_lines


def _em(text: str) -> float:
    """Width in characters: a Han character is one, a Latin one half."""
    return sum(0.5 if ord(character) < 0x2000 else 1.0 for character in text)


def render_dump(paper: Paper, path: Path) -> None:
    """Write the text dump of a PDF: a line a printed line, an empty line between any two."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Form):
            lines += _dumped_form(block)
        elif block.kind == "break":
            lines.append("")
        else:
            lines += [block.text[line.start : line.end] for line in break_lines(block.text, 27, _em, 2 if block.kind == "text" else 0)]
    path.write_text(f" {NOTICE}\n\n" + "\n\n".join(lines) + "\n", "utf-8")


def _dumped_form(form: Form) -> list[str]:
    """Title, then header cells broken to their columns' widths, then rows without their blank cells."""
    title = re.sub(r"(?<=\d)(?=年)", " ", form.title)
    if form.number.startswith("表"):
        title += f"（表 {form.number[1:]}）"
    above = (form.owner, form.number if form.number.startswith("公开") else "", form.unit_line)
    lines = ["", title + "\n" + " ".join(part for part in above if part)]
    scale = 62 / sum(form.widths)  # characters of the whole width
    for line in placed(form.header, len(form.widths)):
        starting = [(start, cell) for start, cell, reaching in line if not reaching]
        if all(_em(cell.text) <= 4 for _, cell in starting):
            lines.append(" ".join(cell.text for _, cell in starting if cell.text))
            continue
        for start, cell in starting:
            width = max(1.0, scale * sum(form.widths[start : start + cell.span]) - 1)
            lines += [cell.text[part.start : part.end] for part in break_lines(cell.text, width, _em)]
    for row in form.body:
        lines += _dumped_row(row, form, scale)
    return [*lines, *form.notes, ""]


def _dumped_row(row: tuple[Cell, ...], form: Form, scale: float) -> list[str]:
    """A row as one line; a name that does not fit its column tears the row into several."""
    lines: list[str] = []
    line: list[str] = []
    column = 0
    for cell in row:
        width = scale * sum(form.widths[column : column + cell.span])
        column += cell.span
        if cell.align == "left" and _em(cell.text) > width:
            if line:
                lines.append(" ".join(line))
            pieces = [cell.text[part.start : part.end] for part in break_lines(cell.text, width, _em)]
            lines += pieces
            line = []
        elif cell.text:
            line.append(cell.text)
    if line:
        lines.append(" ".join(line))
    return lines


def render_tabs(paper: Paper, path: Path) -> None:
    """Write tab-separated text: forms as rows of shifted cells, paragraphs as lines, headings without marks."""
    lines: list[str] = ["", ""]
    for block in paper.blocks:
        if isinstance(block, Form):
            lines += _tabbed_form(block)
        elif block.kind != "break":
            lines += [_listed(block), ""]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _listed(paragraph: Paragraph) -> str:
    """Lines of the table of contents come as a list."""
    if paragraph.kind == "text" and re.fullmatch(r"[一二三四五六七八九十]+、[^。]{4,40}", paragraph.text):
        return f"- {paragraph.text}"
    return paragraph.text


def _tabbed_form(form: Form) -> list[str]:
    head = [form.title, ""]
    if form.number.startswith("公开"):
        head += [form.number, form.unit_line, "", form.owner, ""]
    else:
        head += [f"{form.number} {form.owner} {form.unit_line}".strip(), ""]
    shift = _SHIFTS.get(form.form, _plain)
    columns = len(form.widths)
    rows = [shift(row) for row in placed(form.header, columns)] + [shift(row) for row in placed(form.body, columns)]
    if form.form == "F01" and form.number.startswith("公开"):
        rows[:3] = _torn_summary()
    if form.form == "F05" and any(row[0].span == 3 and row[0].text for row in form.body):  # its codes are joined
        rows[:3] = _torn_subjects()
    width = max(map(len, rows))
    lines = ["\t".join([*cells, *[""] * (width - len(cells))]) for cells in rows]
    return [*head, *lines, "", *(line for note in form.notes for line in (note, ""))]


Placed = list[tuple[int, Cell, bool]]


def _plain(row: Placed) -> list[str]:
    """A merged cell is one cell followed by blanks; nothing is left of it in the rows below."""
    return [text for _, cell, reaching in row for text in ("" if reaching else cell.text, *[""] * (cell.span - 1))]


def _halves(row: Placed) -> list[str]:
    """The summary of income and expenditure: a blank cell behind every name, four behind every row."""
    cells: list[str] = []
    for _, cell, _ in row:
        cells += [cell.text, *[""] * (cell.span if cell.span > 1 or cell.align == "left" or cell.text in ("项目", "栏次") else 0)]
    return [*cells, "", "", "", ""]


def _torn_summary() -> list[list[str]]:
    """The summary's header with its words torn apart and a third half that is not there, as one converter leaves it."""
    return [
        ["收", "", "", "入", "", "", "支", "", "", "出", "", ""],
        ["项", "目", "行次", "金额"] * 3,
        ["栏", "", "次", "1", "栏", "", "次", "2", "栏", "", "次", ""],
    ]


def _torn_subjects() -> list[list[str]]:
    """The same converter's header of a form by subject: line breaks taken for rows, the total's name among them."""
    names = (
        ("项", "目", "本年支出"), ("功能分类科目编码", "科目名称", "小计"), ("类 款 项", "栏次", "1"), ("合 计", "计", "2"),
        ("项目支出", "3", "4"),
    )  # fmt: skip
    return [[text for name in line for text in (name, "", "")] for line in names]


def _by_subject(row: Placed) -> list[str]:
    """Code and name in the first cells, a blank behind: the three code columns have become one. Split codes stay where they are."""
    cells = [cell for _, cell, _ in row]
    texts = ["" if reaching else cell.text for _, cell, reaching in row]
    if cells[0].span == 4:  # 项目, or a total that stands last
        return [texts[0], "", "", *texts[1:]]
    if cells[0].span == 3 and not cells[0].text:
        return ["", "合", "计", *texts[2:]]
    if cells[0].span == 3:
        return [texts[0], texts[1], "", *texts[2:]]
    if texts[0] == "类":
        return ["类 款 项", "栏 次", "", *texts[4:]]
    return _plain(row)


def _joined(row: Placed) -> list[str]:
    """Code and name in one cell, blanks on either side of the amounts; the total has lost its name to the header."""
    texts = ["" if reaching else cell.text for _, cell, reaching in row]
    first, second = row[0][1], row[1][1]
    if second.fact or (first.span == 3 and not first.text):
        return ["", "", "", *texts[-3:], "", "", ""]
    if first.span == 3 and second.align == "left":
        return [f"{texts[0]} {texts[1]}", "", "", *texts[2:], "", "", ""]
    return _plain(row)


_SHIFTS: dict[str, Callable[[Placed], list[str]]] = {"F01": _halves, "F02": _by_subject, "F03": _by_subject, "F05": _joined}
