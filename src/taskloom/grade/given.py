"""Whether a question gives away what it asks for, or a name it must not say.

On plain texts: which answers and names a task hides is its caller's to know. What the world knows is no matter of
this module.
"""

import re
from collections.abc import Collection, Sequence
from itertools import takewhile

from taskloom.grade.name import fold
from taskloom.schema.answer import Answer

FIGURES = re.compile(r"\d")
NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
POSSESSIVE = re.compile(r"(?<=\w)['’]s(?!\w)")
DISTINCTIVE = 5
"""Letters from which a shared word gives an answer away."""


def leaves(answer: Answer) -> list[Answer]:
    """The single answers that an answer is made of: its members or parts, else itself."""
    return [leaf for item in answer.items for leaf in leaves(item)] if answer.items else [answer]


def given_away(
    question: str, answers: Collection[Answer], hidden: Collection[str] = (), keys: Sequence[str] = ()
) -> str | None:
    """How the question gives away an answer, an alias, a member or part, or a hidden name; None if it does not.

    `keys` are values the question says for certain, looked at for abbreviations ('AK' of 'Alaska').
    """
    # 'Iowa' stands in 'Iowa's', and 'Joe's' in 'Joes'.
    for said in dict.fromkeys((question, POSSESSIVE.sub("", question))):
        words = fold(said).split()
        for answer in answers:
            for leaf in leaves(answer):
                if given := _states(leaf, said, words, keys):
                    return given
        for name in hidden:
            if given := _gives(name, words, keys):
                return f"hidden identifier: {given}"
    return None


def _states(answer: Answer, question: str, words: list[str], keys: Sequence[str]) -> str | None:
    """How the question gives the answer away; of a number only its figures can, not what it counts."""
    if isinstance(answer.value, float) and any(_number(word) == answer.value for word in NUMBER.findall(question)):
        return f"the number {answer.text!r} stands in the question"
    for text in (answer.text, *answer.aliases):
        figures = " ".join(takewhile(FIGURES.search, fold(text).split()))
        if given := _gives(figures if answer.type == "number" and figures else text, words, keys):
            return given
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "").rstrip("."))


def _gives(text: str, words: list[str], keys: Sequence[str]) -> str | None:
    """How the question gives the text away, or None."""
    tokens = fold(text).split()
    if not tokens:
        return "the answer folds to nothing"
    run = len(tokens)
    if any(words[at : at + run] == tokens for at in range(len(words) - run + 1)):
        return f"{text!r} stands in the question"
    if abbreviated(text, words):
        return f"{text!r} is short for words of the question"
    said = set(words)
    for token in tokens:
        if len(token) >= DISTINCTIVE and not token.isdecimal() and (token in said or _inflected(token, said)):
            return f"{token!r} of {text!r} stands in the question"
    for key in keys:
        if _abbreviates(key, text):
            return f"{key!r} abbreviates {text!r}"
    return None


def abbreviated(text: str, words: list[str]) -> bool:
    """Whether a code such as 'OK-3' is short for folded words such as 'oklahomas 3rd'."""
    match = re.fullmatch(r"([A-Z]{2,3})[- ]?0*(\d{1,3})", text.strip())
    if match is None:
        return False
    letters, number = match.groups()
    numbered = any(re.fullmatch(rf"0*{number}(st|nd|rd|th)?", word) for word in words)
    return numbered and any(_abbreviates(letters, word.capitalize()) for word in words)


def _inflected(token: str, said: set[str]) -> bool:
    return f"{token}s" in said or (token.endswith("s") and token[:-1] in said)


def _abbreviates(short: str, long: str) -> bool:
    """Whether one is an upper-case abbreviation of the other ('AK' of 'Alaska', 'OK-3' of 'Oklahoma 3rd')."""
    if len(short) > len(long):
        short, long = long, short
    if not re.fullmatch(r"[A-Z]{2,5}", short) or not long[:1].isupper() or not re.search(r"[a-z]", long):
        return False
    rest = iter(long.upper())
    return long[0].upper() == short[0] and all(letter in rest for letter in short)
