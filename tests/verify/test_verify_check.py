"""All checks in order, and the verdict that rejects."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from inline_snapshot import snapshot
from pydantic import JsonValue

from taskloom.craft.draft import Draft
from taskloom.pipeline.worker import Opened
from taskloom.schema.answer import Answer
from taskloom.schema.trajectory import Message
from taskloom.solve.plan import Plan
from taskloom.verify.check import Checked, check, check_words, first_seen


@pytest.fixture(scope="module")
def deep(accepted: tuple[Draft, ...]) -> Draft:
    return next(draft for draft in accepted if draft.kind == "depth")


def checked(run: Opened, draft: Draft) -> Checked:
    return check(draft, run.facts, run.corpus, run.tools.call)


def test_a_good_draft_gets_every_verdict(real_run: Opened, deep: Draft) -> None:
    found = checked(real_run, deep)
    assert found.failed is None
    assert [(verdict.check, verdict.passed) for verdict in found.verdicts] == snapshot(
        [
            ("leak", True),
            ("unique", True),
            ("shortcut", True),
            ("replay", True),
            ("closed_book", None),
            ("solved", None),
            ("refute", None),
            ("judge", None),
        ]
    )


def test_a_check_that_was_not_run_says_why(real_run: Opened, accepted: tuple[Draft, ...]) -> None:
    atomic = next(draft for draft in accepted if draft.kind == "atomic")
    skipped = [verdict for verdict in checked(real_run, atomic).verdicts if verdict.passed is None]
    assert {verdict.check: verdict.detail for verdict in skipped} == snapshot(
        {
            "shortcut": "not run: the task has one hop",
            "closed_book": "not run: needs a model",
            "solved": "not run: needs a model",
            "refute": "not run: needs a model",
            "judge": "not run: the typed grader decided",
        }
    )


def test_a_leak_ends_the_checks(real_run: Opened, deep: Draft) -> None:
    found = checked(real_run, replace(deep, question=f"{deep.question} {deep.answer.text}"))
    assert [verdict.check for verdict in found.verdicts] == ["leak"]
    assert (found.failed, found.replayed) == (found.verdicts[-1], None)


def test_a_wrong_golden_answer_fails_replay(real_run: Opened, deep: Draft) -> None:
    wrong = Answer(text="Quentin Orwell", type="name")
    found = checked(real_run, replace(deep, answer=wrong))
    assert found.failed is not None
    assert (found.failed.check, found.failed.score) == ("replay", 0.0)
    assert f"the tools give {deep.answer.text!r}, the golden answer is 'Quentin Orwell'" in found.failed.detail


def test_a_plan_that_leads_nowhere_fails_replay(real_run: Opened, deep: Draft) -> None:
    def deaf(name: str, arguments: Mapping[str, JsonValue]) -> str:
        return "Nothing found."

    found = check(deep, real_run.facts, real_run.corpus, deaf)
    assert found.failed is not None
    assert (found.failed.check, found.failed.passed) == ("replay", False)
    assert found.failed.detail.startswith("search: 0 of the first 0 results")


def test_words_that_give_the_answer_away_fail(real_run: Opened, deep: Draft) -> None:
    other = replace(deep, question=f"Is it {deep.answer.text}? {deep.question}")
    said = check_words(other, real_run.facts, real_run.corpus)
    assert said.failed is not None and said.failed.check == "leak"
    assert said.failed == checked(real_run, other).failed


def test_the_rank_is_that_of_the_answers_document(real_run: Opened, accepted: tuple[Draft, ...]) -> None:
    for draft in accepted[::10]:
        uri = draft.chains[-1][-1].fact.uri
        hits = real_run.corpus.search(draft.question, 5)
        expected = next((hit.rank for hit in hits if hit.uri == uri), None)
        assert checked(real_run, draft).search_rank == expected


def test_every_accepted_answer_was_seen_by_the_replay(real_run: Opened, accepted: tuple[Draft, ...]) -> None:
    unseen: list[str] = []
    for draft in accepted:
        replayed = checked(real_run, draft).replayed
        if draft.kind != "width" and (replayed is None or first_seen(draft, replayed.messages) is None):
            unseen.append(draft.question)
    assert unseen == []


def test_the_first_observation_with_the_answer_is_counted(deep: Draft) -> None:
    draft = replace(deep, answer=Answer(text="Bo Marsh", type="name"), plan=Plan(()))
    shown = ["nothing", "Bob Marshall", "won by BO MARSH", "Bo Marsh"]
    messages = [Message(role="user", content="Bo Marsh")]
    for text in shown:
        messages += [Message(role="assistant", content="Bo Marsh"), Message(role="tool", content=text)]
    assert first_seen(draft, tuple(messages)) == 3
    assert first_seen(draft, tuple(messages[:5])) is None
