"""What the web's tools read: pages and searches that were frozen before the call, and nothing that was not.

Whoever lets agents on the web freezes what a call needs first (`taskloom.pipeline.browsing`). So a call gives the same
text while a run goes on, when it is checked years later, and with no network at all.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol
from urllib.parse import quote

import httpx2

from taskloom.ingest.address import read_address
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.web_settings import SearchEndpoint
from taskloom.tools.tool import BadArguments

LONGEST_QUERY = 500
"""Characters of words to search the web for."""
NOT_KEPT = "this run kept nothing of it, and the web is not asked now"


class FrozenWeb(Protocol):
    """What the run keeps of the web."""

    def page(self, address: str) -> str | None:
        """Why there is no page at an address; None when there is one. Raises KeyError for one never asked for."""
        ...

    def search(self, address: str) -> bytes | str:
        """The reply of a search endpoint, or why there is none. Raises KeyError for one never asked for."""
        ...


class WebAccess(NamedTuple):
    """The web as a toolbox offers it."""

    frozen: FrozenWeb
    search: SearchEndpoint | None
    """None: there is no web_search."""


def address_of_page(url: str) -> str:
    """A page's address as it is kept. Raises BadArguments."""
    try:
        return str(read_address(url))
    except NotFetched as error:
        raise BadArguments(f"'url' of web_fetch: {error}") from error


def address_of_search(endpoint: SearchEndpoint, query: str) -> str:
    """The address that answers a search. Raises BadArguments."""
    words = " ".join(query.split())
    if not words:
        raise BadArguments("'query' of web_search is empty; give the words to look for")
    if len(words) > LONGEST_QUERY:
        raise BadArguments(f"'query' of web_search is too long; give at most {LONGEST_QUERY} characters")
    return str(httpx2.URL(endpoint.url.replace("{query}", quote(words, safe=""))))
