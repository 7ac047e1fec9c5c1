"""Questions of every operation that a file has wordings for: the same corpus, file and seed give the same questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

from eval.dataset import Case
from eval.questions import arithmetic, conversation, lists, refusals, single, years
from eval.questions.draw import Asked, Draw
from eval.questions.measures import Measures
from eval.questions.truth import read
from eval.questions.wordings import Wordings, load
from index.amounts import round_half_up

_TRIES = 60
"""How often a question is drawn anew where the first draw has no unambiguous answer."""

Maker = Callable[[Draw], Asked | None]


def _of(kind: str, *makers: Maker) -> dict[str, tuple[str, Maker]]:
    return {maker.__name__: (kind, maker) for maker in makers}


MAKERS: dict[str, tuple[str, Maker]] = {
    **_of("lookup", single.lookup, single.lookup_spent, single.lookup_planned, single.lookup_several,
          single.lookup_code, single.indicator, single.lookup_form, single.lookup_crossed),
    **_of("compute", single.convert, single.exceeds, single.per_output),
    **_of("compute", arithmetic.difference, arithmetic.share, arithmetic.share_total, arithmetic.sum_named,
          arithmetic.sum_colloquial, arithmetic.remainder, arithmetic.against_plan, arithmetic.completion, arithmetic.per_head,
          arithmetic.per_vehicle, arithmetic.per_month, arithmetic.what_if, arithmetic.sum_departments),
    **_of("compare", arithmetic.compare_departments),
    **_of("compute", years.difference_years, years.growth, years.growth_last, years.ratio_years, years.sum_years, years.average_years,
          years.implied_earlier),
    **_of("compare", years.trend, years.maximum_years, lists.maximum_departments),
    **_of("list", lists.maximum, lists.minimum, lists.top, lists.ranking, lists.list_economic, lists.count, lists.threshold,
          arithmetic.sum_children),  # a sum of many lists its addends
    **_of("followup", conversation.follow_department, conversation.follow_year, conversation.follow_measure, conversation.follow_share,
          conversation.follow_unit, conversation.follow_change, conversation.follow_again, conversation.follow_sum),
    **_of("clarify", refusals.missing_department, refusals.missing_year, refusals.ambiguous),
    **_of("no_data", refusals.absent_year, refusals.absent_department, refusals.absent_subject),
    **_of("out_of_scope", refusals.opinion),
}  # fmt: skip
"""Operation → (kind of the golden set, what draws one)."""


def generate(folder: Path, files: Sequence[Path], per_operation: int, seed: int) -> list[Case]:
    """Up to `per_operation` questions of every operation, over the corpus in `folder`, in the wordings of `files`.

    Fewer where a corpus does not hold enough of what an operation asks for. Raises CorpusError, WordingsError.
    """
    measures = Measures(read(folder))
    cases: list[Case] = []
    for file in files:
        wordings = load(file)
        named = [measure for name in wordings.names if (measure := measures.measure(name)) is not None]
        pool = tuple({measure.key: measure for measure in named}.values())
        for operation in wordings.operations:
            draw = Draw(measures, wordings, pool, Random(f"{seed}/{operation}"))
            cases += _cases(operation, f"{file.stem}-{operation}", draw, per_operation)
    return cases


def _cases(operation: str, prefix: str, draw: Draw, count: int) -> Iterable[Case]:
    kind, maker = MAKERS[operation]
    wordings = list(_in_turn(draw.wordings, operation, draw.random, count))
    seen: set[tuple[str, ...]] = set()
    for number, wording in enumerate(wordings, 1):
        turn = replace(draw, wording=wording)
        for _ in range(_TRIES):
            asked = maker(turn)
            if asked is None:
                continue
            question = turn.question(asked.slots)
            if (*asked.history, question) in seen:
                continue
            seen.add((*asked.history, question))
            yield _case(f"{prefix}-{number:03}", kind, operation, wording, question, asked)
            break


def _in_turn(wordings: Wordings, operation: str, random: Random, count: int) -> Iterable[str]:
    """So many wordings, every one as often as any other."""
    own = list(wordings.operations[operation])
    random.shuffle(own)
    return (own[number % len(own)] for number in range(count))


def _in_wan(yuan: Decimal) -> tuple[Decimal, str]:
    """What a wording that asks for 万元 gets of a figure in 元: two decimals, or more."""
    return round_half_up(yuan / 10_000), "万元"


def _case(identifier: str, kind: str, operation: str, wording: str, question: str, asked: Asked) -> Case:
    stated = [_in_wan(value) if unit == "元" and "万" in wording else (value, unit) for value, unit in asked.values]
    expect = {
        "status": asked.status,
        "values": [{"value": f"{value:f}", "unit": unit} for value, unit in stated],
        "contains": list(asked.contains),
        "not_contains": list(asked.lacks),
        "evidence": [{"doc": doc} for doc in asked.docs],
    }
    fields = {"id": identifier, "kind": kind, "operation": operation, "question": question, "history": asked.history}
    return Case.model_validate({**fields, "expect": expect, "derivation": asked.how})
