"""What a question that a model wrote must say, and must not."""

import pytest

from taskloom.craft.question import MERGED, Terms, fault, literals, says
from taskloom.schema.answer import Answer

NORWAY = Terms((("Norway", "Norge"),), (Answer(text="Oslo", type="name"),), ("Haakon VII",), "en")


@pytest.mark.parametrize(
    "question",
    [
        "Which city is the capital of Norway?",
        "Which city is Norway's capital?",
        "What is the capital of Norway in the table “Capitals of the world”?",
    ],
)
def test_a_question_that_says_what_it_must_and_no_more_holds(question: str) -> None:
    assert fault(question, NORWAY) is None


@pytest.mark.parametrize(
    ("question", "wrong"),
    [
        ("Which city is the capital of Sweden?", "it does not say 'Norway'"),
        ("Name the capital of Norway.", "it must ask once"),
        ("What is the capital of Norway? And its king?", "it must ask once"),
        ("Which city is Norway's capital? Answer briefly.", "it must ask once"),
        ("What is the capital of Norway according to the passage, in this table?", "points at a text"),
        ("What capital of Norway is given in the document?", "points at a text"),
        ("Is Oslo the capital of Norway?", "'Oslo' stands in the question"),
        ("Where in Norway did Haakon VII live?", "hidden identifier: 'Haakon VII' stands"),
        ("Welche Stadt ist die Hauptstadt von Norge und wie heißt die?", "in the language 'en', not 'de'"),
        ("Norway?", "it must be one line of 12 to 300 characters"),
        ("What is the capital\nof Norway?", "it must be one line"),
        ("What is the capital of Norway" + ", tell me" * 40 + "?", "it must be one line"),
    ],
)
def test_what_is_wrong_is_said(question: str, wrong: str) -> None:
    assert wrong in (fault(question, NORWAY) or "")


GERMAN = Terms((("Saale",),), (Answer(text="413 km", type="number"),), language="de")


def test_a_question_is_in_the_documents_language() -> None:
    assert fault("Wie lang ist die Saale?", GERMAN) is None
    assert fault("What is the length of Saale?", GERMAN) == "it must be in the language 'de', not 'en'"


@pytest.mark.parametrize("language", [None, "xx", "en"])
def test_it_may_be_in_any_where_the_documents_is_not_known(language: str | None) -> None:
    assert fault("What is the length of Saale?", Terms(GERMAN.named, GERMAN.answers, language=language)) is None


def test_names_and_quotations_may_be_in_another_language() -> None:
    title = "The Sound of the Sea and the Wind"
    terms = Terms(((title,),), (Answer(text="1999", type="date"),), language="de")
    assert fault(f"Wann erschien {title}?", terms) is None
    assert fault("Wann erschien The Sound of the Sea and the Wind, genannt „It is the end of the line“?", terms) is None


def test_a_question_mark_of_a_name_is_no_second_question() -> None:
    terms = Terms((("Who Wants to Be a Millionaire?",),), (Answer(text="Celador", type="name"),))
    assert fault("Which company made Who Wants to Be a Millionaire? first?", terms) is None


def test_a_merged_question_may_be_longer() -> None:
    question = "What is the capital of Norway" + ", tell me" * 40 + "?"
    assert fault(question, Terms(NORWAY.named, NORWAY.answers, longest=MERGED)) is None


@pytest.mark.parametrize(
    ("question", "name", "language", "said"),
    [
        ("Who won the 1995 U.S. Open golf tournament?", "1995 U.S. Open (golf)", "en", True),
        ("Who won the 1996 U.S. Open golf tournament?", "1995 U.S. Open (golf)", "en", False),
        ("Who won the U.S. Open golf tournament of 1995?", "1995 U.S. Open (golf)", "en", True),
        ("Who won the golf tournament U.S. Open of 1995?", "1995 U.S. Open (golf)", "en", False),
        ("Who won in 1995?", "1995", "en", True),
        ("Wie hoch ist Österreichs höchster Berg?", "Österreich", "de", True),
        ("Mikä on Suomen pääkaupunki?", "Suomi", "fi", True),
        ("Mikä on Helsingin väkiluku?", "Helsinki", "fi", True),
        ("Mikä on Turun väkiluku?", "Turku", "fi", False),
        ("What is Austrian wine?", "Austria", "en", True),
        ("What is an Austriania wine?", "Austria", "en", False),
        ("日本の首都はどこですか？", "日本", "ja", True),
    ],
)
def test_a_name_is_said_by_its_words_with_another_ending_at_most(
    question: str, name: str, language: str, said: bool
) -> None:
    assert says(question, name, language) is said


def test_the_literals_of_a_question_are_its_quotations_numbers_and_names() -> None:
    question = "In 2007, how many “Confirmed cases” of the Ebola virus did Austria report, at 3.5% in the Alps?"
    found = literals(question, ("Austria",), "en")
    assert [spelling for (spelling,) in found] == ["Confirmed cases", "2007", "3.5", "Confirmed", "Ebola", "Alps"]
    assert literals("Wie viele Fälle gab es 2007 in den Alpen?", (), "de") == (("2007",),)
