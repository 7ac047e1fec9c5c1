"""Generated questions: the files of wordings, what the answers rest on, and that nothing of them depends on what it measures."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from eval import __main__ as commands
from eval.dataset import Case
from eval.dataset import load as load_cases
from eval.fiction.departments import departments
from eval.fiction.ledger import BASIC, Books, ledger, office_costs
from eval.fiction.papers import COLUMNS
from eval.questions import WordingsError, generate
from eval.questions.generate import MAKERS
from eval.questions.measures import Measures
from eval.questions.phrases import fits, say_department, say_year, split, suits
from eval.questions.truth import Corpus, Figure, percentage, read, total
from eval.questions.wordings import SLOTS, Wordings, load
from eval.run import run
from eval.synthesize import TRUTH, synthesize
from index.amounts import round_half_up
from qa.answers import Answer

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "eval" / "wordings").glob("*.toml"))
OPEN = ROOT / "eval" / "wordings" / "open.toml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus")
    synthesize(out, 4, (2022, 2024), 3)
    return out


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return read(folder)


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[Case]:
    return generate(folder, [OPEN], 12, 5)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_of_wordings_has_its_slots(path: Path) -> None:
    wordings = load(path)
    assert all(len(own) >= 8 for own in wordings.operations.values())
    assert len(wordings.names) >= 40


def test_every_operation_has_slots_and_a_maker() -> None:
    assert set(MAKERS) == set(SLOTS)
    assert set(load(OPEN).operations) == set(SLOTS)


TOML = """[operations]
lookup = ["{who}{when}{basis}{a}"]
[names]
"支出合计" = ["支出合计"]
[who]
patterns = ["{region}{organ}"]
[when]
patterns = ["{y}年"]
"""


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("{who}{when}{basis}{a}", "{who}{when}{a}", "lookup 第 1 条缺 basis"),
        ("{who}{when}{basis}{a}", "{who}{when}{basis}{a}{n}", "lookup 第 1 条多 n"),
        ("lookup", "look_up", "不认识的操作 look_up"),
        ("{y}年", "{year}年", "when.patterns 第 1 条"),
        ("[names]", "[figures]", "不认识的表 figures"),
        ('["支出合计"]', "[]", "names.支出合计 应为非空"),
        ("[operations]", "[operations", "不是合法的"),
    ],
)
def test_a_file_that_is_no_file_of_wordings_is_refused(tmp_path: Path, before: str, after: str, said: str) -> None:
    path = tmp_path / "w.toml"
    path.write_text(TOML, "utf-8")
    assert load(path).operations["lookup"] == ("{who}{when}{basis}{a}",)
    path.write_text(TOML.replace(before, after, 1), "utf-8")
    with pytest.raises(WordingsError) as error:
        load(path)
    assert said in str(error.value)


def test_the_same_seed_gives_the_same_questions(folder: Path, cases: list[Case]) -> None:
    assert generate(folder, [OPEN], 12, 5) == cases
    assert generate(folder, [OPEN], 12, 6) != cases


def test_questions_are_cases_and_no_question_is_asked_twice(cases: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases), "utf-8")
    assert load_cases([path]) == cases
    assert len({(case.operation, case.history, case.question) for case in cases}) == len(cases)
    assert {case.operation for case in cases} == set(SLOTS)


def test_answers_come_from_the_table_of_true_figures_alone() -> None:
    """eval.questions may not look at what it measures."""
    imported: set[str] = set()
    for path in (ROOT / "eval" / "questions").glob("*.py"):
        imported |= {node.module or "" for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)}
    assert {module for module in imported if module.split(".")[0] in ("qa", "index")} == {"index.amounts"}


def test_a_look_up_expects_a_printed_figure(cases: list[Case], corpus: Corpus) -> None:
    rows = [(paper.doc, row.value, row.unit) for paper in corpus.papers.values() for row in paper.rows]
    printed = {*rows, *((doc, round_half_up(value / 10_000), "万元") for doc, value, unit in rows if unit == "元")}
    lookups = [case for case in cases if case.kind == "lookup"]
    assert len(lookups) > 40
    for case in lookups:
        docs = [evidence.doc for evidence in case.expect.evidence]
        for figure in case.expect.values:
            assert any((doc, figure.value, figure.unit) in printed for doc in docs), case


KEYS: dict[str, Callable[[Books], Decimal]] = {
    "支出合计": lambda books: books.spending.sum(),
    "基本支出": lambda books: books.spending.sum(kind=BASIC),
    "人员经费": lambda books: books.payroll.sum("301") + books.payroll.sum("303"),
    "公用经费": lambda books: books.payroll.sum("302") + books.payroll.sum("310"),
    "机关运行经费": office_costs,
    "政府采购支出总额": lambda books: books.purchases.total,
    "“三公”经费": lambda books: books.three.total,
    "公务接待费": lambda books: books.three.hosting,
    "公务用车运行维护费": lambda books: books.three.running,
    "办公费": lambda books: books.payroll.sum("30201"),
    "卫生健康支出": lambda books: books.spending.sum("210"),
}
"""Name → what the ledger behind the documents says that it is, in yuan."""


@pytest.mark.parametrize("key", KEYS)
def test_figures_are_those_of_the_ledger(corpus: Corpus, key: str) -> None:
    measures = Measures(corpus)
    measure = measures.measure(key)
    assert measure is not None
    found = 0
    for department in departments(4):
        for year, books in ledger(department, 2022, 2024, 3).items():
            for basis, of in (("决算", books.real), ("预算", books.plan)):
                figure = measures.figure(measure, department.name, year, basis)
                if figure is not None:
                    found += 1
                    step = Decimal(100) if figure.unit == "万元" else Decimal(1)
                    assert abs((figure.yuan or Decimal(0)) - KEYS[key](of)) < step, (department.name, year, basis)
    assert found >= 8


def test_a_summary_tells_nothing_of_questions_and_answers(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cases: list[Case]
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text("".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases[:30]), "utf-8")

    def answer(case: Case) -> Answer:
        raise RuntimeError(case.question)

    monkeypatch.setattr(commands, "_run", lambda loaded, out, store, settings: run(loaded, out, answer))
    done = CliRunner().invoke(commands.app, ["run", str(path), "--out", str(tmp_path / "out"), "--summary"])
    assert done.exit_code == 0
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["summary.json"]
    said = done.output + (tmp_path / "out" / "summary.json").read_text("utf-8")
    assert '"failed": 30' in said
    assert not [case for case in cases[:30] if case.question[:6] in said]
    assert not re.search("[一-鿿]", said)


WAN, YUAN = (lambda value: Figure(Decimal(value), "万元", ("a",))), (lambda value: Figure(Decimal(value), "元", ("b",)))


@pytest.mark.parametrize(
    ("figures", "signs", "value", "unit"),
    [
        ([WAN("1.10"), WAN("2.05")], [], "3.15", "万元"),
        ([YUAN("300"), YUAN("120.50")], [1, -1], "179.50", "元"),
        ([WAN("1.00"), YUAN("5050")], [1, -1], "0.50", "万元"),
    ],
)
def test_a_sum_keeps_the_common_unit(figures: list[Figure], signs: list[int], value: str, unit: str) -> None:
    result = total(figures, signs)
    assert (str(result.value), result.unit) == (value, unit)


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (WAN("1.00"), WAN("8.00"), Decimal("12.50")),
        (WAN("1.00"), WAN("0.00"), None),
        (WAN("0.44"), YUAN("7149"), None),  # 61.55 from yuan, 61.97 from 万元 with two decimals
        (WAN("4407.36"), YUAN("44073600"), Decimal("100.00")),
    ],
)
def test_a_rate_is_left_out_where_two_are_right(part: Figure, whole: Figure, rate: Decimal | None) -> None:
    assert percentage(part, whole) == rate


@pytest.mark.parametrize(
    ("wording", "basis", "nature", "fit"),
    [
        ("{who}{when}{a}花了多少", "预算", "expense", False),
        ("{who}{when}{a}花了多少", "决算", "expense", True),
        ("{who}{when}{a}花了多少", "决算", "income", False),
        ("{who}{when}安排了多少{a}", "决算", "expense", False),
        ("{who}{when}{a}多少钱", "决算", "count", False),
        ("{who}{when}{basis}{a}是多少", "预算", "count", True),
    ],
)
def test_wordings_go_with_a_basis_and_a_nature(wording: str, basis: str, nature: str, fit: bool) -> None:
    assert fits(wording, basis, nature) is fit


def test_names_of_funds_say_nothing_of_the_basis() -> None:
    assert suits("一般公共预算财政拨款支出", "决算")
    assert not suits("花掉的办公费", "预算")


def test_departments_and_years_are_said_by_patterns(corpus: Corpus) -> None:
    wordings = Wordings({}, {}, ("{bare_region}{organ}", "{organ}"), ("{cy}年",), ("",), ("",))
    assert say_year(2023, wordings, Random(1)) == "二〇二三年"
    twins = ("云泽市澜川区教育局", "霁州市澜川区教育局", "云泽市禾洲区财政局")
    assert {say_department(twins[0], twins, wordings, Random(dice)) for dice in range(9)} == {"云泽市澜川区教育局"}
    assert {say_department(twins[2], twins, wordings, Random(dice)) for dice in range(9)} == {"禾洲区财政局", "财政局"}
    parts = [split(department) for department in corpus.departments]
    assert all(part["region"].endswith(part["bare_region"]) and part["bare_region"] != part["region"] for part in parts)


SMALL = """F03,,,合计,本年支出合计,200.00,万元
F01,支出,,本年支出合计,决算数,200.00,万元
F03,,208,社会保障和就业支出,本年支出合计,150.00,万元
F03,,210,卫生健康支出,本年支出合计,50.00,万元
F06,,302,商品和服务支出,公用经费/决算数,30.00,万元
F06,,30201,办公费,公用经费/决算数,12.00,万元
F06,,30205,水费,公用经费/决算数,18.00,万元
,,,在职实有人数,人数,8,人"""
PLANNED = """B01,支出,,支出总计,预算数,2500000,元
B08,,30201,办公费,一般公共预算基本支出/合计,160000,元"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """One department with round figures, a quarter less in the year before; what it planned for the later year."""
    lines = [",".join(COLUMNS)]
    for doc, year, basis, rows, factor in (
        ("a", 2023, "决算", SMALL, Decimal(1)), ("b", 2022, "决算", SMALL, Decimal("0.75")), ("c", 2023, "预算", PLANNED, Decimal(1)),
    ):  # fmt: skip
        for row in rows.splitlines():
            form, side, code, name, column, value, unit = row.split(",")
            amount = f"{Decimal(value) * factor:.2f}" if unit == "万元" else value
            origin = "table" if form else "sentence"
            cells = (doc, "", form, "", side, code, name, column, amount, unit, origin, "云泽市澜川区民政局", str(year), basis, "")
            lines.append(",".join(cells))
    (tmp_path / TRUTH).write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("operation", "wording", "expected"),
    [
        ("difference_years", "{who}{when}{when2}{basis}{a}", "3.00万元"),
        ("growth", "{who}{when}{when2}{basis}{a}", "33.33%"),
        ("growth_last", "{who}{when}{basis}{a}增加百分之几", "33.33%"),
        ("growth_last", "{who}{when}{basis}{a}差多少钱", "3.00万元"),
        ("growth_last", "{who}{when}{basis}{a}增减额和增减率", "3.00万元 33.33%"),
        ("growth_last", "{who}{when}{basis}{a}变动金额或比例", ""),
        ("ratio_years", "{who}{when}{when2}{basis}{a}百分之几", "133.33%"),
        ("sum_years", "{who}{when}{when2}{basis}{a}", "21.00万元"),
        ("average_years", "{who}{when}{when2}{basis}{a}", "10.50万元"),
        ("against_plan", "{who}{when}{a}", "4.00万元"),
        ("completion", "{who}{when}{a}", "75.00%"),
        ("share_total", "{who}{when}决算{basis}{a}", "6.00%"),
        ("per_head", "{who}{when}决算{basis}{a}", "1.50万元 1.13万元"),
        ("per_month", "{who}{when}决算{basis}{a}", "1.00万元"),
        ("convert", "{who}{when}决算{basis}{a}{unit}", "120000元 90000元"),
        ("maximum", "{who}{when}决算{basis}{level}类级", "150.00万元 112.50万元"),
        ("minimum", "{who}{when}决算{basis}大类", "50.00万元 37.50万元"),
        ("count", "{who}{when}决算{basis}类级科目", "2个"),
        ("list_economic", "{who}{when}决算{basis}{group}", "12.00万元 18.00万元 9.00万元 13.50万元"),
        ("sum_colloquial", "{who}{when}决算{basis}{word}", None),
        ("lookup_planned", "{who}{when}安排{a}", "160000元"),
        ("lookup_planned", "{who}{when}安排{a}多少万元", "16.00万元"),
    ],
)
def test_answers_are_right(small: Path, operation: str, wording: str, expected: str | None) -> None:
    """Each expected figure is one of those worked out by hand, for the one name that the file has."""
    (small / "w.toml").write_text(
        f'[operations]\n{operation} = ["{wording}"]\n[names]\n"办公费" = ["办公费"]\n[who]\npatterns = ["{{region}}{{organ}}"]\n'
        '[when]\npatterns = ["{y}年"]\n',
        "utf-8",
    )
    cases = [case for seed in range(8) for case in generate(small, [small / "w.toml"], 6, seed)]
    if "{a}" in wording:
        cases = [case for case in cases if "办公费" in case.question]
    assert bool(cases) == (expected is not None)
    for case in cases:
        stated = [f"{figure.value}{figure.unit}" for figure in case.expect.values]
        assert set(stated) <= set((expected or "").split()), case
        assert stated or ("3.00", "33.33%") in case.expect.contains


def test_nothing_is_asked_that_the_documents_hold(cases: list[Case], corpus: Corpus) -> None:
    by_operation = {name: [case for case in cases if case.operation == name] for name in ("absent_subject", "absent_year")}
    years = {str(year) for year in corpus.years}
    assert not [case for case in by_operation["absent_year"] if any(year in case.question for year in years)]
    told = {name for paper in corpus.papers.values() for name in paper.names}
    for case in by_operation["absent_subject"]:
        asked = [name for name in told if len(name) > 4 and name in case.question]
        assert asked  # another department tells it
        for department in corpus.departments:
            if department in case.question or f"{split(department)['bare_region']}{split(department)['organ']}" in case.question:
                own = {name for key, paper in corpus.papers.items() if key[0] == department for name in paper.names}
                assert not own & set(asked), case


def test_a_follow_up_has_something_to_follow(cases: list[Case]) -> None:
    followups = [case for case in cases if case.kind == "followup"]
    assert {len(case.history) for case in followups} == {1, 2}
    assert not [case for case in cases if case.history and case.kind != "followup"]
