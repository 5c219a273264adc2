"""Caps on documents, relations, bridges and templates."""

from hypothesis import given
from hypothesis import strategies as st
from task_builder import atomic, chain, name

from taskloom.dataset.diversity import Caps, Variety
from taskloom.dataset.traits import traits
from taskloom.schema.task import Task

WIDE = Variety(document=1, relation=1, template=1, answer=1, pair=1, bridge=1000, start=1000, slack=1, least=1)


def about(person: str, *, document: str = "a", relation: str = "points") -> Task:
    question = f"How many {relation} did {person} score in 1995?"
    return atomic(question, identifier=person, relation=relation, document=document, locator=person)


def test_a_document_gives_no_more_than_its_share() -> None:
    caps = Caps(WIDE.model_copy(update={"document": 0.2}), requested=10)
    said = [caps.admit(about(person)) for person in ("Ann", "Bob", "Cid")]
    assert said == [None, None, "enough tasks from one document"]
    assert caps.admit(about("Dan", document="b")) is None


def test_a_relation_gives_no_more_than_its_share() -> None:
    caps = Caps(WIDE.model_copy(update={"relation": 0.1}), requested=10)
    assert caps.admit(about("Ann")) is None
    assert caps.admit(about("Bob", document="b", relation="Points")) == "enough tasks about one relation"
    assert caps.admit(about("Bob", document="b", relation="wins")) is None


def test_a_hidden_entity_is_gone_through_a_few_times_only() -> None:
    caps = Caps(WIDE.model_copy(update={"bridge": 2}), requested=None)
    capitals = [chain(bridge="France", relation=relation) for relation in ("capital", "area", "anthem")]
    assert [caps.admit(task) for task in capitals] == [None, None, "enough tasks through one hidden entity"]
    assert caps.admit(chain(bridge="Spain", relation="anthem")) is None


def test_a_row_a_pair_of_documents_and_a_name_give_a_few_tasks_only() -> None:
    tasks = [chain(bridge=place, relation=place) for place in ("France", "Spain", "Italy")]
    for update, reason in (
        ({"start": 2}, "enough tasks that start from one row"),
        ({"pair": 0.2}, "enough tasks from one document to another"),
        ({"answer": 0.2}, "enough tasks that one name answers"),
    ):
        caps = Caps(WIDE.model_copy(update=update), requested=10)
        assert [caps.admit(task) for task in tasks] == [None, None, reason]


def test_a_wording_gives_no_more_than_its_share() -> None:
    caps = Caps(WIDE.model_copy(update={"template": 0.1}), requested=10)
    assert caps.admit(about("Ann", document="a")) is None
    assert caps.admit(about("Bob", document="b", relation="wins")) == "enough tasks of one wording"


def test_a_refused_task_is_not_counted() -> None:
    caps = Caps(WIDE.model_copy(update={"document": 0.1, "relation": 0.2}), requested=10)
    caps.admit(about("Ann", document="a"))
    assert caps.admit(about("Bob", document="a")) is not None
    assert caps.admit(about("Bob", document="b")) is None


def test_few_documents_may_take_more_each() -> None:
    variety = WIDE.model_copy(update={"document": 0.01, "slack": 2.0})
    few, many = Caps(variety, 100, documents=4), Caps(variety, 100, documents=1000)
    people = [f"P{n}" for n in range(60)]
    assert sum(few.admit(about(person)) is None for person in people) == 50
    assert sum(many.admit(about(person)) is None for person in people) == 1


def test_widening_admits_what_was_refused() -> None:
    caps = Caps(WIDE.model_copy(update={"document": 0.1}), requested=10)
    caps.admit(about("Ann"))
    assert caps.admit(about("Bob")) is not None
    caps.widen(2)
    assert caps.admit(about("Bob")) is None


def test_widening_does_not_ask_the_same_row_again() -> None:
    caps = Caps(WIDE.model_copy(update={"start": 1}), requested=10)
    caps.admit(chain(bridge="France", relation="capital"))
    caps.widen(2)
    assert caps.admit(chain(bridge="Spain", relation="area")) == "enough tasks that start from one row"


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["points", "wins"])), max_size=60),
    st.integers(1, 60),
    st.floats(0.01, 1),
)
def test_no_cap_is_ever_exceeded(drawn: list[tuple[str, str]], requested: int, share: float) -> None:
    caps = Caps(WIDE.model_copy(update={"document": share}), requested)
    tasks = [about(f"P{n}", document=document, relation=relation) for n, (document, relation) in enumerate(drawn)]
    admitted = [task for task in tasks if caps.admit(task) is None]
    for document in "abc":
        taken = sum(task.evidence[0].uri == f"{document}.html" for task in admitted)
        assert taken <= max(1, share * requested + 1)


def test_a_template_is_the_question_without_what_it_is_about() -> None:
    assert traits(about("Ann Smith")).template == traits(about("Bob of York", relation="wins")).template
    assert traits(about("Ann Smith")).template == "how many _ did _ score in _?"


def test_the_first_word_of_a_sentence_is_no_name() -> None:
    question = "Take the capital of Norway. Then take its mayor. What is the name?"
    assert traits(atomic(question)).template == "take the capital of _. then take its mayor. what is the name?"


def test_the_bridges_of_a_chain_are_the_answers_that_are_built_on() -> None:
    assert traits(chain(bridge="The Netherlands")).bridges == ("netherlands",)
    assert traits(atomic("Who?", name("Ann"))).bridges == ()
