"""Linked question → plan, without a model: frames tried in order, the most specific first.

A frame recognises an operation by the words that ask for it, cuts its operands out of the question and leaves everything else to binding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from index.amounts import Amount, parse_number
from qa.linking import Linked
from qa.phrases import Phrase, parse_phrase
from qa.plan import Change, Compare, Difference, Item, Lookup, Node, Per, Plan, Ranking, Ratio, Read, Several, Sum, Turnover

_SHARE = re.compile(
    r"(?P<part>[^,，?？]+?)(?:金额|资金)?[,，]?占(?:了)?(?P<whole>[^,，?？]*?)(?:的)?(?:(?:多大)?(?:比例|比重|比列|份额|百分比|百分率|占比)(?:是)?(?:多少|多高|多大|几|是|有)*|百分之[几多]少?|几成|多少(?:百分比|[（(]百分比[)）])?|[%]|$)"
)
_SHARE_OF = re.compile(r"(?P<whole>[^,，?？]+?)(?:中|里|内)(?:的)?(?P<part>[^,，?？]+?)(?:的)?(?:占比|占多大比例|占多少|占百分之几|所占比例|比重|占几成)")
_SHARE_ALONE = re.compile(r"(?P<part>[^,，?？]+?)(?:的)?(?:占比|所占(?:的)?比[例重])")
_PER = re.compile(r"(?P<before>[^,，?？]*?)(?:平均)?(?:每(?P<unit>人次|人|辆|平方米|批次|件|户|个月|月)|(?P<word>人均|车均|户均|月均))(?P<after>[^,，?？]*)")
_LEFT = re.compile(r"(?:还)?(?:剩|有多少(?:钱|预算)?没|多少没|没(?:有)?(?:用|花|执行)完|未(?:用|花|执行)完|结余了?多少|没执行|未执行|没花完)")
_THAN_PLAN = re.compile(r"(?P<what>[^,，?？]*?)比(?:照)?(?P<plan>年初预算|全年预算|预算)(?:数|安排)?(?P<verb>超|多|少|节约|高|低|增|减|差|结余|省)")
_OVER = re.compile(r"(?P<what>[^,，?？]*?)(?:有没有)?超(?:了)?(?:年初)?预算|超没超预算|超支")
_THAN = re.compile(r"(?P<left>[^,，?？]*?)比(?![例重率较])(?P<right>[^,，?？]+?)(?P<verb>多|少|高|低|超|大|小|贵)(?:出|了|花|列)*(?:多少|几|百分之几)?")
_BETWEEN = re.compile(r"(?P<left>[^,，?？]+?)(?:和|与|跟|同)(?P<right>[^,，?？]+?)(?:之间)?(?:的)?(?:相差|差额|差距|差)(?:了)?(?:是|有)?(?:多少|几)?")
_CHANGE = re.compile(r"(?:比|较|跟|与|和|同)(?:上[一]?年|去年|前一年|上年度|上年同期|相比|比)|同比|环比|增减(?:变化|情况)|变化(?:多大|了多少|多少)|变动")
_GROWTH = re.compile(r"增长|增加|减少|下降|增幅|降幅|涨|降了|降低|上升|变动|变化|幅度|多了|少了|砍掉|缩减|升了")
_RATE_WANTED = re.compile(r"百分之|百分比|增幅|降幅|幅度|增长率|%|几成|多大")
_SUM = re.compile(r"(?:加起来|加总|相加|之和|总和|[二两三四五六七八九十]项?(?:者)?(?:合计|总共|一共|共计)|合计(?:是)?多少|合计多少|一共(?:是)?多少|总共(?:是)?多少|合计$)")
_AVERAGE = re.compile(r"平均每年|年均|年平均|平均每个?(?:项目|部门|科目)|平均")
_TOP = re.compile(r"前(?P<n>[一二两三四五六七八九十\d]+)(?:名|项|个|大类?|位)?|最(?:大|多|高)的(?P<m>[一二两三四五六七八九十\d]+)(?:个|项|大)|哪(?P<k>[一二两三四五六七八九十\d]+)(?:个|项)[^,，]*?最")
_RANK = re.compile(r"从(?:大到小|高到低|多到少|小到大|低到高)|排(?:序|名|一下|列)|最(?:大|多|高|小|少|低(?!生活|工资))|前[一二两三四五六七八九十\d]+|大头|哪(?:个|项|些|几[个项])[^,，?？]*(?:项目|科目|方面)|下面[^,，?？]*科目|由哪|用在了?哪|花在了?哪|列出|全部|科目有哪|(?:超过|大于|高于|低于|不足)[\d.]+(?:亿|万)?元的")
_SMALLEST = re.compile(r"最(?:小|少|低(?!生活|工资))|从(?:小到大|低到高|少到多)")
_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_AND = re.compile(r"[、]|(?:以及|还有|和|与|及|跟|加上|加)(?!国|谐|睦)")

_TEXT = re.compile(
    r"为什么|为何|为啥|原因|怎么回事|怎么(?:扣分|改|做|解决)|如何(?:改|做|解决)|什么意思|指(?:的是)?什么|含义|定义|什么是|解释|职能|职责|主要(?:做|干|负责|任务)|"
    r"是做什么|干什么|做什么|成效|效果|问题|措施|打算|计划怎么|改进|目标写|有哪些(?:单位|职|工作|成|问题|措施|机构|内设|绩效目标)|哪些(?:单位|事|工作|内容)|(?:哪|那)几家|产出和效益|"
    r"包括(?:哪|什么)|叫什么|在什么位置|在哪(?:里|儿)|用途|主要用于|口径|怎么样|没有完成|未完成|为了什么|依据|如何"
)
_NUMERIC = re.compile(r"多少|几(?!家)|占比|比例|比重|百分|排|最[大小高低多少]|金额|合计|差额|相差|幅度|一共|总共|有没有|得分")
_REASON = re.compile(r"为什么|为何|为啥|原因|怎么回事")
_DEFINITION = re.compile(r"什么意思|指(?:的是)?什么|含义|定义|什么是|是什么[?？]?$|解释")


def make_plan(linked: Linked, *, years_of: Callable[[str, str], Sequence[int]]) -> Plan:
    """The plan for a question whose departments are settled. `years_of(department, basis)`: years that the store holds for it."""
    question = _tidy(linked.rest)
    assumed = list(linked.corrections)
    if _asks_text(question):
        kind = "reason" if _REASON.search(question) else "definition" if _DEFINITION.search(question) else "list"
        return Plan(Read(linked.text, linked.departments, linked.years, kind, tuple(linked.basis_of.values())), "", tuple(assumed))
    department = linked.departments[0] if linked.departments else ""
    year, noted = _main_year(linked, department, years_of)
    assumed += noted
    several = len(linked.departments) > 1
    frames: list[Callable[[], Node | None]] = [
        lambda: _compare_departments(linked, years_of) if several else None,
        lambda: _shares(question, department, year, linked),
        lambda: _left_over(question, department, year, linked),
        lambda: _against_plan(question, department, year, linked),
        lambda: _per(question, department, year, linked),
        lambda: _average_years(question, department, linked),
        lambda: _implied(question, department, linked),
        lambda: _turnover(question, department, linked),
        lambda: _years_compared(question, department, linked),
        lambda: _change(question, department, year, linked, years_of),
        lambda: _ranking(question, department, year, linked),
        lambda: _than(question, department, year, linked),
        lambda: _sum(question, department, year, linked),
        lambda: _lookup(question, department, year, linked),
    ]
    for frame in frames:
        node = frame()
        if node is not None:
            return Plan(node, linked.unit, tuple(assumed))
    return Plan(Read(linked.text, linked.departments, linked.years), linked.unit, tuple(assumed))


def _tidy(rest: str) -> str:
    text = rest.replace("＿", "", 1) if rest.count("＿") == 1 else rest
    text = re.sub(r"^(?:的|在(?!职|编)|中(?!小)|里|由|度|年(?!初|末)|据|把|将|,|，)+", "", text)
    return re.sub(r"比列", "比例", text)


def _asks_text(question: str) -> bool:
    if re.search(r"用(?:在|于)了?哪|哪些方面", question) and re.search(r"金额|多少", question):
        return False
    if re.search(r"什么意思|什么是|指的是什么|含义", question):
        return True
    return bool(_TEXT.search(question)) and not (_NUMERIC.search(question) and not _REASON.search(question) and not re.search(r"下属|成效|产出和效益|为什么", question))


def _main_year(linked: Linked, department: str, years_of: Callable[[str, str], Sequence[int]]) -> tuple[int, list[str]]:
    if linked.years:
        return linked.years[0], []
    held = list(years_of(department, "")) if department else []
    return (held[0], [f"问题没有说年度，按{held[0]}年理解（只有这一年的文件）"]) if len(set(held)) == 1 else (0, [])


def _item(text: str, department: str, year: int, linked: Linked, **changes: object) -> Item:
    phrase = parse_phrase(text, context=linked.rest)
    if changes:
        phrase = replace(phrase, **changes)  # type: ignore[arg-type]
    return Item(department, year, phrase, linked.basis_of.get(year, ""))


def _shares(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """One share, or several asked for one after another (…占…百分之几?…又占这部分的百分之几?)."""
    clauses = [c for c in re.split(r"[?？;；]", question) if "占" in c]
    if len(clauses) < 2:
        return _share(question, department, year, linked)
    nodes: list[Node] = []
    for clause in clauses:
        node = _share(re.sub(r"(?<=.)又(?=占)|^又", "", clause), department, year, linked)
        if isinstance(node, Ratio) and nodes and isinstance(nodes[-1], Ratio) and re.search(r"这部分|其|它", clause):
            whole = nodes[-1].part
            own = node.part.phrase.words
            node = Ratio(replace(node.part, phrase=replace(node.part.phrase, words=_like(own, whole.phrase.words), parent=whole.phrase.words, roles=whole.phrase.roles, measure="")), whole)
        if node is None:
            return None
        nodes.append(node)
    return Several(tuple(nodes))


def _like(own: str, whole: str) -> str:
    """A short name completed after the pattern of the one before: 小微 beside 预留给中小企业的采购 → 预留给小微企业的采购."""
    kinds = ("中小微企业", "中小企业", "小微企业", "货物", "工程", "服务")
    for kind in kinds:
        if kind in whole and not own.endswith(("采购", "金额")):
            return whole.replace(kind, own if own.endswith("企业") or kind in ("货物", "工程", "服务") else own + "企业")
    return own


def _share(question: str, department: str, year: int, linked: Linked) -> Node | None:
    if not re.search(r"占|比重|比例|百分之几|几成", question) or re.search(r"完成(?:了)?(?:年初|全年)?预算", question):
        return None
    inside = re.search(r"(?P<whole>[^,，?？]+?)(?:中|里)(?:的)?(?P<part>[^,，?？占]+?)占(?:了)?(?:多大|多少|百分之几|几成|的|比)", question)
    match = _SHARE.search(question) if not inside and "占比" not in question else None
    if match and match["whole"] and match["whole"] not in ("比", "比例", "比重") and parse_phrase(match["whole"]) != parse_phrase(""):
        part, whole = match["part"], match["whole"]
        said = parse_phrase(whole)
        if not (said.words or said.measure or said.codes) and said.roles:
            whole = f"支出合计{'预算' if '预算' in said.roles else ''}"
        whole = re.sub(r"^(?:全部|整个|总|其|本部门|它)(?=支出|收入)", "", whole)
        return Ratio(_item(part, department, year, linked), _item(whole, department, year, linked))
    match = inside or _SHARE_OF.search(question)
    if match:
        whole_item = _item(match["whole"], department, year, linked)
        part_item = _item(match["part"], department, year, linked, parent=whole_item.phrase.words or whole_item.phrase.measure)
        return Ratio(part_item, whole_item)
    match = _SHARE_ALONE.search(question)
    if match:
        part = _item(match["part"], department, year, linked)
        whole = "收入合计" if "收入" in match["part"] else "支出合计"
        return Ratio(part, _item(whole, department, year, linked))
    return None


def _left_over(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _LEFT.search(question)
    if not match or re.search(r"结转|结余", question) or not re.search(r"预算|没|未", question):
        return None
    what = question[: match.start()]
    what = re.sub(r"(?:的)?预算$|还有多少(?:预算)?$|(?:的)?(?:整体)?预算(?:还)?(?:有多少)?$", lambda m: "整体支出" if "整体" in m[0] else "", what) or question[match.end() :]
    plan = _item(what, department, year, linked, roles=("预算",))
    done = _item(what, department, year, linked, roles=("执行数",))
    return Difference(plan, done, rate="率" in question[match.end() :], direction="剩")


def _against_plan(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _THAN_PLAN.search(question)
    if match is None:
        pair = re.search(r"(?P<what>[^,，?？]+?)(?:的)?预算(?:数)?(?:和|与|跟)(?:实际)?(?:执行|决算|支出)(?:数|情况)?(?:之间)?(?:相差|差)", question)
        if not pair:
            return None
        return Difference(
            _item(pair["what"], department, year, linked, roles=("预算",)),
            _item(pair["what"], department, year, linked, roles=("执行数",)),
            direction="差",
        )
    role = match["plan"] if match["plan"] != "预算" else "预算"
    what = re.sub(r"(?:实际)?(?:决算|执行数?|执行)$", "", match["what"])
    done = _item(what, department, year, linked, roles=("决算",))
    plan = _item(what, department, year, linked, roles=(role,))
    rate = bool(_RATE_WANTED.search(question[match.end() :]))
    if role == "预算" and not linked.years[1:] and re.search(r"预算", what):
        return None
    return Difference(done, plan, rate=rate, direction="少" if match["verb"] in "少节低减结省" else "多")


def _per(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _PER.search(question)
    if not match or re.search(r"平均每年|年均", question):
        return None
    counted = match["unit"] or {"人均": "人", "车均": "辆", "户均": "户", "月均": "月"}[match["word"]]
    # 公务接待共7人次,平均每人次花了多少: the thing stands in front of the comma
    before = match["before"] or (question[: match.start()].split(",")[0] if match.start() else "")
    what = (match["after"] if parse_phrase(match["after"]).words or parse_phrase(match["after"]).measure else "") or before
    what = re.sub(r"共?\d+(?:人次|人|辆|批次|件|户)", "", what)
    amount = _item(what, department, year, linked)
    if counted in ("人", "辆"):
        count = _item({"人": "在职人数", "辆": "公务用车保有量"}[counted], department, year, linked)
    else:
        name = amount.phrase.words or amount.phrase.measure
        count = replace(amount, phrase=Phrase(re.sub(r"^公务|费$", "", name), unit=counted))
    return Per(amount, count, linked.unit or ("万元" if counted == "人" else "元"))


def _average_years(question: str, department: str, linked: Linked) -> Node | None:
    if len(linked.years) < 2 or not re.search(r"平均每年|年均|年平均|每年平均|三年平均|两年平均|合计|总共|加起来", question):
        return None
    what = re.sub(r"[二两三四五]年|平均每年|年均|年平均|每年平均|平均|合计|总共|加起来", "", question)
    items = tuple(_item(what, department, y, linked) for y in linked.years)
    return Sum(items, average=bool(re.search("平均|年均", question)))


def _implied(question: str, department: str, linked: Linked) -> Node | None:
    """2020年的X, out of what the 2021 document says about the change."""
    if not linked.implied:
        return None
    years = sorted(linked.years)
    if not years:
        return None
    target, source = (years[0], years[-1]) if len(years) > 1 else (years[0], years[0] + 1)
    item = _item(question, department, source, linked)
    return Lookup((replace(item, prior=True, basis=linked.basis_of.get(source, linked.basis_of.get(target, ""))),))


def _turnover(question: str, department: str, linked: Linked) -> Node | None:
    """Which subjects are new, which are gone."""
    if len(linked.years) != 2 or not (re.search(r"科目", question) and re.search(r"新(?:出现|增|设)|不见|消失|取消|没有了|少了哪", question)):
        return None
    later, before = max(linked.years), min(linked.years)
    basis = next(iter(linked.basis_of.values()), "")
    levels = dict.fromkeys(re.findall(r"([类款项])级", question)) or {"项": None}
    nodes = tuple(Turnover(department, later, before, level, basis) for level in levels)
    return nodes[0] if len(nodes) == 1 else Several(nodes)


def _years_compared(question: str, department: str, linked: Linked) -> Node | None:
    """Two years of one department: each figure, the difference, the rate."""
    if len(linked.years) != 2 or not re.search(r"比|相差|差|变化|变动|涨|降|增|减|多|少|各|分别|高|低|升|砍", question):
        return None
    first, second = linked.years
    if re.search(r"科目|新(?:出现|增)|不见|消失|取消", question):
        return None
    lead = re.split(r"比(?![例重率较])|(?:跟|与|和|同)(?=[实预决]|$|[,，])", question)[0].strip("的,， ")
    if re.search(r"(?:预算|决算|实际|执行)", question[len(lead) :]) and _says(lead):
        question = lead
    what = re.sub(r"(?:跟|与|和|同|较)?(?:相比|比)(?:较)?(?:一下)?|从(?=到)|从|(?:两年|各年)|到(?=的|$|变|预)|实际(?=相差|采购)|^[,，和与到]+|这块|这一项|这项", "", question)
    what = re.sub(r"(?:这一项|这项)?[,，]?(?:预算|决算)?(?:高|多|低|少)?还是(?:高|多|低|少)[?？]?.*$", "", what)
    what = re.sub(r"[,，、]+(?=[二两三]年|预算|决算|各)", "", what)
    what = re.sub(r"[二两三]年(?=预算|决算|各|的)", "", what)
    what = re.split(r"[,，:：](?=各|分别|两|是|预算|涨|降|哪|高|多|变|下|增|减|幅|差)", what)[0]
    what = re.sub(r"(?:是多了还是少了|多了还是少了|是涨了还是降了|是增是减|高还是低|(?:分别)?(?:各是|各|分别)(?:是)?(?:变动|多少)*|增长|增加|减少|下降|增幅|降幅|涨了?|降了?|降低|上升|变动了?|变化了?|砍掉了?|少了|多了|幅度|多大|百分之[几多]少?|多少|几).*$", "", what)
    what = re.sub(r"(?:预算|决算)(?=(?:预算|决算))|(?:预算|决算|实际)(?:与|和|跟|比)(?:预算|决算|实际)", "", what)
    later, before = (first, second) if first > second else (second, first)
    items = [_item(what, department, y, linked) for y in (later, before)]
    mixed = len({i.basis or ("预算" if "预算" in i.phrase.roles else "") for i in items}) > 1
    if linked.basis_of:
        items = [replace(i, phrase=replace(i.phrase, roles=()) if i.basis else i.phrase) for i in items]
    if len(_parts(what)) > 1:
        return Compare(tuple(_item(p, department, y, linked) for p in _parts(what) for y in (later, before)))
    return Difference(items[0], items[1], rate=True) if mixed else Change(items[0], before)


def _change(question: str, department: str, year: int, linked: Linked, years_of: Callable[[str, str], Sequence[int]]) -> Node | None:
    base = re.search(r"(?P<what>.*?)比(?:上[一]?年|去年|前一年|上年度)(?:的|预算)?(?P<role>执行数?|决算数?)", question)
    if base and base["what"]:
        now = _item(base["what"], department, year, linked)
        before = _item(base["what"], department, year - 1, linked, roles=("执行数",))
        return Difference(now, before, rate=True)
    if not (_CHANGE.search(question) and (_GROWTH.search(question) or "同比" in question)):
        return None
    what = re.split(r"(?:比|较|跟|与|和|同)(?:上[一]?年|去年|前一年|上年度|上年同期|相比|比)|同比|是涨|是增|变化|变动", question)[0]
    if not what.strip(",，"):
        return None
    held = list(years_of(department, ""))
    return Change(_item(what, department, year or (held[-1] if held else 0), linked), (year or (held[-1] if held else 1)) - 1)


def _ranking(question: str, department: str, year: int, linked: Linked) -> Node | None:
    parts = re.search(r"(?P<head>[^,，?？]+?)(?:包括|包含|分为|下面有|里有|由)(?:哪|几|那)", question)
    each = re.search(r"\d+个[^,，]*项目[^,，]*(?:分别|各)|[一二三四五六七八九十]+个[^,，]*项目[^,，]*(?:分别|各)", question)
    if not (_RANK.search(question) or parts or each):
        return None
    top = _TOP.search(question)
    count = _number(next((g for g in top.groups() if g), "")) if top else 0
    if not count and re.search(r"最(?:大|多|高|小|少|低(?!生活|工资))", question):
        count = 1
    level = next((lv for lv in ("类", "款", "项") if re.search(rf"{lv}级", question)), "")
    ascending = bool(_SMALLEST.search(question))
    basis = linked.basis_of.get(year, "") or ("预算" if re.search(r"预算|安排", question) and "执行" not in question else "")
    bound = re.search(r"(?P<sign>超过|大于|高于|多于|不低于|达到|低于|小于|不足|少于)(?P<value>[\d.,]+)(?P<unit>亿元|万元|元)", question)
    least = Amount(parse_number(bound["value"]) or Decimal(0), bound["unit"]) if bound else None
    common = {"department": department, "year": year, "top": count, "ascending": ascending, "basis": basis,
              "threshold": least, "below": bool(bound and bound["sign"] in ("低于", "小于", "不足", "少于"))}  # fmt: skip
    rate = re.search(r"执行率|完成率", question)
    if parts and not head_is_project(parts["head"]):
        head_phrase = parse_phrase(parts["head"])
        if not head_phrase.measure and (head_phrase.words or head_phrase.codes):
            return Ranking(kind="subjects", level=level, head=head_phrase, **common)  # type: ignore[arg-type]
    if re.search(r"项目(?!支出占)", question) and not level or re.search(r"用在了?哪|用途|花在了?哪|支出明细", question):
        return Ranking(kind="projects", head=_head(question, linked), role="完成率" if rate else "执行数" if re.search("执行", question) else "", **common)  # type: ignore[arg-type]
    head = re.search(r"(?P<head>工资福利支出|商品和服务支出|对个人和家庭的补助|资本性支出|公用经费|人员经费)", question)
    if head:
        return Ranking(kind="economic", head=parse_phrase(head["head"]), **common)  # type: ignore[arg-type]
    code = re.search(r"(?<!\d)(\d{3}|\d{5})(?!\d)", question)
    if code or level or re.search(r"科目|功能分类|支出", question):
        return Ranking(kind="subjects", level=level or ("" if code else "类"), head=parse_phrase(code[0]) if code else None, **common)  # type: ignore[arg-type]
    return None


def head_is_project(text: str) -> bool:
    """项目支出由哪几个项目组成: the parts are projects, not subjects."""
    return bool(re.search(r"项目", text))


def _head(question: str, linked: Linked) -> Phrase | None:
    """The project whose parts are listed, where one is named in front (…工作经费…支出明细)."""
    match = re.match(r"(?P<head>[^,，]{4,30}?(?:经费|项目|专项|资金))(?:年)?(?:[\d.]+(?:万元|元))?(?:预算)?(?:中|里|,|，|的)", question)
    if match and re.search(r"明细|测算", question):
        return parse_phrase(match["head"])
    return None


def _than(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _THAN.search(question)
    if match and parse_phrase(match["right"]) != parse_phrase("") and not re.search(r"上[一]?年|去年", match["right"]):
        left, right = match["left"], match["right"]
        right_text = _completed(left, right)
        if re.search(r"目标|指标值", right):
            left = re.sub(r"(?:实际|完成)+$", "", left) or question[: match.start()].strip(",，")
            left_item = _item(left, department, year, linked, roles=("实际",))
            right_item = replace(left_item, phrase=replace(left_item.phrase, roles=("目标",)))
            return Difference(left_item, right_item, rate=bool(_RATE_WANTED.search(question)), direction="多")
        return Difference(
            _item(left, department, year, linked),
            _item(right_text, department, year, linked),
            rate=bool(_RATE_WANTED.search(question[match.start("verb") :])),
            direction="少" if match["verb"] in "少低小" else "多",
        )
    match = _BETWEEN.search(question)
    if match:
        return Difference(_item(match["left"], department, year, linked), _item(_completed(match["left"], match["right"]), department, year, linked), direction="差")
    return None


def _completed(left: str, right: str) -> str:
    """The right side says only what differs: 2010302的支出比收入 → 2010302的收入."""
    phrase = parse_phrase(left)
    if phrase.codes and right in ("收入", "支出"):
        return f"{phrase.codes[0]}的{right}"
    return right


def _sum(question: str, department: str, year: int, linked: Linked) -> Node | None:
    match = _SUM.search(question)
    if not match:
        return None
    what = re.sub(r"^(?:把|将)", "", question[: match.start()]) or question[match.end() :]
    if re.search(r"项目", what) and re.search(r"\d+个|[一二三四五六七八九十两]+[个张]|各个|所有|全部", what):
        role = next((r for r, p in (("预算", "预算"), ("执行数", "执行"), ("预算", "资金总额")) if re.search(p, question)), "")
        return Ranking(department, year, "projects", role=role, total=True)
    parts = _parts(what)
    if len(parts) < 2:
        return None
    tail = parse_phrase(parts[-1]).roles
    items = [_item(p, department, year, linked) for p in parts]
    items = [replace(i, phrase=replace(i.phrase, roles=i.phrase.roles or tail)) for i in items]
    return Sum(tuple(items))


def _parts(text: str) -> list[str]:
    """Names joined by 、和与及; a joint inside an official name (社会保障和就业支出, 收、支总计) does not separate."""
    whole = parse_phrase(text)
    if whole.measure and not whole.columns and not re.search(r"[、]", text):
        return [text]
    guarded = re.sub(r"收[、,]支", "收支", text)
    for name in ("社会保障和就业", "社保和就业", "商品和服务", "个人和家庭", "结转和结余", "购置及运行", "城乡社区和", "资源勘探", "文化和旅游", "人力资源和", "货物和服务采购", "检查和", "管理和"):
        guarded = guarded.replace(name, re.sub("[和及]", "﹠", name))
    parts = [p.replace("﹠", "及" if "购置" in p else "和") for p in _AND.split(guarded)]
    return [p for p in (q.strip(",，的 ") for q in parts) if p]


def _compare_departments(linked: Linked, years_of: Callable[[str, str], Sequence[int]]) -> Node | None:
    """Several departments: each with the words and year beside it; words said once hold for all."""
    names = [m.candidates[0] for m in linked.mentions if len(m.candidates) == 1]
    own = [re.sub(r"^[和与跟及同、,，的]+|[和与跟及同、,，比]+$", "", s) for s in linked.segments]
    own = [_operand(s) for s in own]
    shared = next((s for s in reversed(own) if _says(s)), "")
    if not shared:
        return None
    years = _paired_years(linked, len(names))
    items = []
    for i, name in enumerate(names):
        text = own[i] if i < len(own) and _says(own[i]) else shared
        year = years[i]
        if not year:
            held = list(years_of(name, ""))
            year = held[0] if len(set(held)) == 1 else 0
        item = _item(text, name, year, linked)
        said = [b for b in ("预算", "决算") if i < len(linked.segments) and b in re.sub("年初预算|公共预算|预算执行", "", linked.segments[i])]
        items.append(replace(item, basis=said[0] if len(said) == 1 and "执行" not in text else ""))
    return Compare(tuple(dict.fromkeys(items))) if len(set(items)) > 1 else None


def _operand(segment: str) -> str:
    """A segment without what is asked about it: 支出各是多少?哪个更多 → 支出."""
    text = re.split(r"[?？]|[,，](?=哪|谁|差|相差|前者|后者|高|多|大|分别|各)", segment)[0]
    text = re.sub(r"^(?:相比|比较一下|比较|比一比)[,，]?|(?:哪个|谁)(?:的)?|(?:最高|最低|更多|更高)", "", text)
    return re.sub(r"(?:分别|各)?(?:是|有|花了|支出)?(?:多少|几)?(?:相差|差额|差)?$", "", text).strip(",，、和与的 ")


def _says(text: str) -> bool:
    phrase = parse_phrase(text)
    return bool(phrase.measure or phrase.codes or len(phrase.words) >= 2)


def _paired_years(linked: Linked, count: int) -> list[int]:
    if len(linked.years) == 1:
        return [linked.years[0]] * count
    beside = [years[0] if years else 0 for years in linked.years_of]
    return (beside + [0] * count)[:count] if any(beside) else [0] * count


def _lookup(question: str, department: str, year: int, linked: Linked) -> Node | None:
    """Figures asked for one by one; a clause without a name of its own (实际花了多少) keeps the one before."""
    items: list[Item] = []
    previous: Phrase | None = None
    carried: tuple[str, ...] = ()
    for clause in re.split(r"[,，?？;；。]", question):
        container = re.fullmatch(r"(?P<name>.+?)(?:中|里|里面|当中)", clause)
        for part in _parts(re.sub(r"^(?:其中|里面|里头)", "", clause)):
            phrase = parse_phrase(part, context=linked.rest)
            if re.search(r"花|用了?多少|支出了?多少|开销", part) and not (phrase.words or phrase.measure or phrase.codes or phrase.roles) and previous is None:
                phrase = parse_phrase("支出合计", context=linked.rest)
            carried = carried or phrase.forms
            if carried and not phrase.forms:
                phrase = replace(phrase, forms=carried)
            if not (phrase.words or phrase.measure or phrase.codes or phrase.columns):
                if previous is None or not phrase.roles:
                    continue
                phrase = replace(previous, roles=phrase.roles)
            elif previous and phrase.words in _COLUMN_WORDS and not phrase.codes and (previous.codes or previous.columns):
                phrase = replace(previous, columns=(phrase.words,), roles=phrase.roles)
            elif previous and phrase.measure in _COLUMN_WORDS and previous.codes:
                phrase = replace(previous, columns=(phrase.measure,), roles=phrase.roles)
            if not phrase.roles and previous is not None and previous.roles and clause.startswith(("其中", "里面", "里头")):
                phrase = replace(phrase, roles=previous.roles)
            if previous is not None and phrase.words and not phrase.parent:
                whole = previous.parent or previous.words or previous.measure
                phrase = replace(phrase, parent=whole)
            if container is None:
                items.append(Item(department, year, phrase, linked.basis_of.get(year, "")))
            previous = phrase
    items = _several_roles(items)
    return Lookup(tuple(dict.fromkeys(items))) if items else None


_COLUMN_WORDS = frozenset(["基本支出", "项目支出", "其他收入", "财政拨款收入", "事业收入", "经营收入"])


def _several_roles(items: list[Item]) -> list[Item]:
    """预算数、执行数和执行率: one item for each role."""
    spread: list[Item] = []
    for item in items:
        roles = item.phrase.roles
        wanted = [r for r in roles if r in ("预算", "执行数", "完成率", "目标", "实际", "得分")]
        if len(wanted) > 1 and item.phrase.words != "":
            spread += [replace(item, phrase=replace(item.phrase, roles=(r,))) for r in wanted]
        else:
            spread.append(item)
    return spread


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text.startswith("十"):
        return 10 + (_NUMERALS.get(text[1:], 0) if len(text) > 1 else 0)
    return _NUMERALS.get(text[:1], 0)
