"""The fictitious district: its departments, their kinds and the habits of those who print their documents.

No city, district or office here exists; the kinds of offices and their subjects are those of any Chinese district (profiles.toml).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.subjects import name_of

CITIES = ("云泽市", "霁州市", "溟川市", "岚曲市")
DISTRICTS = (
    "澜川区", "砚溪区", "禾洲区", "青榆区", "望汐区", "枫洛区", "漱原区", "霁浦区", "柘渡区", "溟陵区", "沅堇区", "榆汀区",
)  # fmt: skip
"""Invented; none is the name of a real city or district known to the author."""

GENERAL, FUND, CAPITAL = "一般", "基金", "国资"
SERVICES, OTHER, TRADE = "事业", "其他", "经营"

FINAL_FORMATS = ("pdf", "html", "txt", "docx", "pdf", "xlsx", "tab", "xls")
BUDGET_FORMATS = ("pdf", "xlsx", "old", "docx", "pdf", "txt", "md", "xls")
RULES = ("short", "rects", "long")


@dataclass(frozen=True)
class Project:
    """A project that recurs every year. `amount`: typical spending in 万元; `output` what it yields, `quantity` of `unit` a year."""

    name: str
    item: str
    fund: str
    amount: float
    purpose: str
    output: str
    unit: str
    quantity: float

    @property
    def told(self) -> str:
        """What a figure of the output is of; 涉及职工 says nothing without the project."""
        return f"{self.name}/{self.output}" if self.output.startswith("涉及") else self.output


@dataclass(frozen=True)
class Profile:
    """A kind of department; see profiles.toml for its fields."""

    office: str
    admin: str
    units: dict[str, float]
    staff: tuple[int, int, int]
    pay: float
    three: tuple[float, float, float, float]
    services: float
    other: float
    trade: float
    carry: bool
    duties: tuple[str, ...]
    bodies: tuple[str, ...]
    projects: tuple[Project, ...]


@dataclass(frozen=True)
class Style:
    """How a department's documents are printed.

    `order`: 2021 (行次, 三公 as 表7 against the initial budget) or 2023 (公开01表 …, 三公 as 公开09表 against the adjusted budget, zeros
    printed in the summaries). `split`: codes over 类|款|项 in final accounts. `closing_total`: 合计 stands last. `spaced`: blanks around
    figures in text. `commas`, `trim`: thousands commas and trailing zeros in text. `places` of rates. `by_item`: initial budgets told
    item by item, else class by class. `cents`: budgets in 元 with two decimals. `zeros`: budgets print 0 for no basic or project part.
    `rules`: short segments, long lines or thin rectangles. `repeat`: a table's header again on its next page. `typed`: spreadsheets
    hold amounts as text, not as numbers.
    """

    order: str
    split: bool
    closing_total: bool
    spaced: bool
    commas: bool
    trim: bool
    places: int
    by_item: bool
    cents: bool
    zeros: bool
    rules: str
    repeat: bool
    typed: bool


@dataclass(frozen=True)
class Department:
    """A fictitious department. `place` is the district that it belongs to, `number` its place in the corpus."""

    name: str
    place: str
    profile: Profile
    number: int

    def style(self, step: int) -> Style:
        """The habits of the document of the `step`-th year: mostly the department's own, the printing changes over the years."""
        number = self.number
        return Style(
            order="2021" if number % 2 == 0 else "2023",
            split=number % 4 == 3,
            closing_total=number % 3 == 2,
            spaced=number % 4 == 0,
            commas=number % 3 == 0,
            trim=number % 2 == 1,
            places=1 if number % 3 == 0 else 2,
            by_item=number % 3 == 1,
            cents=number % 4 == 1,
            zeros=number % 2 == 1,
            rules=RULES[(number + step) % 3],
            repeat=(number // 2 + step) % 2 == 0,
            typed=number % 4 == 2,
        )

    def file_format(self, basis: str, step: int) -> str:
        """pdf, docx, xlsx, xls, html, old (an older web page), md, txt (text dump) or tab (tab-separated dump)."""
        formats = FINAL_FORMATS if basis == "决算" else BUDGET_FORMATS
        return formats[(self.number + 3 * step) % len(formats)]


@cache
def _data() -> dict[str, object]:
    return tomllib.loads(files("eval.fiction").joinpath("profiles.toml").read_text("utf-8"))


@cache
def profiles() -> tuple[Profile, ...]:
    """The kinds of departments, in the order in which a corpus takes them."""
    found = []
    kinds = _data()["profile"]
    assert isinstance(kinds, list)
    for kind in kinds:
        fields = {"trade": 0, **kind}
        for name in ("staff", "three", "duties", "bodies"):
            fields[name] = tuple(fields[name])
        fields["projects"] = tuple(Project(*project) for project in fields["projects"])
        found.append(Profile(**fields))
    return tuple(found)


def subject_name(code: str) -> str:
    """The official name of a subject that the fiction uses. Raises KeyError for any other."""
    known = name_of(code)
    if known:
        return known
    names = _data()["names"]
    assert isinstance(names, dict)
    return str(names[code])


def departments(count: int) -> tuple[Department, ...]:
    """The first `count` departments: all kinds of the first district, then of the next. Raises ValueError beyond what was invented."""
    places = [city + district for city in CITIES for district in DISTRICTS]
    kinds = profiles()
    if not 1 <= count <= len(places) * len(kinds):
        raise ValueError(f"部门数须在 1 到 {len(places) * len(kinds)} 之间，得到 {count}")
    return tuple(
        Department(places[number // len(kinds)] + kinds[number % len(kinds)].office, places[number // len(kinds)],
                   kinds[number % len(kinds)], number)
        for number in range(count)
    )  # fmt: skip
