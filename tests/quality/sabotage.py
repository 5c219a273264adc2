"""Accepted tasks made bad on purpose, one defect at a time, so that each verification check can be checked.

A sabotage takes a draft that passed and gives it back with one defect, in its words, in the frozen documents,
or in the index of facts; None where the draft offers no place for it.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.craft.chain import Chain, Hop
from taskloom.craft.draft import Draft
from taskloom.mine.index import FactIndex
from taskloom.mine.table import locate
from taskloom.schema.answer import Answer
from taskloom.schema.document import Block, Box, Cell, Document, Entry, Paragraph, Row, Table
from taskloom.schema.fact import Fact, Key
from taskloom.schema.verdict import Check, Verdict
from taskloom.tools.toolbox import Toolbox
from taskloom.verify.check import check

STRANGER = "Zorvath Quill"
"""A name that no document holds."""
SNIPPET = 120
"""Characters of a question that leave room in a snippet for two names."""


class Ground(NamedTuple):
    """What a draft was checked against."""

    documents: tuple[Document, ...]
    search: Path
    mined: tuple[Fact, ...]


class Case(NamedTuple):
    """A sabotaged draft and what it is to be checked against."""

    draft: Draft
    documents: tuple[Document, ...]
    search: Path
    mined: tuple[Fact, ...]


class Sabotage(NamedTuple):
    """A defect, how it is made, and the check that must find it."""

    name: str
    made: Callable[[Draft, Ground], Case | None]
    caught_by: Check
    letter: str = ""
    """Of the check 'shortcut': the part that must find it, 'a' to 'd'."""


def judge(case: Case) -> Verdict | None:
    """The verdict that rejects a case, None when it is accepted."""
    facts = FactIndex(sqlite3.connect(":memory:"))
    facts.create()
    facts.add(case.mined, 0)
    corpus = Corpus(MemoryLibrary(case.documents), case.search)
    with Toolbox(corpus) as tools:
        return check(case.draft, facts, corpus, tools.call).failed


def _with(draft: Draft, ground: Ground) -> Case:
    return Case(draft, *ground)


def _leaf(answer: Answer) -> Answer:
    return _leaf(answer.items[-1]) if answer.items else answer


def _answer_said(draft: Draft, ground: Ground) -> Case:
    return _with(replace(draft, question=f"{draft.question} It is {_leaf(draft.answer).text}."), ground)


def _alias_said(draft: Draft, ground: Ground) -> Case | None:
    if draft.answer.items:
        return None
    answer = draft.answer.model_copy(update={"aliases": (STRANGER,)})
    return _with(replace(draft, answer=answer, question=f"{draft.question} Not {STRANGER}?"), ground)


def _hidden_said(draft: Draft, ground: Ground) -> Case | None:
    hidden = [hop.fact for chain in draft.chains for hop in chain[:-1]]
    if not hidden:
        return None
    return _with(replace(draft, question=f"{draft.question} Think of {hidden[-1].answer.text}."), ground)


def _other(answer: Answer) -> Answer:
    """An answer of the same type that is wrong."""
    if answer.items:
        items = (*answer.items[:-1], _other(answer.items[-1]))
        return answer.model_copy(update={"items": items, "text": "; ".join(item.text for item in items)})
    if answer.type == "number":
        value = 2 * float(answer.value or 0) + 7
        return Answer(text=f"{value:,}", type="number", value=value, unit=answer.unit, label=answer.label)
    if answer.type == "date":
        return Answer(text="3 March 1871", type="date", value="1871-03-03", label=answer.label)
    return Answer(text=STRANGER, type="name", label=answer.label)


def _golden_altered(draft: Draft, ground: Ground) -> Case:
    return _with(replace(draft, answer=_other(draft.answer)), ground)


def _twin_fact(draft: Draft, ground: Ground) -> Case | None:
    """A second reading of the same words, with another answer."""
    fact = draft.facts[-1]
    if fact.form == "owner":
        return None
    twin = fact.model_copy(update={"id": f"{fact.id}_twin", "answer": _other(fact.answer), "locator": "elsewhere"})
    return Case(draft, ground.documents, ground.search, (*ground.mined, twin))


def _twin_document(draft: Draft, ground: Ground) -> Case | None:
    """A second document of the title that the question names."""
    fact = draft.chains[0][0].fact
    if fact.form == "owner":
        return None
    own = next(one for one in ground.documents if one.uri == fact.uri)
    twin = own.model_copy(update={"uri": f"copy/{own.uri}"})
    return Case(draft, (*ground.documents, twin), ground.search, ground.mined)


def _rewritten(cell: Cell, text: str) -> Cell:
    return Cell(text=text, header=cell.header)


def _in_row(row: Row, column: int, text: str) -> Row:
    cells = [_rewritten(cell, text) if at == column else cell for at, cell in enumerate(row.cells)]
    return row.model_copy(update={"cells": tuple(cells)})


def _in_block(block: Block, fact: Fact, text: str) -> Block:
    if isinstance(block, Table):
        rows = list(block.rows)
        for at, row in enumerate(rows):
            for column in range(len(row.cells)):
                if locate(block, row, column) == fact.locator:
                    rows[at] = _in_row(row, column, text)
        return block.model_copy(update={"rows": tuple(rows)})
    if isinstance(block, Box):
        return block.model_copy(update={"entries": tuple(_in_entry(one, fact, text) for one in block.entries)})
    return block


def _in_entry(entry: Entry, fact: Fact, text: str) -> Entry:
    if entry.locator != fact.locator:
        return entry
    return entry.model_copy(update={"value": _rewritten(entry.value, text)})


def _cell_as(fact: Fact, text: str, draft: Draft, ground: Ground) -> Case:
    """The frozen documents with another text where a fact was read; nothing else changes."""
    documents = [
        one.model_copy(update={"blocks": tuple(_in_block(block, fact, text) for block in one.blocks)})
        if one.uri == fact.uri
        else one
        for one in ground.documents
    ]
    return Case(draft, tuple(documents), ground.search, ground.mined)


def _deciding(draft: Draft) -> Fact:
    """The fact that the answer was taken from, of several set side by side."""
    given = [fact for fact in draft.facts if draft.answer.text in (fact.answer.text, fact.subject)]
    return given[-1] if given else draft.facts[-1]


def _cell_changed(draft: Draft, ground: Ground) -> Case | None:
    fact = _deciding(draft)
    return None if fact.form == "owner" else _cell_as(fact, _other(fact.answer).text, draft, ground)


def _cell_removed(draft: Draft, ground: Ground) -> Case | None:
    fact = _deciding(draft)
    return None if fact.form == "owner" else _cell_as(fact, "", draft, ground)


def _bridge_changed(draft: Draft, ground: Ground) -> Case | None:
    fact = draft.facts[0]
    return None if draft.kind != "depth" or fact.form == "owner" else _cell_as(fact, STRANGER, draft, ground)


def _one_value(draft: Draft, ground: Ground) -> Case | None:
    """Only the chain's own facts are known, so whatever is hidden, the answer is the same."""
    return Case(draft, ground.documents, ground.search, draft.facts) if draft.kind == "depth" else None


def _shown_by_search(draft: Draft, ground: Ground) -> Case | None:
    """The answer's document says in a line the question's end without its start, the hidden name and the answer."""
    if draft.kind != "depth":
        return None
    chain = draft.chains[0]
    words = draft.question[-SNIPPET:].partition(" ")[2]
    for text in [key.text for key in chain[0].fact.keys] or [chain[0].fact.title]:
        words = words.replace(text, "")
    line = f"{chain[-2].fact.answer.text}: {chain[-1].fact.answer.text}. {words}"
    documents = _with_line(ground, chain[-1].fact, line)
    index = ground.search.with_name(f"{ground.search.name}-{draft.id}")
    rewritten = [
        one.model_copy(update={"digest": draft.id}) if one.uri == chain[-1].fact.uri else one for one in documents
    ]
    update_index(index, MemoryLibrary(rewritten))
    return Case(draft, tuple(rewritten), index, ground.mined)


def _with_line(ground: Ground, fact: Fact, line: str) -> tuple[Document, ...]:
    return tuple(
        one.model_copy(update={"blocks": (Paragraph(text=line), *one.blocks)}) if one.uri == fact.uri else one
        for one in ground.documents
    )


def _one_document(draft: Draft, ground: Ground) -> Case | None:
    """Every hop's evidence is said to lie in the answer's document."""
    if draft.kind != "depth":
        return None
    uri = draft.facts[-1].uri
    chain: Chain = tuple(Hop(hop.fact.model_copy(update={"uri": uri}), hop.slot) for hop in draft.chains[0])
    return _with(replace(draft, chains=(chain,)), ground)


def _start(fact: Fact) -> tuple[Key, ...]:
    return fact.keys if fact.form == "cell" else ()


def _collapse(draft: Draft, ground: Ground) -> Case | None:
    """The answer's document also says what the question starts from."""
    keys = _start(draft.facts[0])
    if draft.kind != "depth" or not any(key.text.strip("0123456789")[:1].isalpha() for key in keys):
        return None
    line = f"As the first page has it, {', '.join(key.text for key in keys)}."
    return Case(draft, _with_line(ground, draft.facts[-1], line), ground.search, ground.mined)


def _bypass(draft: Draft, ground: Ground) -> Case | None:
    """Another table leads from what the question starts from straight to the answer."""
    first, last = draft.facts[0], draft.facts[-1]
    keys = _start(first)
    if draft.kind != "depth" or len(keys) != 1 or min(len(keys[0].text), len(last.answer.text)) < 4:
        return None
    route = first.model_copy(
        update={
            "id": f"{first.id}_route",
            "uri": last.uri,
            "phrase": "shortest route",
            "attribute": "Route",
            "relation": "elsewhere",
            "locator": "elsewhere",
            "keys": (keys[0].model_copy(update={"named": True}),),
            "answer": last.answer,
        }
    )
    return Case(draft, ground.documents, ground.search, (*ground.mined, route))


SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage("the question says the answer", _answer_said, "leak"),
    Sabotage("the question says an alias", _alias_said, "leak"),
    Sabotage("the question says a hidden identifier", _hidden_said, "leak"),
    Sabotage("another row answers differently", _twin_fact, "unique"),
    Sabotage("two documents of one title", _twin_document, "unique"),
    Sabotage("the golden answer altered", _golden_altered, "replay"),
    Sabotage("the cell changed", _cell_changed, "replay"),
    Sabotage("the cell removed", _cell_removed, "replay"),
    Sabotage("the bridge's cell changed", _bridge_changed, "replay"),
    Sabotage("one answer whatever is hidden", _one_value, "shortcut", "a"),
    Sabotage("a search shows the answer", _shown_by_search, "shortcut", "b"),
    Sabotage("one document holds all", _one_document, "shortcut", "c"),
    Sabotage("the answer's page says the start", _collapse, "shortcut", "d"),
    Sabotage("another route leads there", _bypass, "shortcut", "d"),
)
"""Every defect that verification must find."""
