"""Evidence in its document: the place is found, shown with what is around it, and marked on pages and pictures."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from taskloom.schema.document import Box, Cell, Document, Entry, Line, Paragraph, Table
from taskloom.store import Store
from taskloom.view.evidence import exhibits
from taskloom.view.glyphs import Area, Glyph, find_place, of_lines
from taskloom.view.picture import PagePicture, Pictures, picture_type
from taskloom.view.spot import CellSpot, EntrySpot, LinesSpot, TextSpot, find_spot
from taskloom.view.window import Grid, Pairs, Passage, window


def document(*blocks: Box | Table | Paragraph | Line) -> Document:
    return Document(
        digest="ab" * 32, uri="a.html", media_type="text/html", modality="html", title="A", title_from="heading",
        blocks=blocks,
    )  # fmt: skip


def table(rows: int, columns: int) -> Table:
    return Table.model_validate(
        {
            "number": 2,
            "columns": [{"name": f"c{n}"} for n in range(columns)],
            "rows": [{"number": r + 2, "cells": [{"text": f"{r}.{c}"} for c in range(columns)]} for r in range(rows)],
        }
    )


def test_a_cell_is_shown_with_its_header_its_rows_and_its_first_columns() -> None:
    made = document(table(40, 20))
    spot = find_spot(made, "table[2]/row[22]/column[13]", "20.12")
    assert isinstance(spot, CellSpot)
    shown = window(made, spot, "20.12")
    assert isinstance(shown, Grid)
    assert [place.text for place in shown.columns] == ["c0", "c1", "…", *(f"c{n}" for n in range(8, 17)), "…"]
    assert (shown.above, shown.below, len(shown.rows)) == (16, 15, 9)
    marked = [(row.number, place.text) for row in shown.rows for place in row.places if place.marked]
    assert marked == [(22, "20.12")]


def test_an_entry_is_shown_between_its_neighbours() -> None:
    entries = tuple(Entry(label=f"l{n}", value=Cell(text=f"v{n}"), locator=f"/l{n}") for n in range(20))
    made = document(Box(entries=entries))
    spot = find_spot(made, "/l9", "v9")
    assert isinstance(spot, EntrySpot)
    shown = window(made, spot, "v9")
    assert isinstance(shown, Pairs)
    assert ([pair.label for pair in shown.pairs if pair.marked], shown.above, shown.below) == (["l9"], 5, 6)


def test_a_quote_of_running_text_and_a_line_of_a_picture_are_found() -> None:
    line = Line(number=4, text="Total 12", box=(10, 20, 90, 40), confidence=1.0)
    made = document(Paragraph(text="It rained on 3 May, they say."), line)
    spot = find_spot(made, "paragraph[1]", "3 May")
    assert isinstance(spot, TextSpot)
    shown = window(made, spot, "3 May")
    assert isinstance(shown, Passage) and (shown.before, shown.after) == ("It rained on ", ", they say.")
    assert isinstance(find_spot(made, "line[4]", "12"), LinesSpot)
    assert find_spot(made, "table[9]/row[1]/column[1]", "nowhere") is None


def test_every_piece_of_a_real_run_is_found_and_shown(made_run: Path) -> None:
    with Store.read_only(made_run) as store:
        for task in store.results.tasks():
            uris = {piece.uri for piece in task.evidence}
            for shown in exhibits(task, {uri: store.documents.load(uri) for uri in uris}):
                assert shown.window is not None, shown.evidence
                marked = [
                    row for row in getattr(shown.window, "rows", getattr(shown.window, "pairs", ())) if row.marked
                ]
                assert len(marked) == 1
                assert (shown.page is not None) == (shown.evidence.media_type == "application/pdf")
                assert (shown.image is not None and len(shown.image.areas) == 1) == (
                    shown.evidence.media_type == "image/png"
                )


def test_bytes_that_changed_are_not_shown_as_evidence(made_run: Path) -> None:
    with Store.read_only(made_run) as store:
        task = next(iter(store.results.tasks()))
        read = store.documents.load(task.evidence[0].uri)
    changed = read.model_copy(update={"digest": "0" * 64})
    assert exhibits(task, {read.uri: changed})[0].document is None


def placed(*rows: str) -> list[Glyph]:
    return [
        Glyph(sign, None if sign == " " else Area(x * 10, y * 30, x * 10 + 8, y * 30 + 20))
        for y, row in enumerate(rows)
        for x, sign in enumerate(row + " ")
    ]


def test_of_equal_texts_the_one_in_the_right_row_is_meant() -> None:
    glyphs = placed("Ada 12 7", "Bob 12 9", "Cid 112 9")
    found = find_place(glyphs, "12", ["Bob", "9"])
    assert found is not None and (found.top, found.left) == (30, 40)
    whole = find_place(glyphs, "12", ["Cid"])
    assert whole is not None and whole.top == 60
    assert find_place(glyphs, "13", ["Bob"]) is None


def test_of_equal_texts_in_a_row_the_later_is_meant_where_others_stand_before() -> None:
    glyphs = placed("Ada 0 0 5")
    second = find_place(glyphs, "0", ["Ada", "5"], twins=1)
    assert second is not None and second.left == 60


def test_a_text_is_found_across_spaces_and_ligatures() -> None:
    glyphs = [Glyph("ﬁ", Area(0, 0, 10, 10)), Glyph("n", Area(10, 0, 20, 10)), Glyph(" ", None)]
    glyphs.append(Glyph("d", Area(25, 0, 30, 10)))
    assert find_place(glyphs, "fin d", []) == Area(0, 0, 30, 10)
    line = Line(number=1, text="ab 34", box=(0, 0, 50, 10), confidence=1.0)
    assert find_place(of_lines([line]), "34", []) == Area(30, 0, 50, 10)


def pixels(png: bytes) -> tuple[int, bytes]:
    """Width, and the rows of a PNG that `pdf_page` wrote."""
    width = int.from_bytes(png[16:20], "big")
    start = png.index(b"IDAT") + 4
    return width, zlib.decompress(png[start : png.index(b"IEND") - 4][:-4])


def test_the_place_on_a_pdf_page_is_marked_and_nothing_else(made_run: Path) -> None:
    with Store.read_only(made_run) as store:
        header = next(one for one in store.documents.headers() if one.media_type == "application/pdf")
    pictures = Pictures(made_run)
    plain, marked = (pictures.page(PagePicture(header.digest, 1, quote)) for quote in ("", "Allowances"))
    assert plain is not None and marked is not None
    (width, before), (_, after) = pixels(plain), pixels(marked)
    step = 3 * width + 1
    rows = [at for at in range(len(before) // step) if before[at * step :][:step] != after[at * step :][:step]]
    assert 15 < len(rows) < 80 and rows == list(range(rows[0], rows[-1] + 1))


def test_what_is_no_pdf_or_no_page_gives_no_picture(made_run: Path) -> None:
    with Store.read_only(made_run) as store:
        digests = {one.media_type: one.digest for one in store.documents.headers()}
    pictures = Pictures(made_run)
    assert pictures.page(PagePicture(digests["text/csv"], 1, "x")) is None
    assert pictures.page(PagePicture(digests["application/pdf"], 900, "x")) is None
    assert pictures.page(PagePicture("0" * 64, 1, "x")) is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\x89PNG\r\n\x1a\nxx", "image/png"), (b"<svg onload=x>", None), (b"<!doctype html>", None), (b"%PDF-1.7", None)],
)
def test_only_pictures_that_cannot_hold_a_script_are_pictures(data: bytes, kind: str | None) -> None:
    assert picture_type(data) == kind
