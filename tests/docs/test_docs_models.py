"""The tables of models.md say what the code does: every provider, every setting with its default."""

import json

from doc_pages import ROOT

from taskloom.llm.name import PROVIDERS, ModelSettings
from taskloom.llm.retry import Patience
from taskloom.testing import FAULTS

PAGE = (ROOT / "docs/models.md").read_text(encoding="utf-8")


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose head begins so, without their code marks."""
    lines = PAGE[PAGE.index(head) :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_every_provider_is_listed() -> None:
    shown = [[cell.strip("`") for cell in row] for row in rows("| provider |")]
    assert shown == [
        [name, one.base_url or "base_url` or `TASKLOOM_BASE_URL", one.key, one.structured]
        for name, one in PROVIDERS.items()
    ]


def test_every_setting_is_listed_with_its_default() -> None:
    shown = {name.strip("`"): default.strip("`") for name, default, _ in rows("| setting |")}
    defaults = ModelSettings(name="local:m").model_dump(mode="json")
    wanted = {name: default if isinstance(default, str) else json.dumps(default) for name, default in defaults.items()}
    assert shown == wanted | {"name": "none"}


def test_the_times_and_the_faults_are_the_real_ones() -> None:
    patience = Patience()
    assert f"{patience.tries} times in all" in PAGE
    assert f"at most {patience.most_s:.0f} seconds" in PAGE
    assert f"{patience.pause_s:.0f} seconds, then twice as long each time, up to {patience.most_s:.0f}" in PAGE
    assert f"After {patience.longest_s / 60:.0f} minutes" in PAGE
    assert f"after {patience.absent_s:.0f} seconds where nothing connects" in PAGE
    assert all(f"`{kind}`" in PAGE for kind in FAULTS)
