"""The visible text of a part of a page: words, links, superscripts, footnotes.

Which parts of a page are read, and into which blocks, is left to `html_blocks`.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urljoin

from taskloom.ingest.markup import Element
from taskloom.ingest.passage import Gathering, Passage

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "legend",
    ]
)
REFERENCE_CLASSES = frozenset(
    ("references", "reflist", "refbegin", "mw-references-wrap", "reference-list", "footnotes")
)
BOLD_TAGS = frozenset(("b", "strong", "th"))

_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_FLOATS = re.compile(r"float\s*:\s*(?:left|right)|position\s*:\s*absolute", re.IGNORECASE)
_SCHEME = re.compile(r"(?!https?:)[a-zA-Z][a-zA-Z0-9+.-]{1,20}:")
_BACKLINK = re.compile(r"^(?:[\^↑]\s*|(?:[a-z]\s+)+(?=[A-Z]))+")
_DISPLAY_STYLE = re.compile(r"\{\\(?:display|text)style (.*)\}", re.DOTALL)
_EXPLANATORY = re.compile(r"[^\W\d_]|[*†‡§¶]")
_LONGEST_NOTE = 600


class _Target(NamedTuple):
    element: Element | None
    cited: bool


class Reader:
    """Reads the text of elements of one page: knows its base address and its footnotes."""

    def __init__(self, body: Element, base: str | None) -> None:
        self._body = body
        self._base = base
        self._by_id: dict[str, _Target] | None = None

    def passage(self, nodes: Iterable[Element | str], *, items: bool) -> Passage:
        """The text of some nodes; tables inside are left out. Lines are joined with '; ' if `items`."""
        gathering = Gathering()
        for node in nodes:
            self.gather(node, gathering)
        return gathering.finish(items=items)

    def gather(self, node: Element | str, gathering: Gathering, *, bold: bool = False) -> None:
        """Adds a node's visible text; what blocks it holds stand on lines of their own."""
        if isinstance(node, str):
            gathering.take(node, bold=bold)
            return
        handle = _INLINE.get(node.tag)
        if handle is not None:
            handle(self, node, gathering, bold)
            return
        if node.tag in BLOCK_TAGS:
            gathering.break_line()
            self.gather_inside(node, gathering, bold=bold or node.tag in BOLD_TAGS or is_bold(node))
            gathering.break_line()
            return
        apart = _FLOATS.search(node.attributes.get("style", "")[:400]) is not None
        if apart:
            gathering.separate()
        self.gather_inside(node, gathering, bold=bold or is_bold(node))
        if apart:
            gathering.separate()

    def gather_inside(self, element: Element, gathering: Gathering, *, bold: bool = False) -> None:
        """Adds the text of an element's children."""
        for child in element.children:
            self.gather(child, gathering, bold=bold)

    def target(self, element: Element) -> str:
        """A link's address as written, absolute where the page says against what; '' if it leads nowhere."""
        href = element.attributes.get("href", "").strip()
        if not href or href.startswith("#") or _SCHEME.match(href) or len(href) > 2000:
            return ""
        if self._base is None or href.startswith("//"):
            return href
        try:
            return urljoin(self._base, href)
        except ValueError:  # an address that is none, such as 'http://[x'
            return href

    def note(self, mark: Element, text: str) -> str | None:
        """The explanatory note a superscript leads to; None for a citation, or where the page has no note."""
        for element in mark.elements():
            target = element.attributes.get("href", "")
            if element.tag == "a" and target.startswith("#"):
                found, cited = self._noted(target[1:])
                if found is None or (cited and not _EXPLANATORY.search(text)):
                    return None
                return _BACKLINK.sub("", found.text()[:_LONGEST_NOTE]).strip() or None
        return None

    def _noted(self, identity: str) -> "_Target":
        """The element with an id, and whether it stands in a list of references."""
        if self._by_id is None:
            self._by_id = {}
            stack = [(self._body, False)]
            while stack:
                element, cited = stack.pop()
                cited = cited or not REFERENCE_CLASSES.isdisjoint(element.classes)
                name = element.attributes.get("id")
                if name:
                    self._by_id.setdefault(name, _Target(element, cited))
                stack.extend((child, cited) for child in reversed(element.children) if not isinstance(child, str))
        return self._by_id.get(identity, _Target(None, False))

    def _break(self, element: Element, gathering: Gathering, bold: bool) -> None:
        gathering.break_line(soft=True)

    def _link(self, element: Element, gathering: Gathering, bold: bool) -> None:
        gathering.open_link(self.target(element))
        self.gather_inside(element, gathering, bold=bold)
        gathering.close_link()

    def _superscript(self, element: Element, gathering: Gathering, bold: bool) -> None:
        text = element.text()
        if len(text) > 24 or any(inner.tag == "sup" for inner in element.elements() if inner is not element):
            self.gather_inside(element, gathering, bold=bold)
            return
        note = self.note(element, text)
        if note is not None or "reference" not in element.classes:
            gathering.raise_text(text, note)

    def _image(self, element: Element, gathering: Gathering, bold: bool) -> None:
        """A picture is no text, its alternative is the figure's; but a formula drawn as a picture is read."""
        if is_formula(element):
            formula = element.attributes.get("alt", "")[:_LONGEST_NOTE].strip()
            found = _DISPLAY_STYLE.fullmatch(formula)
            gathering.take(found[1].strip() if found else formula, bold=bold)

    def _table(self, element: Element, gathering: Gathering, bold: bool) -> None:
        """A table inside a text is read on its own."""
        gathering.break_line()


def is_formula(image: Element) -> bool:
    """Whether a picture is a formula with its source as the alternative."""
    return any(name.startswith(("mwe-math", "math", "tex", "latex")) for name in image.classes)


def is_bold(element: Element) -> bool:
    """Whether an element by itself draws its text bold."""
    if element.tag in ("b", "strong"):
        return True
    style = element.attributes.get("style")
    return bool(style) and _BOLD_STYLE.search(style[:400]) is not None


_Handler = Callable[[Reader, Element, Gathering, bool], None]
_INLINE: dict[str, _Handler] = {
    "br": Reader._break,  # pyright: ignore[reportPrivateUsage]
    "a": Reader._link,  # pyright: ignore[reportPrivateUsage]
    "sup": Reader._superscript,  # pyright: ignore[reportPrivateUsage]
    "img": Reader._image,  # pyright: ignore[reportPrivateUsage]
    "table": Reader._table,  # pyright: ignore[reportPrivateUsage]
}
