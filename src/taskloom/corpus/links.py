"""The link graph: which document of the corpus a link of one leads to.

A target is tried as an address, as a path beside the document, as a path from the corpus' root, as a folder with an
index page, and last by its final path segment, which must name exactly one document by title, other name or file
name. A tie leads nowhere. Where anchors stand in a text is `markup`'s.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from taskloom.corpus.cache import Cache
from taskloom.corpus.catalogue import PAGE, Catalogue, address_key
from taskloom.grade.name import fold

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_NAMESPACE = re.compile(
    r"(?:file|image|media|special|category|template|talk|user|help|portal|wikipedia):\S", re.IGNORECASE
)
_GENERIC = frozenset({"index", "default", "home", "main", "readme", "about", "contact", "search", "login", "wiki"})
_FETCHED = frozenset({"http", "https", "file", "ftp", ""})
_HELD = 1 << 13
"""Links whose ends are kept at hand: pages that lie beside each other have many in common."""


class _Target(NamedTuple):
    """A target taken apart: `tail` is the folded last path segment, '' when it cannot name a document."""

    absolute: bool
    path: str
    tail: str


class Links:
    """Resolves link targets to documents; one for the whole corpus."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._led: Cache[str] = Cache(_HELD)

    def resolve(self, uri: str, target: str) -> str | None:
        """The uri of the document that a link `target` of the document `uri` leads to.

        None when it leads out of the corpus, to several documents alike, to no document (mail, script,
        a file's description page), or within the same page.
        """
        link = (self._catalogue.address(uri), posixpath.dirname(uri), target)
        found = self._led.get(link)
        if found is None:
            found = self._find(uri, target.strip()) or ""
            self._led.put(link, found, 1)
        return found if found and found != uri else None

    def at(self, address: str) -> str | None:
        """The one document that lies at an address, or says that it was published there."""
        return _alone(self._lying_at(address_key(address)))

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
        find = self._catalogue.find
        base = self._catalogue.address(uri)
        if parsed.absolute or base is not None:
            key = address_key(target if parsed.absolute else _joined(base or "", target))
            if found := self._lying_at(key) or find("folder", key):
                return _alone(found)
        if not parsed.absolute and parsed.path:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(uri), parsed.path.lstrip("/")))
            root = posixpath.normpath(parsed.path.lstrip("/"))
            for path in (beside, root):
                if find("uri", path):
                    return path
            folder = root if parsed.path.startswith("/") else beside
            if "?" not in target and (found := find("folder", "" if folder == "." else folder)):
                return _alone(found)
        return _alone(find("tail", parsed.tail)) if parsed.tail else None

    def _lying_at(self, key: str) -> tuple[str, ...]:
        """The documents at an address: where a page was fetched from is known, where one was published only said."""
        return self._catalogue.find("fetched", key) or self._catalogue.find("said", key)


def _alone(found: tuple[str, ...]) -> str | None:
    """The one document found; a tie leads nowhere."""
    return found[0] if len(found) == 1 else None


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
    tail = fold(PAGE.sub("", segment).replace("_", " "))
    return "" if tail in _GENERIC else tail


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return target
