"""The chat page in a real browser, over a fake store and a fake front door."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import app
from qa.answers import ANSWERED, CLARIFY, NO_DATA, Answer, Citation, Figure, Reading
from qa.settings import Settings

PDF, WEB = "云山区财政局2024年度部门决算（含所属单位）公开说明.pdf", "云山区教育局2023年度部门决算.html"
TOTAL, READING = "云山区财政局2024年一共支出多少？", "云山区财政局2024年2210201住房公积金支出决算是多少？"
HOSTILE = '<img src=x onerror="window.hacked=1"> ${1+1} {{value}} & "引号"'


@dataclass(frozen=True)
class Record:
    doc: str
    sha256: str
    department: str = "虚构市云山区财政局"
    year: int = 2024
    basis: str = "决算"
    template: bool = False
    facts: int = 120


@dataclass
class FakeStore:
    folder: Path
    documents: Sequence[Record] = (Record(PDF, "a1"), Record(WEB, "b2", "虚构市云山区教育局", 2023), Record("无原件.txt", "c3"))

    def original(self, sha256: str) -> Path | None:
        return next(iter(self.folder.glob(f"{sha256}.*")), None)


@dataclass
class FakeAsk:
    """Answers by what the question holds, and remembers what it was asked."""

    asked: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def __call__(self, question: str, history: Sequence[str]) -> Answer:
        self.asked.append((question, tuple(history)))
        if "出错" in question:
            raise ZeroDivisionError("no base")
        if "公积金多少" in question:
            readings = (Reading("按功能分类 2210201", READING, "67.28万元"), Reading("按经济分类 30113", "30113呢？", "73.20万元"))
            return Answer(CLARIFY, "“住房公积金”有两种口径，您要哪一种？", readings=readings)
        if "2019" in question:
            return Answer(NO_DATA, "库中没有2019年的决算。现有：2023年、2024年。")
        quote = HOSTILE if question == HOSTILE else "合计 4,507.97 998.73 3,509.24"
        citations = (
            Citation(PDF, 9, "F03", "合计", "本年支出合计", quote),
            Citation(WEB, None, "", "", "", "支出合计4,507.97万元。", "三、支出决算情况"),
        )
        figures = (
            Figure(Decimal("2510.51"), "万元", "项目支出比基本支出多", "3,509.24万元 − 998.73万元"),
            Figure(Decimal("998.73"), "万元", "基本支出"),
        )
        plan = "Difference\n" + "  Lookup " * 40
        return Answer(ANSWERED, f"合计2,510.51万元。{quote}", figures, citations, ("正文与表相差0.01万元。",), plan)


class Page:
    """What a visitor does and sees."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.requests: list[str] = []
        self.console: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        page.goto(address)
        page.wait_for_selector(".welcome .chip")

    def say(self, question: str) -> None:
        """Type a question and press Enter."""
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        self.wait(question)

    def wait(self, question: str) -> None:
        """Until the last turn is this question with its answer."""
        last = self.page.locator(".turn").last
        last.locator(".asked", has_text=question).wait_for(timeout=15_000)
        last.locator(".answer").wait_for(timeout=15_000)

    @property
    def answer(self) -> str:
        text: str = self.page.locator(".turn .answer").last.inner_text()
        return text


@pytest.fixture(scope="module")
def chromium() -> str:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        reason = "no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FakeStore:
    folder = tmp_path_factory.mktemp("originals")
    (folder / "a1.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (folder / "b2.html").write_text("<script>alert(1)</script>", "utf-8")
    return FakeStore(folder)


@pytest.fixture(scope="module")
def ask() -> FakeAsk:
    return FakeAsk()


@pytest.fixture(scope="module")
def address(ask: FakeAsk, store: FakeStore) -> Iterator[str]:
    import uvicorn

    settings = Settings(_env_file=None, site_name="云山区<公开>问答", filing_number="虚构备案00000号")  # type: ignore[call-arg]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
        site = app.build_site(app.build_page(ask, store, settings), store)
        server = uvicorn.Server(uvicorn.Config(site, host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/"
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def visit(browser: Any, address: str, ask: FakeAsk) -> Iterator[Any]:
    """Opens the page for a new visitor: visit(width=…, dark=…)."""
    contexts = []

    def opened(width: int = 1100, *, dark: bool = False) -> Page:
        ask.asked.clear()
        scheme = "dark" if dark else "light"
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
        return Page(contexts[-1].new_page(), address)

    yield opened
    for context in contexts:
        context.close()


def test_enter_sends_and_the_answer_has_its_figure_and_sources(visit: Any, ask: FakeAsk) -> None:
    page = visit()
    page.say(TOTAL)
    assert ask.asked == [(TOTAL, ())]
    assert page.page.locator("#question textarea").input_value() == ""
    assert page.page.locator(".figure.headline .value").inner_text() == "2,510.51"
    assert page.page.locator(".figure.headline .unit").inner_text() == "万元"
    assert "第 9 页 《支出决算表》 “合计”行“本年支出合计”栏" in page.answer
    assert "正文与表相差0.01万元" in page.answer
    method = page.page.locator("details.method")
    assert "3,509.24万元 − 998.73万元" not in page.answer  # folded away until asked for
    method.locator("summary").click()
    assert "3,509.24万元 − 998.73万元 = 2,510.51万元" in page.answer


def test_a_follow_up_passes_the_earlier_questions_until_a_new_conversation(visit: Any, ask: FakeAsk) -> None:
    page = visit()
    page.say(TOTAL)
    page.say("那其中项目支出呢？")
    page.say("比去年呢？")
    assert ask.asked[1:] == [("那其中项目支出呢？", (TOTAL,)), ("比去年呢？", (TOTAL, "那其中项目支出呢？"))]
    assert page.page.locator(".turn").count() == 3
    page.page.get_by_role("button", name="新对话").click()
    page.page.wait_for_selector(".welcome .chip")
    page.say(TOTAL)
    assert ask.asked[-1] == (TOTAL, ())


def test_two_visitors_do_not_share_a_conversation(visit: Any, ask: FakeAsk) -> None:
    visit().say(TOTAL)
    visit().say("那其中项目支出呢？")
    assert ask.asked == [("那其中项目支出呢？", ())]


def test_a_reading_is_asked_with_the_keyboard(visit: Any, ask: FakeAsk) -> None:
    page = visit()
    page.say("住房公积金多少？")
    assert "请选一种理解" in page.answer
    chip = page.page.get_by_role("button", name="按功能分类 2210201 67.28万元")
    chip.focus()
    page.page.keyboard.press("Enter")
    page.wait(READING)
    assert ask.asked[-1] == (READING, ("住房公积金多少？",))


def test_examples_come_from_the_store_and_are_asked_by_a_click(visit: Any, ask: FakeAsk) -> None:
    page = visit()
    page.page.get_by_role("button", name="虚构市云山区财政局2024年一共支出多少？").click()
    page.wait("虚构市云山区财政局2024年一共支出多少？")
    assert len(ask.asked) == 1


def test_no_request_leaves_this_machine(visit: Any, address: str) -> None:
    page = visit()
    page.say(TOTAL)
    page.say("2019年呢？")
    local = [url for url in page.requests if url.startswith(address) or url.startswith(("data:", "blob:"))]
    assert len(local) > 5
    assert page.requests == local
    # nor was one tried and stopped by the page's own policy
    assert not [line for line in page.console if "Content Security Policy" in line or line.startswith("error")]


def test_what_comes_from_outside_is_shown_and_never_run(visit: Any) -> None:
    page = visit()
    page.say(HOSTILE)
    assert page.page.locator(".asked").inner_text() == HOSTILE
    assert page.page.locator("blockquote").first.inner_text() == HOSTILE
    assert page.page.locator(".turn img").count() == 0
    assert page.page.evaluate("window.hacked") is None
    assert page.page.locator("h1").inner_text() == "云山区<公开>问答"


def test_an_error_is_an_apology_and_the_talk_goes_on(visit: Any, ask: FakeAsk, caplog: pytest.LogCaptureFixture) -> None:
    page = visit()
    with caplog.at_level(logging.ERROR, "disclosure_qa"):
        page.say("这里会出错")
    assert "抱歉" in page.answer
    assert "ZeroDivisionError" not in page.answer
    assert caplog.records[0].exc_info[0] is ZeroDivisionError  # type: ignore[index]
    page.say(TOTAL)
    assert "2,510.51" in page.answer


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_accessible(visit: Any, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = visit(dark=dark)

    def serious() -> list[str]:
        found = Axe().run(page.page).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]

    page.page.locator("details.library summary").click()
    assert serious() == []
    page.say("住房公积金多少？")
    page.say("2019年呢？")
    page.say("这里会出错")
    page.say(TOTAL)
    page.page.locator("details.method summary").last.click()
    assert serious() == []
    assert page.page.evaluate("document.documentElement.lang") == "zh-CN"


def test_a_phone_needs_no_horizontal_scrolling(visit: Any) -> None:
    page = visit(360)
    page.page.locator("details.library summary").click()
    page.say("住房公积金多少？")
    page.say(TOTAL)
    page.page.locator("details.method summary").click()
    assert page.page.evaluate("document.documentElement.scrollWidth") == 360
    box = page.page.locator("#question textarea").bounding_box()
    assert box["y"] + box["height"] <= 800  # the input line stays in sight
    assert box["width"] > 120


def test_sources_open_the_original_at_its_page(visit: Any, address: str) -> None:
    page = visit()
    page.say(TOTAL)
    links = page.page.locator(".sources a.doc")
    assert links.first.get_attribute("href").endswith(".pdf#page=9")
    request = page.page.request
    pdf = request.get(links.first.evaluate("a => a.href.split('#')[0]"))
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.headers["content-disposition"].startswith("inline")
    web = request.get(links.last.evaluate("a => a.href"))
    assert web.headers["content-disposition"].startswith("attachment")  # another's page is never run as ours
    for missing in ("无原件.txt", "other.pdf", "..%2F..%2Fetc%2Fpasswd"):
        assert request.get(f"{address}originals/{missing}").status == 404


def test_a_visitor_may_ask_so_many_questions_a_minute() -> None:
    now = 0.0
    limit = app.RateLimit(2, clock=lambda: now)
    assert [limit.allows("a"), limit.allows("a"), limit.allows("a"), limit.allows("b")] == [True, True, False, True]
    now = 60.0
    assert limit.allows("a")
    assert all(app.RateLimit(0).allows("a") for _ in range(100))


def test_without_a_store_the_command_says_how_to_build_one(tmp_path: Path) -> None:
    command = typer.Typer()
    command.command()(app.main)
    result = CliRunner().invoke(command, ["--store", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "python -m index build" in result.stderr
