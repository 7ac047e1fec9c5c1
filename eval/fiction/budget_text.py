"""The narrative of fictitious budgets, in the manner of Shanghai: all amounts in 万元, compared with the budget of the year before."""

from __future__ import annotations

from decimal import Decimal

from eval.fiction.budget_forms import TITLES, budget_forms
from eval.fiction.departments import CAPITAL, FUND, GENERAL, OTHER, SERVICES, TRADE, Department, subject_name
from eval.fiction.final_forms import NUMERALS
from eval.fiction.ledger import FISCAL, ProjectYear, Year, office_costs
from eval.fiction.papers import BREAK, NOTICE, Block, Figure, Paper, Paragraph, say
from eval.fiction.performance import targets
from eval.fiction.terms import BUDGET_TERMS
from eval.fiction.wording import Pieces, Words, of_item

ZERO = Decimal(0)


def budget(department: Department, year: Year, before: Year, words: Words, landscape: bool) -> Paper:
    """A whole budget document."""
    name = department.name
    bodies = [f"{department.place}{body}" for body in department.profile.bodies]
    contents = [
        "一、部门主要职能", "二、部门机构设置", "三、名词解释", "四、部门预算编制说明", "五、部门预算表",
        *(f"{place}. {year.year}年{title}" for place, (_, title) in enumerate(TITLES, start=1)),
        "六、其他相关情况说明", "七、项目经费情况说明",
    ]  # fmt: skip
    blocks: list[Block] = [
        Paragraph(f"{department.place}{year.year}年区级部门预算", "cover"),
        Paragraph(f"预算主管部门：{name}", "cover"),
        Paragraph(NOTICE, "cover"),
        BREAK,
        Paragraph("目录", "part"),
        *(Paragraph(line) for line in contents),
        BREAK,
        Paragraph("部门主要职能", "part"),
        Paragraph(f"（{NOTICE}）"),
        Paragraph(f"{name}主要职能包括："),
        *(Paragraph(f"{NUMERALS[place]}、{duty}。") for place, duty in enumerate(department.profile.duties)),
        Paragraph("部门机构设置", "part"),
        say(f"{name}部门预算是包括本部以及下属", words.count(len(bodies), "家", "下属预算单位"), "预算单位的综合收支计划。具体包括："),
        *(Paragraph(f"{place}. {body}。") for place, body in enumerate((f"{name}（本部）", *bodies), start=1)),
        Paragraph("名词解释", "part"),
        *(Paragraph(term) for term in BUDGET_TERMS),
        BREAK,
        Paragraph("部门预算编制说明", "part"),
        *_compiled(department, year, before, words),
        BREAK,
        *budget_forms(department, year, words.style),
        BREAK,
        Paragraph("其他相关情况说明", "part"),
        *_other_matters(department, year, before, words),
        BREAK,
        Paragraph("项目经费情况说明", "part"),
        *_project(department, year, words),
        BREAK,
        *targets(department, year, words),
    ]
    return Paper(name, year.year, "预算", tuple(blocks), landscape)


def _compared(words: Words, now: Decimal, before: Decimal, label: str) -> Pieces:
    """比2021年预算增加 X 万元 / 减少 … / 持平."""
    now, before = words.printed(now), words.printed(before)
    lead = f"，比{words.year - 1}年预算"
    if now == before:
        return (f"{lead}持平",)
    up = now > before
    amount = words.wan(abs(now - before), label, f"比{words.year - 1}年预算{'增加' if up else '减少'}")
    return (f"{lead}{'增加' if up else '减少'}", amount)


def _compiled(department: Department, year: Year, before: Year, words: Words) -> list[Paragraph]:
    plan, then = year.plan.spending, before.plan.spending
    fiscal, fiscal_then = plan.sum(sources=FISCAL), then.sum(sources=FISCAL)
    income: Pieces = (
        f"{year.year}年，{department.name}收入预算", words.wan(plan.sum(), "收入预算", "预算"), "，其中：财政拨款收入",
        words.wan(fiscal, "财政拨款收入"), *_compared(words, fiscal, fiscal_then, "财政拨款收入"),
    )  # fmt: skip
    for name, source in (("事业收入", SERVICES), ("事业单位经营收入", TRADE), ("其他收入", OTHER)):
        income += (f"；{name}", words.wan(plan.sum(source=source), name))
    spending: Pieces = (
        "支出预算", words.wan(plan.sum(), "支出预算", "预算"), "，其中：财政拨款支出预算", words.wan(fiscal, "财政拨款支出", "预算"),
        *_compared(words, fiscal, fiscal_then, "财政拨款支出"), "。财政拨款支出预算中，",
    )  # fmt: skip
    for place, (name, source) in enumerate((("一般公共预算", GENERAL), ("政府性基金", FUND), ("国有资本经营预算", CAPITAL))):
        label = f"{name}拨款支出"
        spending += ("；" if place else "", f"{label}预算", words.wan(plan.sum(source=source), label, "预算"),
                     *_compared(words, plan.sum(source=source), then.sum(source=source), label))  # fmt: skip
    paragraphs = [say(*income, "。"), say(*spending, "。")]
    reason = words.reason(fiscal, fiscal_then)
    if reason:
        paragraphs.append(Paragraph(f"财政拨款收入支出{'增加' if fiscal > fiscal_then else '减少'}的主要原因是{reason}。"))
    paragraphs.append(Paragraph("财政拨款支出主要内容如下："))
    items = [code for code in plan.codes(FISCAL) if len(code) == 7]
    for place, code in enumerate(items, start=1):
        planned, spent = plan.sum(code, sources=FISCAL), before.real.spending.sum(code, sources=FISCAL)
        label = subject_name(code)
        paragraphs.append(say(
            f"{place}. “{of_item(code)}”", words.wan(planned, label),
            f"，主要用于{label}方面的支出。{before.year}年当年预算执行数为",
            words.wan(spent, label, "当年预算执行数", before.year), *_against_execution(words, planned, spent, label), "。",
        ))  # fmt: skip
    return paragraphs


def _against_execution(words: Words, planned: Decimal, spent: Decimal, label: str) -> Pieces:
    """，比2022年预算执行数增加 Y% …; nothing to compare with where nothing was spent."""
    planned, spent = words.printed(planned), words.printed(spent)
    if not spent:
        return (f"，{words.year}年新增",)
    if planned == spent:
        return (f"，比{words.year - 1}年预算执行数持平",)
    up = planned > spent
    rate = words.rate(abs(planned - spent), spent, label, f"比{words.year - 1}年预算执行数{'增加' if up else '减少'}")
    reason = words.reason(planned, spent)
    return (f"，比{words.year - 1}年预算执行数{'增加' if up else '减少'}", rate, f"。主要原因是：{reason}")


def _other_matters(department: Department, year: Year, before: Year, words: Words) -> list[Paragraph]:
    return [
        Paragraph(f"一、{year.year}年“三公”经费预算情况说明", "heading"),
        *_three(year, before, words),
        Paragraph("二、机关运行经费预算", "heading"),
        say(
            f"{year.year}年{department.name}财政拨款的机关运行经费预算为",
            words.wan(office_costs(year.plan), "机关运行经费", "预算"), "。",
        ),
        Paragraph("三、政府采购预算情况", "heading"),
        *_purchases(year, words),
        Paragraph("四、绩效目标设置情况", "heading"),
        say(
            f"按照本区预算绩效管理工作的总体要求，本部门开展了{year.year}年项目预算绩效目标编报工作，编报绩效目标的项目",
            words.count(len(_planned(year)), "个", "编报绩效目标的项目"), "，涉及项目预算资金",
            words.wan(sum((project.planned for project in _planned(year)), ZERO), "编报绩效目标的项目/涉及项目预算资金"), "。",
        ),
        Paragraph("五、国有资产占有使用情况", "heading"),
        _assets(department, year, before, words),
    ]  # fmt: skip


def _planned(year: Year) -> list[ProjectYear]:
    return [project for project in year.projects if project.planned]


def _three(year: Year, before: Year, words: Words) -> list[Paragraph]:
    now, then = year.plan.three, before.plan.three
    total = say(f"{year.year}年“三公”经费预算数为", words.wan(now.total, "“三公”经费", "预算数"),
                *_compared(words, now.total, then.total, "“三公”经费"), "。其中：")  # fmt: skip
    lines = []
    kinds = (
        ("因公出国（境）费", now.abroad, then.abroad),
        ("公务用车购置及运行费", now.cars, then.cars),
        ("公务接待费", now.hosting, then.hosting),
    )
    for place, (name, amount, amount_then) in enumerate(kinds):
        pieces: Pieces = (f"（{NUMERALS[place]}）{name}", words.wan(amount, name), *_compared(words, amount, amount_then, name))
        reason = words.reason(amount, amount_then, office=True)
        pieces += (f"，主要原因是{reason}" if reason else "",)
        if place == 1:
            pieces += ("。其中：公务用车购置费", words.wan(now.purchase, "公务用车购置费"), "；公务用车运行费",
                       words.wan(now.running, "公务用车运行费"))  # fmt: skip
        lines.append(say(*pieces, "。"))
    return [total, *lines]


def _purchases(year: Year, words: Words) -> list[Paragraph]:
    bought = year.plan.purchases
    reserved, least = "面向中小企业预留政府采购项目预算金额", "预留给小型和微型企业的政府采购项目预算"
    pieces: Pieces = (f"{year.year}年本部门政府采购预算", words.wan(bought.total, "政府采购", "预算"), "，其中：")
    for place, (kind, amount) in enumerate((("货物", bought.goods), ("工程", bought.works), ("服务", bought.services))):
        label = f"政府采购{kind}"
        pieces += ("、" if place else "", f"{label}预算", words.wan(amount, label, "预算"))
    return [
        say(*pieces, "。"),
        say(
            f"{year.year}年本部门{reserved}", words.wan(bought.small, reserved, "预算金额"), f"，其中，{least}为",
            words.wan(bought.micro, least, "预算"), "。",
        ),
    ]  # fmt: skip


def _assets(department: Department, year: Year, before: Year, words: Words) -> Paragraph:
    def dated(number: int, unit: str, label: str) -> Figure:
        return Figure(str(number), unit, label, "", before.year, words.gap)

    pieces: Pieces = (f"截至{before.year}年12月31日，{department.name}共有车辆", dated(sum(before.cars.values()), "辆", "车辆"), "，其中：")
    for place, (kind, count) in enumerate(before.cars.items()):
        pieces += ("、" if place else "", kind, dated(count, "辆", f"车辆/{kind}"))
    label = "单价100万元（含）以上设备（不含车辆）"
    return say(*pieces, f"；{label}", dated(before.devices, "台（套）", label), "。")


def _project(department: Department, year: Year, words: Words) -> list[Paragraph]:
    """The largest project in some detail, its money by quarter."""
    largest = max(year.projects, key=lambda project: project.planned)
    seed = largest.project
    shares = (Decimal("0.2"), Decimal("0.3"), Decimal("0.25"))
    quarters = [words.printed(largest.planned * share) for share in shares]
    quarters.append(words.printed(largest.planned) - sum(quarters, ZERO))
    money: Pieces = (f"{words.fiscal()}{seed.name}预算安排", words.wan(largest.planned, seed.name, "预算安排"), "，其中：")
    for place, amount in enumerate(quarters):
        quarter = f"第{NUMERALS[place]}季度用款计划"
        money += ("，" if place else "", quarter, words.wan(amount, f"{seed.name}/{quarter}"))
    return [
        Paragraph("一、项目概况", "heading"),
        Paragraph(f"{seed.name}用于{seed.purpose}。"),
        Paragraph("二、实施主体", "heading"),
        Paragraph(f"{department.name}。"),
        Paragraph("三、实施周期", "heading"),
        Paragraph(f"{year.year}年1月至{year.year}年12月。"),
        Paragraph("四、年度预算安排", "heading"),
        say(*money, "。"),
        Paragraph("五、绩效目标", "heading"),
        say(f"{seed.output}不少于", words.count(largest.quantity, seed.unit, seed.told, "不少于"), "。"),
    ]
