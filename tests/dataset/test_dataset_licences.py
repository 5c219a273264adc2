"""Licences that a user states: which one counts, where it is told, and globs that say nothing."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import JsonValue, TypeAdapter, ValidationError
from task_builder import atomic

from taskloom.dataset.card import card
from taskloom.dataset.licences import Licences, Stated, StatedLicences
from taskloom.dataset.report import Report
from taskloom.errors import UsageError
from taskloom.schema.document import Unreadable
from taskloom.store import DocumentRow, Store

SETTING: TypeAdapter[Mapping[str, str]] = TypeAdapter(StatedLicences)


def stated(by_glob: Mapping[str, str], uri: str, licence: str | None = None) -> Stated:
    (evidence,) = atomic(licence=licence).evidence
    return Licences(by_glob).of(evidence.model_copy(update={"uri": uri}))


def kept(folder: Path, by_glob: Mapping[str, str], *uris: str) -> Store:
    """A run of these documents with what its user states."""
    store = Store.create_or_open(folder)
    store.documents.put(DocumentRow.of(n, Unreadable(uri=uri, reason="empty")) for n, uri in enumerate(uris))
    Licences(by_glob).keep(store)
    return store


def test_the_first_glob_that_matches_counts() -> None:
    by_glob = {"reports/us-*": "PDM", "reports/*": "MIT", "*.md": "CC0-1.0"}
    assert stated(by_glob, "reports/us-9.pdf") == ("PDM", "user")
    assert stated(by_glob, "reports/eu/1.pdf") == ("MIT", "user")
    assert stated(by_glob, "deep/er/a.md") == ("CC0-1.0", "user")
    assert stated(by_glob, "a.html") == ("", "nobody")


def test_capitals_count() -> None:
    assert stated({"A/*": "MIT"}, "a/b").by == "nobody"


def test_what_a_document_states_wins() -> None:
    assert stated({"*": "MIT"}, "a.html", "CC-BY-4.0") == ("CC-BY-4.0", "document")


@pytest.mark.parametrize(
    ("given", "by_glob"),
    [
        ({"b/*": "MIT", "*": "CC0-1.0"}, {"b/*": "MIT", "*": "CC0-1.0"}),
        (("b/*=MIT", "CC0-1.0"), {"b/*": "MIT", "*": "CC0-1.0"}),
        ("CC BY 4.0", {"*": "CC BY 4.0"}),
        (["http://e.example/?page=*=MIT"], {"http://e.example/?page=*": "MIT"}),
    ],
)
def test_it_is_given_by_glob_or_for_all(given: object, by_glob: Mapping[str, str]) -> None:
    assert list(SETTING.validate_python(given).items()) == list(by_glob.items())


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (("MIT", "CC0-1.0"), r"'\*' is named twice"),
        (("a/*=",), "at least 1 character"),
        (("=MIT",), "at least 1 character"),
        ({"a/*": None}, "valid string"),
        (3, "valid dictionary"),
    ],
)
def test_what_says_nothing_is_refused(given: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        SETTING.validate_python(given)


def test_a_run_keeps_them_in_their_order(tmp_path: Path) -> None:
    by_glob = {"b/*": "MIT", "*": "CC0-1.0"}
    with kept(tmp_path, by_glob, "b/1.md", "a.md") as store:
        (evidence,) = atomic().evidence
        found = Licences.of_run(store)
    assert [found.of(evidence.model_copy(update={"uri": uri})).licence for uri in ("b/1.md", "a.md")] == [
        "MIT", "CC0-1.0",
    ]  # fmt: skip


def test_a_run_without_any_states_none(tmp_path: Path) -> None:
    with Store.create_or_open(tmp_path) as store:
        assert Licences.of_run(store).of(atomic().evidence[0]).by == "nobody"


def test_a_glob_that_matches_no_document_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"licences: 'b/\*' matches none of the 1 documents; .*, such as 'a/1\.md'$"):
        kept(tmp_path, {"a/*": "MIT", "b/*": "MIT"}, "a/1.md")


def test_a_glob_behind_a_wider_one_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"licences: 'a/\*': what it matches, globs before it match"):
        kept(tmp_path, {"*": "MIT", "a/*": "CC0-1.0"}, "a/1.md")


def test_the_card_says_who_stated_what() -> None:
    tasks = [
        atomic(document="a", licence="MIT"), atomic(document="b"), atomic(document="c"), atomic(document="d"),
    ]  # fmt: skip
    report = Report.of(tasks, Licences({"b.html": "MIT", "c.html": "CC | BY"}))
    text = card(report, version="0.1.0", seed=0)
    assert (
        "| licence | stated by | attribution | documents |\n"
        "| --- | --- | --- | --- |\n"
        "| not stated | nobody | not stated | 1 |\n"
        "| CC \\| BY | user | not stated | 1 |\n"
        "| MIT | document | not stated | 1 |\n"
        "| MIT | user | not stated | 1 |\n"
    ) in text
    assert "- The licence of 1 documents is not known." in text
    assert {"licence": "MIT", "stated_by": "user", "attribution": "", "documents": 1} in _listed(report)


def _listed(report: Report) -> list[JsonValue]:
    found = report.to_json()["licences"]
    assert isinstance(found, list)
    return found
