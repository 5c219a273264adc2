"""The words of a question: folded, without filler, and those that tell it from its siblings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from taskloom.grade.name import fold

_OWNED = re.compile(r"['’]s?$")
_WORD = re.compile(r"\w+(?:[.,'’:/-]\w+)*")
_FILLER_WORDS = """
a an and are as at be been by did do does for from give given had has have how if in into is it its many much
of on one or please s say says shown state stated tell than that the their there these this those to was were
what when where which who whom whose why will with according
"""
FILLER = frozenset(_FILLER_WORDS.split())


def words(text: str) -> list[str]:
    """The words as written, numbers and joined words whole."""
    return _WORD.findall(text)


def stem(word: str) -> str:
    """Without the ending of a plural or a past tense: enough to tell filler from content, no more."""
    for ending in ("ing", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)]
    return word


def content(written: Sequence[str]) -> frozenset[str]:
    """The folded stems of the words that are not filler."""
    return frozenset(one for word in written if (one := stem(fold(_OWNED.sub("", word)))) not in FILLER)


def sharp(written: Sequence[str]) -> frozenset[str]:
    """The folded words with a digit or, but for the first word, a capital: names and numbers."""
    return frozenset(
        folded
        for place, word in enumerate(written)
        if (any(map(str.isdigit, word)) or (place > 0 and word[0].isupper()))
        and (folded := fold(_OWNED.sub("", word))) not in FILLER
    )
