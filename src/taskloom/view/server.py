"""The server of the pages: addresses to pages. Loopback only; what it may answer is `guard`'s."""

from __future__ import annotations

import json
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import uvicorn
from pydantic import JsonValue
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from taskloom.errors import TaskloomError
from taskloom.view.comparison import comparison
from taskloom.view.evidence import exhibit
from taskloom.view.filters import Filters
from taskloom.view.guard import Guard, new_token
from taskloom.view.links import ServerLinks
from taskloom.view.overview import overview
from taskloom.view.pages import Pages
from taskloom.view.picture import picture_type
from taskloom.view.reviewing import Reviewing, reader_of
from taskloom.view.run import Run

ASSETS = Path(__file__).parent / "assets"
_CACHED = {"Cache-Control": "private, max-age=3600"}


class PortTaken(TaskloomError):
    """Another program listens at the port."""


class Serving(NamedTuple):
    """A server that is bound and not yet running."""

    server: uvicorn.Server
    socket: socket.socket
    address: str
    """Where it will answer: 'http://127.0.0.1:PORT/'."""

    def run(self) -> None:
        """Serve until interrupted."""
        self.server.run(sockets=[self.socket])


def bind(run: Run, others: Sequence[Run], port: int) -> Serving:
    """Take a port of the loopback interface, any free one for 0. Raises PortTaken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        # From here on a browser is kept waiting until the server runs, not refused.
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise PortTaken(f"port {port}: {error.strerror}; choose another with --port, or 0 for any") from error
    config = uvicorn.Config(application(run, others), log_level="warning", access_log=False, lifespan="off")
    return Serving(uvicorn.Server(config), listening, f"http://127.0.0.1:{listening.getsockname()[1]}/")


def application(run: Run, others: Sequence[Run] = ()) -> Starlette:
    """The application over a run that is being followed, and runs it may be compared with."""
    token = new_token()
    pages = Pages(run, ServerLinks(), others=others, token=token)
    handlers = _Handlers(run, pages)
    routes = [
        Route("/", handlers.overview),
        Route("/tasks", handlers.tasks),
        Route("/task/{id}", handlers.task),
        Route("/record/{id}", handlers.record),
        Route("/rejections", handlers.rejections),
        Route("/document", handlers.document),
        Route("/source/{digest}", handlers.source),
        Route("/page/{id}/{evidence}", handlers.page),
        Route("/plot/{name}.svg", handlers.plot),
        Route("/compare", handlers.compare),
        Route("/live", handlers.live),
        *Reviewing(run, pages, token).routes(),
        Mount("/assets", StaticFiles(directory=ASSETS)),
    ]
    return Starlette(routes=routes, middleware=[Middleware(Guard)], exception_handlers={404: handlers.missing})


class _Handlers:
    """One method an address. They block, so Starlette runs each in a thread."""

    def __init__(self, run: Run, pages: Pages) -> None:
        self._run = run
        self._pages = pages

    def overview(self, request: Request) -> Response:
        """The first page."""
        del request
        return HTMLResponse(self._pages.overview())

    def tasks(self, request: Request) -> Response:
        """The list of tasks."""
        return HTMLResponse(self._pages.tasks(_filters(request)))

    def task(self, request: Request) -> Response:
        """A task."""
        identity: str = request.path_params["id"]
        task = self._run.task(identity)
        if task is None:
            return self._message("No such task", f"This run has no task {identity!r}.", 404)
        place = request.query_params.get("at", "")
        at = int(place) if place.isdecimal() and len(place) < 9 else None
        return HTMLResponse(self._pages.task(task, _filters(request), at, reader_of(request)))

    def record(self, request: Request) -> Response:
        """A task's record."""
        task = self._run.task(request.path_params["id"])
        if task is None:
            return self._message("No such task", "This run has no such task.", 404)
        return _json(task.model_dump(mode="json"))

    def rejections(self, request: Request) -> Response:
        """The ledger."""
        return HTMLResponse(self._pages.rejections(_filters(request)))

    def document(self, request: Request) -> Response:
        """A document."""
        uri = request.query_params.get("uri", "")
        documents = self._run.documents({uri})
        if uri not in documents:
            return self._message("No such document", f"This run read no document {uri!r}.", 404)
        return HTMLResponse(self._pages.document(documents[uri]))

    def source(self, request: Request) -> Response:
        """A frozen picture; other sources are not handed to the browser."""
        data = self._run.pictures.source(request.path_params["digest"])
        kind = picture_type(data) if data is not None else None
        if data is None or kind is None:
            return self._message("No such picture", "The run has no picture of this hash.", 404)
        return Response(data, media_type=kind, headers=_CACHED)

    def page(self, request: Request) -> Response:
        """A page of a PDF, marked."""
        task = self._run.task(request.path_params["id"])
        name = request.path_params["evidence"]
        piece = next((one for one in task.evidence if one.id == name), None) if task is not None else None
        if task is None or piece is None:
            return self._message("No such evidence", "The run has no such piece of evidence.", 404)
        shown = exhibit(task, piece, self._run.documents({piece.uri}).get(piece.uri))
        drawn = self._run.pictures.page(shown.page) if shown.page is not None else None
        if drawn is None:
            return self._message("No picture", "This page could not be drawn.", 404)
        return Response(drawn, media_type="image/png", headers=_CACHED)

    def compare(self, request: Request) -> Response:
        """This run beside one of those named when the server was started."""
        name = request.query_params.get("run", "")
        other = next((one for one in self._pages.others if one.name == name), None)
        if other is None:
            known = ", ".join(one.name for one in self._pages.others) or "none"
            return self._message("No such run", f"Runs to compare with are named by --compare; here: {known}.", 404)
        return HTMLResponse(self._pages.compare(other))

    def plot(self, request: Request) -> Response:
        """A plot of the overview as a file."""
        name = request.path_params["name"]
        shown = overview(self._run, ServerLinks())
        drawn = [shown.funnel, *shown.plots]
        drawn += [one for other in self._pages.others for one in comparison(self._run, other).plots]
        found = next((one for one in drawn if one.name == name), None)
        if found is None:
            return self._message("No such plot", f"There is no plot {name!r}.", 404)
        return Response(str(found.svg), media_type="image/svg+xml")

    def live(self, request: Request) -> Response:
        """What the pages ask every moment, to know when to look again."""
        del request
        snapshot = self._run.snapshot
        going = snapshot.running or snapshot.indexed < snapshot.rows
        return JSONResponse({"version": snapshot.version, "going": going})

    def missing(self, request: Request, error: Exception) -> Response:
        """An address that leads nowhere."""
        del error
        return self._message("Nothing here", f"There is no page at {request.url.path!r}.", 404)

    def _message(self, title: str, text: str, status: int) -> Response:
        return HTMLResponse(self._pages.message(title, text), status)


def _filters(request: Request) -> Filters:
    return Filters.parse(request.query_params.multi_items())


def _json(value: JsonValue) -> Response:
    return Response(json.dumps(value, ensure_ascii=False, indent=2), media_type="application/json")
