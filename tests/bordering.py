"""Records of countries that border one another, and a page with a table of them: members of a set with figures."""

from collections.abc import Mapping

from taskloom.schema.document import Box, Cell, Column, Document, Entry, Paragraph, Row, Table

BORDERS = {
    "Albany": {"Borduria": 402, "Caledon": 801, "Dunmark": 35, "Eldoria": 321, "Fenland": 5},
    "Borduria": {"Albany": 402, "Caledon": 90, "Dunmark": 77},
    "Caledon": {"Albany": 801, "Borduria": 90, "Eldoria": 12},
    "Dunmark": {"Albany": 35, "Borduria": 77, "Fenland": 60},
    "Eldoria": {"Albany": 321, "Caledon": 12, "Fenland": 44},
    "Fenland": {"Albany": 5, "Dunmark": 60, "Eldoria": 44},
}
FARMED = {"Albany": 30.1, "Borduria": 41.2, "Caledon": 55.7, "Dunmark": 20.4, "Eldoria": 47.5, "Fenland": 51.3}
CASES = {"Albany": 1200, "Borduria": 5809, "Caledon": 16000, "Dunmark": 340, "Fenland": 77, "Gorland": 3100}
"""Eldoria is not listed."""
PROSE = Paragraph(
    text=" ".join(f"Its rivers, hills and roads are told of in part {number} of the old atlas." for number in range(60))
)
"""Parts the title from what follows, so that no snippet shows both."""


ELSEWHERE = [first + second for first in ("Ub", "Vor", "Wes", "Xan", "Yar", "Zil") for second in "abcdefghijklm"]
"""Countries far away, whose rows lie between the others."""


def record(country: str, farmed: str) -> Document:
    """A country's record: its neighbours, and the share of its land that is farmed."""
    neighbours = "; ".join(f"{name} {length} km" for name, length in BORDERS[country].items())
    entries = (
        Entry(
            label="border countries",
            group=("Geography", "Land boundaries"),
            value=Cell(text=neighbours),
            locator="/Geography/Land boundaries/border countries",
        ),
        Entry(
            label="agricultural land",
            group=("Geography", "Land use"),
            value=Cell(text=farmed),
            locator="/Geography/Land use/agricultural land",
        ),
    )
    return Document(
        digest=country.encode().hex().ljust(64, "0"),
        uri=f"{country.lower()}.json",
        media_type="application/json",
        modality="text",
        title=country,
        title_from="field",
        language="en",
        blocks=(PROSE, Box(entries=entries)),
    )


def records(farmed: Mapping[str, str] | None = None) -> tuple[Document, ...]:
    """All countries' records; `farmed` replaces the text of a figure."""
    return tuple(record(name, (farmed or {}).get(name, f"{share}% (2023 est.)")) for name, share in FARMED.items())


def survey(cases: Mapping[str, object] = CASES) -> Document:
    """The page with the table of confirmed cases."""
    others = {f"{name}land": 20_000 + at for at, name in enumerate(ELSEWHERE)}
    told: list[tuple[str, object]] = [*others.items()]
    for at, one in enumerate(cases.items()):
        told.insert(at * (len(others) // len(cases) + 1), one)
    rows = tuple(
        Row(number=number, cells=(Cell(text=name), Cell(text=f"{count:,}" if isinstance(count, int) else str(count))))
        for number, (name, count) in enumerate(told, start=2)
    )
    table = Table(number=1, columns=(Column(name="Country"), Column(name="Confirmed cases")), rows=rows)
    return Document(
        digest=b"survey".hex().ljust(64, "0"),
        uri="survey.html",
        media_type="text/html",
        modality="html",
        title="Fever survey",
        title_from="heading",
        language="en",
        blocks=(table,),
    )
