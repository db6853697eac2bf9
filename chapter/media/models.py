"""The table of pictures: they are in the database, so that one file stays all there is to back up."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class Picture(db.Model):
    """A picture, re-encoded as WebP in two sizes: ``small`` and ``large``, whose longest sides in pixels are
    those of ``chapter.media.decoder``. What was sent is not stored."""

    __tablename__ = "pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    made_at: Mapped[datetime]
    small: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    large: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
