"""A copy of the pages as files: opened from a disk or put on any web host, with nothing fetched from elsewhere.

Lists are narrowed in the browser, over an index that lies beside them as a script: a page opened from a disk may
load scripts but fetch nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.errors import TaskloomError
from taskloom.schema.task import Task
from taskloom.view.comparison import comparison
from taskloom.view.evidence import exhibit
from taskloom.view.facets import REJECTION_FACETS, TASK_FACETS, Facet, of_rejection, of_task
from taskloom.view.filters import SORTS, Filters
from taskloom.view.links import CopyLinks
from taskloom.view.overview import overview
from taskloom.view.pages import Pages
from taskloom.view.picture import picture_type
from taskloom.view.run import Rejected, Run

MARKER = ".taskloom-copy"
_ASSETS = Path(__file__).parent / "assets"
_AT_ONCE = 500

OnWritten = Callable[[int], None]
"""Called with how many tasks are written."""


class FolderTaken(TaskloomError):
    """The folder holds something else."""


class Copied(NamedTuple):
    """What was written."""

    folder: Path
    tasks: int
    files: int


def write_copy(run: Run, others: Sequence[Run], folder: Path, on_written: OnWritten) -> Copied:
    """Write the pages of a run that is brought up to its record (`follow_once`). An earlier copy is replaced.

    Raises FolderTaken when the folder holds anything but an earlier copy.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).is_file():
            raise FolderTaken(f"{folder}: holds other files; name a new folder for --static")
        shutil.rmtree(folder)
    return _Copy(run, others, folder).write(on_written)


class _Copy:
    def __init__(self, run: Run, others: Sequence[Run], folder: Path) -> None:
        self._run = run
        self._others = others
        self._folder = folder
        self._top = Pages(run, CopyLinks(0), others=others, served=False)
        self._deep = Pages(run, CopyLinks(1), others=others, served=False)
        self._files = 0
        self._documents: set[str] = set()
        self._sources: set[str] = set()

    def write(self, on_written: OnWritten) -> Copied:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._put(MARKER, "A copy of the pages of a TaskLoom run; it is replaced when it is written again.\n")
        for asset in _ASSETS.iterdir():
            self._put(f"assets/{asset.name}", asset.read_bytes())
        links = CopyLinks(0)
        self._put(links.overview(), self._top.overview())
        self._put(links.tasks(), self._top.tasks(Filters()))
        self._put(links.rejections(), self._top.rejections(Filters()))
        self._put(links.review(), self._top.review(""))
        plots = [*overview(self._run, links).plots, overview(self._run, links).funnel]
        for other in self._others:
            self._put(links.compare(other.name), self._top.compare(other))
            plots += comparison(self._run, other).plots
        for plot in plots:
            self._put(links.plot(plot.name), str(plot.svg))
        self._put("assets/rejections-index.js", _script(REJECTION_FACETS, map(_rejection, self._rejections())))
        rows: list[dict[str, JsonValue]] = []
        for place, task in enumerate(self._tasks()):
            self._task(task, place)
            rows.append(_task_row(task))
            on_written(place + 1)
        self._put("assets/tasks-index.js", _script(TASK_FACETS, rows))
        return Copied(self._folder, len(rows), self._files)

    def _task(self, task: Task, place: int) -> None:
        links = CopyLinks(0)
        self._put(links.task(task.id), self._deep.task(task, Filters(), place))
        self._put(links.record(task.id), json.dumps(task.model_dump(mode="json"), ensure_ascii=False, indent=2))
        documents = self._run.documents({piece.uri for piece in task.evidence})
        for piece in task.evidence:
            document = documents.get(piece.uri)
            if document is None:
                continue
            if piece.uri not in self._documents:
                self._documents.add(piece.uri)
                self._put(links.document(piece.uri), self._deep.document(document))
            if document.modality == "image" and document.digest not in self._sources:
                self._sources.add(document.digest)
                data = self._run.pictures.source(document.digest)
                if data is not None and picture_type(data) is not None:
                    self._put(links.source(document.digest, document.media_type), data)
            shown = exhibit(task, piece, document)
            if shown.page is not None and (drawn := self._run.pictures.page(shown.page)) is not None:
                self._put(links.page(task.id, piece.id), drawn)

    def _tasks(self) -> Iterable[Task]:
        start = 0
        while rows := self._run.index.slice("accepted", Filters(), start, _AT_ONCE).rows:
            yield from self._run.tasks(rows)
            start += len(rows)

    def _rejections(self) -> Iterable[Rejected]:
        start = 0
        while rows := self._run.index.slice("rejected", Filters(), start, _AT_ONCE).rows:
            yield from self._run.rejected(rows)
            start += len(rows)

    def _put(self, name: str, content: str | bytes) -> None:
        file = self._folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        self._files += 1


def _script(facets: Sequence[Facet], rows: Iterable[dict[str, JsonValue]]) -> str:
    """The index of a list as a script that only holds data."""
    held: dict[str, JsonValue] = {
        "facets": [{"name": facet.name, "title": facet.title} for facet in facets],
        "sorts": list(SORTS),
        "rows": list(rows),
    }
    # JSON is JavaScript, whatever the texts hold.
    return f"window.taskloomList = {json.dumps(held, separators=(',', ':'))};\n"


def _task_row(task: Task) -> dict[str, JsonValue]:
    hard = task.difficulty
    words = [piece.title for piece in task.evidence] + [one.answer.text for one in task.subtasks]
    traits = [f"{task.hops} {'hop' if task.hops == 1 else 'hops'}", task.operation or "", " + ".join(task.modalities)]
    traits.append(f"{hard.tool_calls} {'call' if hard.tool_calls == 1 else 'calls'}")
    solved = hard.successes / hard.tries if hard.tries and hard.successes is not None else None
    return {
        "href": CopyLinks(0).task(task.id),
        "id": task.id,
        "question": task.question,
        "answer": task.answer.text,
        "kind": task.kind,
        "why": "",
        "traits": [one for one in traits if one],
        "words": " ".join(dict.fromkeys(words)),
        "facets": {name: [*values] for name, values in of_task(task, 0.0).items() if values},
        "numbers": [0, task.hops, hard.tool_calls, hard.guess, hard.search_rank, solved, None],
    }


def _rejection(one: Rejected) -> dict[str, JsonValue]:
    facets = of_rejection(one.kind, one.stage, one.check, one.reason, one.usage.cost)
    return {
        "href": "",
        "id": one.id,
        "question": str(one.candidate.get("question") or one.candidate.get("uri") or one.id),
        "answer": str(one.candidate.get("answer") or ""),
        "kind": one.kind,
        "why": f"{one.check.replace('_', ' ')}: {one.candidate.get('detail') or one.reason}",
        "traits": [one.stage, one.id],
        "words": "",
        "facets": {name: [*values] for name, values in facets.items()},
        "numbers": [0],
    }
