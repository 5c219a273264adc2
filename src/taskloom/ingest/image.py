"""A picture -> Document: its lines of text, and the tables, labels and chart parts its geometry proves.

Reads PNG, JPEG and WebP (and the first picture of GIF, BMP and TIFF). Reading the text is
`taskloom.ingest.image_reading`'s matter; every line is kept, one that is not believed with confidence 0.0.
"""

from __future__ import annotations

from collections.abc import Sequence

from taskloom.ingest.image_chart import read_chart
from taskloom.ingest.image_label import read_labels
from taskloom.ingest.image_line import ReadLine, with_upward_joined
from taskloom.ingest.image_numbered import Numbered
from taskloom.ingest.image_pixels import open_picture
from taskloom.ingest.image_reading import Page, read_page, turned_back
from taskloom.ingest.image_table import read_tables
from taskloom.ingest.language import detect
from taskloom.ingest.naming import words_of_file_name
from taskloom.ingest.source import Source
from taskloom.schema.document import Block, Document, Line

__all__ = ["read"]


def read(source: Source) -> Document:
    """The document in a picture's bytes.

    Raises Refused when the picture is damaged or has too many pixels, or the recogniser is not installed.
    """
    picture = open_picture(source.data)
    page = read_page(picture.image)
    numbers = Numbered.of(with_upward_joined(page.lines))
    tables = read_tables(numbers.lines, page.ink)
    chart = read_chart(page, numbers)
    in_tables = frozenset(line for found in tables for line in found.lines)
    labels = read_labels([line for line in numbers.lines if line not in in_tables], page.ink, numbers)
    blocks: list[Block] = [*chart.boxes, *labels, *(found.table for found in tables)]
    blocks.extend(_lines(numbers.lines, page, picture.width / picture.image.width))
    words = words_of_file_name(source.path)
    title = chart.title or words
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type=source.media_type,
        modality="image",
        title=title,
        title_from="caption" if chart.title else "file name",
        names=(words,) if title != words else (),
        blocks=tuple(blocks),
        language=detect(" ".join(line.text for line in numbers.lines if line.trusted)),
        size=(picture.width, picture.height),
    )


def _lines(lines: Sequence[ReadLine], page: Page, scale: float) -> list[Line]:
    """The lines as the document has them, in pixels of the picture as it lay, `scale` times as large."""
    written: list[Line] = []
    for number, line in enumerate(lines, start=1):
        left, top, right, bottom = (max(round(side * scale), 0) for side in turned_back(line.box, page))
        written.append(Line(number=number, text=line.text, box=(left, top, right, bottom), confidence=line.confidence))
    return written
