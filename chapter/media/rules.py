"""Storing a picture, re-encoded, so that nothing of the file that was sent is kept but what is visible."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

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
    """``sent`` re-encoded: rotated upright, without place, time and thumbnail. Slow: call it with no
    transaction open. Raises Refused for an invalid or too large picture, or when too many are sent at
    once."""
    if len(sent) > MOST_BYTES:
        raise Refused(TOO_LARGE, "photo")
    return PictureSizes(*decoder_process.decode(sent))


def store_picture(sizes: PictureSizes, *, now: datetime) -> Picture:
    """Store a picture in both sizes; returns its row."""
    picture = Picture(small=sizes.small, large=sizes.large, made_at=now)
    db.session.add(picture)
    return picture


def delete_picture(picture: Picture) -> None:
    """Delete a stored picture."""
    db.session.delete(picture)


def delete_pictures(ids: Collection[int]) -> None:
    """Delete stored pictures by their ids."""
    which = delete(Picture).where(Picture.id.in_(ids))
    db.session.execute(which, execution_options={"synchronize_session": False})
