"""Questions → plans, as tests/plans/*.txt say.

A case: one line a question (several lines are a conversation, the last one is asked), a blank line, the plan as it prints itself. Cases are
separated by lines of three dashes; what follows a # at the beginning of a line says why a case is there. The store is that of
fictitious_facts.DOCUMENTS, today is TODAY. A new case needs no Python.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fictitious_facts import linked, planned, schema

from qa.conversation import complete
from qa.linking import Linked
from qa.plan import Plan, items_of

FOLDER = Path(__file__).parent / "plans"
SCHEMA = schema()


def cases() -> list[object]:
    found: list[object] = []
    for path in sorted(FOLDER.glob("*.txt")):
        if path.stem == "invalid":
            continue
        for block in path.read_text("utf-8").split("\n---\n"):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            asked, _, expected = "\n".join(lines).strip().partition("\n\n")
            marks = [pytest.mark.xfail(reason=reason) for reason in re.findall(r"^# xfail: (.+)$", block, re.MULTILINE)]
            found.append(
                pytest.param(asked.splitlines(), expected.strip(), id=f"{path.stem}: {'｜'.join(asked.splitlines())}", marks=marks)
            )
    return found


def plan_of(conversation: list[str]) -> Plan:
    before: Linked | None = None
    earlier: Linked | None = None
    for question in conversation:
        before, earlier = complete(linked(question, SCHEMA), before, lambda text: linked(text, SCHEMA), earlier), before
    assert before is not None
    assert before.unknown == ""
    return planned(before, SCHEMA)


@pytest.mark.parametrize(("conversation", "expected"), cases())
def test_a_question_becomes_the_plan_that_is_written_down(conversation: list[str], expected: str) -> None:
    assert str(plan_of(conversation)) == expected


def test_every_topic_has_cases() -> None:
    found = {path.stem: path.read_text("utf-8").count("\n---\n") + 1 for path in FOLDER.glob("*.txt")}
    assert set(found) >= {"lookup", "share", "difference", "change", "compare", "ranking", "sum", "per", "text", "follow-up", "invalid"}
    assert min(found.values()) >= 4


@pytest.mark.parametrize(
    "words",
    ["支出合计", "公务接待费", "行政运行和一般行政管理事务", "支出最大的项级科目", "人均工资福利支出", "基本支出占支出合计的百分之几"],
)
def test_the_same_question_of_another_department_is_the_same_plan(words: str) -> None:
    """No department's name decides anything: only the names in the plan change."""
    ours, other = planned(f"澜川区教育局2023年{words}"), planned(f"砚溪区教育局2023年{words}")
    assert str(ours).replace("澜川区", "砚溪区") == str(other)


@pytest.mark.parametrize(
    "question", ["", "？", "你好", "2023", "占", "比", "合计", "前三", "％", "的" * 200, "支出占" * 50, "比比比比", "平均每", "最"]
)
def test_whatever_is_typed_gets_a_plan_that_prints(question: str) -> None:
    plan = planned(question)
    assert str(plan) == str(planned(question))
    assert isinstance(items_of(plan.node), tuple)
