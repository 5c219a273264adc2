import subprocess
import sys

import pytest
from PIL import Image, ImageDraw, ImageFont

from taskloom.ingest import ocr

WITHOUT_THE_EXTRA = """
import sys
sys.modules["rapidocr"] = None
from PIL import Image
from taskloom.ingest import errors, ocr
try:
    ocr.regions(Image.new("RGB", (64, 64)))
except errors.Refused as refused:
    print(refused)
"""


def written(text: str) -> Image.Image:
    picture = Image.new("RGB", (260, 60), "white")
    ImageDraw.Draw(picture).text((20, 15), text, fill="black", font=ImageFont.load_default(26))
    return picture


def only_line(picture: Image.Image) -> tuple[str, int]:
    (region,) = ocr.regions(picture)
    reading, turns = ocr.recognise(picture, region)
    return reading.text, turns


def test_a_missing_extra_is_named_with_its_command() -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT_THE_EXTRA], capture_output=True, text=True, check=True)
    assert 'pip install "taskloom[image]"' in run.stdout


@pytest.mark.parametrize(("quarters", "back"), [(0, 0), (1, 3), (3, 1)])
def test_a_line_that_runs_up_or_down_is_set_upright(quarters: int, back: int) -> None:
    pytest.importorskip("rapidocr")
    assert only_line(ocr.turned(written("Count of Records"), quarters)) == ("Count of Records", back)


def test_a_region_scales_and_turns_over() -> None:
    region = ocr.Region((10, 20), (30, 20), (30, 28), (10, 28))
    assert region.scaled(2).box == (20, 40, 60, 56)
    assert region.turned_over(100, 50).box == (70, 22, 90, 30)
