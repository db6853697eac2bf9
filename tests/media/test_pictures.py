"""A picture is made anew, and nothing of the file that was sent is kept but what the eye sees."""

import io
import struct
import zlib

import pytest
from PIL import Image

from chapter.media import rules
from chapter.refusal import Refused
from tests.media.photos import a_photo, from_a_camera


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def a_bomb() -> bytes:
    """A PNG of a few bytes that says it is 100,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_phones_make_is_made_anew_in_both_sizes(kind: str) -> None:
    sizes = rules.remade(a_photo(kind, (1200, 900)))
    assert (opened(sizes.large).format, opened(sizes.large).size) == ("WEBP", (640, 480))
    assert (opened(sizes.small).format, opened(sizes.small).size) == ("WEBP", (160, 120))


def test_place_time_and_camera_are_gone_and_it_stands_upright() -> None:
    sent = from_a_camera()
    assert b"Kanaria" in sent
    sizes = rules.remade(sent)
    for made in (sizes.small, sizes.large):
        assert b"Kanaria" not in made
        assert b"EXIF" not in made
        assert dict(opened(made).getexif()) == {}
    assert opened(sizes.large).size == (30, 40)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        a_photo("GIF"),
        a_photo("TIFF"),
        a_photo("PNG")[:40],
    ],
    ids=["nothing", "words", "svg", "pdf", "gif", "tiff", "half"],
)
def test_what_is_no_picture_is_refused_beside_the_field(sent: bytes) -> None:
    with pytest.raises(Refused) as refused:
        rules.remade(sent)
    assert (refused.value.sentence, refused.value.field) == (rules.NOT_A_PICTURE, "photo")


def test_a_file_that_unfolds_to_fill_the_memory_is_refused_before_it_does() -> None:
    assert len(a_bomb()) < 200
    with pytest.raises(Refused, match="too large"):
        rules.remade(a_bomb())


def test_a_large_file_is_refused() -> None:
    with pytest.raises(Refused, match="too large"):
        rules.remade(b"\xff" * (rules.MOST_BYTES + 1))


def test_a_page_hidden_behind_a_picture_is_not_kept() -> None:
    sizes = rules.remade(a_photo("PNG") + b"<script>alert('kanaria')</script>")
    assert b"kanaria" not in sizes.small + sizes.large
