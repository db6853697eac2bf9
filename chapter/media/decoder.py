"""Decodes and re-encodes one picture. The only code that decodes uploads, and it runs alone: as a process of
its own (media/decoder_process.py starts it), limited in memory and time, without our settings.

The picture comes on standard input; both sizes leave on standard output, each after its length. It imports
nothing of the application, so that it starts at once.
"""

import io
import os
import resource
import signal
import struct
import sys

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageOps, UnidentifiedImageError

SMALL, LARGE = 160, 640
"""The longest side of either size, in pixels."""

MEMORY_BYTES = 390 * 1024 * 1024
"""The limit of address space, so that it holds for whatever a decoder allocates."""

SECONDS = 12
MEGAPIXELS = {"JPEG": 100, "PNG": 50, "HEIF": 42, "AVIF": 36, "WEBP": 20}
"""The megapixels that each format may have within that memory. A JPEG is opened at an eighth of its size; a
progressive one is held whole until its last scan has come, and may have half as many."""

NOT_A_PICTURE, TOO_LARGE = 3, 4
"""Exit codes, besides 0."""

ORIENTATION = 0x0112
ROWS_AT_ONCE = 64


class TooLarge(Exception):
    """The picture would need more memory than the limit."""


def reencode(sent: bytes) -> tuple[bytes, bytes]:
    """``sent`` as WebP, small and large: rotated upright, transparency on white, without place, time and
    thumbnail. Raises TooLarge, or what Pillow raises for an invalid picture."""
    if _webp_pixels(sent) > MEGAPIXELS["WEBP"] * 1_000_000:
        raise TooLarge
    image = Image.open(io.BytesIO(sent), formats=tuple(MEGAPIXELS))
    if image.width * image.height > _most(image):
        raise TooLarge
    image.draft(None, (2 * LARGE, 2 * LARGE))
    plain = _plain(image)
    plain.getexif()[ORIENTATION] = image.getexif().get(ORIENTATION, 1)
    upright = ImageOps.exif_transpose(plain)
    return _scaled(upright, SMALL), _scaled(upright, LARGE)


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


def _plain(image: Image.Image) -> Image.Image:
    """The picture at twice the larger size or a little more, as RGB. A few rows at a time: no second copy of
    the whole is ever made."""
    factor = max(1, max(image.size) // (2 * LARGE))
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


def _scaled(image: Image.Image, side: int) -> bytes:
    """The picture as a new one of at most ``side`` pixels: pixels are copied, and nothing else."""
    small = image.copy()
    small.thumbnail((side, side))
    plain = Image.new("RGB", small.size)
    plain.paste(small)
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=82)
    return out.getvalue()


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
    try:
        sizes = reencode(sys.stdin.buffer.read())
    except (TooLarge, MemoryError):
        return TOO_LARGE
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return NOT_A_PICTURE
    for size in sizes:
        sys.stdout.buffer.write(struct.pack(">I", len(size)) + size)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    os.nice(5)  # pages come first
    sys.exit(main())
