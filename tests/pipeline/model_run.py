"""Runs with a scripted model over the invented towns: in this process, or as the command in one that can be stopped.

All start from a copy of one run whose corpus is read and mined, so that each costs only its crafting.
"""

import asyncio
import json
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from taskloom.pipeline import generate
from taskloom.pipeline.outcome import Outcome
from taskloom.pipeline.settings import Settings
from taskloom.testing import ChatRequest, ModelServer, Script, ScriptReply, Seen

TASKS = 16
MODEL = {"name": "local:perfect", "calls_tools": "native", "input_price": 1.0, "output_price": 2.0, "timeout_s": 4.0}
"""Prices are US dollars a million tokens."""
PROGRAM = "from taskloom.cli import main; main()"
HASTY = f"""
from taskloom.llm.retry import Patience
from taskloom.pipeline import session
session.PATIENCE = Patience(tries=3, base_s=0.05, most_s=0.2, longest_s=1.0, pause_s=0.1)
{PROGRAM}
"""
"""The command with little patience."""


class Ended(NamedTuple):
    """How a process ended."""

    status: int
    output: str
    complaint: str


class Runs(NamedTuple):
    """Makes runs over one small corpus."""

    sources: Path
    prepared: Path

    def fresh(self, out: Path) -> Path:
        """A run that is read and mined and has nothing crafted."""
        return Path(shutil.copytree(self.prepared, out))

    def given(self, out: Path, server: ModelServer, **settings: object) -> dict[str, object]:
        """The settings of a run; those of the model may be given apart."""
        model = settings.pop("model", {})
        assert isinstance(model, dict)
        base: dict[str, object] = {"sources": [str(self.sources)], "out": str(out), "tasks": TASKS, "workers": 1}
        base["workflow"] = {"block": 4}
        return {**base, "model": {**MODEL, "base_url": server.url, **model}, **settings}

    def make(self, out: Path, server: ModelServer, **settings: object) -> Outcome:
        """Make the dataset, in this process."""
        if not out.exists():
            self.fresh(out)
        return generate(Settings.resolve(self.given(out, server, **settings)), lambda _: None)

    def start(
        self, out: Path, server: ModelServer, program: str = PROGRAM, **settings: object
    ) -> subprocess.Popen[str]:
        """The command `generate`, just started."""
        if not out.exists():
            self.fresh(out)
        config = out.with_suffix(".yaml")
        config.write_text(json.dumps(self.given(out, server, **settings)))
        command = [sys.executable, "-c", program, "generate", "--config", str(config)]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, out: Path, server: ModelServer, program: str = PROGRAM, **settings: object) -> Ended:
        """The command `generate`, to its end."""
        return ended(self.start(out, server, program, **settings))


class Undisturbed(NamedTuple):
    """A whole run, and what its server saw."""

    out: Path
    seen: Seen


class Disturber:
    """A script that sends a signal to the client after it was asked so many times; 0 leaves it alone."""

    def __init__(self, script: Script, seed: int = 0, within_s: float = 0.0) -> None:
        self._script = script
        self._chance = random.Random(seed)
        self._within_s = within_s
        self._process: subprocess.Popen[str] | None = None
        self._signals: tuple[signal.Signals, ...] = ()
        self._left = 0

    def disturb(self, process: subprocess.Popen[str], after: int, *signals: signal.Signals) -> None:
        """Send the signals at the request of this number from now."""
        self._process, self._left, self._signals = process, after, signals

    def __call__(self, request: ChatRequest) -> ScriptReply:
        """What the script says."""
        self._left -= 1
        if self._left == 0:
            delay = self._chance.uniform(0.0, self._within_s)
            asyncio.get_running_loop().call_later(delay, self._send)
        return self._script(request)

    def _send(self) -> None:
        """The next signal; a second one comes later, because one that waits to be handled swallows another."""
        assert self._process is not None
        self._process.send_signal(self._signals[0])
        self._signals = self._signals[1:]
        if self._signals:
            asyncio.get_running_loop().call_later(0.5, self._send)


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a process."""
    output, complaint = process.communicate()
    return Ended(process.returncode, output, complaint)


def tasks_of(out: Path) -> bytes:
    """The tasks of a run's dataset."""
    return (out / "dataset" / "tasks.jsonl").read_bytes()


def rejections_of(out: Path) -> bytes:
    """The rejections of a run's dataset."""
    return (out / "dataset" / "rejections.jsonl").read_bytes()


def rows(lines: bytes) -> list[dict[str, object]]:
    """Lines of JSON, read."""
    return [json.loads(line) for line in lines.splitlines()]
