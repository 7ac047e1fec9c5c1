"""The chat page's own HTML, beside page.css: the conversation, what could be asked, which documents there are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

EXAMPLES = 5

WORDINGS = {
    "决算": ("{d}{y}年一共支出多少？", "{d}{y}年“三公”经费花了多少？", "{d}{y}年项目支出占总支出的百分之几？"),
    "预算": ("{d}{y}年部门预算收入安排了多少？", "{d}{y}年公务接待费预算是多少？"),
    "绩效": ("{d}{y}年绩效自评的预算执行率是多少？",),
}
"""Example questions by kind of document; {d} department, {y} year."""


class Listed(Protocol):
    """What the page shows of a document; `year` 0 and "" where unknown, `facts` how many figures were read from it."""

    @property
    def doc(self) -> str: ...
    @property
    def department(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def basis(self) -> str: ...
    @property
    def template(self) -> bool: ...
    @property
    def facts(self) -> int: ...


@dataclass(frozen=True)
class Turn:
    """A question and its answer as HTML; "" while it is being answered."""

    question: str
    answer: str = ""


def message_html(text: str) -> str:
    """Something the page itself has to say in place of an answer."""
    return f'<article class="answer failed"><p class="answer-text">{escape(text)}</p></article>'


def talk_html(turns: Sequence[Turn], examples: Sequence[str]) -> str:
    """The conversation; before its first question, what could be asked."""
    if turns:
        return "".join(map(_turn_html, turns))
    chips = "".join(f'<li><button type="button" class="chip" data-question="{escape(q)}">{escape(q)}</button></li>' for q in examples)
    offer = f'<h2>可以这样问</h2><ul class="chips">{chips}</ul>' if chips else "<h2>请在下面输入问题</h2>"
    return f'<section class="welcome">{offer}</section>'


def _turn_html(turn: Turn) -> str:
    answer = turn.answer or '<p class="pending">正在查找</p>'
    return f'<section class="turn"><h2 class="asked">{escape(turn.question)}</h2>{answer}</section>'


def library_html(documents: Sequence[Listed]) -> str:
    """Which documents the answers come from."""
    real = sorted((d for d in documents if not d.template), key=lambda d: (d.department, d.year, d.doc))
    departments = {d.department for d in real if d.department}
    years = sorted({d.year for d in real if d.year})
    span = f"，{years[0]}–{years[-1]} 年" if len(years) > 1 else f"，{years[0]} 年" if years else ""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("部门", "年度", "类别", "文件"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_document_html, real))}</tbody></table>"
    return (
        f'<details class="library"><summary>库中有 {len(real)} 份文件，{len(departments)} 个部门{span}</summary>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="库中文件">{table}</div></details>'
    )


def _document_html(document: Listed) -> str:
    department = escape(document.department) or "（未识别）"
    year = f'<td class="year">{document.year or "（未识别）"}</td>'
    return f"<tr><td>{department}</td>{year}<td>{escape(document.basis)}</td><td>{escape(document.doc)}</td></tr>"


def example_questions(documents: Sequence[Listed]) -> list[str]:
    """Questions that the store's own documents answer: the kinds of document take turns, the newest of each first."""
    known = [d for d in documents if not d.template and d.department and d.year and d.facts]
    newest = sorted(known, key=lambda d: (-d.year, d.doc))
    questions = []
    for turn in range(max(map(len, WORDINGS.values()))):
        for basis, wordings in WORDINGS.items():
            of_basis = [d for d in newest if d.basis == basis]
            if of_basis and turn < len(wordings):
                document = of_basis[turn % len(of_basis)]
                questions.append(wordings[turn].format(d=document.department, y=document.year))
    return questions[:EXAMPLES]
