"""What several answers give together: the operations they allow, and the answer computed from their typed readings."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Protocol

from taskloom.craft.number import Measure, additive, spread, written
from taskloom.grade.name import fold
from taskloom.grade.wording import content, words_of
from taskloom.schema.answer import Answer
from taskloom.schema.task import Operation

MARGIN = 0.001
"""Numbers nearer to each other than this, as a share of the larger, give no order."""
ALIKE = 0.5
"""Least share of their words that two relations have in common when their numbers are of one kind."""
MOST = 4
"""Parts of a width task, at most."""


class Part(Measure, Protocol):
    """An answer and whose it is. A question may name the subject unless it is hidden."""

    @property
    def subject(self) -> str:
        """What the answer belongs to."""
        ...

    @property
    def hidden(self) -> bool:
        """Whether the question does not say the subject's name."""
        ...


def operations(parts: Sequence[Part]) -> tuple[Operation, ...]:
    """What may be done with the answers of two to `MOST` parts; () when nothing may."""
    answers = [part.answer for part in parts]
    if not 2 <= len(parts) <= MOST or any(answer.items for answer in answers):
        return ()
    found: list[Operation] = []
    if spread(parts) and _alike(parts) and _apart(parts):
        if len(parts) == 2:
            found.append("difference")
            if min(map(number, parts)) >= 0:
                found.append("compare")
        if all(map(additive, parts)):
            found.append("sum")
        if all(part.hidden for part in parts) and len({fold(part.subject) for part in parts}) == len(parts):
            found.extend(("argmax", "order") if len(parts) > 2 else ("argmax",))
    if len(parts) > 2 and all(answer.type == "yes_no" for answer in answers):
        found.append("count")
    if len({fold(answer.text) for answer in answers}) == len(parts):
        found.append("join")
    return tuple(found)


def combine(operation: Operation, parts: Sequence[Part], labels: Sequence[str]) -> Answer:
    """The answer that the operation gives; `labels` say what each part answers."""
    match operation:
        case "difference":
            return difference(parts[0], parts[1])
        case "compare":
            return higher(parts[0], parts[1])
        case "sum":
            return total(parts)
        case "count":
            count = sum(part.answer.value is True for part in parts)
            return Answer(text=str(count), type="number", value=float(count))
        case "argmax":
            return Answer(text=max(parts, key=number).subject, type="name")
        case "order":
            ordered = sorted(parts, key=number, reverse=True)
            members = tuple(Answer(text=part.subject, type="name") for part in ordered)
            return Answer(text="; ".join(one.text for one in members), type="list", items=members, ordered=True)
        case "join":
            return together([part.answer for part in parts], labels)


def chance(operation: Operation, parts: int) -> float | None:
    """How often a guess among the candidate answers would be right; None when there are no candidates."""
    return {"compare": 0.5, "argmax": 1 / parts, "count": 1 / (parts + 1)}.get(operation)


def difference(one: Measure, two: Measure) -> Answer:
    """How far two numbers lie apart."""
    return written(abs(number(one) - number(two)), (one, two))


def total(parts: Sequence[Measure]) -> Answer:
    """What numbers add up to."""
    return written(sum(map(number, parts)), parts)


def higher(one: Measure, two: Measure) -> Answer:
    """The higher of two numbers."""
    return (one if number(one) > number(two) else two).answer


def together(answers: Sequence[Answer], labels: Sequence[str]) -> Answer:
    """Several answers as the labelled parts of one."""
    items = tuple(answer.model_copy(update={"label": label}) for answer, label in zip(answers, labels, strict=True))
    return Answer(text="; ".join(item.text for item in items), type="parts", items=items, ordered=True)


def number(part: Measure) -> float:
    """A part's number; 0 when it is none."""
    return float(part.answer.value or 0)


def _alike(parts: Sequence[Part]) -> bool:
    """Whether the relations ask for the same kind of number."""
    stems = [content(words_of(part.phrase)) for part in parts]
    return all(len(one & two) >= ALIKE * len(one | two) for one, two in combinations(stems, 2))


def _apart(parts: Sequence[Part]) -> bool:
    """Whether no two numbers are equal, or nearly."""
    ordered = sorted(map(number, parts), reverse=True)
    return all(high - low > MARGIN * abs(high) for high, low in pairwise(ordered))
