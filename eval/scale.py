"""A store at scale: the figures of hundreds of fictitious departments, written straight into a store, with questions about them.

No file is rendered or read: what the documents print goes in as facts. To the forms and sentences of `synthesize` come the projects' own
self-evaluations, as long lists of projects as large departments publish, so that names repeat within a department and differ between them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

from eval.fiction.budget_text import budget
from eval.fiction.departments import Department, departments
from eval.fiction.final_text import final_accounts
from eval.fiction.ledger import ledger
from eval.fiction.papers import Paper, facts_without_pages
from eval.fiction.wording import Words
from index.documents import BUDGET, EVALUATION, FINAL
from index.fact_store import DocumentRecord
from index.facts import Fact, Provenance
from index.store import drafting, publish

DEPARTMENTS, YEARS, SEED = 334, (2022, 2024), 7
FACTS = 1000
"""Facts of a document; what its forms and sentences leave over are those of projects."""
QUESTIONS = "questions.jsonl"

_ROLES = (
    (r"^比.*(?:增长|下降)$", "增减率"),
    (r"^比.*(?:增加|减少)$", "增减额"),
    (r"^完成|执行率", "完成率"),
    (r"^占", "占比"),
    (r"得分", "得分"),
    (r"目标值|指标值", "目标"),
    (r"完成值", "实际"),
    (r"年初预算", "年初预算"),
    (r"全年预算", "全年预算"),
    (r"执行数", "执行数"),
    (r"决算", "决算"),
    (r"预算", "预算"),
)
"""Column of a sentence or a performance form → role."""
_PLACES = (
    "城东", "城西", "滨江", "北湖", "南苑", "西桥", "东岭", "古渡", "新港", "柳堤", "荷塘", "石门", "枫林", "云台", "清溪", "竹园",
)  # fmt: skip
_THEMES = (
    "老旧管网", "智慧停车", "便民驿站", "河道清淤", "校舍修缮", "食堂改造", "档案数字化", "垃圾分类", "绿道养护", "公厕提升",
    "路灯节能", "消防演练", "普法宣传", "技能培训", "助老餐厅", "社区花园", "燃气排查", "非遗展示", "青年驿站", "渔港整治", "茶园改良",
    "蔬菜检测", "窗口服务", "信息采集", "残疾人辅具",
)  # fmt: skip
_KINDS = ("专项经费", "改造项目", "购买服务费", "运行维护费", "补助资金", "委托业务费", "设备购置项目", "奖励资金")
_INDICATORS = (
    ("任务完成数量", "项", 40),
    ("质量验收合格率", "%", 100),
    ("按时办结率", "%", 98),
    ("群众满意度", "%", 95),
)


def build_scale_store(
    root: Path, count: int = DEPARTMENTS, years: tuple[int, int] = YEARS, facts: int = FACTS, seed: int = SEED
) -> tuple[int, int]:
    """Write the budgets and final accounts of `count` departments into a new store at `root`, and questions.jsonl beside it.

    Returns (documents, facts). The same arguments give the same facts. Raises ValueError where there are not that many departments,
    IndexingError where the disk refuses.
    """
    chosen = departments(count)
    documents = total = 0
    questions = []
    with drafting(root, since=None) as draft:
        for department in chosen:
            asked: list[Fact] = []
            for paper, sha256 in _papers(department, years, seed):
                members = [*_printed(paper, sha256)]
                members += _projects(department, paper, sha256, facts - len(members), seed)
                members = list({f.id: f for f in members}.values())
                draft.facts.add(_record(paper, sha256, len(members)), members, (), (), ())
                documents, total = documents + 1, total + len(members)
                asked += _askable(members, Random(sha256))
            questions.append(_question(department, asked, chosen))
        publish(draft, embedder="none", dimension=1)
    (root / QUESTIONS).write_text("".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions), "utf-8")
    return documents, total


def _papers(department: Department, years: tuple[int, int], seed: int) -> Iterator[tuple[Paper, str]]:
    """The documents of a department, with what stands for the hash of their files."""
    first, last = years
    figures = ledger(department, first, last, seed)
    for step, year in enumerate(range(first, last + 1)):
        for basis in (BUDGET, FINAL):
            words = Words(department.style(step), year, Random(f"{seed}/{department.name}/{year}/{basis}"))
            if basis == FINAL:
                paper = final_accounts(department, figures[year], figures[year - 1], words)
            else:
                paper = budget(department, figures[year], figures[year - 1], words, landscape=False)
            yield paper, hashlib.sha256(f"{seed}{department.name}{year}{basis}".encode()).hexdigest()


def _file(paper: Paper) -> str:
    return f"{paper.department}_{paper.year}_{paper.kind}.txt"


def _printed(paper: Paper, sha256: str) -> Iterator[Fact]:
    """The facts of a document's forms and sentences, each on a line of its own."""
    for line, true in enumerate(facts_without_pages(paper), 1):
        role = "" if true.origin == "table" else role_of_column(true.column, true.unit)
        value = Decimal(true.value)
        if role.startswith("增减") and re.search(r"减少$|下降$", true.column):
            value = -abs(value)
        where = Provenance(
            _file(paper), sha256, None, true.title, f"{true.row_code} {true.row_name}".strip(), true.column, true.quote, line
        )
        yield Fact(paper.department, true.year, true.basis or paper.basis, "部门", true.form, true.side, true.row_code, true.row_name,
                   true.column, value, true.unit, true.origin, role, (), where)  # fmt: skip


def role_of_column(column: str, unit: str) -> str:
    """The role of a figure outside the standard forms, by its column's words; a change in per cent is a rate.

    >>> role_of_column("支出决算", "万元"), role_of_column("比2022年度增加", "%"), role_of_column("金额", "万元")
    ('决算', '增减率', '')
    """
    role = next((role for pattern, role in _ROLES if re.search(pattern, column)), "")
    return "增减率" if role == "增减额" and unit == "%" else role


def _projects(department: Department, paper: Paper, sha256: str, count: int, seed: int) -> list[Fact]:
    """About `count` facts of the department's smaller projects; the same projects every year, with other figures."""
    named, figures = Random(f"{seed}/{department.name}"), Random(f"{seed}/{sha256}")
    ending = "预算绩效目标表" if paper.basis == BUDGET else "支出绩效自评表"
    found: list[Fact] = []
    while len(found) < count:
        project = f"{named.choice(_PLACES)}{named.choice(_THEMES)}{named.choice(_KINDS)}"
        line, title = 10_000 + len(found), f"{paper.year}年度项目{ending} {project}"
        planned = Decimal(figures.randint(500, 90_000)) / 100
        spent = (planned * figures.randint(60, 100) / 100).quantize(Decimal("0.01"))
        if paper.basis == BUDGET:
            rows = [(project, "年度资金总额", planned, "万元")]
            rows += [(f"{project}/{name}", "指标值", Decimal(goal), unit) for name, unit, goal in _INDICATORS]
        else:
            rate = (spent * 100 / planned).quantize(Decimal("0.01"))
            rows = [(project, "预算数（A）", planned, "万元"), (project, "执行数（B）", spent, "万元"), (project, "执行率", rate, "%")]
            for name, unit, goal in _INDICATORS:
                rows += [(f"{project}/{name}", "年初目标值", Decimal(goal), unit),
                         (f"{project}/{name}", "实际完成值", Decimal(goal - figures.randint(0, 9)), unit),
                         (f"{project}/{name}", "得分", Decimal(figures.randint(5, 20)), "分")]  # fmt: skip
        for offset, (name, column, value, unit) in enumerate(rows):
            where = Provenance(_file(paper), sha256, None, title, name, column, f"{name} {value}{unit}", line + offset)
            basis = BUDGET if paper.basis == BUDGET else EVALUATION
            found.append(Fact(paper.department, paper.year, basis, "部门", "", "", "", name, column, value, unit, "indicator",
                              role_of_column(column, unit), (), where))  # fmt: skip
    return found


def _record(paper: Paper, sha256: str, facts: int) -> DocumentRecord:
    return DocumentRecord(
        doc=_file(paper), sha256=sha256, suffix=".txt", format="text", department=paper.department, year=paper.year, basis=paper.basis,
        scope="部门", template=False, aliases="", pages=0, forms="", facts=facts, passages=0, checks_held=0, checks_failed=0, seconds=0.0,
        region=re.sub(r"(?<=区).*", "", paper.department),
    )  # fmt: skip


# questions -----------------------------------------------------------------------------------------------------------------------


def _askable(facts: Sequence[Fact], dice: Random) -> list[Fact]:
    """A subject's total and a project's spending, out of one document."""
    totals = [
        f for f in facts if f.form in ("F03", "B03") and len(f.row_code) == 7 and f.column.rsplit("/", 1)[-1] in ("合计", "本年支出合计")
    ]
    spent = [f for f in facts if f.origin == "indicator" and f.role == "执行数" and f.basis == EVALUATION]
    return [dice.choice(group) for group in (totals, spent) if group]


_FORMS = (
    "{name}{year}年{basis}{code}{row}支出合计是多少？",
    "{name}{year}年{basis}{row}（{code}）花了多少",
    "{name}{year}年{row}占本年支出合计的比例是多少？",
    "{name}{year}年公务接待费决算比年初预算少多少？",
    "{name}{year}年基本支出和项目支出各是多少？",
    "{name}{year}年哪个项级科目支出最多？",
    "{name}{year}年的{project}执行数是多少？",
    "{name}{year}年支出合计比上年增长了多少？",
    "{name}{year}年人均工资福利支出是多少？",
    "{name}和{other}{year}年支出合计哪个多？",
    "{year}年{name}{project}的执行率是多少？",
    "{name}社会保障和就业支出是多少？",
)


def _question(department: Department, asked: Sequence[Fact], others: Sequence[Department]) -> dict[str, object]:
    """One question for a department, a wording after the other."""
    number = department.number
    dice = Random(department.name)
    subject = dice.choice([f for f in asked if f.row_code])
    project = dice.choice([f for f in asked if not f.row_code] or [subject])
    other = others[(number * 7 + 5) % len(others)].name
    wording = _FORMS[number % len(_FORMS)]
    said = wording.format(
        name=department.name, year=(project if "{project}" in wording else subject).year, basis=subject.basis, code=subject.row_code,
        row=subject.row_name, project=project.row_name, other=other,
    )  # fmt: skip
    return {"id": f"S{number + 1:04d}", "question": said}
