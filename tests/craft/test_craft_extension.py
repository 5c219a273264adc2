"""Depth extension by a model over a real index and real tools: every way it can go."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from pydantic import JsonValue

from scripted_model import ScriptedModel, said_to
from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.craft.extension import Extended, extend
from taskloom.craft.proposal import OBSERVED, REMEMBERED, Search
from taskloom.craft.rejection import Rejection
from taskloom.llm.errors import ModelFailed
from taskloom.llm.prompt import prompt
from taskloom.llm.request import Request
from taskloom.mine.witness import witnesses
from taskloom.schema.answer import Answer
from taskloom.schema.document import Document, Link, Paragraph
from taskloom.schema.task import Provenance, Task
from taskloom.tools.toolbox import Toolbox


def page(uri: str, title: str, text: str, *links: Link) -> Document:
    return Document(
        digest=uri.encode().hex().ljust(64, "0"),
        uri=uri,
        media_type="text/html",
        modality="html",
        title=title,
        title_from="heading",
        blocks=(Paragraph(text=text, links=links),),
        language="en",
        licence="CC0",
    )


SHIP = page("vega.html", "Vega (ship)", "The Vega is a steamer. She is 43 metres long and was built by Wencke.")
VOYAGE = page(
    "voyage.html",
    "Nordqvist voyage",
    "The Nordqvist voyage of 1878 was made aboard the Vega and paid for by Dickson.",
    Link(text="Vega", target="vega.html"),
)
BUILDER = page("wencke.html", "Wencke", "Wencke built the Vega. Its owner was born in Bremen.")
OTHER = page("dickson.html", "Oscar Dickson", "Oscar Dickson paid for the Nordqvist voyage of 1878.")

QUESTION = "How many metres long is the Vega (ship) of the Arctic?"
STEP: dict[str, JsonValue] = {
    "action": "propose",
    "document": "voyage.html",
    "text": "The Nordqvist voyage of 1878 was made aboard the Vega",
    "identifier": "Nordqvist voyage",
    "relation": "ship",
    "question": "Aboard which ship was the Nordqvist voyage made?",
}
MERGED = "How many metres long is the ship of the Arctic aboard which the Nordqvist voyage was made?"
REPLIES: dict[str, JsonValue] = {
    "extend": STEP,
    "extend_strict": {"reason": "A voyage is no ship.", "strict": True},
    "extend_unique": {"reason": "Only one ship is named.", "other": "", "unique": True},
    "extend_merge": {"question": MERGED},
    "extend_faithful": {"reason": "The same ship.", "faithful": True},
}


def action(name: str, document: str = "", text: str = "") -> dict[str, JsonValue]:
    empty = dict.fromkeys(("identifier", "relation", "question"), "")
    return {"action": name, "document": document, "text": text, **empty}


def scripted(**replies: JsonValue) -> ScriptedModel:
    """A model that knows each prompt by its form; a list is given one reply after the other, its last again."""
    said = {**REPLIES, **replies}
    turns: dict[str, int] = {}

    def answering(request: Request) -> str:
        assert request.output is not None
        name = request.output.name
        reply = said[name]
        if isinstance(reply, list):
            reply = reply[min(turns.get(name, 0), len(reply) - 1)]
        turns[name] = turns.get(name, 0) + 1
        return json.dumps(reply)

    return ScriptedModel(answering)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    folder: Path = tmp_path_factory.mktemp("index")
    library = MemoryLibrary([SHIP, VOYAGE, BUILDER], [OTHER])
    update_index(folder, library)
    corpus = Corpus(library, folder)
    with Toolbox(corpus) as tools:

        async def call_tool(name: str, arguments: Mapping[str, JsonValue]) -> str:
            return tools.call(name, arguments)

        yield Search(("search", "open", "find"), call_tool, witnesses(corpus))


@pytest.fixture(scope="module")
def task(make_task: Callable[..., Task]) -> Task:
    return make_task(
        QUESTION,
        identifier="Vega (ship)",
        relation="length in metres",
        quote="She is 43 metres long",
        uri="vega.html",
        answer=Answer(text="43", type="number", value=43.0),
        title="Vega (ship)",
        digest=SHIP.digest,
    )


def extended(model: ScriptedModel, task: Task, search: Search, provenance: Provenance) -> Extended | Rejection:
    return asyncio.run(extend(model, task, search, provenance))


def asked(model: ScriptedModel) -> list[str]:
    return [request.output.name for request in model.requests if request.output]


def test_a_task_gains_a_hop(task: Task, search: Search, provenance: Provenance) -> None:
    model = scripted()
    found = extended(model, task, search, provenance)
    assert isinstance(found, Extended)
    made = found.task
    assert (made.kind, made.hops, made.question, made.answer) == ("depth", 2, MERGED, task.answer)
    assert [(one.id, one.uses, one.identifier) for one in made.subtasks] == [
        ("s1", (), "Nordqvist voyage"),
        ("s2", ("s1",), "Vega (ship)"),
    ]
    assert made.subtasks[0].answer == Answer(text="Vega (ship)", type="name", aliases=("Vega",))
    assert made.evidence[0] == task.evidence[0]
    gained = made.evidence[1]
    assert (gained.id, gained.document, gained.uri) == ("e_2", f"blake2b:{VOYAGE.digest}", "voyage.html")
    assert (gained.quote, gained.licence) == ("The Nordqvist voyage of 1878 was made aboard the Vega", "CC0")
    assert made.subtasks[0].evidence == ("e_2",)
    assert (made.verdicts, made.tools, made.identifier, made.provenance) == ((), (), "Nordqvist voyage", provenance)
    assert made.id != task.id
    assert [one.about for one in found.judgements] == ["strict", "unique", "substitution"]
    assert asked(model) == ["extend", "extend_strict", "extend_unique", "extend_merge", "extend_faithful"]
    purposes = [request.purpose for request in model.requests]
    assert purposes == ["extend", "verify", "verify", "extend", "verify"]


def test_the_search_sees_what_the_tools_show_and_never_the_answer(
    task: Task, search: Search, provenance: Provenance
) -> None:
    model = scripted(extend=[action("find", "voyage.html", "Vega"), action("open", "wencke.html"), STEP])
    assert isinstance(extended(model, task, search, provenance), Extended)
    first, second, third = map(said_to, model.requests[:3])
    assert "search Vega (ship):\n1. " in first
    assert "find voyage.html, Vega:" not in first
    assert "find voyage.html, Vega:" in second
    assert "born in Bremen" in third
    assert "Steps left: 4." in third
    overhead = sum(
        len(message.content or "")
        for message in prompt("extend").messages(
            dict.fromkeys(("name", "question", "used", "seen", "tools", "left"), "")
        )
    )
    assert len(third) < overhead + REMEMBERED + OBSERVED


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"document": "nowhere.html"}, "there is no such document to quote"),
        ({"document": "dickson.html"}, "there is no such document to quote"),
        ({"document": "vega.html"}, "the question's own document"),
        ({"text": "The Nordqvist voyage was made on the Vega"}, "the quote does not stand in the document"),
        ({"text": "paid for by Dickson"}, "the answer does not stand in the quote"),
        ({"identifier": "Sandqvist voyage"}, "the identifier does not stand in the document"),
        ({"identifier": "Vega"}, "is another name of 'Vega (ship)', or a part of it"),
        ({"question": "Which ship was it?"}, "your question: it does not say 'Nordqvist voyage'"),
        ({"question": "Was the Nordqvist voyage made aboard the Vega?"}, "stands in the question"),
    ],
)
def test_a_proposal_that_a_rule_refuses_comes_back_with_the_reason(
    task: Task, search: Search, provenance: Provenance, change: dict[str, JsonValue], reason: str
) -> None:
    model = scripted(extend=[STEP | change, action("stop")])
    found = extended(model, task, search, provenance)
    assert isinstance(found, Rejection)
    assert (found.check, found.reason) == ("proposal", "the search found nothing")
    assert reason in found.detail
    assert found.detail in said_to(model.requests[1])


def test_a_thing_that_the_answers_document_names_is_no_hop(task: Task, search: Search, provenance: Provenance) -> None:
    built: JsonValue = STEP | {
        "document": "wencke.html",
        "text": "Wencke built the Vega.",
        "identifier": "Wencke",
        "question": "Which ship did Wencke build?",
    }
    found = extended(scripted(extend=[built, action("stop")]), task, search, provenance)
    assert isinstance(found, Rejection)
    assert found.detail == "the document that answers the question names 'Wencke' itself"


def test_a_document_that_gives_the_answer_is_no_hop(task: Task, search: Search, provenance: Provenance) -> None:
    paid = task.model_copy(update={"answer": Answer(text="Dickson", type="name")})
    found = extended(scripted(extend=[STEP, action("stop")]), paid, search, provenance)
    assert isinstance(found, Rejection)
    assert found.detail == "the document you quote gives the question's answer itself"


def test_the_search_ends_with_its_steps(task: Task, search: Search, provenance: Provenance) -> None:
    model = scripted(extend=action("web_search", text="Vega"))
    assert extended(model, task, search, provenance) == Rejection("proposal", "no proposal held within the steps", "")
    assert len(model.requests) == search.steps
    assert "There is no tool 'web_search'." in said_to(model.requests[1])


@pytest.mark.parametrize(
    ("replies", "check", "reason"),
    [
        ({"extend_strict": {"reason": "The same.", "strict": False}}, "strict", "judged not to be strict"),
        ({"extend_unique": {"reason": "Two ships.", "other": "Lena", "unique": True}}, "unique", "other answers"),
        ({"extend_unique": {"reason": "Vague.", "other": "", "unique": False}}, "unique", "other answers"),
        ({"extend_faithful": {"reason": "Lost.", "faithful": False}}, "substitution", "judged not to be faithful"),
        ({"extend_merge": {"question": QUESTION}}, "substitution", "breaks a rule"),
        ({"extend_merge": {"question": MERGED.replace(" of the Arctic", "")}}, "substitution", "breaks a rule"),
        ({"extend_merge": {"question": MERGED.replace("many", "43 or more")}}, "substitution", "breaks a rule"),
    ],
)
def test_each_judgement_and_rule_can_reject(
    task: Task, search: Search, provenance: Provenance, replies: dict[str, JsonValue], check: str, reason: str
) -> None:
    model = scripted(**replies)
    found = extended(model, task, search, provenance)
    assert isinstance(found, Rejection)
    assert (found.check, reason in found.reason, bool(found.detail)) == (check, True, True)


def test_another_spelling_of_the_name_is_no_rival(task: Task, search: Search, provenance: Provenance) -> None:
    reply: JsonValue = {"reason": "It is the Vega.", "other": "the Vega", "unique": True}
    assert isinstance(extended(scripted(extend_unique=reply), task, search, provenance), Extended)


def test_a_merged_question_that_breaks_a_rule_is_asked_for_again(
    task: Task, search: Search, provenance: Provenance
) -> None:
    model = scripted(extend_merge=[{"question": QUESTION}, {"question": MERGED}])
    assert isinstance(extended(model, task, search, provenance), Extended)
    again = [said_to(request) for request in model.requests if request.output and request.output.name == "extend_merge"]
    assert "it does not say 'Nordqvist voyage'" in again[1]


def test_the_judge_is_asked_for_the_judgements_alone(task: Task, search: Search, provenance: Provenance) -> None:
    model, judge = scripted(), scripted()
    assert isinstance(asyncio.run(extend(model, task, search, provenance, judge=judge)), Extended)
    assert asked(model) == ["extend", "extend_merge"]
    assert asked(judge) == ["extend_strict", "extend_unique", "extend_faithful"]
    passages = said_to(judge.requests[1])
    assert "Nordqvist voyage: The Nordqvist voyage of 1878" in passages
    assert "\n1. " in passages


def test_a_second_extension_hides_both_names(task: Task, search: Search, provenance: Provenance) -> None:
    once = extended(scripted(), task, search, provenance)
    assert isinstance(once, Extended)
    model = scripted(extend=action("stop"))
    assert isinstance(extended(model, once.task, search, provenance), Rejection)
    told = said_to(model.requests[0])
    assert "search Nordqvist voyage:" in told
    assert "vega.html\nvoyage.html" in told


def test_a_model_that_fails_is_not_swallowed(task: Task, search: Search, provenance: Provenance) -> None:
    def answering(_: Request) -> str:
        raise ModelFailed("503")

    with pytest.raises(ModelFailed):
        extended(ScriptedModel(answering), task, search, provenance)
