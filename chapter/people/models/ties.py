"""Who knows whom from the chapter's events."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chapter import db


class Tie(db.Model):
    """That two people both said that they met, at ``event``; ``one_id`` is the smaller number."""

    __tablename__ = "ties"
    __table_args__ = (
        UniqueConstraint("one_id", "other_id", "event_id"),
        CheckConstraint("one_id < other_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    since: Mapped[datetime]
