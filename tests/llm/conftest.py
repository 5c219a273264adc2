"""A scripted server that echoes."""

from collections.abc import Iterator

import pytest
from scripted import echo

from taskloom.testing import ModelServer


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(echo) as running:
        yield running
