from hypothesis import given
from hypothesis import strategies as st

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.folding import fold_characters
from taskloom.corpus.markup import plain
from taskloom.corpus.render import render
from taskloom.corpus.rendering import Rendering
from taskloom.schema.document import Box, Cell, Column, Document, Entry, Heading, Link, Paragraph, Row, Table
from taskloom.tools.find import FindTool, find_lines

WORDS = st.sampled_from(["alpha", "beta", "Bêta", "gamma"])


def rendering_of(*blocks: Heading | Paragraph | Table | Box) -> Rendering:
    document = Document(
        digest="0" * 64,
        uri="a.html",
        media_type="text/html",
        modality="html",
        title="T",
        title_from="heading",
        blocks=blocks,
    )
    return render(document, lambda target: target)


def table(*texts: str) -> Table:
    return Table(
        number=7,
        caption="C",
        columns=(Column(name="x"),),
        rows=tuple(Row(number=n, cells=(Cell(text=text),)) for n, text in enumerate(texts, start=2)),
    )


def test_a_row_is_shown_under_its_head() -> None:
    rendering = rendering_of(Heading(level=1, text="H"), table("one", "two", "ONE"))
    assert find_lines(rendering, "one").split("\n") == [
        "## H",
        "[table 7] C",
        "| x |",
        "| --- |",
        "| one |",
        "| ONE |",
    ]


def test_an_entry_is_shown_under_its_title() -> None:
    box = Box(number=2, title="B", entries=(Entry(label="a", value=Cell(text="v"), locator=""),))
    assert find_lines(rendering_of(box), "v") == "[box 2] B\na = v"


def test_groups_are_parted_by_a_blank_line() -> None:
    rendering = rendering_of(
        Heading(level=1, text="H"), Paragraph(text="one"), Heading(level=1, text="G"), Paragraph(text="one")
    )
    assert find_lines(rendering, "one") == "## H\none\n\n## G\none"


def test_a_line_after_a_box_stands_apart() -> None:
    box = Box(number=2, title="B", entries=(Entry(label="a", value=Cell(text="v"), locator=""),))
    assert find_lines(rendering_of(box, Paragraph(text="v = w")), "v") == "[box 2] B\na = v\n\nv = w"


def test_a_heading_found_with_a_line_under_it_is_shown_once() -> None:
    rendering = rendering_of(Heading(level=1, text="one"), Paragraph(text="one more"))
    assert find_lines(rendering, "one") == "## one\none more"


def test_text_across_a_link_is_found() -> None:
    link = Link(text="Payne Stewart", target="p.html")
    rendering = rendering_of(Paragraph(text="won by Payne Stewart in 1999", links=(link,)))
    assert find_lines(rendering, "by payne stewart in") == "won by [Payne Stewart](p.html) in 1999"


def test_the_target_of_a_link_is_found() -> None:
    link = Link(text="he", target="p.html")
    assert find_lines(rendering_of(Paragraph(text="he won", links=(link,))), "p.html") == "[he](p.html) won"


def test_accents_case_and_spaces_are_folded() -> None:
    rendering = rendering_of(Paragraph(text="José\u00a0María Olazábal"))
    assert find_lines(rendering, "jose  maria OLAZABAL") == "José\u00a0María Olazábal"


def test_at_most_thirty_lines_are_shown() -> None:
    shown = find_lines(rendering_of(table(*["one"] * 42)), "one").split("\n")
    assert shown[-1] == "[12 more]"
    assert shown.count("| one |") == 30


def test_nothing_found_is_said(corpus: Corpus) -> None:
    answer = FindTool(corpus).call({"document": "bad-drivers.csv", "text": "Atlantis"})
    assert answer.startswith("'Atlantis' does not stand in bad-drivers.csv")


def test_a_row_of_a_real_table(corpus: Corpus) -> None:
    shown = FindTool(corpus).call({"document": "1999_European_Tour.html", "text": "payne stewart"}).split("\n")
    assert shown[0] == "## Schedule"
    assert "| 17–20 Jun | U.S. Open | United States | Payne Stewart |  |" in shown


@given(st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=12), WORDS)
def test_it_shows_just_the_lines_that_hold_the_text(texts: list[str], word: str) -> None:
    rendering = rendering_of(*(Paragraph(text=text) for text in texts))
    needle = fold_characters(word)
    holding = [line for line in rendering.lines() if needle in fold_characters(plain(line))]
    assert find_lines(rendering, word).split("\n") == (holding or [""])
