"""Storing a picture, re-encoded, so that nothing of the file that was sent is kept but what is visible.

Its files come first, into the store; then its rows, in the transaction of what shows it. Rolled back, the
files have no row and go at night. Deleted, the rows go first, and the worker deletes the files afterwards,
again and again until they are gone.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import delete, select

from chapter import db, gateways
from chapter.gateways import files
from chapter.media import decoder_process
from chapter.media.decoder import Encoded
from chapter.media.models import FileDeletion, Picture, PictureFile
from chapter.media.uses import PictureUse
from chapter.refusal import Refused

log = structlog.get_logger()
MOST_BYTES = 8 * 1024 * 1024
NOT_A_PICTURE, TOO_LARGE = decoder_process.NOT_A_PICTURE, decoder_process.TOO_LARGE
NOT_KEPT = "We couldn’t save that picture. Press the button again in a few minutes."
CONTENT_TYPE = "image/webp"
FOLDER = "pictures/"
A_FILE = re.compile(rf"{FOLDER}[a-z0-9][a-z0-9._-]{{0,99}}")
"""The keys of files that we put. Whatever else is in a store is not ours to delete: a disk has files of its
own, and a bucket may hold copies of the database."""

QUIET = {"synchronize_session": False}


@dataclass(frozen=True)
class KeptSize:
    """One size of a picture whose file is in the store."""

    size: str
    key: str
    width: int
    height: int
    length: int
    sha256: str


@dataclass(frozen=True)
class KeptPicture:
    """A picture whose files are in the store and that has no row yet."""

    public_id: str
    use: str
    sizes: tuple[KeptSize, ...]


def upload(sent: bytes, use: PictureUse) -> KeptPicture:
    """Re-encode ``sent`` in the sizes of ``use`` and put the files into the store. Slow: call it with no
    transaction open. Raises Refused, beside the use's form field, for an invalid or too large picture, when
    too many are sent at once, and when the store can't keep it."""
    try:
        return put_files(reencode(sent, use), use)
    except files.StoreUnavailable as error:
        log.error("picture_not_kept", why=str(error))
        raise Refused(NOT_KEPT, use.name) from error


def reencode(sent: bytes, use: PictureUse) -> list[Encoded]:
    """``sent`` re-encoded in each size of ``use``: rotated upright, without place, time and thumbnail. Raises
    Refused as ``upload`` does."""
    try:
        if len(sent) > MOST_BYTES:
            raise Refused(TOO_LARGE)
        return decoder_process.decode(sent, use.sizes)
    except Refused as refused:
        raise Refused(refused.sentence, use.name) from refused


def put_files(encoded: Sequence[Encoded], use: PictureUse) -> KeptPicture:
    """Put each size into the store, under a public id that nobody has. Raises
    gateways.files.StoreUnavailable."""
    store, public_id = gateways.current().files, db.public_id()
    sizes = []
    for size, one in zip(use.sizes, encoded, strict=True):
        key = f"{FOLDER}{public_id}-{size.name}.webp"
        store.put(key, one.content, CONTENT_TYPE)
        kept = KeptSize(size.name, key, one.width, one.height, len(one.content), files.sha256(one.content))
        sizes.append(kept)
    return KeptPicture(public_id, use.name, tuple(sizes))


def add_picture(kept: KeptPicture, *, now: datetime) -> Picture:
    """Add the rows of a picture whose files are in the store."""
    picture = Picture(public_id=kept.public_id, use=kept.use, made_at=now)
    db.session.add(picture)
    db.session.flush()
    db.session.add_all(PictureFile(picture_id=picture.id, **vars(size)) for size in kept.sizes)
    return picture


def discard_files(keys: Collection[str], *, now: datetime) -> None:
    """Have the worker delete the files under these keys; one that it is to delete already stays as it is."""
    db.add_missing(FileDeletion, [{"key": key, "asked_at": now} for key in keys])


def delete_pictures(ids: Collection[int], *, now: datetime) -> None:
    """Delete pictures by their ids; the worker deletes their files after the commit."""
    theirs = PictureFile.picture_id.in_(ids)
    keys = db.session.scalars(select(PictureFile.key).where(theirs))
    discard_files(list(keys), now=now)
    db.session.execute(delete(PictureFile).where(theirs), execution_options=QUIET)
    db.session.execute(delete(Picture).where(Picture.id.in_(ids)), execution_options=QUIET)
