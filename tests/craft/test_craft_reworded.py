"""Drafts in better words: what the plan reads by stays, and nothing that is hidden is said."""

import asyncio
import json
import re
from itertools import islice

import pytest

from scripted_model import ScriptedModel, said_to
from taskloom.craft.chain import hidden
from taskloom.craft.draft import Draft
from taskloom.craft.reworded import Reworded, reword
from taskloom.llm.request import Request


def rewriting(pattern: str, put: str) -> ScriptedModel:
    """A model that gives each question back with a pattern replaced."""

    def answering(request: Request) -> str:
        questions = re.findall(r"^(\d+)\. (.*)$", said_to(request), re.MULTILINE)
        said = [{"number": int(number), "question": re.sub(pattern, put, text)} for number, text in questions]
        return json.dumps({"questions": said})

    return ScriptedModel(answering)


def reworded(model: ScriptedModel, drafts: tuple[Draft, ...]) -> tuple[Reworded, ...]:
    return asyncio.run(reword(model, drafts))


@pytest.fixture(scope="module")
def drafts(accepted: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Some of every kind and operation."""
    kinds = dict.fromkeys((draft.kind, draft.operation) for draft in accepted)
    return tuple(
        draft
        for kind in kinds
        for draft in islice((one for one in accepted if (one.kind, one.operation) == kind), 6)
    )  # fmt: skip


def test_a_wording_that_keeps_every_literal_takes_the_templates_place(drafts: tuple[Draft, ...]) -> None:
    model = rewriting(r"\b(is|are) (listed|given)\b", r"\1 put down")
    found = reworded(model, drafts)
    assert len(model.requests) == 1
    changed = [one for one in found if not one.reason]
    assert len(changed) > len(drafts) / 2
    for one, before in zip(found, drafts, strict=True):
        if not one.reason:
            assert one.draft.template == f"{before.template}:reworded"
            assert (one.draft.plan, one.draft.answer, one.draft.id) == (before.plan, before.answer, before.id)
    assert any("put down" in one.draft.question for one in changed)


@pytest.mark.parametrize("lost", [r"“[^”]+”", r"\d+", r"\b(highest|lowest|difference|most|fewest)\b"])
def test_a_wording_that_loses_a_literal_is_refused(drafts: tuple[Draft, ...], lost: str) -> None:
    losing = tuple(draft for draft in drafts if re.search(lost, draft.question))
    assert losing
    for one, before in zip(reworded(rewriting(lost, ""), losing), losing, strict=True):
        assert one.draft == before
        assert one.reason


def test_a_wording_that_asks_for_something_else_is_refused(drafts: tuple[Draft, ...]) -> None:
    income = tuple(draft for draft in drafts if draft.facts[-1].phrase in draft.question)
    for draft in income:
        (one,) = reworded(rewriting(re.escape(draft.facts[-1].phrase), "thing"), (draft,))
        assert (one.draft, "it" in one.reason) == (draft, True)


def test_what_is_hidden_is_neither_shown_nor_accepted(drafts: tuple[Draft, ...]) -> None:
    deep = tuple(draft for draft in drafts if draft.kind == "depth")
    for draft in deep:
        (name, *_) = [fact.answer.text for fact in hidden(draft.chains[0])]
        model = rewriting(r"\?$", f", {name}?")
        (one,) = reworded(model, (draft,))
        assert one.draft == draft
        assert "hidden identifier" in one.reason
        assert f"keep: {name}" not in said_to(model.requests[0])


def test_a_question_that_is_not_given_back_stays(drafts: tuple[Draft, ...]) -> None:
    found = reworded(ScriptedModel(lambda _: '{"questions": []}'), drafts[:2])
    assert [one.draft for one in found] == list(drafts[:2])
    assert {one.reason for one in found} == {"there was no question for it"}
