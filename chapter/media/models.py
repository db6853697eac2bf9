"""The tables of pictures. Their bytes are in the store of files (chapter/gateways/files)."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class Picture(db.Model):
    """A picture, re-encoded as WebP in the sizes of its ``use`` (the name of a PictureUse). What was sent is
    not stored. It is never changed: another picture is another row, with another public id."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    use: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]


class PictureFile(db.Model):
    """One size of a picture: under which ``key`` the store has it, how many pixels and bytes it has, and the
    hash of its bytes (SHA-256, hexadecimal)."""

    __tablename__ = "picture_files"
    __table_args__ = (UniqueConstraint("picture_id", "size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    picture_id: Mapped[int] = mapped_column(ForeignKey("pictures.id"))
    size: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    length: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class FileDeletion(db.Model):
    """That the file under ``key`` has no row any more and is to be deleted from the store: written with what
    deleted the row, taken away when the store has deleted the file."""

    __tablename__ = "file_deletions"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    asked_at: Mapped[datetime]
