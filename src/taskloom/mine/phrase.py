"""A header or label -> a noun phrase that a question can hold, or nothing.

A header that is no noun phrase ('R1', 'Home', '#', '2004') gives None and is never templated.
The lexicon is general English; nothing here knows a corpus.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from taskloom.mine.lexicon import kinds
from taskloom.mine.nouns import (
    ABBREVIATIONS,
    CLOSED,
    CLOSED_FIRST,
    COUNTABLE,
    ENTITIES,
    LABELS,
    MEASURES,
    NOT_FIRST,
    NOT_NOUNS,
    NOUNS,
    ORDINALS,
    PERSONS,
    PROPER,
    RANKS,
)

UNIT_TAIL = re.compile(r"\s*[\(\[]\s*(?!(?:1[5-9]|20)\d\d\s*[\)\]])([^()\[\]]{1,14})\s*[\)\]]\s*$")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])_(?=[A-Za-z])|_")
LETTER = re.compile(r"(?<![\w'’.])[A-Z](?![\w'’.])")
"""A letter that stands for a word ('A Power')."""
CODED = re.compile(rf"{LETTER.pattern}|(?<!in)(?<!of) (1[5-9]\d\d|20\d\d)$")
"""Phrases of numbers that are quoted rather than said: with a letter, or with a year behind."""
YEAR = re.compile(r"^(1[5-9]\d\d|20\d\d)$")


class Phrase(NamedTuple):
    """A noun phrase without article."""

    text: str
    """As it stands in running text ('median household income'); a label in quotation marks when it is cited."""
    noun: str
    """The phrase that refers back to what it denotes ('income')."""
    plural: bool
    countable: bool
    """True when 'how many …' can be asked of a whole number under it."""
    measure: bool
    """True when the noun names a quantity, so that 'what … is listed' can be asked of a number."""


def is_rank(header: str) -> bool:
    """Whether the header marks a running number or a place in an order."""
    return header.strip().casefold().rstrip(":") in RANKS


@lru_cache(maxsize=8192)
def noun_phrase(header: str, *, prose: bool = False) -> Phrase | None:
    """The header as a noun phrase, or None when it is none (bad kinds 4, 13; design, 'Wording').

    With `prose` it is a description, which keeps its capitals.

    Joined headers ('Democrat / Asian') are cited as a label when each part names something.
    """
    text = " ".join(header.replace("\u00a0", " ").split()).strip(" :*†‡")
    text = re.sub(r"\[[^\]]{1,4}\]$", "", text).strip()
    if len(text) > 90 or not text:
        return None
    if " / " in text:
        parts = [noun_phrase(part) for part in text.split(" / ")]
        return cited(text) if all(parts) else None
    text = UNIT_TAIL.sub("", text) or text
    text = re.sub(r",\s*(\$|€|£|%|[a-z]{1,3})$", "", text).strip()
    text = re.sub(r"\(s\)|\(es\)", "", text).strip()
    folded = text.casefold()
    if folded in LABELS:
        return _phrase(LABELS[folded])
    if folded in NOT_NOUNS or folded in RANKS or YEAR.match(text) or re.search(r"[#@?!=<>{}|\\^~_]{2}", text):
        return None
    if "_" in text or (" " not in text and CAMEL.search(text)):
        text = " ".join(CAMEL.sub(" ", text).split())
    words = " ".join(ABBREVIATIONS.get(word.casefold(), word) for word in text.split()).split()
    if not words or len(words) > 16:
        return None
    named = len(words) > 1 and words[1][:1].isupper() and words[1].casefold() not in PROPER
    named = prose and (named or not kinds(_bare(words[0])))
    lowered = [word if prose and (at or named) else _lowered(word, len(words)) for at, word in enumerate(words)]
    phrase = _phrase(" ".join(lowered))
    if _reads_as_noun(words, phrase):
        return _unnamed(phrase)
    if len(words) <= 2 and all(_proper(word) for word in words) and not is_rank(text):
        return cited(text)
    return None


def cited(label: str) -> Phrase:
    """A label that is quoted rather than said: '“Haley”'."""
    return Phrase("“" + label.replace("“", "'").replace("”", "'") + "”", "figure", False, False, False)


def titled(header: str, beside: Iterable[str]) -> bool:
    """Whether a header holds a proper name: a capital inside, among others that have none ('Bob Jones Award')."""
    return _capitals(header) is True and any(_capitals(other) is False for other in beside)


def _capitals(header: str) -> bool | None:
    """Whether a word after the first begins with a capital; None for a single word."""
    words = [word for word in re.findall(r"[^\W\d_]+", header.split(" / ")[-1]) if word not in CLOSED]
    later = [word for word in words[1:] if len(word) > 1 and not word.isupper()]
    return any(word[0].isupper() for word in later) if later else None


def spelled(phrase: Phrase, header: str) -> Phrase:
    """The phrase with the header's own capitals."""
    kept = {word.casefold(): word for word in header.split()}
    return phrase._replace(text=" ".join(kept.get(word, word) for word in phrase.text.split()))


def is_cited(phrase: str) -> bool:
    """Whether a phrase is a quoted label."""
    return phrase.startswith("“")


def said(phrase: Phrase | None, header: str, *, number: bool) -> Phrase | None:
    """The phrase as a question can use it for numbers, or for names and dates.

    A number is asked for by a quantity ('median income') or a plural ('points'); any other noun is cited as the label
    it is ('“Final”'). Names and dates are never asked for by a cited label.
    """
    if phrase is None and number and _labels(header):
        return cited(" ".join(header.split()))
    if phrase is None or not number:
        return None if phrase is None or is_cited(phrase.text) or LETTER.search(phrase.text) else phrase
    if phrase.noun.casefold() in PERSONS:
        return None
    if CODED.search(phrase.text) or (
        phrase.text.startswith("number of ") and not _is_noun(_bare(phrase.text.split()[-1]))
    ):
        return cited(" ".join(header.split()))
    if (
        is_cited(phrase.text)
        or (phrase.plural and phrase.countable)
        or phrase.measure
        or phrase.noun.casefold() in ORDINALS
    ):
        return phrase
    return cited(" ".join(header.split()))


def says_unit(text: str, unit: str) -> bool:
    """Whether a unit stands in a text as a word or sign of its own: 'km' in '5km', 'm' not in 'maximum depth'."""
    before = r"(?<![^\W\d_])" if unit[:1].isalpha() else ""
    after = r"(?!\w)" if unit[-1:].isalnum() else ""
    return re.search(f"{before}{re.escape(unit)}{after}", text) is not None


def _labels(header: str) -> bool:
    """Whether a header that is no noun phrase still says what its numbers are: a year, or 'Imported (%)'."""
    text = UNIT_TAIL.sub("", " ".join(header.split())).strip(" :*†‡")
    if YEAR.match(text):
        return True
    parts = [part for part in text.split(" / ") if part]
    words = [_bare(word) for part in parts for word in re.split(r"[\s\-–]+", part) if word]
    if not words or len(words) > 12 or is_rank(text):
        return False
    if len(words) == 1 and words[0] in NOT_NOUNS - {"total", "unknown", "other"}:
        return False
    known = [word for word in words if len(word) > 3 and "n" in kinds(word) + "n" * ("a" in kinds(word))]
    plain = all(
        word in CLOSED or kinds(word) or YEAR.match(word) or re.fullmatch(r"\d+[-–]?\d*\+?", word) for word in words
    )
    return bool(known) and plain and words[0] not in NOT_FIRST | CLOSED_FIRST


def _proper(word: str) -> bool:
    """A capitalised word of letters that English does not know otherwise: a name."""
    return (
        word.isalpha()
        and len(word) >= 4
        and word[0].isupper()
        and set(kinds(word)) <= {"n"}
        and any(c in "aeiouyAEIOUY" for c in word)
    )


def _reads_as_noun(words: list[str], phrase: Phrase) -> bool:
    if re.search(r"[#@?!=<>{}|\\^~]|[A-Za-z]\d", " ".join(words)):
        return False
    if words[0][0].isdigit() and not re.match(r"\d+(st|nd|rd|th)$", words[0]):
        return False
    first, last = _bare(words[0]), _bare(phrase.noun.split()[-1] if phrase.noun else "")
    end = _bare(words[-1])
    if end in CLOSED or first in CLOSED_FIRST or (first in NOT_FIRST and len(words) > 1):
        return False
    if first.endswith("est") and end.endswith("ing"):
        return False
    first_kinds = kinds(first)
    if len(words) > 1 and first_kinds and set(first_kinds) <= {"v"} and not first.endswith(("ed", "ing", "en")):
        return False
    if len(words) == 1:
        return (
            _is_noun(last) and not ("a" in kinds(last) and last not in MEASURES | COUNTABLE | NOUNS) and len(last) >= 3
        )
    unknown = [
        word
        for word in words
        if word.isalpha() and word[0].islower() and not kinds(_bare(word)) and _bare(word) not in CLOSED
    ]
    return _is_noun(last) and not unknown


def _is_noun(word: str) -> bool:
    return "n" in kinds(word) or word in NOUNS | ENTITIES | MEASURES | COUNTABLE


def _bare(word: str) -> str:
    return word.casefold().strip("()[],.;:'\"“”’")


def _unnamed(phrase: Phrase) -> Phrase:
    """'team name' says no more than 'team'."""
    head, _, last = phrase.text.rpartition(" ")
    if last == "name" and head and " " not in head and head in ENTITIES:
        return _phrase(head)
    return phrase


def _lowered(word: str, count: int) -> str:
    """Sentence case: a capitalised common word is lowered, an acronym or a name inside is kept."""
    core = word.strip("()[],;:“”\"'")
    if core.isupper() and len(core) > 3 and kinds(core):
        return word.lower()
    if core.isupper() and len(core) >= 2:
        return word if (len(core) <= 5 and count > 1) or len(core) <= 4 else word.lower()
    if core[:1].isupper() and core[1:].islower() and core.casefold() not in PROPER:
        return word[:1].lower() + word[1:] if word[:1].isupper() else word.lower()
    return word


def _phrase(text: str) -> Phrase:
    text = re.sub(r"^number (?!of\b)", "number of ", text)
    if named := re.match(r"(?:full |official )?names? of (?:the |an? )?(.+)$", text):
        return _phrase(named[1])
    head = re.split(
        r"\s+(?:of|per|in|for|by|with|at|from|on|who|that|during|to|as|below|above|under|over|between|without|among|[-–])\s+",
        text.split(" (")[0],
    )[0].strip(" ,")
    last = (head.split() or [text])[-1].strip("(),.;:")
    plural = _is_plural(last)
    countable = last.casefold() in COUNTABLE and (text == head or re.match(r"[a-z]+ (per|in|of) ", text) is not None)
    measure = last.casefold() in MEASURES or singular(last).casefold() in MEASURES
    return Phrase(text, head if len(head.split()) <= 3 else last, plural, countable, measure)


ONE_THING = frozenset("headquarters barracks crossroads mathematics physics economics politics".split())
"""Nouns in s that mean one thing."""


def _is_plural(word: str) -> bool:
    folded = word.casefold()
    if folded in {"people", "children", "men", "women", "media", "data", "criteria"}:
        return True
    if folded in ONE_THING:
        return False
    return folded.endswith("s") and not folded.endswith(
        ("ss", "us", "is", "news", "series", "species", "gross", "os", "as", "gas")
    )


def singular(noun: str) -> str:
    """The noun for one of them ('winners' -> 'winner'), unchanged when it is singular."""
    head, _, last = noun.rpartition(" ")
    folded = last.casefold()
    if not _is_plural(last):
        return noun
    if folded.endswith("ies") and len(last) > 4:
        last = last[:-3] + "y"
    elif folded.endswith(("ches", "shes", "sses", "xes")):
        last = last[:-2]
    elif folded == "people":
        last = "person"
    elif folded in {"men", "women"}:
        last = last[:-2] + "an"
    elif folded == "children":
        last = "child"
    elif folded.endswith("s"):
        last = last[:-1]
    return f"{head} {last}".strip()


def plural(noun: str) -> str:
    """The noun for several of them ('country' -> 'countries')."""
    head, _, last = noun.rpartition(" ")
    folded = last.casefold()
    if _is_plural(last) or folded in {"series", "species"}:
        return noun
    if folded == "person":
        last = "people"
    elif folded.endswith("man"):
        last = last[:-2] + "en"
    elif folded == "child":
        last = "children"
    elif folded.endswith("y") and folded[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    elif folded.endswith(("s", "x", "ch", "sh")):
        last += "es"
    else:
        last += "s"
    return f"{head} {last}".strip()
