from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from taskloom.ingest.errors import Refused
from taskloom.ingest.image import read
from taskloom.ingest.source import Source
from taskloom.schema.document import Box, Document, Line

pytest.importorskip("rapidocr")

IMAGES = Path(__file__).parent.parent / "data" / "images"


def document_of(data: bytes, name: str, media_type: str = "image/png") -> Document:
    digest = blake2b(data, digest_size=32).hexdigest()
    return read(Source(path=Path(name), uri=name, data=data, digest=digest, media_type=media_type))


@cache
def shown(name: str) -> Document:
    return document_of((IMAGES / name).read_bytes(), name)


def lines_of(document: Document) -> list[Line]:
    return [block for block in document.blocks if isinstance(block, Line)]


def entries_of(document: Document, title: str) -> dict[str, str]:
    boxes = [block for block in document.blocks if isinstance(block, Box) and block.title == title]
    return {entry.label: entry.value.text for box in boxes for entry in box.entries}


def test_negative_figures_keep_their_signs() -> None:
    figures = entries_of(shown("bar_negative_horizontal_label.png"), "Figures written at the bars")
    assert {label: figures[label] for label in "ACG"} == {"A": "-28", "C": "-33", "G": "-19"}


def test_figures_that_touch_are_not_believed_as_one() -> None:
    believed = {line.text for line in lines_of(shown("layer_text_heatmap.png")) if line.confidence > 0}
    assert "74108" not in believed


def test_each_bar_has_the_figure_at_its_end() -> None:
    figures = entries_of(shown("layer_bar_labels.png"), "Figures written at the bars")
    assert figures == {"A": "28", "B": "55", "C": "43"}


def test_parts_of_a_chart() -> None:
    assert entries_of(shown("stacked_bar_h.png"), "Chart") == {
        "x-axis title": "Sum of yield",
        "y-axis title": "variety",
        "legend title": "site",
        "legend entries": "Crookston; Duluth; Grand Rapids; Morris; University Farm; Waseca",
    }


def test_a_locator_names_the_line_the_value_was_read_from() -> None:
    document = shown("stacked_bar_h.png")
    box = next(block for block in document.blocks if isinstance(block, Box))
    entry = next(entry for entry in box.entries if entry.label == "x-axis title")
    line = next(line for line in lines_of(document) if line.text == "Sum of yield")
    assert entry.locator == f"line[{line.number}]"


def test_a_chart_with_a_title_is_called_by_it() -> None:
    document = shown("rect_heatmap_weather_temporal_center_band.png")
    assert (document.title, document.title_from) == ("Daily Max Temperatures (C) in Seattle, WA", "caption")


def test_a_picture_without_a_title_is_called_by_its_file() -> None:
    document = shown("layer_bar_labels.png")
    assert (document.title, document.title_from) == ("layer bar labels", "file name")


def test_labels_and_values_of_a_form() -> None:
    labels = entries_of(shown("inst-partman-partition.png"), "Labels")
    assert labels["Use as"] == "Ext4 journaling file system"
    assert labels["Reserved blocks"] == "5%"


def test_the_marked_entry_of_a_list() -> None:
    assert entries_of(shown("inst-keyboard.png"), "Keymap to use") == {"highlighted entry": "American English"}


def test_lines_are_numbered_in_reading_order() -> None:
    lines = lines_of(shown("layer_bar_labels.png"))
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert [line.text for line in lines][:2] == ["A", "28"]


def test_the_size_is_that_of_the_file() -> None:
    assert shown("stacked_bar_h.png").size == (531, 242)


def test_a_second_reading_is_the_same() -> None:
    data = (IMAGES / "layer_bar_labels.png").read_bytes()
    assert document_of(data, "layer_bar_labels.png") == shown("layer_bar_labels.png")


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_other_formats_say_the_same(form: str, media_type: str) -> None:
    with Image.open(IMAGES / "layer_bar_labels.png") as picture:
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.convert("RGBA").getchannel("A"))
    buffer = BytesIO()
    paper.save(buffer, form, quality=95)
    figures = entries_of(document_of(buffer.getvalue(), "chart", media_type), "Figures written at the bars")
    assert figures == {"A": "28", "B": "55", "C": "43"}


@pytest.mark.parametrize(("turn", "corner"), [(90, 1), (180, 2), (270, 3)])
def test_a_page_on_its_side_is_read_and_its_boxes_lie_where_it_lay(turn: int, corner: int) -> None:
    with Image.open(IMAGES / "inst-partman-partition.png") as picture:
        page = picture.convert("RGB").crop((0, 160, 400, 360))
    buffer = BytesIO()
    page.rotate(turn, expand=True).save(buffer, "PNG")
    document = document_of(buffer.getvalue(), "page.png")
    line = next(line for line in lines_of(document) if line.text == "Ext4 journaling file system")
    left, top, right, bottom = line.box
    upright = {
        1: (page.width - bottom, left, page.width - top, right),
        2: (page.width - right, page.height - bottom, page.width - left, page.height - top),
        3: (top, page.height - right, bottom, page.height - left),
    }[corner]
    assert upright == pytest.approx((157, 13, 344, 32), abs=5)


def test_a_picture_without_text_has_no_lines() -> None:
    buffer = BytesIO()
    Image.new("RGB", (200, 120), "white").save(buffer, "PNG")
    assert document_of(buffer.getvalue(), "blank.png").blocks == ()


def test_a_damaged_picture_is_refused() -> None:
    data = (IMAGES / "layer_bar_labels.png").read_bytes()
    with pytest.raises(Refused, match="damaged"):
        document_of(data[: len(data) // 2], "cut.png")
