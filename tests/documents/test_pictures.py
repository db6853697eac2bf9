"""The pictures of shared links have the size that sites ask for, however long the words are."""

import struct

import pytest

from chapter.documents import share_images
from tests.browser import Browser
from tests.factories import an_event
from tests.giving.drives import a_drive


def size(png: bytes) -> tuple[int, int]:
    """Width and height, as the head of the file says them (ISO/IEC 15948, 11.2.2)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("ground", ["aubergine", "leaf", "apricot", "petal", "lake", "butter"])
@pytest.mark.parametrize("times", [0, 1, 60])
def test_a_card_is_one_picture_of_one_size(ground: str, times: int) -> None:
    made = share_images.share_image(
        "Soup " * times, above="", below="One table. " * times, foot="Us", ground=ground
    )
    assert size(made) == (share_images.WIDTH, share_images.HEIGHT)


def test_words_of_a_card_are_no_program() -> None:
    made = share_images.share_image(
        '#read("/etc/passwd") $x$ *a*', above="", below="", foot="", ground="petal"
    )
    assert size(made) == (share_images.WIDTH, share_images.HEIGHT)


def test_each_public_page_names_a_picture_that_is_there(client: Browser) -> None:
    a_drive()
    for page in ("/", f"/events/{an_event().slug}", "/give/winter"):
        found = client.get(page).soup.find("meta", property="og:image")
        assert found is not None
        address = str(found["content"]).removeprefix("http://chapter.test")
        answer = client.get(address)
        assert (answer.status, answer.headers["Content-Type"]) == (200, share_images.CONTENT_TYPE)
        assert size(answer.body) == (share_images.WIDTH, share_images.HEIGHT)
