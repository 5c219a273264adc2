"""Footnote marks in tables, matched with the lines of legend around them ('† Deceased').

Reading the cells leaves a mark taken out of a text among its notes; here it becomes the text it stands for,
or goes. The line itself stays a paragraph and also joins the table's notes.
"""

import re
from collections.abc import Iterable

from taskloom.schema.document import Block, Box, Cell, Heading, Paragraph, Row, Table

_LONGEST_MARK = 4
_REACH = 6
"""How many blocks after a table its numbered and lettered legend may stand."""

_SYMBOL_LINE = re.compile(r"\(?(?P<mark>[*†‡§¶^∗⁂‖]{1,4})\)?\s*[:=–—-]?\s*(?P<text>\S.*)", re.DOTALL)
_LETTER_LINE = re.compile(r"\(?(?P<mark>\d{1,2}|[A-Z]{2}|[a-zA-Z])\)?\s*[:=.)–—-]?\s+(?P<text>\S.*)", re.DOTALL)


def attach_notes(blocks: list[Block]) -> list[Block]:
    """The blocks with the marks in tables and boxes replaced by the legend's lines."""
    symbols = _symbols_by_section(blocks)
    result: list[Block] = []
    section = 0
    for index, block in enumerate(blocks):
        section += isinstance(block, Heading)
        if isinstance(block, Table | Box):
            legend = {**symbols.get(section, {}), **_below(blocks[index + 1 : index + 1 + _REACH])}
            result.append(_with_notes(block, legend))
        else:
            result.append(block)
    return result


def _symbols_by_section(blocks: list[Block]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    section = 0
    for block in blocks:
        section += isinstance(block, Heading)
        texts = [block.text] if isinstance(block, Paragraph) else block.notes if isinstance(block, Table) else ()
        for text in texts:
            line = _SYMBOL_LINE.fullmatch(text)
            if line:
                found.setdefault(section, {}).setdefault(line["mark"], text)
    return found


def _below(blocks: list[Block]) -> dict[str, str]:
    found: dict[str, str] = {}
    for block in blocks:
        if not isinstance(block, Paragraph):
            break
        line = _LETTER_LINE.fullmatch(block.text)
        if line:
            found.setdefault(line["mark"], block.text)
    return found


def _with_notes(block: Table | Box, legend: dict[str, str]) -> Table | Box:
    if isinstance(block, Box):
        entries = tuple(
            entry.model_copy(update={"value": _noted(entry.value, legend)}) if entry.value.notes else entry
            for entry in block.entries
        )
        return block.model_copy(update={"entries": entries})
    if not any(cell.notes for row in block.rows for cell in row.cells):
        return block
    used = dict.fromkeys(
        legend[note] for row in block.rows for cell in row.cells for note in cell.notes if note in legend
    )
    rows = tuple(_noted_row(row, legend) for row in block.rows)
    return block.model_copy(update={"rows": rows, "notes": tuple(dict.fromkeys((*block.notes, *used)))})


def _noted_row(row: Row, legend: dict[str, str]) -> Row:
    if not any(cell.notes for cell in row.cells):
        return row
    return row.model_copy(update={"cells": tuple(_noted(cell, legend) for cell in row.cells)})


def _noted(cell: Cell, legend: dict[str, str]) -> Cell:
    if not cell.notes:
        return cell
    return cell.model_copy(update={"notes": tuple(_texts(cell.notes, legend))})


def _texts(notes: Iterable[str], legend: dict[str, str]) -> Iterable[str]:
    for note in notes:
        if note in legend:
            yield legend[note]
        elif len(note) > _LONGEST_MARK:
            yield note
