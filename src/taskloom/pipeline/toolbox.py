"""The tools over a run's frozen corpus, for solvers: opened for reading, beside any writer."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from taskloom.corpus.corpus import Corpus
from taskloom.pipeline.kept_web import web_access
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.worker import INDEX
from taskloom.store import Store
from taskloom.tools.toolbox import Toolbox


@contextmanager
def open_toolbox(run: Path) -> Generator[Toolbox]:
    """The tools; to be used in the thread that opens them. Raises StoreError."""
    with (
        Store.read_only(run) as store,
        Toolbox(Corpus(StoreLibrary(store), run / INDEX), web_access(store)) as toolbox,
    ):
        yield toolbox
