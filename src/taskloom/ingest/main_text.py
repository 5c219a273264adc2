"""Which part of a page is its content, and which elements in it are the site's chrome.

The content is the smallest element that holds nearly all of the page's own words: text outside links, menus,
headers, footers, forms and asides. A page that is all content is kept whole.
"""

import re

from taskloom.ingest.html_text import REFERENCE_CLASSES
from taskloom.ingest.markup import Element

_CHROME_TAGS = frozenset(("nav", "footer", "form", "menu", "aside"))
_CHROME_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "complementary",
        "search",
        "menu",
        "menubar",
        "toolbar",
        "dialog",
        "alertdialog",
        "tablist",
    ]
)
_INLINE_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "em",
        "i",
        "p",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "tr",
        "tbody",
        "table",
        "u",
    ]
)
_NAMES = re.compile(
    r"(?:^|[-_\s])(?:nav|navigation|navbar|navlinks|menu|submenu|sidebar|side-bar|breadcrumbs?|footer|masthead|"
    r"cookies?|consent|gdpr|popup|modal|overlay|lightbox|toc|pagination|pager|paging|shar(?:e|ing|ebar)|social|"
    r"comments?|commentlist|disqus|related|recommended|promos?|sponsor(?:s|ed)?|advert|advertisement|ads?|adbox|"
    r"banner|subscribe|newsletter|signup|login|skip-link|skiplinks?|toolbar|widget|hatnote|dablink|catlinks|"
    r"printfooter|siteSub|contentSub|jump-to-nav|noprint|editlink)(?:$|[-_\s])",
    re.IGNORECASE,
)
_NEARLY_ALL = 0.85
_MUCH = 0.4
_FEWEST_LETTERS = 140


class Chrome:
    """Tells the elements of a page that are not its content."""

    def __init__(self, body: Element) -> None:
        self._weights = _weights(body, None)
        self._much = _MUCH * self._weights[id(body)]

    def drops(self, element: Element) -> bool:
        """Whether an element is left out; one that holds much of the page is content, whatever its name."""
        if element.tag in _INLINE_TAGS:
            return False
        if not REFERENCE_CLASSES.isdisjoint(element.classes):
            return True
        return _is_named_chrome(element) and self._weights.get(id(element), 0) <= self._much


def find_content(body: Element, chrome: Chrome) -> Element:
    """The element that holds a page's content."""
    weights = _weights(body, chrome)
    total = weights[id(body)]
    element = body
    while total >= _FEWEST_LETTERS:
        heavy = next(
            (
                child
                for child in element.children
                if isinstance(child, Element) and weights.get(id(child), 0) >= _NEARLY_ALL * total
            ),
            None,
        )
        if heavy is None or heavy.tag in ("p", "table", "ul", "ol", "dl", "pre", "blockquote"):
            break
        element = heavy
    return element


def _is_named_chrome(element: Element) -> bool:
    if element.tag in _CHROME_TAGS or element.attributes.get("role") in _CHROME_ROLES:
        return True
    names = f"{element.attributes.get('class', '')[:300]} {element.attributes.get('id', '')[:100]}"
    return len(names) > 1 and _NAMES.search(names) is not None


def _weights(body: Element, chrome: Chrome | None) -> dict[int, int]:
    """The number of letters outside links and chrome in every element, by the element's identity."""
    weights: dict[int, int] = {}
    order: list[tuple[Element, Element | None]] = []
    stack: list[tuple[Element, Element | None]] = [(body, None)]
    while stack:
        element, parent = stack.pop()
        order.append((element, parent))
        weights[id(element)] = sum(len(child.strip()) for child in element.children if isinstance(child, str))
        stack.extend(
            (child, element)
            for child in element.children
            if isinstance(child, Element) and child.tag != "a" and not (chrome and chrome.drops(child))
        )
    for element, parent in reversed(order):
        if parent is not None:
            weights[id(parent)] += weights[id(element)]
    return weights
