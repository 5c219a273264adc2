"""Opening a run: one writer, any number of readers, and a clear word for every file that is no run."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskloom.store import RunLocked, Store, StoreError, content_key
from taskloom.store.database import FORMAT

HOLD = """
import sys
from pathlib import Path
from taskloom.store import Store
with Store.create_or_open(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "run"


@pytest.fixture
def other_writer(run: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes the run until its input ends."""
    command = [sys.executable, "-c", HOLD, str(run)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_process_is_told_who_writes(run: Path, other_writer: subprocess.Popen[str]) -> None:
    who = f"another taskloom process (pid {other_writer.pid})"
    with pytest.raises(RunLocked) as caught:
        Store.create_or_open(run)
    assert str(caught.value) == f"{run}: {who} is writing this run; wait for it or stop it"


@pytest.mark.parametrize(
    ("below", "why"),
    [
        ("ships.csv", "a file, not a folder"),
        ("ships.csv/run", "Not a directory"),
        ("n" * 300, "File name too long"),
        ("loop/run", "Too many levels of symbolic links"),
    ],
)
def test_a_folder_that_cannot_be_made_is_named_with_the_remedy(below: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "ships.csv").write_text("name\nArgo\n")
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(StoreError) as caught:
        Store.create_or_open(tmp_path / below)
    said = f"{tmp_path / below}: no folder that a run can be written to ({why}); choose another --out"
    assert str(caught.value) == said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    for run in (tmp_path, tmp_path / "run"):
        with pytest.raises(StoreError, match=r"run can be written to \(Permission denied\); choose another --out"):
            Store.create_or_open(run)
    tmp_path.chmod(0o700)


def test_a_killed_writer_gives_the_run_free(run: Path, other_writer: subprocess.Popen[str]) -> None:
    other_writer.kill()
    other_writer.wait()
    with Store.create_or_open(run) as store:
        store.meta.put("status", "open again")
        assert store.meta.get("status") == "open again"


def test_readers_see_what_is_committed_while_the_writer_goes_on(run: Path) -> None:
    with Store.create_or_open(run) as writer, Store.read_only(run) as reader:
        writer.meta.put("status", "mining")
        with writer.transaction():
            writer.meta.put("status", "crafting")
            assert reader.meta.get("status") == "mining"
        assert reader.meta.get("status") == "crafting"


def test_a_reader_cannot_write(run: Path) -> None:
    Store.create_or_open(run).close()
    with Store.read_only(run) as reader, pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.meta.put("status", "x")


def test_closing_gives_the_run_free_in_the_same_process(run: Path) -> None:
    Store.create_or_open(run).close()
    with Store.create_or_open(run) as again, pytest.raises(RunLocked, match=f"pid {os.getpid()}"):
        again.create_or_open(run)


def test_a_folder_without_a_run_is_named(run: Path) -> None:
    with pytest.raises(StoreError, match=r"run\.sqlite: no such file; name the folder"):
        Store.read_only(run)


def test_a_file_that_is_no_database_is_refused_and_left_alone(run: Path) -> None:
    run.mkdir()
    (run / "run.sqlite").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    before = (run / "run.sqlite").read_bytes()
    for open_it in (Store.create_or_open, Store.read_only):
        with pytest.raises(StoreError, match="not a run's database"):
            open_it(run)
    assert (run / "run.sqlite").read_bytes() == before


def test_another_programs_database_is_refused(run: Path) -> None:
    run.mkdir()
    with sqlite3.connect(run / "run.sqlite") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(StoreError, match="another program's database"):
        Store.create_or_open(run)


def test_a_newer_runs_database_is_refused(run: Path) -> None:
    Store.create_or_open(run).close()
    with sqlite3.connect(run / "run.sqlite") as newer:
        newer.execute(f"PRAGMA user_version = {FORMAT + 1}")
    newer.close()
    for open_it in (Store.create_or_open, Store.read_only):
        with pytest.raises(StoreError, match=rf"newer taskloom \(format {FORMAT + 1}, this one reads {FORMAT}\)"):
            open_it(run)


def test_a_failed_opening_gives_the_lock_back(run: Path) -> None:
    run.mkdir()
    (run / "run.sqlite").write_bytes(b"junk" * 1000)
    with pytest.raises(StoreError):
        Store.create_or_open(run)
    (run / "run.sqlite").unlink()
    with Store.create_or_open(run) as store:
        assert store.documents.counts().total == 0


def test_an_inner_transaction_is_undone_alone(run: Path) -> None:
    with Store.create_or_open(run) as store:
        with store.transaction():
            store.meta.put("outer", 1)
            with pytest.raises(KeyError), store.transaction(), store.transaction():
                store.meta.put("inner", 1)
                raise KeyError
        assert store.meta.all() == {"outer": 1}


def test_an_outer_transaction_takes_the_inner_with_it(run: Path) -> None:
    with Store.create_or_open(run) as store:
        with pytest.raises(KeyError), store.transaction():
            with store.transaction():
                store.meta.put("inner", 1)
            raise KeyError
        assert store.meta.all() == {}


def test_other_packages_keep_tables_beside(run: Path) -> None:
    with Store.create_or_open(run) as store, store.transaction():
        store.connection.execute("CREATE TABLE IF NOT EXISTS facts (id TEXT PRIMARY KEY)")
        store.connection.execute("INSERT INTO facts VALUES ('f_1')")
    with Store.read_only(run) as reader:
        assert reader.connection.execute("SELECT id FROM facts").fetchall() == [("f_1",)]


def test_stages_remember_what_is_done_and_forget_what_is_not(run: Path) -> None:
    with Store.create_or_open(run) as store:
        key = content_key("mine", 1, ["00"], {"max_hops": 2})
        assert not store.stages.done("mine", key)
        store.stages.mark("mine", key, "failed", "too large")
        assert not store.stages.done("mine", key)
        store.stages.mark("mine", key)
        assert store.stages.done("mine", key)
        assert (store.stages.keys("mine"), store.stages.keys("ingest")) == ({key}, set())
        store.stages.mark("mine", "other", detail="noted")
        assert list(store.stages.details("mine")) == ["noted"]
        store.stages.forget("mine")
        assert not store.stages.done("mine", key)


def test_a_content_key_depends_on_everything_but_the_order_of_settings() -> None:
    base = content_key("mine", 1, ["a", "b"], {"x": 1, "y": [2]})
    assert content_key("mine", 1, ["a", "b"], {"y": [2], "x": 1}) == base
    others = [
        content_key("craft", 1, ["a", "b"], {"x": 1, "y": [2]}),
        content_key("mine", 2, ["a", "b"], {"x": 1, "y": [2]}),
        content_key("mine", 1, ["b", "a"], {"x": 1, "y": [2]}),
        content_key("mine", 1, ["ab"], {"x": 1, "y": [2]}),
        content_key("mine", 1, ["a", "b"], {"x": 1, "y": [3]}),
    ]
    assert len({base, *others}) == 6


def test_meta_values_are_json_of_any_shape(run: Path) -> None:
    value = {"mix": {"atomic": 0.5}, "sources": ["Zürich", None, True]}
    with Store.create_or_open(run) as store:
        store.meta.put("config", {"old": 1})
        store.meta.put("config", {"mix": {"atomic": 0.5}, "sources": ["Zürich", None, True]})
        store.meta.put("gone", 1)
        store.meta.remove("gone")
        assert store.meta.all() == {"config": value}
        assert store.meta.get("gone") is None
