"""Leak: no answer, alias or hidden identifier stands in a draft's question or follows from its words."""

from taskloom.craft.chain import final, hidden, hidden_names
from taskloom.craft.draft import Draft
from taskloom.grade.name import fold
from taskloom.schema.verdict import Verdict
from taskloom.verify.stated import stated

VERSION = 3

COUNTRIES = frozenset({"country", "nation", "nationality", "state", "location", "place", "origin"})
ROOT = 4
"""Letters that a country's name shares with the word for its people ('Norway', 'Norwegian')."""
PEOPLES = {
    "argentina": "argentino", "austria": "osterreich", "brazil": "brasil", "denmark": "danish danmark dansk",
    "england": "british", "france": "french francais", "germany": "deutsche deutschland allemagne",
    "ireland": "irish", "netherlands": "dutch holland nederland", "poland": "polish polska", "spain": "spanish espana",
    "sweden": "sverige", "switzerland": "swiss suisse schweiz", "united kingdom": "british", "wales": "welsh",
    "norway": "norge", "hungary": "magyarorszag", "finland": "suomi", "greece": "elliniki hellas",
    "croatia": "hrvatska", "albania": "shqiperia", "united states": "american us usa",
}  # fmt: skip
"""Words for countries' people or language that are not spelled alike."""


def leak(draft: Draft) -> Verdict:
    """The check on a draft's question (bad kind 26)."""
    names = list(dict.fromkeys(name for chain in draft.chains for name in hidden_names(chain)))
    keys = [key.text for chain in draft.chains for key in final(chain).keys]
    verdict = stated(draft.question, (draft.answer,), names, keys)
    if verdict.passed is False:
        return verdict
    for chain in draft.chains:
        for fact in hidden(chain):
            kind = fact.noun.casefold().rsplit(" ", 1)[-1]
            if kind in COUNTRIES and (word := _tongue(fact.answer.text, fold(draft.question).split())):
                detail = f"hidden identifier: {word!r} tells of {fact.answer.text!r}"
                return Verdict(check="leak", passed=False, score=0.0, detail=detail)
    for fact in draft.facts:
        if fact.form == "owner" and (word := _tongue(fact.answer.text, fold(fact.item or "").split())):
            return Verdict(check="leak", passed=False, score=0.0, detail=f"{word!r} tells of {fact.answer.text!r}")
    for chain in draft.chains:
        fact, answer = final(chain), final(chain).answer
        named = chain[-1].slot != "document" and fact.form != "owner" and answer.type in {"name", "text"}
        if named and f" {fold(fact.title)} " in f" {fold(answer.text)} ":
            return Verdict(check="leak", passed=False, score=0.0, detail=f"{fact.title!r} is part of the answer")
    return verdict


def _tongue(country: str, words: list[str]) -> str | None:
    """A word of the question that speaks of the country's people or language."""
    name = fold(country)
    told = set(PEOPLES.get(name, "").split())
    return next((word for word in words if word in told or (" " not in name and word[:ROOT] == name[:ROOT])), None)
