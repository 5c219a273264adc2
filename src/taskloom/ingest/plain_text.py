"""Plain text -> paragraphs and list items, and the headings that underlines and blank lines show.

Lines of a paragraph are joined, as text files break them at a width. Nothing in it is taken for markup.
"""

import re
from collections.abc import Iterator

from taskloom.ingest.visible import folded
from taskloom.schema.document import Heading, Paragraph

__all__ = ["LONGEST_PARAGRAPH", "paragraphs_of"]

LONGEST_PARAGRAPH = 5_000
"""Characters after which a paragraph is cut, between lines or words."""

_BLANK = re.compile(r"\n[ \t\f\v\r]*(?:\n[ \t\f\v\r]*)+|\f")
_UNDERLINE = re.compile(r"\s*([=\-~^*#_])\1{2,}\s*")
_ITEM = re.compile(r"\s{0,8}(?:[-*•+‣◦]|\d{1,3}[.)]|[a-z][.)])\s+(?=\S)")
_SETTING = re.compile(r"\s{0,20}[\w.\"'-]{1,60}\s?[:=](?:\s|$)")
_LONGEST_HEADING = 80


def paragraphs_of(text: str) -> Iterator[Heading | Paragraph]:
    """The headings, paragraphs and list items of a plain text, in order.

    A line is a heading when it is underlined, or when it stands first, alone and short, ending in no full
    stop.
    """
    first = True
    for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n").strip()):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if len(lines) >= 2 and _UNDERLINE.fullmatch(lines[1][:200]) and len(lines[0]) <= _LONGEST_HEADING:
            yield Heading(level=1 if lines[1].strip()[0] in "=#*" else 2, text=folded(lines[0]))
            lines = lines[2:]
        elif first and len(lines) == 1 and _is_title(lines[0]):
            yield Heading(level=1, text=folded(lines[0]))
            lines = []
        first = False
        yield from _paragraphs([line for line in lines if not _UNDERLINE.fullmatch(line[:200])])


def _is_title(line: str) -> bool:
    text = line.strip()
    ends = text[-1] not in ".,;:!。、，；：！" and not _ITEM.match(line)
    return len(text) <= _LONGEST_HEADING and ends and any(character.isalpha() for character in text)


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    """One block: a paragraph, the items of a list with what leads in, or settings line by line."""
    if len(lines) > 1 and 2 * sum(_SETTING.match(line) is not None for line in lines) > len(lines):
        for line in lines:
            yield from _cut(folded(line), item=False)
        return
    items = sum(_ITEM.match(line) is not None for line in lines)
    is_list = items >= 2 or (items == 1 and len(lines) == 1)
    gathered: list[str] = []
    item = False
    length = 0
    for line in lines:
        found = _ITEM.match(line) if is_list else None
        if gathered and (found or length > LONGEST_PARAGRAPH):
            yield from _cut(" ".join(gathered), item=item)
            gathered, length = [], 0
        if found:
            item = True
            line = line[found.end() :]
        gathered.append(folded(line))
        length += len(line)
    if gathered:
        yield from _cut(" ".join(gathered), item=item)


def _cut(text: str, *, item: bool) -> Iterator[Paragraph]:
    while len(text) > LONGEST_PARAGRAPH:
        at = text.rfind(" ", 0, LONGEST_PARAGRAPH)
        at = at if at > 0 else LONGEST_PARAGRAPH
        yield Paragraph(text=text[:at], item=item)
        text = text[at:].lstrip()
    if text:
        yield Paragraph(text=text, item=item)
