"""The cells of a table as they stand in the source, before anyone decides what is a header."""

from dataclasses import dataclass

from taskloom.schema.document import Cell


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell as it stands in the source; the same object stands at every place it spans."""

    cell: Cell
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class RawTable:
    """A rectangular grid with spans expanded."""

    number: int
    grid: list[list[RawCell]]
    caption: str = ""
    section: tuple[str, ...] = ()
    page: int | None = None
    classes: tuple[str, ...] = ()


def origins(row: list[RawCell]) -> list[RawCell]:
    """The distinct cells of a row, left to right: a cell that spans columns is given once."""
    distinct: list[RawCell] = []
    for cell in row:
        if not distinct or distinct[-1] is not cell:
            distinct.append(cell)
    return distinct


Rows = list[list[RawCell]]
"""Some rows of a grid, each as long as the grid is wide."""
