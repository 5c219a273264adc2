"""The frozen corpus as everything above sees it: documents, their renderings, links, names and search.

It reads only. Every worker process opens its own over the same library and index. Pages of the web that tools fetched
lie beside it: they are documents by their address and nothing else, neither searched nor linked to nor named.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.cache import Cache
from taskloom.corpus.catalogue import Catalogue
from taskloom.corpus.index import SearchIndex, Stretch
from taskloom.corpus.library import Header, Library
from taskloom.corpus.links import Links
from taskloom.corpus.names import Names
from taskloom.corpus.render import render
from taskloom.corpus.rendering import Rendering
from taskloom.schema.document import Block, Box, Document, Table

_CACHE = 64_000_000
"""Bytes of documents, and again of renderings, kept at hand."""
_SEARCHES = 4_000_000
"""Bytes of search results kept at hand: several checks of a task search for its question."""

_HEADERS = 4096
"""Headers kept at hand."""


class Hit(NamedTuple):
    """A document that search found; `rank` counts from 1."""

    rank: int
    uri: str
    title: str
    stretch: Stretch
    score: float

    @property
    def snippet(self) -> str:
        """The stretch of its best passage that shows why it was found."""
        return self.stretch.text


class Corpus:
    """A corpus over a library, and the index that `update_index` made of it (None: it is not searched)."""

    def __init__(self, library: Library, index: Path | None = None, *, cache_bytes: int = _CACHE) -> None:
        self._library = library
        self._index_path = index
        self._headers: Cache[Header] = Cache(_HEADERS)
        self._documents: Cache[Document] = Cache(cache_bytes)
        self._renderings: Cache[Rendering] = Cache(cache_bytes)
        self._searches: Cache[tuple[Hit, ...]] = Cache(_SEARCHES)

    def __contains__(self, uri: object) -> bool:
        return isinstance(uri, str) and self._header(uri) is not None

    @property
    def headers(self) -> Iterator[Header]:
        """A header for each document, in the corpus' order."""
        return iter(self._library.headers())

    def header(self, uri: str) -> Header:
        """The document's header. Raises KeyError for a uri that is not there."""
        found = self._header(uri)
        if found is None:
            raise KeyError(uri)
        return found

    def _header(self, uri: str) -> Header | None:
        held = self._headers.get(uri)
        if held is None and (held := self._library.header(uri)) is not None:
            self._headers.put(uri, held, 1)
        return held

    def document(self, uri: str, *, keep: bool = True) -> Document:
        """The document, or the page beside the corpus. Raises KeyError for a uri that is not there.

        Without `keep` it is not kept at hand: for who goes through the corpus once.
        """
        held = self._documents.get(uri)
        if held is None:
            held = self._library.load(uri) if uri in self else self._library.page(uri)
            if held is None:
                raise KeyError(uri)
            if keep:
                self._documents.put(uri, held, _weight(held))
        return held

    def rendering(self, uri: str) -> Rendering:
        """The document, or the page beside the corpus, as text. Raises KeyError for a uri that is not there."""
        held = self._renderings.get(uri)
        if held is None:
            links, document = self._links, self.document(uri)
            if uri in self:
                held = render(document, lambda target: links.resolve(uri, target))
            else:
                held = render(document, lambda target: links.absolute(document.address or uri, target))
            self._renderings.put(uri, held, held.size)
        return held

    def holds(self, uri: str) -> bool:
        """Whether this is a document of the corpus, or a page beside it."""
        return uri in self or self._library.page(uri) is not None

    def at(self, address: str) -> str | None:
        """The document of the corpus that lies at an address of the web."""
        return self._links.at(address)

    def resolve(self, uri: str, target: str) -> str | None:
        """The document of the corpus that a link `target`, as written in the document `uri`, leads to."""
        return self._links.resolve(uri, target)

    def by_name(self, name: str) -> tuple[str, ...]:
        """The documents whose title or other name this is, folded; in the corpus' order."""
        return self._names.find(name)

    def search(self, query: str, k: int = 5) -> list[Hit]:
        """The `k` documents that fit the query's words best. Raises RuntimeError without an index."""
        name = f"{k} {query}"
        held = self._searches.get(name)
        if held is None:
            held = tuple(
                Hit(rank, found.uri, self.header(found.uri).title, found.stretch, found.score)
                for rank, found in enumerate(self._index.search(query, k), start=1)
            )
            self._searches.put(name, held, 4 * len(query) + 1_000 * len(held))
        return list(held)

    def near(self, name: str, k: int = 3) -> tuple[str, ...]:
        """The uris of documents that a misspelt uri or title may have meant; () without an index."""
        if self._index_path is None:
            return ()
        return tuple(found.uri for found in self._index.search(name.replace("_", " ")[:200], k))

    @cached_property
    def _links(self) -> Links:
        return Links(self._catalogue)

    @cached_property
    def _names(self) -> Names:
        return Names(self._catalogue)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.headers)

    @cached_property
    def _index(self) -> SearchIndex:
        if self._index_path is None:
            raise RuntimeError("this corpus was opened without an index; give the folder `update_index` wrote")
        return SearchIndex(self._index_path, self._catalogue)


def _weight(document: Document) -> int:
    """Bytes a document holds in memory, roughly."""
    return 2_000 + sum(_block_weight(block) for block in document.blocks)


def _block_weight(block: Block) -> int:
    match block:
        case Table():
            return 1_000 + 800 * len(block.rows) * len(block.columns)
        case Box():
            return 1_000 + 1_500 * len(block.entries)
        case _:
            return 1_500
