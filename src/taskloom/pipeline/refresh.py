"""A run's tasks against their live sources: addresses fetched again, files read again. Nothing of the run is changed.

A document whose bytes are the frozen ones says what it said. In one that changed, each task's evidence is looked for:
what structure found must be found again, with the same conditions and the same answer; what a model quoted must still
stand there. What the rest of the corpus says by now is not asked.
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from taskloom.corpus.render import render
from taskloom.corpus.verbatim import stands_in
from taskloom.dataset.write import TASKS
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.limits import Limits
from taskloom.ingest.listing import Found
from taskloom.ingest.page import page_name
from taskloom.ingest.run import Reading, ingest_found
from taskloom.ingest.sources import SourceMissing, expand, is_address
from taskloom.ingest.web import Fetcher
from taskloom.llm.loop import run as run_loop
from taskloom.mine.structure import mine
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.fetching import AT_ONCE, as_page
from taskloom.pipeline.outcome import Failure
from taskloom.pipeline.recheck import LONGEST
from taskloom.pipeline.recipe import RecipeUnusable, draft_of
from taskloom.pipeline.settings import Settings, cores
from taskloom.pipeline.verify import tasks_in
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Document, Unreadable
from taskloom.schema.fact import Fact
from taskloom.schema.task import Evidence, Task
from taskloom.store import Store
from taskloom.store.web import WebRow

State = Literal["unchanged", "changed", "gone", "unreachable"]
"""unreachable: it may be there, but cannot be read from here and now."""
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Live:
    """What became of a document."""

    uri: str
    state: State
    detail: str = ""
    """Why it is gone or cannot be reached."""
    tasks: int = 0
    """Tasks whose evidence it holds."""
    failing: int = 0
    """Of those, the ones whose evidence it holds no more."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What `verify --refresh` found."""

    checked: int
    passed: int
    failures: tuple[Failure, ...]
    """In the dataset's order."""
    documents: tuple[Live, ...]
    """Those that tasks rest on, by uri."""

    @property
    def sound(self) -> bool:
        """Whether all tasks still rest on what their sources say."""
        return not self.failures


class _Now(NamedTuple):
    """A source as it is now."""

    state: State
    detail: str = ""
    document: Document | None = None
    """What is read in it, where it changed."""


def refresh(run: Path, on_progress: OnProgress, workers: int | None = None) -> Refreshed:
    """Compare the sources that tasks rest on with what was frozen of them.

    Raises StoreError when there is no run, DatasetError when it has no dataset, UsageError without its settings.
    """
    tasks = list(tasks_in(run / "dataset" / TASKS))
    Store.read_only(run).close()
    settings = Settings.resolve({"out": run}, run / "config.yaml")
    opened = Opened(run)
    try:
        wanted = sorted({piece.uri for task in tasks for piece in task.evidence})
        sources = _Sources(opened.store, settings, workers or cores(), on_progress)
        now = sources.look(wanted)
        evidence = _Evidence(opened, now)
        failures = [failure for task in tasks for failure in evidence.missing(task)]
    finally:
        opened.close()
    failing = {failure.task for failure in failures}
    return Refreshed(
        len(tasks), sum(task.id not in failing for task in tasks), tuple(failures),
        tuple(_live(uri, now[uri], tasks, evidence.lost) for uri in wanted),
    )  # fmt: skip


def _live(uri: str, now: _Now, tasks: Sequence[Task], lost: set[tuple[str, str]]) -> Live:
    resting = [task for task in tasks if any(piece.uri == uri for piece in task.evidence)]
    return Live(uri, now.state, now.detail, len(resting), sum((task.id, uri) in lost for task in resting))


class _Sources(NamedTuple):
    """Where the documents came from."""

    store: Store
    settings: Settings
    workers: int
    on_progress: OnProgress

    def look(self, uris: Sequence[str]) -> dict[str, _Now]:
        """Each document as it is now."""
        now: dict[str, _Now] = {}
        with tempfile.TemporaryDirectory(prefix="taskloom-") as place:
            pages = [uri for uri in uris if is_address(uri)]
            found: list[Found] = []
            rows: dict[str, WebRow] = {}
            for got in run_loop(self._fetched(pages, Path(place))) if pages else ():
                if isinstance(got, _Refused):
                    now[got.uri] = _Now("gone" if got.status in GONE else "unreachable", got.reason)
                else:
                    found.append(got.found)
                    rows[got.found.uri] = got.row
            files = [uri for uri in uris if uri not in set(pages)]
            for uri, here in self._files(files).items():
                if isinstance(here, _Now):
                    now[uri] = here
                else:
                    found.append(here)
            found.sort(key=lambda one: one.uri)
            now |= self._read(found, rows)
        return now

    def _read(self, found: Sequence[Found], rows: Mapping[str, WebRow]) -> dict[str, _Now]:
        """What the sources that are there say."""
        limits = Limits.model_validate(self.store.meta.get("limits") or {})
        frozen = {one.uri: document.digest for one in found if (document := self.store.document(one.uri))}
        now: dict[str, _Now] = {}
        reading_all = ingest_found(
            found, workers=self.workers, limits=limits, known=lambda one, key: frozen.get(one.uri) == key
        )
        with closing(reading_all) as readings:
            for done, reading in enumerate(readings, start=1):
                now[reading.uri] = _compared(reading, frozen.get(reading.uri), rows.get(reading.uri))
                self.on_progress(Progress("reading the live sources", done, len(found)))
        return now

    def _files(self, uris: Iterable[str]) -> Mapping[str, Found | _Now]:
        """The files of these uris, where the SOURCEs of the run are at hand."""
        sources = (self.settings.sources, self.settings.distractors)
        try:
            listed = [one for given in sources for one in expand([each for each in given if not is_address(each)])]
        except SourceMissing as error:
            return {uri: _Now("unreachable", f"{error}; run it where the SOURCE lies") for uri in uris}
        found = {one.uri: one for one in reversed(listed)}
        missing = _Now("gone", "no such file in the SOURCE any more")
        return {uri: found.get(uri) or found.get(uri.removeprefix("distractors/")) or missing for uri in uris}

    async def _fetched(self, uris: Sequence[str], place: Path) -> list["_Got | _Refused"]:
        """The pages at these addresses, their bytes in files of a folder of our own."""
        fetcher = Fetcher(self.settings.web, self.settings.limits.file_bytes)
        room = asyncio.Semaphore(AT_ONCE)
        done = 0

        async def one(number: int, uri: str) -> _Got | _Refused:
            nonlocal done
            async with room:
                try:
                    page = await fetcher.fetch(uri)
                except NotFetched as error:
                    return _Refused(uri, str(error), error.status)
                finally:
                    done += 1
                    self.on_progress(Progress("fetching pages", done, len(uris)))
            file = place / str(number)
            file.write_bytes(page.data)
            row = WebRow("source", uri, None, page.final, page_name(page), page.charset, page.retrieved_at)
            return _Got(Found(uri, str(file), name=row.name, charset=row.charset), row)

        return list(await asyncio.gather(*(one(number, uri) for number, uri in enumerate(uris))))


class _Got(NamedTuple):
    found: Found
    row: WebRow


class _Refused(NamedTuple):
    uri: str
    reason: str
    status: int | None


def _compared(reading: Reading, frozen: str | None, row: WebRow | None) -> _Now:
    """A source's bytes as read now beside the digest of those that were frozen."""
    if reading.outcome is None or reading.digest == frozen:
        return _Now("unchanged")
    outcome = reading.outcome if row is None else as_page(reading.outcome, row)
    if isinstance(outcome, Unreadable):
        return _Now("gone", f"can no longer be read: {outcome.reason}")
    return _Now("changed", document=outcome)


class _Evidence:
    """What tasks rest on, looked for in the sources as they are now."""

    def __init__(self, opened: Opened, now: Mapping[str, _Now]) -> None:
        self._opened = opened
        self._now = now
        self._mined: dict[str, frozenset[tuple[object, ...]]] = {}
        self.lost: set[tuple[str, str]] = set()
        """Tasks by id, each with a document that holds its evidence no more."""

    def missing(self, task: Task) -> Iterator[Failure]:
        """What is not there any more of a task's evidence."""
        changed: dict[str, Document] = {}
        for uri in dict.fromkeys(piece.uri for piece in task.evidence):
            now = self._now[uri]
            if now.document is not None:
                changed[uri] = now.document
            elif now.state != "unchanged":
                self.lost.add((task.id, uri))
                yield Failure(task.id, "source", f"{uri}: {now.state}: {now.detail}")
        if not changed:
            return
        recipe = self._opened.store.results.recipe(task.id)
        if recipe is None:
            pieces = [piece for piece in task.evidence if piece.uri in changed]
            yield from self._unsaid(task, pieces, changed)
            return
        try:
            facts = draft_of(recipe, self._opened.fact).facts
        except RecipeUnusable as error:
            yield Failure(task.id, "dataset", str(error))
            return
        for fact in facts:
            if fact.uri in changed and not self._found(fact, changed[fact.uri]):
                self.lost.add((task.id, fact.uri))
                told = f"{fact.attribute!r} of {fact.subject!r} is not {fact.quote[:LONGEST]!r} there any more"
                yield Failure(task.id, "quote", f"{fact.uri}: {told}")

    def _unsaid(self, task: Task, pieces: Sequence[Evidence], changed: Mapping[str, Document]) -> Iterator[Failure]:
        for piece in pieces:
            if not stands_in(piece.quote, _text(changed[piece.uri])):
                self.lost.add((task.id, piece.uri))
                yield Failure(task.id, "quote", f"{piece.uri}: {piece.quote[:LONGEST]!r} does not stand in it any more")

    def _found(self, fact: Fact, document: Document) -> bool:
        """Whether a fact is found again; one that compares documents, as far as it stands in this one."""
        if fact.form == "owner":
            return document.title == fact.answer.text and stands_in(fact.quote, _text(document))
        if document.uri not in self._mined:
            corpus = self._opened.corpus
            mined = mine(document, lambda target: corpus.resolve(document.uri, target), corpus.by_name)
            self._mined[document.uri] = frozenset(map(_said, mined.facts))
        return _said(fact) in self._mined[document.uri]


def _said(fact: Fact) -> tuple[object, ...]:
    """What a fact says, wherever in its document it stands."""
    keys = tuple((key.column, key.text) for key in fact.keys)
    asked = (fact.form, fact.attribute, fact.subject, keys, fact.item, fact.direction, fact.when, fact.unit)
    return (*asked, fact.answer.text, fact.quote)


def _text(document: Document) -> str:
    return render(document, _nowhere).text


def _nowhere(target: str) -> None:
    """Links do not count here."""
    del target
