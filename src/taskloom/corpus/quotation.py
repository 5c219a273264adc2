"""Where a quotation stands in a rendering, word for word.

What is no word of the document does not count: white space, hyphens inside words (and at the ends of lines), quotation
marks, case and accents, and the markup of the rendering itself. A place is found in whole words and whole numbers only.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from taskloom.corpus.folding import fold_characters
from taskloom.corpus.markup import mute_links, plain
from taskloom.corpus.rendering import Rendering
from taskloom.grade.name import translated

_OPENING = re.compile(r"^(?:#{1,7} |- |\|(?: --- \|)+$|\[(?:table|box|figure|page|line) ?[^\]\n]*\])", re.M)
"""What marks a line of a rendering."""
_EQUALS = re.compile(r"=(?<=\s=)(?=\s)")
_MARKS = dict.fromkeys(map(ord, "|\\*`'\"_\u00ad\0"), " ")
_HYPHEN = re.compile(r"-(?<=[^\W\d_]-)\s*(?=[^\W\d_])")
_ENDS = " .,;:…"
_RUN = re.compile(r"\S+")


class Span(NamedTuple):
    """Characters of a rendering's text, from `start` to before `end`."""

    start: int
    end: int


class Quotable:
    """A rendering in which quotations are looked for."""

    def __init__(self, rendering: Rendering) -> None:
        self._text = rendering.text
        self._muted = mute_links(rendering.text)
        self._folded = _Folded.of(rendering.text)

    def find(self, quotation: str, start: int = 0, end: int | None = None) -> Span | None:
        """The first place of the quotation that lies between two characters of the text."""
        return next(self.spans(quotation, start, end), None)

    def spans(self, quotation: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
        """All its places there, in order; none for a quotation without a letter or digit."""
        sought = "".join(_shown(quotation.strip(_ENDS)).split()).strip(_ENDS)
        if not any(map(str.isalnum, sought)):
            return
        last = len(self._text) if end is None else end
        signs, place = self._folded.signs, self._folded.place
        at = signs.find(sought)
        while at >= 0:
            span = Span(place(at), place(at + len(sought) - 1) + 1)
            if span.end > last:
                return
            if span.start >= start and not _cut(self._text, span):
                yield span
            at = signs.find(sought, at + 1)

    def text(self, span: Span) -> str:
        """What stands there, as a reader sees it: without markup, in one line."""
        return " ".join(plain(self._muted[span.start : span.end].replace("\0", "")).split())


class _Folded(NamedTuple):
    """The signs of a text that count, and where each stands in it."""

    signs: str
    starts: array[int]
    """Where each run of them begins in the text."""
    before: array[int]
    """How many signs stand before each run, and at the end how many there are."""

    @classmethod
    def of(cls, text: str) -> _Folded:
        """Fold a text."""
        shown = _shown(text)
        words = shown.split()
        starts = array("q", [run.start() for run in _RUN.finditer(shown)])
        return cls("".join(words), starts, array("q", accumulate(map(len, words), initial=0)))

    def place(self, at: int) -> int:
        """The place in the text of the sign of this number."""
        run = bisect_right(self.before, at) - 1
        return self.starts[run] + at - self.before[run]


def _shown(text: str) -> str:
    """The text of the same length, folded, with blanks for what does not count."""
    folded = _EQUALS.sub(" ", fold_characters(mute_links(text)))
    return _HYPHEN.sub(_blank, translated(_OPENING.sub(_blank, folded), _MARKS))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _cut(text: str, span: Span) -> bool:
    """Whether the span begins or ends inside a word or a number, or leaves out a number's minus."""
    before, after = text[max(0, span.start - 2) : span.start], text[span.end : span.end + 2]
    first, last = text[span.start], text[span.end - 1]
    if (before and _one_word(before[-1], first)) or (after and _one_word(last, after[0])):
        return True
    if first.isdigit() and before:
        if before[-1] in ".," and before[:-1].isdigit():
            return True
        if before[-1] in "-−" and not before[:-1].isalnum():
            return True
    return last.isdigit() and len(after) > 1 and after[0] in ".," and after[1].isdigit()


def _one_word(one: str, other: str) -> bool:
    """Whether two neighbours belong to one word; in scripts that write no spaces they need not."""
    return one.isalnum() and other.isalnum() and _spaced(one) and _spaced(other)


def _spaced(sign: str) -> bool:
    return sign < "\u0e00" or "\u10a0" <= sign < "\u2e80"
