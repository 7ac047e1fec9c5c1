"""How fictitious documents put figures into words: amounts, rates, changes, reasons; drawn from a seeded choice."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from eval.fiction.departments import Style, subject_name
from eval.fiction.papers import Figure, money
from index.amounts import round_half_up

MORE = (
    "落实工资调整政策，人员经费相应增加", "年中追加项目资金", "工作任务增加，相关项目支出相应增加", "上年部分项目结转至本年支付",
    "按合同约定支付项目尾款", "新增专项工作经费",
)  # fmt: skip
LESS = (
    "厉行节约，压减一般性支出", "部分项目据实结算，支出减少", "人员退休和调出，人员经费减少", "部分项目按进度于下年支付",
    "落实过紧日子要求，从严控制开支", "项目招标结余",
)  # fmt: skip
MORE_OFFICE = ("公务活动增加，相关支出相应增加", "办公用房维修支出增加", "车辆老化，运行维护支出增加", "上年基数较低，本年恢复正常水平")
LESS_OFFICE = ("厉行节约，压减一般性支出", "从严控制公务接待", "加强公务用车管理，运行费用减少", "落实过紧日子要求，从严控制开支")
"""Reasons for 三公 and 机关运行经费."""
Pieces = tuple[str | Figure, ...]


@dataclass(frozen=True)
class Words:
    """The words of one document: its style, its year and its own dice."""

    style: Style
    year: int
    random: Random

    @property
    def gap(self) -> str:
        return " " if self.style.spaced else ""

    def fiscal(self, year: int = 0) -> str:
        """2022年度, in this document's spacing."""
        return f"{year or self.year}{self.gap}年度"

    def _trimmed(self, text: str) -> str:
        if not self.style.trim or "." not in text:
            return text
        return text.rstrip("0").rstrip(".")

    def wan(self, yuan: Decimal, label: str, column: str = "", year: int = 0) -> Figure:
        """An amount in 万元."""
        return Figure(self._trimmed(money(yuan, "万元", self.style.commas)), "万元", label, column, year, self.gap)

    @staticmethod
    def printed(yuan: Decimal) -> Decimal:
        """An amount as far as 万元 with two decimals print it: differences are taken of what the reader sees."""
        return round_half_up(yuan / 10_000, 2) * 10_000

    def rate(self, part: Decimal, whole: Decimal, label: str, column: str, year: int = 0) -> Figure:
        """A percentage; `whole` is not zero. 100% is printed without decimals, as everywhere."""
        value = round_half_up(part * 100 / whole, self.style.places)
        text = f"{value:f}"
        if value == value.to_integral_value():
            text = f"{value.to_integral_value():f}"
        return Figure(self._trimmed(text), "%", label, column, year)

    def count(self, number: int | Decimal, unit: str, label: str, column: str = "") -> Figure:
        return Figure(f"{number:f}" if isinstance(number, Decimal) else str(number), unit, label, column, 0, self.gap)

    def change(self, now: Decimal, before: Decimal, label: str, *, each: str = "") -> Pieces:
        """增加 X 万元，增长 Y%; 减少 …，下降 …; 持平; without a rate where there was nothing before. `each`: 各 or ""."""
        now, before = self.printed(now), self.printed(before)
        if now == before:
            return ("持平",)
        up = now > before
        amount = self.wan(abs(now - before), label, f"比{self.year - 1}年度{'增加' if up else '减少'}")
        pieces: Pieces = (f"{each}{'增加' if up else '减少'}{self.gap}", amount)
        if before:
            verb = "增长" if up else "下降"
            pieces += (f"，{verb}{self.gap}", self.rate(abs(now - before), before, label, f"比{self.year - 1}年度{verb}"))
        return pieces

    def reason(self, now: Decimal, before: Decimal, office: bool = False) -> str:
        """Why something (`office`: 三公 or 机关运行经费) grew or fell; one or two reasons. "" where it did neither."""
        if now == before:
            return ""
        reasons = (MORE_OFFICE if office else MORE) if now > before else (LESS_OFFICE if office else LESS)
        if self.random.random() < 0.3:
            first, second = self.random.sample(reasons, 2)
            return f"一是{first}；二是{second}"
        return self.random.choice(reasons)

    def completion(self, spent: Decimal, planned: Decimal, label: str, plan: str = "年初预算") -> Pieces:
        """年初预算为 X，支出决算为 Y，完成年初预算的 Z%; without a rate where nothing was planned."""
        pieces: Pieces = (f"{plan}为{self.gap}", self.wan(planned, label, plan), f"，支出决算为{self.gap}")
        pieces += (self.wan(spent, label, "支出决算"),)
        if planned:
            pieces += (f"，完成{plan}的{self.gap}", self.rate(spent, planned, label, f"完成{plan}"))
        return pieces


def of_class(code: str) -> str:
    """教育（类）: a class's name without 支出, as structures are told."""
    name = subject_name(code)
    return f"{name.removesuffix('支出') if name != '其他支出' else name}（类）"


def of_item(code: str) -> str:
    """教育支出（类）普通教育（款）小学教育（项）."""
    return f"{subject_name(code[:3])}（类）{subject_name(code[:5])}（款）{subject_name(code)}（项）"
