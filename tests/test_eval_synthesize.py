"""The fictitious corpus: the same bytes again, figures that close, files that open and say what truth.csv says."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from eval.fiction.departments import departments
from eval.fiction.papers import COLUMNS, NOTICE
from eval.synthesize import synthesize
from index.amounts import round_half_up
from index.fonts import cjk_font
from index.forms import forms

Row = dict[str, str]
BARE = "虚构"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default corpus: 8 departments, 3 years, a budget and final accounts each."""
    out = tmp_path_factory.mktemp("fiction")
    assert len(synthesize(out)) == 8 * 3 * 2
    return out


@pytest.fixture(scope="module")
def truth(corpus: Path) -> list[Row]:
    with (corpus / "truth.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert tuple(reader.fieldnames or ()) == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def tables(truth: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """(document, form) → its cells, [] where the form is empty."""
    family = {"决算": "F", "预算": "B"}
    found: dict[tuple[str, str], list[Row]] = {}
    for doc in {row["doc"]: None for row in truth}:
        found |= {(doc, f"{family[basis_of(doc)]}0{place}"): [] for place in range(1, 10)}
    for row in truth:
        if row["origin"] == "table":
            found[row["doc"], row["form"]].append(row)
    return found


def basis_of(doc: str) -> str:
    return doc.rsplit(".", 1)[0][-2:]


def amount(cells: list[Row], column: str, *, code: str | None = None, name: str | None = None, side: str | None = None) -> Decimal:
    """The one cell of a column, 0 where it is blank. `column` by the end of its path."""
    found = {
        Decimal(cell["value"])
        for cell in cells
        if cell["column"].split("/")[-1] == column
        and (code is None or cell["row_code"] == code)
        and (name is None or cell["row_name"] == name)
        and (side is None or cell["side"] == side)
    }
    assert len(found) <= 1, (column, code, name, side, found)
    return found.pop() if found else Decimal(0)


def documents(tables: dict[tuple[str, str], list[Row]], basis: str) -> list[str]:
    return sorted({doc for doc, _ in tables if doc.rsplit(".", 1)[0].endswith(basis)})


def words_of(path: Path) -> str:
    """All text of a file, by the libraries that readers use."""
    if path.suffix in (".txt", ".md"):
        return path.read_text("utf-8")
    if path.suffix == ".html":
        from lxml import html

        return "\n".join(html.document_fromstring(path.read_bytes()).itertext())
    if path.suffix == ".xls":
        import xlrd

        sheets = xlrd.open_workbook(path).sheets()
        return "\n".join(f"{value}" for sheet in sheets for row in range(sheet.nrows) for value in sheet.row_values(row) if value != "")
    if path.suffix == ".docx":
        from docx import Document

        document = Document(str(path))
        cells = (t.text or "" for t in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))
        return "\n".join((*(p.text for p in document.sections[0].header.paragraphs), *cells))
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        book = load_workbook(path)
        return "\n".join(f"{cell}" for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    import pypdfium2

    pdf = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    return text


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_same_arguments_give_the_same_bytes_whatever_else_is_made(corpus: Path, tmp_path: Path) -> None:
    made = synthesize(tmp_path, 4, (2022, 2023))
    assert len(made) == 4 * 2 * 2
    for path in made:
        assert path.read_bytes() == (corpus / path.name).read_bytes(), path.name
    whole = set((corpus / "truth.csv").read_text("utf-8").splitlines())
    assert set((tmp_path / "truth.csv").read_text("utf-8").splitlines()) <= whole


def test_another_seed_gives_other_figures(corpus: Path, tmp_path: Path) -> None:
    (made,) = {path for path in synthesize(tmp_path, 1, (2022, 2022), seed=8) if "决算" in path.name}
    assert made.read_bytes() != (corpus / made.name).read_bytes()


def test_every_document_opens_and_says_that_it_is_fictitious(corpus: Path) -> None:
    endings = set()
    for path in sorted(corpus.iterdir()):
        if path.name == "truth.csv":
            continue
        endings.add(path.suffix)
        text = squeezed(words_of(path))
        assert NOTICE in text, path.name
        assert squeezed(path.name.split("_")[0]) in text
        assert BARE in text[:400], path.name
    assert endings == {".pdf", ".docx", ".xlsx", ".xls", ".html", ".md", ".txt"}


def test_a_pdf_says_so_on_every_page(corpus: Path) -> None:
    import pypdfium2

    for path in sorted(corpus.glob("*.pdf"))[:4]:
        pdf = pypdfium2.PdfDocument(path)
        assert all(NOTICE in squeezed(page.get_textpage().get_text_bounded()) for page in pdf)
        pdf.close()


def test_columns_add_up(tables: dict[tuple[str, str], list[Row]]) -> None:
    checked = 0
    for (doc, form), cells in tables.items():
        of_row: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
        for cell in cells:
            if form not in ("F09", "B09"):
                key = (cell["side"], cell["row_code"], cell["row_name"])
                of_row[key].setdefault(cell["column"].split("/")[-1], Decimal(cell["value"]))
        names = forms()[form].expenditure_columns or forms()[form].columns
        for (side, code, name), values in of_row.items():
            if side == "收入" or (code == "" and "合计" not in name and form not in ("F04", "B04")):
                continue
            for total, parts in forms()[form].identities:
                if names[total - 1] in values:
                    added = sum((values.get(names[part - 1], Decimal(0)) for part in parts), Decimal(0))
                    assert values[names[total - 1]] == added, (doc, form, code, name)
                    checked += 1
    assert checked > 3000


def test_subjects_add_up_to_their_class_and_total(tables: dict[tuple[str, str], list[Row]]) -> None:
    checked = 0
    for (doc, form), cells in tables.items():
        by_column: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for cell in cells:
            if cell["row_code"] or cell["row_name"] == "合计":
                by_column[cell["column"]][cell["row_code"]] = Decimal(cell["value"])
        for column, values in by_column.items():
            for code, value in values.items():
                below = [v for c, v in values.items() if c and len(c) == (3 if not code else len(code) + 2) and c.startswith(code)]
                if below:
                    assert value == sum(below), (doc, form, column, code)
                    checked += 1
    assert checked > 2000


def test_final_accounts_agree_between_forms(tables: dict[tuple[str, str], list[Row]]) -> None:
    for doc in documents(tables, "决算"):
        f = {form: tables[doc, form] for form in ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08")}
        received, spent = (amount(f["F01"], "决算数", name=name) for name in ("本年收入合计", "本年支出合计"))
        assert received == amount(f["F02"], "本年收入合计", name="合计")
        assert spent == amount(f["F03"], "本年支出合计", name="合计")
        assert amount(f["F01"], "决算数", name="总计", side="收入") == amount(f["F01"], "决算数", name="总计", side="支出")
        general = amount(f["F04"], "一般公共预算财政拨款", name="本年支出合计")
        assert general == amount(f["F05"], "小计", name="合计")
        assert amount(f["F04"], "政府性基金预算财政拨款", name="本年支出合计") == amount(f["F07"], "小计", name="合计")
        assert amount(f["F04"], "国有资本经营预算财政拨款", name="本年支出合计") == amount(f["F08"], "合计", name="合计")
        assert amount(f["F04"], "决算数", name="总计") == amount(f["F04"], "合计", name="总计")
        people, office = (amount(f["F06"], "决算数", name=name) for name in ("人员经费合计", "公用经费合计"))
        assert people + office == amount(f["F05"], "基本支出", name="合计")
        assert people == amount(f["F06"], "决算数", code="301") + amount(f["F06"], "决算数", code="303")
        assert office == amount(f["F06"], "决算数", code="302") + amount(f["F06"], "决算数", code="310")
        for cell in f["F07"]:
            code, name = cell["row_code"], cell["row_name"]
            fund = [amount(f["F07"], c, code=code, name=name) for c in ("年初结转和结余", "本年收入", "小计", "年末结转和结余")]
            assert fund[0] + fund[1] - fund[2] == fund[3]


@pytest.mark.parametrize("form", ["F09", "B09"])
def test_the_three_public_expenses_add_up(tables: dict[tuple[str, str], list[Row]], form: str) -> None:
    seen = 0
    for (_, of), cells in tables.items():
        if of != form:
            continue
        values = {cell["column"]: Decimal(cell["value"]) for cell in cells}
        for head in {column.split("/")[0] for column in values if "/" in column}:
            part = {column.split("/", 1)[1]: value for column, value in values.items() if column.startswith(f"{head}/")}
            cars = sum(value for column, value in part.items() if column.endswith(("购置费", "运行费", "运行维护费")))
            whole = sum(value for column, value in part.items() if column.endswith("小计"))
            rest = sum(value for column, value in part.items() if "出国" in column or "接待" in column)
            assert cars == whole
            assert part.get("合计", Decimal(0)) == whole + rest
            seen += 1
    assert seen >= 20


def test_budgets_agree_between_forms(tables: dict[tuple[str, str], list[Row]]) -> None:
    for doc in documents(tables, "预算"):
        total = amount(tables[doc, "B01"], "预算数", name="收入总计")
        assert total == amount(tables[doc, "B01"], "预算数", name="支出总计")
        assert total == amount(tables[doc, "B02"], "合计", name="合计") == amount(tables[doc, "B03"], "合计", name="合计")
        classes = [Decimal(c["value"]) for c in tables[doc, "B01"] if c["side"] == "支出" and c["row_name"] != "支出总计"]
        assert sum(classes) == total
        for column, form in (("一般公共预算", "B05"), ("政府性基金预算", "B06"), ("国有资本经营预算", "B07")):
            assert amount(tables[doc, "B04"], column, name="支出总计") == amount(tables[doc, form], "合计", name="合计")
        assert amount(tables[doc, "B08"], "合计", name="合计") == amount(tables[doc, "B05"], "基本支出", name="合计")


def test_years_agree_with_each_other(tables: dict[tuple[str, str], list[Row]], truth: list[Row]) -> None:
    """Balances carry over; what a text says of the year before and of the initial budget is what those documents print."""
    names = {(row["department"], basis_of(row["doc"]), row["doc"].split("_")[1]): row["doc"] for row in truth}
    sentences: dict[tuple[str, str, str], str] = {}
    for row in truth:
        if row["origin"] == "sentence":
            sentences.setdefault((row["doc"], row["row_name"], row["column"]), row["value"])
    for (department, basis, year), doc in names.items():
        if basis != "决算":
            continue
        plan = tables[names[department, "预算", year], "B05"]
        planned = round_half_up(amount(plan, "合计", name="合计") / 10_000)
        assert Decimal(sentences[doc, "一般公共预算财政拨款支出", "年初预算"]) == planned
        earlier = names.get((department, "决算", str(int(year) - 1)))
        if not earlier:
            continue
        now, then = tables[doc, "F01"], tables[earlier, "F01"]
        assert amount(now, "决算数", name="年初结转和结余") == amount(then, "决算数", name="年末结转和结余")
        change = amount(now, "决算数", name="总计", side="收入") - amount(then, "决算数", name="总计", side="收入")
        column = f"比{int(year) - 1}年度{'增加' if change > 0 else '减少'}"
        assert Decimal(sentences[doc, "收、支总计", column]) == abs(change)


def test_departments_differ(tables: dict[tuple[str, str], list[Row]]) -> None:
    items = {doc: {cell["row_code"] for cell in tables[doc, "F05"] if len(cell["row_code"]) == 7} for doc in documents(tables, "决算")}
    of_2022 = {doc: codes for doc, codes in items.items() if "_2022_" in doc}
    assert len({frozenset(codes) for codes in of_2022.values()}) == 8
    without = [doc for doc in of_2022 if not [c for c in tables[doc, "F09"] if Decimal(c["value"])]]
    assert without, "some department has no 三公经费"
    assert 0 < sum(bool(tables[doc, "F07"]) for doc in of_2022) < 8
    assert 0 < sum(bool(tables[doc, "F08"]) for doc in of_2022) < 8


def test_pdf_tables_hold_the_true_cells_on_their_pages(corpus: Path, tables: dict[tuple[str, str], list[Row]]) -> None:
    """One page of every form and every manner of drawing lines, in final accounts and budgets."""
    import pdfplumber

    wanted: dict[tuple[str, str], tuple[str, str]] = {}
    of_name = {department.name: department for department in departments(8)}
    for (doc, form), cells in tables.items():
        if doc.endswith(".pdf") and cells:
            name, year, _ = doc.split("_")
            wanted.setdefault((form, of_name[name].style(int(year) - 2022).rules), (doc, form))
    assert len(wanted) >= 14 * 3
    by_doc: dict[str, list[str]] = defaultdict(list)
    for doc, form in wanted.values():
        by_doc[doc].append(form)
    for doc, wanted_forms in by_doc.items():
        with pdfplumber.open(corpus / doc) as pdf:
            for form in wanted_forms:
                cells = tables[doc, form]
                page = cells[-1]["page"]
                printed = {
                    (re.sub(r"^([一二三四五六七八九十]+、|\d\.(?!\d))", "", squeezed(name or "")), value.replace(",", ""))
                    for table in pdf.pages[int(page) - 1].extract_tables()
                    for row in table
                    for name in row
                    for value in row
                    if value
                }
                for cell in cells:
                    if cell["page"] == page:
                        name = squeezed(cell["row_name"]) if form not in ("F09", "B09") else cell["value"]
                        assert (name, cell["value"]) in printed, (doc, form, page, cell)


def test_pdf_sentences_stand_on_their_pages(corpus: Path, truth: list[Row]) -> None:
    import pypdfium2

    doc = next(row["doc"] for row in truth if row["doc"].endswith("决算.pdf"))
    pdf = pypdfium2.PdfDocument(corpus / doc)
    pages = [squeezed(page.get_textpage().get_text_bounded()) for page in pdf]
    pdf.close()
    for row in truth:
        if row["doc"] == doc and row["origin"] == "sentence":
            assert row["value"] in pages[int(row["page"]) - 1].replace(",", ""), row


def test_other_formats_hold_the_true_values(corpus: Path, truth: list[Row]) -> None:
    for path in sorted(corpus.iterdir()):
        if path.suffix in (".txt", ".docx", ".xlsx", ".xls", ".html", ".md"):
            text = words_of(path).replace(",", "")
            numbers = {Decimal(number) for number in re.findall(r"\d+(?:\.\d+)?", text)}
            assert NOTICE in words_of(path)
            for row in truth:
                if row["doc"] == path.name:
                    assert row["page"] == ""
                    assert Decimal(row["value"]) in numbers, (path.name, row)


def test_tables_run_over_pages_with_and_without_their_header(corpus: Path, tables: dict[tuple[str, str], list[Row]]) -> None:
    import pypdfium2

    seen = set()
    for (doc, form), cells in tables.items():
        pages = sorted({int(cell["page"]) for cell in cells if cell["page"]})
        if form in ("F03", "B03") and len(pages) > 1:
            pdf = pypdfium2.PdfDocument(corpus / doc)
            seen.add("功能分类科目编码" in squeezed(pdf[pages[1] - 1].get_textpage().get_text_bounded()))
            pdf.close()
    assert seen == {True, False}


def test_pages_are_upright_and_lying(corpus: Path) -> None:
    import pypdfium2

    shapes = set()
    for path in sorted(corpus.glob("*.pdf")):
        pdf = pypdfium2.PdfDocument(path)
        shapes.add(tuple(sorted({width > height for width, height in (page.get_size() for page in pdf)})))
        pdf.close()
    assert shapes == {(False,), (False, True), (True,)}


@pytest.mark.parametrize(("count", "years"), [(0, (2022, 2024)), (100_000, (2022, 2024)), (2, (2024, 2022))])
def test_what_cannot_be_made_is_refused(tmp_path: Path, count: int, years: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"部门数|起始年"):
        synthesize(tmp_path / "none", count, years)


def test_every_kind_of_department_can_be_made(tmp_path: Path) -> None:
    """All twelve kinds and one of the next district: their figures fit, the font has their characters."""
    made = synthesize(tmp_path, 13, (2023, 2023), seed=3)
    assert len({path.name.split("_")[0] for path in made}) == 13


def test_the_font_is_small_and_licensed() -> None:
    assert cjk_font().stat().st_size < 2_500_000
    assert "Apache License" in (cjk_font().parent / "LICENSE").read_text("utf-8")


def test_an_old_workbook_holds_long_texts_and_many_cells() -> None:
    """Texts over several records, a container of several tables of sectors."""
    import xlrd

    from eval.fiction.biff import workbook
    from eval.fiction.sheets import Sheet, SheetCell

    texts = [f"{place}" + "字" * length for place, length in enumerate((1, 4105, 4106, 9000, 30_000))] * 3
    cells = {(row, 0): SheetCell(text) for row, text in enumerate(texts)}
    cells |= {(row, 1): SheetCell(row / 4, "right", "#,##0.00") for row in range(5000)}
    data = workbook([Sheet("甲", cells, [(2, 0, 3, 1)]), Sheet("乙", {(0, 0): SheetCell(7)})])
    book = xlrd.open_workbook(file_contents=data, formatting_info=True)
    assert book.sheet_names() == ["甲", "乙"]
    first = book.sheet_by_name("甲")
    assert [first.cell_value(row, 0) for row in range(len(texts))] == texts
    assert [first.cell_value(row, 1) for row in range(5000)] == [row / 4 for row in range(5000)]
    assert first.merged_cells == [(2, 4, 0, 2)]
    assert book.format_map[book.xf_list[first.cell_xf_index(1, 1)].format_key].format_str == "#,##0.00"
