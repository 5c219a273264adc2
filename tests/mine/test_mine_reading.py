"""Facts that a model reads: what is kept of its reply, and why the rest is dropped."""

import asyncio
import base64
import json
from collections import Counter
from collections.abc import Mapping

import pytest

from scripted_model import ScriptedModel, in_turn, said_to
from taskloom.corpus.rendering import Part
from taskloom.llm.errors import Unusable
from taskloom.llm.request import Image, Model
from taskloom.mine.reading import CHUNK, Reading, parts_to_read, picture, proved_of, said_of, shown
from taskloom.mine.witness import Witness
from taskloom.pipeline.worker import Opened
from taskloom.schema.answer import Answer

OKLAHOMA = "Oklahoma_s_3rd_congressional_district.html"


def said(identifier: str, relation: str, answer: str, quote: str) -> dict[str, str]:
    return {"identifier": identifier, "relation": relation, "answer": answer, "quote": quote}


MEDIAN = said("Oklahoma's 3rd congressional district", "median income", "$32,098", "Median income = $32,098")


@pytest.fixture(scope="module")
def witness(real_run: Opened) -> Witness:
    return Witness.of(real_run.corpus.document(OKLAHOMA), real_run.corpus.rendering(OKLAHOMA))


async def read_facts(
    model: Model, witness: Witness, part: Part, *, most: int = 8, attempt: int = 0, image: Image | None = None
) -> Reading:
    text = shown(witness.rendering, part)
    return proved_of(await said_of(model, text, most=most, image=image, attempt=attempt), witness, part, most)


def reading(witness: Witness, *facts: Mapping[str, str], most: int = 8) -> Reading:
    (part, *_) = parts_to_read(witness.document, witness.rendering)
    return asyncio.run(read_facts(in_turn({"facts": [dict(one) for one in facts]}), witness, part, most=most))


def test_a_fact_that_its_document_proves_is_kept_and_typed(witness: Witness) -> None:
    (fact,) = reading(witness, MEDIAN).facts
    assert fact.answer == Answer(text="$32,098", type="number", value=32098.0, unit="$")
    assert (fact.identifier, fact.relation) == (witness.document.title, "median income")
    assert fact.quote == "Median income = $32,098"
    assert fact.locator == "table[1]/row[5]"
    assert (fact.uri, fact.digest, fact.language) == (OKLAHOMA, witness.document.digest, "en")


def test_a_date_that_stands_beside_the_answer_moves_into_the_relation(real_run: Opened) -> None:
    austria = Witness.of(real_run.corpus.document("europe_au.json"), real_run.corpus.rendering("europe_au.json"))
    line = next(line for line in austria.rendering.lines() if line.endswith("% (2023 est.)") and " / forest" in line)
    (part, *_) = (part for part in parts_to_read(austria.document, austria.rendering) if part.start)
    for relation, kept in (("forest", "forest (2023)"), ("forest in 2023", "forest in 2023")):
        one = said("Austria", relation, line.split(" = ")[1], line)
        (fact,) = asyncio.run(read_facts(in_turn({"facts": [dict(one)]}), austria, part)).facts
        assert (fact.answer.type, fact.relation) == ("number", kept)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Median income = $99,999"}, "the quote does not stand in the document"),
        ({"answer": "$32,099"}, "the answer does not stand in the quote"),
        ({"identifier": "Kansas's 3rd congressional district"}, "the identifier does not stand in the document"),
        ({"identifier": "the district"}, "the identifier names nothing"),
        ({"identifier": "It"}, "the identifier names nothing"),
        ({"relation": "n/a"}, "no identifier and relation to ask with"),
        ({"relation": "income " * 20}, "no identifier and relation to ask with"),
        ({"relation": "the income of $32,098"}, "the identifier or the relation gives the answer"),
        ({"relation": "current median income"}, "a value that ages"),
        ({"relation": "date"}, "the answer is no single value for its relation"),
    ],
)
def test_what_is_not_proved_or_no_answer_is_dropped_with_its_reason(
    witness: Witness, change: dict[str, str], reason: str
) -> None:
    found = reading(witness, MEDIAN | change)
    assert (found.facts, found.reasons) == ((), Counter({reason: 1}))


def test_prose_is_no_answer(witness: Witness) -> None:
    paragraph = next(line for line in witness.rendering.lines() if line.startswith("Oklahoma's ") and " is " in line)
    sentence = paragraph.split(". ")[0]
    found = reading(witness, said(witness.document.title, "description", sentence, sentence))
    assert found.facts == ()
    assert "no single value" in found.dropped[0].reason


def test_one_question_has_one_answer(witness: Witness) -> None:
    other = MEDIAN | {"answer": "690,131", "quote": "Population (2000) = 690,131"}
    assert reading(witness, MEDIAN, MEDIAN).reasons == Counter({"said twice": 1})
    assert len(reading(witness, MEDIAN, MEDIAN).facts) == 1
    contradicted = reading(witness, MEDIAN, other)
    assert (contradicted.facts, contradicted.reasons) == ((), Counter({"two answers to one question": 2}))


def test_more_facts_than_asked_for_are_dropped(witness: Witness) -> None:
    found = reading(witness, MEDIAN, MEDIAN | {"relation": "other"}, most=1)
    assert len(found.facts) == 1
    assert found.reasons == Counter({"more than were asked for": 1})


def test_a_reply_of_the_wrong_form_is_asked_again_and_then_unusable(witness: Witness) -> None:
    (part, *_) = parts_to_read(witness.document, witness.rendering)
    model = in_turn("no facts here", '```json\n{"facts": []}\n```')
    assert asyncio.run(read_facts(model, witness, part)) == Reading((), ())
    assert len(model.requests) == 2
    with pytest.raises(Unusable, match="extract"):
        asyncio.run(read_facts(in_turn("", "[]", '{"facts": [{}]}'), witness, part))


def test_a_prompt_shows_the_part_without_link_marks_and_little_else(real_run: Opened) -> None:
    for header in real_run.corpus.headers:
        document, rendering = real_run.corpus.document(header.uri), real_run.corpus.rendering(header.uri)
        for part in parts_to_read(document, rendering):
            model = ScriptedModel(lambda _: '{"facts": []}')
            asyncio.run(read_facts(model, Witness.of(document, rendering), part))
            told = said_to(model.requests[0])
            text = shown(rendering, part)
            assert text in told
            assert "](" not in text or header.modality != "html"
            assert len(text) <= CHUNK + len(document.title) + 3
            assert len(told) <= len(text) + 900


def test_the_same_part_makes_the_same_request(witness: Witness) -> None:
    (part, *_) = parts_to_read(witness.document, witness.rendering)
    model = in_turn({"facts": []}, {"facts": []})
    for _ in range(2):
        asyncio.run(read_facts(model, witness, part, attempt=1))
    assert model.requests[0] == model.requests[1]
    assert (model.requests[0].purpose, model.requests[0].attempt) == ("extract", 1)


def test_what_only_describes_or_says_nothing_is_not_read(witness: Witness) -> None:
    aside = witness.document.model_copy(update={"aside": True})
    assert parts_to_read(aside, witness.rendering) == ()
    assert parts_to_read(witness.document, witness.rendering)[0].start == 0
    assert shown(witness.rendering, Part(0, 10, ())) == witness.rendering.text[:10].strip("\n")


@pytest.mark.parametrize("sees", [True, False])
def test_a_picture_goes_to_a_model_that_sees(witness: Witness, sees: bool) -> None:
    document = witness.document.model_copy(update={"media_type": "image/png"})
    image = picture(document, b"pixels")
    assert image == Image(media_type="image/png", data=base64.b64encode(b"pixels").decode())
    assert picture(witness.document, b"<html>") is None
    model = ScriptedModel(lambda _: json.dumps({"facts": []}), sees=sees)
    (part, *_) = parts_to_read(witness.document, witness.rendering)
    asyncio.run(read_facts(model, witness, part, image=image))
    assert model.requests[0].images == ((image,) if sees else ())
