"""Showing a page: everything that was read from it and nothing else, in words and in boxes that lie where the figures are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from typer.testing import CliRunner

from index.__main__ import app
from index.documents import Grid
from index.embeddings import LightEmbedder
from index.facts import Fact, Provenance
from index.pipeline import build
from index.readers import read_document
from index.show import SCALE, _page_picture, picture, show
from index.store import Store

GOLDEN = Path(__file__).parent / "golden"
PDF, SHEETS, TEMPLATE = "final-split-codes.pdf", "final-sheets.xlsx", "blank-template.xlsx"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("show") / "store"
    build([GOLDEN / name for name in (PDF, SHEETS, TEMPLATE)], root, embedder=LightEmbedder())
    return root


@pytest.fixture
def store(root: Path) -> Iterator[Store]:
    with Store.open(root) as opened:
        yield opened


def facts_of(store: Store, doc: str) -> list[Fact]:
    return store.facts.facts(docs=[doc])


def test_a_page_shows_each_of_its_figures_in_its_row_and_none_of_another_page(store: Store) -> None:
    pages = {f.provenance.page for f in facts_of(store, PDF)}
    assert len(pages) > 2
    for page in pages:
        assert page is not None
        lines = show(store, PDF, page).splitlines()
        for fact in facts_of(store, PDF):
            words = (fact.row_code, fact.row_name, str(fact.value))
            if fact.provenance.page == page:
                assert any(all(word in line for word in words) for line in lines), fact
        shown = "\n".join(lines)
        here = {f.provenance.title for f in facts_of(store, PDF) if f.provenance.page == page}
        assert [f for f in facts_of(store, PDF) if f.provenance.title not in here and f"  {f.provenance.title}（" in shown] == []


def test_a_table_comes_back_as_rows_and_columns(store: Store) -> None:
    lines = show(store, SHEETS).splitlines()
    start = lines.index(next(line for line in lines if line.startswith("F02")))
    rows = {tuple(line.split()[:2]): line.split()[2:] for line in lines[start + 3 : start + 12]}
    expected: dict[tuple[str, str], list[str]] = {}
    for fact in facts_of(store, SHEETS):
        if fact.form == "F02" and fact.row_code:
            expected.setdefault((fact.row_code, fact.row_name), []).append(str(fact.value))
    assert lines[start + 1].split()[:2] == ["编码", "名称"]
    shared = rows.keys() & expected.keys()
    assert len(shared) >= 7 and all(rows[key] == expected[key] for key in shared)


def test_one_name_printed_in_two_rows_stays_two_rows(store: Store) -> None:
    """The expenditure half and the income half, and totals by the same name."""
    lines = [line for line in show(store, SHEETS).splitlines() if line.split()[1:2] == ["总计"]]
    assert {line.split()[0] for line in lines} == {"收入", "支出"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有.pdf"], f"索引里没有 没有.pdf；现有：{TEMPLATE}、{SHEETS}、{PDF}"),
        ([PDF], f"{PDF}：请用 --page 写明页码；共 5 页（1–5）"),
        ([PDF, "--page", "6"], f"{PDF}：没有第 6 页；共 5 页（1–5）"),
        ([PDF, "--page", "0"], f"{PDF}：没有第 0 页；共 5 页（1–5）"),
        ([SHEETS, "--page", "2"], f"{SHEETS} 不分页，没有第 2 页；请去掉 --page"),
    ],
)
def test_what_is_not_there_is_said_in_one_line_with_what_is(root: Path, arguments: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["show", *arguments, "--store", str(root)])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", said + "\n")


def test_a_format_without_pages_may_be_asked_for_page_one(store: Store) -> None:
    assert show(store, SHEETS, 1) == show(store, SHEETS)
    assert show(store, TEMPLATE).endswith("空白模板：没有数字。")


def test_the_picture_of_a_page_tints_the_cells_that_were_read_and_nothing_else(store: Store, tmp_path: Path, root: Path) -> None:
    facts = [f for f in facts_of(store, PDF) if f.provenance.page == 3 and f.provenance.box]
    assert facts
    target = tmp_path / "page.png"
    done = CliRunner().invoke(app, ["show", PDF, "--page", "3", "--png", str(target), "--store", str(root)])
    assert done.exit_code == 0
    drawn = Image.open(target)
    original = store.original(facts[0].provenance.sha256)
    assert original is not None
    changed = ImageChops.difference(drawn, _page_picture(original, 3, [])).convert("L").point(lambda level: 255 if level else 0)
    for fact in facts:
        x0, y0, x1, y1 = fact.provenance.box or (0, 0, 0, 0)
        inside = [int(SCALE * (x0 + 2)), int(SCALE * (y0 + 2))]
        assert changed.getpixel((inside[0], inside[1])) == 255
        changed.paste(0, (int(SCALE * x0) - 1, int(SCALE * y0) - 1, int(SCALE * x1) + 2, int(SCALE * y1) + 2))
    assert changed.getbbox() is None


def test_the_picture_of_a_spreadsheet_draws_its_tables(store: Store) -> None:
    drawn = picture(store, SHEETS)
    rows = {(f.provenance.title, f.side, f.provenance.quote, f.row_name) for f in facts_of(store, SHEETS) if f.origin == "table"}
    assert drawn.height > 19 * len(rows)
    assert min(drawn.convert("L").getextrema()) < 50


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("media", "crop"),
    [
        ((0, 0, 400, 300), None),
        ((0, 0, 400, 300), (50, 40, 390, 280)),
        ((-30, 20, 370, 320), None),
        ((-30, 20, 370, 320), (0, 60, 350, 300)),
        ((-30, 20, 370, 320), (-60, 60, 350, 500)),
    ],
    ids=["plain", "cropped", "moved", "moved and cropped", "crop box beyond the page"],
)
def test_boxes_lie_where_the_figures_are_whatever_boxes_the_page_has(
    tmp_path: Path, media: tuple[float, ...], crop: tuple[float, ...] | None, rotation: int
) -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 300), cropBox=crop)
    canvas.setPageRotation(rotation)
    for x in (120, 150):
        for y in (110, 125):
            canvas.rect(x, y, 30, 15, stroke=0, fill=1)
    canvas.drawString(124, 114, "1")
    canvas.showPage()
    canvas.save()
    numbers = " ".join(map(str, media))
    path = tmp_path / "page.pdf"
    path.write_bytes(out.getvalue().replace(b"/MediaBox [ 0 0 400 300 ]", f"/MediaBox [ {numbers} ]".encode()))
    page = read_document(path).pages[0]
    boxes = [page.as_shown(box) for block in page.blocks if isinstance(block, Grid) for row in block.boxes or () for box in row if box]
    assert len(boxes) == 4
    place = Provenance(path.name, "", 1, "", "", "", "")
    fact = Fact("", 2023, "决算", "部门", "F01", "", "", "", "", Decimal(1), "万元", "table", provenance=place)
    plain = _page_picture(path, 1, [])
    tinted = _page_picture(path, 1, [replace(fact, provenance=replace(place, box=box)) for box in boxes])
    black = plain.convert("L").point(lambda level: 255 if level < 128 else 0).getbbox()
    changed = ImageChops.difference(plain, tinted).convert("L").point(lambda level: 255 if level else 0).getbbox()
    assert black is not None and changed is not None
    assert all(abs(a - b) <= 2 for a, b in zip(black, changed, strict=True))
