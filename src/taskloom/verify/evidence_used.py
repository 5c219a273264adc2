"""Evidence used: which step of a try showed the solver each piece of a task's evidence.

A result shows a piece when it is of the piece's document (opened, searched in, or listed by a search) and holds its
quote, or the answer read there, as whole words; of a table's cell the table must be shown too. A quote of many words
shows it wherever it came from. What a solver typed itself (a refusal that repeats it, Python) shows nothing.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, cast
from urllib.parse import unquote

from taskloom.corpus.folding import fold_characters
from taskloom.corpus.verbatim import stands_in, words_in
from taskloom.grade import grade
from taskloom.grade.reply import LONGEST_REPLY
from taskloom.schema.answer import Answer
from taskloom.schema.task import Evidence, Task
from taskloom.schema.trajectory import FunctionCall, Message
from taskloom.solve.observation import results
from taskloom.tools.find import NOT_THERE

TELLING = 6
"""Words from which a quote stands in one place and nowhere else."""
_TABLE = re.compile(r"(?:^|/)table\[(\d+)\]/row\[")
_BLOCK = re.compile(r"^\[(?:table|box) (\d+)\].*(?:\n(?!\[(?:table|box) ).+)*", re.MULTILINE)


@dataclass(frozen=True)
class Step:
    """A text that a tool gave; `number` counts the tool results from 1."""

    number: int
    tool: str
    names: frozenset[str]
    """What it is of, folded: the texts that were asked for, the title of what was opened by one of them in this try,
    or the uri and the title of a search's entry."""
    shown: str

    @cached_property
    def words(self) -> str:
        """Its words as quotes are compared with them."""
        return words_in(self.shown)


def steps(messages: Sequence[Message]) -> list[Step]:
    """What the tools showed, a search's entries one by one; errors and what Python says left out."""
    calls: dict[str, FunctionCall] = {}
    titles: dict[str, str] = {}
    given: list[Step] = []
    number = 0
    for message in messages:
        calls |= {call.id: call.function for call in message.tool_calls or ()}
        if message.role != "tool":
            continue
        number += 1
        text = message.content or ""
        call = calls.get(message.tool_call_id or "")
        tool = message.name or (call.name if call else "")
        if text.startswith("error:") or (NOT_THERE in text and "\n" not in text) or tool.endswith("python"):
            continue
        if tool.endswith("search"):
            for entry in results(text):
                names = frozenset({_name(entry.uri), _name(entry.title)})
                given.append(Step(number, tool, names, entry.snippet))
            continue
        names = frozenset(map(_name, _texts(call.arguments))) if call else frozenset[str]()
        if text.startswith("# "):
            titles |= dict.fromkeys(names, _name(text[2:].partition("\n")[0]))
        given.append(Step(number, tool, names, text))
    return [replace(step, names=step.names | {titles[name] for name in step.names if name in titles}) for step in given]


def seen(task: Task, messages: Sequence[Message]) -> Mapping[str, int | None]:
    """For each piece of evidence by its id the number of the first tool result that shows it, None for none."""
    shown = steps(messages)
    wanted = {piece.id: _Sought.of(piece, task) for piece in task.evidence}
    return {
        piece: next((step.number for step in shown if sought.shown_by(step)), None) for piece, sought in wanted.items()
    }


def answer_seen(task: Task, messages: Sequence[Message], found: Mapping[str, int | None] | None = None) -> int | None:
    """The number of the tool result in which the answer first appears; None when none shows it.

    Of an answer that was read, the first that shows its evidence; of a computed one, the first that holds its words or
    gives it. `found` is what `seen` gives, where that is known.
    """
    if task.operation is None and task.subtasks:
        found = seen(task, messages) if found is None else found
        at = [step for piece in task.subtasks[-1].evidence if (step := found.get(piece)) is not None]
        return max(at) if at and len(at) == len(task.subtasks[-1].evidence) else None
    results = [message.content or "" for message in messages if message.role == "tool"]
    return next((at for at, text in enumerate(results, start=1) if _states(text, task.answer)), None)


def _states(text: str, answer: Answer) -> bool:
    return stands_in(answer.text, text) or (len(text) <= LONGEST_REPLY and grade(text, answer).outcome == "right")


class _Sought(NamedTuple):
    """A piece of evidence as it is looked for."""

    names: frozenset[str]
    """Of its document."""
    wordings: tuple[str, ...]
    """The words of its quote, and of the answers that were read there."""
    telling: str | None
    """The quote's words, where they alone tell where they are from."""
    table: str | None
    """The number of the table that holds it."""

    @classmethod
    def of(cls, piece: Evidence, task: Task) -> "_Sought":
        """A piece of the task's."""
        answers = (part.answer for part in task.subtasks if piece.id in part.evidence)
        texts = (piece.quote, *(text for answer in answers for text in (answer.text, *answer.aliases)))
        quote, *others = map(words_in, texts)
        return cls(
            names=frozenset({_name(piece.uri), _name(piece.title)}),
            wordings=tuple(words for words in (quote, *others) if words.strip()),
            telling=quote if len(quote.split()) >= TELLING else None,
            table=table[1] if (table := _TABLE.search(piece.locator)) else None,
        )

    def shown_by(self, step: Step) -> bool:
        """Whether a step shows it."""
        if self.telling is not None and self.telling in step.words:
            return True
        if step.names.isdisjoint(self.names):
            return False
        words = self._within(step)
        return any(wording in words for wording in self.wordings)

    def _within(self, step: Step) -> str:
        """The words in which it may be seen: for a table's cell those of the table, where tables are marked."""
        blocks = [] if self.table is None else list(_BLOCK.finditer(step.shown))
        if not blocks:
            return step.words
        return words_in("\n".join(block[0] for block in blocks if block[1] == self.table))


def _name(text: str) -> str:
    """A uri or title as it is compared."""
    return fold_characters(" ".join(unquote(text).strip().strip("<>").split()))


def _texts(arguments: str) -> list[str]:
    """What a call is about: its argument 'document', as of our tools, else every text among its arguments."""
    try:
        value: object = json.loads(arguments)
    except ValueError:
        return []
    given = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    named = [given["document"]] if "document" in given else given.values()
    return [one for one in named if isinstance(one, str)]
