"""Unique: over the index of all facts, the question's constraints leave exactly one answer.

Another table of the document that answers to the same words counts, and so does another document of the same
title.
"""

from functools import lru_cache

from taskloom.corpus.corpus import Corpus
from taskloom.craft.chain import Chain, final, whole_of
from taskloom.craft.draft import Draft
from taskloom.grade import same_answer
from taskloom.grade.name import fold, same_name
from taskloom.mine.index import FactIndex
from taskloom.mine.profile import label_of
from taskloom.schema.document import Box, Table
from taskloom.schema.fact import Fact
from taskloom.schema.verdict import Verdict

VERSION = 3

HOLDERS = 20
"""Documents looked through for a value that stands among others."""


def unique(draft: Draft, index: FactIndex, corpus: Corpus) -> Verdict:
    """The check on every fact of a draft (bad kinds 12, 16, 17, 25)."""
    for chain in draft.chains:
        if failure := _chain(chain, index, corpus):
            return Verdict(check="unique", passed=False, score=0.0, detail=failure)
    if failure := _renamed(draft, corpus):
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
            if _among_others(fact, corpus):
                return f"another document holds {fact.item!r} among others as {fact.phrase!r}"
        elif hop.slot != "document" and len(corpus.by_name(fact.title)) != 1:
            return f"{len(corpus.by_name(fact.title))} documents are called {fact.title!r}"
        if other := _other(fact, index):
            return f"{fact.phrase!r} is also answered by {other.answer.text!r} at {other.locator}"
    return None


def _renamed(draft: Draft, corpus: Corpus) -> str | None:
    """Whether a member of a set that a table is said not to hold may stand there under another name (bad kind 24)."""
    whole, fact = whole_of(draft.chains[0]), final(draft.chains[0])
    if whole is None or not fact.keys:
        return None
    held = {fold(final(chain).keys[0].text) for chain in draft.chains}
    absent = [member for member in whole.members if fold(member.name) not in held]
    rows = [name for name in _names(fact, corpus) if fold(name) not in held] if absent else []
    for member in absent:
        document = corpus.document(member.uri) if member.uri else None
        names = {member.name, *((document.title, *document.names) if document else ())}
        for row in rows:
            if any(same_name(row, name) is not False for name in sorted(names)):
                return f"{member.name!r} may stand in the table as {row!r}"
    return None


def _names(fact: Fact, corpus: Corpus) -> list[str]:
    """What stands in the column that keys the fact's row, in all rows of its table."""
    found: list[str] = []
    for block in corpus.document(fact.uri).blocks:
        if isinstance(block, Table) and block.number == fact.table:
            at = next((at for at, one in enumerate(block.columns) if label_of(one, at) == fact.keys[0].column), None)
            found.extend(row.cells[at].text for row in block.rows if at is not None)
    return found


def _among_others(fact: Fact, corpus: Corpus) -> bool:
    """Whether another document's entry under the label names the value in a list or a longer text."""
    label, item = _plain(fact.attribute.rsplit(" / ", 1)[-1]), f" {fold(fact.item or '')} "
    found = {hit.uri for hit in corpus.search(f"{label} {fact.item}", HOLDERS)} - {fact.uri}
    return any(label == of and item in f" {value} " for uri in sorted(found) for of, value in _entries(corpus, uri))


@lru_cache(maxsize=256)
def _entries(corpus: Corpus, uri: str) -> tuple[tuple[str, str], ...]:
    """The labels of a document's boxes, plain, and their folded values."""
    boxes = (block for block in corpus.document(uri).blocks if isinstance(block, Box))
    return tuple((_plain(entry.label), fold(entry.value.text)) for box in boxes for entry in box.entries)


def _plain(label: str) -> str:
    """A label without its plural: 'Occupation(s)' is 'Occupation'."""
    return fold(label).removesuffix(" s").removesuffix("s")


def _other(fact: Fact, index: FactIndex) -> Fact | None:
    for other in index.same_question(fact):
        if other.id == fact.id or (fact.scope and other.scope and fold(other.scope) != fold(fact.scope)):
            continue
        if same_answer(fact.answer, other.answer) is not True:
            return other
    return None
