"""The run's database as the corpus' library."""

from collections.abc import Iterator, Sequence

from taskloom.corpus.library import Header
from taskloom.schema.document import Document
from taskloom.store import Store


class StoreLibrary:
    """The documents that were read, in their order."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._marks = [(header.uri, header.distractor) for header in store.documents.headers()]

    def uris(self) -> Sequence[str]:
        """All uris, in the corpus' order."""
        return tuple(uri for uri, _ in self._marks)

    def headers(self) -> Iterator[Header]:
        """The header of every document."""
        for uri, distractor in self._marks:
            document = self.load(uri)
            yield Header(
                uri, document.digest, document.title, document.names, document.modality, document.aside,
                distractor, document.address,
            )  # fmt: skip

    def load(self, uri: str) -> Document:
        """The document."""
        return self._store.documents.load(uri)
