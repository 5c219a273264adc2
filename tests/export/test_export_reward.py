"""What a reply earns."""

import pytest

from taskloom.export.reward import final_answer, reward
from taskloom.schema.answer import Answer

NUMBER = Answer(text="59.0%", type="number", value=59.0, unit="%").model_dump_json()
NAME = Answer(text="Ann Hill", type="name").model_dump_json()


@pytest.mark.parametrize(
    ("reply", "answer", "earned"),
    [
        ("<answer>59 %</answer>", NUMBER, 1.0),
        ("I looked.\nIt is:\n59%", NUMBER, 1.0),
        ("<answer>58 %</answer>", NUMBER, 0.0),
        ("<answer>59 %</answer> or rather <answer>58 %</answer>", NUMBER, 0.0),
        ("", NUMBER, 0.0),
        ("<answer>A. Hill</answer>", NAME, 0.0),
    ],
)
def test_only_a_right_last_answer_earns(reply: str, answer: str, earned: float) -> None:
    assert reward(reply, answer) == earned


def test_parts_earn_their_share() -> None:
    parts = Answer(
        text="France; 12",
        type="parts",
        items=(Answer(text="France", type="name"), Answer(text="12", type="number", value=12.0)),
        ordered=True,
    ).model_dump_json()
    assert reward("<answer>(1) France (2) 13</answer>", parts) == 0.5


def test_the_final_answer_stands_in_tags_or_on_the_last_line() -> None:
    assert final_answer("a <answer> b\nc </answer> d") == "b\nc"
    assert final_answer("a\nb\n\n") == "b"
