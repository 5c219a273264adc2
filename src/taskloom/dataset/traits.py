"""What a task rests on, as keys to count by: its documents, relation, bridges, template and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from taskloom.grade.name import fold
from taskloom.schema.answer import Answer
from taskloom.schema.task import Task

_CAPITALISED = r"(?:[A-Z](?:[\w'’&-]|\.(?=\w)|(?<=\b[A-Z])\.)*|\d(?:[\w'’:/%-]|[.,](?=\d))*)"
_NAME = re.compile(rf"(?<![.?!)] )\b{_CAPITALISED}(?:(?:[ ,/&-]| of | the | and | de | in )+{_CAPITALISED})*")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_SLOT = "_"
_SLOTS = re.compile(r"_(?:['’]s)?(?:\W*_)*")


class Traits(NamedTuple):
    """Keys under which tasks are counted."""

    documents: tuple[str, ...]
    """The hashes of the documents its evidence lies in, sorted."""
    relation: str
    bridges: tuple[str, ...]
    """The hidden entities it goes through: answers that later subtasks start from, sorted."""
    template: str
    """The question's wording with what it is about taken out."""
    answer: str
    named: bool = False
    """Whether the answer is a name or a text."""
    starts: tuple[str, ...] = ()
    """The rows, or labels, that a task of several hops starts from, sorted."""
    pairs: tuple[str, ...] = ()
    """The pairs of documents that its hops lead from and to, sorted."""


def traits(task: Task) -> Traits:
    """The keys of one task."""
    answers = {subtask.id: subtask.answer for subtask in task.subtasks}
    used = {answer_key(answers[name]) for subtask in task.subtasks for name in subtask.uses}
    pieces = {piece.id: piece for piece in task.evidence}
    read = {subtask.id: pieces[subtask.evidence[0]] for subtask in task.subtasks}
    hops = [(read[name], read[subtask.id]) for subtask in task.subtasks for name in subtask.uses]
    firsts = {name for subtask in task.subtasks for name in subtask.uses} - {s.id for s in task.subtasks if s.uses}
    return Traits(
        documents=tuple(sorted({evidence.document for evidence in task.evidence})),
        relation=fold(task.relation),
        bridges=tuple(sorted(used)),
        template=template(task),
        answer=answer_key(task.answer),
        named=task.answer.type in {"name", "text"},
        starts=tuple(sorted({f"{read[name].document} {_row(read[name].locator)}" for name in firsts})),
        pairs=tuple(sorted({f"{before.document} {after.document}" for before, after in hops})),
    )


def _row(locator: str) -> str:
    """A place without its column."""
    return locator.split("/column[")[0]


def answer_key(answer: Answer) -> str:
    """Equal for answers that are the same reading: numbers by value and unit, lists whatever their order."""
    if answer.items:
        keys = [answer_key(item) for item in answer.items]
        return " | ".join(keys if answer.ordered or answer.type == "parts" else sorted(keys))
    if answer.value is None:
        return fold(answer.text)
    return f"{answer.value!r} {answer.unit or ''}".strip()


def template(task: Task) -> str:
    """The question with identifiers, relations, names, numbers and quotations replaced by '_', for
    counting.
    """
    about = {task.identifier, task.relation}
    for subtask in task.subtasks:
        about |= {subtask.identifier, subtask.relation}
    question = task.question
    question = _QUOTED.sub(_SLOT, _without(question, [text for text in about if text.strip()]))
    head, rest = question[:1], question[1:]
    return _SLOTS.sub(_SLOT, (head + _NAME.sub(_SLOT, rest)).casefold())


def _without(question: str, texts: Iterable[str]) -> str:
    """The question with '_' wherever one of the texts stands, as whole words in any case; the first, then the longest.

    By hand, because a pattern for each question takes longer to compile than all else here.
    """
    lowered, wanted = _lower(question), {_lower(text) for text in texts}
    kept: list[str] = []
    at = 0
    while found := [(start, -len(text)) for text in wanted if (start := _find(lowered, text, at)) >= 0]:
        start, size = min(found)
        kept.append(question[at:start])
        at = start - size
    return _SLOT.join((*kept, question[at:]))


def _lower(text: str) -> str:
    """In lower case, sign by sign."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)


def _find(text: str, wanted: str, start: int) -> int:
    """Where it stands next as whole words; -1 where it does not."""
    at = text.find(wanted, start)
    while at >= 0 and (_in_word(text[at - 1 : at]) or _in_word(text[at + len(wanted) : at + len(wanted) + 1])):
        at = text.find(wanted, at + 1)
    return at


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"
