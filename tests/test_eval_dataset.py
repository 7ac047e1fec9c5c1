from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from eval.dataset import Case, DatasetError, load

LOOKUP: dict[str, Any] = {
    "id": "T1",
    "kind": "lookup",
    "question": "某局2021年支出多少？",
    "expect": {"status": "answered", "values": [{"value": "1,234.50", "unit": "万元"}], "contains": ["支出", ["决算", "花了"]]},
}


def write(path: Path, *cases: object) -> Path:
    path.write_text("\n".join(c if isinstance(c, str) else json.dumps(c, ensure_ascii=False) for c in cases), "utf-8")
    return path


def test_a_figure_keeps_its_printed_decimals(tmp_path: Path) -> None:
    [case] = load([write(tmp_path / "a.jsonl", LOOKUP)])
    assert str(case.expect.values[0].value) == "1234.50"
    assert case.expect.contains == (("支出",), ("决算", "花了"))


def test_several_files_are_read_in_order_and_blank_lines_skipped(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", LOOKUP, "", {**LOOKUP, "id": "T2"})
    second = write(tmp_path / "b.jsonl", {**LOOKUP, "id": "T0", "history": ["先前"], "today": "2025-03-01"})
    cases = load([first, second])
    assert [c.id for c in cases] == ["T1", "T2", "T0"]
    assert cases[2].history == ("先前",)
    assert str(cases[2].today) == "2025-03-01"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({**LOOKUP, "quesiton": "x"}, "不认识的字段 quesiton"),
        ({**LOOKUP, "expect": {**LOOKUP["expect"], "value": []}}, "不认识的字段 expect.value"),
        ({k: v for k, v in LOOKUP.items() if k != "kind"}, "缺少字段 kind"),
        ({**LOOKUP, "kind": "guess"}, "字段 kind 只能是"),
        ({**LOOKUP, "expect": {"status": "answered"}}, "什么回答都算对"),
        ({**LOOKUP, "expect": {"status": "answered", "values": [{"value": 12.5}]}}, "expect.values.0.value"),
        ({**LOOKUP, "expect": {"status": "answered", "contains": [[]]}}, "expect.contains.0"),
        ({**LOOKUP, "id": ""}, "字段 id"),
        ('{"id": "T1",', "不是合法的 JSON"),
    ],
)
def test_a_line_that_is_no_case_is_refused_with_its_place(tmp_path: Path, case: object, said: str) -> None:
    path = write(tmp_path / "a.jsonl", {**LOOKUP, "id": "T0"}, case)
    with pytest.raises(DatasetError) as error:
        load([path])
    assert said in str(error.value)
    assert f"{path} 第 2 行" in str(error.value)


def test_an_id_may_not_occur_twice_even_in_another_file(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.jsonl", LOOKUP), write(tmp_path / "b.jsonl", LOOKUP)
    with pytest.raises(DatasetError, match=r"T1 重复.*a\.jsonl 第 1 行"):
        load([first, second])


def test_files_that_hold_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="文件不存在"):
        load([tmp_path / "none.jsonl"])
    with pytest.raises(DatasetError, match="没有题目"):
        load([write(tmp_path / "empty.jsonl")])
    (tmp_path / "gb.jsonl").write_bytes("问题".encode("gb18030"))
    with pytest.raises(DatasetError, match="不是 UTF-8"):
        load([tmp_path / "gb.jsonl"])


def test_a_case_survives_being_written_and_read(tmp_path: Path) -> None:
    case = Case.model_validate(LOOKUP)
    assert load([write(tmp_path / "a.jsonl", case.model_dump_json())]) == [case]


def test_the_golden_files_are_cases(golden: Path) -> None:
    cases = load([golden / "visible.jsonl", golden / "visible2.jsonl"])
    assert len(cases) == 260
    conflict = next(c for c in cases if c.expect.conflict)
    assert conflict.expect.other_value is not None
    assert isinstance(conflict.expect.other_value.value, Decimal)
