"""Facts -> questions by a model: many in one call, each checked, asked again once where a check fails."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from taskloom.craft.question import Terms, fault, literals
from taskloom.grade.name import fold
from taskloom.llm.asking import ask
from taskloom.llm.errors import Unusable
from taskloom.llm.request import Model
from taskloom.mine.reading import ReadFact
from taskloom.schema.model import Record

VERSION = 2
"""Raised when what is accepted of the same replies changes."""

BATCH = 10
"""Facts in one call, at most."""
ROOM = 240
"""Characters of a fact in the prompt; the quotation gives way."""


class SaidQuestion(Record):
    """A question as a model gives it, with the number of what it asks."""

    number: int
    question: str


class SaidQuestions(Record):
    """The reply to `word` and `reword`."""

    questions: tuple[SaidQuestion, ...]


class Worded(NamedTuple):
    """A fact and its question, or the reason why it has none."""

    fact: ReadFact
    question: str | None
    reason: str = ""


class Tried(NamedTuple):
    """A question that failed its check."""

    question: str
    reason: str


async def word(
    model: Model, facts: Sequence[ReadFact], *, attempt: int = 0, folder: Path | None = None
) -> tuple[Worded, ...]:
    """A question for each fact, in order; at most `BATCH` facts.

    Raises Unusable when the first reply is none, ModelFailed, BudgetReached.
    """
    if len(facts) > BATCH:
        raise ValueError(f"{len(facts)} facts in one call: give at most {BATCH}")
    names = tuple(dict.fromkeys(fact.identifier for fact in facts))
    terms = [terms_of(fact, names) for fact in facts]
    good: dict[int, str] = {}
    tried: dict[int, Tried] = {}
    for turn in range(2):
        asked = [at for at in range(len(facts)) if at not in good]
        if not asked:
            break
        told = "\n".join(line(number, facts[at], tried.get(at)) for number, at in enumerate(asked, start=1))
        try:
            said = await ask(model, "word", {"facts": told}, SaidQuestions, attempt=attempt, folder=folder)
        except Unusable:
            if turn == 0:
                raise
            break
        judge_questions(said, asked, terms, good, tried)
    return tuple(
        Worded(fact, good[at]) if at in good else Worded(fact, None, tried[at].reason) for at, fact in enumerate(facts)
    )


def judge_questions(
    said: SaidQuestions,
    asked: Sequence[int],
    terms: Sequence[Terms],
    good: dict[int, str],
    tried: dict[int, Tried],
) -> None:
    """Sort the questions of a reply into those that hold and those that do not; number n asks for `asked[n - 1]`."""
    given: Mapping[int, str] = {one.number: " ".join(one.question.split()) for one in reversed(said.questions)}
    for number, at in enumerate(asked, start=1):
        question = given.get(number, "")
        wrong = fault(question, terms[at]) if question else "there was no question for it"
        if wrong is None:
            good[at] = question
        else:
            tried[at] = Tried(question, wrong)


def terms_of(fact: ReadFact, others: Sequence[str] = ()) -> Terms:
    """What a fact's question must say: its identifier, or another name of the document it is the title of, and the
    numbers, quotations and names that pin the relation down. It speaks of none of the `others` that the fact does not.
    """
    names = (fact.title, *fact.names)
    same = any(fold(name) == fold(fact.identifier) for name in names)
    spellings = (fact.identifier, *(name for name in names if same and name != fact.identifier))
    own = f" {fold(' '.join((fact.identifier, fact.relation, fact.quote, *names)))} "
    foreign = tuple(name for name in others if f" {fold(name)} " not in own)
    named = (spellings, *literals(fact.relation, (), fact.language))
    return Terms(named, (fact.answer,), (), fact.language, foreign=foreign)


def line(number: int, fact: ReadFact, tried: Tried | None) -> str:
    """A fact as the prompt shows it, and what was wrong with its question before."""
    where = "" if fold(fact.title) == fold(fact.identifier) else f"; on {clipped(fact.title, 50)}"
    head = (
        f"{number}. [{fact.language or '?'}] about {clipped(fact.identifier, 60)}; asks {clipped(fact.relation, 70)}; "
        f"answer {clipped(fact.answer.text, 40)}{where}"
    )
    room = ROOM - len(head) - 4
    text = f"{head}; “{around(fact.quote, fact.answer.text, room)}”" if room > len(fact.answer.text) + 10 else head
    return f"{text}\n   refused ({tried.reason}): {clipped(tried.question, 200)}" if tried else text


def clipped(text: str, most: int) -> str:
    """The text's first characters."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def around(text: str, word: str, room: int) -> str:
    """The characters of a text around a word in it."""
    if len(text) <= room:
        return text
    at = max(text.find(word), 0)
    start = min(max(0, at - (room - len(word)) // 2), len(text) - room)
    return text[start : start + room].strip()
