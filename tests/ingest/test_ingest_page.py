"""What a page is read as, and which pages are errors whatever their status says."""

import pytest

from taskloom.ingest import media
from taskloom.ingest.page import page_name, shows_error
from taskloom.ingest.read import read, source_of
from taskloom.ingest.web import Fetched
from taskloom.schema.document import Document

HTML = b"<html><head><title>T</title></head><body><p>Some words of text stand here.</p></body></html>"


def fetched(address: str, media_type: str, data: bytes = HTML, charset: str | None = None) -> Fetched:
    return Fetched(address, address, data, media_type, charset, "2025-01-01T00:00:00Z")


def document_of(page: Fetched) -> Document:
    from pathlib import Path

    return read(source_of(Path("nowhere") / page_name(page), page.address, page.data, None, page.charset))


@pytest.mark.parametrize(
    ("address", "media_type", "name"),
    [
        ("http://a.example/", "text/html", "index.html"),
        ("http://a.example/wiki/Town", "text/html", "Town.html"),
        ("http://a.example/page.php?id=3", "text/html", "page.html"),
        ("http://a.example/data.csv", "text/plain", "data.csv"),
        ("http://a.example/export?format=csv", "text/csv", "export.csv"),
        ("http://a.example/api/", "application/json", "api.json"),
        ("http://a.example/README.md", "", "README.md"),
        ("http://a.example/a%2Fb%00c", "text/plain", "a_b_c.txt"),
        ("http://a.example/..%2F..%2Fetc", "text/plain", "_.._etc.txt"),
        ("http://a.example/x", "application/octet-stream", "x"),
    ],
)
def test_a_name_tells_the_type(address: str, media_type: str, name: str) -> None:
    assert page_name(fetched(address, media_type)) == name


@pytest.mark.parametrize(
    ("address", "media_type", "data", "expected"),
    [
        ("http://a.example/notes.md", "text/plain", HTML, media.HTML),
        ("http://a.example/x", "application/json", HTML, media.HTML),
        ("http://a.example/x", "text/html", b'{"name": "Lindhaven", "river": "Osk"}', media.HTML),
        ("http://a.example/data.csv", "text/html", b"town,people\nLindhaven,41230\nHoyle,88120\n", media.CSV),
        ("http://a.example/x.php", "text/csv", b"town,people\nLindhaven,41230\nHoyle,88120\n", media.CSV),
    ],
)
def test_bytes_tell_before_the_address_and_that_before_the_server(
    address: str, media_type: str, data: bytes, expected: str
) -> None:
    page = fetched(address, media_type, data)
    assert media.media_type(page.data, page_name(page)) == expected


def test_the_declared_encoding_is_believed_where_the_bytes_allow_it() -> None:
    text = "<html><body><h1>Ярмарка</h1><p>Ярмарка мёда проходит в Усолье каждый год.</p></body></html>"
    page = fetched("http://a.example/x", "text/html", text.encode("koi8-r"), "koi8-r")
    assert document_of(page).encoding == "koi8-r"
    assert document_of(page).title == "Ярмарка"
    lying = page._replace(data=text.encode(), charset="utf-16")
    assert document_of(lying).title == "Ярмарка"


@pytest.mark.parametrize(
    "title",
    [
        "404 Not Found", "Page not found", "Page not found | Lindhaven Gazette", "Error 404 – Not found",
        "403 Forbidden", "502 Bad Gateway", "HTTP Error 503. Service Unavailable", "The page could not be found",
    ],
)  # fmt: skip
def test_an_error_in_disguise_is_seen(title: str) -> None:
    data = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Try the home page.</p></body></html>"
    assert "an error page" in (
        shows_error(document_of(fetched("http://a.example/x", "text/html", data.encode()))) or ""
    )


@pytest.mark.parametrize(
    "title", ["404", "List of HTTP status codes", "Lost and Not Found", "500 Days", "Room 404: a novel"]
)
def test_a_page_about_such_things_is_none(title: str) -> None:
    data = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>A year, or a book.</p></body></html>"
    assert shows_error(document_of(fetched("http://a.example/x", "text/html", data.encode()))) is None
