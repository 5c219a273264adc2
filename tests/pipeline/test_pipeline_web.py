"""A run whose SOURCEs are addresses, from a real server on loopback to tasks, with no model."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from invented_towns import write_pages

from page_server import Page, PageServer, moved, page
from taskloom.errors import UsageError
from taskloom.pipeline import generate, verify
from taskloom.pipeline.settings import Settings
from taskloom.schema.document import Document
from taskloom.store import Store

ERRORS: Mapping[str, Page] = {
    "/gone": Page(b"<h1>Gone</h1>", 404),
    "/disguised": page("Page not found", "<p>Try the home page instead.</p>"),
    "/large": Page(b"x" * 3_000_000),
    "/slow": Page(hang=True),
    "/inside": moved("http://169.254.169.254/latest/meta-data/"),
    "/program.js": Page(b"let a = 1;", headers={"Content-Type": "text/javascript"}),
}


class Made(NamedTuple):
    """A run over a server's pages."""

    server: PageServer
    out: Path
    sources: tuple[str, ...]

    def make(self, out: Path) -> bytes:
        """Make the dataset, or go on; gives its tasks."""
        given: dict[str, object] = {
            "sources": self.sources,
            "out": out,
            "tasks": 40,
            "workers": 1,
            "limits": {"file_bytes": 2_000_000},
            "web": {"allow": [self.server.origin], "seconds": 6.0},
        }
        generate(Settings.resolve(given), lambda _: None)
        return (out / "dataset" / "tasks.jsonl").read_bytes()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("web")
    write_pages(folder / "pages")
    pages = {f"/towns/{file.name}": Page(file.read_bytes()) for file in (folder / "pages").iterdir()}
    with PageServer({**pages, **ERRORS, "/old/Hoyle": moved("/towns/Hoyle.html")}) as server:
        named = [f"{server.url}{path}" for path in (*pages, *ERRORS) if path != "/towns/Hoyle.html"]
        made = Made(server, folder / "run", (*named, f"{server.url}/old/Hoyle#top"))
        made.make(made.out)
        yield made


def documents(out: Path) -> dict[str, Document]:
    with Store.read_only(out) as store:
        return {uri: store.documents.load(uri) for uri in store.documents.uris()}


def test_tasks_name_the_address_and_the_time(made: Made) -> None:
    tasks = [json.loads(line) for line in (made.out / "dataset" / "tasks.jsonl").read_bytes().splitlines()]
    assert len(tasks) == 40 and {task["kind"] for task in tasks} == {"atomic", "depth", "width"}
    for piece in (piece for task in tasks for piece in task["evidence"]):
        assert piece["uri"].startswith(made.server.url)
        assert piece["retrieved_at"].endswith("Z")
        assert (made.out / "corpus" / "documents" / piece["document"].removeprefix("blake2b:")).is_file()


def test_links_lead_by_address_also_past_a_redirect(made: Made) -> None:
    """Of three hops: the pages link to one another, some to where another one was moved."""
    tasks = [json.loads(line) for line in (made.out / "dataset" / "tasks.jsonl").read_bytes().splitlines()]
    assert max(task["hops"] for task in tasks) >= 3
    read = documents(made.out)
    hoyle = read[f"{made.server.url}/old/Hoyle"]
    assert hoyle.address == f"{made.server.url}/towns/Hoyle.html"
    from taskloom.corpus.corpus import Corpus
    from taskloom.pipeline.library import StoreLibrary

    with Store.read_only(made.out) as store:
        corpus = Corpus(StoreLibrary(store))
        works = f"{made.server.url}/towns/Marrick_Looms.html"
        assert corpus.resolve(works, "Hoyle.html") == hoyle.uri
        assert corpus.resolve(hoyle.uri, "Edith_Farrow.html") == f"{made.server.url}/towns/Edith_Farrow.html"


def test_errors_are_rows_with_a_reason_and_never_corpus(made: Made) -> None:
    with Store.read_only(made.out) as store:
        reasons = {one.uri.removeprefix(made.server.url): one.reason for one in store.documents.unreadable()}
    assert reasons.keys() == ERRORS.keys()
    assert "HTTP 404 Not Found" in reasons["/gone"]
    assert "an error page, titled 'Page not found'" in reasons["/disguised"]
    assert "more than 1.9" in reasons["/large"]
    assert "took longer than 6 s" in reasons["/slow"]
    assert "169.254.169.254, which is not on the public internet" in reasons["/inside"]
    assert "program text" in reasons["/program.js"]


def test_going_on_fetches_nothing_again_but_what_failed(made: Made, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "run"))
    shutil.rmtree(out / "dataset")
    before = len(made.server.asked)
    assert made.make(out) == (made.out / "dataset" / "tasks.jsonl").read_bytes()
    asked = {one.path for one in made.server.asked[before:]}
    assert asked == {"/robots.txt", "/gone", "/large", "/slow", "/inside"}


def test_a_run_from_the_web_is_checked_without_it(made: Made, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "elsewhere"))
    before = len(made.server.asked)
    found = verify(out, lambda _: None, workers=1)
    assert (found.failures, found.passed, found.checked) == ((), 40, 40)
    assert len(made.server.asked) == before


def test_a_frozen_page_that_was_changed_is_found(made: Made, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "elsewhere"))
    uri, document = next(iter(documents(out).items()))
    frozen = out / "corpus" / "documents" / document.digest
    frozen.write_bytes(frozen.read_bytes().replace(b"</body>", b"<p>More.</p></body>"))
    found = verify(out, lambda _: None, workers=1)
    assert {failure.check for failure in found.failures} == {"bytes"}, uri


def test_an_address_with_a_password_is_wrong_usage_and_written_nowhere(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="user's name or password"):
        Settings.resolve({"sources": ("http://me:secret@example.org/",), "out": tmp_path / "run"})
