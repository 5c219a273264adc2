"""Names: the key under which two spellings of a name are one, and whether two names mean the same thing.

`fold` takes away what spelling alone changes: accents of Latin and Greek letters, case, punctuation, a
leading 'the'. Other scripts keep their marks. `same_name` goes on to what writers leave out or turn round
(initials, titles, 'Last, First') and says None where that is not enough to tell. It knows no synonyms:
those are aliases.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise

from taskloom.grade.forename import same_forename

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
        "&": " and ",
    }
)
# Each begins with the sign it seeks: a pattern that begins with what stands before is tried at every sign of a text.
_ACCENT = re.compile("[\u0300-\u036f](?<=[a-z\u0370-\u03ff\u1f00-\u1fff].)[\u0300-\u036f]*")
_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_INVERTED = re.compile(r"(.+), ?(the|an?)")
_APOSTROPHE = re.compile(r"['’‘ʼ`´](?<=[^\W\d_].)(?=[^\W\d_])")
_GROUPED = re.compile(r",(?<=\d.)(?=\d{3}(?!\d))")
_POINT = re.compile(r"[.,](?:(?!\d)|(?<=[^\d\s].))")
_DASH = re.compile(r"[-−‐-―](?:(?!\.?\d)|(?<=[^\s(\[$£€¥].))")
_MINUS = re.compile(r"[−‐-―]")
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)")
_NICKNAME = re.compile(r'\s*["“”][^"“”]*["“”]')
_GAP = re.compile(r"[\s.]+")
_CAPITALS = re.compile(r"\b(?![IVX]+\b)[A-Z]{2,3}\b(?=\W+\w)")
"""Initials without points: before another word, and no Roman numeral."""
_ROMAN = re.compile(r"(?=.)x{0,3}(?:ix|iv|v?i{0,3})")
_GRADE = re.compile(r"[A-Z]{1,3}[-−–]")
"""A code whose sign tells: 'AA-' is not 'AA'."""
_LAST_FIRST = re.compile(r"([^,;]+),\s*([^,;]+)")

_TITLES_TEXT = """
mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr hon capt captain col colonel gen
general lt lieutenant maj major sgt sergeant president senator sen rep representative governor gov justice
judge king queen prince princess pope saint st emperor empress herr frau monsieur madame
"""
_TITLES = frozenset(_TITLES_TEXT.split())
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}
_LINKING_TEXT = """
of the and for in de la le du des et y
"""
_LINKING = frozenset(_LINKING_TEXT.split())
_DEGREES_TEXT = """
esq phd md obe cbe mbe kbe qc kc mp
"""
_DEGREES = frozenset(_DEGREES_TEXT.split())


class _Signs(dict[int, str | int]):
    """Maps a code point for `str.translate`: punctuation to a space, invisible signs to nothing, the rest
    to itself.
    """

    _KEPT = frozenset("+#%.,-°")

    def __missing__(self, code: int) -> str | int:
        sign = chr(code)
        category = unicodedata.category(sign)
        mapped: str | int = code
        if category == "Cf":
            mapped = ""
        elif category != "Sc" and category[0] in "PSC" and sign not in self._KEPT:
            mapped = " "
        self[code] = mapped
        return mapped


_SIGNS = _Signs()


_LONGEST_NAME = 200
"""Characters up to which very many texts are kept at hand."""
_LONGEST_TEXT = 20_000
"""Characters up to which a few are: what a tool shows is folded again for the next task that reads there."""


def fold(text: str) -> str:
    """Fold a name to its identity key: lower case words joined by single spaces, empty only for an empty
    text.

    Accents, case, punctuation, spacing and a leading 'the' go ('The Café-Bar' is 'cafe bar'); initials
    close up ('J. R. R. Tolkien' and 'JRR Tolkien' are 'jrr tolkien'); a point in a number, a minus before
    one and the signs of 'C++', '5 %' or '$5' stay. Folding a key gives the key. Letters of all scripts are
    kept.
    """
    if len(text) <= _LONGEST_NAME:
        return _name(text)
    return _text(text) if len(text) <= _LONGEST_TEXT else _folded(text)


def _folded(text: str) -> str:
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", translated(lowered, _LETTERS)).casefold()
        lowered = unicodedata.normalize("NFC", _ACCENT.sub("", lowered))
    elif "&" in lowered:
        lowered = lowered.replace("&", " and ")
    words = lowered.split()
    if _PLAIN.fullmatch(lowered) is None:
        words = _unmarked(" ".join(words)) or words
    words = _closed(words)
    while len(words) > 1 and words[0] == "the" and len(words[1]) > 1 and words[1][0].isalpha():
        del words[0]
    return " ".join(words)


_name = lru_cache(maxsize=1 << 14)(_folded)
_text = lru_cache(maxsize=256)(_folded)


def _unmarked(text: str) -> list[str]:
    """Take the punctuation out of a lower-case text."""
    inverted = _INVERTED.fullmatch(text)
    if inverted is not None:
        text = f"{inverted[2]} {inverted[1]}"
    text = _GROUPED.sub("", _APOSTROPHE.sub("", text))
    text = _MINUS.sub("-", _DASH.sub(" ", _POINT.sub(" ", text)))
    return translated(text, _SIGNS).split()


def translated(text: str, table: Mapping[int, str | int | None]) -> str:
    """`str.translate`, many times faster for a text of which few signs are not ASCII."""
    if text.isascii():
        return text.translate(table)
    return "".join([run.translate(table) for run in _RUNS.findall(text)])


def _closed(words: list[str]) -> list[str]:
    """Join runs of single letters ('u', 's' to 'us')."""
    if not any(_initial(a) and _initial(b) for a, b in pairwise(words)):
        return words
    closed: list[str] = []
    joining = False
    for word in words:
        if _initial(word) and joining:
            closed[-1] += word
        else:
            closed.append(word)
        joining = _initial(word)
    return closed


def _initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def plain(text: str) -> str:
    """Take a name's explanations off: 'Mercury (planet)' is 'Mercury', 'William "Bill" Gates' is 'William
    Gates'.
    """
    bare = _NICKNAME.sub("", _PARENTHESIS.sub("", text)).strip()
    return bare or text


def same_name(a: str, b: str) -> bool | None:
    """Tell whether two names mean the same; None when they may.

    True: equal when folded, without a title, an explanation in parentheses or a middle initial, turned
    round ('Wilson, A. N.'), with at least two initials for forenames, or with a short forename ('Jim
    Leach'). None: one lacks a forename, a generation ('Jr.') or other words of the other, or they differ by
    a letter or two. False: anything else.
    """
    if fold(a) == fold(b):
        return is_minus(a) == is_minus(b)
    if fold(plain(a)) == fold(plain(b)):
        # Two explanations that differ tell two bearers of a name apart.
        return None if "(" in a and "(" in b else True
    verdicts = {_same_words(one, other) for one in _orders(a) for other in _orders(b)}
    if True in verdicts:
        return True
    return None if None in verdicts else False


def is_minus(text: str) -> bool:
    """Whether a text is a code that ends in a minus."""
    return _GRADE.fullmatch(text.strip()) is not None


def _orders(name: str) -> list[list[str]]:
    """Give a name's folded words as written and, for 'Last, First', turned round."""
    name = plain(name)
    orders = [_words(name)]
    turned = _LAST_FIRST.fullmatch(name)
    if turned is not None and fold(turned[2]) not in _GENERATIONS:
        orders.append(_words(f"{turned[2]} {turned[1]}"))
    return orders


def _words(name: str) -> list[str]:
    """Give a name's folded words without titles and degrees; initials stand apart."""
    spaced = _CAPITALS.sub(lambda match: " ".join(match[0]), name) if not name.isupper() else name
    words = [word for token in _GAP.split(spaced) for word in fold(token).split()]
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    while len(words) > 1 and words[-1] in _DEGREES:
        del words[-1]
    return words or [fold(name)]


def _same_words(a: list[str], b: list[str]) -> bool | None:
    if "".join(a) == "".join(b):
        return True
    generation_a, generation_b = _generation(a), _generation(b)
    if generation_a or generation_b:
        rest = _same_words(a[:-1] if generation_a else a, b[:-1] if generation_b else b)
        if generation_a == generation_b or not rest:
            return rest
        return False if generation_a and generation_b else None
    if len(a) > 1 and len(b) > 1 and a[-1] == b[-1]:
        return _same_forenames(a[:-1], b[:-1])
    if _acronym(a, b) or _acronym(b, a) or _within(a, b) or _within(b, a):
        return None
    return None if misspelt("".join(a), "".join(b)) else False


def _generation(words: list[str]) -> str | None:
    """Give what tells bearers of one name apart: 'jr', a Roman numeral."""
    if len(words) < 2:
        return None
    return _GENERATIONS.get(words[-1]) or (words[-1] if _ROMAN.fullmatch(words[-1]) else None)


def _same_forenames(a: list[str], b: list[str]) -> bool | None:
    """Compare what stands before a shared last word."""
    if len(a) > len(b):
        a, b = b, a
    if not all(_compatible(one, other) for one, other in zip(a, b, strict=False)):
        if len(a) == len(b) == 1:
            return None if misspelt(a[0], b[0]) else False
        return None if _within(a, b) or _within(b, a) or misspelt(" ".join(a), " ".join(b)) else False
    if len(a[0]) > 1 and len(b[0]) > 1:
        return True if all(len(word) == 1 for word in b[len(a) :]) else None
    return True if len(a) == len(b) > 1 else None


def _compatible(a: str, b: str) -> bool:
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return same_forename(a, b)


def _acronym(short: list[str], long: list[str]) -> bool:
    """Tell whether the one is made of the other's first letters ('us', 'united states')."""
    letters = "".join(short)
    if len(letters) > 8 or len(long) < 2:
        return False
    return letters in (
        "".join(word[0] for word in long),
        "".join(word[0] for word in long if word not in _LINKING),
    )


def _within(short: list[str], long: list[str]) -> bool:
    """Tell whether all words of the one are among the other's."""
    return set(short) <= set(long)


def misspelt(a: str, b: str) -> bool:
    """Tell whether two folded words of six letters or more differ by so little that one may be the other
    misspelt.

    One letter inserted, left out, changed or two neighbours swapped; at 10 letters two of these, at 12
    three. Digits are never a slip: '1964' and '1965' differ.
    """
    shorter = min(len(a), len(b))
    if shorter < 6 or abs(len(a) - len(b)) > 2 or any(map(str.isdigit, a)) or any(map(str.isdigit, b)):
        return False
    return _edits(a[:64], b[:64]) <= (1 if shorter < 10 else 2 if shorter < 12 else 3)


def _edits(a: str, b: str) -> int:
    """Count the edits between two words (Damerau-Levenshtein, optimal string alignment)."""
    before: list[int] = []
    previous = list(range(len(b) + 1))
    for i, one in enumerate(a, start=1):
        current = [i]
        for j, other in enumerate(b, start=1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (one != other))
            if i > 1 and j > 1 and one == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
