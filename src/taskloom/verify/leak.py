"""Leak: no answer, alias or hidden identifier stands in a draft's question or follows from its words."""

from taskloom.craft.chain import final, hidden
from taskloom.craft.draft import Draft
from taskloom.grade.name import fold
from taskloom.schema.verdict import Verdict
from taskloom.verify.stated import stated

VERSION = 1


def leak(draft: Draft) -> Verdict:
    """The check on a draft's question (bad kind 26)."""
    names = [fact.answer.text for chain in draft.chains for fact in hidden(chain)]
    keys = [key.text for chain in draft.chains for key in final(chain).keys]
    verdict = stated(draft.question, (draft.answer,), names, keys)
    if verdict.passed is False:
        return verdict
    for chain in draft.chains:
        fact, answer = final(chain), final(chain).answer
        named = chain[-1].slot != "document" and fact.form != "owner" and answer.type in {"name", "text"}
        if named and f" {fold(fact.title)} " in f" {fold(answer.text)} ":
            return Verdict(check="leak", passed=False, score=0.0, detail=f"{fact.title!r} is part of the answer")
    return verdict
