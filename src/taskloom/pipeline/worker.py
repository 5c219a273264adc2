"""What worker processes do: a frozen run opened for reading, and the parts of the work that need a processor."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.rendering import Part, Rendering
from taskloom.craft.draft import Draft
from taskloom.mine.index import FactIndex, StoredFact, stored
from taskloom.mine.reading import Reading, Said, parts_to_read, proved_of, shown
from taskloom.mine.structure import mine
from taskloom.mine.witness import Witness
from taskloom.pipeline.kept_web import web_access
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.recipe import recipe_of
from taskloom.schema.fact import Fact
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.schema.verdict import Verdict
from taskloom.store import ResultRow, Store
from taskloom.store.packing import trajectory_line
from taskloom.tools.toolbox import Toolbox
from taskloom.verify.bypass import bypass
from taskloom.verify.check import Wording, check, check_words
from taskloom.verify.passage import Passage, passages, read
from taskloom.verify.record import record

INDEX = Path("corpus") / "index"


class MinedDocument(NamedTuple):
    """A document's facts as the index holds them, and what was dropped."""

    uri: str
    facts: tuple[StoredFact, ...]
    dropped: Counter[str]


class Checkup(NamedTuple):
    """What the checks make of a draft: a task and its trajectory, or the verdict that rejects it."""

    task: Task | None
    trajectory: Trajectory | None
    failed: Verdict | None


class Examined(NamedTuple):
    """A checkup as the driver is told of it: of the trajectory, which nobody reads there, its line alone."""

    task: Task | None
    trajectory: bytes | None
    failed: Verdict | None

    @classmethod
    def of(cls, found: Checkup) -> "Examined":
        """Write the trajectory."""
        line = None if found.trajectory is None else trajectory_line(found.trajectory)
        return cls(found.task, line, found.failed)


class Candidate(NamedTuple):
    """A draft that was drawn: its place in its kind's order, and its content key."""

    position: int
    key: str
    draft: Draft


class Judged(NamedTuple):
    """A candidate's row for the ledger, and its task if it passed every check."""

    row: ResultRow
    task: Task | None


class Opened:
    """A run opened for reading: its corpus, its facts, its tools."""

    def __init__(self, run: Path) -> None:
        self.store = Store.read_only(run)
        self.corpus = Corpus(StoreLibrary(self.store), run / INDEX)
        self.facts = FactIndex(self.store.connection)
        self.tools = Toolbox(self.corpus, web_access(self.store))
        self.witness = lru_cache(maxsize=2)(self._witness)
        """The document of a uri as a witness; a model is asked about its parts one after another."""

    def mine(self, uri: str, seed: int) -> MinedDocument:
        """A document's facts."""
        document = self.corpus.document(uri, keep=False)
        mined = mine(document, lambda target: self.corpus.resolve(uri, target), self.corpus.by_name)
        return MinedDocument(uri, tuple(stored(fact, seed) for fact in mined.facts), mined.dropped)

    def check(self, draft: Draft, provenance: Provenance) -> Checkup:
        """A draft through every check."""
        checked = check(draft, self.facts, self.corpus, self.tools.call)
        if checked.failed is not None:
            return Checkup(None, None, checked.failed)
        made = record(draft, checked, provenance, self.tools.schemas)
        # All facts of a draft are of one split: crafting draws them so.
        task = made.task.model_copy(update={"split": self.facts.split_of(draft.facts[0])})
        return Checkup(task, made.trajectory, None)

    def fact(self, identity: str) -> Fact:
        """The fact of this id. Raises KeyError for one that is not in the index."""
        row = self.store.connection.execute("SELECT record FROM facts WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise KeyError(identity)
        return Fact.model_validate_json(row[0])

    def _witness(self, uri: str) -> Witness:
        return Witness.of(self.corpus.document(uri), self.corpus.rendering(uri))

    def close(self) -> None:
        """End the sandbox and close the database."""
        self.tools.close()
        self.store.close()


def mine_document(opened: Opened, uri: str, seed: int) -> MinedDocument:
    """A document's facts."""
    return opened.mine(uri, seed)


def judge(opened: Opened, candidates: Sequence[Candidate], provenance: Provenance) -> list[Judged]:
    """Candidates through every check, their rows packed."""
    return [_judge(opened, candidate, provenance) for candidate in candidates]


def _judge(opened: Opened, candidate: Candidate, provenance: Provenance) -> Judged:
    draft = candidate.draft
    found = opened.check(draft, provenance)
    if found.task is not None:
        steps = (trajectory_line(found.trajectory),) if found.trajectory else ()
        row = ResultRow.accepted(candidate.key, candidate.position, found.task, steps, recipe_of(draft))
        return Judged(row, found.task)
    assert found.failed is not None
    return Judged(rejection(candidate, found.failed), None)


def rejection(candidate: Candidate, failed: Verdict) -> ResultRow:
    """The row of a candidate that a check rejects."""
    draft = candidate.draft
    told = {"id": draft.id, "question": draft.question, "answer": draft.answer.text, "detail": failed.detail}
    return ResultRow.rejected(
        candidate.key, candidate.position, draft.kind,
        stage="verify", check=failed.check, reason=reason_of(failed), candidate=told,
    )  # fmt: skip


def examine(opened: Opened, candidates: Sequence[Candidate], provenance: Provenance) -> list[Examined]:
    """Candidates through every check, for a model to go on with those that pass."""
    return [Examined.of(opened.check(candidate.draft, provenance)) for candidate in candidates]


def examine_words(opened: Opened, drafts: Sequence[Draft]) -> list[Wording]:
    """Drafts that passed every check, now in other words, through those that hang on them."""
    return [check_words(draft, opened.facts, opened.corpus) for draft in drafts]


def bypass_of(opened: Opened, task: Task) -> Verdict:
    """The check for shortcuts on a task that a model extended."""
    return bypass(task, opened.corpus)


def passages_of(opened: Opened, task: Task) -> tuple[Passage, ...]:
    """What a refuter is shown for a task."""
    return passages(task, opened.corpus)


def parts_of(opened: Opened, uri: str) -> tuple[Part, ...]:
    """The parts of a document that are worth a call."""
    return parts_to_read(opened.corpus.document(uri), opened.corpus.rendering(uri))


def text_of(opened: Opened, uri: str, part: Part) -> str:
    """A part of a document as a model is shown it."""
    return shown(opened.corpus.rendering(uri), part)


def facts_of(opened: Opened, uri: str, part: Part, said: Sequence[Said], most: int) -> Reading:
    """Of what a model said of a part, the facts that the document proves."""
    return proved_of(said, opened.witness(uri), part, most)


def rendering_of(opened: Opened, document: str) -> Rendering | None:
    """The document of a uri or title as text; None when there is none."""
    return read(document, opened.corpus)


def call_tool(opened: Opened, name: str, arguments: Mapping[str, JsonValue]) -> str:
    """A tool's observation."""
    return opened.tools.call(name, arguments)


def reason_of(verdict: Verdict) -> str:
    """A verdict's detail with what is particular taken out, so that rejections can be counted."""
    text = re.sub(r"(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|\"[^\"]*\"|\b\d[\d.,]*\b", "…", verdict.detail)
    return re.split(r"(?<!^\w): (?:try )?…", text)[0][:100]
