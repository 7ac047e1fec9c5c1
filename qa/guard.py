"""What is not answered, decided before anything is looked up."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(files("index").joinpath("data/scope.toml").read_text("utf-8"))
    return tuple((rule["reason"], re.compile("|".join(rule["patterns"]), re.IGNORECASE)) for rule in data["refuse"])


def refusal(question: str) -> str:
    """Why a normalised question is out of scope, in Chinese; "" where it is not."""
    return next((reason for reason, pattern in _rules() if pattern.search(question)), "")
