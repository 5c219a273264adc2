"""Figures of PDFs: what is drawn beside a caption, and where it lies."""

import pytest
from pdf_sample import pdf_of, rule, source_of, stored, text

from taskloom.corpus.render import render
from taskloom.ingest import pdf
from taskloom.ingest.pdf_region import is_figure_caption
from taskloom.schema.document import Document, Figure, Paragraph, Table

PROSE = "The harbour was widened in the years after the war and has taken larger ships since."


def shape(left: float, bottom: float, right: float, top: float) -> str:
    """Operators that draw a filled shape with a frame."""
    return f"0.8 g {left} {bottom} {right - left} {top - bottom} re B 0 g\n"


def figures(document: Document) -> list[Figure]:
    return [block for block in document.blocks if isinstance(block, Figure)]


def read(*contents: str) -> Document:
    return pdf.read(source_of("a.pdf", pdf_of(*contents)))


def near(figure: Figure, left: float, top: float, right: float, bottom: float) -> bool:
    assert figure.box is not None
    return all(abs(one - other) < 12 for one, other in zip(figure.box, (left, top, right, bottom), strict=True))


def test_a_caption_names_what_is_drawn_above_it() -> None:
    made = read(text(72, 700, PROSE) + shape(100, 500, 400, 650) + text(100, 480, "Figure 1: Ships by year"))
    [figure] = figures(made)
    assert (figure.number, figure.caption, figure.page) == (1, "Figure 1: Ships by year", 1)
    assert near(figure, 100, 142, 400, 292)
    assert "Figure 1" not in " ".join(block.text for block in made.blocks if isinstance(block, Paragraph))


def test_it_stands_in_the_text_that_tools_show_at_its_place() -> None:
    drawn = shape(100, 500, 400, 650) + text(100, 480, "Figure 1: Ships by year")
    made = read(text(72, 700, PROSE) + drawn + text(72, 440, PROSE))
    shown = render(made, lambda _: None).text
    before, after = shown.split("[figure 1] Figure 1: Ships by year")
    assert PROSE in before
    assert PROSE in after


def test_captions_above_are_told_by_the_rest_of_the_document() -> None:
    page = text(100, 700, "Figure 1: One") + shape(100, 600, 400, 690) + text(100, 590, "Figure 2: Two")
    made = read(page + shape(100, 480, 400, 580))
    assert [near(figure, 100, top, 400, bottom) for figure, top, bottom in zip(
        figures(made), (102, 212), (192, 312), strict=True)] == [True, True]  # fmt: skip


def test_charts_that_touch_are_a_figure_each() -> None:
    page = shape(72, 500, 300, 650) + shape(300, 500, 540, 650)
    made = read(page + text(100, 480, "Figure 1: One") + text(350, 480, "Figure 2: Two"))
    first, second = figures(made)
    assert near(first, 72, 142, 260, 292) or near(first, 72, 142, 300, 292)
    assert first.box is not None
    assert second.box is not None
    assert first.box[2] <= second.box[0] + 1


def test_labels_around_belong_to_it_and_panels_make_one_figure() -> None:
    panels = shape(100, 600, 400, 650) + shape(100, 520, 400, 570)
    made = read(panels + text(180, 508, "Year") + text(100, 480, "Figure 1: Ships by year"))
    [figure] = figures(made)
    assert near(figure, 100, 142, 400, 286)


def test_a_caption_inside_the_frame_is_the_frame_s() -> None:
    made = read(shape(100, 400, 400, 650) + text(120, 630, "Figure 7.1 Curves"))
    [figure] = figures(made)
    assert near(figure, 100, 142, 400, 392)


def test_a_caption_whose_label_stands_on_a_line_of_its_own_is_whole() -> None:
    made = read(shape(100, 500, 400, 650) + text(100, 480, "Figure 2.") + text(100, 468, "Ships by year", font="F2"))
    assert [figure.caption for figure in figures(made)] == ["Figure 2. Ships by year"]


@pytest.mark.parametrize(
    "page",
    [
        text(100, 480, "Figure 1: Output of the program, of which nothing is drawn."),
        shape(100, 500, 400, 650) + text(100, 480, "Figure 1 shows that more ships came every year."),
        shape(0, 0, 612, 792) + text(100, 480, "Figure 1: Ships by year."),
        shape(100, 600, 400, 700) + text(72, 580, PROSE) + text(100, 550, "Figure 1: Ships by year."),
        rule(72, 500, 540, 500) + text(100, 480, "Figure 1: Ships by year."),
    ],
    ids=["nothing drawn", "a mention", "a ground", "text between", "a rule"],
)
def test_no_figure(page: str) -> None:
    made = read(page)
    assert not figures(made)
    assert any("Figure 1" in block.text for block in made.blocks if isinstance(block, Paragraph))


def test_the_figures_of_a_real_page() -> None:
    first, second = figures(pdf.read(stored("eu-021-page-9.pdf")))
    assert first.caption == "Figure 3.10: Students\u2019 perceived weight"
    assert second.caption == "Figure 3.11: Students\u2019 perceived weight by gender and relation status"
    assert near(second, 58, 278, 363, 525)


def test_a_table_s_caption_wider_than_the_table_is_whole() -> None:
    [table] = [block for block in pdf.read(stored("eu-019-page-3.pdf")).blocks if isinstance(block, Table)]
    assert "by reporting countries and origin of case (imported/domestic), 2007" in table.caption


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("Figure 3: Ships", True),
        ("Figure 14.10 R output", True),
        ("Figure CA2b. | Rates", True),
        ("Fig. 4. Topview", True),
        ("Figure 14 (until July)", True),
        ("Figure 2.", True),
        ("Figure 19.1 does not", False),
        ("Figures 15-19 represent", False),
        ("Fig. 1D). Al therefore", False),
    ],
)
def test_how_a_caption_begins(line: str, begins: bool) -> None:
    assert is_figure_caption(line) == begins
