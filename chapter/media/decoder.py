"""Decodes and re-encodes one picture. The only code that decodes uploads, and it runs alone: as a process of
its own (media/decoder_process.py starts it), limited in memory and time, without our settings.

The picture comes on standard input, the sizes as arguments; each size leaves on standard output after its
length, width and height. It imports nothing of the application, so that it starts at once.
"""

import io
import os
import resource
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageOps, UnidentifiedImageError

CONTAIN, CROP = "contain", "crop"
"""How a picture comes into its size: whole, within it; or as much of its middle as has the size's shape."""

HEAD = struct.Struct(">III")
"""Before each size: its bytes, its width and height in pixels."""

MEMORY_BYTES = 390 * 1024 * 1024
"""The limit of address space, so that it holds for whatever a decoder allocates."""

SECONDS = 12
MEGAPIXELS = {"JPEG": 100, "PNG": 50, "HEIF": 42, "AVIF": 36, "WEBP": 20}
"""The megapixels that each format may have within that memory. A JPEG is opened at an eighth of its size; a
progressive one is held whole until its last scan has come, and may have half as many."""

NOT_A_PICTURE, TOO_LARGE = 3, 4
"""Exit codes, besides 0."""

PLAIN_MEGAPIXELS = 24
"""The most of what sizes are made from."""

ORIENTATION = 0x0112
ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class PictureSize:
    """A size that pictures are made in: its name, and the most pixels it is wide and high. ``fit``: CONTAIN
    or CROP. A smaller picture is not made larger."""

    name: str
    width: int
    height: int
    fit: str = CONTAIN

    def as_argument(self) -> str:
        """The size as an argument of the decoder's process."""
        return f"{self.name}:{self.width}:{self.height}:{self.fit}"

    @classmethod
    def from_argument(cls, written: str) -> "PictureSize":
        """The size that ``as_argument`` wrote."""
        name, width, height, fit = written.split(":")
        return cls(name, int(width), int(height), fit)


@dataclass(frozen=True)
class Encoded:
    """A picture as WebP in one size, with its width and height in pixels."""

    content: bytes
    width: int
    height: int


class TooLarge(Exception):
    """The picture would need more memory than the limit."""


def reencode(sent: bytes, sizes: Sequence[PictureSize]) -> list[Encoded]:
    """``sent`` as WebP in each of ``sizes``: rotated upright, transparency on white, without place, time and
    thumbnail. Raises TooLarge, or what Pillow raises for an invalid picture."""
    if _webp_pixels(sent) > MEGAPIXELS["WEBP"] * 1_000_000:
        raise TooLarge
    image = Image.open(io.BytesIO(sent), formats=tuple(MEGAPIXELS))
    if image.width * image.height > _most(image):
        raise TooLarge
    side = max(max(size.width, size.height) for size in sizes)
    image.draft(None, (2 * side, 2 * side))
    plain = _plain(image, side, crops=any(size.fit == CROP for size in sizes))
    plain.getexif()[ORIENTATION] = image.getexif().get(ORIENTATION, 1)
    upright = ImageOps.exif_transpose(plain)
    return [_scaled(upright, size) for size in sizes]


def _webp_pixels(sent: bytes) -> int:
    """How many pixels a WebP says it has (RFC 9649); 0 for other formats. Pillow allocates the memory for all
    of them before it tells, and fails as it would with a broken one."""
    if sent[:4] + sent[8:12] != b"RIFFWEBP" or len(sent) < 30:
        return 0
    if sent[12:16] == b"VP8X":
        return (int.from_bytes(sent[24:27], "little") + 1) * (int.from_bytes(sent[27:30], "little") + 1)
    if sent[12:16] == b"VP8L":
        packed = int.from_bytes(sent[21:25], "little")
        return ((packed & 0x3FFF) + 1) * ((packed >> 14 & 0x3FFF) + 1)
    width, height = (int.from_bytes(sent[start : start + 2], "little") for start in (26, 28))
    return (width & 0x3FFF) * (height & 0x3FFF)


def _most(image: Image.Image) -> int:
    most = MEGAPIXELS[image.format or ""] * 1_000_000
    return most // 2 if image.info.get("progressive") else most


def _plain(image: Image.Image, side: int, *, crops: bool) -> Image.Image:
    """The picture at twice ``side`` or a little more, as RGB: its longer side, or the shorter where some of
    it is cut away. A few rows at a time: no second copy of the whole is ever made."""
    factor = max(1, (min if crops else max)(image.size) // (2 * side))
    while image.width * image.height > PLAIN_MEGAPIXELS * 1_000_000 * factor * factor:
        factor += 1
    plain = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, ROWS_AT_ONCE * factor):
        rows = image.crop((0, top, image.width, min(top + ROWS_AT_ONCE * factor, image.height)))
        plain.paste(_on_white(rows).reduce(factor), (0, top // factor))
    return plain


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off at 255
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _scaled(image: Image.Image, size: PictureSize) -> Encoded:
    """The picture as a new one of that size: pixels are copied, and nothing else."""
    if size.fit == CROP:
        share = min(1.0, image.width / size.width, image.height / size.height)
        box = (max(1, round(size.width * share)), max(1, round(size.height * share)))
        small = ImageOps.fit(image, box)
    else:
        small = image.copy()
        small.thumbnail((size.width, size.height))
    plain = Image.new("RGB", small.size)
    plain.paste(small)
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=82)
    return Encoded(out.getvalue(), *plain.size)


def _bound() -> None:
    """Limit memory, time and file writes of this process from here on. macOS has no limit on address
    space."""
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> int:
    """Re-encode one picture; returns the exit code."""
    _bound()
    pillow_heif.register_heif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.MAX_IMAGE_PIXELS = None  # counted here, by kind
    wanted = [PictureSize.from_argument(written) for written in sys.argv[1:]]
    try:
        made = reencode(sys.stdin.buffer.read(), wanted)
    except (TooLarge, MemoryError):
        return TOO_LARGE
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return NOT_A_PICTURE
    for one in made:
        sys.stdout.buffer.write(HEAD.pack(len(one.content), one.width, one.height) + one.content)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    os.nice(5)  # pages come first
    sys.exit(main())
