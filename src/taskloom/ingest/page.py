"""A page that was fetched, made readable as a file is: the name that tells its type, and errors in disguise.

Its bytes say first what it is (`taskloom.ingest.media`), then the last segment of its address, then what the server
declares.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from taskloom.ingest import media
from taskloom.ingest.web import Fetched
from taskloom.schema.document import Document

LONGEST = 120
"""Characters of a name."""

_EXTENSIONS = {
    media.HTML: "html", "application/xhtml+xml": "html", media.CSV: "csv", media.TSV: "tsv", media.JSON: "json",
    "application/geo+json": "json", "application/ld+json": "json", media.JSON_LINES: "jsonl",
    "application/x-ndjson": "jsonl", "application/x-jsonlines": "jsonl", "application/json-lines": "jsonl",
    media.MARKDOWN: "md", "text/x-markdown": "md", media.PLAIN: "txt", "application/pdf": "pdf",
    "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp",
}  # fmt: skip

_PROGRAM = re.compile(r"\.(?:php|aspx?|jsp|cgi)$", re.IGNORECASE)
"""What made the page, not what it is."""
_NUMBERED = re.compile(r"(?:http |error |status |code )*[45]\d\d\W+(?P<phrase>[a-z' -]+)", re.IGNORECASE)
_UNNUMBERED = re.compile(
    r"(?:the |this )?(?:page|file|document)(?: is| was)?(?: not| cannot be| could not be) found|error \d{3}",
    re.IGNORECASE,
)
_PHRASES = frozenset(
    {
        "bad request", "unauthorized", "forbidden", "not found", "page not found", "file not found", "gone",
        "internal server error", "server error", "bad gateway", "service unavailable", "gateway timeout",
        "gateway time-out", "too many requests", "this page could not be found",
    }
)  # fmt: skip
_SITE = re.compile(r"\s+[|–—·:-]\s+")


def page_name(page: Fetched) -> str:
    """The name to read a page by: its address' last segment, with an extension where that alone does not tell."""
    segment = unquote(urlsplit(page.final).path.rstrip("/").rsplit("/", 1)[-1])
    name = re.sub(r"[\x00-\x1f\x7f/\\]", "_", segment).strip(". ")[-LONGEST:] or "index"
    if media.is_telling(name):
        return name
    extension = _EXTENSIONS.get(page.media_type)
    return f"{_PROGRAM.sub('', name)}.{extension}" if extension else name


def shows_error(document: Document) -> str | None:
    """Why a page that came with a good status is taken for an error all the same; None for any other.

    Told by its title alone, which says a status and its phrase, or that the page is not found.
    """
    if document.modality != "html":
        return None
    for part in (document.title, *_SITE.split(document.title)):
        said = " ".join(part.split()).strip(" .!")
        numbered = _NUMBERED.fullmatch(said)
        if _UNNUMBERED.fullmatch(said) or (numbered and numbered["phrase"].strip().lower() in _PHRASES):
            return f"an error page, titled {document.title[:100]!r}; check the address"
    return None
