"""How often phrases about labels find them, and phrases about nothing find nothing, over fictitious departments with many projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from label_queries import label_queries, outcome

from eval.scale import build_scale_store
from index.store import Store
from qa.desk import Desk


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    root = tmp_path_factory.mktemp("labels") / "store"
    build_scale_store(root, 4, (2023, 2024), 500)
    with Store.open(root) as opened:
        yield opened


@pytest.mark.parametrize("seed", [11, 12])
def test_paraphrases_find_their_label_and_nothing_finds_nothing(store: Store, seed: int) -> None:
    desk = Desk(store)
    about: Counter[str] = Counter()
    nothing: Counter[str] = Counter()
    for query in label_queries(store.facts.facts(), seed, each=40):
        (about if query.right is not None else nothing)[outcome(query, desk.scope([query.item.department]))] += 1
    assert about.total() >= 200 and nothing.total() >= 120
    assert (about["right"] + about["asked"]) / about.total() >= 0.93, about
    assert about["wrong"] / about.total() <= 0.03, about
    assert nothing["wrong"] / nothing.total() <= 0.005, nothing
