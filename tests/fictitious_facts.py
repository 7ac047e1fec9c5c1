"""Small invented stores: facts of departments that do not exist, whose figures close as those of real forms do.

Cities, districts and figures are invented; the names and codes of subjects are the official ones.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from index.checks import check
from index.documents import BUDGET, EVALUATION, FINAL, Gap
from index.fact_store import DocumentRecord, FormRecord
from index.facts import Fact, Provenance
from index.store import drafting, publish
from qa.bind import Scope
from qa.lexicon import Entry, names_of
from qa.linking import Linked, link
from qa.phrases import Phrase
from qa.plan import Plan
from qa.planner import make_plan
from qa.question import Question
from qa.schema import Schema, read_schema

EDUCATION, APPROVAL = "云泽市澜川区教育局", "云泽市澜川区行政审批局"
OTHER_EDUCATION, OTHER_APPROVAL = "云泽市砚溪区教育局", "云泽市砚溪区行政审批局"
STREET, OFFICE = "霁州市望汐区人民政府柘渡街道办事处", "霁州市禾洲区人民政府办公室"
TODAY = datetime.date(2025, 3, 1)

DOCUMENTS = (
    (EDUCATION, 2022, FINAL), (EDUCATION, 2023, FINAL), (EDUCATION, 2024, BUDGET), (APPROVAL, 2023, FINAL),
    (OTHER_EDUCATION, 2023, FINAL), (OTHER_APPROVAL, 2022, FINAL), (OTHER_APPROVAL, 2023, EVALUATION), (STREET, 2023, BUDGET),
    (STREET, 2024, BUDGET), (OFFICE, 2022, FINAL),
)  # fmt: skip

SUBJECTS = {
    "205": "教育支出", "20501": "教育管理事务", "2050101": "行政运行", "2050102": "一般行政管理事务", "20502": "普通教育",
    "2050201": "学前教育", "2050202": "小学教育", "208": "社会保障和就业支出", "20805": "行政事业单位养老支出",
    "2080502": "事业单位离退休", "2080505": "机关事业单位基本养老保险缴费支出", "2080506": "机关事业单位职业年金缴费支出",
    "210": "卫生健康支出", "21011": "行政事业单位医疗", "2101101": "行政单位医疗", "221": "住房保障支出", "22102": "住房改革支出",
    "2210201": "住房公积金", "2210203": "购房补贴",
}  # fmt: skip
ECONOMIC = {
    "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴", "30103": "奖金", "30108": "机关事业单位基本养老保险缴费",
    "30113": "住房公积金", "302": "商品和服务支出", "30201": "办公费", "30202": "印刷费", "30211": "差旅费", "30217": "公务接待费",
    "30231": "公务用车运行维护费", "303": "对个人和家庭的补助", "30302": "退休费",
}  # fmt: skip
ENTERTAINMENT, TRAVEL = "公务接待费", "因公出国（境）费"
CARS, BUYING, RUNNING = (f"公务用车购置及运行维护费/{part}" for part in ("小计", "公务用车购置费", "公务用车运行维护费"))

# item → (基本支出, 项目支出) of all funds, 万元
SPENT = {
    2022: {
        "2050101": ("880.15", ""), "2050102": ("", "305.20"), "2050201": ("470.06", "250.11"), "2050202": ("1050.40", "1190.33"),
        "2080502": ("38.90", ""), "2080505": ("340.12", ""), "2080506": ("140.55", ""), "2101101": ("95.02", ""), "2210201": ("99.87", ""),
    },
    2023: {
        "2050101": ("912.36", ""), "2050102": ("", "318.45"), "2050201": ("503.18", "296.77"), "2050202": ("1104.92", "1287.64"),
        "2080505": ("351.27", ""), "2080506": ("148.06", ""), "2101101": ("97.41", ""), "2210201": ("103.58", ""), "2210203": ("41.22", ""),
    },
}  # fmt: skip
FROM_OTHERS = {2022: ("2050102", Decimal("45.20")), 2023: ("2050102", Decimal("50.00"))}
"""Project spending that the general budget did not pay for."""
CARRIED = {2022: ("20.00", "12.77"), 2023: ("12.77", "6.31")}
# economic subject → 万元; what is left of basic expenditure is 基本工资
PAID = {
    2022: {"30102": "610.00", "30103": "402.50", "30108": "340.12", "30113": "99.87", "30201": "88.42", "30202": "12.05", "30211": "9.30",
           "30217": "0.72", "30231": "11.60", "30302": "38.90"},
    2023: {"30102": "640.25", "30103": "411.30", "30108": "351.27", "30113": "103.58", "30201": "90.11", "30202": "14.60", "30211": "7.43",
           "30217": "0.56", "30231": "12.48", "30302": "0.00"},
}  # fmt: skip
THREE = {2022: ({ENTERTAINMENT: "1.00", RUNNING: "13.00"}, {ENTERTAINMENT: "0.72", RUNNING: "11.60"}),
         2023: ({ENTERTAINMENT: "1.50", RUNNING: "14.00"}, {ENTERTAINMENT: "0.56", RUNNING: "12.48"})}  # fmt: skip


def fact(
    name: str, value: str, unit: str = "万元", *, department: str = EDUCATION, year: int = 2023, basis: str = FINAL, form: str = "",
    code: str = "", column: str = "", side: str = "", origin: str = "sentence", role: str = "", flags: tuple[str, ...] = (),
    title: str = "", quote: str = "", doc: str = "", page: int | None = 9, line: int | None = None,
) -> Fact:  # fmt: skip
    """One fact; by default a sentence's figure in 澜川区教育局's final accounts of 2023."""
    where = Provenance(
        doc=doc or name_of(department, year, basis), sha256=f"{department}{year}{basis}", page=page, title=title,
        row=f"{code} {name}".strip(), column=column, quote=quote or f"{code}{name}{column}{value}{unit}", line=line,
    )  # fmt: skip
    return Fact(department, year, basis, "部门", form, side, code, name, column, Decimal(value), unit, origin, role, flags, where)


def name_of(department: str, year: int, basis: str) -> str:
    return f"{department}_{year}_{basis}.pdf"


def record(department: str, year: int, basis: str, facts: int = 0, **changes: object) -> DocumentRecord:
    """What a store says of one document."""
    values: dict[str, object] = {
        "doc": name_of(department, year, basis), "sha256": f"{department}{year}{basis}", "suffix": ".pdf", "format": "pdf",
        "department": department, "year": year, "basis": basis, "scope": "部门", "template": False, "aliases": "", "pages": 20, "forms": "",
        "facts": facts, "passages": 0, "checks_held": 0, "checks_failed": 0, "seconds": 0.0,
    } | changes  # fmt: skip
    return DocumentRecord(**values)  # type: ignore[arg-type]


def schema(*documents: tuple[str, int, str]) -> Schema:
    """The schema of the invented documents, or of some."""
    return read_schema([record(*d) for d in documents or DOCUMENTS])


@cache
def names() -> Mapping[str, Entry]:
    """Names of figures as a store of the ledger makes them."""
    return names_of(frozenset(f.row_name for f in ledger()))


def linked(question: str, known: Schema | None = None, labels: frozenset[str] = frozenset()) -> Linked:
    return link(question, known or schema(), today=TODAY, names=names(), labels=labels)


def planned(question: str | Linked, known: Schema | None = None) -> Plan:
    """The plan of a question that stands alone."""
    known = known or schema()
    found = linked(question, known) if isinstance(question, str) else question
    return make_plan(found, years_of=partial(_years, known), names=names())


def read(question: str, known: Schema | None = None) -> Question:
    """A question as frames read it."""
    known = known or schema()
    found = linked(question, known)
    return Question(found, next(iter(found.departments), ""), next(iter(found.years), 0), partial(_years, known), names())


def _years(known: Schema, department: str, basis: str) -> Sequence[int]:
    return known.years([department] if department else (), basis)


def phrase(words: str) -> Phrase:
    """The figure that words name, as a question names it."""
    return next((item.phrase for item in read(f"{EDUCATION}2023年{words}").operands), Phrase(""))


# the education office's accounts ------------------------------------------------------------------------------------------------


def accounts(year: int, department: str = EDUCATION, scale: str = "1") -> list[Fact]:
    """Final accounts of a year: F01–F03, F05, F06, F09 and what the text says besides. `scale` makes another department's figures."""
    factor = Decimal(scale)
    leaves = {c: tuple(_scaled(v, factor) for v in pair) for c, pair in SPENT[year].items()}
    general = dict(leaves)
    code, other = FROM_OTHERS[year]
    general[code] = (leaves[code][0], (leaves[code][1] or Decimal(0)) - other)
    f03 = _subjects(leaves, "F03", f"{year}年度支出决算表", ("本年支出合计", "基本支出", "项目支出"), year, department)
    f05 = _subjects(general, "F05", f"{year}年度一般公共预算财政拨款支出决算表", ("小计", "基本支出", "项目支出"), year, department)
    spent = f03[0].value
    return [*_overview(leaves, spent, other, year, department), *_income(spent, other, year, department), *f03, *f05,
            *_basic(f05[1].value, year, department, factor), *_three(year, department, factor), *_said(year, department)]  # fmt: skip


def _scaled(value: str, factor: Decimal) -> Decimal | None:
    return (Decimal(value) * factor).quantize(Decimal("0.01")) if value else None


def _subjects(
    leaves: dict[str, tuple[Decimal | None, ...]], form: str, title: str, columns: tuple[str, str, str], year: int, department: str
) -> list[Fact]:
    """合计, 类, 款, 项 with their parts' sums; blank cells have no fact."""
    rows: dict[str, list[Decimal | None]] = {}
    for code, parts in leaves.items():
        for above in ("", code[:3], code[:5], code):
            row = rows.setdefault(above, [None, None])
            for place, part in enumerate(parts):
                if part is not None:
                    row[place] = (row[place] or Decimal(0)) + part
    found = []
    for line, code in enumerate(sorted(rows), 1):
        basic, project = rows[code]
        for column, value in zip(columns, ((basic or Decimal(0)) + (project or Decimal(0)), basic, project), strict=True):
            if value is not None:
                found.append(_cell(SUBJECTS.get(code, "合计"), value, form, title, column, line, year, department, code=code))
    return found


def _cell(
    name: str, value: Decimal | str, form: str, title: str, column: str, line: int, year: int, department: str, *, code: str = "",
    side: str = "", unit: str = "万元", basis: str = FINAL,
) -> Fact:  # fmt: skip
    doc = name_of(department, year, FINAL) if form.startswith("F") else ""
    return fact(name, str(value), unit, department=department, year=year, basis=basis, form=form, code=code, column=column, side=side,
                origin="table", title=title, page=int(form[1:]) + 5, line=line, doc=doc)  # fmt: skip


def _overview(leaves: dict[str, tuple[Decimal | None, ...]], spent: Decimal, other: Decimal, year: int, department: str) -> list[Fact]:
    title, (before, after) = f"{year}年度收入支出决算总表", map(Decimal, CARRIED[year])
    earned = spent + after - before
    classes: dict[str, Decimal] = defaultdict(Decimal)
    for code, parts in leaves.items():
        classes[code[:3]] += sum((p for p in parts if p is not None), Decimal(0))
    income = [("一般公共预算财政拨款收入", earned - other), ("其他收入", other), ("本年收入合计", earned)]
    income += [("年初结转和结余", before), ("总计", earned + before)]
    outgo = [*((SUBJECTS[c], v) for c, v in classes.items()), ("本年支出合计", spent), ("年末结转和结余", after), ("总计", spent + after)]
    return [
        _cell(name, value, "F01", title, "决算数", line, year, department, side=side)
        for side, rows in (("收入", income), ("支出", outgo))
        for line, (name, value) in enumerate(rows, 1)
    ]


def _income(spent: Decimal, other: Decimal, year: int, department: str) -> list[Fact]:
    before, after = map(Decimal, CARRIED[year])
    earned = spent + after - before
    cells = (("本年收入合计", earned), ("财政拨款收入", earned - other), ("其他收入", other))
    return [_cell("合计", value, "F02", f"{year}年度收入决算表", column, 1, year, department) for column, value in cells]


def _basic(basic: Decimal, year: int, department: str, factor: Decimal) -> list[Fact]:
    """F06: 基本工资 takes what the other subjects leave of basic expenditure."""
    paid = {c: (Decimal(v) * factor).quantize(Decimal("0.01")) for c, v in PAID[year].items()}
    paid = {"30101": basic - sum(paid.values()), **paid}
    groups: dict[str, Decimal] = defaultdict(Decimal)
    for code, value in paid.items():
        groups[code[:3]] += value
    rows = [("", "人员经费合计", groups["301"] + groups["303"]), ("", "公用经费合计", groups["302"])]
    rows += [(c, ECONOMIC[c], v) for c, v in sorted([*groups.items(), *paid.items()])]
    title = f"{year}年度一般公共预算财政拨款基本支出决算明细表"
    return [_cell(name, v, "F06", title, "决算数", line, year, department, code=code) for line, (code, name, v) in enumerate(rows, 1)]


def _three(year: int, department: str, factor: Decimal) -> list[Fact]:
    found = []
    for head, basis, values in zip(("预算数", "决算数"), (BUDGET, FINAL), THREE[year], strict=True):
        parts = {name: (Decimal(v) * factor).quantize(Decimal("0.01")) for name, v in values.items()}
        cells = {"合计": sum(parts.values(), Decimal(0)), TRAVEL: Decimal("0.00"), CARS: parts[RUNNING], BUYING: Decimal("0.00"), **parts}
        title = f"{year}年度财政拨款“三公”经费支出决算表"
        found += [_cell("", v, "F09", title, f"{head}/{name}", 1, year, department, basis=basis) for name, v in cells.items()]
    return found


def _said(year: int, department: str) -> list[Fact]:
    """What sentences say in `year`: staff, guests, cars, procurement, the initial budget, the change against the year before."""
    people = {2022: "82", 2023: "86"}[year]
    say = partial(fact, department=department, year=year)
    return [
        say("在职人员", people, "人", title="机构设置"),
        say("国内公务接待批次", "4", "批次", title="“三公”经费情况说明"),
        say("国内公务接待人次", "28", "人次", title="“三公”经费情况说明"),
        say("公务用车保有量", "4", "辆", title="“三公”经费情况说明"),
        say("政府采购支出总额", "820.40", title="政府采购支出说明"),
        say("政府采购货物支出", "205.10", title="政府采购支出说明"),
        say("学前教育", "760.00", column="年初预算", role="年初预算", basis=BUDGET, doc=name_of(department, year, FINAL)),
    ]


def budget(year: int = 2024, department: str = EDUCATION) -> list[Fact]:
    """A budget as one producer prints it: B01, B03 and B08 in 元, B09 in 万元."""
    items = {"2050101": (9_350_000, 0), "2050102": (0, 3_000_000), "2050201": (5_200_000, 2_800_000), "2080505": (3_600_000, 0)}
    rows: dict[str, list[int]] = {}
    for code, (basic, project) in items.items():
        for above in ("", code[:3], code[:5], code):
            row = rows.setdefault(above, [0, 0])
            row[0], row[1] = row[0] + basic, row[1] + project
    found = []
    for line, (code, (basic, project)) in enumerate(sorted(rows.items()), 1):
        name = SUBJECTS.get(code, "合计")
        for column, value in (("合计", basic + project), ("基本支出", basic), ("项目支出", project)):
            if value:
                found.append(_planned_cell(name, value, "B03", f"{year}年部门支出预算总表", column, line, year, department, code=code))
    total = sum(map(sum, items.values()))
    for side, name in (("收入", "收入总计"), ("支出", "支出总计")):
        found.append(_planned_cell(name, total, "B01", f"{year}年部门财务收支预算总表", "预算数", 1, year, department, side=side))
    for column, value in (("合计", 18_150_000), ("人员经费", 16_000_000), ("公用经费", 2_150_000)):
        title = f"{year}年部门一般公共预算基本支出部门预算经济分类预算表"
        found.append(_planned_cell("合计", value, "B08", title, column, 1, year, department))
    head = "“三公”经费预算数"
    for column, text in ((f"{head}/合计", "16.20"), (f"{head}/公务接待费", "1.20"), (f"{head}/公务用车购置及运行费/小计", "15.00"),
                         (f"{head}/公务用车购置及运行费/运行费", "15.00"), ("机关运行经费预算数", "96.35")):  # fmt: skip
        title = f"{year}年部门“三公”经费和机关运行经费预算表"
        found.append(_planned_cell("", text, "B09", title, column, 1, year, department, unit="万元"))
    return found


def _planned_cell(
    name: str, value: int | str, form: str, title: str, column: str, line: int, year: int, department: str, *, code: str = "",
    side: str = "", unit: str = "元",
) -> Fact:  # fmt: skip
    return _cell(name, str(value), form, title, column, line, year, department, code=code, side=side, unit=unit, basis=BUDGET)


def ledger() -> list[Fact]:
    """澜川区教育局 in 2022 and 2023 and its budget of 2024; 砚溪区教育局 in 2023."""
    return [*accounts(2022), *accounts(2023), *budget(2024), *accounts(2023, OTHER_EDUCATION, "1.5")]


NONE_SPENT = "本部门没有使用政府性基金预算财政拨款安排的支出。"
EMPTY = FormRecord(name_of(EDUCATION, 2023, FINAL), "F07", "2023年度政府性基金预算财政拨款收入支出决算表", "万元", 12, 0, NONE_SPENT, "")


def scope(*facts: Fact) -> Scope:
    """What items are bound against: these facts, or the whole ledger with one empty form."""
    held = facts or tuple(ledger())
    docs = {f.provenance.doc: (f.department, int(f.provenance.doc.split("_")[1]), f.provenance.doc.split("_")[2][:2]) for f in held}
    return Scope(held, (EMPTY,), docs)


def built(root: Path, facts: Sequence[Fact], forms: Sequence[FormRecord] = (), gaps: Sequence[Gap] = ()) -> Path:
    """A store on disk that holds these facts, a document for each file they name. Without passages it opens in milliseconds."""
    docs: dict[str, list[Fact]] = defaultdict(list)
    for one in facts:
        docs[one.provenance.doc].append(one)
    with drafting(root, since=None) as draft:
        for doc, members in docs.items():
            department, year, basis = doc.removesuffix(".pdf").split("_")
            held, failed = check(members)
            about = record(department, int(year), basis, len(members), checks_held=held, checks_failed=len(failed))
            draft.facts.add(about, members, [f for f in forms if f.doc == doc], gaps, failed)
        publish(draft, embedder="none", dimension=1)
    return root
