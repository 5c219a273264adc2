"""The visible text of a value: white space folded, tags and entities of HTML gone, lines told apart.

For the short marked-up values of data files and Markdown. Whole pages are `taskloom.ingest.html`'s.
"""

import html
import re
from typing import NamedTuple

from taskloom.schema.document import Link

__all__ = ["Visible", "folded", "visible"]

# Marks that steer layout and direction, and control characters: they show nothing.
_UNSEEN = dict.fromkeys(
    number
    for first, last in (
        (0x00, 0x08), (0x0E, 0x1B), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064), (0x2066, 0x2069), (0xFEFF, 0xFEFF),
    )
    for number in range(first, last + 1)
)  # fmt: skip
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,500}>[^<]{0,100000}</\1>|<!--[^<>]{0,10000}-->", re.IGNORECASE)
_BREAK = re.compile(r"<br\b[^<>]{0,100}>|</?(?:p|li|ul|ol|div|tr|h[1-6])\b[^<>]{0,500}>|\n", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,500}?\bhref\s*=\s*[\"']?([^\"'<>\s]{1,2000})[^<>]{0,500}>(.{0,500}?)</a>",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")


class Visible(NamedTuple):
    """What a marked-up value shows: its lines, none empty, and its links."""

    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()


def folded(text: str) -> str:
    """The text with each run of white space as one space, none at its ends, and unseen marks removed."""
    if not text.isprintable():
        text = text.translate(_UNSEEN)
    return " ".join(text.split())


def visible(markup: str) -> Visible:
    """The lines and links of a value that may hold HTML; lines end at <br>, a block's edge or a new line."""
    if "<" not in markup and "&" not in markup:
        return Visible(tuple(line for raw in markup.split("\n") if (line := folded(raw))))
    markup = _HIDDEN.sub("", markup)
    links = tuple(
        Link(text=text, target=html.unescape(found[1]))
        for found in _ANCHOR.finditer(markup)
        if (text := _shown(found[2]))
    )
    return Visible(tuple(line for raw in _BREAK.sub("\n", markup).split("\n") if (line := _shown(raw))), links)


def _shown(markup: str) -> str:
    return folded(html.unescape(_TAG.sub("", markup)))
