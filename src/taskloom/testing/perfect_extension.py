"""The perfect model's part in extensions: the search for a superset, questions put together and taken apart again.

A superset is a row or a field that holds the name in another document: the row's first cell, or the
document itself, leads to the name. Everything follows from the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

ENTRY = re.compile(r"^\d+\. (.*) <([^<>\n]+)>$", re.MULTILINE)
BLOCK = re.compile(r"^(?=find |web_search |web_fetch |Your proposal about )", re.MULTILINE)
FIELD = re.compile(r"[ -]*(\S.{,39}?)(?: =|:) (.*\S)\s*")
"""A line 'label: value' or 'label = value'."""
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
PART = re.compile(r"\(\d+\) (.*?)(?=; \(\d+\) |\?$)")
BEFORE_THE_WEB = 2
"""Documents of the corpus looked into first, where there is the web too."""
JOINED, OTHER = "Answer each of these:", "Take the {} of the answers to these:"


class Step(NamedTuple):
    """One step of the search, in the fields of the prompt 'extend'."""

    action: str
    document: str = ""
    text: str = ""
    identifier: str = ""
    relation: str = ""
    question: str = ""


def next_step(name: str, used: str, seen: str, *, web: bool = False) -> Step:
    """Look into the documents the search gave, one after the other, and propose what leads to the name.

    With the web, a search there comes next, and its pages one after the other.
    """
    first, *blocks = BLOCK.split(seen)
    titles = {uri: title for title, uri in ENTRY.findall(first) if uri not in used.split("\n")}
    looked = [block.partition(f", {name}:\n") for block in blocks if block.startswith("find ")]
    found = [step for head, _, text in looked for step in _leading(head.removeprefix("find "), titles, name, text)]
    searched = [block for block in blocks if block.startswith("web_search ")]
    pages = {uri: title for block in searched for title, uri in ENTRY.findall(block) if uri not in used.split("\n")}
    read = [block.removeprefix("web_fetch ").partition(":\n") for block in blocks if block.startswith("web_fetch ")]
    found += [step for uri, _, text in read for step in _leading(uri, pages, name, text)]
    refused = sum(block.startswith("Your proposal ") for block in blocks)
    if refused < len(found):
        return found[refused]
    waiting = list(titles)[: BEFORE_THE_WEB if web else None][len(looked) :]
    if waiting:
        return Step("find", waiting[0], name)
    if web and not searched:
        return Step("web_search", text=name)
    unread = list(pages)[len(read) :]
    return Step("web_fetch", unread[0]) if unread else Step("stop")


def _leading(uri: str, titles: dict[str, str], name: str, text: str) -> Iterator[Step]:
    title = titles.get(uri, "")
    header: list[str] = []
    for line in text.split("\n"):
        if line.startswith("|"):
            cells = [LINK.sub(r"\1", cell).strip() for cell in line.strip("| ").split(" | ")]
            header = header or cells
            if name in cells[1:] and len(cells) == len(header) and cells[0]:
                yield _proposal(uri, title, cells[0], header[cells.index(name, 1)], line)
            continue
        header = []
        field = FIELD.fullmatch(line)
        if field and title and LINK.sub(r"\1", field[2]) == name:
            yield _proposal(uri, title, title, field[1], line)


def _proposal(uri: str, title: str, identifier: str, relation: str, line: str) -> Step:
    place = f" on “{title}”" if title and title != identifier else ""
    question = f"What is the {relation} of {identifier}{place}?"
    return Step("propose", uri, line, identifier, relation, question)


def substituted(question: str, name: str, step: str) -> str:
    """The question with the name replaced by what the step's question asks for."""
    described = step.removeprefix("What is ").removesuffix("?")
    return question.replace(f"“{name}”", described).replace(name, described)


def merged(questions: list[str], operation: str) -> str:
    """One question out of several."""
    head = JOINED if operation == "join" else OTHER.format(operation)
    parts = (f"({number}) {text.removesuffix('?')}" for number, text in enumerate(questions, start=1))
    return f"{head} {'; '.join(parts)}?"


def parted(question: str) -> tuple[list[str], str]:
    """The questions a merged one holds, and the operation."""
    operation = "join" if question.startswith(JOINED) else question.split(" ")[2]
    return [f"{part}?" for part in PART.findall(question)], operation
