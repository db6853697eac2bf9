"""The pictures of shared links have the size that sites ask for, and hold all their words, however long."""

import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from chapter.cover_art import svg
from chapter.documents import share_images
from chapter.documents.share_images import ShareImage
from tests.browser import Browser
from tests.documents.sheet_marks import said_by
from tests.factories import an_event
from tests.giving.drives import a_drive

TITLES = [
    "", "Soup", "Winter coats and a warm supper", "Soup " * 60,
    "Nguyễn Thị Ánh Tuyết reads from her first novel",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "W" * 200,
    "Встреча женщин", "שלום", "नमस्ते", "مرحبا بالعالم",
]  # fmt: skip


def image(title: str, slug: str = "supper", below: str = "One table.") -> ShareImage:
    return ShareImage(title, above=("6 p.m. on Friday", "Hall"), below=below, foot="Us", slug=slug)


def size(png: bytes) -> tuple[int, int]:
    """Width and height, as the head of the file says them (ISO/IEC 15948, 11.2.2)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def title_of(data: dict[str, object]) -> dict[str, Any]:
    """What the sheet says of its title: the size it took, in points, and whether it fits its room."""
    [title] = said_by("card", "<title>", data)
    return title


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title[:12])
@pytest.mark.parametrize("below", ["", "One table. " * 60])
def test_a_picture_is_of_one_size_and_its_title_fits_between_its_lines(title: str, below: str) -> None:
    made = image(title, below=below)
    assert size(made.png()) == (share_images.WIDTH, share_images.HEIGHT)
    if len(title) < 120:
        assert title_of(made.data())["fits"] is True


def test_a_title_that_does_not_fit_is_seen() -> None:
    assert title_of(image("Soup " * 600).data())["fits"] is False


def test_a_short_title_is_larger() -> None:
    assert title_of(image("Soup").data())["size"] == 46
    assert title_of(image("Soup and bread " * 6).data())["size"] == 21


@pytest.mark.parametrize("slug", ["supper", "reading", "cyr", "gala-2026"])
def test_ground_and_threads_are_those_of_the_page(slug: str) -> None:
    ground, _, thread, _ = svg.GROUNDS[svg.ground_of(slug)]
    picture = Image.open(BytesIO(image("Soup", slug).png())).convert("RGB")
    painted = picture.tobytes()
    colors = {f"#{painted[at : at + 3].hex()}" for at in range(0, len(painted), 3)}
    assert {ground, thread} <= colors
    assert picture.getpixel((4, 4)) == tuple(bytes.fromhex(ground[1:]))


def test_words_of_a_picture_are_no_program() -> None:
    assert size(image('#read("/etc/passwd") $x$ *a*').png()) == (share_images.WIDTH, share_images.HEIGHT)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("A table", "A table"),
        ("A long table, and bread", "A long table, and…"),
        ("Unbreakableword-without-end", "Unbreakableword-wit…"),
    ],
)
def test_what_is_too_long_ends_at_a_word(words: str, said: str) -> None:
    assert share_images.shortened(words, 20) == said


def test_each_public_page_names_a_picture_that_is_there(client: Browser) -> None:
    a_drive()
    for page in ("/", f"/events/{an_event().slug}", "/give/winter"):
        found = client.get(page).soup.find("meta", property="og:image")
        assert found is not None
        address = str(found["content"]).removeprefix("http://chapter.test")
        answer = client.get(address)
        assert (answer.status, answer.headers["Content-Type"]) == (200, share_images.CONTENT_TYPE)
        assert size(answer.body) == (share_images.WIDTH, share_images.HEIGHT)
