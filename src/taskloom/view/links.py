"""Where the pages lie: addresses on the server, or files of a copy, relative to the page that names them."""

from __future__ import annotations

from hashlib import blake2b
from typing import Protocol
from urllib.parse import quote, urlencode


class Links(Protocol):
    """The address of everything a page can lead to. A `query` narrows or orders a list; a copy leaves it out."""

    def overview(self) -> str:
        """The first page."""
        ...

    def tasks(self, query: str = "") -> str:
        """The list of tasks."""
        ...

    def task(self, identity: str, query: str = "") -> str:
        """A task; `query` is the list it was opened from."""
        ...

    def record(self, identity: str) -> str:
        """A task's record as JSON."""
        ...

    def rejections(self, query: str = "") -> str:
        """The list of rejected candidates."""
        ...

    def review(self, sample: int | None = None, place: int | None = None) -> str:
        """The samples; a sample; a task of it."""
        ...

    def compare(self, run: str) -> str:
        """This run beside another."""
        ...

    def document(self, uri: str) -> str:
        """A document, whole."""
        ...

    def source(self, digest: str, media_type: str) -> str:
        """A picture's frozen bytes."""
        ...

    def page(self, task: str, evidence: str) -> str:
        """The picture of a PDF's page with the evidence marked."""
        ...

    def plot(self, name: str) -> str:
        """A plot as an SVG file."""
        ...

    def asset(self, name: str) -> str:
        """A script or style sheet."""
        ...


class ServerLinks:
    """Addresses on the server."""

    def overview(self) -> str:
        """The first page."""
        return "/"

    def tasks(self, query: str = "") -> str:
        """The list of tasks."""
        return _with("/tasks", query)

    def task(self, identity: str, query: str = "") -> str:
        """A task."""
        return _with(f"/task/{quote(identity, safe='')}", query)

    def record(self, identity: str) -> str:
        """A task's record."""
        return f"/record/{quote(identity, safe='')}"

    def rejections(self, query: str = "") -> str:
        """The list of rejected candidates."""
        return _with("/rejections", query)

    def review(self, sample: int | None = None, place: int | None = None) -> str:
        """The samples; a sample; a task of it."""
        return "/".join(["/review", *(str(part) for part in (sample, place) if part is not None)])

    def compare(self, run: str) -> str:
        """This run beside another."""
        return _with("/compare", urlencode({"run": run}))

    def document(self, uri: str) -> str:
        """A document, whole."""
        return _with("/document", urlencode({"uri": uri}))

    def source(self, digest: str, media_type: str) -> str:
        """A picture's bytes."""
        del media_type
        return f"/source/{digest}"

    def page(self, task: str, evidence: str) -> str:
        """A marked page."""
        return f"/page/{quote(task, safe='')}/{quote(evidence, safe='')}"

    def plot(self, name: str) -> str:
        """A plot."""
        return f"/plot/{name}.svg"

    def asset(self, name: str) -> str:
        """A script or style sheet."""
        return f"/assets/{name}"


class CopyLinks:
    """Files of a copy, as seen from a page `depth` folders down."""

    def __init__(self, depth: int) -> None:
        self._up = "../" * depth

    def overview(self) -> str:
        """The first page."""
        return f"{self._up}index.html"

    def tasks(self, query: str = "") -> str:
        """The list of tasks, which its script narrows by what stands after '#'."""
        return f"{self._up}tasks.html" + (f"#{query}" if query else "")

    def task(self, identity: str, query: str = "") -> str:
        """A task."""
        del query
        return f"{self._up}task/{file_name(identity)}.html"

    def record(self, identity: str) -> str:
        """A task's record."""
        return f"{self._up}task/{file_name(identity)}.json"

    def rejections(self, query: str = "") -> str:
        """The list of rejected candidates."""
        return f"{self._up}rejections.html" + (f"#{query}" if query else "")

    def review(self, sample: int | None = None, place: int | None = None) -> str:
        """The results of the reviews, on one page."""
        del place
        return f"{self._up}review.html" + (f"#sample-{sample}" if sample is not None else "")

    def compare(self, run: str) -> str:
        """This run beside another."""
        return f"{self._up}compare-{file_name(run)}.html"

    def document(self, uri: str) -> str:
        """A document, whole."""
        return f"{self._up}document/{file_name(uri)}.html"

    def source(self, digest: str, media_type: str) -> str:
        """A picture's bytes."""
        return f"{self._up}source/{digest}.{file_name(media_type.rpartition('/')[2])}"

    def page(self, task: str, evidence: str) -> str:
        """A marked page."""
        return f"{self._up}page/{file_name(f'{task} {evidence}')}.png"

    def plot(self, name: str) -> str:
        """A plot."""
        return f"{self._up}plot/{name}.svg"

    def asset(self, name: str) -> str:
        """A script or style sheet."""
        return f"{self._up}assets/{name}"


def file_name(name: str) -> str:
    """A file's name for anything: itself where it is plain, else a hash of it."""
    if name.isascii() and name.replace("_", "").isalnum() and len(name) <= 80:
        return name
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _with(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
