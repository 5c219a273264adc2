"""HTML pages as documents: real pages, and what broken and hostile ones give."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taskloom.ingest.errors import Refused
from taskloom.ingest.html import read
from taskloom.ingest.source import Source
from taskloom.schema.document import Box, Document, Figure, Heading, Paragraph, Table

PAGES = Path(__file__).parents[1] / "data" / "html"


@cache
def page(name: str) -> Document:
    return read_html((PAGES / name).read_bytes(), name)


def read_html(data: bytes | str, name: str = "page.html") -> Document:
    content = data.encode() if isinstance(data, str) else data
    return read(Source(path=Path(name), uri=name, data=content, digest="00", media_type="text/html"))


def table(document: Document, number: int, part: int = 0) -> Table:
    return [b for b in document.blocks if isinstance(b, Table) and b.number == number][part]


def column(found: Table, name: str) -> list[str]:
    index = [column.name for column in found.columns].index(name)
    return [row.cells[index].text for row in found.rows]


def box(document: Document) -> dict[str, str]:
    (found,) = [b for b in document.blocks if isinstance(b, Box)]
    return {entry.label: entry.value.text for entry in found.entries}


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


# Real pages


def test_a_district_s_box() -> None:
    values = box(page("Oklahoma_s_3rd_congressional_district.html"))
    assert values["Median income"] == "$32,098"
    assert values["Current Representative"] == "Frank Lucas (R–Cheyenne)"
    assert values["Cook PVI"] == "R+24"


def test_a_box_entry_names_its_row() -> None:
    document = page("Oklahoma_s_3rd_congressional_district.html")
    (found,) = [b for b in document.blocks if isinstance(b, Box)]
    assert {e.label: e.locator for e in found.entries}["Median income"] == "table[1]/row[5]"


def test_a_box_title_is_the_document_s() -> None:
    document = page("Oklahoma_s_3rd_congressional_district.html")
    assert (document.title, document.title_from) == ("Oklahoma's 3rd congressional district", "box")
    assert document.names == ("Oklahoma's Third Congressional District",)


def test_a_file_name_that_says_more_than_the_box_is_the_title() -> None:
    document = page("Edelweiss_(band).html")
    assert (document.title, document.title_from, document.names) == (
        "Edelweiss (band)",
        "file name",
        ("Edelweiss",),
    )


def test_the_address_stands_in_the_first_comment() -> None:
    assert page("Edelweiss_(band).html").address == (
        "http://en.wikipedia.org/wiki?action=render&curid=1019314&oldid=587403869"
    )


def test_navigation_and_notices_are_skipped_but_counted() -> None:
    document = page("Oklahoma_s_3rd_congressional_district.html")
    assert [(s.locator, s.reason) for s in document.skipped] == [
        ("table[4]", "navigation"),
        ("table[5]", "navigation"),
    ]


def test_a_hidden_table_is_counted_and_skipped() -> None:
    shown = "<table><tr><th>Year<th>Votes<tr><td>2000<td>7</table>"
    document = read_html(f"<table style='display:none'><tr><td>a<td>b</table>{shown}")
    assert table(document, 2).rows
    assert [(s.locator, s.reason) for s in document.skipped] == [("table[1]", "hidden")]


def test_two_header_rows_are_joined() -> None:
    names = [found.name for found in table(page("Edelweiss_(band).html"), 4).columns]
    assert names == ["Year", "Title", "Chart positions / AUT", "Chart positions / GER"]


def test_a_cell_that_spans_rows_stands_in_each() -> None:
    years = column(table(page("Edelweiss_(band).html"), 3), "Year")
    assert years == ["1988 / 89", "1989", "1992", "1992", "1993", "1993", "1997", "2001"]


def test_a_header_row_in_the_middle_starts_again() -> None:
    document = page("World_Golf_Championships_excerpt.html")
    assert column(table(document, 1, 1), "World Cup")[1] == "Stephen Dodd & Bradley Dredge"
    assert column(table(document, 1, 1), "Championship")[1] == "Tiger Woods (10/18)"
    assert column(table(document, 1, 0), "Champions")[3] == "Martin Kaymer"


def test_hidden_sort_keys_are_no_text() -> None:
    golfers = column(table(page("World_Golf_Championships_excerpt.html"), 2), "Golfer")
    assert golfers[:2] == ["Tiger Woods", "Geoff Ogilvy"]


def test_tables_inside_a_layout_table_are_read_under_their_headings() -> None:
    document = page("1983_Tour_de_France_excerpt.html")
    found = table(document, 2)
    assert found.section == ("Mountains classification",)
    assert column(found, "Points")[:2] == ["272", "195"]


def test_a_first_wide_header_is_the_caption() -> None:
    document = page("Maryland_s_3rd_congressional_district_excerpt.html")
    captions = [found.caption for found in document.blocks if isinstance(found, Table)]
    assert captions == [
        "Maryland's 3rd Congressional District election, 2000",
        "Maryland's 3rd Congressional District election, 2002",
    ]


def test_totals_are_marked_and_the_outcome_is_a_note() -> None:
    found = table(page("Maryland_s_3rd_congressional_district_excerpt.html"), 1)
    assert [row.number for row in found.rows if row.total] == [7]
    assert found.notes == ("Democratic hold",)


def test_footnote_marks_go_out_and_their_legend_comes_in() -> None:
    found = table(page("Payne_Stewart_excerpt.html"), 4)
    cell = found.rows[1].cells[4]
    assert cell.text == "Playoff"
    assert cell.notes == ("1 Defeated Simpson in an 18-hole playoff – Stewart 75 (+3), Simpson 77 (+5).",)


def test_links_keep_their_text_and_target() -> None:
    cell = table(page("Payne_Stewart_excerpt.html"), 2).rows[0].cells[5]
    assert [(link.text, link.target.rpartition("/")[2]) for link in cell.links] == [
        ("Brad Bryant", "Brad_Bryant"),
        ("Pat McGowan", "Pat_McGowan"),
    ]


def test_metadata_of_a_published_page() -> None:
    document = page("parsely-metadata.html")
    assert (document.title, document.authors, document.published) == (
        "Some Other Title",
        ("Jane Doe",),
        "2024-04-20",
    )


def test_share_buttons_are_not_content() -> None:
    assert not any("Share" in text or "Facebook" in text for text in paragraphs(page("social-buttons.html")))


def test_hidden_text_is_not_seen() -> None:
    assert paragraphs(page("hidden_text.html")) == ["The dam is 123 m high."]


# Pages made for one point


def test_a_rule_of_the_page_s_own_style_hides() -> None:
    document = read_html("<style>.k, #x {display: none}</style><p>a<b class=k>secret</b> <i id=x>too</i>b</p>")
    assert paragraphs(document) == ["a b"]


def test_the_site_s_name_is_cut_from_the_title() -> None:
    head = "<title>Dams of Norway | Example News</title><meta property=og:site_name content='Example News'>"
    assert read_html(head + "<p>Text.").title == "Dams of Norway"


def test_relative_links_are_resolved_where_the_page_says_against_what() -> None:
    html = "<link rel=canonical href='https://example.org/a/b.html'><p>See <a href=c.html>this</a>.</p>"
    (paragraph,) = [b for b in read_html(html).blocks if isinstance(b, Paragraph)]
    assert paragraph.links[0].target == "https://example.org/a/c.html"


def test_links_are_kept_as_written_where_it_does_not() -> None:
    (paragraph,) = [b for b in read_html("<p>See <a href=c.html>this</a>.</p>").blocks if isinstance(b, Paragraph)]
    assert paragraph.links[0].target == "c.html"


def test_a_definition_list_is_a_box() -> None:
    document = read_html("<p>Facts</p><dl><dt>Area<dd>5 km<sup>2</sup><dt>Code<dd>NO<dd>NOR</dl>")
    (found,) = [b for b in document.blocks if isinstance(b, Box)]
    assert [(e.label, e.value.text, e.locator) for e in found.entries] == [
        ("Area", "5 km²", "list[1]/item[1]"),
        ("Code", "NO; NOR", "list[1]/item[2]"),
    ]


def test_a_figure_has_its_caption() -> None:
    document = read_html("<p>Text</p><figure><img src=a.png alt=Dam><figcaption>The dam, 1970</figcaption></figure>")
    (figure,) = [b for b in document.blocks if isinstance(b, Figure)]
    assert (figure.source, figure.caption, figure.alternative) == ("a.png", "The dam, 1970", "Dam")


def test_a_heading_that_heads_nothing_goes() -> None:
    document = read_html("<h2>One</h2><p>Text</p><h2>Two</h2><h2>Three</h2><p>More</p>")
    assert [b.text for b in document.blocks if isinstance(b, Heading)] == ["One", "Three"]


def test_an_explanatory_footnote_is_read_and_a_citation_is_not() -> None:
    html = (
        "<table><tr><th>Town<th>People<tr><td>Oslo<td>7"
        "<sup class=reference><a href='#cite_note-a'>[note 1]</a></sup>"
        "<sup class=reference><a href='#cite_note-2'>[2]</a></sup></table>"
        "<ol class=references><li id=cite_note-a>^ Estimate.<li id=cite_note-2>^ Smith 1999.</ol>"
    )
    cell = table(read_html(html), 1).rows[0].cells[1]
    assert (cell.text, cell.notes) == ("7", ("Estimate.",))


def test_the_language_the_page_declares_comes_first() -> None:
    assert read_html("<html lang=nb-NO><p>The dam is high and the river is long.</p>").language == "nb"


@pytest.mark.parametrize("html", ["", "   ", "<script>draw()</script>", "<p hidden>x</p>", "<table><tr><td></table>"])
def test_a_page_without_text_is_refused(html: str) -> None:
    with pytest.raises(Refused, match="no visible text"):
        read_html(html)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 5000 + "deep",
        "<table><tr><td>" * 500 + "unclosed",
        "<b>" * 5000 + "bold",
        "<ul><li>" * 3000 + "item",
        "<table><tr>" + "<td colspan=1000 rowspan=65534>x" * 40 + "<tr><td>y" * 2000 + "</table><p>after",
        f"<p title='{'x' * 200_000}'>huge attribute",
        "<table class=wikitable><tr><th>a<th>b" + "<tr><td>1<td><table class=wikitable><tr><th>c<th>d" * 300,
    ],
)
def test_bombs_are_read(html: str) -> None:
    assert read_html(html).blocks


_PIECES = st.sampled_from(
    [
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<th>",
        "<td rowspan=3>",
        "<td colspan=2>",
        "<caption>",
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "<dl>",
        "<dt>",
        "<dd>",
        "<sup>",
        "<a href=x>",
        "</a>",
        "<br>",
        "<b>",
        "<h2>",
        "</h2>",
        "<div>",
        "</div>",
        "<img src=i alt=alternative>",
        "text",
        "7",
        "1,204",
        "*",
        "†",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40))
def test_links_stand_in_the_text_that_holds_them(pieces: list[str]) -> None:
    document = read_html(" ".join(pieces) + "<p>end of the page")
    for block in document.blocks:
        if isinstance(block, Paragraph):
            assert all(link.text in block.text for link in block.links)
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row.cells]
            assert all(link.text in cell.text for cell in cells for link in cell.links)
            assert all(len(row.cells) == len(block.columns) for row in block.rows)


# A heading that heads nothing is left out on purpose.
_OUTSIDE_HEADINGS = _PIECES.filter(lambda piece: "h2" not in piece)


@settings(max_examples=300, deadline=None)
@given(st.lists(_OUTSIDE_HEADINGS, max_size=25), st.lists(_OUTSIDE_HEADINGS, max_size=10))
def test_no_visible_word_is_lost(before: list[str], after: list[str]) -> None:
    html = f"{' '.join(before)} zebra {' '.join(after)} <p>end of the page"
    assert "zebra" in read_html(html).model_dump_json()


def test_every_caption_of_a_table_is_kept() -> None:
    read = read_html("<table><caption>Votes<caption>by county<tr><th>County<th>Votes<tr><td>Ware<td>7</table>")
    assert table(read, 1).caption == "Votes by county"


def test_a_table_inside_a_bold_block_is_read() -> None:
    html = "<div style='font-weight:bold'><table><tr><th>Year<th>Votes<tr><td>2000<td>7</table></div>"
    assert column(table(read_html(html), 1), "Votes") == ["7"]


def test_a_table_of_one_cell_is_read_in_place() -> None:
    assert paragraphs(read_html("<table><tr><th>Closed on Mondays</table>")) == ["Closed on Mondays"]
