"""A small corpus of real documents of several kinds, and a run over it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from invented_towns import TOWNS, Town, write_pages
from killable_run import CHILD, Ended, Maker, gather
from model_run import TASKS, Runs, Undisturbed

from taskloom.pipeline import generate
from taskloom.pipeline.settings import Settings
from taskloom.testing import ModelServer
from taskloom.testing.perfect import PerfectModel


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "documents"
    gather(folder)
    return folder


@pytest.fixture(scope="session")
def maker(small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Maker:
    script = tmp_path_factory.mktemp("script") / "child.py"
    script.write_text(CHILD)
    return Maker(script, small_corpus)


@pytest.fixture(scope="session")
def finished(maker: Maker, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A run that was never stopped. Only to be read."""
    out = tmp_path_factory.mktemp("finished") / "run"
    ended = maker.run(out)
    assert ended.status == 0, ended.complaint
    return out, ended


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Makes runs with a scripted model."""
    return _prepared(tmp_path_factory.mktemp("towns"), TOWNS)


@pytest.fixture(scope="session")
def small_runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Makes runs over the pages of two towns alone, few enough to be tried to the last."""
    return _prepared(tmp_path_factory.mktemp("two_towns"), TOWNS[:2])


def _prepared(folder: Path, towns: Sequence[Town]) -> Runs:
    sources, prepared = folder / "documents", folder / "prepared"
    write_pages(sources, towns)
    generate(Settings.resolve({"sources": [str(sources)], "out": prepared, "tasks": 1, "workers": 1}), lambda _: None)
    return Runs(sources, prepared)


@pytest.fixture(scope="session")
def undisturbed(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    """A run with a perfect model that nothing disturbed. Only to be read."""
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    with ModelServer(PerfectModel()) as server:
        assert runs.make(out, server).accepted == TASKS
        return Undisturbed(out, server.seen)
