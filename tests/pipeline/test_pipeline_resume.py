"""A run that is killed at any moment resumes to the same dataset, to the byte."""

import json
import random
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from killable_run import Ended, Maker

from taskloom.store import RunLocked, Store

FILES = ("tasks.jsonl", "trajectories.jsonl", "rejections.jsonl", "README.md")
STAGES = (
    "reading documents",
    "indexing",
    "mining facts",
    "finding who owns what",
    "making tasks",
    "making tasks",
    "writing the dataset",
)
"""Where processes are killed, one after the other; crafting several times."""


def dataset(run: Path) -> dict[str, bytes]:
    return {name: (run / "dataset" / name).read_bytes() for name in FILES}


def moments(ended: Ended) -> list[tuple[str, int]]:
    """A random call in each stage; later ones in a stage that is killed in more than once."""
    chance = random.Random(5)
    found: list[tuple[str, int]] = []
    for at, stage in enumerate(STAGES):
        calls = ended.stages.count(stage)
        again = STAGES[:at].count(stage)
        times = STAGES.count(stage)
        low, high = calls * again // times, calls * (again + 1) // times
        found.append((stage, chance.randint(low + 1, max(low + 1, high))))
    return found


@pytest.fixture(scope="module")
def survivor(
    maker: Maker, finished: tuple[Path, Ended], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[int]]:
    """A run that was killed in every stage and then left alone, and how its processes ended."""
    out = tmp_path_factory.mktemp("survivor") / "run"
    statuses: list[int] = []
    for at, (stage, number) in enumerate(moments(finished[1])):
        statuses.append(maker.run(out, workers=1 + at % 2, stage=stage, number=number).status)
    statuses.append(maker.run(out).status)
    return out, statuses


def test_every_process_was_killed_but_the_last(survivor: tuple[Path, list[int]]) -> None:
    assert survivor[1] == [-signal.SIGKILL] * len(STAGES) + [0]


def test_a_killed_run_ends_in_the_same_dataset(survivor: tuple[Path, list[int]], finished: tuple[Path, Ended]) -> None:
    assert dataset(survivor[0]) == dataset(finished[0])


def test_a_killed_run_reports_the_same(survivor: tuple[Path, list[int]], finished: tuple[Path, Ended]) -> None:
    found: list[dict[str, object]] = []
    for run in (survivor[0], finished[0]):
        with Store.read_only(run) as store:
            report = store.meta.get("report")
            assert isinstance(report, dict)
            report.pop("speed")
            found.append({"mined": store.meta.get("mined"), **report})
    assert found[0] == found[1]


def test_the_small_corpus_has_every_kind_of_task_and_of_rejection(finished: tuple[Path, Ended]) -> None:
    """Else the comparisons here would prove little."""
    with Store.read_only(finished[0]) as store:
        assert set(store.results.accepted_counts()) == {"atomic", "depth", "width"}
        assert {"variety", "unique"} <= {one.check for one in store.results.rejection_counts()}


def test_the_place_of_the_documents_and_the_number_of_workers_change_nothing(
    maker: Maker, finished: tuple[Path, Ended], small_corpus: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "moved here" / "under another name"
    shutil.copytree(small_corpus, elsewhere)
    out = tmp_path / "run"
    assert maker.run(out, sources=elsewhere, workers=3).status == 0
    assert dataset(out) == dataset(finished[0])


def test_a_finished_run_is_only_written_again(maker: Maker, finished: tuple[Path, Ended], tmp_path: Path) -> None:
    out = tmp_path / "run"
    shutil.copytree(finished[0], out)
    shutil.rmtree(out / "dataset")
    ended = maker.run(out)
    assert {"mining facts", "making tasks"}.isdisjoint(ended.stages)
    assert dataset(out) == dataset(finished[0])


def test_a_document_that_changed_is_read_and_asked_about_anew(
    maker: Maker, finished: tuple[Path, Ended], small_corpus: Path, tmp_path: Path
) -> None:
    out, sources = tmp_path / "run", tmp_path / "sources"
    shutil.copytree(finished[0], out)
    shutil.copytree(small_corpus, sources)
    drivers = sources / "corpus" / "bad-drivers.csv"
    drivers.write_text(drivers.read_text().replace("784.55", "785.66"))
    assert maker.run(out, sources=sources).status == 0
    fresh = tmp_path / "fresh"
    assert maker.run(fresh, sources=sources).status == 0
    assert dataset(out) == dataset(fresh)


def test_a_second_process_on_the_same_run_is_refused(maker: Maker, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = maker.command(out, stage="ask")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        first.stdout.readline()
        with pytest.raises(RunLocked, match=f"pid {first.pid}"):
            Store.create_or_open(out)
        first.kill()


def test_no_path_of_this_machine_stands_in_the_dataset(finished: tuple[Path, Ended], small_corpus: Path) -> None:
    text = b"".join(dataset(finished[0]).values())
    assert str(small_corpus.parent).encode() not in text
    assert all(
        json.loads(line)["provenance"]["run"].startswith("r_")
        for line in dataset(finished[0])["tasks.jsonl"].splitlines()
    )
