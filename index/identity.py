"""Whose document is it: department, fiscal year, basis, scope, region, day of publication; and is it an empty template?

Everything comes from the document's own words, in this order of trust: its title, the labels of its cover, its headings, the headers of
its forms; never from its file name or from the years that its text mentions (a 2021 text speaks of 2019 and 2020, too). Where these
places contradict each other, the weight of all of them decides and the contradiction is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.amounts import fold
from index.documents import BUDGET, EVALUATION, FINAL, UNIT, Document, Grid, Identity, Line
from index.naming import OFFICIAL, PLACEHOLDER, PROJECT, SEAL, department_name, labelled_name, region_of
from index.years import DATE, FISCAL, chinese_year, fiscal_years

_HEAD = 60
"""So many lines from the top may belong to the cover."""

_KIND = re.compile(
    r"(?:部门|单位)?(?:整体)?(?:项目)?(?:支出)?(?P<evaluation>绩效(?:自评|评价|目标|管理)?)|(?:部门|单位)?(?:收支|财政)?(?P<basis>预算|决算)"
)
_TAIL = re.compile(
    r"(?:信息|公开|情况|报告|说明|文本|草案|报表|表格|附表|表|目录|编制|结果|自评|评价|目标|管理|综述|的|和|及|与|、|有关|相关|事项|材料|册|"
    r"项目|[“”\"]?三公[“”\"]?经费|预算|决算|部门|单位|年度|支出|绩效|汇总|安排|通知|公告|公示|全文|正文|[()（）:：—-]|附件\d*|\.(?:pdf|docx?|xlsx?|html?)|\s)*"
)
_TOPIC = re.compile(r"(?:整体|项目|收支|收入|支出|财政拨款|一般公共预算|机关运行经费|[“”\"]?三公[“”\"]?经费)+$")
"""What a title of a part puts between the department and its kind."""
_UNMARKED = re.compile(rf"(?:^|\s)(?:单位名称|部门名称|项目主管部门|主管部门|预算单位){SEAL}\s(?P<value>\S+)")
_HEADINGS = re.compile(
    r"^(?:第[一二三四]部分[:：、]?|[一二三][、.])?\s*(?P<name>.{3,45}?)"
    r"(?:概况|基本情况|主要职[能责]|机构设置|部门[预决]算(?:公开)?(?:情况)?(?:说明)?)$"
)
_RUNNING = re.compile(rf"{FISCAL}\s*(?P<name>[一-鿿()（）]{{3,30}}?)(?:部门|单位)?(?:整体|绩效)")
_FORM_KIND = re.compile(
    r"(?P<basis>决算|预算)(?:收支)?(?:总|明细|公开)?表|(?:收支|收入|支出)(?:总表|预算表)|(?P<evaluation>自评表|绩效目标(?:申报)?表)"
)
_ALONE = re.compile(rf"[(（]?\s*(?:{FISCAL})\s*[)）]?")
_PUBLISHED = re.compile(r"(?:发布|公开|公布|发文|成文|生成|印发)(?:日期|时间)\s*[:：]?\s*")

TITLE, COVER, HEADING = 40, 6, 12


@dataclass(frozen=True)
class _Text:
    """A line of the document: `rank` counts from the top."""

    text: str
    rank: int


@dataclass(frozen=True)
class _Title:
    """A line (or up to four) that says what the document is. `name` "" where it names nobody; `region` where it names only a place."""

    name: str
    region: str
    year: int | None
    basis: str
    rank: int
    lines: int


def identify(document: Document) -> Identity:
    """Whose document it is; unknown parts are "" or None, never guessed."""
    texts = list(_texts(document))
    titles = _titles(texts[:_HEAD])
    votes = _votes(texts, titles)
    department, aliases, others = _elected(votes)
    if template := _is_template(texts, department):
        department, aliases, others = "", (), ()
    year, other_years = _year(texts, titles)
    region = region_of(department) or next((t.region for t in titles if t.region), "")
    return Identity(
        department, year, _basis(texts, titles), _scope(texts), template, aliases, region, _published(texts), (*others, *other_years)
    )


def basis_of(document: Document) -> str:
    """预算, 决算 or 绩效 by a document's title; "" unknown."""
    texts = list(_texts(document))
    return _basis(texts, _titles(texts[:_HEAD]))


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


def _titles(head: Sequence[_Text]) -> list[_Title]:
    """Titles among the first lines, from the top; covers break them over up to four lines."""
    found = []
    for i, first in enumerate(head):
        for width in range(1, 5):
            lines = head[i : i + width]
            if len(lines) < width or width > 1 and any(len(t.text) > 40 for t in lines):
                break
            if title := _title("".join(t.text for t in lines).replace(" ", ""), first.rank, width):
                found.append(title)
    named = [t for t in found if t.name]
    # a window that begins in the middle of a name (教育局2023年度部门决算) says less than the one that holds it
    return [t for t in found if not any(_holds(o, t) for o in named)]


def _holds(longer: _Title, shorter: _Title) -> bool:
    """Does one title take in the other one's lines and say more by them?"""
    inside = longer.rank <= shorter.rank and shorter.rank + shorter.lines <= longer.rank + longer.lines
    if not inside or longer is shorter or len(longer.name) <= len(shorter.name):
        return False
    return not shorter.name or longer.name.endswith(shorter.name) and not region_of(shorter.name)


def _title(text: str, rank: int, lines: int) -> _Title | None:
    """What a title says: its kind (预算, 决算, 绩效) has to stand at its end, with nothing behind but words such as 公开 or 说明."""
    text = re.sub(r"^[\[【].{2,8}?[\]】]", "", DATE.sub("", text))
    if len(text) > 70:
        return None
    years = fiscal_years(text)
    bare = re.sub(rf"[(（]?(?:{FISCAL})[)）]?", "", text)
    for kind in _KIND.finditer(bare):
        if not _TAIL.fullmatch(bare[kind.end() :]):
            continue
        front = _TOPIC.sub("", bare[: kind.start()])
        name = department_name(front)
        place = re.sub(r"[省市区县]?本?级$", "", front)
        region = place if not name and region_of(place + "某某局") == place else ""
        if front and not name and not region and not re.fullmatch(r"(?:附件\d*[:：]?|目录|关于)+", front):
            continue
        if not name and not region and not years:
            continue
        basis = EVALUATION if kind["evaluation"] else FINAL if kind["basis"] == "决算" else BUDGET
        return _Title(name, region, years[0] if len(set(years)) == 1 else None, basis, rank, lines)
    return None


def _votes(texts: Sequence[_Text], titles: Sequence[_Title]) -> dict[str, int]:
    """Names with the weight of the places that print them; a name counts once a line."""
    votes: Counter[str] = Counter()
    seen: set[tuple[str, int]] = set()

    def vote(name: str, rank: int, weight: int) -> None:
        if name and (name, rank) not in seen:
            seen.add((name, rank))
            votes[name] += weight

    for title in titles:
        vote(title.name, title.rank, TITLE)
    for text in texts:
        name, weight = labelled_name(text.text)
        vote(name, text.rank, TITLE if weight == OFFICIAL and text.rank < _HEAD else weight)
        if found := _UNMARKED.search(text.text):
            vote(department_name(found["value"]), text.rank, 1)
        if len(text.text) <= 60 and (found := _HEADINGS.match(text.text.replace(" ", ""))):
            vote(department_name(found["name"]), text.rank, HEADING)
        if found := _RUNNING.search(text.text):
            vote(department_name(found["name"]), text.rank, 2)
    for first, second in zip(texts[:_HEAD], texts[1:_HEAD], strict=False):  # a heading broken over two lines
        if _HEADINGS.match(first.text.replace(" ", "")):
            continue
        if len(second.text) <= 12 and (found := _HEADINGS.match((first.text + second.text).replace(" ", ""))):
            vote(department_name(found["name"]), first.rank, HEADING)
    if not any(t.name for t in titles):
        for text in texts[:10]:
            vote(department_name(text.text), text.rank, COVER)
    return votes


def _elected(votes: dict[str, int]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The department, other names for it, and sentences on places that name another one."""
    if not votes:
        return "", (), ()
    ranked = sorted(votes, key=lambda n: -votes[n])
    best = ranked[0]
    for name in ranked[1:]:  # the same name with its city in front is the fuller one
        if name.endswith(best) and votes[name] * 6 >= votes[best]:
            best = name
    core = best[-4:]
    aliases = tuple(n for n in ranked if n != best and best not in n and (n.endswith(core) or best.endswith(n)) and len(n) >= 4)
    others = tuple(
        f"文件里也有写作“{name}”的标题或表头，按多数认定为“{best}”"
        for name in ranked
        if name != best and name not in aliases and best not in name and votes[name] >= HEADING
    )
    return best, aliases, others


def _is_template(texts: Sequence[_Text], department: str) -> bool:
    placeholders = len(PLACEHOLDER.findall("".join(t.text for t in texts)))
    return placeholders >= 3 and (not department or bool(PLACEHOLDER.search("".join(t.text for t in texts[:4]))))


def _year(texts: Sequence[_Text], titles: Sequence[_Title]) -> tuple[int | None, tuple[str, ...]]:
    """The year of the title, else the year that most form titles and headers carry; and what contradicts it."""
    forms: Counter[int] = Counter()
    alone: Counter[int] = Counter()
    mentioned: Counter[int] = Counter()
    for text in texts:
        plain = DATE.sub("", text.text)
        years = fiscal_years(plain)
        mentioned.update(set(years))
        if not years or len(plain) > 80:
            continue
        if len(plain) <= 60 and re.search(r"(?:表|说明)(?:\(|（|$|\s)", plain) or labelled_name(plain)[1] > PROJECT:
            forms[years[0]] += 1
        elif _ALONE.fullmatch(plain) and re.search("[年度]", plain):
            alone[years[0]] += 1
    counted = forms or alone
    most = counted.most_common(1)[0][0] if counted else None
    titled = next((t.year for t in titles if t.year and t.name), None) or next((t.year for t in titles if t.year), None)
    # a title that nothing else in the document bears out is a slip of the pen
    slip = titled and most and not counted[titled] and (forms[most] >= 3 or mentioned[titled] <= 2 < mentioned[most])
    if slip:
        return most, (f"标题写的是{titled}年，各表表头写的都是{most}年，按多数认定为{most}年",)
    return titled or most, ()


def _basis(texts: Sequence[_Text], titles: Sequence[_Title]) -> str:
    """预算, 决算 or 绩效 by the title, else by most of the forms' titles."""
    if titles:
        return next((t for t in titles if t.name), titles[0]).basis
    counts: Counter[str] = Counter()
    for text in texts:
        if len(text.text) <= 60 and (found := _FORM_KIND.search(text.text.replace(" ", ""))):
            counts[EVALUATION if found["evaluation"] else FINAL if found["basis"] == "决算" else BUDGET] += 1
    return counts.most_common(1)[0][0] if counts else ""


def _scope(texts: Sequence[_Text]) -> str:
    own = re.compile(r"单位(?:预算|决算)(?!构成|编制|表)|[(（](?:本级|本部|机关)[)）]|本级\d{4}")
    return UNIT if any(own.search(t.text) for t in texts[:8]) else "部门"


def _published(texts: Sequence[_Text]) -> str:
    """When it was published, as 2024-09-29 or 2024-09: labelled so, else a date that stands alone on the cover or at the end; else ""."""
    edge = [*texts[:40], *texts[-5:]]
    for text in edge:
        if (label := _PUBLISHED.search(text.text)) and (date := DATE.match(text.text, label.end())):
            return _iso(date)
    for text in (*texts[:20], *texts[-5:]):
        if date := DATE.fullmatch(text.text.replace(" ", "").strip("()（）")):
            return _iso(date)
    return ""


def _iso(date: re.Match[str]) -> str:
    month, day = _small(date["month"]), _small(date["day"] or date["short"] or "")
    return f"{chinese_year(date['year'])}-{month:02}" + (f"-{day:02}" if day else "")


def _small(text: str) -> int:
    """9, 09, 九, 十一, 二十九 as a number; 0 for nothing."""
    if not text or text.isdigit():
        return int(text or 0)
    tens, ten, ones = text.rpartition("十")
    digits = {c: i for i, c in enumerate("零一二三四五六七八九")}
    return (digits.get(tens, 1) * 10 if ten else 0) + digits.get(ones, 0)
