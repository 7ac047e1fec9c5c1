"""Documents to build, and builds as a user starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from index.embeddings import LightEmbedder
from index.pipeline import Report, build
from index.store import Store

ROOT = Path(__file__).resolve().parent.parent


def accounts(total: str, department: str = "霁州市望汐区档案馆", year: int = 2023) -> str:
    """The text of small final accounts: one figure that differs, a few that do not."""
    return (
        f"{department}{year}年度部门决算\n\n第一部分 {department}概况\n\n一、部门主要职能\n\n收集、保管、利用本区档案。\n\n"
        f"第三部分 {department}{year}年度部门决算情况说明\n\n一、收入支出决算总体情况说明\n\n"
        f"{year}年度收、支总计{total}万元。与{year - 1}年度相比，收、支总计各增加12.5万元，增长2.31%，主要原因是馆藏数字化。\n\n"
        f"二、机关运行经费支出说明\n\n{department}{year}年度机关运行经费支出41.3万元。\n"
    )


def write(path: Path, total: str, **about: object) -> Path:
    path.write_text(accounts(total, **about), "utf-8")  # type: ignore[arg-type]
    return path


def run(*arguments: object, program: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The real command line: `python -m index …`, or a program that prepares something and then does the same."""
    start = ["-m", "index"] if program is None else [str(program)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *start, *map(str, arguments)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def built(root: Path, *paths: Path) -> list[Report]:
    return build(paths, root, embedder=LightEmbedder())


def totals(root: Path) -> dict[str, str]:
    """Every document's 收、支总计. Fails where facts or passages are not those that the documents are said to have."""
    with Store.open(root) as store:
        assert store.facts.count() == sum(d.facts for d in store.documents)
        passages = [p.doc for p in store.passages.passages]
        assert {d.doc: passages.count(d.doc) for d in store.documents} == {d.doc: d.passages for d in store.documents}
        return {f.provenance.doc: str(f.value) for f in store.facts.facts() if f.row_name == "收、支总计" and f.column == "金额"}
