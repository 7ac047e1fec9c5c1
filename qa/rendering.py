"""An answer as people read it: plain text for the terminal, HTML for the page. Pure: an Answer in, text out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from index.amounts import Amount, format_amount, plain
from index.forms import forms
from qa.answers import ANSWERED, CLARIFY, NO_DATA, OUT_OF_SCOPE, Answer, Citation, Figure
from qa.normalise import normalise

STATUS_NAMES = {ANSWERED: "已回答", CLARIFY: "请选一种理解", NO_DATA: "没有这项数据", OUT_OF_SCOPE: "不在回答范围"}

SHOWN_LARGE = 6
"""An answer with more figures than this is a list: none of them is the answer, and none is set in large type."""

SOURCES_OPEN = 3
"""So many sources are shown without a click."""

Link = Callable[[Citation], str]
"""The address of the page that a citation names; "" where it cannot be shown."""


def render_text(answer: Answer, asked: str = "") -> str:
    """The answer for a terminal: the sentence, its sources, how it was computed, warnings, the readings to choose from. `asked`: as it was
    typed; where it was understood as a fuller question, that is shown."""
    parts = [*filter(None, [understood(answer, asked)]), _said(answer)]
    if answer.readings:
        parts.append("\n".join(["可以这样问：", *(_reading_line(n, r.question, r.value) for n, r in enumerate(answer.readings, 1))]))
    sources = _distinct(answer.citations)
    if sources:
        parts.append("\n".join(["出处：", *(_source_lines(n, c) for n, c in enumerate(sources, 1))]))
    computed = _computed(answer.figures)
    if computed:
        parts.append("\n".join(["计算：", *(f"  {_formula(f)}" for f in computed)]))
    if answer.warnings:
        parts.append("\n".join(["注意：", *(f"  {w}" for w in answer.warnings)]))
    return "\n\n".join(parts)


def understood(answer: Answer, asked: str) -> str:
    """The question that was answered, where it is not the one that was typed (follow-ups, 去年, short names completed)."""
    if not asked or not answer.question or _letters(asked) == _letters(answer.question):
        return ""
    return f"按这个问题理解：{answer.question}"


def _letters(text: str) -> str:
    """What a question says, without its marks."""
    return "".join(c for c in normalise(text) if c.isalnum())


def _said(answer: Answer) -> str:
    """The text; of a question asked back only the question, since its readings are shown as such."""
    text = answer.text.strip()
    return text.split("\n", 1)[0] if answer.readings else text


def _reading_line(number: int, question: str, value: str) -> str:
    return f"  {number}. {question}" + (f" → {value}" if value else "")


def _source_lines(number: int, citation: Citation) -> str:
    line = f"  [{number}] {citation.doc} {place(citation)}".rstrip()
    return f"{line}\n      原文：{_one_line(citation.quote)}" if citation.quote else line


def place(citation: Citation) -> str:
    """Where in its document a citation stands: 第 9 页《支出决算表》“合计”行“项目支出”栏."""
    parts = []
    if citation.page is not None:
        parts.append(f"第 {citation.page} 页")
    elif citation.line:
        parts.append(f"第 {citation.line} 行")
    title = citation.title or _form_name(citation.form)
    if title:
        parts.append(f"《{_one_line(title).strip('《》')}》")
    cell = (f"“{_one_line(citation.row)}”行" if citation.row else "") + (f"“{_one_line(citation.column)}”栏" if citation.column else "")
    return " ".join([*parts, cell] if cell else parts)


def _form_name(form: str) -> str:
    known = forms().get(form)
    return known.name if known else ""


def amount(figure: Figure) -> str:
    """A figure with thousands separated and its unit behind it; a year or a rank has neither."""
    return format_amount(Amount(figure.value, figure.unit)) if figure.unit else plain(figure.value)


def _computed(figures: Sequence[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.formula]


def _formula(figure: Figure) -> str:
    """The computation with its result; formulas that state it themselves are left as they are."""
    said = figure.formula if "=" in figure.formula or "＝" in figure.formula else f"{figure.formula} = {amount(figure)}"
    return f"{figure.label}：{said}" if figure.label and not said.startswith(figure.label) else said


def _distinct(citations: Sequence[Citation]) -> list[Citation]:
    """Each place once, where it is first cited."""
    first: dict[tuple[object, ...], Citation] = {}
    for c in citations:
        first.setdefault((c.doc, c.page, c.title, c.row, c.column, c.quote), c)
    return list(first.values())


def _one_line(text: str) -> str:
    return " ".join(text.split())


# ---- HTML: everything that comes from documents, questions or models is escaped here, and only here ----


def render_html(answer: Answer, link: Link = lambda citation: "", asked: str = "") -> str:
    """The answer as an <article>: figures large, text, readings as buttons (data-question), then warnings, computation and sources.

    The classes are those of page.css. `link` gives the address of a source's page; `asked` as for render_text.
    """
    meant = understood(answer, asked)
    sections = [
        f'<p class="understood">{escape(meant)}</p>' if meant else "",
        _figures_html(answer),
        f'<p class="answer-text">{_lines_html(_said(answer))}</p>',
        _readings_html(answer),
        _warnings_html(answer.warnings),
        _sources_html(_distinct(answer.citations), link),
        _method_html(answer),
    ]
    status = f'<p class="status">{STATUS_NAMES[answer.status]}</p>' if answer.status != ANSWERED else ""
    return f'<article class="answer {escape(answer.status)}">{status}{"".join(sections)}</article>'


def _lines_html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _figures_html(answer: Answer) -> str:
    """The figure asked for in large type, the others beside it, smaller; nothing for lists and refusals."""
    if answer.status != ANSWERED or not 0 < len(answer.figures) <= SHOWN_LARGE:
        return ""
    first, *others = answer.figures
    rows = [_figure_html(first, "figure headline"), *(_figure_html(f, "figure") for f in others)]
    return f'<dl class="figures">{"".join(rows)}</dl>'


def _figure_html(figure: Figure, classes: str) -> str:
    number = f"{figure.value:,f}" if figure.unit else plain(figure.value)
    label = escape(figure.label) or "数值"
    unit = f'<span class="unit">{escape(figure.unit)}</span>' if figure.unit else ""
    return f'<div class="{classes}"><dt>{label}</dt><dd><span class="value">{number}</span>{unit}</dd></div>'


def _readings_html(answer: Answer) -> str:
    if not answer.readings:
        return ""
    items = []
    for reading in answer.readings:
        value = f'<span class="reading-value">{escape(reading.value)}</span>' if reading.value else ""
        label = f"<span>{escape(reading.label or reading.question)}</span>"
        items.append(f'<li><button type="button" class="chip" data-question="{escape(reading.question)}">{label}{value}</button></li>')
    return f'<ul class="chips" aria-label="可选的理解">{"".join(items)}</ul>'


def _warnings_html(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    items = "".join(f"<li>{_lines_html(w)}</li>" for w in warnings)
    return f'<div class="warnings"><p class="note-title">注意</p><ul>{items}</ul></div>'


def _sources_html(sources: Sequence[Citation], link: Link) -> str:
    if not sources:
        return ""
    items = "".join(_source_html(citation, link(citation)) for citation in sources)
    shown = " open" if len(sources) <= SOURCES_OPEN else ""
    return f'<details class="sources"{shown}><summary>出处（{len(sources)} 处）</summary><ol>{items}</ol></details>'


def _source_html(citation: Citation, address: str) -> str:
    name = f'<span class="doc">{escape(citation.doc)}</span>'
    if address:
        name = f'<a class="doc" href="{escape(address)}" target="_blank" rel="noopener">{escape(citation.doc)}（打开原文）</a>'
    where = escape(place(citation))
    quote = f"<blockquote>{escape(_one_line(citation.quote))}</blockquote>" if citation.quote else ""
    return f'<li>{name}<span class="place">{where}</span>{quote}</li>'


def _method_html(answer: Answer) -> str:
    """How it was computed and understood; who chose the words."""
    formulas = "".join(f'<p class="formula">{escape(_formula(f))}</p>' for f in _computed(answer.figures))
    plan = f'<pre tabindex="0" aria-label="计算步骤">{escape(answer.plan)}</pre>' if answer.plan else ""
    if not formulas and not plan:
        return ""
    words = '<p class="made-by">措辞由语言模型撰写；数字由程序从原文取出、计算并核对。</p>' if answer.made_by == "model" else ""
    return f'<details class="method"><summary>怎么算出来的</summary>{formulas}{plan}{words}</details>'
