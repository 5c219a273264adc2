import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.render import render
from taskloom.corpus.rendering import Kind, Rendering
from taskloom.schema.document import Cell, Column, Document, Heading, Paragraph, Row, Table


def table_of(count: int) -> Table:
    rows = tuple(Row(number=n, cells=(Cell(text=str(n)), Cell(text="value"))) for n in range(count))
    return Table(number=1, columns=(Column(name="x"), Column(name="y")), rows=rows)


BLOCKS = st.one_of(
    st.builds(Heading, level=st.integers(1, 3), text=st.text("abc ", min_size=1, max_size=20)),
    st.builds(Paragraph, text=st.text("abc ", max_size=300)),
    st.builds(table_of, st.integers(0, 12)),
)


def rendering_of(blocks: list[Heading | Paragraph | Table]) -> Rendering:
    document = Document(
        digest="0" * 64,
        uri="a",
        media_type="text/plain",
        modality="text",
        title="T",
        title_from="heading",
        blocks=tuple(blocks),
    )
    return render(document, lambda _: None)


@given(st.lists(BLOCKS, max_size=12), st.integers(60, 400))
def test_the_parts_put_together_are_the_whole(blocks: list[Heading | Paragraph | Table], limit: int) -> None:
    rendering = rendering_of(blocks)
    parts = rendering.parts(limit)
    assert "".join(rendering.text[part.start : part.end] for part in parts) == rendering.text
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]


@given(st.lists(BLOCKS, max_size=12), st.integers(60, 400))
def test_a_part_is_no_longer_than_the_limit(blocks: list[Heading | Paragraph | Table], limit: int) -> None:
    rendering = rendering_of(blocks)
    for part in rendering.parts(limit):
        repeated = sum(len(rendering.line(line)) + 1 for line in part.repeat)
        assert part.end - part.start + repeated <= limit


@given(st.lists(BLOCKS, max_size=12))
def test_lines_are_those_of_the_text(blocks: list[Heading | Paragraph | Table]) -> None:
    rendering = rendering_of(blocks)
    assert [rendering.line(number) for number in range(len(rendering))] == rendering.text.split("\n")


def test_a_table_cut_in_two_repeats_its_head() -> None:
    rows = tuple(Row(number=n, cells=(Cell(text=str(n)),)) for n in range(2, 60))
    table = Table(number=4, caption="C", columns=(Column(name="x"),), rows=rows)
    rendering = rendering_of([Heading(level=1, text="H"), table])
    second = rendering.parts(200)[1]
    assert [rendering.line(line) for line in second.repeat] == ["## H", "[table 4] C", "| x |", "| --- |"]


def test_a_part_does_not_end_with_a_table_head_alone() -> None:
    rows = (Row(number=2, cells=(Cell(text="value"),)),)
    table = Table(number=1, caption="C", columns=(Column(name="x"),), rows=rows)
    rendering = rendering_of([Paragraph(text="a" * 80), table])
    first = rendering.parts(110)[0]
    assert "[table" not in rendering.text[: first.end]


def test_a_long_line_is_cut_at_a_space() -> None:
    rendering = rendering_of([Paragraph(text="word " * 100)])
    for part in rendering.parts(120)[1:]:
        assert rendering.text[part.start : part.start + 4] == "word"


@pytest.mark.parametrize("limit", [500, 2_000, 12_000])
def test_parts_of_real_documents_start_rows_under_their_head(documents: tuple[Document, ...], limit: int) -> None:
    for document in documents:
        rendering = render(document, lambda _: None)
        for part in rendering.parts(limit):
            line = rendering.line_at(part.start)
            if rendering.kinds[line] == Kind.ROW and len(rendering.above(line)) < 6:
                heads = [rendering.kinds[number] for number in part.repeat]
                assert (
                    heads[-2:] == [Kind.COLUMNS, Kind.RULE]
                    or sum(len(rendering.line(number)) for number in rendering.above(line)) > limit // 3
                )
