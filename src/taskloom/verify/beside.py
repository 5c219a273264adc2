"""Whether a page sets a fact's answer beside the name that it is asked about, so that the page tells it."""

from functools import lru_cache

from taskloom.corpus.corpus import Corpus
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.schema.fact import Fact

FELLOWS = 2
"""Other answers to the same relation beside which an answer is one of a list, and not told."""


def beside(name: str, fact: Fact, page: str, index: FactIndex, corpus: Corpus) -> bool:
    """Whether a page tells the fact's answer of the name: in a line with it, or, of a small number, as a fact of it.

    A line of prose or of a list that holds other answers to the same relation as well tells none of them.
    """
    listed = fact.relation if fact.answer.type in {"name", "text"} else None
    return _beside(name, fold(fact.answer.text), listed, page, index, corpus)


# Chains of many hops have most of their pairs of hops in common.
@lru_cache(maxsize=1 << 14)
def _beside(name: str, answer: str, listed: str | None, page: str, index: FactIndex, corpus: Corpus) -> bool:
    """Whether a page tells it; `listed` is the relation whose other answers may stand in the same line."""
    if answer.isdecimal() and len(answer) < 3:
        return any(edge.uri == page for edge in index.about(fold(name), answer))
    rendering = corpus.rendering(page)
    if name not in rendering.text:
        return False
    for line in rendering.lines():
        if name in line and f" {answer} " in (folded := f" {fold(line)} "):
            if line.startswith("|") or listed is None:
                return True
            fellows = (other for other in index.values(listed) if other not in {answer, fold(name)})
            if sum(f" {other} " in folded for other in fellows) < FELLOWS:
                return True
    return False
