"""Basic spending of a fictitious department: what its staff cost by economic subject, and where each amount stands among the items."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from eval.fiction.departments import Department, Profile

ADMIN, UNIT = "行政", "事业"
ZERO = Decimal(0)

# yuan a head and year: (economic subject, administrative, institutions)
_PAY = (
    ("30101", 61800, 57200), ("30102", 74300, 8600), ("30103", 92500, 24100), ("30106", 2350, 0), ("30107", 0, 103600),
    ("30108", 30900, 28800), ("30109", 15400, 14400), ("30110", 17300, 16100), ("30111", 5800, 0), ("30112", 760, 1530),
    ("30113", 27600, 24900), ("30114", 780, 0), ("30199", 3100, 5200),
)  # fmt: skip
_COSTS = (
    ("30201", 5200, 1460), ("30202", 610, 130), ("30203", 320, 0), ("30204", 25, 8), ("30205", 390, 180), ("30206", 1310, 690),
    ("30207", 1480, 240), ("30209", 2650, 420), ("30211", 880, 170), ("30213", 1120, 380), ("30214", 430, 0), ("30215", 190, 0),
    ("30216", 720, 260), ("30226", 840, 310), ("30227", 560, 120), ("30228", 3080, 1890), ("30229", 2420, 1610), ("30239", 8350, 0),
    ("30299", 1870, 430), ("31002", 930, 210),
)  # fmt: skip
_RARE = ("30106", "30202", "30203", "30204", "30205", "30213", "30214", "30215", "30226", "30227", "30114")
"""Subjects that not every department uses."""


@dataclass(frozen=True)
class Staff:
    """Posts and people: 编制 and 在职 of administration and institutions, 退休."""

    admin_posts: int
    unit_posts: int
    admin: int
    unit: int
    retired: int

    @classmethod
    def first(cls, typical: tuple[int, int, int], random: Random) -> Staff:
        admin, unit, retired = (round(count * random.uniform(0.92, 1.08)) for count in typical)
        return cls(admin + random.randint(1, 4), unit + random.randint(0, 6), admin, unit, retired)

    @property
    def active(self) -> int:
        return self.admin + self.unit

    def next(self, random: Random) -> Staff:
        """A year later: some retired, some came, never more than there are posts."""
        admin = min(self.admin_posts, max(1, self.admin + random.randint(-2, 2)))
        unit = min(self.unit_posts, max(1, self.unit + random.randint(-2, 3)))
        return Staff(self.admin_posts, self.unit_posts, admin, unit, self.retired + random.randint(0, 2))


@dataclass(frozen=True)
class Payroll:
    """Amounts in yuan by (administration or institutions, economic subject)."""

    amounts: dict[tuple[str, str], Decimal]

    def sum(self, code: str, group: str = "") -> Decimal:
        return sum((v for (of, subject), v in self.amounts.items() if subject.startswith(code) and (not group or of == group)), ZERO)

    def codes(self) -> list[str]:
        """All 类 and 款 with an amount."""
        subjects = {subject for (_, subject), amount in self.amounts.items() if amount}
        return sorted({subject[:digits] for subject in subjects for digits in (3, 5)})

    def by_item(self, profile: Profile) -> dict[str, Decimal]:
        """The same total by functional item: pensions, medical insurance and housing stand apart, the rest runs the offices."""
        items: dict[str, Decimal] = {}
        unit_rest = ZERO
        for (group, subject), amount in self.amounts.items():
            item = _apart(group, subject)
            if not item and group == UNIT:
                unit_rest += amount
                continue
            items[item or profile.admin] = items.get(item or profile.admin, ZERO) + amount
        rest = unit_rest
        for position, (item, weight) in enumerate(profile.units.items()):
            share = rest if position == len(profile.units) - 1 else Decimal(round(float(unit_rest) * weight / 100)) * 100
            items[item] = items.get(item, ZERO) + share
            rest -= share
        return items


def _apart(group: str, subject: str) -> str:
    """The functional item on which an economic subject stands apart; "" where it is part of the running costs."""
    by_group = {
        "30110": ("2101101", "2101102"), "30301": ("2080501", "2080502"), "30302": ("2080501", "2080502"),
    }  # fmt: skip
    if subject in by_group:
        return by_group[subject][0 if group == ADMIN else 1]
    return {"30108": "2080505", "30109": "2080506", "30111": "2101103", "30112": "2089999", "30113": "2210201"}.get(subject, "")


def _round(value: float, grain: Decimal) -> Decimal:
    return Decimal(round(value / float(grain))) * grain


def pay(department: Department, staff: Staff, growth: float, random: Random, grain: Decimal,
        three: tuple[Decimal, Decimal, Decimal, Decimal]) -> Payroll:  # fmt: skip
    """Basic spending of a year, each amount a multiple of `grain` yuan. `three`: 出国, 购车, 养车, 接待, all paid as administration."""
    unused = {code for code in _RARE if Random(f"{department.name}/{code}").random() < 0.35}
    heads = {ADMIN: staff.admin, UNIT: staff.unit}
    amounts: dict[tuple[str, str], Decimal] = {}
    for code, admin, unit in (*_PAY, *_COSTS):
        for group, yuan in ((ADMIN, admin), (UNIT, unit)):
            if yuan and heads[group] and code not in unused:
                amounts[group, code] = _round(yuan * heads[group] * growth * random.uniform(0.95, 1.05), grain)
    retired_admin = round(staff.retired * staff.admin / max(1, staff.active))
    for group, count in ((ADMIN, retired_admin), (UNIT, staff.retired - retired_admin)):
        if count:
            amounts[group, "30302"] = _round(11_400 * count * growth * random.uniform(0.95, 1.05), grain)
    if staff.retired > 20:
        amounts[ADMIN, "30305"] = _round(2_600 * random.randint(1, 4) * growth, grain)
    amounts[ADMIN, "30309"] = _round(random.randint(2, 9) * 1_200 * growth, grain)
    for code, amount in zip(("30212", "31013", "30231", "30217"), three, strict=True):
        if amount:
            amounts[ADMIN, code] = amount
    return Payroll(dict(sorted(amounts.items(), key=lambda entry: (entry[0][1], entry[0][0]))))
