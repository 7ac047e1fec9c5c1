"""The rows of the economic classification (基本支出明细表): two or three groups of codes side by side, flattened into lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.textrows import ECONOMIC, NUMBER, TEXT, OpenRow, RawRow, Token, code_width

_GROUP_TOTAL = re.compile(r"(?:人员经费|公用经费|日常公用经费)(?:合计|小计)?$|合计$|总计$")


def economic_rows(tokens: Sequence[Token]) -> list[RawRow]:
    """The rows of the economic classification, two or three groups side by side in a line: code, name and at most one figure each."""
    starts = {i: width for i in range(len(tokens)) if (width := code_width(tokens, i, ECONOMIC))}
    if not starts:
        return []
    rows: list[OpenRow] = []
    index = min(starts)
    while index < len(tokens):
        token, width = tokens[index], starts.get(index, 0)
        if width and not (rows and not rows[-1].name and rows[-1].code):
            rows.append(OpenRow("".join(t.text for t in tokens[index : index + width]), "", [], [token.line]))
            index += width
            continue
        if token.kind == TEXT and _GROUP_TOTAL.match(token.text) and not (rows[-1].code == "" and not rows[-1].runs):
            rows.append(OpenRow("", token.text, [], [token.line]))
        elif token.kind == TEXT:
            row = next((r for r in reversed(rows[-3:]) if r.code and r.grows_by(token)), rows[-1])
            if row.code or not row.runs:  # what stands behind a total is the next page's head
                row.name += token.text
                row.lines.append(token.line)
        else:
            rows[-1].add(token, own_run=False)
            rows[-1].lines.append(token.line)
        index += 1
    return _doubted(rows)


def _doubted(rows: Sequence[OpenRow]) -> list[RawRow]:
    """Rows with the reason to doubt them: where a dump interleaved the cells of neighbouring groups, only groups that add up are safe."""
    found = [row.row() for row in rows]
    codes = [row.code for row in found if row.code]
    doubts = [_doubt(row, codes) for row in found]
    filled = [row for row in found if row.figures]
    if 10 * sum(1 for doubt in doubts if doubt) > len(filled):
        closing = {code for code in codes if len(code) == 3 and _adds_up(code, found)}
        tangled = "本表各组科目的内容交错在一起"
        doubts = [d or ("" if row.code[:3] in closing or not row.figures else tangled) for row, d in zip(found, doubts, strict=True)]
    return [replace(row, doubt=doubt) for row, doubt in zip(found, doubts, strict=True)]


def _doubt(row: RawRow, codes: Sequence[str]) -> str:
    if row.code and codes.count(row.code) > 1:
        return f"科目编码{row.code}出现多次，各行的内容交错在一起"
    if sum(1 for t in row.figures if t.kind == NUMBER) > 1:
        return "一个科目后有多个数字，无法确定哪一个是它的决算数"
    return "行内有无法辨认的数字" if any(re.fullmatch(r"0\d+", t.text) for t in row.figures) else ""


def _adds_up(code: str, rows: Sequence[RawRow]) -> bool:
    total = [t.value for row in rows if row.code == code for t in row.figures if t.value is not None]
    parts = [t.value for row in rows if len(row.code) == 5 and row.code[:3] == code for t in row.figures if t.value is not None]
    return len(total) == 1 and bool(parts) and 200 * abs(total[0] - sum(parts)) <= len(parts) + 1
