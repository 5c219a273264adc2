"""A page's lead -> the dates of a life, where its first sentence states them in brackets after the name.

One set form and no other: what a looser pattern would find is not always so. The same reading is applied to what the
tools show.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from taskloom.grade.name import fold

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}})"
_LIFE = re.compile(
    rf"^(?P<name>[^().]{{2,80}}(?:\. ?[^().]{{1,40}})*) \((?:[^()]*[;,] )?"
    rf"(?:born (?P<since>{_DATE})|(?P<born>{_DATE}) ?[–-] ?(?P<died>{_DATE}))\),? .{{0,120}}?\b(?:is|was) an? "
)


class Stated(NamedTuple):
    """What a sentence states."""

    phrase: str
    """'date of birth' or 'date of death'."""
    text: str
    """The date, as it stands there."""
    quote: str
    """The sentence up to the word after which it says who the person is."""


def stated(lead: Iterable[str], title: str) -> tuple[Stated, ...]:
    """The dates that the paragraphs before a page's first heading state of whom the page is about."""
    words = set(fold(title.split(" (")[0]).split())
    for paragraph in lead:
        match = _LIFE.match(paragraph)
        if match is None or not words <= set(fold(match[0]).split()):
            continue
        found = (("date of birth", match["since"] or match["born"]), ("date of death", match["died"]))
        return tuple(Stated(phrase, text, match[0].strip()) for phrase, text in found if text)
    return ()
