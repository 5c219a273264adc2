"""The source files that go into an export: programs of the consumer, which run where TaskLoom is installed too."""

from importlib.resources import files
from pathlib import Path


def template(name: str, *, run: Path | None = None) -> str:
    """The file's text, `RUN` in it replaced by the run's absolute path."""
    text = files("taskloom.export").joinpath("templates", f"{name}.txt").read_text(encoding="utf-8")
    return text if run is None else text.replace('"RUN"', repr(str(run.resolve())))
