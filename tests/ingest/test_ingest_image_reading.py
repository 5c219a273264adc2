import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.image_pixels import open_picture
from taskloom.ingest.image_reading import read_page, same_text, scales_for

IMAGES = Path(__file__).parent.parent / "data" / "images"


@pytest.mark.parametrize(
    ("first", "second"),
    [("No.457", "No. 457"), ("−33", "-33"), ("Trebi -", "Trebi"), ("“stable”", '"stable"')],
)
def test_readings_that_say_the_same(first: str, second: str) -> None:
    assert same_text(first, second)


@pytest.mark.parametrize(("first", "second"), [("74108", "74 108"), ("33", "-33"), ("3", "33"), ("1.5", "15")])
def test_readings_that_differ(first: str, second: str) -> None:
    assert not same_text(first, second)


@given(st.text(alphabet="ab1 2-.", max_size=8), st.text(alphabet="ab1 2-.", max_size=8))
def test_agreement_has_no_order(first: str, second: str) -> None:
    assert same_text(first, second) == same_text(second, first)


@given(st.integers(8, 7000), st.integers(8, 7000))
def test_the_readings_are_of_different_scales_and_bounded_size(width: int, height: int) -> None:
    scales = scales_for(width, height)
    assert scales.first < scales.third < scales.second
    assert width * height * scales.second**2 <= 6_000_000 * 1.01


@pytest.mark.parametrize("name", ["layer_text_heatmap.png", "stacked_bar_h.png"])
def test_what_is_believed_stands_in_the_picture(name: str) -> None:
    pytest.importorskip("rapidocr")
    gold: dict[str, list[str]] = json.loads((IMAGES / "gold.json").read_text(encoding="utf-8"))
    texts = gold[f"charts/{name}"]
    page = read_page(open_picture((IMAGES / name).read_bytes()).image)
    believed = {line.text for line in page.lines if line.trusted}
    wrong = {text for text in believed if not any(same_text(text, other) for other in texts)}
    # the ticks of an axis stand in the gold as one line
    ticks = {text for text in wrong if any(text.replace(" ", "") in other.replace(" ", "") for other in texts)}
    assert wrong - ticks <= {"Manchuria-"}
