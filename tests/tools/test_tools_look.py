from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.schema.document import Document, Figure, Line
from taskloom.tools.look import LookTool


def image(*texts: str) -> Document:
    return Document(
        digest="0" * 64,
        uri="chart.png",
        media_type="image/png",
        modality="image",
        title="Chart",
        title_from="file name",
        size=(640, 480),
        blocks=tuple(
            Line(number=number, text=text, box=(1, 2, 3, 4), confidence=0.9)
            for number, text in enumerate(texts, start=1)
        ),
    )


def look(document: Document) -> str:
    return LookTool(Corpus(MemoryLibrary([document]))).call({"document": document.uri})


def test_an_image_shows_its_size_and_lines() -> None:
    assert look(image("a", "b")) == (
        "Chart <chart.png>\n640 x 480 pixels\n[line 1 at 1,2,3,4] a\n[line 2 at 1,2,3,4] b"
    )


def test_an_image_without_text_says_so() -> None:
    assert look(image()).endswith("No text was read in it.")


def test_an_image_with_much_text_is_cut() -> None:
    assert look(image(*["x" * 100] * 300)).endswith(" more; open shows them]")


def test_a_document_lists_its_pictures() -> None:
    page = image().model_copy(
        update={"uri": "a.html", "modality": "html", "blocks": (Figure(number=2, caption="A map"),)}
    )
    assert look(page) == "a.html is no image; these pictures stand in it:\n[figure 2] A map"


def test_a_document_without_pictures_says_so(corpus: Corpus) -> None:
    assert "is no image and holds none" in LookTool(corpus).call({"document": "bad-drivers.csv"})
