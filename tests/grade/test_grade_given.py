"""What gives an answer away on plain texts."""

import pytest

from taskloom.grade.given import given_away, leaves
from taskloom.schema.answer import Answer

OSLO = Answer(text="Oslo", type="name", aliases=("Christiania",))


def test_nothing_is_given_away() -> None:
    assert given_away("Which city is the capital of Norway?", (OSLO,), ("Haakon VII",)) is None


@pytest.mark.parametrize(
    ("question", "hidden", "told"),
    [
        ("Is Oslo the capital?", (), "'Oslo' stands in the question"),
        ("What is Oslo's harbour called?", (), "'Oslo' stands in the question"),
        ("What is Oslo’s harbour called?", (), "'Oslo' stands in the question"),
        ("Was it once called Christiania?", (), "'Christiania' stands in the question"),
        (
            "Which city did Haakon VII rule from?",
            ("Haakon VII",),
            "hidden identifier: 'Haakon VII' stands in the question",
        ),
        (
            "Which city did the Haakons rule from?",
            ("Haakon VII",),
            "hidden identifier: 'haakon' of 'Haakon VII' stands",
        ),
    ],
)
def test_an_answer_an_alias_and_a_hidden_name_are(question: str, hidden: tuple[str, ...], told: str) -> None:
    assert (given_away(question, (OSLO,), hidden) or "").startswith(told)


def test_every_leaf_of_every_answer_is_looked_for() -> None:
    parts = Answer(text="Oslo; 12", type="parts", items=(OSLO, Answer(text="12", type="number", value=12.0)))
    assert [leaf.text for leaf in leaves(parts)] == ["Oslo", "12"]
    assert given_away("What of stage 12?", (parts,)) == "the number '12' stands in the question"


def test_a_key_may_abbreviate_the_answer() -> None:
    alaska = Answer(text="Alaska", type="name")
    assert given_away("Which state has the code AK?", (alaska,), (), ("AK",)) == "'AK' abbreviates 'Alaska'"
