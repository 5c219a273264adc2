"""Leak: no answer, alias or hidden identifier stands in the question or follows from its words."""

import re
from itertools import takewhile

from taskloom.craft.chain import final, hidden
from taskloom.craft.draft import Draft
from taskloom.grade.name import fold
from taskloom.schema.answer import Answer
from taskloom.schema.verdict import Verdict

VERSION = 1

FIGURES = re.compile(r"\d")
DISTINCTIVE = 5
"""Letters from which a shared word gives an answer away."""


def leak(draft: Draft) -> Verdict:
    """The check on a draft's question (bad kind 26)."""
    words = fold(draft.question).split()
    for answer in _leaves(draft.answer):
        if given := _states(answer, words, draft):
            return Verdict(check="leak", passed=False, score=0.0, detail=given)
    for chain in draft.chains:
        for fact in hidden(chain):
            if given := _gives(fact.answer.text, words, draft):
                return Verdict(check="leak", passed=False, score=0.0, detail=f"hidden identifier: {given}")
    for chain in draft.chains:
        fact, answer = final(chain), final(chain).answer
        named = chain[-1].slot != "document" and fact.form != "owner" and answer.type in {"name", "text"}
        if named and f" {fold(fact.title)} " in f" {fold(answer.text)} ":
            return Verdict(check="leak", passed=False, score=0.0, detail=f"{fact.title!r} is part of the answer")
    return Verdict(check="leak", passed=True, score=1.0, detail="no answer, alias or hidden identifier in the question")


def _leaves(answer: Answer) -> list[Answer]:
    return [leaf for item in answer.items for leaf in _leaves(item)] if answer.items else [answer]


def _states(answer: Answer, words: list[str], draft: Draft) -> str | None:
    """How the question gives the answer away; of a number only its figures can, not what it counts."""
    if isinstance(answer.value, float):
        value = answer.value
        if any(_number(word) == value for word in re.findall(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])", draft.question)):
            return f"the number {answer.text!r} stands in the question"
    for text in (answer.text, *answer.aliases):
        figures = " ".join(takewhile(FIGURES.search, fold(text).split()))
        if given := _gives(figures if answer.type == "number" and figures else text, words, draft):
            return given
    return None


def _number(text: str) -> float:
    return float(text.replace(",", "").rstrip("."))


def _gives(text: str, words: list[str], draft: Draft) -> str | None:
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
    for chain in draft.chains:
        for key in final(chain).keys:
            if _abbreviates(key.text, text):
                return f"{key.text!r} abbreviates {text!r}"
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
