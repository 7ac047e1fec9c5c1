"""Facts in an embedded DuckDB file, queried through Ibis expressions so that the same code can run on another engine.

Expressions are compiled by Ibis and fetched as plain rows: pandas is never loaded for a question. What every question asks for, the facts
and forms of some documents, is plain SQL, and facts are fetched by columns: compiling the query would take as long as running it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from index.amounts import plain
from index.checks import Discrepancy
from index.documents import Gap, IndexingError
from index.facts import Fact, Provenance
from index.label_index import label_text
from index.tables import Table

# column → type of every table of the file; `value` keeps the digits as printed (13.50 stays 13.50), `amount` is for comparing in SQL
SCHEMAS: dict[str, dict[str, str]] = {
    "documents": {
        "doc": "string", "sha256": "string", "suffix": "string", "format": "string", "department": "string", "year": "int32",
        "basis": "string", "scope": "string", "template": "boolean", "aliases": "string", "region": "string", "published": "string",
        "pages": "int32", "forms": "string", "facts": "int32", "passages": "int32", "checks_held": "int32", "checks_failed": "int32",
        "seconds": "float64", "units": "string",
    },
    "facts": {
        "id": "string", "doc": "string", "sha256": "string", "page": "int32", "line": "int32", "department": "string", "year": "int32",
        "basis": "string", "scope": "string", "form": "string", "title": "string", "side": "string", "row_code": "string",
        "row_name": "string", "column": "string", "value": "string", "amount": "decimal(38, 10)", "unit": "string", "origin": "string",
        "role": "string", "flags": "string", "checked": "string", "row": "string", "column_words": "string",
        "quote": "string", "box": "string", "position": "int32",
    },
    "forms": {
        "doc": "string", "form": "string", "title": "string", "unit": "string", "page": "int32", "figures": "int32",
        "empty_reason": "string", "notes": "string",
    },
    "gaps": {"doc": "string", "page": "int32", "place": "string", "reason": "string"},
    "checks": {
        "doc": "string", "page": "int32", "rule": "string", "severity": "string", "message": "string", "left": "string",
        "right": "string", "difference": "string",
    },
}  # fmt: skip

_BATCH = 5000
_WRITING = "256MB"
"""What the engine may hold while a store is written; by itself it takes most of the machine's memory."""


@dataclass(frozen=True)
class DocumentRecord:
    """What is known of a document as a whole. `forms`: ids found; `aliases`: other names; `units`: owners of further forms in it; all three
    comma-separated. `year` 0 where unknown; `region` and `published` as in Identity; `seconds`: how long it took to read."""

    doc: str
    sha256: str
    suffix: str
    format: str
    department: str
    year: int
    basis: str
    scope: str
    template: bool
    aliases: str
    pages: int
    forms: str
    facts: int
    passages: int
    checks_held: int
    checks_failed: int
    seconds: float
    region: str = ""
    published: str = ""
    units: str = ""

    @property
    def departments(self) -> tuple[str, ...]:
        """Whose figures it holds: the department's and those of the units that it prints forms of their own for."""
        return (self.department, *filter(None, self.units.split(",")))


@dataclass(frozen=True)
class FormRecord:
    """A form as it stands in a document: how many figures it holds, and the document's own sentence where it is empty."""

    doc: str
    form: str
    title: str
    unit: str
    page: int | None
    figures: int
    empty_reason: str
    notes: str


def form_record(doc: str, table: Table) -> FormRecord:
    figures = sum(len(row.values) for row in table.rows)
    return FormRecord(doc, table.form, table.title, table.unit, table.page, figures, table.empty_reason, "\n".join(table.notes))


class FactStore:
    """The facts of one generation of a store. Opened read-only unless `writable`."""

    def __init__(self, path: Path, *, writable: bool = False) -> None:
        import duckdb
        import ibis

        self.path = path
        try:
            self._connection = ibis.duckdb.connect(path, read_only=not writable)
        except (duckdb.IOException, duckdb.CatalogException) as error:
            if writable:  # a draft: the disk refuses it, which whoever writes has to say
                raise
            raise IndexingError(f"打不开事实库 {path}：{error}。请重新运行 python -m index build") from error
        if writable:
            self._connection.con.execute(f"SET memory_limit = '{_WRITING}'")
            held = {row[0] for row in self._connection.con.execute("SELECT table_name FROM information_schema.tables").fetchall()}
            for name, columns in SCHEMAS.items():
                if name not in held:
                    self._connection.create_table(name, schema=ibis.schema(columns))

    def close(self) -> None:
        self._connection.disconnect()

    def __enter__(self) -> FactStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # writing ---------------------------------------------------------------------------------------------------------------

    def remove(self, docs: Iterable[str]) -> None:
        """Take documents out, by name, with everything that was read from them."""
        for doc in docs:
            for table in SCHEMAS:
                self._connection.con.execute(f"DELETE FROM {table} WHERE doc = ?", [doc])

    def add(
        self,
        record: DocumentRecord,
        facts: Sequence[Fact],
        forms: Sequence[FormRecord],
        gaps: Sequence[Gap],
        checks: Sequence[Discrepancy],
    ) -> None:
        """Put one document in."""
        self._insert("documents", [asdict(record)])
        self._insert("facts", (_fact_row(fact, position) for position, fact in enumerate(facts)))
        self._insert("forms", (asdict(form) for form in forms))
        self._insert("gaps", ({"doc": record.doc, **asdict(gap)} for gap in gaps))
        self._insert("checks", (_check_row(check) for check in checks))

    def _insert(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        """Add rows, a batch at a time: a large document's need not all lie in memory in every shape."""
        left = iter(rows)
        while batch := list(islice(left, _BATCH)):
            self._insert_batch(table, batch)

    def _insert_batch(self, table: str, rows: list[dict[str, Any]]) -> None:
        columns = list(SCHEMAS[table])
        marks = ", ".join("?" for _ in columns)
        names = ", ".join(f'"{c}"' for c in columns)
        if len(rows) < 50:
            self._connection.con.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", [[row[c] for c in columns] for row in rows])
            return
        import ibis
        import pyarrow as pa

        schema = ibis.schema(SCHEMAS[table]).to_pyarrow()
        arrays = [pa.array([row[c] for row in rows], schema.field(c).type) for c in columns]
        self._connection.con.register("incoming", pa.Table.from_arrays(arrays, names=columns))
        self._connection.con.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming")
        self._connection.con.unregister("incoming")

    # reading ---------------------------------------------------------------------------------------------------------------

    @staticmethod
    def _table(name: str) -> Any:
        """One of our tables as an Ibis expression: its columns are known, so no engine is asked for them."""
        import ibis

        return ibis.table(SCHEMAS[name], name=name)

    def _rows(self, expression: Any) -> list[tuple[Any, ...]]:
        return list(self._connection.con.execute(self._connection.compile(expression)).fetchall())

    def documents(self) -> list[DocumentRecord]:
        """All documents, by name."""
        table = self._table("documents")
        names = [f.name for f in fields(DocumentRecord)]
        return [DocumentRecord(*row) for row in self._rows(table.select(names).order_by("doc"))]

    def forms(self, docs: Sequence[str] | None = None) -> list[FormRecord]:
        """Forms of all or some documents, the empty ones too."""
        names = [f.name for f in fields(FormRecord)]
        wanted = {} if docs is None else {"doc": list(docs)}
        return [FormRecord(*row) for row in self._selected("forms", names, wanted, "doc, rowid").fetchall()]

    def gaps(self) -> list[tuple[str, Gap]]:
        """(document, gap) for everything that could not be read."""
        table = self._table("gaps")
        return [(row[0], Gap(*row[1:])) for row in self._rows(table.select("doc", "page", "place", "reason").order_by("doc"))]

    def checks(self) -> list[Discrepancy]:
        """Identities that do not hold."""
        table = self._table("checks")
        rows = self._rows(table.select(list(SCHEMAS["checks"])).order_by("doc"))
        return [
            Discrepancy(d, page, rule, severity, message, *map(Decimal, figures)) for d, page, rule, severity, message, *figures in rows
        ]

    def facts(
        self,
        *,
        departments: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
        docs: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
    ) -> list[Fact]:
        """Facts in the order of their documents, filtered by whichever arguments are given."""
        given = {"department": departments, "year": years, "doc": docs, "id": ids}
        wanted = {column: list(values) for column, values in given.items() if values is not None}
        with _uncollected():
            columns = self._selected("facts", _READ, wanted, "doc, position").fetchnumpy()
            return [_fact(*row) for row in zip(*(_shared(columns[name]) for name in _READ), strict=True)]

    def facts_called(
        self, year: int, codes: Sequence[str], names: Sequence[str], forms: Sequence[str], general: Sequence[str]
    ) -> list[Fact]:
        """Facts of all departments about a year (0: about any) whose row bears one of these codes or names, or stands in one of these forms
        under a name that any form has."""
        marks = [", ".join("?" * len(values)) or "NULL" for values in (codes, names, forms, general)]
        told = f"(row_code IN ({marks[0]}) OR row_name IN ({marks[1]}) OR form IN ({marks[2]}) AND row_name IN ({marks[3]}))"
        quoted = ", ".join(f'"{name}"' for name in _READ)
        query = f"SELECT {quoted} FROM facts WHERE {'year = ? AND ' if year else ''}{told} ORDER BY doc, position"
        with _uncollected():
            values = [*([year] if year else []), *codes, *names, *forms, *general]
            columns = self._connection.con.execute(query, values).fetchnumpy()
            return [_fact(*row) for row in zip(*(_shared(columns[name]) for name in _READ), strict=True)]

    def _selected(self, table: str, names: Sequence[str], wanted: dict[str, list[Any]], order: str) -> Any:
        """Some columns of the rows in which every column of `wanted` holds one of its values, in an order."""
        tests = [f"{column} IN ({', '.join('?' * len(values))})" if values else "false" for column, values in wanted.items()]
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        quoted = ", ".join(f'"{name}"' for name in names)
        query = f"SELECT {quoted} FROM {table}{where} ORDER BY {order}"
        return self._connection.con.execute(query, [value for values in wanted.values() for value in values])

    def labels(self) -> list[str]:
        """Distinct labels (row name and column) of all facts: what phrases of questions are compared with."""
        table = self._table("facts")
        rows = self._rows(table.select("row_name", "column").distinct().order_by(["row_name", "column"]))
        return [label(name, column) for name, column in rows]

    def label_texts(self) -> list[str]:
        """What the facts are found by (`label_text`), each once."""
        table = self._table("facts")
        rows = self._rows(table.select("form", "title", "row_name", "column").distinct())
        return sorted({label_text(*row) for row in rows})

    def row_names(self) -> list[str]:
        """Distinct row names of all facts."""
        return self._distinct("row_name")

    def columns(self) -> list[str]:
        """Distinct columns (header paths) of all facts."""
        return self._distinct("column")

    def _distinct(self, column: str) -> list[str]:
        return [row[0] for row in self._rows(self._table("facts").select(column).distinct().order_by(column))]

    def count(self) -> int:
        return int(self._rows(self._table("facts").aggregate(n=lambda t: t.count()))[0][0])


def label(row_name: str, column: str) -> str:
    """A fact's label: its row and its column in words."""
    return f"{row_name} {column}".strip()


def _fact_row(fact: Fact, position: int) -> dict[str, Any]:
    p = fact.provenance
    return {
        "id": fact.id, "doc": p.doc, "sha256": p.sha256, "page": p.page, "line": p.line, "department": fact.department, "year": fact.year,
        "basis": fact.basis, "scope": fact.scope, "form": fact.form, "title": p.title, "side": fact.side, "row_code": fact.row_code,
        "row_name": fact.row_name, "column": fact.column, "value": plain(fact.value), "amount": fact.value, "unit": fact.unit,
        "origin": fact.origin, "role": fact.role, "flags": "\n".join(fact.flags), "checked": fact.checked,
        "row": p.row, "column_words": p.column, "quote": p.quote, "position": position,
        "box": "" if p.box is None else ",".join(f"{x:.2f}" for x in p.box),
    }  # fmt: skip


_READ = (
    "doc", "sha256", "page", "line", "department", "year", "basis", "scope", "form", "title", "side", "row_code", "row_name", "column",
    "value", "unit", "origin", "role", "flags", "checked", "row", "column_words", "quote", "box",
)  # fmt: skip
"""The columns that make a fact, as `_fact` takes them."""


def _fact(
    doc: str, sha256: str, page: int | None, line: int | None, department: str, year: int, basis: str, scope: str, form: str, title: str,
    side: str, row_code: str, row_name: str, column: str, value: str, unit: str, origin: str, role: str, flags: str, checked: str,
    row: str, column_words: str, quote: str, box: str,
) -> Fact:  # fmt: skip
    around: Any = tuple(map(float, box.split(","))) if box else None
    where = Provenance(doc, sha256, page, title, row, column_words, quote, line, around)
    doubts = tuple(flags.split("\n")) if flags else ()
    return Fact(department, year, basis, scope, form, side, row_code, row_name, column, Decimal(value), unit, origin, role, doubts, where,
                checked)  # fmt: skip


def _shared(column: Any) -> list[Any]:
    """A column's values, those that are equal as one object: most words of facts are repeated hundreds of times."""
    values = column.tolist()
    seen: dict[Any, Any] = {}
    return list(map(seen.setdefault, values, values))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Thousands of facts are made and kept: looking among them for garbage meanwhile would take longer than making them."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _check_row(check: Discrepancy) -> dict[str, Any]:
    return {
        "doc": check.doc, "page": check.page, "rule": check.rule, "severity": check.severity, "message": check.message,
        "left": plain(check.left), "right": plain(check.right), "difference": plain(check.difference),
    }  # fmt: skip
