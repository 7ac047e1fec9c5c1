"""From files to answers: a store built from fictitious disclosures, their table of true facts as the oracle; the command line."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fictitious_facts import TODAY
from typer.testing import CliRunner

from index.store import Store
from qa.__main__ import app
from qa.answers import ANSWERED, CLARIFY, NO_DATA, OUT_OF_SCOPE, Answer
from qa.pipeline import ask

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, str]


@pytest.fixture(scope="module")
def rows(invented: Path) -> list[Row]:
    """What the fictitious documents print."""
    with (invented / "truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def store(invented_store: Path) -> Iterator[Store]:
    with Store.open(invented_store) as opened:
        yield opened


@pytest.fixture(scope="module")
def say(store: Store) -> Callable[..., Answer]:
    return lambda *questions: ask(questions[-1], questions[:-1], store=store, today=TODAY)


def cells(rows: list[Row], form: str, column: str) -> Iterator[Row]:
    """The printed figures of a column, by the last name of its path."""
    found = [r for r in rows if r["form"] == form and r["origin"] == "table" and r["column"].split("/")[-1] == column]
    assert found
    yield from found


def states(answer: Answer, row: Row) -> bool:
    """Does the answer give the figure that is printed, in its unit, with its document?"""
    return (
        answer.status == ANSWERED
        and (answer.figures[0].value, answer.figures[0].unit) == (Decimal(row["value"]), row["unit"])
        and answer.citations[0].doc == row["doc"]
        and answer.citations[0].form == row["form"]
    )


def test_every_document_is_known_by_department_year_and_basis(store: Store, rows: list[Row]) -> None:
    """Oracle: the documents' own names in the corpus."""
    told = {(row["doc"], row["department"], Path(row["doc"]).stem[-2:]) for row in rows}
    assert {(d.doc, d.department, d.basis) for d in store.documents} == told
    assert {(d.doc, str(d.year)) for d in store.documents} == {(doc, doc.split("_")[1]) for doc, _, _ in told}


@pytest.mark.parametrize(
    ("form", "column", "question"),
    [
        ("F03", "本年支出合计", "{department}{year}年{row_code}是多少？"),
        ("F03", "基本支出", "{department}{year}年{row_code}的基本支出是多少？"),
        ("F03", "项目支出", "{department}{year}年{row_code}的项目支出是多少？"),
        ("F06", "决算数", "{department}{year}年{row_code}是多少？"),
        ("B03", "合计", "{department}{year}年预算{row_code}是多少？"),
    ],
)
def test_every_coded_row_is_answered_with_its_printed_figure(
    form: str, column: str, question: str, rows: list[Row], say: Callable[..., Answer]
) -> None:
    wrong = []
    for row in cells(rows, form, column):
        if row["row_code"]:
            answer = say(question.format(**row))
            if not states(answer, row):
                wrong.append((question.format(**row), row["value"], answer.text))
    assert wrong == []


@pytest.mark.parametrize(
    ("form", "name", "side", "column", "question"),
    [
        ("F01", "本年收入合计", "收入", "", "{department}{year}年收入合计是多少？"),
        ("F01", "本年支出合计", "支出", "", "{department}{year}年支出合计是多少？"),
        ("F01", "年末结转和结余", "支出", "", "{department}{year}年年末结转和结余是多少？"),
        ("F03", "合计", "", "基本支出", "{department}{year}年基本支出是多少？"),
        ("F03", "合计", "", "项目支出", "{department}{year}年项目支出是多少？"),
        ("F06", "人员经费合计", "", "", "{department}{year}年人员经费是多少？"),
        ("F09", "", "", "决算数/合计", "{department}{year}年“三公”经费是多少？"),
        ("F09", "", "", "决算数/公务接待费", "{department}{year}年公务接待费花了多少？"),
        ("F09", "", "", "预算数/公务接待费", "{department}{year}年公务接待费预算数是多少？"),
    ],
)
def test_totals_are_answered_with_their_printed_figures(
    form: str, name: str, side: str, column: str, question: str, rows: list[Row], say: Callable[..., Answer]
) -> None:
    asked = 0
    for row in rows:
        fits = row["form"] == form and row["row_name"] == name and side in ("", row["side"]) and row["column"].endswith(column)
        if fits and (column or row["column"].endswith(("决算数", "金额"))):
            answer = say(question.format(**row))
            if form == "F09" and column.startswith("预算数") and answer.citations and answer.citations[0].form == "B09":
                continue  # the budget itself plans the same year
            assert states(answer, row), (question.format(**row), row["value"], answer.text)
            asked += 1
    assert asked >= 2 or column.startswith("预算数")


def test_shares_and_changes_are_those_of_the_printed_figures(rows: list[Row], say: Callable[..., Answer]) -> None:
    """Oracle: the same arithmetic over truth.csv."""
    spent = {(r["department"], int(r["year"])): Decimal(r["value"]) for r in rows if r["form"] == "F01" and r["row_name"] == "本年支出合计"}
    basic = {(r["department"], int(r["year"])): Decimal(r["value"]) for r in cells(rows, "F03", "基本支出") if r["row_name"] == "合计"}
    assert len(spent) == len(basic) == 4
    for (department, year), whole in spent.items():
        share = say(f"{department}{year}年基本支出占支出合计的百分之几？").figures[0]
        assert share.value == (basic[department, year] / whole * 100).quantize(Decimal("0.01"))
        if (department, year - 1) in spent:
            change = say(f"{department}{year}年支出合计比上年增加多少？")
            assert change.figures[0].value == abs(whole - spent[department, year - 1])


def test_the_largest_subjects_are_those_of_the_form(rows: list[Row], say: Callable[..., Answer]) -> None:
    found: dict[tuple[str, str], list[tuple[Decimal, str]]] = {}
    for row in cells(rows, "F03", "本年支出合计"):
        if len(row["row_code"]) == 7:
            found.setdefault((row["department"], row["year"]), []).append((Decimal(row["value"]), row["row_code"]))
    for (department, year), items in found.items():
        answer = say(f"{department}{year}年支出前三的项级科目有哪些？")
        assert [f.value for f in answer.figures] == [value for value, _ in sorted(items, reverse=True)[:3]]
        assert all(code in answer.text for _, code in sorted(items, reverse=True)[:3])


def test_a_question_of_text_is_answered_with_the_documents_own_words(store: Store, say: Callable[..., Answer]) -> None:
    department = store.documents[0].department
    answer = say(f"{department}有哪些主要职能？")
    assert answer.status == ANSWERED
    [citation] = answer.citations[:1]
    assert citation.quote.strip() in answer.text
    assert citation.doc in {d.doc for d in store.documents if d.department == department}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("2023年支出合计是多少？", CLARIFY),
        ("云泽市澜川区教育局支出合计是多少？", CLARIFY),
        ("云泽市澜川区教育局2019年支出合计是多少？", NO_DATA),
        ("云泽市澜川区教育局2023年火箭发射费是多少？", NO_DATA),
        ("云泽市砚溪区财政局2023年支出合计是多少？", NO_DATA),
        ("今天天气怎么样？", OUT_OF_SCOPE),
    ],
)
def test_without_evidence_no_figure_is_stated(question: str, status: str, say: Callable[..., Answer]) -> None:
    answer = say(question)
    assert (answer.status, answer.citations if status != CLARIFY else ()) == (status, ())
    assert status == CLARIFY or answer.figures == ()


@pytest.mark.parametrize(
    "question",
    ["你好", "？？？", "2023", "a" * 200, "支出" * 50, "'; DROP TABLE facts; --", "<script>alert(1)</script>", "%s %d {x} \\n", "😀" * 50,
     "云泽市澜川区教育局" * 20, "占占占比比比", "\x00\x01", "2023年" * 50 + "支出", "[ERROR]", "云泽市澜川区教育局2023年(((支出", "١٢٣"],
)  # fmt: skip
def test_whatever_is_typed_is_answered_somehow(question: str, say: Callable[..., Answer]) -> None:
    first = say(question)
    assert first.status in (ANSWERED, CLARIFY, NO_DATA, OUT_OF_SCOPE)
    assert first.text
    assert say(question) == first


def test_a_store_opened_anew_is_not_mistaken_for_the_one_before(invented_store: Path, ledger_store: Store) -> None:
    question = "云泽市澜川区教育局2023年支出合计是多少？"
    before = ask(question, store=ledger_store, today=TODAY).figures[0].value
    with Store.open(invented_store) as other:
        assert ask(question, store=other, today=TODAY).figures[0].value != before
    assert ask(question, store=ledger_store, today=TODAY).figures[0].value == before


# the command line ----------------------------------------------------------------------------------------------------------------

TOTAL = "云泽市澜川区教育局2023年支出合计是多少？"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def test_a_cold_start_answers_with_its_source_and_without_slow_libraries(invented_store: Path) -> None:
    code = (
        "import sys\nfrom qa.__main__ import app\n"
        f"app(['ask', {TOTAL!r}, '--store', {str(invented_store)!r}], standalone_mode=False)\n"
        "print([m for m in ('torch', 'chromadb', 'llama_index', 'pandas', 'sentence_transformers', 'pdfplumber') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    sentence, *_ = done.stdout.splitlines()
    assert "云泽市澜川区教育局2023年" in sentence
    assert "万元" in sentence
    assert "出处：" in done.stdout
    assert "云泽市澜川区教育局_2023_部门决算." in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_ask_prints_text_or_json(invented_store: Path, store: Store) -> None:
    expected = ask(TOTAL, store=store, today=TODAY)
    printed = run("ask", TOTAL, "--store", str(invented_store), "--today", "2025-03-01")
    assert printed.exit_code == 0
    assert printed.stdout.startswith(expected.text)
    data = json.loads(run("ask", TOTAL, "--json", "--store", str(invented_store), "--today", "2025-03-01").stdout)
    assert data == json.loads(json.dumps(expected.to_json(), ensure_ascii=False))


def test_ask_knows_the_conversation_and_the_day(invented_store: Path) -> None:
    later = run("ask", "2022年呢？", "--history", TOTAL, "--json", "--store", str(invented_store))
    direct = run("ask", "云泽市澜川区教育局2022年支出合计是多少？", "--json", "--store", str(invented_store))
    assert json.loads(later.stdout)["figures"] == json.loads(direct.stdout)["figures"]
    dated = run("ask", "云泽市澜川区教育局去年支出合计是多少？", "--json", "--store", str(invented_store), "--today", "2023-06-30")
    assert json.loads(dated.stdout)["figures"] == json.loads(direct.stdout)["figures"]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ask", "支出", "--store", "/nowhere/at/all"], 1, "python -m index build"),
        (["ask", "支出", "--store", "{store}", "--today", "yesterday"], 2, "YYYY-MM-DD"),
        (["batch", "/nowhere.jsonl", "{out}", "--store", "{store}"], 1, "/nowhere.jsonl"),
        (["ask"], 2, ""),
        (["nonsense"], 2, ""),
    ],
)
def test_wrong_usage_is_said_in_one_line(arguments: list[str], code: int, says: str, invented_store: Path, tmp_path: Path) -> None:
    done = run(*(a.format(store=invented_store, out=tmp_path / "out.jsonl") for a in arguments))
    assert done.exit_code == code
    assert says in done.stderr
    assert "Traceback" not in done.output


def batch(folder: Path, store: Path, *lines: str) -> tuple[Any, list[dict[str, Any]]]:
    (folder / "in.jsonl").write_text("\n".join(lines), "utf-8")
    done = run("batch", str(folder / "in.jsonl"), str(folder / "out.jsonl"), "--store", str(store), "--today", "2025-03-01")
    return done, [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]


def case(name: str, question: str, **more: object) -> str:
    return json.dumps({"id": name, "question": question, **more}, ensure_ascii=False)


def test_batch_answers_line_by_line_in_order(invented_store: Path, tmp_path: Path, store: Store) -> None:
    questions = [TOTAL, "今天天气怎么样？", "2023年支出合计是多少？", "云泽市澜川区教育局2019年支出合计是多少？", TOTAL]
    done, answers = batch(tmp_path, invented_store, *(case(f"q{n}", q) for n, q in enumerate(questions)))
    assert done.exit_code == 0
    assert [a["id"] for a in answers] == ["q0", "q1", "q2", "q3", "q4"]
    assert [a["status"] for a in answers] == [ANSWERED, OUT_OF_SCOPE, CLARIFY, NO_DATA, ANSWERED]
    expected = ask(TOTAL, store=store, today=TODAY).to_json()
    for answer in (answers[0], answers[4]):
        assert {k: answer[k] for k in ("status", "answer", "figures", "warnings", "plan")} == {
            k: expected[k] for k in ("status", "answer", "figures", "warnings", "plan")}  # fmt: skip
        assert set(answer) == {"id", "status", "answer", "figures", "citations", "warnings", "plan", "seconds"}
        assert {"doc", "page", "form", "row", "column", "quote"} <= set(answer["citations"][0])
        assert answer["seconds"] >= 0


def test_batch_knows_each_lines_history_and_day(invented_store: Path, tmp_path: Path) -> None:
    done, answers = batch(
        tmp_path, invented_store,
        case("direct", "云泽市澜川区教育局2022年支出合计是多少？"), case("later", "2022年呢？", history=[TOTAL]),
        case("dated", "云泽市澜川区教育局去年支出合计是多少？", today="2023-01-01"), case("empty", TOTAL, history=None),
    )  # fmt: skip
    assert done.exit_code == 0
    assert answers[0]["figures"] == answers[1]["figures"] == answers[2]["figures"] != answers[3]["figures"]


def test_a_bad_line_is_reported_and_the_others_are_answered(invented_store: Path, tmp_path: Path) -> None:
    lines = [case("first", TOTAL), "{not json", "[1, 2]", '{"id": "no question"}', case("last", TOTAL)]
    done, answers = batch(tmp_path, invented_store, *lines)
    assert done.exit_code == 1
    assert len(answers) == 5
    assert [a["status"] == ANSWERED for a in answers] == [True, False, False, False, True]
    assert answers[0]["figures"] == answers[4]["figures"]
    assert [f"第{n}行" in done.stderr for n in (1, 2, 3, 4, 5)] == [False, True, True, True, False]
    assert len(done.stderr.strip().splitlines()) == 3
