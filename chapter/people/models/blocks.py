"""Who is never brought together: one blocked the other, or staff keep them apart."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person


class Block(db.Model):
    """That ``person`` wants never to meet ``other`` in any list; it applies both ways. Nobody is notified."""

    __tablename__ = "blocks"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    other: Mapped[Person] = relationship(foreign_keys=[other_id])


class DoNotPair(db.Model):
    """That staff keep two people apart, and why; ``one_id`` is the smaller number. Nobody else learns of
    it."""

    __tablename__ = "do_not_pairs"
    __table_args__ = (CheckConstraint("one_id < other_id", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    one_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    why: Mapped[str] = mapped_column(Text, default="")
    noted_at: Mapped[datetime]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    one: Mapped[Person] = relationship(foreign_keys=[one_id])
    other: Mapped[Person] = relationship(foreign_keys=[other_id])
