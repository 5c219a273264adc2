"""What documents are filed under, for a corpus of any size."""

from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.catalogue import Catalogue, document_key
from taskloom.corpus.library import Header


def header(uri: str, title: str = "", names: tuple[str, ...] = (), address: str | None = None) -> Header:
    return Header(uri, "ab" * 32, title, names, "html", False, False, address)


@given(st.lists(st.text(), unique=True), st.text())
def test_a_document_is_found_by_its_uri_and_by_its_key(uris: list[str], other: str) -> None:
    held = Catalogue(map(header, uris))
    keys = {document_key(uri, "ab" * 32): uri for uri in (*uris, other)}
    assert [held.find("uri", uri) for uri in uris] == [(uri,) for uri in uris]
    assert held.uris(keys) == {key: uri for key, uri in keys.items() if uri in uris}
    assert len(held) == len(uris)
    assert other in uris or not held.find("uri", other)


def test_documents_of_one_name_come_in_their_order_each_once() -> None:
    held = Catalogue(header(f"{number}.html", "Mercury", ("mercury", "Hermes")) for number in range(300))
    assert held.every("name", "mercury") == tuple(f"{number}.html" for number in range(300))
    assert held.find("name", "hermes") == ("0.html", "1.html")
    assert held.every("name", "venus") == held.find("name", "venus") == ()


def test_keys_may_be_negative() -> None:
    uris = [f"{number}.html" for number in range(300)]
    assert min(document_key(uri, "ab" * 32) for uri in uris) < 0 < max(document_key(uri, "ab" * 32) for uri in uris)


def test_a_page_lies_where_it_was_published_else_where_it_was_fetched() -> None:
    held = Catalogue(
        [
            header("a.html", address="https://example.org/a"),
            header("https://example.org/b"),
            header("https://mirror.example/c", address="https://example.org/c"),
            header("d.html"),
        ]
    )
    assert [held.address(uri) for uri in ("a.html", "https://example.org/b", "https://mirror.example/c", "d.html")] == [
        "https://example.org/a",
        "https://example.org/b",
        "https://example.org/c",
        None,
    ]
    assert held.find("said", "example.org/c?") == ("https://mirror.example/c",)
    assert held.find("fetched", "example.org/c?") == ()
