"""Prompts as files: `prompts/NAME.md`, with purpose, inputs, output schema and version at the head.

A file is YAML between two lines '---', the system message, a line '---user---', and the user message.
`{{name}}` stands for an input. What comes from documents, tools and models is fenced: an input declared under
`data` stands between two marks that no text can hold, because they are made from the text itself.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import cast

import yaml
from pydantic import Field, JsonValue, ValidationError

from taskloom.errors import UsageError
from taskloom.llm.request import Output, Purpose
from taskloom.schema.model import Record
from taskloom.schema.trajectory import Message

USER = "\n---user---\n"
PLACE = re.compile(r"\{\{(\w+)\}\}")


class Prompt(Record):
    """A prompt file, read."""

    name: str
    version: int
    purpose: Purpose
    about: str
    """What it asks for, in a sentence."""
    data: dict[str, str] = Field(default_factory=dict[str, str])
    """Inputs from outside: documents, tool results, replies. They are fenced."""
    inputs: dict[str, str] = Field(default_factory=dict[str, str])
    """Inputs of our own making: numbers, languages, questions that were checked."""
    max_tokens: int = 1024
    temperature: float | None = None
    output: dict[str, JsonValue] | None = None
    """The JSON schema of the reply; None for free text."""
    system: str
    user: str

    def messages(self, given: Mapping[str, str]) -> tuple[Message, ...]:
        """The system and the user message with every input in its place. Raises KeyError for one not given."""
        filled = {name: fenced(name, given[name]) for name in self.data} | {name: given[name] for name in self.inputs}
        system, user = (_written(text, filled) for text in (self.system, self.user))
        return (Message(role="system", content=system), Message(role="user", content=user))

    @property
    def form(self) -> Output | None:
        """The output as a request wants it."""
        return None if self.output is None else Output(name=self.name, json_schema=self.output)


def _written(text: str, filled: Mapping[str, str]) -> str:
    """The text with every input in its place."""
    return "".join(filled[piece] if at % 2 else piece for at, piece in enumerate(_pieces(text)))


@lru_cache(maxsize=128)
def _pieces(text: str) -> tuple[str, ...]:
    """What stands between the places of inputs, and, at every second place, an input's name."""
    return tuple(PLACE.split(text))


def fenced(name: str, text: str) -> str:
    """The text between two marks that carry its own hash: it cannot hold the mark that ends it."""
    mark = f"{name}-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"
    return f"<{mark}>\n{text}\n</{mark}>"


@lru_cache(maxsize=64)
def prompt(name: str, folder: Path | None = None) -> Prompt:
    """The prompt of this name, from `folder` (--prompts) when it is there, else our own.

    Raises UsageError, which names the file and what is wrong in it.
    """
    own = folder / f"{name}.md" if folder is not None else None
    if own is not None and own.is_file():
        return parse(own.read_text(encoding="utf-8"), str(own), like=prompt(name))
    source = files("taskloom") / "prompts" / f"{name}.md"
    return parse(source.read_text(encoding="utf-8"), f"{name}.md")


def prompt_versions(folder: Path | None = None) -> tuple[str, ...]:
    """What tells one set of prompts from another: all that stands in each one's file.

    Raises UsageError for a folder that is not there, that holds none of the prompts or one that nothing asks for.
    """
    names = prompt_names()
    if folder is not None:
        if not folder.is_dir():
            raise UsageError(f"--prompts: {folder}: no such folder")
        given = sorted(file.stem for file in folder.glob("*.md") if file.name != "README.md")
        strange = [name for name in given if name not in names]
        if strange or not given:
            found = f"{strange[0]}.md stands for no prompt" if strange else "holds no prompt"
            raise UsageError(f"--prompts: {folder}: {found}; the files are named as ours: {', '.join(names)}")
    return tuple(version_of(prompt(name, folder)) for name in names)


def prompt_names() -> tuple[str, ...]:
    """The names of all prompts, sorted."""
    return tuple(sorted(file.name.removesuffix(".md") for file in (files("taskloom") / "prompts").iterdir()))


def version_of(made: Prompt) -> str:
    """What tells a prompt from any other that stands for it."""
    return hashlib.blake2b(made.model_dump_json().encode(), digest_size=8).hexdigest()


def parse(text: str, place: str, like: Prompt | None = None) -> Prompt:
    """A prompt file's text as a prompt; with `like`, one that takes the same inputs and gives the same output."""
    head, separator, rest = text.removeprefix("---\n").partition("\n---\n")
    system, between, user = rest.partition(USER)
    if not text.startswith("---\n") or not separator or not between:
        raise UsageError(f"{place}: not a prompt; it has a head between two lines '---', then a line '---user---'")
    try:
        declared: object = yaml.safe_load(head)
        if not isinstance(declared, dict):
            raise UsageError(f"{place}: its head holds no 'name: value' lines")
        fields = {"system": system.strip(), "user": user.strip(), **cast("dict[str, object]", declared)}
        made = Prompt.model_validate(fields)
    except yaml.YAMLError as error:
        raise UsageError(f"{place}: its head is not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise UsageError(f"{place}: {wrong}") from error
    used = set(PLACE.findall(made.system + made.user))
    known = {*made.data, *made.inputs}
    if used != known:
        raise UsageError(f"{place}: declares {sorted(known)} and uses {sorted(used)}; make them the same")
    if like is not None:
        for what in ("name", "purpose", "output"):
            if getattr(like, what) != getattr(made, what):
                raise UsageError(f"{place}: its {what} differs from that of the prompt it stands for; keep ours")
        if (like.data.keys(), like.inputs.keys()) != (made.data.keys(), made.inputs.keys()):
            ours = f"data {sorted(like.data)} and inputs {sorted(like.inputs)}"
            raise UsageError(f"{place}: its inputs differ from those of the prompt it stands for: {ours}")
    return made
