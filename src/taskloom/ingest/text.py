"""Markdown and plain text -> a document of headings, paragraphs, lists, tables and pictures.

Markdown is parsed by `taskloom.ingest.markdown` and its tables read by `taskloom.ingest.grid`; the paragraphs
of plain text by `taskloom.ingest.plain_text`. READMEs, licences and manifests come out as asides.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from taskloom.ingest.encoding import decode
from taskloom.ingest.errors import Refused
from taskloom.ingest.grid import resolve
from taskloom.ingest.language import detect
from taskloom.ingest.markdown import Part, parse
from taskloom.ingest.media import MARKDOWN
from taskloom.ingest.naming import is_aside, siblings_of, title_of_file, words_of_file_name
from taskloom.ingest.plain_text import paragraphs_of
from taskloom.ingest.raw import RawTable
from taskloom.ingest.source import Source
from taskloom.ingest.visible import folded
from taskloom.schema.document import Block, Document, Heading, Paragraph, Skipped

__all__ = ["read"]

LONGEST_TITLE = 120


class _Title(NamedTuple):
    text: str
    source: Literal["metadata", "heading", "lead", "file name"]


def read(source: Source) -> Document:
    """The document in a text file; raises Refused when it holds no text."""
    decoded = decode(source.data, source.charset)
    front: dict[str, str] = {}
    if source.media_type == MARKDOWN:
        markdown = parse(decoded.text)
        front, parts = markdown.front, markdown.parts
    else:
        parts = tuple(paragraphs_of(decoded.text))
    title = _title(source, front, parts)
    blocks, skipped = _blocks(parts, title)
    if not blocks and title.source == "file name":
        raise Refused("no text")
    words = words_of_file_name(source.path)
    prose = (block.text for block in blocks[:200] if isinstance(block, (Heading, Paragraph)))
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type=source.media_type,
        modality="text",
        title=title.text,
        title_from=title.source,
        names=() if words.lower() == title.text.lower() or is_aside(source.path) else (words,),
        blocks=tuple(blocks),
        language=_language(front) or detect(" ".join((title.text, *prose))),
        encoding=decoded.encoding,
        address=_first(front, "url", "canonical", "permalink", "source"),
        description=_first(front, "description", "summary", "excerpt", "abstract") or "",
        authors=_authors(front),
        published=_date(front),
        licence=_first(front, "license", "licence"),
        skipped=tuple(skipped),
        aside=is_aside(source.path),
    )


def _title(source: Source, front: dict[str, str], parts: Sequence[Part]) -> _Title:
    if front.get("title"):
        return _Title(folded(front["title"]), "metadata")
    headings = [part for part in parts if isinstance(part, Heading)]
    # The first heading is the title when it opens the text or is the only one of the highest level.
    if headings and (parts[0] is headings[0] or _is_alone(headings)):
        return _Title(headings[0].text[:LONGEST_TITLE], "heading" if source.media_type == MARKDOWN else "lead")
    return _Title(title_of_file(source, siblings_of(source)), "file name")


def _is_alone(headings: Sequence[Heading]) -> bool:
    return all(heading.level > headings[0].level for heading in headings[1:])


def _blocks(parts: Sequence[Part], title: _Title) -> tuple[list[Block], list[Skipped]]:
    """The parts as blocks: the heading that is the title left out, levels counted from 1, tables read."""
    titled = next(
        (part for part in parts if isinstance(part, Heading) and part.text[:LONGEST_TITLE] == title.text),
        None,
    )
    levels = sorted({part.level for part in parts if isinstance(part, Heading) and part is not titled})
    depth = {level: number for number, level in enumerate(levels, 1)}
    blocks: list[Block] = []
    skipped: list[Skipped] = []
    for part in parts:
        if isinstance(part, RawTable):
            section = tuple(text for text in part.section if titled is None or text != titled.text)
            for found in resolve(RawTable(part.number, part.grid, part.caption, section)):
                if isinstance(found, Skipped):
                    skipped.append(found)
                else:
                    blocks.append(found.model_copy(update={"section": section}))
        elif part is titled:
            continue
        elif isinstance(part, Heading):
            blocks.append(part.model_copy(update={"level": depth[part.level]}))
        else:
            blocks.append(part)
    return blocks, skipped


def _first(front: dict[str, str], *names: str) -> str | None:
    return next((folded(front[name]) for name in names if front.get(name)), None)


def _authors(front: dict[str, str]) -> tuple[str, ...]:
    found = _first(front, "authors", "author", "by")
    return tuple(filter(None, (name.strip() for name in found.split(", ")))) if found else ()


def _date(front: dict[str, str]) -> str | None:
    """An ISO date, possibly partial, from the front matter; None for any other form."""
    found = _first(front, "date", "published", "created") or ""
    day = found[:10]
    digits = day.replace("-", "")
    return day if len(day) in (4, 7, 10) and digits.isdecimal() and len(digits) in (4, 6, 8) else None


def _language(front: dict[str, str]) -> str | None:
    code = (_first(front, "lang", "language") or "").lower()
    return code[:2] if len(code) == 2 or code[2:3] in ("-", "_") else None
