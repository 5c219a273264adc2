"""An HTML page as a small tree of elements that can be seen: what browsers hide is not in it.

Parsing is lexbor's, which follows the HTML standard and forgives everything. Hidden are scripts and styles,
`hidden` and `display:none` (also by the page's own simple style rules), sort keys, and forms. What an element
means is left to `html_blocks`, `html_table` and `html_text`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DEEPEST = 120
"""Elements nested deeper than this become siblings, so that walking the tree never runs out of stack."""

_UNSEEN_TAGS = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "title",
        "meta",
        "link",
        "base",
        "svg",
        "canvas",
        "audio",
        "video",
        "object",
        "embed",
        "iframe",
        "button",
        "select",
        "datalist",
        "textarea",
        "input",
        "dialog",
        "map",
        "area",
        "param",
        "source",
        "track",
        "rt",
        "rp",
        "annotation",
        "annotation-xml",
        "noframes",
        "frameset",
        "frame",
    ]
)
_UNSEEN_CLASSES = frozenset(
    [
        "sortkey",
        "sort-key",
        "sr-only",
        "visually-hidden",
        "visuallyhidden",
        "screen-reader-text",
        "screen-reader-only",
        "mw-editsection",
        "editsection",
        "mw-jump-link",
        "mw-cite-backlink",
        "Inline-Template",
        "Template-Fact",
        "geo-nondefault",
        "geo-multi-punct",
        "printonly",
        "navbar",
        "Z3988",
    ]
)
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|em|pt|%|rem)?\s*(?:;|!|$)|opacity\s*:\s*0\s*(?:;|!|$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,400})\}")
_SIMPLE_SELECTOR = re.compile(r"(?P<tag>[a-zA-Z][\w]*)?(?:\.(?P<class>[\w-]+)|#(?P<id>[\w-]+))")
_STYLE_BYTES = 400_000


class Element:
    """An element and what is in it, in document order: elements and runs of text."""

    __slots__ = ("attributes", "children", "classes", "number", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], number: int = 0) -> None:
        self.tag = tag
        self.attributes = attributes
        self.classes: tuple[str, ...] = tuple(attributes.get("class", "").split())
        self.children: list[Element | str] = []
        self.number = number
        """For a table: its place among all tables of the page, hidden ones too, from 1."""

    def elements(self) -> Iterator["Element"]:
        """All elements inside, in document order, itself first."""
        stack: list[Element] = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(child for child in reversed(element.children) if not isinstance(child, str))

    def text(self) -> str:
        """All text inside, with white space folded."""
        pieces: list[str] = []
        stack: list[Element | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                stack.extend(reversed(node.children))
        return " ".join("".join(pieces).split())


class Page:
    """A parsed page: the tree of its body, and what its head and first comments say."""

    def __init__(self, body: Element, head: list[Element], language: str, comments: list[str], tables: int) -> None:
        self.body = body
        self.head = head
        """The head's title, meta, link and base elements, wherever they stand in the page."""
        self.language = language
        self.tables = tables
        """How many tables the page has, hidden ones too."""
        self.comments = comments
        """The comments before the body's first element."""


def parse(text: str) -> Page:
    """The page a text holds; never fails, whatever the text is."""
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(text)
    root = parser.root
    hidden = _hidden_by_rules("".join(node.text() for node in parser.css("style"))[:_STYLE_BYTES])
    numbers = {node.mem_id: number for number, node in enumerate(parser.css("table"), start=1)}
    head = [_bare(node) for node in parser.css("title, meta, link, base, script[type='application/ld+json']")]
    language = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root is not None else ""
    body = Element("body", {})
    if parser.body is not None:
        body = _tree(parser.body, numbers, hidden)
    return Page(body, head, language, _first_comments(root), len(numbers))


def _bare(node: "LexborNode") -> Element:
    element = Element(node.tag or "", _attributes(node))
    element.children.append(node.text()[:20_000])
    return element


def _attributes(node: "LexborNode") -> dict[str, str]:
    return {name: value or "" for name, value in node.attributes.items()}


def _first_comments(root: "LexborNode | None") -> list[str]:
    comments: list[str] = []
    before = root.prev if root is not None else None
    while before is not None:
        if before.is_comment_node:
            comments.append(before.comment_content or "")
        before = before.prev
    return comments[::-1]


class _Rules:
    """The classes and ids that the page's own style hides."""

    def __init__(self) -> None:
        self.classes: set[str] = set()
        self.ids: set[str] = set()


def _hidden_by_rules(style: str) -> _Rules:
    rules = _Rules()
    # A rule under @media holds for some screens or for print only.
    style = re.sub(r"@media[^{]{0,200}\{(?:[^{}]{0,4000}\{[^{}]{0,4000}\}){0,200}[^{}]{0,400}\}", "", style)
    for selectors, body in _RULE.findall(style):
        if not re.search(r"display\s*:\s*none|visibility\s*:\s*hidden", body, re.IGNORECASE):
            continue
        for selector in selectors.split(","):
            simple = _SIMPLE_SELECTOR.fullmatch(selector.strip())
            if simple and simple["class"]:
                rules.classes.add(simple["class"])
            elif simple and simple["id"]:
                rules.ids.add(simple["id"])
    return rules


def _is_unseen(element: Element, hidden: _Rules) -> bool:
    attributes = element.attributes
    if element.tag in _UNSEEN_TAGS or "hidden" in attributes:
        return True
    style = attributes.get("style")
    if style and _UNSEEN_STYLE.search(style[:1000]):
        return True
    if element.classes and (
        not _UNSEEN_CLASSES.isdisjoint(element.classes) or not hidden.classes.isdisjoint(element.classes)
    ):
        return True
    return bool(hidden.ids) and attributes.get("id") in hidden.ids


def _tree(body: "LexborNode", numbers: dict[int, int], hidden: _Rules) -> Element:
    top = Element("body", _attributes(body))
    stack: list[tuple[LexborNode, Element, int]] = [(body, top, 0)]
    while stack:
        node, element, depth = stack.pop()
        child = node.first_child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                element.children.append(child.text_content or "")
            elif not tag.startswith("-"):
                inner = Element(tag, _attributes(child), numbers.get(child.mem_id, 0) if tag == "table" else 0)
                if not _is_unseen(inner, hidden):
                    element.children.append(inner)
                    stack.append((child, inner if depth < DEEPEST else element, depth + 1))
            child = child.next
    return top
