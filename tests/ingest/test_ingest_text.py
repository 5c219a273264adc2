from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.errors import Refused
from taskloom.ingest.plain_text import LONGEST_PARAGRAPH
from taskloom.ingest.read import digest_of
from taskloom.ingest.source import Source
from taskloom.ingest.text import read
from taskloom.schema.document import Document, Figure, Heading, Paragraph, Table

DATA = Path(__file__).parents[1] / "data"

PAGE = """\
---
title: "The Alps"
author: [Ann Lee, Bob May]
date: 2014-06-01
lang: en-GB
---
# The Alps

The range is *long*; see [the map](map.html)
and `notes`.

## Peaks

- Mont Blanc
- Dom
  in Valais

| Peak | Height (m) |
| ---- | ---------- |
| Mont Blanc | 4,808 |
| Dom | 4,545 |

### Pictures

![A view](view.png)

```
code a
code b
```
"""


def document(text: str | bytes, name: str = "alps.md") -> Document:
    data = text.encode() if isinstance(text, str) else text
    kind = "text/markdown" if name.endswith(".md") else "text/plain"
    return read(Source(Path("folder") / name, f"folder/{name}", data, digest_of(data), kind))


def paragraphs(found: Document) -> list[str]:
    return [block.text for block in found.blocks if isinstance(block, Paragraph)]


def test_front_matter_names_and_dates_the_document() -> None:
    found = document(PAGE)
    assert (found.title, found.title_from, found.language) == ("The Alps", "metadata", "en")
    assert (found.authors, found.published) == (("Ann Lee", "Bob May"), "2014-06-01")


def test_the_title_is_no_heading_and_levels_count_from_one() -> None:
    headings = [(block.level, block.text) for block in document(PAGE).blocks if isinstance(block, Heading)]
    assert headings == [(1, "Peaks"), (2, "Pictures")]


def test_links_keep_their_words_in_the_text() -> None:
    first = next(block for block in document(PAGE).blocks if isinstance(block, Paragraph))
    assert first.text == "The range is long; see the map and notes."
    assert [(link.text, link.target) for link in first.links] == [("the map", "map.html")]


def test_list_items_are_marked() -> None:
    items = [block.text for block in document(PAGE).blocks if isinstance(block, Paragraph) and block.item]
    assert items == ["Mont Blanc", "Dom in Valais"]


def test_pipe_tables_are_tables_of_their_section() -> None:
    table = next(block for block in document(PAGE).blocks if isinstance(block, Table))
    assert (table.number, table.section, table.columns[1].unit) == (1, ("Peaks",), "m")
    assert [cell.text for cell in table.rows[1].cells] == ["Dom", "4,545"]


def test_pictures_are_figures() -> None:
    (figure,) = [block for block in document(PAGE).blocks if isinstance(block, Figure)]
    assert (figure.source, figure.alternative) == ("view.png", "A view")


def test_code_is_a_paragraph() -> None:
    assert paragraphs(document(PAGE))[-1] == "code a code b"


def test_an_indented_pipe_table_is_still_a_table() -> None:
    found = document("# Key\n\nText:\n\n\tScore | Meaning\n\t---|---\n\t1 | Not running\n\t2 | Leaning\n")
    assert any(isinstance(block, Table) for block in found.blocks)


def test_markup_of_html_shows_its_text_only() -> None:
    assert paragraphs(document("<div>hello <b>there</b><script>x()</script></div>\n")) == ["hello there"]


def test_a_readme_is_an_aside_of_its_own_title() -> None:
    data = (DATA / "tables" / "bad-drivers" / "README.md").read_bytes()
    found = document(data, "README.md")
    assert (found.title, found.aside, found.names) == ("Bad Drivers", True, ())


def test_without_a_heading_the_file_names_the_text() -> None:
    found = document("Just one sentence here.\n\nAnd another one.\n", "field_notes.txt")
    assert (found.title, found.title_from) == ("Field notes", "file name")


def test_a_short_first_line_is_the_title_of_a_plain_text() -> None:
    found = document("The Old Mill\n\nIt stood by the river\nfor ages.\n\n- wheel\n- stone\n", "mill.txt")
    assert (found.title, found.title_from) == ("The Old Mill", "lead")
    assert paragraphs(found) == ["It stood by the river for ages.", "wheel", "stone"]


def test_underlined_lines_are_headings() -> None:
    found = document("Top\n===\n\ntext a\n\nPart\n----\ntext b\n", "x.txt")
    assert [(block.level, block.text) for block in found.blocks if isinstance(block, Heading)] == [(1, "Part")]


def test_settings_stay_line_by_line_and_are_text_only() -> None:
    path = DATA / "text" / "agentdojo_workspace_injection_vectors.yaml"
    lines = paragraphs(document(path.read_bytes(), path.name))
    assert "calendar_networking_event_injection_email:" in lines
    assert all(isinstance(block, (Heading, Paragraph)) for block in document(path.read_bytes(), path.name).blocks)


def test_markup_in_plain_text_is_left_alone() -> None:
    assert paragraphs(document("Write # or [a](b) here.\n", "x.txt")) == ["Write # or [a](b) here."]


def test_long_paragraphs_are_cut_between_words() -> None:
    parts = paragraphs(document("word " * 5_000, "x.txt"))
    assert max(map(len, parts)) <= LONGEST_PARAGRAPH
    assert " ".join(parts).split() == ["word"] * 5_000


def test_unseen_marks_are_removed() -> None:
    assert paragraphs(document("a\u202eb\u200bc\x1bd e.\n", "x.txt")) == ["abcd e."]


@pytest.mark.parametrize("name", ["x.md", "x.txt"])
def test_blank_files_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        document(" \n\t\n", name)


@given(st.text(st.characters(codec="ascii", exclude_characters="\x00"), min_size=1, max_size=300))
def test_no_word_of_a_plain_text_is_lost(text: str) -> None:
    try:
        found = document(text, "x.txt")
    except Refused:
        return
    shown = "".join((found.title, *(block.text for block in found.blocks if isinstance(block, (Heading, Paragraph)))))
    assert {letter for letter in text if letter.isalpha()} <= set(shown)


@given(st.text(max_size=300))
def test_markdown_gives_a_document_or_a_reason(text: str) -> None:
    try:
        found = document(text, "x.md")
    except Refused as refusal:
        assert str(refusal)
        return
    assert found.title.strip()
