import pytest

from taskloom.corpus.library import MemoryLibrary
from taskloom.schema.document import Document


def test_headers_stand_in_the_order_of_the_uris(library: MemoryLibrary) -> None:
    assert [header.uri for header in library.headers()] == list(library.uris())


def test_distractors_are_marked(documents: tuple[Document, ...]) -> None:
    library = MemoryLibrary(documents[:1], distractors=documents[1:])
    assert [header.distractor for header in library.headers()] == [False] + [True] * (len(documents) - 1)


def test_an_unknown_uri_is_a_key_error(library: MemoryLibrary) -> None:
    with pytest.raises(KeyError):
        library.load("nowhere")
