"""The scripted server as a process of its own: for benchmarks, and for tests that kill the client."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from types import TracebackType
from typing import Self

from taskloom.testing.fault import Faults
from taskloom.testing.model_server import Seen


class ServerProcess:
    """`python -m taskloom.testing.server`, up within a `with` block. `script` is 'module:function'."""

    def __init__(self, script: str, *, latency_s: float = 0.0, faults: Faults | None = None) -> None:
        faults = faults or Faults()
        self._command = [sys.executable, "-m", "taskloom.testing.server", "--script", script]
        self._command += ["--latency", str(latency_s), "--seed", str(faults.seed)]
        for kind, rate in faults.rates.items():
            self._command += ["--fault", f"{kind}={rate}"]
        self._process: subprocess.Popen[str] | None = None
        self.url = ""
        """The base address, `http://127.0.0.1:PORT/v1`."""

    @property
    def pid(self) -> int:
        """The process' id."""
        assert self._process is not None
        return self._process.pid

    @property
    def seen(self) -> Seen:
        """What came so far."""
        with urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/seen") as reply:
            return Seen(**json.load(reply))

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError(f"the server did not start: {' '.join(self._command)}; see its output above")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()
