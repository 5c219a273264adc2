"""Is this reply that answer? The one entry: it unwraps the reply and hands it to the grader of the answer's
type.

Deterministic, without a model. What rules cannot settle is 'undecided', never guessed.
"""

import re

from taskloom.grade.figure import grade_date, grade_number
from taskloom.grade.members import grade_list, grade_parts
from taskloom.grade.outcome import Grade, right, undecided, wrong
from taskloom.grade.phrase import grade_phrase
from taskloom.grade.reading import read_answer
from taskloom.grade.reply import LONGEST_REPLY, gives_nothing, unwrapped
from taskloom.grade.wording import content, forms, is_open, words_of
from taskloom.schema.answer import Answer

_UNWRAPPED = 10
"""How many times the longest reply a text may be to be looked into at all."""
_MORE = 6
"""Words of content beside the golden answer's and the question's up to which a reply is an answer, explained."""
_SPACES = re.compile(r"\s+")
_SINGLE = ("number", "date", "name", "text")
_YES = re.compile(r"(?:yes|yeah|yep|true|correct|indeed|affirmative)\b", re.IGNORECASE)
_EITHER = re.compile(r"\b(?:yes|no)\b", re.IGNORECASE)
_NO = re.compile(r"(?:no|nope|false|incorrect|negative|not)\b", re.IGNORECASE)


def grade(reply: str, answer: Answer, question: str | None = None) -> Grade:
    """Grade a solver's final answer against the golden one.

    `reply` is a phrase or a short sentence, at most 300 characters; `question`, where given, forgives words
    and numbers that the reply repeats from it. The score is 1 for right, 0 for wrong, None for undecided,
    and of several parts the share that is right (the outcome is 'right' only when all are).
    """
    text = unwrapped(reply) if len(reply) <= _UNWRAPPED * LONGEST_REPLY else reply
    if any(
        _verbatim(given) == _verbatim(golden) for given in (reply, text) for golden in (answer.text, *answer.aliases)
    ):
        return right("verbatim")
    if len(reply.strip()) > LONGEST_REPLY:
        return wrong(f"{len(reply.strip())} characters: a final answer has at most {LONGEST_REPLY}")
    if gives_nothing(text):
        return wrong("gives no answer")
    outcome = _read(text, answer, question)
    if outcome.outcome == "right" and answer.type in _SINGLE and _tells_more(text, answer, question):
        return undecided("holds the answer in a passage that tells more")
    return outcome


def _read(text: str, answer: Answer, question: str | None) -> Grade:
    """Grade an unwrapped reply by its type, then as each alias."""
    outcome = _typed(text, answer, question)
    if answer.type not in ("list", "parts"):
        outcome = _closed(outcome, question)
    if outcome.outcome == "right" or answer.type in ("name", "text"):
        return outcome
    for alias in answer.aliases:
        other = _typed(text, read_answer(alias, kind="date" if answer.type == "date" else None), question)
        if other.outcome == "right":
            return other
        if outcome.outcome == "wrong" and other.outcome == "undecided":
            outcome = other
    return outcome


def _tells_more(text: str, answer: Answer, question: str | None) -> bool:
    """Whether a reply tells so much beside the answer that it is a passage of a document: which of its names, numbers
    and dates is meant as the answer cannot be told.
    """
    golden = (word for form in forms((answer.text, *answer.aliases)) for word in form)
    return len(content(words_of(text)) - content((*golden, *words_of(question or "")))) > _MORE


def _closed(outcome: Grade, question: str | None) -> Grade:
    """Leave a different answer to a question with several right ones undecided."""
    if outcome.outcome == "wrong" and is_open(question):
        return undecided(f"{outcome.detail}, but the question has more right answers than one")
    return outcome


def _verbatim(text: str) -> str:
    return _SPACES.sub(" ", text).strip().casefold()


def _typed(text: str, answer: Answer, question: str | None) -> Grade:
    match answer.type:
        case "number":
            return grade_number(text, answer, question)
        case "date":
            return grade_date(text, answer, question)
        case "yes_no":
            return _yes_no(text, answer)
        case "list":
            return grade_list(text, answer, question, grade)
        case "parts":
            return grade_parts(text, answer, question, grade)
        case "name" | "text":
            return grade_phrase(text, answer, question)


def _yes_no(text: str, answer: Answer) -> Grade:
    yes, no = _YES.match(text) is not None, _NO.match(text) is not None
    if len({word.casefold() for word in _EITHER.findall(text)}) > 1:
        return undecided("both a yes and a no")
    if yes == no:
        return undecided("neither a yes nor a no to begin with")
    return right("the same") if yes == answer.value else wrong("the opposite")
