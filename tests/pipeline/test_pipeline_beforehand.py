"""What is wrong with models, prompts, programs and the run's folder is said before a document is read."""

from pathlib import Path

import pytest
from pydantic import JsonValue

from taskloom.errors import TaskloomError, UsageError
from taskloom.pipeline import generate
from taskloom.pipeline.settings import Settings

HERE: dict[str, JsonValue] = {"name": "local:m", "base_url": "http://127.0.0.1:9/v1"}


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"model": "openai:m"}, "openai:m: no key; set OPENAI_API_KEY in the environment"),
        ({"model": "local:m"}, "local:m: no address; give --base-url"),
        ({"model": "nowhere:m"}, "nowhere:m: "),
        ({"model": HERE, "judge": "openai:j"}, "openai:j: no key"),
        ({"model": HERE, "budget": 1.0}, "local:m: its price is unknown, and --budget needs one"),
        ({"model": HERE, "workflow": {"prompts": "nowhere"}}, "--prompts: nowhere: no such folder"),
        ({"model": HERE, "workflow": {"solving": {"command": "no-such"}}}, "'no-such': no such program"),
    ],
)
def test_it_is_said_before_anything_is_read_or_written(
    given: dict[str, JsonValue], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "TASKLOOM_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings.resolve({"sources": [str(tmp_path)], "out": tmp_path / "run", **given})
    with pytest.raises(TaskloomError, match=complaint) as told:
        generate(settings, lambda _: None)
    assert told.value.exit_status == 2
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("source", [".", "*.csv", "sub/.."])
def test_a_run_is_not_written_into_the_folder_it_reads(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("town,height\nBrig,678\n")
    with pytest.raises(UsageError, match="is this very folder; choose another --out"):
        generate(Settings.resolve({"sources": [source], "out": tmp_path}), lambda _: None)
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
