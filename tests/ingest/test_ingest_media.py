"""What a file is: its first bytes, then its name."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.errors import Refused
from taskloom.ingest.media import Opened, media_type, open_bytes

MALFORMED = Path(__file__).parents[1] / "data" / "malformed"

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def opened(data: bytes, name: str, file_bytes: int = 1 << 24) -> Opened:
    return open_bytes(data, name, file_bytes=file_bytes)


def zipped(*members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"<!DOCTYPE html><p>x", "a.html", "text/html"),
        (b"plain words", "a.htm", "text/html"),
        (b"<HTML><body>404", "report.pdf", "text/html"),
        (b"<html>404", "image.png", "text/html"),
        (b"\n <!-- saved --> <!-- x --><!doctype HTML>", "page", "text/html"),
        (b"<div>x</div>", "page.php5", "text/html"),
        ("<html>".encode("utf-16"), "page", "text/html"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x" "y">\n<html>', "a.xml", "text/html"),
        (b"%PDF-1.4\n%", "a.pdf", "application/pdf"),
        (b"%PDF-1.4\n%", "a.html", "application/pdf"),
        (b"junk before\n%PDF-1.4\n%", "a.pdf", "application/pdf"),
        (b"1 0 obj << /Type /Catalog >>", "headless.pdf", "application/pdf"),
        (b"The header %PDF-1.4 begins a PDF file.", "notes.txt", "text/plain"),
        (PNG, "a.png", "image/png"),
        (PNG, "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "photo", "image/jpeg"),
        (b"GIF89a", "a.gif", "image/gif"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
        (b"II*\x00", "a.tif", "image/tiff"),
        (b"BM\x0a\x00\x00\x00\x00\x00\x00\x00", "picture", "image/bmp"),
        (b"BM sold 1,000 cars.", "notes.txt", "text/plain"),
        (b"PAR1....PAR1", "a.parquet", "application/vnd.apache.parquet"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", XLSX),
        (zipped("xl/workbook.xml"), "noname", XLSX),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        (b"<b>bold</b>,x\n", "a.csv", "text/csv"),
        (b"a\tb\n", "a.TSV", "text/tab-separated-values"),
        (b'{"a": 1}\n{"a": 2}\n', "a.jsonl", "application/jsonl"),
        (b'{"a": 1}\n{"a": 2}\n', "a.json", "application/jsonl"),
        (b'{"a": "' + b"x" * 9000 + b'"}\n{"a": 2}', "a.json", "application/jsonl"),
        (b'{"a": "' + b"x" * 9000 + b'"}', "a.json", "application/json"),
        (b'{\n"a": {"b": 1}\n}', "a.json", "application/json"),
        (b'{"a": 1}', "data", "application/json"),
        (b"<h1 align=center>Project</h1>\n# Use", "README.md", "text/markdown"),
        (b"# Title", "a.markdown", "text/markdown"),
        (b"words", "README", "text/plain"),
        (b"words", "a.dat", "text/plain"),
        ("слова и снова слова".encode("utf-16-le"), "a.bin2", "text/plain"),
        ("words and words".encode("utf-32-be"), "a.xyz", "text/plain"),
        ("日本語です".encode("iso2022_jp"), "a.xyz", "text/plain"),
    ],
)
def test_the_bytes_decide_and_then_the_name(data: bytes, name: str, expected: str) -> None:
    assert media_type(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", "empty"),
        (zipped("../../evil", "a.txt"), "a.zip", "a ZIP archive; unpack it"),
        (zipped("word/document.xml"), "a.docx", "a Word document; save it as"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><text>x", "a.svg", "an SVG drawing; convert it"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><svg>', "a.xml", "an SVG drawing"),
        (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x "<html>">]><r>&x;</r>', "a.xml", "root element <r>"),
        (b"<rss version='2.0'>", "feed.xml", "root element <rss>"),
        (b"just words", "a.png", "named .png, but its bytes are no PNG file"),
        (b"\x7fELF\x02\x01", "a", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "an old Microsoft Office file; save it"),
        (b"ID3\x03", "a.mp3", "audio"),
        (b"\x00\x00\x00\x20ftypisom", "a.mp4", "a video"),
        (b"print('x')", "a.py", "program text"),
        (bytes(range(256)) * 8, "a.xyz", "a binary file of an unknown kind, first bytes 00 01 02"),
        (b"BZh91AY", "a.bz2", "bzip2-compressed; uncompress it"),
    ],
)
def test_what_nothing_reads_is_refused_with_a_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        opened(data, name)


def test_a_gzip_file_is_opened_and_told_by_what_it_holds() -> None:
    assert opened(gzip.compress(b"a,b\n1,2\n", mtime=0), "table.csv.gz") == (b"a,b\n1,2\n", "text/csv", "table.csv")


def test_all_members_of_a_gzip_file_are_joined() -> None:
    assert opened(gzip.compress(b"a,b\n", mtime=0) + gzip.compress(b"1,2\n", mtime=0), "t.csv.gz").data == b"a,b\n1,2\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(bytes(3 << 20), mtime=0), "expands to more than 1 MiB"),
        (gzip.compress(b"some words", mtime=0)[:-6], "cut short"),
        (gzip.compress(b"some words", mtime=0)[:-8] + bytes(8), "damaged"),
        (gzip.compress(b"", mtime=0), "holds no bytes"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "twice"),
    ],
)
def test_a_gzip_file_that_is_no_file_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        opened(data, "a.txt.gz")


def test_what_a_gzip_file_holds_is_bound_by_the_size_of_a_file() -> None:
    with pytest.raises(Refused, match="expands to more than"):
        opened(gzip.compress(b"words " * 1000, mtime=0), "a.txt.gz", file_bytes=5999)


def test_a_gzip_bomb_is_refused() -> None:
    with pytest.raises(Refused, match="gzip-compressed and expands"):
        opened((MALFORMED / "constructed" / "gzip_bomb.html.gz").read_bytes(), "gzip_bomb.html.gz")


@given(
    st.binary(max_size=600),
    st.sampled_from(["a", "a.html", "a.pdf", "a.json", "a.csv", "a.xml", "a.svg", "a.gz"]),
)
def test_any_bytes_have_a_type_or_a_reason(data: bytes, name: str) -> None:
    try:
        kind = opened(data, name).media_type
    except Refused as refused:
        assert str(refused)
    else:
        assert "/" in kind
