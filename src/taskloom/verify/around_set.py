"""Shortcut over a hidden set: the set is needed, its members are read one by one, and no page tells it all.

That a member's document names what the set started from is no shortcut: of countries that border each other it always
does. A page is one only if it tells the figures of the members together with who they are.
"""

from collections.abc import Callable, Sequence

from taskloom.corpus.corpus import Corpus, Hit
from taskloom.craft.chain import Chain, final
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.schema.fact import Fact
from taskloom.verify.beside import beside

Search = Callable[[], list[Hit]]
"""What a search for the whole question finds: asked for last, since most shortcuts are found without it."""


def around_set(whole: Fact, chains: Sequence[Chain], index: FactIndex, corpus: Corpus, search: Search) -> str | None:
    """How the task's answer may be had without the set or without its members; None when it may not."""
    facts = [final(chain) for chain in chains]
    # Rows that share another value are a set that could be meant, be there too few or too many of them to ask about.
    others = [answer for answer in index.values(whole.relation, 2) if answer != fold(whole.answer.text)]
    if not others and not (whole.keys and whole.values > 1):
        return f"a: no other {whole.phrase!r} could be meant"
    told = [_told(whole, fact) for fact in facts]
    if any(fact.uri == whole.uri for fact in facts):
        return "c: a member's figure stands in the document that lists them"
    for page in dict.fromkeys(hop.fact.uri for hop in chains[0][:-1]):
        named = [name for (name, _), fact in zip(told, facts, strict=True) if beside(name, fact, page, index, corpus)]
        if 2 * len(named) > len(told):
            return f"d: the document that lists them sets the figures beside {', '.join(named)!r}"
    pages = [
        {edge.uri for edge in index.about(fold(name), fold(figure)) if edge.uri != fact.uri}
        for (name, figure), fact in zip(told, facts, strict=True)
    ]
    if len({fact.uri for fact in facts}) > 1 and set[str].intersection(*pages):
        return "d: one table tells the figures of all members"
    hits = search()
    if all(any(_shows(hit, name, figure) for hit in hits) for name, figure in told):
        return "b: a search for the question shows the figures of all members"
    return None


def _told(whole: Fact, fact: Fact) -> tuple[str, str]:
    """A member's name, as its own document or row says it, and its figure."""
    return (fact.keys[0].text if fact.keys else fact.title), fact.answer.text


def _shows(hit: Hit, name: str, figure: str) -> bool:
    snippet = f" {fold(hit.snippet)} "
    return f" {fold(name)} " in snippet and f" {fold(figure)} " in snippet
