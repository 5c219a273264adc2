"""The link graph: which document of the corpus a link of one leads to.

A target is tried as an address, as a path beside the document, as a path from the corpus' root, and last by
its final path segment, which must name exactly one document by title, other name or file name. A tie leads
nowhere. Where anchors stand in a text is `markup`'s.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from taskloom.corpus.library import Header
from taskloom.corpus.places import Places, text_key
from taskloom.grade.name import fold

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_PAGE = re.compile(r"\.(?:x?html?|php|aspx?|jsp)$", re.IGNORECASE)
_NAMESPACE = re.compile(
    r"(?:file|image|media|special|category|template|talk|user|help|portal|wikipedia):\S", re.IGNORECASE
)
_GENERIC = frozenset({"index", "default", "home", "main", "readme", "about", "contact", "search", "login", "wiki"})
_FETCHED = frozenset({"http", "https", "file", "ftp", ""})


class _Target(NamedTuple):
    """A target taken apart: `tail` is the folded last path segment, '' when it cannot name a document."""

    absolute: bool
    path: str
    tail: str


class Links:
    """Resolves link targets to documents; one for the whole corpus."""

    def __init__(self, headers: Iterable[Header], uris: Sequence[str]) -> None:
        """`uris` are those of the headers, in their order."""
        self._uris = uris
        self._base: dict[str, str] = {}
        addresses: list[tuple[int, int]] = []
        fetched: list[tuple[int, int]] = []
        own: list[tuple[int, int]] = []
        tails: list[tuple[int, int]] = []
        for number, header in enumerate(headers):
            uri = header.uri
            own.append((text_key(uri), number))
            at = uri if "://" in uri else None
            if (address := header.address or at) is not None:
                self._base[uri] = address
                addresses.append((text_key(address_key(address)), number))
            if at is not None:
                fetched.append((text_key(address_key(at)), number))
            file_name = unquote(uri.rsplit("/", 1)[-1])
            named = {header.title, *header.names, file_name, _PAGE.sub("", file_name).replace("_", " ")}
            tails.extend((text_key(key), number) for key in {fold(name) for name in named} if key)
        self._own, self._addresses, self._tails = Places(own), Places(addresses), Places(tails)
        self._fetched = Places(fetched)

    def resolve(self, uri: str, target: str) -> str | None:
        """The uri of the document that a link `target` of the document `uri` leads to.

        None when it leads out of the corpus, to several documents alike, to no document (mail, script,
        a file's description page), or within the same page.
        """
        found = self._find(uri, target.strip())
        return found if found and found != uri else None

    def at(self, address: str) -> str | None:
        """The one document that lies at an address, or says that it was published there."""
        return self._alone(self._lying_at(address_key(address)))

    def absolute(self, base: str, target: str) -> str | None:
        """Where a link of a page that is not of the corpus leads: a document at that address, else the address itself.

        None for what is no page of the web, and within the same page.
        """
        address = _joined(base, target.strip()).partition("#")[0]
        if not address.lower().startswith(("http://", "https://")) or address_key(address) == address_key(base):
            return None
        return self.at(address) or address

    def _find(self, uri: str, target: str) -> str | None:
        if not target or target.startswith("#"):
            return None
        parsed = _parse(target)
        if parsed is None:
            return None
        base = self._base.get(uri)
        if parsed.absolute or base is not None:
            key = address_key(target if parsed.absolute else _joined(base or "", target))
            if found := self._lying_at(key):
                return self._alone(found)
        if not parsed.absolute and parsed.path:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(uri), parsed.path.lstrip("/")))
            if self._own.find(text_key(beside)):
                return beside
            root = posixpath.normpath(parsed.path.lstrip("/"))
            if self._own.find(text_key(root)):
                return root
        return self._alone(self._tails.find(text_key(parsed.tail))) if parsed.tail else None

    def _lying_at(self, key: str) -> tuple[int, ...]:
        """The documents at an address: where a page was fetched from is known, where one was published only said."""
        place = text_key(key)
        return self._fetched.find(place) or self._addresses.find(place)

    def _alone(self, numbers: tuple[int, ...]) -> str | None:
        """The uri of the one document found; a tie leads nowhere."""
        return self._uris[numbers[0]] if len(numbers) == 1 else None


def address_key(address: str) -> str:
    """What addresses of one page share: no scheme, fragment, percent-encoding or closing slash."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    path = unquote(parts.path).rstrip("/")
    query = "&".join(sorted(unquote(parts.query).split("&"))) if parts.query else ""
    return f"{host}{path}?{query}"


@lru_cache(maxsize=1 << 14)
def _parse(target: str) -> _Target | None:
    """Takes a target apart; None for one that leads to no document."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme.lower() not in _FETCHED and _SCHEME.match(target) and not target.startswith("//"):
        # 'Foo:_The_Bar' has the form of a scheme but is a name: only a lower-case word is taken for one
        if target.partition(":")[0].islower():
            return None
        path = unquote(target.partition("#")[0].partition("?")[0])
        return None if _NAMESPACE.match(path) else _Target(False, path, _tail(path))
    path = unquote(parts.path)
    segment = path.rstrip("/").rsplit("/", 1)[-1]
    if _NAMESPACE.match(segment):
        return None
    return _Target(bool(parts.netloc or parts.scheme), path, "" if parts.query else _tail(path))


def _tail(path: str) -> str:
    segment = path.rstrip("/").rsplit("/", 1)[-1]
    tail = fold(_PAGE.sub("", segment).replace("_", " "))
    return "" if tail in _GENERIC else tail


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target
