"""Whose document is it: department, fiscal year, basis, scope; and is it an empty template?

Everything comes from the document's own title, covers and 部门：/单位名称： lines, never from its file name or from the years that its text
mentions (a 2021 text speaks of 2019 and 2020, too).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from index.amounts import fold
from index.documents import BUDGET, EVALUATION, FINAL, Document, Grid, Identity, Line

_ORGAN = (
    "人民政府办公室|人民政府办公厅|街道办事处|办事处|管理委员会|工作委员会|委员会|联合会|管理局|监督局|服务局|事务局|总局|分局|"
    "检察院|法院|人民政府|服务中心|管理中心|管理处|党校|学校|中学|小学|幼儿园|医院|研究所|研究院|博物馆|图书馆|档案馆|办公室|办公厅|"
    "支队|大队|总队|执法队|局|委|厅|署|处|所|院|中心|馆|总工会|工会|团委|妇联|侨联|科协|残联|文联|会|部|站|公司|社|校|办"
)
_NAME = rf"[一-鿿（）()、“”]{{2,40}}?(?:{_ORGAN})(?:（[^（）]{{1,12}}）|\([^()]{{1,12}}\))?"
_FISCAL = r"(?:20\d\d|二[〇○零]..)\s*年?度?"
_PLACEHOLDER = re.compile(r"(?<![A-Za-z])[Xx×✕＊*○]{2,}|某某")

# where a department's name stands, most trustworthy first
_NAMED = (
    re.compile(
        rf"(?:预算主管部门|编制部门|编报部门|预算部门|部门名称|编制单位|公开部门|^\s*部门|^\s*单位)\s*[:：]\s*({_NAME})(?=\s|$|单位|金额|\d)"
    ),
    re.compile(
        rf"^\s*({_NAME})\s*(?:{_FISCAL}\s*(?:部门|单位)?\s*(?:预算|决算)|(?:部门|单位)\s*(?:预算|决算)(?:信息)?(?:公开)?\s*[(（]\s*{_FISCAL}\s*[)）])"
    ),
    re.compile(rf"(?:20\d\d|二[〇○零]..)\s*年?度?\s*({_NAME})\s*(?:部门|单位)?\s*(?:预算|决算|整体|绩效|$)"),
    re.compile(rf"第一部分\s*({_NAME})\s*(?:概况|基本情况)"),
    re.compile(rf"^\s*({_NAME})\s*(?:概况|主要职能|机构设置|部门决算|部门预算)\s*$"),
    re.compile(rf"单位名称\s*(?:\(盖章\)|（盖章）)?\s*[:：]?\s*({_NAME})(?=\s|$|填报)"),
    re.compile(rf"(?:项目主管部门|主管部门|预算单位)\s*[:：]?\s*({_NAME})(?=\s|$|项目)"),
)
_TITLE = re.compile(rf"\s*(?:{_NAME}\s*{_FISCAL}|{_FISCAL}\s*{_NAME})\s*(?:预算|决算)(?:公开)?(?:情况)?(?:报告|说明)?\s*")
_EXPLAINED = re.compile(rf"(?:{_NAME}\s*{_FISCAL}|{_FISCAL}\s*{_NAME})\s*(?:部门|单位)?(?P<basis>预算|决算)(?:信息)?公开(?:情况)?说明")
_YEAR = re.compile(r"(20\d\d)\s*年?\s*度?|二[〇○零O0]([一二三四五六七八九〇○零])([一二三四五六七八九〇○零])\s*年?度?")
_BASES = (
    (FINAL, re.compile(r"(?:部门|单位)?决算(?:公开|报告|情况|$)|(?:部门|单位)决算|决算表|决算公开")),
    (BUDGET, re.compile(r"(?:部门|单位)?预算(?:公开|报告|编制说明|$)|(?:部门|单位)预算|预算总表|预算公开")),
    (EVALUATION, re.compile(r"绩效自评|整体绩效|绩效评价|自评结果|自评表|绩效目标")),
)
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}


@dataclass(frozen=True)
class _Text:
    """A line of the document's beginning: `rank` counts from the top."""

    text: str
    rank: int


def _texts(document: Document, limit: int = 4000) -> Iterator[_Text]:
    """Lines and grid rows in reading order, folded, blank ones left out."""
    rank = 0
    for page in document.pages:
        for block in page.blocks:
            rows = [block.text] if isinstance(block, Line) else _grid_lines(block)
            for text in rows:
                if text.strip():
                    yield _Text(re.sub(r"\s+", " ", fold(text)).strip(), rank)
                    rank += 1
                    if rank >= limit:
                        return


def _grid_lines(grid: Grid) -> list[str]:
    return [" ".join(cell for cell in row if cell) for row in grid.rows]


def identify(document: Document) -> Identity:
    """Department, fiscal year, basis and scope of a document; unknown parts are "" or None, never guessed."""
    texts = list(_texts(document))
    head = _joined_head(texts[:60])
    year, basis = _year(head, texts), _basis(head, texts)
    department, aliases = _department(head + texts)
    whole = "".join(t.text for t in texts)
    placeholders = len(_PLACEHOLDER.findall(whole))
    template = placeholders >= 3 and (not department or bool(_PLACEHOLDER.search("".join(t.text for t in head[:4]))))
    if template:
        department, aliases = "", ()
    scope = "单位本级" if any(re.search(r"单位(?:预算|决算)(?!构成|编制|表)", t.text) for t in head[:8]) else "部门"
    return Identity(department, year, basis, scope, template, aliases)


def _joined_head(texts: list[_Text]) -> list[_Text]:
    """The first lines, each also joined with the next one to three: covers break a title over lines."""
    joined = []
    for i, item in enumerate(texts):
        joined.append(item)
        for width in (2, 3, 4):
            if i + width <= len(texts) and all(len(t.text) <= 30 for t in texts[i : i + width]):
                joined.append(_Text("".join(t.text for t in texts[i : i + width]).replace(" ", ""), item.rank))
    return joined


def _years_in(text: str) -> list[int]:
    years = []
    for match in _YEAR.finditer(text):
        if match[1]:
            years.append(int(match[1]))
        else:
            years.append(int("20" + _DIGITS[match[2]] + _DIGITS[match[3]]))
    return years


def _year(head: list[_Text], texts: list[_Text]) -> int | None:
    """The year of the title; else the year that most form titles carry."""
    titled = re.compile(r"部门预算|部门决算|单位预算|单位决算|决算公开|预算公开|绩效|自评")
    for item in head:
        if (titled.search(item.text) or _TITLE.fullmatch(item.text)) and len(item.text) <= 70:
            years = _years_in(item.text)
            if len(set(years)) == 1:
                return years[0]
    forms = Counter(
        year
        for item in texts
        if len(item.text) <= 60 and re.search(r"(?:表|说明)(?:\(|（|$|\s)", item.text)
        for year in _years_in(item.text)[:1]
    )
    if not forms:  # forms whose year stands on a line of its own
        alone = re.compile(rf"[(（]?\s*{_FISCAL}\s*[)）]?")
        forms = Counter(year for item in texts if alone.fullmatch(item.text) and "年" in item.text for year in _years_in(item.text))
    return forms.most_common(1)[0][0] if forms else None


def _basis(head: list[_Text], texts: list[_Text]) -> str:
    """预算, 决算 or 绩效 by the title; an evaluation report's title speaks of 绩效 and of neither of the others."""
    for item in head:
        text = re.sub(r"\s", "", item.text)
        explained = _EXPLAINED.fullmatch(text)
        if explained:
            return FINAL if explained["basis"] == "决算" else BUDGET
        if len(text) > 60 or re.search(r"附件|目\s*录|说明", text):
            continue
        found = [basis for basis, pattern in _BASES if pattern.search(text)]
        if found:
            return found[0]
    counts = Counter(basis for item in texts for basis, pattern in _BASES if len(item.text) <= 60 and pattern.search(item.text))
    return counts.most_common(1)[0][0] if counts else ""


def _department(texts: list[_Text]) -> tuple[str, tuple[str, ...]]:
    """The department's full name and the other names that stand in the same places."""
    votes: Counter[str] = Counter()
    seen: dict[str, set[int]] = {}
    for item in texts:
        for priority, pattern in enumerate(_NAMED):
            match = pattern.search(item.text.replace(" ", "") if priority in (2, 4) else item.text)
            if not match:
                continue
            name = _clean(match[1])
            if name and item.rank not in seen.setdefault(name, set()):
                seen[name].add(item.rank)
                votes[name] += 3 ** (len(_NAMED) - priority)
    if not votes:
        return "", ()
    best, best_votes = votes.most_common(1)[0]
    # the same name with its city in front is the fuller one
    for name, count in votes.items():
        if name != best and name.endswith(best) and count * 6 >= best_votes:
            best = name
    core = best[-4:]
    aliases = tuple(n for n in votes if best not in n and (n.endswith(core) or best.endswith(n)) and len(n) >= 4)
    return best, aliases


def _clean(name: str) -> str:
    """A name without spaces, quotation marks and a (本级)-like tail; "" where it is no department's name."""
    name = re.sub(r"[\s“”\"]", "", name)
    name = re.sub(r"[（(](?:本级|本部|盖章|机关|汇总)[）)]$", "", name)
    name = re.sub(r"^(?:第[一二三四]部分|附件\d*|关于|年度|年|度)", "", name)
    if _PLACEHOLDER.search(name) or len(name) < 4 or re.search(r"[、，。：:]", name):
        return ""
    if re.search(r"预算|决算|情况|本表|说明|反映|经费|支出|收入|目录|部分|^本|^我", name):
        return ""
    return name
