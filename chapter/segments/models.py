"""Segments that staff saved."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person


class SavedList(db.Model):
    """A saved filter of people. ``wanted`` is the query string of its address.

    ``shared``: all staff see it, else its owner alone.
    """

    __tablename__ = "saved_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    wanted: Mapped[str] = mapped_column(String(1000))
    shared: Mapped[bool]
    saved_at: Mapped[datetime]

    owner: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
