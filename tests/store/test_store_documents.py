"""Documents go in and come out whole, in order."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from taskloom.schema.document import Cell, Column, Document, Link, Row, Table, Unreadable
from taskloom.store import DocumentRow, Store, StoredReading, StoreError


def document(uri: str, *, digest: str = "00", aside: bool = False) -> Document:
    cell = Cell(text="Zürich ≈ 1\u2028\x00 | 2", links=(Link(text="Zürich", target="zurich.html"),))
    table = Table(number=1, columns=(Column(name="City"),), rows=(Row(number=2, cells=(cell,)),))
    return Document(
        digest=digest,
        uri=uri,
        media_type="text/html",
        modality="html",
        title=f"Title of {uri}",
        title_from="heading",
        blocks=(table,),
        language="de",
        aside=aside,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create_or_open(tmp_path / "run") as opened:
        yield opened


def test_a_document_comes_back_as_it_went_in(store: Store) -> None:
    store.documents.put([DocumentRow.of(0, document("a.html"))])
    assert store.documents.load("a.html") == document("a.html")


def test_headers_come_by_position_without_unreadable_sources(store: Store) -> None:
    store.documents.put(
        [
            DocumentRow.of(2, document("c.html"), distractor=True),
            DocumentRow.of(0, document("z.html", aside=True)),
            DocumentRow.of(1, Unreadable(uri="b.pdf", reason="encrypted")),
        ]
    )
    headers = list(store.documents.headers())
    assert [(one.position, one.uri, one.aside, one.distractor) for one in headers] == [
        (0, "z.html", True, False),
        (2, "c.html", False, True),
    ]


def test_a_header_has_the_names_and_the_address(store: Store) -> None:
    named = document("a.html").model_copy(update={"names": ("Zürich", "b, c"), "address": "https://a.example/"})
    store.documents.put([DocumentRow.of(0, named)])
    (header,) = store.documents.headers()
    assert (header.names, header.address) == (("Zürich", "b, c"), "https://a.example/")


def test_how_a_source_was_read_is_remembered(store: Store) -> None:
    store.documents.put([DocumentRow.of(0, document("a.html"), read_key="k", folder="f")])
    assert store.documents.reading("a.html") == StoredReading("a.html", "00", "k", "f", "read")
    assert store.documents.reading("b.html") is None


def test_what_lay_beside_files_is_kept_once(store: Store) -> None:
    store.documents.put_folder("f", {"names": ["a.csv"]})
    store.documents.put_folder("f", {"names": ["never"]})
    assert (store.documents.folder("f"), store.documents.folder("g")) == ({"names": ["a.csv"]}, None)


def test_documents_in_other_languages_are_counted_without_asides_and_distractors(store: Store) -> None:
    store.documents.put(
        [
            DocumentRow.of(0, document("a")),
            DocumentRow.of(1, document("b", aside=True)),
            DocumentRow.of(2, document("c"), distractor=True),
            DocumentRow.of(3, document("d").model_copy(update={"language": None})),
            DocumentRow.of(4, document("e").model_copy(update={"language": "en"})),
        ]
    )
    assert store.documents.other_languages({"en"}) == {"de": 1}


def test_an_unreadable_source_has_no_record(store: Store) -> None:
    store.documents.put([DocumentRow.of(0, Unreadable(uri="b.pdf", reason="encrypted"))])
    with pytest.raises(StoreError, match=r"^b\.pdf: no document of this run"):
        store.documents.load("b.pdf")


def test_counts_name_the_reasons_most_frequent_first(store: Store) -> None:
    reasons = ["empty", "encrypted", "encrypted"]
    unreadable = [Unreadable(uri=f"{n}.pdf", reason=reason) for n, reason in enumerate(reasons)]
    store.documents.put(DocumentRow.of(n, one) for n, one in enumerate([document("a.html"), *unreadable]))
    counts = store.documents.counts()
    assert (counts.total, counts.read, counts.unreadable) == (4, 1, 3)
    assert list(counts.reasons.items()) == [("encrypted", 2), ("empty", 1)]
    assert [one.uri for one in store.documents.unreadable()] == ["0.pdf", "1.pdf", "2.pdf"]


def test_a_source_read_again_replaces_the_one_before(store: Store) -> None:
    store.documents.put([DocumentRow.of(0, Unreadable(uri="a.html", reason="empty"))])
    store.documents.put([DocumentRow.of(0, document("a.html", digest="11"))])
    assert store.documents.digests() == {"a.html": "11"}
    assert store.documents.counts().reasons == {}


def test_arranging_moves_sources_and_forgets_those_that_are_gone(store: Store) -> None:
    store.documents.put(DocumentRow.of(n, document(uri)) for n, uri in enumerate(["a", "b", "c"]))
    assert store.documents.arrange(["c", "new", "a"]) == 1
    assert [(one.uri, one.position) for one in store.documents.headers()] == [("c", 0), ("a", 2)]


def test_a_batch_that_fails_leaves_nothing(store: Store) -> None:
    def rows() -> Iterator[DocumentRow]:
        yield DocumentRow.of(0, document("a.html"))
        raise ValueError("the reader broke")

    with pytest.raises(ValueError, match="the reader broke"):
        store.documents.put(rows())
    assert store.documents.counts().total == 0
