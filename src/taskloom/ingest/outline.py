"""The headings of a page in order: levels from 1, none empty, and every table under its section."""

from taskloom.schema.document import Block, Box, Heading, Table


def outline(blocks: list[Block], titles: set[str]) -> list[Block]:
    """The blocks with the outermost heading at level 1, and each table and box told the headings above it.

    A heading of level 1 that repeats one of the `titles` heads the whole page and is left out.
    """
    kept = _without_empty([block for block in blocks if not _is_title(block, titles)])
    top = min((block.level for block in kept if isinstance(block, Heading)), default=1)
    path: list[Heading] = []
    result: list[Block] = []
    for block in kept:
        if isinstance(block, Heading):
            heading = block.model_copy(update={"level": block.level - top + 1})
            path = [above for above in path if above.level < heading.level] + [heading]
            result.append(heading)
        elif isinstance(block, Table | Box):
            result.append(block.model_copy(update={"section": tuple(heading.text for heading in path)}))
        else:
            result.append(block)
    return result


def _is_title(block: Block, titles: set[str]) -> bool:
    return isinstance(block, Heading) and block.level == 1 and block.text in titles


def _without_empty(blocks: list[Block]) -> list[Block]:
    """Drops each heading that a heading of its level or above, or the end, follows at once."""
    kept: list[Block] = []
    level = 0
    for block in reversed(blocks):
        if isinstance(block, Heading):
            if block.level < level or level == -1:
                kept.append(block)
                level = block.level
            continue
        kept.append(block)
        level = -1
    return kept[::-1]
