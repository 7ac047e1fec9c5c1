"""Dumps as tests write them, and the tables read from them in short."""

from __future__ import annotations

from index.documents import Document, Line, Page
from index.forms import forms
from index.tables import Table
from index.textforms import tables_from_lines


def document(*texts: str) -> Document:
    """A dump; several texts are pages."""
    pages = tuple(
        Page(n if len(texts) > 1 else None, tuple(Line(text, i) for i, text in enumerate(page.strip("\n").split("\n"), 1)))
        for n, page in enumerate(texts, 1)
    )
    return Document("虚构.txt", "0", "text", pages)


def only(text: str) -> Table:
    (table,) = tables_from_lines(document(text))
    return table


def cells(table: Table) -> dict[tuple[str, str], str]:
    """(side, code and name, column) in short: the row's code or name with its side, and the column without the form's header cells over
    several columns → figure."""
    groups = {name for name, _ in forms()[table.form].groups}
    found = {}
    for row in table.rows:
        for value in row.values:
            head, _, column = value.column.rpartition("/")
            found[row.side + (row.code or row.name), column if head in groups else value.column] = value.text
    return found


F05 = """
2022年度一般公共预算财政拨款支出决算表（表5）
部门：云岭市档案馆 单位：万元
项 目 本年支出
科目名称 小计 基本支出 项目支出
类 款 项
栏 次 1 2 3
合 计 90.00 70.00 20.00
201 一般公共服务支出 70.00 70.00
20126 档案事务 70.00 70.00
2012601 行政运行 70.00 70.00
213 农林水支出 20.00 20.00
21305 巩固脱贫攻坚成果衔接乡村振兴 20.00 20.00
2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00
注：本表反映部门本年度一般公共预算财政拨款支出情况。
1栏各行＝（2＋3）栏各行。
"""

F03 = """
2022年度支出决算表（表3）
单位：万元
本年支出合计 基本支出 项目支出 上缴上级支出 经营支出 对附属单位补助支出
栏 次 1 2 3 4 5 6
合 计 95.00 70.00 20.00 5.00
201 一般公共服务支出 75.00 70.00 5.00
20126 档案事务 75.00 70.00 5.00
2012601 行政运行 75.00 70.00 5.00
213 农林水支出 20.00 20.00
21305 巩固脱贫攻坚成果衔接乡村振兴 20.00 20.00
2130599 其他巩固脱贫攻坚成果衔接乡村振兴支出 20.00 20.00
注：本表反映部门本年度各项支出情况。
"""
