"""What a cell's link leads to, inside the corpus or not: two names with different links are two things."""

import re
from urllib.parse import unquote

from taskloom.schema.document import Cell

TITLED = re.compile(r"[?&]title=([^&#]+)")


def link_of(cell: Cell) -> str:
    """The last part of the address of the cell's one link, folded in case; '' without a link or with several."""
    if len(cell.links) != 1:
        return ""
    target = cell.links[0].target
    titled = TITLED.search(target)
    path = titled[1] if titled else re.split(r"[?#]", target)[0].rstrip("/").rsplit("/", 1)[-1]
    return unquote(path).replace("_", " ").casefold()
