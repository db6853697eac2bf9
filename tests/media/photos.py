"""Pictures for tests, made by code."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import Image

pillow_heif.register_heif_opener()


def a_photo(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A picture of one color."""
    out = io.BytesIO()
    Image.new("RGB", size, "#b25b3a").save(out, kind, **more)
    return out.getvalue()


def from_a_camera(orientation: int = 6, size: tuple[int, int] = (40, 30)) -> bytes:
    """A JPEG that says where and by whom it was made, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Kanaria Camera"
    exif.get_ifd(0x8825)[2] = (41.0, 52.0, 30.0)
    return a_photo("JPEG", size, exif=exif)


def a_bomb() -> bytes:
    """A PNG of a few bytes that says it is 100,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
