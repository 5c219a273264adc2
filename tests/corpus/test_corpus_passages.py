from taskloom.corpus.markup import plain
from taskloom.corpus.passages import LENGTH, passages
from taskloom.corpus.render import render
from taskloom.corpus.rendering import Kind
from taskloom.schema.document import Document, Paragraph


def document(*texts: str) -> Document:
    return Document(
        digest="0" * 64,
        uri="a",
        media_type="text/plain",
        modality="text",
        title="T",
        title_from="heading",
        blocks=tuple(Paragraph(text=text) for text in texts),
    )


def test_a_document_of_a_title_alone_has_one_passage() -> None:
    assert [passage.text for passage in passages(render(document(), lambda _: None))] == [""]


def test_a_long_line_is_cut() -> None:
    cut = list(passages(render(document("A sentence of words. " * 400), lambda _: None)))
    assert max(len(passage.text) for passage in cut) <= LENGTH * 5 // 4


def test_no_row_is_lost(documents: tuple[Document, ...]) -> None:
    for each in documents:
        rendering = render(each, lambda _: None)
        text = "\n".join(passage.text for passage in passages(rendering))
        rows = [number for number, kind in enumerate(rendering.kinds) if kind == Kind.ROW]
        assert all(plain(rendering.line(number))[2:-2] in text for number in rows)


def test_rows_carry_their_caption_and_columns(documents: tuple[Document, ...]) -> None:
    tour = next(each for each in documents if each.uri == "1999_European_Tour.html")
    with_row = [each for each in passages(render(tour, lambda _: None)) if "Payne Stewart" in each.text]
    assert "Schedule" in with_row[0].heading
    assert "Host country" in with_row[0].heading
