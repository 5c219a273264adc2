"""Unique: over the index of all facts, the question's constraints leave exactly one answer.

Another table of the document that answers to the same words counts, and so does another document of the same
title.
"""

from taskloom.corpus.corpus import Corpus
from taskloom.craft.chain import Chain
from taskloom.craft.draft import Draft
from taskloom.grade import same_answer
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.schema.fact import Fact
from taskloom.schema.verdict import Verdict

VERSION = 1


def unique(draft: Draft, index: FactIndex, corpus: Corpus) -> Verdict:
    """The check on every fact of a draft (bad kinds 12, 16, 17, 25)."""
    for chain in draft.chains:
        if failure := _chain(chain, index, corpus):
            return Verdict(check="unique", passed=False, score=0.0, detail=failure)
    return Verdict(check="unique", passed=True, score=1.0, detail="one answer over the index of all facts")


def _chain(chain: Chain, index: FactIndex, corpus: Corpus) -> str | None:
    for hop in chain:
        fact = hop.fact
        if fact.form == "owner":
            entries = fact.relation.replace("owner", "entry", 1)
            holders = index.holders(entries, fold(fact.item or ""), 3)
            if len(holders) != 1:
                return f"{len(holders)} documents hold {fact.item!r} as {fact.phrase!r}"
        elif hop.slot != "document" and len(corpus.by_name(fact.title)) != 1:
            return f"{len(corpus.by_name(fact.title))} documents are called {fact.title!r}"
        if other := _other(fact, index):
            return f"{fact.phrase!r} is also answered by {other.answer.text!r} at {other.locator}"
    return None


def _other(fact: Fact, index: FactIndex) -> Fact | None:
    for other in index.same_question(fact):
        if other.id == fact.id or (fact.scope and other.scope and fold(other.scope) != fold(fact.scope)):
            continue
        if same_answer(fact.answer, other.answer) is not True:
            return other
    return None
