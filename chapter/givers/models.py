"""Soft credits, and year-end statements that were asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.giving.models import Gift
from chapter.people.models import Person


class SoftCredit(db.Model):
    """A person who is thanked for a gift beside its giver, such as the other of a couple. It moves no money,
    and no receipt names them."""

    __tablename__ = "soft_credits"
    __table_args__ = (UniqueConstraint("gift_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    gift_id: Mapped[int] = mapped_column(ForeignKey("gifts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    gift: Mapped[Gift] = relationship(lazy="joined", innerjoin=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class Statement(db.Model):
    """A giver's year-end statement that was mailed, last at ``asked_at``. Its text is computed from their
    receipts each time, so that it never disagrees with them."""

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("person_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    year: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
