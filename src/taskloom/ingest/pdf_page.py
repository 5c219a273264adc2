"""A page of a PDF ready for reading: its words, rules and drawings, lost letters put back."""

from dataclasses import dataclass

from taskloom.ingest.pdf_drawing import Drawing
from taskloom.ingest.pdf_engine import Canvas
from taskloom.ingest.pdf_ligature import mend
from taskloom.ingest.pdf_line import Word, words_of
from taskloom.ingest.pdf_rule import Rules, rules_of


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `lost` counts places where letters are lost for good."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: Rules
    drawings: tuple[Drawing, ...]
    lost: int
    pictures: bool
    damaged: bool


def page_of(canvas: Canvas) -> Page:
    """The page drawn on `canvas`."""
    repaired = mend(canvas.glyphs)
    return Page(
        number=canvas.number,
        width=canvas.width,
        height=canvas.height,
        words=tuple(words_of(canvas, repaired.glyphs)),
        rules=rules_of(canvas.strokes, fills=False),
        drawings=canvas.drawings,
        lost=repaired.lost,
        pictures=canvas.pictures,
        damaged=canvas.damaged,
    )
