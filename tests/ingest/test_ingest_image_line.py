from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.image_line import ReadLine, rows_of, with_upward_joined


def line(text: str, left: float, top: float) -> ReadLine:
    return ReadLine(text, (left, top, left + 40, top + 16), 0.9)


def test_rows_run_from_left_to_right() -> None:
    rows = rows_of([line("b", 80, 12), line("c", 10, 50), line("a", 10, 10)])
    assert [[found.text for found in row] for row in rows] == [["a", "b"], ["c"]]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=12))
def test_every_line_stands_in_one_row(places: list[tuple[int, int]]) -> None:
    lines = [line(str(index), left, top) for index, (left, top) in enumerate(places)]
    assert sorted(found.text for row in rows_of(lines) for found in row) == sorted(found.text for found in lines)


def test_the_pieces_of_an_upward_line_are_joined_from_the_bottom() -> None:
    pieces = [
        ReadLine("in ppm", (4, 40, 20, 100), 0.9, 3),
        ReadLine("CO2", (4, 210, 20, 240), 0.9, 3),
        ReadLine("concentration", (5, 104, 20, 206), 0.9, 3),
    ]
    assert [found.text for found in with_upward_joined(pieces)] == ["CO2 concentration in ppm"]


def test_a_joined_line_is_believed_only_when_its_pieces_are() -> None:
    pieces = [ReadLine("yield", (4, 40, 20, 100), 0.0, 3), ReadLine("Sum of", (4, 104, 20, 170), 0.9, 3)]
    assert [found.trusted for found in with_upward_joined(pieces)] == [False]


def test_figures_under_one_another_stay_apart() -> None:
    places = [("30", 10), ("20", 30), ("10", 50)]
    ticks = [ReadLine(text, (20, top, 40, top + 16), 0.9) for text, top in places]
    assert sorted(found.text for found in with_upward_joined(ticks)) == ["10", "20", "30"]
