"""Words as the index keeps them: lower case, without accents, stemmed as English; and a query's words.

Signs of scripts that are written without spaces are words of their own. Stop words stay in the index and are
left out of queries that hold other words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import tantivy

_LONGEST_WORD = 60
_QUERY_WORDS = 64
_ALONE = re.compile(
    r"[\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
)
_STOP_WORDS = """
a about after also an and any are as at be been before being but by can could did do does during for from had
has have having he her hers him his how i if in into is it its itself may me more most my no nor not of on or
our ours s she should so some such t than that the their theirs them then there these they this those through
to too until was we were what when where which while who whom whose why will with would you your yours
"""


class QueryWords(NamedTuple):
    """A query's words as indexed, and for each how the words begin that match it."""

    terms: tuple[str, ...]
    beginnings: tuple[str, ...]


class _Analyzers(NamedTuple):
    folded: tantivy.TextAnalyzer
    stemmed: tantivy.TextAnalyzer


@lru_cache(maxsize=256)
def query_words(query: str) -> QueryWords:
    """The words to look for, each once, in the query's order; none when the query holds no word."""
    analyzers = _analyzers()
    text = apart(query)
    pairs = dict(zip(analyzers.stemmed.analyze(text), analyzers.folded.analyze(text), strict=True))
    stopped = _stopped()
    kept = {term: word for term, word in pairs.items() if term not in stopped} or pairs
    terms = tuple(kept)[:_QUERY_WORDS]
    return QueryWords(terms, tuple(_shared(term, kept[term]) for term in terms))


def apart(text: str) -> str:
    """The text with spaces around each sign of a script that writes words without."""
    return text if text.isascii() else _ALONE.sub(r" \g<0> ", text)


def analyzer() -> tantivy.TextAnalyzer:
    """What makes an index's words of a text."""
    return _analyzers().stemmed


@lru_cache(maxsize=1 << 12)
def _shared(term: str, word: str) -> str:
    """How both the stem and the word begin ('happi', 'happy': 'happ')."""
    length = next((at for at, (a, b) in enumerate(zip(term, word, strict=False)) if a != b), None)
    return term[:length] or term


@lru_cache(maxsize=1)
def _analyzers() -> _Analyzers:
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    def folded() -> TextAnalyzerBuilder:
        builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONGEST_WORD))
        return builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())

    return _Analyzers(folded().build(), folded().filter(Filter.stemmer("english")).build())


@lru_cache(maxsize=1)
def _stopped() -> frozenset[str]:
    return frozenset(_analyzers().stemmed.analyze(_STOP_WORDS))
