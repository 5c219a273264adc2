"""A task as other programs read it: one JSON object a line in `dataset/tasks.jsonl`, version 1."""

from typing import Literal

from taskloom.schema.answer import Answer
from taskloom.schema.document import Modality
from taskloom.schema.model import Record
from taskloom.schema.verdict import Verdict

Kind = Literal["atomic", "depth", "width"]
Operation = Literal["join", "compare", "difference", "sum", "count", "argmax", "order"]


class Evidence(Record):
    """The place an answer was read at, frozen by the hash of the document's bytes."""

    id: str
    document: str
    """'blake2b:' and the hex BLAKE2b-256 of the bytes, also the file's name under `corpus/documents`."""
    uri: str
    title: str
    media_type: str
    locator: str
    quote: str
    """Verbatim text at the locator that holds the answer."""
    retrieved_at: str | None = None
    licence: str | None = None
    attribution: str | None = None


class Subtask(Record):
    """One hop or one part: a fact put as a question."""

    id: str
    uses: tuple[str, ...]
    """The subtasks whose answers it needs."""
    question: str
    answer: Answer
    identifier: str
    relation: str
    evidence: tuple[str, ...]


class Difficulty(Record):
    """How hard the task is: counted at once, measured by `solve`."""

    hops: int
    tool_calls: int
    tries: int | None = None
    successes: int | None = None
    solver: str | None = None
    guess: float | None = None
    """How often a guess among the candidate values would be right."""
    answer_first_seen_at_step: int | None = None
    search_rank: int | None = None
    """The answer's document's rank when the whole question is searched for; None when it is not listed."""


class Provenance(Record):
    """What made the task."""

    miner: str
    writer: str
    model: str | None
    seed: int
    version: str
    run: str


class Task(Record):
    """A verified task. `subtasks` stand in the order they are solved and form a tree by `uses`."""

    schema_version: Literal[1] = 1
    id: str
    kind: Kind
    question: str
    answer: Answer
    operation: Operation | None
    hops: int
    tools: tuple[str, ...]
    modalities: tuple[Modality, ...]
    language: str
    identifier: str
    relation: str
    subtasks: tuple[Subtask, ...]
    evidence: tuple[Evidence, ...]
    verdicts: tuple[Verdict, ...]
    difficulty: Difficulty
    provenance: Provenance
    flags: tuple[str, ...] = ()
    split: str = "train"
