"""Making a picture anew, so that nothing of the file that was sent is kept but what the eye sees."""

import io
import warnings
from dataclasses import dataclass
from datetime import datetime

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from chapter import db
from chapter.media.models import Picture
from chapter.refusal import Refused

SMALL, LARGE = 160, 640
"""The longest side of either size, in pixels."""

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""More than any phone's camera makes; a file that unfolds to more is meant to fill the memory."""

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
NOT_A_PICTURE = "That is no picture we can read. A JPEG, PNG, WebP or HEIC from a phone works."
TOO_LARGE = "That picture is too large. Up to 8 MB and 50 megapixels work."

pillow_heif.register_heif_opener()


@dataclass(frozen=True)
class Sizes:
    """One picture as WebP, in both sizes."""

    small: bytes
    large: bytes


def remade(sent: bytes) -> Sizes:
    """``sent`` made anew: turned as the camera was held, without place, time and thumbnail. Slow: call it
    with no transaction open. Raises Refused for what is no picture, or too large."""
    if len(sent) > MOST_BYTES:
        raise Refused(TOO_LARGE, "photo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _sizes(Image.open(io.BytesIO(sent), formats=FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Refused(TOO_LARGE, "photo") from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as broken:
        raise Refused(NOT_A_PICTURE, "photo") from broken


def keep(sizes: Sizes, *, now: datetime) -> Picture:
    """Keep a picture."""
    picture = Picture(small=sizes.small, large=sizes.large, made_at=now)
    db.session.add(picture)
    return picture


def forget(picture: Picture) -> None:
    """Delete a picture."""
    db.session.delete(picture)


def _sizes(image: Image.Image) -> Sizes:
    if image.width * image.height > MOST_PIXELS:
        raise Refused(TOO_LARGE, "photo")
    upright = ImageOps.exif_transpose(image).convert("RGB")
    return Sizes(_scaled(upright, SMALL), _scaled(upright, LARGE))


def _scaled(image: Image.Image, side: int) -> bytes:
    """The picture as a new one of at most ``side`` pixels: pixels are copied, and nothing else."""
    small = image.copy()
    small.thumbnail((side, side))
    plain = Image.new("RGB", small.size)
    plain.paste(small)
    out = io.BytesIO()
    plain.save(out, "WEBP", quality=82)
    return out.getvalue()
