"""The run's database as the corpus' library."""

from collections.abc import Iterator, Sequence

from taskloom.corpus.library import Header
from taskloom.schema.document import Document
from taskloom.store import Header as StoredHeader
from taskloom.store import Store


class StoreLibrary:
    """The documents that were read, in their order."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def uris(self) -> Sequence[str]:
        """All uris, in the corpus' order."""
        return self._store.documents.uris()

    def headers(self) -> Iterator[Header]:
        """The header of every document."""
        return map(_header, self._store.documents.headers())

    def header(self, uri: str) -> Header | None:
        """The header of one document; None for a uri that is not there."""
        found = self._store.documents.header(uri)
        return None if found is None else _header(found)

    def load(self, uri: str) -> Document:
        """The document."""
        return self._store.documents.load(uri)

    def page(self, address: str) -> Document | None:
        """The page that a tool fetched."""
        return self._store.web.page(address)


def _header(one: StoredHeader) -> Header:
    return Header(
        one.uri, one.digest, one.title, one.names, one.modality, one.aside, one.distractor, one.address
    )  # fmt: skip
