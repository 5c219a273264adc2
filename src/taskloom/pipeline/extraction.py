"""Documents -> atomic tasks by a model: a part's facts in one call, their questions in another, then the gate.

The first part of every document comes before the second of any, so that a small dataset is not about one document.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.rendering import Part
from taskloom.craft.made import atomic_task
from taskloom.craft.worded import BATCH, word
from taskloom.llm.errors import ModelFailed, ModelUnavailable, Unusable
from taskloom.llm.request import Image, Model
from taskloom.llm.spending import spending
from taskloom.mine.index import draw_of
from taskloom.mine.reading import ReadFact, parts_to_read, picture, read_facts
from taskloom.mine.witness import Witness
from taskloom.pipeline.gate import Gate
from taskloom.pipeline.lane import Proposal, Settled, Unit
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Usage
from taskloom.schema.verdict import Verdict
from taskloom.store import content_key
from taskloom.verify.stated import task_states

NO_PLAN = "not run: a model read the fact, so no plan reads it again; see 'solved'"
NO_INDEX = "not run: a model read the fact, so the index of facts does not hold it; see 'refute'"
ONE_HOP = "not run: one hop"
FREE = Usage()


@dataclass(slots=True)
class Extraction:
    """The parts of a corpus as units of work."""

    corpus: Corpus
    frozen: Path
    """The folder of the documents' bytes."""
    model: Model
    gate: Gate
    provenance: Provenance
    key: str
    most: int
    """Facts of one part, at most."""

    async def units(self) -> AsyncIterator[Unit]:
        """A unit for each part worth a call."""
        asked = [header for header in self.corpus.headers if not header.distractor and not header.aside]
        waiting = sorted((header.uri for header in asked), key=lambda uri: draw_of(self.provenance.seed, uri))
        turn = 0
        while waiting:
            longer: list[str] = []
            for uri in waiting:
                parts = parts_to_read(self.corpus.document(uri), self.corpus.rendering(uri))
                if turn + 1 < len(parts):
                    longer.append(uri)
                if turn < len(parts):
                    yield Unit(self.most, partial(self._work, uri, parts[turn]))
            waiting = longer
            turn += 1

    async def _work(self, uri: str, part: Part) -> Sequence[Settled]:
        """One part's facts, worded and through the gate."""
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
                return [*fallen, _fallen(f"{key}|part", "the model gave no usable reply", uri, said, spent.usage)]
        if not fallen and not tasks:
            fallen.append(_fallen(f"{key}|part", "the model found no fact", uri, ("said", "nothing")))
        shares = spent.usage.divided(len(fallen) + len(tasks))
        settled = [one._replace(usage=share) for one, share in zip(fallen, shares, strict=False)]
        proposals = [
            Proposal(content_key("candidate", 1, [self.key, task.id]), task, usage=share)
            for task, share in zip(tasks, shares[len(fallen) :], strict=False)
        ]
        return [*settled, *(await self.gate.block(proposals))]

    async def _facts(self, key: str, uri: str, part: Part, fallen: list[Settled]) -> list[ReadFact]:
        witness = Witness.of(self.corpus.document(uri), self.corpus.rendering(uri))
        read = await read_facts(
            self.model, witness, part, most=self.most, image=self._image(witness), folder=self.gate.folder
        )
        for number, dropped in enumerate(read.dropped):
            fallen.append(_fallen(f"{key}|{number}", dropped.reason, uri, ("said", dropped.said)))
        flagged = [fact for fact in read.facts if fact.flags]
        for number, fact in enumerate(flagged):
            said = ("said", f"{fact.identifier} | {fact.relation}")
            fallen.append(_fallen(f"{key}|flag{number}", f"flagged: {', '.join(fact.flags)}", uri, said))
        return [fact for fact in read.facts if not fact.flags]

    async def _worded(self, key: str, facts: Sequence[ReadFact], fallen: list[Settled]) -> list[Task]:
        tasks: list[Task] = []
        for start in range(0, len(facts), BATCH):
            for number, one in enumerate(
                await word(self.model, facts[start : start + BATCH], folder=self.gate.folder), start
            ):
                if one.question is None:
                    said = ("said", f"{one.fact.identifier} | {one.fact.relation} | {one.fact.answer.text}")
                    fallen.append(_fallen(f"{key}|q{number}", one.reason, one.fact.uri, said, check="wording"))
                else:
                    tasks.append(checked(atomic_task(one.fact, one.question, self.provenance)))
        return tasks

    def _image(self, witness: Witness) -> Image | None:
        if not self.model.sees or witness.document.modality != "image":
            return None
        return picture(witness.document, (self.frozen / witness.document.digest).read_bytes())


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
