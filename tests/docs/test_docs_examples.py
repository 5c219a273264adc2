"""The example corpus: small, of every modality, each file with its source and licence named."""

import re
from fnmatch import fnmatchcase

from doc_pages import EXAMPLES, ROOT

from taskloom.ingest.media import open_bytes
from taskloom.ingest.sources import expand
from taskloom.pipeline.settings import Settings

FILES = [path for path in sorted(EXAMPLES.rglob("*")) if path.is_file()]
SOURCES = (ROOT / "examples/SOURCES.md").read_text(encoding="utf-8")


def test_it_takes_at_most_six_megabytes() -> None:
    assert sum(path.stat().st_size for path in FILES) <= 6_000_000


def test_every_modality_is_there() -> None:
    types = {open_bytes(path.read_bytes(), path.name, file_bytes=1 << 26).media_type for path in FILES}
    assert {
        "text/html",
        "application/pdf",
        "image/png",
        "text/csv",
        "application/json",
        "text/markdown",
    } <= types


def test_every_folder_page_and_picture_has_its_source() -> None:
    folders = set(re.findall(r"^\| (\w+)(?:, [\w*-]+)? \|", SOURCES, re.MULTILINE)) - {"folder", "file"}
    assert folders == {path.relative_to(EXAMPLES).parts[0] for path in FILES}
    listed = set(re.findall(r"^\| (\S+\.(?:html|png)) \|", SOURCES, re.MULTILINE))
    assert listed == {path.name for path in FILES if path.parent.name in {"encyclopedia", "pictures"}}


def test_every_document_has_the_licence_that_the_sources_tell() -> None:
    settings = Settings.resolve({"sources": (str(EXAMPLES),), "out": EXAMPLES}, ROOT / "examples/corpus.yaml")
    found = [one.uri for one in expand(settings.sources)]
    first = {uri: next(glob for glob in settings.licences if fnmatchcase(uri, glob)) for uri in found}
    assert set(first.values()) == set(settings.licences)
    for glob, licence in settings.licences.items():
        rows = re.findall(rf"^\| {glob.split('/')[0]}\b.*", SOURCES, re.MULTILINE)
        named = licence.partition(" (")[0].replace("-", " ")
        assert any(named in row.replace("-", " ") for row in rows), glob
