"""Pictures in a page: which are content, and their captions."""

import re
from typing import NamedTuple

from taskloom.ingest.html_text import Reader, is_formula
from taskloom.ingest.markup import Element

FIGURE_TAGS = frozenset(("figure", "div", "li"))
_FIGURE_CLASSES = frozenset(("thumb", "gallerybox", "wp-caption", "image-caption", "captioned-image"))
_CAPTION_CLASSES = frozenset(("thumbcaption", "gallerytext", "wp-caption-text", "caption", "image-caption"))
_SMALLEST = 60
"""Pictures narrower than this, in pixels, are icons and flags."""


class FoundFigure(NamedTuple):
    """A picture's address as written, its caption and its alternative text."""

    source: str
    caption: str
    alternative: str


def is_figure(element: Element) -> bool:
    """Whether an element is a picture with what belongs to it, or a picture large enough to be content."""
    if element.tag == "figure":
        return True
    if element.tag == "img":
        return _is_large(element) and not is_formula(element)
    return element.tag in FIGURE_TAGS and not _FIGURE_CLASSES.isdisjoint(element.classes)


def figure_of(element: Element, reader: Reader) -> FoundFigure | None:
    """The picture in a figure element; None if there is none, as in a figure around a table or code."""
    inside = list(element.elements())
    images = [inner for inner in inside if inner.tag == "img"]
    if not images or any(inner.tag in ("table", "pre") for inner in inside):
        return None
    image = images[0]
    captions = [
        inner for inner in inside if inner.tag == "figcaption" or not _CAPTION_CLASSES.isdisjoint(inner.classes)
    ]
    caption = reader.passage(captions[0].children, items=False).text if captions else ""
    source = image.attributes.get("src", "").strip()
    if source.startswith("data:"):
        source = image.attributes.get("data-src", "").strip()
    alternative = " ".join(image.attributes.get("alt", "").split())
    if not (source or caption or alternative):
        return None
    return FoundFigure(source[:2000], caption, alternative)


def _is_large(image: Element) -> bool:
    sizes = [re.match(r"\s*(\d{1,5})", image.attributes.get(name, "")) for name in ("width", "height")]
    known = [int(size[1]) for size in sizes if size]
    if known:
        return min(known) >= _SMALLEST
    return len(image.attributes.get("alt", "")) > 8
