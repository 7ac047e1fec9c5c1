"""Our retrieval as a llama-index retriever, for those who build on llama-index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from index.passage_store import PassageStore
from qa.retrieve import retrieve


def retriever(
    store: PassageStore, *, departments: Collection[str] = (), years: Collection[int] = (), bases: Collection[str] = (), k: int = 8
) -> Any:
    """A llama-index `BaseRetriever` over `store`: nodes with score, text and the metadata doc, department, year, basis, section, page."""
    from llama_index.core.retrievers import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

    class PassageRetriever(BaseRetriever):
        """BM25 and vectors, fused; filters as given when it was made."""

        def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
            hits = retrieve(query_bundle.query_str, store, departments=departments, years=years, bases=bases, k=k)
            return [
                NodeWithScore(
                    node=TextNode(
                        id_=hit.passage.id,
                        text=hit.passage.text,
                        metadata={
                            "doc": hit.passage.doc, "department": hit.passage.department, "year": hit.passage.year,
                            "basis": hit.passage.basis, "section": " › ".join(hit.passage.section), "page": hit.passage.page or 0,
                        },
                    ),
                    score=hit.score,
                )
                for hit in hits
            ]  # fmt: skip

    return PassageRetriever()
