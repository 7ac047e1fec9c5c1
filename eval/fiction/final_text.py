"""The narrative of fictitious final accounts: overview, explanations of the figures, terms."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from eval.fiction.departments import CAPITAL, FUND, GENERAL, OTHER, SERVICES, TRADE, Department, subject_name
from eval.fiction.final_forms import NUMERALS, ORDERS, bare_title, final_forms, no_capital, no_funds
from eval.fiction.ledger import BASIC, FISCAL, PROJECT, ProjectYear, Year, office_costs
from eval.fiction.papers import BREAK, NOTICE, Block, Paper, Paragraph, say
from eval.fiction.performance import self_evaluations
from eval.fiction.terms import TERMS, explained_items
from eval.fiction.wording import Pieces, Words, of_class, of_item
from index.subjects import name_of

ZERO = Decimal(0)


def final_accounts(department: Department, year: Year, before: Year, words: Words) -> Paper:
    """A whole document of final accounts."""
    name, style = department.name, words.style
    explained = _explanations(department, year, before, words)
    contents = [
        f"第一部分 {name}概况",
        f"第二部分 {name}{year.year}年度部门决算表",
        *(f"{NUMERALS[place]}、{bare_title(form, style.order)}" for place, form in enumerate(ORDERS[style.order])),
        f"第三部分 {name}{year.year}年度部门决算情况说明",
        *(heading for heading, _ in explained),
        "第四部分 名词解释",
        "第五部分 附件",
    ]
    blocks: list[Block] = [
        Paragraph(name, "cover"),
        Paragraph(f"{year.year}年度部门决算", "cover"),
        Paragraph(NOTICE, "cover"),
        Paragraph(f"{year.year + 1}年9月", "cover"),
        BREAK,
        Paragraph("目录", "part"),
        *(Paragraph(line, "text") for line in contents),
        BREAK,
        *_overview(department, year, words),
        BREAK,
        Paragraph(contents[1], "part"),
        *final_forms(department, year, style),
        BREAK,
        Paragraph(f"第三部分 {name}{year.year}年度部门决算情况说明", "part"),
    ]
    for heading, paragraphs in explained:
        blocks += [Paragraph(heading, "heading"), *paragraphs]
    blocks += [BREAK, Paragraph("第四部分 名词解释", "part")]
    blocks += [Paragraph(line, "text") for line in (*TERMS, *explained_items(year.real.spending.codes()))]
    blocks += [BREAK, Paragraph("第五部分 附件", "part"), *self_evaluations(department, year, words)]
    return Paper(name, year.year, "决算", tuple(blocks))


def _overview(department: Department, year: Year, words: Words) -> list[Block]:
    name, staff = department.name, year.staff
    bodies = [f"{department.place}{body}" for body in department.profile.bodies]
    people: Pieces = (
        f"{name}编制人数", words.count(staff.admin_posts + staff.unit_posts, "人", "编制人数"), "，其中：行政编制",
        words.count(staff.admin_posts, "人", "编制人数/行政编制"), "，事业编制",
        words.count(staff.unit_posts, "人", "编制人数/事业编制"), "。在职实有人数",
        words.count(staff.active, "人", "在职实有人数"), "，其中：行政", words.count(staff.admin, "人", "在职实有人数/行政"), "，事业",
        words.count(staff.unit, "人", "在职实有人数/事业"), "。退休人员", words.count(staff.retired, "人", "退休人员"), "。",
    )  # fmt: skip
    return [
        Paragraph(f"第一部分 {name}概况", "part"),
        Paragraph(f"（{NOTICE}）"),
        Paragraph("一、部门主要职能", "heading"),
        *(Paragraph(f"（{NUMERALS[place]}）{duty}。") for place, duty in enumerate(department.profile.duties)),
        Paragraph("二、机构设置情况", "heading"),
        say(f"从单位构成看，{name}部门决算由{name}本级决算和", words.count(len(bodies), "个", "下属单位"), "下属单位决算组成。"),
        *(Paragraph(f"{place}. {body}") for place, body in enumerate((f"{name}（本级）", *bodies), start=1)),
        Paragraph("三、部门人员构成", "heading"),
        say(*people),
    ]


def _explanations(department: Department, year: Year, before: Year, words: Words) -> list[tuple[str, list[Paragraph]]]:
    """(heading, paragraphs) of the third part, in the order of the style."""
    old = words.style.order == "2021"
    three = "一般公共预算财政拨款“三公”经费支出决算情况说明" if old else "财政拨款“三公”经费支出决算情况说明"
    sections = {
        "收入支出决算总体情况说明": _overall(year, before, words),
        "收入决算情况说明": _income(year, before, words),
        "支出决算情况说明": _spending(year, before, words),
        "财政拨款收入支出决算总体情况说明": _fiscal(year, before, words),
        "一般公共预算财政拨款支出决算情况说明": _general(year, before, words),
        "一般公共预算财政拨款基本支出决算情况说明": _basic(year, words),
        three: _three(department, year, before, words),
        "政府性基金预算财政拨款收入支出决算情况说明": _fund(year, words),
        "国有资本经营预算财政拨款支出决算情况说明": _capital(year, words),
        "机关运行经费支出说明": _office(department, year, before, words),
        "政府采购支出说明": _purchases(department, year, words),
        "国有资产占用情况说明": _assets(department, year, words),
        "预算绩效情况说明": _performance(year, words),
    }
    names = list(sections)
    if not old:
        names.remove(three)
        names.insert(8, three)
    return [(f"{NUMERALS[place]}、{name}", sections[name]) for place, name in enumerate(names)]


def _total(year: Year) -> Decimal:
    return year.income.sum() + year.reserve + year.balance("年初")


def _why(words: Words, now: Decimal, before: Decimal, office: bool = False) -> str:
    reason = words.reason(now, before, office)
    return f"{words.random.choice(('，主要原因是', '。主要原因：', '，主要是'))}{reason}。" if reason else "。"


def _overall(year: Year, before: Year, words: Words) -> list[Paragraph]:
    now, then = _total(year), _total(before)
    return [say(
        f"{words.fiscal()}收、支总计{words.gap}", words.wan(now, "收、支总计"), f"。与{words.fiscal(before.year)}相比，收、支总计",
        *words.change(now, then, "收、支总计", each="各"), _why(words, now, then),
    )]  # fmt: skip


def _income(year: Year, before: Year, words: Words) -> list[Paragraph]:
    now, then = year.income.sum(), before.income.sum()
    pieces: Pieces = (f"{words.fiscal()}收入合计{words.gap}", words.wan(now, "收入合计"))
    if words.style.order == "2023":
        pieces += (f"，与{words.fiscal(before.year)}相比，收入合计", *words.change(now, then, "收入合计"), _why(words, now, then))
    else:
        pieces += ("。",)
    parts = [("财政拨款收入", FISCAL), ("事业收入", (SERVICES,)), ("经营收入", (TRADE,)), ("其他收入", (OTHER,))]
    for place, (name, sources) in enumerate((name, of) for name, of in parts if of == FISCAL or year.income.sum(sources=of)):
        amount = year.income.sum(sources=sources)
        pieces += ("其中：" if not place else "；", f"{name}{words.gap}", words.wan(amount, name), f"，占本年收入{words.gap}",
                   words.rate(amount, now, name, "占本年收入"))  # fmt: skip
    return [say(*pieces, "。")]


def _spending(year: Year, before: Year, words: Words) -> list[Paragraph]:
    now, then = year.real.spending.sum(), before.real.spending.sum()
    pieces: Pieces = (f"{words.fiscal()}支出合计{words.gap}", words.wan(now, "支出合计"))
    if words.style.order == "2023":
        pieces += (f"，与{words.fiscal(before.year)}相比，支出合计", *words.change(now, then, "支出合计"), _why(words, now, then))
    else:
        pieces += ("。",)
    parts = [(name, year.real.spending.sum(kind=kind)) for name, kind in (("基本支出", BASIC), ("项目支出", PROJECT), ("经营支出", TRADE))]
    for place, (name, amount) in enumerate((name, amount) for name, amount in parts if amount):
        pieces += ("其中：" if not place else "；", f"{name}{words.gap}", words.wan(amount, name), f"，占本年支出{words.gap}",
                   words.rate(amount, now, name, "占本年支出"))  # fmt: skip
    return [say(*pieces, "。")]


def _fiscal(year: Year, before: Year, words: Words) -> list[Paragraph]:
    def total(of: Year) -> Decimal:
        return of.income.sum(sources=FISCAL) + sum((of.balance("年初", source) for source in FISCAL), ZERO)

    now, then = total(year), total(before)
    first = say(
        f"{words.fiscal()}财政拨款收、支总计{words.gap}", words.wan(now, "财政拨款收、支总计"),
        f"。与{words.fiscal(before.year)}相比，财政拨款收、支总计", *words.change(now, then, "财政拨款收、支总计", each="各"),
        _why(words, now, then),
    )  # fmt: skip
    if words.style.order == "2021":
        return [first]
    pieces: Pieces = (f"{words.fiscal()}财政拨款收入中，",)
    sources = ((GENERAL, "一般公共预算财政拨款收入"), (FUND, "政府性基金预算财政拨款收入"), (CAPITAL, "国有资本经营预算财政拨款收入"))
    for place, (source, name) in enumerate(sources):
        amount = year.income.sum(source=source)
        pieces += ("；" if place else "", f"{name}{words.gap}", words.wan(amount, name), f"，与{words.fiscal(before.year)}相比",
                   *words.change(amount, before.income.sum(source=source), name))  # fmt: skip
    return [first, say(*pieces, "。")]


def _general(year: Year, before: Year, words: Words) -> list[Paragraph]:
    now, then = (of.real.spending.sum(source=GENERAL) for of in (year, before))
    what = "财政拨款支出" if words.style.order == "2021" else "一般公共预算财政拨款支出"
    overall = say(
        f"{words.fiscal()}{what}{words.gap}", words.wan(now, what), f"，占本年支出合计的{words.gap}",
        words.rate(now, year.real.spending.sum(), what, "占本年支出合计"), f"。与{words.fiscal(before.year)}相比，{what}",
        *words.change(now, then, what), _why(words, now, then),
    )  # fmt: skip
    structure: Pieces = (f"{words.fiscal()}{what}{words.gap}", words.wan(now, what), "，主要用于以下方面：")
    classes = [code for code in year.real.spending.codes((GENERAL,)) if len(code) == 3]
    for place, code in enumerate(classes):
        amount = year.real.spending.sum(code, GENERAL)
        label = f"{of_class(code).removesuffix('（类）').removesuffix('支出')}支出"
        structure += ("；" if place else "", f"{of_class(code)}支出{words.gap}", words.wan(amount, label), f"，占{words.gap}",
                      words.rate(amount, now, label, "占比"))  # fmt: skip
    planned = year.plan.spending.sum(source=GENERAL)
    label = "一般公共预算财政拨款支出"
    detail = say(
        f"{words.fiscal()}{label}", *words.completion(now, planned, label), "。其中：基本支出", words.gap,
        words.wan(year.real.spending.sum(source=GENERAL, kind=BASIC), "基本支出"), "，项目支出", words.gap,
        words.wan(year.real.spending.sum(source=GENERAL, kind=PROJECT), "项目支出"), "。",
    )  # fmt: skip
    return [
        Paragraph(f"（一）{what}决算总体情况", "subheading"),
        overall,
        Paragraph(f"（二）{what}决算结构情况", "subheading"),
        say(*structure, "。"),
        Paragraph(f"（三）{what}决算具体情况", "subheading"),
        detail,
        _used(year, words),
        *_against_plan(year, words),
    ]


def _used(year: Year, words: Words) -> Paragraph:
    """What the projects of the general budget were used for."""
    pieces: Pieces = ("项目支出主要用于：",)
    for place, project in enumerate(project for project in year.projects if project.project.fund == GENERAL):
        seed = project.project
        pieces += ("；" if place else "", f"{NUMERALS[place]}是{seed.name}{words.gap}", words.wan(project.spent, seed.name),
                   f"，用于{seed.purpose}，主要成效是{seed.output}{words.gap}",
                   words.count(project.quantity, seed.unit, seed.told))  # fmt: skip
    return say(*pieces, "。")


def _against_plan(year: Year, words: Words) -> list[Paragraph]:
    """Initial budget, spending and completion, class by class or item by item."""
    digits = 7 if words.style.by_item else 3
    codes = {code for books in (year.plan, year.real) for code in books.spending.codes((GENERAL,)) if len(code) == digits}
    paragraphs = []
    for place, code in enumerate(sorted(codes), start=1):
        spent, planned = year.real.spending.sum(code, GENERAL), year.plan.spending.sum(code, GENERAL)
        name = of_item(code) if digits == 7 else f"{name_of(code) or ''}（类）"
        label = subject_name(code)
        pieces: Pieces = (f"{place}.{name}。", *words.completion(spent, planned, label))
        shown, meant = (words.wan(amount, "").text for amount in (spent, planned))
        if shown == meant:
            pieces += ("，决算数与年初预算数持平。" if words.random.random() < 0.5 else "。",)
        else:
            more = spent > planned
            pieces += (f"，支出决算数{'大于' if more else '小于'}年初预算数的主要原因是{words.reason(spent, planned)}。",)
        paragraphs.append(say(*pieces))
    return paragraphs


def _basic(year: Year, words: Words) -> list[Paragraph]:
    payroll = year.real.payroll
    total = year.real.spending.sum(source=GENERAL, kind=BASIC)
    label = "一般公共预算财政拨款基本支出"
    pieces: Pieces = (f"{words.fiscal()}{label}{words.gap}", words.wan(total, label), "，其中：")
    for place, (name, classes) in enumerate((("人员经费", ("301", "303")), ("公用经费", ("302", "310")))):
        amount = sum((payroll.sum(code) for code in classes), ZERO)
        used = [name_of(code) or "" for code in payroll.codes() if len(code) == 5 and code[:3] in classes]
        pieces += ("；" if place else "", f"{name}{words.gap}", words.wan(amount, name), f"，主要包括：{'、'.join(used)}")
    return [say(*pieces, "。")]


def _three(department: Department, year: Year, before: Year, words: Words) -> list[Paragraph]:
    old = words.style.order == "2021"
    plan, real, then = (year.plan.three if old else year.three_adjusted), year.real.three, before.real.three
    basis = "年初预算" if old else "全年预算"
    if not plan.total and not real.total:
        return [Paragraph(f"{words.fiscal()}{department.name}无“三公”经费支出。")]
    cars, running = ("公务用车购置及运行费", "公务用车运行费") if old else ("公务用车购置及运行维护费", "公务用车运行维护费")
    abroad: Pieces = ("1.因公出国（境）费", *words.completion(real.abroad, plan.abroad, "因公出国（境）费", basis))
    abroad += ("。全年因公出国（境）团组", words.count(year.groups, "个", "因公出国（境）团组"), "，累计",
               words.count(year.travellers, "人次", "因公出国（境）团组"), "。")  # fmt: skip
    driving: Pieces = (f"2.{cars}", *words.completion(real.cars, plan.cars, cars, basis), "。其中：公务用车购置费", words.gap,
                       words.wan(real.purchase, "公务用车购置费"), "，本年度购置（更新）公务用车",
                       words.count(year.bought, "辆", "购置（更新）公务用车"), f"；{running}", words.gap,
                       words.wan(real.running, running), "，主要用于燃料费、维修费、过桥过路费和保险费，",
                       f"截至{year.year}年12月31日，开支财政拨款的公务用车保有量",
                       words.count(sum(year.cars.values()), "辆", "开支财政拨款的公务用车保有量"), "。")  # fmt: skip
    hosting: Pieces = ("3.公务接待费", *words.completion(real.hosting, plan.hosting, "公务接待费", basis), "。全年国内公务接待",
                       words.count(year.visits, "批次", "国内公务接待"), "，", words.count(year.guests, "人次", "国内公务接待"),
                       "。")  # fmt: skip
    trend: Pieces = (f"{words.fiscal()}“三公”经费财政拨款支出决算数与{words.fiscal(before.year)}相比",
                     *words.change(real.total, then.total, "“三公”经费财政拨款支出"), "，其中：因公出国（境）费",
                     *words.change(real.abroad, then.abroad, "因公出国（境）费"),
                     f"；{cars}", *words.change(real.cars, then.cars, cars),
                     "；公务接待费", *words.change(real.hosting, then.hosting, "公务接待费"),
                     _why(words, real.total, then.total, office=True))  # fmt: skip
    first = say(f"{words.fiscal()}“三公”经费财政拨款支出", *words.completion(real.total, plan.total, "“三公”经费财政拨款支出", basis), "。")
    return [
        Paragraph("（一）“三公”经费财政拨款支出决算总体情况说明", "subheading"), first,
        Paragraph("（二）“三公”经费财政拨款支出决算具体情况说明", "subheading"), say(*abroad), say(*driving), say(*hosting), say(*trend),
    ]  # fmt: skip


def _fund(year: Year, words: Words) -> list[Paragraph]:
    spent = year.real.spending.sum(source=FUND)
    if not spent:
        return [Paragraph(no_funds(year.year, words.style))]
    pieces: Pieces = (f"{words.fiscal()}政府性基金预算财政拨款年初结转和结余{words.gap}",
                      words.wan(year.balance("年初", FUND), "政府性基金预算财政拨款年初结转和结余"), f"，本年收入{words.gap}",
                      words.wan(year.income.sum(source=FUND), "政府性基金预算财政拨款/本年收入"), f"，本年支出{words.gap}",
                      words.wan(spent, "政府性基金预算财政拨款/本年支出"), f"，年末结转和结余{words.gap}",
                      words.wan(year.balance("年末", FUND), "政府性基金预算财政拨款/年末结转和结余"), "。")  # fmt: skip
    return [say(*pieces)]


def _capital(year: Year, words: Words) -> list[Paragraph]:
    spent = year.real.spending.sum(source=CAPITAL)
    if not spent:
        return [Paragraph(no_capital(year.year, words.style))]
    label = "国有资本经营预算财政拨款支出"
    return [say(f"{words.fiscal()}{label}{words.gap}", words.wan(spent, label), "，全部为项目支出。")]


def _office(department: Department, year: Year, before: Year, words: Words) -> list[Paragraph]:
    now, then = office_costs(year.real), office_costs(before.real)
    return [say(
        f"{words.fiscal()}{department.name}机关运行经费支出{words.gap}", words.wan(now, "机关运行经费支出"),
        f"，与{words.fiscal(before.year)}相比", *words.change(now, then, "机关运行经费支出"), _why(words, now, then, office=True),
    )]  # fmt: skip


def _purchases(department: Department, year: Year, words: Words) -> list[Paragraph]:
    bought = year.real.purchases
    label = "政府采购支出总额"
    pieces: Pieces = (f"{words.fiscal()}{department.name}{label}{words.gap}", words.wan(bought.total, label), "，其中：")
    kinds = (
        ("货物", bought.goods, bought.goods_small),
        ("工程", bought.works, bought.works_small),
        ("服务", bought.services, bought.services_small),
    )
    for place, (kind, amount, _) in enumerate(kinds):
        label = f"政府采购{kind}支出"
        pieces += ("、" if place else "", f"{label}{words.gap}", words.wan(amount, label))
    label = "授予中小企业合同金额"
    pieces += (f"。{label}{words.gap}", words.wan(bought.small, label), f"，占政府采购支出总额的{words.gap}",
               words.rate(bought.small, bought.total, label, "占政府采购支出总额"))  # fmt: skip
    if bought.small:
        micro = "授予小微企业合同金额"
        pieces += (f"，其中：{micro}{words.gap}", words.wan(bought.micro, micro), f"，占{label}的{words.gap}",
                   words.rate(bought.micro, bought.small, micro, f"占{label}"))  # fmt: skip
    for kind, amount, small in kinds:
        if amount:
            of = f"{kind}采购{label}"
            pieces += (f"；{of}占{kind}支出金额的{words.gap}", words.rate(small, amount, of, f"占{kind}支出金额"))
    return [say(*pieces, "。")]


def _assets(department: Department, year: Year, words: Words) -> list[Paragraph]:
    total = words.count(sum(year.cars.values()), "辆", "车辆")
    pieces: Pieces = (f"截至{year.year}年12月31日，{department.name}共有车辆", total, "，其中：")
    for place, (kind, count) in enumerate(year.cars.items()):
        pieces += ("、" if place else "", kind, words.count(count, "辆", f"车辆/{kind}"))
    label = "单价100万元（含）以上设备（不含车辆）"
    return [say(*pieces, f"。{label}", words.count(year.devices, "台（套）", label), "。")]


def _performance(year: Year, words: Words) -> list[Paragraph]:
    general = [project for project in year.projects if project.project.fund == GENERAL]
    checked = general[: max(1, len(general) - words.random.randint(0, 2))]
    money_checked = sum((project.spent for project in checked), ZERO)
    evaluated, whole_evaluated = "一般公共预算项目支出开展绩效自评", "部门整体支出开展绩效自评"
    opening = say(
        f"根据预算绩效管理要求，本部门组织对{words.fiscal()}一般公共预算项目支出开展绩效自评，共涉及项目",
        words.count(len(checked), "个", f"{evaluated}/涉及项目"), f"，资金{words.gap}", words.wan(money_checked, f"{evaluated}/资金"),
        f"，占一般公共预算项目支出总额的{words.gap}",
        words.rate(money_checked, year.real.spending.sum(source=GENERAL, kind=PROJECT), f"{evaluated}/资金", "占一般公共预算项目支出总额"),
        "。从评价情况来看，项目预算总体执行情况较好。",
    )  # fmt: skip
    whole = say(
        f"组织对部门整体支出开展绩效自评，资金{words.gap}", words.wan(year.real.spending.sum(), f"{whole_evaluated}/资金"), "，自评得分",
        words.gap, words.count(year.score, "分", whole_evaluated, "自评得分"), "。",
    )  # fmt: skip
    return [
        Paragraph("（一）预算绩效管理工作开展情况", "subheading"), opening, Paragraph("（二）部门整体支出自评结果", "subheading"), whole,
        Paragraph("（三）项目支出自评结果", "subheading"), *_self_evaluations(checked, words),
    ]  # fmt: skip


def _self_evaluations(projects: Sequence[ProjectYear], words: Words) -> list[Paragraph]:
    paragraphs = []
    for place, project in enumerate(projects, start=1):
        name = project.project.name
        paragraphs.append(say(
            f"{place}.{name}项目绩效自评综述：项目全年预算数为{words.gap}", words.wan(project.adjusted, name, "全年预算数"),
            f"，执行数为{words.gap}", words.wan(project.spent, name, "执行数"), f"，完成预算的{words.gap}",
            words.rate(project.spent, project.adjusted, name, "完成预算"), f"，自评得分{words.gap}",
            words.count(project.score, "分", name, "自评得分"), f"。主要产出和效益是：{project.project.purpose}有序开展，",
            f"{project.project.output}{words.gap}",
            words.count(project.quantity, project.project.unit, project.project.told), "。",
        ))  # fmt: skip
    return paragraphs
