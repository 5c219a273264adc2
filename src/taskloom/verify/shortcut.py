"""Shortcut: every hop is needed, and no single search or page gives the answer (design, 'Proofs', a to d)."""

from functools import lru_cache

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.markup import read_row
from taskloom.craft.chain import Chain, final, hidden, whole_of
from taskloom.craft.draft import Draft
from taskloom.grade.given import abbreviated
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.schema.fact import Fact
from taskloom.schema.verdict import Verdict
from taskloom.verify.around_set import Search, around_set
from taskloom.verify.beside import beside

VERSION = 4

TOP = 5
TELLING = 4
"""Characters from which two equal numbers, units included, are one and no accident."""


def shortcut(draft: Draft, index: FactIndex, corpus: Corpus, search: Search) -> Verdict:
    """The check on every chain of two hops and more."""
    chains = [chain for chain in draft.chains if len(chain) > 1]
    if not chains:
        return Verdict(check="shortcut", passed=None, detail="not run: the task has one hop")
    whole = whole_of(chains[0])
    if whole is not None:
        if failure := around_set(whole, chains, index, corpus, search):
            return Verdict(check="shortcut", passed=False, score=0.0, detail=failure)
        chains = [chains[0][:-1]] if len(chains[0]) > 2 else []
    for chain in chains:
        failure = (
            _needless(chain, index) or _one_page(chain) or _collapsed(chain, index, corpus) or _surfaced(chain, search)
        )
        if failure:
            return Verdict(check="shortcut", passed=False, score=0.0, detail=failure)
    return Verdict(
        check="shortcut",
        passed=True,
        score=1.0,
        detail="every hop is needed; no search and no page alone answers",
    )


def _needless(chain: Chain, index: FactIndex) -> str | None:
    """(a) With the hidden identifier a variable, the index must leave two answers at every hop."""
    for hop in chain[1:]:
        fact = hop.fact
        if hop.slot == "document" and fact.form == "cell":
            others = index.elsewhere(fact)
        else:
            others = [value for value in index.values(fact.relation, 3) if value != fold(fact.answer.text)]
            if hop.slot == "document" and not others:
                others = index.elsewhere(fact)
        if not others:
            return f"a: {fact.phrase!r} has one answer whatever {_slot(hop.slot)} is meant"
    return None


def _slot(slot: str) -> str:
    return "row" if slot == "subject" else "document"


def _surfaced(chain: Chain, search: Search) -> str | None:
    """(b) No snippet of the answer's document shows the answer beside the last hidden identifier."""
    fact = final(chain)
    answer = f" {fold(fact.answer.text)} "
    last = f" {fold(hidden(chain)[-1].answer.text)} "
    for hit in search()[:TOP]:
        if hit.uri == fact.uri:
            snippet = f" {fold(hit.snippet)} "
            if answer in snippet and last in snippet:
                return f"b: a search for the question shows {fact.answer.text!r} beside the hidden identifier"
    return None


def _one_page(chain: Chain) -> str | None:
    """(c) The evidence lies in at least two documents."""
    return "c: all the evidence lies in one document" if len({hop.fact.uri for hop in chain}) < 2 else None


def _collapsed(chain: Chain, index: FactIndex, corpus: Corpus) -> str | None:
    """(d) The answer's document does not state what the question starts from, and no route is shorter."""
    first, last = chain[0].fact, final(chain)
    literals = _start(first)
    text = _folded(corpus, last.uri)
    if literals and all(f" {literal} " in text for literal in literals):
        return f"d: the answer's document itself states {', '.join(literals)!r}"
    if figure := _start_in_row(chain, corpus):
        return f"d: the answer's own row holds {figure!r}, which the question starts from"
    later = [fold(fact.answer.text) for fact in hidden(chain)[1:]]
    answer = fold(last.answer.text)
    if last.answer.type != "number" or len(answer) >= TELLING:
        later.append(answer)
    if failure := _told_before(chain, index, corpus):
        return failure
    for answer in later:
        for literal in literals:
            if index.about(literal, answer):
                return f"d: another fact leads from {literal!r} straight to {answer!r}"
        if (
            first.form in {"entry", "sentence", "metadata"}
            and first.uri != last.uri
            and len(answer) > 3
            and not answer.isdecimal()
            and index.states(first.uri, answer)
        ):
            return f"d: the first document itself states {answer!r}"
    return None


def _start_in_row(chain: Chain, corpus: Corpus) -> str | None:
    """A short figure the question starts from that also stands as a cell of the answer's row."""
    figures = {fold(key.text): key.text for key in chain[0].fact.keys if fold(key.text).isdecimal()}
    if not figures:
        return None
    last = final(chain)
    name, answer = f" {fold(hidden(chain)[-1].answer.text)} ", f" {fold(last.answer.text)} "
    for line in corpus.rendering(last.uri).lines():
        if line.startswith("|"):
            row = f" {fold(line)} "
            if name in row and answer in row:
                cells = {fold(cell) for cell in read_row(line)}
                found = next((text for folded, text in figures.items() if folded in cells), None)
                if found is not None:
                    return found
    return None


def _told_before(chain: Chain, index: FactIndex, corpus: Corpus) -> str | None:
    """Whether an earlier page sets the answer beside the hidden name, or the last title tells the start."""
    last = final(chain)
    facts = [hop.fact for hop in chain]
    for at in range(1, len(facts)):
        name = facts[at - 1].answer.text
        pages = [fact.uri for fact in facts[:at]] + ([last.uri] if at < len(facts) - 1 else [])
        for page in dict.fromkeys(pages):
            if beside(name, facts[at], page, index, corpus):
                return f"d: another page of the chain itself sets {facts[at].answer.text!r} beside {name!r}"
    for fact in hidden(chain)[:-1]:
        for page in dict.fromkeys(one.uri for one in facts[:-1]):
            if beside(fact.answer.text, last, page, index, corpus):
                return f"d: another page of the chain itself sets {last.answer.text!r} beside {fact.answer.text!r}"
    words = fold(last.title).split()
    if any(abbreviated(key.text, words) for key in chain[0].fact.keys):
        return f"d: the title {last.title!r} tells what the question starts from"
    return None


def _start(fact: Fact) -> list[str]:
    """The folded literals that the question starts from: the row's keys, or what the document is called."""
    if fact.form == "owner":
        return [fold(fact.item or "")]
    if fact.form == "extreme":
        return []
    literals = [fold(key.text) for key in fact.keys] or [fold(fact.title)]
    return [literal for literal in literals if len(literal) > 2 or not literal.isdecimal()]


@lru_cache(maxsize=256)
def _folded(corpus: Corpus, uri: str) -> str:
    return f" {fold(corpus.rendering(uri).text)} "
