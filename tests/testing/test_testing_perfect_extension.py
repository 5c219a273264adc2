"""The perfect model's extensions: it looks, proposes what leads to the name, and takes apart what it put together."""

import pytest

from taskloom.testing.perfect_extension import Step, merged, next_step, parted, substituted

SEARCHED = """search Ada Holm:
1. Ada Holm <ada.html>
   Instrument = viola
2. Lindhaven <towns/lindhaven.html>
   Mayor = Ada Holm
3. Races <races.html>
   Race | Winner
"""
FIELD = """find towns/lindhaven.html, Ada Holm:
[box 1]
Mayor = [Ada Holm](ada.html)
"""
REFUSED = """Your proposal about 'Lindhaven' was refused: it stands in the chain already."""
ROW = """find races.html, Ada Holm:
| Race | Year | Winner |
| --- | --- | --- |
| Amber Cup | 1999 | Ada Holm |
"""


def step(*seen: str) -> Step:
    return next_step("Ada Holm", "ada.html", "\n\n".join(seen))


def test_it_looks_into_the_documents_found_and_not_used() -> None:
    assert step(SEARCHED)[:3] == ("find", "towns/lindhaven.html", "Ada Holm")


def test_a_field_leads_from_its_document_to_the_name() -> None:
    found = step(SEARCHED, FIELD)
    assert found[:5] == ("propose", "towns/lindhaven.html", "Mayor = [Ada Holm](ada.html)", "Lindhaven", "Mayor")
    assert found.question == "What is the Mayor of Lindhaven?"


def test_a_refused_proposal_is_followed_by_another_from_a_row() -> None:
    assert step(SEARCHED, FIELD, REFUSED)[:2] == ("find", "races.html")
    found = step(SEARCHED, FIELD, REFUSED, ROW)
    assert found[3:] == ("Amber Cup", "Winner", "What is the Winner of Amber Cup on “Races”?")


def test_it_stops_when_nothing_is_left() -> None:
    assert step(SEARCHED, FIELD, REFUSED, ROW, REFUSED).action == "stop"


def test_the_name_gives_way_to_what_leads_to_it_quoted_or_not() -> None:
    described = "What is the Mayor of Lindhaven?"
    assert substituted("What does Ada Holm play?", "Ada Holm", described) == "What does the Mayor of Lindhaven play?"
    assert substituted("What is on “Ada Holm”?", "Ada Holm", described) == "What is on the Mayor of Lindhaven?"


@pytest.mark.parametrize("operation", ["join", "sum"])
def test_what_was_put_together_comes_apart_again(operation: str) -> None:
    questions = ["What is the River of Hoyle?", "What is the Mayor of Hoyle on “Towns; old”?"]
    assert parted(merged(questions, operation)) == (questions, operation)
