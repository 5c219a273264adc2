"""Title, authors and date of a PDF, from its information dictionary where that is real, else from its first
page.
"""

import re
from pathlib import Path
from typing import Literal, NamedTuple

from taskloom.ingest.naming import words_of_file_name
from taskloom.ingest.pdf_text import TextBlock

_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b|untitled|no ?title|document\d*$|slide \d|powerpoint presentation"
    r"|layout \d|presentation\d*$|title$|print|doc\d"
    r"|.*\.(?:docx?|pdf|pptx?|xlsx?|indd|qxd|qxp|p65|tex|dvi|rtf|odt|html?|txt|tiff?|cdr|ai|fm)$",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(r"(?:user|admin\w*|owner|author|unknown|default|windows|test\w*|\W*)$", re.IGNORECASE)
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?")


class Title(NamedTuple):
    """A title and where it comes from."""

    text: str
    origin: Literal["metadata", "heading", "caption", "file name"]


def title_of(information: dict[str, str], first_page: list[TextBlock], captions: list[str], path: Path) -> Title:
    """The metadata's title when it is real, else the largest heading of page 1, the first caption, the
    file's name.
    """
    stated = re.sub(r"\s+", " ", information.get("Title", "")).strip()
    if len(stated) > 3 and not _NO_TITLE.match(stated) and any(ch.isalpha() for ch in stated) and " " in stated:
        return Title(stated, "metadata")
    heads = [block for block in first_page if block.kind == "heading" and 3 < len(block.text) <= 200]
    if heads:
        return Title(_largest(heads, captions), "heading")
    if captions:
        return Title(captions[0], "caption")
    return Title(words_of_file_name(path) or path.stem, "file name")


_NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}\.?|[A-Z]\.?|[IVX]{1,4}\.)\s+(?:\|\s*)?(?=[A-Z])")
_PART = re.compile(r"(?:appendix|annex|chapter|section|part|exhibit)\s*[\w.-]{0,4}$", re.IGNORECASE)


def _largest(heads: list[TextBlock], captions: list[str]) -> str:
    """The largest heading, with the lines that go on right below it, without its number."""
    largest = max(block.size for block in heads)
    first = next(index for index, block in enumerate(heads) if block.size >= largest - 0.3)
    run = [heads[first]]
    for block in heads[first + 1 :]:
        near = 0 < block.box.top - run[-1].box.top <= 1.7 * block.size
        if block.size < largest - 0.3 or not near:
            break
        run.append(block)
    text = " ".join(block.text for block in run)
    text = run[0].text if len(text) > 200 else text
    if _PART.match(text):
        after = [block.text for block in heads if block not in run] + captions
        return f"{text}: {after[0]}" if after else text
    return _NUMBERED.sub("", text)


def authors_of(information: dict[str, str]) -> tuple[str, ...]:
    """The authors the metadata names; () where that is an account or a program."""
    stated = re.sub(r"\s+", " ", information.get("Author", "")).strip()
    if not stated or _NO_AUTHOR.match(stated) or " " not in stated:
        return ()
    people = re.split(r"\s*;\s*", stated)
    if len(people) == 1:
        people = re.split(r"\s*,\s+(?:and\s+)?|\s+and\s+|\s+&\s+", stated)
        if any(" " not in person for person in people):
            people = [stated]
    return tuple(person for person in people if person)


def published_of(information: dict[str, str], text: str) -> str | None:
    """The creation date as an ISO date; None when it is missing or `text`, the first pages, does not name
    its year.

    Files are often saved again years after they were published.
    """
    found = _DATE.match(information.get("CreationDate", ""))
    if not found:
        return None
    year, month, day = found.groups()
    if not 1980 <= int(year) <= 2100 or year not in text:
        return None
    if month is None or not 1 <= int(month) <= 12:
        return year
    if day is None or not 1 <= int(day) <= 31:
        return f"{year}-{month}"
    return f"{year}-{month}-{day}"
