"""Which numbers a document leaves open, by the numbers beside them."""

from pathlib import Path

import pytest

from taskloom.ingest.run import ingest
from taskloom.mine.decimal_sign import DecimalSign
from taskloom.mine.structure import mine
from taskloom.schema.document import Cell, Column, Document, Row, Table


def table(*columns: tuple[str, ...]) -> Document:
    rows = tuple(
        Row(number=at, cells=tuple(Cell(text=text) for text in texts))
        for at, texts in enumerate(zip(*columns, strict=True), start=2)
    )
    named = tuple(Column(name=f"Measure {at}") for at in range(len(columns)))
    return Document(
        digest="0" * 64,
        uri="a.csv",
        media_type="text/csv",
        modality="table",
        title="A",
        title_from="file name",
        blocks=(Table(number=1, columns=named, rows=rows),),
    )


@pytest.mark.parametrize(
    "columns",
    [
        (("3.597", "1.847"), ("97,5 %", "88,1 %")),
        (("3.597", "1.204.511"),),
        (("3.597", "732"),),
        (("€ 3.597", "€ 12.840,50"),),
    ],
    ids=["a decimal comma", "two points", "whole numbers below 1000", "a comma after a point"],
)
def test_points_group_digits(columns: tuple[tuple[str, ...], ...]) -> None:
    assert DecimalSign(table(*columns)).leaves_open(["3.597"])


@pytest.mark.parametrize(
    "columns",
    [
        (("3.597", "1.847"),),
        (("3.597", "1.85"),),
        (("3.597", "732"), ("0.5", "0.25")),
        (("3.597", "1.204"), ("12,840", "1,204,511")),
    ],
    ids=["three decimals throughout", "two decimals", "decimals beside", "commas that group"],
)
def test_points_are_decimal(columns: tuple[tuple[str, ...], ...]) -> None:
    assert not DecimalSign(table(*columns)).leaves_open(["3.597"])


def test_things_counted_have_no_three_decimals() -> None:
    assert DecimalSign(table(("3.597", "1.847"))).leaves_open(["3.597"], counts=True)


def test_a_number_that_can_be_read_one_way_only_is_never_open() -> None:
    assert not DecimalSign(table(("3.597", "732"))).leaves_open(["0.597", "1.85", "732", "1.204.511"])


@pytest.mark.parametrize(
    "columns",
    [
        (("3,125", "4,5"),),
        (("3,125", "0,125"),),
        (("3,125", "4,375"), ("405,02", "1204,50")),
        (("3,125", "4,375"), ("1.085.664", "3.597")),
    ],
    ids=["a decimal comma", "nothing before the comma", "decimal commas beside", "two points beside"],
)
def test_commas_are_decimal(columns: tuple[tuple[str, ...], ...]) -> None:
    sign = DecimalSign(table(*columns))
    assert sign.leaves_open(["3,125"])
    assert not sign.leaves_open(["3,12", "0,125", "1,085,664", "732"])


@pytest.mark.parametrize(
    "columns",
    [
        (("3,125", "12,840"),),
        (("3,125", "732"), ("1,2", "3")),
        (("3,125", "1,204,511"), ("[1,2]", "3")),
        (("3,125", "12,840"), ("0.5", "1,5")),
    ],
    ids=["commas throughout", "whole numbers below 1000", "two commas", "a decimal point beside"],
)
def test_commas_group_digits(columns: tuple[tuple[str, ...], ...]) -> None:
    assert not DecimalSign(table(*columns)).leaves_open(["3,125"])


WITH_COMMAS = {
    "rates.csv": "Currency;Rate;Turnover\nKrone;3,125;980,10\nFranc;12,345;98,20\nZloty;4,875;1.085.664\n",
    "rates.html": """<h1>Rates</h1><table><tr><th>Currency<th>Rate<th>Turnover</tr>
        <tr><td>Krone<td>3,125<td>1.250,50</tr><tr><td>Franc<td>12,345<td>980,10</tr>
        <tr><td>Zloty<td>4,875<td>1.085,66</tr></table>""",
}


@pytest.mark.parametrize("name", WITH_COMMAS)
def test_three_decimals_after_a_comma_are_no_thousands(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(WITH_COMMAS[name], encoding="utf-8")
    (reading,) = ingest([tmp_path])
    assert isinstance(reading.outcome, Document)
    facts, dropped = mine(reading.outcome, lambda target: None, lambda name: ())
    assert dropped["unclear decimal sign"]
    assert {fact.noun for fact in facts if fact.answer.type == "number"} == {"turnover"}
