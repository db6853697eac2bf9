"""Storing a picture, encoded anew, so that nothing of the file that was sent stays but what the eye sees."""

from dataclasses import dataclass
from datetime import datetime

from chapter import db
from chapter.media import decoder_process
from chapter.media.models import Picture
from chapter.refusal import Refused

MOST_BYTES = 8 * 1024 * 1024
NOT_A_PICTURE, TOO_LARGE = decoder_process.NOT_A_PICTURE, decoder_process.TOO_LARGE


@dataclass(frozen=True)
class PictureSizes:
    """One picture as WebP, in both sizes."""

    small: bytes
    large: bytes


def reencode(sent: bytes) -> PictureSizes:
    """``sent`` made anew: turned as the camera was held, without place, time and thumbnail. Slow: call it
    with no transaction open. Raises Refused for what is no picture, or too large, or when many are sent."""
    if len(sent) > MOST_BYTES:
        raise Refused(TOO_LARGE, "photo")
    return PictureSizes(*decoder_process.decode(sent))


def store_picture(sizes: PictureSizes, *, now: datetime) -> Picture:
    """Store a picture in both sizes."""
    picture = Picture(small=sizes.small, large=sizes.large, made_at=now)
    db.session.add(picture)
    return picture


def delete_picture(picture: Picture) -> None:
    """Delete a picture."""
    db.session.delete(picture)
