"""The vocabularies and classifications in data/, each read once."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def _text(name: str) -> str:
    return files("index").joinpath("data", name).read_text("utf-8")


@cache
def toml_data(name: str) -> dict[str, Any]:
    """data/NAME as TOML; shared by all who ask, not to be changed."""
    return tomllib.loads(_text(name))


@cache
def csv_data(name: str) -> tuple[dict[str, str], ...]:
    """The rows of data/NAME by column; lines that begin with # are comments. Shared by all who ask, not to be changed."""
    return tuple(csv.DictReader(line for line in _text(name).splitlines() if not line.startswith("#")))
