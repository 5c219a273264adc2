"""What readers send: reviews, blind answers, samples, their name. Each form carries the token of this server."""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from taskloom.export.correction import CannotCorrect, corrected
from taskloom.grade import grade
from taskloom.store.reviews import BlindAnswer, Opinion, Review, Sample
from taskloom.view.filters import Filters
from taskloom.view.guard import is_token
from taskloom.view.links import ServerLinks
from taskloom.view.pages import Pages
from taskloom.view.run import Run
from taskloom.view.sample import LARGEST, draw, next_unread

_LONGEST_FORM = 200_000
_COOKIE = "reader"
_OPINIONS: dict[str, Opinion] = {
    "accept": "accept",
    "reject": "reject",
    "correct": "correct",
    "comment": "comment",
}

Fields = dict[str, str]


class Reviewing:
    """The addresses of reviews."""

    def __init__(self, run: Run, pages: Pages, token: str) -> None:
        self._run = run
        self._pages = pages
        self._token = token
        self._links = ServerLinks()

    def routes(self) -> list[Route]:
        """Where they are served."""
        return [
            Route("/review", self.list_samples),
            Route("/review", self._posted(self._review), methods=["POST"]),
            Route("/review/{sample:int}", self.show_sample),
            Route("/review/{sample:int}/{place:int}", self.show_task),
            Route("/answer", self._posted(self._answer), methods=["POST"]),
            Route("/samples", self._posted(self._draw), methods=["POST"]),
            Route("/reader", self._posted(self._name), methods=["POST"]),
        ]

    def list_samples(self, request: Request) -> Response:
        """The samples."""
        return HTMLResponse(self._pages.review(reader_of(request)))

    def show_sample(self, request: Request) -> Response:
        """A sample."""
        sample = self._run.reviews.sample(request.path_params["sample"])
        if sample is None:
            return self._message("No such sample", "No sample has this number.", 404)
        return HTMLResponse(self._pages.sample(sample, reader_of(request)))

    def show_task(self, request: Request) -> Response:
        """A task of a sample."""
        sample = self._run.reviews.sample(request.path_params["sample"])
        place: int = request.path_params["place"]
        if sample is None or not 1 <= place <= len(sample.drawn):
            return self._message("No such task", "The sample has no task at this place.", 404)
        task = self._run.task(sample.drawn[place - 1].task)
        if task is None:
            gone = f"The run has the task {sample.drawn[place - 1].task!r} no longer: it was made anew since the draw."
            return self._message("No such task", gone, 404)
        return HTMLResponse(self._pages.review_task(sample, place, task, reader_of(request)))

    def _posted(self, change: Callable[[Fields, str], Response]) -> Callable[[Request], Awaitable[Response]]:
        """A handler that takes a form with our token and has `change` answer it."""

        async def handle(request: Request) -> Response:
            fields = await _fields(request)
            if fields is None:
                return self._message("Too long", "This form is too long to be kept.", 413)
            if not is_token(fields.get("token", ""), self._token):
                return self._message("Not kept", "The page is from an earlier start of the server; load it again.", 403)
            return await run_in_threadpool(change, fields, reader_of(request))

        return handle

    def _review(self, fields: Fields, reader: str) -> Response:
        task = self._run.task(fields.get("task", ""))
        opinion = _OPINIONS.get(fields.get("opinion", ""))
        if task is None or opinion is None:
            return self._message("Not kept", "A review needs a task of this run and a verdict.", 400)
        question = answer = None
        if opinion == "correct":
            question, answer = (
                new if new and new != old else None
                for new, old in (
                    (fields.get("question", "").strip(), task.question),
                    (fields.get("answer", "").strip(), task.answer.text),
                )
            )
            if question is None and answer is None:
                return self._message("Not kept", "A correction changes the question or the answer.", 400)
            try:
                corrected(task, question, answer)
            except CannotCorrect as error:
                told = f"This correction cannot be carried through: {error}. Correct otherwise, or reject the task."
                return self._message("Not kept", told, 400)
        comment = fields.get("comment", "").strip()
        if opinion == "comment" and not comment:
            return self._message("Not kept", "A comment says something.", 400)
        sample = self._sample(fields)
        number = sample.id if sample else None
        self._run.reviews.add(Review(task.id, reader, now(), opinion, comment, question, answer, number))
        if sample is None:
            return _to(self._links.task(task.id) + "#opinions-title")
        place = _number(fields.get("place"), 1)
        if opinion == "comment":
            return _to(self._links.review(sample.id, place))
        further = next_unread(sample, self._run.reviews, reader, place)
        return _to(self._links.review(sample.id, further))

    def _answer(self, fields: Fields, reader: str) -> Response:
        task, sample = self._run.task(fields.get("task", "")), self._sample(fields)
        if task is None or sample is None:
            return self._message("Not kept", "An answer needs a task of a sample.", 400)
        given = "" if "none" in fields else fields.get("answer", "").strip()
        graded = grade(given, task.answer, task.question) if given else None
        score, detail = (graded.score, graded.detail) if graded else (0.0, "no answer")
        self._run.reviews.answer(BlindAnswer(task.id, reader, now(), given, score, detail))
        return _to(self._links.review(sample.id, _number(fields.get("place"), 1)))

    def _draw(self, fields: Fields, reader: str) -> Response:
        del reader
        size = min(max(_number(fields.get("size"), 50), 1), LARGEST)
        seed, stratum = _number(fields.get("seed"), 0), fields.get("stratum", "")
        filters = Filters.parse(parse_qsl(fields.get("filter", "")))
        drawn = draw(self._run, filters, stratum, size, seed)
        if not drawn.drawn:
            return self._message("Nothing drawn", "No task fits this filter.", 400)
        number = self._run.reviews.draw(
            drawn.drawn, drawn.populations, at=now(), seed=seed, stratum=stratum, filter=filters.query(),
            blind="blind" in fields,
        )  # fmt: skip
        return _to(self._links.review(number))

    def _name(self, fields: Fields, reader: str) -> Response:
        name = " ".join(fields.get("reader", "").split())[:80] or reader
        answer = _to(self._links.review())
        answer.set_cookie(_COOKIE, quote(name), max_age=10**8, httponly=True, samesite="strict")
        return answer

    def _sample(self, fields: Fields) -> Sample | None:
        number = fields.get("sample", "")
        return self._run.reviews.sample(int(number)) if number.isdecimal() and len(number) < 9 else None

    def _message(self, title: str, text: str, status: int) -> Response:
        return HTMLResponse(self._pages.message(title, text), status)


def reader_of(request: Request) -> str:
    """Who reads: the name they gave, else that of the system's user."""
    named = unquote(request.cookies.get(_COOKIE, ""))
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reader"


def now() -> str:
    """The time, to the second, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _fields(request: Request) -> Fields | None:
    """The form's fields, None when it is longer than any of ours."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50))


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 11 else usual


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)
