"""A picture is made anew, and nothing of the file that was sent is kept but what the eye sees."""

import fcntl
import io
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from chapter import db
from chapter.events.pictures import COVER
from chapter.media import decoder, decoder_process, rules
from chapter.media.decoder import CONTAIN, CROP, PictureSize
from chapter.media.uses import PictureUse
from chapter.people.pictures import PHOTO
from chapter.refusal import Refused
from tests.media.photos import a_bomb, a_photo, from_a_camera


class Sizes(NamedTuple):
    """A member's photo, in the sizes of its use."""

    small: bytes
    large: bytes


def reencode(sent: bytes) -> Sizes:
    """``sent`` as a member's photo."""
    return Sizes(*(one.content for one in rules.reencode(sent, PHOTO)))


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_phones_make_is_made_anew_in_both_sizes(kind: str) -> None:
    sizes = reencode(a_photo(kind, (1200, 900)))
    assert (opened(sizes.large).format, opened(sizes.large).size) == ("WEBP", (640, 480))
    assert (opened(sizes.small).format, opened(sizes.small).size) == ("WEBP", (160, 120))


def test_place_time_and_camera_are_gone_and_it_stands_upright() -> None:
    sent = from_a_camera()
    assert b"Kanaria" in sent
    sizes = reencode(sent)
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
        reencode(sent)
    assert (refused.value.sentence, refused.value.field) == (rules.NOT_A_PICTURE, "photo")


def test_a_file_that_unfolds_to_fill_the_memory_is_refused_before_it_does() -> None:
    assert len(a_bomb()) < 200
    with pytest.raises(Refused, match="too large"):
        reencode(a_bomb())


def test_a_large_file_is_refused() -> None:
    with pytest.raises(Refused, match="too large"):
        reencode(b"\xff" * (rules.MOST_BYTES + 1))


def test_a_page_hidden_behind_a_picture_is_not_kept() -> None:
    sizes = reencode(a_photo("PNG") + b"<script>alert('kanaria')</script>")
    assert b"kanaria" not in sizes.small + sizes.large


def middle(data: bytes) -> tuple[int, ...]:
    """The color in the middle."""
    image = opened(data).convert("RGB")
    found = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(found, tuple)
    return tuple(map(int, found))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_see_through_stands_on_white(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (178, 91, 58, 0)).save(out, kind)
    assert min(middle(reencode(out.getvalue()).large)) > 250


def test_a_palette_with_a_see_through_color_stands_on_white_too() -> None:
    image, out = Image.new("P", (40, 30), 0), io.BytesIO()
    image.putpalette([10, 20, 30] * 256)
    image.save(out, "PNG", transparency=0)
    assert min(middle(reencode(out.getvalue()).large)) > 250


@pytest.mark.parametrize(("sent", "seen"), [(0, 0), (0x4000, 64), (0x8000, 128), (0xFFFF, 255)])
def test_sixteen_bits_of_grey_stay_grey(sent: int, seen: int) -> None:
    out = io.BytesIO()
    Image.new("I;16", (40, 30), sent).save(out, "PNG")
    assert all(abs(part - seen) <= 3 for part in middle(reencode(out.getvalue()).large))


def test_a_large_picture_is_the_same_picture_made_smaller() -> None:
    """It is read some rows at a time: no seam, nothing turned around."""
    image, out = Image.new("RGB", (3001, 2003), "#208040"), io.BytesIO()
    image.paste("#b25b3a", (0, 0, 1500, 1000))
    image.save(out, "PNG")
    made = opened(reencode(out.getvalue()).large).convert("RGB")
    assert made.size == (640, 427)
    assert _near(made.getpixel((100, 100)), (0xB2, 0x5B, 0x3A))
    for place in ((500, 100), (100, 400), (620, 410)):
        assert _near(made.getpixel(place), (0x20, 0x80, 0x40)), place


def _near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


def test_a_jpeg_of_a_hundred_megapixels_is_taken() -> None:
    out = io.BytesIO()
    Image.new("L", (12_000, 8_300), 90).save(out, "JPEG")
    assert opened(reencode(out.getvalue()).large).size == (640, 443)


@pytest.mark.parametrize(
    "sent",
    [a_photo("JPEG", (12_000, 9_000)), a_photo("JPEG", (9_000, 6_000), progressive=True),
     a_photo("WEBP", (5_000, 4_100), method=0), a_photo("WEBP", (5_000, 4_100), method=0, lossless=True)],
    ids=["JPEG", "progressive JPEG", "WebP", "lossless WebP"],
)  # fmt: skip
def test_more_pixels_than_fit_are_refused_as_too_large(sent: bytes) -> None:
    with pytest.raises(Refused, match="too large"):
        reencode(sent)


def noise(side: int) -> bytes:
    """A PNG whose every row unfolds to something else."""
    out = io.BytesIO()
    Image.frombytes("L", (side, side), random.Random(1).randbytes(side * side)).save(
        out, "PNG", compress_level=0
    )
    return out.getvalue()


def test_no_picture_is_opened_in_our_own_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened_here(*_: object, **__: object) -> None:
        raise AssertionError("decoded in the web process")

    monkeypatch.setattr(Image, "open", opened_here)
    assert reencode(noise(300)).large


def test_none_is_opened_inside_a_transaction(app: object) -> None:
    with db.writing(), pytest.raises(RuntimeError, match="inside a transaction"):
        reencode(a_photo())


def test_one_after_the_other_on_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder_process, "PATIENCE_SECONDS", 0.2)
    with decoder_process.turn_file().open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with pytest.raises(Refused) as refused:
            reencode(a_photo())
    assert (refused.value.sentence, refused.value.field) == (decoder_process.BUSY, "photo")
    assert reencode(a_photo()).large


def test_no_more_than_two_of_a_process_wait_and_the_others_hear_it_at_once() -> None:
    with decoder_process.AT_ONCE, decoder_process.AT_ONCE, pytest.raises(Refused) as refused:
        reencode(a_photo())
    assert refused.value.sentence == decoder_process.BUSY
    assert reencode(a_photo()).large


def run_as_decoder(script: str) -> int:
    """How a decoder ends that does what ``script`` says, within its bounds."""
    folder = str(Path(decoder.__file__).parent)
    start = f"import sys; sys.path.insert(0, {folder!r}); import decoder; decoder._bound();"
    return subprocess.run([sys.executable, "-c", start + script], check=False, capture_output=True).returncode  # noqa: S603 - our own


def test_the_decoder_has_so_much_memory_and_no_more() -> None:
    assert run_as_decoder("bytearray(200 * 1024 * 1024)") == 0
    assert run_as_decoder("bytearray(400 * 1024 * 1024)") == 1


def test_the_decoder_writes_no_file(tmp_path: Path) -> None:
    assert run_as_decoder("print()") == 0
    assert run_as_decoder(f"open({str(tmp_path / 'kept')!r}, 'w').write('a' * 9000)") != 0


def test_the_decoder_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    endless = tmp_path / "endless.py"
    endless.write_text(
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    monkeypatch.setattr(decoder_process, "PROGRAM", endless)
    monkeypatch.setattr(decoder_process, "SECONDS", 1)
    with pytest.raises(Refused, match="too large"):
        reencode(a_photo())
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_decoder_that_falls_over_is_told_to_the_log_and_kindly_to_her(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('a fault in the decoder')")
    monkeypatch.setattr(decoder_process, "PROGRAM", broken)
    with pytest.raises(Refused) as refused:
        reencode(a_photo())
    assert refused.value.sentence == rules.NOT_A_PICTURE
    assert "a fault in the decoder" in capsys.readouterr().out


def test_the_decoder_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SECRET_KEY", "kanaria")
    curious = tmp_path / "curious.py"
    curious.write_text("import os, sys; sys.exit(3 if 'kanaria' not in os.environ.values() else 5)")
    monkeypatch.setattr(decoder_process, "PROGRAM", curious)
    code, _, _ = decoder_process._run(
        b"", PHOTO.sizes, os.open(decoder_process.turn_file(), os.O_RDWR | os.O_CREAT)
    )
    assert code == decoder.NOT_A_PICTURE


def a_link_elsewhere(place: Path, target: Path) -> None:
    (place / f"chapter-{os.getuid()}").mkdir(mode=0o700)
    (place / f"chapter-{os.getuid()}" / "pictures.lock").symlink_to(target)


def a_directory_of_others(place: Path, _target: Path) -> None:
    (place / f"chapter-{os.getuid()}").mkdir()
    (place / f"chapter-{os.getuid()}").chmod(0o777)


def a_link_for_a_directory(place: Path, target: Path) -> None:
    (place / f"chapter-{os.getuid()}").symlink_to(target.parent)


def a_file_for_a_directory(place: Path, _target: Path) -> None:
    (place / f"chapter-{os.getuid()}").touch()


@pytest.mark.parametrize(
    "put", [a_link_elsewhere, a_directory_of_others, a_link_for_a_directory, a_file_for_a_directory]
)
def test_whatever_somebody_put_in_the_place_of_the_turn_is_a_kind_refusal(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    put: Callable[[Path, Path], None],
) -> None:
    place, target = tmp_path / "tmp", tmp_path / "elsewhere" / "file"
    place.mkdir()
    target.parent.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    put(place, target)
    with pytest.raises(Refused) as refused:
        reencode(a_photo())
    assert (refused.value.sentence, refused.value.field) == (decoder_process.BUSY, "photo")
    assert "no_turn_for_pictures" in capsys.readouterr().out
    assert list(target.parent.iterdir()) == []


def test_the_turn_lies_where_nobody_else_can_hold_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert reencode(a_photo()).small
    assert [
        path.stat().st_mode & 0o777
        for path in (decoder_process.turn_file().parent, decoder_process.turn_file())
    ] == [
        0o700,
        0o600,
    ]


@pytest.mark.parametrize(
    ("fit", "sent", "made"),
    [
        (CROP, (3200, 3200), (1600, 900)), (CROP, (8000, 1000), (1600, 900)), (CROP, (900, 1600), (900, 506)),
        (CONTAIN, (3200, 3200), (900, 900)), (CONTAIN, (800, 100), (800, 100)),
    ],
)  # fmt: skip
def test_a_picture_is_cut_to_its_shape_or_shown_whole_and_never_made_larger(
    fit: str, sent: tuple[int, int], made: tuple[int, int]
) -> None:
    use = PictureUse("cover", (PictureSize("wide", 1600, 900, fit),), public=True)
    (one,) = rules.reencode(a_photo("JPEG", sent), use)
    assert (one.width, one.height) == opened(one.content).size == made


def test_what_is_cut_away_is_what_is_not_in_the_middle() -> None:
    image, out = Image.new("RGB", (3000, 1000), "#208040"), io.BytesIO()
    image.paste("#b25b3a", (1000, 0, 2000, 1000))
    image.save(out, "PNG")
    use = PictureUse("portrait", (PictureSize("384", 384, 384, CROP),), public=True)
    made = opened(rules.reencode(out.getvalue(), use)[0].content).convert("RGB")
    for place in ((4, 4), (380, 380), (192, 192)):
        assert _near(made.getpixel(place), (0xB2, 0x5B, 0x3A)), place


@pytest.mark.parametrize(
    "sent",
    [a_photo("JPEG", (10_000, 9_900)), a_photo("PNG", (6_300, 6_300)), from_a_camera(size=(8_000, 5_000))],
    ids=["JPEG", "PNG", "turned"],
)
def test_the_larger_sizes_of_a_cover_are_made_in_the_same_memory(sent: bytes) -> None:
    assert [one.width for one in rules.reencode(sent, COVER)] == [800, 1600]


def test_what_is_no_picture_is_refused_beside_the_field_of_its_use() -> None:
    with pytest.raises(Refused) as refused:
        rules.reencode(b"not a picture", COVER)
    assert refused.value.field == "cover"
