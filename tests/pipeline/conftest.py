"""A small corpus of real documents of several kinds, and a run over it."""

from pathlib import Path

import pytest
from killable_run import CHILD, Ended, Maker, gather


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
