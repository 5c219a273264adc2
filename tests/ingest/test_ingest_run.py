"""Every file becomes a document or a reason, in the order of the uris, whatever happens to the workers."""

from __future__ import annotations

import gzip
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path

import pytest

from taskloom.ingest import Limits, NotStarted, Reading, SourceMissing, ingest
from taskloom.ingest.listing import Found
from taskloom.ingest.message import Kind, Request, pack_document, unpack_document
from taskloom.ingest.read import read, source_of
from taskloom.ingest.reader import Reader
from taskloom.schema.document import Document, Unreadable

DATA = Path(__file__).parents[1] / "data" / "malformed"

PAGE = b"<!doctype html><title>Rivers</title><h1>Rivers</h1><p>The Inn is a river of Austria and Germany.</p>"
TABLE = b"Year,Length in km,Source\n1990,12,Alps\n1991,14,Alps\n1992,17,Jura\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "tables").mkdir(parents=True)
    for number in range(30):
        (folder / f"page{number:02}.html").write_bytes(PAGE.replace(b"Inn", b"Inn %d" % number))
    (folder / "empty.html").write_bytes(b"")
    (folder / "packed.html.gz").write_bytes(gzip.compress(PAGE))
    (folder / "tables" / "rivers.csv").write_bytes(TABLE)
    (folder / "tables" / "README.md").write_bytes(b"# Rivers\n\nLengths of rivers, by year.\n")
    (folder / "tables" / "old.zip").write_bytes(b"PK\x03\x04....")
    return folder


def children() -> set[int]:
    """The processes this one has started."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for one in lists for pid in one.read_text().split()}


def by_uri(readings: Iterator[Reading]) -> dict[str, Reading]:
    return {reading.uri: reading for reading in readings}


def reason(reading: Reading) -> str:
    assert isinstance(reading.outcome, Unreadable)
    return reading.outcome.reason


def test_every_file_is_a_document_or_a_reason(corpus: Path) -> None:
    readings = by_uri(ingest([corpus], workers=2))
    assert len(readings) == 35
    refused = {uri for uri, reading in readings.items() if isinstance(reading.outcome, Unreadable)}
    assert refused == {"empty.html", "tables/old.zip"}
    assert all(isinstance(reading.outcome, Document | Unreadable) for reading in readings.values())


def test_readings_come_in_the_order_of_their_uris(corpus: Path) -> None:
    uris = [reading.uri for reading in ingest([corpus], workers=2)]
    assert uris == sorted(uris)


def test_the_number_of_workers_changes_nothing(corpus: Path) -> None:
    assert list(ingest([corpus], workers=1)) == list(ingest([corpus], workers=3))


def test_a_reading_carries_the_files_bytes_and_their_hash(corpus: Path) -> None:
    reading = by_uri(ingest([corpus]))["packed.html.gz"]
    assert reading.data == gzip.compress(PAGE, mtime=0) or gzip.decompress(reading.data) == PAGE
    assert reading.digest == blake2b(reading.data, digest_size=32).hexdigest()


def test_a_document_names_the_uri_and_the_hash_of_its_file(corpus: Path) -> None:
    for reading in ingest([corpus], workers=2):
        if isinstance(reading.outcome, Document):
            assert (reading.outcome.uri, reading.outcome.digest) == (reading.uri, reading.digest)


def test_a_worker_makes_the_same_document_as_reading_in_this_process(corpus: Path) -> None:
    path = corpus / "page07.html"
    here = read(source_of(path, "page07.html", path.read_bytes()))
    assert by_uri(ingest([corpus]))["page07.html"].outcome == here


def test_a_document_survives_the_way_between_processes() -> None:
    path = Path("rivers.html")
    table = b"<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td><a href=x>2</a></td></tr>" * 2
    document = read(source_of(path, "rivers.html", PAGE + table + b"</table><ul><li>x</ul>"))
    assert unpack_document(pack_document(document)) == document


def test_a_known_file_is_not_read_again(corpus: Path) -> None:
    keys = {reading.uri: reading.key for reading in ingest([corpus])}
    (corpus / "page03.html").write_bytes(PAGE)
    again = by_uri(ingest([corpus], known=lambda one, key: keys.get(one.uri) == key))
    assert [uri for uri, reading in again.items() if isinstance(reading.outcome, Document)] == ["page03.html"]
    assert again["page04.html"].outcome is None


def test_a_changed_readme_makes_the_files_beside_it_new(corpus: Path) -> None:
    before = by_uri(ingest([corpus]))["tables/rivers.csv"]
    (corpus / "tables" / "README.md").write_bytes(b"# Streams\n")
    after = by_uri(ingest([corpus]))["tables/rivers.csv"]
    assert before.digest == after.digest
    assert before.key != after.key


def test_a_file_that_cannot_be_opened_is_a_reason(corpus: Path) -> None:
    (corpus / "page00.html").unlink()
    (corpus / "page00.html").symlink_to("/etc/hostname")
    reading = by_uri(ingest([corpus]))["page00.html"]
    assert (reading.digest, reading.data) == (None, b"")
    assert "leaves the SOURCE" in reason(reading)


def test_a_file_that_vanishes_is_a_reason(corpus: Path) -> None:
    readings = ingest([corpus])
    (corpus / "page00.html").unlink()
    assert "No such file" in reason(by_uri(readings)["page00.html"])


def test_a_source_that_names_nothing_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="no such file or folder"):
        ingest([tmp_path / "nowhere"])


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list(ingest([tmp_path])) == []


def test_no_workers_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        ingest([tmp_path], workers=0)


def test_files_are_opened_only_a_few_ahead_of_the_consumer(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"{number:02}.html").write_bytes(PAGE + b"<!-- " + b"x" * 800_000 + b"-->")
    opened: list[str] = []

    def known(one: Found, key: str) -> bool:
        opened.append(one.uri)
        return False

    limits = Limits(file_bytes=1 << 20, document_bytes=1 << 20)
    readings = ingest([tmp_path], limits=limits, known=known)
    next(readings)
    assert len(opened) <= 6


def test_ending_the_iterator_ends_the_workers(corpus: Path) -> None:
    before = children()
    readings = ingest([corpus], workers=2)
    next(readings)
    assert children() - before
    readings.close()
    assert children() == before


def test_a_worker_that_died_idle_is_replaced() -> None:
    reader = Reader(Limits())
    request = Request("a.html", "a.html", PAGE, None, None)
    before = children()
    first = reader.read(request)
    (worker,) = children() - before
    os.kill(worker, signal.SIGKILL)
    assert reader.read(request) == first
    reader.close()


def test_a_worker_that_dies_under_a_file_costs_nothing_if_the_file_is_not_at_fault() -> None:
    reader = Reader(Limits())
    small = Request("a.html", "a.html", PAGE, None, None)
    large = small._replace(data=PAGE + b"<!-- " + b"x" * (4 << 20) + b"-->")
    before = children()
    reader.read(small)
    (worker,) = children() - before
    os.kill(worker, signal.SIGSTOP)
    with ThreadPoolExecutor(1) as thread:
        reply = thread.submit(reader.read, large)
        os.kill(worker, signal.SIGSEGV)
        os.kill(worker, signal.SIGCONT)
        assert reply.result().kind == Kind.DOCUMENT
    reader.close()


def test_a_stopped_reader_starts_no_worker_again() -> None:
    reader = Reader(Limits())
    reader.stop()
    with pytest.raises(NotStarted):
        reader.read(Request("a.html", "a.html", PAGE, None, None))


def test_workers_die_with_their_parent(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.html").write_bytes(PAGE)
    script = (
        "import sys; from pathlib import Path; from taskloom.ingest import ingest\n"
        f"readings = ingest([{str(tmp_path)!r}]); next(readings)\n"
        "children = [one.read_text().split() for one in Path('/proc/self/task').glob('*/children')]\n"
        "print(*sum(children, []), flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        workers = [os.pidfd_open(int(pid)) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert workers
    for worker in workers:
        ended, _, _ = select.select([worker], [], [], 20)
        assert ended
        os.close(worker)


def test_interrupting_the_run_ends_parent_and_workers(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.html").write_bytes(PAGE)
    script = (
        "import sys, os, signal; from taskloom.ingest import ingest\n"
        f"for reading in ingest([{str(tmp_path)!r}], workers=2): os.kill(0, signal.SIGINT)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        timeout=60,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == -signal.SIGINT
    assert done.stderr.rstrip().endswith(b"KeyboardInterrupt")


def test_malformed_files_are_documents_or_reasons_and_nothing_else() -> None:
    limits = Limits(seconds=20, memory=512 << 20)
    readings = list(ingest([DATA], workers=2, limits=limits))
    files = [path for path in DATA.rglob("*") if path.is_file()]
    assert sorted(reading.uri for reading in readings) == sorted(path.relative_to(DATA).as_posix() for path in files)
    assert all(isinstance(reading.outcome, Document | Unreadable) for reading in readings)
    assert not [reason(one) for one in readings if isinstance(one.outcome, Unreadable) and "crashed" in reason(one)]
