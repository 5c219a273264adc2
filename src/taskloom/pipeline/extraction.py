"""Documents -> atomic tasks by a model: a part's facts in one call, their questions in another, then the gate.

The first part of every document comes before the second of any, so that a small dataset is not about one document.
Parts are read and worded at once, and their tasks taken in order: twins fall and caps are kept before the gate, where
most of a task's price is paid, and a part with few facts shares its block with the next.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.rendering import Part
from taskloom.craft.made import atomic_task
from taskloom.craft.worded import BATCH, word
from taskloom.dataset.near import NearDuplicates
from taskloom.llm.errors import ModelFailed, ModelUnavailable, Unusable
from taskloom.llm.request import Image
from taskloom.llm.spending import spending
from taskloom.mine.index import draw_of
from taskloom.mine.reading import ReadFact, picture, said_of
from taskloom.pipeline.admission import TWIN
from taskloom.pipeline.gate import Gate
from taskloom.pipeline.lane import Hope, Proposal, Settled, Unit, dropped
from taskloom.pipeline.room import Room
from taskloom.pipeline.together import together
from taskloom.pipeline.worker import facts_of, parts_of, text_of
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Usage
from taskloom.schema.verdict import Verdict
from taskloom.store import content_key
from taskloom.verify.stated import task_states

NO_PLAN = "not run: a model read the fact, so no plan reads it again; see 'solved'"
NO_INDEX = "not run: a model read the fact, so the index of facts does not hold it; see 'refute'"
ONE_HOP = "not run: one hop"
FREE = Usage()


class _Place(NamedTuple):
    """A part of a document."""

    uri: str
    part: Part


class _Read(NamedTuple):
    """What a part gave."""

    fallen: list[Settled]
    proposals: list[Proposal]


@dataclass(slots=True)
class Extraction:
    """The parts of a corpus as units of work."""

    corpus: Corpus
    frozen: Path
    """The folder of the documents' bytes."""
    gate: Gate
    provenance: Provenance
    key: str
    most: int
    """Facts of one part, at most."""
    size: int
    """Tasks that go through the gate together."""
    room: Room
    near: NearDuplicates
    _held: list[Proposal] = field(default_factory=list[Proposal])
    """Admitted tasks, fewer than go through the gate together."""
    _parts: int = 0
    _found: int = 0
    """Tasks of the parts that were read so far, and their number."""

    async def units(self) -> AsyncIterator[Unit]:
        """A unit for each part worth a call; then for what is left, and for what wider caps have room for."""
        turn = asyncio.get_running_loop().create_future()
        turn.set_result(None)
        async for uri, part in self._in_turn():
            before, turn = turn, asyncio.get_running_loop().create_future()
            hope = Hope(self._usual)
            yield Unit(hope, partial(self._work, uri, part, hope, before, turn))
        await asyncio.wait((turn,))
        held, self._held = self._held, []
        while held or self.room.may_widen:
            for start in range(0, len(held), self.size):
                block, hope = held[start : start + self.size], Hope(len(held[start : start + self.size]))
                yield Unit(hope, partial(self.gate.block, block, hope))
            held = self.room.widened() if self.room.may_widen else []
        yield Unit(Hope(0), partial(self.gate.block, ()), tuple(self.room.refused()))

    @property
    def _usual(self) -> int:
        """Tasks of a part, as far as is known."""
        return round((self._found + self.most) / (self._parts + 1))

    async def _in_turn(self) -> AsyncIterator[_Place]:
        """The parts of all documents: each one's first, then each one's second."""
        asked = [header for header in self.corpus.headers if not header.distractor and not header.aside]
        uris = sorted((header.uri for header in asked), key=lambda uri: draw_of(self.provenance.seed, uri))
        longer: list[tuple[str, tuple[Part, ...]]] = []
        async for uri, parts in self._cut(uris):
            if parts:
                yield _Place(uri, parts[0])
                longer.append((uri, parts))
        turn = 1
        while longer := [(uri, parts) for uri, parts in longer if turn < len(parts)]:
            for uri, parts in longer:
                yield _Place(uri, parts[turn])
            turn += 1

    async def _cut(self, uris: Sequence[str]) -> AsyncIterator[tuple[str, tuple[Part, ...]]]:
        """Each document's parts, cut by the workers a few ahead."""
        workers, left = self.gate.workers, iter(uris)
        waiting: deque[tuple[str, asyncio.Future[tuple[Part, ...]]]] = deque()
        try:
            while True:
                for uri in islice(left, 4 * workers.count - len(waiting)):
                    waiting.append((uri, asyncio.ensure_future(workers.do(parts_of, uri))))
                if not waiting:
                    return
                uri, cut = waiting.popleft()
                yield uri, await cut
        finally:
            for _, cut in waiting:
                cut.cancel()

    async def _work(
        self, uri: str, part: Part, hope: Hope, before: asyncio.Future[None], after: asyncio.Future[None]
    ) -> Sequence[Settled]:
        """One part's facts, worded; then, once those of the parts before it are admitted, the blocks it fills."""
        try:
            settled, proposals = await self._read(uri, part)
            await asyncio.shield(before)
            settled += self._admitted(proposals)
        except BaseException as error:
            # The parts after it are not taken out of turn: what they asked then, no run that goes on would ask.
            after.set_exception(error)
            after.exception()
            raise
        full = len(self._held) - len(self._held) % self.size
        taken, self._held = self._held[:full], self._held[full:]
        self._parts, self._found = self._parts + 1, self._found + len(proposals)
        hope.holds(full)
        after.set_result(None)
        blocks = [taken[start : start + self.size] for start in range(0, full, self.size)]
        through = await together(self.gate.block(block) for block in blocks)
        return [*settled, *(one for block in through for one in block)]

    def _admitted(self, proposals: Sequence[Proposal]) -> list[Settled]:
        """Hold those that there is room for; returns the rejections of twins."""
        fallen: list[Settled] = []
        for proposal in proposals:
            twin = self.near.seen(proposal.task)
            if twin is not None:
                fallen.append(dropped(proposal, "dataset", "near_duplicate", TWIN, twin))
            elif self.room.take(proposal):
                self._held.append(proposal)
        return fallen

    async def _read(self, uri: str, part: Part) -> _Read:
        """One part's facts with their questions, as tasks; and those that fell."""
        key = content_key("part", 1, [self.key, uri, str(part.start)])
        fallen: list[Settled] = []
        with spending() as spent:
            try:
                facts = await self._facts(key, uri, part, fallen)
                tasks = await self._worded(key, facts, fallen)
            except ModelUnavailable:
                raise
            except (Unusable, ModelFailed) as error:
                said = ("detail", str(error))
                failed = _fallen(f"{key}|part", "the model gave no usable reply", uri, said, spent.usage)
                return _Read([*fallen, failed], [])
        if not fallen and not tasks:
            fallen.append(_fallen(f"{key}|part", "the model found no fact", uri, ("said", "nothing")))
        shares = spent.usage.divided(len(fallen) + len(tasks))
        settled = [one._replace(usage=share) for one, share in zip(fallen, shares, strict=False)]
        proposals = [
            Proposal(content_key("candidate", 1, [self.key, task.id]), task, usage=share)
            for task, share in zip(tasks, shares[len(fallen) :], strict=False)
        ]
        return _Read(settled, proposals)

    async def _facts(self, key: str, uri: str, part: Part, fallen: list[Settled]) -> list[ReadFact]:
        do, model = self.gate.workers.do, self.gate.model
        text = await do(text_of, uri, part)
        said = await said_of(model, text, most=self.most, image=self._image(uri), folder=self.gate.folder)
        read = await do(facts_of, uri, part, said, self.most)
        for number, one in enumerate(read.dropped):
            fallen.append(_fallen(f"{key}|{number}", one.reason, uri, ("said", one.said)))
        flagged = [fact for fact in read.facts if fact.flags]
        for number, fact in enumerate(flagged):
            said = ("said", f"{fact.identifier} | {fact.relation}")
            fallen.append(_fallen(f"{key}|flag{number}", f"flagged: {', '.join(fact.flags)}", uri, said))
        return [fact for fact in read.facts if not fact.flags]

    async def _worded(self, key: str, facts: Sequence[ReadFact], fallen: list[Settled]) -> list[Task]:
        tasks: list[Task] = []
        for start in range(0, len(facts), BATCH):
            for number, one in enumerate(
                await word(self.gate.model, facts[start : start + BATCH], folder=self.gate.folder), start
            ):
                if one.question is None:
                    said = ("said", f"{one.fact.identifier} | {one.fact.relation} | {one.fact.answer.text}")
                    fallen.append(_fallen(f"{key}|q{number}", one.reason, one.fact.uri, said, check="wording"))
                else:
                    tasks.append(checked(atomic_task(one.fact, one.question, self.provenance)))
        return tasks

    def _image(self, uri: str) -> Image | None:
        if not self.gate.model.sees or self.corpus.header(uri).modality != "image":
            return None
        document = self.corpus.document(uri)
        return picture(document, (self.frozen / document.digest).read_bytes())


def checked(task: Task, alone: Verdict | None = None, shortcut: Verdict | None = None) -> Task:
    """A task a model made, with the verdicts that no model is needed for: those given, and leak."""
    verdicts = (
        Verdict(check="replay", passed=None, detail=NO_PLAN),
        alone or Verdict(check="unique", passed=None, detail=NO_INDEX),
        task_states(task),
        shortcut or Verdict(check="shortcut", passed=None, detail=ONE_HOP),
    )
    return task.model_copy(update={"verdicts": verdicts})


def _fallen(
    key: str, reason: str, uri: str, said: tuple[str, str], usage: Usage = FREE, check: str = "facts"
) -> Settled:
    stage = "craft" if check == "wording" else "mine"
    return Settled(key, "atomic", usage, None, stage, None, check, (("reason", reason), ("document", uri), said))
