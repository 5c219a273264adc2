"""How the web is met: which hosts inside are admitted, what a page may cost, which tools agents get."""

from __future__ import annotations

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from taskloom.schema.model import Record

SEARCH_KEY = "TASKLOOM_SEARCH_KEY"
"""The environment's variable that holds the key of a search endpoint."""

_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):\d{1,5}")


def _host(given: str) -> str:
    if not _HOST.fullmatch(given):
        raise ValueError(f"{given!r} is no HOST:PORT, such as 127.0.0.1:8080 or wiki.example:443")
    return given.lower()


def _endpoint(given: str) -> str:
    if not re.match(r"https?://", given) or "{query}" not in given:
        raise ValueError(
            f"{given!r} is no http(s) address with {{query}} in it, such as"
            " http://127.0.0.1:8888/search?q={query}&format=json"
        )
    if re.match(r"https?://[^/?#]*@", given):
        raise ValueError(f"holds a user's name or password; name a key_header and put the key in {SEARCH_KEY}")
    return given


class SearchEndpoint(Record):
    """A search engine that answers a GET with JSON; the names are those of SearXNG if left out."""

    url: Annotated[str, AfterValidator(_endpoint)]
    """Its address, with {query} where the words go."""
    results: str = "results"
    """Where the list of results stands in the reply: names with dots between them ('web.results')."""
    address: str = "url"
    """A result's field that holds the page's address."""
    title: str = "title"
    text: str = "content"
    """A result's field that holds a few words of the page."""
    key_header: str | None = Field(default=None, pattern=r"^[A-Za-z0-9-]+$")
    """The header that carries the key in `SEARCH_KEY`; None where none is needed."""


class Web(Record):
    """How sources and tools meet the web. What is read is kept in the run and never fetched again by it."""

    fetch: bool = False
    """Whether agents get the tool web_fetch."""
    search: SearchEndpoint | None = None
    """What agents search the web with; None: they do not get the tool web_search."""
    allow: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    """Hosts, each HOST:PORT, that may be on this machine or in a private network."""
    seconds: float = Field(default=30.0, gt=0)
    """Wall time for one request, from resolving the name to the last byte."""
    wait: float = Field(default=60.0, ge=0)
    """Seconds that a server which is asked too much may have us wait, at most; see Retry-After."""
    redirects: int = Field(default=5, ge=0, le=20)
    """Redirects that are followed, each checked as the first address is."""
    robots: bool = True
    """Whether robots.txt is kept to."""
    contact: str | None = Field(default=None, pattern=r"^[\x21-\x7e]+$")
    """An address or mail that the operators of sites can reach you by; it stands in the User-Agent."""

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.search is not None and not self.fetch:
            raise ValueError("search finds pages that only web_fetch reads: set fetch: true, or leave search out")
        return self
