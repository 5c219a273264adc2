"""The numbers of a picture's lines, by which labels and chart parts point at the text they were read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from taskloom.ingest.image_line import ReadLine, rows_of
from taskloom.schema.document import Cell, Entry


@dataclass(frozen=True, slots=True)
class Numbered:
    """The lines of a picture in reading order; the first has the number 1."""

    lines: Sequence[ReadLine]
    _numbers: dict[ReadLine, int] = field(default_factory=dict[ReadLine, int])

    @staticmethod
    def of(lines: Iterable[ReadLine]) -> Numbered:
        """The lines numbered row by row, each row from left to right."""
        ordered = [line for row in rows_of(lines) for line in row]
        return Numbered(ordered, {line: number for number, line in enumerate(ordered, start=1)})

    def locator(self, *lines: ReadLine) -> str:
        """Where the lines stand: 'line[12]', or 'line[3],line[5]' for several."""
        return ",".join(f"line[{self._numbers[line]}]" for line in lines)

    def entry(self, label: str, *lines: ReadLine, note: str = "") -> Entry:
        """An entry whose value is the text of the lines, each a part when there are several."""
        texts = tuple(line.text for line in lines)
        value = Cell(text="; ".join(texts), parts=texts if len(texts) > 1 else ())
        return Entry(label=label, value=value, locator=self.locator(*lines), note=note)
