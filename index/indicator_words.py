"""Performance forms of which a file holds one word a line, in the order of its text boxes → readings.

Only what stands together is placed: a label with its figure, the budget's execution by its arithmetic, an indicator whose name, target and
actual value follow one another. The rest is said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.amounts import fold, parse_number
from index.documents import Document, Gap, Line
from index.indicator_lines import execution
from index.performance_forms import Place, Reading, Region, is_value, value_of
from index.textlines import clean

_OPERATOR = re.compile(r"[≥≤<>＜＞=＝]+$")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?$")
_BARE = re.compile(r"\d{1,3}(?:\.\d+)?$")
_CATEGORY = re.compile(
    r"(?:数量|质量|时效|成本|经济成本|社会成本|经济效益|社会效益|生态效益|可持续影响|服务对象满意度|社会公众满意度|满意度)指标$"
)
_QUALITY = re.compile(r"[一-鿿]{2,6}(?<![数量率度费额次件人户])")
_TOTALS = ("基本支出总额", "项目支出总额", "部门整体支出总额")
_SCORES = ("总分", "自评得分", "自评总分", "得分")
_CRITERIA = (re.compile(r"评价准则|评价内容|评价指标|评价项目|准则"), re.compile(r"(?:准则)?分值|标准分|权重|满分"), re.compile(r"得分"))


@dataclass(frozen=True)
class _Word:
    text: str
    place: Place


@dataclass(frozen=True)
class _Record:
    """An indicator as far as it stands together: its name ("" unknown), its values with the words they were read from."""

    category: str
    index: int
    name: str
    values: tuple[_Word, ...]
    quality: str = ""
    """A target in words that stands between name and values, "" where none does."""


def is_word_a_line(region: Region) -> bool:
    """Whether the form's cells were broken into their words: brackets and colons stand on lines of their own."""
    texts = [line.text.strip() for _, line in region.lines if line.text.strip()]
    lone = sum(bool(re.fullmatch(r"[（）()：:、，。“”/]", t)) for t in texts)
    return len(texts) >= 30 and lone * 12 >= len(texts)


def word_readings(regions: Sequence[Region]) -> tuple[list[Reading], list[Gap]]:
    """The figures of a document's forms of this kind, in order, and what could not be placed."""
    readings: list[Reading] = []
    gaps: list[Gap] = []
    everything: list[_Word] = []
    forms: list[tuple[Region, str]] = []
    loose: list[_Word] = []
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
    readings += _indicators(_blocks(everything), forms, gaps)
    readings += _of_whole(loose, readings, forms)
    return readings, gaps


def _words(region: Region) -> list[_Word]:
    lines = [(re.sub(r"\[image:[^\]]*\]", "", fold(line.text)), Place(page, line.number)) for page, line in region.lines]
    return [_Word(text, place) for line, place in lines for text in line.split()]


def _project(words: Sequence[_Word]) -> str:
    at = next((i for i, w in enumerate(words) if w.text == "项目名称"), -1)
    ends = next((i for i, w in enumerate(words) if i > at >= 0 and w.text in ("主管部门", "项目性质", "项目类别", "项目负责人")), at + 2)
    return "".join(w.text for w in words[at + 1 : ends]) if at >= 0 else ""


def _reading(region: Region, project: str, row: str, column: str, value: Decimal, unit: str, words: Sequence[_Word]) -> Reading:
    form = " ".join(x for x in (region.title, project) if x)
    return Reading(form, project, row, column, value, unit, words[-1].place, " ".join(w.text for w in words))


def _labelled(words: list[_Word], region: Region, project: str) -> list[Reading]:
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
        elif word.text == "年度目标" and len(ahead) > 2 and ahead[2].text == "分" and _BARE.match(ahead[1].text):
            found.append(_reading(region, project, f"年度目标{number}", "分值", Decimal(ahead[1].text), "分", [word, *ahead[:2]]))
        elif word.text == "得分" and unit.startswith("项目年度") and words[at - 1].text.startswith("全年实际完成"):
            found.append(_reading(region, project, project or "部门整体", "项目绩效总目标得分", number, "分", [word, ahead[0]]))
    return found


def _budget(words: list[_Word], region: Region, project: str) -> list[Reading]:
    """Four figures in a row that are budget, execution, rate and score."""
    start = next((i for i, w in enumerate(words) if w.text == "预算执行情况"), None)
    if start is None:
        return []
    unit = next((w.text for w in words[start : start + 4] if w.text in ("万元", "元")), "")
    for at in range(start, min(len(words) - 3, start + 80)):
        run = words[at : at + 4]
        if not all(_NUMBER.match(w.text) for w in run) or not run[2].text.endswith("%"):
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


def _blocks(words: list[_Word]) -> list[list[_Record]]:
    """Records of indicators (数量指标 | 1 | name | values), a new block where the numbering begins again."""
    starts = [i for i, w in enumerate(words[:-1]) if _is_category(words, i)]
    blocks: list[list[_Record]] = []
    seen: set[tuple[str, int]] = set()
    for start, end in zip(starts, [*starts[1:], len(words)], strict=False):  # without any start there is no end
        width = 2 if words[start].text.endswith("指标") else 3
        index = int(words[start + width - 1].text)
        category = "".join(w.text for w in words[start : start + width - 1])
        if not blocks or (category, index) in seen:
            blocks.append([])
            seen = set()
        seen.add((category, index))
        blocks[-1].append(_record(category, index, words[start + width : end]))
    return blocks


def _is_category(words: list[_Word], at: int) -> bool:
    """数量指标 | 1, or 服务对象满意度 | 指标 | 1."""
    joined = words[at].text + words[at + 1].text
    numbered = re.fullmatch(r"\d{1,2}", words[at + 1].text) and _CATEGORY.match(words[at].text)
    return bool(numbered) or bool(_CATEGORY.match(joined)) and at + 2 < len(words) and bool(re.fullmatch(r"\d{1,2}", words[at + 2].text))


def _record(category: str, index: int, words: Sequence[_Word]) -> _Record:
    merged = _merged(words)
    first = next((i for i in range(len(merged)) if all(is_value(w.text) for w in merged[i:]) or _values_from(merged, i)), len(merged))
    values: list[_Word] = []
    for word in merged[first:]:
        if not is_value(word.text):
            break
        values.append(word)
    names = [w.text for w in merged[:first]]
    quality = ""
    if len(names) >= 2 and (values and values[0].text.startswith("=") or _QUALITY.fullmatch(names[-1])):
        quality = names.pop()
    return _Record(category, index, "".join(names), tuple(values), quality)


def _values_from(words: Sequence[_Word], at: int) -> bool:
    """A figure that is no part of a name: it has an operator, or another figure behind it."""
    if not is_value(words[at].text):
        return False
    return bool(re.match(r"[≥≤<>＜＞=＝]", words[at].text)) or at > 0 and (at + 1 >= len(words) or is_value(words[at + 1].text))


def _merged(words: Sequence[_Word]) -> list[_Word]:
    """Operator, number and unit as one word: ≥ | 7 | 万件, ≤ | 2.316 | 万元 | / | 台."""
    merged: list[_Word] = []
    for word in words:
        last = merged[-1] if merged else _Word("", word.place)
        unit = word.text == "/" or not word.text[0].isdigit() and is_value(last.text + word.text)
        if last.text and _OPERATOR.fullmatch(last.text) and _NUMBER.match(word.text):
            merged[-1] = _Word(last.text + word.text, word.place)
        elif re.match(r"[≥≤<>＜＞=]*\d", last.text) and unit:
            merged[-1] = _Word(last.text + word.text, last.place)
        else:
            merged.append(word)
    return merged


def _indicators(blocks: list[list[_Record]], forms: list[tuple[Region, str]], gaps: list[Gap]) -> list[Reading]:
    """Named blocks go to the projects' forms in their order, where there are as many of them."""
    named = [b for b in blocks if sum(bool(r.name) for r in b) * 10 >= len(b) * 7]
    projects = [(region, project) for region, project in forms if project]
    missing = sum(len(b) for b in blocks if b not in named)
    if missing:
        gaps.append(Gap(None, forms[0][0].title, f"{missing} 项指标的名称与数字不在一处，未采用"))
    if len(named) != len(projects):
        if named:
            gaps.append(Gap(None, forms[0][0].title, f"{len(named)} 组指标无法确定属于哪个项目（共 {len(projects)} 个），未采用"))
        return []
    readings: list[Reading] = []
    for block, (region, project) in zip(named, projects, strict=True):
        scored = sum(len(r.values) == 3 and bool(_BARE.match(r.values[2].text)) for r in block) * 2 >= len(block)
        for record in block:
            placed = _placed(record, scored)
            if not placed and record.values:
                gaps.append(Gap(None, f"{region.title} {project}", f"{record.name or record.category}：数字无法确定是目标值还是完成值"))
            for column, word in placed:
                found = value_of(word.text, "分" if column == "得分" else "")
                if found is not None and record.name:
                    unit = _meant(found[1], record)
                    quote = " ".join([record.name, record.quality, *(v.text for v in record.values[:3])]).replace("  ", " ")
                    readings.append(Reading(f"{region.title} {project}", project, record.name, column, found[0], unit, word.place, quote))
    return readings


def _meant(unit: str, record: _Record) -> str:
    """万 beside a target of money is 万元."""
    money = any((found := value_of(v.text)) and found[1].startswith("万元") for v in record.values)
    return "万元" + unit[1:] if money and unit.split("/")[0] == "万" else unit


def _placed(record: _Record, scored: bool) -> list[tuple[str, _Word]]:
    """Which value is target, actual and score; nothing where that is not certain."""
    values = list(record.values)
    if len(values) > 3:
        values = values[:1]
    last_is_score = bool(values) and bool(_BARE.match(values[-1].text)) and Decimal(values[-1].text) <= 100
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


def _of_whole(words: list[_Word], readings: list[Reading], forms: list[tuple[Region, str]]) -> list[Reading]:
    """Indicators of the whole department that repeat the projects' ones, name and value side by side.

    Whether the values are targets or results follows from the projects' own: at least three agree with their results, none with
    another target.
    """
    whole = next((region for region, project in forms if not project), None)
    known = {(r.row, r.column): (r.value, r.unit) for r in readings if r.project}
    names = {r.row for r in readings if r.project and r.column in ("年初目标值", "实际完成值")}
    if whole is None or not names:
        return []
    merged = _merged(words)
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
        meant = "万元" if unit == "万" and known.get((name, "实际完成值"), (None, ""))[1] == "万元" else unit
        words = [_Word(name, merged[at].place), merged[at]]
        found.append(_reading(whole, "", name, "实际完成值", amount, meant, words))
        scored = at + 1 < len(merged) and at + 1 not in begun and _BARE.match(merged[at + 1].text)
        if scored and not (at + 2 < len(merged) and is_value(merged[at + 2].text)):
            found.append(_reading(whole, "", name, "得分", Decimal(merged[at + 1].text), "分", [*words, merged[at + 1]]))
    return found


def _standing(words: Sequence[_Word], name: str) -> list[tuple[int, int]]:
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
