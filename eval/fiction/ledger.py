"""What a fictitious department planned, received and spent, year by year: figures that close to the cent.

All amounts are Decimal yuan. Final accounts are multiples of 100 yuan, so that 万元 with two decimals print them exactly.
One year hands its balances and staff to the next, so that what a document says of the year before is what that year's document says.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from eval.fiction.departments import CAPITAL, FUND, GENERAL, OTHER, SERVICES, TRADE, Department, Project
from eval.fiction.payroll import ADMIN, Payroll, Staff, pay

BASIC, PROJECT = "基本", "项目"
ZERO = Decimal(0)


@dataclass(frozen=True)
class Entry:
    """An amount of one item (项): from which money (一般, 基金, 国资, 事业, 其他, 经营) and as what (基本, 项目, 经营)."""

    item: str
    source: str
    kind: str
    amount: Decimal


class Entries(tuple[Entry, ...]):
    """Entries that can be summed: `sum(code="205", source=GENERAL)`; a code counts what begins with it."""

    def sum(self, code: str = "", source: str = "", kind: str = "", sources: tuple[str, ...] = ()) -> Decimal:
        return sum(
            (
                entry.amount
                for entry in self
                if entry.item.startswith(code)
                and (not source or entry.source == source)
                and (not sources or entry.source in sources)
                and (not kind or entry.kind == kind)
            ),
            ZERO,
        )

    def codes(self, sources: tuple[str, ...] = ()) -> list[str]:
        """Every 类, 款 and 项 with an amount, in the order in which forms print them."""
        items = {entry.item for entry in self if entry.amount and (not sources or entry.source in sources)}
        return sorted({item[:digits] for item in items for digits in (3, 5, 7)})


FISCAL = (GENERAL, FUND, CAPITAL)


@dataclass(frozen=True)
class Three:
    """三公: going abroad, buying cars, running cars, receiving guests."""

    abroad: Decimal
    purchase: Decimal
    running: Decimal
    hosting: Decimal

    @property
    def cars(self) -> Decimal:
        return self.purchase + self.running

    @property
    def total(self) -> Decimal:
        return self.abroad + self.cars + self.hosting


@dataclass(frozen=True)
class ProjectYear:
    """A project in one year: what the budget planned, what it was adjusted to, what was spent, how many it yielded, its score of 100."""

    project: Project
    planned: Decimal
    adjusted: Decimal
    spent: Decimal
    quantity: Decimal
    score: Decimal


@dataclass(frozen=True)
class Purchases:
    """Government procurement by kind: goods, works, services; the parts that small and medium firms got, and the smallest of them."""

    goods: Decimal
    works: Decimal
    services: Decimal
    goods_small: Decimal
    works_small: Decimal
    services_small: Decimal
    micro: Decimal

    @property
    def total(self) -> Decimal:
        return self.goods + self.works + self.services

    @property
    def small(self) -> Decimal:
        return self.goods_small + self.works_small + self.services_small


@dataclass(frozen=True)
class Books:
    """One side of a year, planned or real. `payroll`: basic spending of the general budget by economic subject."""

    spending: Entries
    payroll: Payroll
    three: Three
    purchases: Purchases


@dataclass(frozen=True)
class Year:
    """A department's year. `income`: by item and source. `opening`, `closing`: balances by (item, source).

    `distributed`: 结余分配; `reserve`: 使用非财政拨款结余. `visits`, `guests`: receptions; `groups`, `travellers`: abroad;
    `cars`: kept by kind; `bought`: cars bought; `devices`: equipment worth a million and more; `score` of 100 for the whole.
    """

    year: int
    staff: Staff
    plan: Books
    real: Books
    three_adjusted: Three
    income: Entries
    opening: dict[tuple[str, str], Decimal]
    closing: dict[tuple[str, str], Decimal]
    distributed: Decimal
    reserve: Decimal
    projects: tuple[ProjectYear, ...]
    visits: int
    guests: int
    groups: int
    travellers: int
    cars: dict[str, int]
    bought: int
    devices: int
    score: Decimal

    def balance(self, when: str, source: str = "", code: str = "") -> Decimal:
        """Sum of the opening or closing balances ("年初", "年末") of a source (all where "") under a code."""
        kept = self.opening if when == "年初" else self.closing
        return sum(
            (amount for (item, of), amount in kept.items() if (not source or of == source) and item.startswith(code)), ZERO
        )


def hundreds(value: float | Decimal) -> Decimal:
    """The nearest multiple of 100 yuan."""
    return Decimal(round(value / 100)) * 100


def _three(random: Random, typical: tuple[float, float, float, float], low: float, high: float, year: int) -> Three:
    amounts = [hundreds(amount * 10_000 * random.uniform(low, high)) if amount else ZERO for amount in typical]
    if year % 2:  # cars are bought every other year
        amounts[1] = ZERO
    return Three(*amounts)


def _spent_three(random: Random, plan: Three) -> Three:
    """Spending stays within the plan; sometimes nobody travels or is received."""
    return Three(
        abroad=hundreds(plan.abroad * Decimal(str(round(random.choice((0, 0.72, 0.94)), 2)))),
        purchase=hundreds(plan.purchase * Decimal(str(round(random.uniform(0.93, 1), 4)))),
        running=hundreds(plan.running * Decimal(str(round(random.uniform(0.7, 1), 4)))),
        hosting=hundreds(plan.hosting * Decimal(str(round(random.choice((0, 0.35, 0.62, 0.88)), 2)))),
    )


def _adjusted_three(random: Random, plan: Three, spent: Three) -> Three:
    """The adjusted plan lies between the plan and what was spent."""
    if random.random() < 0.5:
        return plan
    return Three(
        hundreds((plan.abroad + spent.abroad) / 2),
        hundreds((plan.purchase + spent.purchase) / 2),
        hundreds((plan.running + spent.running) / 2),
        hundreds((plan.hosting + spent.hosting) / 2),
    )


def _projects(random: Random, department: Department, growth: float) -> tuple[ProjectYear, ...]:
    found = []
    for project in department.profile.projects:
        planned = hundreds(project.amount * 10_000 * growth * random.uniform(0.88, 1.12))
        adjusted = planned if random.random() < 0.55 else hundreds(float(planned) * random.uniform(0.8, 1.15))
        if random.random() < 0.07:
            planned = ZERO  # added during the year
        spent = adjusted if random.random() < 0.4 else hundreds(float(adjusted) * random.uniform(0.9, 1))
        quantity = Decimal(str(round(project.quantity * random.uniform(0.85, 1.2), 1 if project.quantity % 1 else 0)))
        if quantity == quantity.to_integral_value():
            quantity = quantity.to_integral_value()
        score = Decimal(str(round(random.uniform(91, 99.8), 2)))
        found.append(ProjectYear(project, planned, adjusted, spent, quantity, score))
    return tuple(found)


def _own_money(random: Random, department: Department, scale: float, growth: float) -> list[Entry]:
    """Spending from fees, other income and trade: part of it pays staff, so that 住房公积金 of all money exceeds that of the budget."""
    profile = department.profile
    unit = next(iter(profile.units))
    entries = []
    if profile.services:
        fees = profile.services * 10_000 * growth * random.uniform(0.92, 1.08) * scale
        for item, kind, share in ((unit, BASIC, 0.58), ("2080505", BASIC, 0.06), ("2210201", BASIC, 0.05), (unit, PROJECT, 0.31)):
            entries.append(Entry(item, SERVICES, kind, hundreds(fees * share)))
    if profile.other:
        amount = profile.other * 10_000 * random.uniform(0.7, 1.2) * scale
        entries.append(Entry(profile.projects[0].item, OTHER, PROJECT, hundreds(amount)))
    if profile.trade:
        entries.append(Entry(unit, TRADE, TRADE, hundreds(profile.trade * 10_000 * random.uniform(0.8, 1.1) * scale)))
    return entries


def _purchases(random: Random, spending: Entries, payroll: Payroll) -> Purchases:
    pool = float(spending.sum(kind=PROJECT))
    goods = hundreds(pool * random.uniform(0.02, 0.08)) + payroll.sum("310")
    works = hundreds(pool * random.choice((0, 0, 0.11, 0.2)))
    services = hundreds(pool * random.uniform(0.25, 0.55))
    goods_small, works_small, services_small = (
        min(amount, hundreds(float(amount) * random.choice((1, 0.94, 0.8, 0.66)))) for amount in (goods, works, services)
    )
    small = goods_small + works_small + services_small
    micro = min(small, hundreds(float(small) * random.choice((1, 0.83, 0.57))))
    return Purchases(goods, works, services, goods_small, works_small, services_small, micro)


def _cars(random: Random, running: float) -> dict[str, int]:
    """How many cars a department keeps, by kind: about one for every 30,000 yuan of running costs."""
    count = max(1, round(running / 3)) if running else 0
    kinds = ("主要领导干部用车", "机要通信用车", "应急保障用车", "执法执勤用车", "特种专业技术用车", "离退休干部用车", "其他用车")
    cars = dict.fromkeys(kinds, 0)
    for _ in range(count):
        cars[random.choice(("机要通信用车", "应急保障用车", "执法执勤用车", "特种专业技术用车", "其他用车"))] += 1
    return cars


def _income(random: Random, department: Department, spending: Entries, projects: tuple[ProjectYear, ...],
            opening: dict[tuple[str, str], Decimal]) -> tuple[Entries, dict[tuple[str, str], Decimal], Decimal, Decimal]:  # fmt: skip
    """Income, closing balances, 结余分配, 使用非财政拨款结余 such that income + opening + reserve = spending + closing + distributed."""
    profile = department.profile
    closing: dict[tuple[str, str], Decimal] = {}
    if profile.carry:
        for source in (GENERAL, FUND):
            of_source = [project for project in projects if project.project.fund == source]
            if of_source:
                largest = max(of_source, key=lambda project: project.spent)
                # at the same item every year: the balance of one item is not spent by another
                kept = [item for item, of in opening if of == source] or [largest.project.item]
                closing[kept[0], source] = hundreds(float(largest.spent) * random.uniform(0.004, 0.03))
        if profile.other:
            closing[profile.projects[0].item, OTHER] = hundreds(profile.other * 10_000 * random.uniform(0.02, 0.2))
    unit = next(iter(profile.units))
    reserve = hundreds(profile.services * 10_000 * random.choice((0, 0.008, 0.02))) if profile.services else ZERO
    distributed = hundreds(profile.trade * 10_000 * random.uniform(0.02, 0.1)) if profile.trade else ZERO
    received: dict[tuple[str, str], Decimal] = {}
    for entry in spending:
        key = (entry.item, entry.source)
        received[key] = received.get(key, ZERO) + entry.amount
    for key in {*opening, *closing}:
        received[key] = received.get(key, ZERO) + closing.get(key, ZERO) - opening.get(key, ZERO)
    if reserve:
        received[unit, SERVICES] -= reserve
    if distributed:
        received[unit, TRADE] += distributed
    if any(amount < 0 for amount in received.values()):
        raise ValueError(f"{department.name}: a negative income; the profile's amounts do not fit each other")
    return Entries(Entry(item, source, "", amount) for (item, source), amount in sorted(received.items())), closing, distributed, reserve


def _books(random: Random, department: Department, staff: Staff, growth: float, three: Three, amounts: list[tuple[Project, Decimal]],
           exact: bool, scale: float) -> Books:  # fmt: skip
    """Spending of a year. `exact`: in multiples of 100 yuan (final accounts), else to the yuan or cent. `scale` 1 for the plan."""
    grain = Decimal(100) if exact else Decimal("0.01") if department.style(0).cents else Decimal(1)
    payroll = pay(department, staff, growth * scale, random, grain, (three.abroad, three.purchase, three.running, three.hosting))
    entries = [Entry(item, GENERAL, BASIC, amount) for item, amount in payroll.by_item(department.profile).items() if amount]
    entries += [Entry(project.item, project.fund, PROJECT, amount) for project, amount in amounts if amount]
    entries += _own_money(random, department, scale, growth)
    spending = Entries(sorted(entries, key=lambda entry: (entry.item, entry.source, entry.kind)))
    return Books(spending, payroll, three, _purchases(random, spending, payroll))


def ledger(department: Department, first: int, last: int, seed: int) -> dict[int, Year]:
    """The department's years from the one before `first` (what the first documents compare with) to `last`.

    They depend on the seed, the department and `first` alone: not on the other departments, not on `last`.
    """
    years: dict[int, Year] = {}
    profile = department.profile
    steady = Random(f"{seed}/{department.name}")
    cars = _cars(steady, profile.three[2])
    devices = steady.choice((0, 0, 1, 3)) if profile.staff[1] < 100 else steady.randint(4, 18)
    staff = Staff.first(profile.staff, steady)
    opening: dict[tuple[str, str], Decimal] = {}
    for year in range(first - 1, last + 1):
        random = Random(f"{seed}/{department.name}/{year}")
        growth = profile.pay * (1 + 0.025 * (year - first)) * random.uniform(0.97, 1.03)
        projects = _projects(random, department, growth / profile.pay)
        plan_three = _three(random, profile.three, 0.9, 1.1, year)
        real_three = _spent_three(random, plan_three)
        planned = [(project.project, project.planned) for project in projects]
        spent = [(project.project, project.spent) for project in projects]
        plan = _books(random, department, staff, growth, plan_three, planned, exact=False, scale=1)
        real = _books(random, department, staff, growth, real_three, spent, exact=True, scale=random.uniform(0.95, 1.03))
        income, closing, distributed, reserve = _income(random, department, real.spending, projects, opening)
        visits = max(1, round(float(real_three.hosting) / 900)) if real_three.hosting else 0
        groups = max(1, round(float(real_three.abroad) / 60_000)) if real_three.abroad else 0
        years[year] = Year(
            year, staff, plan, real, _adjusted_three(random, plan_three, real_three), income, opening, closing, distributed, reserve,
            projects, visits, visits * random.randint(5, 9) + random.randint(0, 4), groups, groups * random.randint(1, 3), dict(cars),
            max(1, round(float(real_three.purchase) / 180_000)) if real_three.purchase else 0, devices,
            Decimal(str(round(random.uniform(92, 99.5), 2))),
        )  # fmt: skip
        opening = closing
        staff = staff.next(random)
    return years


def office_costs(books: Books) -> Decimal:
    """机关运行经费: public expenses of the administrative staff; equals all 公用经费 only where there are no institutions."""
    return books.payroll.sum("302", ADMIN) + books.payroll.sum("310", ADMIN)
