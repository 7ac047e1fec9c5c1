"""stub"""
from index.documents import Document
def form_regions(document: Document) -> frozenset[tuple[int, int]]:
    return frozenset()
