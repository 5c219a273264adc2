"""A rendering cut into the passages that search ranks: about 1,000 characters of plain text each.

A passage starts anew at a heading, table or box once it has some length. The words its lines stand under
(headings, a table's caption and column names, a box's title) go with it in `heading`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from taskloom.corpus.markup import plain
from taskloom.corpus.rendering import Kind, Rendering

LENGTH = 1000
"""Characters of a passage, about; a line is cut at a space where it would run far over."""
_ENOUGH = 400
_LEFT_OUT = frozenset({Kind.BLANK, Kind.TITLE, Kind.RULE, Kind.PAGE})
_STARTS = frozenset({Kind.HEADING, Kind.TABLE, Kind.BOX})


class Passage(NamedTuple):
    """A stretch of a document's text and what it stands under."""

    heading: str
    text: str


def passages(rendering: Rendering) -> Iterator[Passage]:
    """The document's passages in order; at least one, so that a document of a title alone is found."""
    heading = ""
    pieces: list[str] = []
    length = 0
    given = False
    for number, line in enumerate(rendering.lines()):
        kind = rendering.kinds[number]
        if kind in _LEFT_OUT or (kind == Kind.ABOUT and line.startswith("address: ")):
            continue
        text = _spoken(line, kind)
        for piece in _cut(text) if len(text) > LENGTH * 3 // 2 else (text,):
            full = length + len(piece) > LENGTH * 5 // 4
            if pieces and (full or (kind in _STARTS and length >= _ENOUGH)):
                yield Passage(heading, "\n".join(pieces))
                given = True
                pieces, length = [], 0
            if not pieces:
                heading = " / ".join(_words(rendering, above) for above in rendering.above(number))
            pieces.append(piece)
            length += len(piece) + 1
    if pieces or not given:
        yield Passage(heading, "\n".join(pieces))


def _spoken(line: str, kind: int) -> str:
    """A line's words: no link marks, no frame of bars, no heading signs."""
    text = plain(line)
    if kind in (Kind.ROW, Kind.COLUMNS):
        return text[2:-2]
    if kind == Kind.HEADING:
        return text.lstrip("#")[1:]
    if kind in (Kind.TABLE, Kind.BOX, Kind.FIGURE, Kind.LINE):
        return text.partition("] ")[2]
    return text[2:] if kind == Kind.ITEM else text


def _words(rendering: Rendering, number: int) -> str:
    kind = rendering.kinds[number]
    return "" if kind == Kind.RULE else _spoken(rendering.line(number), kind)[:LENGTH]


def _cut(text: str) -> Iterator[str]:
    """A long line in pieces of at most about `LENGTH` characters, cut after a sentence or else at a space."""
    start = 0
    while len(text) - start > LENGTH * 5 // 4:
        most = start + LENGTH
        end = text.rfind(". ", start + LENGTH // 2, most) + 1
        if end <= 0:
            end = text.rfind(" ", start + LENGTH // 2, most)
        if end <= 0:
            end = most
        yield text[start:end].strip()
        start = end
    yield text[start:].strip()
