"""Facts that a model read, and tasks made of them."""

from collections.abc import Callable

import pytest

from taskloom.craft.made import atomic_task
from taskloom.mine.reading import ReadFact
from taskloom.schema.answer import Answer
from taskloom.schema.task import Provenance, Task

MADE = Provenance(miner="model", writer="model", model="scripted:model", seed=0, version="0.1.0", run="r_1")


@pytest.fixture(scope="session")
def provenance() -> Provenance:
    return MADE


@pytest.fixture(scope="session")
def make_read_fact() -> Callable[..., ReadFact]:
    """Makes a fact of running text; fields given replace its own."""

    def made(**fields: object) -> ReadFact:
        fact = ReadFact(
            identifier="Ann Hill",
            relation="points",
            answer=Answer(text="12", type="number", value=12.0),
            quote="Ann Hill scored 12 points.",
            locator="text[10:36]",
            uri="tour.html",
            digest="ab" * 32,
            title="The Tour",
            names=(),
            media_type="text/html",
            modality="html",
            language="en",
        )
        return ReadFact.model_validate(fact.model_dump() | fields)

    return made


@pytest.fixture(scope="session")
def make_task(make_read_fact: Callable[..., ReadFact]) -> Callable[..., Task]:
    """Makes an atomic task of a question and a fact's fields."""

    def made(question: str, **fields: object) -> Task:
        return atomic_task(make_read_fact(**fields), question, MADE)

    return made
