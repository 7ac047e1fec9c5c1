"""What README.md shows is what the program prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture(scope="module")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the demo's documents, made with the Makefile's arguments; of the department that README.md asks about only."""
    from eval.__main__ import app as eval_app
    from index.embeddings import embedder
    from index.pipeline import build

    folder = tmp_path_factory.mktemp("demo")
    made = re.search(r"eval synthesize \$\(DEMO\)/documents (.*)", (ROOT / "Makefile").read_text("utf-8"))
    assert made is not None
    eval_app(["synthesize", str(folder / "documents"), *made[1].split()], standalone_mode=False)
    asked = [path for path in sorted((folder / "documents").iterdir()) if "澜川区教育局" in path.name]
    assert [r.error for r in build(asked, folder / "store", embedder=embedder(None, None)) if r.error] == []
    return folder / "store"


def test_the_answer_shown_is_the_answer_given(demo_store: Path) -> None:
    shown = re.search(r'```\n\$ python -m qa ask "(?P<question>[^"]+)" --store demo/store\n(?P<answer>.*?)\n```', README, re.S)
    assert shown is not None
    command = [sys.executable, "-m", "qa", "ask", shown["question"], "--store", str(demo_store)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip() == shown["answer"]


def test_nothing_is_left_to_fill_in() -> None:
    assert "待填" not in README
