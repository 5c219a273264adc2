"""The table of settings names every setting there is, with its real default and option."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from doc_pages import ROOT
from pydantic import BaseModel
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.pipeline.settings import Settings

ROW = re.compile(r"\| `([\w.]+)` \| (\S+) \| (?:`(\S+)`)? ?\| (.+) \|")
TABLE = [
    found.groups()
    for line in (ROOT / "docs/settings.md").read_text(encoding="utf-8").splitlines()
    if (found := ROW.fullmatch(line))
]


def flattened(settings: BaseModel, above: str = "") -> Iterator[tuple[str, object]]:
    """The settings by dotted name, with the values that stand in a file."""
    values = settings.model_dump(mode="json")
    for name in type(settings).model_fields:
        group: object = getattr(settings, name)
        if isinstance(group, BaseModel):
            yield from flattened(group, f"{above}{name}.")
        else:
            yield f"{above}{name}", values[name]


def test_the_table_gives_every_setting_with_its_default() -> None:
    shown = {name: default.strip("`") for name, default, _, _ in TABLE}
    real = {
        name: "none" if name in {"sources", "out"} else "cores" if name == "workers" else json.dumps(value)
        for name, value in flattened(Settings(sources=("documents",), out=Path("run")))
    }
    assert shown == real


def test_the_options_named_are_those_of_the_command() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(--[\w-]+)", page))
    printed = CliRunner().invoke(app, ["generate", "--help"]).stdout
    assert told == set(re.findall(r"^\s+(--[\w-]+)", printed, re.MULTILINE))


def test_the_file_shown_is_taken(tmp_path: Path) -> None:
    text = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    shown = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert shown is not None
    file = tmp_path / "settings.yaml"
    file.write_text(shown[1])
    settings = Settings.resolve({"sources": ("documents",), "out": tmp_path}, file)
    assert (settings.tasks, settings.limits.pages, settings.variety.bridge) == (500, 2000, 2)
