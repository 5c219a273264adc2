import pytest

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.library import MemoryLibrary
from taskloom.corpus.render import render
from taskloom.schema.document import Cell, Column, Document, Heading, Row, Table
from taskloom.tools.open import OpenTool, open_part
from taskloom.tools.tool import OBSERVATION, BadArguments

TOUR = "1999_European_Tour.html"


def long_table() -> Document:
    rows = tuple(Row(number=n, cells=(Cell(text=f"row {n}"), Cell(text="x" * 90))) for n in range(2, 400))
    table = Table(number=1, caption="Long", columns=(Column(name="a"), Column(name="b")), rows=rows)
    return Document(
        digest="0" * 64,
        uri="long.html",
        media_type="text/html",
        modality="html",
        title="Long",
        title_from="heading",
        blocks=(Heading(level=1, text="H"), table),
    )


def test_a_short_document_is_shown_whole(corpus: Corpus) -> None:
    shown = OpenTool(corpus).call({"document": TOUR, "part": 1})
    assert shown == corpus.rendering(TOUR).text


@pytest.mark.parametrize(
    "document",
    [
        "1999 European Tour",
        "1999 EUROPEAN tour",
        f"<{TOUR}>",
        f"1999 European Tour <{TOUR}>",
        f"{TOUR}#Schedule",
        "1999%5FEuropean_Tour.html",
    ],
)
def test_a_document_may_be_named_in_several_ways(corpus: Corpus, document: str) -> None:
    assert OpenTool(corpus).call({"document": document, "part": 1}).startswith("# 1999 European Tour")


def test_a_name_of_two_documents_asks_for_the_uri() -> None:
    one = long_table()
    corpus = Corpus(MemoryLibrary([one, one.model_copy(update={"uri": "other.html"})]))
    with pytest.raises(BadArguments, match=r"<long\.html>, <other\.html>"):
        OpenTool(corpus).call({"document": "Long", "part": 1})


def test_a_later_part_repeats_what_heads_it() -> None:
    second = open_part(render(long_table(), lambda _: None), 2).split("\n")
    assert second[:4] == ["## H", "[table 1] Long", "| a | b |", "| --- | --- |"]
    assert second[4].startswith("| row ")


def test_the_last_line_counts_the_parts() -> None:
    rendering = render(long_table(), lambda _: None)
    count = len(rendering.parts(OBSERVATION))
    assert count == 4
    assert [open_part(rendering, n).rpartition("\n")[2] for n in (1, count)] == [
        "[part 1 of 4]",
        "[part 4 of 4]",
    ]


def test_all_rows_are_shown_once() -> None:
    rendering = render(long_table(), lambda _: None)
    shown = "\n".join(open_part(rendering, number) for number in range(1, 5))
    assert [shown.count(f"| row {n} |") for n in range(2, 400)] == [1] * 398


def test_a_part_is_bounded() -> None:
    rendering = render(long_table(), lambda _: None)
    assert max(len(open_part(rendering, number)) for number in range(1, 5)) <= OBSERVATION + 20
