"""The run's database as the corpus' library."""

from collections.abc import Iterator, Sequence

from taskloom.corpus.library import Header
from taskloom.schema.document import Document
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
        for one in self._store.documents.headers():
            yield Header(
                one.uri,
                one.digest,
                one.title,
                one.names,
                one.modality,
                one.aside,
                one.distractor,
                one.address,
            )

    def load(self, uri: str) -> Document:
        """The document."""
        return self._store.documents.load(uri)

    def page(self, address: str) -> Document | None:
        """The page that a tool fetched."""
        return self._store.web.page(address)
