import pytest
from selectolax.lexbor import LexborHTMLParser

from taskloom.corpus.catalogue import Catalogue, address_key
from taskloom.corpus.library import Header, MemoryLibrary
from taskloom.corpus.links import Links
from taskloom.schema.document import Document


def header(uri: str, title: str, address: str | None = None, names: tuple[str, ...] = ()) -> Header:
    return Header(uri, "0" * 64, title, names, "html", False, False, address)


HEADERS = [
    header("pages/Payne_Stewart.html", "Payne Stewart", "http://www.example.org/wiki/Payne_Stewart"),
    header("pages/Golf.html", "Golf"),
    header("pages/1929_U.S._Open_(golf).html", "1929 U.S. Open (golf)"),
    header("a/index.html", "Start"),
    header("a/mercury.html", "Mercury", names=("Hermes",)),
    header("b/mercury.html", "Mercury"),
    header("b/Él_Niño.html", "Él Niño"),
]
LINKS = Links(Catalogue(HEADERS))


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("https://example.org/wiki/Payne_Stewart#Career", "pages/Payne_Stewart.html"),
        ("//example.org/wiki/Payne%5FStewart/", "pages/Payne_Stewart.html"),
        ("Payne_Stewart.html", "pages/Payne_Stewart.html"),
        ("../a/index.html", "a/index.html"),
        ("/a/index.html", "a/index.html"),
        ("//elsewhere.org/wiki/Payne_Stewart", "pages/Payne_Stewart.html"),
        ("/wiki/1929_U.S._Open_%28golf%29", "pages/1929_U.S._Open_(golf).html"),
        ("/wiki/El_Ni%C3%B1o", "b/Él_Niño.html"),
        ("/wiki/Hermes", "a/mercury.html"),
    ],
)
def test_a_target_leads_to_its_document(target: str, found: str) -> None:
    assert LINKS.resolve("pages/Golf.html", target) == found


@pytest.mark.parametrize(
    "target",
    [
        "",
        "#Career",
        "mailto:payne@example.org",
        "javascript:void(0)",
        "/wiki/File:Golf",
        "Category:Golf",
        "http://elsewhere.org/index.html",
        "/w/Payne_Stewart?action=edit",
        "/wiki/Mercury",
        "http://[bad/Golf",
    ],
)
def test_a_target_that_leads_to_no_document(target: str) -> None:
    assert LINKS.resolve("a/index.html", target) is None


SITE = Links(
    Catalogue(
        [
            header("index.html", "Start"),
            header("docs/guide/index.html", "The guide"),
            header("docs/guide/first.html", "First steps"),
            header("notes/page", "A page without an extension"),
            header("notes/page/index.html", "The index page of a folder of the same name"),
            header("docs/api/INDEX.HTM", "The interface"),
            header("docs/both/index.html", "One"),
            header("docs/both/index.htm", "Other"),
            header("docs/my-index.html", "No index page"),
            header("kept/1", "The team", "https://example.org/team/index.html"),
            header("kept/2", "The front page", "https://example.org/index.htm"),
            header("kept/3", "News", "https://example.org/news/today.html"),
        ]
    )
)


@pytest.mark.parametrize(
    ("uri", "target", "found"),
    [
        ("index.html", "docs/api/", "docs/api/INDEX.HTM"),
        ("index.html", "docs/api", "docs/api/INDEX.HTM"),
        ("index.html", "./docs/api/#calls", "docs/api/INDEX.HTM"),
        ("docs/guide/first.html", "../api/", "docs/api/INDEX.HTM"),
        ("docs/guide/first.html", "./", "docs/guide/index.html"),
        ("docs/guide/first.html", "/", "index.html"),
        ("docs/guide/first.html", "/docs/api/", "docs/api/INDEX.HTM"),
        ("docs/guide/first.html", "../..", "index.html"),
        ("index.html", "notes/page", "notes/page"),
        ("index.html", "https://example.org/team/", "kept/1"),
        ("kept/3", "../team", "kept/1"),
        ("kept/3", "/", "kept/2"),
        ("index.html", "docs/both/", None),
        ("index.html", "docs/", None),
        ("index.html", "docs/api/?C=N", None),
        ("docs/guide/first.html", "api/", None),
        ("docs/guide/first.html", "/?p=12", None),
        ("index.html", "https://example.org/team/?page=2", None),
        ("index.html", "https://elsewhere.org/docs/api/index", None),
    ],
)
def test_a_folder_leads_to_its_index_page(uri: str, target: str, found: str | None) -> None:
    assert SITE.resolve(uri, target) == found


def test_a_page_does_not_link_to_itself() -> None:
    assert LINKS.resolve("pages/Golf.html", "Golf.html#History") is None


def test_a_relative_target_starts_from_the_address() -> None:
    headers = [
        header("x1", "One", "https://example.org/docs/one"),
        header("x2", "Two", "https://example.org/docs/b?p=2"),
    ]
    links = Links(Catalogue(headers))
    assert links.resolve("x1", "b?p=2") == "x2"


def test_addresses_are_equal_but_for_scheme_fragment_and_encoding() -> None:
    assert address_key("http://WWW.Example.org:80/a%20b/#x") == address_key("https://example.org/a b")


def test_links_of_real_pages(
    documents: tuple[Document, ...], library: MemoryLibrary, corpus_data: dict[str, str]
) -> None:
    links = Links(Catalogue(library.headers()))
    linked = {
        (document.uri, found)
        for document in documents
        for anchor in LexborHTMLParser(corpus_data.get(document.uri, "")).css("a[href]")
        if (found := links.resolve(document.uri, anchor.attributes.get("href") or "")) is not None
    }
    assert linked == {
        ("1939_Masters_Tournament.html", "1951_Masters_Tournament.html"),
        ("1951_Masters_Tournament.html", "1939_Masters_Tournament.html"),
    }
