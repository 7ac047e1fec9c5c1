"""Facts in DuckDB: every field comes back, filters select what the same query in SQL selects."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from fictitious_facts import EDUCATION, EMPTY, OTHER_EDUCATION, STREET, accounts, budget, fact, ledger, name_of, record

from index.checks import Discrepancy
from index.documents import Gap, IndexingError
from index.fact_store import SCHEMAS, FactStore, form_record, label
from index.facts import Fact, Provenance
from index.tables import Row, Table, Value

FULL = Fact(
    "云泽市澜川区教育局", 2023, "决算", "单位本级", "F03", "支出", "2050101", "行政运行（“含”引号）", "本年支出合计/基本支出",
    Decimal("13.50"), "万元", "table", "决算", ("不平", "单位存疑：印作万元"),
    Provenance("甲.pdf", "a" * 64, 9, "2023年度支出决算表", "2050101 行政运行", "基本支出", "2050101 行政运行\n13.50　, \" ' \\", 17,
               (1.0, 2.5, 300.25, 4.75)),
)  # fmt: skip
NOWHERE = Provenance("乙.txt", "b", None, "", "", "", "")
BARE = Fact("", 2023, "", "部门", "", "", "", "", "", Decimal("0"), "", "sentence", provenance=NOWHERE)


def put(store: FactStore, doc: str, facts: list[Fact], **records: Any) -> None:
    about = replace(record(EDUCATION, 2023, "决算", len(facts)), doc=doc)
    store.add(about, facts, records.get("forms", ()), records.get("gaps", ()), records.get("checks", ()))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FactStore]:
    with FactStore(tmp_path / "facts.duckdb", writable=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FactStore]:
    """The invented ledger and a budget, document by document."""
    path = tmp_path_factory.mktemp("facts") / "facts.duckdb"
    facts = [*ledger(), *budget(2024, STREET)]
    with FactStore(path, writable=True) as opened:
        for doc in dict.fromkeys(f.provenance.doc for f in facts):
            put(opened, doc, [f for f in facts if f.provenance.doc == doc])
    with FactStore(path) as opened:
        yield opened


def whole(one: Fact) -> dict[str, Any]:
    """Every field, provenance and the digits of the value included: equality of facts leaves the provenance out."""
    found = {f.name: getattr(one, f.name) for f in fields(one)}
    return found | {f"provenance.{f.name}": getattr(one.provenance, f.name) for f in fields(one.provenance)} | {"value": str(one.value)}


@pytest.mark.parametrize("one", [FULL, BARE, replace(FULL, value=Decimal("-0.00")), replace(FULL, flags=(), unit="个百分点")])
def test_every_field_comes_back(store: FactStore, one: Fact) -> None:
    put(store, one.provenance.doc, [one])
    [back] = store.facts()
    assert whole(back) == whole(one)
    assert back.id == one.id


@pytest.mark.parametrize("digits", ["13.50", "13.5", "0", "0.00", "4495.2000", "12345678901234567.89", "-3.10", "0.0000001", "130000"])
def test_digits_stay_as_printed(store: FactStore, digits: str) -> None:
    put(store, "甲.pdf", [replace(FULL, value=Decimal(digits))])
    assert format(store.facts()[0].value, "f") == digits


def test_one_fact_or_a_thousand_are_stored_alike(store: FactStore) -> None:
    """Few rows and many rows take different ways into the engine."""
    many = [
        fact(f"第{n}项", f"{n}.{n % 100:02}", flags=("a", "b") if n % 2 else (), line=n, page=None if n % 3 else n) for n in range(1, 200)
    ]
    few = [replace(one, department=STREET, provenance=replace(one.provenance, doc="乙.pdf")) for one in many[:7]]
    put(store, many[0].provenance.doc, many)
    put(store, "乙.pdf", few)
    assert [whole(f) for f in store.facts(docs=[many[0].provenance.doc])] == [whole(f) for f in many]
    assert [whole(f) for f in store.facts(docs=["乙.pdf"])] == [whole(f) for f in few]
    assert store.count() == len(many) + len(few)


def test_ids_are_of_the_place_and_stay_the_same(full: FactStore) -> None:
    facts = full.facts()
    again = [*ledger(), *budget(2024, STREET)]
    assert Counter(f.id for f in facts) == Counter(f.id for f in again)
    assert len({f.id for f in facts}) == len(facts)
    moved = replace(FULL, provenance=replace(FULL.provenance, page=10))
    assert moved == FULL
    assert moved.id != FULL.id


def test_facts_come_in_the_order_of_their_documents(full: FactStore) -> None:
    by_doc: dict[str, list[Fact]] = {}
    for one in [*ledger(), *budget(2024, STREET)]:
        by_doc.setdefault(one.provenance.doc, []).append(one)
    assert [f.id for f in full.facts()] == [f.id for doc in sorted(by_doc) for f in by_doc[doc]]


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        ({}, "true"),
        ({"departments": [EDUCATION]}, f"department = '{EDUCATION}'"),
        ({"departments": [EDUCATION, STREET]}, f"department IN ('{EDUCATION}', '{STREET}')"),
        ({"years": [2022]}, "year = 2022"),
        ({"years": [2023, 2024], "departments": [EDUCATION]}, f"year IN (2023, 2024) AND department = '{EDUCATION}'"),
        ({"docs": [name_of(OTHER_EDUCATION, 2023, "决算")]}, f"doc = '{OTHER_EDUCATION}_2023_决算.pdf'"),
        ({"departments": []}, "false"),
        ({"departments": ["云泽市"]}, "false"),
        ({"departments": ["' OR 1=1 --"]}, "false"),
        ({"ids": [accounts(2022)[0].id, "0" * 16]}, f"id = '{accounts(2022)[0].id}'"),
    ],
)
def test_a_filter_selects_what_sql_selects(full: FactStore, filters: dict[str, Any], where: str) -> None:
    with duckdb.connect(str(full.path), read_only=True) as oracle:
        expected = oracle.execute(f"SELECT id FROM facts WHERE {where}").fetchall()
    assert sorted(f.id for f in full.facts(**filters)) == sorted(row[0] for row in expected)


def test_the_stored_amount_is_the_value_for_sums_in_sql(full: FactStore) -> None:
    with duckdb.connect(str(full.path), read_only=True) as oracle:
        rows = dict(oracle.execute("SELECT unit, sum(amount) FROM facts WHERE origin = 'table' GROUP BY unit").fetchall())
    expected: dict[str, Decimal] = {}
    for one in full.facts():
        if one.origin == "table":
            expected[one.unit] = expected.get(one.unit, Decimal(0)) + one.value
    assert rows == expected


def test_documents_forms_gaps_and_checks_come_back(store: FactStore) -> None:
    about = record(EDUCATION, 2023, "决算", 0, aliases="澜川教育局,教育局", template=True, seconds=1.25, forms="F01,F03")
    gaps = [Gap(3, "支出决算表", "一行数字认不出属于哪一栏"), Gap(None, "标题", "未能认出年度")]
    wrong = Discrepancy(about.doc, 9, "科目合计", "错误", "下级科目之和应为1.00", Decimal("3.10"), Decimal("1.00"), Decimal("2.10"))
    store.add(about, [], [EMPTY], gaps, [wrong])
    assert store.documents() == [about]
    assert store.forms() == store.forms([about.doc]) == [EMPTY]
    assert store.forms(["别的.pdf"]) == []
    assert store.gaps() == [(about.doc, gap) for gap in gaps]
    assert store.checks() == [wrong]
    assert [str(x) for x in (store.checks()[0].left, store.checks()[0].difference)] == ["3.10", "2.10"]


def test_removing_a_document_takes_all_that_was_read_from_it(store: FactStore) -> None:
    wrong = Discrepancy("甲.pdf", 9, "科目合计", "错误", "", Decimal(3), Decimal(1), Decimal(2))
    for doc in ("甲.pdf", "乙.pdf", "丙.pdf"):
        put(store, doc, [replace(FULL, provenance=replace(FULL.provenance, doc=doc))], forms=[replace(EMPTY, doc=doc)],
            gaps=[Gap(1, "表", "原因")], checks=[replace(wrong, doc=doc)])  # fmt: skip
    store.remove(["甲.pdf", "丙.pdf", "没有的.pdf"])
    left = {"乙.pdf"}
    assert {d.doc for d in store.documents()} == left
    assert {f.provenance.doc for f in store.facts()} == left
    assert {f.doc for f in store.forms()} == left
    assert {doc for doc, _ in store.gaps()} == left
    assert {c.doc for c in store.checks()} == left
    assert set(SCHEMAS) == {"documents", "facts", "forms", "gaps", "checks"}  # a new table needs a line above


def test_labels_are_distinct_names_with_their_columns(full: FactStore) -> None:
    labels = full.labels()
    assert len(labels) == len(set(labels))
    assert set(labels) == {label(f.row_name, f.column) for f in full.facts()}
    assert "学前教育 年初预算" in labels
    assert "决算数/公务接待费" in labels  # no row: the column alone
    assert full.row_names() == sorted({f.row_name for f in full.facts()})
    assert full.columns() == sorted({f.column for f in full.facts()})


def test_a_forms_record_counts_its_figures() -> None:
    rows = (Row("", "205", "教育支出", (Value("小计", Decimal(1), "1"), Value("基本支出", Decimal(1), "1"))), Row("", "", "合计", ()))
    table = Table("F05", "支出决算表", "万元", 3, ("小计",), rows, ("注：本表反映",), (), "")
    about = form_record("甲.pdf", table)
    assert (about.doc, about.form, about.figures, about.page, about.notes) == ("甲.pdf", "F05", 2, 3, "注：本表反映")


def test_a_reader_cannot_write_and_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with FactStore(tmp_path / "facts.duckdb", writable=True) as store:
        put(store, "甲.pdf", [FULL])
    with FactStore(tmp_path / "facts.duckdb") as reader, pytest.raises(duckdb.InvalidInputException):
        put(reader, "乙.pdf", [FULL])
    with pytest.raises(IndexingError, match="python -m index build"):
        FactStore(tmp_path / "none.duckdb")


def test_reading_facts_needs_no_pandas(full: FactStore) -> None:
    code = f"""
import sys
from pathlib import Path
from index.fact_store import FactStore
with FactStore(Path({str(full.path)!r})) as store:
    assert store.facts(years=[2023]) and store.labels() and store.documents() and store.count()
print([m for m in ("pandas", "torch", "chromadb", "llama_index") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    assert done.stdout.strip() == "[]"
