"""Which documents are for testing: drawn in neighbourhoods, so that their tasks can have several hops too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b

NEIGHBOURHOOD = 8
"""Documents that are drawn together: the most hops a task may have."""


def test_documents(
    documents: Iterable[str], neighbours: Callable[[str], Mapping[str, int]], share: float, seed: int
) -> frozenset[str]:
    """A share of the documents, rounded up; the same for the same documents, neighbours and seed.

    `neighbours` gives the documents that speak of the same things as one, each with how many. From a document
    that the seed draws, those that share most with what is drawn already follow, up to a neighbourhood; then
    another one is drawn: a single large neighbourhood would be about one thing only.
    """
    order = sorted(documents, key=lambda uri: (blake2b(f"{seed}|{uri}".encode(), digest_size=8).digest(), uri))
    wanted = -int(-share * len(order) // 1)
    known, drawn = set(order), set[str]()
    for start in order:
        near: Counter[str] = Counter()
        found: str | None = start if start not in drawn else None
        for _ in range(NEIGHBOURHOOD):
            if found is None or len(drawn) == wanted:
                break
            drawn.add(found)
            near.update(neighbours(found))
            left = [uri for uri in near if uri in known and uri not in drawn]
            found = max(left, key=lambda uri: (near[uri], uri), default=None)
        if len(drawn) == wanted:
            break
    return frozenset(drawn)
