"""Closed book: what a model answers without tools is no task."""

import asyncio

import pytest
from made_task import NAME, evidence, made_task
from replying_model import FailingModel, ReplyingModel, recalled, user, vote

from taskloom.llm.errors import BudgetReached, ModelFailed, Unusable
from taskloom.verify.closed_book import ClosedBook, closed_book
from taskloom.verify.judge import Grader

TASK = made_task("Who won the mountains classification?", (evidence(1, "tour.html", "Tour", NAME.text), NAME))
RIGHT, WRONG, UNKNOWN, UNCLEAR = map(recalled, ("Claudio Chiappucci", "Ann Hill", "unknown", "Chiappucci"))


def tried(model: ReplyingModel, tries: int = 1, judge: ReplyingModel | None = None, votes: int = 1) -> ClosedBook:
    return asyncio.run(closed_book(model, TASK, Grader(judge, votes), tries))


def test_a_task_that_no_try_answers_passes() -> None:
    model = ReplyingModel(WRONG, UNKNOWN, WRONG)
    found = tried(model, 3)
    assert (found.verdict.check, found.verdict.passed, found.verdict.score) == ("closed_book", True, 1.0)
    assert [request.attempt for request in model.requests] == [0, 1, 2]
    assert [one.outcome for one in found.graded] == ["wrong"] * 3
    assert "try 2 'unknown': wrong, gives no answer" in found.verdict.detail
    assert found.verdict.detail.startswith("test:model does not answer")


def test_the_first_right_try_rejects_and_is_the_last() -> None:
    model = ReplyingModel(WRONG, RIGHT)
    found = tried(model, 5)
    assert (found.verdict.passed, found.verdict.score, len(model.requests)) == (False, 0.0, 2)
    assert found.verdict.detail == "test:model answers without tools: try 2 'Claudio Chiappucci': right, verbatim"


def test_a_try_sees_the_question_and_nothing_else() -> None:
    model = ReplyingModel(WRONG, WRONG)
    tried(model, 2)
    first, second = model.requests
    assert (first.tools, first.images, len(first.messages), first.purpose) == ((), (), 2, "closed_book")
    assert user(first).splitlines()[1:-1] == [TASK.question]
    assert first.model_copy(update={"attempt": 1}) == second


def test_what_cannot_be_decided_does_not_count_but_is_told() -> None:
    found = tried(ReplyingModel(UNCLEAR))
    assert found.verdict.passed is True
    assert "'Chiappucci': undecided" in found.verdict.detail


@pytest.mark.parametrize(("scores", "passed"), [((2, 2), False), ((2, 0), False), ((1, 0), True), ((0, 0), True)])
def test_a_try_that_some_judge_calls_right_rejects(scores: tuple[int, int], passed: bool) -> None:
    found = tried(ReplyingModel(UNCLEAR), 1, ReplyingModel(*map(vote, scores)), 2)
    assert found.verdict.passed is passed
    assert found.graded[0].votes == scores


@pytest.mark.parametrize("bad", ["", "Chiappucci", '{"answer": ""}', recalled("so " * 101), '{"answer": "a", "b": 1}'])
def test_a_reply_of_the_wrong_form_is_asked_again(bad: str) -> None:
    model = ReplyingModel(bad, f"```json\n{RIGHT}\n```")
    assert tried(model).verdict.passed is False
    assert len(model.requests) == 2


def test_a_model_that_never_gives_the_form_is_unusable() -> None:
    with pytest.raises(Unusable, match="test:model: closed_book"):
        tried(ReplyingModel("a", "b", "c"))


@pytest.mark.parametrize("error", [ModelFailed("down"), BudgetReached("spent")])
def test_what_stops_the_run_passes_through(error: Exception) -> None:
    with pytest.raises(type(error)):
        tried(FailingModel(error))


def test_no_tries_are_no_check() -> None:
    found = tried(ReplyingModel(), 0)
    assert (found.verdict.passed, found.verdict.detail) == (None, "not run: no tries asked for")
