"""The running text of a PDF: headings by type size, paragraphs with their lines joined, items of lists.

Running headers and footers and page numbers are left out: lines near the page's edge that come again on
other pages. Reading order is the order of the file, which follows columns where the file was made by a
typesetter. Tables are left to `pdf_table`.
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from taskloom.ingest.pdf_grid import Box, join_lines
from taskloom.ingest.pdf_line import Phrase, Word
from taskloom.ingest.pdf_page import Page
from taskloom.ingest.pdf_region import FIGURE, is_figure_caption, is_figure_label


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text, in the order of the file."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Its words without raised marks."""
        return Phrase(self.words).text

    @property
    def first(self) -> Word:
        """Its first word."""
        return self.words[0]

    @property
    def base(self) -> float:
        """Its baseline."""
        return self.first.base

    @property
    def size(self) -> float:
        """The size most of its letters are set in."""
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[round(word.size, 1)] += len(word.text)
        return sizes.most_common(1)[0][0]

    @property
    def left(self) -> float:
        """Left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Right edge."""
        return self.words[-1].right

    @property
    def bold(self) -> bool:
        """Whether most of it is bold."""
        return 2 * sum(word.style.bold for word in self.words) > len(self.words)


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading (`level` set), a paragraph or an item, with its place in the file."""

    text: str
    order: int
    page: int
    size: float
    bold: bool
    kind: str
    box: Box


_MOST_WORDS = 200_000
_A_PARAGRAPH = 300


class Body(NamedTuple):
    """How running text is set: the commonest size, the common sizes with their weights, and the words in
    use.
    """

    size: float
    styles: frozenset[tuple[float, bool]]
    words: frozenset[str]


_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—\s\[(]*(?:[A-Z]{1,3}-)?(?:\d{1,4}|[ivxlc]{1,7})[-–—\s\])]*(?:(?:of|/)\s*\d{1,4})?", re.I
)


def text_lines(words: Iterable[Word]) -> list[TextLine]:
    """Words put into lines as they follow each other in the file."""
    lines: list[list[Word]] = []
    for word in words:
        if lines:
            last = lines[-1][-1]
            size = max(word.size, last.size)
            near = -0.3 * size <= word.left - last.right <= 2.5 * size
            if abs(word.base - last.base) <= 0.3 * size and near:
                lines[-1].append(word)
                continue
        lines.append([word])
    return [TextLine(tuple(line)) for line in lines]


def running_texts(pages: list[tuple[Page, list[TextLine]]]) -> set[str]:
    """The texts, digits folded, of lines at the top or bottom that stand on two pages and more."""
    seen: Counter[str] = Counter()
    for page, lines in pages:
        texts = {folded(line.text) for line in lines if at_edge(line, page)}
        seen.update(text for text in texts if text)
    return {text for text, count in seen.items() if count >= 2}


def folded(text: str) -> str:
    """The words of a text without numbers, sorted: the same for a header on left and right pages."""
    return " ".join(sorted(re.findall(r"[^\W\d_]{2,}", text.lower())))


def at_edge(line: TextLine, page: Page) -> bool:
    """Whether a line stands in the top or bottom tenth of its page."""
    return line.base < 0.11 * page.height or line.base > 0.89 * page.height


def is_furniture(line: TextLine, page: Page, running: set[str]) -> bool:
    """Whether a line is a running header or footer or a page number."""
    if not at_edge(line, page):
        return False
    text = line.text.strip()
    return not text or _PAGE_NUMBER.fullmatch(text) is not None or folded(text) in running


_BULLETS = "•●▪■◆❖◦‣·\uf0b7\uf0a7\uf0d8➢✓–—"
_ITEM = re.compile(rf"^(?:[{_BULLETS}]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)])\s+(?=\S)|^[•●▪■◆❖◦‣\uf0b7\uf0a7]")


def blocks_of(lines: list[TextLine], page: int, body: Body) -> list[TextBlock]:
    """Lines of one page joined to paragraphs, items and headings."""
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and _continues(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [block for block in (_block(group, page, body) for group in groups) if block is not None]


def _continues(group: list[TextLine], line: TextLine) -> bool:
    last = group[-1]
    size = last.size
    step = line.base - last.base
    if abs(line.base - last.base) <= 0.3 * size and -0.5 * size <= line.left - last.right < 6 * size:
        return len(group) == 1  # a number or bullet set apart from its text
    if abs(line.size - size) > 0.12 * size or not 0.8 * size < step < 2.3 * size:
        return False
    if len(group) == 1 and is_figure_label(last.text):
        return abs(line.left - last.left) <= size
    if line.bold != last.bold:
        return False
    if (line.bold and step > 1.45 * size) or FIGURE.match(line.text):
        return False
    if _ITEM.match(line.text) or min(line.right, last.right) - max(line.left, last.left) <= 0:
        return False
    steps = [after.base - before.base for before, after in itertools.pairwise(group)]
    steps = [each for each in steps if each > 0.5 * size]
    if steps and step > 1.25 * min(steps):
        return False
    if len(group) > 1:
        edge = max(each.right for each in group)
        if line.left > group[-1].left + 0.8 * size and not _ITEM.match(group[0].text):
            return False
        ended = last.text.rstrip().endswith((".", "!", "?", ":"))
        if ended and last.right < edge - 0.25 * (edge - last.left):
            return False
    return True


def _block(group: list[TextLine], page: int, body: Body) -> TextBlock | None:
    text = ""
    for line in group:
        text = join_lines(text, line.text, body.words)
    text = re.sub(r"\s+", " ", re.sub(r"\s?\(\s*\)", "", text)).strip()
    letters = sum(ch.isalpha() for ch in text)
    if letters < 2 or letters < 0.35 * len(text):
        return None
    first = group[0]
    item = _ITEM.match(text) is not None
    words = len(text.split())
    large = first.size > 1.12 * body.size
    set_off = large or (first.bold and first.size >= 0.95 * body.size) or (text.isupper() and first.size >= body.size)
    if (round(first.size * 2) / 2, first.bold) in body.styles and not text.isupper():
        set_off = False
    if FIGURE.match(text) or (text.endswith(":") and words > 6):
        set_off = False
    heading = (
        set_off and words <= 22 and len(group) <= 3 and not text.endswith((".", ",", ";")) and text[:1] not in "•–"
    )
    if heading and (text[0].islower() and not large):
        heading = False
    kind = "heading" if heading else "item" if item else "paragraph"
    if kind == "paragraph" and words < 4 and not text.endswith((".", ":")) and not is_figure_caption(text):
        return None
    bullet = re.match(rf"^[{_BULLETS}]\s*", text)
    if kind == "item" and bullet:
        text = text[bullet.end() :]
    return TextBlock(text, first.first.order, page, first.size, first.bold, kind, _box(group))


def _box(group: list[TextLine]) -> Box:
    words = [word for line in group for word in line.words]
    return Box(
        min(word.left for word in words),
        min(word.top for word in words),
        max(word.right for word in words),
        max(word.bottom for word in words),
    )


def body_of(pages: Iterable[Page]) -> Body:
    """How the document's running text is set."""
    styles: Counter[tuple[float, bool]] = Counter()
    words: set[str] = set()
    for page in pages:
        for word in page.words:
            styles[round(word.size * 2) / 2, word.style.bold] += len(word.text)
            if len(words) < _MOST_WORDS:
                words.add(word.text.strip(".,;:()\u2019\u201d\"'").lower())
    if not styles:
        return Body(10.0, frozenset(), frozenset())
    enough = 0.25 * styles.total()
    common = frozenset(style for style, count in styles.items() if count >= max(enough, _A_PARAGRAPH))
    return Body(styles.most_common(1)[0][0][0], common, frozenset(words))
