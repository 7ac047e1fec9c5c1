"""Fictitious documents as web pages of government sites and as Markdown."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from eval.fiction.papers import NOTICE, Cell, Form, Paper, Paragraph, head_of, placed

_TAGS = {"cover": "h1", "part": "h2", "heading": "h3", "subheading": "h4", "text": "p"}
_MARKS = {"cover": "# ", "part": "# ", "heading": "## ", "subheading": "### "}


def render_html(paper: Paper, path: Path, old: bool) -> None:
    """Write the page: the document in one cell of the layout table. `old`: in GB2312 with `font` and `align`, headers in plain cells;
    else in UTF-8 with `thead` and `th`."""
    charset = "gb2312" if old else "utf-8"
    title = f"{paper.department}{paper.year}年{paper.kind}"
    content = "\n".join(_form(block, old) if isinstance(block, Form) else _paragraph(block, old) for block in paper.blocks)
    page = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{escape(title)}（虚构样例）</title>
<style>.nav{{color:#888}} table.data td{{padding:2px}}</style></head><body>
<table width="1000" align="center"><tr><td class="nav">当前位置：<a href="#">首页</a>&nbsp;&gt;&nbsp;<a href="#">预决算公开</a></td></tr>
<tr><td>
<div align="center"><h1>{escape(title)}</h1><p>{NOTICE}</p></div>
<div id="zoom">
{content}
</div>
</td></tr>
<tr><td class="nav"><script>document.write("");</script>【打印本页】&nbsp;【关闭窗口】</td></tr></table>
</body></html>
"""
    path.write_bytes(page.encode("gb18030" if old else "utf-8"))


def _paragraph(paragraph: Paragraph, old: bool) -> str:
    if paragraph.kind == "break":
        return "<hr>"
    tag = _TAGS[paragraph.kind]
    indent = "&#12288;&#12288;" if paragraph.kind == "text" else ""
    text = escape(paragraph.text)
    return f'<{tag}>{indent}<font face="仿宋">{text}</font></{tag}>' if old else f"<{tag}>{indent}<span>{text}</span></{tag}>"


def _form(form: Form, old: bool) -> str:
    """The form's title, its head as a small table of its own or as a paragraph, its rows and notes."""
    (title, *head) = head_of(form)
    lines = [f'<p align="center"><b>{escape(title)}</b></p>']
    if old:
        lines += [f'<table width="100%"><tr>{"".join(f"<td>{escape(text)}</td>" for text in head)}</tr></table>']
    else:
        lines += [f"<p>{'&emsp;'.join(map(escape, head))}</p>"]
    header = "\n".join(_row(row, "td" if old else "th") for row in form.header)
    body = "\n".join(_row(row, "td") for row in form.body)
    parts = f"{header}\n{body}" if old else f"<thead>\n{header}\n</thead>\n<tbody>\n{body}\n</tbody>"
    lines += [f'<table class="data" border="1" cellspacing="0">\n{parts}\n</table>']
    return "\n".join((*lines, *(f"<p>{escape(note)}</p>" for note in form.notes)))


def _row(row: tuple[Cell, ...], tag: str) -> str:
    cells = []
    for cell in row:
        spans = (f' colspan="{cell.span}"' if cell.span > 1 else "") + (f' rowspan="{cell.down}"' if cell.down > 1 else "")
        cells.append(f'<{tag} align="{cell.align}"{spans}>{escape(cell.text) or "&nbsp;"}</{tag}>')
    return f"<tr>{''.join(cells)}</tr>"


def render_markdown(paper: Paper, path: Path) -> None:
    """Write Markdown: forms as pipe tables, whose merged cells are one cell followed by blanks."""
    lines: list[str] = []
    for block in paper.blocks:
        if isinstance(block, Form):
            lines += _piped(block)
        elif block.kind != "break":
            lines += [_MARKS.get(block.kind, "") + _unmarked(block.text), ""]
    path.write_text("\n".join(lines), "utf-8")


def _unmarked(text: str) -> str:
    """Text whose beginning Markdown would take for a list keeps its mark."""
    return re.sub(r"^(\d+)\. ", r"\1\\. ", text)


def _piped(form: Form) -> list[str]:
    (title, *head) = head_of(form)
    columns = len(form.widths)
    rows = []
    for line in (*placed(form.header, columns), *placed(form.body, columns)):
        texts = [text for _, cell, reaching in line for text in ("" if reaching else cell.text, *[""] * (cell.span - 1))]
        rows.append(f"| {' | '.join(text.replace('|', chr(92) + '|') for text in texts)} |")
    rule = f"|{' --- |' * columns}"
    notes = [line for note in form.notes for line in (note, "")]
    return [f"## {title}", "", "\u3000".join(head), "", rows[0], rule, *rows[1:], "", *notes]
