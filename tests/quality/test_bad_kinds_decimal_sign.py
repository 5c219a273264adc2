"""Which numbers a document leaves open, by the numbers beside them."""

import pytest

from taskloom.mine.decimal_sign import DecimalSign
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
