"""A folder of documents through reading, mining, crafting and every check, in memory and without a model.

`Outcome` answers what became of a defect: at which stage the last trace of it was stopped.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

import yaml
from pydantic import Field

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.craft.bridges import Bridges
from taskloom.craft.chain import Hop
from taskloom.craft.depth import depth_chains
from taskloom.craft.draft import Draft, draft_chain
from taskloom.craft.width import width_drafts
from taskloom.ingest.errors import Refused
from taskloom.ingest.read import read, source_of
from taskloom.ingest.sources import expand
from taskloom.mine.index import FactIndex
from taskloom.mine.owner import owners
from taskloom.mine.structure import mine
from taskloom.schema.document import Document
from taskloom.schema.fact import Fact
from taskloom.schema.model import Record
from taskloom.schema.task import Kind, Operation
from taskloom.schema.verdict import Verdict
from taskloom.tools.toolbox import Toolbox
from taskloom.verify.check import check

DATA = Path(__file__).parent.parent / "data" / "bad_kinds"
MOST = 1500
"""Candidates drawn of each kind: more than any planted folder gives."""


class Given(Protocol):
    """An answer's text and value."""

    @property
    def text(self) -> str: ...

    @property
    def value(self) -> float | str | bool | None: ...


class Asked(Protocol):
    """What a pattern looks at: a draft, or a task of a plainer reading."""

    @property
    def question(self) -> str: ...

    @property
    def answer(self) -> Given: ...

    @property
    def kind(self) -> Kind: ...

    @property
    def operation(self) -> Operation | None: ...

    @property
    def hops(self) -> int: ...


class Pattern(Record):
    """Tasks meant, by what they say; all conditions must hold."""

    says: tuple[str, ...] = ()
    """Regular expressions found in the question, whatever the case."""
    lacks: tuple[str, ...] = ()
    """Regular expressions not found in it."""
    answer: str = ""
    """A regular expression found in the answer's text."""
    value: float | None = None
    """The answer's number."""
    kind: Kind | None = None
    operation: Operation | None = None
    hops: int | None = None
    text: str = ""
    """What the source shows where nothing cleans it; gone from the rendering if reading stopped it."""

    def meets(self, draft: "Asked") -> bool:
        """Whether the draft is one that is meant."""
        return (
            all(re.search(said, draft.question, re.IGNORECASE) for said in self.says)
            and not any(re.search(said, draft.question, re.IGNORECASE) for said in self.lacks)
            and re.search(self.answer, draft.answer.text, re.IGNORECASE) is not None
            and self.value in (None, draft.answer.value)
            and self.kind in (None, draft.kind)
            and self.operation in (None, draft.operation)
            and self.hops in (None, draft.hops)
        )


class BadKind(Record):
    """A way tasks go wrong, the documents that invite it, and what may and must come of them."""

    number: int
    """Its number in the list of bad kinds; 0 for the patterns of good tasks."""
    name: str
    folder: str = ""
    """Under the data of the bad kinds; its every file is read."""
    files: tuple[str, ...] = ()
    """Instead of a folder: files under the tests' data."""
    bad: tuple[Pattern, ...] = ()
    good: tuple[Pattern, ...] = Field(min_length=1)
    needs: str | None = None
    """An optional package without which the documents are not read."""

    @property
    def sources(self) -> tuple[Path, ...]:
        """Where its documents lie."""
        return tuple(DATA.parent / name for name in self.files) or (DATA / self.folder,)


def bad_kinds() -> tuple[BadKind, ...]:
    """Every kind that is planted."""
    listed: list[object] = yaml.safe_load((DATA / "kinds.yaml").read_text(encoding="utf-8"))
    return tuple(BadKind.model_validate(one) for one in listed)


def read_sources(sources: Sequence[Path]) -> tuple[Document, ...]:
    """The documents in folders or files, in the order of their uris; what has no reader is left out."""
    documents: list[Document] = []
    for found in expand(sources):
        try:
            documents.append(read(source_of(found.read_path, found.uri, found.read_path.read_bytes())))
        except Refused:
            continue
    return tuple(documents)


class Judged(NamedTuple):
    """A candidate and the verdict that rejects it, None when it is accepted."""

    draft: Draft
    failed: Verdict | None


class Planted:
    """Documents frozen, indexed and mined; use it as a context manager."""

    def __init__(self, documents: Sequence[Document], index: Path) -> None:
        self.documents = tuple(documents)
        library = MemoryLibrary(documents)
        update_index(index, library)
        self.corpus = Corpus(library, index)
        self.tools = Toolbox(self.corpus)
        self.facts = FactIndex(connection := sqlite3.connect(":memory:"))
        self.facts.create()
        self.mined: list[Fact] = []
        for document in documents:
            self._mine(document)
        self._add(owners(connection, self.facts))

    def _mine(self, document: Document) -> None:
        uri = document.uri
        found = mine(document, lambda target: self.corpus.resolve(uri, target), self.corpus.by_name)
        self._add(found.facts)

    def _add(self, facts: Iterable[Fact]) -> None:
        made = list(facts)
        self.facts.add(made, 0)
        self.mined.extend(made)

    def drafts(self, max_hops: int = 4) -> Iterator[Draft]:
        """Every candidate that crafting draws."""
        bridges = Bridges(self.facts)
        atomic = (draft_chain((Hop(self.facts.fact(number)),)) for number in self.facts.in_order())
        depth = (draft_chain(chain) for chain in depth_chains(bridges, max_hops, 0))
        for stream in (atomic, depth, width_drafts(bridges, max_hops, 0)):
            yield from islice(stream, MOST)

    def judge(self, draft: Draft) -> Judged:
        """A candidate through every check."""
        return Judged(draft, check(draft, self.facts, self.corpus, self.tools.call).failed)

    def text(self) -> str:
        """All documents as the tools show them."""
        return "\n".join(self.corpus.rendering(header.uri).text for header in self.corpus.headers)

    def __enter__(self) -> "Planted":
        return self

    def __exit__(self, *_: object) -> None:
        self.tools.close()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a folder gave."""

    judged: tuple[Judged, ...]
    mined: tuple[Fact, ...]
    text: str

    @classmethod
    def of(cls, sources: Sequence[Path], index: Path) -> "Outcome":
        """Read, mine, craft and check documents; their search index is written into the folder `index`."""
        with Planted(read_sources(sources), index) as planted:
            judged = tuple(planted.judge(draft) for draft in planted.drafts())
            return cls(judged, tuple(planted.mined), planted.text())

    @property
    def accepted(self) -> tuple[Draft, ...]:
        """The candidates that passed."""
        return tuple(one.draft for one in self.judged if one.failed is None)

    def shows(self, pattern: Pattern) -> list[Draft]:
        """The accepted tasks that a pattern means."""
        return [draft for draft in self.accepted if pattern.meets(draft)]

    def stopped(self, pattern: Pattern) -> str:
        """Where the tasks a pattern means came to an end: a check, a stage, or 'accepted'."""
        meant = [one.failed for one in self.judged if pattern.meets(one.draft)]
        if None in meant:
            return "accepted"
        checks = sorted({verdict.check for verdict in meant if verdict is not None})
        if checks:
            return "verify: " + ", ".join(checks)
        if any(fact.flags and pattern.meets(draft_chain((Hop(fact),))) for fact in self.mined):
            return "mine: flagged"
        if pattern.text and not re.search(pattern.text, self.text):
            return "ingest"
        return "craft" if pattern.kind in {"depth", "width"} else "mine"
