import subprocess
import sys

import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.schema.document import Document


def test_a_row_is_found_by_its_words(corpus: Corpus) -> None:
    hit = corpus.search("Benson and Hedges Malaysian Open, European Tour 1999")[0]
    assert hit.uri == "1999_European_Tour.html"
    assert "Gerry Norquist" in hit.snippet


def test_ranks_count_from_one(corpus: Corpus) -> None:
    assert [hit.rank for hit in corpus.search("Masters Tournament", 2)] == [1, 2]


def test_each_document_is_found_once(corpus: Corpus) -> None:
    uris = [hit.uri for hit in corpus.search("the 1951 Masters Tournament at Augusta", 10)]
    assert len(uris) == len(set(uris))


def test_a_document_is_found_by_name(corpus: Corpus) -> None:
    assert corpus.by_name("Edelweiss") == ("Edelweiss_(band).html",)


def test_a_rendering_links_within_the_corpus(corpus: Corpus, documents: tuple[Document, ...]) -> None:
    band = next(each for each in documents if each.uri.startswith("Edelweiss"))
    austria = band.model_copy(update={"uri": "at.json", "title": "Austria", "names": (), "digest": "a" * 64})
    rendering = Corpus(MemoryLibrary([band, austria])).rendering(band.uri)
    assert "Origin = [Austria](at.json)" in rendering.lines()


def test_an_unknown_uri_is_a_key_error(corpus: Corpus) -> None:
    with pytest.raises(KeyError):
        corpus.document("nowhere.html")


def test_a_document_is_loaded_once_while_it_is_at_hand(corpus: Corpus) -> None:
    assert corpus.document("bad-drivers.csv") is corpus.document("bad-drivers.csv")


def test_search_without_an_index_says_so(library: MemoryLibrary) -> None:
    with pytest.raises(RuntimeError, match="without an index"):
        Corpus(library).search("x")


def test_importing_it_loads_no_search_engine() -> None:
    code = "import sys, taskloom.corpus.corpus; print('tantivy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
