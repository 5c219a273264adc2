"""What a lead states: read in set forms, clause by clause, and in nothing that hedges or speaks of other things."""

import pytest

from taskloom.mine.sentence import stated
from taskloom.schema.document import Link, Paragraph


def read(text: str, *names: str, links: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    anchors = tuple(Link(text=one, target=f"{one}.html") for one in links)
    return [(one.phrase, one.text) for one in stated([Paragraph(text=text, links=anchors)], names or ["Ashford"])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Ashford is a 1971 drama film directed by Ann Hill and produced by Bo Marsh, starring Cy Ford.",
            [("director", "Ann Hill"), ("producer", "Bo Marsh")],
        ),
        ("Ashford is a film written and directed by Ann Hill.", [("writer", "Ann Hill"), ("director", "Ann Hill")]),
        (
            "Ashford is the debut album by Belgian hip hop group Marsh 5, released on May 4, 1990, by Hill Records.",
            [("artist", "Marsh 5"), ("release date", "May 4, 1990"), ("record label", "Hill Records")],
        ),
        ("Ashford is a 1969 novel by the Irish author Ann Hill.", [("author", "Ann Hill")]),
        (
            "Ashford is a record label founded in 1993 by producer Sean “Ace” Hill.",
            [("founding date", "1993"), ("founder", "Sean “Ace” Hill")],
        ),
        ("Ashford (formerly Ash) was opened on 3 May 1907.", [("opening date", "3 May 1907")]),
        ("Ashford was won by French cyclist Ann Hill.", [("winner", "Ann Hill")]),
        ("Ashford is a village in Worth County, Iowa.", [("county", "Worth County")]),
        ("Ashford is a town in the U.S. state of Iowa.", [("state", "Iowa")]),
        ("Ashford is an orchestra based in Ghent, Belgium, with 40 members.", [("location", "Ghent, Belgium")]),
        ("Ashford is a genus of herbs in the family Hillaceae.", [("family", "Hillaceae")]),
        ("Ashford covers an area of 34.6 square kilometres (13.4 sq mi).", [("area", "34.6 square kilometres")]),
        ("Ashford is a town. Its capital is Marsh. ", [("capital", "Marsh")]),
        ("Ashford’s home ground is Hill Park, which opened early.", [("home ground", "Hill Park")]),
        ("Ashford is a club. The club was founded on 25 June 1914.", [("founding date", "25 June 1914")]),
        ("Ashford is a club. It was founded on 25 June 1914.", [("founding date", "25 June 1914")]),
        ("Ashford is a club. Founded in 1914, it is old.", [("founding date", "1914")]),
        ("It rained. Ashford was held June 27–30 at Hill Golf Club in Ghent.", [("venue", "Hill Golf Club")]),
        (
            "Ashford started July 13, 1994 and ended on June 23, 1995.",
            [("start date", "July 13, 1994"), ("end date", "June 23, 1995")],
        ),
    ],
)
def test_a_set_form_gives_its_answer(text: str, found: list[tuple[str, str]]) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Ashford is a sequel to the film Marsh directed by Ann Hill.",
        "Ashford is a film about a town founded in 1914.",
        "Ashford is a film directed by Ann Hill and Bo Marsh.",
        "Ashford is a film directed by Ann Hill, Bo Marsh and Cy Ford.",
        "Ashford is a film directed by Ann Hill’s brother.",
        "Ashford is a club founded by Ann Hill and others.",
        "Ashford is a club founded by a group of students.",
        "Ashford is a magazine published by the Society for Science.",
        "Ashford was reportedly founded in 1914.",
        "Ashford was founded around 1914.",
        "Ashford was not founded in 1914.",
        "Ashford may have been founded in 1914.",
        "Ashford will be opened in 2031.",
        "If Ashford was founded in 1914, it is old.",
        "According to legend, Ashford was founded in 1914.",
        "Ashford was founded in 1914 or 1915.",
        "Ashford was built in 1914–16.",
        "Ashford was built in the 1920s.",
        "Ashford was released on May 4, 1990 in Belgium, and on June 5 elsewhere.",
        "Ashford is currently based in Ghent.",
        "As of 2004, Ashford is based in Ghent.",
        "Ashford is located in northern Belgium.",
        "Ashford is located in Ghent and Bruges.",
        "Ashford is a river in Worth County, Hill County and beyond.",
        "Ashford has an area of about 34 square kilometres.",
        "Ashford has a population of 1,200.",
        "Ann Hill, who founded Ashford in 1914, was born in Ghent.",
        "The Ashford Red Sox play at Hill Park. Built in 1912, it is old.",
        "Ashford is near Marsh. Hill Park was opened in 1914.",
        "The club was founded in 1914.",
        "Ashford is a film. Marsh is its sequel. It was directed by Ann Hill.",
        "“Ashford was founded in 1914”, she said.",
    ],
)
def test_whatever_is_open_gives_none(text: str) -> None:
    assert [found for found in read(text) if found[1] not in {"Worth County"}] == []


def test_two_answers_are_none() -> None:
    assert read("Ashford was founded in 1914. Ashford was founded in 1920.") == []


def test_a_date_told_twice_is_the_more_exact_one() -> None:
    assert read("Ashford was founded in 1914. It was founded on 25 June 1914.") == [("founding date", "25 June 1914")]


@pytest.mark.parametrize(
    "text",
    [
        "Ashford is a town. As of the 2010 census, the population was 1,234.",
        "Ashford is a town. The population was 1,234 at the 2010 census.",
        "Ashford is a town. It had a population of 1,234 (2010 census).",
    ],
)
def test_people_are_counted_for_a_year(text: str) -> None:
    (found,) = stated([Paragraph(text=text)], ["Ashford"])
    assert (found.phrase, found.text, found.when) == ("population", "1,234", "2010")


def test_an_edition_is_counted_by_the_name_of_its_series() -> None:
    text = "The 1995 Ashford Open was the 95th Ashford Open, held June 15–18 at Hill Club in Ghent."
    assert read(text, "1995 Ashford Open (golf)") == [("edition", "95th"), ("venue", "Hill Club")]
    assert read("The 1995 Ashford Open was the third major of Ann Hill.", "1995 Ashford Open") == []


def test_a_link_says_where_a_name_ends() -> None:
    text = "Ashford is a song by the band Hill in the Marsh from Ghent."
    assert read(text) == [("artist", "Hill")]
    assert read(text, links=("Hill in the Marsh",)) == [("artist", "Hill in the Marsh")]


def test_the_quote_ends_in_the_answer() -> None:
    (found,) = stated(
        [Paragraph(text="Ashford, also known as Ash, was opened on 3 May 1907 by Ann Hill.")], ["Ashford"]
    )
    assert found.quote == "Ashford, also known as Ash, was opened on 3 May 1907"
