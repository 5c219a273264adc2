"""Small whole runs for the tests of mining, solving, crafting and verifying: read, indexed and mined here."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.craft.bridges import Bridges
from taskloom.craft.draft import Draft
from taskloom.ingest.read import Readme, read, source_of
from taskloom.mine.index import FactIndex
from taskloom.mine.owner import owners
from taskloom.mine.structure import mine
from taskloom.pipeline.crafting import streams
from taskloom.pipeline.library import StoreLibrary
from taskloom.pipeline.worker import INDEX, Opened
from taskloom.schema.document import Document
from taskloom.schema.fact import Fact
from taskloom.store import DocumentRow, Store
from taskloom.verify.check import check

# A busy machine is no reason to fail, so no example has a time limit; the same code sees the same examples.
settings.register_profile("taskloom", deadline=None, derandomize=True)
settings.load_profile("taskloom")

DATA = Path(__file__).parent / "data"
FILES = (
    "corpus/1939_Masters_Tournament.html",
    "corpus/1951_Masters_Tournament.html",
    "corpus/1999_European_Tour.html",
    "corpus/Edelweiss_(band).html",
    "corpus/europe_lu.json",
    "html/1983_Tour_de_France_excerpt.html",
    "html/Oklahoma_s_3rd_congressional_district.html",
    "html/Payne_Stewart_excerpt.html",
    "html/World_Golf_Championships_excerpt.html",
    "keyed/europe_au.json",
    "keyed/europe_ez.json",
    "keyed/europe_gm.json",
    "pdf/eu-015.pdf",
    "pdf/us-009.pdf",
    "tables/alcohol-consumption/drinks.csv",
    "tables/bad-drivers/bad-drivers.csv",
)
"""Real documents of every kind that link to one another or name the same things."""


def read_file(path: Path) -> Document:
    """A file of the tests' data as a document, with the README beside it."""
    beside = path.with_name("README.md")
    readme = Readme("README.md", beside.read_bytes()) if beside.exists() else None
    return read(source_of(path, path.name, path.read_bytes(), readme))


def make_run(folder: Path, documents: Sequence[Document]) -> Opened:
    """A run's folder over the documents, its facts mined, opened as a worker opens it."""
    with Store.create_or_open(folder) as store:
        store.documents.put(DocumentRow.of(at, document) for at, document in enumerate(documents))
        library = StoreLibrary(store)
        update_index(folder / INDEX, library)
        corpus = Corpus(library, folder / INDEX)
        index = FactIndex(store.connection)
        index.create()
        with store.transaction():
            for document in documents:
                mined = mine(document, lambda target, uri=document.uri: corpus.resolve(uri, target), corpus.by_name)
                index.add(mined.facts, seed=0)
            index.add(list(owners(store.connection, index)), seed=0)
    return Opened(folder)


@pytest.fixture(scope="session")
def real_documents() -> tuple[Document, ...]:
    return tuple(read_file(DATA / name) for name in FILES)


@pytest.fixture(scope="session")
def real_run(real_documents: tuple[Document, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A run over real documents; it only reads."""
    opened = make_run(tmp_path_factory.mktemp("real"), real_documents)
    yield opened
    opened.close()


@pytest.fixture
def open_run(tmp_path: Path) -> Iterator[Callable[[Sequence[Document]], Opened]]:
    """Makes a run over documents given by hand, and closes it when the test ends."""
    made: list[Opened] = []

    def opened(documents: Sequence[Document]) -> Opened:
        made.append(make_run(tmp_path / f"run{len(made)}", documents))
        return made[-1]

    yield opened
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def accepted(real_run: Opened) -> tuple[Draft, ...]:
    """The first drafts of every kind over the real documents that pass every check."""
    bridges = Bridges(real_run.facts)
    passed: list[Draft] = []
    for stream in streams(real_run.facts, bridges, 4, 0).values():
        for draft in islice(stream, 90):
            if check(draft, real_run.facts, real_run.corpus, real_run.tools.call).failed is None:
                passed.append(draft)
    assert {draft.kind for draft in passed} == {"atomic", "depth", "width"}
    return tuple(passed)


@pytest.fixture(scope="session")
def make_fact() -> Callable[..., Fact]:
    """Makes a fact of a table's cell, or of another form when its fields say so; its id follows from them."""

    def made(**fields: object) -> Fact:
        given: dict[str, object] = {
            "form": "cell",
            "uri": "tour.html",
            "digest": "ab" * 32,
            "title": "The Tour",
            "media_type": "text/html",
            "modality": "html",
            "locator": "table[1]/row[2]/column[2]",
            "quote": "12",
            "attribute": "Points",
            "phrase": "points",
            "noun": "points",
            "relation": "tour.html#1|cell|rider|points",
            "answer": {"text": "12", "type": "number", "value": 12.0},
            "subject": "Ann Hill",
            "key_noun": "rider",
            "values": 5,
        }
        if fields.get("form", "cell") == "cell":
            given["keys"] = [{"column": "Rider", "text": "Ann Hill", "phrase": "rider", "named": True}]
        given |= fields
        identity = blake2b(repr(given).encode(), digest_size=10).hexdigest()
        return Fact.model_validate({"id": f"f_{identity}", **given})

    return made
