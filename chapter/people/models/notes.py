"""What the office writes down about people: notes, tags and tasks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chapter import db
from chapter.people.models import Person


class Note(db.Model):
    """Something to remember about a person. ``private``: for its author alone, else for all staff."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    written_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    private: Mapped[bool]
    written_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[written_by])


class Tag(db.Model):
    """A word that groups people, for the office; ``key`` is its form for comparing. Unique per person, by a
    constraint of the database."""

    __tablename__ = "tags"
    __table_args__ = (
        Index(
            "uq_tags_live", "person_id", "key", unique=True,
            sqlite_where=column("ended_at").is_(None), postgresql_where=column("ended_at").is_(None),
        ),
        Index("ix_tags_key_person_id", "key", "person_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40))
    given_at: Mapped[datetime]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]


class Task(db.Model):
    """Something that ``doer`` is to do about ``person``, with or without a due date.

    ``ended_at``: since when nobody needs to do it any more, because the person died.
    """

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_doer_id_done_at", "doer_id", "done_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True, default=db.public_id)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    doer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[person_id])
    doer: Mapped[Person] = relationship(lazy="joined", innerjoin=True, foreign_keys=[doer_id])
