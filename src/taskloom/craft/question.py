"""What a question that a model wrote must say, and must not: checked by rules, whatever its language.

It says names and literals in their own words (an inflected ending is allowed), is in the document's language, gives
nothing away, stands alone and asks once. Whether it reads well is not for rules to say.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from taskloom.grade.given import given_away
from taskloom.grade.name import fold
from taskloom.ingest.language import plainly_other
from taskloom.schema.answer import Answer

SHORTEST = 12
LONGEST = 300
"""Characters of a question about one fact."""
MERGED = 900
"""Characters of a question put together from others."""
MARKS = "?？؟"
GREEK_MARKS = MARKS + ";;"
DEIXIS = re.compile(
    r"\b(?:in|from|by|of|to|on|per|for) (?:the|this|that) (?:(?:given|above|provided|following|same) )?"
    r"(?:passage|document|text|excerpt|quote|quotation|context|article|table|row|page|image|picture|figure|dataset|record|"
    r"source|snippet|paragraph|sentence|list)\b(?! (?:[“\"'‘]|about|of|on|for|titled|called|named|that|with|[A-Z]))"
)
"""Words that point at a text the reader has not got."""
QUOTED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"“»]")
FIGURES = re.compile(r"(?<!\w)[-−]?\d[\w.,:/-]*\w|(?<!\w)\d")
CAPITALS = re.compile(r"(?<=[\w,;] )[A-Z][\w'’-]+|(?<=[(“\"])[A-Z][\w'’-]+")
YEAR = re.compile(r"1\d{3}|20\d\d")
GONE = "\0"
"""Stands for a name that is left out."""
ENDING = 4
"""Letters that an inflected name may have more than the name."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a question must say and must not."""

    named: tuple[tuple[str, ...], ...]
    """For each name or literal that must stand in it, the spellings of which one is enough."""
    answers: tuple[Answer, ...]
    hidden: tuple[str, ...] = ()
    language: str | None = None
    """The document's, which the question must not plainly differ from; None where it is not known."""
    longest: int = LONGEST
    foreign: tuple[str, ...] = ()
    """Names that belong to other questions of the same call."""


def fault(question: str, terms: Terms) -> str | None:
    """What is wrong with a question, in words its writer can act on; None when nothing is."""
    if "\n" in question or not SHORTEST <= len(question) <= terms.longest:
        return f"it must be one line of {SHORTEST} to {terms.longest} characters"
    for spellings in terms.named:
        if not any(says(question, spelling, terms.language) for spelling in spellings):
            return f"it does not say {spellings[0]!r}"
    bare = question
    for spelling in sorted((one for spellings in terms.named for one in spellings), key=len, reverse=True):
        bare = bare.replace(spelling, " ")
    marks = GREEK_MARKS if terms.language == "el" else MARKS
    if sum(map(bare.count, marks)) != 1 or question.rstrip(' ”"»)')[-1:] not in marks:
        return "it must ask once and end in its one question mark"
    if terms.language is not None and (other := plainly_other(QUOTED.sub(" ", bare), terms.language)):
        return f"it must be in the language {terms.language!r}, not {other!r}"
    for name in terms.foreign:
        if says(question, name, terms.language):
            return f"it speaks of {name!r}, which is no part of it"
    if match := DEIXIS.search(bare):
        return f"it points at a text the reader has not got: {match[0]!r}"
    return given_away(question, terms.answers, terms.hidden)


def says(question: str, name: str, language: str | None = None) -> bool:
    """Whether the name's words stand in the question, one after the other, each perhaps with another ending.

    A year may stand elsewhere in it: 'the Masters Tournament of 1951' says '1951 Masters Tournament'.
    """
    words, sought = fold(question).split(), fold(name).split()
    if not _spaced(name):
        return fold(name) in fold(question)
    years = [word for word in sought if YEAR.fullmatch(word)] if len(sought) > 1 else []
    return all(year in words for year in years) and (
        _in_a_row(words, sought, language) or _in_a_row(words, [one for one in sought if one not in years], language)
    )


def _in_a_row(words: list[str], sought: list[str], language: str | None) -> bool:
    run = len(sought)
    text = f" {' '.join(words)}"
    if not all(f" {token[:ENDING]}" in text for token in sought):
        return False  # whatever its ending, a word begins as its stem does; most names are told apart by this
    return run == 0 or any(
        all(_inflected(word, token, language) for word, token in zip(words[at : at + run], sought, strict=True))
        for at in range(len(words) - run + 1)
    )


def _inflected(word: str, token: str, language: str | None) -> bool:
    if word == token:
        return True
    if len(token) < ENDING or any(map(str.isdigit, token)):
        return word == f"{token}s"
    stem = token if language in (None, "en") else token[: max(ENDING, len(token) - 2)]
    most = 1 if language in (None, "en") else ENDING
    return word.startswith(stem) and len(word) <= len(token) + most


def _spaced(name: str) -> bool:
    """Whether the name's script parts words by spaces."""
    return all(sign < "\u0e00" or "\u10a0" <= sign < "\u2e80" for sign in name if sign.isalpha())


def literals(question: str, apart: Iterable[str] = (), language: str | None = None) -> tuple[tuple[str, ...], ...]:
    """The quoted words, numbers and, in English, capitalised words of a question, in the form of `Terms.named`.

    Another wording of it must keep them. The names `apart` are left out, and so are quotations that hold one.
    """
    for name in sorted(apart, key=len, reverse=True):
        question = question.replace(name, GONE)
    quoted = [text for text in QUOTED.findall(question) if GONE not in text]
    question = question.replace(GONE, ",")
    found = [*quoted, *FIGURES.findall(question)]
    if language in (None, "en"):
        found += CAPITALS.findall(question)
    return tuple((text,) for text in dict.fromkeys(found) if fold(text))
