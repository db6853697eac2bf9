"""Pictures for tests, made by code."""

import io
from typing import Any

from PIL import Image


def a_photo(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A picture of one color."""
    out = io.BytesIO()
    Image.new("RGB", size, "#b25b3a").save(out, kind, **more)
    return out.getvalue()


def from_a_camera(orientation: int = 6) -> bytes:
    """A JPEG that says where and by whom it was made, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Kanaria Camera"
    exif.get_ifd(0x8825)[2] = (41.0, 52.0, 30.0)
    return a_photo("JPEG", exif=exif)
