"""Frozen bytes come back as they were, or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.snapshot import SnapshotDamaged, Snapshots


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path / "corpus" / "documents")


@given(st.binary(max_size=2000))
def test_what_is_put_is_got(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    snapshots = Snapshots(tmp_path_factory.getbasetemp() / "law")
    assert snapshots.get(snapshots.put(data)) == data


def test_the_file_is_named_by_the_blake2b_256_of_its_bytes(snapshots: Snapshots) -> None:
    digest = snapshots.put(b"a page")
    assert digest == blake2b(b"a page", digest_size=32).hexdigest()
    assert (snapshots.folder / digest).read_bytes() == b"a page"


def test_putting_again_leaves_one_file_untouched(snapshots: Snapshots) -> None:
    path = snapshots.path(snapshots.put(b"a page"))
    before = path.stat().st_mtime_ns
    snapshots.put(b"a page")
    assert [path.name] == [file.name for file in snapshots.folder.iterdir()]
    assert path.stat().st_mtime_ns == before


def test_a_file_cut_short_is_put_whole(snapshots: Snapshots) -> None:
    path = snapshots.path(snapshots.put(b"a page"))
    path.write_bytes(b"a pa")
    assert snapshots.get(snapshots.put(b"a page")) == b"a page"


def test_many_at_once_put_the_same(snapshots: Snapshots) -> None:
    pages = [b"%d" % (number % 7) * 1000 for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        digests = list(threads.map(snapshots.put, pages))
    assert [snapshots.get(digest) for digest in digests] == pages
    assert len(list(snapshots.folder.iterdir())) == 7


def test_a_batch_appears_when_it_is_flushed(snapshots: Snapshots) -> None:
    pages = [b"%d" % (number % 7) for number in range(20)]
    with snapshots.batch() as batch:
        digests = [batch.add(page) for page in pages]
        assert not any(snapshots.path(digest).exists() for digest in digests)
        batch.flush()
        assert [snapshots.get(digest) for digest in digests] == pages
    assert len(list(snapshots.folder.iterdir())) == 7


def test_what_is_not_flushed_is_dropped(snapshots: Snapshots) -> None:
    with pytest.raises(KeyboardInterrupt), snapshots.batch() as batch:
        batch.add(b"a page")
        raise KeyboardInterrupt
    assert list(snapshots.folder.iterdir()) == []


def test_what_a_killed_process_left_is_swept_away(snapshots: Snapshots) -> None:
    kept = snapshots.put(b"a page")
    snapshots.batch().add(b"another")
    snapshots.sweep()
    assert [file.name for file in snapshots.folder.iterdir()] == [kept]


def test_changed_bytes_are_an_error_that_names_the_file_and_the_remedy(snapshots: Snapshots) -> None:
    digest = snapshots.put(b"a page")
    snapshots.path(digest).write_bytes(b"a lie!")
    with pytest.raises(SnapshotDamaged, match=rf"{digest}: its 6 bytes are not those .*; restore it"):
        snapshots.get(digest)


def test_missing_bytes_are_an_error_that_names_the_file(snapshots: Snapshots) -> None:
    with pytest.raises(SnapshotDamaged, match="documents/" + "0" * 64 + ": missing; restore it"):
        snapshots.get("0" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_digest_names_no_file(snapshots: Snapshots, digest: str) -> None:
    with pytest.raises(ValueError, match="is no digest"):
        snapshots.path(digest)


def test_a_put_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    blocker = tmp_path / "documents"
    blocker.write_text("a file where the folder should be")
    with pytest.raises(OSError):
        Snapshots(blocker).put(b"a page")
    assert [file.name for file in tmp_path.iterdir()] == ["documents"]
