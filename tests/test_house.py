"""The house itself: pins, commands, documentation and import directions."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("eval", "qa", "index", "prompts")
README = (ROOT / "README.md").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DIRECT = PROJECT["project"]["dependencies"]
DEV = PROJECT["project"]["optional-dependencies"]["dev"]


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pins}


def test_the_lock_pins_one_plain_version_a_line() -> None:
    lines = [line for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9A-Za-z.]*", line)] == []
    assert len(locked()) == len(lines)


@pytest.mark.parametrize("requirement", [*DIRECT, *DEV, *PROJECT["build-system"]["requires"]])
def test_direct_dependencies_are_pinned_as_the_lock_pins_them(requirement: str) -> None:
    parsed = Requirement(requirement)
    assert str(parsed.specifier) == f"=={locked()[canonicalize_name(parsed.name)]}"


def test_the_lock_holds_all_that_the_direct_dependencies_bring_along() -> None:
    pins, seen, waiting = locked(), set(), [Requirement(r) for r in (*DIRECT, *DEV)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in requirement.extras or {""}:
            if (name, extra) in seen or name.startswith(("nvidia-", "cuda-", "triton")):  # what a CUDA build of torch brings
                continue
            seen.add((name, extra))
            assert name in pins, f"{name} is not locked"
            needs = [Requirement(r) for r in distribution(name).requires or ()]
            waiting += [r for r in needs if r.marker is None or r.marker.evaluate({"extra": extra})]
    assert len({name for name, _ in seen}) > len(DIRECT) + len(DEV)


def sources(*rooms: str) -> list[Path]:
    return [ROOT / "app.py", *(path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))]


def imports(path: Path) -> set[str]:
    """The modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def third_party(paths: list[Path]) -> set[str]:
    tops = {module.split(".")[0] for path in paths for module in imports(path)}
    helpers = {path.stem for path in (ROOT / "tests").glob("*.py")}
    return tops - set(sys.stdlib_module_names) - {"app", "tests", *helpers, *ROOMS}


def unpinned(paths: list[Path], pins: list[str]) -> set[str]:
    direct = {canonicalize_name(Requirement(r).name) for r in pins}
    owners = packages_distributions()
    return {top for top in third_party(paths) if not direct & {canonicalize_name(name) for name in owners.get(top, ())}}


def test_what_the_product_imports_is_a_direct_dependency() -> None:
    assert unpinned(sources(*ROOMS), DIRECT) == set()


def test_what_the_tests_import_is_a_dependency() -> None:
    assert unpinned(sources("tests"), [*DIRECT, *DEV]) == set()


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("room", "folders"), [("index", ["readers"]), ("qa", []), ("eval", ["fiction", "questions"])], ids=["index", "qa", "eval"]
)
def test_the_map_of_a_room_names_every_module_and_no_other(room: str, folders: list[str]) -> None:
    listed = re.findall(r"^    ([a-z_0-9]+)  +\S", (ROOT / room / "__init__.py").read_text("utf-8"), re.MULTILINE)
    modules = {path.stem for path in (ROOT / room).glob("*.py") if not path.stem.startswith("__")}
    assert sorted(listed) == sorted({*modules, *folders})


def test_the_page_knows_qa_and_the_store_only() -> None:
    """import-linter takes app.py, a module, for an external one: its own imports are checked here."""
    own = {module for module in imports(ROOT / "app.py") if module.split(".")[0] in ROOMS}
    assert {module for module in own if not module.startswith("qa.")} <= {"index.documents", "index.fact_store", "index.store"}


def commands() -> dict[str, set[str]]:
    """Every command of the command lines with its options: {"index build": {"--store", …}}."""
    from eval.__main__ import app as eval_app
    from index.__main__ import app as index_app
    from qa.__main__ import app as qa_app

    found = {}
    for room, group in (("index", index_app), ("qa", qa_app), ("eval", eval_app)):
        for name, command in typer.main.get_group(group).commands.items():
            assert command.help, f"python -m {room} {name} has no help"
            found[f"{room} {name}"] = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    return found


def documented() -> list[tuple[str, str, set[str]]]:
    """The commands in the README's code blocks: ("make" or room, command, options)."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    found = []
    for line in lines:
        match = re.match(r"(?:python -m (\w+) ([\w-]+)|(make) (\w+)|python (app)\.py)", line)
        assert match, f"README: what is {line!r}?"
        first, second = match[1] or match[3] or match[5], match[2] or match[4] or ""
        found.append((first, second, set(re.findall(r"(?<=\s)--[a-z-]+", re.sub(r'"[^"]*"', "", line)))))
    return found


def test_the_readme_names_every_command_and_no_other() -> None:
    known = commands()
    named = {f"{room} {name}": options for room, name, options in documented() if room in ROOMS}
    assert set(named) == set(known)
    for name, options in named.items():
        assert options <= known[name], name


def test_the_readme_names_every_make_target_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    [targets] = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert {name for first, name, _ in documented() if first == "make"} == set(targets.split())
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets.split())


def test_the_readme_and_the_example_list_every_setting() -> None:
    from qa.settings import Settings

    expected = {f"DISCLOSURE_QA_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"`(DISCLOSURE_QA_\w+)`", README)) == expected
    example = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^(DISCLOSURE_QA_\w+)=", example, re.MULTILINE)) == expected


def test_the_example_settings_are_valid_and_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from qa.settings import Settings

    for name in Settings.model_fields:
        monkeypatch.delenv(f"DISCLOSURE_QA_{name.upper()}", raising=False)
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)  # type: ignore[call-arg]


def test_importing_any_module_does_nothing_slow_or_visible() -> None:
    """No slow library is loaded, nothing printed, nothing asked of the environment, by importing the front doors."""
    slow = ("torch", "chromadb", "llama_index", "sentence_transformers", "pdfplumber", "openpyxl", "docx", "gradio", "ibis")
    code = f"import sys, app, eval.__main__, index.__main__; print([m for m in {slow!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
