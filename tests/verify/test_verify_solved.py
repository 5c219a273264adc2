"""Solved: right, and from the evidence; measured by the shortest success."""

import asyncio
from collections.abc import Sequence

from made_task import evidence, made_task
from pydantic import JsonValue
from replying_model import ReplyingModel, vote
from trying import Shown, attempt

from taskloom.schema.answer import Answer
from taskloom.solve.attempt import Attempt
from taskloom.verify.judge import Grader
from taskloom.verify.solved import Solved, solved

NAME = Answer(text="Jim Leach", type="name")
TASK = made_task("Who held the seat?", (evidence(1, "seat.html", "The Seat", "Jim Leach"), NAME))
SEARCH: Shown = ("search", {"query": "seat"}, "1. The Seat <seat.html>\n   a seat")
OPEN: Shown = ("open", {"document": "seat.html"}, "# The Seat\n\nheld by Jim Leach")


def graded(*attempts: Attempt, judge: ReplyingModel | None = None, votes: int = 1) -> Solved:
    return asyncio.run(solved(TASK, attempts, "test:solver", Grader(judge, votes)))


def measured(found: Solved) -> Sequence[object]:
    hard = found.difficulty
    return (hard.tries, hard.successes, hard.solver, hard.tool_calls, hard.answer_first_seen_at_step)


def test_one_success_is_enough_and_the_shortest_measures() -> None:
    found = graded(
        attempt("Ann Hill", SEARCH, OPEN),
        attempt("Jim Leach", SEARCH, SEARCH, OPEN, SEARCH),
        attempt("It was Jim Leach.", SEARCH, OPEN, SEARCH),
    )
    assert (found.verdict.check, found.verdict.passed, found.verdict.score) == ("solved", True, 0.6667)
    assert found.positive == (1, 2)
    assert measured(found) == (3, 2, "test:solver", 3, 2)
    assert (found.difficulty.guess, found.difficulty.search_rank) == (0.25, 1)
    assert found.verdict.detail.startswith("2 of 3 tries of test:solver are right with the evidence seen: try 1 'Ann")
    assert [one.outcome for one in found.graded] == ["wrong", "right", "right"]


def test_the_tools_are_those_of_the_shortest_success() -> None:
    given: tuple[dict[str, JsonValue], ...] = tuple({"function": {"name": name}} for name in ("search", "find", "open"))
    unknown: Shown = ("guess", {}, "error: no tool")
    longer = attempt("Jim Leach", SEARCH, OPEN, ("find", {"document": "seat.html"}, "nothing"))
    tries = [longer, attempt("Jim Leach", OPEN, unknown), attempt("Ann Hill", SEARCH)]
    assert graded(*(one.model_copy(update={"tools": given}) for one in tries)).tools == ("open",)
    assert graded(attempt("Ann Hill", SEARCH)).tools == ()


def test_a_right_answer_without_the_evidence_is_no_success() -> None:
    found = graded(attempt("Jim Leach", SEARCH), attempt("Jim Leach"))
    assert (found.verdict.passed, found.verdict.score, found.positive) == (False, 0.0, ())
    assert found.verdict.detail.startswith(
        "no right try has seen the evidence: 2 of test:solver: try 1 'Jim Leach': right, "
    )
    assert "try 1 'Jim Leach': right, without having seen e_1" in found.verdict.detail
    assert measured(found) == (2, 0, "test:solver", 9, None)


def test_a_try_without_an_answer_is_wrong_and_says_how_it_ended() -> None:
    failed = attempt(None, OPEN).model_copy(update={"ended": "error", "detail": "it crashed"})
    found = graded(attempt(None, SEARCH, OPEN), failed)
    assert found.verdict.passed is False
    assert found.verdict.detail.startswith("no try is right: 2 of test:solver: try 1 None: wrong")
    assert "no answer, ended by steps; try 2 None: wrong, no answer, ended by error: it crashed" in found.verdict.detail


def test_a_judge_decides_only_without_a_split() -> None:
    unclear = attempt("Leach", OPEN)
    assert graded(unclear).verdict.passed is False
    assert graded(unclear, judge=ReplyingModel(vote(2))).positive == (0,)
    assert graded(unclear, judge=ReplyingModel(vote(2), vote(1), vote(2)), votes=3).positive == ()


def test_no_tries_are_no_check() -> None:
    found = graded()
    assert (found.verdict.passed, found.difficulty, found.verdict.detail) == (
        None,
        TASK.difficulty,
        "not run: no tries asked for",
    )
