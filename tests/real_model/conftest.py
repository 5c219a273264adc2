"""The real model, served once for all tests of this folder; where it is not installed they are skipped."""

from collections.abc import Iterator

import pytest
from model_serving import missing, serving


@pytest.fixture(scope="session")
def real_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real model, for '/v1/chat/completions' and the like after it."""
    if reason := missing():
        pytest.skip(reason)
    with serving(tmp_path_factory.mktemp("model") / "server.log") as address:
        yield address
