"""What exceeds a limit is a reason that names the limit, and the run goes on."""

from __future__ import annotations

import gzip
import re
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from taskloom.ingest import Limits, Reading, ingest
from taskloom.ingest.limits import MIB, in_force
from taskloom.ingest.message import BadReply, Kind, Reply, receive_reply, too_large
from taskloom.schema.document import Document, Unreadable

BOMB = Path(__file__).parents[1] / "data" / "malformed" / "constructed" / "pdf_flate_bomb.pdf"

PAGE = b"<!doctype html><title>Rivers</title><h1>Rivers</h1><p>The Inn is a river of Austria and Germany.</p>"
ROW = b"<tr><td>Inn<td>517<td>Austria<td>Alps<td>Danube</tr>"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "c.html").write_bytes(PAGE)
    return tmp_path


def run(corpus: Path, limits: Limits) -> list[Reading]:
    return list(ingest([corpus], limits=limits))


def reason(reading: Reading) -> str:
    assert isinstance(reading.outcome, Unreadable)
    return reading.outcome.reason


def long_table(rows: int) -> bytes:
    return PAGE + b"<table><tr><th>A<th>B<th>C<th>D<th>E</tr>" + ROW * rows + b"</table>"


def test_a_file_that_takes_too_long_is_a_reason_and_the_next_one_is_read(corpus: Path) -> None:
    (corpus / "b.html").write_bytes(b"<div>" * 150_000 + long_table(60_000))
    slow = run(corpus, Limits(seconds=0.3))[1]
    assert reason(slow) == "took longer than 0.3 s; raise the limit or leave the file out"


def test_a_file_that_needs_too_much_memory_is_a_reason_and_the_next_one_is_read(corpus: Path) -> None:
    (corpus / "b.html").write_bytes(long_table(40_000))
    first, large, last = run(corpus, Limits(memory=96 * MIB))
    assert isinstance(first.outcome, Document)
    assert re.search("96 MiB of memory.*; raise the limit or split the file$", reason(large))
    assert isinstance(last.outcome, Document)


def test_a_document_larger_than_a_message_may_be_is_a_reason(corpus: Path) -> None:
    (corpus / "b.html").write_bytes(long_table(5_000))
    reading = run(corpus, Limits(document_bytes=100_000))[1]
    assert "makes a document of" in reason(reading)


def test_a_file_of_too_many_bytes_is_not_read(corpus: Path) -> None:
    (corpus / "b.html").write_bytes(PAGE + bytes(3 * MIB))
    reading = run(corpus, Limits(file_bytes=2 * MIB))[1]
    assert reason(reading) == "has 3 MiB, more than 2 MiB; raise the limit or split the file"
    assert reading.digest is None


def test_the_limit_on_bytes_holds_for_what_a_gzip_file_holds(corpus: Path) -> None:
    (corpus / "b.html.gz").write_bytes(gzip.compress(PAGE + bytes(2 * MIB)))
    assert "gzip-compressed and expands" in reason(run(corpus, Limits(file_bytes=MIB))[1])


def test_the_parent_does_not_bind_itself(corpus: Path) -> None:
    run(corpus, Limits(pages=3))
    assert in_force() == Limits()


@pytest.mark.parametrize("field", ["seconds", "memory", "file_bytes", "document_bytes", "pages", "pixels"])
def test_a_limit_of_nothing_is_an_error(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Limits.model_validate({field: 0})


def test_a_file_that_crashes_its_reader_is_a_reason_and_the_next_one_is_read(corpus: Path) -> None:
    shutil.copy(BOMB, corpus / "b.pdf")
    first, bomb, last = run(corpus, Limits(memory=64 * MIB))
    assert isinstance(first.outcome, Document)
    assert re.search("64 MiB of memory.*; raise the limit", reason(bomb))
    assert isinstance(last.outcome, Document)


def test_a_reply_larger_than_a_document_may_be_is_never_read() -> None:
    asked: list[int] = []
    head = Reply(Kind.DOCUMENT, b"").pack()[0][:2] + (1 << 40).to_bytes(8, "little")

    def read(count: int) -> bytes:
        asked.append(count)
        return head

    with pytest.raises(BadReply, match="1,099,511,627,776 bytes"):
        receive_reply(read, 1 << 20)
    assert asked == [len(head)]


def test_a_reply_of_an_unknown_kind_is_bad() -> None:
    with pytest.raises(BadReply, match="unknown kind 9"):
        receive_reply(lambda count: bytes([9, 0]) + bytes(8), 1 << 20)


def test_a_document_of_many_small_parts_is_too_large_whatever_its_bytes() -> None:
    assert "500,000 cells and blocks" in (too_large(b"{}" * 500_000, 12 * MIB) or "")
