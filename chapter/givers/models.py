"""Soft credits, year-end statements that were asked for, and the news of a drive."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.giving.models import Drive, Gift
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
    """A giver's year-end statement that was asked for; it is mailed once. Its text is computed from their
    receipts each time, so that it never disagrees with them."""

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("person_id", "year"),
        Index("ix_statements_sent_at", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    year: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])


class DriveNews(db.Model):
    """What the gifts to a drive did, mailed once to everybody who gave to it. ``done_at``: since when all
    mails are queued."""

    __tablename__ = "drive_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    drive_id: Mapped[int] = mapped_column(ForeignKey("drives.id"), unique=True)
    words: Mapped[str] = mapped_column(Text)
    signed: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime]
    written_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    last_gift_id: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]

    drive: Mapped[Drive] = relationship(lazy="joined", innerjoin=True)
