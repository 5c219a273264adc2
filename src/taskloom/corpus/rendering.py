"""A document as text: one string, and for each of its lines what it is and what it stands under.

`render` makes it from a document; the tools show it whole, in parts, or some of its lines. Lines and
characters are counted from 0 here; parts from 1 where they are shown.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate, pairwise
from typing import NamedTuple

from taskloom.corpus.folding import fold_characters
from taskloom.corpus.markup import plain
from taskloom.corpus.verbatim import words_in


class Kind(IntEnum):
    """What a line is."""

    BLANK = 0
    TITLE = 1
    ABOUT = 2
    """A line about the document: its address, its authors…"""
    HEADING = 3
    TEXT = 4
    ITEM = 5
    PAGE = 6
    TABLE = 7
    """`[table n] caption`."""
    COLUMNS = 8
    RULE = 9
    ROW = 10
    NOTE = 11
    BOX = 12
    """`[box n] title`."""
    ENTRY = 13
    FIGURE = 14
    LINE = 15


class Part(NamedTuple):
    """A stretch of a rendering: characters from `start` to `end`, and the lines to repeat above it."""

    start: int
    end: int
    repeat: tuple[int, ...]


class Words(NamedTuple):
    """The words of a rendering's lines. Those of line `i` are `text[starts[i]:starts[i + 1] - 1]`."""

    text: str
    starts: array[int]

    def holding(self, words: str) -> Iterator[int]:
        """The lines in which these words stand, in order, each once."""
        at = self.text.find(words)
        while at >= 0:
            line = bisect_right(self.starts, at) - 1
            yield line
            at = self.text.find(words, self.starts[line + 1] - 1)

    def within(self, words: str, longer: int) -> Iterator[int]:
        """The lines whose words, more characters than `longer`, stand in these."""
        most = len(words)
        for line, (start, end) in enumerate(pairwise(self.starts)):
            if longer < end - 1 - start <= most and self.text[start : end - 1] in words:
                yield line


@dataclass(slots=True, eq=False)
class Rendering:
    """A rendered document. Line `i` is `text[starts[i]:starts[i + 1] - 1]`."""

    text: str
    starts: array[int]
    """Where each line starts, and one past the last line's line break."""
    kinds: bytes
    sections: array[int]
    """The line of the heading each line stands under, -1 for none; for a heading, that of its parent."""
    blocks: array[int]
    """For rows, notes, entries and what heads them: the line their table or box starts at; else -1."""
    _parts: dict[int, tuple[Part, ...]] = field(default_factory=dict[int, tuple[Part, ...]])
    _folded: tuple[str, ...] = ()
    _words: Words | None = None

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def size(self) -> int:
        """Bytes it holds in memory, roughly."""
        width = 1 if self.text.isascii() else 2
        return 4 * len(self.text) * width + 17 * len(self.kinds) + 500

    def folded(self) -> tuple[str, ...]:
        """The text folded for finding, and, where it differs, as a reader without markup sees it; line by line."""
        if not self._folded:
            shown = plain(self.text)
            texts = (self.text,) if shown == self.text else (self.text, shown)
            self._folded = tuple(map(fold_characters, texts))
        return self._folded

    def words(self) -> Words:
        """Each line's words as quotes are compared with them (`verbatim.words_in`)."""
        if self._words is None:
            lines = list(map(words_in, self.lines()))
            self._words = Words("\n".join(lines), array("q", accumulate((len(line) + 1 for line in lines), initial=0)))
        return self._words

    def line(self, number: int) -> str:
        """A line's text."""
        return self.text[self.starts[number] : self.starts[number + 1] - 1]

    def lines(self) -> Iterator[str]:
        """All lines, in order."""
        text = self.text
        return (text[start : end - 1] for start, end in pairwise(self.starts))

    def line_at(self, character: int) -> int:
        """The number of the line a character of the text stands in."""
        return bisect_right(self.starts, character) - 1

    def above(self, number: int) -> tuple[int, ...]:
        """The lines that make a line readable alone: its headings, then what heads its table or box."""
        path: list[int] = []
        section = self.sections[number]
        while section >= 0:
            path.append(section)
            section = self.sections[section]
        path.reverse()
        block = self.blocks[number]
        if 0 <= block < number:
            heads = 3 if self.kinds[block] == Kind.TABLE else 1
            path += range(block, min(number, block + heads))
        return tuple(path)

    def parts(self, limit: int) -> tuple[Part, ...]:
        """The text cut into parts of at most about `limit` characters, repeated lines included.

        Cuts fall between lines; only a line longer than the limit is cut inside, at a space. The parts
        follow on each other without gap.
        """
        known = self._parts.get(limit)
        if known is None:
            known = self._parts[limit] = tuple(self._cut(limit))
        return known

    def _cut(self, limit: int) -> Iterator[Part]:
        total = len(self.text)
        start = 0
        while start < total:
            repeat = self._repeated(start, limit // 2) if start else ()
            room = limit - sum(self.starts[line + 1] - self.starts[line] for line in repeat)
            end = total if total - start <= room else self._end(start, start + room)
            yield Part(start, end, repeat)
            start = end
        if not total:
            yield Part(0, 0, ())

    def _end(self, start: int, most: int) -> int:
        """Where a part that starts at `start` ends, `most` at the latest."""
        line = self.line_at(most)
        while self.starts[line] > start and self._follows(line):
            line -= 1
        end = self.starts[line]
        if end <= start:
            end = self.starts[self.line_at(most)]
        if end > start:
            return end
        space = self.text.rfind(" ", start + 1, most)
        return space + 1 if space > start else most

    def _follows(self, line: int) -> bool:
        """Whether a part that begins with this line would leave a heading or a table's head alone."""
        block = self.blocks[line]
        if 0 <= block < line and line - block < (4 if self.kinds[block] == Kind.TABLE else 2):
            return True
        before = line - 1 if self.kinds[line] == Kind.BLANK else line - 2
        return before >= 0 and self.kinds[before] == Kind.HEADING and self.kinds[before + 1] == Kind.BLANK

    def _repeated(self, start: int, room: int) -> tuple[int, ...]:
        """The lines to repeat above a part, the outermost left out until they fit the room."""
        lines = self.above(self.line_at(start))
        while lines and sum(self.starts[line + 1] - self.starts[line] for line in lines) > room:
            lines = lines[1:]
        return lines
