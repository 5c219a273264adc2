"""Real documents, read once for all tests of the corpus."""

from hashlib import blake2b
from pathlib import Path

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.ingest.read import read
from taskloom.ingest.source import Source
from taskloom.schema.document import Document

DATA = Path(__file__).parent.parent / "data" / "corpus"
TYPES = {".html": "text/html", ".csv": "text/csv", ".json": "application/json"}


def read_file(path: Path) -> Document:
    data = path.read_bytes()
    digest = blake2b(data, digest_size=32).hexdigest()
    return read(Source(path, path.name, data, digest, TYPES[path.suffix]))


@pytest.fixture(scope="session")
def documents() -> tuple[Document, ...]:
    return tuple(read_file(path) for path in sorted(DATA.iterdir()) if path.suffix in TYPES)


@pytest.fixture(scope="session")
def library(documents: tuple[Document, ...]) -> MemoryLibrary:
    return MemoryLibrary(documents)


@pytest.fixture(scope="session")
def corpus(library: MemoryLibrary, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("index")
    update_index(folder, library)
    return Corpus(library, folder)


@pytest.fixture(scope="session")
def corpus_data() -> dict[str, str]:
    """The pages' markup by uri."""
    return {path.name: path.read_text("utf-8") for path in DATA.glob("*.html")}
