"""A draft that passed every check -> the task that is delivered, with the trajectory that solved it."""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.craft.chain import Chain, Hop
from taskloom.craft.draft import Draft
from taskloom.craft.made import evidence_of
from taskloom.craft.wording import question
from taskloom.schema.document import Modality
from taskloom.schema.fact import Fact
from taskloom.schema.task import Difficulty, Evidence, Provenance, Subtask, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.verify.check import Checked, Wording, first_seen


class Record(NamedTuple):
    """A task and its trajectory."""

    task: Task
    trajectory: Trajectory


def record(
    draft: Draft,
    checked: Checked,
    provenance: Provenance,
    schemas: tuple[dict[str, JsonValue], ...],
) -> Record:
    """The records of an accepted draft."""
    assert checked.replayed is not None
    replayed = checked.replayed
    evidence = _evidence(draft)
    tools = list(
        dict.fromkeys(message.name for message in replayed.messages if message.role == "tool" and message.name)
    )
    last = draft.chains[-1][-1].fact
    task = Task(
        id=draft.id,
        kind=draft.kind,
        question=draft.question,
        answer=draft.answer,
        operation=draft.operation,
        hops=draft.hops,
        tools=tuple(tools),
        modalities=_modalities(draft),
        language=last.language or "en",
        identifier=last.title,
        relation=last.phrase,
        subtasks=_subtasks(draft, evidence),
        evidence=tuple(piece for pieces in evidence.values() for piece in pieces),
        verdicts=checked.verdicts,
        difficulty=Difficulty(
            hops=draft.hops,
            tool_calls=replayed.calls,
            guess=round(draft.guess, 4) if draft.guess is not None else None,
            answer_first_seen_at_step=first_seen(draft, replayed.messages),
            search_rank=checked.search_rank,
        ),
        provenance=provenance,
    )
    trajectory = Trajectory(
        task=draft.id,
        solver="replay",
        messages=replayed.messages,
        tools=tuple(schema for schema in schemas if _name(schema) in tools),
        answer=replayed.answer or "",
        score=1.0,
    )
    return Record(task, trajectory)


def in_words(task: Task, question: str, said: Wording, provenance: Provenance) -> Task:
    """The task in other words that passed the checks on them."""
    reached = {verdict.check: verdict for verdict in said.verdicts}
    return task.model_copy(
        update={
            "question": question,
            "verdicts": tuple(reached.get(verdict.check, verdict) for verdict in task.verdicts),
            "difficulty": task.difficulty.model_copy(update={"search_rank": said.search_rank}),
            "provenance": provenance,
        }
    )


def _name(schema: Mapping[str, JsonValue]) -> str:
    function = schema.get("function")
    return str(function.get("name")) if isinstance(function, dict) else ""


def _evidence(draft: Draft) -> dict[str, tuple[Evidence, ...]]:
    """The places of each fact, by the fact's id, in the order they are solved: one, or those of a set's members."""
    pieces: dict[str, tuple[Evidence, ...]] = {}
    count = 0
    for fact in draft.facts:
        if fact.id not in pieces:
            numbers = range(count + 1, count + 1 + len(places_of(fact)))
            found = zip(places_of(fact), numbers, strict=True)
            pieces[fact.id] = tuple(evidence_of(place, f"e_{number}") for place, number in found)
            count += len(numbers)
    return pieces


def places_of(fact: Fact) -> tuple[Fact, ...]:
    """The fact at each place that says it: a set is said wherever a member of it stands."""
    if not fact.members:
        return (fact,)
    places = dict.fromkeys((member.locator, member.quote) for member in fact.members)
    return tuple(fact.model_copy(update={"locator": locator, "quote": quote}) for locator, quote in places)


def _modalities(draft: Draft) -> tuple[Modality, ...]:
    """The documents' kinds, and 'table' where a table is read."""
    found: list[Modality] = []
    for fact in draft.facts:
        found.append(fact.modality)
        if fact.keys:
            found.append("table")
    return tuple(dict.fromkeys(found))


def _subtasks(draft: Draft, evidence: Mapping[str, tuple[Evidence, ...]]) -> tuple[Subtask, ...]:
    """The facts as questions in the order they are solved; each uses the one before it on its chain."""
    made: dict[str, Subtask] = {}
    for chain in draft.chains:
        before: Fact | None = None
        for at, hop in enumerate(chain):
            fact = hop.fact
            if fact.id not in made:
                made[fact.id] = Subtask(
                    id=f"s{len(made) + 1}",
                    uses=(made[before.id].id,) if before else (),
                    question=_alone(chain, at),
                    answer=fact.answer,
                    identifier=fact.title,
                    relation=fact.phrase,
                    evidence=tuple(piece.id for piece in evidence[fact.id]),
                )
            before = fact
    return tuple(made.values())


def _alone(chain: Chain, at: int) -> str:
    """One hop's question with its identifier said."""
    return question((Hop(chain[at].fact),))
