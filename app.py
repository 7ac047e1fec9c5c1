"""The chat: widgets ↔ qa's front door ↔ rendered answer. Reads the environment; no other logic.

    python app.py [--store DIR] [--host 127.0.0.1] [--port 7860]
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol
from urllib.parse import quote

import typer

from index.documents import IndexingError
from qa.answers import Answer, Citation
from qa.page import Turn, example_questions, library_html, message_html, talk_html
from qa.rendering import Link, render_html
from qa.settings import Settings, questions_embedder

if TYPE_CHECKING:
    import gradio
    from fastapi import FastAPI

    from index.fact_store import DocumentRecord

log = logging.getLogger("disclosure_qa")

LONGEST_QUESTION = 500
FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "system-ui", "sans-serif")
ONLY_FROM_HERE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'self'"
)
APOLOGY = "抱歉，回答这个问题时程序出了错，已记入日志。请换个说法再问，或稍后再试。"

# A chip asks its question; a new turn is scrolled to, and read out by screen readers.
TALK_JS = """
const voice = Object.assign(document.createElement('div'), {className: 'sr-only', role: 'status'});
voice.style.cssText = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)';
element.parentElement.appendChild(voice);
element.addEventListener('click', event => {
  const chip = event.target.closest('[data-question]');
  if (chip) trigger('select', {question: chip.dataset.question});
});
watch('value', () => {
  const turns = element.querySelectorAll('.turn');
  const last = turns[turns.length - 1];
  if (!last) return;
  last.scrollIntoView({block: 'start'});
  voice.textContent = last.querySelector('.answer-text, .pending')?.textContent ?? '';
});
"""


class Library(Protocol):
    """What the page shows of a store."""

    @property
    def documents(self) -> Sequence[DocumentRecord]: ...

    def original(self, sha256: str) -> Path | None: ...


class Ask(Protocol):
    """qa's front door, its store already given."""

    def __call__(self, question: str, history: Sequence[str]) -> Answer: ...


class RateLimit:
    """At most `limit` questions a minute from one visitor; 0 for no limit."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._asked: defaultdict[str, deque[float]] = defaultdict(deque)

    def allows(self, visitor: str) -> bool:
        """Count a question of this visitor, unless it is one too many."""
        if not self._limit:
            return True
        asked, now = self._asked[visitor], self._clock()
        while asked and now - asked[0] >= 60:
            asked.popleft()
        if len(asked) >= self._limit:
            return False
        asked.append(now)
        return True


def answered(question: str, history: Sequence[str], ask: Ask, link: Link) -> str:
    """The answer as HTML; an apology where the program failed, with the traceback in the log."""
    try:
        return render_html(ask(question, history), link, question)
    except Exception:  # noqa: BLE001 - the page's one catch-all: a visitor gets an apology, the log gets the traceback
        log.exception("failed to answer %r (history %r)", question, list(history))
        return message_html(APOLOGY)


def original_link(store: Library) -> Link:
    """Addresses of originals that the store still holds; a PDF opens at the cited page."""
    held = {d.doc: path for d in store.documents if (path := store.original(d.sha256))}

    def link(citation: Citation) -> str:
        path = held.get(citation.doc)
        if path is None:
            return ""
        page = f"#page={citation.page}" if path.suffix == ".pdf" and citation.page else ""
        return f"originals/{quote(citation.doc)}{page}"

    return link


def build_page(ask: Ask, store: Library, settings: Settings) -> gradio.Blocks:
    """The page over any front door and store: tests pass their own."""
    import gradio as gr

    examples, link, limit = example_questions(store.documents), original_link(store), RateLimit(settings.rate_limit)

    def converse(question: str, turns: list[Turn], visitor: str) -> Iterator[tuple[str, list[Turn], str]]:
        """The question at once, its answer when it is there; the textbox is emptied, and given back what could not be asked."""
        question = question.strip()[:LONGEST_QUESTION]
        if not question:
            yield "", turns, talk_html(turns, examples)
            return
        if not limit.allows(visitor):
            yield question, turns, talk_html([*turns, Turn(question, message_html("提问太频繁了，请过一分钟再试。"))], examples)
            return
        yield "", turns, talk_html([*turns, Turn(question)], examples)
        history = [turn.question for turn in turns]
        turns = [*turns, Turn(question, answered(question, history, ask, link))]
        yield "", turns, talk_html(turns, examples)

    # gradio finds the types of events and requests in the annotations of the functions themselves
    def typed(question, turns, request):  # type: ignore[no-untyped-def]
        yield from converse(question, turns, _visitor(request))

    def chosen(turns, event, request):  # type: ignore[no-untyped-def]
        yield from converse(event.question, turns, _visitor(request))

    typed.__annotations__ = {"request": gr.Request}
    chosen.__annotations__ = {"event": gr.EventData, "request": gr.Request}

    page: gradio.Blocks = gr.Blocks(title=settings.site_name, analytics_enabled=False)
    with page:
        turns = gr.State([])
        gr.HTML(
            f'<header class="masthead"><h1>{escape(settings.site_name)}</h1>'
            "<p>从部门预算、决算公开文件里找数、算数。每个数字都注明出处，文件里没有的不猜。</p></header>",
            apply_default_css=False,
        )
        gr.HTML(library_html(store.documents), apply_default_css=False)
        talk = gr.HTML(talk_html([], examples), elem_classes="talk", js_on_load=TALK_JS, apply_default_css=False)
        with gr.Row(elem_classes="composer"):
            box = gr.Textbox(
                label="问题", show_label=False, placeholder="请输入问题", lines=1, max_lines=4, container=False, scale=1,
                max_length=LONGEST_QUESTION, autofocus=True, elem_id="question",
            )  # fmt: skip
            send = gr.Button("发送", variant="primary", scale=0, min_width=76)
            again = gr.Button("新对话", variant="secondary", scale=0, min_width=76)
        gr.HTML(f'<p class="colophon">数字取自公开文件原文，以原文件为准。{escape(settings.filing_number)}</p>', apply_default_css=False)
        outputs: list[Any] = [box, turns, talk]
        asking: dict[str, Any] = {"concurrency_id": "ask", "show_progress": "hidden", "api_visibility": "private"}
        gr.on([box.submit, send.click], typed, [box, turns], outputs, **asking)
        talk.select(chosen, [turns], outputs, **asking)
        again.click(lambda: ("", [], talk_html([], examples)), None, outputs, show_progress="hidden", api_visibility="private")
    return page


def _visitor(request: gradio.Request) -> str:
    return request.client.host if request.client else ""


def build_site(page: gradio.Blocks, store: Library) -> FastAPI:
    """The page and the originals that its sources link to; browsers are told to fetch nothing from elsewhere."""
    import gradio as gr
    from fastapi import FastAPI, HTTPException
    from fastapi.responses import FileResponse, Response

    site = FastAPI(openapi_url=None)

    @site.middleware("http")
    async def only_from_here(request: Any, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = ONLY_FROM_HERE
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @site.get("/originals/{doc}")
    def original(doc: str) -> FileResponse:
        path = next((p for d in store.documents if d.doc == doc and (p := store.original(d.sha256))), None)
        if path is None:
            raise HTTPException(404, "没有这份文件")
        shown = path.suffix == ".pdf"  # anything else, a web page above all, is downloaded and not run in this site's name
        return FileResponse(path, filename=doc, content_disposition_type="inline" if shown else "attachment")

    theme = gr.themes.Default(primary_hue="blue", neutral_hue="slate", font=FONTS, font_mono=("ui-monospace", "monospace"))
    css = files("qa").joinpath("page.css").read_text("utf-8")
    language = "<script>document.documentElement.lang = 'zh-CN'</script>"
    gr.mount_gradio_app(site, page, "", theme=theme, css=css, head=language, footer_links=[], ssr_mode=False, show_error=False)
    return site


def main(
    store: Annotated[Path | None, typer.Option(help="索引（默认取环境变量 DISCLOSURE_QA_STORE，否则 ./store）")] = None,
    host: Annotated[str, typer.Option(help="监听的地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听的端口")] = 7860,
) -> None:
    """预算、决算公开问答的网页。"""
    from index.store import Store

    settings = Settings()
    try:
        opened = Store.open(store or settings.store, questions_embedder(settings))
    except IndexingError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    # nothing phones home; has to be said before gradio and the model libraries are imported
    os.environ.update(GRADIO_ANALYTICS_ENABLED="False", HF_HUB_OFFLINE="1", ANONYMIZED_TELEMETRY="False")
    import uvicorn

    from qa.pipeline import ask

    page = build_page(lambda question, history: ask(question, history, store=opened), opened, settings)
    print(f"请在浏览器打开 http://{host}:{port}", flush=True)
    uvicorn.run(build_site(page, opened), host=host, port=port, log_level="warning")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr)
    typer.run(main)
