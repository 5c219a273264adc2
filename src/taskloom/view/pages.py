"""The pages as HTML: what each shows, gathered and put into its template. Serving and writing them is for others.

Every value goes through Jinja's escaping; the only markup that is not a template's are drawings made by `svg`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Literal, NamedTuple

import taskloom
from taskloom.schema.answer import Answer
from taskloom.schema.document import Box, Document, Figure, Heading, Paragraph, Table
from taskloom.schema.task import Task
from taskloom.store.reviews import Sample
from taskloom.verify.evidence_used import answer_seen
from taskloom.view import graph
from taskloom.view.choices import choices
from taskloom.view.comparison import comparison
from taskloom.view.evidence import exhibits
from taskloom.view.facets import REJECTION_FACETS, TASK_FACETS
from taskloom.view.filters import PAGE, REVIEW_STATES, SORTS, Filters
from taskloom.view.links import Links
from taskloom.view.overview import overview
from taskloom.view.plots import grouped
from taskloom.view.run import Run
from taskloom.view.sample import LARGEST, STRATA, next_unread, result
from taskloom.view.steps import steps
from taskloom.view.template import environment, reason_query, task_query
from taskloom.view.window import whole, whole_box

_TABLE_ROWS = 200
_BLOCKS = 400

Section = Literal["overview", "tasks", "rejections", "review", "compare", ""]


class Neighbours(NamedTuple):
    """The tasks before and after one in the list it was opened from."""

    before: str | None
    after: str | None
    place: int
    total: int


class Pages:
    """The pages of a run."""

    def __init__(
        self, run: Run, links: Links, *, others: Sequence[Run] = (), token: str = "", served: bool = True
    ) -> None:
        """`others` are the runs it may be compared with; `token` goes into forms; `served` is false for a copy."""
        self.run = run
        self.links = links
        self.others = tuple(others)
        self._token = token
        self._served = served

    def overview(self) -> str:
        """The first page."""
        return self._page("overview.html", "overview", "Overview", shown=overview(self.run, self.links))

    def tasks(self, filters: Filters) -> str:
        """The list of tasks."""
        only, but = self._reviewed(filters.review)
        listed = self.run.index.find("accepted", filters, only=only, but=but)
        tasks = self.run.tasks(listed.rows)
        decided = self.run.reviews.decisions(task.id for task in tasks)
        return self._page(
            "tasks.html",
            "tasks",
            "Tasks",
            filters=filters,
            total=listed.total,
            tasks=tasks,
            choices=choices(self.run, self.links, "accepted", filters, TASK_FACETS, only, but),
            pages=_pages(listed.total),
            sorts=SORTS,
            states=REVIEW_STATES,
            reviewed={task: one.outcome for task, one in decided.items()},
        )

    def task(self, task: Task, filters: Filters, place: int | None = None, reader: str = "") -> str:
        """A task, and its neighbours in the list it was opened from, where it has the place `place`, from 0."""
        return self._task("task.html", task, reader, filters=filters, neighbours=self._neighbours(filters, place))

    def review_task(self, sample: Sample, place: int, task: Task, reader: str) -> str:
        """A task of a sample, counted from 1; of a blind one only the question, until the reader has answered."""
        given = self.run.reviews.answers(reader, [task.id]).get(task.id)
        judged = reader in self.run.reviews.last([task.id]).get(task.id, {})
        if sample.blind and given is None and not judged:
            documents = self.run.documents({piece.uri for piece in task.evidence})
            return self._page(
                "blind.html", "review", f"{place} of {len(sample.drawn)}", task=task, sample=sample, place=place,
                documents=documents.values(), reader=reader,
            )  # fmt: skip
        return self._task(
            "review_task.html",
            task,
            reader,
            filters=Filters(),
            neighbours=None,
            sample=sample,
            place=place,
            given=given,
        )

    def review(self, reader: str) -> str:
        """The samples and what their readers found."""
        reviews = self.run.reviews
        samples = [(one, result(one, reviews), next_unread(one, reviews, reader, 0)) for one in reviews.samples()]
        return self._page(
            "review.html", "review", "Review", samples=samples, reader=reader, strata=STRATA, largest=LARGEST,
            decided=Counter(one.outcome for one in reviews.decisions().values()),
        )  # fmt: skip

    def sample(self, sample: Sample, reader: str) -> str:
        """A sample, task by task."""
        reviews = self.run.reviews
        return self._page(
            "sample.html",
            "review",
            f"Sample {sample.id}",
            sample=sample,
            result=result(sample, reviews),
            reader=reader,
            last=reviews.last(one.task for one in sample.drawn),
            unread=next_unread(sample, reviews, reader, 0),
        )

    def compare(self, other: Run) -> str:
        """This run beside another."""
        return self._page("compare.html", "compare", "Compare", shown=comparison(self.run, other), other=other)

    def _reviewed(self, state: str) -> tuple[list[str] | None, list[str]]:
        """The tasks to keep, None for all, and those to leave out, for a state of review."""
        if not state:
            return None, []
        decided = self.run.reviews.decisions()
        if state == "not reviewed":
            return None, list(decided)
        return [task for task, one in decided.items() if state in ("reviewed", one.outcome)], []

    def _task(self, template: str, task: Task, reader: str, **values: object) -> str:
        documents = self.run.documents({piece.uri for piece in task.evidence})
        tries = self.run.trajectories(task.id)
        return self._page(
            template,
            "tasks" if template == "task.html" else "review",
            task.id,
            task=task,
            reader=reader,
            opinions=self.run.reviews.of_task(task.id),
            reading=_reading(task.answer),
            graph=graph.hops(task),
            exhibits=exhibits(task, documents),
            tries=[(one, steps(one, task.answer.text, answer_seen(task, one.messages))) for one in tries],
            raw=json.dumps(task.model_dump(mode="json"), ensure_ascii=False, indent=2),
            **values,
        )

    def rejections(self, filters: Filters) -> str:
        """The ledger of rejected candidates."""
        listed = self.run.index.find("rejected", filters)
        return self._page(
            "rejections.html",
            "rejections",
            "Rejections",
            filters=filters,
            total=listed.total,
            rejected=self.run.rejected(listed.rows),
            choices=choices(self.run, self.links, "rejected", filters, REJECTION_FACETS),
            pages=_pages(listed.total),
        )

    def document(self, document: Document) -> str:
        """A document, whole, as the run read it."""
        return self._page(
            "document.html",
            "",
            document.title,
            document=document,
            blocks=[_block(block) for block in document.blocks[:_BLOCKS]],
            more=max(len(document.blocks) - _BLOCKS, 0),
        )

    def message(self, title: str, text: str) -> str:
        """A page that says one thing."""
        return self._page("message.html", "", title, text=text)

    def _neighbours(self, filters: Filters, place: int | None) -> Neighbours | None:
        if place is None:
            return None
        start = max(place - 1, 0)
        listed = self.run.index.slice("accepted", filters, start, 3)
        found = self.run.tasks(listed.rows)
        before = found[0].id if place > 0 and found else None
        at = place - start + 1
        return Neighbours(before, found[at].id if at < len(found) else None, place, listed.total)

    def _page(self, template: str, section: Section, title: str, **values: object) -> str:
        return (
            environment()
            .get_template(template)
            .render(
                run=self.run,
                snapshot=self.run.snapshot,
                links=self.links,
                others=self.others,
                section=section,
                title=title,
                token=self._token,
                task_query=task_query,
                reason_query=reason_query,
                served=self._served,
                version=taskloom.__version__,
                **values,
            )
        )


def _reading(answer: Answer) -> str:
    """The typed reading of an answer, where its text does not say the same already."""
    value = answer.value
    said = grouped(value) if isinstance(value, float) else "" if value is None else str(value)
    plain = {answer.text, answer.text.replace(",", "")}
    if not said or said in plain or said.replace(",", "") in plain or answer.text.startswith(said):
        return ""
    return f"{said} {answer.unit or ''}".strip()


def _pages(total: int) -> int:
    """How many pages a list has."""
    return max(ceil(total / PAGE), 1)


def _block(block: object) -> dict[str, object]:
    """A block of a document, named for its template."""
    match block:
        case Table():
            return {"kind": "grid", "shown": whole(block, _TABLE_ROWS)}
        case Box():
            return {"kind": "pairs", "shown": whole_box(block)}
        case Heading():
            return {"kind": "heading", "shown": block}
        case Paragraph():
            return {"kind": "paragraph", "shown": block}
        case Figure():
            return {"kind": "figure", "shown": block}
        case _:
            return {"kind": "line", "shown": block}
