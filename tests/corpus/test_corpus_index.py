import random
from pathlib import Path

import pytest

from taskloom.corpus.catalogue import Catalogue
from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import SearchIndex, update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.schema.document import Document, Paragraph

QUERIES = ("masters tournament winner", "one two", "losses", "seven band", "number seven")


def small_documents(count: int) -> list[Document]:
    """Documents of a few words of twenty, many of them with equal scores."""
    chance = random.Random(0)
    words = ["one", "two", "three", "seven", "masters", "winner", "number", "tournament", "band", "losses"]
    return [
        Document(
            digest=f"{number:064x}",
            uri=f"d{number:04}",
            media_type="text/plain",
            modality="text",
            title=f"{chance.choice(words)} {number % 7}",
            title_from="heading",
            blocks=(Paragraph(text=" ".join(chance.choices(words, k=6))),),
        )
        for number in range(count)
    ]


def results(library: MemoryLibrary, folder: Path) -> list[list[tuple[int, str, str, str]]]:
    corpus = Corpus(library, folder)
    return [[(hit.rank, hit.uri, hit.title, hit.snippet) for hit in corpus.search(query, 10)] for query in QUERIES]


def test_results_do_not_depend_on_how_the_index_came_about(tmp_path: Path) -> None:
    documents = small_documents(600)
    shuffled = random.Random(1).sample(documents, len(documents))
    update_index(tmp_path / "once", MemoryLibrary(documents))
    for count in (50, 51, 300, 301, 302, 600):
        update_index(tmp_path / "grown", MemoryLibrary(shuffled[:count]))
    once = results(MemoryLibrary(documents), tmp_path / "once")
    assert once == results(MemoryLibrary(shuffled), tmp_path / "grown")
    assert all(once)


def test_ties_go_by_uri(tmp_path: Path) -> None:
    one = small_documents(1)[0]
    twins = [one.model_copy(update={"uri": f"t{number:03}", "digest": f"{number:064x}"}) for number in range(90)]
    library = MemoryLibrary(reversed(twins))
    update_index(tmp_path, library)
    found = Corpus(library, tmp_path).search(one.title, 4)
    assert [hit.uri for hit in found] == ["t000", "t001", "t002", "t003"]


def test_only_new_documents_are_added(tmp_path: Path) -> None:
    documents = small_documents(20)
    assert update_index(tmp_path, MemoryLibrary(documents[:15])) == 15
    assert update_index(tmp_path, MemoryLibrary(documents)) == 5
    assert update_index(tmp_path, MemoryLibrary(documents)) == 0


def test_a_document_that_is_gone_is_not_found(tmp_path: Path) -> None:
    documents = small_documents(20)
    update_index(tmp_path, MemoryLibrary(documents))
    library = MemoryLibrary(documents[1:])
    update_index(tmp_path, library)
    found = Corpus(library, tmp_path).search(documents[0].title, 20)
    assert documents[0].uri not in {hit.uri for hit in found}


def test_a_changed_document_is_indexed_anew(tmp_path: Path) -> None:
    old = small_documents(1)[0]
    new = old.model_copy(update={"digest": "f" * 64, "blocks": (Paragraph(text="zebra"),)})
    update_index(tmp_path, MemoryLibrary([old]))
    update_index(tmp_path, MemoryLibrary([new]))
    assert [hit.snippet for hit in Corpus(MemoryLibrary([new]), tmp_path).search("zebra")] == ["zebra"]


def test_a_missing_index_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="taskloom generate"):
        SearchIndex(tmp_path / "none", Catalogue())


@pytest.mark.parametrize("query", ['"masters', "title:(", "a AND", "* ~2", "[x TO y]"])
def test_a_query_has_no_syntax(corpus: Corpus, query: str) -> None:
    assert isinstance(corpus.search(query), list)
