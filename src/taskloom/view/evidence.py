"""Evidence shown in its documents: a stretch of the table or box, a page or picture with the place marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from taskloom.schema.document import Document, Line
from taskloom.schema.task import Evidence, Task
from taskloom.view.glyphs import Area, find_place, of_lines
from taskloom.view.picture import PagePicture
from taskloom.view.spot import LinesSpot, Spot, beside, find_spot, page_of, twins_of
from taskloom.view.window import Window, window


class Image(NamedTuple):
    """A picture that is the document, and the places on it to mark."""

    size: tuple[int, int]
    areas: tuple[Area, ...]


class Exhibit(NamedTuple):
    """A piece of evidence and what there is to show of it."""

    evidence: Evidence
    answers: tuple[str, ...]
    """The subtasks that rest on it."""
    document: Document | None
    """None when the run has it no longer."""
    window: Window | None
    image: Image | None
    page: PagePicture | None

    @property
    def digest(self) -> str:
        """The hex hash of the document's bytes."""
        return self.evidence.document.removeprefix("blake2b:")


def exhibits(task: Task, documents: Mapping[str, Document]) -> list[Exhibit]:
    """Every piece of a task's evidence; `documents` by uri."""
    return [exhibit(task, piece, documents.get(piece.uri)) for piece in task.evidence]


def exhibit(task: Task, piece: Evidence, document: Document | None) -> Exhibit:
    """One piece. A document whose bytes are not those that were quoted is not shown."""
    answers = tuple(one.id for one in task.subtasks if piece.id in one.evidence)
    if document is None or f"blake2b:{document.digest}" != piece.document:
        return Exhibit(piece, answers, None, None, None, None)
    spot = find_spot(document, piece.locator, piece.quote)
    number = page_of(document, spot, piece.locator)
    page = None
    if number is not None:
        page = PagePicture(document.digest, number, piece.quote, beside(spot), twins_of(spot))
    return Exhibit(piece, answers, document, window(document, spot, piece.quote), _image(document, spot, piece), page)


def _image(document: Document, spot: Spot | None, piece: Evidence) -> Image | None:
    if document.modality != "image" or document.size is None:
        return None
    if isinstance(spot, LinesSpot):
        return Image(document.size, tuple(Area(*line.box) for line in spot.lines))
    lines = (block for block in document.blocks if isinstance(block, Line))
    place = find_place(of_lines(lines), piece.quote, beside(spot), twins_of(spot))
    return Image(document.size, (place,) if place is not None else ())
