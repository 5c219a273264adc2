"""The stretch of a passage that shows best why it was found: about 240 characters of plain text."""

from __future__ import annotations

from collections.abc import Mapping

from taskloom.corpus.folding import fold_characters

LENGTH = 240
"""Characters of a snippet, the marks of omission not counted."""
_PLACES = 64
_EDGE = 24
"""How far a cut may move to fall between words."""


class Snippets:
    """Makes one query's snippets; `weights` says how much each word's beginning counts, once a window."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._words = tuple(sorted(weights, key=lambda word: (-len(word), word)))
        self._weights = tuple(weights[word] for word in self._words)
        self._lengths = tuple(map(len, self._words))

    def of(self, text: str) -> str:
        """The best window of a passage, in one line."""
        if len(text) > LENGTH:
            start = self._best_start(text)
            end = min(start + LENGTH, len(text))
            first = _word_start(text, start)
            last = _word_end(text, end)
            text = ("… " if first else "") + text[first:last].strip() + (" …" if last < len(text) else "")
        return text.replace("\n", " / ")

    def _best_start(self, text: str) -> int:
        places = self._places(text)
        if not places:
            return 0
        weights, lengths = self._weights, self._lengths
        ends = [at + lengths[word] for at, word in places]
        held = [0] * len(weights)
        first, last, best, score, after = 0, 0, -1.0, 0.0, 0
        for start, word in places:
            while after < len(places) and ends[after] - start <= LENGTH:
                new = places[after][1]
                if not held[new]:
                    score += weights[new]
                held[new] += 1
                after += 1
            if score > best + 1e-9:
                first, last, best = start, ends[after - 1], score
            held[word] -= 1
            if not held[word]:
                score -= weights[word]
        spare = LENGTH - (last - first)
        return max(0, min(first - spare // 2, len(text) - LENGTH))

    def _places(self, text: str) -> list[tuple[int, int]]:
        """The first places where words of the text begin with words of the query, in order, each with its word."""
        folded = fold_characters(text)
        found: dict[int, int] = {}
        for number, word in enumerate(self._words):  # the longest first: it is the one that counts at a place
            at = folded.find(word)
            while at >= 0:
                if at == 0 or not folded[at - 1].isalnum():
                    found.setdefault(at, number)
                at = folded.find(word, at + 1)
        return sorted(found.items())[:_PLACES]


def _word_start(text: str, cut: int) -> int:
    if cut <= 0:
        return 0
    space = max(text.rfind(" ", max(0, cut - _EDGE), cut + 1), text.rfind("\n", max(0, cut - _EDGE), cut + 1))
    return space + 1 if space >= 0 else cut


def _word_end(text: str, cut: int) -> int:
    if cut >= len(text):
        return len(text)
    found = [place for mark in " \n" if (place := text.find(mark, cut, cut + _EDGE)) >= 0]
    return min(found, default=cut)
