"""Performance forms of which a file holds one word a line, in the order of its text boxes → readings.

Only what stands together is placed: a label with its figure, the budget's execution by its arithmetic, an indicator whose name, target and
actual value follow one another. The rest is said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from index.amounts import fold, parse_number
from index.documents import Document, Gap, Line
from index.indicator_lines import execution
from index.indicator_records import BARE, NUMBER, Record, Word, blocks_of, joined, tail_figures, twin_figures, twin_of
from index.performance_forms import Place, Reading, Region, is_value, value_of
from index.textlines import clean

_TOTALS = ("基本支出总额", "项目支出总额", "部门整体支出总额")
_SCORES = ("总分", "自评得分", "自评总分", "得分")
_CRITERIA = (re.compile(r"评价准则|评价内容|评价指标|评价项目|准则"), re.compile(r"(?:准则)?分值|标准分|权重|满分"), re.compile(r"得分"))


def is_word_a_line(region: Region) -> bool:
    """Whether the form's cells were broken into their words: brackets and colons stand on lines of their own."""
    texts = [line.text.strip() for _, line in region.lines if line.text.strip()]
    lone = sum(bool(re.fullmatch(r"[（）()：:、，。“”/]", t)) for t in texts)
    return len(texts) >= 30 and lone * 12 >= len(texts)


def word_readings(regions: Sequence[Region]) -> tuple[list[Reading], list[Gap]]:
    """The figures of a document's forms of this kind, in order, and what could not be placed."""
    readings: list[Reading] = []
    gaps: list[Gap] = []
    everything: list[Word] = []
    forms: list[tuple[Region, str]] = []
    loose: list[Word] = []
    for region in regions:
        words = _words(region)
        project = _project(words)
        forms.append((region, project))
        readings += _labelled(words, region, project)
        placed = _budget(words, region, project)
        readings += placed
        if not placed and any("预算执行" in w.text for w in words):
            gaps.append(Gap(None, region.title, "预算执行情况的数字无法确定各属哪一栏"))
        everything += words
        if not project:
            loose += words
    readings += _indicators(blocks_of(everything), forms, gaps)
    readings += _of_whole(loose, readings, forms)
    return readings, gaps


def _words(region: Region) -> list[Word]:
    lines = [(re.sub(r"\[image:[^\]]*\]", "", fold(line.text)), Place(page, line.number)) for page, line in region.lines]
    return [Word(text, place) for line, place in lines for text in line.split()]


def _project(words: Sequence[Word]) -> str:
    at = next((i for i, w in enumerate(words) if w.text == "项目名称"), -1)
    ends = next((i for i, w in enumerate(words) if i > at >= 0 and w.text in ("主管部门", "项目性质", "项目类别", "项目负责人")), at + 2)
    return "".join(w.text for w in words[at + 1 : ends]) if at >= 0 else ""


def _reading(region: Region, project: str, row: str, column: str, value: Decimal, unit: str, words: Sequence[Word]) -> Reading:
    form = " ".join(x for x in (region.title, project) if x)
    return Reading(form, project, row, column, value, unit, words[-1].place, " ".join(w.text for w in words))


def _labelled(words: list[Word], region: Region, project: str) -> list[Reading]:
    """Labels with the figure right behind them: 总分：99.8分, 基本支出总额 1603.6 万元, 年度目标1（40分）."""
    found: list[Reading] = []
    for at, word in enumerate(words):
        ahead = [w for w in words[at + 1 : at + 5] if w.text not in (":", "：", "(", "（")]
        number = parse_number(ahead[0].text) if ahead else None
        if number is None:
            continue
        unit = ahead[1].text if len(ahead) > 1 else ""
        if word.text in _SCORES[:3] and unit == "分":
            found.append(_reading(region, project, project or "部门整体", "自评得分", number, "分", [word, ahead[0]]))
        elif word.text in _TOTALS and unit in ("万元", "元"):
            found.append(_reading(region, project, word.text, "金额", number, unit, [word, ahead[0], ahead[1]]))
        elif word.text == "年度目标" and len(ahead) > 2 and ahead[2].text == "分" and BARE.match(ahead[1].text):
            found.append(_reading(region, project, f"年度目标{number}", "分值", Decimal(ahead[1].text), "分", [word, *ahead[:2]]))
        elif word.text == "得分" and unit.startswith("项目年度") and words[at - 1].text.startswith("全年实际完成"):
            found.append(_reading(region, project, project or "部门整体", "项目绩效总目标得分", number, "分", [word, ahead[0]]))
    return found


def _budget(words: list[Word], region: Region, project: str) -> list[Reading]:
    """Four figures in a row that are budget, execution, rate and score."""
    start = next((i for i, w in enumerate(words) if w.text == "预算执行情况"), None)
    if start is None:
        return []
    unit = next((w.text for w in words[start : start + 4] if w.text in ("万元", "元")), "")
    for at in range(start, min(len(words) - 3, start + 80)):
        run = words[at : at + 4]
        if not all(NUMBER.match(w.text) for w in run) or not run[2].text.endswith("%"):
            continue
        placed = execution(tuple(w.text for w in run))
        if placed:
            row = project or "部门整体支出总额"
            roles = {"执行率": ("%", "完成率"), "得分": ("分", "")}
            quote = " ".join(w.text for w in run)
            return [
                Reading(" ".join(x for x in (region.title, project) if x), project, row, column, value, u, run[i].place, quote, role)
                for i, (column, value) in enumerate(placed)
                for u, role in [roles.get(column, (unit, "执行数" if "执行" in column else "预算"))]
            ]
    return []


def _indicators(blocks: list[list[Record]], forms: list[tuple[Region, str]], gaps: list[Gap]) -> list[Reading]:
    """Named blocks go to the projects' forms in their order, where there are as many of them; a block without names goes to the form of the
    whole, by the block that has its targets with names."""
    named = [b for b in blocks if sum(bool(r.name) for r in b) * 10 >= len(b) * 7]
    projects = [(region, project) for region, project in forms if project]
    if len(named) != len(projects):
        gaps.append(Gap(None, forms[0][0].title, f"{sum(map(len, blocks))} 项指标的名称与数字不在一处，未采用"))
        return []
    readings: list[Reading] = []
    whole = next((region for region, project in forms if not project), None)
    missing = 0
    for block in (b for b in blocks if b not in named):
        placed = twin_figures(block, twin_of(block, named)) if whole else []
        readings += [r for figure in placed if whole for r in _figure(whole, "", *figure)]
        missing += len(block) - len({(r.category, r.index) for r, _, _ in placed})
    if missing:
        gaps.append(Gap(None, forms[0][0].title, f"{missing} 项指标的名称与数字不在一处，未采用"))
    for block, (region, project) in zip(named, projects, strict=True):
        behind = tail_figures(block, _points(region))
        done = {(r.category, r.index) for r, _, _ in behind}
        readings += [r for figure in behind for r in _figure(region, project, *figure)]
        readings += _together([r for r in block if (r.category, r.index) not in done], region, project, gaps)
    return readings


def _together(block: list[Record], region: Region, project: str, gaps: list[Gap]) -> list[Reading]:
    """Records whose name and values stand together."""
    readings: list[Reading] = []
    scored = sum(len(r.values) == 3 and bool(BARE.match(r.values[2].text)) for r in block) * 2 >= len(block)
    for record in block:
        placed = _placed(record, scored)
        if not placed and record.values:
            gaps.append(Gap(None, f"{region.title} {project}", f"{record.name or record.category}：数字无法确定是目标值还是完成值"))
        for column, word in placed:
            readings += _figure(region, project, record, column, word)
    return readings


def _figure(region: Region, project: str, record: Record, column: str, word: Word) -> list[Reading]:
    found = value_of(word.text, "分" if column == "得分" else "")
    if found is None or not record.name:
        return []
    form = " ".join(x for x in (region.title, project) if x)
    quote = " ".join(x for x in (record.name, record.quality, *(v.text for v in record.values[:3])) if x)
    quote = quote if word in record.values[:3] else f"{quote} {word.text}"
    return [Reading(form, project, record.name, column, found[0], found[1], word.place, quote)]


def _points(region: Region) -> Decimal:
    """The points of a form's indicators: 项目年度绩效指标（60分）; 0 where it names none."""
    text = "".join(w.text for w in _words(region))
    match = re.search(r"绩效指标[（(](\d{1,3})分", text)
    return Decimal(match[1]) if match else Decimal(0)


def _placed(record: Record, scored: bool) -> list[tuple[str, Word]]:
    """Which value is target, actual and score; nothing where that is not certain."""
    values = list(record.values)
    if len(values) > 3:
        values = values[:1]
    last_is_score = bool(values) and bool(BARE.match(values[-1].text)) and Decimal(values[-1].text) <= 100
    if len(values) == 3 and last_is_score:
        return list(zip(("年初目标值", "实际完成值", "得分"), values, strict=True))
    if len(values) == 3:
        values = values[:2]
    if len(values) == 2 and scored and last_is_score:
        return list(zip(("实际完成值", "得分"), values, strict=True)) if record.quality else []
    if len(values) == 2:
        return list(zip(("年初目标值", "实际完成值"), values, strict=True))
    if len(values) == 1 and re.match(r"[≥≤<>＜＞]", values[0].text):
        return [("年初目标值", values[0])]
    return []


def _of_whole(words: list[Word], readings: list[Reading], forms: list[tuple[Region, str]]) -> list[Reading]:
    """Indicators of the whole department that repeat the projects' ones, name and value side by side.

    Whether the values are targets or results follows from the projects' own: at least three agree with their results, none with
    another target.
    """
    whole = next((region for region, project in forms if not project), None)
    known = {(r.row, r.column): (r.value, r.unit) for r in readings if r.project}
    names = {r.row for r in readings if r.project and r.column in ("年初目标值", "实际完成值")}
    if whole is None or not names:
        return []
    merged = joined(words)
    standing = [(name, start, at) for name in sorted(names) for start, at in _standing(merged, name)]
    begun = {start for _, start, _ in standing}
    pairs = [(name, at) for name, _, at in standing if at < len(merged) and is_value(merged[at].text)]
    results = targets = 0
    for name, at in pairs:
        value = value_of(merged[at].text)
        target, result = known.get((name, "年初目标值")), known.get((name, "实际完成值"))
        if target and result and target != result and value is not None:
            results += value == result
            targets += value == target
    if results < 3 or targets:
        return []
    found: list[Reading] = []
    for name, at in pairs:
        amount, unit = value_of(merged[at].text) or (None, "")
        if amount is None or not unit or re.match(r"[,，。、;；]", merged[at + 1].text if at + 1 < len(merged) else ""):
            continue
        words = [Word(name, merged[at].place), merged[at]]
        found.append(_reading(whole, "", name, "实际完成值", amount, unit, words))
        scored = at + 1 < len(merged) and at + 1 not in begun and BARE.match(merged[at + 1].text)
        if scored and not (at + 2 < len(merged) and is_value(merged[at + 2].text)):
            found.append(_reading(whole, "", name, "得分", Decimal(merged[at + 1].text), "分", [*words, merged[at + 1]]))
    return found


def _standing(words: Sequence[Word], name: str) -> list[tuple[int, int]]:
    """Where a name stands in the words, however it is broken: its first word, and the one behind it."""
    found: list[tuple[int, int]] = []
    for start in range(len(words)):
        text, at = "", start
        while at < len(words) and len(text) < len(name) and name.startswith(text + words[at].text):
            text += words[at].text
            at += 1
        if text == name:
            found.append((start, at))
    return found


def criteria_readings(document: Document) -> list[Reading]:
    """Lists of criteria with points and scores whose cells stand on lines of their own (评价准则 | 准则分值 | 评价得分)."""
    found: list[Reading] = []
    for page, content in enumerate(document.pages):
        lines = [b for b in content.blocks if isinstance(b, Line) and b.text.strip()]
        for at in range(len(lines) - 5):
            heads = [clean(line.text) for line in lines[at : at + 3]]
            if not all(len(h) <= 8 and p.search(h) for h, p in zip(heads, _CRITERIA, strict=True)):
                continue
            title = clean(lines[at - 1].text) if at else ""
            for row in range(at + 3, len(lines) - 2, 3):
                name, points, score = (clean(line.text) for line in lines[row : row + 3])
                if not re.fullmatch(r"\d+(?:\.\d+)?分?", points) or not re.fullmatch(r"\d+(?:\.\d+)?分?", score):
                    break
                for head, text, line in ((heads[1], points, lines[row + 1]), (heads[2], score, lines[row + 2])):
                    place, quote = Place(page, line.number), f"{name} {points} {score}"
                    found.append(Reading(title, "", name, head, Decimal(text.rstrip("分")), "分", place, quote))
    return found
