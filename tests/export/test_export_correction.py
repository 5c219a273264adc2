"""A correction changes everything in a task that depends on it, or is refused."""

import pytest
from task_builder import atomic, chain, name

from taskloom.export.correction import NOT_RUN, CannotCorrect, corrected
from taskloom.schema.answer import Answer
from taskloom.schema.task import Difficulty
from taskloom.schema.verdict import Verdict

SOLVED = chain().model_copy(
    update={
        "verdicts": (
            Verdict(check="leak", passed=True, score=1.0, detail="as made"),
            Verdict(check="replay", passed=True, score=1.0),
            Verdict(check="judge", passed=None, detail="not run: the typed grader decided"),
        ),
        "difficulty": Difficulty(
            hops=2,
            tool_calls=4,
            guess=0.02,
            tries=8,
            successes=3,
            solver="m",
            answer_first_seen_at_step=2,
            search_rank=1,
        ),
    }
)


def figure(text: str, value: float, unit: str | None = None) -> Answer:
    return Answer(text=text, type="number", value=value, unit=unit)


def date(text: str, value: str) -> Answer:
    return Answer(text=text, type="date", value=value)


def test_the_answer_its_reading_and_the_last_subtask_change_together() -> None:
    task = corrected(SOLVED, None, "Lyon")
    assert task.answer == name("Lyon")
    assert [subtask.answer for subtask in task.subtasks] == [name("France"), name("Lyon")]
    assert (task.question, task.id, task.evidence) == (SOLVED.question, SOLVED.id, SOLVED.evidence)


def test_what_was_found_of_the_task_as_it_was_is_no_longer_claimed() -> None:
    task = corrected(SOLVED, "Which capital has the country where the 1995 race started?", None)
    leak, replay, judge = task.verdicts
    assert (leak.check, leak.passed, leak.detail) == (
        "leak", True, "no answer, alias or hidden identifier in the question"
    )  # fmt: skip
    assert (replay.passed, replay.score, replay.detail) == (None, None, NOT_RUN)
    assert judge == SOLVED.verdicts[2]
    assert task.difficulty == Difficulty(hops=2, tool_calls=4, guess=0.02)
    assert task.provenance.writer == "reader"


def test_a_task_that_is_its_only_subtask_asks_the_same_there() -> None:
    task = corrected(atomic(), "How many points did Chiappucci score?", None)
    assert task.subtasks[0].question == task.question == "How many points did Chiappucci score?"
    deep = corrected(SOLVED, "Which capital has the country of the start?", None)
    assert deep.subtasks == SOLVED.subtasks


@pytest.mark.parametrize(
    ("old", "text", "new"),
    [
        (figure("59.0%", 59.0, "%"), "58", figure("58", 58.0, "%")),
        (figure("12", 12.0, "km"), "7 mi", figure("7 mi", 7.0, "mi")),
        (figure("3,5", 3.5), "1.200,5", figure("1.200,5", 1200.5)),
        (date("1994", "1994"), "10 May 1994", date("10 May 1994", "1994-05-10")),
        (Answer(text="yes", type="yes_no", value=True), "No", Answer(text="No", type="yes_no", value=False)),
        (Answer(text="Ann Hill", type="name", aliases=("A. Hill",)), "Bob Hall", Answer(text="Bob Hall", type="name")),
        (
            Answer(text="José Ruiz", type="name", aliases=("Pepe Ruiz",)),
            "Jose Ruiz",
            Answer(text="Jose Ruiz", type="name", aliases=("José Ruiz", "Pepe Ruiz")),
        ),
    ],
)  # fmt: skip
def test_a_new_answer_is_read_as_the_old_one_was(old: Answer, text: str, new: Answer) -> None:
    assert corrected(atomic(answer=old), None, text).answer == new


@pytest.mark.parametrize(
    ("old", "text", "why"),
    [
        (date("1994-05-10", "1994-05-10"), "10/05/1994", "cannot be read as a date"),
        (Answer(text="yes", type="yes_no", value=True), "perhaps", "cannot be read as yes or no"),
        (figure("38.4", 38.4e6), "39.1", "whether the correction is scaled"),
        (Answer(text="A; B", type="list", items=(name("A"), name("B"))), "A; C", "an answer of several members"),
    ],
)
def test_an_answer_that_cannot_be_read_as_the_old_one_is_refused(old: Answer, text: str, why: str) -> None:
    with pytest.raises(CannotCorrect, match=why):
        corrected(atomic(answer=old), None, text)


def test_the_answer_of_an_operation_is_refused() -> None:
    with pytest.raises(CannotCorrect, match="which of them is wrong is not said"):
        corrected(SOLVED.model_copy(update={"kind": "width", "operation": "compare"}), None, "Lyon")


@pytest.mark.parametrize("question", ["Is Paris the capital of the country?", "What is the capital of France?"])
def test_a_question_that_gives_the_answer_or_a_hop_away_is_refused(question: str) -> None:
    with pytest.raises(CannotCorrect, match="gives its answer away"):
        corrected(SOLVED, question, None)
