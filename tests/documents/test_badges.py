"""Badges: a name that is read across a room, whole, and beside nobody else's."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chapter.documents.typesetting import typeset
from tests.documents.sheet_marks import said_by

CODE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def badge(name: str, **more: str) -> dict[str, str]:
    """What one person's badge says."""
    blank = {"pronouns": "", "organisation": "", "ask": "", "looking": "", "code": CODE}
    return blank | {"name": name} | more


def sheet(*badges: dict[str, str]) -> dict[str, object]:
    """A sheet of them."""
    return {"kind": "sheets", "title": "Soup", "badges": badges}


def names_of(data: dict[str, object]) -> list[dict[str, Any]]:
    """For each name the points of its first word and of the others, and whether it fits."""
    return said_by("badges", "<name>", data)


def right_half(png: bytes) -> bytes:
    """The pixels of a sheet's right column of badges."""
    with Image.open(BytesIO(png)) as picture:
        wide, tall = picture.size
        return picture.crop((wide // 2 + 2, 0, wide, tall)).tobytes()


def test_a_short_name_is_48_points_tall() -> None:
    [ana, zofia] = names_of(sheet(badge("Ana"), badge("Zofia Wu")))
    assert (ana["first"], zofia["first"]) == (48, 48)
    assert zofia["rest"] >= 24


NAMES = [
    "Priya Raghunathan", "María del Carmen Fernández-Villaverde y Saavedra", "Nguyễn Thị Minh Khai",
    "ليلى حداد", "Alexandrina-Magdalena Papadopoulos-Christodoulou",
]  # fmt: skip
TOLD = {"pronouns": "she/her", "organisation": "A Credit Union", "looking": "soup " * 40}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("more", [{}, TOLD], ids=["a name", "all told"])
def test_a_name_fits_with_no_word_broken(name: str, more: dict[str, str]) -> None:
    [fitted] = names_of(sheet(badge(name, **more)))
    assert fitted["fits"] is True
    assert fitted["rest"] <= fitted["first"]


def test_a_name_that_can_not_fit_is_seen() -> None:
    [endless] = names_of(sheet(badge("Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren")))
    assert endless["fits"] is False


@pytest.mark.parametrize("told", ["name", "organisation", "ask", "looking"])
def test_what_is_too_long_ends_at_its_badges_edge(told: str) -> None:
    pictures = []
    for words in ("Wolf", "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"):
        data = sheet(badge("Ana") | {told: words}, badge("Ana"))
        pictures.append(typeset("badges", data, "png", ppi=72))
    assert right_half(pictures[0]) == right_half(pictures[1])
    assert pictures[0] != pictures[1]
