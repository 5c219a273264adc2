"""Serving the real model on loopback: a process of its own that lives no longer than the block that started it.

Which weights there are and how they are fetched is `weights`'; the process itself is `serve`'s.
"""

import os
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx2
from weights import WEIGHTS

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-model/bin/python"
CHOSEN = os.environ.get("REAL_MODEL", "1.5b")
"""A name in WEIGHTS."""
FILE = ROOT / ".models" / WEIGHTS[CHOSEN].file
CONTEXT = 8192
"""Tokens of one request and its reply."""
SLOTS = 2
"""Requests answered at once: as many as two cores serve without slowing one another much."""
LOADING = 300.0
"""Seconds after which weights that are still loading are given up; five are usual."""


def missing() -> str | None:
    """What is not installed, in words; None when the model can be served."""
    absent = [str(path.relative_to(ROOT)) for path in (PYTHON, FILE) if not path.exists()]
    return f"no real model here ({', '.join(absent)} missing); 'make test-model' installs it" if absent else None


@contextmanager
def serving(log: Path) -> Generator[str]:
    """The address of the model, ready to answer; the server's messages go to `log`. Raises RuntimeError."""
    command = [PYTHON, Path(__file__).with_name("serve.py"), FILE, str(CONTEXT), str(SLOTS)]
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        watch = threading.Timer(LOADING, process.kill)
        watch.start()
        try:
            address = process.stdout.readline().strip()
            if not address:
                raise RuntimeError(f"{FILE.name} was not loaded: {log.read_text(errors='replace')[-2000:]}")
            wait_until_ready(address)
            watch.cancel()
            yield address
        finally:
            watch.cancel()
            process.kill()


def wait_until_ready(address: str) -> None:
    """Asks for the server's health until it is well; the watch over the process bounds how long."""
    # Each request waits for its answer, and a server that is loading answers 503.
    while not httpx2.get(f"{address}/health", timeout=LOADING).is_success:
        pass
