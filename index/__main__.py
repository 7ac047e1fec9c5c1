"""python -m index: build, facts, check, show, remove, generate, bench, train-embedding. Reads the environment; no other logic."""

from __future__ import annotations

import csv
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.amounts import plain
from index.documents import IndexingError

if TYPE_CHECKING:
    from index.embeddings import Embedder
    from index.pipeline import Report

app = typer.Typer(
    help="把部门预算、决算公开文件读成事实与段落。", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

StoreOption = Annotated[Path, typer.Option("--store", envvar="DISCLOSURE_QA_STORE", help="索引所在文件夹")]


def _fail(message: str) -> typer.Exit:
    print(message, file=sys.stderr)
    return typer.Exit(1)


def _embedder() -> Embedder:
    from index.embeddings import embedder

    model, base_url = (os.environ.get(f"DISCLOSURE_QA_EMBEDDING_{name}") or None for name in ("MODEL", "BASE_URL"))
    return embedder(model, base_url, api_key=os.environ.get("DISCLOSURE_QA_LLM_API_KEY", ""))


@app.command("build")
def build_command(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹（pdf、txt、md、docx、xlsx、xls、html）")],
    store: StoreOption = Path("store"),
    as_json: Annotated[bool, typer.Option("--json", help="每个文件输出一行 JSON")] = False,
) -> None:
    """读入文件：没变的跳过，变了的替换，坏的报告并跳过。"""
    from index.pipeline import build
    from index.progress import bar

    def told(report: Report) -> None:
        if as_json:
            print(json.dumps(_report_json(report), ensure_ascii=False), flush=True)
        elif not report.error:
            print(_report_line(report), flush=True)
        if report.error:
            print(report.error, file=sys.stderr, flush=True)
        if report.seconds:
            advance()

    try:
        with bar(wanted=not as_json) as (begun, advance):
            reports = build(paths, store, embedder=_embedder(), told=told, begun=begun)
    except IndexingError as error:
        raise _fail(str(error)) from error
    if not as_json:
        done = [r for r in reports if r.record is not None]
        figures = sum(r.record.facts for r in done if r.record)
        print(f"完成：{len(done)} 个文件，{figures} 条事实；{sum(1 for r in reports if r.error)} 个未读入。索引在 {store}")
    if any(r.error for r in reports):
        raise typer.Exit(1)


def _report_json(report: Report) -> dict[str, object]:
    record, path = report.record, report.path
    keys = ("department", "year", "basis", "facts", "passages", "checks_held", "checks_failed", "seconds")
    values = {key: (getattr(record, key) if record is not None else None) for key in keys}
    forms = record.forms.split(",") if record is not None and record.forms else []
    return {"doc": path.name, **values, "forms": forms, "error": report.error, "note": report.note}


def _report_line(report: Report) -> str:
    record, note = report.record, report.note
    name = report.path.name
    if record is None or record.template:
        return f"－ {name}  {note or '空白模板：没有数字，不作为部门或选项'}"
    state = "未变" if report.unchanged else f"{record.seconds:.1f}秒"
    checks = f"勾稽 {record.checks_held} 条成立" + (f"、{record.checks_failed} 条不成立" if record.checks_failed else "")
    about = f"{record.department or '部门不明'} {record.year or '年度不明'} {record.basis or '预决算不明'}"
    return f"✓ {name}  {about}：{record.facts} 条事实，{record.passages} 段文字，{checks}（{state}）{'  ' + note if note else ''}"


@app.command("facts")
def facts_command(
    csv_file: Annotated[Path, typer.Option("--csv", help="写到这个 CSV 文件")],
    store: StoreOption = Path("store"),
) -> None:
    """导出全部事实。"""
    from index.export import COLUMNS, exported
    from index.store import Store

    try:
        with Store.open(store) as opened, csv_file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows(map(exported, opened.facts.facts()))
    except (IndexingError, OSError) as error:
        raise _fail(str(error)) from error


@app.command("check")
def check_command(
    store: StoreOption = Path("store"), as_json: Annotated[bool, typer.Option("--json", help="每条输出一行 JSON")] = False
) -> None:
    """列出不成立的勾稽关系，以及没能读懂的地方。"""
    from index.store import Store

    try:
        with Store.open(store) as opened:
            checks, gaps = opened.facts.checks(), opened.facts.gaps()
    except IndexingError as error:
        raise _fail(str(error)) from error
    for c in checks:
        if as_json:
            row = {"doc": c.doc, "page": c.page, "rule": c.rule, "severity": c.severity, "message": c.message,
                   "left": plain(c.left), "right": plain(c.right), "difference": plain(c.difference)}  # fmt: skip
            print(json.dumps(row, ensure_ascii=False))
        else:
            print(f"{c.severity}  {c.doc}{f' 第{c.page}页' if c.page else ''}  {c.message}")
    if not as_json:
        for doc, gap in gaps:
            print(f"未读懂  {doc}{f' 第{gap.page}页' if gap.page else ''}  {gap.place}：{gap.reason}")


@app.command("show")
def show_command(
    doc: Annotated[str, typer.Argument(help="文件名")],
    page: Annotated[int | None, typer.Option("--page", help="页码，从 1 数起；不分页的格式不用写")] = None,
    png: Annotated[Path | None, typer.Option("--png", help="把这一页画到这个 PNG 文件，读到的数字都加框")] = None,
    store: StoreOption = Path("store"),
) -> None:
    """显示一页及从中读出的表，供人核对。"""
    from index.show import picture, show
    from index.store import Store

    try:
        with Store.open(store) as opened:
            print(show(opened, doc, page))
            if png is not None:
                picture(opened, doc, page).save(png, "PNG")
    except (IndexingError, OSError) as error:
        raise _fail(str(error)) from error


@app.command("generate")
def generate_command(
    force: Annotated[bool, typer.Option("--force", help="用现在读出的事实覆盖原来的预期")] = False,
    folder: Annotated[Path, typer.Option("--golden", help="样例文件所在文件夹")] = Path("tests/golden"),
) -> None:
    """生成样例文件的预期事实，并显示与原来的差异；没有 --force 不覆盖。"""
    from index.golden import generate

    try:
        kept = generate(folder, force=force, told=print)
    except (IndexingError, OSError) as error:
        raise _fail(str(error)) from error
    if kept:
        raise _fail(f"{'、'.join(p.name for p in kept)} 与原来的预期不同，未改动；看过差异、确认无误后加 --force")


@app.command("remove")
def remove_command(
    docs: Annotated[list[str], typer.Argument(help="文件名")],
    store: StoreOption = Path("store"),
) -> None:
    """从索引里去掉文件。"""
    from index.pipeline import remove

    try:
        remove(docs, store, embedder=_embedder())
    except IndexingError as error:
        raise _fail(str(error)) from error
    print(f"已去掉：{'、'.join(docs)}")


@app.command("bench")
def bench_command(paths: Annotated[list[Path], typer.Argument(help="PDF 文件", metavar="FILE…")]) -> None:
    """测量读 PDF 的快慢，与只用 pdfplumber 取表相比。"""
    from index.bench import bench, table_of

    try:
        print(table_of(bench(paths)))
    except IndexingError as error:
        raise _fail(str(error)) from error


@app.command("train-embedding")
def train_command(
    pairs: Annotated[list[Path], typer.Argument(help="训练用的问答对（.jsonl 或 .jsonl.gz：title、passage、questions）")],
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path(__file__).parent / "data" / "embedding",
    held_out: Annotated[Path | None, typer.Option("--held-out", help="不参与训练、只用来测量的问答对")] = None,
) -> None:
    """从头训练随程序附带的小型向量模型，并打印测得的召回率。"""
    from index.train_embedding import train

    try:
        train(pairs, out, held_out=held_out)
    except (IndexingError, OSError) as error:
        raise _fail(str(error)) from error


if __name__ == "__main__":
    from dotenv import load_dotenv

    load_dotenv(".env")
    app()
