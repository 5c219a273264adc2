"""Characters of a page put together: words, and lines of phrases.

A phrase is what a reader takes in at once: words on one line with no more than a blank between them. Raised
small characters (footnote marks, exponents) become words of their own, marked `raised`. What lines form a
table or a paragraph is left to `pdf_table` and `pdf_text`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from taskloom.ingest.pdf_engine import Canvas, Glyph, Style


class Word(NamedTuple):
    """A word and its place, in points from the page's top left corner. `order` is its place in the file."""

    text: str
    left: float
    right: float
    base: float
    size: float
    style: Style
    raised: bool
    order: int
    glued: bool
    """True when no blank stands before it: it belongs to the word before it in the file."""

    @property
    def top(self) -> float:
        """Top of its capitals, about."""
        return self.base - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Bottom of its descenders, about."""
        return self.base + 0.22 * self.size


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one line with no wide gap between them; marks (raised words) stand among them."""

    words: tuple[Word, ...]

    @property
    def left(self) -> float:
        """Left edge."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """Right edge."""
        return max(word.right for word in self.words)

    @property
    def text(self) -> str:
        """Its text without raised marks."""
        return joined(word for word in self.words if not word.raised)

    @property
    def marks(self) -> tuple[str, ...]:
        """The raised words."""
        return tuple(word.text for word in self.words if word.raised)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one baseline, left to right."""

    base: float
    size: float
    phrases: tuple[Phrase, ...]

    @property
    def left(self) -> float:
        """Left edge."""
        return min(phrase.left for phrase in self.phrases)

    @property
    def right(self) -> float:
        """Right edge."""
        return max(phrase.right for phrase in self.phrases)

    @property
    def top(self) -> float:
        """Top of its capitals, about."""
        return self.base - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Bottom of its descenders, about."""
        return self.base + 0.22 * self.size

    @property
    def text(self) -> str:
        """Its text without raised marks, phrases a blank apart."""
        return " ".join(text for text in (phrase.text for phrase in self.phrases) if text)


def joined(words: Iterable[Word]) -> str:
    """The words' text, a blank between those that are not glued together."""
    out: list[str] = []
    last: Word | None = None
    for word in words:
        if last is not None and not (word.glued and word.order == last.order + 1):
            out.append(" ")
        out.append(word.text)
        last = word
    return "".join(out)


def words_of(canvas: Canvas, glyphs: tuple[Glyph, ...]) -> list[Word]:
    """The page's words, in the order of the file."""
    runs = list(_runs(glyphs))
    words: list[Word] = []
    for order, (run, glued) in enumerate(runs):
        first = run[0]
        words.append(
            Word(
                text="".join(glyph.text for glyph in run),
                left=min(glyph.left for glyph in run),
                right=max(glyph.right for glyph in run),
                base=first.base,
                size=first.size,
                style=canvas.styles[first.style],
                raised=False,
                order=order,
                glued=glued,
            )
        )
    return _raise_by_place(_raise(words))


def _runs(glyphs: tuple[Glyph, ...]) -> Iterator[tuple[list[Glyph], bool]]:
    """Characters that touch, in one size on one baseline; with each run, whether it touches the one
    before.
    """
    run: list[Glyph] = []
    glued = False
    for glyph in glyphs:
        if glyph.style < 0:
            if run:
                yield run, glued
            run, glued = [], False
            continue
        if run and not _touches(run[-1], glyph):
            yield run, glued
            run, glued = [], False
        elif run and (abs(glyph.size - run[-1].size) > 0.15 * run[-1].size or abs(glyph.base - run[-1].base) > 0.8):
            yield run, glued
            run, glued = [], True
        run.append(glyph)
    if run:
        yield run, glued


def _touches(left: Glyph, right: Glyph) -> bool:
    size = max(left.size, right.size)
    if abs(left.base - right.base) > 0.6 * size:
        return False
    return -1.1 * size < right.left - left.right < 0.22 * size and right.right > left.left


_MARK = frozenset("*†‡§¶#()[],abcdefghijklmnopqrstuvwxyz0123456789+-–—")


def _raise(words: list[Word]) -> list[Word]:
    """Marks the small raised words, and gives them the baseline of the word they stand at."""
    out = list(words)
    for index, word in enumerate(words):
        for neighbour in (index - 1, index + 1):
            if 0 <= neighbour < len(words) and _is_raised(word, words[neighbour]):
                host = words[neighbour]
                out[index] = _lifted(word, host)
                break
            if 0 <= neighbour < len(words) and _is_lowered(word, words[neighbour]):
                out[index] = word._replace(base=words[neighbour].base)
                break
    return out


_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ème", re.IGNORECASE)
_EXPONENT = re.compile(r"[-–−+]?\d{1,2}")
_RAISED_BASE = re.compile(r"(?:.*[^\w.,])?(?:[kcdmµn]?m|ft|in|mi|yd|s|[x×]\s?10)$")
_SUPERSCRIPTS = str.maketrans("0123456789+-–−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def _raise_by_place(words: list[Word]) -> list[Word]:
    """Marks the small words that stand at the upper right of a word written elsewhere in the file."""
    sizes = [word.size for word in words]
    usual = median(sizes) if sizes else 0.0
    small = [index for index, word in enumerate(words) if not word.raised and word.size < 0.85 * usual]
    small = [index for index in small if len(words[index].text) <= 3 and set(words[index].text.lower()) <= _MARK]
    if not small:
        return words
    ends: dict[int, list[Word]] = {}
    for word in words:
        if not word.raised:
            ends.setdefault(int(word.right // 4), []).append(word)
    out = list(words)
    for index in small:
        word = words[index]
        at = int(word.left // 4)
        hosts = [host for slot in (at - 1, at, at + 1) for host in ends.get(slot, ())]
        host = next((host for host in hosts if _is_raised(word, host) and host.right <= word.left + 2), None)
        if host is not None:
            out[index] = word._replace(base=host.base, raised=True)
    return out


def _lifted(word: Word, host: Word) -> Word:
    """A raised word: an ordinal's ending or an exponent stays in the text, anything short else is a mark."""
    if word.glued and host.text[-1:].isdigit() and _ORDINAL.fullmatch(word.text):
        return word._replace(base=host.base)
    if word.glued and _EXPONENT.fullmatch(word.text) and _RAISED_BASE.fullmatch(host.text):
        return word._replace(base=host.base, text=word.text.translate(_SUPERSCRIPTS))
    return word._replace(base=host.base, raised=set(word.text.lower()) <= _MARK)


def _is_raised(word: Word, host: Word) -> bool:
    if word.size > 0.85 * host.size or not 0.1 * host.size < host.base - word.base < 0.8 * host.size:
        return False
    gap = max(word.left - host.right, host.left - word.right)
    leads = len(word.text) <= 2 and word.right <= host.left
    return gap < (3.0 if leads else 0.6) * host.size and len(word.text) <= 8


def _is_lowered(word: Word, host: Word) -> bool:
    if word.size > 0.85 * host.size or not 0.05 * host.size < word.base - host.base < 0.4 * host.size:
        return False
    return max(word.left - host.right, host.left - word.right) < 0.2 * host.size and len(word.text) <= 4


def lines_of(words: Iterable[Word], gap: float = 0.75) -> list[Line]:
    """The lines of words, top to bottom; phrases part where the blank is wider than `gap` times the size."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.base, word.left)):
        if rows and word.base - rows[-1][0].base <= 0.3 * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [_line(row, gap) for row in rows]


_NUMBER = re.compile(r"[-–−+]?[$€£]?\d[\d.,]*%?[*†‡]{0,3}")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?%?")


def two_numbers(before: Word, after: Word) -> bool:
    """Whether two neighbours are two whole numbers, not one written with blanks for thousands ('60 152')."""
    if after.raised or before.raised or after.left - before.right < 0.15 * after.size:
        return False
    if not _NUMBER.fullmatch(before.text) or not _NUMBER.fullmatch(after.text):
        return False
    whole = any(sign in before.text for sign in ".,%")
    return whole or not _GROUP.fullmatch(after.text)


def _line(row: list[Word], gap: float) -> Line:
    row.sort(key=lambda word: (word.left, word.order))
    size = median(word.size for word in row if not word.raised) if any(not w.raised for w in row) else row[0].size
    phrases: list[list[Word]] = []
    reach = 0.0
    for word in row:
        near = bool(phrases) and word.left - reach <= gap * max(word.size, phrases[-1][-1].size)
        if near and not (gap < 2 and two_numbers(phrases[-1][-1], word)):
            phrases[-1].append(word)
            reach = max(reach, word.right)
        else:
            phrases.append([word])
            reach = word.right
    base = median(word.base for word in row)
    return Line(base, size, tuple(Phrase(tuple(words)) for words in phrases))
