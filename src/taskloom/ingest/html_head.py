"""What a page says about itself: address, title, authors, date, description, licence, language."""

import json
import re
from typing import NamedTuple, cast
from urllib.parse import unquote, urljoin

from taskloom.ingest.markup import Element, Page

_TITLES = (
    "og:title",
    "dc:title",
    "dc.title",
    "dcterms.title",
    "citation_title",
    "parsely-title",
    "twitter:title",
)
_AUTHORS = (
    "author",
    "dc:creator",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "parsely-author",
    "article:author",
)
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dc:date", "dcterms.date", "dcterms.issued",
    "dc.date.issued",
    "citation_publication_date", "citation_date", "parsely-pub-date", "pubdate", "publish-date",
)  # fmt: skip
_DESCRIPTIONS = ("description", "og:description", "dc:description", "dc.description", "dcterms.description")
_DATE = re.compile(
    r"(?P<year>(?:1[5-9]|20)\d\d)(?:[-/](?P<month>0[1-9]|1[0-2])(?:[-/](?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"()]+(?:\([^\s<>\"()]*\)[^\s<>\"()]*)*")
_LANGUAGE = re.compile(r"([a-zA-Z]{2})(?:[-_].*)?$")


class Head(NamedTuple):
    """A page's own account of itself; what it does not say is '' or None."""

    title: str
    site: str
    headline: str
    """A title meant for use outside the site (Open Graph, Dublin Core)."""
    address: str | None
    base: str | None
    """What relative addresses are relative to, where the page says so."""
    authors: tuple[str, ...]
    published: str | None
    description: str
    licence: str | None
    language: str | None


def read_head(page: Page) -> Head:
    """Gathers the head's elements and the comment browsers leave when they save a page."""
    meta = _meta(page.head)
    linked = _linked_data(page.head)
    canonical = _link(page.head, "canonical")
    address = canonical or _first(meta, ("og:url",)) or _saved_from(page.comments)
    base = next((element.attributes.get("href", "") for element in page.head if element.tag == "base"), "")
    known = address if address and address.startswith(("http://", "https://", "//")) else None
    if base and known and not base.startswith(("http://", "https://", "//")):
        base = _joined(known, base)
    elif base and not base.startswith(("http://", "https://", "//")):
        base = ""
    title = next((_fold(element.text()) for element in page.head if element.tag == "title"), "")
    authors = [name for key in _AUTHORS for name in meta.get(key, []) if not name.startswith("http")]
    authors = authors or linked.authors
    date = _first(meta, _DATES) or linked.published
    return Head(
        title=title[:400],
        site=_first(meta, ("og:site_name", "application-name"))[:200],
        headline=(_first(meta, _TITLES) or linked.headline)[:400],
        address=known,
        base=base or known,
        authors=tuple(dict.fromkeys(name[:200] for name in authors))[:50],
        published=_iso(date),
        description=_first(meta, _DESCRIPTIONS)[:2000],
        licence=_link(page.head, "license")
        or _first(meta, ("dcterms.license", "dc.rights", "copyright"))
        or _licence(page),
        language=_language(page.language),
    )


class _LinkedData(NamedTuple):
    headline: str
    authors: list[str]
    published: str


def _meta(head: list[Element]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in head:
        if element.tag != "meta":
            continue
        content = _fold(element.attributes.get("content", "")[:4000])
        names = f"{element.attributes.get('property', '')} {element.attributes.get('name', '')}"
        for name in (names + " " + element.attributes.get("itemprop", "")).lower().split():
            if content:
                found.setdefault(name, []).append(content)
    return found


def _first(meta: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _link(head: list[Element], relation: str) -> str | None:
    for element in head:
        if element.tag == "link" and relation in element.attributes.get("rel", "").lower().split():
            return element.attributes.get("href", "").strip()[:2000] or None
    return None


def _licence(page: Page) -> str | None:
    for element in page.body.elements():
        if element.tag == "a" and "license" in element.attributes.get("rel", "").lower().split():
            href = element.attributes.get("href", "").strip()[:2000]
            if not href.startswith("#"):
                return href or element.text()[:200] or None
    return None


def _saved_from(comments: list[str]) -> str | None:
    """The address in a comment above the page, such as browsers' 'saved from url=(0023)http://…'."""
    for comment in comments:
        found = _ADDRESS.search(unquote(comment[:4000]))
        if found:
            return found[0]
    return None


def _linked_data(head: list[Element]) -> _LinkedData:
    """Headline, authors and date from JSON-LD (schema.org); what is no JSON is passed over."""
    for element in head:
        if element.tag != "script":
            continue
        try:
            value: object = json.loads("".join(child for child in element.children if isinstance(child, str)))
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            if "headline" in item or "datePublished" in item:
                names = [_string(author.get("name")) for author in _objects(item.get("author"))]
                return _LinkedData(
                    _string(item.get("headline")),
                    [name for name in names if name],
                    _string(item.get("datePublished")),
                )
    return _LinkedData("", [], "")


def _objects(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        item = cast("dict[str, object]", value)
        return [item, *_objects(item.get("@graph"))]
    if isinstance(value, list):
        return [cast("dict[str, object]", item) for item in cast("list[object]", value) if isinstance(item, dict)]
    return []


def _string(value: object) -> str:
    return _fold(value) if isinstance(value, str) else ""


def _fold(text: str) -> str:
    return " ".join(text.split())


def _iso(text: str) -> str | None:
    found = _DATE.match(text.strip())
    if found is None:
        return None
    return "-".join(part for part in found.groups() if part)


def _language(code: str) -> str | None:
    found = _LANGUAGE.match(code.strip())
    return found[1].lower() if found else None


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # an address that is none
        return ""
