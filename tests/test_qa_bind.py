"""Plan item × facts → exactly one fact, an ambiguity, or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fictitious_facts import APPROVAL, EDUCATION, EMPTY, NONE_SPENT, OTHER_EDUCATION, fact, ledger, name_of, phrase, scope

from index.facts import Fact
from qa.bind import Absent, Ambiguous, Binding, Bound, Missing, bind
from qa.matching import reading_of
from qa.phrases import Phrase
from qa.plan import Item

SCOPE = scope()


def bound(words: str, year: int = 2023, basis: str = "", department: str = EDUCATION, facts: list[Fact] | None = None) -> Binding:
    return bind(Item(department, year, phrase(words), basis), scope(*facts) if facts else SCOPE)


def one(binding: Binding) -> Bound:
    assert isinstance(binding, Bound), binding
    return binding


@pytest.mark.parametrize(
    ("words", "form", "row", "column", "value"),
    [
        # totals stand in the summary
        ("支出合计", "F01", "本年支出合计", "决算数", "5164.86"),
        ("收入合计", "F01", "本年收入合计", "决算数", "5158.40"),
        ("收入总计", "F01", "总计", "决算数", "5171.17"),
        ("年初结转和结余", "F01", "年初结转和结余", "决算数", "12.77"),
        ("年末结转和结余", "F01", "年末结转和结余", "决算数", "6.31"),
        ("其他收入", "F01", "其他收入", "决算数", "50.00"),
        # kinds of expenditure stand in the expenditure form's total row
        ("基本支出", "F03", "合计", "基本支出", "3262.00"),
        ("项目支出", "F03", "合计", "项目支出", "1902.86"),
        # functional subjects of all funds, by name, by code, by level
        ("行政运行", "F03", "行政运行", "本年支出合计", "912.36"),
        ("一般行政管理事务", "F03", "一般行政管理事务", "本年支出合计", "318.45"),
        ("2050102", "F03", "一般行政管理事务", "本年支出合计", "318.45"),
        ("20501", "F03", "教育管理事务", "本年支出合计", "1230.81"),
        ("教育支出", "F03", "教育支出", "本年支出合计", "4423.32"),
        ("学前教育的基本支出", "F03", "学前教育", "基本支出", "503.18"),
        ("2050201的项目支出", "F03", "学前教育", "项目支出", "296.77"),
        # economic subjects
        ("30103", "F06", "奖金", "决算数", "411.30"),
        ("奖金", "F06", "奖金", "决算数", "411.30"),
        ("退休费", "F06", "退休费", "决算数", "0.00"),  # a printed zero is a figure
        ("人员经费", "F06", "人员经费合计", "决算数", "3136.82"),
        ("公用经费", "F06", "公用经费合计", "决算数", "125.18"),
        # the same name in two classifications: functional unless economic is said
        ("住房公积金", "F03", "住房公积金", "本年支出合计", "103.58"),
        ("经济分类的住房公积金", "F06", "住房公积金", "决算数", "103.58"),
        # 三公: the form's own columns
        ("三公经费", "F09", "", "决算数/合计", "13.04"),
        ("三公经费预算数", "F09", "", "预算数/合计", "15.50"),
        ("公务接待费", "F09", "", "决算数/公务接待费", "0.56"),
        ("公务接待费年初预算", "F09", "", "预算数/公务接待费", "1.50"),
        ("公务用车购置费", "F09", "", "决算数/公务用车购置及运行维护费/公务用车购置费", "0.00"),
        # what sentences say
        ("在职人数", "", "在职人员", "", "86"),
        ("政府采购支出总额", "", "政府采购支出总额", "", "820.40"),
        ("学前教育年初预算", "", "学前教育", "年初预算", "760.00"),
    ],
)
def test_an_item_is_one_printed_figure(words: str, form: str, row: str, column: str, value: str) -> None:
    found = one(bound(words))
    assert (found.fact.form, found.fact.row_name, found.fact.column, str(found.fact.value)) == (form, row, column, value)
    assert found.exact
    assert (found.fact.year, found.fact.department) == (2023, EDUCATION)


@pytest.mark.parametrize(
    ("words", "form", "value", "unit"),
    [
        ("支出合计", "B01", "23950000", "元"),
        ("行政运行", "B03", "9350000", "元"),
        ("基本支出", "B03", "18150000", "元"),
        ("人员经费", "B08", "16000000", "元"),
        ("“三公”经费", "B09", "16.20", "万元"),
        ("公务接待费", "B09", "1.20", "万元"),
        ("机关运行经费", "B09", "96.35", "万元"),
    ],
)
def test_a_budgets_figures_keep_their_own_unit(words: str, form: str, value: str, unit: str) -> None:
    found = one(bound(words, 2024))
    assert (found.fact.form, str(found.amount.value), found.amount.unit) == (form, value, unit)


@pytest.mark.parametrize(
    ("said", "meant"),
    [("工资", "工资福利支出"), ("公积金", "住房公积金"), ("印刷", "印刷费"), ("差旅", "差旅费"),
     ("养老保险", "机关事业单位基本养老保险缴费支出"), ("职业年金", "机关事业单位职业年金缴费支出")],
)  # fmt: skip
def test_everyday_words_mean_official_names(said: str, meant: str) -> None:
    assert one(bound(said)).fact == one(bound(meant)).fact


def test_a_name_with_its_parent_is_that_parents() -> None:
    """行政运行 recurs below many 款: alone it is asked back, with its 款 it is one."""
    police = [fact("行政运行", "7.00", form="F03", code="2040201", column="本年支出合计", origin="table", title="支出决算表"),
              fact("公安", "7.00", form="F03", code="20402", column="本年支出合计", origin="table", title="支出决算表")]  # fmt: skip
    both = [*ledger(), *police]
    alone = bound("行政运行", facts=both)
    assert isinstance(alone, Ambiguous)
    assert {f.row_code for f in alone.options} == {"2050101", "2040201"}
    assert one(bound("公安行政运行", facts=both)).fact.row_code == "2040201"
    assert one(bound("教育管理事务行政运行", facts=both)).fact.row_code == "2050101"
    assert one(bound("2040201", facts=both)).fact.row_code == "2040201"


def test_what_means_several_things_is_asked_back_with_a_note() -> None:
    found = bound("养老")
    assert isinstance(found, Ambiguous)
    assert {f.row_name for f in found.options} >= {"机关事业单位基本养老保险缴费支出", "退休费"}
    assert "养老" in found.note


def test_readings_may_be_measures() -> None:
    found = bound("结转结余")
    assert isinstance(found, Ambiguous)
    assert {f.row_name for f in found.options} == {"年初结转和结余", "年末结转和结余"}


@pytest.mark.parametrize(("retired", "asked_back"), [("38.90", False), ("40.00", True)])
def test_readings_that_come_to_the_same_figure_are_answered(retired: str, asked_back: bool) -> None:
    facts = [fact("行政单位离退休", "38.90", form="F03", code="2080501", column="本年支出合计", origin="table", title="支出决算表"),
             fact("退休费", retired, form="F06", code="30302", column="决算数", origin="table", title="基本支出决算表")]  # fmt: skip
    found = bound("退休金", facts=facts)
    assert isinstance(found, Ambiguous) == asked_back
    assert asked_back or (one(found).fact in facts and "离退休" in one(found).note)


def test_a_part_never_stands_for_a_word_that_names_several() -> None:
    """水电费 where only 水费 is printed."""
    water = fact("水费", "2.10", form="F06", code="30205", column="决算数", origin="table", title="基本支出决算表")
    assert isinstance(bound("水电费", facts=[water]), Ambiguous)
    assert isinstance(bound("水电费", facts=[fact("差旅费", "2.10", form="F06", code="30211", column="决算数", origin="table")]), Missing)


def test_an_everyday_word_is_said_with_its_scope() -> None:
    assert "301" in one(bound("工资")).note
    assert one(bound("工资福利支出")).note == ""


@pytest.mark.parametrize(
    ("words", "year", "says"),
    [
        ("火箭发射费", 2023, "火箭发射费"),
        ("2050199", 2023, "2050199"),
        ("2050101的项目支出", 2023, "项目支出"),  # a blank cell is no zero
        ("支出合计", 2019, "这一年"),
        ("机关运行经费", 2023, "机关运行经费"),
        ("因公出国费", 2024, "因公出国"),
        ("在职人数", 2024, "在职人数"),
        ("学前教育完成率", 2023, "学前教育"),
        ("政府性基金预算支出", 2022, "政府性基金"),  # no form, no sentence: not the same as none
        ("", 2023, "哪一项"),
    ],
)
def test_what_is_not_printed_is_missing_with_a_reason(words: str, year: int, says: str) -> None:
    found = bound(words, year)
    assert isinstance(found, Missing), found
    assert says in found.reason


def test_what_there_is_instead_is_named() -> None:
    found = bound("2050199")
    assert isinstance(found, Missing)
    assert "2050101 行政运行" in found.near
    unknown = bound("小学教育设备")
    assert isinstance(unknown, Bound | Missing)
    if isinstance(unknown, Missing):
        assert "小学教育" in unknown.near


def test_the_documents_own_word_that_there_is_none_is_not_missing_and_not_zero() -> None:
    found = bound("政府性基金预算支出")
    assert isinstance(found, Absent)
    assert (found.form, found.form.empty_reason) == (EMPTY, NONE_SPENT)


def test_only_the_department_and_year_asked_for_count() -> None:
    assert [str(one(bound("支出合计", year)).fact.value) for year in (2022, 2023)] == ["4860.71", "5164.86"]
    other = one(bound("支出合计", department=OTHER_EDUCATION))
    assert (other.fact.department, str(other.fact.value)) == (OTHER_EDUCATION, "7747.30")
    assert isinstance(bound("支出合计", department=APPROVAL), Missing)
    assert isinstance(bound("支出合计", 2022, department=OTHER_EDUCATION), Missing)


def test_budget_figures_are_not_taken_for_accounts() -> None:
    """预算数不得当决算数: the final accounts of a year have no total budget, the budget of a year no accounts."""
    assert isinstance(bound("支出合计", 2023, "预算"), Missing)
    assert isinstance(bound("支出合计", 2024, "决算"), Missing)
    assert one(bound("公务接待费", 2023, "预算")).fact.column == "预算数/公务接待费"
    assert one(bound("公务接待费", 2023, "决算")).fact.column == "决算数/公务接待费"


def test_a_slip_of_the_pen_in_a_name_is_found_and_told() -> None:
    found = one(bind(Item(EDUCATION, 2023, Phrase("学前叫育")), SCOPE))
    assert (found.fact.row_name, found.exact) == ("学前教育", False)


def test_the_form_that_is_named_wins() -> None:
    named = replace(phrase("一般行政管理事务"), forms=("F05",))
    found = one(bind(Item(EDUCATION, 2023, named), SCOPE))
    assert (found.fact.form, str(found.fact.value)) == ("F05", "268.45")


def test_a_sentence_that_says_otherwise_is_kept_beside() -> None:
    sentence = fact("学前教育", "799.59", role="决算", title="支出决算情况说明", page=20)
    found = one(bound("学前教育", facts=[*ledger(), sentence]))
    assert str(found.fact.value) == "799.95"
    assert [str(f.value) for f in found.others] == ["799.59"]


@pytest.mark.parametrize(("value", "unit"), [("7999500", "元"), ("799.95", "万元"), ("800.0", "万元"), ("0.08", "亿元")])
def test_the_same_figure_in_other_words_is_no_contradiction(value: str, unit: str) -> None:
    """In yuan, or rounded to fewer places."""
    sentence = fact("学前教育", value, unit, role="决算", title="支出决算情况说明", page=20)
    assert one(bound("学前教育", facts=[*ledger(), sentence])).others == ()


def test_a_forms_figure_under_the_wrong_unit_is_read_as_what_it_is() -> None:
    """130000 under 万元 is 13 万元 where the checks say so; the figure stays as printed."""
    slip = fact("设备购置", "130000", "万元", origin="indicator", column="预算数（A）", flags=("单位存疑：疑为元",), title="项目支出自评表")
    plain = replace(slip, flags=())
    assert (str(reading_of(slip).value), reading_of(slip).unit) == ("130000", "元")
    assert (str(reading_of(plain).value), reading_of(plain).unit) == ("130000", "万元")
    assert slip.unit == "万元"


def test_binding_does_not_depend_on_the_order_of_facts() -> None:
    facts = ledger()
    for words in ("支出合计", "基本支出", "行政运行", "奖金", "公务接待费", "住房公积金", "在职人数"):
        assert one(bound(words, facts=facts)).fact == one(bound(words, facts=facts[::-1])).fact, words


def test_every_subject_is_found_by_its_own_code_and_name() -> None:
    """Oracle: the facts themselves. A code finds its own row, a name its row or one of the same value's name."""
    table = {f.row_code: f for f in ledger() if f.form == "F03" and f.department == EDUCATION and f.year == 2023 and f.row_code}
    for code, expected in table.items():
        assert one(bound(code)).fact.row_code == code
        assert one(bound(expected.row_name)).fact.row_name == expected.row_name, expected.row_name
    assert name_of(EDUCATION, 2023, "决算") == one(bound("205")).fact.provenance.doc


THREE_PUBLIC = "“三公”经费情况说明"


@pytest.mark.parametrize(
    ("words", "name", "value", "changes", "others"),
    [
        ("公务接待费", "公务接待费", "0.66", {"role": "决算"}, ["0.66"]),
        ("公务接待费", "公务接待费支出", "0.66", {"role": "决算"}, ["0.66"]),
        ("三公经费", "“三公”经费财政拨款支出", "14.04", {"role": "决算"}, ["14.04"]),
        ("三公经费", "“三公”经费财政拨款支出", "13.0", {"role": "决算"}, []),  # rounded
        ("公务接待费", "公务接待费", "0.56", {"role": "决算"}, []),
        ("公务接待费", "公务接待费", "0.6", {"role": "决算"}, []),  # rounded
        ("公务接待费", "公务接待费", "5600", {"role": "决算", "unit": "元"}, []),
        ("公务接待费", "公务接待费", "6600", {"role": "决算", "unit": "元"}, ["6600"]),
        ("公务接待费", "公务接待费", "1.50", {"role": "年初预算", "basis": "预算"}, []),
        ("公务接待费", "公务接待费", "-0.94", {"role": "增减额"}, []),
        ("公务接待费", "公务接待费", "37.33", {"role": "完成率", "unit": "%"}, []),
        ("公务接待费", "公务接待费", "0.72", {"role": "决算", "year": 2022, "doc": name_of(EDUCATION, 2023, "决算")}, []),
        ("公务接待费", "培训项目/公务接待费", "0.10", {"role": "决算"}, []),  # a part of something else
        ("公务接待费预算数", "公务接待费", "1.60", {"role": "预算", "basis": "预算", "doc": name_of(EDUCATION, 2023, "决算")}, ["1.60"]),
    ],
)
def test_a_sentence_that_states_a_forms_figure_otherwise_is_kept(
    words: str, name: str, value: str, changes: dict[str, object], others: list[str]
) -> None:
    said = fact(name, value, title=THREE_PUBLIC, page=20, **{"basis": "决算", **changes})  # type: ignore[arg-type]
    found = one(bound(words, facts=[*ledger(), said]))
    assert found.fact.form == "F09"
    assert [str(f.value) for f in found.others] == others


@pytest.mark.parametrize("words", ["行政运行的项目支出", "一般行政管理事务的基本支出"])
def test_a_blank_cell_is_told_from_a_row_that_is_not_there(words: str) -> None:
    row, column = words.split("的")
    found = bound(words)
    assert isinstance(found, Missing)
    assert row in found.reason and f"“{column}”一栏是空白" in found.reason
    missing = bound(f"公安业务的{column}")
    assert isinstance(missing, Missing) and "空白" not in missing.reason


@pytest.mark.parametrize(("words", "others"), [("学前教育", ["811.11"]), ("学前教育的基本支出", [])])
def test_a_sentence_of_a_subject_speaks_of_its_total(words: str, others: list[str]) -> None:
    found = one(bound(words, facts=[*ledger(), fact("学前教育", "811.11", role="决算")]))
    assert [str(f.value) for f in found.others] == others


PROJECT = "2023年度项目支出绩效自评表"


@pytest.mark.parametrize(
    ("title", "name", "column", "value", "origin", "told"),
    [
        (f"{PROJECT} 校园安保费", "家长满意率", "实际完成值", "91", "indicator", False),  # another project's indicator
        (f"{PROJECT} 校舍修缮费", "家长满意率", "得分", "9", "indicator", False),  # another column
        ("部门整体绩效自评表 校舍修缮费", "家长满意率", "实际完成值", "91", "indicator", True),  # the same project's in another form
        ("十三、预算绩效情况说明/（三）项目支出自评结果", "家长满意率", "比例", "91", "sentence", True),
        ("十三、预算绩效情况说明/（三）项目支出自评结果", "家长满意率", "比例", "96", "sentence", False),
    ],
)
def test_only_the_same_figure_of_the_same_project_contradicts(
    title: str, name: str, column: str, value: str, origin: str, told: bool
) -> None:
    asked = fact("家长满意率", "96", "%", origin="indicator", column="实际完成值", title=f"{PROJECT} 校舍修缮费", basis="绩效")
    other = fact(name, value, "%", origin=origin, column=column, title=title, basis="绩效")
    found = one(bind(Item(EDUCATION, 2023, Phrase("校舍修缮费项目的家长满意率", roles=("实际",))), scope(asked, other)))
    assert found.fact == asked
    assert [str(f.value) for f in found.others] == ([value] if told else [])


def test_a_sentence_about_another_forms_funds_is_no_contradiction() -> None:
    """一般公共预算 and all funds print different figures of one subject, each in its own form and its own sentence."""
    title = "（三）一般公共预算财政拨款支出决算具体情况"
    facts = ledger()
    general = next(f for f in facts if f.form == "F05" and f.row_code == "2050102" and f.year == 2023 and f.department == EDUCATION)
    agreeing = fact("一般行政管理事务", str(general.value), role="决算", title=title)
    found = one(bound("一般行政管理事务", facts=[*facts, agreeing]))
    assert (found.fact.form, found.fact.value != general.value, found.others) == ("F03", True, ())
    wrong = fact("一般行政管理事务", "123.45", role="决算", title=title)
    assert [str(f.value) for f in one(bound("一般行政管理事务", facts=[*facts, agreeing, wrong])).others] == ["123.45"]


def test_figures_of_one_name_in_several_projects_are_asked_back() -> None:
    facts = [
        fact("家长满意率", value, "%", origin="indicator", column="实际完成值", title=f"{PROJECT} {project}", basis="绩效")
        for project, value in (("校舍修缮费", "96"), ("校园安保费", "91"))
    ]
    found = bind(Item(EDUCATION, 2023, Phrase("家长满意率", roles=("实际",))), scope(*facts))
    assert isinstance(found, Ambiguous)
    assert {str(f.value) for f in found.options} == {"96", "91"}


@pytest.mark.parametrize(("words", "bound_to"), [("云泽学前教育", "学前教育"), ("澜川区的小学教育", "小学教育"), ("砚溪区学前教育", "")])
def test_regions_that_the_department_lies_in_are_no_part_of_a_name(words: str, bound_to: str) -> None:
    found = bind(Item(EDUCATION, 2023, Phrase(words)), SCOPE)
    assert (found.fact.row_name if isinstance(found, Bound) else "") == bound_to


def _rated(project: str, value: str, name: str = "家长满意率", column: str = "实际完成值") -> Fact:
    return fact(name, value, "%", origin="indicator", column=column, title=f"{PROJECT} {project}", basis="绩效")


@pytest.mark.parametrize(
    ("parent", "project"), [("校舍修缮费", "校舍修缮费"), ("校园安保", "校园安保费"), ("校车费", ""), ("", "校舍修缮费")]
)
def test_an_indicator_is_the_named_projects(parent: str, project: str) -> None:
    """校车费 is a project of the department without such an indicator: no other project's answers for it. Equal figures are two."""
    facts = [_rated("校舍修缮费", "95"), _rated("校园安保费", "95"), _rated("校车费", "88", "准点率")]
    found = bind(Item(EDUCATION, 2023, Phrase("家长满意率", roles=("实际",), parent=parent)), scope(*facts))
    assert (found.fact.provenance.title if isinstance(found, Bound) else "") == (f"{PROJECT} {project}" if project else "")


def test_a_rate_that_a_form_prints_as_an_indicator_is_the_projects() -> None:
    facts = [_rated("校舍修缮费", "88", "预算执行率"), _rated("校园安保费", "97", "预算执行率")]
    found = one(bind(Item(EDUCATION, 2023, Phrase("校舍修缮费", roles=("完成率",))), scope(*facts)))
    assert str(found.fact.value) == "88"


@pytest.mark.parametrize(
    ("basis", "roles", "value"), [("", (), "70.55"), ("决算", (), "70.55"), ("预算", (), "72.85"), ("", ("预算",), "72.85")]
)
def test_an_outcome_comes_before_a_plan(basis: str, roles: tuple[str, ...], value: str) -> None:
    """Also where the plan stands in a form and the outcome in a sentence."""
    planned = fact("档案数字化", "72.85", origin="table", form="B03", column="合计", basis="预算", doc=f"{EDUCATION}_2023_预算.pdf")
    spent = fact("档案数字化", "70.55", column="金额")
    found = one(bind(Item(EDUCATION, 2023, Phrase("档案数字化", roles=roles), basis), scope(planned, spent)))
    assert str(found.fact.value) == value


def test_a_name_comes_before_what_is_like_it_wherever_it_stands() -> None:
    like = fact("古籍档案数字化加工", "70.55", column="金额")
    named = fact("档案数字化", "72.85", origin="table", form="B03", column="合计", basis="预算", doc=f"{EDUCATION}_2023_预算.pdf")
    found = one(bind(Item(EDUCATION, 2023, Phrase("档案数字化")), scope(like, named)))
    assert (str(found.fact.value), found.exact) == ("72.85", True)


@pytest.mark.parametrize("words", ["公共卫生", "城市社区卫生机构", "文物"])
def test_a_known_name_never_means_another_known_name(words: str) -> None:
    """However alike they are: 公共卫生 (21004) is not 卫生健康支出 (210)."""
    facts = [fact("卫生健康支出", "97.41"), fact("社区卫生", "3.00"), fact("文物保护", "4.00")]
    assert isinstance(bound(words, facts=facts), Missing)


def test_a_known_name_of_money_is_no_count() -> None:
    assert isinstance(bound("印刷费", facts=[fact("年印刷次数", "4", "次")]), Missing)


def test_a_whole_name_goes_before_a_name_with_its_parent() -> None:
    """文化体育支出 is 207, not 20703 体育 under it."""
    facts = [fact(name, value, form="F03", code=code, column="本年支出合计", origin="table", title="支出决算表")
             for code, name, value in (("207", "文化旅游体育与传媒支出", "9.00"), ("20703", "体育", "2.00"))]  # fmt: skip
    assert one(bound("文化体育支出", facts=facts)).fact.row_code == "207"


def test_a_part_of_something_else_does_not_hide_the_subject() -> None:
    """维修费 is 30213 where that is printed, not the repairs among the cost of cars."""
    facts = [
        fact("公务用车运行维护费/维修费", "2.45"),
        fact("维修(护)费", "8.10", form="F06", code="30213", column="决算数", origin="table"),
    ]
    assert one(bound("维修费", facts=facts)).fact.row_code == "30213"
    assert one(bound("维修费", facts=facts[:1])).fact.value == facts[0].value
