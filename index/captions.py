"""What stands around a table: its title above, its unit and owner, the notes beneath. Text in, text out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.amounts import COUNTED, COUNTED_UNITS, MONEY, MONEY_UNITS, compact, fold
from index.forms import Form, bare_title, form_of_title
from index.naming import labelled_name

# how far above a table its title may stand, and how long a title may be
_REACH = 12
_LONGEST_TITLE = 50
_UNITS = "|".join(map(re.escape, sorted((*MONEY, *COUNTED, "%"), key=len, reverse=True)))
_SPREAD_UNITS = "|".join(r"\s*".join(map(re.escape, unit)) for unit in sorted((*MONEY, *COUNTED), key=len, reverse=True))
# 单位：万元, 金额单位:元, 单 位： 万 元; of several (单位：人、万元) that of the money; never 编制单位：元和街道
_UNIT_LINE = re.compile(
    rf"单\s*位\s*(?::|为)\s*(?:人民币)?\s*(?:(?:(?:{COUNTED_UNITS})\s*[、,/]\s*)+(?={MONEY_UNITS}))?(?P<unit>{_SPREAD_UNITS})"
    r"(?=$|[^一-鿿]|公开|编制|预算|第)"
    rf"|(?:金额|计量|货币)单位\s*(?P<bare>{MONEY_UNITS})(?![一-鿿])"
)
_UNIT_STATEMENT = re.compile(rf"[(\[]?\s*(?:金额|计量|货币)?(?:{_UNIT_LINE.pattern})\s*[)\]]?")
_UNIT_IN_BRACKETS = re.compile(rf"\((?:金额)?(?:单位:?)?(?:人民币)?({_UNITS})(?:\)|$)|(%)$|\s*(?:单位)?[:/]({MONEY_UNITS})$")
# lines between a title and its table that are neither
_FURNITURE = re.compile(
    r"(?:编制|编报|填报|公开|预算|主管|部门|单位|填表)*(?:部门|单位|日期|时间|人|机构)(?:名称)?(?:\((?:公章|盖章|签章)\))?:.*"
    r"|(?:部门|单位|预算|决算)?(?:公开|附表?|表|预算?)表?\d+-?\d*表?(?:\(?续表?\)?)?|附件\d*(?:-\d+)?:?"
    r"|[-—–_\s·.]*\d{1,4}[-—–_\s·.]*|第\d+页(?:,?共\d+页)?|\d+/\d+|(?:公开)?表?[一二三四五六七八九十]{1,3}:?|续表.*|\(续表?\)|\(?20\d\d年度?\)?"
)
_NUMBERING = re.compile(
    r"^(?:(?:公开|附)?(?:表\d{1,2}|\d{1,2}表)[:：]?|[一二三四五六七八九十]+、|续表)|[（(]?(?:公开|附)?(?:表\d{1,2}|\d{1,2}表|续表)[)）]?$"
)
_SENTENCE = re.compile(r"[。；]|[，,].*[，,]")
_NOTE = re.compile(r"^(?:备?注|说明)\s*\d*\s*[:：.、]|^(?:备?注|说明)\s*\d*\s*$|^[*＊※]|^填表说明")
_NOTHING = re.compile(
    r"(?:无|没有|未|不涉及|不存在)[^，。；]*(?:收入|支出|拨款|安排|经费|预算|数据|内容|发生|使用|公开)|空表|无数据|本表(?:为空|无内容)|无此项"
)
_HEADING = re.compile(
    r"^(?:第[一二三四五六七八九十]+[部章]分?|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|附件|目\s*录)"
)
# how many lines beneath a table are looked at for notes
_BENEATH = 12


@dataclass(frozen=True)
class Caption:
    """`title` as printed ("" where there is none), `form` None where it is no standard title, `unit` "" where none is printed,
    `owner` the department or unit that the form names as its own, "" where it names none."""

    title: str
    form: Form | None
    unit: str
    owner: str = ""


def _in_place(text: str) -> str:
    """Full-width forms folded one for one, so that positions stay those of the text."""
    return "".join(c if len(folded := fold(c)) != 1 else folded for c in text)


def unit_of(text: str) -> str:
    """The unit that a 单位 line states; "" where the text states none.

    >>> unit_of("编制部门：某局  单位：元"), unit_of("编制单位：元和街道"), unit_of("金额单位：万元")
    ('元', '', '万元')
    """
    match = _UNIT_LINE.search(fold(text))
    return re.sub(r"\s+", "", match["unit"] or match["bare"]) if match else ""


def unit_in_label(label: str) -> tuple[str, str]:
    """A label without the unit that it holds, and the unit: 预算数（万元） → 预算数, 万元. "" where it holds none."""
    match = _UNIT_IN_BRACKETS.search(_in_place(label))
    if not match:
        return label, ""
    return label[: match.start()] + label[match.end() :], match.group(1) or match.group(2) or match.group(3)


def plain_title(text: str) -> str:
    """A title without white space, its number and 续表.

    >>> plain_title("2021 年度收入决算表（表 2）"), plain_title("公开02表 收入决算表")
    ('2021年度收入决算表', '收入决算表')
    """
    return _NUMBERING.sub("", re.sub(r"\s+", "", text))


def is_furniture(text: str) -> bool:
    """Lines around tables that say nothing of them: page numbers, 续表, 公开01表, 编制部门：…, a unit line."""
    bare = compact(text)
    if unit_of(text):
        return not _names_table(without_unit(text))  # 收支总表（单位：元） is a title with its unit
    return not bare or _FURNITURE.fullmatch(bare) is not None


def is_title(text: str) -> bool:
    """A short line that names a table: it ends in 表 and is no sentence, number or 续表."""
    return not is_furniture(text) and _names_table(without_unit(text))


def _names_table(text: str) -> bool:
    bare = re.sub(r"\([^()]*\)", "", compact(text)).rstrip(":")
    bare = re.sub(r"(?:公开|附)?\d+表$|表\d+$", "", bare)
    if not 4 <= len(bare) <= _LONGEST_TITLE or not bare.endswith("表") or _SENTENCE.search(text):
        return False
    return _FURNITURE.fullmatch(compact(text)) is None


def caption_of(lines: Sequence[str]) -> Caption:
    """Title, unit and owner from the lines above a table, nearest last."""
    above = [line for line in lines if line.strip()][-_REACH:]
    return replace(_titled(above), owner=owner_of(above))


def owner_of(lines: Iterable[str]) -> str:
    """The department that the last of the lines with a label (部门：…, 编制单位：…) names; "" where none does."""
    owners = [name for line in lines if (name := labelled_name(re.sub(r"\s+", " ", fold(line)).strip())[0])]
    return owners[-1] if owners else ""


def _titled(above: Sequence[str]) -> Caption:
    """Title and unit of these lines.

    The nearest standard title wins; then the nearest line that ends in 表; then the nearest short line. A title broken over two lines is
    put together where only both make the longer standard title (国有资本经营预算财政拨款 / 支出决算表).
    """
    unit, plain = "", ""
    for index in range(len(above) - 1, -1, -1):
        line = above[index].strip()
        unit = unit or unit_of(line)
        bare = without_unit(line)
        if is_furniture(bare):
            continue
        if _SENTENCE.search(bare) or len(bare) > 2 * _LONGEST_TITLE:
            break
        whole, form = _standard_title(bare, above[index - 1] if index else "")
        if form or is_title(bare):
            return Caption(whole, form, unit or _unit_of_title(whole) or _unit_above(above[:index]))
        plain = plain or (bare if len(bare) <= _LONGEST_TITLE else "")
    return Caption(plain, None, unit or _unit_of_title(plain))


def _unit_above(lines: Sequence[str]) -> str:
    """The unit of a line right above the title, where some producers set it."""
    for line in lines[-1:-3:-1]:
        if not is_furniture(line):
            break
        if unit_of(line):
            return unit_of(line)
    return ""


def without_unit(line: str) -> str:
    """The line without its unit statement (收入决算表 单位：万元); a bracket around it goes, too."""
    match = _UNIT_STATEMENT.search(_in_place(line))
    return (line[: match.start()] + " " + line[match.end() :]).strip() if match else line


def _unit_of_title(title: str) -> str:
    """A unit in brackets at the end of a title: 收入决算表（万元）."""
    return unit_in_label(compact(title)[-8:])[1] if title.rstrip().endswith((")", "）")) else ""


def _standard_title(line: str, previous: str) -> tuple[str, Form | None]:
    form = form_of_title(line)
    if previous and not is_furniture(previous) and not _SENTENCE.search(previous):
        joined = previous.strip() + line
        over_both = form_of_title(joined)
        here, both = bare_title(line), bare_title(joined)
        if over_both and any(both.endswith(title) and len(title) > len(here) for title in over_both.titles):
            return joined, over_both
    return line, form


def notes_of(lines: Iterable[str]) -> tuple[str, ...]:
    """The notes beneath a table: 注：… with its further lines, and sentences that say why it is empty. A title or heading ends them."""
    notes: list[str] = []
    noting = False
    for count, line in enumerate(filter(str.strip, lines)):
        text = line.strip()
        starts = _NOTE.match(fold(text)) is not None
        says_nothing = _NOTHING.search(text) is not None and len(text) < 120
        if count >= _BENEATH or (not starts and (is_title(text) or _HEADING.match(text))):
            break
        if starts or says_nothing or (noting and not is_furniture(text)):
            notes.append(text)
        noting = noting or starts
    return tuple(notes)


def empty_reason_of(notes: Iterable[str]) -> str:
    """The document's own sentence that says that a form is empty; "" where it has none."""
    return next((note for note in notes if _NOTHING.search(note)), "")
