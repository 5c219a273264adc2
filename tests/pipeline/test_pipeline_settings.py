"""Settings: command line over file over defaults, and a clear word for what cannot be meant."""

from pathlib import Path

import pytest
import yaml

from taskloom.errors import UsageError
from taskloom.pipeline.settings import Settings

GIVEN = {"sources": ("corpus",), "out": Path("run")}


def config(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.yaml"
    file.write_text(text, "utf-8")
    return file


def test_what_is_not_given_is_the_default() -> None:
    settings = Settings.resolve({**GIVEN, "tasks": None, "mix": None})
    assert (settings.tasks, settings.seed, settings.max_hops) == (None, 0, 4)
    assert settings.mix.model_dump() == {"atomic": 0.5, "depth": 0.3, "width": 0.2}


def test_an_option_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = config(tmp_path, "tasks: 10\nseed: 5\nmix: {atomic: 1}\nlimits: {seconds: 9, pages: 3}\n")
    settings = Settings.resolve({**GIVEN, "tasks": 20, "limits": {"seconds": 2.0}}, file)
    assert (settings.tasks, settings.seed) == (20, 5)
    assert (settings.limits.seconds, settings.limits.pages) == (2.0, 3)
    assert settings.mix.model_dump() == {"atomic": 1.0, "depth": 0.0, "width": 0.0}


def test_a_mix_given_as_an_option_replaces_the_files_whole(tmp_path: Path) -> None:
    file = config(tmp_path, "mix: {atomic: .5, depth: .5}\n")
    assert Settings.resolve({**GIVEN, "mix": "width=1"}, file).mix.model_dump() == {
        "atomic": 0.0,
        "depth": 0.0,
        "width": 1.0,
    }


def test_licences_given_as_options_replace_the_files_whole(tmp_path: Path) -> None:
    file = config(tmp_path, "licences: {a/*: MIT, b/*: CC0-1.0}\n")
    assert Settings.resolve(GIVEN, file).licences == {"a/*": "MIT", "b/*": "CC0-1.0"}
    assert Settings.resolve({**GIVEN, "licences": ("CC-BY-4.0",)}, file).licences == {"*": "CC-BY-4.0"}


def test_everything_can_stand_in_the_file(tmp_path: Path) -> None:
    file = config(tmp_path, "sources: [a, b]\nout: runs/x\ndistractors: [d]\nmix: depth=1\n")
    settings = Settings.resolve({}, file)
    assert (settings.sources, settings.out, settings.distractors) == (("a", "b"), Path("runs/x"), ("d",))


def test_the_settings_as_resolved_give_themselves_again(tmp_path: Path) -> None:
    settings = Settings.resolve({**GIVEN, "sources": ("Zürich & co",), "tasks": 7, "mix": "atomic=1,depth=2"})
    assert Settings.resolve({}, config(tmp_path, settings.to_yaml())) == settings


def test_the_resolved_file_names_every_setting() -> None:
    assert list(yaml.safe_load(Settings.resolve(GIVEN).to_yaml())) == list(Settings.model_fields)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"out": Path("run")}, "sources: not given; give it on the command line or in --config"),
        ({**GIVEN, "tasks": 0}, "tasks: Input should be greater than or equal to 1"),
        ({**GIVEN, "tasks": 0, "seed": -1}, "tasks: .*; seed: .*"),
        ({**GIVEN, "mix": "atomic:1"}, "mix: 'atomic:1' is no 'kind=share'; write it like"),
        ({**GIVEN, "licences": ("a/*=MIT", "a/*=CC0-1.0")}, r"licences: 'a/\*' is named twice"),
        ({**GIVEN, "max_hops": 99}, "max_hops: Input should be less than or equal to 8"),
        ({**GIVEN, "sources": ("http://a:b@c.example/",)}, "sources: holds a user's name or password"),
        ({**GIVEN, "web": {"allow": ["127.0.0.1"]}}, r"web\.allow\.0: '127\.0\.0\.1' is no HOST:PORT"),
        ({**GIVEN, "web": {"fetch": True}}, r"web\.fetch and web\.search are tools of agents, in runs with a model"),
        (
            {**GIVEN, "web": {"search": {"url": "http://e.example/?q={query}"}}},
            "web: search finds pages",
        ),
        (
            {**GIVEN, "web": {"search": {"url": "http://e.example/"}}},
            r"web\.search\.url: .* \{query\} in it",
        ),
        (
            {**GIVEN, "web": {"search": {"url": "http://a:b@e.example/{query}"}}},
            r"web\.search\.url: holds a user's",
        ),
        (
            {**GIVEN, "web": {"search": {"uri": "x"}}},
            r"web\.search\.url: .*; web\.search\.uri: no such setting",
        ),
        ({**GIVEN, "web": {"agent": "x"}}, r"web\.agent: no such setting; the settings are fetch, search, allow, "),
    ],
)
def test_a_wrong_option_is_named(given: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=f"^{message}"):
        Settings.resolve(given)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("taks: 3\n", r"settings\.yaml: taks: no such setting; the settings are sources, out, "),
        (
            "limits: {second: 3}\n",
            r"settings\.yaml: limits\.second: no such setting; the settings are seconds, ",
        ),
        ("tasks: many\n", r"settings\.yaml: tasks: Input should be a valid integer"),
        ("mix: {atomic: high}\n", r"settings\.yaml: mix: 'high' is no number: the share of 'atomic' is one"),
        ("- a\n", r"settings\.yaml: holds no settings"),
        ("a: [\n", r"settings\.yaml: not YAML: "),
    ],
)
def test_a_wrong_file_is_named_with_its_setting(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        Settings.resolve(GIVEN, config(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.yaml: No such file or directory; --config names a settings file"):
        Settings.resolve(GIVEN, tmp_path / "none.yaml")


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert Settings.resolve(GIVEN, config(tmp_path, "# nothing yet\n")) == Settings.resolve(GIVEN)
