"""A small corpus of every modality, and a run's pages served from a thread, asked over real HTTP."""

from __future__ import annotations

import http.client
import shutil
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlencode

from taskloom.view.run import Run
from taskloom.view.server import bind

EXAMPLES = Path(__file__).parents[2] / "examples/corpus"
FILES = (
    "countries/europe_au.json",
    "countries/europe_gm.json",
    "countries/europe_si.json",
    "datasets/bad-drivers/README.md",
    "datasets/bad-drivers/bad-drivers.csv",
    "datasets/state-of-the-state/README.md",
    "datasets/state-of-the-state/index.csv",
    "encyclopedia/1951_Masters_Tournament.html",
    "encyclopedia/1979_Masters_Tournament.html",
    "notes/american-states.md",
    "pictures/highest-points-of-western-states.png",
    "reports/us-009.pdf",
)
"""A table, a box, a page of a PDF and a picture among them."""


def copy_corpus(folder: Path) -> Path:
    """The files, under a folder."""
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(EXAMPLES / name, folder / name)
    return folder


class Answer(NamedTuple):
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    text: str


class Site(NamedTuple):
    """A server that runs: `address` is 'http://127.0.0.1:PORT'."""

    run: Run
    address: str

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        given = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", path, urlencode(fields).encode(), given)

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.host, timeout=30)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)


@contextmanager
def serve(run: Run, others: Sequence[Run] = ()) -> Generator[Site]:
    """Serve a run that is being followed."""
    serving = bind(run, others, 0)
    thread = Thread(target=serving.run)
    thread.start()
    try:
        yield Site(run, serving.address.rstrip("/"))
    finally:
        serving.server.should_exit = True
        thread.join()
