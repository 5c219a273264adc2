"""Definition lists: terms and their definitions as a key-value box.

Authors also use these lists to indent, and their terms as headings; such lists are no box.
"""

from taskloom.ingest.html_text import Reader
from taskloom.ingest.markup import Element
from taskloom.schema.document import Box, Cell, Entry

_BLOCKS_INSIDE = frozenset(["table", "dl", "pre", "figure", "h1", "h2", "h3", "h4", "h5", "h6"])


def read_definitions(element: Element, reader: Reader, number: int) -> Box | None:
    """The box a `dl` makes; None if a term has no definition, or a definition holds more than text."""
    entries: list[Entry] = []
    pairs = _pairs(element)
    if not pairs:
        return None
    for index, (term, definitions) in enumerate(pairs, start=1):
        label = reader.passage(term.children, items=False).text.removesuffix(":").strip()
        value = _value(definitions, reader)
        if not label or not value.text:
            return None
        entries.append(Entry(label=label, value=value, locator=f"list[{number}]/item[{index}]"))
    return Box(entries=tuple(entries))


def _pairs(element: Element) -> list[tuple[Element, list[Element]]]:
    """Each term with its definitions; empty if the list is not made of such pairs."""
    pairs: list[tuple[Element, list[Element]]] = []
    if any(isinstance(child, str) and child.strip() for child in element.children):
        return []
    children = [child for child in element.children if isinstance(child, Element)]
    flat: list[Element] = []
    for child in children:
        inner = [grand for grand in child.children if isinstance(grand, Element)]
        flat.extend(inner if child.tag == "div" else [child])
    for child in flat:
        if any(inner.tag in _BLOCKS_INSIDE for inner in child.elements()):
            return []
        if child.tag == "dt":
            pairs.append((child, []))
        elif child.tag != "dd" or not pairs:
            return []
        else:
            pairs[-1][1].append(child)
    return pairs if pairs and all(definitions for _, definitions in pairs) else []


def _value(definitions: list[Element], reader: Reader) -> Cell:
    cells = [reader.passage(definition.children, items=True).cell(header=False) for definition in definitions]
    cells = [cell for cell in cells if cell.text]
    if len(cells) == 1:
        return cells[0]
    return Cell(
        text="; ".join(cell.text for cell in cells),
        parts=tuple(cell.text for cell in cells),
        links=tuple(link for cell in cells for link in cell.links),
        notes=tuple(note for cell in cells for note in cell.notes),
    )
