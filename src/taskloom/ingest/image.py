"""A picture -> Document: its lines of text, and the tables, labelled values and chart parts its geometry proves.

Reads PNG, JPEG and WebP (and the first picture of GIF, BMP and TIFF). Reading the text is
`taskloom.ingest.image_reading`'s matter; every line is kept, one that is not believed with confidence 0.0.
"""

from __future__ import annotations

from taskloom.ingest.errors import Refused
from taskloom.ingest.image_chart import read_chart
from taskloom.ingest.image_label import read_labels
from taskloom.ingest.image_line import ReadLine, rows_of
from taskloom.ingest.image_numbered import Numbered
from taskloom.ingest.image_pixels import open_picture
from taskloom.ingest.image_reading import Page, read_page, turned_back
from taskloom.ingest.image_table import read_tables
from taskloom.ingest.language import detect
from taskloom.ingest.naming import words_of_file_name
from taskloom.ingest.source import Source
from taskloom.schema.document import Block, Document, Line, Skipped

__all__ = ["read"]


def read(source: Source) -> Document:
    """The document in a picture's bytes.

    Raises Refused when the picture is damaged, has too many pixels or the recogniser is not installed.
    """
    picture = open_picture(source.data)
    page = read_page(picture)
    lines = _in_order(page.lines)
    numbers = Numbered(lines)
    tables = read_tables(lines, page.ink, numbers)
    taken = {line for table in tables for line in table.lines}
    chart = read_chart(lines, page, numbers)
    labels = read_labels([line for line in lines if line not in taken], lines, page.ink, numbers)
    words = words_of_file_name(source.path)
    title = chart.title or words
    blocks: list[Block] = [*chart.boxes, *labels, *(found.table for found in tables)]
    blocks.extend(_written(number, line, page) for number, line in enumerate(lines, start=1))
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type=source.media_type,
        modality="image",
        title=title,
        title_from="caption" if chart.title else "file name",
        names=(words,) if title != words else (),
        blocks=tuple(blocks),
        language=detect(" ".join(line.text for line in lines if line.trusted)),
        size=picture.size,
    )
