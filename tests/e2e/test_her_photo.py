"""A photo of many megabytes: her browser makes it smaller; without a script she is told beside the field."""

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import PATIENCE, Arrive
from tests.e2e.visitor import Visitor


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PNG of 12 MB, see-through at its left."""
    side = 1750
    noise = Image.frombytes("RGBA", (side, side), random.Random(7).randbytes(side * side * 4))
    noise.paste((0, 0, 0, 0), (0, 0, side // 2, side))
    noise.putpixel((0, 0), (0, 0, 0, 0))
    path = tmp_path_factory.mktemp("photo") / "Me at the lake.png"
    noise.resize((side, side)).save(path, compress_level=0)
    assert path.stat().st_size > 12_000_000
    return path


def at_her_profile(visitor: Visitor, file: Path) -> None:
    visitor.sign_in("member@chapter.test")
    visitor.open("/me/profile")
    visitor.page.get_by_label("Choose a photo").set_input_files(file)


def test_her_browser_sends_a_small_one(visitor: Visitor, large: Path) -> None:
    at_her_profile(visitor, large)
    visitor.press("Save photo")
    visitor.reads("Your photo was saved.")
    answer = visitor.page.request.get("/me/photo/large.webp")
    made = Image.open(io.BytesIO(answer.body())).convert("RGB")
    assert made.size == (640, 640)
    assert made.getpixel((100, 300)) == (255, 255, 255)
    visitor.healthy("photo-kept")


def test_what_is_chosen_is_small_before_it_is_sent(visitor: Visitor, large: Path) -> None:
    at_her_profile(visitor, large)
    field = visitor.page.get_by_label("Choose a photo")
    for _ in range(PATIENCE // 100):
        if field.evaluate("(input) => input.files[0].type") == "image/jpeg":
            break
        visitor.page.wait_for_timeout(100)
    assert field.evaluate("(input) => input.files[0].name") == "Me at the lake.jpg"
    assert field.evaluate("(input) => input.files[0].size") < 3_000_000


def test_without_a_script_she_reads_what_is_wrong_and_can_try_again(arrive: Arrive, large: Path) -> None:
    visitor = arrive(scripts=False)
    at_her_profile(visitor, large)
    visitor.press("Save photo")
    visitor.reads("That picture is too large.")
    visitor.page.get_by_label("Choose a photo").wait_for()
