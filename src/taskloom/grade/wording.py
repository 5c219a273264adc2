"""The words of names and texts, brought to one form, and the sentences they stand in.

Folding (`name`) is the first step; here numbers and ordinals in words become figures, plurals and British
spellings are evened out, and a golden text yields the forms in which it may be found in a reply.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from taskloom.grade.name import fold, plain
from taskloom.grade.spelled import read_spelled

_SMALL_WORDS_TEXT = """
a an the of and or for in on at to by from with as is are was were be been being it its this that these
those he she they his her their him them who whom whose which what when where how why did do does has have
had will would could should may might can not no than then there here also so such into over under about
after before during between through up out off i you we my your our s t us
"""
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())
_ORDINAL_WORDS = """
first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ORDINALS = {
    word: f"{number}{_ENDINGS.get(number, 'th')}" for number, word in enumerate(_ORDINAL_WORDS.split(), start=1)
}
_POSSESSIVE = re.compile(r"(?<=[^\W\d_]{2})['’]s?\b(?!\w)")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.!?])\s+(?=[A-Z“\"'])|\n+")
_NEGATION = re.compile(
    r"(\bnot\b|n['’]t\b|\b(?:never|neither|nor|no|unlike|without|contrary|doubt|unsure|formerly|previously|later|except)\b|"
    r"\b(?:rather|other)\s+than\b|\binstead\s+of\b|\bused\s+to\b|\b(?:replac|succeed)(?:ed|ing)\b|\btook\s+over\s+from\b)"
    r"[^.;!?]*$",
    re.IGNORECASE,
)
_TURN = re.compile(
    r"^[^.;!?]*?\b(?:is|was|are|were)(?:\s+(?:not|wrong|incorrect|false|mistaken)|n['’]t)\b"
    r"|^\s*,?\s+(?:before|until|not)\b|^\s*\?\s*no\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"^\W*(?:list|name|give|mention)\s+(?:an?|one|some|of|\d+)\b|\ban?\s+example\s+of\b|\bexamples\s+of\b|"
    r"\b(?:is|does|do|will)\s+(?:the\s+)?(?:new|next|newest|latest)\b|\bis\s+the\s+(?:latest|newest)\b",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"\s+or\s+|\s*/\s*|\s*\((?:accept|or|also)\s+|\s*\(|\)")
_WINDOW = 80


def words_of(text: str) -> list[str]:
    """Give the folded words of a text without 'the' and possessive 's', numbers and ordinals in figures
    ('the twelve' is '12', 'third' is '3rd')."""
    words = [_figures(word) for word in fold(_POSSESSIVE.sub("", text)).split()]
    return [word for word in words if word != "the"] or words


@lru_cache(maxsize=4096)
def _figures(word: str) -> str:
    number = read_spelled(word)
    return _ORDINALS.get(word) or (str(number) if number is not None else word)


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Even out what number and spelling change: 'colours' is 'color', 'cities' is 'city', 'organised'
    'organized'.
    """
    if not word.isascii() or len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("ses", "xes", "zes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    return re.sub("is(?=e|ed|ing|ation$)", "iz", word).replace("our", "or") if len(word) > 4 else word


def stems(words: Iterable[str]) -> list[str]:
    """Give the stems of words, in order."""
    return [stem(word) for word in words]


def content(words: Iterable[str]) -> set[str]:
    """Give the stems of the words that carry meaning."""
    return {stem(word) for word in words if word not in _SMALL_WORDS and any(map(str.isalnum, word))}


def forms(texts: Iterable[str]) -> list[list[str]]:
    """Give the word forms a golden text may take: as written, without its explanation in parentheses,
    without 'a', and the sides of an 'or'.
    """
    found: dict[tuple[str, ...], None] = {}
    for text in texts:
        sides = [side for side in _ALTERNATIVE.split(text) if len(side) > 2] if _ALTERNATIVE.search(text) else []
        alternatives = sides if " or " in text or "(accept" in text.casefold() else []
        for form in (text, plain(text), *alternatives):
            words = words_of(form)
            if words:
                found.setdefault(tuple(words))
            if len(words) > 1 and words[0] in ("a", "an") and len(words[1]) > 1:
                found.setdefault(tuple(words[1:]))
    return [list(form) for form in found]


def sentences(text: str) -> list[str]:
    """Cut a text at the ends of sentences and lines."""
    return [part.strip() for part in _SENTENCE_END.split(text) if any(map(str.isalnum, part))]


def negated(text: str, start: int, end: int, question: str | None = None) -> bool:
    """Tell whether words at a place in a sentence are denied ('not X', 'instead of X', 'X is not').

    A negation that stands in the question too is only repeated from it.
    """
    before = _NEGATION.search(text, max(0, start - _WINDOW), start)
    if before is not None:
        return question is None or before[1].casefold() not in question.casefold()
    return _TURN.search(text[end : end + _WINDOW]) is not None


def is_open(question: str | None) -> bool:
    """Tell whether a question has more right answers than one: it asks for an example or some of many, or
    for what is new, next or latest, which changes with time.
    """
    return question is not None and _OPEN.search(question) is not None
