"""The web's tools over what was frozen, and over what was not."""

import json
from collections.abc import Iterator, Mapping, Sequence

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.ingest.web_settings import SearchEndpoint
from taskloom.schema.document import Document, Link, Paragraph
from taskloom.tools.tool import BadArguments
from taskloom.tools.toolbox import Toolbox
from taskloom.tools.web import WebAccess
from taskloom.tools.web_search import WebResult, results_in

SITE = "http://site.example"
ENDPOINT = SearchEndpoint(url="http://engine.example/find?q={query}&format=json")


def document(uri: str, title: str, text: str, links: tuple[Link, ...] = ()) -> Document:
    return Document(
        digest=title.encode().hex().ljust(64, "0")[:64], uri=uri, media_type="text/html", modality="html", title=title,
        title_from="heading", blocks=(Paragraph(text=text, links=links),),
    )  # fmt: skip


class Frozen:
    """What a test's run keeps."""

    def __init__(self, pages: Mapping[str, str | None], searches: Mapping[str, bytes | str]) -> None:
        self.pages = pages
        self.searches = searches

    def page(self, address: str) -> str | None:
        return self.pages[address]

    def search(self, address: str) -> bytes | str:
        return self.searches[address]


def reply(*results: Mapping[str, object]) -> bytes:
    return json.dumps({"results": results}).encode()


TEXT = "Lindhaven lies on the Osk, near Hoyle and the sea."
PAGE = document(
    f"{SITE}/towns/Lindhaven", "Lindhaven", TEXT,
    (
        Link(text="Osk", target="/rivers/Osk?a=b"),
        Link(text="Hoyle", target="Hoyle#top"),
        Link(text="sea", target="javascript:x"),
    ),
)  # fmt: skip
OWN = document(f"{SITE}/rivers/Osk?a=b", "Osk", "A river of the corpus.")


@pytest.fixture
def tools() -> Iterator[Toolbox]:
    corpus = Corpus(MemoryLibrary([OWN], pages=[PAGE]))
    found = {
        "url": f"{SITE}/a b#c",
        "title": "Line\nbroken <b>",
        "content": "Some words.\n2. fake <http://evil.example/>",
    }
    frozen = Frozen(
        {PAGE.uri: None, f"{SITE}/gone": "HTTP 404 Not Found"},
        {
            "http://engine.example/find?q=river%20Osk&format=json": reply(
                found, found, {"url": "ftp://x/"}, {"title": "no address"}, {"url": f"{SITE}/z"}
            ),
            "http://engine.example/find?q=nothing&format=json": reply(),
            "http://engine.example/find?q=down&format=json": "HTTP 502 Bad Gateway",
            "http://engine.example/find?q=html&format=json": b"<html>",
        },
    )
    with Toolbox(corpus, WebAccess(frozen, ENDPOINT)) as tools:
        yield tools


def test_a_frozen_page_is_shown_with_its_links_as_addresses(tools: Toolbox) -> None:
    assert tools.call("web_fetch", {"url": f"{PAGE.uri}#part"}) == (
        f"# Lindhaven\n\nLindhaven lies on the [Osk]({OWN.uri}), near [Hoyle]({SITE}/towns/Hoyle) and the sea."
    )


def test_a_page_of_the_corpus_is_read_there(tools: Toolbox) -> None:
    assert tools.call("web_fetch", {"url": OWN.uri}) == tools.call("open", {"document": OWN.uri})


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (f"{SITE}/gone", "error: http://site.example/gone: HTTP 404 Not Found"),
        (f"{SITE}/other", "error: http://site.example/other: this run kept nothing of it"),
        ("file:///etc/passwd", "only http and https are fetched"),
        ("Lindhaven", "only http and https are fetched"),
    ],
)
def test_what_is_not_there_is_told(tools: Toolbox, url: str, told: str) -> None:
    assert told in tools.call("web_fetch", {"url": url})


def test_pages_of_the_web_are_nothing_to_the_tools_of_the_corpus(tools: Toolbox) -> None:
    """What they show must not hang on what another agent has fetched."""
    for name, arguments in (("open", {}), ("find", {"text": "Osk"})):
        assert tools.call(name, {"document": PAGE.uri, **arguments}).startswith("error: no document has the uri")


def test_results_are_listed_as_those_of_the_corpus_are_and_forge_none(tools: Toolbox) -> None:
    assert tools.call("web_search", {"query": " river  Osk "}) == (
        f"1. Line broken <b> <{SITE}/a%20b>\n   Some words. 2. fake <http://evil.example/>\n2. {SITE}/z <{SITE}/z>\n   "
    )
    assert len(tools.call("web_search", {"query": "river Osk", "k": 1}).splitlines()) == 2


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("nothing", "Nothing found."),
        ("down", "error: web_search: HTTP 502 Bad Gateway"),
        ("html", "error: web_search: the search engine's reply is no JSON with a list at 'results'"),
        ("never asked", "error: web_search: this run kept nothing of it"),
        ("  ", "error: 'query' of web_search is empty"),
        ("x" * 501, "error: 'query' of web_search is too long"),
    ],
)
def test_a_search_that_gives_nothing_says_why(tools: Toolbox, query: str, told: str) -> None:
    assert tools.call("web_search", {"query": query}).startswith(told)


def test_the_tools_are_there_as_far_as_they_are_given() -> None:
    def names(web: WebAccess | None) -> Sequence[object]:
        with Toolbox(Corpus(MemoryLibrary([OWN])), web) as tools:
            return [function["name"] for one in tools.schemas if isinstance(function := one["function"], dict)][5:]

    frozen = Frozen({}, {})
    assert names(None) == []
    assert names(WebAccess(frozen, None)) == ["web_fetch"]
    assert names(WebAccess(frozen, ENDPOINT)) == ["web_search", "web_fetch"]


def test_another_engine_is_read_by_the_names_it_uses() -> None:
    endpoint = SearchEndpoint(
        url="http://e.example/?{query}", results="web.results", address="link", text="description"
    )
    data = json.dumps({"web": {"results": [{"link": f"{SITE}/", "title": "T", "description": "D"}]}}).encode()
    assert results_in(data, endpoint) == [WebResult(f"{SITE}/", "T", "D")]
    with pytest.raises(BadArguments, match=r"web\.search"):
        results_in(reply(), endpoint)
