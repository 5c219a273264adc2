"""Agents on the web: depth extensions with evidence on pages that the corpus has not, from a server on loopback."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
from invented_towns import TOWNS
from model_run import Runs, tasks_of

from page_server import Page, PageServer, page
from taskloom.pipeline import verify
from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.testing import ModelServer
from taskloom.testing.perfect import PerfectModel


class Web(PageServer):
    """A site about orders, each of the ware of one company, and a search engine over it."""

    def __init__(self) -> None:
        self.orders = {
            f"/orders/{at}": (f"Order of {town.name[::-1].title()} Hall", town.works.replace("&", "&amp;"))
            for at, town in enumerate(TOWNS)
        }
        made = {
            path: page(
                title, f"<p>An order.</p><table class='infobox'><tr><th>Supplier</th><td>{works}</td></tr></table>"
            )
            for path, (title, works) in self.orders.items()
        }
        super().__init__(made)

    def found(self, path: str) -> Page | None:
        """The engine's reply: the orders whose supplier is the words."""
        parts = urlsplit(path)
        if parts.path != "/search":
            return super().found(path)
        words = parse_qs(parts.query)["q"][0]
        results = [
            {"url": f"{self.url}{place}", "title": title, "content": "An order."}
            for place, (title, works) in self.orders.items()
            if works.replace("&amp;", "&") == words
        ]
        return Page(
            json.dumps({"query": words, "results": results}).encode(), headers={"Content-Type": "application/json"}
        )


class Made(NamedTuple):
    """A run with the web."""

    out: Path
    web: Web
    tasks: list[Task]

    @property
    def settings(self) -> dict[str, object]:
        """How the run meets the web."""
        search = {"url": f"{self.web.url}/search?q={{query}}&format=json"}
        return {"fetch": True, "search": search, "allow": [self.web.origin]}

    @property
    def asked(self) -> dict[str, object]:
        """What the run is asked to make."""
        return {"tasks": 24, "workflow": {"block": 4, "extensions": "model"}, "web": self.settings}


@pytest.fixture(scope="module")
def made(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    out = tmp_path_factory.mktemp("browsing") / "run"
    with Web() as web:
        made = Made(out, web, [])
        with ModelServer(PerfectModel()) as server:
            runs.make(out, server, **made.asked)
        with Store.read_only(out) as store:
            made.tasks.extend(store.results.tasks())
        yield made


def on_the_web(made: Made) -> list[Task]:
    return [task for task in made.tasks if any(piece.uri.startswith(made.web.url) for piece in task.evidence)]


def test_an_extension_rests_on_a_page_of_the_web(made: Made) -> None:
    tasks = on_the_web(made)
    assert tasks
    for task in tasks:
        assert task.kind == "depth"
        piece = next(piece for piece in task.evidence if piece.uri.startswith(made.web.url))
        assert (piece.title.startswith("Order of "), piece.quote.startswith("Supplier = ")) == (True, True)
        assert piece.retrieved_at is not None and piece.retrieved_at.endswith("Z")
        frozen = made.out / "corpus" / "documents" / piece.document.removeprefix("blake2b:")
        assert b"An order." in frozen.read_bytes()
        assert "web_fetch" in task.tools
        assert {verdict.check: verdict.passed for verdict in task.verdicts}["solved"] is True
        # The corpus' own documents come first in what is searched: the web gives only what they do not.
        assert task.subtasks[0].identifier == piece.title


def test_tasks_over_the_corpus_alone_are_made_beside_them(made: Made) -> None:
    assert {task.kind for task in made.tasks} == {"atomic", "depth", "width"}
    assert any(task.kind == "depth" and task not in on_the_web(made) for task in made.tasks)


def test_every_page_and_search_is_asked_once(made: Made) -> None:
    paths = made.web.paths()
    assert len(paths) == len(set(paths))


def test_a_run_made_again_asks_neither_model_nor_web(made: Made, runs: Runs, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "run"))
    shutil.rmtree(out / "dataset")
    with Store.create_or_open(out) as store:
        store.meta.remove("crafted")
    before = len(made.web.asked)
    with ModelServer(PerfectModel()) as server:
        runs.make(out, server, **made.asked)
        assert server.seen.requests == 0
    assert tasks_of(out) == tasks_of(made.out)
    assert len(made.web.asked) == before


def test_the_run_is_checked_without_the_web(made: Made, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "elsewhere"))
    before = len(made.web.asked)
    found = verify(out, lambda _: None, workers=1)
    assert (found.failures, found.passed) == ((), len(made.tasks))
    assert len(made.web.asked) == before


def test_a_frozen_page_that_was_changed_is_found(made: Made, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "elsewhere"))
    task = on_the_web(made)[0]
    piece = next(piece for piece in task.evidence if piece.uri.startswith(made.web.url))
    frozen = out / "corpus" / "documents" / piece.document.removeprefix("blake2b:")
    frozen.write_bytes(frozen.read_bytes().replace(b"An order.", b"A bill."))
    found = verify(out, lambda _: None, workers=1)
    assert (task.id, "bytes") in {(failure.task, failure.check) for failure in found.failures}


def test_without_the_setting_agents_have_no_web(made: Made, runs: Runs, tmp_path: Path) -> None:
    before = len(made.web.asked)
    with ModelServer(PerfectModel(), keep=True) as server:
        runs.make(tmp_path / "run", server, tasks=4, workflow={"block": 4, "extensions": "model"})
        assert not any("web_fetch" in str(request.get("tools")) for request in server.kept)
    assert len(made.web.asked) == before
