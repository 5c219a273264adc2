from itertools import pairwise

from PIL import Image, ImageDraw

from taskloom.ingest.image_ink import Ink, strips

Place = tuple[int, int, int, int]


def drawn(size: tuple[int, int], *bars: tuple[Place, str]) -> Image.Image:
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for place, colour in bars:
        pen.rectangle(place, fill=colour)
    return picture


def digit(left: int) -> tuple[Place, str]:
    return (left, 12, left + 8, 27), "black"


def test_a_dash_left_of_a_number_is_seen() -> None:
    picture = drawn((80, 40), ((16, 19, 23, 20), "black"), digit(28))
    assert Ink.of(picture).has_dash_before((27, 10, 40, 30))


def test_a_line_that_runs_on_is_no_dash() -> None:
    picture = drawn((80, 40), ((0, 19, 23, 20), "black"), digit(28))
    assert not Ink.of(picture).has_dash_before((27, 10, 40, 30))


def test_a_point_at_the_foot_of_the_line_is_no_dash() -> None:
    picture = drawn((80, 40), ((16, 26, 23, 27), "black"), digit(28))
    assert not Ink.of(picture).has_dash_before((27, 10, 40, 30))


def test_a_rule_from_end_to_end_is_seen() -> None:
    picture = drawn((200, 60), ((10, 30, 190, 31), "black"))
    assert Ink.of(picture).has_rule(12, 188, 20, 40)


def test_half_a_rule_is_none() -> None:
    picture = drawn((200, 60), ((10, 30, 100, 31), "black"))
    assert not Ink.of(picture).has_rule(12, 188, 20, 40)


def test_the_colour_of_a_patch() -> None:
    picture = drawn((60, 40), ((10, 10, 30, 30), "#4c78a8"))
    assert Ink.of(picture).mark(8, 32, 8, 32) == (0x4C, 0x78, 0xA8)


def test_an_empty_place_has_no_colour() -> None:
    assert Ink.of(drawn((60, 40))).mark(8, 32, 8, 32) is None


def test_strips_cover_the_picture_and_are_cut_between_lines() -> None:
    lines = [((0, top, 999, top + 20), "black") for top in range(0, 3000, 60)]
    texture = [((x, 0, x + 3, 2999), "white") for x in range(0, 1000, 12)]
    found = strips(drawn((1000, 3000), *lines, *texture))
    assert [found[0][0], found[-1][1]] == [0, 3000]
    assert all(first[1] == second[0] and first[1] % 60 > 20 for first, second in pairwise(found))
