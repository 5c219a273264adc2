"""web_search: pages of the web whose words fit a query, as the configured search engine gives them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from taskloom.corpus.markup import one_line
from taskloom.ingest.address import read_address
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.web_settings import SearchEndpoint
from taskloom.tools.tool import BadArguments, Parameter
from taskloom.tools.web import NOT_KEPT, FrozenWeb, address_of_search

NAME = "web_search"
SNIPPET = 300
"""Characters of a result's own words."""


class WebResult(NamedTuple):
    """A page that a search engine gives."""

    address: str
    title: str
    text: str


class WebSearchTool:
    """Searches the web."""

    name = NAME
    description = (
        "Search the web by words, for what the corpus does not hold. Returns pages: rank, title and <address>, then a "
        "few words of each. Read one with web_fetch."
    )
    parameters = (
        Parameter("query", str, "Names and key words."),
        Parameter("k", int, "How many pages.", 5, 1, 20),
    )

    def __init__(self, frozen: FrozenWeb, endpoint: SearchEndpoint) -> None:
        self._frozen = frozen
        self._endpoint = endpoint

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """`1. title <address>` and an indented text for each page found. Raises BadArguments."""
        try:
            reply = self._frozen.search(address_of_search(self._endpoint, str(arguments["query"])))
        except KeyError:
            reply = NOT_KEPT
        if isinstance(reply, str):
            raise BadArguments(f"web_search: {reply}")
        found = results_in(reply, self._endpoint)[: int(arguments["k"])]
        if not found:
            return "Nothing found. Try other words: names, or fewer of them."
        return "\n".join(
            f"{rank}. {one.title} <{one.address}>\n   {one.text}" for rank, one in enumerate(found, start=1)
        )


def results_in(reply: bytes, endpoint: SearchEndpoint) -> list[WebResult]:
    """The results in an endpoint's reply, each page once; what has no http(s) address is none.

    Raises BadArguments for a reply that is not of the form the settings describe.
    """
    try:
        value: object = json.loads(reply)
        for name in endpoint.results.split("."):
            value = cast("dict[str, object]", value)[name]
    except (ValueError, KeyError, TypeError) as error:
        raise BadArguments(
            f"web_search: the search engine's reply is no JSON with a list at {endpoint.results!r}; see web.search"
        ) from error
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return list({one.address: one for one in reversed(list(_read(listed, endpoint)))}.values())[::-1]


def _read(listed: list[object], endpoint: SearchEndpoint) -> Iterator[WebResult]:
    for item in listed:
        given = cast("dict[str, object]", item) if isinstance(item, dict) else {}
        try:
            address = str(read_address(str(given.get(endpoint.address) or "")))
        except NotFetched:
            # A result that leads nowhere we go; engines give such for maps and answers of their own.
            continue
        title, text = (one_line(str(given.get(name) or "")) for name in (endpoint.title, endpoint.text))
        yield WebResult(address, title or address, text[:SNIPPET])
