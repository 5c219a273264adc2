"""What asks the same twice is one task; what only looks alike is two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from task_builder import atomic, chain, name, number

from taskloom.dataset.near import NearDuplicates
from taskloom.schema.task import Task

TOUR = "How many points did Claudio Chiappucci score in the 1995 Tour de France?"


def elsewhere(question: str, text: str = "214", identifier: str = "Claudio Chiappucci") -> Task:
    """A task whose evidence lies in another document, so that only the wording can tell."""
    return atomic(question, number(text), id="t_9", identifier=identifier, document="elsewhere")


@pytest.mark.parametrize(
    "question",
    [
        TOUR,
        "In the 1995 Tour de France, how many points did Claudio Chiappucci score?",
        "how many points did Claudio Chiappucci score in the 1995 Tour de France",
        "Please tell how many points Claudio Chiappucci scored in the 1995 Tour de France.",
    ],
)
def test_the_same_question_in_other_words_is_one_task(question: str) -> None:
    near = NearDuplicates()
    assert near.seen(atomic(TOUR)) is None
    assert near.seen(elsewhere(question)) == "t_1"


@pytest.mark.parametrize(
    ("question", "identifier"),
    [
        ("How many points did Richard Virenque score in the 1995 Tour de France?", "Richard Virenque"),
        ("How many points did Claudio Chiappucci score in the 1994 Tour de France?", "Claudio Chiappucci"),
        ("How many stages did Claudio Chiappucci score in the 1995 Tour de France?", "Claudio Chiappucci"),
    ],
)
def test_another_entity_number_or_relation_is_another_task(question: str, identifier: str) -> None:
    near = NearDuplicates()
    near.seen(atomic(TOUR))
    assert near.seen(elsewhere(question, identifier=identifier)) is None


def test_entities_in_lower_case_are_told_apart_by_the_identifier() -> None:
    near = NearDuplicates()
    for n, product in enumerate(["red apples", "green apples"]):
        question = f"What was the price of {product} at the market in 2010?"
        task = atomic(question, number("3"), id=f"t_{n}", identifier=product, document=str(n))
        assert near.seen(task) is None


def test_another_answer_is_another_task() -> None:
    near = NearDuplicates()
    near.seen(atomic(TOUR))
    assert near.seen(elsewhere(TOUR, "215")) is None


def test_who_does_what_to_whom_counts() -> None:
    near = NearDuplicates()
    near.seen(atomic("Did Norway beat Brazil?", name("yes"), identifier="match", document="a"))
    assert near.seen(atomic("Did Brazil beat Norway?", name("yes"), id="t_9", identifier="match", document="b")) is None


def test_the_same_reading_of_the_same_place_is_one_task_however_it_is_worded() -> None:
    near = NearDuplicates()
    near.seen(atomic(TOUR))
    assert near.seen(atomic("Chiappucci's total in the mountains classification?", id="t_9")) == "t_1"


def test_a_longer_way_to_the_same_answer_is_another_task() -> None:
    near = NearDuplicates()
    near.seen(atomic("What is the capital of France?", name("Paris"), identifier="France", document="b"))
    assert near.seen(chain()) is None


vocabulary = st.sampled_from(["which", "city", "hosts", "Oslo", "Rome", "1995", "1996", "race", "points", "of"])
words = st.lists(vocabulary, min_size=3)


@given(st.lists(st.tuples(words, st.sampled_from(["1", "2"])), max_size=12))
def test_what_was_seen_is_seen_again_and_never_remembered_twice(drawn: list[tuple[list[str], str]]) -> None:
    near = NearDuplicates()
    tasks = [
        atomic(" ".join(question), number(text), id=f"t_{n}", identifier=question[0], document=str(n))
        for n, (question, text) in enumerate(drawn)
    ]
    kept = [task for task in tasks if near.seen(task) is None]
    assert [near.seen(task) for task in kept] == [task.id for task in kept]
    assert [near.seen(task) is None for task in tasks] == [False] * len(tasks)
