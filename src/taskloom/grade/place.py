"""Where golden words stand in a reply: as whole words, whatever is between and around them."""

import re
from typing import NamedTuple

from taskloom.grade.wording import stems, words_of

_TOKEN = re.compile(r"[^\s/]+")
_HYPHENED = re.compile(r"[^-‐‑–—]+")
_EDGE = "\"'“”‘’()[]*,;:!?."


class Span(NamedTuple):
    """Where golden words stand in a reply, in characters."""

    start: int
    end: int


class _Token(NamedTuple):
    stems: list[str]
    start: int
    end: int


def find_words(text: str, wanted: set[tuple[str, ...]]) -> Span | None:
    """Find the longest golden form that stands in a text as whole words; of equally long ones the first."""
    flat = [(word, token) for token in _tokens(text) for word in token.stems]
    words = [word for word, _ in flat]
    for size in sorted({len(form) for form in wanted}, reverse=True):
        for place in range(len(words) - size + 1):
            form = tuple(words[place : place + size])
            if form in wanted and (size > 1 or len(form[0]) > 1 or form[0].isdigit()):
                return Span(flat[place][1].start, flat[place + size - 1][1].end)
    return None


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(text):
        core = match[0].strip(_EDGE)
        if core:
            start = match.start() + match[0].index(core)
            core = core.removesuffix("'s").removesuffix("’s")
            words = words_of(core)
            # 'Hill-Smythe' is cut, so that 'Hill' has a place in it; a code, which may read otherwise in parts, is not.
            parts = [(part, words_of(part[0])) for part in _HYPHENED.finditer(core)]
            if len(parts) > 1 and [word for _, said in parts for word in said] == words:
                tokens += [_Token(stems(said), start + part.start(), start + part.end()) for part, said in parts]
            else:
                tokens.append(_Token(stems(words), start, start + len(core)))
    return tokens
