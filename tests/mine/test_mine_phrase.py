"""Headers as noun phrases, or as nothing."""

import pytest

from taskloom.mine.phrase import is_cited, is_rank, noun_phrase, plural, said, says_unit, singular


@pytest.mark.parametrize(
    ("header", "text", "noun"),
    [
        ("Population", "population", "population"),
        ("Median household income", "median household income", "median household income"),
        ("Money ($)", "money", "money"),
        ("Born", "date of birth", "date"),
        ("Directed by", "director", "director"),
        ("Team name", "team", "team"),
        ("beer_servings", "beer servings", "beer servings"),
        ("Seniority date", "seniority date", "seniority date"),
        ("Number of drivers in collisions", "number of drivers in collisions", "number"),
        ("Winner(s)", "winner", "winner"),
        ("Points[a]", "points", "points"),
    ],
)  # fmt: skip
def test_a_header_that_names_something_is_a_phrase(header: str, text: str, noun: str) -> None:
    phrase = noun_phrase(header)
    assert phrase is not None
    assert (phrase.text, phrase.noun) == (text, noun)


@pytest.mark.parametrize(
    "header",
    ["", "#", "R1", "Home", "2004", "Notes", "Rank", "Pos.", "No.", "Total", "took office", "Lost to", "of",
     "++", "x" * 100, "https", "?"],
)  # fmt: skip
def test_a_header_that_is_no_noun_phrase_is_refused(header: str) -> None:
    assert noun_phrase(header) is None


@pytest.mark.parametrize("header", ["Haley", "Democrat / Team"])
def test_a_label_that_is_only_a_name_is_cited(header: str) -> None:
    phrase = noun_phrase(header)
    assert phrase is not None
    assert is_cited(phrase.text)


@pytest.mark.parametrize(
    ("header", "is_plural", "countable", "measure"),
    [
        ("Points", True, True, False),
        ("Beer servings", True, True, False),
        ("Team", False, False, False),
        ("Income", False, False, True),
        ("Exports", True, False, True),
    ],
)
def test_a_phrase_knows_how_it_counts(header: str, is_plural: bool, countable: bool, measure: bool) -> None:
    phrase = noun_phrase(header)
    assert phrase is not None
    assert (phrase.plural, phrase.countable, phrase.measure) == (is_plural, countable, measure)


def test_a_number_under_a_bare_noun_is_asked_for_by_its_label() -> None:
    assert said(noun_phrase("Team"), "Team", number=True) == noun_phrase("Team")._replace(  # pyright: ignore
        text="“Team”", noun="figure"
    )
    assert said(noun_phrase("Points"), "Points", number=True) == noun_phrase("Points")


def test_what_a_reader_would_stumble_over_is_cited() -> None:
    for header in ("A Power", "Candidates 2004", "No. of elected"):
        phrase = said(noun_phrase(header), header, number=True)
        assert phrase is not None
        assert is_cited(phrase.text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rotten Tomatoes user score", "Rotten Tomatoes user score"),
        ("Metacritic user score", "Metacritic user score"),
        ("Number of votes", "number of votes"),
    ],
)  # fmt: skip
def test_a_description_keeps_the_capitals_of_names(text: str, shown: str) -> None:
    phrase = noun_phrase(text, prose=True)
    assert phrase is not None
    assert phrase.text == shown


def test_a_name_is_never_asked_for_by_a_cited_label() -> None:
    assert said(noun_phrase("Haley"), "Haley", number=False) is None
    assert said(noun_phrase("Team"), "Team", number=False) == noun_phrase("Team")


@pytest.mark.parametrize("header", ["Rank", "Pos", "#", "No.", "Finish"])
def test_a_running_number_is_a_rank(header: str) -> None:
    assert is_rank(header)
    assert not is_rank("Points")


@pytest.mark.parametrize(
    ("one", "several"),
    [
        ("country", "countries"), ("match", "matches"), ("winner", "winners"), ("person", "people"),
        ("border country", "border countries"), ("day", "days"), ("woman", "women"), ("child", "children"),
    ],
)  # fmt: skip
def test_singular_and_plural_undo_each_other(one: str, several: str) -> None:
    assert (plural(one), singular(several)) == (several, one)
    assert (singular(one), plural(several)) == (one, several)


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("maximum depth", "m", False),
        ("depth in m", "m", True),
        ("5km", "km", True),
        ("5 m²", "m", False),
        ("5 km²", "km²", True),
        ("output", "t", False),
        ("59.0%", "%", True),
        ("US$32", "$", True),
    ],
)
def test_a_unit_is_said_as_a_word_or_sign_of_its_own(text: str, unit: str, says: bool) -> None:
    assert says_unit(text, unit) is says
