"""What a reply earns: the typed grader as the reward of reinforcement learning and of evaluators.

The reply protocol: a solver ends with one final answer, between <answer> tags where a trainer gives the whole
conversation as one text.
"""

import re

from taskloom.grade import Grade, grade
from taskloom.schema.answer import Answer

INSTRUCTIONS = (
    "Answer the question from the documents that the tools reach. When you know the answer, write it alone, in at"
    " most 300 characters, between <answer> and </answer>; when several things are asked for, all of them there."
)
"""What a solver is told besides the question."""

_TAGGED = re.compile(r"<answer>(.*?)</answer>", re.DOTALL | re.IGNORECASE)


def reward(reply: str, answer: str, question: str | None = None) -> float:
    """What a reply earns, 0 to 1: all for right, for several parts their share; nothing for wrong or undecided.

    `answer` is the golden answer as JSON, as a task holds it.
    """
    return graded(reply, answer, question).score or 0.0


def graded(reply: str, answer: str, question: str | None = None) -> Grade:
    """The grade of a reply's final answer. Raises ValueError when `answer` is no answer's JSON."""
    return grade(final_answer(reply), Answer.model_validate_json(answer), question)


def final_answer(reply: str) -> str:
    """The text between the last <answer> tags, else the last line that is not empty."""
    tagged = _TAGGED.findall(reply)
    if tagged:
        return tagged[-1].strip()
    return next((line.strip() for line in reversed(reply.splitlines()) if line.strip()), "")
