"""A replayed answer comes out of what the tools show, and out of nothing else."""

import json
import re
from collections.abc import Callable

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.craft.chain import final
from taskloom.craft.draft import Draft
from taskloom.pipeline.worker import INDEX, Opened
from taskloom.schema.document import Block, Box, Cell, Document, Row, Table
from taskloom.schema.fact import Fact
from taskloom.solve.replay import Replayed, replay
from taskloom.tools.toolbox import Toolbox

OTHER = {"number": "7,654,321", "name": "Quentin Orwell", "text": "seldom seen there", "date": "May 3, 1777"}
"""What is put in a golden cell's place, by the answer's type."""


def block_with(block: Block, fact: Fact, text: str | None) -> Block:
    """The block with the fact's cell holding `text`, or without its row or entry."""
    if isinstance(block, Box):
        entries = [
            entry.model_copy(update={"value": Cell(text=text or "")}) if entry.locator == fact.locator else entry
            for entry in block.entries
            if text is not None or entry.locator != fact.locator
        ]
        return block.model_copy(update={"entries": tuple(entries)})
    if not isinstance(block, Table):
        return block
    place = re.search(rf"table\[{block.number}\]/row\[(\d+)\]/column\[(\d+)\]$", fact.locator)
    if place is None:
        return block
    row, column = int(place[1]), int(place[2]) - 1
    rows: list[Row] = []
    for one in block.rows:
        if one.number == row:
            if text is None:
                continue
            cells = (*one.cells[:column], Cell(text=text), *one.cells[column + 1 :])
            one = one.model_copy(update={"cells": cells})
        rows.append(one)
    return block.model_copy(update={"rows": tuple(rows)})


def document_with(document: Document, fact: Fact, text: str | None) -> Document:
    blocks = tuple(block_with(block, fact, text) for block in document.blocks)
    changed = document.model_copy(update={"blocks": blocks})
    assert changed != document
    return changed


@pytest.fixture(scope="module")
def checkable(accepted: tuple[Draft, ...]) -> list[Draft]:
    """Accepted drafts whose answer is one cell or one entry."""
    return [
        draft
        for draft in accepted
        if draft.kind != "width" and final(draft.chains[0]).form in {"cell", "entry"} and draft.answer.type in OTHER
    ]


@pytest.fixture(scope="module")
def replay_over(real_run: Opened, real_documents: tuple[Document, ...]) -> Callable[[Draft, str | None], Replayed]:
    """Replays a draft with its golden cell holding another text (None: taken out with its row)."""

    def replayed(draft: Draft, text: str | None) -> Replayed:
        fact = final(draft.chains[0])
        documents = [document_with(one, fact, text) if one.uri == fact.uri else one for one in real_documents]
        with Toolbox(Corpus(MemoryLibrary(documents), real_run.store.run / INDEX)) as tools:
            return replay(draft.question, draft.plan, tools.call)

    return replayed


def test_enough_kinds_of_drafts_are_checked(checkable: list[Draft]) -> None:
    assert {(draft.kind, final(draft.chains[0]).form) for draft in checkable} == {
        ("atomic", "cell"),
        ("atomic", "entry"),
        ("depth", "cell"),
        ("depth", "entry"),
    }


def test_another_cell_gives_another_answer(
    checkable: list[Draft], replay_over: Callable[[Draft, str | None], Replayed]
) -> None:
    wrong = {
        draft.question: replayed
        for draft in checkable
        if (replayed := replay_over(draft, OTHER[draft.answer.type])).answer != OTHER[draft.answer.type]
    }
    assert wrong == {}


@pytest.mark.parametrize("text", [None, ""], ids=["row or entry gone", "cell empty"])
def test_without_its_cell_replay_fails(
    checkable: list[Draft], replay_over: Callable[[Draft, str | None], Replayed], text: str | None
) -> None:
    answered = {draft.question: found for draft in checkable if (found := replay_over(draft, text).answer)}
    assert answered == {}


def test_the_messages_are_a_conversation_with_the_tools(accepted: tuple[Draft, ...], real_run: Opened) -> None:
    draft = next(draft for draft in accepted if draft.hops == 2)
    replayed = replay(draft.question, draft.plan, real_run.tools.call)
    first, *calls, last = replayed.messages
    assert (first.role, first.content) == ("user", draft.question)
    assert (last.role, last.content) == ("assistant", replayed.answer)
    assert [message.role for message in calls] == ["assistant", "tool"] * replayed.calls
    for request, observation in zip(calls[::2], calls[1::2], strict=True):
        assert request.tool_calls is not None
        (call,) = request.tool_calls
        shown = real_run.tools.call(call.function.name, json.loads(call.function.arguments))
        assert (observation.tool_call_id, observation.content) == (call.id, shown)
