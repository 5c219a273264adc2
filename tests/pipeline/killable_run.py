"""Runs over a small corpus of real documents, in processes of their own that can be killed."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent.parent / "data"
FOLDERS = ("corpus", "keyed", "tables/alcohol-consumption", "tables/bad-drivers")
PAGES = (
    "html/1983_Tour_de_France_excerpt.html",
    "html/Oklahoma_s_3rd_congressional_district.html",
    "html/Payne_Stewart_excerpt.html",
    "html/World_Golf_Championships_excerpt.html",
)
VARIETY = {"document": 0.2, "relation": 0.2, "bridge": 1, "least": 1, "slack": 2}
"""Caps so tight that tasks are deferred and admitted later."""

CHILD = """
import json, os, signal, sys
from pathlib import Path
from taskloom.pipeline import admission, generate, mining, reading
from taskloom.pipeline.settings import Settings

reading.BATCH = mining.BATCH = admission.BATCH = 3
admission.WAVE = 16

def main():
    given, stage, number = json.loads(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    seen = 0

    def watch(progress):
        nonlocal seen
        print(progress.stage, flush=True)
        seen += progress.stage == stage
        if seen and seen == number:
            os.kill(os.getpid(), signal.SIGKILL)
        if stage == "ask":
            sys.stdin.readline()

    generate(Settings.resolve(given), watch)

if __name__ == "__main__":
    main()
"""


class Ended(NamedTuple):
    """How a process ended, and the stages it told of, one a call."""

    status: int
    stages: list[str]
    complaint: str


class Maker(NamedTuple):
    """Runs `generate` in processes of their own, with small batches."""

    script: Path
    sources: Path

    def command(
        self, out: Path, *, workers: int = 1, sources: Path | None = None, stage: str = "", number: int = 0
    ) -> list[str]:
        given = {
            "sources": [str(sources or self.sources)],
            "out": str(out),
            "tasks": 24,
            "max_hops": 3,
            "test_share": 0.25,
            "workers": workers,
            "variety": VARIETY,
        }
        return [sys.executable, str(self.script), json.dumps(given), stage, str(number)]

    def run(
        self, out: Path, *, workers: int = 1, sources: Path | None = None, stage: str = "", number: int = 0
    ) -> Ended:
        """Run to the end, or until the process is killed at the `number`th call in `stage`."""
        command = self.command(out, workers=workers, sources=sources, stage=stage, number=number)
        done = subprocess.run(command, capture_output=True, text=True)
        return Ended(done.returncode, done.stdout.splitlines(), done.stderr)


def gather(folder: Path) -> None:
    """Copy the small corpus to a folder."""
    for name in FOLDERS:
        shutil.copytree(DATA / name, folder / name, ignore=shutil.ignore_patterns("SOURCES.md"))
    for name in PAGES:
        shutil.copy(DATA / name, folder)
