"""A store at scale: the same facts every time, of departments that questions name, asked for by questions that have answers."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.__main__ import app
from eval.scale import QUESTIONS, build_scale_store, role_of_column
from index.store import Store
from qa.answers import ANSWERED
from qa.pipeline import ask

COUNT, FACTS = 13, 700


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scale") / "store"
    documents, facts = build_scale_store(root, COUNT, (2023, 2024), FACTS)
    assert documents == COUNT * 4 and facts >= documents * FACTS
    return root


@pytest.fixture
def store(root: Path) -> Iterator[Store]:
    with Store.open(root) as opened:
        yield opened


def test_every_department_has_its_documents_with_facts_of_all_origins(store: Store) -> None:
    held = Counter((d.department, d.year, d.basis) for d in store.documents)
    assert len({name for name, _, _ in held}) == COUNT
    assert {(year, basis) for _, year, basis in held} == {(2023, "预算"), (2023, "决算"), (2024, "预算"), (2024, "决算")}
    facts = store.facts.facts(docs=[store.documents[0].doc])
    assert len(facts) == store.documents[0].facts
    assert {f.origin for f in facts} == {"table", "sentence", "indicator"}
    assert len({f.id for f in facts}) == len(facts)


def test_the_same_arguments_give_the_same_facts(store: Store, tmp_path: Path) -> None:
    build_scale_store(tmp_path / "again", 2, (2023, 2024), FACTS)
    with Store.open(tmp_path / "again") as again:
        docs = [d.doc for d in again.documents]
        assert again.facts.facts() == store.facts.facts(docs=docs)


def test_there_is_a_question_for_each_department_and_most_have_answers(store: Store, root: Path) -> None:
    questions = [json.loads(line)["question"] for line in (root / QUESTIONS).read_text("utf-8").splitlines()]
    names = sorted({d.department for d in store.documents}, key=len)
    assert len(questions) == COUNT
    assert all(any(name in question for name in names) for question in questions)
    statuses = Counter(ask(question, store=store).status for question in questions)
    assert statuses[ANSWERED] >= 0.7 * COUNT


@pytest.mark.parametrize(
    ("column", "unit", "role"),
    [
        ("支出决算", "万元", "决算"), ("年初预算", "万元", "年初预算"), ("完成年初预算", "%", "完成率"),
        ("比2022年度增加", "万元", "增减额"), ("比2022年度增加", "%", "增减率"), ("比2022年度下降", "%", "增减率"),
        ("占本年支出", "%", "占比"), ("金额", "万元", ""), ("自评得分", "分", "得分"),
        ("执行数（B）", "万元", "执行数"), ("年度资金总额", "万元", ""),
    ],
)  # fmt: skip
def test_a_column_tells_its_role(column: str, unit: str, role: str) -> None:
    assert role_of_column(column, unit) == role


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["scale", str(tmp_path / "store"), "--departments", "100000"])
    assert done.exit_code == 1 and "部门数" in done.output
