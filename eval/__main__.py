"""Command line: run cases, compare two runs; make fictitious disclosures, damaged files and questions; measure what is read."""

from __future__ import annotations

import json
import platform
import re
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from eval import report
from eval.dataset import Case, DatasetError, load
from eval.metrics import tally
from eval.run import SUMMARY, Row, RunError, code_fingerprint, run
from eval.run import load as load_run
from index.documents import IndexingError
from qa.answers import Answer
from qa.settings import Settings

if TYPE_CHECKING:
    from index.store import Store

app = typer.Typer(help="评测：出题、跑题、比较", no_args_is_help=True, add_completion=False)


def _fail(message: object) -> typer.Exit:
    typer.echo(str(message), err=True)
    return typer.Exit(1)


def _years(text: str) -> tuple[int, int]:
    """2022-2024, or a single year."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text)
    if not match:
        raise typer.BadParameter("年份写作 2022-2024 或 2024")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise typer.BadParameter(f"起始年 {first} 晚于结束年 {last}")
    return first, last


@app.command("run")
def run_command(
    cases: Annotated[list[Path], typer.Argument(help="题目文件（JSONL）", metavar="CASES…")],
    out: Annotated[Path, typer.Option(help="结果文件夹；中断后用同一文件夹再跑会接着跑")],
    store: Annotated[Path | None, typer.Option(help="索引（默认取环境变量 DISCLOSURE_QA_STORE，否则 ./store）")] = None,
    min_accuracy: Annotated[float, typer.Option(min=0, max=1, help="正确率低于此数时退出状态为 1")] = 0.0,
    max_wrong: Annotated[float, typer.Option(min=0, max=1, help="答错率高于此数时退出状态为 1")] = 1.0,
    summary: Annotated[bool, typer.Option("--summary", help="只按操作列出得分，不显示也不写出题目和回答的文字")] = False,
) -> None:
    """跑题并评分。某一题出错不影响其他题。"""
    settings = Settings()
    try:
        loaded = load(cases)
        rows = (_summarised if summary else _run)(loaded, out, store or settings.store, settings)
    except (DatasetError, RunError, IndexingError) as error:
        raise _fail(error) from error
    if summary:
        report.print_summary(rows, Console())
    else:
        report.print_run(rows, Console())
    total = tally(row.verdict for row in rows)
    if total.accuracy < min_accuracy:
        raise _fail(f"正确率 {total.accuracy:.1%} 低于要求的 {min_accuracy:.1%}")
    if total.wrong_rate > max_wrong:
        raise _fail(f"答错率 {total.wrong_rate:.1%} 高于允许的 {max_wrong:.1%}")


def _run(cases: list[Case], out: Path, path: Path, settings: Settings) -> list[Row]:
    from rich.progress import Progress

    from index.store import Store
    from qa.settings import questions_embedder

    with Store.open(path, questions_embedder(settings)) as store, Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("跑题", total=len(cases))
        return run(cases, out, _asking(store), _measured(store, settings), lambda row: bar.advance(task))


def _summarised(cases: list[Case], out: Path, path: Path, settings: Settings) -> list[Row]:
    """Run in a folder that is thrown away; `out` keeps the numbers only."""
    with tempfile.TemporaryDirectory() as scratch:
        rows = _run(cases, Path(scratch), path, settings)
    out.mkdir(parents=True, exist_ok=True)
    (out / SUMMARY).write_text(json.dumps(report.summary(rows), indent=1) + "\n", "utf-8")
    return rows


def _asking(store: Store) -> Callable[[Case], Answer]:
    from qa.pipeline import ask

    return lambda case: ask(case.question, case.history, store=store, today=case.today)


def _measured(store: Store, settings: Settings) -> dict[str, str]:
    """What a run measures: the same settings give comparable rows."""
    root = Path(__file__).resolve().parent.parent
    try:
        program = version("disclosure-qa")
    except PackageNotFoundError:
        program = "not installed"
    return {
        "program": program,
        "code": code_fingerprint([root / room for room in ("index", "qa", "prompts")]),
        "python": platform.python_version(),
        "store": store.fingerprint,
        "llm_mode": settings.llm_mode,
        "llm_model": settings.llm_model,
        "embedding_model": settings.embedding_model,
        "rerank_model": settings.rerank_model,
    }


@app.command("compare")
def compare_command(
    before: Annotated[Path, typer.Argument(help="先前的结果文件夹", metavar="DIR")],
    after: Annotated[Path, typer.Argument(help="后来的结果文件夹", metavar="DIR")],
) -> None:
    """比较两次结果：哪些变好，哪些变差。"""
    try:
        comparison = report.compare(load_run(before), load_run(after))
    except RunError as error:
        raise _fail(error) from error
    report.print_comparison(comparison, Console())


@app.command("synthesize")
def synthesize_command(
    out: Annotated[Path, typer.Argument(help="写到这个文件夹", metavar="OUT")],
    departments: Annotated[int, typer.Option(min=1, help="虚构部门的个数")],
    years: Annotated[str, typer.Option(help="年份，如 2022-2024")],
    seed: Annotated[int, typer.Option(help="随机种子：同样的种子得到同样的文件")],
) -> None:
    """生成虚构的公开文件，连同其中真实数字的对照表。"""
    from eval.synthesize import synthesize

    try:
        synthesize(out, departments, _years(years), seed)
    except ValueError as error:
        raise _fail(error) from error
    typer.echo(f"虚构文件已写入 {out}")


@app.command("questions")
def questions_command(
    corpus: Annotated[Path, typer.Argument(help="synthesize 写的文件夹", metavar="CORPUS")],
    wordings: Annotated[list[Path], typer.Option(help="说法文件（TOML），可给多个", metavar="FILE")],
    out: Annotated[Path, typer.Option(help="题目写到这个文件（JSONL）", metavar="F.jsonl")],
    per_operation: Annotated[int, typer.Option(min=1, help="每种操作最多出多少题")] = 40,
    seed: Annotated[int, typer.Option(help="随机种子：同样的种子得到同样的题目")] = 1,
) -> None:
    """用虚构的公开文件出题：说法取自文件，答案由真实数字的对照表算出。"""
    from eval.questions import CorpusError, WordingsError, generate

    try:
        cases = generate(corpus, wordings, per_operation, seed)
        out.write_text("".join(case.model_dump_json(exclude_defaults=True) + "\n" for case in cases), "utf-8")
    except (CorpusError, WordingsError, OSError) as error:
        raise _fail(error) from error
    typer.echo(f"{len(cases)} 题已写入 {out}")


@app.command("scale")
def scale_command(
    out: Annotated[Path, typer.Argument(help="新索引写到这个文件夹", metavar="STORE")],
    departments: Annotated[int, typer.Option(min=1, help="虚构部门的个数")] = 334,
    years: Annotated[str, typer.Option(help="年份，如 2022-2024")] = "2022-2024",
    facts: Annotated[int, typer.Option(min=1, help="每份文件大约多少条事实")] = 1000,
    seed: Annotated[int, typer.Option(help="随机种子：同样的种子得到同样的事实")] = 7,
) -> None:
    """不经过文件，直接写出一个大索引（默认约 2000 份文件、200 万条事实），连同用来计时的问题。"""
    from eval.scale import QUESTIONS, build_scale_store

    try:
        documents, total = build_scale_store(out, departments, _years(years), facts, seed)
    except (ValueError, IndexingError) as error:
        raise _fail(error) from error
    typer.echo(f"{documents} 份文件、{total} 条事实已写入 {out}；计时用的问题在 {out / QUESTIONS}")


@app.command("extraction")
def extraction_command(
    truth: Annotated[Path, typer.Argument(help="真实数字的对照表（synthesize 写的 truth.csv）", metavar="TRUTH.csv")],
    export: Annotated[Path, typer.Argument(help="python -m index facts --csv 的导出", metavar="EXPORT.csv")],
    misses: Annotated[int, typer.Option(min=0, help="最多列出多少条缺少的和多出的")] = 20,
    least: Annotated[float, typer.Option("--min", min=0, max=1, help="召回率或精确率低于此数时退出状态为 1")] = 1.0,
    origin: Annotated[list[str] | None, typer.Option(help="只比较这些来源：table、sentence、indicator")] = None,
) -> None:
    """比较读出的数字与真实的数字：除原文外各列都要相同。"""
    from eval import extraction

    try:
        true, found = extraction.load(truth), extraction.load(export)
    except extraction.ExtractionError as error:
        raise _fail(error) from error
    wanted = set(origin or extraction.ORIGINS)
    true, found = ([row for row in rows if row["origin"] in wanted] for rows in (true, found))
    comparison = extraction.compare(true, found)
    extraction.print_comparison(comparison, Console(), misses)
    total = comparison.total
    if min(total.recall, total.precision) < least:
        raise _fail(f"召回率 {total.recall:.4f}、精确率 {total.precision:.4f}，要求不低于 {least:g}")


@app.command("damage")
def damage_command(
    sources: Annotated[list[Path] | None, typer.Argument(help="完好的文件或文件夹；没有时用虚构的文件", metavar="SOURCES…")] = None,
    count: Annotated[int, typer.Option(min=1, help="损坏的文件数")] = 300,
    seed: Annotated[int, typer.Option(help="随机种子：同样的种子得到同样的文件")] = 1,
    out: Annotated[Path | None, typer.Option(help="把损坏的文件和索引留在这个文件夹")] = None,
    size: Annotated[float, typer.Option(min=0.001, max=1, help="特大文件的大小：1 为两千页、百万行")] = 1.0,
) -> None:
    """随机损坏文件后建索引：每个文件都要在时间和内存之内读入或报告。"""
    from eval.damage import documents_in, print_verdicts, run_damage
    from eval.synthesize import synthesize

    with tempfile.TemporaryDirectory() as scratch:
        try:
            documents = documents_in(sources or synthesize(Path(scratch) / "documents", 2, (2022, 2023)))
            if not documents:
                raise IndexingError(f"{'、'.join(map(str, sources or []))}：没有可读的文件")
            verdicts = run_damage(documents, count, seed, out or Path(scratch) / "damage", size)
        except (IndexingError, OSError) as error:
            raise _fail(error) from error
    print_verdicts(verdicts, Console())
    if any(v.state == "违规" for v in verdicts):
        raise typer.Exit(1)


if __name__ == "__main__":
    app(prog_name="python -m eval")
