"""What wraps a final answer, and when it is none."""

from __future__ import annotations

import pytest

from taskloom.grade.reply import declines, gives_nothing, unwrapped


@pytest.mark.parametrize(
    "reply",
    [
        "Vienna",
        " Vienna.\n",
        "**Vienna**",
        "`Vienna`",
        '"Vienna"',
        "Answer: Vienna",
        "Final answer: **Vienna**.",
        "The answer is Vienna.",
        "So the final answer is: Vienna",
        "<answer>Vienna</answer>",
        "\\boxed{Vienna}",
        "The correct answer to your question is Vienna.",
    ],
)
def test_takes_the_wrapping_off(reply: str) -> None:
    assert unwrapped(reply) == "Vienna"


@pytest.mark.parametrize("reply", ['"Heroes" and "Low"', "Washington, D.C", "Answerable"])
def test_leaves_an_answer_as_it_is(reply: str) -> None:
    assert unwrapped(reply) == reply


@pytest.mark.parametrize("reply", ["", "...", "-", "N/A", "unknown", "not found", "I don't know", "null"])
def test_knows_words_for_no_answer(reply: str) -> None:
    assert gives_nothing(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "I'm sorry, I could not find this.",
        "I couldn’t find any information about a Mary.",
        "There is no information in the corpus.",
        "The result could not be determined.",
        "Unable to find the table.",
    ],
)
def test_knows_when_a_reply_declines(reply: str) -> None:
    assert declines(reply)


@pytest.mark.parametrize("reply", ["No man's land", "The Unknown Soldier", "Nancy", "None of the Above", "Know-how"])
def test_takes_no_answer_for_none(reply: str) -> None:
    assert not gives_nothing(reply)
    assert not declines(reply)
