"""Files in the database, so that one file stays all there is to back up: the store unless another is set."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db
from chapter.gateways import clock
from chapter.gateways.files import FileEntry, FileMissing, checked_key, refuse_in_writing

QUIET = {"synchronize_session": False}


class StoredFile(db.Model):
    """A file that is kept in the database, under its key."""

    __tablename__ = "stored_files"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    content_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    stored_at: Mapped[datetime]


class DatabaseFiles:
    """The store in the chapter's own database. Each ``put`` and ``delete`` is a transaction of its own, as
    in a store outside."""

    name = "the database"
    outside = False

    def check(self) -> None:
        """Nothing to ask: where the database answers, so does its store."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Keep ``content`` under ``key``."""
        refuse_in_writing()
        row = StoredFile(
            key=checked_key(key), content_type=content_type, content=content, stored_at=clock.now()
        )
        with db.writing():
            db.session.merge(row)

    def get(self, key: str) -> bytes:
        """The bytes under ``key``, in one statement. Raises FileMissing."""
        content = db.session.scalar(select(StoredFile.content).where(StoredFile.key == checked_key(key)))
        if content is None:
            raise FileMissing(key)
        return content

    def exists(self, key: str) -> bool:
        """Whether there is a file under ``key``."""
        return bool(db.session.scalar(select(StoredFile.key).where(StoredFile.key == checked_key(key))))

    def delete(self, key: str) -> None:
        """Delete the file under ``key``, if there is one."""
        refuse_in_writing()
        with db.writing():
            db.session.execute(
                delete(StoredFile).where(StoredFile.key == checked_key(key)), execution_options=QUIET
            )

    def listing(self) -> Iterator[FileEntry]:
        """Every file, in the order of its key."""
        rows = db.session.execute(select(StoredFile.key, StoredFile.stored_at).order_by(StoredFile.key)).all()
        return (FileEntry(key, stored_at) for key, stored_at in rows)
