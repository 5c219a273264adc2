"""Judge: a model compares a reply with the golden answer, only where the typed grader cannot tell.

A vote is 0 (wrong), 1 (partly) or 2 (right), as in the paper; all are kept. The rule: right when every vote is 2, else
wrong when their median (of an even number the lower middle) is 0 or 1, else undecided. No task is accepted on a split
vote: what must succeed succeeds only when right, what must fail (closed book) also counts when `contested`.
"""

from collections.abc import Iterable
from pathlib import Path
from statistics import median_low
from typing import Literal, NamedTuple

from taskloom.grade import grade
from taskloom.grade.outcome import Outcome
from taskloom.llm.asking import ask
from taskloom.llm.errors import Unusable
from taskloom.llm.request import Model
from taskloom.schema.answer import Answer
from taskloom.schema.model import Record
from taskloom.schema.verdict import Verdict

RIGHT = 2


class Vote(Record):
    """A judge's reply."""

    reason: str
    score: Literal[0, 1, 2]


class Graded(NamedTuple):
    """What grading a reply came to; `score` is from 0 to 1, None when undecided."""

    outcome: Outcome
    score: float | None
    detail: str
    """How it was decided."""
    votes: tuple[int, ...] = ()
    """The judge's, in the order of the tries; () when it was not asked."""
    verdict: Verdict | None = None
    """Of the check 'judge', passed when its votes agree; None when the judge was not asked."""

    @property
    def contested(self) -> bool:
        """Whether some vote calls it right and another does not."""
        return RIGHT in self.votes and set(self.votes) != {RIGHT}


class Grader:
    """The typed grader, and behind it a judge of `votes` votes (1 or more)."""

    def __init__(self, judge: Model | None, votes: int = 1, folder: Path | None = None) -> None:
        self._judge = judge
        self._votes = votes
        self._folder = folder

    async def grade(self, reply: str, answer: Answer, question: str) -> Graded:
        """Whether the reply is the answer. Raises ModelFailed, BudgetReached; a vote that cannot be used is none."""
        found = grade(reply, answer, question)
        if found.outcome != "undecided" or self._judge is None:
            return Graded(found.outcome, found.score, found.detail)
        given = {"question": question, "one": _written(answer), "other": reply}
        votes: list[Vote] = []
        unusable = ""
        for attempt in range(self._votes):
            try:
                votes.append(await ask(self._judge, "judge", given, Vote, attempt=attempt, folder=self._folder))
            except Unusable as failure:
                unusable = f"; {failure}"
        return _counted(reply, tuple(votes), self._judge.name, found.detail, unusable)


def _counted(reply: str, votes: tuple[Vote, ...], judge: str, why: str, unusable: str) -> Graded:
    """What the votes come to."""
    scores = tuple(vote.score for vote in votes)
    if not scores:
        detail = f"{reply!r}: {judge} gave no vote that can be used{unusable}"
        return Graded("undecided", None, detail, (), Verdict(check="judge", passed=None, detail=detail))
    middle = median_low(scores)
    outcome: Outcome = "right" if set(scores) == {RIGHT} else "undecided" if middle == RIGHT else "wrong"
    told = "; ".join(f"{vote.score}: {' '.join(vote.reason.split())[:200]}" for vote in votes)
    detail = f"{reply!r}: {outcome} by {judge} ({told}); the typed grader: {why}{unusable}"
    agreed = len(set(scores)) == 1 or None
    verdict = Verdict(check="judge", passed=agreed, score=middle / RIGHT, detail=detail)
    return Graded(outcome, None if outcome == "undecided" else middle / RIGHT, detail, scores, verdict)


def judged(graded: Iterable[Graded]) -> Verdict:
    """The one verdict 'judge' of a task whose replies were graded so: passed when the judge was asked and never split.

    It rejects nothing: what a split vote means for the task, the check that needed the vote says.
    """
    asked = [one.verdict for one in graded if one.verdict is not None]
    if not asked:
        return Verdict(check="judge", passed=None, detail="not run: the typed grader decided")
    agreed = sum(verdict.passed is True for verdict in asked)
    detail = " | ".join(verdict.detail for verdict in asked)
    return Verdict(check="judge", passed=agreed == len(asked) or None, score=agreed / len(asked), detail=detail)


def _written(answer: Answer) -> str:
    """The answer with its other wordings, its unit where the text does not say it, and its parts' labels."""
    text = answer.text
    if answer.items and all(item.label for item in answer.items):
        text = "; ".join(f"{item.label}: {item.text}" for item in answer.items)
    if answer.unit and answer.unit not in text:
        text = f"{text} ({answer.unit})"
    return f"{text} (also: {'; '.join(answer.aliases)})" if answer.aliases else text
