"""What a page is about: its title and the other names that denote the same thing."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from taskloom.ingest.html_head import Head
from taskloom.ingest.markup import Element
from taskloom.ingest.naming import words_of_file_name
from taskloom.schema.document import Block, Box, Heading

_SEPARATOR = re.compile(r"\s+[-–—|·»«:/•]+\s+|\s*\|\s*|:\s+(?=\S+$)")
_LOST_APOSTROPHE = re.compile(r"(?<=[a-z]) s(?= )")
_WORDS = re.compile(r"\w+")
_LONGEST = 200
_MOST_NAMES = 8


class Naming(NamedTuple):
    """A page's title, where it comes from, and its other names."""

    title: str
    title_from: Literal["metadata", "heading", "box", "lead", "file name"]
    names: tuple[str, ...]


def name_page(head: Head, content: Element, blocks: list[Block], file_words: str) -> Naming:
    """The title from the page's metadata, its main heading, its box, its bold lead, else its file's name."""
    heading = next((block.text for block in blocks if isinstance(block, Heading) and block.level == 1), "")
    box = _box_title(blocks)
    leads = _bold_lead(content)
    title = without_site(head.title, head, heading) or head.headline
    found: list[tuple[str, Literal["metadata", "heading", "box", "lead", "file name"]]] = [
        (title, "metadata"),
        (heading, "heading"),
        (box, "box"),
        (leads[0] if leads else "", "lead"),
        (file_words, "file name"),
    ]
    chosen, source = next((pair for pair in found if pair[0]), (file_words, "file name"))
    if source in ("box", "lead") and _is_longer_name(file_words, chosen):
        chosen, source = file_words, "file name"
    others = [head.headline, heading, box, *leads]
    if _shares_word(file_words, chosen):
        others.append(file_words)
    names = dict.fromkeys(name for name in others if name and name != chosen and len(name) <= _LONGEST)
    return Naming(chosen[:_LONGEST], source, tuple(names)[:_MOST_NAMES])


def words_of_page_file(path: PurePath) -> str:
    """The words of a saved page's file name; a name of words keeps its own dots, hyphens and capitals."""
    stem = path.stem
    if "_" not in stem and " " not in stem:
        return words_of_file_name(path)
    words = " ".join(stem.replace("_", " ").split())
    return _LOST_APOSTROPHE.sub("'s", words)


def _shares_word(name: str, title: str) -> bool:
    """Whether a file's name speaks of what the title does; 'index' and 'page 3' do not."""
    return any(len(word) > 3 for word in set(_WORDS.findall(name.casefold())) & set(_WORDS.findall(title.casefold())))


def _is_longer_name(name: str, short: str) -> bool:
    """Whether a file's name is a title and a few words more that tell it apart: 'Edelweiss (band)'."""
    words, fewer = set(_WORDS.findall(name.casefold())), set(_WORDS.findall(short.casefold()))
    return fewer < words and len(words) - len(fewer) <= 4


def without_site(title: str, head: Head, heading: str) -> str:
    """A title without the name of the site, where the page gives away which part that is."""
    if not title:
        return ""
    if head.headline and head.headline != title and head.headline in title:
        return head.headline
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return title
    first, last = title[: cuts[0].start()], title[cuts[-1].end() :]
    if heading and heading in (first, title[: cuts[-1].start()], title[cuts[0].end() :]):
        return heading
    sites = {_key(head.site)} | _host_words(head.address)
    if _key(last) in sites and last:
        return title[: cuts[-1].start()]
    if _key(first) in sites and first:
        return title[cuts[0].end() :]
    return title


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _host_words(address: str | None) -> set[str]:
    if not address:
        return set()
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:  # an address that is none
        return set()
    labels = [label for label in host.split(".") if label not in ("www", "com", "org", "net")]
    return {_key(host), _key(host.removeprefix("www.")), *map(_key, labels)} - {""}


def _box_title(blocks: list[Block]) -> str:
    """The title of the box above the first heading."""
    for block in blocks:
        if isinstance(block, Heading) and block.level > 1:
            return ""
        if isinstance(block, Box) and block.number is not None and block.title:
            return block.title
    return ""


def _bold_lead(content: Element) -> list[str]:
    """The names in bold with which the first paragraph begins; [] if it does not begin so."""
    for paragraph in _paragraphs(content):
        text = paragraph.text()
        if not text:
            continue
        names = [" ".join(bold.text().split()).strip(' "“”,.;:') for bold in _bold_in(paragraph)]
        names = [name for name in names if 1 < len(name) <= 120]
        if not names or text.find(names[0]) > 6 or len(text) < len(names[0]) + 20:
            return []
        return [name for name in names[:3] if 0 <= text.find(name) < 300]
    return []


def _paragraphs(content: Element) -> Iterator[Element]:
    for child in content.elements():
        if child.tag in ("h2", "h3"):
            return
        if child.tag == "p":
            yield child


def _bold_in(paragraph: Element) -> list[Element]:
    return [element for element in paragraph.elements() if element.tag in ("b", "strong")]
