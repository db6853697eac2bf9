"""Reading pictures: which file is which, and its bytes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from chapter import db, gateways
from chapter.media import uses
from chapter.media.models import Picture, PictureFile


@dataclass(frozen=True)
class FoundFile:
    """One size of a picture, as the store and a browser know it."""

    key: str
    sha256: str

    def content(self) -> bytes:
        """Its bytes. A store outside the database is asked with no transaction open. Raises
        gateways.files.FileMissing and StoreUnavailable."""
        store = gateways.current().files
        if store.outside:
            db.end_reading()
        return store.get(self.key)


def file_of(picture_id: int | None, size: str) -> FoundFile | None:
    """The file of that picture in that size; None for no picture."""
    if picture_id is None:
        return None
    return _found(PictureFile.picture_id == picture_id, PictureFile.size == size)


def public_file(public_id: str, size: str) -> FoundFile | None:
    """The file of a picture that anybody may see; None where its use is for some alone."""
    picture = Picture.public_id == public_id, Picture.use.in_([*uses.public_names()])
    return _found(PictureFile.picture_id == Picture.id, PictureFile.size == size, *picture)


def hashes_of(keys: Collection[str]) -> dict[str, str]:
    """The hash of each of these files that has a row, by its key."""
    asked = select(PictureFile.key, PictureFile.sha256).where(PictureFile.key.in_(keys))
    return dict(db.session.execute(asked).all())


def all_keys() -> set[str]:
    """The key of every file that has a row."""
    return set(db.session.scalars(select(PictureFile.key)))


def _found(*which: ColumnElement[bool]) -> FoundFile | None:
    row = db.session.execute(select(PictureFile.key, PictureFile.sha256).where(*which)).first()
    return None if row is None else FoundFile(*row)
