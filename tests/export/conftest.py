"""The run that exports are made from."""

from pathlib import Path

import pytest
from try_builder import made


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return made(tmp_path / "run")
