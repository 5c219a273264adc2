"""What a corpus is built on: documents by uri, and a light header for each. The store provides one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from taskloom.schema.document import Document, Modality


class Header(NamedTuple):
    """What is known of a document without reading it."""

    uri: str
    digest: str
    title: str
    names: tuple[str, ...]
    modality: Modality
    aside: bool
    distractor: bool
    """True for a document that is searched but never asked about."""
    address: str | None


class Library(Protocol):
    """The documents of a corpus, frozen."""

    def uris(self) -> Sequence[str]:
        """All uris, in the corpus' order; no two are equal."""
        ...

    def headers(self) -> Iterable[Header]:
        """The header of every document, in the same order."""
        ...

    def header(self, uri: str) -> Header | None:
        """The header of one document; None for a uri that is not there."""
        ...

    def load(self, uri: str) -> Document:
        """The document. Raises KeyError for a uri that is not there."""
        ...

    def page(self, address: str) -> Document | None:
        """A page of the web that was frozen beside the corpus; None where there is none, or none yet."""
        ...


class MemoryLibrary:
    """A library that holds its documents in memory."""

    def __init__(
        self, documents: Iterable[Document], distractors: Iterable[Document] = (), pages: Iterable[Document] = ()
    ) -> None:
        self._documents = {document.uri: document for document in documents}
        hidden = {document.uri: document for document in distractors}
        self._distractors = frozenset(hidden)
        self._documents.update(hidden)
        self._pages = {page.uri: page for page in pages}

    def uris(self) -> Sequence[str]:
        """All uris, in the order given, distractors last."""
        return tuple(self._documents)

    def headers(self) -> Iterator[Header]:
        """The header of every document, in the same order."""
        for document in self._documents.values():
            yield header_of(document, distractor=document.uri in self._distractors)

    def header(self, uri: str) -> Header | None:
        """The header of one document; None for a uri that is not there."""
        document = self._documents.get(uri)
        return None if document is None else header_of(document, distractor=uri in self._distractors)

    def load(self, uri: str) -> Document:
        """The document. Raises KeyError for a uri that is not there."""
        return self._documents[uri]

    def page(self, address: str) -> Document | None:
        """The page given under an address."""
        return self._pages.get(address)


def header_of(document: Document, *, distractor: bool = False) -> Header:
    """A document's header."""
    return Header(
        document.uri,
        document.digest,
        document.title,
        document.names,
        document.modality,
        document.aside,
        distractor,
        document.address,
    )
