"""The full-text index: passages ranked by BM25, grouped by document.

Two fields are ranked: `body` (title, headings and text) and, at half weight, `title`. A query is a bag of
words without syntax; what a word is, `words` says.

Ranking does not depend on how the index came about. Sums of floats differ in their last digit with the layout
of segments, so scores closer than `_TIE` are one, and ties go by uri. One process writes at a time; any
number read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from taskloom.corpus.catalogue import Catalogue, document_key
from taskloom.corpus.library import Library
from taskloom.corpus.passages import passages
from taskloom.corpus.render import render
from taskloom.corpus.snippet import Snippets
from taskloom.corpus.words import analyzer, apart, query_words

if TYPE_CHECKING:
    import tantivy

_WORDS = "words"
_TITLE_WEIGHT = 0.5
_TIE = 1e-5
_FETCH = 24
_MOST = 6144
"""Passages looked at for one query, at most."""
_HEAP = 50_000_000
_WORDS_KEPT = 2048
"""Words of queries kept at hand: questions have most of theirs in common."""
_BATCH = 20_000
"""Passages between commits."""


@dataclass(eq=False, slots=True)
class Stretch:
    """What a passage shows of a query; cut when it is first asked for, since most of what is found is never shown."""

    _snippets: Snippets
    _passage: Callable[[], str]
    _text: str | None = None

    @property
    def text(self) -> str:
        """About 240 characters, in one line."""
        if self._text is None:
            self._text = self._snippets.of(self._passage())
        return self._text


class Found(NamedTuple):
    """A document found: its best passage's score, and a stretch of that passage."""

    uri: str
    score: float
    stretch: Stretch


class _Sought(NamedTuple):
    """A word of a query."""

    body: tantivy.Query
    title: tantivy.Query
    weight: float
    """How much it tells: its inverse document frequency."""


class _Best(NamedTuple):
    score: float
    passage: int
    address: tantivy.DocAddress


def update_index(path: Path, library: Library) -> int:
    """Brings the index in the folder `path` up to the library; returns how many documents were added.

    Documents that are in it already are not read again; those no longer in the library are taken out. What is
    committed when the process is killed stays, whole documents only.
    """
    import tantivy

    path.mkdir(parents=True, exist_ok=True)
    index = tantivy.Index(_schema(), str(path), reuse=True)
    _prepare(index)
    present = _present(index)
    gone = set(present)
    for header in library.headers():
        gone.discard(document_key(header.uri, header.digest))
    writer = index.writer(_HEAP, 1)
    for key in sorted(gone):
        writer.delete_documents_by_term("document", key)
    waiting = added = 0
    for header in library.headers():
        uri, key = header.uri, document_key(header.uri, header.digest)
        if key in present:
            continue
        added += 1
        document = library.load(uri)
        title = " ".join(dict.fromkeys((document.title, *document.names)))
        for number, passage in enumerate(passages(render(document, _unresolved))):
            body = f"{title}\n{passage.heading}\n{passage.text}"
            writer.add_document(
                tantivy.Document(
                    document=key,
                    passage=number,
                    title=apart(title),
                    body=apart(body),
                    text=passage.text.encode(),
                )
            )
            waiting += 1
        if waiting >= _BATCH:
            writer.commit()
            waiting = 0
    if waiting or gone:
        writer.commit()
    writer.wait_merging_threads()
    return added


class SearchIndex:
    """An index opened for reading; what the catalogue does not know is not seen."""

    def __init__(self, path: Path, catalogue: Catalogue) -> None:
        import tantivy

        if not (path.is_dir() and tantivy.Index.exists(str(path))):
            raise FileNotFoundError(f"{path}: no index; run `taskloom generate` on this folder again to build it")
        index = tantivy.Index.open(str(path))
        _prepare(index)
        index.config_reader("manual")
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._catalogue = catalogue
        self._sought = lru_cache(maxsize=_WORDS_KEPT)(self._term)

    def search(self, query: str, limit: int) -> list[Found]:
        """The `limit` best documents, the best first."""
        words = query_words(query)
        if not words.terms or limit < 1:
            return []
        sought = [self._sought(term) for term in words.terms]
        documents = self._documents(_any_of(sought), limit)
        snippets = Snippets(dict(zip(words.beginnings, (one.weight for one in sought), strict=True)))
        return [Found(uri, best.score, Stretch(snippets, partial(self._text, best.address))) for uri, best in documents]

    def _documents(self, query: tantivy.Query, limit: int) -> list[tuple[str, _Best]]:
        """The best passage of each of the `limit` best documents."""
        fetch = _FETCH + 4 * limit
        while True:
            hits = cast(
                "list[tuple[float, tantivy.DocAddress]]",
                self._searcher.search(query, fetch, count=False).hits,
            )
            ranked = self._ranked(self._grouped(hits), limit)
            complete = len(hits) < fetch or fetch >= _MOST
            enough = len(ranked) >= min(limit, len(self._catalogue))
            if complete or (enough and _below(hits[-1][0], ranked[:limit][-1][1].score)):
                return ranked[:limit]
            fetch = min(8 * fetch, _MOST)

    def _grouped(self, hits: list[tuple[float, tantivy.DocAddress]]) -> dict[int, _Best]:
        """The best passage of each document, by the document's key."""
        addresses = [address for _, address in hits]
        keys = cast("list[int]", self._searcher.fast_field_values("document", addresses))
        numbers = cast("list[int]", self._searcher.fast_field_values("passage", addresses))
        grouped: dict[int, _Best] = {}
        for (score, address), key, number in zip(hits, keys, numbers, strict=True):
            best = grouped.get(key)
            if best is None or (number < best.passage and not _below(score, best.score)):
                grouped[key] = _Best(best.score if best else score, number, address)
        return grouped

    def _ranked(self, documents: dict[int, _Best], limit: int) -> list[tuple[str, _Best]]:
        """The best `limit` of the documents that the catalogue knows, the best first; more where more are alike."""
        ordered = sorted(documents.items(), key=lambda item: -item[1].score)
        ranked: list[tuple[str, _Best]] = []
        start = 0
        while start < len(ordered) and len(ranked) < limit:
            end = min(start + limit - len(ranked), len(ordered))
            while end < len(ordered) and not _below(ordered[end][1].score, ordered[end - 1][1].score):
                end += 1
            uris = self._catalogue.uris(key for key, _ in ordered[start:end])
            ranked += _in_order((uris[key], best) for key, best in ordered[start:end] if key in uris)
            start = end
        return ranked

    def _term(self, term: str) -> _Sought:
        from tantivy import Query

        body = Query.term_query(self._schema, "body", term, "freq")
        title = Query.boost_query(Query.term_query(self._schema, "title", term, "freq"), _TITLE_WEIGHT)
        total, frequency = self._searcher.num_docs, self._searcher.doc_freq("body", term)
        return _Sought(body, title, math.log(1 + (total + 0.5) / (frequency + 0.5)))

    def _text(self, address: tantivy.DocAddress) -> str:
        return cast("bytes", self._searcher.doc(address).get_first("text")).decode()


def _any_of(words: Iterable[_Sought]) -> tantivy.Query:
    from tantivy import Occur, Query

    return Query.boolean_query([(Occur.Should, query) for word in words for query in (word.body, word.title)])


def _in_order(documents: Iterable[tuple[str, _Best]]) -> list[tuple[str, _Best]]:
    """Best first, as they come; runs of scores that are one but for their last digits go by uri."""
    ranked: list[tuple[str, _Best]] = []
    run: list[tuple[str, _Best]] = []
    for item in documents:
        if run and _below(item[1].score, run[-1][1].score):
            ranked += sorted(run, key=lambda held: held[0])
            run = []
        run.append(item)
    return ranked + sorted(run, key=lambda held: held[0])


def _below(score: float, other: float) -> bool:
    return score < other * (1 - _TIE)


def _unresolved(target: str) -> None:
    """Links are left out of the index: what they lead to is no word of the text."""
    del target


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    import tantivy

    return (
        tantivy.SchemaBuilder()
        .add_integer_field("document", indexed=True, fast=True)
        .add_integer_field("passage", indexed=True, fast=True)
        .add_text_field("title", tokenizer_name=_WORDS, index_option="freq")
        .add_text_field("body", tokenizer_name=_WORDS, index_option="freq")
        .add_bytes_field("text", stored=True)
        .build()
    )


def _prepare(index: tantivy.Index) -> None:
    index.register_tokenizer(_WORDS, analyzer())


def _present(index: tantivy.Index) -> set[int]:
    """The keys of the documents in the index: each has a passage 0."""
    from tantivy import Query

    index.reload()
    searcher = index.searcher()
    if not searcher.num_docs:
        return set()
    first = Query.term_query(index.schema, "passage", 0)
    hits = cast("list[tuple[float, tantivy.DocAddress]]", searcher.search(first, searcher.num_docs, count=False).hits)
    return set(cast("list[int]", searcher.fast_field_values("document", [address for _, address in hits])))
