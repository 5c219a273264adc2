"""What a reading takes from its folder is frozen once, and nothing else of the folder counts."""

from hashlib import blake2b
from pathlib import Path

import pytest

from taskloom.ingest.listing import Found
from taskloom.ingest.sources import expand
from taskloom.pipeline.folder import Folder, Folders


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("b.csv", "a.json.gz", "page.html", "README.md"):
        (tmp_path / name).write_text(name)
    return tmp_path


def frozen(data: bytes) -> str:
    return blake2b(data).hexdigest()


def folder_of(place: Path, name: str) -> Folder:
    found = next(one for one in expand([place]) if one.uri == name)
    folder = Folders(frozen).of(found)
    assert folder is not None
    return folder


def test_a_folder_is_its_data_files_and_its_readme(place: Path) -> None:
    assert folder_of(place, "b.csv") == Folder(("a.json", "b.csv"), "README.md", frozen(b"README.md"))


def test_a_readme_does_not_describe_itself(place: Path) -> None:
    assert folder_of(place, "README.md") == Folder(("a.json", "b.csv"), None, None)


@pytest.mark.parametrize(("name", "changes"), [("c.csv", True), ("README.md", True), ("other.html", False)])
def test_only_what_reading_uses_changes_the_key(place: Path, name: str, changes: bool) -> None:
    before = folder_of(place, "b.csv").key
    (place / name).write_text("new")
    assert (folder_of(place, "b.csv").key != before) is changes


def test_a_folder_comes_back_from_the_record(place: Path) -> None:
    folder = folder_of(place, "b.csv")
    assert Folder.of_json(folder.to_json()) == folder
    assert Folder.of_json(None) == Folder((), None, None)


def test_a_file_that_may_not_be_read_has_no_folder(place: Path) -> None:
    assert Folders(frozen).of(Found("x", str(place / "x"), "a symbolic link that points to nothing")) is None
